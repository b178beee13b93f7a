"""Spark, by Spark Connect: no Java here, rows come as Arrow, and what we are interrupted in is ended there too."""

import logging
import os
import sys
import warnings
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Timer
from typing import TYPE_CHECKING, Any

from grantcli.backends.address import Address
from grantcli.backends.client import RemoteRows
from grantcli.backends.dialect_rules import SPARK
from grantcli.backends.dialects import Dialect
from grantcli.backends.faults import first_line, reach, took_too_long
from grantcli.errors import DataError, GrantcliError

if TYPE_CHECKING:
    from pyspark.sql.connect.session import SparkSession

_WAIT = 10
"""Seconds that a server may take to answer at all."""
_CODES = {
    "UNAUTHENTICATED": "the token is missing or wrong",
    "UNAVAILABLE": "the server has gone away, or is not a Spark Connect server",
}

_UNTRUSTED = "no authority that is known signed the server's certificate"
_HINTS = {_UNTRUSTED: "name the file of the authority that signed it in GRPC_DEFAULT_SSL_ROOTS_FILE_PATH"}


def session(address: Address) -> "SparkSession":
    """Return a session of the cluster; DataError, in one line, where there is none to be had."""
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")  # it writes to stderr what it raises as well
    with _as_a_program():
        from grpc import RpcError
        from pyspark.errors import PySparkException
        from pyspark.sql.connect.client.retries import DefaultPolicy
        from pyspark.sql.connect.session import SparkSession

    for name in ("pyspark.sql.connect.client.logging", "pyspark.sql.connect.logging", "SparkConnect"):
        logging.getLogger(name).disabled = True  # it logs what it raises
    warnings.filterwarnings("ignore", "^.RETRIES_EXCEEDED.", UserWarning)  # it says so twice
    reach(address, _WAIT)
    token = os.environ.get("SPARK_CONNECT_TOKEN", "")
    given = {**{name: value for name, value in address.options.items() if name != "path"}, **({"token": token} if token else {})}
    url = f"sc://{address.host}:{address.port}/" + "".join(f";{name}={value}" for name, value in given.items())
    try:
        made = SparkSession.builder.remote(url).create()
        made.client.set_retry_policies([DefaultPolicy(max_retries=2, initial_backoff=200, max_backoff=1000)])
        made.conf.set("spark.sql.session.timeZone", "UTC")
        made.conf.set("spark.sql.ansi.enabled", "true")
    except (RpcError, PySparkException) as error:
        why = _why(error)
        hint = _HINTS.get(why, "see that host and port are those of a Spark Connect server")
        raise DataError(f"{address}: {why}", hint=hint) from error
    return made


@contextmanager
def _as_a_program() -> Iterator[None]:
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


def _why(error: Exception) -> str:
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
    over: bool = False
    """The time that a question may take was over."""

    def ask(self, text: str, given: Mapping[str, Any]) -> RemoteRows:
        """Run a statement; its answer comes as it is fetched."""
        used = {name: value for name, value in given.items() if f":{name}" in text}
        return RemoteRows(map(tuple, self.session.sql(text, args=used).toLocalIterator()))

    def hold(self, name: str, text: str) -> None:
        """Hold what a statement answers as a view of this session, which is planned once."""
        self.session.sql(text).createOrReplaceTempView(name)

    @contextmanager
    def translate_errors(self) -> Iterator[None]:
        """Turn what Spark raises inside into one line; the question ends there when its time is over, or we are interrupted."""
        from grpc import RpcError
        from pyspark.errors import PySparkException

        timer = Timer(self.timeout, self._end) if self.timeout else None
        if timer:
            timer.daemon = True
            timer.start()
        try:
            yield
        except (RpcError, PySparkException) as error:
            if self.over:
                raise took_too_long(str(self.address), self.timeout) from error
            raise GrantcliError(f"{self.address}: {_why(error)}", hint="nothing of the answer was shown; ask again") from error
        except KeyboardInterrupt:
            self.session.interruptAll()
            raise
        finally:
            if timer:
                timer.cancel()

    def _end(self) -> None:
        self.over = True
        self.session.interruptAll()

    def columns(self, table: str) -> Collection[str]:
        """Return the columns of a table, none where the table does not exist."""
        from pyspark.errors import AnalysisException

        try:
            return list(self.session.table(table).columns)
        except AnalysisException:
            return ()

    def close(self) -> None:
        """Leave."""
        self.session.client.close()


def connect(address: Address, timeout: float) -> Spark:
    """Return a client that only reads."""
    return Spark(address, timeout, session(address))
