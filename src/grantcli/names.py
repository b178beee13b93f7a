"""When two names mean the same organisation: by rule, never by likeness.

Case, accents, punctuation and `&` do not matter, nor do the words for the kind of an organisation (Council, Borough, City,
District, County, MBC…). A kind in a name must be true: `Dorset County` is not `Dorset Council`.
"""

import re
from collections.abc import Iterable
from itertools import combinations, pairwise

_ABBREVIATED = {
    "mbc": "metropolitan borough",
    "mdc": "metropolitan district",
    "cbc": "county borough",
    "lbc": "london borough",
    "lb": "london borough",
    "rb": "royal borough",
    "bc": "borough",
    "cc": "county",
    "dc": "district",
}
_KINDS = frozenset({"borough", "city", "district", "county", "metropolitan", "unitary"})
_BEFORE_BOROUGH = frozenset({"london", "royal"})  # kinds only there: Greater London is not a borough
_SILENT = frozenset({"council", "councils", "the", "of", "authority"})
_WORD = r"[^\W_]+"


def fold(text: str) -> str:
    """Return the text with case removed letter by letter, one for one, so that no letter depends on its neighbours."""
    return text.lower() if text.isascii() else "".join(char.lower()[0] for char in text)


def words(name: str) -> list[str]:
    """Return the words of a name without case, accents and punctuation; `&` is `and`.

    >>> words("St. Luke's Caf\u00e9 & Co")
    ['st', 'lukes', 'cafe', 'and', 'co']
    """
    if not name.isascii():
        import unicodedata

        name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    name = name.lower().replace("&", " and ").replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", "")
    return re.findall(_WORD, name)


def _whole_words(name: str) -> list[str]:
    """Return the words of a name, the last in full where it abbreviates a kind of council."""
    parts = words(name)
    last = _ABBREVIATED.get(parts[-1]) if parts else None
    return [*parts[:-1], *last.split()] if last else parts


def _parts(name: str) -> tuple[str, frozenset[str]]:
    """Return the name of an organisation without its kind, and the kinds in the name."""
    parts = _whole_words(name)
    kinds = {word for word in parts if word in _KINDS}
    kinds |= {word for word, after in pairwise(parts) if word in _BEFORE_BOROUGH and after == "borough"}
    name_words = [word for word in parts if word not in kinds and word not in _SILENT]
    return (" ".join(name_words), frozenset(kinds)) if name_words else (" ".join(parts), frozenset())


def _key(name: str, kinds: Iterable[str]) -> str:
    return "|".join([name, *sorted(kinds)])


def key(name: str) -> str:
    """Return the key under which an organisation of this name is found.

    >>> key("London Borough of Croydon"), key("Brighton & Hove City Council")
    ('croydon|borough|london', 'brighton and hove|city')
    """
    return _key(*_parts(name))


def keys(names: Iterable[str]) -> frozenset[str]:
    """Return every key that finds an organisation with these names: each name with all, some or none of its kinds.

    >>> sorted(keys(["Leeds City Council"]))
    ['leeds', 'leeds|city']
    """
    result: set[str] = set()
    for name in names:
        base, kinds = _parts(name)
        for count in range(len(kinds) + 1):
            result.update(_key(base, choice) for choice in combinations(sorted(kinds), count))
    return frozenset(result)
