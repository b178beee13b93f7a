"""YAML text to a tree of mappings, lists and texts, with the line of every part.

YAML's traps are closed: every scalar stays the text that was written (`NO`, `00123`, `12:30`, dates), a plain `null`,
`~` or nothing is `None`, and duplicate keys, tags and aliases are faults.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from grantcli.errors import Fault, Place
from grantcli.readers.compiled import Tree

_PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))
_LOADER = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader


@dataclass(slots=True)
class Document:
    """A file read: its tree, the line of each path such as `awards[3].amount`, and what was wrong with it."""

    file: str
    tree: Tree = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, path: str, message: str, hint: str = "") -> None:
        """Note a fault at the line of `path`, or of the nearest part above it that has one."""
        above = path
        while above not in self.lines and above:
            above = above[: max(above.rfind("."), above.rfind("["), 0)]
        self.faults.append(Fault(message, Place(self.file, self.lines.get(above, 1), path=path or None), hint))


def read(content: bytes, file: str) -> Document:
    """Return the document that the bytes of a YAML file hold; what cannot be read is among its faults."""
    document = Document(file)
    try:
        root = yaml.compose(content.decode("utf-8-sig"), Loader=_LOADER)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        document.faults.append(Fault("is not UTF-8 text", Place(file, line), "save the file as UTF-8"))
    except RecursionError:
        document.faults.append(Fault("is nested too deeply", Place(file)))
    except yaml.YAMLError as error:
        document.faults.append(_syntax(error, file))
    else:
        _fill(document, root)
    return document


def _syntax(error: yaml.YAMLError, file: str) -> Fault:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read"
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
    return Fault(f"is not valid YAML: {problem}", place, "a text with `: ` or ` #` in it needs quotes")


def _fill(document: Document, root: yaml.Node | None) -> None:
    if not isinstance(root, yaml.MappingNode):
        what = "is empty" if root is None else "is not a mapping of keys at its top"
        document.fault("", what, "see docs/data.md for the form of a data file")
        return
    document.tree = _Walk(document).value(root, "")


class _Walk:
    """Turns nodes into values, once each."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.seen: set[int] = set()

    def value(self, node: yaml.Node, path: str) -> Any:  # noqa: ANN401 - whatever the node holds
        self.document.lines[path] = node.start_mark.line + 1
        if id(node) in self.seen:
            self.document.fault(path, "is an alias, which data files do not have", "write the value out")
            return None
        self.seen.add(id(node))
        if node.tag not in _PLAIN_TAGS:
            self.document.fault(path, f"has the tag `{node.tag}`, which data files do not have", "write plain values")
            return None
        match node:
            case yaml.MappingNode():
                return {key: self.value(part, f"{path}.{key}" if path else key) for key, part in self.pairs(node, path)}
            case yaml.SequenceNode():
                return [self.value(part, f"{path}[{number}]") for number, part in enumerate(node.value)]
            case yaml.ScalarNode():
                return None if not node.style and node.value in {"", "~", "null"} else node.value
        return None

    def pairs(self, node: yaml.MappingNode, path: str) -> Iterator[tuple[str, yaml.Node]]:
        known: dict[str, int] = {}
        for key, part in node.value:
            line = key.start_mark.line + 1
            self.document.lines[path] = line
            if not isinstance(key, yaml.ScalarNode):
                self.document.fault(path, "has a key that is not a text")
            elif key.value in known:
                self.document.fault(path, f"has the key `{key.value}` twice (first on line {known[key.value]})")
            else:
                known[key.value] = line
                yield key.value, part
        self.document.lines[path] = node.start_mark.line + 1
