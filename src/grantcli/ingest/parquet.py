"""Reads Parquet files, whose columns are headings and whose rows have no place but their number."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from math import isfinite, isnan
from pathlib import Path
from typing import Any

from grantcli.ingest import content, headings
from grantcli.ingest.nesting import Cell
from grantcli.ingest.options import ReadOptions
from grantcli.ingest.table import Row, Table

_BATCH = 10_000


def table(path: Path, label: str, how: ReadOptions) -> Table:
    """Return the table in a Parquet file; DataError where it cannot be read or has no columns that tell awards."""
    names = _names(path, label)
    if not headings.fits(names, how):
        listed = ", ".join(f"`{name}`" for name in names)
        hint = "say which columns are awards: `--map amount=HEADING --map recipient=HEADING`"
        raise content.refused(label, f"is Parquet, and no column looks like grant data: {listed}", hint)
    return Table("Parquet", names, 0, lambda: _rows(path, names))


def _names(path: Path, label: str) -> tuple[str, ...]:
    import _duckdb as duckdb

    try:
        with duckdb.connect() as connection:
            found = connection.execute("select * from read_parquet($path) limit 0", {"path": str(path)}).description
    except duckdb.Error as error:
        why = str(error).partition("\n")[0]
        raise content.refused(
            label, f"is a Parquet file that is damaged or cut short: {why}", "get the file once more"
        ) from error
    return tuple(name for name, *_ in found)


def _rows(path: Path, names: tuple[str, ...]) -> Iterator[Row]:
    import _duckdb as duckdb

    yield "the schema", names
    with duckdb.connect() as connection:
        rows = connection.execute("select * from read_parquet($path)", {"path": str(path)})
        number = 0
        while batch := rows.fetchmany(_BATCH):
            for cells in batch:
                number += 1
                yield f"row {number}", [_cell(cell) for cell in cells]


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
