"""`--explain`: the evidence behind each row of an answer: its awards, and for each amount basis, rule, sources and lines.

The awards behind a row are those that the engine counts under its key. The report asks the same question again, by award,
so the awards add up to the row, with shares (`--split`) and real terms (`--real`) as in the answer.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from decimal import Decimal
from string import ascii_lowercase
from typing import Any

from grantcli.errors import UsageError, nearest
from grantcli.evidence import Basis, RejectedClaim
from grantcli.model import Award
from grantcli.query import EVERYTHING, Comparison, Filter, Op, Or
from grantcli.reports.data import Data, all_of, grouping
from grantcli.reports.groups import key_cells
from grantcli.reports.listing import ListOptions, listing
from grantcli.reports.measures import pennies
from grantcli.reports.record import place
from grantcli.table import Cell, Column, Explanation, Kind, Money, Record, Table


@dataclass(frozen=True, slots=True)
class Part:
    """What an award brings to a row: the amount that counts there, `None` when it is not known."""

    award: str
    amount: Decimal | None
    currency: str | None
    whole: Decimal | None = None
    """The amount of the award itself."""
    awarded: Cell = None
    side: str = ""
    """The letter of its side, in a comparison by groups."""
    count: int = 1
    """How many awards it counts: of one id, only their amounts and dates say which is which."""

    @property
    def key(self) -> tuple[str, Decimal | None, str | None, Cell]:
        """What says which award it is, also among those of the same id."""
        return self.award, self.whole, self.currency, self.awarded

    @property
    def label(self) -> str:
        """What people call it."""
        return self.award if self.count == 1 else f"{self.award} ({self.count:,} awards)"

    def of(self, awards: Sequence[Award]) -> Award:
        """Return the award among those of its id that have evidence; without any, all that is known of it is its amount."""
        if not awards:
            basis = Basis.UNKNOWN if self.whole is None else Basis.STATED
            return Award(self.award, amount=self.whole, currency=self.currency, basis=basis)
        return next((each for each in awards if (each.amount, each.currency) == (self.whole, self.currency)), awards[0])


def entries(
    data: Data, parts: Sequence[Part], awards: Mapping[str, Sequence[Award]]
) -> tuple[tuple[tuple[str, ...], ...], tuple[Record, ...]]:
    """Return the lines about these parts, with equal parts together, and the data of each; `awards` are those with evidence.

    In the data, `amount` is what counts in the row. Where that may be a share or in real terms, `whole` is the amount of the
    award itself.
    """
    statements: dict[tuple[str, str, str, tuple[str, ...]], list[str]] = defaultdict(list)
    for part in parts:
        statements[_statement(data, part, part.of(awards.get(part.award, ())))].append(part.label)
    notes = tuple((_opening(names, side, amount, basis), *more) for (side, amount, basis, more), names in statements.items())
    return notes, tuple(_record(data, part, part.of(awards.get(part.award, ()))) for part in parts)


def _opening(names: Sequence[str], side: str, amount: str, basis: str) -> str:
    each = " each," if len(names) > 1 and basis else ""
    return (f"{side}: " if side else "") + f"{', '.join(names)}: {amount}{each}" + (f" {basis}" if basis else "")


def _statement(data: Data, part: Part, award: Award) -> tuple[str, str, str, tuple[str, ...]]:
    """Return the side, the amount, its basis with its sources, and as lines its rule and the claims that were rejected."""
    sources = "; ".join(_printed_claim(data, name) for name in award.claims.get("amount", ()))
    basis = "" if award.amount is None else str(award.basis)
    rejected = (f"{_printed_claim(data, each.claim)} rejected: {each.why}" for each in _rejected_claims(award))
    lines = (*((award.rule,) if award.rule else ()), *rejected)
    return part.side, _counted_amount(part, award), ": ".join(text for text in (basis, sources) if text), lines


def _counted_amount(part: Part, award: Award) -> str:
    """Return the amount that counts, and the amount of the award where it differs."""
    if award.amount is None:
        return "amount unknown"
    amount = "no amount" if part.amount is None else str(Money(part.amount, part.currency))
    if part.count > 1:
        return f"{amount} together,"
    return amount if part.amount == award.amount else f"{amount} ({Money(award.amount, award.currency)} in all)"


def _printed_claim(data: Data, name: str) -> str:
    """Return the source and line of a claim, and the figure as it is printed there: `seed-002 line 20 (£800,000)`."""
    figure = data.book.claim(name)[1].figure
    return place(data, name) + (f" ({figure})" if figure else "")


def _rejected_claims(award: Award) -> list[RejectedClaim]:
    return [each for each in award.rejected if each.of in {"", "amount"}]


def _record(data: Data, part: Part, award: Award) -> Record:
    side: dict[str, Cell] = {"side": part.side} if part.side else {}
    whole: dict[str, Cell] = {"whole": _money(award.amount, award.currency)} if data.split or data.of != "amount" else {}
    return {
        **side,
        "award": award.id,
        **({"awards": part.count} if part.count > 1 else {}),
        "amount": _money(part.amount, part.currency),
        **whole,
        "currency": part.currency,
        "basis": str(award.basis),
        "rule": award.rule,
        "claims": tuple(_claim(data, name) for name in award.claims.get("amount", ())),
        "rejected": tuple({**_claim(data, each.claim), "why": each.why} for each in _rejected_claims(award)),
    }


def _money(amount: Decimal | None, currency: str | None) -> Money | None:
    return None if amount is None else Money(amount, currency)


def _claim(data: Data, name: str) -> Record:
    source, claim = data.book.claim(name)
    return {"claim": name, "source": source.id, "line": claim.line, "figure": claim.figure}


_MOST_IDS = 500  # explain at most this many awards one by one
_BATCH = 2_000
"""Rows are explained together while they count no more awards than this, so that the engine is asked once for all of them."""
Place = tuple[tuple[Cell, ...], str | None]
"""The cells of a row's key, and its currency."""
Row = tuple[str, Sequence[Part] | None]
"""What people call a row, and what its awards bring to it; `None` where nobody asked for this row."""


def explain_list(
    data: Data, table: Table, where: Filter, *, sort: str | Iterable[str], limit: int | None, only: bool | str = True
) -> Table:
    """Return a list with the evidence for the amount of each award, or `only` of the one with this id."""
    rows = listing(data, where, ListOptions((*_AWARD, "currency"), sort, limit)).rows
    return _by_award(data, table, rows, column="evidence", only=only)


def explain_record(data: Data, table: Table, *, only: bool | str = True) -> Table:
    """Return awards shown whole with the evidence for their amounts in the form that it has in every other answer."""
    places = [[each.name for each in table.columns].index(name) for name in (*_AWARD, "currency")]
    return _by_award(data, table, [[row[place] for place in places] for row in table.rows], column="explained", only=only)


def explain_total(
    data: Data, table: Table, where: Filter, *, by: str | Iterable[str], top: int | None = None, only: bool | str = True
) -> Table:
    """Return a total or a cross table with the awards that each row counts, or `only` those of the row of this name."""
    fields = grouping(by)
    parts = _parts(data, where, fields)
    places = _places(table, len(fields))
    rests = _rests(places, top)
    own_rows = {place for number, place in enumerate(places) if number not in rests}
    behind = [
        _remainder(parts, own_rows, place[1], split=data.split) if number in rests else parts.get(place, ())
        for number, place in enumerate(places)
    ]
    return _add_explanations(data, table, _names(table, len(fields)), behind, only=only)


def explain_comparison(
    data: Data, table: Table, sides: Sequence[Filter], where: Filter, *, by: str | Iterable[str], only: bool | str = True
) -> Table:
    """Return a comparison with the awards that each row counts on each side, or `only` those of the row of this name."""
    fields = grouping(by)
    side_parts = [_parts(data, all_of(where, side), fields) for side in sides]
    if not fields:  # the sides follow one another, each once for each currency
        behind = [side_parts[number % len(sides)].get(((), _code(row[1])), ()) for number, row in enumerate(table.rows)]
        return _add_explanations(data, table, _names(table, 1), behind, only=only)
    sides_parts = list(zip(ascii_lowercase, side_parts, strict=False))
    behind = [
        [replace(part, side=letter) for letter, parts in sides_parts for part in parts.get(place, ())]
        for place in _places(table, len(fields))
    ]
    return _add_explanations(data, table, _names(table, len(fields)), behind, only=only)


_AWARD = ("id", "amount", "awarded")
"""What says which award a row is: several may have one id."""


def _by_award(data: Data, table: Table, rows: Sequence[Sequence[Cell]], *, column: str, only: bool | str) -> Table:
    """Return a table of awards with the evidence for each; `rows` have `_AWARD` of each, and its currency."""
    ids = [str(row[0]) for row in rows]
    where = Or(tuple(Comparison("id", Op.IS, name, name) for name in ids)) if len(ids) <= _MOST_IDS else EVERYTHING
    parts = {part.key: part for parts in _parts(data, where, ()).values() for part in parts}
    return _add_explanations(data, table, ids, [[_single(parts, row)] for row in rows], column=column, only=only)


def _single(parts: Mapping[tuple[Any, ...], Part], row: Sequence[Cell]) -> Part:
    """Return the part of one award; of several with the same `_AWARD`, each brings the same."""
    name, money, awarded, currency = row
    part = parts[str(name), money.amount if isinstance(money, Money) else None, currency, awarded]
    return part if part.count == 1 or part.amount is None else replace(part, amount=pennies(part.amount / part.count), count=1)


def _parts(data: Data, where: Filter, by: Sequence[str]) -> Mapping[Place, Sequence[Part]]:
    """Return what each award brings to each key and currency."""
    parts_of_place: dict[Place, list[Part]] = defaultdict(list)
    names = (*by, *(name for name in _AWARD if name not in by))
    for group in data.counts(names, where):
        cells = key_cells(group.key, names, group.currency)
        award, money, awarded = (cells[names.index(name)] for name in _AWARD)
        whole = money.amount if isinstance(money, Money) else None
        part = Part(str(award), group.total, group.currency, whole, awarded, count=group.awards)
        parts_of_place[cells[: len(by)], group.currency].append(part)
    return {place: _sort_parts(parts) for place, parts in parts_of_place.items()}


def _sort_parts(parts: Iterable[Part]) -> list[Part]:
    """Return the largest first, those that are not known last, ties by id and date."""
    return sorted(parts, key=lambda part: (part.amount is None, -(part.amount or 0), part.award, str(part.awarded or "")))


def _places(table: Table, keys: int) -> list[Place]:
    return [(row[:keys], _code(row[keys])) for row in table.rows]


def _code(cell: Cell) -> str | None:
    return None if cell is None else str(cell)


def _rests(places: Sequence[Place], top: int | None) -> set[int]:
    """Return the rows for what is in no other row of their currency: with `top`, the last row of each."""
    last = {currency: number for number, (_, currency) in enumerate(places)}
    return set() if top is None else set(last.values())


def _remainder(parts: Mapping[Place, Sequence[Part]], own_rows: set[Place], currency: str | None, *, split: bool) -> list[Part]:
    """Return the awards whose key has no row, each award once: with its whole amount, or all its shares there."""
    sums: dict[tuple[Any, ...], Part] = {}
    for row_place, mine in parts.items():
        for part in mine if row_place[1] == currency and row_place not in own_rows else ():
            before = sums.get(part.key)
            shares = [each.amount for each in (before, part) if each and each.amount is not None]
            sums[part.key] = replace(part, amount=sum(shares, Decimal(0))) if split and shares else part
    return _sort_parts(sums.values())


def _names(table: Table, keys: int) -> list[str]:
    """Return what people call each row: the values of its key, and its currency where the table shows one."""
    with_currency = table.columns[keys].for_people and table.columns[keys].name == "currency"
    return [_name(table, row, keys) + (f" ({row[keys] or 'no currency'})" if with_currency else "") for row in table.rows]


def _name(table: Table, row: Sequence[Cell], keys: int) -> str:
    texts = [column.missing if cell is None else str(cell) for column, cell in zip(table.columns[:keys], row, strict=False)]
    return ", ".join(text for text in texts if text) or "all awards"


def _add_explanations(
    data: Data,
    table: Table,
    names: Sequence[str],
    behind: Sequence[Sequence[Part]],
    *,
    column: str = "evidence",
    only: bool | str,
) -> Table:
    """Return the table with one more column, which explains each row that was asked for."""
    selection = set(names) if only is True else _matching_rows(names, str(only))
    explained = [(name, parts if name in selection else None) for name, parts in zip(names, behind, strict=True)]
    with_evidence = data.engine.ids_with_evidence() if table.rows else frozenset()
    cells = [cell for batch in _batches(explained) for cell in _explain(data, batch, with_evidence)]
    rows = tuple((*row, cell) for row, cell in zip(table.rows, cells, strict=True))
    footer = tuple((*row, None) for row in table.footer)
    return replace(table, columns=(*table.columns, Column(column, Kind.EXPLANATION)), rows=rows, footer=footer)


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    count = 0
    for row in rows:
        size = len(row[1] or ())
        if batch and count + size > _BATCH:
            yield batch
            batch, count = [], 0
        batch.append(row)
        count += size
    yield batch


def _explain(data: Data, rows: Sequence[Row], with_evidence: AbstractSet[str]) -> list[Explanation | None]:
    """Return the explanation of each row; only awards with evidence are read whole: most files say no more than amounts."""
    awards: dict[str, list[Award]] = defaultdict(list)
    for award in data.engine.awards_with({part.award for _, parts in rows for part in parts or ()} & with_evidence):
        awards[award.id].append(award)
    return [None if parts is None else Explanation(name, *entries(data, parts, awards)) for name, parts in rows]


def _matching_rows(names: Sequence[str], only: str) -> set[str]:
    """Return the names of the rows that are meant: those called so, or so with something in brackets after it."""
    exact = {name for name in names if name.casefold() == only.casefold()}
    matches = exact or {name for name in names if name.rpartition(" (")[0].casefold() == only.casefold()}
    if names and not matches:
        guess = nearest(only, names)
        hint = "" if guess else "--explain explains every row under its name"
        raise UsageError(f"no row is called `{only}`", did_you_mean=guess, hint=hint)
    return matches
