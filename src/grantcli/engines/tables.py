"""`Tables`: what an engine that speaks SQL asks: the relations of `engines.relations` in a connection."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from grantcli.engines.awarded import Ask
from grantcli.engines.relations import Layout
from grantcli.model import Award

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection


class Tables(Protocol):
    """The tables of a dataset in a connection."""

    @property
    def connection(self) -> "DuckDBPyConnection":
        """Where they stand."""

    @property
    def layout(self) -> Layout:
        """What they hold."""

    def ready(self, text: str) -> None:
        """See that the columns which this SQL names are there; what the tables hold may be known better afterwards."""

    def whole(self, numbers: Sequence[int], ask: Ask) -> Iterator[Award]:
        """Yield the awards with these numbers, in their order."""
