"""JSON whose list of awards is not all of it: a page of several, awards within other objects, names that are keys or lists."""

import json
from pathlib import Path
from typing import Any

import pytest
from reading import read_both

from grantcli.dataset import open_dataset

ROWS: list[dict[str, Any]] = [
    {"recipient": "A", "amount": 100, "date": "2019-04-01"}, {"recipient": "B", "amount": 200, "date": "2019-04-02"},
]  # fmt: skip
AWARDS = ["A 100.00 2019-04-01", "B 200.00 2019-04-02"]
GRANT: dict[str, Any] = {"id": "1", "title": "t", "amountAwarded": 5, "currency": "GBP", "awardDate": "2019-04-01",
    "recipientOrganization": [{"id": "R", "name": "A"}], "fundingOrganization": [{"id": "F", "name": "Fund"}]}  # fmt: skip
PAGE = "the file may be one page of several: its list has 2 objects, "


def read(document: Any, tmp_path: Path, indent: int | None = None) -> tuple[list[str], str]:
    path = tmp_path / "x.json"
    path.write_text(json.dumps(document, indent=indent), encoding="utf-8")
    return read_both(path)


PAGES: dict[str, tuple[dict[str, Any], str]] = {
    "Django": ({"count": 500, "next": "x", "previous": None, "results": ROWS}, "`count` is 500 and `next` is filled"),
    "CKAN": ({"success": True, "result": {"records": ROWS, "total": 250, "limit": 2, "_links": {"next": "/x"}}},
             "`result/total` is 250 and `result/_links/next` is filled"),
    "OData": ({"@odata.nextLink": "x", "value": ROWS}, "`@odata.nextLink` is filled"),
    "Gateway to Research": ({"page": 1, "size": 2, "totalPages": 50, "totalSize": 100, "project": ROWS},
                            "`totalPages` is 50 and `totalSize` is 100"),
    "ArcGIS": ({"features": [{"attributes": row} for row in ROWS], "exceededTransferLimit": True},
               "`exceededTransferLimit` is true"),
    "Opendatasoft": ({"total_count": 5000, "results": ROWS}, "`total_count` is 5,000"),
    "USAspending": ({"results": ROWS, "page_metadata": {"page": 1, "hasNext": True}}, "`page_metadata/hasNext` is true"),
    "Elasticsearch": ({"hits": {"total": {"value": 500}, "hits": [{"_source": row} for row in ROWS]}}, "`hits/total` is 500"),
    "links": ({"links": [{"rel": "self", "href": "x"}, {"rel": "next", "href": "x"}], "items": ROWS}, "`links/next` is filled"),
    "rows below headings": (
        {"columns": [*ROWS[0]], "data": [[*row.values()] for row in ROWS], "total": 50}, "`total` is 50"),
}  # fmt: skip


@pytest.mark.sample(4)
@pytest.mark.parametrize("name", PAGES)
def test_one_page_of_an_answer_does_not_look_like_all_of_it(name: str, tmp_path: Path) -> None:
    document, note = PAGES[name]
    awards, notes = read(document, tmp_path)
    assert awards == AWARDS
    assert PAGE + note in notes


@pytest.mark.sample(1)
@pytest.mark.parametrize("beside", [
    {"count": 2, "next": None, "previous": None}, {"total": 300}, {"totalPages": 1, "hasNext": False},
    {"total": 3, "declined": [{}]},
])  # fmt: skip
def test_a_whole_answer_and_a_total_of_amounts_are_no_page(beside: dict[str, Any], tmp_path: Path) -> None:
    awards, notes = read({**beside, "results": ROWS}, tmp_path)
    assert awards == AWARDS
    assert "page" not in notes


def test_a_page_of_grants_of_the_standard_is_one_too(tmp_path: Path) -> None:
    assert read({"next": "x", "count": 3, "grants": [GRANT, {**GRANT, "id": "2"}]}, tmp_path)[1] == (
        f"{PAGE}`next` is filled and `count` is 3"
    )


def test_a_unit_and_a_currency_beside_a_list_are_named(tmp_path: Path) -> None:
    notes = read({"unit": "thousand EUR", "currency": "EUR", "awards": ROWS}, tmp_path)[1]
    assert "`unit` beside the list is not read, and may be the unit of amounts: `thousand EUR`; `--scale` gives one" in notes
    assert "`currency` beside the list is not read, and may be the currency of amounts: `EUR`; `--currency` gives it" in notes


ABOUT: list[dict[str, Any]] = [
    {"title": "Grants 2019", "currency": "EUR"}, {"title": "Grants 2019", "description": "x"}, {"id": "x", "title": "y"},
    {"title": "x", "dateModified": "2019-01-01", "url": "http://x"},
]  # fmt: skip


@pytest.mark.sample(2)
@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("about", ABOUT, ids=" ".join)
def test_a_document_with_names_of_the_standard_beside_its_list_is_not_one_award(
    about: dict[str, str], indent: int | None, tmp_path: Path
) -> None:
    assert read({**about, "awards": ROWS}, tmp_path, indent)[0] == AWARDS


@pytest.mark.parametrize("indent", [None, 1])
def test_an_award_with_a_list_of_its_payments_is_one_award(indent: int | None, tmp_path: Path) -> None:
    award = {"id": "1", "title": "x", "amount": 9, "recipient": "A", "payments": [{"amount": 4}, {"amount": 5}]}
    assert read(award, tmp_path, indent)[0] == ["A 9.00"]


DATED = [{"amount": 100, "date": "2019-04-01"}, {"amount": 200, "date": "2019-04-02"}]
PARENTS: dict[str, tuple[Any, list[str]]] = {
    "programmes": ([{"programme": "Arts", "grants": ROWS}, {"programme": "Sport", "grants": ROWS[:1]}], [*AWARDS, AWARDS[0]]),
    "recipients": ([{"recipient": "A", "grants": DATED[:1]}, {"recipient": "B", "grants": DATED[1:]}], AWARDS),
    "one recipient": ({"recipient": "A", "title": "x", "grants": DATED}, ["A 100.00 2019-04-01", "A 200.00 2019-04-02"]),
    "a list of them": (
        {"programmes": [{"name": "Arts", "grants": ROWS}, {"name": "Sport", "grants": ROWS[:1]}]}, [*AWARDS, AWARDS[0]]),
    "two lists": ([{"programme": "Arts", "grants2018": ROWS[:1], "grants2019": ROWS[1:]}], AWARDS),
    "three levels": ([{"funder": "F", "programmes": [{"programme": "Arts", "grants": ROWS}]}], AWARDS),
    "a total of its own": ([{"id": "P", "title": "Arts", "amount": 300, "grants": ROWS}], AWARDS),
    "packages of the standard": ([{"grants": [GRANT]}, {"grants": []}], ["A 5.00 GBP 2019-04-01"]),
}  # fmt: skip


@pytest.mark.sample(4)
@pytest.mark.parametrize("name", PARENTS)
def test_awards_within_other_objects_are_the_awards(name: str, tmp_path: Path) -> None:
    document, expected = PARENTS[name]
    awards, notes = read(document, tmp_path)
    assert awards == expected
    assert "is read as an award, with the values of the object around it" in notes


def test_lines_of_programmes_have_their_awards(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(
        "\n".join(json.dumps({"programme": name, "grants": ROWS[:1]}) for name in ("Arts", "Sport")), encoding="utf-8"
    )
    assert read_both(path)[0] == AWARDS[:1] * 2


def test_what_surrounds_awards_is_in_them_and_never_their_identifier_or_amount(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    programme = {"id": "P", "programme": "Arts", "amount": 300, "grants": [{"recipient": "A", "value": 100}, {"recipient": "B"}]}
    path.write_text(json.dumps([programme, {"id": "Q", "grants": []}]), encoding="utf-8")
    dataset = open_dataset(path, cache=False)
    rows = dataset.list(columns="id,programme,amount,x:parent/id,x:parent/amount").rows
    assert [[str(cell) for cell in row] for row in rows] == [
        ["#1", "Arts", "100", "P", "300"],
        ["#2", "Arts", "None", "P", "300"],
    ]
    account = dataset.data.account()
    assert account is not None
    assert [f"{each.place}: {each.reason}" for each in account.remarks] == ["[1]: has no awards in `grants`"]


KEYS: dict[str, tuple[Any, list[str]]] = {
    "objects by name": (
        {"Arts Club": {"amount": 5, "date": "2019"}, "Choir": {"amount": 6, "date": "2019"}}, ["Arts Club", "Choir"]),
    "columns by name": (
        {"amount": {"Arts Club": 5, "Choir": 6}, "date": {"Arts Club": "2019", "Choir": "2019"}}, ["Arts Club", "Choir"]),
    "a name `key` in them": (
        {"a": {"amount": 5, "date": "2019", "key": "x"}, "b": {"amount": 6, "date": "2019", "key": "y"}}, ["x", "y"]),
}  # fmt: skip


@pytest.mark.parametrize("name", KEYS)
def test_the_names_of_objects_are_a_column(name: str, tmp_path: Path) -> None:
    document, keys = KEYS[name]
    path = tmp_path / "x.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    assert [str(row[0]) for row in open_dataset(path, cache=False).list(columns="x:key").rows] == keys


def test_several_recipients_in_a_list_are_one_name_and_the_file_says_so(tmp_path: Path) -> None:
    awards, notes = read([{"recipient": ["A", "B"], "amount": 5}, {"recipient": ["C"], "amount": 6}], tmp_path)
    assert awards == ["A; B 5.00", "C 6.00"]
    assert "`recipient`: 1 object has a list of several names, which is read as one name, with `; ` between" in notes


PLANNED = {name: value for name, value in GRANT.items() if name != "awardDate"} | {"plannedDates": [{"startDate": "2019-04-01"}]}


@pytest.mark.sample(2)
@pytest.mark.parametrize("form", ["package", "list", "lines"])
@pytest.mark.parametrize("dated", [False, True])
def test_planned_dates_are_named_where_no_grant_has_a_date_of_award(form: str, dated: bool, tmp_path: Path) -> None:
    grants = [PLANNED, {**(GRANT if dated else PLANNED), "id": "2"}]
    path = tmp_path / "x.json"
    text = {"package": json.dumps({"grants": grants}), "list": json.dumps(grants), "lines": "\n".join(map(json.dumps, grants))}
    path.write_text(f"{text[form]}\n", encoding="utf-8")
    note = "no award has an `awardDate`, and `plannedDates/startDate` may say when"
    assert (note in read_both(path)[1]) != dated
    assert read_both(path, columns={"awarded": "plannedDates/startDate"})[0][0] == "A 5.00 GBP 2019-04-01"
