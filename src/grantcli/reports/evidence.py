"""`sources verify`: whether documents are those that were read, and still print what their claims say they print.

Nothing here reads a file: documents come as bytes, by name.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256

from grantcli.reports.data import Data
from grantcli.reports.notes import plural
from grantcli.sources import Claim, Source
from grantcli.table import Cell, Column, Kind, Table

HOLDS, FAILS, MISSING, UNTESTED = "holds", "does not hold", "not there", "cannot be tested"
SAME, OTHER, ABSENT = "same document", "another document", "not in DIR"
_FAULTS = frozenset({FAILS, MISSING, OTHER})

Row = tuple[Cell, ...]


def verify(data: Data, documents: Mapping[str, bytes]) -> Table:
    """Return a row for each source that has a document, by its hash and size, and one for each of its claims.

    `documents` maps file names to the documents that are at hand. The table reports a fault when a document differs from the
    one that was recorded, or does not print a claim.
    """
    kept = sorted((source for source in data.book.sources if source.document), key=by_name)
    rows = tuple(row for source in kept for row in _rows(source, documents.get(source.document or "")))
    title = f"{plural(len(kept), 'document')} with {_claims(kept)}"
    notes = (*_counts(rows), *_page_notes(data.book.sources), *_missing_notes(kept, documents))
    return Table(_COLUMNS, rows, title, notes, found=any(row[-1] in _FAULTS for row in rows))


_COLUMNS = (
    Column("source", Kind.ID),
    Column("claim", Kind.ID),
    Column("line", Kind.YEAR),
    Column("figure", Kind.TEXT, weight=1),
    Column("verdict", Kind.TEXT),
)


def by_name(source: Source) -> tuple[str, str]:
    """Return what sources are sorted by: the name of the document, or the id of a page."""
    return source.document or source.id, source.id


def lines(content: bytes) -> list[str]:
    """Return the lines of a document by number, from 1; bytes that are not UTF-8 become a replacement sign."""
    text = content.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return text.removesuffix("\n").split("\n") if text else []


def missing_in_line(claim: Claim, document: Sequence[str]) -> list[str] | None:
    """Return the parts of a claim (its figure, its names) that its line does not print; `None` when nothing can be tested.

    A text must be there whole: `20` is not in `2019`, nor `£75` in `£750`. Blanks of all kinds count as one space, a
    non-breaking one too. A line that the document does not have prints nothing.
    """
    wanted = [*([claim.figure] if claim.figure else []), *claim.names]
    if not claim.line or not wanted:
        return None
    line = _collapse_blanks(document[claim.line - 1]) if claim.line <= len(document) else ""
    return [text for text in wanted if not _prints(line, _collapse_blanks(text))]


def _collapse_blanks(text: str) -> str:
    return " ".join(text.split())


def _prints(line: str, text: str) -> bool:
    """Say whether the line has the text as a whole, not as part of a longer word or number."""
    before = r"(?<!\w)(?<!\d[.,])" if text[:1].isalnum() else ""
    after = r"(?!\w)(?![.,]\d)" if text[-1:].isalnum() else ""
    return re.search(before + re.escape(text) + after, line) is not None


def is_same_document(source: Source, content: bytes) -> bool | None:
    """Say whether this is the document that the source is known by; `None` when no hash is known."""
    if source.sha256 is None:
        return None
    return sha256(content).hexdigest() == source.sha256.lower() and source.size in {None, len(content)}


def _rows(source: Source, content: bytes | None) -> Iterator[Row]:
    """Yield the row of the document, then those of its claims."""
    if content is None:
        yield source.id, None, None, None, ABSENT
        yield from ((source.id, claim.id, claim.line, claim.figure, UNTESTED) for claim in source.claims)
        return
    yield source.id, None, None, None, {True: SAME, False: OTHER, None: UNTESTED}[is_same_document(source, content)]
    document = lines(content)
    yield from ((source.id, claim.id, claim.line, claim.figure, _verdict(claim, document)) for claim in source.claims)


def _verdict(claim: Claim, document: Sequence[str]) -> str:
    if claim.line and claim.line > len(document):
        return MISSING
    lost = missing_in_line(claim, document)
    return UNTESTED if lost is None else FAILS if lost else HOLDS


def _counts(rows: Sequence[Row]) -> Iterator[str]:
    """Count the verdicts, on documents and on claims."""
    for what, mine in (("documents", [row for row in rows if row[1] is None]), ("claims", [row for row in rows if row[1]])):
        count = Counter(str(row[-1]) for row in mine)
        notes = [plural(count[verdict], *words) for verdict, words in _WORDS.items() if count[verdict]]
        if notes:
            yield f"{what}: {', '.join(notes)}"


_WORDS = {
    SAME: ("is the same", "are the same"),
    OTHER: ("is another one", "are other ones"),
    ABSENT: ("is not in DIR", "are not in DIR"),
    HOLDS: ("holds", "hold"),
    FAILS: ("does not hold", "do not hold"),
    MISSING: ("is on a line that is not there", "are on lines that are not there"),
    UNTESTED: ("cannot be tested", "cannot be tested"),
}


def _page_notes(every: Sequence[Source]) -> Iterator[str]:
    pages = [source for source in every if not source.document]
    if pages:
        are = plural(len(pages), "source is a page", "sources are pages")
        yield f"{are} of which no document is kept, with {_claims(pages)} that no file can test"


def _claims(every: Sequence[Source]) -> str:
    return plural(sum(len(source.claims) for source in every), "claim")


def _missing_notes(kept: Sequence[Source], documents: Mapping[str, bytes]) -> Iterator[str]:
    """Say which documents are missing, and what each of the others lacks."""
    for source in kept:
        content = documents.get(source.document or "")
        if content is None:
            yield f"{source.document} is not in DIR"
            continue
        if is_same_document(source, content) is False:
            known = "" if source.size is None else f"{source.size:,} bytes, "
            yield (
                f"{source.document} is known by {known}SHA-256 {source.sha256}; this one has {len(content):,} bytes, "
                f"SHA-256 {sha256(content).hexdigest()}"
            )
        document = lines(content)
        for claim in source.claims:
            if _verdict(claim, document) in _FAULTS:
                lost = " and ".join(f"`{text}`" for text in missing_in_line(claim, document) or ())
                yield f"{source.id}/{claim.id}: line {claim.line} of {len(document)}" + (f" lacks {lost}" if lost else "")
