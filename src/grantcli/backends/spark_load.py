"""Loads awards for a cluster: Parquet files in a folder, by the year of the award, with views over them.

A batch is complete when its mark exists. Files are written under temporary names and then renamed. Their names have the number of
the batch, so that loading a batch again replaces its files.
"""

import os
import shutil
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grantcli.backends.address import Address
from grantcli.backends.client import Rows, Schema, column_value
from grantcli.backends.dialect_rules import SPARK
from grantcli.backends.dialects import quote_name
from grantcli.backends.remote_tables import ABOUT
from grantcli.backends.spark import Spark, session
from grantcli.backends.table_names import TableNames
from grantcli.errors import UsageError

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql.connect.session import SparkSession

_MARKS = "_batches"  # Spark passes over names that begin so
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
        for relation in schema:
            self._write(self._place(relation, "empty"), relation, [])

    def known(self) -> Mapping[str, str]:
        """Return the content of the table `about`, nothing where it does not exist."""
        from pyarrow import parquet

        place = self.folder / "about" / "about.parquet"
        if not place.is_file():
            return {}
        rows = parquet.read_table(place).to_pylist()
        return {row["name"]: row["value"] for row in rows}

    def note(self, name: str, value: str) -> None:
        """Keep a line in the table `about`."""
        rows = list({**self.known(), name: value}.items())
        self._write(self.folder / "about" / "about.parquet", "about", rows)

    def done(self) -> Collection[int]:
        """Return the numbers of the batches that are there whole."""
        return {int(each.name) for each in (self.folder / _MARKS).iterdir()}

    def put(self, number: int, rows: Mapping[str, Rows]) -> None:
        """Put a batch there, in place of what there is of it."""
        for relation, several in rows.items():
            for old in (self.folder / relation).glob(f"**/batch{number:07}.parquet"):
                old.unlink()
            for year, of_year in self._parts(relation, several).items():
                self._write(self._place(relation, year) / f"batch{number:07}.parquet", relation, of_year)
        (self.folder / _MARKS / str(number)).touch()

    def _parts(self, relation: str, rows: Rows) -> Mapping[str, Sequence[tuple[Any, ...]]]:
        """Return the rows of each partition."""
        if relation != "awards":
            return {"": rows} if rows else {}
        parts: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        column = list(self.schema[relation]).index("awarded_from")
        for row in rows:
            parts[row[column][:4] if row[column] else _NO_YEAR].append(row)
        return parts

    def _place(self, relation: str, part: str) -> Path:
        if part == "empty":
            return self._place(relation, _NO_YEAR if relation == "awards" else "") / "empty.parquet"
        return self.folder / relation / f"year={part}" if relation == "awards" else self.folder / relation

    def _write(self, place: Path, relation: str, rows: Rows) -> None:
        from pyarrow import parquet

        place.parent.mkdir(parents=True, exist_ok=True)
        beside = place.with_name(f".{place.name}")
        parquet.write_table(_table(rows, self.schema.get(relation, ABOUT)), beside)
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


def _table(rows: Rows, columns: Mapping[str, str]) -> "pa.Table":
    """Return rows as an Arrow table with the types of its columns."""
    import pyarrow as pa

    kinds = {
        "BIGINT": pa.int64(), "INTEGER": pa.int32(), "VARCHAR": pa.string(), "DATE": pa.date32(),
        "DECIMAL(18,2)": pa.decimal128(18, 2), "DECIMAL(18,6)": pa.decimal128(18, 6),
    }  # fmt: skip
    several = list(zip(*rows, strict=True)) or [()] * len(columns)
    arrays = [
        pa.array([column_value(cell, kind) for cell in cells], kinds[kind])
        for cells, kind in zip(several, columns.values(), strict=True)
    ]
    return pa.Table.from_arrays(arrays, names=list(columns))


def loader(address: Address, naming: TableNames) -> SparkLoader:
    """Return what writes there; UsageError for an address that names no folder."""
    path = address.options.get("path", "")
    if not os.path.isabs(path):  # noqa: PTH117 - a text
        hint = f"as in `{address}?path=/shared/grants`, a folder that this machine and every worker see under that name"
        raise UsageError("loading into Spark needs `path=FOLDER` in the address", hint=hint)
    return SparkLoader(address, naming, session(address), Path(path))
