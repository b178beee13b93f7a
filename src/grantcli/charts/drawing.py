"""Which chart answers a question, by the shape of its table, and its drawing by vl-convert.

A specification becomes SVG with words for those who cannot see it, and SVG becomes pixels and pages. Nothing is fetched: a
specification holds its data, and any other address is refused.
"""

import re
from html import escape
from typing import Any

from grantcli.charts.frame import ADDITIVE, ChartText, by_currency, frame, with_currency_heading
from grantcli.errors import GrantcliError, UsageError, visible
from grantcli.render.plot import Plot, plot, value
from grantcli.table import Axis, Table

_MOST_ROWS = 200
"""A chart of a page or two has room for at most this many rows."""
_MOST_SERIES = 8
"""People can distinguish at most this many colours."""


def spec(table: Table, words: ChartText) -> dict[str, Any]:
    """Return the Vega-Lite specification of the chart; UsageError where the table cannot be drawn."""
    figures = plot(table)
    if len(figures.entries) > _MOST_ROWS:
        hint = "`--top 30` shows all but the largest as one row, `--limit 30` leaves them out"
        raise UsageError(f"{len(figures.entries):,} rows are more than a chart can show, which is {_MOST_ROWS}", hint=hint)
    module = _maker(kind(figures))
    rows = by_currency(figures)
    panels = [
        with_currency_heading(module.panel(figures, code, entries, words.size), code, len(rows)) for code, entries in rows.items()
    ]
    if not panels:
        from grantcli.charts.bars import empty_chart

        panels = [empty_chart(words.size)]
    return frame(panels, words)


def _maker(name: str) -> Any:  # noqa: ANN401 - a module
    from importlib import import_module

    return import_module(f"grantcli.charts.{name}")


def kind(figures: Plot) -> str:
    """Return the name of the module that draws it: `lines`, `bars`, `stacked` or `heat`."""
    longest = max((len(entries) for entries in by_currency(figures).values()), default=0)
    by_period = [column.axis for column in figures.keys] == [Axis.TIME] and longest > 1
    if not figures.series:
        return "lines" if by_period else "bars"
    if len(figures.series) > _MOST_SERIES:
        return "heat"
    if figures.whole is None:
        return "lines" if by_period else "bars"
    return "stacked" if _adds_up(figures) else "heat"


def _adds_up(figures: Plot) -> bool:
    """Say whether the parts of each row are its whole, so that they may be stacked: none is negative or counted twice."""
    if figures.measure_column.measure not in ADDITIVE or any(column.axis is Axis.TIME for column in figures.series):
        return False
    for entry in figures.entries:
        parts = [value(part) or 0 for part in entry.parts]
        if min(parts) < 0 or sum(parts) != (value(entry.whole) or 0):
            return False
    return True


def svg(spec: dict[str, Any], words: ChartText) -> str:
    """Return the drawing; its title and every figure in it are there as text, and the same table makes the same bytes."""
    import vl_convert
    from altair import SCHEMA_VERSION

    version = ".".join(SCHEMA_VERSION.removeprefix("v").split(".")[:2])
    try:
        drawing: str = vl_convert.vegalite_to_svg(spec, vl_version=version, allowed_base_urls=[])
    except ValueError as error:
        raise GrantcliError(f"the chart cannot be drawn: {str(error).splitlines()[0]}") from error
    return _describe(_rename_parts(drawing, words.name), spec, words)


def png(drawing: str) -> bytes:
    """Return the drawing as a picture, two pixels for each, so that it is sharp on paper and fine screens."""
    import vl_convert

    picture: bytes = vl_convert.svg_to_png(drawing, scale=2)
    return picture


def pdf(drawing: str) -> bytes:
    """Return the drawing as a page of its size."""
    import vl_convert

    page: bytes = vl_convert.svg_to_pdf(drawing)
    return page


_PART_NAME = re.compile(r'(\bid="|url\(#|xlink:href="#)([^")]+)')


def _rename_parts(drawing: str, name: str) -> str:
    """Name the parts of a drawing after it, in their order, so that no two drawings of a page share a name."""
    names: dict[str, str] = {}

    def rename(match: re.Match[str]) -> str:
        return match[1] + names.setdefault(match[2], f"{name}-{len(names) + 1}")

    return _PART_NAME.sub(rename, drawing)


def _describe(drawing: str, spec: dict[str, Any], words: ChartText) -> str:
    """Say in the drawing what it shows: a title, and each thing that is drawn, in words."""
    notes = [str(each["says"]) for rows in spec.get("datasets", {}).values() for each in rows if "says" in each]
    title = escape(visible(words.title or "chart"))
    about = escape("; ".join(dict.fromkeys(notes)) or "no awards")
    start = f' role="img" aria-labelledby="{words.name}-title {words.name}-desc">'
    head = f'<title id="{words.name}-title">{title}</title><desc id="{words.name}-desc">{about}</desc>'
    return drawing.replace(">", start + head, 1)
