"""Units, currencies and columns as other councils, funders and countries write them, read alike by rows and by columns."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from reading import ask_both, read_both

from grantcli.dataset import Dataset, open_dataset
from grantcli.errors import DataError
from grantcli.ingest.group_totals import group_of_total
from grantcli.ingest.unit_statements import doubt, stated_unit
from grantcli.ingest.units import unit
from grantcli.table import Money


def _read(dataset: Dataset) -> tuple[str, list[str]]:
    """Return awards, the sum of each currency and how many amounts are unknown; and who received."""
    awards = sorted(dataset.data.engine.all_awards(), key=lambda each: str(each.line))
    sums: dict[str, Decimal] = {}
    for award in awards:
        if award.amount is not None:
            sums[award.currency or "?"] = sums.get(award.currency or "?", Decimal()) + award.amount
    unknown = sum(award.amount is None for award in awards)
    money = " ".join(f"{code} {total}" for code, total in sorted(sums.items()))
    return f"{len(awards)} {money} unknown {unknown}", [award.lead.name if award.lead else "" for award in awards]


def _both(path: Path) -> tuple[str, list[str]]:
    return ask_both(_read, path)


HEADINGS = {
    "Amount (Rs. in Lakh)": (100_000, None), "Amount (in Lakhs)": (100_000, None), "Amount (INR Crore)": (10_000_000, "INR"),
    "Amount (£bn)": (10**9, "GBP"), "Betrag (Mio. EUR)": (10**6, "EUR"), "Betrag in TEUR": (1000, "EUR"),
    "Betrag (T€)": (1000, "EUR"), "Montant (k€)": (1000, "EUR"), "Montant (M€)": (10**6, "EUR"),
    "Award Amount (£ in thousands)": (1000, "GBP"), "Amount (thousands of pounds)": (1000, "GBP"), "£000s awarded": (1000, "GBP"),
    "Amount (£) excl. VAT": (1, "GBP"), "£ Value": (1, "GBP"), "Amount thousand GBP": (1000, "GBP"), "£000": (1000, "GBP"),
    "Amount (CAD$)": (1, "CAD"), "Amount ($CAD)": (1, "CAD"), "Amount (Canadian dollars)": (1, "CAD"), "GBP Amount": (1, "GBP"),
    "Value AUD (GST incl.)": (1, "AUD"), "Amount in euros": (1, "EUR"), "AmountGBP": (1, "GBP"), "Amount (£/€)": (1, None),
    "Belopp (tkr)": (1000, None), "Beviljat (Mkr)": (10**6, None), "Award (MSEK)": (10**6, "SEK"), "Betrag TCHF": (1000, "CHF"),
    "Beløp (NOK 1000)": (1000, "NOK"), "Beløp i 1000 kr": (1000, None), "Beløb, 1.000 kr.": (1000, None),
    "Betrag in 1.000 EUR": (1000, "EUR"), "Montant en 1 000 €": (1000, "EUR"), "Amount (£1,000)": (1000, "GBP"),
    "Amount in £1,000s": (1000, "GBP"), "Amount (1000s)": (1000, None), "Value £1000's": (1000, "GBP"),
    "Amount (GBP 1,000)": (1000, "GBP"), "Value (£1,000,000s)": (10**6, "GBP"), "Grants over £1,000": (1, None),
    "Grants up to 1000 EUR each": (1, "EUR"), "Grants of £1,000": (1, None),
    "Payments over £25,000": (1, None), "Amount over £25,000": (1, None), "Top": (1, None), "All": (1, None),
    "ALL amount": (1, None), "TOP grants": (1, None), "Amount (All)": (1, None), "AMOUNT (ALL)": (1, None),
    "Value (Try)": (1, None),
    "Amount (CDN $)": (1, "CAD"), "Amount (in Cdn. $)": (1, "CAD"), "Amount (NZ $)": (1, "NZD"), "Amount (AU $)": (1, "AUD"),
    "Amount (HK $)": (1, "HKD"), "Amount (US $)": (1, "USD"), "Amount (Canadian $)": (1, "CAD"), "CAD $ Amount": (1, "CAD"),
    "Amount (A $)": (1, None), "Amount (Fijian $)": (1, None), "Amount (N$)": (1, None), "NET AMOUNT $": (1, "USD"),
    "Amount (£s)": (1, "GBP"), "Amount (£'s)": (1, "GBP"), "Amount £s": (1, "GBP"), "Amount (£s, thousands)": (1000, "GBP"),
    "Amount (Egyptian pounds)": (1, None), "Amount (Irish £)": (1, None), "Amount (IR£)": (1, None), "Amount (E£)": (1, None),
    "Amount (K£)": (1000, "GBP"), "Amount (UK£)": (1, "GBP"), "Median £": (1, "GBP"), "Amount (whole pounds)": (1, "GBP"),
    "Amount USD (converted from GBP)": (1, None), "Amount (£) or (€)": (1, None), "Amount (£ or €)": (1, None),
    "Amount in euros (pounds are converted)": (1, None), "ALL GRANTS (£)": (1, "GBP"), "Amount (GBP £)": (1, "GBP"),
    "Grants (£) over 1,000": (1, "GBP"), "Hundred": (1, None),
    "Amount (EURm)": (10**6, "EUR"), "Amount (GBPk)": (1000, "GBP"), "amountEURm": (10**6, "EUR"),
    "Amount(£)(000)": (1000, "GBP"), "Amount £(000)": (1000, "GBP"), "Award (£) (thousands)": (1000, "GBP"),
    "Amount £'m": (10**6, "GBP"), "AmountThousands": (1000, None), "AmountInThousands": (1000, None),
    "Summa (tuh €)": (1000, "EUR"),
    "Summa, tuhat eurot": (1000, "EUR"), "Beløp i tusen kroner": (1000, None), "Beløp (mill. kroner)": (10**6, None),
    "Montant (en milliers de francs)": (1000, None), "Amount in hundreds": (100, None), "Összeg (eFt)": (1000, "HUF"),
    "Amount (£ 000 p.a.)": (1000, "GBP"), "Award amount (£k per year)": (1000, "GBP"), "Award amount_k": (1, None),
}  # fmt: skip
"""What a heading states."""


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_heading_states_its_unit_and_its_currency(heading: str) -> None:
    assert unit(heading)[1:] == HEADINGS[heading]


DOUBTFUL = {
    "Amount (£) or (€)": "names several currencies", "Amount (Egyptian pounds)": "names a currency that is not known",
    "AMOUNT (ALL)": "has a word that is a code too",
}  # fmt: skip


@pytest.mark.parametrize("heading", DOUBTFUL)
def test_a_heading_whose_currency_is_not_certain_is_said(heading: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"Recipient,{heading}\nA,500\n", encoding="utf-8")
    awards, notes = read_both(path)
    assert awards == ["A 500.00"]
    assert f"`{heading}` {DOUBTFUL[heading]}: no currency is read from it" in notes


ABOVE = {
    "(in thousands of pounds)": (1000, "GBP"), "Pounds thousands": (1000, "GBP"), "Figures are in £,000": (1000, "GBP"),
    "(Rs. in lakhs)": (100_000, ""), "Amount in Lakhs": (100_000, ""), "₹ crore": (10_000_000, "INR"),
    "Alle beløp i 1000 kr": (1000, ""), "Figures in £1,000s": (1000, "GBP"), "Beträge in 1.000 EUR": (1000, "EUR"),
    "Beløp i tusen kroner": (1000, ""), "Beløp i 1000 kroner": (1000, ""), "Belopp i miljoner kronor": (10**6, ""),
    "Kwoty w tys. zł": (1000, "PLN"), "Dotacje przyznane w 2019 r. w tys. zł": (1000, "PLN"), "Bedragen x € 1.000": (1000, "EUR"),
    "Částky v tis. Kč": (1000, "CZK"), "Valores em milhares de euros": (1000, "EUR"), "in 1000 Fr.": (1000, "CHF"),
    "Montants exprimés en milliers de francs": (1000, ""), "Összegek ezer forintban": (1000, "HUF"), "mii lei": (1000, "RON"),
    "Summad tuhandetes eurodes": (1000, "EUR"), "Swm mewn miloedd o bunnoedd": (1000, "GBP"), "Units: thousands": (1000, ""),
    "All values: thousands of pounds sterling": (1000, "GBP"), "All figures are thousand pounds": (1000, "GBP"),
    "All figures in £'m": (10**6, "GBP"), "Amounts in hundreds of pounds": (100, "GBP"), "Scale: 1000": (1000, ""),
    "Grant (k€)": (1000, "EUR"), "Subvention (M€)": (10**6, "EUR"), "Tilskudd (1000 kr)": (1000, ""),
    "Grants awarded 2018/19. All figures in £000s.": (1000, "GBP"), "Grants in £000s unless otherwise stated": (1000, "GBP"),
    "Values in GBP": (1, "GBP"), "All amounts are in euros": (1, "EUR"), "Montants en millions d'euros": (10**6, "EUR"),
}  # fmt: skip


@pytest.mark.parametrize("text", ABOVE)
def test_a_line_above_a_table_states_its_unit(text: str) -> None:
    result = stated_unit(text)
    assert result is not None
    assert (result.scale, result.currency) == ABOVE[text]


@pytest.mark.parametrize("text", ["Grants over £25,000", "Grants over £1,000", "Awards of £1,000 or more",
                                  "This fund is worth £2 million", "Work in thousands of villages",
                                  "Grants made in all wards", "Grants of thousands of pounds", "Published in May",
                                  "Support för tusen personer", "Total fund £m: 4.5", "Budget in £m,4.5",
                                  "Budget (€ million): 4.5", "Values are not in thousands", "Small grants (£1,000)",
                                  "Grant: £1,000"])  # fmt: skip
def test_prose_above_a_table_states_nothing(text: str) -> None:
    assert stated_unit(text) is None
    assert not doubt(text)


DOUBTS = ("Amounts exclude VAT and are rounded to £000", "Key: £k = thousand pounds", "Total budget (£m)", "Amounts (k)",
          "Valores em mil euros", "Awards 2019 - thousands of pounds", "Figures rounded to nearest £k",
          "All values expressed in US dollars and thousands", "Note: amounts over 1000 are in thousands")  # fmt: skip


@pytest.mark.parametrize("text", DOUBTS)
def test_a_line_that_may_state_a_unit_changes_no_figure_and_is_in_doubt(text: str) -> None:
    result = stated_unit(text)
    assert doubt(text)
    assert result is None or result.scale == 1


TABLES = {
    "the council beside whom it gave to": (
        "Organisation Name,Beneficiary,Date,Amount\nX Council,A,17/04/2019,5000\nX Council,B,18/04/2019,2500\n",
        "2 ? 7500.00 unknown 0", ["A", "B"]),
    "the council beside its suppliers": (
        "Organisation Name,Date,Supplier Name,Net Amount\nX,17/04/2019,A,5000.00\nX,18/04/2019,B,2500.00\n",
        "2 ? 7500.00 unknown 0", ["A", "B"]),
    "a number that may be of a charity or a company": (
        "Name of Organisation Awarded Grant,Charity / Company Number,Amount\nA,1,5000\nB,2,2500\n",
        "2 ? 7500.00 unknown 0", ["A", "B"]),
    "the cost of the project": (
        "Recipient,Total Cost,Grant given\nA,60000,5000\nB,30000,2500\n", "2 ? 7500.00 unknown 0", ["A", "B"]),
    "a total cost alone": ("Recipient,Date,Total Cost\nA,17/04/2019,60000\nB,18/04/2019,30000\n", "2  unknown 2", ["A", "B"]),
    "a total cost of NIH": ("Core Project Num,Org Name,Total Cost\nR01,A,60000\nR02,B,30000\n",
                            "2 ? 90000.00 unknown 0", ["A", "B"]),
    "the cost of the project alone": ("Recipient,Total Project Cost\nA,60000\nB,30000\n", "2  unknown 2", ["A", "B"]),
    "pence": ("Recipient,Amount (pence)\nA,60000\nB,30000\n", "2  unknown 2", ["A", "B"]),
    "three languages": ("Empfänger / Bénéficiaire / Beneficiario;Betrag / Montant / Importo (CHF)\nA;5'000.00\nB;2'500.00\n",
                        "2 CHF 7500.00 unknown 0", ["A", "B"]),
    "a language a line": (
        '"Sefydliad\nOrganisation","Swm (£)\nAmount (£)"\nA,5000\nB,2500\n', "2 GBP 7500.00 unknown 0", ["A", "B"]),
    "a row of units": ("Recipient,Purpose,Amount,Date\n,,£000,(dd/mm/yyyy)\nA,x,50,17/04/2019\nB,y,25,18/04/2019\n",
                       "2 GBP 75000.00 unknown 0", ["A", "B"]),
    "two rows of headings, the lower with unknown names": (
        "Funder,,Recipient,,\nName,Number,Name,Number,Amount\nF,1,A,2,5000\nF,1,B,3,2500\n",
        "2 ? 7500.00 unknown 0", ["A", "B"]),
    "blank headings are not thousands without quotes": (
        "Recipient,Amount,,\nA,100,200,300\nB,300,400,700\n", "2 ? 400.00 unknown 0", ["A", "B"]),
    "a subtotal of one award": ("Ward,Recipient,Amount\nN,A,5\nN Total,,5\nS,C,3\nS,D,4\nS Total,,7\nGrand Total,,12\n",
                                "3 ? 12.00 unknown 0", ["A", "C", "D"]),
    "a subtotal below each recipient": (
        "Recipient,Purpose,Amount\nA Trust,x,5\nA Trust,y,7\nA Trust Total,,12\nB,z,3\nB Total,,3\n",
        "3 ? 15.00 unknown 0", ["A Trust", "A Trust", "B"]),
    "a name that is no subtotal": (
        "Recipient,Purpose,Amount\nA,x,5\nTotal Kidz,y,7\n",
        "2 ? 12.00 unknown 0", ["A", "Total Kidz"]),
}  # fmt: skip


@pytest.mark.sample(2)
@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_read_right_by_rows_and_by_columns(name: str, tmp_path: Path) -> None:
    content, summary, recipients = TABLES[name]
    path = tmp_path / "a.csv"
    path.write_text(content, encoding="utf-8")
    assert _both(path) == (summary, recipients)


def test_an_amount_in_an_object_has_the_currency_that_is_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"recipient": "A", "amount": {"value": 5, "currency": "GBP"}}]')
    assert _both(path)[0] == "1 GBP 5.00 unknown 0"


def test_a_quotation_mark_that_is_closed_rows_later_beside_a_quoted_figure_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('Recipient,Purpose,Amount\nA,"open,5000\nB,y,2500\nC,z","1000"\nD,w,500\n')
    with pytest.raises(DataError, match="swallows"):
        open_dataset(path, engine="memory", cache=False)


def test_the_date_of_an_application_is_no_date_of_an_award(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Recipient,Amount,Application Date\nA,5,13/01/2019\n")
    (award,) = open_dataset(path, cache=False).data.engine.all_awards()
    assert award.awarded is None


def test_rows_below_a_lone_text_that_lack_what_others_have_are_said(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Recipient,Amount,Date\nA,5,17/04/2019\nB,7,18/04/2019\n\nPeople,,\nC,1,\nD,2,\n")
    notes = " ".join(open_dataset(path, cache=False).data.late_notes())
    assert "is below `People` and lacks what the rows above that have" in notes


def test_the_total_of_a_group_names_it() -> None:
    assert group_of_total("Sub-total for North") == "north"


PUBLISHED = {
    "action_date,federal_action_obligation,recipient_name\n2019-04-17,500,A\n": "1 USD 500.00 unknown 0",
    "startDate,ecMaxContribution,participantName\n2019-04-17,500,A\n": "1 EUR 500.00 unknown 0",
    "Currency,federal_action_obligation,recipient_name\nCAD,500,A\n,500,B\n": "2 CAD 500.00 USD 500.00 unknown 0",
    "federal_action_obligation (CAD),recipient_name\n500,A\n": "1 CAD 500.00 unknown 0",
    "All figures in EUR,\nfederal_action_obligation,recipient_name\n500,A\n": "1 EUR 500.00 unknown 0",
    "amount,recipient_name\n500,A\n": "1 ? 500.00 unknown 0",
}
"""Headings that one publisher alone has, and the currency of its amounts; what the file states is stronger."""


@pytest.mark.sample(2)
@pytest.mark.parametrize("text", PUBLISHED)
def test_a_heading_of_one_publisher_says_the_currency_where_nothing_states_it(text: str, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text(text, encoding="utf-8")
    assert _both(path)[0] == PUBLISHED[text]


def test_the_currency_of_a_publisher_is_noted_and_yields_to_the_option(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("federal_action_obligation,recipient_name\n500,A\n", encoding="utf-8")
    notes = open_dataset(path, cache=False).total().notes
    assert any(
        note.startswith("the currency is USD, as `federal_action_obligation` is a heading of USAspending") for note in notes
    )
    total = open_dataset(path, currency="CAD", cache=False).total()
    assert [cell.currency for cell in total.rows[0] if isinstance(cell, Money)][:1] == ["CAD"]


@pytest.mark.parametrize("engine", ["memory", "duckdb"])
@pytest.mark.parametrize(
    ("figures", "unknown", "message"),
    [(["1.234", "7.50"], 1, "1 figure below `Amount` could be two numbers, such as `1.234`, and is unknown"),
     (["1.234", "7.50", "2.345"], 2, "2 figures below `Amount` could be two numbers, such as `1.234`, and are unknown")],
)  # fmt: skip
def test_figures_that_could_be_two_numbers_are_unknown_and_counted(
    figures: list[str], unknown: int, message: str, engine: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\n".join(["Recipient,Amount", *(f"Ark {each},{each}" for each in figures)]) + "\n", encoding="utf-8")
    table = open_dataset(path, engine=engine, cache=False).total()
    assert table.rows[0][1:3] == (len(figures), unknown)
    assert f"{message}; `--decimal .` or `--decimal ,` says which" in table.notes


@pytest.mark.costly
@pytest.mark.parametrize("engine", ["memory", "duckdb"])
def test_a_column_that_is_chosen_as_the_amount_stays_it_although_it_is_a_part(engine: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Recipient,Amount 2019/20,Amount 2020/21,Total amount\nArk,1,2,3\nBoat,4,5,9\n", encoding="utf-8")
    read = [open_dataset(path, engine=engine, cache=False, columns=each).total() for each in ({}, {"amount": "Amount 2019/20"})]
    assert [str(table.rows[0][3]) for table in read] == ["12", "5"]


UNIT_ABOVE = "All figures in thousands,,\nRecipient,Amount,Date\nA,12,2019-04-17\nB,3.5,2019-04-18\n"
DECIMAL_COMMA = "Recipient;Amount;Date\nA;12.500;2019-04-17\nB;3,50;2019-04-18\nC;12.50;2019-04-19\n"


@pytest.mark.costly
@pytest.mark.parametrize(
    ("text", "options", "amounts"),
    [
        (UNIT_ABOVE, {}, ["12000.00", "3500.00"]),
        (UNIT_ABOVE, {"scale": 1}, ["12.00", "3.50"]),
        (DECIMAL_COMMA, {"decimal": ","}, ["12500.00", "3.50"]),
    ],
    ids=["a unit above the table", "none", "a decimal comma"],
)
def test_a_number_in_the_usual_form_is_read_as_the_table_and_the_options_say(
    text: str, options: dict[str, Any], amounts: list[str], tmp_path: Path
) -> None:
    (tmp_path / "x.csv").write_text(text, encoding="utf-8")
    awards = read_both(tmp_path / "x.csv", **options)[0]
    assert [each.split()[1] for each in awards] == [*amounts, *["2019-04-19"] * (text == DECIMAL_COMMA)]
