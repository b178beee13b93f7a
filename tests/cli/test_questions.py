"""Questions that are kept under a name: what is kept, what is asked, and whether figures are still what is expected."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from conftest import Run
from grantcli.cli.expectation import Expectation, agrees, figure_text, parse
from grantcli.table import Cell, Money

HERE = ("--file", "set.yaml")
AWARDS = "form: grantcli awards 1\nawards:\n  - {{id: {}, title: A, amount: 5, currency: GBP, basis: stated}}\n"


@pytest.fixture
def text(tmp_path: Path) -> Path:
    """The file of questions that tests name; it is not there yet."""
    return tmp_path / "set.yaml"


# What is kept, what is asked more, and the command line that answers the same.
RUNS: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = [
    ("total funder:lga --by programme", (), ("total", "funder:lga", "--by", "programme")),
    ("total funder:lga --by programme", ("fy:2015-16",), ("total", "funder:lga", "fy:2015-16", "--by", "programme")),
    ("total --by programme", ("--by", "fy"), ("total", "--by", "fy")),
    ("list -f csv", ("-f", "tsv"), ("list", "-f", "tsv")),
    ("list --council leeds", ("--council", "croydon"), ("list", "--council", "leeds", "--council", "croydon")),
    ("list council:leeds or council:croydon", ("stage:beta",), ("list", "(council:leeds or council:croydon) stage:beta")),
    ("list 'council:leeds or council:croydon'", ("stage:beta",), ("list", "(council:leeds or council:croydon) stage:beta")),
    ("list stage:beta", ("council:leeds", "or", "council:croydon"), ("list", "(council:leeds or council:croydon) stage:beta")),
    ("list council:leeds OR council:croydon", ("-stage:beta",), ("list", "(council:leeds or council:croydon) -stage:beta")),
    ("list 'council:Milton Keynes'", (), ("list", "council:milton keynes")),
    ("list '\"social care\"'", (), ("list", "social care")),
    ("list -stage:beta", ("-stage:alpha",), ("list", "-stage:beta", "-stage:alpha")),
    ("show ldf2-repairs", ("dep-tri-borough",), ("show", "ldf2-repairs", "dep-tri-borough")),
    ("compare fy:2015-16 fy:2019-20", ("fy:2018-19",), ("compare", "fy:2015-16", "fy:2019-20", "fy:2018-19")),
    ("total --by programme", ("--chart",), ("total", "--by", "programme", "--chart")),
    ("total --by programme", ("-f", "svg"), ("total", "--by", "programme", "-f", "svg")),
    ("council leeds", (), ("council", "leeds")),
    ("fields stage", (), ("fields", "stage")),
    ("check --list-rules", ("-n", "2"), ("check", "--list-rules", "-n", "2")),
    ("sources", ("seed-000",), ("sources", "seed-000")),
    ("list --explain", ("--no-config", "-n", "1"), ("list", "--explain", "-n", "1")),
]  # fmt: skip


@pytest.mark.sample(3)
@pytest.mark.parametrize(("copy", "more", "same"), RUNS)
def test_a_question_answers_as_its_command_line_does_with_what_is_added(
    run: Run, text: Path, copy: str, more: tuple[str, ...], same: tuple[str, ...]
) -> None:
    text.write_text(json.dumps({"q": {"run": copy}}), encoding="utf-8")
    done, plain = run("run", *HERE, "q", *more), run(*same)
    assert plain.code == 0
    assert (done.code, done.stdout, done.err.replace("(", "").replace(")", "")) == (
        plain.code, plain.stdout, plain.err.replace("(", "").replace(")", ""),
    )  # fmt: skip


SAVED = "note: saved as `mk` in set.yaml; `grantcli run --file set.yaml mk` asks it\n"


def test_save_keeps_what_was_typed_and_run_asks_it(run: Run, text: Path) -> None:
    words = ("list", "council:Milton Keynes", "-s", "-amount", "-f", "csv")
    done = run("save", *HERE, "mk", *words)
    assert (done.code, done.out, done.err) == (
        0,
        "",
        "note: saved as `mk` in set.yaml; `grantcli run --file set.yaml mk` asks it\n",
    )
    assert text.read_text(encoding="utf-8") == "mk:\n  run: list 'council:Milton Keynes' -s -amount -f csv\n"
    assert run("run", *HERE, "mk") == run(*words)


def test_questions_of_ones_own_are_in_the_folder_of_settings(run: Run, tmp_path: Path) -> None:
    own = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    assert run("save", "lga", "total", "funder:lga", env=own).code == 0
    assert (tmp_path / "config" / "grantcli" / "questions.yaml").read_text(encoding="utf-8") == "lga:\n  run: total funder:lga\n"
    assert run("run", "lga", env=own) == run("total", "funder:lga")
    assert json.loads(run("saved", "-f", "json", env=own).out) == [
        {"name": "lga", "question": "total funder:lga", "expected": []}
    ]


def test_nothing_is_kept_until_something_is(run: Run) -> None:
    done = run("saved", "-f", "csv")
    assert (done.code, done.out) == (0, "name,question,expected\n")
    assert done.err == "note: none is saved yet: `grantcli save NAME COMMAND...` saves one\n"


OPTIONS = [
    ("save", "--expect", "total", *HERE, "q", "total", "funder:lga"),
    ("save", *HERE, "--expect=total", "q", "total", "funder:lga"),
    ("save", "--file=set.yaml", "--expect", "total", "q", "total", "funder:lga"),
]


@pytest.mark.parametrize("words", OPTIONS, ids=" ".join)
def test_options_of_save_stand_before_the_name_and_a_figure_without_value_is_as_it_is_now(
    run: Run, text: Path, words: tuple[str, ...]
) -> None:
    done = run(*words)
    assert done.code == 0, done.err
    assert text.read_text(encoding="utf-8") == "q:\n  run: total funder:lga\n  expect:\n  - total=GBP 910000.00\n"
    assert "note: `total=GBP 910000.00` is expected\n" in done.err


def test_a_figure_that_is_not_so_now_is_kept_and_said(run: Run) -> None:
    done = run("save", *HERE, "--expect", "total=5", "q", "total", "funder:lga")
    assert (done.code, done.err.splitlines()[0]) == (0, "note: total is GBP 910000.00 now, not 5")
    assert run("run", "--check", *HERE).code == 4


NAMED = "for example `grantcli save lga total funder:lga`; a name is letters, digits, `-`, `_` and `.`"
SAVE = "for example `grantcli save --expect total lga total funder:lga --by programme`"
BEGINS = "a question begins with list, filter, show, total, compare, diff, council, org, sources, check, duplicates, fields"
REFUSED: list[tuple[tuple[str, ...], str, str]] = [
    ((), "save needs NAME", f"letters, digits, `-`, `_` and `.`: {SAVE}"),
    (("q",), "save needs COMMAND", f"the question, as you would ask it: {SAVE}"),
    (("q", "--replace", "list"), "`--replace` is after the name; options of save go before it",
     "`grantcli save --replace ... q COMMAND...`"),
    (("a/b", "list"), "`a/b` cannot be the name of a question",
     NAMED),
    (("q", "totl"), "unknown command `totl`", "did you mean `total`?"),
    (("q", "list", "--fundr", "x"), "unknown option `--fundr`", "did you mean `--funder` or `--from`?"),
    (("q", "total", "--by", "programe"), "unknown field `programe`", "did you mean `programme`?"),
    (("q", "list", "-n", "x"), "--limit: `x` is not a whole number",
     "`--sort -amount` shows the largest first, and `--limit 5` keeps five"),
    (("q", "list", "-o", "x.csv"), "a saved question writes no file: --output", "give --output when you run it"),
    (("q", "list", "--data", "x.csv", "--save-map", "y"), "a saved question writes no file: --save-map",
     "give --save-map when you run it"),
    (("q", "run", "q"), "`run` cannot be saved",
     BEGINS),
    (("q", "save", "q", "list"), "`save` cannot be saved",
     BEGINS),
    (("q", "cache", "clear"), "`cache` cannot be saved",
     BEGINS),
    (("q", "list", "--help"), "--help is not a question", "`grantcli list --help` shows it"),
    (("--expect", "totl=5", "q", "list"), "the answer has no column `totl`", "did you mean `title`?"),
    (("--expect", "total of 2021-22", "q", "total", "--by", "fy"), "no row is called `2021-22`",
     "did you mean `2019-20`?"),
    (("--expect", "amount", "q", "list"), "`amount` is 65 figures", "name its row: `total of LGA Digital Experts=350000`"),
    (("--expect", "?", "q", "list"), "--expect ?: give a figure and its value",
     "for example `total=3556600`, `awards of LGA Digital Experts=24` or `rows=65`"),
    (("--expect", "rows", "q", "list", "-f", "360giving"), "complete awards have no figure to expect",
     "leave --format out of the question"),
    (("q", "total", "--data", "postgresql://ann:pw@db/x"),
     "a question with a password in it is not saved: others could read set.yaml",
     "leave it out of the address, and save it where the database looks for it"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "message", "hint"), REFUSED, ids=str)
def test_what_cannot_be_asked_is_not_kept(run: Run, text: Path, words: tuple[str, ...], message: str, hint: str) -> None:
    done = run("save", *HERE, *words)
    notes = f"grantcli: error: {message}\n" + (f"hint: {hint}\n" if hint else "")
    assert (done.code, done.out, done.err) == (2, "", notes)
    assert not text.exists()


def test_a_question_in_a_question_language_that_is_wrong_shows_its_caret(run: Run, text: Path) -> None:
    assert run("save", *HERE, "q", "list", "fundr:lga").err == run("list", "fundr:lga").err
    assert not text.exists()


def test_a_name_is_taken_until_it_is_replaced(run: Run, text: Path) -> None:
    assert run("save", *HERE, "q", "list").code == 0
    done = run("save", *HERE, "q", "total")
    assert (done.code, done.err) == (
        2, "grantcli: error: `q` is saved already: list\nhint: --replace saves the new one instead\n",
    )  # fmt: skip
    assert run("save", *HERE, "--replace", "q", "total").code == 0
    assert text.read_text(encoding="utf-8") == "q:\n  run: total\n"


BY_HAND = """\
# what we said to the committee
one:
  run: total funder:lga   # every year
  expect: [total=910000]

# about Leeds
leeds: list council:leeds
three:
  expect: rows=65
  run: list
# the end
"""


def test_comments_stay_when_a_question_is_added_replaced_or_taken_out(run: Run, text: Path) -> None:
    text.write_text(BY_HAND, encoding="utf-8")
    assert run("save", *HERE, "four", "fields").code == 0
    assert text.read_text(encoding="utf-8") == f"{BY_HAND}four:\n  run: fields\n"
    assert run("save", *HERE, "--replace", "one", "total").code == 0
    done = run("saved", *HERE, "--remove", "three", "--remove", "four", "-f", "csv", "-c", "name")
    assert (done.code, done.out) == (0, "name\none\nleeds\n")
    assert done.err == "note: `three` is removed from set.yaml\nnote: `four` is removed from set.yaml\n"
    expected = "# what we said to the committee\none:\n  run: total\n\n# about Leeds\nleeds: list council:leeds\n# the end\n"
    assert text.read_text(encoding="utf-8") == expected


def test_a_last_line_without_an_end_gets_one(run: Run, text: Path) -> None:
    text.write_text("one: list", encoding="utf-8")
    assert run("save", *HERE, "two", "fields").code == 0
    assert text.read_text(encoding="utf-8") == "one: list\ntwo:\n  run: fields\n"


def test_a_file_that_cannot_be_changed_line_by_line_stays_as_it_is(run: Run, text: Path) -> None:
    text.write_text("{one: list}\n", encoding="utf-8")
    done = run("save", *HERE, "two", "fields")
    assert (done.code, done.err.splitlines()[-2:]) == (
        3, ["grantcli: error: `set.yaml` is written in a way that grantcli cannot change", "hint: change it by hand"],
    )  # fmt: skip
    assert text.read_text(encoding="utf-8") == "{one: list}\n"
    assert run("run", *HERE, "one", "-n", "1").code == 0


FAULTS = [
    ("a b: list", "set.yaml:1: a b: `a b` cannot be the name of a question"),
    ("q: [list]", "set.yaml:1: q: has no command line to run"),
    ("q: {expect: total}", "set.yaml:1: q: has no command line to run"),
    ("q:\n  run: list\n  expct: rows", "set.yaml:3: q.expct: unknown key `expct`"),
    ("q:\n  run: list\n  output: x", "set.yaml:3: q.output: unknown key `output`"),
    ('q: "list \'x"', "set.yaml:1: q.run: a quote is left open"),
    ("q:\n  run: list\n  expect: {a: b}", "set.yaml:3: q.expect: should be a text, or a list of them"),
    ("q: list\nq: list", "set.yaml:2: has the key `q` twice (first on line 1)"),
]


@pytest.mark.parametrize(("content", "fault"), FAULTS)
def test_a_wrong_file_of_questions_is_an_error_with_its_line(run: Run, text: Path, content: str, fault: str) -> None:
    text.write_text(f"{content}\n", encoding="utf-8")
    done = run("run", *HERE, "q")
    assert (done.code, done.out) == (3, "")
    assert done.err.splitlines()[0] == f"grantcli: error: {fault}"


@pytest.mark.parametrize(
    ("copy", "code", "notes"),
    [
        ("list -o out.csv", 2, "set.yaml:1: q: a saved question writes no file: --output"),
        ("run q", 2, "set.yaml:1: q: `run` cannot be saved"),
        ("save x list", 2, "set.yaml:1: q: `save` cannot be saved"),
        ("list --nope", 2, "set.yaml:1: q: unknown option `--nope`"),
    ],
)
def test_a_question_written_by_hand_can_no_more_than_one_that_was_saved(
    run: Run, text: Path, tmp_path: Path, copy: str, code: int, notes: str
) -> None:
    text.write_text(f"q: {copy}\n", encoding="utf-8")
    done = run("run", *HERE, "q")
    assert (done.code, done.out, done.err.splitlines()[0]) == (code, "", f"grantcli: error: {notes}")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["set.yaml"]


def test_what_a_question_answers_can_be_written(run: Run, text: Path, tmp_path: Path) -> None:
    text.write_text("q: list\n", encoding="utf-8")
    assert run("run", *HERE, "q", "-o", "out.csv").code == 0
    assert (tmp_path / "out.csv").read_bytes() == run("list", "-f", "csv").stdout


def test_a_question_that_asks_the_data_of_a_setting_says_so(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(AWARDS.format("a"), encoding="utf-8")
    (tmp_path / "grantcli.yaml").write_text("data: a.yaml\n", encoding="utf-8")
    notes = "note: it reads the `data` of grantcli.yaml:1, and elsewhere the data that is set there; "
    question = {
        ("save", *HERE, "one", "list"): 1,
        ("save", *HERE, "two", "list", "--data", "a.yaml"): 0,
        ("save", *HERE, "three", "list", "--no-config"): 0,
        ("save", *HERE, "--no-config", "four", "list"): 0,
    }
    assert {words: run(*words).err.count(notes) for words in question} == question


# Options of `run`, what follows the name, and the command line that answers the same by the same settings.
BY_SETTINGS: list[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = [
    ((), (), ("total",)),
    (("--no-config",), (), ("total", "--no-config")),
    ((), ("--no-config",), ("total", "--no-config")),
    ((), ("awarded:2019",), ("total", "awarded:2019")),
    (("-f", "table", "--vertical"), (), ("total", "-f", "table", "--vertical")),
    (("--vertical",), (), ("total", "--vertical")),
    ((), ("--data", "a.yaml"), ("total", "--data", "a.yaml")),
]


@pytest.mark.parametrize(("before", "more", "same"), BY_SETTINGS, ids=str)
def test_a_question_goes_by_the_settings_of_its_own_command_and_says_so(
    run: Run, text: Path, tmp_path: Path, before: tuple[str, ...], more: tuple[str, ...], same: tuple[str, ...]
) -> None:
    (tmp_path / "a.yaml").write_text(AWARDS.format("a"), encoding="utf-8")
    (tmp_path / "grantcli.yaml").write_text("data: a.yaml\nformat: markdown\n", encoding="utf-8")
    text.write_text("q: total\n", encoding="utf-8")
    assert run("run", *HERE, *before, "q", *more) == run(*same)


def test_a_setting_that_fits_no_option_of_run_is_left_out(run: Run, text: Path, tmp_path: Path) -> None:
    text.write_text("q: total\n", encoding="utf-8")
    env = {"GRANTCLI_FORMAT": "json", "GRANTCLI_FY_START": "1"}
    assert run("run", *HERE, "-o", "out.csv", "q", env=env).code == 0
    assert (tmp_path / "out.csv").read_bytes() == run("total", "-f", "csv").stdout


def test_an_unknown_name_gets_the_nearest(run: Run, text: Path) -> None:
    text.write_text("leeds: list\n", encoding="utf-8")
    assert run("run", *HERE, "leed").err == "grantcli: error: no question is saved as `leed`\nhint: did you mean `leeds`?\n"
    assert run("saved", *HERE, "--remove", "x").code == 2
    assert run("run").code == 2


def test_files_of_a_question_stand_where_they_stood_when_it_was_kept(run: Run, tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "set").mkdir()
    for name in ("a", "b"):
        (tmp_path / "work" / f"{name}.yaml").write_text(AWARDS.format(name), encoding="utf-8")
    own = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    for more in ((), ("--file", "../set/q.yaml")):
        for name, words in (("q", ("list", "--data", "a.yaml")), ("d", ("diff", "a.yaml", "b.yaml"))):
            done = run("save", *more, name, *words, env=own, cwd=tmp_path / "work")
            assert done.code == 0, done.err
    assert "in: ../work\n" in (tmp_path / "set" / "q.yaml").read_text(encoding="utf-8")
    for file in ((), ("--file", "set/q.yaml")):
        assert run("run", *file, "q", "-f", "csv", "-c", "id", env=own).out == "id\na\n"
        assert run("run", *file, "q", "--data", "work/b.yaml", "-f", "csv", "-c", "id", env=own).out == "id\nb\n"
        assert run("run", *file, "d", "-f", "csv", env=own) == run("diff", "work/a.yaml", "work/b.yaml", "-f", "csv")


CHECKED = """\
right:
  run: total --by programme
  expect: [total=3556600, total=GBP 3556600.00, "awards of LGA Digital Experts=24", "share of lga digital experts=9.8%", rows=6]
wrong:
  run: total funder:lga
  expect: [total=910000.01, total=EUR 910000, "total of Nobody=1", awards=unknown]
broken:
  run: total --data gone.csv
  expect: total=1
silent: list
"""


def test_a_check_names_every_figure_and_exits_4_when_one_is_not_as_expected(run: Run, text: Path) -> None:
    text.write_text(CHECKED, encoding="utf-8")
    done = run("run", "--check", *HERE, "-f", "csv")
    assert (done.code, done.out) == (4, (
        "question,figure,expected,found,outcome\n"
        "right,total,3556600,GBP 3556600.00,as expected\n"
        "right,total,GBP 3556600.00,GBP 3556600.00,as expected\n"
        "right,awards of LGA Digital Experts,24,24,as expected\n"
        "right,share of lga digital experts,9.8%,0.098409,as expected\n"
        "right,rows,6,6,as expected\n"
        "wrong,total,910000.01,GBP 910000.00,differs\n"
        "wrong,total,EUR 910000,GBP 910000.00,differs\n"
        "wrong,total of Nobody,1,,differs\n"
        "wrong,awards,unknown,44,differs\n"
        "broken,total,1,,cannot be asked\n"
    ))  # fmt: skip
    assert done.err.splitlines() == [
        "note: wrong: no row is called `Nobody`",
        "note: broken: cannot read `gone.csv`: no such file or directory",
    ]
    assert [run("run", "--check", *HERE, *names).code for names in (("right",), ("right", "wrong"), ("silent",))] == [0, 4, 2]


def test_a_check_of_nothing_is_no_success(run: Run, text: Path) -> None:
    text.write_text("q: list\n", encoding="utf-8")
    done = run("run", "--check", *HERE)
    assert (done.code, done.err.splitlines()[0]) == (2, "grantcli: error: no figure is expected in set.yaml")


def test_how_an_answer_looks_changes_no_check(run: Run, text: Path) -> None:
    text.write_text("q: {run: list -f json, expect: 'amount of ldf2-repairs=100000'}\n", encoding="utf-8")
    done = run("run", "--check", *HERE, "-f", "tsv", env={"GRANTCLI_COLUMNS": "id,title"})
    assert (done.code, done.out.splitlines()[1:]) == (0, ["q\tamount of ldf2-repairs\t100000\tGBP 100000.00\tas expected"])


def test_a_question_changes_no_check_by_the_settings_of_its_reader(run: Run, text: Path) -> None:
    text.write_text("q: {run: total --by fy, expect: 'awards of 2019-20=19'}\n", encoding="utf-8")
    env = {"GRANTCLI_FY_START": "1"}
    assert [run("run", "--check", *HERE, *more, env=env).code for more in ((), ("--no-config",))] == [4, 0]


PARSED = [
    ("total", Expectation("total")),
    ("total=5", Expectation("total", "", "5")),
    (" total = GBP 5 ", Expectation("total", "", "GBP 5")),
    ("total of LGA Digital Experts=5", Expectation("total", "LGA Digital Experts", "5")),
    ("total of A of B", Expectation("total", "A of B")),
    ("total of amount>=50k=5", Expectation("total", "amount>=50k", "5")),
    ('total of "amount>=50k"', Expectation("total", "amount>=50k")),
    ('total of "amount>=50k"=5', Expectation("total", "amount>=50k", "5")),
    ("a_share of X=5%", Expectation("a_share", "X", "5%")),
    ("x:Grant Officer of X=Lee", Expectation("x:Grant Officer", "X", "Lee")),
]


@pytest.mark.parametrize(("text", "meaning"), PARSED)
def test_an_expectation_is_read_and_written_the_same(text: str, meaning: Expectation) -> None:
    assert parse(text) == meaning
    assert parse(str(meaning)) == meaning


FIVE = Money(Decimal(5), "GBP")
AGREEING: list[tuple[Cell, str, bool]] = [
    (FIVE, "5", True), (FIVE, "£5", True), (FIVE, "GBP 5.00", True), (FIVE, "5 GBP", True), (FIVE, "€5", False),
    (FIVE, "EUR 5", False), (FIVE, "5.01", False), (FIVE, "", False), (FIVE, "lots", False), (FIVE, "unknown", False),
    (Money(Decimal(50000), None), "50k", True), (Money(Decimal(5), None), "GBP 5", False), (Money(Decimal(0), "GBP"), "0", True),
    (None, "unknown", True), (None, "0", False), (None, "", False),
    (1234, "1234", True), (1234, "1,234", True), (1234, "1234.5", False), (0, "unknown", False),
    (Decimal("0.337401"), "0.337401", True), (Decimal("0.337401"), "33.7%", True), (Decimal("0.337401"), "33.74%", True),
    (Decimal("0.337401"), "34%", True), (Decimal("0.337401"), "33.8%", False), (Decimal("0.337401"), "0.3374", False),
    (Decimal("-0.304"), "-30.4%", True), ("beta", "beta", True), ("beta", "alpha", False), (("a", "b"), "a; b", True),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "value", "agreed"), AGREEING)
def test_a_figure_agrees_to_the_penny_and_unknown_is_no_zero(cell: Cell, value: str, agreed: bool) -> None:
    assert agrees(cell, value) == agreed
    assert agrees(cell, figure_text(cell))


OFFERED = [
    ("grantcli save ", "", []),
    ("grantcli save q ", "to", ["total"]),
    ("grantcli save q total ", "--b", ["--by"]),
    ("grantcli save q total --by ", "prog", ["programme"]),
    ("grantcli save q list ", "stage:b", ["stage:beta"]),
    ("grantcli run --file {} ", "le", ["leeds"]),
    ("grantcli run --file {} --check ", "", ["leeds", "lga"]),
    ("grantcli run --file {} lga ", "stage:b", ["stage:beta"]),
    ("grantcli run --file {} lga ", "--acr", ["--across"]),
    ("grantcli run --file {} nobody ", "stage:b", []),
    ("grantcli saved --file {} --remove ", "l", ["leeds", "lga"]),
]


@pytest.mark.parametrize(("before", "current", "offered"), OFFERED)
def test_a_tab_offers_names_and_what_goes_into_the_question(
    run: Run, text: Path, before: str, current: str, offered: list[str]
) -> None:
    text.write_text("leeds: list council:leeds\nlga: total funder:lga\n", encoding="utf-8")
    words = [*before.format(text).split(), current]
    lines = run(env={"GRANTCLI_COMPLETE": "fish", "COMP_WORDS": "\n".join(words)}).out.splitlines()
    assert [line.partition("\t")[0] for line in lines] == offered


@pytest.mark.parametrize(("typed", "plain"), [("fy:2015..2016", "fy:2015-16..2016-17"), ("fy:2019", "fy:2019-20")])
def test_a_year_after_fy_is_the_financial_year_that_begins_in_it(run: Run, typed: str, plain: str) -> None:
    answers = [run("list", words, "-f", "csv", "-c", "id,fy").out for words in (typed, plain)]
    assert answers[0] == answers[1]
    assert answers[0].count("\n") > 1


@pytest.mark.parametrize("by", ["council,org_id", "region,council"])
def test_two_fields_of_a_party_pair_its_own_values(run: Run, by: str) -> None:
    first, second = by.split(",")
    alone = run("total", "--by", "council", "-f", "csv", "-c", "council,total").out
    both = run("total", "--by", by, "-f", "csv", "-c", f"{by},total").out
    assert both.count("\n") == alone.count("\n"), (first, second)


GRANTS = [
    {"id": name, "currency": "GBP", "amountAwarded": 1, "recipientOrganization": [{"id": f"GB-CHC-{name}", "name": f"R{name}"}],
     "beneficiaryLocation": [{"geoCode": "E01000001"}]}
    for name in "12"
]  # fmt: skip
# What is added to a question with its own lookup and decisions, and what is answered: districts, recipients.
LOOKUPS: list[tuple[tuple[str, ...], str]] = [
    ((), "Leeds,2\n"),
    (("amount:1",), "Leeds,2\n"),
    (("--places", "here.csv"), "Croydon,2\n"),
    (("--organisations=here.yaml",), "Leeds,1\nLeeds,1\n"),
    (("--places", "here.csv", "--organisations", "here.yaml"), "Croydon,1\nCroydon,1\n"),
]


@pytest.mark.parametrize(("more", "answer"), LOOKUPS)
def test_lookups_and_decisions_of_a_question_are_in_its_folder_and_those_of_a_command_line_are_not(
    run: Run, tmp_path: Path, more: tuple[str, ...], answer: str
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "grants.json").write_text(json.dumps({"grants": GRANTS}), encoding="utf-8")
    (folder / "own.csv").write_text("code,district\nE01000001,Leeds\n", encoding="utf-8")
    (folder / "same.yaml").write_text("- same: [GB-CHC-1, GB-CHC-2]\n", encoding="utf-8")
    (tmp_path / "here.csv").write_text("code,district\nE01000001,Croydon\n", encoding="utf-8")
    (tmp_path / "here.yaml").write_text("- different: [GB-CHC-1, GB-CHC-2]\n", encoding="utf-8")
    words = (
        "total",
        "--by",
        "district,recipient",
        "--data",
        "grants.json",
        "--places",
        "own.csv",
        "--organisations",
        "same.yaml",
    )
    saved = run("save", "--file", "set.yaml", "q", *words, "-f", "csv", "-c", "district,awards", cwd=folder)
    assert saved.code == 0, saved.err
    done = run("run", "--file", "folder/set.yaml", "q", *more)
    assert (done.code, done.out) == (0, f"district,awards\n{answer}"), done.err


DATED = "Who,Value,Date\n{},5,01/02/2019\n"
# A question about files of its folder, what follows its name, and what is answered.
READ: list[tuple[str, tuple[str, ...], list[str]]] = [
    ("--data one.csv --map awarded=Date --dayfirst", (), ["one,2019-02-01"]),
    ("--data one.csv --map awarded=Date --dayfirst", ("--data", "here.csv"), ["here,2019-02-01"]),
    ("--map awarded=Date --dayfirst --data one.csv", ("--data=here.csv",), ["here,2019-02-01"]),
    ("--data one.csv --map=map.yaml --dayfirst", ("--data", "here.csv"), ["here,2019-02-01"]),
    ("--data one.csv --data two.csv --map awarded=Date --dayfirst", ("--data", "here.csv"), ["here,2019-02-01"]),
    ("--data one.csv --dayfirst", ("--data", "here.csv", "--monthfirst"), ["here,2019-01-02"]),
    ("--data one.csv --dayfirst", ("--monthfirst",), ["one,2019-01-02"]),
    ("--data one.csv --map map.yaml --dayfirst", ("--data", "here.csv", "--data", "more.csv", "--map", "here.yaml"),
     ["here,2019-02-01", "more,2019-02-01"]),
    ("--data one.csv --dayfirst --data two.csv --monthfirst", ("--data", "here.csv", "--dayfirst"), ["here,2019-02-01"]),
    ("--map map.yaml --dayfirst --data one.csv --skip 0 --data two.csv", ("--data", "here.csv"), ["here,2019-02-01"]),
    ("--data one.csv two.csv --dayfirst", (), ["one,2019-02-01", "two,2019-02-01"]),
]  # fmt: skip


@pytest.mark.parametrize(("own", "more", "rows"), READ, ids=str)
def test_a_file_in_the_place_of_another_is_read_as_the_question_says(
    run: Run, tmp_path: Path, own: str, more: tuple[str, ...], rows: list[str]
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for path in (folder / "one.csv", folder / "two.csv", tmp_path / "here.csv", tmp_path / "more.csv"):
        path.write_text(DATED.format(path.stem), encoding="utf-8")
    (folder / "map.yaml").write_text("awarded: Date\n", encoding="utf-8")
    (tmp_path / "here.yaml").write_text("amount: Value\n", encoding="utf-8")
    text = f"q: list --map recipient=Who {own} -c recipient,awarded -s recipient -f csv\n"
    (folder / "set.yaml").write_text(text, encoding="utf-8")
    done = run("run", "--file", "folder/set.yaml", "q", *more)
    assert (done.code, done.out.splitlines()[1:]) == (0, rows), done.err
