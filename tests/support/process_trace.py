"""Runs grantcli in a real process and lists the modules that it loads and the data files that it opens."""

import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from conftest import Run

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


@dataclass(frozen=True)
class Trace:
    """What a run loaded, and the data files that it opened, by their suffixes."""

    code: int
    modules: set[str]
    opened: set[str]

    def __getitem__(self, names: set[str]) -> set[str]:
        return self.modules & names


Tracer = Callable[..., Trace]


def read_trace(code: int, stderr: str) -> Trace:
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
def trace(process: Run, surroundings: Mapping[str, str]) -> Tracer:
    """Run `grantcli` with these arguments and return what it loaded and opened."""

    def trace(*words: str, **more: str) -> Trace:
        done = process(*words, env={**surroundings, **more})
        return read_trace(done.code, done.err)

    return trace


@pytest.fixture(scope="session")
def warm_traces(surroundings: Mapping[str, str]) -> dict[object, Trace]:
    """Ask once for what reads every data file that a question reads, so that there is a compiled copy of each."""
    command = [sys.executable, "-m", "grantcli", "list", "council:leeds"]
    subprocess.run(command, env=surroundings, capture_output=True, check=True)
    return {}


@pytest.fixture
def warm(warm_traces: dict[object, Trace], trace: Tracer) -> Tracer:
    """The same, once compiled copies are at hand; a command that another test has run is not run again."""

    def warm(*words: str, **more: str) -> Trace:
        command = words, tuple(more.items())
        if command not in warm_traces:
            warm_traces[command] = trace(*words, **more)
        return warm_traces[command]

    return warm
