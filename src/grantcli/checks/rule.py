"""What a rule is, what it looks at and what it finds."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any

from grantcli.councils import EMPTY, Register
from grantcli.model import Book

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

    found: str
    award: str | None = None
    path: str = ""
    """Inside the data, such as `grants/3/awardDate` or `awards[3].amount`."""
    line: int | str | None = None


@dataclass(frozen=True, slots=True)
class Examined:
    """What rules look at; no rule asks the clock."""

    book: Book
    register: Register = EMPTY
    """Who councils are and were."""
    grants: Sequence[Grant] = ()
    """The same awards as 360Giving grants."""
    today: date = date(1970, 1, 1)
    """The day that counts as today."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its id, how bad what it finds is, where it comes from, what it looks for and what to do then."""

    id: str
    severity: Severity
    source: str
    help: str
    do: str
    find: Callable[[Examined], Iterable[Finding]]
