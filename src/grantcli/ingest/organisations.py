"""Finds the names of organisations in the tables of a file that may be one under several spellings, or several under one.

A rule to keep: SQL finds more names than are of interest, never fewer; `grantcli.spellings` decides about each.
"""

from typing import TYPE_CHECKING

from grantcli.ingest.database import literal
from grantcli.ingest.normalise import BLANKS
from grantcli.spellings import APART, FUNDER, Spelling, Spellings, choose_spellings

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection

_PLACES = {"lead": 0, "funder": FUNDER}
_ENOUGH = 4
"""So many identifiers of a name are looked at: a note names three, and says that there are more."""
_BARE = f"TRANSLATE(LOWER(name), {literal(BLANKS)}, '')"
_KEY = f"CASE WHEN STARTS_WITH({_BARE}, 'the') THEN SUBSTR({_BARE}, 4) ELSE {_BARE} END"


def spellings(connection: "DuckDBPyConnection", *, lone: bool) -> Spellings:
    """Return what is made of the names of the awards that a connection has as `held`, and of their `parties` unless `lone`."""
    bodies = [_count_statement(f"{body}_id", body, str(place), "held") for body, place in _PLACES.items()]
    if not lone:
        bodies.append(_count_statement("id", "name", "ordinal", "parties WHERE position > 0"))
    found = connection.execute(
        "WITH names AS MATERIALIZED (SELECT id, name, CAST(SUM(count) AS BIGINT) AS count, MIN(first) AS first"
        f" FROM ({' UNION ALL '.join(bodies)}) found WHERE name IS NOT NULL GROUP BY id, name),"
        f" bare AS (SELECT name, {_KEY} AS key FROM names WHERE id = name)"
        " SELECT id, name, count, first FROM names"
        " WHERE id IN (SELECT id FROM names GROUP BY id HAVING COUNT(*) > 1)"
        f" OR first IN (SELECT UNNEST(MIN(first, {_ENOUGH})) FROM names WHERE id <> name GROUP BY name HAVING COUNT(*) > 1)"
        " OR name IN (SELECT name FROM bare WHERE key IN (SELECT key FROM bare GROUP BY key HAVING COUNT(*) > 1))"
    ).fetchall()
    return choose_spellings(Spelling(*each) for each in found)


def _count_statement(id_: str, name: str, place: str, rows: str) -> str:
    """Return the statement that counts the names of these rows: one column at a time, since few names are quickly counted."""
    first = f"MIN(n * {APART} + {place})"
    return f"SELECT {id_} AS id, {name} AS name, COUNT(*) AS count, {first} AS first FROM {rows} GROUP BY {id_}, {name}"
