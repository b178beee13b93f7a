"""How wide each column of a table on a terminal is: text shrinks first, then whole columns hide; figures never shrink."""

from collections.abc import Sequence
from dataclasses import dataclass

from grantcli.errors import cells
from grantcli.table import FIGURES, WHOLE, Column

GAP = 2
_NARROW = 12
"""How many cells a text has at least, or as many as its longest word, before one of the columns that matter most hides."""
_WORD = 24
"""A word up to this width is not broken while other columns can hide."""


@dataclass(frozen=True, slots=True)
class ColumnFit:
    """The columns that are shown, by index, with their widths, and the headings of those that are hidden."""

    widths: dict[int, int]
    hidden: tuple[str, ...]


def fit(columns: Sequence[tuple[int, Column]], natural: dict[int, int], words: dict[int, int], width: int | None) -> ColumnFit:
    """Return what fits into `width` cells; `natural` is the full width of each column, `words` its longest word."""
    visible, hidden = list(columns), []
    if width is None:
        return ColumnFit(natural, ())
    floor = {index: _floor(column, natural[index], words[index], width) for index, column in columns}
    while len(visible) > 1 and _sum(visible, floor) > width:
        index, column = max(visible, key=lambda each: (each[1].weight, each[0]))
        if column.weight == 0 and floor != (lower := _break_lines(columns, floor, words)):
            floor = lower  # it is one of those that matter most: the texts beside it break into more lines first
            continue
        visible.remove((index, column))
        hidden.append(column)
    widths = {index: natural[index] for index, _ in visible}
    while _sum(visible, widths) > width and (widest := _widest(widths, floor)) is not None:
        widths[widest] -= 1
    order = [column for _, column in columns]
    return ColumnFit(widths, tuple(column.heading.replace("\n", " ") for column in sorted(hidden, key=order.index)))


def _floor(column: Column, natural: int, word: int, width: int) -> int:
    if column.kind in FIGURES:
        return word  # the widest figure, or word of the heading, which may have several lines
    if column.kind in WHOLE:
        return natural
    return min(natural, max(column.room, min(word, _WORD)), width)


def _break_lines(columns: Sequence[tuple[int, Column]], floor: dict[int, int], words: dict[int, int]) -> dict[int, int]:
    """Return the least widths where texts are broken between all their words."""
    texts = [index for index, column in columns if column.kind not in FIGURES | WHOLE]
    return {**floor, **{index: min(floor[index], max(_NARROW, words[index])) for index in texts}}


def _sum(columns: Sequence[tuple[int, Column]], widths: dict[int, int]) -> int:
    return sum(widths[index] for index, _ in columns) + GAP * (len(columns) - 1)


def _widest(widths: dict[int, int], floor: dict[int, int]) -> int | None:
    free = [index for index in widths if widths[index] > floor[index]]
    return max(free, key=lambda index: (widths[index], index), default=None)


def wrap(text: str, width: int | None, indent: str = "") -> list[str]:
    """Return `text` in lines of `width` cells, broken only at blanks; a word that is longer has its own line."""
    if width is None or cells(text) <= width:
        return [text]
    first, *words = text.split(" ")
    lines = [first]
    for word in words:
        if cells(lines[-1]) + 1 + cells(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(indent + word)
    return lines
