"""Parquet, written by DuckDB: a typed column for each column of the table.

Amounts are DECIMAL, counts and years BIGINT, other figures, shares and changes DECIMAL, many values a list, and dates DATE where
every one is known to the day. Everything else is text; records are JSON. What is not known is null.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from json import dumps
from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO

from grantcli.cache_folder import scratch_folder
from grantcli.errors import GrantcliError
from grantcli.render.cells import data_text
from grantcli.render.jsonl import value
from grantcli.render.style import Style
from grantcli.table import Cell, Column, Explanation, Kind, Money, Table, TableStream

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LEAST = 1 << 20
"""DuckDB takes memory for a line of the longest length that it is given."""
_SMALL_DECIMAL = Decimal(10) ** 16  # what DECIMAL(18,2) can store
_TYPES = {
    Kind.NUMBER: "BIGINT", Kind.YEAR: "BIGINT", Kind.DECIMAL: "DECIMAL(38,6)", Kind.SHARE: "DECIMAL(38,6)",
    Kind.CHANGE: "DECIMAL(38,6)", Kind.MANY: "VARCHAR[]",
}  # fmt: skip


def write(table: Table | TableStream, _style: Style, file: BinaryIO) -> tuple[str, ...]:
    """Write the rows as a Parquet file: first as lines of JSON, since all of them decide the types of the columns."""
    import _duckdb as duckdb

    with scratch_folder() as folder:
        rows_path, target = folder / "rows.jsonl", folder / "made.parquet"
        lines = _Lines(table.columns)
        with rows_path.open("w", encoding="utf-8") as rows:
            rows.writelines(lines.write(row) for row in table.rows)
        try:
            with duckdb.connect(config={"threads": 1}) as connection:  # one, so that the same rows make the same bytes
                connection.execute("SET enable_progress_bar = false")  # else it is drawn on stdout
                connection.execute(_statement(table.columns, lines, rows_path, target))
        except duckdb.Error as error:
            raise GrantcliError(f"cannot write Parquet: {str(error).splitlines()[0]}") from error
        with target.open("rb") as content:
            copyfileobj(content, file)
    names = [column.name for column in table.columns]
    others = [f"`{one}` is `{other}`" for one, other in zip(names, _names(table.columns), strict=True) if one != other]
    why = "columns of Parquet cannot differ by case alone"
    return (f"{', '.join(others)}: {why}",) if others else ()


def _names(columns: Sequence[Column]) -> list[str]:
    """Return the names of columns, with a number where another differs by case alone: DuckDB would rename both in silence."""
    names: dict[str, str] = {}
    for column in columns:
        name, number = column.name, 0
        while name.casefold() in names:
            number += 1
            name = f"{column.name}_{number}"
        names[name.casefold()] = name
    return list(names.values())


class _Lines:
    """Writes rows as lines of JSON, and sees what the types of the columns depend on."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns
        self.longest = 0
        """The length of the longest line."""
        self.other: set[int] = set()
        """The columns that have an amount too large for DECIMAL(18,2), or a date that is not known to the day."""

    def write(self, row: Sequence[Cell]) -> str:
        """Return a row as a line, its figures as text: a number would pass through binary fractions."""
        for place, cell in enumerate(row):
            kind = self.columns[place].kind
            if (kind is Kind.MONEY and isinstance(cell, Money) and abs(cell.amount) >= _SMALL_DECIMAL) or (
                kind is Kind.DATE and cell is not None and not _DAY.fullmatch(str(cell))
            ):
                self.other.add(place)
        line = dumps({f"c{number}": _storage_value(cell) for number, cell in enumerate(row)}) + "\n"
        self.longest = max(self.longest, len(line))
        return line

    def types(self) -> Iterator[str]:
        """Yield the type of each column."""
        for place, column in enumerate(self.columns):
            if column.kind is Kind.MONEY:
                yield "DECIMAL(38,2)" if place in self.other else "DECIMAL(18,2)"
            elif column.kind is Kind.DATE:
                yield "VARCHAR" if place in self.other else "DATE"
            else:
                yield _TYPES.get(column.kind, "VARCHAR")


def _storage_value(cell: Cell) -> str | list[str] | None:
    if cell is None:
        return None
    if _is_records(cell):
        return value(cell)
    if isinstance(cell, tuple):
        return [_text(part) for part in cell if isinstance(part, str)]
    return _text(data_text(cell))


def _is_records(cell: Cell) -> bool:
    return isinstance(cell, Explanation) or (isinstance(cell, tuple) and any(not isinstance(part, str) for part in cell))


def _text(text: str) -> str:
    """Return the text with the characters escaped that UTF-8 cannot encode."""
    return text.encode("utf-8", "backslashreplace").decode()


def _statement(columns: Sequence[Column], lines: _Lines, rows: Path, target: Path) -> str:
    """Return the SQL that makes the file; every column is read as text and cast."""
    kinds = list(lines.types())
    selected = ", ".join(
        f"CAST(c{place} AS {kind}) AS {_name(_text(name))}"
        for place, (name, kind) in enumerate(zip(_names(columns), kinds, strict=True))
    )
    types = ", ".join(f"c{place}: '{'VARCHAR[]' if kind == 'VARCHAR[]' else 'VARCHAR'}'" for place, kind in enumerate(kinds))
    most = max(lines.longest + 1, _LEAST)
    options = f"format = 'newline_delimited', columns = {{{types}}}, maximum_object_size = {most}, hive_partitioning = false"
    source = f"read_json({_literal(str(rows))}, {options})"
    if not lines.longest:
        source = f"(SELECT {', '.join(f'NULL AS c{place}' for place in range(len(kinds)))} LIMIT 0)"
    return f"COPY (SELECT {selected} FROM {source}) TO {_literal(str(target))} (FORMAT parquet)"  # noqa: S608 - names and paths are quoted


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
