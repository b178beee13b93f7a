"""CSV after RFC 4180: UTF-8, LF, header always; for spreadsheets with a byte order mark and CRLF.

The module `csv` is not used: in Python 3.11 it leaves a lone CR unquoted, and nobody can read that back. In CSV and TSV, text
cells that a spreadsheet would run as a formula are guarded with `'` and counted.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TextIO

from grantcli.render.cells import data_text
from grantcli.render.style import Style
from grantcli.table import Cell, Explanation, Table, TableStream


def write(table: Table | TableStream, style: Style, file: TextIO) -> tuple[str, ...]:
    """Write the rows as CSV, and return the notes about them."""
    guard = Guard(style)
    end = "\r\n" if style.excel else "\n"
    file.write("\N{BYTE ORDER MARK}" if style.excel else "")
    # an empty line would be no record
    file.writelines((",".join(map(quote_cell, row)) or '""') + end for row in guard.rows(table))
    return guard.notes


_SPECIAL = frozenset(',"\r\n')


def quote_cell(cell: str) -> str:
    """Return a cell as it is written in a record."""
    if not _SPECIAL.isdisjoint(cell):
        return '"' + cell.replace('"', '""') + '"'
    return cell


_NUMBER = r"[+-]?[0-9]+(\.[0-9]+)?"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(slots=True, eq=False, repr=False)
class Guard:
    """Turns rows into texts, and counts the cells that it guards."""

    style: Style
    count: int = 0

    def rows(self, table: Table | TableStream) -> Iterator[list[str]]:
        """Yield the header, unless the style has none, and the rows."""
        header = [column.name for column in table.columns]
        if self.style.header:
            yield self._guard(header, header)
        for row in table.rows:
            yield self._guard([data_text(cell) for cell in row], row)

    def _guard(self, texts: list[str], cells: Sequence[Cell]) -> list[str]:
        if self.style.raw:
            return texts
        for place, text in enumerate(texts):
            if (
                text.startswith(_FORMULA)
                and isinstance(cells[place], str | tuple | Explanation)
                and not re.fullmatch(_NUMBER, text)
            ):
                texts[place] = f"'{text}"
                self.count += 1
        return texts

    @property
    def notes(self) -> tuple[str, ...]:
        """The note that counts the guarded cells, where there are any."""
        cells, begin = ("1 cell", "begins") if self.count == 1 else (f"{self.count:,} cells", "begin")
        note = f"{cells} that a spreadsheet would run as a formula {begin} with ' here; --raw turns this off"
        return (note,) if self.count else ()
