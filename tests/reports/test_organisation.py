"""`org`: what the data say of an organisation, whoever answers; names that several have, and names that are misspelt."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from conftest import SHARED, Run
from grantcli.dataset import open_dataset
from grantcli.errors import UsageError
from grantcli.table import Money, Table

HEAD = (
    "Identifier,Currency,Amount Awarded,Award Date,Recipient Org:Identifier,Recipient Org:Name,Funding Org:Identifier,"
    "Funding Org:Name"
)
ROWS = [
    "a,GBP,1,2019-04-17,GB-CHC-1,Ark,GB-CHC-9,Giver",
    "b,GBP,2,2020-04-17,GB-CHC-1,Ark,GB-CHC-8,Other Giver",
    "c,GBP,,2020-04-18,GB-CHC-1,Boat Builders,GB-CHC-9,Giver",
    "d,EUR,8,2020-04-18,GB-CHC-1,Ark,GB-CHC-9,Giver",
    "e,GBP,16,2021-04-18,GB-CHC-2,Zoo,GB-CHC-1,Ark",
    "f,GBP,32,2021-04-18,GB-CHC-3,Twin,GB-CHC-9,Giver",
    "g,GBP,64,2021-04-18,,Twin,GB-CHC-9,Giver",
]
ENGINES = ("memory", "duckdb")


@pytest.fixture
def awards(tmp_path: Path) -> Path:
    (tmp_path / "a.csv").write_text("\n".join([HEAD, *ROWS]) + "\n", encoding="utf-8")
    return tmp_path / "a.csv"


def ask(path: Path, *name: str) -> Table:
    """Return the answer, which every engine gives alike."""
    result = [open_dataset(path, engine=engine, cache=False).org(*name) for engine in ENGINES]
    assert result[0] == result[1]
    return result[0]


@pytest.mark.sample(2)
@pytest.mark.parametrize("name", ["Ark", "ark", "boat builders", "GB-CHC-1", "gb-chc-001"])
def test_an_organisation_is_shown_as_recipient_and_as_funder_under_each_of_its_names(name: str, awards: Path) -> None:
    (row,) = ask(awards, *name.split()).rows
    names = ("name", "org_ids", "other_names", "received", "by_year", "from", "given", "given_by_year", "given_to")
    output = dict(zip(names, row, strict=True))
    assert (output["name"], output["org_ids"], output["other_names"]) == ("Ark", ("GB-CHC-1",), ("Boat Builders",))
    assert [_text(each) for each in _records(output["received"])] == ["1 award €8", "3 awards £3 1 unknown"]
    assert [_text(each) for each in _records(output["by_year"])] == [
        "2020 1 award €8", "2019 1 award £1", "2020 2 awards £2 1 unknown"]  # fmt: skip
    assert [_text(each) for each in _records(output["from"])] == [
        "Giver 1 award €8", "Other Giver 1 award £2", "Giver 2 awards £1 1 unknown"]  # fmt: skip
    assert [_text(each) for each in _records(output["given"])] == ["1 award £16"]
    assert [_text(each) for each in _records(output["given_to"])] == ["Zoo 1 award £16"]


@pytest.mark.parametrize(("funders", "last"), [(10, "Giver 9 1 award £1"), (11, "1 other"), (12, "2 others")])
def test_the_ten_with_most_are_named_and_the_others_counted(funders: int, last: str, tmp_path: Path) -> None:
    rows = [f"a{n},GBP,{10 - n if n < 9 else 1},2019-04-17,GB-CHC-1,Ark,GB-CHC-{n + 2},Giver {n}" for n in range(funders)]
    (tmp_path / "a.csv").write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    (row,) = ask(tmp_path / "a.csv", "Ark").rows
    texts = [_text(each) for each in _records(row[5])]
    assert (len(texts), texts[-1]) == (min(funders, 11), last)


def _records(cell: object) -> list[dict[str, object]]:
    assert isinstance(cell, tuple)
    return list(cell)


def _text(result: dict[str, object]) -> str:
    return " ".join(str(value) for value in result.values() if value is not None)


@pytest.mark.costly
def test_what_it_received_and_gave_is_never_added(awards: Path) -> None:
    assert "what it received and what it gave are never added: the same money may be in both" in ask(awards, "Ark").notes


@pytest.mark.costly
def test_organisations_of_one_name_are_a_record_each(awards: Path) -> None:
    table = ask(awards, "Twin")
    assert [(row[1], row[3]) for row in table.rows] == [
        (None, ({"awards": "1 award", "total": Money(Decimal("64.00"), "GBP"), "unknown": None},)),
        (("GB-CHC-3",), ({"awards": "1 award", "total": Money(Decimal("32.00"), "GBP"), "unknown": None},)),
    ]
    assert any(note.startswith("2 organisations are called `Twin`") for note in table.notes)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_misspelt_name_is_an_error_that_names_the_nearest(engine: str, awards: Path) -> None:
    with pytest.raises(UsageError) as result:
        open_dataset(awards, engine=engine, cache=False).org("Givre")
    assert result.value.did_you_mean[0] == "Giver"


def test_bundled_awards_can_be_asked_and_programs_get_exact_amounts(run: Run) -> None:
    (result,) = json.loads(run("org", "leeds", "-f", "json").stdout)
    assert result["org_ids"] == ["GB-LAE-LDS"]
    assert result["received"] == [{"awards": "4 awards", "total": 690000.0, "unknown": None, "currency": "GBP"}]


@pytest.mark.shared
def test_the_funder_of_a_published_file_gave_all_of_it() -> None:
    path = SHARED / "data" / "360giving" / "trafford_council_voluntary_sector_grants.csv"
    (row,) = ask(path, "Trafford", "Council").rows
    assert [_text(each) for each in _records(row[6])] == ["555 awards £1,291,436.54"]


@pytest.mark.costly
@pytest.mark.parametrize("engine", ENGINES)
def test_only_awards_that_are_asked_for_count(engine: str, awards: Path, run: Run) -> None:
    words = ("org", "ark", "--data", str(awards), "--engine", engine, "--no-cache", "-f", "json")
    done = run(*words, "--where", "year:2020", "--min", "1")
    (result,) = json.loads(done.out)
    assert (result["name"], result["other_names"], result["given"]) == ("Ark", ["Boat Builders"], None)
    assert [each["total"] for each in result["received"]] == [8, 2]
    assert "note: money counts only in the awards of `year:2020 amount>=1`: 2 awards of 7\n" in done.err
    assert "money counts only" not in run(*words).err
    assert run(*words, "--where", "nosuch:1").code == 2


def test_amounts_of_several_currencies_are_told_apart_by_programs(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Recipient,Amount,Currency,Funder\nA,1,GBP,F\nA,2,EUR,F\nA,4,,F\n", encoding="utf-8")
    (result,) = json.loads(run("org", "A", "--data", str(path), "-f", "json").stdout)
    assert [(each["total"], each["currency"]) for each in result["received"]] == [(2.0, "EUR"), (1.0, "GBP"), (4.0, None)]
