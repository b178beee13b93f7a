"""Runs rules over any number of awards, a slice at a time, in memory that grows only with what is found.

The awards are read twice: first by those rules that must know all of them before they find anything, then by every rule.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from grantcli.checks.grants import grant
from grantcli.checks.rule import CheckContext, Finding, Rule
from grantcli.model import Award


def run_rules(
    rules: Sequence[Rule], awards: Callable[[], Iterable[Award]], whole: CheckContext, size: int = 5_000
) -> Iterator[tuple[Rule, Finding]]:
    """Yield all findings of these rules, looking at `size` awards at a time.

    `awards` starts reading the awards, in the order of the file; `whole` has everything else.
    """
    studies = [(rule, rule.begin(whole)) for rule in rules]
    learning = [study.learn for _, study in studies if study.learn]
    for examined in _slices(awards(), whole, size) if learning else ():
        for learn in learning:
            learn(examined)
    for examined in _slices(awards(), whole, size):
        for rule, study in studies:
            yield from ((rule, finding) for finding in study.find(examined))
    for rule, study in studies:
        yield from ((rule, finding) for finding in study.end())


def _slices(awards: Iterable[Award], whole: CheckContext, size: int) -> Iterator[CheckContext]:
    waiting, number = iter(awards), 0
    while several := tuple(islice(waiting, size)):
        grants = tuple(grant(award) if award.grant is None else award.grant for award in several)
        book, numbers = replace(whole.book, awards=several), range(number, number + len(several))
        yield replace(whole, book=book, grants=grants, numbers=numbers)
        number += len(several)
