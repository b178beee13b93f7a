"""Columns, order and length of a table that is already made: what `--columns`, `--sort` and `--limit` mean there."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from grantcli.errors import UsageError
from grantcli.fields import EXTRA
from grantcli.query import Order
from grantcli.query.extra_columns import key
from grantcli.reports.data import EVERY, currency_rank, names, orders, require
from grantcli.reports.notes import plural
from grantcli.table import Cell, Kind, Money, Table


def arrange(
    table: Table, *, columns: str | Iterable[str] = (), sort: str | Iterable[str] = (), limit: int | None = None
) -> Table:
    """Return the table with these columns, in this order, and at most `limit` rows; a cut table says so."""
    every_column = [column.name for column in table.columns]
    rows = list(table.rows)
    sort, columns = (_resolve_names(text, every_column) for text in (sort, columns))
    for order in reversed(orders(sort, every_column)):
        rows = _sort_rows(rows, table, order)
    if limit is not None and limit < 0:
        raise UsageError(f"--limit {limit}: a limit is 0 or more")
    notes = table.notes
    if limit is not None and len(rows) > limit:
        rest = plural(len(rows) - limit, "more row")
        rows, notes = rows[:limit], (f"{rest} not shown because of --limit {limit}", *notes)
    result = replace(table, rows=tuple(rows), notes=notes)
    return _select_columns(result, names(columns), every_column)


def _resolve_names(text: str | Iterable[str], columns: Sequence[str]) -> tuple[str, ...]:
    """Return the names in `a,-b`, those of columns of the file as the table spells them."""
    spellings = {key(name): name for name in columns if name.startswith(EXTRA)}
    return tuple("-" * name.startswith("-") + spellings.get(key(name), name.lstrip("-")) for name in names(text))


def _select_columns(table: Table, selection: Sequence[str], every_column: Sequence[str]) -> Table:
    if not selection:
        return table
    if tuple(selection) in EVERY:
        selection = every_column
    for name in selection:
        require(name, every_column, "column")
    places = [every_column.index(name) for name in selection]
    places += [place for place, column in enumerate(table.columns) if column.kind is Kind.EXPLANATION and place not in places]
    columns = tuple(replace(table.columns[place], for_people=True) for place in places)
    rows = tuple(tuple(row[place] for place in places) for row in table.rows)
    footer = tuple(tuple(row[place] for place in places) for row in table.footer) if places[0] == 0 else ()
    return replace(table, columns=columns, rows=rows, footer=footer)


def _sort_rows(rows: Sequence[tuple[Cell, ...]], table: Table, order: Order) -> list[tuple[Cell, ...]]:
    """Sort by one column, missing values last either way; amounts only within a currency."""
    place = next(index for index, column in enumerate(table.columns) if column.name == order.field)
    filled = [row for row in rows if row[place] is not None]
    filled.sort(key=lambda row: _rank(row[place]), reverse=order.descending)
    if table.columns[place].kind is Kind.MONEY:
        filled.sort(key=lambda row: currency_rank(_currency(row[place])))
    return filled + [row for row in rows if row[place] is None]


def _currency(cell: Cell) -> str | None:
    return cell.currency if isinstance(cell, Money) else None


def _rank(cell: Cell) -> tuple[Decimal, str]:
    match cell:
        case Money():
            return cell.amount, ""
        case int() | Decimal():
            return Decimal(cell), ""
        case _:
            return Decimal(0), str(cell).casefold()
