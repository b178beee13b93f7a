"""Every rule: a row in one of the modules here, where a new one goes; and how rules run over any number of awards.

Rules look at a slice at a time, in memory that grows only with their findings. The awards are read twice: first by those rules
that must know all of them before they find anything, then by every rule.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from grantcli.checks import countries, dates, disputes, factors, identity, links, money, quality, reconciliation, repeats, sums
from grantcli.checks.grants import grant
from grantcli.checks.rule import CheckContext, Finding, Rule
from grantcli.errors import UsageError, nearest
from grantcli.model import Award

RULES: tuple[Rule, ...] = (
    *reconciliation.RULES,
    *reconciliation.ALLOWANCE_RULES,
    *factors.RULES,
    *disputes.RULES,
    *identity.RULES,
    *repeats.RULES,
    *money.RULES,
    *dates.RULES,
    *sums.RULES,
    *countries.RULES,
    *links.RULES,
    *quality.RULES,
)
"""Every rule; no two have one id."""


def select_rules(ids: Iterable[str]) -> tuple[Rule, ...]:
    """Return the rules with these ids, or all when none is given; UsageError with the nearest for an unknown one."""
    by_id = {rule.id: rule for rule in RULES}
    names = tuple(dict.fromkeys(ids))
    for name in names:
        if name not in by_id:
            guess = nearest(name, by_id)
            raise UsageError(
                f"no rule has the id `{name}`", did_you_mean=guess, hint="" if guess else "`grantcli check --list-rules`"
            )
    return tuple(by_id[name] for name in names) or RULES


def run_rules(
    rules: Sequence[Rule], awards: Callable[[], Iterable[Award]], file: CheckContext, size: int = 5_000
) -> Iterator[tuple[Rule, Finding]]:
    """Yield all findings of these rules, looking at `size` awards at a time.

    `awards` starts reading the awards, in the order of the file; `file` has everything else.
    """
    studies = [(rule, rule.begin(file)) for rule in rules]
    learning = [study.learn for _, study in studies if study.learn]
    for context in _slices(awards(), file, size) if learning else ():
        for learn in learning:
            learn(context)
    for context in _slices(awards(), file, size):
        for rule, study in studies:
            yield from ((rule, finding) for finding in study.find(context))
    for rule, study in studies:
        yield from ((rule, finding) for finding in study.end())


def _slices(awards: Iterable[Award], file: CheckContext, size: int) -> Iterator[CheckContext]:
    remaining, number = iter(awards), 0
    while several := tuple(islice(remaining, size)):
        grants = tuple(grant(award) if award.grant is None else award.grant for award in several)
        book, numbers = replace(file.book, awards=several), range(number, number + len(several))
        yield replace(file, book=book, grants=grants, numbers=numbers)
        number += len(several)
