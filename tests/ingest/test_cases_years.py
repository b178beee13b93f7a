"""Years and parts of dates in columns of their own, and what a total says of rows that may be no grants."""

import json
from pathlib import Path

import pytest
from reading import WriteFile, read_both

import grantcli
from grantcli.dataset import open_dataset

SHORT = {
    "a slash": ("FY", "19/20", "20/21"),
    "a hyphen": ("Financial Year", "19-20", "20-21"),
    "in words": ("Award year", "FY19/20", "FY20/21"),
    "a join": ("fiscal_year", "19/20", "20/21"),
}


@pytest.mark.sample(2)
@pytest.mark.parametrize("name", SHORT)
def test_financial_years_of_two_digits_are_read_below_a_heading_that_says_so(name: str, data_file: WriteFile) -> None:
    heading, first, second = SHORT[name]
    path = data_file(f"Recipient,Amount,{heading}\nA,5,{first}\nB,7,{second}\n", "x.csv")
    awards, notes = read_both(path)
    assert awards == ["A 5.00 2019-04/2020-03", "B 7.00 2020-04/2021-03"]
    assert "are read as financial years" in notes


def test_years_over_the_century_are_read(data_file: WriteFile) -> None:
    path = data_file("Recipient,Amount,FY\nA,5,98/99\nB,7,99/00\n", "x.csv")
    assert read_both(path)[0] == ["A 5.00 1998-04/1999-03", "B 7.00 1999-04/2000-03"]


ENDS = ("Financial Year Ending", "FYE", "Year ended 31 March", "fy_end", "Year to 31 March")


@pytest.mark.sample(2)
@pytest.mark.parametrize("heading", ENDS)
def test_a_year_below_a_heading_of_ends_is_the_one_in_which_a_financial_year_ends(heading: str, data_file: WriteFile) -> None:
    awards, notes = read_both(data_file(f"Recipient,Amount,{heading}\nA,5,2020\nB,7,2019\n", "x.csv"))
    assert awards == ["A 5.00 2019-04/2020-03", "B 7.00 2018-04/2019-03"]
    assert f"below `{heading}` are read as financial years, `2020` as 2019-04/2020-03" in notes


@pytest.mark.sample(2)
@pytest.mark.parametrize("heading", ["Month awarded", "Month", "Mois", "When", "Awarded on", "Decided", "Date (month)"])
def test_a_column_of_months_that_is_the_only_date_is_read_whatever_it_is_called(heading: str, data_file: WriteFile) -> None:
    awards, notes = read_both(data_file(f"Grantee,Amount,{heading}\nA,5,Mar-19\nB,6,Dec-20\nC,7,Sept 2020\n", "x.csv"))
    assert awards == ["A 5.00 2019-03", "B 6.00 2020-12", "C 7.00 2020-09"]
    assert f"`{heading}` is read as the date of the award" in notes


def test_a_year_that_ends_in_another_month_needs_to_be_said(data_file: WriteFile) -> None:
    path = data_file("Recipient,Amount,Year ended 30 June\nA,5,2020\n", "x.csv")
    assert (read_both(path)[0], read_both(path, fy_start=7)[0]) == (["A 5.00"], ["A 5.00 2019-07/2020-06"])
    note = "1 date below `Year ended 30 June` is of a year that begins in another month, and unknown; `--fy-start` says when"
    assert note in read_both(path)[1]


UNREAD = {
    "other years": ("FY", "19/21"),
    "a year alone": ("FY", "2019"),
    "a year alone, in words": ("Financial Year", "2019"),
    "a fiscal year": ("fiscal_year", "2019"),
    "a tax year": ("Tax year", "2019"),
    "an academic year": ("Academic Year", "2019"),
    "a financial year in Welsh": ("Blwyddyn ariannol", "2019"),
    "a quarter of a financial year": ("Financial quarter", "Q1 2019"),
    "six digits": ("Financial Year", "201920"),
}


@pytest.mark.costly
@pytest.mark.parametrize("name", UNREAD)
def test_years_that_are_not_certain_are_said(name: str, data_file: WriteFile) -> None:
    heading, text = UNREAD[name]
    path = data_file(f"Recipient,Amount,{heading}\nA,5,{text}\nB,7,{text}\n", "x.csv")
    awards, notes = read_both(path)
    assert awards == ["A 5.00", "B 7.00"]
    assert f"`{heading}`" in notes


@pytest.mark.costly
def test_fractions_below_another_heading_are_no_years(data_file: WriteFile) -> None:
    path = data_file("Recipient,Amount,Score\nA,5,19/20\nB,7,9/10\n", "x.csv")
    assert read_both(path)[0] == ["A 5.00", "B 7.00"]


@pytest.mark.sample(1)
@pytest.mark.parametrize("heading", ["Month", "Award Month", "Quarter", "Day"])
def test_a_part_of_the_date_that_is_not_read_is_said(heading: str, data_file: WriteFile) -> None:
    path = data_file(f"Recipient,Amount,{heading},Year\nA,5,April,2019\nB,7,May,2020\n", "x.csv")
    awards, notes = read_both(path)
    assert awards == ["A 5.00 2019", "B 7.00 2020"]
    assert f"dates are known only as far as `Year` says: `{heading}` is not read" in notes


KINDS = {
    "a refund": ("Type", "Payment", "Refund"),
    "a loan": ("Funding Type", "Grant", "Loan"),
    "a credit": ("Dr/Cr", "Dr", "Cr"),
    "a decision": ("Decision", "Yes", "No"),
    "what was rescinded": ("Grant Status", "Live", "Rescinded"),
    "a document": ("Doc Type", "INV", "CRN"),
    "a note of credit": ("Credit note", "N", "Y"),
    "who has withdrawn": ("Participant Withdrawn From Project", "No", "Yes"),
    "what was cancelled": ("Cancelled?", "No", "Yes"),
    "a decision in French": ("Décision", "Accordé", "Refusé"),
    "without its accent": ("Décision", "ACCORDE", "REJETE"),
    "a status in German": ("Status", "bewilligt", "zurückgezogen"),
    "a flag in Dutch": ("Toegekend?", "Ja", "Nee"),
    "a decision in Norwegian": ("Vedtak", "Innvilget", "Avslag"),
    "a result in Spanish": ("Resultado", "Concedida", "Denegada"),
    "a result": ("Result", "Y", "N"),
}


@pytest.mark.sample("name")
@pytest.mark.parametrize("engine", ["memory", "duckdb"])
@pytest.mark.parametrize("name", KINDS)
def test_a_total_says_which_rows_may_be_no_grants(name: str, engine: str, data_file: WriteFile) -> None:
    heading, usual, other = KINDS[name]
    path = data_file(f"Recipient,Amount,{heading}\nA,5,{usual}\nB,7,{other}\n", "x.csv")
    notes = "\n".join(map(str, grantcli.open(path, engine=engine, cache=False).total().notes))
    assert f"of 1 award that counts (7) says `{other}`" in notes
    path.write_text(f"Recipient,Amount,{heading}\nA,5,{usual}\nB,7,{usual}\n", encoding="utf-8")
    assert "that counts" not in "\n".join(map(str, grantcli.open(path, engine=engine, cache=False).total().notes))


PER_YEAR = ("Montant annuel (€)", "Årlig beløp (NOK)", "Jaarlijks bedrag (€)", "Jährlicher Betrag (EUR)", "Kwota roczna",
            "Importe anual (€)", "Swm blynyddol (£)")  # fmt: skip


@pytest.mark.sample(2)
@pytest.mark.parametrize("heading", PER_YEAR)
def test_amounts_per_year_are_said_in_other_languages(heading: str, data_file: WriteFile) -> None:
    notes = read_both(data_file(f"Recipient,{heading}\nA,2500\nB,125\n", "x.csv"))[1]
    assert f"`{heading}` is per year: no total says what awards are worth as a whole" in notes


OFTEN = {
    "a frequency": ("Frequency", "Annual", "One-off"), "in French": ("Périodicité", "Mensuelle", "unique"),
    "a flag": ("Per annum?", "Yes", "No"), "a flag in Norwegian": ("Årlig?", "Ja", "Nei"),
}  # fmt: skip


@pytest.mark.sample(1)
@pytest.mark.parametrize("name", OFTEN)
def test_a_column_that_says_how_often_an_amount_is_paid_is_noted(name: str, data_file: WriteFile) -> None:
    heading, often, once = OFTEN[name]
    notes = read_both(data_file(f"Recipient,Amount,{heading}\nA,5,{once}\nB,7,{often}\n", "x.csv"))[1]
    assert f"`{heading}` says `{often}`: such amounts may be paid several times, and count once in totals" in notes
    assert "several times" not in read_both(data_file(f"Recipient,Amount,{heading}\nA,5,{once}\n", "y.csv"))[1]


def test_what_an_award_led_to_is_no_refusal(data_file: WriteFile) -> None:
    path = data_file("Recipient,Amount,Outcome\nA,5,No child was refused a place\nB,7,More jobs\n", "x.csv")
    assert "that counts" not in "\n".join(map(str, grantcli.open(path, cache=False).total().notes))


def test_a_file_with_the_bytes_of_another_is_said(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.csv", "b.csv", "c.csv")]
    for path, amount in zip(paths, (5, 5, 7), strict=True):
        path.write_text(f"Recipient,Amount\nA,{amount}\n", encoding="utf-8")
    notes = "\n".join(map(str, open_dataset(paths, cache=False).data.late_notes()))
    assert "b.csv` has the same bytes as" in notes
    assert "c.csv` has the same bytes" not in notes


@pytest.mark.parametrize("name", ["summary", "by_programme", "payments"])
def test_a_list_of_sums_is_not_read_in_place_of_awards(name: str, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    awards = [{"recipient": "A", "amount": 5}, {"recipient": "B", "amount": 7}]
    path.write_text(json.dumps({name: [{"programme": "Arts", "amount": 12}], "awards": awards}), encoding="utf-8")
    assert read_both(path)[0] == ["A 5.00", "B 7.00"]


CURRENCIES = {
    "kronor in a heading": ("Mottagare;Belopp (kr)\nA;5 000 kr\nB;250,50 kr\n", ["A 5000.00", "B 250.50"]),
    "a dollar with a blank": ("Bénéficiaire;Montant ($ CA)\nA;5 000,00 $\nB;250,50 $\n", ["A 5000.00 CAD", "B 250.50 CAD"]),
}


@pytest.mark.costly
@pytest.mark.parametrize("name", CURRENCIES)
def test_a_currency_in_brackets_leaves_the_heading(name: str, data_file: WriteFile) -> None:
    text, awards = CURRENCIES[name]
    path = data_file(text, "x.csv")
    assert read_both(path)[0] == awards
