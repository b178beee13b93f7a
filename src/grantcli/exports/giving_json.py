"""JSON that keeps every digit of a number, and has nothing in it that steers a terminal."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from grantcli.render.jsonl import text


def as_json(value: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    """Return a value as JSON, with every digit of its numbers."""
    match value:  # the most frequent type comes first
        case str():
            return text(value)
        case dict() | Mapping():
            return "{" + ", ".join([f"{text(str(key))}: {as_json(part)}" for key, part in value.items()]) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(as_json, value)) + "]"
        case Decimal():
            return f"{value:f}"
        case None | bool():
            return {None: "null", True: "true", False: "false"}[value]
        case _:
            return repr(value)
