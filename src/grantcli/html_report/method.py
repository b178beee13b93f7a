"""How the page counts, in words for a reader who has never seen the program."""

from collections.abc import Iterator

import grantcli
from grantcli.html_report.markup import Markup, section, tag
from grantcli.html_report.question import ReportQuestion

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
