"""Where a table goes: stdout, a pager or a file. stdout is data only; what else is to be said goes to stderr."""

import os
import stat
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from grantcli import charts, exports
from grantcli.charts import CHARTS
from grantcli.cli import terminal
from grantcli.cli.call import Call
from grantcli.errors import GrantcliError, UsageError, nearest, visible, visible_lines
from grantcli.exports import EXPORTS
from grantcli.render import FORMATS, by_suffix, render
from grantcli.render.style import Page, Style
from grantcli.table import Table

TAKES = {"vertical": ("table", "markdown", "html"), "excel": ("csv",), "raw": ("csv", "tsv"), "chart": ("table", *CHARTS)}
"""Switches, with the formats in which each does something."""
DRAWS = ("total", "compare")
"""Commands whose answers can be drawn."""


def deliver(table: Table, call: Call) -> None:
    """Write the table as the call asks."""
    target = call.text("output")
    name = _format(call.text("format"), target, charts_too=call.command in DRAWS)
    on_screen = terminal.is_terminal(sys.stdout) and not is_file(target)
    switches = {switch: call.on(switch) for switch in ("vertical", "excel", "raw", "chart")}
    _fits(name, switches)
    style = terminal.style(sys.stdout, call.text("color") or ("never" if is_file(target) else ""), terminal=on_screen, **switches)
    if name in CHARTS:
        off_screen(name, target)
        from grantcli.cli.drawing import draw

        draw(table, call, name)
        return
    if FORMATS[name].binary:
        off_screen(name, target)
    made = _rendered(table, name, style)
    people = FORMATS[name].for_people
    text = made.text if people or not on_screen else visible_lines(made.text)
    if is_file(target):
        write_file(Path(target), made.content or text.encode("utf-8", "backslashreplace"))
    elif made.content:
        write_stdout(made.content)
    else:
        write_text(text, paged=people and not call.on("no_pager"))
    say(*(() if people else table.notes), *made.notes)


def write_table(table: Table, target: str) -> tuple[str, ...]:
    """Write the table into a file in the format of its suffix, and return what `deliver` would say on stderr."""
    name = _format("", target, charts_too=False)
    if name in CHARTS:
        raise UsageError(f"{name} is a chart, and no table", hint="`-o FILE` after the command of these totals draws it")
    made = _rendered(table, name, Style())
    write_file(Path(target), made.content or made.text.encode("utf-8", "backslashreplace"))
    return (*(() if FORMATS[name].for_people else table.notes), *made.notes)


def _rendered(table: Table, name: str, style: Style) -> Page:
    """Return the table in a format; some are made in a temporary file, and its disk may be full."""
    try:
        return render(table, name, style)
    except OSError as error:
        cannot_write("a temporary file", error)


def is_file(target: str) -> bool:
    """Say whether the value of `--output` names a file; replaced as one, `/dev/stdout` would lose what stands in it already."""
    return target not in {"", "-", "/dev/stdout"}


def off_screen(name: str, target: str) -> None:
    """Refuse to write what no terminal can show to one."""
    if not is_file(target) and terminal.is_terminal(sys.stdout):
        raise UsageError(f"{name} is not written to a terminal", hint="write it to a file with `-o FILE`")


def _format(name: str, target: str, *, charts_too: bool) -> str:
    """Return the name of the format that is asked for; UsageError for one that there is not, or that holds no table."""
    if not name and not is_file(target):
        return "table"
    suffix = Path(target).suffix
    found = name or by_suffix(suffix) or exports.by_suffix(suffix) or charts.by_suffix(suffix)
    if not found:
        raise UsageError(f"cannot tell the format from `{target}`", hint=f"name one with --format: {', '.join(FORMATS)}")
    if found in EXPORTS:
        raise UsageError(f"{found} holds awards whole, no table", hint="`grantcli list` writes it")
    if found not in FORMATS and found not in CHARTS:
        every = (*FORMATS, *EXPORTS, *(CHARTS if charts_too else ()))
        guess = nearest(found, every)
        known = ", ".join(every)
        raise UsageError(f"unknown format `{found}`", did_you_mean=guess, hint="" if guess else f"known: {known}")
    return found


def _fits(name: str, switches: dict[str, bool]) -> None:
    """Refuse a switch that would do nothing in this format."""
    for switch, given in switches.items():
        if given and name not in TAKES[switch]:
            hint = f"it goes with {', '.join(TAKES[switch])}"
            raise UsageError(f"--{switch} does nothing in the format {name}", hint=hint)
    if switches["chart"] and switches["vertical"]:
        raise UsageError("--chart and --vertical do not go together", hint="bars stand beside each other in a grid only")


def write_text(text: str, *, paged: bool) -> None:
    """Write a text to stdout; `paged` where that is a terminal which it is too tall for."""
    if (
        paged
        and terminal.is_terminal(sys.stdout)
        and (command := terminal.pager(text, os.environ))
        and terminal.page(text, command, os.environ)
    ):
        return
    write_stdout(text)


def write_stdout(text: str | bytes) -> None:
    """Write a text, or bytes, to stdout and see that it arrives; BrokenPipeError when the reader has gone."""
    encoding = sys.stdout.encoding if terminal.is_terminal(sys.stdout) else "utf-8"
    left = memoryview(text if isinstance(text, bytes) else text.encode(encoding, "backslashreplace"))
    try:
        while left:  # with PYTHONUNBUFFERED one call may write only a part
            left = left[sys.stdout.buffer.write(left) :]
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        cannot_write("standard output", error)


def write_file(path: Path, content: bytes) -> None:
    """Replace a file by a new one, whole or not at all; a device or a pipe is written to as it is."""
    hint = "nothing there was changed"
    try:
        if is_device(path):
            hint = ""
            with path.open("wb") as device:
                device.write(content)
        else:
            replace(path, lambda new: new.write_bytes(content))
    except BrokenPipeError:
        raise
    except OSError as error:
        cannot_write(f"`{path}`", error, hint)


def is_device(path: Path) -> bool:
    """Say whether a path names something that cannot be replaced: a device, a pipe or a folder."""
    return path.exists() and not path.is_file()


def replace(path: Path, fill: Callable[[Path], object]) -> None:
    """Let `fill` write a file beside the one at `path`, then put it there; what goes wrong leaves the old one as it is."""
    from tempfile import mkstemp

    path = Path(os.path.realpath(path))  # `Path.resolve` fails for a symlink to itself
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o666 & ~_umask()
    handle, temporary = mkstemp(prefix=".grantcli-", dir=path.parent)
    try:
        with os.fdopen(handle, "rb+") as file:
            fill(Path(temporary))
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


def cannot_write(what: str, error: OSError, hint: str = "") -> NoReturn:
    """Raise the error that says why something cannot be written."""
    reason = (error.strerror or str(error)).lower()
    raise GrantcliError(f"cannot write to {what}: {reason}", hint=hint) from error


def say(*notes: str) -> None:
    """Write notes to stderr; that stderr is gone never breaks an answer."""
    with suppress(OSError, ValueError):
        for note in notes:
            sys.stderr.write(f"note: {visible(note)}\n")
        sys.stderr.flush()
