"""Tells which things occur more than once among any number of them, in two bytes each (a scalable Bloom filter).

A rule to keep: a thing that occurs twice is never missed. That another is taken for one that does, which is rare, costs
whoever asks a second look.
"""

from collections.abc import Hashable, Iterator

_BITS = 16  # an item, of which it sets three: one item in some hundred is taken for another
_FIRST = 1 << 14  # things that the first table has room for; each further one has twice the room


class BloomFilter:
    """Items that were added, as bits."""

    def __init__(self) -> None:
        """Begin with nothing in it."""
        self._tables = [bytearray(_FIRST * _BITS // 8)]
        self._left = _FIRST
        self._again: set[int] = set()

    def add(self, thing: Hashable) -> None:
        """Add an item, and note whether it was there already."""
        mark = hash(thing)
        if any(all(table[byte] & bit for byte, bit in _places(mark, table)) for table in self._tables):
            self._again.add(mark)
            return
        if not self._left:
            self._tables.append(bytearray(len(self._tables[-1]) * 2))
            self._left = len(self._tables[-1]) * 8 // _BITS
        for byte, bit in _places(mark, self._tables[-1]):
            self._tables[-1][byte] |= bit
        self._left -= 1

    def repeats(self, thing: Hashable) -> bool:
        """Say whether an item that was added may have been added twice."""
        return hash(thing) in self._again


def _places(mark: int, table: bytearray) -> Iterator[tuple[int, int]]:
    """Yield where the three bits of a thing are, in a table whose bits are a power of two."""
    last, step = len(table) * 8 - 1, mark >> 32 | 1
    for place in (mark & last, mark + step & last, mark + 2 * step & last):
        yield place >> 3, 1 << (place & 7)
