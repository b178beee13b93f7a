"""Finds the period of all awards that the lines above the headings, or the names of sheets, state, where no column dates them.

Rules to keep: a period is a financial year, a quarter, a month, or a year that a label, a word before it or the name of a sheet
shows to be one. The day of a report is none. Where several periods are stated of the same awards, none is taken.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from grantcli.dates import PartialDate
from grantcli.ingest.parse import dates
from grantcli.ingest.parse.dates import DateFormat

_LONG = 300
"""A longer text is prose, and states no period."""
_MONTHS = 12
"""A longer period dates no award."""
_OF_REPORT = re.compile(
    r"\b(?:printed|published|updated|extracted|produced|created|exported|run|as at|as of|deadline|appl\w+|budget|version|next"
    r"|since|before|after|onwards|from (?=\S+$)|founded|established|launched|formed|incorporated|inception|began|started|opened"
    r"|act|prices?|terms|population|census|baseline|pre|post|prior|until|up to)\b"
    r"|(?<!\d )\bto (?=(?:19|20)\d\d$)",
    re.IGNORECASE,
)
"""What shows that a text dates the report, or says more than when the awards were made."""
_LABEL = re.compile(
    r"(?:(?:financial|fiscal|award|grant|reporting|accounting) )?(?:year|period|quarter|month)(?: covered)?|fy"
    r"|blwyddyn(?: ariannol)?|zeitraum|jahr|haushaltsjahr|ann\u00e9e|exercice|p\u00e9riode|a\u00f1o|ejercicio|anno",
    re.IGNORECASE,
)
_YEAR = r"(?:19|20)\d\d"
_FINANCIAL = re.compile(
    rf"(?<![\d/-])(?:Q[1-4][ ,]*)?{_YEAR} ?[-/\u2010-\u2015] ?(?:(?:19|20)\d\d|\d\d)(?![\d/-])", re.IGNORECASE
)
_ENDED = re.compile(r"(?:year|12 months|twelve months) (?:ended|ending|to|up to)\W+([\w /.,-]{4,20}?\d{4})\b", re.IGNORECASE)
_SPAN = re.compile(
    r"\b([\w/.-]+(?: [a-z]+)?(?: \d{4})?) (?:to|until|bis|au|-|\u2013) ([\w/.-]+(?: [a-z]+)?(?: \d{4})?)", re.IGNORECASE
)
_GIVES = (
    r"grants?|awards?|awarded|granted|paid|payments?|made|given|giving|fund(?:s|ed|ing)?|approved|agreed|allocated|supported"
    r"|donations?|donated|spend|spent|bursaries|grantiau|dyfarniadau"
)
_ALONE = re.compile(
    rf"\b(?:(?:for|during|awarded|paid|made|year|fy) |(?:{_GIVES}) (?:[^\W\d]+ ){{0,4}}(?:in|of) )({_YEAR})(?![\d/.-])",
    re.IGNORECASE,
)
"""A year behind a word that shows that awards were made in it; `in` and `of` a year show it only behind one about giving."""
_NAME = re.compile(rf"(?<![\d/.-])({_YEAR})(?![\d/.-])")


@dataclass(frozen=True, slots=True)
class StatedPeriods:
    """The dates of awards that their sheet, or what is above their headings, states."""

    by_sheet: Mapping[str, str]
    """By name of a sheet, the date of its awards; the name is empty where it is that of all."""
    note: str

    def of(self, place: int | str) -> str:
        """Return the date of the award at a place."""
        return self.by_sheet.get("") or self.by_sheet[str(place).rpartition("!")[0]]

    def contradiction(self, texts: Iterable[str]) -> str:
        """Return the note that a text between the rows states another period, so that none is taken; nothing where none does."""
        own = {*self.by_sheet.values()}
        other = next(
            (each for each in texts if (stated := find([[each]], ())) and not own.issuperset(stated.by_sheet.values())), ""
        )
        return (
            f"awards are not dated, because `{other}` between the rows states another period than what is above" if other else ""
        )


def find(rows: Iterable[Sequence[str]], sheets: Sequence[str], fy_start: int = 4) -> StatedPeriods | None:
    """Return the periods that rows above the headings and the names of the sheets read state; `None` where there are none.

    >>> find([["Grants paid 2019/20"]], []).by_sheet, find([], ["2018-19", "2019-20"]).by_sheet["2018-19"]
    ({'': '2019-04/2020-03'}, '2018-04/2019-03')
    """
    form = DateFormat(fy_start=fy_start, periods=dates.Periods.YEARS)
    if len(sheets) > 1:
        of_names = {name: _only(_of_sheet(name, form)) for name in sheets}
        names = ", ".join(f"`{name}`" for name in sheets)
        note = f"awards are dated by the names of their sheets, {names}; `--map awarded=HEADING` reads a column instead"
        return StatedPeriods(of_names, note) if all(of_names.values()) else None
    texts = {period: text for row in rows for text, period in _of_row(row, form)}
    of_sheet = not texts and sheets
    if of_sheet:
        texts = dict.fromkeys(_of_sheet(sheets[0], form), sheets[0])
    if not (period := _only(texts)):
        return None
    place = f"the name of the sheet, `{texts[period]}`," if of_sheet else f"`{texts[period]}` above the headings"
    note = f"awards are dated {period}, as {place} says; `--map awarded=HEADING` reads a column instead"
    return StatedPeriods({"": period}, note)


def _only(periods: Iterable[str]) -> str:
    """Return the one period; nothing where there is none, or more than one."""
    different = set(periods)
    return different.pop() if len(different) == 1 else ""


def _of_row(row: Sequence[str], form: DateFormat) -> Iterator[tuple[str, str]]:
    """Yield the periods of a row above the headings, each with the text that states it."""
    texts = [text.strip() for text in row if text.strip() and len(text) <= _LONG]
    for text, after in zip(texts, [*texts, ""][1:], strict=True):
        label, _, value = (part.strip() for part in text.partition(":"))
        if _LABEL.fullmatch(label) and (period := _whole(value or after, form)):
            yield (text if value else f"{text} {after}"), period
        elif not _OF_REPORT.search(text):
            yield from ((text, period) for period in _of_text(text, form))


def _of_sheet(name: str, form: DateFormat) -> list[str]:
    """Return the periods that the name of a sheet states: a year there is one by itself."""
    if period := _whole(name, form):
        return [period]
    return [] if _OF_REPORT.search(name) else _of_text(name, form) or _NAME.findall(name)


def _whole(text: str, form: DateFormat) -> str:
    """Return the period that a text is as a whole; nothing where it is none, or a day."""
    day = dates.day(text, form)
    if day and not day.day:
        return str(day)
    return _between(match) if (match := _SPAN.fullmatch(text)) else ""


def _of_text(text: str, form: DateFormat) -> list[str]:
    """Return the periods that a text states, by the most precise form in which it states any."""
    forms = (
        [_year_to(each) for each in _ENDED.findall(text)],
        [_between(each) for each in _SPAN.finditer(text)],
        [str(dates.day(each, form) or "") for each in _FINANCIAL.findall(text)],
        _ALONE.findall(text),
    )
    return next((periods for each in forms if (periods := [period for period in each if period])), [])


def _year_to(text: str) -> str:
    """Return the twelve months to a day: those to 5 April are those to March, as the tax year of the United Kingdom is."""
    last = dates.day(text.strip(), DateFormat(dayfirst=True))
    if not last or not last.month:
        return ""
    end = date(last.year, last.month, last.day or 28) - timedelta(days=6)
    months = end.year * _MONTHS + end.month - _MONTHS
    return str(PartialDate.between(date(months // _MONTHS, months % _MONTHS + 1, 1), end.replace(day=28)))


def _between(match: re.Match[str]) -> str:
    """Return the span of months from one day or month to another; nothing where it is above a year."""
    form = DateFormat(dayfirst=dates.settles(match[0]))
    first, last = dates.day(match[1], form), dates.day(match[2], form)
    if not first or not last or not first.month or not last.month:
        return ""
    months = (last.year - first.year) * _MONTHS + last.month - first.month + 1
    return str(PartialDate(first.year, first.month, months=months)) if 1 <= months <= _MONTHS else ""
