"""Loads awards for a cluster: Parquet files in a folder, by the year of the award, with views over them.

A batch is complete when its mark exists. Files are written under temporary names and then renamed. Their names have the number of
the batch, so that loading a batch again replaces its files.
"""

import os
import shutil
from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from grantcli.backends.address import Address
from grantcli.backends.batches import Batch
from grantcli.backends.client import Schema
from grantcli.backends.dialect_rules import SPARK
from grantcli.backends.dialects import quote_name
from grantcli.backends.remote_tables import ABOUT
from grantcli.backends.spark import Spark, session
from grantcli.backends.table_names import TableNames
from grantcli.errors import UsageError
from grantcli.ingest import distinct_texts
from grantcli.ingest.database import connect, file, target

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection
    from pyspark.sql.connect.session import SparkSession

_MARKS, _BESIDE = "_batches", "_beside"  # Spark passes over names that begin so
_NO_YEAR = "__HIVE_DEFAULT_PARTITION__"
"""What Spark calls the partition of awards without a date."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SparkLoader:
    """Writes."""

    address: Address
    naming: TableNames
    session: "SparkSession"
    folder: Path
    schema: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def translate_errors(self) -> AbstractContextManager[None]:
        """Turn what goes wrong inside into one line of ours."""
        return Spark(self.address, 0, self.session).translate_errors()

    def there(self) -> bool:
        """Say whether there is a table by the name of the awards, or anything in the folder of theirs, whoever made it."""
        return bool(self.session.catalog.tableExists(self.naming.of("awards"))) or (self.folder / "awards").exists()

    def create(self, schema: Schema) -> None:
        """Make the folders that are not there yet, each with a file that says what its columns are."""
        self.schema.update({**schema, "about": ABOUT})
        for relation in self.schema:
            (self.folder / relation).mkdir(parents=True, exist_ok=True)
        (self.folder / _MARKS).mkdir(exist_ok=True)
        for relation, columns in schema.items():
            typed = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in columns.items())
            part = f"year={_NO_YEAR}/" if relation == "awards" else ""
            self._write(self.folder / relation / f"{part}empty.parquet", f"SELECT {typed} WHERE FALSE")

    def known(self) -> Mapping[str, str]:
        """Return the content of the table `about`, nothing where it does not exist."""
        place = self.folder / "about" / "about.parquet"
        if not place.is_file():
            return {}
        return dict(connect().execute(f"SELECT name, value FROM read_parquet({file(place)})").fetchall())

    def note(self, name: str, value: str) -> None:
        """Keep a line in the table `about`."""
        rows = list({**self.known(), name: value}.items())
        connection = connect()
        distinct_texts.table(connection, "about", ABOUT, rows)
        self._write(self.folder / "about" / "about.parquet", "SELECT * FROM about", connection)

    def done(self) -> Collection[int]:
        """Return the numbers of the batches that are there whole."""
        return {int(each.name) for each in (self.folder / _MARKS).iterdir()}

    def put(self, number: int, batch: Batch) -> None:
        """Put a batch there, in place of what there is of it: DuckDB writes its files, a partition each."""
        beside = self.folder / _BESIDE
        for relation, count in batch.counts.items():
            for old in (self.folder / relation).glob(f"**/batch{number:07}*.parquet"):
                old.unlink()
            if count:
                shutil.rmtree(beside, ignore_errors=True)
                beside.mkdir()
                self._write_parts(relation, number, batch, beside)
                for made in beside.rglob("*.parquet"):
                    # DuckDB writes a leading `_` of a partition as `%5F`, by which Spark would not know that it has no year.
                    place = self.folder / relation / str(made.relative_to(beside)).replace("%5F", "_")
                    place.parent.mkdir(exist_ok=True)
                    made.replace(place)
        shutil.rmtree(beside, ignore_errors=True)
        (self.folder / _MARKS / str(number)).touch()

    @staticmethod
    def _write_parts(relation: str, number: int, batch: Batch, folder: Path) -> None:
        """Write a table of a batch into a folder, the awards by their year."""
        if relation != "awards":
            into = target(folder / f"batch{number:07}.parquet")
            batch.connection.execute(f"COPY batch_{relation} TO {into} (FORMAT parquet)")
            return
        year = f"COALESCE(SUBSTR(CAST(awarded_from AS VARCHAR), 1, 4), '{_NO_YEAR}') AS year"
        options = f"FORMAT parquet, PARTITION_BY (year), FILENAME_PATTERN 'batch{number:07}-{{i}}', OVERWRITE_OR_IGNORE"
        batch.connection.execute(f"COPY (SELECT *, {year} FROM batch_awards) TO {target(folder)} ({options})")

    @staticmethod
    def _write(place: Path, text: str, connection: "DuckDBPyConnection | None" = None) -> None:
        """Write what a statement answers into a file, whole or not at all."""
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = place.with_name(f".{place.name}")
        (connection or connect()).execute(f"COPY ({text}) TO {target(beside)} (FORMAT parquet)")
        beside.replace(place)

    def finish(self, schema: Schema) -> None:
        """Let the cluster know the folders by name."""
        for relation in (*schema, "about"):
            place = str(self.folder.resolve() / relation).replace("`", "``")
            self.session.sql(f"CREATE OR REPLACE VIEW {self._named(relation)} AS SELECT * FROM parquet.`{place}`").collect()

    def _named(self, relation: str) -> str:
        return quote_name(self.naming.of(relation), SPARK)

    def drop(self, schema: Schema) -> None:
        """Remove the tables of ours by that name."""
        for relation in (*schema, "about"):
            self.session.sql(f"DROP VIEW IF EXISTS {self._named(relation)}").collect()
            shutil.rmtree(self.folder / relation, ignore_errors=True)
        shutil.rmtree(self.folder / _MARKS, ignore_errors=True)

    def close(self) -> None:
        """Leave."""
        self.session.client.close()


def loader(address: Address, naming: TableNames) -> SparkLoader:
    """Return what writes there; UsageError for an address that names no folder."""
    path = address.options.get("path", "")
    if not os.path.isabs(path):  # noqa: PTH117 - a text
        hint = f"as in `{address}?path=/shared/grants`, a folder that this machine and every worker see under that name"
        raise UsageError("loading into Spark needs `path=FOLDER` in the address", hint=hint)
    return SparkLoader(address, naming, session(address), Path(path))
