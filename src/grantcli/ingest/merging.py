"""Joins rows of one identifier that are one award: those that agree in everything that can occur only once.

Rules to keep: joining loses nothing of a row; rows that contradict each other stay separate awards, and a remark says so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from grantcli.accounting import RowNote, RowOutcome
from grantcli.ingest.agreement import Part, PartIndex
from grantcli.ingest.grant_row import GrantRow, spot
from grantcli.ingest.ledger import Ledger

_EXTRA = "x:"
"""Before the headings of what no name of the standard fits; no name begins so."""


@dataclass(slots=True)
class _Group:
    """The awards that rows of one identifier are so far."""

    left: int
    known: PartIndex = field(default_factory=PartIndex)
    rows: list[tuple[GrantRow, list[RowNote]]] = field(default_factory=list)
    """The row that began each award, with its remarks and those of the rows that joined it."""

    def awards(self) -> Iterator[GrantRow]:
        """Yield each award with everything that it has by now."""
        for (row, remarks), part in zip(self.rows, self.known.parts, strict=True):
            yield _with(row, part.whole, remarks)


def merge_rows(entries: Iterator[GrantRow], repeated: Mapping[str, int], ledger: Ledger) -> Iterator[GrantRow]:
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
            yield from groups.pop(name).awards()
    for group in groups.values():
        yield from group.awards()


def add_linked_rows(entries: Iterator[GrantRow], sides: Iterator[GrantRow], ledger: Ledger) -> Iterator[GrantRow]:
    """Yield the awards with what other rows of the file add to them by their identifiers; a row that fits none is set aside."""
    rows_by_id: dict[str, list[GrantRow]] = {}
    for side in sides:
        rows_by_id.setdefault(_id(side), []).append(side)
    for entry in entries:
        adding = rows_by_id.pop(_id(entry), [])
        yield _add_linked(entry, adding, ledger) if adding else entry
    for side in (side for several in rows_by_id.values() for side in several):
        ledger.skip(
            side.number, side.place, f"no award has the id `{_id(side)}`" if _id(side) else "adds to no award: it has no id"
        )


def _add_linked(entry: GrantRow, sides: list[GrantRow], ledger: Ledger) -> GrantRow:
    part, remarks = Part(entry.grant), list(entry.remarks)
    extra = {key: {text: None} for key, text in entry.extra.items()}
    for side in sides:
        if part.contradictions(side.grant):
            ledger.skip(side.number, side.place, f"contradicts the award of {spot(entry.place)}")
            continue
        names = [*part.add(side.grant), *(key for key, text in side.extra.items() if extra.get(key) != {text: None})]
        ledger.merge(side.number, side.place, _addition_note(entry, names), _id(entry))
        for key, text in side.extra.items():
            extra.setdefault(key, {})[text] = None
        remarks += side.remarks
    texts = {key: "; ".join(several) for key, several in extra.items()}
    return replace(entry, grant=part.whole, extra=texts, remarks=tuple(remarks))


def _id(entry: GrantRow) -> str:
    return str(entry.grant.get("id", "")).strip()


def _addition_note(base: GrantRow, names: list[str]) -> str:
    """Return what a row adds to an award, in words."""
    more = ", ".join(f"`{name.removeprefix(_EXTRA)}`" for name in names)
    where = spot(base.place)
    return f"adds {more} to the award of {where}" if more else f"the award of {where} once more"


def _add(group: _Group, entry: GrantRow, ledger: Ledger) -> None:
    """Join a row to the first award of its group that it does not contradict; else it is a separate award."""
    flat = _flat(entry)
    if (number := group.known.first(flat)) is not None:
        base, remarks = group.rows[number]
        names = group.known.add(number, flat)
        sorted_names = sorted(names, key=lambda name: name.startswith(_EXTRA))
        ledger.merge(entry.number, entry.place, _addition_note(base, sorted_names), _id(entry))
        remarks += entry.remarks
        return
    remarks = list(entry.remarks)
    if group.rows:
        base = group.rows[0][0]
        other = ", ".join(f"`{name}`" for name in _differences(group.known.parts[0], flat))
        reason = f"has the id of {spot(base.place)}, but another {other}: a separate award"
        remarks.append(RowNote(spot(entry.place), RowOutcome.AWARD, reason))
    group.known.append(flat)
    group.rows.append((entry, remarks))


def _differences(first: Part, flat: Mapping[str, Any]) -> list[str]:
    """Return the names by which a row contradicts the first award of its identifier, those of no field first."""
    names = first.contradictions(flat)
    return [
        name.removeprefix(_EXTRA)
        for name in sorted(filter(names.__contains__, flat), key=lambda name: not name.startswith(_EXTRA))
    ]


def _flat(entry: GrantRow) -> dict[str, Any]:
    return {**entry.grant, **{f"{_EXTRA}{key}": text for key, text in entry.extra.items()}}


def _with(row: GrantRow, joined_grant: Mapping[str, Any], remarks: list[RowNote]) -> GrantRow:
    grant = {key: value for key, value in joined_grant.items() if not key.startswith(_EXTRA)}
    extra = {key.removeprefix(_EXTRA): value for key, value in joined_grant.items() if key.startswith(_EXTRA)}
    return replace(row, grant=grant, extra=extra, remarks=tuple(remarks))
