"""Reads JSON of any shape: a list of objects, an object with such a list, an object a line, or one object after another.

Rules to keep: an element that is not an object, or a line that is not JSON, is set aside with its place; a list that is not
read is named; nothing is lost.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from grantcli.accounting import RowNote, RowOutcome
from grantcli.errors import DataError, Place
from grantcli.ingest import file_kind, headings, json_shapes, json_table, json_values, labels, nonstandard
from grantcli.ingest.grant_row import GrantRow, spot
from grantcli.ingest.json_values import Item, RepeatedNames
from grantcli.ingest.ledger import Ledger
from grantcli.ingest.options import ReadOptions
from grantcli.ingest.raw_table import Row, Table
from grantcli.ingest.titles import TOP

_OBJECTS = 50
"""This many objects of a list decide whether it could be the awards."""
_MOST_NAMES = 3
_LEVELS = 4
"""A list of awards is within at most this many objects."""


def object_lists(document: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return the lists of objects in an object by their paths, those of the first level that has any."""
    level: dict[str, Any] = _values_by_path(document, "")
    for _ in range(_LEVELS):
        if lists_here := {path: each for path, each in level.items() if isinstance(each, list) and _is_list(path, each)}:
            return lists_here
        level = {
            name: each
            for path, value in level.items()
            if isinstance(value, dict)
            for name, each in _values_by_path(value, path).items()
        }
    return {}


def _is_list(path: str, value: list[Any]) -> bool:
    return any(isinstance(each, dict) for each in value) or path.rpartition("/")[2] == "grants"


def _values_by_path(value: Mapping[str, Any], path: str) -> dict[str, Any]:
    """Return the values of an object by their paths; lists of a name that is there several times follow each other."""
    values = {f"{path}/{name}" if path else name: each for name, each in value.items()}
    if isinstance(value, RepeatedNames):
        for name in value:
            several = value.values_of(name)
            if len(several) > 1 and all(isinstance(each, list) for each in several):
                values[f"{path}/{name}" if path else name] = [each for part in several for each in part]
    return values


def award_paths(lists_by_path: Mapping[str, list[Any]], options: ReadOptions) -> list[str]:
    """Return the paths of the lists of awards: `grants`, else the lists with the most fields, if these are the same.

    Among these, one whose name says that it has no awards, such as `declined`, is none beside others.
    """
    if grants := [path for path in lists_by_path if path.rpartition("/")[2] == "grants"]:
        return grants
    column_paths = {path: _paths(each, options) for path, each in lists_by_path.items()}
    best = max(column_paths.items(), key=lambda each: (len(each[1]), not _is_beside(each[0])), default=("", frozenset()))[1]
    equal = [path for path, paths in column_paths.items() if best and paths == best]
    return [path for path in equal if not labels.why_no_awards(path.rpartition("/")[2])] or equal


def _is_beside(path: str) -> bool:
    """Say whether the name of a list says that it has no awards, or sums them up."""
    name = path.rpartition("/")[2]
    return bool(labels.why_no_awards(name)) or labels.is_summary(name.replace("_", " "))


def _paths(values: Iterable[Any], options: ReadOptions) -> frozenset[str]:
    """Return the field of each name of the objects; nothing where the names do not show awards."""
    objects = [each for each in values if isinstance(each, dict)][:_OBJECTS]
    names = tuple(json_table.headings(_objects(objects)).values())
    if not headings.fits(names, options):
        return frozenset()
    mapping = {} if any(heading not in names for heading in options.columns.values()) else options.columns
    return frozenset(each.path for each in headings.match(names, ReadOptions(columns=mapping)) if each.path)


def _objects(objects: Iterable[Any]) -> Iterator[dict[str, Any]]:
    return (item.value for each in objects if isinstance((item := json_values.item("", each)).value, dict))


def _twice(document: Any) -> Iterator[str]:  # noqa: ANN401 - whatever JSON holds
    """Say which lists an object has several times under one name."""
    if isinstance(document, RepeatedNames):
        for name in document:
            if len(several := document.values_of(name)) > 1 and all(isinstance(each, list) for each in several):
                yield f"`{name}` is there {len(several)} times, and every one of these lists is read"


def list_notes(document: Any, lists_by_path: Mapping[str, list[Any]], paths: Sequence[str]) -> Iterator[str]:  # noqa: ANN401 - whatever JSON holds
    """Say which lists are read where there are several, and which are not."""
    yield from _twice(document)
    others = [f"`{path}` ({len(each):,})" for path, each in lists_by_path.items() if path not in paths]
    if len(paths) > 1:
        yield f"lists of the same kind are read together: {', '.join(f'`{path}`' for path in paths)}"
    if others:
        names = ", ".join(others[:_MOST_NAMES]) + (" and more" if len(others) > _MOST_NAMES else "")
        yield f"objects of other lists are not read: {names}"


def no_grants(label: str, document: Any, what: str) -> DataError:  # noqa: ANN401 - whatever JSON holds
    """Return the error for JSON without grants: what it is, and what that seems to be."""
    first = document[0] if isinstance(document, list) and document and isinstance(document[0], dict) else document
    names = set(first) if isinstance(first, dict) else set()
    seems = next((words for keys, words in _SEEMS if keys & names), "")
    keys = ", ".join(f"`{key}`" for key in list(first)[:_MOST_NAMES]) if isinstance(first, dict) else ""
    shape = (f"an object with {keys}" if keys else "an empty object") if isinstance(document, dict) else "a list"
    shape += f" of objects with {keys}" if keys and first is not document else ""
    hint = "a 360Giving file is an object with the list `grants`; of others say `--map amount=NAME --map recipient=NAME`"
    return file_kind.unreadable_file(
        label, f"has no grants: {what} {shape}" + (f", and seems to be {seems}" if seems else ""), hint
    )


_SEEMS = (
    ({"ocid", "releases"}, "data of the Open Contracting Data Standard"),
    ({"distribution", "downloadURL", "license_name"}, "a registry of files, not one of them"),
    ({"iati-activity", "iati-activities"}, "data of the International Aid Transparency Initiative"),
    ({"features", "geometry"}, "a map in GeoJSON"),
)


_LINE = 32 << 20
"""Of a longer first line it is not asked whether it is an object by itself."""
_SEARCHED = 50
"""This many objects of a list decide whether it could be the awards."""
_FEWEST_NAMES = 2  # an object with this many names of the standard is a grant
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
    other_paths: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By path, those that objects have in its place."""


def read(path: Path, label: str, options: ReadOptions) -> JsonFile:
    """Return the elements of a file; DataError where it has no grants, with what it seems to be."""
    encoding, notes = json_values.encoding(path)
    file = _lines(path, encoding) if by_line(path, encoding) else _parse_whole(path, label, encoding, options)
    file = replace(file, notes=(*notes, *file.notes))
    if not options.columns and follows(item.value for item in file.items() if isinstance(item.value, dict)):
        return file
    file = _unite(file, json_table.headings(item.value for item in file.items() if isinstance(item.value, dict)), options)
    names = file.headings
    fits = headings.fits(tuple(names.values()), options)
    if not (file.listed or fits):
        first = [item.value for item in islice(file.items(), _SEARCHED) if isinstance(item.value, dict)][:1]
        raise no_grants(label, *((first[0], f"{file.kind}, each") if first and file.kind != LIST else (first, "it is")))
    return file if fits and (file.other_paths or not _native(names, options)) else replace(file, headings={})


def _unite(file: JsonFile, names: Mapping[str, str], options: ReadOptions) -> JsonFile:
    """Return a file whose objects have one heading for what some call otherwise: `amount` and `amountAwarded`, in none both."""
    paths = {name: path for path, name in names.items()}
    pairs = [(paths[name], paths[winner]) for name, winner in headings.same_fields(tuple(names.values()), options)]
    if not pairs:
        return replace(file, headings=names)
    rows = {  # many objects have the same
        frozenset(path for path, cell in json_table.cells(item.value).items() if cell != "")
        for item in file.items()
        if isinstance(item.value, dict)
    }
    if blank := {winner for _, winner in pairs} - frozenset[str]().union(*rows):
        others = {path: name for path, name in names.items() if path not in blank}
        return _unite(_with_blank_notes(file, {*names.values()} - {*others.values()}), others, options)
    united: dict[str, list[str]] = {}
    for path, winner in pairs:
        group = {path, winner, *united.get(winner, ())}
        if all(len(row & group) <= 1 for row in rows):
            united.setdefault(winner, []).append(path)
    notes = tuple(
        f"`{names[path]}` is read as `{names[winner]}`, which the objects that have it lack"
        for winner, others in united.items()
        for path in others
    )
    left = {path: name for path, name in names.items() if not any(path in others for others in united.values())}
    return replace(file, headings=left, other_paths=united, notes=(*file.notes, *notes))


def _with_blank_notes(file: JsonFile, names: Iterable[str]) -> JsonFile:
    why = "is not read, because it has no values, and another name of its field has"
    return replace(file, notes=(*file.notes, *(f"`{name}` {why}" for name in sorted(names))))


def table(file: JsonFile) -> Table:
    """Return plain objects as a table with a heading a name."""

    def rows() -> Iterator[Row]:
        for item in file.items():
            if isinstance(item.value, dict):
                values = json_table.cells(item.value)
                for path, others in file.other_paths.items():
                    values[path] = next((values[each] for each in (path, *others) if values.get(each, "") != ""), "")
                yield item.place, [values.get(path, "") for path in file.headings]

    return Table(f"{file.kind} of plain objects", tuple(file.headings.values()), -1, rows, file.notes)


def follows(objects: Iterable[Iterable[str]]) -> bool:
    """Say whether objects with these names have those of the standard, and none says in another word what it then lacks."""
    several = set(map(frozenset, objects))
    names = frozenset[str]().union(*several)
    return (
        names >= _GRANTS
        and not names.isdisjoint(_BODIES)
        and not any(headings.replaces(name, each) for each in several for name in each - TOP)
    )


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
    return (
        not isinstance(value.get("grants"), list)
        and len(value.keys() & TOP) >= _FEWEST_NAMES
        and not json_shapes.has_columns(value)
    )


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


def _parse_whole(path: Path, label: str, encoding: str, options: ReadOptions) -> JsonFile:
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
    if objects := _of_table(document, options):
        return _file(f"{DOCUMENT}, a table", [(f"row {place}", value) for place, value in enumerate(objects, 1)])
    if isinstance(document, list):
        return _file(LIST, [(f"[{place}]", value) for place, value in enumerate(document)])
    if isinstance(document, dict) and _is_grant(document):
        return _file(DOCUMENT, [(1, document)])
    return _within(document, label, options)


def _of_table(document: Any, options: ReadOptions) -> list[dict[str, Any]]:  # noqa: ANN401 - whatever JSON holds
    """Return the objects of a document that is a table without being a list of objects; nothing where it is none."""
    for objects in json_shapes.tables(document):
        names = tuple(json_table.headings(_objects(objects)).values())
        if _shows_awards(names, options):
            return objects
    return []


def _shows_awards(names: Sequence[str], options: ReadOptions) -> bool:
    """Say whether the names of objects that are in no list of awards show some."""
    return headings.fits(names, options) >= (1 if options.columns else _FEWEST_NAMES)


def _file(kind: str, values: Sequence[tuple[int | str, Any]], notes: tuple[str, ...] = (), *, is_list: bool = False) -> JsonFile:
    return JsonFile(kind, lambda: (json_values.item(place, value) for place, value in values), notes, is_list)


def _within(document: Any, label: str, options: ReadOptions) -> JsonFile:  # noqa: ANN401 - whatever JSON holds
    """Return the elements of the list, or of the lists of one kind, in an object."""
    lists = object_lists(document) if isinstance(document, dict) else {}
    names = tuple(json_table.headings([document]).values()) if not lists and isinstance(document, dict) else ()
    if names and _shows_awards(names, options):
        return _file(DOCUMENT, [(1, document)])
    paths = award_paths(lists, options)
    if not paths:
        raise no_grants(label, document, "it is")
    values = [(f"{path}/{place}", value) for path in paths for place, value in enumerate(lists[path])]
    grants = [path for path in paths if path.rpartition("/")[2] == "grants"]
    return _file(GRANTS if grants else DOCUMENT, values, tuple(list_notes(document, lists, paths)), is_list=bool(grants))
