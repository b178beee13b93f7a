"""Decides how the dates of a column are written, apart from whether the day comes first.

A rule to keep: a column has months (`2009-10` is October 2009) or financial years; `2009-10` is read only where it shows which.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from grantcli.ingest.parse import dates
from grantcli.ingest.parse.dates import DateFormat, Order, Periods

_TWO = re.compile(r"(?<!\d)(?:\d{1,2}[/.\-]\d{1,2}|[a-z]{3,10}\.?[\s\-/,.]+)[/.\-]?(\d{2})(?!\d)", re.ASCII | re.IGNORECASE)
_FOUR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}", re.ASCII)
_SERIAL = re.compile(r"\d{5}(\.\d+)?", re.ASCII)
_UNPARTED = re.compile(r"\d{6}", re.ASCII)
_LONGEST = 80
Counts = Sequence[tuple[str, int]]
"""Distinct texts, each with how many rows have it."""
_CENTURY = 100
_SHORT_YEARS = re.compile(r"(?:f\.?y\.?)? ?(\d\d) ?[-/] ?(\d\d)", re.ASCII | re.IGNORECASE)
_FINANCIAL = re.compile(r"\bf\.?y\b|\byear\b|blwyddyn|\bperiod\b", re.IGNORECASE)
"""What is in the heading of financial years."""
_ENDING = re.compile(
    r"(?:(?:financial|fiscal|tax|accounting|grant) )?(?:year|yr)[ -]?(?:end(?:ing|ed|s)?|to)\b|fye|f\.?y\.?[ -]?end(?:ing|ed)?\b",
    re.IGNORECASE,
)
"""How a heading begins of years in which financial years end."""
_SHORT = re.compile(r"(\d\d?)([-/.])\d{1,2}\2(\d\d)(?!\d)", re.ASCII)
_DAYS = 31
_FEWEST, _MANY = 3, 20
"""Where there are this many last numbers, between hyphens and between other signs, the first may be the years."""
_LATEST = 69
"""A year of two digits is never after 2069."""
_MONTHS = "january february march april may june july august september october november december".title().split()


@dataclass(frozen=True, slots=True)
class DateProfile:
    """How the dates of a column are written, and the notes about it."""

    form: DateFormat = field(default_factory=DateFormat)
    notes: tuple[str, ...] = ()


def profile(
    texts: Iterable[tuple[str, int]], heading: str, order: Order, *, option: Periods | None = None, fy_start: int = 4,
    century: int = 0, day_numbers: str = "",
) -> DateProfile:  # fmt: skip
    """Return how the dates below a heading are written.

    `texts` has the distinct texts of the column and how many rows have each. Of texts such as `2015-11-17` only one is
    needed. `option` is what the user says `2009-10` is, `century` in which year the century of years of two digits begins, and
    `day_numbers` what day numbers count from.
    """
    items = [(text.strip(), rows) for text, rows in texts if len(text) <= _LONGEST]
    short = [dates.is_short(text) for text, _ in items]
    serials = any(_SERIAL.fullmatch(text) for text, _ in items) and not any(_UNPARTED.fullmatch(text) for text, _ in items)
    periods = option or _periods(items)
    first, last = (century, century + _CENTURY - 1) if century else _years([text for text, _ in items])
    months = option is Periods.MONTHS or (option is None and True in short and False not in short)
    serials = day_numbers != "none" if day_numbers else serials
    named = is_financial(heading, [text for text, _ in items])
    is_end = ends(heading, fy_start)
    ends_elsewhere = not is_end and any(ends(heading, month) for month in range(1, 13))
    is_option = order.dayfirst is not None and not order.note
    year_last = is_option or not _may_begin_with_year([text for text, _ in items])
    form = DateFormat(
        order.dayfirst, periods, first, last, months, serials, day_numbers == "1904", fy_start, named, is_end, year_last,
        not ends_elsewhere,
    )  # fmt: skip
    return DateProfile(form, tuple(_notes(items, form, heading)))


def ends(heading: str, fy_start: int = 4) -> bool:
    """Say whether a heading is of years in which financial years end, which begin in the month `fy_start`.

    >>> ends("Financial Year Ending"), ends("Year ended 31 March"), ends("Year ended 30 June"), ends("Year"), ends("Year to Date")
    (True, True, False, False, False)
    """
    heading = " ".join(heading.replace("_", " ").split())
    match = _ENDING.match(heading)
    rest = re.sub(r"\b\d{1,2}(?:st|nd|rd|th)?\b", "", heading[match.end() :]).strip(" ()") if match else "-"
    return not rest or dates.month(rest) == (fy_start - 2) % 12 + 1


def _may_begin_with_year(texts: Sequence[str]) -> bool:
    """Say whether dates such as `19-04-12` may begin with their year: their last numbers vary as days do, and the first as years.

    >>> _may_begin_with_year(["19-04-12", "19-11-30", "18-05-02"]), _may_begin_with_year(["12-04-19", "30-11-19", "02-05-18"])
    (True, False)
    """
    parts = [match for text in texts if (match := _SHORT.match(text))]
    if not parts:
        return False
    firsts, lasts = ({int(match[place]) for match in parts} for place in (1, 3))
    hyphens = {match[2] for match in parts} == {"-"}
    years = {int(year) for text in texts for year in _FOUR.findall(text)} if hyphens else set()
    if years:
        near = {year % _CENTURY for year in range(min(years) - 1, max(years) + 2)}
        return firsts <= near and not lasts & near
    if max(lasts) > _DAYS or len(lasts) < (_FEWEST if hyphens else _MANY):
        return False
    return max(lasts) - min(lasts) > 2 * (max(firsts) - min(firsts)) + _FEWEST


def is_day(text: str, form: DateFormat = dates.STANDARD) -> bool:
    """Say whether a text is a date, whether it says which of its numbers is the day or not.

    >>> is_day("17/04/2019"), is_day("04/05/2019"), is_day("Apr 2019"), is_day("April fair")
    (True, True, True, False)
    """
    return dates.settles(text) is not None or dates.ambiguous(text) or dates.day(text, form) is not None


def is_financial(heading: str, texts: Sequence[str]) -> bool:
    """Say whether a column has financial years as `19/20`, each of which ends a year later, and its heading says so.

    >>> is_financial("FY", ["19/20", "99/00"]), is_financial("Date", ["19/20"]), is_financial("FY", ["19/21"])
    (True, False, False)
    """
    years = [match for text in texts if (match := _SHORT_YEARS.fullmatch(text.strip()))]
    follows = all((int(match[1]) + 1) % _CENTURY == int(match[2]) for match in years)
    return bool(_FINANCIAL.search(heading.replace("_", " "))) and bool(years) and follows and len(years) * 5 >= len(texts) * 4


def _periods(texts: Counts) -> Periods:
    """Return the meaning of `2009-10`: what clear texts show; else months beside days, years in a run of years."""
    forms = [(text, dates.shows(text)) for text, _ in texts]
    kinds = {kind for _, kind in forms}
    undecided = sum(kind is None for _, kind in forms)
    if not undecided:
        return Periods.MONTHS
    if kinds >= {Periods.MONTHS, Periods.YEARS}:
        return Periods.UNKNOWN
    for kind in (Periods.MONTHS, Periods.YEARS):
        if kind in kinds:
            return kind
    if any(_DAY.match(text) for text, _ in texts):
        return Periods.MONTHS
    return Periods.YEARS if undecided > 1 else Periods.UNKNOWN


def _years(texts: Sequence[str]) -> tuple[int, int]:
    """Return the first and the last year of a column: as written with four digits, else so that those of two are close."""
    four = [int(year) for text in texts for year in _FOUR.findall(text)]
    if four:
        return min(four), max(four)
    two = sorted({int(year) for text in texts for year in _TWO.findall(text)})
    if not two:
        return DateFormat().first, DateFormat().last
    gaps = [(after - before, after) for before, after in zip(two, [*two[1:], two[0] + _CENTURY], strict=True)]
    start = max(gaps)[1] % _CENTURY
    length = _CENTURY - max(gaps)[0]
    first = 2000 + start if start + length <= _LATEST else 1900 + start
    return first, first + length


def _notes(texts: Counts, form: DateFormat, heading: str) -> Iterable[str]:
    """Say what was decided, each with the first text that it affects."""
    where = f"below `{heading}`"
    if years := [each for each in texts if dates.financial(each[0], form) and dates.day(each[0], form)]:
        begins = f"a financial year begins in {_MONTHS[form.fy_start - 1]}, `--fy-start` says otherwise"
        yield f"{_dates(years)} {where} {_are(years)} read as financial years, {_example(years, form)}; {begins}"
    yield from _unread_notes(texts, form, where)
    if ranges := [each for each in texts if dates.period(each[0], form)]:
        yield f"{_dates(ranges)} {where} {_have(ranges)} a first and a last day: the first is read, {_example(ranges, form)}"
    unsure = [each for each in texts if dates.shows(each[0]) is None]
    if unsure and form.periods is Periods.UNKNOWN:
        could = f"{_dates(unsure)} {where}, such as `{unsure[0][0]}`, could be a month or a financial year"
        yield f"{could}, and {_are(unsure)} unknown; `--periods months` or `--periods years` says which"
    if days := [each for each in texts if form.serials and _SERIAL.fullmatch(each[0]) and dates.day(each[0], form)]:
        remark = f"{_dates(days)} {where} {_are(days)} read as days of a spreadsheet, {_example(days, form)}"
        yield f"{remark}; `--day-numbers` says otherwise"
    if short := [each for each in texts if form.short and dates.is_short(each[0])]:
        remark = f"{_dates(short)} {where} {_are(short)} read as a month and a year, {_example(short, form)}"
        yield f"{remark}: no date there with the name of a month has a day; `--periods years` leaves them unread"
    narrow = form.last - form.first < _CENTURY - 1
    candidates = [each for each in texts if narrow and not _FOUR.search(each[0]) and _TWO.search(each[0])]
    if two := [each for each in candidates if _year_changes(each[0], form)]:
        near = f"{form.first} to {form.last}, as the column shows"
        remark = f"{_dates(two)} {where} with two digits of a year {_are(two)} read near {near}: {_example(two, form)}"
        yield f"{remark}; `--century` says otherwise"


def _unread_notes(texts: Counts, form: DateFormat, where: str) -> Iterable[str]:
    """Say which dates are not read, because where their year is or when it begins is not known."""
    if not form.year_last and (begin := [each for each in texts if _SHORT.match(each[0])]):
        could = f"{_dates(begin)} {where}, such as `{begin[0][0]}`, may begin with the day or with the year"
        yield f"{could}, and {_are(begin)} unknown; `--dayfirst` or `--monthfirst` says that it is not the year"
    if not form.years and (years := [each for each in texts if each[0].isdecimal()]):
        remark = f"{_dates(years)} {where} {_are(years)} of a year that begins in another month, and unknown"
        yield f"{remark}; `--fy-start` says when it begins"


def _year_changes(text: str, form: DateFormat) -> bool:
    """Say whether the years of the column make another date of a text."""
    usual = replace(form, first=DateFormat().first, last=DateFormat().last)
    return dates.day(text, form) not in {None, dates.day(text, usual)}


def _example(texts: Counts, form: DateFormat) -> str:
    return f"`{texts[0][0]}` as {dates.day(texts[0][0], form)}"


def _dates(texts: Counts) -> str:
    rows = sum(rows for _, rows in texts)
    return "1 date" if rows == 1 else f"{rows:,} dates"


def _are(texts: Counts) -> str:
    return "is" if sum(rows for _, rows in texts) == 1 else "are"


def _have(texts: Counts) -> str:
    return "has" if sum(rows for _, rows in texts) == 1 else "have"
