"""What the explorer shows beside Datasette's own: the total of the awards on a page, an award with its evidence, and cells.

Cells are as people read them: amounts with their currency, several values side by side. JSON and CSV stay as they are.

The look of both is in `templates/` and `STYLE`; their figures come from the same database as everything else on the page.
"""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from grantcli.errors import visible
from grantcli.reports.notes import plural
from grantcli.table import Money
from grantcli.web.datasette_metadata import SEVERAL

STYLE = """\
.table-explore .rows-and-columns :is(.col-id, .col-regions, .col-theme, .col-currency, .col-basis) { display: none; }
:is(th, td):is(.col-amount, .col-total, .col-mean, .col-median, .col-smallest, .col-largest, .col-awards, .col-unknown),
td:is(.type-int, .type-float), .figure { text-align: right; font-variant-numeric: tabular-nums; color: inherit; }
:is(.col-amount, .col-awarded, .col-fy, .figure) { white-space: nowrap; }
.facet-info ul.tight-bullets :is(li, a) { word-break: normal; overflow-wrap: break-word; }
.grantcli-total { font-size: 1.2em; margin: 0.8em 0; }
.grantcli-award { display: grid; grid-template-columns: max-content 1fr; gap: 0.3em 1.5em; }
.grantcli-award dd { margin: 0; white-space: normal; text-align: left; }
.grantcli-award dt { color: #555; }
"""
"""A list fits 1280 pixels: an award's own page, CSV and JSON show the columns that it hides."""
_AWARD = "SELECT * FROM explore WHERE award = :award"
_DETAILS = "SELECT description, rule, place FROM awards WHERE award = :award"
_HEADINGS = (("rule", "why this amount"), ("place", "place in file"))
_EVIDENCE = """\
SELECT c.about, c.held, c.why, s.says, s.figure, s.line, s.source, o.title, o.publisher, o.dated
FROM (
    SELECT 0 AS later, about, claim, held, why FROM award_claims WHERE award = :award
    UNION ALL
    SELECT 1, 'programme: ' || p.about, p.claim, p.held, p.why
    FROM programme_claims p JOIN awards a ON a.programme = p.programme WHERE a.award = :award
) c JOIN claims s ON s.id = c.claim LEFT JOIN sources o ON o.id = s.source
ORDER BY c.later, c.about, c.claim"""
_OUTCOMES = "SELECT says FROM outcomes WHERE award = :award ORDER BY position"
_NOTES = "SELECT note FROM notes WHERE award = :award ORDER BY position"
_TOTALS = """\
SELECT currency, count(*) AS awards, count(amount) AS known, sum(CAST(round(amount * 100) AS INTEGER)) AS pennies
FROM ({}) GROUP BY currency ORDER BY currency IS NULL, currency"""


_SEARCH = "award in (select rowid from explore_search where explore_search match escape_fts(:search))"
"""The condition that Datasette writes for a search."""


def awards_sql(sql: str, *, every: bool) -> str:
    """Return a question for the same awards of `explore` that takes less time, where there is one.

    Where they are `every` award, no condition is needed, and a search finds awards in the order of their numbers.
    """
    start, _, condition = sql.partition(" where ")
    if every:
        return start
    if condition.strip() != _SEARCH:
        return sql
    matches = "(select rowid as number from explore_search where explore_search match escape_fts(:search))"
    return f"{start.removesuffix('explore')}{matches} cross join explore on award = number"


def totals_sql(sql: str) -> str:
    """Return the question for the totals of the awards that another question shows, a row for each currency."""
    return _TOTALS.format(sql)


def facet_sql(sql: str, limit: int) -> str:
    """Return the question for the values of `:facet` that most of the awards have which another question shows."""
    rows = "explore_facets v WHERE v.facet = :facet"
    if "where" in sql.lower():  # else the values of all awards, which stand together
        rows = f"({sql}) e CROSS JOIN explore_facets v WHERE v.award = e.award AND v.facet = :facet"
    ending = "GROUP BY v.value ORDER BY count(*) DESC, v.value"
    return f"SELECT v.value, count(*) AS count FROM {rows} {ending} LIMIT {limit}"  # noqa: S608 - Datasette's question


def totals_text(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return each total in words, unknown amounts beside it: they are never counted as zero."""
    texts = []
    for row in rows:
        unknown = row["awards"] - row["known"]
        amount = "no known amount" if row["pennies"] is None else str(Money(Decimal(row["pennies"]) / 100, row["currency"]))
        more = f", {plural(unknown, 'amount')} unknown" if unknown else ""
        texts.append(visible(f"{amount} in {plural(row['awards'], 'award')}{more}"))
    return texts


async def award(execute: Any, number: str) -> dict[str, Any]:  # noqa: ANN401 - Datasette's, which has no types
    """Return an award for its page: title, description, fields that have a value, evidence, outcomes and notes."""
    from datasette.utils import tilde_encode

    async def ask(sql: str) -> list[dict[str, Any]]:
        return [dict(row) for row in (await execute(sql, {"award": number})).rows]

    [row], [details] = await ask(_AWARD), await ask(_DETAILS)
    fields = [(name, display_cell(row, value, name) or value) for name, value in row.items() if name not in {"award", "title"}]
    fields = [(name, "unknown" if value is None else value) for name, value in fields
              if name == "amount" or value not in {None, "", "–"}]  # fmt: skip
    evidence = [{**each, "used": each["held"], "path": tilde_encode(each["source"] or "")} for each in await ask(_EVIDENCE)]
    return {
        "title": row["title"] or row["id"], "description": details["description"], "evidence": evidence,
        "fields": [*fields, *((heading, details[name]) for name, heading in _HEADINGS if details[name])],
        "outcomes": [each["says"] for each in await ask(_OUTCOMES)], "notes": [each["note"] for each in await ask(_NOTES)],
    }  # fmt: skip


def filter_sql(facet: str, parameter: str) -> str:
    """Return the condition that an award has a value of a facet, by the index of the values."""
    return f"award IN (SELECT award FROM explore_facets WHERE facet = '{facet}' AND value = :{parameter})"  # noqa: S608 - our own names


_AMOUNTS = frozenset({"amount", "total", "mean", "median", "smallest", "largest", "saving"})


def display_cell(row: Mapping[str, Any], value: object, column: str) -> str | None:
    """Return what people read in a cell; `None` leaves it to Datasette."""
    if column in _AMOUNTS and isinstance(value, int | float) and "currency" in row.keys():  # noqa: SIM118 - a row of SQLite
        return visible(str(Money(Decimal(str(value)), row["currency"] or None)))
    if column in SEVERAL and isinstance(value, str) and value.startswith("["):
        return visible("; ".join(map(str, json.loads(value)))) or "–"  # nothing is left to Datasette, which shows `[]`
    return None
