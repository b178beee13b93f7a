"""Reads a file and shows its awards and remarks as short texts, for tables of facts in tests."""

from grantcli.accounting import Accounting
from grantcli.ingest.file_reader import FileReader
from grantcli.model import Award, Book

Read = tuple[FileReader, Book]


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
