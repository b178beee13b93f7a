"""The entry point: runs a command line, shows what went wrong, and leaves with the right exit code."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from errno import EDQUOT, EIO, ENOSPC, EROFS
from itertools import pairwise
from typing import NoReturn

from grantcli.cli import interrupts
from grantcli.errors import ExitCode, GrantcliError


def main() -> NoReturn:
    """Run the command line of this process."""
    _fill_streams()
    interrupts.record_to_the_end()
    code = None
    with suppress(KeyboardInterrupt):  # that came when the command was over
        code = complete() if "GRANTCLI_COMPLETE" in os.environ else run(sys.argv[1:])
        _ignore_signals()
    _ignore_signals()  # where that one came first
    code = interrupts.code() if code is None else code
    if atexit := sys.modules.get("atexit"):  # temporary files are removed
        atexit._run_exitfuncs()  # noqa: SLF001 - what the interpreter itself does last, and all of it that is needed
    # What was written is flushed and checked; taking the interpreter down piece by piece would only cost time.
    os._exit(code)


def _ignore_signals() -> None:
    """Let no signal end the process where any could have begun to: without `signal` none is handled."""
    if "signal" in sys.modules:
        interrupts.ignore()


def _fill_streams() -> None:
    """Where stdout or stderr was closed, open a stream there that cannot be written to, as gnulib does.

    Python leaves None; and the next file to be opened would take the number of the one that was closed.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDONLY), "w"))


def complete() -> int:
    """Answer a TAB; never with an error."""
    from grantcli.cli.completion import answer

    return answer(os.environ)


def run(argv: Sequence[str]) -> int:
    """Run a command line and return its exit code; nothing escapes but what `--debug` asks to see."""
    as_json, debug = _wants_json(argv), "--debug" in argv
    try:
        return _invoke(argv)
    except GrantcliError as error:
        return _report_failure(error, as_json=as_json, debug=debug)
    except BrokenPipeError:
        return ExitCode.PIPE
    except KeyboardInterrupt:
        return interrupts.code()
    except Exception as error:  # noqa: BLE001 - the one place that catches bugs
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            return _report_failure(_no_room(error), as_json=as_json, debug=debug)
        if isinstance(error, OSError) and error.errno == EIO:
            return _report_failure(_disk_error(error), as_json=as_json, debug=debug)
        bug = _BugError(f"a bug in grantcli: {type(error).__name__}: {error}".rstrip(": "))
        return _report_failure(bug, as_json=as_json, debug=debug)


_NO_ROOM = {ENOSPC, EDQUOT, EROFS}


def _no_room(error: OSError) -> GrantcliError:
    """Return the message for a temporary file that cannot be written; for files that the user names there are other messages."""
    reason = (error.strerror or str(error)).lower()
    return GrantcliError(f"cannot write a temporary file: {reason}", hint="TMPDIR=FOLDER says where else they may go")


def _disk_error(error: OSError) -> GrantcliError:
    """Return what is said where a disk, or a drive of the network, fails amid reading or writing."""
    which = f"`{error.filename}`" if error.filename else "a file"
    hint = "its disk or network drive may be failing; copy the file to another one and ask again"
    return GrantcliError(f"cannot read or write {which}: input/output error", hint=hint)


class _BugError(GrantcliError):
    exit_code = ExitCode.BUG
    kind = "bug"

    def __init__(self, message: str) -> None:
        super().__init__(message, hint="run the same command with --debug to see where, and report it")


def _wants_json(argv: Sequence[str]) -> bool:
    """Say how errors are shown; they can come before options are read, so this looks at the arguments."""
    return "--errors=json" in argv or ("--errors", "json") in pairwise(argv)


def _report_failure(error: GrantcliError, *, as_json: bool, debug: bool) -> int:
    from grantcli.cli.failures import report

    report(error, as_json=as_json, trace=debug)
    return error.exit_code


def _invoke(argv: Sequence[str]) -> int:
    """Let Typer read the command line and run the command.

    Not by `Typer.__call__`: that turns a reader of our output that went away into exit code 1.
    """
    if not argv:
        from grantcli.cli.destination import write_stdout
        from grantcli.cli.topics import WELCOME

        write_stdout(WELCOME)
        return ExitCode.DONE
    import typer
    from typer.exceptions import TyperException

    from grantcli.cli.app import group

    commands = group()
    try:
        with commands.make_context("grantcli", list(argv)) as context:
            return int(commands.invoke(context))
    except typer.Exit as left:
        return left.exit_code
    except TyperException as error:
        from grantcli.cli.failures import usage

        raise usage(error, argv) from error
