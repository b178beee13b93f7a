"""Published files as tables: what the registry lists, the outcome of each download, and the copies that are kept."""

from collections.abc import Sequence

from grantcli.errors import nearest_value
from grantcli.published.collection import MANIFEST, PREVIOUS, Outcome
from grantcli.published.registry import Registry, RegistryEntry
from grantcli.reports.notes import plural
from grantcli.table import Column, Kind, Table

_NONE = "none stated"
_ENTRIES = (
    Column("publisher", Kind.TEXT),
    Column("title", Kind.TEXT, weight=1),
    Column("identifier", Kind.ID, weight=2),
    Column("licence", Kind.TEXT, missing=_NONE, weight=3),
    Column("modified", Kind.ID, missing="unknown", weight=4),
    Column("prefix", Kind.ID, weight=5),
    Column("open", Kind.TEXT, title="open licence", weight=6),
    Column("address", Kind.ID, missing="no file", weight=7),
)


def registry(listing: Registry, words: Sequence[str]) -> Table:
    """Return a row for each file of the registry that has all of these words in what it is called."""
    entries = [entry for entry in listing.entries if entry.has(words)]
    rows = tuple(_entry(each) for each in sorted(entries, key=_order))
    publishers = len({each.publisher for each in entries})
    title = f"{plural(len(rows), 'file')} of {plural(publishers, 'publisher')} in the registry"
    notes = [*listing.notes, *_entry_notes(entries)]
    if words and not rows:
        near = nearest_value(" ".join(words), (each.publisher for each in listing.entries))
        notes.append("no file has these words" + (f"; did you mean {' or '.join(f'`{name}`' for name in near)}?" if near else ""))
    return Table(_ENTRIES, rows, title, tuple(notes))


def _order(entry: RegistryEntry) -> tuple[str, ...]:
    return entry.publisher.casefold(), entry.identifier, entry.title, entry.address


def _entry(entry: RegistryEntry) -> tuple[str | None, ...]:
    licence = entry.licence.name or entry.licence.address or None
    return (entry.publisher, entry.title, entry.identifier, licence, entry.modified or None, entry.prefix,
            "yes" if entry.licence.is_open else "no", entry.address or None)  # fmt: skip


def _entry_notes(entries: Sequence[RegistryEntry]) -> list[str]:
    notes = []
    if closed_files := sum(not each.licence.is_open for each in entries):
        notes.append(
            f"{plural(closed_files, 'file has', 'files have')} no open licence that is known: ask the publisher before use"
        )
    if without_file := sum(not each.address for each in entries):
        notes.append(f"{plural(without_file, 'entry has', 'entries have')} no file that can be fetched, only a page")
    return notes


_OUTCOMES = (
    Column("file", Kind.ID, missing="–"),
    Column("status", Kind.ID),
    Column("publisher", Kind.TEXT, missing="unknown", weight=1),
    Column("bytes", Kind.NUMBER, missing="–", weight=2),
    Column("fetched", Kind.ID, missing="–", weight=3),
    Column("licence", Kind.TEXT, missing=_NONE, weight=4),
    Column("sha256", Kind.ID, title="SHA-256", missing="–", weight=6),
    Column("address", Kind.ID, missing="no file", weight=5),
    Column("why", Kind.TEXT, for_people=False),
)


def fetch_results(outcomes: Sequence[Outcome], folder: str, notes: Sequence[str] = ()) -> Table:
    """Return a row for each file, with the reason where the download failed; the table then reports a failure."""
    failures = [each for each in outcomes if each.status == "failed"]
    lines = [f"failed: {each.entry.title or each.entry.identifier or each.entry.address}: {each.why}" for each in failures]
    unlicensed = sum(each.row is not None and not each.row.terms.is_open for each in outcomes)
    if unlicensed:
        lines.append(
            f"{plural(unlicensed, 'file has', 'files have')} no open licence that is known: ask the publisher before use"
        )
    updates = [each.row.file for each in outcomes if each.status == "changed" and each.row]
    lines += [f"`grantcli diff {folder}/{PREVIOUS}/{name} {folder}/{name}` shows what has changed" for name in updates]
    lines.append(f"{folder}/{MANIFEST} says where each file came from, and when")
    counts = [f"{count:,} {name}" for name in ("new", "changed", "unchanged", "failed") if (count := _count(outcomes, name))]
    title = f"{plural(len(outcomes), 'file')} of {folder}: {', '.join(counts) or 'none'}"
    return Table(_OUTCOMES, tuple(map(_outcome, outcomes)), title, (*notes, *lines), failed=bool(failures))


def _count(outcomes: Sequence[Outcome], status: str) -> int:
    return sum(each.status == status for each in outcomes)


def _outcome(each: Outcome) -> tuple[str | int | None, ...]:
    row, entry = each.row, each.entry
    address, reason = entry.address or None, each.why or None
    if not row:
        licence = entry.licence.name or entry.licence.address or None
        return None, each.status, entry.publisher or None, None, None, licence, None, address, reason
    licence = row.licence or row.licence_address or None
    return row.file, each.status, row.publisher or None, row.size, row.fetched[:10], licence, row.sha256, address, reason


_UNIT = 1_000_000


def copies(entries: Sequence[tuple[str, int, str, str]], folder: str) -> Table:
    """Return a row for each: the file as it was named, its size in bytes, the day it was last used, and `copy` or `download`."""
    rows = tuple(entries)
    title = f"{plural(len(rows), 'copy', 'copies')}, {_size(sum(size for _, size, *_ in entries))}"
    return Table(_COLUMNS, rows, title, (f"copies are in {folder}",))


_COLUMNS = (Column("file", Kind.TEXT), Column("bytes", Kind.NUMBER), Column("used", Kind.ID, title="last used"),
            Column("what", Kind.ID))  # fmt: skip


def clear_result(sizes: Sequence[int]) -> Table:
    """Return how many copies were removed, and the bytes that they took."""
    return Table(
        (Column("copies", Kind.NUMBER, title="copies removed"), Column("bytes", Kind.NUMBER)), ((len(sizes), sum(sizes)),)
    )


def _size(size: int) -> str:
    return f"{size / _UNIT:,.1f} MB"
