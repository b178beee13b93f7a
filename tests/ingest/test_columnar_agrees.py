"""The row reader and the reading by columns give the same awards, the same outcomes of rows and the same notes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import SHARED
from grantcli.accounting import Accounting
from grantcli.dataset import open_dataset
from grantcli.errors import GrantcliError
from grantcli.ingest.database import connect
from grantcli.ingest.normalised_tables import TableReading
from grantcli.ingest.options import ReadOptions
from grantcli.model import Award
from grantcli.reports.data import Data

FORMS = {".csv", ".tsv", ".json", ".jsonl", ".xlsx", ".xls", ".ods", ".parquet", ".gz", ".zip"}
FILES = sorted(
    path
    for path in (SHARED / "data").rglob("*")
    if path.suffix.lower() in FORMS and "cases" not in path.parts and path.stat().st_size < 30_000_000
)
Facts = tuple[list[Award], Accounting | None, Sequence[str]] | str


def facts(path: Path, engine: str) -> Facts:
    """Return everything that is known of a file, or why it cannot be read."""
    try:
        return facts_of(open_dataset(path, engine=engine, cache=False).data)
    except GrantcliError as error:
        return str(error)


def facts_of(data: Data) -> Facts:
    """Return everything that is known of a file."""
    awards = sorted(data.engine.all_awards(), key=lambda award: (award.id, str(award.line)))
    return awards, data.account(), data.late_notes()


@pytest.mark.shared
@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SHARED / "data")))
def test_a_published_file_is_the_same_row_by_row_and_by_columns(path: Path) -> None:
    by_rows, by_columns = (facts(path, engine) for engine in ("memory", "duckdb"))
    assert by_columns == by_rows


TEXTS = st.sampled_from(
    ["", " ", "a", "Total", "TOTAL", "Sum", "Leeds", "Leeds ", "\u00a0Leeds", "tbc", "5", "5.50", "£1,000", "$7", "(3)",
     "1e3", "-0",
     "007", "2019-04-01", "17/11/2015", "01/02/2016", "2016", "Identifier", "recipient", "GBP", "gbp", "EUR", "£", 'q"q', "x,y",
     "one\ntwo", "r\u2003", "é", "2016-05-06T10:00:00Z", "1.005", "12.30 ", "a;b"]
)  # fmt: skip
HEADS = (
    ("Identifier", "Amount Awarded", "Currency", "Award Date", "Recipient Org:Name", "Recipient Org:Identifier", "Notes"),
    ("Recipient", "Amount (£)", "Date", "Officer", "Currency"),
    ("Notes", "Recipient Org:Name", "Recipient Org:Charity Number", "Recipient Org:Postal Code", "Amount Awarded"),
    ("Identifier", "Recipient Ind:Name", "Recipient Org:0:Name", "Recipient Org:1:Name", "Amount Awarded", "Award Date"),
    ("Amount (£000s)", "Date Awarded", "Start Date", "Recipient", "Grant Programme:Code", "Grant Programme:Title"),
)


@settings(suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_made_table_is_the_same_row_by_row_and_by_columns(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    import csv

    head = data.draw(st.sampled_from(HEADS))
    row = st.lists(TEXTS, min_size=len(head) - 1, max_size=len(head) + 1) | st.lists(
        TEXTS, min_size=len(head), max_size=len(head)
    )
    rows = data.draw(st.lists(row, max_size=8))
    above = data.draw(st.sampled_from([[], [["Awards of the year"]], [["", "x"], []]]))
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
    path = tmp_path_factory.mktemp("made") / "made.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=data.draw(st.sampled_from(",;\t"))).writerows([*above, head, *rows])
    by_rows, by_columns = (facts(path, engine) for engine in ("memory", "duckdb"))
    assert by_columns == by_rows


REPEATS: dict[str, Sequence[str]] = {
    "Identifier": ["i1", "i2", "i1 ", "", "n/a", "Total i1"],
    "Title": ["T", "U", "U ", ""],
    "Amount Awarded": ["5", "5.00", "6", "", "\u00a37", "tbc"],
    "Currency": ["GBP", "EUR", ""],
    "Award Date": ["2019-04-01", "2019-04-01T10:00:00", "1/4/2019", "2019", ""],
    "Amount Applied For": ["5", "5.0", ""],
    "Recipient Org:Name": ["A", "B"],
    "Recipient Org:1:Name": ["", "C"],
    "Grant Programme:Title": ["P", "Q", ""],
    "Notes": ["x", "x ", "y", ""],
}
"""What cells of rows that may be one award hold; most have what is first."""


@pytest.mark.costly
@settings(suppress_health_check=list(HealthCheck))
@given(st.data())
def test_rows_of_few_identifiers_are_the_same_row_by_row_and_by_columns(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    import csv

    heads = data.draw(
        st.lists(st.sampled_from(list(REPEATS)), min_size=2, unique=True).filter(lambda heads: "Identifier" in heads)
    )
    cells = {head: [*[REPEATS[head][0]] * 3, *REPEATS[head][: data.draw(st.integers(1, 6))]] for head in heads}
    row = st.tuples(*(st.sampled_from(cells[head]) for head in heads))
    rows = data.draw(st.lists(row, min_size=2, max_size=12))
    path = tmp_path_factory.mktemp("repeats") / "repeats.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heads, *rows])
    by_rows, by_columns = (facts(path, engine) for engine in ("memory", "duckdb"))
    assert by_columns == by_rows


FEW_IDENTIFIERS = {
    "rows that contradict each other": ("a,5,T", "a,6,T", "a,7,U", "b,5,T"),
    "a row that joins the second award": ("a,5,T", "a,6,", "a,7,T", "a,6,U", "a,8,T"),
    "rows that are the same": ("a,5,T", "a,6,U", "a,5,T", "a,6,U", "a,5,T"),
    "an amount that cannot be read": ("a,5,T", "a,tbc,T", "a,6,T", "a,7,T"),
    "a placeholder, and an amount that cannot be read": ("n/a,5,T", "n/a,tbc,T", "n/a,7,T"),
    "a row that may be a total": ("a,5,T", "a,6,T", "a,,", "Total,11,"),
}
BY_SQL = {"rows that contradict each other", "rows that are the same"}
"""Those of which the row reader reads none."""


@pytest.mark.costly
@pytest.mark.parametrize("name", FEW_IDENTIFIERS)
def test_rows_of_one_identifier_are_joined_by_columns_as_row_by_row(name: str, tmp_path: Path) -> None:
    path = tmp_path / "repeats.csv"
    rows = "".join(f"{row},2019-04-01\n" for row in FEW_IDENTIFIERS[name])
    path.write_text(f"Identifier,Amount Awarded,Title,Award Date\n{rows}", encoding="utf-8")
    by_rows, by_columns = (facts(path, engine) for engine in ("memory", "duckdb"))
    assert by_columns == by_rows
    store = TableReading(path, "repeats.csv", ReadOptions(), connect(), keep=False).store()
    assert (store.contents.written.counts["awards"] == 0) == (name in BY_SQL)


IDENTIFIERS = st.sampled_from(
    ["", "GB-CHC-1", "GB-CHC-0001", "gb-chc-1", "GB-CHC-2", "GB-CHC-0", "GB-CHC-", "GB-COH-00212481", "GB-COH-212481",
     "GB-COH-SC012345", "GB-SC-SC01", "360G-a-1", "360g-0", "XX-A-b", "XX-A-0", "1", "007", "N/A", "GB-\u017fC-1",
     "GB-CHC-\u0661", "GB-LAE-LDS", "GB-LAE-\u00e9", "GB-CHC- 1", "GB-CHC-1\u00a0x", "A", "the A", "Zoe", "\u00e9-1"]
)  # fmt: skip
NAMES = st.sampled_from(
    [
        "A",
        "a",
        "the A",
        "The  A",
        "B",
        "b",
        "Zoe",
        "Zo\u00eb",
        "GB-CHC-1",
        "1",
        "GB-LAE-LDS",
        "",
        "A (GB-CHC-1)",
        "B (1)",
        "\u017f",
    ]
)
BODIES = ("Recipient Org:0:Name", "Recipient Org:0:Identifier", "Funding Org:Name", "Funding Org:Identifier",
          "Recipient Org:1:Name", "Recipient Org:1:Identifier")  # fmt: skip
NUMBERS = st.sampled_from([("", ""), ("1021422", "212481"), ("1021422", ""), ("", "SC012345")])
QUESTIONS = ("recipient", "recipient,org_id", "funder", "recipient_name", "regrant_type")
TERMS = ("recipient:A", "funder:B", "recipient=Zoe", "council:GB-CHC-1")


@pytest.mark.costly
@settings(max_examples=settings().max_examples * 3 // 5, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_organisations_are_the_same_row_by_row_and_by_columns(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    import csv
    import json

    folder = tmp_path_factory.mktemp("bodies")
    partners = data.draw(st.booleans())
    few, called = (data.draw(st.lists(each, min_size=1, max_size=6, unique=True)) for each in (IDENTIFIERS, NAMES))
    body = st.tuples(st.sampled_from(called), st.sampled_from(few))
    rows = data.draw(st.lists(st.tuples(body, body, body, NUMBERS), min_size=1, max_size=9))
    own = ("Recipient Org:0:Charity Number", "Recipient Org:0:Company Number")
    with (folder / "made.csv").open("w", encoding="utf-8", newline="") as file:
        result = csv.writer(file)
        result.writerow(["Identifier", "Amount Awarded", "Currency", *(BODIES if partners else (*BODIES[:4], *own))])
        for number, (lead, funder, partner, numbers) in enumerate(rows):
            result.writerow([f"g{number}", "5", "GBP", *lead, *funder, *(partner if partners else numbers)])
    decided = [text for text in few if text]
    options: dict[str, Any] = {}
    if data.draw(st.booleans()) and len(decided) > 1:
        decision = {data.draw(st.sampled_from(["same", "different"])): decided[:2]}
        (folder / "decided.yaml").write_text(f"- {json.dumps(decision)}\n", encoding="utf-8")
        options["organisations"] = folder / "decided.yaml"
    by_rows, by_columns = (answers(folder / "made.csv", engine, **options) for engine in ("memory", "duckdb"))
    assert by_columns == by_rows


def answers(path: Path, engine: str, **options: Any) -> list[Any]:
    """Return what is said of organisations: the awards whole, who gives and receives, and the answers about them."""
    try:
        dataset = open_dataset(path, engine=engine, cache=False, **options)
    except GrantcliError as error:
        return [str(error)]
    tables = [
        *(dataset.total(by=by) for by in QUESTIONS),
        *(dataset.list(where, columns="id,recipient,funder,org_id") for where in TERMS),
    ]
    return [
        facts_of(dataset.data),
        sorted(dataset.data.engine.givers_that_receive()),
        [(table.rows, table.notes) for table in [*tables, dataset.duplicates()]],
    ]
