"""Several large files answer, from the tables of each, what the same awards answer in memory."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from shutil import rmtree

import pytest

from grantcli import open_data
from grantcli.cli.main import run as run_here
from grantcli.dataset import open_dataset
from grantcli.engines.sql import Sql
from grantcli.ingest.several_files import SeveralFiles

HEAD = "Identifier,Title,Currency,Amount Awarded,Award Date,Recipient Org:Identifier,Recipient Org:Name,Funding Org:Name"
FILES = {
    "plain.csv": f"{HEAD}\n"
    "a,One,GBP,100,2019-04-01,GB-LAE-LDS,Leeds,Giver\nb,Two,EUR,5.5,2020-03-31,,Croydon,Giver\nc,,GBP,,,X,,\n",
    "again.csv": f"{HEAD},Officer\n"
    "a,One,GBP,100,2019-04-01,GB-LAE-LDS,LEEDS,Giver,Ann\nd,Three,GBP,9,2018-01-01,GB-LAE-LDS,LEEDS,G,\n",
    "officers.csv": "Recipient;Amount (£);Date;officer\n"
    "Leeds;100;2019-04-01;Ann\nLeeds;tbc;2019-05-01; Bob \nCroydon;5;2019-06-01;\n",
    "figures.csv": f"{HEAD}\n"
    "e,One,GBP,tbc,17/11/2015,,L,G\nf,Two,GBP,(500),2016,,L,G\ng,T,,$5,soon,,L,G\nTotal,,,1,,,,\n,,,,,,,\n",
    "bodies.csv": "Identifier,Amount Awarded,Recipient Org:0:Name,Recipient Org:1:Name,Officer\n"
    "h,101,Leeds,Croydon,Cy\ni,7,Adur,,\n",
    "grants.json": json.dumps({"grants": [
        {"id": "j", "amountAwarded": 5, "currency": "GBP", "awardDate": "2019-04-01", "title": "T",
         "plannedDates": [{"duration": 3}],
         "recipientOrganization": [{"id": "GB-LAE-LDS", "name": "Leeds", "charityNumber": "123456"},
         {"name": "Adur"}]},
        {"id": "k", "amountAwarded": "tbc", "recipientIndividual": {"id": "x"}}, 7]}),
}  # fmt: skip
"""Files with what makes one differ from another: columns, ids that only count, spellings, several bodies, rows set aside."""
TOGETHER = (
    ("plain.csv", "again.csv"),
    ("officers.csv", "plain.csv", "officers.csv"),
    tuple(FILES),
)
QUESTIONS = (
    ("total", "--by", "recipient", "--top", "2"),
    ("total", "--by", "council,fy", "--split"),
    ("total", "--by", "x:officer"),
    ("total", "--by", "region"),
    ("total", "--currency", "USD", "--real", "2024-25"),
    ("total", "--one-per", "id"),
    ("total", "--every-spelling", "--by", "recipient"),
    ("total", "planned_duration:1..", "--by", "duration"),
    ("list", "-f", "json", "-c", "id,title,recipient,funder,amount,currency,awarded,fy,region,basis", "-s", "-amount,title"),
    ("list", "-f", "csv", "-c", "id,starts,recipient_charity_number"),
    ("list", "leeds", "--explain"),
    ("list", "-f", "360giving", "-o", "-"),
    ("list", "recipient:leeds", "-f", "jsonl"),
    ("show", "a", "officers.csv#2", "k"),
    ("compare", "council:leeds", "council:croydon"),
    ("fields",),
    ("total", "--rows"),
    ("duplicates",),
    ("check", "--severity", "info", "--today", "2026-11-24", "-f", "csv"),
)

Answer = Callable[..., tuple[int, bytes, bytes]]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all these files, and a cache where what one question has stored answers the next."""
    folder = tmp_path_factory.mktemp("several")
    for name, content in FILES.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


@pytest.fixture
def answer(files: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Answer:
    """Ask some of the files."""
    monkeypatch.chdir(files)
    monkeypatch.setenv("XDG_CACHE_HOME", str(files / "cache"))

    def ask(words: Sequence[str], names: Sequence[str], *more: str) -> tuple[int, bytes, bytes]:
        values = [word for name in names for word in ("--data", name)]
        return (run_here([*words, *values, *more]), *capfdbinary.readouterr())

    return ask


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    "words", [pytest.param(each, id=" ".join(each), marks=pytest.mark.slow if each == ("fields",) else ()) for each in QUESTIONS]
)
@pytest.mark.parametrize("names", TOGETHER, ids=len)
def test_the_tables_of_several_files_answer_what_their_awards_do(
    words: tuple[str, ...], names: tuple[str, ...], answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = answer(words, names, "--engine", "memory")
    monkeypatch.setattr(open_data, "LARGE_TOGETHER", 0)
    assert answer(words, names) == expected


@pytest.mark.costly
def test_tables_that_are_kept_answer_the_same(answer: Answer, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = answer(QUESTIONS[0], TOGETHER[1], "--engine", "memory")
    monkeypatch.setattr(open_data, "LARGE_TOGETHER", 0)
    rmtree(files / "cache", ignore_errors=True)
    assert [answer(QUESTIONS[0], TOGETHER[1]) for _ in range(2)] == [expected] * 2


def test_large_files_are_asked_by_tables_and_small_ones_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    paths = []
    for name in ("plain.csv", "grants.json"):
        paths.append(tmp_path / name)
        paths[-1].write_text(FILES[name], encoding="utf-8")
    assert not isinstance(open_dataset(paths).data.engine, Sql)
    monkeypatch.setattr(open_data, "LARGE_TOGETHER", sum(path.stat().st_size for path in paths))
    engine = open_dataset(paths).data.engine
    assert isinstance(engine, Sql)
    assert isinstance(engine.tables, SeveralFiles)
    ours = tmp_path / "ours.yaml"
    ours.write_text(
        "form: grantcli awards 1\nawards:\n  - {id: z, title: Z, amount: 1, currency: GBP, basis: stated, rule: given}\n"
    )
    assert open_dataset([*paths, ours]).data.count() == 6
