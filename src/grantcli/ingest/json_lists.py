"""Says which lists of an object are the awards, and what JSON without any seems to be."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from grantcli.errors import DataError
from grantcli.ingest import file_kind, headings, json_table, json_values
from grantcli.ingest.json_values import RepeatedNames
from grantcli.ingest.options import ReadOptions

_SEARCHED = 50
"""This many objects of a list decide whether it could be the awards."""
_MOST_NAMES = 3


def lists(document: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return the lists of objects in an object by their paths, those of the first level that has any."""
    level: dict[str, Any] = _values_by_path(document, "")
    for _ in range(2):
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
    """Return the paths of the lists of awards: `grants`, else the lists with the most fields, if these are the same."""
    if grants := [path for path in lists_by_path if path.rpartition("/")[2] == "grants"]:
        return grants
    column_paths = {path: _paths(each, options) for path, each in lists_by_path.items()}
    best = max(column_paths.values(), key=len, default=frozenset())
    return [path for path, paths in column_paths.items() if best and paths == best]


def _paths(values: Iterable[Any], options: ReadOptions) -> frozenset[str]:
    """Return the field of each name of the objects; nothing where the names do not show awards."""
    objects = [each for each in values if isinstance(each, dict)][:_SEARCHED]
    names = tuple(json_table.headings(_plain(objects)).values())
    if not headings.fits(names, options):
        return frozenset()
    mapping = {} if any(heading not in names for heading in options.columns.values()) else options.columns
    return frozenset(each.path for each in headings.match(names, ReadOptions(columns=mapping)) if each.path)


def _plain(objects: Iterable[Any]) -> Iterator[dict[str, Any]]:
    return (item.value for each in objects if isinstance((item := json_values.item("", each)).value, dict))


def _twice(document: Any) -> Iterator[str]:  # noqa: ANN401 - whatever JSON holds
    """Say which lists an object has several times under one name."""
    if isinstance(document, RepeatedNames):
        for name in document:
            if len(several := document.values_of(name)) > 1 and all(isinstance(each, list) for each in several):
                yield f"`{name}` is there {len(several)} times, and every one of these lists is read"


def notes(document: Any, lists_by_path: Mapping[str, list[Any]], paths: Sequence[str]) -> Iterator[str]:  # noqa: ANN401 - whatever JSON holds
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
    ({"ocid", "releases", "records"}, "data of the Open Contracting Data Standard"),
    ({"distribution", "downloadURL", "license_name"}, "a registry of files, not one of them"),
    ({"iati-activity", "iati-activities"}, "data of the International Aid Transparency Initiative"),
    ({"features", "geometry"}, "a map in GeoJSON"),
)
