"""Several large files as one: the tables of each stay where they are, and every statement reads them together.

A rule to keep: the answers are those of `open_data.combine`, which has all awards in memory. Each file has a separate schema in
the database, and its awards are numbered after those of the files before it. Which names and identifiers are one organisation is
decided from all files, so each file is opened as it is written.
"""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from grantcli.cache_folder import temporary_folder
from grantcli.engines.award_rows import Ask
from grantcli.engines.relations import AWARDS, DETAILS, LINKS, PARTIES, Layout, lead_parties
from grantcli.engines.statement import Column, Statement
from grantcli.ingest.database import literal
from grantcli.ingest.folder_fields import NONE, FolderFields
from grantcli.ingest.organisation_tables import organisations, view_labels, with_label_aliases, with_labels, write_labels
from grantcli.ingest.store import Store
from grantcli.model import Award
from grantcli.org_ids import Decisions
from grantcli.organisations import Organisations

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection


_PLACED = ("n", "id", "line")
"""The columns of awards that say which file they are from."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class StoredFile:
    """The tables of one of several files, in the schema of its connection."""

    store: Store
    label: str
    """What the file is called, before ids that only count its rows."""
    schema: str
    spellings: Mapping[str, str]
    """By heading that is not a field, how it is spelt for all files."""
    place: Callable[[Award], Award]
    """Makes an award of the file one among those of several files."""
    partitions: Mapping[str, str] = field(default_factory=dict)
    """By column, spelt as for all files, the text that all of its awards have, whatever the file has there."""
    fields: FolderFields = NONE
    """What the names of its folders say that is a field."""

    @property
    def ask(self) -> Ask:
        """What answers a statement about the awards of the file alone."""

        def ask(statement: Statement) -> list[tuple[Any, ...]]:
            return self.store.connection.execute(statement.sql, dict(statement.parameters)).fetchall()

        return ask


@dataclass(slots=True, weakref_slot=True, eq=False, repr=False)
class SeveralFiles:
    """The tables of several files in a connection; the awards are `stored_awards`."""

    files: Sequence[StoredFile]
    connection: "DuckDBPyConnection"
    organisations: Organisations = field(default_factory=Organisations)
    """The notes on organisations of all files, and which are joined."""
    labels: tuple[str, ...] = ()
    """The tables of what is shown instead of other names and identifiers."""
    starts: Sequence[int] = ()
    """By file, what is added to the number of each award."""

    def open(self, *, every_spelling: bool, decisions: Decisions) -> "SeveralFiles":
        """Put the tables into the connection."""
        self.starts = self._starts()
        self._create_view("stored_awards", self._awards())
        for name, columns in (("parties", PARTIES), ("links", LINKS), ("details", DETAILS)):
            self._create_view(name, self._renumber(name, columns))
        self._create_view("aliases", self._aliases())
        if every_spelling:
            return self
        links = dict.fromkeys(link for each in self.files for link in each.store.contents.organisations.links)
        self.organisations = organisations(self.connection, tuple(links), decisions, lone=self.layout.lone)
        folder = temporary_folder(self)
        self.labels = write_labels(self.connection, self.organisations, folder)
        if self.labels:
            view_labels(self.connection, self.labels, folder)
            self._create_view("unlabelled", self._awards())
            self._create_view("unlabelled_parties", self._renumber("parties", PARTIES))
            self._create_view("stored_awards", with_labels("SELECT * FROM unlabelled", ("lead", "funder"), self.labels))
            self._create_view("parties", with_labels("SELECT * FROM unlabelled_parties", ("name",), self.labels))
            self._create_view("aliases", with_label_aliases(self._aliases(), self.labels, lone=self.layout.lone))
            shared = self.connection.execute("SELECT name FROM shared_names").fetchall() if "shared_names" in self.labels else []
            self.organisations = replace(self.organisations, shared=frozenset(name for (name,) in shared))
        return self

    def _aliases(self) -> str:
        return "SELECT * FROM (" + " UNION ".join(f"SELECT * FROM {each.schema}.aliases" for each in self.files) + ") every"

    def _create_view(self, name: str, text: str) -> None:
        self.connection.execute(f"CREATE OR REPLACE VIEW {name} AS {text}")

    def _starts(self) -> list[int]:
        starts = [0]
        for each in self.files:
            ((last,),) = each.store.connection.execute("SELECT COALESCE(MAX(n), 0) FROM stored_awards").fetchall()
            starts.append(starts[-1] + last + 1)
        return starts[:-1]

    @property
    def headings(self) -> list[str]:
        """The columns of the files that are not fields."""
        return list(dict.fromkeys(name for each in self.files for name in (*self._own_headings(each), *each.spellings.values())))

    @staticmethod
    def _own_headings(file: StoredFile) -> list[str]:
        return [file.spellings.get(name, name) for name in file.store.layout.headings]

    @property
    def layout(self) -> Layout:
        """The description of the tables: what is so in every file."""
        layouts = [each.store.layout for each in self.files]
        return Layout(
            lone=all(each.lone for each in layouts),
            has_aliases=bool(self.labels) or any(each.has_aliases for each in layouts),
            headings={name: f"x{place}" for place, name in enumerate(self.headings)},
            single=frozenset(layouts[0].single).intersection(*(each.single for each in layouts)),
            absent=frozenset(layouts[0].absent).intersection(*(each.absent for each in layouts)),
        )

    def _awards(self) -> str:
        return " UNION ALL ".join(map(self._awards_of, self.files, self.starts))

    def _awards_of(self, each: StoredFile, start: int) -> str:
        own: dict[str, list[str]] = {}
        for name, column in each.store.layout.headings.items():
            own.setdefault(each.spellings.get(name, name), []).insert(0, column)  # the last of several that has a value counts
        columns = [
            f"{sql} AS {name}" if (sql := each.fields.columns.get(name)) else name for name in AWARDS if name not in _PLACED
        ]
        texts = {name: f"COALESCE({', '.join(columns)})" for name, columns in own.items()}
        texts |= {name: literal(text) for name, text in each.partitions.items()}
        values = [texts.get(name, "CAST(NULL AS VARCHAR)") for name in self.headings]
        extras = [f"{value} AS x{place}" for place, value in enumerate(values)]
        label = literal(each.label)
        id_ = f"CASE WHEN REGEXP_FULL_MATCH(id, '#[0-9]+') THEN {label} || id ELSE id END AS id"
        line = f"CASE WHEN line IS NULL THEN {label} ELSE {label} || ':' || line END AS line"
        return f"SELECT n + {start} AS n, {', '.join([id_, *columns, line, *extras])} FROM {each.schema}.stored_awards"

    def _renumber(self, name: str, columns: Mapping[str, str]) -> str:
        others = ", ".join(column for column in columns if column != "n")
        parts = []
        for each, start in zip(self.files, self.starts, strict=True):
            # Where no award of a file has anybody but a lead, its own table of parties may leave the leads out.
            alone = name == "parties" and each.store.layout.lone
            rows = f"({lead_parties(f'{each.schema}.stored_awards')})" if alone else f"{each.schema}.{name}"
            parts.append(f"SELECT n + {start} AS n, {others} FROM {rows}")
            parts += each.fields.rows(f"{each.schema}.stored_awards", start) if name == "details" else ()
        return " UNION ALL ".join(parts)

    def load(self, columns: Collection[Column]) -> None:
        """Let the awards of each file have these columns, those of the file itself with titles, and the details these fields."""
        places = {name: f"x{place}" for place, name in enumerate(self.headings)}
        for each in self.files:
            stored = {places[name] for name in self._own_headings(each) if name not in each.partitions}
            own = {column for column in columns if column.relation != "awards" or column.name in AWARDS}
            more = {Column("awards", "title")} if any(c.relation == "awards" and c.name in stored for c in columns) else set()
            each.store.load(own | more)

    def place(self, name: str, key: str, select: Callable[[], str]) -> None:
        """Do nothing: they are joined."""

    def keep(self, _name: str, select: Callable[[], str]) -> str:
        """Return the relation that a statement makes of these tables."""
        return f"({select()})"

    def whole_awards(self, numbers: Sequence[int], _ask: Ask) -> Iterator[Award]:
        """Yield the awards with these numbers, in their order."""
        by_file: dict[int, list[int]] = {}
        for number in numbers:
            by_file.setdefault(bisect_right(self.starts, number) - 1, []).append(number)
        awards: dict[int, Award] = {}
        for place, mine in by_file.items():
            each, start = self.files[place], self.starts[place]
            own = [number - start for number in mine]
            whole = (
                self.organisations.canonicalise(each.place(each.fields.add(award)))
                for award in each.store.whole_awards(own, each.ask)
            )
            awards |= zip(mine, whole, strict=True)
        yield from (awards[number] for number in numbers)
