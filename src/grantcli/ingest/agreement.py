"""Finds which of many parts of grants a new one agrees with, in time that does not depend on how many there are.

Two parts contradict each other where both have a value that can occur only once, and the values differ. Lists never do: a list
collects the items of both. "The first that it does not contradict" is not an equivalence, because a part may leave out the value
in which two others differ. So the index groups parts by the places that they fill, and finds those of one group by their values.

A rule to keep: a part only ever fills more places, and a value never changes; older entries of the index are then skipped.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from heapq import heappop, heappush
from typing import Any

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

    def first(self, more: Mapping[str, Any]) -> int | None:
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
        self._known = Counter(map(_frozen, items))
        self._named: dict[object, tuple[PartIndex, list[int]]] = {}
        for number, item in enumerate(items):
            self._name(number, item)

    def add(self, item: object) -> bool:
        """Say whether this changed anything."""
        if _frozen(item) in self._known:
            return False
        name = item.get("id") if isinstance(item, dict) else None
        if name and name in self._named and isinstance(item, dict):
            index, places = self._named[name]
            number = index.first(item)
            if number is not None:
                return self._grown(places[number], index, number, item)
        self._items.append(_copy(item))
        self._known[_frozen(item)] += 1
        self._name(len(self._items) - 1, item)
        return True

    def _grown(self, place: int, index: PartIndex, number: int, item: Mapping[str, Any]) -> bool:
        before = _frozen(self._items[place])
        has_grown = bool(index.add(number, item))
        if has_grown:
            self._items[place] = index.parts[number].whole
            self._known[before] -= 1
            if not self._known[before]:
                del self._known[before]
            self._known[_frozen(self._items[place])] += 1
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


def _frozen(value: object) -> object:
    """Return a value that is equal to another one's just where they are, and can be looked up."""
    match value:
        case dict():
            return frozenset((key, _frozen(each)) for key, each in value.items())
        case list():
            return tuple(map(_frozen, value))
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
