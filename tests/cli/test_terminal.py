"""What depends on the terminal, and what never does: colour, width and pager, asked of real pseudo-terminals."""

import os
import pty
import re
import stat
import struct
import termios
from collections.abc import Callable
from fcntl import ioctl
from itertools import product
from pathlib import Path

import pytest
from pseudo_terminal import OnTerminal, on_terminal

from conftest import Run
from grantcli.cli import terminal
from grantcli.errors import UsageError, cells

__all__ = ["on_terminal"]  # a fixture

ESC = b"\x1b"
CSI = re.compile(rb"\x1b\[[0-9;]*m")

NO_COLOR = (None, "", "1", "0")
FORCED = (None, "", "0", "1", "yes")


@pytest.mark.parametrize("mode", ["always", "never"])
@pytest.mark.parametrize("tty", [True, False])
@pytest.mark.parametrize("env", [{}, {"NO_COLOR": "1"}, {"FORCE_COLOR": "1"}, {"CLICOLOR_FORCE": "1"}, {"TERM": "dumb"}])
def test_the_option_goes_before_everything(mode: str, tty: bool, env: dict[str, str]) -> None:
    assert terminal.color(mode, env, terminal=tty) == (mode == "always")


COLORS: list[tuple[dict[str, str], bool, bool]] = [
    # environment, on a terminal, in a pipe
    ({}, True, False),
    ({"TERM": "xterm-256color"}, True, False),
    ({"TERM": ""}, True, False),
    ({"TERM": "dumb"}, False, False),
    ({"NO_COLOR": "1"}, False, False),
    ({"NO_COLOR": "0"}, False, False),
    ({"NO_COLOR": ""}, True, False),
    ({"FORCE_COLOR": "1"}, True, True),
    ({"FORCE_COLOR": "yes"}, True, True),
    ({"FORCE_COLOR": "0"}, True, False),
    ({"FORCE_COLOR": ""}, True, False),
    ({"CLICOLOR_FORCE": "1"}, True, True),
    ({"CLICOLOR_FORCE": "0"}, True, False),
    ({"FORCE_COLOR": "0", "CLICOLOR_FORCE": "1"}, True, True),
    ({"FORCE_COLOR": "1", "CLICOLOR_FORCE": "0"}, True, True),
    ({"FORCE_COLOR": "1", "TERM": "dumb"}, True, True),
    ({"CLICOLOR_FORCE": "1", "TERM": "dumb"}, True, True),
    ({"FORCE_COLOR": "0", "TERM": "dumb"}, False, False),
    ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False, False),
    ({"NO_COLOR": "1", "CLICOLOR_FORCE": "1"}, False, False),
    ({"NO_COLOR": "", "FORCE_COLOR": "1"}, True, True),
    ({"CLICOLOR": "0"}, True, False),
]


@pytest.mark.parametrize("mode", ["", "auto"])
@pytest.mark.parametrize(("env", "on_terminal", "piped"), COLORS, ids=[str(row[0]) for row in COLORS])
def test_colour_is_decided_by_the_environment_then_by_the_terminal(
    mode: str, env: dict[str, str], on_terminal: bool, piped: bool
) -> None:
    assert terminal.color(mode, env, terminal=True) == on_terminal
    assert terminal.color(mode, env, terminal=False) == piped


def test_no_environment_colours_what_no_color_forbids() -> None:
    for force, clicolor, term, tty in product(FORCED, FORCED, (None, "dumb", "xterm"), (True, False)):
        values = {"NO_COLOR": "1", "FORCE_COLOR": force, "CLICOLOR_FORCE": clicolor, "TERM": term}
        env = {name: value for name, value in values.items() if value is not None}
        assert not terminal.color("auto", env, terminal=tty), env


@pytest.mark.parametrize("mode", ["sometimes", "ALWAYS", "1"])
def test_an_unknown_colour_mode_is_refused(mode: str) -> None:
    with pytest.raises(UsageError) as error:
        terminal.color(mode, {}, terminal=True)
    assert error.value.message == f"--color: `{mode}` is not one of auto, always, never"


SIZES: list[tuple[dict[str, str], tuple[int, int]]] = [
    ({}, (123, 45)),
    ({"COLUMNS": "70"}, (70, 45)),
    ({"LINES": "9"}, (123, 9)),
    ({"COLUMNS": "70", "LINES": "9"}, (70, 9)),
    ({"COLUMNS": "0", "LINES": "0"}, (123, 45)),
    ({"COLUMNS": "", "LINES": ""}, (123, 45)),
    ({"COLUMNS": "-5", "LINES": "x"}, (123, 45)),
    ({"COLUMNS": "٧٠"}, (123, 45)),
]


@pytest.mark.parametrize(("env", "size"), SIZES)
def test_columns_and_lines_go_before_what_the_terminal_says(env: dict[str, str], size: tuple[int, int]) -> None:
    main, far = pty.openpty()
    ioctl(far, termios.TIOCSWINSZ, struct.pack("HHHH", 45, 123, 0, 0))
    with os.fdopen(far, "w") as stream:
        assert terminal.size(stream, env) == size
    os.close(main)


def test_a_place_of_no_size_is_eighty_by_twenty_four(tmp_path: Path) -> None:
    main, far = pty.openpty()  # a new one is 0 by 0
    with os.fdopen(far, "w") as stream, (tmp_path / "file").open("w") as file:
        assert terminal.size(stream, {}) == terminal.size(file, {}) == (80, 24)
    assert terminal.size(stream, {}) == (80, 24)  # closed by now
    os.close(main)


def _width(text: bytes) -> int:
    return max(map(cells, text.decode().splitlines()))


PEOPLE = [("list",), ("total", "--by", "programme"), ("list", "-f", "markdown"), ("list", "-f", "html"), ("show", "ldf2-repairs")]
PROGRAMS = [("list", "-f", name) for name in ("csv", "tsv", "json", "jsonl")]


@pytest.mark.parametrize("columns", [80, 200])
def test_a_table_on_a_terminal_is_in_colour_and_as_wide_as_the_terminal(on_terminal: OnTerminal, run: Run, columns: int) -> None:
    code, screen = on_terminal("list", columns=columns)
    assert (code, ESC in screen) == (0, True)
    assert _width(CSI.sub(b"", screen)) == min(columns, _width(run("list").stdout))
    assert set(CSI.findall(screen)) == {b"\x1b[1m", b"\x1b[0m"}


@pytest.mark.parametrize("words", [("--color", "never"), ("--color=never",)])
@pytest.mark.parametrize("command", PEOPLE, ids=" ".join)
def test_colour_never_means_not_one_escape_byte(
    on_terminal: OnTerminal, command: tuple[str, ...], words: tuple[str, ...]
) -> None:
    code, screen = on_terminal(*command, *words, env={"FORCE_COLOR": "1"})
    assert (code, ESC in screen) == (0, False)


@pytest.mark.parametrize(
    "env", [{"NO_COLOR": "1"}, {"NO_COLOR": "1", "FORCE_COLOR": "1", "CLICOLOR_FORCE": "1"}, {"TERM": "dumb"}]
)
@pytest.mark.parametrize("command", PEOPLE, ids=" ".join)
def test_a_terminal_without_colour_gets_not_one_escape_byte(
    on_terminal: OnTerminal, command: tuple[str, ...], env: dict[str, str]
) -> None:
    code, screen = on_terminal(*command, env=env)
    assert (code, ESC in screen) == (0, False)


def test_colour_never_changes_a_letter(on_terminal: OnTerminal) -> None:
    (_, colored), (_, bare) = on_terminal("total", "--by", "fy"), on_terminal("total", "--by", "fy", env={"NO_COLOR": "1"})
    lines = [[line.rstrip() for line in CSI.sub(b"", text).splitlines()] for text in (colored, bare)]
    assert lines[0] == lines[1]


@pytest.mark.parametrize("command", [*PEOPLE, *PROGRAMS], ids=" ".join)
def test_a_pipe_gets_no_escape_byte_and_the_same_whatever_the_terminal_is(run: Run, command: tuple[str, ...]) -> None:
    first = run(*command)
    assert (first.code, ESC in first.stdout + first.stderr) == (0, False)
    assert run(*command, env={"COLUMNS": "30", "LINES": "5", "TERM": "dumb", "PAGER": "false"}) == first


@pytest.mark.parametrize("env", [{"FORCE_COLOR": "1"}, {"CLICOLOR_FORCE": "1"}])
def test_a_pipe_is_coloured_where_it_is_forced(run: Run, env: dict[str, str]) -> None:
    colored, plain = run("list", env=env), run("list")
    assert CSI.findall(colored.stdout)
    assert [line.rstrip() for line in CSI.sub(b"", colored.stdout).splitlines()] == plain.stdout.splitlines()


def test_a_piped_table_is_as_wide_as_it_needs_and_not_cut(run: Run) -> None:
    text = run("list", "-c", "id,description,council,project,theme,outcome").out
    listed = run("list", "-c", "id,description,council,project,theme,outcome", "-f", "tsv").out.splitlines()[1:]
    lines = text.splitlines()
    for row in listed:
        assert any(all(cell in line for cell in row.split("\t")) for line in lines), row


def test_help_is_as_wide_as_the_terminal_up_to_a_hundred(on_terminal: OnTerminal) -> None:
    for columns, most, least in ((60, 60, 50), (80, 80, 70), (200, 100, 81)):
        code, screen = on_terminal("list", "--help", columns=columns)
        assert (code, least <= _width(screen) <= most) == (0, True)


@pytest.mark.parametrize("columns", [80, 200])
@pytest.mark.parametrize("name", ["csv", "tsv", "json", "jsonl"])
def test_formats_for_programs_are_the_same_on_a_terminal(on_terminal: OnTerminal, run: Run, name: str, columns: int) -> None:
    piped = run("list", "council:leeds", "-f", name)
    assert on_terminal("list", "council:leeds", "-f", name, columns=columns) == (0, piped.stdout + piped.stderr)


STEERING = """\
form: grantcli awards 1
awards:
- {id: "a\\e[31m1", title: "red \\e[2J \\x9b3m \\u202e back\\r\\n\\t|", amount: 5, currency: GBP, basis: stated}
"""
TITLE = "red \x1b[2J \x9b3m \u202e back\r\n\t|"


def test_csv_in_a_pipe_is_verbatim_and_on_a_terminal_escaped(
    on_terminal: OnTerminal, run: Run, data_file: Callable[[str], Path]
) -> None:
    path = str(data_file(STEERING))
    words = ("list", "--data", path, "-f", "csv", "-c", "id,title,amount")
    assert run(*words).out == f'id,title,amount\na\x1b[31m1,"{TITLE}",5.00\n'
    code, screen = on_terminal(*words)
    assert (code, screen.decode()) == (
        0,
        'id,title,amount\na\\x1b[31m1,"red \\x1b[2J \\x9b3m \\u202e back\\r\n\t|",5.00\n',
    )


@pytest.mark.parametrize("name", ["out.txt", "out.csv", "out.tsv", "out.html"])
def test_a_file_is_the_same_whatever_the_terminal_is(
    on_terminal: OnTerminal, run: Run, data_file: Callable[[str], Path], tmp_path: Path, name: str
) -> None:
    words = ("list", "--data", str(data_file(STEERING)), "-o", name)
    assert (run(*words).code, (piped := (tmp_path / name).read_bytes()) == b"") == (0, False)
    assert on_terminal(*words, columns=20, lines=3)[0] == 0
    assert (tmp_path / name).read_bytes() == piped


@pytest.fixture
def pager(tmp_path: Path) -> Path:
    """A pager that keeps what it is shown and the options that less would find."""
    path = tmp_path / "my pager"
    path.write_text('#!/bin/sh\ncat > shown\nprintf "%s\\n" "$LESS" "$@" > asked\n')
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def _quote(path: Path) -> str:
    return f"'{path}'"


def test_a_table_taller_than_the_terminal_goes_to_the_pager(on_terminal: OnTerminal, pager: Path, tmp_path: Path) -> None:
    env = {"GRANTCLI_PAGER": f"{_quote(pager)} --one 'two three'", "PAGER": "false"}
    assert on_terminal("list", env=env, lines=24) == (0, b"")
    _, screen = on_terminal("list", env=env, lines=1000)
    assert (tmp_path / "shown").read_bytes() == screen
    assert (tmp_path / "asked").read_text() == "FRX\n--one\ntwo three\n"


@pytest.mark.parametrize(("more", "paged"), [(-1, True), (0, True), (1, False), (2, False)])
def test_a_table_is_paged_where_it_would_leave_no_line_for_the_prompt(
    on_terminal: OnTerminal, pager: Path, tmp_path: Path, more: int, paged: bool
) -> None:
    words = ("fields", "stage", "--color", "never")
    _, whole = on_terminal(*words)
    output = on_terminal(*words, env={"GRANTCLI_PAGER": _quote(pager)}, lines=whole.count(b"\n") + more)
    assert output == (0, b"" if paged else whole)
    assert (tmp_path / "shown").exists() == paged


PAGERS: list[tuple[str, dict[str, str], bool]] = [
    ("PAGER is used where GRANTCLI_PAGER is not set", {"PAGER": "{pager}"}, True),
    ("GRANTCLI_PAGER goes first", {"GRANTCLI_PAGER": "{pager}", "PAGER": "false"}, True),
    ("an empty GRANTCLI_PAGER means none", {"GRANTCLI_PAGER": "", "PAGER": "{pager}"}, False),
    ("blanks mean none", {"GRANTCLI_PAGER": "  "}, False),
    ("cat means none", {"GRANTCLI_PAGER": "cat", "PAGER": "{pager}"}, False),
    ("what is not there falls back", {"GRANTCLI_PAGER": "/nowhere/less"}, False),
    ("what may not run falls back", {"GRANTCLI_PAGER": "{folder}/no-program"}, False),
    ("a folder falls back", {"GRANTCLI_PAGER": "{folder}"}, False),
    ("an open quote falls back", {"GRANTCLI_PAGER": "less '"}, False),
]


@pytest.mark.parametrize(("env", "paged"), [row[1:] for row in PAGERS], ids=[row[0] for row in PAGERS])
def test_which_pager(on_terminal: OnTerminal, pager: Path, tmp_path: Path, env: dict[str, str], paged: bool) -> None:
    (tmp_path / "no-program").touch()
    filled = {name: value.format(pager=_quote(pager), folder=_quote(tmp_path)) for name, value in env.items()}
    whole = on_terminal("list", "--no-pager")
    output = on_terminal("list", env=filled, lines=24)
    assert output == ((0, b"") if paged else whole)
    assert (tmp_path / "shown").exists() == paged


NEVER: list[tuple[str, tuple[str, ...]]] = [
    ("--no-pager", ("list", "--no-pager")),
    ("csv", ("list", "-f", "csv")),
    ("json", ("list", "-f", "json")),
    ("a file", ("list", "-o", "out.txt")),
    ("help", ("list", "--help")),
]


@pytest.mark.parametrize("words", [row[1] for row in NEVER], ids=[row[0] for row in NEVER])
def test_what_is_never_paged(on_terminal: OnTerminal, pager: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    code, _ = on_terminal(*words, env={"GRANTCLI_PAGER": _quote(pager)}, lines=5)
    assert (code, (tmp_path / "shown").exists()) == (0, False)


def test_a_pipe_is_never_paged(run: Run, pager: Path, tmp_path: Path) -> None:
    assert run("list", env={"GRANTCLI_PAGER": _quote(pager), "LINES": "5"}) == run("list")
    assert not (tmp_path / "shown").exists()


@pytest.mark.parametrize("name", ["table", "markdown", "html"])
def test_every_format_for_people_is_paged(on_terminal: OnTerminal, pager: Path, tmp_path: Path, name: str) -> None:
    assert on_terminal("list", "-f", name, env={"GRANTCLI_PAGER": _quote(pager)}, lines=24) == (0, b"")
    assert "Croydon" in (tmp_path / "shown").read_text()


def test_options_of_less_are_the_users_where_they_are_set(on_terminal: OnTerminal, pager: Path, tmp_path: Path) -> None:
    on_terminal("list", env={"GRANTCLI_PAGER": _quote(pager), "LESS": "-S"}, lines=24)
    assert (tmp_path / "asked").read_text() == "-S\n"


def test_a_pager_that_leaves_early_is_no_error(on_terminal: OnTerminal) -> None:
    assert on_terminal("list", env={"GRANTCLI_PAGER": "true"}, lines=24) == (0, b"")


def test_lines_and_columns_of_the_environment_are_heeded(on_terminal: OnTerminal, pager: Path, tmp_path: Path) -> None:
    env = {"GRANTCLI_PAGER": _quote(pager), "LINES": "24", "COLUMNS": "100", "NO_COLOR": "1"}
    assert on_terminal("list", env=env) == (0, b"")
    assert _width((tmp_path / "shown").read_bytes()) == 100


def test_a_terminal_without_utf8_gets_lines_it_can_show(on_terminal: OnTerminal) -> None:
    code, screen = on_terminal("total", "--by", "stage", "--color", "never", env={"PYTHONIOENCODING": "ascii"})
    assert (code, screen.isascii()) == (0, True)
    assert b"-----" in screen
    assert rb"\xa3" in screen
