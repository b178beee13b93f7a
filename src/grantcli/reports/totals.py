"""`total`: counts, sums and shares by any fields, and cross tables."""

from collections.abc import Iterable, Sequence

from grantcli.errors import UsageError
from grantcli.query import EVERYTHING, Filter, Group
from grantcli.query.questions import REST
from grantcli.reports import measures, notes
from grantcli.reports.data import Data, both, grouping, in_currency, names
from grantcli.reports.groups import Wholes, currency_column, key_cells, key_columns, ordered, wholes
from grantcli.table import Cell, Table


def total(
    data: Data,
    where: Filter = EVERYTHING,
    *,
    by: str | Iterable[str] = (),
    top: int | None = None,
) -> Table:
    """Return a row for each value of `by` and each currency; with `top` the largest so many, and the rest as one row."""
    fields = grouping(by)
    whole = wholes(data.groups((), where))
    groups = ordered(data.groups(fields, where), fields)
    alone = bool(names(by)) and not fields  # by currency: a row each, whatever the top
    shown, folded = (groups, {}) if top is None or alone else _top(data, where, fields, groups, top)
    unknown = any(group.unknown for group in whole.values())
    rows = tuple(_row(group, fields, whole, folded.get(group.currency, 0)) for group in shown)
    columns = (
        *key_columns(fields),
        currency_column(whole, by),
        *(measures.column(name, for_people=unknown or name != "unknown") for name in measures.MEASURES),
    )
    footer = tuple(_footer(group, fields) for group in whole.values()) if fields else ()
    said = (*total_notes(data, where, fields), *notes.itemised_notes(data, where))
    return Table(columns, rows, _title(data, where, fields), said, footer)


def total_notes(data: Data, where: Filter, by: Sequence[str]) -> list[str]:
    """Return the notes that any total needs."""
    groups = data.groups((), where)
    if not groups:
        return notes.nothing_notes(data, where)
    said = notes.amount_notes(groups)
    if data.of != "amount":
        said = [*notes.real_notes(data, where), *said]
    said += notes.basis_notes(data, where)
    return [*data.said, *said, *notes.several_notes(data, by, where), *notes.currency_notes(data, where)]


def _title(data: Data, where: Filter, by: Sequence[str]) -> str:
    count = data.count(where)
    awards = notes.plural(count, "award") if where == EVERYTHING else f"{count:,} of {notes.plural(data.count(), 'award')}"
    return f"{awards} by {', '.join(by)}" if by else awards


def _row(group: Group, by: Sequence[str], whole: Wholes, folded: int) -> tuple[Cell, ...]:
    everything = whole[group.currency].total
    figures = (measures.cell(name, group, everything) for name in measures.MEASURES)
    return (*key_cells(group.key, by, group.currency, folded), group.currency, *figures)


def _footer(group: Group, by: Sequence[str]) -> tuple[Cell, ...]:
    figures = (measures.cell(name, group, group.total) for name in measures.MEASURES)
    return ("true total", *("" for _ in by[1:]), group.currency, *figures)


def _top(
    data: Data, where: Filter, by: Sequence[str], groups: Sequence[Group], top: int
) -> tuple[list[Group], dict[str | None, int]]:
    """Return the `top` groups of each currency, then all others of it as one, and how many those are."""
    if top < 1 or not by:
        raise UsageError("--top takes 1 or more" if by else "--top needs --by", hint="for example `--by council --top 10`")
    shown: list[Group] = []
    folded: dict[str | None, int] = {}
    for currency in dict.fromkeys(group.currency for group in groups):
        mine = sorted((group for group in groups if group.currency == currency), key=_largest_first)
        kept = {group.key for group in mine[:top]}
        shown += [group for group in groups if group.currency == currency and group.key in kept]
        folded[currency] = len(mine) - len(kept)
        if folded[currency]:
            only = both(where, in_currency(currency))
            shown += [group for group in data.groups(by, only, keep=frozenset(kept)) if group.key == REST]
    return shown, folded


def _largest_first(group: Group) -> tuple[bool, object, str]:
    return group.total is None, -(group.total or 0), str(group.key)
