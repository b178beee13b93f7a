"""Every field of the 360Giving standard can be asked, with the same answers whatever the form of the file and the engine."""

import csv
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from awkward import NAMES

from conftest import SHARED, Run
from grantcli.dataset import open_dataset
from grantcli.exports.giving import title, values
from grantcli.fields import FIELDS
from grantcli.standard import BY_NAME, STANDARD
from grantcli.standard import values as standard_values

ROWS: tuple[dict[str, Any], ...] = (
    {
        "id": "360G-x-1", "title": "Hall", "currency": "GBP", "amountAwarded": 1000, "amountAppliedFor": 1500.5,
        "awardDate": "2019-04-01",
        "plannedDates": [{"startDate": "2019-05-01", "endDate": "2020-04-30", "duration": 12}, {"startDate": "2021-01-01"}],
        "recipientOrganization": [{"id": "GB-CHC-1", "name": "A", "postalCode": " LS1 2AB ", "companyNumber": "00000007",
                                   "location": [{"geoCode": "E08000035", "geoCodeType": "MD", "latitude": 53.8}]}],
        "fundingOrganization": [{"id": "GB-GOR-X", "name": "F", "department": "Parks"}],
        "beneficiaryLocation": [{"name": "Leeds", "countryCode": "GB"}, {"name": "Bradford", "countryCode": "GB"}],
        "grantProgramme": [{"code": "P1", "title": "Programme", "url": "http://example.org/p"}],
        "fromOpenCall": "Yes", "regrantType": "FRG010", "locationScope": "GLS050", "dateModified": "2020-01-01T10:00:00Z",
        "classifications": [{"vocabulary": "v", "code": "c1", "title": "Sport"}, {"title": "Art"}], "dataSource": "http://example.org",
        "relatedActivity": ["360G-x-0", "360G-x-9"],
    },
    {
        "id": "360G-x-2", "title": "Person", "currency": "GBP", "amountAwarded": 50, "awardDate": "2020-01-01",
        "amountDisbursed": 20,
        "recipientIndividual": {"id": "360G-ind-1", "name": "Recipient"},
        "fundingOrganization": [{"id": "GB-GOR-X", "name": "F"}],
        "toIndividualsDetails": {"primaryGrantReason": "GTIR010", "grantPurpose": ["GTIP070", "GTIP050"]},
        "actualDates": [{"startDate": "2020-02", "duration": 1.5}], "locationScope": "nowhere known",
    },
    {
        "id": "360G-x-3", "title": "Odd", "currency": "GBP", "amountAwarded": 7, "awardDate": "2020-01-02",
        "amountAppliedFor": "tbc",
        "recipientOrganization": [{"id": "GB-CHC-2", "name": "B", "postalCode": "X"}],
        "plannedDates": [{"startDate": "soon", "duration": "a year"}], "url": "é",
    },
)  # fmt: skip


def as_json(path: Path) -> Path:
    result = path / "grants.json"
    result.write_text(json.dumps({"grants": ROWS}))
    return result


def as_rows() -> list[dict[str, str]]:
    return [
        {
            title(place, frozenset({(place[0],) for place in dict(values(row)) if place[1:]})): str(value)
            for place, value in values(row)
        }
        for row in ROWS
    ]


def as_csv(path: Path) -> Path:
    result, rows = path / "grants.csv", as_rows()
    with result.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(name for row in rows for name in row)))
        writer.writeheader()
        writer.writerows(rows)
    return result


def as_xlsx(path: Path) -> Path:
    from xlsxwriter import Workbook

    result, rows = path / "grants.xlsx", as_rows()
    names = list(dict.fromkeys(name for row in rows for name in row))
    with Workbook(result) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate((dict(zip(names, names, strict=True)), *rows)):
            sheet.write_row(number, 0, [row.get(name, "") for name in names])
    return result


def as_misplaced_json(path: Path) -> Path:
    """Write an object where the standard has a list, as some publishers do; the list of one is meant."""
    result = path / "odd.json"
    rows = [{**row, "plannedDates": row["plannedDates"][0]} if len(row.get("plannedDates", ())) == 1 else row for row in ROWS]
    result.write_text(json.dumps({"grants": rows}))
    return result


FORMS: Mapping[str, Callable[[Path], Path]] = {"json": as_json, "csv": as_csv, "xlsx": as_xlsx, "misplaced": as_misplaced_json}
KNOWN = [name for name in BY_NAME if any(standard_values(BY_NAME[name], row) for row in ROWS)]


def test_every_path_of_the_standard_leads_to_one_field() -> None:
    named = [row.name for row in STANDARD if row.name]
    assert len(named) == len(set(named))
    assert set(named) <= set(FIELDS)
    assert {row.path for row in STANDARD if not row.name} == {
        "id", "title", "description", "currency", "amountAwarded", "awardDate", "grantProgramme/title",
    }  # fmt: skip


@pytest.mark.shared
def test_the_schema_has_no_field_that_is_none_here() -> None:
    schema = json.loads((SHARED / "schema/360-giving-schema.json").read_text())

    def paths(part: Mapping[str, Any], above: str) -> set[str]:
        result: set[str] = set()
        for name, each in part.get("properties", {}).items():
            inner = each.get("items", each)
            inner = schema["$defs"][inner["$ref"].rpartition("/")[2]] if "$ref" in inner else inner
            result |= paths(inner, f"{above}{name}/") if "properties" in inner else {above + name}
        return result

    assert paths(schema, "") == {row.path for row in STANDARD}


@pytest.mark.shared
@pytest.mark.parametrize("name", sorted({row.codelist for row in STANDARD if row.codelist}))
def test_the_titles_of_codes_are_those_of_the_code_lists(name: str) -> None:
    from grantcli.codelists import titles

    with (SHARED / f"schema/codelist_{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        assert titles(name) == {row["Code"].strip(): " ".join(row["Title"].split()) for row in csv.DictReader(file)}


@pytest.mark.sample(1)
@pytest.mark.parametrize("engine", ["memory", "duckdb"])
@pytest.mark.parametrize("form", FORMS)
def test_every_field_has_the_same_values_in_every_form_and_engine(form: str, engine: str, tmp_path: Path) -> None:
    data = open_dataset(FORMS[form](tmp_path), engine=engine, cache=False)
    rows = data.list(columns=["id", *KNOWN]).rows
    expected = [
        (row["id"], *(tuple(map(str, result)) or None for result in (standard_values(BY_NAME[name], row) for name in KNOWN)))
        for row in ROWS
    ]
    result = [
        (row[0], *(cell if isinstance(cell, tuple) or cell is None else (_text(cell),) for cell in row[1:])) for row in rows
    ]
    assert result == expected


def _text(cell: Any) -> str:
    return f"{cell.amount:.2f}" if hasattr(cell, "amount") else str(cell)


@pytest.mark.sample(2)
@pytest.mark.parametrize("engine", ["memory", "duckdb"])
@pytest.mark.parametrize("form", FORMS)
def test_fields_of_the_standard_are_filtered_grouped_and_sorted(form: str, engine: str, tmp_path: Path) -> None:
    data = open_dataset(FORMS[form](tmp_path), engine=engine, cache=False)

    def ids(*terms: str, **more: Any) -> list[Any]:
        return [row[0] for row in data.list(terms, columns=["id"], **more).rows]

    one, two, three = (row["id"] for row in ROWS)
    assert ids("planned_start_date:2021") == [one]
    assert ids("planned_start_date<2020-01-01 planned_duration>=12") == [one]
    assert ids("actual_duration:1.5") == [two]
    assert ids("beneficiary_location_country:gb") == ids("beneficiary_location_country:united") == [one]
    assert ids("grant_purpose:GTIP070") == [two]
    assert ids("-planned_start_date:..") == ids("planned_start_date:unknown") == [two, three]
    assert ids("amount_applied_for>1k") == [one]
    assert ids("recipient_postal_code=ls1 2ab") == [one]
    assert ids(sort="-planned_duration") == [one, two, three]
    assert ids(sort="recipient_postal_code")[:2] == [one, three]
    groups = {row[0]: row[2] for row in data.total(by="beneficiary_location_name").rows}
    assert groups == {"Leeds": 1, "Bradford": 1, None: 2}


def test_the_names_that_stand_for_all_fields_are_fields() -> None:
    assert set(NAMES) < set(FIELDS)


def test_a_field_of_the_standard_that_no_award_has_says_so(run: Run, tmp_path: Path) -> None:
    result = run("total", "--by", "funder_postal_code", "--data", str(as_csv(tmp_path)))
    assert (result.code, "no funder_postal_code" in result.out or "unknown" in result.out) == (0, True)


@pytest.mark.sample(2)
@pytest.mark.parametrize("engine", ["memory", "duckdb"])
@pytest.mark.parametrize("form", FORMS)
def test_when_an_award_runs_follows_from_its_dates(form: str, engine: str, tmp_path: Path) -> None:
    data = open_dataset(FORMS[form](tmp_path), engine=engine, cache=False)
    rows = data.list(columns=["id", "starts", "ends", "duration", "per_year"]).rows
    assert [(*map(str, row[1:4]), row[4] and _text(row[4])) for row in rows] == [
        ("2019-05-01", "2020-04-30", "12", "1000.00"),
        ("2020-02", "None", "1.5", "400.00"),
        ("None", "None", "None", None),
    ]
    assert [row[0] for row in data.list("starts<=2019-06-01 ends>=2019-06-01").rows] == ["360G-x-1"]
    bands = {row[0]: row[2] for row in data.total(by="duration:bands").rows}
    assert bands == {"up to 6 months": 1, "over 6 months to 12 months": 1, None: 1}


def test_live_on_a_day_asks_for_awards_that_run_then(run: Run, tmp_path: Path) -> None:
    words = ("list", "--data", str(as_csv(tmp_path)), "-c", "id", "-f", "csv")
    assert run(*words, "--live-on", "2020-04-30").out.splitlines() == ["id", "360G-x-1"]
    assert run(*words, "--live-on", "2020-05-01").out.splitlines() == ["id"]


@pytest.mark.parametrize("engine", ["memory", "duckdb"])
def test_check_compares_amounts_and_finds_recipients_that_are_funders(engine: str, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "sums.csv"
    path.write_text(
        "Identifier,Currency,Amount Awarded,Amount Applied For,Amount Disbursed,Funding Org:Identifier,Funding Org:Name,"
        "Recipient Org:Identifier,Recipient Org:Name\n"
        "a,GBP,10,9.99,10,GB-CHC-1,F,GB-CHC-2,R\nb,GBP,10,10,10.01,GB-CHC-2,R,GB-CHC-3,S\nc,GBP,10,,tbc,GB-CHC-1,F,GB-CHC-1,F\n"
    )
    rules = ("amount-over-applied-for", "disbursed-over-awarded", "recipient-funds-too")
    words = [word for rule in rules for word in ("--rule", rule)]
    done = run(
        "check", *words, "--severity", "info", "--data", str(path), "--engine", engine, "-f", "csv", "-c", "rule,award,found"
    )
    assert done.out.splitlines() == [
        "rule,award,found",
        'amount-over-applied-for,a,"10.00 was awarded, 9.99 was applied for"',
        'disbursed-over-awarded,b,"10.00 was awarded, 10.01 has been paid"',
        "recipient-funds-too,a,`R` (GB-CHC-2) is a funder in these data too",
    ]
