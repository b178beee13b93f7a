"""Rules that compare figures with what sources print: they disagree, differ by a factor, or no source prints ours.

Figures are those of awards, of their outcomes and of programmes, each with what speaks for and against it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from grantcli.checks.factors import times
from grantcli.checks.programmes import Amounts, amounts, format_number
from grantcli.checks.rule import CheckContext, Finding, Rule, Severity, ours
from grantcli.evidence import Basis, RejectedClaim
from grantcli.model import Award, Book, Programme
from grantcli.query.values import amount
from grantcli.table import Money

_MONEY = frozenset({"total", "rate-single", "rate-group", "amount", "saving"})


@dataclass(frozen=True, slots=True)
class Figure:
    """The figure of one thing (`of`), and the rejected claims about it; `value` is `None` for what is not a number."""

    of: str
    path: str
    award: Award | None
    programme: Programme | None
    value: Decimal | None
    basis: Basis | None
    claims: tuple[str, ...]
    rejected: tuple[RejectedClaim, ...]

    @property
    def currency(self) -> str | None:
        """The currency of the value."""
        return self.award.currency if self.award else self.programme.currency if self.programme else None

    @property
    def is_money(self) -> bool:
        """Whether the value is an amount."""
        return self.of in _MONEY

    @property
    def display(self) -> str:
        """The value as people write it, empty where there is none."""
        if self.value is None:
            return ""
        return str(Money(self.value, self.currency)) if self.is_money else format_number(self.value)

    def finding(self, message: str) -> Finding:
        """Return a finding about it."""
        if self.award:
            return Finding(message, self.award.id, self.path, self.award.line)
        return Finding(f"{self.programme.title}, {message}" if self.programme else message, None, self.path)


def figures(context: CheckContext) -> Iterator[Figure]:
    """Yield each figure of programmes, awards and outcomes, and whatever else claims about were rejected."""
    for number, programme in enumerate(context.book.programmes):
        for place, stated in enumerate(programme.stated):
            path = f"programmes[{number}].stated[{place}]"
            yield Figure(stated.what, path, None, programme, stated.value, stated.basis, stated.claims, stated.rejected)
    for numbered in context.numbered_awards:
        yield from _of_award(numbered.at().path, numbered.award)


def _of_award(path: str, award: Award) -> Iterator[Figure]:
    against: dict[str, tuple[RejectedClaim, ...]] = {}
    for part in award.rejected:
        against[part.of or "amount"] = (*against.get(part.of or "amount", ()), part)
    claims, rejected = award.claims.get("amount", ()), against.pop("amount", ())
    yield Figure("amount", f"{path}.amount", award, award.programme, award.amount, award.basis, claims, rejected)
    for of, parts in against.items():
        place = f"{path}.rejected[{award.rejected.index(parts[0])}]"
        yield Figure(of, place, award, award.programme, None, None, (), parts)
    for number, outcome in enumerate(award.outcomes):
        place, parts_here = f"{path}.outcomes[{number}].saving", (outcome.saving, outcome.basis, outcome.claims, outcome.rejected)
        yield Figure("saving", place, award, award.programme, *parts_here)


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """What a source prints, and where."""

    where: str
    figure: str | None

    @property
    def amount(self) -> Decimal | None:
        """The amount that is printed, whatever its commas; `None` when it is none."""
        try:
            return amount((self.figure or "").replace(",", ""))
        except ValueError:
            return None


def printed_figure(book: Book, name: str) -> PrintedFigure:
    """Return what the claim called `source/claim` prints."""
    try:
        source, claim = book.claim(name)
    except KeyError:
        return PrintedFigure(name, None)
    return PrintedFigure(f"{source.id} line {claim.line}" if claim.line else name, claim.figure)


def _disagree(context: CheckContext) -> Iterator[Finding]:
    for figure in figures(context):
        if figure.basis is Basis.DISPUTED or figure.rejected:
            yield figure.finding(_sides(figure, context.book))


def _sides(figure: Figure, book: Book) -> str:
    prints = [printed_figure(book, part.claim) for part in figure.rejected]
    rejected = ", ".join(dict.fromkeys(f"{each.figure} ({each.where})" if each.figure else each.where for each in prints))
    value = f"{figure.of}: {figure.display} is used" if figure.display else figure.of
    return f"{value}; rejected: {rejected}" if rejected else f"{value}; disputed"


def _find_multiples(context: CheckContext) -> Iterator[Finding]:
    """Give each claim once: beside the figure of which it is a multiple, else where it is rejected first."""
    others = amounts(context)
    findings: dict[str, tuple[str, Finding]] = {}
    for figure in figures(context):
        for part in figure.rejected if figure.is_money else ():
            prints = printed_figure(context.book, part.claim)
            multiple = times(prints.amount, figure.value) if prints.amount is not None else ""
            reasons = _reasons(figure, prints.amount, multiple, others)
            if reasons and (part.claim not in findings or (multiple and not findings[part.claim][0])):
                findings[part.claim] = multiple, figure.finding(f"{prints.where} prints {prints.figure}: {' and '.join(reasons)}")
    yield from (finding for _, finding in findings.values())


def _reasons(figure: Figure, amount: Decimal | None, multiple_of_own: str, others: Amounts) -> list[str]:
    """Say why a printed amount is wrong, compared with ours, with another award of the programme, or with its total."""
    reasons = [f"{multiple_of_own} the {figure.display} used here"] if multiple_of_own else []
    if amount is None or figure.of != "amount" or figure.programme is None:
        return reasons
    for value, (_, award) in others.get((figure.programme.id, figure.currency), ()):
        if not reasons and amount > value and (multiple := times(amount, value)):
            reasons.append(f"{multiple} the {Money(value, figure.currency)} of `{award.id}`")
    total = figure.programme.figure("total")
    if total is not None and amount > total and figure.currency == figure.programme.currency:
        reasons.append(f"more than the {Money(total, figure.currency)} stated for all of {figure.programme.title}")
    return reasons


def _find_missing_prints(context: CheckContext) -> Iterator[Finding]:
    for figure in figures(context):
        if figure.basis in {Basis.STATED, Basis.DISPUTED} and figure.value is not None:
            prints = [each for each in (printed_figure(context.book, claim) for claim in figure.claims) if each.figure]
            amounts = [each.amount for each in prints]
            if amounts and None not in amounts and figure.value not in amounts:
                texts = ", ".join(f"{each.figure} ({each.where})" for each in prints)
                yield figure.finding(f"{figure.of}: {figure.display} is used; its claims print {texts}")


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
        ours(_find_multiples),
    ),
    Rule(
        "figure-not-printed", Severity.ERROR, "grantcli, evidence: each figure rests on claims",
        "The basis of a figure is `stated` or `disputed`, and none of the claims that it rests on prints it. Figures printed in "
        "words are not compared.",
        "correct the figure, or its claims; what follows from other figures is `derived`",
        ours(_find_missing_prints),
    ),
)  # fmt: skip
"""The rules on claims that are printed and not used."""
