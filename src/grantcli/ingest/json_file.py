"""Reads JSON of any shape: a list of objects, an object with such a list, an object a line, or one object after another.

Rules to keep: an element that is not an object, or a line that is not JSON, is set aside with its place; a list that is not
read is named; nothing is lost.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from grantcli.accounting import RowNote, RowOutcome
from grantcli.errors import DataError, Place
from grantcli.ingest import (
    file_kind,
    headings,
    json_beside,
    json_lists,
    json_parents,
    json_shapes,
    json_table,
    json_values,
    nonstandard,
)
from grantcli.ingest.grant_row import GrantRow, spot
from grantcli.ingest.json_values import Item
from grantcli.ingest.ledger import Ledger
from grantcli.ingest.options import ReadOptions
from grantcli.ingest.raw_table import Row, Table
from grantcli.ingest.titles import TOP
from grantcli.ingest.titles import path as standard_path

_MOST_NAMES = 3


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
    file = _lines(path, encoding) if by_line(path, encoding, options) else _parse_whole(path, label, encoding, options)
    file = _of_parents(replace(file, notes=(*notes, *file.notes)), options)
    if not options.columns and follows(item.value for item in file.items() if isinstance(item.value, dict)):
        return _with_date_notes(file)
    lists: Counter[str] = Counter()
    file = _unite(file, _standard_first(json_table.headings(_count_lists(file, lists))), options)
    names = file.headings
    fits = headings.fits(tuple(names.values()), options)
    if not (file.listed or fits):
        first = [item.value for item in islice(file.items(), _SEARCHED) if isinstance(item.value, dict)][:1]
        raise no_grants(label, *((first[0], f"{file.kind}, each") if first and file.kind != LIST else (first, "it is")))
    if not fits or not (file.other_paths or not _native(names, options)):
        return _with_date_notes(replace(file, headings={}))
    return replace(file, notes=(*file.notes, *_names_in_lists(names, lists, options)))


def _with_date_notes(file: JsonFile) -> JsonFile:
    return replace(file, notes=(*file.notes, *date_notes(item.value for item in file.items() if isinstance(item.value, dict))))


def date_notes(grants: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Say of grants of the standard without a date of award that their planned dates may say when; it reads to the first date."""
    has_planned = False
    for grant in grants:
        if grant.get("awardDate"):
            return
        planned = grant.get("plannedDates")
        has_planned |= isinstance(planned, list) and any(isinstance(each, dict) and each.get("startDate") for each in planned)
    if has_planned:
        yield (
            "no award has an `awardDate`, and `plannedDates/startDate` may say when:"
            " `--map awarded=plannedDates/startDate` reads it"
        )


def _standard_first(names: Mapping[str, str]) -> Mapping[str, str]:
    """Return headings with a name of the standard before its title, such as `Amount Awarded`: the first is read."""
    return dict(sorted(names.items(), key=lambda each: each[1] not in TOP)) if _has_both(names.values()) else names


def _has_both(names: Collection[str]) -> bool:
    """Say whether a name of the standard has its title beside it, `amountAwarded` and `Amount Awarded`."""
    places = [standard_path(name) for name in names]
    return any(name in TOP and places.count(place) > 1 for name, place in zip(names, places, strict=True))


def _count_lists(file: JsonFile, lists: Counter[str]) -> Iterator[dict[str, Any]]:
    """Yield the objects, and count those with several texts by their paths."""
    for item in file.items():
        if isinstance(item.value, dict):
            lists.update(json_table.lists_of_texts(item.value))
            yield item.value


def _names_in_lists(names: Mapping[str, str], lists: Mapping[str, int], options: ReadOptions) -> Iterator[str]:
    """Say of which bodies an object has several, which are one name."""
    matches = headings.match(tuple(names.values()), options) if lists else ()
    bodies = {each.heading for each in matches if each.path and each.path.endswith("/name")}
    for path, name in names.items():
        if path in lists and name in bodies:
            objects = f"{lists[path]:,} object" + (" has" if lists[path] == 1 else "s have")
            yield f"`{name}`: {objects} a list of several names, which is read as one name, with `; ` between"


def _of_parents(file: JsonFile, options: ReadOptions, levels: int = json_lists.LEVELS) -> JsonFile:
    """Return a file with the awards of its objects, where these have them as a list."""
    sample = list(islice((item.value for item in file.items() if isinstance(item.value, dict)), json_lists.OBJECTS))
    parents = json_parents.find(sample, options) if levels else None
    if not parents:
        return file

    def items() -> Iterator[Item]:
        return (child for item in file.items() for child in parents.children(item))

    lists = " and ".join(f"`{name}`" for name in parents.names)
    note = f"each object of {lists} is read as an award, with the values of the object around it"
    return _of_parents(replace(file, items=items, notes=(*file.notes, note)), options, levels - 1)


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
    if _has_both(names.values()):
        return False
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


def by_line(path: Path, encoding: str, options: ReadOptions) -> bool:
    """Say whether the first line is an object by itself, and either a grant or one of several."""
    with path.open(encoding=encoding, errors="replace") as file:
        lines = (line for line in iter(lambda: file.readline(_LINE), "") if line.strip())
        first, second = next(lines, ""), next(lines, "")
    try:
        value = None if re.match(r'\s*\{\s*"grants"\s*:', first) else json_values.parse(first)  # may be the whole of a large file
    except (ValueError, RecursionError):
        return second.lstrip()[:1] == "{" and first.lstrip()[:1] == "{" and first.rstrip()[-1:] == "}"
    return isinstance(value, dict) and (second.lstrip()[:1] == "{" or _is_grant(value, options))


def _is_grant(value: Mapping[str, Any], options: ReadOptions) -> bool:
    return (
        not isinstance(value.get("grants"), list)
        and len(value.keys() & TOP) >= _FEWEST_NAMES
        and not json_shapes.has_columns(value)
        and not json_parents.find([value], options)
    )


def _is_recipient(value: Mapping[str, Any], options: ReadOptions) -> bool:
    """Say whether an object has a list of awards of which it is the recipient."""
    parents = json_parents.find([value], options)
    return parents is not None and parents.has_recipient


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
        rows = [(f"row {place}", value) for place, value in enumerate(objects, 1)]
        return _file(f"{DOCUMENT}, a table", rows, tuple(json_beside.notes(document, lambda: objects, len(objects))))
    if isinstance(document, list):
        return _file(LIST, [(f"[{place}]", value) for place, value in enumerate(document)])
    if isinstance(document, dict) and (_is_grant(document, options) or _is_recipient(document, options)):
        return _file(DOCUMENT, [(1, document)])
    return _within(document, label, options)


def _of_table(document: Any, options: ReadOptions) -> list[dict[str, Any]]:  # noqa: ANN401 - whatever JSON holds
    """Return the objects of a document that is a table without being a list of objects; nothing where it is none."""
    for objects in json_shapes.tables(document):
        names = tuple(json_table.headings(json_lists.clean_objects(objects)).values())
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
    lists = json_lists.object_lists(document) if isinstance(document, dict) else {}
    names = tuple(json_table.headings([document]).values()) if not lists and isinstance(document, dict) else ()
    if names and _shows_awards(names, options):
        return _file(DOCUMENT, [(1, document)])
    paths = json_lists.award_paths({path: json_parents.sample(each, options) for path, each in lists.items()}, options)
    if not paths:
        raise no_grants(label, document, "it is")
    values = [(f"{path}/{place}", value) for path in paths for place, value in enumerate(lists[path])]
    grants = [path for path in paths if path.rpartition("/")[2] == "grants"]
    others = sum(len(each) for path, each in lists.items() if path not in paths)
    beside = json_beside.notes(document, lambda: (value for _, value in values), len(values), others)
    notes = (*json_lists.list_notes(document, lists, paths), *beside)
    return _file(GRANTS if grants else DOCUMENT, values, notes, is_list=bool(grants))
