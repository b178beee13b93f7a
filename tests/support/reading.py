"""Reads a file and shows its awards and remarks as short texts, for tables of facts in tests."""

from collections.abc import Callable
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
