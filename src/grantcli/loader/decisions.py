"""Reads a file of decisions: which identifiers are one organisation, and which are not.

The file is a list of decisions, each a mapping with `same` or `different` and the identifiers, and where wanted `name`, the name
that is shown, and `why`; or it is such a mapping alone. Every fault is collected, with its line.
"""

from pathlib import Path
from typing import Any

from grantcli.errors import DataError, nearest
from grantcli.loader import tree
from grantcli.loader.tree import Document, key_path
from grantcli.org_ids import Decisions, number

_KEYS = ("same", "different", "name", "why")
_EXAMPLE = "such a line is `- same: [GB-CHC-1, GB-COH-2]`, or `- different: [GB-CHC-1, GB-CHC-2]`"
_LIST = "decisions"


def read(path: Path, label: str) -> Decisions:
    """Return the decisions in a file; DataError, with every fault and its line, where it has anything else."""
    try:
        content = path.read_bytes()
    except OSError as error:
        hint = "`grantcli duplicates` shows what there is to decide"
        raise DataError(f"cannot read the decisions in `{label}`: {error.strerror or error}", hint=hint) from error
    document = tree.read(content, label, of_list=_LIST, form=_EXAMPLE)
    reading = _Reading(document)
    if not document.faults:
        if isinstance(several := document.tree.get(_LIST), list):
            for place, each in enumerate(several):
                reading.decision(f"[{place}]", each)
        else:
            reading.decision("", document.tree)
        reading.compare()
    if document.faults:
        raise DataError(f"`{label}` is not a file of decisions about organisations", faults=tuple(document.faults))
    return Decisions(tuple(reading.same), tuple(reading.different), reading.names, label)


class _Reading:
    """The decisions read so far."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.same: list[tuple[str, ...]] = []
        self.different: list[tuple[str, ...]] = []
        self.names: dict[str, str] = {}
        self.paths: dict[str, str] = {}
        """By identifier as it is compared, the place of the first `same` that has it."""
        self.apart: list[tuple[str, tuple[str, ...]]] = []

    def decision(self, path: str, value: Any) -> None:  # noqa: ANN401 - whatever the file holds
        """Read one decision."""
        if not isinstance(value, dict):
            self.document.fault(path, "is no decision", _EXAMPLE)
            return
        for key in value:
            if key not in _KEYS:
                guess = nearest(key, _KEYS)
                hint = f"did you mean `{guess[0]}`?" if guess else f"the keys are {', '.join(_KEYS)}"
                self.document.fault(key_path(path, key), f"has the unknown key `{key}`", hint)
        if not {"same", "different"} & value.keys():
            self.document.fault(path, "has neither `same` nor `different`", _EXAMPLE)
        for key, target in (("same", self.same), ("different", self.different)):
            for place, ids in self.lists(key_path(path, key), value[key]) if key in value else ():
                target.append(ids)
                if key == "same":
                    self.add(place, ids, value.get("name"))
                else:
                    self.apart.append((place, ids))

    def lists(self, path: str, value: Any) -> list[tuple[str, tuple[str, ...]]]:  # noqa: ANN401 - whatever the file holds
        """Return the identifiers at a path: a list of them, or several such lists."""
        several = value if isinstance(value, list) and value and all(isinstance(each, list) for each in value) else [value]
        several_lists = several is value
        identifiers = []
        for place, each in enumerate(several):
            where = f"{path}[{place}]" if several_lists else path
            if not isinstance(each, list) or not all(isinstance(id_, str) and id_.strip() for id_ in each):
                self.document.fault(where, "is not a list of identifiers", _EXAMPLE)
                continue
            ids = tuple(id_.strip() for id_ in each)
            if len({number(id_) for id_ in ids}) < max(len(ids), 2):
                what = "the same identifier twice" if len(ids) > 1 else "fewer than two identifiers"
                self.document.fault(where, f"has {what}", _EXAMPLE)
                continue
            identifiers.append((where, ids))
        return identifiers

    def add(self, path: str, ids: tuple[str, ...], name: Any) -> None:  # noqa: ANN401 - whatever the file holds
        """Keep identifiers that are one organisation."""
        for id_ in ids:
            if self.paths.setdefault(number(id_), path) != path:
                line = self.document.lines.get(self.paths[number(id_)], 1)
                hint = "write all identifiers of one organisation in one list"
                self.document.fault(path, f"has `{id_}`, which the list on line {line} has too", hint)
        if name is not None and not (isinstance(name, str) and name.strip()):
            self.document.fault(path, "has a `name` that is not a text")
        elif name is not None:
            self.names[ids[0]] = name.strip()

    def compare(self) -> None:
        """Note what is decided to be one and not one at once."""
        for path, ids in self.apart:
            places = [place for id_ in ids if (place := self.paths.get(number(id_)))]
            if len(set(places)) < len(places):
                line = self.document.lines.get(next(each for each in places if places.count(each) > 1), 1)
                self.document.fault(path, f"says of identifiers that they are different, and line {line} that they are the same")
