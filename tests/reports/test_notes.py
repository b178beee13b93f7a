"""Notes without which a figure would be read wrongly, by both engines."""

import json
from pathlib import Path
from typing import Any

import pytest

import grantcli
from conftest import Run
from grantcli.dataset import open_dataset

STATUS = (
    "Recipient,Amount,Currency,Date,Programme,Status,People\n"
    "Ark,100,GBP,2020-01-01,A,Awarded,9\n"
    "Bob,200,GBP,2020-01-02,A,Awarded,10\n"
    "Cat,300,USD,2020-01-03,B,Declined,100\n"
    "Dog,,,2020-01-04,B,Withdrawn,\n"
)
ENGINES = ("memory", "duckdb")


@pytest.fixture
def awards(tmp_path: Path) -> Path:
    path = tmp_path / "a.csv"
    path.write_text(STATUS, encoding="utf-8")
    return path


def notes(run: Run, path: Path, *arguments: str) -> str:
    """Return the notes that both engines give."""
    answers = {run(*arguments, "--data", str(path), "--engine", engine, "-f", "csv").err for engine in ENGINES}
    assert len(answers) == 1
    return answers.pop()


def test_an_unknown_amount_that_was_refused_is_not_zero(run: Run, awards: Path) -> None:
    assert "`x:Status` of 2 awards that count ($300 and 1 unknown amount) says" in notes(run, awards, "total")
    assert "of 2 awards that count (2 unknown amounts) says" in notes(run, awards, "total", "--real", "2021-22")


PROGRAMME = """\
form: grantcli awards 1
organisations:
  - {{id: a, name: A, official: A, kind: charity}}
programmes:
  - id: p
    title: P
    funder: a
    currency: GBP
    stated:
      - {{what: total, value: 30000, basis: stated}}
      - {{what: projects, value: {projects}, basis: stated}}
awards:
"""
_AWARD = "  - {{id: x{place}, programme: p, title: T, lead: a, amount: {amount}, currency: {currency}, basis: {basis}}}\n"


@pytest.mark.parametrize(
    ("projects", "amounts", "note"),
    [
        (3, "GBP 10000, GBP 1000, GBP 9000, EUR 1000",
         "and the 3 awards come to £20,000; £10,000 is not itemised; 1 more award is not in GBP (€1,000)"),
        (3, "GBP 20000, GBP null, GBP null, GBP null",
         "and the 4 awards come to £20,000, 3 amounts unknown; £10,000 is not itemised"),
        (4, "GBP 20000, EUR 5, EUR 5", "but name only 1 (£20,000); £10,000 is not itemised; 2 more awards are not in GBP (€10)"),
        (1, "GBP 40000, EUR 5", "and the 1 award comes to £40,000, £10,000 more; 1 more award is not in GBP (€5)"),
        (1, "GBP 30000, EUR 5", ""),
    ],
)  # fmt: skip
def test_what_is_stated_of_a_programme_is_compared_with_its_awards_in_that_currency(
    run: Run, tmp_path: Path, projects: int, amounts: str, note: str
) -> None:
    rows = [pair.split() for pair in amounts.split(", ")]
    text = "".join(
        _AWARD.format(place=place, amount=amount, currency=code, basis="unknown, rule: x" if amount == "null" else "stated")
        for place, (code, amount) in enumerate(rows)
    )
    (tmp_path / "own.yaml").write_text(PROGRAMME.format(projects=projects) + text)
    done = run("total", "--data", "own.yaml", "-f", "csv")
    scope = f"{projects} project{'s' * (projects > 1)}"
    begin = f"note: P: sources give £30,000 for {scope}"
    assert [line for line in done.err.splitlines() if "sources give" in line] == (
        [f"{begin}{', ' if note.startswith('and') else ' '}{note}"] if note else []
    )


def test_an_unknown_amount_that_may_be_granted_on_is_counted(run: Run, tmp_path: Path) -> None:
    giver = {"id": "GB-CHC-9", "name": "Giver"}
    grants = [{"id": str(key), "fundingOrganization": [giver], "recipientOrganization": [giver], "currency": "GBP",
               **({"amountAwarded": key} if key else {})} for key in (0, 5)]  # fmt: skip
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"grants": grants}), encoding="utf-8")
    assert "2 awards (£5 and 1 unknown amount) may be granted on" in notes(run, path, "total")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--by", "recipient", "--top", "1", "--sort", "-awards"), True),
        (("--by", "recipient", "--top", "1", "--sort", "total"), True),
        (("--by", "recipient", "--top", "1", "--sort", "-total"), False),
        (("--by", "recipient", "--top", "1", "--sort", "recipient"), False),
        (("--by", "recipient", "--top", "9", "--sort", "-awards"), False),
    ],
)
def test_the_largest_groups_are_those_by_total_whatever_sorts_them(
    run: Run, awards: Path, arguments: tuple[str, ...], says: bool
) -> None:
    assert ("takes the groups with the largest totals" in notes(run, awards, "total", *arguments)) is says


@pytest.mark.parametrize("sort", ["council", "-council", "total", "-total", "awards"])
def test_the_rest_comes_last_whatever_sorts_the_rows(sort: str, run: Run) -> None:
    done = run("total", "--by", "council", "--top", "2", "--sort", sort, "-f", "csv", "-c", "council")
    assert [line.partition(" ")[0] for line in done.out.splitlines()][-1] == "other"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("list", "--sort", "-x:people", "--limit", "1"), True),
        (("list", "--sort", "x:people", "-c", "id"), True),
        (("total", "--by", "x:people", "--sort", "-x:people"), True),
        (("list", "--sort", "x:status"), False),
        (("list", "--sort", "-awarded"), False),
    ],
)
def test_figures_that_are_sorted_as_texts_are_said_to_be(run: Run, awards: Path, arguments: tuple[str, ...], says: bool) -> None:
    assert ("is sorted as text, in which 10 comes before 9" in notes(run, awards, *arguments)) is says


def test_dates_that_are_sorted_as_texts_are_in_order(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Recipient,Amount,Date,Paid on\nA,1,2020-01-01,2020-01-02\nB,2,2020-01-01,2019-01-03\n", encoding="utf-8")
    assert "sorted as text" not in notes(run, path, "list", "--sort", "x:paid on")
    path.write_text("Recipient,Amount,Date,Paid on\nA,1,2020-01-01,12/01/2020\nB,2,2020-01-01,13/01/2019\n", encoding="utf-8")
    assert "sorted as text" in notes(run, path, "list", "--sort", "x:paid on")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("total", "council:leeds"), "4 joint awards count whole"),
        (("total", "--by", "programme"), "30 joint awards count whole"),
        (("compare", "council:leeds", "council:croydon"), "council:leeds: 4 joint awards count whole"),
        (("total", "--by", "council"), "the amounts of 30 joint awards are shared equally"),
    ],
)
def test_split_says_where_it_shares_nothing(run: Run, arguments: tuple[str, ...], says: str) -> None:
    text = run(*arguments, "--split").out
    assert says in text
    assert ("count whole" in text) is ("count whole" in says)


def test_a_report_says_of_each_table_whether_it_shares_joint_awards(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    run("report", "--split", "--by", "council", "--today", "2026-01-01", "-o", str(page))
    text = page.read_text(encoding="utf-8")
    assert ("the amounts of 30 joint awards are shared equally" in text, "count whole" in text) == (True, False)


@pytest.mark.parametrize(
    "arguments",
    [("total", "amount_real>=150"), ("list", "amount_real>=150"), ("total", "--by", "amount_real"),
     ("total", "--by", "amount_real:bands"), ("list", "--sort", "-amount_real")],
)  # fmt: skip
def test_amounts_in_real_terms_say_in_which_prices(run: Run, awards: Path, arguments: tuple[str, ...]) -> None:
    assert "`amount_real` is in prices of 2024-25, by the GDP deflator" in notes(run, awards, *arguments)
    assert "prices of" not in notes(run, awards, arguments[0])


def test_a_person_is_no_organisation(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Recipient Individual:Name,Amount Awarded\nA Person,1\n", encoding="utf-8")
    done = run("org", "a person", "--data", str(path))
    assert (done.code, "did you mean" in done.err) == (2, False)
    assert '`grantcli list recipient="A Person"` shows it' in done.err


def test_a_folder_has_its_own_name_in_titles(awards: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(awards.parent)
    assert open_dataset(".").total().title == f"4 awards in {awards.parent.name}"


TITLES = "Recipient,Title,Amount\nA,St Mary's,1\nB,St Mary\u2019s,2\nC,St Marys,4\nD,Caf\u00e9,8\nE,Cafe\u0301,16\nF,Cafe,32\n"


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        (("st mary's",), '`"st mary\'s"` leaves out 2 awards that are written with another sign or accent'),
        (("title:st mary\u2019s",), "leaves out 2 awards that are"),
        (("title:st mary's", "amount>2"), '`title:"st marys"` finds it'),
        (("caf\u00e9",), "leaves out 2 awards that are"),
        (("title:st mary's", "or", "title:caf\u00e9"), "leaves out 4 awards that are"),
        (("title:st mary's", "recipient:a"), ""),
        (("mary",), ""),
    ],
)
@pytest.mark.parametrize("command", ["list", "total"])
def test_other_spellings_of_a_text_are_counted(run: Run, tmp_path: Path, command: str, terms: tuple[str, ...], says: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(TITLES, encoding="utf-8")
    text = notes(run, path, command, *terms)
    assert says in text if says else "written with another" not in text


@pytest.mark.parametrize(
    ("where", "options", "noted"),
    [
        ("council:leeds", {}, "4 awards have more than one council"),
        ("council:leeds", {"by": "fy"}, "4 awards have more than one council"),
        ("region:wales or region:london", {"by": "programme"}, "12 awards have more than one region"),
        ("council:leeds", {"by": "council"}, ""),
        ("council:leeds", {"by": "council", "split": True}, ""),
        ("programme:ldf2", {}, ""),
    ],
)
def test_a_term_about_recipients_says_that_joint_awards_count_whole(where: str, options: dict[str, Any], noted: str) -> None:
    notes = [note for note in grantcli.open().total(where, **options).notes if "count whole" in note]
    field = noted.rpartition(" ")[2]
    assert notes == ([f"{noted} and count whole; `--by {field} --split` shows the share of each"] if noted else [])


def test_a_total_by_place_says_how_many_awards_have_none(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Recipient,Amount (GBP)\nA,5\nB,7\n")
    assert grantcli.open(path).total(by="region").notes == ("2 awards have no code of a place, and no council as a recipient",)
