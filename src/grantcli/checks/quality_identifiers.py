"""Checks of the ids of awards and of organisations, and of charity and company numbers."""

import re
from collections.abc import Callable, Iterator
from datetime import date

from grantcli.checks.prefixes import is_internal, is_known
from grantcli.checks.quality_check import (
    FUNDERS,
    RECIPIENTS,
    Check,
    GrantSet,
    Part,
    Place,
    Seek,
    Unit,
    by_grant,
    display_value,
    ends,
    loses,
    members,
)
from grantcli.checks.rule import Grant, Severity

_CHARITY_LENGTHS = (6, 7)
_COMPANY = re.compile(r"\w{8}\n?")
_DIGITS = 10**9  # more digits than any register number has; the text of a much longer number is costly


def is_charity_number(text: str) -> bool:
    """Say whether a text of six or seven characters is a whole number to Python: signs, blanks and `_` may be in it.

    >>> is_charity_number("1012345"), is_charity_number("+12345"), is_charity_number("SC01234")
    (True, True, False)
    """
    if len(text) not in _CHARITY_LENGTHS:
        return False
    try:
        int(text)
    except ValueError:
        return False
    return True


def is_company_number(text: str) -> bool:
    """Say whether a text is eight letters, digits or underscores; one line feed may follow.

    >>> is_company_number("OC301234"), is_company_number("1234567")
    (True, False)
    """
    return _COMPANY.fullmatch(text) is not None


def _number_text(number: object) -> str:
    """Return the text of a number written as text or as an integer, and nothing for any other value."""
    if isinstance(number, int) and abs(number) < _DIGITS:
        return str(number)
    return number if isinstance(number, str) else ""


def _charity(grant: Grant, _today: date) -> Iterator[Place]:
    for path, body in members(grant, RECIPIENTS):
        if "charityNumber" in body:
            number = _number_text(body["charityNumber"])
            if not is_charity_number(number[2:] if number[:2].isalpha() else number):
                yield f"{path}/charityNumber", f"{display_value(body['charityNumber'])} is not a charity number"


def _company(grant: Grant, _today: date) -> Iterator[Place]:
    for path, body in members(grant, RECIPIENTS):
        number = body.get("companyNumber")
        if isinstance(number, str | int) and not is_company_number(_number_text(number)):
            yield f"{path}/companyNumber", f"{display_value(number)} is not a company number"


def _find_missing_number(grant: Grant, _today: date) -> Iterator[Place]:
    for path, body in members(grant, RECIPIENTS):
        if not body.get("companyNumber") and not body.get("charityNumber"):
            yield f"{path}/id", "neither a company number nor a charity number"


_A, _U, _WARNING = Part.ACCURACY, Part.USEFULNESS, Severity.WARNING
_ALL, _ORG = GrantSet.ALL, GrantSet.ORGANISATIONS

NUMBER_CHECKS = (
    Check(
        "recipient-charity-number-malformed", _WARNING, _A, "RecipientOrgCharityNumber", Unit.GRANT, _ORG, by_grant(_charity),
        fails="A recipient's charity number, less two letters at its start, is not six or seven characters that Python reads as "
        "a whole number. So NIC numbers and numbers of other shapes abroad fail, and a sign, blanks at the ends or full-width "
        "digits pass; an empty text and `null` fail.",
        do="write the number as its register does, and leave the key out where there is no number",
        differs=loses("the key"),
    ),
    Check(
        "recipient-company-number-malformed", _WARNING, _A, "RecipientOrgCompanyNumber", Unit.GRANT, _ORG, by_grant(_company),
        fails="A recipient's company number is not eight letters, digits or underscores; one line feed may follow. An empty text "
        "fails.",
        do="write all eight characters with noughts in front, and leave the key out where there is no number",
        differs=f"{loses('the key')} An integer is read as its digits and `null` as no number; upstream can read neither.",
    ),
    Check(
        "recipient-without-register-number", Severity.INFO, Part.USEFULNESS, "NoRecipientOrgCompanyCharityNumber", Unit.GRANT,
        _ORG, by_grant(_find_missing_number),
        fails="A recipient organisation has neither a company number nor a charity number; blanks count as one.",
        do="give the number of the organisation in its register, where it is in one",
    ),
)  # fmt: skip
"""Each a row, in upstream's order within its list."""


def _ids(grant: Grant, *keys: str) -> Iterator[Place]:
    """Yield the path and text of each id that is text, in the order of the keys."""
    for key in keys:
        for path, body in members(grant, key):
            name = body.get("id")
            if isinstance(name, str):
                yield f"{path}/id", name


def _seek_ids(fails: Callable[[str], bool], message: str, *keys: str) -> Seek:
    def seek(grant: Grant, _today: date) -> Iterator[Place]:
        return ((path, f"{display_value(name)} {message}") for path, name in _ids(grant, *keys) if fails(name))

    return seek


def _unknown(name: str) -> bool:
    return not is_known(name)


def _is_malformed(name: str) -> bool:
    number = name[len("GB-CHC-") :]
    upper = name.upper()
    return (upper.startswith("GB-CHC-") and not is_charity_number(number)) or (
        upper.startswith("GB-COH-") and not is_company_number(number)
    )


def _has_line_break(name: str) -> bool:
    return "\n" in name


def _find_line_break(grant: Grant, _today: date) -> Iterator[Place]:
    name = grant.get("id")
    if isinstance(name, str) and _has_line_break(name):
        yield "id", f"{display_value(name)} has a line feed in it"


_FUNDERS_TOO = (
    "The funders of grants to individuals are looked at too, though the total, as upstream's, leaves those grants out: the share "
    "can pass 1."
)
_PREFIX = (
    "starts with no register code of org-id.guide and not with `360G`, in any case; no hyphen need follow the code. The list of "
    "codes is dated (see `prefixes.py`); upstream's is fetched each day."
)

CHECKS = (
    Check(
        "funder-id-prefix-unknown", _WARNING, _A, "FundingOrgUnrecognisedPrefix", Unit.GRANT, _ALL,
        by_grant(_seek_ids(_unknown, "starts with no known register code", FUNDERS)),
        fails=f"A funder's id {_PREFIX}",
        do="write the id as register code, hyphen and number, as org-id.guide shows",
        differs=loses("an id"),
    ),
    Check(
        "recipient-id-prefix-unknown", _WARNING, _A, "RecipientOrgUnrecognisedPrefix", Unit.GRANT, _ORG,
        by_grant(_seek_ids(_unknown, "starts with no known register code", RECIPIENTS)),
        fails=f"A recipient organisation's id {_PREFIX}",
        do="write the id as register code, hyphen and number, as org-id.guide shows",
        differs=loses("an id"),
    ),
    Check(
        "organisation-id-malformed", _WARNING, _A, "OrganizationIdLooksInvalid", Unit.OCCURRENCE, _ORG,
        by_grant(_seek_ids(_is_malformed, "is not in the form of its register", FUNDERS, RECIPIENTS)),
        fails="The id of a funder or recipient starts with `GB-CHC-` and no charity number of six or seven digits follows (one "
        "of Scotland is not of that register), or with `GB-COH-` and no company number of eight letters, digits or "
        f"underscores follows. {_FUNDERS_TOO}",
        do="correct the number, or name the register that it is from",
    ),
    Check(
        "organisation-id-line-break", Severity.ERROR, _A, "OrganizationIdUnexpectedChars", Unit.OCCURRENCE, _ORG,
        by_grant(_seek_ids(_has_line_break, "has a line feed in it", FUNDERS, RECIPIENTS)),
        fails=f"The id of a funder or recipient has a line feed in it; other control characters pass. {_FUNDERS_TOO}",
        do="take the line feed out of the id",
    ),
    Check(
        "award-id-line-break", Severity.ERROR, _A, "GrantIdUnexpectedChars", Unit.GRANT, _ALL, by_grant(_find_line_break),
        fails="The award's id has a line feed in it; other control characters pass.",
        do="take the line feed out of the id",
    ),
    Check(
        "recipient-id-internal", Severity.INFO, _U, "RecipientOrg360GPrefix", Unit.OCCURRENCE, _ORG,
        by_grant(_seek_ids(is_internal, "is an id of the publisher's own", RECIPIENTS)),
        fails="A recipient organisation's id starts with `360G`, in any case, hyphen or not: it was made up by the publisher.",
        do="give an id from a register where the organisation is in one",
        differs=ends("an id"),
    ),
    Check(
        "funder-id-internal", Severity.INFO, _U, "FundingOrg360GPrefix", Unit.OCCURRENCE, _ALL,
        by_grant(_seek_ids(is_internal, "is an id of the publisher's own", FUNDERS)),
        fails="A funder's id starts with `360G`, in any case, hyphen or not: it was made up by the publisher.",
        do="give an id from a register where the funder is in one",
        differs=ends("an id"),
    ),
)  # fmt: skip
"""Each a row, in upstream's order within its list."""
