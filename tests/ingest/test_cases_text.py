"""Tables in text as programs and people print them: with lines, counts of rows, blanks around quotation marks; and lone years."""

from pathlib import Path

import pytest
from reading import WriteFile, read_both

TABLES = {
    "Markdown": "| Recipient | Amount | Date |\n|---|---:|:--|\n| A | 1,500 | 2019-04-01 |\n| B | 7 | 2020-04-02 |\n",
    "Markdown in a text": "# Grants\n\n| Recipient | Amount | Date |\n|:---|---|---|\n| A | 1,500 | 2019-04-01 |\n"
    "| B | 7 | 2020-04-02 |\n",
    "psql": " recipient | amount |    date    \n-----------+--------+------------\n A         |  1,500 | 2019-04-01\n"
    " B         |      7 | 2020-04-02\n(2 rows)\n",
    "a frame": "+-----------+--------+------------+\n| Recipient | Amount | Date       |\n+-----------+--------+------------+\n"
    "| A         | 1,500  | 2019-04-01 |\n| B         | 7      | 2020-04-02 |\n+-----------+--------+------------+\n",
    "lines below the headings": 'Recipient,Amount,Date\n---------,------,----\n'
    'A,"1,500",2019-04-01\nB,7,2020-04-02\n=====,===,===\n',
    "blanks before quotation marks": 'Recipient, Amount, Date\n"A", "1,500", "2019-04-01"\n"B", "7", "2020-04-02"\n',
    "blanks in the headings too": '"Recipient"; "Amount"; "Date"\n"A"; "1,500"; "2019-04-01"\n"B"; 7; "2020-04-02"\n',
}  # fmt: skip


@pytest.mark.sample(2)
@pytest.mark.parametrize("name", TABLES)
def test_a_printed_table_has_its_awards_and_no_others(name: str, data_file: WriteFile) -> None:
    path = data_file(TABLES[name], "x.txt")
    assert read_both(path)[0] == ["A 1500.00 2019-04-01", "B 7.00 2020-04-02"]


@pytest.mark.costly
def test_a_dash_for_what_is_unknown_is_no_line(data_file: WriteFile) -> None:
    path = data_file("Recipient,Amount,Date\nA,5,2019-04-01\nB,-,-\n--,7,2019-04-02\n", "x.csv")
    assert read_both(path)[0] == ["A 5.00 2019-04-01", "B", "-- 7.00 2019-04-02"]


YEARS = {
    "a year": ("Recipient,Year,Amount\nA,2019,5\nB,2020,7\n", "`Year` is read as the date of the award"),
    "of awards": ("Recipient,Amount,Award year\nA,5,2019\nB,7,2020\n", "`Award year` is read as the date"),
    "in French": ("Bénéficiaire;Année;Montant\nA;2019;5\nB;2020;7\n", "`Année` is read as the date"),
}


@pytest.mark.sample(1)
@pytest.mark.parametrize("name", YEARS)
def test_a_column_of_years_dates_awards_where_nothing_else_does(name: str, data_file: WriteFile) -> None:
    text, note = YEARS[name]
    path = data_file(text, "x.csv")
    awards, notes = read_both(path)
    assert awards == ["A 5.00 2019", "B 7.00 2020"]
    assert note in notes


UNDATED = {
    "another year": "Recipient,Year founded,Amount\nA,1950,5\nB,1960,7\n",
    "numbers of years": "Recipient,Year of project,Amount\nA,1,5\nB,2,7\n",
    "figures in place of years": "Recipient,Year,Amount\nA,1,5\nB,2,7\n",
}


@pytest.mark.costly
@pytest.mark.parametrize("name", UNDATED)
def test_other_years_date_no_awards(name: str, data_file: WriteFile) -> None:
    path = data_file(UNDATED[name], "x.csv")
    assert read_both(path)[0] == ["A 5.00", "B 7.00"]


def test_years_beside_a_date_are_no_date(data_file: WriteFile) -> None:
    path = data_file("Recipient,Year,Award Date,Amount\nA,2018,2019-04-01,5\n", "x.csv")
    assert read_both(path)[0] == ["A 5.00 2019-04-01"]


@pytest.mark.costly
@pytest.mark.parametrize("place", ["year", "other"])
def test_numbers_of_years_in_parquet_are_read_in_place(place: str, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path / "x.parquet"
    days = [2019, 2020 if place == "year" else 43572]
    table = duckdb.values([duckdb.ConstantExpression(each) for each in ("A", days[0], 5)]).union(
        duckdb.values([duckdb.ConstantExpression(each) for each in ("B", days[1], 7)])
    )
    table.project("col0 AS recipient, col1 AS awarded, col2 AS amount").write_parquet(str(path))
    assert read_both(path)[0] == ["A 5.00 2019", "B 7.00 2020" if place == "year" else "B 7.00 2019-04-17"]


LINE_ENDS = {
    "above the headings another": b"Grants\nRecipient,Amount\r\nA,5\r\nB,7\r\n",
    "above the headings another, the other way": b"Grants\r\nRecipient,Amount\nA,5\nB,7\n",
    "after the headings another": b"Recipient,Amount\nA,5\r\nB,7\r\n",
    "amid the rows another": b"Grants\r\n\r\nRecipient,Amount\r\nA,5\r\nB,7\nC,0\n",
    "blank lines": b"Grants\n\nRecipient,Amount\r\n\r\nA,5\r\n\r\nB,7\r\n\r\n\r\n",
    "a title of two lines": b'"two\nlines"\nPrinted 01/04/2020\nRecipient,Amount,Title\nA,5,"one\n\ntwo"\nB,7,\n',
    "a blank line above": b"Grants\n\r\nRecipient,Amount\r\nA,5\r\nB,7",
    "lines in cells": b'Grants\nRecipient,Amount,Title\r\nA,5,"one\n\ntwo"\r\nB,7,"three\nfour"\r\n',
}


@pytest.mark.parametrize("name", LINE_ENDS)
def test_no_row_is_lost_where_lines_end_in_two_ways(name: str, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(LINE_ENDS[name])
    assert read_both(path)[0][:2] == ["A 5.00", "B 7.00"]
