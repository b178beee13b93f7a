"""Reads any file of grants: its form, which columns are which fields, its awards, and the outcome of every row.

Rules to keep: a file is judged by its content, not by its name; every row is counted; every decision about the whole file
is in a note.
"""

import weakref
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grantcli.accounting import Accounting
from grantcli.errors import UsageError
from grantcli.ingest import file_kind, giving, headings, merging, nesting, row_reader
from grantcli.ingest.grant_row import GrantRow
from grantcli.ingest.headings import SYNONYM, Match
from grantcli.ingest.ledger import Ledger
from grantcli.ingest.options import ReadOptions
from grantcli.ingest.parse import currencies, dates
from grantcli.ingest.parse.formats import DATE, FIGURES, Formats
from grantcli.ingest.profile import column_fields
from grantcli.ingest.profile.column_formats import without_columns
from grantcli.ingest.profile.periods import StatedPeriods
from grantcli.ingest.raw_table import Table
from grantcli.ingest.units import doubtful_currency
from grantcli.model import Award, Book

if TYPE_CHECKING:
    from grantcli.ingest.json_file import JsonFile
    from grantcli.ingest.json_values import Item

__all__ = ["FileReader", "ReadOptions", "book", "open_reader"]

_DISTANCE = 10**9  # between the numbers of rows of several sheets

Begin = Callable[[Ledger], tuple[Formats, Iterator[GrantRow]]]
"""Begins to read: returns how values are written, and the entries, whose other rows go to the ledger."""


@dataclass(slots=True, weakref_slot=True, eq=False)
class FileReader:
    """A file that is being read; `accounting` and `all_notes` are whole once `entries` or `awards` has come to its end."""

    label: str
    path: Path
    """The file itself, unpacked where it was packed; it is there as long as the reading is."""
    kind: str
    """What it is, in words."""
    matches: tuple[Match, ...]
    """What each column is read as, in their order; none in JSON, which names its fields itself."""
    notes: tuple[str, ...]
    begin: Begin
    accounting: Accounting | None = None
    all_notes: tuple[str, ...] = ()
    """The notes on how the file was read."""

    def entries(self) -> Iterator[GrantRow]:
        """Yield each award as its grant, with the remarks about it; it can be called again. DataError as `open_reader`."""
        yield from (entry for entry, _ in self._rows_with_awards())

    def awards(self) -> Iterator[Award]:
        """Yield each award; it can be called again. DataError as `open_reader`."""
        yield from (award for _, award in self._rows_with_awards())

    def numbered_awards(self) -> Iterator[tuple[int, Award]]:
        """Yield each award with the number of its first row; it can be called again. DataError as `open_reader`."""
        yield from ((entry.number, award) for entry, award in self._rows_with_awards())

    def _rows_with_awards(self) -> Iterator[tuple[GrantRow, Award]]:
        ledger = Ledger()
        formats, entries = self.begin(ledger)
        for entry in entries:
            award, remarks = giving.award(entry, formats)
            notes = entry.remarks + remarks
            ledger.award(entry.number, notes, award.id)
            yield replace(entry, remarks=notes) if remarks else entry, award
        self.accounting = ledger.accounting()
        self.all_notes = (*self.notes, *formats.notes)


def open_reader(path: Path, label: str, options: ReadOptions) -> FileReader:
    """Return the reader of the file at `path`; `-` is standard input.

    DataError where it has no awards, with what it seems to be; UsageError where it does not have what `options` name.
    """
    temporary: list[Path] = []
    try:
        reader = _open_reader(file_kind.unpack(path, label, temporary, options.max_unpacked), label, options)
    except BaseException:
        file_kind.remove(temporary)
        raise
    weakref.finalize(reader, file_kind.remove, temporary)
    return _with_folders(reader, options) if options.folders else reader


def _with_folders(reader: FileReader, options: ReadOptions) -> FileReader:
    """Return a reading whose awards have what the names of folders say, where they have nothing themselves.

    It is added to what is an award already, so it decides about no row.
    """
    matches = folder_matches(options)

    def begin(ledger: Ledger) -> tuple[Formats, Iterator[GrantRow]]:
        formats, entries = reader.begin(ledger)
        grant = folder_grant(options, formats)
        return formats, (
            replace(each, grant={**each.grant, **{name: grant[name] for name in grant if name not in each.grant}})
            for each in entries
        )

    return replace(reader, matches=(*reader.matches, *matches), begin=begin)


def folder_matches(options: ReadOptions) -> tuple[Match, ...]:
    """Return what each name of a folder is read as; UsageError where a field does not exist."""
    names = tuple(name for _, name, _ in options.folders)
    return headings.match(names, ReadOptions(columns={each: name for each, name, _ in options.folders}))


def folder_grant(options: ReadOptions, formats: Formats) -> dict[str, Any]:
    """Return what the names of folders say as a part of a grant, in the formats of the file."""
    cells = [text for *_, text in options.folders]
    return nesting.Shape(nesting.columns(folder_matches(options)), formats).grant(cells)


def book(reader: FileReader) -> Book:
    """Return the whole content of a file, in memory."""
    awards = tuple(award for _, award in sorted(reader.numbered_awards(), key=lambda each: each[0]))
    programmes = {award.programme.id: award.programme for award in awards if award.programme}
    grants: list[object] = []
    for award in awards:
        place = str(award.line)
        if place.startswith("grants/"):  # elements that are not objects count too, because findings name places by number
            grants += [None] * (int(place.removeprefix("grants/")) - len(grants))
        grants.append(award.grant)
    return Book(awards, tuple(programmes.values()), grants=tuple(grants), accounting=reader.accounting)  # type: ignore[arg-type]


def _open_reader(path: Path, label: str, options: ReadOptions) -> FileReader:
    kind = file_kind.kind(file_kind.start(path, label), path, label)
    if options.sheet and kind != "workbook":
        raise UsageError(f"`{label}` is not a workbook", hint="leave out `--sheet`")
    return _json(path, label, options) if kind == "json" else _of_table(path, label, options, _tables(path, label, options, kind))


def _json(path: Path, label: str, options: ReadOptions) -> FileReader:
    from grantcli.ingest import json_file

    file = json_file.read(path, label, options)
    if options.fill_down and not file.headings:
        raise UsageError("--fill-down goes with tables, and this is JSON of the standard", hint="leave it out")
    if file.headings:
        return _of_objects(_of_table(path, label, options, json_file.table(file)), file)

    def begin(ledger: Ledger) -> tuple[Formats, Iterator[GrantRow]]:
        unnamed: dict[str, int] = {}
        texts = _dates(file.items(), unnamed)
        day_order = dates.Order(options.dayfirst) if options.dayfirst is not None else None
        order = dates.order(texts, label) if day_order is None else day_order
        deque(texts, 0)  # where nothing depends on dates, amounts still do
        return without_columns(order, options, unnamed), json_file.entries(enumerate(file.items(), 1), ledger)

    return FileReader(label, path, file.kind, (), file.notes, begin)


def _dates(items: "Iterable[Item]", unnamed: dict[str, int]) -> Iterator[tuple[bool, int | str, str]]:
    """Yield the dates of awards, and count the texts of amounts in grants that name no currency."""
    for item in items:
        if isinstance(item.value, dict):
            amount, day = item.value.get("amountAwarded"), item.value.get("awardDate")
            code = str(item.value.get("currency") or "-")
            if isinstance(amount, str) and amount.strip() and currencies.is_placeholder(code):
                unnamed[amount] = unnamed.get(amount, 0) + 1
            if isinstance(day, str):
                yield True, item.place, day


def _of_objects(reader: FileReader, file: "JsonFile") -> FileReader:
    """Return the table of plain objects as a reading that also accounts for the elements that are none."""
    from grantcli.ingest import json_file

    def begin(ledger: Ledger) -> tuple[Formats, Iterator[GrantRow]]:
        notes_by_text, objects = {}, 0
        for item in file.items():
            objects += isinstance(item.value, dict)
            if reason := json_file.reason(item):
                ledger.skip(objects + 1, item.place, reason)
            elif item.remarks:
                notes_by_text[item.place] = json_file.remarks(item)
        formats, rows = reader.begin(ledger)
        return formats, (replace(row, remarks=(*notes_by_text.get(row.place, ()), *row.remarks)) for row in rows)

    return replace(reader, begin=begin)


def _of_table(path: Path, label: str, options: ReadOptions, table: Table) -> FileReader:
    decided = column_fields.refine(headings.match(table.headings, options), column_fields.texts(row_reader.texts_below(table)))
    matches = decided.matches
    fill_down = tuple(headings.column(matches, name) for name in options.fill_down)
    dates_above = row_reader.stated_periods(table, (*matches, *folder_matches(options)), options)

    def begin(ledger: Ledger) -> tuple[Formats, Iterator[GrantRow]]:
        survey = row_reader.survey(table, matches, options, label)
        rows = row_reader.entries(table, matches, survey.formats, ledger, ending=survey.ending, fill_down=fill_down)
        grant_rows = merging.merge_rows(rows, survey.repeated, ledger)
        if table.sides:
            grant_rows = merging.add_linked_rows(grant_rows, of_sides(table.sides, survey.formats, ledger), ledger)
        if not dates_above:
            return survey.formats, grant_rows
        if other := dates_above.contradiction(survey.ending.periods):
            return replace(survey.formats, notes=(other, *survey.formats.notes)), grant_rows
        formats = replace(survey.formats, notes=(dates_above.note, *survey.formats.notes))
        return formats, with_dates(grant_rows, dates_above)

    offers = [f"`--fill-down '{matches[index].heading}'`" for index in fill_down]
    on_columns = [note for note in decided.notes if not any(each in note for each in offers)]
    return FileReader(label, path, table.kind, matches, (*table.notes, *notes(matches), *on_columns), begin)


def with_dates(rows: Iterator[GrantRow], stated: StatedPeriods) -> Iterator[GrantRow]:
    """Yield rows with the dates that their sheet, or what is above the headings, states; rows of one award are one already."""
    return (replace(each, grant={**each.grant, DATE: stated.of(each.place)}) for each in rows)


def of_sides(sides: Sequence[Table], formats: Formats, ledger: Ledger) -> Iterator[GrantRow]:
    """Yield the rows of tables that add to the awards of another."""
    for number, side in enumerate(sides, 1):
        yield from row_reader.entries(side, headings.match(side.headings, ReadOptions()), formats, ledger, number * _DISTANCE)


def _tables(path: Path, label: str, options: ReadOptions, kind: str) -> Table:
    if kind == "workbook":
        from grantcli.ingest import workbook

        return workbook.table(path, label, options)
    if kind == "parquet":
        from grantcli.ingest import parquet

        return parquet.table(path, label, options)
    from grantcli.ingest import delimited_text

    return delimited_text.table(path, label, options)


def notes(matches: tuple[Match, ...]) -> Iterator[str]:
    """Say what columns are read as where that is more than their titles say."""
    for match in matches:
        if match.scale != 1:
            yield f"figures below `{match.heading}` are times {match.scale:,}"
        if match.path in FIGURES and not match.currency and (why := doubtful_currency(match.heading)):
            yield f"`{match.heading}` {why}: no currency is read from it"
        if match.path == "awardDate" and match.origin == SYNONYM and "start" in match.heading.casefold():
            yield f"`{match.heading}` is read as the date of an award, because the file has no better one"
    for rival, winner in headings.rivals(matches):
        yield (
            f"`{rival.heading}` is the amount of rows where `{winner.heading}` is blank, 0 or a dash;"
            " where both are there, it is not read"
            if rival.stands_in
            else f"`{rival.heading}` is not read, because `{winner.heading}` is: it is `x:{rival.heading}`"
        )
