"""Saved questions: a YAML file with a name for each, its command line, and the figures expected of the answer.

Only the lines of one question change in the file, so everything else in it stays as it is, comments too.
"""

import os
import re
import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grantcli.cli import config_files
from grantcli.cli.settings import relative_path
from grantcli.cli.user_file import load
from grantcli.errors import DataError, UsageError, nearest
from grantcli.loader.compiled_cache import Tree

NAME = re.compile(r"[^\W_][\w.-]{0,59}")
_KEYS = ("run", "expect", "in")
_HINT = "`grantcli help questions` shows what can be there"


@dataclass(frozen=True, slots=True)
class Question:
    """One question: the words of its command line as text, the expected figures, and the folder of the files that it names."""

    name: str
    run: str
    expect: tuple[str, ...] = ()
    folder: str = ""
    """The folder from which files are named, itself from the folder of the file of questions."""
    line: int | None = None

    @property
    def words(self) -> list[str]:
        """The words of its command line."""
        return shlex.split(self.run)

    @property
    def entry(self) -> Tree:
        """The content of the file."""
        content: Tree = {"run": self.run}
        if self.expect:
            content["expect"] = list(self.expect)
        return {**content, "in": self.folder} if self.folder else content


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions in a file."""

    path: Path
    known: Mapping[str, Question]

    own: bool = False
    """Whether it is the user's own file, and not one that was named."""

    @property
    def label(self) -> str:
        """How the file is called."""
        return relative_path(self.path)

    def find(self, name: str) -> Question:
        """Return the question of this name; UsageError with the nearest when there is none."""
        if name in self.known:
            return self.known[name]
        guess = nearest(name, self.known)
        hint = "" if guess else "`grantcli saved` lists them" if self.known else "`grantcli save NAME COMMAND...` saves one"
        raise UsageError(f"no question is saved as `{name}`", did_you_mean=guess, hint=hint)

    def folder(self, question: Question) -> Path:
        """Return the folder from which a question names files."""
        return self.path.parent / question.folder


def questions(file: str | Path | None, *, new: bool = False) -> Questions:
    """Return the questions in a file, or in the user's own where none is named; DataError for one that cannot be used.

    With `new` it need not be there yet.
    """
    path = Path(file).absolute() if file else config_files.folder(os.environ) / "questions.yaml"
    if (new or not file) and not path.exists():
        return Questions(path, {}, own=not file)
    tree = load(path, relative_path(path), "questions", _check, _HINT)
    return Questions(path, {name: Question(name, each["run"], tuple(each["expect"]), each["in"], each["line"])
                            for name, each in tree.items()}, own=not file)  # fmt: skip


def _check(tree: Tree, lines: Mapping[str, int], fault: Any) -> Tree:  # noqa: ANN401 - notes a fault
    """Return what each name has: the command line, the figures, the folder and the line."""
    questions: Tree = {}
    for name, value in tree.items():
        if not NAME.fullmatch(name):
            fault(name, f"`{name}` cannot be the name of a question", "letters, digits, `-`, `_` and `.`")
        each = {"run": value} if isinstance(value, str) else value
        if _is_valid(name, each, fault):
            expect = each.get("expect") or []
            questions[name] = {"run": each["run"], "expect": [expect] if isinstance(expect, str) else expect,
                          "in": each.get("in") or "", "line": lines.get(f"{name}.run", lines.get(name))}  # fmt: skip
    return questions


def _is_valid(name: str, each: Any, fault: Any) -> bool:  # noqa: ANN401 - whatever the file holds
    """Note what is wrong with a question; say whether nothing is."""
    if not isinstance(each, dict) or not isinstance(each.get("run"), str):
        fault(name, "has no command line to run", "for example `run: total funder:lga`")
        return False
    for key in sorted(each.keys() - set(_KEYS)):
        near = nearest(key, _KEYS, most=1)
        fault(f"{name}.{key}", f"unknown key `{key}`", f"did you mean `{near[0]}`?" if near else f"known: {', '.join(_KEYS)}")
    expect, folder = each.get("expect") or [], each.get("in") or ""
    if not isinstance(expect, str) and not (isinstance(expect, list) and all(isinstance(one, str) for one in expect)):
        fault(f"{name}.expect", "should be a text, or a list of them", "for example `expect: total=3556600`")
    if not isinstance(folder, str):
        fault(f"{name}.in", "should be the name of a folder", "")
    try:
        shlex.split(each["run"])
    except ValueError:
        fault(f"{name}.run", "a quote is left open", "close it with another one")
        return False
    return not each.keys() - set(_KEYS)


def keep(store: Questions, question: Question) -> None:
    """Write a question into the file, in the place of the one with its name if there is one.

    UsageError where a question of this name was saved since the file was read; GrantcliError where it cannot be written.
    """
    import yaml

    text = yaml.safe_dump({question.name: question.entry}, allow_unicode=True, sort_keys=False, width=1 << 20)
    with _lock(store):
        tree = _tree(store)
        if question.name in tree and question.name not in store.known:
            raise UsageError(f"`{question.name}` has just been saved", hint="--replace saves the new one instead")
        _write(store, question.name, text, {**tree, question.name: question.entry})


def remove(store: Questions, name: str) -> None:
    """Take a question out of the file; GrantcliError where it cannot be written."""
    with _lock(store):
        tree = _tree(store)
        tree.pop(name, None)  # another process may have been first
        _write(store, name, "", tree)


@contextmanager
def _lock(store: Questions) -> Iterator[None]:
    """Let no other process change the file: its folder is locked, for the file itself is replaced."""
    import fcntl

    from grantcli.cli.destination import cannot_write

    try:
        if store.own:
            store.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = os.open(store.path.parent, os.O_RDONLY)
    except OSError as error:
        cannot_write(
            f"`{store.label}`",
            error,
            "XDG_CONFIG_HOME says where questions are saved; --file FILE names a file" if store.own else "",
        )
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _tree(store: Questions) -> Tree:
    from grantcli.loader import tree

    return tree.read(_content(store), store.label).tree


def _content(store: Questions) -> bytes:
    return store.path.read_bytes() if store.path.exists() else b""


def _write(store: Questions, name: str, new: str, expected: Tree) -> None:
    """Replace the lines of a question if the new file reads as intended; the file is replaced whole or not at all."""
    from grantcli.cli.destination import write_file
    from grantcli.loader import tree

    lines = _content(store).decode("utf-8-sig").splitlines(keepends=True)
    start, end = _lines(lines, name)
    if lines[:start] and not lines[start - 1].endswith("\n"):
        new = f"\n{new}"
    content = "".join((*lines[:start], new, *lines[end:])).encode()
    if tree.read(content, store.label).tree != expected:
        raise DataError(f"`{store.label}` is written in a way that grantcli cannot change", hint="change it by hand")
    write_file(store.path, content)


def _lines(lines: list[str], name: str) -> tuple[int, int]:
    """Return the first and last line of a question; the end of the file where its name is new."""
    import yaml

    root = yaml.compose("".join(lines), Loader=yaml.SafeLoader)
    starts = {key.value: key.start_mark.line for key, _ in root.value} if isinstance(root, yaml.MappingNode) else {}
    if name not in starts:
        return len(lines), len(lines)
    end = min((line for line in starts.values() if line > starts[name]), default=len(lines))
    while end > starts[name] + 1 and re.match(r"\s*(#|$)", lines[end - 1]):  # comments above the next one are about that one
        end -= 1
    return starts[name], end
