"""Reads what a line of text above a table states of all figures: their unit and their currency.

A rule to keep: only what is certain is read. A line about something else (a budget, what figures are rounded to, one figure)
states nothing; one that may state a unit, and is not read, is said.
"""

import re
from collections.abc import Iterator

from grantcli.ingest.parse import currencies
from grantcli.ingest.units import ANY_SCALE, IN, Unit, phrase

_LONG = 100
"""A longer text is no statement, and the expressions would take their time."""
_WORDS = """
    all the these please note nb that are is shown given expressed stated quoted reported presented listed figures? amounts?
    values? sums? numbers? data grants? awards? payments? funding money units? scale multiplier currency financials?
    alle angaben beträge betrag werte zahlen summen zuwendungen zuschüsse
    tous toutes les montants? valeurs? chiffres? sommes? subventions? aides? exprimée?s? indiquée?s? sont unités?
    todos todas los las importes? cifras? valor(?:es)? cantidad(?:es)? montos? subvenci(?:ón|ones) ayudas? expresad[ao]s?
    unidad(?:es)? tutti gli importi importo valori cifre somme contributi espressi os montantes? quantias? expressos
    bedragen bedrag cijfers waarden subsidies
    alla beløp beløb belopp tall tal summor tilskudd? bidrag støtte angitt angivet anges er är oppgitt
    summat luvut määrät avustukset kaikki summad kõik arvud toetused
    kwoty kwota wszystkie wartości dotacje dane podano są částky částka hodnoty všechny údaje dotace uvedeny jsou sumy dotácie
    összegek összeg értékek adatok minden támogatások az sumele sume suma valori
    swm symiau ffigurau ffigyrau gwerthoedd holl pob yr y grantiau mae zneski iznosi upphæðir fjárhæðir ποσά suimeanna sumos
    summas
"""
_SUBJECT = re.compile(rf"(?:(?:{'|'.join(_WORDS.split())})(?![^\W_])[\s:.,*\u2013\u2014-]*)+", re.IGNORECASE)
"""Words that mean all figures, and nothing beside."""
_UNIT_NAMED = re.compile(r".*\b(?:units?|scale|multiplier|unités?|unidad(?:es)?)\b\W*$", re.IGNORECASE)
_OF = re.compile(r"(?:of|de|des|di|o|d['\u2019])(?![^\W_])", re.IGNORECASE)
_BRACKETED = re.compile(r"[(\[](?P<within>[^()\[\]]*)[)\]]\s*$")
_BREAK = re.compile(r"\s*(?:$|[.,;:)\]])")
_CLAUSE = re.compile(r";\s*|(?:(?<=\w{5})|(?<=[\d)]))\.\s+")
_BESIDE_MARK = re.compile(
    rf"(?<![^\W\d_])(?:{currencies.MARK})\s?(?:(?:{ANY_SCALE})|['\u2019]?(?:k|mn|m|bn)(?![^\W_]))", re.IGNORECASE
)
_FIGURE_BEHIND = re.compile(r"(?:[:=,]|\)\s)\s*\W?(?!(?:19|20)\d\d\W*$)\d[\d.,]*\W*$")
"""A figure at the end of a line, which is about that one: `Total fund £m: 4.5`."""
_TOPIC = re.compile(
    r"\b(?:budgets?|fund size|total fund|key|rounded|converted|exchange|population|thresholds?"
    r"|amounts? (?:over|above|below|under))\b",
    re.IGNORECASE,
)
"""What is in a line that is about something else than all figures, or does not say it clearly."""
_NOT = re.compile(r"\b(?:not|nicht|pas|ikke|inte|niet|non|nie)\b", re.IGNORECASE)
_NAME = "|".join(currencies.NAMES)
_DOUBT = re.compile(
    rf"(?<![^\W\d_])(?:(?:{currencies.MARK})\s?)(?:(?:{ANY_SCALE})|['\u2019]?(?:k|mn|m|bn)(?![^\W_])|mil\b)"
    rf"|(?<![^\W_])(?:{ANY_SCALE}|mil\b\.?)\s?(?:{currencies.MARK}|(?:(?:of|de|di|o|d['\u2019]) ?)?(?:{_NAME})\b)"
    rf"|(?:[(:]|\b(?:in|en|i|em|and|mewn)\s)\s?(?:{ANY_SCALE}|k|mn|m)\s?(?=[).,;]|$)"
    r"|(?<![^\W_])[x\u00d7*]\s?\W?\s?1?[., '\u2019]?000\b",
    re.IGNORECASE,
)
"""What may state a unit in a line that is not read."""
_NUMBER_BEFORE = re.compile(r"(?:\d|\b(?:an?|one|two|three|four|five|six|ten|few|several|half|over|than|of))\s*$", re.IGNORECASE)


def stated_unit(text: str) -> Unit | None:
    """Return what a line of text above a table states of all figures: it is a unit, has one behind `in`, or a sign beside one.

    >>> stated_unit("All figures in £000s"), stated_unit("Values in GBP").currency, stated_unit("Grants over £25,000")
    (Unit(scale=1000, currency='GBP'), 'GBP', None)
    >>> stated_unit("Work in thousands of villages"), stated_unit("(Rs. in lakhs)").scale, stated_unit("Budget (£m): 4.5")
    (None, 100000, None)
    """
    if len(text) <= _LONG and (quantity := phrase(text, loose=False) or _of_figures(text)):
        return quantity
    return next(filter(None, map(_of_clause, _CLAUSE.split(text))), None)


def doubt(text: str) -> bool:
    """Say whether a line of text above a table may state a unit, where `stated_unit` reads none.

    >>> doubt("Amounts are rounded to £000"), doubt("A £2 million programme"), doubt("Values are not in thousands")
    (True, False, False)
    """
    if len(text) > _LONG or _NOT.search(text) or _FIGURE_BEHIND.search(text):
        return False
    return any(not _NUMBER_BEFORE.search(text[: each.start()]) for each in _DOUBT.finditer(text))


def _of_figures(text: str) -> Unit | None:
    """Return the unit that follows words for all figures, in whatever language: `Kwoty w tys. zł`, `Units: thousands`."""
    subject = _SUBJECT.match(text)
    rest = text[subject.end() :].strip() if subject else ""
    bracket = _BRACKETED.fullmatch(rest)
    loose = bracket is not None or (subject is not None and _UNIT_NAMED.fullmatch(subject[0]) is not None)
    if not rest or _OF.match(rest):
        return None
    quantity = phrase(bracket["within"] if bracket else rest, loose=loose) or (phrase(f"x {rest}") if loose else None)
    return quantity if quantity and quantity.scale != 1 else None


def _of_clause(text: str) -> Unit | None:
    if _TOPIC.search(text) or _NOT.search(text) or _FIGURE_BEHIND.search(text):
        return None
    bracket = _BRACKETED.search(text)
    within = phrase(bracket["within"], loose=False) if bracket else None
    stated = within if within and within.scale != 1 and within.currency else None
    return next(filter(None, (*_behind_in(text), *map(phrase, _BESIDE_MARK.findall(text)), stated)), None)


def _behind_in(text: str) -> Iterator[Unit | None]:
    """Yield the longest unit behind each `in`: one with a sign or a code, or one that ends a clause."""
    for each in IN.finditer(text):
        rest = text[each.start() : each.start() + _LONG]
        ends = [end.start() for end in re.finditer(r"(?<=\S)(?=[\s.,;)\]])|\Z", rest)]
        for end in reversed(ends):
            quantity = phrase(rest[:end], loose=False)
            if quantity and (quantity.currency or _BREAK.match(rest, end)):
                yield quantity
                break
