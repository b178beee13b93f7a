"""What a command loads and reads: nothing heavy before it is needed. How long that takes is for `bench/` to say.

Real processes are looked at: an audit hook names every file that they open, and `sys.modules` what they loaded.
"""

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from process_trace import Tracer, read_trace, surroundings, trace, warm, warm_traces

from grantcli.cli.command_table import COMMANDS
from grantcli.render import FORMATS

__all__ = ["surroundings", "trace", "warm", "warm_traces"]  # fixtures

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


HEAVY = {"rich", "yaml"}


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    ("words", "name"),
    [
        *((words, "csv") for words in QUESTIONS.values()),
        *((QUESTIONS[words], name) for words in ("show", "total") for name in FORMATS if name not in {"table", "csv"}),
    ],
)
def test_a_format_other_than_the_table_loads_neither_rich_nor_yaml(warm: Tracer, words: list[str], name: str) -> None:
    trace = warm(*words, "-f", name)
    assert (trace.code, trace[HEAVY]) == (0, set())


READERS = {"_duckdb", "duckdb", "msgspec", "python_calamine", "grantcli.ingest.file_reader"}


@pytest.mark.sample(3)
@pytest.mark.parametrize("words", QUESTIONS.values(), ids=QUESTIONS)
@pytest.mark.parametrize("name", ["table", "csv", "json"])
def test_a_question_about_the_bundled_awards_loads_nothing_that_reads_files(warm: Tracer, words: list[str], name: str) -> None:
    trace = warm(*words, "-f", name)
    assert (trace.code, trace[READERS]) == (0, set())


@pytest.mark.costly
@pytest.mark.parametrize("words", [words for name, words in QUESTIONS.items() if name != "show"])
def test_a_table_is_drawn_by_rich_and_loads_no_yaml(warm: Tracer, words: list[str]) -> None:
    trace = warm(*words)
    assert (trace.code, trace[HEAVY]) == (0, {"rich"})


def test_a_record_in_lines_needs_no_rich(warm: Tracer) -> None:
    trace = warm("show", "ldf2-repairs")
    assert (trace.code, trace[HEAVY]) == (0, set())


@pytest.mark.costly
def test_yaml_is_loaded_only_when_there_is_no_compiled_copy_of_the_same_bytes(
    trace: Tracer, data_file: Callable[[str], Path], tmp_path: Path
) -> None:
    text = "form: grantcli awards 1\nawards:\n  - {id: a, title: A, amount: 1, currency: GBP, basis: stated, rule: given}\n"
    path = data_file(text)
    cache = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    words = ("list", "--data", str(path), "-f", "csv")
    before = [trace(*words, **cache)[HEAVY] for _ in range(2)]
    data_file(text.replace("title: A", "title: B"))
    after = [trace(*words, **cache)[HEAVY] for _ in range(2)]
    assert (before, after) == ([{"yaml"}, set()], [{"yaml"}, set()])


@pytest.mark.sample(2)
@pytest.mark.parametrize("words", HELP.values(), ids=HELP)
def test_help_reads_no_data_and_loads_neither_rich_nor_yaml(warm: Tracer, words: list[str]) -> None:
    trace = warm(*words)
    assert (trace.code, trace.opened, trace[HEAVY]) == (0, set(), set())


def test_the_version_is_said_without_rich_and_yaml(warm: Tracer) -> None:
    trace = warm("--version")
    assert (trace.code, trace.opened, trace[HEAVY]) == (0, {".yaml", ".compiled"}, set())


@pytest.mark.sample(4)
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
def test_a_tab_loads_no_typer_and_reads_data_only_for_values(warm: Tracer, line: str, opened: set[str]) -> None:
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
    ("html", "list -f html", "list -f csv"),
)


@pytest.mark.sample(2)
@pytest.mark.parametrize(("module", "user", "other"), WHERE_USED)
def test_a_module_is_loaded_where_it_is_used_and_nowhere_else(warm: Tracer, module: str, user: str, other: str) -> None:
    assert [module in warm(*words.split()).modules for words in (user, other)] == [True, False]


REPORTS = {f"grantcli.reports.{name}" for name in ("listing", "record", "totals", "comparison", "catalogue")}
RENDERERS = {f"grantcli.render.{each.module}" for each in FORMATS.values()}


@pytest.mark.sample(4)
@pytest.mark.parametrize(
    ("words", "report"),
    [
        ("list", "listing"),
        ("filter funder:lga", "listing"),
        ("show ldf2-repairs", "record"),
        ("total --by programme", "totals"),
        ("total --by fy --across funder", "totals"),
        ("fields", "catalogue"),
        ("--help", ""),
        ("help filters", ""),
    ],
)
def test_a_question_loads_its_own_report_and_no_other(warm: Tracer, words: str, report: str) -> None:
    trace = warm(*words.split())
    assert (trace.code, trace[REPORTS]) == (0, {f"grantcli.reports.{name}" for name in report.split()})


@pytest.mark.sample(3)
@pytest.mark.parametrize("name", FORMATS)
def test_a_format_loads_its_own_renderer_and_no_other(warm: Tracer, name: str) -> None:
    trace = warm("list", "-f", name)
    shared = {"json": {"grantcli.render.jsonl"}, "parquet": {"grantcli.render.jsonl"}, "tsv": {"grantcli.render.csv"}}
    assert (trace.code, trace[RENDERERS]) == (0, {f"grantcli.render.{name}", *shared.get(name, ())})


# What an answer needs beyond a hello-world: exact amounts, the compiled copy, how it was started, and addresses, for which
# `pathlib` itself loads `urllib.parse` before Python 3.13.
NEEDED = {
    "grantcli",
    "typer",
    "binascii",
    "bisect",
    "dataclasses",
    "decimal",
    "encodings",
    "gc",
    "ipaddress",
    "json",
    "math",
    "numbers",
    "runpy",
    "urllib",
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
    warm: Tracer, surroundings: Mapping[str, str], words: str, hello: str
) -> None:
    done = subprocess.run([sys.executable, "-c", hello], env=surroundings, capture_output=True, check=True, text=True)
    more = warm(*words.split()).modules - read_trace(0, done.stderr).modules
    assert {name.partition(".")[0].removeprefix("_") for name in more if not name.startswith("rich.")} - NEEDED == set()


@pytest.mark.parametrize(
    "words", ["show ldf2-repairs", "compare fy:2015-16 fy:2019-20", "--version", "list fundr:x", "list --fundr x"]
)
def test_nothing_loads_a_click_of_its_own_or_pydantic(warm: Tracer, words: str) -> None:
    heavy = {"click", "pydantic", "pygments", "asyncio", "importlib.metadata", "email", "http", "unittest"}
    assert warm(*words.split())[heavy] == set()
