"""Groups to rows: keys as cells, wholes for shares, and the order of groups."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from grantcli.fields import FIELDS, FieldKind
from grantcli.query import Group
from grantcli.query.questions import REST, Key
from grantcli.reports.data import column, currency_rank, names
from grantcli.table import Axis, Cell, Column, Kind, Money, OtherGroups

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
    return Column("currency", Kind.ID, missing="no currency", for_people=visible)


def key_cells(key: Key, by: Sequence[str], currency: str | None, folded: int = 0) -> tuple[Cell, ...]:
    """Return the cells of a key; `folded` is the number of groups in the row of all others."""
    if key == REST:
        return (OtherGroups(f"other ({folded:,})"), *("" for _ in by[1:]))
    return tuple(_cell(name, value, currency) for name, value in zip(by, key, strict=True))


def _cell(name: str, value: object, currency: str | None) -> Cell:
    if value is None:
        return None
    if (bands := FIELDS[name].bands) and isinstance(value, int):
        return bands.label(value, currency)
    if FIELDS[name].kind is FieldKind.MONEY:
        return Money(value, currency)  # type: ignore[arg-type]  # fields of this kind hold Decimals
    return value if isinstance(value, int) else str(value)


def sort_groups(groups: Iterable[Group], by: Sequence[str]) -> list[Group]:
    """Return the groups by currency; then in time where they are grouped by time, else the largest total first; the rest last."""
    in_time = any(FIELDS[name].chronological for name in by)

    def rank(group: Group) -> tuple[Any, ...]:
        size = () if in_time else _size_rank(group)
        return currency_rank(group.currency), group.key == REST, size, key_rank(group.key)

    return sorted(groups, key=rank)


def _size_rank(group: Group) -> tuple[bool, Decimal]:
    return group.total is None, -(group.total or Decimal(0))


def key_rank(key: Key) -> tuple[tuple[bool, Decimal, str], ...]:
    """Return the sort key of a group: by value, missing ones last."""
    return tuple(_value_rank(value) for value in key)


def _value_rank(value: object) -> tuple[bool, Decimal, str]:
    number = Decimal(value) if isinstance(value, int | Decimal) else Decimal(0)
    return value is None, number, "" if value is None else str(value).casefold() + "\0" + str(value)
