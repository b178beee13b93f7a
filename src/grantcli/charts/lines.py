"""Lines over periods, a point for each: one line, or one for each side of a comparison.

A period between others of which the data know nothing breaks the line: no award is no figure of zero. What has no date stands
beside the line.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from grantcli.charts.bars import Datum, exact, figure
from grantcli.charts.frame import FAINT, HUES, INK, Altair, Size, altair, figures, told_apart
from grantcli.charts.periods import between
from grantcli.charts.ticks import ticks
from grantcli.errors import visible
from grantcli.render.plot import Entry, Plot, value
from grantcli.table import Cell

_HIGH, _LOW, _ROOM, _MANY = 260, 200, 56, 40


def panel(plot: Plot, currency: str, entries: Sequence[Entry], size: Size) -> Altair:
    """Return the lines of one currency."""
    alt = altair()
    dated = [entry for entry in entries if entry.label != visible(plot.keys[0].missing) and not entry.rest]
    beside = [entry for entry in entries if entry not in dated]
    periods = between([entry.label for entry in dated])
    labels = told_apart([*periods, *(entry.label for entry in beside)])
    sides = told_apart([visible(column.series) for column in plot.series]) if plot.own is None else [""]
    data = _data(plot, currency, {entry.label: entry for entry in entries}, labels, sides)
    wide = size.plot + size.names // 2  # names stand below, so that there is room beside
    angle = 0 if len(labels) * _ROOM <= wide else -45
    under = alt.Axis(title=None, labelOverlap="greedy", labelAngle=angle, ticks=False)
    x = alt.X("name:N", sort=None, scale=alt.Scale(domain=labels, padding=0.5), axis=under)
    known = [0.0, *(each["value"] for each in data if isinstance(each["value"], int | float))]
    marks = ticks(plot, Decimal(str(min(known))), Decimal(str(max(known))), size.marks)
    y = alt.Y("value:Q", scale=alt.Scale(domain=[float(marks[0]), float(marks[-1])]), axis=figures(plot, currency, marks))
    sided = alt.Legend(title=None, orient="top", direction="vertical", symbolType="circle", offset=8)
    legend = sided if plot.own is None else None
    color = alt.Color("side:N", sort=None, scale=alt.Scale(domain=sides, range=list(HUES[: len(sides)])), legend=legend)
    written = len(sides) == 1 and len(labels) * _ROOM <= wide
    layers = _layers(alt, data, {"x": x, "y": y, "color": color}, set(periods), written=written)
    return alt.layer(*layers).properties(width=wide, height=_LOW if size.narrow else _HIGH)


def _layers(alt: Altair, data: Sequence[Datum], drawn: dict[str, Any], periods: set[str], *, written: bool) -> list[Altair]:
    """Return the lines through what has a date, a point for every figure that is known, and words for those that are not."""
    known = [each for each in data if each["value"] is not None]
    on_line = [each for each in data if each["name"] in periods]
    lines = alt.Chart(alt.InlineData(values=on_line)).mark_line(strokeWidth=2.5, strokeJoin="round", aria=False).encode(**drawn)
    points = alt.Chart(alt.InlineData(values=known)).mark_point(filled=True, size=60 if len(known) <= _MANY else 20, opacity=1)
    made = [lines, points.encode(**drawn, description="says:N")]
    rows = [(known if written else [], -12, INK, "normal"),
            ([{**each, "value": 0} for each in data if each["unknown"]], -8, FAINT, "italic")]  # fmt: skip
    for mine, shift, ink, style in rows:
        if mine:
            for more in ({"stroke": "white", "strokeWidth": 4, "strokeJoin": "round"}, {}):  # the line behind it stays behind it
                mark = {"dy": shift, "fontSize": 11, "color": ink, "fontStyle": style, "aria": False, **more}
                text = alt.Chart(alt.InlineData(values=mine)).mark_text(**mark)
                made.append(text.encode(x=drawn["x"], y="value:Q", text="shown:N"))
    return made


def _data(plot: Plot, currency: str, known: dict[str, Entry], labels: Sequence[str], sides: Sequence[str]) -> list[Datum]:
    found: list[Datum] = []
    for label in labels:
        entry = known.get(label)
        for place, side in enumerate(sides):
            column = plot.measured if plot.own else plot.series[place]
            cell: Cell = None if entry is None else entry.own if plot.own else entry.parts[place]
            number = value(cell)
            shown = figure(plot, cell, column, currency)
            found.append({"name": label, "side": side, "value": None if number is None else exact(Decimal(number)),
                          "shown": shown, "unknown": entry is not None and number is None,
                          "says": f"{label}{', ' * bool(side)}{side}: {shown}"})  # fmt: skip
    return found
