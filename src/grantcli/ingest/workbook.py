"""Reads workbooks: XLSX, XLS, XLSB and ODS.

Rules to keep: no sheet is left out in silence. The one with the most fields of awards is read, with all that have the same
headings; sheets of the same identifiers add to it; a hidden one is read only if no other has awards, or if it is named. The
account counts the rows of sheets that are not read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from math import isfinite
from pathlib import Path
from typing import Any

from grantcli.errors import DataError, UsageError, nearest
from grantcli.ingest import file_kind, headings, nesting
from grantcli.ingest.nesting import Cell, text
from grantcli.ingest.options import ReadOptions
from grantcli.ingest.profile.preamble import preamble
from grantcli.ingest.profile.table_layout import LOOKED, SEARCHED, TableLayout, find
from grantcli.ingest.raw_table import Row, Table, UnreadRows
from grantcli.ingest.titles import DATES, heading_key
from grantcli.ingest.workbook_details import Details, check_size, details
from grantcli.standard import LISTS

_NONE = TableLayout(0, 0, (), 0)
_EPOCH_1904 = date(1904, 1, 1)
_PART = 1_000
"""Rows in a batch."""
_MOST_NAMES = 5
"""A note names at most this many rows or cells."""


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A sheet with its cells, and where its table is."""

    name: str
    cells: list[list[Any]]
    visible: bool = True
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    """The first and the last cell of each range that is merged, from 0."""
    layout: TableLayout = _NONE
    matches: tuple[headings.Match, ...] = ()

    @property
    def row_count(self) -> int:
        """How many rows are not empty."""
        return sum(any(cell not in ("", None) for cell in row) for row in self.cells)

    @property
    def empty(self) -> bool:
        """Whether nothing is there, or nothing but headings, which are in no account."""
        rows = [row for row in self.cells if any(cell not in ("", None) for cell in row)]
        return not rows or (len(rows) == 1 and sum(cell not in ("", None) for cell in rows[0]) > 1)

    @property
    def key(self) -> tuple[object, ...]:
        """What is the same for sheets that are read together."""
        lines = preamble([[self.name], *([text(_cell(cell)) for cell in row] for row in self.cells[: self.layout.first])])
        return (tuple(sorted(map(heading_key, self.layout.names))), lines.scale, lines.currency)

    def columns(self, *, amounts: bool) -> set[int]:
        """Return which columns are amounts, or else dates."""
        names = {index: (each.path or "").rpartition("/")[2] for index, each in enumerate(self.matches)}
        return {index for index, name in names.items() if (name.startswith("amount") if amounts else name in DATES)}

    def rows(self) -> Iterator[Row]:
        """Yield each row with the cell that it begins with."""
        number = 0
        for start in range(0, len(self.cells), _PART):
            for cells in _row_cells(self.cells[start : start + _PART]):
                number += 1
                yield f"{self.name}!A{number}", cells

    def below(self) -> list[tuple[Any, ...]]:
        """Return what is below the headings, without blank rows, in the order of the names of its columns."""
        names = [heading_key(name) for name in self.layout.names]
        order = sorted(range(len(names)), key=names.__getitem__)
        rows = [row for row in self.cells[self.layout.last + 1 :] if any(cell not in ("", None) for cell in row)]
        return [tuple(row[index] if index < len(row) else "" for index in order) + tuple(row[len(names) :]) for row in rows]


def table(path: Path, label: str, options: ReadOptions) -> Table:
    """Return the sheets that have awards; DataError where none has, UsageError where one that is named does not exist."""
    sheets = _sheets(path, label, options.max_unpacked)
    names = (options.sheet,) if isinstance(options.sheet, str) and options.sheet else tuple(options.sheet)
    for name in names:
        if name not in sheets:
            hint = "sheets are " + ", ".join(f"`{each}`" for each in sheets)
            raise UsageError(f"`{label}` has no sheet `{name}`", hint=hint, did_you_mean=nearest(name, sheets))
    laid_out = {name: _lay_out(sheet, options) for name, sheet in sheets.items()}
    pool = [laid_out[name] for name in names] or [each for each in laid_out.values() if each.visible and each.layout.fits]
    pool = pool or [each for each in laid_out.values() if each.layout.fits]
    main = pool[0] if names else max(pool, key=lambda each: each.layout.fits, default=None)
    if main is None or not all(each.layout.fits for each in (pool if names else [main])):
        without = next((each.name for each in pool if not each.layout.fits), "")
        raise _no_awards(label, sheets, without if names else "")
    joined, remarks = _join_sheets(main, pool, by_name=bool(names))
    sides = [each for each in laid_out.values() if each not in joined and each.visible and each.layout.fits and _adds(each)]
    rest = [each for each in laid_out.values() if each not in joined and each not in sides and not each.empty]
    about = _select_details(details(path), options)
    prepared = tuple(_prepare(each, about, fill=not options.no_fill) for each in joined)
    notes = [*_choices(joined, rest), *remarks, *(note for each in (*joined, *sides) for note in _notes(each, about, options))]
    unread_rows = tuple(UnreadRows(f"{each.name}!A1", each.row_count, _why(each)) for each in rest)
    result = _table(prepared, joined[0].layout, tuple(notes), options)
    hidden = _hidden_rows(joined, about) if options.skip_hidden else {}
    side_tables = tuple(_table((_prepare(each, about, fill=not options.no_fill),), each.layout, (), options) for each in sides)
    return replace(result, sides=side_tables, unread=unread_rows, skip_reasons={**result.skip_reasons, **hidden})


def _join_sheets(main: Sheet, pool: Sequence[Sheet], *, by_name: bool) -> tuple[list[Sheet], list[str]]:
    """Return the sheets that are read as one, and the note about rows that several of them have."""
    sheets = list(pool) if by_name else [each for each in pool if each.key == main.key]
    if len(sheets) == 1:
        return sheets, []
    rows = {each.name: set(each.below()) for each in sheets}
    for one in sheets if not by_name else ():
        others = [rows[each.name] for each in sheets if each is not one]
        if all(other <= rows[one.name] for other in others) and any(others):
            copies = ", ".join(f"`{each.name}`" for each in sheets if each is not one)
            return [one], [f"the sheet `{one.name}` has every row of {copies}: it is read alone"]
    repeated = sum(len(rows[each.name]) for each in sheets) - len(set().union(*rows.values()))
    return sheets, [f"rows that are in several of these sheets, and count in each: {repeated:,}"] if repeated else []


def _choices(joined: Sequence[Sheet], rest: Sequence[Sheet]) -> Iterator[str]:
    sheets_left = ", ".join(f"`{each.name}`{'' if each.visible else ' (hidden)'}" for each in rest)
    names = ", ".join(f"`{each.name}`{'' if each.visible else ' (hidden)'}" for each in joined)
    if len(joined) > 1:
        yield f"of the workbook the sheets {names} are read together" + (f"; not read: {sheets_left}" if sheets_left else "")
    elif sheets_left or not joined[0].visible:
        yield f"of the workbook the sheet {names} is read" + (f"; not read: {sheets_left}" if sheets_left else "")


def _why(sheet: Sheet) -> str:
    return f"the sheet `{sheet.name}` is not read" + ("" if sheet.visible else ": it is hidden")


def _select_details(about: Details, options: ReadOptions) -> Details:
    return replace(about, since_1904=options.day_numbers == "1904") if options.day_numbers in {"1900", "1904"} else about


def _hidden_rows(sheets: Sequence[Sheet], about: Details) -> dict[int | str, str]:
    """Return the places of hidden rows below the headings, with why they are set aside."""
    return {f"{sheet.name}!A{row}": "a hidden row" for sheet in sheets for row in about.hidden_rows.get(sheet.name, ())
            if row > sheet.layout.last + 1}  # fmt: skip


def _notes(sheet: Sheet, about: Details, options: ReadOptions) -> Iterator[str]:
    yield from sheet.layout.notes
    spans = [span for span in sheet.merged if span[1][0] > span[0][0] > sheet.layout.last]
    amounts = sheet.columns(amounts=True)
    for of_amounts, what in ((False, "merged cells fill the rows that they cover"), (True, "merged amounts count once")):
        spans_text = [f"{_name(*one)}:{_name(*two)}" for one, two in spans if (one[1] in amounts) is of_amounts]
        if spans_text and (of_amounts or not options.no_fill):
            overruled = "" if of_amounts else "; `--no-fill` leaves them in their first row"
            yield f"`{sheet.name}`: {what} ({_some(spans_text)}){overruled}"
    if about.since_1904 and not options.day_numbers:
        yield f"`{sheet.name}`: days count from 1904, as the workbook says; `--day-numbers 1900` reads them so"
    if hidden := [row for row in about.hidden_rows.get(sheet.name, ()) if row > sheet.layout.last + 1]:
        rows = "1 hidden row is" if len(hidden) == 1 else f"{len(hidden):,} hidden rows are"
        treatment = "set aside" if options.skip_hidden else "read like the others"
        overruled = "" if options.skip_hidden else "; `--skip-hidden` sets them aside"
        yield f"`{sheet.name}`: {rows} {treatment} (row {_some(map(str, hidden))}){overruled}"
    if formulas := about.formulas.get(sheet.name, ()):
        yield (
            f"`{sheet.name}`: formulas without a stored value are unknown ({_some(formulas)}):"
            " open the workbook in a spreadsheet and save it"
        )


def _some(names: Any) -> str:  # noqa: ANN401 - any number of texts
    texts = list(names)
    return ", ".join(texts[:_MOST_NAMES]) + (" and more" if len(texts) > _MOST_NAMES else "")


def _name(row: int, column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row + 1}"


def _lay_out(sheet: Sheet, options: ReadOptions) -> Sheet:
    layout = find(islice(sheet.rows(), LOOKED), options) or _NONE
    matches = headings.match(layout.names, replace(options, columns={})) if layout.fits else ()
    return replace(sheet, layout=layout, matches=matches)


def _prepare(sheet: Sheet, about: Details, *, fill: bool) -> Sheet:
    """Return a sheet with its merged cells filled down, and days since 1904 as dates."""
    rows = [list(row) for row in sheet.cells] if sheet.merged or about.since_1904 else sheet.cells
    amounts = sheet.columns(amounts=True)
    for (first, column), (last, _) in sheet.merged:
        if not fill or first <= sheet.layout.last or column in amounts:
            continue
        for row in rows[first + 1 : last + 1]:
            if column < len(row) and row[column] in ("", None) and any(cell not in ("", None) for cell in row):
                row[column] = rows[first][column]
    if about.since_1904:
        days = sheet.columns(amounts=False)
        for row in rows[sheet.layout.last + 1 :]:
            for column in days & set(range(len(row))):
                if isinstance(row[column], float) and 0 <= row[column] < 100_000:  # noqa: PLR2004 - the year 2177
                    row[column] = _EPOCH_1904 + timedelta(days=int(row[column]))
    return replace(sheet, cells=rows)


def _table(sheets: Sequence[Sheet], layout: TableLayout, notes: tuple[str, ...], options: ReadOptions) -> Table:
    names = [*layout.names]
    for sheet in sheets[1:]:
        keys = {heading_key(name) for name in names}
        names += [name for name in sheet.layout.names if heading_key(name) not in keys]
    reasons: dict[int | str, str] = {
        f"{sheet.name}!A{number + 1}": f"the headings of `{sheet.name}`" if number >= sheet.layout.first else "above the headings"
        for sheet in sheets[1:]
        for number in range(sheet.layout.last + 1)
    }
    what = "a workbook, its sheet " if len(sheets) == 1 else "a workbook, its sheets "
    kind = what + ", ".join(f"`{sheet.name}`" for sheet in sheets)

    def rows() -> Iterator[Row]:
        yield from sheets[0].rows()
        for sheet in sheets[1:]:
            yield from _align_rows(sheet, names)

    return Table(kind, tuple(names), layout.last, rows, notes, comments=layout.comments, skip=options.skip,
                 every_row=options.every_row, skip_reasons=reasons, ends=True)  # fmt: skip


def _align_rows(sheet: Sheet, names: Sequence[str]) -> Iterator[Row]:
    """Yield the rows of a sheet with its cells in the order of these headings; those beyond its own stay at the end."""
    own = [heading_key(name) for name in sheet.layout.names]
    keys = [heading_key(name) for name in names]
    if own == keys:
        yield from sheet.rows()
        return
    places: list[int | None] = []
    for name in keys:
        place = next((index for index, each in enumerate(own) if each == name and index not in places), None)
        places.append(place)
    for spot, cells in sheet.rows():
        aligned: list[Cell] = ["" if index is None or index >= len(cells) else cells[index] for index in places]
        yield spot, [*aligned, *cells[len(own) :]]


def _adds(sheet: Sheet) -> bool:
    """Say whether a sheet has only what a grant can have several of, by its identifier."""
    matches = headings.match(sheet.layout.names, ReadOptions())
    paths = nesting.columns(matches)
    return (
        headings.standard(matches) and all(each.steps == ("id",) or each.steps[0] in LISTS for each in paths) and len(paths) > 1
    )


def _sheets(path: Path, label: str, limit: int) -> dict[str, Sheet]:
    import python_calamine as calamine

    check_size(path, label, limit)
    try:
        with calamine.CalamineWorkbook.from_path(str(path)) as book:
            flags = {each.name: "hidden" not in str(each.visible).casefold() for each in book.sheets_metadata}
            return {name: _sheet(book.get_sheet_by_name(name), name, visible=flags.get(name, True)) for name in book.sheet_names}
    except calamine.PasswordError as error:
        raise file_kind.unreadable_file(label, "is a workbook that is locked with a password", "save it without one") from error
    except (calamine.CalamineError, OSError) as error:
        raise file_kind.unreadable_file(
            label, f"is a workbook that cannot be read: {error}", "save it once more, or give the data as CSV"
        ) from error


def _sheet(grid: Any, name: str, *, visible: bool) -> Sheet:  # noqa: ANN401 - what the library gives
    cells = grid.to_python(skip_empty_area=False)
    return Sheet(name, cells, visible, tuple(grid.merged_cell_ranges or ()))


def _row_cells(rows: Sequence[list[Any]]) -> Iterator[Sequence[Cell]]:
    """Yield rows with their cells as texts or numbers; columns that have only texts, which are most, are left as they are."""
    if len(set(map(len, rows))) != 1:
        return ([cell if type(cell) is str else _cell(cell) for cell in row] for row in rows)
    columns = (column if set(map(type, column)) == {str} else list(map(_cell, column)) for column in zip(*rows, strict=True))
    return zip(*columns, strict=True) if rows[0] else iter(rows)


def _cell(cell: Any) -> Cell:  # noqa: ANN401 - whatever a workbook holds
    """Return a cell as text, or as the number that is meant: a whole one without decimals, others as they are printed."""
    match cell:
        case str() | bool():
            return cell if isinstance(cell, str) else str(cell).upper()
        case float() if isfinite(cell):
            return int(cell) if cell.is_integer() else Decimal(repr(cell))
        case int():
            return cell
        case datetime() if (cell.hour, cell.minute, cell.second) == (0, 0, 0):
            return cell.date().isoformat()
        case date():  # with a time of day where there is one
            return cell.isoformat()
    return str(cell)


def _no_awards(label: str, sheets: Mapping[str, Sheet], name_of_sheet: str) -> DataError:
    if any("ocid" in row for sheet in sheets.values() for row in sheet.cells[:SEARCHED]):
        return file_kind.unreadable_file(
            label, "seems to be data of the Open Contracting Data Standard, and has no awards of grants"
        )
    names = ", ".join(f"`{name}`" for name in sheets) or "none"
    why = (
        f"is a workbook, and its sheet `{name_of_sheet}` has no column that looks like grant data"
        if name_of_sheet
        else f"is a workbook, and no sheet has a column that looks like grant data: {names}"
    )
    return file_kind.unreadable_file(label, why, "say which columns are awards: `--map amount=HEADING --map recipient=HEADING`")
