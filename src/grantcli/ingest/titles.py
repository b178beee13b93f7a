"""Headings of tables as places in a 360Giving grant, by the titles and names of `standard`."""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from grantcli.standard import GROUPS, LISTS, STANDARD

Path = tuple[str | int, ...]
"""The place of a value in a grant: names, and positions in lists."""

TITLES: Mapping[str, str] = {row.path: row.titles for row in STANDARD}
"""The titles of each field by its path without places, `recipientOrganization/name`: the standard's, then `|` others."""
TOP = frozenset(path.partition("/")[0] for path in TITLES)
"""The names that a grant itself has."""
NUMBERS = frozenset(("amountAppliedFor", "amountAwarded", "amountDisbursed", "duration", "latitude", "longitude"))
"""The names of what is a number in JSON."""
DATES = frozenset(("awardDate", "startDate", "endDate"))
"""The names of dates that are read; the others stay as they are."""


@lru_cache(maxsize=1 << 12)
def heading_key(text: str) -> str:
    """Return a heading, or a part of one, as it is compared: without case, spaces and punctuation."""
    return "".join(char for char in text.casefold() if char.isalnum())


def part_words(heading: str) -> str:
    """Return a heading with a blank between its words.

    >>> part_words("DIRECT_COST"), part_words("awardDate")
    ('DIRECT COST', 'award Date')
    """
    return _JOINT.sub(" ", heading)


_JOINT = re.compile(r"_|(?<=[a-z])(?=[A-Z])")
_JOINTS = re.compile(r"[\W_]+")


def path(heading: str) -> Path | None:
    """Return the place of the value below a heading of the standard, in any case and spacing.

    A list without a number means its first item. `None` for a heading that is not in the standard.

    >>> path("Recipient Org:1:Name"), path("recipientOrganization/0/location/0/name"), path("Officer")
    (('recipientOrganization', 1, 'name'), ('recipientOrganization', 0, 'location', 0, 'name'), None)
    """
    parts = [part.strip() for part in heading.replace("/", ":").split(":")]
    names = _path_spellings().get(tuple(heading_key(part) for part in parts if not _is_place(part)))
    if names is None:
        return None
    places = _places(parts)
    return tuple(
        each for depth, name in enumerate(names) for each in ((name, places.get(depth, 0)) if name in LISTS else (name,))
    )


def compact_path(heading: str) -> Path | None:
    """Return the place below a heading of the standard whose parts are joined by other characters than `:` and `/`.

    >>> compact_path("recipient_org_name"), compact_path("recipientOrganization.1.name"), compact_path("Name")
    (('recipientOrganization', 0, 'name'), ('recipientOrganization', 1, 'name'), None)
    """
    parts = [part for part in _JOINTS.split(heading) if part]
    places = [int(part) for part in parts if _is_place(part)]
    names = _compact_spellings().get("".join(heading_key(part) for part in parts if not _is_place(part)))
    if names is None or len(places) > 1:
        return None
    return tuple(step for name in names for step in ((name, places.pop(0) if places else 0) if name in LISTS else (name,)))


def display_path(where: Path) -> str:
    """Return a path as it is written: `recipientOrganization/0/name`."""
    return "/".join(map(str, where))


def _is_place(part: str) -> bool:
    return part.isdecimal() and part.isascii() and len(part) < 4  # noqa: PLR2004 - a thousand recipients are none


def _places(parts: list[str]) -> dict[int, int]:
    """Return the place that follows each name, by the name's depth."""
    places: dict[int, int] = {}
    depth = -1
    for part in parts:
        if _is_place(part):
            places[depth] = int(part)
        else:
            depth += 1
    return places


@cache
def _path_spellings() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """Return every way to write each path: its names, its titles, with names and titles mixed part by part."""
    return {spelling: tuple(name.split("/")) for name in TITLES for spelling in _spellings_of(name)}


@cache
def _compact_spellings() -> Mapping[str, tuple[str, ...]]:
    """Return the ways to write each path of several parts, with nothing between them."""
    return {"".join(spelling): names for spelling, names in _path_spellings().items() if len(spelling) > 1}


def _spellings_of(name: str) -> Iterator[tuple[str, ...]]:
    from itertools import product

    groups = {group: (group, *titles.split("|")) for group, titles in GROUPS.items()}
    names = name.split("/")
    *parents, last = TITLES[name].split(":")
    parts = [
        groups[each] if depth == 0 and each in groups else (each, title)
        for depth, (each, title) in enumerate(zip(names[:-1], parents, strict=True))
    ]
    for spelling in product(*parts, (names[-1], *last.split("|"))):
        yield tuple(heading_key(part) for part in spelling)
