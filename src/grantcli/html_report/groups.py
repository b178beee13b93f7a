"""The parts of a page that show totals by a field: the chart, wide and narrow, and the table that it is drawn from."""

from collections.abc import Collection

from grantcli import charts
from grantcli.charts.frame import ChartText, Size
from grantcli.errors import UsageError
from grantcli.html_report.markup import Markup, items, region, section, tag
from grantcli.html_report.question import ReportQuestion, field_heading, page_columns
from grantcli.table import Table

_WIDE, _NARROW = Size(plot=520, names=240), Size(plot=140, names=124)


def by_field(asked: ReportQuestion, by: str, number: int, notes: Collection[str]) -> Markup:
    """Return the part for a field; `said` has the notes that are on the page already."""
    table = page_columns(asked.total(by), by)
    ident, name = f"by-{number}", field_heading(by)
    more = [note for note in table.notes if note not in notes]
    return section(
        ident, f"By {name}", _chart(table, f"Total by {name}", ident), region(table, f"{ident}-table", f"Totals by {name}"),
        items(more), tag("p", "Ask again: ", tag("code", asked.command_line(by)), class_="ask"),
    )  # fmt: skip


def _chart(table: Table, title: str, ident: str) -> Markup:
    """Return the chart twice, for wide and for narrow screens; the page shows one. Where none can be drawn, say so."""
    if not table.rows:
        return Markup()
    try:
        drawn = [_chart_markup(table, title, size, f"{ident}-{name}") for name, size in (("wide", _WIDE), ("narrow", _NARROW))]
    except UsageError as error:
        return tag("p", f"There is no chart: {error.message}.", class_="under")
    both = [tag("div", svg, class_=name) for name, svg in zip(("wide", "narrow"), drawn, strict=True)]
    return tag("figure", *both, tag("figcaption", f"{title}; the figures are in the table below.", class_="under"))


def _chart_markup(table: Table, title: str, size: Size, name: str) -> Markup:
    return Markup(charts.draw(table, "svg", ChartText(title=title, size=size, name=name, bare=True)).decode())
