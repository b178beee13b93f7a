"""Joins rows of one identifier that are one award: those that agree in all that can be there only once.

Rules to keep: nothing that a row holds is lost by joining; rows that contradict each other stay awards of their own, and
that is said.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from grantcli.accounting import RowNote, RowOutcome
from grantcli.ingest.grant_row import GrantRow, spot
from grantcli.ingest.ledger import Ledger

Grant = Mapping[str, Any]


@dataclass(slots=True)
class _Group:
    """The awards that rows of one identifier are so far."""

    left: int
    awards: list[GrantRow] = field(default_factory=list)


def joined(entries: Iterator[GrantRow], repeated: Mapping[str, int], ledger: Ledger) -> Iterator[GrantRow]:
    """Yield the awards that these rows are; `repeated` says how many rows each repeated identifier has."""
    groups: dict[str, _Group] = {}
    for entry in entries:
        name = _id(entry)
        if name not in repeated:
            yield entry
            continue
        group = groups.setdefault(name, _Group(repeated[name]))
        _add(group, entry, ledger)
        group.left -= 1
        if not group.left:
            yield from groups.pop(name).awards
    for group in groups.values():
        yield from group.awards


def completed(entries: Iterator[GrantRow], sides: Iterator[GrantRow], ledger: Ledger) -> Iterator[GrantRow]:
    """Yield the awards with what rows elsewhere in the file add to them by their identifiers; what fits none is set aside."""
    waiting: dict[str, list[GrantRow]] = {}
    for side in sides:
        waiting.setdefault(_id(side), []).append(side)
    for entry in entries:
        whole = entry
        for side in waiting.pop(_id(entry), ()):
            grant = join(whole.grant, side.grant)
            if grant is None:
                ledger.aside(side.number, side.place, f"contradicts the award of {spot(entry.place)}")
                continue
            ledger.merged(side.number, side.place, _adding(whole, grant, side.extra), _id(entry))
            extra = {key: "; ".join(dict.fromkeys((whole.extra.get(key, text), text))) for key, text in side.extra.items()}
            whole = replace(whole, grant=grant, extra={**whole.extra, **extra}, remarks=(*whole.remarks, *side.remarks))
        yield whole
    for side in (side for several in waiting.values() for side in several):
        ledger.aside(
            side.number, side.place, f"no award has the id `{_id(side)}`" if _id(side) else "adds to no award: it has no id"
        )


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


def _id(entry: GrantRow) -> str:
    return str(entry.grant.get("id", "")).strip()


def _adding(base: GrantRow, grant: Grant, extra: Mapping[str, str]) -> str:
    """Return what a row adds to an award, in words."""
    more = [f"`{key}`" for key in grant if grant[key] != base.grant.get(key)]
    more += [f"`{key}`" for key in extra if extra[key] != base.extra.get(key)]
    where = spot(base.place)
    return f"adds {', '.join(more)} to the award of {where}" if more else f"the award of {where} once more"


def _add(group: _Group, entry: GrantRow, ledger: Ledger) -> None:
    """Join a row to the first award of its group that it does not contradict; else it is an award of its own."""
    for number, base in enumerate(group.awards):
        grant, extra = join(base.grant, entry.grant), join(base.extra, entry.extra)
        if grant is not None and extra is not None:
            ledger.merged(entry.number, entry.place, _adding(base, grant, extra), _id(entry))
            group.awards[number] = replace(base, grant=grant, extra=extra, remarks=(*base.remarks, *entry.remarks))
            return
    if group.awards:
        base = group.awards[0]
        reason = f"has the id of {spot(base.place)}, but another {_other(base, entry)}: an award of its own"
        entry = replace(entry, remarks=(*entry.remarks, RowNote(spot(entry.place), RowOutcome.KEPT, reason)))
    group.awards.append(entry)


def _other(base: GrantRow, entry: GrantRow) -> str:
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
