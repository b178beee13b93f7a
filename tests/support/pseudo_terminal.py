"""Runs grantcli on a pseudo-terminal, for tests of what depends on the screen."""

import os
import pty
import select
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Mapping
from fcntl import ioctl
from pathlib import Path

import pytest

OnTerminal = Callable[..., tuple[int, bytes]]


@pytest.fixture
def on_terminal(clean_env: Mapping[str, str], tmp_path: Path) -> OnTerminal:
    """Run `grantcli` with stdout and stderr on a pseudo-terminal; return its exit code and what reached the screen."""

    def run(*words: str, env: Mapping[str, str] | None = None, columns: int = 80, lines: int = 1000) -> tuple[int, bytes]:
        main, far = pty.openpty()
        ioctl(far, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        modes = termios.tcgetattr(far)
        modes[1] &= ~termios.OPOST  # what is written is what is read: no CR before LF
        termios.tcsetattr(far, termios.TCSANOW, modes)
        command = [sys.executable, "-m", "grantcli", *words]
        whole = {**clean_env, "TERM": "xterm", **(env or {})}
        process = subprocess.Popen(command, env=whole, cwd=tmp_path, stdin=far, stdout=far, stderr=far)
        os.close(far)
        screen = b"".join(iter(lambda: _read(main), b""))
        os.close(main)
        return process.wait(timeout=600), screen

    return run


def _read(main: int) -> bytes:
    """Return what has reached a terminal; nothing once the last program has left it."""
    ready, _, _ = select.select([main], [], [], 60)
    try:
        return os.read(main, 65536) if ready else b""
    except OSError:  # Linux says EIO
        return b""
