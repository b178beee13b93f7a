"""A heat map: a cell for each row and column, the darker the more, with its figure in it where there is room."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from grantcli.charts.axes import fill_periods, tick_labels, ticks
from grantcli.charts.bars import Datum, exact, figure
from grantcli.charts.frame import (
    INK,
    LINE,
    Altair,
    Size,
    altair,
    distinct_labels,
    measure_title,
    name_axis,
    names,
    row_height,
)
from grantcli.errors import UsageError, visible
from grantcli.render.plot import Entry, Plot, value
from grantcli.table import Axis, NoAwards

_MOST_COLUMNS = 60
_DARK = Decimal("0.66")
_HIGH, _LETTER, _NARROW = 22, 6.6, 26
_LEGEND, _MARKS = 240, 3
"""Pixels of the legend, and how many steps its marks have room for."""
_POSITIVE_COLORS = ("#f4f8fb", "#a6cfe5", "#3f8fc4", "#08306b")
_SIGNED_COLORS = ("#8a3b00", "#f7f7f7", "#08306b")
"""Colours of figures below zero, at zero and above it; colour-blind people can distinguish them."""


def panel(plot: Plot, currency: str, entries: Sequence[Entry], size: Size) -> Altair:
    """Return the cells of one currency; UsageError for more columns than people can distinguish."""
    alt = altair()
    if len(plot.series) > _MOST_COLUMNS:
        hint = "lay the longer field out as rows"
        raise UsageError(f"{len(plot.series)} columns are more than a chart can show, which is {_MOST_COLUMNS}", hint=hint)
    rows = dict(zip(names(entries, size), entries, strict=True))
    sides = distinct_labels([visible(column.series) for column in plot.series])
    across = fill_periods(sides) if plot.series[0].axis is Axis.TIME else sides
    data = _data(plot, currency, rows, sides, across)
    longest = max(map(len, across)) * _LETTER + 8
    room = max((len(str(each["shown"])) for each in data), default=0) * _LETTER + 8
    inside = room * len(across) <= size.plot * 2
    upright = longest * len(across) <= size.plot * 1.5
    wide = max(_NARROW, room * inside, longest * upright)
    top = alt.Axis(
        orient="top", labelAngle=0 if longest <= wide else -45, title=None, labelLimit=size.names, ticks=False, domain=False
    )
    x = alt.X("side:N", sort=None, scale=alt.Scale(domain=across), axis=top)
    y = alt.Y("name:N", sort=None, scale=alt.Scale(domain=list(rows)), axis=alt.Axis(domain=False, **name_axis(list(rows), size)))
    layers = alt.layer(*_layers(alt, data, {"x": x, "y": y}, _color(alt, plot, currency, data), inside=inside))
    return layers.properties(width=wide * len(across), height=row_height(list(rows), _HIGH) * len(rows))


def _color(alt: Altair, plot: Plot, currency: str, data: Sequence[Datum]) -> Altair:
    numbers = [float(each["value"]) for each in data if each["value"] is not None]
    low, high = min([0.0, *numbers]), max([0.0, *numbers]) or 1.0
    bound = max(-low, high)
    domain, colors = ([-bound, 0, bound], _SIGNED_COLORS) if low < 0 else ([0, high / 3, high * 2 / 3, high], _POSITIVE_COLORS)
    marks = [mark for mark in ticks(plot, Decimal(str(low)), Decimal(str(high)), _MARKS) if domain[0] <= mark <= domain[-1]]
    legend = alt.Legend(title=measure_title(plot, currency), orient="top", direction="horizontal", gradientLength=_LEGEND,
                        **tick_labels(plot.measure_column, currency, marks))  # fmt: skip
    return alt.Color("value:Q", scale=alt.Scale(domain=domain, range=list(colors), interpolate="lab"), legend=legend)


def _layers(alt: Altair, data: Sequence[Datum], place: dict[str, Any], color: Altair, *, inside: bool) -> list[Altair]:
    filled = [each for each in data if each["value"] is not None]
    empty = [each for each in data if each["value"] is None]
    cells = alt.Chart(alt.InlineData(values=filled)).mark_rect(stroke=LINE, strokeWidth=0.5)
    blank = alt.Chart(alt.InlineData(values=empty)).mark_rect(fill="white", stroke=LINE, strokeWidth=0.5, strokeDash=[2, 2])
    layers = [cells.encode(**place, color=color, description="says:N"), blank.encode(**place, description="says:N")]
    for ink in ("light", "dark"):
        texts = [each for each in data if each["ink"] == ink and each["shown"]]
        if inside and texts:
            text = alt.Chart(alt.InlineData(values=texts)).mark_text(
                fontSize=11, color="white" if ink == "light" else INK, aria=False
            )
            layers.append(text.encode(**place, text="shown:N"))
    return layers


def _data(
    plot: Plot, currency: str, rows: Mapping[str, Entry], sides: Sequence[str], across: Sequence[str]
) -> list[Datum]:  # fmt: skip
    """Return a cell for each row and column; one without awards is a gap, in a period of which the data know nothing or not."""
    data: list[Datum] = []
    numbers = [abs(value(part) or Decimal(0)) for entry in rows.values() for part in entry.parts]
    largest = max(numbers, default=Decimal(0))
    for name, entry in rows.items():
        cells = dict(zip(sides, zip(entry.parts, plot.series, strict=True), strict=True))
        for side in across:
            cell, column = cells.get(side, (None, plot.series[0]))
            is_empty = side not in cells or isinstance(cell, NoAwards) or (column.measure == "awards" and cell == 0)
            number, notes = (None, "no awards") if is_empty else (value(cell), figure(plot, cell, column, currency))
            dark = number is not None and abs(number) > largest * _DARK
            data.append({"name": name, "side": side, "value": None if number is None else exact(number),
                          "shown": "" if is_empty else notes, "ink": "light" if dark else "dark",
                          "says": f"{entry.label}, {side}: {notes}"})  # fmt: skip
    return data
