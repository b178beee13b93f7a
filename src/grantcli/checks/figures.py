"""Figures with what speaks for and against them: those of awards, of their outcomes and of programmes."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from grantcli.checks.programmes import plain
from grantcli.checks.rule import CheckContext, Finding
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
    def shown(self) -> str:
        """The value as people write it, empty where there is none."""
        if self.value is None:
            return ""
        return str(Money(self.value, self.currency)) if self.is_money else plain(self.value)

    def finding(self, found: str) -> Finding:
        """Return a finding about it."""
        if self.award:
            return Finding(found, self.award.id, self.path, self.award.line)
        return Finding(f"{self.programme.title}, {found}" if self.programme else found, None, self.path)


def figures(examined: CheckContext) -> Iterator[Figure]:
    """Yield each figure of programmes, awards and outcomes, and whatever else claims about were rejected."""
    for number, programme in enumerate(examined.book.programmes):
        for place, stated in enumerate(programme.stated):
            path = f"programmes[{number}].stated[{place}]"
            yield Figure(stated.what, path, None, programme, stated.value, stated.basis, stated.claims, stated.rejected)
    for placed in examined.placed:
        yield from _of_award(placed.at().path, placed.award)


def _of_award(path: str, award: Award) -> Iterator[Figure]:
    against: dict[str, tuple[RejectedClaim, ...]] = {}
    for part in award.rejected:
        against[part.of or "amount"] = (*against.get(part.of or "amount", ()), part)
    claims, rejected = award.claims.get("amount", ()), against.pop("amount", ())
    yield Figure("amount", f"{path}.amount", award, award.programme, award.amount, award.basis, claims, rejected)
    for of, parts in against.items():
        where = f"{path}.rejected[{award.rejected.index(parts[0])}]"
        yield Figure(of, where, award, award.programme, None, None, (), parts)
    for number, outcome in enumerate(award.outcomes):
        where, held = f"{path}.outcomes[{number}].saving", (outcome.saving, outcome.basis, outcome.claims, outcome.rejected)
        yield Figure("saving", where, award, award.programme, *held)


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
