"""Checks of the ids of awards and of organisations."""

from collections.abc import Callable, Iterator
from datetime import date

from grantcli.checks.prefixes import is_internal, is_known
from grantcli.checks.quality_check import Check, GrantSet, Part, Unit
from grantcli.checks.quality_numbers import is_charity_number, is_company_number
from grantcli.checks.quality_reading import FUNDERS, RECIPIENTS, Place, Seek, by_grant, display_value, ends, loses, members
from grantcli.checks.rule import Grant, Severity


def _ids(grant: Grant, *keys: str) -> Iterator[Place]:
    """Yield the path and text of each id that is text, in the order of the keys."""
    for key in keys:
        for path, body in members(grant, key):
            name = body.get("id")
            if isinstance(name, str):
                yield f"{path}/id", name


def _each(fails: Callable[[str], bool], found: str, *keys: str) -> Seek:
    def seek(grant: Grant, _today: date) -> Iterator[Place]:
        return ((path, f"{display_value(name)} {found}") for path, name in _ids(grant, *keys) if fails(name))

    return seek


def _unknown(name: str) -> bool:
    return not is_known(name)


def _is_malformed(name: str) -> bool:
    number = name[len("GB-CHC-") :]
    upper = name.upper()
    return (upper.startswith("GB-CHC-") and not is_charity_number(number)) or (
        upper.startswith("GB-COH-") and not is_company_number(number)
    )


def _broken(name: str) -> bool:
    return "\n" in name


def _broken_award(grant: Grant, _today: date) -> Iterator[Place]:
    name = grant.get("id")
    if isinstance(name, str) and _broken(name):
        yield "id", f"{display_value(name)} has a line feed in it"


_FUNDERS_TOO = (
    "The funders of grants to individuals are looked at too, though the total, as upstream's, leaves those grants out: the share "
    "can pass 1."
)
_PREFIX = (
    "starts with no register code of org-id.guide and not with `360G`, in any case; no hyphen need follow the code. The list of "
    "codes is dated (see `prefixes.py`); upstream's is fetched each day."
)
_A, _U, _WARNING = Part.ACCURACY, Part.USEFULNESS, Severity.WARNING
_ALL, _ORG = GrantSet.ALL, GrantSet.ORGANISATIONS

CHECKS = (
    Check(
        "funder-id-prefix-unknown", _WARNING, _A, "FundingOrgUnrecognisedPrefix", Unit.GRANT, _ALL,
        by_grant(_each(_unknown, "starts with no known register code", FUNDERS)),
        fails=f"A funder's id {_PREFIX}",
        do="write the id as register code, hyphen and number, as org-id.guide shows",
        differs=loses("an id"),
    ),
    Check(
        "recipient-id-prefix-unknown", _WARNING, _A, "RecipientOrgUnrecognisedPrefix", Unit.GRANT, _ORG,
        by_grant(_each(_unknown, "starts with no known register code", RECIPIENTS)),
        fails=f"A recipient organisation's id {_PREFIX}",
        do="write the id as register code, hyphen and number, as org-id.guide shows",
        differs=loses("an id"),
    ),
    Check(
        "organisation-id-malformed", _WARNING, _A, "OrganizationIdLooksInvalid", Unit.OCCURRENCE, _ORG,
        by_grant(_each(_is_malformed, "is not in the form of its register", FUNDERS, RECIPIENTS)),
        fails="The id of a funder or recipient starts with `GB-CHC-` and no charity number of six or seven digits follows (one "
        "of Scotland is not of that register), or with `GB-COH-` and no company number of eight letters, digits or "
        f"underscores follows. {_FUNDERS_TOO}",
        do="correct the number, or name the register that it is from",
    ),
    Check(
        "organisation-id-line-break", Severity.ERROR, _A, "OrganizationIdUnexpectedChars", Unit.OCCURRENCE, _ORG,
        by_grant(_each(_broken, "has a line feed in it", FUNDERS, RECIPIENTS)),
        fails=f"The id of a funder or recipient has a line feed in it; other control characters pass. {_FUNDERS_TOO}",
        do="take the line feed out of the id",
    ),
    Check(
        "award-id-line-break", Severity.ERROR, _A, "GrantIdUnexpectedChars", Unit.GRANT, _ALL, by_grant(_broken_award),
        fails="The award's id has a line feed in it; other control characters pass.",
        do="take the line feed out of the id",
    ),
    Check(
        "recipient-id-internal", Severity.INFO, _U, "RecipientOrg360GPrefix", Unit.OCCURRENCE, _ORG,
        by_grant(_each(is_internal, "is an id of the publisher's own", RECIPIENTS)),
        fails="A recipient organisation's id starts with `360G`, in any case, hyphen or not: it was made up by the publisher.",
        do="give an id from a register where the organisation is in one",
        differs=ends("an id"),
    ),
    Check(
        "funder-id-internal", Severity.INFO, _U, "FundingOrg360GPrefix", Unit.OCCURRENCE, _ALL,
        by_grant(_each(is_internal, "is an id of the publisher's own", FUNDERS)),
        fails="A funder's id starts with `360G`, in any case, hyphen or not: it was made up by the publisher.",
        do="give an id from a register where the funder is in one",
        differs=ends("an id"),
    ),
)  # fmt: skip
"""Each a row, in upstream's order within its list."""
