"""Places: a code leads to the areas that cover it now, or to none; the table is what the script makes of its sources."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import places as script
from conftest import ROOT, SHARED, Run
from grantcli import bundle

PLACES = bundle.places()

LOOKUPS: list[tuple[str, tuple[Any, ...] | None]] = [
    ("E05000026", ("ward", "Abbey", "Barking and Dagenham", "Barking and Dagenham", "London", "England")),
    ("e05000026 ", ("ward", "Abbey", "Barking and Dagenham", "Barking and Dagenham", "London", "England")),
    ("E07000026", ("former", "Allerdale", "Cumberland", "Cumberland", "North West", "England")),
    ("E07000008", ("district", "Cambridge", "Cambridge", "Cambridgeshire", "East of England", "England")),
    ("E10000003", ("county", "Cambridgeshire", None, "Cambridgeshire", "East of England", "England")),
    ("E12000001", ("region", "North East", None, None, "North East", "England")),
    ("E92000001", ("nation", "England", None, None, None, "England")),
    ("W92000004", ("nation", "Wales", None, None, "Wales", "Wales")),
    ("W06000001", ("district", "Isle of Anglesey", "Isle of Anglesey", "Isle of Anglesey", "Wales", "Wales")),
    ("S12000036", ("district", "City of Edinburgh", "City of Edinburgh", "City of Edinburgh", "Scotland", "Scotland")),
    ("95AA01S1", ("area", "", "Antrim and Newtownabbey", "Antrim and Newtownabbey", "Northern Ireland", "Northern Ireland")),
    ("E01000001", None),
    ("LS1 1UR", None),
    ("", None),
]


@pytest.mark.parametrize(("code", "expected"), LOOKUPS)
def test_a_code_leads_to_the_areas_that_cover_it_now(code: str, expected: tuple[Any, ...] | None) -> None:
    area = PLACES.find(code)
    assert (area and (area.kind, area.name, area.district, area.county, area.region, area.nation)) == expected


@pytest.mark.costly
def test_every_place_below_a_region_has_a_district_that_there_is_now() -> None:
    areas = [area for area in map(PLACES.find, PLACES.rows) if area]
    now = {area.code for area in areas if area.kind == "district"}
    lower = [area for area in areas if area.kind in {"former", "ward", "area"}]
    assert [area.code for area in lower if area.district_code not in now] == []
    assert [area.code for area in areas if area.region is None] == ["E92000001"]
    assert Counter(area.kind for area in areas) == {
        "ward": 15728, "area": 10404, "district": 361, "county": 21, "former": 54, "region": 9, "nation": 4,
    }  # fmt: skip


def test_places_and_the_register_of_councils_name_the_same_regions() -> None:
    known = bundle.register().bodies.values()
    different = [body.id for body in known if body.gss and (area := PLACES.find(body.gss)) and body.region != area.region]
    assert different == []


@pytest.mark.shared
def test_the_table_is_what_the_script_makes_of_its_sources() -> None:
    assert (ROOT / "data" / "places.tsv").read_text(encoding="utf-8") == script.text(SHARED / "registers")


def test_council_says_who_covers_a_place_now(run: Run) -> None:
    done = run("council", "E05000026", "95AA01S1", "-f", "csv", "-c", "name")
    assert (done.code, done.out) == (0, "name\nBarking and Dagenham\nAntrim and Newtownabbey\n")
    abbey = "the ward Abbey, which Barking and Dagenham covers now (Barking and Dagenham, London, England)"
    aldergrove = "an area of the census, which Antrim and Newtownabbey covers now (Antrim and Newtownabbey, Northern Ireland)"
    assert done.err.splitlines()[:2] == [f"note: E05000026 is {abbey}", f"note: 95AA01S1 is {aldergrove}"]


def test_a_code_without_a_place_is_an_error(run: Run) -> None:
    done = run("council", "E01000001")
    assert (done.code, done.err.splitlines()[0]) == (2, "grantcli: error: no council is called `E01000001`")


def _grants(*codes: tuple[str, ...]) -> bytes:
    grants = [
        {"id": f"g{number}", "title": "t", "currency": "GBP", "amountAwarded": 100 * 2**number, "awardDate": "2019-04-01",
         "beneficiaryLocation": [{"geoCode": code} for code in each]}
        for number, each in enumerate(codes)
    ]  # fmt: skip
    return json.dumps({"grants": grants}).encode()


CODES = (("E05000026",), ("e05000026 ", "E09000002"), ("E07000026", "W06000001"), ("E01000001",), (), ("E12000001",))
BY = {
    "grant_region": "London,2,300.00 North West,1,400.00 Wales,1,400.00 North East,1,3200.00 ,2,2400.00",
    "grant_district": "Barking and Dagenham,2,300.00 Cumberland,1,400.00 Isle of Anglesey,1,400.00 ,3,5600.00",
    "grant_county": "Barking and Dagenham,2,300.00 Cumberland,1,400.00 Isle of Anglesey,1,400.00 ,3,5600.00",
    "grant_nation": "England,4,3900.00 Wales,1,400.00 ,2,2400.00",
    "grant_ward": "Abbey (Barking and Dagenham),2,300.00 ,4,6000.00",
}


@pytest.mark.costly
@pytest.mark.parametrize("engine", ["memory", "duckdb"])
@pytest.mark.parametrize("name", BY)
def test_awards_are_grouped_by_where_they_benefit(run: Run, tmp_path: Path, name: str, engine: str) -> None:
    (tmp_path / "grants.json").write_bytes(_grants(*CODES))
    words = ("total", "--by", name, "--data", "grants.json", "-f", "csv", "-c", f"{name},awards,total", "--engine", engine)
    done = run(*words)
    assert sorted(done.out.splitlines()[1:]) == sorted(_rows(BY[name]))


def _rows(text: str) -> list[str]:
    return [row.strip() for row in re.findall(r"\D*,\d,[\d.]+", text)]


@pytest.mark.costly
@pytest.mark.parametrize("engine", ["memory", "duckdb"])
@pytest.mark.parametrize(
    ("term", "ids"),
    [
        ("grant_region:london", ["g0", "g1"]),
        ("grant_district:cumberland", ["g2"]),
        ("-grant_nation:england", ["g3", "g4"]),
        ("grant_ward:abbey", ["g0", "g1"]),
        ("grant_region=wales or grant_region:east", ["g2", "g5"]),
    ],
)
def test_awards_are_found_by_where_they_benefit(run: Run, tmp_path: Path, term: str, ids: list[str], engine: str) -> None:
    (tmp_path / "grants.json").write_bytes(_grants(*CODES))
    done = run("list", term, "--data", "grants.json", "-f", "csv", "-c", "id", "--sort", "id", "--engine", engine)
    assert done.out.splitlines()[1:] == ids


def test_a_grant_to_several_places_counts_under_each_and_says_so(run: Run, tmp_path: Path) -> None:
    (tmp_path / "grants.json").write_bytes(_grants(*CODES))
    done = run("total", "--by", "grant_region", "--data", "grants.json", "-f", "csv")
    assert "1 award has more than one grant_region and counts under each" in done.err
    unknown = "note: 1 award has only codes that are not known: 1 LSOA; `--places FILE` says which district each lies in\n"
    assert unknown in done.err
    assert "note: 1 award has no code of a place\n" in done.err


SHARED_AMONG = {
    "grant_region": "London,2,300.00 North West,1,200.00 Wales,1,200.00 North East,1,3200.00 ,2,2400.00",
    "grant_ward": "Abbey (Barking and Dagenham),2,200.00 ,5,6100.00",
}


@pytest.mark.sample(2)
@pytest.mark.parametrize("engine", ["memory", "duckdb"])
@pytest.mark.parametrize("name", SHARED_AMONG)
def test_split_shares_a_grant_equally_among_its_places(run: Run, tmp_path: Path, name: str, engine: str) -> None:
    (tmp_path / "grants.json").write_bytes(_grants(*CODES))
    words = ("total", "--by", name, "--split", "--data", "grants.json", "-f", "csv", "-c", f"{name},awards,total")
    done = run(*words, "--engine", engine)
    assert sorted(done.out.splitlines()[1:]) == sorted(_rows(SHARED_AMONG[name]))
    assert "shared equally among their places" in done.err or name == "grant_ward"


SHARED_OR_COUNTED = {
    "recipient": "the amounts of 1 joint award are shared equally among their recipients",
    "recipient_name": "1 award has more than one recipient_name and counts under each, so the rows add up to more than the "
    "total: --split shares by `recipient`, `council`, `org_id` or a place, and not by this",
}


@pytest.mark.costly
@pytest.mark.parametrize("engine", ["memory", "duckdb"])
@pytest.mark.parametrize("name", SHARED_OR_COUNTED)
def test_split_says_whether_a_grant_to_several_recipients_is_shared_or_counts_under_each(
    run: Run, tmp_path: Path, name: str, engine: str
) -> None:
    bodies = [{"id": f"GB-CHC-{number}", "name": f"Body {number}"} for number in (1, 2)]
    grants = [{"id": "a", "currency": "GBP", "amountAwarded": 3, "recipientOrganization": bodies}]
    (tmp_path / "grants.json").write_text(json.dumps({"grants": grants}), encoding="utf-8")
    words = ("total", "--by", name, "--split", "--data", "grants.json", "-f", "csv", "--no-header", "-c", f"{name},awards,total")
    done = run(*words, "--engine", engine, "--no-cache")
    each = "1,1.50" if name == "recipient" else "1,3.00"
    assert (done.out, done.err) == (f"Body 1,{each}\nBody 2,{each}\n", f"note: {SHARED_OR_COUNTED[name]}\n")


def test_split_is_among_places_or_among_recipients(run: Run, tmp_path: Path) -> None:
    (tmp_path / "grants.json").write_bytes(_grants(*CODES))
    for by in ("grant_region,lead_now,recipient", "region,recipient", "grant_region,recipient_region"):
        done = run("total", "--by", by, "--split", "--data", "grants.json")
        assert (done.code, done.err.partition(" places")[0]) == (2, "grantcli: error: --split shares an award among its")


def _body(org_id: str, code: str = "", postcode: str = "") -> dict[str, Any]:
    place = {"location": [{"geoCode": code}]} if code else {}
    return {"id": org_id, "name": org_id, **place, **({"postalCode": postcode} if postcode else {})}


RECIPIENTS: list[tuple[list[dict[str, Any]], list[str], tuple[str, str, str]]] = [
    ([_body("x-1", "E05000026")], [], ("London", "London", "Barking and Dagenham")),
    ([_body("x-1", "E05000026")], ["W06000001"], ("London", "Wales", "Isle of Anglesey")),
    ([_body("x-1", "E01000001")], ["E12000001"], ("", "North East", "")),
    ([_body("GB-LAE-ALL")], ["LS1 1UR"], ("North West", "North West", "Cumberland")),
    ([_body("GB-LAE-ALL", "E05000026")], [], ("London", "London", "Barking and Dagenham")),
    ([_body("x-1", "", "LS1 1UR")], [], ("", "", "")),
    ([_body("GB-LAE-LDS"), _body("GB-LAE-CRY")], [], ("Yorkshire and The Humber; London",) * 2 + ("Leeds; Croydon",)),
]
"""Recipients, codes of what benefits, and the region of the recipients, the best region and the best district."""


def _grants_file() -> bytes:
    grants = [
        {"id": f"g{number}", "title": "t", "currency": "GBP", "amountAwarded": 100 + number, "awardDate": "2019-04-01",
         "recipientOrganization": bodies, "beneficiaryLocation": [{"geoCode": code} for code in codes]}
        for number, (bodies, codes, _) in enumerate(RECIPIENTS)
    ]  # fmt: skip
    return json.dumps({"grants": grants}).encode()


@pytest.mark.costly
@pytest.mark.parametrize("engine", ["memory", "duckdb"])
def test_recipients_have_places_and_the_best_place_is_of_what_benefits(run: Run, tmp_path: Path, engine: str) -> None:
    (tmp_path / "grants.json").write_bytes(_grants_file())
    columns = "id,recipient_region,region,district"
    done = run("list", "--data", "grants.json", "-f", "csv", "-c", columns, "-s", "id", "--engine", engine)
    expected = [",".join((f"g{number}", *result)) for number, (_, _, result) in enumerate(RECIPIENTS)]
    assert done.out.splitlines()[1:] == expected


@pytest.mark.sample(1)
@pytest.mark.parametrize("by", ["region", "district", "recipient_nation", "recipient,region", "region,year"])
@pytest.mark.parametrize("more", [(), ("--split",), ("--top", "2"), ("region:london",)])
def test_engines_say_the_same_of_the_best_places(run: Run, tmp_path: Path, by: str, more: tuple[str, ...]) -> None:
    (tmp_path / "grants.json").write_bytes(_grants_file())
    first, second = (
        run("total", "--by", by, *more, "--data", "grants.json", "--engine", engine) for engine in ("memory", "duckdb")
    )
    assert (first.code, first.out, first.err) == (second.code, second.out, second.err)


def test_a_total_by_region_says_which_places_it_goes_by(run: Run, tmp_path: Path) -> None:
    (tmp_path / "grants.json").write_bytes(_grants_file())
    done = run("total", "--by", "region", "--data", "grants.json", "-f", "csv")
    assert "of 2 awards those that they benefit, of 4 those of their recipients" in done.err
    assert "note: 1 award has only codes that are not known: 1 postcode; `--places FILE`" in done.err
    assert "places are" not in run("total", "--by", "region", "-f", "csv").err


LONE = """Identifier,Amount Awarded,Currency,Recipient Org:Identifier,Recipient Org:Name,{}:Geographic Code,{}:Geographic Code
a,1,GBP,GB-CHC-1000001,Apple,E05000026,
b,2,GBP,GB-CHC-1000001,Apple,,
c,4,GBP,GB-LAE-LDS,Leeds City Council,E01000001,
d,8,GBP,GB-LAE-LDS,Leeds City Council,,W06000001
e,16,GBP,GB-LAE-LDS,Leeds,,E01000001
f,1 oops 2,GBP,GB-LAE-CRY,Croydon,,
g,32,GBP,,Nobody,,
""".format("Recipient Org:Location:0", "Beneficiary Location:0")
SAME = "- same: [GB-LAE-LDS, GB-CHC-1000001]\n"


@pytest.mark.costly
def test_the_best_place_that_is_kept_beside_awards_follows_who_the_recipient_is(run: Run, tmp_path: Path) -> None:
    """A council is known by its identifier, which decisions change: what one question keeps is not the answer to another."""
    (tmp_path / "lone.csv").write_text(LONE)
    (tmp_path / "own.csv").write_text("postcode,district\nE01000001,Croydon\n")
    (tmp_path / "same.yaml").write_text(SAME)
    ways: list[tuple[str, ...]] = [(), ("--organisations", "same.yaml"), ("--every-spelling",), ("--places", "own.csv")]
    answers = set()
    for _ in range(2):  # the second time from the cache
        for way in ways:
            words = ("total", "--by", "region,recipient_district", "--data", "lone.csv", *way, "-f", "csv", "-c", "all")
            first, second = (run(*words, "--engine", engine) for engine in ("memory", "duckdb"))
            assert (first.code, first.out, first.err) == (0, second.out, second.err)
            answers.add(first.out)
    assert len(answers) == len(ways) - 1, "spellings do not change where a council is"


@pytest.mark.costly
@pytest.mark.parametrize(("by", "decided"), [("recipient_region", "recipient"), ("region", "best")])
def test_the_places_that_a_question_needs_are_kept_and_no_others(run: Run, tmp_path: Path, by: str, decided: str) -> None:
    (tmp_path / "lone.csv").write_text(LONE)
    env = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    assert run("total", "--by", by, "--data", "lone.csv", "--engine", "duckdb", "-f", "csv", env=env).code == 0
    names = {path.name.split("-")[1] for path in (tmp_path / "cache").rglob("places-*.parquet")}
    assert names == {decided, "beneficiary_location_code", "recipient_location_code", "recipient_postal_code"}


LOOKUP = "postcode,district\nls1 1ur,Leeds\nLS1 1UR,Leeds\nE01000001,E09000001\n\nAB1 2CD,Allerdale\n"


@pytest.mark.costly
@pytest.mark.parametrize("engine", ["memory", "duckdb"])
def test_a_lookup_of_ones_own_places_codes_and_postcodes(run: Run, tmp_path: Path, engine: str) -> None:
    (tmp_path / "grants.json").write_bytes(_grants_file())
    (tmp_path / "own.csv").write_text(LOOKUP)
    words = ("list", "--data", "grants.json", "--places", "own.csv", "-f", "csv", "-c", "id,recipient_district,district")
    done = run(*words, "-s", "id", "--engine", engine)
    barking = "g4,Barking and Dagenham,Barking and Dagenham"
    assert done.out.splitlines()[3:7] == ["g2,City of London,", "g3,Cumberland,Leeds", barking, "g5,Leeds,Leeds"]


WRONG = [
    ("a,b\n", "`own.csv` is not a lookup of places: its first line has `a`, `b`"),
    ("", "`own.csv` is not a lookup of places: its first line has nothing"),
    ("code,district\nLS1 1UR,Atlantis\n", "own.csv:2: `Atlantis` is not a district that is known"),
    ("code,district\nLS1 1UR,Leeds\nLS1 1UR,Leeds\nls11ur,Croydon\n", "own.csv:4: `ls11ur` is in two districts"),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_a_lookup_that_cannot_be_used_is_an_error(run: Run, tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "own.csv").write_text(text)
    done = run("total", "--by", "region", "--places", "own.csv")
    assert (done.code, message in done.err) == (3, True), done.err
    missing = run("total", "--by", "region", "--places", "nothing.csv")
    assert (missing.code, "cannot read the places in `nothing.csv`: no such file" in missing.err) == (3, True)
