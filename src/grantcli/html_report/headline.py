"""The headline figures: how many awards, how much in each currency, what is not known, who, and when."""

from collections.abc import Iterator

from grantcli.dates import PartialDate
from grantcli.html_report.markup import Markup, tag
from grantcli.html_report.question import ReportQuestion
from grantcli.reports.notes import plural
from grantcli.table import Money, Table


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
