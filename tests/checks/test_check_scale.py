"""`check` on files of any size: cut as they may be, from any engine, the findings are the same, and memory does not grow."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from awkward import BOOK
from engine_cases import duck
from hypothesis import given
from hypothesis import strategies as st

from conftest import ROOT
from grantcli.bundle import register
from grantcli.checks.factors import Spread
from grantcli.checks.grants import grants
from grantcli.checks.repeats import BloomFilter
from grantcli.checks.rule import CheckContext
from grantcli.checks.rulebook import RULES, run_rules
from grantcli.dataset import open_dataset
from grantcli.model import Book
from grantcli.reports.checking import check
from grantcli.reports.data import Data

TODAY = date(2026, 11, 22)


CODES = ("GB-CHC-1", "GB-COH-12345678", "own-1", "GB-LAE-WYO")


def _grant(n: int) -> dict[str, Any]:
    """Return one of some hundred grants with slips of every kind, each its own distance apart."""
    amount = "0" if n % 31 == 0 else "-20" if n % 47 == 0 else "900000" if n % 53 == 0 else "" if n % 59 == 0 else str(10 + n % 7)
    name = f"Body {n % 40}" + (" and more" if n % 61 == 0 else " COUNCIL" if n % 23 == 0 else "")
    return {
        "Identifier": f"360G-x-{n - 20 if n % 67 == 0 else n}",
        "Title": ["Food", "FOOD!", "Rent", ""][n % 4] + ("" if n % 4 < 2 else f" for {n % 40}"),
        "Description": "as said" if n % 29 else "write to someone@example.org",
        "Currency": "EUR" if n % 71 == 0 else "" if n % 73 == 0 else "GBP",
        "Amount Awarded": amount,
        "Award Date": "2099-01-01" if n % 37 == 0 else "1980-01-01" if n % 41 == 0 else f"2021-02-{30 if n % 43 == 0 else '03'}",
        "Recipient Org:Identifier": CODES[n % 4] + ("" if n % 40 < 4 else f"{n % 40}"),
        "Recipient Org:Name": name,
        "Funding Org:Identifier": "GB-LAE-CRY" if n % 79 == 0 else "GB-GOR-1",
        "Funding Org:Name": "Giver" if n % 83 else "The Giver",
        "Grant Programme:Title": f"Round {n % 3}" if n % 5 else "",
    }  # fmt: skip


GRANTS = [_grant(n) for n in range(1, 400)]
OWN = ("Identifier", "Title", "Recipient Org:Identifier", "Recipient Org:Name")


@pytest.fixture(scope="module", params=["csv", "json"])
def data(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Data:
    path = tmp_path_factory.mktemp("file") / f"grants.{request.param}"
    _csv(path.with_suffix(".csv"))
    if request.param == "json":
        read = [award.grant for award in open_dataset(path.with_suffix(".csv"), engine="memory").data.book.awards]
        path.write_text(json.dumps({"grants": [read[0], None, *read[1:]]}, default=float), encoding="utf-8")
    return open_dataset(path, engine="memory").data


def _csv(path: Path, rows: Iterable[Mapping[str, Any]] = GRANTS) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, list(GRANTS[0]))
        table.writeheader()
        table.writerows(rows)
    return path


def _whole(book: Book) -> CheckContext:
    return CheckContext(replace(book, awards=()), register(), today=TODAY)


def _findings_in_slices(book: Book, size: int) -> list[tuple[str, str]]:
    return sorted((rule.id, repr(finding)) for rule, finding in run_rules(RULES, lambda: book.awards, _whole(book), size))


@pytest.mark.sample("size")
@pytest.mark.parametrize("size", [1, 2, 3, 64])
def test_a_file_cut_into_slices_has_the_findings_that_it_has_whole(size: int, data: Data) -> None:
    assert _findings_in_slices(data.book, size) == _findings_in_slices(data.book, len(data.book.awards))


@pytest.mark.parametrize("size", [1, 5])
def test_awards_of_our_own_form_can_be_cut_too(size: int) -> None:
    assert _findings_in_slices(BOOK, size) == _findings_in_slices(BOOK, 100)
    assert _findings_in_slices(BOOK, 100)


@pytest.mark.costly
def test_a_rule_finds_in_one_look_what_it_finds_in_slices(data: Data) -> None:
    examined = CheckContext(data.book, register(), [award.grant or {} for award in data.book.awards], TODAY)
    assert sorted((rule.id, repr(each)) for rule in RULES for each in rule.find(examined)) == _findings_in_slices(data.book, 7)
    ours = CheckContext(BOOK, register(), grants(BOOK), TODAY)
    assert sorted((rule.id, repr(each)) for rule in RULES for each in rule.find(ours)) == _findings_in_slices(BOOK, 7)


def test_the_file_of_slips_has_most_of_what_can_be_wrong_with_a_published_file(data: Data) -> None:
    slips = {rule for rule, _ in _findings_in_slices(data.book, 64)}
    assert {
        "repeated-award-id", "near-duplicate-award", "amount-outlier", "amount-far-above-others", "several-currencies",
        "several-funders", "funder-id-with-several-names", "one-body-several-names", "one-id-several-bodies",
        "name-and-code-disagree", "recipient-abolished", "no-currency", "amount-zero", "amount-negative", "amount-missing",
        "awarded-in-future", "awarded-before-1990", "date-does-not-exist", "email-in-text", "organisation-id-malformed",
    } <= slips  # fmt: skip


@pytest.mark.costly
@pytest.mark.parametrize("severity", ["info", "error"])
def test_every_engine_gives_the_same_table(severity: str, data: Data, tmp_path: Path) -> None:
    other = replace(data, engine=duck(data.book.awards, tmp_path / "copy"), book=replace(data.book, awards=(), programmes=()))
    assert check(other, TODAY, severity=severity) == check(data, TODAY, severity=severity)
    assert check(data, TODAY, severity=severity).rows


def test_what_stands_in_json_is_named_by_its_place_there_and_what_stands_on_a_line_by_that(data: Data) -> None:
    rows = check(data, TODAY, rules=["repeated-award-id"]).rows
    lines = (134, 201, 268, 335, 67)
    if data.label.endswith(".json"):
        assert [row[3:5] for row in rows] == [(data.label, f"grants/{n}/id") for n in lines]
    else:
        assert [row[3:5] for row in rows] == [(f"{data.label}:{n + 1}", f"grants/{n - 1}/id") for n in lines]


@given(st.lists(st.decimals(-1000, 1000, places=2), min_size=1))
def test_a_spread_has_the_medians_of_its_amounts(amounts: list[Decimal]) -> None:
    spread = Spread()
    spread.times.update(amounts)
    first, second, *_ = [*sorted(amounts, reverse=True), Decimal(0), Decimal(0)]
    middle = median(amounts)
    assert (spread.count, spread.largest) == (len(amounts), (first, second))
    assert (spread.median, spread.distance) == (middle, median(abs(amount - middle) for amount in amounts))


@given(st.lists(st.integers(0, 40) | st.text(max_size=2)))
def test_a_bloom_filter_never_misses_what_occurs_twice(things: Sequence[int | str]) -> None:
    repeated = BloomFilter()
    for thing in things:
        repeated.add(thing)
    assert [thing for thing in things if things.count(thing) > 1 and not repeated.repeats(thing)] == []


@pytest.mark.costly
def test_a_bloom_filter_takes_few_things_for_others_and_two_bytes_for_each() -> None:
    repeated = BloomFilter()
    for number in range(100_000):
        repeated.add(("thing", number))
    assert sum(repeated.repeats(("thing", number)) for number in range(100_000)) < 2_000
    for number in range(0, 100_000, 1_000):
        repeated.add(("thing", number))
    assert all(repeated.repeats(("thing", number)) for number in range(0, 100_000, 1_000))
    assert sum(map(len, repeated._tables)) < 2 * 250_000  # noqa: SLF001 - what it takes


PEAK = """
import resource, sys
from datetime import date
import grantcli

table = grantcli.open(sys.argv[1], engine="duckdb", memory="256MB", cache=False).check(today=date(2026, 11, 22), severity="error")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, *table.notes, sep="; ")
"""


@pytest.mark.slow
def test_twice_as_many_awards_do_not_take_twice_the_memory(tmp_path: Path) -> None:
    """Every award has an id, a title and a recipient of its own, and two rules in three find something in it."""
    peaks = []
    for many in (60_000, 120_000):
        path = tmp_path / f"{many}.csv"
        _csv(path, ({**GRANTS[n % 7], **{key: f"{GRANTS[n % 7][key]} {n}" for key in OWN}} for n in range(many)))
        env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "XDG_CACHE_HOME": str(tmp_path)}
        done = subprocess.run([sys.executable, "-c", PEAK, str(path)], env=env, stdout=subprocess.PIPE, text=True, check=True)
        peak, *notes = done.stdout.split("; ")
        assert f"{len(RULES) - 1} rules ran on {many:,} awards" in notes  # `stale-link` runs on request
        peaks.append(int(peak))
    assert peaks[1] < 1.5 * peaks[0]
