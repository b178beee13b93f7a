"""Builds a 360Giving grant from the cells of a row, each in the place that its heading names.

A text stays as it was published, unless the standard has a number or a date there and it can be read as one: then the
grant has that value, as in JSON.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from grantcli.ingest.headings import Match
from grantcli.ingest.parse import amounts, currencies, dates
from grantcli.ingest.parse.formats import DATE, Formats
from grantcli.ingest.titles import DATES, NUMBERS, Path

Cell = str | int | Decimal
"""The value of a cell: a text, or in a workbook or Parquet a number."""

_ISO = re.compile(r"[0-9]{4}(-[0-9]{2}-[0-9]{2})?([T ].*)?", re.DOTALL)
"""The pattern of dates that stay as they are written."""
_DECIMAL = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_CURRENCY: Path = ("currency",)
_AMOUNT: Path = ("amountAwarded",)


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is read, and where its cells go."""

    index: int
    steps: Path
    name: str
    """The name of the standard that its cells have."""
    match: Match


def columns(matches: Sequence[Match]) -> tuple[Column, ...]:
    """Return the columns that are read as something."""
    places = [
        (index, tuple(int(step) if step.isdecimal() else step for step in each.path.split("/")), each)
        for index, each in enumerate(matches)
        if each.path
    ]
    return tuple(
        Column(index, steps, str([step for step in steps if isinstance(step, str)][-1]), each) for index, steps, each in places
    )


def has_content(cell: Cell) -> bool:
    """Say whether a cell has anything but blanks."""
    return not isinstance(cell, str) or not (cell == "" or cell.isspace())


def text(cell: Cell) -> str:
    """Return the value of a cell as text; a number without an exponent, and without decimals that are zero."""
    if isinstance(cell, str):
        return cell
    if type(cell) is int:
        return str(cell)
    number = _shorten(cell)
    return str(number) if isinstance(number, int) else f"{number:f}"


Node = dict[str | int, "Column | Node"]
"""Columns by the steps of their paths; a node of numbers is a list."""


class Shape:
    """How the rows of a table are grants: the columns as a tree, made once, which is filled with the cells of each row."""

    def __init__(self, columns_read: Sequence[Column], formats: Formats) -> None:
        """Store the value of a cell by its column, and the columns by their place in a grant."""
        self._currency = next((each.index for each in columns_read if each.steps == _CURRENCY), None)
        self._awarded = next((each.index for each in columns_read if each.steps == _AMOUNT), None)
        self._formats = formats
        self.tree = _tree([(each.steps, each) for each in columns_read])

    def grant(self, cells: Sequence[Cell]) -> dict[str, Any]:
        """Return the grant of a row, without empty values."""
        code = _cell_at(cells, self._currency)
        own = self.own_currency(code, _cell_at(cells, self._awarded))
        result: dict[str, Any] = self._fill(self.tree, cells, own) or {}
        if code and currencies.is_placeholder(code):
            result.pop("currency", None)
        if own and not result.get("currency"):
            result["currency"] = own
        return result

    def own_currency(self, code: str, amount: str) -> str:
        """Return the currency that a row names, or whose mark its amount has; empty where it is not known."""
        named = "" if currencies.is_placeholder(code) else code.strip()
        return named or self._formats.currency.of(amount)

    def _fill(self, node: Node, cells: Sequence[Cell], own: str) -> Any:  # noqa: ANN401 - whatever JSON holds
        """Return the value of a part of the tree in a row; `None` where it is empty."""
        parts: dict[str | int, Any] = {}
        for key, child in node.items():
            if not isinstance(child, Column):
                if (part := self._fill(child, cells, own)) is not None:
                    parts[key] = part
            elif child.index < len(cells) and (cell := cells[child.index]) != "" and has_content(cell):
                parts[key] = self.value(cell, child, own)
        if not parts or isinstance(next(iter(node)), str):
            return parts or None
        return [each for _, part in sorted(parts.items()) for each in (list_texts(part) if isinstance(part, str) else [part])]

    def value(self, cell: Cell, column: Column, own: str) -> Cell:
        """Return what a cell is in a grant whose currency is `own`, empty where that is not known."""
        name = column.name
        if name in DATES:
            return _date(cell, self._formats.awarded if name == DATE else self._formats.dates)
        if name not in NUMBERS:
            return text(cell)
        if not name.startswith("amount"):
            return _number(cell)
        return _amount(cell, column.match, own, self._formats.numbers.get(name, amounts.NumberFormat(scale=column.match.scale)))


def _tree(parts: Sequence[tuple[Path, Column]]) -> Node:
    """Return columns as a tree by the steps of their paths; a mapping of places is a list."""
    tree: Node = {}
    for step in dict.fromkeys(path[0] for path, _ in parts):
        children = [(path[1:], column) for path, column in parts if path[0] == step]
        tree[step] = _tree(children) if children[0][0] else children[0][1]
    return tree


def list_texts(cell: str) -> list[str]:
    """Return the texts in a cell of a list of texts: there may be several, with `;` between them."""
    return [each for part in cell.split(";") if (each := part.strip())]


def _cell_at(cells: Sequence[Cell], index: int | None) -> str:
    return text(cells[index]) if index is not None and index < len(cells) else ""


def _amount(cell: Cell, match: Match, own: str, form: amounts.NumberFormat) -> Cell:
    """Return the amount as a number; as text where it cannot be read, or its mark is not its award's currency.

    A number is in the unit of the grant already, so that one which cannot be brought to it must not stay a number.
    """
    codes = amounts.meanings(cell) if isinstance(cell, str) else ()
    headed = currencies.meanings(currencies.marks(match.heading)) or ((match.currency,) if match.currency else ())
    code = currencies.code(own) if own else ""
    if code and codes and code not in codes:
        return text(cell)
    if code and headed and code not in headed:
        mark = next(iter(currencies.marks(match.heading)), headed[0])
        return text(cell) if codes else f"{mark}{' ' if mark.isalpha() else ''}{text(cell)}"
    number = amounts.amount(cell, form)
    if number is not None:
        return _shorten(number)
    return cell if isinstance(cell, str) or form.scale == 1 else f"{text(cell)} × {form.scale:,}"


def _number(cell: Cell) -> Cell:
    return _shorten(Decimal(cell.strip())) if isinstance(cell, str) and _DECIMAL.fullmatch(cell.strip()) else cell


def _date(cell: Cell, form: dates.DateFormat) -> str:
    if isinstance(cell, str) and _ISO.fullmatch(cell):
        return cell
    date = dates.day(cell, form) if isinstance(cell, str) else dates.serial(int(cell))
    return str(date) if date else text(cell)


def _shorten(number: int | Decimal) -> int | Decimal:
    return int(number) if number == int(number) else Decimal(number).normalize()


def display_cells(cells: Sequence[Cell], width: int = 60) -> str:
    """Return the cells of a row that hold something, as a note shows them."""
    texts = ", ".join(f"`{text(cell).strip()}`" for cell in cells if has_content(cell))
    return texts if len(texts) <= width else f"{texts[:width]}…"
