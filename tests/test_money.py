"""Shares to the penny, and amounts in the prices of another year."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import grantcli
from conftest import Run
from grantcli.bundle import prices
from grantcli.dataset import Dataset
from grantcli.dates import PartialDate
from grantcli.engines.memory import Memory
from grantcli.errors import UsageError
from grantcli.fields import FIELDS, View
from grantcli.model import Award, Book, Organisation, shares
from grantcli.prices import Prices
from grantcli.query import Total
from grantcli.reports.data import Data
from grantcli.series import Series
from grantcli.table import Money

SHARES = [
    ("100.00", 1, "100.00"),
    ("100.00", 3, "33.34 33.33 33.33"),
    ("100.01", 3, "33.35 33.33 33.33"),
    ("-100.00", 3, "-33.34 -33.33 -33.33"),
    ("0.01", 3, "0.01 0.00 0.00"),
    ("-0.02", 3, "-0.02 0.00 0.00"),
    ("0.00", 2, "0.00 0.00"),
]


@pytest.mark.parametrize(("amount", "count", "expected"), SHARES)
def test_the_pennies_over_go_to_the_first(amount: str, count: int, expected: str) -> None:
    assert shares(Decimal(amount), count) == tuple(Decimal(part) for part in expected.split())


@given(st.integers(-(10**12), 10**12), st.integers(1, 40))
def test_shares_add_up_and_differ_by_the_pennies_over_alone(pence: int, count: int) -> None:
    amount = Decimal(pence) / 100
    parts = shares(amount, count)
    assert sum(parts) == amount
    assert len(set(parts[1:])) <= 1
    assert abs(parts[0] - parts[-1]) < Decimal(count) / 100


BODIES = tuple(Organisation(f"b{number}", f"Body {number}") for number in range(6))
AWARDS = st.lists(
    st.tuples(
        st.none() | st.integers(-(10**9), 10**9),
        st.sampled_from(["GBP", "EUR", None]),
        st.lists(st.sampled_from(BODIES), max_size=5, unique=True),
        st.booleans(),
    ),
    max_size=10,
)


@pytest.mark.parametrize("by", ["council", "partner", "kind", "org_id", "council_now", "region", "lead", "currency"])
@given(rows=AWARDS)
def test_split_totals_add_up_to_the_whole_for_every_currency(
    by: str, rows: list[tuple[int | None, str | None, list[Organisation], bool]]
) -> None:
    awards = tuple(
        Award(
            f"a{number}",
            amount=None if pence is None else Decimal(pence) / 100,
            currency=currency,
            lead=bodies[0] if leads and bodies else None,
            partners=tuple(bodies[1:] if leads else bodies),
        )
        for number, (pence, currency, bodies, leads) in enumerate(rows)
    )
    engine = Memory(awards)
    whole = {group.currency: group.total for group in engine.total(Total())}
    for currency, total in whole.items():
        parts = [group.total for group in engine.total(Total((by,), split=True)) if group.currency == currency]
        known = [part for part in parts if part is not None]
        assert (sum(known, Decimal(0)) if known else None) == total


def test_split_tables_add_up_on_the_bundled_data() -> None:
    ask = grantcli.open()
    for by in ("council", "region", "kind", "council_now", "partner"):
        table = ask.total(by=by, split=True)
        parts = [row[4].amount for row in table.rows if isinstance(row[4], Money)]
        assert sum(parts) == Decimal("3556600.00")
        assert table.footer[0][4] == Money(Decimal("3556600.00"), "GBP")


def test_the_lead_gets_the_pennies_over() -> None:
    result = {row[0]: row[4] for row in grantcli.open().total("id:ldf2-family-context", by="council", split=True).rows}
    assert result == {
        "Stockport": Money(Decimal("116666.68"), "GBP"),
        "Leeds": Money(Decimal("116666.66"), "GBP"),
        "Manchester": Money(Decimal("116666.66"), "GBP"),
    }


def test_split_compares_too_and_says_what_was_shared(run: Run) -> None:
    done = run(
        "compare", "--on", "council", "Leeds", "Croydon", "--by", "council", "--split", "-f", "csv", "-c", "council,a_total"
    )
    assert done.code == 0
    assert "Leeds,196666.66\n" in done.out
    assert "note: Leeds: the amounts of 4 joint awards are shared equally among their recipients\n" in done.err


SERIES = Series("t", "s", "2025-06-30", {f"{2018 + n // 4}-Q{n % 4 + 1}": Decimal(100 + n) for n in range(12)})
REAL = [
    ("100.00", "GBP", PartialDate(2018, 4), "2019-20", "103.90"),
    ("100.00", "GBP", PartialDate(2019, 3, 31), "2019-20", "103.90"),
    ("100.00", "GBP", PartialDate(2019, 4), "2019-20", "100.00"),
    ("-100.00", "GBP", PartialDate(2018, 6), "2019-20", "-103.90"),
    ("100.00", "GBP", PartialDate(2019), "2019-20", None),
    ("100.00", "GBP", None, "2019-20", None),
    ("100.00", "EUR", PartialDate(2018, 6), "2019-20", None),
    ("100.00", None, PartialDate(2018, 6), "2019-20", None),
    (None, "GBP", PartialDate(2018, 6), "2019-20", None),
    ("100.00", "GBP", PartialDate(2018, 3), "2019-20", None),
    ("100.00", "GBP", PartialDate(2020, 12), "2019-20", None),
]


@pytest.mark.parametrize(("amount", "currency", "awarded", "year", "expected"), REAL)
def test_a_real_amount_is_that_of_the_financial_years_mean_quarters(
    amount: str | None, currency: str | None, awarded: PartialDate | None, year: str, expected: str | None
) -> None:
    known = None if amount is None else Decimal(amount)
    result = Prices(lambda: SERIES, year).deflate(known, currency, awarded)
    assert result == (None if expected is None else Decimal(expected))


def test_a_financial_year_needs_all_its_quarters() -> None:
    assert SERIES.years() == {"2018-19": Decimal("102.5"), "2019-20": Decimal("106.5")}


def test_the_bundled_prices_run_from_2010_to_2024() -> None:
    result = prices(None)
    assert (result.years[0], result.years[-1], result.base) == ("2010-11", "2024-25", "2024-25")
    real = result.deflate(Decimal("100.00"), "GBP", PartialDate(2019, 9, 12))
    assert real == Decimal("123.56")  # (110.1 + 112.1 + 113.2 + 114.1) / (90.2 + 90.6 + 91.1 + 91.9)
    with pytest.raises(UsageError, match=r"--real 2030-31: no price is known for that financial year"):
        prices("2030-31")
    assert prices("2019").base == "2019-20"  # as in `fy:2019`


def test_amount_real_is_a_field_like_any_other() -> None:
    ask = grantcli.open(real="2019-20")
    rows = ask.list("programme:round-4 amount_real:350000", columns="id,amount_real", sort="-amount_real").rows
    assert [row[0] for row in rows] == ["ldf4-invalid-planning", "ldf4-planning"]
    assert rows[0][1] == Money(Decimal("350000.00"), "GBP")


def test_real_totals_say_whose_prices_they_are_in_and_what_has_none() -> None:
    table = grantcli.open(real="2024-25").total(by="fy")
    assert table.notes[0] == (
        "amounts are in prices of 2024-25, by the GDP deflator (YBGB), United Kingdom, seasonally adjusted, 2022 = 100, "
        "Office for National Statistics, quarterly national accounts, released 2025-06-30"
    )
    award = Award("x", amount=Decimal(5), currency="EUR", awarded=PartialDate(2019, 5))
    data = Data(Memory((award,)), Book((award,)), View(prices=prices("2024-25")), of="amount_real")
    assert Dataset(data).total().notes[1] == (
        "1 award has an amount but no real-terms one (no date, no year of the series, or not in pounds)"
    )


def test_totals_say_what_they_rest_on_and_can_be_of_stated_amounts_alone(run: Run) -> None:
    assert "note: of this, £2,576,600 is stated in a source, £750,000 is worked out, £230,000 is disputed\n" in run("total").out
    done = run("total", "--stated-only", "-f", "csv", "-c", "awards,total")
    assert done.out == "awards,total\n22,2576600.00\n"
    assert done.err.startswith(
        "note: --stated-only leaves out 39 awards derived (£750,000), 3 awards disputed (£230,000), 1 award unknown\n"
    )


def test_every_field_of_bodies_can_be_split() -> None:
    assert {name for name, field in FIELDS.items() if field.part} == {
        "partner", "council", "recipient", "council_now", "region", "nation", "district", "kind", "gss", "org_id",
        *(f"recipient_{area}" for area in ("ward", "district", "region", "nation")),
    }  # fmt: skip
