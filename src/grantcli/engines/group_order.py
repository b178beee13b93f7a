"""The order of groups, in Python and the same in SQL: by currency, then in time or the largest total first, ties by key."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from grantcli.fields import FIELDS, FieldKind
from grantcli.names import fold
from grantcli.query import Group
from grantcli.query.questions import REST, Key

_FIGURES = {FieldKind.MONEY, FieldKind.NUMBER}


def currency_rank(currency: str | None) -> tuple[bool, str]:
    """Return the sort key of a currency: by code, the unknown one last."""
    return currency is None, currency or ""


def in_time(by: Sequence[str]) -> bool:
    """Say whether groups by these fields come in the order of time, not of size."""
    return any(FIELDS[name].chronological for name in by)


def sort_groups(groups: Iterable[Group], by: Sequence[str]) -> list[Group]:
    """Return the groups by currency; then in time where they are grouped by time, else the largest total first; the rest last."""
    by_time = in_time(by)

    def rank(group: Group) -> tuple[Any, ...]:
        size = () if by_time else _size_rank(group)
        return currency_rank(group.currency), group.key == REST, size, key_rank(group.key)

    return sorted(groups, key=rank)


def _size_rank(group: Group) -> tuple[bool, Decimal]:
    return group.total is None, -(group.total or Decimal(0))


def key_rank(key: Key) -> tuple[tuple[bool, Decimal, str, str], ...]:
    """Return the sort key of a group: by value, texts as a list sorts them, missing ones last."""
    return tuple(_value_rank(value) for value in key)


def _value_rank(value: object) -> tuple[bool, Decimal, str, str]:
    number = Decimal(value) if isinstance(value, int | Decimal) else Decimal(0)
    text = "" if value is None else str(value)
    return value is None, number, fold(text), text


def order_by(by: Sequence[str], keys: Sequence[str], groups: str) -> str:
    """Return the same order in SQL, of the relation `groups` with these keys, `currency` and `total`, in which is no rest."""
    parts = [f"{groups}.currency IS NULL", f"CAST({groups}.currency AS VARCHAR)"]
    if not in_time(by):
        parts += [f"{groups}.total IS NULL", f"{groups}.total DESC"]
    for name, key in zip(by, (f"{groups}.{key}" for key in keys), strict=True):
        text = f"CAST({key} AS VARCHAR)"
        parts += [f"{key} IS NULL", *([key] if FIELDS[name].kind in _FIGURES else [f"LOWER({text})", text])]
    return ", ".join(parts)
