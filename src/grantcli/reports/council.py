"""`council`: what a council is and was, or which one covers a place, and its awards under every name it has had."""

from collections.abc import Iterable, Sequence

from grantcli.bodies import Body
from grantcli.dates import PartialDate
from grantcli.errors import UsageError, nearest
from grantcli.places import Area
from grantcli.query import Comparison, Op, Select
from grantcli.register import Register
from grantcli.reports.data import Data
from grantcli.table import Cell, Column, Kind, Table

_COLUMNS = (
    Column("name", Kind.TEXT),
    Column("official", Kind.TEXT, title="official name"),
    Column("org_id", Kind.ID, title="org-id"),
    Column("gss", Kind.ID, title="GSS code", missing="none"),
    Column("gss_former", Kind.MANY, title="former GSS codes"),
    Column("kind", Kind.TEXT),
    Column("nation", Kind.TEXT),
    Column("region", Kind.TEXT),
    Column("county", Kind.TEXT),
    Column("from", Kind.DATE, missing="before April 2009, or not known"),
    Column("until", Kind.DATE, missing="alive"),
    Column("order", Kind.TEXT, title="made or ended by"),
    Column("predecessors", Kind.MANY),
    Column("successors", Kind.MANY),
    Column("other_names", Kind.MANY),
    Column("awards", Kind.MANY, missing="none"),
    Column("awards_before", Kind.MANY, title="awards of predecessors"),
    Column("awards_after", Kind.MANY, title="awards of successors"),
)


def council(data: Data, names: Sequence[str], on: str | None = None) -> Table:
    """Return a record for each name: codes, first and last day, predecessors, successors, awards under every name.

    `on` is a date on which the council must exist. UsageError for a name that no council has, with the nearest, and for a
    name of several councils, with the days of each.
    """
    day = _date(on) if on else None
    register = data.view.register
    full_name = " ".join(names)
    terms = [full_name] if _alive(register, full_name, day) else list(names)
    areas = {name: area for name in terms if not register.find(name) and (area := data.view.places.find(name))}
    codes = {name: area.district_code for name, area in areas.items() if area.district_code}
    bodies = [body for name in terms for body in _find_bodies(register, codes.get(name, name), day)]
    notes = tuple(_place(area) for area in areas.values() if area.district)
    return Table(_COLUMNS, tuple(_row(data, body) for body in dict.fromkeys(bodies)), notes=notes, vertical=True)


def _place(area: Area) -> str:
    """Say what a code means that is not the code of a council."""
    what = {"ward": f"the ward {area.name}", "area": "an area of the census", "former": f"the former district {area.name}"}
    lies = ", ".join(dict.fromkeys(filter(None, (area.county, area.region, area.nation))))
    return f"{area.code} is {what.get(area.kind, area.name)}, which {area.district} covers now ({lies})"


def _date(text: str) -> PartialDate:
    try:
        return PartialDate.parse(text)
    except ValueError as error:
        raise UsageError(f"--on: {error}") from error


def _alive(register: Register, name: str, day: PartialDate | None) -> list[Body]:
    return [body for body in register.find(name) if day is None or body.alive_within(day.first, day.last)]


def _find_bodies(register: Register, name: str, day: PartialDate | None) -> list[Body]:
    bodies = _alive(register, name, day)
    if not bodies and (others := register.find(name)):
        lives = "; ".join(f"{body.official}: {body.life}" for body in others)
        raise UsageError(f"no organisation called `{name}` existed on {day}", hint=lives)
    if not bodies:
        guess = nearest(name, [body.name for body in register.bodies.values()])
        hint = "" if guess else "a name, an org-id, or a code of a council, a ward or an area of the census"
        raise UsageError(f"no council is called `{name}`", did_you_mean=guess, hint=hint)
    if len(bodies) > 1 and not register.is_joint(name):
        lives = "; ".join(f"{body.official} ({body.id}): {body.life}" for body in bodies)
        raise UsageError(f"{len(bodies)} councils match `{name}`", hint=f"{lives}. Say `--on DATE`, or the id")
    return bodies


def _row(data: Data, body: Body) -> tuple[Cell, ...]:
    register = data.view.register
    before = register.predecessors(body.id)
    successors = tuple(register.bodies[each] for each in body.successors)
    after = tuple(successor for successor in register.successors(body.id) if successor != body)
    current = {body.name, body.official}
    return (
        body.name,
        body.official,
        body.id,
        body.gss,
        body.gss_former or None,
        body.kind,
        body.nation,
        body.region,
        body.county,
        body.start,
        body.until,
        body.order,
        tuple(_body_name(each) for each in before) or None,
        tuple(_body_name(each) for each in successors) or None,
        tuple(name for name in (*body.aliases, *body.joint) if name not in current) or None,
        tuple(_awards(data, [body])) or None,
        tuple(_awards(data, before, with_name=True)) or None,
        tuple(_awards(data, after, with_name=True)) or None,
    )


def _body_name(body: Body) -> str:
    return f"{body.official} ({body.id}, {body.life})"


def _awards(data: Data, bodies: Iterable[Body], *, with_name: bool = False) -> Iterable[str]:
    for body in bodies:
        for row in data.engine.select(Select(("id",), Comparison("org_id", Op.IS, body.id, body.id), view=data.view)):
            yield f"{row[0][0]} (as {body.name})" if with_name else str(row[0][0])
