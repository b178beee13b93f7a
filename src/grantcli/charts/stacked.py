"""Stacked bars: the parts of each row in a colour each, and the figure of the whole at the end."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from grantcli.charts.axes import fill_periods, ticks
from grantcli.charts.bars import Datum, exact, figure
from grantcli.charts.frame import HUES, INK, Altair, Size, altair, distinct_labels, figures, name_axis, names, row_height
from grantcli.errors import visible
from grantcli.render.plot import Entry, Plot, value
from grantcli.table import Axis, NoAwards

_THICK, _HEIGHT = 24, 280
_LETTER, _SYMBOL = 6.6, 36
"""Pixels of a letter of the legend, and of the square before a name with the gap between two."""


def panel(plot: Plot, currency: str, entries: Sequence[Entry], size: Size) -> Altair:
    """Return the bars of one currency: upright where the rows are periods, else lying."""
    alt = altair()
    sides = distinct_labels([visible(column.series) for column in plot.series])
    upright = [column.axis for column in plot.keys] == [Axis.TIME]
    rows = dict(zip(names(entries, size), entries, strict=True))
    labels = fill_periods(list(rows)) if upright else list(rows)
    angle = {"labelAngle": 0 if len(labels) <= size.plot // 60 else -45} if upright else {}
    names_axis = {"sort": None, "scale": alt.Scale(domain=labels, paddingInner=0.28, paddingOuter=0.15),
             "axis": alt.Axis(domain=upright, **name_axis(labels, size), **angle)}  # fmt: skip
    marks = ticks(plot, Decimal(0), plot.bounds[currency][1], size.marks)
    figures_axis = {"stack": "zero", "scale": alt.Scale(domain=[0, float(marks[-1])]),
            "axis": figures(plot, currency, marks, grid=upright)}  # fmt: skip
    names_channel = {"x": alt.X("name:N", **names_axis)} if upright else {"y": alt.Y("name:N", **names_axis)}
    figures_channel = {"y": alt.Y("value:Q", **figures_axis)} if upright else {"x": alt.X("value:Q", **figures_axis)}
    legend = alt.Legend(title=None, orient="top", direction="horizontal", columns=_columns(sides, size), symbolType="square")
    color = alt.Color("side:N", sort=None, scale=alt.Scale(domain=sides, range=list(HUES[: len(sides)])), legend=legend)
    bars = alt.Chart(alt.InlineData(values=_parts(plot, currency, rows, sides))).mark_bar(stroke="white", strokeWidth=0.5)
    place: dict[str, Any] = {"dy": -8, "align": "center"} if upright else {"dx": 5, "align": "left"}
    text = alt.Chart(alt.InlineData(values=_wholes(plot, currency, rows))).mark_text(fontSize=11, color=INK, aria=False, **place)
    layers = alt.layer(
        bars.encode(**names_channel, **figures_channel, color=color, order="order:Q", description="says:N"),
        text.encode(**names_channel, **dict.fromkeys(figures_channel, "value:Q"), text="shown:N"),
    )
    return layers.properties(width=size.plot, height=_HEIGHT if upright else len(labels) * row_height(labels, _THICK))


def _columns(sides: Sequence[str], size: Size) -> int:
    """Return how many names of the legend fit side by side in the width of the drawing."""
    wide = max(map(len, sides)) * _LETTER + _SYMBOL
    return max(1, int((size.plot + size.names // 2) / wide))


def _parts(plot: Plot, currency: str, entries: Mapping[str, Entry], sides: Sequence[str]) -> list[Datum]:
    """Return the parts of which there are awards, in the order of the columns; what is unknown or zero is there in words only."""
    data: list[Datum] = []
    for name, entry in entries.items():
        for place, (side, cell, column) in enumerate(zip(sides, entry.parts, plot.series, strict=True)):
            number = value(cell)
            if number or not (isinstance(cell, NoAwards) or column.measure == "awards"):
                says = f"{entry.label}, {side}: {figure(plot, cell, column, currency)}"
                data.append(
                    {"name": name, "side": side, "order": place, "value": exact(number) if number else None, "says": says}
                )
    return data


def _wholes(plot: Plot, currency: str, entries: Mapping[str, Entry]) -> list[Datum]:
    """Return where each bar ends, and how much it is; what is not known is written at zero."""
    zero, column = plot.bounds[currency][0], plot.measure_column
    return [
        {"name": name, "value": exact(value(entry.whole) or zero), "shown": figure(plot, entry.whole, column, currency)}
        for name, entry in entries.items()
    ]
