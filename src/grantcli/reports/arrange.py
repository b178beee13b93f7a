"""Columns, order and length of a table that is already made: what `--columns`, `--sort` and `--limit` mean there."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice

from grantcli.engines.group_order import currency_rank
from grantcli.errors import UsageError
from grantcli.fields import EXTRA, FIELDS
from grantcli.query import Order
from grantcli.query.extra_columns import key
from grantcli.reports.data import EVERY, names, orders, require
from grantcli.reports.measures import MEASURES
from grantcli.reports.notes import ADD_CURRENCY, APART, plural
from grantcli.table import Cell, Column, Kind, Money, OtherGroups, RowStream, Table, TableStream

_FIGURE = re.compile(r"[-+(]?\s*[\u00a3$\u20ac]?\s*\d")
_IN_ORDER = re.compile(r"\d{4}-\d{2}(?:-\d{2}.*)?")
"""Dates that are in the order of time as texts too."""


def text_order_notes(field: str, values: Iterable[object]) -> list[str]:
    """Say that a column of the file is in the order of texts, where one of these values begins with a figure."""
    texts = (str(value).strip() for value in values if value is not None)
    if not any(_FIGURE.match(text) and not _IN_ORDER.fullmatch(text) for text in texts):
        return []
    return [f"`{field}` is sorted as text, in which 10 comes before 9"]


def top_notes(table: Table, top: int | None, sort: str) -> list[str]:
    """Say that the groups of `top` are those with the largest totals, where they are then sorted by another figure."""
    first = next(iter(names(sort)), "")
    are_all = not any(isinstance(row[0], OtherGroups) for row in table.rows)
    if are_all or first in {"-total", "-share"} or first.lstrip("-") not in MEASURES:
        return []
    how = f"without --top, --limit {top} cuts the rows that --sort puts first"
    return [f"--top {top} takes the groups with the largest totals, and --sort only orders these; {how}"]


def arrange(
    table: Table, *, columns: str | Iterable[str] = (), sort: str | Iterable[str] = (), limit: int | None = None
) -> Table:
    """Return the table with these columns, in this order, and at most `limit` rows; a cut table says so."""
    every_column = [column.name for column in table.columns]
    rows = list(table.rows)
    sort, columns = (_resolve_names(text, every_column) for text in (sort, columns))
    sorting = orders(sort, every_column)
    for order in reversed(sorting):
        rows = _sort_rows(rows, table, order)
    extra = [each.field for each in sorting if each.field.startswith(EXTRA)]
    by_text = [note for name in extra for note in text_order_notes(name, (row[every_column.index(name)] for row in table.rows))]
    cut = [*_cut_notes(len(rows), limit), *by_text]
    result = replace(table, rows=tuple(rows[:limit]), notes=(*cut, *table.notes))
    return _select_columns(result, names(columns))


def arrange_stream(table: TableStream, *, columns: str | Iterable[str] = (), limit: int | None = None) -> TableStream:
    """Return the same of a table whose rows are taken one after the other, in the order that they have."""
    cut = _cut_notes(len(table.rows), limit)
    rows: Iterable[tuple[Cell, ...]] = islice(table.rows, limit)
    count = len(table.rows) if limit is None else min(limit, len(table.rows))
    shape, lost = table.columns, []
    if selection := names(_resolve_names(columns, [column.name for column in table.columns])):
        places = _places(table.columns, selection)
        shape, rows = _people_columns(table.columns, places), (tuple(row[place] for place in places) for row in rows)
        lost = [ADD_CURRENCY] if APART in table.notes and _loses_currency(shape) else []
    return replace(table, columns=shape, rows=RowStream(rows, count), notes=(*cut, *table.notes, *lost))


def _cut_notes(count: int, limit: int | None) -> list[str]:
    """Return the note on how many of these rows a limit leaves out, if any."""
    if limit is not None and limit < 0:
        raise UsageError(f"--limit {limit}: a limit is 0 or more")
    if limit is None or count <= limit:
        return []
    return [f"{plural(count - limit, 'more row')} not shown because of --limit {limit}"]


def _resolve_names(text: str | Iterable[str], columns: Sequence[str]) -> tuple[str, ...]:
    """Return the names in `a,-b`, those of columns of the file as the table spells them."""
    spellings = {key(name): name for name in columns if name.startswith(EXTRA)}
    return tuple("-" * name.startswith("-") + spellings.get(key(name), name.lstrip("-")) for name in names(text))


def _select_columns(table: Table, selection: Sequence[str]) -> Table:
    """Return the table with these columns; where it loses the currency of its figures, a note says how to see it."""
    if not selection:
        return table
    places = _places(table.columns, selection)
    shape = _people_columns(table.columns, places)
    rows = tuple(tuple(row[place] for place in places) for row in table.rows)
    footer = tuple(tuple(row[place] for place in places) for row in table.footer) if places[0] == 0 else ()
    if not _loses_currency(shape):
        return replace(table, columns=shape, rows=rows, footer=footer)
    more = [ADD_CURRENCY] if len(_currencies_of_figures(table, places)) > 1 else []
    return replace(table, columns=shape, rows=rows, footer=footer, notes=(*table.notes, *more), row_currencies=_currencies(table))


def _is_figure(column: Column) -> bool:
    return bool(column.measure) or column.kind is Kind.MONEY


def _loses_currency(columns: Sequence[Column]) -> bool:
    """Say whether there are figures among these columns without the currency beside them."""
    return any(map(_is_figure, columns)) and not any(column.name == "currency" for column in columns)


def _currencies_of_figures(table: Table, places: Sequence[int]) -> set[Cell]:
    """Return the currencies of the rows that have a figure in one of these columns; none for a table without currencies."""
    figures = [place for place in places if _is_figure(table.columns[place])]
    has_figure = [any(row[place] is not None for place in figures) for row in table.rows]
    return {code for code, each in zip(_currencies(table), has_figure, strict=False) if each}


def _currencies(table: Table) -> tuple[Cell, ...]:
    """Return the currency of each row; nothing for a table without currencies."""
    codes = next((place for place, column in enumerate(table.columns) if column.name == "currency"), None)
    return () if codes is None else tuple(row[codes] for row in table.rows)


def _places(columns: Sequence[Column], selection: Sequence[str]) -> list[int]:
    """Return the places of the columns that are selected, and of explanations, which nobody has to name."""
    every_column = [column.name for column in columns]
    if tuple(selection) in EVERY:
        selection = every_column
    for name in selection:
        require(name, every_column, "column")
    places = [every_column.index(name) for name in selection]
    return places + [place for place, column in enumerate(columns) if column.kind is Kind.EXPLANATION and place not in places]


def _people_columns(columns: Sequence[Column], places: Sequence[int]) -> tuple[Column, ...]:
    return tuple(replace(columns[place], for_people=True) for place in places)


def _sort_rows(rows: Sequence[tuple[Cell, ...]], table: Table, order: Order) -> list[tuple[Cell, ...]]:
    """Sort by one column, the rest of `--top` and missing values last either way; amounts only within a currency."""
    place = next(index for index, column in enumerate(table.columns) if column.name == order.field)
    filled = [row for row in rows if row[place] is not None]
    rank = _band_rank(table, order.field) or _rank
    filled.sort(key=lambda row: rank(row[place]), reverse=order.descending)
    filled.sort(key=lambda row: any(isinstance(cell, OtherGroups) for cell in row))
    if table.columns[place].kind is Kind.MONEY:
        filled.sort(key=lambda row: currency_rank(_currency(row[place])))
    return filled + [row for row in rows if row[place] is None]


def _band_rank(table: Table, name: str) -> Callable[[Cell], tuple[Decimal, str]] | None:
    """Return the sort key of the labels of bands, which is that of their values; `None` for another column."""
    bands = FIELDS[name].bands if name in FIELDS else None
    if not bands:
        return None
    place = next((index for index, column in enumerate(table.columns) if column.name == "currency"), None)
    codes = {None, *(str(row[place]) for row in table.rows if place is not None and row[place])}
    ranks = {bands.label(number, code): number for code in codes for number in range(len(bands.bounds) + 2)}
    return lambda cell: (Decimal(ranks.get(str(cell), len(ranks))), str(cell))


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
