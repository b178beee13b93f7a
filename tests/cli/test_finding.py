"""Finding one's way: what is said of nothing at all, examples, the tutorial, the man page, and help in a pager."""

import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from pseudo_terminal import OnTerminal, on_terminal

from conftest import ROOT, Run
from grantcli.cli.command_table import COMMANDS, table
from grantcli.cli.commands.tutorial import STEPS
from grantcli.cli.main import run as run_here
from grantcli.cli.topics import EXAMPLES, TOPICS, WELCOME

__all__ = ["on_terminal"]

Ask = Callable[[str], tuple[int, str, str]]


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Run a command line of a page, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SHELL", "/bin/bash")

    def ask(command: str) -> tuple[int, str, str]:
        words = shlex.split(command)
        assert words[0] == "grantcli"
        code = run_here(words[1:])
        return (code, *capsys.readouterr())

    return ask


def test_nothing_at_all_shows_what_can_be_answered_in_fewer_than_25_lines(run: Run) -> None:
    done = run()
    assert (done.code, done.out, done.err) == (0, WELCOME, "")
    assert len(done.out.splitlines()) < 25
    assert max(map(len, done.out.splitlines())) < 80


@pytest.mark.parametrize("line", [line for line in WELCOME.splitlines() if "  grantcli " in line], ids=str.strip)
def test_every_command_that_is_offered_at_first_works(ask: Ask, line: str) -> None:
    code, out, err = ask(line[line.index("grantcli ") :].partition("  ")[0].partition(";")[0])
    assert (code, "error" in err) == (0, False)
    assert out or "completion" in line


def test_every_example_works_one_after_the_other(ask: Ask) -> None:
    for command in (command for each in EXAMPLES.values() for _, command in each):
        code, out, err = ask(command)
        assert (code, "error:" in err) == (0, False), f"{command}: {err}"
        assert out or " -o " in command or " save " in command, command


def test_the_examples_stand_in_help(run: Run) -> None:
    out = run("help", "examples").out
    assert [command for each in EXAMPLES.values() for _, command in each if f"  {command}\n" not in out] == []


def test_the_tutorial_asks_ten_questions_and_shows_what_each_command_prints(ask: Ask) -> None:
    code, output, err = ask("grantcli tutorial")
    assert (code, err, len(STEPS)) == (0, "", 10)
    for number, step in enumerate(STEPS, 1):
        _, out, notes = ask(step.command)
        assert f"{number}. {step.question}\n\n$ {step.command}\n{out}{notes}\n" in output


@pytest.mark.costly
def test_the_tutorial_is_of_the_bundled_awards_whatever_is_set(run: Run) -> None:
    assert run("tutorial", env={"GRANTCLI_DATA": "nowhere.csv", "GRANTCLI_FY_START": "1"}) == run("tutorial")


def test_the_tutorial_is_paged_on_a_terminal_and_not_in_a_pipe(on_terminal: OnTerminal, run: Run, tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\ncat > shown\n", encoding="utf-8")
    pager.chmod(0o755)
    code, screen = on_terminal("tutorial", env={"GRANTCLI_PAGER": str(pager)}, lines=40)
    assert (code, screen) == (0, b"")
    assert "10. " in (tmp_path / "shown").read_text(encoding="utf-8")
    assert on_terminal("tutorial", "--no-pager", env={"GRANTCLI_PAGER": "false"}, lines=40)[1].count(b"$ grantcli") == 10
    assert run("tutorial", env={"GRANTCLI_PAGER": str(pager)}).out.count("$ grantcli") == 10


def test_the_tutorial_fits_a_terminal_and_is_in_colour_only_where_it_may_be(on_terminal: OnTerminal) -> None:
    _, screen = on_terminal("tutorial", "--no-pager", "--color", "never")
    assert b"\x1b" not in screen
    assert max(len(line) for line in screen.decode().splitlines() if not line.startswith(("$ ", "note: "))) <= 80
    assert b"\x1b[1m1. Who got how much?\x1b[0m\n" in on_terminal("tutorial", "--no-pager")[1]


def test_a_topic_that_there_is_not_gets_the_nearest_topic_or_command(run: Run) -> None:
    assert run("help", "tota").err == "grantcli: error: no help on `tota`\nhint: did you mean `total`?\n"


def test_help_of_a_command_is_its_help(run: Run) -> None:
    assert run("help", "diff") == run("diff", "--help")


PAGE = (ROOT / "docs" / "grantcli.1").read_text(encoding="utf-8")
ROFF = {"\\-": "-", "\\(aq": "'", "\\(ga": "`", "\\&": "", "\\fB": "", "\\fR": ""}


def test_the_man_page_has_every_command_option_topic_and_example() -> None:
    plain = PAGE
    for written, read in ROFF.items():
        plain = plain.replace(written, read)
    flags = {flag for command in table().values() for option in command.options for flag in option.flags}
    expected = [*(f"\ngrantcli {name}" for name in COMMANDS), *flags]
    expected += [f"\n{command}\n" for each in EXAMPLES.values() for _, command in each]
    expected += [f'"{name.upper()}: ' for name in TOPICS if name not in {"examples", "exit-codes", "environment"}]
    assert [text for text in expected if text not in plain] == []


READERS = [["mandoc", "-T", "lint", "-W", "warning"], ["man", "--warnings", "-l"]]


@pytest.mark.parametrize("command", READERS, ids=lambda each: each[0])
def test_a_reader_of_man_pages_has_nothing_to_say_against_it(command: list[str]) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed on this machine")
    done = subprocess.run([*command, ROOT / "docs" / "grantcli.1"], capture_output=True, text=True, check=False)
    notes = done.stdout if command[0] == "mandoc" else ""
    assert (done.returncode, notes, done.stderr) == (0, "", "")
