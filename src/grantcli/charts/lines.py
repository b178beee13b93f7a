"""Lines over periods, a point for each: one line, or one for each side of a comparison.

A period between others of which the data know nothing breaks the line: no award is no figure of zero. What has no date stands
beside the line.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from grantcli.charts.axes import fill_periods, ticks
from grantcli.charts.bars import Datum, exact, figure
from grantcli.charts.frame import FAINT, HUES, INK, Altair, Size, altair, distinct_labels, figures
from grantcli.errors import visible
from grantcli.render.plot import Entry, Plot, value
from grantcli.table import Cell

_HEIGHT, _NARROW_HEIGHT, _ROOM, _FEW = 260, 200, 56, 40


def panel(plot: Plot, currency: str, entries: Sequence[Entry], size: Size) -> Altair:
    """Return the lines of one currency."""
    alt = altair()
    dated = [entry for entry in entries if entry.label != visible(plot.keys[0].missing) and not entry.rest]
    undated = [entry for entry in entries if entry not in dated]
    periods = fill_periods([entry.label for entry in dated])
    labels = distinct_labels([*periods, *(entry.label for entry in undated)])
    sides = distinct_labels([visible(column.series) for column in plot.series]) if plot.whole is None else [""]
    data = _data(plot, currency, {entry.label: entry for entry in entries}, labels, sides)
    wide = size.plot + size.names // 2  # names stand below, so that there is room beside
    angle = 0 if len(labels) * _ROOM <= wide else -45
    axis = alt.Axis(title=None, labelOverlap="greedy", labelAngle=angle, ticks=False)
    x = alt.X("name:N", sort=None, scale=alt.Scale(domain=labels, padding=0.5), axis=axis)
    numbers = [0.0, *(each["value"] for each in data if isinstance(each["value"], int | float))]
    marks = ticks(plot, Decimal(str(min(numbers))), Decimal(str(max(numbers))), size.marks)
    y = alt.Y("value:Q", scale=alt.Scale(domain=[float(marks[0]), float(marks[-1])]), axis=figures(plot, currency, marks))
    sides_legend = alt.Legend(title=None, orient="top", direction="vertical", symbolType="circle", offset=8)
    legend = sides_legend if plot.whole is None else None
    color = alt.Color("side:N", sort=None, scale=alt.Scale(domain=sides, range=list(HUES[: len(sides)])), legend=legend)
    with_figures = len(sides) == 1 and len(labels) * _ROOM <= wide
    layers = _layers(alt, data, {"x": x, "y": y, "color": color}, set(periods), with_text=with_figures)
    return alt.layer(*layers).properties(width=wide, height=_NARROW_HEIGHT if size.is_narrow else _HEIGHT)


def _layers(alt: Altair, data: Sequence[Datum], axes: dict[str, Any], periods: set[str], *, with_text: bool) -> list[Altair]:
    """Return the lines through what has a date, a point for every figure that is known, and words for those that are not."""
    filled = [each for each in data if each["value"] is not None]
    on_line = [each for each in data if each["name"] in periods]
    lines = alt.Chart(alt.InlineData(values=on_line)).mark_line(strokeWidth=2.5, strokeJoin="round", aria=False).encode(**axes)
    points = alt.Chart(alt.InlineData(values=filled)).mark_point(filled=True, size=60 if len(filled) <= _FEW else 20, opacity=1)
    layers = [lines, points.encode(**axes, description="says:N")]
    rows = [(filled if with_text else [], -12, INK, "normal"),
            ([{**each, "value": 0} for each in data if each["unknown"]], -8, FAINT, "italic")]  # fmt: skip
    for texts, shift, ink, style in rows:
        if texts:
            for more in ({"stroke": "white", "strokeWidth": 4, "strokeJoin": "round"}, {}):  # the line behind it stays behind it
                mark = {"dy": shift, "fontSize": 11, "color": ink, "fontStyle": style, "aria": False, **more}
                text = alt.Chart(alt.InlineData(values=texts)).mark_text(**mark)
                layers.append(text.encode(x=axes["x"], y="value:Q", text="shown:N"))
    return layers


def _data(plot: Plot, currency: str, entries: dict[str, Entry], labels: Sequence[str], sides: Sequence[str]) -> list[Datum]:
    data: list[Datum] = []
    for label in labels:
        entry = entries.get(label)
        for place, side in enumerate(sides):
            column = plot.measure_column if plot.whole else plot.series[place]
            cell: Cell = None if entry is None else entry.whole if plot.whole else entry.parts[place]
            number = value(cell)
            text = "no awards" if entry is None else figure(plot, cell, column, currency)
            data.append({"name": label, "side": side, "value": None if number is None else exact(Decimal(number)),
                          "shown": text, "unknown": entry is not None and number is None,
                          "says": f"{label}{', ' * bool(side)}{side}: {text}"})  # fmt: skip
    return data
