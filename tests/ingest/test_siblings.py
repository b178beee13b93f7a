"""Files as people have them, by kind, with the right answer: read row by row and by columns, and both alike."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from grantcli.dataset import open_dataset

ENGINES = ("memory", "duckdb")


@dataclass(frozen=True)
class Reading:
    """What a file is read as."""

    summary: str
    """Its awards, the sum of each currency, and how many amounts are unknown."""
    recipients: Sequence[str]
    notes: str


def read(path: Path, engine: str) -> Reading:
    """Return what an engine answers from, with every row in the account."""
    data = open_dataset(path, engine=engine, cache=False).data
    awards = sorted(data.engine.all_awards(), key=lambda award: (len(str(award.line)), str(award.line)))
    account = data.account()
    assert account is not None
    assert account.read == account.awards + account.merged + account.blank + account.aside
    sums: dict[str, Decimal] = {}
    for award in awards:
        if award.amount is not None:
            sums[award.currency or "?"] = sums.get(award.currency or "?", Decimal()) + award.amount
    unknown = sum(award.amount is None for award in awards)
    parts = [str(len(awards)), *(f"{code} {total:f}" for code, total in sorted(sums.items()))]
    summary = " ".join([*parts, *([f"unknown {unknown}"] if unknown else [])])
    return Reading(summary, [award.lead.name if award.lead else "" for award in awards], "\n".join(data.late_notes()))


def both(content: str, path: Path) -> Reading:
    """Return what a file is read as, which does not depend on the engine."""
    path.write_text(content, encoding="utf-8")
    by_rows, by_columns = (read(path, engine) for engine in ENGINES)
    assert by_rows == by_columns
    return by_rows


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
                              "several have a part of it: .*2018/19.*--map"),
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
def test_a_part_of_an_amount_is_never_read_as_the_whole(name: str, tmp_path: Path) -> None:
    content, summary, note = PARTS[name]
    found = both(content, tmp_path / "a.csv")
    assert (found.summary, found.recipients) == (summary, ["A", "B"])
    assert re.search(note, found.notes)
