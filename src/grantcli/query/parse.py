"""The question language: text to `Filter`.

query  = every { "or" every }        every = term { ["and"] term }
term   = [ "-" | "not" ] atom        atom  = "(" query ")" | field op value | word
op     = ":"  "="  "<"  "<="  ">"  ">="
field  = a name | "x:" heading
"""

from collections.abc import Sequence

from grantcli.errors import QueryError, UsageError
from grantcli.fields import FIELDS, HINT, find_field, suggestions
from grantcli.query import mistakes
from grantcli.query.filters import FLAGS, FLAGS_ALSO, And, Filter, Not, Or, Word
from grantcli.query.lexer import COLUMN_HINT, Mark, Token, join, split_commas, tokens
from grantcli.query.values import either

_DEEPEST = 50


def parse(terms: Sequence[str] | str) -> Filter:
    """Return the filter that the terms mean together; QueryError points at what cannot be read.

    >>> str(parse(["funder:lga", "-stage:beta"]))
    'funder:lga -stage:beta'
    """
    terms = (terms,) if isinstance(terms, str) else terms
    terms = [term for term in terms if term.strip()]
    return _Parser(terms).parse_all() if terms else And()


def flag(name: str, text: str) -> Filter:
    """Return what `--name text` means; UsageError when the value cannot be read."""
    terms = [FLAGS[name], *([FLAGS_ALSO[name]] if name in FLAGS_ALSO else [])]
    try:
        filters = tuple(either(FIELDS[field], op, split_commas(text)) for field, op in terms)
        return filters[0] if len(filters) == 1 else And(filters)
    except ValueError as error:
        raise UsageError(f"--{name}: {error}") from error


class _Parser:
    """Recursive descent over the tokens, one method a rule of the grammar."""

    def __init__(self, terms: Sequence[str]) -> None:
        self.query = join(terms)
        if mistake := mistakes.statement(self.query):
            raise QueryError(mistake.message, query=self.query, start=0, end=len(self.query), hint=mistake.hint)
        self.tokens = list(tokens(terms))
        self.at = 0
        self.depth = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        token = self.token
        self.at += 1
        return token

    def fault(self, message: str, token: Token, hint: str = "", names: Sequence[str] = ()) -> QueryError:
        return QueryError(message, query=self.query, start=token.start, end=token.end, hint=hint, did_you_mean=names)

    def parse_all(self) -> Filter:
        result = self.either()
        if self.token.mark is Mark.CLOSE:
            raise self.fault("this `)` closes nothing", self.token, "remove it, or write a `(` before it")
        return result

    def either(self) -> Filter:
        parts = [self.every()]
        while self.token.mark is Mark.OR:
            self.take()
            parts.append(self.every())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def every(self) -> Filter:
        parts = [self.term()]
        while self.token.mark not in {Mark.OR, Mark.CLOSE, Mark.END}:
            if self.token.mark is Mark.AND:
                self.take()
            parts.append(self.term())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def term(self) -> Filter:
        negative = False
        while self.token.mark is Mark.NOT:
            self.take()
            negative = not negative
        result = self.atom()
        return Not(result) if negative else result

    def atom(self) -> Filter:
        token = self.take()
        match token.mark:
            case Mark.WORD:
                return self.word(token)
            case Mark.COMPARISON:
                return self.comparison(token)
            case Mark.OPEN:
                return self.group(token)
            case Mark.END:
                raise self.fault("the question ends where a term is missing", token, "add a term, or drop the last word")
            case Mark.CLOSE | Mark.AND | Mark.OR | Mark.NOT:
                notes = self.query[token.start : token.end]
                raise self.fault(f"a term is missing before `{notes}`", token, f"to look for it as a word, write '\"{notes}\"'")

    def word(self, token: Token) -> Word:
        if not token.text:
            raise self.fault("an empty word finds nothing", token, "write a word between the quotes")
        following = self.token.text if self.token.mark is Mark.WORD else ""
        mistake = None if token.is_quoted else mistakes.word(token.text, following)
        if mistake:
            raise self.fault(mistake.message, token, mistake.hint)
        return Word(token.text)

    def group(self, token: Token) -> Filter:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self.fault(f"parentheses go deeper than {_DEEPEST}", token, "ask a simpler question")
        result = self.either()
        if self.token.mark is not Mark.CLOSE:
            raise self.fault("this `(` is never closed", token, "write a `)` after the last term of the group")
        self.take()
        self.depth -= 1
        return result

    def comparison(self, token: Token) -> Filter:
        field = find_field(token.field)
        if field is None and token.field.lower() == "x":
            raise self.fault("`x:` needs a heading and a value", token, COLUMN_HINT)
        if field is None and (mistake := mistakes.address(token.field, token.text)):
            raise self.fault(mistake.message, token, mistake.hint)
        if field is None:
            names = suggestions(token.field)
            name = Token(token.mark, token.start, token.start + len(token.field))
            raise self.fault(f"unknown field `{token.field}`", name, "" if names else HINT, names)
        try:
            return either(field, token.op, token.values)
        except ValueError as error:
            raise self.fault(str(error), token, mistakes.bands(field.name, token.text)) from error
