"""Reads workbooks: XLSX, XLS, XLSB and ODS.

A rule to keep: no sheet is passed over in silence. The one that tells most of awards is read; sheets of the same
identifiers add to it; of any other that holds something it is said that it is not read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from math import isfinite
from pathlib import Path
from typing import Any

from grantcli.errors import DataError, UsageError, nearest
from grantcli.ingest import content, headings, nesting
from grantcli.ingest.libraries import library
from grantcli.ingest.nesting import Cell
from grantcli.ingest.options import ReadOptions
from grantcli.ingest.profile.layout import LOOKED, SEARCHED, TableLayout, find
from grantcli.ingest.table import Row, Table
from grantcli.ingest.titles import LISTS

Sheets = dict[str, list[list[Any]]]


def table(path: Path, label: str, how: ReadOptions) -> Table:
    """Return the sheet that holds awards; DataError where none does, UsageError where `how.sheet` is not there."""
    sheets = _sheets(path, label)
    if how.sheet and how.sheet not in sheets:
        hint = "sheets are " + ", ".join(f"`{name}`" for name in sheets)
        raise UsageError(f"`{label}` has no sheet `{how.sheet}`", hint=hint, did_you_mean=nearest(how.sheet, sheets))
    none = TableLayout(0, 0, (), 0)
    heads = {name: find(islice(_rows(name, rows), LOOKED), how) or none for name, rows in sheets.items()}
    chosen = how.sheet or max(sheets, key=lambda name: heads[name].fits, default="")
    if not chosen or not heads[chosen].fits:
        raise _no_awards(label, sheets, how.sheet)
    sides = [name for name in sheets if name != chosen and heads[name].fits and _adds(_table(name, sheets, heads))]
    rest = [name for name in sheets if name != chosen and name not in sides and any(map(any, sheets[name][1:]))]
    said = (f"of the workbook the sheet `{chosen}` is read; not read: {', '.join(f'`{name}`' for name in rest)}",) if rest else ()
    main = _table(chosen, sheets, heads, every_row=how.every_row)
    added = tuple(_table(name, sheets, heads) for name in sides)
    return replace(main, said=(*said, *main.said), sides=added)


def _table(name: str, sheets: Sheets, heads: dict[str, TableLayout], *, every_row: bool = False) -> Table:
    layout = heads[name]
    return Table(
        f"a workbook, its sheet `{name}`", layout.names, layout.last, lambda: _rows(name, sheets[name]), layout.notes,
        comments=layout.comments, every_row=every_row,
    )  # fmt: skip


def _adds(side: Table) -> bool:
    """Say whether a sheet holds only what a grant can have several of, by its identifier."""
    matches = headings.match(side.headings, ReadOptions())
    read = nesting.columns(matches)
    return headings.standard(matches) and all(each.steps == ("id",) or each.steps[0] in LISTS for each in read) and len(read) > 1


def _sheets(path: Path, label: str) -> Sheets:
    calamine = library("python_calamine", "a workbook")
    try:
        with calamine.CalamineWorkbook.from_path(str(path)) as book:
            return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except calamine.PasswordError as error:
        raise content.refused(label, "is a workbook that is locked with a password", "save it without one") from error
    except (calamine.CalamineError, OSError) as error:
        raise content.refused(label, f"is a workbook that cannot be read: {error}", "save it once more") from error


def _rows(name: str, rows: Sequence[Sequence[Any]]) -> Iterator[Row]:
    for number, cells in enumerate(rows, 1):
        yield f"{name}!A{number}", [_cell(cell) for cell in cells]


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


def _no_awards(label: str, sheets: Sheets, asked: str) -> DataError:
    if any("ocid" in row for rows in sheets.values() for row in rows[:SEARCHED]):
        return content.refused(label, "seems to be data of the Open Contracting Data Standard, and holds no awards of grants")
    listed = ", ".join(f"`{name}`" for name in sheets) or "none"
    why = (
        f"is a workbook, and its sheet `{asked}` tells no awards"
        if asked
        else f"is a workbook whose sheets tell no awards: {listed}"
    )
    return content.refused(label, why, "say which columns are awards: `--map amount=HEADING --map recipient=HEADING`")
