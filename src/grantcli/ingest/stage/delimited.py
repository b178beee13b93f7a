"""Stages tables in text: DuckDB reads the file itself if it reads it just as Python's `csv` does."""

import re
from collections.abc import Sequence
from functools import partial
from itertools import islice
from pathlib import Path

from grantcli.ingest import delimited_text, headings
from grantcli.ingest.database import file as file_literal
from grantcli.ingest.delimited_text import Dialect
from grantcli.ingest.headings import Match
from grantcli.ingest.nesting import text
from grantcli.ingest.options import ReadOptions
from grantcli.ingest.profile.column_fields import refine, texts
from grantcli.ingest.row_reader import stated_periods, texts_below
from grantcli.ingest.stage import StagedRows, TextScan, by_row

_UTF8 = frozenset({"utf-8", "utf-8-sig"})
_CHUNK = 1 << 18
"""This many bytes at a time fit into the processor's cache."""
_CARRIED = 16


def stage(path: Path, label: str, options: ReadOptions, folder: Path) -> StagedRows | None:
    """Return the table of a file, `None` where only the row reader reads it; DataError as `delimited_text.table`.

    What has to be written for that goes into `folder`.
    """
    form, table = delimited_text.read(path, label, options)
    column_texts = texts(texts_below(table))

    def matches() -> tuple[Match, ...]:
        return refine(headings.match(table.headings, options), column_texts).matches

    dates_above = stated_periods(table, matches(), options) if table.head > 0 else None

    def rewrite() -> StagedRows:
        return by_row.stage(table, matches(), column_texts, folder, dates_above)

    if table.comments:  # which are in no row
        return None
    above = by_row.above(table)
    cells_above = [*form.headings, *(text(cell) for _, cells in above for cell in cells)]
    if form.newline == "\r" or any("\n" in each or "\r" in each for each in cells_above):  # lines to skip are counted otherwise
        return rewrite()
    if form.encoding not in _UTF8:
        path = _transcode(path, form.encoding, folder)
    return StagedRows(
        table.kind, form.headings, _in_place(path, form), "ROW_NUMBER() OVER ()", f"n + {form.line}", above=above,
        notes=table.notes, texts=column_texts, lines=lambda: line_ends(path) - form.line, rewrite=rewrite,
        scan=lambda: _scan(path, form), is_scan=True, delimited=True,
        periods=dates_above,
    )  # fmt: skip


def line_ends(path: Path) -> int:
    """Return how many lines a text has."""
    with path.open("rb") as file:
        count = sum(part.count(b"\n") for part in iter(partial(file.read, _CHUNK), b""))
        file.seek(-1, 2)
        return count if file.read(1) == b"\n" else count + 1


def _in_place(path: Path, form: Dialect) -> str:
    names: Sequence[str] = [f"c{number}" for number in range(len(form.headings))]
    return _read(path, names, form.delimiter, f", header = true, skip = {form.line - 1}")


def _transcode(path: Path, encoding: str, folder: Path) -> Path:
    copy = folder / "transcoded.csv"
    with path.open(encoding=encoding, errors="replace", newline="") as file, copy.open("w", encoding="utf-8", newline="") as out:
        for part in iter(partial(file.read, _CHUNK), ""):
            out.write(part)
    return copy


def _scan(path: Path, form: Dialect) -> TextScan:
    """Look at the bytes of a text below the headings.

    DuckDB drops blanks before a quotation mark, knows no carriage return by itself as the end of a line, and loses rows without
    a word where a line above the headings ends otherwise than those below. Where there is one, lines are counted.
    """
    sign = re.escape(form.delimiter.encode())
    # The search goes from quotation mark to quotation mark, which is four times as quick as to look for what is before them.
    spaced = re.compile(rb'"(?<=[' + sign + rb'\r\n][ \t]")(?=[^"]|"[ \t]*[' + sign + rb'\r\n"])')
    room = bytearray(_CARRIED + _CHUNK)  # the end of what was read before, and what is read now
    room[:_CARRIED] = b" " * (_CARRIED - 1) + b"\n"
    skips, lines, blank = form.line > 1, 0, -_blank_above(path, form)
    with path.open("rb") as file, memoryview(room) as view:
        while size := file.readinto(view[_CARRIED:]):
            end = _CARRIED + size
            if room.find(b"\r", _CARRIED - 1, end) >= 0:
                alone = room.count(b"\r", 0, end) - room.count(b"\r\n", 0, end)
                if alone != (room[end - 1] == ord("\r")):
                    return TextScan(is_misread=True)
                blank += room.count(b"\n\r\n", _CARRIED - 2, end) if skips else 0
            if spaced.search(room, 0, end):
                return TextScan(is_misread=True)
            if skips:
                lines += room.count(b"\n", _CARRIED, end)
                blank += room.count(b"\n\n", _CARRIED - 1, end)
            view[:_CARRIED] = bytes(view[size:end])
    before = bytes(room[:_CARRIED])
    is_misread = before.endswith(b"\r") or bool(spaced.search(before + b"\n"))
    return TextScan(is_misread, lines + (not before.endswith(b"\n")) - form.line, blank)


def _blank_above(path: Path, form: Dialect) -> int:
    """Return how many line ends above those of the headings follow another at once."""
    with path.open("rb") as file:
        above = b"\n" + b"".join(islice(file, form.line))
    return above.count(b"\n\n") + above.count(b"\n\r\n")


def _read(path: Path, names: Sequence[str], delimiter: str, more: str) -> str:
    """Return the rows of a table in text as DuckDB reads them, each row with just these cells, or not at all."""
    columns = ", ".join(f"{name}: 'VARCHAR'" for name in names)
    sign = delimiter.replace("\t", "\\t")
    return (
        f"read_csv({file_literal(path)}, columns = {{{columns}}}, auto_detect = false, delim = E'{sign}', quote = '\"',"
        f" escape = '\"', hive_partitioning = false, compression = 'none'{more})"
    )
