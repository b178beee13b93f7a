"""Bars of characters: eighths of a block where the terminal can show them, `#` where it cannot.

An unknown figure is a `?`, never a bar of zero. Figures below zero are to the left of a line. Each currency has a separate scale,
set by its groups: the bar of all others together is cut, at either end, where it is longer than any.
"""

from decimal import Decimal
from string import ascii_lowercase

from grantcli.render.plot import Plot

WIDEST, NARROWEST = 32, 16
"""How many cells bars take where there is room, and at the least."""
_EIGHTHS = " ▏▎▍▌▋▊▉"
_UNKNOWN_MARK = "?"


def bars(plot: Plot, width: int, *, unicode: bool) -> list[str]:
    """Return the bars of each row, a line for each of its figures, at most `width` cells wide."""
    lettered = len(plot.bar_places) > 1
    scales = {code: Scale(low, high, width - 2 * lettered, unicode=unicode) for code, (low, high) in plot.bounds.items()}
    letters = [f"{letter} " for letter in ascii_lowercase] if lettered else [""]
    return [
        "\n".join(
            letter + scales[entry.currency].bar(figure) for letter, figure in zip(letters, plot.figures(entry), strict=False)
        )
        for entry in plot.entries
    ]


def bar_notes(plot: Plot) -> tuple[str, ...]:
    """Say what cannot be seen from the bars themselves."""
    notes = ["the bars of each currency have their own scale"] if len(plot.bounds) > 1 else []
    labels = [entry.label for entry in plot.entries if plot.is_cut(entry)]
    return (*notes, *(f"the bar of `{label}` is cut: it is longer than all others" for label in labels))


class Scale:
    """How long a bar is: zero and everything that is drawn beside each other fit into the width."""

    def __init__(self, low: Decimal, high: Decimal, width: int, *, unicode: bool) -> None:
        """Give each side of zero its part of the width, and a cell to the line between them where there are two."""
        self.unicode, self.low, self.high, self.width = unicode, low, high, width
        self.left = 0 if low >= 0 else width - 1 if high <= 0 else min(max(round(width * -low / (high - low)), 1), width - 2)
        room = (width - 1 - self.left if self.left else width, self.left)
        self.cell = max((size / cells for size, cells in zip((high, -low), room, strict=True) if cells > 0), default=Decimal(0))

    def bar(self, figure: Decimal | None) -> str:
        """Return the bar of a figure; never nothing for what is not zero."""
        line = ("│" if self.unicode else "|") if self.left else ""
        if figure is None:
            return " " * self.left + line + _UNKNOWN_MARK
        length = abs(max(self.low, min(figure, self.high))) / self.cell if self.cell else Decimal(0)
        if figure < 0:
            cut = "<…"[self.unicode] if figure < self.low else ""
            return (cut + self._before(length)[len(cut) :]).rjust(self.left) + line
        cut = ">…"[self.unicode] if figure > self.high else ""
        bar = self._after(length)
        return " " * self.left + line + bar[: len(bar) - len(cut)] + cut

    def _after(self, length: Decimal) -> str:
        """Return a bar from its left end on, to the eighth of a cell."""
        if not self.unicode:
            return "#" * _whole_parts(length)
        eighths = _whole_parts(length * 8)
        return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()

    def _before(self, length: Decimal) -> str:
        """Return a bar up to its right end, to half a cell: there are no finer blocks for it."""
        if not self.unicode:
            return "#" * _whole_parts(length)
        halves = _whole_parts(length * 2)
        return "▐" * (halves % 2) + "█" * (halves // 2)


def _whole_parts(length: Decimal) -> int:
    """Return a length in whole parts, one at the least for what is not zero."""
    return max(round(length), 1) if length else 0
