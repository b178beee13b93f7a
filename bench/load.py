r"""Loading a CSV of grants into PostgreSQL beside psql's own `\copy` of the same file, in turn, on a server of its own.

`\copy` puts the texts of the file into a table without a key. `grantcli load` reads the file for the first time (no copy of it
is in the cache), and makes keys, indexes and statistics. Whole processes are timed. Memory is that of the grantcli process.
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "support"))
import servers  # noqa: E402 - what starts servers for tests starts them here

MAKER = ROOT.parent / "shared" / "bench" / "make_grants.py"


def measure(command: Sequence[str], folder: Path) -> tuple[float, float, float]:
    """Return the seconds that a command took, those of processor time, and the most megabytes that it held."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ, "XDG_CACHE_HOME": str(folder)})
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(command)} ended with {status}")
    return time.perf_counter() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def copy(port: int, file: Path, folder: Path) -> tuple[float, float, float]:
    """Copy the file as psql does, into a new table of texts."""
    psql = ["psql", "-qX", "-h", "127.0.0.1", "-p", str(port), "-U", "asker", "postgres"]
    with file.open(encoding="utf-8") as lines:
        columns = ", ".join(f"c{number} text" for number, _ in enumerate(lines.readline().split(",")))
    quiet = ["-c", "SET client_min_messages = error"]
    subprocess.run([*psql, *quiet, "-c", "DROP TABLE IF EXISTS raw", "-c", f"CREATE TABLE raw ({columns})"], check=True)
    return measure([*psql, "-c", f"\\copy raw from '{file}' with (format csv, header)"], folder)


def load(port: int, file: Path, folder: Path) -> tuple[float, float, float]:
    """Load the file as grantcli does, with an empty cache."""
    place = f"postgresql://asker@127.0.0.1:{port}/postgres?table=awards"
    return measure([str(ROOT / ".venv" / "bin" / "grantcli"), "load", str(file), "--to", place, "--replace", "-q"], folder)


def main() -> None:
    """Measure each size in turn, and print."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--rows", type=int, nargs="+", default=[1_000_000])
    reader.add_argument("--runs", type=int, default=3)
    reader.add_argument("--maker", type=Path, default=MAKER)
    arguments = reader.parse_args()
    os.environ["PGPASSWORD"] = "secret"  # of a server that lasts as long as the bench
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {memory:.0f} GiB, load {os.getloadavg()[0]:.1f}")
    print(f"{arguments.runs} runs of each in turn: seconds, seconds of the client's processor time, its most MB")
    for rows in arguments.rows:
        with TemporaryDirectory(prefix="grantcli-bench-") as name, servers.postgres() as port:
            file = Path(name) / "grants.csv"
            subprocess.run([sys.executable, arguments.maker, str(rows), "--csv", file], check=True)
            seconds: dict[str, list[float]] = {"\\copy": [], "load": []}
            for run in range(arguments.runs):
                for what, function in (("\\copy", copy), ("load", load)):
                    elapsed, processor, most = function(port, file, Path(name) / f"cache{run}")
                    seconds[what].append(elapsed)
                    print(f"{rows:>11,}  {what:6}{elapsed:>9.2f}{processor:>9.2f}{most:>9,.0f}", flush=True)
            of_copy, of_load = (statistics.median(each) for each in seconds.values())
            print(f"{rows:>11,}  load is {of_load / of_copy:.2f} x \\copy (medians {of_load:.2f} and {of_copy:.2f} s)")
            print(f"load average at the end {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
