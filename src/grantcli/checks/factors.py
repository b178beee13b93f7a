"""Rules on amounts that are ten, a hundred or a thousand times what they should be, and how such a factor is seen."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from grantcli.checks.programmes import ProgrammeAwards, programme_awards
from grantcli.checks.rule import CheckContext, Finding, Rule, Severity, finding_at, ours
from grantcli.checks.spreads import Spread, among_others
from grantcli.table import Money

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


def _off_by_factor(examined: CheckContext) -> Iterator[Finding]:
    for each in programme_awards(examined):
        total = each.stated("total")
        if total is None:
            continue
        closing = dict(_closing(each, total))
        for placed, amount in each.known:
            if len(closing) == 1 and placed.number in closing:
                stated = f"the {each.money(total)} stated for {each.programme.title}"
                found = f"{each.money(amount)}; with {closing[placed.number]} it the awards come to {stated}"
                yield finding_at(placed, "amount", found)
            elif amount > total:
                found = f"{each.money(amount)} is more than the {each.money(total)} stated for all of {each.programme.title}"
                yield finding_at(placed, "amount", found)


def _closing(each: ProgrammeAwards, total: Decimal) -> Iterator[tuple[int, str]]:
    """Yield each award that would make the sum right if it were a factor smaller, or once every larger award is known."""
    held, complete = each.sum, each.complete
    for (number, _), amount in each.known if held != total else ():
        for factor, part in _PARTS.items():
            if held > total and held - amount + amount / factor == total:
                yield number, f"{part} of"
            if complete and held - amount + amount * factor == total:
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
        among_others(_far_above),
    ),
)  # fmt: skip
"""The rules on amounts that are off by a factor."""
