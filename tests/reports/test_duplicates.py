"""Organisations that may be one: what is offered for decision, what is not, and that a decision settles it; by every engine."""

from pathlib import Path

import pytest

from conftest import SHARED, Run
from grantcli.dataset import open_dataset

HEAD = "Identifier,Currency,Amount Awarded,Recipient Org:Identifier,Recipient Org:Name"
BY_NAME = "names that differ by punctuation, accents or legal form"
SETS: dict[str, tuple[list[str], list[tuple[str, int]]]] = {
    "one name with two identifiers": (["GB-CHC-1,Ark", "GB-CHC-2,Ark"], [("one name", 2)]),
    "with and without an identifier": (["GB-CHC-1,Ark", ",Ark"], [("one name", 2)]),
    "punctuation, legal form, accents and `the`": (
        ["GB-CHC-1,The Café & Co Ltd", "GB-CHC-2,CAFE and Co.", ",Cafe and Co CIC"], [(BY_NAME, 3)]),
    "a letter more, less or another": (
        ["GB-CHC-1,Rainbow Trust", "GB-CHC-2,Rainbows Trust", "GB-CHC-3,Rainbaw Trust"],
        [("names that differ by a letter", 2), ("names that differ by a letter", 2)]),
    "names of eight letters and no fewer": (
        ["GB-CHC-1,Builders", "GB-CHC-2,Buildars", "GB-CHC-3,Gardens", "GB-CHC-4,Gardans"],
        [("names that differ by a letter", 2)]),
    "one number in two registers": (["GB-CHC-1234567,Ark", "GB-COH-01234567,Zoo"], [("one number in several registers", 2)]),
    "short names, and figures, tell organisations apart": (["GB-CHC-1,Ark", "GB-CHC-2,Arc", "GB-CHC-3,Phase 1 Builders",
                                                          "GB-CHC-4,Phase 2 Builders"], []),
    "one organisation by a rule is none": (["GB-COH-00123456,Ark", "GB-COH-123456,Boat"], []),
    "the name of one council, without an identifier": (
        [",Leeds City Council", ",Leeds", ",Kent Wildlife Trust", ",Dorset", "GB-CHC-1,Kent"], [("the name of a council", 2)]),
    "councils of the register are known to be several": (["GB-LAE-ESX,East Sussex", "GB-LAE-WSX,West Sussex"], []),
}  # fmt: skip


@pytest.mark.sample(2)
@pytest.mark.parametrize("name", SETS)
def test_what_may_be_one_organisation_is_offered_and_nothing_else(name: str, tmp_path: Path) -> None:
    rows, sets = SETS[name]
    lines = (f"a{number},GBP,1,{row}" for number, row in enumerate(rows))
    (tmp_path / "a.csv").write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")
    result = [open_dataset(tmp_path / "a.csv", engine=engine, cache=False).duplicates().rows for engine in ("memory", "duckdb")]
    assert result[0] == result[1]
    assert [(row[0], row[3]) for row in result[0]] == sets


def test_the_lines_that_it_prints_are_a_file_of_decisions(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'{HEAD}\na,GBP,1,GB-CHC-1,"Ark ""A"": Jo\'s #1"\nb,GBP,2,,"Ark ""A"": Jo\'s #1"\n', encoding="utf-8")
    question = ("duplicates", "--data", "a.csv", "-f", "tsv", "--raw", "-c", "decision", "--no-header")
    lines = run(*question).stdout
    assert lines.count(b"\n") == 1
    for decision in (lines, lines.replace(b"same", b"different")):
        (tmp_path / "who.yaml").write_bytes(decision)
        result = run(*question, "--organisations", "who.yaml")
        assert (result.code, result.stdout) == (0, b"")


def test_a_council_by_name_has_a_region_once_that_is_decided(tmp_path: Path, run: Run) -> None:
    (tmp_path / "a.csv").write_text("Council,Amount\nLondon Borough of Croydon,5\nElsewhere,7\n", encoding="utf-8")
    lines = run("duplicates", "--data", "a.csv", "-f", "tsv", "--raw", "-c", "decision", "--no-header").stdout
    (tmp_path / "who.yaml").write_bytes(lines)
    total = run("total", "--by", "region", "--data", "a.csv", "--organisations", "who.yaml", "-f", "csv", "-c", "region,total")
    assert total.out == "region,total\n,7.00\nLondon,5.00\n"


@pytest.mark.shared
def test_a_published_file_has_two_sets_to_decide() -> None:
    path = SHARED / "data" / "360giving" / "trafford_council_voluntary_sector_grants.csv"
    rows = [open_dataset(path, engine=engine, cache=False).duplicates().rows for engine in ("memory", "duckdb")]
    assert rows[0] == rows[1]
    assert [row[1] for row in rows[0]] == [("Art with a Heart", "Art with Heart CIC"), ("Footlights",)]


@pytest.mark.sample(1)
@pytest.mark.parametrize("engine", ["memory", "duckdb"])
def test_funders_that_may_be_one_are_offered_and_a_decision_settles_it(engine: str, tmp_path: Path, run: Run) -> None:
    head = "Identifier,Currency,Amount Awarded,Funding Org:Identifier,Funding Org:Name,Recipient Org:Name"
    rows = ["a,GBP,1,GB-CHC-1,The Ark Fund,X", "b,GBP,2,GB-CHC-2,Ark Fund,Y", "c,GBP,4,GB-CHC-9,Zoo,Y",
            "d,GBP,8,GB-COH-00123456,Sea,Y", "e,GBP,16,GB-COH-123456,Sea,Y"]  # fmt: skip
    (tmp_path / "a.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    words = ("duplicates", "--data", "a.csv", "--engine", engine, "--no-cache", "-f", "csv", "--no-header")
    first = run(*words)
    assert (first.code, first.out) == (0, "")
    line = run(*words, "--raw", "--funders", "-c", "decision").out
    assert line in {'"- same: [GB-CHC-1, GB-CHC-2]"\n', '"- same: [GB-CHC-2, GB-CHC-1]"\n'}
    (tmp_path / "same.yaml").write_text(line.strip().strip('"') + "\n", encoding="utf-8")
    decided = ("--organisations", "same.yaml")
    settled = run(*words, "--funders", *decided)
    assert (settled.code, settled.out) == (0, "")
    total = run("total", "--by", "funder", "--data", "a.csv", "--engine", engine, *decided, "-f", "csv", "-c", "awards,total")
    assert total.out == "awards,total\n2,24.00\n1,4.00\n2,3.00\n"
