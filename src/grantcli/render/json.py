"""JSON: an array of objects, one a row; the objects are those of JSON Lines."""

from typing import TextIO

from grantcli.render.jsonl import objects
from grantcli.render.style import Style
from grantcli.table import Table, TableStream


def write(table: Table | TableStream, _style: Style, file: TextIO) -> tuple[str, ...]:
    """Write the rows as a JSON array with a row a line."""
    before = "[\n"
    for row in objects(table):
        file.write(f"{before}  {row}")
        before = ",\n"
    file.write("[]\n" if before == "[\n" else "\n]\n")
    return ()
