"""Finds where the table ends: a summary, or a list of what was refused, below the awards has no awards.

Rules to keep: rows are left out only where that is certain: below headings of another table, below a text that says so, or where
rows that lack what those above have add up to the same. Others stay awards, with a remark. `--every-row` overrules it.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from grantcli.accounting import TOTAL
from grantcli.ingest import labels
from grantcli.ingest.grant_row import spot
from grantcli.ingest.nesting import Cell, Column, has_content, text
from grantcli.ingest.parse import amounts
from grantcli.ingest.parse.amounts import NumberFormat
from grantcli.ingest.parse.formats import AMOUNT, DATE, FIGURES
from grantcli.ingest.profile.amount_groups import GroupSearch, has_label_of_total
from grantcli.ingest.profile.block_statements import BlockStatements, has_same_words, is_again
from grantcli.ingest.profile.block_titles import BlockTitles
from grantcli.ingest.profile.preamble import Preamble
from grantcli.ingest.profile.table_layout import is_data, is_heading
from grantcli.ingest.synonyms import meanings
from grantcli.ingest.titles import display_path, heading_key, path
from grantcli.ingest.units import phrase, unit

TAIL = 500
"""A table below the awards that only its sums show is no longer than this many rows."""
MOST = 0.9
"""What this share of rows have, an award has."""
_LONG = 60
"""A heading or a label is no longer; what is shown of one is not either."""
_TITLE = "a title within the table"
_ANOTHER = "headings of another table"
_OTHER_UNIT = "headings of figures in another unit or currency"
_NOTHING = Preamble()
_FEWEST = 3
"""The fewest rows of which a single row does not have the sum by chance."""
_RECENT = 20
SUM = "has the sum of the rows above as its amount, and is still an award"
_SUMS = "is one of the last rows, which add up to those above, and is still an award"
_BELOW = "is below {} and lacks what the rows above that have, and is still an award"


@dataclass(frozen=True, slots=True)
class Section:
    """Rows below the table, or between two parts of it, that are no awards."""

    first: int
    last: int
    """The number of its last row."""
    label: str
    """What shows that."""
    place: int | str
    """Of its first row."""

    @property
    def note(self) -> str:
        """What is said of it."""
        are = "are not read with those above" if self.label == _OTHER_UNIT else "are not awards"
        return f"{self.label} ({spot(self.place)}): the rows below {are}; `--every-row` reads them"


@dataclass(frozen=True, slots=True)
class TableEnding:
    """Which rows below the headings are not of the table, and which may not be."""

    sections: tuple[Section, ...] = ()
    doubts: Mapping[int, str] = field(default_factory=dict)
    """Remarks by the number of the row."""
    titles: Mapping[int, str] = field(default_factory=dict)
    """Why rows with one text are none, by their numbers: they are above the headings again, or between the rows."""
    notes: tuple[str, ...] = ()
    """The notes on rows that are no awards."""
    unit: str = ""
    """The note on a text below the headings that may state the unit of all figures, where nothing else does."""
    periods: tuple[str, ...] = ()
    """The texts between the rows that state the period of those below them."""

    def reason(self, number: int) -> str:
        """Return why a row is not of the table; nothing where it is."""
        if number in self.titles:
            return self.titles[number]
        return next((f"below the table, {each.label}" for each in self.sections if each.first <= number <= each.last), "")


NONE = TableEnding()
"""Where nothing is below the table."""
Sums = Callable[[int], Collection[Decimal]]
"""Returns the sums of the amounts above a row: of its sheet, and where others are read before it, of all."""


def is_other_headings(cells: Sequence[Cell], headings: Sequence[str], amount: int | None) -> bool:
    """Say whether a row has the headings of another table: words that are headings, one of them where amounts are."""
    texts = [text(cell).strip() for cell in cells]
    filled = [each for each in texts if each]
    if amount is None or amount >= len(texts) or not texts[amount] or len(filled) < 2:  # noqa: PLR2004 - one text is a label
        return False
    if any(len(each) > _LONG or is_data(each) or each[0].isdecimal() for each in filled) or is_again(texts, headings):
        return False
    own = sum(bool(one) and heading_key(one) == heading_key(two) for one, two in zip(texts, headings, strict=False))
    return own > 1 or (_names_amount(texts[amount]) and sum(map(_is_known, filled)) * 2 >= len(filled))


def _is_known(cell: str) -> bool:
    return bool(cell) and (is_heading(cell) or labels.is_total(cell) or labels.is_statistic(cell))


def _names_amount(cell: str) -> bool:
    """Say whether a cell below amounts is a heading of figures: `Total`, and no `max 500`, `£ -`, `Awarded` or `#REF!`."""
    bare = unit(cell)[0]
    paths = {*(where for _, where in meanings(bare)), display_path(path(bare) or ())}
    is_amount = not paths.isdisjoint(FIGURES)
    is_label = labels.is_total(cell) or labels.is_statistic(cell)
    return (is_amount or is_label) and not any(map(str.isdecimal, cell)) and phrase(cell) is None and not cell.startswith("#")


@dataclass(slots=True)
class _Tail:
    """Rows that may be another table, as all of them lack a column that those above have."""

    first: int
    place: int | str
    label: str = ""
    """The text above them that says so."""
    gap: str = ""
    """What is above them otherwise."""
    is_note: bool = False
    """Whether that text is a note, which no row below makes a title."""
    refused: bool = False
    """Whether the text says that they were refused."""
    other_unit: bool = False
    """Whether a text above them states another unit or currency."""
    rows: dict[int, Sequence[Cell]] = field(default_factory=dict)
    """Those with two cells or more, by number."""
    columns: set[int] = field(default_factory=set)
    """The columns that any of them has."""


class EndSearch:
    """Looks at each row below the headings in turn."""

    def __init__(
        self, headings: Sequence[str], columns_read: Sequence[Column], amount: int | None, above: Preamble = _NOTHING
    ) -> None:
        """Keep the headings and what is stated above them, which columns are read, and which of them is the amount."""
        self._headings, self._read, self._amount = headings, frozenset(each.index for each in columns_read), amount
        self._figures = figure_columns(columns_read)
        self._who = {each.index for each in columns_read if each.name == "name" and str(each.steps[0]).startswith("recipient")}
        self._when = {each.index for each in columns_read if each.steps == ("awardDate",)}
        self._filled: dict[int, int] = {}
        """How many rows of the table have each column."""
        self._rows = self._last = 0
        self._above: tuple[int, int | str] | None = None
        """The last row, with its place, where it may be the headings of rows that add up: words alone, `Total` among them."""
        self._tail: _Tail | None = None
        self._section: _Tail | None = None
        self._sections: list[Section] = []
        self._repeated: set[int] = set()
        """Rows with one text, above the headings again."""
        self._titles = BlockTitles(amount, len(self._read))
        self._groups = GroupSearch(columns_read, amount)
        dated = any(each.steps == (DATE,) for each in columns_read)
        self._stated = BlockStatements(above, "" if amount is None else headings[amount], dated)
        self._final: tuple[int, Sequence[Cell]] | None = None
        """The last row of the table."""
        self._recent: deque[Sequence[Cell]] = deque(maxlen=_RECENT)

    def add(self, number: int, place: int | str, cells: Sequence[Cell]) -> None:
        """Look at a row."""
        at = [index for index, cell in enumerate(cells) if has_content(cell)]
        if len(at) > 1 and self._read.isdisjoint(at):  # beside the table
            return
        self._titles.add(number, place, cells, at)
        self._groups.add(number, place, cells, at)
        alone = text(cells[at[0]]).strip() if len(at) == 1 and self._amount not in at else ""
        alone = alone if any(map(str.isalpha, alone)) else ""
        other_unit = bool(alone) and self._stated.add(number, place, alone)
        if self._section:
            self._below(number, alone, cells)
        if self._section is None:
            if not at or alone:
                self._gap(number, place, alone, other_unit=other_unit)
            elif is_other_headings(cells, self._headings, self._amount):
                self._section = self._tail or _Tail(number, place)
                again = has_same_words((text(cell).strip() for cell in cells), self._headings)
                self._section.label = self._section.label or (_OTHER_UNIT if again else _ANOTHER)
            elif not is_again((text(cell).strip() for cell in cells), self._headings):
                self._row(number, place, cells, at)
            else:
                self._again(number)
        self._last = number

    def _again(self, number: int) -> None:
        """End what is above headings that come again, or begin a section below a text that states another unit."""
        tail = self._tail
        if tail and tail.label and tail.rows:
            self._section = tail
            self._end(number - 1)
        elif tail and tail.other_unit and not tail.rows:
            self._section, tail.label = tail, _OTHER_UNIT
        elif tail and tail.gap and not tail.rows:
            self._repeated.update(() if tail.is_note else (tail.first,))
            self._tail = None

    def ending(self, sums: Sums, form: NumberFormat) -> TableEnding:
        """Return what is below the table."""
        tail, doubts = self._tail, dict[int, str]()
        if self._section is None and tail and tail.rows and len(tail.rows) <= TAIL:
            several = len(tail.rows) > 1 or tail.gap or self._rows >= _FEWEST
            adds_up = not tail.label and several and add_up(tail.rows.values(), sums(tail.first), self._figures, form)
            if tail.label or (adds_up and not self._are_whole(tail.rows.values())):
                self._section = tail
                tail.label = tail.label or tail.gap or "rows that add up to those above"
            elif adds_up or tail.gap:
                sum_of = SUM if len(tail.rows) == 1 else _SUMS
                doubts = dict.fromkeys(tail.rows, sum_of if adds_up else _BELOW.format(tail.gap))
        if self._section is None and self._final and self._is_sum_of_all(*self._final, sums, form):
            doubts = {self._final[0]: SUM} | doubts
        last = {self._final[0]: TOTAL} if self._final and self._is_labelled_total(*self._final, sums, form) else {}
        self._end(self._last)
        return self._ending(doubts, last, form)

    def _ending(self, doubts: Mapping[int, str], last: Mapping[int, str], form: NumberFormat) -> TableEnding:
        notes = [*(each.note for each in self._sections), *self._groups.notes(form)]
        below = TableEnding(tuple(self._sections))
        titles = {number: name for number, name in self._titles.titles().items() if not below.reason(number)}
        notes += [self._titles.note(titles)] if titles else []
        notes += self._stated.currency_notes(below.reason)
        repeated = dict.fromkeys(self._repeated, "above the headings again")
        reasons = {**dict.fromkeys(titles, _TITLE), **repeated, **self._groups.reasons(form), **last}
        unit, periods = self._stated.unit_note(below.reason), self._stated.periods(self._final[0] if self._final else 0)
        return TableEnding(tuple(self._sections), doubts, reasons, tuple(notes), unit, periods)

    def _are_whole(self, rows: Iterable[Sequence[Cell]]) -> bool:
        """Say whether each of some rows has a recipient and a date, as an award has and a sum seldom."""
        awards = [{index for index, cell in enumerate(cells) if has_content(cell)} for cells in rows]
        return all(not self._who.isdisjoint(each) and not self._when.isdisjoint(each) for each in awards)

    def _is_sum_of_all(self, number: int, cells: Sequence[Cell], sums: Sums, form: NumberFormat) -> bool:
        """Say whether a row has the sum of all rows above it, though it lacks nothing of what those have."""
        if self._amount is None or self._rows <= _FEWEST or _is_sum_row(cells, self._figures):
            return False
        amount, *others = (_amount(each, self._amount, form) or Decimal() for each in reversed(self._recent))
        # To add up all rows takes its time, so those that end the table are asked first.
        return bool(amount) and (amount >= sum(others) or min(others) < 0) and amount in sums(number)

    def _is_labelled_total(self, number: int, cells: Sequence[Cell], sums: Sums, form: NumberFormat) -> bool:
        """Say whether a row is called a total and has the sum of all rows above it, though it has a date or an identifier."""
        named = any(labels.is_total(cell) for cell in cells if isinstance(cell, str) and cell)
        amount = _amount(cells, self._amount, form) if named and self._amount is not None and self._rows > 1 else None
        return bool(amount) and amount in sums(number)

    def _below(self, number: int, alone: str, cells: Sequence[Cell]) -> None:
        """End a section at the headings of the table, or at the label of another part of it."""
        refused = self._section is not None and self._section.refused
        again = not refused and cells and is_again((text(cell).strip() for cell in cells), self._headings)
        if (again and not alone and any(map(has_content, cells))) or (refused and alone and not labels.is_refused(alone)):
            self._end(number - 1)

    def _end(self, last: int) -> None:
        if self._section:
            self._sections.append(Section(self._section.first, last, self._section.label, self._section.place))
        self._section = self._tail = None

    def _gap(self, number: int, place: int | str, alone: str, *, other_unit: bool) -> None:
        """Take note of a blank row, or of one text."""
        refused, summary = labels.is_refused(alone), labels.is_summary(alone)
        if self._tail and (self._tail.label or (self._tail.rows and not (refused or summary))):
            if refused:
                self._section, self._tail.refused = self._tail, True
            return
        self._discard()
        stated_before = self._tail is not None and self._tail.other_unit
        if alone or self._tail is None:
            before = self._tail if self._tail and not self._tail.gap else _Tail(number, place)
            self._tail = tail = _Tail(before.first, place if alone else before.place, gap=f"`{alone[:_LONG]}`" if alone else "")
            tail.is_note = labels.is_note(alone)
            tail.other_unit = other_unit or stated_before
            if refused or summary:
                tail.label, tail.refused = tail.gap, refused
                self._section = tail if refused else None

    def _discard(self) -> None:
        """Count the rows of what may have been another table as rows of this one."""
        if self._tail and self._tail.rows:
            for cells in self._tail.rows.values():
                self._count([index for index, cell in enumerate(cells) if has_content(cell)])
            self._tail = None

    def _row(self, number: int, place: int | str, cells: Sequence[Cell], at: Sequence[int]) -> None:
        tail, self._final = self._tail, (number, cells)
        self._recent.append(cells)
        columns = {*at, *(tail.columns if tail else ())}
        lacks = any(index not in columns and count >= MOST * self._rows for index, count in self._filled.items())
        if self._rows > 1 and lacks and (len(tail.rows) if tail else 0) <= TAIL:
            if tail is None and _is_sum_row(cells, self._figures):
                words = not any(is_data(text(cells[index])) for index in at)
                self._above = (number, place) if words else None
                return
            above = self._above if self._above and self._above[0] == self._last else (number, place)
            tail = self._tail = tail or _Tail(*above)
            tail.rows[number] = cells
            tail.columns |= set(at)
            return
        self._discard()
        self._count(at)
        self._tail = None

    def _count(self, at: Sequence[int]) -> None:
        self._rows += 1
        for index in at:
            self._filled[index] = self._filled.get(index, 0) + 1


class SheetEnds:
    """Looks at each row below the headings in turn, and at those of each sheet by themselves."""

    def __init__(
        self, headings: Sequence[str], columns_read: Sequence[Column], amount: int | None, starts: Sequence[int],
        above: Preamble = _NOTHING,
    ) -> None:  # fmt: skip
        """Keep what `EndSearch` needs, and the numbers of the rows that further sheets begin with."""
        self._columns = columns_read
        self._firsts = (1, *starts)
        self._searches = [EndSearch(headings, columns_read, amount, above) for _ in self._firsts]
        self._sheet = 0

    def add(self, number: int, place: int | str, cells: Sequence[Cell]) -> None:
        """Look at a row."""
        while self._sheet + 1 < len(self._firsts) and number >= self._firsts[self._sheet + 1]:
            self._sheet += 1
        self._searches[self._sheet].add(number, place, cells)

    def ending(self, rows: Callable[[], Iterable[tuple[int, Sequence[Cell]]]], form: NumberFormat) -> TableEnding:
        """Return what is below the table on each sheet; `rows` returns all rows again, with their numbers."""

        def sums(first: int, before: int) -> list[Decimal]:
            return [sum_above(rows(), range(each, before), self._columns, form) for each in sorted({1, first})]

        endings = [each.ending(partial(sums, first), form) for first, each in zip(self._firsts, self._searches, strict=True)]
        return TableEnding(
            tuple(section for each in endings for section in each.sections),
            {number: doubt for each in endings for number, doubt in each.doubts.items()},
            {number: title for each in endings for number, title in each.titles.items()},
            tuple(note for each in endings for note in each.notes),
            next((each.unit for each in endings if each.unit), ""),
            tuple(period for each in endings for period in each.periods),
        )


def add_up(rows: Iterable[Sequence[Cell]], totals: Collection[Decimal], figures: Collection[int], form: NumberFormat) -> bool:
    """Say whether a column of some rows, without totals, has one of these sums."""
    awards = [cells for cells in rows if not _is_sum_row(cells, figures)]
    width = max(map(len, awards), default=0)
    sums = (sum(filter(None, (_amount(cells, index, form) for cells in awards)), Decimal()) for index in range(width))
    return any(each != 0 and each in totals for each in sums)


def _amount(cells: Sequence[Cell], index: int, form: NumberFormat) -> Decimal | None:
    return amounts.amount(cells[index], form) if index < len(cells) and has_content(cells[index]) else None


def _is_sum_row(cells: Sequence[Cell], figures: Collection[int]) -> bool:
    """Say whether a row is named as a total, of all or of a group, or has nothing outside the columns of figures."""
    if not any(has_content(cell) for index, cell in enumerate(cells) if index not in figures):
        return True
    return has_label_of_total(cells)


def sum_above(
    rows: Iterable[tuple[int, Sequence[Cell]]], numbers: range, columns_read: Iterable[Column], form: NumberFormat
) -> Decimal:
    """Return the sum of the amounts of the rows with these numbers, without totals; 0 where no column has amounts.

    A row with an identifier is an award, whatever it is called.
    """
    columns = {each.steps: each.index for each in columns_read}
    amount, key, figures = columns.get((AMOUNT,)), columns.get(("id",)), figure_columns(columns_read)
    if amount is None:
        return Decimal()
    awards = (
        cells for number, cells in rows if number in numbers and (_has_identifier(cells, key) or not _is_sum_row(cells, figures))
    )
    return sum(filter(None, (_amount(cells, amount, form) for cells in awards)), Decimal())


def _has_identifier(cells: Sequence[Cell], key: int | None) -> bool:
    """Say whether a row has an identifier that is not the label of a total."""
    return key is not None and key < len(cells) and has_content(cells[key]) and not has_label_of_total([cells[key]])


def figure_columns(columns_read: Iterable[Column]) -> frozenset[int]:
    """Return the columns of amounts and of their currency."""
    return frozenset(each.index for each in columns_read if each.name.startswith("amount") or each.name == "currency")
