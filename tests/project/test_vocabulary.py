"""Names of the program are the field's nouns and verbs: no participle or everyday word where one of those is meant."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import ROOT

WORDS = frozenset(
    """made told kept said odd aside given wanted found seen asked taken held chosen shown meant spelt drawn came gone wrote led
    fed renamed expanded respelt""".split()  # noqa: SIM905 - words to read
)
"""What says nothing of the thing that it names."""
FOLDERS = ("src/grantcli", "tests/support", "bench", "scripts", "docs/images")
MODULES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))


def names(tree: ast.AST) -> Iterator[str]:
    """Yield each name that a module gives to something: a function, a class, a parameter, a field, a variable, an import."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name) | ast.arg(arg=name):
                yield name
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name
            case ast.alias(asname=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield name
            case ast.ExceptHandler(name=str(name)):
                yield name


def words(name: str) -> set[str]:
    """Return the words of a name, written with low lines or capitals."""
    return set("".join(f"_{sign}" if sign.isupper() else sign for sign in name).lower().split("_")) | set(name.lower().split("_"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_name_is_a_participle(path: Path) -> None:
    assert sorted(name for name in names(ast.parse(path.read_text(encoding="utf-8"))) if words(name) & WORDS) == []
    assert not words(path.stem) & WORDS


def test_the_words_are_found_wherever_a_name_can_be() -> None:
    tree = ast.parse(
        "import a as found\nSEEN = 1\nclass A:\n    found: int\n    def told(self, given): self.held = asked = 1\n"
        "def _kept(): ...\nclass TextGone: ...\nsum(odd for odd in ())\ntry: ...\nexcept E as meant: ...\ndef maid(): ...\n"
    )
    assert sorted(name for name in names(tree) if words(name) & WORDS) == sorted(
        ["found", "SEEN", "found", "told", "given", "held", "asked", "_kept", "TextGone", "odd", "meant"]
    )
