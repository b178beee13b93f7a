"""Reads the unit and the currency that a heading or a line above a table states: `Amount (£000)`, `Rs. in lakhs`, `TEUR`.

A rule to keep: a text states a unit only where nothing but a unit is left of it, in brackets, at an end, or behind `in`. Prose
(`over £25,000`, `thousands of volunteers`) has none.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from grantcli.ingest.parse import currencies

_LONG = 100
"""A longer text is no heading, and the expressions would take their time."""
_SCALES: Mapping[str, int] = {
    r"['\u2019\u2018,.]?000['\u2019]?s?": 1_000,
    r"th(?:ou)?s?ands?\b|tsd\b\.?|tausend\b|milliers?\b|miles\b|migliaia\b|[fm]iloedd\b|duizend(?:en)?\b|milhares\b|tuhatta\b"
    r"|tys\b\.?|tysi[ąę]c\w*|tis\b\.?|tis[íi]c\w*|ezer\b|tusen(?:tals?)?\b|tusind(?:er)?\b|tuh\b\.?|tuhat\b|tuhan\w+|milers\b|mii\b"
    r"|tisuć\w*|tisoč\w*|tūkst\w*\.?|þús\b\.?|þúsund\w*|χιλιάδ\w*|mílte\b|mìltean\b": 1_000,
    r"hundreds\b": 100,
    r"lakhs?\b|lacs?\b": 100_000,
    r"crores?\b": 10_000_000,
    r"millions?\b|millionen\b|millones\b|milioni\b|miliynau\b|mio\b\.?|mill\b\.?|mln\b\.?|miljoen(?:en)?\b|miljon(?:er)?\b"
    r"|milj\b\.?|milh(?:\u00f5|o)es\b|millioner\b|miljontals?\b|millió\b|miljoon\w*|mili(?:on|oan|ón)\w*": 1_000_000,
    r"billions?\b|milliarden\b|milliards?\b|mil(?:j|i)ard\w*|mrd\b\.?|mld\b\.?": 1_000_000_000,
}
"""Units by the expression for what is written, of languages that do not contradict each other, as they do on `mil`."""
_SHORT: Mapping[str, int] = {"k": 1_000, "t": 1_000, "e": 1_000, "m": 1_000_000, "mn": 1_000_000,
                             "bn": 1_000_000_000, "b": 1_000_000_000, "cr": 10_000_000}  # fmt: skip
"""Units that are one only beside a sign or a code."""
_USUAL = "GBP EUR USD AUD CAD NZD CHF SEK NOK DKK PLN CZK HUF JPY INR ZAR HKD SGD CNY BRL MXN KES NGN"
"""Codes that are no words, so that a heading may end or begin with one: `Amount EUR`; others only in brackets."""
USUAL = frozenset(_USUAL.split())
"""The same, each by itself."""
ANY_SCALE = "|".join(f"(?:{each})" for each in _SCALES)
"""An expression for any of them."""
_ANY_WORD = "|".join(rf"{each}\b" for each in sorted(currencies.NAMES, key=len, reverse=True))
_TOKEN = re.compile(
    rf"(?P<scale>{ANY_SCALE})|(?P<prefix>[tkm](?=(?:eur|gbp|usd|chf|sek|nok|dkk|isk|kr)\b|€|£)|e(?=ft\b))"
    rf"|(?P<mark>{currencies.MARK}|(?:{_USUAL.replace(' ', '|')})(?=(?:k|m|mn|bn)(?![^\W_])))"
    rf"|(?P<word>{_ANY_WORD})|['\u2019]?(?P<short>(?:k|t|mn|m|bn|b|cr)s?)(?![^\W_])"
    r"|(?P<filling>(?:in|en|i|of|de|des|di|the|mewn|w|v|em|o)\b|d['\u2019])"
    r"|(?P<blank>[\s,.:;/()\[\]_*\-\u2013]+)",
    re.IGNORECASE,
)
_WORD = re.compile(rf"(?<![^\W_])(?:{_ANY_WORD})(?![^\W_])", re.IGNORECASE)
_KNOWN = re.compile(
    "|".join(
        re.escape(each)
        for each in sorted(
            [*(name for name in currencies.NAMES if " " in name), *(mark for mark in currencies.MARKS if len(mark) > 1)],
            key=len,
            reverse=True,
        )
    ),
    re.IGNORECASE,
)
"""Names and marks of currencies that begin with that of a country."""
_PLACES = (
    r"(?!median|mean|european|british|english|scottish|christian)[^\W\d_]{2,}(?:ian|ese|ish|ican|ean)|cypriot|new zealand"
    r"|hong kong|fiji|singapore|taiwan|trinidad|belize|cyprus|malta|gibraltar|falklands?|manx|jersey|guernsey|brunei|bermuda"
    r"|cayman|suriname|zimbabwe|south sudan|jamaica|barbados"
)
_ANOTHER = re.compile(
    rf"(?<![^\W_])(?:{_PLACES})(?:[ -]?(?i:pounds?\b|dollars?\b)|[ -]?[£$])|(?<![^\W_])(?!UK|GB|[KMT]\b)(?-i:[A-Z]{{1,2}})£",
    re.IGNORECASE,
)
"""What is before the name or the mark of a currency that several countries have, and makes it that of another one."""
_ABBREVIATED = re.compile(rf"(?<![^\W_])(?!{'|'.join(sorted(currencies.CODES))})(?:[A-Z]{{1,3}}|[A-Z][a-z]{{1,2}}\.)\s?\$")
_BRACKETED_WORD = re.compile(r"[(\[](?:ALL|TOP|TRY|CUP|MAD|BAM|BOB|MOP|SOS|PEN|COP|GEL|RON)[)\]]")
"""Codes that are words, which a heading in capitals may mean."""
_COMMA = re.compile(r"(?<!\d),|,(?!\d{3})")
"""A comma that is not in a number."""
_BRACKETED = re.compile(r"[(\[](?P<within>[^()\[\]]*)[)\]]")
_STARTS = re.compile(
    r"(?<![^\W\d_])(?=[^\W\d_])|(?=[£€$¥₹'\u2019])|(?<=[a-z])(?=(?:GBP|EUR|USD|AUD|CAD|NZD|CHF)(?:k|m|mn|bn)?$)"
    r"|(?<![\d,.])(?=1?[,.]?000)|(?<=[,;:] )(?=1[., ]?000)"
)
"""Where a unit at the end of a heading may begin."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PER_YEAR = re.compile(r"\s*(?:\bp\.?\s?a\b\.?|\bper (?:year|annum)|\ba year|/\s?y(?:ea)?r)\s*$", re.IGNORECASE)
"""What is behind a unit, and is not of it."""
_ENDS = re.compile(r"(?<=[^\s])(?=\s)|\Z")
_INSIDE = re.compile(rf"(?<![^\W_])(?:{_USUAL.replace(' ', '|')})(?![^\W_$])")
_UNCERTAIN = re.compile(
    r"(?<![^\W_])[x\u00d7*]\s?\W?\s?1?[., '\u2019]?000\b|(?<=\()(?:(?:k|m|mn|bn)(?=\))|1[., ]?000\b)|(?<=[a-z]_)(?:k|m|mn|bn)$"
    r"|[£€$]['\u2019]?00s?\b"
    r"|(?<![^\W_])(?:hundreds?|thousands?|millions?|mil|mii|mln|mio|tsd|tys|tis|ezer|eft|tuhat\w*"
    r"|tausend|duizend\w*|milj\w*|milh\w*|migliaia|milliers|[fm]iloedd|lakhs?|crores?|['\u2019]000s?)(?![^\W_])",
    re.IGNORECASE,
)
"""What may state a unit, and is not read so where the heading has more."""
IN = re.compile(r"\b(?:in|en|i|mewn|em|v|w)\s+", re.IGNORECASE)
"""What is before a unit."""
_NAMED = re.compile(
    rf"{'|'.join(sorted(currencies.NAMES, key=len, reverse=True)).replace(' ', '[ _]?')}|{_USUAL.replace(' ', '|')}",
    re.IGNORECASE,
)
_HEADING_WORD = re.compile(r"[A-Z]{2,}(?![a-z])|[^\W\d_][^\WA-Z_]*|\d+")
_MONEY = re.compile(
    r"\b(?:amounts?|awards?|awarded|values?|grants?|granted|fund(?:ing|ed)?|total|sum|paid|payments?|contributions?|offer(?:ed)?"
    r"|approved|betrag|montant|importe|importo|bedrag|belopp|bel\u00f8[bp]|kwota|valor|montante|suim|s\u00f9im|swm)\b",
    re.IGNORECASE,
)
"""What is in the heading of money."""
_FILLINGS = frozenset(("in", "en", "of", "de", "mewn", "i", "w"))
_MOST_WORDS = 3
_ROUNDED = re.compile(
    r"(?:,\s*)?(?:\brounded\s+)?(?:\b(?:up|down)\s+)?(?:\bto\s+)?(?:\bthe\s+)?\bnearest\s+(?P<sign>[£€$]?)\s*"
    r"(?P<to>['’]?000s?|1,?000|thousands?|hundreds?|millions?|pounds?|euros?|[km])\b",
    re.IGNORECASE,
)
"""What figures are rounded to."""
_FIGURES = re.compile(r"\d[\d,.]*\s*$")


@dataclass(frozen=True, slots=True)
class Unit:
    """What a text states of figures."""

    scale: int
    """What they are times."""
    currency: str
    """A code of ISO 4217; nothing where none is stated, or several are."""


def unit(heading: str) -> tuple[str, int, str | None]:
    """Return a heading without the unit that it states, what a figure below it is times, and its currency.

    >>> unit("Amount (£,000s)"), unit("Amount (£m)"), unit("Award Amount GBP"), unit("Amount")
    (('Amount', 1000, 'GBP'), ('Amount', 1000000, 'GBP'), ('Award Amount', 1, 'GBP'), ('Amount', 1, None))
    >>> unit("Value (AUD)"), unit("Amount (kr)"), unit("Top"), unit("Payments over £25,000")
    (('Value', 1, 'AUD'), ('Amount', 1, None), ('Top', 1, None), ('Payments over £25,000', 1, None))
    >>> unit("Amount (Rs. in Lakh)"), unit("Betrag in TEUR"), unit("£ Value"), unit("Amount (£/€)")
    (('Amount', 100000, None), ('Betrag', 1000, 'EUR'), ('Value', 1, 'GBP'), ('Amount', 1, None))
    """
    bare, quantity = _unit(heading.strip()) if len(heading) <= _LONG else (heading.strip(), None)
    if not quantity:
        return bare, 1, None
    return bare, quantity.scale, quantity.currency if quantity.currency and not doubtful_currency(heading) else None


def doubtful_currency(text: str) -> str:
    """Return why no currency is taken from a text that names one; nothing where it may be.

    >>> doubtful_currency("Amount (£) or (€)"), doubtful_currency("Amount (Egyptian pounds)"), doubtful_currency("Amount (A$)")
    ('names several currencies', 'names a currency that is not known', '')
    """
    if len(text) > _LONG:
        return ""
    if states_several(text):
        return "names several currencies"
    rest = _KNOWN.sub(" ", text)
    if _ANOTHER.search(rest) or (not rest.isupper() and _ABBREVIATED.search(rest)):
        return "names a currency that is not known"
    return "has a word that is a code too" if text.isupper() and _BRACKETED_WORD.search(text) else ""


def states_several(text: str) -> bool:
    """Say whether a text names currencies that contradict each other: `£ or €`, `USD (converted from GBP)`.

    >>> states_several("£ or €"), states_several("CAD $"), states_several("ALL GRANTS (£)"), states_several("euros, in sterling")
    (True, False, False, True)
    """
    marks = [mark for mark in currencies.marks(text) if mark in USUAL or (mark in currencies.MARKS and not mark.isalpha())]
    named = {code for name in _WORD.findall(text) if (code := currencies.NAMES[name.casefold()])}
    meanings = {*currencies.meanings(marks)}
    return (bool(marks) and not meanings) or len(named) > 1 or bool(marks and named and named.isdisjoint(meanings))


def rounding(heading: str) -> str:
    """Return what a heading says that figures are rounded to, which may be their unit or not; empty where it says nothing.

    >>> rounding("Amount (£ to the nearest thousand)"), rounding("Amount (£000)")
    ('nearest thousand', '')
    """
    match = _ROUNDED.search(heading) if len(heading) <= _LONG else None
    return f"nearest {match['sign']}{match['to']}" if match else ""


def uncertain(heading: str) -> str:
    """Return what a heading has that may be the unit of figures, and is not read so; empty where it has nothing.

    >>> uncertain("Amount (US$ mil)"), uncertain("Amount (£000)"), uncertain("Payments over £25,000")
    ('mil', '', '')
    """
    bare, scale, _ = unit(heading)
    match = _UNCERTAIN.search(bare if scale == 1 else "") if len(heading) <= _LONG else None
    return match[0] if match else ""


@lru_cache(maxsize=1 << 12)
def _unit(heading: str) -> tuple[str, Unit | None]:
    heading = _ROUNDED.sub(lambda match: match["sign"], heading)
    result = _in_brackets(heading) or _at_end(heading) or _at_start(heading)
    if result:
        return _with_other_half(*result)
    codes = list(dict.fromkeys(_INSIDE.findall(heading)))
    if len(codes) == 1:
        return " ".join(_INSIDE.sub("", heading).split()), Unit(1, codes[0])
    words = _CAMEL.sub(" ", heading) if " " not in heading else heading
    if words != heading and (result := _at_end(words)) and result[1].scale != 1:  # `AmountInThousands`
        return result
    return _beside_amount(heading) or (heading, None)


def _with_other_half(bare: str, quantity: Unit) -> tuple[str, Unit]:
    """Return a unit with its currency, or the other way round, where a heading has them apart: `Amount (£)(000)`."""
    rest, other = _unit(bare) if bare else (bare, None)
    if other and (other.scale == 1) != (quantity.scale == 1) and not (other.currency and quantity.currency):
        return rest, Unit(max(other.scale, quantity.scale), other.currency or quantity.currency)
    return bare, quantity


def _in_brackets(heading: str) -> tuple[str, Unit] | None:
    for bracket in _BRACKETED.finditer(heading):
        within = bracket["within"]
        for part in (within, *(parts if len(parts := _COMMA.split(within)) > 1 else ())):
            if quantity := phrase(part) or phrase(_PER_YEAR.sub("", part)):
                rest = ", ".join(each.strip() for each in parts if each != part) if part != within else ""
                heading_left = f"{heading[: bracket.start()].rstrip()}{f' ({rest})' if rest else ''}{heading[bracket.end() :]}"
                return heading_left.strip(), quantity
    return None


def _at_end(heading: str) -> tuple[str, Unit] | None:
    for start in (each.start() for each in _STARTS.finditer(heading)):
        tail, bare = heading[start:], heading[:start]
        tail = _thousands(tail) if bare.rstrip().endswith((",", ";", ":")) else tail
        if not _FIGURES.search(bare.rstrip(",. ")) and (quantity := phrase(tail, loose=False)):
            return bare.rstrip(" \t\n([,:;/_-"), quantity
    return None


def _at_start(heading: str) -> tuple[str, Unit] | None:
    for end in (each.start() for each in _ENDS.finditer(heading)):
        if end < len(heading) and (quantity := phrase(heading[:end], loose=False, words=False)):
            return heading[end:].lstrip(" \t\n-:"), quantity
    return None


def _beside_amount(heading: str) -> tuple[str, Unit] | None:
    """Return a heading whose last or first words name a currency, and whose others name money: `AwardPounds`, `Amount Euro`."""
    words = _HEADING_WORD.findall(heading) if _NAMED.search(heading) else []
    for size in range(min(len(words), _MOST_WORDS), 0, -1):
        for named, rest in ((words[-size:], words[:-size]), (words[:size], words[size:])):
            code = currencies.NAMES.get(" ".join(named).casefold()) or (named[0].upper() if named[0].upper() in USUAL else "")
            while rest and rest[-1].casefold() in _FILLINGS:
                rest.pop()
            if code and (not rest or _MONEY.search(" ".join(rest))):
                return " ".join(rest), Unit(1, code)
    return None


def phrase(text: str, *, loose: bool = True, words: bool = True) -> Unit | None:
    """Return the unit that is all of a text; `None` where the text is more, or has no unit.

    `loose` takes any code for a currency, as brackets make it one; without it letters must be a code that is no word, or stand
    beside a scale, and the name of a currency follows `in`. `words` takes names of currencies at all.

    >>> phrase("£ thousands"), phrase("in thousands of pounds"), phrase("Rs. in lakhs").scale, phrase("AND")
    (Unit(scale=1000, currency='GBP'), Unit(scale=1000, currency='GBP'), 100000, None)
    >>> phrase("1000 kr"), phrase("1.000 EUR"), phrase("£1,000s")
    (Unit(scale=1000, currency=''), Unit(scale=1000, currency='EUR'), Unit(scale=1000, currency='GBP'))
    """
    text = _TIMES.sub(lambda match: f"{match['sign'] or ''} {_word(match['more'])}", text)
    text = _PLURAL.sub(lambda match: _word(match["more"]), _PLURAL_SIGN.sub("", text))
    text = _thousands(text) if loose or IN.match(text) else text
    scales, marks, codes, short, has_words, has_other, place = set[int](), list[str](), list[str](), False, False, False, 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if not match or not match[0]:
            return None
        place = match.end()
        if match["scale"]:
            scales.add(next(scale for each, scale in _SCALES.items() if re.fullmatch(each, match[0], re.IGNORECASE)))
        elif match["prefix"] or match["short"]:
            scales.add(_SHORT[(match["prefix"] or match["short"]).casefold().removesuffix("s")])
            short = True
        elif match["mark"]:
            marks.append(match[0])
            has_other = has_other or not _is_clear(match[0], loose=loose)
        elif match["word"]:
            codes.append(currencies.NAMES[match[0].casefold()])
        has_words = has_words or bool(match["filling"])
    if not (scales or marks or codes) or len(scales) > 1 or (short and not (marks or codes)) or (has_other and not scales):
        return None
    if codes and (not words or not (loose or has_words or scales or marks)):
        return None
    return Unit(scales.pop() if scales else 1, _currency(marks, codes))


_PLURAL_SIGN = re.compile(r"(?<=[£€$])['\u2019]?s(?![^\W_])")
"""What follows the mark in `£s` and `£'s`."""
_SIGN = rf"(?:(?:kron(?:er|or)|kr|s?fr|francs|euros?|pounds|{_USUAL.replace(' ', '|')})(?![^\W_])|[£€$])"
_ONE = r"(?<![^\W_])1[., \u00a0'\u2019]?000(?P<more>[., \u00a0'\u2019]?000)?"
_PLURAL = re.compile(rf"{_ONE}['\u2019]?s\b", re.IGNORECASE)
_ONE_THOUSAND = re.compile(rf"(?P<sign>{_SIGN}\.?)\s*{_ONE}\s*$|{_ONE.replace('more', 'also')}(?=\s*{_SIGN})", re.IGNORECASE)
"""What figures are times, as in `(1000 kr)`, `(NOK 1000)`, `(£1,000)` and `in 1.000 EUR`."""
_TIMES = re.compile(rf"(?<![^\W_])[x\u00d7]\s?(?P<sign>{_SIGN})?\s*{_ONE}(?!\d)", re.IGNORECASE)
"""The same, as in `(x € 1.000)`."""


def _thousands(text: str) -> str:
    """Return a text with the word for one thousand or million that figures are times."""
    return _ONE_THOUSAND.sub(lambda match: f"{match['sign'] or ''} {_word(match['more'] or match['also'])}", text)


def _word(more: str | None) -> str:
    return "million" if more else "000"


def _is_clear(mark: str, *, loose: bool) -> bool:
    """Say whether a mark is certainly one of a currency, and no word."""
    is_code = mark.isupper() or not mark.isascii() or mark.casefold() == "kr" or mark in currencies.MARKS
    return not mark.isalpha() or mark.upper() in USUAL or (loose and is_code)


def _currency(marks: Sequence[str], codes_named: Sequence[str]) -> str:
    meanings = currencies.meanings(marks)
    codes = {meanings[0] if meanings else "", *codes_named} - {""} if marks else {*codes_named} - {""}
    return codes.pop() if len(codes) == 1 else ""
