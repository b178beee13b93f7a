"""PostgreSQL, by psycopg: a transaction that only reads, with all statements of an answer on one state of the data.

A load is one transaction: it is there whole, or not at all.
"""

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from typing import IO, TYPE_CHECKING, Any

from grantcli.backends.address import Address, TableNames
from grantcli.backends.client import Schema, first_line, timeout_error
from grantcli.backends.dialects import POSTGRES, Dialect, create_view, quote_name
from grantcli.errors import DataError, GrantcliError

if TYPE_CHECKING:
    from psycopg import Connection, ServerCursor

    from grantcli.backends.load_batches import Batch  # imports what reads files, which a question does not need

_NUMBERS = count()
_WAIT = 10
"""Seconds that a server may take to answer at all."""


def connection(address: Address, timeout: float, *, read_only: bool) -> "Connection[tuple[Any, ...]]":
    """Return a connection; DataError, in one line, where it cannot connect."""
    import psycopg
    from psycopg.conninfo import make_conninfo

    settings = f"-c statement_timeout={int(timeout * 1000)} -c jit=off -c datestyle=ISO -c cursor_tuple_fraction=1"
    settings = f"{address.options.get('options', os.environ.get('PGOPTIONS', ''))} {settings}"  # the last of a name counts
    settings_of_libpq = {
        "host": address.host, "port": str(address.port) if address.host else "", "dbname": address.database, "user": address.user,
        "connect_timeout": str(_WAIT), "application_name": "grantcli", **address.options, "options": settings,
    }  # fmt: skip
    try:
        result = psycopg.connect(make_conninfo(**{name: value for name, value in settings_of_libpq.items() if value}))
    except psycopg.ProgrammingError as error:
        raise DataError(f"{address}: {first_line(error)}") from error
    except psycopg.Error as error:
        raise DataError(f"{address}: {_reason(error)}", hint=_hint(str(error))) from error
    if read_only:
        result.read_only = True
        result.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    return result


def _reason(error: Exception) -> str:
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


@dataclass(slots=True, eq=False, repr=False)
class _Answer:
    """An answer that is asked for when its rows are taken.

    All rows at once are no cursor's: for a cursor PostgreSQL lets one process do everything. What is taken some at a time the
    server stores, and drops after its last row.
    """

    connection: "Connection[tuple[Any, ...]]"
    text: str
    parameters: Mapping[str, Any]
    cursor: "ServerCursor[tuple[Any, ...]] | None" = None

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Return every row that is left."""
        if self.cursor is None:
            return self.connection.execute(self.text.encode(), dict(self.parameters)).fetchall()
        with self.cursor:
            return self.cursor.fetchall()

    def fetchmany(self, size: int, /) -> list[tuple[Any, ...]]:
        """Return at most this many more rows, none when there are no more."""
        cursor = self.cursor = self.cursor or self._open()
        rows = [] if cursor.closed else cursor.fetchmany(size)
        if len(rows) < size:
            cursor.close()
        return rows

    def _open(self) -> "ServerCursor[tuple[Any, ...]]":
        cursor = self.connection.cursor(name=f"grantcli_{next(_NUMBERS)}")
        try:
            return cursor.execute(self.text.encode(), dict(self.parameters))
        except BaseException:
            cursor.close()
            raise


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Postgres:
    """Asks a server."""

    address: Address
    timeout: float
    connection: "Connection[tuple[Any, ...]]"
    dialect: Dialect = POSTGRES

    def ask(self, text: str, parameters: Mapping[str, Any]) -> "_Answer":
        """Return the answer to a statement, which runs when its rows are taken."""
        return _Answer(self.connection, text, parameters)

    def create_view(self, name: str, text: str) -> None:
        """Hold nothing: each statement says what it needs."""

    @contextmanager
    def translate_errors(self) -> Iterator[None]:
        """Turn errors of psycopg inside into one line; psycopg cancels the statement on an interrupt."""
        import psycopg

        try:
            yield
        except psycopg.errors.QueryCanceled as error:
            raise timeout_error(str(self.address), self.timeout) from error
        except psycopg.OperationalError as error:
            hint = "ask again; the answer was incomplete, and none of it was shown"
            raise GrantcliError(f"{self.address}: {first_line(error)}", hint=hint) from error
        except psycopg.Error as error:
            raise GrantcliError(f"{self.address}: {first_line(error)}") from error

    def columns(self, table: str) -> Collection[str]:
        """Return the columns of a table, none where the table does not exist."""
        answer = self.connection.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped",
            [quote_name(table, self.dialect)],
        )
        return [row[0] for row in answer.fetchall()]

    def require(self, check: Callable[[], None]) -> None:
        """Run a check of the tables at once."""
        check()

    def close(self) -> None:
        """Leave."""
        self.connection.close()


def connect(address: Address, timeout: float) -> Postgres:
    """Return a client that only reads."""
    return Postgres(address, timeout, connection(address, timeout, read_only=True))


_TYPES = {"VARCHAR": 'TEXT COLLATE "C"', "DECIMAL(18,2)": "NUMERIC(18,2)"}
_KEYS = {
    "awards": ("n",),
    "parties": ("n", "ordinal"),
    "links": ("n", "what", "position"),
    "programmes": ("id",),
    "sources": ("id",),
}
_OF_AWARDS = ("parties", "links")
_PART = 1 << 20
"""How many bytes are sent at a time."""
_MARK = b"\x02"
_MARKS = f"DELIMITER '{_MARK.decode()}', QUOTE '\x01', ESCAPE '\x01'"
"""Texts have commas and quotation marks, above all JSON, and hardly ever these."""
_MEMORY = "256MB"
"""What the server may take to sort an index."""
_WHOLE_TEXTS = frozenset({"title", "description", "published", "more", "line", "whole"})
"""Columns that nothing is compared with, of which the planner need not know anything."""
_CELL = re.compile(r"c\d+")


class _NulError(Exception):
    """A text has a NUL character."""


def _pipe() -> tuple[int, int]:
    """Return the two ends of a pipe with as much room as a part has, where it can have that: fewer calls halve the time."""
    import fcntl  # which no system without pipes by name has

    end, start = os.pipe()
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with suppress(OSError):
            fcntl.fcntl(start, fcntl.F_SETPIPE_SZ, _PART)
    return end, start


def _parts(file: IO[bytes]) -> Iterator[bytes]:
    """Yield what comes out of a pipe; _NulError for a NUL character."""
    while part := file.read(_PART):
        if b"\0" in part:
            raise _NulError
        yield part


def _report_rows(parts: Iterable[bytes], columns: int, on_progress: Callable[[int], None]) -> Iterator[bytes]:
    """Yield parts of a table with this number of columns, and report how many of its rows have been sent."""
    marks = 0
    for part in parts:
        yield part
        marks += part.count(_MARK)
        on_progress(marks // (columns - 1))


def _write(batch: "Batch", relation: str, start: int) -> int:
    """Write a table of a batch into a pipe, and close it."""
    try:
        return batch.write(relation, f"/dev/fd/{start}", f"FORMAT csv, HEADER false, {_MARKS}")
    finally:
        os.close(start)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PostgresLoader:
    """Writes, in one transaction."""

    address: Address
    naming: TableNames
    connection: "Connection[tuple[Any, ...]]"
    in_one: bool = True

    def _table(self, relation: str) -> str:
        return quote_name(self.naming.of(relation), POSTGRES)

    def translate_errors(self) -> AbstractContextManager[None]:
        """Turn what goes wrong inside into one line of ours."""
        return Postgres(self.address, 0, self.connection).translate_errors()

    def exists(self) -> bool:
        """Say whether there is a table by the name of the awards, whoever made it."""
        return self._run("SELECT to_regclass(%s)", [self._table("awards")]).fetchall()[0][0] is not None

    def transaction(self) -> AbstractContextManager[object]:
        """Let everything inside be there whole or not at all."""
        return self.connection.transaction()

    def create(self, schema: Schema) -> None:
        """Make the tables, with their types; keys come when all rows are there, which is quicker."""
        for relation, columns in schema.items():
            key = _KEYS.get(relation, ())
            parts = [f'"{name}" {_TYPES.get(kind, kind)}{" NOT NULL" if name in key else ""}' for name, kind in columns.items()]
            self._run(f"CREATE TABLE {self._table(relation)} ({', '.join(parts)})")
        self._run(f"CREATE TABLE {self._table('about')} (name TEXT PRIMARY KEY, value TEXT NOT NULL)")

    def metadata(self) -> Mapping[str, str]:
        """Return the content of the table `about`, nothing where it does not exist."""
        if self._run("SELECT to_regclass(%s)", [self._table("about")]).fetchall()[0][0] is None:
            return {}
        return dict(self._run(f"SELECT name, value FROM {self._table('about')}").fetchall())

    def note(self, name: str, value: str) -> None:
        """Keep a line in the table `about`."""
        text = f"INSERT INTO {self._table('about')} VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value"
        self._run(text, [name, value])

    def complete_batches(self) -> Collection[int]:
        """Return nothing: a load that did not end has left nothing."""
        return ()

    def write_batch(self, number: int, batch: "Batch") -> Mapping[str, int]:  # noqa: ARG002 - one transaction has them all
        """Put a batch there: each of its tables goes as the text that DuckDB writes, straight from it."""
        return {relation: self._copy(batch, relation) for relation in batch.texts}

    def _copy(self, batch: "Batch", relation: str) -> int:
        """Copy a table of a batch, and return how many rows it has."""
        columns = len(batch.columns(relation)) if relation == "awards" else 0
        end, start = _pipe()
        try:
            with ThreadPoolExecutor(1) as pool, open(end, "rb", buffering=0) as file:  # noqa: PTH123 - no path
                rows = pool.submit(_write, batch, relation, start)
                parts = _report_rows(_parts(file), columns, batch.on_progress) if columns else _parts(file)
                try:
                    return self._send(relation, parts, rows)
                finally:
                    if not rows.done():
                        batch.connection.interrupt()
        except _NulError:
            raise _nul_error(batch, relation) from None

    def _send(self, relation: str, parts: Iterable[bytes], rows: "Future[int]") -> int:
        """Send what comes out of a pipe; return how many rows whoever writes into it says there are."""
        # A table of this transaction needs no traces of who sees its rows.
        text = f"COPY {self._table(relation)} FROM STDIN (FORMAT csv, FREEZE, ENCODING 'UTF8', {_MARKS})"
        with self.connection.cursor() as cursor, cursor.copy(text.encode()) as copy:
            for part in parts:
                copy.write(part)
            return rows.result()

    def finish(self, schema: Schema, views: Mapping[str, str]) -> None:
        """Make the keys and indexes that questions use, and update the statistics of the planner."""
        self._run(f"SET LOCAL maintenance_work_mem = '{_MEMORY}'")
        for relation in schema:
            if key := _KEYS.get(relation):
                self._run(f"ALTER TABLE {self._table(relation)} ADD PRIMARY KEY ({', '.join(key)})")
            if relation in _OF_AWARDS:
                self._run(f"ALTER TABLE {self._table(relation)} ADD FOREIGN KEY (n) REFERENCES {self._table('awards')} (n)")
        for column in ("id", "awarded_from"):
            self._run(f"CREATE INDEX ON {self._table('awards')} ({column})")
        # What a search for a part of a name looks at: `APART_FROM_NAME` of the relations, in the words of this engine.
        self._run(f"CREATE INDEX ON {self._table('aliases')} (what) WHERE NOT STRPOS(name, alias) > 0")
        for relation, text in views.items():
            self._run(create_view(relation, text, POSTGRES, self.naming))
        for relation, columns in schema.items():
            compared = [f'"{name}"' for name in columns if name not in _WHOLE_TEXTS and not _CELL.fullmatch(name)]
            self._run(f"ANALYZE {self._table(relation)} ({', '.join(compared)})")

    def drop(self, relations: Collection[str]) -> None:
        """Remove the tables and views of ours by that name, those that refer to others before them."""
        kinds = {name: self._run("SELECT relkind FROM pg_class WHERE oid = to_regclass(%s)", [self._table(name)]).fetchall()
                 for name in (*relations, "about", "batches")}  # fmt: skip
        for kind, what in (("v", "VIEW"), ("r", "TABLE")):
            for name in reversed([name for name, rows in kinds.items() if rows and rows[0][0] in {kind, kind.encode()}]):
                self._run(f"DROP {what} {self._table(name)}")

    def close(self) -> None:
        """Leave."""
        self.connection.close()

    def _run(self, text: str, parameters: Collection[Any] = ()) -> Any:  # noqa: ANN401 - a cursor
        return self.connection.execute(text.encode(), list(parameters))


def _nul_error(batch: "Batch", relation: str) -> GrantcliError:
    """Return what is wrong with a table that has a NUL character."""
    text, columns = batch.texts[relation], batch.columns(relation)
    texts = " OR ".join(f"CONTAINS({name}, CHR(0))" for name, kind in columns if kind == "VARCHAR")
    key = "id" if relation == "awards" else columns[0][0]
    ((row,),) = batch.connection.execute(f"SELECT {key} FROM ({text}) t WHERE {texts} LIMIT 1").fetchall()
    where = f"the award `{row}`" if relation == "awards" else f"row {row!r} of {relation}"
    message = f"a text of {where} has a NUL character, which PostgreSQL cannot store"
    return GrantcliError(message, hint="take it out of the file; nothing was loaded")


def loader(address: Address, naming: TableNames) -> PostgresLoader:
    """Return what writes there."""
    writer = connection(address, 0, read_only=False)
    writer.autocommit = True
    return PostgresLoader(address, naming, writer)
