"""The specification: what every question means, over awards in memory, in plain Python.

Never optimised. If it ever needs an index, a cache or a special case to agree with another engine, it goes.
"""

import operator
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product
from typing import Any

from grantcli import names
from grantcli.dates import PartialDate
from grantcli.engines import Row
from grantcli.engines.group_order import sort_groups
from grantcli.evidence import Basis
from grantcli.fields import FIELDS, Field, FieldKind, Value, View, are_party_fields, search_texts
from grantcli.identity import RepeatedIds, Restatements, repeated_ids, restatements
from grantcli.model import Award, Organisation, shares
from grantcli.names import fold
from grantcli.query import And, Comparison, Filter, Group, Not, Op, Or, Order, Range, Select, Total, Word
from grantcli.query.questions import REST, Key
from grantcli.sites import GRANT, Site, sites


def holds(where: Filter, award: Award, view: View) -> bool:
    """Say whether the award is one that the filter asks for."""
    match where:
        case And(filters):
            return all(holds(part, award, view) for part in filters)
        case Or(filters):
            return any(holds(part, award, view) for part in filters)
        case Not(inner):
            return not holds(inner, award, view)
        case Word(text):
            return any(names.fold(text) in names.fold(candidate) for candidate in search_texts(award))
        case Comparison():
            return _passes(where, award, view)


def _passes(test: Comparison, award: Award, view: View) -> bool:
    field = FIELDS[test.field]
    if test.op is Op.SEVERAL:
        return len(field.read(award, view)) > 1
    if field.kind in {FieldKind.TEXT, FieldKind.BODY} and isinstance(test.value, str):
        texts = field.texts(award, view)
        if test.op is Op.IS:
            return any(names.fold(test.value) == names.fold(text) for text in texts)
        if field.kind is FieldKind.BODY:
            return names.key(test.value) in names.keys(texts)
        return any(names.fold(test.value) in names.fold(text) for text in texts)
    return any(_compares(value, test.op, test.value) for value in field.read(award, view))


_COMPARE: dict[Op, Callable[[Any, Any], bool]] = {Op.LESS: operator.lt, Op.AT_MOST: operator.le, Op.MORE: operator.gt,
                                                  Op.AT_LEAST: operator.ge, Op.IS: operator.eq}  # fmt: skip


def _compares(value: Value, op: Op, expected: Value | Range | None) -> bool:
    """Compare certainly: a date known to the year is before another only if all of its days are."""
    match op:
        case Op.KNOWN:
            return True
        case Op.WITHIN:
            assert isinstance(expected, Range)  # noqa: S101 - the parser makes no other; this is for the type checker
            low = expected.low is None or _compares(value, Op.AT_LEAST, expected.low)
            return low and (expected.high is None or _compares(value, Op.AT_MOST, expected.high))
        case Op.IS if isinstance(value, PartialDate):
            return value == expected
        case Op.LESS | Op.AT_MOST | Op.MORE | Op.AT_LEAST | Op.IS:
            return _COMPARE[op](*_ends(value, op, expected))
        case Op.HAS | Op.SEVERAL:
            return False


def _ends(value: Value, op: Op, expected: Any) -> tuple[Any, Any]:  # noqa: ANN401 - of the same kind as the value
    """Return what to compare: for dates, the ends that make the comparison certain."""
    if not isinstance(value, PartialDate):
        return value, expected
    ends = {
        Op.LESS: ("last", "first"),
        Op.AT_MOST: ("last", "last"),
        Op.MORE: ("first", "last"),
        Op.AT_LEAST: ("first", "first"),
    }
    mine, theirs = ends[op]
    return getattr(value, mine), getattr(expected, theirs)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Memory:
    """Answers from a sequence of awards."""

    records: Sequence[Award]

    @property
    def headings(self) -> list[str]:
        """The columns of the file that are not fields."""
        return list(dict.fromkeys(heading for award in self.records for heading in award.extra))

    def count(self) -> int:
        """Return how many awards there are."""
        return len(self.records)

    def count_values(self, names: Sequence[str], view: View) -> list[int]:
        """Return how many awards have a value of each of these fields."""
        return [sum(bool(FIELDS[name].read(award, view)) for award in self.records) for name in names]

    def without_currency(self) -> int:
        """Return how many awards name no currency."""
        return sum(award.currency is None for award in self.records)

    def repeated_ids(self) -> list[RepeatedIds]:
        """Return for each currency the awards whose identifier an award before them has."""
        return repeated_ids(self.records)

    def restatements(self, *, of_participants: bool) -> list[Restatements]:
        """Return for each currency the awards that are as an award before them is."""
        return restatements(self.records, of_participants=of_participants)

    def givers_that_receive(self) -> frozenset[str]:
        """Return the identifiers of organisations that give one of the awards and receive another, or the same."""
        givers = {award.giver.id for award in self.records if award.giver}
        return frozenset(body.id for award in self.records for body in award.councils if body.id in givers)

    def all_awards(self) -> Sequence[Award]:
        """Return every award, in the order of the file."""
        return self.records

    def select(self, question: Select) -> list[Row]:
        """Return the rows of the awards that match, ordered, missing values last, ties by id."""
        return list(self.stream(question))

    def stream(self, question: Select) -> Iterator[Row]:
        """Yield the same rows."""
        for award in self.awards(question):
            yield tuple(FIELDS[name].read(award, question.view) for name in question.fields)

    def awards(self, question: Select) -> list[Award]:
        """Return the awards of those rows whole, in the same order."""
        view = question.view
        matches = [award for award in self.records if holds(question.where, award, view)]
        if not question.in_file_order:
            matches.sort(key=lambda award: award.id)
        for order in reversed(question.order):
            matches.sort(key=lambda award: _rank(award, order, view), reverse=order.descending)
        return matches[: question.limit]

    def awards_with(self, ids: Collection[str]) -> list[Award]:
        """Return the awards with these ids, in the order of the file."""
        return [award for award in self.records if award.id in ids] if ids else []

    def ids_with_evidence(self) -> frozenset[str]:
        """Return the ids of awards of whose amount more is known than that it is stated, or that nobody states it."""
        return frozenset(award.id for award in self.records if _has_evidence(award))

    def total(self, question: Total) -> list[Group]:
        """Return a group for each key and currency among the awards that match."""
        amounts = self._amounts(question, {})
        if question.top is not None:
            top_keys = _largest(amounts, question.top)
            rest_counts = Counter(currency for key, currency in amounts if key not in top_keys[currency])
            amounts = self._amounts(question, top_keys)
        return [
            replace(group(key, currency, members, middle=question.middle), folded=rest_counts[currency] if key == REST else 0)
            for (key, currency), members in amounts.items()
        ]

    def ordered_groups(self, question: Total) -> Iterator[Group]:
        """Yield the groups in order."""
        yield from sort_groups(self.total(question), question.by)

    def totals(self, questions: Sequence[Total]) -> list[list[Group]]:
        """Return the groups of each question: they mean the same together as alone."""
        return [self.total(question) for question in questions]

    def totals_if_few(self, questions: Sequence[Total], most: int) -> list[list[Group]] | int:
        """Return the same, or how many groups the first question has."""
        answers = self.totals(questions)
        return answers if sum(map(len, answers)) <= most else len(answers[0])

    def _amounts(self, question: Total, top_keys: Mapping[str | None, AbstractSet[Key]]) -> "_Amounts":
        amounts: _Amounts = defaultdict(list)
        for award in self.records:
            if holds(question.where, award, question.view):
                for key, amount in _parts(award, question, top_keys.get(award.currency)).items():
                    amounts[key, award.currency].append(amount)
        return amounts


_Amounts = dict[tuple[Key, str | None], list[Decimal | None]]
"""What each award brings to each key and currency."""


def _largest(amounts: _Amounts, top: int) -> dict[str | None, set[Key]]:
    """Return the keys with the largest totals in each currency, unknown totals last, ties by key."""

    def rank(key: Key, currency: str | None) -> tuple[bool, Decimal, tuple[Any, ...]]:
        values = [amount for amount in amounts[key, currency] if amount is not None]
        texts = ((value is None, str(value) if isinstance(value, PartialDate) else value) for value in key)
        return not values, -sum(values, Decimal(0)), tuple(texts)

    top_keys: dict[str | None, set[Key]] = {}
    for code in {currency for _, currency in amounts}:
        keys = sorted((key for key, currency in amounts if currency == code), key=lambda key: rank(key, code))
        top_keys[code] = set(keys[:top])
    return top_keys


def _parts(award: Award, question: Total, top_keys: AbstractSet[Key] | None) -> dict[Key, Decimal | None]:
    """Return the part of an award's amount that counts for each key: all of it, or with `split` the shares of its recipients."""
    amount = next((value for value in FIELDS[question.of].read(award, question.view) if isinstance(value, Decimal)), None)
    units = _units(award, question)
    parts = shares(amount, len(units)) if amount is not None else (None,) * len(units)
    amounts: dict[Key, Decimal | None] = {}
    for unit, part in zip(units, parts, strict=True):
        for key in _keys(award, unit, question, top_keys):
            before = amounts.get(key)
            amounts[key] = part if part is None or before is None or not question.split else before + part
    return amounts


_Unit = Organisation | Site | None
"""The owner of a share of an amount: an organisation or a place of an award, or the award itself."""


def _units(award: Award, question: Total) -> tuple[_Unit, ...]:
    """Return what an amount is shared among: the places that the fields go by, or else the bodies."""
    if not question.split:
        return (None,)
    basis = next((FIELDS[name].basis for name in question.by if FIELDS[name].basis), "")
    sites_of_award = sites(award, basis, question.view.register, question.view.places) if basis else ()
    if basis == GRANT:
        return sites_of_award or (None,)
    return tuple(site.body or site for site in sites_of_award) or award.councils or (None,)


def _keys(award: Award, unit: _Unit, question: Total, top_keys: AbstractSet[Key] | None) -> set[Key]:
    """Return the keys of an award, or of one owner of a share; party fields that occur together are of the same organisation."""
    bodies = award.councils if unit is None and are_party_fields(question.by) else ()
    keys: set[Key] = set()
    for each in bodies or (unit,):
        keys.update(product(*(_values(FIELDS[name], award, each, question.view) or (None,) for name in question.by)))
    return {key if top_keys is None or key in top_keys else REST for key in keys}


def _values(field: Field, award: Award, unit: _Unit, view: View) -> tuple[Value, ...]:
    if isinstance(unit, Site):
        return unit.within(field.sql.partition(".")[2]) if field.basis else () if field.part else field.read(award, view)
    return field.part(award, unit, view) if field.part and unit else field.read(award, view)


def _has_evidence(award: Award) -> bool:
    basis = Basis.UNKNOWN if award.amount is None else Basis.STATED
    return bool(award.rule or award.claims or award.rejected) or award.basis is not basis


def group(key: Key, currency: str | None, amounts: Sequence[Decimal | None], *, middle: bool = True) -> Group:
    """Return the counts, the exact sum and the order statistics of these amounts."""
    values = sorted(amount for amount in amounts if amount is not None)
    return Group(
        key,
        currency,
        awards=len(amounts),
        unknown=len(amounts) - len(values),
        zero=sum(amount == 0 for amount in values),
        negative=sum(amount < 0 for amount in values),
        total=sum(values, Decimal(0)) if values else None,
        smallest=values[0] if values else None,
        largest=values[-1] if values else None,
        middle=(values[(len(values) - 1) // 2], values[len(values) // 2]) if values and middle else None,
    )


def _rank(award: Award, order: Order, view: View) -> tuple[bool, Any]:
    """Missing last either way; the smallest of several values counts, the largest when descending."""
    values = [_sortable(value) for value in FIELDS[order.field].read(award, view)]
    if not values:
        return not order.descending, ()
    return order.descending, max(values) if order.descending else min(values)


def _sortable(value: Value) -> Any:  # noqa: ANN401 - what sorts differs by field, never within one
    return (
        (value.first, value.last) if isinstance(value, PartialDate) else (fold(value), value) if isinstance(value, str) else value
    )
