"""Opens data files: each with the reader that suits it, several as one, with what is to be said of how they were read."""

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grantcli.accounting import Accounting
from grantcli.engines import Engine
from grantcli.engines.memory import Memory
from grantcli.errors import GrantcliError, UsageError
from grantcli.model import Award, Book
from grantcli.query.columns import key
from grantcli.reports.data import Heading
from grantcli.reports.rows import reading_notes

if TYPE_CHECKING:
    from grantcli.readers.headings import Match
    from grantcli.readers.how import How

_OURS = re.compile(rb"^form:\s*[\"']?grantcli ", re.MULTILINE)
_START = 4096


ENGINES = ("auto", "memory", "duckdb")
LARGE = 1_000_000
"""So many bytes are quicker asked by DuckDB than read into memory (bench/README.md)."""


@dataclass(frozen=True, slots=True)
class Ways:
    """How files are asked, whatever is in them."""

    engine: str = "auto"
    currency: str | None = None
    """The currency that awards without one are taken to be in."""
    memory: str = ""
    """What DuckDB may take."""
    keep: bool = True
    """Whether copies are kept for the next time."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Opened:
    """What files hold together; `label` is what places begin with, empty where each award names its own file."""

    book: Book
    label: str
    said: tuple[str, ...] = ()
    columns: tuple[Heading, ...] = ()
    engine: Engine | None = None
    """What answers, where that is not the book."""
    told: Callable[[], tuple[Accounting | None, tuple[str, ...]]] | None = None
    """How the file was read, where that is only known once it has been asked."""

    @property
    def answering(self) -> Engine:
        """The engine that answers."""
        return self.engine or Memory(self.book.awards)

    def account(self) -> Accounting | None:
        """Return what became of the rows."""
        return self.told()[0] if self.told else self.book.accounting

    def notes(self) -> tuple[str, ...]:
        """Return what every answer has to say of how the files were read."""
        accounting, said = self.told() if self.told else (self.book.accounting, self.said)
        return (*(reading_notes(accounting) if accounting else ()), *said)


def opened(paths: Sequence[str], how: "How", ways: Ways) -> Opened:
    """Return what these files hold together; DataError for one that cannot be read."""
    if ways.engine not in ENGINES:
        raise UsageError(f"--engine: `{ways.engine}` is not one of {', '.join(ENGINES)}")
    if len(paths) == 1 and _is_large(paths[0], ways.engine):
        return _large(paths[0], how, ways)
    parts = [_one(path, how) for path in paths]
    made = parts[0] if len(parts) == 1 else _together(parts)
    return replace(made, engine=_gathered(made.book, ways)) if ways.engine == "duckdb" else made


def _is_large(path: str, engine: str) -> bool:
    """Say whether DuckDB is to answer from a file: it is asked to, or the file is large and DuckDB is there."""
    if engine == "memory" or not Path(path).is_file() or _is_ours(path):
        return False
    return engine == "duckdb" or (Path(path).stat().st_size >= LARGE and find_spec("_duckdb") is not None)


def _large(path: str, how: "How", ways: Ways) -> Opened:
    from grantcli.stores.large import Settings, large

    _needs_duckdb()
    found = large(Path(path), path, how, Settings(ways.currency, ways.memory, ways.keep))

    def told() -> tuple[Accounting | None, tuple[str, ...]]:
        of = found.told()
        return of.accounting, of.said

    return Opened(Book(()), path, columns=tuple(_headings(found.matches)), engine=found.engine, told=told)


def _gathered(book: Book, ways: Ways) -> Engine:
    from grantcli.stores.large import Settings, gathered

    _needs_duckdb()
    return gathered(book.awards, Settings(ways.currency, ways.memory))


def _needs_duckdb() -> None:
    if find_spec("_duckdb") is None:
        raise GrantcliError("DuckDB is not installed", hint="pip install 'grantcli[files]', or leave out `--engine duckdb`")


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
        if not Path(path).is_file():  # a pipe can be read only once
            return Path(path).suffix.lower() in {".yaml", ".yml"} or not Path(path).exists()
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
