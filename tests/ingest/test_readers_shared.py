"""Published files: what each gives, or why it gives nothing, each stated; and twins of one publication that agree."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

import pytest

from conftest import SHARED
from grantcli.errors import GrantcliError
from grantcli.ingest.file_reader import FileReader, ReadOptions, book, open_reader
from grantcli.model import Award, Book

pytestmark = pytest.mark.shared

DATA = SHARED / "data"
Read = tuple[FileReader, Book]


def read_file(name: str) -> Read:
    result = open_reader(DATA / name, name.partition("/")[2], ReadOptions())
    return result, book(result)


def totals(awards: Iterable[Award]) -> str:
    """The sum of each currency, `?` where it is not known, and how many amounts are not."""
    sums: dict[str, Decimal] = {}
    unknown = 0
    for award in awards:
        if award.amount is None:
            unknown += 1
        else:
            sums[award.currency or "?"] = sums.get(award.currency or "?", Decimal()) + award.amount
    return ", ".join([*(f"{code} {total:,}" for code, total in sums.items()), *([f"unknown {unknown}"] if unknown else [])])


_DAY_FIRST = "dates are read day first, as `{}` shows ({})"
_PER_YEAR = "`Value per year` is per year: no total says what awards are worth as a whole"
_ASSUMPTION = "`{}` is read as {}, because no other column looks like it; `--map {}=HEADING` says another"
_YEAR = _ASSUMPTION.format("Year 2013-14", "the date of the award", "awarded")
_END_RECIPIENT = _ASSUMPTION.format("End Recipient", "the recipient", "recipient")
_YEARS = (
    "1,019 dates below `Year 2013-14` are read as financial years, `2013-14` as 2013-04/2014-03; a financial year begins in"
    " April, `--fy-start` says otherwise"
)
_TRANSACTIONS = (
    "of the workbook the sheet `grants` is read; not read: `applicationTransaction`, `commitmentTransaction`,"
    " `disbursementTransaction`"
)
_START = "`Start Date` is read as the date of an award, because the file has no better one"
_NO_AMOUNT = "no column is read as the amount, so every amount is unknown; `--map amount=HEADING` reads one"

# file; rows read = awards + merged + blank + set aside; totals; remarks; what is said of the whole file
READ: list[tuple[str, str, str, int, tuple[str, ...]]] = [
    ("360giving/datagetter_conversion_errors.xlsx", "5 = 5 + 0 + 0 + 0", "GBP 111,600.00", 2, ()),
    ("360giving/datagetter_conversionerrorsfile.json", "3 = 3 + 0 + 0 + 0", "GBP 30,600.00", 2, ()),
    ("360giving/datagetter_valid.xlsx", "125 = 125 + 0 + 0 + 0", "GBP 62,500.00", 0, ()),
    ("360giving/datagetter_validfile.json", "125 = 125 + 0 + 0 + 0", "GBP 62,500.00", 0, ()),
    (
        "360giving/grantnav_a002400000KeYdsAAF-currency.json", "379 = 379 + 0 + 0 + 0", "GBP 31,024,522.00, USD 153,934.00", 0,
        (_DAY_FIRST.format("22/07/2014", "grants/220"),),
    ),
    (
        "360giving/grantnav_a002400000KeYdsAAF.json", "379 = 379 + 0 + 0 + 0", "GBP 31,178,456.00", 0,
        (_DAY_FIRST.format("22/07/2014", "grants/220"),),
    ),
    ("360giving/grantnav_a002400000OiDBQAA3.json", "4116 = 4116 + 0 + 0 + 0", "GBP 115,795,635.69", 0, ()),
    ("360giving/grantnav_grantnav-20180903134856.json", "5 = 5 + 0 + 0 + 0", "GBP 1,946,486.00", 0, ()),
    ("360giving/trafford_council_voluntary_sector_grants.csv", "555 = 555 + 0 + 0 + 0", "GBP 1,291,436.54", 0, ()),
    ("360giving/trafford_council_voluntary_sector_grants.json", "555 = 555 + 0 + 0 + 0", "GBP 1,291,436.54", 0, ()),
    ("uk_gov/government-grant-awards-2016-17.xlsx", "3351 = 3351 + 0 + 0 + 0", "GBP 3,920,986,733.00", 0,
     ("`GGIS_Grant_Awards_2016_to_2017 `: days count from 1904, as the workbook says; `--day-numbers 1900` reads them so",)),
    (
        "uk_gov/government-grant-schemes-2013-14.csv", "1019 = 1019 + 0 + 0 + 0", "GBP 146,828,100,380.67", 0,
        ("figures below `Amount (£,000s)` are times 1,000", _YEAR, _END_RECIPIENT, _YEARS),
    ),
    (
        "uk_gov/government-grant-schemes-2014-15.csv", "65357 = 1180 + 0 + 64177 + 0", "GBP 132,032,225,406.90", 1,
        ("figures below `Amount (£m)` are times 1,000,000",),
    ),
    (
        "uk_gov/government-grant-schemes-2015-16.csv", "1349 = 1349 + 0 + 0 + 0", "? 109,037,558,971.00", 0,
        (_START, _PER_YEAR, _DAY_FIRST.format("18/12/14", "line 32")),
    ),
    (
        "uk_gov/government-grant-schemes-2016-17.csv", "1207 = 1207 + 0 + 0 + 0", "? 99,835,148,027.00", 0,
        (_START, _PER_YEAR, _DAY_FIRST.format("18/12/14", "line 32")),
    ),
    (
        "bad/datagetter_invalid_file.xlsx", "125 = 125 + 0 + 0 + 0", "GBP 1,675,630.20, GPB 6,120.00, ? 11,000.00, unknown 4", 4,
        (_DAY_FIRST.format("17/11/2015", "Sheet1!A125"),),
    ),
    ("bad/dq_additional_fields.json", "1 = 1 + 0 + 0 + 0", "GBP 10.00", 0, ()),
    ("bad/dq_badfile_all_validation_errors.json", "1 = 1 + 0 + 0 + 0", "unknown 1", 2, ()),
    ("bad/dq_badfile_all_validation_errors.xlsx", "1 = 1 + 0 + 0 + 0", "unknown 1", 2, ()),
    (
        "bad/dq_badfile_too_many_rows.xlsx", "50003 = 50000 + 0 + 0 + 3", "unknown 50000", 3,
        (_TRANSACTIONS,),
    ),
    ("bad/dq_bom.csv", "1 = 1 + 0 + 0 + 0", "unknown 1", 0, (_NO_AMOUNT,)),
    ("bad/dq_decimal_amounts.csv", "7 = 7 + 0 + 0 + 0", "GBP 7,000.70", 0, ()),
    ("bad/dq_decimal_amounts.json", "7 = 7 + 0 + 0 + 0", "GBP 7,000.70", 0, ()),
    (
        "bad/dq_fundingproviders-grants_2_grants_cp1252.csv", "2 = 2 + 0 + 0 + 0", "GBP 331,495.00", 0,
        (
            "the text is not UTF-8, and is read as cp1252 (Windows, Western European)",
            _DAY_FIRST.format("24/07/2014", "line 2"),
        ),
    ),
    (
        "bad/dq_fundingproviders-grants_broken_grants.json", "4 = 4 + 0 + 0 + 0", "GBP 662,990.03", 0,
        (_DAY_FIRST.format("24/07/2014", "grants/0"),),
    ),
    ("bad/dq_ids-unexpected-chars.xlsx", "1 = 1 + 0 + 0 + 0", "GBP 44,000.00", 0, ()),
    ("bad/dq_multiple_funder_names_org_ids.json", "2 = 2 + 0 + 0 + 0", "GBP 20.00", 0, ()),
    ("bad/dq_nulls.json", "2 = 2 + 0 + 0 + 0", "unknown 2", 2, ()),
    ("bad/dq_oneof.csv", "1 = 1 + 0 + 0 + 0", "unknown 1", 1, (_NO_AMOUNT,)),
    (
        "bad/ft_fundingproviders-grants_2_grants_title_space_case.xlsx", "2 = 2 + 0 + 0 + 0", "GBP 331,495.00", 0,
        (_DAY_FIRST.format("24/07/2014", "grants!A2"),),
    ),
]  # fmt: skip

_OCDS = "seems to be data of the Open Contracting Data Standard, and has no grant awards"
REFUSED = [
    (
        "360giving/grantnav_registry_data.json",
        (
            "`grantnav_registry_data.json` has no grants: it is a list of objects with `!!!WARNING!!!`, `license_name`,"
            " `distribution`, and seems to be a registry of files, not one of them"
        ),
    ),
    ("bad/dq_bad.xlsx", "`dq_bad.xlsx` is empty: it has 0 bytes"),
    ("bad/dq_fundingproviders-grants_malformed.json", "is not valid JSON: expecting property name enclosed in double quotes"),
    ("bad/dq_tenders_releases_2_releases.xlsx", f"`dq_tenders_releases_2_releases.xlsx` {_OCDS}"),
    ("bad/ft_bad-utf8.json", "`ft_bad-utf8.json` seems to be a text, and has no row of headings"),
    ("bad/ft_dates.xlsx", "`ft_dates.xlsx` is a workbook, and no sheet has a column that looks like grant data: `Sheet1`"),
    ("bad/ft_types.xlsx", "`ft_types.xlsx` is a workbook, and no sheet has a column that looks like grant data: `main`"),
]


def test_every_published_file_has_its_outcome_stated() -> None:
    stated = {name for name, *_ in READ} | {name for name, _ in REFUSED}
    published = (path.relative_to(DATA) for path in DATA.rglob("*") if path.is_file())
    assert stated == {str(path) for path in published if path.parts[0] not in {"cases", "registry"}}


@pytest.mark.parametrize(("name", "rows", "total", "count", "notes"), READ, ids=[row[0] for row in READ])
def test_a_published_file_gives_its_awards_with_an_account_of_every_row(
    name: str, rows: str, total: str, count: int, notes: tuple[str, ...]
) -> None:
    result, reading = read_file(name)
    account = reading.accounting
    assert account is not None
    assert f"{account.read} = {account.awards} + {account.merged} + {account.blank} + {account.skipped}" == rows
    assert (totals(reading.awards), len(account.remarks), result.all_notes) == (total, count, notes)


@pytest.mark.parametrize(("name", "message"), REFUSED, ids=[row[0] for row in REFUSED])
def test_a_file_without_awards_is_refused_with_what_it_seems_to_be(name: str, message: str) -> None:
    with pytest.raises(GrantcliError) as caught:
        read_file(name)
    assert (caught.value.message, int(caught.value.exit_code)) == (message, 3)


UNREAD = [
    ("bad/datagetter_invalid_file.xlsx", [
        "Sheet1!A11: amount `tbc` cannot be read",
        "Sheet1!A35: has the id of Sheet1!A25, but another `description`, `amountAwarded`: a separate award",
        "Sheet1!A114: amount `18k` cannot be read",
        "Sheet1!A123: amount `3 thousand pounds` cannot be read",
    ]),
    ("bad/dq_nulls.json", [
        "grants/1: fundingOrganization without a name, not read",
        "grants/1: recipientOrganization without a name, not read",
    ]),
    ("bad/dq_oneof.csv", ["line 2: its recipients are an organisation and an individual"]),
    ("uk_gov/government-grant-schemes-2014-15.csv", ["lines 1183 to 65359: are empty"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "remarks"), UNREAD, ids=[row[0] for row in UNREAD])
def test_what_is_not_read_of_a_published_file_is_said_with_its_place(name: str, remarks: list[str]) -> None:
    account = read_file(name)[1].accounting
    assert account is not None
    assert [f"{each.place}: {each.reason}" for each in account.remarks] == remarks


TWINS = [
    ("trafford_council_voluntary_sector_grants.csv", "trafford_council_voluntary_sector_grants.json", 555),
    ("datagetter_valid.xlsx", "datagetter_validfile.json", 125),
]


@pytest.mark.parametrize(("one", "two", "count"), TWINS)
def test_two_forms_of_one_publication_give_the_same_awards(one: str, two: str, count: int) -> None:
    first, second = (
        [replace(award, line=None, grant=None) for award in read_file(f"360giving/{name}")[1].awards] for name in (one, two)
    )
    assert first == second
    assert len(first) == count


def test_a_table_gives_the_very_grants_that_its_twin_in_json_holds() -> None:
    one, two = (read_file(f"360giving/{name}")[1].grants for name in TWINS[0][:2])
    assert one == two
