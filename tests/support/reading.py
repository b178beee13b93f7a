"""Reads a file and shows its awards and remarks as short texts, for tables of facts in tests."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from grantcli.accounting import Accounting
from grantcli.dataset import Dataset, open_dataset
from grantcli.errors import GrantcliError
from grantcli.ingest.file_reader import FileReader
from grantcli.model import Award, Book
from grantcli.table import Table

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


def ask_both(read: Callable[[Dataset], Facts], path: Path, **options: Any) -> Facts:
    """What is read of a file by rows and by columns, which have to agree; GrantcliError where both raise the same."""
    results, errors = [], []
    for engine in ("memory", "duckdb"):
        try:
            dataset = open_dataset(path, engine=engine, cache=False, **options)
            results.append((read(dataset), sums(dataset)))
        except GrantcliError as error:
            errors.append(error)
    if errors:
        assert [str(error) for error in errors] == [str(errors[0])] * 2
        raise errors[0]
    assert results[0] == results[1]
    return results[0][0]


def sums(dataset: Dataset) -> list[Table]:
    """What an engine adds up: whole awards are read by rows for every engine, so that they do not show what SQL reads."""
    return [dataset.total(by=field) for field in ("recipient", "programme", "fy")]


def read_both(path: Path, **options: Any) -> tuple[list[str], str]:
    """Each award as `Name 5.00 GBP 2019`, as far as it is known, and what is said of the file; both engines have to agree."""
    return ask_both(_read, path, **options)


def _read(dataset: Dataset) -> tuple[list[str], str]:
    data = dataset.data
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
    sums: Sequence[Table]
    """What the engine itself adds up."""


Both = Callable[[str, Path], Reading]
"""The fixture `both`: writes a text into a file and returns what it is read as, by rows and by columns."""


def read_summary(path: Path, engine: str) -> Reading:
    """Return what an engine answers from, with every row in the account."""
    dataset = open_dataset(path, engine=engine, cache=False)
    data = dataset.data
    awards = sorted(data.engine.all_awards(), key=lambda award: (len(str(award.line)), str(award.line)))
    account = data.account()
    assert account is not None
    assert account.read == account.awards + account.merged + account.blank + account.skipped
    totals: dict[str, Decimal] = {}
    for award in awards:
        if award.amount is not None:
            totals[award.currency or "?"] = totals.get(award.currency or "?", Decimal()) + award.amount
    unknown = sum(award.amount is None for award in awards)
    parts = [str(len(awards)), *(f"{code} {total:f}" for code, total in sorted(totals.items()))]
    summary = " ".join([*parts, *([f"unknown {unknown}"] if unknown else [])])
    recipients = [award.lead.name if award.lead else "" for award in awards]
    return Reading(summary, recipients, "\n".join(data.late_notes()), sums(dataset))
