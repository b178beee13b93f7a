"""`--data` with a folder or a pattern: the files that it means, by name, and nothing of them left out in silence."""

from pathlib import Path

import pytest

from conftest import Run

HEAD = "Recipient,Amount (GBP)\n"
COUNT = ("-f", "csv", "-c", "awards,total")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with data, what is no data, and partitions."""
    place = tmp_path / "data"
    for name, text in {
        "b.csv": f"{HEAD}B,2\n", "a.csv": f"{HEAD}A,1\n", "notes.md": "about\n", ".hidden.csv": f"{HEAD}H,64\n",
        "year=2019/c.csv": f"{HEAD}C,4\n", "year=2019/code=x/d.csv": f"{HEAD}D,8\n", "other/e.csv": f"{HEAD}E,16\n",
    }.items():  # fmt: skip
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text)
    return place


FOLDER_NOTES = (
    "note: 1 other file in `data` is not read (`notes.md`)\n"
    "note: 1 folder in `data` is not read (`other`)\n"
    "note: the names of folders say what `year`, `code` are\n"
)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("name", "ids", "notes"),
    [
        ("data", ["data/a.csv#1", "data/b.csv#1", "data/year=2019/c.csv#1", "data/year=2019/code=x/d.csv#1"],
         "note: `data` is 4 files (`a.csv`, `b.csv`, `c.csv`, …)\n" + FOLDER_NOTES),
        ("data/*.csv", ["data/a.csv#1", "data/b.csv#1"], "note: `data/*.csv` is 2 files (`a.csv`, `b.csv`)\n"),
        ("data/[b].csv", ["#1"], "note: `data/[b].csv` is 1 file (`b.csv`)\n"),
        ("data/**/e.csv", ["#1"], "note: `data/**/e.csv` is 1 file (`e.csv`)\n"),
        ("data/year=*/*.csv", ["data/year=2019/c.csv#1"],
         "note: `data/year=*/*.csv` is 1 file (`c.csv`)\nnote: the names of folders say what `year` is\n"),
        ("data/?.csv", ["data/a.csv#1", "data/b.csv#1"], "note: `data/?.csv` is 2 files (`a.csv`, `b.csv`)\n"),
    ],
)  # fmt: skip
def test_a_folder_and_a_pattern_mean_their_files(name: str, ids: list[str], notes: str, run: Run) -> None:
    done = run("list", "--data", name, "-f", "csv", "-c", "id")
    assert (done.code, done.out.splitlines()[1:], done.err) == (0, ids, notes)


def test_a_file_that_is_there_is_meant_by_its_name(tmp_path: Path, run: Run) -> None:
    (tmp_path / "a[1].csv").write_text(f"{HEAD}A,1\n")
    (tmp_path / "a1.csv").write_text(f"{HEAD}A,2\n")
    assert run("total", "--data", "a[1].csv", *COUNT).out.endswith("\n1,1.00\n")
    (tmp_path / "a[1].csv").unlink()
    assert run("total", "--data", "a[1].csv", *COUNT).out.endswith("\n1,2.00\n")


@pytest.mark.parametrize("name", ["data", "data/*.json"])
def test_the_list_of_files_that_get_writes_is_no_data(name: str, tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "a.json").write_text('[{"recipient": "A", "amount": 1}]')
    (folder / "manifest.json").write_text('{\n "form": "grantcli manifest 2",\n "files": []\n}')
    done = run("total", "--data", name, *COUNT)
    assert (done.code, done.out) == (0, "awards,total\n1,1.00\n")
    assert f"note: 1 other file in `{name}` is not read (`manifest.json`)\n" in done.err


def test_a_text_of_a_folder_is_read_only_where_nothing_else_is(folder: Path, run: Run) -> None:
    (folder / "readme.txt").write_text("What these tables are.\n")
    (folder / "notes.md").unlink()
    done = run("total", "--data", "data", *COUNT)
    assert (done.code, done.out) == (0, "awards,total\n4,15.00\n")
    assert "note: 1 other file in `data` is not read (`readme.txt`)\n" in done.err
    texts = folder.parent / "texts"
    texts.mkdir()
    (texts / "a.txt").write_text(f"{HEAD}A,1\n")
    assert run("total", "--data", "texts", *COUNT).out == "awards,total\n1,1.00\n"


def test_files_that_nothing_matches_are_said(folder: Path, run: Run) -> None:
    done = run("total", "--data", "data/*.parquet")
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("grantcli: error: no file is called `data/*.parquet`, and none matches it as a pattern\nhint: ")
    (folder / "empty").mkdir()
    done = run("total", "--data", "data/empty")
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("grantcli: error: no file of data is in the folder `data/empty`\nhint: ")


@pytest.mark.usefixtures("folder")
def test_a_file_of_a_pattern_that_is_given_too_counts_twice_and_that_is_said(run: Run) -> None:
    done = run("total", "--data", "data/*.csv", "--data", "data/a.csv", *COUNT)
    assert done.out.endswith("\n3,4.00\n")
    assert "note: `data/a.csv` is given twice, and its awards are counted twice\n" in done.err
