"""Why a figure is held: its basis, the claims it rests on, and those that were rejected."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Basis(StrEnum):
    """Why we hold a figure."""

    STATED = "stated"
    """A source prints it."""
    DERIVED = "derived"
    """It follows from stated figures; the rule is written down."""
    DISPUTED = "disputed"
    """Sources disagree; the rule says why this one is held."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class RejectedClaim:
    """A claim that is not held: what it bears on, and why."""

    claim: str
    why: str
    of: str = ""


Evidence = Mapping[str, tuple[str, ...]]
"""Claims by what they bear on: `amount`, `parties`, `about`, `stage`, `follows`, `awarded`."""
