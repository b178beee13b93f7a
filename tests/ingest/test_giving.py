"""360Giving files in JSON: every award, with what could not be read counted and named."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import grantcli
from conftest import SHARED, Run
from grantcli.errors import DataError

GRANT = {
    "id": "360G-x-1",
    "title": "One",
    "currency": "GBP",
    "amountAwarded": 100,
    "awardDate": "2019-09-12T10:00:00Z",
    "fundingOrganization": [{"id": "GB-CHC-1", "name": "Giver"}],
    "recipientOrganization": [
        {"id": "GB-LAE-LDS", "name": "Leeds City Council"},
        {"id": "GB-LAE-CRY", "name": "Croydon Council"},
    ],
    "grantProgramme": [{"code": "P", "title": "Fund"}],
}


@pytest.fixture
def give(data_file: Callable[..., Path]) -> Callable[..., Path]:
    """Write grants to a JSON file; a text is written as it is."""
    return lambda *grants: data_file(grants[0] if isinstance(grants[0], str) else json.dumps({"grants": grants}), "grants.json")


def test_a_grant_is_an_award_with_its_bodies(give: Callable[..., Path]) -> None:
    columns = "id,title,programme,funder,lead,partner,amount,currency,awarded,fy"
    (row,) = grantcli.open(give(GRANT)).list(columns=columns).rows
    assert [str(cell) for cell in row] == [
        "360G-x-1", "One", "Fund", "Giver", "Leeds City Council", "('Croydon Council',)", "£100", "GBP", "2019-09-12", "2019-20",
    ]  # fmt: skip


RESULTS = [
    ("council:leeds", 1),
    ("council_now:croydon", 1),
    ("region:london", 1),
    ("funder:giver", 1),
    ("programme:p", 1),
    ("awarded:2019-09", 1),
    ("amount:100", 1),
    ("stage:..", 0),
]


@pytest.mark.parametrize(("question", "count"), RESULTS)
def test_the_same_questions_work(question: str, count: int, give: Callable[..., Path]) -> None:
    assert len(grantcli.open(give(GRANT)).list(question).rows) == count


UNREAD = [
    ({"amountAwarded": "tbc"}, "1 amount cannot be read, taken as unknown (grants/0: `tbc`)"),
    ({"amountAwarded": 1.005}, "1 amount cannot be read, taken as unknown (grants/0: `1.005`)"),
    ({"amountAwarded": True}, "1 amount cannot be read, taken as unknown (grants/0: `true`)"),
    ({"awardDate": "31/09/2019"}, "1 date cannot be read, taken as unknown (grants/0: `31/09/2019`)"),
    ({"awardDate": True}, "1 date cannot be read, taken as unknown (grants/0: `true`)"),
]


@pytest.mark.parametrize(("wrong", "note"), UNREAD)
def test_what_cannot_be_read_is_unknown_and_named(wrong: dict[str, object], note: str, give: Callable[..., Path]) -> None:
    ask = grantcli.open(give({**GRANT, **wrong}))
    assert ask.total().notes[:2] == ("rows read 1 = awards 1 + merged 0 + blank 0 + set aside 0; --rows shows them", note)
    assert len(ask.list().rows) == 1


@pytest.mark.parametrize("key", ["amountAwarded", "awardDate", "currency", "title", "recipientOrganization", "grantProgramme"])
@pytest.mark.parametrize("value", [None, "", [], {}, [None], 7])
def test_no_value_of_any_type_breaks_the_reading(key: str, value: object, give: Callable[..., Path]) -> None:
    ask = grantcli.open(give({**GRANT, key: value}))
    assert sum(int(str(row[1])) for row in ask.total().rows) == 1


def test_what_is_not_an_object_is_set_aside_and_counted(give: Callable[..., Path]) -> None:
    ask = grantcli.open(give(GRANT, 5, "x"))
    assert ask.list().notes == ("rows read 3 = awards 1 + merged 0 + blank 0 + set aside 2; --rows shows them",)
    assert [(row[0], row[3]) for row in ask.rows().rows] == [
        ("grants/1", "not an object: `5`"),
        ("grants/2", 'not an object: `"x"`'),
    ]
    assert len(ask.list().rows) == 1


def test_an_award_without_an_id_is_numbered_by_its_place(give: Callable[..., Path]) -> None:
    bare = {key: value for key, value in GRANT.items() if key != "id"}
    assert [row[0] for row in grantcli.open(give(GRANT, bare)).list().rows] == ["360G-x-1", "#2"]


REFUSED = [
    ("[]", "has no grants: it is a list"),
    ("{}", "has no grants: it is an empty object"),
    ('{"releases": []}', "has no grants: it is an object with `releases`"),
    ('{"grants": [', "is not valid JSON: "),
    ("[" * 100_000, "cannot be read: it is nested too deeply"),
]


@pytest.mark.parametrize(("text", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_what_is_not_grants_is_refused_with_what_it_seems_to_be(text: str, message: str, give: Callable[..., Path]) -> None:
    with pytest.raises(DataError) as caught:
        grantcli.open(give(text))
    assert message in caught.value.message


@pytest.mark.shared
def test_published_grants_have_their_known_total(run: Run) -> None:
    path = SHARED / "data" / "360giving" / "trafford_council_voluntary_sector_grants.json"
    done = run("total", "--data", str(path), "-f", "csv", "-c", "currency,awards,unknown,total")
    assert (done.code, done.out) == (0, "currency,awards,unknown,total\nGBP,555,0,1291436.54\n")


@pytest.mark.shared
def test_check_runs_the_quality_rules_on_the_grants_as_published(run: Run) -> None:
    path = SHARED / "data" / "360giving" / "trafford_council_voluntary_sector_grants.json"
    words = ("check", "--data", str(path), "--rule", "description-repeats-title", "--severity", "info", "--today", "2026-11-22")
    done = run(*words, "-f", "csv", "-c", "rule,path")
    assert done.code == 0
    assert done.out.count("description-repeats-title,grants/") == 6


def test_findings_stand_where_the_grant_stands_in_the_file(run: Run, give: Callable[..., Path]) -> None:
    path = give(5, {**GRANT, "description": "One"})
    words = ("check", "--data", str(path), "--rule", "description-repeats-title", "--severity", "info")
    done = run(*words, "-f", "csv", "-c", "path")
    assert done.out == "path\ngrants/1/description\n"
