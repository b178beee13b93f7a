"""The place of an award in its file, and the path of a part of it.

An award of our own form is `awards[3]`, a published one is `grants/3`, counted from 0.
"""

import re
from typing import NamedTuple

from grantcli.model import Award

_ELEMENT = re.compile(r"(?:(.*):)?(grants/\d+)", re.DOTALL)
"""The place of an award in JSON, after its file where there are several: a path, not a line."""
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
        """Return the place of a part of it, such as `partners[0]`; of the award itself when no part is named."""
        if self.award.grant is None:
            return Spot(f"awards[{self.number}].{part}" if part else f"awards[{self.number}]", self.award.line)
        element, line = spot(self.number, self.award.line)
        name = re.split(r"[.\[]", part, maxsplit=1)[0]
        return Spot(f"{element}/{_KEYS.get(name, name)}" if part else element, line)


def spot(number: int, line: int | str | None) -> Spot:
    """Return the place of a grant: its element where the file is JSON, else its number."""
    inside = _ELEMENT.fullmatch(line) if isinstance(line, str) else None
    return Spot(inside[2], inside[1]) if inside else Spot(f"grants/{number}", line)
