"""XLSX: one sheet with typed cells, the header bold and frozen.

Every text is written as text, whatever it looks like: no id becomes a number, no formula runs, no address becomes a link.
The file has no date, so the same table makes the same bytes.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

from grantcli.errors import GrantcliError, missing_library
from grantcli.render.cells import plain
from grantcli.render.style import Page, Style
from grantcli.table import Cell, Column, Kind, Money, Table

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_ROWS, _COLUMNS, _LONGEST, _DIGITS = 1_048_576, 16_384, 32_767, 15  # the limits of a sheet, a cell and a number in Excel
_WIDTHS = range(8, 61)
_PENNY = Decimal("0.01")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FIRST = "1900-03-01"  # Excel counts a day too many before, and has no dates at all before 1900
_FORMATS = {Kind.MONEY: "#,##0.00", Kind.NUMBER: "#,##0", Kind.YEAR: "0", Kind.SHARE: "0.0%", Kind.CHANGE: "+0.0%;-0.0%;0.0%",
          Kind.DATE: "yyyy-mm-dd"}  # fmt: skip


def render(table: Table, _style: Style) -> Page:
    """Return the rows as a workbook; GrantcliError for a table that is larger than a sheet can be."""
    try:
        from xlsxwriter.workbook import Workbook
    except ImportError as error:
        raise missing_library("xlsxwriter", "the format xlsx", "xlsx") from error
    if len(table.rows) >= _ROWS or len(table.columns) > _COLUMNS:
        size = f"{len(table.rows):,} rows and {len(table.columns):,} columns"
        raise GrantcliError(f"{size} are more than a sheet of XLSX can have", hint="use csv or parquet, or --limit")
    content = BytesIO()
    book = Workbook(content, {"constant_memory": True})
    book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 - a fixed time in no zone: it says nothing
    writer = _Writer(book, table)
    for number, row in enumerate(table.rows, 1):
        for place, cell in enumerate(row):
            writer.write(number, place, cell)
    book.close()
    return Page("", writer.notes, content.getvalue())


class _Writer:
    """Writes cells into a sheet, and counts what does not go into one as it is."""

    def __init__(self, book: "Workbook", table: Table) -> None:
        self.columns = table.columns
        self.formats: dict[Kind, Format] = {kind: book.add_format({"num_format": pattern}) for kind, pattern in _FORMATS.items()}
        self.cut = self.as_text = 0
        bold = book.add_format({"bold": True})
        self.sheet: Worksheet = book.add_worksheet("awards")
        self.sheet.freeze_panes(1, 0)
        for place, column in enumerate(table.columns):
            self.sheet.set_column(place, place, _width(table, place))
            self.sheet.write_string(0, place, _text(column.name)[:_LONGEST], bold)

    def write(self, row: int, place: int, cell: Cell) -> None:
        column = self.columns[place]
        figure = cell.amount.quantize(_PENNY) if isinstance(cell, Money) else cell  # one way to write a figure
        if isinstance(figure, Decimal | int) and len(Decimal(figure).normalize().as_tuple().digits) <= _DIGITS:
            self.sheet.write_number(row, place, figure, self.formats.get(column.kind))
        elif (day := _day(column, cell)) is not None:
            self.sheet.write_datetime(row, place, day, self.formats[Kind.DATE])
        elif cell is not None:
            text = _text(plain(cell))
            self.cut += len(text) > _LONGEST
            self.as_text += isinstance(figure, Decimal | int)
            self.sheet.write_string(row, place, text[:_LONGEST])

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the sheet has to know."""
        length = (
            f"{self.cut:,} text{'s are' if self.cut > 1 else ' is'} longer than the {_LONGEST:,} characters of a cell, and cut"
        )
        digits = (
            f"{self.as_text:,} figure{'s have' if self.as_text > 1 else ' has'} more digits than Excel keeps, written as text"
        )
        return tuple(note for count, note in ((self.cut, length), (self.as_text, digits)) if count)


def _day(column: Column, cell: Cell) -> date | None:
    """Return the day of a cell if it is a whole day that Excel knows, or `None`."""
    if column.kind is not Kind.DATE or not isinstance(cell, str) or not _DAY.fullmatch(cell) or cell < _FIRST:
        return None
    return date.fromisoformat(cell)


def _text(text: str) -> str:
    """Return the text with the characters escaped that UTF-8 cannot encode."""
    return text.encode("utf-8", "backslashreplace").decode()


def _width(table: Table, place: int) -> int:
    """Return a sensible width in characters."""
    longest = max((len(plain(row[place])) for row in table.rows[:1000]), default=0)
    figure = 3 if table.columns[place].kind is Kind.MONEY else 0  # for the separators
    return min(max(longest + figure, len(table.columns[place].name), _WIDTHS[0]), _WIDTHS[-1]) + 1
