"""Loads awards into ClickHouse, which has no transactions: a batch is a partition, replaced until it is marked as complete."""

from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from shutil import rmtree
from typing import TYPE_CHECKING

from grantcli.backends.address import Address
from grantcli.backends.batches import Batch
from grantcli.backends.clickhouse import ClickHouse, driver
from grantcli.backends.client import Schema
from grantcli.backends.table_names import TableNames
from grantcli.errors import GrantcliError
from grantcli.ingest.database import target, temporary_folder

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client as Driver

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

    def translate_errors(self) -> AbstractContextManager[None]:
        """Turn what goes wrong inside into one line of ours."""
        return ClickHouse(self.address, 0, self.driver).translate_errors()

    def there(self) -> bool:
        """Say whether there is a table by the name of the awards, whoever made it."""
        return self._exists(self.naming.of("awards"))

    def _exists(self, table: str) -> bool:
        return str(self.driver.command(f"EXISTS TABLE {table}")) == "1"

    def create(self, schema: Schema) -> None:
        """Make the tables that are not there yet."""
        self.schema.update(schema)
        for relation, columns in schema.items():
            typed = ", ".join(f"`{name}` {_TYPES[kind]}" for name, kind in columns.items())
            order = "n" if "n" in columns else "tuple()"
            self._make(relation, f"{typed}, batch Int32", f"PARTITION BY batch ORDER BY {order}")
        self._make("about", "name String, value String", "ORDER BY name")
        self._make("batches", "number Int32", "ORDER BY number")

    def _make(self, relation: str, columns: str, layout: str) -> None:
        self.driver.command(f"CREATE TABLE IF NOT EXISTS {self.naming.of(relation)} ({columns}) ENGINE = MergeTree {layout}")

    def known(self) -> Mapping[str, str]:
        """Return the content of the table `about`, nothing where it does not exist."""
        about = self.naming.of("about")
        if not self._exists(about):
            return {}
        return {str(row[0]): str(row[1]) for row in self.driver.query(f"SELECT name, value FROM {about}").result_rows}

    def note(self, name: str, value: str) -> None:
        """Keep a line in the table `about`."""
        self.driver.command(f"DELETE FROM {self.naming.of('about')} WHERE name = {{name:String}}", parameters={"name": name})
        self.driver.insert(self.naming.of("about"), [(name, value)], column_names=["name", "value"])

    def done(self) -> Collection[int]:
        """Return the numbers of the batches that are there whole."""
        return {row[0] for row in self.driver.query(f"SELECT number FROM {self.naming.of('batches')}").result_rows}

    def put(self, number: int, batch: Batch) -> None:
        """Put a batch there as Parquet, which DuckDB writes, in place of what there is of it."""
        place = temporary_folder() / "batch.parquet"
        try:
            for relation, count in batch.counts.items():
                self.driver.command(f"ALTER TABLE {self.naming.of(relation)} DROP PARTITION {int(number)}")
                if count:
                    self._require_dates(batch, relation)
                    text = f"SELECT *, CAST({int(number)} AS INTEGER) AS batch FROM batch_{relation}"
                    batch.connection.execute(f"COPY ({text}) TO {target(place)} (FORMAT parquet)")
                    columns = [*self.schema[relation], "batch"]
                    self.driver.raw_insert(self.naming.of(relation), columns, place.read_bytes(), fmt="Parquet")
        finally:
            rmtree(place.parent)
        self.driver.insert(self.naming.of("batches"), [(number,)], column_names=["number"])

    def _require_dates(self, batch: Batch, relation: str) -> None:
        """Refuse dates that it cannot keep."""
        for name in (name for name, kind in self.schema[relation].items() if kind == "DATE"):
            outside = f"{name} NOT BETWEEN DATE '{_FIRST}' AND DATE '{_LAST}'"
            text = f"SELECT CAST({name} AS VARCHAR) FROM batch_{relation} WHERE {outside} LIMIT 1"
            for (day,) in batch.connection.execute(text).fetchall():
                raise GrantcliError(f"the date {day} cannot be kept by ClickHouse, whose dates are from 1900 to 2299")

    def finish(self, schema: Schema) -> None:
        """Do nothing: tables of ClickHouse are ready as they are."""

    def drop(self, schema: Schema) -> None:
        """Remove the tables of ours by that name."""
        for relation in (*schema, "about", "batches"):
            self.driver.command(f"DROP TABLE IF EXISTS {self.naming.of(relation)} SYNC")

    def close(self) -> None:
        """Leave."""
        self.driver.close()


def loader(address: Address, naming: TableNames) -> ClickHouseLoader:
    """Return what writes there."""
    return ClickHouseLoader(address, naming, driver(address, {"mutations_sync": 1}))
