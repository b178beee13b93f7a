"""Reads Parquet files, whose columns are headings and whose rows have no place but their number."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import chain
from math import isfinite, isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grantcli.errors import DataError
from grantcli.ingest import file_kind, headings
from grantcli.ingest.nesting import Cell
from grantcli.ingest.options import ReadOptions
from grantcli.ingest.raw_table import Row, Table

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection

_ROWS = "select * from read_parquet($path, hive_partitioning = false)"
_BATCH = 10_000
_FIRST = 1_000
"""The number of rows to read first, at once: most often only the content of columns is looked for."""


def table(path: Path, label: str, options: ReadOptions) -> Table:
    """Return the table in a Parquet file; DataError where it cannot be read or no column looks like grant data."""
    names = _names(path, label)
    if not headings.fits(names, options):
        headings_text = ", ".join(f"`{name}`" for name in names)
        hint = "say which columns are awards: `--map amount=HEADING --map recipient=HEADING`"
        raise file_kind.unreadable_file(label, f"is Parquet, and no column looks like grant data: {headings_text}", hint)
    return Table("Parquet", names, 0, lambda: _rows(path, label, names))


def _names(path: Path, label: str) -> tuple[str, ...]:
    import _duckdb as duckdb

    try:
        with _connect() as connection:
            description = connection.execute(f"{_ROWS} limit 0", {"path": str(path)}).description
    except (duckdb.Error, RuntimeError) as error:  # the latter where a name is not UTF-8
        raise _damaged_error(label, error) from error
    return tuple(name for name, *_ in description)


def _connect() -> "DuckDBPyConnection":
    """Return a new database that keeps the order of rows, and never draws its progress on stdout."""
    import _duckdb as duckdb

    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    return connection


def _damaged_error(label: str, error: Exception) -> DataError:
    why = str(error).partition("\n")[0]
    return file_kind.unreadable_file(label, f"is a Parquet file that is damaged or cut short: {why}", "get the file again")


def _rows(path: Path, label: str, names: tuple[str, ...]) -> Iterator[Row]:
    yield "the schema", names
    for number, cells in enumerate(chain.from_iterable(_batches(path, label)), 1):
        yield f"row {number}", [_cell(cell) for cell in cells]


def _batches(path: Path, label: str) -> Iterator[list[tuple[Any, ...]]]:
    """Yield the rows of a file in batches of this size; DataError where some of them cannot be read."""
    import _duckdb as duckdb

    try:
        with _connect() as connection:
            for part in (f"limit {_FIRST}", f"offset {_FIRST}"):
                rows = connection.execute(f"{_ROWS} {part}", {"path": str(path)})
                while batch := rows.fetchmany(_BATCH):
                    yield batch
    except (duckdb.Error, RuntimeError) as error:  # the latter where a text is not UTF-8
        if "interrupted" in str(error).lower():
            raise KeyboardInterrupt from error
        raise _damaged_error(label, error) from error


def _cell(cell: Any) -> Cell:  # noqa: ANN401 - whatever a column holds
    """Return a value as text, or as the number that it is; what is not a number (NaN) is nothing."""
    match cell:
        case None:
            return ""
        case str() | Decimal():
            return cell
        case bool():
            return str(cell).lower()
        case int():
            return cell
        case float() if isnan(cell):
            return ""
        case float() if isfinite(cell):
            return int(cell) if cell.is_integer() else Decimal(repr(cell))
        case date():
            return cell.isoformat()
        case list():
            return "; ".join(str(_cell(each)) for each in cell)
    return str(cell)
