"""Charts in files: a `Table` in, a drawing out. Altair says what is drawn, vl-convert draws it: no browser, no network.

Which chart it is follows from the table alone: bars for groups, lines over periods, grouped bars for the sides of a comparison,
stacked bars or a heat map for a cross table. Text from data is only ever data: no expression, field or address is made of it.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from grantcli.errors import missing_library

if TYPE_CHECKING:
    from grantcli.charts.frame import ChartText
    from grantcli.table import Table


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ChartFormat:
    """A format that charts are drawn in: the suffixes of its files, and what it is."""

    suffixes: tuple[str, ...]
    help: str


CHARTS = {
    "svg": ChartFormat((".svg",), "a chart as a drawing of lines and text"),
    "png": ChartFormat((".png",), "a chart as a picture of pixels, two for each"),
    "pdf": ChartFormat((".pdf",), "a chart as a page"),
}
"""Every format of charts by name."""


def by_suffix(suffix: str) -> str | None:
    """Return the name of the format that files with this suffix have, or `None`."""
    return next((name for name, each in CHARTS.items() if suffix.lower() in each.suffixes), None)


def draw(table: "Table", name: str, words: "ChartText") -> bytes:
    """Return the chart of a table in the format of this name.

    UsageError where the table has no figures of groups, or more than a chart can show; GrantcliError where a library is missing.
    """
    from grantcli.charts import drawing

    require_library(f"the format {name}")
    svg = drawing.svg(drawing.spec(table, words), words)
    return svg.encode() if name == "svg" else drawing.png(svg) if name == "png" else drawing.pdf(svg)


def require_library(what: str) -> None:
    """Raise GrantcliError, which names the extra, where a library that draws is missing."""
    from importlib.util import find_spec

    for library in ("altair", "vl_convert"):
        if find_spec(library) is None:
            raise missing_library(library.replace("_", "-"), what, "charts")
