"""Dates as far as they are known, and the periods they fall into.

A rule to keep: a date is never made more precise than its source. A period is known only when the whole of a date
lies inside it.
"""

from dataclasses import dataclass
from datetime import date, timedelta

_LENGTHS = ({4}, {1, 2}, {1, 2})  # digits of year, month and day


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to the day, the month or the year; what is not known is `None`."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Return the date that `text` writes as `2019`, `2019-09` or `2019-09-12`; `2019-9` is taken for `2019-09`.

        Raises ValueError for anything else, and for days that the calendar does not have.
        """
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

    @property
    def first(self) -> str:
        """The first day it can be, as an ISO date."""
        return f"{self.year:04}-{self.month or 1:02}-{self.day or 1:02}"

    @property
    def last(self) -> str:
        """The last day it can be, as an ISO date."""
        if self.day or self.month in {None, 12}:
            return f"{self.year:04}-{self.month or 12:02}-{self.day or 31:02}"
        return str(date(self.year, (self.month or 0) + 1, 1) - timedelta(days=1))

    def __str__(self) -> str:
        """Return the date in ISO form, with no more than is known."""
        return self.first[: 4 if self.month is None else 7 if self.day is None else 10]


def year(when: PartialDate) -> int:
    """Return the calendar year."""
    return when.year


def financial_year(when: PartialDate, start: int = 4) -> str | None:
    """Return the financial year that begins in month `start`, written `2019-20`; `None` when the date is too coarse.

    With `start` 1 it is the calendar year, written `2019`.

    >>> financial_year(PartialDate(2020, 3)), financial_year(PartialDate(2020))
    ('2019-20', None)
    """
    if start == 1:
        return f"{when.year:04}"
    if when.month is None:
        return None
    begins = when.year - (when.month < start)
    return f"{begins:04}-{(begins + 1) % 100:02}"


def quarter(when: PartialDate) -> str | None:
    """Return the calendar quarter, written `2019-Q3`; `None` when only the year is known."""
    return None if when.month is None else f"{when.year:04}-Q{(when.month + 2) // 3}"


def month(when: PartialDate) -> str | None:
    """Return the month, written `2019-09`; `None` when only the year is known."""
    return None if when.month is None else f"{when.year:04}-{when.month:02}"
