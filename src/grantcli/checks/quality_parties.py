"""Checks of who gives and who receives: a file's funders taken together, and awards to individuals.

Each pair of id and name of a funder is compared with the first one of the file, so that every later occurrence that differs
counts. An award is to an individual where `recipientIndividual` is not empty, in every check and in every total.
"""

import re
from collections.abc import Iterator
from datetime import date

from grantcli.checks.quality_check import (
    BENEFICIARIES,
    FUNDERS,
    Check,
    GrantSet,
    Part,
    Place,
    Unit,
    by_grant,
    display_value,
    finding,
    members,
    to_individual,
)
from grantcli.checks.rule import Begin, CheckContext, Finding, Grant, Severity, Spot, Study


def _bodies(context: CheckContext) -> Iterator[tuple[Spot, Grant, str, Grant]]:
    """Yield each funder of each grant: the place of the grant, the grant, the path of the funder, and the funder."""
    for spot, grant in context.published_grants:
        for path, body in members(grant, FUNDERS):
            yield spot, grant, path, body


def _several(_file: CheckContext) -> Study:
    places: dict[str, Finding] = {}

    def find(context: CheckContext) -> tuple[Finding, ...]:
        for spot, grant, path, body in _bodies(context):
            name = body.get("id")
            if isinstance(name, str) and name and name not in places:
                places[name] = finding(spot, grant, f"{path}/id", f"first place of {display_value(name)}")
        return ()

    return Study(find, end=lambda: tuple(places.values()) if len(places) > 1 else ())


def _differing(key: str, other: str) -> Begin:
    def begin(_file: CheckContext) -> Study:
        first_element: dict[object, object] = {}

        def find(context: CheckContext) -> Iterator[Finding]:
            for spot, grant, path, body in _bodies(context):
                if _comparable(body):
                    expected = first_element.setdefault(body[key], body[other])
                    if body[other] != expected:
                        expected_text = f"{display_value(expected)} for {display_value(body[key])}"
                        message = f"{display_value(body[other])}, where the file first has {expected_text}"
                        yield finding(spot, grant, f"{path}/{other}", message)

        return Study(find)

    return begin


def _comparable(body: Grant) -> bool:
    """Say whether a funder has an id that is text and a name that is a single value of any type."""
    return isinstance(body.get("id"), str) and "name" in body and not isinstance(body["name"], list | dict)


_UNREADABLE = "A funder without id or name is passed over; upstream cannot read it."

FUNDER_CHECKS = (
    Check(
        "several-funders", Severity.INFO, Part.ACCURACY, "MoreThanOneFundingOrg", Unit.OCCURRENCE, GrantSet.ALL, _several,
        fails="The file has more than one funder's id; ids are compared exactly, case counts. Right for a file of several "
        "funders, else a slip.",
        do="see whether each of these ids is meant",
        differs="Upstream fails it with the count 0 and shows the number of ids elsewhere; here that number is the count.",
    ),
    Check(
        "funder-id-with-several-names", Severity.WARNING, Part.ACCURACY, "MultiFundingNamesForOrgId", Unit.OCCURRENCE,
        GrantSet.ALL, _differing("id", "name"),
        fails="A funder's name is not the one that the file first gives for the same id; both are compared exactly, and every "
        "later occurrence counts.",
        do="use one name for the funder, or correct the id",
        differs=_UNREADABLE,
    ),
    Check(
        "funder-name-with-several-ids", Severity.WARNING, Part.ACCURACY, "MultiFundingOrgIdsForName", Unit.OCCURRENCE,
        GrantSet.ALL, _differing("name", "id"),
        fails="A funder's id is not the one that the file first gives for the same name; both are compared exactly, and every "
        "later occurrence counts.",
        do="use one id for the funder, or correct the name",
        differs=_UNREADABLE,
    ),
)  # fmt: skip
"""Each a row, in upstream's order."""


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


def _find_missing_details(grant: Grant, _today: date) -> Iterator[Place]:
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

INDIVIDUAL_CHECKS = (
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
        GrantSet.INDIVIDUALS, by_grant(_find_missing_details),
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
