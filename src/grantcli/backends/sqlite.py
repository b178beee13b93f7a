"""An SQLite database of the awards of a large file, from its tables: the rows of `exports.sqlite`, which reads each award whole.

A rule to keep: it is the same database, row by row. What SQL does not know is left to `exports.sqlite`.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grantcli import exports
from grantcli.backends import grant_text
from grantcli.backends.load_batches import SIZE, awards_with_rows, by_columns, store_of
from grantcli.engines.relations import lead_parties
from grantcli.engines.sql import Sql
from grantcli.engines.statement import Column
from grantcli.exports.sqlite import LARGE_PAGES, new_database
from grantcli.fields import FIELDS
from grantcli.ingest import nesting
from grantcli.ingest.stage import Source
from grantcli.ingest.store import Store
from grantcli.organisations import APART
from grantcli.render.jsonl import as_json
from grantcli.reports.listing import WholeAwards

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection

_PART = 5_000
"""How many rows are taken at once."""
_NO_TEXT = "CAST(NULL AS VARCHAR)"


def write(whole: WholeAwards, path: Path) -> tuple[str, ...]:
    """Fill a new database with awards, and return the message about it; OSError where the disk fails."""
    engine, store = whole.engine, store_of(whole.engine)
    if not (store and isinstance(engine, Sql) and store.contents.rows and by_columns(store)):
        return exports.write("sqlite", whole.awards, whole.book, path, ".sqlite")
    statement = engine.places(whole.question)
    with engine.session.translate_errors(), new_database(path, LARGE_PAGES) as connection:
        selection = f"CREATE OR REPLACE TEMP TABLE selection AS SELECT n, place AS award FROM ({statement.sql}) f"
        engine.session.execute(replace(statement, sql=selection), whole.question.view)
        _Tables(store, list(engine.headings), connection).fill()
    return ()


@dataclass(frozen=True, slots=True)
class _Tables:
    """The tables of a file on their way into a database; `selection` are the numbers of awards there, by those in the file."""

    store: Store
    headings: Sequence[str]
    database: sqlite3.Connection

    @property
    def tables(self) -> "DuckDBPyConnection":
        return self.store.connection

    def fill(self) -> None:
        if self.store.contents.source is not Source.CELLS:
            self.store.load([Column("awards", "title")])
        parties = lead_parties("awards") if self.store.layout.lone else "SELECT * FROM parties"
        self._number("rounds", "programme_id, programme", "SELECT n, programme_id, programme, 0 AS place FROM awards")
        self._number("bodies", "id, name", "SELECT n, funder_id AS id, funder AS name, 0 AS place FROM awards"
                     f" UNION ALL SELECT n, id, name, ordinal + 1 FROM ({parties}) y")  # fmt: skip
        self._copy("organisations", "SELECT number, id, name, NULL, NULL FROM bodies ORDER BY number")
        self._copy(
            "programmes", "SELECT number, programme_id, programme, NULL, NULL, NULL, NULL, NULL, NULL FROM rounds ORDER BY number"
        )
        self._awards()
        role = "CASE WHEN y.position = 0 THEN 'lead' ELSE 'partner' END"
        self._copy("parties", f"SELECT c.award, y.ordinal, {role}, b.number FROM ({parties}) y JOIN selection c ON c.n = y.n"
                   " JOIN bodies b ON b.id = y.id AND b.name = y.name ORDER BY c.award, y.ordinal")  # fmt: skip

    def _number(self, table: str, columns: str, rows: str) -> None:
        """Make a table of what awards name, numbered in the order in which they first do."""
        first = f"MIN(c.award * {APART} + r.place)"
        name = columns.rpartition(" ")[2]
        self.tables.execute(
            f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT {columns}, ROW_NUMBER() OVER (ORDER BY {first}) AS number,"
            " BOOL_OR(r.place = 0) AS gives"
            f" FROM ({rows}) r JOIN selection c ON c.n = r.n WHERE {name} IS NOT NULL GROUP BY {columns}"
        )

    def _copy(self, table: str, text: str) -> None:
        for rows in _parts(self.tables.execute(text)):
            self._insert(table, rows)

    def _insert(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            self.database.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)

    def _awards(self) -> None:
        ((first, last),) = self.tables.execute("SELECT MIN(n), MAX(n) FROM selection").fetchall()
        grant, places = self._grant(), sorted(range(len(self.headings)), key=self.headings.__getitem__)
        for start in () if first is None else range(first, last + 1, SIZE):
            for rows in _parts(self.tables.execute(self._statement(f"BETWEEN {start} AND {start + SIZE - 1}"))):
                self._insert("awards", [(*row[:20], grant(*row[20:23])) for row in rows])
                extras = [(row[0], self.headings[place], row[23 + place]) for row in rows for place in places]
                self._insert("extras", [each for each in extras if each[2] is not None])

    def _statement(self, numbers: str) -> str:
        """Return the statement for some awards: their columns, their grants, and the columns that are not fields.

        Of a grant it has the JSON that SQL has written or found, or else JSON to be rewritten, or the cells of the row.
        """
        contents = self.store.contents
        if contents.source is Source.CELLS:
            text, is_text = grant_text.of_cells(contents.matches, contents.formats), f"a.regular AND {grant_text.is_whole('a.g')}"
            cells = ", ".join(f"COALESCE(a.c{index}, '')" for index in range(len(contents.headings)))
        else:
            text, is_text, cells = "a.published", grant_text.is_plain("a.g"), ""
        columns = (
            "c.award", "a.id", "a.title", "a.description", "p.number", "f.number", "a.individual", _NO_TEXT, "a.stage", "a.theme",
            "a.project", _NO_TEXT, FIELDS["awarded"].sql, "CAST(a.awarded_from AS VARCHAR)", "CAST(a.awarded_to AS VARCHAR)",
            "CAST(a.amount * CAST(100 AS DECIMAL(19,0)) AS BIGINT)", "a.currency", "a.basis", _NO_TEXT, "a.line",
            f"CASE WHEN {is_text} THEN a.g END", f"CASE WHEN NOT ({is_text}) THEN a.published END",
            f"CASE WHEN a.regular AND NOT ({is_text}) THEN [{cells}] END",
            *(f"a.x{place}" for place in range(len(self.headings))),
        )  # fmt: skip
        rows = f"SELECT a.*, {text} AS g FROM ({awards_with_rows(self.store, self.headings, numbers)}) a"
        return (
            f"SELECT {', '.join(columns)} FROM ({rows}) a JOIN selection c ON c.n = a.n"
            " LEFT JOIN rounds p ON p.programme_id = a.programme_id AND p.programme = a.programme"
            " LEFT JOIN (SELECT * FROM bodies WHERE gives) f ON f.id = a.funder_id AND f.name = a.funder ORDER BY c.award"
        )

    def _grant(self) -> Callable[[str | None, str | None, list[str] | None], str | None]:
        """Return what makes the JSON of a grant of that which SQL has of it."""
        import msgspec

        contents = self.store.contents
        shape = nesting.Shape(nesting.columns(contents.matches), contents.formats) if contents.source is Source.CELLS else None

        def grant(text: str | None, published: str | None, cells: list[str] | None) -> str | None:
            if text is not None:
                return text if shape else msgspec.json.format(text, indent=0)
            if published is not None:
                return as_json(json.loads(published, parse_float=Decimal))
            return as_json(shape.grant(cells)) if shape and cells is not None else None

        return grant


def _parts(answer: "DuckDBPyConnection") -> Iterator[list[tuple[Any, ...]]]:
    while rows := answer.fetchmany(_PART):
        yield rows
