"""What a page is asked to be about, and the tables that answer it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from grantcli.dataset import Dataset
from grantcli.query import Filter, Not, Total
from grantcli.reports import plans
from grantcli.reports.data import STATED, all_of, grouping
from grantcli.reports.groups import axis
from grantcli.reports.spelling import awards_of_each, other_awards
from grantcli.table import Axis, Column, Table

TOP = 15
"""At most this many groups have their own row by default; all others share one."""
_FEW = 10_000
"""Where a page is about at most this many awards, all of its figures are asked at once."""
_USUAL = ("funder", "programme", "fy", "recipient")
"""The fields that get a part of a page where nobody says."""
_COUNTED = ("recipient", "funder", "programme", "awarded", "fy")
"""The fields whose values are counted."""
_PAGE_COLUMNS = ("currency", "awards", "unknown", "total", "share")


@dataclass(frozen=True, slots=True)
class ReportQuestion:
    """The awards that a page is about, and how they are counted."""

    dataset: Dataset
    where: Filter
    line: Callable[..., str]
    """Gives the command line that asks a command about these awards: `line("total", by="fy")`."""
    title: str = ""
    by: tuple[str, ...] = ()
    top: int = TOP
    split: bool = False
    stated_only: bool = False
    today: str = ""
    """The day that the page says it was made on; nothing where none is given."""

    @property
    def scope(self) -> Filter:
        """The awards that count: of those that it is about only stated amounts, where no others are to count."""
        return all_of(self.where, STATED) if self.stated_only else self.where

    def without(self, name: str) -> Filter:
        """Return the awards that count and have no value of a field."""
        return all_of(self.scope, Not(plans.has_value(name)))

    def foresee(self) -> "ReportQuestion":
        """Return the same question with answers to all that a page about few awards asks of its data.

        Each statement looks for them among all awards, which takes longer than their figures.
        """
        data = self.dataset.data.with_answers(self._first_plan())
        if 0 < data.count(self.scope) <= _FEW:
            spellings = [data.question((), where) for where in awards_of_each(data, self.scope)]
            data = data.with_answers((*self._plan(), *spellings))
        return replace(self, dataset=Dataset(data))

    def _first_plan(self) -> Iterator[Total]:
        """Yield what the headline and its notes ask."""
        data = self.dataset.data
        yield from plans.of_total(data, self.scope, ())
        yield from (data.question((), where) for where in other_awards(self.scope))

    def _plan(self) -> Iterator[Total]:
        """Yield what the other parts ask: the values that there are, and the totals by each field that may have a part."""
        data = self.dataset.data
        yield from (data.question((name,), self.scope) for name in _COUNTED)
        yield from (data.question((), self.without(name)) for name in _COUNTED)
        data = replace(data, split=self.split)
        for by in self.by or _USUAL:
            top = None if axis(by) is Axis.TIME else self.top
            yield from plans.of_total(data, self.scope, grouping(by), top=top, middle=False)

    def total(self, by: str = "") -> Table:
        """Return the totals by a field: every period, or the largest groups and the rest."""
        top = None if not by or axis(by) is Axis.TIME else self.top
        measures = _PAGE_COLUMNS[1:] if by else ()
        return self.dataset.total(
            self.where, by=by, top=top, split=self.split and bool(by), stated_only=self.stated_only, measures=measures
        )

    def command_line(self, by: str) -> str:
        """Return the command line of the same totals."""
        top = "" if axis(by) is Axis.TIME else str(self.top)
        return self.line("total", by=by, top=top)

    def fields(self) -> tuple[str, ...]:
        """Return the fields that get a part of the page: those of the option, or the usual ones with values."""
        if self.by:
            return self.by
        fields = [name for name in _USUAL[1:] if self._has_values(name)]
        return tuple(fields) if "programme" in fields or not self._has_values("funder") else ("funder", *fields)

    def _has_values(self, name: str) -> bool:
        return any(group.key[0] is not None for group in self.dataset.data.counts((name,), self.scope))


def page_columns(table: Table, by: str) -> Table:
    """Return the columns of totals on a page; the currency only where there is more than one."""
    places = [place for place, column in enumerate(table.columns) if column.name in {by, *_PAGE_COLUMNS}]
    return replace(
        table,
        columns=tuple(_with_heading(table.columns[place], by) for place in places),
        rows=tuple(tuple(row[place] for place in places) for row in table.rows),
        footer=tuple(tuple(row[place] for place in places) for row in table.footer),
    )


def _with_heading(column: Column, by: str) -> Column:
    return replace(column, title=field_heading(by)) if column.name == by else column


def field_heading(name: str) -> str:
    """Return what a field is called where nobody sees how it is asked."""
    return {"fy": "financial year", "council_now": "council today", "lead_now": "lead today"}.get(name, name.replace("_", " "))
