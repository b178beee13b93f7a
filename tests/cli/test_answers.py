"""What an answer shows: which data it is of, the columns that matter first, and no more notes than are needed."""

import os
import pty
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest

from conftest import Run

GRANTS = """title,amount,currency,recipient
Zebra crossing,100,GBP,Zed
Apple trees,300,GBP,Aye
"""


@pytest.fixture
def grants(tmp_path: Path) -> str:
    (tmp_path / "grants.csv").write_text(GRANTS)
    return "grants.csv"


def screen(env: Mapping[str, str], folder: Path, *words: str, columns: int = 80) -> str:
    """Return what a terminal of so many columns gets."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "grantcli", *words]
    known = {**env, "COLUMNS": str(columns), "TERM": "xterm", "NO_COLOR": "1", "PAGER": "cat"}
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder, env=known) as process:
        os.close(theirs)
        parts = []
        with suppress(OSError):  # there is nothing more to come
            while part := os.read(ours, 65536):
                parts.append(part)
        process.wait()
    os.close(ours)
    return b"".join(parts).decode().replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("words", "title"),
    [
        (("list", "--data", "grants.csv"), "2 awards in grants.csv"),
        (("list", "zebra", "--data", "grants.csv"), "1 of 2 awards in grants.csv"),
        (("total", "--data", "grants.csv", "--by", "fy"), "2 awards in grants.csv, by fy"),
        (("total",), "65 awards in the bundled data"),
        (("check", "--rule", "amount-zero", "--data", "grants.csv"), "nothing to show in grants.csv"),
    ],
)
def test_a_title_names_the_data(words: tuple[str, ...], title: str, run: Run, grants: str) -> None:
    assert grants
    assert run(*words).out.splitlines()[0] == title


def test_a_title_says_that_the_data_come_from_a_setting(run: Run, grants: str, tmp_path: Path) -> None:
    (tmp_path / "grantcli.yaml").write_text(f"data: {grants}\n")
    assert run("list").out.splitlines()[0] == "2 awards in grants.csv (by a setting, in grantcli.yaml:1)"
    assert "the data come from a setting, in grantcli.yaml:1" in run("list", "-f", "csv").err


@pytest.mark.costly
def test_standard_input_that_nobody_reads_is_said(clean_env: Mapping[str, str], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "grantcli", "total", "-f", "csv"]

    def has_note(text: bytes) -> bool:
        done = subprocess.run(
            command, input=text, env=dict(clean_env), cwd=tmp_path, capture_output=True, check=True, timeout=600
        )
        return b"nothing was read from standard input; `--data -` reads it" in done.stderr

    assert has_note(GRANTS.encode())
    assert not has_note(b"")


def test_a_file_is_listed_in_its_order_and_the_bundled_awards_largest_first(run: Run, grants: str) -> None:
    assert [line.split(",")[0] for line in run("list", "--data", grants, "-c", "title", "-f", "csv").out.splitlines()[1:]] == [
        "Zebra crossing", "Apple trees",
    ]  # fmt: skip
    amounts = [float(line) for line in run("list", "-c", "amount", "-f", "csv").out.splitlines()[1:] if line != '""']
    assert amounts == sorted(amounts, reverse=True)


def test_a_list_fits_80_columns_with_what_was_asked_first(clean_env: Mapping[str, str], tmp_path: Path) -> None:
    lines = screen(clean_env, tmp_path, "list").splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[1].startswith("hidden to fit 80 columns: id, programme;")
    assert lines[3].split() == ["title", "recipient", "amount", "awarded"]
    assert "no lead" not in "\n".join(lines)


def test_columns_without_any_value_are_not_shown_to_people_and_stay_for_programs(run: Run, grants: str) -> None:
    assert run("list", "--data", grants).out.splitlines()[2].split() == ["id", "title", "recipient", "amount"]
    assert run("list", "--data", grants, "-f", "csv").out.startswith(
        "id,title,programme,lead,recipient,amount,currency,awarded\n"
    )


def test_a_column_that_is_asked_for_by_name_is_shown_without_any_value(run: Run, grants: str) -> None:
    assert run("list", "--data", grants, "-c", "id,stage").out.splitlines()[2].split() == ["id", "stage"]


def test_every_column_is_shown_where_all_are_asked_for(run: Run, grants: str) -> None:
    for every in ("all", "*"):
        header = run("list", "--data", grants, "-c", every, "-f", "csv").out.splitlines()[0].split(",")
        assert {"id", "description", "quarter", "saving"} <= set(header)
    assert run("total", "-c", "all", "-f", "csv").out == run("total", "-f", "csv").out


def test_programmes_are_whole_at_80_columns_and_means_have_no_pence(clean_env: Mapping[str, str], tmp_path: Path) -> None:
    output = screen(clean_env, tmp_path, "total", "--by", "programme")
    assert "\nLGA Digital Transformation  " in output
    wide = screen(clean_env, tmp_path, "total", "--by", "programme", columns=200)
    assert "£15,217 " in wide
    assert "£15,217.39" not in wide


def test_a_comparison_names_its_columns_for_the_sides(run: Run) -> None:
    output = run("compare", "programme:round-2", "programme:round-3", "--by", "stage").out.splitlines()
    assert output[2].split()[:2] == ["round-2", "round-2"]


def test_check_shows_the_award_and_what_is_wrong_first_and_what_to_do_once(run: Run) -> None:
    lines = run("check", "--severity", "info", "--rule", "sources-disagree").out.splitlines()
    assert lines[2].startswith("award ")
    assert "what is wrong" in lines[2]
    assert sum("read why with `grantcli show ID`" in line for line in lines) == 1
    assert "warning" not in run("check", "--rule", "sources-disagree").out.splitlines()[0]


def test_notes_that_change_no_figure_are_counted_on_a_terminal(clean_env: Mapping[str, str], tmp_path: Path, run: Run) -> None:
    (tmp_path / "gaps.csv").write_text(GRANTS + ",,,\n")
    words = ("list", "--data", "gaps.csv")
    equation = "rows read 3 = awards 2 + merged 0 + blank 1 + set aside 0"
    assert equation in run(*words).out
    assert equation in run(*words, "-f", "csv").err
    output = screen(clean_env, tmp_path, *words)
    assert equation not in output
    assert "note: 1 note: --notes shows it" in output
    assert equation in screen(clean_env, tmp_path, *words, "--notes")


def test_quiet_says_nothing_beside_the_answer(run: Run) -> None:
    assert run("total", "-f", "csv", "-q").err == ""
    assert "note:" not in run("total", "--quiet").out
    for name, note in (("markdown", "\n- "), ("html", "<li>")):
        assert [note in run("total", "-f", name, *more).out for more in ((), ("-q",))] == [True, False]


def test_a_file_that_was_written_is_named_with_its_rows(run: Run, tmp_path: Path) -> None:
    done = run("total", "--by", "programme", "-o", "totals.md")
    assert (done.out, done.err) == ("", "Wrote totals.md (6 rows)\n")
    assert (tmp_path / "totals.md").is_file()
    assert run("total", "--by", "programme", "-o", "totals.md", "-q").err == ""


def test_a_header_is_left_out_where_that_is_asked(run: Run) -> None:
    assert run("list", "-c", "id", "-f", "csv", "--no-header").out == run("list", "-c", "id", "-f", "csv").out.partition("\n")[2]
    assert run("list", "-c", "id", "-f", "tsv", "--no-header").out == run("list", "-c", "id", "-f", "tsv").out.partition("\n")[2]
    assert run("list", "--no-header", "-f", "json").code == 2


@pytest.mark.costly
def test_rows_are_copied_by_the_terminal(clean_env: Mapping[str, str], tmp_path: Path) -> None:
    output = screen(clean_env, tmp_path, "total", "-c", "awards", "--copy")
    assert "Wrote" not in output
    done = subprocess.run(
        [sys.executable, "-m", "grantcli", "total", "--copy"], env=dict(clean_env), cwd=tmp_path, capture_output=True,
        check=False, start_new_session=True, timeout=600,
    )  # fmt: skip
    assert (done.returncode, b"there is no terminal to copy through" in done.stderr) == (2, True)


def test_open_goes_with_a_file(run: Run) -> None:
    done = run("total", "--open")
    assert (done.code, "--open goes with `-o FILE`" in done.err) == (2, True)
