"""What is shown while something takes long: on stderr, when that is a terminal, and gone when the answer comes."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, Timer
from typing import TYPE_CHECKING

from grantcli.cli import terminal
from grantcli.errors import visible
from grantcli.published.options import OnProgress
from grantcli.sizes import display_size

if TYPE_CHECKING:
    from rich.status import Status

_AFTER = 1.0
"""Seconds that a wait may be before it is called one."""
_CURRENT: "list[Progress]" = []
"""What is shown now: there is one terminal."""


class Progress:
    """Shows that a file is being read, and how many awards there are so far; it begins by itself when it takes long."""

    def __init__(self, label: str) -> None:
        """Keep what is being read."""
        self._label = visible(label)
        self._count = 0
        self._fetched = ""
        self._lock = Lock()
        self._status: Status | None = None
        self._over = False
        self._timer = Timer(_AFTER, self._begin)
        self._timer.daemon = True
        self._timer.start()

    def on_progress(self, count: int) -> None:
        """Say how many awards have been read."""
        self._count = count
        self._fetched = ""
        if self._status:
            self._status.update(self._text)

    def on_bytes(self, address: str, count: int, total: int | None) -> None:
        """Say how many bytes of a file of the web have come, and how many there are."""
        self._fetched = f"fetching {visible(address)}: {display_size(count)}" + (f" of {display_size(total)}" if total else "")
        if self._status:
            self._status.update(self._text)

    def on_links(self, count: int, total: int) -> None:
        """Say how many links have been opened, and how many there are to open."""
        self._fetched = f"opening links: {count:,} of {total:,}"
        if self._status:
            self._status.update(self._text)

    def end(self) -> None:
        """Take it off the screen."""
        with self._lock:
            self._over = True
            self._timer.cancel()
            if self._status:
                self._status.stop()

    @property
    def _text(self) -> str:
        from rich.markup import escape

        return escape(self._fetched or f"reading {self._label}" + (f": {self._count:,} awards" if self._count else ""))

    def _begin(self) -> None:
        from rich.console import Console

        with self._lock:
            if not self._over:
                self._status = Console(stderr=True).status(self._text)
                self._status.start()


@contextmanager
def show_progress(label: str) -> Iterator[Progress | None]:
    """Show progress while the block runs, where there is a label and somebody to see it."""
    if not label or not terminal.is_terminal(sys.stderr):
        yield None
        return
    progress = Progress(label)
    _CURRENT.append(progress)
    try:
        yield progress
    finally:
        _CURRENT.remove(progress)
        progress.end()


def current() -> Progress | None:
    """Return what is shown now, where progress is."""
    return _CURRENT[-1] if _CURRENT else None


def download_progress() -> OnProgress | None:
    """Return the callback for the bytes of a download, where progress is shown."""
    return _CURRENT[-1].on_bytes if _CURRENT else None
