"""What headings and the values below them say, which once gave a wrong figure in silence."""

from pathlib import Path

import pytest
from reading import Both, WriteFile, read_summary

import grantcli

ROWS = "A Trust;12;17/04/2019\nB Ltd;7;18/04/2019\n"

UNITS = {
    "Bedrag (x € 1.000)": "2 EUR 19000.00",
    "Bedrag (× €1,000)": "2 EUR 19000.00",
    "Subsidie (€ x 1.000)": "2 EUR 19000.00",
    "Bedrag x 1000 euro": "2 EUR 19000.00",
    "Bedrag in duizenden euro's": "2 EUR 19000.00",
    "Importo (migliaia di euro)": "2 EUR 19000.00",
    "Importo in migliaia di euro": "2 EUR 19000.00",
    "Valor (milhares de euros)": "2 EUR 19000.00",
    "Kwota w tys. zł": "2 PLN 19000.00",
    "Dotace (tis. Kč)": "2 CZK 19000.00",
    "Avustus, tuhatta euroa": "2 EUR 19000.00",
    "Beviljat belopp (tusen SEK)": "2 SEK 19000.00",
    "Swm (£ miloedd)": "2 GBP 19000.00",
    "Amount x £1,000": "2 GBP 19000.00",
    "Amount (£) x 1000": "2 GBP 19000.00",
}


@pytest.mark.parametrize("heading", UNITS)
def test_figures_are_in_the_unit_that_their_heading_states(heading: str, tmp_path: Path, both: Both) -> None:
    assert both(f"Recipient;{heading};Date\n{ROWS}", tmp_path / "a.csv").summary == UNITS[heading]


@pytest.mark.parametrize(("heading", "example"), [
    ("Amount (US$ mil)", "mil"),  # millions, and thousands in Spanish and Portuguese
    ("Importe (en mil €)", "mil"),
    ("Schválená dotace (mil. Kč)", "mil"),
    ("Amount (x1000)", "x1000"),
    ("Award amount_k", "k"),
    ("Amount (mn)", "mn"),
    ("Amount (k)", "k"),
    ("Avustus (1000 e)", "1000"),
])  # fmt: skip
def test_a_unit_that_is_not_certain_is_said(heading: str, example: str, tmp_path: Path, both: Both) -> None:
    note = (
        f"figures below `{heading}` are read as they are written, though `{example}` may be their unit; `--scale` says otherwise"
    )
    assert note in both(f"Recipient;{heading};Date\n{ROWS}", tmp_path / "a.csv").notes.splitlines()


ABOVE = {
    "Kwoty w tys. zł": ("2 PLN 19000.00", "figures are times 1,000, as `Kwoty w tys. zł` above the headings says"),
    "Scale: 1000": ("2 ? 19000.00", "figures are times 1,000"),
    "Budget in £m;4.5": ("2 ? 19.00", ""),
    "Total budget (£m);4.5;": ("2 ? 19.00", ""),
    "Amounts are rounded to £000": (
        "2 ? 19.00", "figures are read as they are written, though `Amounts are rounded to £000` above the headings may state"),
}  # fmt: skip


@pytest.mark.parametrize("line", ABOVE)
def test_a_line_above_the_headings_states_a_unit_or_is_said(line: str, tmp_path: Path, both: Both) -> None:
    summary, note = ABOVE[line]
    result = both(f"{line};;\nRecipient;Amount;Date\n{ROWS}", tmp_path / "a.csv")
    assert result.summary == summary
    assert note in result.notes
    assert note or "unit" not in result.notes


def test_the_unit_of_an_upper_heading_is_that_of_the_columns_below_it(tmp_path: Path, both: Both) -> None:
    rows = "A,B1,90,50,17/04/2019\nB,B2,30,25,18/04/2019\n"
    text = f"Recipient,,Grant (k€),,\nName,Town,Amount requested,Amount awarded,Date\n{rows}"
    assert both(text, tmp_path / "a.csv").summary == "2 EUR 75000.00"


@pytest.mark.parametrize(
    "heading", ["Amount", "Payments over £1,000", "Amount (£) over 1,000", "Amount (£000)", "Max grant 1000"]
)
def test_no_unit_is_thought_of_where_a_heading_has_none(heading: str, tmp_path: Path, both: Both) -> None:
    assert "may be their unit" not in both(f"Recipient;{heading};Date\n{ROWS}", tmp_path / "a.csv").notes


@pytest.mark.parametrize("heading", [
    "Montant demandé", "Coût du projet", "Beantragter Zuschuss (€)", "Gesamtkosten (€)", "Importe solicitado", "Presupuesto (€)",
    "Contributo richiesto", "Costo totale (€)", "Gevraagd bedrag", "Wnioskowana kwota", "Ansøgt beløb", "Søknadsbeløp",
    "Sökt belopp", "Haettu avustus", "Požadovaná dotace", "Valor solicitado", "Amount sought (£)", "Payable in future years (£)",
    "Grants brought forward (£)", "Grant last year (£)", "Average grant (£)",
])  # fmt: skip
def test_what_was_asked_for_costs_or_is_of_another_year_is_no_award(heading: str, tmp_path: Path, both: Both) -> None:
    result = both(f"Recipient;{heading};Date\n{ROWS}", tmp_path / "a.csv")
    assert result.summary == "2 unknown 2"
    assert "no column is read as the amount" in result.notes


@pytest.mark.parametrize(("heads", "expected"), [
    ("Amount awarded in year £;Payable in future years £", "2 GBP 19.00"),
    ("Grant this year (£);Grant last year (£)", "2 GBP 19.00"),
    ("Contributo assegnato (€);Contributo richiesto (€)", "2 EUR 19.00"),
    ("Awarded in the year £;Paid in the year £", "2 unknown 2"),
])  # fmt: skip
def test_the_amount_of_the_year_is_read_beside_that_of_others(heads: str, expected: str, tmp_path: Path, both: Both) -> None:
    assert both(f"Recipient;{heads}\nA Trust;12;50\nB Ltd;7;0\n", tmp_path / "a.csv").summary == expected


@pytest.mark.parametrize("heading", ["Supplementary grant (£)", "Top-up (£)", "Further grant (£)", "Second grant (£)"])
def test_what_was_added_to_an_award_is_said(heading: str, tmp_path: Path, both: Both) -> None:
    result = both(f"Recipient;Grant (£);{heading}\nA Trust;12;5\nB Ltd;7;1\n", tmp_path / "a.csv")
    assert result.summary == "2 GBP 19.00"
    assert f"`{heading}` is not: `--map amount='{heading}'` reads it" in result.notes


def test_a_letter_is_no_currency(tmp_path: Path, both: Both) -> None:
    content = "Supplier,Amount,Date,Rev/Cap\nA,12,17/04/2019,R\nB,7,18/04/2019,R\n"
    assert both(content, tmp_path / "a.csv").summary == "2 ? 19.00"


def test_days_with_points_are_no_amounts(tmp_path: Path, both: Both) -> None:
    result = both("Mottaker;Formål;Tildelingsdato\nA;x;17.04.2019\nB;y;18.04.2019\n", tmp_path / "a.csv")
    assert "no column is read as the amount" in result.notes
    assert "cannot be read" not in result.notes


@pytest.mark.parametrize("name", [
    "Other grants under £1,000", "Other grants", "Others", "23 grants", "12 grants to individuals", "27 other grants", "Various",
    "Grants under £1,000 (27)", "Grants of less than £500", "Individuals (14)", "Grants to individuals", "Sundry donations",
    "Miscellaneous small grants", "Small grants (12 grants)", "Various individuals",
])  # fmt: skip
def test_a_row_for_several_recipients_is_said(name: str, tmp_path: Path, both: Both) -> None:
    result = both(f'Recipient,Purpose,Amount (£)\nA Trust,Roof,12\nB Ltd,Hall,7\n"{name}",Various,3\n', tmp_path / "a.csv")
    assert result.summary == "3 GBP 22.00"
    note = f"a row may have several awards, as `{name}` says, and counts as one: totals are right, means are of rows"
    assert note in result.notes.splitlines()


@pytest.mark.parametrize("name", [
    "Other Stories Theatre", "Various Artists Ltd", "12 Schools Trust", "Small Charities Coalition", "Individuals First",
    "Grants Hill School", "4 Families CIC", "Sundry Brothers", "Alpha (2019)",
])  # fmt: skip
def test_a_name_that_begins_like_several_recipients_is_one(name: str, tmp_path: Path, both: Both) -> None:
    result = both(f"Recipient,Purpose,Amount (£)\nA Trust,Roof,12\nB Ltd,Hall,7\n{name},Various,3\n", tmp_path / "a.csv")
    assert "several awards" not in result.notes


@pytest.mark.parametrize(("heading", "counts", "has_note"), [
    ("Grants", "2;3", True),
    ("Awards", "120;30", True),
    ("Grants awarded", "2;3", True),
    ("Payments made", "4;4", True),
    ("Number", "3;2", True),
    ("No.", "4;4", True),
    ("Number", "1;3", False),  # or of the row
    ("No.", "17;4188", False),
    ("Grants", "1;1", False),
    ("Grants", "1200;300", False),
    ("Grant paid", "500;600", False),  # an amount
])  # fmt: skip
def test_how_many_awards_a_row_has_is_said_whatever_counts_them(
    heading: str, counts: str, has_note: bool, tmp_path: Path, both: Both
) -> None:
    first, second = counts.split(";")
    content = f"Recipient,{heading},Amount (£)\nA Trust,{first},12\nB Ltd,{second},7\n"
    assert (f"a row may have several awards, as `{heading}` says" in both(content, tmp_path / "a.csv").notes) is has_note


@pytest.mark.parametrize(("heads", "row"), [("Amount (£),Years,Total (£)", "12,3,36"), ("Amount,VAT,Total", "12,2,14")])
def test_a_total_beside_the_amount_is_said(heads: str, row: str, tmp_path: Path, both: Both) -> None:
    result = both(f"Recipient,{heads}\nA Trust,{row}\nB Ltd,{row}\n", tmp_path / "a.csv")
    amount, _, total = heads.split(",")
    assert f"`{amount}` is read as the amount, and `{total}` is not: `--map amount='{total}'` reads it" in result.notes


@pytest.mark.parametrize("line", ["Grants over £5,000", "Payments of more than £500,000 in 2019", "Spend over 25,000"])
def test_a_figure_above_the_headings_in_two_cells_is_no_unit(line: str, tmp_path: Path, both: Both) -> None:
    result = both(f"{line}\nRecipient,Amount (£)\nA Trust,12\nB Ltd,7\n", tmp_path / "a.csv")
    assert result.summary == "2 GBP 19.00"
    assert "are times" not in result.notes


@pytest.mark.parametrize(("first", "second", "is_version"), [
    ("GA1002", "GA1002-V1", True),
    ("ga1002", "GA1002 (rev 2)", True),
    ("AB/7 Variation 1", "AB/7 Variation 2", True),
    ("CN7", "CN7_Amendment_1", True),
    ("GA1002", "GA1003-V1", False),
    ("AB-1", "AB-2", False),
    ("REV1", "REV2", False),
    ("2019/MOD-1", "2019/ART-1", False),
])  # fmt: skip
def test_a_version_of_an_award_is_said(first: str, second: str, is_version: bool, tmp_path: Path, both: Both) -> None:
    result = both(f"Grant ID,Recipient,Amount (£)\n{first},A,12\n{second},A,15\n", tmp_path / "a.csv")
    assert result.summary == "2 GBP 27.00"
    note = f"`{second}` may be a later version of `{first}`: each counts as a separate award"
    assert (note in result.notes.splitlines()) is is_version


@pytest.mark.parametrize(("departments", "note"), [
    (("SURGERY", "GENETICS", "NONE"), "is not read as the funder, because most of it, such as `GENETICS`, may be none"),
    (("School of Law", "Institute of Physics", "Office for Research"), "is read as the funder, though `Institute of"),
    (("DCMS", "DfE", "HM Treasury"), ""),
    (("DCMS", "DEFRA", "MOJ"), ""),
])  # fmt: skip
def test_a_department_of_a_university_is_no_funder_in_silence(
    departments: tuple[str, ...], note: str, tmp_path: Path, both: Both
) -> None:
    rows = "".join(f"R{number},{name},5\n" for number, name in enumerate(departments))
    notes = both(f"Recipient,Department,Amount (£)\n{rows}", tmp_path / "a.csv").notes
    assert (f"`Department` {note}" if note else "") in notes
    assert note or "`Department`" not in notes


STANDARD = "Identifier,Currency,Amount Awarded,{},Recipient Org:Identifier,Recipient Org:Name\n"


@pytest.mark.parametrize(("heads", "date", "column"), [
    (STANDARD.format("Planned Dates:Start Date"), "2019-04-17", "Planned Dates:Start Date"),
    ("Ref,Currency,Amount,Planned Start Date,Recipient ID,Recipient\n", "2019-04-17", "Planned Start Date"),
    ("Ref,Currency,Amount,Published,Recipient ID,Recipient\n", "2019-04-17", "Published"),
    ("Ref,Currency,Amount,contentUpdateDate,Recipient ID,Recipient\n", "2019-04-17 10:11:12", "contentUpdateDate"),
    ("Ref,Currency,Amount,Project end,Recipient ID,Recipient\n", "2019-04-17", ""),
    ("Ref,Currency,Amount,Date of birth,Recipient ID,Recipient\n", "2019-04-17", ""),
    (STANDARD.format("Award Date"), "2019-04-17", ""),
])  # fmt: skip
def test_a_column_of_other_dates_is_named_where_none_dates_awards(
    heads: str, date: str, column: str, tmp_path: Path, both: Both
) -> None:
    notes = both(f"{heads}1,GBP,5,{date},GB-CHC-1,A\n2,GBP,6,{date},GB-CHC-2,B\n", tmp_path / "a.csv").notes
    note = f"no column is read as the date of the award, and `{column}` may say when: `--map awarded=HEADING` reads it"
    assert (note in notes.splitlines()) is bool(column)
    assert column or "no column is read as the date" not in notes


@pytest.mark.parametrize(("dates", "example"), [
    (("2019-03-31T23:00:00.000Z", "2019-12-01T00:00:00.000Z"), "2019-03-31T23:00:00.000Z"),
    (("2019-03-31T22:00:00Z", "2019-12-01T23:00:00Z"), "2019-03-31T22:00:00Z"),
    (("2019-03-31T00:00:00Z", "2019-12-01T00:00:00Z"), ""),
    (("2019-03-31T23:00:00Z", "2019-12-01T10:30:00Z"), ""),
    (("2019-03-31T23:00:00Z", "2019-12-01"), ""),
    (("2019-04-17T00:00:00+01:00", "2019-12-01T00:00:00+00:00"), ""),
])  # fmt: skip
@pytest.mark.parametrize("heads", [
    STANDARD.format("Award Date"), "Ref,Currency,Amount,Award Date,Recipient ID,Recipient\n",
])  # fmt: skip
def test_a_midnight_of_another_time_zone_is_said(
    heads: str, dates: tuple[str, str], example: str, tmp_path: Path, both: Both
) -> None:
    result = both(f"{heads}1,GBP,5,{dates[0]},GB-CHC-1,A\n2,GBP,6,{dates[1]},GB-CHC-2,B\n", tmp_path / "a.csv")
    note = f"`{example}` may be the midnight of the next day in another time zone"
    assert (note in result.notes) is bool(example)
    assert example or "time zone" not in result.notes


@pytest.mark.parametrize("heads", [
    "identifier,currency,amount_awarded,award_date,recipient_org_identifier,recipient_org_name,grant_programme_title",
    "id,currency,amountAwarded,awardDate,recipientOrganization.0.id,recipientOrganization.0.name,grantProgramme.0.title",
    "id,currency,amountAwarded,awardDate,recipientOrganization_0_id,recipientOrganization_0_name,grantProgramme_0_title",
    "id,currency,amountAwarded,awardDate,recipientOrganizationId,recipientOrganizationName,grantProgrammeTitle",
    "Identifier,Currency,Amount Awarded,Award Date,Recipient Org Identifier,Recipient Org Name,Grant Programme Title",
    "Identifier,Currency,Amount Awarded,Award Date,Recipient Org - Identifier,Recipient Org - Name,Grant Programme - Title",
])  # fmt: skip
@pytest.mark.parametrize("engine", ["memory", "duckdb"])
def test_titles_of_the_standard_are_known_whatever_joins_their_parts(heads: str, engine: str, data_file: WriteFile) -> None:
    path = data_file(f"{heads}\n1,GBP,5,2019-04-17,GB-CHC-1,A,P\n2,GBP,6,2019-04-18,GB-CHC-2,B,P\n", "a.csv")
    result = read_summary(path, engine)
    assert (result.summary, list(result.recipients)) == ("2 GBP 11.00", ["A", "B"])
    programmes = grantcli.open(path, engine=engine, cache=False).total(by="programme").records()
    assert [row["programme"] for row in programmes] == ["P"]


TWO_MONEYS = "A;X;9000;5000;17/01/2019\nB;Y;8000;2500;18/01/2019\n"
MONTHS = "A;X;36;5000;17/01/2019\nB;Y;24;2500;18/01/2019\n"
TWO_ROWS = {
    "French": (f"Bénéficiaire;;Montant (€);;\nNom;Commune;Demandé;Voté;Date\n{TWO_MONEYS}", "2 EUR 7500.00"),
    "German": (f"Empfänger;;Betrag (EUR);;\nName;Ort;beantragt;bewilligt;Datum\n{TWO_MONEYS}", "2 EUR 7500.00"),
    "Norwegian": (f"Mottaker;;Beløp (NOK);;\nNavn;Sted;Søkt;Tildelt;Dato\n{TWO_MONEYS}", "2 NOK 7500.00"),
    "Spanish": (f"Beneficiario;;Importe (€);;\nNombre;Municipio;Solicitado;Concedido;Fecha\n{TWO_MONEYS}", "2 EUR 7500.00"),
    "in thousands": (f"Recipient;;Amount (£000);;\nName;Area;Bid;Offer;Date\n{TWO_MONEYS}", "2 GBP 7500000.00"),
    "repeated": (f"Recipient;Recipient;Value (£);Value (£);\nName;Area;Bid;Offer;Date\n{TWO_MONEYS}", "2 GBP 7500.00"),
    "unknown words": (f"Applicant;;Amount (£);;\nName;Area;Asked;Given;When\n{TWO_MONEYS}", "2 GBP 7500.00"),
    "one figure": ("Recipient;;Amount (£)\nName;Area;Offer\nA;X;5000\nB;Y;2500\n", "2 GBP 7500.00"),
    "years": (f"Organisation;;Grant;;\nName;Region;Years;Amount (£);Start\n{MONTHS}", "2 GBP 7500.00"),
    "months": (f"Grantee;;Grant (£);;\nName;Town;Duration (months);Amount;Date\n{MONTHS}", "2 GBP 7500.00"),
    "German months": (f"Empfänger;;Zuwendung;;\nName;Ort;Laufzeit (Monate);Höhe (EUR);Bescheid vom\n{MONTHS}", "2 EUR 7500.00"),
    "millions": (f"Beneficiary;;Grant ($m);;\nName;Town;Months;Amount awarded;Date\n{MONTHS}", "2 USD 7500000000.00"),
    "in another unit beside it": (
        "Recipient;;Match (EUR);;Award (£)\nName;Town;Amount;From;Amount awarded\nA;X;9;s;5000\nB;Y;8;t;2500\n", "2 GBP 7500.00"),
    "a number": (f"Recipient;;Grant (£);;\nName;Town;Reference;Amount;Date\n{MONTHS}", "2 GBP 7500.00"),
    "rounds and a total": (
        "Recipient;;Amount (£);;\nName;Area;Round 1;Round 2;Total\nA;X;36;4964;5000\nB;Y;24;2476;2500\n", "2 GBP 7500.00"),
    "years and a total": (
        "Recipient;;Amount (£);;\nName;Area;2018;2019;Total\nA;X;36;4964;5000\nB;Y;24;2476;2500\n", "2 GBP 7500.00"),
    "parts without a total": (f"Recipient;;Amount (£);;\nName;Area;Capital;Revenue;Date\n{TWO_MONEYS}", "2 unknown 2"),
}  # fmt: skip


@pytest.mark.parametrize("name", TWO_ROWS)
def test_a_row_of_words_between_headings_and_figures_is_headings_too(name: str, tmp_path: Path, both: Both) -> None:
    content, expected = TWO_ROWS[name]
    result = both(content, tmp_path / "a.csv")
    assert (result.summary, result.recipients) == (expected, ["A", "B"])
    assert "two rows of headings are joined (line 1 and line 2)" in result.notes


def test_two_rows_of_headings_with_merged_cells_are_joined(tmp_path: Path) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:B1", "Empfänger")
        sheet.merge_range("C1:D1", "Betrag (EUR)")
        rows = (["Name", "Ort", "beantragt", "bewilligt"], ["A", "X", 9000, 5000], ["B", "Y", 800, 250])
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, row)
    assert [read_summary(path, engine).summary for engine in ("memory", "duckdb")] == ["2 EUR 5250.00"] * 2


@pytest.mark.parametrize(("content", "expected"), [
    ("Recipient,Amount,\nA,tbc,none\nB,5,7\n", "2 ? 5.00 unknown 1"),
    ("Recipient,Amount,,Date\nA,withdrawn,kit,2019-01-02\nB,5,van,2019-01-03\n", "2 ? 5.00 unknown 1"),
    ("Recipient,Amount,Ward,\nA,in kind,North,\nB,5,South,x\n", "2 ? 5.00 unknown 1"),
    ("Recipient,,Amount,Date\nA,Ward,in kind,TBC\nB,X,5,2019-01-03\n", "2 ? 5.00 unknown 1"),
    ("Recipient,Amount,,\nA,tbc,to follow,in kind\nB,5,6,2019-01-03\n", "2 ? 5.00 unknown 1"),
])  # fmt: skip
def test_an_award_without_a_figure_is_not_headings(content: str, expected: str, tmp_path: Path, both: Both) -> None:
    result = both(content, tmp_path / "a.csv")
    assert (result.summary, result.recipients) == (expected, ["A", "B"])
