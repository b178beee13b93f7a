"""A rule on countries: places of an award that are not in a country of its funder.

Only codes of ISO 3166 and names of the United Kingdom and its parts are compared; what else is written for a country is unknown.
"""

import re
from collections.abc import Iterator
from datetime import date

from grantcli.checks.prefixes import PREFIXES
from grantcli.checks.quality_check import BENEFICIARIES, FUNDERS, RECIPIENTS, Place, by_grant, members
from grantcli.checks.rule import Grant, Rule, Severity

_UK = "GB"
_UK_NAMES = frozenset(
    ("uk", "gb", "united kingdom", "the united kingdom", "great britain", "england", "scotland", "wales", "cymru",
     "northern ireland")
)  # fmt: skip
_ISO = re.compile(r"[A-Za-z]{2}")
_GSS = re.compile(r"\s*[EWSN]\d{8}\s*", re.IGNORECASE | re.ASCII)
"""The code of an area of the United Kingdom, by the Office for National Statistics."""
_REGISTER = re.compile(r"(([A-Z]{2})(?:_[A-Z]+)?-[A-Z0-9_]+)-", re.IGNORECASE | re.ASCII)
_NO_COUNTRY = ("X", "ZZ")
"""What the codes of registers that are of no country begin with."""


def country(text: object) -> str:
    """Return the code of a country; empty for what is neither a code nor a name of the United Kingdom.

    >>> country("gb"), country(" Wales "), country("France")
    ('GB', 'GB', '')
    """
    if not isinstance(text, str):
        return ""
    name = text.strip()
    if name.casefold() in _UK_NAMES:
        return _UK
    return name.upper() if _ISO.fullmatch(name) else ""


def _country_of_register(id_: object) -> str:
    """Return the country whose register an identifier of an organisation is from."""
    match = _REGISTER.match(id_) if isinstance(id_, str) else None
    is_of_country = match and match[1].upper() in PREFIXES and not match[2].upper().startswith(_NO_COUNTRY)
    return country(match[2]) if match and is_of_country else ""


def _country_of_place(place: Grant) -> str:
    code = place.get("geoCode")
    return country(place.get("countryCode")) or (_UK if isinstance(code, str) and _GSS.fullmatch(code) else "")


def _places(body: Grant, path: str) -> Iterator[Place]:
    """Yield the country of each place of an organisation, with the path that says it."""
    yield f"{path}/addressCountry", country(body.get("addressCountry"))
    for where, place in members(body, "location"):
        yield f"{path}/{where}", _country_of_place(place)


def _find_outside(grant: Grant, _today: date) -> Iterator[Place]:
    funder_codes = {code for path, body in members(grant, FUNDERS) for _, code in _places(body, path)}
    funder_codes |= {_country_of_register(body.get("id")) for _, body in members(grant, FUNDERS)}
    funder_codes.discard("")
    reported: set[str] = set()
    for path, code in _places_of_award(grant) if funder_codes else ():
        if code and code not in funder_codes and code not in reported:
            reported.add(code)
            yield path, f"`{code}` is not the country of the funder, {' or '.join(f'`{each}`' for each in sorted(funder_codes))}"


def _places_of_award(grant: Grant) -> Iterator[Place]:
    for path, place in members(grant, BENEFICIARIES):
        yield path, _country_of_place(place)
    for path, body in members(grant, RECIPIENTS):
        yield from _places(body, path)


RULES = (
    Rule(
        "place-outside-funder-country", Severity.INFO, "360Giving Data Standard 1.4: countryCode",
        "An award benefits a place, or has a recipient, in a country that is not its funder's. The funder's country is that of "
        "its address, of its locations and of the register of its id. Codes of ISO 3166, names of the United Kingdom and its "
        "parts, and codes of British areas are compared; each other country is given once an award.",
        "see whether the country is a slip; many funders give abroad",
        by_grant(_find_outside),
    ),
)  # fmt: skip
"""The rule on countries."""
