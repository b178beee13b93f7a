"""One row of a grants file as a 360Giving grant, whatever the form of the file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grantcli.accounting import RowNote


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A row, or several that are one award, with the remarks about them."""

    number: int
    """The row's number in its file, from 1: the first row below the headings is 1, and an empty line is none."""
    place: int | str
    """The line of a text; the cell of a workbook, `Sheet1!A7`; the path in JSON, `grants/6`; `row 7` of Parquet."""
    grant: dict[str, Any]
    """By the names of the 360Giving Data Standard."""
    extra: Mapping[str, str]
    """What no name of the standard fits, by heading; nothing empty."""
    remarks: tuple[RowNote, ...] = ()


def spot(place: int | str) -> str:
    """Return a place as a remark names it.

    >>> spot(7), spot("Sheet1!A7")
    ('line 7', 'Sheet1!A7')
    """
    return f"line {place}" if isinstance(place, int) else place
