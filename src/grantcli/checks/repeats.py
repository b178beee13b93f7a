"""Rules on awards that are there more than once: under one id, or under two with everything else alike.

Which keys occur more than once is seen in two bytes each (a scalable Bloom filter). A rule to keep: a key that occurs twice is
never missed. That another is taken for one that does, which is rare, costs a second look.
"""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from dataclasses import fields
from datetime import date
from decimal import Decimal
from itertools import pairwise

from grantcli.checks.programmes import count
from grantcli.checks.rule import Begin, CheckContext, Find, Finding, NumberedAward, Rule, Severity, Study, all_at_once, finding_at
from grantcli.identity import is_row_number
from grantcli.model import Award
from grantcli.table import Money

_BITS = 16  # an item, of which it sets three: one item in some hundred is taken for another
_FIRST = 1 << 14  # things that the first table has room for; each further one has twice the room


class BloomFilter:
    """Items that were added, as bits."""

    def __init__(self) -> None:
        """Begin with nothing in it."""
        self._tables = [bytearray(_FIRST * _BITS // 8)]
        self._left = _FIRST
        self._again: set[int] = set()

    def add(self, item: Hashable) -> None:
        """Add an item, and note whether it was there already."""
        mark = hash(item)
        if any(all(table[byte] & bit for byte, bit in _places(mark, table)) for table in self._tables):
            self._again.add(mark)
            return
        if not self._left:
            self._tables.append(bytearray(len(self._tables[-1]) * 2))
            self._left = len(self._tables[-1]) * 8 // _BITS
        for byte, bit in _places(mark, self._tables[-1]):
            self._tables[-1][byte] |= bit
        self._left -= 1

    def repeats(self, item: Hashable) -> bool:
        """Say whether an item that was added may have been added twice."""
        return hash(item) in self._again


def _places(mark: int, table: bytearray) -> Iterator[tuple[int, int]]:
    """Yield where the three bits of a thing are, in a table whose bits are a power of two."""
    last, step = len(table) * 8 - 1, mark >> 32 | 1
    for place in (mark & last, mark + step & last, mark + 2 * step & last):
        yield place >> 3, 1 << (place & 7)


_DAYS = 31
_FIELDS = tuple(each.name for each in fields(Award) if each.name not in {"id", "line", "grant"})


def _compare_within_key(key: Callable[[Award], Hashable], find: Find) -> Begin:
    """Return how a rule begins that compares awards of one key, and none whose key is `None`: it is given all of those."""

    def begin(file: CheckContext) -> Study:
        repeated = BloomFilter()

        def learn(context: CheckContext) -> None:
            for award in context.book.awards:
                if (value := key(award)) is not None:
                    repeated.add(value)

        def choose(context: CheckContext) -> Iterator[NumberedAward]:
            return (numbered for numbered in context.numbered_awards if repeated.repeats(key(numbered.award)))

        return all_at_once(file, choose, find, learn)

    return begin


def _repeated_id(context: CheckContext) -> Iterator[Finding]:
    first: dict[str, Award] = {}
    for numbered in context.numbered_awards:
        award, other = numbered.award, first.setdefault(numbered.award.id, numbered.award)
        if different := _different(award, other):
            where = f" on line {other.line}" if isinstance(other.line, int) else f" at {other.line}" if other.line else ""
            message = f"`{award.id}` is the id of another award{where}, with other {', '.join(different)}"
            yield finding_at(numbered, "id", message)


def _different(award: Award, other: Award) -> list[str]:
    """Return the fields in which two awards differ, or else what the grants differ in that they were read from."""
    names = [field for field in _FIELDS if getattr(award, field) != getattr(other, field)]
    if names or award.grant == other.grant:
        return names
    one, two = award.grant or {}, other.grant or {}
    return [key for key in dict.fromkeys((*two, *one)) if one.get(key) != two.get(key)]


def _additions(context: CheckContext) -> Iterator[Finding]:
    """Say for each currency what the awards add whose identifier an earlier award has; an unknown amount adds nothing known."""
    awards: Counter[str] = Counter()
    later: dict[str | None, list[Award]] = {}
    for award in context.book.awards:
        awards[award.id] += 1
        if awards[award.id] > 1 and not is_row_number(award.id):
            later.setdefault(award.currency, []).append(award)
    for code, several in sorted(later.items(), key=lambda each: each[0] or "~"):
        amounts = [award.amount for award in several if award.amount is not None]
        ids = count(len({award.id for award in several}), "id")
        verb = "is" if ids == "1 id" else "are"
        gaps = f"; {count(len(several) - len(amounts), 'amount')} unknown" if len(amounts) < len(several) else ""
        addition = f"{Money(sum(amounts, Decimal(0)), code)}{gaps}" if amounts else "only unknown amounts"
        yield Finding(f"{ids} {verb} on several awards: those after the first of each ({len(several):,}) add {addition}")


def _key(award: Award) -> Hashable:
    title, bodies = _title_words(award.title), frozenset(body.id for body in award.councils)
    if not title and not bodies:
        return None
    parties = (award.programme.id if award.programme else None, award.funder.id if award.funder else None)
    return (*parties, award.amount, award.currency, bodies, award.unnamed, award.individual, title)


def _near_duplicates(context: CheckContext) -> Iterator[Finding]:
    groups: dict[Hashable, list[NumberedAward]] = {}
    for numbered in context.numbered_awards:
        groups.setdefault(_key(numbered.award), []).append(numbered)
    for group in groups.values():
        group.sort(key=lambda each: each.award.awarded.first if each.award.awarded else "")
        for (_, other), numbered in pairwise(group):
            award = numbered.award
            if _same_time(other, award) and award.follows != other.id and other.follows != award.id:
                message = f"as `{other.id}`: the same {_equal_parts(award)}"
                yield finding_at(numbered, "", f"{message}, {_dates(other, award)}")


def _equal_parts(award: Award) -> str:
    """Return what is known of an award and the same in its near duplicate, in words."""
    recipients = award.councils or award.individual or award.unnamed
    parts = {"programme": award.programme, "recipients": recipients, "amount": award.amount is not None, "title": award.title}
    *first, last = [name for name, value in parts.items() if value]
    return f"{', '.join(first)} and {last}" if first else last


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
