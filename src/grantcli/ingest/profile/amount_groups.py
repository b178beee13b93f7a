"""Finds rows whose amounts are in other rows as well: parts of the award above, and totals above the rows that they are of.

Rules to keep: a part is one that says so, `of which capital`, or one of several behind a dash that add up to the row above. A
total is above its rows where the table begins with one, and each such row has the sum of those up to the next.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from grantcli.accounting import TOTAL
from grantcli.ingest import labels
from grantcli.ingest.grant_row import spot
from grantcli.ingest.group_totals import group_of_total
from grantcli.ingest.nesting import Cell, Column, has_content, text
from grantcli.ingest.parse import amounts
from grantcli.ingest.parse.amounts import NumberFormat

_LONG = 60
"""The label of a part is no longer."""
_PART = re.compile(rf"\s*{labels.PART}", re.IGNORECASE)
_BULLET = re.compile(rf"\s*[{labels.DASHES}]\s*[^\W\d]")
_FEWEST = 2
_MOST, _MOST_ABOVE = 3, 50
"""A total has no more cells than its name, its amount and a count; no more rows than the second wait to be looked at."""
PART = "a part of the award above"


def may_be_part(cell: Cell) -> bool:
    """Say whether the first cell of a row may name a part of the row above.

    >>> may_be_part("of which: capital"), may_be_part("- Phase 1"), may_be_part("Dontown Choir"), may_be_part("-")
    (True, True, False, False)
    """
    label = text(cell)
    return len(label) <= _LONG and bool(_PART.match(label) or _BULLET.match(label))


def has_label_of_total(cells: Iterable[Cell]) -> bool:
    """Say whether a cell of a row names a total, of all or of a group, or a figure about the table."""
    texts = (cell for cell in cells if isinstance(cell, str) and cell)
    return any(labels.is_total(each) or group_of_total(each) or labels.is_statistic(each) for each in texts)


@dataclass(slots=True)
class _Row:
    number: int
    place: int | str
    cells: Sequence[Cell]
    amount: Cell
    below: list[Cell] = field(default_factory=list)
    """The amounts of a group below its total."""
    parts: "list[_Row]" = field(default_factory=list)

    @property
    def label(self) -> str:
        """The first text."""
        return next(text(cell).strip() for cell in self.cells if has_content(cell))


class GroupSearch:
    """Looks at each row below the headings in turn."""

    def __init__(self, columns_read: Iterable[Column], amount: int | None) -> None:
        """Keep which column has amounts, which have identifiers and dates, and which have recipients."""
        columns = list(columns_read)
        self._amount = amount
        self._own = [each.index for each in columns if each.steps in {("id",), ("awardDate",)}]
        self._names = [each.index for each in columns if each.steps[0] in {"recipientOrganization", "recipientIndividual"}]
        self._above: list[_Row] = []
        """The last rows, of which the first is no total; the others are looked at where it matters, for that takes its time."""
        self._awards_with_parts: list[_Row] = []
        self._totals: list[_Row] = []
        self._begins = False
        """Whether the first row may be a total."""

    def add(self, number: int, place: int | str, cells: Sequence[Cell], at: Sequence[int]) -> None:
        """Look at a row, of which the cells `at` are filled."""
        if self._amount is None or self._amount not in at:
            return
        bare = not any(index in at for index in self._own)
        labelled = not any(index in at[1:] for index in self._own) and may_be_part(cells[at[0]])
        may_be_total = bare and bool(self._names) and len(at) <= _MOST and not any(index in at for index in self._names)
        if (labelled or may_be_total or self._totals or not self._above) and has_label_of_total(cells):
            return
        row = _Row(number, place, cells, cells[self._amount])
        if labelled and at[0] != self._amount and (award := self._find_award()):
            if not award.parts:
                self._awards_with_parts.append(award)
            award.parts.append(row)
            return
        self._begins = self._begins or (may_be_total and not self._above)
        self._above.append(row)
        if len(self._above) > _MOST_ABOVE:
            self._find_award()
        if may_be_total and self._begins:
            self._totals.append(row)
        elif self._totals:
            self._totals[-1].below.append(row.amount)

    def _find_award(self) -> _Row | None:
        """Return the last row that is no total."""
        award = next((each for each in reversed(self._above[1:]) if not has_label_of_total(each.cells)), None)
        self._above = [award] if award else self._above[:1]
        return next(iter(self._above), None)

    def reasons(self, form: NumberFormat) -> Mapping[int, str]:
        """Return why rows are no awards, by their numbers."""
        totals = self._totals if all(_sum(each.below, form) == _sum([each.amount], form) != 0 for each in self._totals) else []
        reasons = {each.number: TOTAL for each in totals if len(totals) >= _FEWEST}
        return reasons | {each.number: PART for each in self._parts(form)}

    def notes(self, form: NumberFormat) -> Iterator[str]:
        """Say which rows are parts of others."""
        parts = list(self._parts(form))
        if parts:
            what = "1 row is a part" if len(parts) == 1 else f"{len(parts):,} rows are parts"
            more = "; …" if len(parts) > 1 else ""
            yield f"{what} of the award above ({spot(parts[0].place)}: `{parts[0].label}`{more}); `--every-row` reads each"

    def _parts(self, form: NumberFormat) -> Iterator[_Row]:
        for award in self._awards_with_parts:
            is_whole = len(award.parts) >= _FEWEST and _sum((each.amount for each in award.parts), form) == _sum(
                [award.amount], form
            )
            yield from (each for each in award.parts if is_whole or _PART.match(each.label))


def _sum(cells: Iterable[Cell], form: NumberFormat) -> Decimal:
    return sum(filter(None, (amounts.amount(cell, form) for cell in cells)), Decimal())
