"""What of a table is drawn, whether as bars on the screen or as a chart in a file: which figures, under which names."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from grantcli.errors import UsageError
from grantcli.render.cells import show
from grantcli.table import Cell, Column, Kind, Money, Table

_FIRST = "total"
"""The measure that is drawn where it is among the columns; else the first that is."""


@dataclass(frozen=True, slots=True)
class Plot:
    """Columns of a table by their places: what a row stands for, and the figures of one measure."""

    table: Table
    keys: tuple[int, ...]
    own: int | None
    """The figure of the row as a whole; `None` where there is none."""
    series: tuple[int, ...]
    """Its figures for each of several series, none where there are no series."""

    @property
    def measured(self) -> Column:
        """The column whose kind tells how the figures are shown."""
        return self.table.columns[self.series[0] if self.own is None else self.own]

    @property
    def drawn(self) -> tuple[int, ...]:
        """The columns that get bars beside a row: each side of a comparison, or else the row as a whole."""
        return self.series if self.own is None else (self.own,)

    def label(self, row: Sequence[Cell]) -> str:
        """Return what a row stands for, safe to show."""
        return " · ".join(show(row[place], self.table.columns[place]) for place in self.keys) or "all awards"

    def currency(self, row: Sequence[Cell]) -> str:
        """Return the currency of a row, as people see it."""
        place = next((place for place, column in enumerate(self.table.columns) if column.name == "currency"), None)
        if place is not None:
            return str(row[place] or _NO_CURRENCY)
        own = _currencies(row) or {code for each in self.table.rows for code in _currencies(each)}
        return own.pop() if len(own) == 1 else _NO_CURRENCY

    def values(self, row: Sequence[Cell]) -> list[Decimal | None]:
        """Return the figures of a row that get bars."""
        return [value(row[place]) for place in self.drawn]


_NO_CURRENCY = "no currency"


def _currencies(row: Sequence[Cell]) -> set[str]:
    return {cell.currency or _NO_CURRENCY for cell in row if isinstance(cell, Money)}


def value(cell: Cell) -> Decimal | None:
    """Return a figure as a number, `None` where it is not known."""
    if isinstance(cell, Money):
        return cell.amount
    return Decimal(cell) if isinstance(cell, int | Decimal) else None


def plot(table: Table) -> Plot:
    """Return what of the table is drawn; UsageError where it has no figures of groups."""
    places = {place: column for place, column in enumerate(table.columns) if column.measure and column.for_people}
    if not places:
        hint = "`grantcli total --by programme` and `grantcli compare` have some; `--columns` may have left them out"
        raise UsageError("there is no figure to draw here", hint=hint)
    measures = [column.measure for column in places.values()]
    chosen = _FIRST if _FIRST in measures else measures[0]
    mine = {place: column for place, column in places.items() if column.measure == chosen}
    own = next((place for place, column in mine.items() if not column.series), None)
    keys = tuple(place for place, column in enumerate(table.columns) if column.axis and not column.series)
    made = Plot(table, keys, own, tuple(place for place, column in mine.items() if column.series))
    if not keys and len(table.rows) > len({made.currency(row) for row in table.rows}):
        raise UsageError("there is nothing to name the bars by", hint="leave the columns that it is grouped by in `--columns`")
    return made


def as_shown(figure: Decimal, column: Column, currency: str) -> str:
    """Return a figure as people read it in a column of this kind."""
    if column.kind is Kind.MONEY:
        return str(Money(figure, None if currency == _NO_CURRENCY else currency))
    return show(int(figure) if column.kind is Kind.NUMBER else figure, column)
