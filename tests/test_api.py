"""The Python interface: the same words, the same answers."""

import gc
import gzip
import subprocess
import sys
import tempfile
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path

import pytest

import grantcli
from conftest import ROOT
from grantcli.errors import DataError, UsageError
from grantcli.table import Money


def test_the_example_of_the_issue_works() -> None:
    table = grantcli.open().total(by="programme")
    assert table.rows[0][0] == "Local Digital Fund round 4"
    assert table.rows[0][4] == Money(Decimal("1200000.00"), "GBP")


@pytest.mark.parametrize("where", ["council:leeds stage:beta", ["council:leeds", "stage:beta"], ("council:leeds", "stage:beta")])
def test_a_question_is_text_or_terms(where: str | list[str]) -> None:
    assert [row[0] for row in grantcli.open().list(where).rows] == ["ldf2-family-context"]


def test_by_is_text_or_names() -> None:
    ask = grantcli.open()
    assert ask.total(by="fy,stage") == ask.total(by=["fy", "stage"])


def test_errors_are_exceptions_of_one_family() -> None:
    with pytest.raises(UsageError):
        grantcli.open().total(by="nonsense")
    with pytest.raises(DataError):
        grantcli.open("nowhere.yaml")


_GRANTS = "Amount Awarded,Recipient,Date\n£500,Café,2019-04-17\n£250,Library,2019-04-18\n"
_FORMS = {
    "in.csv": _GRANTS.encode(),
    "cp1252.csv": _GRANTS.encode("cp1252"),
    "in.csv.gz": gzip.compress(_GRANTS.encode()),
    "in.json": b'[{"amount": 500, "recipient": "A"}, {"amount": 250, "recipient": "B"}]',
}
"""Forms of file that need a folder for temporary files in different places: transcoded, unpacked, split."""


@pytest.mark.costly
@pytest.mark.parametrize("name", _FORMS)
def test_what_is_no_longer_used_leaves_no_temporary_file(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that opens one file after another would fill the disk."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    (tmp_path / name).write_bytes(_FORMS[name])
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    data = grantcli.open(tmp_path / name, engine="duckdb", cache=False)
    data.total(by="recipient")
    assert list(temporary.iterdir()) != []
    del data
    gc.collect()
    assert list(temporary.iterdir()) == []


def test_a_path_may_be_a_path(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("form: grantcli awards 1\nawards: []\n", encoding="utf-8")
    assert grantcli.open(path).list().rows == ()


def test_the_financial_year_can_begin_elsewhere() -> None:
    assert grantcli.open(fy_start=1).total(by="fy").rows[0][0] == "2015"


def test_importing_grantcli_loads_nothing_heavy() -> None:
    script = "import sys, grantcli; print(sorted(m for m in sys.modules if m.split('.')[0] in {'typer', 'rich', 'yaml'}))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "[]\n"


def test_rows_are_read_by_name() -> None:
    table = grantcli.open().total(by="programme")
    first = table.records()[0]
    assert (first["programme"], first["awards"], str(first["total"])) == ("Local Digital Fund round 4", 6, "£1,200,000")
    assert [tuple(each.values()) for each in table.records()] == list(table.rows)


@pytest.mark.costly
@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_table_is_a_data_frame_where_the_library_is_installed(library: str) -> None:
    table = grantcli.open().list(columns="id,recipient,amount")
    if find_spec(library) is None:
        with pytest.raises(ImportError, match=library):
            getattr(table, f"to_{library}")()
        return
    frame = getattr(table, f"to_{library}")()
    assert (frame.shape, list(frame.columns)) == ((65, 3), ["id", "recipient", "amount"])
