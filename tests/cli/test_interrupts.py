"""Being told to end: the exit code says by what, nothing is printed, and nothing that was begun is left behind."""

import atexit
import fcntl
import gzip
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, BinaryIO

import pytest
from waiting import until

from grantcli import cache_folder
from grantcli.cli import command_class, interrupts
from grantcli.cli.destination import replace_file
from grantcli.cli.interrupts import interruptible
from grantcli.cli.main import run
from grantcli.ingest import file_kind

pytestmark = pytest.mark.usefixtures("interruptible")
SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


def swallow(number: int) -> None:
    """Let a signal come where somebody takes its exception for their own."""
    with suppress(BaseException):
        os.kill(os.getpid(), number)
        time.sleep(60)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_that_a_library_swallows_ends_the_command_all_the_same(number: int) -> None:
    before = signal.getsignal(number)
    with pytest.raises(KeyboardInterrupt), interruptible():
        swallow(number)
    assert (interrupts.code(), signal.getsignal(number)) == (128 + number, before)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_file_is_not_replaced_once_a_signal_has_come(number: int, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("before")

    def fill(new: Path) -> None:
        new.write_text("after")
        swallow(number)

    with pytest.raises(KeyboardInterrupt):
        replace_file(path, fill)
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("out.csv", "before")]


LISTING = ("list", "--data", "many.csv", "--engine", "duckdb", "-f", "csv")
_LATE = f"""
import os, sys, time
from grantcli.cli import main

run = main.run

def run_until_signal(argv):
    run(argv)
    os.kill(os.getpid(), int(os.environ["NUMBER"]))
    time.sleep(60)

main.run = run_until_signal
sys.argv = {["grantcli", *LISTING]}
main.main()
"""


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_after_the_last_part_of_a_command_ends_it_in_order(
    number: int, interrupted_env: Mapping[str, str], tmp_path: Path
) -> None:
    awards(tmp_path / "many.csv", 5)
    (tmp_path / "passing").mkdir()
    env = {**interrupted_env, "TMPDIR": str(tmp_path / "passing"), "NUMBER": str(int(number))}
    done = subprocess.run([sys.executable, "-c", _LATE], cwd=tmp_path, env=env, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (128 + number, b"")
    assert [*(tmp_path / "passing").iterdir()] == []


def test_a_signal_amid_clearing_away_is_not_printed(capsys: pytest.CaptureFixture[str]) -> None:
    class Closing:
        def __del__(self) -> None:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(60)

    with pytest.raises(KeyboardInterrupt), interruptible():
        Closing()
    assert capsys.readouterr() == ("", "")


def test_a_signal_that_is_ignored_stays_so() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with interruptible():
        os.kill(os.getpid(), signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN


_REMOVING = """\
import atexit, os, sys
atexit.register(os.kill, os.getpid(), int(sys.argv.pop()))
from grantcli.cli.main import main
main()
"""


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_that_comes_when_the_answer_is_out_changes_nothing(number: int, clean_env: Mapping[str, str]) -> None:
    command = [sys.executable, "-c", _REMOVING, "--version", str(int(number))]
    done = subprocess.run(command, env=dict(clean_env), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"grantcli ")


COMMANDS = [("diff", "few.csv", "few.csv"), ("list",), ("total", "--data", "few.csv"), ("fields",), ("saved",)]


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_signal_that_a_library_swallows_ends_any_command(
    words: tuple[str, ...], number: int, few: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """It comes just before the answer is ready, and its exception is lost; nothing is printed."""
    answer = command_class._rows_or  # noqa: SLF001 - the last of what runs before an answer is written

    def late(*values: Any) -> Any:
        result = answer(*values)
        swallow(number)
        return result

    monkeypatch.setattr(command_class, "_rows_or", late)
    monkeypatch.chdir(few.parent)
    assert (run(words), *capfdbinary.readouterr()) == (128 + number, b"", b"")


def awards(path: Path, count: int) -> Path:
    """Write so many awards."""
    rows = "".join(f"a{number},T,1,GBP,2020-01-01,G,L\n" for number in range(count))
    path.write_text(f"Identifier,Title,Amount Awarded,Currency,Award Date,Recipient Org:Name,Funding Org:Name\n{rows}")
    return path


@pytest.fixture
def few(tmp_path: Path) -> Path:
    return awards(tmp_path / "few.csv", 30)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file whose awards take seconds to be written whole."""
    return awards(tmp_path_factory.mktemp("many") / "many.csv", 20_000)


@pytest.mark.slow
@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("name", ["out.json", "out.sqlite"])
def test_a_signal_amid_an_export_leaves_what_was_there(
    number: int, name: str, many: Path, interrupted_env: Mapping[str, str], tmp_path: Path
) -> None:
    (tmp_path / name).write_text("before")
    form = ("-f", "360giving") if name == "out.json" else ()
    command = [sys.executable, "-m", "grantcli", "list", "--data", str(many), *form, "-o", name]
    env = {**interrupted_env, "TMPDIR": str(tmp_path / "passing")}
    (tmp_path / "passing").mkdir()
    process = subprocess.Popen(command, env=env, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    until(lambda: list(tmp_path.glob(".grantcli-*")), process)
    process.send_signal(number)
    assert (*process.communicate(), process.returncode) == (b"", b"", 128 + number)
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted((name, "passing"))
    assert (tmp_path / name).read_text() == "before"
    assert list((tmp_path / "passing").iterdir()) == []


def test_a_signal_just_before_a_lock_is_removed_leaves_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_exit, path = list[Callable[[], None]](), tmp_path / "a.lock"
    monkeypatch.setattr(atexit, "register", at_exit.append)
    with monkeypatch.context() as context, pytest.raises(KeyboardInterrupt), cache_folder.file_lock(path):
        context.setattr(Path, "unlink", raise_interrupt)
    assert path.exists()
    with path.open("r+") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        at_exit[0]()
        assert path.exists()  # another process has it
    at_exit[0]()
    assert not path.exists()


def raise_interrupt(*_words: object, **_options: object) -> None:
    """Stand for a call at which a signal comes."""
    raise KeyboardInterrupt


# At any moment, and all at once


@dataclass(frozen=True)
class Task:
    """A command line that makes something, and the file it replaces."""

    words: tuple[str, ...]
    target: str = ""

    def start(self, place: Path, env: Mapping[str, str]) -> "subprocess.Popen[bytes]":
        """Run it in a folder with what it reads."""
        command = [sys.executable, "-m", "grantcli", *self.words]
        return subprocess.Popen(command, env=env, cwd=place / "here", stdout=subprocess.PIPE, stderr=subprocess.PIPE)


TASKS = {
    "a copy": Task(("total", "--data", "many.csv", "--engine", "duckdb", "-f", "csv", "-c", "awards,total")),
    "an SQLite file": Task(("list", "--data", "many.csv", "--engine", "duckdb", "-o", "out.sqlite", "-q"), "out.sqlite"),
    "a Parquet file": Task(("list", "--data", "many.csv", "--engine", "duckdb", "-o", "out.parquet", "-q"), "out.parquet"),
    "grants": Task(("list", "--data", "many.csv", "-f", "360giving", "-o", "out.json", "-q"), "out.json"),
}
KILLED = {**TASKS, "an Excel file": Task(("list", "--data", "many.csv", "-o", "out.xlsx", "-q"), "out.xlsx")}
"""The one more has files of a library, and takes longer than all others: it is not interrupted at many moments."""
FOLDERS = ("here", "passing", "cache")
TOTAL = b"awards,total\n5000,5000.00\n"
"""What `total` prints of all the awards."""


def set_up(place: Path) -> Mapping[str, str]:
    """Make folders to work in, and return the variables that name them."""
    for name in FOLDERS:
        (place / name).mkdir(parents=True)
    awards(place / "here" / "many.csv", 5_000)
    return {"TMPDIR": str(place / "passing"), "XDG_CACHE_HOME": str(place / "cache")}


def leftovers(place: Path) -> list[str]:
    """Return what is neither data nor answer nor a copy that is whole."""
    temporary = [each for each in place.rglob("*") if each.suffix in {".new", ".part", ".lock"} or ".grantcli-" in each.name]
    return sorted(each.name for each in (*temporary, *(place / "passing").iterdir()))


def processor_time(process: "subprocess.Popen[bytes]") -> int:
    """Return the processor time of a process in hundredths of a second; all there is once it has ended."""
    fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sys.maxsize if fields[0] == "Z" else int(fields[11]) + int(fields[12])


@pytest.mark.slow
@pytest.mark.parametrize("name", TASKS)
def test_a_signal_at_any_moment_leaves_nothing_behind_and_the_next_answer_right(
    name: str, interrupted_env: Mapping[str, str], tmp_path: Path
) -> None:
    """Seventeen signals for each task, each when the process has had so much processor time since it began to work."""
    task, random = TASKS[name], Random(name)  # noqa: S311 - the same moments each time
    right = reference(task, tmp_path / "right", interrupted_env)
    codes = Counter[int]()
    for number in range(17):
        place = tmp_path / str(number)
        env = {**interrupted_env, **set_up(place)}
        if task.target:
            (place / "here" / task.target).write_text("before")
        signal_number = random.choice(SIGNALS)
        code, out, err = interrupt(task, place, env, signal_number, random.randrange(60))
        codes[code] += 1
        # That of the signal with the whole answer: it came between the last byte and the end.
        assert (code, out, err) in {(0, right[0], b""), (128 + signal_number, b"", b""), (128 + signal_number, right[0], b"")}
        assert leftovers(place) == []
        if task.target:
            assert what_stands(place, task, env) in ({b"before", TOTAL} if code else {TOTAL})
        again = task.start(place, env)
        assert (*again.communicate(), again.returncode) == (right[0], b"", 0)
    assert len(codes) > 1, codes  # some came in time


def what_stands(place: Path, task: Task, env: Mapping[str, str]) -> bytes:
    """Return what was in the file of a task before, or the total of the awards that are there now."""
    content = (place / "here" / task.target).read_bytes()
    return content if content == b"before" else totals(place, task, env)


def totals(place: Path, task: Task, env: Mapping[str, str]) -> bytes:
    """Return what `total` prints of the file of a task."""
    again = Task(("total", "--data", task.target, "-f", "csv", "-c", "awards,total")).start(place, env)
    return again.communicate()[0]


def interrupt(task: Task, place: Path, env: Mapping[str, str], number: int, moment: int) -> tuple[int, bytes, bytes]:
    """Send a signal to a task once it has had so much more processor time than when it began to write."""
    process = task.start(place, env)
    until(lambda: any((place / "passing").iterdir()) or leftovers(place), process)
    end = processor_time(process) + moment
    until(lambda: processor_time(process) >= end)
    process.send_signal(number)
    out, err = process.communicate()
    return process.returncode, out, err


def reference(task: Task, place: Path, env: Mapping[str, str]) -> tuple[bytes, bytes]:
    """Return what a task prints and writes where nothing ends it."""
    process = task.start(place, {**env, **set_up(place)})
    out, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    return out, (place / "here" / task.target).read_bytes() if task.target else b""


@pytest.mark.slow
@pytest.mark.parametrize("name", KILLED)
def test_what_a_killed_process_leaves_is_removed_by_the_next(name: str, clean_env: Mapping[str, str], tmp_path: Path) -> None:
    task, place = KILLED[name], tmp_path / "place"
    env = {**clean_env, **set_up(place)}
    process = task.start(place, env)
    until(lambda: leftovers(place), process)
    process.kill()
    process.communicate()
    assert leftovers(place) != []
    again = task.start(place, env)
    assert (again.communicate()[1], again.returncode) == (b"", 0)
    assert leftovers(place) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", TASKS)
def test_two_processes_that_make_the_same_at_once_make_it_right(name: str, clean_env: Mapping[str, str], tmp_path: Path) -> None:
    task, place = TASKS[name], tmp_path / "place"
    right = reference(task, tmp_path / "right", clean_env)
    env = {**clean_env, **set_up(place)}
    both = [task.start(place, env) for _ in range(2)]
    assert [(*each.communicate(), each.returncode) for each in both] == [(right[0], b"", 0)] * 2
    assert leftovers(place) == []
    if task.target.endswith(".json"):
        assert (place / "here" / task.target).read_bytes() == right[1]
    elif task.target:
        assert totals(place, task, env) == TOTAL


CREATING = [("list", "-o", "out.csv"), ("list", "-f", "360giving", "-o", "out.json"), ("total", "--data", "a.csv.gz")]


@pytest.mark.parametrize("words", CREATING, ids=" ".join)
def test_an_interrupt_as_a_temporary_file_is_created_leaves_none(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"id,amount\na,5\n"))
    created: list[Path] = []

    def create_file(path: Path) -> BinaryIO:
        created.append(path)
        path.touch()
        raise KeyboardInterrupt

    for module in (cache_folder, file_kind):
        monkeypatch.setattr(module, "create_file", create_file)
    assert run(words) == 130
    assert [path.exists() for path in created] == [False]
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv.gz"]


WRITING = [*CREATING, ("list", "-o", "out.xlsx"), ("list", "-f", "360giving", "-o", "out.csv")]


@pytest.mark.parametrize("words", WRITING, ids=" ".join)
def test_the_folder_for_temporary_files_is_found_without_writing_one_that_a_kill_leaves(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What `tempfile` writes to find out has no name by which the next process knows it as ours."""
    place, names, open_file = tmp_path / "passing", list[str](), os.open
    place.mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(place))
    monkeypatch.setattr(tempfile, "tempdir", None)
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"id,amount\na,5\n"))

    def note(path: "str | Path", flags: int, *others: Any, **options: Any) -> int:
        if flags & os.O_CREAT and Path(path).parent == place:
            names.append(Path(path).name)
        return open_file(path, flags, *others, **options)

    monkeypatch.setattr(os, "open", note)
    assert run(words) == 0
    assert [name for name in names if not name.startswith("grantcli-")] == []
    assert tempfile.gettempdir() == str(place)


@pytest.mark.parametrize(("usable", "expected"), [("TMPDIR", "TMPDIR"), ("TMP", "TMP"), ("", "here")])
def test_temporary_files_go_where_python_puts_them(
    usable: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(tmp_path / name))
    (tmp_path / (usable or "TEMP")).mkdir()
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    if not usable:
        allowed = os.access
        monkeypatch.setattr(os, "access", lambda path, mode: Path(path).resolve() == Path.cwd() and allowed(path, mode))
    monkeypatch.setattr(tempfile, "tempdir", None)
    assert cache_folder.temporary_base() == tmp_path / expected


def test_no_folder_for_temporary_files_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    with pytest.raises(FileNotFoundError, match="no folder for temporary files"):
        cache_folder.temporary_base()


def test_a_file_of_a_process_that_runs_or_of_another_machine_is_nobodys_leftover(tmp_path: Path) -> None:
    prefix = cache_folder.temporary_path(tmp_path).name.rpartition("-")[0] + "-"
    ended = subprocess.Popen(["true"])
    ended.wait()
    other_prefix = prefix.replace(str(os.getpid()), str(ended.pid))
    stay = [f"{prefix}a", "grantcli-notes", "grantcli-00000000-1-a", f"{other_prefix.removesuffix(f'{ended.pid}-')}x-a", "other"]
    for name in (*stay, f"{other_prefix}a", f"{other_prefix}b-journal"):
        (tmp_path / name).write_text("")
    (tmp_path / f"{other_prefix}c").mkdir()
    (tmp_path / f"{other_prefix}c" / "spilt").write_text("")
    cache_folder.remove_leftovers(tmp_path)
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(stay)
