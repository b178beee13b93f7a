"""One organisation under several spellings: what is one row, what stays apart, and what is said; read in both ways."""

import json
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from conftest import SHARED, Run
from grantcli.dataset import Dataset, open_dataset
from grantcli.table import Money

HOW = "only by case, blanks or a leading `the`"
CASE = SHARED / "data" / "cases" / "28-org-names-and-ids" / "in.csv"
HEAD = "Identifier,Currency,Amount Awarded,Recipient Org:Identifier,Recipient Org:Name,Funding Org:Identifier,Funding Org:Name"


def answer(paths: Path | Sequence[Path], by: str = "recipient", **options: object) -> tuple[list[str], list[str]]:
    """Return what each group got, and what is said of names; both engines have to say the same."""
    found = [_answer(open_dataset(paths, engine=engine, cache=False, **options), by) for engine in ("memory", "duckdb")]  # type: ignore[arg-type]  # options of each kind
    assert found[0] == found[1]
    return found[0]


def _answer(asked: Dataset, by: str) -> tuple[list[str], list[str]]:
    table = asked.total(by=by)
    total = [column.name for column in table.columns].index("total")
    groups = [f"{row[0]} {money.amount:.0f}" for row in table.rows if isinstance(money := row[total], Money)]
    return sorted(groups), [note for note in asked.data.late_notes() if "identifier" in note]


@pytest.mark.shared
def test_the_shared_case_has_its_right_answer() -> None:
    groups, notes = answer(CASE)
    assert groups == [
        "Royal British Legion - Gateshead Branch 1000",
        "Royal Shakespeare Company 56000",
        "The Royal British Legion 6000",
    ]
    assert [note.partition(" (")[0] for note in notes] == [
        f"1 organisation has names that differ {HOW}, with one identifier: 1 spelling is joined to the one used most",
        "1 identifier has several names, which stay apart",
        "1 name has several identifiers, and is one row",
    ]
    assert "`Royal Shakespeare Company`: `GB-CHC-212481`, `GB-COH-00212481`" in notes[2]


SIBLINGS: dict[str, tuple[list[str], list[str], list[str]]] = {
    "the spelling used most is shown": (
        ["1,GB-CHC-1,HOPE PROJECT", "2,GB-CHC-1,Hope Project", "4,GB-CHC-1,Hope Project"],
        ["Hope Project 7"], ["1 spelling is joined"]),
    "of two used as often, the first of the file": (
        ["1,GB-CHC-1,Zoo Trust", "2,GB-CHC-1,zoo trust"], ["Zoo Trust 3"], ["(`zoo trust` is `Zoo Trust`)"]),
    "a leading the, in capitals": (
        ["1,GB-CHC-1,THE ARK", "2,GB-CHC-1,Ark", "4,GB-CHC-1,Ark"], ["Ark 7"], ["`THE ARK` is `Ark`"]),
    "blanks within": (["1,GB-CHC-1,Food  Bank", "2,GB-CHC-1,Food\u00a0Bank", "4,GB-CHC-1,FoodBank"], ["Food  Bank 7"],
                     ["2 spellings are"]),
    "letters beyond English": (["1,GB-CHC-1,Ysgol Llŷn", "2,GB-CHC-1,YSGOL LLŶN"], ["Ysgol Llŷn 3"], ["1 spelling is joined"]),
    "the within a name or a word is part of it": (
        ["1,GB-CHC-1,Theatre", "2,GB-CHC-1,atre", "4,GB-CHC-2,Friends of the Ark", "8,GB-CHC-2,Friends of Ark"],
        ["Friends of Ark 8", "Friends of the Ark 4", "Theatre 1", "atre 2"], ["2 identifiers have several names"]),
    "a name that is only the": (["1,GB-CHC-1,The", "2,GB-CHC-1,the"], ["The 3"], ["`the` is `The`"]),
    "punctuation is another name": (["1,GB-CHC-1,St. Mary", "2,GB-CHC-1,St Mary"], ["St Mary 2", "St. Mary 1"],
                                    ["1 identifier has several"]),
    "two identifiers are two bodies": (["1,GB-CHC-1,Ark", "2,GB-CHC-2,ark"], ["Ark 1", "ark 2"], []),
    "one name with two identifiers": (["1,GB-CHC-1,Ark", "2,GB-CHC-2,Ark"], ["Ark 3"], ["1 name has several identifiers"]),
    "without identifiers": (["1,,Ark", "2,,The Ark", "4,,Boat"], ["Ark 1", "Boat 4", "The Ark 2"],
                            [f"2 names without an identifier differ {HOW}, and stay apart (`Ark`, `The Ark`)"]),
    "with and without an identifier": (["1,GB-CHC-1,Ark", "2,,ark", "4,,Ark"], ["Ark 5", "ark 2"],
                                      ["2 names without an identifier"]),
}  # fmt: skip


def written(path: Path, rows: Sequence[str], funder: str = "GB-CHC-9,Giver") -> Path:
    lines = (f"a{number},GBP,{row},{funder}" for number, row in enumerate(rows))
    path.write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("name", SIBLINGS)
def test_names_are_joined_where_they_have_one_identifier_and_nothing_else_differs(name: str, tmp_path: Path) -> None:
    rows, groups, notes = SIBLINGS[name]
    found, said = answer(written(tmp_path / "a.csv", rows))
    assert found == groups
    assert len(said) == len(notes)
    assert all(part in note for part, note in zip(notes, said, strict=True))


def test_every_spelling_keeps_them_apart_and_says_nothing(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", ["1,GB-CHC-1,Ark", "2,GB-CHC-1,ARK", "4,GB-CHC-1,The Ark Trust"])
    assert answer(path, every_spelling=True) == (["ARK 2", "Ark 1", "The Ark Trust 4"], [])


def test_a_funder_has_one_spelling_too(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.csv",
        ["1,GB-CHC-1,Ark,GB-CHC-9,The Giver", "2,GB-CHC-1,Ark,GB-CHC-9,GIVER", "4,GB-CHC-1,Ark,GB-CHC-9,GIVER"],
        "",
    )
    assert answer(path, by="funder")[0] == ["GIVER 7"]


def test_partners_are_counted_among_the_spellings(tmp_path: Path) -> None:
    bodies = [[("1", "Ark"), ("2", "Boat")], [("2", "THE BOAT"), ("1", "ARK")], [("2", "The boat")], [("2", "The boat")]]
    grants = [{"id": f"a{number}", "currency": "GBP", "amountAwarded": 2**number, "recipientOrganization": [
        {"id": f"GB-CHC-{key}", "name": name} for key, name in each]} for number, each in enumerate(bodies)]  # fmt: skip
    (tmp_path / "a.json").write_text(json.dumps({"grants": grants}), encoding="utf-8")
    groups, notes = answer(tmp_path / "a.json")
    assert groups == ["Ark 3", "The boat 15"]
    assert "3 spellings are joined" in notes[0]


def test_spellings_of_several_files_are_joined_across_them(tmp_path: Path) -> None:
    one = written(tmp_path / "a.csv", ["1,GB-CHC-1,ARK"])
    two = written(tmp_path / "b.csv", ["2,GB-CHC-1,Ark", "4,GB-CHC-1,Ark"])
    assert answer([one, two])[0] == ["Ark 7"]


def test_the_awards_themselves_have_the_spelling_that_is_shown(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", ["1,GB-CHC-1,ARK", "2,GB-CHC-1,Ark", "4,GB-CHC-1,Ark"])
    for engine in ("memory", "duckdb"):
        found = open_dataset(path, engine=engine, cache=False).data.engine.all_awards()
        assert [award.lead and award.lead.name for award in found] == ["Ark"] * 3


def test_a_copy_that_is_asked_again_gives_the_same_and_each_way_has_its_own(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", ["1,GB-CHC-1,ARK", "2,GB-CHC-1,Ark", "4,GB-CHC-1,Ark"])
    apart: tuple[list[str], list[str]] = (["ARK 1", "Ark 6"], [])
    for _ in range(2):
        groups, notes = _answer(open_dataset(path, engine="duckdb"), "recipient")
        assert (groups, len(notes)) == (["Ark 7"], 1)
        assert _answer(open_dataset(path, engine="duckdb", every_spelling=True), "recipient") == apart


def test_a_large_file_is_read_as_a_small_one_is(tmp_path: Path) -> None:
    random = Random(28)  # noqa: S311 - the same rows each time
    names = ["Royal Legion", "The Royal Legion", "ROYAL LEGION", "the  royal legion", "Royal Legion - Branch", "Légion", "LÉGION"]
    rows = [f"{random.randrange(1000)},GB-CHC-{random.randrange(40)},{random.choice(names)}" for _ in range(12_000)]
    path = written(tmp_path / "a.csv", rows)
    assert path.stat().st_size > 500_000
    groups, notes = answer(path)
    assert len(groups) <= len(names)
    assert len(notes) == 3


def test_diff_and_check_look_at_names_as_the_files_have_them(tmp_path: Path, run: Run) -> None:
    old = written(tmp_path / "old.csv", ["1,GB-CHC-1,Ark", "2,GB-CHC-1,Ark", "4,GB-CHC-1,ARK"])
    new = written(tmp_path / "new.csv", ["1,GB-CHC-1,Ark", "2,GB-CHC-1,Ark", "4,GB-CHC-1,Ark"])
    changed = run("diff", str(old), str(new), "-f", "csv").stdout
    assert b"ARK" in changed
    assert b"one-body-several-names" in run("check", "--data", str(old), "-f", "csv").stdout
