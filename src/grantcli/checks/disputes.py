"""Rules that compare figures with what sources print: they disagree, differ by a factor, or no source prints ours."""

from collections.abc import Iterator
from decimal import Decimal

from grantcli.checks.factors import times
from grantcli.checks.figures import Figure, figures, printed_figure
from grantcli.checks.programmes import Amounts, amounts
from grantcli.checks.rule import CheckContext, Finding, Rule, Severity, ours
from grantcli.evidence import Basis
from grantcli.model import Book
from grantcli.table import Money


def _disagree(examined: CheckContext) -> Iterator[Finding]:
    for figure in figures(examined):
        if figure.basis is Basis.DISPUTED or figure.rejected:
            yield figure.finding(_sides(figure, examined.book))


def _sides(figure: Figure, book: Book) -> str:
    prints = [printed_figure(book, part.claim) for part in figure.rejected]
    rejected = ", ".join(dict.fromkeys(f"{each.figure} ({each.where})" if each.figure else each.where for each in prints))
    held = f"{figure.of}: {figure.shown} is used" if figure.shown else figure.of
    return f"{held}; rejected: {rejected}" if rejected else f"{held}; disputed"


def _printed_off(examined: CheckContext) -> Iterator[Finding]:
    """Give each claim once: beside the figure of which it is a multiple, else where it is rejected first."""
    beside = amounts(examined)
    found: dict[str, tuple[str, Finding]] = {}
    for figure in figures(examined):
        for part in figure.rejected if figure.is_money else ():
            prints = printed_figure(examined.book, part.claim)
            own = times(prints.amount, figure.value) if prints.amount is not None else ""
            reasons = _reasons(figure, prints.amount, own, beside)
            if reasons and (part.claim not in found or (own and not found[part.claim][0])):
                found[part.claim] = own, figure.finding(f"{prints.where} prints {prints.figure}: {' and '.join(reasons)}")
    yield from (finding for _, finding in found.values())


def _reasons(figure: Figure, amount: Decimal | None, own: str, beside: Amounts) -> list[str]:
    """Say why a printed amount is wrong, compared with ours, with another award of the programme, or with its total."""
    reasons = [f"{own} the {figure.shown} used here"] if own else []
    if amount is None or figure.of != "amount" or figure.programme is None:
        return reasons
    for value, (_, award) in beside.get((figure.programme.id, figure.currency), ()):
        if not reasons and amount > value and (multiple := times(amount, value)):
            reasons.append(f"{multiple} the {Money(value, figure.currency)} of `{award.id}`")
    total = figure.programme.figure("total")
    if total is not None and amount > total and figure.currency == figure.programme.currency:
        reasons.append(f"more than the {Money(total, figure.currency)} stated for all of {figure.programme.title}")
    return reasons


def _not_printed(examined: CheckContext) -> Iterator[Finding]:
    for figure in figures(examined):
        if figure.basis in {Basis.STATED, Basis.DISPUTED} and figure.value is not None:
            prints = [each for each in (printed_figure(examined.book, claim) for claim in figure.claims) if each.figure]
            amounts = [each.amount for each in prints]
            if amounts and None not in amounts and figure.value not in amounts:
                texts = ", ".join(f"{each.figure} ({each.where})" for each in prints)
                yield figure.finding(f"{figure.of}: {figure.shown} is used; its claims print {texts}")


RULES = (
    Rule(
        "sources-disagree", Severity.INFO, "grantcli, evidence: what a source prints wrongly is kept beside the "
          "figure that is used",
        "Sources disagree: the basis of a figure is `disputed`, or a claim about it was rejected, with the reason written down.",
        "read why with `grantcli show ID`, or in the data file; there is nothing to do while the reason is right",
        ours(_disagree),
    ),
    Rule(
        "printed-off-by-factor", Severity.WARNING, "grantcli, evidence: what a source prints wrongly is kept beside "
          "the figure that is used",
        "An amount that a source prints and that was rejected is ten, a hundred or a thousand times the amount used, or that "
        "part of it; or it is such a multiple of another award of the programme, or more than the total stated for it.",
        "let the publisher know, and do not use this figure from that source",
        ours(_printed_off),
    ),
    Rule(
        "figure-not-printed", Severity.ERROR, "grantcli, evidence: each figure rests on claims",
        "The basis of a figure is `stated` or `disputed`, and none of the claims that it rests on prints it. Figures printed in "
        "words are not compared.",
        "correct the figure, or its claims; what follows from other figures is `derived`",
        ours(_not_printed),
    ),
)  # fmt: skip
"""The rules on claims that are printed and not used."""
