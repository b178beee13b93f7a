"""The form of a data file: which keys each record has, and what each may contain. docs/data.md shows it whole.

To add a key, add a row here and its use in `awards.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from grantcli.dates import PartialDate
from grantcli.errors import nearest
from grantcli.evidence import Basis
from grantcli.loader.compiled_cache import Tree
from grantcli.loader.tree import Document, key_path
from grantcli.model import money

Check = Callable[[Document, str, Any], Any]
"""Reports what is wrong with the value at a path and returns its sound part, `None` for nothing."""

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

    def check(document: Document, path: str, value: Any) -> str | None:  # noqa: ANN401 - any value of the tree
        if not isinstance(value, str):
            document.fault(path, "should be one value, not a list or a mapping")
            return None
        try:
            read(value)
        except ValueError as error:
            document.fault(path, str(error))
            return None
        return value

    return check


def _one_of(*choices: str) -> Check:
    def read(value: str) -> None:
        if value not in choices:
            message = f"`{value}` is not one of {', '.join(choices)}"
            raise ValueError(message)

    return _scalar(read)


def _not_empty(value: str) -> None:
    if not value.strip():
        message = "is an empty text; leave the key out, or write null"
        raise ValueError(message)


def _whole_number(value: str) -> None:
    if not value.isascii() or not value.isdigit() or len(value) > 15:  # noqa: PLR2004 - `int` refuses thousands of digits
        message = f"`{value}` is not a whole number"
        raise ValueError(message)


def _currency(value: str) -> None:
    if len(value) != 3 or not value.isascii() or not value.isalpha() or not value.isupper():  # noqa: PLR2004 - ISO 4217
        message = f"`{value}` is not a currency code of three capitals (ISO 4217)"
        raise ValueError(message)


def _list_of(check: Check) -> Check:
    def part(document: Document, path: str, value: Any) -> Any:  # noqa: ANN401 - any value of the tree
        if value is None and path not in document.refused:
            document.fault(path, "is empty")
        return None if value is None else check(document, path, value)

    def check_all(document: Document, path: str, value: Any) -> list[Any] | None:  # noqa: ANN401 - as above
        if isinstance(value, list):
            return [part(document, f"{path}[{number}]", one) for number, one in enumerate(value)]
        document.fault(path, "should be a list")
        return None

    return check_all


def _record(shape: str) -> Check:
    return lambda document, path, value: record(document, path, value, SHAPES[shape])


def record(document: Document, path: str, value: Any, shape: Mapping[str, Key]) -> Tree | None:  # noqa: ANN401 - as above
    """Check a mapping: unknown keys, missing keys, each value. Return it without empty keys, and `None` for what is faulty."""
    if not isinstance(value, dict):
        document.fault(path, "should be a mapping of keys")
        return None
    sound: Tree = {}
    for name, part in value.items():
        where = key_path(path, name)
        if name not in shape:
            guess = nearest(name, shape, most=1)
            document.fault(where, f"unknown key `{name}`", f"did you mean `{guess[0]}`?" if guess else "see docs/data.md")
        elif part is not None:
            sound[name] = shape[name].check(document, where, part)
        elif where in document.refused:
            sound[name] = None
    for name, key in shape.items():
        if key.required and name not in sound:
            document.fault(path, f"`{name}` is missing")
    return sound


_text, _texts, _date, _amount = _scalar(_not_empty), _list_of(_scalar(_not_empty)), _scalar(PartialDate.parse), _scalar(money)
_basis, _claims = _one_of(*Basis), _record("claims")


def _day(value: str) -> None:
    if PartialDate.parse(value).day is None or len(value) != 10:  # noqa: PLR2004 - an ISO date
        message = f"`{value}` is not a day like 2019-03-31"
        raise ValueError(message)


def _mapping(check: Check) -> Check:
    def check_all(document: Document, path: str, value: Any) -> Tree | None:  # noqa: ANN401 - any value of the tree
        if isinstance(value, dict):
            return {name: check(document, f"{path}.{name}", part) for name, part in value.items()}
        document.fault(path, "should be a mapping of keys")
        return None

    return check_all


SHAPES: dict[str, dict[str, Key]] = {
    "book": {
        "form": Key(_one_of(FORM), required=True), "version": Key(_text), "seeds": Key(_text),
        "sources": Key(_list_of(_record("source"))), "organisations": Key(_list_of(_record("organisation"))),
        "programmes": Key(_list_of(_record("programme"))), "awards": Key(_list_of(_record("award")), required=True),
    },
    "organisation": {
        "id": Key(_text, required=True), "name": Key(_text, required=True), "official": Key(_text), "kind": Key(_text),
        "aliases": Key(_texts),
    },
    "programme": {
        "id": Key(_text, required=True), "title": Key(_text, required=True), "aliases": Key(_texts), "funder": Key(_text),
        "awarded": Key(_date), "cap": Key(_amount), "currency": Key(_scalar(_currency)), "rule": Key(_text),
        "claims": Key(_claims), "stated": Key(_list_of(_record("stated"))), "notes": Key(_texts),
    },
    "stated": {
        "what": Key(_text, required=True), "value": Key(_amount), "basis": Key(_basis, required=True), "rule": Key(_text),
        "claims": Key(_texts), "rejected": Key(_list_of(_record("rejected"))),
    },
    "award": {
        "id": Key(_text, required=True), "programme": Key(_text), "title": Key(_text), "description": Key(_text),
        "lead": Key(_text), "partners": Key(_texts), "unnamed": Key(_text), "stage": Key(_one_of(*STAGES)),
        "theme": Key(_text), "project": Key(_text), "follows": Key(_text), "awarded": Key(_date), "amount": Key(_amount),
        "currency": Key(_scalar(_currency)), "basis": Key(_basis, required=True), "rule": Key(_text),
        "claims": Key(_claims), "rejected": Key(_list_of(_record("rejected"))), "outcomes": Key(_list_of(_record("outcome"))),
        "notes": Key(_texts),
    },
    "claims": {topic: Key(_texts) for topic in TOPICS},
    "rejected": {"claim": Key(_text, required=True), "of": Key(_text), "why": Key(_text, required=True)},
    "outcome": {
        "says": Key(_text, required=True), "saving": Key(_amount), "basis": Key(_basis), "rule": Key(_text),
        "claims": Key(_texts), "rejected": Key(_list_of(_record("rejected"))),
    },
    "source": {
        "id": Key(_text, required=True), "document": Key(_text), "publisher": Key(_text, required=True),
        "title": Key(_text, required=True), "address": Key(_text), "dated": Key(_date), "sha256": Key(_text),
        "size": Key(_scalar(_whole_number)), "complete": Key(_one_of("true", "false")), "claims": Key(_list_of(_record("claim"))),
    },
    "register": {
        "form": Key(_one_of("grantcli councils 1"), required=True), "version": Key(_text), "orders": Key(_mapping(_text)),
        "joint": Key(_mapping(_texts)), "councils": Key(_list_of(_record("body")), required=True),
        "bodies": Key(_list_of(_record("body"))),
    },
    "body": {
        "id": Key(_text, required=True), "name": Key(_text, required=True), "official": Key(_text, required=True),
        "kind": Key(_text, required=True), "nation": Key(_text, required=True), "region": Key(_text), "county": Key(_text),
        "gss": Key(_text), "gss_former": Key(_texts), "from": Key(_scalar(_day)), "until": Key(_scalar(_day)),
        "successors": Key(_texts), "order": Key(_text), "aliases": Key(_texts),
    },
    "prices": {
        "form": Key(_one_of("grantcli prices 1"), required=True), "series": Key(_list_of(_record("series")), required=True),
    },
    "series": {
        "id": Key(_text, required=True), "title": Key(_text, required=True), "source": Key(_text, required=True),
        "released": Key(_scalar(_day), required=True), "quarters": Key(_mapping(_scalar(money)), required=True),
    },
    "claim": {
        "id": Key(_text, required=True), "line": Key(_scalar(_whole_number)), "says": Key(_text, required=True),
        "figure": Key(_text), "names": Key(_texts),
    },
}  # fmt: skip
"""Every record of a data file: its keys, their values, and whether each is required."""
