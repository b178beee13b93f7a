"""Being told to end: the exit code says by what, nothing is printed, and nothing that was begun is left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from waiting import until

from grantcli.cli import command, interrupts
from grantcli.cli.destination import replace_file
from grantcli.cli.interrupts import interruptible
from grantcli.cli.main import run

pytestmark = pytest.mark.usefixtures("interruptible")
SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


def swallowed(number: int) -> None:
    """Let a signal come where somebody takes its exception for their own."""
    with suppress(BaseException):
        os.kill(os.getpid(), number)
        time.sleep(60)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_that_a_library_swallows_ends_the_command_all_the_same(number: int) -> None:
    before = signal.getsignal(number)
    with pytest.raises(KeyboardInterrupt), interruptible():
        swallowed(number)
    assert (interrupts.code(), signal.getsignal(number)) == (128 + number, before)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_file_is_not_replaced_once_a_signal_has_come(number: int, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("before")

    def fill(new: Path) -> None:
        new.write_text("after")
        swallowed(number)

    with pytest.raises(KeyboardInterrupt):
        replace_file(path, fill)
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("out.csv", "before")]


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


COMMANDS = [("diff", "few.csv", "few.csv"), ("list",), ("total", "--data", "few.csv"), ("fields",), ("saved",)]


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_signal_that_a_library_swallows_ends_any_command(
    words: tuple[str, ...], number: int, few: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """It comes just before the answer is ready, and its exception is lost; nothing is printed."""
    answer = command._rows_or  # noqa: SLF001 - the last of what runs before an answer is written

    def late(*given: Any) -> Any:
        found = answer(*given)
        swallowed(number)
        return found

    monkeypatch.setattr(command, "_rows_or", late)
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
    number: int, name: str, many: Path, clean_env: Mapping[str, str], tmp_path: Path
) -> None:
    (tmp_path / name).write_text("before")
    form = ("-f", "360giving") if name == "out.json" else ()
    command = [sys.executable, "-m", "grantcli", "list", "--data", str(many), *form, "-o", name]
    env = {**clean_env, "TMPDIR": str(tmp_path / "passing")}
    (tmp_path / "passing").mkdir()
    process = subprocess.Popen(command, env=env, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    until(lambda: list(tmp_path.glob(".grantcli-*")), process)
    process.send_signal(number)
    assert (*process.communicate(), process.returncode) == (b"", b"", 128 + number)
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted((name, "passing"))
    assert (tmp_path / name).read_text() == "before"
    assert list((tmp_path / "passing").iterdir()) == []
