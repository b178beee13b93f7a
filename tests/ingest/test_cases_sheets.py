"""Which sheets of a workbook are read together: sums of others and what was refused are no awards, years are one table."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from reading import WriteFile, read_both
from workbooks import write_sheets

from grantcli.ingest import labels
from grantcli.ingest.database import connect, target

Cells = Sequence[Sequence[str | float]]


HEAD = ("Recipient", "Programme", "Amount")
ROWS = [("A", "Arts", 100), ("B", "Arts", 200), ("C", "Sport", 300), ("D", "Sport", 400.5)]
ARTS: Cells = [("Recipient", "Amount"), ("A", 100), ("B", 200)]
SPORT: Cells = [("Recipient", "Amount"), ("C", 300), ("D", 400.5)]
SUMS: dict[str, Mapping[str, Cells]] = {
    "by programme": {"Grants": [HEAD, *ROWS], "By programme": [HEAD, ("", "Arts", 300), ("", "Sport", 700.5)]},
    "with a total": {
        "Grants": [HEAD, *ROWS], "Summary": [HEAD, ("Arts", "x", 300), ("Sport", "x", 700.5), ("Total", "", 1000.5)]},
    "by sheet": {"Overview": [("Recipient", "Amount"), ("Arts", 300), ("Sport", 700.5)], "Arts": ARTS, "Sport": SPORT},
    "by sheet, without a name": {
        "Sheet1": [("Recipient", "Amount"), ("Arts", 300), ("Sport", 700.5)], "Arts": ARTS, "Sport": SPORT},
    "in other columns": {"Totals": [("Programme", "Amount"), ("Arts", 300), ("Sport", 700.5)], "Arts": ARTS, "Sport": SPORT},
    "by year": {"Totals": [("Recipient", "Amount"), (2019, 300), (2020, 700.5)], "2019": ARTS, "2020": SPORT},
    "by recipient": {
        "Grants": [("Recipient", "Amount"), ("A", 40), ("A", 60), ("B", 200), ("C", 300), ("D", 400.5)],
        "Recipients (total)": [("Recipient", "Amount"), ("A", 100), ("B", 200), ("C", 300), ("D", 400.5)],
    },
}  # fmt: skip


@pytest.mark.costly
@pytest.mark.parametrize("name", SUMS)
def test_a_sheet_with_the_sums_of_others_is_no_awards(name: str, tmp_path: Path) -> None:
    awards, notes = read_both(write_sheets(tmp_path / "x.xlsx", SUMS[name]))
    assert sum(float(each.split()[1]) for each in awards) == 1000.5
    assert {each.split()[0] for each in awards} == {"A", "B", "C", "D"}
    assert "for it has the sums of others; `--sheet NAME` reads it" in notes


def test_a_sheet_that_is_named_reads_sums(tmp_path: Path) -> None:
    path = write_sheets(tmp_path / "x.xlsx", SUMS["by sheet"])
    assert read_both(path, sheet="Overview")[0] == ["Arts 300.00", "Sport 700.50"]


APART: dict[str, Mapping[str, Cells]] = {
    "another total": {"Grants": [HEAD, *ROWS], "Overview": [HEAD, ("E", "x", 5), ("F", "y", 6)]},
    "one row that is equal": {"North": [HEAD, ("A", "Arts", 50), ("A", "Arts", 50)], "South": [HEAD, ("A", "Arts", 100)]},
}


@pytest.mark.parametrize("name", APART)
def test_a_sheet_without_the_sums_of_others_is_read(name: str, tmp_path: Path) -> None:
    awards, notes = read_both(write_sheets(tmp_path / "x.xlsx", APART[name]))
    assert len(awards) == sum(len(rows) - 1 for rows in APART[name].values())
    assert ("though its name says that it has their sums" in notes) == ("Overview" in APART[name])


YEARS: dict[str, tuple[Mapping[str, Cells], list[str]]] = {
    "a further column": (
        {"2018": [("Recipient", "Amount"), ("A", 1)], "2019": [("Recipient", "Amount", "Ward"), ("B", 2, "N")],
         "2020": [("Recipient", "Amount"), ("C", 4)]}, ["A 1.00 2018", "B 2.00 2019", "C 4.00 2020"]),
    "further columns in each": (
        {"Q1": [("Recipient", "Amount", "Theme"), ("A", 1, "x")], "Q2": [("Ward", "Recipient", "Amount"), ("N", "B", 2)]},
        ["A 1.00", "B 2.00"]),
    "months": (
        {"April 2019": [("Recipient", "Amount"), ("A", 1)], "May 2019": [("Recipient", "Amount", "Note"), ("B", 2, "x")]},
        ["A 1.00 2019-04", "B 2.00 2019-05"]),
    "a currency in one": (
        {"2018": [("Recipient", "Amount"), ("A", 1)], "2019": [("Recipient", "Amount (£)"), ("B", 2)]},
        ["A 1.00 GBP 2018", "B 2.00 GBP 2019"]),
    "a further field": (
        {"2018": [("Recipient", "Amount"), ("A", 1)], "2019": [("Recipient", "Amount", "Purpose"), ("B", 2, "x")]},
        ["A 1.00 2018", "B 2.00 2019"]),
    "other words": (
        {"2018-19": [("Organisation", "Grant awarded"), ("A", 1)], "2019-20": [("Amount", "Recipient"), (2, "B")],
         "2020-21": [("Grantee", "Purpose", "Value"), ("C", "x", 4)]},
        ["A 1.00 2018-04/2019-03", "B 2.00 2019-04/2020-03", "C 4.00 2020-04/2021-03"]),
    "other words and a date": (
        {"Grants 2018": [("Recipient", "Amount", "Date"), ("A", 1, "2018-05-01")],
         "Grants 2019": [("Recipient", "Date of award", "Amount"), ("B", "2019-05-01", 2)]},
        ["A 1.00 2018-05-01", "B 2.00 2019-05-01"]),
    "other words and a currency": (
        {"Q1": [("Recipient", "Amount"), ("A", 1)], "Q2": [("Grantee", "Grant (£)"), ("B", 2)]}, ["A 1.00 GBP", "B 2.00 GBP"]),
}  # fmt: skip


@pytest.mark.sample(2)
@pytest.mark.parametrize("name", YEARS)
def test_sheets_of_several_years_are_read_together(name: str, tmp_path: Path) -> None:
    sheets, expected = YEARS[name]
    awards, notes = read_both(write_sheets(tmp_path / "x.xlsx", sheets))
    assert awards == expected
    assert "are read together" in notes
    assert ("are read in GBP, as `" in notes) == ("currency" in name)
    assert ("` of the others" in notes) == ("other words" in name)


def test_sheets_that_are_asked_for_are_one_whatever_their_headings(tmp_path: Path) -> None:
    sheets: dict[str, Cells] = {
        "North": [("Recipient", "Amount"), ("A", 1)], "South": [("Grantee", "Value"), ("B", 2)], "Notes": [("x", "y"), (1, 2)],
    }  # fmt: skip
    path = write_sheets(tmp_path / "x.xlsx", sheets)
    assert read_both(path)[0] == ["A 1.00"]
    awards, notes = read_both(path, sheet=("North", "South"))
    assert awards == ["A 1.00", "B 2.00"]
    assert "`Grantee` of the sheet `South` is read as `Recipient` of the others" in notes
    assert read_both(path, sheet=("North", "South"), columns={"recipient": "Grantee"})[0] == ["1.00", "B 2.00"]


def test_sheets_of_years_in_two_currencies_are_not_one(tmp_path: Path) -> None:
    head, other = ("Recipient", "Amount (£)"), ("Recipient", "Grant (€)")
    sheets: dict[str, Cells] = {"2018": [head, ("A", 1)], "2019": [other, ("B", 2)]}
    awards, notes = read_both(write_sheets(tmp_path / "x.xlsx", sheets))
    assert awards == ["A 1.00 GBP 2018"]
    assert "not read: `2019`" in notes


OTHERS: dict[str, tuple[Mapping[str, Cells], list[str], str]] = {
    "payments of awards": (
        {"Awards": [("Recipient", "Amount", "Ward"), ("A", 10, "N")], "Payments": [("Recipient", "Amount"), ("A", 5), ("A", 5)]},
        ["A 10.00"], "not read: `Payments`"),
    "a copy with a further column": (
        {"Sheet1": [("Recipient", "Amount"), ("A", 1), ("B", 2)],
         "Sheet2": [("Recipient", "Amount", "Note"), ("A", 1, ""), ("B", 2, "x")]},
        ["A 1.00", "B 2.00"], "not read: `Sheet2`"),
    "what was refused": (
        {"Awarded": [("Recipient", "Amount"), ("A", 1)], "Declined applications": [("Recipient", "Amount"), ("B", 2)]},
        ["A 1.00"], "`Declined applications` is not read, for its name says that they were refused"),
    "payments in equal columns": (
        {"Awards": [("Recipient", "Amount"), ("A", 10)], "Payments": [("Recipient", "Amount"), ("A", 5), ("A", 4)]},
        ["A 10.00"], "`Payments` is not read, for its name says that it has no awards"),
    "another currency": (
        {"UK": [("Recipient", "Amount (£)"), ("A", 1)], "France": [("Recipient", "Amount (€)"), ("B", 2)]},
        ["A 1.00 GBP"], "not read: `France`"),
    "a currency in one of two that are no years": (
        {"UK": [("Recipient", "Amount"), ("A", 1)], "Ireland": [("Recipient", "Amount (€)"), ("B", 2)]},
        ["B 2.00 EUR"], "`UK` is not read, for its heading of amounts states no currency, and that of the others does"),
}  # fmt: skip


@pytest.mark.costly
@pytest.mark.parametrize("name", OTHERS)
def test_sheets_that_are_no_further_awards_are_not_read_and_named(name: str, tmp_path: Path) -> None:
    sheets, expected, note = OTHERS[name]
    awards, notes = read_both(write_sheets(tmp_path / "x.xlsx", sheets))
    assert awards == expected
    assert note in notes


def test_sheets_of_payments_alone_are_read_together(tmp_path: Path) -> None:
    head = ("Recipient", "Amount")
    sheets: dict[str, Cells] = {"Payments 2018": [head, ("A", 1)], "Payments 2019": [head, ("B", 2)]}
    assert read_both(write_sheets(tmp_path / "x.xlsx", sheets))[0] == ["A 1.00 2018", "B 2.00 2019"]


def test_sheets_that_are_named_have_the_currency_of_another_with_a_note(tmp_path: Path) -> None:
    sheets: dict[str, Cells] = {"UK": [("Recipient", "Amount"), ("A", 1)], "Ireland": [("Recipient", "Amount (€)"), ("B", 2)]}
    path = write_sheets(tmp_path / "x.xlsx", sheets)
    assert "amounts of `UK` are read in EUR, as `Amount (€)` of another sheet says" in read_both(path, sheet=("UK", "Ireland"))[1]
    assert read_both(path, sheet="UK")[0] == ["A 1.00"]


@pytest.mark.costly
def test_sheets_of_two_currencies_that_are_named_are_not_added(tmp_path: Path) -> None:
    path = write_sheets(tmp_path / "x.xlsx", OTHERS["another currency"][0])
    assert read_both(path, sheet=("UK", "France"))[0] == ["A 1.00 GBP", "B 2.00 EUR"]


@pytest.mark.parametrize("word", sorted({*labels._TOTAL, *labels._PHRASES}))  # noqa: SLF001 - every one that there is
def test_each_name_of_a_total_is_found_in_a_row(word: str) -> None:
    for text in (word, word.upper(), f"2019 {word} 2020", unicodedata.normalize("NFD", word)):
        assert not labels.is_total(text) or labels.may_name_total(f"Leeds\n{text}\nB")


DATED = ("Recipient", "Purpose", "Amount", "Award Date")
FIRST = [("A", "x", 5, "2019-04-17"), ("B", "x", 6, "2019-04-17"), ("C", "y", 7, "2019-04-17")]
SECOND = [("E", "x", 50, "2019-04-17"), ("F", "x", 60, "2019-04-17"), ("G", "y", 70, "2019-04-17")]
ENDS: dict[str, tuple[Cells, Cells, str]] = {
    "a summary": ([*FIRST, (), ("Summary",), ("x", "", 11), ("y", "", 7)], SECOND, "`Summary` (2018!A6): the rows below"),
    "what was refused": ([*FIRST, (), ("Refused",), ("H", "x", 9, "2019-04-17")], SECOND, "`Refused` (2018!A6): the rows below"),
    "another table": ([*FIRST, (), ("Programme", "Awards", "Total"), ("x", 2, 11), ("y", 1, 7)], SECOND,
                      "headings of another table (2018!A5): the rows below"),
    "rows that add up on each": ([*FIRST, (), ("", "x", 11), ("", "y", 7)], [*SECOND, (), ("", "x", 110), ("", "y", 70)],
                                 "rows that add up to those above (2019!A5): the rows below"),
    "rows that add up to all": (FIRST, [*SECOND, (), ("", "2018", 18), ("", "2019", 180)],
                                "rows that add up to those above (2019!A5): the rows below"),
    "a total without a name": (FIRST, [*SECOND, ("", "", 180)], "a total, not an award (2019!A5: `180`)"),
    "a total of one sheet": (FIRST, [*SECOND, ("", "all", 180)], "a total, not an award (2019!A5: `all`, `180`)"),
    "a total of all": (FIRST, [*SECOND, ("", "all", 198)], "a total, not an award (2019!A5: `all`, `198`)"),
}  # fmt: skip


@pytest.mark.sample(2)
@pytest.mark.parametrize("name", ENDS)
def test_what_is_below_the_table_of_one_sheet_ends_with_that_sheet(name: str, tmp_path: Path) -> None:
    first, second, note = ENDS[name]
    awards, notes = read_both(write_sheets(tmp_path / "x.xlsx", {"2018": [DATED, *first], "2019": [DATED, *second]}))
    assert [each.split()[0] for each in awards] == ["A", "B", "C", "E", "F", "G"]
    assert note in notes


ALMOST: dict[str, tuple[dict[str, Cells], str]] = {
    "a row that differs": ({"All": [*FIRST, *SECOND[:2], ("G", "y", 71, "2019-04-17")], "2018": FIRST, "2019": SECOND},
                           "5 (`All` has most of them: 5 of its 6 rows)"),
    "a row that is not there": ({"2018": FIRST, "2019": SECOND, "All": [*FIRST, *SECOND[:2]]},
                                "5 (`All` has most of them: 5 of its 5 rows)"),
    "a row of two years": ({"2018": FIRST, "2019": [*SECOND, FIRST[0]]}, "1 (`2019` has most of them: 1 of its 4 rows)"),
}  # fmt: skip


@pytest.mark.costly
@pytest.mark.parametrize("name", ALMOST)
def test_rows_of_several_sheets_are_said_with_the_sheet_that_has_most_of_them(name: str, tmp_path: Path) -> None:
    sheets, most = ALMOST[name]
    awards, notes = read_both(write_sheets(tmp_path / "x.xlsx", {sheet: [DATED, *rows] for sheet, rows in sheets.items()}))
    assert len(awards) == sum(map(len, sheets.values()))
    assert f"rows that are in several of these sheets, and count in each: {most}; `--sheet NAME`, again for" in notes


def test_amounts_in_two_cells_are_joined_in_a_text_alone(tmp_path: Path, data_file: WriteFile) -> None:
    rows = [["Recipient", "Amount", "Award Date"], ["A", "5", "250"], ["B", "7", "2019-04-17"]]
    text = "".join(f"{','.join(row)}\n" for row in rows)
    assert read_both(data_file(text, "x.csv"))[0] == ["A 5250.00", "B 7.00 2019-04-17"]
    objects = json.dumps([dict(zip(rows[0], row, strict=True)) for row in rows[1:]])
    table = """SELECT * FROM (VALUES ('A', '5', '250'), ('B', '7', '2019-04-17')) t("Recipient", "Amount", "Award Date")"""
    connect().execute(f"COPY ({table}) TO {target(tmp_path / 'x.parquet')} (FORMAT parquet)")
    for path in (write_sheets(tmp_path / "x.xlsx", {"Grants": rows}), data_file(objects, "x.json"), tmp_path / "x.parquet"):
        assert read_both(path)[0] == ["A 5.00", "B 7.00 2019-04-17"]


UNDATED = ("Grantee", "Amount (£)")
A_AND_B: Cells = [UNDATED, ("A", 100), ("B", 50)]
MANY: Cells = [UNDATED, *((name, 100) for name in "ABCDE")]
PARTS: dict[str, tuple[dict[str, Cells], int]] = {
    "years": ({"2018-19": A_AND_B, "2019-20": A_AND_B, "2020-21": A_AND_B}, 6),
    "years with other headings": ({"2018-19": A_AND_B, "2019-20": [("Recipient", "Amount (£)"), ("A", 100), ("B", 50)]}, 4),
    "many rows a year": ({"2018-19": MANY, "2019-20": MANY}, 10),
    "a quarter within another": ({"Q1": A_AND_B, "Q2": [*A_AND_B, ("C", 50)]}, 5),
    "months": ({"April": A_AND_B, "May": [*A_AND_B, ("C", 50)]}, 5),
    "regions": ({"North": A_AND_B, "South": A_AND_B[:2]}, 3),
    "numbers": ({"Lot 1": A_AND_B, "Lot 2": A_AND_B[:2]}, 3),
    "numbers of rows": ({"2018": [("No.", *UNDATED), ("1", "A", 5)], "2019": [("No.", *UNDATED), ("1", "A", 5)]}, 2),
}  # fmt: skip


@pytest.mark.parametrize("name", PARTS)
def test_equal_rows_without_a_date_of_several_parts_are_no_copies(name: str, tmp_path: Path) -> None:
    sheets, count = PARTS[name]
    awards, notes = read_both(write_sheets(tmp_path / "x.xlsx", sheets))
    assert len(awards) == count
    assert "rows that are in several of these sheets, and count in each" in notes


WHOLE: dict[str, tuple[dict[str, Cells], int]] = {
    "the sum of the others": ({"2019": A_AND_B[:2], "2020": [UNDATED, ("B", 50)], "Sheet3": [*A_AND_B, ("C", 7)]}, 3),
    "a row of both": ({"Round 1": A_AND_B[:2], "Round 2": A_AND_B[:2], "Round 1 and 2": [*A_AND_B[:2], ("A", 100)]}, 2),
    "a copy by its name": ({"Grants": A_AND_B, "Grants (2)": A_AND_B}, 2),
    "a copy of a year": ({"2019": A_AND_B, "2019 (2)": A_AND_B}, 2),
    "many equal rows": ({"Grants": MANY, "Sheet2": MANY}, 5),
    "dates of their own": ({"Q1": [DATED, *FIRST], "Q2": [DATED, *FIRST, *SECOND]}, len([*FIRST, *SECOND])),
}  # fmt: skip


@pytest.mark.parametrize("name", WHOLE)
def test_a_sheet_with_the_rows_of_all_others_is_read_alone(name: str, tmp_path: Path) -> None:
    sheets, count = WHOLE[name]
    awards, notes = read_both(write_sheets(tmp_path / "x.xlsx", sheets))
    assert len(awards) == count
    assert "it is read alone" in notes


LANGUAGES = {
    "of two languages": ("English", "Cymraeg", 2, "`Cymraeg` has the figures of `English` in another language: it is not read"),
    "of other names": ("List", "Rhestr", 4, "`List` and `Rhestr` have equal figures in all rows, and each counts"),
}


@pytest.mark.parametrize("name", LANGUAGES)
def test_sheets_with_equal_figures_and_other_words_are_said(name: str, tmp_path: Path) -> None:
    first, second, count, note = LANGUAGES[name]
    head = ("Recipient", "Amount (£)", "Date")
    rows = [(10, "2019-04-17"), (20, "2019-04-18")]
    sheets: dict[str, Cells] = {
        first: [head, *((who, *row) for who, row in zip(("A trust", "B club"), rows, strict=True))],
        second: [head, *((who, *row) for who, row in zip(("Ymddiriedolaeth A", "Clwb B"), rows, strict=True))],
    }
    awards, notes = read_both(write_sheets(tmp_path / "x.xlsx", sheets))
    assert len(awards) == count
    assert note in notes
