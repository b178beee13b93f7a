"""A field from the name of a folder: files that SQL reads answer what the same awards answer in memory."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from conftest import Run
from grantcli import open_data
from grantcli.dataset import open_dataset
from grantcli.engines.sql import Sql
from grantcli.ingest.several_files import SeveralFiles

HEAD = "Identifier,Title,Currency,Amount Awarded,Recipient Org:Name,Officer"
FILES: Mapping[str, str] = {
    "year=2018/fund=Arts/a.csv": f"{HEAD}\na,One,GBP,100,Leeds,Ann\nb,Two,EUR,5.5,Croydon,\n,,,,,\nTotal,,,100,,\n",
    "year=2019/fund=Sport/b.csv": f"{HEAD}\nc,Three,GBP,tbc,Leeds,Bob\nd,,GBP,£7,Adur,\n",
    "year=2019-20/fund=Arts/c.csv": "Recipient;Amount (£)\nLeeds;100\nCroydon;5\n",
}
DATED = (
    "Identifier,Recipient Org:Name,Amount Awarded,Currency,Award Date,Grant Programme:Title,Title\n"
    "e,A,400,GBP,2001-01-01,Own,T\nf,B,20,GBP,,,T\ng,C,30,GBP,tbc,,T\n"
)
QUESTIONS = (
    ("total", "--by", "year"),
    ("total", "--by", "programme,fy"),
    ("total", "--by", "funder,currency"),
    ("total", "awarded:2018", "--by", "recipient"),
    ("total", "programme:arts", "-awarded>2018"),
    ("list", "-f", "json", "-c", "id,title,recipient,funder,funder_name,amount,awarded,fy,programme,x:officer", "-s", "id"),
    ("list", "-f", "360giving", "-o", "-"),
    ("list", "leeds", "--explain"),
    ("show", "a", "c.csv#2"),
    ("fields",),
    ("total", "--rows"),
    ("check", "--severity", "info", "--today", "2026-11-24", "-f", "csv"),
)
MAPS: Mapping[str, tuple[str, ...]] = {
    "a date": ("--map", "awarded=year"),
    "a date and a programme": ("--map", "awarded=year", "--map", "programme=fund"),
    "a funder": ("--map", "funder=fund"),
    "a recipient": ("--map", "recipient=fund"),
    "an unreadable date": ("--map", "awarded=fund"),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of partitions, which is the current one."""
    for name, text in FILES.items():
        (tmp_path / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "data" / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "data"


@pytest.mark.sample(3)
@pytest.mark.parametrize("name", MAPS)
@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
@pytest.mark.usefixtures("folder")
def test_fields_from_names_of_folders_answer_the_same_by_columns(
    question: tuple[str, ...], name: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = (*question, "--data", "data", *MAPS[name])
    in_memory = run(*words, "--engine", "memory")
    monkeypatch.setattr(open_data, "LARGE_TOGETHER", 0)
    assert run(*words) == in_memory


@pytest.mark.costly
@pytest.mark.parametrize(("name", "by_columns"), [("a date and a programme", True), ("a funder", True), ("a recipient", False)])
def test_sql_reads_a_file_unless_more_than_the_columns_of_awards_depends_on_its_folders(
    folder: Path, name: str, by_columns: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_data, "LARGE_TOGETHER", 0)
    columns = dict(each.split("=") for each in MAPS[name] if "=" in each)
    engine = open_dataset(folder, columns=columns, cache=False).data.engine
    assert isinstance(engine, Sql)
    assert isinstance(engine.tables, SeveralFiles)
    assert {each.store.contents.rows > 0 for each in engine.tables.files} == {by_columns}


@pytest.mark.costly
@pytest.mark.parametrize("text", [DATED, DATED.replace("2001-01-01,Own", "tbc,"), DATED.replace("tbc", "")])
@pytest.mark.parametrize("question", QUESTIONS[:6], ids=" ".join)
def test_a_row_with_such_a_value_keeps_it(
    folder: Path, question: tuple[str, ...], text: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "year=2019" / "fund=Sport" / "b.csv").write_text(text, encoding="utf-8")
    words = (*question, "--data", "data", "--map", "awarded=year", "--map", "programme=fund")
    in_memory = run(*words, "--engine", "memory")
    monkeypatch.setattr(open_data, "LARGE_TOGETHER", 0)
    assert run(*words) == in_memory
