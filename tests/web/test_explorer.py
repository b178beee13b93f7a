"""The explorer's tables: what is counted under a value is what has it, and no page reads every award."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from awkward import AWARDS, BOOK

import grantcli
from grantcli import exports
from grantcli.fields import FIELDS
from grantcli.model import Award
from grantcli.names import fold
from grantcli.web import explorer
from grantcli.web.datasette_metadata import FACETS, READY, SEVERAL, facets_with_values
from grantcli.web.pages import awards_sql, facet_sql, filter_sql, totals_sql

PEOPLE = (Award("p1", individual="Zoë"), Award("p2", individual="A"), Award("p3"), replace(AWARDS[0], individual="Beside"))
EVERY = "SELECT award, programme, funder, fy, stage, recipients, regions, amount, currency FROM explore"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A database of awards with several recipients, with people and with nobody."""
    path, data = tmp_path / "awards.sqlite", grantcli.open().data
    awards = (*data.book.awards, *AWARDS, *PEOPLE)
    exports.write("sqlite", awards, BOOK, path, ".sqlite")
    explorer.add(path, data.view, [], ([str(name) for name in FIELDS["region"].read(award, data.view)] for award in awards))
    with closing(sqlite3.connect(path)) as connection:
        yield connection


def several(database: sqlite3.Connection, facet: str, where: str = "") -> Counter[str]:
    """Return how many awards have each value of an array, counted from the arrays."""
    rows = database.execute(f"SELECT {facet} FROM explore {where}").fetchall()  # noqa: S608 - our own names
    return Counter(value for (text,) in rows for value in set(json.loads(text)))


@pytest.mark.parametrize("where", ["", "WHERE fy = '2019-20'", "WHERE award > 60", "WHERE award < 0"])
@pytest.mark.parametrize("facet", SEVERAL)
def test_a_facet_counts_the_awards_that_have_a_value_each_once(database: sqlite3.Connection, facet: str, where: str) -> None:
    answer = database.execute(facet_sql(f"{EVERY} {where}", 10_000), {"facet": facet}).fetchall()
    assert dict(answer) == several(database, facet, where)
    assert answer == sorted(answer, key=lambda each: (-each[1], each[0].encode()))
    assert bool(answer) == ("< 0" not in where)


@pytest.mark.parametrize("facet", SEVERAL)
def test_a_value_is_found_in_the_awards_that_have_it(database: sqlite3.Connection, facet: str) -> None:
    for value, count in several(database, facet).items():
        awards = database.execute(f"{EVERY} WHERE {filter_sql(facet, 'v')}", {"v": value}).fetchall()
        assert len(awards) == count


def test_a_person_is_a_recipient_where_no_organisation_is(database: sqlite3.Connection) -> None:
    rows = database.execute("SELECT id, recipients FROM explore WHERE id LIKE 'p_'").fetchall()
    assert rows == [("p1", '["Zoë"]'), ("p2", '["A"]'), ("p3", "[]")]
    assert several(database, "recipients")["Beside"] == 0


def test_totals_by_recipient_count_awards_to_people_and_to_nobody_too(database: sqlite3.Connection) -> None:
    counts: Counter[str | None] = Counter()
    for recipient, awards, *_ in database.execute(READY["by-recipient"].sql):
        counts[recipient] += awards
    nobody = database.execute("SELECT count(*) FROM explore WHERE recipients = '[]'").fetchone()[0]
    assert nobody > 0
    assert counts.pop(None) == nobody
    assert counts == several(database, "recipients")


def test_a_person_is_found_by_a_name_with_other_letters(database: sqlite3.Connection) -> None:
    search = "SELECT e.id FROM explore_search s JOIN explore e ON e.award = s.rowid WHERE explore_search MATCH ?"
    assert database.execute(search, ["Zoë"]).fetchall() == [("p1",)]


@pytest.mark.parametrize("word", ["zoë", "ZOË", "oë"])
def test_a_word_is_looked_for_whatever_the_case_of_its_letters(database: sqlite3.Connection, word: str) -> None:
    database.create_function("fold", 1, fold)
    assert [
        row[1] for row in database.execute(READY["word"].sql.replace("e.award, e.title", "e.award, e.id"), {"word": word})
    ] == ["p1"]


def plan(database: sqlite3.Connection, question: str, **parameters: str) -> list[str]:
    """Return the steps that SQLite takes to answer a question."""
    return [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {question}", parameters).fetchall()]


def test_only_facets_of_which_an_award_has_a_value_are_asked(database: sqlite3.Connection) -> None:
    """Datasette asked about each of a million awards, to find that none has a stage: a fifth of the time of a search."""
    assert facets_with_values(database) == list(FACETS)
    database.execute("UPDATE explore SET stage = NULL")
    database.execute("DELETE FROM explore_facets WHERE facet = 'regions'")
    assert facets_with_values(database) == [each for each in FACETS if each not in ({"value": "stage"}, {"several": "regions"})]
    database.execute("DELETE FROM explore")
    database.execute("DELETE FROM explore_facets")
    assert facets_with_values(database) == [{"total": "amount"}]


def columns() -> Iterator[str]:
    return (each["value"] for each in FACETS if "value" in each)


def test_awards_that_a_search_finds_first_are_those_that_have_the_word(database: sqlite3.Connection) -> None:
    search = "award in (select rowid from explore_search where explore_search match escape_fts(:search))"
    database.create_function("escape_fts", 1, str)
    start, question = EVERY.replace("FROM", "from"), {"search": "leeds"}
    awards = database.execute(f"{start} where {search} ORDER BY award", question).fetchall()
    for sql in (awards_sql(f"{start} where {search} ", every=False), awards_sql(f"{start} where {search} and 1", every=False)):
        assert database.execute(f"{sql} ORDER BY award", question).fetchall() == awards
    steps = database.execute(f"EXPLAIN QUERY PLAN {awards_sql(f'{start} where {search}', every=False)}", question).fetchall()
    assert "LIST SUBQUERY" not in str(steps)
    assert 0 < len(awards) < database.execute("SELECT count(*) FROM explore").fetchone()[0]
    assert awards_sql(f"{start} where {search}", every=True) == start


SEARCH = "award IN (SELECT rowid FROM explore_search WHERE explore_search MATCH :value)"
ONE_VALUE = {**{name: f"{name} = :value" for name in columns()}, **{name: filter_sql(name, "value") for name in SEVERAL}}
PAGES = {
    **{f"facet {name}": f"SELECT {name}, count(*) FROM explore WHERE {name} IS NOT NULL GROUP BY 1" for name in columns()},  # noqa: S608 - our own names
    **{f"facet {name}": facet_sql(EVERY, 9) for name in SEVERAL},
    **{f"facet {name} of some": facet_sql(f"{EVERY} WHERE fy = :value", 9) for name in SEVERAL},
    **{f"awards of {name}": f"{EVERY} WHERE {test} ORDER BY award LIMIT 51" for name, test in ONE_VALUE.items()},
    "total": totals_sql(EVERY),
    "count": "SELECT count(*) FROM explore",
    "search": f"{EVERY} WHERE {SEARCH} ORDER BY award LIMIT 51",
    "award": f"{EVERY} WHERE award = :value",
    "evidence": "SELECT * FROM award_claims WHERE award = :value",
}


@pytest.mark.parametrize("page", PAGES)
def test_no_page_reads_every_award(database: sqlite3.Connection, page: str) -> None:
    steps = plan(database, PAGES[page], value="x", facet="recipients")
    # A scan of an index that has all that is asked takes a twentieth of a second for a million awards.
    assert [step for step in steps if step.startswith("SCAN") and "COVERING INDEX" not in step and "VIRTUAL" not in step] == []
    assert any("USING" in step for step in steps)


def test_a_page_without_its_index_would_read_every_award(database: sqlite3.Connection) -> None:
    database.execute("DROP INDEX explore_by_funder")
    assert "SCAN explore" in plan(database, PAGES["facet funder"])
