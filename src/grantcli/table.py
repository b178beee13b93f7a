"""`Table`: the only kind of result there is, made by reports and drawn by renderers.

A column carries its kind, and a renderer chooses by kind. Notes belong to the table: what was left out is part of the
answer.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from importlib import import_module
from typing import Any


class Kind(Enum):
    """What the cells of a column hold, and so how they are shown."""

    ID = auto()
    """A text that is never shortened."""
    DATE = auto()
    """A date as far as it is known, in ISO form: `2019`, `2019-09` or `2019-09-12`; never shortened."""
    TEXT = auto()
    NUMBER = auto()
    """A whole number that counts something."""
    YEAR = auto()
    """A whole number that names something, and takes no thousands separator."""
    DECIMAL = auto()
    """A number that may have a fraction, as an int or a Decimal, without thousands separators: 12 or 10.5."""
    MONEY = auto()
    SHARE = auto()
    """A part of a whole as a Decimal fraction: 0.25 is shown as 25.0%."""
    CHANGE = auto()
    """A relative change as a Decimal fraction, shown with its sign."""
    MANY = auto()
    """A tuple of texts."""
    RECORDS = auto()
    """A tuple of mappings from names to texts."""
    EXPLANATION = auto()
    """What the row rests on, as an `Explanation`; people read it below the table."""


class Axis(Enum):
    """How a chart lays out the values of the column that names the rows."""

    NAMES = auto()
    """Each by itself, in the order of the rows."""
    TIME = auto()
    """Periods, one after the other."""
    BANDS = auto()
    """Ranges, one after the other, of which a chart shows how many awards are in each."""


FIGURES = frozenset({Kind.NUMBER, Kind.YEAR, Kind.DECIMAL, Kind.MONEY, Kind.SHARE, Kind.CHANGE})
"""Kinds that stand to the right and are never shortened."""
WHOLE = frozenset({Kind.ID, Kind.DATE})
"""Kinds of texts that are never shortened."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount to the penny in a currency (ISO 4217 code); a currency of `None` is not known."""

    amount: Decimal
    currency: str | None

    def __str__(self) -> str:
        """Return the amount as people write it: `£1,234`, with pence only where there are any."""
        return self.text(pence=self.amount != self.amount.to_integral_value())

    def text(self, *, pence: bool) -> str:
        """Return the amount as people write it, with pence or rounded to the pound (half to even)."""
        sign = "-" if self.amount < 0 else ""
        digits = f"{abs(self.amount):,.2f}" if pence else f"{abs(self.amount):,.0f}"
        if self.currency is None:
            return f"{sign}{digits}"
        return f"{sign}{SIGNS.get(self.currency, self.currency + ' ')}{digits}"


class NoAwards(Money):
    """The amount of no awards: zero, as an amount; a chart distinguishes it from awards of zero."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        """Say whether it is the same amount, of awards or of none."""
        return isinstance(other, Money) and (self.amount, self.currency) == (other.amount, other.currency)

    def __hash__(self) -> int:
        """Return the hash of the amount."""
        return hash((self.amount, self.currency))


SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}
"""Currencies that people know by a sign; others show their code."""


Record = Mapping[str, "Cell"]
"""One entry of a cell of kind RECORDS."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a row rests on: in words for people, as data for programs."""

    row: str
    """What the row is called."""
    lines: tuple[tuple[str, ...], ...]
    """For each entry its lines: the first, and the lines below it."""
    records: tuple[Record, ...]


class Detail(str):
    """A note that changes no figure: on a terminal it is only counted, unless it is asked for."""

    __slots__ = ()


class Advice(str):
    """A note for people only: programs have what it says in a column."""

    __slots__ = ()


class OtherGroups(str):
    """The name of the row of all groups without their own row."""

    __slots__ = ()


Cell = str | int | Decimal | Money | tuple[str, ...] | tuple[Record, ...] | Explanation | None
"""One value of a row; `None` is unknown, or does not apply."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its `name` for programs, its `title` for people (the name, when empty) and its kind."""

    name: str
    kind: Kind
    title: str = ""
    missing: str = ""
    """What people see where the cell is `None`."""
    weight: int = 0
    """Where there is no room, columns of the highest weight hide first."""
    room: int = 12
    """For text: how many cells it has, as far as it needs them, before other columns hide."""
    lines: int = 0
    """On a terminal, in how many lines many values are shown, with the number of the others; 0 for as many as they need."""
    rank: int = 0
    """People see columns of a lower rank first, those of one rank in order; programs have the order of the table."""
    for_people: bool = True
    """Whether formats for people show it; formats for programs always do."""
    axis: Axis | None = None
    """How it is laid out, for a column that names the rows or the series."""
    measure: str = ""
    """What it measures, for a figure that can be drawn."""
    series: str = ""
    """Which of several series of a chart: a side of a comparison, or a value of the field across."""

    @property
    def heading(self) -> str:
        """The title for people."""
        return self.title or self.name.replace("_", " ")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RowStream:
    """Rows that are worked out as they are taken, so once; `count` of them."""

    rows: Iterable[tuple[Cell, ...]]
    count: int

    def __len__(self) -> int:
        """Return how many rows there are."""
        return self.count

    def __iter__(self) -> Iterator[tuple[Cell, ...]]:
        """Yield the rows."""
        return iter(self.rows)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TableStream:
    """A table of which one row after the other is in memory: for formats that programs read, so without a footer."""

    columns: tuple[Column, ...]
    rows: RowStream
    title: str = ""
    notes: tuple[str, ...] = ()

    def table(self) -> "Table":
        """Return the table with all its rows."""
        return Table(self.columns, tuple(self.rows), self.title, self.notes)


@dataclass(frozen=True, slots=True)
class Table:
    """Columns, rows (a tuple of cells each, in the order of the columns) and what belongs to them."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""
    notes: tuple[str, ...] = ()
    """Sentences a reader needs to judge the figures."""
    footer: tuple[tuple[Cell, ...], ...] = ()
    """Rows below the table for people, such as the total of each award once; programs do not get them as data."""
    row_currencies: tuple[Cell, ...] = ()
    """The currency of each row, where the column that says it was left out."""
    vertical: bool = False
    """Whether people see it as one block a record unless they ask otherwise."""
    has_faults: bool = False
    """Whether it reports a fault; the command line then leaves with exit code 4."""
    failed: bool = False
    """Whether a part of what was asked for could not be done; the command line then leaves with exit code 1."""

    def records(self) -> list[dict[str, Cell]]:
        """Return the rows by name: a mapping for each, from the names of the columns to its cells."""
        names = [column.name for column in self.columns]
        return [dict(zip(names, row, strict=True)) for row in self.rows]

    def to_pandas(self) -> Any:  # noqa: ANN401 - pandas is not a dependency, so its types are not known here
        """Return the rows as a DataFrame of pandas, amounts as Decimal; ImportError where pandas is not installed."""
        return import_module("pandas").DataFrame(self._values())

    def to_polars(self) -> Any:  # noqa: ANN401 - as above, of polars
        """Return the rows as a DataFrame of polars, amounts as Decimal; ImportError where polars is not installed."""
        return import_module("polars").DataFrame(self._values(), strict=False)

    def _values(self) -> dict[str, list[Any]]:
        """Return the columns by name, amounts without their currency, which is in the column `currency`."""
        return {
            column.name: [_frame_value(row[place], column.kind) for row in self.rows] for place, column in enumerate(self.columns)
        }


def _frame_value(cell: Cell, kind: Kind) -> Any:  # noqa: ANN401 - what a DataFrame holds
    if isinstance(cell, Money):
        return cell.amount
    if kind is Kind.DECIMAL and isinstance(cell, int):
        return Decimal(cell)  # a column of polars has one type
    return list(cell) if isinstance(cell, tuple) else str(cell) if isinstance(cell, Explanation) else cell
