"""Awards in batches of tables: of a file that SQL reads, the rows that each award whole is kept in."""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from conftest import SHARED
from grantcli import bundle
from grantcli.backends import load_batches, remote_tables
from grantcli.backends.award_columns import AwardColumns
from grantcli.backends.load_batches import Batches
from grantcli.cli.commands.load import _fingerprint
from grantcli.cli.options import Input
from grantcli.data_source import OpenOptions
from grantcli.engines import Engine, award_rows
from grantcli.engines.relations import TABLES
from grantcli.engines.sql import Sql
from grantcli.fields import View
from grantcli.ingest.options import ReadOptions
from grantcli.ingest.store import Store
from grantcli.open_data import open_files

STANDARD = """\
Identifier,Title,Description,Currency,Amount Awarded,Amount Applied For,Award Date,Planned Dates:0:Start Date,\
Planned Dates:0:Duration (months),Recipient Org:Identifier,Recipient Org:Name,Funding Org:Name,Beneficiary Location:0:Name,\
Beneficiary Location:1:Name,Ward
g1,One,"A ""long"" text, of
two lines",GBP,100,200.50,2019-04-03,2019-05-01,12,GB-COH-1,Body,Giver,Leeds,York,North
g2, Two ,,GBP,100.50,,2019-04-03T10:00:00Z,01/05/2019,x,GB-COH-2,Other,Giver,,York,
g3,Three,,,"£1,234.50",£5,3 April 2019,,,,Third,Giver,Leeds,, South
g4,Four,\u2003,EUR,-0.10,1.5,2019,2019-06-01,1.50,GB-COH-4,"Fourth é",Giver,,,
g5,Five,,GBP,0,007,2019-04-03,,,GB-COH-5,Fifth,Giver,,,East
g5,Five again,,GBP,1,,2019-04-03,,,GB-COH-5,Fifth,Giver,,,East
,,,,,,,,,,,,,,
g6,Six,,,12,,2019-04-04,,,GB-COH-6,Sixth,,,,
g8,Eight,,GBP,12.50,1.50,2019-04-04,2019,12,GB-COH-6,,Giver,Leeds ,,
g9,,,GBP,1e3,,2019-04,,,,Ninth,,,,
g7,Seven,,GBP,tbc,,never,,,GB-COH-7,Seventh,Giver,,,
"""
HEADED = """\
Reference,Organisation,Amount (£),Date awarded,Currency
a1,One,500,03/04/2019,GBP
a2,Two,"1,500.00",13/04/2019,
a3,Three,12.30,14/04/2019,EUR
a4, Three ,12.30,,EUR
"""
JOINED = """\
Identifier,Currency,Amount Awarded,Recipient Org:Identifier,Recipient Org:Name,Funding Org:Name,\
Beneficiary Location:0:Geographic Code
a,GBP,1,GB-COH-00123456,Ark,Giver,E08000035
b,GBP,2,GB-COH-123456,"Boat ""Builders\"\"",Giver,nowhere
c,GBP,4,GB-CHC-2,Ark,Giver,
d,GBP,8,GB-CHC-2,,Giver,
e,GBP,9,,Ark,,
"""
WITH_LINE_ENDS = """\
Identifier,Title,Amount Awarded,Award Date,Recipient Org:Name,Funding Org:Name,Ward
a,"One
of two lines",1,2019-04-03,Ark,Giver,"North

East"
b,Two,2,2019-04-04,Boat,Giver,
c,Three,x,2019-04-05,,Giver,
"""
GRANTS: list[dict[str, Any]] = [
    {"id": "j1", "title": "One", "amountAwarded": 10.50, "currency": "GBP", "awardDate": "2019-04-03", "other": {"a": [1, None]},
     "recipientOrganization": [{"id": "GB-COH-1", "name": "Body"}], "fundingOrganization": [{"name": "Giver"}],
     "beneficiaryLocation": [{"name": "Leeds"}, {"name": "York"}]},
    {"id": "j2", "title": 'A "quoted" \\ text', "amountAwarded": "£5", "awardDate": "2019", "plannedDates": [{"duration": 3}],
     "recipientOrganization": [{"name": "Body"}, {"name": "Second"}], "fundingOrganization": [{"name": "Giver"}]},
    {"id": "j3", "amountAwarded": 7, "currency": "GBP", "recipientOrganization": [{"name": "Third"}]},
]  # fmt: skip


def files(folder: Path) -> Iterator[Path]:
    """Yield files in the forms that SQL reads, with rows that it leaves to the row reader."""
    for name, text in (
        ("standard.csv", STANDARD),
        ("headed.csv", HEADED),
        ("joined.csv", JOINED),
        ("grants.json", json.dumps({"grants": GRANTS})),
    ):
        (folder / name).write_text(text, encoding="utf-8")
        yield folder / name


def open_(path: Path, name: str) -> Engine:
    """Return the engine of this name that answers from a file."""
    return open_files([str(path)], [ReadOptions()], OpenOptions(engine=name, keep=False)).current_engine


def engine(path: Path) -> Sql:
    """Return what answers from the tables of a file."""
    result = open_(path, "duckdb")
    assert isinstance(result, Sql)
    return result


def same(record: dict[str, Any]) -> dict[str, Any]:
    """Return a row as it compares: numbers exact, a grant as what its JSON says, in its order."""
    result = {name: str(value) if value is not None else None for name, value in record.items()}
    for name in ("amount", "figure", "saving"):
        if result.get(name):
            result[name] = f"{Decimal(result[name] or 0).normalize():f}"
    if result.get("published"):
        result["published"] = json.dumps(
            json.loads(result["published"] or "", parse_float=Decimal), default=lambda each: f"{each:f}"
        )
    return result


def rows(result: Engine, size: int, *, in_one: bool = False) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of every relation, as they are there once the batches and what follows from them are.

    Assert that what the batches count is what the rows have.
    """
    connection, batches_of = duckdb.connect(), Batches(result, View(), size, in_one=in_one)
    for name, columns in remote_tables.schema(list(result.headings), batches_of.columns).items():
        connection.execute(f"CREATE TABLE {name} ({', '.join(f'{column} {kind}' for column, kind in columns.items())})")
    for batch in batches_of:
        for name in batch.texts:
            connection.register("batch", batch.connection.sql(batch.texts[name]).to_arrow_table())
            connection.execute(f"INSERT INTO {name} SELECT * FROM batch")  # noqa: S608 - ours
    for name, text in batches_of.columns.views().items():
        connection.execute(f"CREATE VIEW {name} AS {text}")
    product = {name: list(read(connection, name, batches_of.columns)) for name in TABLES}
    assert batches_of.leads == sum(each["lead"] is not None for each in product["awards"])
    assert batches_of.several == {each["field"] for each in product["details"] if each["position"] != "0"}
    return product


def read(connection: duckdb.DuckDBPyConnection, name: str, own: AwardColumns) -> Iterator[dict[str, Any]]:
    """Yield the rows of a relation, each award with its grant and without the columns that it is made of."""
    ranks = "SELECT n, ROW_NUMBER() OVER (ORDER BY n) - 1 AS rank FROM awards"
    numbered = "" if name == "aliases" else f" REPLACE (r.rank AS n) FROM {name} t JOIN ({ranks}) r USING (n)"
    result = connection.execute(f"SELECT t.*{numbered or f' FROM {name} t'} ORDER BY ALL")  # noqa: S608 - ours
    columns = [column[0] for column in result.description or ()]
    for each in result.fetchall():
        row = dict(zip(columns, each, strict=True))
        if name == "awards" and row["published"] is None and (grant := own.grant(row)):
            row["published"] = json.dumps(grant, default=str)
        yield same({column: value for column, value in row.items() if column not in own.schema()})


def compare(result: Engine, size: int = 2) -> None:
    """Assert that the rows of the batches, each of so many awards, are those of the awards whole."""
    expected: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    for number, award in enumerate(result.all_awards()):
        for name, record in award_rows.records(number, award, list(result.headings)):
            expected[name].append(same(record))
    for in_one in (True, False):  # the first leaves no copy of the rows, and the second does
        product = rows(result, size, in_one=in_one)
        assert product["awards"] == expected["awards"]
        for name in ("parties", "links", "details"):
            assert sorted(product[name], key=repr) == sorted(expected[name], key=repr)
        # Once, not for each award.
        assert {repr(each) for each in product["aliases"]} == {repr(each) for each in expected["aliases"]}


@pytest.mark.costly
@pytest.mark.parametrize("part", range(4))
def test_batches_of_columns_are_the_rows_of_the_awards_whole(part: int, tmp_path: Path) -> None:
    for path in [*files(tmp_path)][part::4]:
        result = engine(path)
        compare(result)
        assert isinstance(result.tables, Store)
        assert load_batches.by_columns(result.tables), path  # that SQL makes them


@pytest.mark.costly
def test_batches_of_awards_in_memory_are_their_rows(tmp_path: Path) -> None:
    for path in files(tmp_path):
        compare(open_(path, "memory"))


@pytest.mark.shared
@pytest.mark.parametrize(
    "name", ["360giving/datagetter_validfile.json", "360giving/trafford_council_voluntary_sector_grants.csv"]
)
def test_batches_of_published_files_are_the_rows_of_the_awards_whole(name: str) -> None:
    path = SHARED / "data" / name
    if not path.is_file():
        pytest.skip(f"{name} is not there")
    compare(engine(path), 500)


@pytest.mark.costly
@pytest.mark.parametrize("text", [WITH_LINE_ENDS, STANDARD, HEADED, JOINED])
def test_awards_of_a_table_are_one_batch_and_its_rows_are_not_written_first(text: str, data_file: Callable[..., Path]) -> None:
    result = engine(data_file(text, "awards.csv"))
    assert isinstance(result.tables, Store)
    batches = Batches(result, View(), 2, in_one=True)
    counts = [batch.counts().get("awards", 0) for batch in batches]
    assert counts[0] == result.award_count
    assert sum(counts) == result.award_count
    assert not result.tables._place("raw.parquet").exists()  # noqa: SLF001 - what must not be written
    expected = rows(result, 2)["awards"]
    assert result.tables._place("raw.parquet").exists()  # noqa: SLF001 - what is written for batches
    assert rows(result, 2, in_one=True)["awards"] == expected  # now from the copy of the rows
    assert rows(engine(data_file(text, "again.csv")), 2, in_one=True)["awards"] == expected


@pytest.mark.costly
def test_one_batch_of_all_awards_keeps_the_order_of_its_joins(data_file: Callable[..., Path]) -> None:
    result = engine(data_file(JOINED, "awards.csv"))
    batches = iter(Batches(result, View(), 2, in_one=True))
    batch = next(batches)
    plan = batch.connection.execute(f"EXPLAIN {batch.texts['awards']}").fetchall()[0][1]
    assert "POSITIONAL" in plan.upper()
    assert "LEFT" in plan
    assert "RIGHT" not in plan  # which would have all texts of the file in memory
    next(batches, None)
    plan = batch.connection.execute(f"EXPLAIN {batch.texts['awards']}").fetchall()[0][1]
    assert "RIGHT" in plan  # nothing of that holds for the questions after it


@pytest.mark.costly
def test_awards_of_which_one_per_identifier_counts_are_no_single_scan(data_file: Callable[..., Path]) -> None:
    from grantcli.identity import OnePer

    path = data_file("Reference,Organisation,Amount\na,One,5\na,One,7\nb,Two,9\n", "twice.csv")
    options = OpenOptions(engine="duckdb", keep=False, one_per=OnePer(last=True))
    result = open_files([str(path)], [ReadOptions()], options).current_engine
    assert [each["amount"] for each in rows(result, 2, in_one=True)["awards"]] == ["7", "9"]


def test_one_award_of_an_identifier_is_one_row(tmp_path: Path) -> None:
    path = tmp_path / "twice.csv"
    path.write_text("Reference,Organisation,Amount\na,One,5\na,One,7\nb,Two,9\nc,Two,11\n", encoding="utf-8")
    from grantcli.identity import OnePer

    options = OpenOptions(engine="duckdb", keep=False, one_per=OnePer(last=True))
    result = open_files([str(path)], [ReadOptions()], options).current_engine
    assert isinstance(result, Sql)
    product = rows(result, 2)["awards"]
    assert [(each["n"], each["id"], each["amount"]) for each in product] == [("0", "a", "7"), ("1", "b", "9"), ("2", "c", "11")]


@pytest.mark.costly
def test_codes_of_places_and_joined_organisations_go_with_the_awards(tmp_path: Path) -> None:
    path = tmp_path / "joined.csv"
    path.write_text(JOINED, encoding="utf-8")
    result, view = engine(path), View(places=bundle.places(""))
    (batch,) = Batches(result, view)
    text = f"SELECT n, field, position, text, code, district FROM ({batch.texts['sites']}) t ORDER BY n"  # noqa: S608 - ours
    sites = batch.connection.execute(text).fetchall()
    assert sites == [
        (1, "beneficiary_location_code", 0, "E08000035", "E08000035", "Leeds"),
        (2, "beneficiary_location_code", 0, "nowhere", None, None),
    ]
    bodies = {body for award in result.all_awards() for body in award.councils if body.names[1:]}
    rows = batch.connection.execute(remote_tables.other_names(f"({batch.texts['aliases']}) t")).fetchall()
    assert remote_tables.organisations(rows) == {(body.id, body.name): body for body in bodies} != {}


def test_only_the_same_awards_are_taken_for_those_that_are_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # `load` passes over what is there already: what makes other awards of the same files has to make another fingerprint.
    def of(**options: Any) -> str:
        source = Input(**options)
        return _fingerprint(source, source.open(None).data)

    file, mapping, places, decisions, own = (tmp_path / name for name in ("a.csv", "map.yaml", "p.csv", "o.yaml", "own.yaml"))
    file.write_text("Reference,Organisation,Amount,Spent\nx,One,5,6\n", encoding="utf-8")
    mapping.write_text("amount: Amount\n", encoding="utf-8")
    places.write_text("postcode,district\nLS1 1UR,Leeds\n", encoding="utf-8")
    decisions.write_text("- same: [GB-CHC-1000001, GB-COH-02000002]\n", encoding="utf-8")
    seeds = bundle.bundled_file().parent.parent / "seeds"
    own.write_text(bundle.bundled_file().read_text("utf-8").replace("../seeds", str(seeds)), encoding="utf-8")
    one, maps = [str(file)], [str(mapping)]
    prints = [
        of(data=one), of(data=one, one_per="id"), of(data=one, one_per="id:last"), of(data=one, every_spelling=True),
        of(data=one, dayfirst=True), of(data=one, map=maps), of(data=one, places=str(places)),
        of(data=one, organisations=str(decisions)), of(), of(organisations=str(decisions)),
    ]  # fmt: skip
    for path, text in ((mapping, "amount: Spent\n"), (places, "postcode,district\nLS1 1UR,York\n"),
                       (decisions, "- different: [GB-CHC-1000001, GB-COH-02000002]\n")):  # fmt: skip
        path.write_text(text, encoding="utf-8")
    prints += [of(data=one, map=maps), of(data=one, places=str(places)), of(data=one, organisations=str(decisions))]
    file.write_text("Reference,Organisation,Amount,Spent\nx,One,5,7\n", encoding="utf-8")
    prints.append(of(data=one))
    known = bundle.bundled_file
    for module in ("dataset", "cli.commands.load"):  # another version of the program has other awards
        monkeypatch.setattr(f"grantcli.{module}.bundled_file", lambda *names: known(*names) if names else own)
    prints.append(of())
    assert len(set(prints)) == len(prints)
    assert of(data=one, map=["amount=Spent"]) == of(data=one, map=maps)
    assert of(data=one, memory="1GB", no_cache=True) == of(data=one)
