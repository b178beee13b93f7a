r"""TSV: a tab between cells; a tab, line break or backslash in a cell is written `\t`, `\n`, `\r`, `\\`."""

from grantcli.render.csv import guard_cells
from grantcli.render.style import Page, Style
from grantcli.table import Table

_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def render(table: Table, style: Style) -> Page:
    """Return the rows as TSV."""
    rows, notes = guard_cells(table, style)
    return Page("".join("\t".join(cell.translate(_ESCAPES) for cell in row) + "\n" for row in rows[not style.header :]), notes)
