"""What the text after an operator means, by the kind of its field."""

import re
from collections.abc import Callable
from decimal import Decimal

from grantcli.dates import PartialDate
from grantcli.fields import OPERATORS, Field, FieldKind, Value
from grantcli.model import money
from grantcli.query.filters import And, Comparison, Filter, Op, Range

_AMOUNT = re.compile(r"(-?)([£$€]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?([km]?)", re.IGNORECASE)
_CURRENCIES = {"£": "GBP", "$": "USD", "€": "EUR"}
_SCALES = {"": 1, "k": 1_000, "m": 1_000_000}
_FINANCIAL_YEAR = re.compile(r"(\d{4})(?:[-/](\d{2}|\d{4}))?", re.ASCII)


def comparison(field: Field, op: str, text: str) -> Filter:
    """Return the filter that `field op text` means; ValueError when the field cannot be asked this."""
    if op not in OPERATORS[field.kind]:
        takes = " and ".join(f"`{known}`" for known in OPERATORS[field.kind])
        message = f"`{field.name}` is text and takes {takes}, not `{op}`"
        raise ValueError(message)
    if not text:
        message = f"an empty value finds nothing; `-{field.name}:..` asks for awards without one"
        raise ValueError(message)
    if op == ":" and text == "..":
        return Comparison(field.name, Op.KNOWN, None, text)
    if field.kind in {FieldKind.TEXT, FieldKind.BODY}:
        return Comparison(field.name, Op(op), text, text)
    return _money(field, op, text) if field.kind is FieldKind.MONEY else _ordered(field, op, text, READERS[field.name])


def _ordered(field: Field, op: str, text: str, read: Callable[[str], Value]) -> Comparison:
    low, dots, high = text.partition("..")
    if dots and op == ":":
        between = Range(read(low) if low else None, read(high) if high else None)
        if between.low is not None and between.high is not None and _rank(between.low) > _rank(between.high):
            message = f"the range `{text}` runs backwards; write the smaller end first"
            raise ValueError(message)
        return Comparison(field.name, Op.WITHIN, between, text)
    value = read(text)
    if op == ":" and isinstance(value, PartialDate):
        return Comparison(field.name, Op.WITHIN, Range(value, value), text)
    return Comparison(field.name, Op.IS if op == ":" else Op(op), value, text)


def _rank(value: Value) -> tuple[Decimal, str]:
    if isinstance(value, int | Decimal):
        return Decimal(value), ""
    return Decimal(0), value.first if isinstance(value, PartialDate) else value


def _money(field: Field, op: str, text: str) -> Filter:
    """Read an amount; a currency sign asks for that currency too."""
    signs = {_CURRENCIES[sign] for sign in re.findall("[£$€]", text)}
    compared = _ordered(field, op, text, amount)
    if not signs:
        return compared
    if len(signs) > 1:
        message = "one comparison takes one currency"
        raise ValueError(message)
    code = signs.pop()
    return And((Comparison("currency", Op.IS, code, code), compared))


def amount(text: str) -> Decimal:
    """Return the amount that a person types: `50000`, `50,000`, `£50,000.50`, `50k`, `1.2m`; ValueError otherwise."""
    match = _AMOUNT.fullmatch(text.strip())
    if not match:
        message = f"`{text}` is not an amount like 50000, £50,000 or 50k"
        raise ValueError(message)
    minus, _, whole, decimals, scale = match.groups()
    value = Decimal(minus + whole.replace(",", "") + (decimals or "")) * _SCALES[scale.lower()]
    return money(f"{value.normalize():f}")


def _year(text: str) -> int:
    if not re.fullmatch(r"\d{4}", text, re.ASCII):
        message = f"`{text}` is not a year like 2019"
        raise ValueError(message)
    return int(text)


def _financial_year(text: str) -> str:
    match = _FINANCIAL_YEAR.fullmatch(text)
    if not match or (match[2] and int(match[2]) % 100 != (int(match[1]) + 1) % 100):
        message = f"`{text}` is not a financial year like 2019-20"
        raise ValueError(message)
    return f"{match[1]}-{match[2][-2:]}" if match[2] else match[1]


def _quarter(text: str) -> str:
    if not re.fullmatch(r"\d{4}-[Qq][1-4]", text, re.ASCII):
        message = f"`{text}` is not a quarter like 2019-Q3"
        raise ValueError(message)
    return text.upper()


def _month(text: str) -> str:
    date = PartialDate.parse(text)
    if date.month is None or date.day is not None:
        message = f"`{text}` is not a month like 2019-09"
        raise ValueError(message)
    return str(date)


READERS: dict[str, Callable[[str], Value]] = {
    "awarded": PartialDate.parse,
    "year": _year,
    "fy": _financial_year,
    "quarter": _quarter,
    "month": _month,
}
"""How the value of each field that is neither text nor money is read."""
