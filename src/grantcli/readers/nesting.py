"""Puts the cells of a row into a 360Giving grant, each where its heading says.

A text stays as it was published, unless the standard has a number or a date there and it can be read as one: then the
grant holds that, as JSON would.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from grantcli.readers import amounts, days
from grantcli.readers.headings import Match
from grantcli.readers.titles import DATES, NUMBERS, Path

Cell = str | int | Decimal
"""What a cell holds: a text, or in a workbook or Parquet a number."""

_ISO = re.compile(r"\d{4}(-\d{2}){0,2}([T ].*)?", re.ASCII | re.DOTALL)
_PLAIN = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_CURRENCY: Path = ("currency",)


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is read, and where its cells go."""

    index: int
    steps: Path
    match: Match

    @property
    def name(self) -> str:
        """The name of the standard that its cells have."""
        return str(self.steps[-2] if isinstance(self.steps[-1], int) else self.steps[-1])


def columns(matches: Sequence[Match]) -> tuple[Column, ...]:
    """Return the columns that are read as something."""
    return tuple(
        Column(index, tuple(int(step) if step.isdecimal() else step for step in each.path.split("/")), each)
        for index, each in enumerate(matches)
        if each.path
    )


def filled(cell: Cell) -> bool:
    """Say whether a cell holds anything but blanks."""
    return not isinstance(cell, str) or not (cell == "" or cell.isspace())


def text(cell: Cell) -> str:
    """Return what a cell holds as text; a number without an exponent, and without decimals that are nought."""
    if isinstance(cell, str):
        return cell
    number = _short(cell)
    return str(number) if isinstance(number, int) else f"{number:f}"


def grant(cells: Sequence[Cell], read: Sequence[Column], *, dayfirst: bool | None) -> dict[str, Any]:
    """Return the grant that a row is, without what it holds nothing of."""
    tree: dict[str | int, Any] = {}
    own = next((text(cells[each.index]) for each in read if each.steps == _CURRENCY and each.index < len(cells)), "").strip()
    for each in read:
        cell = cells[each.index] if each.index < len(cells) else ""
        if each.match.currency and not own:
            own = each.match.currency
            tree["currency"] = own
        if filled(cell):
            value = _value(cell, each, own, dayfirst=dayfirst)
            if each.name == "amountAwarded" and not own and isinstance(cell, str) and (sign := amounts.currency(cell)):
                tree["currency"] = sign
            _put(tree, each.steps, value)
    found: dict[str, Any] = _tidy(tree)
    return found


def _value(cell: Cell, column: Column, own: str, *, dayfirst: bool | None) -> Any:  # noqa: ANN401 - whatever JSON holds
    name = column.name
    if name.startswith("amount") and name in NUMBERS:
        return _amount(cell, column.match, own)
    if name in NUMBERS:
        return _number(cell)
    if name in DATES:
        return _date(cell, dayfirst=dayfirst)
    return text(cell)


def _amount(cell: Cell, match: Match, own: str) -> Cell:
    """Return the amount as a number; where the sign that it has is not its award's currency, as text with the sign."""
    stated = (amounts.currency(cell) if isinstance(cell, str) else None) or match.currency
    read = amounts.amount(cell, match.scale)
    if stated and own and amounts.code(own) != stated:
        sign = next(sign for sign, code in amounts.SIGNS.items() if code == stated)
        return text(cell) if isinstance(cell, str) and amounts.currency(cell) else f"{sign}{text(cell)}"
    return cell if read is None else _short(read)


def _number(cell: Cell) -> Cell:
    return _short(Decimal(cell.strip())) if isinstance(cell, str) and _PLAIN.fullmatch(cell.strip()) else cell


def _date(cell: Cell, *, dayfirst: bool | None) -> str:
    if isinstance(cell, str) and _ISO.fullmatch(cell):
        return cell
    when = days.day(cell, dayfirst) if isinstance(cell, str) else days.serial(int(cell))
    return str(when) if when else text(cell)


def _short(number: int | Decimal) -> int | Decimal:
    return int(number) if number == int(number) else Decimal(number).normalize()


def _put(tree: dict[str | int, Any], steps: Path, value: Any) -> None:  # noqa: ANN401 - whatever JSON holds
    *above, last = steps
    for step in above:
        tree = tree.setdefault(step, {})
    tree[last] = value


def _tidy(part: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return the same with every mapping of places made a list; a place that holds nothing is none.

    A cell of a list of texts may hold several, with `;` between them.
    """
    if not isinstance(part, dict):
        return part
    if any(isinstance(key, int) for key in part):
        return [each for key in sorted(part) for each in _items(part[key])]
    return {key: _tidy(value) for key, value in part.items()}


def _items(part: Any) -> list[Any]:  # noqa: ANN401 - whatever JSON holds
    if isinstance(part, dict):
        return [_tidy(part)]
    return [each.strip() for each in str(part).split(";") if each.strip()]
