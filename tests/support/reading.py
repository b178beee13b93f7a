"""Reads a file and shows its awards and remarks as short texts, for tables of facts in tests."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from grantcli.accounting import Accounting
from grantcli.dataset import open_dataset
from grantcli.ingest.file_reader import FileReader
from grantcli.model import Award, Book

Read = tuple[FileReader, Book]
Facts = TypeVar("Facts")
WriteFile = Callable[[str, str], Path]
"""The fixture `data_file`: writes a text into a file of this name, and returns its path."""


def display(award: Award) -> str:
    """What a row of a table of facts says of an award: id, amount, currency, date, lead and partners, line."""
    bodies = "+".join(body.name for body in award.councils)
    cells = (award.id, award.amount, award.currency, award.awarded, bodies or award.individual, award.line)
    return " ".join("?" if cell is None or cell == "" else str(cell) for cell in cells)


def remarks(accounting: Accounting | None) -> list[str]:
    assert accounting is not None
    return [
        f"{each.place}: {each.outcome}: {each.reason}" + (f" x{each.rows}" if each.rows > 1 else "")
        for each in accounting.remarks
    ]


def ask_both(read: Callable[..., Facts], path: Path, **options: Any) -> Facts:
    """What is read of a file by rows and by columns, which have to agree."""
    by_rows, by_columns = (read(path, engine=engine, cache=False, **options) for engine in ("memory", "duckdb"))
    assert by_rows == by_columns
    return by_rows


def read_both(path: Path, **options: Any) -> tuple[list[str], str]:
    """Each award as `Name 5.00 GBP 2019`, as far as it is known, and what is said of the file; both engines have to agree."""
    return ask_both(_read, path, **options)


def _read(path: Path, **options: Any) -> tuple[list[str], str]:
    data = open_dataset(path, **options).data
    awards = [
        " ".join(
            str(part)
            for part in (*(body.name for body in each.councils), each.amount, each.currency, each.awarded)
            if part is not None
        )
        for each in data.engine.all_awards()
    ]
    return awards, "\n".join(map(str, (*data.notes, *data.late_notes())))


@dataclass(frozen=True)
class Reading:
    """What a file is read as."""

    summary: str
    """Its awards, the sum of each currency, and how many amounts are unknown."""
    recipients: Sequence[str]
    notes: str


Both = Callable[[str, Path], Reading]
"""The fixture `both`: writes a text into a file and returns what it is read as, by rows and by columns."""


def read_summary(path: Path, engine: str) -> Reading:
    """Return what an engine answers from, with every row in the account."""
    data = open_dataset(path, engine=engine, cache=False).data
    awards = sorted(data.engine.all_awards(), key=lambda award: (len(str(award.line)), str(award.line)))
    account = data.account()
    assert account is not None
    assert account.read == account.awards + account.merged + account.blank + account.skipped
    sums: dict[str, Decimal] = {}
    for award in awards:
        if award.amount is not None:
            sums[award.currency or "?"] = sums.get(award.currency or "?", Decimal()) + award.amount
    unknown = sum(award.amount is None for award in awards)
    parts = [str(len(awards)), *(f"{code} {total:f}" for code, total in sorted(sums.items()))]
    summary = " ".join([*parts, *([f"unknown {unknown}"] if unknown else [])])
    return Reading(summary, [award.lead.name if award.lead else "" for award in awards], "\n".join(data.late_notes()))
