"""How one cell reads: `show` for people, `plain` for programs."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from grantcli.errors import visible
from grantcli.table import Cell, Column, Kind, Money, Record, Table

BETWEEN = "; "
"""What stands between the values of a cell with many."""


def show(cell: Cell, column: Column, *, pence: bool = False) -> str:
    """Return what people read: amounts with their currency, shares in per cent, nothing that steers a terminal."""
    match cell:
        case None:
            return visible(column.missing)
        case Money():
            return visible(cell.shown(pence=pence))
        case Decimal() if column.kind is Kind.CHANGE:
            return f"{cell * 100:+,.1f}%"
        case Decimal():
            return f"{cell * 100:,.1f}%"
        case int():
            return str(cell) if column.kind is Kind.YEAR else f"{cell:,}"
        case str():
            return visible(cell)
        case tuple():
            return BETWEEN.join(visible(part if isinstance(part, str) else sentence(part)) for part in cell)


def plain(cell: Cell) -> str:
    """Return what programs read: plain decimals, many values joined, nothing for what is not known."""
    match cell:
        case None:
            return ""
        case Money():
            return f"{cell.amount:.2f}"
        case Decimal():
            return f"{cell:f}"
        case int():
            return str(cell)
        case str():
            return cell
        case tuple():
            return BETWEEN.join(part if isinstance(part, str) else sentence(part) for part in cell)


def sentence(record: Record) -> str:
    """Return a record as text: what it is of, then its values in order, those that are there."""
    first, *rest = (str(value) for value in record.values() if value is not None)
    return f"{first}: {' – '.join(rest)}" if rest else first


def shown_rows(table: Table, columns: Sequence[tuple[int, Column]]) -> tuple[list[list[str]], list[list[str]]]:
    """Return rows and footer as people read them; a column shows pence in every cell or in none."""
    pence = {index: _has_pence([*table.rows, *table.footer], index) for index, _ in columns}

    def texts(rows: Iterable[tuple[Cell, ...]]) -> list[list[str]]:
        return [[show(row[index], column, pence=pence[index]) for index, column in columns] for row in rows]

    return texts(table.rows), texts(table.footer)


def _has_pence(rows: Iterable[tuple[Cell, ...]], index: int) -> bool:
    amounts = (row[index] for row in rows)
    return any(isinstance(cell, Money) and cell.amount != cell.amount.to_integral_value() for cell in amounts)


def heading(column: Column) -> list[str]:
    """Return the lines of a heading, safe to show."""
    return [visible(line) for line in column.heading.split("\n")]


def for_people(table: Table) -> list[tuple[int, Column]]:
    """Return the columns that people see, each with its index."""
    return [(index, column) for index, column in enumerate(table.columns) if column.for_people]


def lines(cell: Cell, column: Column) -> list[str]:
    """Return a cell of a record as the lines that people read; many values have a line each."""
    if isinstance(cell, tuple):
        return [visible(part if isinstance(part, str) else sentence(part)) for part in cell]
    return [show(cell, column, pence=isinstance(cell, Money) and cell.amount != cell.amount.to_integral_value())]
