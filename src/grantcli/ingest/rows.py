"""Turns the rows of a table into entries, and accounts for those that are none."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from grantcli.accounting import RowNote, RowOutcome
from grantcli.ingest import nesting
from grantcli.ingest.grant_row import GrantRow, spot
from grantcli.ingest.headings import Match, standard
from grantcli.ingest.ledger import Ledger
from grantcli.ingest.nesting import Cell, Column, Shape, filled, text
from grantcli.ingest.options import ReadOptions
from grantcli.ingest.parse import dates
from grantcli.ingest.table import Row, Table
from grantcli.ingest.titles import DATES, plain

_OWN = ("id", "awardDate")
"""What an award has and a total has not."""
_TOTAL = re.compile(r"(grand|overall|sub)?totals?|sum")


@dataclass(frozen=True, slots=True)
class Survey:
    """What only the whole of a table can tell."""

    order: dates.Order
    repeated: Mapping[str, int] = field(default_factory=dict)
    """The identifiers that several rows have, with how many, where such rows may be one award."""


def survey(table: Table, matches: Sequence[Match], how: ReadOptions, label: str) -> Survey:
    """Read the table for what stands first in its dates and which identifiers it repeats; DataError as `days.order`."""
    read = nesting.columns(matches)
    dated = [each for each in read if each.name in DATES] if how.dayfirst is None else []
    name = next((each for each in read if each.steps == ("id",)), None) if standard(matches) else None
    seen: set[str] = set()
    repeated: dict[str, int] = {}

    def written() -> Iterator[tuple[bool, int | str, str]]:
        for _, place, cells in below(table):
            if name and name.index < len(cells) and filled(cells[name.index]):
                award = text(cells[name.index]).strip()
                if award in seen:
                    repeated[award] = repeated.get(award, 1) + 1
                seen.add(award)
            for each in dated:
                cell = cells[each.index] if each.index < len(cells) else ""
                if isinstance(cell, str) and filled(cell):
                    yield each.name == "awardDate", place, cell

    found = dates.order(written(), label) if dated or name else dates.Order()
    return Survey(found if how.dayfirst is None else dates.Order(how.dayfirst), repeated)


def below(table: Table) -> Iterator[tuple[int, int | str, Sequence[Cell]]]:
    """Yield the rows below the headings, each with its number from 1 and its place."""
    for number, (place, cells) in table.numbered():
        if number > 0:
            yield number, place, cells


def entries(table: Table, matches: Sequence[Match], order: dates.Order, ledger: Ledger, after: int = 0) -> Iterator[GrantRow]:
    """Yield each row that is an award or a part of one; the others go to the ledger. Numbers begin after `after`."""
    read = nesting.columns(matches)
    shape = nesting.Shape(read, order)
    for number, row in table.numbered():
        place, cells = row
        if not any(map(filled, cells)):
            ledger.blank(after + number, place)
        elif number < 0:
            ledger.aside(after + number, place, f"above the headings: {_shown(cells)}")
        elif number and (reason := _aside(cells, table, read)):
            ledger.aside(after + number, place, reason)
        elif number:
            yield entry(after + number, row, matches, shape)


def _aside(cells: Sequence[Cell], table: Table, read: Sequence[Column]) -> str:
    """Return why a row is no award; nothing where it may be one."""
    first = next(index for index, cell in enumerate(cells) if filled(cell))
    name = plain(text(cells[first]))
    if first < len(table.headings) and name == plain(table.headings[first]) and _is_headings(cells, table):
        return "the headings once more"
    if _TOTAL.fullmatch(name):
        own = [each for each in read if each.name in _OWN and each.index != first and each.index < len(cells)]
        if not any(filled(cells[each.index]) for each in own):
            return f"a total, no award: {_shown(cells)}"
    if any(each.index < len(cells) and filled(cells[each.index]) for each in read):
        return ""
    return f"nothing below a heading that is read: {_shown(cells)}"


def _is_headings(cells: Sequence[Cell], table: Table) -> bool:
    pairs = zip(cells, table.headings, strict=False)
    return all(not filled(cell) or plain(text(cell)) == plain(heading) for cell, heading in pairs)


def entry(number: int, row: Row, matches: Sequence[Match], shape: Shape) -> GrantRow:
    """Return a row that is an award, or a part of one."""
    place, cells = row
    grant = shape.grant(cells)
    extra = {
        each.heading: text(cell).strip() for each, cell in zip(matches, cells, strict=False) if not each.path and filled(cell)
    }
    over = {
        f"column {column}": text(cell).strip()
        for column, cell in enumerate(cells[len(matches) :], len(matches) + 1)
        if filled(cell)
    }
    said = (
        (RowNote(spot(place), RowOutcome.KEPT, f"cells beyond the last heading: {_shown(list(over.values()))}"),) if over else ()
    )
    return GrantRow(number, place, grant, extra | over, said)


def _shown(cells: Sequence[Cell], most: int = 60) -> str:
    whole = ", ".join(f"`{text(cell).strip()}`" for cell in cells if filled(cell))
    return whole if len(whole) <= most else f"{whole[:most]}…"
