"""Columns of the file that a question names as `x:Heading`, found among those that the file has.

Case and punctuation do not matter, unless two headings differ by them alone.
"""

from collections.abc import Sequence
from dataclasses import replace

from grantcli.errors import UsageError, nearest
from grantcli.fields import EXTRA
from grantcli.query.filters import And, Comparison, Filter, Not, Or, Word


def resolve_columns(where: Filter, headings: Sequence[str]) -> Filter:
    """Return the filter with every column named as its file does; UsageError for one that is not among the headings."""
    match where:
        case And(filters):
            return And(tuple(resolve_columns(part, headings) for part in filters))
        case Or(filters):
            return Or(tuple(resolve_columns(part, headings) for part in filters))
        case Not(inner):
            return Not(resolve_columns(inner, headings))
        case Comparison(field):
            return replace(where, field=resolve_field(field, headings))
        case Word():
            return where


def resolve_field(field: str, headings: Sequence[str]) -> str:
    """Return the name of a field, that of a column as its file has it; UsageError as above."""
    name = field[len(EXTRA) :].strip()
    if field[: len(EXTRA)].lower() != EXTRA or name in headings:
        return field
    matches = [each for each in headings if key(each) == key(name)]
    if len(matches) > 1:
        several = " or ".join(f"`{EXTRA}{each}`" for each in matches)
        raise UsageError(f"`{field}` may be {len(matches)} columns", hint=f"write it exactly: {several}")
    if not matches:
        guess = [EXTRA + each for each in nearest(name, headings)]
        raise UsageError(f"the data have no column `{name}`", did_you_mean=guess, hint="" if guess else _columns_hint(headings))
    return EXTRA + matches[0]


def _columns_hint(headings: Sequence[str]) -> str:
    if not headings:
        return "every column of the data is a field, and `grantcli fields` lists those"
    return "`grantcli fields --data FILE` lists the columns"


def key(heading: str) -> str:
    """Return what headings have in common that differ by case and punctuation only.

    >>> key("Grant Officer"), key("grant_officer")
    ('grantofficer', 'grantofficer')
    """
    return "".join(char for char in heading.casefold() if char.isalnum()) or heading


def simple_heading(heading: str) -> str:
    """Return a heading as it can be typed anywhere, in a list with commas too: its signs are blanks.

    >>> simple_heading("Amount (£, net)")
    'Amount £ net'
    """
    return " ".join("".join(" " if char in '"():=<>,' else char for char in heading).split())
