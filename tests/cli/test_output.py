"""Where output goes and what becomes of it: files whole or not at all, streams that fill up, close or are left."""

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from waiting import settle, until

from conftest import Result, Run
from grantcli.cli.main import run as run_here
from grantcli.exports import EXPORTS
from grantcli.render import FORMATS

DATA = """\
form: grantcli awards 1
organisations:
- {id: z, name: Zed}
- {id: a, name: Aye}
- {id: m, name: Em, aliases: [Other]}
programmes:
- {id: old, title: Old round, funder: z, awarded: 2015-03, currency: GBP, stated: [{what: total, value: 99, basis: stated}]}
- {id: new, title: New round, funder: a, awarded: 2019-09, currency: GBP, stated: [{what: total, value: 98, basis: stated}]}
awards:
- {id: w1, programme: old, title: Same, lead: a, partners: [m], amount: 10, basis: stated}
- {id: w2, programme: new, title: Same, lead: m, partners: [z], amount: 10, basis: stated}
- {id: w3, programme: new, title: "=1+1", lead: z, partners: [a, m], amount: 30, basis: stated, follows: w1}
- {id: w4, title: No amount, partners: [m, z], basis: unknown, rule: nobody says}
- {id: w5, title: same, amount: 10, currency: EUR, basis: stated}
"""
CSV = """\
id,amount,currency
w1,10.00,GBP
w2,10.00,GBP
w3,30.00,GBP
w4,,
w5,10.00,EUR
"""
COLUMNS = ("-c", "id,amount,currency")
FULL = "grantcli: error: cannot write to standard output: no space left on device\n"


@pytest.fixture
def data(data_file: Callable[[str], Path]) -> tuple[str, str]:
    """The option that asks a small data file."""
    return "--data", str(data_file(DATA))


def whole(done: Result) -> tuple[int, str, str]:
    """Everything that a run left."""
    return done.code, done.out, done.err


Shell = Callable[..., Result]


@pytest.fixture
def shell(clean_env: Mapping[str, str], tmp_path: Path) -> Shell:
    """Run a line of bash with pipefail, in which `grantcli` is the program."""

    def run(line: str, env: Mapping[str, str] | None = None) -> Result:
        program = f'set -o pipefail; grantcli() {{ "{sys.executable}" -m grantcli "$@"; }}; {line}'
        whole = {**clean_env, **(env or {})}
        done = subprocess.run(["bash", "-c", program], env=whole, cwd=tmp_path, capture_output=True, check=False, timeout=600)
        return Result(done.returncode, done.stdout, done.stderr)

    return run


# -o


@pytest.mark.parametrize(
    ("name", "suffix"),
    [(name, suffix) for name, each in FORMATS.items() for suffix in (*each.suffixes, each.suffixes[0].upper())],
)
def test_the_suffix_of_the_file_tells_the_format(run: Run, data: tuple[str, str], tmp_path: Path, name: str, suffix: str) -> None:
    piped = run("list", *data, "-f", name)
    filed = run("list", *data, "-o", f"out{suffix}")
    assert (filed.code, filed.stdout, filed.stderr) == (0, b"", piped.stderr + f"Wrote out{suffix} (5 rows)\n".encode())
    assert (tmp_path / f"out{suffix}").read_bytes() == piped.stdout


def test_the_option_for_the_format_goes_before_the_suffix(run: Run, data: tuple[str, str], tmp_path: Path) -> None:
    assert run("list", *data, "-f", "json", "-o", "out.csv").code == 0
    assert (tmp_path / "out.csv").read_bytes() == run("list", *data, "-f", "json").stdout


@pytest.mark.parametrize("name", ["out.xyz", "out", ".csv", "out.csv.bak", "out."])
def test_a_suffix_that_names_no_format_is_wrong_use(run: Run, data: tuple[str, str], tmp_path: Path, name: str) -> None:
    before = sorted(tmp_path.iterdir())
    error = f"grantcli: error: no format goes with `{name}`\nhint: name one with --format: {', '.join(FORMATS)}\n"
    assert whole(run("list", *data, "-o", name)) == (2, "", error)
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("name", ["-", "/dev/stdout"])
def test_a_file_can_be_stdout(run: Run, data: tuple[str, str], tmp_path: Path, name: str) -> None:
    before = sorted(tmp_path.iterdir())
    assert run("list", *data, *COLUMNS, "-f", "csv", "-o", name).out == CSV
    assert whole(run("list", *data, "-o", name)) == whole(run("list", *data))
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.costly
def test_stdout_as_a_file_adds_to_what_the_shell_appends_to(shell: Shell, data: tuple[str, str], tmp_path: Path) -> None:
    (tmp_path / "log").write_text("before\n")
    done = shell(f"grantcli list {' '.join((*data, *COLUMNS))} -f csv -o /dev/stdout >> log")
    assert (done.code, (tmp_path / "log").read_text()) == (0, "before\n" + CSV)


@pytest.mark.costly
def test_a_file_can_be_a_process(shell: Shell, data: tuple[str, str]) -> None:
    question = f"grantcli list {' '.join((*data, *COLUMNS))} -f csv -o >(cat > seen; echo > over)"
    done = shell(f"mkfifo over; {question}; code=$?; read word < over; cat seen; exit $code")
    assert (done.code, done.out) == (0, CSV)


@pytest.mark.costly
def test_a_pipe_whose_reader_has_gone_is_left_quietly_too(shell: Shell, many: str) -> None:
    done = shell(f"mkfifo pipe; head -c 1 pipe > /dev/null & grantcli list --data {many} -f csv -o pipe")
    assert whole(done) == (141, "", "")


def test_a_file_keeps_colour_and_width_of_the_terminal_out(run: Run, data: tuple[str, str], tmp_path: Path) -> None:
    env = {"FORCE_COLOR": "1", "CLICOLOR_FORCE": "1", "COLUMNS": "20", "TERM": "xterm"}
    assert run("list", *data, "-o", "out.txt", env=env).code == 0
    assert (tmp_path / "out.txt").read_bytes() == run("list", *data).stdout


def test_a_file_is_in_colour_where_that_is_asked_for(run: Run, data: tuple[str, str], tmp_path: Path) -> None:
    assert run("list", *data, "-o", "out.txt", "--color", "always").code == 0
    assert (tmp_path / "out.txt").read_bytes() == run("list", *data, "--color", "always").stdout
    assert b"\x1b[1m" in (tmp_path / "out.txt").read_bytes()


@pytest.mark.costly
def test_a_new_file_has_the_mode_that_the_umask_leaves(shell: Shell, data: tuple[str, str], tmp_path: Path) -> None:
    assert shell(f"umask 027; grantcli list {' '.join(data)} -o out.csv").code == 0
    assert (tmp_path / "out.csv").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755])
def test_a_file_keeps_its_mode(run: Run, data: tuple[str, str], tmp_path: Path, mode: int) -> None:
    path = tmp_path / "out.csv"
    path.write_text("old")
    path.chmod(mode)
    assert run("list", *data, *COLUMNS, "-o", "out.csv").code == 0
    assert (path.stat().st_mode & 0o777, path.read_text()) == (mode, CSV)


def test_a_link_is_followed_and_stays(run: Run, data: tuple[str, str], tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to("folder/real.csv")
    assert run("list", *data, *COLUMNS, "-o", "link.csv").code == 0
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "folder" / "real.csv").read_text() == CSV


def test_a_link_to_what_is_not_there_makes_it(run: Run, data: tuple[str, str], tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to("real.csv")
    assert run("list", *data, *COLUMNS, "-o", "link.csv").code == 0
    assert ((tmp_path / "link.csv").is_symlink(), (tmp_path / "real.csv").read_text()) == (True, CSV)


def test_a_file_with_the_longest_name_there_is_can_be_written(run: Run, data: tuple[str, str], tmp_path: Path) -> None:
    name = "x" * 251 + ".csv"
    assert run("list", *data, *COLUMNS, "-o", name).code == 0
    assert (tmp_path / name).read_text() == CSV


UNWRITABLE: list[tuple[str, str, str]] = [
    ("folder/out.csv", "no such file or directory", "hint: nothing there was changed\n"),
    ("file/out.csv", "not a directory", "hint: nothing there was changed\n"),
    ("folder.csv", "is a directory", ""),
    ("y" * 252 + ".csv", "file name too long", "hint: nothing there was changed\n"),
    ("/dev/full", "no space left on device", ""),
    ("es\x1bcape/x.csv", "no such file or directory", "hint: nothing there was changed\n"),
]


@pytest.mark.parametrize(("name", "reason", "hint"), UNWRITABLE)
def test_what_cannot_be_written_is_an_error_that_names_it(
    run: Run, data: tuple[str, str], tmp_path: Path, name: str, reason: str, hint: str
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder.csv").mkdir()
    before = sorted(tmp_path.iterdir())
    output = name.replace("\x1b", "\\x1b")
    error = f"grantcli: error: cannot write to `{output}`: {reason}\n{hint}"
    assert whole(run("list", *data, "-f", "csv", "-o", name)) == (1, "", error)
    assert sorted(tmp_path.iterdir()) == before


FAILED = "grantcli: error: cannot write to `{}`: {}\nhint: nothing there was changed\n"


@pytest.mark.costly
def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(shell: Shell, data: tuple[str, str], tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("the old file\n")
    before = sorted(tmp_path.iterdir())
    done = shell(f"export PYTHONDONTWRITEBYTECODE=1; ulimit -f 0; grantcli list {' '.join(data)} -o out.csv")
    assert whole(done) == (1, "", FAILED.format("out.csv", "file too large"))
    assert ((tmp_path / "out.csv").read_text(), sorted(tmp_path.iterdir())) == ("the old file\n", before)


@pytest.mark.costly
def test_a_write_that_fails_makes_no_new_file(shell: Shell, data: tuple[str, str], tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    done = shell(f"export PYTHONDONTWRITEBYTECODE=1; ulimit -f 0; grantcli list {' '.join(data)} -o out.csv")
    assert (done.code, sorted(tmp_path.iterdir())) == (1, before)


@pytest.mark.costly
def test_a_full_disk_leaves_the_old_file_and_nothing_else(shell: Shell, data: tuple[str, str], tmp_path: Path) -> None:
    space = "unshare --mount --map-root-user bash -c"
    if shell(f"mkdir -p try; {space} 'mount -t tmpfs -o size=8k none try'").code:
        pytest.skip("this machine lets nobody mount a file system of his own")
    inside = (
        "mkdir full; mount -t tmpfs -o size=8k none full; cd full; echo old > out.csv;"
        f" head -c 4096 /dev/zero > filler; ../grantcli list {' '.join(data)} -o out.csv; echo $?; ls -A; cat out.csv"
    )
    program = f'#!/bin/sh\nexec "{sys.executable}" -m grantcli "$@"\n'
    (tmp_path / "grantcli").write_text(program)
    done = shell(f"chmod +x grantcli; {space} '{inside}'")
    assert whole(done) == (0, "1\nfiller\nout.csv\nold\n", FAILED.format("out.csv", "no space left on device"))


# notes


def test_notes_belong_to_the_table_for_people_and_to_stderr_for_programs(run: Run, data: tuple[str, str]) -> None:
    notes = [line.removeprefix("note: ") for line in run("list", *data, "-f", "csv").err.splitlines()]
    assert notes[0] == "1 award has no known amount and is left out of the totals"
    for name, each in FORMATS.items():
        done = run("list", *data, "-f", name, *(() if name not in {"csv", "tsv"} else ("--raw",)))
        for note in notes[:2]:
            bare = note.replace("`", "\\`") if name == "markdown" else note
            assert (bare in done.stdout.decode(errors="replace"), f"note: {note}\n" in done.err) == (
                each.for_people,
                not each.for_people,
            ), name


def test_guarded_cells_are_counted_on_stderr(run: Run, data: tuple[str, str]) -> None:
    note = "note: 1 cell that a spreadsheet would run as a formula begins with ' here; --raw turns this off\n"
    done = run("list", *data, "-c", "id,title", "-f", "csv")
    assert (done.out, done.err) == ("id,title\nw1,Same\nw2,Same\nw3,'=1+1\nw4,No amount\nw5,same\n", note)
    raw = run("list", *data, "-c", "id,title", "-f", "csv", "--raw")
    assert (raw.out, raw.err) == ("id,title\nw1,Same\nw2,Same\nw3,=1+1\nw4,No amount\nw5,same\n", "")


def test_excel_gets_its_mark_and_its_line_ends(run: Run, data: tuple[str, str]) -> None:
    done = run("list", *data, *COLUMNS, "-f", "csv", "--excel")
    assert done.stdout == b"\xef\xbb\xbf" + CSV.replace("\n", "\r\n").encode()


@pytest.mark.costly
def test_bytes_are_not_written_to_a_terminal_but_into_a_pipe_and_a_file(
    run: Run, clean_env: Mapping[str, str], data: tuple[str, str]
) -> None:
    for name in (*(name for name, each in FORMATS.items() if each.binary), *EXPORTS):
        ours, theirs = pty.openpty()
        command = [sys.executable, "-m", "grantcli", "list", *data, "-f", name]
        done = subprocess.run(command, env=clean_env, stdout=theirs, stderr=subprocess.PIPE, check=False)
        os.close(theirs)
        os.close(ours)
        error = f"grantcli: error: {name} is not written to a terminal\nhint: write it to a file with `-o FILE`\n"
        assert (done.returncode, done.stderr.decode()) == (2, error)
        assert (run("list", *data, "-f", name).code, run("list", *data, "-f", name, "-o", "x.json").code) == (0, 0)


# switches that would do nothing

SWITCHES = {"--vertical": ("table", "markdown", "html"), "--excel": ("csv",), "--raw": ("csv", "tsv")}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("switch", SWITCHES)
def test_a_switch_that_would_do_nothing_is_refused(run: Run, data: tuple[str, str], switch: str, name: str) -> None:
    done = run("list", *data, "-f", name, switch)
    takes = SWITCHES[switch]
    if name in takes:
        assert (done.code, done.stdout == b"") == (0, False)
    else:
        error = f"grantcli: error: {switch} does nothing in the format {name}\nhint: it goes with {', '.join(takes)}\n"
        assert whole(done) == (2, "", error)


def test_a_switch_is_held_against_the_format_of_the_file(run: Run, data: tuple[str, str], tmp_path: Path) -> None:
    done = run("list", *data, "-o", "out.json", "--excel")
    assert (done.code, (tmp_path / "out.json").exists()) == (2, False)


# stdout that is full, closed or left

SAYING = [("list",), ("list", "-f", "csv"), ("help", "filters"), ("completion", "show", "bash"), ("--version",), ("--help",),
          ("list", "--help"), ()]  # fmt: skip


@pytest.mark.sample(3)
@pytest.mark.parametrize(("words", "unbuffered"), [*((words, "") for words in SAYING), (SAYING[0], "1"), (SAYING[1], "1")])
def test_a_full_device_is_an_error(shell: Shell, words: tuple[str, ...], unbuffered: str) -> None:
    done = shell(f"grantcli {' '.join(words)} > /dev/full", env={"PYTHONUNBUFFERED": unbuffered})
    assert whole(done) == (1, "", FULL)


@pytest.mark.sample(3)
@pytest.mark.parametrize("words", SAYING, ids=" ".join)
def test_a_closed_stdout_is_an_error(shell: Shell, words: tuple[str, ...]) -> None:
    error = "grantcli: error: cannot write to standard output: bad file descriptor\n"
    assert whole(shell(f"grantcli {' '.join(words)} >&-")) == (1, "", error)


@pytest.mark.costly
def test_a_closed_stdout_does_not_matter_to_a_file(shell: Shell, data: tuple[str, str], tmp_path: Path) -> None:
    done = shell(f"grantcli list {' '.join((*data, *COLUMNS))} -o out.csv <&- >&- 2>&-")
    assert (*whole(done), (tmp_path / "out.csv").read_text()) == (0, "", "", CSV)


@pytest.mark.costly
@pytest.mark.parametrize("stderr", ["2>&-", "2>/dev/full"])
def test_a_stderr_that_takes_nothing_changes_neither_output_nor_exit_code(
    shell: Shell, data: tuple[str, str], stderr: str
) -> None:
    question = f"list {' '.join((*data, *COLUMNS))}"
    assert whole(shell(f"grantcli {question} -f csv {stderr}")) == (0, CSV, "")
    assert whole(shell(f"grantcli {question} --nope {stderr}")) == (2, "", "")
    assert whole(shell(f"grantcli {question} --nope --debug --errors json {stderr}")) == (2, "", "")
    assert whole(shell(f"grantcli {question} {stderr} > /dev/full")) == (1, "", "")


@pytest.mark.sample(4)
@pytest.mark.parametrize(("words", "unbuffered"), [*((words, "") for words in SAYING), (SAYING[0], "1"), (SAYING[1], "1")])
def test_a_reader_that_has_gone_is_no_error_but_an_exit_code(
    clean_env: Mapping[str, str], words: tuple[str, ...], unbuffered: str
) -> None:
    near, far = os.pipe()
    os.close(near)
    command = [sys.executable, "-m", "grantcli", *words]
    env = {**clean_env, "PYTHONUNBUFFERED": unbuffered}
    done = subprocess.run(command, env=env, stdout=far, stderr=subprocess.PIPE, check=False, timeout=600)
    os.close(far)
    assert (done.returncode, done.stderr) == (141, b"")


def _many(count: int) -> str:
    rows = (f"- {{id: a{number:05}, title: {'long ' * 10}, amount: 5, currency: GBP, basis: stated}}" for number in range(count))
    return "form: grantcli awards 1\nawards:\n" + "\n".join(rows) + "\n"


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A data file whose list is longer than any pipe holds."""
    path = tmp_path_factory.mktemp("many") / "awards.yaml"
    path.write_text(_many(1500), encoding="utf-8")
    return str(path)


@pytest.mark.sample(1)
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize(
    ("name", "first"),
    [("table", "1,500 awards in awards.yaml\n"), ("csv", "id,title,programme,lead,recipient,amount,currency,awarded\n")],
)
def test_head_leaves_quietly_with_141(shell: Shell, many: str, name: str, first: str, unbuffered: str) -> None:
    done = shell(f"grantcli list --data {many} -f {name} | head -1", env={"PYTHONUNBUFFERED": unbuffered})
    assert whole(done) == (141, first, "")


@pytest.mark.costly
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_slow_reader_gets_everything(shell: Shell, many: str, unbuffered: str) -> None:
    done = shell(f"grantcli list --data {many} -f jsonl | (sleep 0.3; wc -l)", env={"PYTHONUNBUFFERED": unbuffered})
    assert whole(done) == (0, "1500\n", "")


# exit codes


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(("terms", "code"), [(("title:same",), 0), (("title:nothing",), 4)])
def test_fail_empty_tells_by_its_exit_code_that_there_is_no_row(
    run: Run, data: tuple[str, str], name: str, terms: tuple[str, ...], code: int
) -> None:
    plain, failing = run("list", *data, *terms, "-f", name), run("list", *data, *terms, "-f", name, "--fail-empty")
    assert (plain.code, failing.code) == (0, code)
    assert (failing.stdout, failing.stderr) == (plain.stdout, plain.stderr)


def test_fail_empty_writes_its_file_all_the_same(run: Run, data: tuple[str, str], tmp_path: Path) -> None:
    assert run("list", *data, *COLUMNS, "title:nothing", "-o", "out.csv", "--fail-empty").code == 4
    assert (tmp_path / "out.csv").read_text() == "id,amount,currency\n"


@pytest.mark.parametrize("words", [("total", "--by", "stage"), ("fields", "theme")])
def test_fail_empty_goes_with_every_table(run: Run, words: tuple[str, ...], data_file: Callable[[str], Path]) -> None:
    path = str(data_file("form: grantcli awards 1\nawards: []\n"))
    done, plain = run(*words, "--data", path, "--fail-empty", "-f", "csv"), run(*words, "--data", path, "-f", "csv")
    assert (done.code, plain.code) == (4 if plain.out.count("\n") == 1 else 0, 0)


@pytest.mark.costly
@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("words", [(), ("--errors", "json"), ("--debug",)])
def test_an_interrupt_is_exit_code_130_and_no_word(
    interrupted_env: Mapping[str, str], tmp_path: Path, words: tuple[str, ...]
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "grantcli", "list", "--data", str(pipe), *words]
    process = subprocess.Popen(command, env=interrupted_env, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    contents = _open_when_read(pipe)
    settle(process)  # it waits for the first byte
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    os.close(contents)
    assert (process.returncode, out, err) == (130, b"", b"")


def _open_when_read(pipe: Path) -> int:
    """Return a write end of a pipe, which there can be only once somebody reads it."""
    result: list[int] = []

    def is_open() -> bool:
        try:
            result.append(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
        except OSError:
            return False
        return True

    until(is_open)
    return result[0]


@pytest.fixture
def busy_pager(tmp_path: Path) -> Iterator[Path]:
    """A pager that does not heed an interrupt and stays until somebody writes to the pipe `go`."""
    path = tmp_path / "pager"
    path.write_text("#!/bin/sh\ntrap '' INT\ncat > shown\n: > ready\nread word < go\n")
    path.chmod(0o755)
    os.mkfifo(tmp_path / "go")
    yield path
    (tmp_path / "go").unlink()


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_waits_for_the_pager_and_is_130(
    clean_env: Mapping[str, str], tmp_path: Path, data: tuple[str, str], busy_pager: Path
) -> None:
    main, far = pty.openpty()
    env = {**clean_env, "GRANTCLI_PAGER": str(busy_pager), "LINES": "3"}
    command = [sys.executable, "-m", "grantcli", "list", *data]
    process = subprocess.Popen(command, env=env, cwd=tmp_path, stdout=far, stderr=subprocess.PIPE)
    os.close(far)
    until((tmp_path / "ready").exists, process)
    for _ in range(2):
        settle(process)
        process.send_signal(signal.SIGINT)
        settle(process)
        assert process.poll() is None
    (tmp_path / "go").write_text("\n")
    _, err = process.communicate()
    os.close(main)
    assert (process.returncode, err) == (130, b"")
    assert "No amount" in (tmp_path / "shown").read_text()


@pytest.mark.costly
@pytest.mark.usefixtures("interruptible")
def test_an_interrupted_pager_that_never_reads_is_left_too(interrupted_env: Mapping[str, str], tmp_path: Path, many: str) -> None:
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\n: > ready\nexec sleep 600\n")
    pager.chmod(0o755)
    main, far = pty.openpty()
    env = {**interrupted_env, "GRANTCLI_PAGER": str(pager)}
    command = [sys.executable, "-m", "grantcli", "list", "--data", many]
    process = subprocess.Popen(command, env=env, cwd=tmp_path, stdout=far, stderr=subprocess.PIPE, start_new_session=True)
    os.close(far)
    until((tmp_path / "ready").exists, process)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to everybody in it
    _, err = process.communicate()
    os.close(main)
    assert (process.returncode, err) == (130, b"")


# same input, same bytes

COMMANDS: list[tuple[str, ...]] = [
    ("list",),
    ("list", "-s", "title", "-c", "id,title,council,programme"),
    ("filter", "council:em", "--why"),
    ("total", "--by", "council"),
    ("total", "--by", "council", "--top", "1"),
    ("total", "--by", "fy", "--across", "council"),
    ("total", "--by", "programme,lead"),
    ("compare", "--on", "council", "Aye", "Em", "--by", "programme"),
    ("fields", "council"),
    ("fields",),
]
PLACES: list[dict[str, str]] = [
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C", "LANG": "C"},
    {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "LANG": "de_DE.UTF-8"},
    {"PYTHONHASHSEED": "2", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "latin-1"},
]


@pytest.mark.costly
@pytest.mark.parametrize("words", [*COMMANDS, ("show", "w3")], ids=" ".join)
def test_hash_seed_zone_and_locale_change_no_byte(process: Run, data: tuple[str, str], words: tuple[str, ...]) -> None:
    name = "json" if words[0] == "list" else "table"
    output = {process(*words, *data, "-f", name, env=place).stdout for place in PLACES}
    assert len(output) == 1
    assert output.pop().decode().strip()


def _reverse(text: str) -> str:
    """The same data file with the records of each list the other way round."""
    blocks: list[list[str]] = []
    for line in text.splitlines(keepends=True):
        if not line.startswith("-"):
            blocks.append([line])
        else:
            blocks[-1].append(line)
    return "".join(line for block in blocks for line in (block[0], *reversed(block[1:])))


@pytest.mark.parametrize("name", ["table", "csv", "json", "markdown"])
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_the_order_of_the_file_changes_no_byte_but_the_order_of_a_list(
    data_file: Callable[..., Path], capfdbinary: pytest.CaptureFixture[bytes], words: tuple[str, ...], name: str
) -> None:
    output = []
    for content in (DATA, _reverse(DATA)):
        order = ["--sort", "id"] if words[0] in {"list", "filter"} and "-s" not in words else []
        assert run_here([*words, *order, "--data", str(data_file(content)), "-f", name]) == 0
        output.append(capfdbinary.readouterr())
    assert output[0] == output[1]
