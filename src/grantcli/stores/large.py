"""Opens large files for DuckDB: where they lie, or from a copy that is kept, made when it pays.

A plain CSV is asked where it lies the first time, and copied when it is asked again. Anything else is read by the readers once,
into a copy. Where no copy can be kept, one is made for this process alone.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grantcli.engines.copies import open_copy
from grantcli.engines.copies import write as write_copy
from grantcli.engines.duck import duck
from grantcli.engines.sql import Sql
from grantcli.engines.tables import Tables
from grantcli.errors import DataError
from grantcli.ingest import content, headings, text
from grantcli.ingest.headings import Match
from grantcli.ingest.options import ReadOptions
from grantcli.model import Award
from grantcli.stores import cache, cells, made
from grantcli.stores.connection import connect
from grantcli.stores.inplace import InPlace
from grantcli.stores.made import Made, Told
from grantcli.stores.odd import NotPlainError
from grantcli.stores.parts import parts
from grantcli.stores.plain import Plain
from grantcli.stores.plain import told as plain_told
from grantcli.stores.settings import Settings, engine

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection

_OFTEN = 1_000
_PLAIN = frozenset({"utf-8", "utf-8-sig"})


@dataclass(frozen=True, slots=True, eq=False)
class Large:
    """A large file ready to be asked; `told` reads it if nothing has yet."""

    engine: Sql
    matches: tuple[Match, ...]
    told: Callable[[], Told]


def large(path: Path, label: str, how: ReadOptions, settings: Settings) -> Large:
    """Return the awards of a large file of any form; DataError as the readers'."""
    import _duckdb

    opening = _Opening(path, label, how, settings, connect(settings.memory))
    if (key := opening.key) and (found := cache.find(key)):
        try:
            return opening.from_copy(found)
        except (_duckdb.Error, OSError, ValueError, LookupError):  # damaged: it is made anew
            cache.drop(key)
    if (file := opening.plain()) is None:
        return opening.from_copy(opening.read_anew())
    if key and cache.asked(key):
        try:
            file.ready("")
            return opening.from_copy(opening.copied(file))
        except NotPlainError:
            return opening.from_copy(opening.read_anew())
    return opening.in_place(file)


def _counted(awards: Iterable[Award], tell: Callable[[int], None] | None) -> Iterator[Award]:
    """Yield the awards, and tell their number now and then."""
    for count, award in enumerate(awards):
        if tell and count % _OFTEN == 0:
            tell(count)
        yield award


@dataclass(slots=True, eq=False)
class _Opening:
    """One file on its way to an engine."""

    path: Path
    label: str
    how: ReadOptions
    settings: Settings
    connection: "DuckDBPyConnection"
    matches: tuple[Match, ...] = ()

    @property
    def key(self) -> str:
        """The name of the copy that is kept, empty where none is."""
        if not self.settings.keep or not self.path.is_file():
            return ""
        try:
            return cache.name(self.path, self.how)
        except OSError:
            return ""

    def plain(self) -> InPlace | None:
        """Return the file as one that may be plain, or `None`."""
        if not self.path.is_file() or content.kind(content.start(self.path, self.label), self.path, self.label) != "text":
            return None
        try:
            form = text.dialect(self.path, self.how, self.label)
        except DataError:
            return None  # the readers say what it is
        self.matches = headings.match(form.headings, self.how)
        found = parts(self.matches)
        if found is None or form.compressed or form.line != 1 or form.head or form.newline == "\r" or form.encoding not in _PLAIN:
            return None
        return InPlace(self.connection, str(self.path), form, found, self.how.dayfirst)

    def in_place(self, file: InPlace) -> Large:
        """Return the file to be asked where it lies."""
        place: list[Path] = []

        def anew() -> Tables:
            place.append(self.read_anew())
            return self.tables(place[0])

        def copied() -> Tables:
            place.append(self.copied(file))
            return self.tables(place[0])

        tables = Plain(file, self.settings.currency, anew, copied)

        def told() -> Told:
            tables.ready("")
            return made.read(place[0]).told if place else plain_told(file, self.matches, self.how)

        return Large(duck(tables, self.connection), self.matches, told)

    def from_copy(self, place: Path) -> Large:
        """Return the file as its copy."""
        about = made.read(place)
        return Large(engine(self.tables(place), self.connection, self.settings), about.matches, lambda: about.told)

    def tables(self, place: Path) -> Tables:
        """Put the tables of a copy into the connection."""
        about = made.read(place)
        if about.form == "cells":
            return cells.open_cells(place, self.connection, about.matches, about.dayfirst)
        return open_copy(place, self.connection)

    def copied(self, file: InPlace) -> Path:
        """Return the copy of the cells of a plain CSV; NotPlainError where it turns out not to be plain."""

        def write(place: Path) -> None:
            cells.write(file, place)
            made.write(place, Made("cells", self.matches, file.dayfirst, plain_told(file, self.matches, self.how)))

        return self.kept(write)

    def read_anew(self) -> Path:
        """Return the copy that the readers make."""
        from grantcli.ingest import files

        def write(place: Path) -> None:
            reading = files.reading(self.path, self.label, self.how)
            write_copy(
                _counted(reading.awards(), self.settings.tell),
                [match.heading for match in reading.matches if not match.path],
                place,
                self.connection,
            )
            made.write(place, Made("tables", reading.matches, self.how.dayfirst, Told(reading.accounting, reading.said)))

        return self.kept(write)

    def kept(self, write: Callable[[Path], None]) -> Path:
        """Return the folder that `write` has filled: of a copy that is kept, or where none can be, of one for this process."""
        if key := self.key:
            try:
                return cache.make(key, self.label, write)
            except OSError:  # no room, or nothing may be written there
                pass
        place = cache.passing()
        write(place)
        return place
