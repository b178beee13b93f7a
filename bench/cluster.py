"""The same questions of the same awards on DuckDB, PostgreSQL and Spark with one worker and two: time, memory and what was read.

Awards are made by SQL, in the tables that `grantcli load` makes, and as the CSV that DuckDB is asked about (its copy is made
before anything is timed). Whole processes of grantcli are timed, the questions in turn; every answer must be the same bytes.
What an engine read is what it says itself: Spark by the metrics of its stages, PostgreSQL by its counters of blocks (8 KiB)
and rows. Beside that stand, on a connection that is open, the statements that grantcli sent, and one written by hand for the same
columns.
"""

import argparse
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any, BinaryIO
from urllib.request import urlopen

import duckdb
import psycopg

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "support"))
import servers  # noqa: E402 - what starts servers for tests starts them here

from grantcli.backends import remote_tables  # noqa: E402
from grantcli.backends.address import address  # noqa: E402
from grantcli.backends.award_columns import AwardColumns  # noqa: E402
from grantcli.backends.connect import loader  # noqa: E402
from grantcli.backends.spark import session  # noqa: E402

QUESTIONS = {
    "total by funder": ("total", "--by", "funder", "--top", "20", "-c", "funder,awards,total"),
    "one funder, one year": ("list", "funder:giver-7", "fy:2019-20", "--sort", "-amount", "-n", "50"),
    "the same by dates": ("list", "funder:giver-7", "awarded:2019-04..2020-03", "--sort", "-amount", "-n", "50"),
    "funder by year": ("total", "--by", "funder,fy", "-c", "funder,fy,awards,total"),
    "total by recipient": ("total", "--by", "recipient", "--top", "20", "-c", "recipient,awards,total"),
    "medians by funder": ("total", "--by", "funder", "-c", "funder,awards,total,median,largest,unknown"),
}
_LARGEST = (
    "SELECT id, title, lead, amount, currency, awarded_from FROM awards WHERE LOWER(funder) LIKE '%giver-7%'"
    " AND awarded_from BETWEEN DATE '2019-04-01' AND DATE '2020-03-31' ORDER BY amount DESC LIMIT 50"
)
_YEAR = "EXTRACT(YEAR FROM awarded_from) - CASE WHEN EXTRACT(MONTH FROM awarded_from) < 4 THEN 1 ELSE 0 END"
_MIDDLES = ", ".join(f"PERCENTILE_DISC({part}) WITHIN GROUP (ORDER BY amount)" for part in ("0.5", "0.500000000001"))
BY_HAND = {
    "total by funder": "SELECT funder, currency, COUNT(*), SUM(amount) AS s FROM awards GROUP BY 1, 2 ORDER BY s DESC LIMIT 20",
    "one funder, one year": _LARGEST,
    "the same by dates": _LARGEST,
    "funder by year": f"SELECT funder, currency, {_YEAR}, COUNT(*), SUM(amount) FROM awards GROUP BY 1, 2, 3",  # noqa: S608 - ours
    "total by recipient": "SELECT lead, currency, COUNT(*), SUM(amount) AS s FROM awards GROUP BY 1, 2 ORDER BY s DESC LIMIT 20",
    "medians by funder": f"SELECT funder, currency, COUNT(*), SUM(amount), {_MIDDLES}, MAX(amount), COUNT(*) - COUNT(amount)"  # noqa: S608 - ours
    " FROM awards GROUP BY 1, 2",
}
"""What somebody would write who asks for the same columns, of a server."""
AWARDS = """
SELECT n, 'g' || n AS id, 'Grant ' || n AS title, 'For work ' || (n * 7919 % 1000) AS description,
  NULL AS programme, NULL AS programme_id,
  'giver-' || (n * 31 % 50) AS funder, 'GB-COH-' || (n * 31 % 50) AS funder_id, 'Body ' || (hash(n) % {bodies}) AS lead,
  'GB-CHC-' || (hash(n) % {bodies}) AS lead_id, NULL AS individual, NULL AS stage, NULL AS theme, NULL AS project,
  CAST(hash(n + 1) % 10000000 / 100 AS DECIMAL(18,2)) AS amount, 'GBP' AS currency, 'stated' AS basis,
  DATE '2005-01-01' + CAST(hash(n + 2) % 7000 AS INT) AS awarded_from, awarded_from AS awarded_to, NULL AS saving,
  CAST(n + 2 AS VARCHAR) AS line, NULL AS more, NULL AS published FROM range({rows}) t(n)
"""
HEADINGS = {
    "id": "Identifier", "title": "Title", "description": "Description", "amount": "Amount Awarded", "currency": "Currency",
    "awarded_from": "Award Date", "lead": "Recipient Org:Name", "lead_id": "Recipient Org:Identifier",
    "funder": "Funding Org:Name", "funder_id": "Funding Org:Identifier",
}  # fmt: skip
PARTIES = "SELECT n, 0 AS position, 0 AS ordinal, 1 AS bodies, lead_id AS id, lead AS name FROM awards"
HEADS = (
    ("seconds", 9), ("x", 9), ("memory", 9), ("rows read", 14), ("MB read", 10), ("shuffled", 10),
    ("sent", 9), ("x sent", 8), ("by hand", 9), ("x hand", 8),
)  # fmt: skip
BEGIN, END = ("<!-- output of bench/cluster.py: begin -->", "<!-- output of bench/cluster.py: end -->")
SCHEMA = remote_tables.schema([], AwardColumns())
Read = Callable[[], Mapping[str, float]]
"""Returns what an engine has read since it was started: rows, bytes, and bytes shuffled."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Awards that are asked: where they are, what the engine has read, and what runs a statement on an open connection."""

    place: str
    read: Read = dict
    run: Callable[[str], object] | None = None


def make(folder: Path, rows: int) -> None:
    """Make so many awards: `awards.csv`, in the order of `n`, and the tables in `tables`."""
    connection = duckdb.connect()
    connection.execute(f"CREATE VIEW awards AS {AWARDS.format(rows=rows, bodies=max(rows // 10, 1))}")
    headed = ", ".join(f'{name} AS "{heading}"' for name, heading in HEADINGS.items())
    connection.execute(f"COPY (SELECT {headed} FROM awards) TO '{folder}/awards.csv' (HEADER)")  # noqa: S608 - ours
    typed = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in SCHEMA["awards"].items())
    queries = {"awards": f"SELECT {typed} FROM awards", "parties": PARTIES}  # noqa: S608 - ours
    parts = {"awards": ", PARTITION_BY (year)", "parties": ", PER_THREAD_OUTPUT"}
    for name, text in queries.items():
        (folder / "tables" / name).mkdir(parents=True)
        year = ", CAST(YEAR(awarded_from) AS VARCHAR) AS year" if name == "awards" else ""
        options = f"(FORMAT parquet{parts[name]}, OVERWRITE_OR_IGNORE)"
        connection.execute(f"COPY (SELECT *{year} FROM ({text}) x) TO '{folder}/tables/{name}' {options}")  # noqa: S608 - ours


def about(rows: int) -> str:
    """Return what `load` keeps of a dataset besides its tables."""
    counts = {**dict.fromkeys(SCHEMA, 0), "awards": rows, "parties": rows}
    accounting = {"read": rows, "awards": rows, "merged": 0, "blank": 0, "skipped": 0, "remarks": []}
    return json.dumps({"headings": [], "counts": counts, "leads": rows, "accounting": accounting, "notes": [], "columns": [],
                       "label": "awards", "version": None, "own": AwardColumns().mapping(), "several": [],
                       "repeats": False, "receiving": []})  # fmt: skip


def load_tables(place: str, rows: int, fill: Callable[[Any], None]) -> None:
    """Make the tables at an address, and let `fill` put the rows there."""
    with closing(loader(address(place))) as there, there.transaction():
        there.create(SCHEMA)
        fill(there)
        for name, value in (("form", remote_tables.FORM), ("of", "bench"), ("about", about(rows))):
            there.note(name, value)
        there.finish(SCHEMA, {})


@contextmanager
def on_duckdb(folder: Path, _rows: int) -> Iterator[Subject]:
    """Ask the CSV everything before anything is timed: the tables and the texts that questions need are kept then."""
    for words in QUESTIONS.values():
        with suppress(QuestionError):  # said where it is timed
            ask(words, str(folder / "awards.csv"))
    yield Subject(str(folder / "awards.csv"))


@contextmanager
def csv_of(folder: Path, name: str, columns: str) -> Iterator[BinaryIO]:
    """Open the rows of a table as a CSV, which is there while it is read."""
    path = folder / f"{name}-rows.csv"
    rows = f"SELECT {columns} FROM read_parquet('{folder}/tables/{name}/**/*.parquet')"  # noqa: S608 - ours
    duckdb.execute(f"COPY ({rows} ORDER BY n) TO '{path}' (HEADER)")
    with path.open("rb") as file:
        yield file
    path.unlink()


@contextmanager
def on_postgres(folder: Path, rows: int) -> Iterator[Subject]:
    """Ask PostgreSQL."""
    os.environ["PGPASSWORD"] = "secret"  # of a server that lasts as long as the bench
    with servers.postgres() as port:
        place = f"postgresql://asker@127.0.0.1:{port}/postgres?table=awards"

        def fill(there: Any) -> None:  # noqa: ANN401 - a loader of this engine
            for name in ("awards", "parties"):
                columns = ", ".join(SCHEMA[name])
                text = f"COPY {there.naming.of(name)} ({columns}) FROM STDIN (FORMAT csv, HEADER)"
                with (
                    csv_of(folder, name, columns) as file,
                    there.connection.cursor() as cursor,
                    cursor.copy(text.encode()) as copy,
                ):
                    while part := file.read(1 << 20):
                        copy.write(part)

        load_tables(place, rows, fill)

        def read() -> Mapping[str, float]:
            time.sleep(1.5)  # a server counts what a session did when it has gone
            text = "SELECT tup_returned, (blks_read + blks_hit) * 8192.0 FROM pg_stat_database WHERE datname = 'postgres'"
            with psycopg.connect(host="127.0.0.1", port=port, user="asker", dbname="postgres") as connection:
                row = connection.execute(text).fetchall()[0]
            return {"rows": float(row[0]), "bytes": float(row[1]), "shuffled": 0.0}

        login = f"host=127.0.0.1 port={port} user=asker dbname=postgres options='-c jit=off'"
        with psycopg.connect(login, autocommit=True) as connection:
            yield Subject(place, read, lambda text: connection.execute(text.encode()).fetchall())


def on_spark(workers: int) -> Callable[[Path, int], Any]:
    """Return what asks Spark with so many workers."""

    @contextmanager
    def on(folder: Path, rows: int) -> Iterator[Subject]:
        with servers.spark(workers, "1g", codegen=True) as port:
            place = f"sc://127.0.0.1:{port}/awards?path={folder}/tables"
            web: list[str] = []

            def fill(there: Any) -> None:  # noqa: ANN401 - a loader of this engine
                web.append(f"http://127.0.0.1:{there.session.conf.get('spark.ui.port')}/api/v1/applications")

            load_tables(place, rows, fill)

            def read() -> Mapping[str, float]:
                with urlopen(web[0]) as answer:  # noqa: S310 - of its own server
                    (application,) = json.load(answer)
                with urlopen(f"{web[0]}/{application['id']}/stages") as answer:  # noqa: S310 - of its own server
                    stages = json.load(answer)
                named = {"rows": "inputRecords", "bytes": "inputBytes", "shuffled": "shuffleReadBytes"}
                return {name: sum(float(stage[key]) for stage in stages) for name, key in named.items()}

            mine = session(address(place))
            yield Subject(place, read, lambda text: mine.sql(text).collect())
            mine.client.close()

    return on


ENGINES = {"DuckDB": on_duckdb, "PostgreSQL": on_postgres, "Spark, 1 worker": on_spark(1), "Spark, 2 workers": on_spark(2)}


@dataclass(frozen=True, slots=True)
class Choice:
    """What is measured: which engines, which questions, and how many runs of each."""

    engines: Sequence[str]
    questions: Sequence[str]
    runs: int


class QuestionError(Exception):
    """A question was not answered."""


def ask(question: Sequence[str], place: str) -> tuple[bytes, float, float]:
    """Return an answer, how many seconds it took, and the most megabytes that its process held."""
    command = [str(ROOT / ".venv" / "bin" / "grantcli"), *question, "-f", "csv", "--data", place]
    begin = time.perf_counter()
    with TemporaryFile() as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors)
        assert process.stdout  # noqa: S101 - a pipe was asked for
        answer = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            errors.seek(0)
            raise QuestionError(errors.read().decode().strip() or f"ended with {status}")
    return answer, time.perf_counter() - begin, usage.ru_maxrss / 1024


def sent_statements(question: Sequence[str], place: str) -> list[str]:
    """Return the statements that a question sends, with the values of their parameters in them."""
    command = [str(ROOT / ".venv" / "bin" / "grantcli"), *question, "--sql", "-f", "csv", "--data", place]
    text = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    statements = []
    for part in filter(str.strip, text.split(";\n")):
        statement = re.sub(r"^-- .*\n", "", part, flags=re.MULTILINE)
        for name, value in re.findall(r"^-- (\w+) = (.*)$", part, flags=re.MULTILINE):
            statement = statement.replace(f"%({name})s", value).replace(f":{name}", value)
        statements.append(statement.replace("%%", "%"))
    return statements


def compare_statements(question: str, subject: Subject, runs: int, seconds: float) -> str:
    """Return how long the statements that are sent take, and one by hand, and how many times as long grantcli took as each."""
    if subject.run is None:
        return ""
    cells = ""
    for statements in (sent_statements(QUESTIONS[question], subject.place), [BY_HAND[question]]):
        times = []
        for _ in range(runs):
            begin = time.perf_counter()
            for statement in statements:
                subject.run(statement)
            times.append(time.perf_counter() - begin)
        cells += f"{(middle := statistics.median(times)):>9.2f}{seconds / middle:>8.2f}"
    return cells


def measure(rows: int, choice: Choice, folder: Path) -> Iterator[str]:
    """Yield a line for each engine and question; one that is not answered is said to be, and the others are asked."""
    # Not in this process: what it holds at its largest would count as that of the processes that it starts.
    subprocess.run([sys.executable, __file__, "--make", folder, "--rows", str(rows)], check=True)
    known: dict[str, bytes] = {}
    times: dict[str, float] = {}
    for name in choice.engines:
        with ExitStack() as stack:
            subject = stack.enter_context(ENGINES[name](folder, rows))
            for question in choice.questions:
                try:
                    cells = measure_question(question, subject, choice.runs, known, times)
                except QuestionError as error:
                    cells = f"  not answered: {error}"
                yield f"{name:18}{question:22}{cells}"


def measure_question(question: str, subject: Subject, runs: int, known: dict[str, bytes], times: dict[str, float]) -> str:
    """Return what the runs of a question took; exit where the answer is not the one that is `known`."""
    before = subject.read()
    answers = [ask(QUESTIONS[question], subject.place) for _ in range(runs)]
    after = subject.read()
    if any(answer != known.setdefault(question, answer) for answer, _, _ in answers):
        sys.exit(f"{subject.place} answers `{question}` otherwise")
    middle = statistics.median(seconds for _, seconds, _ in answers)
    times.setdefault(question, middle)
    did = [(after[key] - before.get(key, 0)) / runs for key in after] or [0.0, 0.0, 0.0]
    figures = f"{did[0]:>14,.0f}{did[1] / 1e6:>10,.1f}{did[2] / 1e6:>10,.2f}"
    peak = max(peak for _, _, peak in answers)
    own = f"{middle:>9.2f}{middle / times[question]:>9.2f}{peak:>9,.0f}{figures}"
    return f"{own}{compare_statements(question, subject, runs, middle)}"


def output(sizes: Sequence[int], choice: Choice) -> Iterator[str]:
    """Yield the lines that say where and how, then those of each size in turn."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    yield f"Python {platform.python_version()}, {os.cpu_count()} cores, {memory:.0f} GiB, load {os.getloadavg()[0]:.1f}"
    yield f"{choice.runs} runs of each, the median in seconds; x: as a multiple of DuckDB's; the most MB that grantcli held"
    yield "rows, MB read and MB shuffled: a question, as the engine counts them (0 where it does not)"
    yield "sent, by hand: seconds of the statements that grantcli sends, and of one by hand, on an open connection"
    yield "x sent, x hand: as multiples of these; grantcli is timed from the start of its process"
    for rows in sizes:
        with TemporaryDirectory(prefix="grantcli-bench-") as folder:
            os.environ["XDG_CACHE_HOME"] = f"{folder}/cache"
            yield ""
            yield f"{f'{rows:,} awards':18}{'':22}{''.join(f'{head:>{width}}' for head, width in HEADS)}"
            yield from measure(rows, choice, Path(folder))


def main() -> None:
    """Measure each size in turn, and print; with `--page`, put what was printed into that page in place of what is there."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--rows", type=int, nargs="+", default=[1_000_000, 10_000_000])
    reader.add_argument("--runs", type=int, default=3)
    reader.add_argument(
        "--engines", nargs="+", choices=ENGINES, default=list(ENGINES), metavar="ENGINE", help=" or ".join(ENGINES)
    )
    reader.add_argument("--questions", nargs="+", choices=QUESTIONS, default=list(QUESTIONS), metavar="QUESTION",
                        help=" or ".join(QUESTIONS))  # fmt: skip
    reader.add_argument("--page", type=Path, help="a page of documentation that has an output of this bench")
    reader.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    arguments = reader.parse_args()
    if arguments.make:
        make(arguments.make, arguments.rows[0])
        return
    lines = []
    for line in output(arguments.rows, Choice(arguments.engines, arguments.questions, arguments.runs)):
        print(line, flush=True)
        lines.append(line)
    if arguments.page:
        before, rest = arguments.page.read_text(encoding="utf-8").split(BEGIN)
        text = "\n".join(lines)
        arguments.page.write_text(f"{before}{BEGIN}\n```\n{text}\n```\n{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main()
