"""`check` as a user runs it: on the bundled awards, on copies with a fault put in, and with each of its options."""

import json
import re
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

import golden
import grantcli
from conftest import ROOT, Run
from grantcli.checks.rule import Severity
from grantcli.cli.commands.check import parse_day
from grantcli.errors import UsageError

BUNDLED = (ROOT / "data" / "awards.yaml").read_text(encoding="utf-8")
TODAY = ("--today", "2026-11-22")
DAY = date(2026, 11, 22)


@pytest.fixture
def copy(data_file: Callable[[str], Path]) -> Callable[[str, str, str], str]:
    """Write a copy of the bundled awards in which one text, after the first occurrence of another, is changed."""

    def write(after: str, old: str, new: str) -> str:
        text = BUNDLED.replace("seeds: ../seeds", f"seeds: {ROOT / 'seeds'}")
        before, mark, rest = text.partition(after)
        assert mark
        assert old in rest
        return str(data_file(before + mark + rest.replace(old, new, 1)))

    return write


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("check.txt", ("check", *TODAY)),
        ("check.csv", ("check", *TODAY, "-f", "csv")),
        ("check.json", ("check", *TODAY, "-f", "json")),
        ("check-info.csv", ("check", *TODAY, "--severity", "info", "--rule", "total-not-itemised", "--rule", "amount-unknown",
                            "--rule", "projects-not-itemised", "-f", "csv")),
        ("check-rules.csv", ("check", "--list-rules", "-f", "csv")),
    ],
)  # fmt: skip
def test_the_bundled_awards_give_the_whole_output(name: str, words: tuple[str, ...], run: Run) -> None:
    done = run(*words)
    assert done.code == 0
    golden.check(name, done.stdout)


def test_notes_go_to_stderr_in_formats_for_programs(run: Run) -> None:
    done = run("check", *TODAY, "--rule", "sources-disagree", "--rule", "total-not-itemised", "-f", "csv")
    assert done.code == 0
    assert done.err == "note: 2 rules ran on 65 awards\nnote: 18 more of severity info; --severity info shows them\n"


# What the bundled awards have a warning for, one by one: an award or a programme, and what the sources print about it.
EXPECTED = {
    ("sources-disagree", "LGA Digital Transformation", "councils"),
    ("sources-disagree", "Local Digital Fund round 1", "total"),
    ("sources-disagree", "Local Digital Fund round 1", "councils"),
    ("sources-disagree", "Local Digital Fund round 2", "total"),
    ("sources-disagree", "Local Digital Fund round 3", "total"),
    ("sources-disagree", "dep-staffordshire", "saving"),
    ("sources-disagree", "ldf2-family-context", "amount"),
    ("sources-disagree", "ldf2-community-directory", "amount"),
    ("sources-disagree", "ldf2-planning", "parties"),
    ("sources-disagree", "ldf2-repairs", "amount"),
    ("sources-disagree", "ldf2-repairs", "parties"),
    ("sources-disagree", "ldf2-income", "amount"),
    ("sources-disagree", "ldf2-income", "parties"),
    ("sources-disagree", "ldf2-death-data", "about"),
    ("sources-disagree", "ldf3-invalid-planning", "amount"),
    ("sources-disagree", "ldf3-early-help", "parties"),
    ("printed-off-by-factor", "ldf2-income", "£800,000"),
    ("printed-off-by-factor", "ldf3-invalid-planning", "£98,5000"),
}


def _warning(row: tuple[Any, ...]) -> tuple[str, str, str]:
    rule, _, award, _, _, result, _ = row
    if rule == "printed-off-by-factor":
        return rule, award, result.split(" prints ")[1].split(": ")[0]
    programme, _, rest = ("", "", result) if award else result.partition(", ")
    return rule, award or programme, rest.replace(";", ":").split(":")[0]


def test_the_warnings_on_the_bundled_awards_are_these_and_no_others() -> None:
    table = grantcli.open().check(today=DAY, severity="info", rules=("printed-off-by-factor", "sources-disagree"))
    assert {row[1] for row in table.rows} == {"warning", "info"}
    assert sorted(map(_warning, table.rows)) == sorted(EXPECTED)
    assert not table.has_faults


def _read_disputes() -> set[tuple[str, str]]:
    """Read from the file itself what is rejected or disputed, by award or programme."""
    tree = yaml.load(BUNDLED, Loader=yaml.BaseLoader)  # noqa: S506 - a base loader makes texts only
    result = set()
    for programme in tree["programmes"]:
        for stated in programme["stated"]:
            if stated.get("rejected") or stated["basis"] == "disputed":
                result.add((programme["title"], stated["what"]))
    for award in tree["awards"]:
        result |= {(award["id"], part["of"]) for part in award.get("rejected", ())}
        if award["basis"] == "disputed":
            result.add((award["id"], "amount"))
        for outcome in award.get("outcomes", ()):
            if outcome.get("rejected") or outcome["basis"] == "disputed":
                result.add((award["id"], "saving"))
    return result


def test_sources_disagree_exactly_where_the_file_says_so() -> None:
    assert {(where, of) for rule, where, of in EXPECTED if rule == "sources-disagree"} == _read_disputes()


def test_every_figure_off_by_a_factor_is_one_that_the_file_rejects() -> None:
    assert {(where, "amount") for rule, where, _ in EXPECTED if rule == "printed-off-by-factor"} <= _read_disputes()


def test_the_bundled_awards_have_no_error(run: Run) -> None:
    done = run("check", *TODAY, "--severity", "error", "-f", "csv")
    assert (done.code, done.out) == (0, "rule,severity,award,place,path,found,do\n")


ROUND_2, DEP, DTP = "Local Digital Fund round 2", "LGA Digital Experts", "LGA Digital Transformation"
NO_AMOUNT = "1 of them without an amount in GBP"
Row = tuple[str, str, str | None, str, str]
FAULTS: list[tuple[str, tuple[str, str, str], int, list[Row]]] = [
    (
        "a stated total changed", ("id: local-digital-fund-round-2\n", "value: 753000", "value: 763000"), 4,
        [
            ("figure-not-printed", "error", None, "programmes[3].stated[0]", (
                f"{ROUND_2}, total: £763,000 is used; its claims print £753,000 (seed-002 line 9), "
                "753000 (govuk-2019-09-12/total), 753000 (mhclgdigital-2019-09-12/total)"
            )),
            ("total-unreachable", "error", None, "programmes[3].stated[0]", (
                f"{ROUND_2}: £763,000 is stated for 6 projects; 6 awards listed come to £753,000; "
                "no project is left for the other £10,000"
            )),
        ],
    ),
    (
        "a stated total that no split reaches", ("id: lga-digital-experts\n", "value: 390000", "value: 391000"), 4,
        [
            ("figure-not-printed", "error", None, "programmes[0].stated[0]",
             f"{DEP}, total: £391,000 is used; its claims print £390,000 (seed-004 line 4)"),
            ("total-unreachable", "error", None, "programmes[0].stated[0]", (
                f"{DEP}: £391,000 is stated for 27 projects; 24 awards listed, {NO_AMOUNT}, come to £350,000; "
                "4 projects left cannot make up the other £41,000 at £10,000 or £25,000 each"
            )),
        ],
    ),
    (
        "an award multiplied by ten", ("id: dtp-wigan\n", "amount: 25000", "amount: 250000"), 4,
        [
            ("amount-off-by-factor", "error", "dtp-wigan", "awards[29].amount",
             f"£250,000; with a tenth of it the awards come to the £560,000 stated for {DTP}"),
            ("total-exceeded", "error", None, "programmes[1].stated[0]",
             f"{DTP}: £560,000 is stated; 20 awards listed come to £785,000, £225,000 over it"),
        ],
    ),
    (
        "an award at a rate multiplied by ten", ("id: dep-luton\n", "amount: 10000", "amount: 100000"), 4,
        [
            ("amount-breaks-rule", "error", "dep-luton", "awards[8].amount", "£100,000, where a council on its own gets £10,000"),
            ("total-exceeded", "error", None, "programmes[0].stated[0]", (
                f"{DEP}: £390,000 is stated; 24 awards listed, {NO_AMOUNT}, come to £440,000, £50,000 over it"
            )),
        ],
    ),
    (
        "two digits exchanged", ("id: ldf3-user-research\n", "amount: 25800", "amount: 28500"), 4,
        [("figure-not-printed", "error", "ldf3-user-research", "awards[58].amount", (
            "amount: £28,500 is used; its claims print £25,800 (seed-003 line 35), "
            "25800 (ukauthority-2019-11-01/user-research-amount)"
        ))],
    ),
    (
        "a council abolished before the award", ("id: ldf4-code-sharing\n", "lead: GB-LAE-CRY", "lead: GB-LAE-CHC"), 4,
        [("recipient-abolished", "error", "ldf4-code-sharing", "awards[62].lead", (
            "awarded 2020-03-13, but Christchurch Borough Council existed until 2019-03-31; "
            "Bournemouth, Christchurch and Poole took over"
        ))],
    ),
    (
        "a council of a later day", ("id: dtp-dorset\n", "lead: GB-LAE-DOR", "lead: GB-LAE-DST"), 4,
        [("recipient-not-yet-born", "error", "dtp-dorset", "awards[36].lead",
          "awarded 2016-03, but Dorset Council exists from 2019-04-01")],
    ),
    (
        "a second currency", ("id: ldf3-user-research\n", "currency: GBP", "currency: EUR"), 0,
        [
            ("several-currencies", "warning", None, "", "the file has awards in EUR (1 award) and GBP (64 awards)"),
            ("several-currencies", "warning", None, "programmes[4]",
             "Local Digital Fund round 3 has awards in EUR (1 award) and GBP (6 awards)"),
        ],
    ),
    (
        "one project too few", ("id: lga-digital-transformation\n", "value: 20\n", "value: 19\n"), 4,
        [("projects-exceeded", "error", None, "programmes[1].stated[1]",
          f"{DTP}: 19 projects stated; the awards listed are for 20")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("change", "code", "result"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_a_fault_put_into_a_copy_is_found(
    change: tuple[str, str, str], code: int, result: list[Row], copy: Callable[[str, str, str], str], run: Run
) -> None:
    """Beside what the bundled awards have anyway: the documented disputes."""
    done = run(
        "check", "--data", copy(*change), *TODAY, "--severity", "info", "-f", "json", "-c", "rule,severity,award,path,found"
    )
    rows = [(*list(row.values())[:3], row["path"] or "", row["found"]) for row in json.loads(done.out)]
    disputes = {rule for rule, _, _ in EXPECTED}
    wrong = [row for row in rows if row[0] not in disputes and row[1] != "info"]
    assert (done.code, wrong) == (code, result)
    assert len([row for row in rows if row[0] in disputes]) == len(EXPECTED)


def test_an_award_over_the_cap_is_a_fault_of_the_file(copy: Callable[[str, str, str], str], run: Run) -> None:
    path = copy("id: ldf3-user-research\n", "amount: 25800", "amount: 258000")
    done = run("check", "--data", path, *TODAY)
    assert (done.code, done.out) == (3, "")
    assert "awards[58].amount: 258000 is over the cap of 100000 of `local-digital-fund-round-3`" in done.err


SMALL = """\
form: grantcli awards 1
organisations:
  - {id: GB-LAE-WYO, name: Wycombe}
programmes:
  - {id: p, title: Round, currency: GBP, stated: [{what: total, value: 30, basis: stated}]}
awards:
  - {id: b, programme: p, title: Two, lead: GB-LAE-WYO, awarded: 2021, amount: 0, basis: stated}
  - {id: a, programme: p, title: One, lead: GB-LAE-WYO, awarded: 2021-01, amount: -5, basis: stated}
  - {id: c, programme: p, title: One, awarded: 2019, amount: null, basis: unknown, rule: lost}
"""
OURS = ("recipient-abolished", "amount-zero", "amount-negative", "awarded-too-coarse", "total-not-itemised", "amount-unknown")


def _only(*rules: str) -> list[str]:
    return [word for rule in rules for word in ("--rule", rule)]


def test_findings_stand_by_severity_then_rule_then_award_each_with_its_place(run: Run, data_file: Callable[[str], Path]) -> None:
    data_file(SMALL)
    done = run(
        "check", "--data", "awards.yaml", *_only(*OURS), "--severity", "info", "-f", "csv", "-c", "rule,severity,award,place,path"
    )
    assert (done.code, done.err) == (4, "note: 6 rules ran on 3 awards\n")
    assert done.out == (
        "rule,severity,award,place,path\n"
        "recipient-abolished,error,a,awards.yaml:8,awards[1].lead\n"
        "recipient-abolished,error,b,awards.yaml:7,awards[0].lead\n"
        "amount-negative,warning,a,awards.yaml:8,awards[1].amount\n"
        "amount-zero,warning,b,awards.yaml:7,awards[0].amount\n"
        "amount-unknown,info,c,awards.yaml:9,awards[2].amount\n"
        "awarded-too-coarse,info,b,awards.yaml:7,awards[0].awarded\n"
        "awarded-too-coarse,info,c,awards.yaml:9,awards[2].awarded\n"
        "total-not-itemised,info,,awards.yaml,programmes[0].stated[0]\n"
    )


def test_a_rule_of_360giving_points_to_the_line_of_the_award_too(run: Run, data_file: Callable[[str], Path]) -> None:
    data_file(SMALL)
    done = run("check", "--data", "awards.yaml", "--rule", "amount-is-zero", "-f", "csv", "-c", "award,place,path")
    assert done.out == "award,place,path\nb,awards.yaml:7,grants/0/amountAwarded\n"


GRANTS = {
    "grants": [
        {
            "id": "360G-x-1", "title": "T", "currency": "GBP", "amountAwarded": 5, "awardDate": "2021-02-03T00:00:00",
            "fundingOrganization": [{"id": "GB-LAE-LDS", "name": "Leeds"}],
            "recipientOrganization": [{"id": "GB-LAE-LDS", "name": "Leeds"}, {"id": "GB-LAE-WYO", "name": "Wycombe"}],
            "plannedDates": [{"startDate": "2021-03-02", "endDate": "2021-03-01"}],
        },
        {"id": "360G-x-2", "amountAwarded": -1, "awardDate": "2021-02-03", "currency": "GBP"},
        {"id": "360G-x-2", "amountAwarded": 7, "awardDate": "2021-02-03"},
    ]
}  # fmt: skip


def test_a_360giving_file_is_checked_as_it_stands_with_paths_of_its_own(run: Run, tmp_path: Path) -> None:
    (tmp_path / "given.json").write_text(json.dumps(GRANTS), encoding="utf-8")
    rules = (
        "recipient-abolished",
        "repeated-award-id",
        "amount-negative",
        "no-currency",
        "planned-dates-reversed",
        "several-currencies",
    )
    done = run("check", "--data", "given.json", *TODAY, *_only(*rules), "-f", "csv", "-c", "rule,severity,award,place,path")
    repeated = "1 identifier is in several awards, and those after the first of each add 7 to the total"
    notes = f"note: {repeated}; `--one-per id` keeps one of each\nnote: 6 rules ran on 3 awards\n"
    assert (done.code, done.err) == (4, notes)
    assert done.out == (
        "rule,severity,award,place,path\n"
        "recipient-abolished,error,360G-x-1,given.json,grants/0/recipientOrganization\n"
        "repeated-award-id,error,360G-x-2,given.json,grants/2/id\n"
        "amount-negative,warning,360G-x-2,given.json,grants/1/amountAwarded\n"
        "no-currency,warning,360G-x-2,given.json,grants/2/currency\n"
        "planned-dates-reversed,warning,360G-x-1,given.json,grants/0/plannedDates/0/startDate\n"
    )


def test_findings_of_one_award_stand_in_the_order_of_the_file(run: Run, tmp_path: Path) -> None:
    grants = [{"id": "same", "amountAwarded": -1 - number, "currency": "GBP"} for number in range(12)]
    (tmp_path / "given.json").write_text(json.dumps({"grants": grants}), encoding="utf-8")
    done = run("check", "--data", "given.json", "--rule", "amount-negative", "-f", "csv", "-c", "path")
    assert done.out.splitlines()[1:] == [f"grants/{number}/amountAwarded" for number in range(12)]


@pytest.mark.parametrize(
    ("words", "code", "title", "notes"),
    [
        ((), 4, "2 errors, 2 warnings in awards.yaml", ["4 more of severity info; --severity info shows them"]),
        (("--severity", "error"), 4, "2 errors in awards.yaml",
         ["2 more of severity warning, 4 more of severity info; --severity info shows them"]),
        (("--severity", "info"), 4, "2 errors, 2 warnings, 4 findings of severity info in awards.yaml", []),
        (("--severity", "error", "--fail-on", "info"), 4, "2 errors in awards.yaml",
         ["2 more of severity warning, 4 more of severity info; --severity info shows them"]),
        (("-n", "1"), 4, "2 errors, 2 warnings in awards.yaml", ["4 more of severity info; --severity info shows them"]),
    ],
)  # fmt: skip
def test_severity_chooses_what_is_shown_and_a_note_counts_the_rest(
    words: tuple[str, ...], code: int, title: str, notes: list[str], run: Run, data_file: Callable[[str], Path]
) -> None:
    data_file(SMALL)
    done = run("check", "--data", "awards.yaml", *_only(*OURS), *words)
    message = [line.removeprefix("note: ") for line in done.out.splitlines() if line.startswith("note: ")]
    assert (done.code, done.out.splitlines()[0]) == (code, title)
    others = [line for line in message if "--limit" not in line and not re.match(r"\S+ \(\d+\): ", line)]
    assert others == ["6 rules ran on 3 awards", *notes]


@pytest.mark.parametrize(
    ("rule", "words", "code"),
    [
        ("recipient-abolished", (), 4),
        ("amount-zero", (), 0),
        ("amount-zero", ("--fail-on", "warning"), 4),
        ("amount-zero", ("--fail-on", "info"), 4),
        ("amount-zero", ("--fail-on", "error"), 0),
        ("amount-unknown", ("--fail-on", "warning"), 0),
        ("amount-unknown", ("--fail-on", "info"), 4),
        ("amount-missing", ("--fail-on", "info"), 0),
        ("amount-missing", ("--fail-empty",), 4),
    ],
)
def test_the_exit_code_says_whether_something_as_bad_was_found(
    rule: str, words: tuple[str, ...], code: int, run: Run, data_file: Callable[[str], Path]
) -> None:
    data_file(SMALL)
    assert run("check", "--data", "awards.yaml", "--rule", rule, *words).code == code


def test_nothing_found_is_said(run: Run) -> None:
    done = run("check", "--rule", "total-exceeded", "--rule", "total-exceeded")
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "nothing to show in the bundled data\n\n"
        "award  what is wrong  rule  severity  place  path\n"
        "─────────────────────────────────────────────────\n\n"
        "note: 1 rule ran on 65 awards; nothing was found\n"
    )


def test_nothing_found_is_an_empty_list_in_json(run: Run) -> None:
    done = run("check", "--rule", "total-exceeded", "-f", "json")
    assert (done.code, done.out, done.err) == (0, "[]\n", "note: 1 rule ran on 65 awards; nothing was found\n")


def test_today_is_the_day_that_is_given(run: Run) -> None:
    done = run("check", "--rule", "awarded-in-future", "--today", "2020-03-12", "-f", "csv", "-c", "award,found")
    assert done.code == 4
    assert done.out.splitlines()[1:] == [
        f'ldf4-{name},"awarded 2020-03-13, which is after 2020-03-12"'
        for name in ("code-sharing", "community-directory", "income", "invalid-planning", "planning", "repairs")
    ]
    assert run("check", "--rule", "awarded-in-future", "--today", "2020-03-13").code == 0


@pytest.mark.parametrize("zone", ["AAA-14", "BBB+12"])  # of any moment, one of the two has another day
def test_today_is_the_same_day_in_every_time_zone(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        days = datetime.now(UTC).date(), parse_day(""), datetime.now(UTC).date()
    finally:
        monkeypatch.undo()
        time.tzset()
    assert days[1] in days[::2]


def test_without_a_day_today_is_the_real_one(run: Run, data_file: Callable[[str], Path]) -> None:
    rows = "".join(f"  - {{id: y{year}, awarded: {year}-01-01, amount: 1, basis: stated}}\n" for year in (2025, 9999))
    path = str(data_file(f"form: grantcli awards 1\nawards:\n{rows}"))
    done = run("check", "--data", path, "--rule", "awarded-in-future", "-f", "csv", "-c", "award")
    assert (done.code, done.out) == (4, "award\ny9999\n")


def test_a_currency_that_is_assumed_is_one_and_a_note_says_so(run: Run, data_file: Callable[[str], Path]) -> None:
    path = str(data_file("form: grantcli awards 1\nawards:\n  - {id: a, amount: 1, basis: stated}\n"))
    assert run("check", "--data", path, "--rule", "no-currency", "--fail-on", "warning").code == 4
    done = run("check", "--data", path, "--rule", "no-currency", "--fail-on", "warning", "--currency", "GBP", "-f", "json")
    assert (done.code, done.out) == (0, "[]\n")
    assert (
        done.err == "note: 1 award without a currency is assumed to be in GBP\nnote: 1 rule ran on 1 award; nothing was found\n"
    )


WRONG = [
    (("total:5",), "`total:5` is one word too many", "`grantcli check --help` shows what it takes"),
    (("--rule", "total-exceded"), "no rule has the id `total-exceded`",
     "did you mean `total-exceeded` or `projects-exceeded` or `total-unreachable`?"),
    (("--rule", "xyzzy"), "no rule has the id `xyzzy`", "`grantcli check --list-rules`"),
    (("--severity", "worst"), "--severity: `worst` is not one of error, warning, info", None),
    (("--fail-on", "warnings"), "--fail-on: `warnings` is not one of error, warning, info", "did you mean `warning`?"),
    (("--today", "2020-03"), "--today: `2020-03` is not a day like 2019-09-12", None),
    (("--today", "20200312"), "--today: `20200312` is not a date like 2019, 2019-09 or 2019-09-12", None),
    (("--today", "2021-02-29"), "--today: `2021-02-29` is not in the calendar", None),
    (("--list-rules", "--rule", "xyzzy"), "no rule has the id `xyzzy`", "`grantcli check --list-rules`"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "message", "hint"), WRONG, ids=[" ".join(row[0]) for row in WRONG])
def test_wrong_use_exits_2_and_says_what_is_wrong(words: tuple[str, ...], message: str, hint: str | None, run: Run) -> None:
    done = run("check", *words)
    notes = f"grantcli: error: {message}\n" + (f"hint: {hint}\n" if hint else "")
    assert (done.code, done.out, done.err) == (2, "", notes)


def test_rules_can_be_listed_by_severity_and_by_name_without_any_data(run: Run) -> None:
    done = run("check", "--list-rules", "--data", "nowhere.yaml", "-f", "json", "-c", "rule,severity")
    rules = json.loads(done.out)
    assert done.code == 0
    assert {each["severity"] for each in rules} == {severity.name.lower() for severity in Severity}
    errors = json.loads(run("check", "--list-rules", "--severity", "error", "-f", "json", "-c", "rule,severity").out)
    assert errors == [each for each in rules if each["severity"] == "error"]
    one = run("check", "--list-rules", "--rule", "total-exceeded", "-f", "csv", "-c", "rule,severity")
    assert one.out == "rule,severity\ntotal-exceeded,error\n"


def test_the_same_can_be_asked_from_python() -> None:
    table = grantcli.open().check(today=date(2020, 3, 12), rules=["awarded-in-future"])
    assert [row[2] for row in table.rows][:2] == ["ldf4-code-sharing", "ldf4-community-directory"]
    assert table.has_faults
    with pytest.raises(UsageError):
        grantcli.open().check(today=DAY, severity="worst")


def test_a_check_of_an_empty_file_finds_nothing(run: Run, data_file: Callable[[str], Path]) -> None:
    path = str(data_file("form: grantcli awards 1\nawards: []\n"))
    done = run("check", "--data", path, "-f", "csv", "--severity", "info")
    assert (done.code, done.out) == (0, "rule,severity,award,place,path,found,do\n")
    assert done.err.endswith(" rules ran on 0 awards; nothing was found\n")


def test_one_fact_is_one_finding_whichever_rules_see_it(run: Run, data_file: Callable[..., Path]) -> None:
    path = data_file(
        "Identifier,Recipient Org:Name,Amount Awarded,Award Date,Currency\n1,A,0,2030-01-01,GBP\n2,B,5,2019,GBP\n", "x.csv"
    )
    pairs = {"amount-zero", "amount-is-zero", "awarded-in-future", "award-date-in-future"}
    names = [each for name in sorted(pairs) for each in ("--rule", name)]
    words = ("check", "--data", str(path), "--today", "2020-01-01", "-f", "csv", "--no-header", "-c", "rule,award")
    assert run(*words, *names).stdout.decode() == "award-date-in-future,1\namount-is-zero,1\n"
    assert run(*words, "--rule", "amount-zero").stdout.decode() == "amount-zero,1\n"


def test_advice_counts_the_awards_where_one_has_several_findings(run: Run, data_file: Callable[..., Path]) -> None:
    bodies = [{"id": f"360G-x-{number}", "name": name} for number, name in enumerate("ABC")]
    path = data_file(json.dumps({"grants": [{"id": "1", "recipientOrganization": bodies, "amountAwarded": 5}]}), "x.json")
    done = run("check", "--data", str(path), "--rule", "recipient-without-location", "--severity", "info")
    assert "recipient-without-location (3 in 1 award): " in done.out


def test_advice_counts_the_awards_of_each_file(run: Run, data_file: Callable[..., Path]) -> None:
    grant = {"id": "1", "recipientOrganization": [{"id": "360G-x-1", "name": "A"}], "amountAwarded": 5}
    paths = [str(data_file(json.dumps({"grants": [{**grant, "id": name}]}), f"{name}.json")) for name in "ab"]
    files = [word for path in paths for word in ("--data", path)]
    done = run("check", *files, "--rule", "recipient-without-location", "--severity", "info")
    assert "recipient-without-location (2): " in done.out
