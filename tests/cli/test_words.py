"""Words that puzzled people are kept out of everything that a user can see; docs/glossary.md has those that stay."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RETIRED = {
    "heed": (r"\bheed\w*", "read, use, follow"),
    "at the most": (r"\bat the most\b", "at most"),
    "is none of": (r"\bis none of\b", "is not a"),
    "of its own": (r"\bof (?:its|their) own\b", "its own, separate"),
    "true total": (r"\btrue totals?\b", "total (each award counted once)"),
    "tell no awards": (r"\btells? no awards\b", "no column looks like grant data"),
    "stands": (
        r"\b(?:stands|stand) (?:in|for|behind|before|after|alone|beside|there|on|under|between|side|ready|round|above|below)\b",
        "is, means, comes, has",
    ),
    "held": (
        r"\b(?:is|are|not|awards|amount) held\b|\bholds? (?:no|the|all|every|an?|awards|other|nothing|data|anything)\b",
        "have, contain, use, count",
    ),
    "told": (r"\bwe told\b|\btells?\b|\b(?:is|are|be|being|was) told\b", "say, show, call"),
    "asked of": (r"\basks? (?:a|another) file\b|\basked of\b", "ask about, read"),
    "body": (
        r"\b(?:a|any|each|one|no|other|same|another) body\b|\b(?:several|its|their|of) bodies\b",
        "organisation, council, authority",
    ),
    "put": (r"\bputs? (?:it|them|a|an|the|these|all|everything|`)", "write, move, add, load"),
    "so many": (r"\b[Ss]o many (?!that\b)", "at most this many, a number of"),
    "bear a name": (r"\b(?:bears?|borne?) (?:a|the|this|one|no) name\b|\bthat bear\b", "has a name"),
    "to be said": (r"\b(?:is|are) to be (?:said|known)\b", "the notes, the message"),
    "that there is not": (r"\bthat there (?:is|are) (?:not|none)\b", "unknown, missing"),
    "anew": (r"\banew\b", "again"),
    "once more": (r"\bonce more\b", "again"),
    "be had": (r"\bbe (?:had|rid of)\b", "is not available, remove"),
}
"""For each retired word how it is found (by its phrases, where the word itself has other uses), and the word to use."""
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


def _retired_words(text: str) -> list[str]:
    return [f"{name}: {use}" for name, (pattern, use) in RETIRED.items() if re.search(pattern, text)]


def _faults(paths: Iterable[Path], texts: Callable[[Path], Iterator[tuple[int, str]]]) -> list[tuple[str, int, list[str], str]]:
    """Return where texts of these modules have retired words: the module, the line, the words and the text."""
    return [
        (str(path.relative_to(ROOT)), line, result, text[:90])
        for path in paths
        for line, text in texts(path)
        if (result := _retired_words(text))
    ]


def test_no_message_has_a_retired_word() -> None:
    assert _faults(_MODULES, _messages) == []


def _docstrings(path: Path) -> Iterator[tuple[int, str]]:
    """Yield each docstring of a module, those below fields and constants too, with its line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.lineno, node.value.value


_PUBLIC = [path for path in _MODULES if not path.name.startswith("_") or path.name == "__init__.py"]


def test_no_docstring_has_a_retired_word() -> None:
    assert _faults(_PUBLIC, _docstrings) == []


PAGES = (
    *("README.md", "CONTRIBUTING.md", "SECURITY.md", "NOTICE", "docs/grantcli.1"),
    *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md"))),
)


@pytest.mark.parametrize("name", PAGES)
def test_no_page_has_a_retired_word(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    # The output of commands has words of the data in it; its own words are messages, which have a test above.
    lines = re.sub(r"```console\n.*?```", lambda block: "\n" * block[0].count("\n"), text, flags=re.DOTALL).splitlines()
    assert [(number, result, line[:90]) for number, line in enumerate(lines, 1) if (result := _retired_words(line))] == []


EXAMPLES = {
    "heed": "no settings are heeded",
    "at the most": "26 at the most",
    "is none of": "it is none of ours",
    "of its own": "an award of its own",
    "true total": "the true total",
    "tell no awards": "its headings tell no awards",
    "stands": "what stands behind a figure",
    "held": "35 is held",
    "told": "the number that Datasette is told",
    "asked of": "questions are asked of it",
    "body": "one body",
    "put": "puts them there",
    "so many": "so many rows",
    "bear a name": "organisations that bear a name",
    "to be said": "what is to be said about a file",
    "that there is not": "a field that there is not",
    "anew": "made anew",
    "once more": "ask once more",
    "be had": "it cannot be had",
}


@pytest.mark.parametrize("name", RETIRED)
def test_a_retired_word_is_found(name: str) -> None:
    assert f"{name}: {RETIRED[name][1]}" in _retired_words(EXAMPLES[name])
