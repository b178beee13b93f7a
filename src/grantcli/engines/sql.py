"""SQL: the same answers as `memory`, from tables of any size, whoever answers SQL about them.

`Tables` says what the relations of `engines.relations` hold and gets their columns ready; `Session` runs statements on them. What
is asked again within a process is not worked out again: the tables never change.
"""

import re
from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from typing import Any

from grantcli.dates import PartialDate
from grantcli.engines import Row
from grantcli.engines.candidates import Candidates
from grantcli.engines.predicates import Predicates
from grantcli.engines.statements import Statements
from grantcli.engines.tables import Cursor, Session, Tables
from grantcli.fields import FIELDS, FieldKind, Value, View
from grantcli.identity import Repeated
from grantcli.model import Award
from grantcli.query import Group, Select, Total
from grantcli.query.questions import REST
from grantcli.standard import number

_BATCH = 10_000


@dataclass(slots=True, eq=False, repr=False)
class Sql:
    """Answers from tables."""

    tables: Tables
    session: Session
    answers: dict[Select | Total, Any] = field(default_factory=dict)

    @property
    def headings(self) -> list[str]:
        """The columns of the file that are no field."""
        self._see("a.id")
        return list(self.tables.layout.headings)

    def uncurrencied(self) -> int:
        """Return how many awards name no currency."""
        self._see("a.currency")
        return int(self._ask("SELECT COUNT(*) FROM held WHERE currency IS NULL", {}, View())[0][0])

    def repeated(self) -> list[Repeated]:
        """Return for each currency the awards whose identifier an award before them has."""
        self._see("a.id a.amount a.currency")
        placed = "SELECT id, currency, amount, ROW_NUMBER() OVER (PARTITION BY id ORDER BY n) AS nth FROM awards"
        figures = "COUNT(DISTINCT id), COUNT(*), SUM(amount)"
        text = f"SELECT currency, {figures} FROM ({placed}) placed WHERE nth > 1 GROUP BY currency"
        found = [
            Repeated(code, int(ids), int(awards), amount or Decimal(0))
            for code, ids, awards, amount in self._ask(text, {}, View())
        ]
        return sorted(found, key=lambda each: each.currency or "~")

    def prepare(self, question: Select) -> None:
        """Get ready what this question needs, and others about the same fields."""
        self._ready(question)

    def select(self, question: Select) -> Sequence[Row]:
        """Return the rows of the awards that hold, ordered, missing values last, ties by id."""
        found: list[Row] | None = self.answers.get(question)
        if found is None:
            found = self.answers[question] = self._select(question)
        return found

    def total(self, question: Total) -> Sequence[Group]:
        """Return a group for each key and currency that occurs among the awards that hold."""
        found: list[Group] | None = self.answers.get(question, self.answers.get(replace(question, middle=True)))
        if found is None:
            found = self.answers[question] = self._total(question)
        return found if question.middle else [replace(group, middle=None) if group.middle else group for group in found]

    def awards(self, question: Select) -> Iterator[Award]:
        """Yield the awards of those rows whole, in the same order."""
        self._see("a.line")
        self._ready(question)
        statements = self._statements(question.view)
        yield from self._whole(statements.select(replace(question, fields=())), statements)

    def held_awards(self) -> Iterator[Award]:
        """Yield every award whole, in the order of the file, which is quicker."""
        self._see("a.line")
        statements = self._statements(View())
        yield from self._whole("SELECT a.n FROM awards a ORDER BY a.n", statements)

    def awards_with(self, ids: Collection[str]) -> list[Award]:
        """Return the awards with these ids, in the order of the file."""
        if not ids:
            return []
        self._see("a.line")
        statements = self._statements(View())
        names = ", ".join(map(statements.predicates.given, sorted(ids)))
        return list(self._whole(f"SELECT a.n FROM awards a WHERE a.id IN ({names}) ORDER BY a.n", statements))

    def _ready(self, question: Select | Total) -> None:
        """Get ready what a statement will name; which bodies are meant is of no matter here."""
        view = question.view
        statements = Statements(Predicates(self.tables.layout, view, lambda _test: [("", "")]), self.session.windowed)
        self._see(statements.select(question) if isinstance(question, Select) else statements.total(question))

    def _see(self, text: str) -> None:
        """See that the columns which this SQL names are there."""
        with self.session.asking():
            self.tables.ready(text)

    def _statements(self, view: View) -> Statements:
        candidates = Candidates(self.tables.layout, view, lambda text, given: self._ask(text, given, view))
        return Statements(Predicates(self.tables.layout, view, candidates.bearing), self.session.windowed)

    def _select(self, question: Select) -> list[Row]:
        self._ready(question)
        statements = self._statements(question.view)
        text = statements.select(question)
        rows = self._answer(text, statements)
        several = {
            number: self._several(statements, name, text)
            for number, name in enumerate(question.fields)
            if statements.place(name).alias
        }
        kinds = [FIELDS[name].kind for name in question.fields]
        return [
            tuple(
                several[number].get(n, ()) if number in several else () if cell is None else (_value(cell, kinds[number]),)
                for number, cell in enumerate(cells)
            )
            for n, *cells in rows
        ]

    def _several(self, statements: Statements, name: str, selected: str) -> dict[int, tuple[Value, ...]]:
        found: dict[int, list[Value]] = {}
        for n, value in self._answer(statements.values(name, selected), statements):
            found.setdefault(n, []).append(_value(value, FIELDS[name].kind))
        return {n: tuple(values) for n, values in found.items()}

    def _total(self, question: Total) -> list[Group]:
        self._ready(question)
        statements = self._statements(question.view)
        kinds = [FIELDS[name].kind for name in question.by]
        return [_group(row, kinds) for row in self._answer(statements.total(question), statements)]

    def _whole(self, selected: str, statements: Statements) -> Iterator[Award]:
        """Yield the awards that a statement selects by `n`, in its order; no more of them than a batch are held at once."""
        view = statements.predicates.view
        numbers = array("q", (row[0] for row in self._stream(selected, statements)))
        for start in range(0, len(numbers), _BATCH):
            batch = numbers[start : start + _BATCH].tolist()
            yield from self.tables.whole(batch, partial(self._ask, given={"numbers": batch}, view=view))

    def _stream(self, text: str, statements: Statements) -> Iterator[tuple[Any, ...]]:
        """Yield what a statement answers, some at a time."""
        with self.session.asking():
            result = self._execute(text, statements.predicates.parameters, statements.predicates.view)
            while rows := result.fetchmany(_BATCH):
                yield from rows

    def _answer(self, text: str, statements: Statements) -> list[tuple[Any, ...]]:
        return self._ask(text, statements.predicates.parameters, statements.predicates.view)

    def _ask(self, text: str, given: Mapping[str, Any], view: View) -> list[tuple[Any, ...]]:
        """Return what a statement answers."""
        with self.session.asking():
            return self._execute(text, given, view).fetchall()

    def _execute(self, text: str, given: Mapping[str, Any], view: View) -> Cursor:
        self.tables.ready(text)
        known = {**given, "fy_start": view.fy_start}
        used = {name: known[name] for name in re.findall(r"\$([a-z_0-9]+)", text)}
        return self.session.execute(text, used, view)


def _value(cell: Any, kind: FieldKind) -> Value:  # noqa: ANN401 - whatever a connection gives
    """Return a value as the fields of this kind hold it."""
    if kind is FieldKind.NUMBER:
        return number(cell) or 0
    value: Value = PartialDate.parse(cell) if kind is FieldKind.DATE else cell
    return value


def _group(row: tuple[Any, ...], kinds: Sequence[FieldKind]) -> Group:
    cells, (currency, rest, folded, *counts, total, smallest, largest, low, high) = row[: len(kinds)], row[len(kinds) :][:12]
    awards, unknown, zero, negative = counts
    key = REST if rest else tuple(None if cell is None else _value(cell, kind) for cell, kind in zip(cells, kinds, strict=True))
    middle = None if low is None else (low, high)
    return Group(key, currency, awards, unknown, zero, negative, total, smallest, largest, middle, folded)
