"""What of a table is drawn, whether as bars on the screen or as a chart in a file: which figures, under which names."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from grantcli.errors import UsageError, visible
from grantcli.render.cells import show
from grantcli.table import Axis, Cell, Column, Kind, Money, OtherGroups, Table

NO_CURRENCY = "no currency"
_FIRST = "total"
"""The measure that is drawn where it is among the columns; else the first that is."""
_COUNTED = "awards"
"""The measure that is drawn of bands, as a histogram does."""
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: its name, and its figures."""

    label: str
    """Safe to show."""
    currency: str
    rest: bool
    """Whether it combines all groups without their own row; they may be far more than any one group."""
    own: Cell
    """The figure of the row as a whole."""
    parts: tuple[Cell, ...]
    """Its figures for each of several series."""


@dataclass(frozen=True, slots=True)
class Plot:
    """The figures of one measure, by row and by series."""

    keys: tuple[Column, ...]
    """The meaning of the rows."""
    own: Column | None
    """The column of the row as a whole; `None` where there is none."""
    series: tuple[Column, ...]
    entries: tuple[Entry, ...]
    beside: tuple[int, ...]
    """The places of the columns that get bars: each side of a comparison, or else the row as a whole."""
    bounds: Mapping[str, tuple[Decimal, Decimal]]
    """For each currency between what figures the bars of groups run, zero among them."""
    pence: frozenset[str]
    """The currencies whose figures are shown with pence, every one of them: as a column of a table does it."""

    @property
    def measured(self) -> Column:
        """The column that names the measure, and its format."""
        return self.series[0] if self.own is None else self.own

    def figures(self, entry: Entry) -> list[Decimal | None]:
        """Return the figures of a row that get bars."""
        return [value(cell) for cell in (entry.parts if self.own is None else (entry.own,))]

    def is_cut(self, entry: Entry) -> bool:
        """Say whether a row has a bar that is longer than there is room for: that of the rest, beside those of groups."""
        return any(figure is not None and figure > self.bounds[entry.currency][1] for figure in self.figures(entry))


def value(cell: Cell) -> Decimal | None:
    """Return a figure as a number, `None` where it is not known."""
    if isinstance(cell, Money):
        return cell.amount
    return Decimal(cell) if isinstance(cell, int | Decimal) else None


def plot(table: Table) -> Plot:
    """Return what of the table is drawn; UsageError where it has no figures of groups."""
    measured = {place: column for place, column in enumerate(table.columns) if column.measure and column.for_people}
    if not measured:
        hint = "`grantcli total --by programme` and `grantcli compare` have some; `--columns` may have left them out"
        raise UsageError("there is no figure to draw here", hint=hint)
    measures = [column.measure for column in measured.values()]
    counted = any(column.axis is Axis.BANDS and not column.series for column in table.columns)
    chosen = next((name for name in (_COUNTED if counted else "", _FIRST) if name in measures), measures[0])
    own = next((place for place, column in measured.items() if column.measure == chosen and not column.series), None)
    series = tuple(place for place, column in measured.items() if column.measure == chosen and column.series)
    keys = tuple(place for place, column in enumerate(table.columns) if column.axis and not column.series)
    entries = tuple(_entries(table, keys, own, series))
    if not keys and len(entries) > len({entry.currency for entry in entries}):
        raise UsageError("there is nothing to name the bars by", hint="leave the columns that it is grouped by in `--columns`")
    columns = table.columns
    made = Plot(
        tuple(columns[place] for place in keys), None if own is None else columns[own], tuple(columns[place] for place in series),
        entries, series if own is None else (own,), {}, frozenset(),
    )  # fmt: skip
    return replace(made, bounds=_bounds(made), pence=frozenset(_with_pence(made)))


def _with_pence(plot: Plot) -> Iterator[str]:
    """Yield the currencies in which a figure has pence; for means, in which every one has."""
    found: dict[str, list[bool]] = {}
    for entry in plot.entries:
        cells = [cell for cell in (entry.own, *entry.parts) if isinstance(cell, Money)]
        found.setdefault(entry.currency, []).extend(cell.amount != cell.amount.to_integral_value() for cell in cells)
    some = all if plot.measured.measure == "mean" else any
    return (code for code, each in found.items() if each and some(each))


def _entries(table: Table, keys: Sequence[int], own: int | None, series: Sequence[int]) -> list[Entry]:
    coded = next((place for place, column in enumerate(table.columns) if column.name == "currency"), None)
    codes = {code for row in table.rows for code in _currencies(row)} if coded is None else set()
    only = codes.pop() if len(codes) == 1 else NO_CURRENCY
    return [
        Entry(
            " · ".join(show(row[place], table.columns[place]) for place in keys) or "all awards",
            str(row[coded] or NO_CURRENCY) if coded is not None else next(iter(_currencies(row)), only),
            any(isinstance(row[place], OtherGroups) for place in keys),
            None if own is None else row[own],
            tuple(row[place] for place in series),
        )
        for row in table.rows
    ]


def _currencies(row: Sequence[Cell]) -> list[str]:
    return [cell.currency or NO_CURRENCY for cell in row if isinstance(cell, Money)]


def _bounds(plot: Plot) -> dict[str, tuple[Decimal, Decimal]]:
    """Return the bounds of the groups of each currency; of the rest only where it is alone."""
    found: dict[str, tuple[Decimal, Decimal]] = {}
    for entry in sorted(plot.entries, key=lambda entry: entry.rest):
        if not (entry.rest and entry.currency in found):
            known = [figure or _ZERO for figure in plot.figures(entry)]
            low, high = found.get(entry.currency, (_ZERO, _ZERO))
            found[entry.currency] = min(low, *known), max(high, *known)
    return {entry.currency: found[entry.currency] for entry in plot.entries}


def display_figure(plot: Plot, figure: Decimal, column: Column, currency: str) -> str:
    """Return a figure as people read it beside the others of its currency."""
    if column.kind is Kind.MONEY:
        return visible(Money(figure, None if currency == NO_CURRENCY else currency).shown(pence=currency in plot.pence))
    return show(int(figure) if column.kind is Kind.NUMBER else figure, column)
