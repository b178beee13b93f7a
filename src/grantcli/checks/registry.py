"""Every rule there is: a row in one of the modules here. To add a rule, add its row there."""

from collections.abc import Iterable

from grantcli.checks import dates, disputes, factors, identity, money, quality, rates, reconciliation, repeats, sums
from grantcli.checks.rule import Rule
from grantcli.errors import UsageError, nearest

RULES: tuple[Rule, ...] = (
    *reconciliation.RULES,
    *rates.RULES,
    *factors.RULES,
    *disputes.RULES,
    *identity.RULES,
    *repeats.RULES,
    *money.RULES,
    *dates.RULES,
    *sums.RULES,
    *quality.RULES,
)
"""Every rule; no two have one id."""


def select_rules(ids: Iterable[str]) -> tuple[Rule, ...]:
    """Return the rules with these ids, or all when none is given; UsageError with the nearest for an unknown one."""
    known = {rule.id: rule for rule in RULES}
    wanted = tuple(dict.fromkeys(ids))
    for name in wanted:
        if name not in known:
            guess = nearest(name, known)
            raise UsageError(
                f"no rule has the id `{name}`", did_you_mean=guess, hint="" if guess else "`grantcli check --list-rules`"
            )
    return tuple(known[name] for name in wanted) or RULES
