"""Finds the column of currencies, and the columns that say in what unit amounts are, by the values in them.

Rules to keep: a column of codes is the currency of the amounts where it is the only one, and nothing else states their currency;
a column of units is never applied, and a note names it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from grantcli.ingest.headings import CONTENT, EXTRA, SYNONYM, TITLE, ColumnNote, Match, Texts, fieldless, rivals
from grantcli.ingest.parse import amounts, currencies
from grantcli.ingest.profile.column_notes import SAMPLE
from grantcli.ingest.titles import heading_key
from grantcli.ingest.units import USUAL, phrase, unit

_AMOUNT, _CURRENCY = "amountAwarded", "currency"
_NAMED = re.compile(r"currency|\bcc?y\b|\bcurr\b|devise|monnaie|w\u00e4hrung|moneda|valuta|\biso\b", re.IGNORECASE)
_ANOTHER = re.compile(r"original|local|foreign|source|functional|reporting|base|home|budget|payment|converted", re.IGNORECASE)
"""Whose currency it may be that is not that of the amount."""
_UNIT = re.compile(r"units?(?: of (?:measure(?:ment)?|currency))?|multiplier|magnitude|scale|denomination|unit mult(?:iplier)?",
                   re.IGNORECASE)  # fmt: skip
NOUGHT = "(?i)[\u00a3\u20ac$]?\\s?(?:0+(?:[.,]0+)?|[-\u2013\u2014]+|n/?a|nil|none)"
"""What is in a cell of amounts where no money is. It is RE2 too."""
_NOUGHT = re.compile(NOUGHT)
_TIMES = (1_000, 10_000, 100_000, 1_000_000, 1_000_000_000)
_NAMES = 5


def by_currency(matches: Sequence[Match], texts: Texts) -> tuple[list[Match], list[ColumnNote]]:
    """Return the matches with the amount in the currency that every row names, where columns have it in several."""
    result = list(matches)
    column = next((index for index, each in enumerate(matches) if each.path == _CURRENCY), -1)
    codes = {*_codes(texts.get(column, ()))}
    amount = next((each for each in matches if each.path == _AMOUNT and each.origin == SYNONYM and each.currency), None)
    if amount is None or len(codes) != 1 or currencies.fits(amount.heading, code := codes.pop()):
        return result, []
    for rival, winner in rivals(matches):
        _, scale, currency = unit(rival.heading)
        if winner is amount and currency and currencies.fits(rival.heading, code):
            result[matches.index(amount)] = replace(amount, path=None, origin=EXTRA, scale=1, currency=None)
            result[matches.index(rival)] = Match(rival.heading, _AMOUNT, SYNONYM, scale, currency)
            which = "the first 1,000 rows" if max(map(len, texts.values())) >= SAMPLE else "every row"
            why = f"because the currency of {which} is {code}, and `{amount.heading}` is in another"
            text = f"`{rival.heading}` is read as the amount, {why}; `--map amount=HEADING` reads the other"
            return result, [ColumnNote(text, _AMOUNT)]
    return result, []


def has_no_money(text: str) -> bool:
    """Say whether a cell of amounts has no money: `0`, `£0.00`, `-`.

    >>> has_no_money("0.00"), has_no_money("£ -"), has_no_money("0.50"), has_no_money("500")
    (True, True, False, False)
    """
    return _NOUGHT.fullmatch(text.strip()) is not None


def stand_ins(matches: Sequence[Match], _: Texts) -> tuple[list[Match], list[ColumnNote]]:
    """Return the matches with the columns that have the amount in another currency, as `Amount (€)` beside `Amount (£)`."""
    result = list(matches)
    for rival, winner in rivals(matches):
        bare, scale, currency = unit(rival.heading)
        amounts_beside = winner.path == _AMOUNT and winner.origin in {SYNONYM, TITLE} and winner.currency
        index = matches.index(rival)
        if (
            amounts_beside
            and currency
            and currency != winner.currency
            and not (currencies.marks(winner.heading) and currencies.fits(winner.heading, currency))
            and heading_key(bare) == heading_key(unit(winner.heading)[0])
        ):
            result[index] = replace(rival, scale=scale, currency=currency, stands_in=True)
    return result, []


def choose_currency(matches: Sequence[Match], texts: Texts) -> tuple[list[Match], list[str]]:
    """Return the matches with the one column of codes as the currency, where neither a column nor the amount states one."""
    result = list(matches)
    amount = next((each for each in matches if each.path == _AMOUNT), None)
    if amount is None or any(each.path == _CURRENCY for each in matches):
        return result, []
    if (inner := _beside_figure(amount, matches, texts)) is not None:
        result[inner] = Match(matches[inner].heading, _CURRENCY, CONTENT)
        return result, []
    columns = [index for index in fieldless(matches, texts) if _has_codes(matches[index].heading, texts[index])]
    certain = [index for index in columns if not _ANOTHER.search(matches[index].heading)]
    if len(columns) == len(certain) == 1 and not amount.currency:
        heading = matches[certain[0]].heading
        result[certain[0]] = Match(heading, _CURRENCY, CONTENT)
        return result, [
            f"`{heading}` is read as the currency, for it has nothing but codes; `--map currency=HEADING` says another"
        ]
    others = [index for index in columns if {*_codes(texts[index])} != {amount.currency}]
    names = ", ".join(f"`{matches[index].heading}`" for index in others[:_NAMES])
    return result, [
        f"no column is read as the currency, and {names} may be it: `--map currency=HEADING` reads it"
    ] if others else []


def _beside_figure(amount: Match, matches: Sequence[Match], texts: Texts) -> int | None:
    """Return the column of what an object has beside its figure: `amount/value` and `amount/currency`."""
    group, _, _ = amount.heading.rpartition("/")
    if not group or amount.origin == TITLE:
        return None
    for index in fieldless(matches, texts):
        around, _, name = matches[index].heading.rpartition("/")
        is_named = heading_key(name) in {"currency", "currencycode", "code", "iso"}
        if around == group and is_named and all(currencies.code(text) in currencies.CODES for text in texts[index]):
            return index
    return None


def _codes(texts: Iterable[str]) -> Iterator[str]:
    """Yield the currencies of a column, without texts that are none."""
    return (currencies.code(text) for text in texts if not currencies.is_placeholder(text))


def _has_codes(heading: str, values: Sequence[str]) -> bool:
    """Say whether a column has codes or signs of currencies; those that are words too count only below a heading that says so."""
    is_named = bool(_NAMED.search(heading))
    if not is_named and any(len(text.strip()) == 1 and text.strip().isalpha() for text in values):
        return False  # `R` is the rand, and revenue beside `C` for capital
    codes = {*_codes(values)}
    if not codes or not codes <= (currencies.CODES if is_named else USUAL):
        return False
    named = (text.strip() for text in values if not currencies.is_placeholder(text))
    return is_named or all(text in currencies.MARKS or text.isupper() for text in named)


_FREQUENCY = re.compile(
    r"(?:payment |grant |award )?(?:frequency|periodicity|recurrence|fréquence|périodicité|frecuencia|periodicidad|häufigkeit"
    r"|frequenz|frequentie|frekvens|hyppighet|częstotliwość|amlder)",
    re.IGNORECASE,
)
_OFTEN = re.compile(
    r"(?:annual|year|month|quarter|week)ly|annual|per (?:annum|year|month|quarter|week)|p\.?a\.?|recurr(?:ing|ent)|annuel(?:le)?"
    r"|mensuel(?:le)?|trimestriel(?:le)?|anual|mensual|trimestral|jährlich|monatlich|vierteljährlich|jaarlijks|maandelijks|årlig"
    r"|månedlig|roczn[aiey]|blynyddol|misol",
    re.IGNORECASE,
)
_PER_ANNUM = re.compile(
    r"(?:is )?(?:per (?:annum|year)|annual|yearly|p\.?a\.?|recurring|par an|annuel(?:le)?|pro jahr|jährlich"
    r"|per jaar|jaarlijks|årlig)"
    r"\s?\??(?: ?\(?y/n\)?)?",
    re.IGNORECASE,
)
_YES = re.compile(r"y|yes|true|oui|ja|s[ií]|tak|x", re.IGNORECASE)


def unit_notes(matches: Sequence[Match], texts: Texts) -> list[str]:
    """Name the columns that say in what unit the amount of their row is, such as `thousand`."""
    if not any(each.path == _AMOUNT for each in matches):
        return []
    columns = [
        (matches[index].heading, text)
        for index in fieldless(matches, texts)
        if _UNIT.fullmatch(" ".join(matches[index].heading.replace("_", " ").split()))
        and (text := next((each.strip() for each in texts[index] if _is_scale(each)), ""))
    ]
    units = [f"`{heading}` may state the unit of each amount (`{text}`), and it is not read" for heading, text in columns]
    return units + _frequency_notes(matches, texts)


def _frequency_notes(matches: Sequence[Match], texts: Texts) -> list[str]:
    """Name the columns that say that the amount of their row is paid several times: `Frequency` and `Annual`, `Per annum?`."""
    result = []
    for index in fieldless(matches, texts):
        heading = matches[index].heading
        says = _OFTEN if _FREQUENCY.fullmatch(" ".join(heading.replace("_", " ").split())) else None
        says = _YES if _PER_ANNUM.fullmatch(heading.strip()) else says
        if says and (text := next((each.strip() for each in texts[index] if says.fullmatch(each.strip())), "")):
            result.append(f"`{heading}` says `{text}`: such amounts may be paid several times, and count once in totals")
    return result


def _is_scale(text: str) -> bool:
    quantity = phrase(text.strip()) or phrase(f"\u00a3{text.strip()}")
    return (quantity is not None and quantity.scale != 1) or amounts.amount(text) in _TIMES
