r"""Loading a CSV of grants into each engine beside that engine's own load of the same file, in turn, on servers of its own.

The engine's own load puts the texts of the file into a table without a key: psql's `\copy`, Spark's CSV to Parquet, ClickHouse's
INSERT from the file. `grantcli load` reads the file for the first time (no copy of it is in the cache), and makes keys, indexes
and statistics where the engine has them. Whole processes are timed; Spark and ClickHouse by statements.
Memory is that of the grantcli process. ClickHouse runs in the process of the bench (chdb), behind its HTTP.
"""

import argparse
import csv
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "support"))
import servers  # noqa: E402 - what starts servers for tests starts them here
from clickhouse_front import clickhouse  # noqa: E402

from grantcli.backends.address import address  # noqa: E402

MAKER = ROOT.parent / "shared" / "bench" / "make_grants.py"
Figures = tuple[float, float, float]
"""Seconds, those of processor time of the client, and the most megabytes that it held; 0 where the server does the work."""
OwnLoad = Callable[[Path], Figures]


_MEASURE = """
import os, subprocess, sys, time
begin = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
print(time.perf_counter() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
sys.exit(os.waitstatus_to_exitcode(status))
"""


def measure(command: Sequence[str], folder: Path) -> Figures:
    """Return what a command took."""
    # A process of its own starts it: what this one holds at its largest, ClickHouse with it, would count as that of the command.
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder)}
    done = subprocess.run([sys.executable, "-c", _MEASURE, *command], stdout=subprocess.PIPE, env=environment, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}")
    seconds, processor, most = map(float, done.stdout.split())
    return seconds, processor, most


def columns(file: Path) -> list[str]:
    """Return a name for each column of the file."""
    with file.open(encoding="utf-8", newline="") as lines:
        return [f"c{number}" for number, _ in enumerate(next(csv.reader(lines)))]


@contextmanager
def on_postgres(folder: Path) -> Iterator[tuple[str, OwnLoad]]:
    """Start PostgreSQL."""
    with servers.postgres() as port:
        psql = ["psql", "-qX", "-h", "127.0.0.1", "-p", str(port), "-U", "asker", "postgres"]

        def own(file: Path) -> Figures:
            table = ", ".join(f"{name} text" for name in columns(file))
            quiet = ["-c", "SET client_min_messages = error"]
            subprocess.run([*psql, *quiet, "-c", "DROP TABLE IF EXISTS raw", "-c", f"CREATE TABLE raw ({table})"], check=True)
            return measure([*psql, "-c", f"\\copy raw from '{file}' with (format csv, header)"], folder)

        yield f"postgresql://asker@127.0.0.1:{port}/postgres?table=awards", own


@contextmanager
def on_spark(folder: Path) -> Iterator[tuple[str, OwnLoad]]:
    """Start Spark with one worker."""
    from grantcli.backends.spark import session

    with servers.spark(1, "1g", codegen=True) as port:
        place = f"sc://127.0.0.1:{port}/awards?path={folder}/tables"
        mine = session(address(place))

        def own(file: Path) -> Figures:
            begin = time.perf_counter()
            lines = mine.read.csv(str(file), header=True, multiLine=True, quote='"', escape='"')
            lines.write.mode("overwrite").parquet(f"{folder}/raw")
            return time.perf_counter() - begin, 0, 0

        yield place, own
        mine.client.close()


@contextmanager
def on_clickhouse(folder: Path) -> Iterator[tuple[str, OwnLoad]]:  # noqa: ARG001 - like the others
    """Start ClickHouse."""
    from grantcli.backends.clickhouse import driver

    with clickhouse() as port:
        place = f"clickhouse://127.0.0.1:{port}/default?table=awards"
        with closing(driver(address(place), {})) as mine:

            def own(file: Path) -> Figures:
                table = ", ".join(f"{name} String" for name in columns(file))
                mine.command("DROP TABLE IF EXISTS raw SYNC")
                mine.command(f"CREATE TABLE raw ({table}) ENGINE = MergeTree ORDER BY tuple()")
                begin = time.perf_counter()
                mine.command(f"INSERT INTO raw SELECT * FROM file('{file}', 'CSVWithNames')")  # noqa: S608 - a file of ours
                return time.perf_counter() - begin, 0, 0

            yield place, own


ENGINES = {"postgres": on_postgres, "spark": on_spark, "clickhouse": on_clickhouse}


def load(place: str, file: Path, folder: Path) -> Figures:
    """Load the file as grantcli does, with an empty cache."""
    return measure([str(ROOT / ".venv" / "bin" / "grantcli"), "load", str(file), "--to", place, "--replace", "-q"], folder)


def compare(engine: str, rows: int, runs: int, file: Path, folder: Path) -> None:
    """Let an engine load the file in its own way and grantcli in ours, in turn, and print what each took."""
    seconds: dict[str, list[float]] = {"own": [], "load": []}
    with ENGINES[engine](folder) as (place, own):
        for run in range(runs):
            for what, figures in (("own", own(file)), ("load", load(place, file, folder / f"cache{run}"))):
                elapsed, processor, most = figures
                seconds[what].append(elapsed)
                print(f"{rows:>11,}  {engine:11}{what:6}{elapsed:>9.2f}{processor:>9.2f}{most:>9,.0f}", flush=True)
    of_own, of_load = (statistics.median(each) for each in seconds.values())
    print(f"{rows:>11,}  {engine:11}load is {of_load / of_own:.2f} x its own (medians {of_load:.2f} and {of_own:.2f} s)")
    print(f"load average at the end {os.getloadavg()[0]:.1f}", flush=True)


def main() -> None:
    """Measure each size and engine in turn, and print."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--rows", type=int, nargs="+", default=[1_000_000])
    reader.add_argument("--runs", type=int, default=3)
    reader.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    reader.add_argument("--maker", type=Path, default=MAKER)
    arguments = reader.parse_args()
    os.environ["PGPASSWORD"] = "secret"  # of a server that lasts as long as the bench
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {memory:.0f} GiB, load {os.getloadavg()[0]:.1f}")
    print(f"{arguments.runs} runs of each in turn: seconds, seconds of the client's processor time, its most MB")
    for rows in arguments.rows:
        with TemporaryDirectory(prefix="grantcli-bench-") as name:
            file = Path(name) / "grants.csv"
            subprocess.run([sys.executable, arguments.maker, str(rows), "--csv", file], check=True)
            for engine in arguments.engines:
                with TemporaryDirectory(prefix=engine, dir=name) as folder:
                    compare(engine, rows, arguments.runs, file, Path(folder))


if __name__ == "__main__":
    main()
