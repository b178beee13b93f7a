"""One fact a row on one grant: the rule, the grant, and the places in it that the rule names; none when it passes."""

from typing import Any

Row = tuple[str, dict[str, Any], str]


def each(*values: Any) -> tuple[Any, ...]:
    return values


def funders(*several: Any) -> dict[str, Any]:
    return {"fundingOrganization": list(several)}


def recipients(*several: Any) -> dict[str, Any]:
    return {"recipientOrganization": list(several)}


def places(*several: Any) -> dict[str, Any]:
    return {"beneficiaryLocation": list(several)}


def with_number(key: str, *numbers: Any) -> dict[str, Any]:
    return recipients(*({key: number} for number in numbers))


def ids(*several: Any) -> list[dict[str, Any]]:
    return [{"id": each} for each in several]


_FUNDER, _RECIPIENT = "fundingOrganization/0/id", "recipientOrganization/0/id"

_AMOUNT = "amount-is-zero"
AMOUNTS: list[Row] = [
    (_AMOUNT, {"amountAwarded": 0}, "amountAwarded"),
    (_AMOUNT, {"amountAwarded": 0.0}, "amountAwarded"),
    (_AMOUNT, {"amountAwarded": -0.0}, "amountAwarded"),
    (_AMOUNT, {"amountAwarded": False}, "amountAwarded"),
    (_AMOUNT, {}, ""),
    (_AMOUNT, {"amountAwarded": None}, ""),
    (_AMOUNT, {"amountAwarded": "0"}, ""),
    (_AMOUNT, {"amountAwarded": ""}, ""),
    (_AMOUNT, {"amountAwarded": []}, ""),
    (_AMOUNT, {"amountAwarded": -1}, ""),
    (_AMOUNT, {"amountAwarded": 0.01}, ""),
    (_AMOUNT, {"amountAwarded": True}, ""),
]

_PREFIXES: list[tuple[Any, bool]] = [
    ("GB-CHC-1", False),
    ("gb-chc-1", False),
    ("GB-CHC", False),
    ("GB-SCHOOL-1", False),
    ("360G-x", False),
    ("360g", False),
    ("360Garden", False),
    ("CA_ON-ONT-1", False),
    ("be-bce_kbo-1", False),
    ("GB-CCSCUST-1", True),
    ("GB-PPG-1", True),
    ("GB-CR-1", True),
    ("GB-LEA-1", True),
    ("GB-", True),
    ("360-G", True),
    ("", True),
    (" GB-CHC-1", True),
    ("XGB-CHC-1", True),
    (None, False),
    (5, False),
    (["GB-CHC-1"], False),
]
_INTERNAL: list[tuple[Any, bool]] = [
    ("360G-x", True),
    ("360g-x", True),
    ("360Garden", True),
    ("360-G", False),
    ("x360G-", False),
    (" 360G-x", False),
    ("", False),
    (None, False),
    (360, False),
]
_BOTH = (("funder", "fundingOrganization"), ("recipient", "recipientOrganization"))
IDS: list[Row] = [
    *(
        (f"{who}-id-prefix-unknown", {key: ids(name)}, f"{key}/0/id" if fails else "")
        for who, key in _BOTH
        for name, fails in _PREFIXES
    ),
    *(
        (f"{who}-id-internal", {key: ids(name)}, f"{key}/0/id" if fails else "")
        for who, key in _BOTH
        for name, fails in _INTERNAL
    ),
    ("funder-id-prefix-unknown", {}, ""),
    ("funder-id-prefix-unknown", funders(), ""),
    ("funder-id-prefix-unknown", {"fundingOrganization": None}, ""),
    ("funder-id-prefix-unknown", {"fundingOrganization": {"id": "x"}}, ""),
    ("funder-id-prefix-unknown", recipients({"id": "x"}), ""),
    ("recipient-id-prefix-unknown", funders({"id": "x"}), ""),
    ("funder-id-prefix-unknown", funders(*ids("x", "GB-CHC-1", "y")), "fundingOrganization/0/id fundingOrganization/2/id"),
    # upstream stops at the organisation without id, and loses or never sees the others
    ("funder-id-prefix-unknown", funders({"id": "x"}, {}, {"id": "y"}), "fundingOrganization/0/id fundingOrganization/2/id"),
    ("recipient-id-prefix-unknown", recipients({}, {"id": "x"}), "recipientOrganization/1/id"),
    ("recipient-id-prefix-unknown", recipients(None, "x", {"id": "x"}), "recipientOrganization/2/id"),
    (
        "recipient-id-internal",
        recipients({}, *ids("360G-a", "360G-b")),
        "recipientOrganization/1/id recipientOrganization/2/id",
    ),
    (
        "funder-id-internal",
        funders(*ids("360G-a"), {}, *ids("360G-b")),
        "fundingOrganization/0/id fundingOrganization/2/id",
    ),
    ("recipient-id-internal", funders({"id": "360G-a"}), ""),
    ("funder-id-internal", recipients({"id": "360G-a"}), ""),
]

_MALFORMED: list[tuple[Any, bool]] = [
    ("GB-CHC-123456", False),
    ("GB-CHC-1234567", False),
    ("gb-chc-1234567", False),
    ("GB-CHC-12345", True),
    ("GB-CHC-12345678", True),
    ("GB-CHC-SC012345", True),
    ("GB-CHC-", True),
    ("gB-cHc-x", True),
    ("GB-CHC", False),
    ("GB-CHC-+12345", False),
    ("GB-CHC-1_23456", False),
    ("GB-COH-01234567", False),
    ("GB-COH-ABCDEFGH", False),
    ("GB-COH-01234567\n", False),
    ("GB-COH-1234567", True),
    ("gb-coh-1234567", True),
    ("GB-COH-0123456-", True),
    ("GB-COH-", True),
    ("GB-SC-x", False),
    (" GB-CHC-x", False),
    ("", False),
    (None, False),
]
_LINES: list[tuple[Any, bool]] = [
    ("GB\n", True),
    ("\n", True),
    ("a\nb", True),
    ("a\r", False),
    ("a\tb", False),
    ("a\u2028b", False),
    ("a\x0bb", False),
    ("", False),
    (None, False),
    (["\n"], False),
]
_WORDS = (("organisation-id-malformed", _MALFORMED), ("organisation-id-line-break", _LINES))
ALL_IDS: list[Row] = [
    *(
        (rule, {key: ids(name)}, f"{key}/0/id" if fails else "")
        for rule, rows in _WORDS
        for _, key in _BOTH
        for name, fails in rows
    ),
    *(("award-id-line-break", {"id": name}, "id" if fails else "") for name, fails in _LINES),
    ("award-id-line-break", {}, ""),
    ("award-id-line-break", {"title": "a\nb"}, ""),
    ("organisation-id-line-break", {"id": "a\nb"}, ""),
    ("organisation-id-malformed", recipients({"id": "GB-CHC-1"}) | funders({"id": "GB-COH-1"}), f"{_FUNDER} {_RECIPIENT}"),
    ("organisation-id-line-break", recipients({"id": "\n"}) | funders({"id": "\n"}), f"{_FUNDER} {_RECIPIENT}"),
]

_CHARITY: list[tuple[Any, bool]] = [
    ("123456", False),
    ("1234567", False),
    ("12345", True),
    ("12345678", True),
    ("SC012345", False),
    ("SC12345", True),
    ("sc012345", False),
    ("NI100001", False),
    ("NIC100001", True),
    ("ÉÜ123456", False),
    ("S1123456", True),
    ("12345S", True),
    ("N/A", True),
    ("", True),
    (None, True),
    ("123456-1", True),
    ("12345.0", True),
    ("+12345", False),
    ("-12345", False),
    (" 123456", False),
    ("  123456", True),
    ("1_23456", False),
    ("1__2345", True),
    ("\uff11\uff12\uff13\uff14\uff15\uff16", False),
    (123456, False),
    (1234567, False),
    (12345, True),
    (-12345, False),
    (10**5000, True),
    (True, True),
    (123456.0, True),
    ([123456], True),
    ({}, True),
]
_COMPANY: list[tuple[Any, bool]] = [
    ("01234567", False),
    ("ABCDEFGH", False),
    ("OC30123_", False),
    ("éèàùçñöü", False),
    ("01234567\n", False),
    ("01234567\n\n", True),
    ("1234567", True),
    ("012345678", True),
    ("0123456 ", True),
    ("0123456-", True),
    ("", True),
    (None, False),
    (12345678, False),
    (1234567, True),
    (10**5000, True),
    (1234567.0, False),
    ([], False),
]
_FORMS = (
    ("recipient-charity-number-malformed", "charityNumber", _CHARITY),
    ("recipient-company-number-malformed", "companyNumber", _COMPANY),
)
NUMBERS: list[Row] = [
    *(
        (rule, with_number(key, number), f"recipientOrganization/0/{key}" if fails else "")
        for rule, key, rows in _FORMS
        for number, fails in rows
    ),
    *(
        (rule, grant, "")
        for rule, _, _ in _FORMS
        for grant in ({}, recipients(), recipients({}), {"recipientOrganization": None})
    ),
    *(
        (rule, recipients({key: "x"}, {}, {key: "y"}, {key: "01234567", "charityNumber": "123456"}), f"{at % 0} {at % 2}")
        for rule, key, _ in _FORMS
        for at in [f"recipientOrganization/%d/{key}"]
    ),
    ("recipient-charity-number-malformed", {"fundingOrganization": [{"charityNumber": "x"}]}, ""),
]

_UNREGISTERED = "recipient-without-register-number"
REGISTERS: list[Row] = [
    (_UNREGISTERED, recipients({}), _RECIPIENT),
    (_UNREGISTERED, recipients({"companyNumber": "", "charityNumber": None}), _RECIPIENT),
    (_UNREGISTERED, recipients({"companyNumber": 0, "charityNumber": []}), _RECIPIENT),
    (_UNREGISTERED, recipients({"companyNumber": "1"}), ""),
    (_UNREGISTERED, recipients({"charityNumber": "1"}), ""),
    (_UNREGISTERED, recipients({"charityNumber": " "}), ""),
    (_UNREGISTERED, recipients({"charityNumber": "1"}, {}, {}), "recipientOrganization/1/id recipientOrganization/2/id"),
    (_UNREGISTERED, recipients(), ""),
    (_UNREGISTERED, recipients(None), ""),
    (_UNREGISTERED, {}, ""),
    (_UNREGISTERED, {"recipientOrganization": {}}, ""),
    (_UNREGISTERED, funders({}), ""),
]

_EMAIL = "email-in-text"
_A = "maria@example.org"
TEXTS: list[Row] = [
    (_EMAIL, {"title": _A}, "title"),
    (_EMAIL, {"title": f"write to {_A} or jo@example.org."}, "title"),
    (_EMAIL, {"anything": {"at": [{"all": _A}]}}, "anything/at/0/all"),
    (_EMAIL, {"b": _A, "a": _A}, "b a"),
    (_EMAIL, {"list": [_A, "x", _A]}, "list/0 list/2"),
    (_EMAIL, {"list": [[_A, {"x": _A}], _A]}, "list/1"),
    (_EMAIL, {"list": [{"inner": [_A]}]}, "list/0/inner/0"),
    (_EMAIL, {"title": "ß-.@é.1"}, "title"),
    (_EMAIL, {"title": "a@b.c"}, "title"),
    (_EMAIL, {"title": "a@b.c.d@"}, "title"),
    (_EMAIL, {"title": "a@..-"}, "title"),
    (_EMAIL, {"title": "x@y z@a.b"}, "title"),
    (_EMAIL, {"title": "a@b"}, ""),
    (_EMAIL, {"title": "a@b."}, ""),
    (_EMAIL, {"title": "a@.b"}, ""),
    (_EMAIL, {"title": "@b.c"}, ""),
    (_EMAIL, {"title": "a @b.c"}, ""),
    (_EMAIL, {"title": "a@ b.c"}, ""),
    (_EMAIL, {"title": "a@b c.d"}, ""),
    (_EMAIL, {"email": _A, "myemail_2": _A}, ""),
    (_EMAIL, {"emails": [{"x": {"y": _A}}]}, ""),
    (_EMAIL, {"x": [{"emailAddress": _A, "y": _A}]}, "x/0/y"),
    (_EMAIL, {"Email": _A, "e": {"mail": _A}}, "Email e/mail"),
    (_EMAIL, {_A: "x"}, ""),
    (_EMAIL, {"x": [[_A]]}, ""),
    ("description-repeats-title", {"title": "a", "description": "a"}, "description"),
    ("description-repeats-title", {"title": " ", "description": " "}, "description"),
    ("description-repeats-title", {"title": "a", "description": "A"}, ""),
    ("description-repeats-title", {"title": "a", "description": "a "}, ""),
    ("description-repeats-title", {"title": "", "description": ""}, ""),
    ("description-repeats-title", {"title": None, "description": None}, ""),
    ("description-repeats-title", {"title": 5, "description": 5}, ""),
    ("description-repeats-title", {"title": "a"}, ""),
    ("description-repeats-title", {}, ""),
    ("title-too-long", {"title": "x" * 141}, "title"),
    ("title-too-long", {"title": "x" * 140}, ""),
    ("title-too-long", {"title": "\U0001f600" * 141}, "title"),
    ("title-too-long", {"title": "\U0001f600" * 140}, ""),
    ("title-too-long", {"title": "e\u0301" * 71}, "title"),
    ("title-too-long", {"title": ["x"] * 141}, ""),
    ("title-too-long", {"title": None}, ""),
    ("title-too-long", {"description": "x" * 141}, ""),
    ("title-too-long", {}, ""),
]

ROWS = [*AMOUNTS, *IDS, *ALL_IDS, *NUMBERS, *REGISTERS, *TEXTS]
