"""A price index by quarter. Built only for real terms.

The value of a financial year is the mean of its four quarters, April to June first, as HM Treasury works it out from
the ONS series YBGB.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from grantcli.dates import PartialDate, financial_year

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
        values: dict[str, list[Decimal]] = {}
        for name, value in self.quarters.items():
            year = financial_year(PartialDate(int(name[:4]), int(name[-1]) * 3))
            values.setdefault(year or "", []).append(value)
        return {year: sum(four, Decimal(0)) / _QUARTERS for year, four in values.items() if len(four) == _QUARTERS}
