"""The parts of a page: headline, totals by a field with their charts, disputes, sources, rows of the file, awards, method."""

from collections.abc import Collection, Iterator
from dataclasses import replace

import grantcli
from grantcli import charts
from grantcli.charts.frame import ChartText, Size
from grantcli.dates import PartialDate
from grantcli.errors import UsageError
from grantcli.html_report.markup import Markup, external_link, items, region, section, source_link, tag
from grantcli.html_report.subject import ReportQuestion, field_heading, page_columns
from grantcli.query import EVERYTHING, Comparison, Filter, Not, Op
from grantcli.render.plot import plot
from grantcli.reports.data import all_of
from grantcli.reports.notes import plural
from grantcli.reports.plans import has_value
from grantcli.reports.sources import cited_sources, rejected_claims
from grantcli.sources import Source
from grantcli.table import Money, Table

_WIDE, _NARROW = Size(plot=520, names=240), Size(plot=140, names=124)


def by_field(question: ReportQuestion, by: str, number: int, notes: Collection[str]) -> Markup:
    """Return the part for a field; `notes` has those that are on the page already."""
    table = page_columns(question.total(by), by)
    ident, name = f"by-{number}", field_heading(by)
    more = [note for note in table.notes if note not in notes]
    return section(
        ident, f"By {name}", _chart(table, name, ident), region(table, f"{ident}-table", f"Totals by {name}"),
        items(more), tag("p", "Ask again: ", tag("code", question.command_line(by)), class_="ask"),
    )  # fmt: skip


def _chart(table: Table, name: str, ident: str) -> Markup:
    """Return the chart twice, for wide and for narrow screens; the page shows one. Where none can be drawn, say so."""
    if not table.rows:
        return Markup()
    try:
        title = f"{plot(table).measure_column.heading.capitalize()} by {name}"
        drawings = [_chart_markup(table, title, size, f"{ident}-{each}") for each, size in (("wide", _WIDE), ("narrow", _NARROW))]
    except UsageError as error:
        return tag("p", f"There is no chart: {error.message}.", class_="under")
    figures = [tag("div", svg, class_=each) for each, svg in zip(("wide", "narrow"), drawings, strict=True)]
    return tag("figure", *figures, tag("figcaption", f"{title}; the figures are in the table below.", class_="under"))


def _chart_markup(table: Table, title: str, size: Size, name: str) -> Markup:
    return Markup(charts.draw(table, "svg", ChartText(title=title, size=size, name=name, bare=True)).decode())


def headline(question: ReportQuestion, everything: Table) -> Markup:
    """Return the figures as a list of terms; `everything` is the total of the awards that the page is about."""
    pairs = [Markup(f"{tag('div', tag('dt', name), tag('dd', figure))}\n") for name, figure in _facts(question, everything)]
    return tag("dl", Markup("\n"), *pairs, class_="facts")


def _facts(question: ReportQuestion, everything: Table) -> Iterator[tuple[str, str]]:
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
    for name, plural_name in (("recipient", "recipients"), ("funder", "funders"), ("programme", "programmes")):
        values = _values(question, name)
        if len(values) > 1:
            yield plural_name, f"{len(values):,}"
        elif values:
            yield name, f"{next(iter(values))}{_without(question, name)}"
    if period := _period(question):
        yield "awarded", period


def _count(cell: object) -> int:
    return cell if isinstance(cell, int) else 0


def _values(question: ReportQuestion, name: str) -> set[object]:
    return {group.key[0] for group in question.dataset.data.counts((name,), question.scope) if group.key[0] is not None}


def _without(question: ReportQuestion, name: str) -> str:
    """Say how many awards have no value of a field, where some have none."""
    without = question.dataset.data.count(question.without(name))
    return f" ({plural(without, 'award has', 'awards have')} none)" if without else ""


def _period(question: ReportQuestion) -> Markup | None:
    """Return from when to when, each as far as it is known."""
    dates = [date for date in _values(question, "awarded") if isinstance(date, PartialDate)]
    if not dates:
        return None
    first = min(dates, key=lambda when: (when.first, when.last))
    last = max(dates, key=lambda when: (when.last, when.first))
    ends = [tag("span", str(date), class_="whole") for date in dict.fromkeys((first, last))]
    return Markup(" to ".join(ends))


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def method(question: ReportQuestion) -> Markup:
    """Return how figures are counted, from which data, and how to ask for them again."""
    terms = [Markup(f"{tag('dt', term)}{tag('dd', *texts)}\n") for term, texts in _terms(question)]
    return section("method", "Method", tag("dl", Markup("\n"), *terms))


def _terms(question: ReportQuestion) -> Iterator[tuple[str, tuple[str, ...]]]:
    data = question.dataset.data
    yield "Unknown amounts", (_UNKNOWN_AMOUNTS,)
    yield "Joint awards", (_SHARED_AMOUNTS if question.split else _JOINT_AWARDS,)
    yield "Currencies", ("Amounts in different currencies are never added, ranked together or drawn on one scale.",)
    if question.stated_only:
        yield "What counts", ("Only amounts that a source prints are counted.",)
    elif not data.stated:
        yield "Basis", (_BASIS,)
    if data.view.prices.series and data.of == "amount_real":
        yield "Prices", (f"Amounts are in prices of {data.view.prices.base}, by the {data.view.prices.series.title}.",)
    month = _MONTHS[data.view.fy_start - 1]
    yield "Years", (f"A financial year begins in {month}. A year without data is a gap on a chart.",)
    version = f", version {question.dataset.version}" if question.dataset.version else ""
    yield "Data", (f"{data.label}{version}.",)
    yield "Made with", (f"grantcli {grantcli.__version__}: ", tag("code", question.line()))


_UNKNOWN_AMOUNTS = "An amount that is not known is counted as unknown. It is never taken for zero, and no total includes it."
_SHARED_AMOUNTS = "The amount of an award with several recipients is shared equally among them, exact to the penny."
_JOINT_AWARDS = (
    "An award with several recipients counts under each of them, so that the rows of such a table can add up to more than the "
    "total below it, which counts every award once."
)
_BASIS = (
    "An amount is stated where a source prints it, derived where it is worked out from what sources print, and disputed where "
    "sources disagree; the reason for each is written down."
)


_ROWS, _AWARDS, _FEW = 50, 100, 10
"""How many rows of the file and awards are on a page at most; of awards in several currencies, how many of each at least."""


def disputes(question: ReportQuestion) -> Markup:
    """Return what sources print and we do not use, each with its reason; nothing where the data have no sources."""
    if not question.dataset.data.book.sources:
        return Markup()
    table = rejected_claims(question.dataset.data, question.scope)
    if not table.rows:
        return section("disputes", "Disputes", tag("p", "No source prints a different figure about these awards."))
    links = {"where": source_link([source.id for source in cited_sources(question.dataset.data, question.scope)])}
    about = tag("p", "Some sources print figures that other sources, or their own totals, contradict. They are kept as printed, "
                     "and not counted, for the reason beside each.")  # fmt: skip
    return section("disputes", "Disputes", about, region(table, "disputes-table", table.title, links))


def sources(question: ReportQuestion) -> Markup:
    """Return the documents and pages that these awards name; nothing where the data keep none."""
    cited = cited_sources(question.dataset.data, question.scope)
    if not cited:
        return Markup()
    return section("sources", "Sources", tag("ul", *(Markup(f"\n{_source(each)}") for each in cited), Markup("\n")))


def _source(source: Source) -> Markup:
    title = external_link(source.address, source.title) if source.address else tag("cite", source.title)
    details = [
        f", {source.publisher}",
        *([f", {source.dated}"] if source.dated else []),
        *([] if source.complete else [", read in part"]),
    ]
    return tag("li", tag("b", source.id), ": ", title, *details, id=f"source-{source.id}")


def row_accounting(question: ReportQuestion) -> Markup:
    """Return the outcome of every row of the file; nothing where awards do not come from rows."""
    account = question.dataset.data.account()
    if account is None:
        return Markup()
    table = question.dataset.rows()
    hidden_rows = len(table.rows) - _ROWS
    more = (
        tag("p", f"{plural(hidden_rows, 'more row')}: ", tag("code", question.line("list", rows=True)), class_="under")
        if hidden_rows > 0
        else Markup()
    )
    rows = region(replace(table, rows=table.rows[:_ROWS]), "rows-table", "Rows that are not an award, or were not read in full")
    return section("rows", "Every row of the file", tag("p", f"{account}."), rows if table.rows else Markup(), more)


def awards(question: ReportQuestion) -> Markup:
    """Return the awards themselves, the largest first; of many in several currencies the largest in each."""
    data = question.dataset.data
    currencies, count = data.currencies(question.scope), data.count(question.scope)
    if len(currencies) == 1 or count <= _AWARDS:
        parts = [_list(question, "the largest of each currency first" if len(currencies) > 1 else "the largest first")]
    else:
        limit = max(_AWARDS // len(currencies), _FEW)
        parts = [
            _list(question, f"in {code or 'no currency'}, the largest first", limit, _in_currency(code), f"-{number}")
            for number, code in enumerate(currencies, 1)
        ]
    return section("awards", "Awards", *(parts if count else [tag("p", "No awards.")]))


def _in_currency(code: str | None) -> Filter:
    return Comparison("currency", Op.IS, code, code) if code else Not(has_value("currency"))


def _list(question: ReportQuestion, order: str, limit: int = _AWARDS, part: Filter = EVERYTHING, number: str = "") -> Markup:
    """Return a table of these awards, and the command that lists them."""
    of = question.dataset.data.of
    real = () if of == "amount" else (of,)
    fields = ("id", "title", "programme", "recipient", "amount", *real, "currency", "awarded")
    table = question.dataset.list(all_of(question.scope, part), columns=fields, sort=f"-{of}", limit=limit)
    shape = tuple(replace(column, for_people=column.for_people and column.name != "currency") for column in table.columns)
    limits = [note for note in table.notes if "--limit" in note]
    term = "" if part == EVERYTHING else str(part)
    command = question.line("list", term=term, sort=f"-{of}", limit=str(limit) if limits else "")
    rows = region(replace(table, columns=shape), f"awards-table{number}", f"{table.title}, {order}")
    return Markup(
        "\n".join(each for each in (rows, items(limits), tag("p", "Ask again: ", tag("code", command), class_="ask")) if each)
    )
