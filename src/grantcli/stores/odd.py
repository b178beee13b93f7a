"""Values that SQL alone does not read, read by the readers: each text once, however many rows have it."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from grantcli.ingest.parse import amounts, dates

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection

_MANY = 1_000


class NotPlainError(Exception):
    """A file has more to it than can be read where it lies; says what."""


def put(connection: "DuckDBPyConnection", dayfirst: bool | None) -> tuple[str, ...]:  # noqa: FBT001 - three states
    """Make tables of what odd texts in `loaded` are read as, and return which of them hold anything.

    NotPlainError where a text cannot be settled by itself.
    """
    texts = odd_texts(connection, "amount_odd")
    read = [(text, amounts.amount(text), amounts.currency(text)) for text in texts]
    _table(connection, "odd_amounts", ("text VARCHAR", "value DECIMAL(18,2)", "sign VARCHAR"), read)
    dates = [(text, dates.day(text, dayfirst)) for text in odd_texts(connection, "awarded_odd")]
    rows = [(text, when and when.first, when and when.last) for text, when in dates]
    _table(connection, "odd_dates", ("text VARCHAR", "first DATE", "last DATE"), rows)
    currencies = odd_texts(connection, "currency")
    if len(currencies) > _MANY:
        raise NotPlainError("a column of currencies that holds something else")
    codes = [(text, amounts.code(text)) for text in currencies]
    _table(connection, "codes", ("text VARCHAR", "code VARCHAR"), codes)
    found = {"odd_amounts": bool(read), "odd_dates": bool(rows), "codes": any(text != code for text, code in codes)}
    return tuple(name for name, holds in found.items() if holds)


def dayfirst(connection: "DuckDBPyConnection") -> bool | None:
    """Return what stands first in the dates of `loaded`, as those show that fit one order only; `None` where none needs it.

    NotPlainError where they show both, or nothing, and one could be two dates.
    """
    texts = odd_texts(connection, "awarded_odd")
    shown = {dates.settles(text) for text in texts} - {None}
    if len(shown) != 1 and (shown or any(map(dates.ambiguous, texts))):
        raise NotPlainError("dates whose day and month could change places")
    return next(iter(shown), None)


def odd_texts(connection: "DuckDBPyConnection", column: str) -> list[str]:
    """Return the texts in a column of `loaded`, each once; those of blanks are none."""
    found = connection.execute(f"SELECT DISTINCT {column} FROM loaded WHERE {column} IS NOT NULL ORDER BY 1").fetchall()
    return [row[0] for row in found if row[0].strip()]


def _table(connection: "DuckDBPyConnection", name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Make a small table of these rows."""
    made = list(rows)
    names = [column.partition(" ") for column in columns]
    parts = (f"UNNEST(CAST(${column} AS {kind}[])) AS {column}" for column, _, kind in names)
    given = {column: [row[number] for row in made] for number, (column, _, _) in enumerate(names)}
    connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT {', '.join(parts)}", given)
