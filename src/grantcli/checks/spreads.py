"""One amount compared with all others of its programme and currency, however many: it counts how often each occurs."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import accumulate

from grantcli.checks.programmes import group
from grantcli.checks.rule import Begin, CheckContext, Finding, Study, finding_at


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
        apart: Counter[Decimal] = Counter()
        for amount, times in self.times.items():
            apart[abs(amount - self.median)] += times
        return _median(apart)


def _median(times: Counter[Decimal]) -> Decimal:
    """Return the median of amounts, of which there is at least one."""
    total = times.total()
    ends = dict(zip(accumulate(times[amount] for amount in sorted(times)), sorted(times), strict=True))
    low, high = (next(amount for end, amount in ends.items() if end > place) for place in ((total - 1) // 2, total // 2))
    return (low + high) / 2


Judge = Callable[[Decimal], str]
"""Says what is wrong with an amount, nothing where nothing is."""


def among_others(judge: Callable[[Spread, str | None], Judge]) -> Begin:
    """Return how a rule begins on amounts, from what judges those of one programme in one currency."""

    def begin(_whole: CheckContext) -> Study:
        spreads: defaultdict[tuple[str | None, str | None], Spread] = defaultdict(Spread)
        judges: dict[tuple[str | None, str | None], Judge] = {}

        def learn(examined: CheckContext) -> None:
            for award in examined.book.awards:
                if award.amount is not None:
                    spreads[group(award)].times[award.amount] += 1

        def find(examined: CheckContext) -> Iterator[Finding]:
            for placed in examined.placed:
                if placed.award.amount is not None:
                    key = group(placed.award)
                    if key not in judges:
                        judges[key] = judge(spreads.pop(key), key[1])
                    if found := judges[key](placed.award.amount):
                        yield finding_at(placed, "amount", found)

        return Study(find, learn)

    return begin
