"""Columns: by headings in several languages, then by what the only column that could be one holds; else named, not guessed."""

from pathlib import Path

import pytest

import grantcli
from conftest import SHARED
from grantcli.ingest.headings import match
from grantcli.ingest.options import ReadOptions
from grantcli.ingest.profile.column_fields import refine, texts

CASES = SHARED / "data" / "cases"

HEADINGS = (
    # the headings, and what each is read as: recipient, amount, date, funder, programme, title, id, - nothing
    ("Derbynnydd / Recipient|Swm / Amount (£)|Dyddiad / Date", "rad"),
    ("Bénéficiaire|Montant (€)|Date de décision|Objet", "rado"),
    ("Zuwendungsempfänger|Betrag in EUR|Datum", "rad"),
    ("Beneficiario|Importe|Fecha", "rad"),
    ("GA ID|Agency|Recipient Name|Grant Program|Value (EUR)|Approval Date", "ifrpad"),
    ("FundingOrgName|ProjectReference|LeadROName|Department|AwardPounds|StartDate", "fir-ad"),
    ("ref_number|recipient_legal_name|prog_name_en|agreement_title_en|agreement_value|agreement_start_date", "irptad"),
    ("owner_org_title|agreement_value", "fa"),
    ("assistance_award_unique_key|federal_action_obligation|action_date|awarding_agency_name|recipient_name", "iadfr"),
    ("assistance_award_unique_key|total_obligated_amount|award_base_action_date|recipient_name", "iadr"),
    ("Organisation Name|Supplier (Beneficiary) Name|Amount", "-ra"),
    ("grantmaker_name|recip_name|amount", "-ra"),
    ("Department Family|Entity|Date|Expense Type|Supplier|Transaction Number|Amount", "f-d-r-a"),
    ("id|title|programme|lead|amount|currency|awarded", "itpracd"),
    ("Organisation and/or group|Amount", "-a"),
    ("Award ID|Recipient Name|Award Amount|Awarding Agency|Start Date", "irafd"),
    ("Date agreed|Beneficiary|Amount awarded|Summary of purpose", "dra-"),
)  # fmt: skip
YOUTH = {"Felpersham Youth Club": "2500.00"}
_LETTERS = {
    "recipientOrganization/0/name": "r", "amountAwarded": "a", "awardDate": "d", "fundingOrganization/0/name": "f",
    "grantProgramme/0/title": "p", "title": "t", "id": "i", "currency": "c", "description": "o", None: "-",
}  # fmt: skip


@pytest.mark.parametrize(("headings", "read"), HEADINGS, ids=[row[0][:30] for row in HEADINGS])
def test_headings_that_publishers_use_are_known(headings: str, read: str) -> None:
    assert "".join(_LETTERS.get(each.path, "?") for each in match(headings.split("|"), ReadOptions())) == read


ONLY = "because no other column looks like it"
CONTENT = (
    ("Recipient,Sum paid,When\nA,£5.50,17/04/2019\nB,£6.00,18/04/2019\n", "rad",
     (f"`Sum paid` is read as the amount, {ONLY}; `--map amount=HEADING` says another",
      f"`When` is read as the date of the award, {ONLY}; `--map awarded=HEADING` says another")),
    ("Recipient,Grant cost,Total paid\nA,5.50,1.20\nB,6.00,1.20\n", "r--",
     ("no column is read as the amount; several look like it: `Grant cost`, `Total paid`; `--map amount=HEADING` says which",)),
    ("Amount,Name of group paid to,Ward\n5,Choir,East\n6,Band,West\n", "ar-",
     (f"`Name of group paid to` is read as the recipient, {ONLY}; `--map recipient=HEADING` says another",)),
    ('Recipient,Amount,Ward population\nA,5,"1,200.00"\n', "ra-", ()),
    ("Recipient,Department,Amount\nA,Department for Reading,5\nB,HM Treasury,6\n", "rfa", ()),
    ("Recipient,Department,Amount\nA,Libraries,5\nB,Adult Social Care,6\n", "r-a",
     (("`Department` is not read as the funder, because most of it, such as `Adult Social Care`, may be none:"
      " `--map funder='Department'` reads it"),)),
    ("Recipient,Department,Amount awarded\nA,Libraries,5\nB,Adult Social Care,6\n", "r-a",
     (("`Department` is not read as the funder, because most of it, such as `Adult Social Care`, may be none:"
      " `--map funder='Department'` reads it"),)),
    ("Recipient,Approved,Opened\nA,12,2019\nB,7,2020\n", "r--",
     ("no column is read as the amount, because no heading says so; `Approved` may be it; `--map amount=HEADING` reads it",)),
    ("Recipient,Row,Year\nA,1,2019\nB,2,2020\n", "r-d",
     (f"`Year` is read as the date of the award, {ONLY}; `--map awarded=HEADING` says another",
      "no column is read as the amount, so every amount is unknown; `--map amount=HEADING` reads one")),
    ("Recipient,Amount,Project end,Reference year\nA,5,17/04/2019,2019\n", "ra--", ()),
)  # fmt: skip


@pytest.mark.parametrize(("text", "read", "notes"), CONTENT, ids=range(len(CONTENT)))
def test_a_column_is_known_by_what_it_holds_only_where_no_other_could_be_it(text: str, read: str, notes: tuple[str, ...]) -> None:
    head, *rows = [line.split(",") for line in text.replace('"1,200.00"', "1200.00").splitlines()]
    result = refine(match(head, ReadOptions()), texts(rows))
    assert ("".join(_LETTERS.get(each.path, "?") for each in result.matches), result.notes) == (read, notes)


@pytest.mark.costly
@pytest.mark.parametrize("engine", ["memory", "duckdb"])
def test_small_and_large_files_decide_alike(tmp_path: Path, engine: str) -> None:
    path = tmp_path / "paid.csv"
    rows = "".join(f"R{n},£{n}.50,17/04/2019\n" for n in range(2000))
    path.write_text(f"Recipient,Sum paid,When\n{rows}", encoding="utf-8")
    table = grantcli.open(path, engine=engine).total()
    assert "`Sum paid` is read as the amount" in " ".join(table.notes)
    assert str(table.rows[0][[column.name for column in table.columns].index("total")]) == "£2,000,000"


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "options", "by", "totals"),
    [
        ("12-amount-heading-unknown/in.csv", {}, "", {None: "84475.25"}),
        ("13-department-as-funder/in.csv", {"amount": "AwardPounds"}, "funder",
         {"EPSRC": "250000.00", "AHRC": "75000.00", "Innovate UK": "50000.00"}),
        ("19-json-lines-plain/in.json", {}, "recipient", {"Borchester Food Bank": "5000.00", **YOUTH}),
        ("19-json-lines-plain/in.jsonl", {}, "recipient", {"Borchester Food Bank": "5000.00", **YOUTH}),
        ("30-usaspending/in.csv", {}, "recipient", {"DENVER READERS": "80000.00", "BOISE READERS": "5000.00"}),
    ],
)  # fmt: skip
def test_a_case_has_the_right_totals(name: str, options: dict[str, str], by: str, totals: dict[str | None, str]) -> None:
    table = grantcli.open(CASES / name, columns=options).total(by=by)
    place = [column.name for column in table.columns].index("total")
    result = {row[0] if by else None: str(row[place].amount) for row in table.rows}  # type: ignore[union-attr]
    assert result == totals
