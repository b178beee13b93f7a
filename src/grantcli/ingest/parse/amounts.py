"""Reads amounts as people write them; what could be read in two ways is not read.

A rule to keep: nothing is guessed. `tbc`, `18k`, `3 thousand pounds` and `1,46` are not amounts.
"""

import re
from decimal import Decimal

SIGNS = {"£": "GBP", "€": "EUR", "$": "USD"}
"""The currency that a sign stands for, as an ISO 4217 code."""

# A sign of currency, and one for less than nothing: a hyphen or minus on either side of it, or brackets round or after it.
_SHAPE = re.compile(
    r"(?P<open>\()?\s*(?P<minus>[-\u2212])?\s*(?P<sign>[£€$])?\s*(?P<within>\()?(?P<after>[-\u2212])?\s*"
    r"(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?P<decimals>\.\d*)?\s*(?P<close>\))?",
    re.ASCII,
)
_PENNY = Decimal("0.01")
_NOISE = Decimal("0.000001")
"""What a binary fraction can be away from the penny that was meant."""
_MOST = Decimal(10) ** 15


def amount(value: str | int | Decimal, scale: int = 1) -> Decimal | None:
    """Return the amount to the penny, times `scale`; `None` when it cannot be read.

    More than two decimals are not read, unless they are the noise of a binary fraction.

    >>> amount("£26,000"), amount("(500)"), amount("233.335", 1000), amount("18k"), amount("1,46")
    (Decimal('26000.00'), Decimal('-500.00'), Decimal('233335.00'), None, None)
    """
    exact = _written(value) if isinstance(value, str) else Decimal(value)
    if exact is None or not exact.is_finite() or abs(exact) * scale >= _MOST:
        return None
    pennies = (exact * scale).quantize(_PENNY)
    return (pennies or abs(pennies)) if abs(exact * scale - pennies) < _NOISE else None  # -0 is 0


def currency(text: str) -> str | None:
    """Return the ISO 4217 code of the first sign of a currency in `text`; `None` where there is none.

    >>> currency("Amount (£m)"), currency("26,000")
    ('GBP', None)
    """
    return next((SIGNS[char] for char in text if char in SIGNS), None)


def code(text: str) -> str:
    """Return a currency as it is compared: a sign as the code it stands for, a code in capitals.

    >>> code(" gbp "), code("£"), code("Pounds")
    ('GBP', 'GBP', 'Pounds')
    """
    bare = text.strip()
    return SIGNS.get(bare) or (bare.upper() if re.fullmatch("[A-Za-z]{3}", bare) else bare)


def _written(text: str) -> Decimal | None:
    shape = _SHAPE.fullmatch(text.strip())
    opened = sum(bool(shape[name]) for name in ("open", "within")) if shape else 0
    if not shape or opened != bool(shape["close"]) or opened + bool(shape["minus"]) + bool(shape["after"]) > 1:
        return None
    decimals = (shape["decimals"] or "").removeprefix(".")
    exact = Decimal(f"{shape['digits'].replace(',', '')}.{decimals or 0}")
    return -exact if opened or shape["minus"] or shape["after"] else exact
