"""Makes the man page, docs/grantcli.1, from what `--help` and `grantcli help` are made of."""

from collections.abc import Iterable, Iterator

import grantcli
from grantcli.cli.command_table import COMMANDS, OptionRow, table
from grantcli.cli.topics import EXAMPLES, TOPICS

_ABOUT = "ask about grant awards: list, filter, total and compare"
_ELSEWHERE = {"examples", "exit-codes", "environment"}
"""Topics that stand in sections of their own."""


def page() -> str:
    """Return the man page."""
    return "\n".join(line for line in _lines() if line) + "\n"


def _lines() -> Iterator[str]:
    yield '.\\" Generated from the program by tests/support/generate.py.'
    yield f'.TH GRANTCLI 1 "{grantcli.open().version}" "grantcli {grantcli.__version__}" "User Commands"'
    yield from (
        ".SH NAME",
        f"grantcli \\- {_ABOUT}",
        ".SH SYNOPSIS",
        ".B grantcli",
        ".I COMMAND",
        "[\\fIWORDS\\fR] [\\fIOPTIONS\\fR]",
    )
    yield ".SH DESCRIPTION"
    yield from _DESCRIPTION
    yield ".SH COMMANDS"
    for command in table().values():
        yield from (".TP", f"\\fBgrantcli {command.name}\\fR {_safe(command.arguments)}".rstrip(), _safe(command.summary))
    yield from (
        ".SH OPTIONS",
        "Options go after the command. Each says which commands take it, where that is not all of them.",
    )
    for option, names in _options():
        yield from (".TP", _option_text(option), _safe(_sentence(option.help, names)))
    for name, (about, text) in TOPICS.items():
        if name not in _ELSEWHERE:
            yield from (f'.SH "{name.replace("-", " ").upper()}: {_safe(about.upper())}"', *_verbatim(text()))
    yield from (".SH ENVIRONMENT", *_verbatim(TOPICS["environment"][1]()))
    yield from (".SH EXIT STATUS", *_verbatim(TOPICS["exit-codes"][1]()))
    yield ".SH EXAMPLES"
    for heading, pairs in EXAMPLES.items():
        yield f".SS {_safe(heading)}"
        for about, typed in pairs:
            yield from (".TP", _safe(about), f"\\fB{_safe(typed)}\\fR")


_DESCRIPTION = (
    "Answers questions about grant awards, and traces every figure to the awards and the source lines behind it: the awards that",
    "are bundled, or those in any file that",
    ".B \\-\\-data",
    "names. Nothing is dropped in silence, unknown is never zero, and two currencies are never added.",
    ".PP",
    ".B grantcli tutorial",
    "shows ten questions with their answers.",
)


def _options() -> Iterator[tuple[OptionRow, list[str]]]:
    """Yield each option once, with the commands that take it, none where all do."""
    taking: dict[OptionRow, list[str]] = {}
    for command in table().values():
        for option in command.options:
            same = next((each for each in taking if (each.name, each.help) == (option.name, option.help)), option)
            taking.setdefault(same, []).append(command.name)
    for option, names in taking.items():
        yield option, [] if len(names) == len(COMMANDS) else names


def _sentence(about: str, names: Iterable[str]) -> str:
    of = ", ".join(names)
    return f"{about[:1].upper()}{about[1:]}." + (f" ({of})" if of else "")


def _option_text(option: OptionRow) -> str:
    value = f" \\fI{_safe(option.metavar)}\\fR" if option.metavar else ""
    return ", ".join(f"\\fB{_safe(flag)}\\fR{value}" for flag in reversed(option.flags))


def _verbatim(text: str) -> Iterator[str]:
    yield ".nf"
    yield from (_safe(line) or "\\&" for line in text.rstrip("\n").split("\n"))
    yield ".fi"


def _safe(text: str) -> str:
    """Return a text as roff prints it: as it is, with nothing in it taken for a request."""
    plain = text.replace("\\", "\\e").replace("-", "\\-").replace("`", "\\(ga").replace("'", "\\(aq").replace("^", "\\(ha")
    plain = plain.replace("~", "\\(ti")
    return f"\\&{plain}" if plain.startswith((".", " ")) else plain
