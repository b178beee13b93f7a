"""Finds a table in JSON that is no list of objects: a list for each column, objects by their names, rows below headings.

A rule to keep: a document has such a shape only where all of it has, so that no value is lost.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_HEADINGS = ("columns", "fields", "headers", "header", "headings")
_ROWS = ("data", "rows", "records", "values")
_WRAPPERS = ("data", "result", "results", "response", "table")
_FEWEST = 2
"""A table has at least this many columns, and objects by their names are at least as many."""


def tables(document: Any) -> Iterator[list[dict[str, Any]]]:  # noqa: ANN401 - whatever JSON holds
    """Yield the objects of each table that a document may be."""
    if isinstance(document, list):
        yield from _rows(document[:1], document[1:])
    elif isinstance(document, dict):
        if has_columns(document):
            yield [dict(zip(document, row, strict=True)) for row in zip(*document.values(), strict=True)]
        if _has_equal_objects(document):
            yield _with_keys(document)
            yield _turn(document)
        for headings in (document[name] for name in _HEADINGS if isinstance(document.get(name), list)):
            for rows in (document[name] for name in _ROWS if isinstance(document.get(name), list)):
                yield from _rows([[_name(each) for each in headings]], rows)
        for name in _WRAPPERS:
            if isinstance(document.get(name), dict):
                yield from tables(document[name])


def is_table(document: Mapping[str, Any]) -> bool:
    """Say whether an object is a table itself: a list for each column, or objects by their names."""
    return has_columns(document) or _has_equal_objects(document)


def has_columns(document: Mapping[str, Any]) -> bool:
    """Say whether an object has a list of plain values for each column, all of one length.

    >>> has_columns({"amount": [1, 2], "recipient": ["a", "b"]}), has_columns({"amount": 1, "themes": ["a", "b"]})
    (True, False)
    """
    lists_of_values = [each for each in document.values() if isinstance(each, list) and all(map(_is_plain, each))]
    lengths = set(map(len, lists_of_values))
    return len(lists_of_values) == len(document) >= _FEWEST and len(lengths) == 1 and lengths != {0}


def _has_equal_objects(document: Mapping[str, Any]) -> bool:
    """Say whether the values of an object are several objects with the same names, of plain values."""
    several = [each for each in document.values() if isinstance(each, dict)]
    return (
        len(several) == len(document) >= _FEWEST
        and len({frozenset(each) for each in several}) == 1
        and all(_is_plain(value) for each in several for value in each.values())
    )


def _rows(headings: Sequence[Any], rows: Sequence[Any]) -> Iterator[list[dict[str, Any]]]:
    """Yield the objects of lists below a list of headings, where these are different texts, as many as each list has values."""
    names = headings[0] if headings and isinstance(headings[0], list) else []
    if (
        len(names) >= _FEWEST
        and all(isinstance(each, str) for each in names)
        and len(set(names)) == len(names)
        and rows
        and all(isinstance(row, list) and len(row) == len(names) and all(map(_is_plain, row)) for row in rows)
    ):
        yield [dict(zip(names, row, strict=True)) for row in rows]


def _turn(columns: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of columns that have their values by the name of the row."""
    rows = dict.fromkeys(name for column in columns.values() for name in column)
    return _with_keys({row: {name: column[row] for name, column in columns.items() if row in column} for row in rows})


def _with_keys(objects: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return objects with the names that they have as another value, unless these only count them."""
    first = next((number for number in (0, 1) if list(objects) == [str(place) for place, _ in enumerate(objects, number)]), None)
    names = {name for each in objects.values() for name in each}
    heading = next(name for number in range(len(names) + 1) if (name := f"key {number}" if number else "key") not in names)
    return [dict(each) if first is not None else {heading: key, **each} for key, each in objects.items()]


def _name(heading: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return the name of a column that is described by an object."""
    return (
        next((heading[name] for name in ("id", "name", "title") if name in heading), "") if isinstance(heading, dict) else heading
    )


def _is_plain(value: Any) -> bool:  # noqa: ANN401 - whatever JSON holds
    return not isinstance(value, dict | list)
