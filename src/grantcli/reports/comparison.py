"""`compare`: two or more questions side by side."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from string import ascii_lowercase

from grantcli.engines.group_order import currency_rank, sort_groups
from grantcli.errors import UsageError
from grantcli.fields import FIELDS, FieldKind
from grantcli.query import EVERYTHING, Comparison, Filter, Group, Op
from grantcli.query.filters import quote_value
from grantcli.query.questions import Key
from grantcli.reports import measures, notes, plans
from grantcli.reports.data import Data, all_of, grouping
from grantcli.reports.groups import currency_column, key_cells, key_columns
from grantcli.reports.totals import total_notes
from grantcli.table import Axis, Cell, Column, Detail, Kind, Money, Table

_SIDE = ("awards", "total", "median", "share")
_PAIR = 2
_SHORT = 24
"""A name of a side up to this length is the heading of its columns; a longer one is a letter."""

Place = tuple[Key, str | None]
"""A key and a currency: the identity of a row."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the questions that are compared, under the name that people see."""

    name: str
    where: Filter
    left_out: tuple[str, ...] = ()
    """The notes on what of it is not counted."""

    def with_left_out(self, data: Data, where: Filter) -> "Side":
        """Return the side with a note on what of it is not stated, and so left out; `where` narrows every side."""
        return replace(self, left_out=tuple(notes.left_out_notes(data, all_of(where, self.where))))


def compare(
    data: Data,
    sides: Sequence[Side],
    where: Filter = EVERYTHING,
    *,
    by: str | Iterable[str] = (),
) -> Table:
    """Return the sides against each other; `where` narrows every side.

    Without `by` a row for each side, its share that of all awards. With `by` a row for each value and currency, and
    for each side awards, total, median and share of the side's own total; a row that only the second of two has is
    new, one that only the first has is gone. For two sides also the change of the total, absolute and relative.
    """
    if not _PAIR <= len(sides) <= len(ascii_lowercase):
        raise UsageError("compare takes 2 to 26 questions", hint='`compare "fy:2015-16" "fy:2019-20"`')
    fields = grouping(by)
    data = data.with_answers(plans.of_comparison(data, [side.where for side in sides], where, fields))
    for side in sides:
        require_values(data, side.where)
    answer = _by_group if fields else _by_side
    columns, rows = answer(data, sides, where, fields)
    by_fields = f", by {', '.join(FIELDS[name].title for name in fields)}" if fields else ""
    title = f"{' against '.join(side.name for side in sides)}{by_fields}, in {data.name}"
    return Table(tuple(columns), tuple(rows), title, tuple(_notes(data, sides, where, fields)))


def require_values(data: Data, where: Filter) -> None:
    """Raise UsageError for a term whose text no award and no council has: it is misspelt, and no figure is zero because of it."""
    for term in plans.text_terms(where):
        if data.count(term):
            continue
        if FIELDS[term.field].kind is FieldKind.BODY and data.view.register.by_name(str(term.value)):
            continue
        near = [f"{term.field}:{quote_value(value)}" for value in notes.nearest_values(data, term)]
        raise UsageError(f"no award matches `{term}`", did_you_mean=near, hint="" if near else notes.value_hint(data, term))


_Parts = tuple[list[Column], list[tuple[Cell, ...]]]


def _by_side(data: Data, sides: Sequence[Side], where: Filter, _by: Sequence[str]) -> _Parts:
    whole = _wholes(data, where)
    groups = [{group.currency: group for group in data.groups((), all_of(where, side.where))} for side in sides]
    currencies = sorted(dict.fromkeys(code for side in groups for code in side), key=currency_rank) or [None]
    pair = len(sides) == _PAIR
    rows = []
    for code in currencies:
        for number, side in enumerate(sides):
            group = groups[number].get(code, Group((), code, 0, total=measures.ZERO))
            cells = [measures.cell(name, group, whole.get(code)) for name in _SIDE]
            change = _change(groups[0].get(code), groups[1].get(code))[:2] if pair and number else (None, None)
            rows.append((side.name, code, *cells, *(change if pair else ())))
    figures = [replace(measures.column(name), missing="–" if name != "total" else "unknown") for name in _SIDE]
    columns = [Column("side", Kind.TEXT, axis=Axis.NAMES), currency_column(code for side in groups for code in side), *figures]
    return [*columns, *(_CHANGES[:2] if pair else ())], rows


def _by_group(data: Data, sides: Sequence[Side], where: Filter, by: Sequence[str]) -> _Parts:
    groups = [{(group.key, group.currency): group for group in data.groups(by, all_of(where, side.where))} for side in sides]
    whole = [_wholes(data, all_of(where, side.where)) for side in sides]
    places = _places(groups, by)
    columns = [*key_columns(by), currency_column(place[1] for place in places)]
    for letter, side, head in zip(ascii_lowercase, sides, heads(sides), strict=False):
        columns += _columns(letter, side, head)
    rows = [_row(place, by, groups, whole) for place in places]
    if len(sides) == _PAIR:
        columns += _CHANGES
        rows = [(*row, *_change(groups[0].get(place), groups[1].get(place))) for row, place in zip(rows, places, strict=True)]
        columns[-1] = replace(columns[-1], for_people=any(row[-1] is not None for row in rows))
    return columns, rows


def heads(sides: Sequence[Side]) -> list[str]:
    """Return the heading of the columns of each side: its value where all sides name one field, else its name, or a letter."""
    values: list[tuple[str | None, str]] = []
    for side in sides:
        match side.where:
            case Comparison(field, Op.HAS | Op.IS | Op.WITHIN):
                values.append((field, side.where.typed))
            case _:
                values.append((None, side.name))
    one = len({field for field, _ in values}) == 1 and len({value for _, value in values}) == len(values)
    names = [value if one else side.name for (_, value), side in zip(values, sides, strict=True)]
    return [name if len(name) <= _SHORT else letter for letter, name in zip(ascii_lowercase, names, strict=False)]


_CHANGES = (
    Column("change", Kind.MONEY, missing="–", weight=1),
    Column("change_share", Kind.CHANGE, title="change %", missing="–", weight=1),
    Column("status", Kind.TEXT, weight=3),
)


def _columns(letter: str, side: Side, head: str) -> list[Column]:
    """Return the columns of a side: named by its letter for programs, by its heading for people."""
    weights = {"awards": 1, "total": 0, "median": 5, "share": 4}
    figures = [measures.column(name, name=f"{letter}_{name}", title=f"{head}\n{name}") for name in _SIDE]
    return [
        replace(column, missing="–", weight=weights[name], axis=Axis.NAMES, series=side.name)
        for column, name in zip(figures, _SIDE, strict=True)
    ]


def _wholes(data: Data, where: Filter) -> dict[str | None, Decimal | None]:
    return {group.currency: group.total for group in data.counts((), where)}


def _places(sides: Sequence[Mapping[Place, Group]], by: Sequence[str]) -> list[Place]:
    """Return every place of any side: largest of all sides together first, or in the order of time."""
    sums: dict[Place, Group] = {}
    for side in sides:
        for place, group in side.items():
            other = sums.get(place)
            totals = [each.total for each in (other, group) if each and each.total is not None]
            sums[place] = replace(group, total=sum(totals, Decimal(0)) if totals else None)
    return sorted(
        ((group.key, group.currency) for group in sort_groups(sums.values(), by)),
        key=lambda place: currency_rank(place[1]),
    )


def _row(
    place: Place,
    by: Sequence[str],
    sides: Sequence[Mapping[Place, Group]],
    whole: Sequence[Mapping[str | None, Decimal | None]],
) -> tuple[Cell, ...]:
    key, currency = place
    cells: list[Cell] = [*key_cells(key, by, currency), currency]
    for groups, totals in zip(sides, whole, strict=True):
        group = groups.get(place, Group(key, currency, 0, total=measures.ZERO))
        cells += [measures.cell(name, group, totals.get(currency)) for name in _SIDE]
    return tuple(cells)


def _change(before: Group | None, after: Group | None) -> tuple[Cell, ...]:
    """Return the change of the total, the change as a share of the first side, and the status of the row.

    A side without an award has a total of zero. Where the amounts of a side are unknown, the change is unknown too.
    """
    status = "new" if before is None else "gone" if after is None else None
    group = before or after
    first = before.total if before else measures.ZERO
    second = after.total if after else measures.ZERO
    if group is None or first is None or second is None:
        return None, None, status
    return Money(second - first, group.currency), measures.change(first, second), status


def _notes(data: Data, sides: Sequence[Side], where: Filter, by: Sequence[str]) -> list[str]:
    lines = []
    for letter, side, head in zip(ascii_lowercase, sides, heads(sides), strict=False):
        part = all_of(where, side.where)
        side_notes = [*side.left_out, *total_notes(data, part, by), *notes.not_itemised_notes(data, part)]
        if by:
            count = f"{letter} is {side.name}: {notes.plural(data.count(part), 'award')}"
            lines.append(count if head == letter else Detail(count))
        lines += [f"{side.name}: {note}" for note in side_notes]
    if data.count(where) and (shared := _count_overlap(data, sides, where)):
        lines.append(f"{notes.plural(shared, 'award is', 'awards are')} on more than one side")
    return lines


def _count_overlap(data: Data, sides: Sequence[Side], where: Filter) -> int:
    """Return how many awards are on more than one side: on a side, and on any side before it."""
    return data.count(plans.on_two([side.where for side in sides], where))
