"""Renderers: a `Table` in, text or bytes out. One module a format, found by name and loaded when it is used.

To add a format, write a module with `render(table, style) -> Page` and add its row here.
"""

from dataclasses import dataclass
from importlib import import_module

from grantcli.errors import UsageError, nearest
from grantcli.render.style import Page, Style
from grantcli.table import Table


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


def format_named(name: str) -> Format:
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
    page: Page = import_module(f"grantcli.render.{format_named(name).module}").render(table, style)
    return page
