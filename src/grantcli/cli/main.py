"""The entry point: runs a command line, shows what went wrong, and leaves with the right exit code."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import replace
from io import StringIO
from itertools import pairwise
from typing import TYPE_CHECKING, NoReturn

from grantcli.cli.call import Call
from grantcli.cli.commands import COMMANDS, Command
from grantcli.cli.options import spread
from grantcli.cli.output import deliver, write_stdout
from grantcli.errors import ExitCode, GrantcliError, UsageError, nearest
from grantcli.table import Table

if TYPE_CHECKING:
    from grantcli.reports.listing import Whole


def main() -> NoReturn:
    """Run the command line of this process."""
    _fill_streams()
    code = completed() if "GRANTCLI_COMPLETE" in os.environ else run(sys.argv[1:])
    if atexit := sys.modules.get("atexit"):  # temporary files are removed
        atexit._run_exitfuncs()  # noqa: SLF001 - what the interpreter itself does last, and all of it that is needed
    # What was written is flushed and checked; taking the interpreter down piece by piece would only cost time.
    os._exit(code)


def _fill_streams() -> None:
    """Where stdout or stderr was closed, put a stream there that cannot be written to, as gnulib does.

    Python leaves None; and the next file to be opened would take the number of the one that was closed.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDONLY), "w"))


def completed() -> int:
    """Answer a TAB; never with an error."""
    from grantcli.cli.completion import answer

    return answer(os.environ)


def run(argv: Sequence[str]) -> int:
    """Run a command line and return its exit code; nothing escapes but what `--debug` asks to see."""
    as_json, debug = _wants_json(argv), "--debug" in argv
    try:
        return _invoke(argv)
    except GrantcliError as error:
        return _failed(error, as_json=as_json, debug=debug)
    except BrokenPipeError:
        return ExitCode.PIPE
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the one place that catches bugs
        return _failed(
            _BugError(f"a bug in grantcli: {type(error).__name__}: {error}".rstrip(": ")), as_json=as_json, debug=debug
        )


class _BugError(GrantcliError):
    exit_code = ExitCode.BUG
    kind = "bug"

    def __init__(self, message: str) -> None:
        super().__init__(message, hint="run the same command with --debug to see where, and report it")


def _wants_json(argv: Sequence[str]) -> bool:
    """Errors can come before options are read, so the arguments are asked themselves."""
    return "--errors=json" in argv or ("--errors", "json") in pairwise(argv)


def _failed(error: GrantcliError, *, as_json: bool, debug: bool) -> int:
    from grantcli.cli.failures import report

    report(error, as_json=as_json, traced=debug)
    return error.exit_code


def _invoke(argv: Sequence[str]) -> int:
    """Let Typer read the command line, then answer outside of it: it turns a reader that went away into exit code 1."""
    from typer.exceptions import TyperException

    from grantcli.cli import app

    argv = spread(argv)
    asked: list[tuple[Command, Call]] = []
    built = app.build(argv, lambda command, call: asked.append((command, call)), _version)
    try:
        with redirect_stdout(StringIO()) as said:  # help and version, written below as everything is
            left = built(args=app.marked(argv), standalone_mode=False, prog_name="grantcli")
    except TyperException as error:
        raise _usage(error, argv, app.shown(error.format_message())) from error
    if asked:
        return _answer(*asked[0])
    write_stdout(said.getvalue())
    return left if isinstance(left, int) else ExitCode.DONE


def _usage(error: Exception, argv: Sequence[str], message: str) -> UsageError:
    """Say in our words what Typer found wrong with the command line."""
    option = getattr(error, "option_name", "")
    if option:
        return _wrong_option(option, argv, getattr(error, "possibilities", None), message)
    if "No such command" not in message:
        return UsageError(message[:1].lower() + message[1:].rstrip("."))
    word = next(word for word in argv if word != "--")
    if any(sign in word for sign in ":=<>"):
        return UsageError(f"`{word}` is not a command", hint=f"a question stands after one: {_example(argv, None)}")
    guess = nearest(word, COMMANDS)
    return UsageError(f"unknown command `{word}`", did_you_mean=guess, hint="" if guess else "`grantcli --help` lists them")


def _wrong_option(option: str, argv: Sequence[str], near: Sequence[str] | None, message: str) -> UsageError:
    """Say what is wrong with an option: no value, a value too many, on the wrong side of the command, or unknown."""
    at = next((place for place, word in enumerate(argv) if word in COMMANDS), None)
    name = "COMMAND" if at is None else argv[at]
    takes = {flag for command in COMMANDS.values() if name in {command.name, "COMMAND"} for flag in _flags(command)}
    shows = f"`grantcli {name} --help` shows the options"
    if "requires an argument" in message:
        return UsageError(f"`{option}` needs a value", hint=shows)
    if "does not take a value" in message:
        return UsageError(f"`{option}` takes no value", hint=shows)
    if at != 0 and option in takes:
        return UsageError(f"`{option}` stands before the command", hint=f"options stand after it: {_example(argv, at)}")
    word = next((word for word in argv if word.startswith(option)), option)
    if not word.startswith("--") and len(word) > len(option) and "--council" in takes:
        shows = f"`not {word[1:]}` leaves out awards with this word; {shows}"
    return UsageError(f"unknown option `{option}`", did_you_mean=near or (), hint="" if near else shows)


def _flags(command: Command) -> Iterator[str]:
    return (flag for option in command.options for flag in option.flags)


def _example(argv: Sequence[str], at: int | None) -> str:
    """Return the command line with the command in front, or one without a command as it would be with one."""
    from shlex import join

    return f"`grantcli {join(['list', *argv] if at is None else [argv[at], *argv[:at], *argv[at + 1 :]])}`"


def _made(command: Command, call: Call) -> "Table | Whole | str":
    """Run a command, and show that it is at work where it reads files."""
    files = call.options.get("data") or ()
    if not files:
        return _asked(command, call)
    from grantcli.cli.progress import heeding, showing

    with heeding(), showing(", ".join(files)) as progress:
        return _asked(command, replace(call, tell=progress.tell if progress else None))


def _asked(command: Command, call: Call) -> "Table | Whole | str":
    if call.text("save_map"):
        from grantcli.cli.mapping import save

        save(call.dataset, call.text("save_map"))
    return call.arranged(call.dataset.rows()) if call.on("rows") else command.run(call)


def _answer(command: Command, call: Call) -> int:
    for name, value in call.options.items():
        if value == "" or (name in {"data", "map"} and "" in (value or ())):  # what a shell makes of a variable that is not set
            raise UsageError(f"`--{name.rstrip('_').replace('_', '-')}` needs a value", hint="what was given is empty")
    if call.text("errors") not in {"", "text", "json"}:
        raise UsageError(f"--errors: `{call.text('errors')}` is not one of text, json")
    made = _made(command, call)
    if isinstance(made, str):
        write_stdout(made)
        return ExitCode.DONE
    if not isinstance(made, Table):
        from grantcli.cli.saving import save as save_whole

        save_whole(made, call)
        return ExitCode.FOUND if call.on("fail_empty") and not made.count else ExitCode.DONE
    deliver(made, call)
    return ExitCode.FOUND if made.found or (call.on("fail_empty") and not made.rows) else ExitCode.DONE


def _version() -> str:
    import grantcli
    from grantcli.dataset import open_dataset

    return f"grantcli {grantcli.__version__} (data {open_dataset().version})"
