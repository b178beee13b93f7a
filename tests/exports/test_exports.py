"""Awards whole: databases in which everything stands and adds up, grants that come back as they went out."""

import csv
import json
import re
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from awkward import AWARDS, BOOK, LEEDS

import golden
import grantcli
from conftest import SHARED, Run
from grantcli import exports
from grantcli.engines.memory import Memory
from grantcli.evidence import Basis
from grantcli.exports.giving import as_grant, missing_fields, title
from grantcli.model import Award, Book
from grantcli.query import Order, Select
from grantcli.render.jsonl import as_json
from grantcli.table import Money

BUNDLED = grantcli.open().data


def database(awards: tuple[Award, ...], book: Book, folder: Path) -> Callable[[str], list[tuple[Any, ...]]]:
    """Export to SQLite, and return what asks the database."""
    path = folder / "awards.sqlite"
    path.unlink(missing_ok=True)
    assert exports.write("sqlite", awards, book, path, ".sqlite") == ()

    def ask(question: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute(question).fetchall()

    return ask


def grants(awards: tuple[Award, ...], folder: Path, suffix: str = ".json") -> tuple[str, tuple[str, ...]]:
    """Export to 360Giving, and return the text and the notes."""
    path = folder / f"awards{suffix}"
    notes = exports.write("360giving", awards, BOOK, path, suffix)
    return path.read_text(encoding="utf-8"), notes


# the engine


@pytest.mark.parametrize("limit", [None, 0, 3])
@pytest.mark.parametrize("order", [(), (Order("amount", descending=True),), (Order("lead"), Order("awarded"))])
def test_awards_come_whole_in_the_order_of_their_rows(order: tuple[Order, ...], limit: int | None) -> None:
    question = Select(("id",), order=order, limit=limit)
    engine = Memory(AWARDS)
    assert [award.id for award in engine.awards(question)] == [row[0][0] for row in engine.select(question)]


# SQLite


BOOKS = {"bundled": (BUNDLED.book.awards, BUNDLED.book), "awkward": (AWARDS, BOOK)}


@pytest.mark.parametrize("name", BOOKS)
def test_a_database_is_sound_and_its_keys_lead_somewhere(name: str, tmp_path: Path) -> None:
    ask = database(*BOOKS[name], tmp_path)
    assert (ask("PRAGMA foreign_key_check"), ask("PRAGMA integrity_check")) == ([], [("ok",)])


@pytest.mark.parametrize("name", BOOKS)
def test_a_database_adds_up_to_what_total_says(name: str, tmp_path: Path) -> None:
    awards, book = BOOKS[name]
    ask = database(awards, book, tmp_path)
    data = replace(BUNDLED, engine=Memory(awards), book=book)
    groups = {(group.key[0], group.currency): (group.awards, group.unknown, group.total) for group in data.groups(("programme",))}
    result = ask("SELECT programme, currency, awards, unknown, pennies FROM programme_totals")
    assert {row[:2]: (*row[2:4], None if row[4] is None else Decimal(row[4]) / 100) for row in result} == groups
    joined = """SELECT p.title, a.currency, COUNT(*), SUM(a.pennies IS NULL), SUM(a.pennies) FROM awards a
                LEFT JOIN programmes p USING (programme) GROUP BY 1, 2 ORDER BY 1, 2"""
    assert ask(joined) == result


def test_an_award_in_a_database_has_everything_that_is_known_of_it(tmp_path: Path) -> None:
    ask = database(AWARDS, BOOK, tmp_path)
    assert ask("SELECT id, title, stage, project, awarded, awarded_from, awarded_to, pennies, currency, basis FROM awards") == [
        (
            award.id, award.title, award.stage, award.project, *((str(award.awarded), award.awarded.first, award.awarded.last)
             if award.awarded else (None, None, None)), None if award.amount is None else int(award.amount * 100),
            award.currency, str(award.basis),
        )
        for award in AWARDS
    ]  # fmt: skip
    joined = "parties JOIN awards a USING (award) JOIN organisations o USING (organisation)"
    assert ask(f"SELECT a.id, position, role, o.id FROM {joined} ORDER BY award, position") == [  # noqa: S608 - our own names
        (award.id, position, "lead" if award.lead and not position else "partner", body.id)
        for award in AWARDS for position, body in enumerate(award.councils)
    ]  # fmt: skip
    assert ask("SELECT a.id, position, says, saving_pennies FROM outcomes JOIN awards a USING (award)") == [
        ("a11", 0, "Saves time", 2250000), ("A12", 0, "First", None), ("A12", 1, "Second", 1),
    ]  # fmt: skip


def test_a_database_says_which_award_rests_on_which_claim(tmp_path: Path) -> None:
    awards, book = BOOKS["bundled"]
    ask = database(awards, book, tmp_path)
    contents = {(award.id, about, claim, 1) for award in awards for about, claims in award.claims.items() for claim in claims}
    contents |= {(award.id, "outcome", claim, 1) for award in awards for outcome in award.outcomes for claim in outcome.claims}
    rejected = {(award.id, each.of or "amount", each.claim, 0) for award in awards for each in award.rejected}
    rejected |= {
        (award.id, each.of or "amount", each.claim, 0)
        for award in awards for outcome in award.outcomes for each in outcome.rejected
    }  # fmt: skip
    result = ask("SELECT a.id, about, claim, held FROM award_claims JOIN awards a USING (award)")
    assert (len(result), set(result)) == (len(contents | rejected), contents | rejected)
    assert ask("SELECT id FROM sources ORDER BY id") == sorted((source.id,) for source in book.sources)
    claims = sorted((f"{source.id}/{claim.id}", claim.figure) for source in book.sources for claim in source.claims)
    assert sorted(ask("SELECT id, figure FROM claims")) == claims
    stated = {(p.title, part.what, part.value) for p in book.programmes for part in p.stated}
    notes = ask("SELECT title, what, value FROM stated JOIN programmes USING (programme)")
    assert {(name, what, None if value is None else Decimal(value)) for name, what, value in notes} == stated


def test_awards_of_one_id_stand_in_a_database_each(tmp_path: Path) -> None:
    twice = (AWARDS[0], replace(AWARDS[0], amount=Decimal("1.00"), extra={"Officer": "Bo", "=1": "\ud800"}))
    ask = database(twice, BOOK, tmp_path)
    assert ask("SELECT award, id, pennies FROM awards") == [(1, "a01", 1000000), (2, "a01", 100)]
    assert ask("SELECT award, heading, value FROM extras ORDER BY heading") == [(2, "=1", "\\ud800"), (2, "Officer", "Bo")]


def test_a_body_that_a_file_calls_by_two_names_stands_under_each(tmp_path: Path) -> None:
    again = replace(AWARDS[0], lead=replace(LEEDS, name="Leeds MBC"))
    ask = database((AWARDS[0], again), Book(()), tmp_path)
    assert ask("SELECT lead FROM award_list") == [("Leeds",), ("Leeds MBC",)]
    assert ask("SELECT COUNT(*) FROM organisations WHERE id = 'GB-LAE-LDS'") == [(2,)]


def test_a_claim_that_no_source_has_stands_alone_in_a_database(tmp_path: Path) -> None:
    ask = database((replace(AWARDS[0], claims={"amount": ("gone/x",)}),), BOOK, tmp_path)
    assert ask("SELECT id, source FROM claims") == [("gone/x", None)]
    assert ask("PRAGMA foreign_key_check") == []


def test_the_same_awards_make_the_same_database(tmp_path: Path) -> None:
    database(*BOOKS["bundled"], tmp_path)
    first = (tmp_path / "awards.sqlite").read_bytes()
    database(*BOOKS["bundled"], tmp_path)
    assert (tmp_path / "awards.sqlite").read_bytes() == first


# 360Giving


ORG = {"id": "GB-LAE-LDS", "name": "Leeds"}
WHOLE: dict[str, Any] = {
    "id": "360G-x-1", "title": "T", "description": "D", "currency": "GBP", "amountAwarded": Decimal("26000.10"),
    "awardDate": "2019-09-12", "recipientOrganization": [ORG], "fundingOrganization": [ORG],
}  # fmt: skip
GRANTS: tuple[dict[str, Any], ...] = (
    WHOLE,
    {**WHOLE, "id": "00123", "recipientOrganization": [ORG, {**ORG, "name": "Two\nlines"}], "relatedActivity": ["a", "b"],
     "beneficiaryLocation": [{"name": "X", "latitude": Decimal("53.12345678901234567890")}]},
    {**WHOLE, "id": "1e5", "title": '=1+1, "quoted"', "description": "café \u202e \x1b \U0001f44d", "amountAwarded": 0,
     "classifications": [{"code": "C", "title": "a;b"}], "officer": {"name": "Bo", "grades": [1, 2]}, "open": True},
    {**WHOLE, "id": "null", "title": None, "amountAwarded": None, "plannedDates": [], "amountAppliedFor": -3,
     "commitmentTransaction": [{"value": 3, "transactionDate": "2019-01-01"}], "extra \ud800": "\ud800"},
    {"id": "person", "recipientIndividual": {"id": "p1", "name": "Somebody"}, "relatedActivity": ["a;b", "c"]},
)  # fmt: skip
"""Grants with what a round trip could lose."""


def as_awards(result: tuple[Mapping[str, Any], ...]) -> tuple[Award, ...]:
    return tuple(Award(str(each["id"]), grant=each) for each in result)


def test_grants_go_out_as_they_came_in(tmp_path: Path) -> None:
    text, _ = grants(as_awards(GRANTS), tmp_path)
    assert json.loads(text, parse_float=Decimal) == {"grants": list(GRANTS)}
    assert '"latitude": 53.12345678901234567890}' in text
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)


def test_a_grant_keeps_the_columns_beside_it() -> None:
    award = Award("x", grant={"id": "x", "title": "T"}, extra={"Officer": "Bo", "title": "other"})
    assert as_grant(award) == {"id": "x", "title": "T", "Officer": "Bo", "x:title": "other"}


def test_a_database_keeps_the_grant_that_an_award_was_read_from(tmp_path: Path) -> None:
    ask = database(as_awards(GRANTS[:2]), BOOK, tmp_path)
    (published,) = ask("SELECT published FROM awards WHERE id = '00123'")[0]
    assert json.loads(published, parse_float=Decimal) == GRANTS[1]
    assert ask("SELECT published ->> '$.recipientOrganization[1].name' FROM awards") == [(None,), ("Two\nlines",)]


def test_an_award_of_ours_goes_out_as_a_grant_as_far_as_it_is_known() -> None:
    by_id = {award.id: as_grant(award) for award in AWARDS}
    programme = [{"code": "new-round", "title": "Round 2"}]
    assert by_id["a04"] == {
        "id": "a04", "title": "Zero", "currency": "GBP", "amountAwarded": Decimal("0.00"), "awardDate": "2019-09-12",
        "fundingOrganization": [{"id": "other", "name": "Ministry"}],
        "recipientOrganization": [{"id": "GB-LAE-CRY", "name": "Croydon", "alternateName": "London Borough of Croydon"},
                                  {"id": "GB-LAE-LDS", "name": "Leeds", "alternateName": "Leeds City Council"}],
        "grantProgramme": programme,
    }  # fmt: skip
    assert (by_id["a03"]["awardDate"], "amountAwarded" in by_id["a03"]) == ("2015", False)
    assert by_id["a11"].keys() == {"id", "title", "currency", "amountAwarded"}
    assert as_grant(Award("p", individual="Somebody"))["recipientIndividual"] == {"name": "Somebody"}


LACKING: list[tuple[dict[str, Any], list[str]]] = [
    ({}, []),
    ({"id": None}, ["without an id"]),
    ({"title": None}, ["without a title"]),
    ({"description": None}, ["without a description"]),
    ({"currency": None}, ["without a currency"]),
    ({"amountAwarded": None}, ["without an amount"]),
    ({"amountAwarded": "tbc"}, ["without an amount"]),
    ({"amountAwarded": 0}, []),
    ({"awardDate": None}, ["without a date like 2019-09-12"]),
    ({"awardDate": "2019-09"}, ["without a date like 2019-09-12"]),
    ({"awardDate": "12/09/2019"}, ["without a date like 2019-09-12"]),
    ({"awardDate": "2019-09-12T00:00:00Z"}, []),
    ({"fundingOrganization": None}, ["without a funder"]),
    ({"fundingOrganization": [{"name": "N"}]}, ["with a funder that has no id"]),
    ({"recipientOrganization": [ORG, {"name": "N"}]}, ["with a recipient that has no id"]),
    ({"recipientOrganization": None}, ["without a recipient"]),
    ({"recipientOrganization": None, "recipientIndividual": {"id": "1", "name": "N"}}, []),
    ({"recipientOrganization": None, "recipientIndividual": {"name": "N"}}, ["with a person that has no id"]),
    ({"recipientIndividual": {"id": "1", "name": "N"}}, ["with both an organisation and a person as recipient"]),
]


def change_grant(change: Mapping[str, Any]) -> dict[str, Any]:
    """A whole grant with a key changed, or without it where the change is `None`."""
    return {key: value for key, value in {**WHOLE, **change}.items() if value is not None}


@pytest.mark.parametrize(("change", "reasons"), LACKING)
def test_what_the_schema_requires_and_a_grant_lacks_is_named(change: dict[str, Any], reasons: list[str]) -> None:
    assert list(missing_fields(change_grant(change))) == reasons


def test_awards_that_lack_something_are_counted_with_the_reason(tmp_path: Path) -> None:
    _, notes = grants(AWARDS[:4], tmp_path)
    assert notes[:-1] == (
        (
            "4 awards lack what the 360Giving schema requires, and go out as far as known: 4 without a description, "
            "3 without a date like 2019-09-12, 1 without an amount"
        ),
    )
    assert grants(as_awards((WHOLE,)), tmp_path)[1] == ()


def test_what_the_standard_has_no_place_for_is_counted(tmp_path: Path) -> None:
    award = Award("a", stage="beta", unnamed="two others", basis=Basis.DISPUTED)
    assert grants((award, replace(award, id="b", stage=None)), tmp_path)[1][-1] == (
        "2 awards have what the 360Giving standard has no place for, and go out without it: 2 with a disputed amount, "
        "2 with recipients that no source names, 1 with a stage"
    )


def test_a_currency_that_is_assumed_goes_out_and_one_that_a_grant_has_stays() -> None:
    bare = change_grant({"currency": None})
    assert as_grant(Award("a", currency="EUR", grant=bare))["currency"] == "EUR"
    assert as_grant(Award("a", currency="EUR", grant=WHOLE))["currency"] == WHOLE["currency"]


def test_a_column_with_the_name_of_a_part_of_a_grant_is_not_lost(tmp_path: Path) -> None:
    award = Award("a", grant=WHOLE, extra={"id": "77", "Title": "Other"})
    assert {"x:id": "77", "Title": "Other"}.items() <= as_grant(award).items()
    names = next(csv.reader(StringIO(grants((award,), tmp_path, ".csv")[0])))
    assert names[-2:] == ["x:id", "x:Title"]
    assert len(names) == len(set(names))


def test_grants_in_csv_are_what_the_golden_file_holds(tmp_path: Path) -> None:
    text, notes = grants(as_awards(GRANTS), tmp_path, ".csv")
    golden.check("360giving.csv", text.encode())
    assert notes[0] == "1 cell begins as a formula does; import the file as text rather than open it in a spreadsheet"
    assert [len(row) for row in csv.reader(StringIO(text), strict=True)] == [29] * 6


def test_grants_in_json_are_what_the_golden_file_holds(tmp_path: Path) -> None:
    golden.check("360giving.json", grants(as_awards(GRANTS), tmp_path)[0].encode())


TITLED = [
    (("id",), "Identifier"),
    (("recipientOrganization", 0, "name"), "Recipient Org:Name"),
    (("recipientOrganization", 0, "location", 0, "geoCode"), "Recipient Org:Location:Geographic Code"),
    (("plannedDates", 0, "duration"), "Planned Dates:Duration (months)"),
    (("recipientIndividual", "name"), "Recipient Ind:Name"),
    (("relatedActivity",), "Related Activity"),
    (("officer", "name"), "officer/name"),
    (("commitmentTransaction", 0, "value"), "commitmentTransaction:Value"),
    (("Grant Officer",), "Grant Officer"),
]


@pytest.mark.parametrize(("place", "expected"), TITLED)
def test_a_place_in_a_grant_has_the_title_of_the_standard(place: tuple[str | int, ...], expected: str) -> None:
    assert title(place) == expected


def test_a_list_of_several_is_numbered_in_every_title() -> None:
    several = frozenset({("recipientOrganization",)})
    assert title(("recipientOrganization", 0, "name"), several) == "Recipient Org:0:Name"
    assert title(("recipientOrganization", 0, "location", 0, "geoCode"), several) == "Recipient Org:0:Location:Geographic Code"
    assert title(("fundingOrganization", 0, "name"), several) == "Funding Org:Name"


VALUES: list[tuple[Any, str]] = [
    (None, "null"), (True, "true"), (False, "false"), (0, "0"), (1, "1"), (Decimal("1E+3"), "1000"), (Decimal("0.10"), "0.10"),
    (1.5, "1.5"), ("\x7f\u2028", '"\\u007f\\u2028"'), ([], "[]"), ({}, "{}"), ((1, "a"), '[1, "a"]'),
]  # fmt: skip


@pytest.mark.parametrize(("value", "text"), VALUES)
def test_a_value_is_written_as_json_with_every_digit(value: Any, text: str) -> None:
    assert as_json(value) == text


def test_nothing_is_an_empty_package(tmp_path: Path) -> None:
    assert json.loads(grants((), tmp_path)[0]) == {"grants": []}


# the command line


FILE = {
    "grants": [
        {**WHOLE, "amountAwarded": 10.5},
        {**WHOLE, "id": "360G-x-2", "recipientOrganization": [ORG, {**ORG, "name": "B"}]},
    ]
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "in.json"
    path.write_text(json.dumps(FILE, default=float), encoding="utf-8")
    return path


def test_a_file_read_and_written_and_read_again_holds_the_same_grants(run: Run, file: Path, tmp_path: Path) -> None:
    for name in ("out.json", "out.csv"):
        assert run("list", "--data", str(file), "-f", "360giving", "-o", name).code == 0
        assert run("list", "--data", name, "-f", "360giving", "-o", "again.json").code == 0
        assert json.loads((tmp_path / "again.json").read_text(encoding="utf-8")) == json.loads(file.read_text(encoding="utf-8"))


def test_terms_order_and_limit_choose_what_goes_out(run: Run, tmp_path: Path) -> None:
    done = run("list", "lead:croydon", "-s", "-amount", "-n", "1", "-o", "x.db")
    assert (done.code, done.out, done.err) == (
        0,
        "",
        "note: 2 more awards not shown because of --limit 1\nWrote x.db (1 award)\n",
    )
    listed = json.loads(run("list", "lead:croydon", "-s", "-amount", "-n", "1", "-f", "json").out)
    with closing(sqlite3.connect(tmp_path / "x.db")) as connection:
        assert connection.execute("SELECT id FROM awards").fetchall() == [(listed[0]["id"],)]


@pytest.mark.parametrize(
    ("name", "format_"), [("x.sqlite", "sqlite"), ("x.sqlite3", "sqlite"), ("x.DB", "sqlite"), ("x.json", "360giving")]
)
def test_a_pipe_gets_what_a_file_gets(run: Run, tmp_path: Path, name: str, format_: str) -> None:
    piped = run("list", "-f", format_)
    filed = run("list", "-o", name, *(("-f", format_) if format_ == "360giving" else ()))
    output = f"{piped.err}Wrote {name} (65 awards)\n"
    assert (filed.code, filed.out, filed.err, (tmp_path / name).read_bytes()) == (0, "", output, piped.stdout)


NOTHING = "does nothing in the format {}, which is for complete awards"
COMPLETE = "{} is for complete awards, not for a table"
REFUSED = [
    (("total", "-o", "x.db"), COMPLETE.format("sqlite"), "`grantcli list` writes it"),
    (("filter", "stage:beta", "-f", "360giving"), COMPLETE.format("360giving"), "`grantcli list` writes it"),
    (("list", "-o", "x.db", "-c", "id"), f"--columns {NOTHING.format('sqlite')}", "leave it out"),
    (("list", "-o", "x.db", "--real", "2020-21"), f"--real {NOTHING.format('sqlite')}", "leave it out"),
    (("list", "-f", "360giving", "--raw"), f"--raw {NOTHING.format('360giving')}", "leave it out"),
    (("list", "-o", "x.csv", "-f", "360giving", "--no-header"), f"--no-header {NOTHING.format('360giving')}", "leave it out"),
    (("list", "-o", "x.db", "--copy"), f"--copy {NOTHING.format('sqlite')}", "leave it out"),
    (("list", "-f", "360giving", "--open"), "--open goes with `-o FILE`", "for example `-o totals.xlsx --open`"),
    (("list", "-f", "360giving", "-o", "x.txt"), "the format 360giving is not written as `.txt`",
     "name a file that ends in .json or .csv"),
    (("list", "-f", "sqlit"), "unknown format `sqlit`", "did you mean `sqlite`?"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "message", "hint"), REFUSED)
def test_what_an_export_cannot_do_is_wrong_use(run: Run, tmp_path: Path, words: tuple[str, ...], message: str, hint: str) -> None:
    done = run(*words)
    assert (done.code, done.out, done.err) == (2, "", f"grantcli: error: {message}\nhint: {hint}\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["sqlite", "360giving"])
def test_an_export_that_cannot_be_written_is_an_error_and_leaves_nothing(run: Run, tmp_path: Path, name: str) -> None:
    done = run("list", "-f", name, "-o", "folder/x.json")
    error = "grantcli: error: cannot write to `folder/x.json`: no such file or directory\nhint: nothing there was changed\n"
    assert (done.code, done.err) == (1, error)
    full = run("list", "-f", name, "-o", "/dev/full")
    assert (full.code, full.err) == (1, "grantcli: error: cannot write to `/dev/full`: no space left on device\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "format_"), [("x.db", "sqlite"), ("x.json", "360giving"), ("x.csv", "360giving")])
def test_an_export_that_fails_half_way_leaves_the_old_file_and_nothing_else(
    clean_env: Mapping[str, str], tmp_path: Path, name: str, format_: str
) -> None:
    (tmp_path / name).write_text("the old file\n", encoding="utf-8")
    line = f'export PYTHONDONTWRITEBYTECODE=1; ulimit -f 8; "{sys.executable}" -m grantcli list -f {format_} -o {name}'
    done = subprocess.run(["bash", "-c", line], env=clean_env, cwd=tmp_path, capture_output=True, check=False, text=True)
    assert done.returncode == 1
    assert re.fullmatch(f"grantcli: error: cannot write to `{name}`: (file too large|disk i/o error)\nhint: .*\n", done.stderr)
    assert [(path.name, path.read_text(encoding="utf-8")) for path in tmp_path.iterdir()] == [(name, "the old file\n")]


def test_an_export_of_nothing_is_whole_and_may_be_a_failure(run: Run, tmp_path: Path) -> None:
    assert run("list", "council:nowhere-at-all", "-o", "x.db").code == 0
    assert run("list", "council:nowhere-at-all", "-o", "x.db", "--fail-empty").code == 4
    with closing(sqlite3.connect(tmp_path / "x.db")) as connection:
        assert connection.execute("SELECT COUNT(*) FROM awards").fetchone() == (0,)
        titles = {title for (title,) in connection.execute("SELECT title FROM programmes")}
    assert titles == {programme.title for programme in BUNDLED.book.programmes}


def test_an_award_of_a_file_goes_out_with_its_line_and_a_name_that_is_no_official_one(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Reference,Organisation,Amount\na,Ark,5\nb,Boats,7\n", encoding="utf-8")
    assert run("list", "--data", "a.csv", "-o", "x.db").code == 0
    with closing(sqlite3.connect(tmp_path / "x.db")) as connection:
        assert connection.execute("SELECT id, place, pennies FROM awards").fetchall() == [("a", "2", 500), ("b", "3", 700)]
        assert connection.execute("SELECT name, official FROM organisations").fetchall() == [("Ark", None), ("Boats", None)]


# public files


@pytest.fixture(scope="session")
def validator() -> Any:
    """Finds what is wrong with a grant by the official schema; formats count, since it tells two forms of dates by them."""
    from jsonschema import Draft202012Validator, FormatChecker

    checker = FormatChecker(())
    checker.checks("date-time")(lambda text: not isinstance(text, str) or "T" in text)
    schema = json.loads((SHARED / "schema" / "360-giving-schema.json").read_text(encoding="utf-8"))
    return Draft202012Validator(schema, format_checker=checker)


@pytest.mark.shared
def test_the_schema_accepts_every_bundled_award_that_lacks_nothing(tmp_path: Path, validator: Any) -> None:
    text, _ = grants(BUNDLED.book.awards, tmp_path)
    result = json.loads(text)["grants"]
    assert Counter(validator.is_valid(each) for each in result) == Counter(not list(missing_fields(each)) for each in result)
    assert Counter(validator.is_valid(each) for each in result) == {True: 19, False: 46}


@pytest.mark.shared
@pytest.mark.parametrize(("change", "reasons"), LACKING)
def test_the_schema_and_we_agree_on_what_a_grant_lacks(change: dict[str, Any], reasons: list[str], validator: Any) -> None:
    grant = json.loads(as_json(change_grant(change)))
    assert validator.is_valid(grant) is not bool(reasons)


PUBLIC = {
    "trafford_council_voluntary_sector_grants.json": 555, "grantnav_a002400000KeYdsAAF.json": 379,
    "grantnav_a002400000KeYdsAAF-currency.json": 379, "grantnav_a002400000OiDBQAA3.json": 4116, "datagetter_validfile.json": 125,
}  # fmt: skip


@pytest.mark.shared
@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_file_goes_out_with_the_grants_it_came_with(name: str, tmp_path: Path, validator: Any) -> None:
    def read(path: Path) -> list[dict[str, Any]]:
        result: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)["grants"]
        return sorted(result, key=lambda each: each["id"])

    path = SHARED / "data" / "360giving" / name
    result = grantcli.open(path).export()
    exports.write("360giving", result.awards, result.book, tmp_path / "out.json", ".json")
    out = read(tmp_path / "out.json")
    assert (len(out), out) == (PUBLIC[name], read(path))
    fit = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["grants"]
    assert [each["id"] for each in fit if list(missing_fields(each)) and validator.is_valid(each)] == []


@pytest.mark.shared
@pytest.mark.parametrize("name", ["trafford_council_voluntary_sector_grants.csv", "datagetter_valid.xlsx"])
def test_a_public_table_goes_out_as_csv_and_comes_back_the_same(name: str, tmp_path: Path) -> None:
    first = grantcli.open(SHARED / "data" / "360giving" / name)
    result = first.export()
    exports.write("360giving", result.awards, result.book, tmp_path / "out.csv", ".csv")
    again = grantcli.open(tmp_path / "out.csv")
    assert [as_grant(award) for award in again.export().awards] == [as_grant(award) for award in first.export().awards]
    assert first.diff(again).rows == ()


@pytest.mark.shared
def test_a_public_file_in_a_database_adds_up(tmp_path: Path) -> None:
    data = grantcli.open(SHARED / "data" / "360giving" / "trafford_council_voluntary_sector_grants.json")
    ask = database(tuple(data.data.engine.all_awards()), data.data.book, tmp_path)
    assert ask("SELECT COUNT(*), SUM(pennies) FROM awards") == [(555, 129143654)]
    (total,) = data.total().rows
    assert next(cell for cell in total if isinstance(cell, Money)) == Money(Decimal("1291436.54"), "GBP")
    assert ask("PRAGMA foreign_key_check") == []


@pytest.mark.shared
@pytest.mark.parametrize(("name", "format_"), [("x.db", "sqlite"), ("x.json", "360giving"), ("x.csv", "360giving")])
def test_every_engine_lets_out_the_same(run: Run, tmp_path: Path, name: str, format_: str) -> None:
    """The same bytes; of a database the same rows in each table, since its pages depend on the order in which they came."""

    def content(path: Path) -> list[str] | bytes:
        if format_ != "sqlite":
            return path.read_bytes()
        with closing(sqlite3.connect(path)) as connection:
            return list(connection.iterdump())

    result = []
    for engine in ("memory", "duckdb"):
        path = str(SHARED / "data" / "360giving" / "grantnav_a002400000KeYdsAAF.json")
        done = run("list", "--data", path, "--engine", engine, "-f", format_, "-o", name)
        result.append((done.code, done.err, content(tmp_path / name)))
    assert result[0] == result[1]
