"""An SQLite database of the awards of a large file, from its tables: the rows of `exports.sqlite`, which reads each award whole.

A rule to keep: it is the same database, row by row. What SQL does not know is left to `exports.sqlite`.
"""

import json
import sqlite3
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grantcli import exports
from grantcli.backends import grant_text
from grantcli.backends.load_batches import SIZE, awards_in_one_scan, awards_with_rows, by_columns, store_of
from grantcli.engines.relations import lead_parties
from grantcli.engines.sql import Sql
from grantcli.engines.statement import Column
from grantcli.exports.sqlite import LARGE_PAGES, new_database
from grantcli.fields import FIELDS
from grantcli.ingest import database, nesting
from grantcli.ingest.stage import Source
from grantcli.ingest.store import Store
from grantcli.organisations import APART
from grantcli.render.jsonl import as_json
from grantcli.reports.listing import WholeAwards

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection

_PART = 5_000
"""How many rows are taken at once."""
_DAYS = ("awarded_from", "awarded_to")
_COLUMNS = {
    "award": "c.award",
    "id": "a.id",
    "title": "a.title",
    "description": "a.description",
    "programme": "p.number",
    "funder": "f.number",
    "individual": "a.individual",
    "stage": "a.stage",
    "theme": "a.theme",
    "project": "a.project",
    "awarded": FIELDS["awarded"].sql,
    **{day: f"CASE WHEN a.awarded_from IS DISTINCT FROM a.awarded_to THEN CAST(a.{day} AS VARCHAR) END" for day in _DAYS},
    "pennies": "CAST(a.amount * CAST(100 AS DECIMAL(19,0)) AS BIGINT)",
    "currency": "c.currency",
    "basis": "a.basis",
    "place": "a.line",
}
"""The columns of awards that a file may have, with their SQL; a first and a last day only where they differ from the date."""


def write(whole: WholeAwards, path: Path) -> tuple[str, ...]:
    """Fill a new database with awards, and return the message about it; OSError where the disk fails."""
    engine, store = whole.engine, store_of(whole.engine)
    if not (store and isinstance(engine, Sql) and store.contents.rows and by_columns(store)):
        return exports.write("sqlite", whole.awards, whole.book, path, ".sqlite")
    statement = engine.places(whole.question)
    with engine.session.translate_errors(), new_database(path, LARGE_PAGES) as connection:
        rows = f"SELECT f.n, f.place AS award, a.currency FROM ({statement.sql}) f JOIN awards a ON a.n = f.n"
        selection = f"CREATE OR REPLACE TEMP TABLE selection AS {rows}"
        engine.session.execute(replace(statement, sql=selection), whole.question.view)
        _Tables(store, list(engine.headings), connection, in_file_order=not whole.question.order).fill()
    return ()


@dataclass(frozen=True, slots=True)
class _Tables:
    """The tables of a file on their way into a database.

    `selection` are the numbers of awards there, by those in the file, and their currencies, which may be assumed.
    """

    store: Store
    headings: Sequence[str]
    database: sqlite3.Connection
    in_file_order: bool

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
        columns = self._columns()
        for relation, order in self._relations():
            others = array("q")
            grant, of_grant = self._sql_grant()
            for rows in _parts(self.tables.execute(self._statement(columns, relation, of_grant) + order)):
                grants = [(row, text) for row in rows if (text := grant(row[len(columns)]))]
                if len(grants) < len(rows):
                    others.extend({row[0] for row in rows}.difference(row[0] for row, _ in grants))
                self._insert_awards(columns, grants)
            if others:
                self._insert_others(columns, relation, order, others.tolist())

    def _insert_others(self, columns: Mapping[str, str], relation: str, order: str, numbers: Sequence[int]) -> None:
        """Insert awards whose grants SQL does not know: Python writes them, of the cells or of JSON."""
        cells = [f"COALESCE(a.c{index}, '')" for index in range(len(self.store.contents.headings) if self._is_table else 0)]
        statement = self._statement(columns, relation, "a.published", f"CASE WHEN a.regular THEN [{', '.join(cells)}] END")
        grant = self._python_grant()
        for rows in _parts(self.tables.execute(f"{statement} WHERE c.award IN (SELECT UNNEST($1)){order}", [numbers])):
            self._insert_awards(columns, [(row, grant(*row[len(columns) : len(columns) + 2])) for row in rows])

    @property
    def _is_table(self) -> bool:
        return self.store.contents.source is Source.CELLS

    def _relations(self) -> Iterator[tuple[str, str]]:
        """Yield statements that give all awards with what the file has in their rows, each with its ORDER BY."""
        if self.in_file_order and (awards := awards_in_one_scan(self.store, self.headings)):
            with database.in_stated_order(self.tables):
                yield awards, ""
            return
        ((first, last),) = self.tables.execute("SELECT MIN(n), MAX(n) FROM selection").fetchall()
        for start in () if first is None else range(first, last + 1, SIZE):
            yield awards_with_rows(self.store, self.headings, f"BETWEEN {start} AND {start + SIZE - 1}"), " ORDER BY c.award"

    def _columns(self) -> Mapping[str, str]:
        """Return the columns of awards with their SQL, but those in which no award has a value: each takes time in each row."""
        names = ("individual", "stage", "theme", "project")
        (counts,) = self.tables.execute(f"SELECT {', '.join(f'COUNT({name})' for name in names)} FROM awards").fetchall()
        absent = {name for name, count in zip(names, counts, strict=True) if not count}
        return {name: text for name, text in _COLUMNS.items() if name not in absent}

    def _statement(self, columns: Mapping[str, str], relation: str, *more: str) -> str:
        """Return the statement for these columns of awards, then more, and the columns that are not fields."""
        own = [f"a.x{place}" for place in range(len(self.headings))]
        return (
            f"SELECT {', '.join([*columns.values(), *more, *own])} FROM ({relation}) a JOIN selection c ON c.n = a.n"
            " LEFT JOIN rounds p ON p.programme_id = a.programme_id AND p.programme = a.programme"
            " LEFT JOIN (SELECT * FROM bodies WHERE gives) f ON f.id = a.funder_id AND f.name = a.funder"
        )

    def _insert_awards(self, columns: Mapping[str, str], rows: Sequence[tuple[Sequence[Any], str | None]]) -> None:
        """Insert rows of `columns` with their grants; the columns that are not fields are at their ends."""
        names, width = [*columns, "published"], len(columns)
        days = [f"COALESCE(?{{}}, ?{names.index('awarded') + 1})" if name in _DAYS else "?{}" for name in names]
        marks = ", ".join(mark.format(number) for number, mark in enumerate(days, 1))
        self.database.executemany(
            f"INSERT INTO awards ({', '.join(names)}) VALUES ({marks})", [(*row[:width], grant) for row, grant in rows]
        )
        places = sorted(range(-len(self.headings), 0), key=self.headings.__getitem__)
        extras = [(row[0], self.headings[place], row[place]) for row, _ in rows for place in places]
        self._insert("extras", [each for each in extras if each[2] is not None])

    def _sql_grant(self) -> tuple[Callable[[str | None], str | None], str]:
        """Return the SQL of the text of a grant, and what makes its JSON of that; nothing where Python has to write it."""
        contents = self.store.contents
        if self._is_table:
            return grant_text.whole, f"CASE WHEN a.regular THEN {grant_text.of_cells(contents.matches, contents.formats)} END"
        import msgspec

        format_ = msgspec.json.format
        text = f"CASE WHEN {grant_text.is_plain('a.published')} THEN a.published END"
        return lambda text: None if text is None else format_(text, indent=0), text

    def _python_grant(self) -> Callable[[str | None, list[str] | None], str | None]:
        """Return what makes the JSON of a grant of JSON, or else of the cells of its row."""
        contents = self.store.contents
        shape = nesting.Shape(nesting.columns(contents.matches), contents.formats) if self._is_table else None

        def grant(published: str | None, cells: list[str] | None) -> str | None:
            if published is not None:
                return as_json(json.loads(published, parse_float=Decimal))
            return as_json(shape.grant(cells)) if shape and cells is not None else None

        return grant


def _parts(answer: "DuckDBPyConnection") -> Iterator[list[tuple[Any, ...]]]:
    while rows := answer.fetchmany(_PART):
        yield rows
