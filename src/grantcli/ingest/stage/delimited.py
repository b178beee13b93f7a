"""Stages tables in text: DuckDB reads a file where it lies if it reads it just as Python's `csv` does; others are rewritten."""

import csv
import re
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from grantcli.ingest import text
from grantcli.ingest.database import file as file_literal
from grantcli.ingest.nesting import filled
from grantcli.ingest.options import ReadOptions
from grantcli.ingest.profile.columns import texts
from grantcli.ingest.rows import below, texts_below
from grantcli.ingest.stage import Staged
from grantcli.ingest.table import Table
from grantcli.ingest.text import Dialect

_PLAIN = frozenset({"utf-8", "utf-8-sig"})
_CHUNK = 1 << 22


def stage(path: Path, label: str, how: ReadOptions, folder: Path) -> Staged | None:
    """Return the table of a file, `None` where only the row reader reads it; DataError as `text.table`.

    What has to be written for that goes into `folder`.
    """
    form, table = text.read(path, label, how)
    if table.comments:
        return None
    if form.newline == "\r":
        return rewritten(table, folder)
    if form.encoding not in _PLAIN:
        path = _transcoded(path, form.encoding, folder)
    if any("\n" in heading or "\r" in heading for heading in form.headings) or _misread(path, form.delimiter):
        return rewritten(table, folder)
    above = tuple(islice(table.rows(), table.head + 1)) if table.head else ()
    return Staged(
        table.kind, form.headings, _in_place(path, form), "ROW_NUMBER() OVER ()", f"n + {form.line}", above=above,
        notes=table.said, texts=texts(texts_below(table)), lines=lambda: line_ends(path) - form.line,
        rewrite=lambda: rewritten(table, folder),
    )  # fmt: skip


def rewritten(table: Table, folder: Path) -> Staged:
    """Return a table whose rows Python's `csv` has read: every cell quoted, with its line, and all cells where there are more."""
    import msgspec

    encode = msgspec.json.Encoder().encode
    width = len(table.headings)
    path = folder / "rewritten.csv"

    def lines() -> Iterator[list[str]]:
        for _, place, found in below(table):
            cells = [str(cell) for cell in found]
            more = any(map(filled, cells[width:]))
            raw = encode(cells).decode() if more else ""
            yield [str(place), raw, *cells[:width], *[""] * (width - len(cells))]

    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(lines())
    above = tuple(islice(table.rows(), table.head + 1)) if table.head else ()
    names = ["line", "raw", *(f"c{number}" for number in range(width))]
    return Staged(
        table.kind, table.headings, _read(path, names, ",", ""), "ROW_NUMBER() OVER ()", "line", irregular="raw IS NOT NULL",
        above=above, notes=table.said, texts=texts(texts_below(table)),
    )  # fmt: skip


def line_ends(path: Path) -> int:
    """Return how many lines a text has below its first."""
    with path.open("rb") as file:
        found = sum(part.count(b"\n") for part in iter(partial(file.read, _CHUNK), b""))
        file.seek(-1, 2)
        return found if file.read(1) == b"\n" else found + 1


def _in_place(path: Path, form: Dialect) -> str:
    names = [f"c{number}" for number in range(len(form.headings))]
    return _read(path, names, form.delimiter, f", header = true, skip = {form.line - 1}")


def _read(path: Path, names: list[str], delimiter: str, more: str) -> str:
    columns = ", ".join(f"{name}: 'VARCHAR'" for name in names)
    sign = delimiter.replace("\t", "\\t")
    header = more or ", header = false"
    return (
        f"read_csv({file_literal(path)}, columns = {{{columns}}}, auto_detect = false, delim = E'{sign}', quote = '\"',"
        f" escape = '\"', hive_partitioning = false, compression = 'none'{header})"
    )


def _transcoded(path: Path, encoding: str, folder: Path) -> Path:
    made = folder / "transcoded.csv"
    with path.open(encoding=encoding, errors="replace", newline="") as file, made.open("w", encoding="utf-8", newline="") as into:
        for part in iter(partial(file.read, _CHUNK), ""):
            into.write(part)
    return made


def _misread(path: Path, delimiter: str) -> bool:
    """Say whether DuckDB may read a row otherwise than Python's `csv` does: it drops blanks before a quotation mark."""
    sign = delimiter.encode()
    wanted = re.compile(rb"(?:^|[\r\n" + re.escape(sign) + rb"])[ \t]+\"(?!\"[^" + re.escape(sign) + rb"\r\n\"])")
    starts = [start + b'"' for start in (sign + b" ", b"\n ")]
    with path.open("rb") as file:
        before = b""
        for part in iter(partial(file.read, _CHUNK), b""):
            whole = before + part
            if b"\r" in part and whole.count(b"\r") != whole.count(b"\r\n") + whole.endswith(b"\r"):
                return True  # a line end to Python, in a cell too
            if any(start in whole for start in starts) and wanted.search(whole):
                return True
            before = whole[-16:]
    return before.endswith(b"\r")
