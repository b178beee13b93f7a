"""Joins rows of one identifier that are one award: those that agree in everything that can occur only once.

Rules to keep: joining loses nothing of a row; rows that contradict each other stay separate awards, and a remark says so.

Two parts of grants contradict each other where both have a value that can occur only once, and the values differ. Lists never do:
a list collects the items of both. "The first that it does not contradict" is not an equivalence, because a part may leave out the
value in which two others differ. So `PartIndex` groups parts by the places that they fill, and finds those of one group by their
values, in time that does not depend on how many there are. A part only ever fills more places, and a value never changes; older
entries of the index are then skipped.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from heapq import heappop, heappush
from typing import Any

from grantcli.accounting import RowNote, RowOutcome
from grantcli.ingest.grant_row import GrantRow, spot
from grantcli.ingest.ledger import Ledger
from grantcli.ingest.titles import heading_key

Places = frozenset[tuple[str, ...]]
Values = dict[tuple[str, ...], object]
_LIST, _MAPPING = object(), object()


class PartIndex:
    """Parts in their order, found by what a new one says."""

    def __init__(self) -> None:
        """Begin with no part."""
        self.parts: list[Part] = []
        self._filled: list[Places] = []
        self._tables: dict[Places, dict[Places, dict[tuple[object, ...], list[int]]]] = {}
        self._members: dict[Places, list[int]] = {}

    def find_first(self, more: Mapping[str, Any]) -> int | None:
        """Return the number of the first part that `more` does not contradict."""
        values = _values(more)
        numbers = [number for places in self._tables if (number := self._head(places, values)) is not None]
        return min(numbers, default=None)

    def append(self, more: Mapping[str, Any]) -> None:
        """Take another part, at the end."""
        part = Part(more)
        self.parts.append(part)
        self._filled.append(frozenset())
        self._enter(len(self.parts) - 1, part.values)

    def add(self, number: int, more: Mapping[str, Any]) -> tuple[str, ...]:
        """Join to a part what does not contradict it, and return the names that changed by that."""
        part = self.parts[number]
        changes = part.add(more)
        if len(part.values) != len(self._filled[number]):
            self._enter(number, part.values)
        return changes

    def _enter(self, number: int, values: Values) -> None:
        places = frozenset(values)
        self._filled[number] = places
        self._members.setdefault(places, []).append(number)
        for shared, table in self._tables.setdefault(places, {}).items():
            heappush(table.setdefault(_values_at(shared, values), []), number)

    def _head(self, places: Places, values: Values) -> int | None:
        """Return the first of the parts that fill these places and agree with these values."""
        shared = places.intersection(values)
        tables = self._tables[places]
        if shared not in tables:
            table = tables[shared] = {}
            for number in sorted(self._members[places]):
                table.setdefault(_values_at(shared, self.parts[number].values), []).append(number)
        numbers = tables[shared].get(_values_at(shared, values), [])
        while numbers and self._filled[numbers[0]] != places:
            heappop(numbers)
        return numbers[0] if numbers else None


class Part:
    """A grant, or an item of one, that grows by what others say of it."""

    def __init__(self, base: Mapping[str, Any]) -> None:
        """Begin with this; nothing of it is changed."""
        self.whole: dict[str, Any] = _copy(base)
        self.values = _values(base)
        self._lists: dict[tuple[str, ...], _Items] = {}

    def contradictions(self, more: Mapping[str, Any]) -> set[str]:
        """Return the names under which both have a value that can be there only once, and not the same."""
        return {place[0] for place, value in _values(more).items() if self.values.get(place, value) != value}

    def add(self, more: Mapping[str, Any]) -> tuple[str, ...]:
        """Join what does not contradict this, and return the names that changed by that, in their order."""
        changes = {key for key, value in more.items() if self._grow(self.whole, key, value, (key,))}
        if changes:
            self.values |= _values(more)
        return tuple(key for key in self.whole if key in changes)

    def _grow(self, base: dict[str, Any], key: str, value: object, place: tuple[str, ...]) -> bool:
        if key not in base:
            base[key] = _copy(value)
            return True
        match value:
            case dict():
                return (
                    sum(self._grow(base[key], name, each, (*place, name)) for name, each in value.items()) > 0
                )  # each is joined
            case list():
                if place not in self._lists:
                    self._lists[place] = _Items(base[key])
                return sum(self._lists[place].add(each) for each in value) > 0
            case _:
                return False


class _Items:
    """The items of a list: none is there twice, and one of the same id adds to it."""

    def __init__(self, items: list[Any]) -> None:
        """Begin with these, and change the very list."""
        self._items = items
        self._known = Counter(map(_freeze, items))
        self._named: dict[object, tuple[PartIndex, list[int]]] = {}
        for number, item in enumerate(items):
            self._name(number, item)

    def add(self, item: object) -> bool:
        """Say whether this changed anything."""
        if _freeze(item) in self._known:
            return False
        name = item.get("id") if isinstance(item, dict) else None
        if name and name in self._named and isinstance(item, dict):
            index, places = self._named[name]
            number = index.find_first(item)
            if number is not None:
                return self._grow_item(places[number], index, number, item)
        self._items.append(_copy(item))
        self._known[_freeze(item)] += 1
        self._name(len(self._items) - 1, item)
        return True

    def _grow_item(self, place: int, index: PartIndex, number: int, item: Mapping[str, Any]) -> bool:
        before = _freeze(self._items[place])
        has_grown = bool(index.add(number, item))
        if has_grown:
            self._items[place] = index.parts[number].whole
            self._known[before] -= 1
            if not self._known[before]:
                del self._known[before]
            self._known[_freeze(self._items[place])] += 1
        return has_grown

    def _name(self, number: int, item: object) -> None:
        if isinstance(item, dict) and (name := item.get("id")):
            index, places = self._named.setdefault(name, (PartIndex(), []))
            index.append(item)
            places.append(number)


def _values(part: Mapping[str, Any]) -> Values:
    """Return the values of a part that can be there only once, by their places; a mapping and a list are there as such."""
    return dict(_walk(part, ()))


def _walk(part: Mapping[str, Any], parents: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], object]]:
    for key, value in part.items():
        place = (*parents, key)
        match value:
            case dict():
                yield place, _MAPPING
                yield from _walk(value, place)
            case list():
                yield place, _LIST
            case _:
                yield place, value


def _values_at(places: Places, values: Values) -> tuple[object, ...]:
    return tuple(values[place] for place in _sort_places(places))


@lru_cache(maxsize=1 << 10)
def _sort_places(places: Places) -> tuple[tuple[str, ...], ...]:
    return tuple(sorted(places))


def _freeze(value: object) -> object:
    """Return a value that is equal to another one's just where they are, and can be looked up."""
    match value:
        case dict():
            return frozenset((key, _freeze(each)) for key, each in value.items())
        case list():
            return tuple(map(_freeze, value))
        case _:
            return value


def _copy(value: Any) -> Any:  # noqa: ANN401 - whatever a grant holds
    match value:
        case dict():
            return {key: _copy(each) for key, each in value.items()}
        case list():
            return [_copy(each) for each in value]
        case _:
            return value


_PLACEHOLDERS = frozenset(("", "na", "none", "null", "nil", "tbc", "tba", "unknown", "notapplicable", "notavailable", "pending"))
_EXTRA = "x:"
"""Before the headings of what no name of the standard fits; no name begins so."""


@dataclass(slots=True)
class RowGroup:
    """The awards that rows of one identifier are so far."""

    left: int
    """How many of the rows are still to come."""
    known: PartIndex = field(default_factory=PartIndex)
    rows: list[tuple[GrantRow, list[RowNote]]] = field(default_factory=list)
    """The row that began each award, with its remarks and those of the rows that joined it."""

    def awards(self) -> Iterator[GrantRow]:
        """Yield each award with everything that it has by now."""
        for (row, remarks), part in zip(self.rows, self.known.parts, strict=True):
            yield _with(row, part.whole, remarks)

    def add(self, entry: GrantRow) -> tuple[int, str]:
        """Join a row to the first award that it does not contradict, or else begin another with it.

        Returns the number of the award, and of a row that joins what it adds, in words.
        """
        self.left -= 1
        flat = _flat(entry)
        if (number := self.known.find_first(flat)) is not None:
            base, remarks = self.rows[number]
            names = self.known.add(number, flat)
            remarks += entry.remarks
            return number, addition_note(base, sorted(names, key=lambda name: name.startswith(_EXTRA)))
        remarks = list(entry.remarks)
        if self.rows:
            base = self.rows[0][0]
            other = ", ".join(f"`{name}`" for name in _differences(self.known.parts[0], flat))
            reason = f"has the id of {spot(base.place)}, but another {other}: a separate award"
            remarks.append(RowNote(spot(entry.place), RowOutcome.AWARD, reason))
        self.known.append(flat)
        self.rows.append((entry, remarks))
        return len(self.rows) - 1, ""


def is_placeholder(name: str) -> bool:
    """Say whether a text is written where an identifier is missing, so that rows with it are not one award.

    >>> is_placeholder("n/a"), is_placeholder("-"), is_placeholder("000"), is_placeholder("360G-a-1")
    (True, True, True, False)
    """
    return heading_key(name).strip("0") in _PLACEHOLDERS


def merge_rows(entries: Iterator[GrantRow], repeated: Mapping[str, int], ledger: Ledger) -> Iterator[GrantRow]:
    """Yield the awards that these rows are; `repeated` says how many rows each repeated identifier has."""
    groups: dict[str, RowGroup] = {}
    for entry in entries:
        name = row_id(entry)
        if name not in repeated:
            yield entry
            continue
        group = groups.setdefault(name, RowGroup(repeated[name]))
        if addition := group.add(entry)[1]:
            ledger.merge(entry.number, entry.place, addition, name)
        if not group.left:
            yield from groups.pop(name).awards()
    for group in groups.values():
        yield from group.awards()


def add_linked_rows(entries: Iterator[GrantRow], sides: Iterator[GrantRow], ledger: Ledger) -> Iterator[GrantRow]:
    """Yield the awards with what other rows of the file add to them by their identifiers; a row that fits none is set aside."""
    rows_by_id: dict[str, list[GrantRow]] = {}
    for side in sides:
        rows_by_id.setdefault(row_id(side), []).append(side)
    for entry in entries:
        adding = rows_by_id.pop(row_id(entry), [])
        yield _merge_linked_rows(entry, adding, ledger) if adding else entry
    for side in (side for several in rows_by_id.values() for side in several):
        ledger.skip(
            side.number, side.place, f"no award has the id `{row_id(side)}`" if row_id(side) else "adds to no award: it has no id"
        )


def _merge_linked_rows(entry: GrantRow, sides: list[GrantRow], ledger: Ledger) -> GrantRow:
    part, remarks = Part(entry.grant), list(entry.remarks)
    extra = {key: {text: None} for key, text in entry.extra.items()}
    for side in sides:
        if part.contradictions(side.grant):
            ledger.skip(side.number, side.place, f"contradicts the award of {spot(entry.place)}")
            continue
        names = [*part.add(side.grant), *(key for key, text in side.extra.items() if extra.get(key) != {text: None})]
        ledger.merge(side.number, side.place, addition_note(entry, names), row_id(entry))
        for key, text in side.extra.items():
            extra.setdefault(key, {})[text] = None
        remarks += side.remarks
    texts = {key: "; ".join(several) for key, several in extra.items()}
    return replace(entry, grant=part.whole, extra=texts, remarks=tuple(remarks))


def row_id(entry: GrantRow) -> str:
    """Return the identifier of a row, empty where it has none."""
    return str(entry.grant.get("id", "")).strip()


def addition_note(base: GrantRow, names: list[str]) -> str:
    """Return what a row adds to an award, in words."""
    more = ", ".join(f"`{name.removeprefix(_EXTRA)}`" for name in names)
    where = spot(base.place)
    return f"adds {more} to the award of {where}" if more else f"the award of {where} again"


def _differences(first: Part, flat: Mapping[str, Any]) -> list[str]:
    """Return the names by which a row contradicts the first award of its identifier, those of no field first."""
    names = first.contradictions(flat)
    return [
        name.removeprefix(_EXTRA)
        for name in sorted(filter(names.__contains__, flat), key=lambda name: not name.startswith(_EXTRA))
    ]


def _flat(entry: GrantRow) -> dict[str, Any]:
    return {**entry.grant, **{f"{_EXTRA}{key}": text for key, text in entry.extra.items()}}


def _with(row: GrantRow, joined_grant: Mapping[str, Any], remarks: list[RowNote]) -> GrantRow:
    grant = {key: value for key, value in joined_grant.items() if not key.startswith(_EXTRA)}
    extra = {key.removeprefix(_EXTRA): value for key, value in joined_grant.items() if key.startswith(_EXTRA)}
    return replace(row, grant=grant, extra=extra, remarks=tuple(remarks))
