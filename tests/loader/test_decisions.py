"""Files of decisions which organisations are one: what they may say, how faults are told, and how questions use them."""

from pathlib import Path

import pytest

from conftest import Run
from grantcli.dataset import open_dataset
from grantcli.errors import DataError
from grantcli.loader import decisions
from grantcli.table import Money

HEADINGS = "Identifier,Currency,Amount Awarded,Recipient Org:Identifier,Recipient Org:Name,Recipient Org:Charity Number"
AWARDS = f"""{HEADINGS},Funding Org:Identifier,Funding Org:Name
a,GBP,1,GB-CHC-1000001,Ark,,GB-CHC-9,Giver
b,GBP,2,GB-COH-00123456,Ark,,GB-CHC-9,Giver
c,GBP,4,,Boat,,GB-CHC-9,Giver
d,GBP,8,360G-x-1,Zoo,1000002,GB-CHC-9,Giver
e,GBP,16,GB-CHC-1000002,Zoological Society,,GB-CHC-9,Giver
"""
READ: dict[str, tuple[str, list[str]]] = {
    "a list": ("- same: [GB-CHC-1000001, GB-COH-123456]\n", ["Ark 3", "Boat 4", "Zoo 24"]),
    "a mapping": ("same: [GB-CHC-1000001, GB-COH-123456]\n", ["Ark 3", "Boat 4", "Zoo 24"]),
    "lists of lists": ("same:\n  - [GB-CHC-1000001, GB-COH-00123456]\n  - [360G-x-1, Boat]\n", ["Ark 3", "Boat 28"]),
    "a name": ("- same: [GB-COH-00123456, GB-CHC-1000001]\n  name: The Ark\n  why: seen\n",
               ["Boat 4", "The Ark 3", "Zoo 24"]),
    "a name for an award without an identifier": (
        "- same: [GB-CHC-1000001, Boat]\n", ["Ark (GB-CHC-1000001) 5", "Ark (GB-COH-00123456) 2", "Zoo 24"]),
    "different undoes a rule": (
        "- different: [360G-x-1, GB-CHC-1000002]\n",
        ["Ark (GB-CHC-1000001) 1", "Ark (GB-COH-00123456) 2", "Boat 4", "Zoo 8", "Zoological Society 16"]),
}  # fmt: skip


@pytest.fixture
def awards(tmp_path: Path) -> Path:
    (tmp_path / "a.csv").write_text(AWARDS, encoding="utf-8")
    return tmp_path / "a.csv"


@pytest.mark.costly
@pytest.mark.parametrize("name", READ)
def test_questions_heed_decisions_whatever_answers(name: str, awards: Path) -> None:
    text, groups = READ[name]
    (awards.parent / "who.yaml").write_text(text, encoding="utf-8")
    result = []
    for engine in ("memory", "duckdb", "duckdb"):  # the second time from the tables that were kept
        table = open_dataset(awards, engine=engine, organisations=awards.parent / "who.yaml").total(by="recipient")
        total = [column.name for column in table.columns].index("total")
        group_count = [f"{row[0]} {money.amount:.0f}" for row in table.rows if isinstance(money := row[total], Money)]
        result.append((group_count, table.notes))
    assert sorted(result[0][0]) == groups
    assert result[0] == result[1] == result[2]


FAULTS = {
    "": ["1: : is empty"],
    "[]\n": [],
    "5\n": ["1: : is not a mapping"],
    "- 5\n": ["1: [0]: is no decision"],
    "- why: x\n": ["1: [0]: has neither `same` nor `different`"],
    "- same: [a]\n": ["1: [0].same: has fewer than two identifiers"],
    "- same: [a, a]\n": ["1: [0].same: has the same identifier twice"],
    "- same: [GB-CHC-01, GB-CHC-1]\n": ["1: [0].same: has the same identifier twice"],
    "- same: [a, [b]]\n": ["1: [0].same: is not a list of identifiers"],
    "- same: a\n": ["1: [0].same: is not a list of identifiers"],
    "- smae: [a, b]\n": ["1: [0].smae: has the unknown key `smae`", "1: [0]: has neither `same` nor `different`"],
    "- same: [a, b]\n  name: [c]\n": ["1: [0].same: has a `name` that is not a text"],
    "- same: [a, b]\n- same: [b, c]\n": ["2: [1].same: has `b`, which the list on line 1 has too"],
    "- same: [a, b]\n- different: [b, a]\n": ["2: [1].different: says of identifiers that they are different, and line 1"],
    "same: [a, b]\nsame: [c, d]\n": ["2: : has the key `same` twice"],
}


@pytest.mark.parametrize("text", FAULTS)
def test_every_fault_of_a_file_of_decisions_has_its_line(text: str, tmp_path: Path) -> None:
    (tmp_path / "who.yaml").write_text(text, encoding="utf-8")
    faults: list[str] = []
    try:
        decisions.read(tmp_path / "who.yaml", "who.yaml")
    except DataError as error:
        faults = [f"{each.place.line}: {each.place.path or ''}: {each.message}" for each in error.faults]
    assert len(faults) == len(FAULTS[text])
    assert all(fault.startswith(expected) for fault, expected in zip(faults, FAULTS[text], strict=True)), faults


def test_a_wrong_file_is_an_error_of_data_and_a_missing_one_too(awards: Path, run: Run) -> None:
    (awards.parent / "who.yaml").write_text("- same: [a]\n", encoding="utf-8")
    for name, message in (("who.yaml", b"has fewer than two identifiers"), ("none.yaml", b"cannot read the decisions")):
        result = run("total", "--data", str(awards), "--organisations", str(awards.parent / name))
        assert result.code == 3
        assert message in result.stderr


def test_the_file_can_be_a_setting_and_every_spelling_goes_before_it(
    awards: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (awards.parent / "who.yaml").write_text("- same: [GB-CHC-1000001, GB-COH-123456]\n", encoding="utf-8")
    (awards.parent / "grantcli.yaml").write_text("organisations: who.yaml\n", encoding="utf-8")
    monkeypatch.chdir(awards.parent)
    question = ("total", "recipient:ark", "--by", "recipient", "--data", "a.csv", "-f", "csv", "-c", "recipient,awards")
    assert run(*question).stdout == b"recipient,awards\nArk,2\n"
    assert run(*question, "--every-spelling").stdout == b"recipient,awards\nArk,2\n"
    assert run(*question, "--no-config").stdout == b"recipient,awards\nArk (GB-COH-00123456),1\nArk (GB-CHC-1000001),1\n"
