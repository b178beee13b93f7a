"""Rows and columns that once gave a wrong figure in silence: they are read otherwise now, or said."""

import re
from contextlib import suppress
from pathlib import Path

import pytest
from reading import Both, WriteFile, read_summary

import grantcli
from grantcli.errors import GrantcliError
from grantcli.ingest import labels

ENGINES = ("memory", "duckdb")
DATED = "Recipient,Amount (£),Date\nA,5,17/04/2021\nB,7,18/04/2021\n"
NAMED = "Ref,Recipient,Amount (£),Date\n1,A,5,17/04/2021\n2,B,7,18/04/2021\n"
UNDATED = "Recipient,Amount (£)\nA,5\nB,7\n"

FOOTERS = {
    "printed": DATED + "Printed,,13/03/2021\n",
    "printed, in one cell": DATED + "Printed 13/03/2021,,\n",
    "run, with a time below the amounts": DATED + "Report run:,13/03/2021 10:33,\n",
    "run on a day in words": DATED + "Report run on,,13 March 2021\n",
    "generated": DATED + "Date generated,,2021-03-13\n",
    "as at": DATED + "As at,,13/03/2021\n",
    "updated": DATED + "Last updated,,13/03/2021\n",
    "German": DATED + "Stand: 13.03.2021,,\n",
    "below identifiers": NAMED + "Printed,,,2021-03-13\n",
    "below identifiers, as a recipient": NAMED + ",Report run,,2021-03-13\n",
    "in a table without dates": UNDATED + "Data extracted,13/03/2021\n",
    "a budget": DATED + "Annual budget,100,17/04/2021\n",
    "a budget with an ISO date": DATED + "Annual budget,100,2021-04-17\n",
    "a mean": DATED + "Average grant,6,2021-04-17\n",
    "a number": DATED + "Number of awards,2,17/04/2021\n",
    "a total": DATED + "Total,12,18/04/2021\n",
}


@pytest.mark.parametrize("name", FOOTERS)
def test_a_line_about_the_table_with_a_date_is_no_award(name: str, tmp_path: Path, both: Both) -> None:
    result = both(FOOTERS[name], tmp_path / "a.csv")
    assert (result.summary, result.recipients) == ("2 GBP 12.00", ["A", "B"])
    assert "set aside 1" in result.notes


AWARDS = {
    "Printed Matter": ("Printed Matter,,13/03/2021\n", "3 GBP 12.00 unknown 1", ""),
    "Printed with an amount": ("Printed,3,13/03/2021\n", "3 GBP 15.00", ""),
    "Stand without a date": ("Stand,3,\n", "3 GBP 15.00", ""),
    "Count Me In": ("Count Me In,3,13/03/2021\n", "3 GBP 15.00", ""),
    "Media": ("Media,3,13/03/2021\n", "3 GBP 15.00", "reads like a figure about the table"),
    "Total, the company": ("Total,3,13/03/2021\nC,1,13/03/2021\n", "4 GBP 16.00", "reads like a total, and stays an award"),
}


@pytest.mark.parametrize("name", AWARDS)
def test_a_name_that_only_looks_like_such_a_line_stays_an_award(name: str, tmp_path: Path, both: Both) -> None:
    rows, summary, note = AWARDS[name]
    result = both(DATED + rows, tmp_path / "a.csv")
    assert result.summary == summary
    assert note in result.notes


SUBTOTALS = {
    "years": "Recipient,Year,Amount\nA,2018-19,5\nB,2018-19,7\nTotal,2018-19,12\nC,2019-20,3\nTotal,2019-20,3\nE,2020-21,1\n",
    "days": "Recipient,Date,Amount\nA,2018-04-01,5\nB,2018-04-01,7\nSubtotal,2018-04-01,12\nC,2019-04-01,3\nD,2019-04-01,1\n",
    "a group by day":
        "Date,Programme,Recipient,Amount\n2018-04-01,x,A,5\n2018-04-01,x,B,7\n2018-04-01,X total,,12\n2019-04-01,y,C,4\n",
    "groups of one, by year":
        "Year,Programme,Recipient,Amount\n2018-19,x,A,12\n2018-19,X total,,12\n2019-20,y,C,4\n2019-20,Total y,,4\n",
    "a programme":
        "Date,Recipient,Programme,Amount\n2018-04-01,A,x,5\n2018-04-01,B,x,7\n2018-04-01,Subtotal,x,12\n2019-04-01,E,y,4\n",
}  # fmt: skip


@pytest.mark.parametrize("name", SUBTOTALS)
def test_a_total_with_a_date_in_place_of_a_recipient_is_no_award(name: str, tmp_path: Path, both: Both) -> None:
    result = both(SUBTOTALS[name], tmp_path / "a.csv")
    assert result.summary.endswith("? 16.00")
    assert not {"Total", "Subtotal"}.intersection(result.recipients)
    assert "set aside as a total, not an award" in result.notes


@pytest.mark.parametrize("label", [
    "Til sammen", "Tilsammen:", "Cyfanswm y flwyddyn", "Summe aller Förderungen", "Total attribué", "Total das subvenções",
    "Gesamtkosten", "Alles zusammen", "Wszystko razem", "Sumaryczna kwota", "Hovedsum", "Slutsum", "Total cost", "Total paid out",
    "S/Total", "Total a conceder", "Totale finanziato", "Totaal toegekende subsidie", "Total des aides versées",
    "Sum innvilget total", "Total c/f", "Sub total b/fwd", "Page total carried forward to page 2", "Sum brought forward",
    "übertrag", "à reporter",
])  # fmt: skip
def test_a_total_in_other_words_is_one(label: str) -> None:
    assert labels.is_total(label)
    assert re.search("|".join(labels.WORDS), label, re.IGNORECASE | re.ASCII)  # SQL leaves it to the row reader


@pytest.mark.parametrize(
    "name",
    ["Do All", "Van Max", "Au Total Look", "Paid Out Arts", "Spend", "Tilsammen Teater", "Carried Forward Arts", "Total CF"],
)
def test_a_name_with_the_words_of_a_total_is_none(name: str) -> None:
    assert not labels.is_total(name)
    assert not labels.is_statistic(name)


BESIDE = {
    "revised": ("Recipient,Amount Awarded,Revised Amount\nA,5,6\nB,7,7\n", "`Amount Awarded`", "`Revised Amount`"),
    "amended": ("Recipient,Award amount,Amended amount (£)\nA,5,6\nB,7,7\n", "`Award amount`", "`Amended amount (£)`"),
    "original": ("Recipient,Value (AUD),Original Value (AUD)\nA,5,6\nB,7,7\n", "`Value (AUD)`", "`Original Value (AUD)`"),
    "paid": ("Recipient,Amount Awarded,Amount Paid\nA,5,4\nB,7,7\n", "`Amount Awarded`", "`Amount Paid`"),
    "standard": ("Identifier,Amount Awarded,Revised Amount\n1,5,4\n2,7,7\n", "`Amount Awarded`", "`Revised Amount`"),
    "spent, with a decimal comma": ("Recipient;Grant;Expenditure\nA;5,5;4,25\nB;6,5;7,125\n", "`Grant`", "`Expenditure`"),
    "committed": ("Recipient,Committed,Paid,Balance\nA,5,4,1\nB,7,7,0\n", "`Committed`", "`Paid`"),
    "approved": ("Organisation,Amount,Approved\nA,5,3\nB,7,4\n", "`Amount`", "`Approved`"),
    "recommended": ("Organisation,Amount,Recommended\nA,5,3\nB,7,4\n", "`Amount`", "`Recommended`"),
    "of the council": ("Organisation,Value,Council contribution\nA,5,3\nB,7,4\n", "`Value`", "`Council contribution`"),
    "funding": ("Organisation,Value,Funding\nA,5,3\nB,7,4\n", "`Value`", "`Funding`"),
    "French": ("Bénéficiaire,Montant,Montant voté\nA,5,3\nB,7,4\n", "`Montant`", "`Montant voté`"),
    "German": ("Empfänger,Betrag,Bewilligt\nA,5,3\nB,7,4\n", "`Betrag`", "`Bewilligt`"),
    "of several years, in digits alone": (
        "Organisation,Amount,Total over 3 years\nA,5,15\nB,7,21\n", "`Amount`", "`Total over 3 years`"),
    "of its whole life": ("Organisation,Amount,Whole life value\nA,5,15\nB,7,21\n", "`Amount`", "`Whole life value`"),
    "variation and total": (
        "Recipient,Grant Amount,Variation,Total Value\nA,5,1,6\nB,7,0,7\n", "`Grant Amount`", "`Variation` and `Total Value`"),
}  # fmt: skip


@pytest.mark.parametrize("name", BESIDE)
def test_a_note_says_which_of_two_amounts_is_read(name: str, tmp_path: Path, both: Both) -> None:
    content, amount, others = BESIDE[name]
    result = both(content, tmp_path / "a.csv")
    assert re.search(r"\b12\.00", result.summary)
    option = "--map amount=HEADING` reads another" if " and " in others else f"--map amount='{others.strip('`')}'` reads it"
    assert f"{amount} is read as the amount, and {others} {'are' if ' and ' in others else 'is'} not: `{option}" in result.notes


@pytest.mark.parametrize("content", [
    "Recipient,Amount,Payment date,Variation count,Amended on\nA,5,17/04/2019,1,18/04/2019\n",
    "Recipient,Amount,Current status,Original ref\nA,5,Live,77\n",
    "Recipient,Amount,original_loan_subsidy_cost,Actual project cost\nA,5,3,77\n",
    "Identifier,Amount Awarded,Amount Applied For,Amount Disbursed\n1,5,4,3\n",
    "Recipient,Amount,Approved\nA,5,1\nB,7,0\n",
    "Recipient,Amount,Funding round,Total beneficiaries,Award year\nA,5,3,40,2019\nB,7,4,50,2020\n",
    "Recipient,Grant,Project value,Rateable value\nA,5,30,9\nB,7,40,9\n",
    "Recipient,Amount,Approved by,Date agreed by panel\nA,5,Ann,17/04/2019\nB,7,Bob,18/04/2019\n",
])  # fmt: skip
def test_nothing_is_said_of_columns_that_are_no_other_amount(content: str, tmp_path: Path, both: Both) -> None:
    assert "is read as the amount, and" not in both(content, tmp_path / "a.csv").notes


PAYMENTS = (
    "Recipient,Project,Date,Amount Awarded (£),{}\nA,Roof,17/04/2019,1000,400\nA,Roof,17/04/2019,1000,{}\nB,Hall,18/04/2019,5,5\n"
)


@pytest.mark.sample("engine")
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("heading", "second"), [("Payment", 600), ("Amount Paid", 400), ("Instalment (£)", 1)])
def test_an_award_on_the_row_of_each_of_its_payments_is_said(
    engine: str, heading: str, second: int, data_file: WriteFile
) -> None:
    data = grantcli.open(data_file(PAYMENTS.format(heading, second), "x.csv"), engine=engine, cache=False)
    (note,) = [each for each in data.total().notes if "payment of one award" in each]
    assert "1 award has the recipient, title, date and amount of another and adds £1,000 to the total" in note
    assert f"`--map amount='{heading}'`" in note


@pytest.mark.sample("change")
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("change", [("Recipient", "Ref"), ("1000,1", "999,1"), ("Payment", "Payment date"), ("Payment", "Notes")])
def test_awards_that_differ_or_have_identifiers_are_no_payments_of_one(
    engine: str, change: tuple[str, str], data_file: WriteFile
) -> None:
    path = data_file(PAYMENTS.format("Payment", 1).replace(*change), "x.csv")
    notes = grantcli.open(path, engine=engine, cache=False).total().notes
    assert not [each for each in notes if "payment of one award" in each]


SPLIT = {
    "an address": ("Address", "A,Unit 5, 12,500,17/04/2019", "2 ? 100.00 unknown 1", "or go on with the"),
    "an address without blanks": ("Address", "A,Unit 5,12,500,17/04/2019", "2 ? 100.00 unknown 1", "or go on with the"),
    "prose": ("Purpose", "A,Roof repairs, 12,500,17/04/2019", "2 ? 100.00 unknown 1", "or go on with the"),
    "words alone": ("Purpose", "A,Roof repairs,12,500,17/04/2019", "2 ? 12600.00", "read as `12,500`"),
    "a number": ("Ref", "A,G12,12,500,17/04/2019", "2 ? 12600.00", "read as `12,500`"),
    "a postcode": ("Postcode", "A,AB1 2CD,12,500,17/04/2019", "2 ? 12600.00", "read as `12,500`"),
    "noughts, which are no amount": ("Address", "A,Unit 5,12,000,17/04/2019", "2 ? 12100.00", "read as `12,000`"),
    "blanks everywhere": ("Purpose", "A, Roof, 12,500, 17/04/2019", "2 ? 12600.00", "read as ` 12,500`|read as `12,500`"),
}


@pytest.mark.parametrize("name", SPLIT)
def test_an_amount_that_may_belong_to_a_text_is_unknown(name: str, tmp_path: Path, both: Both) -> None:
    heading, row, summary, note = SPLIT[name]
    result = both(f"Recipient,{heading},Amount,Date\n{row}\nB,Road,100,17/04/2019\n", tmp_path / "a.csv")
    assert result.summary == summary
    assert re.search(note, result.notes)


@pytest.mark.parametrize("cell", ["#REF!", "#N/A", "####", "#VALUE!"])
def test_a_fault_of_a_spreadsheet_does_not_end_the_table(cell: str, tmp_path: Path, both: Both) -> None:
    result = both(f"Organisation,Amount\nA,5\nB,{cell}\nC,7\n", tmp_path / "a.csv")
    assert result.summary == "3 ? 12.00 unknown 1"
    assert cell in result.notes


@pytest.mark.parametrize(
    "heading", ["Lead Partner", "lead_applicant", "Successful applicant", "Grantee organisation", "Name of club"]
)
def test_who_leads_or_applies_is_the_recipient(heading: str, tmp_path: Path, both: Both) -> None:
    assert both(f"{heading},Partners,Amount\nA,C,5\nB,,7\n", tmp_path / "a.csv").recipients == ["A", "B"]


@pytest.mark.parametrize(("first", "last"), [("First Name", "Surname"), ("Forename", "Last name"), ("firstName", "lastName")])
def test_names_of_people_in_two_columns_are_the_recipient(first: str, last: str, data_file: WriteFile) -> None:
    content = f"{last},{first},Amount\nLee,Ann,5\nRay,Bob,7\nWu,,8\n,Cher,9\nTotal,,29\n"
    path = data_file(content, "x.csv")
    by_rows, by_columns = (grantcli.open(path, engine=engine, cache=False).total(by=["recipient"]) for engine in ENGINES)
    assert [row[0] for row in by_rows.rows] == ["Cher", "Wu", "Bob Ray", "Ann Lee"]
    assert by_rows == by_columns
    assert any(f"`{first}` and `{last}` are read as the recipient, an individual" in note for note in by_rows.notes)


def test_names_of_people_beside_a_recipient_are_no_recipients(tmp_path: Path, both: Both) -> None:
    result = both("Recipient,First Name,Surname,Amount\nA,Ann,Lee,5\nB,Bob,Ray,7\n", tmp_path / "b.csv")
    assert result.recipients == ["A", "B"]
    assert "an individual" not in result.notes


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("content", "what"), [
    ("Recipient,Amount,Paid\nA,5,3\nA,5,2\n", "recipient and amount"),
    ("Recipient,Programme,Amount,Payment\nA,x,5,3\nA,x,5,2\n", "recipient, programme and amount"),
    ("Project,Recipient,Amount,Role\nx,A,5,Lead\nx,B,5,Partner\n", "title and amount"),
])  # fmt: skip
def test_a_note_on_rows_that_are_alike_names_only_what_the_file_has(
    engine: str, content: str, what: str, data_file: WriteFile
) -> None:
    notes = grantcli.open(data_file(content, "x.csv"), engine=engine, cache=False).total().notes
    assert any(f"1 award has the {what} of another and adds 5 to the total" in note for note in notes)


BESIDE_TABLES = {
    "equal headings": "Recipient,Amount,,Recipient,Amount\nA,5,,C,6\nB,7,,D,8\n",
    "other headings": "Recipient,Amount,,Organisation,Grant\nA,5,,C,6\nB,7,,D,8\n",
    "below titles": "2018-19,,,2019-20,\nRecipient,Amount,,Recipient,Amount\nA,5,,C,6\nB,7,,D,8\n",
    "a longer one": "Recipient,Amount,Recipient,Amount\nA,5,C,6\nB,7,D,8\n,,E,9\n",
}


@pytest.mark.parametrize("name", BESIDE_TABLES)
def test_a_table_beside_the_one_that_is_read_is_named(name: str, tmp_path: Path, both: Both) -> None:
    result = both(BESIDE_TABLES[name], tmp_path / "a.csv")
    assert result.summary == "2 ? 12.00"
    rows = 3 if name == "a longer one" else 2
    assert f"another table may be beside the one that is read, and its awards are missing: {rows} rows are below" in result.notes


@pytest.mark.parametrize("content", [
    "Recipient,Organisation,Amount,Grant\nA,x,5,6\nB,y,7,8\n", "Recipient,Amount,Organisation\nA,5,x\nB,7,y\n",
    "Recipient,Amount,Organisation,Grant\nA,5,x,Arts\nB,7,y,Sport\n",
])  # fmt: skip
def test_further_columns_of_one_table_are_no_table_beside_it(content: str, tmp_path: Path, both: Both) -> None:
    assert "another table may be beside" not in both(content, tmp_path / "a.csv").notes


@pytest.mark.parametrize(("heading", "counts", "several"), [
    ("Number of grants", "32", True), ("No. of awards", "12", True), ("Grants made", "21", True),
    ("Nifer y grantiau", "31", True),
    ("Number of grants", "11", False), ("Number of staff", "32", False),
])  # fmt: skip
def test_a_row_of_several_awards_is_said(heading: str, counts: str, several: bool, tmp_path: Path, both: Both) -> None:
    content = f"Organisation,{heading},Amount\nA,{counts[0]},5\nB,{counts[1]},7\n"
    result = both(content, tmp_path / "a.csv")
    assert result.summary == "2 ? 12.00"
    assert (f"as `{heading}` says, and counts as one" in result.notes) == several


@pytest.mark.parametrize("engine", ENGINES)
def test_a_total_says_which_rows_of_usaspending_are_loans(engine: str, data_file: WriteFile) -> None:
    content = (
        "federal_action_obligation,action_date,recipient_name,assistance_type_description\n"
        "1000,2019-04-17,A,PROJECT GRANT (B)\n500,2019-04-20,B,DIRECT LOAN (E)\n"
    )
    notes = grantcli.open(data_file(content, "x.csv"), engine=engine, cache=False).total().notes
    assert any("1 award that counts ($500) says `DIRECT LOAN (E)`" in each for each in notes)


PARTICIPANTS = "Project,{},{},Award amount\nRoof,A,Lead,1000\nRoof,B,Partner,1000\nHall,C,Lead,500\n"


@pytest.mark.sample(2)
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("recipient", "role"), [
    ("Participant", "Role"), ("Organisation", "Participant type"), ("Partner name", "Is lead?"), ("Recipient", "project_role"),
])  # fmt: skip
def test_an_award_on_the_row_of_each_of_its_participants_is_said(
    engine: str, recipient: str, role: str, data_file: WriteFile
) -> None:
    path = data_file(PARTICIPANTS.format(recipient, role), "x.csv")
    data = grantcli.open(path, engine=engine, cache=False)
    (note,) = [each for each in data.total().notes if "participant of one award" in each]
    assert note.startswith("1 award has the title and amount of another and adds 1,000 to the total: ")
    assert f"as `{role}` says; `--map id='Project' --one-per id` keeps one of each" in note
    one = grantcli.open(path, engine=engine, cache=False, columns={"id": "Project"}, one_per="id").total()
    assert "2 awards" in one.title


@pytest.mark.parametrize("change", [("B,Partner,1000", "B,Partner,999"), ("Award amount", "Ref"), ("Roof,B", "Hut,B")])
def test_participants_with_other_amounts_are_not_said(change: tuple[str, str], data_file: WriteFile) -> None:
    path = data_file(PARTICIPANTS.format("Organisation", "Role").replace(*change), "x.csv")
    assert not [each for each in grantcli.open(path, cache=False).total().notes if "participant of one award" in each]


ROUNDED = {
    "Amount (£ to nearest thousand)": ("2 GBP 12000.00", "`nearest thousand`"),
    "Amount (£, rounded to the nearest £000)": ("2 GBP 12000.00", "`nearest £000`"),
    "Amount to the nearest £1,000": ("2 GBP 12000.00", "`nearest £1,000`"),
    "Amount to the nearest pound": ("2 ? 12000.00", ""),
}


@pytest.mark.parametrize("heading", ROUNDED)
def test_what_amounts_are_rounded_to_is_not_taken_for_their_unit(heading: str, tmp_path: Path, both: Both) -> None:
    summary, note = ROUNDED[heading]
    result = both(f'Recipient,"{heading}"\nA,5000\nB,7000\n', tmp_path / "a.csv")
    assert result.summary == summary
    assert (f"though {note} may be their unit; `--scale` says otherwise" in result.notes) == bool(note)


@pytest.mark.parametrize("word", ["Awarded", "Recipient", "Project", "Ref", "Date"])
def test_a_word_below_amounts_that_heads_no_amounts_ends_no_table(word: str, tmp_path: Path, both: Both) -> None:
    assert both(f"Recipient,Amount\nA,5\nB,{word}\nC,7\n", tmp_path / "a.csv").summary == "3 ? 12.00 unknown 1"


@pytest.mark.parametrize("row", ["Roof,A,Lead,1000", "Roof,A,Project,12", "Roof,Fund,B,700"])
def test_a_row_with_a_figure_is_no_headings_for_one_word(row: str, data_file: WriteFile) -> None:
    path = data_file(f"Name of work,Who,As,Sum\n{row}\nRoof,B,Partner,1001\n", "x.csv")
    with pytest.raises(GrantcliError, match="no column looks like grant data: `Name of work`"):
        grantcli.open(path, cache=False)


@pytest.mark.parametrize("label", ["Annual budget", "Total"])
def test_a_label_where_recipients_have_their_identifiers_is_read_alike_by_rows_and_columns(
    label: str, data_file: WriteFile
) -> None:
    path = data_file(
        f"Recipient ID,Amount,Date\nA,5,2021-04-17\nB,7,2021-04-18\n{label},12,2021-04-17\nC,1,2021-04-17\n", "x.csv"
    )
    by_rows, by_columns = (read_summary(path, engine) for engine in ENGINES)
    assert by_rows == by_columns
    assert by_rows.summary == "4 ? 25.00"


def test_a_total_of_a_group_with_a_date_and_another_sum_is_said(tmp_path: Path, both: Both) -> None:
    result = both(
        "Year,Programme,Recipient,Amount\n2018-19,Arts,A,5\n2018-19,Total Arts,,50\n2019-20,Sport,C,3\n", tmp_path / "a.csv"
    )
    assert result.summary == "3 ? 58.00"
    assert "reads like a total, and stays an award" in result.notes


def test_contributions_of_cordis_are_in_euros(tmp_path: Path, both: Both) -> None:
    assert both("projectID;name;role;ecContribution\n1;A;c;5\n2;B;p;7\n", tmp_path / "a.csv").summary == "2 EUR 12.00"


@pytest.mark.parametrize(("content", "names"), [
    ("Entity,Amount,Date\nA Trust,5,2019-01-01\nB Ltd,6,2019-01-01\n", "`Entity`"),
    ("Who got it,What for,Amount\nA Trust,Roof,5\nB Ltd,New hall,6\n", "`Who got it`, `What for`"),
    ("Wer,Betrag\nVerein A,5\nVerein B,6\nVerein A,7\n", "`Wer`"),
])  # fmt: skip
def test_columns_that_may_be_the_recipient_are_named_where_none_is(content: str, names: str, tmp_path: Path, both: Both) -> None:
    note = (
        f"no column is read as the recipient, because no heading says so; {names} may be it; `--map recipient=HEADING` reads it"
    )
    assert note in both(content, tmp_path / "a.csv").notes.splitlines()


@pytest.mark.parametrize("content", [
    "Ref,Amount\n1,5\n2,6\n",
    "Grant no,Theme,Amount\n1,Arts,5\n2,Arts,6\n3,Arts,7\n4,Sport,8\n5,Sport,9\n",
    "Recipient,Who got it,Amount\nA,C,5\nB,D,6\n",
    "First name,Surname,Amount\nAna,Lee,5\nBo,Kaur,6\n",
    "Region,Amount\nNorth,5\nSouth,6\n",
    "Who got it,What for\nA Trust,Roof\n",
])  # fmt: skip
def test_no_column_is_offered_as_the_recipient_where_one_is_or_none_has_names(content: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(content, encoding="utf-8")
    with suppress(GrantcliError):  # of a table that is none of awards
        assert "no column is read as the recipient" not in read_summary(path, "memory").notes
