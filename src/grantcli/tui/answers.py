"""What the screen asks a dataset: awards and totals as tables, the counts beside the facets, one award whole."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from grantcli.dataset import Dataset
from grantcli.fields import EXTRA, FIELDS
from grantcli.query import Filter, Total
from grantcli.query.columns import resolve_columns
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
MOST = 300
"""A facet shows at most this many values, and totals this many rows: those with the largest totals."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ScreenTable:
    """A table for the middle of the screen: `keys` are the ids of its awards, or the values behind its rows."""

    look: ViewState
    table: Table
    summary: str
    """How many awards there are, and what they come to."""
    ids: tuple[str, ...] = ()
    picks: tuple[tuple[Pick, ...], ...] = ()
    """For each row of totals, the term for its awards; nothing for a row that combines many."""
    whole: bool = True
    """Whether there are no more rows than these."""


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of a field with how many awards have each, most first; `more` is how many values are left out."""

    field: str
    values: tuple[tuple[Pick, int], ...]
    more: int = 0


def resolve(dataset: Dataset, where: Filter) -> Filter:
    """Return the filter with columns of the file named as the file does."""
    return resolve_columns(where, dataset.data.extras) if EXTRA in str(where).lower() else where


def awards(dataset: Dataset, look: ViewState, window: int, columns: str = "") -> ScreenTable:
    """Return the first awards, at most as many as `window`."""
    where = resolve(dataset, look.where())
    shown = names(columns) or COLUMNS
    wanted = dict.fromkeys((*shown, "id", *(() if columns else DEFAULT)))
    table = dataset.list(where, columns=tuple(wanted), sort=look.sort, limit=window)
    count = dataset.data.count(where)
    place = next(index for index, column in enumerate(table.columns) if column.name == "id")
    ids = tuple(str(row[place]) for row in table.rows)
    columns_shown = tuple(_screen_column(column, shown) for column in table.columns)
    notes = tuple(note for note in table.notes if "--limit" not in note)
    table = replace(table, columns=columns_shown, notes=notes)
    return ScreenTable(look, table, summary(dataset, where, table.title), ids, whole=count <= len(table.rows))


def _screen_column(column: Column, shown: Sequence[str]) -> Column:
    """Return a column of a list as the screen shows it."""
    seen = column.for_people and column.name in shown
    return replace(column, for_people=seen, weight=_WEIGHTS.get(column.name, column.weight))


def totals(dataset: Dataset, look: ViewState) -> ScreenTable:
    """Return the totals of a field, the largest `MOST` of them in each currency."""
    where = resolve(dataset, look.where())
    table = dataset.total(where, by=look.by, top=MOST)
    apart = len({row[1] for row in table.rows}) > 1
    behind = {row: _behind(dataset, where, table, row, look.by, apart=apart) for row in table.rows}
    table = arrange(table, sort=look.ranked)
    rows = (*(behind[row] for row in table.rows), *(() for _ in table.footer))
    table = replace(table, rows=(*table.rows, *table.footer), footer=())
    title = table.title.rpartition(" by ")[0].removesuffix(",")
    return ScreenTable(look, table, summary(dataset, where, title), picks=tuple(rows))


def _behind(dataset: Dataset, where: Filter, table: Table, row: tuple[Cell, ...], by: str, *, apart: bool) -> tuple[Pick, ...]:
    """Return what leads to the awards of a row: its value, and its currency where there are several."""
    rows = [each for each in table.rows if each[1] == row[1]]
    if len(rows) > MOST and row is rows[-1]:
        return ()
    code = None if row[1] is None else str(row[1])
    counts = [each[2] for each in table.rows if each[0] == row[0]]
    value = Pick(by, None if row[0] is None else str(row[0]))
    value = exact(dataset, where, value, sum(count for count in counts if isinstance(count, int)))
    return (value, *((Pick("currency", code),) if apart else ()))


def facet(dataset: Dataset, look: ViewState, field: str) -> Facet:
    """Return the values of a field among the awards that everything but itself leaves."""
    where = resolve(dataset, look.where(but=field))
    data = dataset.data
    found = data.engine.total(Total((field,), where, MOST, 1, data.of, data.split, middle=False, view=data.view))
    counts: dict[Pick, int] = {pick: 0 for pick in look.picks if pick.field == field}
    for group in found:
        if group.key != REST:
            pick = Pick(field, None if group.key[0] is None else str(group.key[0]))
            counts[pick] = counts.get(pick, 0) + group.awards
    counts = {exact(dataset, where, pick, count): count for pick, count in counts.items()}
    ranked = sorted(counts.items(), key=lambda each: (each[0].value is None, -each[1], each[0].value or ""))
    if FIELDS[field].chronological:
        ranked.sort(key=lambda each: each[0].value or "", reverse=True)
    return Facet(field, tuple(ranked), max((group.folded for group in found), default=0))


def exact(dataset: Dataset, where: Filter, pick: Pick, count: int) -> Pick:
    """Return a value spelt so that a question finds the `count` awards that have it: by its official name, where others bear it.

    `council=Dorset` is also Dorset County, which has been called so.
    """
    if pick.value is None or pick.field not in _BODIES:
        return pick
    bearers = [body for body in dataset.data.view.register.called(pick.value) if pick.value in body.names]
    own = [body for body in bearers if body.name == pick.value]
    if len(bearers) < 2 or not own:  # noqa: PLR2004 - several
        return pick
    spelt = replace(pick, spelt=own[0].official)
    return spelt if dataset.data.count(all_of(where, spelt.filter)) == count else pick


def record(dataset: Dataset, name: str) -> Table:
    """Return an award whole with what its amount rests on."""
    return dataset.show(name, explain=True)


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
