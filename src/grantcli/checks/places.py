"""Where an award stands in its file, and how a path names a part of it.

An award of our own form is `awards[3]`, whatever was published is `grants/3`, counted from 0.
"""

import re
from typing import NamedTuple

from grantcli.model import Award

_ELEMENT = re.compile(r"(?:(.*):)?(grants/\d+)", re.DOTALL)
"""Where an award stands in JSON, its file before it where there are several: a path more than a line."""
_KEYS = {"amount": "amountAwarded", "awarded": "awardDate", "lead": "recipientOrganization", "partners": "recipientOrganization",
         "funder": "fundingOrganization"}  # fmt: skip
"""What a part of an award is called in a 360Giving grant, where it is not the same."""


class Spot(NamedTuple):
    """A grant's path and the line of it; the line is `None` where the path says it."""

    path: str
    line: int | str | None


class NumberedAward(NamedTuple):
    """An award and its number in the file, counted from 0."""

    number: int
    award: Award

    def at(self, part: str = "") -> Spot:
        """Return where a part of it stands, such as `partners[0]`; the award itself when none is named."""
        if self.award.grant is None:
            return Spot(f"awards[{self.number}].{part}" if part else f"awards[{self.number}]", self.award.line)
        element, line = spot(self.number, self.award.line)
        name = re.split(r"[.\[]", part, maxsplit=1)[0]
        return Spot(f"{element}/{_KEYS.get(name, name)}" if part else element, line)


def spot(number: int, line: int | str | None) -> Spot:
    """Return where a grant stands: JSON says its element in place of a line, anything else is counted."""
    inside = _ELEMENT.fullmatch(line) if isinstance(line, str) else None
    return Spot(inside[2], inside[1]) if inside else Spot(f"grants/{number}", line)
