"""Settings: what goes before what, where each applies, and what is said of one that is wrong."""

import json
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent

import pytest
import yaml
from process_trace import Tracer, surroundings, trace, warm, warm_traces

from conftest import ROOT, Result, Run
from grantcli.backends.address import mask_passwords

__all__ = ["surroundings", "trace", "warm", "warm_traces"]

AWARDS = "form: grantcli awards 1\nawards:\n  - {id: a, title: A, amount: 5, currency: GBP, basis: stated, awarded: 2019-02-01}\n"

Write = Callable[..., dict[str, str]]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a user's file and a project file, and return the environment in which both are heeded."""

    def write(user: str | None = None, project: str | None = None, **variables: str) -> dict[str, str]:
        if user is not None:
            (tmp_path / "config" / "grantcli").mkdir(parents=True, exist_ok=True)
            (tmp_path / "config" / "grantcli" / "config.yaml").write_text(user, encoding="utf-8")
        if project is not None:
            (tmp_path / "grantcli.yaml").write_text(project, encoding="utf-8")
        return {"XDG_CONFIG_HOME": str(tmp_path / "config"), **variables}

    return write


def settings_of(done: Result) -> dict[str, tuple[str | None, str, str | None]]:
    assert done.code == 0, done.err
    return {row["setting"]: (row["value"], row["from"], row["place"]) for row in json.loads(done.out)}


def test_the_project_file_that_help_shows_at_80_columns_is_a_right_one(run: Run, write: Write) -> None:
    _, _, example = run("help", "settings", env={"COLUMNS": "80"}).out.partition("  # grantcli.yaml\n")
    settings = settings_of(run("config", "-f", "json", env=write(project=dedent(example.partition("\n\n")[0]))))
    assert {name for name, (_, origin, _) in settings.items() if "project" in origin} == {"data", "fy-start", "columns"}


ORDER: list[tuple[str, tuple[str, ...], dict[str, str], str | None, str | None, str]] = [
    # what goes first, options, variables, project file, user file, the format that is used
    ("nothing is set", (), {}, None, None, "table"),
    ("your own file", (), {}, None, "format: csv", "csv"),
    ("the project file before it", (), {}, "format: json", "format: csv", "json"),
    ("the environment before both", (), {"GRANTCLI_FORMAT": "tsv"}, "format: json", "format: csv", "tsv"),
    ("the option before all", ("-f", "jsonl"), {"GRANTCLI_FORMAT": "tsv"}, "format: json", "format: csv", "jsonl"),
    ("an empty variable is none", (), {"GRANTCLI_FORMAT": ""}, "format: json", None, "json"),
    ("no settings at all", ("--no-config",), {"GRANTCLI_FORMAT": "tsv"}, "format: json", "format: csv", "table"),
]


@pytest.mark.parametrize(
    ("options", "variables", "project", "user", "used"), [row[1:] for row in ORDER], ids=[row[0] for row in ORDER]
)
def test_what_goes_before_what(
    run: Run,
    write: Write,
    options: tuple[str, ...],
    variables: dict[str, str],
    project: str | None,
    user: str | None,
    used: str,
) -> None:
    done = run("total", *options, env=write(user, project, **variables))
    assert done == run("total", "--no-config", "-f", used)


def test_config_shows_each_value_and_where_it_comes_from(run: Run, write: Write, tmp_path: Path) -> None:
    env = write("# mine\ncolor: never\nformat: csv\n", "columns:\n- id\n- title\n", GRANTCLI_FY_START="1")
    done = run("config", "-f", "json", env=env)
    own = tmp_path / "config" / "grantcli" / "config.yaml"
    assert settings_of(done) == {
        "format": ("csv", "user file", "config/grantcli/config.yaml:3"),
        "columns": ("id,title", "project file", "grantcli.yaml:2"),
        "fy-start": ("1", "environment", "GRANTCLI_FY_START"),
        "color": ("never", "user file", "config/grantcli/config.yaml:2"),
        "data": ("bundled", "built in", None),
        "registry": ("https://data.threesixtygiving.org/data.json", "built in", None),
        "max-size": ("1GB", "built in", None),
        "organisations": ("none", "built in", None),
    }
    assert done.err == f"note: user file: {own}\nnote: project file: grantcli.yaml\n"


def test_config_names_what_does_not_count(run: Run, write: Write) -> None:
    done = run("config", "-f", "csv", env=write(None, "format: json\nfy-start: 2\n", GRANTCLI_FORMAT="tsv"))
    assert done.err.splitlines()[0] == "note: `format` in grantcli.yaml:1 has no effect: GRANTCLI_FORMAT overrules it"


def test_config_without_settings_shows_what_is_built_in(run: Run, write: Write) -> None:
    done = run("config", "--no-config", "-f", "json", env=write("format: csv"))
    assert {value[1] for value in settings_of(done).values()} == {"built in"}


def test_the_nearest_project_file_above_counts(run: Run, write: Write, tmp_path: Path) -> None:
    env = write(None, "format: json\n")
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    assert settings_of(run("config", "-f", "json", env=env, cwd=below))["format"] == (
        "json",
        "project file",
        "../../grantcli.yaml:1",
    )
    (below.parent / "grantcli.yaml").write_text("format: csv\n", encoding="utf-8")
    assert settings_of(run("config", "-f", "json", env=env, cwd=below))["format"] == ("csv", "project file", "../grantcli.yaml:1")


def test_a_folder_that_anyone_may_write_into_has_no_project_file(run: Run, write: Write, tmp_path: Path) -> None:
    env = write(None, "format: json\n")
    tmp_path.chmod(0o777)
    done = run("config", "-f", "json", env=env)
    assert settings_of(done)["format"] == ("table", "built in", None)
    assert "note: grantcli.yaml is not read: anyone may write into its folder\n" in done.err


DATA = [
    ("a file of a project file stands from its folder", None, "data: grants/mine.yaml", {}, (), 1),
    ("a file of your own file stands from its folder", "data: ../../grants/mine.yaml", None, {}, (), 1),
    ("a file of the environment stands from here", None, None, {"GRANTCLI_DATA": "../grants/mine.yaml"}, (), 1),
    ("several files", None, "data: [grants/mine.yaml, grants/other.yaml]", {}, (), 2),
    ("--data replaces them", None, "data: [grants/mine.yaml, grants/other.yaml]", {}, ("--data", "../grants/other.yaml"), 1),
    ("--data bundled goes back", None, "data: grants/mine.yaml", {}, ("--data", "bundled"), 65),
    ("a project can go back", "data: ../../grants/mine.yaml", "data: bundled", {}, (), 65),
    ("a tilde is the home", None, "data: ~/mine.yaml", {}, (), 1),
]  # fmt: skip


@pytest.mark.parametrize(
    ("user", "project", "variables", "options", "awards"), [row[1:] for row in DATA], ids=[row[0] for row in DATA]
)
def test_the_data_that_are_set_are_asked(
    run: Run, write: Write, tmp_path: Path, user: str | None, project: str | None, variables: dict[str, str],
    options: tuple[str, ...], awards: int,
) -> None:  # fmt: skip
    for name, text in (("mine", AWARDS), ("other", AWARDS.replace("id: a", "id: b"))):
        (tmp_path / "grants").mkdir(exist_ok=True)
        (tmp_path / "grants" / f"{name}.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(AWARDS, encoding="utf-8")
    (tmp_path / "below").mkdir()
    env = {**write(user, project, **variables), "HOME": str(tmp_path)}
    done = run("list", *options, "-f", "json", env=env, cwd=tmp_path / "below")
    assert (done.code, len(json.loads(done.out))) == (0, awards), done.err


# Each with what the command answers without any settings.
UNTOUCHED = [
    ("columns: id", ("total", "--by", "fy", "-f", "csv")),
    ("columns: id", ("list", "-c", "title", "-f", "csv")),
    ("columns: id", ("list", "-f", "360giving")),
    ("columns: id", ("show", "ldf2-repairs", "-f", "csv")),
    ("format: csv", ("list", "--vertical")),
    ("format: json", ("list", "-f", "csv", "--excel")),
    ("format: csv", ("help", "formats")),
    ("format: csv", ("--version",)),
    ("color: always", ("--help",)),
    ("data: nowhere.yaml", ("help",)),
    ("data: nowhere.yaml", ("cache",)),
    ("fy-start: 1", ("cache",)),
]


@pytest.mark.parametrize(("text", "words"), UNTOUCHED)
def test_a_setting_leaves_alone_what_has_no_such_option_or_says_otherwise(
    run: Run, write: Write, text: str, words: tuple[str, ...]
) -> None:
    plain = run(*words)
    assert plain.code == 0
    assert run(*words, env=write(text)) == plain


def test_a_mistake_is_that_of_the_command_line_and_not_of_a_setting(run: Run, write: Write) -> None:
    plain = run("list", "--no-header")
    assert (plain.code, "in the format table" in plain.err) == (2, True)
    assert run("list", "--no-header", env=write("format: json")) == plain


def test_columns_are_those_of_list_and_filter(run: Run, write: Write) -> None:
    env = write("columns: id, amount\nformat: csv\n")
    for words in (("list",), ("filter", "stage:beta")):
        assert run(*words, env=env).out.splitlines()[0] == "id,amount"


def test_a_financial_year_begins_when_the_setting_says(run: Run, write: Write) -> None:
    words = ("total", "--by", "fy", "-f", "csv")
    assert run(*words, env=write("fy-start: 1")) == run(*words, "--fy-start", "1")


def test_a_format_is_for_stdout_and_a_file_goes_by_its_suffix(run: Run, write: Write, tmp_path: Path) -> None:
    env = write("format: csv\ncolor: always\n")
    assert run("total", "-o", "out.txt", env=env).code == 0
    assert run("total", "-o", "plain.txt").code == 0
    assert (tmp_path / "out.txt").read_bytes() == (tmp_path / "plain.txt").read_bytes()


COLORS: list[tuple[str, dict[str, str], tuple[str, ...], bool, str]] = [
    ("color: always", {}, (), True, "user file"),
    ("color: never", {}, (), False, "user file"),
    ("color: always", {"NO_COLOR": "1"}, (), False, "environment"),
    ("color: always", {"TERM": "dumb"}, (), False, "environment"),
    ("color: never", {"FORCE_COLOR": "1"}, (), True, "environment"),
    ("color: never", {"GRANTCLI_COLOR": "always"}, (), True, "environment"),
    ("color: never", {"GRANTCLI_COLOR": "always", "NO_COLOR": "1"}, (), True, "environment"),
    ("color: always", {}, ("--color", "never"), False, "user file"),
]


@pytest.mark.parametrize(("text", "variables", "options", "colored", "origin"), COLORS)
def test_the_environment_decides_of_colour_before_a_file(
    run: Run, write: Write, text: str, variables: dict[str, str], options: tuple[str, ...], colored: bool, origin: str
) -> None:
    env = write(text, **variables)
    assert (b"\x1b[" in run("total", *options, env=env).stdout) == colored
    output = settings_of(run("config", "-f", "json", env=env))["color"]
    assert output[:2] == (output[0] if options else "always" if colored else "never", origin)


SETTINGS = "settings are format, columns, fy-start, color, data, registry, max-size, organisations"
WRONG: list[tuple[str, list[str]]] = [
    ("formt: csv", ["config.yaml:1: formt: unknown setting `formt`", "hint: did you mean `format`?"]),
    ("output: x.csv", ["config.yaml:1: output: `output` is an option, not a setting",
                       f"hint: {SETTINGS}; give --output to a command"]),
    ("pager: rm", ["config.yaml:1: pager: unknown setting `pager`", f"hint: {SETTINGS}"]),
    ("\n# a\nformat: jsno", ["config.yaml:3: format: `jsno` is not one of table, csv, tsv, json, jsonl, markdown, html",
                           "hint: did you mean `json`?"]),
    ("format: xlsx", ["config.yaml:1: format: `xlsx` is not one of table, csv, tsv, json, jsonl, markdown, html",
                      "hint: others are written with `-o FILE`"]),
    ("format:", ["config.yaml:1: format: has no value", "hint: write a value after it, or take the line out"]),
    ("format: [csv]", ["config.yaml:1: format: should be one value, not a list or a mapping",
                       "hint: write a value after it, or take the line out"]),
    ("fy-start: 13", ["config.yaml:1: fy-start: `13` is not a month: 1 to 12", "hint: 4 is April"]),
    ("fy_start: 1", ["config.yaml:1: fy_start: unknown setting `fy_start`", "hint: did you mean `fy-start`?"]),
    ("columns: [id, amont]", ["config.yaml:1: columns: unknown field `amont`", "hint: did you mean `amount`?"]),
    ("color: yes", ["config.yaml:1: color: `yes` is not one of auto, always, never"]),
    ("data: '-'",
     ["config.yaml:1: data: standard input cannot be a setting", "hint: give `--data -` when there is something in it"]),
    ("- format", ["config.yaml:1: is not a mapping of keys at its top"]),
    ("format: csv\nformat: json", ["config.yaml:2: has the key `format` twice (first on line 1)"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "notes"), WRONG)
def test_a_wrong_setting_is_an_error_with_file_line_and_what_to_do(run: Run, write: Write, text: str, notes: list[str]) -> None:
    done = run("total", env=write(text))
    file = "config/grantcli/config.yaml"
    assert (done.code, done.out) == (3, "")
    lines = done.err.replace(file.removesuffix("config.yaml"), "").splitlines()
    assert lines[: len(notes)] == [f"grantcli: error: {notes[0]}", *notes[1:]]
    assert lines[-2:] == [
        "grantcli: error: `config.yaml` cannot be used",
        "hint: `grantcli help settings` shows what can be there; --no-config ignores settings",
    ]


def test_every_fault_of_a_file_is_said_at_once_and_a_fault_stops_config_too(run: Run, write: Write) -> None:
    done = run("config", env=write("formt: csv\ncolor: x\nfy-start: y\n"))
    assert (done.code, done.out, done.err.count("grantcli: error: config/grantcli/config.yaml:")) == (3, "", 3)


def test_a_wrong_variable_is_wrong_use(run: Run) -> None:
    done = run("total", env={"GRANTCLI_COLOR": "alway"})
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "grantcli: error: GRANTCLI_COLOR: `alway` is not one of auto, always, never\nhint: did you mean `always`?\n"
    )


def test_a_missing_file_of_a_setting_is_said_with_the_line_that_names_it(run: Run, write: Write) -> None:
    done = run("total", env=write(None, "# all of ours\ndata: gone.csv\n"))
    assert (done.code, done.err) == (
        3, "grantcli: error: grantcli.yaml:2: data: there is no file `gone.csv`\nhint: --data FILE reads another one\n",
    )  # fmt: skip


def test_a_project_file_calls_no_address_and_your_own_may(run: Run, write: Write) -> None:
    line = "data: postgresql://ann:s3cret@db.example/grants\n"
    done = run("total", env=write(None, line))
    assert (done.code, done.err.splitlines()[:2]) == (
        3,
        ["grantcli: error: grantcli.yaml:1: data: a project file can name files, but not an address",
         "hint: set it in your user file, or in GRANTCLI_DATA"],
    )  # fmt: skip
    for name in ("registry", "organisations"):
        done = run("total", env=write(None, f"{name}: https://example.org/x\n"))
        assert done.err.splitlines()[1] == f"hint: set it in your user file, or in GRANTCLI_{name.upper()}"
    done = run("config", "-f", "json", env=write(line, ""))
    assert settings_of(done)["data"][0] == "postgresql://ann:***@db.example/grants"


SECRETS = [
    ("postgresql://ann:s3cret@db/x", "postgresql://ann:***@db/x"),
    ("postgresql://ann:s3/c@ret@db/x", "postgresql://ann:***@db/x"),
    ("postgresql://ann@db/x", "postgresql://ann@db/x"),
    ("clickhouse://h/db?user=a&password=b&x=1", "clickhouse://h/db?user=a&password=***&x=1"),
    ("sc://host:15002/;token=abc;x=1", "sc://host:15002/;token=***;x=1"),
    ("postgresql://ann%3As3cret@db/x", "postgresql://ann:***@db/x"),
    ("postgresql://ann%3as3c/r?e#t@db/x", "postgresql://ann:***@db/x"),
    ("postgresql://ann:s3cr%3Aet@db/x", "postgresql://ann:***@db/x"),
    ("postgresql://ann@db/x?sslpassword=s3cret&a=1", "postgresql://ann@db/x?sslpassword=***&a=1"),
    ("postgresql://ann@db/x?ssl%70assword=s3cret", "postgresql://ann@db/x?ssl%70assword=***"),
    ("host=db password=s3cret user=ann", "host=db password=*** user=ann"),
    ("title=secretary", "title=secretary"),
    ("grants.csv", "grants.csv"),
]
ADDRESSES = [output for output, hidden in SECRETS if output != hidden]


@pytest.mark.parametrize(("text", "output"), SECRETS)
def test_a_password_is_never_shown(text: str, output: str) -> None:
    assert mask_passwords(text) == output


@pytest.mark.parametrize("more", [(), ("--debug",), ("--errors", "json")], ids=" ".join)
@pytest.mark.parametrize("text", ADDRESSES)
def test_an_error_never_repeats_a_password(run: Run, text: str, more: tuple[str, ...]) -> None:
    for words in (("total", "--data", text), ("total", f"--data={text}"), ("load", "--to", text), ("serve", "--data", text)):
        done = run(*words, *more)
        assert done.code in {2, 3}
        assert done.out == ""
        assert [secret for secret in ("s3c", "c@ret", "=abc", "=b&") if secret in done.err] == []


@pytest.mark.parametrize("text", ADDRESSES)
def test_a_question_with_a_password_is_neither_saved_nor_shown(run: Run, tmp_path: Path, text: str) -> None:
    done = run("save", "--file", "kept.yaml", "q", "total", "--data", text)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("grantcli: error: a question with a password in it is not saved: others could read kept.yaml\n")
    (tmp_path / "kept.yaml").write_text(yaml.safe_dump({"q": shlex.join(["total", "--data", text])}))
    output = run("saved", "--file", "kept.yaml", "-f", "csv")
    assert (output.code, mask_passwords(text) in output.out, text in output.out) == (0, True, False)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "\ufeff# nothing\n\n"])
def test_a_file_without_a_setting_sets_nothing(run: Run, write: Write, text: str) -> None:
    assert run("total", env=write(text, text)) == run("total")


@pytest.mark.costly
def test_settings_are_read_without_yaml_once_they_have_been_read(trace: Tracer, write: Write, tmp_path: Path) -> None:
    env = {**write("format: csv\n"), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    words = ("fields", "stage")
    trace(*words, "--no-config", **env)  # the awards themselves
    assert [trace(*words, **env)[{"yaml"}] for _ in range(2)] == [{"yaml"}, set()]
    write("format: tsv\n")
    assert [trace(*words, **env)[{"yaml"}] for _ in range(2)] == [{"yaml"}, set()]


def test_without_settings_nothing_that_reads_them_is_loaded(warm: Tracer) -> None:
    heavy = {f"grantcli.cli.{name}" for name in ("settings", "user_file", "commands.config")}
    assert warm("list", "-f", "csv")[heavy] == set()


def test_the_same_settings_in_another_folder_name_the_files_of_that_folder(run: Run, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "grantcli.yaml").write_text("data: mine.yaml\n", encoding="utf-8")
        (tmp_path / name / "mine.yaml").write_text(AWARDS.replace("id: a", f"id: {name}"), encoding="utf-8")
    cache = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    result = [run("list", "-f", "csv", "-c", "id", cwd=tmp_path / name, env=cache).out for name in ("one", "two")]
    assert result == ["id\none\n", "id\ntwo\n"]


@pytest.mark.parametrize("words", ["list theme:", "list --no-cache theme:"])
def test_a_tab_offers_the_values_of_the_data_that_are_set(run: Run, write: Write, tmp_path: Path, words: str) -> None:
    (tmp_path / "mine.yaml").write_text(AWARDS.replace("title: A", "title: A, theme: borders"), encoding="utf-8")
    env = write(None, "data: mine.yaml\n")
    done = run(env={**env, "GRANTCLI_COMPLETE": "fish", "COMP_WORDS": "\n".join(("grantcli", *words.split(" ")))})
    assert done.out.splitlines() == ["theme:borders"]


def test_a_folder_that_is_gone_has_no_project_file(clean_env: Mapping[str, str], tmp_path: Path) -> None:
    missing = tmp_path / "gone"
    missing.mkdir()
    run_it = "os.execv(sys.executable, [sys.executable, '-m', 'grantcli', 'config', '-f', 'csv'])"
    code = f"import os, sys; os.rmdir(os.getcwd()); {run_it}"
    path = {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", code], env={**clean_env, **path}, cwd=missing, capture_output=True, check=False)
    assert (done.returncode, done.stdout.decode().splitlines()[0]) == (0, "setting,value,from,place"), done.stderr
