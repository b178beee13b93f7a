"""What sources print and we do not use, and the sources behind the awards, so that readers can judge for themselves."""

from collections.abc import Iterable, Iterator

from grantcli.evidence import Basis, RejectedClaim
from grantcli.model import Award, Programme
from grantcli.query import Filter, Select
from grantcli.reports.data import Data
from grantcli.reports.evidence import by_name
from grantcli.reports.notes import plural
from grantcli.reports.record import place
from grantcli.sources import Source
from grantcli.table import Cell, Column, Kind, Money, Table

Row = tuple[Cell, ...]


def rejected_claims(data: Data, where: Filter) -> Table:
    """Return a row for each rejected claim about these awards, their outcomes and programmes, with the reason.

    A figure on which sources disagree, although no claim about it was rejected, has a row that says why it is used.
    """
    rows = [row for programme in data.programmes(where) for row in _of_programme(data, programme)]
    if data.book.sources:
        rows += [row for award in data.engine.awards(Select(("id",), where)) for row in _of_award(data, award)]
    return Table(_COLUMNS, tuple(rows), plural(len(rows), "claim that is not used", "claims that are not used"))


_COLUMNS = (
    Column("of", Kind.ID, title="award or programme"),
    Column("what", Kind.TEXT),
    Column("held", Kind.TEXT, missing="–"),
    Column("printed", Kind.TEXT, missing="–"),
    Column("where", Kind.TEXT, title="printed in", missing="–"),
    Column("why", Kind.TEXT, title="why it is not used", missing="–"),
)


def _of_programme(data: Data, programme: Programme) -> Iterator[Row]:
    for stated in programme.stated:
        money = stated.what not in _COUNTED and stated.value is not None
        held = str(Money(stated.value, programme.currency)) if money and stated.value is not None else None
        counted = None if stated.value is None else f"{stated.value:,f}".removesuffix(".00")
        yield from _rows(data, programme.title, stated.what, held or counted, stated.basis, stated.rule, stated.rejected)


_COUNTED = frozenset({"projects", "councils", "bids", "awards"})
"""What sources count rather than pay."""


def _of_award(data: Data, award: Award) -> Iterator[Row]:
    of_amount = tuple(part for part in award.rejected if part.of in {"", "amount"})
    held = None if award.amount is None else str(Money(award.amount, award.currency))
    yield from _rows(data, award.id, "amount", held, award.basis, award.rule, of_amount)
    for part in award.rejected:
        if part not in of_amount:
            yield from _rows(data, award.id, part.of, None, None, None, (part,))
    for outcome in award.outcomes:
        saving = None if outcome.saving is None else str(Money(outcome.saving, award.currency))
        yield from _rows(data, award.id, "saving", saving, outcome.basis, outcome.rule, outcome.rejected)


def _rows(
    data: Data, of: str, what: str, held: str | None, basis: Basis | None, rule: str | None, rejected: Iterable[RejectedClaim]
) -> Iterator[Row]:  # fmt: skip
    parts = list(rejected)
    for part in parts:
        claim = data.book.claim(part.claim)[1]
        yield of, what, held, claim.figure or claim.says, place(data, part.claim), part.why
    if basis is Basis.DISPUTED and not parts:
        yield of, what, held, None, None, f"sources disagree: {rule}" if rule else "sources disagree"


def cited_sources(data: Data, where: Filter) -> list[Source]:
    """Return the sources that these awards and their programmes name, for used and rejected claims alike, by document."""
    if not data.book.sources:
        return []
    named = {str(group.key[0]) for group in data.counts(("source",), where)}
    for programme in data.programmes(where):
        claims = [name for several in programme.claims.values() for name in several]
        claims += [name for stated in programme.stated for name in (*stated.claims, *(part.claim for part in stated.rejected))]
        named |= {name.partition("/")[0] for name in claims}
    return sorted((source for source in data.book.sources if source.id in named), key=by_name)
