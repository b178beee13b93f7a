"""Copies that are kept: under the user's cache folder, by what they are copies of, whole or not at all.

A copy is named after the path, size and time of its file, how that was read and the version of the readers, so that a stale
one is never found. It is made beside its place, under a lock, and renamed. The oldest go when together they are too large.
A cache that cannot be read or written never breaks an answer.
"""

import atexit
import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from grantcli.loader.compiled import folder as cache_folder

_READERS = "grantcli copies 1"
"""Change this whenever a file of the same bytes would be read as something else."""
LIMIT = 5 * 1024**3
"""How many bytes all copies may take together."""
ABOUT = "about.json"


@dataclass(frozen=True, slots=True)
class Kept:
    """A copy that is kept: where, what it is of, how large it is and when it was last used (seconds since 1970)."""

    folder: Path
    of: str
    size: int
    used: float

    @property
    def day(self) -> str:
        """The day it was last used, in UTC, as an ISO date."""
        return datetime.fromtimestamp(self.used, UTC).date().isoformat()


def folder() -> Path:
    """Return where copies are kept."""
    return cache_folder() / "copies"


def name(path: Path, how: object) -> str:
    """Return the name of the copy of a file as it is now, read in this way; OSError when there is no such file."""
    about = path.stat()
    text = "\0".join([_READERS, str(path.resolve()), str(about.st_size), str(about.st_mtime_ns), repr(how)])
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def find(key: str) -> Path | None:
    """Return the folder of a copy that is whole, or `None`; that it was used is noted."""
    place = folder() / key
    with suppress(OSError, ValueError):
        sizes = json.loads((place / ABOUT).read_text(encoding="utf-8"))["sizes"]
        if all((place / each).stat().st_size == size for each, size in sizes.items()):
            os.utime(place)
            return place
        rmtree(place, ignore_errors=True)
    return None


def asked(key: str) -> bool:
    """Say whether this was asked before, and note that it was."""
    mark = folder() / f"{key}.asked"
    with suppress(OSError):
        if mark.exists():
            return True
        mark.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        mark.touch()
    return False


def make(key: str, of: str, write: Callable[[Path], None]) -> Path:
    """Return the copy that `write` puts into an empty folder, or the one that another process has made meanwhile.

    OSError where there is no room, or nothing may be written.
    """
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    with _locked(key):
        if found := find(key):
            return found
        _sweep(key)
        place = folder() / f"{key}.{os.getpid()}.new"
        try:
            place.mkdir(mode=0o700)
            write(place)
            sizes = {each.name: each.stat().st_size for each in place.iterdir()}
            (place / ABOUT).write_text(json.dumps({"of": of, "sizes": sizes}), encoding="utf-8")
            place.rename(folder() / key)
        finally:
            rmtree(place, ignore_errors=True)
    _bound(key)
    return folder() / key


def drop(key: str) -> None:
    """Remove a copy."""
    rmtree(folder() / key, ignore_errors=True)


def kept() -> list[Kept]:
    """Return the copies that are kept, the one last used first."""
    found = []
    with suppress(OSError):
        for place in folder().iterdir():
            with suppress(OSError, ValueError):
                about = json.loads((place / ABOUT).read_text(encoding="utf-8"))
                found.append(Kept(place, about["of"], sum(about["sizes"].values()), place.stat().st_mtime))
    return sorted(found, key=lambda each: (-each.used, each.of))


def clear() -> list[int]:
    """Remove every copy, and return how many bytes each took."""
    freed = [each.size for each in kept()]
    rmtree(folder(), ignore_errors=True)
    return freed


@contextmanager
def _locked(key: str) -> Iterator[None]:
    """Hold the lock of a copy; the system releases it when a process dies."""
    with (folder() / f"{key}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield
        finally:
            with suppress(OSError):
                Path(lock.name).unlink()


def _sweep(key: str) -> None:
    """Remove what processes left of this copy that were killed while they made it: its lock is ours, so none is at work."""
    for left in folder().glob(f"{key}.*.new"):
        rmtree(left, ignore_errors=True)


def _bound(key: str) -> None:
    """Remove the copies last used longest ago until the others fit, but not this one."""
    room = LIMIT
    for each in kept():
        room -= each.size
        if room < 0 and each.folder.name != key:
            rmtree(each.folder, ignore_errors=True)


def passing() -> Path:
    """Return an empty folder that is removed when the process ends."""
    place = Path(mkdtemp(prefix="grantcli-"))
    atexit.register(rmtree, place, ignore_errors=True)
    return place
