"""Amounts of one shape, such as `£1,234.50` and `£7,890.10`, and dates with a time: of many the row reader reads one."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from reading import read_both

from grantcli.dataset import open_dataset
from grantcli.ingest import distinct_texts
from grantcli.table import Money

FORMS: dict[str, Callable[[float], str]] = {
    "grouped": lambda each: f"{each:,.2f}",
    "with a sign": lambda each: f"£{each:,.2f}",
    "with a code behind": lambda each: f"{each:,.1f} EUR",
    "in brackets": lambda each: f"(£{each:,.2f})",
    "credit": lambda each: f"{each:,.2f}CR",
    "with a suffix": lambda each: f"£{each / 1000:.1f}k",
    "with an exponent": lambda each: f"{each:.3E}",
    "in thousands": lambda each: f"£{each:.3f}",
    "of which some could be two numbers": lambda each: f"{each / 100:,.3f}",
    "no amount": lambda each: f"{each:,.2f} p.a.",
}
"""How a figure is written."""


@pytest.mark.sample(8)
@pytest.mark.parametrize("heading", ["Amount", "Amount (£000)"])
@pytest.mark.parametrize("decimal", [".", ","])
@pytest.mark.parametrize("form", FORMS)
def test_amounts_of_one_shape_are_read_as_each_alone(form: str, decimal: str, heading: str, tmp_path: Path) -> None:
    random, path = Random(form), tmp_path / "a.csv"  # noqa: S311 - the same figures each time
    figures = [FORMS[form](random.choice((0.1, 1, 100, 10_000)) * random.randrange(1_000)) for _ in range(60)]
    texts = figures if decimal == "." else [each.translate(str.maketrans(".,", ",.")) for each in figures]
    path.write_text("\n".join([f"Recipient;{heading}", *(f"A{n};{text}" for n, text in enumerate(texts))]))
    awards, _ = read_both(path)  # the engines agree, in what SQL adds up too
    assert len(awards) == len(texts)


def test_a_binary_fraction_does_not_let_others_of_its_shape_be_rounded(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Recipient,Amount\nA,0.1199999999\nB,0.1234567891\nC,5.5\n")
    assert read_both(tmp_path / "a.csv")[0] == ["A 0.12", "B", "C 5.50"]


def test_few_of_many_amounts_of_one_shape_are_read_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts, figure = [], distinct_texts._figure  # noqa: SLF001 - what takes the time

    def note(judge: distinct_texts.TextReader, text: str | None, code: str | None) -> tuple[Any, ...]:
        texts.append(text)
        return figure(judge, text, code)

    monkeypatch.setattr(distinct_texts, "_figure", note)
    path = tmp_path / "a.csv"
    path.write_text("\n".join(["Recipient;Amount", *(f"A;£{number:,}.50" for number in range(1_000, 9_999))]))
    dataset = open_dataset(path, engine="duckdb", cache=False)
    total = sum(range(1_000, 9_999)) + 8_999 * Decimal("0.5")
    assert [row[3] for row in dataset.total(by="currency").rows] == [Money(total, "GBP")]
    assert len(texts) < 20


def test_dates_that_differ_by_a_time_of_day_are_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    days = [
        "2019-03-31 23:59:59.123",
        "2019-04-01 7:05",
        "2019-04-02 to 2019-04-05",
        *(f"17/04/2019 10:30:{n}" for n in range(9)),
    ]
    (tmp_path / "a.csv").write_text("\n".join(["Recipient,Amount,Award Date", *(f"A,5,{day}" for day in days)]))
    awards, notes = read_both(tmp_path / "a.csv")
    assert awards == [f"A 5.00 {day}" for day in ("2019-03-31", "2019-04-01", "2019-04-02", *["2019-04-17"] * 9)]
    assert "as `17/04/2019 10:30:0` shows" in notes
    texts, day = list[str](), distinct_texts._day  # noqa: SLF001 - what takes the time

    def note(judge: distinct_texts.TextReader, text: str) -> tuple[object, ...]:
        texts.append(text)
        return day(judge, text)

    monkeypatch.setattr(distinct_texts, "_day", note)
    open_dataset(tmp_path / "a.csv", engine="duckdb", cache=False)
    assert sorted(texts) == ["17/04/2019 10:30:0", "2019-04-02 to 2019-04-05"]
