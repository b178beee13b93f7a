"""Awards in memory, asked by DuckDB: a copy for this process alone, and the awards themselves where they are wanted whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from grantcli.engines.awarded import Ask
from grantcli.engines.copies import Copy, open_copy, write
from grantcli.engines.relations import Layout
from grantcli.engines.sql import Sql
from grantcli.model import Award
from grantcli.stores import cache
from grantcli.stores.connection import connect
from grantcli.stores.settings import Settings, engine


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Held:
    """The tables of a copy of awards that are in memory too."""

    copy: Copy
    awards: Sequence[Award]
    currency: str | None

    @property
    def layout(self) -> Layout:
        """What they hold."""
        return self.copy.layout

    def ready(self, text: str) -> None:
        """Do nothing: everything is there."""

    def whole(self, numbers: Sequence[int], _ask: Ask) -> Iterator[Award]:
        """Yield the awards with these numbers, in their order."""
        return (replace(self.awards[n], currency=self.awards[n].currency or self.currency) for n in numbers)


def gathered(awards: Sequence[Award], settings: Settings) -> Sql:
    """Return an engine over awards in memory, by a copy for this process alone."""
    connection, place = connect(settings.memory), cache.passing()
    write(awards, (), place, connection)
    return engine(_Held(open_copy(place, connection), awards, settings.currency), connection, settings)
