"""Where awards are: the places of an award, from the first of several sources that knows one.

A rule to keep: codes come before councils, and what the award benefits before its recipients. An unknown code is a place too, but
in no known area; where a source has only unknown codes, the next source decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from grantcli.model import Award, Organisation
from grantcli.places import Area, Places
from grantcli.register import Register
from grantcli.standard import BY_NAME, values

BENEFICIARY, RECIPIENT, POSTCODE = "beneficiary_location_code", "recipient_location_code", "recipient_postal_code"
"""The fields of the standard that have the codes of places."""
GRANT = "grant"
"""The basis of the places that an award benefits, which are never those of its recipients."""
SOURCES: Mapping[str, tuple[str, ...]] = {
    GRANT: (BENEFICIARY,),
    "recipient": (RECIPIENT, POSTCODE),
    "best": (BENEFICIARY, RECIPIENT, POSTCODE),
}
"""By basis, the fields whose codes are asked, the first that knows a place; last come the councils that received the award."""
CODES = SOURCES["best"]


@dataclass(frozen=True, slots=True)
class Site:
    """One place of an award: its area, where that is known, and the recipient that it is known by, where no code says it."""

    area: Area | None
    body: Organisation | None = None

    def within(self, what: str) -> tuple[str, ...]:
        """Return the name of the ward, district, county, region or nation that it lies in, if any."""
        name = self.area.within(what) if self.area else None
        return (name,) if name else ()


def sites(award: Award, basis: str, register: Register, places: Places) -> tuple[Site, ...]:
    """Return the places of an award, none where no code and no council says any."""
    places_of_award = coded_sites(award, basis, places)
    if places_of_award or basis == GRANT:
        return places_of_award
    return tuple(Site(council_area(body.id, register, places), body) for body in award.councils)


def coded_sites(award: Award, basis: str, places: Places) -> tuple[Site, ...]:
    """Return the places of an award by the codes of the first source that knows any of them."""
    for name in SOURCES[basis] if award.grant else ():
        coded = tuple(Site(places.find(str(code))) for code in values(BY_NAME[name], award.grant or {}))
        if any(site.area for site in coded):
            return coded
    return ()


def council_area(org_id: str, register: Register, places: Places) -> Area | None:
    """Return the areas of a council: region and nation as the register has them, the rest by its code."""
    body = register.bodies.get(org_id)
    if body is None:
        return None
    area = places.find(body.gss) if body.gss else None
    county, district, code = (area.county, area.district, area.district_code) if area else (None, None, None)
    return Area(body.gss or body.id, body.name, "council", body.nation, body.region, county, district, code)
