"""Stages a table that only Python reads: its rows as texts, in lines of JSON, each row with its place."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest
from pathlib import Path

from grantcli.ingest.database import file as file_literal
from grantcli.ingest.headings import Match, Texts
from grantcli.ingest.nesting import Cell, has_content, text
from grantcli.ingest.profile.column_fields import texts
from grantcli.ingest.profile.periods import StatedPeriods
from grantcli.ingest.raw_table import Row, Table
from grantcli.ingest.row_reader import sheet_name, texts_below
from grantcli.ingest.stage import StagedRows
from grantcli.ingest.titles import DATES

_SMALLEST_OBJECT = 1 << 24
_PARTS = re.compile(r"\.\d{3}")
_PART = 1_000
"""Rows in a batch."""


def stage(
    table: Table, matches: Sequence[Match], column_texts: Texts, folder: Path, dates_above: StatedPeriods | None = None
) -> StagedRows:
    """Return the rows of a table, written into `folder`; `column_texts` are those that columns are known by.

    `dates_above` are the dates of awards that no row states.

    A row that texts do not represent fully is stored as it is too: one with cells beyond the headings, or a number for a date.
    """
    width = len(table.headings)
    names = [(index, each.path.rpartition("/")[2]) for index, each in enumerate(matches) if each.path]
    dated = [index for index, name in names if name in DATES]
    paid = [index for index, name in names if name.startswith("amount")]
    path = folder / "rows.jsonl"
    mixed = _MixedColumns(paid)
    longest = _write(path, _lines(table, width, dated, mixed, paid))
    if mixed.has_both:
        longest = _write(path, _lines(table, width, [*dated, *paid], mixed, ()))
    cells = ", ".join(f"cells[{number + 3}] AS c{number}" for number in range(width))
    source = (
        f"read_json({file_literal(path)}, format = 'newline_delimited', records = false, columns = {{cells: 'VARCHAR[]'}},"
        f" maximum_object_size = {max(longest + 1, _SMALLEST_OBJECT)}, compression = 'uncompressed', hive_partitioning = false)"
    )
    relation = f"(SELECT cells[1] AS place, cells[2] AS raw, {cells} FROM {source})"
    return StagedRows(
        table.kind, table.headings, relation, "ROW_NUMBER() OVER ()", "place", irregular="raw <> ''", above=above(table),
        notes=table.notes, texts=column_texts, sides=table.sides, skip_reasons=table.skip_reasons, unread=table.unread,
        starts=table.starts, has_raw=True, ends=table.ends, delimited=table.delimited, periods=dates_above,
    )  # fmt: skip


def texts_of(table: Table) -> Texts:
    """Return the texts that columns are known by."""
    return texts(texts_below(table))


def above(table: Table) -> tuple[Row, ...]:
    """Return the rows above the headings, and these; none where nothing is above them, not even the name of a sheet."""
    rows = tuple(islice(table.rows(), max(table.head + 1, 0)))
    return rows if table.head > 0 or any(True for place, _ in rows for _ in sheet_name(place)) else ()


class _MixedColumns:
    """Whether columns of amounts have numbers, and texts that a decimal sign may be in, which are read otherwise."""

    def __init__(self, columns: Sequence[int]) -> None:
        self._columns = columns
        self._numbers = self._texts = False

    def add(self, cells: Sequence[Sequence[Cell]]) -> None:
        """Look at some rows, column by column."""
        for index in self._columns:
            texts = [cell for cell in cells[index] if type(cell) is str and cell]
            self._numbers |= any(type(cell) is not str for cell in cells[index])
            self._texts |= any("," in text or "." in text for text in texts)

    @property
    def has_both(self) -> bool:
        """Whether there are both."""
        return self._numbers and self._texts


def _write(path: Path, parts: Iterator[bytes]) -> int:
    """Write lines, some at a time, and return how long the longest is at most, which is exact where it is long."""
    longest = 0
    with path.open("wb") as file:
        for part in parts:
            file.write(part)
            longest = max(longest, len(part) if len(part) < _SMALLEST_OBJECT else max(map(len, part.split(b"\n"))))
    return longest


def _lines(table: Table, width: int, number_columns: Sequence[int], mixed: _MixedColumns, paid: Sequence[int]) -> Iterator[bytes]:
    """Yield lines in batches: each row as a JSON array of its place, itself where texts do not represent it fully, and its texts.

    A number in a column where numbers and texts are read differently is not a text, nor is one with parts of a penny in a column
    of amounts: `1.505` could be two numbers. Columns that have only texts, as most have, are checked as a whole. A row that is
    no award has no texts, so that they decide nothing.
    """
    import msgspec

    encoder = msgspec.json.Encoder(decimal_format="number")
    rows = ((place, cells) for number, (place, cells) in table.numbered_rows() if number > 0)
    while part := list(islice(rows, _PART)):
        places = [str(place) for place, _ in part]
        raws = [encoder.encode(row).decode() if place in table.skip_reasons else "" for place, row in part]
        cells = list(zip_longest(*(() if raw else row for raw, (_, row) in zip(raws, part, strict=True)), fillvalue=""))
        columns: list[Sequence[Cell]] = [*cells[:width], *[[""] * len(part)] * (width - len(cells))]
        mixed.add(columns)
        for index, column in enumerate(cells):
            if index < width and set(map(type, column)) == {str}:
                continue
            unusual = [
                number for number, cell in enumerate(column) if (has_content(cell) if index >= width else type(cell) is not str)
            ]
            if index in paid:
                unusual = [number for number in unusual if _PARTS.search(text(column[number]))]
            if index < width:
                columns[index] = texts = list(map(text, column))
                for number in unusual if index in number_columns or index in paid else ():
                    texts[number] = ""
            for number in unusual if index >= width or index in number_columns or index in paid else ():
                raws[number] = raws[number] or encoder.encode(part[number][1]).decode()
        yield encoder.encode_lines(list(zip(places, raws, *columns, strict=True)))
