"""Where a table is and what its rows are: files as people have them, each kind with siblings, read in both ways."""

import gzip
from decimal import Decimal
from pathlib import Path

import pytest
from reading import WriteFile, read_both

import grantcli
from conftest import SHARED
from grantcli.ingest.file_reader import ReadOptions, book, open_reader

CASES = SHARED / "data" / "cases"


def case(name: str) -> Path:
    return CASES / name


def summary(path: Path, options: ReadOptions | None = None) -> str:
    """Awards, rows set aside, the sum of each currency, how many amounts are unknown."""
    result = book(open_reader(path, path.name, options or ReadOptions()))
    account = result.accounting
    assert account is not None
    assert account.read == account.awards + account.merged + account.blank + account.skipped
    sums: dict[str, Decimal] = {}
    for award in result.awards:
        if award.amount is not None:
            sums[award.currency or "?"] = sums.get(award.currency or "?", Decimal()) + award.amount
    unknown = sum(award.amount is None for award in result.awards)
    money = " ".join(f"{code} {total}" for code, total in sorted(sums.items()))
    return f"{account.awards} {account.skipped} {money}" + (f" unknown {unknown}" if unknown else "")


TOTALS = {
    "amount alone": ('Recipient,Purpose,Amount,Date\nA,x,"5,000",17/04/2019\nB,y,"2,500",18/04/2019\n,,"7,500",\n',
                     "2 1 ? 7500.00"),
    "amount alone, first column": ("Amount;Recipient;Date\n5;A;2019-04-17\n7;B;2019-04-18\n12;;\n", "2 1 ? 12.00"),
    "English": ("Recipient,Amount\nA,5\nB,7\nTotal awarded,12\n", "2 1 ? 12.00"),
    "with its year": ("Recipient,Amount\nA,5\nB,7\nGrand total 2019-20,12\n", "2 1 ? 12.00"),
    "Welsh and English": ("Recipient,Amount\nA,5\nB,7\nCyfanswm / Total,12\n", "2 1 ? 12.00"),
    "Welsh": ("Recipient,Amount\nA,5\nB,7\nCyfanswm,12\n", "2 1 ? 12.00"),
    "French": ("Recipient,Amount\nA,5\nB,7\nMontant total,12\n", "2 1 ? 12.00"),
    "French subtotal": ("Recipient,Amount\nA,5\nB,7\nSous-total,12\nC,1\nTotal général,13\n", "3 2 ? 13.00"),
    "German": ("Recipient,Amount\nA,5\nB,7\nGesamtsumme,12\n", "2 1 ? 12.00"),
    "German, short": ("Recipient,Amount\nA,5\nB,7\nSumme,12\n", "2 1 ? 12.00"),
    "Spanish": ("Recipient,Amount\nA,5\nB,7\nImporte total,12\n", "2 1 ? 12.00"),
    "Italian": ("Recipient,Amount\nA,5\nB,7\nTotale complessivo,12\n", "2 1 ? 12.00"),
    "in another column": ("Purpose,Recipient,Amount\nx,A,5\ny,B,7\n,Grand Total:,12\n", "2 1 ? 12.00"),
    "a sum without a name of a total": ("Recipient,Purpose,Amount,Date\nA,x,5,2019-04-17\nB,y,7,2019-04-18\n,all of it,12,\n",
                                        "2 1 ? 12.00"),
    "a name that is no total, with a date": ("Recipient,Purpose,Amount,Date\nTotal Insight,x,5,2019-04-17\n", "1 0 ? 5.00"),
    "a name that is no total, with an id": ("Grant ID,Recipient,Amount\n1,A,5\n2,B,7\n3,Total Theatre,12\n", "3 0 ? 24.00"),
    "a total with an id of its own": ("Grant ID,Recipient,Amount\n1,A,5\n2,Total,12\n", "2 0 ? 17.00"),
    "a name that is no total, without either": ("Recipient,Purpose,Amount\nA,x,5\nTotal Insight Theatre,y,7\n", "2 0 ? 12.00"),
}  # fmt: skip


@pytest.mark.parametrize("name", TOTALS)
def test_a_total_is_set_aside_and_an_award_is_not(name: str, data_file: WriteFile) -> None:
    content, expected = TOTALS[name]
    path = data_file(content, "x.csv")
    assert summary(path) == expected


NOTES = {
    "asterisk and source": ("* Includes VAT. Figures are provisional.\nSource: Grants team\n", 2),
    "numbered": ("(1) Paid in two parts.\n[2] Withdrawn later\n", 2),
    "prose": ("The council does not publish the names of individuals who were paid.\n", 1),
    "German": ("Quelle: Amt für Kultur\nStand: 31.12.2019 vorläufig\n", 2),
    "French": ('"Remarque : montants provisoires"\n', 1),
    "with commas": ("Note: includes A, B and C,,\n", 1),
    "the end": ("END OF REPORT,,\n*** End of list ***,,\n", 2),
    "a day and a count": ('"Stand: 01.05.2019",2 Zeilen,\n', 1),
    "a link": ("https://example.org/grants\n", 1),
}


@pytest.mark.parametrize("name", NOTES)
def test_notes_below_a_table_are_set_aside(name: str, data_file: WriteFile) -> None:
    notes, count = NOTES[name]
    path = data_file(f"Recipient,Purpose,Amount,Date\nA,x,5,2019-04-17\nB,y,7,2019-04-18\n\n{notes}", "x.csv")
    assert summary(path) == f"2 {count} ? 12.00"


WIDTHS = {
    "two": ("A,x,5,000.00,17/04/2019\nB,y,2,500.00,18/04/2019\nC,z,300.00,19/04/2019\n", "3 0 ? 7800.00"),
    "with a sign": ("A,x,£5,000,17/04/2019\n", "1 0 GBP 5000.00"),
    "a million": ("A,x,1,250,000.50,17/04/2019\n", "1 0 ? 1250000.50"),
    "a comma in the purpose": ("A,x, y,300.00,19/04/2019\n", "1 0 ? unknown 1"),
    "what goes on in the next cell": ("A,x,5,50,19/04/2019\n", "1 0 unknown 1"),
    "both": ("A,x, y,5,000.00,17/04/2019\n", "1 0 unknown 1"),
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name in WIDTHS if name != "a comma in the purpose"])
def test_thousands_that_are_not_quoted_are_put_right_or_unknown(name: str, data_file: WriteFile) -> None:
    rows, expected = WIDTHS[name]
    path = data_file(f"Recipient,Purpose,Amount,Date\n{rows}", "x.csv")
    assert summary(path).replace("  ", " ") == expected


WORDS = {
    "the last column": ("Recipient,Amount,Purpose\nA,5,250\nB,300,books\nC,20,pens\n", ["A", "B 300.00", "C 20.00"]),
    "with a sign": ("Recipient,Amount,Purpose\nA,£5,250\nB,£300,books\n", ["A GBP", "B 300.00 GBP"]),
    "all columns after it": ("Recipient,Amount,Purpose,Ward\nA,5,250,books,\nB,300,pens,N\n", ["A", "B 300.00"]),
    "of the standard": ("Identifier,Recipient Org:Name,Amount Awarded,Title\n1,A,5,250\n2,B,30,pens\n", ["A", "B 30.00"]),
    "beside one that is certain": ("Recipient,Amount,Note\nA,5,250\nB,6,000\nC,30,paid\n", ["A", "B 6000.00", "C 30.00"]),
}  # fmt: skip


@pytest.mark.costly
@pytest.mark.parametrize("name", WORDS)
def test_an_amount_beside_three_digits_among_words_is_unknown(name: str, data_file: WriteFile) -> None:
    content, expected = WORDS[name]
    path = data_file(content, "x.csv")
    awards, notes = read_both(path)
    assert awards == expected
    assert "may go on as `250`" in notes


@pytest.mark.costly
def test_an_amount_beside_a_column_of_numbers_and_codes_is_known(data_file: WriteFile) -> None:
    path = data_file("Recipient,Amount,Room\nA,5,250\nB,7,101\nC,8,102\nD,9,B12\n", "x.csv")
    assert read_both(path)[0] == ["A 5.00", "B 7.00", "C 8.00", "D 9.00"]


TOP = "Recipient,Amount,Date\nA,25,17/04/2019\nB,12.5,18/04/2019\n"
LAYOUTS = {
    "units": (f"All figures in £000s,,\n{TOP}", "2 1 GBP 37500.00"),
    "units in words": (f"Amounts in thousands of pounds\n{TOP}", "2 1 GBP 37500.00"),
    "millions of euros": (f"€ million\n\n{TOP}", "2 1 EUR 37500000.00"),
    "millions": (f"Grants of 2019 (£m)\n{TOP}", "2 1 GBP 37500000.00"),
    "an amount in a title": (f"The £5m fund for communities\n{TOP}", "2 1 ? 37.50"),
    "units of the column itself": (f"All figures in £000s\n{TOP}".replace("Amount", "Amount (£m)"), "2 1 GBP 37500000.00"),
    "a currency": (f"Organisation,Borchester\nCurrency,GBP\nPeriod,2019-20\n\n{TOP}", "2 3 GBP 37.50"),
    "a currency, one cell": (f"Currency: EUR\n{TOP}", "2 1 EUR 37.50"),
    "a currency in words": (f"All amounts are in US dollars (USD)\nAll amounts are in USD\n{TOP}", "2 2 USD 37.50"),
    "a currency in German": (f"Währung;CHF\n{TOP}".replace(",", ";"), "2 1 CHF 37.50"),
    "a currency in words, in two cells": (f"Currency,Euro,,\nCountry,Ireland,,\n,,,\n{TOP}", "2 2 EUR 37.50"),
    "kinds of values": (TOP.replace("Date\n", "Date\ntext,number,date\n"), "2 1 ? 37.50"),
    "what has to be there": (
        TOP.replace("Date\n", "Date\nRequired,Required,Optional\nWho it is for,how much,when\n"), "2 2 ? 37.50"),
    "kinds in the row of one award": ("Recipient,Amount,Date\ntext,5,date\nB,12.5,18/04/2019\n", "2 0 ? 17.50"),
    "sep": (f"sep=;\n{TOP}".replace(",", ";"), "2 1 ? 37.50"),
    "two rows": ("Recipient,,Project,,Award,\nName,Postcode,Title,Summary,Amount,Date\nA,B1,T,S,5,17/04/2019\n", "1 1 ? 5.00"),
    "two rows, other order": ("Award,,Recipient,\nDate,Amount,Postcode,Name\n17/04/2019,5,B1,A\n", "1 1 ? 5.00"),
    "two rows below a title": ("Our grants\n\nAward;;Recipient;\nDate;Amount;Postcode;Name\n17/04/2019;5;B1;A\n", "1 2 ? 5.00"),
    "two rows, units below": ("Recipient,Amount,Date\n,£000s,\nA,5,17/04/2019\n", "1 1 GBP 5000.00"),
    "two rows, some below": ("Recipient,Award,,Purpose\n,Amount,Date,\nA,5,17/04/2019,x\n", "1 1 ? 5.00"),
    "one row, and texts": ("Recipient,Amount,Purpose\nA,tbc,x\nB,5,y\n", "2 0 ? 5.00 unknown 1"),
    "flatten-tool": ("#,skiprows 1,headerrows 3\nx,,\nIdentifier,Title,Amount Awarded\nid,t,a\nr,r,r\n1,T,5\n", "1 4 ? 5.00"),
    "flatten-tool, one row": ("#,headerrows 1\nIdentifier,Title,Amount Awarded\n1,T,5\n", "1 1 ? 5.00"),
    "flatten-tool, comments": ("#,hashcomments\nIdentifier,Title,Amount Awarded\n1,T,5\n# note,,9\n2,T,6\n", "2 2 ? 11.00"),
    "a code below a title": ("Payments,,\nGBP,x,2019-04-17\nRecipient,Amount,Date\nA,5,2019-04-17\n", "1 2 ? 5.00"),
    "a sign in the first row": ("£,all,figures\nRecipient,Amount,Date\nA,5,2019-04-17\n", "1 1 ? 5.00"),
}  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_headings_and_what_stands_above_them_are_found(name: str, data_file: WriteFile) -> None:
    content, expected = LAYOUTS[name]
    path = data_file(content, "x.csv")
    assert summary(path) == expected


def test_two_rows_of_headings_name_their_columns_together(data_file: WriteFile) -> None:
    path = data_file("Recipient,,Funder,,\nName,Postcode,Name,Ref,Amount\nA,B1,F,7,5\n", "x.csv")
    result = open_reader(path, "x.csv", ReadOptions())
    assert [each.heading for each in result.matches] == ["Recipient Name", "Recipient Postcode", "Funder Name", "Ref", "Amount"]
    assert result.notes[0] == "two rows of headings are joined (line 1 and line 2)"


OVERRULED = [
    (f"All figures in £000s\n{TOP}", ReadOptions(skip=1), "2 1 ? 37.50"),
    ("Recipient,Amount\nOld,1\nRecipient,Amount\nA,5\n", ReadOptions(header=(3, 3)), "1 2 ? 5.00"),
    ("Recipient,Amount\nOld,1\nRecipient,Amount\nA,5\n", ReadOptions(skip=2), "1 2 ? 5.00"),
    ("Recipient,Award\nName,Amount\nA,5\n", ReadOptions(header=(1, 2)), "1 1 ? 5.00"),
    ("Recipient,Amount\nA,5\nTotal,5\n,9\n", ReadOptions(every_row=True), "3 0 ? 19.00"),
]


@pytest.mark.sample(2)
@pytest.mark.parametrize(("content", "options", "expected"), OVERRULED)
def test_what_is_decided_can_be_overruled(content: str, options: ReadOptions, expected: str, data_file: WriteFile) -> None:
    path = data_file(content, "x.csv")
    assert summary(path, options) == expected
    values = {"header": options.header, "skip": options.skip, "every_row": options.every_row}
    small, large = (grantcli.open(path, engine=engine, cache=False, **values) for engine in ("memory", "duckdb"))  # type: ignore[arg-type]
    assert small.rows().rows == large.rows().rows


def test_a_row_of_data_is_never_headings(data_file: WriteFile) -> None:
    path = data_file("ref_number,agreement_value,cur,begins\n001,79365,,2020-03-23\n002,138500,USD,2020-06-01\n", "x.csv")
    result = open_reader(path, "x.csv", ReadOptions())
    assert [each.heading for each in result.matches] == ["ref_number", "agreement_value", "cur", "begins"]
    assert summary(path).startswith("2 0 ")


ENDS = (b"\x1a", b"\n\x1a", b"\r\n\x1a\x1a", b"\n\x1a" + b"\0" * 100, b"\n" + b"\0" * 100)


@pytest.mark.sample(4)
@pytest.mark.parametrize("engine", ["memory", "duckdb"])
@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("is_packed", [False, True])
def test_the_mark_of_dos_at_the_end_of_a_text_is_no_award(end: bytes, engine: str, is_packed: bool, tmp_path: Path) -> None:
    content = b"Recipient,Amount,Date\nA,5,2019-04-17\nB,7,2019-04-18" + end
    path = tmp_path / "x.csv"
    path.write_bytes(gzip.compress(content) if is_packed else content)
    rows = grantcli.open(path, engine=engine, cache=False).list(columns="recipient,amount,awarded").rows
    assert [str(row[2]) for row in rows] == ["2019-04-17", "2019-04-18"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-32"])
def test_the_nul_that_a_wide_character_ends_with_is_no_filling(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Recipient,Amount\nA,5\nB,7\n", encoding=encoding)
    assert summary(path) == "2 0 ? 12.00"


def test_a_mark_of_dos_within_a_text_ends_nothing(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"Recipient,Amount\nA\x1a,5\nB,7\n")
    assert summary(path) == "2 0 ? 12.00"


SHARED_CASES = [
    ("10-units-above-table/in.csv", "2 1 GBP 37500.00"),
    ("14-two-row-headings/in.csv", "2 1 ? 7500.00"),
    ("17-flatten-tool-headerrows/in.csv", "2 4 GBP 7500.00"),
    ("35-preamble-currency/in.csv", "2 3 GBP 7500.00"),
    ("02-unlabelled-total/in.csv", "2 1 ? 7500.00"),
    ("03-labelled-total/in.csv", "2 1 ? 7500.00"),
    ("16-footnotes/in.csv", "2 2 ? 7500.00"),
    ("21-unquoted-thousands/in.csv", "3 0 ? 7800.00"),
    ("29-line-ends-and-bom/in_bom_mixed.csv", "2 0 ? 300.00"),
    ("29-line-ends-and-bom/in_cr.csv", "2 0 ? 72307.09"),
]


@pytest.mark.shared
@pytest.mark.parametrize(("name", "expected"), SHARED_CASES)
def test_a_case_gives_the_right_answer(name: str, expected: str) -> None:
    assert summary(case(name)) == expected
