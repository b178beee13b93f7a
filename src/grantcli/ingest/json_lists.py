"""Finds the lists of awards in a JSON object, and says which of its lists are not read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from grantcli.ingest import headings, json_table, json_values, labels
from grantcli.ingest.headings import Match
from grantcli.ingest.json_values import RepeatedNames
from grantcli.ingest.options import ReadOptions

OBJECTS = 50
"""This many objects of a list decide whether it could be the awards."""
LEVELS = 4
"""A list of awards is within at most this many objects."""
_MOST_NAMES = 3


def object_lists(document: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return the lists of objects in an object by their paths, those of the first level that has any."""
    level: dict[str, Any] = _values_by_path(document, "")
    for _ in range(LEVELS):
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
    column_paths = {path: fields(each, options) for path, each in lists_by_path.items()}
    best = max(column_paths.items(), key=lambda each: (len(each[1]), not _is_beside(each[0])), default=("", frozenset()))[1]
    equal = [path for path, paths in column_paths.items() if best and paths == best]
    return [path for path in equal if not labels.why_no_awards(path.rpartition("/")[2])] or equal


def _is_beside(path: str) -> bool:
    """Say whether the name of a list says that it has no awards, or sums them up."""
    name = path.rpartition("/")[2]
    return bool(labels.why_no_awards(name)) or labels.is_summary(name.replace("_", " "))


def fields(values: Iterable[Any], options: ReadOptions) -> frozenset[str]:
    """Return the field of each name of the objects; nothing where the names do not show awards."""
    objects = [each for each in values if isinstance(each, dict)][:OBJECTS]
    names = tuple(json_table.headings(clean_objects(objects)).values())
    if not headings.fits(names, options):
        return frozenset()
    return frozenset(each.path for each in match_names(names, options) if each.path)


def match_names(names: Sequence[str], options: ReadOptions) -> tuple[Match, ...]:
    """Return what each name is read as; the mapping of the user counts only where all of its headings are among them."""
    mapping = {} if any(heading not in names for heading in options.columns.values()) else options.columns
    return headings.match(tuple(names), ReadOptions(columns=mapping))


def clean_objects(objects: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Yield each object with only strings, numbers, booleans, nulls, lists and objects in it."""
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
