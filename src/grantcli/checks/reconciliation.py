"""Rules that compare awards with what sources state about their whole programme: total, projects and councils.

Money that is stated and not itemised is not a fault. A fault is what is impossible: more than is stated, or a total that no
set of awards can reach.
"""

from collections.abc import Iterator
from decimal import Decimal

from grantcli.checks.programmes import ProgrammeAwards, count, plain, programme_awards
from grantcli.checks.rule import CheckContext, Finding, Rule, Severity, ours
from grantcli.councils import Register
from grantcli.evidence import Basis
from grantcli.model import Organisation


def _total_exceeded(examined: CheckContext) -> Iterator[Finding]:
    for each in programme_awards(examined):
        total = each.stated("total")
        if total is not None and each.sum > total:
            over = each.money(each.sum - total)
            yield each.finding("total", f"{each.money(total)} is stated; {each.words}, {over} over it")


def _total_not_itemised(examined: CheckContext) -> Iterator[Finding]:
    for each in programme_awards(examined):
        total, projects = each.stated("total"), each.stated("projects")
        if total is not None and each.sum < total:
            scope = "" if projects is None else f" for {count(projects, 'project')}"
            rest = each.money(total - each.sum)
            yield each.finding("total", f"{each.money(total)} is stated{scope}; {each.words}; {rest} is not itemised")


def _total_unreachable(examined: CheckContext) -> Iterator[Finding]:
    for each in programme_awards(examined):
        total, projects = each.stated("total"), each.stated("projects")
        if total is None or projects is None or total < each.sum:
            continue
        known = {award.project or award.id for (_, award), _ in each.known}
        left = max(int(projects) - len(known), each.unknown)
        if why := _beyond(each, total - each.sum, left):
            yield each.finding("total", f"{each.money(total)} is stated for {count(projects, 'project')}; {each.words}; {why}")


def _beyond(each: ProgrammeAwards, gap: Decimal, left: int) -> str:
    """Say why the projects left cannot fill the gap; nothing where they can."""
    single, group, cap = each.stated("rate-single"), each.stated("rate-group"), each.programme.cap
    rest = f"{count(left, 'project')} left cannot make up the other {each.money(gap)}"
    if not left:
        return f"no project is left for the other {each.money(gap)}" if gap else ""
    if single is not None and group is not None and not splits(gap, left, single, group):
        return f"{rest} at {each.money(single)} or {each.money(group)} each"
    if cap is not None and gap > cap * left:
        return f"{rest} at no more than {each.money(cap)} each"
    return ""


def splits(total: Decimal, projects: int, single: Decimal, group: Decimal) -> bool:
    """Say whether this many projects, each at one of two rates, can add up to a total.

    >>> splits(Decimal(390000), 27, Decimal(10000), Decimal(25000)), splits(Decimal(391000), 27, Decimal(10000), Decimal(25000))
    (True, False)
    """
    over, step = total - single * projects, group - single
    if not step:
        return not over
    return not over % step and 0 <= over / step <= projects


def _projects_exceeded(examined: CheckContext) -> Iterator[Finding]:
    for each in programme_awards(examined):
        projects = each.stated("projects")
        if projects is not None and each.projects > projects:
            yield each.finding("projects", f"{count(projects, 'project')} stated; the awards listed are for {each.projects}")


def _projects_not_itemised(examined: CheckContext) -> Iterator[Finding]:
    for each in programme_awards(examined):
        projects = each.stated("projects")
        if projects is not None and each.projects < projects:
            found = f"{count(projects, 'project')} stated; the awards listed are for {each.projects}"
            yield each.finding("projects", f"{found}; {plain(projects - each.projects)} not listed")


def _councils_differ(examined: CheckContext) -> Iterator[Finding]:
    for each in programme_awards(examined):
        stated = next((stated for stated in each.programme.stated if stated.what == "councils"), None)
        if stated is None or stated.value is None or stated.basis is Basis.DISPUTED:
            continue
        low, high = _councils(each, examined.register)
        if low > stated.value or (_all_named(each) and high < stated.value):
            named = f"{low}" if low == high else f"{low} to {high}, by how they are counted"
            yield each.finding("councils", f"{count(stated.value, 'council')} stated; the awards listed name {named}")


def _councils(each: ProgrammeAwards, register: Register) -> tuple[int, int]:
    """Return the fewest and the most that a source can count.

    The fewest: only councils, each once, those of a joint name as one. The most: every organisation, once in each award.
    """
    bodies = [body for _, award in each.awards for body in award.councils]
    return len({_counted(body, register) for body in bodies} - {""}), len(bodies)


def _counted(body: Organisation, register: Register) -> str:
    known = register.bodies.get(body.id)
    if known is None or not known.council:
        return ""
    return known.joint[0] if known.joint else known.id


def _all_named(each: ProgrammeAwards) -> bool:
    """Say whether the data have every project, and every organisation in it."""
    named = all(award.councils and not award.unnamed for _, award in each.awards)
    return named and each.projects == each.stated("projects")


_SOURCE = "grantcli, evidence: a stated total beside its awards"

RULES = (
    Rule(
        "total-exceeded", Severity.ERROR, _SOURCE,
        "The awards of a programme come to more than the total that is stated for it.",
        "correct the amount that is wrong, or the stated total",
        ours(_total_exceeded),
    ),
    Rule(
        "total-not-itemised", Severity.INFO, _SOURCE,
        "The total stated for a programme is more than its awards come to: part of it is not listed award by award.",
        "add the awards that are missing where a source names them; never spread the rest over awards",
        ours(_total_not_itemised),
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
        ours(_projects_exceeded),
    ),
    Rule(
        "projects-not-itemised", Severity.INFO, _SOURCE,
        "More projects are stated for a programme than its awards are for.",
        "add the awards that are missing where a source names them",
        ours(_projects_not_itemised),
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
