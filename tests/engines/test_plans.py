"""A report asks all that it needs at once: questions together are answered as each alone, and statements are counted."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pytest
from awkward import BOOK
from elsewhere import Elsewhere
from engine_cases import AWARDS, LONE, NAMES, VIEWS, duck, terms

from grantcli.cli.main import run as run_here
from grantcli.dataset import Dataset
from grantcli.engines.batch import Batch
from grantcli.engines.interfaces import Cursor, Session
from grantcli.engines.memory import Memory
from grantcli.engines.sql import Sql
from grantcli.engines.statement import Statement
from grantcli.fields import View
from grantcli.query import EVERYTHING, Comparison, Group, Op, Order, Select, Total
from grantcli.query.parse import parse
from grantcli.reports import totals
from grantcli.reports.data import Data
from grantcli.table import Table, TableStream

WHERES = (
    EVERYTHING,
    parse(["amount>=0"]),
    parse(["amount>=0", "year:2015..2020"]),
    parse(["amount>=0", "council:leeds"]),
    parse(["not lead:..", "amount>=0"]),
    Comparison("council", Op.SEVERAL, None, ""),
)
BYS = (
    (), ("fy",), ("lead",), ("lead", "fy"), ("fy", "lead"), ("council",), ("amount",), ("year", "currency"), ("awarded", "basis"),
    ("council", "region"),
)  # fmt: skip


def batches() -> Iterator[list[Total]]:
    """Yield questions to be asked together: of the same fields, of the same awards, and of everything at once."""
    for view in VIEWS.values():
        for split, top, middle in ((False, None, True), (False, 2, False), (True, 2, True), (False, 1, True)):
            yield [Total(by, where, top if by else None, "amount", split, middle, view) for where in WHERES[:4] for by in BYS[:4]]
    view = VIEWS["april"]
    yield [Total(("lead",), where, top=2, middle=False, view=view) for where in WHERES[:3]]  # each has its own order of keys
    yield [Total(by, where, view=view, middle=by != ("lead",)) for where in WHERES for by in BYS]
    yield [Total(by, WHERES[2], of=of, view=view) for of in ("amount", "amount_real", "saving") for by in BYS]
    yield [Total(("lead",), top=top, middle=False, view=view) for top in (None, 1, 3)]
    yield from (
        [Total(view=view, middle=middle), Total((by,), top=top, view=view, middle=middle)]
        for by in ("lead", "fy", "amount")
        for top in (None, 2)
        for middle in (False, True)
    )


@pytest.fixture(scope="module", params=["duckdb-all", "duckdb-lone", "postgres-all"])
def engines(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, elsewhere: Elsewhere) -> tuple[Memory, Sql]:
    engine, _, selection = request.param.partition("-")
    awards = AWARDS if selection == "all" else LONE
    result = (
        duck(awards, tmp_path_factory.mktemp("copy") / "awards")
        if engine == "duckdb"
        else elsewhere.load_awards(engine, awards, f"plans_{selection}").current_engine
    )
    assert isinstance(result, Sql)
    return Memory(awards), result


def sort_groups(groups: list[Group]) -> list[Group]:
    return sorted(groups, key=lambda group: (str(group.currency), tuple(map(str, group.key))))


@pytest.mark.sample(1)
@pytest.mark.parametrize("part", range(4))
def test_questions_together_are_answered_as_each_alone(part: int, engines: tuple[Memory, Sql]) -> None:
    memory, other = engines
    for batch in list(batches())[part::4]:
        for question, result, alone in zip(batch, other.totals(batch), memory.totals(batch), strict=True):
            assert sort_groups(result) == sort_groups(alone), question


@pytest.mark.sample(1)
@pytest.mark.parametrize("part", range(4))
def test_few_groups_are_the_same_where_medians_come_by_a_second_statement(part: int, engines: tuple[Memory, Sql]) -> None:
    memory, other = engines
    for batch in list(batches())[part::4]:
        result = other.totals_if_few(batch, 100_000)
        assert not isinstance(result, int)
        for question, groups, alone in zip(batch, result, memory.totals(batch), strict=True):
            assert sort_groups(groups) == sort_groups(alone), question


@dataclass(slots=True)
class Counting:
    """A session that counts the statements it runs."""

    session: Session
    texts: list[str]

    @property
    def medians_by_window(self) -> bool:
        return self.session.medians_by_window

    @property
    def materialises_ctes(self) -> bool:
        return self.session.materialises_ctes

    def prepare(self, bases: Collection[str], view: View) -> None:
        self.session.prepare(bases, view)

    def execute(self, statement: Statement, view: View) -> Cursor:
        self.texts.append(statement.sql)
        return self.session.execute(statement, view)

    def translate(self, statement: Statement, view: View) -> str:
        return self.session.translate(statement, view)

    def translate_errors(self) -> Any:
        return self.session.translate_errors()


ANSWERS: dict[str, tuple[int, Callable[[Dataset], Table]]] = {
    "total": (1, lambda ask: ask.total()),
    "total of some by a field": (1, lambda ask: ask.total("fy:2015-16..2019-20", by="fy")),
    "total by a field with several values": (1, lambda ask: ask.total("amount>0", by="council,fy")),
    "total with a rest": (1, lambda ask: ask.total(by="lead", top=2)),
    "total of shares": (1, lambda ask: ask.total(by="council", split=True)),
    "cross table": (1, lambda ask: ask.total(by="lead", across="year", measure="median")),
    "total of a body's": (2, lambda ask: ask.total("council:leeds lead:leeds", by="fy")),
    "list": (2, lambda ask: ask.list("amount>0", sort="-amount")),
    "list of everything": (2, lambda ask: ask.list()),
    "list explained": (9, lambda ask: ask.list(explain=True)),
    "total explained": (6, lambda ask: ask.total(by="lead", explain=True)),
    "filter": (2, lambda ask: ask.filter("amount>0 year:2015..2020", why=True)),
    "compare": (1, lambda ask: ask.compare("year:2015", "year:2019")),
    "compare by a field": (1, lambda ask: ask.compare("year:2015", "year:2016..2019", "year:2020", by="lead", where="amount>0")),
    "compare bodies": (2, lambda ask: ask.compare("leeds", "croydon", on="council", by="fy")),
}
"""By what it is called, how many statements an answer with all its notes takes."""


@pytest.mark.sample(11)
@pytest.mark.parametrize("real", [False, True], ids=["as awarded", "in real terms"])
@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_with_all_its_notes_takes_few_statements(name: str, real: bool, engines: tuple[Memory, Sql]) -> None:
    memory, other = engines
    texts: list[str] = []
    counted = Sql(other.tables, Counting(other.session, texts), award_count=len(memory.records))
    of = "amount_real" if real else "amount"

    def answer(engine: Any) -> Table:
        return question(Dataset(Data(engine, replace(BOOK, awards=tuple(memory.records)), VIEWS["april"], "x", of)))

    most, question = ANSWERS[name]
    assert answer(counted) == answer(memory)
    assert len(texts) <= most, "\n".join(texts)


@pytest.mark.parametrize(("measures", "most"), [(("awards", "total"), 1), (("median",), 2)], ids=["figures", "medians"])
def test_a_total_for_programs_reads_the_awards_once_for_its_figures_and_once_for_its_medians(
    measures: tuple[str, ...], most: int, engines: tuple[Memory, Sql], monkeypatch: pytest.MonkeyPatch
) -> None:
    memory, other = engines
    monkeypatch.setattr(totals, "MANY", len(memory.records) - 1)  # awards may have as many groups, so these are not just taken
    texts: list[str] = []

    def answer(engine: Any) -> Table | TableStream:
        data = Data(engine, replace(BOOK, awards=tuple(memory.records)), VIEWS["april"], "x", stated=True)
        return Dataset(data).stream_total(by="funder", measures=measures)

    assert answer(Sql(other.tables, Counting(other.session, texts), award_count=len(memory.records))) == answer(memory)
    assert len(texts) == most
    assert sum(text.count("FROM awards") for text in texts) == most


@pytest.mark.costly
def test_a_statement_says_what_its_sql_names(engines: tuple[Memory, Sql]) -> None:
    """What an engine loads, joins and binds comes from the statement as values, and is never looked for in the SQL again."""
    engine = engines[1]
    for name in NAMES:
        for where in (EVERYTHING, *list(terms(name))[::3]):
            question = Total((name,), where, split=True, view=VIEWS["april"])
            several = [question, replace(question, split=False, by=(name, "council"))]
            compiler = partial(engine.compiler, question.view, where, fields=(name, "amount", "council"))
            for statement in (
                compiler().select(Select((name,), where, (Order(name),), view=question.view)),
                compiler().value_counts([name]),
                *(Batch(compiler(), [each]).statement() for each in several),
            ):
                assert statement.parameters.keys() == set(re.findall(r"\$([a-z_0-9]+)", statement.sql))
                assert statement.relations >= set(re.findall(r"\b(known|known_areas|prices)\b", statement.sql))
                fields = {column.name for column in statement.columns if column.relation == "details"}
                assert fields >= set(re.findall(r"\bfield = '(\w+)'", statement.sql))
                columns = {column.name for column in statement.columns if column.relation == "awards"}
                assert columns >= set(re.findall(r"\ba\.(title|description|x\d+)\b", statement.sql))


@pytest.mark.parametrize(
    ("by", "by_day"), [(("fy",), True), (("fy", "month"), True), (("lead", "fy"), False), (("lead",), False)]
)
def test_awards_are_grouped_by_day_only_where_dates_are_all_that_is_asked(
    by: tuple[str, ...], by_day: bool, engines: tuple[Memory, Sql]
) -> None:
    """With another field the groups of each day are nearly as many as the awards: to group those again took twice as long."""
    questions = [Total(view=VIEWS["april"], middle=False), Total(by, view=VIEWS["april"], middle=False)]
    sql = Batch(engines[1].compiler(VIEWS["april"], fields=by), questions).statement().sql
    assert ("GROUP BY currency, awarded_from, awarded_to" in sql) == by_day


@pytest.mark.parametrize("by", [("basis",), ("basis", "fy"), ("month",)])
def test_awards_are_read_once_and_again_for_medians(by: tuple[str, ...], engines: tuple[Memory, Sql]) -> None:
    """A third time was for the texts of their days."""
    questions = [Total(view=VIEWS["april"]), Total(by, view=VIEWS["april"])]
    sql = Batch(engines[1].compiler(VIEWS["april"], fields=by), questions).statement().sql
    assert len(re.findall(r"\bFROM awards\b", sql)) == 2


@pytest.mark.costly
def test_sql_prints_what_duckdb_would_get(capfd: pytest.CaptureFixture[str]) -> None:
    assert run_here(["total", "fy:2019-20", "--by", "lead", "--sql"]) == 0
    notes = capfd.readouterr().out
    assert notes.startswith("-- p0 = '2019-04-01'\n")
    assert "\n  GROUP BY GROUPING SETS ((currency), (currency, f0))\n" in notes
    assert notes.count(";\n") == 1
    assert run_here(["list", "council:leeds", "--sql"]) == 0
    on_screen = capfd.readouterr().out
    assert on_screen.count(";\n") == 3
    assert run_here(["list", "council:leeds", "--sql", "-f", "csv"]) == 0
    assert capfd.readouterr().out == on_screen
    assert run_here(["total", "--by", "lead", "--sql"]) == 0
    on_screen = capfd.readouterr().out
    assert run_here(["total", "--by", "lead", "--sql", "-f", "csv"]) == 0
    assert 0 < len(capfd.readouterr().out) < len(on_screen)  # without the median of all awards
    assert run_here(["total", "--sql", "--engine", "memory"]) == 2
    assert "DuckDB answers in SQL" in capfd.readouterr().err


def test_sql_prints_what_duckdb_gets_for_a_check(capfd: pytest.CaptureFixture[str]) -> None:
    assert run_here(["check", "--rule", "awarded-in-future", "--data", "example", "--sql"]) == 0
    assert " FROM awards" in capfd.readouterr().out
