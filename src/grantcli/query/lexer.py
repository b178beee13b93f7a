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
from grantcli.fields import FieldKind, find_field

_OP = "(<=|>=|[:=<>])"
_SIGNS = "(<=|>=|=<|=>|==|!=|<>|[=<>≤≥≠])"
_SPELLINGS = {"=<": "<=", "≤": "<=", "=>": ">=", "≥": ">=", "==": "="}
"""Other ways in which people write an operator."""
_UNEQUAL = frozenset({"!=", "<>", "≠"})
_COMPARISON = re.compile(rf"([A-Za-z_]\w*)(?:\s*{_SIGNS}\s*|(:))")
_NAME = re.compile(r"[-(]*([A-Za-z_]\w*)")
_COLUMN = re.compile(rf'([Xx]:(?:"(?:[^"\\]|\\.)+"|[^\s()":=<>]+)){_OP}', re.DOTALL)
"""A column of the file, in quotes where its heading has blanks or signs."""
_LOOSE_COLUMN = re.compile(rf"([Xx]:[^:=<>]*[^\s:=<>]){_OP}")
"""The same as the start of one whole argument, from which a shell has taken the quotes."""
_BARE = re.compile(r'[^\s()"]+')
_QUOTATION = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
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
    def is_quoted(self) -> bool:
        """Whether a word is in quotes, and so is taken as it is."""
        return self.mark is Mark.WORD and self.end - self.start > len(self.text)


def join(terms: Sequence[str]) -> str:
    """Return the question as one text, the way messages show it."""
    return " ".join(terms)


def tokens(terms: Sequence[str]) -> Iterator[Token]:
    """Yield the tokens of all terms, then END; QueryError where a quote is left open or a value is missing."""
    query, start = join(terms), 0
    for term in _rejoin(terms):
        scan = _phrase if _is_phrase(term) else _scan
        yield from scan(query, start, start + len(term))
        start += len(term) + 1
    yield Token(Mark.END, len(query), len(query))


def group_terms(terms: Sequence[str], others: Sequence[str]) -> Sequence[str]:
    """Return terms that can be combined with others: in parentheses where there is an `or` among them."""
    has_or = others and any(token.mark is Mark.OR for token in tokens(tuple(terms)))
    return ("(", *terms, ")") if has_or else terms


def _rejoin(terms: Sequence[str]) -> list[str]:
    """Return the terms, with the three arguments that a shell has made of `amount >= 100k` joined."""
    joined_terms: list[str] = []
    for term in terms:
        previous = joined_terms[-1] if joined_terms else ""
        name = _NAME.fullmatch(previous)
        opens = name and find_field(name[1]) and re.match(_SIGNS, term)
        if opens or re.fullmatch(rf"[-(]*[A-Za-z_]\w*\s*{_SIGNS}", previous):
            joined_terms[-1] = f"{previous} {term}"
        else:
            joined_terms.append(term)
    return joined_terms


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
    match = None if column else _COMPARISON.match(inner)
    field = find_field(match[1]) if match else None
    if field and field.kind not in _WITH_BLANKS and field.name not in {"month", "quarter"}:
        return False
    return _SECOND.search(inner, column.end() if column else 0) is None


def _phrase(query: str, start: int, end: int) -> Iterator[Token]:
    while query[start].isspace():
        start += 1
    if query[start] == "-":
        yield Token(Mark.NOT, start, start + 1)
        start += 1
    column = _LOOSE_COLUMN.match(query, start, end)
    match = column or _COMPARISON.match(query, start, end)
    text = query[match.end() if match else start : end].strip()
    if match:
        name, op = _split_comparison(match, query)
        if not text:
            raise _missing_error(query, start, end, match[0])
        yield Token(Mark.COMPARISON, start, end, text, name, op, split_commas(text))
    else:
        _refuse_sign(query, start, end)
        yield Token(Mark.WORD, start, end, text)


def _scan(query: str, start: int, end: int) -> Iterator[Token]:
    marks = {"(": Mark.OPEN, ")": Mark.CLOSE, "-": Mark.NOT}
    while start < end:
        char = query[start]
        if char.isspace():
            start += 1
        elif char in marks:
            yield Token(marks[char], start, start + 1)
            start += 1
        elif match := _COLUMN.match(query, start, end) or _COMPARISON.match(query, start, end):
            name, op = _split_comparison(match, query)
            values, stop = _values(query, match.end(), end)
            if stop == match.end():
                raise _missing_error(query, start, stop, match[0])
            yield Token(Mark.COMPARISON, start, stop, ",".join(values), _unquote_name(name), op, values)
            start = stop
        else:
            _refuse_sign(query, start, end)
            text, stop = _value(query, start, end)
            keyword = char != '"' and text.lower() in _KEYWORDS
            yield Token(Mark[text.upper()] if keyword else Mark.WORD, start, stop, text)
            start = stop


def _split_comparison(match: re.Match[str], query: str) -> tuple[str, str]:
    """Return the name of the field and the operator of a comparison; QueryError for `!=`."""
    op = next(sign for sign in match.groups()[1:] if sign)
    if op in _UNEQUAL:
        hint = f"write `-` before the term to leave out what it finds: `-{match[1]}:VALUE`"
        raise QueryError(f"`{op}` is not an operator here", query=query, start=match.start(), end=match.end(), hint=hint)
    return match[1], _SPELLINGS.get(op, op)


def _refuse_sign(query: str, start: int, end: int) -> None:
    """Raise QueryError for an operator without a field before it."""
    if match := re.compile(_SIGNS).match(query, start, end):
        hint = "write a field before it, as in `amount>50000`; text with such a sign goes in quotes: '\">5\"'"
        raise QueryError(f"`{match[0]}` has no field before it", query=query, start=start, end=match.end(), hint=hint)


def _values(query: str, start: int, end: int) -> tuple[tuple[str, ...], int]:
    """Return the values after an operator, separated by commas, each in quotes or not, and where they end."""
    values: list[str] = []
    stop = start
    while True:
        in_quotes = stop < end and query[stop] == '"'
        text, stop = _value(query, stop, end)
        unquoted = text.removesuffix(",") if not in_quotes and query[stop : stop + 1] == '"' else text
        values += [text] if in_quotes else split_commas(unquoted)
        following = query[stop : min(stop + 2, end)]
        if unquoted != text:
            continue
        if not in_quotes or not re.fullmatch(r",[^\s()]", following):
            return tuple(values), stop
        stop += 1


def _value(query: str, start: int, end: int) -> tuple[str, int]:
    if start < end and query[start] == '"':
        match = _QUOTATION.match(query, start, end)
        if not match:
            raise QueryError("a quote is left open", query=query, start=start, end=end, hint='close it with another `"`')
        return _unescape(match[1]), match.end()
    bare = _BARE.match(query, start, end)
    return (bare[0], bare.end()) if bare else ("", start)


def _unquote_name(name: str) -> str:
    """Return the name of a field, the heading of a column without its quotes."""
    return name[:2] + _unescape(name[3:-1]) if name.endswith('"') else name


def _unescape(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


def _missing_error(query: str, start: int, end: int, start_text: str) -> QueryError:
    start_text = start_text.strip()
    name = start_text.rstrip(":=<>≤≥ ")
    if name.lower() == "x":
        return QueryError("`x:` needs a heading and a value", query=query, start=start, end=end, hint=COLUMN_HINT)
    hint = f"write a value right after it; `{name}:..` asks for any known value, `-{name}:..` for none"
    return QueryError(f"there is nothing after `{start_text}`", query=query, start=start, end=end, hint=hint)
