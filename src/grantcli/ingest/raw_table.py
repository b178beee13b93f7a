"""A table in a file: its rows with their places, and which of them has the headings."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from grantcli.ingest.nesting import Cell, has_content

Row = tuple[int | str, Sequence[Cell]]
"""The place of a row, and its cells."""


@dataclass(frozen=True, slots=True)
class UnreadRows:
    """Rows of a file that nothing reads, such as those of another sheet."""

    place: str
    rows: int
    reason: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table with headings that show awards."""

    kind: str
    """What the file is, in words."""
    headings: tuple[str, ...]
    head: int
    """How many rows come before the headings."""
    rows: Callable[[], Iterator[Row]]
    """Every row of it, also the headings and those above them."""
    notes: tuple[str, ...] = ()
    """The notes on how it was found."""
    sides: tuple["Table", ...] = ()
    """Tables of the same file that add to its awards by their identifiers."""
    skip_reasons: Mapping[int | str, str] = field(default_factory=dict)
    """Why rows at these places are not awards."""
    unread: tuple[UnreadRows, ...] = ()
    starts: tuple[int, ...] = ()
    """The numbers of the rows that the second and each further sheet begins with, where several are read as one."""
    sheets: tuple[str, ...] = ()
    """The names of the sheets that are read, in their order."""
    selected: Callable[[], Iterator[tuple[int, Row]]] | None = None
    """Yields rows with their numbers, where they are only some of those of the file; the headings are row 0."""

    comments: bool = False
    """Whether rows that begin with `#` are comments."""
    skip: int = 0
    """How many lines at the top do not describe the table below."""
    ends: bool = False
    """Whether another table may be below it, as in a text or on a sheet."""
    every_row: bool = False
    """Whether each row below the headings is an award, whatever it looks like."""
    delimited: bool = False
    """Whether it is a text with delimiters, in which a figure without quotation marks may be in two cells."""

    def numbered_rows(self) -> Iterator[tuple[int, Row]]:
        """Yield every row with its number: 1 is the first below the headings."""
        return self.selected() if self.selected else enumerate(self.rows(), -self.head)


def holds(cells: Sequence[Cell]) -> bool:
    """Say whether any cell of a row has a value."""
    return any(has_content(cell) for cell in cells)
