"""Finds the names of organisations in the tables of a file that may be one under several, or several under one.

A rule to keep: SQL finds more names than are of interest, never fewer; `grantcli.organisations` decides about each.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from grantcli.ingest.database import LEAST, copy, json_lines, literal
from grantcli.ingest.stage import Source, StagedRows
from grantcli.ingest.table_metadata import Contents
from grantcli.ingest.trimming import BLANKS, trim_sql
from grantcli.org_ids import NONE_DECIDED, ORG_ID, Decisions, Link, links_of_numbers
from grantcli.organisations import (
    APART,
    CHARITY_NUMBERS,
    COMPANY_NUMBERS,
    FUNDER,
    OrganisationName,
    Organisations,
    choose_organisations,
)
from grantcli.standard import BY_NAME

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection

_PLACES = {"lead": 0, "funder": FUNDER}
_ORG_ID = literal(f"^{ORG_ID}")
_ENOUGH = 4
"""At most this many identifiers of a name that are not org-ids: a note names three, and says that there are more."""
_BARE = f"TRANSLATE(LOWER(name), {literal(BLANKS)}, '')"
_KEY = f"CASE WHEN STARTS_WITH({_BARE}, 'the') THEN SUBSTR({_BARE}, 4) ELSE {_BARE} END"
_TRIMMED = f"UPPER(TRANSLATE(id, {literal(BLANKS)}, ''))"
_NUMBER = f"REGEXP_REPLACE({_TRIMMED}, '^(GB-(?:CHC|COH)-[A-Z]*)0+', '\\1')"
"""What equal identifiers share, and others may."""


def organisations(
    connection: "DuckDBPyConnection", links: Sequence[Link], decisions: Decisions = NONE_DECIDED, *, lone: bool
) -> Organisations:
    """Return what is made of the names of the awards that a connection has as `held`, and of their `parties` unless `lone`."""
    bodies = [_count_statement(f"{body}_id", body, str(place), "held") for body, place in _PLACES.items()]
    if not lone:
        bodies.append(_count_statement("id", "name", "ordinal", "parties WHERE position > 0"))
    wanted = [*(id_ for link in links for id_ in link), *(id_ for several in decisions.same for id_ in several),
              *(id_ for several in decisions.different for id_ in several)]  # fmt: skip
    found = connection.execute(
        "WITH counted AS (SELECT id, name, CAST(SUM(count) AS BIGINT) AS count, MIN(first) AS first"
        f" FROM ({' UNION ALL '.join(bodies)}) found WHERE name IS NOT NULL GROUP BY id, name),"
        f" names AS MATERIALIZED (SELECT *, {_NUMBER} AS number FROM counted),"
        f" asked AS (SELECT {_NUMBER} AS number FROM (SELECT UNNEST(CAST($wanted AS VARCHAR[])) AS id) w),"
        f" bare AS (SELECT name, {_KEY} AS key FROM names WHERE id = name)"
        " SELECT id, name, count, first FROM names"
        " WHERE number IN (SELECT number FROM names GROUP BY number HAVING COUNT(*) > 1)"
        " OR number IN (SELECT number FROM asked)"
        f" OR name IN (SELECT name FROM names WHERE REGEXP_MATCHES(id, {_ORG_ID}) GROUP BY name HAVING COUNT(*) > 1)"
        f" OR first IN (SELECT UNNEST(MIN(first, {_ENOUGH})) FROM names WHERE id <> name GROUP BY name HAVING COUNT(*) > 1)"
        " OR name IN (SELECT name FROM bare WHERE key IN (SELECT key FROM bare GROUP BY key HAVING COUNT(*) > 1))",
        {"wanted": wanted},
    ).fetchall()
    return choose_organisations((OrganisationName(*each) for each in found), links, decisions)


JOINED: Mapping[str, Mapping[str, str]] = {
    "spelt": dict.fromkeys(("id", "name", "shown_id", "shown"), "VARCHAR"),
    "borne": dict.fromkeys(("what", "id", "name", "alias"), "VARCHAR"),
}
"""The tables of what is shown instead of other names and identifiers, and of the other names that it has."""


def write_joined(connection: "DuckDBPyConnection", of: Organisations, folder: Path) -> Path:
    """Write the tables `spelt` and `borne` of organisations into a folder as Parquet, and return the folder."""
    import msgspec  # lines of JSON, since lists as parameters take ten times as long

    encoder = msgspec.json.Encoder()
    for name, rows in (("spelt", of.joined), ("borne", of.aliases)):
        lines, longest = folder / f"{name}.jsonl", LEAST
        with lines.open("wb") as written:
            for row in rows:
                line = encoder.encode(dict(zip(JOINED[name], row, strict=True))) + b"\n"
                longest = max(longest, len(line))
                written.write(line)
        found = json_lines(lines, JOINED[name], longest)
        copy(connection, f"SELECT * FROM {found}", folder / f"{name}.parquet")
        lines.unlink()
    return folder


def _count_statement(id_: str, name: str, place: str, rows: str) -> str:
    """Return the statement that counts the names of these rows: one column at a time, since few names are quickly counted."""
    first = f"MIN(n * {APART} + {place})"
    return f"SELECT {id_} AS id, {name} AS name, COUNT(*) AS count, {first} AS first FROM {rows} GROUP BY {id_}, {name}"


def find_links(
    connection: "DuckDBPyConnection", contents: Contents, stage: Callable[[], StagedRows | None], *, lone: bool
) -> tuple[Link, ...]:
    """Return the identifiers that stand together for one organisation, by the charity and company numbers of each award."""
    rows = [f"SELECT n, field, text FROM read_details WHERE field IN ({', '.join(map(literal, NUMBERS))})"]
    if contents.rows and (found := _staged_numbers(contents, stage)):
        rows.append(found)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE numbers AS {' UNION ALL '.join(rows)}")
    alone = "SELECT n, lead_id AS id FROM held WHERE lead IS NOT NULL" if lone else "SELECT n, id FROM parties WHERE bodies = 1"
    bodies = {"recipient": alone, "funder": "SELECT n, funder_id AS id FROM held WHERE funder IS NOT NULL"}
    links: dict[Link, None] = {}
    for who, bearers in bodies.items():
        charity, company = (
            f"SELECT n, MIN(text) AS text FROM numbers WHERE field = '{names[who]}' GROUP BY n HAVING COUNT(DISTINCT text) = 1"
            for names in (CHARITY_NUMBERS, COMPANY_NUMBERS)
        )
        each = connection.execute(
            f"SELECT b.id, c.text, m.text, MIN(b.n) FROM ({bearers}) b LEFT JOIN ({charity}) c ON c.n = b.n"
            f" LEFT JOIN ({company}) m ON m.n = b.n WHERE c.n IS NOT NULL OR m.n IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 4"
        ).fetchall()
        for id_, charity_number, company_number, _ in each:
            links |= dict.fromkeys(links_of_numbers(id_, charity_number, company_number))
    connection.execute("DROP TABLE numbers")
    return tuple(links)


NUMBERS = tuple(name for names in (CHARITY_NUMBERS, COMPANY_NUMBERS) for name in names.values())
"""The fields of the standard that hold charity and company numbers."""


def _staged_numbers(contents: Contents, stage: Callable[[], StagedRows | None]) -> str:
    """Return the statement for the numbers in rows that SQL reads: `n`, `field`, `text`; nothing where there can be none."""
    objects = contents.source is Source.OBJECT
    cells = {name: [f"c{index}" for index, each in enumerate(contents.matches)
                    if each.path and re.sub(r"/\d+", "", each.path) == BY_NAME[name].path] for name in NUMBERS}  # fmt: skip
    if not objects and not any(cells.values()):
        return ""
    staged = stage()
    assert staged  # noqa: S101 - SQL has read its rows
    if objects:  # an object where a list is due is a list of one
        paths = [f"$.{group}{place}.{last}" for name in NUMBERS for group, last in (BY_NAME[name].path.split("/"),)
                 for place in ("[0]", "[1]", "")]  # fmt: skip
        texts = f"JSON_EXTRACT_STRING(raw, [{', '.join(map(literal, paths))}])"
        where = "CONTAINS(CAST(raw AS VARCHAR), 'yNumber')"  # spares those without `charityNumber` and `companyNumber`
        names = "[" + ", ".join(literal(name) for name in NUMBERS for _ in range(3)) + "]"
    else:
        texts = f"[{', '.join(cell for several in cells.values() for cell in several)}]"
        where, names = "TRUE", f"[{', '.join(literal(name) for name, several in cells.items() for _ in several)}]"
    relation = (staged.whole or staged.relation) if objects else staged.relation
    numbered = f"SELECT {staged.number} AS n, * FROM {relation}"
    left = " AND n NOT IN (SELECT n FROM irregular)" if "irregular" in contents.tables else ""
    each = f"SELECT n, UNNEST({names}) AS field, UNNEST({texts}) AS found FROM ({numbered}) r WHERE {where}{left}"
    return f"SELECT n, field, text FROM (SELECT n, field, {trim_sql('found')} AS text FROM ({each}) e) t WHERE text IS NOT NULL"
