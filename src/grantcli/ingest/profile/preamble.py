"""Reads what the lines above the headings, or the name of a sheet, state about all figures: their unit and their currency."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grantcli.ingest.parse import currencies

_LONG = 300
"""A longer text is prose, and states no unit."""
_THOUSAND = r"['\u2019,]?000s?|k\b|th(?:ou)?s?ands?\b|milliers?\b|tausend\b|tsd\b|miles\b|migliaia\b|mil\b|filoedd\b"
_MILLION = r"m\b|mn\b|mio\b|millions?\b|millionen\b|millones\b|milioni\b|miliynau\b"
_UNIT = re.compile(
    rf"(?:(?P<mark>{currencies.MARK})\s?|(?:\b(?:in|en|of|mewn)\s))(?:(?P<thousand>{_THOUSAND})|(?P<million>{_MILLION}))",
    re.IGNORECASE,
)
_CURRENCY = re.compile(
    r"(?:reporting )?(?:currency|w\u00e4hrung|devise|monnaie|moneda|valuta|arian cyfred)(?: code)?\s*[:=]?", re.IGNORECASE
)
_ALL = re.compile(
    r"\b(?:all|figures|amounts|values|sums|grants|alle|betr\u00e4ge|montants|importes|importi)\b.*\b(?:in|en)\s+(?P<said>.+)",
    re.IGNORECASE,
)
_WORDS = {"sterling": "GBP", "pounds": "GBP", "euro": "EUR", "euros": "EUR", "us dollars": "USD", "swiss francs": "CHF"}
_WORD = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Preamble:
    """What is stated above the headings."""

    scale: int = 1
    """What figures are times, where their heading states no unit."""
    currency: str = ""
    """A code of ISO 4217."""
    scale_from: str = ""
    """The text that states the unit."""
    currency_from: str = ""
    """The text that states the currency."""


def preamble(rows: Iterable[Sequence[str]]) -> Preamble:
    """Return what rows above the headings, or the name of a sheet as a row of one text, state.

    >>> found = preamble([["All figures in £000s", ""], ["Period", "2019-20"]])
    >>> found.scale, found.currency, preamble([["Currency", "EUR"]]).currency, preamble([["Grants over £25,000"]])
    (1000, 'GBP', 'EUR', Preamble(scale=1, currency='', scale_from='', currency_from=''))
    """
    scale, scale_from, currency, currency_from = 1, "", "", ""
    for row in rows:
        texts = [text.strip() for text in row if text.strip() and len(text) <= _LONG]
        for text in texts:
            if scale == 1 and (found := _UNIT.search(text)):
                scale, scale_from = 1_000 if found["thousand"] else 1_000_000, text
        if not currency and (code := _currency(texts)):
            currency, currency_from = code, " ".join(texts)
    return Preamble(scale, currency, scale_from, currency_from)


def _currency(texts: Sequence[str]) -> str:
    """Return the code that the texts of one row state."""
    for text, after in zip(texts, [*texts, ""][1:], strict=True):
        if found := _CURRENCY.match(text):
            rest = text[found.end() :].strip() or after
            if code := _code(rest):
                return code
        if (unit := _UNIT.search(text)) and unit["mark"]:
            return _first(unit["mark"])
        if (found := _ALL.search(text)) and (code := _code(found["said"])):
            return code
    return ""


def _code(text: str) -> str:
    if word := _WORD.search(text):
        return _WORDS[word[0].lower()]
    marks = currencies.marks(text)
    return _first(marks[0]) if marks else ""


def _first(mark: str) -> str:
    return currencies.possible(mark)[0]
