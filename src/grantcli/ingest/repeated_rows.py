"""Finds the rows that are an award each although others have their identifier, which SQL can read like any other.

What can occur only once decides which award a row joins, so that lists are not read here. A row that joins another without
being the same in every cell is left to the row reader, and with it all rows of the award, and those of the first award of the
identifier, which its remarks are about.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from grantcli.ingest import nesting, row_reader
from grantcli.ingest.headings import Match
from grantcli.ingest.ledger import Ledger
from grantcli.ingest.merging import RowGroup, addition_note, row_id
from grantcli.ingest.nesting import Cell
from grantcli.ingest.parse.formats import Formats
from grantcli.ingest.raw_table import Row

SQL_READS, REPEATS = False, True
Outcome = tuple[int, bool]
"""The number of a row, and whether it repeats one that SQL reads."""


@dataclass(slots=True)
class _Award:
    """An award of an identifier that several rows have."""

    cells: Sequence[Cell]
    """Those of its first row."""
    for_row_reader: bool
    copies: list[tuple[int, int | str]] = field(default_factory=list)
    """The numbers and places of the rows that are the same in every cell."""


@dataclass(slots=True)
class _Repeats:
    """The awards of an identifier, in the order of the file."""

    group: RowGroup
    awards: list[_Award] = field(default_factory=list)

    def add(self, number: int, row: Row, award: int, *, for_row_reader: bool) -> None:
        """Take another row, which belongs to the award of this number."""
        place, cells = row
        if award == len(self.awards):
            self.awards.append(_Award(cells, for_row_reader))
            return
        known = self.awards[award]
        known.for_row_reader |= for_row_reader or cells != known.cells
        known.copies.append((number, place))

    def outcomes(self, name: str, ledger: Ledger) -> Iterator[Outcome]:
        """Yield the rows that SQL reads and their copies, and enter them in the ledger."""
        if any(each.for_row_reader for each in self.awards):
            self.awards[0].for_row_reader = True
        for (first, remarks), award in zip(self.group.rows, self.awards, strict=True):
            if not award.for_row_reader:
                ledger.award(first.number, remarks, name)
                yield first.number, SQL_READS
                for number, place in award.copies:
                    ledger.merge(number, place, addition_note(first, []), name)
                    yield number, REPEATS


def outcomes(
    rows: Iterable[tuple[int, Row]],
    repeated: Mapping[str, int],
    doubtful: AbstractSet[int],
    matches: Sequence[Match],
    formats: Formats,
    ledger: Ledger,
) -> Iterator[Outcome]:
    """Yield the rows that SQL reads after all, and those that are the same as one of them, and enter them in the ledger.

    `repeated` says how many rows each identifier has that several awards can have, and `doubtful` are the numbers of rows
    that need the row reader.
    """
    shape = nesting.Shape(_single(nesting.columns(matches)), formats)
    groups: dict[str, _Repeats] = {}
    for number, row in rows:
        entry = row_reader.entry(number, row, matches, shape)
        name = row_id(entry)
        if name not in repeated:
            if number not in doubtful:
                ledger.award(number, (), name)
                yield number, SQL_READS
            continue
        repeats = groups.setdefault(name, _Repeats(RowGroup(repeated[name])))
        repeats.add(number, row, repeats.group.add(entry)[0], for_row_reader=number in doubtful)
        if not repeats.group.left:
            yield from groups.pop(name).outcomes(name, ledger)


def _single(columns: Sequence[nesting.Column]) -> list[nesting.Column]:
    """Return the columns that are not in lists."""
    single = {each.steps[0] for each in columns if len(each.steps) == 1 or isinstance(each.steps[1], str)}
    return [each for each in columns if each.steps[0] in single]
