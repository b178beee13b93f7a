"""What dates awards where no column does: lines above the headings, and names of sheets."""

from pathlib import Path

import pytest
from reading import WriteFile, read_both
from workbooks import write_sheets

from conftest import Run
from grantcli.ingest.database import connect
from grantcli.ingest.normalised_tables import TableReading
from grantcli.ingest.options import ReadOptions

HEAD = ("Recipient", "Amount")
TABLE = "Recipient,Amount\nA,5\nB,6\n"


STATED = {
    "a financial year in the title": ("Grants paid 2019/20", "2019-04/2020-03"),
    "with a long dash": ("Community Fund 2019\u201320", "2019-04/2020-03"),
    "that could be a month": ("Grants 2009-10", "2009-04/2010-03"),
    "a quarter of one": ("Q1 2019/20 grants", "2019-04/2019-06"),
    "a line and blank rows": ("Grants paid 2019/20\n,\n", "2019-04/2020-03"),
    "a label": ("Period,2019-20", "2019-04/2020-03"),
    "a label in one cell": ("Year: 2019", "2019"),
    "a label in Welsh": ("Blwyddyn ariannol:,2019-20", "2019-04/2020-03"),
    "months": ('"Period: April 2019 to March 2020"', "2019-04/2020-03"),
    "days": ("Transactions 01/04/2019 - 30/06/2019", "2019-04/2019-06"),
    "the end of a year": ('"Grants, year ended 31 March 2020"', "2019-04/2020-03"),
    "the end of a tax year": ("For the year ending 5 April 2020", "2019-04/2020-03"),
    "the month in which a year ends": ("Grants for the year ended March 2020", "2019-04/2020-03"),
    "the end of a calendar year": ("For the year ended 31 December 2019", "2019"),
    "a year in a sentence": ("Grants awarded in 2019", "2019"),
    "a year behind who gets grants": ("Grants to voluntary organisations in 2019", "2019"),
}


@pytest.mark.sample(3)
@pytest.mark.parametrize("name", STATED)
def test_a_period_above_the_headings_dates_awards_where_no_column_does(name: str, data_file: WriteFile) -> None:
    line, period = STATED[name]
    awards, notes = read_both(data_file(f"{line}\n{TABLE}", "x.csv"))
    assert awards == [f"A 5.00 {period}", f"B 6.00 {period}"]
    assert f"awards are dated {period}, as `" in notes
    assert "above the headings says; `--map awarded=HEADING` reads a column instead" in notes


NONE = {
    "when it was printed": "Printed 2020",
    "the day of the data": "Data as at 31 March 2020",
    "when it was published": "Published April 2020",
    "since when": "Grants since 2015/16",
    "several years": "Grants 2015-2020",
    "from one year to another": "Grants 2015/16 to 2019/20",
    "two years": "Grants 2018/19 and 2019/20",
    "a reference": "Ref 2019/20/3",
    "an amount": '"Grants over £2,019"',
    "a telephone number": "Tel 01234-201920",
    "when applications end": "Applications by 2020/21",
    "when a programme was launched": "Arts grants. Programme launched in 2015",
    "when a trust was founded": "Borchester Trust founded in 1985",
    "an act": "Localism Act of 1972",
    "a year of prices": "Figures in 2015/16 prices",
    "a year of a census": "Population figures for 2011",
    "a last year": "Grants up to 2015",
    "a last year behind `to`": "Grants to 2015",
    "another thing of that year": "Register of 2015",
    "what else was in that year": "Our offices moved in 2018",
}


@pytest.mark.sample(2)
@pytest.mark.parametrize("name", NONE)
def test_what_is_no_period_of_all_awards_dates_none(name: str, data_file: WriteFile) -> None:
    awards, notes = read_both(data_file(f"{NONE[name]}\n{TABLE}", "x.csv"))
    assert awards == ["A 5.00", "B 6.00"]
    assert "awards are dated" not in notes


@pytest.mark.costly
def test_a_column_of_dates_is_stronger_than_a_period_above_the_headings(data_file: WriteFile) -> None:
    awards, notes = read_both(data_file("Grants paid 2019/20\nRecipient,Amount,Date\nA,5,2018-05-01\nB,6,\n", "x.csv"))
    assert awards == ["A 5.00 2018-05-01", "B 6.00"]
    assert "awards are dated" not in notes


@pytest.mark.costly
@pytest.mark.parametrize(
    ("first", "second", "periods"),
    [
        ("2018-19", "2019-20", ["2018-04/2019-03", "2019-04/2020-03"]),
        ("Grants 2018", "Grants 2019", ["2018", "2019"]),
        ("Q1 2019", "Q2 2019", ["2019-01/2019-03", "2019-04/2019-06"]),
        ("April 2019", "May 2019", ["2019-04", "2019-05"]),
    ],
)
def test_names_of_sheets_date_their_awards_where_no_column_does(
    first: str, second: str, periods: list[str], tmp_path: Path
) -> None:
    path = write_sheets(tmp_path / "x.xlsx", {first: [HEAD, ("A", 5), ("B", 6)], second: [HEAD, ("C", 7)]})
    awards, notes = read_both(path)
    assert awards == [f"A 5.00 {periods[0]}", f"B 6.00 {periods[0]}", f"C 7.00 {periods[1]}"]
    assert f"awards are dated by the names of their sheets, `{first}`, `{second}`; " in notes


@pytest.mark.costly
def test_the_name_of_the_one_sheet_dates_its_awards(tmp_path: Path) -> None:
    awards, notes = read_both(write_sheets(tmp_path / "x.xlsx", {"Grants 2019-20": [HEAD, ("A", 5)]}))
    assert awards == ["A 5.00 2019-04/2020-03"]
    assert "awards are dated 2019-04/2020-03, as the name of the sheet, `Grants 2019-20`, says; " in notes


@pytest.mark.costly
@pytest.mark.parametrize(("first", "second"), [("2018-19", "Later"), ("Pre 2015", "2015"), ("2014", "Grants up to 2014")])
def test_names_of_sheets_date_no_award_where_one_states_no_year(first: str, second: str, tmp_path: Path) -> None:
    path = write_sheets(tmp_path / "x.xlsx", {first: [HEAD, ("A", 5)], second: [HEAD, ("B", 6)]})
    awards, notes = read_both(path)
    assert awards == ["A 5.00", "B 6.00"]
    assert "awards are dated" not in notes


def test_a_total_by_financial_year_has_the_years_of_the_sheets(tmp_path: Path, run: Run) -> None:
    path = write_sheets(tmp_path / "x.xlsx", {"2018-19": [HEAD, ("A", 5), ("B", 6)], "2019-20": [HEAD, ("C", 7)]})
    done = run("total", "--by", "fy", "--data", str(path), "-f", "csv", "-c", "fy,awards,total")
    assert done.out.splitlines()[1:] == ["2018-19,2,11.00", "2019-20,1,7.00"]


@pytest.mark.costly
def test_a_financial_year_above_the_headings_begins_when_the_user_says(data_file: WriteFile, run: Run) -> None:
    path = data_file(f"Grants paid 2019/20\n{TABLE}", "x.csv")
    done = run("list", "--data", str(path), "--fy-start", "7", "-f", "csv", "-c", "recipient,awarded")
    assert done.out.splitlines()[1:] == ["A,2019-07/2020-06", "B,2019-07/2020-06"]


def test_awards_that_sheets_or_titles_date_are_read_by_columns(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Grants paid 2019/20\nRef,Recipient,Amount\na,A,5\nb,B,tbc\nc,C,7\n")
    store = TableReading(path, path.name, ReadOptions(), connect(""), keep=False).store()
    assert store.contents.rows == 3 > store.contents.written.counts["awards"]  # which are those of the row reader
