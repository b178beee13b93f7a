"""An element of a file in JSON as a line of another, for DuckDB to read, and back."""

from grantcli.ingest import json_values
from grantcli.ingest.json_values import Item

PLACE, ITEM = "grantcli:place", "grantcli:item"
"""Names in a line for an element: its place in the file, and what only the row reader can read."""


def line(item: Item, *, is_plain: bool) -> bytes:
    """Return an element as a line of JSON, which `parse_element` reads; one that is not `is_plain` goes below a special name."""
    if is_plain and not item.remarks and not item.fault:
        return json_values.dump_line({**item.value, PLACE: str(item.place)})
    return json_values.dump_line({PLACE: str(item.place), ITEM: [item.value, item.remarks, item.fault]})


def parse_element(place: int | str, text: str) -> Item:
    """Return the element of a line, or of the text of a grant as it was published."""
    value = json_values.parse(text)
    if isinstance(value, dict) and ITEM in value:
        element, notes, fault = value[ITEM]
        return Item(place, element, tuple(notes), fault)
    if isinstance(value, dict):
        value.pop(PLACE, None)
    return json_values.item(place, value)
