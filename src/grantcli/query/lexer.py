"""Cuts the text of a question into tokens, each with its position.

An argument with blanks but without quotes, parentheses or a second `field:` is one term to its end. So `"social care"`,
`council:"Milton Keynes"` and `x:"Grant Officer":bob` mean what was typed even after a shell has removed the quotes.
Blanks may surround `=`, `<`, `>` and the like, even where a shell has made three arguments of `amount > 50000`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from grantcli.errors import QueryError
from grantcli.fields import FieldKind, field_named

_OP = "(<=|>=|[:=<>])"
_SIGNS = "(<=|>=|=<|=>|==|!=|<>|[=<>≤≥≠])"
_SPELT = {"=<": "<=", "≤": "<=", "=>": ">=", "≥": ">=", "==": "="}
"""Other ways in which people write an operator."""
_UNEQUAL = frozenset({"!=", "<>", "≠"})
_COMPARISON = re.compile(rf"([A-Za-z_]\w*)(?:\s*{_SIGNS}\s*|(:))")
_NAME = re.compile(r"[-(]*([A-Za-z_]\w*)")
_COLUMN = re.compile(rf'([Xx]:(?:"(?:[^"\\]|\\.)+"|[^\s()":=<>]+)){_OP}', re.DOTALL)
"""A column of the file, in quotes where its heading has blanks or signs."""
_LOOSE_COLUMN = re.compile(rf"([Xx]:[^:=<>]*[^\s:=<>]){_OP}")
"""The same as the start of one whole argument, from which a shell has taken the quotes."""
_BARE = re.compile(r'[^\s()"]+')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_SECOND = re.compile(rf"\s[-(]*[A-Za-z_]\w*(?::|\s*{_SIGNS})")
_WITH_BLANKS = frozenset({FieldKind.TEXT, FieldKind.BODY, FieldKind.DATE})
"""Kinds whose values can have blanks in them, as periods can: `April 2019`."""
COLUMN_HINT = 'write `x:Heading:value`, and a heading with blanks or signs in quotes: `x:"Grant Officer":bob`'
_KEYWORDS = frozenset({"and", "or", "not"})


class Mark(Enum):
    """What a token is."""

    WORD = auto()
    COMPARISON = auto()
    OPEN = auto()
    CLOSE = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """One token: `text` is the word or the value, `start` and `end` count from 0 in the whole question."""

    mark: Mark
    start: int
    end: int
    text: str = ""
    field: str = ""
    op: str = ""
    values: tuple[str, ...] = ()
    """The parts of a value between commas, any of which may match."""

    @property
    def quoted(self) -> bool:
        """Whether a word is in quotes, and so is taken as it is."""
        return self.mark is Mark.WORD and self.end - self.start > len(self.text)


def join(terms: Sequence[str]) -> str:
    """Return the question as one text, the way messages show it."""
    return " ".join(terms)


def tokens(terms: Sequence[str]) -> Iterator[Token]:
    """Yield the tokens of all terms, then END; QueryError where a quote is left open or a value is missing."""
    whole, start = join(terms), 0
    for term in _rejoin(terms):
        scan = _phrase if _is_phrase(term) else _scan
        yield from scan(whole, start, start + len(term))
        start += len(term) + 1
    yield Token(Mark.END, len(whole), len(whole))


def _rejoin(terms: Sequence[str]) -> list[str]:
    """Return the terms, with the three arguments that a shell has made of `amount >= 100k` joined."""
    found: list[str] = []
    for term in terms:
        before = found[-1] if found else ""
        name = _NAME.fullmatch(before)
        opens = name and field_named(name[1]) and re.match(_SIGNS, term)
        if opens or re.fullmatch(rf"[-(]*[A-Za-z_]\w*\s*{_SIGNS}", before):
            found[-1] = f"{before} {term}"
        else:
            found.append(term)
    return found


def split_commas(text: str) -> tuple[str, ...]:
    """Return the values that commas separate; a comma with a blank after it belongs to the value.

    >>> split_commas("leeds,croydon"), split_commas("Bristol, City of")
    (('leeds', 'croydon'), ('Bristol, City of',))
    """
    return tuple(re.split(r",(?!\s)", text))


def _is_phrase(term: str) -> bool:
    inner = term.strip()
    if not re.search(r"\s", inner) or re.search(r'["()]', inner) or inner.lower().startswith("not "):
        return False
    inner = inner.removeprefix("-")
    column = _LOOSE_COLUMN.match(inner)
    named = None if column else _COMPARISON.match(inner)
    field = field_named(named[1]) if named else None
    if field and field.kind not in _WITH_BLANKS and field.name not in {"month", "quarter"}:
        return False
    return _SECOND.search(inner, column.end() if column else 0) is None


def _phrase(whole: str, start: int, end: int) -> Iterator[Token]:
    while whole[start].isspace():
        start += 1
    if whole[start] == "-":
        yield Token(Mark.NOT, start, start + 1)
        start += 1
    column = _LOOSE_COLUMN.match(whole, start, end)
    found = column or _COMPARISON.match(whole, start, end)
    text = whole[found.end() if found else start : end].strip()
    if found:
        name, op = _split_comparison(found, whole)
        if not text:
            raise _missing_error(whole, start, end, found[0])
        yield Token(Mark.COMPARISON, start, end, text, name, op, split_commas(text))
    else:
        _refuse_sign(whole, start, end)
        yield Token(Mark.WORD, start, end, text)


def _scan(whole: str, start: int, end: int) -> Iterator[Token]:
    marks = {"(": Mark.OPEN, ")": Mark.CLOSE, "-": Mark.NOT}
    while start < end:
        char = whole[start]
        if char.isspace():
            start += 1
        elif char in marks:
            yield Token(marks[char], start, start + 1)
            start += 1
        elif found := _COLUMN.match(whole, start, end) or _COMPARISON.match(whole, start, end):
            name, op = _split_comparison(found, whole)
            values, after = _values(whole, found.end(), end)
            if after == found.end():
                raise _missing_error(whole, start, after, found[0])
            yield Token(Mark.COMPARISON, start, after, ",".join(values), _plain(name), op, values)
            start = after
        else:
            _refuse_sign(whole, start, end)
            text, after = _value(whole, start, end)
            keyword = char != '"' and text.lower() in _KEYWORDS
            yield Token(Mark[text.upper()] if keyword else Mark.WORD, start, after, text)
            start = after


def _split_comparison(found: re.Match[str], whole: str) -> tuple[str, str]:
    """Return the name of the field and the operator of a comparison; QueryError for `!=`."""
    op = next(sign for sign in found.groups()[1:] if sign)
    if op in _UNEQUAL:
        hint = f"write `-` before the term to leave out what it finds: `-{found[1]}:VALUE`"
        raise QueryError(f"`{op}` is not an operator here", query=whole, start=found.start(), end=found.end(), hint=hint)
    return found[1], _SPELT.get(op, op)


def _refuse_sign(whole: str, start: int, end: int) -> None:
    """Raise QueryError for an operator without a field before it."""
    if found := re.compile(_SIGNS).match(whole, start, end):
        hint = "write a field before it, as in `amount>50000`; text with such a sign goes in quotes: '\">5\"'"
        raise QueryError(f"`{found[0]}` has no field before it", query=whole, start=start, end=found.end(), hint=hint)


def _values(whole: str, start: int, end: int) -> tuple[tuple[str, ...], int]:
    """Return the values after an operator, separated by commas, each in quotes or not, and where they end."""
    found: list[str] = []
    after = start
    while True:
        quoted = after < end and whole[after] == '"'
        text, after = _value(whole, after, end)
        bare = text.removesuffix(",") if not quoted and whole[after : after + 1] == '"' else text
        found += [text] if quoted else split_commas(bare)
        following = whole[after : min(after + 2, end)]
        if bare != text:
            continue
        if not quoted or not re.fullmatch(r",[^\s()]", following):
            return tuple(found), after
        after += 1


def _value(whole: str, start: int, end: int) -> tuple[str, int]:
    if start < end and whole[start] == '"':
        closed = _QUOTED.match(whole, start, end)
        if not closed:
            raise QueryError("a quote is left open", query=whole, start=start, end=end, hint='close it with another `"`')
        return _unescape(closed[1]), closed.end()
    bare = _BARE.match(whole, start, end)
    return (bare[0], bare.end()) if bare else ("", start)


def _plain(name: str) -> str:
    """Return the name of a field, the heading of a column without its quotes."""
    return name[:2] + _unescape(name[3:-1]) if name.endswith('"') else name


def _unescape(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


def _missing_error(whole: str, start: int, end: int, start_text: str) -> QueryError:
    start_text = start_text.strip()
    name = start_text.rstrip(":=<>≤≥ ")
    if name.lower() == "x":
        return QueryError("`x:` needs a heading and a value", query=whole, start=start, end=end, hint=COLUMN_HINT)
    hint = f"write a value right after it; `{name}:..` asks for any known value, `-{name}:..` for none"
    return QueryError(f"there is nothing after `{start_text}`", query=whole, start=start, end=end, hint=hint)
