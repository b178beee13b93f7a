"""Stages a table that only Python reads: its rows as texts, in lines of JSON, each row with its place."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from grantcli.ingest.database import file as file_literal
from grantcli.ingest.headings import Match
from grantcli.ingest.nesting import Cell, filled, text
from grantcli.ingest.profile.columns import Texts, texts
from grantcli.ingest.rows import below, texts_below
from grantcli.ingest.stage import Staged
from grantcli.ingest.table import Row, Table
from grantcli.ingest.titles import DATES

_LEAST = 1 << 24


def stage(table: Table, matches: Sequence[Match], folder: Path) -> Staged:
    """Return the rows of a table, written into `folder`.

    A row that texts do not say all of is kept as it is too: one with cells beyond the headings, or a number for a date.
    """
    width = len(table.headings)
    named = [(index, each.path.rpartition("/")[2]) for index, each in enumerate(matches) if each.path]
    dated = [index for index, name in named if name in DATES]
    paid = [index for index, name in named if name.startswith("amount")]
    path = folder / "rows.jsonl"
    mixed = _Mixed(paid)
    longest = _write(path, _lines(table, width, dated, mixed))
    if mixed.both:
        longest = _write(path, _lines(table, width, [*dated, *paid], mixed))
    cells = ", ".join(f"cells[{number + 3}] AS c{number}" for number in range(width))
    source = (
        f"read_json({file_literal(path)}, format = 'newline_delimited', records = false, columns = {{cells: 'VARCHAR[]'}},"
        f" maximum_object_size = {max(longest + 1, _LEAST)}, compression = 'uncompressed', hive_partitioning = false)"
    )
    relation = f"(SELECT cells[1] AS place, cells[2] AS raw, {cells} FROM {source})"
    return Staged(
        table.kind, table.headings, relation, "ROW_NUMBER() OVER ()", "place", irregular="raw <> ''", above=above(table),
        notes=table.said, texts=texts_of(table), sides=table.sides, has_raw=True,
    )  # fmt: skip


def texts_of(table: Table) -> Texts:
    """Return the texts that columns are known by."""
    return texts(texts_below(table))


def above(table: Table) -> tuple[Row, ...]:
    """Return the rows above the headings, and these; none where nothing stands above them."""
    return tuple(islice(table.rows(), table.head + 1)) if table.head > 0 else ()


class _Mixed:
    """Whether columns of amounts have numbers, and texts that a decimal sign may be in, which are read otherwise."""

    def __init__(self, columns: Sequence[int]) -> None:
        self._columns = columns
        self._numbers = self._texts = False

    def add(self, cells: Sequence[Cell]) -> None:
        """Look at a row."""
        for index in self._columns:
            if index < len(cells) and (cell := cells[index]) != "":
                if type(cell) is not str:
                    self._numbers = True
                elif "," in cell or "." in cell:
                    self._texts = True

    @property
    def both(self) -> bool:
        """Whether there are both."""
        return self._numbers and self._texts


def _write(path: Path, lines: Iterator[bytes]) -> int:
    """Write lines, and return how long the longest is."""
    with path.open("wb") as file:
        return max((file.write(line) for line in lines), default=0)


def _lines(table: Table, width: int, typed: Sequence[int], mixed: _Mixed) -> Iterator[bytes]:
    """Yield each row as a JSON array: its place, itself where texts do not say all of it, and its texts.

    A number in a column where numbers are read otherwise than texts is no text.
    """
    import msgspec

    encode = msgspec.json.Encoder(decimal_format="number").encode
    for _, place, cells in below(table):
        mixed.add(cells)
        texts = [cell if type(cell) is str else text(cell) for cell in cells]
        more = len(cells) > width and any(map(filled, cells[width:]))
        for index in typed:
            if index < len(cells) and type(cells[index]) is not str:
                more, texts[index] = True, ""
        raw = encode(cells).decode() if more else ""
        yield encode([str(place), raw, *texts[:width], *[""] * (width - len(texts))]) + b"\n"
