"""Commands as a user runs them: whole output, exit code and stderr."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, Run

BUNDLED = (ROOT / "data" / "awards.yaml").read_text(encoding="utf-8")


def test_total_by_programme_as_csv(run: Run) -> None:
    done = run("total", "--by", "programme", "-f", "csv")
    assert done.code == 0
    assert done.out == (
        "programme,currency,awards,unknown,total,share,mean,median,smallest,largest\n"
        "Local Digital Fund round 4,GBP,6,0,1200000.00,0.337401,200000.00,175000.00,50000.00,350000.00\n"
        "Local Digital Fund round 2,GBP,6,0,753000.00,0.211719,125500.00,90000.00,50000.00,350000.00\n"
        "LGA Digital Transformation,GBP,20,0,560000.00,0.157454,28000.00,25000.00,25000.00,40000.00\n"
        "Local Digital Fund round 3,GBP,7,0,524300.00,0.147416,74900.00,75000.00,25800.00,100000.00\n"
        "LGA Digital Experts,GBP,24,1,350000.00,0.098409,15217.39,10000.00,10000.00,25000.00\n"
        "Local Digital Fund round 1,GBP,2,0,169300.00,0.047602,84650.00,84650.00,69300.00,100000.00\n"
    )
    assert done.err == (
        "note: 1 award has no known amount and is left out of the totals\n"
        "note: of this, £2,576,600 is stated in a source, £750,000 is worked out, £230,000 is disputed\n"
        "note: LGA Digital Experts: sources give £390,000 for 27 projects but name only 24 "
        "(£350,000, one amount unknown); £40,000 is not itemised\n"
        "note: Local Digital Fund round 1: sources give £1,251,492 for 16 projects but name only 2 (£169,300); "
        "£1,082,192 is not itemised\n"
    )


def test_a_cross_table_on_the_screen(run: Run) -> None:
    done = run("total", "programme:ldf", "--by", "fy", "--across", "stage")
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "total by fy across stage, in the bundled data\n\n"
        "fy                                  alpha        beta  discovery  no stage       total\n"
        "──────────────────────────────────────────────────────────────────────────────────────\n"
        "2018-19                                £0          £0         £0  £169,300    £169,300\n"
        "2019-20                          £322,500  £1,050,000   £331,800  £773,000  £2,477,300\n\n"
        "total (each award counted once)  £322,500  £1,050,000   £331,800  £942,300  £2,646,600\n\n"
        "note: of this, £2,416,600 is stated in a source, £230,000 is disputed\n"
        "note: Local Digital Fund round 1: sources give £1,251,492 for 16 projects but name only 2 (£169,300); "
        "£1,082,192 is not itemised\n"
    )


SAME = [
    (("list", "council:leeds"), ("list", "--council", "leeds")),
    (("list", "council:Milton Keynes"), ("list", "--council", "milton keynes council")),
    (("list", "awarded>=2019", "awarded<=2019-10"), ("list", "--from", "2019", "--to", "2019-10")),
    (("list", "amount>=50k", "amount<=100k"), ("list", "--min", "50,000", "--max", "£100,000")),
    (("list", "stage:beta", "funder:mhclg"), ("list", "--stage", "beta", "funder:mhclg")),
    (("list", "council:leeds", "council:croydon"), ("list", "--council", "leeds", "--council=croydon")),
    (("list", "region:south east"), ("list", "--region", "South East")),
    (("list", "not stage:beta", "lead:croydon"), ("list", "-stage:beta", "lead:croydon")),
    (("list", "-(stage:beta or stage:alpha)"), ("list", "-stage:beta", "-stage:alpha")),
    (("total", "--by", "fy,stage"), ("total", "--by=fy, stage")),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_ways_to_ask_the_same_give_the_same_rows(one: tuple[str, ...], other: tuple[str, ...], run: Run) -> None:
    first, second = run(*one, "-f", "csv"), run(*other, "-f", "csv")
    assert first.code == second.code == 0
    assert first.out == second.out
    assert first.out.count("\n") > 1


COMMAND_LINES = [
    ("list", "-n", "3"),
    ("list", "council:leeds", "-s", "-amount,title", "-c", "id,amount,council"),
    ("filter", "fy:2019-20", "amount>=100k", "--why"),
    ("show", "ldf2-repairs", "dep-tri-borough"),
    ("total",),
    ("total", "--by", "council", "--top", "10"),
    ("total", "--by", "fy", "--across", "funder"),
    ("total", "--by", "fy", "--across", "funder", "--measure", "awards"),
    ("compare", "programme:round-2", "programme:round-3", "--by", "stage"),
    ("compare", "--on", "council", "Leeds", "Croydon", "Camden"),
    ("fields",),
    ("fields", "stage"),
]


@pytest.mark.sample
@pytest.mark.parametrize("words", COMMAND_LINES, ids=" ".join)
@pytest.mark.parametrize("name", ["table", "csv", "tsv", "json", "jsonl", "markdown", "html"])
def test_every_command_answers_in_every_format(words: tuple[str, ...], name: str, run: Run) -> None:
    done = run(*words, "-f", name)
    assert done.code == 0
    assert done.out.strip()
    assert "Traceback" not in done.err
    if name == "json":
        rows = json.loads(done.out)
        assert rows
        assert [json.loads(line) for line in run(*words, "-f", "jsonl").out.splitlines()] == rows


def test_the_version_names_the_data_too(run: Run) -> None:
    done = run("--version")
    assert (done.code, done.out, done.err) == (0, "grantcli 0.1.0 (data 2026-11-22)\n", "")


@pytest.mark.parametrize("words", [("-h",), ("--help",)])
def test_help_shows_the_commands(words: tuple[str, ...], run: Run) -> None:
    done = run(*words)
    assert (done.code, done.err) == (0, "")
    assert "Usage: grantcli" in done.out
    assert "compare" in done.out


WRONG = [
    (("filter",), "filter needs a term"),
    (("show",), "show needs ID"),
    (("show", "ldf2-repair"), "no award has the id `ldf2-repair`"),
    (("total", "--measure", "mean"), "--measure goes with --across"),
    (("total", "--by", "fy", "--across", "stage", "--top", "2"), "--top and --across do not go together"),
    (("total", "--top", "x", "--by", "fy"), "--top: `x` is not a whole number"),
    (("list", "--limit", "-1"), "--limit: `-1` is less than 0"),
    (("list", "--fy-start", "13"), "--fy-start: `13` is not from 1 to 12"),
    (("list", "--currency", "pounds"), "--currency pounds: a currency is a code of three capitals"),
    (("list", "--color", "sometimes"), "--color: `sometimes` is not one of auto, always, never"),
    (("list", "--errors", "xml"), "--errors: `xml` is not one of text, json"),
    (("fields", "a", "b"), "`b` is one word too many"),
    (("help", "filtr"), "no help on `filtr`"),
    (("completion",), "completion needs install|show"),
    (("completion", "show", "tcsh"), "no completion for the shell `tcsh`"),
    (("compare", "fy:2019-20"), "compare takes 2 to 26 questions"),
]


@pytest.mark.parametrize(("words", "message"), WRONG, ids=lambda each: " ".join(each) if isinstance(each, tuple) else "")
def test_wrong_use_exits_2_and_says_what_is_wrong(words: tuple[str, ...], message: str, run: Run) -> None:
    done = run(*words)
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines()[0] == f"grantcli: error: {message}"


def test_a_currency_is_assumed_only_where_there_is_none(run: Run, data_file: Callable[[str], Path]) -> None:
    path = data_file(
        "form: grantcli awards 1\nawards:\n"
        "  - {id: a, amount: 1, basis: stated}\n  - {id: b, amount: 2, basis: stated, currency: EUR}\n"
    )
    plain = run("total", "--data", str(path), "-f", "csv", "-c", "currency,total")
    assert plain.out == "currency,total\nEUR,2.00\n,1.00\n"
    message = run("total", "--data", str(path), "--currency", "GBP", "-f", "csv", "-c", "currency,total")
    assert message.out == "currency,total\nEUR,2.00\nGBP,1.00\n"
    assert "note: 1 award without a currency is assumed to be in GBP\n" in message.err


def test_fail_empty_exits_4_only_without_rows(run: Run) -> None:
    assert run("list", "council:leeds", "--fail-empty").code == 0
    assert run("list", "council:nowhere", "--fail-empty").code == 4
    assert run("list", "council:nowhere").code == 0
