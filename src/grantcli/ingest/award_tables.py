"""Writes awards as rows of the tables of `engines.relations`, into Parquet files in a folder.

They are written as they come, some ten thousand at a time, so that it takes no more memory than that, whatever their number.
`MemoryTables` are such tables of awards that are in memory too.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING

from grantcli.cache_folder import temporary_folder
from grantcli.engines import award_rows
from grantcli.engines.award_rows import Ask
from grantcli.engines.relations import AWARDS, TABLES, Layout
from grantcli.engines.statement import Column
from grantcli.ingest.database import LEAST, file, json_lines, target
from grantcli.model import Award

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection

_PART = 20_000


@dataclass(frozen=True, slots=True)
class WrittenTables:
    """What was written: the columns that are not fields, and how many rows each table has."""

    headings: tuple[str, ...]
    counts: Mapping[str, int]
    leads: int = 0
    """How many of the awards have a lead."""
    several: tuple[str, ...] = ()
    """The details that some award has several values of."""

    @property
    def layout(self) -> Layout:
        """The description of the tables."""
        return Layout.of(self.headings, self.counts, self.leads, self.several)


def write(
    awards: Iterable[tuple[int, Award]], headings: Iterable[str], folder: Path, connection: "DuckDBPyConnection"
) -> WrittenTables:
    """Write numbered awards into a folder; columns of headings that come up on the way join those that are given."""
    counts, extras, leads = dict.fromkeys(TABLES, 0), list(headings), 0
    numbered = iter(awards)
    several: set[str] = set()
    part = 0
    while batch := list(islice(numbered, _PART)):
        extras += dict.fromkeys(heading for _, award in batch for heading in award.extra if heading not in extras)
        leads += sum(award.lead is not None for _, award in batch)
        for name, count in _write_part(batch, extras, folder, part, connection, several).items():
            counts[name] += count
        part += 1
    return WrittenTables(tuple(extras), counts, leads, tuple(sorted(several)))


def _write_part(
    batch: Sequence[tuple[int, Award]],
    headings: Sequence[str],
    folder: Path,
    part: int,
    connection: "DuckDBPyConnection",
    several: set[str],
) -> Mapping[str, int]:
    import msgspec

    counts = dict.fromkeys(TABLES, 0)
    encoder, longest = msgspec.json.Encoder(), LEAST
    with ExitStack() as stack:
        files: dict[str, IO[bytes]] = {name: stack.enter_context((folder / f"{name}.jsonl").open("wb")) for name in TABLES}
        for number, award in batch:
            for name, record in award_rows.records(number, award, headings):
                line = encoder.encode(record) + b"\n"
                longest = max(longest, len(line))
                files[name].write(line)
                counts[name] += 1
                if name == "details" and record["position"]:
                    several.add(record["field"])
    for name in TABLES:
        lines = folder / f"{name}.jsonl"
        if counts[name]:
            query = f"SELECT * FROM {json_lines(lines, columns(name, headings), longest)}"
            destination = target(folder / f"{name}-{part:05}.parquet")
            connection.cursor().execute(f"COPY ({query}) TO {destination} (FORMAT parquet)")
        lines.unlink()
    return counts


def columns(name: str, headings: Sequence[str]) -> Mapping[str, str]:
    """Return the columns of a table and their types."""
    return {**AWARDS, **{f"x{place}": "VARCHAR" for place in range(len(headings))}} if name == "awards" else TABLES[name]


def relation(name: str, tables_written: WrittenTables, folder: Path) -> str:
    """Return the statement for all rows of a table that was written."""
    if tables_written.counts[name]:
        parts = ", ".join(map(file, sorted(folder.glob(f"{name}-*.parquet"))))
        return f"SELECT * FROM read_parquet([{parts}], union_by_name = true, hive_partitioning = false)"
    return empty(columns(name, tables_written.headings))


def empty(types: Mapping[str, str]) -> str:
    """Return the statement for no row of these columns and types."""
    return f"SELECT {', '.join(f'CAST(NULL AS {kind}) AS {column}' for column, kind in types.items())} WHERE FALSE"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RecordTables:
    """Tables with whole awards, and nothing but what was written of them."""

    layout: Layout

    def load(self, columns: Collection[Column]) -> None:
        """Do nothing: everything is there."""

    def place(self, name: str, key: str, select: Callable[[], str]) -> None:
        """Do nothing: they are joined."""

    def keep(self, _name: str, select: Callable[[], str]) -> str:
        """Return the relation that a statement makes of these tables."""
        return f"({select()})"

    def whole_awards(self, numbers: Sequence[int], ask: award_rows.Ask) -> Iterator[Award]:
        """Yield the awards with these numbers, in their order."""
        return award_rows.read(numbers, self.layout.headings, ask, lone=self.layout.lone)


def tables(tables_written: WrittenTables, folder: Path, connection: "DuckDBPyConnection") -> RecordTables:
    """Load what was written into a connection, the awards as `stored_awards`."""
    for name in TABLES:
        view = "stored_awards" if name == "awards" else name
        connection.execute(f"CREATE OR REPLACE VIEW {view} AS {relation(name, tables_written, folder)}")
    return RecordTables(tables_written.layout)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class MemoryTables:
    """The tables of awards that are in memory too."""

    layout: Layout
    awards: Sequence[Award]
    currency: str | None

    def load(self, columns: Collection[Column]) -> None:
        """Do nothing: everything is there."""

    def place(self, name: str, key: str, select: Callable[[], str]) -> None:
        """Do nothing: they are joined."""

    def keep(self, _name: str, select: Callable[[], str]) -> str:
        """Return the relation that a statement makes of these tables."""
        return f"({select()})"

    def whole_awards(self, numbers: Sequence[int], _ask: Ask) -> Iterator[Award]:
        """Yield the awards with these numbers, in their order."""
        return (replace(self.awards[n], currency=self.awards[n].currency or self.currency) for n in numbers)


def create_tables(
    awards: Sequence[Award], extras: Sequence[str], currency: str | None, connection: "DuckDBPyConnection"
) -> MemoryTables:
    """Load awards into the tables of a connection, as `stored_awards`; `extras` are columns that some of them may have."""
    folder = temporary_folder(connection)
    tables_written = write(enumerate(awards), extras, folder, connection)
    return MemoryTables(tables(tables_written, folder, connection).layout, awards, currency)
