"""The evidence for the amounts of awards: each as a sentence with its sources and lines, and the same as data."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from grantcli.evidence import RejectedClaim
from grantcli.model import Award
from grantcli.reports.data import Data
from grantcli.reports.record import place
from grantcli.table import Cell, Money, Record


@dataclass(frozen=True, slots=True)
class Part:
    """What an award brings to a row: the amount that counts there, `None` when it is not known."""

    award: str
    amount: Decimal | None
    currency: str | None
    side: str = ""
    """The letter of its side, in a comparison by groups."""


def entries(
    data: Data, parts: Sequence[Part], awards: Mapping[str, Award]
) -> tuple[tuple[tuple[str, ...], ...], tuple[Record, ...]]:
    """Return the lines about these parts, with equal parts together, and the data of each.

    In the data, `amount` is what counts in the row. Where that may be a share or in real terms, `whole` is the amount of the
    award itself.
    """
    same: dict[tuple[str, str, str, tuple[str, ...]], list[str]] = defaultdict(list)
    for part in parts:
        same[_statement(data, part, awards[part.award])].append(part.award)
    notes = tuple((_first(names, side, counted, held), *more) for (side, counted, held, more), names in same.items())
    return notes, tuple(_record(data, part, awards[part.award]) for part in parts)


def _first(names: Sequence[str], side: str, counted: str, held: str) -> str:
    each = " each," if len(names) > 1 and held else ""
    return (f"{side}: " if side else "") + f"{', '.join(names)}: {counted}{each}" + (f" {held}" if held else "")


def _statement(data: Data, part: Part, award: Award) -> tuple[str, str, str, tuple[str, ...]]:
    """Return the side, the amount, its basis with its sources, and as lines its rule and the claims that were rejected."""
    sources = "; ".join(_printed_claim(data, name) for name in award.claims.get("amount", ()))
    held = "" if award.amount is None else str(award.basis)
    rejected = (f"{_printed_claim(data, each.claim)} rejected: {each.why}" for each in _rejected_claims(award))
    lines = (*((award.rule,) if award.rule else ()), *rejected)
    return part.side, _counted_amount(part, award), ": ".join(text for text in (held, sources) if text), lines


def _counted_amount(part: Part, award: Award) -> str:
    """Return the amount that counts, and the amount of the award where it differs."""
    if award.amount is None:
        return "amount unknown"
    counted = "no amount" if part.amount is None else str(Money(part.amount, part.currency))
    return counted if part.amount == award.amount else f"{counted} ({Money(award.amount, award.currency)} in all)"


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
