"""Reads workbooks: XLSX, XLS, XLSB and ODS.

Rules to keep: no sheet is left out in silence. The one with the most fields of awards is read, with those that go with it; sheets
of the same identifiers add to it; a hidden one is read only if no other has awards, or if it is named. The account counts the
rows of sheets that are not read.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

from grantcli.errors import DataError, UsageError, nearest
from grantcli.ingest import file_kind, headings, nesting
from grantcli.ingest.nesting import Cell, text
from grantcli.ingest.options import ReadOptions
from grantcli.ingest.profile.block_statements import UNIT
from grantcli.ingest.profile.preamble import preamble
from grantcli.ingest.profile.table_layout import LOOKED, SEARCHED, TableLayout, find
from grantcli.ingest.raw_table import Row, Table, UnreadRows
from grantcli.ingest.sheet_selection import Selection, choose, select
from grantcli.ingest.sheets import NO_LAYOUT, Sheet, plain_cell
from grantcli.ingest.titles import heading_key
from grantcli.ingest.units import unit
from grantcli.ingest.workbook_details import Details, Signs, check_size, details
from grantcli.standard import LISTS

_EPOCH_1904 = date(1904, 1, 1)
_MOST_NAMES = 5
"""A note names at most this many rows or cells."""


def table(path: Path, label: str, options: ReadOptions) -> Table:
    """Return the sheets that have awards; DataError where none has, UsageError where one that is named does not exist."""
    sheets = _sheets(path, label, options.max_unpacked)
    sizes = {name: (len(sheet.cells), max(map(len, sheet.cells), default=0)) for name, sheet in sheets.items()}
    about = _select_details(details(path, sizes), options)
    names = _names_of_option(sheets, label, options)
    laid_out = {name: _lay_out(sheet, about.signs.get(name, {}), options) for name, sheet in sheets.items()}
    pool = _with_awards(laid_out, names, label)
    selection = (select if names else choose)(pool, (*options.columns.values(), *options.fill_down))
    joined = selection.sheets
    others = [each for each in laid_out.values() if each.name not in {sheet.name for sheet in joined}]
    sides = [each for each in others if each.visible and each.layout.fits and _adds(each)]
    rest = [each for each in others if each not in sides and not each.empty]
    prepared = tuple(_prepare(each, about, fill=not options.no_fill) for each in joined)
    notes = [
        *_choices(joined, rest),
        *selection.notes,
        *_unit_notes(joined, rest, options),
        *(note for each in (*joined, *sides) for note in _notes(each, about, options)),
    ]
    unread_rows = tuple(UnreadRows(f"{each.name}!A1", each.row_count, _why(each, selection)) for each in rest)
    result = _table(prepared, joined[0].layout, tuple(notes), options)
    side_tables = tuple(_table((_prepare(each, about, fill=not options.no_fill),), each.layout, (), options) for each in sides)
    reasons = {**result.skip_reasons, **_hidden_rows(joined, about, options)}
    return replace(result, sides=side_tables, unread=unread_rows, skip_reasons=reasons)


def _with_awards(sheets: Mapping[str, Sheet], names: Sequence[str], label: str) -> list[Sheet]:
    """Return the sheets of these names, or else those that are visible and may have awards, or else any; DataError for none."""
    fitting = [each for each in sheets.values() if each.layout.fits]
    pool = [sheets[name] for name in names] or [each for each in fitting if each.visible] or fitting
    if not pool or not all(each.layout.fits for each in pool):
        raise _no_awards(label, sheets, next((each.name for each in pool if not each.layout.fits), ""))
    return pool


def _names_of_option(sheets: Mapping[str, Sheet], label: str, options: ReadOptions) -> tuple[str, ...]:
    """Return the names of the sheets that are asked for; UsageError where one does not exist."""
    names = (options.sheet,) if isinstance(options.sheet, str) and options.sheet else tuple(options.sheet)
    for name in names:
        if name not in sheets:
            hint = "sheets are " + ", ".join(f"`{each}`" for each in sheets)
            raise UsageError(f"`{label}` has no sheet `{name}`", hint=hint, did_you_mean=nearest(name, sheets))
    return names


def _choices(joined: Sequence[Sheet], rest: Sequence[Sheet]) -> Iterator[str]:
    sheets_left = ", ".join(f"`{each.name}`{'' if each.visible else ' (hidden)'}" for each in rest)
    names = ", ".join(f"`{each.name}`{'' if each.visible else ' (hidden)'}" for each in joined)
    if len(joined) > 1:
        yield f"of the workbook the sheets {names} are read together" + (f"; not read: {sheets_left}" if sheets_left else "")
    elif sheets_left or not joined[0].visible:
        yield f"of the workbook the sheet {names} is read" + (f"; not read: {sheets_left}" if sheets_left else "")


def _unit_notes(joined: Sequence[Sheet], rest: Sequence[Sheet], options: ReadOptions) -> Iterator[str]:
    """Say which sheet of notes states a unit, where nothing beside the amounts does."""
    if options.scale or any(sheet.unit[0] != 1 or any(each.scale != 1 for each in sheet.matches) for sheet in joined):
        return
    for sheet in rest:
        if sheet.visible and not sheet.layout.fits:
            above = preamble([text(cell) for cell in cells] for _, cells in islice(sheet.rows(), LOOKED))
            if above.scale != 1:
                yield UNIT.format(above.scale_from, sheet.name, above.scale)


def _why(sheet: Sheet, selection: Selection) -> str:
    why = selection.reasons.get(sheet.name, "" if sheet.visible else "it is hidden")
    return f"the sheet `{sheet.name}` is not read" + (f": {why}" if why else "")


def _select_details(about: Details, options: ReadOptions) -> Details:
    return replace(about, since_1904=options.day_numbers == "1904") if options.day_numbers in {"1900", "1904"} else about


def _hidden_rows(sheets: Sequence[Sheet], about: Details, options: ReadOptions) -> dict[int | str, str]:
    """Return the places of hidden rows below the headings that are set aside, with why; none unless that is asked."""
    return {f"{sheet.name}!A{row}": "a hidden row" for sheet in sheets for row in about.hidden_rows.get(sheet.name, ())
            if options.skip_hidden and row > sheet.layout.last + 1}  # fmt: skip


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
    yield from _hidden_column_notes(sheet, about)
    if formulas := about.formulas.get(sheet.name, ()):
        yield (
            f"`{sheet.name}`: formulas without a stored value are unknown ({_some(formulas)}):"
            " open the workbook in a spreadsheet and save it"
        )


def _hidden_column_notes(sheet: Sheet, about: Details) -> Iterator[str]:
    hidden = about.hidden_columns.get(sheet.name, ())
    names = [f"`{each.heading}`" for index, each in enumerate(sheet.matches) if each.path and index in hidden]
    if names:
        read, which = ("is read", "that column") if len(names) == 1 else ("are read", "those columns")
        yield f"`{sheet.name}`: {_some(names)} {read}, though the sheet hides {which}"


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


def _lay_out(sheet: Sheet, signs: Signs, options: ReadOptions) -> Sheet:
    """Return a sheet with its table, its numbers as it shows them."""
    display = _with_percentages(sheet, signs)
    layout = find(islice(display.rows(), LOOKED), options) or NO_LAYOUT
    matches = headings.match(layout.names, replace(options, columns={})) if layout.fits else ()
    return _with_currencies(replace(display, layout=layout, matches=matches), signs, options)


def _with_percentages(sheet: Sheet, signs: Signs) -> Sheet:
    """Return a sheet whose percentages are texts, `25%`, as it shows them: as numbers they are a hundredth of that."""
    return _with_texts(sheet, {place: "" for place, sign in signs.items() if sign == "%"}, _percentage)


def _with_currencies(sheet: Sheet, signs: Signs, options: ReadOptions) -> Sheet:
    """Return a sheet whose amounts are texts with the sign of the currency that it shows them with, as in a text saved of it.

    Where a column, a heading, a line above the headings or the user states the currency, the signs are left out.
    """
    amounts = sheet.columns(amounts=True) or set(range(len(sheet.layout.names)))
    stated = {index for index, each in enumerate(sheet.matches) if each.currency}
    if not signs or options.currency or sheet.unit[1] or any(each.path == "currency" for each in sheet.matches):
        return sheet
    places = {
        place: sign
        for place, sign in signs.items()
        if sign != "%" and place[1] in amounts - stated and place[0] > sheet.layout.last
    }
    return _with_texts(sheet, places, lambda sign, cell: f"{sign} {text(plain_cell(cell))}")


def _percentage(_sign: str, cell: float) -> str:
    return f"{text(Decimal(str(cell)) * 100)}%"


def _with_texts(sheet: Sheet, signs: Signs, show: Callable[[str, float], str]) -> Sheet:
    """Return a sheet with the numbers at these places as texts."""
    rows = [list(row) for row in sheet.cells] if signs else sheet.cells
    for (row, column), sign in signs.items():
        if row < len(rows) and column < len(rows[row]) and isinstance(cell := rows[row][column], float | int):
            rows[row][column] = show(sign, cell)
    return replace(sheet, cells=rows)


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
        names = [next((each for each in sheet.layout.names if _states_more(each, name)), name) for name in names]
        names += [name for name in sheet.layout.names if not any(_is_column(name, each) for each in names)]
    reasons: dict[int | str, str] = {
        f"{sheet.name}!A{number + 1}": f"the headings of `{sheet.name}`" if number >= sheet.layout.first else "above the headings"
        for sheet in sheets[1:]
        for number in range(sheet.layout.last + 1)
    }
    ends = accumulate(len(sheet.cells) for sheet in sheets[:-1])
    what = "a workbook, its sheet " if len(sheets) == 1 else "a workbook, its sheets "
    kind = what + ", ".join(f"`{sheet.name}`" for sheet in sheets)

    def rows() -> Iterator[Row]:
        yield from sheets[0].rows()
        for sheet in sheets[1:]:
            yield from _align_rows(sheet, names)

    return Table(kind, tuple(names), layout.last, rows, notes, comments=layout.comments, skip=options.skip,
                 every_row=options.every_row, skip_reasons=reasons, ends=True,
                 starts=tuple(end - layout.last for end in ends), sheets=tuple(sheet.name for sheet in sheets))  # fmt: skip


def _align_rows(sheet: Sheet, names: Sequence[str]) -> Iterator[Row]:
    """Yield the rows of a sheet with its cells in the order of these headings; those beyond its own stay at the end."""
    own = sheet.layout.names
    if len(own) == len(names) and all(map(_is_column, own, names)):
        yield from sheet.rows()
        return
    places: list[int | None] = []
    for name in names:
        place = next((index for index, each in enumerate(own) if _is_column(each, name) and index not in places), None)
        places.append(place)
    for spot, cells in sheet.rows():
        aligned: list[Cell] = ["" if index is None or index >= len(cells) else cells[index] for index in places]
        yield spot, [*aligned, *cells[len(own) :]]


def _is_column(one: str, two: str) -> bool:
    """Say whether headings are those of one column: in two currencies they are of two."""
    return heading_key(one) == heading_key(two) and len({code for name in (one, two) if (code := unit(name)[2])}) < 2  # noqa: PLR2004 - as it says


def _states_more(one: str, two: str) -> bool:
    """Say whether a heading of the same column states a currency, and another does not."""
    return _is_column(one, two) and bool(unit(one)[2]) and not unit(two)[2]


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
            label, f"is a workbook that cannot be read: {error}", "save it again, or give the data as CSV"
        ) from error


def _sheet(grid: Any, name: str, *, visible: bool) -> Sheet:  # noqa: ANN401 - what the library gives
    cells = grid.to_python(skip_empty_area=False)
    return Sheet(name, cells, visible, tuple(grid.merged_cell_ranges or ()))


def _no_awards(label: str, sheets: Mapping[str, Sheet], name_of_sheet: str) -> DataError:
    if any("ocid" in row for sheet in sheets.values() for row in sheet.cells[:SEARCHED]):
        return file_kind.unreadable_file(label, "seems to be data of the Open Contracting Data Standard, and has no grant awards")
    names = ", ".join(f"`{name}`" for name in sheets) or "none"
    why = (
        f"is a workbook, and its sheet `{name_of_sheet}` has no column that looks like grant data"
        if name_of_sheet
        else f"is a workbook, and no sheet has a column that looks like grant data: {names}"
    )
    return file_kind.unreadable_file(label, why, "say which columns are awards: `--map amount=HEADING --map recipient=HEADING`")
