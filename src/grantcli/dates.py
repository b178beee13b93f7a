"""Dates as far as they are known: to the day, the month, the year, or a span of months; and the periods they are in.

A rule to keep: a date is never made more precise than its source. A period is known only when it includes the whole of a
date.
"""

import re
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta

_LENGTHS = ({4}, {1, 2}, {1, 2})  # digits of year, month and day
_SPAN = re.compile(r"\d{4}-\d{2}/\d{4}-\d{2}", re.ASCII)
_YEAR = 12  # months
_PERIOD = re.compile(r"(\d{4})(?:-Q?(\d{1,2}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to the day, the month or the year; what is not known is `None`."""

    year: int
    month: int | None = None
    day: int | None = None
    months: int = 1
    """How many months from `month` on it may be in: 12 for a financial year, 3 for a quarter."""

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Return the date that `text` writes as `2019`, `2019-09`, `2019-09-12` or `2019-04/2020-03`; `2019-9` is `2019-09`.

        Raises ValueError for anything else, and for days that the calendar does not have.
        """
        if _SPAN.fullmatch(text.strip()):
            return cls._span(*(cls.parse(part) for part in text.split("/", 1)))
        parts = text.strip().split("-")
        fits = all(part.isdigit() and len(part) in lengths for part, lengths in zip(parts, _LENGTHS, strict=False))
        if not fits or len(parts) > len(_LENGTHS) or not text.isascii():
            message = f"`{text}` is not a date like 2019, 2019-09 or 2019-09-12"
            raise ValueError(message)
        year, month, day = (*(int(part) for part in parts), None, None)[:3]
        try:
            date(year or 0, 1 if month is None else month, 1 if day is None else day)
        except ValueError:
            message = f"`{text}` is not in the calendar"
            raise ValueError(message) from None
        return cls(year or 0, month, day)

    @classmethod
    def _span(cls, first: "PartialDate", last: "PartialDate") -> "PartialDate":
        """Return the span from one month to another."""
        months = (last.year - first.year) * _YEAR + (last.month or 0) - (first.month or 0) + 1
        if None in {first.month, last.month} or (first.day or last.day) or months < 1:
            message = f"`{first}/{last}` is not a span of months like 2019-04/2020-03"
            raise ValueError(message)
        return cls(first.year, first.month, months=months)

    @classmethod
    def between(cls, first: date, last: date) -> "PartialDate":
        """Return the date whose first and last day these are, as coarse as they say."""
        if first == last:
            return cls(first.year, first.month, first.day)
        if first.year == last.year and (first.month, last.month) == (1, _YEAR):
            return cls(first.year)
        return cls(first.year, first.month, months=(last.year - first.year) * _YEAR + last.month - first.month + 1)

    @property
    def first(self) -> str:
        """The first day it can be, as an ISO date."""
        return f"{self.year:04}-{self.month or 1:02}-{self.day or 1:02}"

    @property
    def last(self) -> str:
        """The last day it can be, as an ISO date."""
        if self.day or self.month is None:
            return f"{self.year:04}-{self.month or 12:02}-{self.day or 31:02}"
        year, month = self._last_month
        return f"{year:04}-{month:02}-{_days(year, month):02}"

    @property
    def _last_month(self) -> tuple[int, int]:
        """The year and month of the last day it can be."""
        if self.month is None:
            return self.year, _YEAR
        years, month = divmod(self.month - 1 + self.months - 1, _YEAR)
        return self.year + years, month + 1

    def __str__(self) -> str:
        """Return the date in ISO form, with no more than is known; a span of months as `2019-04/2020-03`."""
        if self.months > 1:
            return f"{self.first[:7]}/{self.last[:7]}"
        return self.first[: 4 if self.month is None else 7 if self.day is None else 10]


def _days(year: int, month: int) -> int:
    return 31 if month == _YEAR else (date(year, month + 1, 1) - timedelta(days=1)).day


def year(date: PartialDate) -> int | None:
    """Return the calendar year; `None` for a span that reaches over two."""
    return date.year if date.last[:4] == date.first[:4] else None


def financial_year(date: PartialDate, start: int = 4) -> str | None:
    """Return the financial year that begins in month `start`, written `2019-20`; `None` when the date is too coarse.

    With `start` 1 it is the calendar year, written `2019`.

    >>> financial_year(PartialDate(2020, 3)), financial_year(PartialDate(2020))
    ('2019-20', None)
    """
    ends, month = date._last_month  # noqa: SLF001 - of this module
    begins = date.year - ((date.month or 1) < start)
    if ends - (month < start) != begins:
        return None
    return f"{begins:04}" if start == 1 else f"{begins:04}-{(begins + 1) % 100:02}"


def quarter(date: PartialDate) -> str | None:
    """Return the calendar quarter, written `2019-Q3`; `None` when the date is too coarse."""
    if date.month is None or date._last_month[0] != date.year:  # noqa: SLF001 - of this module
        return None
    number = (date.month + 2) // 3
    return f"{date.year:04}-Q{number}" if (date._last_month[1] + 2) // 3 == number else None  # noqa: SLF001


def month(date: PartialDate) -> str | None:
    """Return the month, written `2019-09`; `None` when the date is too coarse."""
    return None if date.month is None or date.months > 1 else f"{date.year:04}-{date.month:02}"


def period(name: str, text: str, start: int = 4) -> PartialDate | None:
    """Return the days of a `year`, `fy`, `quarter` or `month` that is written as the functions above write it, else `None`.

    >>> str(period("fy", "2019-20")), str(period("quarter", "2019-Q3")), period("fy", "2019-21")
    ('2019-04/2020-03', '2019-07/2019-09', None)
    """
    match = _PERIOD.fullmatch(text)
    if not match or not 1 <= int(match[1]) < MAXYEAR:
        return None
    begins, number = int(match[1]), int(match[2] or 1)
    match name:
        case "year":
            span, label = PartialDate(begins), f"{begins}"
        case "fy":
            span = PartialDate(begins, start, months=_YEAR)
            label = financial_year(span, start) or ""
        case "quarter" if 1 <= number <= 4:  # noqa: PLR2004 - of a year
            span = PartialDate(begins, 3 * number - 2, months=3)
            label = quarter(span) or ""
        case "month" if 1 <= number <= _YEAR:
            span = PartialDate(begins, number)
            label = month(span) or ""
        case _:
            return None
    return span if label == text else None
