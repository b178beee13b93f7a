"""Evidence for a figure: its basis, the claims that support it, and those that were rejected."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Basis(StrEnum):
    """How a figure is known."""

    STATED = "stated"
    """A source prints it."""
    DERIVED = "derived"
    """It follows from stated figures; the rule is written down."""
    DISPUTED = "disputed"
    """Sources disagree; the rule says why we use this figure."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class RejectedClaim:
    """A claim that we do not use: what it is about, and why."""

    claim: str
    why: str
    of: str = ""


Evidence = Mapping[str, tuple[str, ...]]
"""Claims by what they support: `amount`, `parties`, `about`, `stage`, `follows`, `awarded`."""
