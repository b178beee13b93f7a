"""What a workbook shows of a cell and does not store in it: percentages, and columns that it hides."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from reading import Both, read_both

from grantcli.dataset import open_dataset

xlsxwriter = pytest.importorskip("xlsxwriter")
HEAD = ("Recipient", "Amount", "Rate")


def write(path: Path, rows: Sequence[Sequence[str | float]], formats: Mapping[int, str], *, hidden: int | None = None) -> Path:
    """Write a workbook, columns in these formats."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Grants")
        styles = {column: book.add_format({"num_format": form}) for column, form in formats.items()}
        for number, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                sheet.write(number, column, cell, styles.get(column) if number else None)
        if hidden is not None:
            sheet.set_column(hidden, hidden, None, None, {"hidden": True})
    return path


@pytest.mark.parametrize("form", ["0%", "0.00%", "#,##0.0%;[Red]-0%"])
def test_a_percentage_of_a_workbook_is_no_amount(form: str, tmp_path: Path) -> None:
    rows: list[tuple[str | float, ...]] = [HEAD, ("A", 0.25, 5), ("B", 0.5, 5)]
    awards, notes = read_both(write(tmp_path / "x.xlsx", rows, {1: form}))
    assert awards == ["A", "B"]
    assert "`Amount` has percentages, and is not read as an amount" in notes


def test_a_percentage_among_amounts_is_unknown_and_said(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "x.xlsx")) as book:
        sheet, percent = book.add_worksheet("Grants"), book.add_format({"num_format": "0.0%"})
        sheet.write_column(0, 0, ["Recipient", "A", "B"])
        sheet.write_column(0, 1, ["Amount", 5])
        sheet.write(2, 1, 0.125, percent)
    awards, notes = read_both(tmp_path / "x.xlsx")
    assert awards == ["A 5.00", "B"]
    assert "Grants!A3: `12.5%`" in notes


@pytest.mark.parametrize(("form", "expected"), [("0%", "25%"), ('0.00"%"', "0.25"), ("General", "0.25"), (r"0\%", "0.25")])
def test_a_percentage_is_read_as_the_sheet_shows_it(form: str, expected: str, tmp_path: Path) -> None:
    path = write(tmp_path / "x.xlsx", [HEAD, ("A", 5, 0.25), ("B", 7, 0.5)], {2: form})
    for engine in ("memory", "duckdb"):
        awards = list(open_dataset(path, engine=engine, cache=False).data.engine.all_awards())
        assert min(award.extra["Rate"] for award in awards) == expected


def test_percentages_of_a_text_are_no_amounts(tmp_path: Path, both: Both) -> None:
    result = both("Recipient,Grant,Money (£)\nA,25%,5\nB,100 %,7\n", tmp_path / "a.csv")
    assert result.summary == "2 GBP 12.00"
    assert "`Grant` has percentages" in result.notes


@pytest.mark.parametrize(("column", "named"), [(1, True), (2, False)])
def test_a_hidden_column_that_is_read_is_named(column: int, named: bool, tmp_path: Path) -> None:
    path = write(tmp_path / "x.xlsx", [HEAD, ("A", 5, 0.25), ("B", 7, 0.5)], {}, hidden=column)
    awards, notes = read_both(path)
    assert awards == ["A 5.00", "B 7.00"]
    assert ("`Amount` is read, though the sheet hides that column" in notes) == named
