"""JSON that is no list of objects: columns as lists, objects by their names, rows below headings, the nested records of UKRI."""

import json
from pathlib import Path
from typing import Any

import pytest
from reading import read_both

from grantcli.dataset import open_dataset
from grantcli.errors import DataError

SHAPES: dict[str, Any] = {
    "a list for each column": {"recipient": ["A", "B"], "amount": [5, 7.5]},
    "the standard's names": {"id": ["1", "2"], "title": ["x", "y"], "recipient": ["A", "B"], "amount": [5, 7.5]},
    "columns by row": {"recipient": {"0": "A", "1": "B"}, "amount": {"0": 5, "1": 7.5}},
    "rows by name": {"r1": {"recipient": "A", "amount": 5}, "r2": {"recipient": "B", "amount": 7.5}},
    "rows below headings": [["recipient", "amount"], ["A", 5], ["B", 7.5]],
    "rows beside headings": {"columns": ["recipient", "amount"], "index": [0, 1], "data": [["A", 5], ["B", 7.5]]},
    "rows beside described headings": {
        "fields": [{"id": "recipient", "type": "text"}, {"id": "amount", "type": "numeric"}], "records": [["A", 5], ["B", 7.5]]},
    "within an object": {"page": 1, "result": {"headers": ["recipient", "amount"], "rows": [["A", 5], ["B", 7.5]]}},
}  # fmt: skip


@pytest.mark.sample(3)
@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("name", SHAPES)
def test_a_table_in_json_is_read_whatever_its_shape(name: str, indent: int | None, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps(SHAPES[name], indent=indent), encoding="utf-8")
    assert read_both(path)[0] == ["A 5.00", "B 7.50"]


def test_columns_of_json_can_be_mapped(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"who": ["A", "B"], "how": [5, 7]}), encoding="utf-8")
    assert read_both(path, columns={"recipient": "who", "amount": "how"})[0] == ["A 5.00", "B 7.00"]


REFUSED: dict[str, Any] = {
    "rows of unequal length": {"columns": ["recipient", "amount"], "data": [["A", 5], ["B"]]},
    "nothing of awards": {"colour": ["red", "blue"], "size": [5, 7]},
    "no headings": [["A", 5], ["B", 7]],
}


@pytest.mark.parametrize("name", REFUSED)
def test_json_that_is_no_such_table_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps(REFUSED[name]), encoding="utf-8")
    with pytest.raises(DataError, match="has no grants"):
        open_dataset(path, cache=False)


def test_an_object_beside_one_about_the_file_is_one_award(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"award": {"recipient": "A", "amount": 5}, "meta": {"page": 1}}), encoding="utf-8")
    assert read_both(path)[0] == ["A 5.00"]


@pytest.mark.parametrize("other", ["declined", "rejectedApplications", "payments"])
def test_a_list_whose_name_says_that_it_has_no_awards_is_not_read_beside_awards(other: str, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    rows = {"awards": [{"recipient": "A", "amount": 5}], other: [{"recipient": "B", "amount": 7}]}
    path.write_text(json.dumps(rows), encoding="utf-8")
    awards, notes = read_both(path)
    assert awards == ["A 5.00"]
    assert f"objects of other lists are not read: `{other}` (1)" in notes


def test_a_list_of_payments_alone_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"payments": [{"recipient": "A", "amount": 5}]}), encoding="utf-8")
    assert read_both(path)[0] == ["A 5.00"]


FUND = {"valuePounds": 1000.5, "start": "2019-04-01", "funder": {"id": "F", "name": "EPSRC"}}
UKRI: dict[str, Any] = {
    "a list of projects": {"projects": [{"project": {
        "title": "T", "grantReference": "EP/1", "fund": FUND, "leadOrganisation": {"name": "A"}}}]},
    "an overview": {"size": 20, "projectOverview": {"totalSize": 1, "project": [{"projectComposition": {
        "project": {"id": "EP/1", "title": "T", "fund": FUND}, "leadResearchOrganisation": {"id": "O", "name": "A"}}}]}},
}  # fmt: skip


@pytest.mark.parametrize("name", UKRI)
def test_the_nested_records_of_ukri_are_read(name: str, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps(UKRI[name]), encoding="utf-8")
    assert read_both(path)[0] == ["A 1000.50 GBP 2019-04-01"]
    (row,) = open_dataset(path, cache=False).list(columns="id,title,funder").rows
    assert [str(cell) for cell in row[:3]] == ["EP/1", "T", "EPSRC"]


UNITED: dict[str, tuple[list[dict[str, Any]], list[str], str]] = {
    "two names of amounts": (
        [{"recipient": "A", "amount": 5}, {"recipient": "B", "amountAwarded": 7.5}], ["A 5.00", "B 7.50"],
        "`amount` is read as `amountAwarded`, which the objects that have it lack"),
    "three names, and two of recipients": (
        [{"id": "1", "recipient": "A", "amount": 5}, {"id": "2", "recipient": "B", "amountAwarded": 7.5},
         {"id": "3", "grantee": "C", "awardAmount": 9}], ["A 5.00", "B 7.50", "C 9.00"], "`grantee` is read as `recipient`"),
    "a nested one": (
        [{"recipient": {"name": "A"}, "amount": 5}, {"recipient_name": "B", "amount": 7.5}], ["A 5.00", "B 7.50"],
        "`recipient_name` is read as `recipient/name`"),
    "a null beside it": (
        [{"recipient": "A", "amount": 5, "amountAwarded": None}, {"recipient": "B", "amountAwarded": 7.5}],
        ["A 5.00", "B 7.50"], "`amount` is read as `amountAwarded`"),
    "both in one object": (
        [{"recipient": "A", "amount": 5, "amountAwarded": 4}, {"recipient": "B", "amount": 7.5}], ["A 4.00", "B"],
        "`amount` is not read, because `amountAwarded` is"),
    "the standard's name and its title": (
        [{"Amount Awarded": 5, "amountAwarded": 4, "recipient": "A"}, {"recipient": "B", "Amount Awarded": 7.5}], ["A 4.00", "B"],
        "`Amount Awarded` is not read, because `amountAwarded` is"),
    "two currencies": (
        [{"recipient": "A", "amount_gbp": 5}, {"recipient": "B", "amount_eur": 7.5}], ["A 5.00 GBP", "B 7.50 EUR"],
        "`amount_eur` is the amount of rows where `amount_gbp` is blank"),
}  # fmt: skip


@pytest.mark.sample(4)
@pytest.mark.parametrize("lines", [True, False], ids=["lines", "a list"])
@pytest.mark.parametrize("name", UNITED)
def test_objects_that_call_one_thing_otherwise_are_read_alike(name: str, lines: bool, tmp_path: Path) -> None:
    objects, expected, note = UNITED[name]
    path = tmp_path / "x.json"
    path.write_text("\n".join(map(json.dumps, objects)) if lines else json.dumps(objects), encoding="utf-8")
    awards, notes = read_both(path)
    assert awards == expected
    assert note in notes


def test_a_plain_table_with_the_identifier_and_the_amount_of_the_standard_has_recipients_and_dates(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Identifier,Recipient,Amount Awarded,Date\n1,A,5,2019-04-17\n2,B,7,2019-04-18\n", encoding="utf-8")
    assert read_both(path)[0] == ["A 5.00 2019-04-17", "B 7.00 2019-04-18"]


GRANT: dict[str, Any] = {"id": "1", "amountAwarded": 5, "currency": "GBP", "awardDate": "2019-04-17",
         "recipientOrganization": [{"id": "R", "name": "A"}], "fundingOrganization": [{"id": "F", "name": "Fund"}]}  # fmt: skip
OTHERWISE = {
    "a date": ("awardDate", "date", "2019-04-18", "A 5.00 GBP 2019-04-18"),
    "an amount": ("amountAwarded", "amount", 7, "A 7.00 GBP 2019-04-17"),
    "an amount in capitals": ("amountAwarded", "AmountAwarded", 7, "A 7.00 GBP 2019-04-17"),
    "a recipient": ("recipientOrganization", "recipient", "B", "B 5.00 GBP 2019-04-17"),
    "a currency": ("currency", "currencyCode", "EUR", "A 5.00 EUR 2019-04-17"),
}


@pytest.mark.sample(3)
@pytest.mark.parametrize("of", ["all", "one"])
@pytest.mark.parametrize("name", OTHERWISE)
def test_a_grant_of_the_standard_that_has_one_thing_in_another_word_is_read(name: str, of: str, tmp_path: Path) -> None:
    field, word, value, expected = OTHERWISE[name]
    other = {**{key: each for key, each in GRANT.items() if key != field}, word: value}
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"grants": [other if of == "all" else GRANT, {**other, "id": "2"}]}), encoding="utf-8")
    awards, notes = read_both(path)
    assert awards == [expected if of == "all" else "A 5.00 GBP 2019-04-17", expected]
    assert (f"`{word}` is read as `{field}" in notes) == (of == "one")


WORDS = {
    "Identifier,Title,Amount Awarded,Currency,Recipient Org:Name,Date,Funder,Programme\n1,T,5,GBP,A,2019-04-17,F,P\n":
        ["A", "F", "P", "2019-04-17"],
    "Identifier,Title,Amount Awarded,Award Date,Recipient Org:Name,Funding Org:Name,Programme,Currency Code\n"
    "1,T,5,2019-04-17,A,F,P,GBP\n": ["A", "F", "P", "2019-04-17"],
    "Identifier,Amount Awarded,Award Date,Recipient Org:Name,Funding Org:Name,Grant Programme:Title,Fund,Date,Recipient\n"
    "1,5,2019-04-17,A,F,P,Q,2020-01-01,B\n": ["A", "F", "P", "2019-04-17"],
}  # fmt: skip


@pytest.mark.parametrize("text", WORDS)
def test_a_table_of_the_standard_has_in_other_words_what_it_lacks(text: str, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(text, encoding="utf-8")
    for engine in ("memory", "duckdb"):
        (row,) = open_dataset(path, engine=engine, cache=False).list(columns="lead,funder,programme,awarded,amount").rows
        assert [str(cell) for cell in row[:4]] == WORDS[text]
