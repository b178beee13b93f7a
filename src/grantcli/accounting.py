"""The outcome of every row of a file: nothing is dropped in silence.

A rule to keep: rows read = awards + merged + blank + set aside, exactly. A line without any character is not a row.
"""

from dataclasses import dataclass
from enum import StrEnum


class RowOutcome(StrEnum):
    """What became of a row."""

    MERGED = "merged"
    """It only adds to an award that another row has begun."""
    BLANK = "blank"
    """All of its cells are empty."""
    SKIPPED = "set aside"
    """It is not an award: a title, a total, the headings again."""
    AWARD = "award"
    """It is an award; where it has a remark, something in it cannot be read or looks wrong."""


TOTAL = "a total, not an award"
"""How the reason for a row begins that is set aside as a total; its cells follow after a colon."""


@dataclass(frozen=True, slots=True)
class RowNote:
    """A remark about a row, or about a run of rows with one outcome."""

    place: str
    """A line, a cell, a path, or for a run `lines 12 to 640`; with the file before it where several are read."""
    outcome: RowOutcome
    reason: str
    award: str | None = None
    """The id of the award that it became, or a part of."""
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Accounting:
    """How many rows there were, their outcomes, and the remarks about those that are not simply one award."""

    read: int
    awards: int
    merged: int = 0
    blank: int = 0
    skipped: int = 0
    remarks: tuple[RowNote, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether every row became an award, and every value of it was read."""
        return self.read == self.awards and not self.remarks

    def __str__(self) -> str:
        """Return the equation: `rows read 100 = awards 97 + merged 0 + blank 2 + set aside 1`."""
        parts = (("awards", self.awards), ("merged", self.merged), ("blank", self.blank), ("set aside", self.skipped))
        return f"rows read {self.read:,} = " + " + ".join(f"{name} {count:,}" for name, count in parts)
