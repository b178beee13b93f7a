"""JSON Lines: one object a row, amounts as numbers exact to the penny, unknown as `null`, many values as arrays."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any, TextIO

from grantcli.render.style import Style
from grantcli.table import Cell, Explanation, Money, Record, Table, TableStream

# Characters that JSON allows but a terminal obeys: DEL, C1, bidirectional marks and overrides, line separators, surrogates.
_CONTROL = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def write(table: Table | TableStream, _style: Style, file: TextIO) -> tuple[str, ...]:
    """Write the rows as JSON Lines."""
    file.writelines(f"{line}\n" for line in objects(table))
    return ()


def objects(table: Table | TableStream) -> Iterator[str]:
    """Yield each row as the text of an object, its keys the names of the columns."""
    keys = [text(column.name) for column in table.columns]
    for row in table.rows:
        yield "{" + ", ".join([f"{key}: {value(cell)}" for key, cell in zip(keys, row, strict=True)]) + "}"


def value(cell: Cell) -> str:
    """Return a cell as JSON text; figures keep every digit."""
    match cell:
        case None:
            return "null"
        case Money():
            return f"{cell.amount:.2f}"
        case Decimal():
            return f"{cell:f}"
        case int():
            return str(cell)
        case str():
            return text(cell)
        case tuple():
            return "[" + ", ".join(text(part) if isinstance(part, str) else _record(part) for part in cell) + "]"
        case Explanation():
            return value(cell.records)


def _record(record: Record) -> str:
    """Return a record as an object, which says the currency of its amounts."""
    codes = {part.currency for part in record.values() if isinstance(part, Money)}
    cells: Record = {**record, **({"currency": codes.pop()} if len(codes) == 1 and "currency" not in record else {})}
    return "{" + ", ".join(f"{text(name)}: {value(part)}" for name, part in cells.items()) + "}"


def text(raw: str) -> str:
    """Return a text as JSON, with nothing in it that steers a terminal."""
    literal = encode_basestring(raw)
    return literal if literal.isprintable() else _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", literal)


def as_json(value: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    """Return a value as JSON, with every digit of its numbers.

    >>> as_json({"figures": [Decimal("0.10"), 7, None], "whole": (True, False)})
    '{"figures": [0.10, 7, null], "whole": [true, false]}'
    """
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
