"""Reads what the lines above the headings, or the name of a sheet, state about all figures: their unit and their currency."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grantcli.ingest.parse import amounts, currencies
from grantcli.ingest.unit_statements import doubt, stated_unit
from grantcli.ingest.units import phrase, states_several

_LONG = 300
"""A longer text is prose, and states no unit."""
_ENDS, _THREE = re.compile(r"[£€$ ]\d{1,3}$"), re.compile(r"\d{3}(?!\d)")
_CURRENCY = re.compile(
    r"(?:reporting )?(?:currency|w\u00e4hrung|devise|monnaie|moneda|valuta|arian cyfred)(?: code)?\s*[:=]?", re.IGNORECASE
)
_KEY = re.compile(r"^\W*(?:key|legend)\b|[£€$]\w{0,4}\s*=\s*[^\W\d]", re.IGNORECASE)
"""How a text begins that says what signs mean."""
_CONVERTS = re.compile(r"\b(?:exchange|convert\w*|conversion)\b", re.IGNORECASE)
_FIGURE_BEHIND = re.compile(r"[:=]\s*([£€$]?\s?\d[\d.,]*)\s*$")
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)


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
    doubt: str = ""
    """A text that may state a unit, and is not read."""


def preamble(rows: Iterable[Sequence[str]]) -> Preamble:
    """Return what rows above the headings, or the name of a sheet as a row of one text, state.

    >>> found = preamble([["All figures in £000s", ""], ["Period", "2019-20"]])
    >>> found.scale, found.currency, preamble([["Currency", "EUR"]]).currency, preamble([["Grants over £25,000"]]) == Preamble()
    (1000, 'GBP', 'EUR', True)
    """
    scale, scale_from, currency, currency_from, unsure = 1, "", "", "", ""
    for row in rows:
        texts = _join_figures([text.strip() for text in row if text.strip() and len(text) <= _LONG])
        if any(map(_is_about_a_figure, texts, [*texts, ""][1:])) or _KEY.search(" ".join(texts)):
            continue
        for text, after in zip(texts, [*texts, ""][1:], strict=False):
            if scale == 1 and (unit := stated_unit(text)) and unit.scale != 1:
                scale, scale_from = unit.scale, text
            elif not unsure and not amounts.figure(after) and doubt(text):
                unsure = text
        if not currency and (code := _currency(texts)):
            currency, currency_from = code, " ".join(texts)
    return Preamble(scale, currency, scale_from, currency_from, unsure if scale == 1 else "")


def _join_figures(texts: Sequence[str]) -> list[str]:
    """Return the texts of a row with a figure joined again that a comma without quotation marks parted: `Over £5`, `000`."""
    result: list[str] = []
    for text in texts:
        if result and _THREE.match(text) and _ENDS.search(result[-1]):
            result[-1] += f",{text}"
        else:
            result.append(text)
    return result


def _is_about_a_figure(text: str, after: str) -> bool:
    """Say whether a unit or a currency in a text is that of a figure behind it: `Total budget (£m)` and `3.2`."""
    match = _FIGURE_BEHIND.search(text)
    figure, text = (match[1], text[: match.start()]) if match else (after, text)
    unit = stated_unit(text) if amounts.figure(figure) and not _YEAR.fullmatch(figure) else None
    return unit is not None and (unit.scale != 1 or bool(unit.currency))


def _currency(texts: Sequence[str]) -> str:
    """Return the code that the texts of one row state; nothing where they name several, or convert one into another."""
    if states_several(" ".join(texts)) or any(map(_CONVERTS.search, texts)):
        return ""
    for text, after in zip(texts, [*texts, ""][1:], strict=True):
        if match := _CURRENCY.match(text):
            rest = text[match.end() :].strip() or after
            if marks := currencies.marks(rest):
                return currencies.possible(marks[0])[0]
            if (unit := phrase(rest)) and unit.currency:
                return unit.currency
        if (unit := stated_unit(text)) and unit.currency and (unit.scale != 1 or phrase(text) is None):
            return unit.currency
    return ""
