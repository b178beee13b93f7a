"""Reads tables in text, whatever their encoding, line ends and delimiter.

A rule to keep: no byte stops the reading. A byte that the encoding does not have is shown as �, and a note says so.
"""

import codecs
import csv
import io
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from grantcli.errors import DataError, Place
from grantcli.ingest import file_kind
from grantcli.ingest.options import ReadOptions
from grantcli.ingest.profile.table_layout import LOOKED, TableLayout, find, names_of
from grantcli.ingest.raw_table import Row, Table
from grantcli.ingest.titles import heading_key

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
_SAMPLE = 1 << 20
_ENCODING_NOTES = {
    "cp1252": "the text is not UTF-8, and is read as cp1252 (Windows, Western European)",
    "utf-32": "the text is UTF-32",
}
"""The note about the encoding of a text."""
_UNDEFINED = frozenset(b"\x81\x8d\x8f\x90\x9d")  # of cp1252
_END = "\0end of the file\0"
_FIGURE = re.compile(r"[\s\"£€$(-]*\d")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a table is written as text."""

    encoding: str
    """`utf-8`, `utf-8-sig` where there is a BOM, `utf-16`, `utf-16-le`, `utf-16-be`, `utf-32` or `cp1252`."""
    delimiter: str
    newline: str
    r"""`\n`, `\r\n` or `\r`: the first that is in the file."""
    line: int
    """The line of the headings; the first is 1."""
    headings: tuple[str, ...]
    head: int
    """How many rows come before the headings; an empty line does not count."""
    compressed: bool = False
    spaced: bool = False
    """Whether blanks may come between a delimiter and the quotation mark that opens a cell."""
    layout: TableLayout | None = None
    """What was decided about the headings."""


def dialect(path: Path, options: ReadOptions | None = None, label: str = "") -> Dialect:
    """Return the dialect of the table in a file, judged by its first mebibyte; DataError where it is not a table of awards."""
    temporary: list[Path] = []
    label = label or str(path)
    try:
        options = options or ReadOptions()
        bare = file_kind.unpack(path, label, temporary, options.max_unpacked)
        if file_kind.kind(file_kind.start(bare, label), bare, label) != "text":
            raise file_kind.unreadable_file(label, "is no table in text")
        return _dialect(bare, label, options, in_full=False, compressed=bool(temporary))
    finally:
        file_kind.remove(temporary)


def table(path: Path, label: str, options: ReadOptions) -> Table:
    """Return the table in a file of text; DataError where its headings show no awards."""
    return read(path, label, options)[1]


def read(path: Path, label: str, options: ReadOptions) -> tuple[Dialect, Table]:
    """Return the dialect and the table of a file of text; DataError where its headings show no awards."""
    form = _dialect(path, label, options, in_full=True)
    guessed = (_ENCODING_NOTES[form.encoding],) if form.encoding in _ENCODING_NOTES else ()
    kind = f"text with the delimiter {DELIMITERS[form.delimiter]}, {form.encoding}"
    layout = form.layout
    assert layout  # noqa: S101 - whoever finds a dialect finds one
    return form, Table(
        kind, form.headings, form.head, lambda: _rows(path, form, label), guessed + _undecodable_note(path, form) + layout.notes,
        comments=layout.comments, skip=options.skip, every_row=options.every_row, ends=True, delimited=True,
    )  # fmt: skip


def _dialect(path: Path, label: str, options: ReadOptions, *, in_full: bool, compressed: bool = False) -> Dialect:
    encoding = _encoding(path, in_full=in_full)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        lines = list(io.StringIO(file.read(_SAMPLE), newline=""))
    spaced = {sign: _is_spaced(lines, sign) for sign in DELIMITERS}
    samples = {sign: list(islice(_split(lines, sign, spaced=spaced[sign]), LOOKED)) for sign in DELIMITERS}
    layouts = {sign: layout for sign, rows in samples.items() if (layout := find(rows, options)) and layout.fits}
    if not layouts:
        raise _no_headings(label, samples)
    delimiter = max(layouts, key=lambda sign: layouts[sign].fits)
    layout = layouts[delimiter]
    line = samples[delimiter][layout.last][0]
    end = next((end for end in ("\r\n", "\n", "\r") if lines[0].endswith(end)), "\n")
    return Dialect(encoding, delimiter, end, int(line), layout.names, layout.last, compressed, spaced[delimiter], layout)


def _encoding(path: Path, *, in_full: bool) -> str:
    """Return the encoding of a text: by its mark, by its NULs, or by whether its bytes are UTF-8."""
    with path.open("rb") as file:
        first = file.read(_SAMPLE)
        if first.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):  # the first begins as that of UTF-16 does
            return "utf-32"
        if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if first.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        big, little = first[: file_kind.START : 2].count(0), first[1 : file_kind.START : 2].count(0)
        if max(big, little) > file_kind.START // 8 or (
            max(big, little) * 4 > len(first[: file_kind.START]) and not min(big, little)
        ):
            return "utf-16-le" if little > big else "utf-16-be"
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            decoder.decode(first)
            while in_full and (chunk := file.read(_SAMPLE)):
                if not chunk.isascii() or decoder.getstate()[0]:
                    decoder.decode(chunk)
            decoder.decode(b"", final=in_full or len(first) < _SAMPLE)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def _undecodable_note(path: Path, form: Dialect) -> tuple[str, ...]:
    """Say whether bytes of the file have no meaning in its encoding; all of a file that is taken for UTF-8 have."""
    if form.encoding == "utf-8":
        return ()
    with path.open("rb") as file:
        if form.encoding == "cp1252":
            lost = any(_UNDEFINED.intersection(chunk) for chunk in iter(lambda: file.read(_SAMPLE), b""))
        else:
            decoder = codecs.getincrementaldecoder(form.encoding)()
            try:
                for chunk in chain(iter(lambda: file.read(_SAMPLE), b""), [b""]):
                    decoder.decode(chunk, final=not chunk)
                lost = False
            except UnicodeDecodeError:
                lost = True
    return (f"some bytes are not text in {form.encoding}, and shown as \ufffd",) if lost else ()


def _rows(path: Path, form: Dialect, label: str) -> Iterator[Row]:
    with path.open(encoding=form.encoding, errors="replace", newline="") as file:
        for line, cells in _split(chain(file, [_END]), form.delimiter, len(form.headings), label, spaced=form.spaced):
            if cells == [_END]:
                return
            if cells[-1].endswith(_END):
                raise DataError(
                    "a quotation mark is opened and never closed", place=Place(label, line), hint="close it, or take it away"
                )
            yield line, cells


def _is_spaced(lines: Iterable[str], delimiter: str) -> bool:
    """Say whether blanks come before the mark that opens a cell in quotation marks: `A, "1,500"`."""
    sign = re.escape(delimiter)
    spaced = re.compile(rf'(?:^|{sign}) +"[^"]+"(?= *(?:{sign}|[\r\n]|$))')
    return any(' "' in line and spaced.search(line) for line in lines)


def _split(
    lines: Iterable[str], delimiter: str, width: int = 0, label: str = "", *, spaced: bool = False
) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows in these lines, each with the line that it begins on; an empty line is none.

    DataError where, of a table of this width, a quotation mark swallows the rows that follow it.
    """
    csv.field_size_limit(sys.maxsize)  # a description may be long
    part: list[str] = []

    def feed() -> Iterator[str]:
        for each in lines:
            part.append(each)
            yield each

    reader = csv.reader(feed(), delimiter=delimiter, skipinitialspace=spaced)
    line = 1
    for cells in reader:
        if width and len(part) > 1 and part[-1] != _END and _swallows(part, delimiter, width):
            raise DataError(
                f"a quotation mark swallows {len(part) - 1:,} of the lines that follow it", place=Place(label, line),
                hint="close it before the next delimiter, double it, or take it away",
            )  # fmt: skip
        if cells:
            yield line, cells
        line = reader.line_num + 1
        part.clear()


def _swallows(lines: list[str], delimiter: str, width: int) -> bool:
    """Say whether lines that are one row by their quotation marks are several.

    Each is as wide as the table by itself, and has a figure where the others have one; or wider, for it can have quoted
    delimiters, where a mark is besides not closed before a delimiter.
    """
    counts = [line.count(delimiter) + 1 for line in lines]
    if width > 1 and all(count == width for count in counts):
        columns = zip(*(line.split(delimiter) for line in lines), strict=True)
        return any(all(map(_FIGURE.match, column)) for column in columns)
    if min(counts) < width:
        return False
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return True
    return False


def _no_headings(label: str, samples: dict[str, list[tuple[int, list[str]]]]) -> DataError:
    tops = [names_of(rows[0][1]) for rows in samples.values() if rows]
    first = max(tops, key=len, default=())
    if any(heading_key(name) == "ocid" for name in first):
        return file_kind.unreadable_file(label, "seems to be data of the Open Contracting Data Standard, and has no grant awards")
    if len(first) < 2:  # noqa: PLR2004 - one cell is a sentence
        return file_kind.unreadable_file(
            label, "seems to be a text, and has no row of headings", "a table has headings such as `Amount Awarded`"
        )
    names = ", ".join(f"`{name}`" for name in first[:5]) + (" and more" if len(first) > 5 else "")  # noqa: PLR2004 - enough to decide
    hint = "say which columns are awards: `--map amount=HEADING --map recipient=HEADING`"
    return file_kind.unreadable_file(label, f"is a table, and no column looks like grant data: {names}", hint)
