"""The form of a data file: which keys each record has, and what each may hold. docs/data.md shows it whole.

To add a key, add a row here and its use in `book.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from grantcli.dates import PartialDate
from grantcli.errors import nearest
from grantcli.evidence import Basis
from grantcli.model import money
from grantcli.readers.tree import Document

Check = Callable[[Document, str, Any], None]
"""Looks at the value at a path and notes what is wrong with it."""

STAGES = ("discovery", "alpha", "beta", "live")
TOPICS = ("amount", "parties", "about", "stage", "follows", "awarded")
FORM = "grantcli awards 1"


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a record."""

    check: Check
    required: bool = False


def _scalar(read: Callable[[str], object]) -> Check:
    """Return a check that the value is one text that `read` takes without ValueError."""

    def check(document: Document, path: str, value: Any) -> None:  # noqa: ANN401 - any value of the tree
        if not isinstance(value, str):
            document.fault(path, "should be one value, not a list or a mapping")
            return
        try:
            read(value)
        except ValueError as error:
            document.fault(path, str(error))

    return check


def _one_of(*choices: str) -> Check:
    def read(value: str) -> None:
        if value not in choices:
            message = f"`{value}` is not one of {', '.join(choices)}"
            raise ValueError(message)

    return _scalar(read)


def _filled(value: str) -> None:
    if not value.strip():
        message = "is an empty text; leave the key out, or write null"
        raise ValueError(message)


def _whole(value: str) -> None:
    if not value.isascii() or not value.isdigit():
        message = f"`{value}` is not a whole number"
        raise ValueError(message)


def _currency(value: str) -> None:
    if len(value) != 3 or not value.isascii() or not value.isalpha() or not value.isupper():  # noqa: PLR2004 - ISO 4217
        message = f"`{value}` is not a currency code of three capitals (ISO 4217)"
        raise ValueError(message)


def _many(check: Check) -> Check:
    def each(document: Document, path: str, value: Any) -> None:  # noqa: ANN401 - any value of the tree
        if not isinstance(value, list):
            document.fault(path, "should be a list")
            return
        for number, part in enumerate(value):
            if part is None:
                document.fault(f"{path}[{number}]", "is empty")
            else:
                check(document, f"{path}[{number}]", part)

    return each


def _record(shape: str) -> Check:
    return lambda document, path, value: record(document, path, value, SHAPES[shape])


def record(document: Document, path: str, value: Any, shape: Mapping[str, Key]) -> None:  # noqa: ANN401 - as above
    """Check a mapping against a shape: unknown keys, missing keys, and each value."""
    if not isinstance(value, dict):
        document.fault(path, "should be a mapping of keys")
        return
    for name, part in value.items():
        where = f"{path}.{name}" if path else name
        if name not in shape:
            guess = nearest(name, shape, most=1)
            document.fault(where, f"unknown key `{name}`", f"did you mean `{guess[0]}`?" if guess else "see docs/data.md")
        elif part is not None:
            shape[name].check(document, where, part)
    for name, key in shape.items():
        if key.required and value.get(name) is None:
            document.fault(path, f"`{name}` is missing")


_text, _texts, _date, _amount = _scalar(_filled), _many(_scalar(_filled)), _scalar(PartialDate.parse), _scalar(money)
_basis, _claims = _one_of(*Basis), _record("claims")

SHAPES: dict[str, dict[str, Key]] = {
    "book": {
        "form": Key(_one_of(FORM), required=True), "version": Key(_text), "seeds": Key(_text),
        "sources": Key(_many(_record("source"))), "organisations": Key(_many(_record("organisation"))),
        "programmes": Key(_many(_record("programme"))), "awards": Key(_many(_record("award")), required=True),
    },
    "organisation": {
        "id": Key(_text, required=True), "name": Key(_text, required=True), "official": Key(_text), "kind": Key(_text),
        "aliases": Key(_texts),
    },
    "programme": {
        "id": Key(_text, required=True), "title": Key(_text, required=True), "aliases": Key(_texts), "funder": Key(_text),
        "awarded": Key(_date), "cap": Key(_amount), "currency": Key(_scalar(_currency)), "rule": Key(_text),
        "claims": Key(_claims), "stated": Key(_many(_record("stated"))), "notes": Key(_texts),
    },
    "stated": {
        "what": Key(_text, required=True), "value": Key(_amount), "basis": Key(_basis, required=True), "rule": Key(_text),
        "claims": Key(_texts), "rejected": Key(_many(_record("rejected"))),
    },
    "award": {
        "id": Key(_text, required=True), "programme": Key(_text), "title": Key(_text), "description": Key(_text),
        "lead": Key(_text), "partners": Key(_texts), "unnamed": Key(_text), "stage": Key(_one_of(*STAGES)),
        "theme": Key(_text), "project": Key(_text), "follows": Key(_text), "awarded": Key(_date), "amount": Key(_amount),
        "currency": Key(_scalar(_currency)), "basis": Key(_basis, required=True), "rule": Key(_text),
        "claims": Key(_claims), "rejected": Key(_many(_record("rejected"))), "outcomes": Key(_many(_record("outcome"))),
        "notes": Key(_texts),
    },
    "claims": {topic: Key(_texts) for topic in TOPICS},
    "rejected": {"claim": Key(_text, required=True), "of": Key(_text), "why": Key(_text, required=True)},
    "outcome": {
        "says": Key(_text, required=True), "saving": Key(_amount), "basis": Key(_basis), "rule": Key(_text),
        "claims": Key(_texts), "rejected": Key(_many(_record("rejected"))),
    },
    "source": {
        "id": Key(_text, required=True), "document": Key(_text), "publisher": Key(_text, required=True),
        "title": Key(_text, required=True), "address": Key(_text), "dated": Key(_date), "sha256": Key(_text),
        "size": Key(_scalar(_whole)), "complete": Key(_one_of("true", "false")), "claims": Key(_many(_record("claim"))),
    },
    "claim": {
        "id": Key(_text, required=True), "line": Key(_scalar(_whole)), "says": Key(_text, required=True),
        "figure": Key(_text), "names": Key(_texts),
    },
}  # fmt: skip
"""Every record of a data file: its keys, what each holds, and whether it must be there."""
