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


CURRENCIES = {
    '"£"#,##0.00': "GBP", '_-"£"* #,##0.00_-;-"£"* #,##0.00_-': "GBP", "[$€-407] #,##0.00": "EUR", "#,##0.00 [$€-407]": "EUR",
    '#,##0\\ "EUR"': "EUR", "[$CHF] #,##0": "CHF", '"A$"0.00': "AUD", '"£"#,##0,"k"': "GBP",
    "[$-809]#,##0.00": "", '0" pounds"': "", "General": "",
}  # fmt: skip


@pytest.mark.parametrize(("form", "code"), CURRENCIES.items())
def test_an_amount_is_in_the_currency_that_its_cell_is_shown_with(form: str, code: str, tmp_path: Path) -> None:
    rows: list[tuple[str | float, ...]] = [HEAD, ("A", 1250000, 5), ("B", -99.5, 5)]
    awards, notes = read_both(write(tmp_path / "x.xlsx", rows, {1: form}))
    assert (awards, notes) == ([f"A 1250000.00 {code}".rstrip(), f"B -99.50 {code}".rstrip()], "")


def test_two_currencies_that_cells_are_shown_with_are_never_added(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "x.xlsx")) as book:
        sheet, pounds, euros = book.add_worksheet("Grants"), *(book.add_format({"num_format": each}) for each in ('"£"0', '"€"0'))
        sheet.write_column(0, 0, ["Recipient", "A", "B", "C"])
        sheet.write_column(0, 1, ["Amount", 5, 7, "£9"])
        sheet.write(1, 1, 5, pounds)
        sheet.write(2, 1, 7, euros)
    assert read_both(tmp_path / "x.xlsx")[0] == ["A 5.00 GBP", "B 7.00 EUR", "C 9.00 GBP"]


@pytest.mark.parametrize(
    ("head", "options"),
    [
        (("Recipient", "Amount (€)", "Rate"), {}),
        (("Recipient", "Amount", "Currency"), {}),
        (HEAD, {"currency": "EUR"}),
    ],
)
def test_a_currency_that_is_stated_is_stronger_than_the_sign_of_a_cell(
    head: tuple[str, ...], options: Mapping[str, str], tmp_path: Path
) -> None:
    rows: list[tuple[str | float, ...]] = [head, ("A", 5, "EUR"), ("B", 7, "EUR")]
    awards, _ = read_both(write(tmp_path / "x.xlsx", rows, {1: '"£"0'}), **options)
    assert awards == ["A 5.00 EUR", "B 7.00 EUR"]


def test_the_sign_of_a_cell_that_is_no_amount_changes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "x.xlsx", [HEAD, ("A", 5, 0.25), ("B", 7, 0.5)], {1: "0", 2: '"£"0.00'})
    awards = list(open_dataset(path, engine="memory", cache=False).data.engine.all_awards())
    assert (awards[0].currency, awards[0].extra["Rate"]) == (None, "0.25")
