"""Awards that a question misses because they are written with another apostrophe, hyphen or accent than its words.

Rules to keep: a term finds what it says, and a note counts what its other spellings would find; only texts that have such signs
are looked for again, in one question more.
"""

from collections.abc import Iterator, Sequence

from grantcli.fields import FIELDS, FieldKind
from grantcli.names import fold
from grantcli.query import Comparison, Filter, Not, Op, Or, Word
from grantcli.query.filters import conjuncts
from grantcli.reports.data import Data, all_of

_SIGNS = {"'\u2019\u2018`": ("'", "\u2019", "\u2018", "`", ""), "-\u2010\u2011\u2013": ("-", "\u2010", "\u2011", "\u2013", " ")}
"""Apostrophes and hyphens, and what others write for them."""
_IDENTIFIERS = frozenset(("id", "org_id", "gss", "url", "related_activity"))
_LISTED = 3


def spelling_notes(data: Data, where: Filter) -> list[str]:
    """Say how many more awards the other spellings of each term of this question would find."""
    lines = []
    for term, rest, others in _with_spellings(where):
        if count := data.count(_of_others(term, rest, others)):
            names = [f"`{other}`" for other in others if data.count(_of_others(term, rest, [other]))]
            find = f"{' or '.join(names[:_LISTED])} finds {'it' if count == 1 else 'them'}"
            awards = f"{count:,} {'award that is' if count == 1 else 'awards that are'}"
            lines.append(f"`{term}` leaves out {awards} written with another sign or accent: {find}")
    return lines


def other_awards(where: Filter) -> Iterator[Filter]:
    """Yield for each term that has other spellings the awards that only these find, which the notes count."""
    return (_of_others(*each) for each in _with_spellings(where))


def awards_of_each(data: Data, where: Filter) -> Iterator[Filter]:
    """Yield the awards that one other spelling finds, which the notes count too where they find any."""
    for term, rest, others in _with_spellings(where):
        if data.count(_of_others(term, rest, others)):
            yield from (_of_others(term, rest, [other]) for other in others)


_Others = Sequence[Word | Comparison]


def _with_spellings(where: Filter) -> Iterator[tuple[Filter, Sequence[Filter], _Others]]:
    """Yield each term that has other spellings, with the other terms of the question and these spellings."""
    terms = conjuncts(where)
    for number, term in enumerate(terms):
        if others := [other for each in _texts(term) for other in _spellings(each)]:
            yield term, (*terms[:number], *terms[number + 1 :]), others


def _of_others(term: Filter, rest: Sequence[Filter], others: _Others) -> Filter:
    return all_of(*rest, Or(tuple(others)) if len(others) > 1 else others[0], Not(term))


def _texts(term: Filter) -> Iterator[Word | Comparison]:
    """Yield the texts that a term asks for: its own, or those of which it asks for either."""
    match term:
        case Or(parts):
            for part in parts:
                yield from _texts(part)
        case Word():
            yield term
        case Comparison(field, Op.HAS | Op.IS, str()) if FIELDS[field].kind is FieldKind.TEXT and field not in _IDENTIFIERS:
            yield term
        case _:
            return


def _spellings(term: Word | Comparison) -> Iterator[Word | Comparison]:
    for other in _others(term.text if isinstance(term, Word) else str(term.value)):
        yield Word(other) if isinstance(term, Word) else Comparison(term.field, term.op, other, other)


def _others(text: str) -> list[str]:
    r"""Return the other spellings of a text.

    >>> _others("St Mary's"), _others("caf\u00e9"), _others("food bank")
    (['St Mary\u2019s', 'St Mary\u2018s', 'St Mary`s', 'St Marys'], ['cafe\u0301', 'cafe'], [])
    """
    others = [
        "".join(other if letter in signs else letter for letter in text)
        for signs, spellings in _SIGNS.items()
        if any(letter in signs for letter in text)
        for other in spellings
    ]
    if not text.isascii():
        import unicodedata

        whole, parts = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
        others += [whole, parts, "".join(letter for letter in parts if not unicodedata.combining(letter))]
    return [other for other in dict.fromkeys(others) if other.strip() and fold(other) != fold(text)]
