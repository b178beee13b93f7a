"""`cache`: the copies and downloads in the cache folder, and the space that removing them has freed."""

from collections.abc import Sequence

from grantcli.reports.notes import plural
from grantcli.table import Column, Kind, Table

_UNIT = 1_000_000


def copies(kept: Sequence[tuple[str, int, str, str]], folder: str) -> Table:
    """Return a row for each: the file as it was named, its size in bytes, the day it was last used, and `copy` or `download`."""
    rows = tuple(kept)
    title = f"{plural(len(rows), 'copy', 'copies')}, {_size(sum(size for _, size, *_ in kept))}"
    return Table(_COLUMNS, rows, title, (f"copies are kept in {folder}",))


_COLUMNS = (Column("file", Kind.ID), Column("bytes", Kind.NUMBER), Column("used", Kind.ID, title="last used"),
            Column("what", Kind.ID))  # fmt: skip


def clear_result(sizes: Sequence[int]) -> Table:
    """Return how many copies were removed, and the bytes that they took."""
    return Table(
        (Column("copies", Kind.NUMBER, title="copies removed"), Column("bytes", Kind.NUMBER)), ((len(sizes), sum(sizes)),)
    )


def _size(size: int) -> str:
    return f"{size / _UNIT:,.1f} MB"
