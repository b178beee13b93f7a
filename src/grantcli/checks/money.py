"""Rules on amounts and currencies by themselves: negative, zero, missing, in several currencies, far from the others."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from grantcli.checks.factors import Judge, Spread, compare_with_others
from grantcli.checks.programmes import count
from grantcli.checks.rule import Begin, CheckContext, Finding, Rule, Severity, Study, each_award, finding_at
from grantcli.evidence import Basis
from grantcli.model import Award
from grantcli.table import Money

_SCALE, _LIMIT, _FEWEST = Decimal("0.6745"), 6, 8


def _awards(fails: Callable[[Award], str]) -> Begin:
    """Return the start of a rule on the amount of each award; `fails` says what is wrong with it."""

    def find(context: CheckContext) -> Iterator[Finding]:
        for numbered in context.numbered_awards:
            if message := fails(numbered.award):
                yield finding_at(numbered, "amount", message)

    return each_award(find)


def _negative(award: Award) -> str:
    return f"the amount is {Money(award.amount, award.currency)}" if award.amount is not None and award.amount < 0 else ""


def _zero(award: Award) -> str:
    return f"the amount is {Money(award.amount, award.currency)}" if award.amount is not None and not award.amount else ""


def _is_explained(award: Award) -> bool:
    return award.basis is Basis.UNKNOWN and bool(award.rule)


def _has_unknown(award: Award) -> str:
    return f"the amount is not known: {award.rule}" if award.amount is None and _is_explained(award) else ""


def _missing_amount(award: Award) -> str:
    return "the amount is not known, and nothing says why" if award.amount is None and not _is_explained(award) else ""


def _currencies(counts: Mapping[str, int]) -> str:
    """Say in which currencies awards are, where there are several."""
    return " and ".join(f"{code} ({count(counts[code], 'award')})" for code in sorted(counts)) if len(counts) > 1 else ""


def _several_currencies(file: CheckContext) -> Study:
    """Count in the file and in each programme: those that the book lists, then others in the order of the file."""
    everywhere: Counter[str] = Counter()
    programme_titles = {programme.id: programme.title for programme in file.book.programmes}
    titles, programmes = dict(programme_titles), {name: Counter[str]() for name in programme_titles}

    def find(context: CheckContext) -> tuple[Finding, ...]:
        for award in context.book.awards:
            counters = [everywhere]
            if award.programme:
                counters.append(programmes.setdefault(award.programme.id, Counter()))
                titles[award.programme.id] = programme_titles.get(award.programme.id, award.programme.title)
            for counts in counters if award.currency else ():
                counts[str(award.currency)] += 1
        return ()

    def end() -> Iterator[Finding]:
        if currencies := _currencies(everywhere):
            yield Finding(f"the file has awards in {currencies}")
        for number, (name, counts) in enumerate(programmes.items()):
            if currencies := _currencies(counts):
                yield Finding(f"{titles[name]} has awards in {currencies}", None, f"programmes[{number}]")

    return Study(find, end=end)


def _lacks_currency(award: Award) -> bool:
    return award.amount is not None and not award.currency


def _no_currency(_file: CheckContext) -> Study:
    """Give one finding for a file in which no amount has a currency, else one for each award."""
    counts: Counter[str] = Counter()

    def learn(context: CheckContext) -> None:
        counts["known"] += sum(bool(award.currency) for award in context.book.awards)
        counts["lacking"] += sum(map(_lacks_currency, context.book.awards))

    def none_has() -> bool:
        return counts["lacking"] > 1 and not counts["known"]

    def find(context: CheckContext) -> Iterator[Finding]:
        for numbered in context.numbered_awards if not none_has() else ():
            if _lacks_currency(numbered.award):
                yield finding_at(numbered, "currency", "the amount has no currency")

    def end() -> Iterator[Finding]:
        if none_has():
            yield Finding(f"no amount has a currency ({count(counts['lacking'], 'award')})")

    return Study(find, learn, end)


def _outlier(amounts: Spread, currency: str | None) -> Judge:
    middle, spread, several = amounts.median, amounts.distance, amounts.count

    def judge(amount: Decimal) -> str:
        if several < _FEWEST or not spread:
            return ""
        score = _SCALE * abs(amount - middle) / spread
        if score <= _LIMIT:
            return ""
        return (
            f"{Money(amount, currency)}, where half of {several} amounts are within "
            f"{Money(spread, currency)} of {Money(middle, currency)} (score {score:.1f})"
        )

    return judge


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
        "The amount of an award is not known, and nothing says why.",
        "give the amount as a figure; in our own form, a rule beside basis `unknown` says why it is not known",
        _awards(_missing_amount),
    ),
    Rule(
        "amount-unknown", Severity.INFO, "grantcli, money",
        "An amount is not known, and the data say why; no total includes it.",
        "give the amount when a source prints it",
        _awards(_has_unknown),
    ),
    Rule(
        "several-currencies", Severity.WARNING, "grantcli, money",
        "Awards of the file, or of one programme, are in more than one currency; such amounts are never added or compared.",
        "see whether the currency is a slip; ask one currency at a time with `currency:CODE`",
        _several_currencies,
    ),
    Rule(
        "no-currency", Severity.WARNING, "360Giving Data Standard 1.4: currency",
        "An amount has no currency; it is in a separate group.",
        "give the currency in the data, or say with --currency which to assume",
        _no_currency,
    ),
    Rule(
        "amount-outlier", Severity.WARNING, "B. Iglewicz and D. C. Hoaglin, How to Detect and Handle Outliers, 1993",
        "An amount is far from the others of its programme and currency: 0.6745 times its distance from the median is more than "
        "6 times the median distance. Looked for where there are 8 amounts or more that are not nearly all the same.",
        "look the amount up in its source",
        compare_with_others(_outlier),
    ),
)  # fmt: skip
"""The rules on amounts and currencies."""
