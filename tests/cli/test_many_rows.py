"""Lists of many rows: the same bytes as any other, in memory that does not grow with them."""

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

PROGRAMS = [name for name, each in FORMATS.items() if not each.for_people]
COUNT = 1_200
HEADER = ("Identifier", "Title", "Amount Awarded", "Currency", "Award Date", "Recipient Org:Identifier", "Recipient Org:Name",
          "Recipient Org:1:Identifier", "Recipient Org:1:Name", "Funding Org:Name")  # fmt: skip


def _row(n: int) -> tuple[str, ...]:
    """Return an award with what each format has to take care of, now and then."""
    title = {0: "=1+1", 1: 'a "quoted" one, with\nlines', 2: "tab\there \\", 3: "Café ☕"}.get(n % 11, f"Grant {n}")
    amount = "" if n % 13 == 0 else "0" if n % 17 == 0 else f"-{n}" if n % 19 == 0 else f"{n * 7 % 9973}.{n % 100:02d}"
    day = "2019" if n % 23 == 0 else f"20{10 + n % 9}-{1 + n % 12:02d}-{1 + n % 28:02d}"
    second = (f"GB-CHC-{n % 500 + 1000}", f"Other {n % 500}") if n % 29 == 0 else ("", "")
    return (f"360G-x-{n}", title, amount, "EUR" if n % 31 == 0 else "GBP", day, f"GB-COH-{n % 700:08d}", f"Body {n % 700}",
            *second, "Giver")  # fmt: skip


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let few rows be many, so that a test is quick."""
    monkeypatch.setattr(output, "_FEW", 100)
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


@pytest.mark.sample("name", "engine")
@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("engine", ["duckdb", "memory"])
def test_a_list_of_many_rows_has_the_bytes_of_the_table(
    name: str, engine: str, grants: Callable[[int], Path], run: Run, tmp_path: Path
) -> None:
    path, made = grants(COUNT), tmp_path / f"made{FORMATS[name].suffixes[0]}"
    done = run("list", "--data", str(path), "--engine", engine, "--sort", "-amount,title", "-o", str(made))
    table = open_dataset(path, engine="memory").list(sort="-amount,title")
    page = render(table, name, Style())
    assert (done.code, len(table.rows)) == (0, COUNT)
    assert done.err.endswith(f"Wrote {made} ({COUNT:,} rows)\n")
    assert all(f"note: {note}\n" in done.err for note in page.notes)
    assert made.read_bytes() == (page.content or page.text.encode())


@pytest.mark.sample(4)
@pytest.mark.parametrize(
    "words",
    [("list",), ("list", "--raw", "--no-header"), ("list", "--excel"), ("list", "-n", "1100"), ("list", "-c", "id,recipient"),
     ("filter", "amount>=0 or amount<0", "--why"), ("list", "-amount:.."), ("list", "council:none-of-these")],
)  # fmt: skip
def test_a_pipe_gets_what_a_file_gets(words: tuple[str, ...], grants: Callable[[int], Path], run: Run, tmp_path: Path) -> None:
    given = (*words, "--data", str(grants(COUNT)), "--engine", "duckdb")
    piped, filed = run(*given, "-f", "csv"), run(*given, "-o", "made.csv")
    assert (piped.code, filed.out) == (filed.code, "")
    assert piped.stdout == (tmp_path / "made.csv").read_bytes()
    assert filed.err.startswith(piped.err)


def test_what_is_written_at_once_and_what_row_by_row_is_the_same(
    grants: Callable[[int], Path], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = ("filter", "amount:..", "--why", "--data", str(grants(COUNT)), "--engine", "duckdb", "-f", "jsonl")
    by_row = run(*given)
    monkeypatch.setattr(output, "_FEW", COUNT)
    assert run(*given) == by_row
    assert by_row.out.count("\n") > COUNT / 2


@pytest.mark.sample(2)
@pytest.mark.parametrize("name", PROGRAMS)
def test_memory_does_not_grow_with_the_rows(name: str, grants: Callable[[int], Path], run: Run, tmp_path: Path) -> None:
    def peak(count: int) -> int:
        given = ("--data", str(grants(count)), "--engine", "duckdb", "-o", str(tmp_path / f"made{FORMATS[name].suffixes[0]}"))
        assert run("list", *given, "-n", "101").code == 0  # the first question reads the file, and imports what it needs
        tracemalloc.start()
        try:
            assert run("list", *given).code == 0
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert peak(4 * COUNT) < 1.5 * peak(COUNT)


def test_a_sheet_that_would_be_too_long_is_refused_and_leaves_the_old_one(
    grants: Callable[[int], Path], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from grantcli.render import xlsx

    monkeypatch.setattr(xlsx, "_ROWS", COUNT)
    made = tmp_path / "made.xlsx"
    made.write_bytes(b"old")
    done = run("list", "--data", str(grants(COUNT)), "-o", str(made))
    assert (done.code, made.read_bytes(), list(tmp_path.iterdir())) == (1, b"old", [made])
    assert done.err.endswith(
        "error: 1,200 rows and 8 columns are more than a sheet of XLSX can have\nhint: use csv or parquet, or --limit\n"
    )
