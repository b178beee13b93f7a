"""Looks into an ODS file for what the library that reads it does not say: which numbers are percentages, or in a currency.

OpenDocument 1.3 has that beside each number: `office:value-type` and `office:currency`. Cells and rows that are equal are there
once, with how often. The text is scanned, not parsed: as a tree it would take ten times its size.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from html import unescape

from grantcli.ingest.parse import currencies

CONTENT = "content.xml"
_ELEMENT = re.compile(
    rb"<table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])([^>\"']*(?:\"[^\"]*\"[^>\"']*|'[^']*'[^>\"']*)*)>"
)
_ATTRIBUTE = re.compile(r"([\w:-]+)=(?:\"([^\"]*)\"|'([^']*)')")
_KINDS = (b'value-type="percentage"', b'value-type="currency"', b"value-type='percentage'", b"value-type='currency'")

Size = tuple[int, int]
"""How many rows and columns a sheet has."""


def signs(archive: zipfile.ZipFile, sizes: Mapping[str, Size]) -> dict[str, dict[tuple[int, int], str]]:
    """Return by sheet, row and column, from 0, what numbers are shown with: `%`, or the code of a currency."""
    content = archive.read(CONTENT)
    result: dict[str, dict[tuple[int, int], str]] = {}
    if any(kind in content for kind in _KINDS):
        for name, rows, columns, sign in _cells(content):
            height, width = sizes.get(name, (0, 0))  # a cell may be repeated far beyond the last that has anything
            places = result.setdefault(name, {})
            for row in range(rows.start, min(rows.stop, height)):
                places |= {(row, column): sign for column in range(columns.start, min(columns.stop, width))}
    return result


def _cells(content: bytes) -> Iterator[tuple[str, range, range, str]]:
    """Yield the sheet, the rows and the columns of each cell that has a sign: equal ones that follow each other are one."""
    name, rows, column = "", range(0), 0
    for element in _ELEMENT.finditer(content):
        about = {key: one or two for key, one, two in _ATTRIBUTE.findall(element[2].decode("utf-8", "replace"))}
        match element[1]:
            case b"table":
                name, rows = unescape(about.get("table:name", "")), range(0)
            case b"table-row":
                rows, column = range(rows.stop, rows.stop + _count(about, "table:number-rows-repeated")), 0
            case _:
                columns = range(column, column + _count(about, "table:number-columns-repeated"))
                column = columns.stop
                if sign := _sign(about):
                    yield name, rows, columns, sign


def _sign(about: Mapping[str, str]) -> str:
    kind = about.get("office:value-type")
    marks = currencies.marks(about.get("office:currency", "")) if kind == "currency" else ()
    return "%" if kind == "percentage" else marks[0] if len(marks) == 1 else ""


def _count(about: Mapping[str, str], name: str) -> int:
    text = about.get(name, "1")
    return int(text) if text.isdecimal() else 1
