"""DuckDB with limits: how much memory it may use, and where it writes what does not fit."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from grantcli.cache_folder import temporary_folder
from grantcli.errors import UsageError

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection

MEMORY = "800MB"
"""What DuckDB may take unless `--memory` says otherwise, so that a process stays within a gibibyte."""
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMG])i?B?", re.IGNORECASE)


def connect(memory: str = "") -> "DuckDBPyConnection":
    """Return a new database in memory; `memory` is a size such as 500MB or 2GB, UsageError for anything else."""
    import _duckdb  # the package around it takes twice as long to import

    size = _SIZE.fullmatch(memory.strip() or MEMORY)
    if not size:
        raise UsageError(f"--memory {memory}: a size is a number with KB, MB or GB", hint="for example `--memory 2GB`")
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{size[1]}{size[2].upper()}iB",
        "preserve_insertion_order": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    connection = _duckdb.connect(":memory:", config=settings)
    connection.execute(f"SET temp_directory = {target(temporary_folder(connection))}")
    connection.execute("SET enable_progress_bar = false")  # it is drawn on stdout where Python has no script: `python -c`
    return connection


def cursor(connection: "DuckDBPyConnection") -> "DuckDBPyConnection":
    """Return another connection to the same database, in the same schema."""
    ((schema,),) = connection.execute("SELECT CURRENT_SCHEMA()").fetchall()
    another = connection.cursor()
    another.execute(f"SET schema = '{schema}'")
    return another


def create_schema(connection: "DuckDBPyConnection", name: str) -> "DuckDBPyConnection":
    """Return another connection to the same database, in which tables belong to a new schema unless they name one."""
    another = connection.cursor()
    another.execute(f"CREATE SCHEMA {name}")
    another.execute(f"SET schema = '{name}'")
    return another


def literal(text: str) -> str:
    """Return a text as SQL."""
    return "'" + text.replace("'", "''") + "'"


def file(path: Path) -> str:
    """Return the path of one file as SQL, with the characters of patterns escaped."""
    return literal(re.sub(r"([\[*?])", r"[\1]", str(path)))


def target(path: Path) -> str:
    """Return the path of a file to be written as SQL."""
    return literal(str(path))


_PARQUET = "FORMAT parquet, PARQUET_VERSION v2, COMPRESSION lz4_raw, ROW_GROUP_SIZE 40960"
"""Takes a tenth less time to write than what DuckDB does by itself, and a fifth less memory; the file is as large."""


LEAST = 1 << 20
"""The limit of a line in bytes where all are shorter: DuckDB takes memory for a line of this size."""


def json_lines(path: Path, columns: Mapping[str, str], longest: int) -> str:
    """Return a file of JSON Lines as a relation with these columns and types; no line has more than `longest` bytes."""
    types = ", ".join(f"{column}: '{kind}'" for column, kind in columns.items())
    options = f"maximum_object_size = {longest}, hive_partitioning = false"
    return f"read_json({file(path)}, format = 'newline_delimited', columns = {{{types}}}, {options})"


def copy(connection: "DuckDBPyConnection", text: str, path: Path) -> None:
    """Write what a statement answers into a Parquet file, in its order."""
    connection.execute("SET preserve_insertion_order = true")
    try:
        connection.execute(f"COPY ({text}) TO {target(path)} ({_PARQUET})")
    finally:
        connection.execute("SET preserve_insertion_order = false")


@contextmanager
def in_stated_order(connection: "DuckDBPyConnection") -> Iterator[None]:
    """Let joins inside build from what they join, as a statement says, and rows stay in the order of their file."""
    connection.execute("SET preserve_insertion_order = true")
    connection.execute("SET disabled_optimizers = 'build_side_probe_side,join_order'")
    try:
        yield
    finally:
        connection.execute("SET disabled_optimizers = ''")
        connection.execute("SET preserve_insertion_order = false")


def parquet(path: Path) -> str:
    """Return a Parquet file as a relation, whatever its folders are called: DuckDB takes `year=2019` for a column."""
    return f"read_parquet({file(path)}, hive_partitioning = false)"


def parquet_relation(path: Path) -> str:
    """Return the rows of a Parquet file as a relation, each with its number, `n`, from 1."""
    return (
        f"(SELECT file_row_number + 1 AS n, * FROM read_parquet({file(path)}, file_row_number = true, hive_partitioning = false))"
    )


BLANKS = "".join(filter(str.isspace, map(chr, range(0x3001))))
"""What `str.strip` takes away."""


def bare_sql(cell: str) -> str:
    """Return whether a cell begins and ends with a character from `!` to `~`."""
    return f"{cell} >= '!' AND {cell} < CHR(127) AND {cell}[-1] BETWEEN '!' AND '~'"


def trim_sql(cell: str) -> str:
    """Return a cell without the blanks at its ends; nothing where it has only blanks.

    A text between `!` and `~` at both ends is as it is, which is cheaper to find out; so is one that is so without spaces.
    """
    spaces = f"TRIM({cell})"
    others = f"CASE WHEN {bare_sql(spaces)} THEN {spaces} ELSE NULLIF(TRIM({cell}, {literal(BLANKS)}), '') END"
    return f"CASE WHEN {bare_sql(cell)} THEN {cell} ELSE {others} END"
