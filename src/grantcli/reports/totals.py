"""`total`: counts, sums and shares by any fields, and cross tables: one field down, another across.

Rules to keep for each person: people of an area are those of all its districts, or unknown; money of no area, or of several areas
together, has no figure for a person.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from grantcli.engines.group_order import key_rank, sort_groups
from grantcli.errors import UsageError
from grantcli.fields import FIELDS
from grantcli.places import Places, Population
from grantcli.query import EVERYTHING, Filter, Group
from grantcli.query.questions import Key
from grantcli.reports import measures as figures_of
from grantcli.reports import notes, plans
from grantcli.reports.data import Data, field_names, grouping, names, require
from grantcli.reports.groups import Wholes, axis, currency_column, key_cells, key_columns, wholes
from grantcli.reports.measures import pennies
from grantcli.reports.notes import place_notes, plural
from grantcli.reports.spelling import spelling_notes
from grantcli.table import Cell, Column, Kind, Money, NoAwards, OtherGroups, RowStream, Table, TableStream

_SEVERAL = {"district": "districts", "county": "counties", "region": "regions", "nation": "nations"}
"""The areas that districts make up, by what one is called."""
_PEOPLE = Column("population", Kind.NUMBER, missing="–", weight=2)
_PER_HEAD = Column("per_head", Kind.MONEY, title="per head", missing="–", measure="per_head")


def area_field(by: Sequence[str]) -> str:
    """Return the one field of areas among these; UsageError where there is none, or several, or one without a population."""
    levels = [name for name in by if FIELDS[name].basis]
    hint = "group by district, region or nation, or by these or county of `grant_` or `recipient_`, such as `grant_county`"
    if len(levels) != 1:
        raise UsageError("--per-head needs one kind of area in --by", hint=hint)
    if _level(levels[0]) not in _SEVERAL:
        raise UsageError(f"--per-head: no population is known by `{levels[0]}`", hint=hint)
    return levels[0]


def _level(name: str) -> str:
    return name.rpartition("_")[2]


def add_per_head(table: Table, area: str, population: Population, places: Places) -> Table:
    """Return a total by a field of areas with the people of each area and the money for each of them."""
    level = _level(area)
    people = population.by_name(level, places)
    key, money = (next(place for place, each in enumerate(table.columns) if each.name == name) for name in (area, "total"))
    rows = tuple((*row, *_figures(row[key], row[money], people)) for row in table.rows)
    areas = dict.fromkeys(name for row in rows if isinstance(name := row[key], str) and not isinstance(name, OtherGroups))
    unknown = [name for name in areas if name not in people]
    notes = [f"per head uses the population of each {level} in the middle of {population.year}, whatever the year of an award"]
    if unknown:
        notes.append(
            f"{plural(len(unknown), f'{level} has', f'{_SEVERAL[level]} have')} no known population: {', '.join(unknown)}"
        )
    footer = tuple((*row, None, None) for row in table.footer)
    columns = (*table.columns, _PEOPLE, _PER_HEAD)
    return replace(table, columns=columns, rows=rows, notes=(*table.notes, *notes), footer=footer)


def _figures(area: Cell, total: Cell, people: dict[str, int]) -> tuple[Cell, Cell]:
    known = people.get(area) if isinstance(area, str) else None
    if not known or not isinstance(total, Money):
        return known, None
    return known, Money(pennies(total.amount / Decimal(known)), total.currency)


MANY = 10_000
"""Up to this number of groups, or of awards, they are all in memory at once."""


def total(
    data: Data,
    where: Filter = EVERYTHING,
    *,
    by: str | Iterable[str] = (),
    top: int | None = None,
    measures: Sequence[str] = (),
    population: Population | None = None,
    for_programs: bool = False,
) -> Table:
    """Return a row for each value of `by` and each currency; with `top` only the largest, and one row for the rest.

    Where `measures` names some, the rows have only these, and the others are not worked out. With `population` there are two
    more columns: the people of the area, and the total for each of them. With `for_programs`, which get no footer, it lacks the
    median.
    """
    fields = grouping(by)
    area = area_field(fields) if population else ""
    middle = not measures or "median" in measures
    alone = bool(names(by)) and not fields  # by currency: a row each, whatever the top
    if top is not None and not alone and (top < 1 or not fields):
        raise UsageError("--top takes 1 or more" if fields else "--top needs --by", hint="for example `--by council --top 10`")
    top = None if alone else top
    of_whole = middle and not (fields and for_programs)
    data = data.with_answers(plans.of_total(data, where, fields, top=top, middle=middle, of_whole=of_whole))
    whole = wholes(data.groups((), where, middle=of_whole))
    groups = sort_groups(data.groups(fields, where, top=top, middle=middle), fields)
    choice = frozenset(measures or figures_of.MEASURES) | ({"total"} if population else set())
    rows = tuple(_row(group, fields, whole, choice) for group in groups)
    footer = tuple(_footer(group, fields) for group in whole.values()) if fields else ()
    lines = (*total_notes(data, where, fields), *notes.not_itemised_notes(data, where))
    table = Table(_columns(fields, by, whole), rows, _title(data, where, fields), lines, footer)
    return add_per_head(table, area, population, data.view.places) if population else table


def stream_total(
    data: Data, where: Filter = EVERYTHING, *, by: str | Iterable[str], measures: Sequence[str] = ()
) -> Table | TableStream:
    """Return the same rows; where they are more than some 10,000, only some of them are in memory at a time.

    Nothing else may be asked until all are taken.
    """
    fields = grouping(by)
    if not fields or data.engine.count() <= MANY:
        return total(data, where, by=by, measures=measures, for_programs=True)
    middle = not measures or "median" in measures
    question = data.question(fields, where, middle=middle)
    others = [each for each in plans.of_total(data, where, fields, middle=middle, of_whole=False) if each != question]
    few = data.with_few_answers((question, *others), MANY)
    if isinstance(few, Data):
        return total(few, where, by=by, measures=measures, for_programs=True)
    data = data.with_answers(others)
    whole = wholes(data.counts((), where))
    choice = frozenset(measures or figures_of.MEASURES)
    lines = (*total_notes(data, where, fields), *notes.not_itemised_notes(data, where))
    rows = (_row(group, fields, whole, choice) for group in data.engine.ordered_groups(question))
    return TableStream(_columns(fields, by, whole), RowStream(rows, few), _title(data, where, fields), lines)


def _columns(fields: Sequence[str], by: str | Iterable[str], whole: Wholes) -> tuple[Column, ...]:
    """Return the columns of a total; people see unknown amounts where there are some."""
    with_unknown = any(group.unknown for group in whole.values())
    figures = (figures_of.column(name, for_people=with_unknown or name != "unknown") for name in figures_of.MEASURES)
    return (*key_columns(fields), currency_column(whole, by), *figures)


def total_notes(data: Data, where: Filter, by: Sequence[str]) -> list[str]:
    """Return the notes that any total needs."""
    groups = data.counts((), where)
    if not groups:
        return [*notes.no_match_notes(data, where), *spelling_notes(data, where)]
    lines = notes.amount_notes(groups)
    lines = [*notes.real_notes(data, where, by), *lines]
    lines += notes.basis_notes(data, where)
    lines += [*notes.several_notes(data, by, where), *place_notes(data, by, where), *notes.regrant_notes(data, by, where)]
    lines += notes.refused_notes(data, by, where)
    return [*data.notes, *lines, *notes.currency_notes(data, where), *spelling_notes(data, where)]


def _title(data: Data, where: Filter, by: Sequence[str]) -> str:
    awards = notes.answer_title(data, where, data.count(where))
    return f"{awards}, by {', '.join(FIELDS[name].title for name in by)}" if by else awards


def _row(group: Group, by: Sequence[str], whole: Wholes, choice: frozenset[str]) -> tuple[Cell, ...]:
    everything = whole[group.currency].total
    figures = (figures_of.cell(name, group, everything) if name in choice else None for name in figures_of.MEASURES)
    return (*key_cells(group.key, by, group.currency, group.folded), group.currency, *figures)


def _footer(group: Group, by: Sequence[str]) -> tuple[Cell, ...]:
    figures = (figures_of.cell(name, group, group.total) for name in figures_of.MEASURES)
    return ("total (each award counted once)", *("" for _ in by[1:]), group.currency, *figures)


_EMPTY = {"awards", "total", "unknown"}  # measures that are zero where there is no award


def cross(  # long: the rows, the footer and the columns of one table
    data: Data,
    where: Filter = EVERYTHING,
    *,
    by: str | Iterable[str],
    across: str | Iterable[str],
    measure: str = "total",
) -> Table:
    """Return a row for each value of `by` and each currency, a column for each value of `across`, and both margins.

    A cell without awards is zero for counts and totals and empty for the rest; a cell of unknown amounts is unknown.
    """
    rows_by, across_by = grouping(by), field_names(across)
    require(measure, figures_of.MEASURES, "measure")
    if len(across_by) != 1 or not rows_by or across_by[0] in rows_by:
        raise UsageError("--across takes one field, and --by one or more others", hint="`--by fy --across funder`")
    middle = measure == "median"
    data = data.with_answers(plans.of_cross(data, where, rows_by, across_by, middle=middle))
    of_heads = data.groups(across_by, where, middle=middle)
    whole = wholes(data.groups((), where, middle=middle))
    heads = sorted({group.key for group in of_heads}, key=key_rank)
    cells = _cells(data.groups((*rows_by, *across_by), where, middle=middle), whole, measure)
    right = sort_groups(data.groups(rows_by, where, middle=middle), rows_by)
    bottom = _cells(of_heads, whole, measure)
    rows = tuple(
        (*key_cells(group.key, rows_by, group.currency), group.currency,
         *(cells.get((*group.key, *head, group.currency), _absent(measure, group)) for head in heads),
         figures_of.cell(measure, group, whole[group.currency].total))
        for group in right
    )  # fmt: skip
    footer = tuple(
        ("total (each award counted once)", *("" for _ in rows_by[1:]), currency,
         *(bottom.get((*head, currency), _absent(measure, group)) for head in heads),
         figures_of.cell(measure, group, group.total))
        for currency, group in whole.items()
    )  # fmt: skip
    columns = (
        *key_columns(rows_by),
        currency_column(whole, by),
        *_cross_columns(_by_size(heads, of_heads), across_by[0], measure, rows_by, whole),
    )
    by_fields = ", ".join(FIELDS[name].title for name in rows_by)
    title = f"{measure} by {by_fields} across {FIELDS[across_by[0]].title}, in {data.name}"
    lines = (*total_notes(data, where, (*rows_by, *across_by)), *notes.not_itemised_notes(data, where))
    return Table(columns, rows, title, lines, footer)


def _cells(groups: Iterable[Group], whole: Wholes, measure: str) -> dict[tuple[object, ...], Cell]:
    return {(*group.key, group.currency): figures_of.cell(measure, group, whole[group.currency].total) for group in groups}


def _absent(measure: str, group: Group) -> Cell:
    if measure not in _EMPTY:
        return None
    return NoAwards(figures_of.pennies(figures_of.ZERO), group.currency) if measure == "total" else 0


def _by_size(heads: Sequence[Key], groups: Iterable[Group]) -> dict[Key, int]:
    """Return for each value how many have a larger total in any currency, in the order of the values."""
    totals: dict[Key, Decimal] = {}
    for group in groups:
        totals[group.key] = max(totals.get(group.key, group.total or figures_of.ZERO), group.total or figures_of.ZERO)
    ranks = {head: rank for rank, head in enumerate(sorted(heads, key=lambda head: -totals[head]))}
    return {head: ranks[head] for head in heads}


def _cross_columns(
    heads: Mapping[Key, int], across: str, measure: str, by: Sequence[str], currencies: Collection[str | None]
) -> list[Column]:
    """Name each column by its value; where two would have the same name, add what differs.

    Where there is no room for all, those with the smallest totals are hidden first.
    """
    names = {*by, "currency", measure}
    columns = []
    only = next(iter(currencies)) if len(currencies) == 1 else None
    for head, rank in heads.items():
        (cell,) = key_cells(head, (across,), only)
        name = FIELDS[across].missing if cell is None else str(cell)
        while name in names:
            name = f"{name} ({across})"
        names.add(name)
        column = figures_of.column(measure, name=name, title=name)
        columns.append(replace(column, weight=2 + rank, axis=axis(across), series=name))
    return [*columns, replace(figures_of.column(measure), weight=0)]
