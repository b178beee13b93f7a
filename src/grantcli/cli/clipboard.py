"""The clipboard: `--copy` copies the rows as tab-separated text, which spreadsheets paste into cells.

The terminal does the work, by the control sequence OSC 52. It works the same here and over ssh, and needs no library and no
tool.
Most terminals know it. Others ignore it and do not answer, so the message says what was sent, not what arrived.
"""

from base64 import b64encode
from pathlib import Path

from grantcli.cli.destination import on_progress
from grantcli.errors import UsageError
from grantcli.render import render
from grantcli.render.style import Style
from grantcli.reports.notes import plural
from grantcli.table import Table

_TERMINAL = Path("/dev/tty")
_MOST = 74_994
"""xterm takes this many bytes; no terminal in use takes fewer."""


def copy(table: Table, *, quiet: bool) -> None:
    """Send the rows to the clipboard of the terminal; UsageError where there is none, or there is too much."""
    content = b64encode(render(table, "tsv", Style()).text.encode())
    if len(content) > _MOST:
        raise UsageError("there is too much to copy", hint="write a file with `-o FILE`, or show fewer rows with --limit")
    try:
        with _TERMINAL.open("wb", buffering=0) as terminal:
            terminal.write(b"\x1b]52;c;" + content + b"\x07")
    except OSError as error:
        raise UsageError("there is no terminal to copy by", hint="`-f tsv` writes the same to stdout") from error
    if not quiet:
        on_progress([f"Copied {plural(len(table.rows), 'row')} to the clipboard, if this terminal allows it (OSC 52)"])
