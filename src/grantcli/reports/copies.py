"""`cache`: the copies of large files that are kept, and what removing them has freed."""

from collections.abc import Sequence

from grantcli.reports.notes import plural
from grantcli.table import Column, Kind, Table

_UNIT = 1_000_000


def copies(kept: Sequence[tuple[str, int, str]], folder: str) -> Table:
    """Return a row for each copy: the file as it was named, the size of the copy in bytes, and the day it was last used."""
    rows = tuple((of, size, used) for of, size, used in kept)
    title = f"{plural(len(rows), 'copy', 'copies')}, {_size(sum(size for _, size, _ in kept))}"
    return Table(_COLUMNS, rows, title, (f"copies are kept in {folder}",))


_COLUMNS = (Column("file", Kind.ID), Column("bytes", Kind.NUMBER), Column("used", Kind.ID, title="last used"))


def cleared(sizes: Sequence[int]) -> Table:
    """Return how many copies were removed, and the bytes that they took."""
    return Table(
        (Column("copies", Kind.NUMBER, title="copies removed"), Column("bytes", Kind.NUMBER)), ((len(sizes), sum(sizes)),)
    )


def _size(size: int) -> str:
    return f"{size / _UNIT:,.1f} MB"
