"""ClickHouse, over HTTP by clickhouse-connect: it only reads, and a question ends there when its asker has gone."""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from grantcli.backends.address import Address
from grantcli.backends.client import RemoteRows
from grantcli.backends.dialect_rules import CLICKHOUSE
from grantcli.backends.dialects import Dialect
from grantcli.backends.faults import first_line, reach, took_too_long
from grantcli.errors import DataError, GrantcliError

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client as Driver

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
        wrong = _NO_PASSWORD in str(error)
        hint = "give the user before @ in the address, and the password in CLICKHOUSE_PASSWORD" if wrong else ""
        raise DataError(f"{address}: {'wrong user or password' if wrong else first_line(error)}", hint=hint) from error


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ClickHouse:
    """Asks a server."""

    address: Address
    timeout: float
    driver: "Driver"
    dialect: Dialect = CLICKHOUSE

    def ask(self, text: str, given: Mapping[str, Any]) -> RemoteRows:
        """Run a statement, and have its answer sent block by block."""
        used = {name: value for name, value in given.items() if f"{{{name}:" in text}
        return RemoteRows(_rows(self.driver.query_rows_stream(text, parameters=used)))

    def hold(self, name: str, text: str) -> None:
        """Hold nothing: each statement says what it needs."""

    @contextmanager
    def translate_errors(self) -> Iterator[None]:
        """Turn what the driver raises inside into one line."""
        from clickhouse_connect.driver.exceptions import ClickHouseError

        try:
            yield
        except ClickHouseError as error:
            if _TOO_LONG in str(error):
                raise took_too_long(str(self.address), self.timeout) from error
            raise GrantcliError(f"{self.address}: {first_line(error)}") from error
        except KeyboardInterrupt:
            self.driver.close_connections()  # which ends the question there
            raise

    def columns(self, table: str) -> Collection[str]:
        """Return the columns of a table, none where the table does not exist."""
        text = "SELECT name FROM system.columns WHERE database = currentDatabase() AND table = {table:String}"
        return [row[0] for row in self.driver.query(text, parameters={"table": table}).result_rows]

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
