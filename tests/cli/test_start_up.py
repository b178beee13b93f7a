"""What a command loads and reads: nothing heavy before it is needed. How long that takes is for `bench/` to say.

Real processes are looked at: an audit hook names every file that they open, and `sys.modules` what they loaded.
"""

import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from conftest import Run
from grantcli.cli.command_table import COMMANDS
from grantcli.render import FORMATS

# Runs before anything of ours, and says on stderr what is opened as it is opened, and what is loaded at the end.
_WATCH = """
import atexit, os, sys
def say(what, names):
    os.write(2, b"".join(b"%s %s\\n" % (what, os.fsencode(str(name))) for name in names))
def leave(code, left=os._exit):
    say(b"loaded", sys.modules)
    left(code)
sys.addaudithook(lambda event, args: say(b"opened", args[:1]) if event == "open" else None)
atexit.register(lambda: say(b"loaded", sys.modules))
os._exit = leave
"""
_HELLO = "import typer\ndef main(name: str = 'world') -> None:\n    print('hello', name)\ntyper.run(main)\n"
_HELLO_RICH = "from rich.console import Console\nfrom rich.table import Table\nConsole().print(Table('hello'))\n"

QUESTIONS = {
    "list": ["list"],
    "list with everything": ["list", "funder:lga", "--council", "leeds", "-s", "-amount", "-n", "3", "-c", "id,amount"],
    "filter": ["filter", "council:leeds", "--why"],
    "show": ["show", "ldf2-repairs"],
    "total": ["total", "--by", "programme"],
    "total across": ["total", "--by", "fy", "--across", "funder"],
    "compare": ["compare", "fy:2015-16", "fy:2019-20", "--by", "stage"],
    "fields": ["fields", "council"],
}
HELP = {
    "nothing": [],
    "--help": ["--help"],
    "-h": ["-h"],
    **{f"{name} --help": [name, "--help"] for name in COMMANDS},
    "help of a missing file": ["total", "--data", "missing.yaml", "--help"],
    "help": ["help"],
    "help filters": ["help", "filters"],
    "completion show bash": ["completion", "show", "bash"],
}


@dataclass(frozen=True)
class Trace:
    """What a run loaded, and the data files that it opened, by their suffixes."""

    code: int
    modules: set[str]
    opened: set[str]

    def __getitem__(self, names: set[str]) -> set[str]:
        return self.modules & names


Traced = Callable[..., Trace]


def _trace(code: int, stderr: str) -> Trace:
    notes = [line.partition(" ") for line in stderr.splitlines()]
    opened = {Path(name).suffix for what, _, name in notes if what == "opened"}
    return Trace(code, {name for what, _, name in notes if what == "loaded"}, opened & {".yaml", ".compiled"})


@pytest.fixture(scope="session")
def surroundings(clean_env: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """An environment that makes a process say what it opens and loads, and keeps compiled copies where no other test does."""
    folder = tmp_path_factory.mktemp("watch")
    (folder / "sitecustomize.py").write_text(_WATCH, encoding="utf-8")
    return {**clean_env, "PYTHONPATH": str(folder), "XDG_CACHE_HOME": str(folder / "cache")}


@pytest.fixture
def traced(process: Run, surroundings: Mapping[str, str]) -> Traced:
    """Run `grantcli` with these arguments and return what it loaded and opened."""

    def traced(*words: str, **more: str) -> Trace:
        done = process(*words, env={**surroundings, **more})
        return _trace(done.code, done.err)

    return traced


@pytest.fixture(scope="session")
def warmed(surroundings: Mapping[str, str]) -> None:
    """Ask once for what reads every data file that a question reads, so that there is a compiled copy of each."""
    command = [sys.executable, "-m", "grantcli", "list", "council:leeds"]
    subprocess.run(command, env=surroundings, capture_output=True, check=True)


@pytest.fixture
def warm(warmed: None, traced: Traced) -> Traced:  # noqa: ARG001 - a fixture that is there for what it does
    """The same, once compiled copies are at hand."""
    return traced


HEAVY = {"rich", "yaml"}


@pytest.mark.parametrize(
    ("words", "name"),
    [
        *((words, "csv") for words in QUESTIONS.values()),
        *((QUESTIONS[words], name) for words in ("show", "total") for name in FORMATS if name not in {"table", "csv"}),
    ],
)
def test_a_format_other_than_the_table_loads_neither_rich_nor_yaml(warm: Traced, words: list[str], name: str) -> None:
    trace = warm(*words, "-f", name)
    assert (trace.code, trace[HEAVY]) == (0, set())


READERS = {"_duckdb", "duckdb", "msgspec", "python_calamine", "grantcli.ingest.file_reader"}


@pytest.mark.parametrize("words", QUESTIONS.values(), ids=QUESTIONS)
@pytest.mark.parametrize("name", ["table", "csv", "json"])
def test_a_question_about_the_bundled_awards_loads_nothing_that_reads_files(warm: Traced, words: list[str], name: str) -> None:
    trace = warm(*words, "-f", name)
    assert (trace.code, trace[READERS]) == (0, set())


@pytest.mark.parametrize("words", [words for name, words in QUESTIONS.items() if name != "show"])
def test_a_table_is_drawn_by_rich_and_loads_no_yaml(warm: Traced, words: list[str]) -> None:
    trace = warm(*words)
    assert (trace.code, trace[HEAVY]) == (0, {"rich"})


def test_a_record_in_lines_needs_no_rich(warm: Traced) -> None:
    trace = warm("show", "ldf2-repairs")
    assert (trace.code, trace[HEAVY]) == (0, set())


def test_yaml_is_loaded_only_when_there_is_no_compiled_copy_of_the_same_bytes(
    traced: Traced, data_file: Callable[[str], Path], tmp_path: Path
) -> None:
    text = "form: grantcli awards 1\nawards:\n  - {id: a, title: A, amount: 1, currency: GBP, basis: stated, rule: given}\n"
    path = data_file(text)
    cache = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    words = ("list", "--data", str(path), "-f", "csv")
    before = [traced(*words, **cache)[HEAVY] for _ in range(2)]
    data_file(text.replace("title: A", "title: B"))
    after = [traced(*words, **cache)[HEAVY] for _ in range(2)]
    assert (before, after) == ([{"yaml"}, set()], [{"yaml"}, set()])


@pytest.mark.parametrize("words", HELP.values(), ids=HELP)
def test_help_reads_no_data_and_loads_neither_rich_nor_yaml(warm: Traced, words: list[str]) -> None:
    trace = warm(*words)
    assert (trace.code, trace.opened, trace[HEAVY]) == (0, set(), set())


def test_the_version_is_said_without_rich_and_yaml(warm: Traced) -> None:
    trace = warm("--version")
    assert (trace.code, trace.opened, trace[HEAVY]) == (0, {".yaml", ".compiled"}, set())


@pytest.mark.parametrize(
    ("line", "opened"),
    [
        ("grantcli to", set()),
        ("grantcli total --b", set()),
        ("grantcli total --by prog", set()),
        ("grantcli total fun", set()),
        ("grantcli list --color ", set()),
        ("grantcli help f", set()),
        ("grantcli total funder:", {".yaml", ".compiled"}),
        ("grantcli list --council l", {".yaml", ".compiled"}),
    ],
)
def test_a_tab_loads_no_typer_and_reads_data_only_for_values(warm: Traced, line: str, opened: set[str]) -> None:
    trace = warm(GRANTCLI_COMPLETE="bash", COMP_LINE=line)
    assert (trace.code, trace.opened, trace[HEAVY | {"typer"}]) == (0, opened, set())


# Loaded by the first words, and not by the second, which have no use for it.
WHERE_USED = (
    ("grantcli.query.parse", "list council:leeds", "list"),
    ("grantcli.query.lexer", "total amount>=5", "total"),
    ("grantcli.query.parse", "list --council leeds", "list"),
    ("grantcli.sources", "show ldf2-repairs", "total --by programme"),
    ("grantcli.reports.arrange", "total --by fy --sort fy", "total --by fy"),
    ("grantcli.cli.failures", "list fundr:x", "list funder:x"),
    ("grantcli.cli.topics", "help filters", "list"),
    ("grantcli.cli.shells", "completion show bash", "list"),
    ("grantcli.open_data", "list --data nowhere.csv", "list"),
    ("grantcli.cli.commands.browse", "browse", "list"),
    ("tempfile", "list -o list.csv", "list -f csv"),
    ("html", "list -f html", "list -f csv"),
)


@pytest.mark.parametrize(("module", "user", "other"), WHERE_USED)
def test_a_module_is_loaded_where_it_is_used_and_nowhere_else(warm: Traced, module: str, user: str, other: str) -> None:
    assert [module in warm(*words.split()).modules for words in (user, other)] == [True, False]


REPORTS = {f"grantcli.reports.{name}" for name in ("listing", "record", "totals", "cross", "comparison", "catalogue")}
RENDERERS = {f"grantcli.render.{each.module}" for each in FORMATS.values()}


@pytest.mark.parametrize(
    ("words", "report"),
    [
        ("list", "listing"),
        ("filter funder:lga", "listing"),
        ("show ldf2-repairs", "record"),
        ("total --by programme", "totals"),
        ("total --by fy --across funder", "cross totals"),  # whose notes it shares
        ("fields", "catalogue"),
        ("--help", ""),
        ("help filters", ""),
    ],
)
def test_a_question_loads_its_own_report_and_no_other(warm: Traced, words: str, report: str) -> None:
    trace = warm(*words.split())
    assert (trace.code, trace[REPORTS]) == (0, {f"grantcli.reports.{name}" for name in report.split()})


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_loads_its_own_renderer_and_no_other(warm: Traced, name: str) -> None:
    trace = warm("list", "-f", name)
    shared = {"grantcli.render.jsonl"} if name in {"json", "parquet"} else set()
    assert (trace.code, trace[RENDERERS]) == (0, {f"grantcli.render.{name}", *shared})


# What an answer needs beyond a hello-world: exact amounts, the compiled copy, and how it was started.
NEEDED = {
    "grantcli",
    "typer",
    "binascii",
    "bisect",
    "dataclasses",
    "decimal",
    "encodings",
    "gc",
    "json",
    "math",
    "numbers",
    "runpy",
}


@pytest.mark.parametrize(
    ("words", "hello"),
    [
        ("total --by programme -f csv", _HELLO),
        ("list -f json", _HELLO),
        ("filter council:leeds -f tsv", _HELLO),
        ("--help", _HELLO),
        ("total --by programme", _HELLO_RICH + _HELLO),
    ],
)
def test_an_answer_loads_little_more_than_a_hello_world(
    warm: Traced, surroundings: Mapping[str, str], words: str, hello: str
) -> None:
    done = subprocess.run([sys.executable, "-c", hello], env=surroundings, capture_output=True, check=True, text=True)
    more = warm(*words.split()).modules - _trace(0, done.stderr).modules
    assert {name.partition(".")[0].removeprefix("_") for name in more if not name.startswith("rich.")} - NEEDED == set()


@pytest.mark.parametrize(
    "words", ["show ldf2-repairs", "compare fy:2015-16 fy:2019-20", "--version", "list fundr:x", "list --fundr x"]
)
def test_nothing_loads_a_click_of_its_own_or_pydantic(warm: Traced, words: str) -> None:
    heavy = {"click", "pydantic", "pygments", "asyncio", "importlib.metadata", "email", "http", "unittest"}
    assert warm(*words.split())[heavy] == set()
