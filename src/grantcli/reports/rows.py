"""What became of the rows of a file: the table of `--rows`, and the notes that every answer carries.

Both are functions of the accounting alone, whoever has read the file.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

from grantcli.accounting import Accounting, RowNote, RowOutcome
from grantcli.reports.notes import plural
from grantcli.table import Column, Detail, Kind, Table

_NAMED = 3  # a note names at most this many places
_SHOWN = 100  # a note shows at most this many characters of a text
TOTAL = "a total, no award: "
"""How the reason for a total begins."""
_UNREAD = re.compile(r"(\S+) `(.*)` cannot be read(.*)", re.DOTALL)
"""The reason for a value that cannot be read, as `readers.giving` writes it: the field, its text, and why if that is known."""


def rows(accounting: Accounting) -> Table:
    """Return each row, or run of rows, that is not an award or has a value that cannot be read, with the reason."""
    told = tuple((each.place, str(each.fate), each.rows, each.reason, each.award) for each in accounting.remarks)
    return Table(_COLUMNS, told, str(accounting))


_COLUMNS = (
    Column("place", Kind.ID),
    Column("fate", Kind.ID),
    Column("rows", Kind.NUMBER),
    Column("reason", Kind.TEXT),
    Column("award", Kind.ID, missing="–", weight=1),
)


def reading_notes(accounting: Accounting) -> tuple[str, ...]:
    """Return the equation, unless every row became an award, and a note for each kind of thing that cannot be read."""
    if accounting.plain:
        return ()
    kinds: dict[str, list[RowNote]] = defaultdict(list)
    for each in accounting.remarks:
        if each.fate is RowOutcome.KEPT:
            kinds[_kind(each.reason)].append(each)
    totals = [each for each in accounting.remarks if each.fate is RowOutcome.SKIPPED and each.reason.startswith(TOTAL)]
    return (
        Detail(f"{accounting}; --rows shows them"),
        *([_totals(totals)] if totals else []),
        *(_outcome_words(kind, found) for kind, found in kinds.items()),
    )


def _totals(found: Sequence[RowNote]) -> str:
    named = "; ".join(f"{each.place}: {_shorten(each.reason.removeprefix(TOTAL))}" for each in found[:_NAMED])
    return f"{plural(len(found), 'row')} set aside as a total, no award ({named}{_more(found, _NAMED)})"


def _kind(reason: str) -> str:
    """Return the part that reasons of one kind share: the field that cannot be read, or else how they begin."""
    unread = _UNREAD.fullmatch(reason)
    return f"{unread[1]} cannot" if unread else " ".join(reason.split()[:2])


def _outcome_words(kind: str, found: Sequence[RowNote]) -> str:
    count = sum(each.rows for each in found)
    what = kind.removesuffix(" cannot")
    if what == kind:
        return f"{plural(count, 'row')} with a remark ({_shorten(f'{found[0].place}: {found[0].reason}')}{_more(found, 1)})"
    values = plural(count, what) if what in {"amount", "date"} else f"{plural(count, 'value')} of `{what}`"
    named = "; ".join(map(_unread, found[:_NAMED]))
    return f"{values} cannot be read, taken as unknown ({named}{_more(found, _NAMED)})"


def _unread(each: RowNote) -> str:
    """Return the place, the text that cannot be read, and why if that is known."""
    unread = _UNREAD.fullmatch(each.reason)
    return f"{each.place}: `{_shorten(unread[2])}`{unread[3]}" if unread else each.place


def _more(found: Sequence[RowNote], shown: int) -> str:
    return "; …" if len(found) > shown else ""


def _shorten(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
