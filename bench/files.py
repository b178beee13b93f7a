"""How long questions of a file of grants take, from the start of a process to its end, beside the tools people use today.

Every tool answers the same three questions of the same files, and all answers must be the same before anything is timed.
Whole processes are timed, interleaved: every round runs each question of each tool once and begins with another one. A
ratio is the median of the ratios within each round. Exits 1 when a target is missed or an answer is another one.
"""

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from shutil import rmtree

import peers
from asking import Bench, File, Measurement, Run
from environments import ROOT, create, must, stop
from peers import CLI, FIRST, LATER, QUESTIONS, RAW, Tool

SIZES = (100_000, 1_000_000, 10_000_000)
LEAST_RUNS, GIB = 5, 2**30
MAKER = ROOT.parent / "shared" / "bench" / "make_grants.py"
SHEET = """\
import csv, sys
from datetime import date
from xlsxwriter import Workbook
with Workbook(sys.argv[2], {"constant_memory": True}) as book, open(sys.argv[1], newline="") as file:
    sheet, day = book.add_worksheet("grants"), book.add_format({"num_format": "yyyy-mm-dd"})
    for number, row in enumerate(csv.reader(file)):
        for column, text in enumerate(row):
            if number and column == 4:
                sheet.write_number(number, column, float(text))
            elif number and column == 5:
                sheet.write_datetime(number, column, date.fromisoformat(text), day)
            else:
                sheet.write_string(number, column, text)
"""
Results = Mapping[File, Mapping[Run, Measurement]]


def make(folder: Path, maker: Path, sizes: Sequence[int]) -> Iterator[File]:
    """Yield the files that are asked about, each made once: CSV of every size, JSON of the first two, a workbook of the first."""
    place = folder / f"files-{sha256(maker.read_bytes()).hexdigest()[:12]}"
    place.mkdir(parents=True, exist_ok=True)
    for rows in sizes:
        table, json, book = (place / f"grants-{rows}.{suffix}" for suffix in ("csv", "json", "xlsx"))
        paths = [table, *([json] if rows in sizes[:2] else []), *([book] if rows == sizes[0] else [])]
        if not all(path.is_file() for path in paths):
            print(f"making files of {rows:,} rows", file=sys.stderr)
            parts = [path.with_name(f"part.{path.name}") for path in paths]
            also = ("--json", parts[1]) if json in paths else ()
            must("making a file", sys.executable, maker, str(rows), "--csv", parts[0], *also)
            if book in paths:
                must("making a workbook", sys.executable, "-c", SHEET, parts[0], parts[2])
            for part, path in zip(parts, paths, strict=True):
                part.replace(path)
        yield from (File(path, rows) for path in paths)


def header(options: argparse.Namespace, tools: Sequence[Tool], mine: Path) -> Iterator[str]:
    """Return what was run, and where."""
    ask = "from importlib.metadata import version as v; print(*(f'{n} {v(n)}' for n in ('grantcli', 'duckdb')), sep=', ')"
    yield subprocess.run((mine / "python", "-c", ask), capture_output=True, text=True, check=True).stdout.strip()
    yield ", ".join(f"{name} {version}" for name, version in peers.PINNED.items())
    yield peers.miller_version() or "Miller is not installed (Debian: `apt-get install miller`), and not asked"
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB
    yield f"Python {platform.python_version()}, {sys.platform} {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB"
    yield f"{options.runs} runs each, interleaved, load {os.getloadavg()[0]:.1f}; seconds a process; peak memory in MB"
    yield ", ".join(f"{tool.name} up to {tool.rows:,} rows" for tool in tools if tool.rows < max(SIZES))


def table(file: File, measurements: Mapping[Run, Measurement]) -> Iterator[str]:
    """Return a line for each tool: of each question the median, as so many times grantcli's later one, and the peak."""
    yield f"\n{file!s:40}" + "".join(f"{question:>36}" for question in QUESTIONS)
    yield f"{'':40}" + f"{'median':>12}{'x later':>12}{'peak':>12}" * len(QUESTIONS)
    for name in dict.fromkeys(name for name, _ in measurements):
        cells = []
        for question in QUESTIONS:
            its, later = measurements.get((name, question)), measurements.get((LATER, question))
            cells.append(
                f"{its.usual:12.2f}{its.ratio(later):12.2f}{its.peak / 1e6:12,.0f}" if its and later else f"{'too long':>36}"
            )
        yield f"{name:40}{''.join(cells)}"


Verdict = tuple[bool, str]


def at_most(results: Results, rows: int, name: str, other: str, most: float) -> Iterator[Verdict]:
    """Return whether a tool takes at most so many times as long as another over the CSV of so many rows."""
    for file, measurements in results.items():
        for question in QUESTIONS:
            its, theirs = measurements.get((name, question)), measurements.get((other, question))
            if file.path.suffix == ".csv" and file.rows == rows and its and theirs:
                ratio = its.ratio(theirs)
                yield ratio <= most, f"{name}: {ratio:.2f} x {other}, at most {most:.2f}; {question}, {rows:,} rows"


def faster(results: Results, tools: Sequence[Tool], rows: int) -> Iterator[Verdict]:
    """Return whether each peer is slower over the largest CSV up to so many rows that it answers."""
    for tool in tools:
        sizes = [file.rows for file, measurements in results.items() if any(name == tool.name for name, _ in measurements)]
        if tool.name not in {FIRST, LATER, RAW, CLI} and sizes:
            yield from at_most(results, max(size for size in sizes if size <= rows), LATER, tool.name, 1.0)


def grows(results: Results, sizes: Sequence[int]) -> Iterator[Verdict]:
    """Return whether time grows no faster than rows, from the smallest CSV to every other one."""
    tables = {file.rows: measurements for file, measurements in results.items() if file.path.suffix == ".csv"}
    for rows in sizes[1:]:
        for run in ((name, question) for name in (FIRST, LATER) for question in QUESTIONS):
            ratio, most = tables[rows][run].usual / tables[sizes[0]][run].usual, rows / sizes[0]
            yield ratio <= most, f"{run[0]}: {ratio:.1f} x the time for {most:.0f} x the rows, {rows:,}; {run[1]}"


def fits(results: Results, rows: int) -> Iterator[Verdict]:
    """Return whether grantcli stays within a GiB over so many rows."""
    for file, measurements in results.items():
        for (name, question), its in measurements.items():
            if file.rows == rows and name in {FIRST, LATER}:
                yield its.peak <= GIB, f"{name}: {its.peak / GIB:.2f} GiB at its peak, at most 1; {question}, {rows:,} rows"


def verdicts(results: Results, tools: Sequence[Tool], sizes: Sequence[int]) -> Iterator[Verdict]:
    """Return what was to be reached, and whether it was."""
    yield from at_most(results, sizes[1], FIRST, RAW, 1.6)
    yield from at_most(results, sizes[1], LATER, CLI, 0.5)
    yield from faster(results, tools, sizes[1])
    yield from grows(results, sizes)
    yield from (verdict for rows in sizes[2:] for verdict in fits(results, rows))


def arguments() -> argparse.Namespace:
    """Return what was asked for on the command line."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--runs", type=int, default=LEAST_RUNS, help=f"how often each question is asked, at least {LEAST_RUNS}")
    reader.add_argument("--folder", type=Path, default=ROOT / ".venv" / "bench", help="where environments and files are kept")
    reader.add_argument("--maker", type=Path, default=MAKER, help="what makes the files: make_grants.py")
    reader.add_argument("--ten-million", action="store_true", help="ask a file of ten million rows, too")
    reader.add_argument("--memory", help="what grantcli's own --memory is given")
    reader.add_argument("--limit", type=float, default=180, help="after how many seconds a tool is stopped, and said to be")
    reader.add_argument("--scale", type=float, default=1, help="so many times the rows, to try the bench itself")
    return reader.parse_args()


def main() -> None:
    """Make the files, compare the answers, measure, print, and exit 1 when a target is missed."""
    options = arguments()
    if not options.maker.is_file():
        stop(f"needs `make_grants.py`, which is not at {options.maker}; --maker says where it is")
    options.runs = max(options.runs, LEAST_RUNS)
    folder = options.folder.resolve()
    sizes = [int(rows * options.scale) for rows in (SIZES if options.ten_million else SIZES[:2])]
    (folder / "home").mkdir(parents=True, exist_ok=True)
    rmtree(folder / "caches", ignore_errors=True)
    mine = create(folder / "grantcli-files", ROOT / "locks" / "core.txt")
    tools = peers.tools(folder, mine, ("--memory", options.memory) if options.memory else ())
    bench, results = Bench(folder, tools, options.runs, options.limit), dict[File, Mapping[Run, Measurement]]()
    print(*header(options, tools, mine), sep="\n", flush=True)
    for file in make(folder, options.maker, sizes):
        results[file] = bench.time_runs(file, bench.compare(file))
        print(*table(file, results[file]), sep="\n", flush=True)
    outcomes = list(verdicts(results, tools, sizes))
    print("", *(f"{'reached' if reached else 'missed '} {what}" for reached, what in outcomes), sep="\n")
    sys.exit(not all(reached for reached, _ in outcomes))


if __name__ == "__main__":
    main()
