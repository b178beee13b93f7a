"""Rules that compare awards with what their programme allows (cap and rates) and with what sources state about all of it.

Money that is stated and not itemised is not a fault. A fault is what is impossible: more than is stated, or a total that no
set of awards can reach.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from grantcli.checks.programmes import ProgrammeAwards, count, format_number, programme_awards
from grantcli.checks.rule import CheckContext, Finding, Rule, Severity, finding_at, ours
from grantcli.evidence import Basis
from grantcli.model import Award, Organisation
from grantcli.register import Register

_AWARDS_AT = re.compile(r"awards-at-(\d{1,15})", re.ASCII)


def _over_cap(context: CheckContext) -> Iterator[Finding]:
    for each in programme_awards(context):
        cap = each.programme.cap
        for numbered, amount in each.known_amounts:
            if cap is not None and amount > cap:
                message = f"{each.money(amount)} is over the cap of {each.money(cap)} of {each.programme.title}"
                yield finding_at(numbered, "amount", message)


def _breaks_rule(context: CheckContext) -> Iterator[Finding]:
    for each in programme_awards(context):
        yield from _at_other_rates(each)
        yield from _count_at_amount(each)


def _at_other_rates(each: ProgrammeAwards) -> Iterator[Finding]:
    single, group = each.figure("rate-single"), each.figure("rate-group")
    if single is None or group is None:
        return
    for numbered, amount in each.known_amounts:
        allowed = _possible_rates(numbered.award, single, group)
        if amount not in allowed and numbered.award.basis is not Basis.DISPUTED:
            rates = " or ".join(each.money(rate) for rate in allowed)
            who = "a group of councils" if allowed == (group,) else "a council on its own" if allowed == (single,) else "an award"
            yield finding_at(numbered, "amount", f"{each.money(amount)}, where {who} gets {rates}")


def _possible_rates(award: Award, single: Decimal, group: Decimal) -> tuple[Decimal, ...]:
    """Return the rates that an award can be at; both where nobody in it is named."""
    if not award.councils:
        return (single, group)
    return (single,) if len(award.councils) == 1 and not award.unnamed else (group,)


def _count_at_amount(each: ProgrammeAwards) -> Iterator[Finding]:
    """Compare the number of awards of one amount with the number stated: never more, and equal once all awards are known."""
    for stated in each.programme.stated:
        match = _AWARDS_AT.fullmatch(stated.what)
        if match and stated.value is not None:
            rate = Decimal(match[1])
            at_rate = sum(amount == rate for _, amount in each.known_amounts)
            if at_rate > stated.value or (each.complete and at_rate < stated.value):
                message = f"{count(stated.value, 'award')} of {each.money(rate)} stated; {count(at_rate, 'award')} listed at it"
                yield each.finding(stated.what, message)


ALLOWANCE_RULES = (
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


def _find_total_excess(context: CheckContext) -> Iterator[Finding]:
    for each in programme_awards(context):
        total = each.figure("total")
        if total is not None and each.sum > total:
            excess = each.money(each.sum - total)
            yield each.finding("total", f"{each.money(total)} is stated; {each.words}, {excess} over it")


def _find_total_gap(context: CheckContext) -> Iterator[Finding]:
    for each in programme_awards(context):
        total, projects = each.figure("total"), each.figure("projects")
        if total is not None and each.sum < total:
            scope = "" if projects is None else f" for {count(projects, 'project')}"
            rest = each.money(total - each.sum)
            yield each.finding("total", f"{each.money(total)} is stated{scope}; {each.words}; {rest} is not itemised")


def _total_unreachable(context: CheckContext) -> Iterator[Finding]:
    for each in programme_awards(context):
        total, projects = each.figure("total"), each.figure("projects")
        if total is None or projects is None or total < each.sum:
            continue
        projects_with_amount = {award.project or award.id for (_, award), _ in each.known_amounts}
        rest = max(int(projects) - len(projects_with_amount), each.unknown)
        if reason := _beyond(each, total - each.sum, rest):
            yield each.finding("total", f"{each.money(total)} is stated for {count(projects, 'project')}; {each.words}; {reason}")


def _beyond(each: ProgrammeAwards, gap: Decimal, projects_left: int) -> str:
    """Say why the projects left cannot fill the gap; nothing where they can."""
    single, group, cap = each.figure("rate-single"), each.figure("rate-group"), each.programme.cap
    rest = f"{count(projects_left, 'project')} left cannot make up the other {each.money(gap)}"
    if not projects_left:
        return f"no project is left for the other {each.money(gap)}" if gap else ""
    if single is not None and group is not None and not splits(gap, projects_left, single, group):
        return f"{rest} at {each.money(single)} or {each.money(group)} each"
    if cap is not None and gap > cap * projects_left:
        return f"{rest} at no more than {each.money(cap)} each"
    return ""


def splits(total: Decimal, projects: int, single: Decimal, group: Decimal) -> bool:
    """Say whether this many projects, each at one of two rates, can add up to a total.

    >>> splits(Decimal(390000), 27, Decimal(10000), Decimal(25000)), splits(Decimal(391000), 27, Decimal(10000), Decimal(25000))
    (True, False)
    """
    gap, step = total - single * projects, group - single
    if not step:
        return not gap
    return not gap % step and 0 <= gap / step <= projects


def _find_project_excess(context: CheckContext) -> Iterator[Finding]:
    for each in programme_awards(context):
        projects = each.figure("projects")
        if projects is not None and each.projects > projects:
            yield each.finding("projects", f"{count(projects, 'project')} stated; the awards listed are for {each.projects}")


def _find_project_gap(context: CheckContext) -> Iterator[Finding]:
    for each in programme_awards(context):
        projects = each.figure("projects")
        if projects is not None and each.projects < projects:
            message = f"{count(projects, 'project')} stated; the awards listed are for {each.projects}"
            yield each.finding("projects", f"{message}; {format_number(projects - each.projects)} not listed")


def _councils_differ(context: CheckContext) -> Iterator[Finding]:
    for each in programme_awards(context):
        stated = next((stated for stated in each.programme.stated if stated.what == "councils"), None)
        if stated is None or stated.value is None or stated.basis is Basis.DISPUTED:
            continue
        low, high = _councils(each, context.register)
        if low > stated.value or (_is_complete(each) and high < stated.value):
            range_of_counts = f"{low}" if low == high else f"{low} to {high}, by how they are counted"
            yield each.finding("councils", f"{count(stated.value, 'council')} stated; the awards listed name {range_of_counts}")


def _councils(each: ProgrammeAwards, register: Register) -> tuple[int, int]:
    """Return the fewest and the most that a source can count.

    The fewest: only councils, each once, those of a joint name as one. The most: every organisation, once in each award.
    """
    bodies = [body for _, award in each.awards for body in award.councils]
    return len({_count_note(body, register) for body in bodies} - {""}), len(bodies)


def _count_note(body: Organisation, register: Register) -> str:
    registered = register.bodies.get(body.id)
    if registered is None or not registered.council:
        return ""
    return registered.joint[0] if registered.joint else registered.id


def _is_complete(each: ProgrammeAwards) -> bool:
    """Say whether the data have every project, and every organisation in it."""
    without_gap = all(award.councils and not award.unnamed for _, award in each.awards)
    return without_gap and each.projects == each.figure("projects")


_SOURCE = "grantcli, evidence: a stated total beside its awards"

RULES = (
    Rule(
        "total-exceeded", Severity.ERROR, _SOURCE,
        "The awards of a programme come to more than the total that is stated for it.",
        "correct the amount that is wrong, or the stated total",
        ours(_find_total_excess),
    ),
    Rule(
        "total-not-itemised", Severity.INFO, _SOURCE,
        "The total stated for a programme is more than its awards come to: part of it is not listed award by award.",
        "add the awards that are missing where a source names them; never spread the rest over awards",
        ours(_find_total_gap),
    ),
    Rule(
        "total-unreachable", Severity.ERROR, _SOURCE,
        "No awards can make up the stated total: no project is left for the rest, or the projects left cannot come to it at the "
        "stated rates or under the cap.",
        "correct the stated total, the number of projects or an amount",
        ours(_total_unreachable),
    ),
    Rule(
        "projects-exceeded", Severity.ERROR, _SOURCE,
        "The awards of a programme are for more projects than are stated.",
        "see whether an award is listed twice or under the wrong programme",
        ours(_find_project_excess),
    ),
    Rule(
        "projects-not-itemised", Severity.INFO, _SOURCE,
        "More projects are stated for a programme than its awards are for.",
        "add the awards that are missing where a source names them",
        ours(_find_project_gap),
    ),
    Rule(
        "councils-differ", Severity.WARNING, _SOURCE,
        "The number of councils stated for a programme cannot be that of the organisations in its awards, however "
          "they are counted "
        "(with or without organisations that are not councils, joint names as one or several, once or once in each "
          "award). Fewer are "
        "no fault as long as awards or organisations are not named, nor where the number itself is disputed.",
        "see whether an organisation is missing or too many, and say how the source counts",
        ours(_councils_differ),
    ),
)  # fmt: skip
"""The rules on programmes as a whole."""
