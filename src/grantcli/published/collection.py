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
FORM = "grantcli manifest 1"
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
    asked: str
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
        found = json.loads(path.read_bytes())
        return {row["address"]: ManifestRow(**row) for row in found["files"]} if found["form"] == FORM else _no_manifest(path)
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
            for left in folder.glob(".*.part"):  # of a killed run: the lock is ours
                left.unlink(missing_ok=True)
            known = manifest(folder)
            for entry in entries:
                yield _fetch_entry(entry, folder, options, known)
    except OSError as error:
        reason = (error.strerror or "it cannot be written").lower()
        raise GrantcliError(f"cannot write into `{folder}`: {reason}", hint="choose another folder with -o DIR") from error


def _fetch_entry(entry: RegistryEntry, folder: Path, options: FetchOptions, known: dict[str, ManifestRow]) -> Outcome:
    """Download a file unless the folder has the same version, and record it."""
    before = known.get(entry.address)
    if not entry.address:
        return Outcome("failed", entry, None, f"the registry has no file of it, only a page: {entry.page or 'and not even that'}")
    partial = folder / f".{os.getpid()}.part"
    whole = before is not None and _digest(folder / before.file) == before.sha256
    validators = http.Validators(before.etag, before.last_modified) if before and whole else None
    try:
        with partial.open("wb") as file:
            notes = http.fetch(entry.address, file, options, validators)
        if before and notes.unchanged:
            row, status = _row(entry, before, before), "unchanged"
        else:
            files.kind(partial, entry.address, options.unpacked)
            row, status = _replace_file(entry, partial, folder, notes, known)
    except (DataError, GrantcliError) as error:
        kept = before if before and whole else None
        more = f"; what was fetched on {kept.fetched[:10]} is still there" if kept else ""
        return Outcome("failed", entry, kept, f"{error.message}{more}")
    finally:
        partial.unlink(missing_ok=True)
    known[entry.address] = row
    _write(folder, known)
    return Outcome(status, entry, row)


def _replace_file(
    entry: RegistryEntry, partial: Path, folder: Path, notes: http.FetchResult, known: Mapping[str, ManifestRow]
) -> tuple[ManifestRow, str]:
    """Move a new file to its place, and the old one into the folder of previous versions."""
    before, digest, now = known.get(entry.address), _digest(partial), _now()
    name = before.file if before else _name(entry, partial, folder, {row.file for row in known.values()})
    path, status, fetched = folder / name, "new", now
    if before and _digest(path) == digest:
        status, fetched = "unchanged", before.fetched
    elif path.exists():
        status = "changed"
        (folder / PREVIOUS).mkdir(exist_ok=True)
        path.replace(folder / PREVIOUS / name)
    size = partial.stat().st_size
    partial.replace(path)
    made = _FetchedFile(name, notes.address, fetched, digest, size, notes.validators.etag, notes.validators.modified)
    return _row(entry, before, made), status


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


def _row(entry: RegistryEntry, before: ManifestRow | None, came: "_FetchedFile | ManifestRow") -> ManifestRow:
    """Return an entry of the manifest; one that was asked for by address alone keeps the publisher that was known before."""
    publisher, prefix, identifier = entry.publisher, entry.prefix, entry.identifier
    title, licence, modified = entry.title, entry.licence, entry.modified
    if before and not publisher:
        publisher, prefix, identifier = before.publisher, before.prefix, before.identifier
        title, licence, modified = before.title, before.terms, before.modified
    return ManifestRow(
        file=came.file, address=entry.address, final=came.final, publisher=publisher, prefix=prefix, identifier=identifier,
        title=title, licence=licence.name, licence_address=licence.address, modified=modified, fetched=came.fetched,
        asked=_now(), sha256=came.sha256, size=came.size, etag=came.etag, last_modified=came.last_modified,
    )  # fmt: skip


def _name(entry: RegistryEntry, path: Path, folder: Path, taken: set[str]) -> str:
    """Return the name of a file: from its publisher and dataset, or its address, and its kind; never equal to another."""
    last = PurePosixPath(unquote(urlsplit(entry.address).path)).stem
    words = "-".join(filter(None, (entry.prefix, entry.identifier))) or last
    stem = re.sub(r"[^\w.-]+", "-", words).strip("-.")[:100] or "file"
    suffix = _suffix(path, entry.address)
    names = (f"{stem}{f'-{number}' if number > 1 else ''}.{suffix}" for number in range(1, len(taken) + 10**6))
    return next(name for name in names if name not in {*taken, MANIFEST} and not (folder / name).exists())


def _suffix(path: Path, label: str) -> str:
    """Return the suffix for the kind of a file, whatever its address ends in."""
    kind = files.kind(path, label)
    named = PurePosixPath(urlsplit(label).path).suffix.lower().lstrip(".")
    known = _SUFFIXES.get("packed" if kind.startswith("packed") else kind, (kind,))
    return named if named in known else known[0]


def _digest(path: Path) -> str:
    with suppress(OSError):
        return file_checksum(path)
    return ""


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _write(folder: Path, known: Mapping[str, ManifestRow]) -> None:
    rows: list[dict[str, Any]] = [asdict(row) for row in sorted(known.values(), key=lambda each: each.file)]
    made = folder / f".{MANIFEST}.{os.getpid()}.part"
    text = json.dumps({"form": FORM, "files": rows}, indent=1, ensure_ascii=False)
    try:
        made.write_text(f"{text}\n", encoding="utf-8")
        made.replace(folder / MANIFEST)
    finally:
        made.unlink(missing_ok=True)
