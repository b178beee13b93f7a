"""Workbooks as people have them: a sheet a year, hidden sheets and rows, merged cells, the dates of 1904, formulas."""

import re
import shutil
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from conftest import SHARED
from grantcli.dataset import open_dataset
from grantcli.ingest.file_reader import ReadOptions, book, open_reader

xlsxwriter = pytest.importorskip("xlsxwriter")
CASES = SHARED / "data" / "cases"
HEAD = ("Recipient", "Purpose", "Amount", "Award Date")
DAY = date(2019, 4, 17)


def write_workbook(path: Path, sheets: dict[str, Sequence[Sequence[Any]]], **options: Any) -> Path:
    """Write a workbook; `hidden`, `rows` and `merged` name sheets, rows of the first sheet, and a merged range with its text."""
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yy"}) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, cells in enumerate(rows):
                sheet.write_row(number, 0, cells)
            if name in options.get("hidden", ()):
                sheet.hide()
            for number in options.get("rows", ()):
                sheet.set_row(number, None, None, {"hidden": True})
            for span, text in options.get("merged", ()):
                sheet.merge_range(span, text)
            if name not in options.get("hidden", ()):
                sheet.activate()
    return path


def read(path: Path, **options: Any) -> tuple[list[str], tuple[str, ...], str]:
    """Return recipient, amount and date of each award, what is said of the file, and the equation."""
    result = open_reader(path, path.name, ReadOptions(**options))
    whole = book(result)
    lines = [f"{award.councils[0].name if award.councils else '?'} {award.amount} {award.awarded}" for award in whole.awards]
    account = whole.accounting
    assert account is not None
    return lines, result.all_notes, f"{account.read} = {account.awards} + {account.merged} + {account.blank} + {account.skipped}"


YEARS = {
    "2018-19": [HEAD, ("A", "x", 100, DAY)],
    "2019-20": [HEAD, ("B", "x", 100, DAY)],
    "2020-21": [HEAD, ("C", "x", 400, DAY)],
}
TOGETHER = "of the workbook the sheets {} are read together"
SHEETS: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any], list[str], str, str]] = {
    "a sheet a year": (YEARS, {}, {}, ["A", "B", "C"], TOGETHER.format("`2018-19`, `2019-20`, `2020-21`"), "5 = 3 + 0 + 0 + 2"),
    "two that are asked for": (YEARS, {}, {"sheet": ("2018-19", "2020-21")}, ["A", "C"],
                               TOGETHER.format("`2018-19`, `2020-21`") + "; not read: `2019-20`", "5 = 2 + 0 + 0 + 3"),
    "a sheet of all in another order of columns": (
        {**YEARS, "All": [("Amount", "Award Date", "Purpose", "Recipient"),
                          *((row[2], row[3], row[1], row[0]) for _, row in YEARS.values())]}, {}, {}, ["A", "B", "C"],
        "of the workbook the sheet `All` is read; not read: `2018-19`, `2019-20`, `2020-21`", "9 = 3 + 0 + 0 + 6"),
    "another order of columns": ({"One": YEARS["2018-19"], "Two": [("Amount", "Award Date", "Purpose", "Recipient"),
                                                                  (7, DAY, "x", "B")]}, {}, {}, ["A", "B"],
                                 TOGETHER.format("`One`, `Two`"), "3 = 2 + 0 + 0 + 1"),
    "titles above": ({"One": YEARS["2018-19"], "Two": [("Grants of 2019",), (), *YEARS["2019-20"]]}, {}, {}, ["A", "B"],
                     TOGETHER.format("`One`, `Two`"), "5 = 2 + 0 + 1 + 2"),
    "one that holds the others": ({"All": [HEAD, ("A", "x", 100, DAY), ("B", "x", 100, DAY)], **{key: YEARS[key] for key in
                                   ("2018-19", "2019-20")}}, {}, {}, ["A", "B"],
                                  "of the workbook the sheet `All` is read; not read: `2018-19`, `2019-20`", "6 = 2 + 0 + 0 + 4"),
    "a hidden one": (YEARS, {"hidden": ("2018-19",)}, {}, ["B", "C"],
                     TOGETHER.format("`2019-20`, `2020-21`") + "; not read: `2018-19` (hidden)", "5 = 2 + 0 + 0 + 3"),
    "a hidden one that is asked for": (YEARS, {"hidden": ("2018-19",)}, {"sheet": ("2018-19",)}, ["A"],
                                       "of the workbook the sheet `2018-19` (hidden) is read; not read: `2019-20`, `2020-21`",
                                       "5 = 1 + 0 + 0 + 4"),
    "only a hidden one": ({"Old": YEARS["2018-19"], "Notes": [("x",)]}, {"hidden": ("Old",)}, {}, ["A"],
                          "of the workbook the sheet `Old` (hidden) is read; not read: `Notes`", "2 = 1 + 0 + 0 + 1"),
    "other units": ({"One": YEARS["2018-19"], "Two": [("All figures in £000s",), *YEARS["2019-20"]]}, {}, {}, ["A"],
                    "of the workbook the sheet `One` is read; not read: `Two`", "4 = 1 + 0 + 0 + 3"),
}  # fmt: skip


@pytest.mark.parametrize("name", SHEETS)
def test_sheets_of_equal_headings_are_read_together_and_the_others_are_named(name: str, tmp_path: Path) -> None:
    sheets, written, options, names, notes, equation = SHEETS[name]
    result = read(write_workbook(tmp_path / "x.xlsx", sheets, **written), **options)
    assert ([line.split()[0] for line in result[0]], result[1][0], result[2]) == (names, notes, equation)


ROWS = [HEAD, ("A", "x", 5, DAY), ("", "y", 6, DAY), ("B", "z", 7, DAY)]


def test_merged_cells_fill_down_and_merged_amounts_count_once(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "x.xlsx", {"S": ROWS}, merged=[("A2:A3", "A")])
    lines, notes, _ = read(path)
    assert lines == ["A 5.00 2019-04-17", "A 6.00 2019-04-17", "B 7.00 2019-04-17"]
    assert notes[0] == "`S`: merged cells fill the rows that they cover (A2:A3); `--no-fill` leaves them in their first row"
    rows = [HEAD, ("A", "x", 5, DAY), ("C", "y", "", DAY), ("B", "z", 7, DAY)]
    lines, notes, _ = read(write_workbook(tmp_path / "y.xlsx", {"S": rows}, merged=[("C2:C3", 5)]))
    assert lines == ["A 5.00 2019-04-17", "C None 2019-04-17", "B 7.00 2019-04-17"]
    assert notes[0] == "`S`: merged amounts count once (C2:C3)"


@pytest.mark.parametrize("part", [5, 64, 1 << 18])
def test_hidden_rows_are_read_and_said(part: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grantcli.ingest.workbook_details._CHUNK", part)
    lines, notes, _ = read(write_workbook(tmp_path / "x.xlsx", {"S": ROWS}, rows=(1, 3)))
    assert (len(lines), notes[0]) == (
        3,
        "`S`: 2 hidden rows are read like the others (row 2, 4); `--skip-hidden` sets them aside",
    )


def change_member(path: Path, member: str, old: str, new: str) -> Path:
    """Write the workbook again with another text in one of its files."""
    other = path.with_name(f"changed {path.name}")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(other, "w") as target:
        for name in source.namelist():
            content = source.read(name).decode()
            assert name != member or old in content
            target.writestr(name, content.replace(old, new) if name == member else content)
    return other


def test_days_since_1904_are_read_so_and_others_are_not(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "x.xlsx", {"S": [HEAD, ("A", "x", 42110, 42110)]})
    assert read(path)[0] == ["A 42110.00 2015-04-16"]
    lines, _, _ = read(change_member(path, "xl/workbook.xml", "<workbookPr ", '<workbookPr date1904="1" '))
    assert lines == ["A 42110.00 2019-04-17"]


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_a_formula_without_a_stored_value_is_unknown_and_said(prefix: str, tmp_path: Path) -> None:
    """Some programs write a prefix before the name of each element."""
    path = write_workbook(tmp_path / "x.xlsx", {"S": [HEAD, ("A", "x", "=2+3", DAY)]})
    member = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read(member).decode()
    other = sheet.replace("<f>2+3</f><v>0</v>", "<f>2+3</f>")
    if prefix:
        other = re.sub(r"<(/?)(?=[a-z])", rf"<\1{prefix}", other).replace("xmlns=", "xmlns:x=")
    lines, notes, _ = read(change_member(path, member, sheet, other))
    assert lines == ["A None 2019-04-17"]
    assert notes[0].startswith("`S`: formulas without a stored value are unknown (C2)")


@pytest.mark.costly
@pytest.mark.parametrize("above", [[], [("Grants of the council",)]])
def test_the_name_of_a_sheet_states_the_unit_in_both_ways(above: list[tuple[str]], tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "x.xlsx", {"Grants £000": [*above, HEAD, ("A", "x", 5, DAY), ("B", "y", 7, DAY)]})
    for engine in ("memory", "duckdb"):
        awards = open_dataset(path, engine=engine, cache=False).data.engine.all_awards()
        assert [f"{award.amount} {award.currency}" for award in awards] == ["5000.00 GBP", "7000.00 GBP"]


def test_sheets_in_two_units_are_not_read_together(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "x.xlsx", {"2019 £000": [HEAD, ("A", "x", 5, DAY)], "2020": [HEAD, ("B", "y", 7, DAY)]})
    lines, notes, _ = read(path)
    assert lines == ["A 5000.00 2019-04-17"]
    assert notes[0] == "of the workbook the sheet `2019 £000` is read; not read: `2020`"


YEARLY = "A 100.00 2018-05-01|B 200.00 2019-05-01|C 400.00 2020-05-01"
THREE = "Borchester Food Bank 5000.00 2019-04-17|Felpersham Youth Club 2500.50 2019-04-18|Penny Hassett Hall 1200.00 2020-05-01"
MERGED = "|".join(f"Borchester Food Bank {each}" for each in ("5000.00 2019-04-17", "2500.00 2019-06-18", "500.00 2019-07-18"))
SHARED_CASES: list[tuple[str, dict[str, Any], str]] = [
    ("05-sheet-per-year/in.xlsx", {}, YEARLY),
    ("05-sheet-per-year/in.xlsx", {"sheet": ("2018-19", "2020-21")}, YEARLY.replace("B 200.00 2019-05-01|", "")),
    ("15-merged-cells/in.xlsx", {}, f"{MERGED}|Felpersham Youth Club 700.00 2019-07-18"),
    ("22-hidden-sheet/in.xlsx", {}, THREE),
    ("22-hidden-sheet/in_rows.xlsx", {}, THREE),
    ("23-date-1904/in.xlsx", {}, THREE),
]


@pytest.mark.shared
@pytest.mark.parametrize(("name", "options", "expected"), SHARED_CASES)
def test_a_case_of_a_workbook_gives_the_right_answer(name: str, options: dict[str, Any], expected: str, tmp_path: Path) -> None:
    path = Path(shutil.copy(CASES / name, tmp_path / "in.xlsx"))
    assert "|".join(read(path, **options)[0]) == expected
