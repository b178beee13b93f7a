r"""TSV: a tab between cells; a tab, line break or backslash in a cell is written `\t`, `\n`, `\r`, `\\`."""

from typing import TextIO

from grantcli.render.csv import Guard
from grantcli.render.style import Style
from grantcli.table import Table, TableStream

_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def write(table: Table | TableStream, style: Style, file: TextIO) -> tuple[str, ...]:
    """Write the rows as TSV, and return the notes about them."""
    guard = Guard(style)
    file.writelines("\t".join(cell.translate(_ESCAPES) for cell in row) + "\n" for row in guard.rows(table))
    return guard.notes
