"""Looks into an ODS file for what the library that reads it does not say.

Which numbers are percentages, or in a currency, and which rows and columns are hidden. OpenDocument 1.3 has that in
`office:value-type`, `office:currency` and `table:visibility`. Rows, columns and cells that are equal are there
once, with how often. The text is scanned, not parsed: as a tree it would take ten times its size.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape

from grantcli.ingest.parse import currencies

CONTENT = "content.xml"
_ELEMENT = re.compile(
    rb"<table:(table|table-column|table-row|table-cell|covered-table-cell)(?=[\s/>])"
    rb"([^>\"']*(?:\"[^\"]*\"[^>\"']*|'[^']*'[^>\"']*)*)>"
)
_ATTRIBUTE = re.compile(r"([\w:-]+)=(?:\"([^\"]*)\"|'([^']*)')")
_HIDDEN = ("collapse", "filter")
_SOUGHT = tuple(
    f"{name}={mark}{value}{mark}".encode()
    for name, values in (("value-type", ("percentage", "currency")), ("visibility", _HIDDEN))
    for value in values
    for mark in "\"'"
)
"""What a file has that needs to be searched."""

Size = tuple[int, int]
"""How many rows and columns a sheet has."""


@dataclass(slots=True)
class SheetDetails:
    """What a sheet says beside its cells. Empty rows and columns beyond its size are left out: files have many."""

    size: Size = (0, 0)
    signs: dict[tuple[int, int], str] = field(default_factory=dict)
    """By row and column, from 0, what a number is shown with: `%`, or the code of a currency."""
    hidden_rows: list[int] = field(default_factory=list)
    """Counted from 1."""
    hidden_columns: list[int] = field(default_factory=list)
    """Counted from 0."""
    formulas: list[str] = field(default_factory=list)
    """The cells of formulas that no program has worked out; not looked for in ODS."""

    def rows(self, rows: range) -> range:
        """Return those of some rows that there are."""
        return rows[: max(self.size[0] - rows.start, 0)]

    def columns(self, columns: range) -> range:
        """Return those of some columns that there are."""
        return columns[: max(self.size[1] - columns.start, 0)]


def details(archive: zipfile.ZipFile, sizes: Mapping[str, Size]) -> dict[str, SheetDetails]:
    """Return what the sheets of these sizes say beside their cells, by their names."""
    content = archive.read(CONTENT)
    return dict(_sheets(content, sizes)) if any(each in content for each in _SOUGHT) else {}


def _sheets(content: bytes, sizes: Mapping[str, Size]) -> Iterator[tuple[str, SheetDetails]]:
    sheet, rows, columns, cells = SheetDetails(), range(0), range(0), range(0)
    for element in _ELEMENT.finditer(content):
        about = {key: one or two for key, one, two in _ATTRIBUTE.findall(element[2].decode("utf-8", "replace"))}
        is_hidden = about.get("table:visibility") in _HIDDEN
        match element[1]:
            case b"table":
                name = unescape(about.get("table:name", ""))
                sheet, rows, columns = SheetDetails(sizes.get(name, (0, 0))), range(0), range(0)
                yield name, sheet
            case b"table-column":
                columns = _next(columns, about)
                sheet.hidden_columns += sheet.columns(columns) if is_hidden else ()
            case b"table-row":
                rows, cells = _next(rows, about), range(0)
                sheet.hidden_rows += [row + 1 for row in sheet.rows(rows)] if is_hidden else ()
            case _:
                cells = _next(cells, about)
                if sign := _sign(about):
                    sheet.signs |= {(row, column): sign for row in sheet.rows(rows) for column in sheet.columns(cells)}


def _next(before: range, about: Mapping[str, str]) -> range:
    """Return the numbers of an element, as often as it is repeated, from the end of the one before it."""
    times = about.get("table:number-rows-repeated") or about.get("table:number-columns-repeated") or "1"
    return range(before.stop, before.stop + (int(times) if times.isdecimal() else 1))


def _sign(about: Mapping[str, str]) -> str:
    kind = about.get("office:value-type")
    marks = currencies.marks(about.get("office:currency", "")) if kind == "currency" else ()
    return "%" if kind == "percentage" else marks[0] if len(marks) == 1 else ""
