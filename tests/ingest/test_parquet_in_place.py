"""Questions of a Parquet file are put to the file itself, whatever types its columns have, and answer as the row reader does."""

import os
from pathlib import Path

import pytest

from grantcli.cli.main import run as run_here
from grantcli.ingest import cache
from grantcli.ingest.database import connect, target

HEAD = '"Identifier", "Title", "Currency", "Amount Awarded", "Award Date", "Recipient Org:Name"'
DAY, LATER = "DATE '2019-04-01'", "DATE '2020-05-02'"
ROWS = {
    "plain": f"('a', ' ', 'GBP', {{0}}, {DAY}, 'L'), ('b', 'U', 'GBP', {{1}}, {LATER}, 'M'), ('c', 'V', 'EUR', {{2}}, NULL, 'L')",
    "blanks": f"('a', '', 'GBP', {{0}}, {DAY}, 'L'), (' b', '', 'GBP ', {{1}}, {LATER}, 'L\u00a0'), ('c', '', '', 2, NULL, '')",
    "days of no award": "('a', '', 'GBP', {0}, DATE '1900-01-01', 'L'), ('b', '', 'GBP', {1}, DATE '9999-12-31', 'M')",
    "total": f"('a', '', 'GBP', {{0}}, {DAY}, 'L'), ('a', '', 'GBP', {{1}}, {LATER}, 'M'), ('Total', 'V', 'GBP', 2, NULL, '')",
    "a sum": f"('a', '', 'GBP', {{0}}, {DAY}, 'L'), ('b', '', 'GBP', 5, {DAY}, 'M'), (NULL, NULL, NULL, {{0}} + 5, NULL, NULL)",
    "dates": "('a', '', 'GBP', {0}, '2019-04-01', 'L'), ('b', '', 'GBP', {1}, '25/5/2020', 'M'), ('', '', '', 2, 'May 2021', '')",
}
AMOUNTS = {
    "DOUBLE": ("1.5", "-20", "100000000000.07"),
    "DOUBLE of three decimals": ("1.505", "20", "NULL"),
    "DOUBLE without a number": ("'NaN'", "20", "0.1"),
    "DOUBLE too large": ("9999999999999.99", "20", "0.1"),
    "FLOAT": ("1.5", "20.1", "0"),
    "BIGINT": ("1", "-20", "NULL"),
    "DECIMAL(18,2)": ("1.50", "20", "0.07"),
    "DECIMAL(12,4)": ("1.5050", "20", "0.07"),
    "VARCHAR": ("'1.5'", "'20 '", "'tbc'"),
}
BY_ROWS = {"DOUBLE of three decimals", "DECIMAL(12,4)", "FLOAT"}
"""Numbers that no text says, so that Python writes the rows."""
QUESTIONS = (
    ("total", "--by", "recipient,fy", "-f", "csv"), ("list", "-c", "id,title,amount,currency,awarded,lead", "-f", "csv"),
    ("total", "--rows"),
)  # fmt: skip


@pytest.mark.costly
@pytest.mark.parametrize(("rows", "amounts"), [*(("plain", each) for each in AMOUNTS), *((each, "DOUBLE") for each in ROWS)])
def test_a_parquet_file_is_asked_where_it_lies_and_answers_as_in_memory(
    rows: str, amounts: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    kind = amounts.partition(" ")[0] if " " in amounts else amounts
    values = ROWS[rows].format(*(f"CAST({value} AS {kind})" for value in AMOUNTS[amounts]))
    result = f"SELECT * FROM (VALUES {values}) t({HEAD})"  # noqa: S608 - made up here
    connect().execute(f"COPY ({result}) TO {target(Path('x.parquet'))} (FORMAT parquet)")

    def answer(*words: str) -> tuple[int, bytes, bytes]:
        return (run_here(words), *capfdbinary.readouterr())

    for words in QUESTIONS:
        expected = answer(*words, "--data", "x.parquet", "--engine", "memory")
        for _ in range(2):
            assert answer(*words, "--data", "x.parquet", "--engine", "duckdb") == expected, words
    (copy,) = cache.folder().iterdir()
    assert bool(list(copy.glob("core.parquet"))) == (amounts in BY_ROWS), "rows that can be asked as they are, are not copied"
    os.chdir("/")  # the tables say where the file is, wherever they are asked from
    here = answer("total", "-f", "csv", "--data", str(tmp_path / "x.parquet"), "--engine", "memory")
    assert answer("total", "-f", "csv", "--data", str(tmp_path / "x.parquet"), "--engine", "duckdb") == here


@pytest.mark.costly
def test_places_of_a_parquet_file_go_with_their_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Over many groups of rows, whose order several threads could change: a place beside another row is a wrong total."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = tmp_path / "x.parquet"
    codes = "CASE n % 3 WHEN 0 THEN 'E06000001' WHEN 1 THEN 'W06000015' END"
    heads = (
        '"Identifier", CAST(n AS DOUBLE) AS "Amount Awarded", \'GBP\' AS "Currency", \'Body \' || n % 7 AS "Recipient Org:Name"'
    )
    result = f"SELECT 'G' || n AS {heads}, {codes} AS \"Recipient Org:Location:0:Geographic Code\" FROM range(1, 6001) t(n)"  # noqa: S608
    connect().execute(f"COPY ({result} ORDER BY n) TO {target(path)} (FORMAT parquet, ROW_GROUP_SIZE 2048)")

    def answer(*words: str) -> tuple[int, bytes, bytes]:
        return (run_here((*words, "--data", str(path), "-f", "csv")), *capfdbinary.readouterr())

    question = ("total", "--by", "recipient_nation,recipient_district")
    expected = answer(*question, "--engine", "memory")
    assert b"Wales" in expected[1]
    for _ in range(2):
        assert answer(*question, "--engine", "duckdb") == expected
