"""Finds what texts alone between the rows state: another unit, currency or period than the one in which the rows are read.

A rule to keep: nothing that is stated there changes how a row is read. Rows below headings that come again under another unit or
currency are not read, and other statements are said.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from grantcli.ingest.grant_row import spot
from grantcli.ingest.parse import currencies
from grantcli.ingest.profile import periods
from grantcli.ingest.profile.preamble import Preamble, preamble
from grantcli.ingest.titles import heading_key
from grantcli.ingest.units import unit

_LONG = 60
"""What is shown of a text is no longer."""
UNIT = "`{}` ({}) may state the unit of all figures, and they are not read so; `--scale {}` does"
"""What is said of a text that is not above the headings."""
_CURRENCY = "`{}` ({}) may state that figures are in {}, and they are not read so"


def has_same_unit(cell: str, heading: str) -> bool:
    """Say whether a heading that comes again, `Amount (€)` below `Amount (£)`, states no other currency than before.

    >>> has_same_unit("Amount (€)", "Amount (£)"), has_same_unit("Amount", "Amount (£)"), has_same_unit("AMOUNT £", "Amount (£)")
    (False, True, True)
    """
    marks = currencies.marks(cell)
    return not marks or marks == currencies.marks(heading)


def has_same_words(texts: Iterable[str], headings: Sequence[str]) -> bool:
    """Say whether what is in a row are the words of the headings."""
    return all(heading_key(one) == heading_key(two) for one, two in zip(texts, headings, strict=False) if one)


def is_again(texts: Iterable[str], headings: Sequence[str]) -> bool:
    """Say whether what is in a row are the headings of the same table again; it looks only as far as they are alike."""
    pairs = ((one, two) for one, two in zip(texts, headings, strict=False) if one)
    return all(heading_key(one) == heading_key(two) and has_same_unit(one, two) for one, two in pairs)


@dataclass(slots=True)
class BlockStatements:
    """Looks at each text alone below the headings in turn."""

    above: Preamble
    """What is stated above the headings."""
    heading: str
    """The heading of amounts; nothing where no column has any."""
    dated: bool
    """Whether a column has the dates of awards."""
    _units: dict[int, str] = field(default_factory=dict)
    """The notes on texts that state a unit or, below, a currency by the numbers of their rows."""
    _currencies: dict[int, str] = field(default_factory=dict)
    _periods: dict[int, str] = field(default_factory=dict)
    """The texts that state a period by the numbers of their rows."""

    def add(self, number: int, place: int | str, alone: str) -> bool:
        """Look at a text, and say whether it states that the figures below it are in another unit or currency."""
        if not self.dated and periods.find([[alone]], ()):
            self._periods[number] = alone
        if not self.heading:
            return False
        stated, (_, scale, currency) = preamble([[alone]]), unit(self.heading)
        if stated.scale != 1:
            self._units[number] = UNIT.format(alone[:_LONG], spot(place), stated.scale)
        other = stated.currency not in {"", currency or self.above.currency}
        if other and stated.scale == 1:
            self._currencies[number] = _CURRENCY.format(alone[:_LONG], spot(place), stated.currency)
        return other or stated.scale not in {1, scale if scale != 1 else self.above.scale}

    def unit_note(self, reason: Callable[[int], object]) -> str:
        """Return what is said of the first text that states a unit; `reason` says why a row is in no part of the table."""
        return next((note for number, note in self._units.items() if not reason(number)), "")

    def currency_notes(self, reason: Callable[[int], object]) -> list[str]:
        """Return what is said of the first text that states a currency."""
        return [note for number, note in self._currencies.items() if not reason(number)][:1]

    def periods(self, last: int) -> tuple[str, ...]:
        """Return the texts that state a period and are above a row of the table, of which `last` is the last."""
        return tuple(dict.fromkeys(text for number, text in self._periods.items() if number < last))


def states_something(alone: str, *, dated: bool) -> bool:
    """Say whether a text alone states something of the rows below it, which only all rows show."""
    stated = preamble([[alone]])
    return stated.scale != 1 or bool(stated.currency) or (not dated and periods.find([[alone]], ()) is not None)
