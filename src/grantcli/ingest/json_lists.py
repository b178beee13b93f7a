"""Says which lists of an object are the awards, and what JSON without any seems to be."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from grantcli.errors import DataError
from grantcli.ingest import file_kind, headings, json_table, json_values
from grantcli.ingest.json_values import RepeatedNames
from grantcli.ingest.options import ReadOptions

_SEARCHED = 50
"""This many objects of a list decide whether it could be the awards."""
_LISTED = 3


def lists(whole: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return the lists of objects in an object by their paths, those of the first level that has any."""
    level: dict[str, Any] = _values_by_path(whole, "")
    for _ in range(2):
        if found := {path: each for path, each in level.items() if isinstance(each, list) and _is_list(path, each)}:
            return found
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
    found = {f"{path}/{name}" if path else name: each for name, each in value.items()}
    if isinstance(value, RepeatedNames):
        for name in value:
            several = value.values_of(name)
            if len(several) > 1 and all(isinstance(each, list) for each in several):
                found[f"{path}/{name}" if path else name] = [each for part in several for each in part]
    return found


def chosen(found: Mapping[str, list[Any]], options: ReadOptions) -> list[str]:
    """Return the paths of the lists of awards: `grants`, else the lists with the most fields, if these are the same."""
    if grants := [path for path in found if path.rpartition("/")[2] == "grants"]:
        return grants
    told = {path: _paths(each, options) for path, each in found.items()}
    best = max(told.values(), key=len, default=frozenset())
    return [path for path, paths in told.items() if best and paths == best]


def _paths(values: Iterable[Any], options: ReadOptions) -> frozenset[str]:
    """Return the field of each name of the objects; nothing where the names do not show awards."""
    objects = [each for each in values if isinstance(each, dict)][:_SEARCHED]
    names = tuple(json_table.headings(_plain(objects)).values())
    if not headings.fits(names, options):
        return frozenset()
    asked = {} if any(heading not in names for heading in options.columns.values()) else options.columns
    return frozenset(each.path for each in headings.match(names, ReadOptions(columns=asked)) if each.path)


def _plain(objects: Iterable[Any]) -> Iterator[dict[str, Any]]:
    return (item.value for each in objects if isinstance((item := json_values.item("", each)).value, dict))


def _twice(whole: Any) -> Iterator[str]:  # noqa: ANN401 - whatever JSON holds
    """Say which lists an object has several times under one name."""
    if isinstance(whole, RepeatedNames):
        for name in whole:
            if len(several := whole.values_of(name)) > 1 and all(isinstance(each, list) for each in several):
                yield f"`{name}` is there {len(several)} times, and every one of these lists is read"


def notes(whole: Any, found: Mapping[str, list[Any]], read: Sequence[str]) -> Iterator[str]:  # noqa: ANN401 - whatever JSON holds
    """Say which lists are read where there are several, and which are not."""
    yield from _twice(whole)
    others = [f"`{path}` ({len(each):,})" for path, each in found.items() if path not in read]
    if len(read) > 1:
        yield f"lists of the same kind are read together: {', '.join(f'`{path}`' for path in read)}"
    if others:
        listed = ", ".join(others[:_LISTED]) + (" and more" if len(others) > _LISTED else "")
        yield f"objects of other lists are not read: {listed}"


def no_grants(label: str, found: Any, what: str) -> DataError:  # noqa: ANN401 - whatever JSON holds
    """Return the error for JSON without grants: what it is, and what that seems to be."""
    first = found[0] if isinstance(found, list) and found and isinstance(found[0], dict) else found
    names = set(first) if isinstance(first, dict) else set()
    seems = next((words for keys, words in _SEEMS if keys & names), "")
    keys = ", ".join(f"`{key}`" for key in list(first)[:_LISTED]) if isinstance(first, dict) else ""
    shape = (f"an object with {keys}" if keys else "an empty object") if isinstance(found, dict) else "a list"
    shape += f" of objects with {keys}" if keys and first is not found else ""
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
