"""Changes the program at random, and sees whether its tests notice: `make break MINUTES=5 SEED=1`.

Each change is one of a kind (`KINDS` of `source_changes.py`) at a place that the seed decides: `<` for `<=`, `and` for `or`, a
number one higher, a `not` or a statement left out, words of SQL. It is made in a copy of the checkout in a temporary folder, and
the tests that enter the changed function are run until one fails: those of its package, then those of the other packages.
`build/mutations` keeps which tests those are, until a source or a test changes. At the end stand the share of changes that were
noticed in each package, and where each of the others is. What was not noticed is a test that is wanting, or a change that changes
nothing that a user can see: which of both, a person decides, and `equal_changes.py` lists the latter.
"""

import hashlib
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from random import Random
from select import select as wait
from shutil import copy2, rmtree
from tempfile import TemporaryDirectory, mkdtemp
from typing import NoReturn

import pytest
from equal_changes import EQUAL
from source_changes import Mutation, mutations, runs

ROOT = Path(__file__).parents[2]
MAP = ROOT / "build" / "mutations"
PACKAGES: Mapping[str, Sequence[str]] = {
    "ingest": ("tests/ingest", "tests/cli/test_files.py", "tests/cli/test_options_of_files.py"),
    "query": ("tests/query", "tests/cli/test_finding.py", "tests/cli/test_errors.py"),
    "reports": (
        "tests/reports", "tests/cli/test_answers.py", "tests/cli/test_questions.py", "tests/checks/test_check.py",
        "tests/ingest/test_rows.py", "tests/published/test_published_commands.py",
    ),
    "render": ("tests/render", "tests/cli/test_output.py"),
    "charts": ("tests/charts",),
    "loader": ("tests/loader", "tests/reports/test_evidence.py", "tests/exports/test_exports.py", "tests/test_places.py"),
    "checks": ("tests/checks", "tests/ingest/test_standard.py"),
    "exports": ("tests/exports", "tests/published"),
    "engines": ("tests/engines", "tests/test_places.py"),
    "backends": ("tests/backends",),
}  # fmt: skip
"""The packages that are changed, and the tests of which some can notice it."""
_WITH_SERVERS = {
    f"backends/{name}.py" for name in ("bulk_load", "clickhouse", "client", "connect", "dialects", "postgres", "spark")
}
"""Modules that are not changed, since only tests with a server enter them."""
_SECONDS = 15
"""Tests of one change may take so long in all, the quickest first, in processor time when nothing is changed."""


# Which tests could notice it


def _files() -> list[str]:
    """Return the files of the checkout that are copied: those git knows, and new ones that it does not leave out."""
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    return sorted({name for name in done.stdout.splitlines() if (ROOT / name).is_file()})


def checkout(folder: Path) -> Path:
    """Copy the checkout."""
    for name in _files():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        copy2(ROOT / name, folder / name)
    return folder


_LIBRARIES = ("_hypothesis_pytestplugin", "hypothesis", "duckdb", "msgspec", "python_calamine", "rich.table", "typer", "urllib3",
              "xdist.plugin", "xlsxwriter", "yaml")  # fmt: skip
"""What tests import besides the program: it is imported once, and each run of tests is a fork of this process."""


def _pytest(copy: Path, words: Sequence[str], seconds: float, env: Mapping[str, str] | None = None) -> tuple[int, str]:
    """Run tests in a copy, and return the exit code and the output; one that takes more processor time than this is ended."""
    cache = Path(mkdtemp(prefix="cache-", dir=copy.parent))
    output = cache / "output"
    child = os.fork()
    if not child:
        _become_pytest(copy, words, seconds, output, {"XDG_CACHE_HOME": str(cache), "TMPDIR": str(cache), **(env or {})})
    ending = os.pidfd_open(child)
    ended = wait([ending], [], [], 10 * seconds)[0]
    os.close(ending)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # with all that it started
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    out = output.read_text(encoding="utf-8", errors="replace") if ended else "it waited for ever"
    rmtree(cache, ignore_errors=True)
    if code == _FAULT:
        sys.exit(f"mutations: error: the tests cannot be run\n{out[-3000:]}")
    return code, out


_FAULT = 70


def _become_pytest(copy: Path, words: Sequence[str], seconds: float, output: Path, env: Mapping[str, str]) -> NoReturn:
    """Run tests in a copy in this process, and end it."""
    code = _FAULT
    try:
        os.setsid()
        os.chdir(copy)
        with output.open("wb") as file, Path(os.devnull).open("rb") as nothing:
            for stream, descriptor in ((nothing, 0), (file, 1), (file, 2)):
                os.dup2(stream.fileno(), descriptor)
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 5))
        resource.setrlimit(resource.RLIMIT_DATA, (6 << 30, 6 << 30))
        places = [str(copy / "src"), str(copy / "tests" / "support")]
        os.environ.update(env, PYTHONPATH=":".join(places), PYTHONDONTWRITEBYTECODE="1")
        tempfile.tempdir = None  # `TMPDIR` is another
        sys.path[:] = [*places, *(each for each in sys.path if each != str(ROOT / "tests" / "support"))]
        options = [
            "-q",
            "-p",
            "no:cacheprovider",
            "--tb=no",
            "--here",
            "--every-case",
            "tests/conftest.py",
        ]  # of doctests alone too
        code = pytest.main(
            [*options, "-W", "ignore::pytest.PytestAssertRewriteWarning", *words]
        )  # imported before, so not rewritten
    except BaseException:  # noqa: BLE001 - whatever it is, it is said, and this process never goes on as the one it was
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


@dataclass(frozen=True, slots=True)
class Tests:
    """What each test enters, and how long it takes."""

    seconds: Mapping[str, float]
    entered: Mapping[str, frozenset[str]]

    def noticing(self, mutation: Mutation) -> list[str]:
        """Return the tests that enter the function, or else its module, or else any: the quickest, while there is time."""
        function = mutation.function.replace("()", "")
        tests = [test for test, names in self.entered.items() if function in names]
        tests = tests or [test for test, names in self.entered.items() if any(n.startswith(f"{mutation.path}:") for n in names)]
        tests = tests or [*self.entered]
        selection: list[str] = []
        spent = 0.0
        for test in sorted(tests, key=lambda each: (self.seconds[each], each)):
            spent += self.seconds[test]
            if spent < _SECONDS or not selection:
                selection.append(test)
        return _spread(selection)


def _spread(tests: list[str]) -> list[str]:
    """Return at most 1,000 of the tests, from all parts of the list."""
    step = len(tests) / 1000
    return tests if step <= 1 else [tests[int(place * step)] for place in range(1000)]


def tests_of(package: str, copy: Path) -> Tests:
    """Return which functions the tests of a package enter: as they were seen before, or by running them."""
    names = [name for name in _files() if name.startswith(("src/", "tests/"))]
    state = hashlib.sha256(b"".join((ROOT / name).read_bytes() for name in names)).hexdigest()[:16]
    path = MAP / f"{package}-{state}.json"
    if not path.exists():
        say(f"{package}: seeing which tests enter what")
        MAP.mkdir(parents=True, exist_ok=True)
        _see(package, copy, path)
    known = json.loads(path.read_text(encoding="utf-8"))
    return Tests({test: each["seconds"] for test, each in known.items()},
                 {test: frozenset(each["entered"]) for test, each in known.items()})  # fmt: skip


def _see(package: str, copy: Path, path: Path) -> None:
    with TemporaryDirectory() as folder:
        there = [name for name in (*PACKAGES[package], f"src/grantcli/{package}") if (copy / name).exists()]
        code, out = _pytest(copy, ["-p", "coverage_map", *there], 3000, {"COVERAGE_MAP": folder})
        if code:
            sys.exit(f"mutations: error: the tests fail with nothing changed\n{out[-3000:]}")
        entered = {test: each for one in Path(folder).iterdir() for test, each in json.loads(one.read_text()).items()}
    for old in MAP.glob(f"{package}-*.json"):
        old.unlink()
    path.write_text(json.dumps(entered), encoding="utf-8")


# Whether they did


def is_noticed(mutation: Mutation, copy: Path, tests: Tests) -> bool:
    """Say whether a test fails with the change; one that never ends is ended, and has failed."""
    selection = tests.noticing(mutation)
    if not selection:
        return False
    path = copy / "src" / "grantcli" / mutation.path
    whole = path.read_text(encoding="utf-8")
    before = path.stat()
    path.write_text(mutation.apply(whole), encoding="utf-8")
    code = _pytest(copy, ["-x", *selection], 30 + 5 * sum(tests.seconds[test] for test in selection))[0]
    path.write_text(whole, encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))  # so that it need not be compiled again
    return code != 0


def select(package: str, seed: int) -> Iterator[Mutation]:
    """Yield changes of a package in the order of the seed: each module in its turn, since large ones have many."""
    random = Random(f"{seed} {package}")  # noqa: S311 - the same for the same seed
    rest = []
    source = ROOT / "src" / "grantcli"
    texts = {str(path.relative_to(source)): path.read_text(encoding="utf-8") for path in sorted((source / package).rglob("*.py"))}
    for path, text in texts.items():
        turns = list(mutations(path, text)) if path not in _WITH_SERVERS else []
        random.shuffle(turns)
        rest.append(turns)
    while rest := [each for each in rest if each]:
        random.shuffle(rest)
        for each in rest:
            mutation = each.pop()
            text = texts[mutation.path]
            if runs(mutation.apply(text)) and (mutation.path, *mutation.lines(text)) not in EQUAL:
                yield mutation


def say(line: str) -> None:
    """Print at once."""
    print(line, flush=True)  # noqa: T201 - the script says what it sees


def main() -> None:
    """Change the packages in turn for so many minutes from a seed: `mutations.py MINUTES SEED [PACKAGE...]`."""
    minutes, seed = float(sys.argv[1]), int(sys.argv[2])
    packages = sys.argv[3:] or [*PACKAGES]
    if unknown := set(packages) - PACKAGES.keys():
        sys.exit(
            f"mutations: error: no package to change is called {', '.join(sorted(unknown))}; there are {', '.join(PACKAGES)}"
        )
    tried: Counter[str] = Counter()
    missed: list[tuple[str, Mutation]] = []
    with TemporaryDirectory(prefix="grantcli-mutations-") as folder:
        copy = checkout(Path(folder).resolve() / "checkout")
        for name in _LIBRARIES:
            import_module(name)
        known = {package: tests_of(package, copy) for package in packages}
        _pytest(copy, ["--collect-only", "tests", "src"], 300)  # compiles all modules
        sys.dont_write_bytecode = True  # from now on one may be changed
        turns = {package: select(package, seed) for package in packages}
        end = time.monotonic() + 60 * minutes
        while turns and time.monotonic() < end:
            for package in [*turns]:
                mutation = next(turns[package], None)
                if mutation is None:
                    del turns[package]
                    continue
                tried[package] += 1
                own_first = sorted(known, key=lambda name: name != package)
                if not any(is_noticed(mutation, copy, known[name]) for name in own_first):
                    missed.append((package, mutation))
                    say(f"not noticed: {mutation}")
    left = Counter(package for package, _ in missed)
    for package, count in [*tried.items(), ("in all", tried.total())]:
        good = count - (left[package] if package in tried else left.total())
        say(f"{package}: {good} of {count} changes were noticed, {100 * good // max(count, 1)}%")


if __name__ == "__main__":
    main()
