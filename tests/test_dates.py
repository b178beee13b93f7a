"""Dates are as precise as their source, and fall only into periods that hold the whole of them."""

from calendar import monthrange
from datetime import date

import pytest

from grantcli import dates
from grantcli.dates import PartialDate, financial_year, month, quarter, year

WRITTEN = [
    # as written, as held and shown, its first and last day
    ("2019", (2019, None, None), "2019", "2019-01-01", "2019-12-31"),
    ("2019-09", (2019, 9, None), "2019-09", "2019-09-01", "2019-09-30"),
    ("2019-9", (2019, 9, None), "2019-09", "2019-09-01", "2019-09-30"),
    ("2019-12", (2019, 12, None), "2019-12", "2019-12-01", "2019-12-31"),
    ("2019-09-12", (2019, 9, 12), "2019-09-12", "2019-09-12", "2019-09-12"),
    ("2019-9-1", (2019, 9, 1), "2019-09-01", "2019-09-01", "2019-09-01"),
    (" 2019-09 ", (2019, 9, None), "2019-09", "2019-09-01", "2019-09-30"),
    ("2020-02", (2020, 2, None), "2020-02", "2020-02-01", "2020-02-29"),
    ("2020-02-29", (2020, 2, 29), "2020-02-29", "2020-02-29", "2020-02-29"),
    ("2019-02", (2019, 2, None), "2019-02", "2019-02-01", "2019-02-28"),
    ("2000-02", (2000, 2, None), "2000-02", "2000-02-01", "2000-02-29"),
    ("1900-02", (1900, 2, None), "1900-02", "1900-02-01", "1900-02-28"),
    ("0001", (1, None, None), "0001", "0001-01-01", "0001-12-31"),
    ("0987-06", (987, 6, None), "0987-06", "0987-06-01", "0987-06-30"),
    ("9999-12", (9999, 12, None), "9999-12", "9999-12-01", "9999-12-31"),
    ("9999-11", (9999, 11, None), "9999-11", "9999-11-01", "9999-11-30"),
]


@pytest.mark.parametrize(("text", "parts", "output", "first", "last"), WRITTEN)
def test_a_date_is_held_as_far_as_it_is_written(
    text: str, parts: tuple[int, int | None, int | None], output: str, first: str, last: str
) -> None:
    date = PartialDate.parse(text)
    assert (date.year, date.month, date.day) == parts
    assert (str(date), date.first, date.last) == (output, first, last)
    assert PartialDate.parse(output) == date


FORM = "is not a date like 2019, 2019-09 or 2019-09-12"
CALENDAR = "is not in the calendar"
NO_DATES = [
    ("2019-13", CALENDAR), ("2019-00", CALENDAR), ("2019-0", CALENDAR), ("2019-02-29", CALENDAR), ("1900-02-29", CALENDAR),
    ("2019-02-30", CALENDAR), ("2019-04-31", CALENDAR), ("2019-09-00", CALENDAR), ("2019-09-32", CALENDAR), ("0000", CALENDAR),
    ("0000-01-01", CALENDAR), ("2019-20", CALENDAR), ("", FORM), ("19", FORM), ("201", FORM), ("20199", FORM), ("2019-", FORM),
    ("-2019", FORM), ("2019--09", FORM), ("2019-009", FORM), ("2019-09-012", FORM), ("2019-09-12-1", FORM), ("2019-09-", FORM),
    ("2019/09", FORM), ("2019.09", FORM), ("20190912", FORM), ("2019 09", FORM), ("2019-09-12T00:00", FORM), ("12-09-2019", FORM),
    ("٢٠١٩", FORM), ("²019", FORM), ("+2019", FORM), ("2019-Q3", FORM), ("last year", FORM),
]  # fmt: skip


@pytest.mark.parametrize(("text", "reason"), NO_DATES)
def test_what_is_no_date_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=r"^`") as caught:
        PartialDate.parse(text)
    assert str(caught.value) == f"`{text}` {reason}"


@pytest.mark.parametrize("when", [(year_, month_) for year_ in (1900, 2000, 2019, 2020) for month_ in range(1, 13)])
def test_a_month_ends_on_its_last_day(when: tuple[int, int]) -> None:
    date = PartialDate(*when)
    assert (date.first, date.last) == (f"{date}-01", f"{date}-{monthrange(*when)[1]}")


QUARTERS = {
    1: "2019-Q1", 2: "2019-Q1", 3: "2019-Q1", 4: "2019-Q2", 5: "2019-Q2", 6: "2019-Q2",
    7: "2019-Q3", 8: "2019-Q3", 9: "2019-Q3", 10: "2019-Q4", 11: "2019-Q4", 12: "2019-Q4",
}  # fmt: skip


@pytest.mark.parametrize("number", QUARTERS)
@pytest.mark.parametrize("day", [None, 1, 28])
def test_a_month_lies_in_its_year_quarter_and_month(number: int, day: int | None) -> None:
    date = PartialDate(2019, number, day)
    assert (year(date), quarter(date), month(date)) == (2019, QUARTERS[number], f"2019-{number:02}")


FINANCIAL = [
    # a date, the first month of a financial year, the financial year it lies in
    ("2019-03-31", 4, "2018-19"),
    ("2019-04-01", 4, "2019-20"),
    ("2020-03", 4, "2019-20"),
    ("2020-04", 4, "2020-21"),
    ("1999-04", 4, "1999-00"),
    ("2000-03", 4, "1999-00"),
    ("2000-04", 4, "2000-01"),
    ("2009-04", 4, "2009-10"),
    ("2099-12", 4, "2099-00"),
    ("0987-06", 4, "0987-88"),
    ("2019-07", 8, "2018-19"),
    ("2019-08", 8, "2019-20"),
    ("2019-11", 12, "2018-19"),
    ("2019-12", 12, "2019-20"),
    ("2019-01", 2, "2018-19"),
    ("2019-02", 2, "2019-20"),
    ("2019", 1, "2019"),
    ("2019-01", 1, "2019"),
    ("2019-12-31", 1, "2019"),
    ("0987", 1, "0987"),
]


@pytest.mark.parametrize(("text", "start", "expected"), FINANCIAL)
def test_a_date_lies_in_the_financial_year_that_holds_it(text: str, start: int, expected: str) -> None:
    assert financial_year(PartialDate.parse(text), start) == expected


@pytest.mark.parametrize("start", range(2, 13))
def test_a_financial_year_turns_in_its_first_month_alone(start: int) -> None:
    result = [financial_year(PartialDate(2019, number), start) for number in range(1, 13)]
    assert result == ["2018-19"] * (start - 1) + ["2019-20"] * (13 - start)


def test_a_financial_year_begins_in_april_unless_told_otherwise() -> None:
    dates = [PartialDate(2019, 3), PartialDate(2019, 4), PartialDate(2019)]
    assert [financial_year(date) for date in dates] == ["2018-19", "2019-20", None]


@pytest.mark.parametrize("start", range(1, 13))
def test_a_date_too_coarse_for_a_period_is_in_none(start: int) -> None:
    date = PartialDate(2019)
    fy = "2019" if start == 1 else None
    assert (year(date), quarter(date), month(date), financial_year(date, start)) == (2019, None, None, fy)


SPANS = (
    ("2019-04/2020-03", "2019-04-01", "2020-03-31", None, "2019-20", None),
    ("2019-07/2019-09", "2019-07-01", "2019-09-30", 2019, "2019-20", "2019-Q3"),
    ("2020-01/2020-02", "2020-01-01", "2020-02-29", 2020, "2019-20", "2020-Q1"),
    ("2019-03/2019-04", "2019-03-01", "2019-04-30", 2019, None, None),
    ("2019-01/2020-12", "2019-01-01", "2020-12-31", None, None, None),
)


@pytest.mark.parametrize(("text", "first", "last", "in_year", "fy", "in_quarter"), SPANS, ids=[row[0] for row in SPANS])
def test_a_span_of_months_falls_into_a_period_that_holds_all_of_it(
    text: str, first: str, last: str, in_year: int | None, fy: str | None, in_quarter: str | None
) -> None:
    span = PartialDate.parse(text)
    assert (str(span), span.first, span.last) == (text, first, last)
    assert (dates.year(span), dates.financial_year(span), dates.quarter(span), dates.month(span)) == (
        in_year,
        fy,
        in_quarter,
        None,
    )
    assert PartialDate.between(date.fromisoformat(first), date.fromisoformat(last)) == span


@pytest.mark.parametrize("text", ["2019-04/2019-03", "2019-04/2020", "2019-04-01/2020-03-31", "2019-00/2019-03"])
def test_what_is_no_span_of_months_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not"):
        PartialDate.parse(text)
