"""Where this program may keep what it can make again, and what it calls files that are there for a while."""

import fcntl
import os
from binascii import crc32
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from errno import ENOENT
from functools import cache, partial
from pathlib import Path
from typing import IO, BinaryIO


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
    The file is removed as the process ends where a signal comes before it is removed here.
    """
    import atexit

    remove = partial(_remove_free_lock, path)
    atexit.register(remove)
    while True:
        with path.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not _is_there(path, lock):
                continue
            try:
                yield
            finally:
                path.unlink(missing_ok=True)
                atexit.unregister(remove)
            return


def _remove_free_lock(path: Path) -> None:
    """Remove the file of a lock unless a process has it."""
    with suppress(OSError), path.open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if _is_there(path, lock):
            path.unlink()


def _is_there(path: Path, file: IO[str]) -> bool:
    """Say whether an opened file is still the one of this name."""
    try:
        return path.stat().st_ino == os.fstat(file.fileno()).st_ino
    except FileNotFoundError:
        return False


def temporary_path(folder: Path, start: str = "grantcli-") -> Path:
    """Return a new name for a temporary file or folder: it says which process of which machine writes it.

    Nothing is created, so that the caller can see to its removal first: a signal may come as soon as it is there.
    """
    return folder / f"{_machine_prefix(start)}{os.getpid()}-{os.urandom(8).hex()}"


def create_file(path: Path) -> BinaryIO:
    """Create a file that only this user may read and open it for writing; OSError where it is there already."""
    return open(path, "xb", opener=partial(os.open, mode=0o600))


def temporary_folder(owner: object | None = None) -> Path:
    """Return an empty folder, for this user alone, that is removed when nothing refers to its owner, or else the process ends."""
    import weakref

    place, remove = _new_folder()
    weakref.finalize(temporary_folder if owner is None else owner, remove)
    place.mkdir(mode=0o700)
    return place


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Yield an empty folder, for this user alone, and remove it afterwards, even if a signal comes while it is removed."""
    import atexit

    place, remove = _new_folder()
    atexit.register(remove)
    try:
        place.mkdir(mode=0o700)
        yield place
    finally:
        remove()
        atexit.unregister(remove)


def _new_folder() -> tuple[Path, Callable[[], None]]:
    """Return the name of a new folder, and what removes it."""
    from shutil import rmtree

    base = temporary_base()
    remove_leftovers(base)
    place = temporary_path(base)
    return place, partial(rmtree, place, ignore_errors=True)


def temporary_base() -> Path:
    """Return the folder that temporary files go to, as `tempfile` chooses it; FileNotFoundError where there is none.

    `tempfile` finds out by writing a file, which stays where a process is killed just then. What is found here holds for it too.
    """
    import tempfile

    if tempfile.tempdir is None:
        variables = filter(None, map(os.environ.get, ("TMPDIR", "TEMP", "TMP")))
        folders = map(Path.absolute, map(Path, (*variables, "/tmp", "/var/tmp", "/usr/tmp", os.curdir)))  # noqa: S108 - its list
        place = next((each for each in folders if each.is_dir() and os.access(each, os.W_OK | os.X_OK)), None)
        if place is None:
            raise FileNotFoundError(ENOENT, "no folder for temporary files can be written")
        tempfile.tempdir = str(place)
    return Path(tempfile.tempdir)


@cache  # looking once is enough: a folder for temporary files may have thousands of names
def remove_leftovers(folder: Path, start: str = "grantcli-") -> None:
    """Remove temporary files and folders whose process on this machine was killed; what cannot be removed stays."""
    from shutil import rmtree

    prefix = _machine_prefix(start)
    for left in folder.glob(f"{prefix}*"):
        number = left.name.removeprefix(prefix).partition("-")[0]
        if number.isdecimal() and not _runs(int(number)):
            with suppress(OSError):
                rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink()


def _machine_prefix(start: str) -> str:
    # Another machine, or container, may share the folder and run a process of the same number.
    return f"{start}{crc32(os.uname().nodename.encode()):08x}-"


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # somebody else's
        return True
    return True
