"""Bands of amounts, and fields of a body that stand together."""

from pathlib import Path

import pytest

from conftest import Run

GRANTS = """title,amount,currency,recipient
a,-1,GBP,A
b,0,GBP,A
c,500,GBP,A
d,500.01,GBP,A
e,10000000.01,GBP,A
f,,GBP,A
g,1000000,EUR,A
"""


def test_each_bound_belongs_to_the_band_below_it_and_each_currency_stands_apart(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(GRANTS)
    result = run("total", "--data", "a.csv", "--by", "amount:bands", "-c", "amount:bands,currency,awards", "-f", "csv")
    assert result.out.splitlines() == [
        "amount:bands,currency,awards",
        '"over €100,000 to €1m",EUR,1',
        "below £0,GBP,1",
        "up to £500,GBP,2",
        '"over £500 to £1,000",GBP,1',
        "over £10m,GBP,1",
        ",GBP,1",
    ]


@pytest.mark.parametrize(("sort", "titles"), [("amount:bands", "below, up to, over £500, over £10m"),
                                              ("-amount:bands", "over £10m, over £500, up to, below")])  # fmt: skip
def test_bands_are_sorted_by_their_values(run: Run, tmp_path: Path, sort: str, titles: str) -> None:
    (tmp_path / "a.csv").write_text(GRANTS)
    options = ("--by", "amount:bands", "--sort", sort, "-c", "amount:bands", "-f", "tsv")
    lines = run("total", "currency:gbp", "--data", "a.csv", *options).out.splitlines()[1:-1]
    assert all(line.startswith(title) for line, title in zip(lines, titles.split(", "), strict=True))


def test_a_chart_of_bands_counts_awards(run: Run) -> None:
    drawing = run("total", "--by", "amount:bands", "--chart").out.splitlines()
    assert drawing[3].split()[-1] != drawing[4].split()[-1]
    longest = max(drawing[3:7], key=lambda line: line.count("█"))
    assert longest.startswith("over £10,000 to £100,000  ")


@pytest.mark.parametrize(("by", "wrong"), [("council,org_id", ("Leeds", "GB-LAE-CRY")), ("region,council", ("London", "Leeds"))])
def test_two_fields_of_a_body_pair_its_own_values(run: Run, by: str, wrong: tuple[str, str]) -> None:
    rows = [tuple(line.split(",")[:2]) for line in run("total", "--by", by, "-f", "csv").out.splitlines()[1:]]
    assert len(rows) == len(set(rows))
    assert wrong not in rows
    alone = run("total", "--by", "council", "-f", "csv").out.splitlines()[1:]
    assert len(rows) == len(alone)


def test_bands_as_a_term_are_an_error_that_shows_what_groups_by_them(run: Run) -> None:
    result = run("total", "amount:bands")
    assert (result.code, "`total --by amount:bands` counts awards by size" in result.err) == (2, True)
