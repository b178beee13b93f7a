"""The axes of charts: where they have marks, how figures are written there, and which periods are in a row.

Figures are all in one unit (£, £m, £bn) and to one precision. They are worked out here, and not by Vega, whose steps and
precision cannot be known when the labels are written. Periods between the first and the last are there whether or not anything
happened in them.
"""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from grantcli.render.plot import Plot
from grantcli.table import SIGNS, Column, Kind

_STEPS = (Decimal(1), Decimal(2), Decimal(5))
_UNITS = ((Decimal(10) ** 9, "bn"), (Decimal(10) ** 6, "m"))
"""What amounts are counted in where the largest on the axis has as many; below that, in pounds with a comma at each thousand."""
_ONE_PERCENT = Decimal("0.01")


def ticks(plot: Plot, low: Decimal, high: Decimal, steps: int) -> list[Decimal]:
    """Return up to `steps` + 1 round figures, evenly apart, from the first at or below `low` to the first at or above `high`.

    Both are brought to zero where it is not between them. Numbers of awards are whole.
    """
    unit = Decimal(1) if plot.measure_column.kind is Kind.NUMBER else _ONE_PERCENT
    return spread(min(low, Decimal(0)), max(high, Decimal(0)), steps, unit)


def spread(low: Decimal, high: Decimal, steps: int, unit: Decimal) -> list[Decimal]:
    """Return round figures that cover a span, in steps of 1, 2 or 5 and noughts that are at least `unit`.

    >>> [str(each) for each in spread(Decimal(0), Decimal(45), 5, Decimal(1))]
    ['0', '10', '20', '30', '40', '50']
    >>> [int(each) for each in spread(Decimal(0), Decimal(2), 6, Decimal(1))]
    [0, 1, 2]
    """
    size = Decimal(10) ** min(unit.adjusted(), (high - low).adjusted() - 1)
    sizes = (size * Decimal(10) ** power * step for power in range(40) for step in _STEPS)
    step = next(step for step in sizes if step >= unit and _last_step(high, step) - _first_step(low, step) <= steps)
    return [step * place for place in range(_first_step(low, step), max(_last_step(high, step), _first_step(low, step) + 1) + 1)]


def _first_step(low: Decimal, step: Decimal) -> int:
    return int((low / step).to_integral_value("ROUND_FLOOR"))


def _last_step(high: Decimal, step: Decimal) -> int:
    return int((high / step).to_integral_value("ROUND_CEILING"))


def tick_labels(column: Column, currency: str, marks: list[Decimal]) -> dict[str, Any]:
    """Return the marks and how they are written, as an axis or a legend takes them; the sign is ours, never text from data."""
    values = {"values": [float(mark) for mark in marks]}
    step = marks[1] - marks[0]
    match column.kind:
        case Kind.MONEY:
            unit, letter = next((each for each in _UNITS if max(map(abs, marks)) >= each[0]), (Decimal(1), ""))
            places = max(0, -(step / unit).normalize().adjusted())
            sign = SIGNS.get(currency, "")
            figure = f"(datum.value < 0 ? '-' : '') + '{sign}' + format(abs(datum.value) / {unit:f}, ',.{places}f') + '{letter}'"
            return {**values, "labelExpr": f"datum.value == 0 ? '{sign}0' : {figure}"}
        case Kind.SHARE:
            return {**values, "format": ".0%"}
        case _:
            return {**values, "format": f",.{0 if column.kind is Kind.NUMBER else max(0, -step.normalize().adjusted())}f"}


_MOST_PERIODS = 400
"""An axis has room for at most this many periods."""


def _year(label: str) -> str:
    return f"{int(label) + 1:04d}"


def _fy(label: str) -> str:
    year = int(label[:4]) + 1
    return f"{year:04d}-{(year + 1) % 100:02d}"


def _quarter(label: str) -> str:
    year, quarter = int(label[:4]), int(label[-1])
    return f"{year + quarter // 4:04d}-Q{quarter % 4 + 1}"


def _month(label: str) -> str:
    year, month = int(label[:4]), int(label[5:])
    return f"{year + month // 12:04d}-{month % 12 + 1:02d}"


def _is_fy(label: str) -> bool:
    return re.fullmatch(r"\d{4}-\d\d", label) is not None and label == _fy(f"{int(label[:4]) - 1:04d}-00")


def _like(form: str) -> Callable[[str], bool]:
    return lambda label: re.fullmatch(form, label) is not None


_FORMS: tuple[tuple[Callable[[str], bool], Callable[[str], str]], ...] = (
    (_like(r"\d{4}"), _year),
    (_like(r"\d{4}-Q[1-4]"), _quarter),
    (_is_fy, _fy),
    (_like(r"\d{4}-(0[1-9]|1[0-2])"), _month),
)
"""How periods are written, and which follows which; `2009-10` is a financial year where every other label may be one too."""


def fill_periods(labels: Sequence[str]) -> list[str]:
    """Return the periods from the first to the last, then what is none; the labels themselves where none is a period.

    Where they are too many, as with a mistyped year, the longest gaps stand as one label each.

    >>> fill_periods(["2018-19", "2020-21", "no date"])
    ['2018-19', '2019-20', '2020-21', 'no date']
    >>> fill_periods(["2018", "2020", "9020"])
    ['2018', '2019', '2020', '2021…', '9020']
    """
    for matches, next_period in _FORMS:
        dated = sorted(label for label in labels if matches(label))
        rest = [label for label in labels if label not in dated]
        if dated and not any(other(label) for label in rest for other, _ in _FORMS):
            gaps = [_between(*pair, next_period) for pair in pairwise(dated)]
            for gap in sorted(gaps, key=len, reverse=True):
                if sum(map(len, gaps)) + len(dated) > _MOST_PERIODS and len(gap) > 1:
                    gap[:] = [f"{gap[0]}…"]
            return [dated[0], *(label for gap, end in zip(gaps, dated[1:], strict=True) for label in (*gap, end)), *rest]
    return list(labels)


def _between(first: str, last: str, next_period: Callable[[str], str]) -> list[str]:
    """Return the periods between two others."""
    periods = []
    while (first := next_period(first)) < last:
        periods.append(first)
    return periods
