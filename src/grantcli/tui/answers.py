"""What the screen asks a dataset: awards and totals as tables, the counts beside the facets, one award whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from grantcli.dataset import Dataset
from grantcli.fields import EXTRA, FIELDS
from grantcli.query import Filter, Total
from grantcli.query.extra_columns import resolve_columns
from grantcli.query.questions import REST
from grantcli.reports.arrange import arrange
from grantcli.reports.data import all_of, names
from grantcli.reports.listing import DEFAULT
from grantcli.reports.notes import plural
from grantcli.table import Cell, Column, Money, Table
from grantcli.tui.view_state import Pick, ViewState

FACETS = ("programme", "funder", "council", "region", "fy", "stage")
"""The fields whose values stand at the side."""
COLUMNS = ("title", "recipient", "amount", "awarded", "programme", "id")
"""The columns of a list: who received an award, lead and partners, says more on one line than who leads it."""
_WEIGHTS = {"recipient": 1, "id": 9}
"""Columns that hide later or sooner than in `list`; the id is part of the whole award."""
_BODIES = {"council", "recipient", "lead", "partner"}
MOST_VALUES = 300
"""A facet shows at most this many values, and totals this many rows: those with the largest totals."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ScreenTable:
    """A table for the middle of the screen: `keys` are the ids of its awards, or the values behind its rows."""

    state: ViewState
    table: Table
    summary: str
    """How many awards there are, and what they come to."""
    ids: tuple[str, ...] = ()
    picks: tuple[tuple[Pick, ...], ...] = ()
    """For each row of totals, the term for its awards; nothing for a row that combines many."""
    complete: bool = True
    """Whether there are no more rows than these."""

    def row(self, number: int) -> Mapping[str, Cell]:
        """Return the cells of a row, by the names of their columns."""
        return {column.name: cell for column, cell in zip(self.table.columns, self.table.rows[number], strict=True)}


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of a field with how many awards have each, most first; `more` is how many values are left out."""

    field: str
    values: tuple[tuple[Pick, int], ...]
    more: int = 0


def resolve(dataset: Dataset, where: Filter) -> Filter:
    """Return the filter with columns of the file named as the file does."""
    return resolve_columns(where, dataset.data.extras) if EXTRA in str(where).lower() else where


def awards(dataset: Dataset, state: ViewState, window: int, columns: str = "") -> ScreenTable:
    """Return the first awards, at most as many as `window`."""
    where = resolve(dataset, state.where())
    choice = names(columns) or COLUMNS
    fields = dict.fromkeys((*choice, "id", *DEFAULT))
    table = dataset.list(where, columns=tuple(fields), sort=state.sort, limit=window)
    count = dataset.data.count(where)
    place = next(index for index, column in enumerate(table.columns) if column.name == "id")
    ids = tuple(str(row[place]) for row in table.rows)
    screen_columns = tuple(_screen_column(column, choice) for column in table.columns)
    notes = tuple(note for note in table.notes if "--limit" not in note)
    table = replace(table, columns=screen_columns, notes=notes)
    return ScreenTable(state, table, summary(dataset, where, table.title), ids, complete=count <= len(table.rows))


def _screen_column(column: Column, choice: Sequence[str]) -> Column:
    """Return a column of a list as the screen shows it."""
    visible = column.for_people and column.name in choice
    return replace(column, for_people=visible, weight=_WEIGHTS.get(column.name, column.weight))


def totals(dataset: Dataset, state: ViewState) -> ScreenTable:
    """Return the totals of a field, the largest `MOST` of them in each currency."""
    where = resolve(dataset, state.where())
    table = dataset.total(where, by=state.by, top=MOST_VALUES)
    by_currency = len({row[1] for row in table.rows}) > 1
    picks = {row: _behind(dataset, where, table, row, state.by, by_currency=by_currency) for row in table.rows}
    table = arrange(table, sort=state.ranked)
    rows = (*(picks[row] for row in table.rows), *(() for _ in table.footer))
    table = replace(table, rows=(*table.rows, *table.footer), footer=())
    title = table.title.rpartition(" by ")[0].removesuffix(",")
    return ScreenTable(state, table, summary(dataset, where, title), picks=tuple(rows))


def _behind(
    dataset: Dataset, where: Filter, table: Table, row: tuple[Cell, ...], by: str, *, by_currency: bool
) -> tuple[Pick, ...]:
    """Return what leads to the awards of a row: its value, and its currency where there are several."""
    rows = [each for each in table.rows if each[1] == row[1]]
    if len(rows) > MOST_VALUES and row is rows[-1]:
        return ()
    code = None if row[1] is None else str(row[1])
    counts = [each[2] for each in table.rows if each[0] == row[0]]
    value = Pick(by, None if row[0] is None else str(row[0]))
    value = exact(dataset, where, value, sum(count for count in counts if isinstance(count, int)))
    return (value, *((Pick("currency", code),) if by_currency else ()))


def facet(dataset: Dataset, state: ViewState, field: str) -> Facet:
    """Return the values of a field among the awards that everything but itself leaves."""
    where = resolve(dataset, state.where(without=field))
    data = dataset.data
    groups = data.engine.total(Total((field,), where, MOST_VALUES, data.of, data.split, middle=False, view=data.view))
    counts: dict[Pick, int] = {pick: 0 for pick in state.picks if pick.field == field}
    for group in groups:
        if group.key != REST:
            pick = Pick(field, None if group.key[0] is None else str(group.key[0]))
            counts[pick] = counts.get(pick, 0) + group.awards
    counts = {exact(dataset, where, pick, count): count for pick, count in counts.items()}
    ranked = sorted(counts.items(), key=lambda each: (each[0].value is None, -each[1], each[0].value or ""))
    if FIELDS[field].chronological:
        ranked.sort(key=lambda each: each[0].value or "", reverse=True)
    return Facet(field, tuple(ranked), max((group.folded for group in groups), default=0))


def exact(dataset: Dataset, where: Filter, pick: Pick, count: int) -> Pick:
    """Return a value spelt so that a question finds the `count` awards that have it: by its official name, where others bear it.

    `council=Dorset` is also Dorset County, which has been called so.
    """
    if pick.value is None or pick.field not in _BODIES:
        return pick
    bodies = [body for body in dataset.data.view.register.by_name(pick.value) if pick.value in body.names]
    officials = [body for body in bodies if body.name == pick.value]
    if len(bodies) < 2 or not officials:  # noqa: PLR2004 - several
        return pick
    official = replace(pick, spelling=officials[0].official)
    return official if dataset.data.count(all_of(where, official.filter)) == count else pick


def record(dataset: Dataset, name: str, row: Mapping[str, Cell]) -> Table:
    """Return an award whole with what its amount rests on; of several of this id, the one that is most like `row` comes first."""
    table = dataset.show(name, explain=True)
    if len(table.rows) < 2:  # noqa: PLR2004 - several
        return table
    places = [place for place, column in enumerate(table.columns) if column.name in row]

    def like(record: Sequence[Cell]) -> int:
        return sum(record[place] == row[table.columns[place].name] for place in places)

    title = f"{plural(len(table.rows), 'award')} have this id; the first here is the one that is chosen in the list"
    first = max(range(len(table.rows)), key=lambda number: like(table.rows[number]))
    return replace(table, rows=(table.rows[first], *table.rows[:first], *table.rows[first + 1 :]), title=title)


def summary(dataset: Dataset, where: Filter, title: str) -> str:
    """Return how many awards there are, and what they come to in each currency."""
    groups = sorted(dataset.data.counts((), where), key=lambda group: group.currency or "~")
    sums = [str(Money(group.total, group.currency)) for group in groups if group.total is not None]
    unknown = sum(group.unknown for group in groups)
    return " · ".join((title, *sums, *([f"{plural(unknown, 'amount')} unknown"] if unknown else [])))


def label(pick: Pick) -> str:
    """Return what people read of a value."""
    return FIELDS[pick.field].missing if pick.value is None else pick.value


def fields_for_totals() -> Sequence[str]:
    """Return the fields by which totals are offered, those of the facets first."""
    more = ("lead", "recipient", "year", "theme", "nation", "kind", "basis", "project", "quarter", "month")
    return (*FACETS, *more)
