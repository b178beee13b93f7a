"""Whether an award matches: what every filter means, in Python."""

import operator
from collections.abc import Callable
from typing import Any

from grantcli import names
from grantcli.dates import PartialDate
from grantcli.fields import FIELDS, FieldKind, Value, View, search_texts
from grantcli.model import Award
from grantcli.query import And, Comparison, Filter, Not, Op, Or, Range, Word


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
