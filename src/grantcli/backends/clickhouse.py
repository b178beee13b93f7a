"""ClickHouse, over HTTP by clickhouse-connect: it only reads, and a question ends there when its asker has gone.

It has no transactions: a batch of a load is a partition, which is replaced until it is marked as complete.
"""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grantcli.backends.address import Address, TableNames
from grantcli.backends.client import RemoteRows, Schema, first_line, reach, timeout_error
from grantcli.backends.dialects import CLICKHOUSE, Dialect, create_view
from grantcli.cache_folder import scratch_folder
from grantcli.errors import DataError, GrantcliError
from grantcli.ingest.database import parquet

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client as Driver

    from grantcli.backends.load_batches import Batch  # imports what reads files, which a question does not need

_WAIT = 10
"""Seconds that a server may take to answer at all."""
MEANING = {
    "max_ast_elements": 1_000_000, "max_expanded_ast_elements": 1_000_000,  # the register of councils is in the statement
    "join_use_nulls": 1, "prefer_column_name_to_alias": 1, "union_default_mode": "ALL", "data_type_default_nullable": 1,
    "aggregate_functions_null_for_empty": 1, "cancel_http_readonly_queries_on_client_close": 1,
}  # fmt: skip
"""Settings under which its SQL means what SQL means elsewhere."""
_TOO_LONG, _NO_PASSWORD = "Code: 159", "Code: 516"


def driver(address: Address, settings: Mapping[str, Any]) -> "Driver":
    """Return a connected driver; DataError, in one line, where there is nothing to connect to."""
    import clickhouse_connect
    from clickhouse_connect.driver.exceptions import ClickHouseError

    reach(address, _WAIT)
    secure = address.options.get("secure", "false").lower() == "true"
    try:
        return clickhouse_connect.get_client(
            host=address.host, port=address.port, username=address.user or "default",
            password=os.environ.get("CLICKHOUSE_PASSWORD", ""), database=address.database or "default",
            interface="https" if secure else "http", verify=address.options.get("verify", "true").lower() != "false",
            ca_cert=address.options.get("ca_cert"), connect_timeout=_WAIT, autogenerate_session_id=False,
            settings=dict(settings),
        )  # fmt: skip
    except ClickHouseError as error:
        no_password = _NO_PASSWORD in str(error)
        hint = "give the user before @ in the address, and the password in CLICKHOUSE_PASSWORD" if no_password else ""
        raise DataError(f"{address}: {'wrong user or password' if no_password else first_line(error)}", hint=hint) from error


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ClickHouse:
    """Asks a server."""

    address: Address
    timeout: float
    driver: "Driver"
    dialect: Dialect = CLICKHOUSE

    def ask(self, text: str, parameters: Mapping[str, Any]) -> RemoteRows:
        """Run a statement, and have its answer sent block by block."""
        used_parameters = {name: value for name, value in parameters.items() if f"{{{name}:" in text}
        return RemoteRows(_rows(self.driver.query_rows_stream(text, parameters=used_parameters)))

    def create_view(self, name: str, text: str) -> None:
        """Hold nothing: each statement says what it needs."""

    @contextmanager
    def translate_errors(self) -> Iterator[None]:
        """Turn what the driver raises inside into one line."""
        from clickhouse_connect.driver.exceptions import ClickHouseError

        try:
            yield
        except ClickHouseError as error:
            if _TOO_LONG in str(error):
                raise timeout_error(str(self.address), self.timeout) from error
            raise GrantcliError(f"{self.address}: {first_line(error)}") from error
        except KeyboardInterrupt:
            self.driver.close_connections()  # which ends the question there
            raise

    def columns(self, table: str) -> Collection[str]:
        """Return the columns of a table, none where the table does not exist."""
        text = "SELECT name FROM system.columns WHERE database = currentDatabase() AND table = {table:String}"
        return [row[0] for row in self.driver.query(text, parameters={"table": table}).result_rows]

    def require(self, check: Callable[[], None]) -> None:
        """Run a check of the tables at once."""
        check()

    def close(self) -> None:
        """Leave."""
        self.driver.close()


def _rows(stream: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    with stream as rows:  # type: ignore[attr-defined]  # a stream is opened as it is read
        for row in rows:
            yield tuple(row)


def connect(address: Address, timeout: float) -> ClickHouse:
    """Return a client that only reads."""
    return ClickHouse(address, timeout, driver(address, {**MEANING, "readonly": 2, "max_execution_time": int(timeout)}))


_TYPES = {
    "BIGINT": "Int64", "INTEGER": "Int32", "VARCHAR": "Nullable(String)", "DECIMAL(18,2)": "Nullable(Decimal(18, 2))",
    "DECIMAL(18,6)": "Nullable(Decimal(18, 6))", "DATE": "Nullable(Date32)",
}  # fmt: skip
_FIRST, _LAST = date(1900, 1, 1), date(2299, 12, 31)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ClickHouseLoader:
    """Writes."""

    address: Address
    naming: TableNames
    driver: "Driver"
    schema: dict[str, Mapping[str, str]] = field(default_factory=dict)
    in_one: bool = False

    def translate_errors(self) -> AbstractContextManager[None]:
        """Turn what goes wrong inside into one line of ours."""
        return ClickHouse(self.address, 0, self.driver).translate_errors()

    def transaction(self) -> AbstractContextManager[object]:
        """Do nothing: each batch is there whole or not at all."""
        return nullcontext()

    def exists(self) -> bool:
        """Say whether there is a table by the name of the awards, whoever made it."""
        return self._exists(self.naming.of("awards"))

    def _exists(self, table: str) -> bool:
        return str(self.driver.command(f"EXISTS TABLE {table}")) == "1"

    def create(self, schema: Schema) -> None:
        """Make the tables that are not there yet."""
        self.schema.update(schema)
        for relation, columns in schema.items():
            definitions = ", ".join(f"`{name}` {_TYPES[kind]}" for name, kind in columns.items())
            order = "n" if "n" in columns else "tuple()"
            self._make(relation, f"{definitions}, batch Int32", f"PARTITION BY batch ORDER BY {order}")
        self._make("about", "name String, value String", "ORDER BY name")
        self._make("batches", "number Int32", "ORDER BY number")

    def _make(self, relation: str, columns: str, layout: str) -> None:
        self.driver.command(f"CREATE TABLE IF NOT EXISTS {self.naming.of(relation)} ({columns}) ENGINE = MergeTree {layout}")

    def metadata(self) -> Mapping[str, str]:
        """Return the content of the table `about`, nothing where it does not exist."""
        about = self.naming.of("about")
        if not self._exists(about):
            return {}
        return {str(row[0]): str(row[1]) for row in self.driver.query(f"SELECT name, value FROM {about}").result_rows}

    def note(self, name: str, value: str) -> None:
        """Keep a line in the table `about`."""
        self.driver.command(f"DELETE FROM {self.naming.of('about')} WHERE name = {{name:String}}", parameters={"name": name})
        self.driver.insert(self.naming.of("about"), [(name, value)], column_names=["name", "value"])

    def complete_batches(self) -> Collection[int]:
        """Return the numbers of the batches that are there whole."""
        return {row[0] for row in self.driver.query(f"SELECT number FROM {self.naming.of('batches')}").result_rows}

    def write_batch(self, number: int, batch: "Batch") -> Mapping[str, int]:
        """Put a batch there as Parquet, which DuckDB writes, in place of what there is of it."""
        counts = {}
        with scratch_folder() as folder:
            place = folder / "batch.parquet"
            for relation in batch.texts:
                table = self.naming.of(relation)
                self.driver.command(f"ALTER TABLE {table} DROP PARTITION {int(number)}")
                also = f", CAST({int(number)} AS INTEGER) AS batch"
                counts[relation] = batch.write(relation, str(place), "FORMAT parquet", also=also)
                if counts[relation]:
                    self._require_dates(batch, relation, place)
                    with place.open("rb") as content:
                        self.driver.raw_insert(table, [*self.schema[relation], "batch"], content, fmt="Parquet")
        self.driver.insert(self.naming.of("batches"), [(number,)], column_names=["number"])
        return counts

    def _require_dates(self, batch: "Batch", relation: str, place: Path) -> None:
        """Refuse dates that it cannot keep."""
        for name in (name for name, kind in self.schema[relation].items() if kind == "DATE"):
            condition = f"{name} NOT BETWEEN DATE '{_FIRST}' AND DATE '{_LAST}'"
            text = f"SELECT CAST({name} AS VARCHAR) FROM {parquet(place)} WHERE {condition} LIMIT 1"
            for (day,) in batch.connection.execute(text).fetchall():
                raise GrantcliError(f"the date {day} cannot be stored by ClickHouse, whose dates are from 1900 to 2299")

    def finish(self, schema: Schema, views: Mapping[str, str]) -> None:  # noqa: ARG002 - tables are ready as they are
        """Make the relations that follow from others."""
        for relation, text in views.items():
            self.driver.command(f"DROP TABLE IF EXISTS {self.naming.of(relation)} SYNC")
            self.driver.command(create_view(relation, text, CLICKHOUSE, self.naming))

    def drop(self, relations: Collection[str]) -> None:
        """Remove the tables and views of ours by that name."""
        for relation in (*relations, "about", "batches"):
            self.driver.command(f"DROP TABLE IF EXISTS {self.naming.of(relation)} SYNC")

    def close(self) -> None:
        """Leave."""
        self.driver.close()


def loader(address: Address, naming: TableNames) -> ClickHouseLoader:
    """Return what writes there."""
    return ClickHouseLoader(address, naming, driver(address, {"mutations_sync": 1}))
