"""A database of the awards of a large file, from its tables: row by row the one that is made of each award whole."""

import csv
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import ROOT, SHARED
from grantcli import exports
from grantcli.backends import sqlite
from grantcli.cli.destination import replace_file
from grantcli.dataset import Dataset, open_dataset
from grantcli.engines.sql import Sql
from grantcli.errors import GrantcliError
from grantcli.exports.sqlite import LARGE_PAGES
from grantcli.ingest import database

Content = dict[str, list[tuple[Any, ...]]]


def content(path: Path) -> Content:
    """Return the rows of every table, and the statements that made the tables, indexes and views."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        schema = connection.execute("SELECT name, type, sql FROM sqlite_schema ORDER BY name, type").fetchall()
        tables = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name, kind, _ in schema if kind == "table"}  # noqa: S608 - our own names
        return {"": schema, **tables}


def databases(dataset: Dataset, folder: Path, where: str = "", **choice: Any) -> tuple[Content, Content]:
    """Return what is in the database of each award whole, and in that of the tables."""
    whole = dataset.export(where, **choice)
    one_by_one, by_tables = folder / "awards.sqlite", folder / "tables.sqlite"
    for path in (one_by_one, by_tables):
        path.unlink(missing_ok=True)
    assert exports.write("sqlite", whole.awards, whole.book, one_by_one, ".sqlite") == ()
    assert sqlite.write(whole, by_tables) == ()
    return content(one_by_one), content(by_tables)


def open_path(path: Path, **options: Any) -> Dataset:
    return open_dataset(path, engine="duckdb", cache=False, **options)


TABLES = {
    "plain": """\
Identifier,Title,Description,Currency,Amount Awarded,Award Date,Recipient Org:Identifier,Recipient Org:Name,\
Recipient Org:Location:0:Name,Funding Org:Identifier,Funding Org:Name,Grant Programme:Title,Ward,=Officer
a,One,"A ""long"" text\\ of
two lines",GBP,100,2019-04-03,GB-COH-1,Body,Leeds,GB-CHC-1,Giver,Round,North,Bo
b, Two ,,GBP,100.50,2019-04-03T10:00:00Z,GB-COH-2,Other,,GB-CHC-1,Giver,Second,,
c,Three,,,"£1,234.50",3 April 2019,,Third,York,GB-CHC-2,Another,,South ,
d,Four,\u2003,EUR,-0.10,2019,GB-COH-4,"Fourth é\x7f\u202e",,,Giver,,,=1+1
e,Five/5,\x01 tab\there,GBP,0,2019-04-03,GB-COH-5,Fifth,,,,,East,
e,Five again,\\u0041,GBP,1.00,,GB-COH-5,Fifth,,,,,,
,,,,,,,,,,,,,
f,Six,,,12,2019-04-04,GB-COH-6,Sixth,,,,,,
g,,,GBP,1e3,2019-04,,Ninth,,,,,,
h,,,GBP,tbc,never,GB-COH-7,Seventh,,,,,,
,No id,,USD,$7.25,,GB-COH-7,Seventh,,,,,,
i,Deleted\x7f,,GBP,1,,,,,,,,,
""",
    "headed": """\
Reference,Organisation,Amount (£),Date awarded,Currency,Start Date,Duration
a1,One,500,03/04/2019,GBP,2019-05-01,12
a2,Two,"1,500.00",13/04/2019,,01/06/2019,12.50
a3,Three,12.30,14/04/2019,EUR,2019,007
a4, Three ,12.30,,EUR,,x
a5,Four,7.5,15/04/2019,GBP,,-0
""",
    "thousands": "Reference,Recipient,Amount (£000),Award Date\na,One,5,2019-04-03\nb,Two,7.5,2019-04-04\n",
    "euros": "Reference,Recipient,Amount (EUR),Award Date\na,One,5,2019-04-03\nb,Two,7.50,2019-04-04\nc,Two,£3,\n",
    "several": """\
Identifier,Currency,Amount Awarded,Recipient Org:0:Identifier,Recipient Org:0:Name,Recipient Org:1:Name,Related Activity,\
Beneficiary Location:0:Latitude,Recipient Ind:Name
a,GBP,1,GB-COH-00123456,Ark,,x;y,53.120,
b,GBP,2,GB-COH-123456,"Boat ""Builders\"\"",Ark,z,-0.5,
c,GBP,4,GB-CHC-2,Ark,,,,
d,GBP,,,,,,,A person
e,GBP,9,,Ark,Boat,,1e1,
""",
    "gaps": "Identifier,Title,Currency,Amount Awarded,Award Date\na,One,EUR,5,2019-04-03\nb,Two,,,\nc,,EUR,7.50,2019-04-04\n",
    "none": "Identifier,Amount Awarded\n",
    "joined": "Identifier,Amount Awarded,Recipient Org:Identifier,Recipient Org:Name,Funding Org:Name\n"
    "a,1,GB-COH-00123456,Ark,Ark\nb,2,GB-COH-123456,Boat,Ark\nc,4,GB-CHC-2,Ark,Giver\nd,8,GB-CHC-2,,Giver\ne,9,,Ark,\n",
}  # fmt: skip
GRANTS = """\
{"grants": [
{"id": "j1", "title": "One", "amountAwarded": 10.50, "currency": "GBP", "awardDate": "2019-04-03", "other": {"a": [1, null]},
 "recipientOrganization": [{"id": "GB-COH-1", "name": "Body"}], "fundingOrganization": [{"name": "Giver"}], "officer": "Bo",
 "beneficiaryLocation": [{"name": "Leeds", "latitude": 53.1234567890123456789}, {"name": "York"}], "open": true, "none": []},
{"id": "j2", "title": "A \\"quoted\\" \\\\ \\/ text\\n\\u00a3 \\ud83d\\ude00", "amountAwarded": "£5", "awardDate": "2019",
 "recipientOrganization": [{"name": "Body"}, {"name": "Second"}], "fundingOrganization": [{"name": "Giver"}, {"name": "More"}]},
{"id": "j3", "amountAwarded": 1e3, "currency": "GBP", "recipientOrganization": [{"name": "Third \u202e"}], "minus": -0, "v": 5E4},
{"id": "j4","amountAwarded":7,"currency":"EUR",  "recipientIndividual":{"name":"A person"},"officer":{"name":"B","name":"C"}},
{"id": "j4", "id": "j5", "amountAwarded": 7, "grantProgramme": [{"code": "r", "title": "Round"}], "x": {"y": 1, "y": 1}},
{"id": "j6", "amountAwarded": NaN, "recipientOrganization": {"name": "Alone"}, "related": {"b": {"c": 1, "c": 2}}},
{"title": "No id", "big": 123456789012345678901234567890, "small": 0.10, "text": "5e4 -0 "}
]}
"""


def write(folder: Path, name: str) -> Path:
    path = folder / (name if "." in name else f"{name}.csv")
    text = TABLES.get(name, GRANTS)
    if name.endswith(".jsonl"):
        text = "\n".join(
            json.dumps({"id": f"l{n}", "amountAwarded": n, "title": "é" * n}, ensure_ascii=n % 2 == 0) for n in range(9)
        )
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.costly
def test_pages_are_large_where_awards_are_many(data_file: Callable[..., Path], tmp_path: Path) -> None:
    databases(open_path(data_file(TABLES["plain"], "awards.csv")), tmp_path)
    for name, size in (("awards", 4_096), ("tables", LARGE_PAGES)):  # a few awards would be five times the bytes
        with closing(sqlite3.connect(tmp_path / f"{name}.sqlite")) as connection:
            assert connection.execute("PRAGMA page_size").fetchall() == [(size,)]


@pytest.mark.sample(2)
@pytest.mark.parametrize("name", [*TABLES, "grants.json", "lines.jsonl"])
def test_a_database_of_the_tables_is_that_of_each_award_whole(name: str, tmp_path: Path) -> None:
    one_by_one, by_tables = databases(open_path(write(tmp_path, name)), tmp_path)
    assert by_tables == one_by_one
    assert bool(one_by_one["awards"]) == (name != "none")


OPTIONS: list[dict[str, Any]] = [{"currency": "AUD"}, {"every_spelling": True}, {"one_per": "id:last"}]


@pytest.mark.costly
@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize("name", ["plain", "joined", "grants.json"])
def test_options_that_change_the_awards_change_both_databases(name: str, options: dict[str, Any], tmp_path: Path) -> None:
    one_by_one, by_tables = databases(open_path(write(tmp_path, name), **options), tmp_path)
    assert by_tables == one_by_one


@pytest.mark.costly
@pytest.mark.parametrize(
    ("where", "choice"),
    [("amount>=1", {}), ("recipient:ark", {}), ("", {"limit": 2}), ("", {"limit": 0}), ("amount<5", {"limit": 1}),
     ("", {"sort": "-amount"}), ("", {"sort": "recipient,-id"}), ("amount>=1", {"sort": "-recipient,amount", "limit": 3}),
     ("nothing-at-all", {"sort": "id"}), ("nothing-at-all", {})],
)  # fmt: skip
@pytest.mark.parametrize("name", ["several", "grants.json"])
def test_awards_that_are_chosen_are_numbered_in_their_order(
    name: str, where: str, choice: dict[str, Any], tmp_path: Path
) -> None:
    one_by_one, by_tables = databases(open_path(write(tmp_path, name)), tmp_path, where, **choice)
    assert by_tables == one_by_one


def test_several_files_make_the_database_of_their_awards(tmp_path: Path) -> None:
    files = [write(tmp_path, "plain"), write(tmp_path, "grants.json")]
    one_by_one, by_tables = databases(open_dataset(files, engine="duckdb", cache=False), tmp_path)
    assert by_tables == one_by_one


@pytest.mark.costly
def test_batches_end_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "SIZE", 3)
    monkeypatch.setattr(sqlite, "_PART", 2)
    for name in ("plain", "grants.json"):
        for sort in ("", "-amount"):
            one_by_one, by_tables = databases(open_path(write(tmp_path, name)), tmp_path, sort=sort)
            assert by_tables == one_by_one


@pytest.mark.costly
def test_a_batch_ends_where_duckdb_unpacks_the_next_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_PARQUET", "FORMAT parquet, ROW_GROUP_SIZE 2048")
    monkeypatch.setattr(sqlite, "SIZE", 2_500)
    path, numbers = tmp_path / "long.csv", list[str]()
    path.write_text("Identifier,Amount Awarded\n" + "".join(f"a{n},{n}\n" for n in range(5000)), encoding="utf-8")
    statement = sqlite._Tables._statement  # noqa: SLF001 - what is asked of DuckDB

    def note(*words: Any) -> str:
        numbers.append(words[-1])
        return statement(*words)

    monkeypatch.setattr(sqlite._Tables, "_statement", note)  # noqa: SLF001
    one_by_one, by_tables = databases(open_path(path), tmp_path)
    assert by_tables == one_by_one
    assert numbers == ["BETWEEN 1 AND 2048", "BETWEEN 2049 AND 4096", "BETWEEN 4097 AND 5000"]


@pytest.mark.costly
def test_no_award_of_a_large_file_is_made_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def whole(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(Sql, "awards", whole)
    for name, sort in (("plain", ""), ("grants.json", ""), ("several", "-amount"), ("grants.jsonl", "title")):
        path = write(tmp_path, name)
        assert sqlite.write(open_path(path).export(sort=sort), Path(f"{path}.sqlite")) == ()


@pytest.mark.costly
def test_an_interrupt_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    path, database = write(tmp_path, "plain"), tmp_path / "awards.sqlite"
    database.write_text("the old file\n", encoding="utf-8")
    monkeypatch.setattr(sqlite._Tables, "_awards", interrupt)  # noqa: SLF001 - amid the tables
    with pytest.raises(KeyboardInterrupt):
        replace_file(database, partial(sqlite.write, open_path(path).export()))
    assert sorted(each.name for each in tmp_path.iterdir()) == ["awards.sqlite", path.name]
    assert database.read_text(encoding="utf-8") == "the old file\n"


CELLS = st.sampled_from(
    ["", " ", "a", " b ", 'q"q', "x;y", "a\\u", "\\", "/", "one\ntwo", "\t", "\u2003", "é", "\x85", "\u2028", "\U0001f44d",
     "\x1f", "5", "5.50", "5.00", "05", "-0", "-0.00", "0", "0.0", ".5", "5.", "1.005", "£1,000", "£5", "$7", "(3)", "1e3",
     "12.30 ", "1,000", "999999999999999", "1000000000000000", "2019-04-01", "2019", "2019-04", "01/02/2016", "17/11/2015",
     "2016-05-06T10:00:00Z", "2016-05-06 later", "GBP", "gbp", "EUR", "£", "None"]
)  # fmt: skip
HEADS = (
    ("Identifier", "Title", "Amount Awarded", "Currency", "Award Date", "Recipient Org:Name", "Recipient Org:Identifier",
     "Notes"),
    ("Identifier", "Recipient", "Amount (£)", "Date", "Officer", "Currency"),
    ("Identifier", "Recipient", "Amount (£)", "Award Date", "Planned Dates:Start Date", "Planned Dates:Duration (months)"),
    ("Identifier", "Amount Awarded", "Amount Applied For", "Beneficiary Location:1:Longitude", "Beneficiary Location:0:Name",
     "Related Activity", "Related Activity"),
)  # fmt: skip


@pytest.mark.costly
@settings(suppress_health_check=list(HealthCheck))
@given(st.data())
def test_whatever_cells_hold_the_database_is_the_same(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    head = data.draw(st.sampled_from(HEADS))
    rows = data.draw(st.lists(st.lists(CELLS, min_size=len(head) - 1, max_size=len(head) - 1), min_size=1, max_size=8))
    folder = tmp_path_factory.mktemp("cells")
    with (folder / "cells.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *([f"g{number}", *row] for number, row in enumerate(rows))])
    one_by_one, by_tables = databases(open_path(folder / "cells.csv", dayfirst=True), folder)  # or `01/02/2016` alone is refused
    assert by_tables == one_by_one


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | CELLS | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(CELLS, inner, max_size=2),
    max_leaves=6,
)


@pytest.mark.costly
@settings(suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.dictionaries(st.sampled_from(["title", "officer", "amountAwarded", "x y", "grantProgramme"]), VALUES), max_size=5)
)
def test_whatever_grants_hold_the_database_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, grants: list[dict[str, Any]]
) -> None:
    folder = tmp_path_factory.mktemp("grants")
    whole = [{"id": f"g{number}", **grant} for number, grant in enumerate(grants)]
    (folder / "grants.json").write_text(json.dumps({"grants": whole}, ensure_ascii=False), encoding="utf-8", errors="replace")
    one_by_one, by_tables = databases(open_path(folder / "grants.json"), folder)
    assert by_tables == one_by_one


FORMS = {".csv", ".json", ".jsonl", ".xlsx", ".parquet"}
FILES = sorted(path for path in (SHARED / "data").rglob("*") if path.suffix.lower() in FORMS and path.stat().st_size < 3_000_000)


@pytest.mark.shared
@pytest.mark.sample(30)
@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SHARED / "data")))
def test_the_database_of_a_published_file_is_the_same(path: Path, tmp_path: Path) -> None:
    try:
        dataset = open_path(path)
    except GrantcliError:  # no file of grants
        return
    one_by_one, by_tables = databases(dataset, tmp_path)
    assert by_tables == one_by_one


PEAK = """
import resource, sys
from pathlib import Path
import grantcli
from grantcli.backends import sqlite
from grantcli.cli.destination import replace_file

whole = grantcli.open(sys.argv[1], engine="duckdb", memory="256MB", cache=False).export()
sqlite.write(whole, Path(sys.argv[1]).with_suffix(".sqlite"))
print(whole.count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.slow
def test_three_times_as_many_awards_do_not_take_three_times_the_memory(tmp_path: Path) -> None:
    peaks = []
    for many in (50_000, 150_000):
        path = tmp_path / f"{many}.csv"
        with path.open("w", encoding="utf-8") as file:
            file.write("Identifier,Title,Currency,Amount Awarded,Award Date,Recipient Org:Identifier,Recipient Org:Name\n")
            file.writelines(
                f"g{n},{'A title ' * 9}{n},GBP,{n}.50,2019-04-03,GB-COH-{n % 9999:08},Body {n % 9999}\n" for n in range(many)
            )
        env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "XDG_CACHE_HOME": str(tmp_path)}
        done = subprocess.run([sys.executable, "-c", PEAK, str(path)], env=env, stdout=subprocess.PIPE, text=True, check=True)
        count, peak = map(int, done.stdout.split())
        assert count == many
        peaks.append(peak)
    assert peaks[1] < 1.5 * peaks[0]
