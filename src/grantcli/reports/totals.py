"""`total`: counts, sums and shares by any fields, and cross tables."""

from collections.abc import Iterable, Sequence

from grantcli.errors import UsageError
from grantcli.fields import FIELDS
from grantcli.query import EVERYTHING, Filter, Group
from grantcli.reports import measures as figures_of
from grantcli.reports import notes, plans
from grantcli.reports.data import Data, grouping, names
from grantcli.reports.groups import Wholes, currency_column, key_cells, key_columns, sort_groups, wholes
from grantcli.reports.places import place_notes
from grantcli.table import Cell, Table


def total(
    data: Data,
    where: Filter = EVERYTHING,
    *,
    by: str | Iterable[str] = (),
    top: int | None = None,
    measures: Sequence[str] = (),
) -> Table:
    """Return a row for each value of `by` and each currency; with `top` only the largest, and one row for the rest.

    Where `measures` names some, the rows have only these, and the others are not worked out.
    """
    fields = grouping(by)
    middle = not measures or "median" in measures
    alone = bool(names(by)) and not fields  # by currency: a row each, whatever the top
    if top is not None and not alone and (top < 1 or not fields):
        raise UsageError("--top takes 1 or more" if fields else "--top needs --by", hint="for example `--by council --top 10`")
    top = None if alone else top
    data = data.with_answers(plans.of_total(data, where, fields, top=top, middle=middle))
    whole = wholes(data.groups((), where, middle=middle))
    groups = sort_groups(data.groups(fields, where, top=top, middle=middle), fields)
    unknown = any(group.unknown for group in whole.values())
    wanted = frozenset(measures or figures_of.MEASURES)
    rows = tuple(_row(group, fields, whole, wanted) for group in groups)
    columns = (
        *key_columns(fields),
        currency_column(whole, by),
        *(figures_of.column(name, for_people=unknown or name != "unknown") for name in figures_of.MEASURES),
    )
    footer = tuple(_footer(group, fields) for group in whole.values()) if fields else ()
    said = (*total_notes(data, where, fields), *notes.not_itemised_notes(data, where))
    return Table(columns, rows, _title(data, where, fields), said, footer)


def total_notes(data: Data, where: Filter, by: Sequence[str]) -> list[str]:
    """Return the notes that any total needs."""
    groups = data.counts((), where)
    if not groups:
        return notes.no_match_notes(data, where)
    said = notes.amount_notes(groups)
    if data.of != "amount":
        said = [*notes.real_notes(data, where), *said]
    said += notes.basis_notes(data, where)
    said += [*notes.several_notes(data, by, where), *place_notes(data, by, where), *notes.regrant_notes(data, by, where)]
    return [*data.notes, *said, *notes.currency_notes(data, where)]


def _title(data: Data, where: Filter, by: Sequence[str]) -> str:
    awards = notes.answer_title(data, where, data.count(where))
    return f"{awards}, by {', '.join(FIELDS[name].title for name in by)}" if by else awards


def _row(group: Group, by: Sequence[str], whole: Wholes, wanted: frozenset[str]) -> tuple[Cell, ...]:
    everything = whole[group.currency].total
    figures = (figures_of.cell(name, group, everything) if name in wanted else None for name in figures_of.MEASURES)
    return (*key_cells(group.key, by, group.currency, group.folded), group.currency, *figures)


def _footer(group: Group, by: Sequence[str]) -> tuple[Cell, ...]:
    figures = (figures_of.cell(name, group, group.total) for name in figures_of.MEASURES)
    return ("total (each award counted once)", *("" for _ in by[1:]), group.currency, *figures)
