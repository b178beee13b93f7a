"""The specification: what every question means, over awards in memory, in plain Python.

Never optimised. If it ever needs an index, a cache or a special case to agree with another engine, it goes.
"""

import operator
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Any

from grantcli import names
from grantcli.dates import PartialDate
from grantcli.engines import Row
from grantcli.fields import FIELDS, Field, FieldKind, Value, View, search_texts
from grantcli.model import Award, Organisation, shares
from grantcli.query import And, Comparison, Filter, Group, Not, Op, Or, Order, Range, Select, Total, Word
from grantcli.query.questions import REST, Key


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Memory:
    """Answers from a sequence of awards."""

    awards: Sequence[Award]

    def select(self, question: Select) -> list[Row]:
        """Return the rows of the awards that hold, ordered, missing values last, ties by id."""
        view = question.view
        found = [award for award in self.awards if holds(question.where, award, view)]
        found.sort(key=lambda award: award.id)
        for order in reversed(question.order):
            found.sort(key=lambda award: _rank(award, order, view), reverse=order.descending)
        return [tuple(FIELDS[name].read(award, view) for name in question.fields) for award in found[: question.limit]]

    def awards_with(self, ids: Collection[str]) -> list[Award]:
        """Return the awards with these ids, in the order of the file."""
        return [award for award in self.awards if award.id in ids]

    def total(self, question: Total) -> list[Group]:
        """Return a group for each key and currency that occurs among the awards that hold."""
        amounts: dict[tuple[Key, str | None], list[Decimal | None]] = defaultdict(list)
        for award in self.awards:
            if holds(question.where, award, question.view):
                for key, amount in _parts(award, question).items():
                    amounts[key, award.currency].append(amount)
        return [group(key, currency, members) for (key, currency), members in amounts.items()]


def _parts(award: Award, question: Total) -> dict[Key, Decimal | None]:
    """Return what of an award's amount belongs to each key: all of it, or with `split` the shares of its bodies."""
    amount = next((value for value in FIELDS[question.of].read(award, question.view) if isinstance(value, Decimal)), None)
    bodies: tuple[Organisation | None, ...] = (award.councils or (None,)) if question.split else (None,)
    parts = shares(amount, len(bodies)) if amount is not None else (None,) * len(bodies)
    found: dict[Key, Decimal | None] = {}
    for body, part in zip(bodies, parts, strict=True):
        for key in _keys(award, body, question):
            before = found.get(key)
            found[key] = part if part is None or before is None or not question.split else before + part
    return found


def _keys(award: Award, body: Organisation | None, question: Total) -> set[Key]:
    values = [_values(FIELDS[name], award, body, question.view) or (None,) for name in question.by]
    keys = set(product(*values))
    return keys if question.keep is None else {key if key in question.keep else REST for key in keys}


def _values(field: Field, award: Award, body: Organisation | None, view: View) -> tuple[Value, ...]:
    return field.part(award, body, view) if field.part and body else field.read(award, view)


def group(key: Key, currency: str | None, amounts: Sequence[Decimal | None]) -> Group:
    """Return the counts, the exact sum and the order statistics of these amounts."""
    known = sorted(amount for amount in amounts if amount is not None)
    return Group(
        key,
        currency,
        awards=len(amounts),
        unknown=len(amounts) - len(known),
        zero=sum(amount == 0 for amount in known),
        negative=sum(amount < 0 for amount in known),
        total=sum(known, Decimal(0)) if known else None,
        smallest=known[0] if known else None,
        largest=known[-1] if known else None,
        middle=(known[(len(known) - 1) // 2], known[len(known) // 2]) if known else None,
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


def fold(text: str) -> str:
    """Return the text with case removed letter by letter, one for one, so that no letter depends on its neighbours."""
    return text.lower() if text.isascii() else "".join(char.lower()[0] for char in text)


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
            return any(fold(text) in fold(known) for known in search_texts(award))
        case Comparison():
            return _passes(where, award, view)


def _passes(test: Comparison, award: Award, view: View) -> bool:
    field = FIELDS[test.field]
    if test.op is Op.SEVERAL:
        return len(field.read(award, view)) > 1
    if field.kind in {FieldKind.TEXT, FieldKind.BODY} and isinstance(test.value, str):
        texts = field.texts(award, view)
        if test.op is Op.IS:
            return any(fold(test.value) == fold(text) for text in texts)
        if field.kind is FieldKind.BODY:
            return names.key(test.value) in names.keys(texts)
        return any(fold(test.value) in fold(text) for text in texts)
    return any(_compares(value, test.op, test.value) for value in field.read(award, view))


_COMPARE: dict[Op, Callable[[Any, Any], bool]] = {Op.LESS: operator.lt, Op.AT_MOST: operator.le, Op.MORE: operator.gt,
                                                  Op.AT_LEAST: operator.ge, Op.IS: operator.eq}  # fmt: skip


def _compares(value: Value, op: Op, asked: Value | Range | None) -> bool:
    """Compare certainly: a date known to the year is before another only if all of its days are."""
    match op:
        case Op.KNOWN:
            return True
        case Op.WITHIN:
            assert isinstance(asked, Range)  # noqa: S101 - the parser makes no other; this is for the type checker
            low = asked.low is None or _compares(value, Op.AT_LEAST, asked.low)
            return low and (asked.high is None or _compares(value, Op.AT_MOST, asked.high))
        case Op.IS if isinstance(value, PartialDate):
            return value == asked
        case Op.LESS | Op.AT_MOST | Op.MORE | Op.AT_LEAST | Op.IS:
            return _COMPARE[op](*_ends(value, op, asked))
        case Op.HAS | Op.SEVERAL:
            return False


def _ends(value: Value, op: Op, asked: Any) -> tuple[Any, Any]:  # noqa: ANN401 - of the same kind as the value
    """Return what to compare: for dates, the ends that make the comparison certain."""
    if not isinstance(value, PartialDate):
        return value, asked
    ends = {
        Op.LESS: ("last", "first"),
        Op.AT_MOST: ("last", "last"),
        Op.MORE: ("first", "last"),
        Op.AT_LEAST: ("first", "first"),
    }
    mine, theirs = ends[op]
    return getattr(value, mine), getattr(asked, theirs)
