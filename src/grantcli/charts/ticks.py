"""Where an axis or a legend has marks, and how its figures are written: all in one unit (£, £m, £bn) and to one precision.

They are worked out here, and not by Vega, whose steps and precision cannot be known when the labels are written.
"""

from decimal import Decimal
from typing import Any

from grantcli.render.plot import Plot
from grantcli.table import SIGNS, Column, Kind

_STEPS = (Decimal(1), Decimal(2), Decimal(5))
_UNITS = ((Decimal(10) ** 9, "bn"), (Decimal(10) ** 6, "m"))
"""What amounts are counted in where the largest on the axis has as many; below that, in pounds with a comma at each thousand."""
_ONE_PERCENT = Decimal("0.01")


def ticks(plot: Plot, low: Decimal, high: Decimal, most: int) -> list[Decimal]:
    """Return up to `most` + 1 round figures, evenly apart, from the first at or below `low` to the first at or above `high`.

    Both are brought to zero where it is not between them. Numbers of awards are whole.
    """
    least = Decimal(1) if plot.measured.kind is Kind.NUMBER else _ONE_PERCENT
    return spread(min(low, Decimal(0)), max(high, Decimal(0)), most, least)


def spread(low: Decimal, high: Decimal, most: int, least: Decimal) -> list[Decimal]:
    """Return round figures that cover a span, in steps of 1, 2 or 5 and noughts that are at least `least`.

    >>> [str(each) for each in spread(Decimal(0), Decimal(45), 5, Decimal(1))]
    ['0', '10', '20', '30', '40', '50']
    >>> [int(each) for each in spread(Decimal(0), Decimal(2), 6, Decimal(1))]
    [0, 1, 2]
    """
    size = Decimal(10) ** min(least.adjusted(), (high - low).adjusted() - 1)
    steps = (size * Decimal(10) ** power * step for power in range(40) for step in _STEPS)
    step = next(step for step in steps if step >= least and _last(high, step) - _first(low, step) <= most)
    return [step * place for place in range(_first(low, step), max(_last(high, step), _first(low, step) + 1) + 1)]


def _first(low: Decimal, step: Decimal) -> int:
    return int((low / step).to_integral_value("ROUND_FLOOR"))


def _last(high: Decimal, step: Decimal) -> int:
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
