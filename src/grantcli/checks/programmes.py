"""A programme beside its awards: what sources state about the whole, and the awards in the data."""

from dataclasses import dataclass
from decimal import Decimal

from grantcli.checks.rule import CheckContext, Finding, NumberedAward
from grantcli.model import Award, Programme
from grantcli.table import Money

Amounts = dict[tuple[str | None, str | None], list[tuple[Decimal, NumberedAward]]]
"""Amounts by programme (its id) and currency, each with its award."""


def amounts(context: CheckContext) -> Amounts:
    """Return the amounts that are known."""
    groups: Amounts = {}
    for numbered in context.numbered_awards:
        if numbered.award.amount is not None:
            groups.setdefault(group(numbered.award), []).append((numbered.award.amount, numbered))
    return groups


def group(award: Award) -> tuple[str | None, str | None]:
    """Return the programme (its id) and the currency of an award: amounts are only compared within them."""
    return award.programme.id if award.programme else None, award.currency


@dataclass(frozen=True, slots=True)
class ProgrammeAwards:
    """A programme, its path, and its awards."""

    programme: Programme
    path: str
    awards: tuple[NumberedAward, ...]

    @property
    def known_amounts(self) -> tuple[tuple[NumberedAward, Decimal], ...]:
        """The awards whose amount is known in the programme's currency, with it."""
        return tuple(
            (numbered, numbered.award.amount)
            for numbered in self.awards
            if numbered.award.amount is not None and numbered.award.currency == self.programme.currency
        )

    @property
    def sum(self) -> Decimal:
        """What the known amounts come to."""
        return sum((amount for _, amount in self.known_amounts), Decimal(0))

    @property
    def unknown(self) -> int:
        """How many awards have no amount in the programme's currency."""
        return len(self.awards) - len(self.known_amounts)

    @property
    def projects(self) -> int:
        """How many projects the awards are for: several awards to one project count once."""
        return len({award.project or award.id for _, award in self.awards})

    @property
    def complete(self) -> bool:
        """Whether every project that sources count is in the data with its amount."""
        return not self.unknown and self.projects == self.figure("projects")

    def figure(self, what: str) -> Decimal | None:
        """Return the stated figure called `what`, `None` when no source states one."""
        return self.programme.figure(what)

    def money(self, amount: Decimal) -> str:
        """Return an amount in the programme's currency as people write it."""
        return str(Money(amount, self.programme.currency))

    @property
    def words(self) -> str:
        """Say how many awards the data have, and their sum."""
        of = f" in {self.programme.currency}" if self.programme.currency else ""
        lacking = f", {self.unknown} of them without an amount{of}," if self.unknown else ""
        verb = "comes" if len(self.awards) == 1 else "come"
        return f"{count(len(self.awards), 'award')} listed{lacking} {verb} to {self.money(self.sum)}"

    def finding(self, what: str, message: str) -> Finding:
        """Return a finding about the stated figure called `what`."""
        places = [number for number, stated in enumerate(self.programme.stated) if stated.what == what]
        path = f"{self.path}.stated[{places[0]}]" if places else self.path
        return Finding(f"{self.programme.title}: {message}", None, path)


def programme_awards(context: CheckContext) -> list[ProgrammeAwards]:
    """Return every programme of the book with its awards."""
    programmes = context.book.programmes
    by_id: dict[str, list[NumberedAward]] = {programme.id: [] for programme in programmes}
    for numbered in context.numbered_awards:
        if numbered.award.programme and numbered.award.programme.id in by_id:
            by_id[numbered.award.programme.id].append(numbered)
    return [
        ProgrammeAwards(programme, f"programmes[{number}]", tuple(by_id[programme.id]))
        for number, programme in enumerate(programmes)
    ]


def count(number: Decimal | int, one: str) -> str:
    """Return a number with its word: `1 award`, `2 awards`."""
    return f"{format_number(number)} {one}" if number == 1 else f"{format_number(number)} {one}s"


def format_number(number: Decimal | int) -> str:
    """Return a number as people write it, without noughts after the point.

    >>> format_number(Decimal("1200.00"))
    '1,200'
    """
    return f"{Decimal(number).normalize():,f}"
