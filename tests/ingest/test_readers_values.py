"""How amounts, dates and headings of real files are read, and what is not guessed."""

from decimal import Decimal

import pytest

from grantcli.errors import DataError, UsageError
from grantcli.ingest.headings import fits, match, rivals, standard
from grantcli.ingest.options import ReadOptions
from grantcli.ingest.parse.amounts import NumberFormat, amount
from grantcli.ingest.parse.currencies import code, currency
from grantcli.ingest.parse.dates import DateFormat, day, order, serial, settles
from grantcli.ingest.synonyms import FIELDS, SYNONYMS
from grantcli.ingest.titles import TITLES, display_path, heading_key, path
from grantcli.ingest.units import unit
from grantcli.standard import LISTS

AMOUNTS: list[tuple[str | int | Decimal, str | None]] = [
    ("£26,000", "26000.00"),
    ("26000.00", "26000.00"),
    ("26000.0", "26000.00"),
    ("26000.", "26000.00"),
    ("1,464,860", "1464860.00"),
    ("12,345.67", "12345.67"),
    (" 500 ", "500.00"),
    ("£ 500", "500.00"),
    ("(500)", "-500.00"),
    ("(£500)", "-500.00"),
    ("£(500)", "-500.00"),
    ("-500", "-500.00"),
    ("\u2212500", "-500.00"),
    ("£-5", "-5.00"),
    ("-£5", "-5.00"),
    ("€12", "12.00"),
    ("$12.50", "12.50"),
    ("0", "0.00"),
    ("-0", "0.00"),
    ("007", "7.00"),
    ("0.30000000000000004", "0.30"),
    ("999999999999999.99", "999999999999999.99"),
    (26000, "26000.00"),
    (Decimal("1000.1"), "1000.10"),
    (Decimal("1E+3"), "1000.00"),
    ("1000000000000000", None),
    ("1.005", None),
    (Decimal("1.005"), None),
    (Decimal("NaN"), None),
    ("tbc", None),
    ("18k", None),
    ("3 thousand pounds", None),
    ("GPB", None),
    ("26000 GBP", "26000.00"),
    ("1,46", None),
    ("1,4644,860", None),
    ("1.464.860", None),
    ("1.464,86", None),
    ("26 000", "26000.00"),
    ("1e3", "1000.00"),
    ("CHF 5'000.-", "5000.00"),
    ("2’000.–", "2000.00"),
    ("Fr. 500.\u2014", "500.00"),
    ("(500.-)", "-500.00"),
    ("500.-CR", None),
    ("(500", None),
    ("500)", None),
    ("-(500)", None),
    ("((500))", None),
    ("--5", None),
    ("-£-5", None),
    ("££5", None),
    ("n/a", None),
    ("-", None),
    ("", None),
    (".5", "0.50"),
    ("٣", None),
    ("500-600", None),
    ("10%", None),
]


@pytest.mark.parametrize(("text", "read"), AMOUNTS, ids=str)
def test_an_amount_is_read_to_the_penny_or_not_at_all(text: str | int | Decimal, read: str | None) -> None:
    result = amount(text)
    assert (None if result is None else str(result)) == read


SCALED = [
    ("233.335", 1_000, "233335.00"),
    ("9.99", 1_000_000, "9990000.00"),
    ("2,915", 1_000, "2915000.00"),
    ("0.000000001", 1_000_000, None),
    ("NA", 1_000, None),
    ("999999999999", 1_000_000, None),
]


@pytest.mark.parametrize(("text", "scale", "read"), SCALED)
def test_a_figure_is_times_what_its_heading_says(text: str, scale: int, read: str | None) -> None:
    result = amount(text, NumberFormat(scale=scale, thousandths=True))
    assert (None if result is None else str(result)) == read


@pytest.mark.parametrize(("text", "result"), [("£5", "GBP"), ("Amount (€m)", "EUR"), ("US$5", "USD"), ("5", None), ("¥5", "JPY")])
def test_a_sign_says_the_currency(text: str, result: str | None) -> None:
    assert currency(text) == result


@pytest.mark.parametrize(
    ("text", "result"),
    [(" gbp", "GBP"), ("£", "GBP"), ("Pounds", "GBP"), ("Dollars", "Dollars"), ("GPB", "GPB"), ("abcd", "abcd")],
)
def test_a_code_of_a_currency_is_compared_in_capitals_and_never_mended(text: str, result: str) -> None:
    assert code(text) == result


DAYS: list[tuple[str, bool | None, str | None]] = [
    ("2015-11-17", None, "2015-11-17"),
    ("2015-1-7", None, "2015-01-07"),
    ("2015-11", None, "2015-11"),
    ("2015", None, "2015"),
    ("20151117", None, "2015-11-17"),
    ("2015/11/17", None, "2015-11-17"),
    ("2015.11.17", None, "2015-11-17"),
    ("2015-11-17T23:59:59-05:00", None, "2015-11-17"),
    ("2015-11-17T", None, "2015-11-17"),
    ("2015-11-17 10:00", None, "2015-11-17"),
    ("17/08/2015 00:00", None, "2015-08-17"),
    ("17/11/2015", None, "2015-11-17"),
    ("17-11-2015", None, "2015-11-17"),
    ("17.11.2015", None, "2015-11-17"),
    ("11/17/2015", None, "2015-11-17"),
    ("17/11/15", None, "2015-11-17"),
    ("31/12/69", None, "2069-12-31"),
    ("31/12/70", None, "1970-12-31"),
    ("05/05/2015", None, "2015-05-05"),
    ("01/02/2015", True, "2015-02-01"),
    ("01/02/2015", False, "2015-01-02"),
    ("1/2/15", True, "2015-02-01"),
    ("12-Apr-17", None, "2017-04-12"),
    ("12 April 2017", None, "2017-04-12"),
    ("12th April 2017", None, "2017-04-12"),
    ("3 sept 2017", None, "2017-09-03"),
    ("1-MAY-2017", None, "2017-05-01"),
    ("April 12, 2017", None, "2017-04-12"),
    ("April 2017", None, "2017-04"),
    ("Apr-2017", None, "2017-04"),
    ("01/02/2015", None, None),
    ("17/11/2015", False, None),
    ("11/17/2015", True, None),
    ("31/02/2015", None, None),
    ("32/01/2015", None, None),
    ("17/11-2015", None, None),
    ("17/11", None, None),
    ("Apr-17", None, None),
    ("12 Ju 2017", None, None),
    ("12 Foo 2017", None, None),
    ("12 April 13, 2017", None, None),
    ("2013-14", None, "2013-04/2014-03"),
    ("2015-13-01", None, None),
    ("2021-02-29", None, None),
    ("0000-01-01", None, None),
    ("tbc", None, None),
    ("", None, None),
    ("42325", None, None),
    ("spring 2017", None, None),
]


@pytest.mark.parametrize(("text", "dayfirst", "read"), DAYS)
def test_a_date_is_read_as_far_as_it_is_certain(text: str, dayfirst: bool | None, read: str | None) -> None:
    result = day(text, DateFormat(dayfirst))
    assert (None if result is None else str(result)) == read


SERIALS = [(42325, "2015-11-17"), (10000, "1927-05-18"), (2019, "2019"), (7, None), (90000, None), (-1, None)]


@pytest.mark.parametrize(("number", "read"), SERIALS)
def test_a_number_in_a_column_of_dates_is_a_day_of_the_spreadsheet_or_a_year(number: int, read: str | None) -> None:
    result = serial(number)
    assert (None if result is None else str(result)) == read


SETTLES = [
    ("17/11/2015", True), ("11/17/2015", False), ("01/02/2015", None), ("05/05/2015", None), ("45/05/2015", None),
    ("13/14/2015", None), ("00/13/2015", None), ("2015-11-17", None), ("17/11/15 10:00", True), ("tbc", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "output"), SETTLES)
def test_a_date_shows_an_order_only_where_no_other_fits(text: str, output: bool | None) -> None:
    assert settles(text) is output


A, P = True, False  # the date of an award, and of what is planned
ORDERS: list[tuple[list[tuple[bool, int | str, str]], str]] = [
    ([], ""),
    ([(A, 2, "2015-11-17"), (A, 3, "05/05/2015")], ""),
    ([(A, 2, "01/02/2015"), (A, 9, "17/11/2015")], "True dates are read day first, as `17/11/2015` shows (line 9)"),
    ([(A, 2, "11/17/2015")], "False dates are read month first, as `11/17/2015` shows (line 2)"),
    ([(A, "S!A2", "01/02/2015"), (P, "S!A9", "17/11/2015")], "True dates are read day first, as `17/11/2015` shows (S!A9)"),
    ([(P, 2, "11/17/2015"), (A, 3, "17/11/2015")], "True dates are read day first, as `17/11/2015` shows (line 3)"),
    ([(P, 2, "01/02/2015"), (P, 3, "17/11/2015")], ""),
    ([(A, 2, "05.05.2015"), (A, 3, "01.02.2015")],
     "True dates are read day first, as `01.02.2015` (line 3) has points; `--monthfirst` says otherwise"),
    ([(A, 2, "01.02.2015"), (A, 3, "11.17.2015")], "False dates are read month first, as `11.17.2015` shows (line 3)"),
    ([(A, 2, "01.02.2015"), (P, 3, "11/17/2015")], "False dates are read month first, as `11/17/2015` shows (line 3)"),
    ([(P, 2, "01.02.2015")], ""),
    ([(A, 2, "17/11/2015"), (A, 3, "11/17/2015")],
     "None dates are in both orders, day first and month first; each of them fits one order only"),
]  # fmt: skip


@pytest.mark.parametrize(("dates", "notes"), ORDERS)
def test_the_rows_that_settle_it_decide_what_stands_first(dates: list[tuple[bool, int | str, str]], notes: str) -> None:
    result = order(dates, "x.csv")
    assert (f"{result.dayfirst} {result.note}" if result.note else "") == notes
    assert result.note or result.dayfirst is None


UNDECIDED: list[tuple[list[tuple[bool, int | str, str]], str, str]] = [
    ([(A, 2, "2015-01-01"), (A, 3, "01/02/2015"), (A, 4, "03/04/2015")], "x.csv:3",
     "`01/02/2015` could be two dates, and nothing in the file says which comes first"),
    ([(A, 2, "17/11/2015"), (A, 3, "01/02/2015"), (A, 4, "11/17/2015")], "x.csv:3",
     "`01/02/2015` could be two dates, and the file has both orders: `17/11/2015` (line 2) and `11/17/2015` (line 4)"),
    ([(A, 2, "01.02.2015"), (A, 3, "01/02/2015")], "x.csv:3",
     "`01/02/2015` could be two dates, and nothing in the file says which comes first"),
    ([(A, 2, "01.02.2015"), (A, 3, "17.11.2015"), (A, 4, "11.17.2015")], "x.csv:2",
     "`01.02.2015` could be two dates, and the file has both orders: `17.11.2015` (line 3) and `11.17.2015` (line 4)"),
    ([(A, 2, "01/02/2015 10:00:00.000")], "x.csv:2",
     "`01/02/2015 10:00:00.000` could be two dates, and nothing in the file says which comes first"),
    ([(A, "grants/0", "01/02/2015")], "x.csv: grants/0",
     "`01/02/2015` could be two dates, and nothing in the file says which comes first"),
    ([(A, 2, "01/02/2015"), (P, 3, "17/11/2015"), (P, 4, "11/17/2015")], "x.csv:2",
     "`01/02/2015` could be two dates, and nothing in the file says which comes first"),
]  # fmt: skip


@pytest.mark.parametrize(("dates", "place", "message"), UNDECIDED)
def test_dates_that_nothing_settles_are_an_error_at_the_first(
    dates: list[tuple[bool, int | str, str]], place: str, message: str
) -> None:
    with pytest.raises(DataError) as caught:
        order(dates, "x.csv")
    assert (str(caught.value.place), caught.value.message) == (place, message)
    assert caught.value.hint == "say which with `--dayfirst` or `--monthfirst`"


PATHS = [
    ("Identifier", "id"),
    ("IdeNtif      ier", "id"),
    ("Amount Awarded", "amountAwarded"),
    ("amountAwarded", "amountAwarded"),
    ("From an open call?", "fromOpenCall"),
    ("Last modified", "dateModified"),
    ("Recipient Org:Name", "recipientOrganization/0/name"),
    ("Recipient Org:  NAME", "recipientOrganization/0/name"),
    ("Recipient Org:1:Name", "recipientOrganization/1/name"),
    ("recipientOrganization/0/name", "recipientOrganization/0/name"),
    ("Recipient Org:Location:0:Name", "recipientOrganization/0/location/0/name"),
    ("Recipient Org:2:Location:1:Geographic Code Type", "recipientOrganization/2/location/1/geoCodeType"),
    ("Funding Org:0:Identifier", "fundingOrganization/0/id"),
    ("Planned Dates:Duration (months)", "plannedDates/0/duration"),
    ("Grant Programme:Title", "grantProgramme/0/title"),
    ("Recipient Ind:Name", "recipientIndividual/name"),
    ("To Individuals Details:Grant Purpose", "toIndividualsDetails/grantPurpose/0"),
    ("Related Activity", "relatedActivity/0"),
    ("Classifications:3:Vocabulary", "classifications/3/vocabulary"),
    ("Beneficiary Location:Country Code", "beneficiaryLocation/0/countryCode"),
    ("Amount", None),
    ("Recipient Org", None),
    ("Recipient Org:Shoe Size", None),
    ("", None),
    (":", None),
    ("0", None),
]


@pytest.mark.parametrize(("heading", "place"), PATHS)
def test_a_title_or_path_of_the_standard_is_known_in_any_case_and_spacing(heading: str, place: str | None) -> None:
    result = path(heading)
    assert (display_path(result) if result else None) == place


@pytest.mark.parametrize("name", TITLES)
def test_every_field_is_found_by_its_title_and_by_its_path(name: str) -> None:
    result = path(TITLES[name].partition("|")[0])
    assert result is not None
    assert [part for part in result if isinstance(part, str)] == name.split("/")
    assert path(name) == result == path(display_path(result))


def test_synonyms_and_fields_lead_to_paths_of_the_standard_and_say_nothing_twice() -> None:
    for place in (*SYNONYMS, *FIELDS.values()):
        result = path(place)
        assert result is not None
        assert display_path(result) == place
    for names in SYNONYMS.values():
        row = [heading_key(name) for name in names.split(",")]
        assert len(set(row)) == len(row) < 1_000
    assert {"recipientOrganization", "location", "grantPurpose"} <= LISTS
    assert "recipientIndividual" not in LISTS


UNITS = [
    ("Amount (£,000s)", "Amount", 1_000, "GBP"),
    ("Amount (£m)", "Amount", 1_000_000, "GBP"),
    ("Amount (£)", "Amount", 1, "GBP"),
    ("Amount (£'000)", "Amount", 1_000, "GBP"),
    ("Amount £k", "Amount", 1_000, "GBP"),
    ("Value (€ million)", "Value", 1_000_000, "EUR"),
    ("Amount in £", "Amount", 1, "GBP"),
    ("Amount in thousands", "Amount", 1_000, None),
    ("Award USD", "Award", 1, "USD"),
    ("£", "", 1, "GBP"),
    ("Team", "Team", 1, None),
    ("Amount (m)", "Amount (m)", 1, None),
    ("Pork", "Pork", 1, None),
    ("(" * 5000, "(" * 5000, 1, None),
]


@pytest.mark.parametrize(("heading", "bare", "scale", "result"), UNITS, ids=[row[0][:20] for row in UNITS])
def test_a_heading_says_what_its_figures_are_times(heading: str, bare: str, scale: int, result: str | None) -> None:
    assert unit(heading) == (bare, scale, result)


MATCHES = [
    ("Identifier|Amount Awarded|Recipient Org:Name", "id title|amountAwarded title|recipientOrganization/0/name title"),
    ("Recipient|Amount|Date", "recipientOrganization/0/name synonym|amountAwarded synonym|awardDate synonym"),
    ("Amount|Grant Amount", "- extra|amountAwarded synonym"),
    ("Amount|Amount Awarded|Amount Awarded", "- extra|amountAwarded title|- extra"),
    ("Amount Awarded (£)|Amount", "amountAwarded synonym GBP|- extra"),
    ("Department|Amount (£,000s)", "fundingOrganization/0/name synonym|amountAwarded synonym 1000 GBP"),
    ("Recipient|£", "recipientOrganization/0/name synonym|amountAwarded synonym GBP"),
    ("Funder|Start Date|End Date", "fundingOrganization/0/name synonym|awardDate synonym|plannedDates/0/endDate synonym"),
    ("Date|Start Date", "awardDate synonym|plannedDates/0/startDate synonym"),
    ("Start Date|Award Date", "plannedDates/0/startDate synonym|awardDate title"),
    (
        "Identifier|Amount Awarded|Recipient Org:Name|Department|Start Date",
        "id title|amountAwarded title|recipientOrganization/0/name title|- extra|- extra",
    ),
    ("Identifier|Amount Awarded|Recipient", "id title|amountAwarded title|recipientOrganization/0/name synonym"),
    ("Year 2013-14|End Recipient|No. of Recipients|", "- extra|- extra|- extra|- extra"),
]


@pytest.mark.parametrize(("names", "result"), MATCHES)
def test_one_column_is_read_for_a_path_and_the_best_match_wins(names: str, result: str) -> None:
    matches = match(names.split("|"), ReadOptions())
    output = [
        f"{each.path or '-'} {each.origin}"
        + (f" {each.scale}" if each.scale != 1 else "")
        + (f" {each.currency}" if each.currency else "")
        for each in matches
    ]
    assert output == result.split("|")


def test_headings_that_repeat_or_are_blank_get_names_of_their_own() -> None:
    matches = match(["Notes", "Amount", "Notes", " ", "Notes\n (2)"], ReadOptions())
    assert [each.heading for each in matches] == ["Notes", "Amount", "Notes (2)", "column 4", "Notes (2) (2)"]


OPTIONS = [
    ({"amount": "Cost"}, "Amount|Cost", "- extra|amountAwarded option"),
    ({"Amount Awarded": "cost"}, "Amount|Cost", "- extra|amountAwarded option"),
    ({"awardDate": "When?"}, "when|Amount", "awardDate option|amountAwarded synonym"),
    ({"amount": "Cost (£m)"}, "Cost (£m)|Who", "amountAwarded option|- extra"),
    ({"recipient": "Amount"}, "Amount|Who", "recipientOrganization/0/name option|- extra"),
    ({"partner": "Who"}, "Amount|Who", "amountAwarded synonym|recipientOrganization/1/name option"),
]


@pytest.mark.parametrize(("columns", "names", "result"), OPTIONS)
def test_what_is_asked_for_comes_before_any_match(columns: dict[str, str], names: str, result: str) -> None:
    matches = match(names.split("|"), ReadOptions(columns=columns))
    assert [f"{each.path or '-'} {each.origin}" for each in matches] == result.split("|")
    assert all(each.scale == 1_000_000 for each in matches if each.heading == "Cost (£m)")


_FIELDS = (
    "fields are id, title, description, amount, currency, awarded, funder, programme, lead, recipient, partner, "
    "and the titles of the 360Giving Data Standard"
)
WRONG = [
    ({"amount": "Ammount"}, "there is no heading `Ammount`", "did you mean `Amount`?"),
    ({"amount": "Zzz"}, "there is no heading `Zzz`", "headings are `Amount`, `Who`"),
    ({"ammount": "Amount"}, "no column can be read as `ammount`", "did you mean `amount`?"),
    ({"zzz": "Amount"}, "no column can be read as `zzz`", _FIELDS),
]


@pytest.mark.parametrize(("columns", "message", "hint"), WRONG)
def test_a_heading_or_field_that_is_not_there_is_wrong_use(columns: dict[str, str], message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        match(["Amount", "Who"], ReadOptions(columns=columns))
    assert (caught.value.message, caught.value.hint) == (message, hint)


FITS = [("Identifier|Currency", 2), ("Title|Description|URL", 0), ("ocid|Amount|Title", 0), ("Amount|x", 1), ("x|y", 0)]


@pytest.mark.parametrize(("names", "count"), FITS)
def test_headings_that_any_table_has_do_not_tell_awards(names: str, count: int) -> None:
    assert fits(names.split("|"), ReadOptions()) == count


STANDARD = [
    ("Identifier|Amount Awarded", True),
    ("id|recipientOrganization/0/name", True),
    ("ID|Amount", False),
    ("Ref|Amount", False),
]


@pytest.mark.parametrize(("names", "result"), STANDARD)
def test_only_the_standards_own_identifier_lets_rows_be_one_award(names: str, result: bool) -> None:
    assert standard(match(names.split("|"), ReadOptions())) is result


def test_a_column_that_another_one_is_read_for_is_named() -> None:
    result = rivals(match(["Value", "Amount", "Notes", "Amount"], ReadOptions()))
    assert [(one.heading, two.heading) for one, two in result] == [("Value", "Amount"), ("Amount (2)", "Amount")]
