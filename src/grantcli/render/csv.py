"""CSV after RFC 4180: UTF-8, LF, header always; for spreadsheets with a byte order mark and CRLF.

The module `csv` is not used: in Python 3.11 it leaves a lone CR unquoted, and nobody can read that back. In CSV and TSV, text
cells that a spreadsheet would run as a formula are guarded with `'` and counted.
"""

import re

from grantcli.render.cells import plain
from grantcli.render.style import Page, Style
from grantcli.table import Explanation, Table


def render(table: Table, style: Style) -> Page:
    """Return the rows as CSV."""
    rows, notes = guard_cells(table, style)
    end = "\r\n" if style.excel else "\n"
    text = "".join(
        (",".join(map(quote_cell, row)) or '""') + end for row in rows[not style.header :]
    )  # an empty line would be no record
    return Page(("\N{BYTE ORDER MARK}" if style.excel else "") + text, notes)


_SPECIAL = frozenset(',"\r\n')


def quote_cell(cell: str) -> str:
    """Return a cell as it is written in a record."""
    if not _SPECIAL.isdisjoint(cell):
        return '"' + cell.replace('"', '""') + '"'
    return cell


_NUMBER = r"[+-]?[0-9]+(\.[0-9]+)?"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guard_cells(table: Table, style: Style) -> tuple[list[list[str]], tuple[str, ...]]:
    """Return the header and the rows as texts, and a note that counts the cells that were guarded."""
    header = [column.name for column in table.columns]
    rows = [header, *([plain(cell) for cell in row] for row in table.rows)]
    count = 0
    if not style.raw:
        texts = [[True] * len(header), *([isinstance(cell, str | tuple | Explanation) for cell in row] for row in table.rows)]
        for row, is_text in zip(rows, texts, strict=True):
            for index, value in enumerate(row):
                if is_text[index] and value.startswith(_FORMULA) and not re.fullmatch(_NUMBER, value):
                    row[index] = f"'{value}"
                    count += 1
    cells = "1 cell" if count == 1 else f"{count:,} cells"
    note = f"{cells} that a spreadsheet would run as a formula begin{'s' if count == 1 else ''} with ' here; --raw turns this off"
    return rows, (note,) if count else ()
