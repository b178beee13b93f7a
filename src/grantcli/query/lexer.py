"""Cuts the text of a question into tokens, each with the place where it stands.

An argument with blanks that holds no quotes, parentheses or second `field:` is one term to its end, so that what a
shell leaves of `"social care"`, `council:"Milton Keynes"` and `x:"Grant Officer":bob` means what was typed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from grantcli.errors import QueryError

_OP = "(<=|>=|[:=<>])"
_COMPARISON = re.compile(rf"([A-Za-z_]\w*){_OP}")
_COLUMN = re.compile(rf'([Xx]:(?:"(?:[^"\\]|\\.)+"|[^\s()":=<>]+)){_OP}', re.DOTALL)
"""A column of the file, in quotes where its heading has blanks or signs."""
_LOOSE_COLUMN = re.compile(rf"([Xx]:[^:=<>]*[^\s:=<>]){_OP}")
"""The same as the start of one whole argument, from which a shell has taken the quotes."""
_BARE = re.compile(r'[^\s()"]+')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_SECOND = re.compile(r"\s[-(]*[A-Za-z_]\w*[:=<>]")
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


def join(terms: Sequence[str]) -> str:
    """Return the question as one text, the way messages show it."""
    return " ".join(terms)


def tokens(terms: Sequence[str]) -> Iterator[Token]:
    """Yield the tokens of all terms, then END; QueryError where a quote is left open or a value is missing."""
    whole, start = join(terms), 0
    for term in terms:
        scan = _phrase if _is_phrase(term) else _scan
        yield from scan(whole, start, start + len(term))
        start += len(term) + 1
    yield Token(Mark.END, len(whole), len(whole))


def _is_phrase(term: str) -> bool:
    inner = term.strip()
    if not re.search(r"\s", inner) or re.search(r'["()]', inner) or inner.lower().startswith("not "):
        return False
    column = _LOOSE_COLUMN.match(inner.removeprefix("-"))
    return _SECOND.search(inner.removeprefix("-"), column.end() if column else 0) is None


def _phrase(whole: str, start: int, end: int) -> Iterator[Token]:
    while whole[start].isspace():
        start += 1
    if whole[start] == "-":
        yield Token(Mark.NOT, start, start + 1)
        start += 1
    found = _LOOSE_COLUMN.match(whole, start, end) or _COMPARISON.match(whole, start, end)
    text = whole[found.end() if found else start : end].strip()
    if found:
        yield Token(Mark.COMPARISON, start, end, text, found[1], found[2])
    else:
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
            text, after = _value(whole, found.end(), end)
            if after == found.end():
                raise _missing(whole, start, after, found[0])
            yield Token(Mark.COMPARISON, start, after, text, _plain(found[1]), found[2])
            start = after
        else:
            text, after = _value(whole, start, end)
            keyword = char != '"' and text.lower() in _KEYWORDS
            yield Token(Mark[text.upper()] if keyword else Mark.WORD, start, after, text)
            start = after


def _value(whole: str, start: int, end: int) -> tuple[str, int]:
    if start < end and whole[start] == '"':
        closed = _QUOTED.match(whole, start, end)
        if not closed:
            raise QueryError("a quote is left open", query=whole, start=start, end=end, hint='close it with another `"`')
        return _unescaped(closed[1]), closed.end()
    bare = _BARE.match(whole, start, end)
    return (bare[0], bare.end()) if bare else ("", start)


def _plain(name: str) -> str:
    """Return the name of a field, the heading of a column without its quotes."""
    return name[:2] + _unescaped(name[3:-1]) if name.endswith('"') else name


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


def _missing(whole: str, start: int, end: int, start_text: str) -> QueryError:
    name = start_text.rstrip(":=<>")
    if name.lower() == "x":
        return QueryError("`x:` needs a heading and a value", query=whole, start=start, end=end, hint=COLUMN_HINT)
    hint = f"write a value right after it; `{name}:..` asks for any known value, `-{name}:..` for none"
    return QueryError(f"nothing stands after `{start_text}`", query=whole, start=start, end=end, hint=hint)
