"""SQL: the same answers as `memory`, from tables of any size, in any engine that speaks SQL.

`Tables` describes the relations of `engines.relations` and loads their columns; `Session` runs statements on them.
"""

from array import array
from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from typing import Any

from grantcli.dates import PartialDate
from grantcli.engines import Row
from grantcli.engines.batch import Batch
from grantcli.engines.candidates import Candidates
from grantcli.engines.compiler import PLACES, Compiler
from grantcli.engines.interfaces import Cursor, Session, Tables
from grantcli.engines.predicates import Predicates, names_body
from grantcli.engines.relations import GIVERS_THAT_RECEIVE
from grantcli.engines.statement import Column, Needs, Statement
from grantcli.fields import DETAIL, EXTRA, FIELDS, SITES, FieldKind, Value, View
from grantcli.identity import RepeatedIds, Restatements
from grantcli.model import Award
from grantcli.query import Comparison, Filter, Group, Select, Total
from grantcli.query.filters import comparisons
from grantcli.query.questions import REST, Key
from grantcli.standard import number as figure

_BATCH = 10_000
_MOST_STATEMENTS = 20
_AWARDS = -9
"""The place of the number of awards in a row of a batch."""
_ANY = View()
"""The view of a statement that asks nothing of it."""


@dataclass(slots=True, eq=False, repr=False)
class Sql:
    """Answers from tables."""

    tables: Tables
    session: Session
    organisations: dict[tuple[Comparison, View], list[tuple[str, str]]] = field(default_factory=dict)
    """The organisations with a name, by comparison, for reuse: the tables never change."""
    award_count: int | None = None
    """How many awards there are, where that is known."""
    givers: frozenset[str] | None = None
    """Who gives and receives, where that is known."""
    statements: deque[tuple[Statement, View]] = field(default_factory=partial(deque, maxlen=_MOST_STATEMENTS))
    """The last statements that were run."""

    @property
    def headings(self) -> list[str]:
        """The columns of the file that are not fields."""
        return list(self.tables.layout.headings)

    def count(self) -> int:
        """Return how many awards there are."""
        if self.award_count is None:
            self.award_count = int(self._ask(Statement("SELECT COUNT(*) FROM awards"))[0][0])
        return self.award_count

    def count_values(self, names: Sequence[str], view: View) -> list[int]:
        """Return how many awards have a value of each of these fields, by two statements."""
        columns = {EXTRA + heading for heading in self.tables.layout.headings}  # one without values is not loaded elsewhere
        present = [name for name in names if not name.startswith(EXTRA) or name in columns]
        compiler = self.compiler(view, fields=present)
        standard = [name for name in present if FIELDS[name].sql.startswith(DETAIL) and not FIELDS[name].bands]
        counts: dict[str, int] = {}
        if standard:
            names_sql = ", ".join(f"'{name}'" for name in standard)
            text = f"SELECT field, COUNT(DISTINCT n) FROM details WHERE field IN ({names_sql}) GROUP BY field"
            fields = frozenset(Column("details", name) for name in standard)
            counts = {name: int(count) for name, count in self._ask(Statement(text, fields), view)}
        other_names = [name for name in present if name not in standard]
        if other_names:
            counts |= {
                other_names[int(place)]: int(count) for place, count in self._ask(compiler.value_counts(other_names), view)
            }
        return [counts.get(name, 0) for name in names]

    def without_currency(self) -> int:
        """Return how many awards name no currency."""
        return int(self._ask(Statement("SELECT COUNT(*) FROM stored_awards WHERE currency IS NULL"))[0][0])

    def repeated_ids(self) -> list[RepeatedIds]:
        """Return for each currency the awards whose identifier an award before them has."""
        occurrences = "SELECT id, currency, amount, ROW_NUMBER() OVER (PARTITION BY id ORDER BY n) AS nth FROM awards"
        figures = "COUNT(DISTINCT id), COUNT(*), SUM(amount)"
        text = f"SELECT currency, {figures} FROM ({occurrences}) placed WHERE nth > 1 GROUP BY currency"
        rows = [RepeatedIds(code, int(ids), int(awards), amount) for code, ids, awards, amount in self._ask(Statement(text))]
        return sorted(rows, key=lambda each: each.currency or "~")

    def restatements(self, *, of_participants: bool) -> list[Restatements]:
        """Return for each currency the awards that are as an award before them is."""
        who, always = "COALESCE(lead, individual)", "programme, awarded_from, awarded_to, amount, currency"
        same, needed = (f"title, {always}", "title") if of_participants else (f"{who}, title, {always}", who)
        has = f"amount <> 0 AND {needed} IS NOT NULL"
        nth = f"SELECT currency, amount, ROW_NUMBER() OVER (PARTITION BY {same} ORDER BY n) AS nth FROM awards WHERE {has}"
        text = f"SELECT currency, COUNT(*), SUM(amount) FROM ({nth}) placed WHERE nth > 1 GROUP BY currency"
        rows = self._ask(Statement(text, frozenset({Column("awards", "title")})))
        restated = [Restatements(code, int(awards), amount) for code, awards, amount in rows]
        return sorted(restated, key=lambda each: each.currency or "~")

    def givers_that_receive(self) -> frozenset[str]:
        """Return the identifiers of organisations that give one of the awards and receive another, or the same."""
        if self.givers is None:
            with self.session.translate_errors():
                rows = self.session.execute(Statement(GIVERS_THAT_RECEIVE), View()).fetchall()
            self.givers = frozenset(str(id_) for (id_,) in rows)
        return self.givers

    def select(self, question: Select) -> list[Row]:
        """Return the rows of the awards that match, ordered, missing values last, ties by id."""
        return list(self.stream(question))

    def stream(self, question: Select) -> Iterator[Row]:
        """Yield the same rows, some at a time."""
        names = (*question.fields, *(order.field for order in question.order))
        compiler = self.compiler(question.view, question.where, fields=names)
        several = [bool(compiler.place(name).alias) for name in question.fields]
        kinds = [FIELDS[name].kind for name in question.fields]
        for _, *cells in self._stream(compiler.select(question), question.view):
            yield tuple(
                () if cell is None else _values(cell, kind) if many else (_value(cell, kind),)
                for cell, kind, many in zip(cells, kinds, several, strict=True)
            )

    def total(self, question: Total) -> list[Group]:
        """Return a group for each key and currency among the awards that match."""
        return self.totals((question,))[0]

    def totals(self, questions: Sequence[Total]) -> list[list[Group]]:
        """Return the groups of each question: of all those of one view by one statement."""
        answers: dict[Total, list[Group]] = {}
        for view in dict.fromkeys(question.view for question in questions):
            distinct = list(dict.fromkeys(question for question in questions if question.view == view))
            rows = self._ask(self._batch(distinct).statement(), view)
            answers.update(zip(distinct, groups(rows, distinct), strict=True))
        return [answers[question] for question in questions]

    def totals_if_few(self, questions: Sequence[Total], most: int) -> list[list[Group]] | int:
        """Return the same for different questions of one view, medians by a second statement."""
        view = questions[0].view
        figures = self._batch([replace(question, middle=False) for question in questions]).statement_of_figures(most + 1)
        rows = self._ask(figures, view)
        if len(rows) > most:
            return int(rows[0][-1])
        medians = self._batch(questions).statement_of_medians()
        more = self._ask(medians, view) if medians else []
        repeated = {row[0] for row in more if not _is_of_medians(row)}
        return groups([*(row[:-1] for row in rows if row[0] not in repeated), *more], questions)

    def _batch(self, questions: Sequence[Total]) -> Batch:
        names = [name for question in questions for name in (*question.by, question.of)]
        return Batch(self.compiler(questions[0].view, *(question.where for question in questions), fields=names), questions)

    def ordered_groups(self, question: Total) -> Iterator[Group]:
        """Yield the groups in order, some at a time, by a separate statement."""
        for rows in self._batches(self._compiler_of(question).ordered_groups(question), question.view):
            yield from groups(rows, (question,))[0]

    def _compiler_of(self, question: Total) -> Compiler:
        return self.compiler(question.view, question.where, fields=(*question.by, question.of))

    def awards(self, question: Select) -> Iterator[Award]:
        """Yield the awards of those rows whole, in the same order."""
        yield from self._full_awards(self._compiler_of_list(question).select(replace(question, fields=())), question.view)

    def places(self, question: Select) -> Statement:
        """Return the statement for the numbers, `n`, of the awards of those rows, and for the `place` of each among them."""
        return self._compiler_of_list(question).places(question)

    def _compiler_of_list(self, question: Select) -> Compiler:
        return self.compiler(question.view, question.where, fields=[order.field for order in question.order])

    def all_awards(self) -> Iterator[Award]:
        """Yield every award whole, in the order of the file, which is quicker."""
        yield from self._full_awards(Statement("SELECT a.n FROM awards a ORDER BY a.n"), View())

    def awards_with(self, ids: Collection[str]) -> list[Award]:
        """Return the awards with these ids, in the order of the file."""
        if not ids:
            return []
        parameters = {f"p{number}": id_ for number, id_ in enumerate(sorted(ids))}
        names = ", ".join(f"${name}" for name in parameters)
        text = f"SELECT a.n FROM awards a WHERE a.id IN ({names}) ORDER BY a.n"
        return list(self._full_awards(Statement(text, parameters=parameters), View()))

    def ids_with_evidence(self) -> frozenset[str]:
        """Return the ids of awards that have more than an amount in their columns, or another basis than it has by itself."""
        basis = "CASE WHEN a.amount IS NULL THEN 'unknown' ELSE 'stated' END"
        text = f"SELECT DISTINCT a.id FROM awards a WHERE a.more IS NOT NULL OR a.basis <> {basis}"
        return frozenset(str(id_) for (id_,) in self._ask(Statement(text)))

    def compiler(self, view: View, *wheres: Filter, fields: Sequence[str] = ()) -> Compiler:
        """Return the writer of statements about the awards that match these filters; it looks up the organisations they name.

        The form of a statement may depend on the values of a field, so the columns are loaded first.
        """
        every_test = [test for where in wheres for test in comparisons(where)]
        names = dict.fromkeys((*fields, *(test.field for test in every_test)))
        places = [self.tables.layout.place(FIELDS[name]) for name in names]
        needs = Needs()
        for place in places:
            place.add_to(needs)
        self.tables.load(needs.columns)
        self.session.prepare({place.alias.removeprefix(SITES) for place in places if place.alias.startswith(SITES)}, view)
        tests = [test for test in every_test if (test, view) not in self.organisations]
        if bodies := list(dict.fromkeys(test for test in tests if names_body(test))):
            candidates = Candidates(self.tables.layout, view, partial(self._ask, view=view))
            self.organisations |= {(test, view): bearers for test, bearers in candidates.find_organisations(bodies).items()}
        predicates = Predicates(self.tables.layout, view, lambda test: self.organisations[test, view])
        return Compiler(predicates, self.session.medians_by_window, self.session.materialises_ctes)

    def _full_awards(self, selected: Statement, view: View) -> Iterator[Award]:
        """Yield the awards that a statement selects by `n`, in its order; at most one batch of them is in memory."""
        numbers = array("q", (row[0] for row in self._stream(selected, view)))
        for start in range(0, len(numbers), _BATCH):
            yield from self.tables.whole_awards(numbers[start : start + _BATCH].tolist(), partial(self._ask, view=view))

    def _stream(self, statement: Statement, view: View) -> Iterator[tuple[Any, ...]]:
        """Yield what a statement answers, some at a time."""
        for rows in self._batches(statement, view):
            yield from rows

    def _batches(self, statement: Statement, view: View) -> Iterator[list[tuple[Any, ...]]]:
        """Yield the same rows, as many at once as are taken from the engine."""
        with self.session.translate_errors():
            result = self._execute(statement, view)
            while rows := result.fetchmany(_BATCH):
                yield rows

    def _ask(self, statement: Statement, view: View = _ANY) -> list[tuple[Any, ...]]:
        """Return what a statement answers."""
        with self.session.translate_errors():
            return self._execute(statement, view).fetchall()

    def _execute(self, statement: Statement, view: View) -> Cursor:
        self.tables.load(statement.columns)
        self.statements.append((statement, view))
        return self.session.execute(statement, view)

    def sent_statements(self) -> list[tuple[str, Mapping[str, Any]]]:
        """Return the last statements that were run, as they were sent, with their parameters."""
        return [(self.session.translate(statement, view), statement.parameters) for statement, view in self.statements]


def _value(cell: Any, kind: FieldKind) -> Value:  # noqa: ANN401 - whatever a connection gives
    """Return a value in the type that fields of this kind have."""
    if kind is FieldKind.NUMBER:
        return figure(cell) or 0
    value: Value = PartialDate.parse(cell) if kind is FieldKind.DATE else cell
    return value


def groups(rows: Sequence[tuple[Any, ...]], questions: Sequence[Total]) -> list[list[Group]]:
    """Return the groups of each question from the rows of all: those of medians bring no figures."""
    width = max(len(question.by) for question in questions)
    kinds = [[FIELDS[name].kind for name in question.by] for question in questions]
    result: list[list[Group]] = [[] for _ in questions]
    middles: dict[tuple[int, Key, str | None], tuple[Decimal, Decimal]] = {}
    for number, *cells, currency, rest, folded, awards, unknown, zero, negative, total, smallest, largest, low, high in rows:
        values = zip(cells[:width], kinds[number], strict=False)
        key = REST if rest else tuple(None if cell is None else _key(cell, kind) for cell, kind in values)
        middle = None if low is None else (low, high)
        if awards is not None:
            counts = (awards, unknown, zero, negative)
            result[number].append(Group(key, currency, *counts, total, smallest, largest, middle, folded))
        elif middle:
            middles[number, key, currency] = middle
    if not middles:
        return result
    return [
        [replace(each, middle=middles.get((number, each.key, each.currency), each.middle)) for each in several]
        for number, several in enumerate(result)
    ]


def _is_of_medians(row: tuple[Any, ...]) -> bool:
    """Say whether a row of a batch brings only medians."""
    return row[_AWARDS] is None


def _values(cells: Sequence[str], kind: FieldKind) -> tuple[Value, ...]:
    """Return several values, each once, in the order of the positions in front of them."""
    return tuple(_key(text, kind) for text in dict.fromkeys(cell[PLACES:] for cell in sorted(cells)))


def _key(cell: str, kind: FieldKind) -> Value:
    """Return a value that comes as text."""
    return Decimal(cell) if kind is FieldKind.MONEY else _value(cell, kind)
