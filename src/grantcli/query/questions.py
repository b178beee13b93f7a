"""The two questions an engine answers, and the shape of its answers.

Engines return only exact things: counts, sums and order statistics. Means, shares and changes are worked out once,
above them. Amounts in two currencies never meet: every group has one currency.
"""

from dataclasses import dataclass
from decimal import Decimal

from grantcli.fields import VIEW, Value, View
from grantcli.query.filters import EVERYTHING, Filter


@dataclass(frozen=True, slots=True)
class Order:
    """Sort by a field; awards without a value come last either way, and every order ends with `id`."""

    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Select:
    """Awards: the values of `fields` for each award that matches the filter, in order, at most `limit`."""

    fields: tuple[str, ...]
    where: Filter = EVERYTHING
    order: tuple[Order, ...] = ()
    limit: int | None = None
    view: View = VIEW
    in_file_order: bool = False
    """Whether awards that are equal by `order` follow the order of the file; by id otherwise."""


Key = tuple[Value | None, ...]
"""One value for each field of `by`; `None` for awards without one."""


@dataclass(frozen=True, slots=True)
class Total:
    """Counts and sums of amounts for each combination of the values of `by` and each currency.

    An award with several values counts under each. `top` keeps this many keys in each currency, those with the largest totals
    (unknown ones last, ties by key); all others become `REST`, in which an award counts once. `split` shares an amount equally
    among the organisations of its award (`model.shares`), and each share counts for its own organisation.
    """

    by: tuple[str, ...] = ()
    where: Filter = EVERYTHING
    top: int | None = None
    of: str = "amount"
    """The field that is added up, one of kind money."""
    split: bool = False
    middle: bool = True
    """Whether the two middle amounts are wanted, which cost more than the rest; without, they are `None`."""
    view: View = VIEW


REST: Key = ("\0rest",)
"""The key of everything that `top` leaves out."""


@dataclass(frozen=True, slots=True)
class Group:
    """The awards under one key in one currency: `total` and what follows is `None` where no amount is known."""

    key: Key
    currency: str | None
    awards: int
    unknown: int = 0
    zero: int = 0
    negative: int = 0
    total: Decimal | None = None
    smallest: Decimal | None = None
    largest: Decimal | None = None
    middle: tuple[Decimal, Decimal] | None = None
    """The two middle amounts, the same one twice when their number is odd."""
    folded: int = 0
    """How many keys it combines, where its key is `REST`."""

    @property
    def known_count(self) -> int:
        """How many amounts are known."""
        return self.awards - self.unknown
