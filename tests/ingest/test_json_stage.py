"""Grants in JSON read by columns, held to the row reader: the same awards, the same account, the same notes."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from conftest import SHARED
from grantcli.cache_folder import temporary_folder
from grantcli.dataset import open_dataset
from grantcli.engines.statement import Column
from grantcli.errors import GrantcliError
from grantcli.ingest import database, json_values
from grantcli.ingest.file_reader import ReadOptions, open_reader
from grantcli.ingest.normalised_tables import TableReading
from grantcli.ingest.stage import json_grants
from grantcli.model import Award
from grantcli.spans import DERIVED
from grantcli.standard import BY_NAME

pytest.importorskip("duckdb")

CONTENTS = (
    "SELECT n, id, title, description, programme, programme_id, funder, funder_id, lead, lead_id, individual, amount, currency,"
    " CAST(awarded_from AS VARCHAR), CAST(awarded_to AS VARCHAR) FROM stored_awards ORDER BY n"
)


def by_rows(path: Path) -> tuple[object, ...]:
    """The awards of a file with their account and notes, as the row reader has them, or why there are none."""
    try:
        result = open_reader(path, path.name, ReadOptions())
        awards = [(number, *row(award)) for number, award in result.numbered_awards()]
    except GrantcliError as error:
        return (error.message,)
    return awards, result.accounting, result.all_notes


def row(award: Award) -> tuple[object, ...]:
    programme, funder, lead, when = award.programme, award.funder, award.lead, award.awarded
    return (
        award.id, award.title, award.description, programme and programme.title, programme and programme.id,
        funder and funder.name, funder and funder.id, lead and lead.name, lead and lead.id, award.individual, award.amount,
        award.currency, when and when.first, when and when.last,
    )  # fmt: skip


def by_columns(path: Path) -> tuple[object, ...]:
    """The same, as DuckDB has them; and each award whole must be what the row reader makes of it."""
    connection = database.connect("")
    try:
        store = TableReading(path, path.name, ReadOptions(), connection, keep=False, every_spelling=True).store()
        store.load([Column("awards", "title")])
        contents = connection.execute(CONTENTS).fetchall()
    except GrantcliError as error:
        return (error.message,)
    return contents, store.contents.accounting, store.contents.notes


def same(path: Path) -> None:
    assert by_columns(path) == by_rows(path)


PUBLISHED = [
    "360giving/datagetter_conversionerrorsfile.json",
    "360giving/datagetter_validfile.json",
    "360giving/grantnav_a002400000KeYdsAAF-currency.json",
    "360giving/grantnav_a002400000OiDBQAA3.json",
    "360giving/grantnav_grantnav-20180903134856.json",
    "360giving/grantnav_registry_data.json",
    "360giving/trafford_council_voluntary_sector_grants.json",
    "bad/dq_additional_fields.json",
    "bad/dq_badfile_all_validation_errors.json",
    "bad/dq_decimal_amounts.json",
    "bad/dq_fundingproviders-grants_broken_grants.json",
    "bad/dq_fundingproviders-grants_malformed.json",
    "bad/dq_multiple_funder_names_org_ids.json",
    "bad/dq_nulls.json",
    "bad/ft_bad-utf8.json",
    "cases/19-json-lines-plain/in.json",
    "cases/19-json-lines-plain/in.jsonl",
]


@pytest.mark.shared
@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_file_is_read_alike_row_by_row_and_by_columns(name: str) -> None:
    same(SHARED / "data" / name)


PLAIN: dict[str, Any] = {
    "id": "a", "title": "T", "currency": "GBP", "amountAwarded": 5, "awardDate": "2019-04-01",
    "recipientOrganization": [{"id": "GB-1", "name": "L"}], "fundingOrganization": [{"name": "F"}],
}  # fmt: skip
GRANTS: list[dict[str, Any]] = [
    {},
    {"id": 7}, {"id": 1.50}, {"id": True}, {"id": ["a"]}, {"id": {"a": 1}}, {"id": None}, {"id": " a "}, {"id": "1.50"},
    {"id": "true"}, {"id": "Total"}, {"id": 12345678901234567890123},
    {"title": ["T"]}, {"title": 1e30}, {"description": {"en": "T"}}, {"description": 2.0}, {"title": "\ufffd\u00e4 \U0001f600"},
    {"amountAwarded": "£5"}, {"amountAwarded": "tbc"}, {"amountAwarded": "5,000.50"}, {"amountAwarded": 0.1 + 0.2},
    {"amountAwarded": 1e3}, {"amountAwarded": -0.0}, {"amountAwarded": 1.005}, {"amountAwarded": 999999999999999.99},
    {"amountAwarded": 10**16}, {"amountAwarded": True}, {"amountAwarded": [5]}, {"amountAwarded": {"a": 5}},
    {"amountAwarded": ""}, {"amountAwarded": "€5"}, {"amountAwarded": 1e-9}, {"currency": None, "amountAwarded": "€5"},
    {"awardDate": 2019}, {"awardDate": 2019.5}, {"awardDate": "17/11/2015"}, {"awardDate": "2016-02-30"}, {"awardDate": ["x"]},
    {"awardDate": "2016-05-06T10:00:00Z"}, {"awardDate": True}, {"awardDate": 20190417},
    {"currency": "gbp"}, {"currency": ["GBP"]}, {"currency": 5}, {"currency": "£"},
    {"recipientOrganization": [{"name": "L"}, {"name": "M"}]}, {"recipientOrganization": [{"name": "L"}] * 2},
    {"recipientOrganization": {"name": "M"}}, {"recipientOrganization": ["M"]}, {"recipientOrganization": []},
    {"recipientOrganization": "M"}, {"recipientOrganization": [None]}, {"recipientOrganization": [{"email": "x"}]},
    {"recipientOrganization": [{"charityNumber": "9"}]}, {"recipientOrganization": [{"name": "\u00a0"}]},
    {"recipientOrganization": [{"name": 5.0, "id": True}]}, {"recipientOrganization": [{}]},
    {"recipientOrganization": None, "recipientIndividual": {"name": "Ann"}}, {"recipientIndividual": {"id": "x"}},
    {"recipientOrganization": None, "recipientIndividual": {"id": "x"}}, {"recipientIndividual": {}},
    {"recipientOrganization": None, "recipientIndividual": {"gender": "x"}}, {"recipientIndividual": [{"name": "Ann"}]},
    {"fundingOrganization": [{"name": "F"}, {"name": "G"}]}, {"fundingOrganization": [{"id": "GB-2"}]},
    {"grantProgramme": [{"title": "P"}, {"title": "Q"}]}, {"grantProgramme": [{"code": "c"}]}, {"grantProgramme": [{}]},
    {"grantProgramme": {"title": "P"}}, {"grantProgramme": [{"title": "P", "code": 5.10}]},
    {"Grant Officer": "Ann", "size": 5.0, "open": True, "more": {"a": 1}, "none": None}, {"Title": "another"},
    {"Data source": "https://example.org", "Award Date": "2020", "Recipient Org:Name": "M", "Planned Dates:Start Date": "2021"},
]  # fmt: skip


def grant_text(grant: dict[str, Any]) -> str:
    return json.dumps({**PLAIN, **grant})


@pytest.mark.costly
@pytest.mark.parametrize("shape", ["document", "lines"])
@pytest.mark.parametrize("grant", GRANTS, ids=str)
def test_an_awkward_grant_is_read_alike_row_by_row_and_by_columns(grant: dict[str, Any], shape: str, tmp_path: Path) -> None:
    each = [grant_text({"id": "before"}), grant_text(grant), grant_text({"id": "after"})]
    path = tmp_path / "x.json"
    path.write_text(
        {"document": f'{{"grants":[{",".join(each)}]}}', "lines": "\n".join(each), "list": f"[{','.join(each)}]"}[shape]
    )
    same(path)


TEXTS = {
    "a name twice": '{"grants":[{"id":"a","id":"b","amountAwarded":5,"recipientOrganization":[{"name":"L","name":"M"}]}]}',
    "grants twice": f'{{"grants":[{grant_text({})}],"grants":[{grant_text({"id": "b"})}]}}',
    "another list": f'{{"files":[{{"a":1}}],"grants":[{grant_text({})}],"notes":["x"]}}',
    "NaN": '{"grants":[{"id":"a","amountAwarded":NaN,"recipientOrganization":[{"name":"L"}]}]}',
    "half a character": r'{"grants":[{"id":"a","amountAwarded":5,"recipientOrganization":[{"name":"\ud800L"}]}]}',
    "elements that are none": f'{{"grants":[7,{grant_text({})},null,[],"x",{grant_text({"id": "b"})}]}}',
    "lines that are none": f'{grant_text({})}\n\nnonsense\n[]\n{grant_text({"id": "b"})}\n',
    "blank lines": f'{grant_text({})}\n\n{grant_text({"id": "b", "amountAwarded": "tbc"})}\n',
    "a trailing comma": f'{grant_text({})[:-1]},}}\n{grant_text({"id": "b"})}\n',
    "over several lines": json.dumps({"grants": [PLAIN, {**PLAIN, "id": "b", "amountAwarded": "tbc"}]}, indent=2),
    "long numbers": f'{{"grants":[{grant_text({})[:-1]},"x":{"9" * 5000},"y":1e900000000}}]}}',
    "pennies that no double has": f'{{"grants":[{grant_text({"amountAwarded": "@"})}]}}'.replace('"@"', "99999999999999.99"),
    "a mark": f'\ufeff{{"grants":[{grant_text({})}]}}',
    "carriage returns": f'{{"grants":[\r\n{grant_text({})},\r\n{grant_text({"id": "b"})}]}}\r\n',
    "nothing": '{"grants":[]}',
}  # fmt: skip


@pytest.mark.costly
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_an_awkward_file_is_read_alike_row_by_row_and_by_columns(text: str, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(text)
    same(path)


VALUE = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False) | some.text(max_size=5),
    lambda each: some.lists(each, max_size=2) | some.dictionaries(some.sampled_from(["id", "name", "title"]), each, max_size=2),
    max_leaves=4,
)
NAMES = [*PLAIN, "description", "grantProgramme", "recipientIndividual", "x"]


@pytest.mark.costly
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(grants=some.lists(some.dictionaries(some.sampled_from(NAMES), VALUE, max_size=3), min_size=1, max_size=4))
def test_any_grants_are_read_alike_row_by_row_and_by_columns(grants: list[dict[str, Any]], tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(json_values.dump_line({"grants": [PLAIN, *({**PLAIN, **grant} for grant in grants)]}))
    same(path)


@pytest.mark.costly
@pytest.mark.parametrize("more", ['"o":{"a":1,"a":2}', '"title":"T","title":"U"', '"title":"T"'])
def test_long_texts_are_staged_as_the_core_was(more: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = tmp_path / "x.json"
    path.write_text(f'{{"grants":[{grant_text({})[:-1]},{more}}}]}}')
    expected = open_dataset(path, engine="memory").list(columns="id,title,amount").rows
    for ask in ("total", "list", "list"):  # the core alone is in the cache when the first list is asked
        data = open_dataset(path, engine="duckdb")
        if ask == "total":
            data.total()
        else:
            assert data.list(columns="id,title,amount").rows == expected


def test_grants_as_they_are_mostly_published_are_not_rewritten(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    for text, name in ((f'{{"grants":[{grant_text({})}]}}', "grants.jsonl"), (f"{grant_text({})}\n{grant_text({})}", "x.json")):
        path.write_text(text)
        staged = json_grants.stage(path, "x.json", ReadOptions(), temporary_folder())
        assert staged
        assert f"/{name}'" in staged.relation


@pytest.mark.costly
def test_fields_without_a_value_are_no_part_of_the_details(tmp_path: Path) -> None:
    """A list of every field joins the details once for each field: with a part for each, two grants took three minutes."""
    path = tmp_path / "grants.json"
    path.write_text('{"grants": [{"id": "a", "amountAwarded": 5, "recipientOrganization": [{"name": "R"}]}]}')
    connection = database.connect("")
    store = TableReading(path, path.name, ReadOptions(), connection, keep=False).store()
    store.load([Column("details", name) for name in (*BY_NAME, *DERIVED)])
    ((view,),) = connection.execute("SELECT sql FROM duckdb_views() WHERE view_name = 'details'").fetchall()
    assert view.count("read_parquet") == len({"recipient_name"})  # what follows from dates has none either
    assert connection.execute("SELECT field, text FROM details").fetchall() == [("recipient_name", "R")]


OBJECTS = [
    {"Recipient": f"R{n}", "Amount": n + 0.5, "Award Date": f"2019-04-{n + 1:02}", "ok": True, "x": None, "for": ["a", "b"]}
    for n in range(9)
]
TABLES: Mapping[str, tuple[str, str]] = {
    "a list": ("x.json", json.dumps(OBJECTS)),
    "lines": ("x.jsonl", "\n".join(map(json.dumps, OBJECTS))),
    "texts and numbers": ("x.json", json.dumps([*OBJECTS, {"Recipient": "S", "Amount": "£1,234.50"}, {"Amount": "1,5"}])),
    "objects in objects": (
        "x.json",
        json.dumps({"data": [{"recipient": {"name": "A"}, "amount": {"value": 5, "currency": "EUR"}}] * 3}),
    ),
    "a total and a row of nothing": ("x.json", json.dumps([*OBJECTS, {}, {"Recipient": "Total", "Amount": 45}])),
    "one identifier": (
        "x.json",
        json.dumps([{"Identifier": "a", "Amount Awarded": n, "Recipient Org:Name": "A"} for n in (5, 5, 7)]),
    ),
    "a figure beside noughts": ("x.jsonl", '{"Recipient": "A", "Amount": "5", "Code": "000"}\n' * 2),
    "a table": ("x.json", json.dumps({"Recipient": ["A", "B"], "Amount": [5, 7]})),
}


@pytest.mark.parametrize("name", TABLES)
def test_plain_objects_are_read_by_columns_as_row_by_row(name: str, tmp_path: Path) -> None:
    file_name, content = TABLES[name]
    path = tmp_path / file_name
    path.write_text(content)
    assert TableReading(path, path.name, ReadOptions(), database.connect(""), keep=False).stage() is not None
    same(path)


def test_a_figure_of_json_is_never_in_two_cells(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(TABLES["a figure beside noughts"][1])
    assert [str(award.amount) for award in open_reader(path, path.name, ReadOptions()).awards()] == ["5.00", "5.00"]


def test_plain_objects_among_other_elements_are_read_row_by_row(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps([*OBJECTS, "none"]).replace("8.5", "NaN"))
    assert TableReading(path, path.name, ReadOptions(), database.connect(""), keep=False).stage() is None
    same(path)


def test_people_are_read_by_columns_by_both_of_their_names(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("First Name,Surname,Amount\nAnn,Lee,5\nBob,,7\n,Ray,8\n,,9\n")
    connection = database.connect("")
    store = TableReading(path, path.name, ReadOptions(), connection, keep=False, every_spelling=True).store()
    assert connection.execute("SELECT individual FROM stored_awards ORDER BY n").fetchall() == [
        ("Ann Lee",),
        ("Bob",),
        ("Ray",),
    ]
    assert store.contents.written.counts["awards"] == 1  # the row reader reads the one of nobody
