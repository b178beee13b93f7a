"""Reads a bundled file of a form of ours: parsed and checked once, then taken from its compiled copy."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from grantcli.errors import DataError
from grantcli.loader import compiled_cache
from grantcli.loader.compiled_cache import Tree

if TYPE_CHECKING:
    from grantcli.loader.tree import Document


def read(path: Path, shape: str, check: "Callable[[Document], None] | None" = None) -> Tree:
    """Return the tree of the file, which has this shape and passes the check; DataError with every fault."""
    content = path.read_bytes()
    found = compiled_cache.load(content)
    if found:
        return found[0]
    tree = _parse(content, str(path), shape, check)
    compiled_cache.save(content, tree, {})
    return tree


def _parse(content: bytes, label: str, shape: str, check: "Callable[[Document], None] | None") -> Tree:
    from grantcli.loader import shapes, tree

    document = tree.read(content, label)
    if not document.faults:
        shapes.record(document, "", document.tree, shapes.SHAPES[shape])
    if not document.faults and check:
        check(document)
    if document.faults:
        raise DataError(f"`{label}` cannot be used", faults=document.faults)
    return document.tree
