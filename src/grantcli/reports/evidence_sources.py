"""`sources`: what the documents and pages claim, and which awards and programmes rest on each claim."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from grantcli.errors import UsageError, nearest
from grantcli.evidence import RejectedClaim
from grantcli.model import Award, Programme
from grantcli.reports.data import Data
from grantcli.reports.evidence import by_name
from grantcli.reports.notes import plural
from grantcli.sources import Source
from grantcli.table import Column, Kind, Table

_FEW = 5  # name at most this many sources


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
    found = _source_named(data.book.sources, name)
    users = _users(data)
    rows = tuple(
        (claim.id, claim.line, claim.figure, claim.says, claim.names or None, users.get(f"{found.id}/{claim.id}"))
        for claim in found.claims
    )
    title = f"{found.id}: {found.title}, {found.publisher}" + (f", {found.dated}" if found.dated else "")
    return Table(_CLAIMS, rows, title, tuple(_describe(found)))


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


def _source_named(every: Sequence[Source], name: str) -> Source:
    exact = [source for source in every if name in {source.id, source.document}]
    found = exact or [source for source in every if name and any(each.startswith(name) for each in _names(source))]
    if len(found) == 1:
        return found[0]
    if found:
        few = [source.id for source in found[:_FEW]]
        raise UsageError(f"`{name}` may be any of {len(found)} sources", did_you_mean=few)
    guess = nearest(name, [each for source in every for each in _names(source)])
    raise UsageError(f"no source has the id `{name}`", did_you_mean=guess, hint="" if guess else "`grantcli sources` has all")


def _names(source: Source) -> tuple[str, ...]:
    return (source.id, source.document) if source.document else (source.id,)


def _awards_by_source(awards: Iterable[Award]) -> Mapping[str, set[str]]:
    """Return for each source the ids of the awards that use one of its claims, not of those that reject it."""
    found: dict[str, set[str]] = defaultdict(set)
    for award in awards:
        outcomes = [name for outcome in award.outcomes for name in outcome.claims]
        for name in (*(name for names in award.claims.values() for name in names), *outcomes):
            found[name.partition("/")[0]].add(award.id)
    return found


def _users(data: Data) -> Mapping[str, tuple[str, ...]]:
    """Return for each claim what uses it and what rejects it: programmes, then awards, by id and use, each once."""
    found: dict[str, set[tuple[bool, str, str]]] = defaultdict(set)
    parts: tuple[Programme | Award, ...] = (*data.book.programmes, *data.awards_with_evidence)
    for part in parts:
        for claim, use in _uses(part):
            found[claim].add((isinstance(part, Award), part.id, use))
    return {claim: tuple(f"{name} {use}" for _, name, use in sorted(uses)) for claim, uses in found.items()}


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
