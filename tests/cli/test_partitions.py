"""Folders named `column=value`: what they say is a column of the awards in them, and files that do not matter are not read."""

import json
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from conftest import Run
from grantcli import open_data

HEAD = "Recipient,Amount (GBP)\n"
ENGINES = ("memory", "duckdb")
GRANT = {"id": "a", "amountAwarded": 5, "currency": "GBP", "recipientOrganization": [{"id": "r", "name": "R"}]}


def _write(path: Path, rows: Sequence[tuple[str, object]]) -> None:
    """Write awards in the form that the name of a file asks for."""
    path.parent.mkdir(parents=True, exist_ok=True)
    match path.suffix:
        case ".csv":
            path.write_text(HEAD + "".join(f"{name},{amount}\n" for name, amount in rows))
        case ".jsonl":
            path.write_text("".join(json.dumps({"Recipient": name, "Amount (GBP)": amount}) + "\n" for name, amount in rows))
        case _:
            values = ", ".join(f"('{name}', {amount})" for name, amount in rows)
            text = f'SELECT * FROM (VALUES {values}) t("Recipient", "Amount (GBP)")'  # noqa: S608 - our own values
            duckdb.execute(f"COPY ({text}) TO '{path}'")


@pytest.fixture(params=["csv", "jsonl", "parquet"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder with partitions of two levels, and a file in none."""
    place = tmp_path / "data"
    none: list[tuple[str, object]] = [("Total", 4), ("", "")] if request.param == "csv" else []
    files: dict[str, list[tuple[str, object]]] = {
        "a": [("A", 1)],
        "year=2018/b": [("B", 2)],
        "year=2019/c": [("C", 4), *none],
        "year=2019/place=North%20West/d": [("D", 8)],
        "year=__HIVE_DEFAULT_PARTITION__/e": [("E", 16)],
    }
    for name, rows in files.items():
        _write(place / f"{name}.{request.param}", rows)
    return place


@pytest.fixture(params=[*ENGINES, "tables"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """What answers: from memory, from tables of what is in memory, or from the tables of each file."""
    if request.param == "tables":
        monkeypatch.setattr(open_data, "LARGE_TOGETHER", 0)
        monkeypatch.setattr(open_data, "LARGE", 0)
        return "duckdb"
    return str(request.param)


@pytest.mark.sample("folder", "engine")
@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (("total", "--by", "x:year", "-c", "x:year,awards,total"), [",2,17.00", "2018,1,2.00", "2019,2,12.00"]),
        (("total", "--by", "x:place", "-c", "x:place,awards,total"), [",4,23.00", "North West,1,8.00"]),
        (("total", "x:Year:2019", "-c", "awards,total"), ["2,12.00"]),
        (("total", "x:year=2018", "or", "x:place:north", "-c", "awards,total"), ["2,10.00"]),
        (("total", "-x:year:2019", "-c", "awards,total"), ["3,19.00"]),
        (("total", "x:year:..", "amount>2", "-c", "awards,total"), ["2,12.00"]),
        (("list", "x:year:1999", "-c", "recipient"), []),
        (("filter", "x:year:2019", "-c", "recipient,x:year"), ["C,2019", "D,2019"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_what_names_of_folders_say_is_a_column(words: tuple[str, ...], lines: list[str], engine: str, run: Run) -> None:
    done = run(*words, "--data", "data", "-f", "csv", "--engine", engine)
    assert (done.code, sorted(done.out.splitlines()[1:])) == (0, sorted(lines)), done.err


@pytest.mark.costly
def test_what_names_of_folders_say_makes_no_row_an_award_nor_an_award_none(folder: Path, engine: str, run: Run) -> None:
    with_names = run("list", "--data", "data", "-f", "csv", "-c", "recipient,amount", "--engine", engine).out
    for path in sorted(folder.rglob("*.*")):
        path.rename(folder / f"{path.stem}{path.suffix}")
    for path in sorted(folder.rglob("*=*"), reverse=True):
        path.rmdir()
    assert run("list", "--data", "data", "-f", "csv", "-c", "recipient,amount", "--engine", engine).out == with_names


@pytest.mark.costly
def test_a_file_that_the_names_of_its_folders_rule_out_is_not_read(folder: Path, engine: str, run: Run) -> None:
    suffix = next(folder.glob("a.*")).suffix
    broken = folder / "year=2018" / f"b{suffix}"
    broken.write_bytes(b"\x00\x01 no data")
    words = ("--data", "data", "-f", "csv", "--engine", engine)
    assert run("total", *words).code == 3  # data cannot be read
    for terms in (("x:year:2019",), ("x:year=2019", "or", "x:Year:2020"), ("not", "x:year:2018")):
        done = run("total", *terms, *words, "-c", "awards")
        assert (done.code, done.out) == (0, "awards\n4\n" if terms[0] == "not" else "awards\n2\n")
        assert "note: 1 of 5 files is not read, because the names of its folders show that no award there matches\n" in done.err
    assert run("list", "x:year:2019", *words, "-c", "recipient").out == "recipient\nC\nD\n"
    for terms in (("x:year:2018",), ("x:year:2019", "or", "amount>0"), ("x:year=2019", "or", "x:place:north"), ("B",)):
        assert run("total", *terms, *words).code == 3  # as above
    assert run("filter", "x:year:2019", *words).code == 3  # it says how many awards there are
    assert run("total", "x:year:2019", "--one-per", "id", *words).code == 3  # any file may have the latest


@pytest.mark.costly
@pytest.mark.usefixtures("folder")
def test_map_reads_a_field_from_the_names_of_folders(tmp_path: Path, engine: str, run: Run) -> None:
    data = next((tmp_path / "data").glob("a.*"))
    data.unlink()
    words = ("--data", "data", "--map", "awarded=Year", "-f", "csv", "--engine", engine)
    done = run("total", "--by", "year", "-c", "year,awards,total", *words)
    assert (done.code, done.out) == (0, "year,awards,total\n2018,1,2.00\n2019,2,12.00\n,1,16.00\n")
    done = run("list", "-c", "recipient,awarded,x:place", *words)
    assert done.out == "recipient,awarded,x:place\nB,2018,\nC,2019,\nD,2019,North West\nE,,\n"
    assert run("list", "-c", "x:year", *words).code == 2  # it is the date now


@pytest.mark.costly
@pytest.mark.usefixtures("folder")
def test_fields_say_that_a_column_is_from_the_names_of_folders(engine: str, run: Run) -> None:
    done = run("fields", "--data", "data", "-f", "csv", "-c", "name,filled,heading,how", "--engine", engine)
    lines = [line for line in done.out.splitlines() if line.startswith("x:")]
    assert lines == ["x:place,0.200000,place,folder", "x:year,0.600000,year,folder"]


@pytest.mark.costly
@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_the_name_of_a_folder_replaces_a_column_of_the_same_name(tmp_path: Path, engine: str, suffix: str, run: Run) -> None:
    (tmp_path / "theme=work").mkdir()
    rows = """SELECT 'A' AS "Recipient", 5 AS "Amount (GBP)", 'home' AS "Theme\""""
    duckdb.execute(f"COPY ({rows}) TO '{tmp_path}/theme=work/a.{suffix}'")
    done = run("list", "-c", "recipient,x:theme", "--data", ".", "-f", "csv", "--engine", engine)
    assert done.out.endswith("\nA,work\n")
    assert "`Theme` is not read, because the name of its folder says `theme=work`\n" in done.err


@pytest.mark.costly
def test_fields_have_columns_by_name_in_every_engine(engine: str, tmp_path: Path, run: Run) -> None:
    grants = [{**GRANT, "zeta": "1", "Mid": "2"}, {**GRANT, "id": "b", "alpha": "3"}]
    (tmp_path / "a.json").write_text(json.dumps({"grants": grants}))
    (tmp_path / "b.csv").write_text("Recipient,Amount (GBP),Yes,Before\nA,1,y,b\n")
    done = run("fields", "--data", "a.json", "--data", "b.csv", "-f", "csv", "-c", "name", "--engine", engine)
    names = [line for line in done.out.splitlines() if line.startswith("x:")]
    assert names == ["x:alpha", "x:Before", "x:Mid", "x:Yes", "x:zeta"]
