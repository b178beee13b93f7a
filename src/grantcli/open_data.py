"""Opens data files: each with the reader that suits it, several as one, with the notes on how they were read."""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grantcli.accounting import Accounting
from grantcli.backends.address import is_server
from grantcli.data_source import DataSource, OpenOptions, with_folders
from grantcli.engines import Engine
from grantcli.engines.interfaces import Tables
from grantcli.errors import UsageError
from grantcli.fields import EXTRA, FIELDS
from grantcli.file_names import named_files, repetitions
from grantcli.file_partitions import NamedFile, add_partitions, folder_columns, matching_files, unread_columns
from grantcli.identity import OnePer, one_per
from grantcli.model import Award, Book
from grantcli.org_ids import NONE_DECIDED, Decisions
from grantcli.query import EVERYTHING
from grantcli.query.extra_columns import key, resolve_field
from grantcli.reports.data import FileColumn
from grantcli.standard import STANDARD

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection

    from grantcli.ingest.headings import Match
    from grantcli.ingest.options import ReadOptions
    from grantcli.ingest.several_files import StoredFile
    from grantcli.ingest.store import Store

_OURS = re.compile(rb"^form:\s*[\"']?grantcli ", re.MULTILINE)
_START = 4096
_SQLITE = b"SQLite format 3\0"
_UNPACKED = 5  # unpacked texts are at least this many times as large

LARGE_TOGETHER = 20_000_000
"""From this many bytes of several files on, their awards are not all in memory, where they take several times as many bytes."""
ENGINES = ("auto", "memory", "duckdb")
LARGE = 500_000
"""From this many bytes on, DuckDB answers faster than the memory engine: it takes 0.8 times as long for a CSV of 0.4 MB, 0.4
times for one of 2 MB, and 1.35 times for one of 0.2 MB."""


def open_files(paths: Sequence[str], options: "Sequence[ReadOptions]", open_options: OpenOptions) -> DataSource:
    """Return the combined content of these files, each read by its options; DataError for one that cannot be read."""
    if open_options.engine not in ENGINES:
        raise UsageError(f"--engine: `{open_options.engine}` is not one of {', '.join(ENGINES)}")
    if any(map(is_server, paths)):
        from grantcli.backends.connect import open_address

        if len(paths) > 1:
            raise UsageError("an address is asked alone", hint="load the files there together, or give `--data` once")
        return open_address(paths[0], options[0], open_options)
    files = [
        file
        for path, own_options in zip(paths, options, strict=True)
        for file in named_files(path, own_options, open_options.fetching)
    ]
    lone = len(files) == 1 and not files[0].columns
    # Which award of an identifier is used, all files decide.
    matches, unread = matching_files(files, EVERYTHING if open_options.one_per else open_options.where)
    origin = (*dict.fromkeys(note for file in files for note in file.notes), *unread)
    if lone and _is_large(files[0].path, open_options.engine):
        return replace(_large(files[0], open_options), origin=origin)
    if not lone and _are_large(matches, open_options.engine):
        return replace(_several(matches, open_options), origin=origin)
    return replace(_in_memory(matches, open_options, lone=lone), origin=origin)


def _in_memory(files: Sequence[NamedFile], open_options: OpenOptions, *, lone: bool) -> DataSource:
    """Return the combined content of files whose awards are all in memory."""
    parts = [_open_file(file) for file in files]
    source = parts[0] if lone else combine(parts)
    source = replace(source, notes=(*repetitions(files), *source.notes))
    several_names = source.book.accounting or open_options.decisions != NONE_DECIDED  # in our own form, each has one
    if several_names and not open_options.every_spelling:
        source = _identify_organisations(source, open_options.decisions)
    if open_options.one_per:
        source = replace(source, book=replace(source.book, awards=one_per(source.book.awards, open_options.one_per), grants=()))
    if open_options.engine != "duckdb":
        return source
    repeats = len({award.id for award in source.book.awards}) < len(source.book.awards)
    return replace(source, engine=_engine_over(source, open_options), repeats=repeats)


def _identify_organisations(source: DataSource, decisions: Decisions) -> DataSource:
    """Return awards in memory with the names and identifiers of organisations to show, and the notes about them."""
    from grantcli.organisations import of_awards

    organisations = of_awards(source.book.awards, decisions)
    awards = tuple(map(organisations.canonicalise, source.book.awards)) if organisations.labels else source.book.awards
    return replace(source, book=replace(source.book, awards=awards), notes=(*source.notes, *organisations.notes))


def _is_large(path: str, engine: str) -> bool:
    """Say whether DuckDB is to answer from a file: it is asked to, or the file is large."""
    return engine != "memory" and _is_foreign(path) and (engine == "duckdb" or _size(Path(path)) >= LARGE)


def _are_large(files: Sequence[NamedFile], engine: str) -> bool:
    """Say whether DuckDB is to answer from several files, whose awards together would take too much memory."""
    return (
        engine != "memory"
        and all(_is_foreign(each.path) for each in files)
        and sum(_size(Path(each.path)) for each in files) >= (LARGE if len(files) == 1 else LARGE_TOGETHER)
    )


def _is_foreign(path: str) -> bool:
    """Say whether a file is of any other form than ours, so that it can be read into tables."""
    return not _is_ours(path) and Path(path).is_file() and not _is_database(path)


def _size(path: Path) -> int:
    """Return how many bytes a file has, or what is packed in it may have."""
    with path.open("rb") as file:
        is_packed = file.read(2) in {b"\x1f\x8b", b"PK"}
    return path.stat().st_size * (_UNPACKED if is_packed else 1)


def _large(file: NamedFile, open_options: OpenOptions) -> DataSource:
    from grantcli.engines.duck import duck, translate_errors
    from grantcli.ingest.database import connect

    with translate_errors():
        connection = connect(open_options.memory)
        store = _read(file, connection, open_options, file.options, every_spelling=open_options.every_spelling)
        assume(connection, open_options.currency, _latest(store, open_options.one_per))
    contents = store.contents
    every = not open_options.one_per  # what is known of the file is of all of its awards
    count = contents.accounting.awards if contents.accounting and every else None
    engine = duck(store, connection, count, store.organisations.receiving if every else None)
    return DataSource(Book(()), file.label, columns=tuple(_headings(contents.columns)), engine=engine, repeats=contents.repeats,
                  read_result=lambda: (contents.accounting, (*contents.notes, *store.organisations.notes)))  # fmt: skip


def _read(
    file: NamedFile, connection: "DuckDBPyConnection", open_options: OpenOptions, options: "ReadOptions", *, every_spelling: bool
) -> "Store":
    """Return the tables of a large file, read by these options."""
    from grantcli.ingest.normalised_tables import TableReading

    return TableReading(Path(file.path), file.label, options, connection, open_options.keep, open_options.on_progress,
                        every_spelling, open_options.decisions).store()  # fmt: skip


def _several(files: Sequence[NamedFile], open_options: OpenOptions) -> DataSource:
    """Return several large files as one: the tables of each stay where they are, and statements read them together."""
    from grantcli.engines.duck import duck, translate_errors
    from grantcli.ingest.database import connect
    from grantcli.ingest.several_files import SeveralFiles

    with translate_errors():
        connection = connect(open_options.memory)
        stored, columns = _stored_files(files, connection, open_options)
        tables = SeveralFiles(stored, connection)
        tables.open(every_spelling=open_options.every_spelling, decisions=open_options.decisions)
        assume(connection, open_options.currency, _latest(tables, open_options.one_per))
    parts = [(each.label, each.store.contents) for each in stored]
    notes_by_file = [
        (label, (*contents.notes, *unread_columns(_headings(contents.columns), file.partitions)))
        for file, (label, contents) in zip(files, parts, strict=True)
    ]
    account = _sum([_place_rows(contents.accounting, label) for label, contents in parts if contents.accounting])
    notes = (*repetitions(files), *(f"{label}: {note}" for label, notes_of_file in notes_by_file for note in notes_of_file),
             *tables.organisations.notes)  # fmt: skip
    every = not open_options.one_per  # what is known of the files is of all of their awards
    engine = duck(tables, connection, account.awards if every else None, tables.organisations.receiving if every else None)
    return DataSource(Book(()), "", columns=columns, engine=engine, read_result=lambda: (account, notes))


def _stored_files(
    files: Sequence[NamedFile], connection: "DuckDBPyConnection", open_options: OpenOptions
) -> "tuple[list[StoredFile], tuple[FileColumn, ...]]":
    """Return the tables of each file, in a separate schema, and the columns of all."""
    from grantcli.ingest import folder_fields
    from grantcli.ingest.database import create_schema
    from grantcli.ingest.several_files import StoredFile

    read, stored = [], []
    for number, file in enumerate(files):
        own_tables = create_schema(connection, f"f{number}")
        store, fields = folder_fields.read(file.options, partial(_read, file, own_tables, open_options, every_spelling=True))
        read.append((file, store, fields, (*_headings((*store.contents.columns, *fields.matches)), *folder_columns(file))))
    columns = _shared_columns(own for *_, own in read)
    for number, (file, store, fields, own) in enumerate(read):
        names = {column.name: columns[_column_key(column)].name for column in own if column.path is None}
        place = partial(_place_award, label=file.label, names=names, partitions=file.partitions)
        texts = {names[name]: text for name, text in file.partitions.items()}
        stored.append(StoredFile(store, file.label, f"f{number}", names, place, texts, fields))
        assume(store.connection, open_options.currency)
    return stored, tuple(columns.values())


def _engine_over(source: DataSource, open_options: OpenOptions) -> Engine:
    """Return an engine over awards in memory, by tables for this process alone."""
    from grantcli.engines.duck import duck
    from grantcli.ingest.award_tables import create_tables
    from grantcli.ingest.database import connect

    connection = connect(open_options.memory)
    extras = [column.name for column in source.columns if column.path is None]
    tables = create_tables(source.book.awards, extras, open_options.currency, connection)
    assume(connection, open_options.currency)
    return duck(tables, connection, len(source.book.awards))


def assume(connection: "DuckDBPyConnection", currency: str | None, order: str = "") -> None:
    """Make `awards` from `stored_awards`: those without a currency are assumed to be in `currency`.

    `order` is that by which the first award of an identifier is used; all are where it is empty.
    """
    currency_sql = f" REPLACE (COALESCE(a.currency, '{currency}') AS currency)" if currency else ""
    first_only = f" QUALIFY ROW_NUMBER() OVER (PARTITION BY a.id ORDER BY {order}) = 1" if order else ""
    connection.execute(f"CREATE OR REPLACE VIEW assumed AS SELECT a.*{currency_sql} FROM stored_awards a")
    connection.execute(f"CREATE OR REPLACE VIEW awards AS SELECT a.* FROM assumed a{first_only}")


def _latest(tables: Tables, which: OnePer | None) -> str:
    """Return the order by which the award to use of each identifier comes first; it loads the columns that this needs."""
    if which is None:
        return ""
    if not which.field:
        return f"a.n {'DESC' if which.last else 'ASC'}"
    name = resolve_field(which.field, list(tables.layout.headings)) if which.field.lower().startswith(EXTRA) else which.field
    sql = {"awarded": "CAST(a.awarded_from AS VARCHAR)", "amount": "CAST(a.amount AS VARCHAR)"}.get(name)
    place = tables.layout.place(FIELDS[name])
    tables.load(place.columns)
    text = sql or place.sql
    number = f"TRY_CAST({text} AS DECIMAL(38,10))"
    # Numbers that are equal may be written differently: only other texts are compared as such.
    return f"{number} DESC NULLS LAST, CASE WHEN {number} IS NULL THEN {text} END DESC NULLS LAST, a.n DESC"


def _open_file(file: NamedFile) -> DataSource:
    from grantcli.ingest import file_reader

    path, label, options = file.path, file.label, file.options
    if _is_ours(path):
        return with_folders(DataSource(_ours(path, label), label), file)
    if _is_database(path):
        from grantcli.loader import sqlite

        return with_folders(DataSource(sqlite.read(Path(path), label), label), file)
    reading = file_reader.open_reader(Path(path), label, options)
    book = file_reader.book(reading)
    return with_folders(DataSource(book, label, reading.all_notes, tuple(_headings(reading.matches))), file)


def _is_ours(path: str) -> bool:
    """Say whether a file is of our own form: it says so, or it is called YAML; the reader says what is wrong with any other."""
    try:
        if path == "-":
            return (
                sys.stdin is not None
                and isinstance(sys.stdin.buffer, BufferedReader)
                and _OURS.search(sys.stdin.buffer.peek(_START)) is not None
            )
        if not Path(path).is_file():  # a pipe can be read only once
            return Path(path).suffix.lower() in {".yaml", ".yml"} or not Path(path).exists()
        with Path(path).open("rb") as file:
            return _OURS.search(file.read(_START)) is not None or path.lower().endswith((".yaml", ".yml"))
    except OSError:
        return True


def _is_database(path: str) -> bool:
    """Say whether a file is an SQLite database, which its reader takes if it is one of ours."""
    if path == "-" or not Path(path).is_file():
        return False
    try:
        with Path(path).open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except OSError:
        return False


def _ours(path: str, label: str) -> Book:
    from grantcli.ingest import file_kind
    from grantcli.loader import awards

    temporary: list[Path] = []
    try:
        return awards.read(file_kind.unpack(Path(path), label, temporary) if path == "-" else Path(path), label)
    finally:
        file_kind.remove(temporary)


def _headings(matches: "Sequence[Match]") -> Iterator[FileColumn]:
    for match in matches:
        place = re.sub(r"/[1-9]\d*", "/n", match.path or "")
        standard = _STANDARD.get(re.sub(r"/\d+", "", match.path or ""), "")
        fields = (
            *_FIELDS_OF_PATH.get(place, "").split(),
            *([standard] if standard else []),
            *(["currency"] if match.currency else []),
        )
        yield FileColumn(match.heading, match.path, match.origin, fields, match.scale)


_STANDARD = {row.path: row.name for row in STANDARD}
_BODY = "council recipient council_now"
_CODES = "region nation kind gss org_id"
_FIELDS_OF_PATH = {
    "id": "id", "title": "title", "description": "description", "currency": "currency", "amountAwarded": "amount amount_real",
    "awardDate": "awarded year fy quarter month", "fundingOrganization/0/id": "funder", "fundingOrganization/0/name": "funder",
    "grantProgramme/0/title": "programme", "grantProgramme/0/code": "programme", "recipientIndividual/name": "recipient",
    "recipientOrganization/0/name": f"lead {_BODY} lead_now", "recipientOrganization/0/id": f"lead {_BODY} lead_now {_CODES}",
    "recipientOrganization/n/name": f"partner {_BODY}", "recipientOrganization/n/id": f"partner {_BODY} {_CODES}",
}  # fmt: skip
"""The fields that each place of a 360Giving grant feeds; `n` is any number above 0."""


def combine(parts: Sequence[DataSource]) -> DataSource:
    """Return several files as one: every place and every note names its file, and columns of one name are one column."""
    columns = _shared_columns(part.columns for part in parts)
    spellings = {name: column.name for name, column in columns.items() if column.path is None}
    books = [_with_file_name(part, spellings) for part in parts]
    programmes = {programme.id: programme for book in books for programme in book.programmes}
    whole_book = Book(
        tuple(award for book in books for award in book.awards),
        tuple(programmes.values()),
        grants=_grants(books),
        accounting=_sum([book.accounting or _full_accounting(book) for book in books])
        if any(book.accounting for book in books)
        else None,
        read_sources=lambda: tuple(source for book in books for source in book.sources),
    )
    notes = tuple(f"{part.label}: {note}" for part in parts for note in part.notes)
    return DataSource(whole_book, "", notes, tuple(columns.values()))


def _shared_columns(files: Iterable[Sequence[FileColumn]]) -> dict[str, FileColumn]:
    """Return the columns of several files, those of one name once, by what their names share."""
    columns: dict[str, FileColumn] = {}
    for each in files:
        for column in each:
            columns.setdefault(_column_key(column), column)
    return columns


def _column_key(column: FileColumn) -> str:
    return f"{column.path or ''}\0{key(column.name)}"


def _with_file_name(part: DataSource, spellings: Mapping[str, str]) -> Book:
    """Return the book of a file as one among several: ids that only count its rows, and places, have its name before them."""
    names = {column.name: spellings[_column_key(column)] for column in part.columns if column.path is None}

    awards = tuple(_place_award(award, part.label, names, {}) for award in part.book.awards)
    accounting = part.book.accounting and _place_rows(part.book.accounting, part.label)
    return replace(part.book, awards=awards, accounting=accounting)


def _place_award(award: Award, label: str, names: Mapping[str, str], partitions: Mapping[str, str]) -> Award:
    """Return an award of a file as one among several; `names` are the spellings of the columns that are not fields."""
    extra = add_partitions(award.extra, partitions)
    return replace(
        award,
        id=_id(award.id, label),
        line=label if award.line is None else f"{label}:{award.line}",
        extra={names.get(heading, heading): text for heading, text in extra.items()},
    )


def _place_rows(accounting: Accounting, label: str) -> Accounting:
    """Return what became of the rows of a file as one among several."""
    remarks = (
        replace(each, place=f"{label} {each.place}", award=each.award and _id(each.award, label)) for each in accounting.remarks
    )
    return replace(accounting, remarks=tuple(remarks))


def _id(name: str, label: str) -> str:
    return label + name if re.fullmatch(r"#\d+", name) else name


def _grants(books: Sequence[Book]) -> tuple[Mapping[str, Any], ...]:
    """Return the awards as 360Giving grants, those of our own form turned into ones, if any file has such grants."""
    if not any(book.grants for book in books):
        return ()
    from grantcli.checks.grants import grants

    return tuple(grant for book in books for grant in book.grants or grants(book))


def _full_accounting(book: Book) -> Accounting:
    return Accounting(len(book.awards), len(book.awards))


def _sum(parts: Sequence[Accounting]) -> Accounting:
    counts = {name: sum(getattr(part, name) for part in parts) for name in ("read", "awards", "merged", "blank", "skipped")}
    return Accounting(**counts, remarks=tuple(remark for part in parts for remark in part.remarks))
