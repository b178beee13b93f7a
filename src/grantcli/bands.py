"""Bands: ranges of the values of a field, so that `--by amount:bands` counts awards by size.

To give a field bands, add its row to `BANDS`. No other place names them: `fields` makes the field `NAME:bands` from the row.
"""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from grantcli.table import Money

SUFFIX = ":bands"
"""What the name of a field ends in when its bands are meant."""
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Bands:
    """Ranges next to each other, numbered from the lowest: below zero is 0, and each bound belongs to the band below it."""

    bounds: tuple[int, ...]
    """The upper bounds, rising; what is above the last has a band too."""
    write: Callable[[int, str | None], str]
    """Returns a bound as people write it; the second argument is the currency of the award, `None` where it has none."""

    def number(self, value: Decimal | int) -> int:
        """Return the number of the band that a value is in.

        >>> [BANDS["amount"].number(Decimal(value)) for value in ("-1", "0", "500", "500.01", "10000000.01")]
        [0, 1, 1, 2, 8]
        """
        return 0 if value < 0 else 1 + bisect_left(self.bounds, value)

    def label(self, number: int, currency: str | None) -> str:
        """Return what people call a band.

        >>> [BANDS["amount"].label(number, "GBP") for number in (0, 1, 2, 7, 8)]
        ['below £0', 'up to £500', 'over £500 to £1,000', 'over £1m to £10m', 'over £10m']
        """
        if number == 0:
            return f"below {self.write(0, currency)}"
        if number == 1:
            return f"up to {self.write(self.bounds[0], currency)}"
        low = self.write(self.bounds[number - 2], currency)
        return f"over {low}" if number > len(self.bounds) else f"over {low} to {self.write(self.bounds[number - 1], currency)}"

    def sql(self, value: str) -> str:
        """Return the number of the band as SQL, for a value that is SQL; NULL where the value is."""
        cases = [f"WHEN {value} <= {bound} THEN {number}" for number, bound in enumerate(self.bounds, 1)]
        highest = len(self.bounds) + 1
        return f"CASE WHEN {value} IS NULL THEN NULL WHEN {value} < 0 THEN 0 {' '.join(cases)} ELSE {highest} END"


def _money(bound: int, currency: str | None) -> str:
    if bound >= _MILLION:
        return f"{Money(Decimal(bound // _MILLION), currency)}m"
    return str(Money(Decimal(bound), currency))


_AMOUNTS = Bands((500, 1_000, 5_000, 10_000, 100_000, 1_000_000, 10_000_000), _money)
"""The ranges of GrantNav, https://grantnav.threesixtygiving.org, so that counts can be compared."""

_MONTHS = Bands((6, 12, 24, 36, 60), lambda bound, _currency: f"{bound} months")

BANDS = {"amount": _AMOUNTS, "amount_real": _AMOUNTS, "per_year": _AMOUNTS, "duration": _MONTHS}
"""The bands of each field that has some; every bound is a whole number in the units of the field."""
