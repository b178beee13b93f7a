"""A file system that fails on purpose, and a kill at every step: the answer is right or an error, and what was there stays.

What makes it fail is a library of our own (`support/faulty.c`), which DuckDB meets as Python does. It needs a C compiler.
"""

import errno
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import faulty
import pytest
from faulty import CALLS, Fault, Faulty
from running import Result
from web_server import CSV, serving

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not faulty.compiler(), reason="there is no C compiler on this machine"),
]
HEAD = "Identifier,Title,Currency,Amount Awarded,Award Date,Recipient Org:Name,Funding Org:Name\n"
ROWS = 2_000
STEPS = 5
"""So many steps of a run are tried, spread over all where there are more."""


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory, clean_env: Mapping[str, str]) -> Iterator[Faulty]:
    """The process that runs command lines while calls fail."""
    with faulty.faulty(tmp_path_factory.mktemp("faulty"), clean_env) as process:
        yield process


@dataclass(frozen=True)
class Task:
    """What is run: a command line, where its faults come, and what must hold after each run and after one without a fault."""

    words: tuple[str, ...]
    part: str
    answers: bool
    """Whether the answer must come all the same."""


TASKS = {
    "a copy in the cache": Task(
        ("total", "--data", "many.csv", "--engine", "duckdb", "-f", "csv", "-c", "awards,total"), "/cache/", answers=True
    ),
    "long texts added to a copy": Task(
        ("list", "title:T7", "--data", "many.csv", "--engine", "duckdb", "-f", "csv", "-c", "id,title"), "/cache/", answers=True
    ),
    "the compiled copy of our own data": Task(("total", "-f", "csv"), "/cache/", answers=True),
    "an answer in a file": Task(("total", "--data", "few.csv", "-o", "out.csv"), "/here/", answers=False),
    "an export": Task(("list", "--data", "few.csv", "-f", "360giving", "-o", "out.csv"), "/here/", answers=False),
    "an SQLite file": Task(("list", "--data", "few.csv", "-o", "out.sqlite"), "/here/", answers=False),
    "a saved question": Task(("save", "q", "total"), "/config/", answers=False),
    "published files": Task(("get", "ADDRESS", "-o", "got"), "/got", answers=False),
    "a file of the web": Task(("total", "--data", "ADDRESS", "-f", "csv", "-c", "awards,total"), "/published/", answers=False),
}


@dataclass
class Place:
    """Fresh folders for one run after another, and what the task answers where nothing fails."""

    host: Faulty
    folder: Path
    task: Task
    address: str
    env: Mapping[str, str]
    number: int = 0

    def fresh(self) -> Path:
        """Return a new folder to work in, with what tasks read."""
        self.number += 1
        work = self.folder / str(self.number) / "here"
        for each in ("cache", "config", "passing", "here"):
            (work.parent / each).mkdir(parents=True)
        for name, count in (("many.csv", ROWS), ("few.csv", 3)):
            rows = "".join(f"a{number},T{number % 10},GBP,{number},2019-04-01,L,G\n" for number in range(count))
            (work / name).write_text(HEAD + rows)
        for name in ("out.csv", "out.sqlite"):
            (work / name).write_text("before")
        return work

    def run(self, work: Path, fault: Fault) -> tuple[Result, int]:
        """Run the task once."""
        env = {**self.env, "XDG_CACHE_HOME": str(work.parent / "cache"), "XDG_CONFIG_HOME": str(work.parent / "config"),
               "TMPDIR": str(work.parent / "passing"), "HOME": str(work.parent)}  # fmt: skip
        words = tuple(self.address if word == "ADDRESS" else word for word in self.task.words)
        return self.host.run(fault, words, env, work)


@pytest.fixture(params=TASKS)
def place(host: Faulty, tmp_path: Path, clean_env: Mapping[str, str], request: pytest.FixtureRequest) -> Iterator[Place]:
    with serving() as web:
        yield Place(host, tmp_path, TASKS[request.param], web.serve("/grants.csv", CSV), clean_env)


def _steps(count: int) -> list[int]:
    """Return which of so many steps are tried: all, or the first, the last and some between."""
    return sorted({1 + round(step * (count - 1) / (STEPS - 1)) for step in range(STEPS)}) if count > STEPS else [
        *range(1, count + 1)
    ]  # fmt: skip


def _contents(work: Path) -> dict[str, bytes]:
    """Return what stands in the folder of work and that of questions."""
    there = [work, work.parent / "config"]
    return {str(path.relative_to(work.parent)): path.read_bytes() for each in there for path in each.rglob("*") if path.is_file()}


def _faults(counted: Mapping[str, int], part: str) -> Iterator[Fault]:
    """Yield each fault that is tried: a call that fails once, and a disk that is full from then on."""
    for call, count in counted.items():
        for nth in _steps(count):
            yield Fault(call, part, nth)
            if call in {"write", "mkdir", "rename", "fsync"}:
                yield Fault(call, part, nth, errno.ENOSPC, full=True)


CLEAN = Fault("any", "/no such folder/")


def test_a_call_that_fails_is_an_answer_or_an_error_and_loses_nothing(place: Place) -> None:
    counted = {call: place.run(place.fresh(), Fault(call, place.task.part))[1] for call in CALLS}
    right = place.run(place.fresh(), CLEAN)[0]
    assert right.code == 0, right.err
    assert sum(counted.values())
    for fault in _faults(counted, place.task.part):
        here = place.fresh()
        before = _contents(here)
        done = place.run(here, fault)[0]
        assert done.code in {0, 1, 3}, (fault, done.err)
        if done.code == 1 and place.task.words[0] == "get" and b" failed" in done.stdout:  # which file failed is the answer
            assert before.items() <= _contents(here).items(), fault
        elif done.code:
            assert (done.stdout, "\nhint: " in done.err) == (b"", True), (fault, done.err)
            assert before.items() <= _contents(here).items(), fault
        elif place.task.words[0] == "get":  # a file that cannot be read back is fetched again, and said so
            assert (b" failed" in done.stdout, b"got" in done.stdout) == (False, True), fault
        else:
            assert done.stdout == right.stdout, (fault, done.err)
        if place.task.answers and fault.call in {"write", "rename", "mkdir", "fsync"}:
            assert done.code == 0, (fault, done.err)
        assert [name for name in _contents(here) if ".grantcli-" in name or name.endswith(".part")] == [], fault
        assert list((here.parent / "passing").iterdir()) == [], fault
        if place.task.words[0] != "save" or done.code:  # a question can be kept only once
            again = place.run(here, CLEAN)[0]
            same = place.task.words[0] == "get" or again.stdout == right.stdout
            assert (again.code, same) == (0, True), (fault, again.err)


def test_a_kill_at_any_step_spoils_no_later_answer(place: Place) -> None:
    count = place.run(place.fresh(), Fault("any", place.task.part))[1]
    right = place.run(place.fresh(), CLEAN)[0]
    for nth in [*_steps(count)[:-1], count]:
        here = place.fresh()
        before = _contents(here)
        done = place.run(here, Fault("any", place.task.part, nth, error=0))[0]
        assert (done.code, done.stdout) in {(-9, b""), (0, right.stdout)}, nth
        copy = {name: content for name, content in _contents(here).items() if name in before}
        assert copy.keys() == before.keys()
        for name, content in copy.items():  # as it was, or new and whole
            assert content == before[name] or content != b"", (nth, name)
        again = place.run(here, CLEAN)[0]
        if place.task.words[0] == "get":  # what came before the kill need not come again
            assert (again.code, "got" in again.out) == (0, True), (nth, again.err)
        elif place.task.words[0] != "save" or again.code == 0:
            assert (again.code, again.stdout) == (0, right.stdout), (nth, again.err)
        else:
            assert "has just been saved" in again.err or "is already" in again.err, again.err
        assert [path for path in (here.parent / "cache").rglob("*") if path.suffix in {".new", ".part", ".lock"}] == [], nth
