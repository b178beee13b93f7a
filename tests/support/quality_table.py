"""Every quality check in a line, and what each says where it finds something."""

from decimal import Decimal
from typing import Any

from quality_more_rows import actual, award_date, planned_dates
from quality_rows import each, funders, ids, places, recipients

TABLE = """
actual-date-far-future FarFutureActualDates accuracy WARNING grant all
actual-dates-reversed ActualStartDateBeforeEndDate accuracy WARNING grant all
amount-is-zero ZeroAmountTest accuracy WARNING grant all
award-date-in-future PostDatedAwardDates accuracy ERROR grant all
award-id-line-break GrantIdUnexpectedChars accuracy ERROR grant all
beneficiary-location-without-code BeneficiaryLocationNameButNoCode usefulness INFO occurrence all
date-does-not-exist ImpossibleDates accuracy ERROR grant all
date-far-past FarPastDates accuracy WARNING grant all
description-repeats-title TitleDescriptionSame usefulness INFO grant all
email-in-text LooksLikeEmail accuracy WARNING occurrence all
funder-id-internal FundingOrg360GPrefix usefulness INFO occurrence all
funder-id-prefix-unknown FundingOrgUnrecognisedPrefix accuracy WARNING grant all
funder-id-with-several-names MultiFundingNamesForOrgId accuracy WARNING occurrence all
funder-name-with-several-ids MultiFundingOrgIdsForName accuracy WARNING occurrence all
individual-location-is-postcode GeoCodePostcode accuracy ERROR occurrence ind
individual-with-project-data RecipientIndDEI accuracy ERROR grant ind
individual-without-details RecipientIndWithoutToIndividualsDetails usefulness INFO grant ind
individual-without-purpose-or-reason IndividualsCodeListsNotPresent presence INFO grant ind
location-of-beneficiary-only BeneficiaryButNotRecipientGeoData usefulness INFO grant org
location-of-recipient-only RecipientGeoDataButNoBeneficiary usefulness INFO grant org
no-beneficiary-location NoBeneficiaryLocation usefulness INFO grant all
no-beneficiary-location-code BeneficiaryLocationGeoCodeNotPresent presence INFO grant all
no-beneficiary-location-country BeneficiaryLocationCountryCodeNotPresent presence INFO grant all
no-beneficiary-location-name BeneficiaryLocationNameNotPresent presence INFO grant all
no-classification ClassificationNotPresent presence INFO grant all
no-data-source NoDataSource usefulness INFO grant all
no-duration PlannedDurationNotPresent usefulness INFO grant all
no-last-modified NoLastModified usefulness INFO grant all
no-programme NoGrantProgramme usefulness INFO grant all
no-programme-title GrantProgrammeTitleNotPresent presence INFO grant all
organisation-id-line-break OrganizationIdUnexpectedChars accuracy ERROR occurrence org
organisation-id-malformed OrganizationIdLooksInvalid accuracy WARNING occurrence org
planned-date-far-future FarFuturePlannedDates accuracy WARNING grant all
planned-dates-reversed PlannedStartDateBeforeEndDate accuracy WARNING grant all
recipient-charity-number-malformed RecipientOrgCharityNumber accuracy WARNING grant org
recipient-company-number-malformed RecipientOrgCompanyNumber accuracy WARNING grant org
recipient-id-internal RecipientOrg360GPrefix usefulness INFO occurrence org
recipient-id-prefix-unknown RecipientOrgUnrecognisedPrefix accuracy WARNING grant org
recipient-without-location IncompleteRecipientOrg usefulness INFO grant org
recipient-without-register-number NoRecipientOrgCompanyCharityNumber usefulness INFO grant org
several-funders MoreThanOneFundingOrg accuracy INFO occurrence all
title-too-long TitleLength usefulness INFO grant all
""".strip()
"""Rule, upstream's class and list, severity, what is counted, of which grants it is a share."""

_SOMEONE = {"recipientIndividual": {"id": "x"}}

CASES: list[tuple[str, dict[str, Any], list[str]]] = [
    ("amount-is-zero", {"amountAwarded": 0}, ["the amount is 0"]),
    ("email-in-text", {"title": "maria@example.org"}, ["`…a@example.o…` looks like an e-mail address"]),
    ("funder-id-prefix-unknown", funders(*ids("x", "")), [
        "`x` starts with no known register code", "an empty text starts with no known register code"]),
    ("recipient-id-prefix-unknown", recipients({"id": "x"}), ["`x` starts with no known register code"]),
    ("recipient-charity-number-malformed", recipients(*({"charityNumber": number} for number in each(
        "x", None, 5, 10**5000, 1.5, [], {}, False))), [
        "`x` is not a charity number", "`null` is not a charity number", "`5` is not a charity number",
        "a long number is not a charity number",
        "`1.5` is not a charity number", "a list or an object is not a charity number",
        "a list or an object is not a charity number",
        "`false` is not a charity number"]),
    ("recipient-company-number-malformed", recipients({"companyNumber": "x"}), ["`x` is not a company number"]),
    ("organisation-id-malformed", funders({"id": "GB-CHC-x"}), ["`GB-CHC-x` is not in the form of its register"]),
    ("organisation-id-line-break", funders({"id": "a\n"}), ["`a\n` has a line feed in it"]),
    ("award-id-line-break", {"id": "a\n"}, ["`a\n` has a line feed in it"]),
    ("several-funders", funders(*ids("A", "B")), ["first place of `A`", "first place of `B`"]),
    ("funder-id-with-several-names", funders({"id": "A", "name": "n"}, {"id": "A", "name": "m"}), [
        "`m`, where the file first has `n` for `A`"]),
    ("funder-name-with-several-ids", funders({"id": "A", "name": "n"}, {"id": "B", "name": "n"}), [
        "`B`, where the file first has `A` for `n`"]),
    ("date-does-not-exist", award_date("2021-02-30"), ["`2021-02-30` is not in the calendar"]),
    ("planned-dates-reversed", planned_dates("2021-01-02", "2021-01-01"), ["`2021-01-02` is later than `2021-01-01`"]),
    ("actual-dates-reversed", actual("2021-01-02", "2021-01-01"), ["`2021-01-02` is later than `2021-01-01`"]),
    ("planned-date-far-future", planned_dates("2099-01-01"), ["`2099-01-01` is more than 12 years from now"]),
    ("actual-date-far-future", actual("2099-01-01"), ["`2099-01-01` is more than 5 years from now"]),
    ("date-far-past", award_date("1990-01-01"), ["`1990-01-01` is 25 years ago or more"]),
    ("award-date-in-future", award_date("2099-01-01"), ["`2099-01-01` is later than today"]),
    ("individual-with-project-data", _SOMEONE | {"project": {}}, ["data on diversity (`project`) are given for an individual"]),
    ("individual-location-is-postcode", _SOMEONE | places({"geoCode": "M1 1AE"}), ["`M1 1AE` is a postcode"]),
    ("recipient-id-internal", recipients({"id": "360G-x"}), ["`360G-x` is an id of the publisher's own"]),
    ("funder-id-internal", funders({"id": "360G-x"}), ["`360G-x` is an id of the publisher's own"]),
    ("recipient-without-register-number", recipients({}), ["neither a company number nor a charity number"]),
    ("recipient-without-location", recipients({}), ["neither a postcode nor a location with a code"]),
    ("no-programme", {}, ["no programme"]),
    ("no-beneficiary-location", {}, ["no beneficiary location"]),
    ("description-repeats-title", {"title": "a", "description": "a"}, ["the description is the title again"]),
    ("title-too-long", {"title": "x" * 1141}, ["the title has 1,141 characters"]),
    ("no-last-modified", {}, ["no date of its last change"]),
    ("no-data-source", {}, ["no data source"]),
    ("individual-without-details", _SOMEONE, ["no `toIndividualsDetails`"]),
    ("no-duration", {}, ["neither a duration nor both ends of the planned period"]),
    ("beneficiary-location-without-code", places({"name": "x"}), ["the location has a name and no code"]),
    ("location-of-beneficiary-only", places({}) | recipients({}), ["the beneficiaries have a location, the recipient has none"]),
    ("location-of-recipient-only", recipients({"location": [{}]}), ["the recipient has a location, the beneficiaries have none"]),
    ("no-classification", {}, ["no titled classification"]),
    ("no-beneficiary-location-name", {}, ["no name of a beneficiary location"]),
    ("no-beneficiary-location-country", {}, ["no country of a beneficiary location"]),
    ("no-beneficiary-location-code", {}, ["no code of a beneficiary location"]),
    ("no-programme-title", {}, ["no title of a programme"]),
    ("individual-without-purpose-or-reason", _SOMEONE, ["neither a purpose nor a primary reason"]),
]  # fmt: skip

_LEEDS = {"id": "GB-LAE-LDS", "name": "Leeds City Council"}
_CROYDON = {"id": "GB-LAE-CRY", "name": "London Borough of Croydon"}
_OLD = {
    "fundingOrganization": [{"name": "Local Government Association"}],
    "grantProgramme": [{"code": "old-round", "title": "Round 1"}],
}
_NEW = {"fundingOrganization": [{"name": "Ministry"}], "grantProgramme": [{"code": "new-round", "title": "Round 2"}]}

OURS: dict[str, dict[str, Any]] = {
    "a01": {"title": "Plain", "currency": "GBP", "amountAwarded": Decimal(10000), "awardDate": "2015-03", **_OLD,
            **recipients(_LEEDS)},
    "a02": {"title": "Joint", "currency": "GBP", "amountAwarded": Decimal(25000), "awardDate": "2015-03", **_OLD, **recipients(
        {"id": "GB-LAE-ADU", "name": "Adur District Council"}, {"id": "GB-LAE-WOT", "name": "Worthing Borough Council"}, _LEEDS)},
    "a03": {"title": "Unknown amount", "currency": "GBP", "awardDate": "2015", **_OLD, **recipients(_CROYDON)},
    "a04": {"title": "Zero", "currency": "GBP", "amountAwarded": Decimal(0), "awardDate": "2019-09-12", **_NEW,
            **recipients(_CROYDON, _LEEDS)},
    "a08": {"title": "No currency", "amountAwarded": Decimal(7), "awardDate": "2019-12-31"},
    "a09": {"title": "ΣΊΣΥΦΟΣ in İstanbul", "description": "Größe, naïve café", "currency": "GBP",
            "amountAwarded": Decimal("33333.33"), **_NEW, **recipients({"name": "ΟΔΟΣ İstanbul"})},
    "a10": {"currency": "EUR", "awardDate": "2020", **_NEW, **recipients(_CROYDON, {"name": "ΟΔΟΣ İstanbul"})},
}  # fmt: skip
"""Some of the awkward awards as grants; the id is the award's."""
