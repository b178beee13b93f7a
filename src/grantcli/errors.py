"""What a user can act on: a message, a hint, a place and an exit code.

Nothing that comes from data or from the command line reaches a terminal as control: whoever prints passes it
through `visible`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar

# C0 and DEL, C1, bidirectional marks, embeddings, overrides and isolates, line and paragraph separators, lone surrogates.
_CONTROL = "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
_MOST_CHOICES = 20_000
_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


class ExitCode(IntEnum):
    """Exit codes that scripts can rely on."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    DATA = 3
    FAULTS = 4
    BUG = 70
    PIPE = 141


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fault is: a file, a line and a column (both from 1), and a path inside the data such as `awards[3].amount`."""

    file: str | None = None
    line: int | None = None
    column: int | None = None
    path: str | None = None

    def __str__(self) -> str:
        """Return `file:line:column: path`, as far as each is known."""
        spot = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        return ": ".join(part for part in (spot, self.path) if part)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with data, and where."""

    message: str
    place: Place
    hint: str = ""


class GrantcliError(Exception):
    """Something failed that the user can do something about; `hint` says what."""

    exit_code: ClassVar[ExitCode] = ExitCode.FAILED
    kind: ClassVar[str] = "failed"

    def __init__(self, message: str, *, hint: str = "", place: Place | None = None, did_you_mean: Iterable[str] = ()) -> None:
        """Keep the message and what helps: a hint, a place, and the nearest known names."""
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.place = place
        self.did_you_mean = tuple(did_you_mean)
        if self.did_you_mean and not hint:
            self.hint = "did you mean " + " or ".join(f"`{name}`" for name in self.did_you_mean) + "?"


class UsageError(GrantcliError):
    """The command line or a call asks for something that does not exist or makes no sense."""

    exit_code = ExitCode.USAGE
    kind = "usage"


class NoRowsError(GrantcliError):
    """There are no rows, and `--fail-empty` makes that an error."""

    exit_code = ExitCode.FAULTS
    kind = "empty"


class QueryError(UsageError):
    """A question cannot be read; `query` is its text, `start` and `end` the part that is wrong, counted from 0."""

    kind = "query"

    def __init__(
        self, message: str, *, query: str, start: int, end: int, hint: str = "", did_you_mean: Iterable[str] = ()
    ) -> None:
        """Keep the question and the part of it that is wrong."""
        super().__init__(message, hint=hint, place=Place(column=start + 1), did_you_mean=did_you_mean)
        self.query = query
        self.start = start
        self.end = max(end, start + 1)


class DataError(GrantcliError):
    """Data cannot be read; `faults` has everything that was found, each with its place."""

    exit_code = ExitCode.DATA
    kind = "data"

    def __init__(self, message: str, *, faults: Iterable[Fault] = (), hint: str = "", place: Place | None = None) -> None:
        """Keep every fault."""
        super().__init__(message, hint=hint, place=place)
        self.faults = tuple(faults)


def missing_library(library: str, what: str, extra: str) -> GrantcliError:
    """Return the error that says which extra has the library that something needs."""
    return GrantcliError(f"{what} needs the library `{library}`", hint=f"pip install 'grantcli[{extra}]'")


def visible(text: str) -> str:
    r"""Return `text` with every character that could steer a terminal shown escaped.

    >>> print(visible("a\x1b[31mb"))
    a\x1b[31mb
    """
    return text if text.isprintable() else re.sub(_CONTROL, _escape, text)


def visible_lines(text: str) -> str:
    """Return `text` as `visible` does, line feeds and tabs left alone: for whole output on its way to a terminal."""
    return "\n".join("\t".join(visible(part) for part in line.split("\t")) for line in text.split("\n"))


def cells(text: str) -> int:
    """Return how many cells of a terminal `text` takes: wide characters take two, combining ones none.

    >>> cells("abc"), cells("日本"), cells("e\N{COMBINING ACUTE ACCENT}")
    (3, 4, 1)
    """
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    return sum(0 if category(char) in {"Mn", "Me", "Cf"} else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    code = ord(char)
    return _SHORT.get(char) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")  # noqa: PLR2004 - one byte


def nearest(name: str, choices: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """Return the choices that look most like `name`, best first, or none when nothing is close.

    >>> nearest("funderr", ["funder", "council"])
    ('funder',)
    """
    from difflib import get_close_matches

    names = {choice.casefold(): choice for choice in sorted(choices, reverse=True)}
    if len(names) > _MOST_CHOICES:  # looking at each takes too long, and who errs seldom errs in the first letter
        names = {text: choice for text, choice in names.items() if text[:1] == name[:1].casefold() and _is_similar(text, name)}
    return tuple(names[match] for match in get_close_matches(name.casefold(), names, n=most, cutoff=0.6))


def nearest_value(text: str, values: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """Return the values that `text` may mean, best first: it begins one, its words begin words, or it is spelt nearly so.

    >>> nearest_value("milton", ["Luton", "Milton Keynes"]), nearest_value("leds", ["Leeds City Council", "Leicester"])
    (('Milton Keynes',), ('Leeds City Council',))
    """
    choices = sorted(set(values))
    if matches := find_by_start(text, choices):
        return matches[:most]
    by_word: dict[str, list[str]] = {}
    for value in choices:
        for word in _words(value):
            by_word.setdefault(word, []).append(value)
    alike = (word for word in by_word if word[0] == text[:1].casefold())  # who errs seldom errs in the first letter
    near = nearest(text, alike, most) if len(text.split()) == 1 else ()
    return tuple(dict.fromkeys((*nearest(text, choices, most), *(value for word in near for value in by_word[word]))))[:most]


def find_by_start(text: str, values: Iterable[str]) -> tuple[str, ...]:
    """Return the values that begin with a text, then those in which each of its words begins one, then those that have it."""
    start, parts, choices = text.casefold(), text.casefold().split(), sorted(set(values))
    tests = (
        lambda value: value.startswith(start),
        lambda value: all(any(word.startswith(part) for word in _words(value)) for part in parts),
        lambda value: start in value,
    )
    return tuple(dict.fromkeys(value for test in tests for value in choices if parts and test(value.casefold())))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _is_similar(text: str, name: str) -> bool:
    return abs(len(text) - len(name)) <= 1 + len(name) // 8
