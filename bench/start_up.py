"""How long a command takes, from the start of its process to its end, beside a hello-world and beside its peers.

Whole processes are timed, interleaved: every round runs each command once and begins with another one. A ratio is the
median of the ratios within each round, so that what slows the machine for a while slows both sides. Each program has an
environment of its own, with its modules compiled. Exits 1 when a target is missed or a peer answers something else.
"""

import argparse
import csv
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from statistics import median

from environments import ROOT, create, install, stop

PEERS = {"csvkit": "2.2.0", "sqlite-utils": "4.2.1", "duckdb-cli": "1.5.6"}
LEAST_RUNS = 15
BARE, PLAIN, RICH = "python -c ''", "hello-world, plain", "hello-world, one Rich table"
CSV, TABLE = "grantcli total --by programme -f csv", "grantcli total --by programme"
HELP, TAB = "grantcli --help", "grantcli total funder:<TAB>"
CSVSTAT, SQLITE, DUCKDB = "csvstat --sum", "sqlite-utils memory", "duckdb"
TARGETS = (
    *((CSV, PLAIN, 1.3), (TABLE, RICH, 1.4)),
    *((name, peer, 1.0) for name in (CSV, TABLE) for peer in (CSVSTAT, SQLITE)),
)
"""What may take at most so many times as long as what."""
HELLO = """\
import typer
def main(name: str = "world") -> None:
    print(f"hello {name}")
typer.run(main)
"""
HELLO_RICH = """\
import typer
from rich.console import Console
from rich.table import Table
def main(name: str = "world") -> None:
    table = Table("greeting", "name")
    table.add_row("hello", name)
    Console().print(table)
typer.run(main)
"""


@dataclass(frozen=True, slots=True)
class TimedCommand:
    """A command under the name it has in the table, and what it needs besides in its environment."""

    name: str
    words: Sequence[str | Path]
    more: Mapping[str, str] = field(default_factory=dict)


def commands(folder: Path, mine: Path, awards: Path) -> list[TimedCommand]:
    """Return everything that is timed, in the order of the table; the peers ask the awards as CSV."""
    peers = {name: install(folder / name, f"{name}=={version}", stamp=version) for name, version in PEERS.items()}
    hello, hello_rich = folder / "hello.py", folder / "hello_rich.py"
    hello.write_text(HELLO)
    hello_rich.write_text(HELLO_RICH)
    total = (mine / "grantcli", "total", "--by", "programme")
    statement = "select programme, sum(amount) as total from {} group by programme"
    return [
        TimedCommand(BARE, (mine / "python", "-c", "")),
        TimedCommand(PLAIN, (mine / "python", hello, "--name", "you")),
        TimedCommand(CSV, (*total, "-f", "csv")),
        TimedCommand(RICH, (mine / "python", hello_rich, "--name", "you")),
        TimedCommand(TABLE, total),
        TimedCommand(HELP, (mine / "grantcli", "--help")),
        TimedCommand(TAB, (mine / "grantcli",), {"GRANTCLI_COMPLETE": "bash", "COMP_LINE": "grantcli total funder:"}),
        TimedCommand(CSVSTAT, (peers["csvkit"] / "csvstat", "-c", "amount", "--sum", awards)),
        TimedCommand(SQLITE, (peers["sqlite-utils"] / "sqlite-utils", "memory", awards, statement.format(awards.stem), "--csv")),
        TimedCommand(DUCKDB, (peers["duckdb-cli"] / "duckdb", "-csv", "-c", statement.format(f"'{awards}'"))),
    ]


def answer(command: TimedCommand, environment: Mapping[str, str]) -> str:
    """Return what a command writes, which also warms it up: modules compiled, caches filled."""
    done = subprocess.run(command.words, env={**environment, **command.more}, capture_output=True, text=True, check=False)
    if done.returncode or not (done.stdout or command.name == BARE):
        stop(f"{command.name}: exit {done.returncode}\n{done.stderr}")
    return done.stdout


def check(answers: Mapping[str, str]) -> None:
    """Stop unless the peers answer what grantcli does, so that all are timed at the same question."""
    tables = {name: csv.DictReader(answers[name].splitlines()) for name in (CSV, SQLITE, DUCKDB)}
    totals = {name: {row["programme"]: Decimal(row["total"]) for row in table} for name, table in tables.items()}
    for name in (SQLITE, DUCKDB):
        if totals[name] != totals[CSV]:
            stop(f"{name} answers {totals[name]}, grantcli {totals[CSV]}")
    if Decimal(answers[CSVSTAT]) != sum(totals[CSV].values()):
        stop(f"{CSVSTAT} answers {answers[CSVSTAT].strip()}, grantcli {sum(totals[CSV].values())}")


def time_runs(every: Sequence[TimedCommand], environment: Mapping[str, str], runs: int) -> dict[str, list[float]]:
    """Return the milliseconds that each run of each command took."""
    times_by_name: dict[str, list[float]] = {command.name: [] for command in every}
    nowhere = subprocess.DEVNULL
    for turn in range(runs):
        first = turn % len(every)
        for command in (*every[first:], *every[:first]):
            env = {**environment, **command.more}
            start = time.perf_counter()
            subprocess.run(command.words, env=env, stdin=nowhere, stdout=nowhere, stderr=nowhere, check=True)
            times_by_name[command.name].append((time.perf_counter() - start) * 1000)
    return times_by_name


def header(mine: Path, runs: int) -> Iterable[str]:
    """Return what was run, and where."""
    ask = "from importlib.metadata import version as v; print(*(f'{n} {v(n)}' for n in ('grantcli', 'typer', 'rich')), sep=', ')"
    yield answer(TimedCommand("versions", (mine / "python", "-c", ask)), {}).strip()
    yield ", ".join(f"{name} {version}" for name, version in PEERS.items())
    yield f"Python {platform.python_version()}, {sys.platform} {platform.machine()}, {os.cpu_count()} cores"
    yield f"{runs} runs each, interleaved, load {os.getloadavg()[0]:.1f}; ms a process, then as so many times another\n"


def ratio(times_by_name: Mapping[str, Sequence[float]], name: str, other: str) -> float:
    """Return how many times as long as another a command takes: the median of what the rounds say."""
    return median(mine / other for mine, other in zip(times_by_name[name], times_by_name[other], strict=True))


def rows(times_by_name: Mapping[str, Sequence[float]]) -> Iterable[str]:
    """Return a line for each command, then a line for each target."""
    yield f"{'':36}{'median':>8}{'fastest':>9}{'x python':>10}{'x plain':>9}{'x Rich':>8}"
    for name, times in times_by_name.items():
        python, plain, rich = (ratio(times_by_name, name, other) for other in (BARE, PLAIN, RICH))
        yield f"{name:36}{median(times):8.1f}{min(times):9.1f}{python:10.2f}{plain:9.2f}{rich:8.2f}"
    yield ""
    for name, other, most in TARGETS:
        value = ratio(times_by_name, name, other)
        yield f"{'missed ' if value > most else 'reached'} {name}: {value:.2f} x {other}, at most {most:.2f}"


def main() -> None:
    """Measure, print, and exit 1 when a target is missed."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--runs", type=int, default=25, help=f"how often each command runs, at least {LEAST_RUNS}")
    reader.add_argument("--folder", type=Path, default=ROOT / ".venv" / "bench", help="where the environments are kept")
    arguments = reader.parse_args()
    folder, runs = arguments.folder.resolve(), max(arguments.runs, LEAST_RUNS)
    (folder / "home").mkdir(parents=True, exist_ok=True)
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder / "home"), "LANG": "C.UTF-8"}
    mine, awards = create(folder / "grantcli", ROOT / "locks" / "core.txt"), folder / "awards.csv"
    listed = TimedCommand("grantcli list", (mine / "grantcli", "list", "-c", "id,programme,amount,currency", "-f", "csv"))
    awards.write_text(answer(listed, environment))
    every = commands(folder, mine, awards)
    check({command.name: answer(command, environment) for command in every})
    times_by_name = time_runs(every, environment, runs)
    print(*header(mine, runs), *rows(times_by_name), sep="\n")
    sys.exit(any(ratio(times_by_name, name, other) > most for name, other, most in TARGETS))


if __name__ == "__main__":
    main()
