"""Workbooks, JSON, JSON Lines, Parquet and standard input: the same awards in every form."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from reading import Read, display, remarks

from grantcli.errors import DataError, GrantcliError, UsageError
from grantcli.ingest.file_reader import FileReader, ReadOptions, book, open_reader

duckdb = pytest.importorskip("duckdb")
xlsxwriter = pytest.importorskip("xlsxwriter")

Sheet = Sequence[Sequence[Any]]


def read_file(path: Path, options: ReadOptions | None = None) -> Read:
    result = open_reader(path, path.name, options or ReadOptions())
    return result, book(result)


def workbook(folder: Path, **sheets: Sheet) -> Path:
    path = folder / "x.xlsx"
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yy"}) as result:
        for name, rows in sheets.items():
            sheet = result.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell is not None:
                        sheet.write(number, column, cell)
    return path


TITLES = ("Identifier", "Amount Awarded", "Award Date", "Recipient Org:Name")
CELLS = [
    (("a", 500, date(2015, 11, 17), "Leeds"), "a 500.00 ? 2015-11-17 Leeds S!A2", ""),
    (("a", 500.25, datetime(2015, 11, 17, 10, 30), "Leeds"), "a 500.25 ? 2015-11-17 Leeds S!A2", ""),  # noqa: DTZ001 - cells have no zone
    (("a", 0.1 + 0.2, "17/11/2015", "Leeds"), "a 0.30 ? 2015-11-17 Leeds S!A2", ""),
    ((1092948, "£26,000", 42325, 12.5), "1092948 26000.00 GBP 2015-11-17 12.5 S!A2", ""),
    (("00123", "(500)", 2019, True), "00123 -500.00 ? 2019 TRUE S!A2", ""),
    (("a", 1.005, 7, "L"), "a ? ? ? L S!A2", "S!A2: award: amount `1.005` cannot be read|S!A2: award: date `7` cannot be read"),
    ((None, "tbc", None, "L"), "#1 ? ? ? L S!A2", "S!A2: award: amount `tbc` cannot be read"),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "award", "notes"), CELLS)
def test_a_cell_is_read_as_it_was_meant(cells: Sequence[Any], award: str, notes: str, tmp_path: Path) -> None:
    _, result = read_file(workbook(tmp_path, S=[TITLES, cells]))
    assert [display(each) for each in result.awards] == [award]
    assert "|".join(remarks(result.accounting)) == notes


def test_a_row_of_a_workbook_has_its_cell_and_rows_above_the_headings_are_set_aside(tmp_path: Path) -> None:
    rows: Sheet = [
        ["Grants of 2019"],
        [],
        ["Who", "Recipient", "Amount (£)"],
        [],
        [None, "A", 1],
        [None, "Total", 1],
        [None, None, None],
        [None, "B", 2],
    ]
    result, reading = read_file(workbook(tmp_path, S=rows))
    assert result.kind == "a workbook, its sheet `S`"
    assert [display(each) for each in reading.awards] == ["#2 1.00 GBP 2019 A S!A5", "#5 2.00 GBP 2019 B S!A8"]
    assert str(reading.accounting) == "rows read 7 = awards 2 + merged 0 + blank 3 + set aside 2"
    assert remarks(reading.accounting) == [
        "S!A1: set aside: above the headings: `Grants of 2019`",
        "S!A2: blank: is empty",
        "S!A4: blank: is empty",
        "S!A6: set aside: a total, not an award: `Total`, `1`",
        "S!A7: blank: is empty",
    ]  # fmt: skip


GRANTS: Sheet = [("Identifier", "Title", "Amount Awarded", "Recipient Org:Name"), ("a", "T", 1, "L"), ("b", "U", 2, None)]
PLACES: Sheet = [
    ("Identifier", "Recipient Org:Identifier", "Recipient Org:Name"),
    ("a", "1", "M"),
    (),
    ("b", "2", "N"),
    ("b", "2", "N"),
    ("c", "3", "O"),
    (None, "4", "P"),
]


def test_sheets_of_the_same_identifiers_add_to_their_awards(tmp_path: Path) -> None:
    result, reading = read_file(workbook(tmp_path, README=[["About"]], Recipients=PLACES, Grants=GRANTS, Notes=[["x"], ["y"]]))
    assert [display(each) for each in reading.awards] == ["a 1.00 ? ? L+M Grants!A2", "b 2.00 ? ? N Grants!A3"]
    assert str(reading.accounting) == "rows read 11 = awards 2 + merged 3 + blank 1 + set aside 5"
    assert remarks(reading.accounting) == [
        "Recipients!A2: merged: adds `recipientOrganization` to the award of Grants!A2",
        "Recipients!A3: blank: is empty",
        "Recipients!A4: merged: adds `recipientOrganization` to the award of Grants!A3",
        "Recipients!A5: merged: the award of Grants!A3 again",
        "Recipients!A6: set aside: no award has the id `c`",
        "Recipients!A7: set aside: adds to no award: it has no id",
        "README!A1: set aside: the sheet `README` is not read",
        "Notes!A1: set aside: the sheet `Notes` is not read x2",
    ]
    assert result.all_notes == ("of the workbook the sheet `Grants` is read; not read: `README`, `Notes`",)


def test_a_sheet_can_be_asked_for_and_the_others_are_named(tmp_path: Path) -> None:
    path = workbook(tmp_path, One=GRANTS, Two=[GRANTS[0], ("z", "T", 9, "Z")])
    assert [award.id for award in read_file(path)[1].awards] == ["a", "b", "z"]
    result, reading = read_file(path, ReadOptions(sheet="Two"))
    assert [award.id for award in reading.awards] == ["z"]
    assert result.all_notes == ("of the workbook the sheet `Two` is read; not read: `One`",)


WRONG: list[tuple[dict[str, Sheet], str, type[GrantcliError], str, str]] = [
    ({"One": GRANTS}, "Too", UsageError, "`x.xlsx` has no sheet `Too`", "sheets are `One`"),
    ({"One": GRANTS, "Two": [["x", "y"]]}, "Two", DataError, ("`x.xlsx` is a workbook, and its sheet `Two` has no "
      "column that looks like grant data"),
     "say which columns are awards: `--map amount=HEADING --map recipient=HEADING`"),
    ({"One": [["x", "y"]], "Two": []}, "", DataError, ("`x.xlsx` is a workbook, and no sheet has a column that looks "
      "like grant data: `One`, `Two`"),
     "say which columns are awards: `--map amount=HEADING --map recipient=HEADING`"),
    ({"releases": [["id", "ocid", "Amount"]]}, "", DataError,
     "`x.xlsx` seems to be data of the Open Contracting Data Standard, and has no grant awards",
     "give the path of a file of awards to --data"),
]  # fmt: skip


@pytest.mark.parametrize(("sheets", "question", "kind", "message", "hint"), WRONG)
def test_a_workbook_without_awards_is_refused_with_its_sheets(
    sheets: dict[str, Sheet], question: str, kind: type[GrantcliError], message: str, hint: str, tmp_path: Path
) -> None:
    with pytest.raises(kind) as caught:
        read_file(workbook(tmp_path, **sheets), ReadOptions(sheet=question))
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, S=GRANTS)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(DataError, match=r"`x.xlsx` is a zip file or a workbook that is damaged, cut short or locked"):
        read_file(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x")
    with pytest.raises(DataError, match=r"`x.xlsx` is a workbook that cannot be read"):
        read_file(path)


_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_CELL = '<table:table-cell office:value-type="{}"{}><text:p>{}</text:p></table:table-cell>'
_ROWS = (("Recipient", "Amount"), ("Leeds", 100))
ODS = (
    f'<office:document-content xmlns:office="{_OASIS}:office:1.0" xmlns:table="{_OASIS}:table:1.0" '
    f'xmlns:text="{_OASIS}:text:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="S">'
    + "".join(
        "<table:table-row>"
        + "".join(
            _CELL.format("string", "", cell) if isinstance(cell, str) else _CELL.format("float", f' office:value="{cell}"', cell)
            for cell in row
        )
        + "</table:table-row>"
        for row in _ROWS
    )
    + "</table:table></office:spreadsheet></office:body></office:document-content>"
)
MANIFEST = (
    f'<manifest:manifest xmlns:manifest="{_OASIS}:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
    'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)


def test_an_open_document_is_read_like_any_workbook(tmp_path: Path) -> None:
    path = tmp_path / "x.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
    assert [display(award) for award in read_file(path)[1].awards] == ["#1 100.00 ? ? Leeds S!A2"]


def test_parquet_is_a_table_whose_columns_are_headings(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    values = "('a', 500.25::decimal(18,2), date '2015-11-17', ['x', 'y']), (null, null, null, null), ('b', 1.005, null, null)"
    names = '"Recipient", "Amount", "Date", "Tags"'
    duckdb.sql(f"copy (select * from (values {values}) as t({names})) to '{path}' (format parquet)")  # noqa: S608 - made up here
    result, reading = read_file(path)
    assert result.kind == "Parquet"
    assert [display(award) for award in reading.awards] == ["#1 500.25 ? 2015-11-17 a row 1", "#3 ? ? ? b row 3"]
    assert reading.awards[0].extra == {"Tags": "x; y"}
    assert remarks(reading.accounting) == ["row 2: blank: is empty", "row 3: award: amount `1.005` cannot be read"]


def test_parquet_that_holds_no_awards_or_is_damaged_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    duckdb.sql(f"copy (select 1 as size) to '{path}' (format parquet)")
    with pytest.raises(DataError, match=r"`x\.parquet` is Parquet, and no column looks like grant data: `size`"):
        read_file(path)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(DataError, match=r"`x\.parquet` is a Parquet file that is damaged or cut short"):
        read_file(path)


def package(*grants: object) -> str:
    return json.dumps({"grants": grants})


ONE = {"id": "a", "amountAwarded": 5, "recipientOrganization": [{"name": "L"}]}
OBJECTS = [
    (package(ONE, 5, "x"), "a 5.00 ? ? L grants/0",
     'grants/1: set aside: not an object: `5`|grants/2: set aside: not an object: `"x"`'),
    (package(ONE, {**ONE, "amountAwarded": 6}), "a 5.00 ? ? L grants/0|a 6.00 ? ? L grants/1", ""),
    (package({}), "#1 ? ? ? ? grants/0", ""),
    (package({**ONE, "amountAwarded": "£5"}), "a 5.00 GBP ? L grants/0", ""),
    (package({**ONE, "recipientOrganization": {"name": "M"}}), "a 5.00 ? ? M grants/0", ""),
    (package({**ONE, "recipientOrganization": ["M"]}), "a 5.00 ? ? ? grants/0",
     "grants/0: award: recipientOrganization `M` cannot be read"),
    (package({**ONE, "recipientOrganization": [{"email": "x"}]}), "a 5.00 ? ? ? grants/0",
     "grants/0: award: recipientOrganization without a name, not read"),
    (package({**ONE, "recipientOrganization": [{"charityNumber": "9"}]}), "a 5.00 ? ? 9 grants/0", ""),
    (package({**ONE, "title": ["T"]}), "a 5.00 ? ? L grants/0", 'grants/0: award: title `["T"]` cannot be read'),
    (package({"id": 7, "recipientIndividual": {}}), "7 ? ? ? ? grants/0", ""),
    (package({"recipientIndividual": {"id": "X"}}), "#1 ? ? ? an individual grants/0", ""),
    (package({**ONE, "grantProgramme": [{"title": "P"}, {"title": "Q"}]}), "a 5.00 ? ? L grants/0",
     "grants/0: award: other programmes too, not counted as its programme: `Q`"),
    (json.dumps(ONE) + "\n\nnonsense\n" + json.dumps({**ONE, "id": "b"}) + "\n[]\n", "a 5.00 ? ? L 1|b 5.00 ? ? L 4",
     "line 3: set aside: not JSON: expecting value (column 1)|line 5: set aside: not an object: `[]`"),
    (json.dumps(ONE), "a 5.00 ? ? L 1", ""),
    ("\ufeff" + json.dumps(ONE), "a 5.00 ? ? L 1", ""),
    ("{bad}\n" + json.dumps(ONE), "a 5.00 ? ? L 2",
     "line 1: set aside: not JSON: expecting property name enclosed in double quotes (column 2)"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "awards", "notes"), OBJECTS)
def test_each_object_in_json_is_an_award_and_nothing_else_is(text: str, awards: str, notes: str, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    _, result = read_file(path)
    assert "|".join(map(display, result.awards)) == awards
    assert "|".join(remarks(result.accounting)) == notes


def test_grants_keep_their_places_beside_what_is_none(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(package(5, ONE), encoding="utf-8")
    assert list(read_file(path)[1].grants) == [None, ONE]


REFUSED = [
    ("[]", "`x.json` has no grants: it is a list"),
    ("{}", "`x.json` has no grants: it is an empty object"),
    ('{"releases": []}',
     "`x.json` has no grants: it is an object with `releases`, and seems to be data of the Open Contracting Data Standard"),
    ('[{"license_name": 1}]',
     (
         "`x.json` has no grants: it is a list of objects with `license_name`, and seems to be a registry of files, not"
         " one of them"
     )),
    ('{"a": 1}\n{"b": 2}\n', "`x.json` has no grants: JSON Lines, each an object with `a`"),
    ('{"grants": [', "is not valid JSON: expecting value"),
    ("[" * 100_000, "`x.json` cannot be read: it is nested too deeply"),
    ('{"grants": [{"awardDate": "01/02/2015"}]}',
     "`01/02/2015` could be two dates, and nothing in the file says which comes first"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_json_without_grants_is_refused_with_what_it_seems_to_be(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_file(path)
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (ReadOptions(columns={"amount": "x"}), "there is no heading `x`"),
        (ReadOptions(sheet="x"), "`x.json` is not a workbook"),
    ],
)
def test_an_option_that_a_form_has_no_use_for_is_wrong_use(options: ReadOptions, message: str, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(package(ONE), encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_file(path, options)
    assert caught.value.message == message


PROGRAM = """
from pathlib import Path
from grantcli.ingest.file_reader import ReadOptions, book, open_reader
found = open_reader(Path("-"), "standard input", ReadOptions())
print([award.id for award in book(found).awards], found.path.exists())
print(found.path)
"""


@pytest.mark.parametrize("content", [b"Identifier,Amount\na,5\n", package(ONE).encode()])
def test_standard_input_is_read_like_a_file_and_leaves_none(content: bytes) -> None:
    done = subprocess.run([sys.executable, "-W", "error", "-c", PROGRAM], input=content, capture_output=True, check=True)
    notes, path = done.stdout.decode().splitlines()
    assert (notes, done.stderr) == ("['a'] True", b"")
    assert not Path(path).exists()


def test_a_reading_is_what_it_says(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(package(ONE), encoding="utf-8")
    result: FileReader = read_file(path)[0]
    assert (result.label, result.path, result.kind, result.matches) == ("x.json", path, "360Giving JSON", ())
