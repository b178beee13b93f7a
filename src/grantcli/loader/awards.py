"""Reads an awards file of our own form, with the sources it rests on.

YAML is parsed only when no compiled copy of the same bytes is at hand.
"""

import os
from codecs import BOM_UTF8
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from grantcli.errors import DataError, Fault
from grantcli.loader import book, compiled_cache
from grantcli.model import Book

if TYPE_CHECKING:
    from grantcli.loader.tree import Document


def read(path: Path, label: str | None = None) -> Book:
    """Return the content of the file; DataError with every fault of it and of its sources, each with file, line and path.

    `label` is the name of the file in messages.
    """
    label = label or str(path)
    main = _bytes(path, label)
    parts = [(label, main), *_sources(path, label, main)]
    content = b"".join(b"%s\n%d\n%s" % (os.fsencode(Path(name).name), len(part), part) for name, part in parts)
    found = compiled_cache.load(content)
    if found is None:
        tree, sources = _parse(parts)
        compiled_cache.save(content, tree, sources)
        found = tree, lambda: sources
    return book.build(*found)


def _bytes(path: Path, label: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise DataError(f"cannot read `{label}`: {reason}", hint="give the path of a data file to --data") from error


def _sources(path: Path, label: str, content: bytes) -> list[tuple[str, bytes]]:
    """Return the label and the bytes of each source file in the folder that the file's `seeds` names.

    The line is looked for in the bytes, so that a compiled copy can be found before any YAML is read.
    """
    found = next((line for line in content.removeprefix(BOM_UTF8).splitlines() if line.startswith(b"seeds:")), b"")
    named = found.removeprefix(b"seeds:").partition(b" #")[0].strip(b" \t\"'").decode("utf-8", "replace")
    if named in {"", "~", "null"}:
        return []
    files: list[Path] = []
    with suppress(OSError):
        files = sorted((path.parent / named).glob("*.yaml"))
    where = Path(label).parent / named
    return [(str(where / file.name), _bytes(file, str(file))) for file in files]


def _parse(parts: list[tuple[str, bytes]]) -> tuple[compiled_cache.Tree, compiled_cache.Tree]:
    from grantcli.loader import links, shapes, tree

    documents = [tree.read(content, name) for name, content in parts]
    main, *sources = documents
    for document in documents:
        if document.tree or not document.faults:
            shape = shapes.SHAPES["book" if document is main else "source"]
            document.tree = shapes.record(document, "", document.tree, shape) or {}
    folder = "" if sources else main.tree.get("seeds")
    if folder:
        hint = "write `seeds: FOLDER` at the start of a line, for a folder with a file a source"
        resting = links.count_claims(main.tree)
        rests = f", on which {resting:,} {'claims rest' if resting > 1 else 'claim rests'}" if resting else ""
        main.fault("seeds", f"no sources are found in the folder `{folder}`{rests}", hint)
    links.check(main, sources, without_sources=bool(folder))
    faults = [fault for document in documents for fault in _sort_faults(document)]
    if faults:
        count = f"{len(faults)} faults" if len(faults) > 1 else "1 fault"
        raise DataError(f"`{main.file}` cannot be used: {count}", faults=faults)
    for number, award in enumerate(main.tree["awards"]):
        award["line"] = main.lines[f"awards[{number}]"]
    return main.tree, {"sources": [*(main.tree.get("sources") or ()), *(source.tree for source in sources)]}


def _sort_faults(document: "Document") -> list[Fault]:
    return sorted(document.faults, key=lambda fault: (fault.place.line or 0, fault.message))
