"""An award as rows of the tables and back: the only place that knows how tables store an award."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from grantcli.dates import PartialDate
from grantcli.engines.relations import AWARDS
from grantcli.engines.statement import Column, Statement
from grantcli.evidence import Basis, RejectedClaim
from grantcli.fields import FIELDS, VIEW, Value
from grantcli.model import Award, Organisation, Outcome, Programme, money
from grantcli.spans import DERIVED
from grantcli.standard import Standard, ValueKind, below, paths

if TYPE_CHECKING:
    from msgspec.json import Encoder

Record = dict[str, Any]
Ask = Callable[[Statement], Sequence[tuple[Any, ...]]]
"""Answers a statement."""

_UNCHANGED = ("id", "title", "description", "individual", "stage", "theme", "project", "currency")


def records(number: int, award: Award, headings: Sequence[str]) -> Iterator[tuple[str, Record]]:
    """Yield the rows of each award, each with the name of its table; columns of headings are `x0`, `x1` and so on."""
    funder = award.giver
    saving = next(iter(FIELDS["saving"].read(award, VIEW)), None)
    yield (
        "awards",
        {
            "n": number,
            **{name: getattr(award, name) for name in _UNCHANGED},
            **_bodies(award, funder),
            "amount": None if award.amount is None else f"{award.amount:.2f}",
            "basis": str(award.basis),
            "awarded_from": award.awarded and award.awarded.first,
            "awarded_to": award.awarded and award.awarded.last,
            "saving": None if saving is None else f"{saving:.2f}",
            "line": None if award.line is None else str(award.line),
            "more": _more(award),
            "published": None if award.grant is None else _dumps(award.grant),
            **{f"x{place}": award.extra.get(heading) for place, heading in enumerate(headings)},
        },
    )
    yield from _parties(number, award)
    yield from _links(number, award)
    yield from _aliases(award, funder)
    yield from _details(number, award)


def _bodies(award: Award, funder: Organisation | None) -> Record:
    programme, lead = award.programme, award.lead
    return {
        "programme": programme and programme.title,
        "programme_id": programme and programme.id,
        "funder": funder and funder.name,
        "funder_id": funder and funder.id,
        "lead": lead and lead.name,
        "lead_id": lead and lead.id,
    }


def _parties(number: int, award: Award) -> Iterator[tuple[str, Record]]:
    bodies = award.councils
    for ordinal, body in enumerate(bodies):
        position = ordinal if award.lead else ordinal + 1
        yield (
            "parties",
            {"n": number, "position": position, "ordinal": ordinal, "bodies": len(bodies), "id": body.id, "name": body.name},
        )


def _links(number: int, award: Award) -> Iterator[tuple[str, Record]]:
    if not (award.claims or award.rejected or award.outcomes):  # as in any file of somebody else's
        return
    for what in ("source", "outcome"):
        for position, text in enumerate(FIELDS[what].read(award, VIEW)):
            yield "links", {"n": number, "position": position, "what": what, "text": text}


def _details(number: int, award: Award) -> Iterator[tuple[str, Record]]:
    """Yield the values of the fields of the standard that the grant of an award has."""
    for row in _fields_with_values(award.grant or {}):
        for position, value in enumerate(FIELDS[row.name].read(award, VIEW)):
            yield "details", {"n": number, "field": row.name, "position": position, **detail(row.kind, value)}
    for span in DERIVED.values() if award.grant and not _DATED.isdisjoint(award.grant) else ():
        for value in FIELDS[span.name].read(award, VIEW):
            yield "details", {"n": number, "field": span.name, "position": 0, **detail(span.kind, value)}


def _fields_with_values(grant: Mapping[str, Any]) -> Iterator[Standard]:
    """Yield the fields that a key of a grant may be a value of: few of the many that exist."""
    for top, value in grant.items():
        if fields := below(top):
            paths_with_values = set(paths(value, top))
            yield from (row for row in fields if row.path in paths_with_values)


_DATED = frozenset(("plannedDates", "actualDates"))


def detail(of: ValueKind, value: Value) -> Record:
    """Return a value in the column of its kind, as `details` has it."""
    record: Record = dict.fromkeys(("text", "amount", "figure", "first_day", "last_day"))
    if isinstance(value, PartialDate):
        return record | {"first_day": value.first, "last_day": value.last}
    column = {ValueKind.MONEY: "amount", ValueKind.NUMBER: "figure"}.get(of, "text")
    return record | {column: f"{value:f}" if isinstance(value, Decimal) else str(value)}


def _aliases(award: Award, funder: Organisation | None) -> Iterator[tuple[str, Record]]:
    for body in (*award.councils, *((funder,) if funder else ())):
        for alias in (*body.names[1:], *((None,) if body.kind else ())):
            yield "aliases", {"what": "body", "id": body.id, "name": body.name, "alias": alias, "kind": body.kind}
        for alias in body.ids:
            yield "aliases", {"what": "id", "id": body.id, "name": body.name, "alias": alias, "kind": None}
    for alias in award.programme.aliases if award.programme else ():
        round_ = award.programme
        yield (
            "aliases",
            {"what": "programme", "id": round_ and round_.id, "name": round_ and round_.title, "alias": alias, "kind": None},
        )


def _more(award: Award) -> str | None:
    """Return what is known of an award and is in no column, as JSON; `None` for nothing."""
    values = {
        "claims": {topic: list(names) for topic, names in award.claims.items()},
        "rejected": [_rejected_record(each) for each in award.rejected],
        "outcomes": [_outcome(each) for each in award.outcomes],
        "notes": list(award.notes),
        "rule": award.rule,
        "unnamed": award.unnamed,
        "follows": award.follows,
    }
    filled = {name: value for name, value in values.items() if value}
    return _dumps(filled) if filled else None


def _rejected_record(each: RejectedClaim) -> Record:
    return {"claim": each.claim, "why": each.why, "of": each.of}


def _outcome(each: Outcome) -> Record:
    saving = None if each.saving is None else f"{each.saving:.2f}"
    rejected = [_rejected_record(one) for one in each.rejected]
    return {
        "says": each.says,
        "saving": saving,
        "basis": each.basis,
        "rule": each.rule,
        "claims": each.claims,
        "rejected": rejected,
    }


def _dumps(value: Mapping[str, Any]) -> str:
    return _encoder().encode(value).decode()


@cache
def _encoder() -> "Encoder":
    import msgspec

    return msgspec.json.Encoder(decimal_format="number")


class Grants(Protocol):
    """Makes grants of other columns of the awards."""

    @property
    def names(self) -> Collection[str]:
        """Those columns."""

    def grant(self, row: Record) -> Record | None:
        """Return the grant of an award that has none."""


def read(
    numbers: Sequence[int],
    headings: Mapping[str, str],
    ask: Ask,
    *,
    lone: bool,
    tables: tuple[str, str] = ("awards", "parties"),
    grants: Grants | None = None,
) -> Iterator[Award]:
    """Yield the awards with these numbers, in their order; `headings` are the columns that are not fields.

    `tables` are the relations that have the awards and their organisations.
    """
    awards, bodies = tables
    columns = [*AWARDS, *headings.values(), *(grants.names if grants else ())]
    text = f"SELECT {', '.join(f'a.{name}' for name in columns)} FROM {awards} a WHERE a.n IN (SELECT UNNEST($numbers))"
    parameters = {"numbers": list(numbers)}
    statement = Statement(text, frozenset(Column("awards", name) for name in columns), parameters=parameters)
    rows = {row[0]: dict(zip(columns, row, strict=True)) for row in ask(statement)}
    parties: dict[int, list[tuple[int, Organisation]]] = defaultdict(list)
    if not lone:
        parts = f"SELECT y.n, y.position, y.id, y.name FROM {bodies} y WHERE y.n IN (SELECT UNNEST($numbers))"
        parts += " ORDER BY y.n, y.position"
        for n, position, key, name in ask(Statement(parts, parameters=parameters)):
            parties[n].append((position, Organisation(key, name)))
    for n in numbers:
        row = rows[n]
        own = grants.grant(row) if grants else None
        grant = json.loads(row["published"], parse_float=Decimal) if row["published"] else own
        yield _award(row, parties[n], headings, grant)


def _award(row: Record, parties: Sequence[tuple[int, Organisation]], headings: Mapping[str, str], grant: Record | None) -> Award:
    more = json.loads(row["more"]) if row["more"] else {}
    line = row["line"]
    return Award(
        **{name: row[name] for name in _UNCHANGED},
        programme=Programme(row["programme_id"], row["programme"]) if row["programme"] else None,
        funder=Organisation(row["funder_id"], row["funder"]) if row["funder"] else None,
        lead=Organisation(row["lead_id"], row["lead"]) if row["lead"] else None,
        partners=tuple(body for position, body in parties if position),
        unnamed=more.get("unnamed"),
        follows=more.get("follows"),
        awarded=_date(row["awarded_from"], row["awarded_to"]),
        amount=row["amount"],
        basis=Basis(row["basis"]),
        rule=more.get("rule"),
        claims={topic: tuple(names) for topic, names in more.get("claims", {}).items()},
        rejected=tuple(RejectedClaim(**each) for each in more.get("rejected", ())),
        outcomes=tuple(_read_outcome(each) for each in more.get("outcomes", ())),
        notes=tuple(more.get("notes", ())),
        line=int(line) if line and line.isdigit() else line,
        extra={heading: row[column] for heading, column in headings.items() if row[column] is not None},
        grant=grant,
    )


def _read_outcome(each: Record) -> Outcome:
    saving = None if each["saving"] is None else money(each["saving"])
    rejected = tuple(RejectedClaim(**one) for one in each["rejected"])
    return Outcome(each["says"], saving, Basis(each["basis"]), each["rule"], tuple(each["claims"]), rejected)


def _date(first: Any, last: Any) -> PartialDate | None:  # noqa: ANN401 - days as the connection gives them
    """Return the date whose first and last day these are, as coarse as they say."""
    return None if first is None else PartialDate.between(first, last)
