"""The cache of normalised files: folders under the user's cache folder, each of one file, whole or not at all.

A folder is named after the path, size and time of its file, how that was read and the version of the reading, so that a stale
one is never found. It is made beside its place, under a lock, and renamed; a checksum of each of its files says that no byte
of it has changed since. The oldest go when together they are too large. A cache that cannot be read or written never breaks an
answer.
"""

import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import Any

from grantcli.cache_folder import file_checksum, file_lock
from grantcli.cache_folder import folder as cache_folder

_READER = "grantcli tables 41"
"""Change this whenever a file of the same bytes would be read as something else."""
LIMIT = 5 * 1024**3
"""How many bytes all folders may take together."""
ABOUT = "about.json"


@dataclass(frozen=True, slots=True)
class CacheEntry:
    """A folder of the cache: its path, its file, its size in bytes and when it was last used (seconds since 1970)."""

    folder: Path
    of: str
    size: int
    used: float

    @property
    def day(self) -> str:
        """The day it was last used, in UTC, as an ISO date."""
        return datetime.fromtimestamp(self.used, UTC).date().isoformat()


def folder() -> Path:
    """Return where the folders are."""
    return cache_folder() / "copies"


def name(path: Path, about: os.stat_result, options: object) -> str:
    """Return the name of the folder of a file as it was when `about` was taken, read in this way."""
    text = "\0".join([_READER, str(path.resolve()), str(about.st_size), str(about.st_mtime_ns), str(about.st_ino), repr(options)])
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def find(key: str) -> Path | None:
    """Return the folder of this name if all of it is as it was written, or `None`; that it was used is noted."""
    if place := _find_intact(key):
        with suppress(OSError, ValueError, LookupError, TypeError):
            _remove_stray_files(place)
            os.utime(place)
    return place


def _find_intact(key: str) -> Path | None:
    """Return the folder of this name if each file that it lists is as it was written, or `None`."""
    place = folder() / key
    with suppress(OSError, ValueError, LookupError, TypeError):
        if all(file_checksum(place / each) == checksum for each, checksum in _read_metadata(place)["checksums"].items()):
            return place
    return None


def _remove_stray_files(place: Path) -> None:
    """Remove files that no checksum vouches for: who wrote them was killed before the list was written."""
    if _stray_files(place):
        with file_lock(place.with_name(f"{place.name}.lock")):  # nobody is adding a file now
            for each in _stray_files(place):
                each.unlink(missing_ok=True)


def _stray_files(place: Path) -> list[Path]:
    names = {ABOUT, *_read_metadata(place)["checksums"]}
    return [each for each in place.iterdir() if each.name not in names]


def make(key: str, of: str, write: Callable[[Path], None]) -> Path:
    """Return the folder that `write` fills, or the one that another process has made meanwhile.

    OSError where the disk is full or read-only.
    """
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    with file_lock(folder() / f"{key}.lock"):
        if entry := _find_intact(key):
            return entry
        drop(key)  # no other process puts one there now
        _sweep(key)
        place = folder() / f"{key}.{os.getpid()}.new"
        try:
            place.mkdir(mode=0o700)
            write(place)
            _write_metadata(place, of)
            place.rename(folder() / key)
        finally:
            rmtree(place, ignore_errors=True)
    _remove_oldest(key)
    return folder() / key


def add(key: str, part: str, write: Callable[[Path], None]) -> None:
    """Let `write` write one more file of a folder, unless another process has; OSError as `make`."""
    place = folder() / key
    with file_lock(folder() / f"{key}.lock"):
        if (place / part).exists():
            return
        temporary = place / f"{part}.{os.getpid()}.new"
        try:
            write(temporary)
            about = _read_metadata(place)
            temporary.rename(place / part)
            _write_metadata(place, about["of"], about["checksums"])
        finally:
            temporary.unlink(missing_ok=True)


def _write_metadata(place: Path, of: str, checksums: Mapping[str, str] | None = None) -> None:
    """Write the checksums of all files in a folder, and that of what they are written in; those that are known stay."""
    names = sorted(each.name for each in place.iterdir() if each.name != ABOUT and not each.name.endswith(".new"))
    text = json.dumps({
        "of": of,
        "size": sum((place / each).stat().st_size for each in names),
        "checksums": {each: (checksums or {}).get(each) or file_checksum(place / each) for each in names},
    })  # fmt: skip
    temporary = place / f"{ABOUT}.{os.getpid()}.new"
    temporary.write_text(f"{sha256(text.encode()).hexdigest()}\n{text}", encoding="utf-8")
    temporary.replace(place / ABOUT)


def _read_metadata(place: Path) -> dict[str, Any]:
    """Return what is written of a folder; OSError or ValueError where it is not whole."""
    checksum, _, text = (place / ABOUT).read_text(encoding="utf-8").partition("\n")
    if sha256(text.encode()).hexdigest() != checksum:
        raise ValueError(text)
    metadata: dict[str, Any] = json.loads(text)
    return metadata


def drop(key: str) -> None:
    """Remove a folder."""
    rmtree(folder() / key, ignore_errors=True)


def entries() -> list[CacheEntry]:
    """Return the folders, the one last used first."""
    result = []
    with suppress(OSError):
        for place in folder().iterdir():
            with suppress(OSError, ValueError, LookupError, TypeError):
                about = _read_metadata(place)
                result.append(CacheEntry(place, about["of"], about["size"], place.stat().st_mtime))
    return sorted(result, key=lambda each: (-each.used, each.of))


def clear() -> list[int]:
    """Remove every folder, and return how many bytes each took."""
    freed = [each.size for each in entries()]
    rmtree(folder(), ignore_errors=True)
    return freed


def _sweep(key: str) -> None:
    """Remove what processes left that were killed while they made this folder: its lock is ours, so none is at work."""
    for temporary in folder().glob(f"{key}.*.new"):
        rmtree(temporary, ignore_errors=True)


def _remove_oldest(key: str) -> None:
    """Remove the folders last used longest ago until the others fit, but not this one."""
    room = LIMIT
    for each in entries():
        room -= each.size
        if room < 0 and each.folder.name != key:
            rmtree(each.folder, ignore_errors=True)
