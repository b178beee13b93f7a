"""The parts of a page with figures: the headline, totals by a field (a chart, wide and narrow, and its table), the method."""

from collections.abc import Collection, Iterator

import grantcli
from grantcli import charts
from grantcli.charts.frame import ChartText, Size
from grantcli.dates import PartialDate
from grantcli.errors import UsageError
from grantcli.html_report.markup import Markup, items, region, section, tag
from grantcli.html_report.question import ReportQuestion, field_heading, page_columns
from grantcli.reports.notes import plural
from grantcli.table import Money, Table

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


def headline(asked: ReportQuestion, everything: Table) -> Markup:
    """Return the figures as a list of terms; `everything` is the total of the awards that the page is about."""
    pairs = [Markup(f"{tag('div', tag('dt', name), tag('dd', figure))}\n") for name, figure in _facts(asked, everything)]
    return tag("dl", Markup("\n"), *pairs, class_="facts")


def _facts(asked: ReportQuestion, everything: Table) -> Iterator[tuple[str, str]]:
    places = {column.name: place for place, column in enumerate(everything.columns)}
    yield "awards", f"{sum(_count(row[places['awards']]) for row in everything.rows):,}"
    totals = [row[places["total"]] for row in everything.rows]
    for total in totals:
        if isinstance(total, Money):
            yield "total" if len(totals) == 1 else f"total in {total.currency or 'no currency'}", str(total)
    if not any(isinstance(total, Money) for total in totals):
        yield "total", "unknown" if totals else "none"
    if unknown := sum(_count(row[places["unknown"]]) for row in everything.rows):
        yield "amount unknown", plural(unknown, "award")
    for name, called in (("recipient", "recipients"), ("funder", "funders"), ("programme", "programmes")):
        known = _known(asked, name)
        if known:
            yield (called, f"{len(known):,}") if len(known) > 1 else (name, str(*known))
    if period := _period(asked):
        yield "awarded", period


def _count(cell: object) -> int:
    return cell if isinstance(cell, int) else 0


def _known(asked: ReportQuestion, name: str) -> set[object]:
    return {group.key[0] for group in asked.dataset.data.counts((name,), asked.where) if group.key[0] is not None}


def _period(asked: ReportQuestion) -> Markup | None:
    """Return from when to when, each as far as it is known."""
    dates = [when for when in _known(asked, "awarded") if isinstance(when, PartialDate)]
    if not dates:
        return None
    first = min(dates, key=lambda when: (when.first, when.last))
    last = max(dates, key=lambda when: (when.last, when.first))
    ends = [tag("span", str(when), class_="whole") for when in dict.fromkeys((first, last))]
    return Markup(" to ".join(ends))


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def method(asked: ReportQuestion) -> Markup:
    """Return how figures are counted, from which data, and how to ask for them again."""
    terms = [Markup(f"{tag('dt', term)}{tag('dd', *notes)}\n") for term, notes in _terms(asked)]
    return section("method", "Method", tag("dl", Markup("\n"), *terms))


def _terms(asked: ReportQuestion) -> Iterator[tuple[str, tuple[str, ...]]]:
    data = asked.dataset.data
    yield "Unknown amounts", (_UNKNOWN,)
    yield "Joint awards", (_SPLIT if asked.split else _JOINT,)
    yield "Currencies", ("Amounts in different currencies are never added, ranked together or drawn on one scale.",)
    if asked.stated_only:
        yield "What counts", ("Only amounts that a source prints are counted.",)
    elif not data.stated:
        yield "Basis", (_BASIS,)
    if data.view.prices.series and data.of == "amount_real":
        yield "Prices", (f"Amounts are in prices of {data.view.prices.base}, by the {data.view.prices.series.title}.",)
    month = _MONTHS[data.view.fy_start - 1]
    yield "Years", (f"A financial year begins in {month}. A year of which the data know nothing is a gap on a chart.",)
    version = f", version {asked.dataset.version}" if asked.dataset.version else ""
    yield "Data", (f"{data.label}{version}.",)
    yield "Made with", (f"grantcli {grantcli.__version__}: ", tag("code", asked.line()))


_UNKNOWN = "An amount that is not known is counted as unknown. It is never taken for zero, and no total includes it."
_SPLIT = "The amount of an award with several recipients is shared equally among them, exact to the penny."
_JOINT = (
    "An award with several recipients counts under each of them, so that the rows of such a table can add up to more than the "
    "total below it, which counts every award once."
)
_BASIS = (
    "An amount is stated where a source prints it, derived where it is worked out from what sources print, and disputed where "
    "sources disagree; the reason for each is written down."
)
