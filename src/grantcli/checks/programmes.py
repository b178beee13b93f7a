"""A programme beside its awards: what sources state of it as a whole, and what is held."""

from dataclasses import dataclass
from decimal import Decimal

from grantcli.checks.rule import Finding
from grantcli.model import Award, Book, Programme
from grantcli.table import Money

Placed = tuple[str, Award]
"""An award and its path in the data."""


def placed(book: Book) -> list[Placed]:
    """Return every award with its path, such as `awards[3]`."""
    return [(f"awards[{number}]", award) for number, award in enumerate(book.awards)]


def found_at(path: str, award: Award, found: str) -> Finding:
    """Return a finding in an award."""
    return Finding(found, award.id, path, award.line)


Amounts = dict[tuple[str | None, str | None], list[tuple[Decimal, str, Award]]]
"""Amounts by programme (its id) and currency, each with its path and award."""


def amounts(awards: list[Placed]) -> Amounts:
    """Return the amounts that are known."""
    groups: Amounts = {}
    for path, award in awards:
        if award.amount is not None:
            key = (award.programme.id if award.programme else None, award.currency)
            groups.setdefault(key, []).append((award.amount, f"{path}.amount", award))
    return groups


@dataclass(frozen=True, slots=True)
class Held:
    """A programme, its path, and its awards."""

    programme: Programme
    path: str
    awards: tuple[Placed, ...]

    @property
    def known(self) -> tuple[tuple[str, Award, Decimal], ...]:
        """The awards whose amount is known in the programme's currency, with it."""
        return tuple(
            (path, award, award.amount)
            for path, award in self.awards
            if award.amount is not None and award.currency == self.programme.currency
        )

    @property
    def sum(self) -> Decimal:
        """What the known amounts come to."""
        return sum((amount for _, _, amount in self.known), Decimal(0))

    @property
    def unknown(self) -> int:
        """How many awards have no amount in the programme's currency."""
        return len(self.awards) - len(self.known)

    @property
    def projects(self) -> int:
        """How many projects the awards are for: several awards to one project count once."""
        return len({award.project or award.id for _, award in self.awards})

    @property
    def complete(self) -> bool:
        """Whether every project that is stated is held with its amount."""
        return not self.unknown and self.projects == self.stated("projects")

    def stated(self, what: str) -> Decimal | None:
        """Return the stated figure called `what`, `None` when no source states one."""
        return self.programme.figure(what)

    def money(self, amount: Decimal) -> str:
        """Return an amount in the programme's currency as people write it."""
        return str(Money(amount, self.programme.currency))

    @property
    def words(self) -> str:
        """Say how many awards are held and what they come to."""
        of = f" in {self.programme.currency}" if self.programme.currency else ""
        lacking = f", {self.unknown} of them without an amount{of}," if self.unknown else ""
        come = "comes" if len(self.awards) == 1 else "come"
        return f"{count(len(self.awards), 'award')} held{lacking} {come} to {self.money(self.sum)}"

    def finding(self, what: str, found: str) -> Finding:
        """Return a finding about the stated figure called `what`."""
        places = [number for number, stated in enumerate(self.programme.stated) if stated.what == what]
        path = f"{self.path}.stated[{places[0]}]" if places else self.path
        return Finding(f"{self.programme.title}: {found}", None, path)


def held(book: Book) -> list[Held]:
    """Return every programme of the book with its awards."""
    by_id: dict[str, list[Placed]] = {programme.id: [] for programme in book.programmes}
    for path, award in placed(book):
        if award.programme:
            by_id.setdefault(award.programme.id, []).append((path, award))
    return [
        Held(programme, f"programmes[{number}]", tuple(by_id[programme.id])) for number, programme in enumerate(book.programmes)
    ]


def count(number: Decimal | int, one: str) -> str:
    """Return a number with its word: `1 award`, `2 awards`."""
    return f"{plain(number)} {one}" if number == 1 else f"{plain(number)} {one}s"


def plain(number: Decimal | int) -> str:
    """Return a number as people write it, without noughts after the point.

    >>> plain(Decimal("1200.00"))
    '1,200'
    """
    return f"{Decimal(number).normalize():,f}"
