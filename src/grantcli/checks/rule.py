"""What a rule is, what it looks at, what it finds, and the place of what it finds.

Rules see the awards of a file a slice at a time, and must find the same whatever the slices. A rule to keep: a finding
names its place by the number and the line of its award, never by its position in the slice. An award of our own form is
`awards[3]`, a published one is `grants/3`, counted from 0.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from functools import cached_property
from typing import Any, NamedTuple

from grantcli.model import Award, Book
from grantcli.register import EMPTY, Register

_ELEMENT = re.compile(r"(?:(.*):)?(grants/\d+)", re.DOTALL)
"""The place of an award in JSON, after its file where there are several: a path, not a line."""
_KEYS = {"amount": "amountAwarded", "awarded": "awardDate", "lead": "recipientOrganization", "partners": "recipientOrganization",
         "funder": "fundingOrganization"}  # fmt: skip
"""What a part of an award is called in a 360Giving grant, where it is not the same."""


class Spot(NamedTuple):
    """A grant's path and the line of it; the line is `None` where the path says it."""

    path: str
    line: int | str | None


class NumberedAward(NamedTuple):
    """An award and its number in the file, counted from 0."""

    number: int
    award: Award

    def at(self, part: str = "") -> Spot:
        """Return the place of a part of it, such as `partners[0]`; of the award itself when no part is named."""
        if self.award.grant is None:
            return Spot(f"awards[{self.number}].{part}" if part else f"awards[{self.number}]", self.award.line)
        element, line = spot(self.number, self.award.line)
        name = re.split(r"[.\[]", part, maxsplit=1)[0]
        return Spot(f"{element}/{_KEYS.get(name, name)}" if part else element, line)


def spot(number: int, line: int | str | None) -> Spot:
    """Return the place of a grant: its element where the file is JSON, else its number."""
    inside = _ELEMENT.fullmatch(line) if isinstance(line, str) else None
    return Spot(inside[2], inside[1]) if inside else Spot(f"grants/{number}", line)


Grant = Mapping[str, Any]
"""One element of `grants` of a 360Giving file, as JSON gives it; amounts are `Decimal` or `int`."""


class Severity(IntEnum):
    """How bad a finding is: `error` is wrong, `warning` needs a look, `info` could be better."""

    INFO = 1
    WARNING = 2
    ERROR = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule found: in which award (its id, `None` for the file as a whole), where, and what."""

    message: str
    award: str | None = None
    path: str = ""
    """Inside the data, such as `grants/3/awardDate` or `awards[3].amount`."""
    line: int | str | None = None


OpenLinks = Callable[[Sequence[str]], Mapping[str, str]]
"""Opens links, and returns those that no longer answer, each with what to say of it."""


@dataclass(frozen=True, eq=False, repr=False)
class CheckContext:
    """What rules look at: all awards of a file, or some of them; no rule asks the clock."""

    book: Book
    register: Register = EMPTY
    """Who councils are and were."""
    grants: Sequence[Grant] = ()
    """The same awards as 360Giving grants."""
    today: date = date(1970, 1, 1)
    """The day that counts as today."""
    numbers: Sequence[int] | None = None
    """Which awards of the file these are, counted from 0; `None` for the first, the second and so on."""
    open_links: OpenLinks | None = None
    """Opens the links of the awards; `None` where no link may be opened."""

    @cached_property
    def numbered_awards(self) -> tuple[NumberedAward, ...]:
        """The awards, each with its number in the file."""
        return tuple(map(NumberedAward, range(len(self.book.awards)) if self.numbers is None else self.numbers, self.book.awards))

    @cached_property
    def published_grants(self) -> tuple[tuple[Spot, Grant], ...]:
        """The grants, each with its place; an element that is not an object is not a grant."""
        numbers = range(len(self.grants)) if self.numbers is None else self.numbers
        lines = [award.line for award in self.book.awards] or [None] * len(self.grants)
        several: Iterable[tuple[int, int | str | None, object]] = zip(numbers, lines, self.grants, strict=True)
        return tuple((spot(number, line), grant) for number, line, grant in several if isinstance(grant, dict))

    @cached_property
    def own_awards(self) -> tuple[NumberedAward, ...]:
        """The awards of our own form, and those of programmes with more than a name."""
        described = {programme.id for programme in self.book.programmes if programme.stated or programme.cap is not None}
        return tuple(
            numbered
            for numbered in self.numbered_awards
            if numbered.award.grant is None or (numbered.award.programme and numbered.award.programme.id in described)
        )

    def of(self, awards: Iterable[NumberedAward]) -> "CheckContext":
        """Return the same with these awards."""
        several = tuple(awards)
        book = replace(self.book, awards=tuple(award for _, award in several))
        return replace(self, book=book, grants=(), numbers=[number for number, _ in several])


Find = Callable[[CheckContext], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Study:
    """One run of a rule over all awards of a file, a slice at a time, in the order of the file."""

    find: Find
    """What it finds in a slice."""
    learn: Callable[[CheckContext], None] | None = None
    """Where it must know all awards before it finds anything: what sees every slice in a reading before."""
    end: Callable[[], Iterable[Finding]] = tuple
    """What it finds once every slice has been seen."""


Begin = Callable[[CheckContext], Study]
"""Starts the study of a file, given everything but the awards."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its id, the severity of its findings, its source, what it looks for and what to do then."""

    id: str
    severity: Severity
    source: str
    help: str
    do: str
    begin: Begin

    def find(self, context: CheckContext) -> Iterator[Finding]:
        """Yield what it finds where these awards are all there are."""
        study = self.begin(context)
        if study.learn:
            study.learn(context)
        yield from study.find(context)
        yield from study.end()


def finding_at(numbered: NumberedAward, part: str, message: str) -> Finding:
    """Return a finding in a part of an award, such as `amount`."""
    path, line = numbered.at(part)
    return Finding(message, numbered.award.id, path, line)


def each_award(find: Find) -> Begin:
    """Return how a rule begins that looks at each award by itself, and so is right on any slice."""
    return lambda _whole: Study(find)


def ours(find: Find) -> Begin:
    """Return how a rule begins on programmes and claims, which only our own form has: such data are few."""
    return lambda whole: all_at_once(whole, lambda context: context.own_awards, find)


def all_at_once(
    file: CheckContext,
    choose: Callable[[CheckContext], Iterable[NumberedAward]],
    find: Find,
    learn: Callable[[CheckContext], None] | None = None,
) -> Study:
    """Return the study that looks at the chosen awards of all slices together."""
    awards: list[NumberedAward] = []

    def keep(context: CheckContext) -> tuple[Finding, ...]:
        awards.extend(choose(context))
        return ()

    return Study(keep, learn, lambda: find(file.of(awards)))
