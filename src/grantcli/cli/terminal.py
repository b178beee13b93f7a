"""What the place that output goes to can show: colour, width, height and characters."""

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TextIO

from grantcli.errors import UsageError
from grantcli.render.style import Style

if TYPE_CHECKING:
    import subprocess


def color(mode: str, environment: Mapping[str, str], *, terminal: bool) -> bool:
    """Say whether to colour: `mode`, then NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE, TERM=dumb, then the terminal."""
    if mode not in {"", "auto", "always", "never"}:
        raise UsageError(f"--color: `{mode}` is not one of auto, always, never")
    if mode in {"always", "never"}:
        return mode == "always"
    by = colour_choice(environment)
    return terminal if by is None else by[0] == "always"


def colour_choice(environment: Mapping[str, str]) -> tuple[str, str] | None:
    """Return what the environment says of colour, `always` or `never`, and the variable that says it."""
    if environment.get("NO_COLOR"):
        return "never", "NO_COLOR"
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE"):
        if environment.get(name, "0") not in {"", "0"}:
            return "always", name
    return ("never", "TERM") if environment.get("TERM") == "dumb" else None


def size(stream: TextIO, environment: Mapping[str, str]) -> tuple[int, int]:
    """Return columns and lines of the terminal behind a stream; COLUMNS and LINES go first."""
    try:
        columns, lines = os.get_terminal_size(stream.fileno())
    except (OSError, ValueError):
        columns, lines = 80, 24
    return _number(environment.get("COLUMNS")) or columns or 80, _number(environment.get("LINES")) or lines or 24


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0


def style(stream: TextIO, mode: str, *, terminal: bool, **more: Any) -> Style:  # noqa: ANN401 - each of its own kind
    """Return how to render for a stream; a width only where it is a terminal."""
    width = size(stream, os.environ)[0] if terminal else None
    wide = "utf" in (stream.encoding or "").lower()
    base = Style(width, color(mode, os.environ, terminal=terminal), unicode=wide or not terminal)
    return replace(base, **more)


def is_terminal(stream: TextIO) -> bool:
    """Say whether a stream is a terminal; a closed one is not."""
    try:
        return stream.isatty()
    except ValueError:
        return False


def pager(text: str, environment: Mapping[str, str]) -> list[str] | None:
    """Return the pager for a text that is taller than the terminal, or `None`."""
    lines = size(sys.stdout, environment)[1]
    if text.count("\n") < lines:
        return None
    setting = environment.get("GRANTCLI_PAGER", environment.get("PAGER", "less"))
    import shlex

    try:
        command = shlex.split(setting)
    except ValueError:
        return None
    return command if command and command != ["cat"] else None


def page(text: str, command: list[str], environment: Mapping[str, str]) -> bool:
    """Show a text in a pager; false when it cannot be started."""
    import subprocess

    settings = {"LESS": "FRX", **environment}
    try:
        # The user's own pager, by the user's own setting; no shell in between.
        process = subprocess.Popen(command, stdin=subprocess.PIPE, env=settings)  # noqa: S603 - as the line above says
    except OSError:
        return False
    try:
        process.communicate(text.encode(sys.stdout.encoding, "backslashreplace"))
    except KeyboardInterrupt:
        _wait_for_pager(process)
        raise
    return True


def _wait_for_pager(process: "subprocess.Popen[bytes]") -> None:
    """Wait until the user leaves the pager: it has the terminal, and an interrupt is for the pager."""
    while True:
        with suppress(KeyboardInterrupt):
            if process.stdin:
                with suppress(OSError):
                    process.stdin.close()
            process.wait()
            return
