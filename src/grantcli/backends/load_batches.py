"""Awards whole as tables, a batch at a time: what a load and a database are made of, in bounded memory.

A rule to keep: the rows are those that `award_rows.records` makes of each award, and of each code of a place its areas. Of a file
that SQL reads they come from its columns, of anything else from the awards themselves.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from grantcli.backends.award_columns import EQUAL, KINDS, ROWS, AwardColumns
from grantcli.cache_folder import scratch_folder
from grantcli.engines import Engine
from grantcli.engines.dimensions import coded_sites
from grantcli.engines.duck import DuckDBSession
from grantcli.engines.relations import AWARDS, SITE_ROWS, TABLES
from grantcli.engines.sql import Sql
from grantcli.engines.statement import Column
from grantcli.fields import DETAIL, FIELDS, View
from grantcli.ingest import award_tables, database
from grantcli.ingest.database import literal, trim_sql
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
    """Some awards: by relation, the statement for its rows.

    The awards have the columns of `award_tables.columns` and of `AwardColumns`, `sites` those of `SITE_ROWS`.
    """

    connection: "DuckDBPyConnection"
    texts: Mapping[str, str]

    def counts(self) -> Mapping[str, int]:
        """Return how many rows each relation has."""
        return {name: self._fetch_count(f"SELECT COUNT(*) FROM ({text}) t") for name, text in self.texts.items()}

    def write(self, relation: str, place: str, options: str, *, also: str = "") -> int:
        """Write the rows of a relation to a place as DuckDB copies them, with more columns; return how many they are."""
        return self._fetch_count(f"COPY (SELECT *{also} FROM ({self.texts[relation]}) t) TO {literal(place)} ({options})")

    def _fetch_count(self, text: str) -> int:
        ((count,),) = self.connection.execute(text).fetchall()
        return int(count)


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
    columns: AwardColumns = field(init=False)
    """What the awards have besides the columns of every file."""
    tables: "_StoreBatches | None" = field(init=False)

    def __post_init__(self) -> None:
        """Find out which columns the awards have."""
        store = store_of(self.engine)
        by_sql = store is not None and store.contents.rows and by_columns(store)
        self.tables = _StoreBatches(store, list(self.engine.headings), self.size) if store and by_sql else None
        self.columns = self.tables.columns if self.tables else AwardColumns()

    def __iter__(self) -> Iterator[Batch]:
        """Yield one batch after the other."""
        if self.tables:
            yield from self.tables.batches(self.view)
            self.leads, self.several = self.tables.leads(), self.tables.several
        else:
            for connection, texts in _of_awards(self.engine.all_awards(), list(self.engine.headings), self.size):
                self._count(connection, texts)
                yield Batch(connection, {**texts, "sites": self._sites(connection, texts["details"])})

    def _count(self, connection: "DuckDBPyConnection", texts: Mapping[str, str]) -> None:
        later = connection.execute(f"SELECT DISTINCT field FROM ({texts['details']}) t WHERE position > 0").fetchall()
        self.several |= {name for (name,) in later}
        ((leads,),) = connection.execute(f"SELECT COUNT(lead) FROM ({texts['awards']}) t").fetchall()
        self.leads += leads

    def _sites(self, connection: "DuckDBPyConnection", details: str) -> str:
        """Return the statement for the places of the codes of a batch."""
        fields = {name for (name,) in connection.execute(f"SELECT DISTINCT field FROM ({details}) t").fetchall()}
        return _places(connection, self.view, [name for name in CODES if name in fields], f"({details}) t")


def _places(connection: "DuckDBPyConnection", view: View, codes: Sequence[str], details: str) -> str:
    """Return the statement for the places of these fields of codes."""
    selects = [f"SELECT * FROM ({coded_sites(connection, view, name, details)}) e" for name in codes]
    return " UNION ALL ".join(selects) or award_tables.empty(SITE_ROWS)


def store_of(engine: Engine) -> Store | None:
    """Return the tables of the file that an engine answers from, if there is one."""
    tables = engine.tables if isinstance(engine, Sql) and isinstance(engine.session, DuckDBSession) else None
    return tables if isinstance(tables, Store) else None


_EVERY_ALIAS = "CREATE TEMP TABLE IF NOT EXISTS every_alias AS SELECT * FROM aliases"
"""Other names and identifiers as a table, since it takes all awards to find them."""
_OTHER_NAMES = (
    "SELECT id, name, alias, COUNT(*) FILTER (what = 'body') AS names, COUNT(*) FILTER (what = 'id') AS ids FROM every_alias"
    " WHERE what IN ('body', 'id') AND alias IS NOT NULL GROUP BY ALL"
)
"""Every further text of an organisation, as a name and as an identifier: an identifier is among both."""
_ORGANISATION_JSON = (
    "{'id': id, 'name': name, 'aliases': COALESCE(LIST(alias ORDER BY alias) FILTER (names > ids), []),"
    " 'ids': COALESCE(LIST(alias ORDER BY alias) FILTER (ids > 0), [])}"
)


def bodies(store: Store) -> str:
    """Return the statement for the organisations of a file that have other names or identifiers."""
    store.connection.execute(_EVERY_ALIAS)
    each = f"SELECT id, name, CAST(TO_JSON({_ORGANISATION_JSON}) AS VARCHAR) AS whole FROM ({_OTHER_NAMES}) f GROUP BY id, name"
    place = "CAST(ROW_NUMBER() OVER (ORDER BY id, name) - 1 AS INTEGER) AS place"
    return f"SELECT {place}, id, name, whole FROM ({each}) b ORDER BY place"


def by_columns(store: Store) -> bool:
    """Say whether SQL knows the grants that the rows of a file are: those with numbers in them are read row by row."""
    contents = store.contents
    if contents.source is Source.CELLS:
        return not contents.has_raw and not is_list_output(contents.matches)
    return contents.source is Source.OBJECT


def awards_with_rows(store: Store, headings: Sequence[str], numbers: str) -> str:
    """Return the statement for the awards whose `n` is among these numbers, each with what the file has in its row.

    Besides the columns of `award_tables.columns` it has `regular`, whether SQL has read the row, its `place`, and `raw` of JSON;
    of a table the cells `c0`, `c1` …, which are `t0`, `t1` … without blanks at their ends.
    """
    contents, is_table = store.contents, store.contents.source is Source.CELLS
    # A row that the row reader has read has its grant already.
    regular = "CASE WHEN a.published IS NULL THEN"
    texts = {"line": f"{regular} r.place ELSE a.line END"}
    if is_table:
        own = {each.path: index for index, each in enumerate(contents.matches) if each.path}
        extras = [index for index, each in enumerate(contents.matches) if not each.path]
        long = {**{name: own[name] for name in LONG if name in own},
                **{f"x{number}": index for number, index in enumerate(extras)}}  # fmt: skip
        texts |= {name: f"{regular} r.t{index} ELSE a.{name} END" for name, index in long.items()}
    else:
        texts["published"] = f"{regular} REGEXP_REPLACE(r.raw, {literal(_PLACE)}, '}}') ELSE a.published END"
    names = [*AWARDS, *(f"x{number}" for number in range(len(headings)))]
    columns = [f"{texts.get(name, f'a.{name}')} AS {name}" for name in names]
    cells = (f", {trim_sql(f'c{index}')} AS t{index}" for index in range(len(contents.headings)) if is_table)
    rows = f"SELECT *{''.join(cells)} FROM {store.raw_rows()} w WHERE w.n {numbers}"
    joined = f"(SELECT * FROM awards WHERE n {numbers}) a LEFT JOIN ({rows}) r ON r.n = a.n"
    return f"SELECT {', '.join(columns)}, a.published IS NULL AS regular, r.* EXCLUDE (n) FROM {joined}"


def _of_awards(
    awards: Iterable[Award], headings: Sequence[str], size: int
) -> Iterator[tuple["DuckDBPyConnection", Mapping[str, str]]]:
    """Yield the statements for batches of awards that come one by one."""
    connection, rows = database.connect(), enumerate(awards)
    connection.execute("SET preserve_insertion_order = true")
    try:
        while part := list(islice(rows, size)):
            with scratch_folder() as folder:
                layout = award_tables.write(part, headings, folder, connection)
                yield connection, {name: award_tables.relation(name, layout, folder) for name in TABLES}
    finally:
        connection.close()


@dataclass(slots=True, eq=False, repr=False)
class _StoreBatches:
    """Batches of the awards of a file that SQL reads; `n` is the number of a row of the file."""

    store: Store
    headings: Sequence[str]
    size: int
    columns: AwardColumns = field(init=False)
    cells: Mapping[str, int] = field(init=False)
    """By field of the standard, the column that has its texts as they are."""
    several: set[str] = field(init=False)

    def __post_init__(self) -> None:
        """Load the fields of the standard, and find those that are columns of awards."""
        details, names = self.store.details, (*BY_NAME, *DERIVED)
        self.cells = {name: cell for name in names if (cell := details.cell(name)) is not None}
        read = [Column("details", name) for name in names if name not in self.cells or name in CODES]
        self.store.load(read if self._is_table else [*read, Column("awards", "title")])
        layout = self.store.layout
        known = [name for name in names if name in self.cells or self._has_rows(details.loaded.get(name, ""))]
        self.several = {name for name in names if name not in self.cells and DETAIL + name not in layout.single}
        fields = tuple(name for name in known if name not in self.several)
        contents = self.store.contents
        self.columns = AwardColumns(fields, self.cells, contents.matches if self._is_table else (), contents.formats, layout.lone)

    def _has_rows(self, text: str) -> bool:
        return bool(text and self.store.connection.execute(f"SELECT 1 FROM ({text}) d LIMIT 1").fetchall())

    @property
    def _is_table(self) -> bool:
        return self.store.contents.source is Source.CELLS

    def leads(self) -> int:
        """Return how many awards have a lead."""
        ((leads,),) = self.store.connection.execute("SELECT COUNT(lead) FROM awards").fetchall()
        return int(leads)

    def batches(self, view: View) -> Iterator[Batch]:
        """Yield each batch, by the numbers of its rows."""
        connection = self.store.connection
        # Other names are those of organisations, not of awards: the first batch has them all.
        connection.execute(_EVERY_ALIAS)
        texts = {**self._statements(), "sites": self._sites(view)}
        ((first, last),) = connection.execute("SELECT MIN(n), MAX(n) FROM awards").fetchall()
        connection.execute("SET preserve_insertion_order = true")
        for start in () if first is None else range(first, last + 1, self.size):
            condition = f"BETWEEN {start} AND {start + self.size - 1}"
            part = {name: text.replace(_NUMBERS, condition) for name, text in texts.items()}
            yield Batch(connection, {**part, "aliases": f"SELECT * FROM every_alias WHERE {start == first}"})
        connection.execute("SET preserve_insertion_order = false")

    def _sites(self, view: View) -> str:
        connection = self.store.connection
        fields = {name for (name,) in connection.execute("SELECT DISTINCT field FROM details").fetchall()}
        text = _places(connection, view, [name for name in CODES if name in fields], "details")
        return f"SELECT s.* FROM ({text}) s {self._batch_condition('s')}"

    @staticmethod
    def _batch_condition(alias: str) -> str:
        """Return the condition by which rows are of the awards of a batch."""
        return f"SEMI JOIN (SELECT n FROM awards WHERE n {_NUMBERS}) b ON b.n = {alias}.n WHERE {alias}.n {_NUMBERS}"

    def _statements(self) -> Mapping[str, str]:
        """Return the statement of each table, in which `_NUMBERS` means the numbers of the batch."""
        place = "CAST(ROW_NUMBER() OVER (PARTITION BY d.n, d.field ORDER BY d.position) - 1 AS INTEGER) AS position"
        loaded = self.store.details.loaded
        several = [text for name, text in loaded.items() if text and name in self.several]
        rows = " UNION ALL ".join(["SELECT * FROM read_details", *several])
        details = f"SELECT d.* REPLACE ({place}) FROM ({rows}) d {self._batch_condition('d')} ORDER BY n, field, position"
        parties = {} if self.columns.lone else {"parties": f"SELECT y.* FROM parties y {self._batch_condition('y')} ORDER BY ALL"}
        return {
            "awards": self._awards(),
            **parties,
            "links": f"SELECT l.* FROM links l {self._batch_condition('l')} ORDER BY ALL",
            ROWS if self.columns.fields else "details": details,
        }

    def _awards(self) -> str:
        names = [*AWARDS, *(f"x{number}" for number in range(len(self.headings)))]
        # The columns of awards are compared with the cells as they go there.
        own_columns = [f"{text} AS {name}" for name, text in {**self._cells(), **self._fields()}.items()]
        joins = (f" LEFT JOIN ({self.store.details.loaded[name]}) d_{name} ON d_{name}.n = a.n AND d_{name}.n {_NUMBERS}"
                 for name in self.columns.fields if name not in self.cells)  # fmt: skip
        selected = ", ".join([*(f"a.{name}" for name in names), *own_columns])
        inner = awards_with_rows(self.store, self.headings, _NUMBERS)
        return f"SELECT {selected} FROM ({inner}) a{''.join(joins)}"

    def _cells(self) -> Mapping[str, str]:
        """Return the SQL of the cells of a grant, NULL where another column has the text."""
        fields = self.columns.fields_of_cells
        equal = {index: f"a.t{index}" if index in fields else self.columns.equal_cell(index) for index in self.columns.cells}
        return {
            f"c{index}": f"CASE WHEN a.regular AND NULLIF(a.c{index}, '') IS DISTINCT FROM {text}"
            f" THEN COALESCE(a.c{index}, '') END"
            for index, text in equal.items()
        }

    def _fields(self) -> Mapping[str, str]:
        """Return the SQL of the fields that are columns."""
        columns: dict[str, str] = {}
        for name in self.columns.fields:
            for end, column in KINDS[FIELDS[name].kind].items():
                value = f"a.t{self.cells[name]}" if name in self.cells else f"d_{name}.{column}"
                columns[f"d_{name}{end}"] = self._field(name, value)
        return columns

    def _field(self, name: str, value: str) -> str:
        # The row reader's rows have theirs in a table of their own.
        if name not in EQUAL:
            return f"CASE WHEN a.regular THEN {value} END"
        other = f"WHEN {value} IS DISTINCT FROM a.{EQUAL[name]} THEN COALESCE({value}, '')"
        return f"CASE WHEN NOT a.regular THEN '' {other} END"
