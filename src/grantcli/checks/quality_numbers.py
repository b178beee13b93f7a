"""Checks of charity and company numbers."""

import re
from collections.abc import Iterator
from datetime import date

from grantcli.checks.quality_check import Check, GrantSet, Part, Unit
from grantcli.checks.quality_reading import RECIPIENTS, Place, by_grant, display_value, loses, members
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
                yield f"{path}/charityNumber", f"{display_value(body['charityNumber'])} is no charity number"


def _company(grant: Grant, _today: date) -> Iterator[Place]:
    for path, body in members(grant, RECIPIENTS):
        number = body.get("companyNumber")
        if isinstance(number, str | int) and not is_company_number(_number_text(number)):
            yield f"{path}/companyNumber", f"{display_value(number)} is no company number"


def _find_unregistered(grant: Grant, _today: date) -> Iterator[Place]:
    for path, body in members(grant, RECIPIENTS):
        if not body.get("companyNumber") and not body.get("charityNumber"):
            yield f"{path}/id", "neither a company number nor a charity number"


_A, _WARNING, _ORG = Part.ACCURACY, Severity.WARNING, GrantSet.ORGANISATIONS

CHECKS = (
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
        _ORG, by_grant(_find_unregistered),
        fails="A recipient organisation has neither a company number nor a charity number; blanks count as one.",
        do="give the number of the organisation in its register, where it is in one",
    ),
)  # fmt: skip
"""Each a row, in upstream's order within its list."""
