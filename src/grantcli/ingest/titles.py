"""The fields of the 360Giving Data Standard 1.4: where each stands in a grant, and its title in a table.

Names and titles are those of the standard's schema (CC BY 4.0, see NOTICE), in a form of our own. Titles that older
versions or other spellings use stand beside the standard's, after it.
"""

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

Path = tuple[str | int, ...]
"""Where a value stands in a grant: names, and places in lists."""

_MODIFIED = {"dateModified": "Last Modified|Date Modified"}
_LOCATION = {
    "id": "Identifier|ID",
    "name": "Name",
    "countryCode": "Country Code",
    "latitude": "Latitude",
    "longitude": "Longitude",
    "description": "Description",
    "geoCode": "Geographic Code|Geo Code",
    "geoCodeType": "Geographic Code Type|Geo Code Type",
    **_MODIFIED,
}
_ORGANISATION = {
    "id": "Identifier|ID",
    "name": "Name",
    "department": "Department",
    "contactName": "Contact Name",
    "charityNumber": "Charity Number",
    "companyNumber": "Company Number",
    "streetAddress": "Street Address",
    "addressLocality": "City",
    "addressRegion": "County",
    "addressCountry": "Country",
    "postalCode": "Postal Code|Postcode",
    "telephone": "Phone Number|Telephone",
    "alternateName": "Alternate Name",
    "email": "Email",
    "description": "Description",
    "organisationType": "Organisation Type|Organization Type",
    "url": "Web Address|URL|Website",
    **{f"location/{name}": f"Location:{titles}" for name, titles in _LOCATION.items()},
    **_MODIFIED,
}
_EVENT = {
    "title": "Title",
    "startDate": "Start Date",
    "endDate": "End Date",
    "duration": "Duration (months)|Duration",
    "description": "Description",
    **_MODIFIED,
}
_PROGRAMME = {"code": "Code", "title": "Title", "description": "Description", "url": "URL|Web Address", **_MODIFIED}
_CLASS = {"vocabulary": "Vocabulary", **_PROGRAMME}
_DOCUMENT = {
    "id": "Identifier",
    "title": "Title",
    "url": "Web Address|URL",
    "description": "Description",
    "documentType": "Document Type",
    **_MODIFIED,
}
_DETAILS = {
    "primaryGrantReason": "Primary Grant Reason",
    "secondaryGrantReason": "Secondary Grant Reason",
    "grantPurpose": "Grant Purpose",
}
_FLAT = {
    "id": "Identifier|ID",
    "title": "Title",
    "description": "Description",
    "currency": "Currency",
    "amountAppliedFor": "Amount Applied For",
    "amountAwarded": "Amount Awarded",
    "amountDisbursed": "Amount Disbursed",
    "awardDate": "Award Date",
    "url": "URL",
    "fromOpenCall": "From An Open Call?",
    "relatedActivity": "Related Activity",
    "dateModified": "Last Modified|Date Modified",
    "dataSource": "Data Source",
    "regrantType": "For Regrant Type",
    "locationScope": "Location Scope",
}
_GROUPS: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("plannedDates", "Planned Dates", _EVENT),
    ("actualDates", "Actual Dates", _EVENT),
    ("recipientIndividual", "Recipient Ind|Recipient Individual", {"id": "Identifier|ID", "name": "Name"}),
    ("toIndividualsDetails", "To Individuals Details", _DETAILS),
    ("recipientOrganization", "Recipient Org|Recipient Organisation", _ORGANISATION),
    ("beneficiaryLocation", "Beneficiary Location", _LOCATION),
    ("fundingOrganization", "Funding Org|Funding Organisation", _ORGANISATION),
    ("grantProgramme", "Grant Programme|Grant Program", _PROGRAMME),
    ("fundingType", "Funding Type", _CLASS),
    ("classifications", "Classifications|Classification", _CLASS),
    ("relatedDocument", "Related Document|Related Documents", _DOCUMENT),
)

TITLES: Mapping[str, str] = {
    **_FLAT,
    **{
        f"{name}/{part}": ":".join((title.partition("|")[0], titles))
        for name, title, parts in _GROUPS
        for part, titles in parts.items()
    },
}
"""The titles of each field by its path without places, `recipientOrganization/name`: the standard's, then `|` others."""
TOP = frozenset(
    (*_FLAT, *(name for name, _, _ in _GROUPS), "applicationTransaction", "commitmentTransaction", "disbursementTransaction")
)
"""The names that a grant itself has."""
LISTS = frozenset(
    ("relatedActivity", "grantPurpose", "location", *(name for name, _, _ in _GROUPS[:2]), *(name for name, _, _ in _GROUPS[4:]))
)
"""The names of what can be there several times."""
NUMBERS = frozenset(("amountAppliedFor", "amountAwarded", "amountDisbursed", "duration", "latitude", "longitude"))
"""The names of what is a number in JSON."""
DATES = frozenset(("awardDate", "startDate", "endDate"))
"""The names of dates that are read; the others are kept as they are."""


@lru_cache(maxsize=1 << 12)
def plain(text: str) -> str:
    """Return a heading, or a part of one, as it is compared: without case, spaces and punctuation."""
    return "".join(char for char in text.casefold() if char.isalnum())


def path(heading: str) -> Path | None:
    """Return where the value below a heading of the standard stands, titles and names in any case and spacing.

    A list without a place is meant at its first. `None` for a heading that the standard has not.

    >>> path("Recipient Org:1:Name"), path("recipientOrganization/0/location/0/name"), path("Officer")
    (('recipientOrganization', 1, 'name'), ('recipientOrganization', 0, 'location', 0, 'name'), None)
    """
    parts = [part.strip() for part in heading.replace("/", ":").split(":")]
    found = _known().get(tuple(plain(part) for part in parts if not _is_place(part)))
    if found is None:
        return None
    places = _places(parts)
    return tuple(
        each for depth, name in enumerate(found) for each in ((name, places.get(depth, 0)) if name in LISTS else (name,))
    )


def written(where: Path) -> str:
    """Return a path as it is written: `recipientOrganization/0/name`."""
    return "/".join(map(str, where))


def _is_place(part: str) -> bool:
    return part.isdecimal() and part.isascii() and len(part) < 4  # noqa: PLR2004 - a thousand recipients are none


def _places(parts: list[str]) -> dict[int, int]:
    """Return the place that follows each name, by the name's depth."""
    places: dict[int, int] = {}
    depth = -1
    for part in parts:
        if _is_place(part):
            places[depth] = int(part)
        else:
            depth += 1
    return places


@cache
def _known() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """Return every way to write each path: its names, its titles, with names and titles mixed part by part."""
    return {way: tuple(name.split("/")) for name in TITLES for way in _ways(name)}


def _ways(name: str) -> Iterator[tuple[str, ...]]:
    from itertools import product

    groups = {group: (group, *titles.split("|")) for group, titles, _ in _GROUPS}
    names = name.split("/")
    *above, last = TITLES[name].split(":")
    parts = [
        groups[each] if depth == 0 and each in groups else (each, title)
        for depth, (each, title) in enumerate(zip(names[:-1], above, strict=True))
    ]
    for way in product(*parts, (names[-1], *last.split("|"))):
        yield tuple(plain(part) for part in way)
