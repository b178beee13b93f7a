"""Statements in the dialect of another engine: sqlglot translates what we write for DuckDB, and this says what it cannot know.

A rule to keep: what a user typed, and every value of the data, is a parameter. The text of a statement is ours: names of tables
and columns, the register, the prices and the numbers of awards.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlglot
from sqlglot import exp

from grantcli.backends.table_names import TableNames
from grantcli.engines.dimensions import KNOWN, KNOWN_AREAS, area_rows, register_rows
from grantcli.engines.relations import NOTHING, TABLES
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
    listed: Callable[[Rows, Sequence[str]], exp.Expr] = rows_relation
    besides: tuple[str, ...] = ()
    """Columns of awards that tables there have besides ours."""
    medians_by_window: bool = True
    """Medians need window functions: percentiles there are not exact decimals, or do not take decimals."""
    held: bool = False
    """The tables that statements need besides the awards are created once a session, not in each statement."""


def quote_name(name: str, dialect: Dialect) -> str:
    """Return the name of a table or a column as a dialect writes it, its letters as they are."""
    return exp.to_table(name).sql(dialect.name, identify=True)


def translate(text: str, dialect: Dialect, naming: TableNames, given: Mapping[str, Any], view: View) -> str:
    """Return a statement of ours, with its `$parameters`, in a dialect."""
    root = _parse(text)
    if not dialect.held and (ours := besides(text, dialect, naming, view)):
        parts = [exp.CTE(this=exp.Var(this=made), alias=exp.TableAlias(this=exp.to_identifier(name))) for name, made in ours]
        after = root.args.get("with_")
        root.set("with_", exp.With(expressions=[*parts, *(after.expressions if after else ())]))
    written = _generate(root, dialect, naming, given)
    pieces = re.split(_MARK.format(name="([a-z_0-9]+?)"), written)
    return "".join(
        dialect.bind(piece, given[piece]) if place % 2 else dialect.escape(piece) for place, piece in enumerate(pieces)
    )


def besides(text: str, dialect: Dialect, naming: TableNames, view: View) -> Sequence[tuple[str, str]]:
    """Return what a statement needs besides the awards, as statements by their names."""
    bodies = _register_relation(view, naming, dialect) if re.search(r"\bknown\b", text) else ()
    areas = [("known_areas", _areas_relation(view, naming, dialect))] if re.search(r"\bknown_areas\b", text) else []
    return [*bodies, *areas, *([("prices", _prices(view, naming, dialect))] if re.search(r"\bprices\b", text) else ())]


def _parse(text: str) -> exp.Expr:
    return sqlglot.parse_one(re.sub(r"\$([a-z_0-9]+)", r":\1", text), read="duckdb")


def _generate(root: exp.Expr, dialect: Dialect, naming: TableNames, given: Mapping[str, Any]) -> str:
    for node in reversed(list(root.walk(bfs=False))):  # what is inside a node comes before it
        around, key, index = node.parent, node.arg_key, node.index
        made = _node(node, dialect, naming, given)
        if around is None or key is None:
            root = made
        elif made is not node:
            around.set(key, made, index)
    return root.sql(dialect.name, identify=True)


def _node(node: exp.Expr, dialect: Dialect, naming: TableNames, given: Mapping[str, Any]) -> exp.Expr:
    """Return a node as the engine takes it."""
    if isinstance(node, exp.Placeholder):
        return _parameter(node.name)
    if isinstance(node, exp.Table) and (node.name in TABLES or node.name in {"held", "sites"}):
        return _table(node, naming, dialect)
    if isinstance(node, exp.In) and (numbers := _numbers(node, given)) is not None:
        return exp.In(this=node.this, expressions=[exp.Literal.number(n) for n in numbers])
    return dialect.rewrite(node)


def _numbers(node: exp.In, given: Mapping[str, Any]) -> Sequence[int] | None:
    """Return the numbers of awards in `IN (SELECT UNNEST($numbers))`, which are ours; `None` where it says anything else."""
    query = node.args.get("query")
    several = query.this.expressions[0] if query else None
    if not isinstance(several, exp.Explode | exp.Unnest):
        return None
    return [int(n) for name, numbers in given.items() if several.find(exp.Var) == _parameter(name) for n in numbers]


def _parameter(name: str) -> exp.Var:
    return exp.Var(this=_MARK.format(name=name))


def _table(node: exp.Table, naming: TableNames, dialect: Dialect) -> exp.Expr:
    """Return a relation by the name that it has there, the awards with the currency that is assumed."""
    real, alias = exp.to_table(naming.of(node.name), dialect=dialect.name), node.alias or node.name
    if node.name != "awards" or not naming.assumed:
        real.set("alias", exp.TableAlias(this=exp.to_identifier(alias)))
        return real
    currency = exp.Coalesce(this=exp.column("currency"), expressions=[_parameter("currency")])
    columns = [
        exp.alias_(currency, name) if name == "currency" else exp.column(name) for name in (*naming.columns, *dialect.besides)
    ]
    return exp.Select().select(*columns).from_(real).subquery(alias)


_OTHERS = (
    f"SELECT {', '.join(KNOWN)} FROM register UNION ALL"
    f" SELECT DISTINCT z.id, {NOTHING}, {NOTHING}, {NOTHING}, z.kind, {NOTHING}"
    " FROM aliases z LEFT JOIN register g ON g.id = z.id WHERE z.what = 'body' AND z.kind IS NOT NULL AND g.id IS NULL"
)


@cache
def _register_relation(view: View, naming: TableNames, dialect: Dialect) -> Sequence[tuple[str, str]]:
    """Return `known` as a statement: every organisation of the register, and the kinds of those it does not have."""
    ours = _typed_rows(register_rows(view), KNOWN, ["VARCHAR"] * len(KNOWN), naming, dialect)
    if not naming.aliased:
        return [("known", ours)]
    return [("register", ours), ("known", _generate(_parse(_OTHERS), dialect, naming, {}))]


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
    select = exp.Select().select(*columns).from_(dialect.listed(rows or [(None,) * len(names)], names))
    return _generate(select if rows else select.where(exp.false()), dialect, naming, {})
