"""`show`: one whole award, with all its evidence."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from grantcli.errors import UsageError, nearest
from grantcli.fields import EXTRA, FIELDS, VIEW
from grantcli.model import Award
from grantcli.query import Select
from grantcli.reports.data import Data, cell, column
from grantcli.standard import BY_NAME
from grantcli.table import Cell, Column, Kind, Money, Record, Table

_FIRST = ("id", "title", "description", "programme", "funder", "lead", "partner")
_THEN = ("stage", "theme", "project", "awarded", "fy")


def show(data: Data, ids: Iterable[str]) -> Table:
    """Return a row for each award named: its organisations, dates, basis, what it follows, outcomes, every source line.

    UsageError for an unknown id, with the nearest.
    """
    names = list(dict.fromkeys(ids))
    by_id: dict[str, list[Award]] = defaultdict(list)
    for award in data.engine.awards_with(names):
        by_id[award.id].append(award)
    for name in names:
        if name not in by_id:
            guess = nearest(name, [str(row[0][0]) for row in data.engine.select(Select(("id",)))])
            raise UsageError(f"no award has the id `{name}`", did_you_mean=guess, hint="" if guess else "`grantcli list` has all")
    awards = [award for name in names for award in by_id[name]]
    more = _more(awards)
    columns = (*_COLUMNS, *(column(FIELDS[name]) for name in more))
    rows = tuple((*_row(data, award), *_values(data, award, more)) for award in awards)
    return Table(columns, rows, vertical=True)


def _more(awards: Sequence[Award]) -> list[str]:
    """Return the fields that are shown only where they say more: a person, fields of the standard, columns of the file."""
    extras = dict.fromkeys(EXTRA + heading for award in awards for heading, text in award.extra.items() if text.strip())
    persons = ["recipient"] if any(award.individual for award in awards) else []
    return [*persons, *(name for name in BY_NAME if any(FIELDS[name].read(award, VIEW) for award in awards)), *extras]


_COLUMNS = (
    *(column(FIELDS[name]) for name in _FIRST),
    Column("unnamed", Kind.TEXT, title="others, not named"),
    *(column(FIELDS[name]) for name in _THEN),
    Column("amount", Kind.MONEY, missing="unknown"),
    Column("currency", Kind.ID, missing="no currency"),
    Column("basis", Kind.TEXT),
    Column("rule", Kind.TEXT, title="why this amount"),
    Column("follows", Kind.MANY),
    Column("followed_by", Kind.MANY),
    Column("outcomes", Kind.RECORDS),
    Column("notes", Kind.MANY),
    Column("evidence", Kind.RECORDS),
    Column("rejected", Kind.RECORDS, title="printed, but not used"),
    Column("place", Kind.ID, title="place in file"),
)


def _row(data: Data, award: Award) -> tuple[Cell, ...]:
    later = tuple(other.id for other in data.awards_with_evidence if other.follows == award.id)
    earlier = (award.follows,) if award.follows else ()
    return (
        *_values(data, award, _FIRST),
        award.unnamed,
        *_values(data, award, _THEN),
        None if award.amount is None else Money(award.amount, award.currency),
        award.currency,
        str(award.basis),
        award.rule,
        earlier or None,
        later or None,
        tuple(_outcomes(data, award)) or None,
        award.notes or None,
        tuple(_evidence(data, award)) or None,
        tuple(_rejected_records(data, award)) or None,
        data.place(award.line),
    )


def _values(data: Data, award: Award, names: Sequence[str]) -> list[Cell]:
    return [cell(FIELDS[name], FIELDS[name].read(award, data.view), award.currency) for name in names]


def _evidence(data: Data, award: Award) -> Iterable[Record]:
    """Yield each claim that is used, those of the amount first; what only the programme states comes last."""
    for topic, names in award.claims.items():
        yield from (_claim(data, topic, name) for name in names)
    if award.programme and "awarded" not in award.claims:
        yield from (_claim(data, "awarded", name) for name in award.programme.claims.get("awarded", ()))


def _rejected_records(data: Data, award: Award) -> Iterable[Record]:
    for part in award.rejected:
        yield {**_claim(data, part.of, part.claim), "why": part.why}
    for outcome in award.outcomes:
        for part in outcome.rejected:
            yield {**_claim(data, "saving", part.claim), "why": part.why}


def _outcomes(data: Data, award: Award) -> Iterable[Record]:
    for outcome in award.outcomes:
        saving = None if outcome.saving is None else str(Money(outcome.saving, award.currency))
        where = "; ".join(place(data, name) for name in outcome.claims)
        yield {
            "says": outcome.says,
            "saving": saving,
            "basis": str(outcome.basis),
            "rule": outcome.rule,
            "where": where,
        }


def _claim(data: Data, topic: str, name: str) -> Record:
    source, claim = data.book.claim(name)
    return {
        "of": topic,
        "figure": claim.figure,
        "where": place(data, name),
        "publisher": source.publisher,
        "dated": str(source.dated) if source.dated else None,
        "says": claim.says,
    }


def place(data: Data, name: str) -> str:
    """Return the source and line of a claim: `seed-002 line 20`."""
    source, claim = data.book.claim(name)
    return f"{source.id} line {claim.line}" if claim.line else source.id
