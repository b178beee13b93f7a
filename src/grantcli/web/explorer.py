"""The table `explore`: a row an award with what people look for, ready to be faceted; and kept questions as tables."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from grantcli.dates import PartialDate, financial_year
from grantcli.exports.sqlite import FOR_A_NEW_FILE, FOR_INDEXES
from grantcli.fields import View
from grantcli.render.cells import data_text
from grantcli.table import Cell, Kind, Money, Table

_EXPLORE = """
CREATE TABLE explore_facets (
    facet TEXT NOT NULL, -- recipients or regions, of which an award may have several
    value TEXT NOT NULL,
    award INTEGER NOT NULL REFERENCES awards (award),
    PRIMARY KEY (facet, value, award)
) WITHOUT ROWID;
INSERT INTO explore_facets
SELECT DISTINCT 'recipients', o.name, y.award FROM organisations o JOIN parties y ON y.organisation = o.organisation
ORDER BY o.name, y.award;
INSERT INTO explore_facets
SELECT DISTINCT 'regions', x.value, a.award FROM areas a, json_each(a.regions) x
ORDER BY x.value, a.award;
INSERT INTO explore_facets
SELECT 'recipients', a.individual, a.award FROM awards a
WHERE a.individual <> '' AND NOT EXISTS (SELECT 1 FROM parties y WHERE y.award = a.award);
CREATE TABLE explore (
    award INTEGER PRIMARY KEY REFERENCES awards (award),
    id TEXT NOT NULL,
    title TEXT,
    programme TEXT,
    funder TEXT,
    recipients TEXT, -- a JSON array: lead and partners, or the person
    regions TEXT, -- a JSON array: the values of the field `region`
    stage TEXT,
    theme TEXT,
    fy TEXT,
    awarded TEXT,
    amount NUMERIC,
    currency TEXT,
    basis TEXT NOT NULL
);
INSERT INTO explore
SELECT a.award, a.id, a.title, p.title, f.name,
    coalesce(
        nullif((SELECT json_group_array(name) FROM (
            SELECT o.name FROM parties y JOIN organisations o ON o.organisation = y.organisation
            WHERE y.award = a.award ORDER BY y.position
        )), '[]'),
        CASE WHEN a.individual <> '' THEN person(a.individual) ELSE '[]' END
    ),
    coalesce((SELECT x.regions FROM areas x WHERE x.award = a.award), '[]'),
    a.stage, a.theme, fy(a.awarded), a.awarded,
    CASE WHEN a.pennies % 100 = 0 THEN a.pennies / 100 ELSE pounds(a.pennies) END, a.currency, a.basis
FROM awards a
LEFT JOIN programmes p ON p.programme = a.programme
LEFT JOIN organisations f ON f.organisation = coalesce(a.funder, p.funder)
ORDER BY a.award;
CREATE VIRTUAL TABLE explore_search USING fts5 (id, title, description, programme, funder, recipients, theme);
INSERT INTO explore_search (explore_search, rank) VALUES ('hashsize', 16777216); -- bytes, which saves a seventh of the time
INSERT INTO explore_search (rowid, id, title, description, programme, funder, recipients, theme)
SELECT e.award, e.id, e.title, a.description, e.programme, e.funder, e.recipients, e.theme
FROM explore e JOIN awards a ON a.award = e.award;
"""
_INDEXES = """
CREATE INDEX explore_facets_by_award ON explore_facets (award, facet, value);
CREATE INDEX explore_by_programme ON explore (programme);
CREATE INDEX explore_by_funder ON explore (funder);
CREATE INDEX explore_by_fy ON explore (fy);
CREATE INDEX explore_by_stage ON explore (stage);
CREATE INDEX explore_by_amount ON explore (currency, amount);
"""


def add(path: Path, view: View, answers: Iterable[tuple[str, Table]], regions: Iterable[Sequence[str]]) -> None:
    """Add the table `explore` to a database of awards, and a table `saved_NAME` for the answer to each question.

    `regions` are those of each award, in the order of the database.
    """
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(FOR_A_NEW_FILE)
        for name, function in _functions(view).items():
            connection.create_function(name, 1, function, deterministic=True)
        connection.execute("CREATE TEMP TABLE areas (award INTEGER PRIMARY KEY, regions TEXT NOT NULL)")
        areas = ((award, json.dumps(names, ensure_ascii=False)) for award, names in enumerate(regions, 1) if names)
        connection.executemany("INSERT INTO areas VALUES (?, ?)", areas)
        connection.commit()
        connection.executescript(f"BEGIN; {_EXPLORE} {FOR_INDEXES} {_INDEXES} COMMIT;")
        for name, table in answers:
            _write_answer(connection, name, table)
        connection.commit()


def _functions(view: View) -> dict[str, Callable[[Any], str | int | float | None]]:
    """Return what SQL alone does not know, by one argument each."""

    @lru_cache(maxsize=1 << 16)
    def fy(awarded: str | None) -> str | None:
        return financial_year(PartialDate.parse(awarded), view.fy_start) if awarded else None

    def person(name: str) -> str:
        return json.dumps([name], ensure_ascii=False)

    return {"fy": fy, "person": person, "pounds": pounds}


def pounds(pennies: int | None) -> int | float | None:
    """Return a whole number of pennies as a number of pounds that is whole where it can be."""
    return None if pennies is None else pennies // 100 if pennies % 100 == 0 else pennies / 100


def _write_answer(connection: sqlite3.Connection, name: str, table: Table) -> None:
    """Write the answer to a question into a separate table, with the columns that programs get."""
    columns = [column for column in table.columns if column.kind is not Kind.EXPLANATION]
    places = [table.columns.index(column) for column in columns]
    names = ", ".join(quote_name(column.name) for column in columns)
    connection.execute(f"CREATE TABLE {quote_name('saved_' + name)} ({names})")
    marks = ", ".join("?" * len(columns))
    rows = ([_value(row[place]) for place in places] for row in table.rows)
    connection.executemany(f"INSERT INTO {quote_name('saved_' + name)} VALUES ({marks})", rows)  # noqa: S608 - quoted


def quote_name(name: str) -> str:
    """Return a name quoted for SQL, whatever characters it has."""
    return '"' + name.replace('"', '""') + '"'


def _value(cell: Cell) -> str | int | float | None:
    match cell:
        case None:
            return None
        case Money(amount):
            return pounds(int(amount * 100))
        case int():
            return cell
        case Decimal():
            return float(cell)
        case _:
            return data_text(cell).encode("utf-8", "backslashreplace").decode()
