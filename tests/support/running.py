"""The program as tests run it: in this process, or where the process itself is the subject, in one of its own.

In this process a run costs a hundredth of the time. It has its own streams, environment and folder, and leaves what a process
leaves: bytes that were written but not flushed are lost, and what was to be done at the end is done.
"""

import atexit
import io
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grantcli.cli import main

_ENDED = {128 + signal.SIGINT, 128 + signal.SIGTERM, 128 + signal.SIGHUP}
_AT_START = ("PYTHON", "LC_", "LANG", "TZ", "LD_")
"""How variables begin that only a process which starts heeds."""


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


def in_this_process(words: tuple[str, ...], env: Mapping[str, str], cwd: Path, stdin: bytes = b"") -> Result:
    """Run the command line here; `env` is the whole environment."""
    out, err = io.BytesIO(), io.BytesIO()
    with ExitStack() as stack:
        stack.enter_context(_ends())
        stack.enter_context(_environment(env))
        stack.enter_context(_folder(cwd))
        stack.enter_context(_set(tempfile, "tempdir", None))
        stack.enter_context(_set(sys, "stdin", io.TextIOWrapper(io.BufferedReader(_Bytes(stdin)), "utf-8")))
        stack.enter_context(_set(sys, "stdout", io.TextIOWrapper(out, "utf-8", "surrogateescape")))
        stack.enter_context(_set(sys, "stderr", io.TextIOWrapper(err, "utf-8", "backslashreplace", line_buffering=True)))
        code = int(main.complete() if "GRANTCLI_COMPLETE" in env else main.run([os.fspath(word) for word in words]))
        result = Result(code, out.getvalue(), err.getvalue())
    if code in _ENDED:  # somebody wants the tests to end
        raise KeyboardInterrupt
    return result


def in_a_process(words: tuple[str, ...], env: Mapping[str, str], cwd: Path, stdin: bytes | None = None) -> Result:
    """Run the command line in a process of its own, piped."""
    command = [sys.executable, "-m", "grantcli", *words]
    stream: dict[str, Any] = {"stdin": subprocess.DEVNULL} if stdin is None else {"input": stdin}
    done = subprocess.run(command, env=env, cwd=cwd, capture_output=True, check=False, timeout=600, **stream)
    return Result(done.returncode, done.stdout, done.stderr)


def heeded_at_start(env: Mapping[str, str]) -> list[str]:
    """Return those variables that would change nothing in a process which has started."""
    return [name for name in env if name.startswith(_AT_START)]


class _Bytes(io.BytesIO):
    """Bytes that end as a pipe does."""

    def isatty(self) -> bool:
        return False


@contextmanager
def _set(owner: object, name: str, value: object) -> Iterator[None]:
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


@contextmanager
def _environment(env: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(env)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def _folder(cwd: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(cwd)
    try:
        yield
    finally:
        os.chdir(before)


@contextmanager
def _ends() -> Iterator[None]:
    """Do at the end of the block what the program has left to be done at the end of its process."""
    left: list[Callable[[], object]] = []
    register = atexit.register

    def ours(function: Callable[..., object], *args: Any, **named: Any) -> Callable[..., object]:
        if sys._getframe(1).f_globals["__name__"].startswith("grantcli."):  # noqa: SLF001 - what libraries register is for once
            left.append(lambda: function(*args, **named))
            return function
        return register(function, *args, **named)

    with _set(atexit, "register", ours):
        try:
            yield
        finally:
            for each in reversed(left):
                each()
