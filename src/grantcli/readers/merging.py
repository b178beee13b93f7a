"""Joins rows of one identifier that are one award: those that agree in all that can be there only once.

Rules to keep: nothing that a row holds is lost by joining; rows that contradict each other stay awards of their own, and
that is said.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from grantcli.accounting import Fate, Remark
from grantcli.readers.entry import Entry, spot
from grantcli.readers.ledger import Ledger

Grant = Mapping[str, Any]


@dataclass(slots=True)
class _Group:
    """The awards that rows of one identifier are so far."""

    left: int
    awards: list[Entry] = field(default_factory=list)


def joined(entries: Iterator[Entry], repeated: Mapping[str, int], ledger: Ledger) -> Iterator[Entry]:
    """Yield the awards that these rows are; `repeated` says how many rows each repeated identifier has."""
    groups: dict[str, _Group] = {}
    for entry in entries:
        name = str(entry.grant.get("id", "")).strip()
        if name not in repeated:
            yield entry
            continue
        group = groups.setdefault(name, _Group(repeated[name]))
        _add(group, entry, name, ledger)
        group.left -= 1
        if not group.left:
            yield from groups.pop(name).awards
    for group in groups.values():
        yield from group.awards


def join(base: Grant, more: Grant) -> dict[str, Any] | None:
    """Return the two as one; `None` when they contradict each other in what can be there only once."""
    whole = dict(base)
    for key, value in more.items():
        if key not in base:
            whole[key] = value
        elif isinstance(value, list) and isinstance(base[key], list):
            whole[key] = _items(base[key], value)
        elif isinstance(value, dict) and isinstance(base[key], dict):
            whole[key] = join(base[key], value)
            if whole[key] is None:
                return None
        elif value != base[key]:
            return None
    return whole


def added(base: Grant, whole: Grant) -> str:
    """Return the names of what `whole` holds more of, in words."""
    return ", ".join(f"`{key}`" for key in whole if whole[key] != base.get(key))


def _add(group: _Group, entry: Entry, name: str, ledger: Ledger) -> None:
    for number, base in enumerate(group.awards):
        grant, extra = join(base.grant, entry.grant), join(base.extra, entry.extra)
        if grant is not None and extra is not None:
            more = added({**base.grant, **base.extra}, {**grant, **extra})
            reason = (
                f"adds {more} to the award of {spot(base.place)}" if more else f"the same award as {spot(base.place)} once more"
            )
            ledger.merged(entry.number, entry.place, reason, name)
            group.awards[number] = replace(base, grant=grant, extra=extra, remarks=(*base.remarks, *entry.remarks))
            return
    if group.awards:
        base = group.awards[0]
        reason = f"has the id of {spot(base.place)}, but another {_other(base, entry)}: an award of its own"
        entry = replace(entry, remarks=(*entry.remarks, Remark(spot(entry.place), Fate.KEPT, reason)))
    group.awards.append(entry)


def _other(base: Entry, entry: Entry) -> str:
    one, two = {**base.extra, **base.grant}, {**entry.extra, **entry.grant}
    return ", ".join(f"`{key}`" for key in two if key in one and join({key: one[key]}, {key: two[key]}) is None)


def _items(base: list[Any], more: list[Any]) -> list[Any]:
    """Return the items of both; one that is there already is not there twice, one of the same id adds to it."""
    whole = list(base)
    for item in more:
        if item in whole:
            continue
        name = item.get("id") if isinstance(item, dict) else None
        for number, known in enumerate(whole):
            one = join(known, item) if name and isinstance(known, dict) and known.get("id") == name else None
            if one is not None:
                whole[number] = one
                break
        else:
            whole.append(item)
    return whole
