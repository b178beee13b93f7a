"""The register of councils: it can be relied on, and a name leads to the body that is meant on the day."""

from collections.abc import Callable
from pathlib import Path

import pytest

import grantcli
from conftest import Run
from grantcli.bundle import register
from grantcli.errors import DataError
from grantcli.loader.reference_data import read_register

REGISTER = register()
BODIES = REGISTER.bodies


def test_the_register_holds_the_councils_of_the_country() -> None:
    councils = [body for body in BODIES.values() if body.council]
    assert len(councils) > 440
    assert {body.nation for body in councils} == {"England", "Scotland", "Wales", "Northern Ireland"}
    assert sum(body.nation == "Scotland" for body in councils) == 32
    assert sum(body.nation == "Wales" for body in councils) == 22
    assert sum(body.nation == "England" and body.until is None and body.kind == "london borough" for body in councils) == 32
    assert sum(body.kind == "metropolitan district" for body in councils) == 36


def test_every_english_council_has_a_region_and_bodies_that_are_none_stand_apart() -> None:
    assert [body.name for body in BODIES.values() if body.nation == "England" and not body.region] == []
    assert BODIES["GB-LAE-GLA"].council is False
    assert BODIES["GB-LAE-GMCA"].kind == "combined authority"


PRINTED = [
    # as printed in a document or on a page, on the day of the awards, and the bodies that are meant
    ("Hounslow", "2016-03-31", "GB-LAE-HNS"),
    ("East Sussex", "2016-03-31", "GB-LAE-ESX"),
    ("Adur & Worthing Councils", "2016-03-31", "GB-LAE-ADU GB-LAE-WOT"),
    ("West Sussex County Council", "2016-03-31", "GB-LAE-WSX"),
    ("Cambridgeshire and Peterborough", "2016-03-31", "GB-LAE-CAM GB-LAE-PTE"),
    ("Calderdale Council", "2016-03-31", "GB-LAE-CLD"),
    ("Bournemouth", "2016-03-31", "GB-LAE-BMH"),
    ("Dorset", "2016-03-31", "GB-LAE-DOR"),
    ("Dorset", "2020-03-13", "GB-LAE-DST"),
    ("Cumbria", "2016-03-31", "GB-LAE-CMA"),
    ("Northumberland", "2016-03-31", "GB-LAE-NBL"),
    ("Stockport Metropolitan Borough Council", "2019-09-12", "GB-LAE-SKP"),
    ("Buckinghamshire County Council", "2019-09-12", "GB-LAE-BKM"),
    ("Buckinghamshire", "2019-09-12", "GB-LAE-BKM"),
    ("Buckinghamshire", "2021-01-01", "GB-LAE-BUC"),
    ("Adur and Worthing Council", "2019-09-12", "GB-LAE-ADU GB-LAE-WOT"),
    ("London Borough of Croydon", "2019-09-12", "GB-LAE-CRY"),
    ("London Borough of Southwark", "2019-09-12", "GB-LAE-SWK"),
    ("Greater London Authority", "2019-09-12", "GB-LAE-GLA"),
    ("City of Lincoln Council", "2019-09-12", "GB-LAE-LIC"),
    ("South Kesteven District", "2019-09-12", "GB-LAE-SKE"),
    ("Royal Borough of Greenwich", "2019-09-12", "GB-LAE-GRE"),
    ("Barnsley Metropolitan Borough Council", "2019-09-12", "GB-LAE-BNS"),
    ("Allerdale Borough Council", "2019-09-12", "GB-LAE-ALL"),
    ("Huntingdon District Council", "2019-09-12", "GB-LAE-HUN"),
    ("North East Lincolnshire District Council", "2019-09-12", "GB-LAE-NEL"),
    ("South Northamptonshire Council", "2019-09-12", "GB-LAE-SNR"),
    ("Redditch and Bromsgrove Council", "2019-09-12", "GB-LAE-BRM GB-LAE-RED"),
    ("Greater Manchester Combined Authority", "2019-11-01", "GB-LAE-GMCA"),
    ("Wycombe District Council", "2019-11-01", "GB-LAE-WYO"),
    ("Richmond and Wandsworth Councils", "2019-11-01", "GB-LAE-RIC GB-LAE-WND"),
    ("Brighton & Hove City Council", "2019-11-01", "GB-LAE-BNH"),
    ("Staffordshire county council", "2015-03-31", "GB-LAE-STS"),
    ("Kensington and Chelsea", "2015-03-31", "GB-LAE-KEC"),
    ("Hammersmith and Fulham councils", "2015-03-31", "GB-LAE-HMF"),
]


@pytest.mark.parametrize(("printed", "day", "meaning"), PRINTED)
def test_a_printed_name_leads_to_the_body_alive_on_the_day(printed: str, day: str, meaning: str) -> None:
    assert " ".join(sorted(body.id for body in REGISTER.find(printed, day))) == meaning


def test_every_council_name_printed_in_the_sources_leads_to_a_body_in_the_data() -> None:
    """Every name in the claims finds, on the day of an award, at least one body; parts of joint names find theirs."""
    book = grantcli.open().data.book
    days = {award.awarded.first for award in book.awards if award.awarded} | {"2020-03-13"}
    names = {name for source in book.sources for claim in source.claims for name in claim.names}
    assert len(names) > 80
    outside = {"Government Digital Service", "Local Government Association"}
    lost = [name for name in sorted(names - outside) if not any(REGISTER.find(name, day) for day in days)]
    assert lost == []


def test_a_council_of_the_data_is_the_body_of_the_register_with_that_id() -> None:
    book = grantcli.open().data.book
    bodies = {body.id: body for award in book.awards for body in award.councils if body.id in BODIES}
    assert len(bodies) > 90
    for body in bodies.values():
        assert BODIES[body.id].official == body.official
    for award in book.awards:
        for body in award.councils:
            if body.id in BODIES and award.awarded:
                assert BODIES[body.id].alive_within(award.awarded.first, award.awarded.last), (award.id, body.name)


HEIRS = [
    ("GB-LAE-WYO", "Buckinghamshire"),
    ("GB-LAE-BMH", "Bournemouth, Christchurch and Poole"),
    ("GB-LAE-ALL", "Cumberland"),
    ("GB-LAE-SNR", "West Northamptonshire"),
    ("GB-LAE-LDS", "Leeds"),
    ("GB-LAE-CMA", "Cumbria (split: Cumberland; Westmorland and Furness)"),
]


@pytest.mark.parametrize(("body", "now"), HEIRS)
def test_a_body_is_now_its_last_successor_and_a_split_one_says_so(body: str, now: str) -> None:
    assert REGISTER.current_name(body, BODIES[body].name) == now


@pytest.mark.parametrize("code", ["E07000007", "e07000007", "GB-LAE-WYO", "gb-lae-wyo"])
def test_a_code_finds_its_body(code: str) -> None:
    assert [body.name for body in REGISTER.find(code)] == ["Wycombe"]


def test_barnsley_is_found_under_its_code_of_2025_and_its_former_one() -> None:
    for code in ("E08000038", "E08000016"):
        assert [body.name for body in REGISTER.find(code)] == ["Barnsley"]


BASE = """\
form: grantcli councils 1
orders: {o: The Order}
joint: {A and B: [a, b]}
councils:
  - {id: a, name: Aton, official: Aton Council, kind: district, nation: England, until: 2019-03-31, successors: [b], gss: E1}
  - {id: b, name: Bton, official: Bton Council, kind: unitary, nation: England, from: 2019-04-01, order: o}
"""
FAULTS = [
    ("id: b, name: Bton", "id: a, name: Bton", "the id `a` is taken by councils[0]"),
    ("name: Bton", "name: Aton", "the name `Aton` is taken by councils[0]"),
    ("order: o", "order: o, gss: E1", "the gss `E1` is taken by councils[0]"),
    ("successors: [b]", "successors: [c]", "no organisation has the id `c`"),
    ("from: 2019-04-01", "from: 2019-05-01", "`b` does not begin by the day after 2019-03-31"),
    ("until: 2019-03-31, ", "", "has successors but no last day"),
    ("order: o", "order: p", "no order has the id `p`"),
    ("[a, b]", "[a, c]", "no organisation has the id `c`"),
    ("from: 2019-04-01, order: o", "order: o, aliases: [Borough of Aton]", "`aton` also leads to Aton (councils[0])"),
    ("from: 2019-04-01", "from: 2019-04-31", "`2019-04-31` is not in the calendar"),
    ("from: 2019-04-01", "from: 2019-04", "`2019-04` is not a day like 2019-03-31"),
    ("gss: E1", "gss: E1, from: 2020-01-01", "ends before it begins"),
    ("gss: E1", "gsss: E1", "unknown key `gsss`"),
]


@pytest.mark.parametrize(("old", "new", "message"), FAULTS)
def test_the_checker_finds_what_is_wrong_with_a_register(
    old: str, new: str, message: str, data_file: Callable[[str], Path]
) -> None:
    assert old in BASE
    with pytest.raises(DataError) as caught:
        read_register(data_file(BASE.replace(old, new, 1)))
    assert any(fault.message.startswith(message) for fault in caught.value.faults), caught.value.faults


def test_a_register_without_faults_is_read(data_file: Callable[[str], Path]) -> None:
    result = read_register(data_file(BASE))
    assert list(result) == ["a", "b"]
    assert result["a"].joint == ("A and B",)
    assert result["b"].order == "The Order"


def test_the_bundled_register_has_no_fault(run: Run) -> None:
    done = run("council", "leeds", "-f", "csv", "-c", "name,gss", env={"XDG_CACHE_HOME": "/dev/null/x"})
    assert (done.code, done.out, done.err) == (0, "name,gss\nLeeds,E08000035\n", "")


def test_a_name_of_two_bodies_is_an_error_with_their_lives(run: Run) -> None:
    done = run("council", "dorset")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "grantcli: error: 2 councils match `dorset`\n"
        "hint: Dorset Council (GB-LAE-DST): from 2019-04-01; Dorset County Council (GB-LAE-DOR): until 2019-03-31. "
        "Say `--on DATE`, or the id\n"
    )


QUESTIONS = [
    (("dorset", "--on", "2016"), 0, "Dorset County"),
    (("dorset", "--on", "2020-01-01"), 0, "Dorset"),
    (("GB-LAE-DOR",), 0, "Dorset County"),
    (("milton", "keynes"), 0, "Milton Keynes"),
    (("leeds", "croydon"), 0, "Leeds\nCroydon"),
    (("adur and worthing",), 0, "Adur\nWorthing"),
    (("crodyon",), 2, "grantcli: error: no council is called `crodyon`\nhint: did you mean `Croydon`?"),
    (
        ("wycombe", "--on", "2021"),
        2,
        "grantcli: error: no organisation called `wycombe` existed on 2021\nhint: Wycombe District Council: until 2020-03-31",
    ),
    (("leeds", "--on", "soon"), 2, "grantcli: error: --on: `soon` is not a date like 2019, 2019-09 or 2019-09-12"),
]


@pytest.mark.parametrize(("words", "code", "answer"), QUESTIONS)
def test_council_says_who_is_meant(words: tuple[str, ...], code: int, answer: str, run: Run) -> None:
    done = run("council", *words, "-f", "csv", "-c", "name")
    notes = done.out.removeprefix("name\n") if code == 0 else done.err
    assert (done.code, notes.rstrip("\n").split("\nhint: a name")[0]) == (code, answer)


def test_the_awards_of_a_council_are_found_under_every_name_it_has_had(run: Run) -> None:
    done = run("council", "buckinghamshire", "--on", "2021", "-f", "jsonl", "-c", "awards,awards_before")
    assert done.out == (
        '{"awards": null, "awards_before": ["ldf2-community-directory (as Buckinghamshire County)", '
        '"ldf4-community-directory (as Buckinghamshire County)", "ldf3-invalid-planning (as Wycombe)", '
        '"ldf4-invalid-planning (as Wycombe)"]}\n'
    )


MATCHES = [
    ("council:wycombe", "ldf3-invalid-planning ldf4-invalid-planning"),
    (
        "council_now:buckinghamshire",
        "ldf2-community-directory ldf3-invalid-planning ldf4-community-directory ldf4-invalid-planning",
    ),
    ("lead_now:buckinghamshire", "ldf2-community-directory ldf4-community-directory"),
    ("council_now:cumberland", "dtp-cumbria ldf2-income"),
    ("council_now:westmorland and furness", "dtp-cumbria"),
    ("council:huntingdon", "ldf2-income ldf4-income"),
    ("gss:E07000007", "ldf3-invalid-planning ldf4-invalid-planning"),
    ("org_id=GB-LAE-WYO", "ldf3-invalid-planning ldf4-invalid-planning"),
    ('kind="combined authority"', "ldf3-children-in-care"),
    ("region:north-east", ""),
    ('region="north east"', "dep-newcastle-upon-tyne dep-redcar dep-stockton dtp-northumberland"),
    ("-nation:..", "dtp-kent"),
]


@pytest.mark.parametrize(("question", "ids"), MATCHES)
def test_awards_are_found_by_what_the_register_knows(question: str, ids: str) -> None:
    assert " ".join(str(row[0]) for row in grantcli.open().list(question, columns="id", sort="id").rows) == ids
