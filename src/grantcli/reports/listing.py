"""`list` and `filter`: awards, a row each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from grantcli.engines import Engine, Row
from grantcli.errors import UsageError
from grantcli.fields import EXTRA, FIELDS, Field, FieldKind
from grantcli.model import Award, Book
from grantcli.query import And, Filter, Order, Select
from grantcli.query.filters import conjuncts
from grantcli.reports import notes, plans
from grantcli.reports.arrange import text_order_notes
from grantcli.reports.data import EVERY, Data, all_of, cell, column, field_names, names, orders
from grantcli.reports.spelling import spelling_notes
from grantcli.table import Cell, Column, RowStream, Table, TableStream

DEFAULT = ("id", "title", "programme", "lead", "recipient", "amount", "currency", "awarded")
"""The default columns of a list. People see the recipients, which include the lead; programs get both.
`ingest.headings.LISTED` recognises such a list when it is read again.
"""
_ROOM = 25
"""A title and a recipient side by side, with amount and date, in 80 cells."""
_LINES = 2
_WEIGHTS = {"title": 0, "recipient": 0, "amount": 0, "awarded": 1, "id": 2, "programme": 3}
"""Return which of these columns hide first where there is no room: those of the highest weight."""


@dataclass(frozen=True, slots=True)
class ListOptions:
    """Which columns and how many rows a list has, in which order, and what its notes say of the question."""

    columns: str | Iterable[str] = ()
    """A column for each field, in this order; the default columns where none is named."""
    sort: str | Iterable[str] = ()
    limit: int | None = None
    why: bool | None = None
    """Where it is not `None`, the first note says how many of how many match; where it is true, others what each term removes."""


def listing(data: Data, where: Filter, options: ListOptions) -> Table:
    """Return the awards that match."""
    table = stream_listing(data, where, options).table()
    if not table.rows or (names(options.columns) and names(options.columns) not in EVERY):
        return table
    shape = (replace(each, for_people=each.for_people and any(row[place] is not None for row in table.rows))
             for place, each in enumerate(table.columns))  # fmt: skip
    return replace(table, columns=tuple(shape))


def stream_listing(data: Data, where: Filter, options: ListOptions) -> TableStream:
    """Return the same awards, of which only some are in memory at a time; nothing else may be asked until all are taken."""
    choice = field_names(every(options.columns, data))
    fields = choice or (DEFAULT if data.of == "amount" else (*DEFAULT[:-1], data.of, *DEFAULT[-1:]))
    data = data.with_answers(plans.of_list(data, where, why=bool(options.why)))
    currencies = data.currencies(where)
    question, count, remarks = _build_question(data, where, fields, options, currencies)
    if options.why is not None:
        remarks = [*_match_notes(data, where, why=options.why), *remarks]
    rows = (_cells(fields, row) for row in data.engine.stream(question))
    shape = (_column(FIELDS[name], currencies, by_choice=bool(choice)) for name in fields)
    return TableStream(
        tuple(shape),
        RowStream(rows, count if options.limit is None else min(count, options.limit)),
        notes.answer_title(data, where, count),
        tuple(remarks),
    )


def every(columns: str | Iterable[str], data: Data) -> str | Iterable[str]:
    """Return the columns: `all` and `*` mean every field, and every column of the file that is not a field."""
    fields = names(columns)
    return (*FIELDS, *(EXTRA + name for name in data.extras)) if fields in EVERY else fields


@dataclass(frozen=True, slots=True)
class WholeAwards:
    """Whole awards, `count` of them, for exports that keep more than a table can; `notes` are those of a list."""

    engine: Engine
    question: Select
    count: int
    book: Book
    notes: tuple[str, ...] = ()

    @property
    def awards(self) -> Iterable[Award]:
        """The awards, read as they are taken."""
        return self.engine.awards(self.question)


def whole_awards(data: Data, where: Filter, options: ListOptions) -> WholeAwards:
    """Return the same awards whole, in the same order; their columns are those of the format."""
    data = data.with_answers(plans.of_list(data, where))
    question, count, notes = _build_question(data, where, DEFAULT, options, data.currencies(where))
    size = count if options.limit is None else min(count, options.limit)
    return WholeAwards(data.engine, question, size, data.book, tuple(notes))


def _build_question(
    data: Data, where: Filter, fields: Sequence[str], options: ListOptions, currencies: Sequence[str | None]
) -> tuple[Select, int, list[str]]:
    """Return the question, how many awards match, and the notes about them."""
    limit = options.limit
    if limit is not None and limit < 0:
        raise UsageError(f"--limit {limit}: a limit is 0 or more")
    count = data.count(where)
    order = _order(orders(options.sort or data.order, FIELDS), currencies)
    question = Select((*fields, "currency"), where, order, limit, data.view, in_file_order=not order)
    remarks = [*_sort_notes(data, where, order), *_notes(data, where, fields, currencies, order)]
    if limit is not None and count > limit:
        remarks.insert(0, f"{notes.plural(count - limit, 'more award')} not shown because of --limit {limit}")
    return question, count, remarks


def _match_notes(data: Data, where: Filter, *, why: bool) -> list[str]:
    everything, count = data.count(), data.count(where)
    remarks = [f"{count:,} of {notes.plural(everything, 'award')} match `{where}`"]
    if why:
        remarks += [_why(data, terms=conjuncts(where), number=number) for number in range(len(conjuncts(where)))]
    return remarks


def _why(data: Data, terms: Sequence[Filter], number: int) -> str:
    alone = data.count() - data.count(terms[number])
    others = And((*terms[:number], *terms[number + 1 :]))
    only = data.count(others) - data.count(And(tuple(terms)))
    return f"`{terms[number]}` removes {notes.plural(alone, 'award')}, {only:,} of which no other term removes"


def _order(orders: tuple[Order, ...], currencies: Sequence[str | None]) -> tuple[Order, ...]:
    """Separate currencies wherever amounts are sorted."""
    by_amount = any(FIELDS[order.field].kind is FieldKind.MONEY for order in orders)
    return (Order("currency"), *orders) if by_amount and len(currencies) > 1 else orders


def _column(field: Field, currencies: Sequence[str | None], *, by_choice: bool) -> Column:
    """Return the column of a field; unless it is chosen, people see the currency only where the amount has no sign for it."""
    shape = column(field)
    if by_choice:
        return shape
    hidden = field.name == "lead" or (field.name == "currency" and None not in currencies)
    return replace(shape, for_people=not hidden, weight=_WEIGHTS.get(field.name, shape.weight), room=_ROOM, lines=_LINES)


def _cells(fields: Sequence[str], row: Row) -> tuple[Cell, ...]:
    *values, currency = row
    code = str(currency[0]) if currency else None
    return tuple(cell(FIELDS[name], each, code) for name, each in zip(fields, values, strict=True))


def _sort_notes(data: Data, where: Filter, order: Sequence[Order]) -> list[str]:
    """Say that a column of the file is sorted as text, where its first value in this order begins with a figure."""
    lines = []
    for each in order:
        if each.field.startswith(EXTRA):
            question = Select((each.field,), all_of(where, plans.has_value(each.field)), (each,), 1, data.view)
            lines += text_order_notes(each.field, (value for (values,) in data.engine.select(question) for value in values))
    return lines


def _notes(
    data: Data, where: Filter, fields: Sequence[str], currencies: Sequence[str | None], order: Sequence[Order]
) -> list[str]:
    if not data.count(where):
        return [*notes.no_match_notes(data, where), *spelling_notes(data, where)]
    remarks = notes.amount_notes(data.counts((), where)) if "amount" in fields else []
    if len(currencies) > 1 and "amount" in fields and "currency" not in fields:
        remarks.append(notes.ADD_CURRENCY)
    remarks += notes.real_notes(data, where, (*fields, *(each.field for each in order)))
    return [*data.notes, *remarks, *notes.currency_notes(data, where), *spelling_notes(data, where)]
