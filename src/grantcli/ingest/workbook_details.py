"""Looks into an XLSX file for what its cells do not say: hidden rows, formulas without a value, the date system of 1904."""

import re
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

_START = 1_000
_SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
_ATTRIBUTE = re.compile(r"([\w:]+)=\"([^\"]*)\"")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
_1904 = re.compile(r"<(?:\w+:)?workbookPr\b[^>]*\bdate1904=\"(?:1|true)\"")
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*\bhidden=\"(?:1|true)\"[^>]*>")
_NUMBER = re.compile(rb"\br=\"(\d+)\"")
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b[^>]*\br=\"([A-Z]+\d+)\"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)


@dataclass(frozen=True, slots=True)
class Details:
    """What an XLSX file says beside its cells, by the names of its sheets; nothing of other workbooks."""

    hidden_rows: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    formulas: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The cells of formulas that no program has worked out."""
    since_1904: bool = False
    """Whether days are counted from 1 January 1904."""


def details(path: Path) -> Details:
    """Return what an XLSX file says beside its cells; nothing where it cannot be looked into."""
    with suppress(OSError, zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError), zipfile.ZipFile(path) as archive:
        book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
        hidden: dict[str, tuple[int, ...]] = {}
        formulas: dict[str, tuple[str, ...]] = {}
        for name, member in _members(archive, book).items():
            content = archive.read(member)
            if b"hidden=" in content:
                numbers = (_NUMBER.search(row) for row in _ROW.findall(content))
                hidden[name] = tuple(int(number[1]) for number in numbers if number)
            if b"<f" in content or (b"<worksheet" not in content[:_START] and b":f" in content):
                formulas[name] = tuple(cell.decode() for cell in _FORMULA.findall(content))
        return Details(hidden, formulas, bool(_1904.search(book)))
    return Details()


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
