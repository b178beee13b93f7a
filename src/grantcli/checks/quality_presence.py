"""Checks of whether something is there at all. What is absent, `null`, `0`, `false` or empty is not; a blank text is.

The place of each is the award's id, for what is missing has none.
"""

from collections.abc import Callable, Iterator
from datetime import date

from grantcli.checks.quality_check import Check, GrantSet, Part, Unit
from grantcli.checks.quality_reading import BENEFICIARIES, Place, by_grant, first
from grantcli.checks.rule import Grant, Severity


def _without(there: Callable[[Grant], object], found: str) -> Callable[[Grant, date], Iterator[Place]]:
    def seek(grant: Grant, _today: date) -> Iterator[Place]:
        if not there(grant):
            yield "id", found

    return seek


def _row(name: str, upstream: str, key: str, what: str, do: str, child: str = "") -> Check:
    """Return the check that `key` is not empty, or that `child` is not in the first element of its list."""
    place = f"{key}/0/{child}" if child else key
    there: Callable[[Grant], object] = (lambda grant: first(grant, key).get(child)) if child else (lambda grant: grant.get(key))
    return Check(
        name, Severity.INFO, Part.PRESENCE if child else Part.USEFULNESS, upstream, Unit.GRANT, GrantSet.ALL,
        by_grant(_without(there, f"no {what}")),
        fails=f"The award has no {what} (`{place}` is absent or empty); a blank text counts as one.",
        do=do,
        differs="What has not the form of the schema is as good as nothing; upstream cannot read it." if child else "",
    )  # fmt: skip


def _lasts(grant: Grant) -> bool:
    """Say whether the first planned period has a duration (0 is one), or both its ends."""
    period = first(grant, "plannedDates")
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
        by_grant(_without(_lasts, "neither a duration nor both ends of the planned period")),
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
