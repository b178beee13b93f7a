"""What is decided about dates and workbooks, and the option that overrules it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from grantcli.dataset import open_dataset
from grantcli.ingest import workbook
from grantcli.ingest.workbook_details import Details


def read(path: Path, **options: Any) -> tuple[list[str], str]:
    """Return recipient and date of each award and what is said; both engines have to say the same."""
    result = []
    for engine in ("memory", "duckdb"):
        data = open_dataset(path, engine=engine, cache=False, **options).data
        awards = data.engine.all_awards()
        result.append(([f"{each.lead and each.lead.name} {each.awarded}" for each in awards], "\n".join(data.late_notes())))
    assert result[0] == result[1]
    return result[0]


DATES: list[tuple[tuple[str, ...], dict[str, Any], list[str], str]] = [
    (("17/04/98", "17/04/03"), {}, ["1998-04-17", "2003-04-17"], ""),
    (("17/04/28", "17/04/33"), {"century": 1900}, ["1928-04-17", "1933-04-17"], ""),
    (("17/04/28", "17/04/70"), {"century": 1950}, ["2028-04-17", "1970-04-17"], ""),
    (("17-Apr-28", "3 May 33"), {"century": 1930}, ["2028-04-17", "1933-05-03"], ""),
    (("43572", "43573"), {}, ["2019-04-17", "2019-04-18"], "`--day-numbers` says otherwise"),
    (("42110", "42111"), {"day_numbers": "1904"}, ["2019-04-17", "2019-04-18"], "days of a spreadsheet"),
    (("43572", "43573"), {"day_numbers": "none"}, ["None", "None"], "cannot be read"),
    (("43572", "17/04/2019"), {"day_numbers": "1900"}, ["2019-04-17", "2019-04-17"], ""),
    (("Apr-17", "May-45"), {"periods": "months"}, ["2017-04", "2045-05"], ""),
    (("Apr-17", "May-45"), {"periods": "years"}, ["None", "None"], "cannot be read"),
]


@pytest.mark.costly
@pytest.mark.parametrize(("texts", "options", "dates", "note"), DATES, ids=str)
def test_an_option_overrules_how_dates_are_read(
    texts: tuple[str, ...], options: dict[str, Any], dates: list[str], note: str, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text("Recipient,Amount,Date\n" + "".join(f"A,1,{text}\n" for text in texts), encoding="utf-8")
    result, notes = read(tmp_path / "a.csv", **options)
    assert result == [f"A {day}" for day in dates]
    assert note in notes


def write_workbook(path: Path, **about: Any) -> Path:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yy"}) as book:
        sheet = book.add_worksheet("S")
        day = about.get("day", date(2019, 4, 17))
        for row, cells in enumerate([("Recipient", "Amount", "Award Date"), ("A", 1, day), ("", 2, day), ("C", 3, day)]):
            sheet.write_row(row, 0, cells)
        sheet.merge_range("A2:A3", "A")
        sheet.set_row(3, None, None, {"hidden": True})
    return path


@pytest.mark.costly
def test_hidden_rows_are_set_aside_where_that_is_asked(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx")
    result, notes = read(path, skip_hidden=True)
    assert result == ["A 2019-04-17", "A 2019-04-17"]
    assert "`S`: 1 hidden row is set aside (row 4)" in notes
    assert "+ set aside 1;" in notes
    assert len(read(path)[0]) == 3


@pytest.mark.costly
def test_merged_cells_stay_in_their_first_row_where_that_is_asked(tmp_path: Path) -> None:
    result, notes = read(write_workbook(tmp_path / "a.xlsx"), no_fill=True)
    assert result == ["A 2019-04-17", "None 2019-04-17", "C 2019-04-17"]
    assert "merged" not in notes.replace("merged 0", "")


@pytest.mark.costly
def test_days_of_a_workbook_count_from_what_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_workbook(tmp_path / "a.xlsx", day=42110)
    assert read(path)[0][0] == "A 2015-04-16"
    assert read(path, day_numbers="1904")[0][0] == "A 2019-04-17"
    monkeypatch.setattr(workbook, "details", lambda *_of_file: Details(since_1904=True))
    result, notes = read(path)
    assert result[0] == "A 2019-04-17"
    assert "`S`: days count from 1904, as the workbook says; `--day-numbers 1900` reads them so" in notes
    assert read(path, day_numbers="1900")[0][0] == "A 2015-04-16"
