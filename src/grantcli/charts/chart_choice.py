"""Which chart answers a question, by the shape of its table."""

from typing import Any

from grantcli.charts.frame import ADDED, ChartText, by_currency, frame, with_currency_heading
from grantcli.errors import UsageError
from grantcli.render.plot import Plot, plot, value
from grantcli.table import Axis, Table

_MOST = 200
"""A chart of a page or two has room for at most this many rows."""
_SERIES = 8
"""People can distinguish at most this many colours."""


def spec(table: Table, words: ChartText) -> dict[str, Any]:
    """Return the Vega-Lite specification of the chart; UsageError where the table cannot be drawn."""
    drawn = plot(table)
    if len(drawn.entries) > _MOST:
        hint = "`--top 30` shows all but the largest as one row, `--limit 30` leaves them out"
        raise UsageError(f"{len(drawn.entries):,} rows are more than a chart can show, which is {_MOST}", hint=hint)
    make = _maker(kind(drawn))
    found = by_currency(drawn)
    made = [
        with_currency_heading(make.panel(drawn, code, entries, words.size), code, len(found)) for code, entries in found.items()
    ]
    if not made:
        from grantcli.charts.bars import empty_chart

        made = [empty_chart(words.size)]
    return frame(made, words)


def _maker(name: str) -> Any:  # noqa: ANN401 - a module
    from importlib import import_module

    return import_module(f"grantcli.charts.{name}")


def kind(drawn: Plot) -> str:
    """Return the name of the module that draws it: `lines`, `bars`, `stacked` or `heat`."""
    longest = max((len(entries) for entries in by_currency(drawn).values()), default=0)
    over_time = [column.axis for column in drawn.keys] == [Axis.TIME] and longest > 1
    if not drawn.series:
        return "lines" if over_time else "bars"
    if len(drawn.series) > _SERIES:
        return "heat"
    if drawn.own is None:
        return "lines" if over_time else "bars"
    return "stacked" if _adds_up(drawn) else "heat"


def _adds_up(drawn: Plot) -> bool:
    """Say whether the parts of each row are its whole, so that they may be stacked: none is negative or counted twice."""
    if drawn.measured.measure not in ADDED or any(column.axis is Axis.TIME for column in drawn.series):
        return False
    for entry in drawn.entries:
        parts = [value(part) or 0 for part in entry.parts]
        if min(parts) < 0 or sum(parts) != (value(entry.own) or 0):
            return False
    return True
