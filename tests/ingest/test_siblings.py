"""Files as people have them, by kind, with the right answer: read row by row and by columns, and both alike."""

import re
from pathlib import Path

import pytest
from reading import Both, read_summary

import grantcli
from grantcli.ingest import labels

ENGINES = ("memory", "duckdb")


AB = "A,100,200,300\nB,50,,50\n"
PARTS = {
    "years and a total in a second row": (
        "Recipient,Amount,,,Date\n,2018/19,2019/20,Total,\nA,100,200,300,17/04/2019\nB,50,,50,18/04/2019\n", "2 ? 350.00",
        "`Amount Total` is read|two rows of headings are joined"),
    "the total first": ("Recipient,Amount,,\n,Total,2018/19,2019/20\nA,300,100,200\nB,50,50,\n", "2 ? 350.00", ""),
    "with a sign": ("Recipient,Amount (£),,\n,2018/19,2019/20,Total\n" + AB, "2 GBP 350.00", ""),
    "the upper heading repeated": ("Recipient,Amount,Amount,Amount\n,2018/19,2019/20,Total\n" + AB, "2 ? 350.00", ""),
    "quarters": ("Recipient,Grant,,,,\n,Q1,Q2,Q3,Q4,Overall\nA,1,2,3,4,10\nB,1,1,1,1,4\n", "2 ? 14.00", "have parts of it"),
    "Welsh": ("Derbynnydd,Swm,,\n,2018/19,2019/20,Cyfanswm\n" + AB, "2 ? 350.00", "have parts of it"),
    "German": ("Empfänger;Betrag;;\n;2018;2019;Gesamt\nA;100;200;300\nB;50;;50\n", "2 ? 350.00", "have parts of it"),
    "one row of headings": ("Recipient,Amount 2018/19,Amount 2019/20,Total Amount\n" + AB, "2 ? 350.00", ""),
    "years alone, and a total": ("Recipient,2018/19,2019/20,Total\n" + AB, "2 ? 350.00", "`Total` is read as the amount"),
    "years without a total": ("Recipient,Amount,,\n,2018/19,2019/20,2020/21\n" + AB, "2 unknown 2",
                              "several columns have a part of it: .*2018/19.*--map"),
    "years without a total, one row": ("Recipient,Amount 2018/19,Amount 2019/20\nA,1,2\nB,3,\n", "2 unknown 2",
                                       "--map amount=HEADING"),
    "two totals": ("Recipient,2018,2019,Total,Grand total\nA,1,2,3,3\nB,3,4,7,7\n", "2 unknown 2",
                   "`Total` or `Grand total` may be it"),
    "asked for and awarded": ("Recipient,Amount,\n,Requested,Awarded\nA,500,300\nB,100,50\n", "2 ? 350.00", ""),
    "applied for and approved": ("Organisation,Grant (£),\n,Applied for,Approved\nA,500,300\nB,100,50\n", "2 GBP 350.00", ""),
    "revenue and capital": ("Recipient,Amount,\n,Revenue,Capital\nA,100,200\nB,50,0\n", "2 unknown 2", "several look like it"),
    "an amount of its own beside years": ("Recipient,Amount Awarded,Paid 2018,Paid 2019\nA,9,1,2\nB,8,3,4\n", "2 ? 17.00", ""),
    "one year alone": ("Recipient,Amount 2018/19\nA,1\nB,3\n", "2 ? 4.00", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", PARTS)
def test_a_part_of_an_amount_is_never_read_as_the_whole(name: str, tmp_path: Path, both: Both) -> None:
    content, summary, note = PARTS[name]
    result = both(content, tmp_path / "a.csv")
    assert (result.summary, result.recipients) == (summary, ["A", "B"])
    assert re.search(note, result.notes)


TABLE = "Recipient,Programme,Amount,Date\nA,Arts,5,17/04/2019\nB,Sport,7,18/04/2019\n"
BELOW = {
    "headings of its own": (TABLE + ",,,\nProgramme,Awards,Total,\nArts,1,5,\nSport,1,7,\n", "headings of another table \\(line"),
    "headings of its own in a table of two columns": (
        "Recipient,Amount\nA,5\nB,7\n\nProgramme,Total\nArts,5\nSport,7\n", "headings of another table"),
    "headings without a gap": ("Recipient,Amount\nA,5\nB,7\nWard,Amount\nArts,5\nSport,7\n", "headings of another table"),
    "a text above": (TABLE + "\nSummary by programme,,,\nArts,,5,\nSport,,7,\n", "`Summary by programme` \\(line 5\\)"),
    "a text above, in other columns": (TABLE + "\nSummary,,,\nArts,5,,\nSport,7,,\nTotal,12,,\n", "`Summary`"),
    "a text above, no dates": ("Recipient,Programme,Amount\nA,Arts,5\nB,Sport,7\n\nSummary\nArts,,5\nSport,,7\n", "`Summary`"),
    "a text and headings": (TABLE + "Summary,,,\nProgramme,Number,Amount,\nArts,1,5,\nTotal,2,12,\n", "`Summary`"),
    "years": (TABLE + ",,,\nTotals by year,,,\n2018/19,,0,\n2019/20,,12,\n", "`Totals by year`"),
    "Welsh": (TABLE + "Crynodeb,,,\nCelf,,5,\nCam,,7,\n", "`Crynodeb`"),
    "German": (TABLE + "Zusammenfassung,,,\nKunst,,5,\nSport,,7,\n", "`Zusammenfassung`"),
    "its sums alone": (TABLE + "Arts,,5,\nSport,,7,\n", "rows that add up to those above \\(line 4\\)"),
    "its sums in another column": (TABLE + ",,,\nArts,5,,\nSport,7,,\n", "rows that add up to those above"),
    "beside the identifiers": (
        "Grant ID,Recipient,Programme,Amount\n1,A,Arts,5\n2,B,Sport,7\n\nSummary by programme,,,\n,,Arts,5\n,,Sport,7\n",
        "Summary"),
    "refused": (TABLE + "\nDeclined applications,,,\nRecipient,Programme,Amount,Date\nX,Arts,999,17/04/2019\n", "Declined"),
    "refused, without headings": (TABLE + "Unsuccessful,,,\nX,Arts,999,17/04/2019\n", "`Unsuccessful` \\(line 4\\)"),
    "refused, below rows without a date": (
        TABLE.replace(",18/04/2019", ",") + "Rejected,,,\nX,Arts,999,17/04/2019\n", "`Rejected` \\(line 4\\)"),
    "refused, with other headings": (TABLE + ",,,\nRecipient,Programme,Requested,Date\nX,Arts,9,17/04/2019\n", "another table"),
}  # fmt: skip


@pytest.mark.parametrize("name", BELOW)
def test_another_table_below_the_awards_ends_them(name: str, tmp_path: Path, both: Both) -> None:
    content, note = BELOW[name]
    result = both(content, tmp_path / "a.csv")
    assert (result.summary, result.recipients) == ("2 ? 12.00", ["A", "B"])
    assert re.search(note, result.notes)


GOES_ON = {
    "blank rows": (TABLE + ",,,\n,,,\nC,Arts,1,17/04/2019\nD,Sport,2,18/04/2019\n", "4 ? 15.00"),
    "blank rows, and no dates below": (TABLE + ",,,\nC,Arts,1,\nD,Sport,2,\n", "4 ? 15.00"),
    "the headings again below a text": (
        TABLE + "\n2020 grants,,,\nRecipient,Programme,Amount,Date\nC,Arts,1,17/04/2020\n", "3 ? 13.00"),
    "a summary between two parts": (
        TABLE + "Summary,,,\nArts,,5,\nRecipient,Programme,Amount,Date\nC,Arts,1,17/04/2020\n", "3 ? 13.00"),
    "approved after refused": (TABLE + "Declined,,,\nX,Arts,9,17/04/2019\nApproved,,,\nC,Arts,1,17/04/2019\n",
                               "4 ? 13.00 unknown 1"),
    "the total of a group below the date": (
        "Date,Programme,Recipient,Amount\n17/04/2019,Arts,A,5\n18/04/2019,Arts,B,7\nArts total,,,12\n", "2 ? 12.00"),
    "a word for an amount": (TABLE + "C,Arts,tbc,17/04/2019\nD,Sport,Withdrawn,17/04/2019\n", "4 ? 12.00 unknown 2"),
}  # fmt: skip


@pytest.mark.parametrize("name", GOES_ON)
def test_a_table_goes_on_where_its_rows_do(name: str, tmp_path: Path, both: Both) -> None:
    content, summary = GOES_ON[name]
    assert both(content, tmp_path / "a.csv").summary == summary


TOTALS = (
    "Overall", "Net total", "Is-gyfanswm", "Total of above", "Programme total", "Fund total", "Total for programme",
    "Report total", "Page total", "Total Column", "2 grants totalling", "Celkem", "Összesen", "Yhteensä", "Σ", "Suma total",
    "Total général",
    "I alt", "Ialt", "Samlet beløb", "Totalt", "Delsumma", "Slutsumma", "Til sammen", "Totalt beviljat", "I alt bevilget",
    "Eindtotaal", "Totaalbedrag", "Razem", "Łącznie", "Ogółem", "W sumie", "Suma całkowita", "Iomlán", "An tIomlán",
    "Iomla\u0301n", "Fo-iomlán", "Gu h-iomlan", "Àireamh iomlan", "Total geral", "Soma", "Montante total",
    "Suma y sigue", "Y cyfanswm", "Součet",
    "Végösszeg", "Σύνολο", "ΣΎΝΟΛΟ", "Итого", "合計",
)  # fmt: skip
STATISTICS = (
    "Number of grants", "Average", "Count", "Mean", "Median", "Average award (£)", "No. of awards", "Max", "Minimum",
    "Largest grant", "Nifer y grantiau", "Cyfartaledd", "Durchschnitt", "Anzahl", "Moyenne", "Media", "Balance", "Budget",
    "All programmes",
    "Standard deviation", "Percentage", "Underspend", "Grants awarded", "Awards", "Recipients", "Number of awards made",
    "Projects funded", "Charities supported", "2 entries", "Row count", "Programme median", "Fund balance", "Antal bevillinger",
    "Carried forward", "Brought forward",
)  # fmt: skip
PLACES = ('"{}",,12,\n', ',"{}",12,\n', ',,12,"{}"\n')


@pytest.mark.parametrize("label", [*TOTALS, *STATISTICS])
def test_a_total_or_a_figure_about_the_table_is_no_award(label: str, tmp_path: Path, both: Both) -> None:
    for row in PLACES:
        assert both(TABLE + row.format(label), tmp_path / "a.csv").summary == "2 ? 12.00"
    narrow = f'Recipient,Programme,Amount\nA,Arts,5\nB,Sport,7\n"{label}",,6\n'
    assert both(narrow, tmp_path / "a.csv").summary == "2 ? 12.00"


@pytest.mark.parametrize("name", ["Count Me In", "Average White Band Trust", "Max Potential", "Number 10 Theatre", "Sum of Us",
                                  "Balance Dance Company", "Overall Arts", "Media Trust", "Summit Arts", "Total Kids CIC",
                                  "Budget Advice Centre"])  # fmt: skip
def test_a_name_that_begins_like_a_label_is_one(name: str, tmp_path: Path, both: Both) -> None:
    assert both(f"Recipient,Programme,Amount\nA,Arts,5\n{name},Arts,7\nB,Sport,3\n", tmp_path / "a.csv").summary == "3 ? 15.00"
    assert both(f"Recipient,Amount\nA,5\n{name},7\nB,3\n", tmp_path / "a.csv").summary == "3 ? 15.00"


@pytest.mark.parametrize("name", ["Media", "Max", "Balance", "Count", "All"])
def test_a_label_that_is_a_name_too_is_an_award_where_its_row_is_whole(name: str, tmp_path: Path, both: Both) -> None:
    result = both(f"Recipient,Programme,Amount\nA,Arts,5\n{name},Arts,7\nB,Sport,3\n", tmp_path / "a.csv")
    assert result.summary == "3 ? 15.00"
    assert "reads like a figure about the table" in result.notes


@pytest.mark.parametrize(("label", "figure", "summary", "note"), [
    ("Awards made", 3, "3 ? 15.00", "set aside [12];"), ("Awards made", 4, "4 ? 19.00", "reads like a figure about"),
    ("Som", 15, "3 ? 15.00", "set aside [12];"), ("Som", 16, "4 ? 31.00", "reads like a figure about"),
    ("Xyzzy", 15, "4 ? 30.00", "has the sum of the rows above as its amount"), ("Xyzzy", 16, "4 ? 31.00", ""),
])  # fmt: skip
def test_a_figure_below_awards_that_lacks_nothing_is_none_or_said(
    label: str, figure: int, summary: str, note: str, tmp_path: Path, both: Both
) -> None:
    for below in ("", "\nSource: the register\n"):
        result = both(f"Recipient,Amount\nA,5\nB,7\nC,3\n{label},{figure}\n{below}", tmp_path / "a.csv")
        assert result.summary == summary
        assert re.search(note, result.notes)


@pytest.mark.parametrize("engine", ENGINES)
def test_one_known_amount_below_unknown_ones_is_no_sum(engine: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Recipient,Amount,Date\nA,,2019-04-17\nB,,2019-04-17\nC,7,2019-04-17\n")
    assert read_summary(path, engine).summary == "3 ? 7.00 unknown 2"


@pytest.mark.parametrize("row", [",,15,Xyzzy", "Xyzzy,,15,"])
def test_one_row_that_lacks_something_and_has_the_sum_of_the_others_is_no_award(row: str, tmp_path: Path, both: Both) -> None:
    rows = "".join(f"{name},Arts,{amount},17/04/2019\n" for name, amount in zip("ABC", (5, 7, 3), strict=True))
    result = both(f"Recipient,Programme,Amount,Date\n{rows}{row}\n", tmp_path / "a.csv")
    assert (result.summary, result.recipients) == ("3 ? 15.00", ["A", "B", "C"])
    assert "rows that add up to those above" in result.notes


WHOLE = "Ref,Recipient,Amount,Date\n" + "".join(f"{n},{name},{n + 4},2019-04-17\n" for n, name in enumerate("ABC", 1))


@pytest.mark.parametrize(("content", "summary", "remark"), [
    (WHOLE + ",D,18,2019-05-02\n", "4 ? 36.00", "1 row with a remark \\(line 5: has the sum of the rows above"),
    (WHOLE + ",D,9,2019-05-02\n,E,9,2019-05-02\n", "5 ? 36.00",
     "2 rows with a remark \\(line 5: is one of the last rows, which add"),
    (WHOLE + "\n,D,9,2019-05-02\n,E,9,2019-05-02\n", "5 ? 36.00", "is one of the last rows, which add up"),
    ("Recipient,Programme,Amount,Date\nA,x,5,2019-04-17\nB,x,7,2019-04-17\nC,y,3,2019-04-17\nXyzzy,,15,2019-04-17\n", "4 ? 30.00",
     "has the sum of the rows above"),
])  # fmt: skip
def test_a_row_with_a_recipient_and_a_date_is_an_award_though_it_has_the_sum(
    content: str, summary: str, remark: str, tmp_path: Path, both: Both
) -> None:
    result = both(content, tmp_path / "a.csv")
    assert result.summary == summary
    assert re.search(remark, result.notes)


NARROW = "Recipient,Amount\n" + "".join(f"{name},{amount}\n" for name, amount in zip("ABCDE", (5, 6, 7, 8, 10), strict=True))
LONG = NARROW.replace("Amount", "Amount,Date").replace("0\n", "0,17/04/2019\n").replace("5\n", "5,\n")
DATED = "Recipient,Amount,Date\n" + "".join(
    f"{name},{each},17/04/2019\n" for name, each in zip("ABCDE", (5, 6, 7, 8, 10), strict=True)
)
BY_REF = "Ref,Recipient,Amount\n" + "".join(
    f"{each},{name},{each}\n" for name, each in zip("ABCDE", (5, 6, 7, 8, 10), strict=True)
)
BUDGETS = {
    "spent, budget and rest": (NARROW + "Spent,36\nBudget,40\nLeft to spend,4\n", "5 ? 36.00", ""),
    "a total and rests": (
        NARROW + "Total,36\nBudget 2019/20,40\nRemaining budget,4\nBalance left,4\nUncommitted,4\n", "5 ? 36.00", ""),
    "what was made": (NARROW + "Awards made,36\nAllocation,40\n", "5 ? 36.00", ""),
    "with dates": (DATED + "Spent,36,\nBudget,40,\nLeft to spend,4,\n", "5 ? 36.00", ""),
    "committed": (DATED + "Committed,36,\nUncommitted,4,\n", "5 ? 36.00", ""),
    "less something": (DATED + "TOTAL,36,\nLess underspend,-1,\nNet spend,35,\n", "6 ? 35.00", "line 8: is below a total"),
    "less something, by identifiers": (BY_REF + "TOTAL,,36\nLess,,-1\nNet,,35\n", "6 ? 35.00", "line 8: is below a total"),
    "the cost of it": (DATED + "Running it,4,\nGrants plus running it,40,\n", "7 ? 80.00", "line 8: has the sum of"),
    "Welsh": (BY_REF + "Cyllideb,,40\nGweddill,,4\n", "5 ? 36.00", ""),
    "a name below a total": (NARROW + "Total,36\nMedia,4\nSpent Theatre,36\n", "7 ? 76.00", "line 8: reads like a figure"),
    "a name that is a label, and no sum": (NARROW + "Net,9\n", "6 ? 45.00", ""),
    "undated awards": (DATED + "F,3,\nG,4,\nH,2,17/04/2019\n", "8 ? 45.00", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", BUDGETS)
def test_the_rest_of_a_budget_below_the_awards_is_none_or_said(name: str, tmp_path: Path, both: Both) -> None:
    content, summary, remark = BUDGETS[name]
    result = both(content, tmp_path / "a.csv")
    assert result.summary == summary
    assert remark in result.notes
    assert ("remark" in result.notes) is bool(remark)


TITLES = {
    "Refuse and recycling,,": "5 ? 30.00",
    "Grants awarded by officers,,": "5 ? 30.00",
    "Grants by Area Committee,,": "5 ? 30.00",
    "Awards made by Borchester Town Council,,": "5 ? 30.00",
    "Grants awarded by ward,,": "3 ? 15.00",
    "Awards by year,,": "3 ? 15.00",
    "Refusées,,": "3 ? 15.00",
    "Not supported,,": "3 ? 15.00",
    "Reserve list,,": "3 ? 15.00",
}


@pytest.mark.parametrize("title", TITLES)
def test_a_title_ends_the_awards_only_where_it_says_so(title: str, tmp_path: Path, both: Both) -> None:
    above = "Recipient,Amount,Date\nArts grants,,\nA,5,17/04/2019\nB,7,17/04/2019\nC,3,17/04/2019\n"
    below = (
        "D,8,17/04/2019\nE,7,17/04/2019\n" if TITLES[title][0] == "5" or "list" in title or "supp" in title else "D,8,\nE,7,\n"
    )
    assert both(above + title + "\n" + below, tmp_path / "a.csv").summary == TITLES[title]


@pytest.mark.parametrize(("name", "is_other"), [
    ("Waiting list", True), ("Reserve list 2019", True), ("Not supported", True), ("Loans", True), ("Grants and loans", False),
    ("Refuse and recycling", False), ("Awarded", False), ("Payday loans advice awards", False),
])  # fmt: skip
def test_the_name_of_a_sheet_says_that_it_has_no_awards(name: str, is_other: bool) -> None:
    assert bool(labels.why_no_awards(name)) is is_other


@pytest.mark.parametrize("row", ["the Roundhouse,youth music,,", "the Roundhouse,Youth music,,"])
def test_a_name_in_small_letters_whose_amount_is_not_known_yet_is_an_award(row: str, tmp_path: Path, both: Both) -> None:
    result = both(f"Recipient,Purpose,Amount,Date\nA,x,5,2019-04-01\n{row}\nB,y,6,2019-04-02\n", tmp_path / "a.csv")
    assert (result.summary, result.recipients) == ("3 ? 11.00 unknown 1", ["A", "the Roundhouse", "B"])


TEXTS = {
    "Grants under £5,000": ("3 ? 11.00 unknown 1", "Grants under £5,000"),
    "Grants under £5,000,,": ("3 ? 11.00 unknown 1", "Grants under £5,000"),
    "Grants under £5,000,12,2019-04-01": ("3 ? 23.00", "Grants under £5,000"),
    "Grants from £5,250,12,2019-04-01": ("3 ? 23.00", "Grants from £5,250"),
    "Grants of £5,000 and over,12,2019-04-01": ("3 ? 23.00", "Grants of £5,000 and over"),
    "Buy a brick for £5,500,2019-04-01": ("3 ? 511.00", "Buy a brick for £5"),
}


@pytest.mark.parametrize("row", TEXTS)
def test_a_text_with_a_comma_that_is_not_quoted_is_one(row: str, tmp_path: Path, both: Both) -> None:
    summary, name = TEXTS[row]
    result = both(f"Recipient,Amount,Date\nA,5,2019-04-01\nB,6,2019-04-02\n{row}\n", tmp_path / "a.csv")
    assert (result.summary, result.recipients[-1]) == (summary, name)


CURRENCIES = {
    "AwardPounds": "GBP", "ValuePounds": "GBP", "award_pounds": "GBP", "Amount GBP": "GBP", "AmountGbp": "GBP",
    "GBPAmount": "GBP", "Award_EUR": "EUR", "AmountInEuros": "EUR", "grant_amount_in_euros": "EUR",
    "GrantAmountEuro": "EUR", "Montant_euros": "EUR",
    "Betrag Euro": "EUR", "Sterling Amount": "GBP", "AmountPoundsSterling": "GBP", "Pounds": "GBP", "AmountUSDollars": "USD",
    "BeløpNOK": "NOK", "Belopp_SEK": "SEK", "Kwota PLN": "PLN", "Kwota dotacji (zł)": "PLN", "Amount Dollars": "?",
}  # fmt: skip


@pytest.mark.parametrize("heading", CURRENCIES)
def test_a_heading_of_any_spelling_names_the_currency(heading: str, tmp_path: Path, both: Both) -> None:
    result = both(f"Recipient,{heading},Date\nA,5,17/04/2019\nB,7,18/04/2019\n", tmp_path / "a.csv")
    assert result.summary == f"2 {CURRENCIES[heading]} 12.00"


STANDARD = "Identifier,Currency,Amount Awarded,Award Date,Recipient Org:Name\n{0},GBP,5,2019-04-17,A\n{0},GBP,5,2019-04-17,{1}\n"


@pytest.mark.parametrize("name", ["-", "N/A", "n/a", "TBC", "0", "None", "unknown"])
def test_rows_without_an_identifier_are_never_one_award(name: str, tmp_path: Path, both: Both) -> None:
    for other in "AB":
        assert both(STANDARD.format(name, other), tmp_path / "a.csv").summary == "2 GBP 10.00"
    assert both(STANDARD.format("360G-a-1", "A"), tmp_path / "a.csv").summary == "1 GBP 5.00"


PAYERS = {
    "spending": ("Organisation Name,Supplier/Payee,Amount\nB,A,5\nB,C,7\n", ["A", "C"]),
    "schools of a council": ("Organisation,School name,Amount\nB,North,5\nB,South,7\n", ["North", "South"]),
    "an officer": ("Organisation Name,Contact officer,Amount\nB,Ann,5\nB,Bob,7\n", ["B", "B"]),
    "several organisations": ("Organisation,School name,Amount\nB,North,5\nC,South,7\n", ["B", "C"]),
    "groups of a council": ("Council,Group Name,Amount\nB,North,5\nB,South,7\n", ["North", "South"]),
    "a group, with nothing else": ("Organisation,Group,Amount\nB,North,5\nB,South,7\n", ["North", "South"]),
    "payees": ("Org,Payee Details,Amount\nB,North,5\nB,South,7\n", ["North", "South"]),
    "charities of a company": ("Company Name,Charity,Amount\nB,North,5\nB,South,7\n", ["North", "South"]),
    "one recipient by its heading": ("Recipient,School name,Amount\nB,North,5\nB,South,7\n", ["B", "B"]),
}


@pytest.mark.parametrize("name", PAYERS)
def test_who_publishes_what_it_pays_is_not_the_recipient(name: str, tmp_path: Path, both: Both) -> None:
    content, recipients = PAYERS[name]
    result = both(content, tmp_path / "a.csv")
    assert result.recipients == recipients
    assert ("is read as the recipient, because every row has one" in result.notes) == ("B" not in recipients)


BESIDE_BODIES = {
    "Council,Voluntary Organisation": ["X", "Y", "Z"],
    "Council Name,Charity": ["X", "Y", "Z"],
    "Lead,Group": ["X", "Y", "Z"],
    "Council,Partner organisation": ["B", "C", "B"],
    "University,School": ["B", "C", "B"],
    "Council,Organisation type": ["B", "C", "B"],
    "Organisation,Group": ["B", "C", "B"],
}


@pytest.mark.parametrize("headings", BESIDE_BODIES)
def test_a_council_beside_groups_is_not_the_recipient(headings: str, tmp_path: Path, both: Both) -> None:
    result = both(f"{headings},Amount\nB,X,5\nC,Y,7\nB,Z,9\n", tmp_path / "a.csv")
    assert result.recipients == BESIDE_BODIES[headings]
    assert ("may be who pays, or where" in result.notes) == ("X" in result.recipients)


@pytest.mark.parametrize(("content", "may_be"), [
    ("Institution,Student,Amount\nB,Ann,5\nB,Bob,7\n", "Student"),
    ("University,Researcher,Amount\nB,Ann,5\nC,Bob,7\n", "Researcher"),
    ("Council,Charity,Group,Amount\nB,X,P,5\nB,Y,Q,7\n", "HEADING"), ("University,Subject,Amount\nB,Art,5\nC,Law,7\n", ""),
])  # fmt: skip
def test_who_else_may_be_the_recipient_is_said(content: str, may_be: str, tmp_path: Path, both: Both) -> None:
    result = both(content, tmp_path / "a.csv")
    assert result.recipients[0] == "B"
    option = "--map recipient=HEADING" if may_be == "HEADING" else f"--map recipient='{may_be}'"
    assert (f"may be it: `{option}` reads it" in result.notes) is bool(may_be)


def test_sql_leaves_every_label_to_the_row_reader() -> None:
    pattern = re.compile("|".join(labels.WORDS), re.IGNORECASE | re.ASCII)
    parts = ("2019 {} 5", "{}: 1st", "2019-20/{} of", "5é {}", "q1 {}-2019", "٣{}")
    alone = labels._TOTAL | labels._STATISTIC | labels._WEAK  # noqa: SLF001 - all of the words
    words = [*alone, *(part.format(word) for word in alone for part in parts)]
    missed = [word for word in words if (labels.is_total(word) or labels.is_statistic(word)) and not pattern.search(word)]
    assert not missed
    names = [
        "15551",
        "Ward 1",
        "2019-20",
        "The Projects Trust",
        "Church of All Saints",
        "Grants for Sport",
        "Som Tam",
        "Balance Dance",
        "360G-the000-00000002",
        "Fy2019the",
    ]
    assert not [name for name in names if pattern.search(name)]


STATUSES = {
    "Status": ("Awarded", "Declined", "withdrawn"), "Application Status": ("Live", "Rejected", "Not awarded"),
    "award_status": ("Complete", "Unsuccessful", "Refused by panel"), "Decision": ("Approved", "Pending", "Not funded"),
}  # fmt: skip


@pytest.mark.costly
@pytest.mark.parametrize("heading", STATUSES)
def test_a_total_says_how_much_of_it_was_refused_unless_the_question_does(heading: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    awarded, *refused = STATUSES[heading]
    rows = "".join(
        f"{name},{amount},{status}\n" for name, amount, status in zip("ABC", (5, 7, 3), (awarded, *refused), strict=True)
    )
    path.write_text(f"Recipient,Amount (£),{heading}\n{rows}")
    for engine in ENGINES:
        data = grantcli.open(path, engine=engine, cache=False)
        (note,) = [each for each in data.total().notes if "that count" in each]
        assert f"`x:{heading}` of 2 awards that count (£10) says" in note
        terms = re.findall("`(-x:[^`]+)`", note)
        assert len(terms) == len(refused)
        left = data.total(" ".join(terms))
        assert "1 of 3 awards" in left.title
        assert not [each for each in left.notes if "that count" in each]


def test_nothing_is_said_of_a_status_that_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Recipient,Amount,Status,Outcome\nA,5,Live,crime declined\nB,7,Complete,none\n")
    assert not [note for note in grantcli.open(path, cache=False).total().notes if "that count" in note]


@pytest.mark.parametrize(("heading", "per"), [
    ("Amount per month", "month"), ("Monthly grant (£)", "month"), ("Amount per quarter", "quarter"), ("Weekly payment", "week"),
    ("Grant per place", "place"), ("Annual amount (£)", "year"),
])  # fmt: skip
def test_an_amount_for_a_part_of_an_award_is_said(heading: str, per: str, tmp_path: Path, both: Both) -> None:
    assert f"`{heading}` is per {per}: no total" in both(f"Recipient,{heading}\nA,1000\nB,500\n", tmp_path / "a.csv").notes


@pytest.mark.parametrize("heading", ["Amount (p)", "Amount (pence)", "Award in p", "Value (cents)"])
def test_pence_are_no_pounds(heading: str, tmp_path: Path, both: Both) -> None:
    assert both(f"Recipient,{heading}\nA,1000\nB,500\n", tmp_path / "a.csv").summary == "2 unknown 2"


UNLABELLED = {
    "rows without a label": "",
    "headings that the table has not": "Programme,Total\n",
}


@pytest.mark.parametrize("below", UNLABELLED)
@pytest.mark.parametrize("subtotals", [False, True], ids=["no subtotals", "subtotals without a label"])
@pytest.mark.parametrize("rows", [12, 1_200])
def test_rows_below_that_add_up_to_the_awards_are_none(
    rows: int, subtotals: bool, below: str, tmp_path: Path, both: Both
) -> None:
    lines, part, whole, programmes = ["Ref,Recipient,Programme,Amount (£),Date\n"], 0, 0, dict.fromkeys("XYZ", 0)
    for number in range(rows):
        amount, programme = 100 + number * 7 % 9001, "XYZ"[number % 3]
        lines.append(f"R{number},Org {number % 7},{programme},{amount},17/04/2019\n")
        part, whole, programmes[programme] = part + amount, whole + amount, programmes[programme] + amount
        if subtotals and number % (rows // 3) == rows // 3 - 1:
            lines.append(f",,,{part},\n")
            part = 0
    at = 1 if below == "headings that the table has not" else 3
    summary = "".join(
        f"{name}{',' * at}{amount}\n" if at == 1 else f",{name},,{amount},\n" for name, amount in programmes.items()
    )
    result = both("".join(lines) + UNLABELLED[below] + summary, tmp_path / "a.csv")
    assert result.summary == f"{rows} GBP {whole}.00"
    assert "rows that add up to those above" in result.notes
