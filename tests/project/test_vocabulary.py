"""Names of the program are the field's nouns and verbs: no participle or everyday word where one of those is meant."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import ROOT

WORDS = frozenset(
    "made told kept said odd aside given wanted found seen asked taken held chosen shown meant spelt drawn came gone".split()  # noqa: SIM905 - words to read
)
"""What says nothing of the thing that it names."""
KNOWN = {
    "accounting.py": {"Accounting.aside"},  # a key of tables that are kept
    "published/collection.py": {"ManifestRow.asked"},  # a key of manifests
    "published/downloads.py": {"Download.asked"},  # a key of the notes beside downloads
    "engines/memory.py": {"Memory.held"},
    "ingest/json_lists.py": {"chosen"},
    "ingest/ledger.py": {"Ledger.aside"},
    "ingest/normalised_tables.py": {"TableReading.found"},
    "ingest/raw_table.py": {"Table.aside"},
    "ingest/profile/ending.py": {"EndSearch.found"},
    "organisations.py": {"OrganisationGroups.of.found", "Organisations.shown"},
    "reports/plans.py": {"asked_texts"},
    "reports/published.py": {"copies.kept"},
    "table.py": {"Money.shown", "Table.found"},
    "tui/browser.py": {"Browser.chosen"},
    "tui/panes.py": {"Facets.Chosen"},
}
"""Names that are still there; no other is to join them."""
SOURCE = ROOT / "src" / "grantcli"
MODULES = sorted(SOURCE.rglob("*.py"))


def public_names(node: ast.Module | ast.ClassDef, prefix: str = "") -> Iterator[str]:
    """Yield each public function, class, field and parameter of a module, each with what it is in."""
    for part in node.body:
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name) and prefix:
            yield prefix + part.target.id
        elif isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not part.name.startswith("_"):
            yield prefix + part.name
            if isinstance(part, ast.ClassDef):
                yield from public_names(part, f"{prefix}{part.name}.")
            else:
                parameters = (*part.args.posonlyargs, *part.args.args, *part.args.kwonlyargs)
                yield from (f"{prefix}{part.name}.{parameter.arg}" for parameter in parameters)


def words(name: str) -> set[str]:
    """Return the words of the last part of a name."""
    return set(name.rpartition(".")[2].lower().split("_"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_public_name_is_no_participle(path: Path) -> None:
    names = {name for name in public_names(ast.parse(path.read_text(encoding="utf-8"))) if words(name) & WORDS}
    assert names - KNOWN.get(str(path.relative_to(SOURCE)), set()) == set()
    assert not words(path.stem) & WORDS


def test_the_words_are_found_wherever_a_name_can_be() -> None:
    tree = ast.parse("class A:\n    found: int\n    def told(self, given): ...\ndef made(): ...\ndef _kept(): ...\n")
    assert [name for name in public_names(tree) if words(name) & WORDS] == ["A.found", "A.told", "A.told.given", "made"]
