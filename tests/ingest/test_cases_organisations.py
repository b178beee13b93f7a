"""One organisation under several names or identifiers: what is one row, what stays apart, and what is said; read in both ways."""

import json
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from conftest import SHARED, Run
from grantcli.dataset import Dataset, open_dataset
from grantcli.table import Money

HOW = "only by case, blanks or a leading `the`"
ROW = "organisation has several names with one identifier, and is one row under the name used most"
CASE = SHARED / "data" / "cases" / "28-org-names-and-ids" / "in.csv"
HEAD = "Identifier,Currency,Amount Awarded,Recipient Org:Identifier,Recipient Org:Name,Funding Org:Identifier,Funding Org:Name"


def answer(paths: Path | Sequence[Path], by: str = "recipient", **options: object) -> tuple[list[str], list[str]]:
    """Return what each group got, and what is said of names; both engines have to say the same."""
    result = [_answer(open_dataset(paths, engine=engine, cache=False, **options), by) for engine in ("memory", "duckdb")]  # type: ignore[arg-type]  # options of each kind
    assert result[0] == result[1]
    return result[0]


def _answer(question: Dataset, by: str) -> tuple[list[str], list[str]]:
    table = question.total(by=by)
    total = [column.name for column in table.columns].index("total")
    groups = [f"{row[0]} {money.amount:.0f}" for row in table.rows if isinstance(money := row[total], Money)]
    return sorted(groups), [note for note in question.data.late_notes() if "identifier" in note]


@pytest.mark.shared
def test_the_shared_case_has_its_right_answer() -> None:
    groups, notes = answer(CASE)
    assert groups == [
        "Royal Shakespeare Company (GB-CHC-212481) 8000",
        "Royal Shakespeare Company (GB-COH-00212481) 16000",
        "Royal Shakespeare Company 32000",
        "The Royal British Legion 7000",
    ]
    assert [note.partition(" (")[0] for note in notes] == [
        f"1 {ROW}: 2 names are joined to it",
        "1 name has several identifiers, and is a row for each",
    ]
    assert "`Royal British Legion - Gateshead Branch`, `the royal british legion` are `The Royal British Legion`" in notes[0]
    assert "`Royal Shakespeare Company`: `GB-CHC-212481`, `GB-COH-00212481`" in notes[1]


@pytest.mark.shared
def test_the_names_of_the_shared_case_are_kept_apart_where_they_are_asked_for() -> None:
    assert answer(CASE, by="recipient_name")[0] == [
        "Royal British Legion - Gateshead Branch 1000",
        "Royal Shakespeare Company 56000",
        "The Royal British Legion 2000",
        "the royal british legion 4000",
    ]


SIBLINGS: dict[str, tuple[list[str], list[str], list[str]]] = {
    "the name used most is shown": (
        ["1,GB-CHC-1,HOPE PROJECT", "2,GB-CHC-1,Hope Project", "4,GB-CHC-1,Hope Project"],
        ["Hope Project 7"], [ROW]),
    "spellings count together, so that the name used most is not lost among them": (
        ["1,GB-CHC-1,Arks", "2,GB-CHC-1,Arks", "4,GB-CHC-1,ark", "8,GB-CHC-1,The Ark", "16,GB-CHC-1,Ark"], ["ark 31"], [ROW]),
    "of two used as often, the first of the file": (
        ["1,GB-CHC-1,Zoo Trust", "2,GB-CHC-1,zoo trust"], ["Zoo Trust 3"], ["(`zoo trust` is `Zoo Trust`)"]),
    "a leading the, in capitals": (
        ["1,GB-CHC-1,THE ARK", "2,GB-CHC-1,Ark", "4,GB-CHC-1,Ark"], ["Ark 7"], ["`THE ARK` is `Ark`"]),
    "quite different names with one identifier": (
        ["1,GB-CHC-1,Ark", "2,GB-CHC-1,Ark", "4,GB-CHC-1,Boat Builders"], ["Ark 7"], ["`Boat Builders` is `Ark`"]),
    "punctuation is another name": (["1,GB-CHC-1,St. Mary", "2,GB-CHC-1,St Mary"], ["St. Mary 3"], ["`St Mary` is `St. Mary`"]),
    "an identifier that is not an org-id joins only spellings": (
        ["1,7,Ark", "2,7,THE ARK", "4,7,Boat"], ["Ark 3", "Boat 4"],
        [ROW, "1 identifier that is not an org-id has several names"]),
    "a placeholder is no identifier": (["1,GB-CHC-0,Ark", "2,GB-CHC-0,Boat"], ["Ark 1", "Boat 2"], ["stay apart"]),
    "leading noughts of a number are none": (
        ["1,GB-COH-00123456,Ark", "2,GB-COH-123456,Ark", "4,GB-COH-SC012345,Boat", "8,gb-coh-sc12345,Boat"], ["Ark 3", "Boat 12"],
        ["2 organisations have several identifiers that are one by rule"]),
    "numbers of two registers are two": (
        ["1,GB-CHC-123456,Ark", "2,GB-COH-00123456,Ark"], ["Ark (GB-CHC-123456) 1", "Ark (GB-COH-00123456) 2"],
        ["1 name has several identifiers, and is a row for each"]),
    "two identifiers are two organisations": (["1,GB-CHC-1,Ark", "2,GB-CHC-2,ark"], ["Ark 1", "ark 2"], []),
    "one name with two identifiers": (
        ["1,GB-CHC-1,Ark", "2,GB-CHC-2,Ark"], ["Ark (GB-CHC-1) 1", "Ark (GB-CHC-2) 2"], ["1 name has several identifiers"]),
    "one name with two identifiers that are not org-ids": (
        ["1,7,Ark", "2,8,Ark"], ["Ark 3"], ["1 name has several identifiers that are not org-ids, and is one row"]),
    "without identifiers": (["1,,Ark", "2,,The Ark", "4,,Boat"], ["Ark 1", "Boat 4", "The Ark 2"],
                            [f"2 names without an identifier differ {HOW}, and stay apart (`Ark`, `The Ark`)"]),
    "with and without an identifier": (["1,GB-CHC-1,Ark", "2,,ark", "4,,Ark"], ["Ark 5", "ark 2"],
                                      ["2 names without an identifier"]),
}  # fmt: skip


def write(path: Path, rows: Sequence[str], funder: str = "GB-CHC-9,Giver") -> Path:
    lines = (f"a{number},GBP,{row},{funder}" for number, row in enumerate(rows))
    path.write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")
    return path


@pytest.mark.costly
@pytest.mark.parametrize("name", SIBLINGS)
def test_organisations_are_one_by_their_identifiers_and_never_by_likeness(name: str, tmp_path: Path) -> None:
    rows, groups, notes = SIBLINGS[name]
    result, message = answer(write(tmp_path / "a.csv", rows))
    assert result == groups
    assert len(message) == len(notes)
    assert all(part in note for part, note in zip(notes, message, strict=True))


@pytest.mark.costly
def test_every_spelling_keeps_names_apart_and_says_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", ["1,GB-CHC-1,Ark", "2,GB-CHC-1,ARK", "4,GB-CHC-1,The Ark Trust"])
    assert answer(path, every_spelling=True) == (["ARK 2", "Ark 1", "The Ark Trust 4"], [])


@pytest.mark.costly
def test_a_funder_has_one_spelling_too(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.csv",
        ["1,GB-CHC-1,Ark,GB-CHC-9,The Giver", "2,GB-CHC-1,Ark,GB-CHC-9,GIVER", "4,GB-CHC-1,Ark,GB-CHC-9,GIVER"],
        "",
    )
    assert answer(path, by="funder")[0] == ["GIVER 7"]


@pytest.mark.costly
def test_partners_are_counted_among_the_spellings(tmp_path: Path) -> None:
    bodies = [[("1", "Ark"), ("2", "Boat")], [("2", "THE BOAT"), ("1", "ARK")], [("2", "The boat")], [("2", "The boat")]]
    grants = [{"id": f"a{number}", "currency": "GBP", "amountAwarded": 2**number, "recipientOrganization": [
        {"id": f"GB-CHC-{key}", "name": name} for key, name in each]} for number, each in enumerate(bodies)]  # fmt: skip
    (tmp_path / "a.json").write_text(json.dumps({"grants": grants}), encoding="utf-8")
    groups, notes = answer(tmp_path / "a.json")
    assert groups == ["Ark 3", "The boat 15"]
    assert "3 names are joined" in notes[0]


def test_spellings_of_several_files_are_joined_across_them(tmp_path: Path) -> None:
    one = write(tmp_path / "a.csv", ["1,GB-CHC-1,ARK"])
    two = write(tmp_path / "b.csv", ["2,GB-CHC-1,Ark", "4,GB-CHC-1,Ark"])
    assert answer([one, two])[0] == ["Ark 7"]


@pytest.mark.costly
def test_the_awards_themselves_have_the_spelling_that_is_shown(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", ["1,GB-CHC-1,ARK", "2,GB-CHC-1,Ark", "4,GB-CHC-1,Ark"])
    for engine in ("memory", "duckdb"):
        result = open_dataset(path, engine=engine, cache=False).data.engine.all_awards()
        assert [award.lead and award.lead.name for award in result] == ["Ark"] * 3


@pytest.mark.costly
def test_a_copy_that_is_asked_again_gives_the_same_and_each_way_has_its_own(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", ["1,GB-CHC-1,ARK", "2,GB-CHC-1,Ark", "4,GB-CHC-1,Ark"])
    apart: tuple[list[str], list[str]] = (["ARK 1", "Ark 6"], [])
    for _ in range(2):
        groups, notes = _answer(open_dataset(path, engine="duckdb"), "recipient")
        assert (groups, len(notes)) == (["Ark 7"], 1)
        assert _answer(open_dataset(path, engine="duckdb", every_spelling=True), "recipient") == apart


@pytest.mark.costly
def test_a_large_file_is_read_as_a_small_one_is(tmp_path: Path) -> None:
    random = Random(28)  # noqa: S311 - the same rows each time
    names = ["Royal Legion", "The Royal Legion", "ROYAL LEGION", "the  royal legion", "Royal Legion - Branch", "Légion", "LÉGION"]
    rows = [f"{random.randrange(1000)},GB-CHC-{random.randrange(40)},{random.choice(names)}" for _ in range(3_000)]
    path = write(tmp_path / "a.csv", rows, f"GB-CHC-9,{'A Giver of Long Name' * 8}")
    assert path.stat().st_size > 500_000
    groups, notes = answer(path)
    assert len(groups) == 39 + 3  # one for each number, and one for each name under a number that is none
    assert len(notes) == 3


def test_diff_and_check_look_at_names_as_the_files_have_them(tmp_path: Path, run: Run) -> None:
    old = write(tmp_path / "old.csv", ["1,GB-CHC-1,Ark", "2,GB-CHC-1,Ark", "4,GB-CHC-1,ARK"])
    new = write(tmp_path / "new.csv", ["1,GB-CHC-1,Ark", "2,GB-CHC-1,Ark", "4,GB-CHC-1,Ark"])
    changed = run("diff", str(old), str(new), "-f", "csv").stdout
    assert b"ARK" in changed
    assert b"one-body-several-names" in run("check", "--data", str(old), "-f", "csv").stdout


@pytest.mark.costly
def test_an_organisation_is_found_under_each_of_its_names_and_identifiers(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", ["1,GB-COH-00123456,Ark", "2,GB-COH-123456,Boat Builders", "4,GB-CHC-9,Ark"])
    requests = {
        "recipient:boat": 2, "boat": 2, 'lead:"boat builders"': 2, 'council:"boat builders"': 2, "org_id=GB-COH-123456": 2,
        "recipient:GB-COH-123456": 2, "recipient=ark": 3, 'council_now:"boat builders"': 2, "recipient_name:boat": 1,
        "recipient_id=GB-COH-123456": 1, "-recipient:boat": 1, "org_id:ark": 0,
    }  # fmt: skip
    for engine in ("memory", "duckdb"):
        data = open_dataset(path, engine=engine, cache=False)
        assert {question: len(data.list(question).rows) for question in requests} == requests, engine


NUMBERS = (
    "Identifier,Currency,Amount Awarded,Recipient Org:Identifier,Recipient Org:Name,Recipient Org:Charity Number,"
    "Recipient Org:Company Number"
)
LINKED = {
    "a charity and a company number on one award": (
        ["GB-CHC-1000001,Ark,1000001,", "GB-COH-00123456,Boat,,", "360G-x-1,Zoo,1000001,123456"], ["Ark 7"]),
    "a number of another form is none": (["GB-CHC-1000001,Ark,,0", "GB-COH-00000001,Boat,12,"], ["Ark 1", "Boat 2"]),
    "a number that contradicts the identifier": (["GB-CHC-1000001,Ark,1000002,", "GB-CHC-1000002,Boat,,"], ["Ark 1", "Boat 2"]),
    "numbers that would join two charities join nothing": (
        ["GB-CHC-1000001,Ark,,00123456", "GB-CHC-1000002,Boat,,00123456", "GB-COH-00123456,Zoo,,"], ["Ark 1", "Boat 2", "Zoo 4"]),
    "a name without an identifier takes no other's": (["GB-CHC-1000001,Ark,,", ",Boat,1000001,"], ["Ark 1", "Boat 2"]),
}  # fmt: skip


@pytest.mark.costly
@pytest.mark.parametrize("name", LINKED)
@pytest.mark.parametrize("form", ["csv", "json"])
def test_numbers_of_one_award_are_one_organisation(name: str, form: str, tmp_path: Path) -> None:
    rows, groups = LINKED[name]
    table = [f"a{number},GBP,{2**number},{row}" for number, row in enumerate(rows)]
    if form == "csv":
        (tmp_path / "a.csv").write_text("\n".join([NUMBERS, *table]) + "\n", encoding="utf-8")
    else:
        grants = [_grant(*row.split(",")) for row in table]
        (tmp_path / "a.json").write_text(json.dumps({"grants": grants}), encoding="utf-8")
    assert answer(tmp_path / f"a.{form}")[0] == groups


def _grant(key: str, currency: str, amount: str, *recipient: str) -> dict[str, object]:
    body = {name: text for name, text in zip(("id", "name", "charityNumber", "companyNumber"), recipient, strict=True) if text}
    return {"id": key, "currency": currency, "amountAwarded": int(amount), "recipientOrganization": [body]}
