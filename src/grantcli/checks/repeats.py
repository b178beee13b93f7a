"""Rules on awards that are there more than once: under one id, or under two with everything else alike."""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from dataclasses import fields
from datetime import date
from decimal import Decimal
from itertools import pairwise

from grantcli.checks.bloom_filter import BloomFilter
from grantcli.checks.places import NumberedAward
from grantcli.checks.programmes import count
from grantcli.checks.rule import Begin, CheckContext, Find, Finding, Rule, Severity, Study, all_at_once, finding_at
from grantcli.identity import is_row_number
from grantcli.model import Award
from grantcli.table import Money

_DAYS = 31
_COMPARED = tuple(each.name for each in fields(Award) if each.name not in {"id", "line", "grant"})


def _compare_within_key(key: Callable[[Award], Hashable], find: Find) -> Begin:
    """Return how a rule begins that compares awards of one key, and none whose key is `None`: it is given all of those."""

    def begin(whole: CheckContext) -> Study:
        repeated = BloomFilter()

        def learn(examined: CheckContext) -> None:
            for award in examined.book.awards:
                if (alike := key(award)) is not None:
                    repeated.add(alike)

        def choose(examined: CheckContext) -> Iterator[NumberedAward]:
            return (placed for placed in examined.placed if repeated.repeats(key(placed.award)))

        return all_at_once(whole, choose, find, learn)

    return begin


def _repeated_id(examined: CheckContext) -> Iterator[Finding]:
    first: dict[str, Award] = {}
    for placed in examined.placed:
        award, other = placed.award, first.setdefault(placed.award.id, placed.award)
        if different := _different(award, other):
            where = f" on line {other.line}" if isinstance(other.line, int) else f" at {other.line}" if other.line else ""
            found = f"`{award.id}` is the id of another award{where}, with other {', '.join(different)}"
            yield finding_at(placed, "id", found)


def _different(award: Award, other: Award) -> list[str]:
    """Return the fields in which two awards differ, or else what the grants differ in that they were read from."""
    found = [name for name in _COMPARED if getattr(award, name) != getattr(other, name)]
    if found or award.grant == other.grant:
        return found
    one, two = award.grant or {}, other.grant or {}
    return [key for key in dict.fromkeys((*two, *one)) if one.get(key) != two.get(key)]


def _additions(examined: CheckContext) -> Iterator[Finding]:
    """Say for each currency what the awards add whose identifier an earlier award has; an unknown amount adds nothing known."""
    awards: Counter[str] = Counter()
    later: dict[str | None, list[Award]] = {}
    for award in examined.book.awards:
        awards[award.id] += 1
        if awards[award.id] > 1 and not is_row_number(award.id):
            later.setdefault(award.currency, []).append(award)
    for code, several in sorted(later.items(), key=lambda each: each[0] or "~"):
        amounts = [award.amount for award in several if award.amount is not None]
        ids = count(len({award.id for award in several}), "id")
        verb = "is" if ids == "1 id" else "are"
        unknown = f"; {count(len(several) - len(amounts), 'amount')} unknown" if len(amounts) < len(several) else ""
        added = Money(sum(amounts, Decimal(0)), code)
        yield Finding(f"{ids} {verb} on several awards: those after the first of each ({len(several):,}) add {added}{unknown}")


def _key(award: Award) -> Hashable:
    title, bodies = _title_words(award.title), frozenset(body.id for body in award.councils)
    if not title and not bodies:
        return None
    given = (award.programme.id if award.programme else None, award.funder.id if award.funder else None)
    return (*given, award.amount, award.currency, bodies, award.unnamed, title)


def _near_duplicates(examined: CheckContext) -> Iterator[Finding]:
    alike: dict[Hashable, list[NumberedAward]] = {}
    for placed in examined.placed:
        alike.setdefault(_key(placed.award), []).append(placed)
    for group in alike.values():
        group.sort(key=lambda each: each.award.awarded.first if each.award.awarded else "")
        for (_, other), placed in pairwise(group):
            award = placed.award
            if _same_time(other, award) and award.follows != other.id and other.follows != award.id:
                same = f"as `{other.id}`: the same programme, recipients, amount and title"
                yield finding_at(placed, "", f"{same}, {_dates(other, award)}")


def _title_words(title: str | None) -> str:
    """Return the words of a title, whatever its case and punctuation."""
    return " ".join(re.findall(r"\w+", (title or "").casefold()))


def _same_time(one: Award, other: Award) -> bool:
    if not one.awarded or not other.awarded or one.awarded == other.awarded:
        return one.awarded == other.awarded
    first, second = (date.fromisoformat(award.awarded.first) for award in (one, other) if award.awarded)
    return abs((first - second).days) <= _DAYS


def _dates(one: Award, other: Award) -> str:
    if one.awarded == other.awarded:
        return f"and both of {one.awarded}" if one.awarded else "and both without a date"
    return f"awarded {one.awarded} and {other.awarded}"


RULES = (
    Rule(
        "repeated-award-id", Severity.ERROR, "360Giving Data Standard 1.4: id",
        "Two awards have one id and differ in something else.",
        "give each award its own id, or take out the one that is out of date",
        _compare_within_key(lambda award: award.id, _repeated_id),
    ),
    Rule(
        "repeated-ids-add", Severity.WARNING, "grantcli, counting",
        "Several awards have one id, alike or not: what those after the first of each add to a total, in each currency. The "
        "distinct ids are those that 360Giving's data quality tool counts as `duplicate_ids`. Ids that only count the rows of a "
        "file are left out.",
        "ask with --one-per id, or give each award its own id",
        _compare_within_key(lambda award: award.id, _additions),
    ),
    Rule(
        "near-duplicate-award", Severity.WARNING, "grantcli, counting",
        "Two awards of one programme have the same recipients and amount, titles alike but for case and punctuation, and "
        "dates that are equal or at most 31 days apart. An award that follows the other is not one.",
        "see whether one award was entered twice",
        _compare_within_key(_key, _near_duplicates),
    ),
)  # fmt: skip
"""The rules on awards that are there more than once."""
