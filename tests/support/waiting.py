"""To wait for an event, however busy the machine is: none of these ends after a time."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def until(holds: Callable[[], object], process: "subprocess.Popen[Any] | None" = None) -> None:
    """Wait until something is so; it is a failure where the process that was to bring it about ends without."""
    while not holds():
        ended = process is not None and process.poll() is not None
        assert holds() or not ended, "the process ended before it came to pass"
        time.sleep(0.01)


def settle(process: "subprocess.Popen[Any]") -> None:
    """Wait until a process waits for something itself, or has ended: what was sent to it has had its effect."""
    until(lambda: Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] in "SZ")
