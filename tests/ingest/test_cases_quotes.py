"""Quotation marks that are never closed in their cell: refused with their line, and texts of several lines are not."""

from functools import partial
from pathlib import Path

import pytest
from reading import WriteFile, ask_both

import grantcli
from conftest import SHARED
from grantcli.dataset import open_dataset
from grantcli.errors import DataError
from grantcli.ingest.file_reader import ReadOptions, book, open_reader

HEAD = "Recipient,Purpose,Amount,Date\n"
SWALLOWED = {
    "closed in another row": ('A,"Pipe,5000,17/04/2019\nB,Kit,2500,18/04/2019\nC,"Roof" repairs,300,19/04/2019\n', 2),
    "closed before a delimiter": ('Z,x,1,16/04/2019\nA,"Pipe,5000,17/04/2019\nB,Roof",300,18/04/2019\n', 3),
    "inches": ('A,"12" pipe,5000,17/04/2019\nB,"6" pipe,300,18/04/2019\n', 0),
    "beside quoted thousands": ('A,"Pipe,"5,000",17/04/2019\nB,Kit,"2,500",18/04/2019\n', 0),
    "first cell": ('"A,Pipe,5000,17/04/2019\nB",Kit,2500,18/04/2019\n', 2),
    "never": ('A,x,1,17/04/2019\nB,"Kit,2500,18/04/2019\nC,y,3,19/04/2019\n', 3),
    "a text of several lines": ('A,"first, second,\nthird, and so on",5000,17/04/2019\n', 0),
    "a list of several lines": ('A,"a, b, c, d\ne, f, g, h",5000,17/04/2019\n', 0),
}


@pytest.mark.parametrize("name", [name for name, row in SWALLOWED.items() if row[1]])
@pytest.mark.parametrize("engine", ["memory", "duckdb"])
def test_a_quotation_mark_that_swallows_rows_is_refused_with_its_line(name: str, engine: str, tmp_path: Path) -> None:
    rows, line = SWALLOWED[name]
    path = tmp_path / "x.csv"
    path.write_text(HEAD + rows)
    with pytest.raises(DataError) as caught:
        grantcli.open(path, engine=engine, cache=False).total()
    assert caught.value.place is not None
    assert caught.value.place.line == line


@pytest.mark.parametrize("name", [name for name, row in SWALLOWED.items() if not row[1]])
def test_a_row_of_several_lines_is_read(name: str, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(HEAD + SWALLOWED[name][0])
    awards = book(open_reader(path, "x.csv", ReadOptions())).awards
    assert [str(award.amount) for award in awards] == (["5000.00"] if " of several lines" in name else AMOUNTS[name])


AMOUNTS = {"inches": ["5000.00", "300.00"], "beside quoted thousands": ["None", "2500.00"]}


PARTED = {
    "a trailing delimiter": ("Recipient,Amount,Date,\nA,5,000,2019-04-17,\nB,750,2019-04-18,\n", "5000.00 750.00"),
    "a column left over": ("Recipient,Amount,Date,Notes\nA,5,000,2019-04-17\nB,750,2019-04-18,\n", "5000.00 750.00"),
    "in place of a date": ("Recipient,Amount,Date,Notes\nA,5,250,2019-04-17\nB,750,2019-04-18,\n", "5250.00 750.00"),
    "in place of notes": ("Recipient,Amount,Notes\nA,5,000\nB,750,\nC,3,fine\n", "5000.00 750.00 3.00"),
    "a blank heading": ("Recipient,Amount,Date,\nA,5,250,2019-04-17\nB,750,2019-04-18,x\n", "5250.00 750.00"),
    "beside another amount": (
        "Recipient,Amount Awarded,Amount Applied For,Date\nA,5,000,9,2019-04-17\nB,750,800,2019-04-18\n", "None 750.00"),
    "a number of days is none": ("Recipient,Amount,Days\nA,500,120\nB,750,90\n", "500.00 750.00"),
    "a year in a text": ("Recipient,Purpose,Amount,Date\nA,Festival, 2019,5,2019-04-17\nB,x,7,2019-04-18\n", "None 7.00"),
    "a text that goes on": ("Recipient,Purpose,Amount,Date\nA,x,5,2019-04-17,and so on\nB,x,7,2019-04-18\n", "5.00 7.00"),
}  # fmt: skip


@pytest.mark.sample(3)
@pytest.mark.parametrize("name", PARTED)
@pytest.mark.parametrize("engine", ["memory", "duckdb"])
def test_an_amount_in_two_cells_is_joined_or_unknown(name: str, engine: str, tmp_path: Path) -> None:
    content, amounts = PARTED[name]
    path = tmp_path / "x.csv"
    path.write_text(content)
    data = open_dataset(path, engine=engine, cache=False).data
    assert " ".join(str(award.amount) for award in data.engine.all_awards()) == amounts
    account = data.account()
    assert account
    assert bool([each for each in account.remarks if "amount" in each.reason]) == (name[:8] not in {"a number", "a text t"})


BESIDE = {
    "amounts in a column of dates": ("Recipient,Amount,Awarded,Purpose\nA,1200,1000,Kit\nB,500,400,Kit\nC,300,300,Van\n",
                                     "1000.00 400.00 300.00"),
    "amounts of three digits": ("Applicant,Grant,Awarded,Spent\nA,900,400,400\nB,800,250,250\n", "900.00 800.00"),
    "amounts below a heading of dates": ("Recipient,Amount,Date Awarded,Ward\nA,1200,365,N\nB,500,120,N\n", "1200.00 500.00"),
    "amounts in the last column": ('Applicant,Amount,Awarded\nA,"1,200","1,000"\nB,500,400\n', "1000.00 400.00"),
    "and a word": ("Applicant,Amount,Awarded\nA,900,800\nB,500,tbc\nC,500,400\n", "900.00 500.00 500.00"),
    "numbers of wards": ("Recipient,Amount,Start Date,Ward\nA,500,101,North\nB,300,102,South\n", "500.00 300.00"),
    "codes": ("Recipient,Amount,Ward code,Purpose\nA,500,012,Kit\nB,300,101,Kit\n", "500.00 300.00"),
    "a date that cannot be read": (
        "Recipient,Amount,Date,Ward\nA,5,250,North\nB,300,17/04/2019,S\nC,4,17/04/2019,S\n", "None 300.00 4.00"),
    "dates or amounts": ("Recipient,Amount,Date Agreed,Decided\nA,5,250,2019-04-17\nB,9,500,2019-04-18\n", "None None"),
    "thousands in all rows": ("Recipient,Amount,Date,Notes\nA,5,000,2019-04-17\nB,9,500,2019-04-18\n", "5000.00 9500.00"),
    "a currency": ("Recipient,Amount,Currency,Date\nA,5,250,GBP\nB,300,GBP,2019-04-17\n", "5250.00 300.00"),
    "no date": ("Recipient,Amount,Date\nA,5,250\nB,300,2019-04-17\n", "5250.00 300.00"),
    "an identifier": ("Recipient,Amount,Ref\nA,5,000\nB,500,R1\n", "5000.00 500.00"),
}  # fmt: skip


@pytest.mark.parametrize("name", BESIDE)
def test_figures_in_two_columns_are_one_amount_only_where_a_cell_is_missing(name: str, data_file: WriteFile) -> None:
    content, amounts = BESIDE[name]
    read = partial(ask_both, lambda dataset: [str(award.amount) for award in dataset.data.engine.all_awards()])
    assert " ".join(read(data_file(content, "x.csv"))) == amounts


@pytest.mark.shared
def test_the_case_is_refused_with_its_line() -> None:
    with pytest.raises(DataError) as caught:
        book(open_reader(SHARED / "data/cases/09-unbalanced-quote/in.csv", "in.csv", ReadOptions()))
    assert str(caught.value.place) == "in.csv:2"
