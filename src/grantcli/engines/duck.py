"""DuckDB: runs statements on tables in a connection of this process."""

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from grantcli.engines import dimensions
from grantcli.engines.interfaces import Tables
from grantcli.engines.relations import Place, decided_sites
from grantcli.engines.sql import Sql
from grantcli.engines.statement import Statement
from grantcli.errors import DataError, GrantcliError
from grantcli.fields import DETAIL, SITES, View
from grantcli.sites import CODES, GRANT, SOURCES

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection


@contextmanager
def translate_errors() -> Iterator[None]:
    """Turn what DuckDB raises inside into GrantcliError, or into KeyboardInterrupt."""
    import _duckdb

    try:
        yield
    except RuntimeError as error:
        if "interrupted" in str(error).lower():
            raise KeyboardInterrupt from error
        raise
    except _duckdb.InterruptException as error:
        raise KeyboardInterrupt from error
    except _duckdb.OutOfMemoryException as error:
        raise GrantcliError(
            "not enough memory for this question", hint="allow more with `--memory`, as in `--memory 4GB`"
        ) from error
    except _bugs():
        raise
    except _duckdb.Error as error:
        first = str(error).partition("\n")[0]
        hint = "`--no-cache` reads the file itself; `grantcli cache clear` removes copies of files, one of which may be damaged"
        raise DataError(f"the data cannot be read on: {first[:1].lower()}{first[1:]}", hint=hint) from error


def _bugs() -> tuple[type[Exception], ...]:
    """Return what DuckDB raises when a statement of ours is wrong."""
    import _duckdb

    return (_duckdb.BinderException, _duckdb.CatalogException, _duckdb.ParserException, _duckdb.SyntaxException)


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
    materialises_ctes: bool = True

    def execute(self, statement: Statement, view: View) -> "DuckDBPyConnection":
        """Run a statement."""
        self._dimensions(statement, view)
        return self.connection.execute(statement.sql, dict(statement.parameters))

    def translate(self, statement: Statement, _view: View) -> str:
        """Return a statement as it is sent: DuckDB takes ours as it is."""
        return statement.sql

    def _dimensions(self, statement: Statement, view: View) -> None:
        """Put what the register, the places and the prices know into the connection, where a statement asks for it."""
        for name in statement.relations:
            if self.dimensions.get(name) is not view:
                _PUT[name](self.connection, view, has_aliases=self.tables.layout.has_aliases)
                self.dimensions[name] = view
        if codes := [column.name for column in statement.columns if column.relation == "sites"]:
            self._sites(codes, view)

    def prepare(self, bases: Collection[str], view: View) -> None:
        """Have the places of fields of codes beside the awards, of which none has several."""
        layout = self.tables.layout
        fields = {name for basis in bases for name in SOURCES[basis]}
        for name in CODES:
            if name in fields and DETAIL + name in layout.single - layout.absent:
                self.tables.place(name, view.places.identity, partial(dimensions.coded_sites, self.connection, view, name))
        for basis in SOURCES:
            if basis != GRANT and basis in bases:
                self._decide(basis, Place(SITES + basis, ""), view)

    def _decide(self, basis: str, several: Place, view: View) -> None:
        """Have beside the awards which of their places counts, where none has several: a third cheaper than to decide again."""
        layout = self.tables.layout
        if layout.site(basis, "region", several).alias or not layout.codes(basis):
            return  # several places, or those of councils alone

        def select() -> str:
            statement = decided_sites(layout, basis, several)
            self._dimensions(statement, view)
            return statement.sql

        self.tables.place(basis, f"{view.places.identity}-{view.register.identity}", select)

    def _sites(self, codes: Collection[str], view: View) -> None:
        """Put the places of these fields of codes into the connection."""
        if self.dimensions.get("sites") is not view:
            self.sites.clear()
            self.dimensions["sites"] = view
        columns = [name for name in CODES if name in codes and name not in self.sites]
        for name in columns:
            name_of_file = f"sites-{name}-{view.places.identity}.parquet"
            self.sites[name] = self.tables.keep(name_of_file, partial(dimensions.coded_sites, self.connection, view, name))
        if columns:
            every = " UNION ALL ".join(f"SELECT * FROM {relation}" for relation in self.sites.values())
            self.connection.execute(f"CREATE OR REPLACE TEMP VIEW sites AS {every}")

    def translate_errors(self) -> AbstractContextManager[None]:
        """Turn what DuckDB raises inside into errors of ours."""
        return translate_errors()


def duck(
    tables: Tables, connection: "DuckDBPyConnection", award_count: int | None = None, givers: frozenset[str] | None = None
) -> Sql:
    """Return the engine for the tables of a connection; `award_count` and `givers` are those of `Sql`, where known."""
    return Sql(tables, DuckDBSession(tables, connection), award_count=award_count, givers=givers)
