"""A table in a file: its rows with their places, and which of them holds the headings."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from grantcli.ingest import headings
from grantcli.ingest.nesting import Cell, filled, text
from grantcli.ingest.options import ReadOptions

Row = tuple[int | str, Sequence[Cell]]
"""Where a row stands, and its cells."""

SEARCHED = 20
"""So many rows are looked at for headings; titles stand above them."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with headings that tell awards."""

    kind: str
    """What the file is, in words."""
    headings: tuple[str, ...]
    head: int
    """How many rows stand above the headings."""
    rows: Callable[[], Iterator[Row]]
    """Every row of it, also the headings and those above them."""
    said: tuple[str, ...] = ()
    """What is to be said of how it was found."""
    sides: tuple["Table", ...] = ()
    """Tables of the same file that add to its awards by their identifiers."""
    selected: Callable[[], Iterator[tuple[int, Row]]] | None = None
    """Yields rows with their numbers, where they are only some of those of the file; the headings are row 0."""

    every_row: bool = False
    """Whether each row below the headings is an award, whatever it looks like."""

    def numbered(self) -> Iterator[tuple[int, Row]]:
        """Yield every row with its number: 1 is the first below the headings."""
        return self.selected() if self.selected else enumerate(self.rows(), -self.head)


def head(rows: Iterable[Row], how: ReadOptions) -> tuple[int, int]:
    """Return which row holds the headings, from 0, and how many of them are read as something; 0 of them when none does.

    It is the first that has two or more; or the first with one, beside other cells.
    """
    single = (0, 0)
    for number, (_, cells) in enumerate(rows):
        names = names_of(cells)
        count = headings.fits(names, how)
        if count > 1:
            return number, count
        if count and not single[1] and sum(map(bool, names)) > 1:
            single = number, count
    return single


def names_of(cells: Sequence[Cell]) -> tuple[str, ...]:
    """Return the cells of a row as headings, without the empty ones at its end."""
    names = [text(cell).strip() for cell in cells]
    return tuple(names[: max((place for place, name in enumerate(names, 1) if name), default=0)])


def holds(cells: Sequence[Cell]) -> bool:
    """Say whether any cell of a row holds anything."""
    return any(filled(cell) for cell in cells)
