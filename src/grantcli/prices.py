"""Real terms: what an amount would be in the prices of another financial year, by the GDP deflator.

The deflator is that of the United Kingdom: only pounds have a real-terms amount.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from grantcli.dates import PartialDate, financial_year

if TYPE_CHECKING:
    from grantcli.series import Series

_PENNY = Decimal("0.01")


@dataclass(frozen=True, eq=False, repr=False)
class Prices:
    """Turns amounts into those of the prices of `year`; the last year of the series where it is `None`."""

    read: "Callable[[], Series | None]" = lambda: None
    year: str | None = None

    @cached_property
    def series(self) -> "Series | None":
        """The series, or `None` where there is none."""
        return self.read()

    @cached_property
    def _years(self) -> Mapping[str, Decimal]:
        return self.series.years() if self.series else {}

    @property
    def years(self) -> tuple[str, ...]:
        """The financial years that have a value, in order."""
        return tuple(sorted(self._years))

    @property
    def base(self) -> str | None:
        """The year whose prices amounts are turned into."""
        return self.year or max(self._years, default=None)

    @property
    def ratios(self) -> Mapping[str, tuple[int, int]]:
        """By financial year the two whole numbers by which `deflate` multiplies and divides an amount."""
        now = self._years.get(self.base or "")
        return {} if now is None else {year: _integer_ratio(now, then) for year, then in self._years.items()}

    def deflate(self, amount: Decimal | None, currency: str | None, awarded: PartialDate | None) -> Decimal | None:
        """Return the amount in the prices of the base year, rounded half-even to the penny.

        `None` for an unknown amount, another currency than pounds, a date too coarse for a financial year (April to
        March, whatever the funder's year is), or a year without a value.
        """
        then = self._years.get(financial_year(awarded) or "") if awarded else None
        now = self._years.get(self.base or "")
        if amount is None or currency != "GBP" or then is None or now is None:
            return None
        return (amount * now / then).quantize(_PENNY, ROUND_HALF_EVEN)


def _integer_ratio(now: Decimal, then: Decimal) -> tuple[int, int]:
    """Return `now / then` as two whole numbers."""
    (numerator, denominator), (other_numerator, other_denominator) = now.as_integer_ratio(), then.as_integer_ratio()
    return numerator * other_denominator, denominator * other_numerator


UNPRICED = Prices()
"""No series: no amount has a real-terms one."""
