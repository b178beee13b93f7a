"""Reads the price series that real terms are worked out from."""

from decimal import Decimal
from pathlib import Path

from grantcli.errors import DataError
from grantcli.readers import compiled
from grantcli.readers.compiled import Tree
from grantcli.series import Series


def read(path: Path) -> Series:
    """Return the first series of the file; DataError with every fault."""
    content = path.read_bytes()
    found = compiled.load(content)
    if found is None:
        found = _parse(content, str(path)), dict
        compiled.save(content, found[0], {})
    part = found[0]["series"][0]
    quarters = {name: Decimal(value) for name, value in part["quarters"].items()}
    return Series(part["title"], part["source"], part["released"], quarters)


def _parse(content: bytes, label: str) -> Tree:
    from grantcli.readers import shapes, tree

    document = tree.read(content, label)
    if not document.faults:
        shapes.record(document, "", document.tree, shapes.SHAPES["prices"])
    if document.faults:
        raise DataError(f"`{label}` cannot be used", faults=document.faults)
    return document.tree
