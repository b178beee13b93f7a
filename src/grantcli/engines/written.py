"""Statements laid out for people: each nested query on separate lines, parameters above."""

import re
from collections.abc import Mapping
from typing import Any

_TOKEN = re.compile(
    r"""'(?:[^']|'')*' | "[^"]*" | `[^`]*` | [(] | [)] | [ ](?:UNION[ ]ALL|FROM|WHERE|LEFT[ ]JOIN|GROUP[ ]BY|ORDER[ ]BY)(?=[ ])
    | [^'"`() ]+ | .""",
    re.DOTALL | re.VERBOSE,
)
_QUERY = re.compile(r"\((?:SELECT|WITH)\b")


def laid_out(text: str, given: Mapping[str, Any]) -> str:
    """Return a statement on several lines, with its parameters before it.

    >>> print(laid_out("SELECT n FROM (SELECT 1 AS n) x WHERE n = $p0", {"p0": 1}))
    -- p0 = 1
    SELECT n
    FROM (
      SELECT 1 AS n
    ) x
    WHERE n = $p0;
    <BLANKLINE>
    """
    made, inside = [], [True]  # for each bracket that is open, whether there is a query in it

    def line() -> str:
        return "\n" + "  " * (sum(inside) - 1)

    for found in _TOKEN.finditer(text):
        token = found[0]
        if token == "(":  # noqa: S105 - a bracket
            inside.append(_QUERY.match(text, found.start()) is not None)
            made.append(f"({line()}" if inside[-1] else "(")
        elif token == ")":  # noqa: S105 - as above
            made.append(f"{line()})" if inside.pop() else ")")
        elif token.startswith(" ") and len(token) > 1 and inside[-1]:
            made.append(line() + token[1:])
        else:
            made.append(token)
    parameters = [
        f"-- {name} = {value!r}\n" if isinstance(value, str) else f"-- {name} = {value}\n" for name, value in given.items()
    ]
    return f"{''.join(parameters)}{''.join(made)};\n"
