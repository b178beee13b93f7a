"""What tests share: a way to run the program as a user does, data files made on the spot, and the folder `shared`."""

import gc
import os
import signal
from collections.abc import Callable, Generator, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import needs
import processor_time
import pytest
from browser import Visitor, run_chromium
from hypothesis import settings
from reading import Both, Reading, read_summary
from running import Result, Run, heeded_at_start, in_a_process, in_this_process
from web_server import Web, serving

from grantcli.cli import interrupts
from grantcli.cli.config_files import VARIABLES

if TYPE_CHECKING:
    from elsewhere import Elsewhere

__all__ = ["ROOT", "SHARED", "Result", "Run"]

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"

# The same search in every run, shorter in `make test`; HYPOTHESIS_PROFILE=explore looks elsewhere each time.
settings.register_profile("short", derandomize=True, deadline=None, max_examples=5)
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None, max_examples=5000)

# Tests that run the program in their own process heed no settings of whoever runs them.
os.environ["XDG_CONFIG_HOME"] = os.devnull
for variable in VARIABLES.values():
    os.environ.pop(variable, None)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Which tests run, and in which order."""
    group = parser.getgroup("grantcli")
    group.addoption("--here", action="store_true", help="tests that need nothing but Python and the packages")
    group.addoption("--elsewhere", action="store_true", help="the other tests")
    group.addoption("--every-case", action="store_true", help="costly tests too, and of tests of many cases all, not a sample")
    group.addoption("--costs", type=int, metavar="N", help="say which N tests cost most, in processor time")
    group.addoption("--order", type=int, metavar="SEED", help="tests in an order that this number decides")


def pytest_configure(config: pytest.Config) -> None:
    """Choose how long Hypothesis searches, before any test is read."""
    short = config.getoption("here") and not config.getoption("every_case")
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short" if short else "steady"))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect tests without looking for garbage, and never look through them again: that took a fourteenth of the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Say by which number the order can be had again."""
    seed = config.getoption("order")
    return [] if seed is None else [f"in the order of `--order {seed}`"]


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what a test needs."""
    parameters = getattr(getattr(item, "callspec", None), "params", {})
    for name in needs.marks(getattr(item, "fixturenames", ()), parameters):
        item.add_marker(name)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is to run elsewhere; tests marked `shared` run only where the folder is."""
    here, elsewhere, every_case = map(config.getoption, ("here", "elsewhere", "every_case"))
    if not every_case:
        needs.sample(items)
    items[:], left = needs.select(items, here=here, elsewhere=elsewhere, every_case=every_case)
    config.hook.pytest_deselected(items=left)
    _LEFT.update(needs.count_needs(left))
    if not SHARED.is_dir():
        for item in items:
            if item.get_closest_marker("shared"):
                item.add_marker(pytest.mark.skip(reason="the folder `shared` is not beside the checkout"))
    if (seed := config.getoption("order")) is not None:
        needs.shuffle(items, seed)


_LEFT: dict[str, int] = {}


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Tell what was left out to the process that says so."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left"] = _LEFT
        session.config.workeroutput["costs"] = dict(processor_time.COSTS)


@pytest.hookimpl(optionalhook=True)  # of pytest-xdist
def pytest_testnodedown(node: Any) -> None:
    """Hear it from a worker; each has left out the same."""
    _LEFT.update(getattr(node, "workeroutput", {}).get("left", {}))
    processor_time.COSTS.update(getattr(node, "workeroutput", {}).get("costs", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was left out and why."""
    for line in needs.omissions(_LEFT):
        terminalreporter.write_line(line)
    if (count := terminalreporter.config.getoption("costs")) is not None:
        for line in processor_time.lines(processor_time.COSTS, count):
            terminalreporter.write_line(line)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Count what a test costs, with the fixtures that it is the first to ask for."""
    with processor_time.measure(item.nodeid):
        return (yield)


@pytest.fixture(params=["by rows", pytest.param("by columns", marks=pytest.mark.sample(1))])
def both(request: pytest.FixtureRequest) -> Both:
    """Write a file and return what it is read as: by rows, or for a sample also by columns, which takes fifty times as long."""

    def reading(content: str, path: Path) -> Reading:
        path.write_text(content, encoding="utf-8")
        by_rows = read_summary(path, "memory")
        assert request.param == "by rows" or read_summary(path, "duckdb") == by_rows
        return by_rows

    return reading


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Tests that open files in their own process leave no copies in the cache of whoever runs them."""
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))


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


@pytest.fixture(scope="session")
def interrupted_env(clean_env: Mapping[str, str]) -> dict[str, str]:
    """The same for a process that is interrupted anywhere: Python would warn of the module that it was just importing."""
    return {**clean_env, "PYTHONWARNINGS": ""}


@pytest.fixture
def run(clean_env: Mapping[str, str], tmp_path: Path) -> Run:
    """Run a command line of `grantcli` in an empty folder, piped, in this process."""

    def run(*words: str, env: Mapping[str, str] | None = None, cwd: Path | None = None, stdin: bytes = b"") -> Result:
        assert not heeded_at_start(env or {}), "only a process that starts heeds these: use the fixture `process`"
        return in_this_process(words, {**clean_env, **(env or {})}, cwd or tmp_path, stdin)

    return run


@pytest.fixture
def process(clean_env: Mapping[str, str], tmp_path: Path, interruptible: None) -> Run:  # noqa: ARG001 - for what it does
    """Run `grantcli` as `run` does in a process of its own, for tests whose subject that is: its start, streams or imports."""

    def run(*words: str, env: Mapping[str, str] | None = None, cwd: Path | None = None, stdin: bytes | None = None) -> Result:
        return in_a_process(words, {**clean_env, **(env or {})}, cwd or tmp_path, stdin)

    return run


@pytest.fixture
def data_file(tmp_path: Path) -> Callable[[str], Path]:
    """Write a data file, of our form or by another name, and return its path."""

    def write(text: str, name: str = "awards.yaml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def web() -> Iterator[Web]:
    """A web server on the loopback address."""
    with serving() as server:
        yield server


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache folder of one test alone."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "grantcli"


@pytest.fixture
def interruptible() -> Iterator[None]:
    """What a shell starts in the background ignores interrupts, and so would what it starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
    interrupts._SIGNALS.clear()  # noqa: SLF001 - a process of its own would end here; a command of another test goes on


@pytest.fixture(scope="session")
def elsewhere() -> Iterator["Elsewhere"]:
    """Other engines on this machine, each started when it is first asked for."""
    from elsewhere import running

    with running() as there:
        yield there


@pytest.fixture(scope="module")
def chromium() -> Iterator[Visitor]:
    """Real headless Chromium, for the tests of one module."""
    with run_chromium() as browser:
        yield Visitor(browser)


@pytest.fixture
def visit(chromium: Visitor) -> Iterator[Visitor]:
    """Open an address in real headless Chromium: `visit(address, width=390)`; everything is closed after the test."""
    yield chromium
    chromium.leave()
