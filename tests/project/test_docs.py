"""README and docs tell the truth: examples are run, the reference is generated, nothing is left out."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from generate import PAGES

from conftest import ROOT, Run
from grantcli.charts import CHARTS
from grantcli.cli.command_table import COMMANDS, table
from grantcli.cli.commands.help import fit
from grantcli.cli.topics import TOPICS
from grantcli.exports import EXPORTS
from grantcli.fields import FIELDS
from grantcli.loader.shapes import SHAPES
from grantcli.render import FORMATS

README = (ROOT / "README.md").read_text(encoding="utf-8")
REFERENCE = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
MODULES = sorted((ROOT / "src").rglob("*.py"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_generated_page_is_what_the_program_generates_now(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == PAGES[path](), "run .venv/bin/python tests/support/generate.py"


def test_the_readme_says_the_two_commands_that_set_everything_up() -> None:
    first = next(block for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL))
    assert [line.split("#")[0].strip() for line in first.splitlines()] == ["make try", "make test"]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_readme(name: str) -> None:
    assert f"`grantcli {name}" in README


def test_every_flag_field_format_and_topic_is_in_the_reference() -> None:
    flags = {flag for command in table().values() for option in command.options for flag in option.flags}
    expected = [*(f"`{flag}" for flag in flags), *(f"| `{name}` |" for name in (*FIELDS, *FORMATS, *EXPORTS, *CHARTS))]
    assert [name for name in expected if name not in REFERENCE] == []
    assert [name for name in TOPICS if f"## {name.capitalize()}" not in REFERENCE and f"## {name}:" not in REFERENCE] == []


def test_every_key_of_data_files_is_documented() -> None:
    page = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
    keys = {key for shape in SHAPES.values() for key in shape}
    assert [key for key in sorted(keys) if not re.search(rf"\b{key}\b", page)] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_in_the_help_of_its_command(name: str, run: Run) -> None:
    done = run(name, "--help")
    assert (done.code, done.err) == (0, "")
    assert [flag for option in table()[name].options for flag in option.flags if flag not in done.out] == []
    assert table()[name].example in re.sub(r"\s+", " ", done.out)


@pytest.mark.parametrize("width", [80, 200])
@pytest.mark.parametrize("name", TOPICS)
def test_every_topic_explains_itself_within_the_columns_of_the_terminal_or_100(name: str, width: int, run: Run) -> None:
    done = run("help", name, env={"COLUMNS": str(width)})
    assert (done.code, done.err) == (0, "")
    assert max(map(len, done.out.splitlines())) <= min(width, 100)
    assert done.out.split() == TOPICS[name][1]().split()


def test_a_topic_keeps_its_entries_and_its_lines_to_type_apart() -> None:
    entry = "  name   what it is, and\n         more of it\n"
    text = f"Words and\nmore words:\n{entry}  other  one\n  a line to type\n    below\n\nEnd\n"
    lines = ["  other  one", "  a line to type", "    below", "", "End"]
    assert fit(text, 24).splitlines() == ["Words and more words:", "  name   what it is, and", "         more of it", *lines]
    assert fit(entry, 20).splitlines() == ["  name   what it is,", "         and more of", "         it"]


def test_the_links_of_the_pages_lead_to_files() -> None:
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!http)([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} leads to {target}"


def test_no_connection_to_duckdb_draws_its_progress_on_stdout() -> None:
    texts = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in MODULES}
    opened, quiet = (
        {name: text.count(words) for name, text in texts.items() if words in text}
        for words in ("duckdb.connect(", '"SET enable_progress_bar = false"')
    )
    assert opened
    assert opened == quiet


def test_every_temporary_file_is_named_after_its_process_so_that_the_next_removes_what_a_kill_leaves() -> None:
    calls = re.compile(r"\b(?:TemporaryDirectory|NamedTemporaryFile|mkdtemp|mkstemp)\(")
    texts = [path.read_text(encoding="utf-8") for path in MODULES]
    assert sum("temporary_path(" in text for text in texts) == 3
    assert [match[0] for text in texts for match in calls.finditer(text)] == []


def _long_parts(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    if len(lines) > 400 and not any(line.startswith("# long:") for line in lines):
        yield f"{path.name} has {len(lines)} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            docstring = ast.get_docstring(node, clean=False)
            length = node.end_lineno - node.body[0].lineno + 1 if node.end_lineno else 0
            body = length - (len(docstring.splitlines()) if docstring else 0)
            if body > 25 and "# long:" not in lines[node.lineno - 1]:
                yield f"{path.name}: {node.name} has {body} lines"


def test_no_module_is_above_400_lines_and_no_function_above_25() -> None:
    """A longer one says why in a comment that begins `# long:` on its first line."""
    assert [part for path in MODULES for part in _long_parts(path)] == []


def _importers() -> dict[str, set[str]]:
    """Return by module the modules that import it anywhere in them, by their full names."""
    names = {path: ".".join(path.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__") for path in MODULES}
    importers: dict[str, set[str]] = {name: set() for name in names.values()}
    for path, name in names.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                for target in {node.module, *(f"{node.module}.{each.name}" for each in node.names)} & importers.keys():
                    importers[target].add(name)
    return importers


def test_a_module_below_60_lines_that_one_other_imports_joins_it() -> None:
    """Else it says why in a comment that begins `# short:`; each command is a module."""
    importers = _importers()
    texts = {name: ROOT.joinpath("src", *name.split(".")).with_suffix(".py") for name in importers}
    short = {
        name: path.read_text(encoding="utf-8")
        for name, path in texts.items()
        if path.exists() and len(importers[name]) == 1 and not name.startswith("grantcli.cli.commands.")
    }
    assert [name for name, text in short.items() if text.count("\n") < 60 and "\n# short:" not in text] == []
