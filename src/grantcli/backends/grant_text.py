"""The grant of a row of a file as JSON, by SQL: the text that `as_json` makes of the grant that `ingest.nesting` builds.

A rule to keep: where SQL might write another text, it writes none, and Python writes it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from grantcli.ingest import nesting
from grantcli.ingest.database import literal
from grantcli.ingest.headings import Match
from grantcli.ingest.nesting import Column
from grantcli.ingest.parse import currencies
from grantcli.ingest.parse.amounts import NumberFormat
from grantcli.ingest.parse.formats import DATE, Formats
from grantcli.ingest.titles import DATES, NUMBERS
from grantcli.render.jsonl import text

_UNKNOWN = "CHR(1)"
"""The SQL of a value that is left to Python: this character is in no JSON, and makes that of the whole row NULL."""
_ESCAPED = r"[\x00-\x1f\x7f-\x9f\x{61c}\x{200e}\x{200f}\x{2028}-\x{202e}\x{2066}-\x{2069}]|\\u"
"""What `render.jsonl.text` writes as `\\u`, and the same as DuckDB writes it: in capital letters.

Of ASCII that is the character 127 and `\\u`, since `TO_JSON` leaves no other control character, besides that of `_UNKNOWN`.
"""
_REWRITTEN = (
    r"[\x7f-\x9f\x{61c}\x{200e}\x{200f}\x{2028}-\x{202e}\x{2066}-\x{2069}]|\\[u/]|[0-9][eE][-+]?[0-9]|-0(?:[^.0-9]|$)|[0-9]{99}"
)
"""What `as_json` may write otherwise than it is in the JSON of a file, besides the blanks between values."""
_WHOLE = "(?:-?[1-9][0-9]{0,14}|0)"
_FIGURE = rf"{_WHOLE}(?:\.[0-9]{{1,2}})?"
_NUMBER = rf"{_WHOLE}(?:\.[0-9]{{1,10}})?"
_DAY = r"(?s)[0-9]{4}(?:-[0-9]{2}-[0-9]{2})?(?:[T ].*)?"


def is_plain(grant: str) -> str:
    """Return the SQL of whether the JSON of a grant only has blanks that `as_json` would put otherwise."""
    return f"NOT REGEXP_MATCHES({grant}, {literal(_REWRITTEN)})"


def of_cells(matches: Sequence[Match], formats: Formats) -> str:
    """Return the SQL over `a` of the grant of a row: of its cells `c0`, `c1` …, which are `t0`, `t1` … without blanks.

    It is one only where it `is_whole`.
    """
    columns = nesting.columns(matches)
    grant = _Cells(formats, next((each.index for each in columns if each.steps == ("currency",)), None))
    return grant.whole(nesting.Shape(columns, formats).tree)


def is_whole(grant: str) -> str:
    """Return the SQL of whether what `of_cells` writes is the grant, as `as_json` writes it."""
    # Most grants are of ASCII: there DuckDB finds a character ten times as fast as a pattern.
    any_of = " OR ".join(f"CONTAINS({grant}, {each})" for each in (_UNKNOWN, "CHR(127)", literal(r"\u")))
    is_ascii = f"STRLEN({grant}) = LENGTH({grant})"
    return f"CASE WHEN {is_ascii} THEN NOT ({any_of}) ELSE NOT REGEXP_MATCHES({grant}, {literal(_ESCAPED)}) END"


def _json(cell: str) -> str:
    return f"CAST(TO_JSON({cell}) AS VARCHAR)"


def _join(parts: Sequence[str]) -> str:
    # `||` would copy the text once for each of its operands.
    return f"CONCAT_WS(', ', {', '.join(parts)})"


def _where_present(child: Column | nesting.Node, content: str) -> str:
    """Return the SQL of a text of a part that a row has, and NULL where it has none."""
    return f"CASE WHEN {' OR '.join(f'a.t{index} IS NOT NULL' for index in _indexes(child))} THEN {content} END"


def _indexes(child: Column | nesting.Node) -> Iterator[int]:
    """Yield which columns of the file a part is made of."""
    if isinstance(child, Column):
        yield child.index
    else:
        for each in child.values():
            yield from _indexes(each)


@dataclass(frozen=True, slots=True)
class _Value:
    """A value as JSON: what SQL gives, between two texts. One text for all brackets of a value is copied once, not with each."""

    start: str
    content: str
    end: str

    def after(self, key: str) -> "_Value":
        return replace(self, start=key + self.start)

    def between(self, start: str, end: str) -> "_Value":
        return _Value(start + self.start, self.content, self.end + end)

    @property
    def sql(self) -> str:
        return f"CONCAT({literal(self.start)}, {self.content}, {literal(self.end)})" if self.start or self.end else self.content


class _Cells:
    """Writes the SQL of the parts of a grant, each NULL where it has no value."""

    def __init__(self, formats: Formats, currency: int | None) -> None:
        """Take the formats of the columns, and which column names the currency."""
        self.formats = formats
        self.currency = "CAST(NULL AS VARCHAR)" if currency is None else f"a.t{currency}"

    def whole(self, tree: nesting.Node) -> str:
        """Return the SQL of a grant; a currency that is stated of the column comes last, as `nesting` has it."""
        parts = [self._member(str(key), child) for key, child in tree.items()]
        if stated := self.formats.currency.stated:
            member = literal(f'"currency": {text(stated)}')
            parts.append(f"CASE WHEN {self.currency} IS NULL THEN {member} END")
        return f"CONCAT('{{', {_join(parts or ['NULL'])}, '}}')"

    def _member(self, key: str, child: Column | nesting.Node) -> str:
        return _where_present(child, self._value(child).after(f"{text(key)}: ").sql)

    def _value(self, child: Column | nesting.Node, *, in_list: bool = False) -> "_Value":
        """Return the SQL of a value of a row that has one there."""
        if isinstance(child, Column):
            return _Value("", self._cell(child, in_list=in_list), "")
        if is_object := isinstance(next(iter(child)), str):
            keys = [(f"{text(str(key))}: ", each) for key, each in child.items()]
        else:
            keys = [("", each) for _, each in sorted(child.items(), key=lambda item: int(item[0]))]
        values = [(each, self._value(each, in_list=not is_object).after(key)) for key, each in keys]
        if len(values) == 1:  # it is there where the whole is
            inner = values[0][1]
        else:
            inner = _Value("", _join([_where_present(each, value.sql) for each, value in values]), "")
        return inner.between(*("{}" if is_object else "[]"))

    def _cell(self, column: Column, *, in_list: bool) -> str:
        cell, trimmed = f"a.c{column.index}", f"a.t{column.index}"
        if column.name in DATES:
            known = """ WHEN a.awarded_from = a.awarded_to THEN '"' || CAST(a.awarded_from AS VARCHAR) || '"'"""
            read = known if column.steps == (DATE,) else ""
            return f"CASE WHEN REGEXP_FULL_MATCH({cell}, {literal(_DAY)}) THEN {_json(cell)}{read} ELSE {_UNKNOWN} END"
        if column.name in NUMBERS:
            return self._number(column, trimmed)
        # Several texts of a list are in one cell.
        return f"CASE WHEN CONTAINS({cell}, ';') THEN {_UNKNOWN} ELSE {_json(trimmed)} END" if in_list else _json(cell)

    def _number(self, column: Column, cell: str) -> str:
        """Return the SQL of a plain number without decimals that are zero; `nesting` reads what is not plain."""
        short = f"CASE WHEN CONTAINS({cell}, '.') THEN RTRIM(RTRIM({cell}, '0'), '.') ELSE {cell} END"
        if not column.name.startswith("amount"):
            return f"CASE WHEN REGEXP_FULL_MATCH({cell}, {literal(_NUMBER)}) THEN {short} ELSE {_UNKNOWN} END"
        form = self.formats.numbers.get(column.name, NumberFormat(scale=column.match.scale))
        if form.scale != 1 or form.decimal != ".":
            return _UNKNOWN
        match = column.match
        headed = currencies.meanings(currencies.marks(match.heading)) or ((match.currency,) if match.currency else ())
        own = f"COALESCE({self.currency}, {literal(self.formats.currency.stated)})"
        same = f" AND {own} IN ('', {', '.join(map(literal, headed))})" if headed else ""
        return f"CASE WHEN REGEXP_FULL_MATCH({cell}, {literal(_FIGURE)}){same} THEN {short} ELSE {_UNKNOWN} END"
