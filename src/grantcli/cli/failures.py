"""The one place that shows errors: a line, a question with its caret, a hint; or one JSON object a line.

Typer's errors in a command line are shown here too, in our words.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from typer.exceptions import TyperException

from grantcli.cli.command_table import COMMANDS, table
from grantcli.errors import DataError, Fault, GrantcliError, Place, QueryError, UsageError, cells, nearest, visible
from grantcli.query import mistakes

_FEW = 3
"""The most commands that an error names as those that have an option."""


def report(error: GrantcliError, *, as_json: bool, trace: bool = False) -> None:
    """Write an error to stderr, `trace` with the traceback of what is being handled; that stderr is gone changes nothing."""
    notes = _objects(error) if as_json else lines(error)
    with suppress(OSError, ValueError):
        sys.stderr.write(_without_secrets("".join(f"{line}\n" for line in notes) + (_traceback() if trace else "")))
        sys.stderr.flush()


def _without_secrets(text: str) -> str:
    """Return a text without the passwords of addresses in it: whatever repeats one, a client or a traceback, it is not shown."""
    from grantcli.backends.address import mask_passwords

    return "\n".join(map(mask_passwords, text.split("\n")))


def _traceback() -> str:
    from traceback import format_exc

    return "\n".join(map(visible, format_exc().split("\n")))


def lines(error: GrantcliError) -> Iterator[str]:
    """Yield the lines that people read of an error, each safe to show."""
    if isinstance(error, DataError) and error.faults:
        for fault in error.faults:
            yield f"grantcli: error: {visible(str(fault.place))}: {visible(fault.message)}"
            if fault.hint:
                yield f"hint: {visible(fault.hint)}"
    yield f"grantcli: error: {visible(_place_of(error))}"
    if isinstance(error, QueryError):
        yield from _caret(error)
    if error.hint:
        yield f"hint: {visible(error.hint)}"


def _place_of(error: GrantcliError) -> str:
    place = str(error.place) if error.place and error.place.file else ""
    return f"{place}: {error.message}" if place else error.message


def _caret(error: QueryError) -> Iterator[str]:
    """Show the question with the part that is wrong underlined; both are measured as they are shown."""
    before, part = visible(error.query[: error.start]), visible(error.query[error.start : error.end])
    yield f"  {visible(error.query)}"
    yield "  " + " " * cells(before) + "^" * max(cells(part), 1)


def _objects(error: GrantcliError) -> Iterator[str]:
    if isinstance(error, DataError) and error.faults:
        for fault in error.faults:
            yield _object(error.kind, fault, ())
    else:
        yield _object(error.kind, Fault(error.message, error.place or Place(), error.hint), error.did_you_mean)


def _object(kind: str, fault: Fault, did_you_mean: tuple[str, ...]) -> str:
    from json import dumps

    place_parts = {name: getattr(fault.place, name) for name in ("file", "line", "column", "path")}
    place = {name: value for name, value in place_parts.items() if value is not None}
    content = {"kind": kind, "message": fault.message, "hint": fault.hint or None, "place": place or None,
               "did_you_mean": list(did_you_mean)}  # fmt: skip
    return dumps(content)


def usage(error: TyperException, argv: Sequence[str]) -> UsageError:
    """Return what Typer found wrong with the command line, in our words."""
    message, option, param = error.format_message(), getattr(error, "option_name", ""), getattr(error, "param", None)
    if option:
        return _wrong_option(option, argv, getattr(error, "possibilities", None), message)
    if param is not None:
        return _wrong_value(param, error.message, argv)
    if "No such command" in message:
        return _unknown_command(argv)
    if extra := re.search(r"unexpected extra argument\(s\) \((.*)\)", message, re.DOTALL):
        return UsageError(
            f"`{extra[1]}` is one word too many", hint=f"`grantcli {_command_name(argv)} --help` shows what it takes"
        )
    return UsageError(message[:1].lower() + message[1:].rstrip("."))


def _unknown_command(argv: Sequence[str]) -> UsageError:
    word = next(word for word in argv if word != "--")
    if hint := _other_name(word):
        return hint
    if any(sign in word for sign in ":=<>"):
        return UsageError(f"`{word}` is not a command", hint=f"a question comes after one: {_example(argv, None)}")
    guess = nearest(word, COMMANDS)
    return UsageError(f"unknown command `{word}`", did_you_mean=guess, hint="" if guess else "`grantcli --help` lists them")


def _other_name(word: str) -> UsageError | None:
    """Return what to say of a command that has another name here, or of a file, an address or SQL in the place of a command."""
    if command := mistakes.COMMANDS.get(word.lower()):
        return UsageError(f"unknown command `{word}`", hint=f"`grantcli {command}` does this")
    name, _, rest = word.partition(":")
    if mistake := mistakes.statement(word) or mistakes.address(name, rest):
        return UsageError(mistake.message.replace("not a term", "not a command"), hint=mistake.hint)
    if mistakes.is_file(word):
        return UsageError(f"`{word}` is not a command", hint=f"`grantcli list --data {word}` lists the awards there")
    return None


def _wrong_value(param: Any, message: str, argv: Sequence[str]) -> UsageError:  # noqa: ANN401 - Typer's, as an error has it
    """Say what is wrong with the value of an option or an argument, or that it is missing."""
    command = _command_name(argv)
    if not message:
        hint = f"{param.help}: for example `{table()[command].example}`"
        return UsageError(f"{command} needs {(param.metavar or param.opts[0]).strip('[].')}", hint=hint)
    name = param.opts[0] if param.param_type_name == "option" else command
    match = re.match(r"'(.*?)' is not one of (.*)", message, re.DOTALL)
    if match:
        choices = re.findall(r"'([^']*)'", match[2])
        return UsageError(
            f"{name}: `{match[1]}` is not one of {', '.join(choices)}", did_you_mean=nearest(match[1], choices, most=1)
        )
    hint = "`--sort -amount` shows the largest first, and `--limit 5` keeps five" if name == "--limit" else ""
    return UsageError(f"{name}: {_reword(message)}", hint=hint)


def _reword(message: str) -> str:
    """Return Typer's message about a number, in our words."""
    if match := re.fullmatch(r"'(.*)' is not a valid (?:int|integer)(?: range)?\.", message, re.DOTALL):
        return f"`{match[1]}` is not a whole number"
    if match := re.fullmatch(r"(\S+) is not in the range (?:(\d+)<=)?x(?:>=(\d+))?(?:<=(\d+))?\.", message):
        low, high = match[2] or match[3], match[4]
        return f"`{match[1]}` is " + (f"not from {low} to {high}" if high else f"less than {low}")
    return message.rstrip(".")


def _command_name(argv: Sequence[str]) -> str:
    """Return the command that the line names, or the program."""
    return next((word for word in argv if word in COMMANDS), "COMMAND")


def _wrong_option(option: str, argv: Sequence[str], near: Sequence[str] | None, message: str) -> UsageError:
    """Say what is wrong with an option: no value, a value too many, on the wrong side of the command, or unknown."""
    at = next((place for place, word in enumerate(argv) if word in COMMANDS), None)
    name = _command_name(argv)
    flags = {flag for row in table().values() if name in {row.name, "COMMAND"} for each in row.options for flag in each.flags}
    shows = f"`grantcli {name} --help` shows the options"
    if "requires an argument" in message:
        return UsageError(f"`{option}` needs a value", hint=shows)
    if "does not take a value" in message:
        return UsageError(f"`{option}` takes no value", hint=shows)
    if at != 0 and option in flags:
        return UsageError(f"`{option}` is before the command", hint=f"options go after it: {_example(argv, at)}")
    if hint := _other_option(option, name, flags):
        return UsageError(f"unknown option `{option}`", hint=hint)
    word = next((word for word in argv if word.startswith(option)), option)
    if not word.startswith("--") and len(word) > len(option) and "--council" in flags:
        shows = f"`not {word[1:]}` leaves out awards with this word; {shows}"
    return UsageError(f"unknown option `{option}`", did_you_mean=near or (), hint="" if near else shows)


def _other_option(option: str, command: str, flags: set[str]) -> str:
    """Return the hint for an option that has another name here, or that another command takes; empty where there is none."""
    if option in mistakes.TERMS and "--council" in flags:
        return f"terms need no option: `grantcli {command} council:leeds 'amount>=50000'`"
    usual = mistakes.OPTIONS.get(option, option)
    if usual != option and usual.split()[0] in flags:
        return f"use `{usual}`"
    if usual == "--by" and "--council" in flags:
        return "`grantcli total --by FIELD` groups awards; `--sort FIELD` orders a list"
    others = [f"`grantcli {row.name}`" for row in table().values() if any(option in each.flags for each in row.options)]
    return f"these have it: {', '.join(others)}" if option.startswith("--") and 0 < len(others) <= _FEW else ""


def _example(argv: Sequence[str], at: int | None) -> str:
    """Return the command line with the command in front, or one without a command as it would be with one."""
    from shlex import join

    return f"`grantcli {join(['list', *argv] if at is None else [argv[at], *argv[:at], *argv[at + 1 :]])}`"
