"""`sources`: what documents and pages claim, what rests on each claim, what is printed and not used, and `sources verify`.

To verify is to say whether documents are those that were read, and still print what their claims say they print. Nothing here
reads a file: documents come as bytes, by name.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256

from grantcli.errors import UsageError, nearest
from grantcli.evidence import Basis, RejectedClaim
from grantcli.model import Award, Programme, StatedFigure
from grantcli.query import Filter, Select
from grantcli.reports.data import Data
from grantcli.reports.notes import plural
from grantcli.reports.record import place
from grantcli.sources import Claim, Source
from grantcli.table import Cell, Column, Kind, Money, Table

_MOST_SOURCES = 5  # name at most this many sources


def sources(data: Data) -> Table:
    """Return a row for each document and page: what it is, how many claims it makes, how many awards rest on one of them."""
    rest = _awards_by_source(data.awards_with_evidence)
    every = sorted(data.book.sources, key=by_name)
    rows = tuple(
        (
            source.id,
            source.publisher,
            source.title,
            str(source.dated) if source.dated else None,
            source.document,
            len(source.claims),
            len(rest[source.id]),
            "yes" if source.complete else "no",
        )
        for source in every
    )
    documents = sum(source.document is not None for source in every)
    title = f"{plural(len(every), 'source')}: {plural(documents, 'document')} and {plural(len(every) - documents, 'page')}"
    return Table(_SOURCES, rows, title, ("awards are counted that name a claim of the source themselves",) if rows else ())


_SOURCES = (
    Column("id", Kind.ID),
    Column("publisher", Kind.TEXT, weight=2),
    Column("title", Kind.TEXT, weight=1),
    Column("dated", Kind.DATE, missing="no date", weight=3),
    Column("document", Kind.ID, missing="–", weight=5),
    Column("claims", Kind.NUMBER),
    Column("awards", Kind.NUMBER),
    Column("complete", Kind.TEXT, title="read whole", weight=4),
)


def source(data: Data, name: str) -> Table:
    """Return a row for each claim of the source with this id or document, or of the only one that begins so.

    `used_by` has what rests on the claim: an award or a programme, and which of its figures or facts. UsageError when
    no source is meant, with the nearest, or more than one.
    """
    document = _find_source(data.book.sources, name)
    users = _users(data)
    rows = tuple(
        (claim.id, claim.line, claim.figure, claim.says, claim.names or None, users.get(f"{document.id}/{claim.id}"))
        for claim in document.claims
    )
    title = f"{document.id}: {document.title}, {document.publisher}" + (f", {document.dated}" if document.dated else "")
    return Table(_CLAIMS, rows, title, tuple(_describe(document)))


_CLAIMS = (
    Column("claim", Kind.ID),
    Column("line", Kind.YEAR, weight=3),
    Column("figure", Kind.TEXT, weight=1),
    Column("says", Kind.TEXT, weight=2),
    Column("names", Kind.MANY, weight=4),
    Column("used_by", Kind.MANY),
)


def _describe(source: Source) -> Iterator[str]:
    if source.address:
        yield f"address: {source.address}"
    if source.document:
        size = f", {plural(source.size, 'byte')}" if source.size else ""
        yield f"document: {source.document}{size}" + (f", SHA-256 {source.sha256}" if source.sha256 else "")
    if not source.complete:
        yield "the page was read only in part"


def _find_source(every: Sequence[Source], name: str) -> Source:
    exact = [source for source in every if name in {source.id, source.document}]
    matches = exact or [source for source in every if name and any(each.startswith(name) for each in _names(source))]
    if len(matches) == 1:
        return matches[0]
    if matches:
        ids = [source.id for source in matches[:_MOST_SOURCES]]
        raise UsageError(f"`{name}` may be any of {len(matches)} sources", did_you_mean=ids)
    guess = nearest(name, [each for source in every for each in _names(source)])
    raise UsageError(f"no source has the id `{name}`", did_you_mean=guess, hint="" if guess else "`grantcli sources` has all")


def _names(source: Source) -> tuple[str, ...]:
    return (source.id, source.document) if source.document else (source.id,)


def _awards_by_source(awards: Iterable[Award]) -> Mapping[str, set[str]]:
    """Return for each source the ids of the awards that use one of its claims, not of those that reject it."""
    ids: dict[str, set[str]] = defaultdict(set)
    for award in awards:
        outcomes = [name for outcome in award.outcomes for name in outcome.claims]
        for name in (*(name for names in award.claims.values() for name in names), *outcomes):
            ids[name.partition("/")[0]].add(award.id)
    return ids


def _users(data: Data) -> Mapping[str, tuple[str, ...]]:
    """Return for each claim what uses it and what rejects it: programmes, then awards, by id and use, each once."""
    uses_by_claim: dict[str, set[tuple[bool, str, str]]] = defaultdict(set)
    parts: tuple[Programme | Award, ...] = (*data.book.programmes, *data.awards_with_evidence)
    for part in parts:
        for claim, use in _uses(part):
            uses_by_claim[claim].add((isinstance(part, Award), part.id, use))
    return {claim: tuple(f"{name} {use}" for _, name, use in sorted(uses)) for claim, uses in uses_by_claim.items()}


def _uses(part: Programme | Award) -> Iterator[tuple[str, str]]:
    yield from ((claim, topic) for topic, claims in part.claims.items() for claim in claims)
    match part:
        case Programme():
            for stated in part.stated:
                yield from _of(stated.what, stated.claims, stated.rejected)
        case Award():
            yield from ((each.claim, f"{each.of or 'figure'} (rejected)") for each in part.rejected)
            for outcome in part.outcomes:
                yield from _of("outcome", outcome.claims, outcome.rejected)


def _of(what: str, claims: Sequence[str], rejected: Sequence[RejectedClaim]) -> Iterator[tuple[str, str]]:
    yield from ((claim, what) for claim in claims)
    yield from ((each.claim, f"{what} (rejected)") for each in rejected)


HOLDS, FAILS, MISSING, UNTESTED = "holds", "does not hold", "not there", "cannot be tested"
SAME, OTHER, ABSENT = "same document", "another document", "not in the folder"
_FAULTS = frozenset({FAILS, MISSING, OTHER})

Row = tuple[Cell, ...]


def verify(data: Data, documents: Mapping[str, bytes]) -> Table:
    """Return a row for each source that has a document, by its hash and size, and one for each of its claims.

    `documents` maps file names to the documents that are at hand. The table reports a fault when a document differs from the
    one that was recorded, or does not print a claim.
    """
    documented = sorted((source for source in data.book.sources if source.document), key=by_name)
    rows = tuple(row for source in documented for row in _verdict_rows(source, documents.get(source.document or "")))
    title = f"{plural(len(documented), 'document')} with {_claims(documented)}"
    notes = (*_counts(rows), *_page_notes(data.book.sources), *_missing_notes(documented, documents))
    return Table(_VERDICTS, rows, title, notes, has_faults=any(row[-1] in _FAULTS for row in rows))


_VERDICTS = (
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
    texts = [*([claim.figure] if claim.figure else []), *claim.names]
    if not claim.line or not texts:
        return None
    line = _collapse_blanks(document[claim.line - 1]) if claim.line <= len(document) else ""
    return [text for text in texts if not _prints(line, _collapse_blanks(text))]


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


def _verdict_rows(source: Source, content: bytes | None) -> Iterator[Row]:
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
    ABSENT: ("is not in the folder", "are not in the folder"),
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


def _missing_notes(documented: Sequence[Source], documents: Mapping[str, bytes]) -> Iterator[str]:
    """Say which documents are missing, and what each of the others lacks."""
    for source in documented:
        content = documents.get(source.document or "")
        if content is None:
            yield f"{source.document} is not in the folder"
            continue
        if is_same_document(source, content) is False:
            size = "" if source.size is None else f"{source.size:,} bytes, "
            yield (
                f"{source.document} is known by {size}SHA-256 {source.sha256}; this one has {len(content):,} bytes, "
                f"SHA-256 {sha256(content).hexdigest()}"
            )
        document = lines(content)
        for claim in source.claims:
            if _verdict(claim, document) in _FAULTS:
                lost = " and ".join(f"`{text}`" for text in missing_in_line(claim, document) or ())
                yield f"{source.id}/{claim.id}: line {claim.line} of {len(document)}" + (f" lacks {lost}" if lost else "")


def rejected_claims(data: Data, where: Filter) -> Table:
    """Return a row for each rejected claim about these awards, their outcomes and programmes, with the reason.

    A figure on which sources disagree, although no claim about it was rejected, has a row that says why it is used.
    """
    rows = [row for programme in data.programmes(where) for row in _of_programme(data, programme)]
    if data.book.sources:
        rows += [row for award in data.engine.awards(Select(("id",), where, view=data.view)) for row in _of_award(data, award)]
    return Table(_REJECTED, tuple(rows), plural(len(rows), "claim that is not used", "claims that are not used"))


_REJECTED = (
    Column("of", Kind.ID, title="award or programme"),
    Column("what", Kind.TEXT),
    Column("used", Kind.TEXT, missing="–"),
    Column("printed", Kind.TEXT, missing="–"),
    Column("where", Kind.TEXT, title="printed in", missing="–"),
    Column("why", Kind.TEXT, title="why it is not used", missing="–"),
)


def _of_programme(data: Data, programme: Programme) -> Iterator[Row]:
    for stated in programme.stated:
        figure = _figure(stated, programme.currency)
        yield from _rejected_rows(data, programme.title, stated.what, figure, stated.basis, stated.rule, stated.rejected)


def _figure(stated: StatedFigure, currency: str | None) -> str | None:
    """Return what a source says of a programme, an amount or a number; `None` where that is unknown."""
    if stated.value is None:
        return None
    if stated.what in _COUNTS:
        return f"{stated.value:,f}".removesuffix(".00")
    return str(Money(stated.value, currency))


_COUNTS = frozenset({"projects", "councils", "bids", "awards"})
"""What sources count rather than pay."""


def _of_award(data: Data, award: Award) -> Iterator[Row]:
    of_amount = tuple(part for part in award.rejected if part.of in {"", "amount"})
    amount = None if award.amount is None else str(Money(award.amount, award.currency))
    yield from _rejected_rows(data, award.id, "amount", amount, award.basis, award.rule, of_amount)
    for part in award.rejected:
        if part not in of_amount:
            yield from _rejected_rows(data, award.id, part.of, None, None, None, (part,))
    for outcome in award.outcomes:
        saving = None if outcome.saving is None else str(Money(outcome.saving, award.currency))
        yield from _rejected_rows(data, award.id, "saving", saving, outcome.basis, outcome.rule, outcome.rejected)


def _rejected_rows(
    data: Data, of: str, what: str, value: str | None, basis: Basis | None, rule: str | None, rejected: Iterable[RejectedClaim]
) -> Iterator[Row]:  # fmt: skip
    parts = list(rejected)
    for part in parts:
        claim = data.book.claim(part.claim)[1]
        yield of, what, value, claim.figure or claim.says, place(data, part.claim), part.why
    if basis is Basis.DISPUTED and not parts:
        yield of, what, value, None, None, f"sources disagree: {rule}" if rule else "sources disagree"


def cited_sources(data: Data, where: Filter) -> list[Source]:
    """Return the sources that these awards and their programmes name, for used and rejected claims alike, by document."""
    if not data.book.sources:
        return []
    ids = {str(group.key[0]) for group in data.counts(("source",), where)}
    for programme in data.programmes(where):
        claims = [name for several in programme.claims.values() for name in several]
        claims += [name for stated in programme.stated for name in (*stated.claims, *(part.claim for part in stated.rejected))]
        ids |= {name.partition("/")[0] for name in claims}
    return sorted((source for source in data.book.sources if source.id in ids), key=by_name)
