"""How figures, currencies and dates of a column are read: files as people have them, with siblings, read in both ways."""

from decimal import Decimal
from pathlib import Path

import pytest
from growth import LINEAR, growth
from workbooks import write_sheets

import grantcli
from conftest import SHARED
from grantcli.ingest.file_reader import ReadOptions, book, open_reader
from grantcli.ingest.parse.amounts import amount
from grantcli.ingest.parse.dates import DateFormat, day
from grantcli.ingest.profile.preamble import preamble

CASES = SHARED / "data" / "cases"


def summary(path: Path, options: ReadOptions | None = None) -> str:
    """The amounts with their currencies, and the dates that are there, in the order of the file; `?` is unknown."""
    result = book(open_reader(path, path.name, options or ReadOptions()))
    amounts = " ".join(f"{'?' if each.amount is None else each.amount} {each.currency or '-'}" for each in result.awards)
    dates = " ".join(str(each.awarded or "?") for each in result.awards)
    return f"{amounts} | {dates}" if any(each.awarded for each in result.awards) else amounts


def notes_of(path: Path, options: ReadOptions | None = None) -> str:
    result = open_reader(path, path.name, options or ReadOptions())
    book(result)
    return "\n".join(result.all_notes)


SHARED_CASES = {
    "06-dollar-is-not-usd/in_aud.csv": ("110000.00 AUD 20000.00 AUD | 2019-04-17 2019-04-18", ""),
    "06-dollar-is-not-usd/in_cad.csv": ("110000.00 CAD 20000.00 CAD | 2019-04-17 2019-04-18", ""),
    "07-thousands-dot/in.csv": (
        "12500.00 EUR 2500.00 EUR 750.00 EUR | 2019-04-17 2019-04-18 2019-04-18", "`--decimal .` reads them otherwise",
    ),
    "08-decimal-comma/in.csv": ("97100.70 EUR 1200.00 EUR 800.00 EUR | 2020-07-04 2020-07-28 2020-07-30", "have a decimal comma"),
    "10-units-above-table/in.csv": ("25000.00 GBP 12500.00 GBP | 2019-04-17 2019-04-18", "as `All figures in £000s` above"),
    "11-financial-year-as-date/in.csv": (
        "100.00 - 200.00 - 400.00 - 800.00 - | 2001-04/2002-03 2002-04/2003-03 2012-04/2013-03 2009-04/2010-03",
        "read as financial years, `2001-02` as 2001-04/2002-03",
    ),
    "18-month-year-dates/in.csv": ("1000000.00 USD 500000.00 USD 20000.00 USD | 2023-11 2020-05 2020-04", "`$` is read as USD"),
    "34-value-per-year/in.csv": ("2500.00 - 125.00 - | 2019-04-17 2019-04-18", "`Value per year` is per year"),
}  # fmt: skip


@pytest.mark.shared
@pytest.mark.parametrize("name", SHARED_CASES)
def test_a_case_of_the_shared_data_has_its_right_answer(name: str) -> None:
    expected, note = SHARED_CASES[name]
    assert summary(CASES / name) == expected
    assert note in notes_of(CASES / name)


@pytest.mark.shared
def test_each_way_to_write_an_amount_is_read_or_unknown() -> None:
    result = book(open_reader(CASES / "25-nbsp-and-code-in-amount" / "in.csv", "in.csv", ReadOptions()))
    assert [f"{'?' if each.amount is None else each.amount} {each.currency or '-'}" for each in result.awards] == [
        "5000.00 GBP", "? -", "700.00 GBP", "700.00 GBP", "-500.00 -", "-500.00 -", "1500000.00 -", "? -", "? -", "? GBP", "? -",
        "500.00 -", "? GBP", "500.00 AUD", "500.00 USD", "500.00 EUR", "500.00 GBP", "? GBP", "500.00 GBP", "? GBP",
        "123456.00 -", "500.50 GBP", "0.50 -", "1000000.00 GBP", "? -",
    ]  # fmt: skip


@pytest.mark.shared
def test_a_bound_of_amounts_belongs_to_both_ranges() -> None:
    ask = grantcli.open(CASES / "31-amount-range-bounds" / "in.csv")
    sides = [{row[0] for row in ask.list(f"amount:{bounds}", columns="id").rows} for bounds in ("0..500", "500..1000")]
    assert sides == [{"#1", "#2", "#3"}, {"#3", "#4", "#5"}]


SIBLINGS = {
    "points group thousands, the amount first": (
        "Amount;Recipient;Currency\n1.234.567;A;EUR\n12.500;B;EUR\n",
        "1234567.00 EUR 12500.00 EUR",
    ),
    "both signs": ('Recipient,Amount\nA,"€ 1.234,50"\nB,€ 12.500\n', "1234.50 EUR 12500.00 EUR"),
    "a single one could be either": ("Recipient,Amount\nA,12.500\nB,750\n", "? - 750.00 -"),
    "a point beside pennies": ("Recipient,Amount\nA,12.500\nB,99.95\n", "? - 99.95 -"),
    "a point in a column of plain thousands": ("Recipient,Amount\nA,12.500\nB,2.500\nC,7500\n", "? - ? - 7500.00 -"),
    "English thousands": ('Recipient,Amount\nA,"£12,500"\nB,£3\n', "12500.00 GBP 3.00 GBP"),
    "a comma with pennies": ('Empfänger,Recipient,Amount\nx,A,"97100,7"\nx,B,"1200,00"\n', "97100.70 - 1200.00 -"),
    "Swiss apostrophes": ("Recipient,Amount\nA,CHF 1'234.50\nB,CHF 12’500\n", "1234.50 CHF 12500.00 CHF"),
    "lakhs": ('Recipient,Amount\nA,"₹1,23,456"\nB,"₹12,34,567.50"\n', "123456.00 INR 1234567.50 INR"),
    "no lakhs beside millions": ('Recipient,Amount\nA,"1,23,456"\nB,"1,234,567"\n', "? - 1234567.00 -"),
    "points beside whole thousands": ("Recipient;Amount (TEUR)\nA;750\nB;1.250\nC;2.500\n", "750000.00 EUR ? EUR ? EUR"),
    "a point below 1 beside points": ("Recipient;Amount (£m)\nA;0.5\nB;1.250\n", "500000.00 GBP 1250000.00 GBP"),
    "three decimals behind a comma": ("Recipient;Amount\nA;0,500\nB;12,500\n", "0.50 - 12.50 -"),
    "three decimals behind a comma, in millions": (
        "Recipient;Amount (M€)\nA;0,500\nB;1,250\nC;12,500\n", "500000.00 EUR 1250000.00 EUR 12500000.00 EUR"),
    "three decimals behind four digits": ("Recipient;Amount\nA;500,000\nB;1200,000\nC;75,500\n", "500.00 - 1200.00 - 75.50 -"),
    "three decimals behind groups with blanks": ("Recipient;Amount\nA;1 234,500\nB;12,500\n", "1234.50 - 12.50 -"),
    "one slip among groups of thousands": (
        "Recipient;Amount\n" + "".join(f"A;{number},500\n" for number in range(1, 12)) + "B;0,500\n",
        " ".join(f"{number}500.00 -" for number in range(1, 12)) + " ? -"),
    "a nought groups no digits": ('Recipient,Amount\nA,"0,50,000"\nB,0 500\nC,0\'500\nD,0.99\n', "? - ? - ? - 0.99 -"),
    "thin spaces and a comma": ("Recipient;Amount\nA;2\u202f500,00 €\nB;12\u00a0500,50 €\n", "2500.00 EUR 12500.50 EUR"),
    "minus at the end, CR and DR": (
        "Recipient,Amount\nA,500.00-\nB,7.50 CR\nC,8 DR\nD,(9)\n",
        "-500.00 - -7.50 - 8.00 - -9.00 -",
    ),
    "exponents": ("Recipient,Amount\nA,1.5E+06\nB,1e3\nC,1e900000000\n", "1500000.00 - 1000.00 - ? -"),
    "percent, ranges, notes": ("Recipient,Amount\nA,10%\nB,500-600\nC,c. 500\nD,500*\n", "? - ? - ? - ? -"),
    "a suffix of two meanings": ("Recipient,Amount\nA,5 mil €\nB,£5 mill\n", "? EUR 5000000.00 GBP"),
    "suffixes with a mark only": ("Recipient,Amount\nA,£1.5m\nB,£18k\nC,18k\n", "1500000.00 GBP 18000.00 GBP ? -"),
    "a suffix below a unit": ("Recipient,Amount (£m)\nA,£1m\nB,2\n", "? GBP 2000000.00 GBP"),
    "what cannot be scaled": ("Recipient,Amount (£m)\nA,33.3300000004\nB,1.5\n", "? GBP 1500000.00 GBP"),
    "a heading in dollars yields to the column": ("Recipient,Value ($),Currency\nA,$5,CAD\n", "5.00 CAD"),
    "another country's dollar": ("Recipient,Value,Currency\nA,US$5,CAD\n", "? CAD"),
    "another currency": ("Recipient,Value,Currency\nA,$5,EUR\n", "? EUR"),
    "dollars of several countries": ("Recipient,Amount\nA,A$1\nB,NZ$2\nC,HK$3\nD,C$4\n", "1.00 AUD 2.00 NZD 3.00 HKD 4.00 CAD"),
    "marks behind": ("Recipient,Amount\nA,100 zł\nB,100 Kč\nC,5 CHF\nD,5 kr\n", "100.00 PLN 100.00 CZK 5.00 CHF 5.00 -"),
    "kroner by the heading": ("Recipient,Amount (NOK)\nA,5 kr\n", "5.00 NOK"),
    "in millions above": ("Betr\u00e4ge in Mio. EUR,,\nRecipient,Amount,Currency\nA,1.5,\n", "1500000.00 EUR"),
    "a title is no unit": ("Grants over £25 million,,\nRecipient,Amount,Date\nA,5,2019-04-01\n", "5.00 - | 2019-04-01"),
    "five thousand digits": (f"Recipient,Amount\nA,{'9' * 5000}\nB,1\n", "? - 1.00 -"),
    "no numbers": ("Recipient,Amount\nA,NaN\nB,Infinity\nC,-inf\n", "? - ? - ? -"),
    "financial years with a slash": ("Recipient,Date\nA,2009/10\nB,2012/13\n", "? - ? - | 2009-04/2010-03 2012-04/2013-03"),
    "financial years by name": ("Recipient,Date\nA,FY2019/20\nB,2019-2020\n", "? - ? - | 2019-04/2020-03 2019-04/2020-03"),
    "months": ("Recipient,Date\nA,2009-10\nB,2009-12\n", "? - ? - | 2009-10 2009-12"),
    "months beside days": ("Recipient,Date\nA,2009-10\nB,2009-10-05\n", "? - ? - | 2009-10 2009-10-05"),
    "months and years": ("Recipient,Date\nA,2009-10\nB,2009-12\nC,2012-13\n", "? - ? - ? - | ? 2009-12 2012-04/2013-03"),
    "quarters": (
        "Recipient,Date\nA,Q3 2019\nB,2019-Q4\nC,Q1 2019/20\n",
        "? - ? - ? - | 2019-07/2019-09 2019-10/2019-12 2019-04/2019-06",
    ),
    "ranges": ("Recipient,Date\nA,17/04/2019 - 18/04/2019\nB,1 May 2019 to 3 June 2019\n", "? - ? - | 2019-04-17 2019-05-01"),
    "day numbers": ("Recipient,Date\nA,43572\nB,43573.25\n", "? - ? - | 2019-04-17 2019-04-18"),
    "days without what parts them": ("Recipient,Date\nA,20419\nB,170419\nC,2019\n", "? - ? - ? - | ? ? 2019"),
    "years of two digits": ("Recipient,Date\nA,17/04/68\nB,18/04/95\n", "? - ? - | 1968-04-17 1995-04-18"),
    "a year of two digits up to 69": ("Recipient,Date\nA,17/04/69\nB,18/04/65\n", "? - ? - | 2069-04-17 2065-04-18"),
    "years of two digits from 70": ("Recipient,Date\nA,17/04/70\nB,18/04/70\n", "? - ? - | 1970-04-17 1970-04-18"),
    "years that may stand first": ("Recipient,Date\nA,19-04-12\nB,19-11-30\nC,18-05-02\n", "? - ? - ? -"),
    "years that stand last behind hyphens": (
        "Recipient,Date\nA,12-04-19\nB,30-11-19\nC,02-05-18\n", "? - ? - ? - | 2019-04-12 2019-11-30 2018-05-02"),
    "a year that may stand first beside others": ("Recipient,Date\nA,19-04-25\nB,2019-05-12\n", "? - ? - | ? 2019-05-12"),
    "a year that stands last beside others": ("Recipient,Date\nA,25-04-19\nB,2019-05-12\n", "? - ? - | 2019-04-25 2019-05-12"),
    "days that vary as years do, with slashes": (
        "Recipient,Date\n" + "".join(f"A,19/04/{day:02}\n" for day in range(1, 25)), " ".join(["? -"] * 24)),
    "yearly awards": ("Recipient,Date\nA,17/04/05\nB,18/04/12\nC,16/04/19\n", "? - ? - ? - | 2005-04-17 2012-04-18 2019-04-16"),
    "years over the century": ("Recipient,Date\nA,17/04/98\nB,18/04/05\n", "? - ? - | 1998-04-17 2005-04-18"),
    "French": ("Recipient,Date\nA,17 avril 2019\nB,1er août 2019\n", "? - ? - | 2019-04-17 2019-08-01"),
    "Welsh": ("Recipient,Date\nA,12 Ebrill 2019\nB,3 Rhagfyr 2019\n", "? - ? - | 2019-04-12 2019-12-03"),
    "German": ("Recipient,Date\nA,17. M\u00e4rz 2019\nB,3. Dez. 2019\n", "? - ? - | 2019-03-17 2019-12-03"),
    "month and year": ("Recipient,Date\nA,11/2023\nB,2023/12\nC,April 2019\n", "? - ? - ? - | 2023-11 2023-12 2019-04"),
    "days of no award": (
        "Recipient,Date\nA,1900-01-01\nB,9999-12-31\nC,1200\nD,1899-12\nE,1900-01-02\nF,2100-12-31\nG,0019-04-17T00:00\n",
        "? - ? - ? - ? - ? - ? - ? - | ? ? ? ? 1900-01-02 2100-12-31 ?"),
    "days of no award, day first": ("Recipient,Date\nA,01/01/1900\nB,17/04/2019\nC,31/12/9999\n", "? - ? - ? - | ? 2019-04-17 ?"),
    "no dates": ("Recipient,Date\nA,infinity\nB,12019-01-01\nC,2019\n", "? - ? - ? - | ? ? 2019"),
}  # fmt: skip


@pytest.mark.parametrize("name", SIBLINGS)
def test_a_column_is_read_as_all_of_it_shows(name: str, tmp_path: Path) -> None:
    content, expected = SIBLINGS[name]
    path = tmp_path / "in.csv"
    path.write_text(content, encoding="utf-8")
    assert summary(path) == expected


@pytest.mark.costly
@pytest.mark.parametrize("name", SIBLINGS)
def test_both_ways_to_read_a_file_agree_and_say_the_same(name: str, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text(SIBLINGS[name][0], encoding="utf-8")
    small, large = (grantcli.open(path, engine=engine, cache=False) for engine in ("memory", "duckdb"))
    for question in (small.list, small.rows, small.total):
        one, two = question(), getattr(large, question.__name__)()
        assert (one.rows, one.notes) == (two.rows, two.notes)


@pytest.mark.parametrize(
    ("content", "options", "expected"),
    [
        ("Recipient,Amount\nA,12.500\nB,750\n", ReadOptions(decimal=","), "12500.00 - 750.00 -"),
        ("Recipient,Amount\nA,12.500\nB,2.500\n", ReadOptions(decimal="."), "12.50 - 2.50 -"),
        ("All figures in £000s,\nRecipient,Amount\nA,25\n", ReadOptions(scale=1), "25.00 GBP"),
        ("Recipient,Amount\nA,25\n", ReadOptions(scale=1000), "25000.00 -"),
        ("Recipient,Date\nA,2009-10\n", ReadOptions(periods="years"), "? - | 2009-04/2010-03"),
        (
            "Recipient,Date\nA,19-04-12\nB,19-11-30\nC,18-05-02\n",
            ReadOptions(dayfirst=True),
            "? - ? - ? - | 2012-04-19 2030-11-19 2002-05-18",
        ),
        ("Recipient,Date\nA,2009-10\n", ReadOptions(periods="months"), "? - | 2009-10"),
        ("Recipient,Date\nA,2009-10\n", ReadOptions(periods="years", fy_start=7), "? - | 2009-07/2010-06"),
        ("Recipient,Amount\nA,$5\nB,5 kr\n", ReadOptions(currency="AUD"), "5.00 AUD 5.00 -"),
        ("Recipient,Amount ($)\nA,5\n", ReadOptions(currency="AUD"), "5.00 AUD"),
        ("Recipient,Amount (AUD)\nA,$5\n", ReadOptions(currency="CAD"), "5.00 AUD"),
        ("Recipient,Amount\nA,5 kr\n", ReadOptions(currency="SEK"), "5.00 SEK"),
    ],
)
def test_an_option_overrules_what_the_column_shows(content: str, options: ReadOptions, expected: str, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text(content, encoding="utf-8")
    assert summary(path, options) == expected


def workbook(folder: Path, sheet: str, *rows: tuple[object, ...]) -> Path:
    return write_sheets(folder / "in.xlsx", {sheet: rows})


def test_a_number_of_a_workbook_is_that_number_whatever_texts_beside_it_show(tmp_path: Path) -> None:
    rows = (("A", 33.3300000004), ("B", 1.25), ("C", "1,5"), ("D", "2,25"))
    path = workbook(tmp_path, "S", ("Recipient", "Amount (£m)"), *rows)
    assert summary(path) == "? GBP 1250000.00 GBP 1500000.00 GBP 2250000.00 GBP"


def test_a_unit_in_the_name_of_a_sheet_is_read(tmp_path: Path) -> None:
    path = workbook(tmp_path, "Grants £000s", ("Grants of the year",), ("Recipient", "Amount"), ("A", 25))
    assert summary(path) == "25000.00 GBP"


NO_PENNIES = {
    "Dutch": ("Bedrag", ["€ 950,-", "€ 2.500,-", "€ 1.234,50"], "950.00 EUR 2500.00 EUR 1234.50 EUR"),
    "Swiss": ("Betrag", ["CHF 5'000.-", "CHF 950.–", "CHF 1'234.50"], "5000.00 CHF 950.00 CHF 1234.50 CHF"),
    "Norwegian": ("Beløp (NOK)", ["2 500,-", "950,- kr", "-1 250,-"], "2500.00 NOK 950.00 NOK -1250.00 NOK"),
}  # fmt: skip


@pytest.mark.parametrize("engine", ["memory", "duckdb"])
@pytest.mark.parametrize("name", NO_PENNIES)
def test_a_dash_instead_of_pennies_is_read(name: str, engine: str, tmp_path: Path) -> None:
    heading, figures, expected = NO_PENNIES[name]
    path = tmp_path / "x.csv"
    path.write_text("\n".join([f"Mottaker;{heading}", *(f"{each};{each}" for each in figures)]) + "\n", encoding="utf-8")
    awards = list(grantcli.open(path, engine=engine, cache=False).data.engine.all_awards())
    assert " ".join(f"{each.amount} {each.currency}" for each in awards) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (["All figures in £000s"], (1000, "GBP")), (["£ million"], (1_000_000, "GBP")),
        (["Amounts are in thousands of euros"], (1000, "EUR")), (["Currency", "GBP"], (1, "GBP")),
        (["W\u00e4hrung: EUR"], (1, "EUR")), (["All amounts in US$"], (1, "USD")),
        (["Grants over £25,000"], (1, "")), (["Total £1 million awarded"], (1, "")),
        (["Total budget (£m)", "3.2"], (1, "")), (["Total budget (£m): 3.2"], (1, "")), (["Total in euros", "5,000"], (1, "")),
        (["All figures in £000s", "2019"], (1000, "GBP")), (["Figures for 2018/19 in £000: 2019"], (1000, "GBP")),
        (["Key: £k = thousand pounds"], (1, "")), (["£k = thousand pounds"], (1, "")), (["Currency = EUR"], (1, "EUR")),
        (["Grants in euros have been converted to sterling"], (1, "")), (["Currency: GBP (£) and EUR (€)"], (1, "")),
        (["Awards made in USD were converted to GBP at the rate of the day."], (1, "")), (["Currency", "GBP", "EUR"], (1, "")),
        (["Currency exchange rate: 1 EUR = 0.85 GBP"], (1, "")), (["Currency: GBP (£)"], (1, "GBP")),
        ([], (1, "")), (["x" * 1000], (1, "")),
    ],
)  # fmt: skip
def test_lines_above_the_headings_state_a_unit_or_a_currency(row: list[str], expected: tuple[int, str]) -> None:
    result = preamble([row])
    assert (result.scale, result.currency) == expected


@pytest.mark.parametrize(
    "text", ["{blanks}1", "1{blanks}x", "{pairs}1", "{nines}", "1e{nines}", "{brackets}", "{words}", "1{commas}0", "1{points}0"]
)
def test_no_text_takes_more_time_than_its_length(text: str) -> None:
    pieces = {"blanks": " ", "pairs": "1 ", "nines": "9", "brackets": "(", "words": "a ", "commas": ",000", "points": ".000"}

    def read(size: int) -> None:
        long = text.format(**{name: size * piece for name, piece in pieces.items()})
        amount(long)
        day(long, DateFormat(serials=True))

    assert growth(read, 50_000) < LINEAR


def test_an_amount_below_a_penny_is_not_nothing() -> None:
    assert [amount(text) for text in ("9.09495E-13", "0", "0.00")] == [None, Decimal(0), Decimal(0)]


@pytest.mark.parametrize(
    ("rows", "scale", "currency"),
    [([["All figures in £000s"], ["Amounts in £m"]], 1000, "GBP"), ([["Currency: €"]], 1, "EUR"), ([["Currency", "$"]], 1, "USD"),
     ([["Currency: EUR"], ["Currency: GBP"]], 1, "EUR")],
)  # fmt: skip
def test_the_first_row_above_a_table_that_states_a_unit_decides(rows: list[list[str]], scale: int, currency: str) -> None:
    above = preamble(rows)
    assert (above.scale, above.currency) == (scale, currency)
