"""Puts awards into PostgreSQL: each batch in one transaction with the note that it is there."""

from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from shutil import rmtree
from typing import TYPE_CHECKING, Any

from grantcli.backends.address import Address
from grantcli.backends.batches import Batch
from grantcli.backends.client import Schema
from grantcli.backends.dialect_rules import POSTGRES
from grantcli.backends.dialects import quote_name
from grantcli.backends.postgres import Postgres, connection
from grantcli.backends.table_names import TableNames
from grantcli.errors import GrantcliError
from grantcli.ingest.database import target, temporary_folder

if TYPE_CHECKING:
    from psycopg import Connection

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
_QUOTED = "QUOTE '\x01', ESCAPE '\x01'"
"""Texts have quotation marks, above all JSON, and hardly ever this."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PostgresLoader:
    """Writes; a batch that was not committed is not there."""

    address: Address
    naming: TableNames
    connection: "Connection[tuple[Any, ...]]"

    def _named(self, relation: str) -> str:
        return quote_name(self.naming.of(relation), POSTGRES)

    def translate_errors(self) -> AbstractContextManager[None]:
        """Turn what goes wrong inside into one line of ours."""
        return Postgres(self.address, 0, self.connection).translate_errors()

    def there(self) -> bool:
        """Say whether there is a table by the name of the awards, whoever made it."""
        return self._run("SELECT to_regclass(%s)", [self._named("awards")]).fetchall()[0][0] is not None

    def create(self, schema: Schema) -> None:
        """Make the tables that are not there yet, with their types; keys come when all rows are there, which is quicker."""
        with self.connection.transaction():
            for relation, columns in schema.items():
                parts = [f'"{name}" {_TYPES.get(kind, kind)}' for name, kind in columns.items()]
                self._run(f"CREATE TABLE IF NOT EXISTS {self._named(relation)} ({', '.join(parts)})")
            self._run(f"CREATE TABLE IF NOT EXISTS {self._named('about')} (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
            self._run(f"CREATE TABLE IF NOT EXISTS {self._named('batches')} (number INTEGER PRIMARY KEY)")

    def known(self) -> Mapping[str, str]:
        """Return the content of the table `about`, nothing where it does not exist."""
        if self._run("SELECT to_regclass(%s)", [self._named("about")]).fetchall()[0][0] is None:
            return {}
        return dict(self._run(f"SELECT name, value FROM {self._named('about')}").fetchall())

    def note(self, name: str, value: str) -> None:
        """Keep a line in the table `about`."""
        text = f"INSERT INTO {self._named('about')} VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value"
        with self.connection.transaction():
            self._run(text, [name, value])

    def done(self) -> Collection[int]:
        """Return the numbers of the batches that are there."""
        return {row[0] for row in self._run(f"SELECT number FROM {self._named('batches')}").fetchall()}

    def put(self, number: int, batch: Batch) -> None:
        """Put a batch there, whole or not at all: each of its tables goes as CSV, which DuckDB writes."""
        folder = temporary_folder()
        try:
            with self.connection.transaction(), self.connection.cursor() as cursor:
                for relation in (name for name, count in batch.counts.items() if count):
                    place = folder / f"{relation}.csv"
                    batch.connection.execute(f"COPY batch_{relation} TO {target(place)} (FORMAT csv, HEADER false, {_QUOTED})")
                    with place.open("rb") as file, cursor.copy(self._copy(relation).encode()) as copy:
                        while part := file.read(_PART):
                            if b"\0" in part:
                                raise _with_nul(batch, relation)
                            copy.write(part)
                    place.unlink()
                self._run(f"INSERT INTO {self._named('batches')} VALUES (%s)", [number])
        finally:
            rmtree(folder)

    def _copy(self, relation: str) -> str:
        return f"COPY {self._named(relation)} FROM STDIN (FORMAT csv, ENCODING 'UTF8', {_QUOTED})"

    def finish(self, schema: Schema) -> None:
        """Make the keys and indexes that questions use, and update the statistics of the planner."""
        with self.connection.transaction():
            for relation in schema:
                if (key := _KEYS.get(relation)) and not self._has_key(relation):
                    self._run(f"ALTER TABLE {self._named(relation)} ADD PRIMARY KEY ({', '.join(key)})")
                    if relation in _OF_AWARDS:
                        refers = f"FOREIGN KEY (n) REFERENCES {self._named('awards')} (n)"
                        self._run(f"ALTER TABLE {self._named(relation)} ADD {refers}")
            for column in ("id", "awarded_from"):
                self._run(f"CREATE INDEX ON {self._named('awards')} ({column})")
            for relation in schema:
                self._run(f"ANALYZE {self._named(relation)}")

    def _has_key(self, relation: str) -> bool:
        text = "SELECT 1 FROM pg_constraint WHERE conrelid = to_regclass(%s) AND contype = 'p'"
        return bool(self._run(text, [self._named(relation)]).fetchall())

    def drop(self, schema: Schema) -> None:
        """Remove the tables of ours by that name, those that refer to others before them."""
        with self.connection.transaction():
            for relation in reversed([*schema, "about", "batches"]):
                self._run(f"DROP TABLE IF EXISTS {self._named(relation)}")

    def close(self) -> None:
        """Leave."""
        self.connection.close()

    def _run(self, text: str, given: Collection[Any] = ()) -> Any:  # noqa: ANN401 - a cursor
        return self.connection.execute(text.encode(), list(given))


def _with_nul(batch: Batch, relation: str) -> GrantcliError:
    """Return what is wrong with a table that has a NUL character."""
    described = batch.connection.execute(f"DESCRIBE batch_{relation}").fetchall()
    texts = " OR ".join(f"CONTAINS({name}, CHR(0))" for name, kind, *_ in described if kind == "VARCHAR")
    first = described[0][0]
    ((row,),) = batch.connection.execute(f"SELECT {first} FROM batch_{relation} WHERE {texts} LIMIT 1").fetchall()
    why = f"a text of row {row!r} of {relation} has a NUL character, which PostgreSQL cannot keep"
    return GrantcliError(why, hint="take it out of the file; batches before this one are there")


def loader(address: Address, naming: TableNames) -> PostgresLoader:
    """Return what writes there."""
    made = connection(address, 0, reading=False)
    made.autocommit = True
    return PostgresLoader(address, naming, made)
