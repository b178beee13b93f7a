"""What a TAB needs to know of questions that are kept: their names, and the question inside a command line."""

from collections.abc import Sequence
from itertools import pairwise

from grantcli.cli.passing import parted
from grantcli.cli.questions import questions

_VALUED = ("--file", "--expect")


def inner(words: Sequence[str]) -> list[str] | None:
    """Return the words of the question inside so far, none where it is to begin; `None` where no question stands yet."""
    mine, rest = parted(words)
    if not rest or "--check" in mine or words[-1] in _VALUED:
        return None
    return rest[1:] if words[0] == "save" else [*questions(_file(mine)).named(rest[0]).words, *rest[1:]]


def names(words: Sequence[str]) -> list[str]:
    """Return the names of the questions in the file that these words name, or in the user's own."""
    return list(questions(_file(words)).known)


def _file(words: Sequence[str]) -> str:
    given = [word.removeprefix("--file=") for word in words if word.startswith("--file=")]
    given += [after for word, after in pairwise(words) if word == "--file"]
    return given[-1] if given else ""
