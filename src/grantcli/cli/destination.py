"""Where an answer goes: stdout, a pager, a file or the clipboard. stdout has data only; every message goes to stderr."""

import os
import stat
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from grantcli.charts import CHARTS
from grantcli.cli import terminal
from grantcli.cli.interrupts import interruptible, raise_if_interrupted
from grantcli.errors import GrantcliError, UsageError, visible
from grantcli.exports import EXPORTS, by_suffix
from grantcli.render.cells import select_notes
from grantcli.render.column_widths import wrap

if TYPE_CHECKING:
    from grantcli.table import Table

TAKES = {
    "vertical": ("table", "markdown", "html"), "excel": ("csv",), "raw": ("csv", "tsv"), "no-header": ("csv", "tsv"),
    "chart": ("table", *CHARTS),
}  # fmt: skip
"""Switches, with the formats in which each does something."""
_HIDDEN = ".grantcli-"
"""How the name of the file begins that is written beside an older one, which it then replaces."""


def export(name: str, target: str) -> str:
    """Return the name of the export that a format or the suffix of a file means, empty when neither means one."""
    format_name = name or by_suffix(Path(target).suffix) or ""
    return format_name if format_name in EXPORTS else ""


def is_file(target: str) -> bool:
    """Say whether the value of `--output` names a file; replacing `/dev/stdout` like a file would lose what it already has."""
    return target not in {"", "-", "/dev/stdout"}


def off_screen(name: str, target: str) -> None:
    """Refuse to write what no terminal can show to one."""
    if not is_file(target) and terminal.is_terminal(sys.stdout):
        raise UsageError(f"{name} is not written to a terminal", hint="write it to a file with `-o FILE`")


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
    rest = memoryview(text if isinstance(text, bytes) else text.encode(encoding, "backslashreplace"))
    raise_if_interrupted()
    try:
        while rest:  # with PYTHONUNBUFFERED one call may write only a part
            rest = rest[sys.stdout.buffer.write(rest) :]
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
            replace_file(path, lambda new: new.write_bytes(content))
    except BrokenPipeError:
        raise
    except OSError as error:
        cannot_write(f"`{path}`", error, hint)


def is_device(path: Path) -> bool:
    """Say whether a path names something that cannot be replaced: a device, a pipe or a folder."""
    return path.exists() and not path.is_file()


def replace_file(path: Path, fill: Callable[[Path], object]) -> None:
    """Let `fill` write a temporary file beside `path`, then move it there; an error leaves the old file as it is."""
    from grantcli.cache_folder import create_file, remove_leftovers, temporary_path

    path = Path(os.path.realpath(path))  # `Path.resolve` fails for a symlink to itself
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o666 & ~_umask()
    with interruptible():
        remove_leftovers(path.parent, _HIDDEN)
        temporary = temporary_path(path.parent, _HIDDEN)
        try:
            with create_file(temporary) as file:
                fill(temporary)
                os.fsync(file.fileno())
            temporary.chmod(mode)
            raise_if_interrupted()
            temporary.replace(path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def cannot_write(what: str, error: OSError, hint: str = "") -> NoReturn:
    """Raise the error that says why something cannot be written."""
    reason = (error.strerror or str(error)).lower()
    raise GrantcliError(f"cannot write to {what}: {reason}", hint=hint) from error


def say(*notes: str, which: str = "all") -> None:
    """Write notes to stderr, `all`, `some` or `none`; that stderr is gone never breaks an answer."""
    on_progress([f"note: {visible(note)}" for note in select_notes(notes, which)])


def on_progress(texts: Sequence[str]) -> None:
    """Write lines to stderr, in the width of a terminal."""
    with suppress(OSError, ValueError):
        width = terminal.size(sys.stderr, os.environ)[0] if terminal.is_terminal(sys.stderr) else None
        for text in texts:
            sys.stderr.write("".join(f"{line}\n" for line in wrap(text, width, "      ")))
        sys.stderr.flush()


def report_file(target: str, rows: str, *, quiet: bool = False, show: bool = False) -> None:
    """Say that a file was written and what is in it, and with `show` open it as the desktop does."""
    if not is_file(target) or is_device(Path(target)):
        return
    if not quiet:
        on_progress([f"Wrote {visible(target)} ({rows})"])
    if show and typer.launch(target):
        on_progress([f"note: nothing on this machine opens `{visible(target)}`"])


_TERMINAL = Path("/dev/tty")
_MOST_COPY = 74_994
"""xterm takes this many bytes; no terminal in use takes fewer."""


def copy_to_clipboard(table: "Table", *, quiet: bool) -> None:
    """Send the rows as tab-separated text, which spreadsheets paste into cells; UsageError where that cannot be.

    The terminal does the work, by the control sequence OSC 52. It works the same here and over ssh, and needs no library and no
    tool. Most terminals know it. Others ignore it and do not answer, so the message says what was sent, not what arrived.
    """
    from base64 import b64encode

    from grantcli.render import render
    from grantcli.render.style import Style
    from grantcli.reports.notes import plural

    content = b64encode(render(table, "tsv", Style()).text.encode())
    if len(content) > _MOST_COPY:
        raise UsageError("there is too much to copy", hint="write a file with `-o FILE`, or show fewer rows with --limit")
    try:
        with _TERMINAL.open("wb", buffering=0) as device:
            device.write(b"\x1b]52;c;" + content + b"\x07")
    except OSError as error:
        raise UsageError("there is no terminal to copy through", hint="`-f tsv` writes the same to stdout") from error
    if not quiet:
        on_progress([f"Copied {plural(len(table.rows), 'row')} to the clipboard, if this terminal allows it (OSC 52)"])
