"""Parses the texts of amounts, currencies and dates that are not plain: each once, however many rows have it.

The row reader itself says what an award of such a text alone is, so that nothing is decided here. Of texts of one shape, such as
`£1,234.50` and `£7,890.10`, it reads one, and SQL the others, if SQL reads that one as it does. Of dates that differ only by a
time of day it reads one.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from grantcli.accounting import RowNote
from grantcli.ingest import giving, nesting, row_reader
from grantcli.ingest.headings import Match
from grantcli.ingest.parse import amounts, dates
from grantcli.ingest.parse.amounts import NumberFormat
from grantcli.ingest.parse.formats import DATE, Formats
from grantcli.model import Award

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection

FIGURES = {
    "text": "VARCHAR",
    "named": "VARCHAR",
    "amount": "DECIMAL(18,2)",
    "currency": "VARCHAR",
    "irregular": "BOOLEAN",
    "figure": "DECIMAL(18,2)",
}
"""What an amount is by its text, NULL where it is plain or nothing, and by the text of its currency.

`figure` is what the text says by itself, also where it contradicts the currency: totals are found by it.
"""
_SHAPES = {"shape": "VARCHAR", "named": "VARCHAR", "sign": "INTEGER", "currency": "VARCHAR"}
"""What the amounts of a shape have in common."""
_MOST_DIGITS = 15
"""No amount has more before its decimal sign."""
_PENNIES, _DECIMALS = 2, 9
"""How many digits an amount has after its decimal sign, and how many a figure in a unit may have."""
DAYS = {"text": "VARCHAR", "first": "DATE", "last": "DATE", "irregular": "BOOLEAN"}
"""What a date is by its text."""


class TextReader:
    """Reads a row that has only some of its cells."""

    def __init__(self, matches: Sequence[Match], formats: Formats) -> None:
        """Keep how rows are read."""
        self._matches, self.formats = matches, formats
        self._shape = nesting.Shape(nesting.columns(matches), formats)
        self._places = {each.path: index for index, each in enumerate(matches) if each.path}

    def has(self, path: str) -> bool:
        """Say whether a column is read as this."""
        return path in self._places

    def award(self, **cells: str | None) -> tuple[Award, tuple[RowNote, ...]]:
        """Return the award that has only these cells, by path, and the remarks about it."""
        row = [""] * len(self._matches)
        for path, text in cells.items():
            if text is not None and path in self._places:
                row[self._places[path]] = text
        return giving.award(row_reader.entry(1, (1, row), self._matches, self._shape), self.formats)


def create_tables(connection: "DuckDBPyConnection", core: str, judge: TextReader) -> tuple[str, ...]:
    """Make the tables `figures` and `days` of the texts in `core`, and return which of them a row may need."""
    has_figures = _create_figures(connection, core, judge)
    has_days = _create_days(connection, core, judge)
    return (*(["figures"] if has_figures else []), *(["days"] if has_days else []))


def shape(text: str) -> str:
    """Return the SQL of what decides how an amount is read: its text with all digits alike, but for noughts."""
    return f"REGEXP_REPLACE({text}, '[1-9]', '1', 'g')"


def without_time(text: str) -> str:
    """Return the SQL of what decides how a date is read: its text without a time of day at its end."""
    return f"REGEXP_REPLACE({text}, '[ T][0-9]{{1,2}}:[0-9]{{2}}[0-9:.]*$', '')"


def counts_by_shape(connection: "DuckDBPyConnection", counts: str, shape: str) -> dict[str, int]:
    """Return texts with how many rows have each, of each shape the first, and the second with the rows of all others.

    `counts` is a query for `text`, `rows` and `first`, the number of the first row that has it; texts come in that order.
    `shape` is the SQL of the shape of `text`.
    """
    places = f"SELECT *, {shape} AS shape, ROW_NUMBER() OVER (PARTITION BY {shape} ORDER BY first) AS place"
    query = f"SELECT MIN_BY(text, first), CAST(SUM(rows) AS BIGINT) FROM ({places} FROM ({counts}) c) p"
    return dict(connection.execute(f"{query} GROUP BY shape, LEAST(place, 2) ORDER BY MIN(first)").fetchall())


def _create_days(connection: "DuckDBPyConnection", core: str, judge: TextReader) -> bool:
    """Make the table `days`, and say whether a row may need it."""
    distinct = f"SELECT DISTINCT awarded_text AS text, {without_time('awarded_text')} AS bare FROM {core}"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE day_texts AS {distinct} WHERE awarded_text IS NOT NULL")
    firsts = connection.execute("SELECT bare, MIN(text) FROM day_texts GROUP BY ALL ORDER BY ALL").fetchall()
    table(connection, "bare_days", {"bare": "VARCHAR", **DAYS}, [(bare, *_day(judge, text)) for bare, text in firsts])
    query = "SELECT t.text, first, last, irregular FROM day_texts t JOIN bare_days b ON b.bare = t.bare ORDER BY ALL"
    connection.execute(f"CREATE OR REPLACE TABLE days AS {query}")
    return bool(firsts)


def _create_figures(connection: "DuckDBPyConnection", core: str, judge: TextReader) -> bool:
    """Make the table `figures`, and say whether a row may need it."""
    form = judge.formats.amount
    distinct = f"SELECT DISTINCT amount_text AS text, currency AS named FROM {core}"
    query = f"SELECT *, {shape('text')} AS shape, {_value_sql(form)} AS value FROM ({distinct}) d"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE figure_texts AS {query}")
    firsts = connection.execute(
        "SELECT shape, named, MIN(text), MIN_BY(value, text) FROM figure_texts GROUP BY ALL HAVING COUNT(*) > 1 ORDER BY ALL"
    ).fetchall()
    read = {(kind, code): (_figure(judge, text, code), value, text) for kind, code, text, value in firsts if text is not None}
    shapes = [
        (*key, 1 if row[2] > 0 else -1, row[3]) for key, (row, value, text) in read.items() if _is_alike(row, value, text, form)
    ]
    table(connection, "shapes", _SHAPES, shapes)
    joined = "t.shape = s.shape AND t.named IS NOT DISTINCT FROM s.named"
    rest = connection.execute(f"SELECT text, named FROM figure_texts t ANTI JOIN shapes s ON {joined} ORDER BY ALL").fetchall()
    rows = [_figure(judge, text, code) for text, code in rest]
    table(connection, "figures", FIGURES, rows)
    if shapes:
        amount = "text, t.named, s.sign * value, s.currency, FALSE, s.sign * value"
        connection.execute(f"INSERT INTO figures SELECT {amount} FROM figure_texts t JOIN shapes s ON {joined} ORDER BY ALL")
    return bool(shapes) or any(text is not None or code != mark or irregular for text, mark, _, code, irregular, _ in rows)


def _value_sql(form: NumberFormat) -> str:
    """Return the SQL of a figure without its sign: what is left of its digits and its decimal sign."""
    digits = f"REGEXP_REPLACE(text, '[^0-9{form.decimal}]', '', 'g')"
    value = f"TRY_CAST(REPLACE({digits}, '{form.decimal}', '.') AS DECIMAL({_MOST_DIGITS + _DECIMALS},{_DECIMALS}))"
    return value if form.scale == 1 else f"{value} * CAST({form.scale} AS DECIMAL(10,0))"


def _is_alike(row: Sequence[Any], value: Decimal | None, text: str, form: NumberFormat) -> bool:
    """Say whether SQL reads an amount as the row reader does, and so any other of its shape."""
    amount, irregular = row[2], row[4]
    integer, _, decimals = amounts.figure(text).partition(form.decimal)
    power = len(str(form.scale)) - 1
    fits = sum(map(str.isdecimal, integer)) + power <= _MOST_DIGITS and len(decimals) <= min(_PENNIES + power, _DECIMALS)
    return bool(fits and form.scale == 10**power and amount and not irregular and value == abs(amount))


def _figure(judge: TextReader, text: str | None, code: str | None) -> tuple[Any, ...]:
    # A plain amount may go with its currency or not; 1 is as plain as any.
    award, remarks = judge.award(amountAwarded="1" if text is None else text, currency=code)
    amount = None if text is None else award.amount
    figure = amounts.amount(text, judge.formats.amount) if text and amount is None else amount
    return (text, code, amount, award.currency, bool(remarks), figure)


def _day(judge: TextReader, text: str) -> tuple[object, ...]:
    award, remarks = judge.award(awardDate=text)
    date = award.awarded if judge.has(DATE) else dates.day(text)  # what no column has is as `PartialDate` writes it
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
