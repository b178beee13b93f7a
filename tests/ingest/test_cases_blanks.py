"""Blank cells that may mean the text above them: they stay unknown, a note says so, and an option fills them down."""

from pathlib import Path

import pytest
from reading import Both, WriteFile

import grantcli
from grantcli.errors import UsageError

ENGINES = ("memory", "duckdb")
GROUPS = "Recipient,Project,Amount\nA,Roof,5\n,Hall,6\n,Path,7\nB,Door,8\n,Gate,9\nTotal,,35\n"
NOTED = {
    "recipients": (GROUPS, "`Recipient` is blank in 3 of 5 rows with an amount"),
    "dates": ("Date,Recipient,Amount\n2019-04-17,A,5\n,B,6\n2019-04-18,B,7\n", "`Date` is blank in 1 of 3 rows with an amount"),
    "programmes": (
        "Programme,Recipient,Amount\nArts,A,5\n,B,6\nSport,B,7\n,C,8\n",
        "`Programme` is blank in 2 of 4 rows with an amount",
    ),
    "people": (
        "First Name,Surname,Project,Amount\nAnn,Lee,Roof,5\n,,Hall,6\nBob,Ray,Door,7\n",
        "`First Name` is blank in 1 of 3 rows with an amount",
    ),
}


@pytest.mark.parametrize("name", NOTED)
def test_blanks_below_texts_that_are_there_once_are_unknown_and_noted(name: str, tmp_path: Path, both: Both) -> None:
    content, note = NOTED[name]
    result = both(content, tmp_path / "a.csv")
    assert f"{note}: if a blank means the text above it" in result.notes
    assert "--fill-down '" in result.notes
    assert name != "recipients" or result.recipients == ["A", "", "", "B", ""]


@pytest.mark.parametrize("content", [
    "Recipient,Amount\nA,5\nA,6\n,7\nB,8\n", "Recipient,Amount\nA,5\nB,6\nC,7\n",
    "Recipient,Amount\nA,5\nB,6\nC,7\nD,8\nE,9\n,10\n", "Recipient,Amount\n,5\n,6\n",
    "Recipient,Amount,Date\nA,5,2019-04-17\nB,6,2019-04-18\n,11,\n",  # a total without a label
    "Recipient,Amount,Date\nA,5,2019-04-17\nB,6,2019-04-18\nTotal awarded,11,\n",
    "Recipient,Project,Amount\nA,Roof,5\nB,Hall,6\n,Total,11\n",
])  # fmt: skip
def test_other_blanks_are_not_noted(content: str, tmp_path: Path, both: Both) -> None:
    assert "--fill-down" not in both(content, tmp_path / "a.csv").notes


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("column", ["Recipient", "recipient"])
def test_an_option_fills_blanks_down_with_a_remark(engine: str, column: str, data_file: WriteFile) -> None:
    data = grantcli.open(data_file(GROUPS, "x.csv"), engine=engine, cache=False, fill_down=(column,))
    total = data.total(by=["recipient"])
    assert [(row[0], str(row[4])) for row in total.rows] == [("A", "18"), ("B", "17")]
    assert any("3 rows with a remark (line 3: `Recipient` is `A`, as above it; …)" in note for note in total.notes)
    assert not any("--fill-down" in note for note in total.notes)


SHEETS = {
    "2018": [("Arts", "A", "x", 5), ("", "", "y", 6)],
    "2019": [("", "", "x", 7), ("Sport", "B", "y", 8), ("", "C", "z", 9)],
}


def test_several_columns_are_filled_and_each_sheet_begins_anew(tmp_path: Path) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    with xlsxwriter.Workbook(str(tmp_path / "x.xlsx")) as book:
        for name, rows in SHEETS.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate([("Programme", "Recipient", "Purpose", "Amount"), *rows]):
                sheet.write_row(number, 0, row)
    data = grantcli.open(tmp_path / "x.xlsx", cache=False, fill_down=("Programme", "Recipient")).data
    awards = data.engine.all_awards()
    texts = [f"{award.programme.title if award.programme else ''} {award.lead.name if award.lead else ''}" for award in awards]
    assert sorted(texts) == [" ", "Arts A", "Arts A", "Sport B", "Sport C"]


def test_a_column_that_is_not_there_cannot_be_filled(data_file: WriteFile) -> None:
    with pytest.raises(UsageError, match="there is no heading `Funder`"):
        grantcli.open(data_file(GROUPS, "x.csv"), cache=False, fill_down=("Funder",))


def test_json_of_the_standard_has_no_columns_to_fill(data_file: WriteFile) -> None:
    path = data_file('{"grants": [{"id": "1", "amountAwarded": 5, "recipientOrganization": [{"name": "A"}]}]}', "x.json")
    with pytest.raises(UsageError, match="--fill-down goes with tables"):
        grantcli.open(path, cache=False, fill_down=("Recipient",))
