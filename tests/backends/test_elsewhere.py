"""Awards on other engines: the same answers as in memory, loaded whole or not at all, and one line where something goes wrong."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import psycopg
import pytest
from awkward import BOOK
from elsewhere import MISSING, Elsewhere, load
from engine_cases import ANSWERS, AWARDS, LONE, NAMES, SOME, VIEWS, WORDS, groups, ids, terms
from waiting import until

from conftest import ROOT, SHARED, Result, Run
from grantcli.backends.address import address
from grantcli.backends.bulk_load import Load
from grantcli.backends.connect import loader
from grantcli.backends.dialects import translate
from grantcli.backends.load_batches import Batch
from grantcli.backends.postgres import Postgres
from grantcli.backends.remote_tables import RemoteSession
from grantcli.cli.main import run as run_here
from grantcli.data_source import DataSource
from grantcli.dataset import Dataset
from grantcli.engines import Engine
from grantcli.engines.batch import Batch as Questions
from grantcli.engines.compiler import APRIL
from grantcli.engines.memory import Memory, holds
from grantcli.engines.relations import with_joins
from grantcli.engines.sql import Sql
from grantcli.errors import GrantcliError
from grantcli.fields import View
from grantcli.model import Award
from grantcli.query import EVERYTHING, Filter, Not, Order, Select, Total, Word
from grantcli.query.parse import parse
from grantcli.render import FORMATS, render
from grantcli.render.style import Style
from grantcli.reports.data import Data

ELSEWHERE = ("postgres", "clickhouse", "spark")


@pytest.fixture(scope="module", params=ELSEWHERE)
def there(request: pytest.FixtureRequest, elsewhere: Elsewhere) -> DataSource:
    return elsewhere.load_awards(request.param, AWARDS, "awkward")


@pytest.fixture(scope="module", params=ELSEWHERE)
def lone(request: pytest.FixtureRequest, elsewhere: Elsewhere) -> DataSource:
    return elsewhere.load_awards(request.param, LONE, "lone")


def one_of(several: int, number: int, there: DataSource) -> int:
    """Return how many questions stand for one, where each costs a second of planning, as with Spark; skip the others."""
    session = there.current_engine.session  # type: ignore[attr-defined]  # an engine of ours
    if session.client.dialect.name != "spark":
        return 0
    if number % 4 == 1:
        return several
    pytest.skip(f"of Spark, which plans for a second, one question of {several} is asked")


def ask_numbers(engine: Engine, filters: Sequence[Filter], view: View) -> list[list[int]]:
    """Return the numbers of the awards that hold for each filter, by one statement of its own writing, which costs least."""
    assert isinstance(engine, Sql)
    compiler = engine.compiler(view, *filters)  # what `select` says of each filter, said of all at once
    texts = []
    for number, where in enumerate(filters):
        scope = compiler.predicates.scope()
        holds = scope.holds(where)
        texts.append(f"SELECT {number} AS k, a.n AS n FROM {with_joins(scope.joins, APRIL)} WHERE {holds}")  # noqa: S608 - as the engine
    numbers: list[list[int]] = [[] for _ in filters]
    for number, n in engine._ask(compiler.predicates.needs.statement(" UNION ALL ".join(texts)), view):  # noqa: SLF001
        numbers[number].append(n)
    return [sorted(each) for each in numbers]


def memory_numbers(awards: tuple[Award, ...], where: Filter, view: View) -> list[int]:
    """Return the same of awards in memory."""
    return [n for n, award in enumerate(awards) if holds(where, award, view)]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("part", range(4))
def test_every_operator_of_every_field_finds_the_same_awards(part: int, view: str, there: DataSource) -> None:
    step = {"april": 2, "calendar": 7}[view] * (one_of(8, part, there) or 1)
    filters = [where for name in NAMES[part::4] for where in terms(name)][::step]
    filters += [Not(where) for where in filters[::5]]
    for start in range(0, len(filters), 20):
        some = filters[start : start + 20]
        expected = [memory_numbers(AWARDS, where, VIEWS[view]) for where in some]
        assert list(zip(ask_numbers(there.current_engine, some, VIEWS[view]), some, strict=True)) == list(
            zip(expected, some, strict=True)
        )


def test_awards_of_leads_alone_find_the_same_awards(lone: DataSource) -> None:
    names = ("id", "council", "partner", "recipient", "region", "source", "lead_now", "fy")
    filters = [where for name in names for where in list(terms(name))[::7]][:: one_of(4, 1, lone) or 1]
    expected = [memory_numbers(LONE, where, VIEWS["april"]) for where in filters]
    assert ask_numbers(lone.current_engine, filters, VIEWS["april"]) == expected
    groups(Memory(LONE), lone.current_engine, Total(("council", "fy"), EVERYTHING, 2, "amount", view=VIEWS["april"]))


GROUPED = (
    "lead",
    "council",
    "region",
    "council_now,fy",
    "source",
    "recipient,partner",
    "awarded,amount",
    "month,quarter",
    "x:Ward",
    "basis,fy,quarter,month",
)


@pytest.mark.parametrize("by", GROUPED)
def test_fields_group_the_same(by: str, there: DataSource) -> None:
    one_of(4, GROUPED.index(by), there)
    memory, names = Memory(AWARDS), tuple(by.split(","))
    groups(memory, there.current_engine, Total(names, EVERYTHING, 2, "amount_real", split=True, view=VIEWS["april"]))
    groups(memory, there.current_engine, Total(names, SOME, view=VIEWS["calendar"]))


SORTED = (("council", "-amount"), ("-recipient", "awarded"), ("-region", "title"))


@pytest.mark.parametrize("sort", SORTED)
def test_every_field_is_read_and_sorted_the_same(sort: tuple[str, ...], there: DataSource) -> None:
    one_of(3, SORTED.index(sort), there)
    order = tuple(Order(name.removeprefix("-"), name.startswith("-")) for name in sort)
    rows = Select(NAMES, EVERYTHING, order, None, VIEWS["april"])
    assert there.current_engine.select(rows) == Memory(AWARDS).select(rows)


def test_words_find_the_same_awards(there: DataSource) -> None:
    words = [Word(text) for text in WORDS[:: one_of(3, 1, there) or 1]]
    assert ask_numbers(there.current_engine, words, VIEWS["april"]) == [
        memory_numbers(AWARDS, word, VIEWS["april"]) for word in words
    ]


@pytest.mark.parametrize("answer", range(len(ANSWERS)))
def test_whole_tables_and_the_bytes_they_render_to_are_the_same(answer: int, there: DataSource) -> None:
    one_of(8, answer // 2, there)
    view = VIEWS["april"]
    one = ANSWERS[answer](Dataset(Data(Memory(AWARDS), replace(BOOK, awards=AWARDS), view, "x")))
    other = ANSWERS[answer](Dataset(Data(there.current_engine, there.book, view, there.label)))
    assert one == other
    for name in FORMATS:
        assert render(one, name, Style()) == render(other, name, Style())


def test_awards_without_a_currency_are_taken_to_be_in_one(elsewhere: Elsewhere, there: DataSource) -> None:
    from grantcli.dataset import open_dataset

    kind = type(there.current_engine.session.client).__name__.lower()  # type: ignore[attr-defined]  # an engine of ours
    ask = open_dataset(elsewhere.address(kind, "awkward"), currency="GBP")
    memory_numbers = Dataset(Data(Memory(tuple(replace(award, currency=award.currency or "GBP") for award in AWARDS)), BOOK))
    assert ask.total(by="currency").rows == memory_numbers.total(by="currency").rows
    assert "4 awards without a currency are assumed to be in GBP" in ask.total(by="currency").notes
    ask.data.engine.session.client.close()  # type: ignore[attr-defined]


COMMANDS = (
    "list council:leeds --explain",
    "list -f csv --sort -amount",
    "list -f 360giving",
    "filter stage:beta --why",
    "show ldf2-repairs --explain",
    "total --by recipient --top 5",
    "total --by council --top 5 --split --explain",
    "total --by region --across fy",
    "compare programme:round-2 programme:round-3 --by stage",
    "council leeds",
    "sources",
    "check --severity info --today 2026-11-24",
    "fields council",
    "list bogus:1",
)


@pytest.mark.parametrize("name", ELSEWHERE)
def test_the_bundled_awards_answer_with_the_same_bytes(name: str, elsewhere: Elsewhere, capfdbinary: Any) -> None:
    place, file = elsewhere.address(name, "bundled"), str(ROOT / "data" / "awards.yaml")
    assert run_here(["load", file, "--to", place]) == 0
    capfdbinary.readouterr()
    for command in {"postgres": COMMANDS, "clickhouse": COMMANDS[5:9], "spark": (COMMANDS[5], COMMANDS[8])}[name]:
        code = run_here([*command.split(), "--data", file])
        here = capfdbinary.readouterr()
        there = run_here([*command.split(), "--data", place])
        out, err = capfdbinary.readouterr()
        assert (there, out.replace(f" in {place}".encode(), b" in awards.yaml"), err) == (code, *here), command


@pytest.mark.shared
def test_a_file_that_was_loaded_answers_as_the_file_does(elsewhere: Elsewhere, run: Run) -> None:
    file = str(SHARED / "data" / "360giving" / "datagetter_conversion_errors.xlsx")
    place = elsewhere.address("postgres", "errors")
    loaded = run("load", file, "--to", place, env=PASSWORD)
    assert (loaded.code, loaded.out.splitlines()[0]) == (0, "5 awards loaded")
    assert "rows read 5 = awards 5 + merged 0 + blank 0 + set aside 0" in loaded.out
    for words in ("total --by recipient", "list -f csv", "fields -c name,heading,how,kind", "total --rows"):
        question = run(*words.split(), "--data", place, env=PASSWORD)
        memory_numbers = run(*words.split(), "--data", file)
        assert question.code == memory_numbers.code, question.err
        assert (question.code, question.out.replace(place, Path(file).name), question.err) == (
            memory_numbers.code,
            memory_numbers.out,
            memory_numbers.err,
        )


ORGANISATIONS = """\
Identifier,Currency,Amount Awarded,Recipient Org:Identifier,Recipient Org:Name,Funding Org:Identifier,Funding Org:Name
a,GBP,1,GB-COH-00123456,Ark,GB-CHC-9,Giver
b,GBP,2,GB-COH-123456,Boat Builders,GB-CHC-9,Giver
c,GBP,4,GB-CHC-2,Ark,GB-CHC-9,Giver
d,GBP,8,,Zoo,GB-CHC-9,Giver
e,GBP,16,GB-CHC-9,Giver,GB-CHC-7,Other
"""
OF_ORGANISATIONS = (
    "total", "total --by recipient", "total --by regrant", "list -c id,regrant", "list recipient:boat",
    "list org_id=GB-COH-123456", "list boat", "list -regrant:..", "org boat builders", "org GB-CHC-9", "duplicates",
)  # fmt: skip


@pytest.mark.parametrize("name", ELSEWHERE)
def test_organisations_are_one_there_as_in_the_file(name: str, elsewhere: Elsewhere, run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(ORGANISATIONS, encoding="utf-8")
    (tmp_path / "who.yaml").write_text("- same: [GB-CHC-2, Zoo]\n", encoding="utf-8")
    place = elsewhere.address(name, "organisations")
    assert run("load", "a.csv", "--to", place, "--organisations", "who.yaml", env=PASSWORD).code == 0
    for words in OF_ORGANISATIONS:
        command, *rest = words.split()
        rest = rest if rest[:1] != ["-regrant:.."] else ["--", *rest]
        question = run(command, "--data", place, "-f", "csv", *rest, env=PASSWORD)
        memory_numbers = run(command, "--data", "a.csv", "--organisations", "who.yaml", "-f", "csv", *rest)
        assert (question.code, question.stdout) == (memory_numbers.code, memory_numbers.stdout), words
        assert memory_numbers.code == 0, memory_numbers.err
    refused = run("total", "--data", place, "--organisations", "who.yaml", env=PASSWORD)
    assert (refused.code, "give `--organisations FILE` to `grantcli load`" in refused.err) == (2, True)


PASSWORD = {"PGPASSWORD": "secret"}


def row_counts(place: str, table: str) -> dict[str, int]:
    with connect(place) as connection:
        return {
            relation: connection.execute(b'SELECT COUNT(*) FROM "%s%s"' % (table.encode(), relation.encode())).fetchall()[0][0]
            for relation in ("", "_parties", "_links", "_aliases", "_programmes", "_sources", "_bodies")
        }


@contextmanager
def connect(place: str) -> Iterator["psycopg.Connection[Any]"]:
    at = address(place)
    with psycopg.connect(
        host=at.host, port=at.port, dbname=at.database, user=at.user, password=PASSWORD["PGPASSWORD"], autocommit=True
    ) as result:
        yield result


class _Kill(Exception):  # noqa: N818 - no error, but the end of a process
    pass


@pytest.mark.parametrize("name", ELSEWHERE)
@pytest.mark.parametrize("after", ["before a batch is put", "after a batch is put"])
def test_a_load_that_was_killed_goes_on_where_it_was(name: str, after: str, elsewhere: Elsewhere) -> None:
    place = address(elsewhere.address(name, f"killed_{'ab'[after.startswith('after')]}"))
    data = Data(Memory(AWARDS), replace(BOOK, awards=AWARDS), label="x")
    with closing(loader(place)) as there:
        putting = there.write_batch

        def put_some(number: int, batch: Batch) -> Mapping[str, int]:
            if number == 1 and after.startswith("before"):
                raise _Kill
            counts = putting(number, batch)
            if number == 1:
                raise _Kill
            return counts

        with pytest.raises(_Kill):
            Load(data, KillingLoader(there, put_some), str(place), "awkward", size=7).run(replace=False)
        with pytest.raises(GrantcliError, match=r"not fully loaded|not tables"):
            elsewhere.tables(place)
        result = Load(data, there, str(place), "awkward", size=7).run(replace=False)
    number = 1 if after.startswith("before") else 2
    batches = f"{number} batch{'es' * (number > 1)} of an earlier run were there already, and were left as they are"
    assert (batches in result.notes) == (name != "postgres")  # a load into PostgreSQL is there whole or not at all
    whole = Load(data, CountingLoader(), "", "awkward", size=7).run(replace=False)
    assert result.rows == whole.rows
    other = elsewhere.tables(place)
    assert ids(other.current_engine, EVERYTHING, VIEWS["april"]) == ids(Memory(AWARDS), EVERYTHING, VIEWS["april"])


class KillingLoader:
    """A loader that is ended while it puts."""

    def __init__(self, there: Any, putting: Callable[[int, Batch], Mapping[str, int]]) -> None:
        self._there, self.write_batch = there, putting

    def __getattr__(self, name: str) -> Any:
        return getattr(self._there, name)


class CountingLoader:
    """A loader that keeps nothing, to know how many rows there are to be."""

    def write_batch(self, _number: int, batch: Batch) -> Mapping[str, int]:
        return batch.counts()

    def transaction(self) -> AbstractContextManager[None]:
        return nullcontext()

    def __getattr__(self, name: str) -> Any:
        return lambda *_: {}


def test_a_load_that_is_killed_for_real_leaves_nothing_and_is_made_again(
    elsewhere: Elsewhere, run: Run, tmp_path: Path, clean_env: Any
) -> None:
    file = tmp_path / "many.csv"
    lines = (f"g{n},Title {n},GBP,{n}.50,2019-{n % 12 + 1:02}-03,Body {n % 90},GB-COH-{n % 90},Giver" for n in range(60_000))
    head = "Identifier,Title,Currency,Amount Awarded,Award Date,Recipient Org:Name,Recipient Org:Identifier,Funding Org:Name"
    file.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    place = elsewhere.address("postgres", "many")
    command = [sys.executable, "-m", "grantcli", "load", str(file), "--to", place]
    process = subprocess.Popen(command, env={**clean_env, **PASSWORD}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until(lambda: copies(place) > 0, process)
    process.kill()
    process.wait()
    until(lambda: copies(place) == 0)
    with connect(place) as connection:
        assert connection.execute("SELECT to_regclass('many'), to_regclass('many_about')").fetchall() == [(None, None)]
    again = run("load", str(file), "--to", place, env=PASSWORD)
    assert again.code == 0, again.err
    assert row_counts(place, "many")[""] == 60_000
    with connect(place) as connection:
        assert connection.execute("SELECT COUNT(DISTINCT id), SUM(amount) FROM many").fetchall()[0][0] == 60_000
    assert "everything was there already" in run("load", str(file), "--to", place, env=PASSWORD).out
    few, all_of_them = (peak_memory(place, count, clean_env) for count in (5_000, 60_000))
    assert all_of_them < 1.3 * few


STREAM = """
import sys
from itertools import islice
from pathlib import Path
from grantcli.dataset import open_dataset
count = sum(1 for _ in islice(open_dataset(sys.argv[1]).data.engine.all_awards(), int(sys.argv[2])))
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(count, peak.split()[1])
"""


def peak_memory(place: str, count: int, clean_env: Mapping[str, str]) -> int:
    """Return the most memory, in kB, that a process holds which is sent so many awards whole, one after another."""
    command = [sys.executable, "-c", STREAM, place, str(count)]
    done = subprocess.run(command, env={**clean_env, **PASSWORD}, capture_output=True, text=True, check=True)
    count_request, peak = map(int, done.stdout.split())
    assert count_request == count
    return peak


def copies(place: str) -> int:
    """Return how many loads the server is at."""
    with connect(place) as connection:
        text = "SELECT COUNT(*) FROM pg_stat_activity WHERE state <> 'idle' AND backend_xid IS NOT NULL AND query LIKE 'COPY%'"
        return int(connection.execute(text).fetchall()[0][0])


def test_other_awards_are_never_put_beside_those_that_are_there(elsewhere: Elsewhere, run: Run, tmp_path: Path) -> None:
    place = elsewhere.address("postgres", "beside")
    files = [tmp_path / f"{name}.csv" for name in ("one", "two")]
    for number, file in enumerate(files):
        file.write_text(f"Identifier,Amount Awarded\na{number},5\n", encoding="utf-8")
    assert run("load", str(files[0]), "--to", place, env=PASSWORD).code == 0
    refused = run("load", str(files[1]), "--to", place, env=PASSWORD)
    assert refused.code == 1
    assert "has other awards, or the file has changed since\nhint: name another table, or give `--replace`" in refused.err
    assert run("list", "-f", "csv", "-c", "id", "--data", place, env=PASSWORD).out == "id\na0\n"
    (tmp_path / "nul.csv").write_text("Identifier,Title,Amount Awarded\na2,One,5\na3,N\0L,5\n", encoding="utf-8")
    failed = run("load", str(tmp_path / "nul.csv"), "--to", place, "--replace", env=PASSWORD)
    assert "a text of the award `a3` has a NUL character" in failed.err, failed.err
    assert run("list", "-f", "csv", "-c", "id", "--data", place, env=PASSWORD).out == "id\na0\n"  # those of before are there
    assert run("load", str(files[1]), "--to", place, "--replace", env=PASSWORD).code == 0
    assert run("list", "-f", "csv", "-c", "id", "--data", place, env=PASSWORD).out == "id\na1\n"


def test_a_table_that_is_not_ours_is_neither_asked_nor_written(elsewhere: Elsewhere, run: Run) -> None:
    place = elsewhere.address("postgres", "theirs")
    with connect(place) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS theirs (id TEXT)")
    question = run("total", "--data", place, env=PASSWORD)
    assert (question.code, question.stdout) == (3, b"")
    assert "these are not tables of grantcli: `theirs_about` is missing" in question.err
    loaded = run("load", "--to", place, "--replace", env=PASSWORD)
    assert (loaded.code, loaded.stdout) == (1, b"")
    assert "a table of that name is there, and is not one of grantcli's\nhint: name another table" in loaded.err


def test_a_folder_that_is_not_ours_is_left_as_it_is(elsewhere: Elsewhere) -> None:
    place = address(elsewhere.address("spark", "foreign"))
    copy = Path(place.options["path"]) / "awards" / "theirs.txt"
    copy.parent.mkdir(parents=True)
    copy.write_text("theirs", encoding="utf-8")
    with pytest.raises(GrantcliError, match="is not one of grantcli's"):
        load(place, AWARDS)
    assert copy.read_text(encoding="utf-8") == "theirs"
    assert [each.name for each in copy.parent.parent.iterdir()] == ["awards"]


def test_a_table_with_capitals_in_its_name_is_asked_by_it(elsewhere: Elsewhere, run: Run) -> None:
    place = elsewhere.address("postgres", "Awards2019")
    load(address(place), AWARDS)
    assert run("total", "--data", place, env=PASSWORD).code == 0


def test_tables_that_lack_something_say_what(elsewhere: Elsewhere, run: Run) -> None:
    place = elsewhere.address("postgres", "lacking")
    load(address(place), AWARDS)
    with connect(place) as connection:
        connection.execute("ALTER TABLE lacking DROP COLUMN theme; DROP TABLE lacking_links")
    question = run("total", "--data", place, env=PASSWORD)
    assert question.code == 3
    assert "missing there: `lacking.theme`, the table `lacking_links`" in question.err


def test_spark_says_what_its_tables_lack_when_a_statement_fails(elsewhere: Elsewhere, run: Run) -> None:
    from grantcli.backends.spark import connect

    place = elsewhere.address("spark", "lacking")
    load(address(place), AWARDS)
    with closing(connect(address(place), 60)) as client:
        client.session.sql("DROP VIEW lacking_parties").collect()
    question = run("total", "--by", "council", "--data", place)
    assert (question.code, question.out) == (3, "")
    assert "missing there: the table `lacking_parties`" in question.err


def test_a_total_of_spark_takes_three_requests(elsewhere: Elsewhere, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from pyspark.sql.connect.client import SparkConnectClient

    place, requests = elsewhere.address("spark", "few"), list[str]()
    load(address(place), LONE)

    def count(name: str) -> None:
        method = getattr(SparkConnectClient, name)

        def count_request(*words: Any, **options: Any) -> Any:
            requests.append(name)
            return method(*words, **options)

        monkeypatch.setattr(SparkConnectClient, name, count_request)

    count("_execute_plan_request_with_metadata")
    count("_analyze")
    assert run("total", "--by", "lead", "--top", "2", "--data", place).code == 0
    assert requests == ["_execute_plan_request_with_metadata"] * 3  # what was loaded, its programmes, and the question


def test_an_answer_only_reads(elsewhere: Elsewhere) -> None:
    from grantcli.backends.postgres import connect

    place = address(elsewhere.address("postgres", "awkward"))
    with closing(connect(place, 5)) as client, pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        client.connection.execute("CREATE TABLE made (n INT)")


@pytest.mark.parametrize("where", ["address", "environment"])
def test_settings_of_a_server_hold_beside_ours(where: str, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch) -> None:
    from grantcli.backends.postgres import connect

    text, options = elsewhere.address("postgres", "awkward"), "-c geqo=off -c jit=on"
    if where == "address":
        text += f"&options={quote(options)}"
    else:
        monkeypatch.setenv("PGOPTIONS", options)
    with closing(connect(address(text), 5)) as client:
        values = [client.connection.execute(f"SHOW {name}".encode()).fetchall()[0][0] for name in ("geqo", "jit")]
    assert values == ["off", "off"]  # theirs, and ours where both say something


FAULTS = {
    "a wrong password": ("postgresql://asker@127.0.0.1:{port}/postgres", {"PGPASSWORD": "hunter2"}, 3,
                         'password authentication failed for user "asker"'),
    "no password": ("postgresql://asker@127.0.0.1:{port}/postgres", {"PGPASSWORD": ""}, 3, "no password supplied"),
    "no such host": ("postgresql://asker@nowhere.invalid/postgres", {}, 3, "failed to resolve host 'nowhere.invalid': "),
    "nothing that listens": ("postgresql://asker@127.0.0.1:1/postgres", {}, 3, "onnection refused"),
    "no such database": ("postgresql://asker@127.0.0.1:{port}/nothing", {}, 3, 'database "nothing" does not exist'),
    "no such table": ("postgresql://asker@127.0.0.1:{port}/postgres?table=nothing", {}, 3, "`nothing_about` is missing"),
    "a certificate that nobody signed": (
        "postgresql://asker@127.0.0.1:{port}/postgres?sslmode=verify-full&sslrootcert=system", {}, 3, "certificate verify failed",
    ),
    "an option that there is not": (
        "postgresql://asker@127.0.0.1:{port}/postgres?nonsense=1", {}, 3, "invalid connection option"),
    "no ClickHouse": ("clickhouse://127.0.0.1:1/x", {}, 3, "connection refused"),
    "no Spark": ("sc://127.0.0.1:1/awards", {}, 3, "connection refused"),
    "something else than Spark": ("sc://127.0.0.1:{port}/awards", {}, 3, "is not a Spark Connect server"),
}  # fmt: skip


@pytest.mark.parametrize("term", ["fy:2019-20", "year:2019", "awarded>=2019-04", "awarded<2019-04", "quarter:2019-Q1..2019-Q3"])
def test_a_part_of_time_is_read_by_index_or_partition(term: str, there: DataSource) -> None:
    engine = there.current_engine
    assert isinstance(engine, Sql)
    assert isinstance(engine.session, RemoteSession)
    client, question = engine.session.client, Select(("id",), parse([term]), view=VIEWS["april"])
    if client.dialect.name == "clickhouse":
        pytest.skip("loaded by batches, not by years")
    compiler = engine.compiler(question.view, question.where)
    statement = compiler.select(question)
    values = statement.parameters
    result = translate(statement, client.dialect, engine.session.naming, values, question.view)
    if isinstance(client, Postgres):
        client.connection.execute("SET enable_seqscan = off")  # which is quicker of a dozen awards
        by, message = "Index Cond: .*awarded_from", client.connection.execute(f"EXPLAIN {result}".encode(), values).fetchall()
    else:
        by, message = r"PartitionFilters: \[.*year#\d+ [<>=]", client.ask(f"EXPLAIN {result}", values).fetchall()
    assert re.search(by, "\n".join(str(row[0]) for row in message)), message
    assert ids(engine, question.where, question.view) == ids(Memory(AWARDS), question.where, question.view)


def test_postgres_searches_no_other_name_that_the_name_contains(elsewhere: Elsewhere) -> None:
    engine = elsewhere.load_awards("postgres", AWARDS, "names").current_engine
    assert isinstance(engine, Sql)
    assert isinstance(engine.session, RemoteSession)
    assert isinstance(engine.session.client, Postgres)
    connection, plans = engine.session.client.connection, []
    connection.execute("SET enable_seqscan = off")  # which is quicker of a few names
    for term in ("funder:leeds", "programme:new", "leeds"):
        question = Select(("id",), parse([term]), view=VIEWS["april"])
        statement = engine.compiler(question.view, question.where).select(question)
        text = f"EXPLAIN {engine.session.translate(statement, question.view)}"
        rows = connection.execute(text.encode(), statement.parameters).fetchall()
        plans.append("\n".join(str(row[0]) for row in rows))
    connection.rollback()
    assert [plan for plan in plans if "names_aliases_what_idx" not in plan] == []


def test_postgres_may_answer_by_several_processes_where_all_rows_are_taken_at_once(elsewhere: Elsewhere) -> None:
    engine = elsewhere.load_awards("postgres", AWARDS, "processes").current_engine
    assert isinstance(engine, Sql)
    assert isinstance(engine.session, RemoteSession)
    client = engine.session.client
    assert isinstance(client, Postgres)
    client.connection.execute("SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0")
    plan = client.ask("EXPLAIN SELECT SUM(amount) FROM processes", {}).fetchall()  # no cursor takes EXPLAIN
    assert "Gather" in str(plan)
    some = client.ask("SELECT n FROM processes ORDER BY n LIMIT 5", {})
    assert [some.fetchmany(2), some.fetchall(), some.fetchmany(1)] == [[(0,), (1,)], [(2,), (3,), (4,)], []]
    client.connection.rollback()


def test_postgres_holds_no_award_against_each_group(elsewhere: Elsewhere) -> None:
    engine = elsewhere.load_awards("postgres", AWARDS, "groups").current_engine
    assert isinstance(engine, Sql)
    assert isinstance(engine.session, RemoteSession)
    assert isinstance(engine.session.client, Postgres)
    connection = engine.session.client.connection
    connection.execute("SET enable_nestloop = off")  # then one is taken where there is no other way
    every = Total(("lead",), middle=True, view=VIEWS["april"])
    largest = replace(every, top=2)
    compiler = engine.compiler(every.view, fields=("lead", "amount"))
    for statement in (compiler.ordered_groups(every), Questions(compiler, [largest]).statement()):
        text = f"EXPLAIN {engine.session.translate(statement, every.view)}"
        plan = "\n".join(str(row[0]) for row in connection.execute(text.encode(), statement.parameters).fetchall())
        assert "Nested Loop" not in plan
    connection.rollback()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_one_line_without_a_secret(fault: str, elsewhere: Elsewhere, run: Run) -> None:
    place, env, code, notes = FAULTS[fault]
    if "{port}" in place:
        place = place.format(port=address(elsewhere.address("postgres", "x")).port)
    one(run("total", "--data", place, env={**PASSWORD, **env}), code, notes)


def one(result: Result, code: int, notes: str) -> None:
    """Hold a run against what it is to end with: nothing on stdout, one line of error and at the most one hint."""
    assert (result.code, result.stdout) == (code, b""), result.err
    lines = result.err.splitlines()
    assert lines[0].startswith("grantcli: error: "), result.err
    assert notes in lines[0]
    assert [line[:6] for line in lines[1:]] in ([], ["hint: "]), result.err
    assert not re.search("hunter2|secret", result.err)


@contextmanager
def lock_table(place: str, table: str) -> Iterator[None]:
    """Let no question about a table end."""
    with connect(place) as connection, connection.transaction():
        connection.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE".encode())
        yield


def asking(place: str) -> int:
    """Return how many questions of ours are running."""
    text = "SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = 'grantcli' AND state = 'active'"
    with connect(place) as connection:
        return int(connection.execute(text).fetchall()[0][0])


def test_a_question_that_takes_too_long_is_ended_there(elsewhere: Elsewhere, run: Run) -> None:
    place = elsewhere.address("postgres", "slow")
    load(address(place), AWARDS)
    with lock_table(place, "slow"):
        one(run("total", "--data", place, "--timeout", "1", env=PASSWORD), 1, "took longer than 1 seconds, and was ended there")
        until(lambda: asking(place) == 0)  # a server notices in its own time


@contextmanager
def at_work(place: str, table: str, clean_env: Mapping[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """Yield a process whose question is running, and does not end."""
    load(address(place), AWARDS)
    command = [sys.executable, "-m", "grantcli", "total", "--data", place]
    with lock_table(place, table):
        process = subprocess.Popen(command, env={**clean_env, **PASSWORD}, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        until(lambda: asking(place) == 1, process)
        yield process


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_ends_the_question_there(elsewhere: Elsewhere, interrupted_env: Mapping[str, str]) -> None:
    place = elsewhere.address("postgres", "interrupted")
    with at_work(place, "interrupted", interrupted_env) as process:
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
        assert (process.returncode, out, err) == (130, b"", b"")
        until(lambda: asking(place) == 0)  # a server notices in its own time


def test_a_server_that_stops_amid_a_question_is_one_line(elsewhere: Elsewhere, clean_env: Mapping[str, str]) -> None:
    place = elsewhere.address("postgres", "stopped")
    with at_work(place, "stopped", clean_env) as process:
        with connect(place) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'grantcli' AND state = 'active'"
            )
        out, err = process.communicate()
    one(Result(process.returncode, out, err), 1, "terminating connection due to administrator command")


@pytest.mark.usefixtures("interruptible")
def test_spark_ends_what_is_interrupted_or_takes_too_long(
    elsewhere: Elsewhere, interrupted_env: Mapping[str, str], run: Run
) -> None:
    from grantcli.backends.spark import connect

    place = elsewhere.address("spark", "sleepy")
    load(address(place), AWARDS)
    with closing(connect(address(place), 60)) as client:
        place_there = f"parquet.`{elsewhere.folder}/sleepy/awards`"
        sleepy = f"SELECT * FROM {place_there} WHERE REFLECT('java.lang.Thread', 'sleep', 3600000L) IS NULL"  # noqa: S608 - ours
        client.session.sql(f"CREATE OR REPLACE VIEW sleepy AS {sleepy}").collect()
        jobs = f"http://127.0.0.1:{client.session.conf.get('spark.ui.port')}/api/v1/applications"
    one(run("total", "--data", place, "--timeout", "2"), 1, "took longer than 2 seconds, and was ended there")
    until(lambda: working(jobs) == 0)
    command = [sys.executable, "-m", "grantcli", "total", "--data", place]
    process = subprocess.Popen(command, env=dict(interrupted_env), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    until(lambda: working(jobs) > 0, process)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert (process.returncode, out, err) == (130, b"", b"")
    until(lambda: working(jobs) == 0)


def working(applications: str) -> int:
    """Return how many jobs a cluster is at work on."""
    with urlopen(applications) as answer:  # noqa: S310 - of the test's own server
        (application,) = json.load(answer)
    with urlopen(f"{applications}/{application['id']}/jobs?status=running") as answer:  # noqa: S310
        return len(json.load(answer))


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("place", "needs"),
    [
        ("postgresql://h/x", "psycopg"),
        ("clickhouse://h/x", "clickhouse_connect"),
        ("sc://h/x", "pyspark"),
        ("sc://h/x", "sqlglot"),
    ],
)
def test_a_client_that_is_not_installed_is_named_with_its_extra(place: str, needs: str, process: Run, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(f"import sys; sys.modules[{needs!r}] = None\n", encoding="utf-8")
    extra = {"p": "postgres", "c": "clickhouse", "s": "spark"}[place[0]]
    result = process("total", "--data", place, env={"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT / 'src'}"})
    one(result, 1, f"is not installed (`{needs}`)")
    assert f"pip install 'grantcli[{extra}]'" in result.err


def test_every_scheme_has_an_engine_in_the_agreement_test() -> None:
    from grantcli.backends.address import SCHEMES

    assert sorted(kind.module for kind in SCHEMES.values()) == sorted(MISSING)
