"""`fields`: what can be asked, and which values there are."""

from collections import defaultdict

from grantcli.fields import FIELDS, OPERATORS, FieldKind, field
from grantcli.query.questions import Key
from grantcli.reports.data import Data, column, currency_rank
from grantcli.reports.groups import key_cells, key_rank
from grantcli.table import Column, Kind, Table


def fields() -> Table:
    """Return a row for each field: its name, kind, operators and what it is."""
    columns = (
        Column("name", Kind.ID),
        Column("kind", Kind.ID),
        Column("many", Kind.TEXT, title="several values", weight=2),
        Column("operators", Kind.TEXT, weight=1),
        Column("help", Kind.TEXT),
    )
    rows = tuple(
        (each.name, each.kind.value, "yes" if each.many else "no", " ".join(OPERATORS[each.kind]), each.help)
        for each in FIELDS.values()
    )
    return Table(columns, rows, f"{len(rows)} fields")


def values(data: Data, name: str) -> Table:
    """Return each value of a field with the number of awards that have it, awards without one last."""
    asked = field(name)
    counts: dict[tuple[Key, str | None], int] = defaultdict(int)
    for group in data.groups((asked.name,)):
        counts[group.key, group.currency if asked.kind is FieldKind.MONEY else None] += group.awards
    places = sorted(counts, key=lambda place: (currency_rank(place[1]), key_rank(place[0])))
    rows = tuple((*key_cells(key, (asked.name,), code), counts[key, code]) for key, code in places)
    title = f"{asked.name}: {asked.help}; takes {' '.join(OPERATORS[asked.kind])}"
    return Table((column(asked, many=False), Column("awards", Kind.NUMBER)), rows, title)
