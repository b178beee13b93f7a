"""Groups to rows: keys as cells, and wholes for shares."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from grantcli.engines.group_order import currency_rank
from grantcli.fields import FIELDS, FieldKind
from grantcli.query import Group
from grantcli.query.questions import REST, Key
from grantcli.reports.data import column, names, value_cell
from grantcli.table import Axis, Cell, Column, Kind, OtherGroups

_ROOM = 40
"""How many cells the name of a row has before figures hide."""
Wholes = dict[str | None, Group]
"""The group of everything in each currency."""


def wholes(groups: Iterable[Group]) -> Wholes:
    """Return the groups of a question without `by`, by currency."""
    return {group.currency: group for group in sorted(groups, key=lambda group: currency_rank(group.currency))}


def key_columns(by: Sequence[str]) -> tuple[Column, ...]:
    """Return a column for each field that is grouped by."""
    return tuple(replace(column(FIELDS[name], many=False), axis=axis(name), weight=0, room=_ROOM) for name in by)


def axis(name: str) -> Axis:
    """Return how a chart lays out the values of a field: years and other periods in time, bands by size, all else by name."""
    each = FIELDS[name]
    if each.bands:
        return Axis.BANDS
    return Axis.TIME if each.kind in {FieldKind.NUMBER, FieldKind.PERIOD} else Axis.NAMES


def currency_column(currencies: Iterable[str | None], by: str | Iterable[str] = ()) -> Column:
    """Return the column of the currency; people see it when the amounts do not show it, or when they name it."""
    codes = set(currencies)
    visible = len(codes) > 1 or None in codes or "currency" in names(by)
    return Column("currency", Kind.ID, missing="no currency", weight=1, for_people=visible)


def key_cells(key: Key, by: Sequence[str], currency: str | None, folded: int = 0) -> tuple[Cell, ...]:
    """Return the cells of a key; `folded` is the number of groups in the row of all others."""
    if key == REST:
        return (OtherGroups(f"other ({folded:,})"), *("" for _ in by[1:]))
    return tuple(value_cell(FIELDS[name], value, currency) for name, value in zip(by, key, strict=True))
