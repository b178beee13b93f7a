"""How large files are asked, whatever is in them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grantcli.engines.copies import put_awards
from grantcli.engines.duck import duck
from grantcli.engines.sql import Sql
from grantcli.engines.tables import Tables

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Settings:
    """How copies are used, and what DuckDB may take."""

    currency: str | None = None
    """The currency that awards without one are taken to be in."""
    memory: str = ""
    keep: bool = True
    """Whether copies are kept for the next time."""
    tell: Callable[[int], None] | None = None
    """Is told how many awards have been read."""


def engine(tables: Tables, connection: "DuckDBPyConnection", settings: Settings) -> Sql:
    """Return the engine over tables whose awards are `held`."""
    put_awards(connection, settings.currency)
    return duck(tables, connection)
