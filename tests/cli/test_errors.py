"""What is said of every wrong command line: whole, in words and as JSON, with its exit code.

`golden/errors.txt` and `golden/errors.jsonl` hold the answers, under the command lines of `WRONG`.
"""

import json
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping
from itertools import chain
from pathlib import Path
from unicodedata import combining, east_asian_width

import pytest

import golden
from conftest import Run
from grantcli.cli.main import run as run_here
from grantcli.errors import QueryError, visible
from grantcli.query.parse import parse

WRONG: dict[str, list[tuple[str, ...]]] = {
    "commands": [
        ("lst",), ("leeds",), ("l\x1b[31mst",), ("",), ("council:leeds", "stage:beta"), ("--", "lst"), ("help", "filtrs"),
        ("help", "x"), ("completion",), ("completion", "bash"), ("completion", "show", "pwsh"),
        ("show",), ("filter",), ("filter", ""), ("compare",), ("compare", "stage:beta"), ("fields", "amount", "stage"),
    ],
    "habits": [
        ("sum",), ("search", "leeds"), ("export",), ("version",), ("SELECT * FROM awards",), ("https://example.org/a.csv",),
        ("awards.csv",), ("total", "by", "programme"), ("list", "--by", "programme"), ("total", "--group-by", "programme"),
        ("list", "--top", "5"), ("list", "--rule", "repeated-ids-add"),
        ("list", "--json"), ("list", "--where", "amount>5"), ("list", "--sort", "amount desc"), ("list", "awards.csv"),
        ("list", "SELECT * FROM awards"), ("list", "https://example.org/a.csv"), ("list", "-n", "-5"), ("list", "*"),
        ("list", "ammount > 5"), ("list", "amount != 5"), ("list", ">", "5"), ("list", "year:2019-20"),
        ("compare", "council:leeds", "council:leds"), ("compare", "stage:beta", "stage:gama"),
        ("compare", "council:leeds", "lead:zzzzz"), ("report", "council:leds"), ("report", "amount>1m", "--fail-empty"),
    ],
    "options": [
        ("list", "--nope"), ("list", "--limitt", "5"), ("list", "--formt=csv"), ("total", "--measures", "mean"), ("list", "-x"),
        ("list", "-beta"), ("show", "-beta"), ("list", "--n\x1b[31mope"), ("list", "-f"), ("list", "--sort"), ("total", "--by"),
        ("list", "--raw=1"), ("list", "-o", ""), ("list", "--data="), ("total", "--by", ""), ("list", "--council", ""),
        ("-f", "csv", "list"), ("--format=csv", "list", "stage:beta"), ("--by", "programme", "total", "council:milton keynes"),
        ("--errors", "xml", "lst"), ("-x",), ("--nope", "list"), ("-f",),
    ],
    "values of options": [
        ("list", "-f", "jsno"), ("list", "-f", "sqlit"), ("total", "-o", "x.db"), ("list", "-f", "CSV"),
        ("list", "-o", "out.xyz"), ("list", "-o", "out"),
        ("list", "-f", "json", "--vertical"), ("list", "-f", "table", "--excel"), ("list", "--raw"), ("list", "--color", "no"),
        ("list", "--errors", "xml"), ("list", "--currency", "gbp"), ("list", "--fy-start", "13"), ("list", "--fy-start", "0"),
        ("list", "--fy-start", "April"), ("list", "-n", "x"), ("list", "-n", "-1"), ("list", "-n", "1.5"),
        ("total", "--by", "stage", "--top", "0"), ("total", "--by", "stage", "--top", "x"), ("total", "--top", "3"),
        ("total", "--by", "stage", "--across", "fy", "--top", "3"), ("total", "--across", "fy"),
        ("total", "--by", "fy", "--across", "fy"), ("total", "--by", "stage", "--across", "fy,year"),
        ("total", "--by", "stage", "--across", "fy", "--measure", "totl"), ("total", "--by", "stage", "--measure", "mean"),
    ],
    "names": [
        ("list", "fundr:lga"), ("list", "foo:bar"), ("list", "date:2019"), ("list", "Status:beta"), ("list", "-fundr:lga"),
        ("list", "(stage:beta", "or", "councl=x)"), ("list", "-c", "id,amont"), ("list", "-c", "id,title,id"),
        ("list", "-s", "amont"),
        ("list", "-s", "-amont"), ("total", "--by", "programe"), ("total", "--by", "stage,stage"), ("total", "--by", "x\x1b[1m"),
        ("total", "--by", "stage", "-c", "stage,totl"), ("total", "--by", "stage", "-s", "-amount"), ("fields", "fundr"),
        ("compare", "--on", "councl", "a", "b"), ("compare", "a", "b", "--by", "foo"),
    ],
    "values of fields": [
        ("list", "amount:lots"), ("list", "amount>1.234"), ("list", "amount:1e3"), ("list", "amount:50..10"),
        ("list", "amount:£5..€6"), ("list", "amount<=99999999999999999999"), ("list", "--min", "lots"), ("list", "--max", "5 k"),
        ("list", "awarded:2019-13"), ("list", "awarded:2019-02-30"), ("list", "awarded>=19-2-3"), ("list", "awarded:2020..2019"),
        ("list", "--from", "yesterday"), ("list", "--to", "2019-04-31"), ("list", "year:19"), ("list", "--year", "20xx"),
        ("list", "fy:2019-21"), ("list", "--fy", "19/20"), ("list", "quarter:2019-Q5"), ("list", "month:2019"),
        ("list", "funder<lga"), ("list", "title>=x"), ("compare", "--on", "year", "2019", "soon"),
    ],
    "grammar": [
        ("list", "funder:"), ("list", "-stage:", "x"), ("list", '"social care'), ("list", 'council:"milton keynes'),
        ("list", "(stage:beta"), ("list", "stage:beta)"), ("list", "or", "stage:beta"), ("list", "stage:beta", "or"),
        ("list", "stage:beta", "and", "or", "x"), ("list", "not"), ("list", '""'), ("list", "()"),
        ("list", "(" * 51 + "x" + ")" * 51),
    ],
    "carets": [
        ("list", "東京都", "amount:デジタル"), ("list", "東京都 fundr:デジタル"), ("list", 'stage:beta council:"東京都'),
        ("list", "e\u0301", "fundr:x"),
        ("list", "\x1b[31mred\x1b[0m", "fundr:x"), ("list", "\x1b[31mred\x1b[0m fundr:\x1bx"),
        ("list", "tab\there", "new\nline", "fundr:x"),
        ("list", "\u202eback", "amount:\u202e5"), ("list", "[red]x[/red]", "fundr:[b]"), ("list", "a" * 100, "fundr:x"),
    ],
    "data": [
        ("list", "--data", "nowhere.yaml"), ("list", "--data", "."), ("list", "--data", "no\x1b[31m.yaml"),
        ("list", "--data", "broken.yaml"),
        ("list", "--data", "empty.yaml"), ("list", "--data", "latin.yaml"), ("show", "w", "--data", "good.yaml"),
        ("show", "w1", "x9", "--data", "good.yaml"), ("show", "far-away", "--data", "good.yaml"),
    ],
    "what cannot be done": [("list", "-o", "folder/out.csv"), ("list", "-o", "/dev/full", "-f", "csv")],
}  # fmt: skip
"""Wrong command lines, by what is wrong."""

FILES = {
    "good.yaml": b"form: grantcli awards 1\nawards:\n- {id: w1, basis: unknown, rule: nobody says}\n",
    "empty.yaml": b"",
    "latin.yaml": b"form: grantcli awards 1\nawards: [\n{id: caf\xe9}]\n",
    "broken.yaml": (
        b"form: grantcli awards 1\nawards:\n- {id: w1, basis: unkown, rule: x}\n- {id: w1, amount: lots, basis: stated}\n"
        b'- {id: w3, "ti\\e[31mtle": x, basis: stated, awarded: 2019-02-30}\n'
    ),
}

CASES = list(chain.from_iterable(WRONG.values()))


def label(words: tuple[str, ...]) -> str:
    """How the command line reads in the golden files."""
    return visible(f"$ grantcli {shlex.join(words)}")


def as_json(words: tuple[str, ...]) -> tuple[str, ...]:
    """The same command line with errors as JSON; the option stands where it cannot be taken for a value."""
    return (*words, "--errors=json") if words[0].startswith("-") or len(words) == 1 else (words[0], "--errors=json", *words[1:])


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with the data files, and nothing in the environment that matters."""
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    for name, content in FILES.items():
        Path(name).write_bytes(content)


Answer = Callable[[tuple[str, ...]], str]


@pytest.fixture
def answer(here: None, capsys: pytest.CaptureFixture[str]) -> Answer:  # noqa: ARG001 - it is the folder
    """What is said of a command line, with its exit code; stdout stays empty."""

    def ask(words: tuple[str, ...]) -> str:
        code = run_here(words)
        captured = capsys.readouterr()
        assert captured.out == ""
        return f"{captured.err}exit {int(code)}\n"

    return ask


def _sections(name: str) -> dict[str, str]:
    """The golden file of this name, by command line."""
    path = golden.HERE / name
    parts = path.read_text(encoding="utf-8").split("\n\n$ ") if path.exists() else []
    result = (part.removeprefix("$ ").partition("\n") for part in parts)
    return {f"$ {first}": rest.removesuffix("\n") + "\n" for first, _, rest in result}


TEXTS, OBJECTS = _sections("errors.txt"), _sections("errors.jsonl")


@pytest.mark.sample(42)
@pytest.mark.parametrize("words", CASES, ids=label)
def test_a_wrong_command_line_is_answered_as_the_golden_file_says(answer: Answer, words: tuple[str, ...]) -> None:
    assert answer(words) == TEXTS.get(label(words))


@pytest.mark.sample(60)
@pytest.mark.parametrize("words", CASES, ids=label)
def test_a_wrong_command_line_is_answered_in_json_as_the_golden_file_says(answer: Answer, words: tuple[str, ...]) -> None:
    assert answer(as_json(words)) == OBJECTS.get(label(as_json(words)))


@pytest.mark.parametrize("name", ["errors.txt", "errors.jsonl"])
def test_the_golden_file_has_every_wrong_command_line_and_no_other(answer: Answer, name: str) -> None:
    question = CASES if name == "errors.txt" else [as_json(words) for words in CASES]
    golden.check(name, "\n".join(f"{label(words)}\n{answer(words)}" for words in question).encode())


@pytest.mark.sample(31)
@pytest.mark.parametrize("words", CASES, ids=label)
def test_an_error_in_json_is_one_object_a_line_that_says_the_same(answer: Answer, words: tuple[str, ...]) -> None:
    *lines, last = answer(as_json(words)).splitlines()
    notes = answer(words)
    assert last == notes.splitlines()[-1]
    kinds = {"exit 1": {"failed"}, "exit 2": {"usage", "query"}, "exit 3": {"data"}, "exit 4": {"empty"}}[last]
    assert lines
    for line in lines:
        error = json.loads(line)
        assert list(error) == ["kind", "message", "hint", "place", "did_you_mean"]
        assert error["kind"] in kinds
        assert visible(error["message"]) in notes
        assert (
            error["hint"] is None or visible(error["hint"].replace("--errors=json ", "").replace(" --errors=json", "")) in notes
        )
        assert all(f"`{visible(name)}`" in notes for name in error["did_you_mean"])


def _wide(text: str) -> int:
    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


@pytest.mark.parametrize("words", [*WRONG["carets"], *WRONG["grammar"], *WRONG["values of fields"]], ids=label)
def test_a_caret_stands_under_what_is_wrong(answer: Answer, words: tuple[str, ...]) -> None:
    lines = answer(words).splitlines()
    if "--" in words[1]:
        assert not any("^" in line for line in lines)
        return
    with pytest.raises(QueryError) as error:
        parse(words[1:])
    query, start, end = error.value.query, error.value.start, error.value.end
    before, wrong = visible(query[:start]), visible(query[start:end])
    assert lines[1:3] == [f"  {visible(query)}", f"  {' ' * _wide(before)}{'^' * max(_wide(wrong), 1)}"]


@pytest.mark.sample(40)
@pytest.mark.parametrize("words", CASES, ids=label)
def test_no_error_steers_the_terminal(answer: Answer, words: tuple[str, ...]) -> None:
    for notes in (answer(words), answer(as_json(words)), answer((words[0], "--debug", *words[1:]))):
        assert all(line.isprintable() for line in notes.splitlines()), notes


Shell = Callable[..., tuple[int, str, str]]


@pytest.fixture
def python(clean_env: Mapping[str, str], tmp_path: Path) -> Shell:
    """Run Python code, then the program with these arguments in the same process."""

    def run(code: str, *words: str) -> tuple[int, str, str]:
        whole = f"import sys\nsys.argv = ['grantcli', *{words!r}]\n{code}\nfrom grantcli.cli.main import main\nmain()\n"
        command = [sys.executable, "-c", whole]
        done = subprocess.run(command, env=clean_env, cwd=tmp_path, capture_output=True, check=False, timeout=600)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    return run


BUG = "from grantcli.dataset import Dataset\ndef fail(*given, **named): raise {}\nDataset.list = fail"
HINT = "run the same command with --debug to see where, and report it"


@pytest.mark.costly
@pytest.mark.parametrize(
    ("raised", "notes"),
    [
        ("KeyError('x')", "KeyError: 'x'"),
        ("ValueError('two\\nlines \\x1b[31m')", "ValueError: two\\nlines \\x1b[31m"),
        ("RecursionError('too deep')", "RecursionError: too deep"),
        ("AssertionError()", "AssertionError"),
        ("MemoryError()", "MemoryError"),
    ],
)
def test_a_bug_is_one_line_and_exit_code_70(python: Shell, raised: str, notes: str) -> None:
    assert python(BUG.format(raised), "list") == (70, "", f"grantcli: error: a bug in grantcli: {notes}\nhint: {HINT}\n")


def test_a_bug_in_json_is_one_object(python: Shell) -> None:
    code, out, err = python(BUG.format("KeyError('x')"), "list", "--errors", "json")
    assert (code, out) == (70, "")
    assert json.loads(err) == {
        "kind": "bug", "message": "a bug in grantcli: KeyError: 'x'", "hint": HINT, "place": None, "did_you_mean": [],
    }  # fmt: skip


@pytest.mark.costly
def test_debug_shows_where_a_bug_is(python: Shell) -> None:
    code, out, err = python(BUG.format("ValueError('here \\x1b[31m')"), "list", "--debug")
    first, second, third, *_, last = err.splitlines()
    assert (code, out) == (70, "")
    assert (first, second) == (r"grantcli: error: a bug in grantcli: ValueError: here \x1b[31m", f"hint: {HINT}")
    assert (third, last) == ("Traceback (most recent call last):", r"ValueError: here \x1b[31m")


@pytest.mark.parametrize(
    ("words", "code"), [(("list", "fundr:x"), 2), (("list", "--nope"), 2), (("list", "--data", "nowhere"), 3)]
)
def test_a_traceback_is_shown_only_where_it_is_asked_for(run: Run, words: tuple[str, ...], code: int) -> None:
    plain, debug = run(*words), run(*words, "--debug")
    assert (plain.code, debug.code) == (code, code)
    assert ("Traceback" in plain.err, "Traceback" in debug.err) == (False, True)
    assert debug.err.startswith(plain.err)


@pytest.mark.costly
def test_debug_changes_nothing_where_all_is_well(run: Run) -> None:
    plain, debug = run("fields"), run("fields", "--debug")
    assert (debug.code, debug.out, debug.err) == (plain.code, plain.out, plain.err)


def test_the_exit_code_reaches_the_shell(run: Run) -> None:
    codes = [run(*words).code for words in (("fields",), ("fields", "fundr"), ("list", "--data", "nowhere"), ())]
    assert codes == [0, 2, 3, 0]


def test_a_mistake_after_two_dashes_is_a_term(run: Run) -> None:
    done = run("list", "--", "--errors", "json:x")
    assert (done.code, done.err.splitlines()[0]) == (2, "grantcli: error: unknown field `json`")
