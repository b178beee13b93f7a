"""Changes the program at random, and sees whether its tests notice: `make break MINUTES=5 SEED=1`.

Each change is one of a kind (see `KINDS`) at a place that the seed decides: `<` for `<=`, `and` for `or`, a number one higher,
a `not` or a statement left out, words of SQL. It is made in a copy of the checkout in a temporary folder, and the tests that
enter the changed function are run until one fails. `build/mutations` keeps which tests those are, until a source or a test
changes. At the end stand the share of changes that were noticed in each package, and where each of the others is. What was not
noticed is a test that is wanting, or a change that changes nothing that a user can see: which of both, a person decides.
"""

import ast
import hashlib
import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from shutil import copy2, rmtree
from tempfile import TemporaryDirectory, mkdtemp

ROOT = Path(__file__).parents[2]
MAP = ROOT / "build" / "mutations"
PACKAGES: Mapping[str, Sequence[str]] = {
    "ingest": ("tests/ingest", "tests/cli/test_files.py", "tests/cli/test_options_of_files.py"),
    "query": ("tests/query", "tests/cli/test_finding.py"),
    "reports": (
        "tests/reports", "tests/cli/test_answers.py", "tests/cli/test_questions.py", "tests/checks/test_check.py",
        "tests/ingest/test_rows.py", "tests/published/test_published_commands.py",
    ),
    "render": ("tests/render", "tests/cli/test_output.py"),
    "checks": ("tests/checks", "tests/ingest/test_standard.py"),
    "exports": ("tests/exports", "tests/published"),
    "engines": ("tests/engines",),
}  # fmt: skip
"""The packages that are changed, and the tests of which some can notice it."""
_SECONDS = 15
"""Tests of one change may take so long in all, the quickest first, in processor time when nothing is changed."""


# What is changed


@dataclass(frozen=True, slots=True)
class Mutation:
    """A change of one place in the text of a module."""

    path: str
    """The module, in `src/grantcli`."""
    line: int
    start: int
    """Where the text that is replaced begins, in characters."""
    end: int
    old: str
    new: str
    function: str
    """The function it is in, as `coverage_map` names it; only the module where it is in none."""

    def __str__(self) -> str:
        old, new = (" ".join(text.split())[:60] for text in (self.old, self.new))
        return f"src/grantcli/{self.path}:{self.line}: `{old}` is `{new}`"

    def apply(self, text: str) -> str:
        """Return the text of the module with the change in it."""
        return text[: self.start] + self.new + text[self.end :]


_FLIPPED = {ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">"), ast.Eq: ("==", "!="),
            ast.NotEq: ("!=", "=="), ast.Is: ("is", "is not"), ast.IsNot: ("is not", "is"), ast.In: ("in", "not in"),
            ast.NotIn: ("not in", "in")}  # fmt: skip
_ARITHMETIC = {ast.Add: ("+", "-"), ast.Sub: ("-", "+"), ast.Mult: ("*", "//"), ast.FloorDiv: ("//", "*"), ast.Mod: ("%", "*")}
_SQL = (
    (r"\bAND\b", "OR"), (r"\bOR\b", "AND"), (r"\bIS NOT NULL\b", "IS NULL"), (r"\bIS NULL\b", "IS NOT NULL"), (r"<>", "="),
    (r"(?<![<>=!]) = ", " <> "), (r" >= ", " > "), (r" > ", " >= "), (r" <= ", " < "), (r" < ", " <= "), (r"\bMIN\(", "MAX("),
    (r"\bMAX\(", "MIN("), (r" DESC\b", " ASC"), (r"\bNOT ", ""), (r"\bDISTINCT ", ""), (r"\bCOUNT\(", "SUM("),
    (r" \+ ", " - "), (r" - ", " + "), (r"\b0\b", "1"), (r"\b1\b", "2"),
)  # fmt: skip
_IS_SQL = re.compile(r"\b(SELECT|FROM|WHERE|CASE|WHEN|COALESCE|GROUP BY|ORDER BY|IS NOT NULL|IS NULL|CAST|REGEXP_\w+|JOIN)\b")


@dataclass(slots=True)
class Module:
    """The text of a module, with where its lines begin."""

    path: str
    text: str
    lines: list[str] = field(init=False)
    begins: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.lines = self.text.splitlines(keepends=True)
        self.begins = [0]
        for line in self.lines:
            self.begins.append(self.begins[-1] + len(line))

    def at(self, line: int, column: int) -> int:
        """Return a place of the syntax tree, whose columns are bytes of UTF-8, as a number of characters."""
        return self.begins[line - 1] + len(self.lines[line - 1].encode()[:column].decode(errors="replace"))

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """Return where a node begins and ends."""
        return self.at(node.lineno, node.col_offset), self.at(node.end_lineno or 0, node.end_col_offset or 0)

    def between(self, one: ast.expr, other: ast.expr, old: str) -> tuple[int, int] | None:
        """Return where an operator stands between two operands."""
        start, end = self.span(one)[1], self.span(other)[0]
        match = re.search(rf"(?<!\w){re.escape(old).replace(chr(92) + ' ', chr(92) + 's+')}(?![\w=])", self.text[start:end])
        return (start + match.start(), start + match.end()) if match else None


Change = tuple[int, int, str]


def _comparisons(module: Module, node: ast.AST) -> Iterator[Change]:
    """A comparison takes in the same or leaves it out, or is its opposite."""
    if isinstance(node, ast.Compare):
        for one, sign, other in zip([node.left, *node.comparators], node.ops, node.comparators, strict=False):
            old, new = _FLIPPED[type(sign)]
            if place := module.between(one, other, old):
                yield *place, new


def _and_or(module: Module, node: ast.AST) -> Iterator[Change]:
    """`and` is `or`, and the other way round."""
    if isinstance(node, ast.BoolOp):
        old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for one, other in zip(node.values, node.values[1:], strict=False):
            if place := module.between(one, other, old):
                yield *place, new


def _nots(module: Module, node: ast.AST) -> Iterator[Change]:
    """A `not` is left out, and a condition turned round."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        start = module.span(node)[0]
        yield start, module.span(node.operand)[0], ""
    if isinstance(node, ast.If | ast.IfExp) and not isinstance(node.test, ast.UnaryOp):
        start, end = module.span(node.test)
        yield start, end, f"(not ({module.text[start:end]}))"


def _constants(module: Module, node: ast.AST) -> Iterator[Change]:
    """A number is one higher, true is false."""
    if isinstance(node, ast.Constant) and isinstance(node.value, bool | int):
        start, end = module.span(node)
        new = str(not node.value) if isinstance(node.value, bool) else f"({module.text[start:end]} + 1)"
        yield start, end, new


def _arithmetic(module: Module, node: ast.AST) -> Iterator[Change]:
    """Plus is minus, times is divided by."""
    if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
        old, new = _ARITHMETIC[type(node.op)]
        if place := module.between(node.left, node.right, old):
            yield *place, new


def _statements(module: Module, node: ast.AST) -> Iterator[Change]:
    """A call, a sum, a yield, an error or a `continue` is left out."""
    plain = isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant)
    if plain or isinstance(node, ast.AugAssign | ast.Continue | ast.Break | ast.Raise):
        assert isinstance(node, ast.stmt)
        empty = "yield from ()" if plain and isinstance(getattr(node, "value", None), ast.Yield | ast.YieldFrom) else "pass"
        yield *module.span(node), empty


def _queries(module: Module, node: ast.AST) -> Iterator[Change]:
    """A word or a sign of SQL is another."""
    if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        start, end = module.span(node)
        text = module.text[start:end]
        if _IS_SQL.search(text) and not text.startswith('"""'):
            for old, new in _SQL:
                for match in re.finditer(old, text):
                    yield start + match.start(), start + match.end(), new


KINDS: tuple[Callable[[Module, ast.AST], Iterator[Change]], ...] = (
    _comparisons, _and_or, _nots, _constants, _arithmetic, _statements, _queries,
)  # fmt: skip
"""Every kind of change, with what it does to a node of the syntax tree."""


def mutations(path: str, text: str) -> Iterator[Mutation]:
    """Yield each change of a module; where a text is odd, there are some that leave it no module."""
    module = Module(path, text)
    for node, function in _nodes(ast.parse(text), ""):
        for kind in KINDS:
            for start, end, new in kind(module, node):
                line = text.count("\n", 0, start) + 1
                yield Mutation(path, line, start, end, text[start:end], new, f"{path}:{function}" if function else path)


def _nodes(node: ast.AST, function: str) -> Iterator[tuple[ast.AST, str]]:
    """Yield the nodes of a tree, each with the function it is in; not annotations, decorators and texts in f-strings."""
    yield node, function
    own = isinstance(node, ast.FunctionDef | ast.ClassDef)
    inner = function
    if own and (isinstance(node, ast.ClassDef) or "()" not in function):
        assert isinstance(node, ast.FunctionDef | ast.ClassDef)
        inner = ".".join(filter(None, (function, node.name))) + ("()" if isinstance(node, ast.FunctionDef) else "")
    left_out = {"annotation", "returns", "decorator_list", "keywords" if isinstance(node, ast.ClassDef) else "", "op", "ops"}
    if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)):
        return
    for name, value in ast.iter_fields(node):
        if name not in left_out:
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, ast.AST):
                    yield from _nodes(each, inner)


def _runs(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


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


def _pytest(copy: Path, words: Sequence[str], seconds: float, env: Mapping[str, str] | None = None) -> tuple[int, str]:
    """Run tests in a copy, and return the exit code and the output; one that takes more processor time than this is ended."""
    cache = mkdtemp(prefix="cache-", dir=copy.parent)
    environment = {**os.environ, "PYTHONPATH": f"{copy / 'src'}:{copy / 'tests' / 'support'}", "PYTHONDONTWRITEBYTECODE": "1",
             "XDG_CACHE_HOME": cache, "TMPDIR": cache, **(env or {})}  # fmt: skip
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=no", "--here", "--every-case", *words]

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 5))
        resource.setrlimit(resource.RLIMIT_DATA, (6 << 30, 6 << 30))

    with subprocess.Popen(
        command, env=environment, cwd=copy, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        preexec_fn=limit,  # noqa: PLW1509 - this script has one thread
    ) as process:  # fmt: skip
        try:
            out = process.communicate(timeout=10 * seconds)[0]
        except subprocess.TimeoutExpired:
            out = "it waited for ever"
        finally:
            _end(process)
    rmtree(cache, ignore_errors=True)
    return process.returncode, out


def _end(process: subprocess.Popen[str]) -> None:
    """End a process with all that it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


@dataclass(frozen=True, slots=True)
class Tests:
    """What each test enters, and how long it takes."""

    seconds: Mapping[str, float]
    entered: Mapping[str, frozenset[str]]

    def noticing(self, mutation: Mutation) -> list[str]:
        """Return the tests that enter the changed function, or else its module: the quickest, while there is time."""
        function = mutation.function.replace("()", "")
        tests = [test for test, names in self.entered.items() if function in names]
        tests = tests or [test for test, names in self.entered.items() if any(n.startswith(f"{mutation.path}:") for n in names)]
        selection: list[str] = []
        spent = 0.0
        for test in sorted(tests, key=lambda each: (self.seconds[each], each)):
            spent += self.seconds[test]
            if spent < _SECONDS or not selection:
                selection.append(test)
        return _spread(selection)


def _spread(tests: list[str]) -> list[str]:
    """Return at most 200 of the tests, from all parts of the list."""
    step = len(tests) / 200
    return tests if step <= 1 else [tests[int(place * step)] for place in range(200)]


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
        there = [name for name in PACKAGES[package] if (copy / name).exists()]
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
    path.write_text(mutation.apply(whole), encoding="utf-8")
    code = _pytest(copy, ["-x", *selection], 30 + 5 * sum(tests.seconds[test] for test in selection))[0]
    path.write_text(whole, encoding="utf-8")
    return code != 0


def select(package: str, seed: int) -> Iterator[Mutation]:
    """Yield changes of a package in the order of the seed: each module in its turn, since large ones have many."""
    random = Random(f"{seed} {package}")  # noqa: S311 - the same for the same seed
    rest = []
    for path in sorted((ROOT / "src" / "grantcli" / package).rglob("*.py")):
        turns = list(mutations(str(path.relative_to(ROOT / "src" / "grantcli")), path.read_text(encoding="utf-8")))
        random.shuffle(turns)
        rest.append(turns)
    while rest := [each for each in rest if each]:
        random.shuffle(rest)
        for each in rest:
            mutation = each.pop()
            if _runs(mutation.apply((ROOT / "src" / "grantcli" / mutation.path).read_text(encoding="utf-8"))):
                yield mutation


def say(line: str) -> None:
    """Print at once."""
    print(line, flush=True)  # noqa: T201 - the script says what it sees


def main() -> None:
    """Change the packages in turn for so many minutes from a seed: `mutations.py MINUTES SEED [PACKAGE...]`."""
    minutes, seed = float(sys.argv[1]), int(sys.argv[2])
    packages = sys.argv[3:] or [*PACKAGES]
    tried: Counter[str] = Counter()
    missed: list[tuple[str, Mutation]] = []
    with TemporaryDirectory(prefix="grantcli-mutations-") as folder:
        copy = checkout(Path(folder).resolve() / "checkout")
        known = {package: tests_of(package, copy) for package in packages}
        turns = {package: select(package, seed) for package in packages}
        end = time.monotonic() + 60 * minutes
        while turns and time.monotonic() < end:
            for package in [*turns]:
                mutation = next(turns[package], None)
                if mutation is None:
                    del turns[package]
                    continue
                tried[package] += 1
                if not is_noticed(mutation, copy, known[package]):
                    missed.append((package, mutation))
                    say(f"not noticed: {mutation}")
    left = Counter(package for package, _ in missed)
    for package, count in [*tried.items(), ("in all", tried.total())]:
        good = count - (left[package] if package in tried else left.total())
        say(f"{package}: {good} of {count} changes were noticed, {100 * good // max(count, 1)}%")


if __name__ == "__main__":
    main()
