"""Reads dates as people write them, by the format of their column, and finds out whether they begin with the day or the month.

Rules to keep: a date whose day and month could change places is read only where the file shows the order, or an option gives it.
A time of day is cut off and never converted. A period (`Q3 2019`, `FY2019/20`) is a span of months; of a range of days
(`17/04/2019 - 18/04/2019`) the first day counts.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from unicodedata import combining, normalize

from grantcli.dates import PartialDate
from grantcli.errors import DataError, Place
from grantcli.ingest.grant_row import spot


class Periods(StrEnum):
    """What `2009-10` is: a column has one or the other."""

    MONTHS = "months"
    """October 2009, as ISO 8601 has it."""
    YEARS = "years"
    """The financial year 2009-10."""
    UNKNOWN = "unknown"
    """It could be either."""


@dataclass(frozen=True, slots=True)
class DateFormat:
    """How the dates of a column are written, as `profile.date_formats` finds."""

    dayfirst: bool | None = None
    """Whether `01/02/2015` is 1 February; `None` where nothing shows it."""
    periods: Periods = Periods.MONTHS
    first: int = 1970
    last: int = 2069
    """The years that a date with two digits of a year is nearest to: 69 is 2069 and 70 is 1970, as Python and POSIX read them."""
    short: bool = False
    """Whether `Apr-17` is April 2017; else it could be a day."""
    serials: bool = False
    """Whether `42325` is a day of a spreadsheet."""
    since_1904: bool = False
    """Whether such days count from 1904, as in old workbooks of a Macintosh."""
    fy_start: int = 4
    """The month in which a financial year begins."""
    named: bool = False
    """Whether the heading says that the column has financial years, so that `19/20` is one."""
    ends: bool = False
    """Whether the heading says that a financial year ends in a year: `2020` is 2019-20."""
    year_last: bool = True
    """Whether `19-04-12` ends with its year; else it may begin with it, and is unknown."""
    years: bool = True
    """Whether `2019` is a year of the calendar; else it ends in a month that financial years do not end in, and is unknown."""


STANDARD = DateFormat()
"""How dates are read where nothing is known of their column."""

_TO_1904 = 1_462
"""The number of days between 30 December 1899 and 1 January 1904."""
_LONGEST = 80
"""No date is written with more characters."""
_TIME = re.compile(r"(?:T|\s+)\d{1,2}:\d{2}.*|T$", re.DOTALL)
_ISO = re.compile(r"(\d{4}(?:-\d{1,2}){0,2})(?:T.*)?", re.ASCII | re.DOTALL)
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})|(\d{4})(\d{2})(\d{2})", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)
_POINTS = re.compile(r"\s*\d{1,2}\.", re.ASCII)
_MONTH_YEAR = re.compile(r"(\d{1,2})[/.\-](\d{4})", re.ASCII)
_YEAR_MONTH = re.compile(r"(\d{4})[/.\-](\d{1,2})", re.ASCII)
_FINANCIAL = re.compile(
    r"(?P<named>fy|f\.y\.|(?:financial|fiscal) year|blwyddyn ariannol)? ?(?P<first>\d{4}|\d{2}) ?[-/] ?(?P<second>\d{4}|\d{2})",
    re.ASCII | re.IGNORECASE,
)
_QUARTER = re.compile(r"(?:q([1-4])[ \-/,]*(?:of )?(.+)|(.+?)[ \-/,]*q([1-4]))", re.ASCII | re.IGNORECASE)
_QUARTER_ALONE = re.compile(r"q[1-4][ \-/,]*", re.ASCII | re.IGNORECASE)
_RANGE = re.compile(
    r" (?:to|until|bis|au|al|tot|i|-) |(?<=\d\d\d\d)/(?=\d{4}-)|(?<=\d\d\d\d-\d\d-\d\d)/|(?<=\d)-(?=\d\d/\d\d/\d\d)",
    re.IGNORECASE,
)
_SPAN = re.compile(r"\d{4}-\d{2}/\d{4}-\d{2}", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII)
_WORDS = re.compile(
    r"(?:(?:[a-z]{2,10}\.?,? )?(?P<day>\d{1,2})(?:st|nd|rd|th|er|ain|af|fed|eg|\.|o)?[\s\-/.]+(?:de |o )?)?"
    r"(?P<month>[a-z]{3,10})\.?[\s\-/,.]+(?:de[l]? )?(?:(?P<late>\d{1,2})(?:st|nd|rd|th)?[\s,]+)?(?P<year>\d{4}|\d{2})",
    re.ASCII | re.IGNORECASE,
)
_YEAR_WORD = re.compile(
    r"(?P<year>\d{4})[\s\-/,.]+(?P<month>[a-z]{3,10})(?:[\s\-/,.]+(?P<day>\d{1,2}))?", re.ASCII | re.IGNORECASE
)
_LANGUAGES = (
    "january february march april may june july august september october november december",
    "ionawr chwefror mawrth ebrill mai mehefin gorffennaf awst medi hydref tachwedd rhagfyr",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "januar februar marz april mai juni juli august september oktober november dezember",
    "janner februar maerz april mai juni juli august september oktober november dezember",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "januari februari maart april mei juni juli augustus september oktober november december",
)
_MONTHS = _LANGUAGES[0].split()
_NAMES = tuple(names.split() for names in _LANGUAGES)
_DAYS = 31
_SERIALS = range(10_000, 80_000)
"""Days of a spreadsheet that are dates: 1927 to 2119; below that a number may be a year."""
_PLAUSIBLE = range(20_000, 60_000)
"""Those in a text: 1954 to 2064; others could be a day, a month and a year without what parts them."""
YEARS = range(1900, 2101)
_EPOCH = date(1899, 12, 30)  # of spreadsheets: day 60 is a 29 February 1900 that never was
_DASHES = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-"})


def day(text: str, form: DateFormat = STANDARD) -> PartialDate | None:
    """Return the date that `text` writes; `None` when it cannot be read, or not without knowing whether the day comes first.

    >>> str(day("17/11/2015")), str(day("12-Apr-17")), str(day("2015-11-17T10:00Z")), day("01/02/2015")
    ('2015-11-17', '2017-04-12', '2015-11-17', None)
    >>> str(day("Q3 2019")), str(day("FY2019/20")), str(day("11/2023")), str(day("17 avril 2019"))
    ('2019-07/2019-09', '2019-04/2020-03', '2023-11', '2019-04-17')
    """
    if len(text) > _LONGEST:
        text = text.strip()
    return _read(text, form)[0] if len(text) <= _LONGEST else None


def period(text: str, form: DateFormat = STANDARD) -> bool:
    """Say whether a text writes a first and a last day, of which the first is read.

    >>> period("Q3 2019"), period("2019-04-01"), period("1 April 2019 to 31 March 2020")
    (False, False, True)
    """
    return len(text) <= _LONGEST and _read(text, form)[1]


def financial(text: str, form: DateFormat = STANDARD) -> bool:
    """Say whether a text writes a financial year, or a quarter of one.

    >>> financial("FY2019/20"), financial("Q3 2019/20"), financial("Q3 2019")
    (True, True, False)
    """
    bare = _without_time(text) if len(text) <= _LONGEST else ""
    return _moment(bare, form) is None and _financial(_QUARTER_ALONE.sub("", bare).strip(), form) is not None


@lru_cache(maxsize=1 << 14)  # a file has many awards of one day
def _read(text: str, form: DateFormat) -> tuple[PartialDate | None, bool]:
    """Return the date, and whether it is the first day of a period."""
    bare = _without_time(text)
    if date := _moment(bare, form) or _period(bare, form):
        return date, False
    date = _range(bare, form)
    return (PartialDate(date.year, date.month or 1, date.day or 1), True) if date else (None, False)


def _moment(bare: str, form: DateFormat) -> PartialDate | None:
    """Read a day, a month, a year, or a span of months as `PartialDate` writes it."""
    if _SPAN.fullmatch(bare):
        return _calendar(bare)
    if match := _YEAR_MONTH.fullmatch(bare):
        return _month(match[1], match[2], form)
    if match := _ISO.fullmatch(bare):
        return None if bare.isdecimal() and (form.ends or not form.years) else _calendar(match[1])
    if match := _YEAR_FIRST.fullmatch(bare):
        return _calendar("-".join(part for part in match.groups() if part))
    if match := _NUMBERS.fullmatch(bare):
        first, second, year = match[1], match[3], _year(match[4], form)
        day_first = settles(bare) if first != second and form.dayfirst is None else form.dayfirst is not False
        unsure = day_first is None or not (form.year_last or year == match[4])
        return None if unsure else _calendar(f"{year}-{second}-{first}" if day_first else f"{year}-{first}-{second}")
    if match := _MONTH_YEAR.fullmatch(bare):
        return _calendar(f"{match[2]}-{match[1]}")
    if match := _SERIAL.fullmatch(bare):
        number = int(match[1]) + (_TO_1904 if form.since_1904 else 0)
        return serial(number) if form.serials and number in _PLAUSIBLE else None
    return _parse_month_name(bare, form)


def _month(year: str, number: str, form: DateFormat) -> PartialDate | None:
    """Read `2009-10` as a month, where it is not a financial year."""
    if shows(f"{year}-{number}") is None and form.periods is not Periods.MONTHS:
        return None
    return _calendar(f"{year}-{number}")


def shows(text: str) -> Periods | None:
    """Say what `2001-02` shows its column to hold: `MONTHS` for `2001-05`, `YEARS` for `2012-13`; `None` where it could be both.

    `UNKNOWN` for what is neither, or written otherwise.

    >>> shows("2001-05").value, shows("2012/13").value, shows("2001-02"), shows("2001-02-03").value
    ('months', 'years', None, 'unknown')
    """
    match = _YEAR_MONTH.fullmatch(_without_time(text)) if len(text) <= _LONGEST else None
    if not match:
        return Periods.UNKNOWN
    month = 1 <= int(match[2]) <= len(_MONTHS)
    year = len(match[2]) == 2 and int(match[2]) == (int(match[1]) + 1) % 100  # noqa: PLR2004 - two digits
    return None if month and year else Periods.MONTHS if month else Periods.YEARS if year else Periods.UNKNOWN


def _period(bare: str, form: DateFormat) -> PartialDate | None:
    """Read a financial year, or a quarter of one or of a year of the calendar, as a span of months."""
    if match := _QUARTER.fullmatch(bare):
        number, of = int(match[1] or match[4]) - 1, (match[2] or match[3]).strip()
        if of.isdecimal() and len(of) == 4:  # noqa: PLR2004 - a year of the calendar
            return _span(int(of), number * 3, 3)
        year = _financial(of, replace(form, periods=Periods.YEARS))
        return None if year is None else _span(year, form.fy_start - 1 + number * 3, 3)
    return None if (year := _financial(bare, form)) is None else _span(year, form.fy_start - 1, 12)


def _span(year: int, after: int, months: int) -> PartialDate | None:
    """Return this many months, the first of them `after` months after January of a year; `None` beyond the calendar."""
    first = year + after // 12
    return PartialDate(first, after % 12 + 1, months=months) if 0 < first < date.max.year else None


def _financial(bare: str, form: DateFormat) -> int | None:
    """Return the year in which a financial year begins."""
    if form.ends and bare.isdecimal() and len(bare) == 4:  # noqa: PLR2004 - a year
        return int(bare) - 1
    match = _FINANCIAL.fullmatch(bare)
    if not match or (len(match["first"]) == 2 and not (match["named"] or form.named)):  # noqa: PLR2004 - two digits
        return None
    first = int(_year(match["first"], form))
    follows = int(match["second"]) == (first + 1 if len(match["second"]) > 2 else (first + 1) % 100)  # noqa: PLR2004 - two digits
    could_be_month = not match["named"] and shows(bare) is None and form.periods is not Periods.YEARS
    return first if follows and not could_be_month else None


def _range(bare: str, form: DateFormat) -> PartialDate | None:
    """Read two days or months with what parts them, as the first."""
    parts = _RANGE.split(bare)
    if len(parts) != 2:  # noqa: PLR2004 - a first and a last
        return None
    form_of_range = replace(form, dayfirst=settles(bare)) if form.dayfirst is None else form
    first, last = (_moment(part.strip(), form_of_range) or _period(part.strip(), form_of_range) for part in parts)
    return first if first and last and first.first <= last.last else None


def serial(number: int) -> PartialDate | None:
    """Return the date of a number in a column of dates of a workbook: a year, or days since 30 December 1899.

    >>> str(serial(42325)), str(serial(2019)), serial(7)
    ('2015-11-17', '2019', None)
    """
    if number in YEARS:
        return PartialDate(number)
    date = _EPOCH + timedelta(days=number) if number in _SERIALS else None
    return PartialDate(date.year, date.month, date.day) if date else None


def settles(text: str) -> bool | None:
    """Say which order a date shows: `True` only the day can stand first, `False` only the month; `None` it says nothing.

    >>> settles("17/11/2015"), settles("11/17/2015"), settles("01/02/2015"), settles("2015-11-17")
    (True, False, None, None)
    """
    for first, second in _pairs(text):
        if min(first, second) >= 1 and max(first, second) <= _DAYS and (first > len(_MONTHS)) != (second > len(_MONTHS)):
            return first > second
    return None


def ambiguous(text: str) -> bool:
    """Say whether day and month of a date could change places, and would make another date.

    >>> ambiguous("01/02/2015"), ambiguous("05/05/2015"), ambiguous("17/11/2015")
    (True, False, False)
    """
    return any(
        first != second and min(first, second) >= 1 and max(first, second) <= len(_MONTHS) for first, second in _pairs(text)
    )


def has_points(text: str) -> bool:
    """Say whether a date is written with points, as in `17.04.2019`."""
    return _POINTS.match(text) is not None


def _pairs(text: str) -> list[tuple[int, int]]:
    """Return the two numbers where the day and the month are, for a range twice."""
    parts = _RANGE.split(_without_time(text)) if len(text) <= _LONGEST else []
    matches = [_NUMBERS.fullmatch(part.strip()) for part in parts]
    return [(int(each[1]), int(each[3])) for each in matches if each]


@dataclass(frozen=True, slots=True)
class Order:
    """Whether the dates of a file begin with the day, and the note that says why."""

    dayfirst: bool | None = None
    note: str = ""


def order(dates: Iterable[tuple[bool, int | str, str]], label: str) -> Order:
    """Return whether the dates of a file begin with the day; each comes with whether it dates an award, its place and its text.

    Dates of awards decide; the others do where those show nothing. Where nothing shows the order, dates with points begin with
    the day, as in every country that writes points. DataError when dates of awards show both orders, or when nothing shows the
    order and one of them needs it.
    """
    firsts = _firsts(dates)
    points = firsts.get((True, "points"))
    unsure = firsts.get((True, None)) or points
    for main in (True, False):
        orders = [first for first in (True, False) if (main, first) in firsts]
        if len(orders) == 1 and (main or unsure):
            return _day_order(orders[0], *firsts[main, orders[0]])
        if len(orders) > 1 and main:
            if not unsure:
                return Order(None, "dates are in both orders, day first and month first; each of them fits one order only")
            examples = " and ".join(f"`{firsts[True, first][1]}` ({spot(firsts[True, first][0])})" for first in orders)
            raise _ambiguous_error(label, unsure, f"and the file has both orders: {examples}")
    if unsure and unsure is not points:
        raise _ambiguous_error(label, unsure, "and nothing in the file says which comes first")
    return _day_order(True, *points, why="has points; `--monthfirst` says otherwise") if points else Order()  # noqa: FBT003 - day first


def _firsts(dates: Iterable[tuple[bool, int | str, str]]) -> dict[tuple[bool, bool | str | None], tuple[int | str, str]]:
    """Return the first date, with its place, that shows each order, or that needs one: `points` if it has points, else `None`."""
    firsts: dict[tuple[bool, bool | str | None], tuple[int | str, str]] = {}
    for main, place, text in dates:
        if text[4:5] == "-":  # ISO, as most are
            continue
        kind: bool | str | None = settles(text)
        if kind is None and has_points(text):
            kind = "points"
        if isinstance(kind, bool) or (main and (main, kind) not in firsts and ambiguous(text)):
            firsts.setdefault((main, kind), (place, text))
    return firsts


def _day_order(dayfirst: bool, place: int | str, text: str, why: str = "") -> Order:  # noqa: FBT001 - what the file says
    first = f"dates are read {'day' if dayfirst else 'month'} first, as `{text}`"
    return Order(dayfirst, f"{first} ({spot(place)}) {why}" if why else f"{first} shows ({spot(place)})")


def _ambiguous_error(label: str, where: tuple[int | str, str], why: str) -> DataError:
    place, text = where
    at = Place(label, place) if isinstance(place, int) else Place(label, path=place)
    return DataError(f"`{text}` could be two dates, {why}", place=at, hint="say which with `--dayfirst` or `--monthfirst`")


def _without_time(text: str) -> str:
    return _TIME.sub("", " ".join(text.split()).translate(_DASHES), count=1)


def _year(text: str, form: DateFormat) -> str:
    """Return a year of four digits: of two, the nearest to the years of the column."""
    if len(text) > 2:  # noqa: PLR2004 - two digits
        return text
    years = (1900 + int(text), 2000 + int(text))
    return str(min(years, key=lambda year: (max(form.first - year, year - form.last, 0), -year)))


def _calendar(text: str) -> PartialDate | None:
    try:
        return PartialDate.parse(text)
    except ValueError:
        return None


def _parse_month_name(bare: str, form: DateFormat) -> PartialDate | None:
    """Read `12-Apr-17`, `12 April 2017`, `April 12, 2017` and `April 2017`; `Apr-17` only where the column has but such."""
    ascii_text = bare if bare.isascii() else "".join(char for char in normalize("NFKD", bare) if not combining(char))
    match = _WORDS.fullmatch(ascii_text) or _YEAR_WORD.fullmatch(ascii_text)
    number = month(match["month"]) if match else None
    parts = match.groupdict() if match else {}
    if not match or not number or (parts["day"] and parts.get("late")):
        return None
    which = parts["day"] or parts.get("late")
    if which is None and len(match["year"]) == 2 and not form.short:  # noqa: PLR2004 - two digits
        return None
    return _calendar(f"{_year(match['year'], form)}-{number}" + (f"-{which}" if which else ""))


def is_short(text: str) -> bool | None:
    """Say whether a text is like `Apr-17`, which could be a day or a year; `None` where its month is no word or it has no day.

    >>> is_short("Apr-17"), is_short("17 Apr 2017"), is_short("2017-04-17"), is_short("Sept 2020")
    (True, False, None, None)
    """
    match = _WORDS.fullmatch(_without_time(text)) if len(text) <= _LONGEST and not text[:1].isspace() else None
    return (False if match["day"] or match["late"] else len(match["year"]) == 2 or None) if match else None  # noqa: PLR2004 - two digits


@lru_cache(maxsize=1 << 8)
def month(word: str) -> int | None:
    """Return the number of a month by its name in English, Welsh, French, German, Spanish, Italian or Dutch, or how that begins.

    >>> month("Sept"), month("Ebrill"), month("Dez"), month("jui")
    (9, 4, 12, None)
    """
    start = word.casefold()
    numbers = {number for names in _NAMES for number, name in enumerate(names, 1) if name.startswith(start)}
    return numbers.pop() if len(numbers) == 1 else None
