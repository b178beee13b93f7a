"""Where a table goes: stdout, a pager or a file. stdout is data only; what else is to be said goes to stderr."""

import os
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from grantcli.cli import terminal
from grantcli.cli.call import Call
from grantcli.errors import GrantcliError, UsageError, visible, visible_lines
from grantcli.render import FORMATS, by_suffix, named, render
from grantcli.table import Table


def deliver(table: Table, call: Call) -> None:
    """Write the table as the call asks."""
    target = call.text("output")
    name = _format(call.text("format"), target)
    on_screen = terminal.is_terminal(sys.stdout) and not _is_file(target)
    switches = {switch: call.on(switch) for switch in ("vertical", "excel", "raw")}
    _fits(name, switches)
    style = terminal.style(
        sys.stdout, call.text("color") or ("never" if _is_file(target) else ""), terminal=on_screen, **switches
    )
    made = render(table, name, style)
    people = FORMATS[name].for_people
    text = made.text if people or not on_screen else visible_lines(made.text)
    if _is_file(target):
        write_file(Path(target), text.encode("utf-8", "backslashreplace"))
    else:
        _to_stdout(text, paged=on_screen and people and not call.on("no_pager"))
    say(*(() if people else table.notes), *made.notes)


def _is_file(target: str) -> bool:
    return target not in {"", "-", "/dev/stdout"}  # replaced as a file, the last would take what stands in it already


def _format(name: str, target: str) -> str:
    if name:
        named(name)
        return name
    if not _is_file(target):
        return "table"
    found = by_suffix(Path(target).suffix)
    if found is None:
        raise UsageError(f"cannot tell the format from `{target}`", hint=f"name one with --format: {', '.join(FORMATS)}")
    return found


def _fits(name: str, switches: dict[str, bool]) -> None:
    """Refuse a switch that would do nothing in this format."""
    takes = {"vertical": ("table", "markdown", "html"), "excel": ("csv",), "raw": ("csv", "tsv")}
    for switch, given in switches.items():
        if given and name not in takes[switch]:
            raise UsageError(f"--{switch} does nothing in the format {name}", hint=f"it goes with {', '.join(takes[switch])}")


def _to_stdout(text: str, *, paged: bool) -> None:
    if paged and (command := terminal.pager(text, os.environ)) and terminal.page(text, command, os.environ):
        return
    write_stdout(text)


def write_stdout(text: str) -> None:
    """Write a text to stdout and see that it arrives; BrokenPipeError when the reader has gone."""
    encoding = sys.stdout.encoding if terminal.is_terminal(sys.stdout) else "utf-8"
    left = memoryview(text.encode(encoding, "backslashreplace"))
    try:
        while left:  # with PYTHONUNBUFFERED one call may write only a part
            left = left[sys.stdout.buffer.write(left) :]
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        _cannot_write("standard output", error)


def write_file(path: Path, content: bytes) -> None:
    """Replace a file by a new one, whole or not at all; a device or a pipe is written to as it is."""
    hint = "nothing there was changed"
    try:
        if path.exists() and not path.is_file():
            hint = ""
            with path.open("wb") as device:
                device.write(content)
        else:
            _replace(Path(os.path.realpath(path)), content)  # `Path.resolve` fails for a symlink to itself
    except BrokenPipeError:
        raise
    except OSError as error:
        _cannot_write(f"`{path}`", error, hint)


def _replace(path: Path, content: bytes) -> None:
    from tempfile import mkstemp

    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o666 & ~_umask()
    handle, temporary = mkstemp(prefix=".grantcli-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink()
        raise


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def _cannot_write(what: str, error: OSError, hint: str = "") -> NoReturn:
    reason = (error.strerror or str(error)).lower()
    raise GrantcliError(f"cannot write to {what}: {reason}", hint=hint) from error


def say(*notes: str) -> None:
    """Write notes to stderr; that stderr is gone never breaks an answer."""
    with suppress(OSError, ValueError):
        for note in notes:
            sys.stderr.write(f"note: {visible(note)}\n")
        sys.stderr.flush()
