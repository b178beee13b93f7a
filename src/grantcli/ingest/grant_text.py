"""Writes the SELECT of the 360Giving grants that rows of cells are, as JSON, in the words of `nesting`.

A rule to keep: the grant is the one that the row reader makes. Texts, plain amounts and dates as the standard has them are put
together by SQL; of everything else each distinct text is read once, by `nesting.Shape` itself.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from grantcli.ingest import distinct_texts, nesting
from grantcli.ingest.database import literal
from grantcli.ingest.json_values import dump_line
from grantcli.ingest.nesting import Column, Node
from grantcli.ingest.parse import currencies
from grantcli.ingest.parse.amounts import NumberFormat
from grantcli.ingest.parse.formats import AMOUNT, Formats
from grantcli.ingest.table_metadata import Contents
from grantcli.ingest.titles import DATES, NUMBERS

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection

_DECIMAL = "-?[0-9]{1,13}([.][0-9]{1,2})?"


@dataclass(slots=True, eq=False, repr=False)
class GrantTexts:
    """The grants of the rows of a relation `r`: the cells `c0` to `cN`, without blanks at their ends `t0` to `tN`, and `n`."""

    contents: Contents
    connection: "DuckDBPyConnection"
    rows: str
    """The relation of the cells, for FROM."""
    joins: list[str] = field(default_factory=list, init=False)
    """What is to be joined to `r`: the texts that were read one by one."""
    shape: nesting.Shape = field(init=False)
    paths: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        """Find where each column goes."""
        self.shape = nesting.Shape(nesting.columns(self.contents.matches), self.contents.formats)
        self.paths = {each.path: index for index, each in reversed([*enumerate(self.contents.matches)]) if each.path}

    def sql(self) -> str:
        """Return the SQL of a grant over `r` and `joins`."""
        return self._object(self.shape.tree, [self._currency()])

    def _object(self, node: Node, more: Sequence[str] = ()) -> str:
        parts = [f"{literal(dump_line(key).decode() + ':')} || {self._part(child)}" for key, child in node.items()]
        return f"'{{' || CONCAT_WS(',', {', '.join([*parts, *more])}) || '}}'"

    def _part(self, child: "Column | Node") -> str:
        """Return the SQL of a part of a grant; NULL where it has nothing."""
        if isinstance(child, Column):
            return f"CASE WHEN {_has_text(child)} THEN {self._value(child)} END"
        has_value = " OR ".join(_has_text(column) for column in _leaves(child))
        if isinstance(next(iter(child)), str):
            return f"CASE WHEN {has_value} THEN {self._object(child)} END"
        members = ", ".join(self._member(each) for _, each in sorted(child.items()))
        return f"CASE WHEN {has_value} THEN '[' || CONCAT_WS(',', {members}) || ']' END"

    def _member(self, child: "Column | Node") -> str:
        """Return the SQL of what stands at a place of a list; several texts where a cell has several."""
        if not isinstance(child, Column):
            return self._part(child)

        def read(cell: str, own: str) -> str:
            value = self.shape.value(cell, child, own)
            return dump_line(nesting.list_texts(value) if isinstance(value, str) else [value]).decode()[1:-1]

        return f"CASE WHEN {_has_text(child)} THEN NULLIF({self._read(child, 'TRUE', read)}, '') END"

    def _value(self, column: Column) -> str:
        cell = f"r.c{column.index}"
        if column.name in DATES:
            return self._either(column, f"REGEXP_FULL_MATCH({cell}, {literal(nesting.ISO)}, 's')", f"TO_JSON({cell})")
        if column.name not in NUMBERS:
            return f"CAST(TO_JSON({cell}) AS VARCHAR)"
        if column.name.startswith("amount"):
            return self._either(column, self._plain(column), _short(cell))
        return self._either(column, "FALSE", "NULL")

    def _either(self, column: Column, is_plain: str, text: str) -> str:
        """Return the SQL of a value that is plain, or was read one by one."""
        read = self._read(column, f"NOT ({is_plain})", lambda cell, own: dump_line(self.shape.value(cell, column, own)).decode())
        return f"CASE WHEN {is_plain} THEN CAST({text} AS VARCHAR) ELSE {read} END"

    def _read(self, column: Column, where: str, reader: Callable[[str, str], str]) -> str:
        """Let each distinct text of a column be read, with its currency where that matters, and return the SQL of what it is."""
        keys = [column.index]
        if column.name.startswith("amount"):
            keys += [self.paths[path] for path in ("currency", AMOUNT) if path in self.paths and self.paths[path] != column.index]
        cells = [f"r.c{index}" for index in keys]
        text = f"SELECT DISTINCT {', '.join(cells)} FROM {self.rows} r WHERE {_has_text(column)} AND COALESCE({where}, TRUE)"
        names = [f"k{number}" for number in range(len(keys))]
        records = [
            (*texts, reader(texts[0], self._own(dict(zip(keys, texts, strict=True)))))
            for texts in self.connection.execute(text).fetchall()
        ]
        table = f"grant_{column.index}"
        distinct_texts.table(self.connection, table, dict.fromkeys([*names, "json"], "VARCHAR"), records)
        matches = (f"{table}.{name} IS NOT DISTINCT FROM {cell}" for name, cell in zip(names, cells, strict=True))
        self.joins.append(f" LEFT JOIN {table} ON {' AND '.join(matches)}")
        return f"{table}.json"

    def _own(self, cells: Mapping[int, str | None]) -> str:
        code, amount = (cells.get(self.paths.get(path, -1)) or "" for path in ("currency", AMOUNT))
        return self.shape.own_currency(code, amount)

    def _plain(self, column: Column) -> str:
        """Return the SQL of whether an amount is a plain number, in what its heading says it is in."""
        formats, match = self.contents.formats, column.match
        form = formats.numbers.get(column.name, NumberFormat(scale=match.scale))
        if form.scale != 1 or form.decimal != ".":
            return "FALSE"
        test = f"REGEXP_FULL_MATCH(r.c{column.index}, {literal(_DECIMAL)})"
        headed = currencies.meanings(currencies.marks(match.heading)) or ((match.currency,) if match.currency else ())
        return f"{test} AND {self._fits(headed, column, formats)}" if headed else test

    def _fits(self, headed: Sequence[str], column: Column, formats: Formats) -> str:
        """Return the SQL of whether the currency of a row is one of these, or not known."""
        stated = currencies.code(formats.currency.stated)
        bare = stated in headed if formats.currency.stated else column.name == AMOUNT
        if "currency" not in self.paths:
            return str(bare).upper()
        cell = f"r.t{self.paths['currency']}"
        texts = self.connection.execute(f"SELECT DISTINCT {cell} FROM {self.rows} r").fetchall()
        fair = ", ".join(literal(text) for (text,) in texts if text and currencies.code(text) in headed) or "NULL"
        return f"CASE WHEN {cell} IS NULL THEN {str(bare).upper()} ELSE COALESCE({cell} IN ({fair}), FALSE) END"

    def _currency(self) -> str:
        """Return the SQL of the currency of a row that names none: what is stated for all of them, or the mark of its amount."""
        formats = self.contents.formats
        cell = f"r.t{self.paths['currency']}" if "currency" in self.paths else "NULL"
        if formats.currency.stated:
            stated = literal(dump_line(formats.currency.stated).decode())
        elif AMOUNT in self.paths:
            stated = self._marks(f"r.c{self.paths[AMOUNT]}")
        else:
            return "NULL"
        return f"CASE WHEN {cell} IS NULL THEN '\"currency\":' || {stated} END"

    def _marks(self, cell: str) -> str:
        """Let each distinct amount that is no plain number be read for its mark, and return the SQL of its currency."""
        query = f"SELECT DISTINCT {cell} FROM {self.rows} r WHERE NOT REGEXP_FULL_MATCH({cell}, {literal(_DECIMAL)})"
        codes = [(text, self.shape.own_currency("", text)) for (text,) in self.connection.execute(query).fetchall()]
        rows = [(text, dump_line(own).decode()) for text, own in codes if own]
        distinct_texts.table(self.connection, "grant_marks", {"text": "VARCHAR", "json": "VARCHAR"}, rows)
        self.joins.append(f" LEFT JOIN grant_marks ON grant_marks.text = {cell}")
        return "grant_marks.json"


def _leaves(node: Node) -> Iterator[Column]:
    for child in node.values():
        if isinstance(child, Column):
            yield child
        else:
            yield from _leaves(child)


def _has_text(column: Column) -> str:
    return f"r.t{column.index} IS NOT NULL"


def _short(cell: str) -> str:
    """Return the SQL of a plain amount as JSON has it, without decimals that are nought."""
    exact = f"CAST({cell} AS DECIMAL(18,2))"
    return f"REGEXP_REPLACE(CAST({exact} AS VARCHAR), '[.]?0*$', '')"
