"""Identifiers that stand in several awards: their sum is said, and one of each is kept where it is asked for."""

from collections.abc import Iterable
from pathlib import Path

import pytest

import grantcli
from conftest import SHARED
from grantcli.errors import UsageError
from grantcli.identity import OnePer
from grantcli.table import Table

CASES = SHARED / "data" / "cases"
ROWS = (
    "Identifier,Title,Currency,Amount Awarded,Award Date,Recipient Org:Name,Amendment\n"
    "1,x,GBP,100,2019-04-17,A,2\n1,x,GBP,150,2019-05-17,A,10\n1,x,GBP,120,2019-06-17,A,9\n2,y,EUR,200,2019-04-18,B,0\n,z,GBP,5,,C,\n"
)
NOTES = (
    "1 identifier is in several awards, and those after the first of each add £270 to the total; `--one-per id` keeps one of each"
)


def total(table: Table) -> dict[object, str]:
    names = [column.name for column in table.columns]
    rows = [dict(zip(names, row, strict=True)) for row in table.rows]
    return {row.get("currency"): f"{row['total']} in {row['awards']}" for row in rows}


def identity_notes(notes: Iterable[str]) -> list[str]:
    return [note for note in notes if "in several awards" in note or note.startswith("of the awards")]


@pytest.fixture
def amended_file(tmp_path: Path) -> Path:
    path = tmp_path / "amended.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


@pytest.mark.parametrize("engine", ["memory", "duckdb"])
def test_a_total_says_what_repeated_identifiers_add(amended_file: Path, engine: str) -> None:
    result = grantcli.open(amended_file, engine=engine).total()
    assert total(result) == {"GBP": "£375 in 4", "EUR": "€200 in 1"}
    assert identity_notes(result.notes) == [NOTES]


HEADINGS = ("Grant No", "grant_code", "Contract Number", "Aktenzeichen", "Numéro de dossier", "N° convention", "Kenmerk",
            "Nr umowy")  # fmt: skip


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_total_says_what_rows_of_one_award_add_whatever_its_identifier_is_called(heading: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{heading};Version;Grantee;Amount (£)\nU-1;1;A;10\nU-1;2;A;12\nU-2;1;B;5\n", encoding="utf-8")
    assert identity_notes(grantcli.open(path).total().notes) == [NOTES.replace("£270", "£12")]


CODES = {
    "one place each": ("Project Code,Place,Grantee,Amount\nP1,Kenya,A,10\nP1,Chad,A,10\nP2,Chad,B,5\n", "recipient and amount"),
    "restated": ("Identifiant,Grantee,Amount,Date\nP1,A,10,2019-04-17\nP1,A,12,2019-04-17\nP2,B,5,2019-04-18\n",
                 "recipient and date"),
    "partners": ("Projektnummer,Grantee,Amount,Date\nP1,A,10,2019-04-17\nP1,B,10,2019-04-17\nP2,C,5,2019-04-18\n",
                 "amount and date"),
    "awards of one project": ("Project ID,Grantee,Amount,Date\nP1,A,10,2019-04-17\nP1,A,7,2019-05-17\nP2,B,5,2019-04-18\n", ""),
    "a number of the recipient": ("Vendor no,Grantee,Amount,Date\nP1,A,5,2019-04-17\nP1,A,5,2019-04-17\nP2,B,6,2019-04-18\n", ""),
    "a programme": ("Programme code,Grantee,Amount\nP1,A,5\nP1,A,5\nP2,B,6\n", ""),
    "codes that are not repeated": ("Project ID,Grantee,Amount\nP1,A,5\nP2,A,5\nP3,B,6\n", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", CODES)
def test_a_column_of_codes_that_rows_of_one_award_may_share_is_named(name: str, tmp_path: Path) -> None:
    content, same = CODES[name]
    path = tmp_path / "a.csv"
    path.write_text(content, encoding="utf-8")
    heading = content.partition(",")[0]
    note = (
        f"rows with the same code below `{heading}` have the same {same}: if they are of one award,"
        f" `--map id='{heading}'` reads it as the identifier"
    )
    notes = grantcli.open(path).total().notes
    assert [each for each in notes if "same code" in each] == ([note] if same else [])


SEPARATE = (
    ("id", "£105 in 2", "the first"),
    ("id:first", "£105 in 2", "the first"),
    ("id:last", "£125 in 2", "the last"),
    ("id:latest=awarded", "£125 in 2", "the one with the latest `awarded`"),
    ("id:latest=amount", "£155 in 2", "the one with the latest `amount`"),
    ("id:latest=x:amendment", "£155 in 2", "the one with the latest `x:amendment`"),
)


@pytest.mark.sample(4)
@pytest.mark.parametrize("engine", ["memory", "duckdb"])
@pytest.mark.parametrize(("which", "pounds", "words"), SEPARATE, ids=[row[0] for row in SEPARATE])
def test_one_award_of_an_identifier_is_kept_as_it_is_asked(
    amended_file: Path, engine: str, which: str, pounds: str, words: str
) -> None:
    result = grantcli.open(amended_file, engine=engine, one_per=which).total()
    assert total(result) == {"GBP": pounds, "EUR": "€200 in 1"}
    assert identity_notes(result.notes) == [f"of the awards of one identifier, {words} is kept"]


@pytest.mark.parametrize("engine", ["memory", "duckdb"])
@pytest.mark.parametrize(("versions", "award"), [
    (("5.0", "5"), "B"), (("5", "5.0"), "B"), (("b", "a"), "A"), (("a", "b"), "B"), (("9", "z"), "A"),
])  # fmt: skip
def test_of_equal_numbers_the_last_is_kept_however_they_are_written(
    versions: tuple[str, str], award: str, engine: str, tmp_path: Path
) -> None:
    path = tmp_path / "versions.csv"
    lines = (f"1,{title},GBP,1,{version}\n" for title, version in zip("AB", versions, strict=True))
    path.write_text(f"Identifier,Title,Currency,Amount Awarded,Version\n{''.join(lines)}", encoding="utf-8")
    table = grantcli.open(path, engine=engine, one_per="id:latest=x:Version").list(columns="title")
    assert table.rows == ((award,),)


@pytest.mark.parametrize("text", ["", "title", "id:", "id:biggest", "id:latest=", "id:latest=council"])
def test_what_does_not_say_which_award_to_keep_is_an_error(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        OnePer.parse(text)
    assert caught.value.hint


@pytest.mark.parametrize("engine", ["memory", "duckdb"])
def test_rows_without_identifiers_repeat_none(tmp_path: Path, engine: str) -> None:
    path = tmp_path / "plain.csv"
    path.write_text("Recipient,Amount\nA,5\nA,5\n", encoding="utf-8")
    assert identity_notes(grantcli.open(path, engine=engine).total().notes) == []


def test_the_same_identifiers_in_two_files_are_said(amended_file: Path, tmp_path: Path) -> None:
    other = tmp_path / "more.csv"
    other.write_text("Identifier,Currency,Amount Awarded\n2,EUR,200\n3,GBP,1\n", encoding="utf-8")
    result = grantcli.open([amended_file, other]).total()
    assert identity_notes(result.notes) == [NOTES.replace("£270", "€200"), NOTES]
    assert total(grantcli.open([amended_file, other], one_per="id").total()) == {"GBP": "£106 in 3", "EUR": "€200 in 1"}


RESTATED = "Recipient,Project,Amount,{}\n" + "A,Roof,5,x\n" * 3 + "B,Path,0,x\n" * 2 + ",Hall,7,x\n" * 2 + "C,,9,x\n" * 2


RESTATING = [
    ("Payment (£)", "3 awards have the recipient, title and amount of another and add 19 to the total"),
    ("Role", "3 awards have the title and amount of another and add 17 to the total"),
]


@pytest.mark.parametrize("engine", ["memory", "duckdb"])
@pytest.mark.parametrize(("heading", "words"), RESTATING, ids=[row[0] for row in RESTATING])
def test_rows_that_may_be_of_one_award_have_an_amount_and_a_name(engine: str, heading: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(RESTATED.format(heading), encoding="utf-8")
    assert any(note.startswith(words) for note in grantcli.open(path, engine=engine).total().notes)


@pytest.mark.shared
def test_the_latest_amendment_of_each_agreement_is_kept() -> None:
    columns = {
        "amount": "agreement_value",
        "recipient": "recipient_legal_name",
        "id": "ref_number",
        "awarded": "agreement_start_date",
    }
    path = CASES / "01-canada-amendments" / "in.csv"
    result = grantcli.open(path, columns=columns, one_per="id:latest=x:amendment_number").total()
    assert total(result) == {None: "262,865 in 3"}
    assert "1 identifier is in several awards" in " ".join(grantcli.open(path, columns=columns).total().notes)


@pytest.mark.shared
def test_rows_that_restate_a_grant_are_said() -> None:
    columns = {"id": "code", "amount": "total_disbursed", "awarded": "period_start"}
    path = CASES / "04-same-id-many-rows" / "in.csv"
    assert total(grantcli.open(path, columns=columns, one_per="id").total()) == {None: "3,500,000.11 in 2"}
    files = [CASES / "04-same-id-many-rows" / name for name in ("in_q1.csv", "in_year.csv")]
    assert total(grantcli.open(files, one_per="id").total()) == {"GBP": "£63,000 in 6"}
    assert "6 identifiers are in several awards" in " ".join(grantcli.open(files).total().notes)


@pytest.mark.parametrize("engine", ["memory", "duckdb"])
def test_awards_of_one_identifier_without_amounts_add_nothing_known(tmp_path: Path, engine: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Ref,Title,Recipient,Amount,Date\n1,x,A,5,2019\n1,y,B,tbc,2020\n2,z,C,7,2019\n", encoding="utf-8")
    assert identity_notes(grantcli.open(path, engine=engine).total().notes) == [NOTES.replace("£270", "only unknown amounts")]
