"""`ViewState`: what is on screen as frozen data (the question, the values chosen, the order), and the words that ask the same."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from dataclasses import field as member
from shlex import quote

from grantcli.fields import FIELDS, FieldKind
from grantcli.query import And, Comparison, Filter, Not, Op, Or
from grantcli.query.filters import conjuncts
from grantcli.query.parse import parse
from grantcli.query.values import comparison
from grantcli.reports.data import all_of

_TERM = re.compile(r'(?:"(?:[^"\\]|\\.)*"?|[^\s"])+', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Pick:
    """One value of a field that was chosen; `None` chooses the awards without one."""

    field: str
    value: str | None
    spelling: str = member(default="", compare=False)
    """How a term spells the value, where the value alone would find more: an organisation whose name others have had."""

    @property
    def filter(self) -> Filter:
        """What it asks for."""
        if self.value is None:
            return Not(Comparison(self.field, Op.KNOWN, None, ".."))
        texts = FIELDS[self.field].kind in {FieldKind.TEXT, FieldKind.BODY}
        return comparison(FIELDS[self.field], "=" if texts else ":", self.spelling or self.value)


@dataclass(frozen=True, slots=True)
class ViewState:
    """What is looked at: awards, or with `by` the totals of a field."""

    typed: str = ""
    """The question as the line of terms shows it."""
    picks: tuple[Pick, ...] = ()
    sort: str = ""
    """The order of the awards, as `--sort` takes it."""
    by: str = ""
    ranked: str = ""
    """The order of the totals."""

    def where(self, *, without: str = "") -> Filter:
        """Return which awards it is about, without what was chosen of the field `without`; QueryError as the question is."""
        return all_of(parse(terms(self.typed)), *(_any(self._of(name)) for name in self._fields if name != without))

    @property
    def words(self) -> list[str]:
        """The terms of a command that asks for the same awards, one word each."""
        return words(self.where())

    @property
    def command(self) -> list[str]:
        """The command that answers what is on screen, without the options that say which data are asked."""
        if self.by:
            return ["total", *self.words, "--by", self.by, *(["--sort", self.ranked] if self.ranked else [])]
        return ["list", *self.words, *(["--sort", self.sort] if self.sort else [])]

    def toggle(self, pick: Pick) -> "ViewState":
        """Return the same with this value chosen, or not any more."""
        others = tuple(each for each in self.picks if each != pick)
        return replace(self, picks=others if pick in self.picks else (*self.picks, pick))

    def narrow(self, *picks: Pick) -> "ViewState":
        """Return the awards behind a row of totals: those of its values, which take the place of what was chosen of the field."""
        names = {pick.field for pick in picks}
        others = (each for each in self.picks if each.field not in names)
        return replace(self, picks=(*others, *picks), by="", ranked="")

    @property
    def _fields(self) -> Sequence[str]:
        return list(dict.fromkeys(pick.field for pick in self.picks))

    def _of(self, name: str) -> list[Filter]:
        return [pick.filter for pick in self.picks if pick.field == name]


def _any(filters: list[Filter]) -> Filter:
    return filters[0] if len(filters) == 1 else Or(tuple(filters))


def terms(question: str) -> list[str]:
    """Return a typed question as the words that a shell would make of it, quotes kept.

    >>> terms('council:"Milton Keynes" care')
    ['council:"Milton Keynes"', 'care']
    """
    return _TERM.findall(question)


def words(where: Filter) -> list[str]:
    """Return a filter as words that mean the same on a command line."""
    parts = conjuncts(where)
    return [_word(part) for part, next_part in zip(parts, (*parts[1:], None), strict=False) if not _is_implied(part, next_part)]


def _word(part: Filter) -> str:
    if not isinstance(part, And):
        return f"({part})" if isinstance(part, Or) else str(part)
    inner = words(part)
    return inner[0] if len(inner) == 1 else f"({' '.join(inner)})"


def _is_implied(part: Filter, following: Filter | None) -> bool:
    """Say whether a term asks for the currency that the sign of the amount after it asks for already."""
    has_sign = (
        isinstance(following, Comparison)
        and FIELDS[following.field].kind is FieldKind.MONEY
        and re.search("[£$€]", following.typed)
    )
    return bool(has_sign) and isinstance(part, Comparison) and part.field == "currency"


def shell(parts: Sequence[str]) -> str:
    r"""Return words as a line that a shell reads as them, without one character that could steer a terminal.

    >>> print(shell(["list", 'funder="A & B"', "title:a\x1b"]))
    list 'funder="A & B"' $'title:a\u001b'
    """
    return " ".join(quote(part) if part.isprintable() else _escape(part) for part in parts)


def _escape(word: str) -> str:
    """Return a word as `$'…'` has it in bash and zsh."""
    return "$'" + "".join(_char(char) for char in word) + "'"


def _char(char: str) -> str:
    if char in "'\\":
        return f"\\{char}"
    code = ord(char)
    return char if char.isprintable() else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"  # noqa: PLR2004 - four digits
