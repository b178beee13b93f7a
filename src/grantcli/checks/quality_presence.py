"""Checks of whether something is there at all. What is absent, `null`, `0`, `false` or empty is not; a blank text is.

The place of each is the award's id, for what is missing has none.
"""

from collections.abc import Callable, Iterator
from datetime import date

from grantcli.checks.quality_check import (
    BENEFICIARIES,
    RECIPIENTS,
    Check,
    GrantSet,
    Part,
    Place,
    Unit,
    by_grant,
    first_element,
    members,
    to_individual,
)
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
    if not to_individual(grant) and _is_list(first_element(grant, RECIPIENTS).get("location")) and not grant.get(BENEFICIARIES):
        yield f"{RECIPIENTS}/0/location", "the recipient has a location, the beneficiaries have none"


_U, _GRANT, _ORG, _INFO = Part.USEFULNESS, Unit.GRANT, GrantSet.ORGANISATIONS, Severity.INFO
_NULL = "`null` is as good as nothing, and an award without a recipient organisation passes; upstream can read neither."

PLACE_CHECKS = (
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


def _seek_missing(has_value: Callable[[Grant], object], message: str) -> Callable[[Grant, date], Iterator[Place]]:
    def seek(grant: Grant, _today: date) -> Iterator[Place]:
        if not has_value(grant):
            yield "id", message

    return seek


def _row(name: str, upstream: str, key: str, what: str, do: str, child: str = "") -> Check:
    """Return the check that `key` is not empty, or that `child` is not in the first element of its list."""
    place = f"{key}/0/{child}" if child else key
    reads: Callable[[Grant], object] = (
        (lambda grant: first_element(grant, key).get(child)) if child else (lambda grant: grant.get(key))
    )
    return Check(
        name, Severity.INFO, Part.PRESENCE if child else Part.USEFULNESS, upstream, Unit.GRANT, GrantSet.ALL,
        by_grant(_seek_missing(reads, f"no {what}")),
        fails=f"The award has no {what} (`{place}` is absent or empty); a blank text counts as one.",
        do=do,
        differs="What has not the form of the schema is as good as nothing; upstream cannot read it." if child else "",
    )  # fmt: skip


def _lasts(grant: Grant) -> bool:
    """Say whether the first planned period has a duration (0 is one), or both its ends."""
    period = first_element(grant, "plannedDates")
    return period.get("duration") is not None or bool(period.get("startDate") and period.get("endDate"))


CHECKS = (
    _row("no-programme", "NoGrantProgramme", "grantProgramme", "programme", "name the programme or fund"),
    _row("no-beneficiary-location", "NoBeneficiaryLocation", BENEFICIARIES, "beneficiary location",
         "say where those are who benefit"),
    _row("no-last-modified", "NoLastModified", "dateModified", "date of its last change",
         "give the date on which the award's data last changed"),
    _row("no-data-source", "NoDataSource", "dataSource", "data source", "give the address where the data are published"),
    Check(
        "no-duration", Severity.INFO, Part.USEFULNESS, "PlannedDurationNotPresent", Unit.GRANT, GrantSet.ALL,
        by_grant(_seek_missing(_lasts, "neither a duration nor both ends of the planned period")),
        fails="The first planned period has no duration, and not both a start and an end; 0 and an empty text count as a "
        "duration, and the ends need not be dates.",
        do="say how long the award runs, or from when to when",
        differs="`plannedDates` of `null` is as good as nothing; upstream cannot read it.",
    ),
    _row("no-classification", "ClassificationNotPresent", "classifications", "titled classification",
         "classify the award, with the title of the class", "title"),
    _row("no-beneficiary-location-name", "BeneficiaryLocationNameNotPresent", BENEFICIARIES, "name of a beneficiary location",
         "name the place", "name"),
    _row("no-beneficiary-location-country", "BeneficiaryLocationCountryCodeNotPresent", BENEFICIARIES,
         "country of a beneficiary location", "give the code of the country, such as `GB`", "countryCode"),
    _row("no-beneficiary-location-code", "BeneficiaryLocationGeoCodeNotPresent", BENEFICIARIES, "code of a beneficiary location",
         "add the code of the area, such as `E08000009`", "geoCode"),
    _row("no-programme-title", "GrantProgrammeTitleNotPresent", "grantProgramme", "title of a programme",
         "give the title of the programme or fund", "title"),
)  # fmt: skip
"""Each a row, in upstream's order within its list."""
