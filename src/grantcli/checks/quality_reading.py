"""How quality checks read grants, which may be any JSON: what has not the expected type is passed over, never an error.

An object is a `dict`, as every reader of JSON makes it: to ask for a `Mapping` takes five times as long.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from grantcli.checks.places import Spot
from grantcli.checks.rule import Begin, CheckContext, Finding, Grant, each_award

Place = tuple[str, str]
"""Where in the grant, such as `fundingOrganization/0/id`, and what was found there."""
Seek = Callable[[Grant, date], Iterable[Place]]
"""What fails in one grant; the date is today."""

FUNDERS, RECIPIENTS, BENEFICIARIES = "fundingOrganization", "recipientOrganization", "beneficiaryLocation"
_LONG = 10**18  # Python refuses to write an integer of some thousand digits


def finding(spot: Spot, grant: Grant, path: str, found: str) -> Finding:
    """Return the finding at `path` in the grant with this place."""
    name = grant.get("id")
    return Finding(found, name if isinstance(name, str) and name else None, f"{spot.path}/{path}", spot.line)


def by_grant(seek: Seek) -> Begin:
    """Look for what fails in each grant by itself, in the order of the file."""

    def find(examined: CheckContext) -> Iterator[Finding]:
        today = examined.today
        for spot, grant in examined.published:
            for path, found in seek(grant, today):
                yield finding(spot, grant, path, found)

    return each_award(find)


def members(grant: Grant, key: str) -> Iterator[tuple[str, Grant]]:
    """Yield each object in the list under `key` with its path."""
    several = grant.get(key)
    if isinstance(several, list):
        for place, one in enumerate(several):
            if isinstance(one, dict):
                yield f"{key}/{place}", one


def first(grant: Grant, key: str) -> Grant:
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
