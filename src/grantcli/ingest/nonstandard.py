"""What a grant has beyond the standard, as texts by heading: `Grant Officer`, `toIndividualsDetails.gender`.

A heading is the names that lead to a value, with `.` between them. Places in lists are no part of it, so that several values can
have one heading: they are one text, with `; ` between. A rule to keep: what the standard has a name for is never among them,
whatever value it has there.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from grantcli.ingest import json_table
from grantcli.ingest.titles import TITLES

Steps = tuple[str | None, ...]
"""The names that lead to a value; `None` for each item of a list."""
_Tree = dict[str, "_Tree"]


def texts(grant: Mapping[str, Any]) -> dict[str, str]:
    """Return what the standard has no name for, each text, number and truth value; nothing empty.

    >>> texts({"id": "a", "Officer": "Ann", "recipientOrganization": [{"size": "S"}, {"name": "B", "size": "L"}]})
    {'Officer': 'Ann', 'recipientOrganization.size': 'S; L'}
    """
    texts: dict[str, list[str]] = {}
    for steps, value in leaves(grant):
        if text := json_table.text(value if isinstance(value, str | Decimal) else json_table.cell(value)):
            texts.setdefault(heading(steps), []).append(text)
    return {name: "; ".join(several) for name, several in texts.items()}


def heading(steps: Steps) -> str:
    """Return the heading of a value."""
    return ".".join(step for step in steps if step is not None)


def leaves(grant: Mapping[str, Any]) -> Iterator[tuple[Steps, Any]]:
    """Yield each value that the standard has no name for, with the names that lead to it; no empty text and no `null`."""
    if not grant.keys() <= _standard().keys() or any(isinstance(each, dict | list) for each in grant.values()):
        yield from _below(grant, _standard(), ())


def _below(value: Any, known: _Tree | None, steps: Steps) -> Iterator[tuple[Steps, Any]]:  # noqa: ANN401 - whatever JSON holds
    """Yield what is below a value, where `known` are the names that the standard has there; `None` beyond the standard."""
    if isinstance(value, dict):
        for name, each in value.items():
            if known is None or name not in known:
                yield from _below(each, None, (*steps, name))
            elif known[name] and isinstance(each, dict | list):
                yield from _below(each, known[name], (*steps, name))
    elif isinstance(value, list):
        for each in value:
            yield from _below(each, known, (*steps, None))
    elif known is None and value is not None and value != "":
        yield steps, value


@cache
def _standard() -> _Tree:
    """Return the names of the standard as a tree."""
    tree: _Tree = {}
    for path in TITLES:
        node = tree
        for name in path.split("/"):
            node = node.setdefault(name, {})
    return tree
