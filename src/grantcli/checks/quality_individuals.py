"""Checks of awards to individuals, whose privacy and whose reasons matter.

An award is to an individual where `recipientIndividual` is not empty, in every check and in every total.
"""

import re
from collections.abc import Iterator
from datetime import date

from grantcli.checks.quality_check import (
    BENEFICIARIES,
    Check,
    GrantSet,
    Part,
    Place,
    Unit,
    by_grant,
    display_value,
    members,
    to_individual,
)
from grantcli.checks.rule import Grant, Severity

_POSTCODE = re.compile(r"\s*[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\s*", re.IGNORECASE)
_PERSON, _DETAILS = "recipientIndividual/id", "toIndividualsDetails"


def _project(grant: Grant, _today: date) -> Iterator[Place]:
    if to_individual(grant) and "project" in grant:
        yield _PERSON, "data on diversity (`project`) are given for an individual"


def _postcodes(grant: Grant, _today: date) -> Iterator[Place]:
    if to_individual(grant):
        for path, location in members(grant, BENEFICIARIES):
            code = location.get("geoCode")
            if isinstance(code, str) and _POSTCODE.fullmatch(code):
                yield f"{path}/geoCode", f"{display_value(code)} is a postcode"


def _bare(grant: Grant, _today: date) -> Iterator[Place]:
    if to_individual(grant) and _DETAILS not in grant:
        yield _PERSON, f"no `{_DETAILS}`"


def _find_without_reason(grant: Grant, _today: date) -> Iterator[Place]:
    details = grant.get(_DETAILS)
    notes = isinstance(details, dict) and (details.get("grantPurpose") or details.get("primaryGrantReason"))
    if to_individual(grant) and not notes:
        yield "id", "neither a purpose nor a primary reason"


_KEY = (
    "An award is to an individual where `recipientIndividual` is not empty. Upstream asks here only whether the key is there, "
    "but counts individuals by the value, so that it can fail with the count 0 or a share above 1; one meaning serves both here."
)

CHECKS = (
    Check(
        "individual-with-project-data", Severity.ERROR, Part.ACCURACY, "RecipientIndDEI", Unit.GRANT, GrantSet.INDIVIDUALS,
        by_grant(_project),
        fails="An award to an individual has the key `project`, whatever its value: data on diversity belong to organisations, "
        "and say too much about one person.",
        do="take `project` out of the award",
        differs=_KEY,
    ),
    Check(
        "individual-location-is-postcode", Severity.ERROR, Part.ACCURACY, "GeoCodePostcode", Unit.OCCURRENCE,
        GrantSet.INDIVIDUALS, by_grant(_postcodes),
        fails="A beneficiary location of an award to an individual has a postcode as its code: few people live in one. The type "
        "of the code is not looked at.",
        do="give the code of a larger area, such as the council's",
        differs=_KEY,
    ),
    Check(
        "individual-without-details", Severity.INFO, Part.USEFULNESS, "RecipientIndWithoutToIndividualsDetails", Unit.GRANT,
        GrantSet.INDIVIDUALS, by_grant(_bare),
        fails="An award to an individual has no key `toIndividualsDetails`; an empty one passes, though upstream's text speaks "
        "of purpose and reason.",
        do="give the purpose of the award and the reason for it from the codelists",
        differs=_KEY,
    ),
    Check(
        "individual-without-purpose-or-reason", Severity.INFO, Part.PRESENCE, "IndividualsCodeListsNotPresent", Unit.GRANT,
        GrantSet.INDIVIDUALS, by_grant(_find_without_reason),
        fails="An award to an individual has neither a purpose nor a primary reason in `toIndividualsDetails`; a secondary "
        "reason does not help.",
        do="give the purpose of the award or the reason for it from the codelists",
        differs="What has not the form of the schema is as good as nothing; upstream cannot read it.",
    ),
)  # fmt: skip
"""Each a row, in upstream's order within its list."""
