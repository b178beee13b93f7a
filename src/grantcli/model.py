"""Awards, their organisations, their programmes and their evidence.

Everything is frozen. `None` means unknown; it never means zero or empty. Terms follow the 360Giving Data Standard 1.4 where
it has a word.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from grantcli.accounting import Accounting
from grantcli.dates import PartialDate
from grantcli.evidence import Basis, Evidence, RejectedClaim

if TYPE_CHECKING:
    from grantcli.sources import Claim, Source

_PENNY = Decimal("0.01")
_DECIMALS = 2
_LARGEST_AMOUNT = Decimal(10) ** 15


def money(text: str) -> Decimal:
    """Return the amount that plain digits write, exact to the penny.

    Raises ValueError for more than two decimals, for anything that is not a plain decimal number, and for 10¹⁵ or more.

    >>> money("26000")
    Decimal('26000.00')
    """
    try:
        exact = (Decimal(text) if text.strip(" -.0123456789") == "" else Decimal("NaN")).quantize(_PENNY)
    except InvalidOperation:
        exact = Decimal("NaN")
    if exact.is_nan() or len(text.rstrip().partition(".")[2]) > _DECIMALS or abs(exact) >= _LARGEST_AMOUNT:
        message = f"`{text}` is not an amount like 26000 or 26000.50"
        raise ValueError(message)
    return exact or abs(exact)  # -0 is 0


def shares(amount: Decimal, count: int) -> tuple[Decimal, ...]:
    """Return the amount in equal shares, exact to the penny; the odd pennies go to the first.

    >>> shares(Decimal("100.00"), 3)
    (Decimal('33.34'), Decimal('33.33'), Decimal('33.33'))
    """
    each = (abs(amount) / count).quantize(_PENNY, ROUND_DOWN).copy_sign(amount)
    return (amount - each * (count - 1), *(each for _ in range(count - 1)))


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation that gives or receives: a council, a combined authority, a department and the like."""

    id: str
    name: str
    """Short, and unique in a data file."""
    official: str = ""
    """Its full name at the time of the awards; empty when it is the short one."""
    kind: str | None = None
    aliases: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    """Other identifiers of it, where it has several."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it is found under, other identifiers included."""
        return (self.name, *((self.official,) if self.official else ()), *self.aliases, *self.ids)


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """What sources say of a programme as a whole: its total, how many projects, councils, bids and so on."""

    what: str
    value: Decimal | None
    basis: Basis
    rule: str | None = None
    claims: tuple[str, ...] = ()
    rejected: tuple[RejectedClaim, ...] = ()


@dataclass(frozen=True, slots=True)
class Programme:
    """A fund or one round of it."""

    id: str
    title: str
    funder: Organisation | None = None
    aliases: tuple[str, ...] = ()
    awarded: PartialDate | None = None
    cap: Decimal | None = None
    """The most that one award may be, in `currency`."""
    currency: str | None = None
    rule: str | None = None
    claims: Evidence = field(default_factory=dict)
    stated: tuple[StatedFigure, ...] = ()
    notes: tuple[str, ...] = ()

    def figure(self, what: str) -> Decimal | None:
        """Return the stated figure called `what`, or `None` when no source states one."""
        return next((stated.value for stated in self.stated if stated.what == what), None)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an award; `saving` is an estimate in the award's currency."""

    says: str
    saving: Decimal | None = None
    basis: Basis = Basis.UNKNOWN
    rule: str | None = None
    claims: tuple[str, ...] = ()
    rejected: tuple[RejectedClaim, ...] = ()


@dataclass(frozen=True, slots=True)
class Award:
    """One amount given by one funder, under one programme, for one project."""

    id: str
    programme: Programme | None = None
    funder: Organisation | None = None
    """Who gave it, where that is not the funder of its programme."""
    title: str | None = None
    description: str | None = None
    lead: Organisation | None = None
    """The recipient that leads; `None` where no source marks one."""
    partners: tuple[Organisation, ...] = ()
    unnamed: str | None = None
    """Bodies that a source mentions without naming them."""
    individual: str | None = None
    """What a person who received it is called; `None` where it went to organisations."""
    stage: str | None = None
    theme: str | None = None
    project: str | None = None
    follows: str | None = None
    """The id of the earlier award that this one continues."""
    awarded: PartialDate | None = None
    amount: Decimal | None = None
    currency: str | None = None
    basis: Basis = Basis.UNKNOWN
    rule: str | None = None
    claims: Evidence = field(default_factory=dict)
    rejected: tuple[RejectedClaim, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    notes: tuple[str, ...] = ()
    line: int | str | None = None
    """Its place in its file: a line, or a cell such as `Sheet1!A7` or a path such as `grants/6`."""
    extra: Mapping[str, str] = field(default_factory=dict)
    """Columns of its file that are not fields, by their headings; the fields `x:Heading`."""
    grant: Mapping[str, Any] | None = None
    """The 360Giving grant that it was read from, as it was published; `None` where it was none."""

    @property
    def giver(self) -> Organisation | None:
        """Who gave it: the funder that it names, or that of its programme."""
        return self.funder or (self.programme.funder if self.programme else None)

    @property
    def councils(self) -> tuple[Organisation, ...]:
        """Every organisation that takes part: the lead first, then the partners."""
        return (self.lead, *self.partners) if self.lead else self.partners


@dataclass(frozen=True, slots=True)
class Book:
    """The whole content of one data file."""

    awards: tuple[Award, ...]
    programmes: tuple[Programme, ...] = ()
    version: str | None = None
    grants: tuple[Mapping[str, Any], ...] = ()
    """The awards as the 360Giving grants they were read from, if they were."""
    accounting: Accounting | None = None
    """What became of the rows of its file; `None` where awards are not rows."""
    read_sources: "Callable[[], tuple[Source, ...]]" = tuple
    """Builds the sources; most questions need none, so they are built on demand."""

    @property
    def sources(self) -> "tuple[Source, ...]":
        """The documents and pages that the figures rest on."""
        return self.read_sources()

    def claim(self, name: str) -> "tuple[Source, Claim]":
        """Return the source and the claim that `source/claim` names; KeyError when there is none."""
        source_id, _, claim_id = name.partition("/")
        for source in self.sources:
            if source.id == source_id:
                for claim in source.claims:
                    if claim.id == claim_id:
                        return source, claim
        raise KeyError(name)
