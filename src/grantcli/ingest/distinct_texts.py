"""Parses the texts of amounts, currencies and dates that are not plain: each once, however many rows have it.

The row reader itself says what an award of such a text alone is, so that nothing is decided here.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from grantcli.accounting import RowNote
from grantcli.ingest import giving, nesting, row_reader
from grantcli.ingest.headings import Match
from grantcli.ingest.parse.formats import Formats
from grantcli.model import Award

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection

FIGURES = {"text": "VARCHAR", "named": "VARCHAR", "amount": "DECIMAL(18,2)", "currency": "VARCHAR", "irregular": "BOOLEAN"}
"""What an amount is by its text, NULL where it is plain or nothing, and by the text of its currency."""
DAYS = {"text": "VARCHAR", "first": "DATE", "last": "DATE", "irregular": "BOOLEAN"}
"""What a date is by its text."""


class TextReader:
    """Reads a row that has only some of its cells."""

    def __init__(self, matches: Sequence[Match], formats: Formats) -> None:
        """Keep how rows are read."""
        self._matches, self._formats = matches, formats
        self._shape = nesting.Shape(nesting.columns(matches), formats)
        self._places = {each.path: index for index, each in enumerate(matches) if each.path}

    def award(self, **cells: str | None) -> tuple[Award, tuple[RowNote, ...]]:
        """Return the award that has only these cells, by path, and the remarks about it."""
        row = [""] * len(self._matches)
        for path, text in cells.items():
            if text is not None and path in self._places:
                row[self._places[path]] = text
        return giving.award(row_reader.entry(1, (1, row), self._matches, self._shape), self._formats)


def create_tables(connection: "DuckDBPyConnection", core: str, judge: TextReader) -> tuple[str, ...]:
    """Make the tables `figures` and `days` of the texts in `core`, and return which of them a row may need."""
    figures = connection.execute(f"SELECT DISTINCT amount_text, currency FROM {core} ORDER BY ALL").fetchall()
    figures_read = [_figure(judge, text, mark) for text, mark in figures]
    table(connection, "figures", FIGURES, figures_read)
    days = [_day(judge, text) for (text,) in connection.execute(
        f"SELECT DISTINCT awarded_text FROM {core} WHERE awarded_text IS NOT NULL ORDER BY 1").fetchall()]  # fmt: skip
    table(connection, "days", DAYS, days)
    irregular_texts = any(text is not None or code != mark or irregular for text, mark, _, code, irregular in figures_read)
    return (*(["figures"] if irregular_texts else []), *(["days"] if days else []))


def _figure(judge: TextReader, text: str | None, code: str | None) -> tuple[object, ...]:
    # A plain amount may go with its currency or not; 1 is as plain as any.
    award, remarks = judge.award(amountAwarded="1" if text is None else text, currency=code)
    return (text, code, None if text is None else award.amount, award.currency, bool(remarks))


def _day(judge: TextReader, text: str) -> tuple[object, ...]:
    award, remarks = judge.award(awardDate=text)
    date = award.awarded
    return (text, date and date.first, date and date.last, bool(remarks))


def table(connection: "DuckDBPyConnection", name: str, columns: dict[str, str], rows: Iterable[Sequence[object]]) -> None:
    """Make a small table of these rows."""
    records = list(rows)
    parts = (f"UNNEST(CAST(${column} AS {kind}[])) AS {column}" for column, kind in columns.items())
    parameters = {column: [row[number] for row in records] for number, column in enumerate(columns)}
    connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT {', '.join(parts)}", parameters)


JOINS = {
    "figures": ("f", "f.text IS NOT DISTINCT FROM c.amount_text AND f.named IS NOT DISTINCT FROM c.currency"),
    "days": ("t", "t.text = c.awarded_text"),
}


def join_clause(tables: Sequence[str]) -> str:
    """Return the values of the unusual texts in the core `c`, to be joined."""
    return "".join(f" LEFT JOIN {name} {alias} ON {test}" for name in tables for alias, test in [JOINS[name]])
