"""Several files as one: every place, every note and every id that only counts rows names its file."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from grantcli.accounting import Accounting
from grantcli.data_source import DataSource
from grantcli.model import Award, Book
from grantcli.query.columns import key
from grantcli.reports.data import FileColumn


def together(parts: Sequence[DataSource]) -> DataSource:
    """Return several files as one: every place and every note names its file, and columns of one name are one column."""
    columns: dict[str, FileColumn] = {}
    for part in parts:
        for column in part.columns:
            columns.setdefault(_same(column), column)
    spelt = {name: column.name for name, column in columns.items() if column.path is None}
    books = [_with_file_name(part, spelt) for part in parts]
    programmes = {programme.id: programme for book in books for programme in book.programmes}
    made = Book(
        tuple(award for book in books for award in book.awards),
        tuple(programmes.values()),
        grants=_grants(books),
        accounting=_sum([book.accounting or _whole(book) for book in books]) if any(book.accounting for book in books) else None,
        read_sources=lambda: tuple(source for book in books for source in book.sources),
    )
    notes = tuple(f"{part.label}: {note}" for part in parts for note in part.notes)
    return DataSource(made, "", notes, tuple(columns.values()))


def _same(column: FileColumn) -> str:
    return f"{column.path or ''}\0{key(column.name)}"


def _with_file_name(part: DataSource, spelt: Mapping[str, str]) -> Book:
    """Return the book of a file as one among several: ids that only count its rows, and places, have its name before them."""
    names = {column.name: spelt[_same(column)] for column in part.columns if column.path is None}

    def placed(award: Award) -> Award:
        return replace(
            award,
            id=_id(award.id, part.label),
            line=part.label if award.line is None else f"{part.label}:{award.line}",
            extra={names.get(heading, heading): text for heading, text in award.extra.items()},
        )

    accounting = part.book.accounting
    if accounting:
        remarks = (
            replace(each, place=f"{part.label} {each.place}", award=each.award and _id(each.award, part.label))
            for each in accounting.remarks
        )
        accounting = replace(accounting, remarks=tuple(remarks))
    return replace(part.book, awards=tuple(map(placed, part.book.awards)), accounting=accounting)


def _id(name: str, label: str) -> str:
    return label + name if re.fullmatch(r"#\d+", name) else name


def _grants(books: Sequence[Book]) -> tuple[Mapping[str, Any], ...]:
    """Return the awards as 360Giving grants, those of our own form turned into ones, if any file has such grants."""
    if not any(book.grants for book in books):
        return ()
    from grantcli.checks.grants import grants

    return tuple(grant for book in books for grant in book.grants or grants(book))


def _whole(book: Book) -> Accounting:
    return Accounting(len(book.awards), len(book.awards))


def _sum(parts: Sequence[Accounting]) -> Accounting:
    counts = {name: sum(getattr(part, name) for part in parts) for name in ("read", "awards", "merged", "blank", "aside")}
    return Accounting(**counts, remarks=tuple(remark for part in parts for remark in part.remarks))
