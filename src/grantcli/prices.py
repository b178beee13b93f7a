"""Real terms: what an amount would be in the prices of another financial year, by the GDP deflator.

The value of a financial year is the mean of its four quarters, April to June first, as HM Treasury works it out from
the ONS series YBGB. The deflator is that of the United Kingdom: only pounds have a real-terms amount.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cached_property

from grantcli.dates import PartialDate, financial_year

_PENNY = Decimal("0.01")
_QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Series:
    """A price index by quarter (`2019-Q2`), with where it comes from and the day it was released."""

    title: str
    source: str
    released: str
    quarters: Mapping[str, Decimal]

    def years(self) -> dict[str, Decimal]:
        """Return the value of every financial year with all four quarters: their mean, not rounded.

        >>> quarters = {"2019-Q2": 100, "2019-Q3": 101, "2019-Q4": 102, "2020-Q1": 103}
        >>> Series("", "", "", {name: Decimal(value) for name, value in quarters.items()}).years()
        {'2019-20': Decimal('101.5')}
        """
        found: dict[str, list[Decimal]] = {}
        for name, value in self.quarters.items():
            year = financial_year(PartialDate(int(name[:4]), int(name[-1]) * 3))
            found.setdefault(year or "", []).append(value)
        return {year: sum(four, Decimal(0)) / _QUARTERS for year, four in found.items() if len(four) == _QUARTERS}


@dataclass(frozen=True, eq=False, repr=False)
class Prices:
    """Turns amounts into those of the prices of `year`; the last year of the series where it is `None`."""

    read: Callable[[], Series | None] = lambda: None
    year: str | None = None

    @cached_property
    def series(self) -> Series | None:
        """The series, or `None` where there is none."""
        return self.read()

    @cached_property
    def _years(self) -> Mapping[str, Decimal]:
        return self.series.years() if self.series else {}

    @property
    def known(self) -> tuple[str, ...]:
        """The financial years that have a value, in order."""
        return tuple(sorted(self._years))

    @property
    def base(self) -> str | None:
        """The year whose prices amounts are turned into."""
        return self.year or max(self._years, default=None)

    def real(self, amount: Decimal | None, currency: str | None, awarded: PartialDate | None) -> Decimal | None:
        """Return the amount in the prices of the base year, rounded half-even to the penny.

        `None` for an unknown amount, another currency than pounds, a date too coarse for a financial year (April to
        March, whatever the funder's year is), or a year without a value.
        """
        then = self._years.get(financial_year(awarded) or "") if awarded else None
        now = self._years.get(self.base or "")
        if amount is None or currency != "GBP" or then is None or now is None:
            return None
        return (amount * now / then).quantize(_PENNY, ROUND_HALF_EVEN)


UNPRICED = Prices()
"""No series: no amount has a real-terms one."""
