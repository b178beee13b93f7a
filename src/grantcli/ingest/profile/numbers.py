"""Decides how the figures of a column are written: the decimal sign, what groups digits, and units.

A rule to keep: the column as a whole decides. What only one figure shows against many others is unknown there, and a figure
that could be two numbers is unknown, counted, and named with the option that settles it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from grantcli.ingest.parse import amounts
from grantcli.ingest.parse.amounts import LAKHS, SINGLE, NumberFormat

_CLEAR = 10
"""Figures that are this many times as common as others decide alone."""
_LONG = 4
_WESTERN = re.compile(r"\d{1,3}(,\d{3}){2,}(\.\d*)?", re.ASCII)
_PARTS = re.compile(r"(?:0+|\d{4,}|[1-9]\d{0,2}(?:[ ']\d{3})+),\d{3,}", re.ASCII)
_PER_YEAR = re.compile(
    r"\b(?:per|a|each) (?:year|annum)\b|\bp\.?a\b|/ ?y(?:ea)?r\b|\bannual(?:ly)?\b|\byearly\b"
    r"|\b(?:pro|par|por|per|pr\.?) (?:jahr|an|año|ano|anno|jaar|år|vuosi)\b|\bal año\b|\by flwyddyn\b|\bblynyddol\b"
    r"|\bannuel(?:le)?s?\b|\banual(?:es|ă)?\b|\bannu[oaie](?:l[ei])?\b|\bj[äa]e?hrlich|\bjahres(?:betrag|summe|rate|zuschuss)"
    r"|\bjaarlijks|\bårlig|\bvuosittai|\brocz?n[aeiy]|\bročn[íě]|\béve(?:s|nte)\b|\bbliantúil",
    re.IGNORECASE,
)
_PER_PART = re.compile(
    r"\b(?:per|each|every) (?P<part>month|quarter|week|day|hour|term|person|head|participant|place|household|unit)\b"
    r"|/ ?(?P<short>month|quarter|week)\b"
    r"|\b(?P<adverb>month|quarter|week)ly\b",
    re.IGNORECASE,
)
"""What else a figure is for, of which an award may have several."""


@dataclass(frozen=True, slots=True)
class NumberProfile:
    """How the figures of a column are written, and the notes about it."""

    form: NumberFormat = field(default_factory=NumberFormat)
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Evidence:
    """How many rows show something, and the first text that does."""

    rows: int = 0
    text: str = ""
    texts: int = 0

    def add(self, text: str, rows: int) -> None:
        self.text = self.text or text
        self.rows += rows
        self.texts += 1


class _Column:
    """What the figures of a column show."""

    def __init__(self, texts: Iterable[tuple[str, int]]) -> None:
        self.decisive = {".": _Evidence(), ",": _Evidence()}
        """Figures that have this as their decimal sign, whatever the others."""
        self.single = {".": _Evidence(), ",": _Evidence()}
        """Figures in which this could be either."""
        self.thousandths = False
        self.ungrouped = False
        """Whether there is a figure of thousands in which nothing groups digits."""
        self.western = False
        self.parts = _Evidence()
        """Figures with three digits or more behind a comma that cannot group them, `0,500` and `1200,000`: decimals, or slips."""
        for text, rows in texts:
            if figure := amounts.figure(text):
                self._add(text.strip(), figure, rows)
        if self.parts.rows and (self.decisive[","].rows or self.parts.rows * _CLEAR >= self.single[","].rows):
            self.decisive[","].add(self.parts.text, self.parts.rows)
            self.thousandths = True

    def _add(self, text: str, figure: str, rows: int) -> None:
        if single := SINGLE.fullmatch(figure):
            self.single[single[1]].add(text, rows)
        elif figure.isdigit():
            self.ungrouped = self.ungrouped or len(figure) >= _LONG
        elif _PARTS.fullmatch(figure):
            self.parts.add(text, rows)
        elif sign := decimal(figure):
            self.decisive[sign].add(text, rows)
            self.thousandths = self.thousandths or len(figure.rpartition(sign)[2]) == 3  # noqa: PLR2004 - as it says
            self.western = self.western or bool(_WESTERN.fullmatch(figure))


def decimal(figure: str) -> str:
    """Return the decimal sign that a figure has, whatever its column; nothing where it could be either, or it has none.

    >>> decimal("1.234,5"), decimal("1,234,567"), decimal("97100,7"), decimal("12.500"), decimal("1,2345"), decimal("0,125")
    (',', '.', ',', '', '', ',')
    """
    last = max(figure.rfind("."), figure.rfind(","))
    if last < 0 or SINGLE.fullmatch(figure):
        return ""
    sign = figure[last]
    other = "," if sign == "." else "."
    if figure.count(sign) > 1:  # it groups digits
        return other if other not in figure and (sign == "." or _groups(figure)) else ""
    tail = figure[last + 1 :]
    if _PARTS.fullmatch(figure):
        return sign
    if not tail or not tail.isdigit() or (sign == "," and len(tail) > 2 and other not in figure):  # noqa: PLR2004 - pennies
        return ""
    return sign


def is_ambiguous(texts: Iterable[str]) -> bool:
    """Say whether the plain figures beside these texts matter: one has a decimal comma, or a point that could group digits."""
    figures = (amounts.figure(text) for text in texts)
    return any(decimal(figure) == "," or ((single := SINGLE.fullmatch(figure)) and single[1] == ".") for figure in figures)


def _groups(figure: str) -> bool:
    return bool(_WESTERN.fullmatch(figure) or LAKHS.fullmatch(figure))


def profile(texts: Iterable[tuple[str, int]], heading: str, *, scale: int = 1, option: str = "") -> NumberProfile:
    """Return how the figures below a heading are written.

    `texts` has the distinct texts of the column and how many rows have each. Of texts of digits alone only the longest is
    needed, and of texts such as `12.34` only one. `option` is the decimal sign that the user names.
    """
    column = _Column(texts)
    per_year = bool(_PER_YEAR.search(heading))
    part = _PER_PART.search(heading)
    per = "year" if per_year else next(filter(None, part.groups()), "").lower() if part else ""
    notes = (f"`{heading}` is per {per}: no total says what awards are worth as a whole",) if per else ()
    if option:
        return NumberProfile(NumberFormat(option, True, True, not column.western, scale, per_year), notes)  # noqa: FBT003 - certain
    sign, remarks = _decimal(column, heading, scale)
    other = "," if sign == "." else "."
    against = column.decisive[other].rows
    has_groups = against * _CLEAR <= column.decisive[sign].rows
    thousandths = column.thousandths or (scale != 1 and column.decisive[sign].rows > 0)
    form = NumberFormat(sign, thousandths, has_groups, not column.western, scale, per_year)
    return NumberProfile(form, (*notes, *remarks, *_unknown(column, form, heading)))


def _decimal(column: _Column, heading: str, scale: int) -> tuple[str, tuple[str, ...]]:
    """Return the decimal sign that most rows show, with the note about it."""
    point, comma, dotted = column.decisive["."], column.decisive[","], column.single["."]
    if point.rows and comma.rows:
        sign, word, minority = (".", "point", comma) if point.rows >= comma.rows else (",", "comma", point)
        remark = f"figures below `{heading}` are read with a decimal {word}, as most are"
        return sign, (f"{remark}; `{minority.text}` is not, and so unknown; `--decimal . or ,` says which",)
    if comma.rows:
        remark = f"figures below `{heading}` have a decimal comma, as `{comma.text}` shows"
        return ",", (f"{remark}; `--decimal .` reads them otherwise",)
    thousands = dotted.texts > 1 and not (point.rows or column.single[","].rows or column.ungrouped)
    if thousands and scale == 1:
        remark = f"points below `{heading}` group thousands, as in `{dotted.text}`: every one has three digits after it"
        return ",", (f"{remark}; `--decimal .` reads them otherwise",)
    return ".", ()


def _unknown(column: _Column, form: NumberFormat, heading: str) -> Iterable[str]:
    """Say how many figures could be two numbers."""
    unsure = [column.single[form.decimal]] if not form.thousandths else []
    unsure += [column.single["," if form.decimal == "." else "."]] if not form.grouped else []
    rows = sum(each.rows for each in unsure)
    if rows:
        figures = "1 figure" if rows == 1 else f"{rows:,} figures"
        text = next(each.text for each in unsure if each.text)
        are = "is" if rows == 1 else "are"
        could = f"{figures} below `{heading}` could be two numbers, such as `{text}`, and {are} unknown"
        yield f"{could}; `--decimal .` or `--decimal ,` says which"
