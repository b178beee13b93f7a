"""What `list` writes is read again with equal totals, in every format, of the bundled awards and of a file."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Run
from grantcli.cli.main import run as run_here
from grantcli.dataset import Dataset, open_dataset

FORMATS = ("csv", "tsv", "json", "jsonl", "xlsx", "parquet", "sqlite", "360giving.json", "360giving.csv")
HEAD = ("Identifier,Title,Currency,Amount Awarded,Award Date,Recipient Org:0:Name,Recipient Org:1:Name,Recipient Ind:Name,"
        "Funding Org:Name,Grant Programme:Title,Ward")  # fmt: skip
ROWS = """
a,One,GBP,1000.50,2019-04-17,Leeds,,,Giver,Fund A,North
b,Two,GBP,-5,2019-03-31,Ark,Boat,,Giver,Fund A,
c,Three,EUR,7,2019-05,Ark,,,Giver,Fund B,South
d,Four,,12,2019,,,Ann Other,Giver,,
e,Five,GBP,tbc,,Ark; and Boat,,,Giver,Fund B,
f,=1+1,GBP,0,2020-04-01,-Dash,,,Giver,@Fund,
f,Seven,GBP,3,2020-04-02,Dóra & Söns,,,Giver,Fund B,
"""
SOURCES = ("bundled", "file", "own list")


@pytest.fixture
def source(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The name of the file that is listed."""
    name: str = request.param
    (tmp_path / "file.csv").write_text(HEAD + ROWS, encoding="utf-8")
    if name == "own list":
        assert run_here(["list", "--data", str(tmp_path / "file.csv"), "-o", str(tmp_path / "list.csv"), "-f", "csv"]) == 0
        return str(tmp_path / "list.csv")
    return str(tmp_path / "file.csv") if name == "file" else name


def totals(question: Dataset) -> dict[str, list[str]]:
    return {
        by: sorted(map(str, question.total(by=by, measures=("awards", "unknown", "total")).rows))
        for by in ("recipient", "programme", "fy")
    }


@pytest.mark.costly
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("source", SOURCES, indirect=True)
def test_what_list_writes_is_read_again_with_equal_totals(source: str, form: str, tmp_path: Path) -> None:
    name, _, suffix = form.rpartition(".")
    written = tmp_path / f"again.{suffix}"
    values = [] if source == "bundled" else ["--data", source]
    assert run_here(["list", *values, "-o", str(written), *(["-f", name] if name else [])]) == 0
    expected = totals(open_dataset(None if source == "bundled" else source))
    for engine in ("memory", "duckdb"):
        assert totals(open_dataset(written, engine=engine, cache=False)) == expected


@pytest.mark.costly
@pytest.mark.parametrize("form", ["csv", "json", "jsonl", "xlsx", "parquet"])
@pytest.mark.parametrize("source", ["bundled", "file"], indirect=True)
def test_a_list_of_all_columns_is_read_again_with_equal_totals(source: str, form: str, tmp_path: Path) -> None:
    written = tmp_path / f"all.{form}"
    values = [] if source == "bundled" else ["--data", source]
    assert run_here(["list", *values, "-c", "all", "-o", str(written)]) == 0
    expected = totals(open_dataset(None if source == "bundled" else source))
    for engine in ("memory", "duckdb"):
        assert totals(open_dataset(written, engine=engine, cache=False)) == expected


BLANK = {
    "names of the standard": (
        "Recipient Org:Name,Recipient,Amount,Funding Org:Name,Funder\n,Ark,10,,Giver\n,Boat,20,,Giver\n"),
    "others": "Grantee,Beneficiary,Amount,Funder,Awarding body\nArk,,10,,Giver\nBoat,,20,,Giver\n",
    "JSON": '[{"recipient_name": null, "recipient": "Ark", "amount": 10, "funder_name": "", "funder": "Giver"},'
            ' {"recipient_name": null, "recipient": "Boat", "amount": 20, "funder_name": "", "funder": "Giver"}]',
}  # fmt: skip


@pytest.mark.parametrize("name", BLANK)
def test_a_column_without_values_does_not_hide_one_that_has_the_names(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{'json' if name == 'JSON' else 'csv'}"
    path.write_text(BLANK[name], encoding="utf-8")
    for engine in ("memory", "duckdb"):
        data = open_dataset(path, engine=engine, cache=False)
        assert (
            data.list(columns="recipient,funder,amount").rows == open_dataset(path).list(columns="recipient,funder,amount").rows
        )
        assert [row[:2] for row in data.list(columns="recipient,funder").rows] == [(("Ark",), "Giver"), (("Boat",), "Giver")]


def test_a_column_that_is_asked_for_is_read_though_it_has_no_values(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(BLANK["names of the standard"], encoding="utf-8")
    data = open_dataset(path, columns={"recipient": "Recipient Org:Name"}, cache=False)
    assert [row[0] for row in data.list(columns="recipient").rows] == [None, None]


def test_a_database_keeps_what_awards_are_and_what_they_rest_on(tmp_path: Path) -> None:
    assert run_here(["list", "-o", str(tmp_path / "a.sqlite")]) == 0
    columns = "id,title,funder,lead,partner,region,stage,theme,project,amount,currency,basis,awarded,source,outcome,saving"
    again, first = (open_dataset(path) for path in (tmp_path / "a.sqlite", None))
    assert again.list(columns=columns).rows == first.list(columns=columns).rows


@pytest.mark.parametrize("content", [b"SQLite format 3\0" + b"\1" * 4000, None])
def test_a_database_that_is_not_ours_is_refused(content: bytes | None, tmp_path: Path, run: Run) -> None:
    path = tmp_path / "a.db"
    if content:
        path.write_bytes(content)
    else:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE awards (id TEXT, amount INTEGER)")
    result = run("total", "--data", str(path))
    assert result.code == 3
    assert b"is an SQLite database" in result.stderr
