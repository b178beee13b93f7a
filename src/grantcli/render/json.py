"""JSON: an array of objects, one a row; the objects are those of JSON Lines."""

from grantcli.render.jsonl import objects
from grantcli.render.style import Page, Style
from grantcli.table import Table


def render(table: Table, _style: Style) -> Page:
    """Return the rows as a JSON array with a row a line."""
    rows = objects(table)
    return Page("[\n" + ",\n".join(f"  {row}" for row in rows) + "\n]\n" if rows else "[]\n")
