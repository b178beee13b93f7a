"""Rows as in `quality_rows`, on dates, individuals, places and what is not there at all."""

from typing import Any

from quality_rows import Row, each, places, recipients

_AWARD, _PLANNED, _ACTUAL = "awardDate", "plannedDates/0/startDate", "actualDates/0/startDate"


def planned_dates(start: Any = None, end: Any = None) -> dict[str, Any]:
    return {"plannedDates": [_period(start, end)]}


def actual(start: Any = None, end: Any = None) -> dict[str, Any]:
    return {"actualDates": [_period(start, end)]}


def award_date(day: Any) -> dict[str, Any]:
    return {"awardDate": day}


def _period(start: Any, end: Any) -> dict[str, Any]:
    return {key: day for key, day in (("startDate", start), ("endDate", end)) if day is not None}


_NOWHERE, _PAST = "date-does-not-exist", "date-far-past"
_BACK, _BACK_TOO = "planned-dates-reversed", "actual-dates-reversed"
_FAR, _FAR_TOO, _LATER = "planned-date-far-future", "actual-date-far-future", "award-date-in-future"
_PERIODS = ((_BACK, planned_dates, _PLANNED), (_BACK_TOO, actual, _ACTUAL))

# Today is 2026-11-22.
DATES: list[Row] = [
    *((_NOWHERE, award_date(day), _AWARD) for day in (
        "2021-02-30", "2021-02-29", "2100-02-29", "2021-04-31", "2021-2-30", "0000-01-01", "2021-02-30T10:00:00Z",
        "2021-02-30Tx", "\u0662\u0660\u0662\u0661-02-2\u0669", "2021-06-31T",
    )),
    *((_NOWHERE, award_date(day), "") for day in (
        "2020-02-29", "2000-02-29", "2021-1-5", "2021-01- 5", "2021-13-01", "2021-00-01", "2021-02-32", "2021-02-00", "2021-02",
        "2021", "26/01/2021", "30/02/2021", "2021-02-30 10:00", "2021-02-30t10:00", " 2021-02-30", "2021-02-30 ", "2021-02-30\n",
        "T2021-02-30", "12021-02-30", "2021-002-30", "2021-02-3\u0660", "", None, 20210230, ["2021-02-30"], {"a": 1}, True,
    )),
    (_NOWHERE, planned_dates("2021-02-30"), _PLANNED),
    (_NOWHERE, planned_dates("2021-02-28", "2021-02-30"), "plannedDates/0/endDate"),
    (_NOWHERE, actual("2021-02-30"), _ACTUAL),
    (_NOWHERE, actual(None, "2021-02-30"), "actualDates/0/endDate"),
    (_NOWHERE, actual("2021-02-30", "2021-02-30") | planned_dates("2021-02-30") | award_date("2021-02-30"), _AWARD),
    (_NOWHERE, actual("2021-02-30") | planned_dates(None, "2021-02-30"), "plannedDates/0/endDate"),
    (_NOWHERE, {"plannedDates": [{}, {"startDate": "2021-02-30"}]}, ""),
    (_NOWHERE, {"plannedDates": {"startDate": "2021-02-30"}}, ""),
    (_NOWHERE, {"plannedDates": None, **award_date("2021-02-30")}, _AWARD),
    (_NOWHERE, {"dateModified": "2021-02-30"}, ""),
    (_NOWHERE, {}, ""),
    # upstream sees no date of a grant with an empty list
    (_NOWHERE, {"plannedDates": [], **award_date("2021-02-30")}, _AWARD),
    (_NOWHERE, {"actualDates": [], **planned_dates("2021-02-30")}, _PLANNED),
    (_PAST, {"actualDates": [], **award_date("1990-01-01")}, _AWARD),
    (_LATER, {"plannedDates": [], **award_date("2027-01-01")}, _AWARD),
    (_BACK, {"actualDates": [], **planned_dates("2021-01-02", "2021-01-01")}, _PLANNED),
    (_BACK_TOO, {"plannedDates": [], **actual("2021-01-02", "2021-01-01")}, _ACTUAL),
    (_FAR, {"actualDates": [], **planned_dates("2099-01-01")}, _PLANNED),
    (_FAR_TOO, {"plannedDates": [], **actual("2099-01-01")}, _ACTUAL),
    *((rule, period(*days), place) for rule, period, place in _PERIODS for days in (
        ("2021-01-02", "2021-01-01"), ("2021-10-01", "2021-9-30"), ("2022-01-01", "2021-12-31T23:59"),
    )),
    *((rule, period(*days), "") for rule, period, _ in _PERIODS for days in (
        ("2021-01-01", "2021-01-02"), ("2021-01-01T23:00", "2021-01-01T01:00"), ("2021-01-02", None), (None, "2021-01-01"),
        ("2021-01-02", "x"), ("2021-02-30", "2021-01-01"), ("2021-03-01", "2021-02-30"), ("2021-01-02", 5),
    )),
    (_BACK, actual("2021-01-02", "2021-01-01"), ""),
    (_BACK_TOO, planned_dates("2021-01-02", "2021-01-01"), ""),
    (_BACK, {"plannedDates": [{}, {"startDate": "2021-01-02", "endDate": "2021-01-01"}]}, ""),
    (_FAR, planned_dates("2038-11-23"), _PLANNED),
    (_FAR, planned_dates("2038-11-22"), ""),
    (_FAR, planned_dates("2038-11-22T23:59"), ""),
    (_FAR, planned_dates("2027-01-01", "2038-11-23"), "plannedDates/0/endDate"),
    (_FAR, planned_dates("2039-01-01", "2040-01-01"), _PLANNED),
    (_FAR, planned_dates("2099-02-30"), ""),
    (_FAR, award_date("2099-01-01"), ""),
    (_FAR, actual("2099-01-01"), ""),
    (_FAR_TOO, actual("2031-11-23"), _ACTUAL),
    (_FAR_TOO, actual("2031-11-22"), ""),
    (_FAR_TOO, actual("2027-01-01", "2031-11-23"), "actualDates/0/endDate"),
    (_FAR_TOO, planned_dates("2099-01-01"), ""),
    (_PAST, award_date("2001-11-22"), _AWARD),
    (_PAST, award_date("2001-11-23"), ""),
    (_PAST, award_date("2001-11-21"), _AWARD),
    (_PAST, award_date("0001-01-01"), _AWARD),
    (_PAST, award_date("0000-01-01"), ""),
    (_PAST, award_date("2001"), ""),
    (_PAST, planned_dates("2001-11-22"), _PLANNED),
    (_PAST, planned_dates(None, "2001-11-22"), "plannedDates/0/endDate"),
    (_PAST, actual("2001-11-22"), _ACTUAL),
    (_PAST, actual("2001-11-23", "2001-11-22"), "actualDates/0/endDate"),
    (_PAST, actual("2001-01-01") | award_date("2001-01-01"), _AWARD),
    (_PAST, {}, ""),
    (_LATER, award_date("2026-11-23"), _AWARD),
    (_LATER, award_date("2026-11-22"), ""),
    (_LATER, award_date("2026-11-22T23:59:59+00:00"), ""),
    (_LATER, award_date("2026-11-31"), ""),
    (_LATER, award_date("2027"), ""),
    (_LATER, planned_dates("2026-11-23"), ""),
    (_LATER, {}, ""),
]  # fmt: skip

# The same on other days: the day that counts as today, then the row.
OTHER_DAYS: list[tuple[str, Row]] = [
    ("2024-02-29", (_FAR, planned_dates("2036-02-29"), "")),
    ("2024-02-29", (_FAR, planned_dates("2036-03-01"), _PLANNED)),
    ("2024-02-29", (_FAR_TOO, actual("2029-02-28"), "")),
    ("2024-02-29", (_FAR_TOO, actual("2029-03-01"), _ACTUAL)),
    ("2024-02-29", (_PAST, award_date("1999-02-28"), _AWARD)),
    ("2024-02-29", (_PAST, award_date("1999-03-01"), "")),
    ("2024-02-29", (_LATER, award_date("2024-02-29"), "")),
    ("2024-02-29", (_LATER, award_date("2024-03-01"), _AWARD)),
    ("2026-11-21", (_LATER, award_date("2026-11-22"), _AWARD)),
    ("9999-12-31", (_FAR, planned_dates("9999-12-31"), "")),
    ("0001-01-01", (_PAST, award_date("0001-01-01"), "")),
    ("0001-01-01", (_LATER, award_date("0001-01-02"), _AWARD)),
]

_SOMEONE = {"recipientIndividual": {"id": "x"}}
_NO_ONE: list[dict[str, Any]] = [{}, *({"recipientIndividual": empty} for empty in each(None, {}, "", [], 0, False))]
_WITH, _POSTCODE = "individual-with-project-data", "individual-location-is-postcode"
_BARE, _WHY = "individual-without-details", "individual-without-purpose-or-reason"
_PERSON, _CODE = "recipientIndividual/id", "beneficiaryLocation/0/geoCode"
INDIVIDUALS: list[Row] = [
    *((_WITH, _SOMEONE | {"project": value}, _PERSON) for value in ({"a": 1}, {}, None, "", 0)),
    (_WITH, {"recipientIndividual": "x", "project": 1}, _PERSON),
    (_WITH, _SOMEONE, ""),
    (_WITH, _SOMEONE | {"projects": 1}, ""),
    *((_WITH, no_one | {"project": {}}, "") for no_one in _NO_ONE),
    *((_POSTCODE, _SOMEONE | places({"geoCode": code}), _CODE) for code in (
        "M1 1AE", "m11ae", "SW1A 2AA", "SW1A2AA", " B33 8TH ", "B33  8TH", "\tCR2 6XH\n", "DN55 1PT", "W1A\u00a00AX",
        "M\u0661 1AE",
    )),
    *((_POSTCODE, _SOMEONE | places({"geoCode": code}), "") for code in (
        "E08000009", "M1", "SW1A", "M1 1A", "M1 1AEX", "SWA1 2AA", "M 1 1AE", "X-M1 1AE", "M1-1AE", "", None, 5,
        ["M1 1AE"], "É1 1AE",
    )),
    (_POSTCODE, _SOMEONE | places({}, {"geoCode": "M1 1AE"}, {"geoCode": "M1 1AE", "geoCodeType": "LONB"}),
     "beneficiaryLocation/1/geoCode beneficiaryLocation/2/geoCode"),
    (_POSTCODE, _SOMEONE | places({"name": "M1 1AE"}), ""),
    (_POSTCODE, _SOMEONE | places("M1 1AE"), ""),
    (_POSTCODE, _SOMEONE | {"beneficiaryLocation": None}, ""),
    (_POSTCODE, _SOMEONE, ""),
    *((_POSTCODE, no_one | places({"geoCode": "M1 1AE"}), "") for no_one in _NO_ONE),
    (_BARE, _SOMEONE, _PERSON),
    *((_BARE, _SOMEONE | {"toIndividualsDetails": value}, "") for value in each({}, None, [], {"grantPurpose": ["x"]})),
    *((_BARE, no_one, "") for no_one in _NO_ONE),
    *((_WHY, _SOMEONE | {"toIndividualsDetails": value}, "id") for value in each(
        {}, None, [], "x", [{"grantPurpose": ["x"]}], {"grantPurpose": []}, {"grantPurpose": "", "primaryGrantReason": ""},
        {"grantPurpose": None, "primaryGrantReason": None}, {"secondaryGrantReason": "x"},
    )),
    (_WHY, _SOMEONE, "id"),
    *((_WHY, _SOMEONE | {"toIndividualsDetails": value}, "") for value in (
        {"grantPurpose": ["x"]}, {"primaryGrantReason": "x"}, {"grantPurpose": [], "primaryGrantReason": " "},
        {"grantPurpose": [""]},
    )),
    *((_WHY, no_one, "") for no_one in _NO_ONE),
]  # fmt: skip

_UNLOCATED, _UNCODED = "recipient-without-location", "beneficiary-location-without-code"
_THEIRS, _OURS = "location-of-beneficiary-only", "location-of-recipient-only"
_RECIPIENT, _LOCATION = "recipientOrganization/0/id", "recipientOrganization/0/location"
PLACES: list[Row] = [
    *((_UNLOCATED, recipients(body), _RECIPIENT) for body in each(
        {}, {"postalCode": ""}, {"postalCode": None, "location": []}, {"location": [{}]}, {"location": [{"geoCode": ""}]},
        {"location": [{"name": "x", "countryCode": "GB", "latitude": 53.4}]}, {"location": None}, {"location": {"geoCode": "x"}},
        {"location": ["x"]},
    )),
    *((_UNLOCATED, recipients(body), "") for body in (
        {"postalCode": "M1 1AE"}, {"postalCode": " "}, {"location": [{"geoCode": "x"}]}, {"location": [{}, {"geoCode": "x"}]},
        None,
    )),
    (_UNLOCATED, recipients({"postalCode": "x"}, {}, {}), "recipientOrganization/1/id recipientOrganization/2/id"),
    (_UNLOCATED, recipients(), ""),
    (_UNLOCATED, {}, ""),
    (_UNCODED, places({"name": "x"}), "beneficiaryLocation/0/name"),
    (_UNCODED, places({"name": "x", "geoCode": ""}, {"name": " ", "geoCode": None}),
     "beneficiaryLocation/0/name beneficiaryLocation/1/name"),
    *((_UNCODED, places(place), "") for place in ({}, {"name": ""}, {"name": "x", "geoCode": "x"}, {"geoCode": "x"}, "x", None)),
    (_UNCODED, recipients({"location": [{"name": "x"}]}), ""),
    (_UNCODED, {}, ""),
    *((_THEIRS, places({}) | recipients(body), _RECIPIENT) for body in each(
        {}, {"postalCode": ""}, {"location": []}, {"location": None}, {"companyNumber": "1"},
    )),
    *((_THEIRS, places({}) | recipients(body), "") for body in each(
        {"postalCode": "x"}, {"location": [{}]}, {"location": [{"name": "x"}]}, {"location": {"name": "x"}}, None, "x",
    )),
    (_THEIRS, places({}) | recipients({}, {"postalCode": "x"}), _RECIPIENT),
    (_THEIRS, places({}) | recipients({"postalCode": "x"}, {}), ""),
    (_THEIRS, places({}) | recipients(None, {}), ""),
    (_THEIRS, places() | recipients({}), ""),
    (_THEIRS, {"beneficiaryLocation": None} | recipients({}), ""),
    (_THEIRS, recipients({}), ""),
    (_THEIRS, places({}), ""),
    (_THEIRS, places({}) | recipients(), ""),
    (_THEIRS, places({}) | recipients({}) | _SOMEONE, ""),
    (_THEIRS, places({}) | recipients({}) | {"recipientIndividual": {}}, _RECIPIENT),
    *((_OURS, recipients({"location": [{}]}) | empty, _LOCATION) for empty in each(
        {}, places(), {"beneficiaryLocation": None}, {"recipientIndividual": {}},
    )),
    (_OURS, recipients({"location": [{}]}) | places({}), ""),
    (_OURS, recipients({"location": [{}]}) | _SOMEONE, ""),
    (_OURS, recipients({"location": []}), ""),
    (_OURS, recipients({"location": None}), ""),
    (_OURS, recipients({"location": {"name": "x"}}), ""),
    (_OURS, recipients({"postalCode": "x"}), ""),
    (_OURS, recipients({}, {"location": [{}]}), ""),
    (_OURS, recipients(None), ""),
    (_OURS, {}, ""),
]  # fmt: skip

_EMPTY: tuple[Any, ...] = (None, "", 0, False, [], {})
_KEYS = [
    ("no-programme", "grantProgramme"),
    ("no-beneficiary-location", "beneficiaryLocation"),
    ("no-last-modified", "dateModified"),
    ("no-data-source", "dataSource"),
]
_FIRST = [
    ("no-classification", "classifications", "title"),
    ("no-beneficiary-location-name", "beneficiaryLocation", "name"),
    ("no-beneficiary-location-country", "beneficiaryLocation", "countryCode"),
    ("no-beneficiary-location-code", "beneficiaryLocation", "geoCode"),
    ("no-programme-title", "grantProgramme", "title"),
]
_LONG = "no-duration"
PRESENCE: list[Row] = [
    *((rule, {}, "id") for rule, *_ in (*_KEYS, *_FIRST)),
    *((rule, {key: empty}, "id") for rule, key in _KEYS for empty in _EMPTY),
    *((rule, {key: value}, "") for rule, key in _KEYS for value in each(" ", [{}], {"x": 1}, 1, "x")),
    *((rule, {key: empty}, "id") for rule, key, _ in _FIRST for empty in (*_EMPTY, [{}], [None], "x", {"0": {}}, [[]])),
    *((rule, {key: [{child: empty}]}, "id") for rule, key, child in _FIRST for empty in _EMPTY),
    *((rule, {key: [{}, {child: "x"}]}, "id") for rule, key, child in _FIRST),
    *((rule, {key: [{child: value}]}, "") for rule, key, child in _FIRST for value in ("x", " ", 1, [1])),
    *((rule, {key: [{child: "x"}, {}]}, "") for rule, key, child in _FIRST),
    *((_LONG, grant, "id") for grant in (
        {}, planned_dates(), planned_dates("x"), planned_dates(None, "x"), planned_dates("x", ""), planned_dates("", "x"),
        *({"plannedDates": value} for value in ([{"duration": None}], [], None, {"duration": 1}, [None, {"duration": 1}])),
        actual("x", "y"),
    )),
    *((_LONG, grant, "") for grant in (
        planned_dates("x", "y"), planned_dates("2021-02-30", 5),
        *({"plannedDates": [{"duration": value}]} for value in each(12, 0, "", False, [])),
    )),
]  # fmt: skip

MORE_ROWS = [*DATES, *INDIVIDUALS, *PLACES, *PRESENCE]
