"""Objects that have their awards as a list, such as programmes or recipients: each object of the list is an award.

Rules to keep: an award has every plain value of the object around it; one that would be read as the award's own identifier,
title, amount or date, or as a field that the award has, is `parent/NAME`. An object whose list is empty is set aside.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grantcli.ingest import json_beside, json_lists, json_table, json_values, labels
from grantcli.ingest.grant_row import spot
from grantcli.ingest.json_values import Item
from grantcli.ingest.options import ReadOptions
from grantcli.ingest.titles import part_words

_AWARDS = re.compile(r"\b(?:grants?|awards?)\b", re.IGNORECASE)
_AMOUNT = "amountAwarded"
_RECIPIENT = ("recipientOrganization/", "recipientIndividual")
_OWN = frozenset(
    """id title description url dateModified dataSource amountAwarded amountAppliedFor amountDisbursed awardDate
    plannedDates/0/startDate plannedDates/0/endDate plannedDates/0/duration""".split()  # noqa: SIM905 - as read
)
"""Fields that an object has for itself, and not for each of its awards."""


@dataclass(frozen=True, slots=True)
class Parents:
    """What objects are that have their awards as a list."""

    names: tuple[str, ...]
    """Of the list, or of the lists of one kind."""
    has_recipient: bool
    """Whether the objects around are the recipients of awards that have none themselves."""
    others: frozenset[str]
    """The names of their values that are not of the same meaning for an award."""

    def children(self, item: Item) -> Iterator[Item]:
        """Yield each award of an object; the object itself, as a fault, where it has none."""
        if item.fault or not isinstance(item.value, dict):
            yield item
            return
        children = [
            (f"{name}/{number}", child) for name in self.names for number, child in enumerate(_list(item.value.get(name)))
        ]
        if not children:
            yield Item(item.place, fault=f"has no awards in `{'`, `'.join(self.names)}`")
        around = {
            f"parent/{name}" if name in self.others else name: each for name, each in item.value.items() if name not in self.names
        }
        for path, child in children:
            remarks = item.remarks if path == children[0][0] else ()
            yield Item(f"{spot(item.place)}/{path}", {**around, **child} if isinstance(child, dict) else child, remarks)


def find(objects: Sequence[Any], options: ReadOptions) -> Parents | None:
    """Return what the first objects of a list are, if they have their awards as a list: the one with the most fields."""
    first = [each for each in json_lists.clean_objects(objects[: json_lists.OBJECTS]) if each]
    names = dict.fromkeys(name for each in first for name, value in each.items() if _is_list(value))
    lists = {name: [child for each in first if _is_list(each.get(name)) for child in each[name]] for name in names}
    fields = {name: json_lists.fields(sample(children, options), options) for name, children in lists.items()}
    best = max(fields, key=lambda name: len(fields[name]), default="")
    equal = tuple(name for name in fields if best and fields[name] == fields[best] and not labels.why_no_awards(name))
    around = [{name: value for name, value in each.items() if name not in equal} for each in first]
    outer = json_lists.fields(around, options)
    if not equal or not _are_awards(best, fields[best], outer):
        return None
    inner = {name for each in equal for child in lists[each] if isinstance(child, dict) for name in child}
    others = frozenset(_others(around, inner, fields[best], options))
    return Parents(equal, _has_recipient(outer) and not _has_recipient(fields[best]), others)


def sample(objects: list[Any], options: ReadOptions) -> list[Any]:
    """Return the first awards of a list: its objects, or those within these."""
    parents = find(objects, options)
    items = [json_values.item("", each) for each in objects[: json_lists.OBJECTS]] if parents else []
    return [child.value for item in items if parents for child in parents.children(item) if not child.fault] or objects


def _is_list(value: Any) -> bool:  # noqa: ANN401 - whatever JSON holds
    return isinstance(value, list) and any(isinstance(each, dict) for each in value)


def _list(value: Any) -> list[Any]:  # noqa: ANN401 - whatever JSON holds
    return value if isinstance(value, list) else []


def _are_awards(name: str, fields: frozenset[str], around: frozenset[str]) -> bool:
    """Say whether a list of these fields has awards, and the objects around it, with those fields, are none themselves."""
    if _AMOUNT not in fields or labels.why_no_awards(name):
        return False
    if _AWARDS.search(part_words(name)):
        return not (_AMOUNT in around and "id" in around and _has_recipient(around)) or _has_recipient(fields)
    return _has_recipient(fields) and not (_AMOUNT in around and _has_recipient(around))


def _has_recipient(fields: frozenset[str]) -> bool:
    return any(path.startswith(_RECIPIENT) for path in fields)


def _others(around: Sequence[Mapping[str, Any]], inner: set[str], fields: frozenset[str], options: ReadOptions) -> Iterator[str]:
    """Yield the names of the objects around awards that say something else of an award, or that it has itself."""
    names = tuple(json_table.headings(dict(each) for each in around).values())
    for match in json_lists.match_names(names, options):
        top = match.heading.partition("/")[0]
        if top in inner or json_beside.is_of_page(top) or (match.path and (match.path in _OWN or match.path in fields)):
            yield top
