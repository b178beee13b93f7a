"""Sheets of a workbook: their cells as texts or numbers, and where the table of each is."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any

from grantcli.ingest import headings
from grantcli.ingest.nesting import Cell, text
from grantcli.ingest.profile.preamble import preamble
from grantcli.ingest.profile.table_layout import TableLayout
from grantcli.ingest.raw_table import Row
from grantcli.ingest.titles import DATES, heading_key

NO_LAYOUT = TableLayout(0, 0, (), 0)
"""Where a sheet has no table."""
_PART = 1_000
"""Rows in a batch."""


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A sheet with its cells, and where its table is."""

    name: str
    cells: list[list[Any]]
    visible: bool = True
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    """The first and the last cell of each range that is merged, from 0."""
    layout: TableLayout = NO_LAYOUT
    matches: tuple[headings.Match, ...] = ()

    @property
    def row_count(self) -> int:
        """How many rows are not empty."""
        return sum(any(cell not in ("", None) for cell in row) for row in self.cells)

    @property
    def empty(self) -> bool:
        """Whether nothing is there, or nothing but headings, which are in no account."""
        rows = [row for row in self.cells if any(cell not in ("", None) for cell in row)]
        return not rows or (len(rows) == 1 and sum(cell not in ("", None) for cell in rows[0]) > 1)

    @property
    def unit(self) -> tuple[int, str]:
        """What its name and the rows above its headings say that figures are times, and their currency."""
        lines = preamble([[self.name], *([text(plain_cell(cell)) for cell in row] for row in self.cells[: self.layout.first])])
        return lines.scale, lines.currency

    @property
    def fields(self) -> frozenset[tuple[str, str]]:
        """The columns that are read, each as its path and its heading as headings are compared."""
        return frozenset((each.path, heading_key(each.heading)) for each in self.matches if each.path)

    def columns(self, *, amounts: bool) -> set[int]:
        """Return which columns are amounts, or else dates."""
        names = {index: (each.path or "").rpartition("/")[2] for index, each in enumerate(self.matches)}
        return {index for index, name in names.items() if (name.startswith("amount") if amounts else name in DATES)}

    def rows(self) -> Iterator[Row]:
        """Yield each row with the cell that it begins with."""
        number = 0
        for start in range(0, len(self.cells), _PART):
            for cells in row_cells(self.cells[start : start + _PART]):
                number += 1
                yield f"{self.name}!A{number}", cells

    @property
    def names(self) -> tuple[str, ...]:
        """Its headings, as headings are compared, in their order."""
        return tuple(heading_key(name) for name in self.layout.names)

    def below(self, names: Collection[str]) -> list[tuple[Any, ...]]:
        """Return what is below these headings, without blank rows, in the order of the headings, and beyond the last heading."""
        order = sorted((index for index, name in enumerate(self.names) if name in names), key=self.names.__getitem__)
        rows = [row for row in self.cells[self.layout.last + 1 :] if any(cell not in ("", None) for cell in row)]
        return [
            tuple(row[index] if index < len(row) else "" for index in order) + tuple(row[len(self.layout.names) :])
            for row in rows
        ]


def row_cells(rows: Sequence[list[Any]]) -> Iterator[Sequence[Cell]]:
    """Yield rows with their cells as texts or numbers."""
    if len(set(map(len, rows))) != 1:
        return ([cell if type(cell) is str else plain_cell(cell) for cell in row] for row in rows)
    return zip(*map(_plain_column, zip(*rows, strict=True)), strict=True) if rows[0] else iter(rows)


def _plain_column(column: Sequence[Any]) -> Sequence[Cell]:
    """Return the cells of a column as `plain_cell` does, all at once where they are of one type."""
    kinds = set(map(type, column))
    if kinds == {str}:
        return column
    if kinds == {date}:
        return [cell.isoformat() for cell in column]
    if kinds == {float} and all(map(isfinite, column)):
        return [int(cell) if cell.is_integer() else Decimal(repr(cell)) for cell in column]
    return list(map(plain_cell, column))


def plain_cell(cell: Any) -> Cell:  # noqa: ANN401 - whatever a workbook holds
    """Return a cell as text, or as the number that is meant: a whole one without decimals, others as they are printed."""
    match cell:
        case str() | bool():
            return cell if isinstance(cell, str) else str(cell).upper()
        case float() if isfinite(cell):
            return int(cell) if cell.is_integer() else Decimal(repr(cell))
        case int():
            return cell
        case datetime() if (cell.hour, cell.minute, cell.second) == (0, 0, 0):
            return cell.date().isoformat()
        case date():  # with a time of day where there is one
            return cell.isoformat()
    return str(cell)
