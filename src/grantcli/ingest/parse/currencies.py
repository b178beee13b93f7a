"""Reads currencies: ISO 4217 codes, and the marks that people write instead of them.

A rule to keep: a mark that several countries use (`$`, `kr`, `¥`) yields to whatever states the currency.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

_CODES = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY
    COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR
    IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR
    MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD
    SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF
    XPF YER ZAR ZMW ZWL
"""
CODES = frozenset(_CODES.split())
"""The codes of ISO 4217 that are in use."""

MARKS: Mapping[str, str] = {
    "£": "GBP EGP FKP GIP SHP SSP",
    "€": "EUR",
    "$": "USD AUD CAD NZD HKD SGD MXN TWD ARS CLP COP JMD TTD BBD BSD BZD FJD GYD LRD NAD SBD SRD XCD BMD BND KYD",
    "US$": "USD", "U$S": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "CAN$": "CAD", "CDN$": "CAD",
    "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "SG$": "SGD", "NT$": "TWD", "R$": "BRL", "MX$": "MXN", "J$": "JMD",
    "TT$": "TTD", "FJ$": "FJD", "EC$": "XCD", "$US": "USD", "$A": "AUD", "$AU": "AUD", "$CA": "CAD", "$NZ": "NZD", "$HK": "HKD",
    "$ US": "USD", "$ CA": "CAD", "$ CAN": "CAD", "US $": "USD", "AU $": "AUD", "CA $": "CAD", "CAN $": "CAD", "CDN $": "CAD",
    "NZ $": "NZD", "HK $": "HKD", "SG $": "SGD", "NT $": "TWD", "MX $": "MXN", "TT $": "TTD", "FJ $": "FJD", "EC $": "XCD",
    "Cdn. $": "CAD", "Can. $": "CAD", "Canadian $": "CAD", "Australian $": "AUD",
    "¥": "JPY CNY", "￥": "JPY CNY", "JP¥": "JPY", "CN¥": "CNY", "元": "CNY", "円": "JPY",
    "kr": "? SEK NOK DKK ISK", "kr.": "? SEK NOK DKK ISK", "Kr": "? SEK NOK DKK ISK", "Kr.": "? SEK NOK DKK ISK",
    "Skr": "SEK", "Nkr": "NOK", "Dkr": "DKK",
    "Rs": "? INR PKR LKR NPR MUR", "Rs.": "? INR PKR LKR NPR MUR", "₹": "INR",
    "Fr.": "CHF", "SFr": "CHF", "SFr.": "CHF", "sFr.": "CHF",
    "zł": "PLN", "zl": "PLN", "Kč": "CZK", "Ft": "HUF", "lei": "RON", "лв": "BGN", "R": "ZAR",
    "₽": "RUB", "₩": "KRW", "₪": "ILS", "₺": "TRY", "₴": "UAH", "₦": "NGN", "₫": "VND", "฿": "THB", "₱": "PHP", "₵": "GHS",
    "KSh": "KES", "Ksh": "KES", "KES": "KES", "TSh": "TZS", "USh": "UGX",
}  # fmt: skip
"""The currencies that a mark can mean by the mark: first what it means where nothing else is stated, `?` for none."""

NAMES: Mapping[str, str] = {
    "pounds sterling": "GBP", "pound sterling": "GBP", "sterling": "GBP", "pounds": "GBP", "pound": "GBP",
    "gb pounds": "GBP", "british pounds": "GBP", "uk pounds": "GBP", "british pound": "GBP", "gb pound": "GBP", "uk pound": "GBP",
    "british pound sterling": "GBP", "british pounds sterling": "GBP", "great british pound": "GBP",
    "great british pounds": "GBP",
    "sterling pound": "GBP", "sterling pounds": "GBP", "uk sterling": "GBP", "gb sterling": "GBP", "stg": "GBP",
    "euros": "EUR", "euro": "EUR", "euro's": "EUR", "euro\u2019s": "EUR", "euroa": "EUR", "us dollars": "USD", "us dollar": "USD",
    "canadian dollars": "CAD", "australian dollars": "AUD", "canadian dollar": "CAD", "australian dollar": "AUD",
    "new zealand dollars": "NZD", "hong kong dollars": "HKD", "singapore dollars": "SGD", "dollars": "", "rupees": "",
    "new zealand dollar": "NZD", "hong kong dollar": "HKD", "singapore dollar": "SGD", "indian rupee": "INR",
    "indian rupees": "INR", "swiss francs": "CHF", "swiss franc": "CHF", "schweizer franken": "CHF",
    "franken": "CHF", "francs suisses": "CHF",
    "francs": "", "kroner": "", "kronor": "", "norske kroner": "NOK", "norwegian kroner": "NOK", "danske kroner": "DKK",
    "danish kroner": "DKK", "svenska kronor": "SEK", "swedish kronor": "SEK", "swedish krona": "SEK", "z\u0142otych": "PLN",
    "z\u0142oty": "PLN", "zloty": "PLN", "forint": "HUF", "forintban": "HUF", "eurot": "EUR", "eurodes": "EUR",
    "euroina": "EUR", "punnoedd": "GBP", "bunnoedd": "GBP", "bunnau": "GBP", "reais": "BRL",
}  # fmt: skip
"""Currencies by what they are called; `""` where several countries call theirs so."""

PLACEHOLDERS = frozenset((
    "-", "--", "\u2013", "\u2014", ".", "?", "n/a", "n.a.", "na", "none", "null", "nil", "tbc", "unknown", "not stated",
    "not known", "not applicable",
))  # fmt: skip
"""What is written in place of a currency where none is known, in small letters."""

_CODES_BY_MARK = {mark.casefold(): codes for mark, codes in MARKS.items()}
_UNUSUAL = "€£$¥￥₹₽₩₪₺₴₦₫฿₱₵元円"
"""Marks that are not letters, so they may touch letters and digits."""
_LETTERS = "A-Za-zÀ-ɏЀ-ӿ"


def _any(texts: Iterable[str]) -> str:
    return "|".join(re.escape(text) for text in sorted(texts, key=lambda text: (-len(text), text)))


_LETTERED = [mark for mark in MARKS if mark.strip(".")[-1].isalpha() and mark not in _UNUSUAL]
MARK = rf"(?:(?:{_any(_LETTERED)})(?![{_LETTERS}$])|{_any(set(MARKS) - set(_LETTERED))}|(?i:{_any(CODES)})(?![{_LETTERS}]))"
"""An expression for one mark or code beside a figure."""
_SIGNS = _any(set(MARKS) - set(_LETTERED))
_WORDS = f"(?:{_any({*_LETTERED} - {'R'})})(?![{_LETTERS}$])|(?:{_any(CODES)})(?![{_LETTERS}])"
_NAME = re.compile(rf"(?<![{_LETTERS}])(?:{_any(NAMES)})(?![{_LETTERS}])", re.IGNORECASE)
_IN_TEXT = re.compile(rf"(?<![{_LETTERS}])(?:{_WORDS}|{_SIGNS})|[{_UNUSUAL}]")


def possible(mark: str) -> tuple[str, ...]:
    """Return the codes that a mark or a code can mean, the first where nothing else is stated; `""` for none.

    >>> possible("A$"), possible("gbp"), possible("kr")[:3]
    (('AUD',), ('GBP',), ('', 'SEK', 'NOK'))
    """
    return tuple("" if code == "?" else code for code in _CODES_BY_MARK.get(mark.casefold(), mark.upper()).split())


def meanings(marks_of_text: Iterable[str]) -> tuple[str, ...]:
    """Return the codes that several marks can mean together; none where they contradict each other, or there are none.

    >>> meanings(("$", "CAD")), meanings(("£", "EUR")), meanings(("€",))
    (('CAD',), (), ('EUR',))
    """
    each = [possible(mark) for mark in marks_of_text]
    return tuple(code for code in each[0] if all(code in codes for codes in each[1:])) if each else ()


@lru_cache(maxsize=1 << 14)
def marks(text: str) -> tuple[str, ...]:
    """Return the marks and codes in a text, each once.

    >>> marks("Amount (A$)"), marks("US$ 500"), marks("26,000")
    (('A$',), ('US$',), ())
    """
    return tuple(dict.fromkeys(match[0] for match in _IN_TEXT.finditer(text)))


def currency(text: str) -> str | None:
    """Return the ISO 4217 code of the first mark of a currency in `text`; `None` where there is none, or it means several.

    >>> currency("Amount (£m)"), currency("A$500"), currency("500 kr"), currency("26,000")
    ('GBP', 'AUD', None, None)
    """
    return next((code for mark in marks(text) if (code := possible(mark)[0])), None)


def fits(text: str, code: str) -> bool:
    """Say whether every mark in a text can mean the currency with this code.

    >>> fits("$500", "CAD"), fits("US$500", "CAD"), fits("500", "CAD")
    (True, False, True)
    """
    return all(code in possible(mark) for mark in marks(text))


def is_ambiguous(mark: str) -> bool:
    """Say whether several countries use a mark, so that it yields to what states the currency: `$`, `kr`, `¥`, and not `£`.

    >>> is_ambiguous("$"), is_ambiguous("A$"), is_ambiguous("£")
    (True, False, False)
    """
    codes = possible(mark)
    return len(codes) > 1 and codes[0] != "GBP"


def code(text: str) -> str:
    """Return a currency as it is compared: the code of a mark or of a name, a code in capitals.

    >>> code(" gbp "), code("£"), code("Pounds Sterling"), code("Dollars"), code("GBP (£)")
    ('GBP', 'GBP', 'GBP', 'Dollars', 'GBP')
    """
    bare = text.strip()
    named = possible(bare)[0] if bare in MARKS else NAMES.get(bare.casefold(), "") or _code_of_several(bare)
    return named or (bare.upper() if re.fullmatch("[A-Za-z]{3}", bare) else bare)


def _code_of_several(text: str) -> str:
    """Return the code that marks, codes and names mean together, as in `GBP £` and `Euro (EUR)`; nothing where there is more."""
    names = [NAMES[name.casefold()] for name in _NAME.findall(text)]
    rest = _NAME.sub(" ", text)
    signs = [*marks(rest), *filter(None, names)]
    is_all = not any(map(str.isalnum, _IN_TEXT.sub(" ", rest)))
    return next(iter(meanings(signs)), "") if is_all and len(signs) > 1 else ""


def is_placeholder(text: str) -> bool:
    """Say whether a text in place of a currency is no currency, as where none is known.

    >>> is_placeholder("N/A"), is_placeholder("-"), is_placeholder("GBP")
    (True, True, False)
    """
    return text.strip().casefold() in PLACEHOLDERS
