"""The files that `https://…` and `360g:…` name, fetched and ready to be read, with what answers have to say of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from grantcli.errors import DataError
from grantcli.ingest import file_kind
from grantcli.published import PREFIX, downloads, registry
from grantcli.published.options import FetchOptions


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A downloaded file: its path, its name in answers, and the notes about it."""

    path: Path
    label: str
    notes: tuple[str, ...]


def files(name: str, options: FetchOptions) -> Iterator[PublishedFile]:
    """Yield the files of a name; DataError where one cannot be downloaded: an answer without it would be a different one."""
    if not name.lower().startswith(PREFIX):
        yield _file(name, options)
        return
    listing = registry.read(options)
    identifier = registry.identifier_of(name)
    entries = listing.find(identifier)
    for entry in entries:
        if not entry.address:
            raise DataError(f"the registry has no file of `{entry.identifier}`, only a page", hint=_elsewhere(entry))
    by_address = {entry.address: entry for entry in entries}  # a file that is named twice is read once
    for number, entry in enumerate(by_address.values()):
        file = _file(entry.address, options, or_latest=True)
        about = f"`{entry.title}` of {entry.publisher}: {entry.licence.note}"
        yield PublishedFile(file.path, file.label, (*(listing.notes if not number else ()), *file.notes, about))


def _elsewhere(entry: registry.RegistryEntry) -> str:
    return f"see {entry.page}" if entry.page else "`grantcli registry` lists what there is; name the files that you want"


def _file(address: str, options: FetchOptions, *, or_latest: bool = False) -> PublishedFile:
    """Return a file of the web; with `or_latest`, one that has never changed is the same in its previous version."""
    which = (
        "latest" if options.from_cache == "previous" and or_latest and not downloads.has_previous(address) else options.from_cache
    )
    check = judge(address, options.unpacked)
    download = downloads.stored_version(address, which) if which else downloads.fetch_latest(address, options, check)
    return PublishedFile(download.path, address, (download.note,))


def judge(address: str, limit: int) -> downloads.Judge:
    """Return a check that refuses a file without awards: a page, a picture, a document."""
    return partial(kind, label=address, limit=limit)


def kind(path: Path, label: str, limit: int = 0) -> str:
    """Return the kind of a file, as `file_kind.kind`, with `packed` before it where it is packed; DataError for no awards."""
    temporary: list[Path] = []
    try:
        inside = file_kind.unpack(path, label, temporary, limit)
        result = file_kind.kind(file_kind.start(inside, label), inside, label)
        return f"packed {result}" if temporary else result
    finally:
        file_kind.remove(temporary)
