"""Rows that are no awards, of further kinds: balances, what explains the headings, totals with a date of their own."""

from pathlib import Path

import pytest
from reading import Both, WriteFile, read_both

from grantcli.ingest.database import connect
from grantcli.ingest.normalised_tables import TableReading
from grantcli.ingest.options import ReadOptions

DATED = "Date,Recipient,Amount\n2019-04-17,A,5\n2019-04-18,B,7\n"
PLAIN = "Recipient,Purpose,Amount\nA,x,5\nB,y,7\n"
NO_AWARDS = {
    "an opening balance": DATED.replace("2019-04-17", "2019-04-01,Opening balance,100\n2019-04-17"),
    "a balance brought forward": DATED.replace("2019-04-17", "2019-04-01,Balance b/f,100\n2019-04-17"),
    "a balance on a day": f"{DATED}2020-03-31,Closing balance at 31 March 2020,88\n",
    "a balance in another column": (
        "Date,Details,Recipient,Amount\n2019-04-01,Balance brought forward,,100\n2019-04-17,Grant,A,5\n2019-04-18,Grant,B,7\n"),
    "an allocation": "Ward,Recipient,Amount\nN,Allocation 2019/20,100\nN,A,5\nN,B,7\n",
    "a variance": f"{PLAIN}Total,,12\nVariance,,3\n",
    "the numbers of columns": DATED.replace("2019-04-17", "1,2,3\n2019-04-17"),
    "an example": DATED.replace("2019-04-17", "e.g. 01/04/2019,Example Charity,100\n2019-04-17"),
    "an example that says so": "Recipient,Date,Amount\nEXAMPLE,2019-04-17,100\nA,2019-04-17,5\nB,2019-04-18,7\n",
    "what headings mean": DATED.replace("2019-04-17", "(dd/mm/yyyy),(name of the body),(in pounds)\n2019-04-17"),
    "a count of rows": f"{DATED}(2 row(s) affected),,\n",
    "a total of letters apart": f"{PLAIN}T O T A L,,13\n",
    "what was given to date": f"{PLAIN}Year to date,,13\n",
    "an aggregate": f"{PLAIN}Aggregate,,13\n",
    "a total in German": "Empfänger;Zweck;Betrag\nA;x;5\nB;y;7\nGesamtförderung;;13\n",
    "the total of a quarter": "Quarter,Date,Recipient,Amount\nQ1,2019-04-17,A,5\nQ1,2019-04-18,B,7\nQ1 Total,2019-06-30,,12\n",
    "a sum with its year": "Recipient,Year,Amount\nA,2019,5\nB,2019,7\n,2019,12\n",
    "totals of parts of parts": (
        "Programme,Ward,Recipient,Amount\nArts,N,A,5\n,N Total,,5\nArts,S,B,7\n,S Total,,7\nArts Total,,,12\nGrand Total,,,12\n"),
}  # fmt: skip


@pytest.mark.costly
@pytest.mark.parametrize("name", NO_AWARDS)
def test_a_row_that_is_no_award_is_set_aside(name: str, data_file: WriteFile) -> None:
    path = data_file(NO_AWARDS[name], "x.csv")
    awards, notes = read_both(path)
    assert [" ".join(each.split()[:2]) for each in awards] == ["A 5.00", "B 7.00"]
    assert "set aside" in notes
    assert len(read_both(path, every_row=True)[0]) > 2


AWARDS = {
    "names with such words": (
        "Date,Recipient,Amount\n2019-04-17,Balance Theatre,5\n2019-04-17,Opening Doors,7\n2019-04-17,Example Trust,1\n", 3),
    "an identifier": "Ref,Date,Recipient,Amount\n1,2019-04-17,Opening balance,5\n2,2019-04-18,B,7\n",
    "a sum with a day": "Recipient,Date,Amount\nA,2019-04-17,5\nB,2019-04-17,7\n,2019-04-17,12\n",
    "another sum with a year": "Recipient,Year,Amount\nA,2019,5\nB,2019,7\n,2019,13\n",
    "the first two columns alone": "Recipient,Amount,Date\n1,2,2019-04-17\nB,7,2019-04-17\n",
    "a nil in the style of accounts": "Recipient,Amount\nA, £ -   \nB,£7.00\n",
    "at most": "Recipient,Amount\nA,max 500\nB,250\n",
}  # fmt: skip


@pytest.mark.costly
@pytest.mark.parametrize("name", AWARDS)
def test_a_row_that_may_be_an_award_stays_one(name: str, data_file: WriteFile) -> None:
    text = AWARDS[name]
    content, count = text if isinstance(text, tuple) else (text, text.count("\n") - 1)
    path = data_file(content, "x.csv")
    assert len(read_both(path)[0]) == count


@pytest.mark.costly
def test_a_page_number_above_the_headings_again_is_a_note(data_file: WriteFile) -> None:
    path = data_file(f"{DATED}Page 1 of 2,,\n{DATED}", "x.csv")
    assert len(read_both(path)[0]) == 4


WRAPPED = {
    "a title": "Recipient,Title,Amount,Date\nA,Repairs to the,5,2019-04-17\n,Roof of the hall,,\nB,Path,6,2019-04-18\n",
    "a title below an identifier": "Ref,Recipient,Title,Amount\n1,A,Repairs to the,5\n,,roof of the hall,\n2,B,Path,6\n",
    "a description and a title": "Recipient,Title,Purpose,Amount\nA,Repairs,To the,5\n,of roofs,Village hall,\nB,Path,x,6\n",
    "a name and a purpose": "Recipient,Purpose,Amount\nA trust,Repairs,5\nof the parish,to the roof,\nB,Path,6\n",
    "a purpose in the first column": "Purpose,Recipient,Amount\nRepairs to,A trust,5\nthe roof,,\nPath,B,6\n",
}  # fmt: skip


@pytest.mark.parametrize("name", WRAPPED)
def test_a_row_that_goes_on_with_the_text_above_is_no_award(name: str, tmp_path: Path, both: Both) -> None:
    result = both(WRAPPED[name], tmp_path / "a.csv")
    assert result.summary == "2 ? 11.00"
    assert "set aside 1" in result.notes


NAMES_ALONE = {
    "a name": "Ref,Recipient,Title,Amount\n1,A,Repairs,5\n,Youth Club,,\n2,B,Path,6\n",
    "a name and a title": "Recipient,Title,Amount\nA,Repairs,5\nYouth Club,the roof,\nB,Path,6\n",
    "a name that begins with a small letter": "Ref,Recipient,Title,Amount\n1,A,Repairs,5\n,iDEA,,\n2,B,Path,6\n",
    "a title with a date": "Recipient,Title,Amount,Date\nA,Repairs,5,2019-04-17\n,the roof,,2019-04-17\nB,Path,6,2019-04-18\n",
    "a title in a table without recipients": "Title,Ward,Amount\nRepairs,N,5\nRoof,N,\nPath,S,6\n",
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES_ALONE)
def test_a_text_that_may_be_an_award_stays_one(name: str, tmp_path: Path, both: Both) -> None:
    result = both(NAMES_ALONE[name], tmp_path / "a.csv")
    assert result.summary == "3 ? 11.00 unknown 1"
    assert ("and is still an award" in result.notes) == (name in {"a name", "a name that begins with a small letter"})


@pytest.mark.costly
def test_sql_leaves_rows_that_go_on_with_a_text_to_the_row_reader(tmp_path: Path, both: Both) -> None:
    rows = [f"{n},R{n},2019-04-17,Repairs to the,{n}\n,,,roof of hall {n},\n" for n in range(1, 41)]
    path = tmp_path / "a.csv"
    assert both("Ref,Recipient,Date,Title,Amount\n" + "".join(rows), path).summary == "40 ? 820.00"
    assert TableReading(path, "a.csv", ReadOptions(), connect(), keep=False).store().contents.rows == 2 * len(rows)


CALLED_TOTAL = "".join(f"{n},R{n},{n},2019-04-0{n}\n" for n in range(1, 8)) + "8,Total,4,2019-04-08\n"
"""Seven awards of 28, and one of 4 whose recipient is called Total."""


@pytest.mark.parametrize(
    ("last", "count"), [(",Total,32,2019-05-01", 8), ("9,Total,32,2019-05-01", 8), (",Total,28,2019-05-01", 9)]
)
def test_an_award_that_is_called_total_counts_in_the_sum_that_the_last_row_is(
    last: str, count: int, tmp_path: Path, both: Both
) -> None:
    result = both(f"Ref,Recipient,Amount,Date\n{CALLED_TOTAL}{last}\n", tmp_path / "a.csv")
    assert result.summary == f"{count} ? {32 if count == 8 else 60}.00"
    assert ("reads like a total, and stays an award" in result.notes) == (count == 9)
