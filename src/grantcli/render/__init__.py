"""Renderers: a `Table` in, text or bytes out. One module a format, found by name and loaded when it is used.

To add a format, write a module and add its row here. A format for people has `render(table, style) -> Page`. One for programs
has `write(table, style, file) -> notes`, which takes one row after the other; its file takes bytes where the format is binary.
"""

from dataclasses import dataclass
from importlib import import_module
from io import BytesIO, StringIO
from pathlib import Path

from grantcli.errors import UsageError, nearest
from grantcli.render.style import Page, Style
from grantcli.table import Table, TableStream


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Format:
    """A format: its module in this package, the suffixes of its files, and whether it is made for people."""

    module: str
    suffixes: tuple[str, ...]
    for_people: bool
    help: str
    binary: bool = False
    """It is bytes, which no terminal shows."""


FORMATS = {
    "table": Format("table", (".txt",), for_people=True, help="a table for the screen"),
    "csv": Format("csv", (".csv",), for_people=False, help="comma-separated values, RFC 4180"),
    "tsv": Format("tsv", (".tsv", ".tab"), for_people=False, help="tab-separated values"),
    "json": Format("json", (".json",), for_people=False, help="an array of objects, one a row"),
    "jsonl": Format("jsonl", (".jsonl", ".ndjson"), for_people=False, help="JSON Lines, one object a row"),
    "markdown": Format("markdown", (".md", ".markdown"), for_people=True, help="a table in Markdown"),
    "html": Format("html", (".html", ".htm"), for_people=True, help="a page with a table"),
    "xlsx": Format("xlsx", (".xlsx",), for_people=False, help="a workbook with typed cells", binary=True),
    "parquet": Format("parquet", (".parquet",), for_people=False, help="a file of typed columns", binary=True),
}
"""Every format by name."""


def find_format(name: str) -> Format:
    """Return the format of this name; UsageError with the nearest when there is none."""
    if name not in FORMATS:
        guess = nearest(name, FORMATS)
        raise UsageError(f"unknown format `{name}`", did_you_mean=guess, hint="" if guess else f"known: {', '.join(FORMATS)}")
    return FORMATS[name]


def by_suffix(suffix: str) -> str | None:
    """Return the name of the format that files with this suffix have, or `None`."""
    return next((name for name, each in FORMATS.items() if suffix.lower() in each.suffixes), None)


def render(table: Table, name: str, style: Style) -> Page:
    """Return the table in the format of this name."""
    each = find_format(name)
    module = import_module(f"grantcli.render.{each.module}")
    if each.for_people:
        page: Page = module.render(table, style)
        return page
    if each.binary:
        content = BytesIO()
        notes: tuple[str, ...] = module.write(table, style, content)
        return Page("", notes, content.getvalue())
    text = StringIO()
    notes = module.write(table, style, text)
    return Page(text.getvalue(), notes)


def write(table: TableStream, name: str, style: Style, path: Path) -> tuple[str, ...]:
    """Write the table into a file in a format for programs, and return the notes about it."""
    each = FORMATS[name]
    module = import_module(f"grantcli.render.{each.module}")
    with path.open("wb") if each.binary else path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
        notes: tuple[str, ...] = module.write(table, style, file)
    return notes
