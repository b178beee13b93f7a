"""Checks of dates. Five are read: the award's own, and start and end of the first planned and the first actual period.

Only the text before the first `T` counts. It must be year, month and day, as `2021-01-05` or `2021-1-5`, in any digits. Time
and offset are never converted. Any other shape (month 13, `26/01/2021`) is for the schema and counts as no date here.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from grantcli.checks.quality_check import Check, GrantSet, Part, Place, Seek, Unit, by_grant, display_value, first_element
from grantcli.checks.rule import Grant, Severity

Day = tuple[int, int, int]
"""Year, month and day; in the order of time."""
_SHAPE = re.compile(r"(\d{4})-(0?[1-9]|1[0-2])-([ 0]?[1-9]|[12]\d|3[01])")
_PLANNED, _ACTUAL = "plannedDates", "actualDates"


def written_day(value: object) -> Day | None:
    """Return the day that a value writes, whether or not the calendar has it; `None` for what writes none."""
    fits = _SHAPE.fullmatch(value.partition("T")[0]) if isinstance(value, str) else None
    return (int(fits[1]), int(fits[2]), int(fits[3])) if fits else None


def exists(day: Day) -> bool:
    """Say whether the calendar has this day; the year 0 it has not."""
    try:
        date(*day)
    except ValueError:
        return False
    return True


def read(value: object) -> Day | None:
    """Return the day that a value writes; `None` where it writes none, or one that the calendar has not.

    >>> read("2020-2-29T23:59:59Z"), read("2021-02-29"), read("2021-13-01")
    ((2020, 2, 29), None, None)
    """
    day = written_day(value)
    return day if day and exists(day) else None


def years_from(today: date, years: int) -> Day:
    """Return the same day this many years later: 29 February even in a year without one, because it is only compared."""
    return today.year + years, today.month, today.day


def _period(grant: Grant, key: str) -> Iterator[tuple[str, object]]:
    period = first_element(grant, key)
    return ((f"{key}/0/{end}", period.get(end)) for end in ("startDate", "endDate"))


def _five(grant: Grant) -> Iterator[tuple[str, object]]:
    yield "awardDate", grant.get("awardDate")
    yield from _period(grant, _PLANNED)
    yield from _period(grant, _ACTUAL)


def _find_first(values: Iterable[tuple[str, object]], fails: Callable[[object], bool], message: str) -> Iterator[Place]:
    """Yield the first date that fails."""
    for path, value in values:
        if fails(value):
            yield path, f"{display_value(value)} {message}"
            return


def _nowhere(grant: Grant, _today: date) -> Iterator[Place]:
    return _find_first(
        _five(grant), lambda value: (day := written_day(value)) is not None and not exists(day), "is not in the calendar"
    )


def _check_order(key: str) -> Seek:
    def seek(grant: Grant, _today: date) -> Iterator[Place]:
        (path, start), (_, end) = _period(grant, key)
        starts, ends = read(start), read(end)
        if starts and ends and starts > ends:
            yield path, f"{display_value(start)} is later than {display_value(end)}"

    return seek


def _check_distance(key: str, years: int) -> Seek:
    def seek(grant: Grant, today: date) -> Iterator[Place]:
        last = years_from(today, years)
        message = f"is more than {years} years from now"
        return _find_first(_period(grant, key), lambda value: (day := read(value)) is not None and day > last, message)

    return seek


def _past(grant: Grant, today: date) -> Iterator[Place]:
    last = years_from(today, -25)
    return _find_first(_five(grant), lambda value: (day := read(value)) is not None and day <= last, "is 25 years ago or more")


def _find_later_than_today(grant: Grant, today: date) -> Iterator[Place]:
    value = grant.get("awardDate")
    day = read(value)
    if day and day > years_from(today, 0):
        yield "awardDate", f"{display_value(value)} is later than today"


_HIDDEN = (
    "Upstream reads no date of a grant in which `plannedDates` or `actualDates` is `[]`; here an empty list hides nothing, for "
    "it says nothing of the other dates."
)
_TODAY = "Today is the day that is given; upstream asks the clock of its machine."
_A, _GRANT, _ALL, _WARNING, _ERROR = Part.ACCURACY, Unit.GRANT, GrantSet.ALL, Severity.WARNING, Severity.ERROR

CHECKS = (
    Check(
        "date-does-not-exist", _ERROR, _A, "ImpossibleDates", _GRANT, _ALL, by_grant(_nowhere),
        fails="One of the five dates is a day that the calendar has not, such as 30 February; the first of a grant is given. "
        "Month 13, day 32 and other shapes are left to the schema.",
        do="correct the date",
        differs=_HIDDEN,
    ),
    Check(
        "planned-dates-reversed", _WARNING, _A, "PlannedStartDateBeforeEndDate", _GRANT, _ALL, by_grant(_check_order(_PLANNED)),
        fails="The first planned period starts on a later day than it ends.",
        do="see whether the two dates are exchanged",
        differs=_HIDDEN,
    ),
    Check(
        "actual-dates-reversed", _WARNING, _A, "ActualStartDateBeforeEndDate", _GRANT, _ALL, by_grant(_check_order(_ACTUAL)),
        fails="The first actual period starts on a later day than it ends.",
        do="see whether the two dates are exchanged",
        differs=_HIDDEN,
    ),
    Check(
        "planned-date-far-future", _WARNING, _A, "FarFuturePlannedDates", _GRANT, _ALL, by_grant(_check_distance(_PLANNED, 12)),
        fails="The first planned period starts or ends later than twelve years from today; that very day passes.",
        do="see whether the year is right",
        differs=f"{_HIDDEN} {_TODAY}",
    ),
    Check(
        "actual-date-far-future", _WARNING, _A, "FarFutureActualDates", _GRANT, _ALL, by_grant(_check_distance(_ACTUAL, 5)),
        fails="The first actual period starts or ends later than five years from today; that very day passes.",
        do="see whether the year is right",
        differs=f"{_HIDDEN} {_TODAY}",
    ),
    Check(
        "date-far-past", _WARNING, _A, "FarPastDates", _GRANT, _ALL, by_grant(_past),
        fails="One of the five dates is twenty-five years before today or earlier; that very day fails.",
        do="see whether the year is right",
        differs=f"{_HIDDEN} {_TODAY}",
    ),
    Check(
        "award-date-in-future", _ERROR, _A, "PostDatedAwardDates", _GRANT, _ALL, by_grant(_find_later_than_today),
        fails="The award is dated later than today; today passes.",
        do="give the day on which the award was decided",
        differs=f"{_HIDDEN} {_TODAY}",
    ),
)  # fmt: skip
"""Each a row, in upstream's order."""
