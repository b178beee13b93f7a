"""A copy of a plain CSV: the columns of `awards`, and every cell as it was, so that each award can be read whole again."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grantcli.engines.relations import AWARDS, Layout
from grantcli.ingest import giving, nesting, rows
from grantcli.ingest.headings import Match
from grantcli.ingest.parse.dates import Order
from grantcli.model import Award
from grantcli.stores.inplace import InPlace, joined, resolved
from grantcli.stores.odd import NotPlainError
from grantcli.stores.parts import parts

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection

_FILE, _LINES = "cells.parquet", "lines.parquet"
_CHUNK = 1 << 22
_FROM_CELLS = ("title", "description")
"""Columns of long texts, which are not kept twice."""
Ask = Callable[[str], Sequence[tuple[Any, ...]]]


def write(tables: InPlace, folder: Path) -> None:
    """Write the copy of a plain CSV of which something is loaded; NotPlainError where lines cannot be told from rows."""
    connection, odd = tables.connection, resolved(tables.odd)
    cells = [f"c{number}" for number in range(len(tables.form.headings))]
    ends = " + ".join(
        f"CASE WHEN CONTAINS({c}, CHR(10)) THEN STRLEN({c}) - STRLEN(REPLACE({c}, CHR(10), '')) ELSE 0 END" for c in cells
    )
    stored = _stored(tables)
    read = [name for name in stored if name not in {"basis", "awarded_to"}]
    columns = [
        *(f"{tables.parts.column(name)} AS {name}" for name in (*read, "amount_odd", "awarded_odd")),
        *cells,
        f"{ends} AS ends",
    ]
    loaded = tables.parts.read(tables.source(), columns)
    found = [f"{odd.get(name, name)} AS {name}" for name in stored]
    text = f"WITH loaded AS ({loaded}) SELECT {', '.join([*found, *cells, 'ends'])} FROM {joined(tables.odd)}"
    connection.execute("SET preserve_insertion_order = true")
    try:
        connection.execute(f"COPY ({text}) TO {_quoted(folder / _FILE)} (FORMAT parquet)")
    finally:
        connection.execute("SET preserve_insertion_order = false")
    _write_lines(tables, folder)


def _stored(tables: InPlace) -> list[str]:
    """Return the columns of `awards` that are kept beside the cells."""
    without = {"n", "line", "more", "published", *_FROM_CELLS, *(["id"] if tables.numbered else [])}
    return [name for name in AWARDS if name not in without]


def _write_lines(tables: InPlace, folder: Path) -> None:
    """Write the line on which each row begins, where that is not just the one after the row before."""
    connection = tables.connection
    rows = f"(SELECT file_row_number AS n, ends FROM read_parquet({_quoted(folder / _FILE)}, file_row_number = true))"
    within = connection.execute(f"SELECT COALESCE(SUM(ends), 0) FROM {rows}").fetchall()[0][0]
    path = Path(tables.path)
    if _line_ends(path) + _ends_open(path) != tables.rows + within + 1:
        raise NotPlainError("empty lines among the rows")
    if within:
        before = "COALESCE(SUM(ends) OVER (ORDER BY n ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)"
        text = f"SELECT n + 1 AS n, CAST(n + 2 + {before} AS BIGINT) AS line FROM {rows}"
        connection.execute(f"COPY ({text}) TO {_quoted(folder / _LINES)} (FORMAT parquet)")


def _line_ends(path: Path) -> int:
    with path.open("rb") as file:
        return sum(part.count(b"\n") for part in iter(partial(file.read, _CHUNK), b""))


def _ends_open(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, 2)
        return file.read(1) != b"\n"


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


@dataclass(slots=True, eq=False, repr=False)
class Cells:
    """The tables of a copy of a plain CSV in a connection."""

    connection: "DuckDBPyConnection"
    matches: tuple[Match, ...]
    dayfirst: bool | None
    layout: Layout

    def ready(self, text: str) -> None:
        """Do nothing: Parquet gives the columns that a statement names, and no others are read."""

    def whole(self, numbers: Sequence[int], ask: Ask) -> Iterator[Award]:
        """Yield the awards with these numbers, read from their cells as the file's own reader reads them."""
        cells = [f"a.c{number}" for number in range(len(self.matches))]
        text = f"SELECT a.n, a.currency, {', '.join(cells)} FROM awards a WHERE a.n IN (SELECT UNNEST($numbers))"
        lines: dict[int, int] = dict(ask("SELECT n, line FROM lines WHERE n IN (SELECT UNNEST($numbers))"))
        shape = nesting.Shape(nesting.columns(self.matches), Order(self.dayfirst))
        found = {}
        for n, currency, *texts in ask(text):
            entry = rows.entry(n, (lines[n], [each or "" for each in texts]), self.matches, shape)
            award, _ = giving.award(entry, dayfirst=self.dayfirst)
            found[n] = award if award.currency else replace(award, currency=currency)
        yield from (found[n] for n in numbers)


def open_cells(folder: Path, connection: "DuckDBPyConnection", matches: tuple[Match, ...], dayfirst: bool | None) -> Cells:  # noqa: FBT001 - three states
    """Put the tables of a copy into a connection, the awards as `held`."""
    headings = [match.heading for match in matches if not match.path]
    layout = Layout(lone=True, headings={heading: f"x{number}" for number, heading in enumerate(headings)})
    found = parts(matches)
    assert found  # noqa: S101 - only a plain CSV is copied so
    cells = [f"c{number}" for number in range(len(matches))]
    made = {
        "n": "file_row_number + 1",
        **{name: _trimmed(found.column(name)) for name in (*_FROM_CELLS, *layout.headings.values())},
    }
    if "id" not in found.paths:
        made["id"] = "'#' || CAST(file_row_number + 1 AS VARCHAR)"
    empty = dict.fromkeys(("line", "more", "published"), "CAST(NULL AS VARCHAR)")
    names = [*AWARDS, *layout.headings.values()]
    columns = ", ".join(f"{ {**made, **empty}.get(name, name) } AS {name}" for name in names)
    source = f"read_parquet({_quoted(folder / _FILE)}, file_row_number = true)"
    connection.execute(f"CREATE OR REPLACE VIEW held AS SELECT {', '.join([columns, *cells])} FROM {source}")
    lines = f"read_parquet({_quoted(folder / _LINES)})" if (folder / _LINES).exists() else "(SELECT n, n + 1 AS line FROM held)"
    connection.execute(f"CREATE OR REPLACE VIEW lines AS SELECT n, line FROM {lines}")
    return Cells(connection, matches, dayfirst, layout)


def _trimmed(text: str) -> str:
    """Return a text over trimmed columns as one over the cells."""
    return re.sub(r"\bt(\d+)\b", r"NULLIF(TRIM(c\1), '')", text)
