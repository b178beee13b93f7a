"""Reads dates as people write them, and finds out whether a file writes the day or the month first.

A rule to keep: a date whose day and month could change places is read one way only because the file settles it, or
because it was asked for. A time of day is cut off and never converted.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from grantcli.dates import PartialDate
from grantcli.errors import DataError, Place
from grantcli.ingest.grant_row import spot

_TIME = re.compile(r"(?:T|\s+)\d{1,2}:\d{2}.*|T$", re.DOTALL)
_ISO = re.compile(r"(\d{4}(?:-\d{1,2}){0,2})(?:T.*)?", re.ASCII | re.DOTALL)
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})|(\d{4})(\d{2})(\d{2})", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)
_WORDS = re.compile(
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s\-/.]+)?(?P<month>[a-z]{3,9})\.?[\s\-/,.]+"
    r"(?:(?P<late>\d{1,2})(?:st|nd|rd|th)?[\s,]+)?(?P<year>\d{4}|\d{2})",
    re.ASCII | re.IGNORECASE,
)
_MONTHS = "january february march april may june july august september october november december".split()  # noqa: SIM905 - as read
_DAYS = 31
_PIVOT = 70  # 69 is 2069, 70 is 1970, as Python and POSIX read them
_SERIALS = range(10_000, 80_000)
"""Days of a spreadsheet that are dates: 1927 to 2119; below that a number may be a year."""
_YEARS = range(1900, 2101)
_EPOCH = date(1899, 12, 30)  # of spreadsheets: day 60 is a 29 February 1900 that never was


@lru_cache(maxsize=1 << 14)  # a file has many awards of one day
def day(text: str, dayfirst: bool | None) -> PartialDate | None:  # noqa: FBT001 - three states, and named by the caller
    """Return the date that `text` writes; `None` when it cannot be read, or not without knowing what stands first.

    >>> str(day("17/11/2015", None)), str(day("12-Apr-17", None)), str(day("2015-11-17T10:00Z", None)), day("01/02/2015", None)
    ('2015-11-17', '2017-04-12', '2015-11-17', None)
    """
    bare = _bare(text)
    if found := _ISO.fullmatch(bare):
        return _calendar(found[1])
    if found := _YEAR_FIRST.fullmatch(bare):
        return _calendar("-".join(part for part in found.groups() if part))
    if found := _NUMBERS.fullmatch(bare):
        first, second, year = found[1], found[3], _year(found[4])
        known = settles(text) if first != second and dayfirst is None else dayfirst is not False
        return None if known is None else _calendar(f"{year}-{second}-{first}" if known else f"{year}-{first}-{second}")
    return _worded(bare)


def serial(number: int) -> PartialDate | None:
    """Return the date of a number in a column of dates of a workbook: a year, or days since 30 December 1899.

    >>> str(serial(42325)), str(serial(2019)), serial(7)
    ('2015-11-17', '2019', None)
    """
    if number in _YEARS:
        return PartialDate(number)
    when = _EPOCH + timedelta(days=number) if number in _SERIALS else None
    return PartialDate(when.year, when.month, when.day) if when else None


def settles(text: str) -> bool | None:
    """Say which order a date shows: `True` only the day can stand first, `False` only the month; `None` it says nothing.

    >>> settles("17/11/2015"), settles("11/17/2015"), settles("01/02/2015"), settles("2015-11-17")
    (True, False, None, None)
    """
    first, second = _pair(text)
    if min(first, second) < 1 or max(first, second) > _DAYS or (first > len(_MONTHS)) == (second > len(_MONTHS)):
        return None
    return first > second


def ambiguous(text: str) -> bool:
    """Say whether day and month of a date could change places, and would make another date.

    >>> ambiguous("01/02/2015"), ambiguous("05/05/2015"), ambiguous("17/11/2015")
    (True, False, False)
    """
    first, second = _pair(text)
    return first != second and min(first, second) >= 1 and max(first, second) <= len(_MONTHS)


def _pair(text: str) -> tuple[int, int]:
    found = _NUMBERS.fullmatch(_bare(text))
    return (int(found[1]), int(found[3])) if found else (0, 0)


@dataclass(frozen=True, slots=True)
class Order:
    """What stands first in the dates of a file, and the note that says why."""

    dayfirst: bool | None = None
    note: str = ""


def order(dates: Iterable[tuple[bool, int | str, str]], label: str) -> Order:
    """Return what stands first in the dates of a file: each with whether it dates an award, its place and its text.

    Dates of awards decide; the others do where those settle nothing. DataError when dates of awards settle it both ways,
    or when nothing settles it and one of them needs it.
    """
    firsts: dict[tuple[bool, bool | None], tuple[int | str, str]] = {}
    for main, place, text in dates:
        if text[4:5] == "-":  # ISO, as most are
            continue
        known = settles(text)
        if known is not None or (main and (main, None) not in firsts and ambiguous(text)):
            firsts.setdefault((main, known), (place, text))
    unsure = firsts.get((True, None))
    for main in (True, False):
        found = [known for known in (True, False) if (main, known) in firsts]
        if len(found) == 1 and (main or unsure):
            return _settled(found[0], *firsts[main, found[0]])
        if len(found) > 1 and main:
            if not unsure:
                return Order(None, "dates stand in both orders, day first and month first; each of them fits one order only")
            both = " and ".join(f"`{firsts[True, known][1]}` ({spot(firsts[True, known][0])})" for known in found)
            raise _undecided(label, unsure, f"and the file has both orders: {both}")
    if unsure:
        raise _undecided(label, unsure, "and nothing in the file says which stands first")
    return Order()


def _settled(dayfirst: bool, place: int | str, text: str) -> Order:  # noqa: FBT001 - what was found
    return Order(dayfirst, f"dates are read {'day' if dayfirst else 'month'} first, as `{text}` shows ({spot(place)})")


def _undecided(label: str, where: tuple[int | str, str], why: str) -> DataError:
    place, text = where
    at = Place(label, place) if isinstance(place, int) else Place(label, path=place)
    return DataError(f"`{text}` could be two dates, {why}", place=at, hint="say which with `--dayfirst` or `--monthfirst`")


def _bare(text: str) -> str:
    return _TIME.sub("", text.strip(), count=1)


def _year(text: str) -> str:
    return text if len(text) > 2 else f"{19 if int(text) >= _PIVOT else 20}{text}"  # noqa: PLR2004 - two digits


def _calendar(text: str) -> PartialDate | None:
    try:
        return PartialDate.parse(text)
    except ValueError:
        return None


def _worded(bare: str) -> PartialDate | None:
    """Read `12-Apr-17`, `12 April 2017`, `April 12, 2017` and `April 2017`; `Apr-17` is a day or a year, and not read."""
    found = _WORDS.fullmatch(bare)
    word = found["month"].casefold() if found else ""
    numbers = [number for number, name in enumerate(_MONTHS, 1) if name.startswith(word) or word == "sept" == name[:4]]
    if not found or len(numbers) != 1 or (found["day"] and found["late"]):
        return None
    which = found["day"] or found["late"]
    if which is None and len(found["year"]) == 2:  # noqa: PLR2004 - two digits
        return None
    return _calendar(f"{_year(found['year'])}-{numbers[0]}" + (f"-{which}" if which else ""))
