"""Reads the YAML files of a user: settings and saved questions, every value a text, every fault with its line."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from grantcli.errors import DataError
from grantcli.loader import compiled_cache
from grantcli.loader.compiled_cache import Tree

Check = Callable[[Tree, dict[str, int], Callable[[str, str, str], None]], Tree]
"""Takes the tree, the line of each path and a callback for faults (path, message, hint); returns the valid part of the tree."""


def load(path: Path, label: str, kind: str, check: Check, hint: str) -> Tree:
    """Return what `check` keeps of the file, from a compiled copy where it has been read before; DataError with every fault."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"cannot read `{label}`: {(error.strerror or 'no reason is known').lower()}", hint=hint) from error
    key = f"grantcli {kind}\n".encode() + content
    copy = compiled_cache.load(key)
    if copy:
        return copy[0]
    checked = _check(content, label, check, hint)
    compiled_cache.save(key, checked, {})
    return checked


def _check(content: bytes, label: str, check: Check, hint: str) -> Tree:
    from grantcli.loader import tree

    if not re.search(rb"^[ \t]*[^#\s]", content.removeprefix(b"\xef\xbb\xbf"), re.MULTILINE):
        return check({}, {}, lambda *_: None)  # nothing but comments
    document = tree.read(content, label)
    # What the reader of data files says besides is of no use here.
    document.faults[:] = [replace(fault, hint=re.sub(r".*docs/data\.md.*", "", fault.hint)) for fault in document.faults]
    result = {} if document.faults else check(document.tree, document.lines, document.fault)
    if document.faults:
        raise DataError(f"`{label}` cannot be used", faults=document.faults, hint=hint)
    return result
