"""Lists and totals of many rows: the same bytes as any other, in memory that does not grow with them."""

import csv
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Run
from grantcli.cli import output
from grantcli.dataset import open_dataset
from grantcli.engines import sql
from grantcli.render import FORMATS, render
from grantcli.render.style import Style
from grantcli.reports import totals

PROGRAMS = [name for name, each in FORMATS.items() if not each.for_people]
COUNT = 600
NAMES = ("Straße", "STRASSE", "ΟΔΟΣ", "İzmir")
"""What sorts otherwise than letter by letter where case is lost in another way."""
HEADER = ("Identifier", "Title", "Amount Awarded", "Currency", "Award Date", "Recipient Org:Identifier", "Recipient Org:Name",
          "Recipient Org:1:Identifier", "Recipient Org:1:Name", "Funding Org:Name")  # fmt: skip


def _row(n: int) -> tuple[str, ...]:
    """Return an award with what each format has to take care of, now and then."""
    title = {0: "=1+1", 1: 'a "quoted" one, with\nlines', 2: "tab\there \\", 3: f"{NAMES[n % 4]} ☕"}.get(n % 11, f"Grant {n}")
    amount = "" if n % 13 == 0 else "0" if n % 17 == 0 else f"-{n}" if n % 19 == 0 else f"{n * 7 % 9973}.{n % 100:02d}"
    day = "2019" if n % 23 == 0 else f"20{10 + n % 9}-{1 + n % 12:02d}-{1 + n % 28:02d}"
    second = (f"GB-CHC-{n % 500 + 1000}", f"Other {n % 500}") if n % 29 == 0 else ("", "")
    return (f"360G-x-{n}", title, amount, "EUR" if n % 31 == 0 else "GBP", day, f"GB-COH-{n % 700:08d}", f"Body {n % 700}",
            *second, "Giver")  # fmt: skip


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let few rows be many, so that a test is quick."""
    monkeypatch.setattr(output, "_FEW", 100)
    monkeypatch.setattr(totals, "MANY", 100)
    monkeypatch.setattr(sql, "_BATCH", 200)


@pytest.fixture(scope="session")
def grants(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """Return a file with this many awards."""
    folder = tmp_path_factory.mktemp("many")

    def file(count: int) -> Path:
        path = folder / f"{count}.csv"
        if not path.exists():
            with path.open("w", encoding="utf-8", newline="") as out:
                csv.writer(out).writerows([HEADER, *map(_row, range(1, count + 1))])
        return path

    return file


@pytest.mark.costly
@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("engine", ["duckdb", "memory"])
def test_a_list_of_many_rows_has_the_bytes_of_the_table(
    name: str, engine: str, grants: Callable[[int], Path], run: Run, tmp_path: Path
) -> None:
    path, result = grants(COUNT), tmp_path / f"made{FORMATS[name].suffixes[0]}"
    done = run("list", "--data", str(path), "--engine", engine, "--sort", "-amount,title", "-o", str(result))
    table = open_dataset(path, engine="memory").list(sort="-amount,title")
    page = render(table, name, Style())
    assert (done.code, len(table.rows)) == (0, COUNT)
    assert done.err.endswith(f"Wrote {result} ({COUNT:,} rows)\n")
    assert all(f"note: {note}\n" in done.err for note in page.notes)
    assert result.read_bytes() == (page.content or page.text.encode())


@pytest.mark.costly
@pytest.mark.parametrize(
    "words",
    [("list",), ("total", "--by", "id"), ("total", "--by", "title", "-n", "110", "-c", "total,title"),
     ("list", "--raw", "--no-header"), ("list", "--excel"), ("list", "-n", "550"), ("list", "-c", "id,recipient"),
     ("filter", "amount>=0 or amount<0", "--why"), ("list", "-amount:.."), ("list", "council:none-of-these")],
)  # fmt: skip
def test_a_pipe_gets_what_a_file_gets(words: tuple[str, ...], grants: Callable[[int], Path], run: Run, tmp_path: Path) -> None:
    values = (*words, "--data", str(grants(COUNT)), "--engine", "duckdb")
    piped, filed = run(*values, "-f", "csv"), run(*values, "-o", "made.csv")
    assert (piped.code, filed.out) == (filed.code, "")
    assert piped.stdout == (tmp_path / "made.csv").read_bytes()
    assert filed.err.startswith(piped.err)


@pytest.mark.costly
def test_what_is_written_at_once_and_what_row_by_row_is_the_same(
    grants: Callable[[int], Path], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = ("filter", "amount:..", "--why", "--data", str(grants(COUNT)), "--engine", "duckdb", "-f", "jsonl")
    by_row = run(*values)
    monkeypatch.setattr(output, "_FEW", COUNT)
    assert run(*values) == by_row
    assert by_row.out.count("\n") > COUNT / 2


@pytest.mark.costly
@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("engine", ["duckdb", "memory"])
def test_a_total_of_many_groups_has_the_bytes_of_the_table(
    name: str, engine: str, grants: Callable[[int], Path], run: Run, tmp_path: Path
) -> None:
    path, result = grants(COUNT), tmp_path / f"made{FORMATS[name].suffixes[0]}"
    done = run("total", "amount>=0 or -amount:..", "--by", "id", "--data", str(path), "--engine", engine, "-o", str(result))
    table = open_dataset(path, engine="memory").total("amount>=0 or -amount:..", by="id")
    page = render(table, name, Style())
    assert done.code == 0
    assert done.err.endswith(f"Wrote {result} ({len(table.rows):,} rows)\n")
    assert all(f"note: {note}\n" in done.err for note in (*table.notes, *page.notes))
    assert result.read_bytes() == (page.content or page.text.encode())


GROUPED = (
    ("--by", "title"), ("--by", "recipient"), ("--by", "recipient", "--split"), ("--by", "awarded,title"), ("--by", "amount"),
    ("--by", "id,currency"), ("--by", "lead", "--columns", "lead,median,share"), ("--by", "id", "--limit", "101"),
    ("--by", "id", "--columns", "all", "--stated-only"), ("--by", "id", "--real", "2019-20"), ("year:2012", "--by", "id"),
    ("--by", "id", "--sort", "-mean,id"), ("--by", "id", "--top", "200"),
)  # fmt: skip
"""Totals of many groups, of which the last do not come one after the other."""


@pytest.mark.costly
@pytest.mark.parametrize("words", GROUPED, ids=" ".join)
def test_groups_that_come_one_after_the_other_are_those_of_a_table(
    words: tuple[str, ...], grants: Callable[[int], Path], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = ("total", *words, "--data", str(grants(2 * COUNT)), "--engine", "duckdb", "-f", "csv")
    by_group = run(*values)
    monkeypatch.setattr(totals, "MANY", 10 * COUNT)
    assert run(*values) == by_group
    assert run(*values, "--engine", "memory") == by_group
    assert (by_group.code, by_group.out.count("\n") > 100) == (0, True)


@pytest.mark.parametrize(
    ("words", "error"),
    [(("-n", "-1"), "-1"), (("-c", "nothing"), "unknown column `nothing`"), (("-c", "id,,"), "")],
    ids=["limit", "column", "fine"],
)
def test_what_cannot_be_shown_of_many_groups_is_refused_before_any_is_written(
    words: tuple[str, ...], error: str, grants: Callable[[int], Path], run: Run, tmp_path: Path
) -> None:
    done = run("total", "--by", "id", *words, "--data", str(grants(COUNT)), "--engine", "duckdb", "-o", "made.csv")
    assert (done.code, (tmp_path / "made.csv").exists()) == ((2, False) if error else (0, True))
    assert error in done.err


@pytest.mark.slow
@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("words", [("list",), ("total", "--by", "id")], ids=" ".join)
def test_memory_does_not_grow_with_the_rows(
    name: str, words: tuple[str, ...], grants: Callable[[int], Path], run: Run, tmp_path: Path
) -> None:
    def peak(count: int) -> int:
        values = ("--data", str(grants(count)), "--engine", "duckdb", "-o", str(tmp_path / f"made{FORMATS[name].suffixes[0]}"))
        assert run(*words, *values, "-n", "101").code == 0  # the first question reads the file
        tracemalloc.start()
        try:
            assert run(*words, *values).code == 0
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    def least(count: int) -> int:  # the first time of anything, something is imported or compiled on the way
        return min(peak(count) for _ in range(2))

    # A row of texts takes twice as much; what the process does besides differs by half a megabyte from run to run.
    assert least(8 * COUNT) - least(2 * COUNT) < 300 * 6 * COUNT


def test_a_sheet_that_would_be_too_long_is_refused_and_leaves_the_old_one(
    grants: Callable[[int], Path], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from grantcli.render import xlsx

    monkeypatch.setattr(xlsx, "_ROWS", COUNT)
    result = tmp_path / "made.xlsx"
    result.write_bytes(b"old")
    done = run("list", "--data", str(grants(COUNT)), "-o", str(result))
    assert (done.code, result.read_bytes(), list(tmp_path.iterdir())) == (1, b"old", [result])
    assert done.err.endswith(
        "error: 600 rows and 8 columns are more than a sheet of XLSX can have\nhint: use csv or parquet, or --limit\n"
    )
