"""Figures that are expected of an answer: `total=3556600`, `total of LGA Digital Experts=GBP 350000`, `rows=65`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from grantcli.errors import UsageError, nearest
from grantcli.query.values import amount
from grantcli.render.cells import data_text
from grantcli.table import Cell, Money, Table

_FORM = re.compile(r'\s*(x:[^=]+?|[\w-]+)(?:\s+of\s+(?:"([^"]*)"|(.*?)))?\s*(?:=\s*([^=]*?))?\s*', re.DOTALL | re.IGNORECASE)
_GREEDY = re.compile(r"\s*([\w-]+)\s+of\s+([^\"].*?)\s*=\s*([^=]*?)\s*", re.DOTALL | re.IGNORECASE)
_CODE = re.compile(r"(?:([A-Z]{3})\s+)?(.*?)(?:\s+([A-Z]{3}))?")
_SIGNS = {"£": "GBP", "€": "EUR", "$": "USD"}
_UNKNOWN, _ROWS, _TOTAL = "unknown", "rows", "total (each award counted once)"
_HINT = "for example `total=3556600`, `awards of LGA Digital Experts=24` or `rows=65`"


@dataclass(frozen=True, slots=True)
class Expectation:
    """A figure by its column and the name of its row, and the value expected; `value` is empty where none is saved yet."""

    column: str
    row: str = ""
    """Empty for the total in which each award counts once, or for the only row."""
    value: str = ""

    @property
    def figure(self) -> str:
        """What the figure is called."""
        row = f'"{self.row}"' if "=" in self.row else self.row
        return f"{self.column} of {row}" if row else self.column

    def __str__(self) -> str:
        """Return it as it is written."""
        return f"{self.figure}={self.value}" if self.value else self.figure


def parse(text: str) -> Expectation:
    """Return the expectation in a text; UsageError if it has none. A row whose name has `=` in it is in double quotes."""
    match = _GREEDY.fullmatch(text)
    if match:
        return Expectation(match[1], match[2], match[3])
    match = _FORM.fullmatch(text)
    if not match:
        raise UsageError(f"--expect {text}: give a figure and its value", hint=_HINT)
    return Expectation(match[1], match[2] or match[3] or "", match[4] or "")


def figure(table: Table, expected: Expectation) -> Cell:
    """Return the figure that is meant; UsageError where there is none, or more than one."""
    if expected.column == _ROWS:
        return len(table.rows)
    names = [column.name for column in table.columns]
    if expected.column not in names:
        guess = nearest(expected.column, names)
        hint = "" if guess else f"it has {', '.join([*names, _ROWS])}"
        raise UsageError(f"the answer has no column `{expected.column}`", did_you_mean=guess, hint=hint)
    figures = [row[names.index(expected.column)] for row in _rows(table, expected.row)]
    code = _currency(expected.value)[0]
    if code and len(figures) > 1:
        figures = [cell for cell in figures if isinstance(cell, Money) and cell.currency == code]
    if len(figures) != 1:
        several = f"`{expected.figure}` is {len(figures)} figures"
        hint = "name its row: `total of LGA Digital Experts=350000`" if not expected.row else "say which currency: `=GBP 350000`"
        raise UsageError(several if figures else f"the answer has no {expected.figure}", hint=hint if figures else "")
    return figures[0]


def _rows(table: Table, name: str) -> Sequence[tuple[Cell, ...]]:
    if not name or name.casefold() == _TOTAL:
        return table.footer or table.rows
    names_of_rows = [(list(_names(table, row)), row) for row in table.rows]
    matches = [row for names, row in names_of_rows if name.casefold() in {each.casefold() for each in names}]
    if not matches:
        guess = nearest(name, [names[0] for names, _ in names_of_rows])
        raise UsageError(
            f"no row is called `{name}`", did_you_mean=guess, hint="" if guess else "the first column names the rows"
        )
    return matches


def _names(table: Table, row: Sequence[Cell]) -> Iterator[str]:
    """Yield what a row is called: its whole key, as `--explain` calls it, and its first cell alone."""
    columns = [column.name for column in table.columns]
    keys = columns.index("currency") if "currency" in columns[1:] else 1
    texts = [column.missing if cell is None else data_text(cell) for column, cell in zip(table.columns[:keys], row, strict=False)]
    yield ", ".join(text for text in texts if text)
    yield texts[0]


def figure_text(cell: Cell) -> str:
    """Return a figure in the form that is saved: amounts with their currency; a missing one as `unknown`, never as zero."""
    match cell:
        case None:
            return _UNKNOWN
        case Money():
            return f"{cell.currency} {data_text(cell)}" if cell.currency else data_text(cell)
        case _:
            return data_text(cell)


def agrees(cell: Cell, value: str) -> bool:
    """Say whether a figure is what is expected, to the penny; a value without a currency says nothing of the currency."""
    if cell is None or value.casefold() == _UNKNOWN:
        return cell is None and value.casefold() == _UNKNOWN
    try:
        match cell:
            case Money():
                code, text = _currency(value)
                return code in {"", cell.currency} and amount(text) == cell.amount
            case int():
                return Decimal(value.replace(",", "")) == cell
            case Decimal():
                return _share(value, cell)
            case _:
                return data_text(cell) == value
    except (ValueError, InvalidOperation):
        return False


def _currency(value: str) -> tuple[str, str]:
    """Return the currency that a value names, empty where it names none, and the amount."""
    match = _CODE.fullmatch(value)
    sign = next((code for sign, code in _SIGNS.items() if sign in value), "")
    return ((match[1] or match[3] or sign), match[2]) if match else (sign, value)


def _share(value: str, cell: Decimal) -> bool:
    """Compare a part of a whole: as a fraction, or in per cent with as many decimals as are written."""
    if not value.endswith("%"):
        return Decimal(value) == cell
    percentage = Decimal(value[:-1].replace(",", ""))
    return round(cell * 100, max(-int(percentage.as_tuple().exponent), 0)) == percentage
