"""What a grant has beyond the standard, at any depth: the same headings and texts row by row and by columns."""

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from conftest import Run
from grantcli.dataset import open_dataset
from grantcli.ingest import database, nonstandard
from grantcli.ingest.normalised_tables import TableReading
from grantcli.ingest.options import ReadOptions

pytest.importorskip("duckdb")

ENGINES = ("memory", "duckdb")
TEXTS: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({"Grant Officer": " Ann "}, {"Grant Officer": "Ann"}),
    ({"toIndividualsDetails": {"grantPurpose": ["GTIP010"], "gender": "F"}}, {"toIndividualsDetails.gender": "F"}),
    ({"recipientOrganization": [{"name": "A", "size": "S"}, {"size": "L"}]}, {"recipientOrganization.size": "S; L"}),
    ({"recipientOrganization": {"name": "A", "size": "S"}}, {"recipientOrganization.size": "S"}),
    ({"recipientOrganization": [{"location": [{"geoCode": "E1", "ward": "W"}]}]}, {"recipientOrganization.location.ward": "W"}),
    ({"tags": ["a", "", None, " b "]}, {"tags": "a; b"}),
    ({"a": {"b": {"c": 5}}, "a.b": "x"}, {"a.b.c": "5", "a.b": "x"}),
    ({"a": [[1, [2]], {"b": True}]}, {"a": "1; 2", "a.b": "true"}),
    ({"title": {"en": "T"}, "beneficiaryLocation": "Leeds", "plannedDates": [5]}, {}),
    ({"x": "", "y": None, "z": {}, "w": [], "v": " "}, {}),
]


@pytest.mark.parametrize(("grant", "result"), TEXTS)
def test_what_the_standard_has_no_name_for_has_a_heading(grant: dict[str, Any], result: dict[str, str]) -> None:
    assert nonstandard.texts(grant) == result


PLAIN = {"id": "a", "amountAwarded": 5, "currency": "GBP", "awardDate": "2020-01-01", "recipientOrganization": [{"name": "L"}]}
FILES: dict[str, tuple[list[dict[str, Any]], bool]] = {
    "an object": ([{"toIndividualsDetails": {"gender": "F"}}, {}], True),
    "in an organisation": ([{"recipientOrganization": [{"name": "L", "size": "S", "place": {"ward": ["W", 2]}}]}, {}], True),
    "in a person": ([{"recipientOrganization": [], "recipientIndividual": {"name": "P", "sex": {"code": 1.5}}}], True),
    "in a list of a list": ([{"recipientOrganization": [{"name": "L", "location": [{"ward": "W"}, {"ward": "V"}]}]}], True),
    "lists of several": ([{"fund": [{"name": "A"}, {"name": " B "}], "tags": ["x", 5, True, None, "", 1.5]}, {"tags": []}], True),
    "a name with a point, and blanks": ([{"a b.c": {"d:e": "x"}}], True),
    "an object and a list": ([{"theme": {"name": "A"}}, {"theme": [{"name": "B"}]}], False),
    "a text and a list": ([{"tags": "x"}, {"tags": ["y", "z"]}], False),
    "names that differ by case": ([{"Team": {"a": "x"}}, {"team": {"a": "y"}}], False),
    "case of a name of the standard": ([{"recipientOrganization": [{"name": "L", "Name": "M"}]}], False),
    "a name with a quotation mark": ([{'a"b': {"c": "x"}}], False),
    "a name with an asterisk": ([{"a": {"*": "x", "b": "y"}}], False),
    "one heading of two": ([{"a": {"b": "x"}, "a.b": "y"}], False),
    "one heading of two, in a file with NaN": ([{"a": {"b": "x"}}, {"a.b": "y"}, {"x": math.nan}], False),
    "several organisations": ([{"recipientOrganization": [{"name": "L", "size": "S"}, {"name": "M", "size": "L"}]}, {}], False),
    "no list where the standard has one": ([{"recipientOrganization": {"name": "L", "size": "S"}}], False),
    "a list where the standard has a text": ([{"beneficiaryLocation": [{"name": {"en": "x"}, "area": 5}], "title": [1]}], False),
}  # fmt: skip


def answer(path: Path, engine: str) -> tuple[set[str], tuple[tuple[object, ...], ...]]:
    data = open_dataset(path, engine=engine, cache=False)
    headings = sorted(f'"x:{name}"' for name in data.data.extras)
    names = ["id", *(each.strip('"') for each in headings)]
    return set(data.data.extras), tuple(data.list(columns=name).rows for name in names)


def write(path: Path, grants: list[dict[str, Any]]) -> Path:
    path.write_text(json.dumps({"grants": [{**PLAIN, "id": f"g{place}", **each} for place, each in enumerate(grants)]}))
    return path


@pytest.mark.costly
@pytest.mark.parametrize(("grants", "by_sql"), FILES.values(), ids=FILES)
def test_grants_beyond_the_standard_are_read_alike_by_both_engines(
    grants: list[dict[str, Any]], by_sql: bool, tmp_path: Path
) -> None:
    path = write(tmp_path / "x.json", grants)
    assert answer(path, "duckdb") == answer(path, "memory")
    store = TableReading(path, path.name, ReadOptions(), database.connect(""), keep=False, every_spelling=True).store()
    assert (store.contents.written.counts["awards"] == 0) is by_sql


LEAF = some.sampled_from(["a", " b", "", 5, True, None, 1.25])
VALUE = some.recursive(
    LEAF,
    lambda each: some.lists(each, max_size=3) | some.dictionaries(some.sampled_from(["k", "name", "l m"]), each, max_size=3),
    max_leaves=5,
)  # fmt: skip
GRANT = some.fixed_dictionaries(
    {},
    optional={
        "meta": VALUE,
        "toIndividualsDetails": some.dictionaries(some.sampled_from(["gender", "grantPurpose"]), VALUE, max_size=2),
        "fundingOrganization": some.lists(
            some.fixed_dictionaries({"name": some.just("F")}, optional={"size": VALUE}), max_size=2
        ),
    },
)


@pytest.mark.costly
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(grants=some.lists(GRANT, min_size=1, max_size=3))
def test_any_grants_beyond_the_standard_are_read_alike_by_both_engines(grants: list[dict[str, Any]], tmp_path: Path) -> None:
    path = write(tmp_path / "x.json", grants)
    assert answer(path, "duckdb") == answer(path, "memory")


@pytest.mark.sample(1)
@pytest.mark.parametrize("engine", ENGINES)
def test_a_nested_value_is_asked_grouped_and_listed_among_the_fields(engine: str, tmp_path: Path, run: Run) -> None:
    write(tmp_path / "x.json", [{"toIndividualsDetails": {"gender": "F"}}, {"amountAwarded": 7}])
    words = ("--data", "x.json", "-f", "csv", "--no-header", "--engine", engine, "--no-cache")
    name = "x:toIndividualsDetails.gender"
    assert run("list", "x:toindividualsdetails.gender:f", "-c", "id", *words).out == "g0\n"
    assert run("total", "--by", name, "-c", f"{name},awards,total", *words).out == ",1,7.00\nF,1,5.00\n"
    fields = run("fields", *words, "-c", "name,filled").out.splitlines()
    assert f"{name},0.500000" in fields


@pytest.mark.parametrize("engine", ENGINES)
def test_a_grant_is_exported_without_a_second_copy_of_what_is_nested(engine: str, tmp_path: Path, run: Run) -> None:
    grant = {**PLAIN, "id": "g0", "toIndividualsDetails": {"gender": "F"}, "tags": ["x", "y"], "Officer": "Ann"}
    write(tmp_path / "x.json", [grant])
    done = run("list", "--data", "x.json", "-f", "360giving", "-o", "y.json", "--engine", engine, "--no-cache")
    assert done.code == 0
    assert json.loads((tmp_path / "y.json").read_text())["grants"] == [grant]
