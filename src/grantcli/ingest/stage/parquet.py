"""Stages Parquet, whose columns DuckDB turns into the texts that the row reader makes of their values."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from grantcli.ingest import headings
from grantcli.ingest.database import bare_sql, file
from grantcli.ingest.headings import Match
from grantcli.ingest.options import ReadOptions
from grantcli.ingest.parquet import table as parquet_table
from grantcli.ingest.profile.column_fields import refine
from grantcli.ingest.stage import StagedRows, by_row
from grantcli.ingest.titles import DATES

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection

_INTEGERS = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "HUGEINT"})
_LARGEST, _EXACT = "1e15", "1e12"
_LONG = frozenset({"title", "description"})
_TEXTS = frozenset({"VARCHAR", "STRING"})


def stage(path: Path, label: str, options: ReadOptions, folder: Path, connection: "DuckDBPyConnection") -> StagedRows:
    """Return the table of a file; one with values that SQL does not write as the row reader does is read by rows."""
    table = parquet_table(path, label, options)
    column_texts = by_row.texts_of(table)
    matches = refine(headings.match(table.headings, options), column_texts).matches
    source = f"read_parquet({file(path.resolve())}, file_row_number = true, hive_partitioning = false)"
    kinds = [
        str(kind) for _, kind, *_ in connection.execute(f"SELECT * EXCLUDE (file_row_number) FROM {source} LIMIT 0").description
    ]
    texts = [_text(kind) for kind in kinds]
    names = [f'"{name.replace(chr(34), chr(34) * 2)}"' for name in table.headings]
    dated = [index for index, each in enumerate(matches) if each.path and each.path.rpartition("/")[2] in DATES]
    readable = all(texts) and _are_readable(connection, source, [(names[index], kinds[index]) for index in dated])
    paid = [
        (name, text)
        for name, text, kind, each in zip(names, texts, kinds, matches, strict=True)
        if text and each.path and each.path.rpartition("/")[2].startswith("amount") and (kind in _FLOATS or "DECIMAL" in kind)
    ]
    if not readable or _has_unusual_floats(connection, source, table.headings, kinds) or _has_parts(connection, source, paid):
        return by_row.stage(table, matches, column_texts, folder)
    columns = [f"{text(name)} AS c{index}" for index, (name, text) in enumerate(zip(names, texts, strict=True)) if text]
    trimmed, values = _plain_columns(connection, source, matches, [*zip(names, kinds, strict=True)])
    columns += [f"CAST({names[index]} AS {kind}) AS v{index}" for index, kind in values.items()]
    return StagedRows(
        table.kind, table.headings, f"(SELECT file_row_number, {', '.join(columns)} FROM {source})", "file_row_number + 1",
        "'row ' || n", notes=table.notes, texts=column_texts, trimmed=trimmed, values=frozenset(values), in_place=True,
    )  # fmt: skip


def _plain_columns(
    connection: "DuckDBPyConnection", source: str, matches: Sequence[Match], columns: Sequence[tuple[str, str]]
) -> tuple[frozenset[int], dict[int, str]]:
    """Return the columns whose texts need no trimming, and those whose values are read without their texts, as which type.

    All rows are looked at once, and every question is then as quick as if it were put to the file itself.
    """
    tests: dict[int, str] = {}
    types: dict[int, str] = {}
    for index, (match, (name, kind)) in enumerate(zip(matches, columns, strict=True)):
        if match.path and match.path not in _LONG and kind in _TEXTS:
            tests[index] = bare_sql(name)
        elif match.path == "amountAwarded" and match.scale == 1 and (kind in _INTEGERS or kind in {"DOUBLE", "DECIMAL(18,2)"}):
            types[index] = "DECIMAL(18,2)"
            money = f"TRY_CAST({name} AS DECIMAL(18,2))"
            # Below that the shortest text of a float with two decimals is that of the decimal number.
            tests[index] = f"{name} IS NULL OR COALESCE(ABS({money}) < {_EXACT} AND CAST({money} AS DOUBLE) = {name}, FALSE)"
        elif match.path == "awardDate" and kind == "DATE":
            types[index] = "DATE"
            tests[index] = f"{name} BETWEEN DATE '0001-01-01' AND DATE '9999-12-31'"
    if not tests:
        return frozenset(), {}
    parts = ", ".join(f"BOOL_AND(({test}) IS NOT FALSE)" for test in tests.values())
    flags = dict(zip(tests, connection.execute(f"SELECT {parts} FROM {source}").fetchall()[0], strict=True))
    regular = {index for index, flag in flags.items() if flag is not False}
    numbers = {index for index, (_, kind) in enumerate(columns) if kind not in _TEXTS}
    return frozenset((regular - types.keys()) | numbers), {index: kind for index, kind in types.items() if index in regular}


def _are_readable(connection: "DuckDBPyConnection", source: str, columns: Sequence[tuple[str, str]]) -> bool:
    """Say whether the texts of columns of dates, each with its type, are read as their values are: of numbers years are."""
    numbers = [(name, kind) for name, kind in columns if kind not in {*_TEXTS, "DATE"} and "TIMESTAMP" not in kind]
    if any(kind not in _INTEGERS for _, kind in numbers):
        return False
    tests = " AND ".join(f"COALESCE(BOOL_AND({name} BETWEEN 1900 AND 2100), TRUE)" for name, _ in numbers)
    return not numbers or bool(connection.execute(f"SELECT {tests} FROM {source}").fetchall()[0][0])


def _has_unusual_floats(connection: "DuckDBPyConnection", source: str, names: tuple[str, ...], kinds: list[str]) -> bool:
    """Say whether a column of floats has values that are not written plainly."""
    columns = [f'"{name.replace(chr(34), chr(34) * 2)}"' for name, kind in zip(names, kinds, strict=True) if kind in _FLOATS]
    tests = [f"(ABS({name}) >= {_LARGEST} OR (ABS({name}) < 1e-3 AND {name} <> 0)) AND NOT ISNAN({name})" for name in columns]
    return bool(tests) and bool(connection.execute(f"SELECT BOOL_OR({' OR '.join(tests)}) FROM {source}").fetchall()[0][0])


def _has_parts(connection: "DuckDBPyConnection", source: str, paid: Sequence[tuple[str, Callable[[str], str]]]) -> bool:
    """Say whether a number in a column of amounts has parts of a penny: its text could be two numbers, which it is not."""
    tests = [f"CASE WHEN {name} <> TRUNC({name}) THEN REGEXP_MATCHES({text(name)}, '[.][0-9]{{3}}') END" for name, text in paid]
    query = f"SELECT {' OR '.join(f'COALESCE(BOOL_OR({test}), FALSE)' for test in tests)} FROM {source}"
    return bool(tests) and bool(connection.execute(query).fetchall()[0][0])


_FLOATS = frozenset({"FLOAT", "DOUBLE"})


def _text(kind: str) -> Callable[[str], str] | None:
    """Return how the values of a type are written; `None` where the row reader is to do it."""
    if kind in _TEXTS:
        return str
    if kind in _INTEGERS or kind in {"BOOLEAN", "DATE"}:
        return "CAST({0} AS VARCHAR)".format
    if kind in _FLOATS:
        short = "CAST(CAST({0} AS BIGINT) AS VARCHAR)"
        exact = "CAST(CAST({0} AS DOUBLE) AS VARCHAR)"
        return f"CASE WHEN ISNAN({{0}}) THEN NULL WHEN {{0}} = TRUNC({{0}}) THEN {short} ELSE {exact} END".format
    if kind.startswith("DECIMAL"):
        return "CASE WHEN {0} = TRUNC({0}) THEN CAST(CAST({0} AS HUGEINT) AS VARCHAR) ELSE CAST({0} AS VARCHAR) END".format
    return None
