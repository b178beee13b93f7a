"""Engines elsewhere for tests: the awkward awards loaded into each, as `load` does it."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import servers
from awkward import BOOK
from clickhouse_front import clickhouse

from grantcli.backends.address import Address, address
from grantcli.backends.bulk_load import Load
from grantcli.backends.connect import loader, module
from grantcli.backends.remote_tables import open_tables
from grantcli.data_source import DataSource
from grantcli.engines.memory import Memory
from grantcli.model import Award
from grantcli.reports.data import Data

MISSING: dict[str, Callable[[], str]] = {
    "postgres": servers.missing_postgres, "spark": servers.missing_spark, "clickhouse": str,
}  # fmt: skip
STARTED: dict[str, Callable[[], AbstractContextManager[int]]] = {
    "postgres": servers.postgres, "spark": servers.spark, "clickhouse": clickhouse,
}  # fmt: skip


@dataclass(slots=True)
class Elsewhere:
    """The servers that tests of this process have started; they end with it."""

    folder: Path
    """Where the tables of Spark are."""
    stack: ExitStack = field(default_factory=ExitStack)
    ports: dict[str, int] = field(default_factory=dict)

    def address(self, name: str, table: str) -> str:
        """Return the address of a table of a server, which is started where it is not yet; skip where it cannot be."""
        if why := MISSING[name]():
            pytest.skip(why)
        if name not in self.ports:
            os.environ["PGPASSWORD"] = "secret"
            self.ports[name] = self.stack.enter_context(STARTED[name]())
        port = self.ports[name]
        return {
            "postgres": f"postgresql://asker@127.0.0.1:{port}/postgres?table={table}",
            "spark": f"sc://127.0.0.1:{port}/{table}?path={self.folder}/{table}",
            "clickhouse": f"clickhouse://127.0.0.1:{port}/default?table={table}",
        }[name]

    def load_awards(self, name: str, awards: tuple[Award, ...], table: str) -> DataSource:
        """Return awards that have been loaded into an engine, seven at a time."""
        place = address(self.address(name, table))
        load(place, awards)
        return self.tables(place)

    def tables(self, place: Address) -> DataSource:
        """Return what is at an address, until the tests end."""
        return open_tables(place, self.stack.enter_context(closing(module(place).connect(place, 300))), None)


def load(place: Address, awards: tuple[Award, ...]) -> None:
    """Load awards to an address."""
    data = Data(Memory(awards), replace(BOOK, awards=awards), label="x")
    with closing(loader(place)) as there:
        Load(data, there, str(place), "awkward", size=7).run(replace=True)


@contextmanager
def running() -> Iterator[Elsewhere]:
    """Yield the servers of this process, none of them started; those that are stop at the end."""
    with TemporaryDirectory(prefix="grantcli-shared-", ignore_cleanup_errors=True) as folder:
        there = Elsewhere(Path(folder))
        with there.stack:
            yield there


def environment(base: Mapping[str, str]) -> dict[str, str]:
    """Return an environment in which the program may ask the servers."""
    return {**base, "PGPASSWORD": "secret"}
