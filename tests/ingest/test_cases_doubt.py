"""What a file says beside its table, and what every total says of it: units below it, what was decided, rows for columns."""

from pathlib import Path

import pytest
from reading import read_both

import grantcli
from grantcli.errors import DataError

BELOW = {
    "below the table": "Recipient,Purpose,Amount\nA,x,5\nB,y,7\n\nAll figures in £000s,,\n",
    "below a total": "Recipient,Purpose,Amount\nA,x,5\nB,y,7\nTotal,,12\n€ million,,\n",
    "between rows": "Recipient,Purpose,Amount\nA,x,5\nAmounts in thousands of pounds,,\nB,y,7\n",
}


@pytest.mark.costly
@pytest.mark.parametrize("name", BELOW)
def test_a_unit_below_the_headings_is_said(name: str, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(BELOW[name], encoding="utf-8")
    assert "may state the unit of all figures, and they are not read so; `--scale 1000" in read_both(path)[1]
    assert "may state the unit" not in read_both(path, scale=1000)[1]


@pytest.mark.costly
@pytest.mark.parametrize("text", ["Amount (£000s)", "Amount"])
def test_a_unit_that_is_stated_twice_is_said_once(text: str, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    above = "All figures in £000s,,\n" if text == "Amount" else ""
    path.write_text(f"{above}Recipient,Purpose,{text}\nA,x,5\nB,y,7\n\nAll figures in £000s,,\n", encoding="utf-8")
    awards, notes = read_both(path)
    assert awards == ["A 5000.00 GBP", "B 7000.00 GBP"]
    assert "may state the unit" not in notes


def test_a_unit_in_a_sheet_of_notes_is_said(tmp_path: Path) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("Grants")
        sheet.write_row("A1", ("Recipient", "Amount"))
        sheet.write_row("A2", ("A", 5))
        workbook.add_worksheet("Notes").write("A1", "All amounts are in £ thousands")
    assert "`All amounts are in £ thousands` (Notes) may state the unit" in read_both(path)[1]


TURNED = {
    "recipients across": "Recipient,A,B\nAmount,5,7\nDate,2019-04-01,2020-04-02\n",
    "amounts first": "Amount,5,7\nRecipient,A,B\nAward Date,x,y\nTitle,t,u\n",
}


@pytest.mark.parametrize("name", TURNED)
def test_a_table_with_a_row_for_each_field_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(TURNED[name], encoding="utf-8")
    for engine in ("memory", "duckdb"):
        with pytest.raises(DataError, match="no column looks like grant data"):
            grantcli.open(path, engine=engine, cache=False)


DECIDED = {
    "an outcome": ("Recipient,Amount,Outcome\nA,5,Successful\nB,7,Unsuccessful\n", "-x:Outcome=Unsuccessful"),
    "a flag": ("Recipient,Amount,Approved?\nA,5,Yes\nB,7,No\n", "-x:Approved?=No"),
    "a flag that is called as a date": ("Recipient,Amount,Awarded\nA,5,Y\nB,7,N\n", "-x:Awarded=N"),
    "a flag of truth": ("Recipient,Amount,funded\nA,5,true\nB,7,false\n", "-x:funded=false"),
}


@pytest.mark.sample(4)
@pytest.mark.parametrize("engine", ["memory", "duckdb"])
@pytest.mark.parametrize("name", DECIDED)
def test_a_total_says_what_was_not_awarded(name: str, engine: str, tmp_path: Path) -> None:
    text, term = DECIDED[name]
    path = tmp_path / "x.csv"
    path.write_text(text, encoding="utf-8")
    (note,) = [each for each in map(str, grantcli.open(path, engine=engine, cache=False).total().notes) if term in each]
    assert "of 1 award that counts (7)" in note


@pytest.mark.costly
def test_awarded_is_the_amount_where_it_has_amounts(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Applicant,Requested,Awarded\nA,10,5\nB,9,7\n", encoding="utf-8")
    awards, notes = read_both(path)
    assert awards == ["A 5.00", "B 7.00"]
    assert "`Awarded` is read as the amount" in notes


AWARDED = {
    "beside another amount": ("Organisation,Amount,Awarded,Date\nA,5000,3000,2019-04-01\nB,6000,4000,2019-04-02\n",
                              ["A 3000.00 2019-04-01", "B 4000.00 2019-04-02"]),
    "in another order": ("Organisation,Awarded,Amount (£),Date of payment\nA,3000,5000,2019-04-01\n",
                         ["A 3000.00 GBP 2019-04-01"]),
    "beside an amount that says more": ("Organisation,Amount Approved,Awarded,Date\nA,5000,3000,2019-04-01\n",
                                        ["A 5000.00 2019-04-01"]),
    "a year": ("Organisation,Amount,Awarded\nA,5000,2019\nB,6000,2020\n", ["A 5000.00 2019", "B 6000.00 2020"]),
    "a day in one number": ("Organisation,Amount,Awarded\nA,5000,20190401\n", ["A 5000.00 2019-04-01"]),
    "a mark": ("Organisation,Amount,Awarded,Date\nA,5,yes,2019-04-01\nB,6,no,2019-04-02\n",
               ["A 5.00 2019-04-01", "B 6.00 2019-04-02"]),
    "names below Grant": ("Grant,Organisation,Total\nArts Fund,A,£5\nSport Fund,B,£6\n", ["A 5.00 GBP", "B 6.00 GBP"]),
    "names below Grant, and a value": ("Grant,Organisation,Value\nArts Fund,A,5\nSport Fund,B,6\n", ["A 5.00", "B 6.00"]),
    "unknown amounts": ("Grant,Organisation,Members\ntbc,A,5\n700,B,9\n", ["A", "B 700.00"]),
}  # fmt: skip


@pytest.mark.parametrize("name", AWARDED)
def test_a_column_is_no_amount_and_no_date_where_its_values_are_none(name: str, tmp_path: Path) -> None:
    text, awards = AWARDED[name]
    (tmp_path / "x.csv").write_text(text, encoding="utf-8")
    assert read_both(tmp_path / "x.csv")[0] == awards
