"""Says which rows below the headings are no awards: totals, notes below a table, headings again.

A rule to keep: a row is set aside only for a reason that is certain; a row that merely looks like a total or a note stays an
award, and that is said. `--every-row` overrules both.

What SQL must leave to this module: a row without an identifier, without a date or without a recipient, in so far as the file
has such columns; one with neither amount nor date; one with nothing but its first column; one whose first cell begins as `RULE`
or as `EXAMPLE`, or is the number of its column; one whose recipient begins as `labels.BALANCE`, or contains one of `WORDS`, in a
file with dates and without identifiers; one whose amount is no figure and whose first cell that is read begins as `labels.STAMP`;
one of whose cells contains one of `WORDS`, or its heading, unless the file has identifiers and dates and the row a plain date.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from grantcli.accounting import TOTAL
from grantcli.ingest import labels
from grantcli.ingest.group_totals import GroupSums, group_of_total, is_subtotal, total_label
from grantcli.ingest.nesting import Cell, Column, Shape, display_cells, has_content, text
from grantcli.ingest.profile.amount_groups import may_be_part
from grantcli.ingest.profile.block_statements import is_again, states_something
from grantcli.ingest.profile.ending import MOST, SUM, is_other_headings

RULE = r"[:+|]?(?:--|==|__)"
"""How a line begins that is drawn below headings or rows, as in Markdown. It is RE2 too."""
_RULE = re.compile(rf"\s*{RULE}[-=_:+|\s]*")
EXAMPLE = r"[Ee](?:xample|XAMPLE|\.\s?g\.)"
"""How the first cell of a row that shows how to fill in the table begins. It is RE2 too."""
_EXAMPLE = re.compile(rf"\s*(?:[Ee]\.\s?g\.|{EXAMPLE}(?: (?:row|only|entry|data|grant|line|record))?\W*$)", re.ASCII)
_MEANING = re.compile(r"\s*\(.*[^\W\d_]{2}.*\)\s*", re.DOTALL)
_UNUSUAL = frozenset("1Ee(")
"""How an example, the first number of columns, and what explains a heading begin."""
_PERIOD = re.compile(r"\s*(?:fy ?)?(?:19|20)\d\d(?: ?[-/\u2013] ?(?:\d\d|\d{4}))?\s*", re.ASCII | re.IGNORECASE)
"""A year, a financial year or a month, which a total has as well as its rows."""
_SMALL = re.compile(r"\s*[a-zß-ÿ][a-zß-ÿ ,]")
"""How a text goes on: `iDEA` is a name."""
_JOINED = re.compile(r"\s*(?:of|and|for|in|at|on|with|to|by|und|für|et|pour|y|para|e|per)\b")
"""How the rest of a name begins, and no name: `of the parish`."""
_AWARD_PATHS = ("id", "awardDate")
"""What an award has and a total has not."""
_FEWEST = 3
"""A total has no more cells than its name, its amount and a count."""
_DOUBT = "reads like a total, and stays an award"
_FIGURE = "reads like a figure about the table, and stays an award"
_BELOW = "is below a total and lacks what the rows above it have, and is still an award"
_GOES_ON = "begins as text that goes on from the row above, and is still an award"
_LONE = "has nothing but `{}`, and is still an award"


class SumsNeededError(Exception):
    """Whether a row is a total depends on the rows above it, and only some rows are read."""


class RowJudge:
    """Says of each row what it is, from its cells and the rows before it."""

    def __init__(
        self, headings: Sequence[str], columns: Sequence[Column], shape: Shape, stand_ins: Iterable[int] = (), *, sums: bool
    ) -> None:
        """Keep which columns say what; `sums` is false where only some of the rows are shown to it.

        `stand_ins` are columns of amounts that are read where the amount is blank.
        """
        self._headings, self._shape, self._sums = headings, shape, sums
        self._read = {each.index for each in columns}
        self._amounts = {each.index for each in columns if each.name.startswith("amount") or each.name == "currency"}
        self._amounts |= {*stand_ins}
        self._amount = next((each.index for each in columns if each.steps == ("amountAwarded",)), None)
        self._figures = {*stand_ins, *([] if self._amount is None else [self._amount])}
        self._dates = {each.index for each in columns if each.steps == ("awardDate",)}
        self._first = min(self._read, default=0)
        self._own = [each.index for each in columns if each.name in _AWARD_PATHS and len(each.steps) == 1]
        self._names = [each.index for each in columns if each.steps[0] in {"recipientOrganization", "recipientIndividual"}]
        self._name_columns = {each.index for each in columns if each.index in self._names and each.name == "name"}
        """Of those of recipients, the ones with their names."""
        self._texts = {each.index for each in columns if each.steps in {("title",), ("description",)}}
        self._counts = dict.fromkeys((*self._own, *self._names), 0)
        """How many rows so far have what says who and when."""
        self._whole = {*self._read}
        """What all rows so far have."""
        self._is_below = False
        """Whether the last row that lacks nothing of that is above a total."""
        self._since = self._of_sheet = self._all = Decimal()
        self._rows = self._rows_of_sheet = self._rows_since = 0
        self._groups = GroupSums()

    def reason(self, cells: Sequence[Cell]) -> str:
        """Return why a row that holds something is no award; nothing where it may be one. SumsNeededError where that depends."""
        at = [index for index, cell in enumerate(cells) if has_content(cell)]
        if not self._sums and self._begins_section(cells, at):
            raise SumsNeededError
        if at[0] < len(self._headings) and self._is_headings(cells):
            return "the headings again"
        if all(isinstance(cells[index], str) and _RULE.fullmatch(text(cells[index])) for index in at):
            return f"a line, not an award: {display_cells(cells)}"
        if self._explains(cells, at):
            return f"what the headings mean, not an award: {display_cells(cells)}"
        if self._is_total(cells, at):
            self._since, self._rows_since, self._is_below = Decimal(), 0, True
            return f"{TOTAL}: {display_cells(cells)}"
        if kind := self._kind(cells, at):
            self._is_below = self._is_below or self._amount in at
            return f"{kind}, not an award: {display_cells(cells)}"
        if not self._read.intersection(at):
            return f"nothing below a heading that is read: {display_cells(cells)}"
        if self._is_note(cells, at):
            return f"a note, not an award: {display_cells(cells)}"
        if self._goes_on(cells, at):
            return f"text that goes on from the row above, not an award: {display_cells(cells)}"
        return ""

    def doubt(self, cells: Sequence[Cell]) -> Iterator[str]:
        """Yield the remarks about a row that stays an award and may be none."""
        at = [index for index, cell in enumerate(cells) if has_content(cell)]
        own = any(index in at for index in self._own)
        is_wide = len(self._read) > 2  # noqa: PLR2004 - in a narrow table it lacks only an amount
        if at == [0] and is_wide:
            if not self._sums:
                raise SumsNeededError
            yield _LONE.format(text(cells[at[0]]).strip())
        elif len(at) == 1 and at[0] in self._name_columns and is_wide and self._amount is not None:
            yield _LONE.format(text(cells[at[0]]).strip())
        elif self._may_be_total(cells, at, own=own):
            yield _DOUBT
        elif self._statistic(cells, at) is not None:
            yield _FIGURE
        elif len(at) > 1 and self._wraps(cells, at):
            yield _GOES_ON
        elif (lacking := self._lacking(at)) and len(at) <= _FEWEST and self._amount in at:
            yield from self._doubt_of_sum(cells, lacking)

    def _doubt_of_sum(self, cells: Sequence[Cell], lacking: Collection[int]) -> Iterator[str]:
        """Yield the remark on a short row that has the sum of those above, or is below their total.

        Its own amount is in the sums already.
        """
        if not self._sums:
            raise SumsNeededError
        amount = self._shape.grant(cells).get("amountAwarded")
        if self._rows > _FEWEST and isinstance(amount, int | Decimal) and amount != 0 and 2 * amount in self._totals:
            yield SUM
        elif self._is_below and any(2 * self._counts[index] > self._rows for index in lacking):
            yield _BELOW

    def _lacking(self, at: Sequence[int]) -> set[int]:
        return {*self._own, *self._names}.difference(at)

    def begin_sheet(self) -> None:
        """Take note that the rows that follow are of another sheet, which may have separate totals."""
        self._since = self._of_sheet = Decimal()
        self._rows_since = self._rows_of_sheet = 0
        self._is_below = False
        self._groups.begin_sheet()

    @property
    def _usual(self) -> set[int]:
        """Of what says who and when, the columns that most rows so far have."""
        return {index for index, count in self._counts.items() if count >= MOST * self._rows}

    @property
    def _totals(self) -> set[Decimal]:
        """The sums of the awards since the last total, on this sheet, and of all."""
        return {self._since, self._of_sheet, self._all}

    def saw(self, grant: Mapping[str, Any], cells: Sequence[Cell]) -> None:
        """Take note of a row that is an award."""
        amount = grant.get("amountAwarded")
        amount = amount if isinstance(amount, int | Decimal) else None
        if amount is not None:
            self._since += amount
            self._of_sheet += amount
            self._all += amount
        self._rows += 1
        self._rows_of_sheet += 1
        self._rows_since += 1
        if self._sums:
            self._groups.add(cells, amount or 0)
        filled = [index for index in self._counts if index < len(cells) and has_content(cells[index])]
        for index in filled:
            self._counts[index] += 1
        self._is_below = self._is_below and len(filled) < len(self._counts)
        if self._whole:
            self._whole = {index for index in self._whole if index < len(cells) and has_content(cells[index])}

    def _is_headings(self, cells: Sequence[Cell]) -> bool:
        return is_again((text(cell) if has_content(cell) else "" for cell in cells), self._headings)

    def _explains(self, cells: Sequence[Cell], at: Sequence[int]) -> bool:
        """Say whether a row explains the headings: each cell in brackets, the numbers of the columns, or an example."""
        beginning = text(cells[at[0]]).lstrip()[:1]
        if beginning not in _UNUSUAL:  # as in nearly every row
            return False
        texts = [text(cells[index]) for index in at]
        if texts == [str(index + 1) for index in at]:
            return len(at) == len(self._headings) >= _FEWEST
        is_example = at[0] == self._first and bool(_EXAMPLE.match(texts[0]))
        return is_example or (len(at) > 1 and all(map(_MEANING.fullmatch, texts)))

    def _kind(self, cells: Sequence[Cell], at: Sequence[int]) -> str:
        """Return what a row is that says something about the budget or the table."""
        if self._is_balance(cells, at):
            return "a balance"
        if self._is_statistic(cells, at):
            return "a figure about the table"
        return "the day on which the table was made" if self._is_stamp(cells, at) else ""

    def _is_balance(self, cells: Sequence[Cell], at: Sequence[int]) -> bool:
        """Say whether a row has what was left of a budget: in place of a recipient, or in a row without one or an identifier."""
        if not self._is_bare(at):
            return False
        named = [index for index in self._names if index in at]
        return any(labels.is_balance(text(cells[index])) for index in named or at)

    def _is_total(self, cells: Sequence[Cell], at: Sequence[int]) -> bool:
        if not self._figures.isdisjoint(at) and self._amounts.issuperset(at) and self._read - self._amounts:
            return True
        own = [index for index in self._own if index in at]
        label = next((index for index in at if index not in self._amounts and labels.is_total(text(cells[index]))), None)
        is_named = bool(own) and (own == [label] or bool(group_of_total(text(cells[own[0]]))) or self._is_label(cells, at, own))
        if len(own) > 1 or (own and not is_named):  # not all are labels
            return self._is_dated_total(cells, at, own, label)
        if label is not None and not any(index in at and index != label for index in self._names):
            return True
        is_sum = self._is_sum(cells, at, has_name=label is not None)
        return is_sum or self._is_group_total(cells, at) or self._is_total_within(cells, at)

    def _is_label(self, cells: Sequence[Cell], at: Sequence[int], columns: Sequence[int]) -> bool:
        """Say whether a short row has nothing but a label in these columns, beside its figures."""
        others = [index for index in at if index not in self._amounts]
        return len(at) <= _FEWEST and others == [*columns] and all(labels.is_label(text(cells[index])) for index in others)

    def _is_dated_total(self, cells: Sequence[Cell], at: Sequence[int], own: Sequence[int], label: int | None) -> bool:
        """Say whether a row with a date that is a period, or called a total, lacks a recipient and has the sum of those above.

        The name of the total may be where recipients are, if the file has no identifiers.
        """
        names, has_name = {*self._names}, label is not None or self._names_group(cells, at)
        if label in self._name_columns and self._is_dated(at):
            names.remove(label)
        if not self._is_bare(at) or not names.isdisjoint(at) or not self._names:
            return False
        if not has_name and not (len(at) <= _FEWEST and _PERIOD.fullmatch(text(cells[own[0]]))):
            return False
        if not self._sums:
            raise SumsNeededError
        amount = self._shape.grant(cells).get("amountAwarded")
        is_sum = isinstance(amount, int | Decimal) and amount != 0 and amount in self._totals
        several = has_name or self._rows_since > 1 or self._rows > self._rows_since > 0
        return is_sum and several and not self._usual.isdisjoint(self._names)

    def _names_group(self, cells: Sequence[Cell], at: Sequence[int]) -> bool:
        """Say whether a row names the total of a group, `Arts total`, whether there is such a group or not."""
        return any(group_of_total(text(cells[index])) for index in at if index not in self._amounts)

    def _is_bare(self, at: Sequence[int]) -> bool:
        """Say whether a row has an amount and no identifier; it may have a date."""
        return self._amount in at and self._dates.issuperset({*self._own}.intersection(at))

    def _is_dated(self, at: Sequence[int]) -> bool:
        """Say whether a row has an amount and may have a date, in a file without identifiers."""
        return self._amount in at and self._dates.issuperset(self._own)

    def _may_be_total(self, cells: Sequence[Cell], at: Sequence[int], *, own: bool) -> bool:
        if own:
            lacks_name = bool(self._names) and {*self._names}.isdisjoint(at) and self._names_group(cells, at)
            named = (labels.is_total(text(cells[index])) for index in self._name_columns if index in at)
            return self._is_bare(at) and (lacks_name or any(named))
        places = [index for index in at if index == at[0] or index in self._name_columns]
        return len(at) <= _FEWEST and any(labels.starts_total(text(cells[index])) for index in places)

    def _is_group_total(self, cells: Sequence[Cell], at: Sequence[int]) -> bool:
        """Say whether a row is the total of what it names, `Total North` or `Borchester Trust Total`, and has their sum."""
        named = {index: group for index in at if index not in self._amounts and (group := group_of_total(text(cells[index])))}
        groups = list(named.values())
        own = any(index in at and index not in named for index in self._own)
        if len(groups) != 1 or len(at) > _FEWEST or self._amount not in at or own:
            return False
        if not self._sums:
            raise SumsNeededError
        amount = self._shape.grant(cells).get("amountAwarded")
        known = self._groups.has(groups[0])
        lacks = not self._usual.isdisjoint(self._names) and self._usual.isdisjoint({*self._names}.intersection(at))
        return known and isinstance(amount, int | Decimal) and (amount == self._since or lacks)

    def _is_total_within(self, cells: Sequence[Cell], at: Sequence[int]) -> bool:
        """Say whether a row that lacks what all others have is a subtotal, or has the sum of those with what it names."""
        others = {*self._own, *self._names}.intersection(at)
        if self._amount not in at or len(others) > 1:
            return False
        label = total_label({index: text(cells[index]) for index in at if index not in self._amounts})
        if label is None or not others <= {label}:
            return False
        if not self._sums:
            raise SumsNeededError
        if is_subtotal(text(cells[label])):
            return self._rows > 0
        amount = self._shape.grant(cells).get("amountAwarded")
        return bool(self._whole.difference(at)) and self._groups.has_sum(text(cells[label]), amount)

    def _statistic(self, cells: Sequence[Cell], at: Sequence[int]) -> int | None:
        """Return which cell of a row names a figure about the table, where nothing else in it is an award's."""
        named = (index for index in at if index not in self._amounts and labels.is_statistic(text(cells[index])))
        label = next(named, None) if len(at) <= _FEWEST else None
        others = {*self._own, *self._names}.intersection(at) - {label}
        if label in self._name_columns and self._is_dated(at):  # `Annual budget` of a year
            others -= self._dates
        return None if others else label

    def _is_statistic(self, cells: Sequence[Cell], at: Sequence[int]) -> bool:
        """Say whether a row has a figure about the table.

        Where its label is a name too, the row lacks what all others have, or its figure is their number or their sum.
        """
        label = self._statistic(cells, at)
        if label is None or not labels.may_be_name(text(cells[label])):
            return label is not None
        if not self._sums:
            raise SumsNeededError
        amount = self._shape.grant(cells).get("amountAwarded")
        is_figure = amount in {self._rows, self._rows_of_sheet, *self._totals}
        is_of_budget = self._is_below and labels.is_of_budget(text(cells[label]))
        return self._rows > 1 and (is_figure or is_of_budget or bool(self._whole.difference(at)))

    def _is_stamp(self, cells: Sequence[Cell], at: Sequence[int]) -> bool:
        """Say whether a row has nothing but the day on which the table was made, and words for that."""
        read = [index for index in at if index in self._read]
        texts = [text(cells[index]) for index in at if index not in read[:1]]
        return bool(read) and len(at) <= _FEWEST and labels.is_stamp(text(cells[read[0]]), texts)

    def _begins_section(self, cells: Sequence[Cell], at: Sequence[int]) -> bool:
        """Say whether rows below this one may be of another table, which only all rows show."""
        alone = text(cells[at[0]]) if len(at) == 1 else ""
        if self._amount is not None and alone and states_something(alone, dated=bool(self._dates)):
            return True
        if self._amount in at and not any(index in at[1:] for index in self._own) and may_be_part(cells[at[0]]):
            return True
        return labels.is_summary(alone) or labels.is_refused(alone) or is_other_headings(cells, self._headings, self._amount)

    def _is_sum(self, cells: Sequence[Cell], at: Sequence[int], *, has_name: bool) -> bool:
        """Say whether a row that lacks what the others have, or has a label, has the sum of those above as its amount.

        One with a recipient and a date is no such row unless it is called a total, nor one with a recipient below a single row.
        """
        if self._amount not in at or (len(at) > _FEWEST and not has_name):
            return False
        is_label = self._is_label(cells, at, [index for index in at if index not in self._amounts])
        if not (has_name or is_label or self._lacking(at)):
            return False
        if not self._sums:
            raise SumsNeededError
        is_named = not self._name_columns.isdisjoint(at)
        is_certain = has_name or (is_label and self._rows >= _FEWEST) or bool(self._usual.difference(at))
        if self._rows < 2 or not is_certain or (not has_name and is_named and not self._dates.isdisjoint(at)):  # noqa: PLR2004 - one row has no sum
            return False
        amount = self._shape.grant(cells).get("amountAwarded")
        alone = is_named and not has_name and self._rows_since == 1
        totals = self._totals - ({self._since} if alone else set())
        return isinstance(amount, int | Decimal) and amount != 0 and amount in totals

    def _goes_on(self, cells: Sequence[Cell], at: Sequence[int]) -> bool:
        """Say whether a row has nothing but the end of a text above it, as a cell that is too long for its width wraps.

        It has a title or a description and nothing else, or a name that begins with a small letter and nothing else, where the
        others have a recipient or an identifier, and an amount.
        """
        names = [text(cells[index]) for index in at if index in self._name_columns]
        is_award = len(at) > 1 and not all(map(_JOINED.match, names))  # `the Roundhouse`, without an amount yet
        return not is_award and self._wraps(cells, at)

    def _wraps(self, cells: Sequence[Cell], at: Sequence[int]) -> bool:
        """Say whether a row has nothing but text, and begins as one that goes on."""
        named = {*self._name_columns, *self._own} - self._dates
        if self._amount is None or not named or not (self._texts | self._name_columns).issuperset(at):
            return False
        if at == [0] and not self._sums:
            raise SumsNeededError
        if self._texts.issuperset(at) and at != [0]:
            return True
        return all(_SMALL.match(text(cells[index])) for index in at)

    def _is_note(self, cells: Sequence[Cell], at: Sequence[int]) -> bool:
        """Say whether a row is text below a table: it has no amount, no date and no number, and reads as a note."""
        if any(index in self._amounts or (index in self._own and index != at[0]) for index in at):
            return False
        notes = cells[at[0]]
        if not isinstance(notes, str) or any(not isinstance(cells[index], str) for index in at):
            return False
        return labels.is_note(notes, alone=len(at) == 1)
