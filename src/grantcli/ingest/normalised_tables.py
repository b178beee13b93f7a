"""Any file of grants as tables in DuckDB: from the cache, or read by columns, or where nothing else can, row by row."""

import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING

from grantcli.cache_folder import temporary_folder
from grantcli.errors import DataError
from grantcli.ingest import award_tables, cache, file_kind, file_reader, headings, row_reader, table_metadata
from grantcli.ingest.column_reader import ColumnReading
from grantcli.ingest.headings import EXTRA, TITLE, Match
from grantcli.ingest.options import ReadOptions
from grantcli.ingest.organisation_tables import find_links, organisations, write_labels
from grantcli.ingest.outcomes import SumsNeededError
from grantcli.ingest.parse.formats import Formats
from grantcli.ingest.profile import column_fields
from grantcli.ingest.stage import Source, StagedRows
from grantcli.ingest.store import Store
from grantcli.ingest.table_metadata import Contents
from grantcli.ingest.text_lines import IrregularTextError
from grantcli.model import Award
from grantcli.org_ids import NONE_DECIDED, Decisions

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection

_PROGRESS_STEP = 1_000
_WIDE = 500
"""SQL reads at most this many columns, because its time grows with their square; a wider table is read row by row."""
OnProgress = Callable[[int], None]


@dataclass(slots=True, weakref_slot=True, eq=False, repr=False)
class TableReading:
    """A file on its way to tables."""

    path: Path
    label: str
    options: ReadOptions
    connection: "DuckDBPyConnection"
    keep: bool = True
    """Whether the cache stores the tables."""
    on_progress: OnProgress | None = None
    """Called with the number of awards read so far."""
    every_spelling: bool = False
    """Whether names of organisations stay as the file has them."""
    decisions: Decisions = NONE_DECIDED
    """Which organisations a person has decided are one."""
    staged_rows: StagedRows | None = None
    key: str = ""

    def store(self) -> Store:
        """Return the tables; DataError as the row reader, and where the file changes meanwhile."""
        import _duckdb

        self.key = self._name() if self.keep else ""
        if self.key and (folder := cache.find(self.key)):
            try:
                return self._open(folder)
            except (OSError, ValueError, LookupError, TypeError, _duckdb.IOException):
                cache.drop(self.key)
        try:
            return self._open(self._write_folder())
        except (OSError, _duckdb.IOException):
            if not self.key:
                raise
            cache.drop(self.key)  # it could be written, and cannot be read
            self.key = ""
            return self._open(self._write_folder())

    def _name(self) -> str:
        try:
            return cache.name(self.path, self.path.stat(), self.options) if self.path.is_file() else ""
        except OSError:
            return ""

    def _open(self, folder: Path) -> Store:
        return self._store(folder).open(every_spelling=self.every_spelling, decisions=self.decisions)

    def _store(self, folder: Path) -> Store:
        return Store(folder, table_metadata.read(folder), self.connection, self.stage, self._keep(folder))

    def _keep(self, folder: Path) -> Callable[[str, Callable[[Path], None]], Path]:
        import _duckdb

        def keep(name: str, write: Callable[[Path], None]) -> Path:
            place = folder
            if self.key and folder.parent == cache.folder():
                try:
                    cache.add(self.key, name, write)
                except (OSError, _duckdb.IOException):  # as in `_write_folder`
                    place = temporary_folder(self)
                else:
                    return folder / name
            write(place / name)
            return place / name

        return keep

    def _write_folder(self) -> Path:
        """Return the folder of new tables: in the cache, or if that fails one that goes with this process."""
        import _duckdb

        if self.key:
            try:
                return cache.make(self.key, self.label, self._write)
            except (OSError, _duckdb.IOException):  # no room, or nothing may be written there
                self.key = ""
        folder = temporary_folder(self)
        self._write(folder)
        return folder

    def _write(self, folder: Path) -> None:
        import _duckdb

        before = _stamp(self.path)
        staged = self.stage()
        while staged:
            try:
                self._columns(staged, folder)
                break
            except (IrregularTextError, _duckdb.InvalidInputException, _duckdb.ConversionException, _duckdb.InternalException):
                self._empty(folder)
                staged = self.staged_rows = staged.rewrite() if staged.rewrite else None
            except SumsNeededError:
                self._empty(folder)
                staged = self.staged_rows = None
        else:
            self._rows(folder)
        self._identify(folder)
        if before != _stamp(self.path):
            raise DataError(f"`{self.label}` has changed while it was read", hint="ask again")

    def _identify(self, folder: Path) -> None:
        """Find out which names and identifiers are one organisation, and write that beside the tables."""
        store = self._store(folder).open(every_spelling=True)
        links = find_links(self.connection, *store.numbers(), lone=store.layout.lone)
        organisations_of_file = organisations(self.connection, links, lone=store.layout.lone)
        labels = write_labels(self.connection, organisations_of_file, folder)
        replace(store.contents, organisations=replace(organisations_of_file, labels=()), labels=labels).write(folder)

    def stage(self) -> StagedRows | None:
        """Return the file staged; `None` where only the row reader reads it."""
        if self.options.folders or self.options.fill_down:  # what is in no row, and what is in another
            return None
        if self.staged_rows is None:
            temporary: list[Path] = []
            weakref.finalize(self, file_kind.remove, temporary)
            path = file_kind.unpack(self.path, self.label, temporary, self.options.max_unpacked)
            rows = self._stage_form(path, file_kind.kind(file_kind.start(path, self.label), path, self.label))
            self.staged_rows = rows if rows and len(rows.headings) <= _WIDE else None
            if temporary and self.staged_rows:  # what is unpacked does not stay
                self.staged_rows = replace(self.staged_rows, in_place=False)
        return self.staged_rows

    def _stage_form(self, path: Path, kind: str) -> StagedRows | None:
        if self.options.sheet and kind != "workbook":
            return None  # the row reader says so
        folder = temporary_folder(self)
        match kind:
            case "text":
                from grantcli.ingest.stage import delimited

                return delimited.stage(path, self.label, self.options, folder)
            case "parquet":
                from grantcli.ingest.stage import parquet

                return parquet.stage(path, self.label, self.options, folder, self.connection)
            case "workbook":
                return self._stage_workbook(path, folder)
            case _:
                from grantcli.ingest.stage import json_grants

                return json_grants.stage(path, self.label, self.options, folder)

    def _stage_workbook(self, path: Path, folder: Path) -> StagedRows | None:
        from grantcli.ingest import workbook
        from grantcli.ingest.stage import by_row

        table = workbook.table(path, self.label, self.options)
        texts = by_row.texts_of(table)
        matches = column_fields.refine(headings.match(table.headings, self.options), texts).matches
        if table.comments:  # which are in no row
            return None
        return by_row.stage(table, matches, texts, folder, row_reader.stated_periods(table, matches, self.options))

    def _columns(self, staged: StagedRows, folder: Path) -> Contents:
        matches = headings.match(staged.headings, self.options)
        if staged.source is Source.OBJECT:  # where names are paths, and `Data source` is no title
            matches = tuple(
                Match(each.heading, None, EXTRA) if each.origin == TITLE and each.path != each.heading else each
                for each in matches
            )
        decided = column_fields.refine(matches, staged.texts)
        return ColumnReading(staged, decided, self.options, self.label, folder, self.connection, on_progress=self._count).write()

    def _rows(self, folder: Path) -> None:
        """Let the row reader read the file."""
        reader = file_reader.open_reader(self.path, self.label, self.options)
        extras = [match.heading for match in reader.matches if not match.path]
        tables_written = award_tables.write(self._count(reader.numbered_awards()), extras, folder, self.connection)
        Contents(reader.matches, (), Formats(), reader.all_notes, reader.accounting, tables_written).write(folder)

    def _count(self, awards: Iterator[tuple[int, Award]]) -> Iterator[tuple[int, Award]]:
        """Yield the awards, and report their number now and then."""
        for count, award in enumerate(awards):
            if self.on_progress and count % _PROGRESS_STEP == 0:
                self.on_progress(count)
            yield award

    @staticmethod
    def _empty(folder: Path) -> None:
        rmtree(folder)
        folder.mkdir(mode=0o700)


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """Return what changes when a file does; `None` for a pipe."""
    if not path.is_file():
        return None
    about = path.stat()
    return about.st_size, about.st_mtime_ns, about.st_ino
