"""Where this program may keep what it can make again."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


def folder() -> Path:
    """Return the folder: `$XDG_CACHE_HOME/grantcli`, or `~/.cache/grantcli`."""
    bases = os.environ.get("XDG_CACHE_HOME", ""), os.path.expanduser("~/.cache")  # noqa: PTH111 - `Path.home` raises without a home
    # A user without a home, and so without an absolute path to it, has no cache: nothing can be stored below a device.
    return Path(next(filter(os.path.isabs, bases), os.devnull)) / "grantcli"


def file_checksum(path: Path) -> str:
    """Return the SHA-256 of a file; OSError where it cannot be read."""
    from hashlib import file_digest

    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def fingerprint(content: bytes) -> str:
    """Return a short hash of what a copy was made from, for its name."""
    from hashlib import sha256

    return sha256(content).hexdigest()[:16]


@contextmanager
def file_lock(path: Path) -> Iterator[None]:
    """Take the lock of the file at `path`; the system releases it when a process dies.

    The process before us may have removed its file while we waited: then another process may have locked a new one.
    """
    while True:
        with path.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not _is_there(path, lock):
                continue
            try:
                yield
            finally:
                path.unlink(missing_ok=True)
            return


def _is_there(path: Path, opened: IO[str]) -> bool:
    """Say whether an opened file is still the one of this name."""
    try:
        return path.stat().st_ino == os.fstat(opened.fileno()).st_ino
    except FileNotFoundError:
        return False
