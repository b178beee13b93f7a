"""An SQLite database of the awards of a large file, from its tables: the rows of `exports.sqlite`, which reads each award whole.

A rule to keep: it is the same database, row by row. What SQL does not know is left to `exports.sqlite`.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grantcli import exports
from grantcli.backends import grant_text
from grantcli.backends.load_batches import FIRST_AND_LAST, SIZE, awards_with_rows, by_columns, ranges, store_of
from grantcli.engines.relations import lead_parties
from grantcli.engines.sql import Sql
from grantcli.engines.statement import Column
from grantcli.exports.sqlite import LARGE_PAGES, new_database
from grantcli.fields import FIELDS
from grantcli.ingest import nesting
from grantcli.ingest.database import literal
from grantcli.ingest.stage import Source
from grantcli.ingest.store import Store
from grantcli.organisations import APART
from grantcli.render.jsonl import as_json
from grantcli.reports.listing import WholeAwards

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection

_PART = 100
"""How many rows are taken at once: the texts of 100 stay in the cache of the processor, those of 5,000 take a fifth longer."""
_BUILD, _REWRITE = "CHR(1)", "CHR(2)"
"""The SQL of what begins a text that is not the JSON of a grant yet: the cells of a row, or the grant in other words."""
_AWARDS = {
    "programme": "programme", "funder": "funder", "individual": "individual", "stage": "stage", "theme": "theme",
    "project": "project", "awarded": "awarded_from", "awarded_from": "awarded_from", "awarded_to": "awarded_to",
    "pennies": "amount", "currency": "currency",
}  # fmt: skip
"""By column of `awards` that may have no value at all, the column of the tables that it is of."""


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
        self._copy("organisations (organisation, id, name)", "SELECT number, id, name FROM bodies ORDER BY number")
        self._copy("programmes (programme, id, title)", "SELECT number, programme_id, programme FROM rounds ORDER BY number")
        self._awards()
        numbered = f"({parties}) y JOIN selection c ON c.n = y.n JOIN bodies b ON b.id = y.id AND b.name = y.name"
        if self.store.layout.lone:
            self._copy("parties", f"SELECT c.award, b.number FROM {numbered} ORDER BY c.award", "?, 0, 'lead', ?")
        else:
            role = "CASE WHEN y.position = 0 THEN 'lead' ELSE 'partner' END"
            self._copy("parties", f"SELECT c.award, y.ordinal, {role}, b.number FROM {numbered} ORDER BY c.award, y.ordinal")

    def _number(self, table: str, columns: str, rows: str) -> None:
        """Make a table of what awards name, numbered in the order in which they first do."""
        first = f"MIN(c.award * {APART} + r.place)"
        name = columns.rpartition(" ")[2]
        self.tables.execute(
            f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT {columns}, ROW_NUMBER() OVER (ORDER BY {first}) AS number,"
            " BOOL_OR(r.place = 0) AS gives"
            f" FROM ({rows}) r JOIN selection c ON c.n = r.n WHERE {name} IS NOT NULL GROUP BY {columns}"
        )

    def _copy(self, table: str, text: str, values: str = "") -> None:
        for rows in _parts(self.tables.execute(text)):
            self._insert(table, rows, values)

    def _insert(self, table: str, rows: Sequence[Sequence[Any]], values: str = "") -> None:
        """Insert rows into a table, or into those of its columns that are named behind it, as they are or as these values."""
        if rows:
            marks = values or ", ".join("?" * len(rows[0]))
            self.database.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)

    def _awards(self) -> None:
        ((first, last),) = self.tables.execute(f"SELECT {FIRST_AND_LAST} FROM selection").fetchall()
        columns, same = self._columns()
        places = sorted(range(len(self.headings)), key=self.headings.__getitem__)
        table, width, complete = f"awards ({', '.join([*columns, *same])})", len(columns), self._complete()
        values = ", ".join([*(f"?{number}" for number in range(1, width + 1)), *same.values()])
        for numbers in ranges(first, last, SIZE, self.store.row_groups()):
            for rows in _parts(self.tables.execute(self._statement(columns, numbers))):
                self._insert(table, complete([row[:width] for row in rows] if places else rows), values)
                extras = ((row[0], self.headings[place], row[width + place]) for row in rows for place in places)
                self._insert("extras", [each for each in extras if each[2] is not None] if places else ())

    def _columns(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """Return the SQL of the columns of `awards` that are read, and by column what SQLite puts into others.

        Python takes as long for a short text as for a long one, and longer for NULL. So what all awards have, or none, is not
        read for each; nor is a day three times where every date is one.
        """
        columns, constants = self._every_column(), ("currency", "basis")
        counts = [f"COUNT({column})" for column in _AWARDS.values()]
        texts = [f"CASE WHEN COUNT({name}) = COUNT(*) AND MIN({name}) = MAX({name}) THEN MIN({name}) END" for name in constants]
        days = "COALESCE(BOOL_AND(awarded_from IS NOT DISTINCT FROM awarded_to), FALSE)"
        (known,) = self.tables.execute(f"SELECT {', '.join([*counts, *texts, days])} FROM awards").fetchall()
        empty = {name for name, count in zip(_AWARDS, known, strict=False) if not count}
        same = {
            name: literal(text) for name, text in zip(constants, known[len(counts) :], strict=False) if text and text.isalnum()
        }
        read = {name: text for name, text in columns.items() if name not in empty and name not in same}
        if known[-1] and "awarded" in read:
            day = f"?{[*read].index('awarded') + 1}"
            same |= {"awarded_from": day, "awarded_to": day}
            read["awarded"] = read["awarded_from"]
        return {name: text for name, text in read.items() if name not in same}, same

    def _every_column(self) -> Mapping[str, str]:
        """Return the SQL of each column of `awards`, the grant last."""
        contents, rewritten = self.store.contents, f"{_REWRITE} || a.published"
        if contents.source is not Source.CELLS:
            grant = f"CASE WHEN {grant_text.is_plain('a.g')} THEN a.g ELSE {rewritten} END"
        else:
            cells = ", ".join(f"COALESCE(a.c{index}, '')" for index in range(len(contents.headings)))
            grant = (f"CASE WHEN NOT a.regular THEN {rewritten} WHEN {grant_text.is_whole('a.g')} THEN a.g"
                     f" ELSE {_BUILD} || CAST(TO_JSON([{cells}]) AS VARCHAR) END")  # fmt: skip
        return {
            "award": "c.award", "id": "a.id", "title": "a.title", "description": "a.description", "programme": "p.number",
            "funder": "f.number", "individual": "a.individual", "stage": "a.stage", "theme": "a.theme", "project": "a.project",
            "awarded": FIELDS["awarded"].sql, "awarded_from": "CAST(a.awarded_from AS VARCHAR)",
            "awarded_to": "CAST(a.awarded_to AS VARCHAR)", "pennies": "CAST(a.amount * CAST(100 AS DECIMAL(19,0)) AS BIGINT)",
            "currency": "a.currency", "basis": "a.basis", "place": "a.line", "published": grant,
        }  # fmt: skip

    def _statement(self, columns: Mapping[str, str], numbers: str) -> str:
        """Return the statement for some awards: their columns, and the columns that are not fields."""
        contents = self.store.contents
        is_table = contents.source is Source.CELLS
        text = grant_text.of_cells(contents.matches, contents.formats) if is_table else "a.published"
        rows = f"SELECT a.*, {text} AS g FROM ({awards_with_rows(self.store, self.headings, numbers)}) a"
        extras = [f"a.x{place}" for place in range(len(self.headings))]
        return (
            f"SELECT {', '.join([*columns.values(), *extras])} FROM ({rows}) a JOIN selection c ON c.n = a.n"
            " LEFT JOIN rounds p ON p.programme_id = a.programme_id AND p.programme = a.programme"
            " LEFT JOIN (SELECT * FROM bodies WHERE gives) f ON f.id = a.funder_id AND f.name = a.funder ORDER BY c.award"
        )

    def _complete(self) -> Callable[[Sequence[tuple[Any, ...]]], Sequence[tuple[Any, ...]]]:
        """Return what makes the JSON of the grant at the end of rows, where SQL has something else of it."""
        import msgspec

        contents = self.store.contents
        shape = nesting.Shape(nesting.columns(contents.matches), contents.formats) if contents.source is Source.CELLS else None

        def grant(text: str) -> str:
            if text[0] == "{":
                return msgspec.json.format(text, indent=0)
            if shape and text[0] == "\x01":
                return as_json(shape.grant(json.loads(text[1:])))
            return as_json(json.loads(text[1:], parse_float=Decimal))

        def complete(rows: Sequence[tuple[Any, ...]]) -> Sequence[tuple[Any, ...]]:
            # Nearly all grants of a table are whole, and a call for each would take longer than to see that.
            return [row if (text := row[-1]) is None or (shape and text[0] == "{") else (*row[:-1], grant(text)) for row in rows]

        return complete


def _parts(answer: "DuckDBPyConnection") -> Iterator[list[tuple[Any, ...]]]:
    while rows := answer.fetchmany(_PART):
        yield rows
