"""YAML text to a tree of mappings, lists and texts, with the line of every part.

YAML's traps are closed: every scalar stays the text that was written (`NO`, `00123`, `12:30`, dates), a plain `null`,
`~` or nothing is `None`, and duplicate keys, tags, anchors and aliases are faults. A file is read event by event and
given up where it is too deep, so that none can exhaust the stack.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from grantcli.errors import Fault, Place
from grantcli.loader.compiled_cache import Tree

_LOADER = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader
_DEEPEST = 20
"""How deep collections may be nested; the form of a data file needs eight."""
_FORM = "see docs/data.md for the form of a data file"


def key_path(path: str, name: str) -> str:
    """Return the path of a key of the mapping at a path; that of the whole file is empty."""
    return f"{path}.{name}" if path else name


@dataclass(slots=True)
class Document:
    """A file read: its tree, the line of each path such as `awards[3].amount`, and what was wrong with it."""

    file: str
    tree: Tree = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    """Paths of values that no data file may have; the tree has `None` there."""

    def fault(self, path: str, message: str, hint: str = "") -> None:
        """Note a fault at the line of `path`, or of the nearest part above it that has one."""
        parent = path
        while parent not in self.lines and parent:
            parent = parent[: max(parent.rfind("."), parent.rfind("["), 0)]
        self.faults.append(Fault(message, Place(self.file, self.lines.get(parent, 1), path=path or None), hint))


def read(content: bytes, file: str, *, of_list: str = "", form: str = _FORM) -> Document:
    """Return the document in the bytes of a YAML file; parts that cannot be read are among its faults.

    A list at the top is a fault, unless `of_list` names the key under which the tree has it. `form` says where the form is
    described.
    """
    document, text = Document(file), ""
    try:
        text = content.decode("utf-8-sig")
        document.tree = _Walk(document, yaml.parse(text, Loader=_LOADER), form).top(of_list)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        document.faults.append(Fault("is not UTF-8 text", Place(file, line), "save the file as UTF-8"))
    except yaml.reader.ReaderError as error:
        line = text.encode().count(b"\n", 0, error.position) + 1
        hint = "write them escaped in double quotes, as `\\x1b`"
        document.faults.append(Fault(f"is not valid YAML: {error.reason}", Place(file, line), hint))
    except yaml.MarkedYAMLError as error:
        document.faults.append(_syntax(error, file))
    except _TooDeepError as error:
        document.fault(str(error), f"is nested too deeply: more than {_DEEPEST} levels")
    return document


def _syntax(error: yaml.MarkedYAMLError, file: str) -> Fault:
    mark = error.problem_mark
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
    return Fault(f"is not valid YAML: {error.problem}", place, "a text with `: ` or ` #` in it needs quotes")


class _TooDeepError(Exception):
    """Raised with the path at which reading stops."""


class _Walk:
    """Turns the events of a file into values, from the first to the last."""

    def __init__(self, document: Document, events: Iterator[yaml.Event], form: str) -> None:
        self.document = document
        self.events = events
        self.form = form
        self.depth = 0

    def top(self, of_list: str) -> Tree:
        """Return the mapping in the file, or its list under a key; an empty one where that is a fault."""
        next(self.events)  # the start of the stream
        if isinstance(next(self.events), yaml.StreamEndEvent):
            self.document.fault("", "is empty", self.form)
            return {}
        tree = self.value(next(self.events), "")
        next(self.events)  # the end of the document
        if not isinstance(after := next(self.events), yaml.StreamEndEvent):
            self.document.faults.append(Fault("has a second document", Place(self.document.file, _line(after)), self.form))
        if isinstance(tree, dict):
            return tree
        if isinstance(tree, list) and of_list:
            return {of_list: tree}
        if "" not in self.document.refused:
            self.document.fault("", "is not a mapping of keys at its top", self.form)
        return {}

    def value(self, event: yaml.Event, path: str) -> Any:  # noqa: ANN401 - whatever the file holds
        """Return the value that begins with this event."""
        self.document.lines[path] = _line(event)
        refused = self.refuses(event, path)
        value: Any = None
        match event:
            case yaml.MappingStartEvent():
                value = self.mapping(path)
            case yaml.SequenceStartEvent():
                value = [self.value(part, f"{path}[{number}]") for number, part in enumerate(self.parts(path))]
            case yaml.ScalarEvent():
                value = None if not event.style and event.value in {"", "~", "null"} else event.value
        return None if refused else value

    def refuses(self, event: yaml.Event, path: str) -> bool:
        """Note an alias, an anchor or a tag, which are easily taken for text."""
        if isinstance(event, yaml.AliasEvent):
            what = f"the alias `*{event.anchor}`"
        elif isinstance(event, yaml.NodeEvent) and event.anchor:
            what = f"the anchor `&{event.anchor}`"
        elif isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag:
            what = f"the tag `{event.tag}`"
        else:
            return False
        self.document.refused.add(path)
        self.document.fault(path, f"has {what}, which data files do not have", "write the value out, or write a text in quotes")
        return True

    def parts(self, path: str) -> Iterator[yaml.Event]:
        """Yield the first event of each part of a collection; the caller reads the part before it takes the next."""
        if self.depth == _DEEPEST:
            raise _TooDeepError(path)
        self.depth += 1
        while not isinstance(event := next(self.events), yaml.CollectionEndEvent):
            yield event
        self.depth -= 1

    def mapping(self, path: str) -> Tree:
        """Return the mapping whose start was read, each key once."""
        tree: Tree = {}
        lines: dict[str, int] = {}
        for key in self.parts(path):
            line = _line(key)
            name = key.value if isinstance(key, yaml.ScalarEvent) and not key.tag and not key.anchor else None
            if name is not None and name not in lines:
                lines[name] = line
                tree[name] = self.value(next(self.events), key_path(path, name))
                continue
            what = "a key that is not a plain text" if name is None else f"the key `{name}` twice (first on line {lines[name]})"
            self.document.faults.append(Fault(f"has {what}", Place(self.document.file, line, path=path or None)))
            self.skip(key, path)
            self.skip(next(self.events), path)
        return tree

    def skip(self, event: yaml.Event, path: str) -> None:
        """Pass over the key or value that begins with this event."""
        if isinstance(event, yaml.CollectionStartEvent):
            for part in self.parts(path):
                self.skip(part, path)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
