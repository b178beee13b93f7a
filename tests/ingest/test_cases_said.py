"""What is decided about a file and has to be said: two amounts, a `$` in JSON, its encoding, a file that is given twice."""

import json
from pathlib import Path
from typing import Any

import pytest
from reading import ask_both

from grantcli.dataset import Dataset, open_dataset
from grantcli.errors import GrantcliError


def read(path: Path, **options: Any) -> tuple[str, str]:
    """Return the amounts with their currencies and what is said; both engines have to say the same."""
    return ask_both(_read, path, **options)


def _read(dataset: Dataset) -> tuple[str, str]:
    data = dataset.data
    awards = [f"{'?' if each.amount is None else f'{each.amount:f}'} {each.currency or '-'}" for each in data.engine.all_awards()]
    return ", ".join(awards), "\n".join(data.late_notes())


TWO = {
    "the second goes with the column": (
        "Recipient,Amount (£),Amount (€),Currency\nA,85,100,EUR\nB,170,200,EUR\n", "100.00 EUR, 200.00 EUR",
        "`Amount (€)` is read as the amount, because the currency of every row is EUR, and `Amount (£)` is in another"),
    "the first goes with the column": (
        "Recipient,Amount (£),Amount (€),Currency\nA,85,100,GBP\nB,170,200,gbp\n", "85.00 GBP, 170.00 GBP",
        "where both are there, it is not read"),
    "in thousands": (
        "Recipient,Amount (GBP),Amount (EUR 000s),Currency\nA,85000,100,EUR\n", "100000.00 EUR", "every row is EUR"),
    "another order, another sign": (
        "Devise;Montant (CHF);Bénéficiaire;Montant (EUR)\n€;90;A;100\n€;180;B;200\n", "100.00 EUR, 200.00 EUR",
        "every row is EUR"),
    "dollars of two countries": (
        "Recipient,Value (US$),Value (CAD),Currency\nA,75,100,CAD\n", "100.00 CAD", "`Value (CAD)` is read as the amount"),
    "rows in several currencies": (
        "Recipient,Amount (£),Amount (€),Currency\nA,85,100,EUR\nB,170,200,GBP\n", "? EUR, 170.00 GBP", "cannot be read"),
    "no column of currencies": (
        "Recipient,Amount (£),Amount (€)\nA,85,100\n", "85.00 GBP",
        "`Amount (€)` is the amount of rows where `Amount (£)` is blank, 0 or a dash; where both are there, it is not read"),
}  # fmt: skip


@pytest.mark.costly
@pytest.mark.parametrize("name", TWO)
def test_of_two_amounts_the_one_that_goes_with_the_currency_is_read(name: str, tmp_path: Path) -> None:
    text, amounts, note = TWO[name]
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    result, notes = read(tmp_path / "a.csv")
    assert result == amounts
    assert note in notes


@pytest.mark.costly
def test_a_mapping_overrules_the_amount_that_is_taken(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(TWO["the second goes with the column"][0], encoding="utf-8")
    assert read(tmp_path / "a.csv", columns={"amount": "Amount (£)"})[0] == "? EUR, ? EUR"


def grants(path: Path, *amounts: tuple[str | int, str]) -> Path:
    body = [{"name": "A"}]
    listed = [{"id": f"a{number}", "amountAwarded": amount, "awardDate": "2019-04-01", "recipientOrganization": body,
               **({"currency": code} if code else {})} for number, (amount, code) in enumerate(amounts)]  # fmt: skip
    text = json.dumps({"grants": listed}) if path.suffix == ".json" else "\n".join(map(json.dumps, listed))
    path.write_text(text, encoding="utf-8")
    return path


DOLLARS: list[tuple[tuple[tuple[str | int, str], ...], str, str]] = [
    ((("$500", ""), (5, "GBP")), "500.00 USD, 5.00 GBP", "`$` is read as USD"),
    ((("$500", "CAD"),), "500.00 CAD", ""),
    ((("A$500", ""),), "500.00 AUD", ""),
    ((("500 kr", ""),), "500.00 -", "`kr` could be SEK, NOK, DKK, ISK"),
    (((500, ""),), "500.00 -", ""),
]


@pytest.mark.costly
@pytest.mark.parametrize("suffix", [".json", ".jsonl"])
@pytest.mark.parametrize(("amounts", "result", "note"), DOLLARS)
def test_a_dollar_in_grants_of_the_standard_is_said(
    amounts: tuple[tuple[str | int, str], ...], result: str, note: str, suffix: str, tmp_path: Path
) -> None:
    read_as, notes = read(grants(tmp_path / f"a{suffix}", *amounts))
    assert read_as == result
    assert note in notes
    assert bool(note) == ("--currency CODE" in notes)


@pytest.mark.costly
def test_a_currency_that_is_named_settles_the_dollar(tmp_path: Path) -> None:
    path = grants(tmp_path / "a.json", ("$500", ""))
    result = [open_dataset(path, engine=engine, cache=False, currency="AUD").data for engine in ("memory", "duckdb")]
    assert ["is read as" in "".join(each.late_notes()) for each in result] == [False, False]
    assert [[award.currency for award in each.engine.all_awards()] for each in result] == [["AUD"], ["AUD"]]


@pytest.mark.parametrize("encoding", ["utf-32", "utf-16", "utf-8-sig"])
def test_a_table_in_any_unicode_is_read_and_the_rare_one_is_said(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Recipient,Amount (£)\nÄ,5\nB,7\n", encoding=encoding)
    result, notes = read(tmp_path / "a.csv")
    assert (result, "UTF-32" in notes) == ("5.00 GBP, 7.00 GBP", encoding == "utf-32")


PATHS = [
    ({"award": {"value": 5, "to": {"name": "A"}}}, {"amount": "award/value", "recipient": "award/to/name"}),
    ({"record": {"value": 5, "to": {"name": "A"}}}, {"amount": "value", "recipient": "record/to/name"}),
    ({"award": {"value": 5}, "to": {"name": "A"}}, {"amount": "award/value", "recipient": "to/name"}),
    ({"grant": {"value": 5}, "item": {"name": "A"}}, {"amount": "grant/value", "recipient": "item/name"}),
]


@pytest.mark.parametrize(("element", "columns"), PATHS)
def test_a_mapping_takes_the_path_as_the_file_has_it(element: dict[str, Any], columns: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps([element, element]), encoding="utf-8")
    assert read(tmp_path / "a.json", columns=columns)[0] == "5.00 -, 5.00 -"


def test_a_path_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps([PATHS[0][0]]), encoding="utf-8")
    with pytest.raises(GrantcliError, match="no heading `award/sum`"):
        open_dataset(tmp_path / "a.json", columns={"amount": "award/sum"})


def test_a_file_that_is_given_twice_is_said(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("Recipient,Amount\nA,5\n", encoding="utf-8")
    (tmp_path / "link.csv").symlink_to(tmp_path / "a.csv")
    one, other, link = (tmp_path / name for name in ("a.csv", "b.csv", "link.csv"))
    question = {"twice": [one, other, one], "by a link": [one, link], "three": [one, one, one], "none": [one, other]}
    result = {
        name: [note for note in open_dataset(paths).data.late_notes() if "is given" in note] for name, paths in question.items()
    }
    twice = [f"`{one}` is given twice, and its awards are counted twice"]
    thrice = [f"`{one}` is given 3 times, and its awards are counted 3 times"]
    assert result == {"twice": twice, "by a link": twice, "three": thrice, "none": []}


NONE = {
    "nothing like money": ("Recipient,Title\nA,x\nB,y\n", "so every amount is unknown; `--map amount=HEADING` reads one"),
    "money that cannot be read": ("Recipient,Award\nA,1.2m\nB,300k\n", "because no heading says so; `Award` may be it"),
    "in another language": (
        "Modtager,Tilskud til kultur\nA,tbc\nB,?\n",
        "because no heading says so; `Tilskud til kultur` may be it",
    ),
}


@pytest.mark.parametrize("name", NONE)
def test_a_file_without_a_column_of_amounts_says_so(name: str, tmp_path: Path) -> None:
    content, note = NONE[name]
    (tmp_path / "x.csv").write_text(content)
    amounts, notes = read(tmp_path / "x.csv")
    assert amounts == "? -, ? -"
    assert f"no column is read as the amount, {note}" in notes


PARTNERS = {
    "Recipient,Partners,Amount\nA,B,5\n": "Partners",
    'Lead council,Partner councils,Amount\nA,"B, C",5\n': "Partner councils",
    "Lead Applicant,Co-applicants,Amount\nA,B,5\n": "Co-applicants",
    "Recipient,Delivery Partner Organisations,Amount\nA,B,5\n": "Delivery Partner Organisations",
    "Recipient,Partners,Amount\nA,3,5\n": "",
    "Recipient,Partners,Amount\nA,,5\n": "",
    "Recipient,Number of partners,Amount\nA,3,5\n": "",
}


@pytest.mark.sample(3)
@pytest.mark.parametrize("text", PARTNERS)
def test_a_column_of_partners_is_named_and_counted_where_that_is_asked(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    heading = PARTNERS[text]
    assert ("may name others that share an award" in read(tmp_path / "a.csv")[1]) == bool(heading)
    if heading:
        result = open_dataset(tmp_path / "a.csv", cache=False, columns={"partner": heading}).total(by="recipient")
        assert len(result.rows) == 2
        assert not any("share an award, and is not read" in note for note in result.notes)


@pytest.mark.parametrize("headings", [
    "Partner 1,Partner 2", "Partner1,Partner2", "1st partner,2nd partner", "Partner organisation (1),Partner organisation (2)",
    "Partner A name,Partner B name",
])  # fmt: skip
def test_partners_in_several_columns_are_named_with_what_reads_them_all(headings: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"Lead council,{headings},Amount\nLeeds,Croydon,Barnet,5\nLeeds,Croydon,,6\n")
    notes = read(tmp_path / "a.csv")[1]
    columns = {f"recipientOrganization/{place}/name": each for place, each in enumerate(headings.split(","), 1)}
    assert all(f"--map '{path}={each}'" in notes for path, each in columns.items())
    result = open_dataset(tmp_path / "a.csv", cache=False, columns=columns).total(by="recipient")
    assert len(result.rows) == 3


COUNCILS = {
    "Council,Project,Amount awarded\nLeeds,A,5\n": ("Leeds", ""),
    "Council,Organisation,Amount\nLeeds,A,5\n": ("A", "`Council` is not read, because `Organisation` is"),
    "University,Title,Amount\nBorchester,A,5\n": ("Borchester", ""),
}


@pytest.mark.parametrize("text", COUNCILS)
def test_a_council_or_a_university_is_the_recipient_where_nothing_else_is(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    data = open_dataset(tmp_path / "a.csv", cache=False).data
    name, note = COUNCILS[text]
    assert [award.lead.name for award in data.engine.all_awards() if award.lead] == [name]
    assert note in " ".join(data.late_notes())
