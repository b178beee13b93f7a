"""Reads the rows that SQL leaves to the row reader: some are not awards, some join others, some need a remark."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from json import loads
from typing import TYPE_CHECKING, Any

from grantcli.ingest import file_reader, giving, merging, row_reader
from grantcli.ingest.database import cursor
from grantcli.ingest.grant_row import GrantRow
from grantcli.ingest.headings import Match
from grantcli.ingest.ledger import Ledger
from grantcli.ingest.nesting import Cell
from grantcli.ingest.parse.formats import Formats
from grantcli.ingest.profile.periods import StatedPeriods
from grantcli.ingest.raw_table import Row, Table, UnreadRows
from grantcli.ingest.stage import Source
from grantcli.model import Award

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection

_BATCH = 10_000
Numbered = tuple[int, Row]


@dataclass(frozen=True, slots=True)
class RowReading:
    """How rows of a staged file are read whole."""

    headings: tuple[str, ...]
    source: Source
    matches: tuple[Match, ...]
    formats: Formats
    every_row: bool = False
    """Whether each row is an award, whatever it looks like."""

    sides: Sequence[Table] = ()
    skip_reasons: Mapping[int | str, str] = field(default_factory=dict)
    unread: tuple[UnreadRows, ...] = ()
    delimited: bool = False
    """As `Table.delimited`."""
    periods: StatedPeriods | None = None
    """The dates of awards that no row states."""

    def awards(self, rows: Iterator[Numbered], ids: Sequence[str | None], ledger: Ledger) -> Iterator[tuple[int, Award]]:
        """Yield the awards that these rows are, each with the number of its first row.

        `ids` are those of the rows, where rows of one identifier can be one award.
        """
        repeated = {
            name: count
            for name, count in Counter(ids).items()
            if name is not None and count > 1 and not merging.is_placeholder(name)
        }
        entries = merging.merge_rows(self._entries(rows, ledger, every_row=self.every_row), repeated, ledger)
        if self.sides:
            entries = merging.add_linked_rows(entries, file_reader.of_sides(self.sides, self.formats, ledger), ledger)
        for entry in self._with_dates(entries):
            award, remarks = giving.award(entry, self.formats)
            ledger.award(entry.number, entry.remarks + remarks, award.id)
            yield entry.number, award

    def read_awards(self, rows: Iterator[Numbered]) -> Iterator[tuple[int, Award]]:
        """Yield rows each of which is an award, with its number: whether they are was judged when all rows were read."""
        for entry in self._with_dates(self._entries(rows, Ledger(), every_row=True)):
            yield entry.number, giving.award(entry, self.formats)[0]

    def _with_dates(self, rows: Iterator[GrantRow]) -> Iterator[GrantRow]:
        return file_reader.with_dates(rows, self.periods) if self.periods else rows

    def _entries(self, rows: Iterator[Numbered], ledger: Ledger, *, every_row: bool) -> Iterator[GrantRow]:
        if self.source is Source.OBJECT:
            return _objects(rows, ledger)
        table = Table("", self.headings, 0, lambda: (row for _, row in rows), every_row=every_row, selected=lambda: rows,
                      skip_reasons=self.skip_reasons, unread=self.unread, delimited=self.delimited)  # fmt: skip
        return row_reader.entries(table, self.matches, self.formats, ledger)


def _objects(rows: Iterator[Numbered], ledger: Ledger) -> Iterator[GrantRow]:
    from grantcli.ingest import json_file, json_values

    return json_file.entries(((number, json_values.parse_element(place, str(raw))) for number, (place, (raw,)) in rows), ledger)


def fetch_rows(
    connection: "DuckDBPyConnection", text: str, source: Source, parameters: dict[str, Any] | None = None
) -> Iterator[Numbered]:
    """Yield the rows that a statement answers: `n`, `place`, `raw` and the cells."""
    cells = _CELLS[source]
    another = cursor(connection)
    result = another.execute(text, parameters) if parameters else another.execute(text)
    while batch := result.fetchmany(_BATCH):
        for n, place, raw, *texts in batch:
            yield n, (int(place) if place.isdigit() else place, cells(raw, texts))


def _texts(raw: str | None, texts: Sequence[str | None]) -> Sequence[Cell]:
    return _array(raw, texts) if raw else [text or "" for text in texts]


def _array(raw: str, _texts: Sequence[str | None]) -> Sequence[Cell]:
    return ["" if cell is None else cell for cell in loads(raw, parse_float=Decimal)]


def _object(raw: str, _texts: Sequence[str | None]) -> Sequence[Cell]:
    return [raw]


_CELLS: dict[Source, Callable[[Any, Sequence[str | None]], Sequence[Cell]]] = {
    Source.CELLS: _texts,
    Source.ARRAY: _array,
    Source.OBJECT: _object,
}
