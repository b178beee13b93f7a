"""Counts the rows of a file while they are read.

A rule to keep: every row is counted once, whatever its outcome, so that the equation of `Accounting` is exact.
"""

from collections.abc import Iterable
from dataclasses import replace

from grantcli.accounting import Accounting, RowNote, RowOutcome
from grantcli.ingest.grant_row import spot

Place = int | str


class Ledger:
    """The rows so far: how many have each outcome, and the remarks, in the order of the file."""

    def __init__(self) -> None:
        """Begin with no row."""
        self._rows = dict.fromkeys(RowOutcome, 0)
        self._remarks: list[tuple[int, RowNote]] = []
        self._run: tuple[int, Place, Place, int] | None = None

    def blank(self, number: int, place: Place) -> None:
        """Count an empty row; empty rows that follow one another get one remark."""
        self._rows[RowOutcome.BLANK] += 1
        if self._run and self._run[0] + self._run[3] == number:
            self._run = (*self._run[:2], place, self._run[3] + 1)
        else:
            self._close()
            self._run = (number, place, place, 1)

    def skip(self, number: int, place: Place, reason: str, rows: int = 1) -> None:
        """Count a row, or several for one reason, that is not an award."""
        self._rows[RowOutcome.SKIPPED] += rows
        self._remarks.append((number, RowNote(spot(place), RowOutcome.SKIPPED, reason, rows=rows)))

    def merge(self, number: int, place: Place, reason: str, award: str | None) -> None:
        """Count a row that is a part of an award that another row has begun."""
        self._rows[RowOutcome.MERGED] += 1
        self._remarks.append((number, RowNote(spot(place), RowOutcome.MERGED, reason, award)))

    def award(self, number: int, remarks: Iterable[RowNote], award: str) -> None:
        """Count a row that is an award, with its remarks."""
        self._rows[RowOutcome.AWARD] += 1
        self._remarks.extend((number, replace(remark, award=award)) for remark in remarks)

    def accounting(self) -> Accounting:
        """Return the account of all rows."""
        self._close()
        remarks = tuple(remark for _, remark in sorted(self._remarks, key=lambda each: each[0]))
        rows = self._rows
        return Accounting(
            sum(rows.values()),
            rows[RowOutcome.AWARD],
            rows[RowOutcome.MERGED],
            rows[RowOutcome.BLANK],
            rows[RowOutcome.SKIPPED],
            remarks,
        )

    def _close(self) -> None:
        if self._run:
            number, first, last, rows = self._run
            lines = isinstance(first, int)
            place = spot(first) if rows == 1 else f"lines {first} to {last}" if lines else f"{first} to {last}"
            self._remarks.append((number, RowNote(place, RowOutcome.BLANK, "is empty" if rows == 1 else "are empty", rows=rows)))
            self._run = None
