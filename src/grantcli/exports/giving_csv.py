"""360Giving in CSV: a column for each place in a grant, under the standard's title.

Which columns there are is known only when every grant has been seen, so grants wait in a temporary file till then.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from grantcli.exports.giving_json import as_json
from grantcli.ingest.titles import TITLES, display_path
from grantcli.render.csv import quote_cell

Place = tuple[str | int, ...]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BETWEEN = ";"
"""The separator between several texts in a cell, as flatten-tool reads it."""


_REQUIRED: dict[str, Place] = {name: (name,) for name in ("id", "title", "description", "currency", "amountAwarded", "awardDate")}
"""The columns of a file without grants: those that the standard requires of each and that are in no list."""


def write_csv(grants: Iterable[Mapping[str, Any]], path: Path) -> tuple[str, ...]:
    """Write a row for each grant, and say how many cells a spreadsheet would run as a formula."""
    with TemporaryFile("w+", encoding="utf-8", newline="\n") as spool:
        columns, formulas = _spool(grants, spool)
        columns = columns or _REQUIRED
        spool.seek(0)
        names = sorted(columns, key=lambda name: _rank(columns[name]))
        steps = ((place, depth, step) for place in columns.values() for depth, step in enumerate(place))
        several = frozenset(_list(place, depth) for place, depth, step in steps if isinstance(step, int) and step > 0)
        with path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            file.write(",".join(quote_cell(title(columns[name], several)) for name in names) + "\n")
            for line in spool:
                row = json.loads(line)
                file.write((",".join(quote_cell(row.get(name, "")) for name in names) or '""') + "\n")
    cells = f"{formulas:,} cell{'s begin' if formulas > 1 else ' begins'} as a formula does"
    return (f"{cells}; import the file as text rather than open it in a spreadsheet",) if formulas else ()


def _spool(grants: Iterable[Mapping[str, Any]], spool: IO[str]) -> tuple[dict[str, Place], int]:
    """Write the values of each grant into a file, and return every place that occurs and how many values begin a formula."""
    columns: dict[str, Place] = {}
    formulas = 0
    for grant in grants:
        row = {}
        for place, value in values(grant):
            name = display_path(place)
            columns.setdefault(name, place)
            row[name] = value if isinstance(value, str) else as_json(value)
            formulas += isinstance(value, str) and value.startswith(_FORMULA)
        spool.write(json.dumps(row) + "\n")
    return columns, formulas


def values(value: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:  # noqa: ANN401 - whatever JSON holds
    """Yield each value in a grant with its place; texts of an array are one value, and `null` is none."""
    match value:
        case None:
            return
        case Mapping():
            for key, part in value.items():
                yield from values(part, (*place, key))
        case list() | tuple() if all(isinstance(part, str) and part and _BETWEEN not in part for part in value):
            if value:
                yield place, _BETWEEN.join(value)
        case list() | tuple():
            for number, part in enumerate(value):
                yield from values(part, (*place, number))
        case _:
            yield place, value


def title(place: Place, several: frozenset[Place] = frozenset()) -> str:
    """Return the heading of the column for a place; lists of `combine` elements are numbered.

    A place that the standard does not know is its own heading.

    >>> title(("recipientOrganization", 0, "name")), title(("officer", 0, "name"))
    ('Recipient Org:Name', 'officer/0/name')
    """
    names = [step for step in place if isinstance(step, str)]
    heading = TITLES.get("/".join(names))
    if heading is None:
        return display_path(place)
    words = iter(heading.partition("|")[0].split(":"))
    parts = [next(words) if isinstance(step, str) else str(step) for step in place]
    numbered = (isinstance(step, str) or _list(place, depth) in several for depth, step in enumerate(place))
    return ":".join(part for part, in_title in zip(parts, numbered, strict=True) if in_title)


def _list(place: Place, depth: int) -> Place:
    """Return the names that lead to the list that the step at this depth is an item of."""
    return tuple(step for step in place[:depth] if isinstance(step, str))


_ORDER = {name: number for number, name in enumerate(TITLES)}
_GROUPS = {name.partition("/")[0]: number for number, name in reversed(list(enumerate(TITLES)))}


def _rank(place: Place) -> tuple[int, tuple[int, ...], int]:
    """Return the sort key of a column: its group, in the order of the standard; columns outside the standard come last."""
    names = [str(step) for step in place if isinstance(step, str)]
    numbers = tuple(step for step in place if isinstance(step, int))
    return _GROUPS.get(names[0], len(_ORDER)), numbers, _ORDER.get("/".join(names), len(_ORDER))
