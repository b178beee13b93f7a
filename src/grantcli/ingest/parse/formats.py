"""How the values of a file are written: the formats of its columns, decided once and used for every row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from grantcli.ingest.parse import amounts
from grantcli.ingest.parse.amounts import NumberFormat
from grantcli.ingest.parse.dates import DateFormat, Periods

AMOUNT, DATE = "amountAwarded", "awardDate"
FIGURES = (AMOUNT, "amountAppliedFor", "amountDisbursed")
"""The paths of columns of figures."""


@dataclass(frozen=True, slots=True)
class CurrencyFormat:
    """What the figures of a column are in, where their row names no currency."""

    stated: str = ""
    """The code that the heading, or a line above the headings, states."""
    assumed: str = ""
    """The code that the user names, which a mark such as `$` yields to."""

    def of(self, text: str) -> str:
        """Return the code of the currency of a figure; nothing where it is not known.

        >>> CurrencyFormat(assumed="AUD").of("$500"), CurrencyFormat().of("$500"), CurrencyFormat("CAD").of("500")
        ('AUD', 'USD', 'CAD')
        """
        if self.stated:
            return self.stated
        codes = amounts.meanings(text)
        return "" if not codes else self.assumed if self.assumed in codes else codes[0]


@dataclass(frozen=True, slots=True)
class Formats:
    """How the values of a file are written; what is not known of a column is as the standard has it."""

    awarded: DateFormat = field(default_factory=DateFormat)
    """Of the dates of awards."""
    dates: DateFormat = field(default_factory=DateFormat)
    """Of other dates."""
    numbers: Mapping[str, NumberFormat] = field(default_factory=dict)
    """By path, `amountAwarded` and the like."""
    currency: CurrencyFormat = field(default_factory=CurrencyFormat)
    notes: tuple[str, ...] = ()
    """The notes on how the values are read."""

    @property
    def amount(self) -> NumberFormat:
        """How the amounts of awards are written."""
        return self.numbers.get(AMOUNT, NumberFormat())

    @property
    def needs_texts(self) -> bool:
        """Whether amounts are in a unit or have a decimal comma, so that SQL reads none."""
        return self.amount.scale != 1 or self.amount.decimal != "."


def from_mapping(parts: Mapping[str, Any]) -> Formats:
    """Return formats from what `asdict` makes of them."""
    awarded, others = (DateFormat(**{**parts[name], "periods": Periods(parts[name]["periods"])}) for name in ("awarded", "dates"))
    figures = {path: NumberFormat(**form) for path, form in parts["numbers"].items()}
    return Formats(awarded, others, figures, CurrencyFormat(**parts["currency"]), tuple(parts["notes"]))
