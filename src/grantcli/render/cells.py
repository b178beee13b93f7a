"""How one cell reads: `show` for people, `data_text` for programs."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from grantcli.errors import visible
from grantcli.table import Cell, Column, Detail, Explanation, Kind, Money, Record, Table

BETWEEN = "; "
"""The separator between the values of a cell."""
_ROUNDING = Decimal("0.005")
"""How much of a mean may be lost by rounding it to the pound."""


def select_notes(notes: Sequence[str], which: str) -> list[str]:
    """Return the notes that are shown: `all`, `none`, or `some`, with one that counts the others."""
    if which == "none":
        return []
    main = [note for note in notes if not isinstance(note, Detail)]
    others = len(notes) - len(main)
    if which == "all" or not others:
        return list(notes)
    more = " more" if main else ""
    return [*main, f"{others}{more} note: --notes shows it" if others == 1 else f"{others}{more} notes: --notes shows them"]


def show(cell: Cell, column: Column, *, pence: bool = False) -> str:
    """Return what people read: amounts with their currency, shares in per cent, nothing that steers a terminal."""
    match cell:
        case None:
            return visible(column.missing)
        case Money():
            return visible(cell.text(pence=pence))
        case Decimal() if column.kind is Kind.DECIMAL:
            return data_text(cell)
        case Decimal() if column.kind is Kind.CHANGE:
            return f"{cell * 100:+,.1f}%"
        case Decimal():
            return f"{cell * 100:,.1f}%"
        case int():
            return str(cell) if column.kind in {Kind.YEAR, Kind.DECIMAL} else f"{cell:,}"
        case str():
            return visible(cell)
        case tuple():
            return BETWEEN.join(visible(part if isinstance(part, str) else sentence(part)) for part in cell)
        case Explanation():
            return BETWEEN.join(line for entry in _entries(cell) for line in entry)


def data_text(cell: Cell) -> str:
    """Return a value for programs: plain decimals, several values joined, an unknown one empty."""
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
        case Explanation():
            return BETWEEN.join(line for entry in cell.lines for line in entry)


def sentence(record: Record) -> str:
    """Return a record as text: what it is of, then its values in order, those that are there."""
    texts = [str(value) for value in record.values() if value is not None]
    return ": ".join(part for part in ("".join(texts[:1]), " – ".join(texts[1:])) if part)


def display_rows(table: Table, columns: Sequence[tuple[int, Column]]) -> tuple[list[list[str]], list[list[str]]]:
    """Return rows and footer as people read them; a column shows pence in every cell or in none."""
    rows_and_footer = [*table.rows, *table.footer]
    pence = {index: shows_pence((row[index] for row in rows_and_footer), column.measure) for index, column in columns}

    def texts(rows: Iterable[tuple[Cell, ...]]) -> list[list[str]]:
        return [[show(row[index], column, pence=pence[index]) for index, column in columns] for row in rows]

    return texts(table.rows), texts(table.footer)


def shows_pence(cells: Iterable[Cell], measure: str) -> bool:
    """Say whether the amounts of one column have pence, all of them, as soon as one of them has.

    Means are rounded to the pound where that changes each by at most half a per cent, unless every mean has pence.
    """
    amounts = [cell.amount for cell in cells if isinstance(cell, Money)]
    fractions = [abs(amount - amount.to_integral_value()) for amount in amounts]
    if measure != "mean":
        return any(fractions)
    rounds = all(fraction <= abs(amount) * _ROUNDING for amount, fraction in zip(amounts, fractions, strict=True))
    return bool(amounts) and (all(fractions) or not rounds)


def heading(column: Column) -> list[str]:
    """Return the lines of a heading, safe to show."""
    return [visible(line) for line in column.heading.split("\n")]


def for_people(table: Table) -> list[tuple[int, Column]]:
    """Return the columns that people see, each with its index."""
    columns = [(index, column) for index, column in enumerate(table.columns) if column.for_people]
    return sorted(columns, key=lambda each: each[1].rank)


def in_grid(table: Table) -> list[tuple[int, Column]]:
    """Return the columns that people see side by side; explanations are below."""
    return [(index, column) for index, column in for_people(table) if column.kind is not Kind.EXPLANATION]


def below(table: Table) -> list[tuple[str, list[list[str]]]]:
    """Return the lines below the grid: for each row that is explained its name, and the lines of each entry."""
    cells = [cell for row in table.rows for cell in row if isinstance(cell, Explanation)]
    return [(visible(cell.row), _entries(cell)) for cell in cells]


def _entries(cell: Explanation) -> list[list[str]]:
    """Return the lines of each entry of an explanation, which says so where it rests on no award."""
    return [[visible(line) for line in entry] for entry in cell.lines] or [["no award"]]


def lines(cell: Cell, column: Column) -> list[str]:
    """Return a cell of a record as the lines that people read; many values have a line each."""
    if isinstance(cell, Explanation):
        return ["  " * bool(number) + line for entry in _entries(cell) for number, line in enumerate(entry)]
    if isinstance(cell, tuple):
        return [visible(part if isinstance(part, str) else sentence(part)) for part in cell]
    return [show(cell, column, pence=isinstance(cell, Money) and cell.amount != cell.amount.to_integral_value())]
