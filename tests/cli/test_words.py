"""Words that puzzled people are kept out of everything that a user can see; docs/glossary.md has those that stay."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RETIRED = {
    "heed": r"\bheed\w*",
    "at the most": r"\bat the most\b",
    "is none of": r"\bis none of\b",
    "of its own": r"\bof (?:its|their) own\b",
    "true total": r"\btrue totals?\b",
    "tell no awards": r"\btells? no awards\b",
    "stands": r"\b(?:stands|stand) (?:in|for|behind|before|after|alone|beside|there|on|under|between|side|ready)\b",
    "held": r"\b(?:is|are|not|awards|amount) held\b|\bholds? (?:no|the|all|every|an?|awards|other|nothing|data)\b",
    "told": r"\bwe told\b|\btells?\b",
    "asked of": r"\basks? (?:a|another) file\b|\basked of\b",
    "body": r"\b(?:a|any|each|one|no|other|same|another) body\b|\b(?:several|its|their|of) bodies\b",
    "put": r"\bputs? (?:it|them|a|an|the|these|all|everything|`)",
}
"""What is retired, and how it is found: by its phrases where the word itself has other uses."""
_MODULES = sorted((ROOT / "src" / "grantcli").rglob("*.py"))
_SQL = re.compile(r"\b(?:SELECT|CREATE|LEFT JOIN|WITHOUT ROWID)\b|<body")


def _messages(path: Path) -> Iterator[tuple[int, str]]:
    """Yield each string of a module that is no docstring and no SQL, with its line."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in bare:
            continue
        if " " in node.value and not _SQL.search(node.value):
            yield node.lineno, node.value


def _retired(text: str) -> list[str]:
    return [name for name, pattern in RETIRED.items() if re.search(pattern, text)]


@pytest.mark.parametrize("path", _MODULES, ids=lambda path: str(path.relative_to(ROOT / "src" / "grantcli")))
def test_no_message_has_a_retired_word(path: Path) -> None:
    assert [(line, found, text[:90]) for line, text in _messages(path) if (found := _retired(text))] == []


PAGES = ("docs/reference.md", "docs/grantcli.1", "docs/glossary.md")


@pytest.mark.parametrize("name", PAGES)
def test_no_page_has_a_retired_word(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    assert [(number, found, line[:90]) for number, line in enumerate(lines, 1) if (found := _retired(line))] == []


@pytest.mark.parametrize("text", ["no settings are heeded", "26 at the most", "an award of its own", "35 is held", "one body"])
def test_a_retired_word_is_found(text: str) -> None:
    assert _retired(text)
