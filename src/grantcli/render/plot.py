"""What of a table is drawn, whether as bars on the screen or as a chart in a file: which figures, under which names."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from grantcli.errors import UsageError, visible
from grantcli.render.cells import show, shows_pence
from grantcli.table import Axis, Cell, Column, Kind, Money, OtherGroups, Table

NO_CURRENCY = "no currency"
_MAIN_MEASURES = ("per_head", "total")
"""The first of these that is among the columns is drawn; else the first measure that is."""
_BAND_MEASURE = "awards"
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
    whole: Cell
    """The figure of the row as a whole."""
    parts: tuple[Cell, ...]
    """Its figures for each of several series."""


@dataclass(frozen=True, slots=True)
class Plot:
    """The figures of one measure, by row and by series."""

    keys: tuple[Column, ...]
    """The meaning of the rows."""
    whole: Column | None
    """The column of the row as a whole; `None` where there is none."""
    series: tuple[Column, ...]
    entries: tuple[Entry, ...]
    bar_places: tuple[int, ...]
    """The places of the columns that get bars: each side of a comparison, or else the row as a whole."""
    bounds: Mapping[str, tuple[Decimal, Decimal]]
    """For each currency between what figures the bars of groups run, zero among them."""
    pence: frozenset[str]
    """The currencies whose figures are shown with pence, every one of them: as a column of a table does it."""

    @property
    def measure_column(self) -> Column:
        """The column that names the measure, and its format."""
        return self.series[0] if self.whole is None else self.whole

    def figures(self, entry: Entry) -> list[Decimal | None]:
        """Return the figures of a row that get bars."""
        return [value(cell) for cell in (entry.parts if self.whole is None else (entry.whole,))]

    def is_cut(self, entry: Entry) -> bool:
        """Say whether a row has a bar that is longer than there is room for: that of the rest, beside those of groups."""
        low, high = self.bounds[entry.currency]
        return any(figure is not None and not low <= figure <= high for figure in self.figures(entry))


def value(cell: Cell) -> Decimal | None:
    """Return a figure as a number, `None` where it is not known."""
    if isinstance(cell, Money):
        return cell.amount
    return Decimal(cell) if isinstance(cell, int | Decimal) else None


def plot(table: Table) -> Plot:
    """Return what of the table is drawn; UsageError where it has no figures of groups."""
    figures = {place: column for place, column in enumerate(table.columns) if column.measure and column.for_people}
    if not figures:
        hint = "`grantcli total --by programme` and `grantcli compare` have some; `--columns` may have left them out"
        raise UsageError("there is no figure to draw here", hint=hint)
    measures = [column.measure for column in figures.values()]
    in_bands = any(column.axis is Axis.BANDS and not column.series for column in table.columns)
    main = (_BAND_MEASURE, *_MAIN_MEASURES) if in_bands else _MAIN_MEASURES
    measure = next((name for name in main if name in measures), measures[0])
    total = next((place for place, column in figures.items() if column.measure == measure and not column.series), None)
    series = tuple(place for place, column in figures.items() if column.measure == measure and column.series)
    keys = tuple(place for place, column in enumerate(table.columns) if column.axis and not column.series)
    entries = tuple(_entries(table, keys, total, series))
    if not keys and len(entries) > len({entry.currency for entry in entries}):
        raise UsageError("there is nothing to name the bars by", hint="leave the columns that it is grouped by in `--columns`")
    columns = table.columns
    whole = None if total is None else columns[total]
    result = Plot(
        tuple(columns[place] for place in keys), whole, tuple(columns[place] for place in series), entries,
        series if total is None else (total,), {}, frozenset(),
    )  # fmt: skip
    return replace(result, bounds=_bounds(result), pence=frozenset(_with_pence(result)))


def _with_pence(plot: Plot) -> Iterator[str]:
    """Yield the currencies in which figures are shown with pence."""
    cells: dict[str, list[Cell]] = {}
    for entry in plot.entries:
        cells.setdefault(entry.currency, []).extend((entry.whole, *entry.parts))
    return (code for code, each in cells.items() if shows_pence(each, plot.measure_column.measure))


def _entries(table: Table, keys: Sequence[int], whole: int | None, series: Sequence[int]) -> list[Entry]:
    return [
        Entry(
            " · ".join(show(row[place], table.columns[place]) for place in keys) or "all awards",
            currency,
            any(isinstance(row[place], OtherGroups) for place in keys),
            None if whole is None else row[whole],
            tuple(row[place] for place in series),
        )
        for row, currency in zip(table.rows, _row_currencies(table), strict=True)
    ]


def _row_currencies(table: Table) -> list[str]:
    """Return the currency of each row: what the table says, or else that of its amounts, or of all where they have one."""
    place = next((place for place, column in enumerate(table.columns) if column.name == "currency"), None)
    cells = table.row_currencies if place is None else tuple(row[place] for row in table.rows)
    if cells:
        return [str(cell or NO_CURRENCY) for cell in cells]
    codes = {code for row in table.rows for code in _currencies(row)}
    only = codes.pop() if len(codes) == 1 else NO_CURRENCY
    return [next(iter(_currencies(row)), only) for row in table.rows]


def _currencies(row: Sequence[Cell]) -> list[str]:
    return [cell.currency or NO_CURRENCY for cell in row if isinstance(cell, Money)]


def _bounds(plot: Plot) -> dict[str, tuple[Decimal, Decimal]]:
    """Return the bounds of the groups of each currency; the rest, to either side, only as far as the longest bar of a group."""
    bounds: dict[str, tuple[Decimal, Decimal]] = {}
    for entry in sorted(plot.entries, key=lambda entry: entry.rest):
        figures = [figure or _ZERO for figure in plot.figures(entry)]
        low, high = bounds.get(entry.currency, (_ZERO, _ZERO))
        longest = max(-low, high)
        if entry.rest and longest:
            figures = [max(-longest, min(figure, longest)) for figure in figures]
        bounds[entry.currency] = min(low, *figures), max(high, *figures)
    return {entry.currency: bounds[entry.currency] for entry in plot.entries}


def display_figure(plot: Plot, figure: Decimal, column: Column, currency: str) -> str:
    """Return a figure as people read it beside the others of its currency."""
    if column.kind is Kind.MONEY:
        return visible(Money(figure, None if currency == NO_CURRENCY else currency).text(pence=currency in plot.pence))
    return show(int(figure) if column.kind is Kind.NUMBER else figure, column)
