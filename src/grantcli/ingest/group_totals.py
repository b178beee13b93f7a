"""Knows the totals of groups, `Subtotal Arts` or `Total for North`, by what they are called and by their sums."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from grantcli.ingest.labels import OF_TOTAL, may_name_total, starts_total, words_of
from grantcli.ingest.nesting import Cell
from grantcli.ingest.titles import heading_key

_NAME = 200
"""No organisation or place has a longer name."""
_SUBTOTAL = frozenset(
    """
    subtotal subtotals zwischensumme subtotale subtotales isgyfanswm delsumma delsum subtotaal tussentotaal subtotaux subsomme
    zwischentotal stotal
    """.split()  # noqa: SIM905 - one word a line would take twenty lines
)
_OF_GROUP = re.compile(r"(?:sub[ -]?)?totals?:? (?:for |of |- )?(.+)|(.+?)(?: -)? (?:sub[ -]?)?totals?:?", re.IGNORECASE)
_KIND = re.compile(r"(?:programme|program|fund|scheme|grants?|awards?)$")


class GroupSums:
    """The sums of awards by what their rows have in their cells."""

    def __init__(self) -> None:
        """Begin without a row."""
        self._names: set[str] = set()
        """What the rows so far have in their cells, as names are compared."""
        self._sums: dict[str, Decimal] = {}
        """The sum of the awards on this sheet that have it."""

    def begin_sheet(self) -> None:
        """Add up from here."""
        self._sums.clear()

    def add(self, cells: Sequence[Cell], amount: int | Decimal) -> None:
        """Take note of a row that is an award."""
        groups = {heading_key(cell) for cell in cells if isinstance(cell, str) and cell and len(cell) < _NAME}
        self._names |= groups
        for group in groups:
            self._sums[group] = self._sums.get(group, Decimal()) + amount

    def has(self, group: str) -> bool:
        """Say whether rows have a group in their cells, with the word for what it is or without it."""
        return not self._names.isdisjoint((group, without_kind(group)))

    def has_sum(self, name: str, amount: object) -> bool:
        """Say whether an amount is the sum of a group that a text may name the total of."""
        return isinstance(amount, int | Decimal) and amount in {self._sums.get(group) for group in groups_of_total(name)}


def total_label(texts: Mapping[int, str]) -> int | None:
    """Return which of the cells of a row names the total of a group; `None` where none or several do."""
    named = [index for index, name in texts.items() if may_name_total(name) and groups_of_total(name)]
    return named[0] if len(named) == 1 else None


def group_of_total(name: str) -> str:
    """Return what a text names the total of, as names are compared; nothing where it names none.

    >>> group_of_total("Borchester Trust Total"), group_of_total("Total for North"), group_of_total("North")
    ('borchestertrust', 'north', '')
    """
    match = _OF_GROUP.fullmatch(name.strip()) if len(name) < _NAME else None
    return heading_key(match[1] or match[2]) if match else ""


def groups_of_total(name: str) -> frozenset[str]:
    """Return all that a text may name the total of, as names are compared: what follows words that a total has beside it too.

    >>> sorted(groups_of_total("Total awards in Arts")), sorted(groups_of_total("Summe Kunst")), groups_of_total("Arts")
    (['arts', 'awardsinarts', 'inarts'], ['kunst'], frozenset())
    """
    words, start = words_of(name), 2 if is_subtotal(name) and not starts_total(name) else 1
    groups = {group_of_total(name)}
    if any(map(starts_total, words[:start])):
        fillings = next((index for index, word in enumerate(words[start:]) if word not in OF_TOTAL), 0)
        groups |= {"".join(words[start + index :]) for index in range(fillings + 1)}
    return frozenset({*groups, *map(without_kind, groups)} - {""})


def is_subtotal(name: str) -> bool:
    """Say whether a text begins with the word for a subtotal, as no name does.

    >>> is_subtotal("Subtotal Arts"), is_subtotal("Sub-total: North"), is_subtotal("Total Arts"), is_subtotal("Sub Aqua Club")
    (True, True, False, False)
    """
    first, *others = words_of(name)[:2] or ("",)
    return first in _SUBTOTAL or (first in {"sub", "sous", "s"} and any(map(starts_total, others)))


def without_kind(group: str) -> str:
    """Return what a group is called without the word for what it is.

    >>> without_kind("artsprogramme"), without_kind("arts")
    ('arts', 'arts')
    """
    return _KIND.sub("", group)
