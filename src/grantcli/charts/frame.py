"""The parts around every chart: its size, its title, its source, and the format of figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from textwrap import wrap
from typing import Any

from grantcli.charts.axes import tick_labels
from grantcli.errors import visible
from grantcli.render.plot import Entry, Plot
from grantcli.table import SIGNS, Kind

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
"""Faces of the same widths, so that text takes the room that was measured for it wherever the drawing is shown."""
INK, FAINT, LINE = "#1a1a1a", "#595959", "#d9d9d9"
HUES = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7", "#8C6D1F", "#595959")
"""Okabe and Ito's colours, which colour-blind people can distinguish, each dark enough on white."""
NEGATIVE, OTHERS = "#D55E00", "#999999"
"""Colours of figures below zero, and of the bar of all other groups."""
ADDITIVE = frozenset({"awards", "unknown", "total"})
"""Measures whose parts make up the whole, and which are truly zero where there is no award."""
_NAME_LETTER, _LINES, _LEADING = 6.2, 3, 13
"""For names: pixels a letter, at most this many lines, and pixels a line."""
_LETTER = 5.6
"""Pixels of a letter of the smallest text: the widest, and on average."""


Altair = Any
"""Altair's module, and what it makes: its own types name hundreds of arguments, and what is made is checked by its schema."""


def altair() -> Altair:
    """Return the module, which is loaded only now."""
    import altair as alt

    return alt


@dataclass(frozen=True, slots=True)
class Size:
    """Pixels: how wide the figures are drawn, and how wide the names beside them may be."""

    plot: int = 460
    names: int = 260

    @property
    def is_narrow(self) -> bool:
        """Whether it is for a telephone."""
        return self.plot < 300  # noqa: PLR2004 - pixels

    @property
    def marks(self) -> int:
        """How many steps an axis of figures has room for."""
        return 3 if self.is_narrow else 6


@dataclass(frozen=True, slots=True)
class ChartText:
    """What is written round a chart; all of it is shown as it is."""

    title: str = ""
    lines: tuple[str, ...] = ()
    """The lines under the title."""
    source: tuple[str, ...] = ()
    """The lines below: notes, and the source of the figures."""
    size: Size = Size()
    bare: bool = False
    """Whether the title stands elsewhere, and the drawing holds it in words only."""
    name: str = "chart"
    """What the names of its parts begin with: no two drawings of a page may share one."""


_ROOM = {"left": 34, "right": 22, "top": 4, "bottom": 4}
"""Around a drawing of a page, where the reader's fonts may be a fifth wider than the one that it was measured with."""


def frame(panels: Sequence[Altair], words: ChartText) -> dict[str, Any]:
    """Return the specification of a chart with its panels one below the other, title above and source below."""
    alt = altair()
    room = int((words.size.plot + words.size.names) / _LETTER)
    notes = [line for text in words.source for line in wrap(visible(text), room) or [""]]
    subtitle = [line for text in words.lines for line in wrap(visible(text), room)]
    place = {"anchor": "start", "frame": "bounds", "offset": 14}
    footer = alt.TitleParams(notes or "", orient="bottom", fontSize=10, fontWeight="normal", color=FAINT, lineHeight=14, **place)
    heading = alt.TitleParams(wrap(visible(words.title), room * 2 // 3) or "", subtitle=subtitle, fontSize=16, color=INK,
                            subtitleFontSize=12, subtitleColor=FAINT, subtitlePadding=6, **place)  # fmt: skip
    stack = alt.vconcat(*panels, spacing=28).resolve_scale(color="independent")
    chart = alt.vconcat(stack.properties(title=footer) if notes else stack)
    chart = chart if words.bare else chart.properties(title=heading)
    text = {"labelFontSize": 12, "titleFontSize": 12, "labelColor": INK, "titleColor": FAINT,
            "titleFontWeight": "normal"}  # fmt: skip
    spec: dict[str, Any] = chart.configure(
        font=FONT, background="white", padding=_ROOM if words.bare else 16,
        axis=alt.AxisConfig(labelPadding=6, gridColor=LINE, domainColor=FAINT, tickColor=FAINT, **text),
        legend=alt.LegendConfig(labelLimit=600, **text), view=alt.ViewConfig(stroke=None),
        title=alt.TitleConfig(fontSize=13, color=INK),
    ).to_dict()  # fmt: skip
    return spec


def by_currency(plot: Plot) -> dict[str, tuple[Entry, ...]]:
    """Return the rows of each currency separately: two currencies never share an axis."""
    return {code: tuple(entry for entry in plot.entries if entry.currency == code) for code in plot.bounds}


def names(entries: Sequence[Entry], size: Size) -> list[str]:
    """Return what the rows are called, told apart where two have one name: in lines, and what is too long without its middle."""
    return distinct_labels(["\n".join(_lines(entry.label, int(size.names / _NAME_LETTER))) for entry in entries])


def _lines(label: str, room: int) -> list[str]:
    lines = wrap(label, room) or [label]
    if len(lines) <= _LINES:
        return lines
    last = wrap(label[::-1], room - 1)[0][::-1]
    return [*lines[: _LINES - 1], f"…{last}"]


def name_axis(labels: Sequence[str], size: Size) -> dict[str, Any]:
    """Return how an axis of names is written: each in as many lines as it has."""
    if line_count(labels) == 1:
        return {"labelLimit": size.names, "title": None, "ticks": False}
    lines = r"split(datum.value, '\n')"
    offsets = [{"test": f"length({lines}) == {count}", "value": -(count - 1) * _LEADING / 2} for count in range(2, _LINES + 1)]
    return {"labelExpr": lines, "labelLimit": size.names + 40, "labelFontSize": 11, "labelLineHeight": _LEADING,
            "labelOffset": {"condition": offsets, "value": 0}, "title": None, "ticks": False}  # fmt: skip


def line_count(labels: Sequence[str]) -> int:
    """Return how many lines the tallest name has."""
    return max((label.count("\n") + 1 for label in labels), default=1)


def row_height(labels: Sequence[str], alone: int) -> int:
    """Return how much room each row needs: as much as it does alone, or more for a tall name."""
    return max(alone, line_count(labels) * _LEADING + 6)


def distinct_labels(labels: Sequence[str]) -> list[str]:
    """Return the labels, with a number after those that occur twice."""
    names: dict[str, None] = {}
    for label in labels:
        name, number = label, 1
        while name in names:
            number += 1
            name = f"{label} ({number})"
        names[name] = None
    return list(names)


def figures(plot: Plot, currency: str, marks: list[Decimal], **more: Altair) -> Altair:
    """Return the axis of figures, with a label at each of these marks."""
    alt = altair()
    labels = {"labelFlush": False, "labelOverlap": False}
    return alt.Axis(title=measure_title(plot, currency), **labels, **tick_labels(plot.measure_column, currency, marks), **more)


def measure_title(plot: Plot, currency: str) -> str:
    """Return what the figures measure, and their currency where it has no sign."""
    name = plot.measure_column.measure if plot.whole is None else plot.whole.heading.replace("\n", " ")
    return f"{name} ({visible(currency)})" if plot.measure_column.kind is Kind.MONEY and currency not in SIGNS else name


def with_currency_heading(panel: Altair, code: str, of: int) -> Altair:
    """Return a panel with its currency above it, where there are several."""
    alt = altair()
    if of == 1:
        return panel
    title = alt.TitleParams(visible(code), anchor="start", frame="bounds")
    return panel.properties(title=title)
