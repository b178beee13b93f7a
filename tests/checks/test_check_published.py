"""What `check` says of every published file that can be read: the counts of 360Giving's tool, and the findings of our rules."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from published_counts import COUNTS

from conftest import SHARED
from grantcli.bundle import register
from grantcli.checks import quality
from grantcli.checks.rule import CheckContext
from grantcli.checks.rulebook import RULES, run_rules
from grantcli.dataset import open_dataset
from grantcli.model import Book

TODAY = date(2026, 11, 22)
OURS = [rule for rule in RULES if rule not in quality.RULES]
LARGE = {"bad/dq_badfile_too_many_rows.xlsx"}


def counts(path: Path) -> dict[str, int]:
    """Return what each rule counts in a file, read and converted to grants as any other; nothing for rules that find nothing."""
    awards = open_dataset(path, cache=False, every_spelling=True).data.engine.all_awards
    notes = quality.verdicts(CheckContext(Book(()), grants=[award.grant or {} for award in awards()], today=TODAY))
    ours = Counter(rule.id for rule, _ in run_rules(OURS, awards, CheckContext(Book(()), register(), today=TODAY)))
    return {**ours, **{verdict.rule: verdict.count for verdict in notes if verdict.failed}}


@pytest.mark.shared
@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.slow) if name in LARGE else name for name in COUNTS])
def test_the_counts_of_a_published_file_are_these(name: str) -> None:
    expected = {rule: int(count) for rule, _, count in (each.partition(" ") for each in COUNTS[name].split(", "))}
    assert counts(SHARED / "data" / name) == expected


@pytest.mark.shared
def test_every_published_file_is_counted_or_refused() -> None:
    refused = {
        "360giving/grantnav_registry_data.json", "bad/dq_bad.xlsx", "bad/dq_fundingproviders-grants_malformed.json",
        "bad/dq_tenders_releases_2_releases.xlsx", "bad/ft_bad-utf8.json", "bad/ft_dates.xlsx", "bad/ft_types.xlsx",
    }  # fmt: skip
    files = {f"{path.parent.name}/{path.name}" for path in (SHARED / "data").glob("*/*") if path.name != "README.md"}
    assert {name for name in files if not name.startswith(("cases/", "registry/"))} == refused | set(COUNTS)


TWINS = [
    ("360giving/trafford_council_voluntary_sector_grants.csv", "360giving/trafford_council_voluntary_sector_grants.json"),
    ("360giving/datagetter_valid.xlsx", "360giving/datagetter_validfile.json"),
    ("bad/dq_decimal_amounts.csv", "bad/dq_decimal_amounts.json"),
    ("bad/dq_badfile_all_validation_errors.xlsx", "bad/dq_badfile_all_validation_errors.json"),
]


@pytest.mark.parametrize(("table", "json"), TWINS)
def test_a_table_and_its_twin_in_json_have_the_same_counts(table: str, json: str) -> None:
    assert COUNTS[table] == COUNTS[json]
