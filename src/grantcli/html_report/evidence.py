"""The parts of a page that say what its figures rest on: disputes, sources, rows of the file, and every award."""

from dataclasses import replace

from grantcli.html_report.markup import Markup, external_link, items, region, section, tag, to_source
from grantcli.html_report.question import ReportQuestion
from grantcli.reports.disputed import cited_sources, rejected_claims
from grantcli.reports.notes import plural
from grantcli.sources import Source

_ROWS, _AWARDS = 50, 100


def disputes(asked: ReportQuestion) -> Markup:
    """Return what sources print and we do not use, each with its reason; nothing where the data have no sources."""
    if not asked.dataset.data.book.sources:
        return Markup()
    table = rejected_claims(asked.dataset.data, asked.where)
    if not table.rows:
        return section("disputes", "Disputes", tag("p", "No source prints a different figure about these awards."))
    links = {"where": to_source([source.id for source in cited_sources(asked.dataset.data, asked.where)])}
    about = tag("p", "Some sources print figures that other sources, or their own totals, contradict. They are kept as printed, "
                     "and not counted, for the reason beside each.")  # fmt: skip
    return section("disputes", "Disputes", about, region(table, "disputes-table", table.title, links))


def sources(asked: ReportQuestion) -> Markup:
    """Return the documents and pages that these awards name; nothing where the data keep none."""
    found = cited_sources(asked.dataset.data, asked.where)
    if not found:
        return Markup()
    return section("sources", "Sources", tag("ul", *(Markup(f"\n{_source(each)}") for each in found), Markup("\n")))


def _source(source: Source) -> Markup:
    title = external_link(source.address, source.title) if source.address else tag("cite", source.title)
    known = [
        f", {source.publisher}",
        *([f", {source.dated}"] if source.dated else []),
        *([] if source.complete else [", read in part"]),
    ]
    return tag("li", tag("b", source.id), ": ", title, *known, id=f"source-{source.id}")


def row_accounting(asked: ReportQuestion) -> Markup:
    """Return the outcome of every row of the file; nothing where awards do not come from rows."""
    found = asked.dataset.data.account()
    if found is None:
        return Markup()
    table = asked.dataset.rows()
    left = len(table.rows) - _ROWS
    more = (
        tag("p", f"{plural(left, 'more row')}: ", tag("code", asked.line("list", rows=True)), class_="under")
        if left > 0
        else Markup()
    )
    shown = region(replace(table, rows=table.rows[:_ROWS]), "rows-table", "Rows that are not an award, or not read whole")
    return section("rows", "Every row of the file", tag("p", f"{found}."), shown if table.rows else Markup(), more)


def awards(asked: ReportQuestion) -> Markup:
    """Return the awards themselves, the largest first."""
    columns = ("id", "title", "programme", "recipient", "amount", "awarded")
    table = asked.dataset.list(asked.where, columns=(*columns[:5], "currency", *columns[5:]), sort="-amount", limit=_AWARDS)
    hidden = tuple(replace(column, for_people=column.for_people and column.name != "currency") for column in table.columns)
    cut = [note for note in table.notes if "--limit" in note]
    again = tag(
        "p", "Ask again: ", tag("code", asked.line("list", sort="-amount", limit=str(_AWARDS) if cut else "")), class_="ask"
    )
    shown = region(replace(table, columns=hidden), "awards-table", f"{table.title}, the largest first")
    return section("awards", "Awards", shown if table.rows else tag("p", "No awards."), items(cut), again)
