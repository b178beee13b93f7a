"""What tests share: a way to run the program as a user does, data files made on the spot, and the folder `shared`."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from browser import Visitor, started
from grantcli.cli.config_files import VARIABLES

if TYPE_CHECKING:
    from elsewhere import Elsewhere

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"

# The same search in every run; HYPOTHESIS_PROFILE=explore looks elsewhere each time.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None, max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

# Tests that run the program in their own process heed no settings of whoever runs them.
os.environ["XDG_CONFIG_HOME"] = os.devnull
for variable in VARIABLES.values():
    os.environ.pop(variable, None)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark the tests of servers, which run in one process by themselves."""
    if "elsewhere" in getattr(item, "fixturenames", ()):
        chosen = getattr(getattr(item, "callspec", None), "params", {}).values()
        if not any(isinstance(value, str) and value.startswith("duckdb") for value in chosen):
            item.add_marker(pytest.mark.alone)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests marked `shared` run only where the folder is."""
    if not SHARED.is_dir():
        for item in items:
            if item.get_closest_marker("shared"):
                item.add_marker(pytest.mark.skip(reason="the folder `shared` is not beside the checkout"))


@dataclass(frozen=True)
class Result:
    """What a run left: exit code, stdout and stderr as they were written."""

    code: int
    stdout: bytes
    stderr: bytes

    @property
    def out(self) -> str:
        return self.stdout.decode()

    @property
    def err(self) -> str:
        return self.stderr.decode()


Run = Callable[..., Result]


@pytest.fixture(scope="session")
def clean_env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment with nothing in it that grantcli heeds, and a cache of its own."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path_factory.mktemp("home")),
        "XDG_CACHE_HOME": str(tmp_path_factory.mktemp("cache")),
        "PYTHONWARNINGS": "error",
        "LANG": "C.UTF-8",
    }


@pytest.fixture
def run(clean_env: Mapping[str, str], tmp_path: Path) -> Run:
    """Run `grantcli` with these arguments in an empty folder, piped."""

    def run(*words: str, env: Mapping[str, str] | None = None, cwd: Path | None = None) -> Result:
        command = [sys.executable, "-m", "grantcli", *words]
        where = cwd or tmp_path
        done = subprocess.run(command, env={**clean_env, **(env or {})}, cwd=where, capture_output=True, check=False, timeout=120)
        return Result(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def data_file(tmp_path: Path) -> Callable[[str], Path]:
    """Write a data file of our form and return its path."""

    def write(text: str, name: str = "awards.yaml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def interruptible() -> Iterator[None]:
    """What a shell starts in the background ignores interrupts, and so would what it starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def elsewhere() -> Iterator["Elsewhere"]:
    """Other engines on this machine, each started when it is first asked for."""
    from elsewhere import running

    with running() as there:
        yield there


@pytest.fixture(scope="module")
def chromium() -> Iterator[Visitor]:
    """Real headless Chromium, for the tests of one module."""
    with started() as browser:
        yield Visitor(browser)


@pytest.fixture
def visit(chromium: Visitor) -> Iterator[Visitor]:
    """Open an address in real headless Chromium: `visit(address, width=390)`; everything is closed after the test."""
    yield chromium
    chromium.leave()
