"""The entry point: runs a command line, shows what went wrong, and leaves with the right exit code."""

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, NoReturn

from grantcli.cli.call import Call
from grantcli.cli.commands import Command
from grantcli.cli.output import deliver, write_stdout, write_text
from grantcli.cli.places import any_settings
from grantcli.errors import ExitCode, GrantcliError, UsageError
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
    """Read the command line, then answer outside of Typer: it turns a reader that went away into exit code 1."""
    if not argv:
        from grantcli.cli.welcome import WELCOME

        write_stdout(WELCOME)
        return ExitCode.DONE
    from grantcli.cli.reading import Said, read

    found = read(argv)
    if isinstance(found, Said):
        write_stdout(found.text)
        return found.code
    return _answer(*found)


def made(command: Command, call: Call) -> "Table | Whole | str":
    """Run a command, and show that it is at work where it reads files."""
    files = call.files
    if not files or command.stays:
        return _asked(command, call)
    from grantcli.cli.progress import heeding, showing

    with heeding(), showing(", ".join(files)) as progress:
        return _asked(command, replace(call, tell=progress.tell if progress else None))


def _asked(command: Command, call: Call) -> "Table | Whole | str":
    if call.text("save_map"):
        from grantcli.cli.mapping import save

        save(call.dataset, call.text("save_map"))
    return call.arranged(call.dataset.rows()) if call.on("rows") else command.run(call)


def _set(command: Command, call: Call) -> Call:
    """Give the call its settings, where there are any."""
    if call.on("no_config") or not any_settings(os.environ):
        return call
    from grantcli.cli.applying import applied

    return applied(command, call)


def _answer(command: Command, call: Call) -> int:
    for name, value in call.options.items():
        if value == "" or (name in {"data", "map"} and "" in (value or ())):  # what a shell makes of a variable that is not set
            raise UsageError(f"`--{name.rstrip('_').replace('_', '-')}` needs a value", hint="what was given is empty")
    if call.text("errors") not in {"", "text", "json"}:
        raise UsageError(f"--errors: `{call.text('errors')}` is not one of text, json")
    call = _set(command, call)
    found = made(command, call)
    if isinstance(found, str):
        write_text(found, paged=not call.on("no_pager"))
        return ExitCode.DONE
    if not isinstance(found, Table):
        from grantcli.cli.saving import save as save_whole

        save_whole(found, call)
        return ExitCode.FOUND if call.on("fail_empty") and not found.count else ExitCode.DONE
    deliver(found, call)
    return ExitCode.FOUND if found.found or (call.on("fail_empty") and not found.rows) else ExitCode.DONE
