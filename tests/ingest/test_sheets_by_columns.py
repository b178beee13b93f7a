"""Several sheets of a workbook, and rows of them that are no awards, are read by columns as they are row by row."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading import ask_both, remarks

from grantcli.dataset import Dataset
from grantcli.errors import GrantcliError
from grantcli.ingest.database import connect
from grantcli.ingest.normalised_tables import TableReading
from grantcli.ingest.options import ReadOptions

xlsxwriter = pytest.importorskip("xlsxwriter")
Cells = Sequence[Sequence[Any]]
Facts = tuple[list[Any], Any, Sequence[str]]

DAY = date(2019, 4, 17)
HEAD = ("Recipient", "Purpose", "Amount", "Award Date")


def write(path: Path, sheets: Mapping[str, Cells], *, hidden: Sequence[int] = (), hidden_sheet: str = "") -> Path:
    """Write a workbook; `hidden` are the rows of the first sheet, from 0, that are hidden."""
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yy"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, cells in enumerate(rows):
                sheet.write_row(number, 0, cells)
            if name == hidden_sheet:
                sheet.hide()
        for number in hidden:
            book.worksheets()[0].set_row(number, None, None, {"hidden": True})
    return path


def facts(dataset: Dataset) -> Facts:
    """Return everything that is known of a workbook."""
    data = dataset.data
    awards = sorted(data.engine.all_awards(), key=lambda award: (award.id, str(award.line)))
    return awards, data.account(), data.late_notes()


YEARS: Mapping[str, Cells] = {
    "2018": [HEAD, ("A", "x", 100, DAY), ("B", "y", 7.5, DAY)],
    "2019": [HEAD, ("C", "x", 100.25, DAY), (), ("D", "z", "tbc", DAY)],
    "2020": [("Grants of 2020",), HEAD, ("E", "x", 400, DAY)],
}
IDS = ("Identifier", "Title", "Amount Awarded", "Currency", "Award Date", "Recipient Org:Name", "Funding Org:Name")
B_AGAIN = ("b", "T", 6, "GBP", DAY, "B", "F")
GRANTS: Cells = [IDS, ("a", "T", 5, "GBP", DAY, "A", "F"), B_AGAIN]
MORE: Cells = [IDS, B_AGAIN, ("c", "T", 9, "GBP", DAY, "C", "F")]
OF_2019 = [
    "2019!A1: set aside: the headings of `2019`: `Recipient`, `Purpose`, `Amount`, `Award Date`",
    "2019!A3: blank: is empty",
    "2019!A4: award: amount `tbc` cannot be read",
]
OF_2020 = [
    "2020!A1: set aside: above the headings: `Grants of 2020`",
    "2020!A2: set aside: the headings of `2020`: `Recipient`, `Purpose`, `Amount`, `Award Date`",
]
WARDS: Cells = [("Award Date", "Recipient", "Ward", "Amount", "Purpose"), (DAY, "C", "North", 8, "x")]
POINTS: Cells = [HEAD, ("A", "x", "12.500", DAY), ("B", "y", "7.50", DAY), ("C", "y", "2.500", DAY)]
BOOKS: Mapping[str, tuple[Mapping[str, Cells], Mapping[str, Any], Mapping[str, Any], Sequence[str]]] = {
    "a sheet a year": (YEARS, {}, {}, [*OF_2019, *OF_2020]),
    "two that are asked for": (YEARS, {}, {"sheet": ("2018", "2020")},
                               [*OF_2020, "2019!A1: set aside: the sheet `2019` is not read x3"]),
    "a hidden sheet": (YEARS, {"hidden_sheet": "2020"}, {},
                       [*OF_2019, "2020!A1: set aside: the sheet `2020` is not read: it is hidden x3"]),
    "hidden rows": ({"2018": YEARS["2018"]}, {"hidden": (2,)}, {"skip_hidden": True},
                    ["2018!A3: set aside: a hidden row: `B`, `y`, `7.5`, `2019-04-17`"]),
    "other columns": ({"2018": YEARS["2018"], "2019": WARDS}, {}, {}, [
        "2019!A1: set aside: the headings of `2019`: `Recipient`, `Purpose`, `Amount`, `Award Date`, `Ward`"]),
    "a sheet of notes": ({"About": [("Published by F",)], "Grants": GRANTS}, {}, {},
                         ["About!A1: set aside: the sheet `About` is not read"]),
    "an identifier of two sheets": ({"One": GRANTS, "Two": MORE}, {}, {}, [
        "Two!A1: set aside: the headings of `Two`: `Identifier`, `Title`, `Amount Awarded`, `Currency`, `Award …",
        "Two!A2: merged: the award of One!A3 again"]),
    "an identifier of a hidden row": ({"Grants": [*GRANTS, B_AGAIN]}, {"hidden": (2,)}, {"skip_hidden": True},
                                      ["Grants!A3: set aside: a hidden row: `b`, `T`, `6`, `GBP`, `2019-04-17`, `B`, `F`"]),
    "a hidden row that shows no decimal sign": ({"2018": POINTS}, {"hidden": (2,)}, {"skip_hidden": True},
                                                ["2018!A3: set aside: a hidden row: `B`, `y`, `7.50`, `2019-04-17`"]),
}  # fmt: skip


@pytest.mark.costly
@pytest.mark.parametrize("name", BOOKS)
def test_sql_reads_the_sheets_as_the_row_reader_does(name: str, tmp_path: Path) -> None:
    sheets, written, options, outcomes = BOOKS[name]
    path = write(tmp_path / "x.xlsx", sheets, **written)
    result = ask_both(facts, path, **options)
    assert remarks(result[1]) == outcomes
    store = TableReading(path, "x.xlsx", ReadOptions(**options), connect(), keep=False).store()
    assert store.contents.rows > 0


CELLS = st.sampled_from(["", " ", "A", "B", "Total", "tbc", "Recipient", "x", 5, 6.25, 1.505, 11.25, "£7", "$8", "1,000",
                         DAY, "2019", "01/02/2016", "Amount", "Refused", "n/a"])  # fmt: skip
HEADS = (HEAD, ("Purpose", "Amount", "Recipient"), ("Recipient", "Purpose", "Amount (£)", "Award Date", "Ward"), IDS)


@settings(suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_sheets_are_the_same_row_by_row_and_by_columns(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    sheets = {}
    for name in ("2018", "2019", "Notes")[: data.draw(st.integers(1, 3))]:
        head = data.draw(st.sampled_from(HEADS))
        rows = data.draw(st.lists(st.tuples(*[CELLS] * data.draw(st.integers(1, len(head) + 1))), max_size=6))
        usual = [("A", "x", 5, DAY), ("B", "x", 6.25, DAY)] if head is HEAD else []
        sheets[name] = [head, *usual, *rows] if data.draw(st.booleans()) else [("Grants",), (), head, *rows, *usual]
    hidden = data.draw(st.lists(st.integers(1, 5), max_size=2))
    path = write(tmp_path_factory.mktemp("sheets") / "x.xlsx", sheets, hidden=hidden)
    with suppress(GrantcliError):  # which both raise
        ask_both(facts, path, skip_hidden=data.draw(st.booleans()))
