"""Parquet, written by DuckDB: a typed column for each column of the table.

Amounts are DECIMAL, counts and years BIGINT, shares and changes DECIMAL, many values a list, and dates DATE where every one
is known to the day. Everything else is text; records are JSON. What is not known is null.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from json import dumps
from pathlib import Path
from tempfile import TemporaryDirectory

from grantcli.errors import GrantcliError
from grantcli.render.cells import plain
from grantcli.render.jsonl import value
from grantcli.render.style import Page, Style
from grantcli.table import Cell, Explanation, Kind, Money, Table

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SMALL_DECIMAL = Decimal(10) ** 16  # what DECIMAL(18,2) can store
_TYPES = {
    Kind.NUMBER: "BIGINT", Kind.YEAR: "BIGINT", Kind.SHARE: "DECIMAL(38,6)", Kind.CHANGE: "DECIMAL(38,6)", Kind.MANY: "VARCHAR[]",
}  # fmt: skip


def render(table: Table, _style: Style) -> Page:
    """Return the rows as a Parquet file."""
    import _duckdb as duckdb

    with TemporaryDirectory(prefix="grantcli-") as folder:
        rows, target = Path(folder) / "rows.jsonl", Path(folder) / "made.parquet"
        with rows.open("w", encoding="utf-8") as file:
            file.writelines(_line(row) for row in table.rows)
        try:
            with duckdb.connect(config={"threads": 1}) as connection:  # one, so that the same rows make the same bytes
                connection.execute("SET enable_progress_bar = false")  # else it is drawn on stdout
                connection.execute(_statement(table, rows, target))
        except duckdb.Error as error:
            raise GrantcliError(f"cannot write Parquet: {str(error).splitlines()[0]}") from error
        return Page("", (), target.read_bytes())


def _line(row: Sequence[Cell]) -> str:
    """Return a row as a line of JSON, its figures as text: a number would pass through binary fractions."""
    return dumps({f"c{number}": _plain(cell) for number, cell in enumerate(row)}) + "\n"


def _plain(cell: Cell) -> str | list[str] | None:
    if cell is None:
        return None
    if _is_records(cell):
        return value(cell)
    if isinstance(cell, tuple):
        return [_text(part) for part in cell if isinstance(part, str)]
    return _text(plain(cell))


def _is_records(cell: Cell) -> bool:
    return isinstance(cell, Explanation) or (isinstance(cell, tuple) and any(not isinstance(part, str) for part in cell))


def _text(text: str) -> str:
    """Return the text with the characters escaped that UTF-8 cannot encode."""
    return text.encode("utf-8", "backslashreplace").decode()


def _statement(table: Table, rows: Path, target: Path) -> str:
    """Return the SQL that makes the file; every column is read as text and cast."""
    kinds = [_type(table, place) for place in range(len(table.columns))]
    columns = ", ".join(
        f"CAST(c{place} AS {kind}) AS {_name(_text(column.name))}"
        for place, (column, kind) in enumerate(zip(table.columns, kinds, strict=True))
    )
    types = ", ".join(f"c{place}: '{'VARCHAR[]' if kind == 'VARCHAR[]' else 'VARCHAR'}'" for place, kind in enumerate(kinds))
    options = f"format = 'newline_delimited', columns = {{{types}}}, maximum_object_size = 1000000000"
    source = f"read_json({_literal(str(rows))}, {options})"
    if not table.rows:
        source = f"(SELECT {', '.join(f'NULL AS c{place}' for place in range(len(kinds)))} LIMIT 0)"
    return f"COPY (SELECT {columns} FROM {source}) TO {_literal(str(target))} (FORMAT parquet)"  # noqa: S608 - names and paths are quoted


def _type(table: Table, place: int) -> str:
    kind = table.columns[place].kind
    cells = [row[place] for row in table.rows]
    if kind is Kind.MONEY:
        amounts = (cell.amount for cell in cells if isinstance(cell, Money))
        return "DECIMAL(18,2)" if all(abs(amount) < _SMALL_DECIMAL for amount in amounts) else "DECIMAL(38,2)"
    if kind is Kind.DATE:
        return "DATE" if all(cell is None or _DAY.fullmatch(str(cell)) for cell in cells) else "VARCHAR"
    return _TYPES.get(kind, "VARCHAR")


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
