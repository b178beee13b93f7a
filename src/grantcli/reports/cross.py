"""`total --across`: a cross table of one measure, with both margins."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from grantcli.errors import UsageError
from grantcli.fields import FIELDS
from grantcli.query import EVERYTHING, Filter, Group
from grantcli.query.questions import Key
from grantcli.reports import measures, notes, plans
from grantcli.reports.data import Data, field_names, grouping, require
from grantcli.reports.groups import Wholes, axis, currency_column, key_cells, key_columns, key_rank, sort_groups, wholes
from grantcli.reports.totals import total_notes
from grantcli.table import Cell, Column, Money, Table

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
    require(measure, measures.MEASURES, "measure")
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
         measures.cell(measure, group, whole[group.currency].total))
        for group in right
    )  # fmt: skip
    footer = tuple(
        ("total (each award counted once)", *("" for _ in rows_by[1:]), currency,
         *(bottom.get((*head, currency), _absent(measure, group)) for head in heads),
         measures.cell(measure, group, group.total))
        for currency, group in whole.items()
    )  # fmt: skip
    columns = (*key_columns(rows_by), currency_column(whole, by), *_columns(heads, across_by[0], measure, rows_by, whole))
    named = ", ".join(FIELDS[name].title for name in rows_by)
    title = f"{measure} by {named} across {FIELDS[across_by[0]].title}, in {data.name}"
    said = (*total_notes(data, where, (*rows_by, *across_by)), *notes.not_itemised_notes(data, where))
    return Table(columns, rows, title, said, footer)


def _cells(groups: Iterable[Group], whole: Wholes, measure: str) -> dict[tuple[object, ...], Cell]:
    return {(*group.key, group.currency): measures.cell(measure, group, whole[group.currency].total) for group in groups}


def _absent(measure: str, group: Group) -> Cell:
    if measure not in _EMPTY:
        return None
    return Money(measures.pennies(measures.ZERO), group.currency) if measure == "total" else 0


def _columns(
    heads: Sequence[Key], across: str, measure: str, by: Sequence[str], currencies: Collection[str | None]
) -> list[Column]:
    """Name each column by its value; where two would have the same name, add what differs."""
    taken = {*by, "currency", measure}
    columns = []
    only = next(iter(currencies)) if len(currencies) == 1 else None
    for head in heads:
        (cell,) = key_cells(head, (across,), only)
        name = FIELDS[across].missing if cell is None else str(cell)
        while name in taken:
            name = f"{name} ({across})"
        taken.add(name)
        made = measures.column(measure, name=name, title=name)
        columns.append(replace(made, weight=2, axis=axis(across), series=name))
    return [*columns, measures.column(measure)]
