"""`diff`: what became of the awards of one file in another, matched by id."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import zip_longest

from grantcli.engines import Row
from grantcli.engines.group_order import currency_rank
from grantcli.fields import EXTRA, FIELDS, FieldKind, Value
from grantcli.query import EVERYTHING, Filter, Select
from grantcli.query.extra_columns import key
from grantcli.reports.data import Data
from grantcli.reports.notes import plural
from grantcli.standard import BY_NAME
from grantcli.table import Cell, Column, Detail, Kind, Money, Table

COMPARED = (
    "title", "description", "programme", "funder", "lead", "partner", "recipient", "org_id", "stage", "theme", "project",
    "amount", "currency", "basis", "awarded", "source", "outcome", "saving",
)  # fmt: skip
"""The fields that every award may have; what follows from them, such as year or region, changes with them."""
_AMOUNT, _CURRENCY = COMPARED.index("amount") + 1, COMPARED.index("currency") + 1
_ROW_NUMBER = re.compile(r"#\d+$")
"""The end of an id that only counts the rows of its file; the name of the file comes before it where there are several."""

_COLUMNS = (
    Column("award", Kind.ID),
    Column("change", Kind.ID),
    Column("field", Kind.TEXT),
    Column("old", Kind.TEXT, missing="–"),
    Column("new", Kind.TEXT, missing="–"),
    Column("money", Kind.MONEY, missing="–"),
    Column("currency", Kind.ID, missing="–", for_people=False),
)
ADDED, WITHDRAWN, CHANGED = "added", "withdrawn", "changed"


def difference(old: Data, new: Data, where: tuple[Filter, Filter] = (EVERYTHING, EVERYTHING)) -> Table:
    """Return a row for each award that only one side has, and for each field of an award that is not the same in both.

    `where` narrows each side. Awards are matched by id; those of one id that occurs several times where they are the same, then
    in order. The row of an award that is added or withdrawn has its title; `money` is what moved: all of its amount, or new
    less old.
    """
    standard = [(name, name) for name in _standard(old, new)]
    names = [*standard, *((f"{EXTRA}{mine}", f"{EXTRA}{theirs}") for mine, theirs in _common_columns(old, new))]
    sides = [
        data.engine.select(Select(("id", *COMPARED, *(pair[number] for pair in names)), where[number], view=data.view))
        for number, data in enumerate((old, new))
    ]
    changes = _Changes(tuple(name for name, _ in names))
    rows = tuple(row for pair in _pairs(*sides) for row in changes.rows(*pair))
    title = ", ".join(f"{changes.counts[change]:,} {change}" for change in (ADDED, WITHDRAWN, CHANGED))
    return Table(_COLUMNS, rows, title, tuple(_notes(old, new, sides, changes)))


def _standard(*sides: Data) -> list[str]:
    """Return the fields of the standard, beside those of every award, that either side has."""
    fields: set[str] = set()
    for data in sides:
        columns_fields = {name for column in data.columns for name in column.fields}
        fields |= columns_fields or {
            name for name, count in zip(BY_NAME, data.engine.count_values(tuple(BY_NAME), data.view), strict=True) if count
        }
    return [name for name in BY_NAME if name in fields]


def _common_columns(old: Data, new: Data) -> list[tuple[str, str]]:
    """Return the headings that are not fields and that both files have, as each file spells them."""
    theirs = {key(heading): heading for heading in new.extras}
    return [(heading, theirs[key(heading)]) for heading in old.extras if key(heading) in theirs]


Pair = tuple[Row | None, Row | None]


def _pairs(old: Sequence[Row], new: Sequence[Row]) -> Iterator[Pair]:
    """Yield the awards of both sides in the order of their ids, each with the one that it is on the other side.

    Awards of one id are matched where they are the same first, then in order; what is left over is matched by an id that differs
    only in case, and awards without an id by all that they say.
    """
    pairs: list[Pair] = [*((row, None) for row in old), *((None, row) for row in new)]
    for key_of in (_award_id, _folded_id, _content, _id):
        old_rows, new_rows = (_by([pair[side] for pair in pairs if not pair[1 - side]], key_of) for side in (0, 1))
        common = [name for name in old_rows.keys() & new_rows.keys() if name is not None]
        matched = {id(row) for side in (old_rows, new_rows) for name in common for row in side[name]}
        pairs = [pair for pair in pairs if not {id(row) for row in pair if row} & matched]
        pairs += [pair for name in common for pair in _match_awards(old_rows[name], new_rows[name])]
    yield from sorted(pairs, key=lambda pair: tuple(_id(row) for row in pair if row))


def _by(rows: Iterable[Row | None], key_of: Callable[[Row], object]) -> dict[object, list[Row]]:
    groups: dict[object, list[Row]] = defaultdict(list)
    for row in rows:
        if row is not None:
            groups[key_of(row)].append(row)
    return groups


def _award_id(row: Row) -> str | None:
    """Return an id; `None` for one that only counts rows."""
    return None if _ROW_NUMBER.search(_id(row)) else _id(row)


def _folded_id(row: Row) -> str | None:
    """Return an id whatever its case; `None` for one that only counts rows."""
    name = _award_id(row)
    return None if name is None else name.casefold()


def _content(row: Row) -> str | None:
    """Return all that an award without an id says; `None` for one with an id."""
    return repr(row[1:]) if _award_id(row) is None else None


def _match_awards(old: Sequence[Row], new: Sequence[Row]) -> list[Pair]:
    """Return the awards of one id in pairs: those that are the same first, then the others in order."""
    candidates = _by(new, lambda row: repr(row[1:]))
    rest: list[Row] = []
    pairs: list[Pair] = []
    for row in old:
        equal = candidates.get(repr(row[1:]))
        if equal:
            pairs.append((row, equal.pop(0)))
        else:
            rest.append(row)
    matched = {id(other) for _, other in pairs}
    return [*pairs, *zip_longest(rest, (row for row in new if id(row) not in matched))]


def _id(row: Row) -> str:
    return str(row[0][0])


@dataclass(slots=True)
class _Changes:
    """What is found as pairs of awards go by."""

    extras: tuple[str, ...]
    counts: Counter[str] = field(default_factory=Counter)
    """By change, and under `same`, how many awards."""
    moved: dict[tuple[str | None, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    """By currency and change."""
    unknown: Counter[str] = field(default_factory=Counter)
    """By change, how many awards moved an amount that is not known."""

    def rows(self, old: Row | None, new: Row | None) -> Iterator[tuple[Cell, ...]]:
        if old is not None and new is not None:
            yield from self._compare(old, new)
        elif (row := old or new) is not None:
            change, sign = (WITHDRAWN, -1) if old else (ADDED, 1)
            title = _display("title", row[1])
            amount, currency = _amount(row), _currency(row)
            money = self._count_change(change, None if amount is None else sign * amount, currency)
            self.counts[change] += 1
            yield _id(row), change, "title", title if old else None, title if new else None, money, currency

    def _compare(self, old: Row, new: Row) -> Iterator[tuple[Cell, ...]]:
        names = (*COMPARED, *self.extras)
        differs = [name for name, before, after in zip(names, old[1:], new[1:], strict=True) if not _is_same(name, before, after)]
        if "lead" in differs or "partner" in differs:
            differs = [name for name in differs if name != "recipient"]  # which is the two together
        new_id = _id(old) != _id(new) and _award_id(new) is not None
        self.counts[CHANGED if differs or new_id else "same"] += 1
        if new_id:
            yield _id(new), CHANGED, "id", _id(old), _id(new), None, _currency(new)
        new_currency = _currency(old) != _currency(new) and None not in {_amount(old), _amount(new)}
        for name in differs:
            number = names.index(name) + 1
            cells = _id(new), CHANGED, name, _display(name, old[number]), _display(name, new[number])
            if name != "amount" and not (name == "currency" and new_currency):
                yield *cells, None, _currency(new)
            elif name == "amount" and not new_currency:
                yield *cells, self._difference(old, new), _currency(new)
        if new_currency:
            yield from self._change_currency(old, new)

    def _change_currency(self, old: Row, new: Row) -> Iterator[tuple[Cell, ...]]:
        """Yield an amount that is in another currency now, as so much less of the one and so much more of the other."""
        before, after = _amount(old), _amount(new)
        assert before is not None and after is not None  # noqa: S101, PT018 - the caller has looked
        for row, amount, texts in ((old, -before, (str(before), None)), (new, after, (None, str(after)))):
            yield _id(new), CHANGED, "amount", *texts, self._count_change(CHANGED, amount, _currency(row)), _currency(row)

    def _difference(self, old: Row, new: Row) -> Money | None:
        before, after = _amount(old), _amount(new)
        return self._count_change(CHANGED, None if before is None or after is None else after - before, _currency(new))

    def _count_change(self, change: str, amount: Decimal | None, currency: str | None) -> Money | None:
        if amount is None:
            self.unknown[change] += 1
            return None
        self.moved[currency, change] += amount
        return Money(amount, currency)


def _amount(row: Row) -> Decimal | None:
    return next((value for value in row[_AMOUNT] if isinstance(value, Decimal)), None)


def _currency(row: Row) -> str | None:
    return next((str(value) for value in row[_CURRENCY]), None)


def _is_same(name: str, old: tuple[Value, ...], new: tuple[Value, ...]) -> bool:
    """Say whether values are the same; of several the order says nothing."""
    return old == new or (FIELDS[name].many and sorted(map(str, old)) == sorted(map(str, new)))


def _display(name: str, values: tuple[Value, ...]) -> str | None:
    form = ".2f" if FIELDS[name].kind is FieldKind.MONEY else "f"
    texts = (f"{value:{form}}" if isinstance(value, Decimal) else str(value) for value in values)
    return "; ".join(sorted(texts) if FIELDS[name].many else texts) if values else None


def _notes(old: Data, new: Data, sides: Sequence[Sequence[Row]], changes: _Changes) -> Iterator[str]:
    labels = (old.label or "old", new.label or "new")
    first, second = (f"{plural(len(rows), 'award')} of {label}" for label, rows in zip(labels, sides, strict=True))
    yield f"{first}, {second}; {changes.counts['same']:,} the same"
    for code in sorted({code for code, _ in changes.moved}, key=currency_rank):
        yield _moved_note(code, {change: changes.moved.get((code, change)) for change in (ADDED, WITHDRAWN, CHANGED)})
    for change, count in changes.unknown.items():
        yield f"{plural(count, 'award')} {change} with an unknown amount, which no sum includes"
    for label, rows in zip(labels, sides, strict=True):
        yield from _ids(label, rows)
    yield from _extra_columns(labels[0], old.extras, new.extras)
    yield from _extra_columns(labels[1], new.extras, old.extras)
    for label, data in zip(labels, (old, new), strict=True):
        for note in dict.fromkeys((*data.late_notes(), *data.notes)):
            yield Detail(f"{label}: {note}") if isinstance(note, Detail) else f"{label}: {note}"


def _extra_columns(label: str, mine: Sequence[str], theirs: Sequence[str]) -> Iterator[str]:
    keys = {key(heading) for heading in theirs}
    if alone := [heading for heading in mine if key(heading) not in keys]:
        yield f"only {label} has {plural(len(alone), 'column')} that cannot be compared: {', '.join(alone)}"


def _moved_note(code: str | None, sums: Mapping[str, Decimal | None]) -> str:
    amounts = [amount for amount in sums.values() if amount is not None]
    parts = [f"{Money(amount, code)} {change}" for change, amount in sums.items() if amount is not None]
    return f"{code or 'no currency'}: {', '.join(parts)}; together {Money(sum(amounts, Decimal(0)), code)}"


def _ids(label: str, rows: Sequence[Row]) -> Iterator[str]:
    counts = Counter(map(_id, rows))
    if several := sum(count > 1 for count in counts.values()):
        stand = f"{plural(several, 'id')} stand{'s' if several == 1 else ''} for more than one award"
        yield f"{label}: {stand}, matched where they are the same, then in order"
    if numbered := sum(count for name, count in counts.items() if _ROW_NUMBER.search(name)):
        without = f"{plural(numbered, 'award')} without an id {'is' if numbered == 1 else 'are'}"
        yield f"{label}: {without} matched by number of row, or by all that they say"
