"""The column of currencies, by what it has, and columns that say in what unit amounts are: read by rows and by columns."""

from pathlib import Path

import pytest
from reading import Both, WriteFile, read_both

import grantcli
from grantcli.ingest.database import connect
from grantcli.ingest.normalised_tables import TableReading
from grantcli.ingest.options import ReadOptions

ROWS = "A,500,{}\nB,250,{}\n"
CODES = {
    "an abbreviation": ("Recipient,Amount,Ccy\n" + ROWS, "EUR", "GBP"),
    "another word": ("Recipient,Amount,Grant Currency\n" + ROWS, "EUR", "GBP"),
    "no heading": ("Recipient,Amount,\n" + ROWS, "EUR", "GBP"),
    "a heading that says nothing": ("Recipient,Amount,Money\n" + ROWS, "EUR", "GBP"),
    "signs": ("Recipient,Amount,Curr.\n" + ROWS, "€", "£"),
    "small letters": ("Recipient,Amount,Currency ISO\n" + ROWS, "eur", "gbp"),
    "codes that are words": ("Recipient,Amount,Currency used\n" + ROWS, "ALL", "TOP"),
}


@pytest.mark.costly
@pytest.mark.parametrize("name", CODES)
def test_a_column_of_codes_is_the_currency(name: str, data_file: WriteFile) -> None:
    text, *codes = CODES[name]
    path = data_file(text.format(*codes), "x.csv")
    awards, notes = read_both(path)
    first, second = ({"€": "EUR", "£": "GBP"}.get(each, each.upper()) for each in codes)
    assert awards == [f"A 500.00 {first}", f"B 250.00 {second}"]
    assert "is read as the currency" in notes


OTHERS = {
    "words that are codes": ("Recipient,Amount,Team\nA,500,ALL\nB,250,TOP\n", "-"),
    "texts": ("Recipient,Amount,Note\nA,500,GBP\nB,250,paid\n", "-"),
    "the original currency": ("Recipient,Amount,Original Currency\nA,500,EUR\nB,250,USD\n", "-"),
    "two columns": ("Recipient,Amount,Ccy,Paid ccy\nA,500,EUR,GBP\nB,250,USD,GBP\n", "-"),
    "the amount says another": ("Recipient,Amount (£),Ccy\nA,500,EUR\nB,250,USD\n", "GBP"),
}


@pytest.mark.costly
@pytest.mark.parametrize("name", OTHERS)
def test_what_may_be_no_currency_is_not_read_and_said(name: str, data_file: WriteFile) -> None:
    text, code = OTHERS[name]
    path = data_file(text, "x.csv")
    awards, notes = read_both(path)
    assert awards == [
        " ".join([f"{who} {amount}.00", *([code] if code != "-" else [])]) for who, amount in (("A", 500), ("B", 250))
    ]
    assert ("no column is read as the currency, and `" in notes) == (name not in {"words that are codes", "texts"})


UNITS = {
    "words": ("Unit", "thousand"),
    "a sign": ("Units", "£m"),
    "figures": ("Multiplier", "1000"),
    "joined": ("unit_mult", "000s"),
}


@pytest.mark.costly
@pytest.mark.parametrize("name", UNITS)
def test_a_column_of_units_is_said(name: str, data_file: WriteFile) -> None:
    heading, text = UNITS[name]
    path = data_file(f"Recipient,Amount,{heading}\nA,5,{text}\nB,7,{text}\n", "x.csv")
    assert f"`{heading}` may state the unit of each amount (`{text}`), and it is not read" in read_both(path)[1]


@pytest.mark.costly
@pytest.mark.parametrize("text", ["each", "North", "1", "£"])
def test_another_column_called_unit_says_nothing(text: str, data_file: WriteFile) -> None:
    path = data_file(f"Recipient,Amount,Unit\nA,5,{text}\nB,7,{text}\n", "x.csv")
    assert "may state the unit of each amount" not in read_both(path)[1]


@pytest.mark.parametrize("first", [True, False], ids=["before its figure", "behind its figure"])
def test_a_code_beside_a_figure_in_json_is_its_currency(first: bool, data_file: WriteFile) -> None:
    values = '"code":"MWK","value":500' if first else '"value":500,"code":"MWK"'
    path = data_file(f'[{{"amount":{{{values}}},"recipient":"A"}}]', "x.json")
    assert read_both(path)[0] == ["A 500.00 MWK"]


NAMED = {
    "GBP £": "GBP",
    "Euro (EUR)": "EUR",
    "STG": "GBP",
    "British Pound Sterling": "GBP",
    "Canadian Dollar": "CAD",
    "GBP or EUR": "GBP or EUR",
    "Sterling": "GBP",
    "POUNDS STERLING": "GBP",
    "euros": "EUR",
    "US dollars": "USD",
    "Dollars": "Dollars",
}


def test_a_currency_by_its_name_is_its_code_unless_several_countries_call_theirs_so(data_file: WriteFile) -> None:
    path = data_file("Recipient,Amount,Currency\n" + "".join(f"A,500,{name}\n" for name in NAMED), "x.csv")
    assert read_both(path)[0] == [f"A 500.00 {code}" for code in NAMED.values()]


def test_the_currency_of_a_column_beside_the_amount_is_said(data_file: WriteFile) -> None:
    awards, notes = read_both(data_file("Recipient,Amount Awarded,Amount Paid (USD)\nA,500,400\nB,600,500\n", "x.csv"))
    assert awards == ["A 500.00 USD", "B 600.00 USD"]
    assert "`Amount Awarded` states no currency, and is read in USD, as `Amount Paid (USD)` beside it is" in notes


@pytest.mark.costly
def test_a_currency_above_the_headings_is_stronger_than_that_of_a_column_beside_the_amount(data_file: WriteFile) -> None:
    text = "Currency: EUR\nRecipient,Amount Awarded,Amount Disbursed (USD)\nA,500,400\nB,600,500\n"
    assert read_both(data_file(text, "x.csv"))[0] == ["A 500.00 EUR", "B 600.00 EUR"]


NONE = ("-", "N/A", "n/a", "none", "TBC")


@pytest.mark.parametrize(("heading", "code"), [("Amount (£)", " GBP"), ("Amount", "")])
def test_what_stands_for_no_currency_is_blank(heading: str, code: str, data_file: WriteFile) -> None:
    path = data_file(
        f"Recipient,{heading},Currency\nA,500,{code or 'EUR'}\n" + "".join(f"A,500,{name}\n" for name in NONE), "x.csv"
    )
    assert read_both(path)[0] == [f"A 500.00{code or ' EUR'}", *[f"A 500.00{code}"] * len(NONE)]


@pytest.mark.costly
def test_a_mark_beside_what_stands_for_no_currency_is_said(data_file: WriteFile) -> None:
    path = data_file("Recipient,Amount,Currency\nA,$500,-\nB,$500,CAD\n", "x.csv")
    awards, notes = read_both(path)
    assert awards == ["A 500.00 USD", "B 500.00 CAD"]
    assert "`$` is read as USD, because nothing states the currency" in notes


FILLED = {
    "pounds first": ("Recipient,Amount (£),Amount (€)\nA,5,\nB,,7\nC,6,8\n", "3 EUR 7.00 GBP 11.00"),
    "euros first, of thousands": ("Recipient,Amount (€),Amount (£000)\nA,5,\nB,,7\nC,6,8\n", "3 EUR 11.00 GBP 7000.00"),
    "three, with dates": (
        "Ref,Recipient,Date,Value EUR,Value GBP,Value USD\n1,A,2019-04-17,5,,\n2,B,2019-04-18,,7,\n3,C,2019-04-19,,,8\n",
        "3 EUR 5.00 GBP 7.00 USD 8.00"),
    "a currency of each row":
        ("Recipient,Currency,Amount (£),Amount (€)\nA,GBP,5,\nB,EUR,,7\n", "2 EUR 7.00 GBP 5.00"),
    "a total of each": ("Recipient,Date,Amount (£),Amount (€)\nA,2019-04-01,5,\nB,2019-04-01,,7\n,,,7\n", "2 EUR 7.00 GBP 5.00"),
    "a total by name": ("Recipient,Amount (£),Amount (€)\nA,5,\nB,,7\nC,2,\nTotal,7,7\n", "3 EUR 7.00 GBP 7.00"),
    "a nought or a dash in the other": (
        "Recipient,Amount (£),Amount (€)\nA,5,0\nB,0,6\nC,-,7\nD,£0.00,8\nE,n/a,9\nF,0,0\nG,0,-\nH,0,\n", "8 EUR 30.00 GBP 5.00"),
    "thousands in one of them": ('Recipient,Amount (£),Amount (€)\nA,"5,000",\nB,,"7,000.50"\n', "2 EUR 7000.50 GBP 5000.00"),
}  # fmt: skip


@pytest.mark.parametrize("name", FILLED)
def test_a_row_has_the_amount_of_the_currency_that_it_states(name: str, tmp_path: Path, both: Both) -> None:
    content, summary = FILLED[name]
    result = both(content, tmp_path / "a.csv")
    assert result.summary == summary
    assert "is blank, 0 or a dash; where both are there, it is not read" in result.notes


@pytest.mark.parametrize("content", [
    "Recipient,Grant (£),Grant match funding (€)\nA,5,\nB,,7\n", "Recipient,Amount,Grant (€)\nA,5,\nB,,7\n",
    "Recipient,Amount (£),Amount (GBP)\nA,5,\nB,,7\n",
])  # fmt: skip
def test_another_column_of_money_is_not_the_amount_of_rows_that_have_none(content: str, tmp_path: Path, both: Both) -> None:
    result = both(content, tmp_path / "a.csv")
    assert result.summary.endswith(" 5.00 unknown 1")
    assert "where both are there" not in result.notes


@pytest.mark.costly
def test_a_currency_that_begins_after_the_first_rows_is_read(tmp_path: Path, both: Both) -> None:
    rows = "".join(f"R{number},2019-04-17,5,,GBP\n" for number in range(1_005))
    result = both(f"Recipient,Date,Amount (£),Amount (€),Note\n{rows}X,2019-04-18,,7,\n", tmp_path / "a.csv")
    assert result.summary == "1006 EUR 7.00 GBP 5025.00"


@pytest.mark.costly
def test_a_currency_of_the_first_rows_is_not_called_that_of_all(data_file: WriteFile) -> None:
    rows = "".join(f"R{number},4,5,EUR\n" for number in range(1_005))
    notes = read_both(data_file(f"Recipient,Amount (£),Amount (€),Currency\n{rows}X,7,8,GBP\n", "x.csv"))[1]
    assert "because the currency of the first 1,000 rows is EUR" in notes


@pytest.mark.costly
def test_sql_reads_the_amount_of_the_currency_that_a_row_states(data_file: WriteFile) -> None:
    rows = [f"{n},R{n},2019-04-17,p{n},{f'{n},' if n % 3 else f',{n}'}\n" for n in range(1, 61)]
    path = data_file("Ref,Recipient,Date,Purpose,Value EUR,Value GBP\n" + "".join(rows), "x.csv")
    by_rows, by_columns = (grantcli.open(path, engine=engine, cache=False).total() for engine in ("memory", "duckdb"))
    assert [str(row[3]) for row in by_columns.rows] == ["€1,200", "£630"]
    assert by_rows == by_columns
    assert TableReading(path, "x.csv", ReadOptions(), connect(), keep=False).store().contents.rows == len(rows)
