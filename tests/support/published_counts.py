"""What each rule counts in each published file, on 22 November 2026; rules that count nothing are left out.

Checks of 360Giving's tool count grants or occurrences, as theirs do; our own rules count findings. Where a workbook has more
grants than its official JSON, rows of one id contradict each other: we keep them all, its converter keeps the last.
"""

COUNTS: dict[str, str] = {
    "360giving/datagetter_conversion_errors.xlsx":
        "beneficiary-location-without-code 5, funder-name-with-several-ids 3, link-leads-nowhere 5, "
        "no-beneficiary-location-code 5, no-beneficiary-location-country 5, no-classification 5, "
        "recipient-id-internal 1, recipient-without-register-number 1, repeated-award-id 2, repeated-ids-add 1, "
        "several-funders 4",
    "360giving/datagetter_conversionerrorsfile.json":
        "beneficiary-location-without-code 5, funder-name-with-several-ids 3, link-leads-nowhere 3, "
        "no-beneficiary-location-code 3, no-beneficiary-location-country 3, no-classification 3, "
        "recipient-id-internal 1, recipient-without-register-number 1, several-funders 4",
    "360giving/datagetter_valid.xlsx":
        "description-repeats-title 125, funder-id-internal 125, funder-id-with-several-names 1, near-duplicate-award 89, "
        "no-beneficiary-location 54, no-beneficiary-location-code 54, no-beneficiary-location-country 125, "
        "no-beneficiary-location-name 54, no-classification 125, no-duration 6, no-programme 11, no-programme-title 11, "
        "one-body-several-names 1, one-id-several-bodies 12, recipient-id-internal 94, recipient-without-location 54, "
        "recipient-without-register-number 94",
    "360giving/datagetter_validfile.json":
        "description-repeats-title 125, funder-id-internal 125, funder-id-with-several-names 1, near-duplicate-award 89, "
        "no-beneficiary-location 54, no-beneficiary-location-code 54, no-beneficiary-location-country 125, "
        "no-beneficiary-location-name 54, no-classification 125, no-duration 6, no-programme 11, no-programme-title 11, "
        "one-body-several-names 1, one-id-several-bodies 12, recipient-id-internal 94, recipient-without-location 54, "
        "recipient-without-register-number 94",
    "360giving/grantnav_a002400000KeYdsAAF-currency.json":
        "amount-is-zero 114, amount-outlier 39, amount-zero 114, near-duplicate-award 26, no-beneficiary-location 379, "
        "no-beneficiary-location-code 379, no-beneficiary-location-country 379, no-beneficiary-location-name 379, "
        "no-classification 379, no-data-source 379, no-duration 379, recipient-id-internal 379, "
        "recipient-without-register-number 379, several-currencies 2",
    "360giving/grantnav_a002400000KeYdsAAF.json":
        "amount-is-zero 114, amount-outlier 40, amount-zero 114, near-duplicate-award 26, no-beneficiary-location 379, "
        "no-beneficiary-location-code 379, no-beneficiary-location-country 379, no-beneficiary-location-name 379, "
        "no-classification 379, no-data-source 379, no-duration 379, recipient-id-internal 378, "
        "recipient-without-register-number 379",
    "360giving/grantnav_a002400000OiDBQAA3.json":
        "amount-is-zero 1, amount-outlier 130, amount-zero 1, email-in-text 7, link-leads-nowhere 59, "
        "link-without-https 1961, no-beneficiary-location 4116, no-beneficiary-location-code 4116, "
        "no-beneficiary-location-country 4116, no-beneficiary-location-name 4116, no-classification 4116, "
        "no-data-source 4116, no-last-modified 4116, one-id-several-bodies 5, organisation-id-malformed 3, "
        "recipient-charity-number-malformed 3, recipient-without-register-number 1",
    "360giving/grantnav_grantnav-20180903134856.json":
        "beneficiary-location-without-code 5, no-beneficiary-location-code 5, no-beneficiary-location-country 5, "
        "no-data-source 5, organisation-id-malformed 1, recipient-charity-number-malformed 2, recipient-id-internal 2, "
        "recipient-without-register-number 1",
    "360giving/trafford_council_voluntary_sector_grants.csv":
        "amount-outlier 5, description-repeats-title 6, location-of-beneficiary-only 544, near-duplicate-award 1, "
        "no-classification 555, one-body-several-names 11, one-id-several-bodies 17, recipient-id-internal 289, "
        "recipient-without-location 544, recipient-without-register-number 289",
    "360giving/trafford_council_voluntary_sector_grants.json":
        "amount-outlier 5, description-repeats-title 6, location-of-beneficiary-only 544, near-duplicate-award 1, "
        "no-classification 555, one-body-several-names 11, one-id-several-bodies 17, recipient-id-internal 289, "
        "recipient-without-location 544, recipient-without-register-number 289",
    "bad/datagetter_invalid_file.xlsx":
        "amount-is-zero 1, amount-missing 4, amount-zero 1, description-repeats-title 3, email-in-text 1, "
        "funder-id-internal 1, funder-id-prefix-unknown 2, link-without-https 2, no-beneficiary-location 54, "
        "no-beneficiary-location-code 54, no-beneficiary-location-country 125, no-beneficiary-location-name 54, "
        "no-classification 125, no-currency 1, one-body-several-names 1, one-id-several-bodies 10, "
        "organisation-id-malformed 3, planned-dates-reversed 1, recipient-company-number-malformed 2, "
        "recipient-id-internal 94, recipient-id-prefix-unknown 3, recipient-without-location 54, "
        "recipient-without-register-number 94, repeated-award-id 1, repeated-ids-add 1, several-currencies 2, "
        "several-funders 10",
    "bad/dq_additional_fields.json":
        "description-repeats-title 1, funder-id-prefix-unknown 1, link-leads-nowhere 1, no-beneficiary-location 1, "
        "no-beneficiary-location-code 1, no-beneficiary-location-country 1, no-beneficiary-location-name 1, "
        "no-classification 1, no-data-source 1, no-duration 1, no-last-modified 1, no-programme 1, no-programme-title 1, "
        "recipient-id-prefix-unknown 1, recipient-without-location 1, recipient-without-register-number 1",
    "bad/dq_badfile_all_validation_errors.json":
        "amount-missing 1, link-leads-nowhere 1, no-beneficiary-location 1, no-beneficiary-location-code 1, "
        "no-beneficiary-location-country 1, no-beneficiary-location-name 1, no-classification 1, no-data-source 1, "
        "no-duration 1, no-last-modified 1, no-programme 1, no-programme-title 1, recipient-without-location 1, "
        "recipient-without-register-number 1",
    "bad/dq_badfile_all_validation_errors.xlsx":
        "amount-missing 1, link-leads-nowhere 1, no-beneficiary-location 1, no-beneficiary-location-code 1, "
        "no-beneficiary-location-country 1, no-beneficiary-location-name 1, no-classification 1, no-data-source 1, "
        "no-duration 1, no-last-modified 1, no-programme 1, no-programme-title 1, recipient-without-location 1, "
        "recipient-without-register-number 1",
    "bad/dq_badfile_too_many_rows.xlsx":
        "amount-missing 50000, funder-id-prefix-unknown 50000, no-beneficiary-location 50000, "
        "no-beneficiary-location-code 50000, no-beneficiary-location-country 50000, no-beneficiary-location-name 50000, "
        "no-classification 50000, no-data-source 50000, no-duration 50000, no-last-modified 50000, no-programme 50000, "
        "no-programme-title 50000",
    "bad/dq_bom.csv":
        "amount-missing 1, no-beneficiary-location 1, no-beneficiary-location-code 1, no-beneficiary-location-country 1, "
        "no-beneficiary-location-name 1, no-classification 1, no-data-source 1, no-duration 1, no-last-modified 1, "
        "no-programme 1, no-programme-title 1",
    "bad/dq_decimal_amounts.csv":
        "no-beneficiary-location 7, no-beneficiary-location-code 7, no-beneficiary-location-country 7, "
        "no-beneficiary-location-name 7, no-classification 7, no-data-source 7, no-duration 7, no-last-modified 7, "
        "no-programme 7, no-programme-title 7",
    "bad/dq_decimal_amounts.json":
        "no-beneficiary-location 7, no-beneficiary-location-code 7, no-beneficiary-location-country 7, "
        "no-beneficiary-location-name 7, no-classification 7, no-data-source 7, no-duration 7, no-last-modified 7, "
        "no-programme 7, no-programme-title 7",
    "bad/dq_fundingproviders-grants_2_grants_cp1252.csv":
        "no-beneficiary-location 2, no-beneficiary-location-code 2, no-beneficiary-location-country 2, "
        "no-beneficiary-location-name 2, no-classification 2, recipient-without-location 2, "
        "recipient-without-register-number 1",
    "bad/dq_fundingproviders-grants_broken_grants.json":
        "funder-id-prefix-unknown 1, funder-name-with-several-ids 1, near-duplicate-award 1, no-beneficiary-location 4, "
        "no-beneficiary-location-code 4, no-beneficiary-location-country 4, no-beneficiary-location-name 4, "
        "no-classification 4, no-data-source 4, one-body-several-names 1, recipient-id-prefix-unknown 1, "
        "recipient-without-location 4, recipient-without-register-number 2, repeated-award-id 1, repeated-ids-add 1, "
        "several-funders 2",
    "bad/dq_ids-unexpected-chars.xlsx":
        "award-id-line-break 1, beneficiary-location-without-code 1, link-leads-nowhere 2, "
        "no-beneficiary-location-code 1, no-beneficiary-location-country 1, no-classification 1, no-duration 1, "
        "no-last-modified 1, organisation-id-line-break 2, organisation-id-malformed 1",
    "bad/dq_multiple_funder_names_org_ids.json":
        "description-repeats-title 2, funder-id-prefix-unknown 2, funder-name-with-several-ids 1, link-leads-nowhere 2, "
        "no-beneficiary-location 2, no-beneficiary-location-code 2, no-beneficiary-location-country 2, "
        "no-beneficiary-location-name 2, no-classification 2, no-data-source 2, no-last-modified 2, no-programme 2, "
        "no-programme-title 2, recipient-id-prefix-unknown 2, recipient-without-location 2, "
        "recipient-without-register-number 2, several-funders 2",
    "bad/dq_nulls.json":
        "amount-missing 2, no-beneficiary-location 1, no-beneficiary-location-code 2, no-beneficiary-location-country 2, "
        "no-beneficiary-location-name 2, no-classification 2, no-data-source 2, no-duration 2, no-last-modified 2, "
        "no-programme 1, no-programme-title 2, recipient-charity-number-malformed 1, recipient-without-location 1, "
        "recipient-without-register-number 1",
    "bad/dq_oneof.csv":
        "amount-missing 1, individual-without-details 1, individual-without-purpose-or-reason 1, "
        "no-beneficiary-location 1, no-beneficiary-location-code 1, no-beneficiary-location-country 1, "
        "no-beneficiary-location-name 1, no-classification 1, no-data-source 1, no-duration 1, no-last-modified 1, "
        "no-programme 1, no-programme-title 1, recipient-without-location 1, recipient-without-register-number 1",
    "bad/ft_fundingproviders-grants_2_grants_title_space_case.xlsx":
        "no-beneficiary-location 2, no-beneficiary-location-code 2, no-beneficiary-location-country 2, "
        "no-beneficiary-location-name 2, no-classification 2, recipient-without-location 2, "
        "recipient-without-register-number 1, title-too-long 2",
    "uk_gov/government-grant-awards-2016-17.xlsx":
        "amount-is-zero 109, amount-outlier 430, amount-zero 109, email-in-text 1, funder-id-prefix-unknown 3351, "
        "location-of-beneficiary-only 1204, near-duplicate-award 24, no-beneficiary-location-country 3351, "
        "no-classification 3351, no-data-source 3351, one-body-several-names 9, recipient-charity-number-malformed 16, "
        "recipient-company-number-malformed 385, recipient-id-prefix-unknown 3351, recipient-without-location 1204, "
        "recipient-without-register-number 2559, several-funders 2",
    "uk_gov/government-grant-schemes-2013-14.csv":
        "amount-outlier 252, no-beneficiary-location 1019, no-beneficiary-location-code 1019, "
        "no-beneficiary-location-country 1019, no-beneficiary-location-name 1019, no-classification 1019, "
        "no-data-source 1019, no-duration 1019, no-last-modified 1019, no-programme 1019, no-programme-title 1019, "
        "near-duplicate-award 64, one-body-several-names 6, recipient-without-location 966, "
        "recipient-without-register-number 966",
    "uk_gov/government-grant-schemes-2014-15.csv":
        "amount-is-zero 24, amount-negative 1, amount-outlier 309, amount-zero 24, no-beneficiary-location 1180, "
        "no-beneficiary-location-code 1180, no-beneficiary-location-country 1180, no-beneficiary-location-name 1180, "
        "no-classification 1180, no-data-source 1180, no-duration 1180, no-last-modified 1180, no-programme 1180, "
        "no-programme-title 1180",
    "uk_gov/government-grant-schemes-2015-16.csv":
        "amount-is-zero 3, amount-negative 7, amount-zero 3, date-far-past 3, no-beneficiary-location 1349, "
        "no-beneficiary-location-code 1349, no-beneficiary-location-country 1349, no-beneficiary-location-name 1349, "
        "no-classification 1349, no-currency 1, no-data-source 1349, no-duration 1349, no-last-modified 1349",
    "uk_gov/government-grant-schemes-2016-17.csv":
        "amount-is-zero 7, amount-negative 7, amount-zero 7, date-far-past 2, no-beneficiary-location 1207, "
        "no-beneficiary-location-code 1207, no-beneficiary-location-country 1207, no-beneficiary-location-name 1207, "
        "no-classification 1207, no-currency 1, no-data-source 1207, no-duration 1207, no-last-modified 1207",
}  # fmt: skip
