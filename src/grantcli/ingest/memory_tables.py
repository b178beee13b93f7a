"""Awards in memory as tables for this process alone, and the awards themselves where they are wanted whole."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from grantcli.engines.award_rows import Ask
from grantcli.engines.relations import Layout
from grantcli.engines.statement import Column
from grantcli.ingest import database, records
from grantcli.model import Award

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class MemoryTables:
    """The tables of awards that are in memory too."""

    layout: Layout
    awards: Sequence[Award]
    currency: str | None

    def load(self, columns: Collection[Column]) -> None:
        """Do nothing: everything is there."""

    def place(self, name: str, key: str, select: Callable[[], str]) -> None:
        """Do nothing: they are joined."""

    def keep(self, _name: str, select: Callable[[], str]) -> str:
        """Return the relation that a statement makes of these tables."""
        return f"({select()})"

    def whole(self, numbers: Sequence[int], _ask: Ask) -> Iterator[Award]:
        """Yield the awards with these numbers, in their order."""
        return (replace(self.awards[n], currency=self.awards[n].currency or self.currency) for n in numbers)


def create_tables(awards: Sequence[Award], currency: str | None, connection: "DuckDBPyConnection") -> MemoryTables:
    """Load awards into the tables of a connection, as `held`."""
    folder = database.temporary_folder()
    tables_written = records.write(enumerate(awards), (), folder, connection)
    return MemoryTables(records.tables(tables_written, folder, connection).layout, awards, currency)
