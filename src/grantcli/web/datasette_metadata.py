"""The metadata of the database for Datasette: titles, facets, labels, the ready questions, and permissions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from grantcli.web.explorer import quote_name
from grantcli.web.ready_queries import READY

DATABASE = "awards"
FACETS = ("programme", "funder", {"array": "recipients"}, {"array": "regions"}, "fy", "stage", {"total": "amount"})
_LABELS = {"organisations": "name", "programmes": "title", "sources": "title", "awards": "title", "claims": "says"}
_HIDDEN = ("explore_search", "award_claims", "programme_claims", "stated", "extras", "notes", "parties")
_ABOUT = {
    "explore": "A row for each award; its title leads to its evidence. Search, or choose values to narrow the list down.",
    "awards": "Awards whole; amounts are whole pennies, and what is not known is empty, never zero.",
    "organisations": "Everybody who gave or received, as named in the data.",
    "sources": "Documents and pages that figures come from.",
    "claims": "What the sources print, line by line.",
    "outcomes": "What came of awards, as stated.",
    "programmes": "Funds and rounds, with what sources state of them.",
}
_EXPLORE = {
    "facets": list(FACETS), "sort": "award", "label_column": "title", "size": 50, "title": "Awards",
    "fts_table": "explore_search", "fts_pk": "award",
}  # fmt: skip
"""What the list of awards has besides: facets, an order, and where it is searched."""


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """A saved question: its name, its command, and the notes on the answer."""

    name: str
    command: str
    notes: tuple[str, ...]


def metadata(title: str, about: str, saved: Iterable[AnsweredQuestion]) -> Mapping[str, Any]:
    """Return Datasette's metadata."""
    saved = tuple(saved)
    hidden = {name: {"hidden": True} for name in (*_HIDDEN, *(f"saved_{each.name}" for each in saved))}
    tables: dict[str, dict[str, Any]] = {name: {"description": text} for name, text in _ABOUT.items()}
    tables["explore"] |= _EXPLORE
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
        for each in saved
    }
    database = {"description": about, "tables": {**tables, **hidden}, "queries": queries}
    return {"title": title, "description": about, "databases": {DATABASE: database}}


def settings(*, home: bool) -> dict[str, int | bool]:
    """Return Datasette's settings: limits, and free SQL and the whole file only for whoever sits `home`, at this machine."""
    return {
        "sql_time_limit_ms": 3000, "facet_time_limit_ms": 1500, "max_returned_rows": 2000, "default_page_size": 50,
        "default_facet_size": 8, "max_csv_mb": 200, "suggest_facets": False, "num_sql_threads": 3,
        "default_allow_sql": home, "allow_download": home,
    }  # fmt: skip
