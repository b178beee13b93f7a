"""Completion: what is offered, and that no shell can be made to run it."""

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from conftest import Run
from grantcli.cli.completion import candidates

OFFERED = [
    ("grantcli ", "to", ["total"]),
    ("grantcli ", "--v", ["--version"]),
    ("grantcli list ", "fun", ["funder:"]),
    ("grantcli list ", "-fun", ["-funder:"]),
    ("grantcli list ", "stage:", ["stage:alpha", "stage:beta", "stage:discovery"]),
    ("grantcli list ", "stage=B", ["stage=beta"]),
    ("grantcli list ", "-stage:b", ["-stage:beta"]),
    ("grantcli list council:leeds ", "year:201", ["year:2015", "year:2016", "year:2018", "year:2019"]),
    ("grantcli list ", "amount:", []),
    ("grantcli list ", "nonsense:", []),
    ("grantcli list ", "--fo", ["--format"]),
    ("grantcli list --format ", "j", ["json", "jsonl"]),
    ("grantcli list ", "--format=t", ["--format=table", "--format=tsv"]),
    ("grantcli list -f ", "c", ["csv"]),
    ("grantcli list -f ", "s", ["sqlite"]),
    ("grantcli total -f ", "s", ["svg"]),
    ("grantcli diff -f ", "s", []),
    ("grantcli diff ", "", []),
    ("grantcli diff ", "bun", ["bundled"]),
    ("grantcli diff old.csv bundled ", "stage:b", ["stage:beta"]),
    ("grantcli total --by ", "fy,fun", ["fy,funder"]),
    ("grantcli list --sort ", "-amount_", ["-amount_real"]),
    ("grantcli list --council ", "kens", ["Kensington and Chelsea"]),
    ("grantcli list --output ", "", []),
    ("grantcli show ", "ldf2-r", ["ldf2-repairs"]),
    ("grantcli fields ", "cou", ["council", "council_now"]),
    ("grantcli sources ", "seed-00", ["seed-000", "seed-001", "seed-002", "seed-003", "seed-004"]),
    ("grantcli sources ", "ver", ["verify"]),
    ("grantcli sources verify ", "", []),
    ("grantcli help ", "ex", ["exit-codes"]),
    ("grantcli completion ", "", ["show"]),
    ("grantcli completion show ", "", ["bash", "zsh", "fish"]),
    ("grantcli compare --on stage ", "al", ["alpha"]),
    ("grantcli total --measure ", "me", ["mean", "median"]),
]


@pytest.mark.parametrize(("before", "current", "offered"), OFFERED)
def test_this_is_offered(before: str, current: str, offered: list[str]) -> None:
    assert candidates(before.split(), current) == offered


def bash_offers(run: Run, line: str) -> list[str]:
    done = run(env={"GRANTCLI_COMPLETE": "bash", "COMP_LINE": line})
    assert (done.code, done.err) == (0, "")
    return done.out.splitlines()


INSERTED = [
    ("grantcli list council:milt", ["Milton\\ Keynes "]),
    ("grantcli list council:Milton\\ K", ["Milton\\ Keynes "]),
    ("grantcli list 'council:milt", ["council:Milton Keynes"]),
    ('grantcli list "council:milt', ["council:Milton Keynes"]),
    ("grantcli list --council Kens", ["Kensington\\ and\\ Chelsea "]),
    ("grantcli list fun", ["funder:"]),
    ("grantcli fields part", ["partner "]),
]


@pytest.mark.parametrize(("line", "inserted"), INSERTED)
def test_bash_gets_what_readline_has_to_insert(line: str, inserted: list[str], run: Run) -> None:
    assert bash_offers(run, line) == inserted


NASTY = """\
form: grantcli awards 1
awards:
  - {id: a1, stage: beta, title: "`touch PWNED`", basis: unknown, rule: x}
  - {id: a2, title: "$(touch PWNED)", basis: unknown, rule: x}
  - {id: a3, title: "; touch PWNED; echo 'it''s", basis: unknown, rule: x}
  - {id: a4, title: "x\\" (y) \\\\", basis: unknown, rule: x}
  - {id: a5, title: "\\e[31mred", basis: unknown, rule: x}
  - {id: a6, title: "*", basis: unknown, rule: x}
"""


def test_values_with_control_characters_are_never_offered(run: Run, data_file: Callable[[str], Path]) -> None:
    path = data_file(NASTY)
    for shell in ("zsh", "fish"):
        done = run(env={"GRANTCLI_COMPLETE": shell, "COMP_WORDS": f"grantcli\nlist\n--data\n{path}\ntitle:"})
        assert done.out.splitlines() == [
            'title:"$(touch PWNED)"',
            "title:*",
            "title:; touch PWNED; echo 'it''s",
            "title:`touch PWNED`",
            'title:"x\\" (y) \\\\"',
        ]


TYPED = [
    *(("", start) for start in ("\\`", "\\$", "\\;", "x", "\\*")),
    *(("'", start) for start in ("`", "$", ";", "x", "*")),
    *(('"', start) for start in ("\\`", "\\$", ";", "x", "*")),
]


@pytest.mark.parametrize(("quote", "typed"), TYPED)
def test_a_completed_value_is_an_argument_and_runs_nothing_in_bash(
    quote: str, typed: str, run: Run, data_file: Callable[[str], Path], tmp_path: Path
) -> None:
    path = data_file(NASTY)
    inserted = bash_offers(run, f"grantcli list --data {path} {quote}title:{typed}")
    assert len(inserted) == 1
    word = f"{quote}{inserted[0]}{quote}" if quote else f"title:{inserted[0]}"
    script = f"printf '%s\\n' {word}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.startswith("title:")
    assert not (tmp_path / "PWNED").exists()
    found = run("list", done.stdout.rstrip("\n"), "--data", str(path), "-f", "csv", "-c", "id")
    assert found.out.count("\n") == 2


def test_a_broken_data_file_offers_nothing_and_says_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("[", encoding="utf-8")
    assert bash_offers(run, "grantcli list --data bad.yaml stage:") == []
    assert bash_offers(run, "grantcli list --data missing.yaml stage:") == []


def wait_for(master: int, wanted: str, seconds: float = 20) -> str:
    """Read from a pseudo-terminal until the text is there."""
    seen, end = "", time.monotonic() + seconds
    while wanted not in seen and time.monotonic() < end:
        if select.select([master], [], [], 0.2)[0]:
            seen += os.read(master, 65536).decode(errors="replace")
    return seen


SHELLS = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], 'PS1="READY> "; eval "$(grantcli completion show bash)"\n'),
    "zsh": (
        ["zsh", "-f", "-i"],
        'PS1="READY> "; autoload -U compinit; compinit -u -D; eval "$(grantcli completion show zsh)"\n',
    ),
    "fish": (
        ["fish", "--no-config", "--interactive"],
        'function fish_prompt; echo "READY> "; end; grantcli completion show fish | source\n',
    ),
}


@pytest.mark.parametrize("shell", SHELLS)
def test_a_tab_completes_in_the_real_shell(shell: str, clean_env: Mapping[str, str], tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed on this machine")
    command, setup = SHELLS[shell]
    path = os.pathsep.join([str(Path(sys.executable).parent), clean_env["PATH"]])
    env = {**clean_env, "PATH": path, "TERM": "dumb" if shell == "zsh" else "xterm", "ZDOTDIR": str(tmp_path)}
    master, slave = pty.openpty()
    # A shell is interactive only on a terminal that is its own; the child does nothing else before it starts.
    process = subprocess.Popen(command, env=env, cwd=tmp_path, preexec_fn=lambda: os.login_tty(slave))  # noqa: PLW1509
    os.close(slave)
    try:
        os.write(master, setup.encode())
        wait_for(master, "READY> ")
        time.sleep(1)
        os.write(master, b"grantcli list council:Milt\t -f csv -c id > answer; echo DO''NE\n")
        wait_for(master, "DONE")
    finally:
        process.kill()
        process.wait()
        os.close(master)
    assert (tmp_path / "answer").read_text(encoding="utf-8") == "id\ndep-milton-keynes\n"
