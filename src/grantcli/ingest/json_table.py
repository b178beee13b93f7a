"""Objects that do not use the names of the standard, as a table: each name is a heading, a nested one `recipient/name`.

Rules to keep: every value of an object is in its row, so that nothing is lost; a list of texts is one cell, with `; ` between.
"""

import json
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from grantcli.ingest import nesting
from grantcli.ingest.headings import WRAPPERS
from grantcli.ingest.nesting import Cell

_PLACES = 10
"""This many objects of one list get separate headings; the others share one cell, as JSON."""
_PLACE = re.compile(r"(?<=/)\d+(?=/|$)")


def cells(element: dict[str, Any]) -> dict[str, Cell]:
    """Return the values of an object by their paths; a `null` and an empty list are cells of nothing.

    >>> cells({"to": {"name": "A"}, "for": ["x", "y"], "paid": [{"sum": 5}, {"sum": 6}]})
    {'to/name': 'A', 'for': 'x; y', 'paid/0/sum': 5, 'paid/1/sum': 6}
    """
    row: dict[str, Cell] = {}
    for path, cell in _cells(element, ""):
        name, number = path, 1
        while name in row:  # a name may itself have a `/`
            number += 1
            name = f"{path} ({number})"
        row[name] = cell
    return row


def lists_of_texts(element: dict[str, Any], path: str = "") -> Iterator[str]:
    """Yield the path of each list of several texts, which are one cell with `; ` between.

    >>> list(lists_of_texts({"to": ["A", "B"], "by": {"name": ["C", "D"]}, "for": ["x"]}))
    ['to', 'by/name']
    """
    for key, each in element.items():
        place = f"{path}/{key}" if path else key
        if isinstance(each, dict):
            yield from lists_of_texts(each, place)
        elif isinstance(each, list) and len(each) > 1 and all(isinstance(text, str) for text in each):
            yield place


def headings(elements: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Return the headings of a table of these objects by path, in the order in which they first come.

    A list that never has more than one item has no number in its headings, and an object around a whole record is left out.
    """
    paths = dict.fromkeys(path for element in elements for path in cells(element))
    several = {path[: place.start()] for path in paths for place in _PLACE.finditer(path) if place[0] != "0"}
    wrappers = {path.partition("/")[0] for path in paths if "/" in path} & WRAPPERS
    wrapper = f"{next(iter(wrappers))}/" if len(wrappers) == 1 else ""
    headings_by_path = {path: _heading(path, several, wrapper) for path in paths}
    names = list(headings_by_path.values())
    return {path: name if names.count(name) == 1 else path for path, name in headings_by_path.items()}


def text(cell: Cell) -> str:
    """Return a cell as a text, trimmed: a number without an exponent, and without decimals that are nought."""
    return nesting.text(cell).strip()


def _heading(path: str, several: set[str], wrapper: str) -> str:
    steps = path.split("/")
    parts = [step for place, step in enumerate(steps) if not place or step != "0" or "/".join([*steps[:place], ""]) in several]
    return "/".join(parts).removeprefix(wrapper)


def _cells(value: Any, path: str) -> Iterator[tuple[str, Cell]]:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _cells(each, f"{path}/{key}" if path else key)
    elif not isinstance(value, list):
        yield path, cell(value)
    elif not any(isinstance(each, dict | list) for each in value):
        yield path, "; ".join(str(cell(each)) for each in value if each is not None)
    elif all(isinstance(each, dict) for each in value):
        for place, each in enumerate(value[:_PLACES]):
            yield from _cells(each, f"{path}/{place}")
        if value[_PLACES:]:
            yield path, _text(value[_PLACES:])
    else:
        yield path, _text(value)


def cell(value: Any) -> Cell:  # noqa: ANN401 - whatever JSON holds
    """Return a value that is neither a list nor an object as a cell."""
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    return value if isinstance(value, str | int | Decimal) else str(value)


def _text(value: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    return json.dumps(value, ensure_ascii=False, default=str)
