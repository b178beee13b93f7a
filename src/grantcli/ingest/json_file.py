"""Reads JSON of any shape: a list of objects, an object with such a list, an object a line, or one object after another.

Rules to keep: an element that is not an object, or a line that is not JSON, is set aside with its place; a list that is not
read is named; nothing is lost.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from grantcli.accounting import RowNote, RowOutcome
from grantcli.errors import DataError, Place
from grantcli.ingest import file_kind, headings, json_lists, json_table, json_values, nonstandard
from grantcli.ingest.grant_row import GrantRow, spot
from grantcli.ingest.json_values import Item
from grantcli.ingest.ledger import Ledger
from grantcli.ingest.options import ReadOptions
from grantcli.ingest.raw_table import Row, Table
from grantcli.ingest.titles import TOP

_LINE = 32 << 20
"""Of a longer first line it is not asked whether it is an object by itself."""
_SEARCHED = 50
"""This many objects of a list decide whether it could be the awards."""
_FEWEST_NAMES = 2  # an object with this many names of the standard is a grant
_MOST_LISTS = 3
GRANTS, LINES, LIST, DOCUMENT = "360Giving JSON", "JSON Lines", "JSON list", "JSON"
"""What a file is, in words."""
_GRANTS = frozenset(("id", "amountAwarded"))
_BODIES = frozenset(("recipientOrganization", "recipientIndividual", "fundingOrganization"))


@dataclass(frozen=True, slots=True)
class JsonFile:
    """The elements of a file in JSON."""

    kind: str
    """What the file is, in words."""
    items: Callable[[], Iterator[Item]]
    notes: tuple[str, ...] = ()
    listed: bool = False
    """Whether they are the list `grants`, as the standard has it."""
    headings: Mapping[str, str] = field(default_factory=dict)
    """The heading of each path of plain objects; none where they use the names of the standard."""


def read(path: Path, label: str, options: ReadOptions) -> JsonFile:
    """Return the elements of a file; DataError where it has no grants, with what it seems to be."""
    encoding, notes = json_values.encoding(path)
    file = _lines(path, encoding) if by_line(path, encoding) else _whole(path, label, encoding, options)
    file = replace(file, notes=(*notes, *file.notes))
    if not options.columns and _follows(file):
        return file
    names = json_table.headings(item.value for item in file.items() if isinstance(item.value, dict))
    fits = headings.fits(tuple(names.values()), options)
    if not (file.listed or fits):
        first = [item.value for item in islice(file.items(), _SEARCHED) if isinstance(item.value, dict)][:1]
        raise json_lists.no_grants(label, *((first, "it is") if file.kind == LIST else (first[0], f"{file.kind}, each")))
    return replace(file, headings=names) if fits and not _native(names, options) else file


def table(file: JsonFile) -> Table:
    """Return plain objects as a table with a heading a name."""

    def rows() -> Iterator[Row]:
        for item in file.items():
            if isinstance(item.value, dict):
                values = json_table.cells(item.value)
                yield item.place, [values.get(path, "") for path in file.headings]

    return Table(f"{file.kind} of plain objects", tuple(file.headings.values()), -1, rows, file.notes)


def _follows(file: JsonFile) -> bool:
    """Say whether the objects follow the standard: they have its identifier, its amount and its organisations."""
    return follows({key for item in file.items() if isinstance(item.value, dict) for key in item.value})


def follows(names: AbstractSet[str]) -> bool:
    """Say whether the names of objects are those of the standard."""
    return names >= _GRANTS and not names.isdisjoint(_BODIES)


def _native(names: Mapping[str, str], options: ReadOptions) -> bool:
    """Say whether every name that is read as something is the standard's own, so that the objects need not be a table."""
    places = {name: path.partition("/")[0] for path, name in names.items()}
    matches = [each for each in headings.match(tuple(names.values()), options) if each.path]
    return not options.columns and all(places.get(each.heading) in TOP and each.origin == headings.TITLE for each in matches)


def entries(items: Iterable[tuple[int, Item]], ledger: Ledger) -> Iterator[GrantRow]:
    """Yield each object as a grant of the standard, with its number; what is none is set aside."""
    for number, item in items:
        if why := reason(item):
            ledger.skip(number, item.place, why)
        else:
            yield GrantRow(number, item.place, item.value, nonstandard.texts(item.value), remarks(item))


def remarks(item: Item) -> tuple[RowNote, ...]:
    """Return the remarks on values of an element that are unknown."""
    return tuple(RowNote(spot(item.place), RowOutcome.AWARD, remark) for remark in item.remarks)


def reason(item: Item) -> str:
    """Return why an element is not an award; nothing where it may be one."""
    return item.fault or ("" if isinstance(item.value, dict) else f"not an object: `{json_values.display(item.value)}`")


def by_line(path: Path, encoding: str) -> bool:
    """Say whether the first line is an object by itself, and either a grant or one of several."""
    with path.open(encoding=encoding, errors="replace") as file:
        lines = (line for line in iter(lambda: file.readline(_LINE), "") if line.strip())
        first, second = next(lines, ""), next(lines, "")
    try:
        value = None if re.match(r'\s*\{\s*"grants"\s*:', first) else json_values.parse(first)  # may be the whole of a large file
    except (ValueError, RecursionError):
        return second.lstrip()[:1] == "{" and first.lstrip()[:1] == "{" and first.rstrip()[-1:] == "}"
    return isinstance(value, dict) and (second.lstrip()[:1] == "{" or _is_grant(value))


def _is_grant(value: Mapping[str, Any]) -> bool:
    return not isinstance(value.get("grants"), list) and len(value.keys() & TOP) >= _FEWEST_NAMES


def _lines(path: Path, encoding: str) -> JsonFile:
    def items() -> Iterator[Item]:
        with path.open(encoding=encoding, errors="replace") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    try:
                        yield json_values.item(number, json_values.parse(line))
                    except (ValueError, RecursionError) as error:
                        yield Item(number, fault=json_values.why(error))

    return JsonFile(LINES, items)


def _whole(path: Path, label: str, encoding: str, options: ReadOptions) -> JsonFile:
    text = path.read_text(encoding=encoding, errors="replace")
    try:
        documents = list(json_values.documents(text))
    except json.JSONDecodeError as error:
        place = Place(label, error.lineno, error.colno)
        raise DataError(
            f"is not valid JSON: {error.msg[:1].lower()}{error.msg[1:]}", place=place, hint="is the file whole?"
        ) from error
    except RecursionError as error:
        raise file_kind.unreadable_file(
            label, "cannot be read: it is nested too deeply", "is it JSON that a program has written?"
        ) from error
    if len(documents) > 1:
        values = [(text.count("\n", 0, start) + 1, value) for start, value in documents]
        return _file("JSON, one value after another", values)
    ((_, document),) = documents
    if isinstance(document, list):
        return _file(LIST, [(f"[{place}]", value) for place, value in enumerate(document)])
    if isinstance(document, dict) and _is_grant(document):
        return _file(DOCUMENT, [(1, document)])
    return _within(document, label, options)


def _file(kind: str, values: Sequence[tuple[int | str, Any]], notes: tuple[str, ...] = (), *, is_list: bool = False) -> JsonFile:
    return JsonFile(kind, lambda: (json_values.item(place, value) for place, value in values), notes, is_list)


def _within(document: Any, label: str, options: ReadOptions) -> JsonFile:  # noqa: ANN401 - whatever JSON holds
    """Return the elements of the list, or of the lists of one kind, in an object."""
    lists = json_lists.lists(document) if isinstance(document, dict) else {}
    if not lists and isinstance(document, dict) and headings.fits(tuple(json_table.headings([document]).values()), options):
        return _file(DOCUMENT, [(1, document)])
    paths = json_lists.award_paths(lists, options)
    if not paths:
        raise json_lists.no_grants(label, document, "it is")
    values = [(f"{path}/{place}", value) for path in paths for place, value in enumerate(lists[path])]
    grants = [path for path in paths if path.rpartition("/")[2] == "grants"]
    return _file(GRANTS if grants else DOCUMENT, values, tuple(json_lists.notes(document, lists, paths)), is_list=bool(grants))
