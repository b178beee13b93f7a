"""Looks into an XLSX file for what the library that reads it does not say.

Whether it would need all memory, in which case the library ends the process: a sheet is read as a grid from its first cell to its
last, so one cell far away costs as much as all between, and a few kilobytes unpack to gigabytes. Sheets are scanned in parts,
never whole. Of a large one only the first part is scanned, because a full scan would take a third of the time of reading.

And hidden rows and columns, formulas without a value, percentages and currencies that cells are shown with, and the date system
of 1904.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from itertools import islice
from pathlib import Path

from grantcli.ingest import open_document
from grantcli.ingest.file_kind import LIMIT_HINT, unreadable_file
from grantcli.ingest.parse import currencies
from grantcli.sizes import display_size

_START = 1_000
_CHUNK = 1 << 18
_SIGNS = (b"hidden=", b"<f", b":f")
"""What a sheet with hidden rows or formulas has, the last where its elements have a prefix."""
_SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
_ATTRIBUTE = re.compile(r"([\w:]+)=\"([^\"]*)\"")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
_1904 = re.compile(r"<(?:\w+:)?workbookPr\b[^>]*\bdate1904=\"(?:1|true)\"")
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*\bhidden=\"(?:1|true)\"[^>]*>")
_NUMBER = re.compile(rb"\br=\"(\d+)\"")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^>]*\bhidden=\"(?:1|true)\"[^>]*>")
_LAST_COLUMN = 16_384
_FORMAT = re.compile(r"<(?:\w+:)?numFmt\b[^>]*>")
_STYLES = re.compile(r"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_STYLE = re.compile(r"<(?:\w+:)?xf\b[^>]*>")
_PERCENT = frozenset(("9", "10"))
"""The numbers of the formats of percentages that no workbook spells out."""
_QUOTED = re.compile(r"\"([^\"]*)\"|\\(.)|[_*].")
"""What a format shows as it is, and what it leaves room for."""
_SIGN = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]")
"""The sign of a currency, and where it is so: `[$€-407]`."""
_REFERENCE = re.compile(rb"\br=\"([A-Z]{1,3})(\d+)\"")
_TEXT_CELL = re.compile(rb"\bt=\"(?:s|str|inlineStr|b|e)\"")
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b[^>]*\br=\"([A-Z]+\d+)\"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)


@dataclass(frozen=True, slots=True)
class Details:
    """What an XLSX file says beside its cells, by the names of its sheets; of ODS no formulas, nothing of other workbooks."""

    hidden_rows: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    formulas: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The cells of formulas that no program has worked out."""
    since_1904: bool = False
    """Whether days are counted from 1 January 1904."""
    hidden_columns: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Counted from 0."""
    signs: Mapping[str, "Signs"] = field(default_factory=dict)


Signs = Mapping[tuple[int, int], str]
"""By row and column, from 0, what a sheet shows with a number: `%`, or the sign of a currency."""


def details(path: Path, sizes: Mapping[str, open_document.Size]) -> Details:
    """Return what an XLSX or ODS file says beside its cells; nothing where it cannot be looked into.

    `sizes` are those of its sheets, by their names.
    """
    with suppress(OSError, zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError), zipfile.ZipFile(path) as archive:
        if open_document.CONTENT in archive.namelist():
            return _of_sheets(open_document.details(archive, sizes))
        book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
        signs = _signs_of_styles(archive)
        sheets = {
            name: _details_of_sheet(archive.read(member), signs)
            for name, member in _members(archive, book).items()
            if signs or _may_have_details(archive, member)
        }
        return _of_sheets(sheets, since_1904=bool(_1904.search(book)))
    return Details()


def _of_sheets(sheets: Mapping[str, open_document.SheetDetails], *, since_1904: bool = False) -> Details:
    return Details(
        {name: tuple(each.hidden_rows) for name, each in sheets.items()},
        {name: tuple(each.formulas) for name, each in sheets.items()},
        since_1904,
        {name: tuple(each.hidden_columns) for name, each in sheets.items()},
        {name: each.signs for name, each in sheets.items()},
    )


def _details_of_sheet(content: bytes, signs: Mapping[str, str]) -> open_document.SheetDetails:
    result = open_document.SheetDetails(signs=dict(_signs(content, signs)) if signs else {})
    if b"hidden=" in content:
        numbers = (_NUMBER.search(row) for row in _ROW.findall(content))
        result.hidden_rows += (int(number[1]) for number in numbers if number)
        result.hidden_columns += _hidden_columns(content)
    if b"<f" in content or (b"<worksheet" not in content[:_START] and b":f" in content):
        result.formulas += (cell.decode() for cell in _FORMULA.findall(content))
    return result


def _signs_of_styles(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return what the cells of each style are shown with, by its number."""
    if "xl/styles.xml" not in archive.namelist():
        return {}
    styles = archive.read("xl/styles.xml").decode("utf-8", "replace")
    formats = dict.fromkeys(_PERCENT, "%")
    for each in _FORMAT.findall(styles):
        about = dict(_ATTRIBUTE.findall(each))
        formats[about.get("numFmtId", "")] = sign(unescape(about.get("formatCode", "")))
    cells = _STYLES.search(styles)
    numbers = (dict(_ATTRIBUTE.findall(style)).get("numFmtId", "") for style in _STYLE.findall(cells[0] if cells else ""))
    return {str(style): mark for style, number in enumerate(numbers) if (mark := formats.get(number, ""))}


def sign(form: str) -> str:
    """Return what the format of a cell shows with a number: `%`, the sign or code of one currency, or nothing.

    >>> sign("0.0%"), sign("[$€-407] #,##0.00"), sign('_-"£"* #,##0.00_-'), sign('0.0"%"'), sign("#,##0")
    ('%', '€', '£', '', '')
    """
    positive = form.split(";", maxsplit=1)[0]
    if "%" in _QUOTED.sub("", positive):
        return "%"
    literals = _SIGN.sub(r"\1 ", _QUOTED.sub(r"\1\2", positive))
    marks = currencies.marks(literals)
    return marks[0] if len(marks) == 1 else ""


def _signs(content: bytes, signs: Mapping[str, str]) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield the row and the column of each cell of these styles that has a number, with what it is shown with."""
    for cell in re.finditer(rf"<(?:\w+:)?c\b[^>]*\bs=\"({'|'.join(signs)})\"[^>]*>".encode(), content):
        if (place := _REFERENCE.search(cell[0])) and not cell[0].endswith(b"/>") and not _TEXT_CELL.search(cell[0]):
            yield (int(place[2]) - 1, _number(place[1]) - 1), signs[cell[1].decode()]


def _hidden_columns(content: bytes) -> Iterator[int]:
    for column in _COLUMN.findall(content):
        about = dict(_ATTRIBUTE.findall(column.decode("utf-8", "replace")))
        first, last = (int(about.get(name, "0")) for name in ("min", "max"))
        yield from range(first - 1, min(last, _LAST_COLUMN))


def _may_have_details(archive: zipfile.ZipFile, member: str) -> bool:
    """Say whether a sheet may have hidden rows or formulas; it is read in parts, since most have none and some are large."""
    with archive.open(member) as sheet:
        part = sheet.read(_CHUNK)
        signs = _SIGNS[:-1] if b"<worksheet" in part[:_START] else _SIGNS
        while not any(sign in part for sign in signs):
            if not (more := sheet.read(_CHUNK)):
                return False
            part = part[-len(_SIGNS[0]) :] + more
    return True


def _members(archive: zipfile.ZipFile, book: str) -> dict[str, str]:
    """Return the file in the archive of each sheet."""
    relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    targets = {}
    for match in _RELATION.findall(relations):
        notes = dict(_ATTRIBUTE.findall(match))
        target = notes.get("Target", "")
        targets[notes.get("Id", "")] = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    members = {}
    for match in _SHEET.findall(book):
        notes = dict(_ATTRIBUTE.findall(match))
        member = targets.get(next((value for key, value in notes.items() if key.endswith(":id")), ""), "")
        if member in archive.namelist():
            members[unescape(notes.get("name", ""))] = member
    return members


_PART = 1 << 20
_SMALL_FILE = 16 << 20
_GRID = 200_000_000
"""A grid may have this many cells, where no limit is given: a million rows of 200 columns."""
_CELL_SIZE = 32
"""Bytes of memory that the library takes for a cell, also for an empty one."""
_LARGEST_SHEET = 100 * 1024**2
_RATIO = 200
"""What is larger than this, unpacked, is packed so tightly only by intent: sheets of real files stay below 60 to 1."""
_CELL = re.compile(rb'<(?:\w+:)?c [^>]*?\br="([A-Z]{1,3})[0-9]+"(?:[^>]*[^/])?>')
_CELL_ROW = re.compile(rb'\br="[A-Z]*([0-9]{5,7})"')


def check_size(path: Path, label: str, limit: int = 0) -> None:
    """Raise DataError for an XLSX workbook that is too large by intent or by mistake; others are left to whoever reads them.

    `limit` is the bytes that a sheet may take, packed tightly or not, and its cells in memory.
    """
    with suppress(OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError), zipfile.ZipFile(path) as archive:
        for each in archive.infolist():
            tight = each.file_size > _LARGEST_SHEET and each.file_size > _RATIO * each.compress_size
            if each.file_size > limit if limit else tight:
                why = f"unpacks to {each.file_size // 1024**2:,} MiB from {each.compress_size // 1024:,} KiB, and is not read"
                raise unreadable_file(label, why, f"save it again, or give the data as CSV; {LIMIT_HINT}")
            if each.filename.startswith("xl/worksheets/"):
                with archive.open(each) as sheet:
                    parts = iter(partial(sheet.read, _PART), b"")
                    _check_grid(parts if each.file_size < _SMALL_FILE else islice(parts, 1), label, limit // _CELL_SIZE or _GRID)


def _check_grid(parts: Iterator[bytes], label: str, limit: int) -> None:
    columns: set[bytes] = set()
    rows: set[bytes] = set()
    remainder = b""
    for part in parts:
        text = remainder + part
        columns.update(_CELL.findall(text))
        rows.update(_CELL_ROW.findall(text))
        remainder = text[-100:]
    width = max(map(_number, columns), default=0)
    height = max(map(int, rows), default=10_000)
    if width * height > limit:
        size = display_size(width * height * _CELL_SIZE)
        why = f"has a sheet of {height:,} rows and {width:,} columns, which would take {size} of memory, and is not read"
        raise unreadable_file(label, why, f"delete what stands far from the table, or give the data as CSV; {LIMIT_HINT}")


def _number(letters: bytes) -> int:
    """Return the number of a column; the first is 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
