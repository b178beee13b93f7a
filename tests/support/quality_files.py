"""Facts on whole files: what is found in several grants together, and the verdict on them."""

from typing import Any

from quality_rows import funders, ids, places, recipients

SOMEONE = {"recipientIndividual": {"id": "x"}}
NO_ONE: dict[str, Any] = {"recipientIndividual": {}}


def _pairs(*pairs: tuple[Any, Any]) -> list[dict[str, Any]]:
    return [funders({"id": name, "name": called}) for name, called in pairs]


def _at(key: str, *grants: int) -> str:
    return " ".join(f"grants/{grant}/fundingOrganization/0/{key}" for grant in grants)


_SEVERAL, _NAMES, _IDS = "several-funders", "funder-id-with-several-names", "funder-name-with-several-ids"

FILES: list[tuple[str, list[Any], str]] = [
    (_SEVERAL, [funders(*ids("A", "A")), funders(*ids("A"))], ""),
    (_SEVERAL, [funders(*ids("A")), funders(*ids("B", "A")), funders(*ids("B"))], _at("id", 0, 1)),
    (_SEVERAL, [funders(*ids("A")), funders(*ids("a"))], _at("id", 0, 1)),
    (_SEVERAL, [funders(*ids("A")), funders(*ids("A "))], _at("id", 0, 1)),
    (_SEVERAL, [funders(*ids("A", "B"))], "grants/0/fundingOrganization/0/id grants/0/fundingOrganization/1/id"),
    (_SEVERAL, [funders(*ids("A")), funders(*ids("", None, 5, ["x"])), funders({}), {}, None], ""),
    (_SEVERAL, [recipients(*ids("A", "B"))], ""),
    (_SEVERAL, [], ""),
    (_NAMES, _pairs(("A", "n"), ("A", "m"), ("A", "m"), ("A", "n")), _at("name", 1, 2)),
    (_NAMES, _pairs(("A", "n"), ("B", "m"), ("a", "m"), ("A", "n")), ""),
    (_NAMES, _pairs(("A", "n"), ("A", "N"), ("A", "n ")), _at("name", 1, 2)),
    (_NAMES, _pairs(("", "n"), ("", "m"), ("", "")), _at("name", 1, 2)),
    (_NAMES, _pairs(("A", None), ("A", "n"), ("A", 5)), _at("name", 1, 2)),
    (_NAMES, _pairs((None, "n"), (None, "m"), (["A"], "n"), (["A"], "m"), ("A", ["n"]), ("A", {"n": 1}), ("A", "n")), ""),
    (_NAMES, [funders({"id": "A"}), funders({"name": "n"}), {}, None, *_pairs(("A", "n"), ("A", "m"))], _at("name", 5)),
    (_NAMES, [recipients({"id": "A", "name": "n"}, {"id": "A", "name": "m"})], ""),
    (_NAMES, [funders({"id": "A", "name": "n"}, {"id": "A", "name": "m"})], "grants/0/fundingOrganization/1/name"),
    (_IDS, _pairs(("A", "n"), ("B", "n"), ("B", "n"), ("A", "n"), ("C", "n")), _at("id", 1, 2, 4)),
    (_IDS, _pairs(("A", "n"), ("B", "N"), ("B", "n ")), ""),
    (_IDS, _pairs(("A", None), ("B", None), ("A", 5), ("B", 5)), _at("id", 1, 3)),
    (_IDS, _pairs(("A", "n"), ("a", "n"), ("", "n")), _at("id", 1, 2)),
    (_IDS, [*_pairs((None, "n"), (5, "n"), ("A", ["n"]), ("B", ["n"])), funders({"name": "n"}), *_pairs(("A", "n"))], ""),
    # one grant that upstream cannot read
    ("amount-is-zero", [None, {"amountAwarded": 0}, "x", {"amountAwarded": 0, "id": None}],
     "grants/1/amountAwarded grants/3/amountAwarded"),
    ("title-too-long", [{"title": None}, {"title": 5}, {"title": "x" * 141}], "grants/2/title"),
]  # fmt: skip

_BAD_FUNDERS = {"fundingOrganization": ids("x", "y")}
_PREFIX, _WITH, _POSTCODE = "funder-id-prefix-unknown", "individual-with-project-data", "individual-location-is-postcode"
_ZERO: dict[str, Any] = {"amountAwarded": 0}
_PROJECT: dict[str, Any] = {"project": {}}

# What a check says of a file: count, total, share. It has failed where the count is not 0.
VERDICTS: list[tuple[str, list[Any], int, int, str]] = [
    ("amount-is-zero", [], 0, 1, "0.000000"),
    ("amount-is-zero", [{}], 0, 1, "0.000000"),
    ("amount-is-zero", [_ZERO, {}, {}], 1, 3, "0.333333"),
    ("amount-is-zero", [_ZERO, _ZERO, {}], 2, 3, "0.666667"),
    ("amount-is-zero", [_ZERO, None, []], 1, 1, "1.000000"),
    ("amount-is-zero", [_ZERO, SOMEONE], 1, 2, "0.500000"),
    # half-even: 1/128 is 0.0078125, 3/128 is 0.0234375, and at the seventh place a half goes to the even digit
    ("amount-is-zero", [_ZERO, *[{}] * 127], 1, 128, "0.007812"),
    ("amount-is-zero", [*[_ZERO] * 3, *[{}] * 125], 3, 128, "0.023438"),
    # grants, not places
    (_PREFIX, [_BAD_FUNDERS, _BAD_FUNDERS, {}], 2, 3, "0.666667"),
    (_PREFIX, [{"fundingOrganization": [{"id": "x"}, {}]}], 1, 1, "1.000000"),
    ("recipient-without-register-number", [recipients({}, {}), SOMEONE, recipients({"charityNumber": "1"})], 1, 2, "0.500000"),
    ("date-does-not-exist", [{"awardDate": "2021-02-30", "plannedDates": [{"startDate": "2021-02-30"}]}], 1, 1, "1.000000"),
    # occurrences, and shares beyond 1
    ("recipient-id-internal", [recipients(*ids("360G-a", "360G-b")), SOMEONE], 2, 1, "2.000000"),
    ("funder-id-internal", [funders(*ids("360G-a", "360G-b")), SOMEONE], 2, 2, "1.000000"),
    ("email-in-text", [{"a": "a@b.c", "b": "a@b.c"}, {}, {}], 2, 3, "0.666667"),
    ("beneficiary-location-without-code", [places({"name": "x"}, {"name": "x"})], 2, 1, "2.000000"),
    ("organisation-id-line-break", [funders(*ids("\n", "\n")) | recipients(*ids("\n")), {}], 3, 2, "1.500000"),
    # funders of individuals count above a total without them
    ("organisation-id-malformed", [SOMEONE | funders(*ids("GB-CHC-1"))] * 3, 3, 1, "3.000000"),
    # beyond a hundred, where upstream gives up
    ("organisation-id-malformed", [SOMEONE | funders(*ids("GB-CHC-1"))] * 101, 101, 1, "101.000000"),
    # upstream's count of these is always 0
    (_PREFIX, [{"fundingOrganization": ids("x", None)}], 1, 1, "1.000000"),
    ("several-funders", [funders(*ids("A", "B", "B")), {}], 2, 2, "1.000000"),
    ("several-funders", [funders(*ids("A", "A")), {}], 0, 2, "0.000000"),
    ("funder-id-with-several-names", [funders(*({"id": "A", "name": name} for name in "nmmn"))], 2, 1, "2.000000"),
    ("funder-name-with-several-ids", [funders(*({"id": name, "name": "n"} for name in "ABBAC"))], 3, 1, "3.000000"),
    # individuals: one meaning in the check and in the total
    (_WITH, [NO_ONE | _PROJECT], 0, 1, "0.000000"),
    (_WITH, [NO_ONE | _PROJECT, SOMEONE | _PROJECT], 1, 1, "1.000000"),
    (_WITH, [SOMEONE | _PROJECT, SOMEONE, {}], 1, 2, "0.500000"),
    (_POSTCODE, [SOMEONE | places(*[{"geoCode": "M1 1AE"}] * 3), SOMEONE], 3, 2, "1.500000"),
    ("individual-without-details", [SOMEONE, SOMEONE | {"toIndividualsDetails": {}}, {}], 1, 2, "0.500000"),
    ("individual-without-purpose-or-reason", [SOMEONE, NO_ONE], 1, 1, "1.000000"),
    ("location-of-recipient-only", [recipients({"location": [{}]}), NO_ONE, SOMEONE], 1, 2, "0.500000"),
    ("no-data-source", [{}, SOMEONE, NO_ONE], 3, 3, "1.000000"),
]  # fmt: skip
