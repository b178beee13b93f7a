"""A statement, with what it needs beside it: nothing is looked for in its SQL."""

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Column(NamedTuple):
    """What is loaded when a statement first needs it.

    It is a column of `awards`, or a field of the standard, of which `details` has the values and `sites` the places.
    """

    relation: str
    name: str


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL as DuckDB writes it, with `$parameters`."""

    sql: str
    columns: AbstractSet[Column] = frozenset()
    """What has to be loaded, of what is not always there."""
    relations: AbstractSet[str] = frozenset()
    """Of what a view knows, the relations that the SQL names: `known`, `known_areas`, `prices`."""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """The parameters that the SQL names, each with its value."""


@dataclass(slots=True)
class Needs:
    """Collects what a statement needs while it is written."""

    columns: set[Column] = field(default_factory=set)
    relations: set[str] = field(default_factory=set)
    parameters: dict[str, Any] = field(default_factory=dict)

    def statement(self, sql: str) -> Statement:
        """Return the statement that has been written."""
        return Statement(sql, frozenset(self.columns), frozenset(self.relations), dict(self.parameters))


_TOKEN = re.compile(
    r"""'(?:[^']|'')*' | "[^"]*" | `[^`]*` | [(] | [)] | [ ](?:UNION[ ]ALL|FROM|WHERE|LEFT[ ]JOIN|GROUP[ ]BY|ORDER[ ]BY)(?=[ ])
    | [^'"`() ]+ | .""",
    re.DOTALL | re.VERBOSE,
)
_QUERY = re.compile(r"\((?:SELECT|WITH)\b")


def format_statement(sql: str, parameters: Mapping[str, Any]) -> str:
    """Return a statement on several lines, with its parameters before it.

    >>> print(format_statement("SELECT n FROM (SELECT 1 AS n) x WHERE n = $p0", {"p0": 1}))
    -- p0 = 1
    SELECT n
    FROM (
      SELECT 1 AS n
    ) x
    WHERE n = $p0;
    <BLANKLINE>
    """
    pieces, inside = [], [True]  # for each bracket that is open, whether there is a query in it

    def line() -> str:
        return "\n" + "  " * (sum(inside) - 1)

    for match in _TOKEN.finditer(sql):
        token = match[0]
        if token == "(":  # noqa: S105 - a bracket
            inside.append(_QUERY.match(sql, match.start()) is not None)
            pieces.append(f"({line()}" if inside[-1] else "(")
        elif token == ")":  # noqa: S105 - as above
            pieces.append(f"{line()})" if inside.pop() else ")")
        elif token.startswith(" ") and len(token) > 1 and inside[-1]:
            pieces.append(line() + token[1:])
        else:
            pieces.append(token)
    lines = [
        f"-- {name} = {value!r}\n" if isinstance(value, str) else f"-- {name} = {value}\n" for name, value in parameters.items()
    ]
    return f"{''.join(lines)}{''.join(pieces)};\n"
