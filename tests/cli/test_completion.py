"""Completion: what is offered, and that no shell can be made to run it."""

import os
import pty
import shutil
import subprocess
import sys
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
    ("grantcli help ", "ex", ["examples", "exit-codes"]),
    ("grantcli help ", "diff", ["diff"]),
    ("grantcli completion ", "", ["install", "show"]),
    ("grantcli completion install ", "z", ["zsh"]),
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
    ('grantcli list council:"milt', ["Milton Keynes"]),
    ("grantcli list 'council:Milton Keynes'", []),
    ('grantcli list "council:Milton Keynes"', []),
    ('grantcli list council:"Milton Keynes"', []),
    ("grantcli list 'council:Milton Keynes' st", ["stage:", "starts:"]),
    ("grantcli check --rule amount-is", ["amount-is-zero "]),
    ("grantcli council Milt", ["Milton\\ Keynes "]),
    ("grantcli list --council Kens", ["Kensington\\ and\\ Chelsea "]),
    ("grantcli list fun", ["funder:"]),
    ("grantcli fields part", ["partner "]),
]


@pytest.mark.parametrize(("line", "inserted"), INSERTED)
def test_bash_gets_what_readline_has_to_insert(line: str, inserted: list[str], run: Run) -> None:
    assert bash_offers(run, line) == inserted


@pytest.mark.parametrize("name", ["-", "pipe"])
def test_a_tab_waits_for_nobody_who_writes(name: str, process: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    done = process(env={"GRANTCLI_COMPLETE": "bash", "COMP_LINE": f"grantcli total --data {name} funder:"})
    assert (done.code, done.out, done.err) == (0, "", "")


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
    result = run("list", done.stdout.rstrip("\n"), "--data", str(path), "-f", "csv", "-c", "id")
    assert result.out.count("\n") == 2


def test_a_broken_data_file_offers_nothing_and_says_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("[", encoding="utf-8")
    assert bash_offers(run, "grantcli list --data bad.yaml stage:") == []
    assert bash_offers(run, "grantcli list --data missing.yaml stage:") == []


def wait_for(master: int, expected: str) -> None:
    """Read from a pseudo-terminal until the text is there."""
    output = ""
    while expected not in output:
        output += os.read(master, 65536).decode(errors="replace")


BASH_COMPLETION = "/usr/share/bash-completion/bash_completion"
SHELLS = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], 'eval "$(grantcli completion show bash)"'),
    "bash, installed": (["bash", "--norc", "--noprofile", "-i"], f"source {BASH_COMPLETION}; grantcli completion install bash"),
    "zsh": (["zsh", "-f", "-i"], 'autoload -U compinit; compinit -u -D; eval "$(grantcli completion show zsh)"'),
    "zsh, installed": (
        ["zsh", "-f", "-i"],
        "grantcli completion install zsh; fpath=(~/.local/share/zsh/site-functions $fpath); autoload -U compinit; compinit -u -D",
    ),
    "fish": (["fish", "--no-config", "--interactive"], "grantcli completion show fish | source"),
    "fish, installed": (["fish", "--interactive"], "grantcli completion install fish"),
}
"""Each with how it is started, and what is typed before TAB is of use."""
PROMPTS = {
    "bash": 'PS1="RE""ADY> "; ', "zsh": 'PS1="RE""ADY> "; ', "fish": 'function fish_prompt; echo "RE""ADY> "; end; ',
}  # fmt: skip
"""In two parts, so that the echo of what is typed is not taken for the prompt, which comes once the shell is ready for a key."""


@pytest.mark.parametrize("name", SHELLS)
def test_a_tab_completes_in_the_real_shell(name: str, clean_env: Mapping[str, str], tmp_path: Path) -> None:
    command, setup = SHELLS[name]
    shell = command[0]
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed on this machine")
    if name == "bash, installed" and not Path(BASH_COMPLETION).exists():
        pytest.skip("the package bash-completion is not installed on this machine")
    path = os.pathsep.join([str(Path(sys.executable).parent), clean_env["PATH"]])
    more = {"PATH": path, "TERM": "dumb" if shell == "zsh" else "xterm", "ZDOTDIR": str(tmp_path), "HOME": str(tmp_path)}
    env = {**clean_env, **more}
    master, slave = pty.openpty()
    # A shell is interactive only on a terminal that is its own; the child does nothing else before it starts.
    process = subprocess.Popen(command, env=env, cwd=tmp_path, preexec_fn=lambda: os.login_tty(slave))  # noqa: PLW1509
    os.close(slave)
    try:
        os.write(master, f"{PROMPTS[shell]}{setup}\n".encode())
        wait_for(master, "READY> ")
        os.write(master, b"grantcli lis\t council:Milt\t -f csv -c id > answer; echo DO''NE\n")
        wait_for(master, "DONE")
    finally:
        process.kill()
        process.wait()
        os.close(master)
    assert (tmp_path / "answer").read_text(encoding="utf-8") == "id\ndep-milton-keynes\n"


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("grantcli ", "list\tList awards, all or those that the terms ask for."),
        ("grantcli list --da", "--dayfirst\tread 03/04/2019 as 3 April"),
        ("grantcli list council:milt", "council:Milton Keynes"),
        ("grantcli check --rule amount-is", "amount-is-zero\t"),
        ("grantcli list --data ans", "answers.csv"),
        ("grantcli list --sort amount -o ans", "answers.csv"),
    ],
)
def test_fish_offers_each_thing_once_with_what_it_is_also_for_an_empty_word(
    line: str, offered: str, clean_env: Mapping[str, str], tmp_path: Path
) -> None:
    if shutil.which("fish") is None:
        pytest.skip("fish is not installed on this machine")
    (tmp_path / "answers.csv").write_text("", encoding="utf-8")
    path = os.pathsep.join([str(Path(sys.executable).parent), clean_env["PATH"]])
    words = ["fish", "--no-config", "-c", f"grantcli completion show fish | source; complete -C {line!r}"]
    done = subprocess.run(
        words, env={**clean_env, "PATH": path, "HOME": str(tmp_path)}, cwd=tmp_path, check=True, capture_output=True, text=True
    )
    result = done.stdout.splitlines()
    assert offered in [each[: len(offered)] for each in result]
    assert len({each.partition("\t")[0] for each in result}) == len(result)


PLACES = {
    "bash": ".local/share/bash-completion/completions/grantcli",
    "zsh": ".local/share/zsh/site-functions/_grantcli",
    "fish": ".config/fish/completions/grantcli.fish",
}


@pytest.mark.parametrize("shell", PLACES)
def test_install_puts_the_script_where_the_shell_looks_and_nowhere_else(run: Run, shell: str, tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path / "home"), "SHELL": f"/bin/{shell}"}
    (tmp_path / "home").mkdir()
    done = run("completion", "install", env=home)
    where = tmp_path / "home" / PLACES[shell]
    assert (done.code, done.out) == (0, "")
    assert done.err.splitlines()[0] == f"note: {where} is written"
    assert where.read_bytes() == run("completion", "show", shell).stdout
    assert [path for path in (tmp_path / "home").rglob("*") if path.is_file()] == [where]
    again = run("completion", "install", shell, env=home)
    assert (again.code, again.err.splitlines()[0]) == (0, f"note: {where} is there already, and up to date")
    where.write_text("# of old: GRANTCLI_COMPLETE\n", encoding="utf-8")
    assert run("completion", "install", shell, env=home).err.splitlines()[0] == f"note: {where} is brought up to date"
    assert where.read_bytes() == run("completion", "show", shell).stdout


def test_install_wants_to_know_the_shell(run: Run) -> None:
    done = run("completion", "install")
    assert (done.code, done.err) == (2, "grantcli: error: the variable SHELL names no shell\nhint: name it: bash, zsh or fish\n")


def test_install_leaves_a_file_of_somebody_else_alone(run: Run, tmp_path: Path) -> None:
    where = tmp_path / PLACES["fish"]
    where.parent.mkdir(parents=True)
    where.write_text("# mine\n", encoding="utf-8")
    done = run("completion", "install", "fish", env={"HOME": str(tmp_path)})
    error = f"grantcli: error: grantcli did not write `{where}`, and leaves it as it is"
    assert (done.code, done.err.splitlines()[0]) == (1, error)
    assert where.read_text(encoding="utf-8") == "# mine\n"


def test_install_says_what_zsh_still_needs_until_it_stands_there(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / ".local" / "share" / "zsh" / "site-functions"
    line = f"note:   fpath=({folder} $fpath)\n"
    home = {"HOME": str(tmp_path)}
    assert line in run("completion", "install", "zsh", env=home).err
    (tmp_path / ".zshrc").write_text("fpath=(~/.local/share/zsh/site-functions $fpath)\n", encoding="utf-8")
    assert line not in run("completion", "install", "zsh", env=home).err
    assert (tmp_path / ".zshrc").read_text(encoding="utf-8") == "fpath=(~/.local/share/zsh/site-functions $fpath)\n"


@pytest.mark.parametrize(
    ("shell", "variable", "where"),
    [
        ("bash", "BASH_COMPLETION_USER_DIR", "completions/grantcli"),
        ("bash", "XDG_DATA_HOME", "bash-completion/completions/grantcli"),
        ("zsh", "XDG_DATA_HOME", "zsh/site-functions/_grantcli"),
        ("fish", "XDG_CONFIG_HOME", "fish/completions/grantcli.fish"),
    ],
)
def test_install_heeds_the_folders_of_the_environment(run: Run, tmp_path: Path, shell: str, variable: str, where: str) -> None:
    assert run("completion", "install", shell, env={variable: str(tmp_path / "own")}).code == 0
    assert (tmp_path / "own" / where).is_file()
