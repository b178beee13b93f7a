"""DuckDB: runs statements on tables in a connection of this process."""

import re
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from grantcli.engines import dimensions
from grantcli.engines.duckdb_errors import translate_errors
from grantcli.engines.interfaces import Tables
from grantcli.engines.relations import SITE, Place, decided_sites, relation
from grantcli.engines.sql import Sql
from grantcli.fields import DETAIL, SITES, View
from grantcli.sites import CODES, GRANT, SOURCES

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection


_PUT = {
    "known": dimensions.create_register_table,
    "known_areas": dimensions.create_areas_table,
    "prices": dimensions.create_prices_table,
}


@dataclass(slots=True, eq=False, repr=False)
class DuckDBSession:
    """The connection of the tables, and the names of other tables in it."""

    tables: Tables
    connection: "DuckDBPyConnection"
    dimensions: dict[str, View] = field(default_factory=dict)
    """The view whose register and prices are in the connection."""
    sites: dict[str, str] = field(default_factory=dict)
    """By field of codes, the relation of its places in that view."""
    medians_by_window: bool = False

    def execute(self, text: str, given: Mapping[str, Any], view: View) -> "DuckDBPyConnection":
        """Run a statement."""
        self._dimensions(text, view)
        return self.connection.execute(text, dict(given))

    def translate(self, text: str, _given: Mapping[str, Any], _view: View) -> str:
        """Return a statement as it is sent: DuckDB takes ours as it is."""
        return text

    def _dimensions(self, text: str, view: View) -> None:
        """Put what the register and the prices know into the connection, where a statement asks for it."""
        for name, put in _PUT.items():
            if self.dimensions.get(name) is not view and re.search(rf"\b{name}\b", text):
                put(self.connection, view, aliased=self.tables.layout.aliased)
                self.dimensions[name] = view
        if re.search(r"\bsites\b", text):
            self._sites(text, view)

    def prepare(self, text: str, view: View) -> None:
        """Have the places of fields of codes beside the awards, of which none has several."""
        layout = self.tables.layout
        for name in CODES:
            if f"'{name}'" in text and DETAIL + name in layout.single - layout.absent:
                self.tables.place(name, view.places.identity, partial(dimensions.coded_sites, self.connection, view, name))
        for basis in SOURCES:
            alias = SITES + basis
            if basis != GRANT and relation(alias) in text:
                self._decide(basis, Place(alias, ""), view)

    def _decide(self, basis: str, several: Place, view: View) -> None:
        """Have beside the awards which of their places counts, where none has several: a third cheaper than to decide again."""
        layout = self.tables.layout
        asked = layout.site(basis, "region", several)
        if asked.alias or SITE not in asked.sql:
            return  # several places, or those of councils alone

        def select() -> str:
            text = decided_sites(layout, basis, several)
            self._dimensions(text, view)
            return text

        self.tables.place(basis, f"{view.places.identity}-{view.register.identity}", select)

    def _sites(self, text: str, view: View) -> None:
        """Put the places of the codes that a statement asks for into the connection."""
        if self.dimensions.get("sites") is not view:
            self.sites.clear()
            self.dimensions["sites"] = view
        new = [name for name in CODES if f"'{name}'" in text and name not in self.sites]
        for name in new:
            made = f"sites-{name}-{view.places.identity}.parquet"
            self.sites[name] = self.tables.keep(made, partial(dimensions.coded_sites, self.connection, view, name))
        if new:
            every = " UNION ALL ".join(f"SELECT * FROM {relation}" for relation in self.sites.values())
            self.connection.execute(f"CREATE OR REPLACE TEMP VIEW sites AS {every}")

    def translate_errors(self) -> AbstractContextManager[None]:
        """Turn what DuckDB raises inside into errors of ours."""
        return translate_errors()


def duck(tables: Tables, connection: "DuckDBPyConnection", counted: int | None = None) -> Sql:
    """Return the engine for the tables of a connection; `counted` is their number, where known."""
    return Sql(tables, DuckDBSession(tables, connection), counted=counted)
