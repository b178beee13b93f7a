"""Names of the program are the field's nouns and verbs: no participle or everyday word where one of those is meant."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from conftest import ROOT

WORDS = frozenset(
    """made told kept said odd aside given wanted found seen asked taken held chosen shown meant spelt drawn came gone wrote led
    fed renamed expanded respelt""".split()  # noqa: SIM905 - words to read
)
"""What says nothing of the thing that it names."""
PARTICIPLES = frozenset(
    """borne bought bound broken brought built caught cut done driven fallen felt forgotten frozen grown heard hidden hurt joined
    known laid left lost met misread paid put rewritten sent sold stood struck sung taught thrown torn understood unread won worn
    written""".split()  # noqa: SIM905 - words to read
)
"""Those that do not end in `ed`. A function named by one alone neither does something nor says what it returns."""
NOUNS = frozenset("bed breed exceed feed hundred need proceed red seed speed weed".split())  # noqa: SIM905 - words to read
PREDICATES = frozenset({"action", "are", "has", "if", "is", "on", "pytest"})
"""Words after which a participle says what is the case: `is_known`, or what Textual or pytest calls: `on_input_submitted`."""
ACCEPTED = {
    "saved": "the command of this name lists saved questions",
    "Advanced": "the panel of help with these options",
    "delimited": "the form of file that a module stages",
    "published": "the package is about data that others publish",
    "stacked": "the kind of chart that a module draws",
}
"""Names of functions and modules that are participles all the same, each with its reason."""
FOLDERS = ("src/grantcli", "tests", "bench", "scripts", "docs/images")
MODULES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))


def names(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Yield each name that the nodes of a module give: to a function, class, parameter, field, variable or import."""
    for node in nodes:
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


def ends_in_participle(name: str) -> bool:
    """Say whether the last word of a name is a participle after no predicate: `_add_linked`, not `repeated_ids`."""
    *before, last = name.lower().strip("_").split("_")
    return (
        (last in PARTICIPLES or (last.endswith("ed") and last not in NOUNS))
        and not PREDICATES & {*before}
        and name not in ACCEPTED
    )


def _faulty_names(path: Path) -> list[str]:
    nodes = [*ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    every_name = {name for name in (*names(nodes), path.stem) if not name.startswith("test_")}  # a test is a sentence
    functions = [node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    classes = ["_".join(re.findall(r"[A-Z][a-z]*", node.name)) for node in nodes if isinstance(node, ast.ClassDef)]
    return [
        *sorted(name for name in every_name if words(name) & WORDS),
        *(name for name in (*functions, *classes, path.stem) if ends_in_participle(name) and not name.startswith("test_")),
    ]


def test_names_are_nouns_and_verbs_and_no_participles() -> None:
    assert [f"{path.relative_to(ROOT)}: {name}" for path in MODULES for name in _faulty_names(path)] == []


@pytest.mark.parametrize(
    ("name", "fails"),
    [
        ("filled", True), ("_add_linked", True), ("field_named", True), ("_grown", True), ("Value_Selected", True),
        ("repeated_ids", False), ("is_known", False), ("raise_if_interrupted", False), ("on_input_submitted", False),
        ("saved", False), ("read_feed", False),
    ],
)  # fmt: skip
def test_a_participle_at_the_end_of_a_name_is_found(name: str, fails: bool) -> None:
    assert ends_in_participle(name) is fails


def test_the_words_are_found_wherever_a_name_can_be() -> None:
    tree = ast.parse(
        "import a as found\nSEEN = 1\nclass A:\n    found: int\n    def told(self, given): self.held = asked = 1\n"
        "def _kept(): ...\nclass TextGone: ...\nsum(odd for odd in ())\ntry: ...\nexcept E as meant: ...\ndef maid(): ...\n"
    )
    assert sorted(name for name in names(ast.walk(tree)) if words(name) & WORDS) == sorted(
        ["found", "SEEN", "found", "told", "given", "held", "asked", "_kept", "TextGone", "odd", "meant"]
    )
