"""How much processor time a first and a later question of each form of file takes, beside the bare tool that reads it.

Everything runs in the environment of this Python: the bare tools are those that grantcli itself reads files with, asked for no
more than the answer. Whole processes are counted, with all that they wait for, and runs are interleaved; a ratio is the median
of the ratios within each round. Processor time depends less on what else the machine does than time on a clock; ratios still
differ by a tenth.
"""

import argparse
import csv
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from statistics import median

from environments import ROOT, must
from files import MAKER, SHEET
from peers import OURS, RAW_SCRIPT, RECIPIENTS, cast

FEW, MANY, REPEATED = 100_000, 1_000_000, 44_000
GIB = 2**30
_OF_JSON = (
    "with sums as (select recipientOrganization[1].name as name, recipientOrganization[1].id as id, currency,"
    " count(*) as awards, sum(amountAwarded) as total"
    " from read_json('{path}', format = 'newline_delimited', columns = {{currency: 'VARCHAR', amountAwarded: 'DECIMAL(18,2)',"
    " recipientOrganization: 'STRUCT(name VARCHAR, id VARCHAR)[]'}}) group by 1, 2, 3), ranked as (select *, row_number() over"
    " (partition by currency order by total desc, name, id) as place from sums)"
    " select name, currency, awards, total from ranked where place <= 20"
)
_SPLIT = """\
import csv, mmap, sys, tempfile, duckdb, msgspec
file = open(sys.argv[2], "rb")
package = msgspec.defstruct("Package", [("grants", list[msgspec.Raw])])
grants = msgspec.json.Decoder(package).decode(memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)))
with tempfile.NamedTemporaryFile(suffix=".jsonl") as lines:
    for start in range(0, len(grants.grants), 2000):
        lines.write(b"\\n".join(map(bytes, grants.grants[start : start + 2000])) + b"\\n")
    lines.flush()
    csv.writer(sys.stdout).writerows(duckdb.sql(sys.argv[1].replace("{path}", lines.name)).fetchall())
"""
_CALAMINE = """\
import sys
from python_calamine import CalamineWorkbook
sums = {}
rows = CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).iter_rows()
next(rows)
for row in rows:
    group = row[7], row[6], row[3]
    sums[group] = sums.get(group, 0) + row[4]
print(len(sums))
"""
_SHEETS = """\
import csv, sys
from datetime import date
from itertools import islice
from xlsxwriter import Workbook
with Workbook(sys.argv[2], {"constant_memory": True}) as book, open(sys.argv[1], newline="") as file:
    rows, day = csv.reader(file), book.add_format({"num_format": "yyyy-mm-dd"})
    head = next(rows)
    for year in range(2015, 2020):
        sheet = book.add_worksheet(str(year))
        sheet.write_row(0, 0, head)
        for number, row in enumerate(islice(rows, 20_000), 1):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text)
            sheet.write_number(number, 4, float(row[4]))
            sheet.write_datetime(number, 5, date.fromisoformat(row[5]), day)
"""
_TO_PARQUET = "import sys, duckdb; duckdb.read_csv(sys.argv[1]).write_parquet(sys.argv[2])"
_TO_LINES = """\
import json, sys
with open(sys.argv[1], encoding="utf-8") as file, open(sys.argv[2], "w", encoding="utf-8") as into:
    into.writelines(json.dumps(grant) + "\\n" for grant in json.load(file)["grants"])
"""
SIGNS = {"GBP": "£", "EUR": "€", "USD": "US$"}
Words = Sequence[str | Path]


@dataclass(frozen=True, slots=True)
class Form:
    """A form of file, what it is compared with, and how many times as long it may take: the first time, and later."""

    name: str
    file: str
    base: Callable[[Path], Words]
    first: float
    later: float | None = None


def python(script: str, *words: str | Path) -> Words:
    """Return the words that run a script."""
    return (sys.executable, "-c", script, *words)


def ours(path: Path) -> Words:
    """Return the words that ask grantcli."""
    return (sys.executable, "-m", "grantcli", *OURS[RECIPIENTS], "--data", path, "-f", "csv")


def of_parquet(path: Path) -> str:
    """Return SQL over a file whose columns have types."""
    return cast(RECIPIENTS, path).replace(f"read_csv('{path}', all_varchar = true)", f"'{path}'")


FORMS = (
    Form("csv", f"grants-{MANY}.csv", lambda path: python(RAW_SCRIPT, cast(RECIPIENTS, path)), 3.0, 0.6),
    Form("parquet", f"grants-{MANY}.parquet", lambda path: python(RAW_SCRIPT, of_parquet(path)), 4.0),
    Form("json", f"grants-{MANY}.json", lambda path: python(_SPLIT, _OF_JSON.replace("{{", "{").replace("}}", "}"), path), 1.5),
    Form("jsonl", f"grants-{FEW}.jsonl", lambda path: python(RAW_SCRIPT, _OF_JSON.format(path=path)), 3.0),
    Form("xlsx", f"grants-{FEW}.xlsx", lambda path: python(_CALAMINE, path), 1.6),
    Form("sheets", f"sheets-{FEW}.xlsx", lambda path: ours(path.with_name(f"grants-{FEW}.xlsx")), 1.5),
    Form("cp1252", f"cp1252-{FEW}.csv", lambda path: ours(path.with_name(f"grants-{FEW}.csv")), 4.0),
    Form("spaces", f"spaces-{FEW}.csv", lambda path: ours(path.with_name(f"grants-{FEW}.csv")), 2.0),
    Form("signs", f"signs-{FEW}.csv", lambda path: ours(path.with_name(f"grants-{FEW}.csv")), 4.0),
    Form("repeated", f"repeated-{REPEATED}.csv", lambda path: ours(path.with_name(f"own-{REPEATED}.csv")), 10.0),
)


def make(folder: Path, names: Sequence[str]) -> None:
    """Make the files of these forms that are not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    for rows in (FEW, MANY):
        table, document = (folder / f"grants-{rows}.{suffix}" for suffix in ("csv", "json"))
        if not document.exists() and (rows == FEW or {"csv", "parquet", "json"}.intersection(names)):
            must("making a file", sys.executable, MAKER, str(rows), "--csv", table, "--json", document)
    table = folder / f"grants-{FEW}.csv"
    for form in FORMS:
        path = folder / form.file
        if form.name in names and not path.exists():
            print(f"making {path.name}", file=sys.stderr)
            writers = {"parquet": _parquet, "jsonl": _lines, "xlsx": _sheet, "sheets": _sheets, "cp1252": _write_old,
                       "spaces": _write_spaces, "signs": _write_signs, "repeated": _write_twice}  # fmt: skip
            writers[form.name](table, path)


def _parquet(_table: Path, path: Path) -> None:
    must("making Parquet", *python(_TO_PARQUET, path.with_suffix(".csv"), path))


def _lines(table: Path, path: Path) -> None:
    must("making lines", *python(_TO_LINES, table.with_suffix(".json"), path))


def _sheet(table: Path, path: Path) -> None:
    must("making a workbook", sys.executable, "-c", SHEET, table, path)


def _sheets(table: Path, path: Path) -> None:
    """Write the rows on five sheets, and beside them on one."""
    must("making a workbook", sys.executable, "-c", _SHEETS, table, path)
    _sheet(table, path.with_name(f"grants-{FEW}.xlsx"))


def _rows(table: Path) -> Iterator[list[str]]:
    with table.open(newline="", encoding="utf-8") as file:
        yield from csv.reader(file)


def _write_old(table: Path, path: Path) -> None:
    """Write the rows in Windows-1252 below a title, with a row in a thousand told twice and five totals."""
    with path.open("w", newline="", encoding="cp1252") as file:
        into, total = csv.writer(file), 0.0
        for number, row in enumerate(_rows(table)):
            if not number:
                into.writerows([["Grants of the caf\u00e9 trust"], [], row])
                continue
            into.writerows([row, row] if number % 1000 == 7 else [row])  # noqa: PLR2004 - any of a thousand
            total += float(row[4])
            if number % 20_000 == 0:
                into.writerow(["Total", "", "", "", f"{total:.2f}"])


def _write_spaces(table: Path, path: Path) -> None:
    """Write the rows with a space at both ends of each cell."""
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([f" {cell} " for cell in row] for row in _rows(table))


def _write_signs(table: Path, path: Path) -> None:
    """Write the rows with amounts as `£1,234.56`, few of them twice, and each date as `17/04/2019 10:30:59`."""
    with path.open("w", newline="", encoding="utf-8") as file:
        into = csv.writer(file)
        for number, row in enumerate(_rows(table)):
            year, month, day = row[5].split("-") if number else ("", "", "")
            time = f"{number % 24:02}:{number % 60:02}:{number % 59:02}"
            amount = f"{SIGNS.get(row[3], '')}{number * 997 % 10_000_000 / 100:,.2f}"
            into.writerow([*row[:4], amount, f"{day}/{month}/{year} {time}", *row[6:]] if number else row)


def _write_twice(table: Path, path: Path) -> None:
    """Write rows of ten identifiers, and beside them the same rows of their own."""
    with path.open("w", newline="", encoding="utf-8") as one, path.with_name(f"own-{REPEATED}.csv").open("w", newline="") as two:
        few, own = csv.writer(one), csv.writer(two)
        for number, row in enumerate(_rows(table)):
            if number <= REPEATED:
                few.writerow([f"id-{number % 10}" if number else row[0], *row[1:]])
                own.writerow([f"id-{number}" if number else row[0], *row[1:]])


def run(words: Words, cache: Path) -> tuple[float, float]:
    """Return the seconds of processor time that a process took, and the most memory in MB, at least what this process has."""
    env = {"PATH": os.environ["PATH"], "HOME": str(cache), "XDG_CACHE_HOME": str(cache), "LANG": "C.UTF-8"}
    child = subprocess.Popen(words, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    notes = child.stderr.read().decode() if child.stderr else ""
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"forms: error: exit {child.returncode}\n{notes}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def measure(form: Form, folder: Path, runs: int) -> Iterator[str]:
    """Return the lines of a table: the bare tool, the first question and a later one."""
    path, times = folder / form.file, dict[str, list[tuple[float, float]]](base=[], first=[], later=[])
    for _ in range(runs):
        for cache in (folder / "cache-base", folder / "cache"):
            rmtree(cache, ignore_errors=True)
            cache.mkdir()
        times["base"].append(run(form.base(path), folder / "cache-base"))
        times["first"].append(run(ours(path), folder / "cache"))
        times["later"].append(run(ours(path), folder / "cache"))
    for name, most in (("base", None), ("first", form.first), ("later", form.later)):
        ratio = median(own[0] / its[0] for own, its in zip(times[name], times["base"], strict=True))
        seconds, peak = median(each[0] for each in times[name]), max(each[1] for each in times[name])
        target = "" if most is None else f"at most {most:.1f}: {'reached' if ratio <= most else 'missed'}"
        yield f"{form.name:10}{name:8}{seconds:10.2f}{ratio:8.2f}{peak:10,.0f}  {target}".rstrip()


def main() -> None:
    """Make the files, measure, and print."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("forms", nargs="*", metavar="FORM", help=f"of {', '.join(form.name for form in FORMS)}; all if not given")
    reader.add_argument("--runs", type=int, default=5, help="how often each is asked")
    reader.add_argument("--folder", type=Path, default=ROOT / ".venv" / "bench" / "forms", help="where files are kept")
    arguments = reader.parse_args()
    names = arguments.forms or [form.name for form in FORMS]
    if unknown := set(names) - {form.name for form in FORMS}:
        reader.error(f"no form is called {', '.join(sorted(unknown))}")
    make(arguments.folder.resolve(), names)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB
    print(f"Python {platform.python_version()}, {sys.platform} {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB")
    print(f"{arguments.runs} runs each, interleaved, load {os.getloadavg()[0]:.1f}")
    print(f"{'form':10}{'':8}{'seconds':>10}{'x base':>8}{'peak MB':>10}")
    for form in FORMS:
        if form.name in names:
            print(*measure(form, arguments.folder.resolve(), arguments.runs), sep="\n", flush=True)


if __name__ == "__main__":
    main()
