"""Reads an awards file of our own form, with the sources it rests on.

YAML is parsed only when no compiled copy of the same bytes is at hand.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from grantcli.errors import DataError, Fault, Place
from grantcli.model import Book
from grantcli.readers import book, compiled

if TYPE_CHECKING:
    from grantcli.readers.tree import Document


def read(path: Path, label: str | None = None) -> Book:
    """Return what the file holds; DataError with every fault of it and of its sources, each with file, line and path.

    `label` is what to call the file in messages.
    """
    label = label or str(path)
    main = _bytes(path, label)
    parts = [(label, main), *_sources(path, label, main)]
    content = b"".join(b"%s\n%d\n%s" % (os.fsencode(Path(name).name), len(part), part) for name, part in parts)
    found = compiled.load(content)
    if found is None:
        tree, sources = _parse(parts)
        compiled.save(content, tree, sources)
        found = tree, lambda: sources
    return book.build(*found)


def _bytes(path: Path, label: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise DataError(f"cannot read `{label}`: {reason}", hint="give the path of a data file to --data") from error


def _sources(path: Path, label: str, content: bytes) -> list[tuple[str, bytes]]:
    """Return the label and the bytes of each source file in the folder that the file's `seeds` names."""
    found = next((line for line in content.splitlines() if line.startswith(b"seeds:")), b"")
    named = found.removeprefix(b"seeds:").partition(b" #")[0].strip(b" \t\"'").decode("utf-8", "replace")
    if named in {"", "~", "null"}:
        return []
    seeds = path.parent / named
    if not seeds.is_dir():
        raise DataError(f"`{label}` names the folder `{named}` for its sources, which is not there", place=Place(label))
    where = Path(label).parent / named
    return [(str(where / file.name), _bytes(file, str(file))) for file in sorted(seeds.glob("*.yaml"))]


def _parse(parts: list[tuple[str, bytes]]) -> tuple[compiled.Tree, compiled.Tree]:
    from grantcli.readers import links, shapes, tree

    documents = [tree.read(content, name) for name, content in parts]
    main, *sources = documents
    if not sources and main.tree.get("seeds"):
        main.fault("seeds", "should be a plain `seeds: FOLDER` at the start of a line, with sources in that folder")
    for document in documents:
        if not document.faults:
            shapes.record(document, "", document.tree, shapes.SHAPES["book" if document is main else "source"])
    if not any(document.faults for document in documents):
        links.check(main, sources)
    faults = [fault for document in documents for fault in _ordered(document)]
    if faults:
        count = f"{len(faults)} faults" if len(faults) > 1 else "1 fault"
        raise DataError(f"`{main.file}` cannot be used: {count}", faults=faults)
    for number, award in enumerate(main.tree["awards"]):
        award["line"] = main.lines[f"awards[{number}]"]
    return main.tree, {"sources": [*(main.tree.get("sources") or ()), *(source.tree for source in sources)]}


def _ordered(document: "Document") -> list[Fault]:
    return sorted(document.faults, key=lambda fault: (fault.place.line or 0, fault.message))
