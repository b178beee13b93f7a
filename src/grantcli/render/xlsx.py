"""XLSX: one sheet with typed cells, the header bold and frozen.

Every text is written as text, whatever it looks like: no id becomes a number, no formula runs, no address becomes a link.
The file has no date, so the same table makes the same bytes.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import TYPE_CHECKING, BinaryIO

from grantcli.cache_folder import scratch_folder
from grantcli.errors import GrantcliError, missing_library
from grantcli.render.cells import data_text
from grantcli.render.style import Style
from grantcli.table import Cell, Column, Kind, Money, Table, TableStream

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_ROWS, _COLUMNS, _LONGEST, _DIGITS = 1_048_576, 16_384, 32_767, 15  # the limits of a sheet, a cell and a number in Excel
_WIDTHS = range(8, 61)
_WIDTH_ROWS = 1000
"""How many rows decide how wide the columns are."""
_PENNY = Decimal("0.01")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FIRST = "1900-03-01"  # Excel counts a day too many before, and has no dates at all before 1900
_FORMATS = {Kind.MONEY: "#,##0.00", Kind.NUMBER: "#,##0", Kind.YEAR: "0", Kind.SHARE: "0.0%", Kind.CHANGE: "+0.0%;-0.0%;0.0%",
          Kind.DATE: "yyyy-mm-dd"}  # fmt: skip


def write(table: Table | TableStream, _style: Style, file: BinaryIO) -> tuple[str, ...]:
    """Write the rows as a workbook, and return the notes about it; GrantcliError where they are more than a sheet can have."""
    try:
        from xlsxwriter.workbook import Workbook
    except ImportError as error:
        raise missing_library("xlsxwriter", "the format xlsx", "xlsx") from error
    if len(table.rows) >= _ROWS or len(table.columns) > _COLUMNS:
        size = f"{len(table.rows):,} rows and {len(table.columns):,} columns"
        raise GrantcliError(f"{size} are more than a sheet of XLSX can have", hint="use csv or parquet, or --limit")
    rows = iter(table.rows)
    first = list(islice(rows, _WIDTH_ROWS))
    with scratch_folder() as folder:  # what the library writes there goes, even if this process is killed
        book = Workbook(file, {"constant_memory": True, "tmpdir": str(folder)})
        book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 - a fixed time in no zone: it says nothing
        writer = _Writer(book, table.columns, first)
        for number, row in enumerate(chain(first, rows), 1):
            for place, cell in enumerate(row):
                writer.write(number, place, cell)
        book.close()
    return writer.notes


class _Writer:
    """Writes cells into a sheet, and counts what does not go into one as it is."""

    def __init__(self, book: "Workbook", columns: Sequence[Column], first: Sequence[Sequence[Cell]]) -> None:
        self.columns = columns
        self.formats: dict[Kind, Format] = {kind: book.add_format({"num_format": pattern}) for kind, pattern in _FORMATS.items()}
        self.cut = self.as_text = 0
        bold = book.add_format({"bold": True})
        self.sheet: Worksheet = book.add_worksheet("awards")
        self.sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            self.sheet.set_column(place, place, _width(column, [row[place] for row in first]))
            self.sheet.write_string(0, place, _text(column.name)[:_LONGEST], bold)

    def write(self, row: int, place: int, cell: Cell) -> None:
        column = self.columns[place]
        figure = cell.amount.quantize(_PENNY) if isinstance(cell, Money) else cell  # one way to write a figure
        if isinstance(figure, Decimal | int) and len(Decimal(figure).normalize().as_tuple().digits) <= _DIGITS:
            self.sheet.write_number(row, place, figure, self.formats.get(column.kind))
        elif (day := _day(column, cell)) is not None:
            self.sheet.write_datetime(row, place, day, self.formats[Kind.DATE])
        elif cell is not None:
            text = _text(data_text(cell))
            short = _shorten(text)
            self.cut += short != text
            self.as_text += isinstance(figure, Decimal | int)
            self.sheet.write_string(row, place, short)

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


def _shorten(text: str) -> str:
    """Return as much of a text as a cell has room for, in the units of UTF-16 that Excel counts: an emoji is two.

    >>> [len(_shorten(text)) for text in ("x" * 40_000, "\U0001f600" * 20_000)]
    [32767, 16383]
    """
    if len(text) * 2 <= _LONGEST:
        return text
    return text.encode("utf-16-le")[: 2 * _LONGEST].decode("utf-16-le", "ignore")


def _width(column: Column, cells: Sequence[Cell]) -> int:
    """Return a sensible width in characters."""
    longest = max((len(data_text(cell)) for cell in cells), default=0)
    figure = 3 if column.kind is Kind.MONEY else 0  # for the separators
    return min(max(longest + figure, len(column.name), _WIDTHS[0]), _WIDTHS[-1]) + 1
