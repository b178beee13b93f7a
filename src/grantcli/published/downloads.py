"""Downloads: cached in the user's cache folder, and checked for changes with conditional requests.

Each address has a folder with the last two versions of its file, each named by its SHA-256, and `about.json`, which has the date
of each download and the headers of the server. A version is written to a temporary file under a lock and renamed, and
`about.json` is replaced after it, so nobody reads what a killed run leaves. No answer uses bytes whose SHA-256 differs from the
recorded one. Where the cache cannot be written, a file is downloaded for this run alone.
"""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from time import time
from typing import Any

from grantcli.cache_folder import file_checksum, file_lock, temporary_folder
from grantcli.cache_folder import folder as cache_folder
from grantcli.errors import DataError, GrantcliError
from grantcli.published import http
from grantcli.published.options import FetchOptions

LIMIT = 5 * 1024**3
"""How many bytes all downloads may take together."""
_ABOUT = "about.json"
_VERSIONS = 2

Judge = Callable[[Path], object]
"""Raises DataError for a file of a wrong kind; then it is not cached."""


@dataclass(frozen=True, slots=True)
class Download:
    """One version of a file of the web."""

    path: Path
    address: str
    """The address as the user gave it."""
    final: str
    """Where redirects led."""
    sha256: str
    size: int
    fetched: str
    """When these bytes came, in UTC, as an ISO date and time."""
    confirmed: str
    """When the server last confirmed them."""
    validators: http.Validators

    @property
    def note(self) -> str:
        """What an answer has to say of it."""
        since = f", unchanged on {self.confirmed[:10]}" if self.confirmed[:10] != self.fetched[:10] else ""
        return f"read from {self.address}, fetched on {self.fetched[:10]}{since}, SHA-256 {self.sha256}"


def folder() -> Path:
    """Return the folder of downloads."""
    return cache_folder() / "downloads"


def fetch_latest(address: str, options: FetchOptions, judge: Judge) -> Download:
    """Return the current file of an address, cached for next time; DataError where the download fails or the kind is wrong."""
    address, began = http.check_address(address), time()
    place = _place(address)
    if options.keep:
        with suppress(_NoRoomError):
            _make(folder())
            with file_lock(place.with_suffix(".lock")):
                _make(place)
                return _revalidate(address, place, options, judge, began)
    return _revalidate(address, temporary_folder(), options, judge, began)


def stored_version(address: str, which: str) -> Download:
    """Return the cached file of an address: the `latest` version, or the `previous` one; DataError where there is none."""
    address = http.check_address(address)
    versions = _versions(_place(address))
    at = 1 if which == "previous" else 0
    if not versions:
        raise DataError(f"no download of {address} is saved", hint="leave out `--from-cache` to download it")
    if len(versions) <= at:
        day = versions[0].fetched[:10]
        raise DataError(f"only one version of {address} was ever downloaded, on {day}", hint="ask again when it has changed")
    if not _is_whole(versions[at]):
        raise DataError(f"the download of {address} has changed on disk", hint="leave out `--from-cache` to download it again")
    return versions[at]


def has_previous(address: str) -> bool:
    """Say whether the cache has more than one version of a file."""
    return len(_versions(_place(http.check_address(address)))) > 1


def entries() -> list[Download]:
    """Return the latest version of each address, the one used last first."""
    with suppress(OSError):
        downloads = [versions[0] for place in folder().iterdir() if place.is_dir() and (versions := _versions(place))]
        return sorted(downloads, key=lambda each: (each.confirmed, each.address), reverse=True)
    return []


def sizes() -> dict[str, int]:
    """Return how many bytes the cache has of each address, all versions together."""
    return {each.address: sum(version.size for version in _versions(each.path.parent)) for each in entries()}


def clear() -> list[int]:
    """Remove every download, and return how many bytes each address took."""
    freed = list(sizes().values())
    rmtree(folder(), ignore_errors=True)
    return freed


class _NoRoomError(GrantcliError):
    """The cache folder cannot be written."""


def _place(address: str) -> Path:
    return folder() / sha256(address.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _make(place: Path) -> None:
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _NoRoomError(str(error)) from error


def _revalidate(address: str, place: Path, options: FetchOptions, judge: Judge, began: float) -> Download:
    """Return what an address has now, asking for it only if it has changed, and not at all if another process just has."""
    for partial in place.glob("*.part"):  # of killed processes: the lock is ours, so none is at work
        partial.unlink(missing_ok=True)
    versions = [each for each in _versions(place) if _is_whole(each)]
    if versions and datetime.fromisoformat(versions[0].confirmed).timestamp() > began:
        return versions[0]
    try:
        download = _request(address, place, options, judge, versions)
    except OSError as error:
        reason = (error.strerror or "it cannot be written").lower()
        hint = "make room, or choose another folder with XDG_CACHE_HOME"
        raise GrantcliError(f"{address} cannot be saved: {reason}", hint=hint) from error
    finally:
        with suppress(OSError):  # it has a version
            place.rmdir()
    _remove_oldest(place)
    return download


def _request(address: str, place: Path, options: FetchOptions, judge: Judge, versions: list[Download]) -> Download:
    """Download a file, unless it is the latest of these versions, and move it to its place."""
    partial = place / f"{os.getpid()}.part"
    try:
        with partial.open("xb") as file:
            result = http.fetch(address, file, options, versions[0].validators if versions else None)
        if result.unchanged:
            download = replace(versions[0], confirmed=_timestamp())
        else:
            judge(partial)
            download = _store(address, partial, result)
        _write(place, [download, *(each for each in versions if each.sha256 != download.sha256)][:_VERSIONS])
        return download
    finally:
        partial.unlink(missing_ok=True)


def _store(address: str, partial: Path, result: http.FetchResult) -> Download:
    """Put what came in its place, under its SHA-256."""
    digest = file_checksum(partial)
    path, size, now = partial.with_name(digest), partial.stat().st_size, _timestamp()
    previous = next((each for each in _versions(partial.parent) if each.sha256 == digest), None)
    if not (path.exists() and previous and _is_whole(previous)):  # a file that stays the same file keeps its copy in tables
        partial.replace(path)
    return Download(path, address, result.address, digest, size, previous.fetched if previous else now, now, result.validators)


def _timestamp() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _versions(place: Path) -> list[Download]:
    """Return what is written of a folder, the latest version first; nothing where that cannot be read."""
    with suppress(OSError, ValueError, LookupError, TypeError):
        about: dict[str, Any] = json.loads((place / _ABOUT).read_bytes())
        return [_version(place, about["address"], each) for each in about["versions"]]
    return []


def _version(place: Path, address: str, about: dict[str, Any]) -> Download:
    validators = http.Validators(**about.pop("validators"))
    return Download(place / Path(about["sha256"]).name, address, validators=validators, **about)


def _write(place: Path, versions: list[Download]) -> None:
    """Write what is known of a folder, and remove versions that are not in it any more."""
    rows = [{name: value for name, value in asdict(each).items() if name not in {"path", "address"}} for each in versions]
    temporary = place / f"{_ABOUT}.{os.getpid()}.part"
    temporary.write_text(json.dumps({"address": versions[0].address, "versions": rows}, indent=1), encoding="utf-8")
    temporary.replace(place / _ABOUT)
    names = {_ABOUT, *(each.sha256 for each in versions)}
    for path in place.iterdir():
        if path.name not in names:
            path.unlink(missing_ok=True)


def _is_whole(version: Download) -> bool:
    with suppress(OSError):
        return file_checksum(version.path) == version.sha256
    return False


def _remove_oldest(place: Path) -> None:
    """Remove what was used longest ago until the others fit, but not this one."""
    room, sizes_by_address = LIMIT, sizes()
    for each in entries():
        room -= sizes_by_address.get(each.address, 0)
        if room < 0 and each.path.parent != place:
            rmtree(each.path.parent, ignore_errors=True)
