"""What the text after an operator means, by the kind of its field."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from grantcli.dates import PartialDate
from grantcli.fields import FIELDS, OPERATORS, Field, FieldKind, Value
from grantcli.model import money
from grantcli.query.filters import And, Comparison, Filter, Not, Op, Or, Range
from grantcli.standard import code_title, number

_AMOUNT = re.compile(r"(-?)([£$€]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?([km]?)", re.IGNORECASE)
_CURRENCIES = {"£": "GBP", "$": "USD", "€": "EUR"}
_SCALES = {"": 1, "k": 1_000, "m": 1_000_000}
_YEARS = re.compile(r"(\d{4})[-–](\d{4})", re.ASCII)
_FINANCIAL_YEAR = re.compile(r"(\d{4})(?:[-/–](\d{2}|\d{4}))?", re.ASCII)
_QUARTER = re.compile(r"(?:(\d{4})[- ]?Q([1-4])|Q([1-4])[- ]?(\d{4}))", re.ASCII | re.IGNORECASE)
_NUMBERS = re.compile(r"(?:(\d{1,2})[/.-])?(\d{1,2})[/.-](\d{4})|(\d{4})/(\d{1,2})(?:/(\d{1,2}))?", re.ASCII)
_MONTH_NAME = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)? )?([a-z]+)\.? (\d{4})", re.ASCII | re.IGNORECASE)
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_SHORTEST = 3  # letters of a month
_ABSENT = frozenset({"unknown", "none", "missing"})


def either(field: Field, op: str, texts: Sequence[str]) -> Filter:
    """Return the filter for any of these values; ValueError as below. Commas may be part of an amount."""
    if field.kind is FieldKind.MONEY or len(texts) == 1:
        return comparison(field, op, ",".join(texts))
    if op not in {":", "="}:
        message = f"`{op}` takes one value"
        raise ValueError(message)
    return Or(tuple(comparison(field, op, text) for text in texts))


def comparison(field: Field, op: str, text: str) -> Filter:
    """Return the filter that `field op text` means; ValueError when the field cannot be asked this."""
    if op not in OPERATORS[field.kind]:
        operators = " and ".join(f"`{each}`" for each in OPERATORS[field.kind])
        message = f"`{field.name}` is text and takes {operators}, not `{op}`"
        raise ValueError(message)
    if not text:
        message = f"an empty value finds nothing; `-{field.name}:..` asks for awards without one"
        raise ValueError(message)
    if op == ":" and text == "..":
        return Comparison(field.name, Op.KNOWN, None, text)
    if field.kind in {FieldKind.TEXT, FieldKind.BODY}:
        text = code_title(field.standard, text) if field.standard else text
        return Comparison(field.name, Op(op), text, text)
    if op in {":", "="} and text.lower() in {*_ABSENT, field.missing}:
        return Not(Comparison(field.name, Op.KNOWN, None, ".."))
    if field.name == "fy":
        return _financial_years(op, text)
    return _money(field, op, text) if field.kind is FieldKind.MONEY else _ordered_comparison(field, op, text, _reader(field))


def _ordered_comparison(field: Field, op: str, text: str, read: Callable[[str], Value]) -> Comparison:
    low, dots, high = text.partition("..")
    if dots and op == ":":
        return _within(field, text, read(low) if low else None, read(high) if high else None)
    if field.name == "year" and op == ":" and (years := _YEARS.fullmatch(text)):
        return _within(field, text, read(years[1]), read(years[2]))
    value = read(text)
    if op == ":" and isinstance(value, PartialDate):
        return Comparison(field.name, Op.WITHIN, Range(value, value), text)
    return Comparison(field.name, Op.IS if op == ":" else Op(op), value, text)


def _within(field: Field, text: str, low: Value | None, high: Value | None) -> Comparison:
    if low is not None and high is not None and _rank(low) > _rank(high):
        message = f"the range `{text}` runs backwards; write the smaller end first"
        raise ValueError(message)
    return Comparison(field.name, Op.WITHIN, Range(low, high), text)


def _financial_years(op: str, text: str) -> Comparison:
    """Read financial years: `2019` is the one that begins in 2019, called `2019` itself where it is the calendar year.

    As texts, both names are between `2019` and `2019-20`, and no other name is.
    """
    low, dots, high = text.partition("..")
    if dots and op == ":":
        return _within(FIELDS["fy"], text, _financial_year(low) if low else None, _whole_year(high) if high else None)
    first, last = _financial_year(text), _whole_year(text)
    if op in {":", "="}:
        span = Range(first, last)
        return Comparison("fy", Op.WITHIN, span, text) if first != last else Comparison("fy", Op.IS, first, text)
    return Comparison("fy", Op(op), last if op in {">", "<="} else first, text)


def _rank(value: Value) -> tuple[Decimal, str]:
    if isinstance(value, int | Decimal):
        return Decimal(value), ""
    return Decimal(0), value.first if isinstance(value, PartialDate) else value


def _money(field: Field, op: str, text: str) -> Filter:
    """Read an amount; a currency sign asks for that currency too."""
    signs = {_CURRENCIES[sign] for sign in re.findall("[£$€]", text)}
    comparison_of_amount = _ordered_comparison(field, op, text, amount)
    if not signs:
        return comparison_of_amount
    if len(signs) > 1:
        message = "one comparison takes one currency"
        raise ValueError(message)
    code = signs.pop()
    return And((Comparison("currency", Op.IS, code, code), comparison_of_amount))


def amount(text: str) -> Decimal:
    """Return the amount that a person types: `50000`, `50,000`, `£50,000.50`, `50k`, `1.2m`; ValueError otherwise."""
    match = _AMOUNT.fullmatch(text.strip())
    if not match:
        message = f"`{text}` is not an amount like 50000, £50,000 or 50k"
        raise ValueError(message)
    minus, _, pounds, decimals, scale = match.groups()
    value = Decimal(minus + pounds.replace(",", "") + (decimals or "")) * _SCALES[scale.lower()]
    return money(f"{value.normalize():f}")


def typed_date(text: str) -> PartialDate:
    """Return the date that a person types: `2019-04-17`, `17/04/2019`, `April 2019`; the day comes before the month.

    ValueError for anything else.
    """
    text = " ".join(text.split())
    if numbers := _NUMBERS.fullmatch(text):
        day, month, year = (numbers[6], numbers[5], numbers[4]) if numbers[4] else (numbers[1], numbers[2], numbers[3])
        return _in_order(text, year, month, day)
    if match := _MONTH_NAME.fullmatch(text):
        name = match[2].lower()
        numbers_of_months = [number for number, each in enumerate(_MONTHS, 1) if each.startswith(name)]
        if len(name) >= _SHORTEST and len(numbers_of_months) == 1:
            return _in_order(text, match[3], str(numbers_of_months[0]), match[1])
    try:
        return PartialDate.parse(text)
    except ValueError as error:
        message = str(error).replace("2019-09 or 2019-09-12", "2019-09, 2019-09-12, 12/09/2019 or September 2019")
        raise ValueError(message) from None


def _in_order(text: str, year: str, month: str, day: str | None) -> PartialDate:
    try:
        return PartialDate.parse("-".join(part for part in (year, month, day) if part))
    except ValueError:
        message = f"`{text}` is not in the calendar; write the day before the month, as in 17/04/2019"
        raise ValueError(message) from None


def _year(text: str) -> int:
    if _FINANCIAL_YEAR.fullmatch(text) and "-" in text:
        message = f"`{text}` is not a calendar year; `fy:{text}` asks for the financial year"
        raise ValueError(message)
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


def _whole_year(text: str) -> str:
    """Return a financial year by its full name, whether it is typed as `2019` or as `2019-20`."""
    year = _financial_year(text)
    return year if "-" in year else f"{year}-{(int(year) + 1) % 100:02}"


def _quarter(text: str) -> str:
    match = _QUARTER.fullmatch(text)
    if not match:
        message = f"`{text}` is not a quarter like 2019-Q3"
        raise ValueError(message)
    return f"{match[1] or match[4]}-Q{match[2] or match[3]}"


def _month(text: str) -> str:
    date = typed_date(text)
    if date.month is None or date.day is not None:
        message = f"`{text}` is not a month like 2019-09"
        raise ValueError(message)
    return str(date)


READERS: dict[str, Callable[[str], Value]] = {
    "awarded": typed_date,
    "year": _year,
    "fy": _financial_year,
    "quarter": _quarter,
    "month": _month,
}
"""How the value of each field that is neither text nor money is read, where its kind does not say it."""


def _reader(field: Field) -> Callable[[str], Value]:
    return READERS.get(field.name) or (typed_date if field.kind is FieldKind.DATE else _number)


def _number(text: str) -> Value:
    value = number(text)
    if value is None:
        message = f"`{text}` is not a number like 12 or 12.5"
        raise ValueError(message)
    return value
