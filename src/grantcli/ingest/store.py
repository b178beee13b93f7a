"""The tables of one file, as Parquet in a folder: the core, then with long texts, and raw rows, each when it is wanted."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grantcli.cache_folder import fingerprint, temporary_folder
from grantcli.engines import award_rows
from grantcli.engines.award_rows import Ask
from grantcli.engines.relations import AWARDS, SITE, TABLES, Layout, lead_parties
from grantcli.engines.statement import Column, Statement
from grantcli.fields import AREAS
from grantcli.ingest import award_tables
from grantcli.ingest.column_reader import CORE, LONG, RAW
from grantcli.ingest.database import copy, file, parquet, parquet_relation
from grantcli.ingest.details import Details
from grantcli.ingest.distinct_texts import join_clause
from grantcli.ingest.irregular import RowReading, fetch_rows
from grantcli.ingest.normalise import NormalisedColumns
from grantcli.ingest.organisation_tables import organisations, view_labels, with_label_aliases, with_labels, write_labels
from grantcli.ingest.stage import Source, StagedRows
from grantcli.ingest.table_metadata import Contents
from grantcli.ingest.text_lines import IrregularTextError, with_line_numbers
from grantcli.model import Award
from grantcli.org_ids import NONE_DECIDED, Decisions
from grantcli.organisations import Organisations
from grantcli.sites import SOURCES

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection

Keep = Callable[[str, Callable[[Path], None]], Path]
"""Lets a file of the folder be written, unless it is there, and returns where it is."""


@dataclass(slots=True, weakref_slot=True, eq=False, repr=False)
class Store:
    """The tables of a folder in a connection; the awards are `stored_awards`."""

    folder: Path
    contents: Contents
    connection: "DuckDBPyConnection"
    stage: Callable[[], StagedRows | None]
    """Stages the file again, for what the folder does not have yet."""
    keep_file: Keep
    part: str = ""
    """Which of the files the awards are read from now."""
    places: dict[str, Path] = field(default_factory=dict)
    """Where those files are that have no room in the folder."""
    organisations: Organisations = field(default_factory=Organisations)
    """The notes on organisations, and how they are shown, unless tables say so."""
    labels: tuple[str, ...] = ()
    """Which of the tables of `LABELS` say how names and identifiers of organisations are shown."""
    beside: dict[str, Path] = field(default_factory=dict)
    """By field of codes or basis, the file of its places, a row for each of the core."""
    spelling: str = ""
    """What differs by the names and identifiers that are shown: empty for those that the file leads to."""
    details: Details = field(init=False)

    def __post_init__(self) -> None:
        """Have the fields of the standard at hand."""
        self.details = Details(self.contents, self.connection, self._add_by, self._restage)

    @property
    def layout(self) -> Layout:
        """The description of the tables."""
        return self.details.layout

    def open(self, *, every_spelling: bool, decisions: Decisions = NONE_DECIDED) -> "Store":
        """Put the tables into the connection."""
        for name in self.contents.tables:
            text = f"SELECT * FROM {parquet(self.folder / f'{name}.parquet')}"
            self.connection.execute(f"CREATE OR REPLACE TABLE {name} AS {text}")
        for name in TABLES:
            text = award_tables.relation(name, self.contents.written, self.folder)
            self.connection.execute(f"CREATE OR REPLACE VIEW read_{name} AS {text}")
        for name in ("links", "aliases"):
            self.connection.execute(f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM read_{name}")
        self.details.open()
        self.spelling = (
            "-as-written" if every_spelling else f"-{fingerprint(repr(decisions).encode())}" if decisions != NONE_DECIDED else ""
        )
        if every_spelling:
            self._view(CORE)
        elif decisions == NONE_DECIDED:
            self._show(self.contents.organisations, self.contents.labels, self.folder)
        else:
            self._view(CORE)
            bodies = organisations(self.connection, self.contents.organisations.links, decisions, lone=self.layout.lone)
            folder = temporary_folder(self)
            self._show(bodies, write_labels(self.connection, bodies, folder), folder)
        return self

    def _show(self, of: Organisations, labels: tuple[str, ...], folder: Path) -> None:
        """Let awards have the names and identifiers that are shown, by these tables of a folder."""
        self.organisations, self.labels = replace(of, labels=()), labels
        view_labels(self.connection, labels, folder)
        self._view(CORE)
        if labels:
            aliases = with_label_aliases("SELECT * FROM read_aliases", labels, lone=self.layout.lone)
            self.connection.execute(f"CREATE OR REPLACE VIEW aliases AS {aliases}")
            self.details.layout = replace(self.details.layout, has_aliases=True)

    def load(self, columns: Collection[Column]) -> None:
        """Let the awards have these columns, and the details these fields."""
        own = {column.name for column in columns if column.relation == "awards"}
        if self.part == CORE and self.contents.rows and own & {*_LONG_COLUMNS, *self.layout.headings.values()}:
            self._add(LONG)
            self._view(LONG)
        self.details.load(sorted(column.name for column in columns if column.relation == "details"))

    def place(self, name: str, key: str, select: Callable[[], str]) -> None:
        """Have the places of a field of codes, or those that a basis decides on, as columns of the awards.

        They are in a file of as many rows, in the same order.
        """
        name_ = f"places-{name}-{key}{self.spelling if name in SOURCES else ''}.parquet"  # a council is known by its identifier
        if not self.contents.rows or self.beside.get(name, Path()).name == name_:
            return

        def write(path: Path) -> None:
            columns = ", ".join(f"s.{column}" for column in ("text", *_AREAS))
            rows = self._relation(CORE)
            copy(self.connection, f"SELECT {columns} FROM {rows} c LEFT JOIN ({select()}) s ON s.n = c.n ORDER BY c.n", path)

        self.beside[name] = self._add_by(name_, write)
        self.details.layout = replace(self.layout, beside=frozenset(self.beside))
        self._view(self.part)

    def _beside(self, rows: str) -> str:
        """Return rows of the file with the places of their codes, which are in files of the same order."""
        if self.contents.views:  # the rows are not in a file of ours, whose order is known
            joins = "".join(f" LEFT JOIN {parquet_relation(path)} {SITE}{name} ON {SITE}{name}.n = c.n"
                            for name, path in self.beside.items())  # fmt: skip
        else:
            joins = "".join(f" POSITIONAL JOIN {parquet(path)} {SITE}{name}" for name, path in self.beside.items())
        return f"(SELECT c.*{self._areas} FROM {rows} c{joins})" if joins else rows

    @property
    def _areas(self) -> str:
        """The columns of places, by the aliases of their files."""
        columns = ((name, column) for name in self.beside for column in ("text", *_AREAS))
        return "".join(f", {SITE}{name}.{column} AS {_beside_name(name, column)}" for name, column in columns)

    def keep(self, name: str, select: Callable[[], str]) -> str:
        """Return the relation that a statement makes of these tables, in a file of the folder."""
        path = self._add_by(name, lambda path: copy(self.connection, f"{select()} ORDER BY n, position", path))
        return parquet(path)

    def whole_awards(self, numbers: Sequence[int], ask: Ask) -> Iterator[Award]:
        """Yield the awards with these numbers, in their order."""
        headings = self.layout.headings
        with_rows = set()
        if self.contents.written.counts["awards"]:
            text = "SELECT n FROM read_awards WHERE n IN (SELECT UNNEST($numbers))"
            with_rows = {n for (n,) in ask(Statement(text, parameters={"numbers": list(numbers)}))}
        awards = {}
        if len(with_rows) < len(set(numbers)):
            awards = dict(self._raw([n for n in numbers if n not in with_rows]))
        if with_rows:
            own = [n for n in numbers if n in with_rows]
            rows_read = award_rows.read(own, headings, ask, lone=self.layout.lone, tables=("unlabelled", "unlabelled_parties"))
            awards |= dict(zip(own, rows_read, strict=True))
        canonicalise = self._load_labels().canonicalise
        awards = self._assume_currency({n: canonicalise(award) for n, award in awards.items()}, ask)
        yield from (awards[n] for n in numbers)

    def _load_labels(self) -> Organisations:
        """Return the organisations with what is joined, which is read once it is wanted."""
        if self.labels and not (self.organisations.labels or self.organisations.shared):
            rows = self._rows("SELECT id, name, canonical_id, canonical FROM labels") if "labels" in self.labels else []
            shared = self._rows("SELECT name FROM shared_names") if "shared_names" in self.labels else []
            self.organisations = replace(self.organisations, labels=rows, shared=frozenset(name for (name,) in shared))
        return self.organisations

    def _rows(self, text: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(text).fetchall()

    @staticmethod
    def _assume_currency(awards: dict[int, Award], ask: Ask) -> dict[int, Award]:
        """Return the awards with the currency that those without one are assumed to be in."""
        if all(award.currency for award in awards.values()):
            return awards
        text = "SELECT a.n, a.currency FROM awards a WHERE a.n IN (SELECT UNNEST($numbers))"
        currencies: dict[int, str | None] = dict(ask(Statement(text, parameters={"numbers": list(awards)})))
        return {n: replace(award, currency=currencies[n]) for n, award in awards.items()}

    def _raw(self, numbers: Sequence[int]) -> Iterator[tuple[int, Award]]:
        self._add(RAW)
        contents = self.contents
        cells = [f"c{index}" for index in range(len(contents.headings))] if contents.source is Source.CELLS else []
        raw = "raw" if contents.has_raw else "NULL"
        rows = self._relation(RAW)
        text = (
            f"SELECT n, place, {', '.join([raw, *cells])} FROM {rows} found"
            f" WHERE n BETWEEN {min(numbers)} AND {max(numbers)} AND n IN (SELECT UNNEST($numbers))"
        )
        row_reading = RowReading(
            contents.headings, contents.source, contents.matches, contents.formats, delimited=contents.delimited,
            periods=contents.periods,
        )  # fmt: skip
        yield from row_reading.read_awards(fetch_rows(self.connection, text, contents.source, {"numbers": list(numbers)}))

    def numbers(self) -> tuple[str, tuple[str, ...]]:
        """Return the rows that SQL reads, and which of their columns are charity and company numbers."""
        left = " ANTI JOIN irregular i ON i.n = c.n" if "irregular" in self.contents.tables else ""
        return f"(SELECT c.* FROM {self._relation(CORE)} c{left})", self.contents.numbers if self.contents.rows else ()

    def raw_rows(self) -> str:
        """Return the relation of the rows as they are in the file: `n`, `place` and the cells, or `raw`."""
        self._add(RAW)
        return self._relation(RAW)

    def row_groups(self) -> Sequence[int]:
        """Return the number of the last row of each part of `raw_rows` that DuckDB unpacks as a whole; none of several files."""
        self._add(RAW)
        if RAW in self.contents.views:
            return ()
        groups = f"SELECT DISTINCT row_group_id, row_group_num_rows FROM parquet_metadata({file(self._place(RAW))})"
        text = f"SELECT SUM(row_group_num_rows) OVER (ORDER BY row_group_id) FROM ({groups}) ORDER BY row_group_id"
        return [int(last) for (last,) in self.connection.execute(text).fetchall()]

    def awards_with_cells(self) -> str:
        """Return the statement for all awards, each with `place` and the cells of its row; empty where that is no single scan.

        The rows of the row reader have no cells. DuckDB takes a scan of two files to be empty: whoever runs the statement must
        not let it choose from which side of a join to build (`in_stated_order`).
        """
        if not (rows := self._scan()):
            return ""
        cells = ["place", *(f"c{index}" for index in range(len(self.contents.headings)))]
        text = self._regular(CORE, rows, [f"c.{cell}" for cell in cells])
        if self.contents.written.counts["awards"]:
            columns = [*AWARDS, *self.layout.headings.values(), *(f"NULL AS {cell}" for cell in cells)]
            text = f"{text} UNION ALL SELECT {', '.join(columns)} FROM read_awards"
        return with_labels(f"SELECT * FROM ({text}) u", _LABELLED, self.labels)

    def _scan(self) -> str:
        """Return the relation of the core with the cells beside it: to read a file again is cheaper than to write its rows."""
        contents = self.contents
        if contents.views or contents.source is not Source.CELLS or contents.has_raw or not contents.rows:
            return ""
        core = parquet_relation(self._place(CORE))
        beside = f"SELECT k.* EXCLUDE (file_row_number), s.* FROM {{}} s POSITIONAL JOIN {core} k"
        if self._place(RAW).exists():
            return f"({beside.format(parquet(self._place(RAW)))})"
        try:
            staged = with_line_numbers(self.connection, self._restage(), contents.rows)
        except IrregularTextError:
            return ""
        rows = beside.format(staged.relation)
        return f"(SELECT *, CAST({staged.place} AS VARCHAR) AS place FROM ({rows}) numbered)" if staged.is_scan else ""

    def _add(self, name: str) -> None:
        if name not in self.contents.views:
            self._add_by(name, lambda path: self._write(name, path))

    def _add_by(self, name: str, write: Callable[[Path], None]) -> Path:
        """Let a file be written unless it is there, and return where it is."""
        if not self._place(name).exists():
            self.places[name] = self.keep_file(name, write)
        return self._place(name)

    def _place(self, name: str) -> Path:
        return self.places.get(name, self.folder / name)

    def _relation(self, name: str) -> str:
        """Return the rows of a table, each with its number."""
        return self.contents.views.get(name) or parquet_relation(self._place(name))

    def _restage(self) -> StagedRows:
        staged = self.stage()
        assert staged  # noqa: S101 - SQL has read its rows
        return staged.rewrite() if self.contents.rewritten and staged.rewrite else staged

    def _write(self, name: str, path: Path) -> None:
        staged = self._restage()
        if name == LONG:
            normalised = NormalisedColumns(staged, self.contents.matches, texts_only=self.contents.formats.needs_texts)
            copy(self.connection, normalised.select(long=True), path)
            return
        try:
            staged = with_line_numbers(self.connection, staged, self.contents.rows)
        except IrregularTextError:
            assert staged.rewrite  # noqa: S101 - only a text has lines
            staged = staged.rewrite()
        rows = f"(SELECT {staged.number} AS n, * FROM {staged.whole or staged.relation})"
        cells = [] if staged.whole else [f"c{index}" for index in range(len(staged.headings))]
        columns_to_write = [*(["raw"] if staged.with_raw else []), *cells]
        # The rows come in the order of the file, and sorting them takes four times as long as writing them.
        text = f"SELECT CAST({staged.place} AS VARCHAR) AS place, {', '.join(columns_to_write)} FROM {rows} numbered"
        copy(self.connection, text, path)

    def _view(self, part: str) -> None:
        """Make `stored_awards` and `parties` from the core, or from the core with the long texts."""
        self.part = part
        regular = f"SELECT {', '.join([*AWARDS, *self.layout.headings.values()])} FROM read_awards"
        if self.contents.rows:
            beside = [_beside_name(name, column) for name in self.beside for column in ("text", *_AREAS)]
            query = self._regular(part, self._beside(self._relation(part)), beside)
            regular = self._irregular(regular)
            regular = f"{query} UNION ALL {regular}" if self.contents.written.counts["awards"] else query
        self._label("stored_awards", "unlabelled", regular, _LABELLED)
        parties = "SELECT * FROM read_parties"
        if self.contents.rows and not self.layout.lone:
            anti_join = " WHERE n NOT IN (SELECT n FROM irregular)" if "irregular" in self.contents.tables else ""
            key = self.contents.same.get("lead_id", "lead_id")
            query = f"SELECT n, {key} AS lead_id, lead FROM {self._relation(part)} c{anti_join}"
            parties = f"{lead_parties(f'({query}) p')} UNION ALL {parties}"
        self._label("parties", "unlabelled_parties", parties, ("name",))

    def _regular(self, part: str, rows: str, more: Sequence[str]) -> str:
        """Return the statement for the awards that SQL reads of rows, with more columns of these."""
        columns = {**AWARDS, **dict.fromkeys(self.layout.headings.values(), "VARCHAR")}
        own = [f"x{number}" for number, match in enumerate(each for each in self.contents.matches if not each.path)]
        values_of_rows = _values(self.contents, long=[*_LONG_COLUMNS, *own] if part == LONG else [])
        values = [f"{values_of_rows.get(name, f'CAST(NULL AS {kind})')} AS {name}" for name, kind in columns.items()]
        anti_join = " ANTI JOIN irregular i ON i.n = c.n" if "irregular" in self.contents.tables else ""
        texts = [name for name in self.contents.tables if name != "irregular"]
        return f"SELECT {', '.join([*values, *more])} FROM {rows} c{join_clause(texts)}{anti_join}"

    def _irregular(self, regular: str) -> str:
        """Return the awards that the row reader read, with the places of their codes."""
        if not self.beside:
            return regular
        joins = (
            f" LEFT JOIN {parquet_relation(path)} {SITE}{name} ON {SITE}{name}.n = r.n" for name, path in self.beside.items()
        )
        return f"SELECT r.*{self._areas} FROM ({regular}) r{''.join(joins)}"

    def _label(self, name: str, unlabelled: str, rows: str, columns: Sequence[str]) -> None:
        """Make views of rows as they are in the file, and with what is shown in these columns of names and their identifiers."""
        self.connection.execute(f"CREATE OR REPLACE VIEW {unlabelled} AS {rows}")
        rows_with_labels = with_labels(f"SELECT * FROM {unlabelled}", columns, self.labels)
        self.connection.execute(f"CREATE OR REPLACE VIEW {name} AS {rows_with_labels}")


_AREAS = ("code", *AREAS)


def _beside_name(name: str, column: str) -> str:
    return f"{SITE}{name}" if column == "text" else f"{SITE}{name}_{column}"


_LONG_COLUMNS = ("title", "description")
_LABELLED = ("lead", "funder")
"""The columns of awards that are shown as `labels` say."""


def _values(contents: Contents, long: Sequence[str]) -> dict[str, str]:
    """Return the columns of awards as SQL over the core `c` and what is joined to it."""
    unchanged = ("programme", "programme_id", "funder", "funder_id", "lead", "lead_id", "individual", *long)
    figures, days = "figures" in contents.tables, "days" in contents.tables
    amount = "COALESCE(c.amount, f.amount)" if figures else "c.amount"
    return {
        "n": "c.n",
        "id": "COALESCE(c.id, '#' || c.n)",
        **{name: f"c.{contents.same.get(name, name)}" for name in unchanged},
        "currency": "f.currency" if figures else "c.currency",
        "amount": amount,
        "basis": f"CASE WHEN {amount} IS NULL THEN 'unknown' ELSE 'stated' END",
        "awarded_from": "COALESCE(c.awarded_from, t.first)" if days else "c.awarded_from",
        "awarded_to": "COALESCE(c.awarded_from, t.last)" if days else "c.awarded_from",
    }
