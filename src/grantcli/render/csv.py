"""CSV after RFC 4180: UTF-8, LF, header always; for spreadsheets with a byte order mark and CRLF.

The module `csv` is not used: in Python 3.11 it leaves a lone CR unquoted, and nobody can read that back.
"""

from grantcli.render.delimited import guard_cells
from grantcli.render.style import Page, Style
from grantcli.table import Table


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
