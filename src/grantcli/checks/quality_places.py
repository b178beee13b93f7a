"""Checks of where recipients and beneficiaries are."""

from collections.abc import Iterator
from datetime import date

from grantcli.checks.quality_check import Check, GrantSet, Part, Unit
from grantcli.checks.quality_reading import BENEFICIARIES, RECIPIENTS, Place, by_grant, first, members, to_individual
from grantcli.checks.rule import Grant, Severity


def _find_without_location(grant: Grant, _today: date) -> Iterator[Place]:
    for path, body in members(grant, RECIPIENTS):
        if not body.get("postalCode") and not any(place.get("geoCode") for _, place in members(body, "location")):
            yield f"{path}/id", "neither a postcode nor a location with a code"


def _find_without_code(grant: Grant, _today: date) -> Iterator[Place]:
    for path, place in members(grant, BENEFICIARIES):
        if place.get("name") and not place.get("geoCode"):
            yield f"{path}/name", "the location has a name and no code"


def _is_list(value: object) -> bool:
    return isinstance(value, list) and len(value) > 0


def _beneficiary_only(grant: Grant, _today: date) -> Iterator[Place]:
    body = dict(members(grant, RECIPIENTS)).get(f"{RECIPIENTS}/0")
    if body is None or to_individual(grant) or not _is_list(grant.get(BENEFICIARIES)):
        return
    if not body.get("postalCode") and not body.get("location"):
        yield f"{RECIPIENTS}/0/id", "the beneficiaries have a location, the recipient has none"


def _recipient_only(grant: Grant, _today: date) -> Iterator[Place]:
    if not to_individual(grant) and _is_list(first(grant, RECIPIENTS).get("location")) and not grant.get(BENEFICIARIES):
        yield f"{RECIPIENTS}/0/location", "the recipient has a location, the beneficiaries have none"


_U, _GRANT, _ORG, _INFO = Part.USEFULNESS, Unit.GRANT, GrantSet.ORGANISATIONS, Severity.INFO
_NULL = "`null` is as good as nothing, and an award without a recipient organisation passes; upstream can read neither."

CHECKS = (
    Check(
        "recipient-without-location", _INFO, _U, "IncompleteRecipientOrg", _GRANT, _ORG, by_grant(_find_without_location),
        fails="A recipient organisation has neither a postcode nor a location with a code; names of places, countries and "
        "coordinates do not help.",
        do="give the recipient's postcode or the code of its area",
    ),
    Check(
        "beneficiary-location-without-code", _INFO, _U, "BeneficiaryLocationNameButNoCode", Unit.OCCURRENCE, GrantSet.ALL,
        by_grant(_find_without_code),
        fails="A beneficiary location has a name and no code.",
        do="add the code of the area, such as `E08000009`",
    ),
    Check(
        "location-of-beneficiary-only", _INFO, _U, "BeneficiaryButNotRecipientGeoData", _GRANT, _ORG, by_grant(_beneficiary_only),
        fails="An award to an organisation has a beneficiary location, and its first recipient has neither a postcode nor a "
        "location; a location with a name only is enough to pass, and an empty object is.",
        do="give the recipient's postcode or the code of its area",
        differs=_NULL,
    ),
    Check(
        "location-of-recipient-only", _INFO, _U, "RecipientGeoDataButNoBeneficiary", _GRANT, _ORG, by_grant(_recipient_only),
        fails="The first recipient of an award to an organisation has a location (a postcode alone is not one), and "
          "the award has "
        "no beneficiary location.",
        do="say where those are who benefit",
        differs=_NULL,
    ),
)  # fmt: skip
"""Each a row, in upstream's order."""
