"""Several files, each read in its own way: options between two `--data` belong to the file before them."""

import re
import shlex
from html import unescape
from pathlib import Path

import pytest

import grantcli
from conftest import Run
from grantcli.cli.data_input import DataFile, groups
from grantcli.cli.options import Input
from grantcli.errors import UsageError

A = 'Recipient,Amount,Date\nA,"1.234,50",01/02/2019\n'
B = 'Who,Amount,Date\nB,"1,234.50",01/02/2019\n'
OWN = ["--data", "a.csv", "--decimal", ",", "--dayfirst", "--data", "b.csv", "--map", "recipient=Who", "--monthfirst"]
OUTPUT = ["-c", "recipient,amount,awarded", "-f", "csv"]


@pytest.fixture(autouse=True)
def here(tmp_path: Path) -> Path:
    for name, text in (("a.csv", A), ("b.csv", B), ("c.csv", B.replace("B,", "C,")), ("map.yaml", "recipient: Who\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


QUESTIONS = {
    "each has its own": (OWN, ["A,1234.50,2019-02-01", "B,1234.50,2019-01-02"]),
    "with = and a term between": (
        ["--data=a.csv", "--decimal=,", "--dayfirst", "-title:x", "--data=b.csv", "--map=recipient=Who", "--monthfirst"],
        ["A,1234.50,2019-02-01", "B,1234.50,2019-01-02"]),
    "before the first for all, and the own goes first": (
        ["--dayfirst", "--data", "a.csv", "--decimal", ",", "--data", "b.csv", "--map", "recipient=Who"],
        ["A,1234.50,2019-02-01", "B,1234.50,2019-02-01"]),
    "none between, so for all": (
        ["--data", "b.csv", "--data", "c.csv", "--map", "recipient=Who", "--dayfirst"],
        ["B,1234.50,2019-02-01", "C,1234.50,2019-02-01"]),
    "several files after one --data share them": (
        ["--data", "b.csv", "c.csv", "--map", "recipient=Who", "--monthfirst", "--data", "a.csv", "--decimal", ",", "--dayfirst"],
        ["A,1234.50,2019-02-01", "B,1234.50,2019-01-02", "C,1234.50,2019-01-02"]),
    "a file of mappings": (
        ["--data", "b.csv", "--map", "map.yaml", "--dayfirst", "--data", "a.csv", "--dayfirst"],
        ["A,1234.50,2019-02-01", "B,1234.50,2019-02-01"]),
}  # fmt: skip


@pytest.mark.parametrize("name", QUESTIONS)
def test_options_between_two_files_are_of_the_first(name: str, run: Run, here: Path) -> None:
    words, rows = QUESTIONS[name]
    done = run("list", *words, *OUTPUT, cwd=here)
    assert (done.code, sorted(done.out.splitlines()[1:])) == (0, rows), done.err


def test_a_sheet_of_one_and_a_decimal_comma_of_the_other(run: Run, here: Path) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    with xlsxwriter.Workbook(str(here / "w.xlsx")) as workbook:
        for name, amount in (("One", 1), ("Two", 2)):
            workbook.add_worksheet(name).write_column(0, 0, ["Recipient", f"W{amount}"])
            workbook.get_worksheet_by_name(name).write_column(0, 1, ["Amount", amount])
    words = ["--data", "w.xlsx", "--sheet", "Two", "--data", "a.csv", "--decimal", ",", "--dayfirst"]
    done = run("list", *words, "-c", "recipient,amount", "-f", "csv", cwd=here)
    assert sorted(done.out.splitlines()[1:]) == ["A,1234.50", "W2,2.00"]


@pytest.mark.parametrize(
    "words", [["--decimal", "x"], ["--dayfirst", "--monthfirst"], ["--map", "nothing=Who"], ["--scale", "0"]]
)
def test_what_is_wrong_with_the_options_of_one_file_is_an_error(words: list[str], run: Run, here: Path) -> None:
    done = run("list", "--data", "b.csv", *words, "--data", "a.csv", "--decimal", ",", "--dayfirst", cwd=here)
    assert (done.code, done.out) == (2, "")


def test_a_saved_question_keeps_them(run: Run, here: Path) -> None:
    (here / "q").mkdir()
    saved = run("save", "--file", "q/questions.yaml", "mixed", "list", *OWN, *OUTPUT, cwd=here)
    assert saved.code == 0, saved.err
    done = run("run", "--file", "q/questions.yaml", "mixed", cwd=here)
    assert sorted(done.out.splitlines()[1:]) == ["A,1234.50,2019-02-01", "B,1234.50,2019-01-02"], done.err


def test_options_are_typed_again_as_they_belong() -> None:
    own = [
        DataFile.with_options("a.csv", {"decimal": ",", "dayfirst": True}),
        DataFile.with_options("b.csv", {"map": ["x=Y"], "skip": None}),
    ]
    source = Input(data=list(own), decimal=",", currency="GBP")
    assert source.command_line == [
        "--data",
        "a.csv",
        "--decimal",
        ",",
        "--dayfirst",
        "--data",
        "b.csv",
        "--map",
        "x=Y",
        "--currency",
        "GBP",
    ]


@pytest.mark.parametrize("words", [OWN, ["--data", "b.csv", "c.csv", "--map", "map.yaml", "--dayfirst", "--currency", "GBP"]])
def test_a_page_says_how_to_ask_again_about_files_that_are_each_read_in_their_own_way(
    words: list[str], run: Run, here: Path
) -> None:
    assert run("report", "amount>=1", *words, "--by", "recipient", "-o", "page.html", cwd=here).code == 0
    (command,) = re.findall("<code>(grantcli total .*?)</code>", unescape((here / "page.html").read_text(encoding="utf-8")))
    again = run(*shlex.split(command)[1:], "-f", "csv", cwd=here)
    assert again == run("total", "amount>=1", "--by", "recipient", "--top", "15", *words, "-f", "csv", cwd=here)
    assert again.code == 0


def test_words_after_two_dashes_name_no_file() -> None:
    assert groups(["x", "--data", "a", "--skip", "1", "--data=b", "--", "--data", "c"]) == [
        ["x"], ["--data", "a", "--skip", "1"], ["--data=b"]]  # fmt: skip


def test_the_same_can_be_said_from_python(here: Path) -> None:
    each = [{"decimal": ",", "dayfirst": True}, {"columns": {"recipient": "Who"}, "dayfirst": False}]
    ask = grantcli.open([here / "a.csv", here / "b.csv"], each=each)
    assert sorted(map(str, (row[-1] for row in ask.list(columns="id,awarded").rows))) == ["2019-01-02", "2019-02-01"]
    with pytest.raises(UsageError, match="--decimal: `;` is not"):
        grantcli.open([here / "a.csv", here / "b.csv"], each=[{"decimal": ";"}, {}])
