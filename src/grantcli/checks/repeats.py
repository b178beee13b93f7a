"""Rules on awards that are there more than once: under one id, or under two with everything else alike."""

import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from itertools import pairwise

from grantcli.checks.programmes import Placed, found_at, placed
from grantcli.checks.rule import Examined, Finding, Rule, Severity
from grantcli.model import Award

_DAYS = 31
_COMPARED = tuple(each.name for each in fields(Award) if each.name not in {"id", "line"})


def _repeated_id(examined: Examined) -> Iterator[Finding]:
    first: dict[str, Award] = {}
    for path, award in placed(examined.book):
        other = first.setdefault(award.id, award)
        different = [name for name in _COMPARED if getattr(award, name) != getattr(other, name)]
        if different:
            where = f" on line {other.line}" if isinstance(other.line, int) else f" at {other.line}" if other.line else ""
            yield found_at(
                f"{path}.id", award, f"`{award.id}` is the id of another award{where}, with other {', '.join(different)}"
            )


def _near_duplicates(examined: Examined) -> Iterator[Finding]:
    alike: dict[tuple[object, ...], list[Placed]] = {}
    for path, award in placed(examined.book):
        title, bodies = _folded(award.title), frozenset(body.id for body in award.councils)
        if title or bodies:
            given = (award.programme.id if award.programme else None, award.funder.id if award.funder else None)
            key = (*given, award.amount, award.currency, bodies, award.unnamed, title)
            alike.setdefault(key, []).append((path, award))
    for group in alike.values():
        group.sort(key=lambda each: each[1].awarded.first if each[1].awarded else "")
        for (_, other), (path, award) in pairwise(group):
            if _same_time(other, award) and award.follows != other.id and other.follows != award.id:
                same = f"as `{other.id}`: the same programme, recipients, amount and title"
                yield found_at(path, award, f"{same}, {_dates(other, award)}")


def _folded(title: str | None) -> str:
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
        _repeated_id,
    ),
    Rule(
        "near-duplicate-award", Severity.WARNING, "grantcli, counting",
        "Two awards of one programme have the same recipients and amount, titles alike but for case and punctuation, and "
        "dates that are equal or at most 31 days apart. An award that follows the other is none.",
        "see whether one award was entered twice",
        _near_duplicates,
    ),
)  # fmt: skip
"""The rules on awards that are there more than once."""
