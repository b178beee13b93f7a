"""A text alone between the rows of a table: the title of those below, or an award of which nothing else is known."""

from pathlib import Path

import pytest
from reading import read_both

HEAD = "Recipient,Purpose,Amount,Date\n"
ROWS = "A,x,5,2019-04-01\nB,y,7,2019-04-02\n"
OTHERS = "C,x,8,2019-04-03\nD,y,9,2019-04-04\n"
TITLES = {
    "above each part": f"Arts,,,\n{ROWS}Sport,,,\n{OTHERS}",
    "that say what they are": f"{ROWS}Sports grants,,,\n{OTHERS}",
    "that say the programme": f"{ROWS}Warm Homes Programme,,,\n{OTHERS}",
    "of years": f"2018/19,,,\n{ROWS}2019/20,,,\n{OTHERS}",
    "of quarters": f"{ROWS}Quarter 2,,,\n{OTHERS}",
    "below a blank row": f"{ROWS},,,\nNorth,,,\n{OTHERS}",
    "below a total": f"{ROWS}Total,,12,\nNorth,,,\n{OTHERS}Total,,17,\n",
    "on two levels": f"Communities,,,\nArts,,,\n{ROWS}Sport,,,\n{OTHERS}",
    "in German": f"Zuwendungen 2019,,,\n{ROWS}Zuwendungen 2020,,,\n{OTHERS}",
}


@pytest.mark.costly
@pytest.mark.parametrize("name", TITLES)
def test_titles_between_rows_are_no_awards(name: str, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(HEAD + TITLES[name], encoding="utf-8")
    awards, notes = read_both(path)
    assert awards == ["A 5.00 2019-04-01", "B 7.00 2019-04-02", "C 8.00 2019-04-03", "D 9.00 2019-04-04"]
    assert "between the rows" in notes
    assert "`--every-row` reads" in notes


FIRST = {
    "dates": "Date,Recipient,Amount\n2019,,\n2019-04-01,A,5\n2020,,\n2020-05-02,B,7\n",
    "months of dates": "Date,Recipient,Amount\nApril 2019,,\n2019-04-01,A,5\nMay 2020,,\n2020-05-02,B,7\n",
    "identifiers": "Ref,Recipient,Amount\nArts grants,,\n1,A,5\nSport grants,,\n2,B,7\n",
    "identifiers beside dates": "Ref,Date,Recipient,Amount\nArts,,,\n1,2019-04-01,A,5\nSport,,,\n2,2020-05-02,B,7\n",
}


@pytest.mark.costly
@pytest.mark.parametrize("name", FIRST)
def test_titles_are_known_above_dates_and_identifiers(name: str, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(FIRST[name], encoding="utf-8")
    assert [" ".join(each.split()[:2]) for each in read_both(path)[0]] == ["A 5.00", "B 7.00"]


@pytest.mark.costly
def test_a_note_in_a_table_without_amounts_and_dates_is_no_award(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Ref,Recipient,Programme\n1,A,x\nAll figures in £000s,,\n2,B,y\n", encoding="utf-8")
    assert read_both(path)[0] == ["A", "B"]


NAMES = {
    "between two awards": f"{ROWS}Food Bank,,,\n{OTHERS}",
    "as the last row": f"{ROWS}{OTHERS}Food Bank,,,\n",
    "as the first row": f"Food Bank,,,\n{ROWS}{OTHERS}",
    "above another of them": f"{ROWS}Food Bank,,,\nChoir,,,\n",
}


@pytest.mark.costly
@pytest.mark.parametrize("name", NAMES)
def test_a_name_alone_that_may_be_an_award_stays_one(name: str, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(HEAD + NAMES[name], encoding="utf-8")
    awards, notes = read_both(path)
    assert "Food Bank" in awards
    assert "has nothing but `Food Bank`, and is still an award" in notes


@pytest.mark.costly
def test_every_row_reads_titles_as_awards(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(HEAD + TITLES["above each part"], encoding="utf-8")
    assert len(read_both(path, every_row=True)[0]) == 6


@pytest.mark.costly
def test_in_a_narrow_table_a_name_without_an_amount_is_an_award(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Recipient,Amount\nArts,\nB,5\nSport,\nC,7\n", encoding="utf-8")
    assert read_both(path)[0] == ["Arts", "B 5.00", "Sport", "C 7.00"]
