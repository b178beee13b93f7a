"""Parts of one table with other units, currencies or periods: none is added to another in silence."""

import re
from pathlib import Path

import pytest
from reading import Both, read_both

TWO = "A,500,2019-04-01\nB,600,2019-04-02\n"
MORE = "C,700,2019-04-02\nD,800,2019-04-02\n"
HEADINGS = "Recipient,Amount{},Date\n"
OTHERS = {
    "another sign": HEADINGS.format(" (£)") + TWO + "\n" + HEADINGS.format(" (€)") + MORE,
    "another sign without a gap": HEADINGS.format(" £") + TWO + HEADINGS.format(" €") + MORE,
    "another sign below a title": HEADINGS.format(" (£)") + TWO + "Ireland,,\n" + HEADINGS.format(" ($)") + MORE,
    "the first sign again below": HEADINGS.format(" (£)") + "A,500,2019-04-01\n" + HEADINGS.format(" (€)") + MORE
    + HEADINGS.format(" (£)") + "B,600,2019-04-02\n",
    "a currency above each": "Currency: GBP\n" + HEADINGS.format("") + TWO + "\nCurrency: EUR\n" + HEADINGS.format("") + MORE,
    "a currency and a title":
        "All figures in GBP\n" + HEADINGS.format("") + TWO + "\nAll figures in EUR\nIreland\n" + HEADINGS.format("") + MORE,
    "a unit below": HEADINGS.format(" (£)") + TWO + "\nAll figures in £000\n" + HEADINGS.format(" (£)") + MORE,
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_headings_that_come_again_in_another_unit_or_currency_end_the_table(name: str, tmp_path: Path, both: Both) -> None:
    result = both(OTHERS[name], tmp_path / "a.csv")
    assert (result.summary, result.recipients) == ("2 GBP 1100.00", ["A", "B"])
    assert "headings of figures in another unit or currency (line " in result.notes


AGAIN = {
    "no sign": HEADINGS.format(" (£)") + TWO + "\n" + HEADINGS.format("") + MORE,
    "the same sign, written otherwise": HEADINGS.format(" (£)") + TWO + HEADINGS.format(" £") + MORE,
    "the same currency above": "Currency: GBP\n" + HEADINGS.format("") + TWO + "\nCurrency: GBP\n" + HEADINGS.format("") + MORE,
}


@pytest.mark.parametrize("name", AGAIN)
def test_headings_that_come_again_are_no_award(name: str, tmp_path: Path, both: Both) -> None:
    assert both(AGAIN[name], tmp_path / "a.csv").summary == "4 GBP 2600.00"


@pytest.mark.parametrize("above", ["Sterling,,\n", ""])
def test_a_text_between_the_rows_that_states_another_currency_is_said(above: str, tmp_path: Path, both: Both) -> None:
    result = both(HEADINGS.format(" (£)") + above + TWO + "Awards in euro,,\n" + MORE, tmp_path / "a.csv")
    assert result.summary == "4 GBP 2600.00"
    assert re.search("`Awards in euro` .line .. may state that figures are in EUR, and they are not read so", result.notes)


PERIODS = {
    "headings again": "Grants paid 2018/19\nRecipient,Amount\nA,5\nB,6\n\nGrants paid 2019/20\nRecipient,Amount\nC,7\nD,8\n",
    "titles alone": "Grants paid 2018/19\nRecipient,Purpose,Amount\nA,x,5\nB,x,6\nGrants paid 2019/20\nC,x,7\nD,x,8\n",
}


@pytest.mark.parametrize("name", PERIODS)
def test_no_award_is_dated_where_a_text_between_the_rows_states_another_period(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(PERIODS[name], encoding="utf-8")
    awards, notes = read_both(path)
    assert awards == ["A 5.00", "B 6.00", "C 7.00", "D 8.00"]
    assert "awards are not dated, because `Grants paid 2019/20` between the rows states another period" in notes


def test_a_period_below_the_last_row_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "Grants paid 2018/19\nRecipient,Purpose,Amount\nA,x,5\nB,x,6\n\nAwards made in 2020 follow\n", encoding="utf-8"
    )
    assert [each for each in read_both(path)[0] if each[:1] in "AB" and "5" in each] == ["A 5.00 2018-04/2019-03"]
