"""Statements in the dialect of another engine: sqlglot translates what we write for DuckDB, and this says what it cannot know.

A rule to keep: what a user typed, and every value of the data, is a parameter. The text of a statement is ours: names of tables
and columns, the register, the prices and the numbers of awards. Every engine is tested for one meaning of every expression.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

import sqlglot
from sqlglot import exp

from grantcli.backends.address import TableNames
from grantcli.engines.dimensions import KNOWN, KNOWN_AREAS, area_rows, register_rows
from grantcli.engines.relations import NOTHING, TABLES
from grantcli.engines.statement import Statement
from grantcli.fields import View

Rows = Sequence[tuple[str | int | None, ...]]
_MARK = "__given_{name}__"


def rows_relation(rows: Rows, names: Sequence[str]) -> exp.Expr:
    """Return rows as what a FROM takes."""
    return exp.values([tuple(row) for row in rows], alias="listed", columns=list(names))


@dataclass(frozen=True, slots=True)
class Dialect:
    """How an engine differs from what sqlglot knows of it."""

    name: str
    bind: Callable[[str, Any], str]
    """Returns how the text refers to a parameter of this name and value."""
    rewrite: Callable[[exp.Expr], exp.Expr]
    """Returns a node in the words of this engine; what is inside it has been before."""
    escape: Callable[[str], str] = str
    """Returns text for a statement that has parameters."""
    relation_of_rows: Callable[[Rows, Sequence[str]], exp.Expr] = rows_relation
    more_columns: tuple[str, ...] = ()
    """Columns of awards that tables there have besides ours."""
    medians_by_window: bool = True
    """Medians need window functions: percentiles there are not exact decimals, or do not take decimals."""
    materialises_ctes: bool = False
    """A common table expression that is named twice is worked out once, not each time."""
    session_views: bool = False
    """The tables that statements need besides the awards are created once a session, not in each statement."""


def quote_name(name: str, dialect: Dialect) -> str:
    """Return the name of a table or a column as a dialect writes it, its letters as they are."""
    return exp.to_table(name).sql(dialect.name, identify=True)


def translate(statement: Statement, dialect: Dialect, naming: TableNames, parameters: Mapping[str, Any], view: View) -> str:
    """Return a statement of ours, with these parameters, in a dialect."""
    root = _parse(statement.sql)
    if not dialect.session_views and (relations := session_relations(statement, dialect, naming, view)):
        parts = [exp.CTE(this=exp.Var(this=sql), alias=exp.TableAlias(this=exp.to_identifier(name))) for name, sql in relations]
        clause = root.args.get("with_")
        root.set("with_", exp.With(expressions=[*parts, *(clause.expressions if clause else ())]))
    text_there = _generate(root, dialect, naming, parameters)
    pieces = re.split(_MARK.format(name="([a-z_0-9]+?)"), text_there)
    return "".join(
        dialect.bind(piece, parameters[piece]) if place % 2 else dialect.escape(piece) for place, piece in enumerate(pieces)
    )


def create_view(relation: str, text: str, dialect: Dialect, naming: TableNames) -> str:
    """Return the statement that makes a relation of ours there, of others that are there."""
    return f"CREATE VIEW {quote_name(naming.of(relation), dialect)} AS {_generate(_parse(text), dialect, naming, {})}"


def session_relations(statement: Statement, dialect: Dialect, naming: TableNames, view: View) -> Sequence[tuple[str, str]]:
    """Return what a statement needs besides the awards, as statements by their names."""
    named = statement.relations
    bodies = _register_relation(view, naming, dialect) if "known" in named else ()
    areas = [("known_areas", _areas_relation(view, naming, dialect))] if "known_areas" in named else []
    return [*bodies, *areas, *([("prices", _prices(view, naming, dialect))] if "prices" in named else ())]


def _parse(text: str) -> exp.Expr:
    return sqlglot.parse_one(re.sub(r"\$([a-z_0-9]+)", r":\1", text), read="duckdb")


def _generate(root: exp.Expr, dialect: Dialect, naming: TableNames, parameters: Mapping[str, Any]) -> str:
    for node in reversed(list(root.walk(bfs=False))):  # what is inside a node comes before it
        parent, key, index = node.parent, node.arg_key, node.index
        replacement = _node(node, dialect, naming, parameters)
        if parent is None or key is None:
            root = replacement
        elif replacement is not node:
            parent.set(key, replacement, index)
    return root.sql(dialect.name, identify=True)


def _node(node: exp.Expr, dialect: Dialect, naming: TableNames, parameters: Mapping[str, Any]) -> exp.Expr:
    """Return a node as the engine takes it."""
    if isinstance(node, exp.Placeholder):
        return _parameter(node.name)
    if isinstance(node, exp.Table) and (node.name in TABLES or node.name in {"stored_awards", "sites", "detail_rows"}):
        return _table(node, naming, dialect)
    if isinstance(node, exp.In) and (numbers := _numbers(node, parameters)) is not None:
        return exp.In(this=node.this, expressions=[exp.Literal.number(n) for n in numbers])
    return dialect.rewrite(node)


def _numbers(node: exp.In, parameters: Mapping[str, Any]) -> Sequence[int] | None:
    """Return the numbers of awards in `IN (SELECT UNNEST($numbers))`, which are ours; `None` where it says anything else."""
    query = node.args.get("query")
    values = query.this.expressions[0] if query else None
    if not isinstance(values, exp.Explode | exp.Unnest):
        return None
    return [int(n) for name, numbers in parameters.items() if values.find(exp.Var) == _parameter(name) for n in numbers]


def _parameter(name: str) -> exp.Var:
    return exp.Var(this=_MARK.format(name=name))


def _table(node: exp.Table, naming: TableNames, dialect: Dialect) -> exp.Expr:
    """Return a relation by the name that it has there, the awards with the currency that is assumed."""
    table, alias = exp.to_table(naming.of(node.name), dialect=dialect.name), node.alias or node.name
    if node.name != "awards" or not naming.assumed:
        table.set("alias", exp.TableAlias(this=exp.to_identifier(alias)))
        return table
    currency = exp.Coalesce(this=exp.column("currency"), expressions=[_parameter("currency")])
    columns = [
        exp.alias_(currency, name) if name == "currency" else exp.column(name)
        for name in (*naming.columns, *dialect.more_columns)
    ]
    return exp.Select().select(*columns).from_(table).subquery(alias)


_UNREGISTERED = (
    f"SELECT {', '.join(KNOWN)} FROM register UNION ALL"
    f" SELECT DISTINCT z.id, {NOTHING}, {NOTHING}, {NOTHING}, z.kind, {NOTHING}"
    " FROM aliases z LEFT JOIN register g ON g.id = z.id WHERE z.what = 'body' AND z.kind IS NOT NULL AND g.id IS NULL"
)


@cache
def _register_relation(view: View, naming: TableNames, dialect: Dialect) -> Sequence[tuple[str, str]]:
    """Return `known` as a statement: every organisation of the register, and the kinds of those it does not have."""
    rows = _typed_rows(register_rows(view), KNOWN, ["VARCHAR"] * len(KNOWN), naming, dialect)
    if not naming.has_aliases:
        return [("known", rows)]
    return [("register", rows), ("known", _generate(_parse(_UNREGISTERED), dialect, naming, {}))]


@cache
def _areas_relation(view: View, naming: TableNames, dialect: Dialect) -> str:
    """Return `known_areas` as a statement: the areas that each organisation of the register is in now."""
    return _typed_rows(area_rows(view), KNOWN_AREAS, ["VARCHAR"] * len(KNOWN_AREAS), naming, dialect)


@cache
def _prices(view: View, naming: TableNames, dialect: Dialect) -> str:
    """Return `prices` as a statement: by financial year what real terms multiply and divide by."""
    rows = [(year, *ratio) for year, ratio in view.prices.ratios.items()]
    return _typed_rows(rows, ("year", "multiply", "divide"), ("VARCHAR", "HUGEINT", "HUGEINT"), naming, dialect)


def _typed_rows(rows: Rows, names: Sequence[str], kinds: Sequence[str], naming: TableNames, dialect: Dialect) -> str:
    """Return rows of ours as a statement with the types that its columns have."""
    columns = [
        exp.alias_(exp.cast(exp.column(name), exp.DataType.build(kind, dialect="duckdb")), name)
        for name, kind in zip(names, kinds, strict=True)
    ]
    select = exp.Select().select(*columns).from_(dialect.relation_of_rows(rows or [(None,) * len(names)], names))
    return _generate(select if rows else select.where(exp.false()), dialect, naming, {})


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


def _lower_case(text: exp.Expr) -> exp.Expr:
    """Return the text in lower case: by ICU where it has other letters than ASCII, which takes three times as long."""
    folded = exp.Collate(this=exp.Paren(this=_letters(text, "REPLACE")), expression=exp.to_identifier("und-x-icu", quoted=True))
    is_ascii = exp.EQ(this=_function("OCTET_LENGTH", text.copy()), expression=_function("CHAR_LENGTH", text.copy()))
    ascii_lower = exp.Lower(this=_binary(exp.Paren(this=text.copy())))
    other = _binary(exp.Paren(this=exp.Lower(this=folded)))
    return exp.Paren(this=exp.Case(ifs=[exp.If(this=is_ascii, true=ascii_lower)], default=other))


def postgres(node: exp.Expr) -> exp.Expr:
    """Word a node for PostgreSQL: case is ICU's, order and equality that of code points whatever the database's collation."""
    if isinstance(node, exp.Lower):
        return _lower_case(node.this)
    if isinstance(node, exp.Cast) and node.to.this in _TEXTS:
        return exp.Paren(this=_binary(node))
    if isinstance(node, exp.Contains):
        return exp.GT(this=_function("STRPOS", node.this, node.expression), expression=exp.Literal.number(0))
    if isinstance(node, exp.Anonymous) and node.name.upper() == "STRLEN":
        return _function("OCTET_LENGTH", *node.expressions)
    if isinstance(node, exp.Mod):
        return _function("MOD", node.this, node.expression)
    if isinstance(node, exp.Extract):  # EXTRACT is a NUMERIC there, with which a financial year takes a third longer
        return exp.cast(_function("DATE_PART", exp.Literal.string(node.name.lower()), node.expression), "INT")
    if isinstance(node, exp.NullSafeEQ):  # arrays are compared so too, and can be hashed: else each row is held against each
        return exp.EQ(this=exp.Array(expressions=[node.this]), expression=exp.Array(expressions=[node.expression]))
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
    unnested = exp.alias_(_function("arrayJoin", exp.Array(expressions=tuples)), "t")
    inner = exp.Select().select(unnested).subquery("several")
    columns = [
        exp.alias_(_function("tupleElement", exp.column("t"), exp.Literal.number(place)), name)
        for place, name in enumerate(names, 1)
    ]
    return exp.Select().select(*columns).from_(inner).subquery("listed")


def _typed_parameter(name: str, value: Any) -> str:  # noqa: ANN401 - whatever a question holds
    """Refer to a parameter of ClickHouse, which wants its type, and for a figure the number of its decimals: it drops more."""
    decimals = max(0, -int(value.as_tuple().exponent)) if isinstance(value, Decimal) else 0
    kinds: dict[type, str] = {str: "String", int: "Int64", Decimal: f"Decimal(38, {decimals})"}
    return f"{{{name}:{kinds[type(value)]}}}"


def _colon(name: str, _value: Any) -> str:  # noqa: ANN401 - whatever a question holds
    return f":{name}"


def _percent(name: str, _value: Any) -> str:  # noqa: ANN401 - whatever a question holds
    return f"%({name})s"


def _double_quotes(text: str) -> str:
    return text.replace("%", "%%")


POSTGRES = Dialect("postgres", _percent, postgres, _double_quotes, medians_by_window=False, materialises_ctes=True)
SPARK = Dialect("spark", _colon, spark, session_views=True, more_columns=(PARTITION,))
CLICKHOUSE = Dialect("clickhouse", _typed_parameter, clickhouse, relation_of_rows=_array_of)
