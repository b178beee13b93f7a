"""Totals for each person: the money of an area by the people who live there.

Rules to keep: people of an area are those of all its districts, or unknown; money of no area, or of several areas together, has
no figure for a person.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from grantcli.errors import UsageError
from grantcli.fields import FIELDS
from grantcli.places import Places, Population
from grantcli.reports.measures import pennies
from grantcli.reports.notes import plural
from grantcli.table import Cell, Column, Kind, Money, OtherGroups, Table

_SEVERAL = {"district": "districts", "county": "counties", "region": "regions", "nation": "nations"}
"""The areas that districts make up, by what one is called."""
_PEOPLE = Column("population", Kind.NUMBER, missing="–", weight=2)
_PER_HEAD = Column("per_head", Kind.MONEY, title="per head", missing="–")


def area_field(by: Sequence[str]) -> str:
    """Return the one field of areas among these; UsageError where there is none, or several, or one without a population."""
    levels = [name for name in by if FIELDS[name].basis]
    hint = f"group by {', '.join(_SEVERAL)}, or by one of these of `grant_` or `recipient_`"
    if len(levels) != 1:
        raise UsageError("--per-head needs one kind of area in --by", hint=hint)
    if _level(levels[0]) not in _SEVERAL:
        raise UsageError(f"--per-head: no population is known by `{levels[0]}`", hint=hint)
    return levels[0]


def _level(name: str) -> str:
    return name.rpartition("_")[2]


def add_per_head(table: Table, area: str, population: Population, places: Places) -> Table:
    """Return a total by a field of areas with the people of each area and the money for each of them."""
    level = _level(area)
    people = population.by_name(level, places)
    key, money = (next(place for place, each in enumerate(table.columns) if each.name == name) for name in (area, "total"))
    rows = tuple((*row, *_figures(row[key], row[money], people)) for row in table.rows)
    areas = dict.fromkeys(name for row in rows if isinstance(name := row[key], str) and not isinstance(name, OtherGroups))
    unknown = [name for name in areas if name not in people]
    notes = [f"per head is by the people of each {level} in the middle of {population.year}, whatever the year of an award"]
    if unknown:
        notes.append(
            f"{plural(len(unknown), f'{level} has', f'{_SEVERAL[level]} have')} no known population: {', '.join(unknown)}"
        )
    footer = tuple((*row, None, None) for row in table.footer)
    columns = (*table.columns, _PEOPLE, _PER_HEAD)
    return replace(table, columns=columns, rows=rows, notes=(*table.notes, *notes), footer=footer)


def _figures(area: Cell, total: Cell, people: dict[str, int]) -> tuple[Cell, Cell]:
    known = people.get(area) if isinstance(area, str) and not isinstance(area, OtherGroups) else None
    if not known or not isinstance(total, Money):
        return known, None
    return known, Money(pennies(total.amount / Decimal(known)), total.currency)
