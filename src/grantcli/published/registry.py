"""The 360Giving registry: who publishes which files, under which licence, and where.

The feed is a list of datasets, each with its publisher and its files (`distribution`). Every file is a separate entry here.
Its address is a setting, and may be that of a mirror, or a file.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from grantcli.errors import DataError, Place, UsageError, nearest_value
from grantcli.ingest import file_kind
from grantcli.published import PREFIX, downloads, is_web
from grantcli.published.options import FetchOptions

_OPEN = re.compile(
    r"creativecommons\.org/(?:licenses/by(?:-sa)?/|publicdomain/|share-your-work/public-domain/cc0)"
    r"|nationalarchives\.gov\.uk/doc/open-government-licen[cs]e"
    r"|opendatacommons\.org/licenses/(?:by|pddl|odbl)\b",
    re.IGNORECASE,
)
"""Addresses of licences that conform to the Open Definition: those that publishers of 360Giving data use."""


@dataclass(frozen=True, slots=True)
class Licence:
    """What a publisher says of how a file may be used; both are empty where it says nothing."""

    name: str = ""
    address: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it is an open licence, as far as is known."""
        return _OPEN.search(self.address) is not None

    def __str__(self) -> str:
        """Return the licence as it is shown."""
        return " ".join(filter(None, (self.name, self.address and f"({self.address})" if self.name else self.address)))

    @property
    def note(self) -> str:
        """What an answer has to say of it."""
        if not str(self):
            return "no licence is stated, so it is not open data: ask its publisher before you use it"
        return f"licence: {self}" if self.is_open else f"licence: {self}, which is not known to be an open one"


@dataclass(frozen=True, slots=True)
class RegistryEntry:
    """One file of the registry; what the feed does not say is empty."""

    publisher: str
    prefix: str
    organisation: str
    """The identifier of its publisher."""
    identifier: str
    """Of the dataset."""
    title: str
    licence: Licence
    modified: str
    """When the dataset was last modified, as an ISO date."""
    address: str
    """Of the file; empty where the registry has none that could be fetched."""
    page: str = ""
    """Where people find it."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names for it: its identifier, and the name, prefix and identifier of its publisher."""
        return tuple(filter(None, (self.identifier, self.prefix, self.publisher, self.organisation)))

    def has(self, words: Sequence[str]) -> bool:
        """Say whether each word is in one of its names."""
        text = "\0".join((*self.names, self.title)).casefold()
        return all(word.casefold() in text for word in words)


@dataclass(frozen=True, slots=True)
class Registry:
    """The feed: its address, its files, and the notes about it."""

    entries: tuple[RegistryEntry, ...]
    notes: tuple[str, ...]

    def find(self, name: str) -> tuple[RegistryEntry, ...]:
        """Return the files of a publisher, a prefix or an identifier, whatever its case; UsageError where there are none."""
        key = _normalise(name)
        matches = tuple(each for each in self.entries if key in map(_normalise, each.names))
        if matches:
            return matches
        choices = {part for each in self.entries for part in each.names}
        guess = nearest_value(name, choices)
        hint = "" if guess else "`grantcli registry` lists publishers, prefixes and identifiers"
        raise UsageError(f"the registry has no publisher, prefix or file `{name}`", did_you_mean=guess, hint=hint)


def read(options: FetchOptions) -> Registry:
    """Return the registry as it is now; DataError where it is not available, or is none."""
    address = options.registry
    if is_web(address):
        download = (
            downloads.stored_version(address, "latest")
            if options.from_cache
            else downloads.fetch_latest(address, options, partial(_entries, label=address))
        )
        entries, faults = _entries(download.path, address)
        return Registry(entries, (f"registry: {download.note}", *faults))
    entries, faults = _entries(Path(address), address)
    return Registry(entries, (f"registry: {address}", *faults))


def identifier_of(name: str) -> str:
    """Return what `360g:NAME` asks for; UsageError where it asks for nothing."""
    if not (identifier := name[len(PREFIX) :].strip()):
        raise UsageError(f"`{name}` names no publisher", hint="for example --data 360g:PREFIX; `grantcli registry` lists them")
    return identifier


def _normalise(name: str) -> str:
    """Return a name in the form for comparison; a prefix may come without `360G-`."""
    return name.strip().casefold().removeprefix("360g-")


def _entries(path: Path, label: str) -> tuple[tuple[RegistryEntry, ...], tuple[str, ...]]:
    """Return the files in a feed, and notes about entries that cannot be read."""
    first = file_kind.start(path, label)
    kind = file_kind.kind(first, path, label)
    try:
        feed = json.loads(path.read_bytes()) if kind == "json" else None
    except ValueError as error:
        raise DataError(f"`{label}` is not the registry: it is not valid JSON", hint=_HINT, place=Place()) from error
    if not isinstance(feed, list):
        raise DataError(f"`{label}` is not the registry: it should be a list of datasets", hint=_HINT)
    usable = [each for each in feed if isinstance(each, dict) and isinstance(each.get("publisher"), dict)]
    if feed and not usable:
        raise DataError(f"`{label}` is not the registry: none of its {len(feed):,} entries has a publisher", hint=_HINT)
    rest = len(feed) - len(usable)
    entries = tuple(entry for each in usable for entry in _files(each))
    notes = f"{rest:,} {'entry has' if rest == 1 else 'entries have'} no publisher, and {'is' if rest == 1 else 'are'} left out"
    return entries, (f"registry: {notes}",) if rest else ()


_HINT = "its address is the setting `registry`, or --registry ADDRESS"


def _files(dataset: dict[str, Any]) -> Iterator[RegistryEntry]:
    publisher = dataset["publisher"]
    files = dataset.get("distribution")
    for file in (files if isinstance(files, list) else []) or [{}]:
        fields = file if isinstance(file, dict) else {}
        address = _text(fields, "downloadURL")
        yield RegistryEntry(
            publisher=_text(publisher, "name"), prefix=_text(publisher, "prefix"), organisation=_text(publisher, "org_id"),
            identifier=_text(dataset, "identifier"), title=_text(dataset, "title"),
            licence=Licence(_text(dataset, "license_name"), _text(dataset, "license")),
            modified=_text(dataset, "modified")[:10],
            address=address if is_web(address) else "", page=_text(fields, "accessURL"),
        )  # fmt: skip


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    return value.strip() if isinstance(value, str) else ""
