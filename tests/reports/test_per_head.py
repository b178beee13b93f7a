"""Totals by the people of an area: exact, unknown where the people are, and refused where no population can be had."""

import json
import re
from pathlib import Path

import pytest

import population as script
from conftest import ROOT, SHARED, Run
from grantcli import bundle
from grantcli.places import Places, Population

PEOPLE = bundle.population()
CODES = {"a": ("E08000009", 237000), "b": ("E08000035", 100), "c": ("E92000001", 1), "d": ("", 50), "e": ("E08000035", None)}


@pytest.fixture(autouse=True)
def grants(tmp_path: Path) -> None:
    several = [
        {"id": name, "currency": "GBP", "recipientOrganization": [{"id": "x-1", "name": "R"}], "awardDate": "2019-01-01"}
        | ({"amountAwarded": amount} if amount is not None else {})
        | ({"beneficiaryLocation": [{"geoCode": code}]} if code else {})
        for name, (code, amount) in CODES.items()
    ]
    (tmp_path / "x.json").write_text(json.dumps({"grants": several}), encoding="utf-8")


def ask(run: Run, by: str, *words: str) -> list[str]:
    done = run("total", "--by", by, "--per-head", "--data", "x.json", "-f", "csv", "--no-header", "--no-cache", *words)
    assert done.code == 0
    return sorted(done.out.splitlines())


@pytest.mark.costly
@pytest.mark.parametrize("engine", ["memory", "duckdb"])
def test_a_total_is_divided_by_the_people_of_its_area(run: Run, engine: str) -> None:
    words = ("-c", "district,total,population,per_head", "--engine", engine)
    trafford, leeds = (PEOPLE.districts[code] for code in ("E08000009", "E08000035"))
    assert (trafford, leeds) == (237579, 798786)
    rows = ask(run, "district", *words)
    assert rows == [",51.00,,", "Leeds,100.00,798786,0.00", "Trafford,237000.00,237579,1.00"]


def test_the_people_of_a_wider_area_are_those_of_its_districts(run: Run) -> None:
    rows = ask(run, "nation", "-c", "nation,population,per_head")
    england = sum(people for code, people in PEOPLE.districts.items() if code.startswith("E"))
    assert rows == [",,", f"England,{england},0.00"]
    assert 56_500_000 < england < 56_600_000  # 56,550,138 by the Office for National Statistics


def test_the_figure_for_a_person_needs_no_other_column(run: Run) -> None:
    assert ask(run, "grant_district", "-c", "grant_district,per_head")[-1] == "Trafford,1.00"


def test_the_year_is_named_and_the_largest_and_the_rest_have_their_own_figures(run: Run) -> None:
    done = run(
        "total", "--by", "region", "--per-head", "--top", "1", "--data", "x.json", "-f", "csv", "-c", "region,population,per_head"
    )
    assert done.out.splitlines()[1] == "North West,7367456,0.03"
    assert all(line.endswith(",,") for line in done.out.splitlines()[2:])
    assert "note: per head uses the population of each region in the middle of 2020, whatever the year of an award\n" in done.err
    assert "no known population" not in done.err


REFUSED = [
    (("--by", "ward"), "unknown field `ward`"),
    (("--by", "grant_ward"), "--per-head: no population is known by `grant_ward`"),
    (("--by", "recipient"), "--per-head needs one kind of area in --by"),
    ((), "--per-head needs one kind of area in --by"),
    (("--by", "region,district"), "--per-head needs one kind of area in --by"),
    (("--by", "region", "--across", "year"), "--per-head and --across do not go together"),
]


@pytest.mark.parametrize(("words", "error"), REFUSED)
def test_what_has_no_population_is_refused(words: tuple[str, ...], error: str, run: Run) -> None:
    done = run("total", *words, "--per-head", "--data", "x.json")
    assert (done.code, done.err.splitlines()[0]) == (2, f"grantcli: error: {error}")


def test_an_area_without_the_people_of_one_of_its_districts_has_no_population() -> None:
    codes = {
        "N": ("nation", "Wales", ()),
        "R": ("region", "R", ("N",)),
        "A": ("district", "D", ("R", "R")),
        "B": ("district", "E", ("R", "R")),
    }
    places = Places(lambda: codes)
    assert Population(2020, {"A": 5}).by_name("district", places) == {"D": 5}
    assert Population(2020, {"A": 5}).by_name("region", places) == {}
    assert Population(2020, {"A": 5, "B": 7}).by_name("region", places) == {"R": 12}


def test_every_district_that_there_is_now_has_a_population() -> None:
    now = {code for code, (kind, _, _) in bundle.places().rows.items() if kind == "district"}
    assert now == PEOPLE.districts.keys()
    assert 67_070_000 < sum(PEOPLE.districts.values()) < 67_090_000  # 67,081,000 by the Office for National Statistics


def test_districts_counties_and_regions_of_one_name_are_one_area() -> None:
    rows = bundle.places().rows
    for what in ("district", "county", "region", "nation"):
        names = [name for kind, name, _ in rows.values() if kind == what]
        assert len(set(names)) == len(names), what


@pytest.mark.shared
def test_the_table_is_what_the_script_makes_of_its_source() -> None:
    assert (ROOT / "data" / "population.tsv").read_text(encoding="utf-8") == script.text(SHARED / "registers")
    assert re.search(r"^year\t2020$", script.HEAD, re.MULTILINE)
