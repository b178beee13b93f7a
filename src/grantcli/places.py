"""Places of the United Kingdom by their codes: which district, county, region and nation each is in now.

An old code leads to the areas that cover its place today. Wales, Scotland and Northern Ireland count as regions too, as they do
for councils. A code that is not in the table, such as an LSOA or a postcode, has no place: it is never guessed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

Row = tuple[str, str, tuple[str, ...]]
"""The kind and the name of an area, and the codes of the areas that it is in."""


@dataclass(frozen=True, slots=True)
class Area:
    """The areas of a code, and the areas that those are in now; an area wider than a district is in none, and so on upwards."""

    code: str
    name: str
    """Empty for an area of the census."""
    kind: str
    """nation, region, county, district, former (district), ward or area (of the census)."""
    nation: str
    region: str | None = None
    county: str | None = None
    """The county, or the other upper tier: a unitary or a London borough is its own."""
    district: str | None = None
    district_code: str | None = None

    def within(self, what: str) -> str | None:
        """Return the name of the ward, district, county, region or nation that it is in; a ward comes with its district."""
        match what:
            case "ward":
                return f"{self.name} ({self.district})" if self.kind == "ward" else None
            case "district":
                return self.district
            case "county":
                return self.county
            case "region":
                return self.region
            case _:
                return self.nation


def normalise(code: str) -> str:
    """Return a code as the table has it.

    >>> normalise(" ls1 1ur")
    'LS11UR'
    """
    return "".join(code.split()).upper()


@dataclass(frozen=True, eq=False, repr=False)
class Places:
    """Every area by its code; read only when it is asked."""

    read: Callable[[], Mapping[str, Row]] = dict
    identify: Callable[[], str] = str
    """Returns the fingerprint of a table of places; empty for the one without a place."""

    @cached_property
    def identity(self) -> str:
        """The fingerprint of this table."""
        return self.identify()

    @cached_property
    def rows(self) -> Mapping[str, Row]:
        """What is known of each code."""
        return self.read()

    def find(self, code: str) -> Area | None:
        """Return the area of a code or a postcode, whatever its case and blanks, or `None` where none is known."""
        return self._area(normalise(code)) if code.isascii() else None

    @cached_property
    def _areas(self) -> dict[str, Area]:
        """Results so far: many areas share a wider one, and many awards share a place."""
        return {}

    def _area(self, code: str) -> Area | None:
        if code not in self._areas and (row := self.rows.get(code)):
            self._areas[code] = self._build(code, row)
        return self._areas.get(code)

    def _build(self, code: str, row: Row) -> Area:
        kind, name, within = row
        if kind == "nation":
            return Area(code, name, kind, name, None if name == "England" else name)
        wider = self._area(within[-1])
        assert wider  # noqa: S101 - our own table
        area = replace(wider, code=code, name=name, kind=kind)
        match kind:
            case "region":
                return replace(area, region=name)
            case "county":
                return replace(area, county=name)
            case "district":
                return replace(area, county=self.rows[within[0]][1], district=name, district_code=code)
            case _:
                return area


@dataclass(frozen=True, slots=True)
class Population:
    """How many people live in each district, by its code, in the middle of a year."""

    year: int
    districts: Mapping[str, int]

    def by_name(self, what: str, places: Places) -> dict[str, int]:
        """Return the people of each area of a kind that districts make up: district, county, region or nation.

        An area is left out in which the people of any district are not known.
        """
        people_by_name: dict[str, int | None] = {}
        for code in [code for code, (kind, _, _) in places.rows.items() if kind == "district"]:
            area = places.find(code)
            name = area.within(what) if area else None
            if name is not None:
                people, before = self.districts.get(code), people_by_name.get(name, 0)
                people_by_name[name] = None if people is None or before is None else before + people
        return {name: people for name, people in people_by_name.items() if people is not None}


NOWHERE = Places()
"""The table without a place."""
