"""The metadata of the database for Datasette: titles, facets, labels, permissions, and the ready questions.

Those are what people ask first, each as SQL over the export; amounts of two currencies never meet.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grantcli.web.explorer import quote_name


@dataclass(frozen=True, slots=True)
class ReadyQuery:
    """A ready question: its title, what it answers, and its SQL."""

    title: str
    about: str
    sql: str


_FIGURES = """count(*) AS awards, count(*) - count(a.pennies) AS unknown,
    iif(sum(a.pennies) % 100 = 0, sum(a.pennies) / 100, sum(a.pennies) / 100.0) AS total, a.currency"""
_ORDER = "GROUP BY 1, a.currency\nORDER BY a.currency IS NULL, a.currency, sum(a.pennies) IS NULL, sum(a.pennies) DESC, 1"
_COLUMNS = "e.award, e.title, e.programme, e.recipients, e.awarded, e.amount, e.currency"


def _total(value: str, name: str, joins: str = "") -> str:
    return f"SELECT {value} AS {name}, {_FIGURES}\nFROM awards a\n{joins}{_ORDER}"


_TEXT = "coalesce(e.title, '') || ' ' || coalesce(a.description, '') || ' ' || e.recipients"
_OTHER_LETTERS = f"length({_TEXT}) <> length(CAST({_TEXT} AS BLOB))"
_HAS_WORD = f"(instr(lower({_TEXT}), lower(:word)) OR {_OTHER_LETTERS} AND instr(fold({_TEXT}), fold(:word)))"
"""Only texts with other letters than those of ASCII, which are few, are folded as questions are: SQLite knows no others."""

READY = {
    "by-programme": ReadyQuery(
        "Totals by programme", "Awards, unknown amounts and total of each programme; no total includes an unknown amount.",
        _total("p.title", "programme", "LEFT JOIN programmes p ON p.programme = a.programme\n"),
    ),
    "by-funder": ReadyQuery(
        "Totals by funder", "The same for who gave the awards.",
        _total("f.name", "funder", "LEFT JOIN programmes p ON p.programme = a.programme\n"
               "LEFT JOIN organisations f ON f.organisation = coalesce(a.funder, p.funder)\n"),
    ),
    "by-recipient": ReadyQuery(
        "Totals by recipient",
        "A joint award counts under each of its recipients, so the rows can add up to more than all awards. Those without "
        "any are a row.",
        _total("r.value", "recipient", "LEFT JOIN explore_facets r ON r.award = a.award AND r.facet = 'recipients'\n"),
    ),
    "by-year": ReadyQuery(
        "Totals by financial year", "By the year in which awards were made; those of unknown date have none.",
        _total("e.fy", "fy", "JOIN explore e ON e.award = a.award\n"),
    ),
    "joint": ReadyQuery(
        "Joint awards", "Awards with more than one recipient, those with most first.",
        f"SELECT {_COLUMNS}, json_array_length(e.recipients) AS bodies\nFROM explore e\n"
        "WHERE json_array_length(e.recipients) > 1\nORDER BY bodies DESC, e.award",
    ),
    "unknown": ReadyQuery(
        "Unknown amounts", "Awards whose amount nobody states; unknown is not zero.",
        f"SELECT {_COLUMNS}\nFROM explore e\nWHERE e.amount IS NULL\nORDER BY e.award",
    ),
    "printed-not-used": ReadyQuery(
        "Printed, but not used", "What a source prints of an award and the data do not take, and why.",
        "SELECT c.award, a.title, c.about, s.figure, s.source, s.line, c.why\nFROM award_claims c\n"
        "JOIN awards a ON a.award = c.award\nJOIN claims s ON s.id = c.claim\n"
        "WHERE c.held = 0\nORDER BY c.award, c.about, c.claim",
    ),
    "word": ReadyQuery(
        "Awards with a word", "The word is in the title, the description or the name of a recipient.",
        f"SELECT {_COLUMNS}\nFROM explore e JOIN awards a ON a.award = e.award\n"
        f"WHERE {_HAS_WORD}\nORDER BY e.award",
    ),
}  # fmt: skip
"""Every ready question by name, in the order in which they stand."""


DATABASE = "awards"
SEVERAL = ("recipients", "regions")
"""The columns of `explore` that are arrays, whose values are in `explore_facets`."""
FACETS: tuple[Mapping[str, str], ...] = (
    {"value": "programme"},
    {"value": "funder"},
    *({"several": name} for name in SEVERAL),
    {"value": "fy"},
    {"value": "stage"},
    {"total": "amount"},
)
_LABELS = {"organisations": "name", "programmes": "title", "sources": "title", "awards": "title", "claims": "says"}
_HIDDEN_TABLES = ("explore_search", "explore_facets", "award_claims", "programme_claims", "stated", "extras", "notes", "parties")
_ABOUT = {
    "explore": "A row for each award; its title leads to its evidence. Search, or choose values to narrow the list down.",
    "awards": "Complete awards; amounts are in pennies, and an unknown value is empty, never zero.",
    "organisations": "Everyone who gave or received, as named in the data.",
    "sources": "Documents and pages that figures come from.",
    "claims": "What the sources print, line by line.",
    "outcomes": "What came of awards, as stated.",
    "programmes": "Funds and rounds, with what sources state of them.",
}
_EXPLORE = {
    "sort": "award", "label_column": "title", "size": 50, "title": "Awards",
    "fts_table": "explore_search", "fts_pk": "award",
}  # fmt: skip
"""What the list of awards has besides facets: an order, and where it is searched."""


def facets_with_values(database: sqlite3.Connection) -> list[Mapping[str, str]]:
    """Return the facets of which any award has a value: to find nothing, Datasette looks at every award that a page is about."""
    questions = {
        "value": "SELECT 1 FROM explore WHERE {} IS NOT NULL",
        "several": "SELECT 1 FROM explore_facets WHERE facet = '{}'",
        "total": "SELECT 1",
    }

    def question(facet: Mapping[str, str]) -> str:
        ((kind, name),) = facet.items()
        return questions[kind].format(name)

    return [facet for facet in FACETS if database.execute(f"{question(facet)} LIMIT 1").fetchone()]


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """A saved question: its name, its command, and the notes on the answer."""

    name: str
    command: str
    notes: tuple[str, ...]


def metadata(
    title: str,
    about: str,
    notes: Sequence[str],
    answers: Iterable[AnsweredQuestion],
    facets: Sequence[Mapping[str, str]],
) -> Mapping[str, Any]:
    """Return Datasette's metadata; `notes` say how the awards were read, on the page of the database and that of the list."""
    answers = tuple(answers)
    hidden = {name: {"hidden": True} for name in (*_HIDDEN_TABLES, *(f"saved_{each.name}" for each in answers))}
    tables: dict[str, dict[str, Any]] = {name: {"description": text} for name, text in _ABOUT.items()}
    remarks = "".join(f" Note: {note}." for note in notes)
    tables["explore"] |= {**_EXPLORE, "facets": list(facets), "description": _ABOUT["explore"] + remarks}
    for name, column in _LABELS.items():
        tables[name] |= {"label_column": column}
    queries = {
        name: {"title": each.title, "description": each.about, "sql": each.sql, "hide_sql": True} for name, each in READY.items()
    }
    queries |= {
        f"saved-{each.name}": {
            "title": f"Saved: {each.name}",
            "description": ". ".join((each.command, *each.notes)),
            "sql": f"SELECT * FROM {quote_name(f'saved_{each.name}')}",  # noqa: S608 - quoted
            "hide_sql": True,
        }
        for each in answers
    }
    database = {"description": about + remarks, "tables": {**tables, **hidden}, "queries": queries}
    return {"title": title, "description": about, "databases": {DATABASE: database}}


def settings(*, home: bool) -> dict[str, int | bool]:
    """Return Datasette's settings: limits, and free SQL and the whole file only for whoever sits `home`, at this machine."""
    return {
        "sql_time_limit_ms": 3000, "facet_time_limit_ms": 1500, "max_returned_rows": 2000, "default_page_size": 50,
        "default_facet_size": 8, "max_csv_mb": 200, "suggest_facets": False, "num_sql_threads": 3,
        "default_allow_sql": home, "allow_download": home,
    }  # fmt: skip
