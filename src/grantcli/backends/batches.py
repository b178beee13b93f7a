"""Awards whole as tables, a batch at a time: what a load and a database are made of, in bounded memory.

A rule to keep: the rows are those that `award_rows.records` makes of each award, and of each code of a place its areas. Of a file
that SQL reads they come from its columns, of anything else from the awards themselves.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from shutil import rmtree
from typing import TYPE_CHECKING

from grantcli.engines import Engine
from grantcli.engines.dimensions import coded_sites
from grantcli.engines.duck import DuckDBSession
from grantcli.engines.relations import AWARDS, SITE_ROWS, TABLES, lead_parties
from grantcli.engines.sql import Sql
from grantcli.engines.statement import Column
from grantcli.fields import View
from grantcli.ingest import award_tables, database
from grantcli.ingest.database import literal, trim_sql
from grantcli.ingest.grant_text import GrantTexts
from grantcli.ingest.headings import is_list_output
from grantcli.ingest.json_values import PLACE
from grantcli.ingest.normalise import LONG
from grantcli.ingest.stage import Source
from grantcli.ingest.store import Store
from grantcli.model import Award
from grantcli.sites import CODES
from grantcli.spans import DERIVED
from grantcli.standard import BY_NAME

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection

_PLACE = rf',?"{PLACE}":"([^"\\]|\\.)*"}}$'
"""The place of a grant in its file, which is not part of the grant."""
_NUMBERS = "\0"
"""Where a statement has the numbers of its batch: no text of a file is there, for JSON writes this character otherwise."""
SIZE = 50_000
"""How many awards are in a batch."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some awards in a connection: the table of each relation, named `batch_` and its name, in order of `n`, which counts from 0.

    They have the columns of `award_tables.columns`, and `sites` those of `SITE_ROWS`; those of the next batch take their place.
    """

    connection: "DuckDBPyConnection"
    counts: Mapping[str, int]
    """How many rows each table has."""


@dataclass(slots=True, eq=False, repr=False)
class Batches:
    """The awards of an engine in batches; `leads` and `several` are known once all of them have been taken."""

    engine: Engine
    view: View
    """Whose places the codes of `sites` are looked up in."""
    size: int = SIZE
    leads: int = 0
    """How many awards have a lead."""
    several: set[str] = field(default_factory=set)
    """The details of which an award has several values."""

    def __iter__(self) -> Iterator[Batch]:
        """Yield one batch after the other."""
        headings, store = list(self.engine.headings), store_of(self.engine)
        statements: Iterable[tuple[DuckDBPyConnection, Mapping[str, str]]]
        if store and store.contents.rows and by_columns(store):
            statements = _StoreBatches(store, headings, self.size).texts()
        else:
            statements = _of_awards(self.engine.all_awards(), headings, self.size)
        for connection, texts in statements:
            yield self._batch(connection, texts)

    def _batch(self, connection: "DuckDBPyConnection", texts: Mapping[str, str]) -> Batch:
        """Make the tables of a batch of what statements answer, and the places of its codes."""
        counts = {name: _create(connection, name, text) for name, text in texts.items()}
        fields = connection.execute("SELECT DISTINCT field, position > 0 FROM batch_details").fetchall()
        self.several |= {name for name, later in fields if later}
        ((leads,),) = connection.execute("SELECT COUNT(lead) FROM batch_awards").fetchall()
        self.leads += leads
        codes = [name for name in CODES if (name, False) in fields]
        selects = [f"SELECT * FROM ({coded_sites(connection, self.view, name, 'batch_details')}) e" for name in codes]
        counts["sites"] = _create(connection, "sites", " UNION ALL ".join(selects) or award_tables.empty(SITE_ROWS))
        return Batch(connection, counts)


def store_of(engine: Engine) -> Store | None:
    """Return the tables of the file that an engine answers from, if there is one."""
    tables = engine.tables if isinstance(engine, Sql) and isinstance(engine.session, DuckDBSession) else None
    return tables if isinstance(tables, Store) else None


_OTHER_NAMES = (
    "SELECT id, name, alias, COUNT(*) FILTER (what = 'body') AS names, COUNT(*) FILTER (what = 'id') AS ids FROM aliases"
    " WHERE what IN ('body', 'id') AND alias IS NOT NULL GROUP BY ALL"
)
"""Every further text of an organisation, as a name and as an identifier: an identifier is among both."""
_ORGANISATION_JSON = (
    "{'id': id, 'name': name, 'aliases': COALESCE(LIST(alias ORDER BY alias) FILTER (names > ids), []),"
    " 'ids': COALESCE(LIST(alias ORDER BY alias) FILTER (ids > 0), [])}"
)


def create_bodies(store: Store) -> int:
    """Make the table `batch_bodies` of the organisations of a file that have other names or identifiers; return how many."""
    each = f"SELECT id, name, CAST(TO_JSON({_ORGANISATION_JSON}) AS VARCHAR) AS whole FROM ({_OTHER_NAMES}) f GROUP BY id, name"
    place = "CAST(ROW_NUMBER() OVER (ORDER BY id, name) - 1 AS INTEGER) AS place"
    return _create(store.connection, "bodies", f"SELECT {place}, id, name, whole FROM ({each}) b")


def by_columns(store: Store) -> bool:
    """Say whether SQL knows the grants that the rows of a file are: those with numbers in them are read row by row."""
    contents = store.contents
    if contents.source is Source.CELLS:
        return not contents.has_raw and not is_list_output(contents.matches)
    return contents.source is Source.OBJECT


def _create(connection: "DuckDBPyConnection", name: str, text: str) -> int:
    """Make one table of a batch, and return how many rows it has."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE batch_{name} AS {text}")
    ((count,),) = connection.execute(f"SELECT COUNT(*) FROM batch_{name}").fetchall()
    return int(count)


def _of_awards(
    awards: Iterable[Award], headings: Sequence[str], size: int
) -> Iterator[tuple["DuckDBPyConnection", Mapping[str, str]]]:
    """Yield the statements for batches of awards that come one by one."""
    connection, rows = database.connect(), enumerate(awards)
    connection.execute("SET preserve_insertion_order = true")
    folder = database.temporary_folder()
    try:
        while part := list(islice(rows, size)):
            place = folder / "batch"
            place.mkdir()
            layout = award_tables.write(part, headings, place, connection)
            yield connection, {name: award_tables.relation(name, layout, place) for name in TABLES}
            rmtree(place)
    finally:
        connection.close()
        rmtree(folder, ignore_errors=True)


@dataclass(slots=True, eq=False, repr=False)
class _StoreBatches:
    """Batches of the awards of a file that SQL reads."""

    store: Store
    headings: Sequence[str]
    size: int

    def texts(self) -> Iterator[tuple["DuckDBPyConnection", Mapping[str, str]]]:
        """Yield the statements for each batch."""
        store, connection = self.store, self.store.connection
        details = [Column("details", name) for name in (*BY_NAME, *DERIVED)]
        store.load(details if self._cells else [*details, Column("awards", "title")])
        raw = store.raw_rows()
        if self._cells:
            cells = (f"{trim_sql(f'c{index}')} AS t{index}" for index in range(len(store.contents.headings)))
            raw = f"(SELECT *, {', '.join(cells)} FROM {raw} c)"
        grants = GrantTexts(store.contents, connection, raw) if self._cells else None
        texts = self._statements(raw, grants)
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE award_numbers AS SELECT n, ROW_NUMBER() OVER (ORDER BY n) - 1 AS i FROM awards"
        )
        ((count,),) = connection.execute("SELECT COUNT(*) FROM award_numbers").fetchall()
        for start in range(0, count, self.size):
            connection.execute(
                "CREATE OR REPLACE TEMP TABLE batch_numbers AS SELECT n, i FROM award_numbers"
                f" WHERE i BETWEEN {start} AND {start + self.size - 1}"
            )
            ((first, last),) = connection.execute("SELECT MIN(n), MAX(n) FROM batch_numbers").fetchall()
            condition = f"BETWEEN {first} AND {last}"
            # Other names are those of organisations, not of awards: the first batch has them all.
            names = f"SELECT * FROM aliases WHERE {'FALSE' if start else 'TRUE'}"
            yield connection, {name: text.replace(_NUMBERS, condition) for name, text in texts.items()} | {"aliases": names}

    @property
    def _cells(self) -> bool:
        return self.store.contents.source is Source.CELLS

    def _statements(self, raw: str, grants: GrantTexts | None) -> Mapping[str, str]:
        """Return the statement of each table, in which `_BETWEEN` means the numbers of the batch."""
        part = {alias: f"JOIN batch_numbers b ON b.n = {alias}.n WHERE {alias}.n {_NUMBERS}" for alias in "ydl"}
        parties = lead_parties("assumed") if self.store.layout.lone else "SELECT * FROM parties"
        place = "CAST(ROW_NUMBER() OVER (PARTITION BY d.n, d.field ORDER BY d.position) - 1 AS INTEGER) AS position"
        return {
            "awards": self._awards(raw, grants),
            "parties": f"SELECT y.* REPLACE (b.i AS n) FROM ({parties}) y {part['y']} ORDER BY ALL",
            "links": f"SELECT l.* REPLACE (b.i AS n) FROM links l {part['l']} ORDER BY ALL",
            "details": f"SELECT d.* REPLACE (b.i AS n, {place}) FROM details d {part['d']} ORDER BY n, field, position",
        }

    def _awards(self, raw: str, grants: GrantTexts | None) -> str:
        contents = self.store.contents
        # A row that the row reader has read has its grant already.
        texts = {
            "line": "r.place",
            "published": grants.sql() if grants else f"REGEXP_REPLACE(r.raw, {literal(_PLACE)}, '}}')",
        }
        if grants:
            paths = {**grants.paths}
            extras = {each.heading: index for index, each in enumerate(contents.matches) if not each.path}
            cells = {**{name: paths[name] for name in LONG if name in paths},
                     **{f"x{number}": index for number, index in enumerate(extras.values())}}  # fmt: skip
            texts |= {name: f"r.t{index}" for name, index in cells.items()}
        names = [*AWARDS, *(f"x{number}" for number in range(len(self.headings)))]
        columns = (
            f"b.i AS {name}" if name == "n" else
            f"CASE WHEN a.published IS NULL THEN {texts[name]} ELSE a.{name} END AS {name}" if name in texts else f"a.{name}"
            for name in names
        )  # fmt: skip
        joins = "".join(grants.joins) if grants else ""
        rows, awards = f"(SELECT * FROM {raw} w WHERE w.n {_NUMBERS})", f"(SELECT * FROM assumed WHERE n {_NUMBERS})"
        relation = f"{awards} a JOIN batch_numbers b ON b.n = a.n LEFT JOIN {rows} r ON r.n = a.n{joins}"
        return f"SELECT {', '.join(columns)} FROM {relation} ORDER BY b.i"
