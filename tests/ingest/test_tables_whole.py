"""Tables keep the order of the file at a size that is read by several threads, and no byte of a kept one changes unnoticed."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from shutil import copytree, rmtree

import pytest

from grantcli.cli.main import run as run_here
from grantcli.engines.statement import Column
from grantcli.ingest import cache
from grantcli.ingest.database import connect, target
from grantcli.ingest.normalised_tables import TableReading
from grantcli.ingest.options import ReadOptions

ROWS = 100_000


def amount(number: int) -> str:
    """Return an amount; one in ten thousand is read by Python."""
    return "tbc" if number % 10_000 == 7 else str(number)


def as_csv(path: Path) -> None:
    rows = (f"G{number},Project {number},GBP,{amount(number)},2019-04-01,Body {number % 77}\n" for number in range(1, ROWS + 1))
    path.write_text("Identifier,Title,Currency,Amount Awarded,Award Date,Recipient Org:Name\n" + "".join(rows))


def as_lines(path: Path) -> None:
    path.write_text("\n".join(grants()) + "\n")


def as_json(path: Path) -> None:
    path.write_text('{"grants": [' + ",\n".join(grants()) + "]}")


def grants() -> list[str]:
    return [
        json.dumps({
            "id": f"G{number}", "title": f"Project {number}", "amountAwarded": amount(number) if number % 10_000 == 7 else number,
            "currency": "GBP", "awardDate": "2019-04-01", "recipientOrganization": [{"name": f"Body {number % 77}"}],
        })
        for number in range(1, ROWS + 1)
    ]  # fmt: skip


PARQUET = """COPY (SELECT 'G' || n AS "Identifier", 'Project ' || n AS "Title", 'GBP' AS "Currency",
  CAST(n AS DOUBLE) AS "Amount Awarded", DATE '2019-04-01' AS "Award Date", 'Body ' || n % 77 AS "Recipient Org:Name"
  FROM range(1, ROWS + 1) t(n) ORDER BY n) TO FILE (FORMAT parquet, ROW_GROUP_SIZE 5000)"""


def as_parquet(path: Path) -> None:
    connect().execute(PARQUET.replace("ROWS", str(ROWS)).replace("FILE", target(path)))


@pytest.mark.costly
@pytest.mark.parametrize("write", [as_csv, as_lines, as_json, as_parquet])
def test_the_numbers_of_a_hundred_thousand_rows_are_those_of_the_file(write: Callable[[Path], None], tmp_path: Path) -> None:
    path = tmp_path / "file"
    write(path)
    connection = connect()
    store = TableReading(path, "file", ReadOptions(), connection, keep=False).store()
    store.load([Column("awards", "title")])
    result = connection.execute("SELECT n, id, title, awarded_from FROM stored_awards ORDER BY n").fetchall()
    assert len(result) == ROWS
    assert [row[:3] for row in result] == [(n, f"G{n}", f"Project {n}") for n in range(1, ROWS + 1)]
    numbers = [1, 50_000, ROWS]
    whole = store.whole_awards(numbers, lambda question: connection.execute(question.sql, dict(question.parameters)).fetchall())
    assert [award.id for award in whole] == [f"G{n}" for n in numbers]


def test_blanks_around_cells_leave_no_figure_and_no_date_to_python(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("Identifier,Title,Amount Awarded,Award Date,Recipient Org:Name\n a , T , 5.50 , 2019-04-01\u00a0,\tL \n")
    connection = connect()
    store = TableReading(path, "file", ReadOptions(), connection, keep=False).store()
    awards = connection.execute("SELECT id, lead, amount, CAST(awarded_from AS VARCHAR) FROM stored_awards").fetchall()
    assert awards == [("a", "L", Decimal("5.50"), "2019-04-01")]
    assert not store.contents.tables, "each different text of a figure or a date that SQL does not read takes Python's time"


@pytest.mark.costly
@pytest.mark.parametrize("part", range(9))
def test_no_byte_of_a_kept_table_changes_unnoticed(
    part: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Every byte at both ends of each file, where what it holds is described, and one in seventeen between."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = tmp_path / "file.csv"
    path.write_text("Identifier,Title,Amount Awarded,Award Date,Recipient Org:Name\na,T,5,2019-04-01,L\nb,U,tbc,2019-05-01,M\n")
    question = ("list", "-f", "csv", "-c", "id,title,amount", "--engine", "duckdb", "--data", str(path))
    assert run_here(question) == 0
    expected = capfd.readouterr().out
    (place,) = cache.folder().iterdir()
    copytree(place, tmp_path / "right")
    names = sorted(each.name for each in place.iterdir())
    assert {"core.parquet", "long.parquet", "contents.json", "about.json"} <= set(names)
    for name in names:
        whole = (tmp_path / "right" / name).read_bytes()
        ends = {*range(min(32, len(whole))), *range(max(0, len(whole) - 32), len(whole))}
        for number, offset in enumerate(sorted({*ends, *range(0, len(whole), 17)})[part::9]):
            changed = bytearray(whole)
            changed[offset] ^= 1 << (number % 8)
            (place / name).write_bytes(changed)
            if number % 30 == 0:
                assert run_here(question) == 0
                assert capfd.readouterr().out == expected, (name, offset)
                assert cache.find(place.name), (name, offset)  # made anew
            else:
                assert cache.find(place.name) is None, (name, offset)
            rmtree(place, ignore_errors=True)
            copytree(tmp_path / "right", place)
