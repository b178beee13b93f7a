"""Runs the program while the file system fails on purpose: the Nth write, read, rename or sync, a full disk, a kill at a step.

`faulty.c` is compiled by the C compiler of this machine and loaded before the C library, so that DuckDB meets the faults as
Python does. One process loads the program and forks for each run: a run costs what it does, and no start.
"""

import contextlib
import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from running import Result

SOURCE = Path(__file__).with_name("faulty.c")
CALLS = ("open", "write", "read", "rename", "fsync", "mkdir")
"""The calls that are let fail, each alone."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Which call fails: the `nth` of a kind about paths with `part` in them, and those after it where the disk is full.

    `error` is the error number, 0 for a kill before the call; the call 0 never comes.
    """

    call: str
    part: str
    nth: int = 0
    error: int = errno.EIO
    full: bool = False

    def variables(self, count: Path) -> dict[str, str]:
        """Return what the library reads; `count` is the file where it counts."""
        return {
            "FAULT_CALL": self.call,
            "FAULT_PATH": self.part,
            "FAULT_NTH": str(self.nth),
            "FAULT_ERRNO": str(self.error),
            "FAULT_ALWAYS": str(int(self.full)),
            "FAULT_COUNT": str(count),
        }


def compiler() -> str:
    """Return the C compiler of this machine, empty where there is none."""
    return next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), "")


def library(folder: Path) -> Path:
    """Compile the library into a folder, and return it."""
    path = folder / "faulty.so"
    words = [compiler(), "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", str(path), str(SOURCE), "-ldl"]
    subprocess.run(words, check=True)
    return path


class Faulty:
    """The process that forks for each run."""

    def __init__(self, process: "subprocess.Popen[str]", folder: Path) -> None:
        """Keep the process, and a folder for what runs write."""
        self._process, self._folder = process, folder

    def run(self, fault: Fault, words: tuple[str, ...], env: Mapping[str, str], cwd: Path) -> tuple[Result, int]:
        """Run a command line with a fault; return what it left, and how many calls were counted. A kill is exit code -9."""
        out, err, count = (self._folder / name for name in ("out", "err", "count"))
        count.unlink(missing_ok=True)
        request = {"words": words, "env": {**env, **fault.variables(count)}, "cwd": str(cwd), "out": str(out), "err": str(err)}
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        code = int(self._process.stdout.readline())
        return Result(code, out.read_bytes(), err.read_bytes()), count.stat().st_size if count.exists() else 0


@contextlib.contextmanager
def faulty(folder: Path, env: Mapping[str, str]) -> Iterator[Faulty]:
    """Start the process that forks, and end it."""
    started = {**env, "LD_PRELOAD": str(library(folder)), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    words = [sys.executable, __file__]
    with subprocess.Popen(words, env=started, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Faulty(process, folder)
        finally:
            assert process.stdin
            process.stdin.close()
            process.wait()


def _serve() -> None:
    """Fork for each line that asks for a run, and answer with its exit code."""
    import _duckdb  # noqa: F401 - loaded once, before the first fork

    import grantcli.cli.main
    import grantcli.data_source
    import grantcli.open_data  # noqa: F401 - as above

    for line in sys.stdin:
        request = json.loads(line)
        child = os.fork()
        if not child:
            _child(request)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _child(request: Mapping[str, object]) -> None:
    """Become the run: its own streams, environment and folder. Variables are set last, since from then on calls may fail."""
    from grantcli.cli.main import main

    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(str(request[name]), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.chdir(str(request["cwd"]))
    sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False, buffering=1)  # noqa: SIM115
    sys.argv = ["grantcli", *map(str, request["words"])]  # type: ignore[call-overload]  # a list, of JSON
    os.environ.clear()
    os.environ.update(request["env"])  # type: ignore[call-overload]  # an object of texts, of JSON
    main()


if __name__ == "__main__":
    _serve()
