"""Opens data files: each with the reader that suits it, several as one, with what is to be said of how they were read."""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grantcli.accounting import Accounting
from grantcli.model import Award, Book
from grantcli.query.columns import key
from grantcli.reports.data import Heading
from grantcli.reports.rows import reading_notes

if TYPE_CHECKING:
    from grantcli.readers.headings import Match
    from grantcli.readers.how import How

_OURS = re.compile(rb"^form:\s*[\"']?grantcli ", re.MULTILINE)
_START = 4096


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Opened:
    """What files hold together; `label` is what places begin with, empty where each award names its own file."""

    book: Book
    label: str
    said: tuple[str, ...] = ()
    columns: tuple[Heading, ...] = ()


def opened(paths: Sequence[str], how: "How") -> Opened:
    """Return what these files hold together; DataError for one that cannot be read."""
    parts = [_one(path, how) for path in paths]
    made = parts[0] if len(parts) == 1 else _together(parts)
    notes = reading_notes(made.book.accounting) if made.book.accounting else ()
    return replace(made, said=(*notes, *made.said))


def _one(path: str, how: "How") -> Opened:
    from grantcli.readers import files

    label = "standard input" if path == "-" else path
    if _is_ours(path):
        return Opened(_ours(path, label), label)
    reading = files.reading(Path(path), label, how)
    book = files.book(reading)
    return Opened(book, label, reading.said, tuple(_headings(reading.matches)))


def _is_ours(path: str) -> bool:
    """Say whether a file is of our own form: it says so, or it is called YAML; the reader says what is wrong with any other."""
    try:
        if path == "-":
            return isinstance(sys.stdin.buffer, BufferedReader) and _OURS.search(sys.stdin.buffer.peek(_START)) is not None
        with Path(path).open("rb") as file:
            return _OURS.search(file.read(_START)) is not None or path.lower().endswith((".yaml", ".yml"))
    except OSError:
        return True


def _ours(path: str, label: str) -> Book:
    from grantcli.readers import awards, content

    made: list[Path] = []
    try:
        return awards.read(content.unpacked(Path(path), label, made) if path == "-" else Path(path), label)
    finally:
        for each in made:
            each.unlink()


def _headings(matches: "Sequence[Match]") -> Iterator[Heading]:
    for match in matches:
        place = re.sub(r"/[1-9]\d*", "/n", match.path or "")
        fed = (*_FED.get(place, "").split(), *(["currency"] if match.currency else []))
        yield Heading(match.heading, match.path, match.how, fed, match.scale)


_BODY = "council recipient council_now"
_CODES = "region nation kind gss org_id"
_FED = {
    "id": "id", "title": "title", "description": "description", "currency": "currency", "amountAwarded": "amount amount_real",
    "awardDate": "awarded year fy quarter month", "fundingOrganization/0/id": "funder", "fundingOrganization/0/name": "funder",
    "grantProgramme/0/title": "programme", "grantProgramme/0/code": "programme", "recipientIndividual/name": "recipient",
    "recipientOrganization/0/name": f"lead {_BODY} lead_now", "recipientOrganization/0/id": f"lead {_BODY} lead_now {_CODES}",
    "recipientOrganization/n/name": f"partner {_BODY}", "recipientOrganization/n/id": f"partner {_BODY} {_CODES}",
}  # fmt: skip
"""The fields that each place of a 360Giving grant feeds; `n` is any number above 0."""


def _together(parts: Sequence[Opened]) -> Opened:
    """Return several files as one: every place and every note names its file, and columns of one name are one column."""
    columns: dict[str, Heading] = {}
    for part in parts:
        for column in part.columns:
            columns.setdefault(_same(column), column)
    spelt = {name: column.name for name, column in columns.items() if column.path is None}
    books = [_placed(part, spelt) for part in parts]
    programmes = {programme.id: programme for book in books for programme in book.programmes}
    made = Book(
        tuple(award for book in books for award in book.awards),
        tuple(programmes.values()),
        grants=_grants(books),
        accounting=_sum([book.accounting or _whole(book) for book in books]) if any(book.accounting for book in books) else None,
        read_sources=lambda: tuple(source for book in books for source in book.sources),
    )
    said = tuple(f"{part.label}: {note}" for part in parts for note in part.said)
    return Opened(made, "", said, tuple(columns.values()))


def _same(column: Heading) -> str:
    return f"{column.path or ''}\0{key(column.name)}"


def _placed(part: Opened, spelt: Mapping[str, str]) -> Book:
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
