"""The table `explore`: a row an award with what people look for, ready to be faceted; and kept questions as tables."""

import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from decimal import Decimal
from pathlib import Path

from grantcli.dates import PartialDate, financial_year
from grantcli.fields import View
from grantcli.render.cells import data_text
from grantcli.table import Cell, Kind, Money, Table

_EXPLORE = """
CREATE TABLE explore (
    award INTEGER PRIMARY KEY REFERENCES awards (award),
    id TEXT NOT NULL,
    title TEXT,
    programme TEXT,
    funder TEXT,
    recipients TEXT, -- a JSON array: lead and partners, or the person
    regions TEXT, -- a JSON array: the regions of the recipients
    stage TEXT,
    theme TEXT,
    fy TEXT,
    awarded TEXT,
    amount NUMERIC,
    currency TEXT,
    basis TEXT NOT NULL
);
INSERT INTO explore
SELECT a.award, a.id, a.title, p.title, f.name, bodies(b.names, a.individual), regions(b.ids), a.stage, a.theme, fy(a.awarded),
    a.awarded, pounds(a.pennies), a.currency, a.basis
FROM awards a
LEFT JOIN programmes p ON p.programme = a.programme
LEFT JOIN organisations f ON f.organisation = coalesce(a.funder, p.funder)
LEFT JOIN (
    SELECT award, json_group_array(name) AS names, json_group_array(id) AS ids FROM (
        SELECT y.award, o.name, o.id FROM parties y JOIN organisations o ON o.organisation = y.organisation
        ORDER BY y.award, y.position
    ) GROUP BY award
) b ON b.award = a.award
ORDER BY a.award;
CREATE VIRTUAL TABLE explore_search USING fts5 (id, title, description, programme, funder, recipients, theme);
INSERT INTO explore_search (rowid, id, title, description, programme, funder, recipients, theme)
SELECT e.award, e.id, e.title, a.description, e.programme, e.funder, e.recipients, e.theme
FROM explore e JOIN awards a ON a.award = e.award;
CREATE INDEX explore_by_programme ON explore (programme);
CREATE INDEX explore_by_funder ON explore (funder);
CREATE INDEX explore_by_fy ON explore (fy);
CREATE INDEX explore_by_stage ON explore (stage);
CREATE INDEX explore_by_amount ON explore (currency, amount);
"""


def add(path: Path, view: View, answers: Iterable[tuple[str, Table]]) -> None:
    """Add the table `explore` to a database of awards, and a table `saved_NAME` for the answer to each question."""
    with closing(sqlite3.connect(path)) as connection:
        for name, (arguments, function) in _functions(view).items():
            connection.create_function(name, arguments, function, deterministic=True)
        connection.executescript(_EXPLORE)
        for name, table in answers:
            _write_answer(connection, name, table)
        connection.commit()


def _functions(view: View) -> dict[str, tuple[int, Callable[..., str | int | float | None]]]:
    """Return what SQL alone does not know, each with the number of its arguments."""

    def fy(awarded: str | None) -> str | None:
        return financial_year(PartialDate.parse(awarded), view.fy_start) if awarded else None

    def bodies(names: str | None, individual: str | None) -> str:
        return names or json.dumps([individual] if individual else [])

    def regions(ids: str | None) -> str:
        bodies = (view.register.bodies.get(each) for each in json.loads(ids or "[]"))
        return json.dumps(list(dict.fromkeys(body.region for body in bodies if body and body.region)))

    return {"fy": (1, fy), "bodies": (2, bodies), "regions": (1, regions), "pounds": (1, pounds)}


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
