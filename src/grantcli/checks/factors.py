"""Rules on amounts that are ten, a hundred or a thousand times what they should be, and how such a factor is seen.

An amount is compared with all others of its programme and currency, however many: it counts how often each occurs.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import accumulate

from grantcli.checks.programmes import ProgrammeAwards, group, programme_awards
from grantcli.checks.rule import Begin, CheckContext, Finding, Rule, Severity, Study, finding_at, ours
from grantcli.table import Money


@dataclass(frozen=True, eq=False, repr=False)
class Spread:
    """Amounts of one programme and currency."""

    times: Counter[Decimal] = field(default_factory=Counter)
    """How often each occurs."""

    @cached_property
    def count(self) -> int:
        """How many there are."""
        return self.times.total()

    @cached_property
    def largest(self) -> tuple[Decimal, Decimal]:
        """The largest and the second, which may be the same amount; nought where there is none."""
        first, second, *_ = [*sorted(self.times, reverse=True), Decimal(0), Decimal(0)]
        return first, first if self.times[first] > 1 else second

    @cached_property
    def median(self) -> Decimal:
        """The amount in the middle, or halfway between the two."""
        return _median(self.times)

    @cached_property
    def distance(self) -> Decimal:
        """The median of how far the amounts are from their median."""
        distances: Counter[Decimal] = Counter()
        for amount, times in self.times.items():
            distances[abs(amount - self.median)] += times
        return _median(distances)


def _median(times: Counter[Decimal]) -> Decimal:
    """Return the median of amounts, of which there is at least one."""
    total = times.total()
    ends = dict(zip(accumulate(times[amount] for amount in sorted(times)), sorted(times), strict=True))
    low, high = (next(amount for end, amount in ends.items() if end > place) for place in ((total - 1) // 2, total // 2))
    return (low + high) / 2


Judge = Callable[[Decimal], str]
"""Says what is wrong with an amount, nothing where nothing is."""


def compare_with_others(judge: Callable[[Spread, str | None], Judge]) -> Begin:
    """Return how a rule begins on amounts, from what judges those of one programme in one currency."""

    def begin(_file: CheckContext) -> Study:
        spreads: defaultdict[tuple[str | None, str | None], Spread] = defaultdict(Spread)
        judges: dict[tuple[str | None, str | None], Judge] = {}

        def learn(context: CheckContext) -> None:
            for award in context.book.awards:
                if award.amount is not None:
                    spreads[group(award)].times[award.amount] += 1

        def find(context: CheckContext) -> Iterator[Finding]:
            for numbered in context.numbered_awards:
                if numbered.award.amount is not None:
                    key = group(numbered.award)
                    if key not in judges:
                        judges[key] = judge(spreads.pop(key), key[1])
                    if message := judges[key](numbered.award.amount):
                        yield finding_at(numbered, "amount", message)

        return Study(find, learn)

    return begin


_PARTS = {10: "a tenth", 100: "a hundredth", 1000: "a thousandth"}
_FAR = 10
_FEWEST = 3  # of two amounts, neither is unusual


def times(amount: Decimal, other: Decimal | None) -> str:
    """Say which multiple or part of the other amount one is, if it is off by a factor of ten, a hundred or a thousand.

    >>> times(Decimal(800000), Decimal(80000)), times(Decimal(5), Decimal(500)), times(Decimal(5), Decimal(7))
    ('10 times', 'a hundredth of', '')
    """
    if not other:
        return ""
    for factor, part in _PARTS.items():
        if amount == other * factor:
            return f"{factor:,} times"
        if amount * factor == other:
            return f"{part} of"
    return ""


def _off_by_factor(context: CheckContext) -> Iterator[Finding]:
    for each in programme_awards(context):
        total = each.figure("total")
        if total is None:
            continue
        closing = dict(_closing(each, total))
        for numbered, amount in each.known_amounts:
            if len(closing) == 1 and numbered.number in closing:
                stated = f"the {each.money(total)} stated for {each.programme.title}"
                message = f"{each.money(amount)}; with {closing[numbered.number]} it the awards come to {stated}"
                yield finding_at(numbered, "amount", message)
            elif amount > total:
                message = f"{each.money(amount)} is more than the {each.money(total)} stated for all of {each.programme.title}"
                yield finding_at(numbered, "amount", message)


def _closing(each: ProgrammeAwards, total: Decimal) -> Iterator[tuple[int, str]]:
    """Yield each award that would make the sum right if it were a factor smaller, or once every larger award is known."""
    total_here, complete = each.sum, each.complete
    for (number, _), amount in each.known_amounts if total_here != total else ():
        for factor, part in _PARTS.items():
            if total_here > total and total_here - amount + amount / factor == total:
                yield number, f"{part} of"
            if complete and total_here - amount + amount * factor == total:
                yield number, f"{factor:,} times"


def _far_above(amounts: Spread, currency: str | None) -> Callable[[Decimal], str]:
    first, second = amounts.largest
    far = amounts.count >= _FEWEST and first >= _FAR * second > 0

    def fails(amount: Decimal) -> str:
        if not far or amount != first:
            return ""
        return f"{Money(first, currency)} is at least {_FAR} times every other amount; the next is {Money(second, currency)}"

    return fails


RULES = (
    Rule(
        "amount-off-by-factor", Severity.ERROR, "grantcli, evidence: a stated total beside its awards",
        "An amount is more than the total stated for its programme, or it is the one amount of which a tenth, a hundredth or a "
        "thousandth (once all projects are listed: ten, a hundred or a thousand times) makes the awards come to that total.",
        "look the amount up in its source; a nought may be too many, or the amount is in pence or in thousands",
        ours(_off_by_factor),
    ),
    Rule(
        "amount-far-above-others", Severity.WARNING, "grantcli, money",
        "Of three amounts or more in a programme and currency, one is ten times every other or more.",
        "look the amount up in its source; a nought may be too many",
        compare_with_others(_far_above),
    ),
)  # fmt: skip
"""The rules on amounts that are off by a factor."""
