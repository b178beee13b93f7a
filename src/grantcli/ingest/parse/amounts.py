"""Reads amounts as people write them, by the format of their column; what could be two numbers is not read.

Rules to keep: nothing is guessed: `tbc`, `10%`, `500-600` and `£500 p.a.` are not amounts. No text, however written, takes time
or memory beyond its own length.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from grantcli.ingest.parse import currencies
from grantcli.ingest.parse.currencies import MARK


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How the figures of a column are written, as `profile.numbers` finds."""

    decimal: str = "."
    """The decimal sign, `.` or `,`; the other one groups digits."""
    thousandths: bool = False
    """Whether `12.500`, with a decimal sign and three digits, is twelve and a half; else it could be 12,500, and is unknown."""
    grouped: bool = True
    """Whether `12,500`, with the other sign and three digits, is 12,500; else it could be twelve and a half, and is unknown."""
    lakhs: bool = True
    """Whether `1,23,456` is 123,456, as in India."""
    scale: int = 1
    """What figures are times."""
    per_year: bool = False
    """Whether figures are for one year of an award, as the heading says."""


STANDARD = NumberFormat()
"""How figures are read where nothing is known of their column."""

_LONGEST = 60
"""No amount is written with more characters."""
_EXPONENT = 30
_BLANKS = re.compile(r"\s", re.UNICODE)  # no-break, thin and narrow ones too
_SHAPE = re.compile(
    r"(?P<open>\()? ?(?P<minus>[-+])? ?(?P<before>(?:MARK ?){0,2})(?P<within>\()? ?(?P<after>[-+])? ?"
    r"(?P<figure>\d(?:[\d.,' ]*\d)?[.,]?|[.,]\d+)(?P<exponent>e[-+]?\d{1,3})?"
    r" ?(?P<suffix>(?:thousand|millions?|mill|mio\.?|mln|mn|m|k|tsd\.?|billions?|bn)(?![a-zà-ÿ]))?"
    r" ?(?P<behind>(?:MARK ?){0,2})(?P<end>-|CR|DR)? ?(?P<close>\))?".replace("MARK", MARK),
    re.ASCII | re.IGNORECASE,
)
_NO_PENNIES = re.compile(rf"(?<=\d)([.,])(?:--?|\u2014)(?= ?(?:{MARK})? ?\)?$)", re.IGNORECASE)
"""What is written instead of pennies in Switzerland, Norway and the Netherlands: `5'000.-`, `2 500,- kr`, `\u20ac 950,-`."""
_MARKS = re.compile(MARK, re.IGNORECASE)
_ENDS = frozenset((None, "-", "CR", "DR", "cr", "dr"))
_SIGNS = str.maketrans({"\u2212": "-", "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2019": "'", "\u02bc": "'"})
_SUFFIXES = {"k": 1_000, "t": 1_000, "b": 1_000_000_000}
_MILLION = 1_000_000
SINGLE = re.compile(r"[1-9]\d{0,2}([.,])\d{3}", re.ASCII)
"""One separator and three digits: it could group digits, or be a decimal sign."""
_GROUPS = {
    sign: re.compile(rf"\d*|[1-9]\d{{0,2}}(?:(?:{re.escape(sign)}\d{{3}})+|(?:'\d{{3}})+|(?: \d{{3}})+)", re.ASCII)
    for sign in ".,"
}
LAKHS = re.compile(r"[1-9]\d?(?:,\d{2})+,\d{3}", re.ASCII)
_PENNY = Decimal("0.01")
_NOISE = Decimal("0.000001")
"""What a binary fraction can be away from the penny that was meant."""
_LARGEST = Decimal(10) ** 15


def amount(value: str | int | Decimal, form: NumberFormat = STANDARD) -> Decimal | None:
    """Return the amount to the penny; `None` when it cannot be read.

    More than two decimals are not read, unless they are the noise of a binary fraction.

    >>> amount("£26,000"), amount("(500)"), amount("233.335", NumberFormat(scale=1000, thousandths=True)), amount("1,46")
    (Decimal('26000.00'), Decimal('-500.00'), Decimal('233335.00'), None)
    >>> amount("1.234,50 €", NumberFormat(",")), amount("12.500")
    (Decimal('1234.50'), None)
    """
    if isinstance(value, str):
        return _parse_in_format(value.strip(), form) if len(value) <= _LONGEST or len(value.strip()) <= _LONGEST else None
    exact = Decimal(value) if isinstance(value, Decimal) or abs(value) < _LARGEST else None
    return None if exact is None else _pennies(exact, form.scale)


def canonical(text: str) -> str:
    """Return a text as its shape is judged: trimmed, every blank a space, every dash a hyphen, `,-` as `,00`."""
    bare = _BLANKS.sub(" ", text.strip()).translate(_SIGNS)
    return _NO_PENNIES.sub(r"\g<1>00", bare) if "-" in bare or "\u2014" in bare else bare


def figure(text: str) -> str:
    """Return the digits of an amount with their separators; nothing where there is no amount.

    >>> figure("£1,234.50 CR"), figure("tbc")
    ('1,234.50', '')
    """
    shape = _shape(canonical(text)) if len(text) <= _LONGEST else None
    return shape["figure"] if shape else ""


def meanings(text: str) -> tuple[str, ...]:
    """Return the codes of the currencies that the marks in a text can mean, the first where nothing else is stated.

    >>> meanings("700 gbp"), meanings("$500 CAD"), meanings("£500 p.a.")[0], meanings("500")
    (('GBP',), ('CAD',), 'GBP', ())
    """
    shape = _shape(canonical(text)) if len(text) <= _LONGEST and not text.isdecimal() else None
    return currencies.meanings(_unit_names(shape) if shape else currencies.marks(text))


@lru_cache(maxsize=1 << 14)
def _parse_in_format(text: str, form: NumberFormat) -> Decimal | None:
    shape = _shape(canonical(text))
    exact = _figure(shape["figure"], form) if shape else None
    if shape is None or exact is None:
        return None
    power = int(shape["exponent"][1:]) if shape["exponent"] else 0
    scale = _suffix(shape["suffix"])
    if abs(power) > _EXPONENT or (scale != 1 and (power or form.scale != 1)):  # `£5m` below `Amount (£m)` could be either
        return None
    negative = shape["open"] or shape["within"] or "-" in (shape["minus"], shape["after"], shape["end"])
    negative = negative or (shape["end"] or "").upper() == "CR"
    amount = _pennies(exact.scaleb(power), scale * form.scale)
    return amount if amount is None or not negative or not amount else -amount


def _shape(text: str) -> "re.Match[str] | None":
    """Return the parts of an amount; `None` where a text has another shape, or signs that contradict each other."""
    shape = _SHAPE.fullmatch(text)
    if not shape:
        return None
    brackets = sum(bool(shape[name]) for name in ("open", "within"))
    signs = brackets + sum(bool(shape[name]) for name in ("minus", "after", "end"))
    units = _unit_names(shape)
    # `£18k` is an amount; `18k` alone could be a number of something else.
    fair = (
        bool(units or not shape["suffix"])
        and brackets == bool(shape["close"])
        and signs <= 1
        and shape["end"] in _ENDS
        and len(set(units)) == len(units)
    )
    if not fair or (units and not currencies.meanings(units)):
        return None
    crore = (shape["end"] or "").upper() == "CR" and any("INR" in currencies.possible(mark) for mark in units)
    return None if crore or (shape["end"] and shape["figure"][-1] in ".,") else shape  # `Cr` is ten million in India


def _unit_names(shape: "re.Match[str]") -> tuple[str, ...]:
    return tuple(_MARKS.findall(f"{shape['before']} {shape['behind']}"))


def _figure(text: str, form: NumberFormat) -> Decimal | None:
    """Return a number without a sign: its digits by the format of the column."""
    if (single := SINGLE.fullmatch(text)) and not (form.thousandths if single[1] == form.decimal else form.grouped):
        return None
    integer, _, decimals = text.partition(form.decimal)
    other = "," if form.decimal == "." else "."
    is_grouped = _GROUPS[other].fullmatch(integer) or (form.lakhs and other == "," and LAKHS.fullmatch(integer))
    if not is_grouped or not (decimals == "" or decimals.isdigit()) or not (integer or decimals):
        return None
    return Decimal(f"{re.sub('[^0-9]', '', integer) or 0}.{decimals or 0}")


def _suffix(text: str | None) -> int:
    if not text:
        return 1
    return _SUFFIXES.get(text[0].lower(), _MILLION)


def _pennies(exact: Decimal, scale: int) -> Decimal | None:
    if not exact.is_finite() or exact.adjusted() > _EXPONENT or abs(exact) * scale >= _LARGEST:
        return None
    pennies = (exact * scale).quantize(_PENNY)
    if exact and not pennies:
        return None  # it is not 0
    return (pennies or abs(pennies)) if abs(exact * scale - pennies) < _NOISE else None  # -0 is 0
