"""`org`: all that the data say of an organisation: what it received and gave, from and to whom, by year, with its names and ids.

An organisation is found by a whole name or an identifier that it has, by the rules of `names`, never by likeness.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from grantcli import names
from grantcli.engines.group_order import sort_groups
from grantcli.errors import UsageError, nearest_value
from grantcli.fields import FIELDS
from grantcli.model import Award, Organisation
from grantcli.org_ids import number
from grantcli.query import EVERYTHING, And, Comparison, Filter, Group, Op, Select
from grantcli.query.filters import quote_value
from grantcli.reports.data import Data, all_of
from grantcli.reports.notes import plural
from grantcli.table import Cell, Column, Kind, Money, Record, Table

_PARTIES = 10
"""At most this many funders or recipients are named."""
_COLUMNS = (
    Column("name", Kind.TEXT),
    Column("org_ids", Kind.MANY, title="identifiers", missing="none"),
    Column("other_names", Kind.MANY),
    Column("received", Kind.RECORDS, missing="nothing"),
    Column("received_by_year", Kind.RECORDS, title="received by year"),
    Column("received_from", Kind.RECORDS, title="received from"),
    Column("given", Kind.RECORDS, missing="nothing"),
    Column("given_by_year", Kind.RECORDS, title="given by year"),
    Column("given_to", Kind.RECORDS, title="given to"),
)


@dataclass(frozen=True, slots=True)
class _Side:
    """What an organisation received, or gave: the awards, and who is at the other end of them."""

    data: Data
    where: Filter
    name: str
    giving: bool

    def groups(self, *by: str) -> list[Group]:
        """Return the groups of the awards by these fields, in their order; those whom it gave with another funder are none."""
        if not self.giving:
            return sort_groups(self.data.groups(by, self.where, middle=False), by)
        every = self.data.groups(("funder", *by), self.where, middle=False)
        matches = [_without_funder(group) for group in every if group.key[0] == self.name]
        return sort_groups(matches, by)


def _without_funder(group: Group) -> Group:
    return replace(group, key=group.key[1:])


def organisation(data: Data, words: Sequence[str], where: Filter = EVERYTHING) -> Table:
    """Return a record for each organisation that has the name or identifier; UsageError, with the nearest, where none has.

    Its names are those of all awards; money counts only in the awards of `where`.
    """
    text = " ".join(words).strip()
    bodies = list(dict.fromkeys(_find(data, text)))
    if not bodies:
        raise _unknown(data, text)
    rows = tuple(_row(data, body, where) for body in bodies)
    notes = list(data.notes)
    if where != EVERYTHING:
        notes.append(f"money counts only in the awards of `{where}`: {plural(data.count(where), 'award')} of {data.count():,}")
    if len(bodies) > 1:
        notes.append(
            f"{plural(len(bodies), 'organisation')} are called `{text}`; `grantcli duplicates` helps to decide which are one"
        )
    if joint := sum(data.count(all_of(where, _receipts(body), Comparison("council", Op.SEVERAL, None, ""))) for body in bodies):
        notes.append(f"{plural(joint, 'award')} to several recipients {'is' if joint == 1 else 'are'} counted whole")
    if any(row[3] is not None and row[6] is not None for row in rows):
        notes.append("what it received and what it gave are never added: the same money may be in both")
    return Table(_COLUMNS, rows, notes=tuple(notes), vertical=True)


def _find(data: Data, text: str) -> Iterator[Organisation]:
    """Yield the organisations with this name or identifier, recipients first."""
    for op, value in ((Op.IS, text), (Op.IS, number(text)), (Op.HAS, text)):
        bodies = [*_recipients(data, Comparison("council", op, value, value), value, op), *_funders(data, value, op)]
        if bodies:
            yield from bodies
            return


def _recipients(data: Data, where: Comparison, text: str, op: Op) -> Iterator[Organisation]:
    by = ("council", "org_id")
    for group in sort_groups(data.groups(by, where, middle=False), by):
        id_ = str(group.key[1] or group.key[0])
        award = _first_award(data, And((where, Comparison("org_id", Op.IS, id_, id_))))
        yield from (each for each in (award.councils if award else ()) if each.id == id_ and _is_called(data, each, text, op))


def _funders(data: Data, text: str, op: Op) -> Iterator[Organisation]:
    """Yield the funders; where names are matched by rule, those whose names have its longest word are looked at."""
    words = names.key(text).partition("|")[0].split()
    part = max(words, key=len) if op is Op.HAS and words else text
    term = Comparison("funder", op, part, part)
    for name in sorted({str(group.key[0]) for group in data.groups(("funder",), term, middle=False) if group.key[0]}):
        award = _first_award(data, And((term, Comparison("funder", Op.IS, name, name))))
        if award and award.giver and _is_called(data, award.giver, text, op):
            yield award.giver


def _first_award(data: Data, where: Filter) -> Award | None:
    return next(iter(data.engine.awards(Select((), where, limit=1, view=data.view))), None)


def _is_called(data: Data, body: Organisation, text: str, op: Op) -> bool:
    known_names = (*body.names, body.id, *data.view.register.names(body.id))
    if op is Op.IS:
        return names.fold(text) in map(names.fold, known_names) or number(text) in map(number, known_names)
    return names.key(text) in names.keys(known_names)


def _unknown(data: Data, text: str) -> UsageError:
    choices = {
        str(group.key[0]) for name in ("recipient", "funder") for group in data.groups((name,), middle=False) if group.key[0]
    }
    if person := next((name for name in choices if names.fold(name) == names.fold(text)), ""):
        hint = f"an award has this name for a person: `grantcli list recipient={quote_value(person)}` shows it"
        return UsageError(f"no organisation is called `{text}` in {data.name}", hint=hint)
    near = nearest_value(text, choices)
    hint = "" if near else "a name that a recipient or a funder has in these data, or its identifier"
    return UsageError(f"no organisation is called `{text}` in {data.name}", did_you_mean=near, hint=hint)


def _receipts(body: Organisation) -> Filter:
    return Comparison("org_id", Op.IS, body.id, body.id)


def _row(data: Data, body: Organisation, where: Filter) -> tuple[Cell, ...]:
    receipts = _Side(data, all_of(where, _receipts(body)), body.name, giving=False)
    gifts = _Side(data, all_of(where, Comparison("funder", Op.IS, body.name, body.name)), body.name, giving=True)
    ids = tuple(each for each in (body.id, *body.ids) if each != body.name)
    other_names = (*body.names[1:], *data.view.register.names(body.id))
    return (
        body.name,
        ids or None,
        tuple(dict.fromkeys(each for each in other_names if each not in {body.name, body.id, *body.ids})) or None,
        *_cells(receipts, "funder"),
        *_cells(gifts, "recipient"),
    )


def _cells(side: _Side, other: str) -> tuple[tuple[Record, ...] | None, ...]:
    """Return what it is altogether, by year, and by who is at the other end, those with most first."""
    ends = side.groups(other)
    records = [*_records(ends[:_PARTIES], other)]
    if rest := ends[_PARTIES:]:
        records.append({other: plural(len(rest), "other"), "awards": None, "total": None, "unknown": None})
    return (
        tuple(_records(side.groups(), "")) or None,
        tuple(_records(side.groups("year"), "year")) or None,
        tuple(records) or None,
    )


def _records(groups: Sequence[Group], by: str) -> Iterator[Record]:
    for group in groups:
        value = {by: FIELDS[by].missing if group.key[0] is None else str(group.key[0])} if by else {}
        awards = plural(group.awards, "award")
        total = None if group.total is None else Money(group.total, group.currency)
        yield {**value, "awards": awards, "total": total, "unknown": f"{group.unknown:,} unknown" if group.unknown else None}
