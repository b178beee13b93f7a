"""What is worked out from exact counts and sums: means, medians, shares and changes.

Everything is Decimal, rounded half-even once, at the end. What would need a division by zero, or an unknown figure, is
`None`.
"""

from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal

from grantcli.query import Group
from grantcli.table import Cell, Column, Kind, Money

ZERO = Decimal(0)
_PENNY = Decimal("0.01")
_MILLIONTH = Decimal("0.000001")


def pennies(amount: Decimal) -> Decimal:
    """Return the amount rounded to the penny."""
    return amount.quantize(_PENNY, ROUND_HALF_EVEN)


def share(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """Return part of whole to six decimals; `None` unless the whole is known and above zero."""
    if part is None or whole is None or whole <= 0:
        return None
    return (part / whole).quantize(_MILLIONTH, ROUND_HALF_EVEN)


def change(before: Decimal | None, after: Decimal | None) -> Decimal | None:
    """Return the relative change to six decimals; `None` unless both are known and the first is above zero."""
    if before is None or after is None:
        return None
    return share(after - before, before)


def _mean(group: Group) -> Decimal | None:
    return None if group.total is None else pennies(group.total / group.known_count)


def _median(group: Group) -> Decimal | None:
    return None if group.middle is None else pennies((group.middle[0] + group.middle[1]) / 2)


MEASURES = ("awards", "unknown", "total", "share", "mean", "median", "smallest", "largest")
"""What can be measured of a group, in the order of the columns."""

_COLUMNS = {
    "awards": Column("awards", Kind.NUMBER, weight=2, measure="awards"),
    "unknown": Column("unknown", Kind.NUMBER, title="amount unknown", weight=3, measure="unknown"),
    "total": Column("total", Kind.MONEY, missing="unknown", measure="total"),
    "share": Column("share", Kind.SHARE, missing="–", weight=3, measure="share"),
    "mean": Column("mean", Kind.MONEY, missing="–", weight=5, measure="mean"),
    "median": Column("median", Kind.MONEY, missing="–", weight=4, measure="median"),
    "smallest": Column("smallest", Kind.MONEY, missing="–", weight=7, measure="smallest"),
    "largest": Column("largest", Kind.MONEY, missing="–", weight=6, measure="largest"),
}


def column(measure: str, *, name: str = "", title: str = "", for_people: bool = True) -> Column:
    """Return the column of a measure, under another name and title where given."""
    result = _COLUMNS[measure]
    return replace(result, name=name or result.name, title=title or result.title, for_people=for_people)


def cell(measure: str, group: Group, whole: Decimal | None = None) -> Cell:
    """Return the measure of a group; `whole` is what a share is of."""
    match measure:
        case "awards":
            return group.awards
        case "unknown":
            return group.unknown
        case "share":
            return share(group.total, whole)
        case _:
            amount = {"mean": _mean, "median": _median}.get(measure, lambda each: getattr(each, measure))(group)
            return None if amount is None else Money(amount, group.currency)
