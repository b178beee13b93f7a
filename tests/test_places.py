"""Places: a code leads to the areas that cover it now, or to none; the table is what the script makes of its sources."""

from collections import Counter
from typing import Any

import pytest

import places as script
from conftest import ROOT, SHARED, Run
from grantcli import bundle

PLACES = bundle.places()

FOUND: list[tuple[str, tuple[Any, ...] | None]] = [
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


@pytest.mark.parametrize(("code", "wanted"), FOUND)
def test_a_code_leads_to_the_areas_that_cover_it_now(code: str, wanted: tuple[Any, ...] | None) -> None:
    area = PLACES.find(code)
    assert (area and (area.kind, area.name, area.district, area.county, area.region, area.nation)) == wanted


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
