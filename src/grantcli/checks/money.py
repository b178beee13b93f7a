"""Rules on amounts and currencies by themselves: negative, zero, missing, in several currencies, far from the others."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from grantcli.checks.programmes import amounts, count, found_at, held, placed
from grantcli.checks.rule import Examined, Finding, Rule, Severity
from grantcli.evidence import Basis
from grantcli.model import Award
from grantcli.table import Money

_SCALE, _LIMIT, _FEWEST = Decimal("0.6745"), 6, 8


def _awards(fails: Callable[[Award], str]) -> Callable[[Examined], Iterator[Finding]]:
    """Return a rule on the amount of each award, from what says what is wrong with it."""

    def find(examined: Examined) -> Iterator[Finding]:
        for path, award in placed(examined.book):
            if found := fails(award):
                yield found_at(f"{path}.amount", award, found)

    return find


def _negative(award: Award) -> str:
    return f"the amount is {Money(award.amount, award.currency)}" if award.amount is not None and award.amount < 0 else ""


def _zero(award: Award) -> str:
    return f"the amount is {Money(award.amount, award.currency)}" if award.amount is not None and not award.amount else ""


def _is_explained(award: Award) -> bool:
    return award.basis is Basis.UNKNOWN and bool(award.rule)


def _unknown(award: Award) -> str:
    return f"the amount is not known: {award.rule}" if award.amount is None and _is_explained(award) else ""


def _missing(award: Award) -> str:
    return "the award has no amount, and nothing says why" if award.amount is None and not _is_explained(award) else ""


def _currencies(awards: Sequence[Award]) -> str:
    """Say in which currencies awards are, where there are several."""
    counts = Counter(award.currency for award in awards if award.currency)
    return " and ".join(f"{code} ({count(counts[code], 'award')})" for code in sorted(counts)) if len(counts) > 1 else ""


def _several_currencies(examined: Examined) -> Iterator[Finding]:
    if found := _currencies(examined.book.awards):
        yield Finding(f"the file has awards in {found}")
    for each in held(examined.book):
        if found := _currencies([award for _, award in each.awards]):
            yield Finding(f"{each.programme.title} has awards in {found}", None, each.path)


def _no_currency(examined: Examined) -> Iterator[Finding]:
    """Give one finding for a file in which no amount has a currency, else one for each award."""
    lacking = [(path, award) for path, award in placed(examined.book) if award.amount is not None and not award.currency]
    if len(lacking) > 1 and not any(award.currency for award in examined.book.awards):
        yield Finding(f"no amount has a currency ({count(len(lacking), 'award')})")
    else:
        yield from (found_at(f"{path}.currency", award, "the amount has no currency") for path, award in lacking)


def _outliers(examined: Examined) -> Iterator[Finding]:
    from statistics import median

    for (_, currency), group in amounts(placed(examined.book)).items():
        middle = median(amount for amount, _, _ in group)
        spread = median(abs(amount - middle) for amount, _, _ in group)
        for amount, path, award in group if len(group) >= _FEWEST and spread else ():
            score = _SCALE * abs(amount - middle) / spread
            if score > _LIMIT:
                yield found_at(path, award, f"{Money(amount, currency)}, where half of {len(group)} amounts are within "
                               f"{Money(spread, currency)} of {Money(middle, currency)} (score {score:.1f})")  # fmt: skip


RULES = (
    Rule(
        "amount-negative", Severity.WARNING, "grantcli, money",
        "An amount is below zero; it lowers every total that it is in.",
        "see whether it is money that was given back; if not, correct the sign",
        _awards(_negative),
    ),
    Rule(
        "amount-zero", Severity.WARNING, "grantcli, money",
        "An amount is zero; zero is not the same as unknown.",
        "leave the amount out where it is not known",
        _awards(_zero),
    ),
    Rule(
        "amount-missing", Severity.WARNING, "360Giving Data Standard 1.4: amountAwarded",
        "An award has no amount, and nothing says why.",
        "give the amount, or say why it is not known (basis `unknown` with a rule)",
        _awards(_missing),
    ),
    Rule(
        "amount-unknown", Severity.INFO, "grantcli, money",
        "An amount is not known, and the data say why; no total includes it.",
        "give the amount when a source prints it",
        _awards(_unknown),
    ),
    Rule(
        "several-currencies", Severity.WARNING, "grantcli, money",
        "Awards of the file, or of one programme, are in more than one currency; such amounts are never added or compared.",
        "see whether the currency is a slip; ask one currency at a time with `currency:CODE`",
        _several_currencies,
    ),
    Rule(
        "no-currency", Severity.WARNING, "360Giving Data Standard 1.4: currency",
        "An amount has no currency; it is in a group of its own.",
        "give the currency in the data, or say with --currency which to assume",
        _no_currency,
    ),
    Rule(
        "amount-outlier", Severity.WARNING, "B. Iglewicz and D. C. Hoaglin, How to Detect and Handle Outliers, 1993",
        "An amount is far from the others of its programme and currency: 0.6745 times its distance from the median is more than "
        "6 times the median distance. Looked for where there are 8 amounts or more that are not nearly all the same.",
        "look the amount up in its source",
        _outliers,
    ),
)  # fmt: skip
"""The rules on amounts and currencies."""
