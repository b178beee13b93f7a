"""A folder of published files, downloaded one at a time, with a manifest that has the origin, the date and the kind of each.

The manifest is written after each file, so it is right however a run ends. A file that has changed leaves its version before in
the folder `previous`. A failed download changes nothing.
"""

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from grantcli.cache_folder import file_checksum, file_lock
from grantcli.errors import DataError, GrantcliError
from grantcli.published import files, http
from grantcli.published.options import FetchOptions
from grantcli.published.registry import Licence, RegistryEntry

MANIFEST = "manifest.json"
FORM = "grantcli manifest 2"
PREVIOUS = "previous"
_SUFFIXES = {
    "workbook": ("xlsx", "xlsm", "ods", "xls"), "text": ("csv", "tsv", "jsonl", "yaml", "txt"), "json": ("json", "jsonl"),
    "packed": ("gz", "zip"),
}  # fmt: skip
"""The suffixes for this kind of file; the first is the default where the address has none of them."""


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """What the manifest says of a file."""

    file: str
    address: str
    final: str
    """Where redirects led."""
    publisher: str
    prefix: str
    identifier: str
    title: str
    licence: str
    licence_address: str
    modified: str
    """When the registry says that it was last modified."""
    fetched: str
    """When these bytes came, in UTC, as an ISO date and time."""
    confirmed: str
    """When the server last confirmed them."""
    sha256: str
    size: int
    etag: str = ""
    last_modified: str = ""

    @property
    def terms(self) -> Licence:
        """How it may be used."""
        return Licence(self.licence, self.licence_address)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: `new`, `changed`, `unchanged` or `failed`, and then why."""

    status: str
    entry: RegistryEntry
    row: ManifestRow | None
    """What is in the folder now; `None` where nothing is."""
    why: str = ""


def manifest(folder: Path) -> dict[str, ManifestRow]:
    """Return what the manifest of a folder says, by address; DataError where that cannot be read."""
    path = folder / MANIFEST
    try:
        content = json.loads(path.read_bytes())
        return {row["address"]: ManifestRow(**row) for row in content["files"]} if content["form"] == FORM else _no_manifest(path)
    except FileNotFoundError:
        return {}
    except (ValueError, LookupError, TypeError) as error:
        raise DataError(f"`{path}` is not the manifest of a folder of `grantcli get`", hint="choose another folder") from error


def _no_manifest(path: Path) -> dict[str, ManifestRow]:
    raise ValueError(path)


def gather(entries: Iterable[RegistryEntry], folder: Path, options: FetchOptions) -> Iterator[Outcome]:
    """Fetch each file into a folder, and yield what became of it; GrantcliError where nothing can be written there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with file_lock(folder / ".grantcli.lock"):
            for partial in folder.glob(".*.part"):  # of a killed run: the lock is ours
                partial.unlink(missing_ok=True)
            rows = manifest(folder)
            for entry in entries:
                yield _fetch_entry(entry, folder, options, rows)
    except OSError as error:
        reason = (error.strerror or "it cannot be written").lower()
        raise GrantcliError(f"cannot write into `{folder}`: {reason}", hint="choose another folder with -o DIR") from error


def _fetch_entry(entry: RegistryEntry, folder: Path, options: FetchOptions, rows: dict[str, ManifestRow]) -> Outcome:
    """Download a file unless the folder has the same version, and record it."""
    previous = rows.get(entry.address)
    if not entry.address:
        return Outcome("failed", entry, None, f"the registry has no file of it, only a page: {entry.page or 'and not even that'}")
    partial = folder / f".{os.getpid()}.part"
    intact = previous is not None and _digest(folder / previous.file) == previous.sha256
    validators = http.Validators(previous.etag, previous.last_modified) if previous and intact else None
    try:
        with partial.open("wb") as file:
            result = http.fetch(entry.address, file, options, validators)
        if previous and result.unchanged:
            row, status = _row(entry, previous, previous), "unchanged"
        else:
            files.kind(partial, entry.address, options.unpacked)
            row, status = _replace_file(entry, partial, folder, result, rows)
    except (DataError, GrantcliError) as error:
        current = previous if previous and intact else None
        more = f"; what was fetched on {current.fetched[:10]} is still there" if current else ""
        return Outcome("failed", entry, current, f"{error.message}{more}")
    finally:
        partial.unlink(missing_ok=True)
    rows[entry.address] = row
    _write(folder, rows)
    return Outcome(status, entry, row)


def _replace_file(
    entry: RegistryEntry, partial: Path, folder: Path, result: http.FetchResult, rows: Mapping[str, ManifestRow]
) -> tuple[ManifestRow, str]:
    """Move a new file to its place, and the old one into the folder of previous versions."""
    previous, digest, now = rows.get(entry.address), _digest(partial), _timestamp()
    name = previous.file if previous else _name(entry, partial, folder, {row.file for row in rows.values()})
    path, status, date = folder / name, "new", now
    if previous and _digest(path) == digest:
        status, date = "unchanged", previous.fetched
    elif path.exists():
        status = "changed"
        (folder / PREVIOUS).mkdir(exist_ok=True)
        path.replace(folder / PREVIOUS / name)
    size = partial.stat().st_size
    partial.replace(path)
    file = _FetchedFile(name, result.address, date, digest, size, result.validators.etag, result.validators.modified)
    return _row(entry, previous, file), status


@dataclass(frozen=True, slots=True)
class _FetchedFile:
    """What is known of a file from fetching it, as `ManifestRow` has it."""

    file: str
    final: str
    fetched: str
    sha256: str
    size: int
    etag: str
    last_modified: str


def _row(entry: RegistryEntry, previous: ManifestRow | None, file: "_FetchedFile | ManifestRow") -> ManifestRow:
    """Return an entry of the manifest; one that was asked for by address alone keeps the publisher that was known before."""
    publisher, prefix, identifier = entry.publisher, entry.prefix, entry.identifier
    title, licence, modified = entry.title, entry.licence, entry.modified
    if previous and not publisher:
        publisher, prefix, identifier = previous.publisher, previous.prefix, previous.identifier
        title, licence, modified = previous.title, previous.terms, previous.modified
    return ManifestRow(
        file=file.file, address=entry.address, final=file.final, publisher=publisher, prefix=prefix, identifier=identifier,
        title=title, licence=licence.name, licence_address=licence.address, modified=modified, fetched=file.fetched,
        confirmed=_timestamp(), sha256=file.sha256, size=file.size, etag=file.etag, last_modified=file.last_modified,
    )  # fmt: skip


def _name(entry: RegistryEntry, path: Path, folder: Path, names: set[str]) -> str:
    """Return the name of a file: from its publisher and dataset, or its address, and its kind; never equal to another."""
    last = PurePosixPath(unquote(urlsplit(entry.address).path)).stem
    words = "-".join(filter(None, (entry.prefix, entry.identifier))) or last
    stem = re.sub(r"[^\w.-]+", "-", words).strip("-.")[:100] or "file"
    suffix = _suffix(path, entry.address)
    choices = (f"{stem}{f'-{number}' if number > 1 else ''}.{suffix}" for number in range(1, len(names) + 10**6))
    return next(name for name in choices if name not in {*names, MANIFEST} and not (folder / name).exists())


def _suffix(path: Path, label: str) -> str:
    """Return the suffix for the kind of a file, whatever its address ends in."""
    kind = files.kind(path, label)
    suffix = PurePosixPath(urlsplit(label).path).suffix.lower().lstrip(".")
    suffixes = _SUFFIXES.get("packed" if kind.startswith("packed") else kind, (kind,))
    return suffix if suffix in suffixes else suffixes[0]


def _digest(path: Path) -> str:
    with suppress(OSError):
        return file_checksum(path)
    return ""


def _timestamp() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _write(folder: Path, rows: Mapping[str, ManifestRow]) -> None:
    content: list[dict[str, Any]] = [asdict(row) for row in sorted(rows.values(), key=lambda each: each.file)]
    temporary = folder / f".{MANIFEST}.{os.getpid()}.part"
    text = json.dumps({"form": FORM, "files": content}, indent=1, ensure_ascii=False)
    try:
        temporary.write_text(f"{text}\n", encoding="utf-8")
        temporary.replace(folder / MANIFEST)
    finally:
        temporary.unlink(missing_ok=True)
