"""Stages Parquet, whose columns DuckDB turns into the texts that the row reader makes of their values."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from grantcli.ingest import headings
from grantcli.ingest.database import file
from grantcli.ingest.options import ReadOptions
from grantcli.ingest.parquet import table as parquet_table
from grantcli.ingest.profile.columns import refine
from grantcli.ingest.stage import StagedRows, by_row
from grantcli.ingest.titles import DATES

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection

_WHOLE = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "HUGEINT"})
_MOST = "1e15"


def stage(path: Path, label: str, options: ReadOptions, folder: Path, connection: "DuckDBPyConnection") -> StagedRows:
    """Return the table of a file; one with values that SQL does not write as the row reader does is read by rows."""
    table = parquet_table(path, label, options)
    matches = refine(headings.match(table.headings, options), by_row.texts_of(table)).matches
    source = f"read_parquet({file(path)}, file_row_number = true, hive_partitioning = false)"
    kinds = [
        str(kind) for _, kind, *_ in connection.execute(f"SELECT * EXCLUDE (file_row_number) FROM {source} LIMIT 0").description
    ]
    texts = [_text(kind) for kind in kinds]
    dated = {index for index, each in enumerate(matches) if each.path and each.path.rpartition("/")[2] in DATES}
    readable = all(texts) and all(kinds[index] in {"VARCHAR", "STRING", "DATE"} or "TIMESTAMP" in kinds[index] for index in dated)
    if not readable or _has_unusual_floats(connection, source, table.headings, kinds):
        return by_row.stage(table, matches, folder)
    quoted = [f'"{name.replace(chr(34), chr(34) * 2)}"' for name in table.headings]
    columns = ", ".join(f"{text(name)} AS c{index}" for index, (name, text) in enumerate(zip(quoted, texts, strict=True)) if text)
    return StagedRows(table.kind, table.headings, f"(SELECT file_row_number, {columns} FROM {source})", "file_row_number + 1",
                  "'row ' || n", notes=table.notes, texts=by_row.texts_of(table))  # fmt: skip


def _has_unusual_floats(connection: "DuckDBPyConnection", source: str, names: tuple[str, ...], kinds: list[str]) -> bool:
    """Say whether a column of floats has values that are not written plainly."""
    quoted = [f'"{name.replace(chr(34), chr(34) * 2)}"' for name, kind in zip(names, kinds, strict=True) if kind in _FLOATS]
    tests = [f"(ABS({name}) >= {_MOST} OR (ABS({name}) < 1e-3 AND {name} <> 0)) AND NOT ISNAN({name})" for name in quoted]
    return bool(tests) and bool(connection.execute(f"SELECT BOOL_OR({' OR '.join(tests)}) FROM {source}").fetchall()[0][0])


_FLOATS = frozenset({"FLOAT", "DOUBLE"})


def _text(kind: str) -> Callable[[str], str] | None:
    """Return how the values of a type are written; `None` where the row reader is to do it."""
    if kind in {"VARCHAR", "STRING"}:
        return str
    if kind in _WHOLE or kind in {"BOOLEAN", "DATE"}:
        return "CAST({0} AS VARCHAR)".format
    if kind in _FLOATS:
        short = "CAST(CAST({0} AS BIGINT) AS VARCHAR)"
        exact = "CAST(CAST({0} AS DOUBLE) AS VARCHAR)"
        return f"CASE WHEN ISNAN({{0}}) THEN NULL WHEN {{0}} = TRUNC({{0}}) THEN {short} ELSE {exact} END".format
    if kind.startswith("DECIMAL"):
        return "CASE WHEN {0} = TRUNC({0}) THEN CAST(CAST({0} AS HUGEINT) AS VARCHAR) ELSE CAST({0} AS VARCHAR) END".format
    return None
