"""The parts of a page that show totals by a field: the chart, wide and narrow, and the table that it is drawn from."""

from collections.abc import Collection

from grantcli import charts
from grantcli.charts.frame import Size, Words
from grantcli.errors import UsageError
from grantcli.html_report.markup import Markup, items, region, section, tag
from grantcli.html_report.question import Asked, called, kept
from grantcli.table import Table

_WIDE, _NARROW = Size(plot=520, names=240), Size(plot=140, names=124)


def by_field(asked: Asked, by: str, number: int, said: Collection[str]) -> Markup:
    """Return the part for a field; `said` is what the page has said already."""
    table = kept(asked.total(by), by)
    ident, name = f"by-{number}", called(by)
    more = [note for note in table.notes if note not in said]
    return section(
        ident, f"By {name}", _chart(table, f"Total by {name}", ident), region(table, f"{ident}-table", f"Totals by {name}"),
        items(more), tag("p", "Ask again: ", tag("code", asked.ask_again(by)), class_="ask"),
    )  # fmt: skip


def _chart(table: Table, title: str, ident: str) -> Markup:
    """Return the chart twice, for wide and for narrow screens, of which one is ever there; in words where none can be drawn."""
    if not table.rows:
        return Markup()
    try:
        drawn = [_drawn(table, title, size, f"{ident}-{name}") for name, size in (("wide", _WIDE), ("narrow", _NARROW))]
    except UsageError as error:
        return tag("p", f"There is no chart: {error.message}.", class_="under")
    both = [tag("div", svg, class_=name) for name, svg in zip(("wide", "narrow"), drawn, strict=True)]
    return tag("figure", *both, tag("figcaption", f"{title}; the figures are in the table below.", class_="under"))


def _drawn(table: Table, title: str, size: Size, name: str) -> Markup:
    return Markup(charts.drawn(table, "svg", Words(title=title, size=size, name=name, bare=True)).decode())
