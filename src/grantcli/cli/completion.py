"""Completion for bash, zsh and fish: scripts that ask `grantcli` itself, and the answers.

A script sets GRANTCLI_COMPLETE to the shell's name and hands over the words; Typer is not loaded for an answer. What
is offered is safe to paste: values with control characters are left out, and in bash, which inserts words as they
come, whatever it would interpret is quoted (zsh and fish quote by themselves).
"""

import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import pairwise

from grantcli.cli.call import Call
from grantcli.cli.commands import COMMANDS, Command
from grantcli.cli.options import DATA, Option, spread
from grantcli.cli.places import any_settings
from grantcli.cli.shells import SHELLS
from grantcli.errors import GrantcliError
from grantcli.fields import EXTRA, FIELDS, FieldKind, known
from grantcli.query.columns import named, plain
from grantcli.reports.data import Data

_TERM = re.compile(r"(-?)([Xx]:[^:=<>]+|(?![Xx]:)[A-Za-z_]\w*)([:=])(.*)", re.DOTALL)
_ASKING = frozenset({"list", "filter", "total", "compare", "browse", "serve"})
_READING = ("data", "map", "sheet", "header", "skip", "every_row", "dayfirst", "monthfirst", "periods", "decimal", "scale")
_LISTS = {"by": "fields", "columns": "fields", "sort": "fields", "across": "fields", "on": "fields"}


def answer(environment: Mapping[str, str]) -> int:
    """Write one candidate a line for the words in the environment; whatever goes wrong, nothing is offered."""
    with suppress(GrantcliError, OSError, ValueError):
        if environment["GRANTCLI_COMPLETE"] == "bash":
            from grantcli.cli.bash_line import insertions

            lines = insertions(environment.get("COMP_LINE", ""), candidates)
        else:
            *before, current = environment.get("COMP_WORDS", "").split("\n")
            lines = candidates(before, current.lstrip("\"'"))
        sys.stdout.buffer.write("".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape"))
        sys.stdout.flush()
    return 0


def candidates(before: Sequence[str], current: str) -> list[str]:
    """Return what can stand in place of the current word, after the words before it (the program's name first)."""
    words = list(before[1:])
    if words[:1] in (["save"], ["run"]):
        from grantcli.cli.inside import inner

        found = inner(words)
        if found is not None:
            return candidates([*before[:1], *found], current) if found else _starting(current, COMMANDS)
    command = next((COMMANDS[word] for word in words if word in COMMANDS), None)
    if command is None:
        return _starting(current, [*COMMANDS, "--help", "--version"] if current.startswith("-") else COMMANDS)
    flag, equals, part = current.partition("=")
    option = _option(command, flag) if equals else _option(command, words[-1])
    if option and option.metavar:
        lead = f"{flag}=" if equals else ""
        return [lead + text for text in _option_values(option, part if equals else current, words)]
    if current.startswith("--") or current == "-":
        return _starting(current, [flag for option in command.options for flag in option.flags])
    return _words(command, words, current)


def _option(command: Command, flag: str) -> Option | None:
    return next((option for option in command.options if flag in option.flags), None)


def _option_values(option: Option, current: str, words: Sequence[str]) -> list[str]:
    if option.name == "remove":
        return _starting(current, _kept(words))
    if option.values:
        return _starting(current, option.values)
    if option.name in _LISTS:
        done, comma, last = current.rpartition(",")
        sign = "-" if last.startswith("-") and option.name == "sort" else ""
        return [done + comma + sign + text for text in _names(last.removeprefix(sign), words)]
    return _starting(current, _values(option.field, words)) if option.field else []


def _words(command: Command, words: Sequence[str], current: str) -> list[str]:
    on = next((after for word, after in pairwise(words) if word == "--on"), "")
    if command.name == "compare" and known(on):
        return _starting(current, _values(on, words))
    if command.name in _ASKING:
        return _terms(current, words)
    if command.name == "diff":
        return _of_diff(words, current)
    if command.name == "show":
        return _starting(current, _values("id", words))
    if command.name == "sources" and "verify" not in words:
        return _starting(current, ["verify", *_values("source", words)])
    if command.name == "run":
        return _starting(current, _kept(words))
    from grantcli.cli.topics import TOPICS

    if command.name == "fields":
        return _names(current, words)
    fixed = {
        "help": tuple(dict.fromkeys((*TOPICS, *COMMANDS))),
        "completion": SHELLS if {"show", "install"} & {*words} else ("install", "show"),
    }
    return _starting(current, fixed.get(command.name, ()))


def _kept(words: Sequence[str]) -> list[str]:
    from grantcli.cli.inside import names

    return names(words)


def _of_diff(words: Sequence[str], current: str) -> list[str]:
    """Return terms about the newer file, once both files stand there; till then the shell offers files."""
    given = [word for word in words[words.index("diff") + 1 :] if not word.startswith("-")]
    if len(given) < 2:  # noqa: PLR2004 - OLD and NEW
        return _starting(current, ["bundled"] if current else [])
    return _terms(current, [*words, *(("--data", given[1]) if given[1] != "bundled" else ())])


def _names(start: str, words: Sequence[str]) -> list[str]:
    """Return the fields that start so, among them the columns of the file once `x:` says that one is meant."""
    if start.lower().startswith(EXTRA):
        return _starting(start, [EXTRA + plain(heading) for heading in _data(words).extras if heading.isprintable()])
    return _starting(start, [*FIELDS, *([EXTRA] if start and "--data" in words else [])])


def _terms(current: str, words: Sequence[str]) -> list[str]:
    match = _TERM.fullmatch(current)
    if not match:
        sign = "-" if current.startswith("-") else ""
        return [f"{sign}{name.removesuffix(':')}:" for name in _names(current.removeprefix(sign), words)]
    minus, name, op, part = match.groups()
    found = [_as_term(text) for text in _starting(part.removeprefix('"'), _values(name, words))]
    # In one argument, a heading with blanks and a value in quotes would not be read as one term.
    return [f"{minus}{name}{op}{text}" for text in found if " " not in name or not text.startswith('"')]


def _as_term(value: str) -> str:
    """Return a value as it stands in a term: as it is where it is read as one, else in the language's quotes."""
    from grantcli.query.filters import quoted

    return quoted(value) if any(char in value for char in '"()') else value


def _values(name: str, words: Sequence[str]) -> list[str]:
    """Return the values of a field in the data that the words ask, those that are safe to show."""
    field = known(name)
    if field is None or field.kind is FieldKind.MONEY:
        return []
    data = _data(words)
    found = {str(group.key[0]) for group in data.groups((named(field.name, data.extras),)) if group.key[0] is not None}
    return sorted(value for value in found if value.isprintable())


def _data(words: Sequence[str]) -> Data:
    """Return the data that the words ask, read as they say."""
    given: dict[str, list[str] | str | bool] = {}
    for word, after in pairwise([*spread(words), ""]):
        flag, equals, value = word.partition("=")
        option = next((each for each in DATA if flag in each.flags), None)
        if option:
            text = value if equals else after
            before = given.get(option.key)
            given[option.key] = (
                [*(before if isinstance(before, list) else ()), text] if option.many else option.metavar == "" or text
            )
    call = Call((), {name: given[name] for name in _READING if name in given})
    return _set(call, words).dataset.data


def _set(call: Call, words: Sequence[str]) -> Call:
    """Give a call the settings that say what is asked, where there are any."""
    if "--no-config" in words or not any_settings(os.environ):
        return call
    from grantcli.cli.applying import applied

    command = next(COMMANDS[word] for word in words if word in COMMANDS)
    return applied(command, call, ("data", "fy-start"))


def _starting(start: str, texts: Iterable[str]) -> list[str]:
    return [text for text in texts if text.casefold().startswith(start.casefold())]
