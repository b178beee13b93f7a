"""Bars of characters: eighths of a block where the terminal can show them, `#` where it cannot.

Nothing that is not known is drawn as if it were zero: it is a `?`. What is below zero stands to the left of a line. Each
currency has a scale of its own.
"""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from string import ascii_lowercase

from grantcli.render.plot import Plot

WIDEST, NARROWEST = 32, 16
"""How many cells bars take where there is room, and at the least."""
_EIGHTHS = " ▏▎▍▌▋▊▉"
_UNKNOWN = "?"


def bars(plot: Plot, width: int, *, unicode: bool) -> list[str]:
    """Return the bars of each row, a line for each of its figures, `width` cells wide at the most."""
    rows = plot.table.rows
    known: dict[str, list[Decimal]] = defaultdict(list)
    for row in rows:
        known[plot.currency(row)] += [figure for figure in plot.values(row) if figure is not None]
    lettered = len(plot.drawn) > 1
    scales = {code: Scale.of(figures, width - 2 * lettered, unicode=unicode) for code, figures in known.items()}
    letters = [f"{letter} " for letter in ascii_lowercase] if lettered else [""]
    return [
        "\n".join(
            letter + scales[plot.currency(row)].bar(figure) for letter, figure in zip(letters, plot.values(row), strict=False)
        )
        for row in rows
    ]


def bar_notes(plot: Plot) -> tuple[str, ...]:
    """Say what cannot be seen from the bars themselves."""
    codes = {plot.currency(row) for row in plot.table.rows}
    return ("the bars of each currency have a scale of their own",) if len(codes) > 1 else ()


class Scale:
    """How long a bar is: zero and everything that is drawn beside each other fit into the width."""

    def __init__(self, low: Decimal, high: Decimal, width: int, *, unicode: bool) -> None:
        """Give each side of zero its part of the width, and a cell to the line between them where there are two."""
        self.unicode = unicode
        self.left = 0 if low >= 0 else width - 1 if high <= 0 else min(max(round(width * -low / (high - low)), 1), width - 2)
        room = (width - 1 - self.left if self.left else width, self.left)
        self.cell = max((size / cells for size, cells in zip((high, -low), room, strict=True) if cells > 0), default=Decimal(0))

    @classmethod
    def of(cls, figures: Sequence[Decimal], width: int, *, unicode: bool) -> "Scale":
        """Return the scale on which these figures stand beside each other."""
        return cls(min(figures, default=Decimal(0)), max(figures, default=Decimal(0)), width, unicode=unicode)

    def bar(self, figure: Decimal | None) -> str:
        """Return the bar of a figure; never nothing for what is not zero."""
        line = ("│" if self.unicode else "|") if self.left else ""
        if figure is None:
            return " " * self.left + line + _UNKNOWN
        length = abs(figure) / self.cell if self.cell else Decimal(0)
        if figure < 0:
            return self._before(length).rjust(self.left) + line
        return " " * self.left + line + self._after(length)

    def _after(self, length: Decimal) -> str:
        """Return a bar from its left end on, to the eighth of a cell."""
        if not self.unicode:
            return "#" * _whole(length)
        eighths = _whole(length * 8)
        return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()

    def _before(self, length: Decimal) -> str:
        """Return a bar up to its right end, to the half of a cell: there are no finer blocks for it."""
        if not self.unicode:
            return "#" * _whole(length)
        halves = _whole(length * 2)
        return "▐" * (halves % 2) + "█" * (halves // 2)


def _whole(length: Decimal) -> int:
    """Return a length in whole parts, one at the least for what is not zero."""
    return max(round(length), 1) if length else 0
