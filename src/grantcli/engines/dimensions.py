"""What questions need besides the awards, loaded into a connection: the register of organisations, and the prices of years."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from grantcli.fields import AREAS, View
from grantcli.sites import council_area

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection

KNOWN = ("id", "now", "region", "nation", "kind", "gss")
"""The columns of the table `known`."""


def register_rows(view: View) -> list[tuple[str | None, ...]]:
    """Return the register as rows of `KNOWN`, one for each organisation."""
    register = view.register
    return [
        (each.id, register.current_name(each.id, each.name), each.region, each.nation, each.kind, each.gss)
        for each in register.bodies.values()
    ]


def create_register_table(connection: "DuckDBPyConnection", view: View, *, has_aliases: bool) -> None:
    """Make the table `known`: every organisation of the register, and with `has_aliases` the kinds of those it does not have."""
    rows = register_rows(view)
    if has_aliases:
        kinds = connection.execute("SELECT DISTINCT id, kind FROM aliases WHERE what = 'body' AND kind IS NOT NULL").fetchall()
        rows += [(each, None, None, None, kind, None) for each, kind in kinds if each not in view.register.bodies]
    columns = [[row[number] for row in rows] for number in range(len(KNOWN))]
    lists = ", ".join(f"UNNEST(CAST(${name} AS VARCHAR[])) AS {name}" for name in KNOWN)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE known AS SELECT {lists}", dict(zip(KNOWN, columns, strict=True)))


KNOWN_AREAS = ("id", "district", "county")
"""The columns of the table `known_areas`."""


def area_rows(view: View) -> list[tuple[str | None, ...]]:
    """Return the areas that each organisation of the register is in, as rows of `KNOWN_AREAS`."""
    areas = {body: council_area(body, view.register, view.places) for body in view.register.bodies}
    return [(body, area.district, area.county) for body, area in areas.items() if area]


def create_areas_table(connection: "DuckDBPyConnection", view: View, *, has_aliases: bool) -> None:  # noqa: ARG001 - like `create_register_table`
    """Make the table `known_areas`: the areas that each organisation of the register is in now."""
    rows = area_rows(view)
    parameters = {name: [row[number] for row in rows] for number, name in enumerate(KNOWN_AREAS)}
    _create(connection, "known_areas", parameters)


def coded_sites(connection: "DuckDBPyConnection", view: View, name: str, details: str = "details") -> str:
    """Return the statement for the places of the codes of a field, each code looked up once, in the table `places_NAME`."""
    code = "UPPER(REGEXP_REPLACE(text, '\\s', '', 'g'))"
    query = f"SELECT DISTINCT {code} AS code FROM {details} WHERE field = '{name}'"
    known = [area for (each,) in connection.execute(query).fetchall() if each and (area := view.places.find(each))]
    parameters: dict[str, list[str | None]] = {"code": [area.code for area in known]}
    _create(connection, f"places_{name}", parameters | {what: [area.within(what) for area in known] for what in AREAS})
    areas = ", ".join(f"l.{each}" for each in parameters | AREAS)
    text = f"SELECT n, field, position, {code} AS key, text FROM {details} WHERE field = '{name}'"
    return f"SELECT e.n, e.field, e.position, e.text, {areas} FROM ({text}) e LEFT JOIN places_{name} l ON l.code = e.key"


def _create(connection: "DuckDBPyConnection", name: str, parameters: Mapping[str, Sequence[str | None]]) -> None:
    """Make a table of columns of texts."""
    columns = ", ".join(f"UNNEST(CAST(${column} AS VARCHAR[])) AS {column}" for column in parameters)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {columns}", dict(parameters))


def create_prices_table(connection: "DuckDBPyConnection", view: View, *, has_aliases: bool) -> None:  # noqa: ARG001 - like `create_register_table`
    """Make the table `prices`: by financial year what real terms multiply and divide by."""
    ratios = view.prices.ratios
    parameters = {
        "years": list(ratios),
        "multiply": [ratio[0] for ratio in ratios.values()],
        "divide": [ratio[1] for ratio in ratios.values()],
    }
    columns = "UNNEST(CAST($years AS VARCHAR[])) AS year, UNNEST(CAST($multiply AS HUGEINT[])) AS multiply"
    text = f"CREATE OR REPLACE TEMP TABLE prices AS SELECT {columns}, UNNEST(CAST($divide AS HUGEINT[])) AS divide"
    connection.execute(text, parameters)
