"""Rules that compare one award with what its programme allows: the cap, and the rates that sources state."""

import re
from collections.abc import Iterator
from decimal import Decimal

from grantcli.checks.programmes import ProgrammeAwards, count, programme_awards
from grantcli.checks.rule import CheckContext, Finding, Rule, Severity, finding_at, ours
from grantcli.evidence import Basis
from grantcli.model import Award

_AWARDS_AT = re.compile(r"awards-at-(\d{1,15})", re.ASCII)


def _over_cap(examined: CheckContext) -> Iterator[Finding]:
    for each in programme_awards(examined):
        cap = each.programme.cap
        for placed, amount in each.known:
            if cap is not None and amount > cap:
                found = f"{each.money(amount)} is over the cap of {each.money(cap)} of {each.programme.title}"
                yield finding_at(placed, "amount", found)


def _breaks_rule(examined: CheckContext) -> Iterator[Finding]:
    for each in programme_awards(examined):
        yield from _at_other_rates(each)
        yield from _so_many_at(each)


def _at_other_rates(each: ProgrammeAwards) -> Iterator[Finding]:
    single, group = each.stated("rate-single"), each.stated("rate-group")
    if single is None or group is None:
        return
    for placed, amount in each.known:
        allowed = _possible_rates(placed.award, single, group)
        if amount not in allowed and placed.award.basis is not Basis.DISPUTED:
            rates = " or ".join(each.money(rate) for rate in allowed)
            who = "a group of councils" if allowed == (group,) else "a council on its own" if allowed == (single,) else "an award"
            yield finding_at(placed, "amount", f"{each.money(amount)}, where {who} gets {rates}")


def _possible_rates(award: Award, single: Decimal, group: Decimal) -> tuple[Decimal, ...]:
    """Return the rates that an award can be at; both where nobody in it is named."""
    if not award.councils:
        return (single, group)
    return (single,) if len(award.councils) == 1 and not award.unnamed else (group,)


def _so_many_at(each: ProgrammeAwards) -> Iterator[Finding]:
    """Compare the number of awards of one amount with the number stated: never more, and equal once all awards are known."""
    for stated in each.programme.stated:
        match = _AWARDS_AT.fullmatch(stated.what)
        if match and stated.value is not None:
            rate = Decimal(match[1])
            there = sum(amount == rate for _, amount in each.known)
            if there > stated.value or (each.complete and there < stated.value):
                found = f"{count(stated.value, 'award')} of {each.money(rate)} stated; {count(there, 'award')} listed at it"
                yield each.finding(stated.what, found)


RULES = (
    Rule(
        "amount-over-cap", Severity.ERROR, "grantcli, evidence: the cap of a programme",
        "An award is more than the most that its programme gives.",
        "correct the amount, or the cap",
        ours(_over_cap),
    ),
    Rule(
        "amount-breaks-rule", Severity.ERROR, "grantcli, evidence: the rule of a programme",
        "An award is not at the rate that is stated for a council on its own or for a group; or more awards are at an amount, "
        "or once all are listed fewer, than are stated to be. An amount that is disputed is left to `sources-disagree`.",
        "correct the amount or who is in the award, or say why this one is another",
        ours(_breaks_rule),
    ),
)  # fmt: skip
"""The rules on an award under its programme."""
