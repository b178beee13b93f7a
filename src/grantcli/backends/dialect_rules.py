"""Expressions that sqlglot cannot translate, or translates with another meaning; every engine is tested for one meaning."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlglot import exp

from grantcli.backends.dialects import Dialect, Rows

# A letter is folded by itself, one for one: of all letters, Unicode has two exceptions, which therefore go before.
_EXCEPTIONS = (("İ", "i"), ("Σ", "σ"))
PARTITION = "year"
"""The column by which awards are parted in Spark: the year of their first day."""
_TEXTS = {exp.DataType.Type.VARCHAR, exp.DataType.Type.TEXT}


def _letters(text: exp.Expr, replacing: str) -> exp.Expr:
    """Return the text without the letters that lose their case otherwise than by themselves."""
    for old, new in _EXCEPTIONS:
        text = _function(replacing, text, exp.Literal.string(old), exp.Literal.string(new))
    return text


def _function(name: str, *of: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this=name, expressions=list(of))


def _binary(text: exp.Expr) -> exp.Expr:
    """Return the text in the order of its code points."""
    return exp.Collate(this=text, expression=exp.to_identifier("C", quoted=True))


def _decimal(node: exp.Expr) -> bool:
    return isinstance(node, exp.DataType) and node.this == exp.DataType.Type.INT128


def postgres(node: exp.Expr) -> exp.Expr:
    """Word a node for PostgreSQL: case is ICU's, order and equality that of code points whatever the database's collation."""
    if isinstance(node, exp.Lower):
        icu = exp.Collate(
            this=exp.Paren(this=_letters(node.this, "REPLACE")), expression=exp.to_identifier("und-x-icu", quoted=True)
        )
        return _binary(exp.Paren(this=exp.Lower(this=icu)))
    if isinstance(node, exp.Cast) and node.to.this in _TEXTS:
        return exp.Paren(this=_binary(node))
    if isinstance(node, exp.Contains):
        return exp.GT(this=_function("STRPOS", node.this, node.expression), expression=exp.Literal.number(0))
    if isinstance(node, exp.Anonymous) and node.name.upper() == "STRLEN":
        return _function("OCTET_LENGTH", *node.expressions)
    if isinstance(node, exp.Mod):
        return _function("MOD", node.this, node.expression)
    return exp.DataType.build("NUMERIC(38, 0)", dialect="postgres") if _decimal(node) else node


_WITHIN: dict[type[exp.Expr], type[exp.Binary]] = {
    exp.GTE: exp.GTE,
    exp.GT: exp.GTE,
    exp.LTE: exp.LTE,
    exp.LT: exp.LTE,
    exp.EQ: exp.EQ,
}


def _of_years(node: exp.Expr) -> exp.Expr:
    """Return a comparison of the first day with that of the year, by which the files of awards are parted, before it."""
    day = node.args.get("expression")
    if type(node) not in _WITHIN or not isinstance(day, exp.Cast) or not isinstance(node.this, exp.Column):
        return node
    if node.this.name != "awarded_from" or day.to.this != exp.DataType.Type.DATE:
        return node
    year = exp.column(PARTITION, table=node.this.table)
    of_year = _WITHIN[type(node)](this=year, expression=exp.Year(this=day.copy()))
    return exp.Paren(this=exp.And(this=of_year, expression=node))


def spark(node: exp.Expr) -> exp.Expr:
    """Word a node for Spark."""
    node = _of_years(node)
    if isinstance(node, exp.Lower):
        return exp.Lower(this=_letters(node.this, "REPLACE"))
    if isinstance(node, exp.Anonymous) and node.name.upper() == "STRLEN":
        return _function("OCTET_LENGTH", *node.expressions)
    return exp.DataType.build("DECIMAL(38, 0)", dialect="spark") if _decimal(node) else node


def clickhouse(node: exp.Expr) -> exp.Expr:
    """Word a node for ClickHouse: its LOWER knows ASCII only, its DATE begins in 1970, and its LENGTH counts bytes."""
    if isinstance(node, exp.Lower):
        return _function("lowerUTF8", _letters(node.this, "replaceAll"))
    if isinstance(node, exp.IntDiv):
        return _function("intDiv", node.this, node.expression)
    if isinstance(node, exp.Anonymous) and node.name.upper() == "STRLEN":
        return _function("LENGTH", *node.expressions)
    if isinstance(node, exp.Cast) and node.to.this == exp.DataType.Type.DECIMAL and node.this.find(exp.IntDiv, exp.Anonymous):
        return exp.cast(exp.cast(node.this, "BIGINT"), node.to)  # an Int128 makes no Decimal
    if isinstance(node, exp.DataType) and node.this == exp.DataType.Type.DATE:
        return exp.DataType.build("Nullable(Date32)", dialect="clickhouse")
    return node


def _array_of(rows: Rows, names: Sequence[str]) -> exp.Expr:
    """Return rows as an array of tuples, which ClickHouse takes at once, where it plans each row of VALUES."""
    tuples = [exp.Tuple(expressions=[exp.convert(cell) for cell in row]) for row in rows]
    joined = exp.alias_(_function("arrayJoin", exp.Array(expressions=tuples)), "t")
    inner = exp.Select().select(joined).subquery("several")
    columns = [
        exp.alias_(_function("tupleElement", exp.column("t"), exp.Literal.number(place)), name)
        for place, name in enumerate(names, 1)
    ]
    return exp.Select().select(*columns).from_(inner).subquery("listed")


def _typed_parameter(name: str, value: Any) -> str:  # noqa: ANN401 - whatever a question holds
    """Refer to a parameter of ClickHouse, which wants its type."""
    kinds: dict[type, str] = {str: "String", int: "Int64", Decimal: "Decimal(38, 2)"}
    return f"{{{name}:{kinds[type(value)]}}}"


def _colon(name: str, _value: Any) -> str:  # noqa: ANN401 - whatever a question holds
    return f":{name}"


def _percent(name: str, _value: Any) -> str:  # noqa: ANN401 - whatever a question holds
    return f"%({name})s"


def _double_quotes(text: str) -> str:
    return text.replace("%", "%%")


POSTGRES = Dialect("postgres", _percent, postgres, _double_quotes, medians_by_window=False)
SPARK = Dialect("spark", _colon, spark, held=True, besides=(PARTITION,))
CLICKHOUSE = Dialect("clickhouse", _typed_parameter, clickhouse, listed=_array_of)
