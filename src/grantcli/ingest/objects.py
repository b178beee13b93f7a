"""Reads grants in JSON, each an object: a list `{"grants": […]}`, or a grant a line.

A rule to keep: an element that is no object, or a line that is no JSON, is set aside with its place; nothing is lost.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from grantcli.errors import DataError, Place
from grantcli.ingest import content
from grantcli.ingest.grant_row import GrantRow
from grantcli.ingest.ledger import Ledger
from grantcli.ingest.text import encoding_of
from grantcli.ingest.titles import TOP

_LARGE = 32 << 20
"""Above so many bytes a file is split into its grants before each is read, where the library for that is there."""
_NAMED = 3
_ENOUGH = 2  # so many names of the standard tell a grant

Element = tuple[int | str, Any]
"""Where it stands, and what it is; a text that is no JSON is `_Bad`."""


@dataclass(frozen=True, slots=True)
class Bad:
    """A line that is no JSON, and why."""

    why: str


@dataclass(frozen=True, slots=True)
class Objects:
    """The elements of a file in JSON."""

    kind: str
    """What the file is, in words."""
    elements: Callable[[], Iterator[Element]]


def objects(path: Path, label: str) -> Objects:
    """Return the elements of a file; DataError where it holds no grants, with what it seems to be."""
    if _by_line(path):
        return _lines(path, label)
    found = _grants(path, label)
    return Objects("360Giving JSON", lambda: ((f"grants/{place}", element) for place, element in enumerate(_each(found))))


def entries(elements: Iterator[Element], ledger: Ledger) -> Iterator[GrantRow]:
    """Yield each object as an entry; what is none is set aside."""
    for number, (place, element) in enumerate(elements, 1):
        if isinstance(element, dict):
            yield GrantRow(number, place, element, _extra(element))
        else:
            ledger.aside(number, place, element.why if isinstance(element, Bad) else f"not an object: {_shown(element)}")


def parse(text: str | bytes) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return what JSON holds, with exact numbers; ValueError also for what is no number, such as NaN."""
    return json.loads(text, parse_float=Decimal, parse_constant=_refuse)


def _extra(grant: dict[str, Any]) -> dict[str, str]:
    """Return the names that the standard has not, with their texts and numbers."""
    if grant.keys() <= TOP:
        return {}
    others = {key: value for key, value in grant.items() if key not in TOP and isinstance(value, str | int | Decimal)}
    return {key: text for key, value in others.items() if (text := _text(value))}


def _text(value: str | int | Decimal) -> str:
    return str(value).lower() if isinstance(value, bool) else f"{value:f}" if isinstance(value, Decimal) else str(value).strip()


def _by_line(path: Path) -> bool:
    """Say whether the first line is an object by itself, and either a grant or one of several."""
    with path.open(encoding=encoding_of(path), errors="replace") as file:
        filled = (line for line in iter(lambda: file.readline(_LARGE), "") if line.strip())
        first, second = next(filled, ""), next(filled, "")
    try:
        found = None if re.match(r'\s*\{\s*"grants"\s*:', first) else parse(first)  # which may be the whole of a large file
    except (ValueError, RecursionError):
        return second.lstrip()[:1] == "{" and first.rstrip()[-1:] == "}"
    grants = isinstance(found, dict) and isinstance(found.get("grants"), list)
    return isinstance(found, dict) and not grants and (second.lstrip()[:1] == "{" or len(found.keys() & TOP) >= _ENOUGH)


def _lines(path: Path, label: str) -> Objects:
    if not any(isinstance(each, dict) and each.keys() & TOP for _, each in _each_line(path)):
        first = next((each for _, each in _each_line(path) if isinstance(each, dict)), {})
        raise _no_grants(label, first, "JSON Lines, each")
    return Objects("JSON Lines", lambda: _each_line(path))


def _each_line(path: Path) -> Iterator[Element]:
    with path.open(encoding=encoding_of(path), errors="replace") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                try:
                    yield number, parse(line)
                except (ValueError, RecursionError) as error:
                    yield number, Bad(f"not JSON: {str(error).lower()}")


def _grants(path: Path, label: str) -> Sequence[Any]:
    """Return the elements of `grants`; those of a large file as bytes, each to be read when its turn comes."""
    if path.stat().st_size > _LARGE and (raw := _split(path)) is not None:
        return raw
    try:
        whole = parse(path.read_text(encoding=encoding_of(path)))
    except UnicodeDecodeError as error:
        raise content.refused(label, "is not UTF-8 text", "save it as UTF-8") from error
    except json.JSONDecodeError as error:
        place = Place(label, error.lineno, error.colno)
        raise DataError(f"is not valid JSON: {error.msg.lower()}", place=place, hint="is the file whole?") from error
    except (RecursionError, ValueError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise DataError(f"`{label}` cannot be read: {reason}") from error
    grants = whole.get("grants") if isinstance(whole, dict) else None
    if not isinstance(grants, list):
        raise _no_grants(label, whole, "it is")
    return grants


def _split(path: Path) -> Sequence[Any] | None:
    """Return the elements of `grants` as they are written; `None` where that cannot be, and the file is to be read whole."""
    try:
        import msgspec
    except ModuleNotFoundError:
        return None
    package = msgspec.defstruct("Package", [("grants", list[msgspec.Raw])])
    try:
        return list(msgspec.json.decode(path.read_bytes(), type=package).grants)  # type: ignore[attr-defined]  # just defined
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def _each(grants: Sequence[Any]) -> Iterator[Any]:
    for element in grants:
        yield parse(bytes(element)) if type(element).__name__ == "Raw" else element


def _no_grants(label: str, found: Any, what: str) -> DataError:  # noqa: ANN401 - whatever JSON holds
    """Return the error for JSON without grants: what it is, and what that seems to be."""
    first = found[0] if isinstance(found, list) and found and isinstance(found[0], dict) else found
    names = set(first) if isinstance(first, dict) else set()
    seems = next((words for keys, words in _SEEMS if keys & names), "")
    keys = ", ".join(f"`{key}`" for key in list(found)[:_NAMED]) if isinstance(found, dict) else ""
    shape = f"an object with {keys}" if keys else "an empty object" if isinstance(found, dict) else "a list"
    hint = "a 360Giving file is an object with the list `grants`"
    return content.refused(label, f"holds no grants: {what} {shape}" + (f", and seems to be {seems}" if seems else ""), hint)


_SEEMS = (
    ({"ocid", "releases", "records"}, "data of the Open Contracting Data Standard"),
    ({"distribution", "downloadURL", "license_name"}, "a registry of files, not one of them"),
    ({"iati-activity", "iati-activities"}, "data of the International Aid Transparency Initiative"),
    ({"features", "geometry"}, "a map in GeoJSON"),
)


def _refuse(constant: str) -> None:
    message = f"{constant} is not a number"
    raise ValueError(message)


def _shown(element: Any, most: int = 60) -> str:  # noqa: ANN401 - whatever JSON holds
    text = json.dumps(element, ensure_ascii=False, default=str)
    return f"`{text}`" if len(text) <= most else f"`{text[:most]}…`"
