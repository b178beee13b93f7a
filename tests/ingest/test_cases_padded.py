"""Each kind of case in a file that is large enough to be read by columns: awards, account and notes are as by rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from grantcli.dataset import open_dataset
from grantcli.engines.sql import Sql
from grantcli.open_data import LARGE

ROWS = 1_200
FILLER = "what the grant is for and a few words more " * 24
"""So that few rows make a large file."""


@dataclass(frozen=True)
class Kind:
    """A kind of file: what stands above its rows, the rows, each with `{n}` for its number, and what stands below them."""

    head: str
    rows: Sequence[str]
    tail: str = ""
    total: str = ""
    """What all awards add up to; nothing where the two ways only have to agree."""
    options: Mapping[str, Any] | None = None
    suffix: str = ".csv"
    encoding: str = "utf-8"
    end: str = "\n"

    def write(self, path: Path) -> Path:
        lines = (self.rows[n % len(self.rows)].replace("{n}", str(n)).replace("{x}", FILLER) for n in range(ROWS))
        text = "\n".join([*([self.head] if self.head else []), *lines, *([self.tail] if self.tail else [])]) + "\n"
        result = path.with_suffix(self.suffix)
        result.write_bytes(text.replace("\n", self.end).encode(self.encoding))
        return result


PLAIN = "Recipient,Purpose,Amount,Date"
STANDARD = "Identifier,Title,Currency,Amount Awarded,Award Date,Recipient Org:Identifier,Recipient Org:Name,Description"
KINDS = {
    "a total without a label": Kind(PLAIN, ["A{n},{x},5,2019-04-17"], f",,{5 * ROWS},", "6000.00"),
    "a total with a label": Kind(PLAIN, ["A{n},{x},5,2019-04-17"], f"Total awarded,,{5 * ROWS},", "6000.00"),
    "a sum among the rows": Kind(PLAIN, ["A{n},{x},5,2019-04-17", "B{n},{x},7,2019-04-18", ",,12,"], "", "4800.00"),
    "a name that is no total": Kind(PLAIN, ["Total Insight Theatre,{x},5,2019-04-17"], "", "6000.00"),
    "rows of one identifier": Kind("Grant ID,Recipient,Purpose,Amount", ["G1,A,{x},5", "G{n},B,{x},7"], "", "7200.00"),
    "rows that agree": Kind(STANDARD, ["a1,T,GBP,5,2019-04-01,GB-1,A,d", "a{n},T,GBP,5,2019-04-01,GB-1,A,{x}"]),
    "Australian dollars": Kind("Recipient,Purpose,Value (AUD)", ["A{n},{x},$5.50"], "", "6600.00"),
    "dollars alone": Kind("Recipient,Purpose,Value", ["A{n},{x},$5.50"], "", "6600.00"),
    "points group thousands": Kind("Recipient;Purpose;Amount;Currency", ["A{n};{x};12.500;EUR", "B{n};{x};2.500;EUR"]),
    "a decimal comma": Kind("Recipient;Purpose;Amount", ["A{n};{x};97100,7", "B{n};{x};800"]),
    "units above the table": Kind(f"All figures in £000s,,,\n{PLAIN}", ["A{n},{x},5,17/04/2019"], "", "6000000.00"),
    "a currency above the table": Kind(f"Currency,GBP,,\n{PLAIN}", ["A{n},{x},5,17/04/2019"], "", "6000.00"),
    "units that an option overrules": Kind(f"All figures in £000s,,,\n{PLAIN}", ["A{n},{x},5,17/04/2019"], total="6000.00",
                                           options={"scale": 1}),
    "financial years": Kind(PLAIN, ["A{n},{x},5,2001-02", "A{n},{x},5,2012-13", "A{n},{x},5,2009-10"], "", "6000.00"),
    "months and years": Kind(PLAIN, ["A{n},{x},5,11/2023", "A{n},{x},5,5/2020"], "", "6000.00"),
    "years of two digits": Kind(PLAIN, ["A{n},{x},5,17/04/98", "A{n},{x},5,17/04/03"], "", "6000.00"),
    "day numbers": Kind(PLAIN, ["A{n},{x},5,43572"], "", "6000.00"),
    "an amount that only its content shows": Kind("Recipient,Purpose,Sum in Sterling", ["A{n},{x},5.25"], "", "6300.00"),
    "departments": Kind("FundingOrgName,Department,Recipient,Purpose,Amount", ["EPSRC,Physics,A{n},{x},5"], "", "6000.00"),
    "two rows of headings": Kind("Recipient,,Award,\nName,Purpose,Amount,Date", ["A{n},{x},5,2019-04-17"], "", "6000.00"),
    "notes below": Kind(PLAIN, ["A{n},{x},5,2019-04-17"], "* Includes VAT.,,,\nSource: Grants team,,,", "6000.00"),
    "flatten-tool": Kind(f"#,skiprows 1,,\nignore,me,,\n{PLAIN}", ["A{n},{x},5,2019-04-17"], "", "6000.00"),
    "thousands without quotes": Kind(PLAIN, ["A{n},{x},5,000.00,2019-04-17", "B{n},{x},5,2019-04-17"]),
    "amounts of all kinds": Kind("Recipient,Purpose,Amount", ["A{n},{x},£5", "A{n},{x},7 GBP", "A{n},{x},(3)", "A{n},{x},tbc",
                                                              "A{n},{x},1.5E+03", "A{n},{x},500 kr", "A{n},{x},£1m"]),
    "one organisation": Kind(STANDARD, ["a{n},T,GBP,5,2019-04-01,GB-CHC-1,The Ark,{x}",
                                        "a{n},T,GBP,5,2019-04-01,GB-CHC-1,ARK,{x}",
                                        "a{n},T,GBP,5,2019-04-01,GB-CHC-2,ark,{x}"], "", "6000.00"),
    "line feeds of an old Macintosh": Kind(PLAIN, ["A{n},{x},5,2019-04-17"], "", "6000.00", end="\r"),
    "a byte order mark and CRLF": Kind(PLAIN, ["Ä{n},{x},5,2019-04-17"], "", "6000.00", encoding="utf-8-sig", end="\r\n"),
    "cp1252": Kind(PLAIN, ["Ä{n},{x},£5,2019-04-17"], "", "6000.00", encoding="cp1252"),
    "UTF-16": Kind(PLAIN, ["Ä{n},{x},£5,2019-04-17"], "", "6000.00", encoding="utf-16"),
    "Welsh": Kind("Derbynnydd / Recipient,Diben,Swm / Amount (£)", ["A{n},{x},5"], f"Cyfanswm / Total,,{5 * ROWS}", "6000.00"),
    "per year": Kind("Recipient,Purpose,Value per year", ["A{n},{x},5"], "", "6000.00"),
    "two amounts": Kind("Recipient,Purpose,Amount (£),Amount (€),Currency", ["A{n},{x},4,5,EUR"], "", "6000.00"),
    "a list of ours": Kind("id,title,programme,lead,recipient,amount,currency,awarded",
                           ["a{n},{x},P,A,A; B,5,GBP,2019", "a{n},{x},P,A; B,A; B,5,GBP,2019", "a{n},'={x},P,,'-C,5,GBP,2019"],
                           "", "6000.00"),
    "plain objects, a line each": Kind("", ['{"recipient": {"name": "A{n}"}, "about": "{x}", "value": "£5"}'], suffix=".jsonl",
                                       options={"columns": {"amount": "value"}}, total="6000.00"),
    "grants of the standard": Kind("", [('{"id": "a{n}", "title": "{x}", "amountAwarded": "$5",'
                                        ' "recipientOrganization": [{"name": "A"}]}')],
                                   suffix=".jsonl", total="6000.00"),
}  # fmt: skip


def answers(path: Path, engine: str, **options: Any) -> tuple[Any, ...]:
    data = open_dataset(path, engine=engine, cache=False, **options).data
    awards = sorted(data.engine.all_awards(), key=lambda award: (award.id, str(award.line)))
    amounts = [award.amount for award in awards if award.amount is not None]
    return isinstance(data.engine, Sql), str(sum(amounts)), awards, data.account(), data.late_notes()


@pytest.mark.sample(1)
@pytest.mark.parametrize("name", KINDS)
def test_a_large_file_of_each_kind_is_read_as_the_row_reader_reads_it(name: str, tmp_path: Path) -> None:
    kind = KINDS[name]
    path = kind.write(tmp_path / "a")
    assert path.stat().st_size > LARGE
    (by_columns, *large), (by_rows, *rows) = (answers(path, engine, **(kind.options or {})) for engine in ("auto", "memory"))
    assert (by_columns, by_rows) == (True, False)
    assert large == rows
    assert not kind.total or large[0] == kind.total


HEAD = ("Recipient", "Purpose", "Amount", "Award Date")
BOOKS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a sheet a year": ({"sheets": 3}, {}),
    "two sheets that are asked for": ({"sheets": 3}, {"sheet": ("S0", "S2")}),
    "a hidden sheet": ({"sheets": 2, "hidden": "S1"}, {}),
    "hidden rows": ({"sheets": 1, "row": 7}, {}),
    "merged cells": ({"sheets": 1, "merged": "A3:A9"}, {}),
    "days since 1904": ({"sheets": 1, "1904": True}, {}),
}


@pytest.mark.costly
@pytest.mark.parametrize("name", BOOKS)
def test_a_workbook_of_each_kind_is_read_by_columns_as_the_row_reader_reads_it(name: str, tmp_path: Path) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    about, options = BOOKS[name]
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yy", "date_1904": "1904" in about}) as book:
        for number in range(about["sheets"]):
            sheet = book.add_worksheet(f"S{number}")
            for row, cells in enumerate(
                [HEAD, *((f"A{n}-{number}", FILLER[: n % 99], n % 7, date(2019, 4, 17)) for n in range(400))]
            ):
                sheet.write_row(row, 0, cells)
            if about.get("hidden") == f"S{number}":
                sheet.hide()
            if about.get("row"):
                sheet.set_row(about["row"], None, None, {"hidden": True})
            if about.get("merged"):
                sheet.merge_range(about["merged"], "Merged")
    (by_columns, *large), (by_rows, *rows) = (answers(path, engine, **options) for engine in ("duckdb", "memory"))
    assert (by_columns, by_rows) == (True, False)
    assert large == rows
