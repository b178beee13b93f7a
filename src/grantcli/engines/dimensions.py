"""What questions need besides the awards, loaded into a connection: the register of organisations, and the prices of years."""

from typing import TYPE_CHECKING

from grantcli.fields import View

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection

KNOWN = ("id", "now", "region", "nation", "kind", "gss")
"""The columns of the table `known`."""


def register_rows(view: View) -> list[tuple[str | None, ...]]:
    """Return the register as rows of `KNOWN`, one for each organisation."""
    register = view.register
    return [
        (each.id, register.now(each.id, each.name), each.region, each.nation, each.kind, each.gss)
        for each in register.bodies.values()
    ]


def create_register_table(connection: "DuckDBPyConnection", view: View, *, aliased: bool) -> None:
    """Make the table `known`: every organisation of the register, and with `aliased` the kinds of those it does not have."""
    rows = register_rows(view)
    if aliased:
        kinds = connection.execute("SELECT DISTINCT id, kind FROM aliases WHERE what = 'body' AND kind IS NOT NULL").fetchall()
        rows += [(each, None, None, None, kind, None) for each, kind in kinds if each not in view.register.bodies]
    columns = [[row[number] for row in rows] for number in range(len(KNOWN))]
    chosen = ", ".join(f"UNNEST(CAST(${name} AS VARCHAR[])) AS {name}" for name in KNOWN)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE known AS SELECT {chosen}", dict(zip(KNOWN, columns, strict=True)))


AREAS = ("ward", "district", "county", "region", "nation")
"""The columns of the table `places` besides the code."""


def create_places_table(connection: "DuckDBPyConnection", view: View, *, aliased: bool) -> None:  # noqa: ARG001 - like `create_register_table`
    """Make the table `places`: by code, the areas that a place is in now."""
    areas = tuple(view.places)
    given: dict[str, list[str | None]] = {"code": [area.code for area in areas]}
    given |= {what: [area.within(what) for area in areas] for what in AREAS}
    chosen = ", ".join(f"UNNEST(CAST(${name} AS VARCHAR[])) AS {name}" for name in given)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE places AS SELECT {chosen}", given)


def create_prices_table(connection: "DuckDBPyConnection", view: View, *, aliased: bool) -> None:  # noqa: ARG001 - like `create_register_table`
    """Make the table `prices`: by financial year what real terms multiply and divide by."""
    ratios = view.prices.ratios
    given = {
        "years": list(ratios),
        "multiply": [ratio[0] for ratio in ratios.values()],
        "divide": [ratio[1] for ratio in ratios.values()],
    }
    columns = "UNNEST(CAST($years AS VARCHAR[])) AS year, UNNEST(CAST($multiply AS HUGEINT[])) AS multiply"
    text = f"CREATE OR REPLACE TEMP TABLE prices AS SELECT {columns}, UNNEST(CAST($divide AS HUGEINT[])) AS divide"
    connection.execute(text, given)
