"""`Filter`: which awards a question is about.

Logic has two values. A comparison with a missing value is false, and `Not` is its plain complement: of awards without
an amount, `amount>0` has none and `not amount>0` has all.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from grantcli.fields import EXTRA, FIELDS, FieldKind, Value


class Op(Enum):
    """How a field is compared."""

    HAS = ":"
    """Text: the value contains the text, case ignored. Organisations: one has this name."""
    IS = "="
    """Equality; on text with case ignored."""
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    WITHIN = ".."
    """Inside a range, both ends included."""
    KNOWN = ":.."
    """There is a value at all."""
    SEVERAL = "several"
    """There is more than one value. No text means this; reports ask it."""


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, both included; `None` is open."""

    low: Value | None
    high: Value | None


@dataclass(frozen=True, slots=True)
class Word:
    """The text is in the title, the description or any name, case ignored."""

    text: str

    def __str__(self) -> str:
        """Return the term as it would be typed."""
        return _word(self.text)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One value of the field compares as `op` says with `value`; with several values, any of them."""

    field: str
    op: Op
    value: Value | Range | None
    typed: str
    """The value as it was typed, for messages."""

    def __str__(self) -> str:
        """Return the term as it would be typed."""
        is_equality = self.op is Op.IS and FIELDS[self.field].kind in {FieldKind.MONEY, FieldKind.NUMBER, FieldKind.PERIOD}
        sign = ":" if is_equality or self.op in {Op.WITHIN, Op.KNOWN} else self.op.value
        has_comma = "," in self.typed and FIELDS[self.field].kind is not FieldKind.MONEY
        return f"{_name(self.field)}{sign}{_in_quotes(self.typed) if has_comma else quote_value(self.typed)}"


@dataclass(frozen=True, slots=True)
class Not:
    """What the filter leaves out."""

    filter: "Filter"

    def __str__(self) -> str:
        """Return the term as it would be typed."""
        return f"-{_inner(self.filter)}" if isinstance(self.filter, Comparison) else f"not {_inner(self.filter)}"


@dataclass(frozen=True, slots=True)
class And:
    """All of the filters; of none, everything."""

    filters: "tuple[Filter, ...]" = ()

    def __str__(self) -> str:
        """Return the question as it would be typed."""
        return " ".join(_inner(part) for part in self.filters)


@dataclass(frozen=True, slots=True)
class Or:
    """Any of the filters."""

    filters: "tuple[Filter, ...]"

    def __str__(self) -> str:
        """Return the question as it would be typed."""
        return " or ".join(f"({part})" if isinstance(part, Or) else str(part) for part in self.filters)


Filter = Word | Comparison | Not | And | Or


EVERYTHING = And()
"""The filter that leaves nothing out."""


def _inner(part: Filter) -> str:
    return f"({part})" if isinstance(part, And | Or) else str(part)


def quote_value(text: str) -> str:
    """Return the text as a value of the question language, in quotes where it needs them."""
    if text and not any(char.isspace() or char in '"()' for char in text):
        return text
    return _in_quotes(text)


def _word(text: str) -> str:
    """Return a bare word, in quotes also where it would be read as something else."""
    reserved = text.lower() in {"and", "or", "not"} or text.startswith("-") or any(char in ":=<>" for char in text)
    return _in_quotes(text) if reserved else quote_value(text)


def _name(field: str) -> str:
    """Return the name of a field as it is typed: the heading of a column in quotes where it needs them."""
    heading = field.removeprefix(EXTRA)
    simple = heading == field or not any(char.isspace() or char in '"():=<>' for char in heading)
    return field if simple else EXTRA + _in_quotes(heading)


def _in_quotes(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


FLAGS = {
    "funder": ("funder", ":"), "programme": ("programme", ":"), "council": ("council", ":"), "lead": ("lead", ":"),
    "stage": ("stage", ":"), "region": ("region", ":"),
    "year": ("year", ":"), "fy": ("fy", ":"), "from": ("awarded", ">="), "to": ("awarded", "<="),
    "live-on": ("starts", "<="), "min": ("amount", ">="), "max": ("amount", "<="),
}  # fmt: skip
"""What the flags of the command line mean: the field and operator of a term."""
FLAGS_ALSO = {"live-on": ("ends", ">=")}
"""The second term of a flag that means two."""


def conjuncts(where: Filter) -> tuple[Filter, ...]:
    """Return the terms that an award must all match."""
    return where.filters if isinstance(where, And) else (where,)


def comparisons(where: Filter) -> Iterator[Comparison]:
    """Yield every comparison that a filter is made of."""
    match where:
        case And(parts) | Or(parts):
            for part in parts:
                yield from comparisons(part)
        case Not(inner):
            yield from comparisons(inner)
        case Comparison():
            yield where
        case Word():
            return
