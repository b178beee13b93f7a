"""PostgreSQL, by psycopg: a transaction that only reads, with all statements of an answer on one state of the data."""

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

from grantcli.backends.address import Address
from grantcli.backends.dialect_rules import POSTGRES
from grantcli.backends.dialects import Dialect, quote_name
from grantcli.backends.faults import first_line, took_too_long
from grantcli.errors import DataError, GrantcliError

if TYPE_CHECKING:
    from psycopg import Connection, ServerCursor

_NUMBERS = count()
_WAIT = 10
"""Seconds that a server may take to answer at all."""


def connection(address: Address, timeout: float, *, reading: bool) -> "Connection[tuple[Any, ...]]":
    """Return a connection; DataError, in one line, where there is none to be had."""
    import psycopg
    from psycopg.conninfo import make_conninfo

    settings = f"-c statement_timeout={int(timeout * 1000)} -c jit=off -c datestyle=ISO -c cursor_tuple_fraction=1"
    given = {
        "host": address.host, "port": str(address.port) if address.host else "", "dbname": address.database, "user": address.user,
        "connect_timeout": str(_WAIT), "application_name": "grantcli", **address.options, "options": settings,
    }  # fmt: skip
    try:
        made = psycopg.connect(make_conninfo(**{name: value for name, value in given.items() if value}))
    except psycopg.ProgrammingError as error:
        raise DataError(f"{address}: {first_line(error)}") from error
    except psycopg.Error as error:
        raise DataError(f"{address}: {_why(error)}", hint=_hint(str(error))) from error
    if reading:
        made.read_only = True
        made.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    return made


def _why(error: Exception) -> str:
    """Return why a connection failed: the last attempt of libpq, without the address it tried."""
    lines = [line for line in str(error).splitlines() if line.strip()]
    notes = next((line for line in lines if "failed: " in line or "error: " in line), lines[0] if lines else "no answer")
    notes = notes.rpartition("FATAL:")[2] or notes
    return first_line(re.sub(r"^.* failed: |\[Errno -?\d+\] |fe_sendauth: ", "", notes))


def _hint(notes: str) -> str:
    if "password" in notes:
        return "give the user before @ in the address, and the password in PGPASSWORD or the file ~/.pgpass"
    if "certificate" in notes:
        return "name the authority that signed it: `sslrootcert=FILE` in the address"
    return "see that the server runs and that host, port and database are right"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Answer:
    """An answer that the server stores; it is dropped after its last row."""

    cursor: "ServerCursor[tuple[Any, ...]]"

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Return every row that is left."""
        with self.cursor:
            return self.cursor.fetchall()

    def fetchmany(self, size: int, /) -> list[tuple[Any, ...]]:
        """Return at most this many more rows, none when there are no more."""
        rows = [] if self.cursor.closed else self.cursor.fetchmany(size)
        if len(rows) < size:
            self.cursor.close()
        return rows


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Postgres:
    """Asks a server."""

    address: Address
    timeout: float
    connection: "Connection[tuple[Any, ...]]"
    dialect: Dialect = POSTGRES

    def ask(self, text: str, given: Mapping[str, Any]) -> "_Answer":
        """Run a statement; its answer stays there until it is fetched."""
        cursor = self.connection.cursor(name=f"grantcli_{next(_NUMBERS)}")
        try:
            cursor.execute(text.encode(), dict(given))
        except BaseException:
            cursor.close()
            raise
        return _Answer(cursor)

    def hold(self, name: str, text: str) -> None:
        """Hold nothing: each statement says what it needs."""

    @contextmanager
    def translate_errors(self) -> Iterator[None]:
        """Turn errors of psycopg inside into one line; psycopg cancels the statement on an interrupt."""
        import psycopg

        try:
            yield
        except psycopg.errors.QueryCanceled as error:
            raise took_too_long(str(self.address), self.timeout) from error
        except psycopg.OperationalError as error:
            hint = "ask again; the answer was not whole, and nothing of it was shown"
            raise GrantcliError(f"{self.address}: {first_line(error)}", hint=hint) from error
        except psycopg.Error as error:
            raise GrantcliError(f"{self.address}: {first_line(error)}") from error

    def columns(self, table: str) -> Collection[str]:
        """Return the columns of a table, none where the table does not exist."""
        found = self.connection.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped",
            [quote_name(table, self.dialect)],
        )
        return [row[0] for row in found.fetchall()]

    def close(self) -> None:
        """Leave."""
        self.connection.close()


def connect(address: Address, timeout: float) -> Postgres:
    """Return a client that only reads."""
    return Postgres(address, timeout, connection(address, timeout, reading=True))
