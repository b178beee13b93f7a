"""Spark, by Spark Connect: no Java here, rows come as Arrow, and what we are interrupted in is ended there too.

A load writes Parquet files in a folder, by the year of the award, with views over them. A batch is complete when its mark exists.
Files are written under temporary names and then renamed. Their names have the number of the batch, so that loading a batch again
replaces its files.
"""

import logging
import os
import shutil
import sys
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any

from grantcli.backends.address import Address, TableNames
from grantcli.backends.client import RemoteRows, Schema, first_line, reach, timeout_error
from grantcli.backends.dialects import SPARK, Dialect, create_view, quote_name
from grantcli.backends.remote_tables import ABOUT
from grantcli.errors import DataError, GrantcliError, UsageError
from grantcli.ingest import database
from grantcli.ingest.database import parquet, target

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection
    from pyspark.sql.connect.dataframe import DataFrame
    from pyspark.sql.connect.session import SparkSession

    from grantcli.backends.load_batches import Batch  # imports what reads files, which a question does not need

_WAIT = 10
"""Seconds that a server may take to answer at all."""
_SETTINGS = {"spark.sql.session.timeZone": "UTC", "spark.sql.ansi.enabled": "true"}
_CODES = {
    "UNAUTHENTICATED": "the token is missing or wrong",
    "UNAVAILABLE": "the server has gone away, or is not a Spark Connect server",
}

_UNTRUSTED = "no known authority signed the server's certificate"
_HINTS = {_UNTRUSTED: "name the file of the authority that signed it in GRPC_DEFAULT_SSL_ROOTS_FILE_PATH"}


def session(address: Address) -> "SparkSession":
    """Return a session of the cluster; DataError, in one line, where it cannot connect."""
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")  # it writes to stderr what it raises as well
    with _main_file():
        from grpc import RpcError
        from pyspark.errors import PySparkException
        from pyspark.sql.connect.client.retries import DefaultPolicy
        from pyspark.sql.connect.session import SparkSession

    for name in ("pyspark.sql.connect.client.logging", "pyspark.sql.connect.logging", "SparkConnect"):
        logging.getLogger(name).disabled = True  # it logs what it raises
    warnings.filterwarnings("ignore", "^.RETRIES_EXCEEDED.", UserWarning)  # it says so twice
    reach(address, _WAIT)
    try:
        result = SparkSession.builder.remote(_url(address)).create()
        # Before anything is sent: with the policy of the client, a server that is none is tried for ten minutes.
        result.client.set_retry_policies([DefaultPolicy(max_retries=2, initial_backoff=200, max_backoff=1000)])
        for name, value in _SETTINGS.items():
            result.conf.set(name, value)
    except (RpcError, PySparkException) as error:
        message = _reason(error)
        hint = _HINTS.get(message, "see that host and port are those of a Spark Connect server")
        raise DataError(f"{address}: {message}", hint=hint) from error
    return result


def _url(address: Address) -> str:
    """Return the address as the client takes it, with the token that the environment has."""
    token = os.environ.get("SPARK_CONNECT_TOKEN", "")
    options = {name: value for name, value in address.options.items() if name != "path"} | ({"token": token} if token else {})
    return f"sc://{address.host}:{address.port}/" + "".join(f";{name}={value}" for name, value in options.items())


@contextmanager
def _main_file() -> Iterator[None]:
    """Let PySpark be imported where no file is the program, as in `python -c`: it takes that for a run of its tests."""
    main = sys.modules["__main__"]
    if hasattr(main, "__file__"):
        yield
        return
    main.__file__ = ""
    try:
        yield
    finally:
        del main.__file__


def _reason(error: Exception) -> str:
    """Return what a cluster complains of; an error of gRPC has a code, and perhaps more to say."""
    from grpc import RpcError

    error = next((each for each in (error, error.__cause__, error.__context__) if isinstance(each, RpcError)), error)
    if not isinstance(error, RpcError):
        return first_line(error)
    code = getattr(error, "code", lambda: None)()
    name, notes = getattr(code, "name", "UNKNOWN"), getattr(error, "details", str)()
    if "CERTIFICATE_VERIFY_FAILED" in str(notes):
        return _UNTRUSTED
    return _CODES.get(name, first_line(notes or f"no answer as Spark Connect gives one ({name})"))


@dataclass(slots=True, eq=False, repr=False)
class Spark:
    """Asks a cluster."""

    address: Address
    timeout: float
    session: "SparkSession"
    dialect: Dialect = SPARK
    expired: bool = False
    """The time that a question may take was over."""
    check: Callable[[], None] | None = None
    """Says what the tables lack, when a statement fails."""

    def ask(self, text: str, parameters: Mapping[str, Any]) -> RemoteRows:
        """Run a statement; its answer comes as it is fetched."""
        used_parameters = {name: value for name, value in parameters.items() if f":{name}" in text}
        return RemoteRows(map(tuple, self._frame(text, used_parameters).toLocalIterator()))

    def create_view(self, name: str, text: str) -> None:
        """Hold what a statement answers as a view of this session, which is planned once."""
        self._frame(text, {}).createOrReplaceTempView(name)

    def _frame(self, text: str, parameters: Mapping[str, Any]) -> "DataFrame":
        """Return what a statement answers, which is not sent yet: `session.sql` sends it twice, first to be analysed."""
        from pyspark.sql.connect.dataframe import DataFrame
        from pyspark.sql.connect.functions import lit
        from pyspark.sql.connect.plan import SQL

        return DataFrame(SQL(text, named_args={name: lit(value) for name, value in parameters.items()}), self.session)

    @contextmanager
    def translate_errors(self) -> Iterator[None]:
        """Turn what Spark raises inside into one line; the question ends there when its time is over, or we are interrupted."""
        from grpc import RpcError
        from pyspark.errors import AnalysisException, PySparkException

        timer = Timer(self.timeout, self._end) if self.timeout else None
        if timer:
            timer.daemon = True
            timer.start()
        try:
            yield
        except (RpcError, PySparkException) as error:
            if self.expired:
                raise timeout_error(str(self.address), self.timeout) from error
            if self.check and isinstance(error, AnalysisException):
                self.check()
            raise GrantcliError(f"{self.address}: {_reason(error)}", hint="none of the answer was shown; ask again") from error
        except KeyboardInterrupt:
            self.session.interruptAll()
            raise
        finally:
            if timer:
                timer.cancel()

    def _end(self) -> None:
        self.expired = True
        self.session.interruptAll()

    def columns(self, table: str) -> Collection[str]:
        """Return the columns of a table, none where the table does not exist."""
        from pyspark.errors import AnalysisException

        try:
            return list(self.session.table(table).columns)
        except AnalysisException:
            return ()

    def require(self, check: Callable[[], None]) -> None:
        """Keep a check of the tables for when a statement fails: to ask what columns a table has takes as long as a question."""
        self.check = check

    def close(self) -> None:
        """Leave."""
        self.session.client.close()


def connect(address: Address, timeout: float) -> Spark:
    """Return a client that only reads."""
    return Spark(address, timeout, session(address))


_MARKS, _STAGING = "_batches", "_beside"  # Spark passes over names that begin so
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
    in_one: bool = False

    def translate_errors(self) -> AbstractContextManager[None]:
        """Turn what goes wrong inside into one line of ours."""
        return Spark(self.address, 0, self.session).translate_errors()

    def transaction(self) -> AbstractContextManager[object]:
        """Do nothing: each batch is there whole or not at all."""
        return nullcontext()

    def exists(self) -> bool:
        """Say whether there is a table by the name of the awards, or anything in the folder of theirs, whoever made it."""
        return bool(self.session.catalog.tableExists(self.naming.of("awards"))) or (self.folder / "awards").exists()

    def create(self, schema: Schema) -> None:
        """Make the folders that are not there yet, each with a file that says what its columns are."""
        self.schema.update({**schema, "about": ABOUT})
        for relation in self.schema:
            (self.folder / relation).mkdir(parents=True, exist_ok=True)
        (self.folder / _MARKS).mkdir(exist_ok=True)
        for relation, columns in schema.items():
            columns_sql = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in columns.items())
            part = f"year={_NO_YEAR}/" if relation == "awards" else ""
            self._write(self.folder / relation / f"{part}empty.parquet", f"SELECT {columns_sql} WHERE FALSE")

    def metadata(self) -> Mapping[str, str]:
        """Return the content of the table `about`, nothing where it does not exist."""
        place = self.folder / "about" / "about.parquet"
        if not place.is_file():
            return {}
        return dict(database.connect().execute(f"SELECT name, value FROM {parquet(place)}").fetchall())

    def note(self, name: str, value: str) -> None:
        """Keep a line in the table `about`."""
        from grantcli.ingest import distinct_texts

        rows = list({**self.metadata(), name: value}.items())
        connection = database.connect()
        distinct_texts.table(connection, "about", ABOUT, rows)
        self._write(self.folder / "about" / "about.parquet", "SELECT * FROM about", connection)

    def complete_batches(self) -> Collection[int]:
        """Return the numbers of the batches that are there whole."""
        return {int(each.name) for each in (self.folder / _MARKS).iterdir()}

    def write_batch(self, number: int, batch: "Batch") -> Mapping[str, int]:
        """Put a batch there, in place of what there is of it: DuckDB writes its files, a partition each."""
        staging, counts = self.folder / _STAGING, {}
        for relation in batch.texts:
            for previous in (self.folder / relation).glob(f"**/batch{number:07}*.parquet"):
                previous.unlink()
            shutil.rmtree(staging, ignore_errors=True)
            staging.mkdir()
            counts[relation] = self._write_parts(relation, number, batch, staging)
            for written in staging.rglob("*.parquet") if counts[relation] else ():
                # DuckDB writes a leading `_` of a partition as `%5F`, by which Spark would not know that it has no year.
                place = self.folder / relation / str(written.relative_to(staging)).replace("%5F", "_")
                place.parent.mkdir(exist_ok=True)
                written.replace(place)
        shutil.rmtree(staging, ignore_errors=True)
        (self.folder / _MARKS / str(number)).touch()
        return counts

    @staticmethod
    def _write_parts(relation: str, number: int, batch: "Batch", folder: Path) -> int:
        """Write a table of a batch into a folder, the awards by their year, and return how many rows it has."""
        if relation != "awards":
            return batch.write(relation, str(folder / f"batch{number:07}.parquet"), "FORMAT parquet")
        year = f", COALESCE(SUBSTR(CAST(awarded_from AS VARCHAR), 1, 4), '{_NO_YEAR}') AS year"
        options = f"FORMAT parquet, PARTITION_BY (year), FILENAME_PATTERN 'batch{number:07}-{{i}}', OVERWRITE_OR_IGNORE"
        return batch.write(relation, str(folder), options, also=year)

    @staticmethod
    def _write(place: Path, text: str, connection: "DuckDBPyConnection | None" = None) -> None:
        """Write what a statement answers into a file, whole or not at all."""
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary = place.with_name(f".{place.name}")
        (connection or database.connect()).execute(f"COPY ({text}) TO {target(temporary)} (FORMAT parquet)")
        temporary.replace(place)

    def finish(self, schema: Schema, views: Mapping[str, str]) -> None:
        """Let the cluster know the folders by name, and what follows from them."""
        for relation in (*schema, "about"):
            place = str(self.folder.resolve() / relation).replace("`", "``")
            self._run(f"CREATE OR REPLACE VIEW {self._table(relation)} AS SELECT * FROM parquet.`{place}`")
        for relation, text in views.items():
            self._run(f"DROP VIEW IF EXISTS {self._table(relation)}")
            self._run(create_view(relation, text, SPARK, self.naming))

    def _run(self, text: str) -> None:
        self.session.sql(text).collect()

    def _table(self, relation: str) -> str:
        return quote_name(self.naming.of(relation), SPARK)

    def drop(self, relations: Collection[str]) -> None:
        """Remove the tables and views of ours by that name."""
        for relation in (*relations, "about"):
            self._run(f"DROP VIEW IF EXISTS {self._table(relation)}")
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
