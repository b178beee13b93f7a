"""Finds titles between the rows of a table: a text alone in the first column, `Arts grants`, above the rows that it is about.

A rule to keep: an award may have nothing but a name, and then a title has to show more: a blank row or a total above it, a word
such as `grants` or a year, or that one is above the first row of the table and another below.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from grantcli.ingest import labels
from grantcli.ingest.grant_row import spot
from grantcli.ingest.nesting import Cell, text

_WORDS = re.compile(
    r"\b(?:grants|awards|projects|programmes?|programs?|schemes?|rounds?|tranche|bursaries|payments|grantiau|dyfarniadau"
    r"|zuwendungen|förderungen|subventions|aides|subvenciones|ayudas|contributi|subsidies|tilskud|dotacje)\b"
    r"|^(?:f\.?y\.?\s*|(?:financial )?year\s*)?(?:19|20)\d\d(?:\s*[-/\u2013]\s*\d{2,4})?$"
    r"|^(?:quarter|qtr|q)\s*[1-4]\b",
    re.IGNORECASE,
)
"""What a title says, and the name of who gets an award seldom does."""
_LONG = 60
"""A title is no longer; a longer text is a note, or goes on from the row above."""
_FEWEST = 2


@dataclass(slots=True)
class _Title:
    """A row that has one text, and may be a title."""

    place: int | str
    name: str
    after_gap: bool
    """Whether a blank row or a total is above it."""
    is_first: bool
    """Whether no row of the table is above it."""


@dataclass(slots=True)
class BlockTitles:
    """Looks at each row below the headings in turn, for titles between them."""

    amount: int | None
    """The column of amounts; without one, no row is known to be an award."""
    width: int
    """How many columns are read; in a narrow table an award may well lack all but its name."""
    _pending: dict[int, _Title] = field(default_factory=dict)
    _titles: dict[int, _Title] = field(default_factory=dict)
    _has_rows: bool = False
    _gap: bool = False
    _above: Sequence[Cell] = ()
    """The row above, which is looked at where a title follows it."""

    def add(self, number: int, place: int | str, cells: Sequence[Cell], at: Sequence[int]) -> None:
        """Look at a row, of which the cells `at` are filled; only an amount below shows that a text alone may be a title.

        What is alone in the column of amounts is none: it is set aside as a total is.
        """
        if self.amount is None or self.width <= _FEWEST or not at:
            self._gap = True
            return
        if at == [0] != [self.amount] and _may_be_title(name := text(cells[0]).strip()):
            after_gap = self._gap or bool(self._pending) or _has_total(self._above)
            self._pending[number] = _Title(place, name, after_gap, not (self._has_rows or self._pending))
            self._gap, self._above = False, ()
            return
        self._gap, self._above = False, cells
        if self.amount in at and len(at) > 1 and (self._pending or not self._has_rows) and not _has_total(cells):
            self._titles |= self._pending
            self._has_rows = True
        self._pending = {}

    def titles(self) -> Mapping[int, str]:
        """Return the names of the titles by the numbers of their rows."""
        several = len(self._titles) >= _FEWEST and any(each.is_first for each in self._titles.values())
        return {
            number: each.name
            for number, each in self._titles.items()
            if several or _WORDS.search(each.name) or (each.after_gap and not each.is_first)
        }

    def note(self, titles: Mapping[int, str]) -> str:
        """Return what is said of these titles."""
        first = next(iter(titles))
        what = "1 text alone between the rows is a title, no award" if len(titles) == 1 else (
            f"{len(titles):,} texts alone between the rows are titles, no awards"
        )  # fmt: skip
        more = "; …" if len(titles) > 1 else ""
        return f"{what} ({spot(self._titles[first].place)}: `{titles[first]}`{more}); `--every-row` reads them"


def _may_be_title(name: str) -> bool:
    is_other = labels.is_total(name) or labels.is_statistic(name) or labels.is_note(name, alone=True)
    return len(name) <= _LONG and any(map(str.isalnum, name)) and not is_other


def _has_total(cells: Sequence[Cell]) -> bool:
    return any(labels.is_total(text(cell)) for cell in cells)
