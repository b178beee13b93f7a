"""What a quality check is: a rule, what it counts, and the grants of which the count is a share."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from grantcli.checks.rule import Begin, CheckContext, Finding, Grant, Rule, Severity, Spot, each_award


class Part(Enum):
    """The list of upstream that the check is in."""

    ACCURACY = "accuracy"
    USEFULNESS = "usefulness"
    PRESENCE = "presence"


class Unit(Enum):
    """What a check counts."""

    GRANT = "grant"
    """Grants with a finding, each once however many places in it fail."""
    OCCURRENCE = "occurrence"
    """Findings."""


class GrantSet(Enum):
    """The grants of which the count is a share; the check looks at every grant all the same."""

    ALL = "all"
    ORGANISATIONS = "org"
    """Every grant less those to individuals."""
    INDIVIDUALS = "ind"


@dataclass(frozen=True, slots=True)
class Check:
    """One check of 360Giving's data quality tool."""

    id: str
    severity: Severity
    part: Part
    upstream: str
    """The class of 360Giving's data quality tool that it answers to."""
    unit: Unit
    among: GrantSet
    begin: Begin
    fails: str
    """What fails, in a sentence or two."""
    do: str
    differs: str = ""
    """Where it differs from upstream, and why."""

    @property
    def rule(self) -> Rule:
        """The check as a rule like any other."""
        source = f"360Giving data quality tool, {self.part.value}: {self.upstream}"
        notes = (self.fails, self.differs, _EVERYWHERE)
        return Rule(self.id, self.severity, source, " ".join(each for each in notes if each), self.do, self.begin)


_EVERYWHERE = (
    "Where upstream cannot read one grant, or a count is more than a hundred times its total, its whole list of checks has "
    "no result and looks clean; here what cannot be read is passed over and everything else is checked."
)


Place = tuple[str, str]
"""Where in the grant, such as `fundingOrganization/0/id`, and what was found there."""
Seek = Callable[[Grant, date], Iterable[Place]]
"""What fails in one grant; the date is today."""

FUNDERS, RECIPIENTS, BENEFICIARIES = "fundingOrganization", "recipientOrganization", "beneficiaryLocation"
_LONG = 10**18  # Python refuses to write an integer of some thousand digits


def finding(spot: Spot, grant: Grant, path: str, message: str) -> Finding:
    """Return the finding at `path` in the grant with this place."""
    return Finding(message, _award_id(grant.get("id")), f"{spot.path}/{path}", spot.line)


def _award_id(name: object) -> str | None:
    """Return the id of a grant as questions know it: a number is a text."""
    if isinstance(name, Decimal):
        return f"{name:f}"
    if isinstance(name, int) and not isinstance(name, bool) and abs(name) < _LONG:
        return str(name)
    return name if isinstance(name, str) and name else None


def by_grant(seek: Seek) -> Begin:
    """Look for what fails in each grant by itself, in the order of the file."""

    def find(context: CheckContext) -> Iterator[Finding]:
        today = context.today
        for spot, grant in context.published_grants:
            for path, message in seek(grant, today):
                yield finding(spot, grant, path, message)

    return each_award(find)


def members(grant: Grant, key: str) -> Iterator[tuple[str, Grant]]:
    """Yield each object in the list under `key` with its path."""
    several = grant.get(key)
    if isinstance(several, list):
        for place, one in enumerate(several):
            if isinstance(one, dict):
                yield f"{key}/{place}", one


def first_element(grant: Grant, key: str) -> Grant:
    """Return the first element of the list under `key`; an empty object where it is not an object."""
    several = grant.get(key)
    one = several[0] if isinstance(several, list) and several else None
    return one if isinstance(one, dict) else {}


def to_individual(grant: Grant) -> bool:
    """Say whether the grant is to an individual: its `recipientIndividual` is there and not empty."""
    return bool(grant.get("recipientIndividual"))


def display_value(value: object) -> str:
    """Return a value as a finding names it."""
    match value:
        case None:
            return "`null`"
        case str():
            return f"`{value}`" if value else "an empty text"
        case bool():
            return f"`{str(value).lower()}`"
        case list() | dict():
            return "a list or an object"
        case int() if abs(value) >= _LONG:
            return "a long number"
        case _:
            return f"`{value}`"


def ends(what: str, lost: str = "") -> str:
    """Return how a check differs that upstream ends at what it misses, in the words of its help."""
    return (
        f"Upstream stops looking at a grant at the first organisation without {what}{lost}; here only that organisation is "
        "passed over."
    )


def loses(what: str) -> str:
    """Return the same for a check in which upstream loses its count then."""
    return ends(what, ", and does not count what it found before")
