"""Reads an awards file of our own form, with the sources it rests on, into a `Book`: the one place that knows its keys.

YAML is parsed only when no compiled copy of the same bytes is at hand.
"""

import os
from codecs import BOM_UTF8
from collections.abc import Callable, Mapping
from contextlib import suppress
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grantcli.dates import PartialDate
from grantcli.errors import DataError, Fault
from grantcli.evidence import Basis, Evidence, RejectedClaim
from grantcli.loader import compiled_cache
from grantcli.loader.compiled_cache import Tree
from grantcli.model import Award, Book, Organisation, Outcome, Programme, StatedFigure, money

if TYPE_CHECKING:
    from grantcli.loader.tree import Document
    from grantcli.sources import Source


def read(path: Path, label: str | None = None) -> Book:
    """Return the content of the file; DataError with every fault of it and of its sources, each with file, line and path.

    `label` is the name of the file in messages.
    """
    label = label or str(path)
    main = _bytes(path, label)
    parts = [(label, main), *_source_files(path, label, main)]
    content = b"".join(b"%s\n%d\n%s" % (os.fsencode(Path(name).name), len(part), part) for name, part in parts)
    copy = compiled_cache.load(content)
    if copy is None:
        tree, sources = _parse(parts)
        compiled_cache.save(content, tree, sources)
        copy = tree, lambda: sources
    return _build(*copy)


def _bytes(path: Path, label: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise DataError(f"cannot read `{label}`: {reason}", hint="give the path of a data file to --data") from error


def _source_files(path: Path, label: str, content: bytes) -> list[tuple[str, bytes]]:
    """Return the label and the bytes of each source file in the folder that the file's `seeds` names.

    The line is looked for in the bytes, so that a compiled copy can be found before any YAML is read.
    """
    setting = next((line for line in content.removeprefix(BOM_UTF8).splitlines() if line.startswith(b"seeds:")), b"")
    folder = setting.removeprefix(b"seeds:").partition(b" #")[0].strip(b" \t\"'").decode("utf-8", "replace")
    if folder in {"", "~", "null"}:
        return []
    files: list[Path] = []
    with suppress(OSError):
        files = sorted((path.parent / folder).glob("*.yaml"))
    where = Path(label).parent / folder
    return [(str(where / file.name), _bytes(file, str(file))) for file in files]


def _parse(parts: list[tuple[str, bytes]]) -> tuple[compiled_cache.Tree, compiled_cache.Tree]:
    from grantcli.loader import constraints, shapes, tree

    documents = [tree.read(content, name) for name, content in parts]
    main, *sources = documents
    for document in documents:
        if document.tree or not document.faults:
            shape = shapes.SHAPES["book" if document is main else "source"]
            document.tree = shapes.record(document, "", document.tree, shape) or {}
    folder = "" if sources else main.tree.get("seeds")
    if folder:
        hint = "write `seeds: FOLDER` at the start of a line, for a folder with a file a source"
        claims = constraints.count_claims(main.tree)
        rests = f", on which {claims:,} {'claims rest' if claims > 1 else 'claim rests'}" if claims else ""
        main.fault("seeds", f"no sources are found in the folder `{folder}`{rests}", hint)
    constraints.check(main, sources, without_sources=bool(folder))
    faults = [fault for document in documents for fault in _sort_faults(document)]
    if faults:
        count = f"{len(faults)} faults" if len(faults) > 1 else "1 fault"
        raise DataError(f"`{main.file}` cannot be used: {count}", faults=faults)
    for number, award in enumerate(main.tree["awards"]):
        award["line"] = main.lines[f"awards[{number}]"]
    return main.tree, {"sources": [*(main.tree.get("sources") or ()), *(source.tree for source in sources)]}


def _sort_faults(document: "Document") -> list[Fault]:
    return sorted(document.faults, key=lambda fault: (fault.place.line or 0, fault.message))


def _build(tree: Tree, sources: Callable[[], Tree]) -> Book:
    """Return the book; the trees have passed every check."""
    organisations = {part["id"]: _organisation(part) for part in _list(tree, "organisations")}
    programmes = {part["id"]: _programme(part, organisations) for part in _list(tree, "programmes")}
    awards = tuple(_award(part, organisations, programmes) for part in _list(tree, "awards"))
    return Book(awards, tuple(programmes.values()), tree.get("version"), read_sources=cache(lambda: _sources(sources())))


def _list(tree: Tree, key: str) -> list[Any]:
    return tree.get(key) or []


def _texts(tree: Tree, key: str) -> tuple[str, ...]:
    return tuple(_list(tree, key))


def _money(text: str | None) -> Decimal | None:
    return None if text is None else money(text)


def _date(text: str | None) -> PartialDate | None:
    return None if text is None else PartialDate.parse(text)


def _evidence(tree: Tree) -> Evidence:
    return {topic: tuple(names) for topic, names in (tree.get("claims") or {}).items() if names}


def _read_rejected_claims(tree: Tree) -> tuple[RejectedClaim, ...]:
    return tuple(RejectedClaim(part["claim"], part["why"], part.get("of") or "") for part in _list(tree, "rejected"))


def _organisation(tree: Tree) -> Organisation:
    return Organisation(tree["id"], tree["name"], tree.get("official") or "", tree.get("kind"), _texts(tree, "aliases"))


def _programme(tree: Tree, organisations: Mapping[str, Organisation]) -> Programme:
    return Programme(
        id=tree["id"],
        title=tree["title"],
        funder=organisations[tree["funder"]] if tree.get("funder") else None,
        aliases=_texts(tree, "aliases"),
        awarded=_date(tree.get("awarded")),
        cap=_money(tree.get("cap")),
        currency=tree.get("currency"),
        rule=tree.get("rule"),
        claims=_evidence(tree),
        stated=tuple(_read_stated_figure(part) for part in _list(tree, "stated")),
        notes=_texts(tree, "notes"),
    )


def _read_stated_figure(tree: Tree) -> StatedFigure:
    claims = _texts(tree, "claims")
    return StatedFigure(
        tree["what"], _money(tree.get("value")), Basis(tree["basis"]), tree.get("rule"), claims, _read_rejected_claims(tree)
    )


def _award(tree: Tree, organisations: Mapping[str, Organisation], programmes: Mapping[str, Programme]) -> Award:
    programme = programmes[tree["programme"]] if tree.get("programme") else None
    return Award(
        id=tree["id"],
        programme=programme,
        title=tree.get("title"),
        description=tree.get("description"),
        lead=organisations[tree["lead"]] if tree.get("lead") else None,
        partners=tuple(organisations[name] for name in _list(tree, "partners")),
        unnamed=tree.get("unnamed"),
        stage=tree.get("stage"),
        theme=tree.get("theme"),
        project=tree.get("project"),
        follows=tree.get("follows"),
        awarded=_date(tree.get("awarded")) or (programme.awarded if programme else None),
        amount=_money(tree.get("amount")),
        currency=tree.get("currency") or (programme.currency if programme else None),
        basis=Basis(tree["basis"]),
        rule=tree.get("rule"),
        claims=_evidence(tree),
        rejected=_read_rejected_claims(tree),
        outcomes=tuple(_outcome(part) for part in _list(tree, "outcomes")),
        notes=_texts(tree, "notes"),
        line=tree.get("line"),
    )


def _outcome(tree: Tree) -> Outcome:
    basis = Basis(tree.get("basis") or Basis.UNKNOWN)
    saving, claims = _money(tree.get("saving")), _texts(tree, "claims")
    return Outcome(tree["says"], saving, basis, tree.get("rule"), claims, _read_rejected_claims(tree))


def _sources(tree: Tree) -> "tuple[Source, ...]":
    from grantcli.sources import Claim, Source

    def claim(part: Tree) -> Claim:
        line = int(part["line"]) if part.get("line") else None
        return Claim(part["id"], part["says"], part.get("figure"), _texts(part, "names"), line)

    def source(part: Tree) -> Source:
        return Source(
            id=part["id"],
            publisher=part["publisher"],
            title=part["title"],
            document=part.get("document"),
            address=part.get("address"),
            dated=_date(part.get("dated")),
            sha256=part.get("sha256"),
            size=int(part["size"]) if part.get("size") else None,
            complete=part.get("complete") != "false",
            claims=tuple(claim(each) for each in _list(part, "claims")),
        )

    return tuple(source(part) for part in _list(tree, "sources"))
