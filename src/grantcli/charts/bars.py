"""Bars, each with its figure at its end: one a row, or one for each side of a comparison."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from grantcli.charts.axes import ticks
from grantcli.charts.frame import (
    FAINT,
    HUES,
    INK,
    NEGATIVE,
    OTHERS,
    Altair,
    Size,
    altair,
    distinct_labels,
    figures,
    name_axis,
    names,
    row_height,
)
from grantcli.errors import visible
from grantcli.render.cells import show
from grantcli.render.plot import Entry, Plot, display_figure, value
from grantcli.table import Cell, Column

_THICK, _THIN, _BETWEEN = 24, 17, 12
_MARGIN, _WIDE_MARGIN = Decimal("0.22"), Decimal("0.4")
"""The part of the span left of the lowest figure, for what is written there; wide where that says that a bar is cut."""

Datum = Mapping[str, str | float | None]


def panel(plot: Plot, currency: str, entries: Sequence[Entry], size: Size) -> Altair:
    """Return the bars of one currency."""
    alt = altair()
    sides = distinct_labels([visible(column.series) for column in plot.series]) if plot.whole is None else []
    labels = names(entries, size)
    data = _data(plot, currency, dict(zip(labels, entries, strict=True)), sides)
    y: dict[str, Any] = {
        "y": alt.Y("name:N", sort=None, scale=alt.Scale(domain=labels, paddingInner=0.28, paddingOuter=0.15),
                   axis=alt.Axis(domain=False, **name_axis(labels, size))),
    }  # fmt: skip
    if sides:
        y["yOffset"] = alt.YOffset("side:N", sort=None, scale=alt.Scale(domain=sides))
    low, high = plot.bounds[currency]
    marks = ticks(plot, low, high, size.marks)
    margin = _WIDE_MARGIN if any(each["end"] == "right" and "(bar cut)" in str(each["shown"]) for each in data) else _MARGIN
    floor = marks[0] - (high - low) * margin if low < 0 else marks[0]
    scale = alt.Scale(domain=[float(floor), float(marks[-1])])
    x = alt.X("value:Q", scale=scale, axis=figures(plot, currency, marks, grid=False))
    height = len(labels) * row_height(labels, len(sides) * _THIN + _BETWEEN if sides else _THICK)
    layers = alt.layer(*_layers(alt, data, x, y, _color(alt, sides))).properties(width=size.plot, height=height)
    return layers.resolve_scale(color="shared")


def _color(alt: Altair, sides: Sequence[str]) -> Altair:
    if sides:
        legend = alt.Legend(title=None, orient="top", direction="vertical", symbolType="square", offset=8)
        return alt.Color("side:N", sort=None, scale=alt.Scale(domain=list(sides), range=list(HUES[: len(sides)])), legend=legend)
    return alt.Color("hue:N", scale=alt.Scale(domain=["above", "below", "rest"], range=[HUES[0], NEGATIVE, OTHERS]), legend=None)


def _layers(alt: Altair, data: Sequence[Datum], x: Altair, y: Mapping[str, Any], color: Altair) -> list[Altair]:
    """Return the bars, the line at zero, and the figures: beside the end of each bar."""
    bars_data = [each for each in data if each["value"] is not None]
    bars = alt.Chart(alt.InlineData(values=bars_data)).mark_bar().encode(x=x, color=color, description="says:N", **y)
    zero = alt.Chart(alt.InlineData(values=[{"value": 0}])).mark_rule(color=FAINT, aria=False).encode(x="value:Q")
    layers = [bars, zero]
    for side, shift, ink, style in (("left", 5, INK, "normal"), ("right", -5, INK, "normal"), ("unknown", 5, FAINT, "italic")):
        texts = [{**each, "value": each["value"] or 0} for each in data if each["end"] == side]
        if texts:
            mark = {"align": "left" if shift > 0 else "right", "dx": shift, "color": ink, "fontStyle": style}
            text = alt.Chart(alt.InlineData(values=texts)).mark_text(baseline="middle", fontSize=11, aria=False, **mark)
            layers.append(text.encode(x="value:Q", text="shown:N", **y))
    return layers


def _data(plot: Plot, currency: str, entries: Mapping[str, Entry], sides: Sequence[str]) -> list[Datum]:
    """Return one thing to draw for each bar: where it stands, how long it is, and how its figure is written."""
    data: list[Datum] = []
    for name, entry in entries.items():
        cells = list(zip(sides, entry.parts, plot.series, strict=True)) if sides else [("", entry.whole, plot.measure_column)]
        for side, cell, column in cells:
            says = f"{entry.label}{', ' * bool(side)}{side}: {figure(plot, cell, column, currency)}"
            data.append({"name": name, "side": side, **_bar(plot, cell, column, currency, rest=entry.rest), "says": says})
    return data


def _bar(plot: Plot, cell: Cell, column: Column, currency: str, *, rest: bool) -> Datum:
    number, (low, high) = value(cell), plot.bounds[currency]
    text = figure(plot, cell, column, currency)
    if number is None:
        return {"value": None, "shown": text, "hue": "above", "end": "unknown"}
    end = max(low, min(number, high))
    hue = "rest" if rest else "below" if number < 0 else "above"
    return {"value": exact(end), "shown": text if end == number else f"{text} (bar cut)", "hue": hue,
            "end": "right" if number < 0 else "left"}  # fmt: skip


def figure(plot: Plot, cell: Cell, column: Column, currency: str) -> str:
    """Return a figure as it is written beside its bar, or that it is not known."""
    number = value(cell)
    return show(cell, column) or "unknown" if number is None else display_figure(plot, number, column, currency)


def exact(number: Decimal) -> float:
    """Return a number as a chart takes it: a float, which keeps pennies up to ten million millions."""
    return int(number) if number == number.to_integral_value() else float(number)


def empty_chart(size: Size) -> Altair:
    """Return what is drawn where there is nothing to draw."""
    alt = altair()
    text = alt.Chart(alt.InlineData(values=[{"shown": "no awards"}])).mark_text(fontSize=14, color=FAINT).encode(text="shown:N")
    return alt.layer(text).properties(width=size.plot, height=60)
