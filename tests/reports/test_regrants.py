"""Money that is granted on: which awards are marked, and that nobody counts it twice without being told; by every engine."""

import json
from pathlib import Path

import pytest

from grantcli.dataset import Dataset, open_dataset
from grantcli.table import Money

HEAD = (
    "Identifier,Currency,Amount Awarded,Recipient Org:Identifier,Recipient Org:Name,Funding Org:Identifier,Funding Org:Name,"
    "For Regrant Type"
)
ROWS = [
    "a,GBP,1,GB-CHC-1,Ark,GB-CHC-9,Giver,",
    "b,GBP,2,GB-CHC-2,Foundation,GB-CHC-9,Giver,FRG010",
    "c,GBP,4,GB-CHC-3,Boat,GB-COH-00123456,Funds,",
    "d,GBP,8,GB-COH-123456,The Funds,GB-CHC-9,Giver,",
    "e,GBP,16,,Nobody,,Somebody,",
    "f,GBP,32,,Somebody,GB-CHC-9,Giver,",
]
ENGINES = ("memory", "duckdb")
TWICE = "3 awards (£42) may be granted on, and then be counted twice"


@pytest.fixture(params=["csv", "json"])
def awards(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / f"a.{request.param}"
    if request.param == "csv":
        path.write_text("\n".join([HEAD, *ROWS]) + "\n", encoding="utf-8")
    else:
        path.write_text(json.dumps({"grants": [_grant(*row.split(",")) for row in ROWS]}), encoding="utf-8")
    return path


def _grant(key: str, currency: str, amount: str, *rest: str) -> dict[str, object]:
    to_id, to, from_id, by, regrant = rest
    bodies = (
        [{name: text for name, text in (("id", id_), ("name", name_)) if text}] for id_, name_ in ((to_id, to), (from_id, by))
    )
    grant = dict(zip(("recipientOrganization", "fundingOrganization"), bodies, strict=True))
    return {
        "id": key,
        "currency": currency,
        "amountAwarded": int(amount),
        **grant,
        **({"regrantType": regrant} if regrant else {}),
    }


def open_each(path: Path) -> list[Dataset]:
    return [open_dataset(path, engine=engine, cache=False) for engine in ENGINES]


def test_awards_to_funders_and_regrants_are_marked(awards: Path) -> None:
    marked = {"b": ("Common Regrant",), "d": ("to a funder",), "f": ("to a funder",)}
    for data in open_each(awards):
        rows = data.list(columns="id,regrant").rows
        assert {str(row[0]): row[1] for row in rows} == {key: marked.get(key) for key in "abcdef"}


@pytest.mark.costly
def test_they_can_be_left_out_grouped_and_asked_for(awards: Path) -> None:
    for data in open_each(awards):
        assert [row[0] for row in data.list("-regrant:..", columns="id").rows] == ["a", "c", "e"]
        assert [row[0] for row in data.list("regrant:funder", columns="id").rows] == ["d", "f"]
        groups = {row[0]: row[2] for row in data.total(by="regrant").rows}
        assert groups == {"Common Regrant": 1, "to a funder": 2, None: 3}


@pytest.mark.costly
def test_a_total_that_counts_them_says_so_and_one_that_was_asked_about_them_does_not(awards: Path) -> None:
    for data in open_each(awards):
        assert any(note.startswith(TWICE) for note in data.total().notes)
        for table in (data.total("-regrant:.."), data.total(by="regrant"), data.total("id=a")):
            assert not any("counted twice" in note for note in table.notes)


@pytest.mark.costly
def test_money_that_nobody_grants_on_is_not_spoken_of(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("\n".join([HEAD, ROWS[0], ROWS[4]]) + "\n", encoding="utf-8")
    for data in open_each(tmp_path / "a.csv"):
        table = data.total()
        total = [column.name for column in table.columns].index("total")
        assert isinstance(table.rows[0][total], Money)
        assert not any("counted twice" in note for note in table.notes)
