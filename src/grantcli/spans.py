"""When awards run: by the planned and actual dates of the 360Giving standard together.

Rules to keep: actual dates go before planned ones; several periods of one award are one span from the first day to the last, but
have no duration together unless all say the same.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from grantcli.dates import PartialDate
from grantcli.standard import BY_NAME, Grant, StandardValue, ValueKind, values

_YEAR = 12
OF = tuple(f"{which}_{what}" for which in ("actual", "planned") for what in ("start_date", "end_date", "duration"))
"""The fields that everything here follows from, in the order in which the functions take their values."""
Known = Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class DerivedField:
    """A field that follows from others of the standard: `read` takes the values of `OF` and returns one value or none."""

    name: str
    help: str
    kind: ValueKind
    read: Callable[[Known], StandardValue | None]


def derived_value(row: DerivedField, grant: Grant) -> tuple[StandardValue, ...]:
    """Return the value of a derived field in a grant, none where it does not follow."""
    value = row.read([values(BY_NAME[name], grant) for name in OF])
    return () if value is None else (value,)


def starts(values: Known) -> PartialDate | None:
    """Return the earliest actual start, or else the earliest planned one."""
    return min(values[0] or values[3], key=lambda each: (each.first, each.last), default=None)


def ends(values: Known) -> PartialDate | None:
    """Return the latest actual end, or else planned one; where neither is stated, what the first day and the months lead to.

    >>> str(ends([(), (), (), (PartialDate(2019, 5, 1),), (), (12,)]))
    '2020-04-30'
    """
    stated = values[1] or values[4]
    if stated:
        latest: PartialDate = max(stated, key=lambda each: (each.last, each.first))
        return latest
    begins, months = starts(values), _months(values)
    if begins is None or begins.day is None or not isinstance(months, int) or not 0 < months < _YEAR * 100:
        return None
    year, month = divmod(begins.year * _YEAR + (begins.month or 1) - 1 + months, _YEAR)
    if year > date.max.year:
        return None
    day = min(begins.day, monthrange(year, month + 1)[1])
    before = date(year, month + 1, day).toordinal() - (1 if day == begins.day else 0)
    last = date.fromordinal(before)
    return PartialDate(last.year, last.month, last.day)


def duration(values: Known) -> int | Decimal | None:
    """Return the months that are stated, or else those between the first and the last day, rounded to whole ones.

    >>> duration([(), (), (), (PartialDate(2019, 5, 1),), (PartialDate(2020, 4, 30),), ()])
    12
    """
    stated = _months(values)
    if stated is not None:
        return stated if stated > 0 else None
    first, last = starts(values), ends(values)
    if (values[2] or values[5]) or first is None or last is None or first.day is None or last.day is None:
        return None
    months = (last.year - first.year) * _YEAR + (last.month or 1) - (first.month or 1)
    days = Decimal(last.day + 1 - first.day) / monthrange(last.year, last.month or 1)[1]
    result = int((months + days).to_integral_value())
    return result if result > 0 else None


def monthrange(year: int, month: int) -> tuple[int, int]:
    """Return the first weekday of a month, and how many days it has."""
    import calendar  # not needed to start

    return calendar.monthrange(year, month)


def _months(values: Known) -> int | Decimal | None:
    """Return the duration that is stated; `None` where several contradict each other."""
    stated = values[2] or values[5]
    return stated[0] if len(stated) == 1 else None


DERIVED: Mapping[str, DerivedField] = {
    row.name: row
    for row in (
        DerivedField("starts", "the day it begins: the actual one if it is known, else the planned one", ValueKind.DATE, starts),
        DerivedField("ends", "the day it ends: actual, else planned, else by its duration", ValueKind.DATE, ends),
        DerivedField("duration", "its months: actual, else planned, else from its dates", ValueKind.NUMBER, duration),
    )
}
"""The fields that follow from the dates of an award."""
