"""Rules on the amounts of one grant beside each other, and on money that may be counted twice."""

from collections.abc import Iterator
from decimal import Decimal

from grantcli.checks.rule import CheckContext, Find, Finding, Rule, Severity, Study, each_award, finding_at
from grantcli.standard import BY_NAME, values


def _stated_amounts(context: CheckContext, name: str) -> Iterator[tuple[int, Decimal]]:
    """Yield each award's place in the slice with its amount of this name, where it has one."""
    for place, award in enumerate(context.book.awards):
        for value in values(BY_NAME[name], award.grant) if award.grant else ():
            if isinstance(value, Decimal):
                yield place, value


def _over(name: str, what: str, *, award_is_more: bool) -> Find:
    """Return what finds awards of more than another amount, or of less."""

    def find(context: CheckContext) -> Iterator[Finding]:
        for place, other in _stated_amounts(context, name):
            numbered = context.numbered_awards[place]
            amount = numbered.award.amount
            if amount is not None and (amount > other if award_is_more else other > amount):
                yield finding_at(numbered, "amount", f"{amount:,.2f} was awarded, {other:,.2f} {what}")

    return find


def _funders_too(file: CheckContext) -> Study:  # noqa: ARG001 - every study begins with what is known of the file
    funders: set[str] = set()

    def learn(context: CheckContext) -> None:
        funders.update(award.giver.id for award in context.book.awards if award.giver and award.giver.id != award.giver.name)

    def find(context: CheckContext) -> Iterator[Finding]:
        for numbered in context.numbered_awards:
            giver = numbered.award.giver
            for body in numbered.award.councils:
                if body.id in funders and body.id != body.name and giver and giver.id != body.id:
                    yield finding_at(numbered, "lead", f"`{body.name}` ({body.id}) is a funder in these data too")

    return Study(find, learn)


RULES = (
    Rule(
        "amount-over-applied-for", Severity.WARNING, "360Giving Data Standard 1.4: amountAppliedFor",
        "More was awarded than was applied for.", "see whether the two amounts were exchanged",
        each_award(_over("amount_applied_for", "was applied for", award_is_more=True)),
    ),
    Rule(
        "disbursed-over-awarded", Severity.WARNING, "360Giving Data Standard 1.4: amountDisbursed",
        "More has been paid than was awarded.", "see whether the award was raised, or a payment counted twice",
        each_award(_over("amount_disbursed", "has been paid", award_is_more=False)),
    ),
    Rule(
        "recipient-funds-too", Severity.INFO, "grantcli, counting",
        "A recipient is a funder in the same file, by its org-id: what it grants on is in totals twice.",
        "ask about one funder at a time, or leave these awards out with `-regrant:..`",
        _funders_too,
    ),
)  # fmt: skip
"""The rules on amounts beside each other."""
