"""Awards whole as tables, a batch at a time: what a load and a database are made of, in bounded memory.

A rule to keep: the rows are those that `award_rows.records` makes of each award, and of each code of a place its areas. Of a file
that SQL reads they come from its columns, of anything else from the awards themselves.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
_JOINED = 2_000_000
"""How many values may be joined to all awards at once: DuckDB takes some fifty bytes for each."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some awards: by relation, the statement for its rows.

    The awards have the columns of `award_tables.columns` and of `AwardColumns`, `sites` those of `SITE_ROWS`.
    """

    connection: "DuckDBPyConnection"
    texts: Mapping[str, str]
    on_progress: Callable[[int], None] = lambda _count: None
    """Called with the number of its awards that have been taken so far, where they are many."""

    def counts(self) -> Mapping[str, int]:
        """Return how many rows each relation has."""
        return {name: self._fetch_count(f"SELECT COUNT(*) FROM ({text}) t") for name, text in self.texts.items()}

    def columns(self, relation: str) -> list[tuple[str, str]]:
        """Return the columns of a relation with their types."""
        return [(name, kind) for name, kind, *_ in self.connection.execute(f"DESCRIBE {self.texts[relation]}").fetchall()]

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
    in_one: bool = False
    """Whether all awards of a table are one batch where a scan of its file gives them: as many again of its rows need not be
    written first."""
    on_progress: Callable[[int], None] = lambda _count: None
    """Called with the number of awards taken so far, while one batch has them all."""
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

    @property
    def has_file(self) -> bool:
        """Whether the awards are those of a file in tables."""
        return store_of(self.engine) is not None

    def __iter__(self) -> Iterator[Batch]:
        """Yield one batch after the other."""
        if self.tables:
            # Of an engine that does not know how many awards there are, not each row is one.
            in_one = self.in_one and isinstance(self.engine, Sql) and self.engine.award_count is not None
            yield from self.tables.batches(self.view, self.on_progress, in_one=in_one)
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


def by_columns(store: Store) -> bool:
    """Say whether SQL knows the grants that the rows of a file are: those with numbers in them are read row by row."""
    contents = store.contents
    if contents.source is Source.CELLS:
        return not contents.has_raw and not is_list_output(contents.matches)
    return contents.source is Source.OBJECT


FIRST_AND_LAST = "COALESCE(MIN(n), 1), COALESCE(MAX(n), 0)"
"""The SQL of the first and the last number of awards, as `ranges` takes them."""


def ranges(first: int, last: int, size: int, ends: Sequence[int] = ()) -> Iterator[str]:
    """Yield the SQL of the numbers of each batch of at most `size` awards, which ends at one of `ends` where it can.

    There is none where `last` is before `first`.

    >>> list(ranges(1, 9, 2, [3, 9]))
    ['BETWEEN 1 AND 2', 'BETWEEN 3 AND 3', 'BETWEEN 4 AND 5', 'BETWEEN 6 AND 7', 'BETWEEN 8 AND 9']
    >>> list(ranges(1, 0, 2))
    []
    """
    while first <= last:
        limit = first + size - 1
        end = max((each for each in ends if first <= each <= limit), default=limit)
        yield f"BETWEEN {first} AND {end}"
        first = end + 1


def awards_with_rows(store: Store, headings: Sequence[str], numbers: str) -> str:
    """Return the statement for the awards whose `n` is among these numbers, each with what the file has in its row.

    Besides the columns of `award_tables.columns` it has `regular`, whether SQL has read the row, its `place`, and `raw` of JSON;
    of a table the cells `c0`, `c1` …, which are `t0`, `t1` … without blanks at their ends.
    """
    rows = f"SELECT *{_trim_columns(store)} FROM {store.raw_rows()} w WHERE w.n {numbers}"
    joined = f"(SELECT * FROM awards WHERE n {numbers}) a LEFT JOIN ({rows}) r ON r.n = a.n"
    return f"SELECT {_columns(store, headings)}, r.* EXCLUDE (n) FROM {joined}"


def _awards_in_one_scan(store: Store, headings: Sequence[str]) -> str:
    """Return the statement for all awards, each with what the file has in its row; empty where that is no single scan."""
    if not (awards := store.awards_with_cells()):
        return ""
    cells = [f"{letter}{index}" for letter in "ct" for index in range(len(store.contents.headings))]
    rows = f"SELECT *{_trim_columns(store)} FROM ({awards}) w"
    return f"SELECT {_columns(store, headings)}, place, {', '.join(cells)} FROM ({rows}) a"


def _trim_columns(store: Store) -> str:
    """Return the columns of the cells of a table without blanks at their ends."""
    is_table = store.contents.source is Source.CELLS
    return "".join(f", {trim_sql(f'c{index}')} AS t{index}" for index in range(len(store.contents.headings)) if is_table)


def _columns(store: Store, headings: Sequence[str]) -> str:
    """Return the columns of awards `a`, with the texts of their rows."""
    contents, is_table = store.contents, store.contents.source is Source.CELLS
    # A row that the row reader has read has its grant already.
    regular = "CASE WHEN a.published IS NULL THEN"
    texts = {"line": f"{regular} place ELSE a.line END"}
    if is_table:
        own = {each.path: index for index, each in enumerate(contents.matches) if each.path}
        extras = [index for index, each in enumerate(contents.matches) if not each.path]
        long = {**{name: own[name] for name in LONG if name in own},
                **{f"x{number}": index for number, index in enumerate(extras)}}  # fmt: skip
        texts |= {name: f"{regular} t{index} ELSE a.{name} END" for name, index in long.items()}
    else:
        texts["published"] = f"{regular} REGEXP_REPLACE(raw, {literal(_PLACE)}, '}}') ELSE a.published END"
    names = [*AWARDS, *(f"x{number}" for number in range(len(headings)))]
    return ", ".join([*(f"{texts.get(name, f'a.{name}')} AS {name}" for name in names), "a.published IS NULL AS regular"])


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

    def batches(self, view: View, on_progress: Callable[[int], None], *, in_one: bool) -> Iterator[Batch]:
        """Yield each batch, by the numbers of its rows; `in_one` the awards as one, and then what they have several of."""
        connection = self.store.connection
        # Other names are those of organisations, not of awards: the first batch has them all.
        connection.execute(_EVERY_ALIAS)
        rows, aliases = self._rows(view), "SELECT * FROM every_alias"
        ends: Sequence[int]
        if in_one and self._joins_fit() and (awards := _awards_in_one_scan(self.store, self.headings)):
            with database.in_stated_order(connection):
                yield Batch(connection, {"awards": self._awards(awards, "IS NOT NULL"), "aliases": aliases}, on_progress)
            texts = self._statements({name: text for name, text in rows.items() if self._has_rows(text)})
            aliases, ends = "", ()
        else:
            awards = awards_with_rows(self.store, self.headings, _NUMBERS)
            texts = {"awards": self._awards(awards, _NUMBERS), **self._statements(rows)}
            ends = self.store.row_groups()
        ((first, last),) = connection.execute(f"SELECT {FIRST_AND_LAST} FROM awards").fetchall()
        connection.execute("SET preserve_insertion_order = true")
        for number, condition in enumerate(ranges(first, last, self.size, ends)):
            part = {name: text.replace(_NUMBERS, condition) for name, text in texts.items()}
            if aliases:
                part["aliases"] = f"{aliases} WHERE {not number}"
            if part:
                yield Batch(connection, part)
        connection.execute("SET preserve_insertion_order = false")

    def _rows(self, view: View) -> Mapping[str, str]:
        """Return the statement of what awards may have several of, of all rows of the file."""
        connection, loaded = self.store.connection, self.store.details.loaded
        several = [text for name, text in loaded.items() if text and name in self.several]
        fields = {name for (name,) in connection.execute("SELECT DISTINCT field FROM details").fetchall()}
        return {
            **({} if self.columns.lone else {"parties": "SELECT * FROM parties"}),
            "links": "SELECT * FROM links",
            ROWS if self.columns.fields else "details": " UNION ALL ".join(["SELECT * FROM read_details", *several]),
            "sites": _places(connection, view, [name for name in CODES if name in fields], "details"),
        }

    def _statements(self, rows: Mapping[str, str]) -> Mapping[str, str]:
        """Return the statement of each table, in which `_NUMBERS` means the numbers of the batch."""
        place = "CAST(ROW_NUMBER() OVER (PARTITION BY r.n, r.field ORDER BY r.position) - 1 AS INTEGER) AS position"
        columns = dict.fromkeys((ROWS, "details"), f"r.* REPLACE ({place})")
        of_batch = f"r SEMI JOIN (SELECT n FROM awards WHERE n {_NUMBERS}) b ON b.n = r.n WHERE r.n {_NUMBERS} ORDER BY ALL"
        return {name: f"SELECT {columns.get(name, 'r.*')} FROM ({text}) {of_batch}" for name, text in rows.items()}

    def _joins_fit(self) -> bool:
        """Say whether fields that are joined to all awards at once stay within the memory of a load."""
        joined = [name for name in self.columns.fields if name not in self.cells]
        return len(joined) * self.store.contents.rows <= _JOINED

    def _awards(self, awards: str, numbers: str) -> str:
        """Return the statement for the rows of these awards, which have these numbers."""
        names = [*AWARDS, *(f"x{number}" for number in range(len(self.headings)))]
        # The columns of awards are compared with the cells as they go there.
        own_columns = [f"{text} AS {name}" for name, text in {**self._cells(), **self._fields()}.items()]
        joins = (f" LEFT JOIN ({self.store.details.loaded[name]}) d_{name} ON d_{name}.n = a.n AND d_{name}.n {numbers}"
                 for name in self.columns.fields if name not in self.cells)  # fmt: skip
        selected = ", ".join([*(f"a.{name}" for name in names), *own_columns])
        return f"SELECT {selected} FROM ({awards}) a{''.join(joins)}"

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
