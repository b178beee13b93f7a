"""Values that no award has: what is said of them, and where they are an error."""

from pathlib import Path

import pytest

from conftest import Run
from grantcli.dataset import open_dataset
from grantcli.errors import UsageError, nearest_value

COUNCILS = ["Brighton and Hove", "Isles of Scilly", "Leeds City Council", "Leicester", "Luton", "Milton Keynes", "North Somerset",
            "Somerset"]  # fmt: skip
NEAREST = [
    ("milton", ("Milton Keynes",)),
    ("keynes", ("Milton Keynes",)),
    ("mil key", ("Milton Keynes",)),
    ("leds", ("Leeds City Council",)),
    ("liecester", ("Leicester",)),
    ("somerset", ("Somerset", "North Somerset")),
    ("brighton & hove", ("Brighton and Hove",)),
    ("zzz", ()),
    ("", ()),
]


@pytest.mark.parametrize(("typed", "result"), NEAREST)
def test_the_nearest_value_begins_as_what_was_typed_or_is_spelt_nearly_so(typed: str, result: tuple[str, ...]) -> None:
    assert nearest_value(typed, COUNCILS) == result


NOTES = [
    ("council:milton", "no award matches `council:milton`; the nearest council is `Milton Keynes`"),
    ("council:leds", "no award matches `council:leds`; the nearest council is `Leeds`"),
    ("council:york", "no award matches `council:york`; `York` is in the register of councils"),
    (
        "council:wolverhamton",
        "no award matches `council:wolverhamton`; the nearest council is `Wolverhampton`, which has no award",
    ),
    ("lead:unknown", "no award matches `lead:unknown`; `-lead:..` asks for awards without one"),
    ("amount", "no award matches `amount`; `amount` is a field, and `amount:VALUE` asks for it"),
    ("amount 500", 'no award matches `"amount 500"`; `amount` is a field, and `amount:500` asks for it'),
]


@pytest.mark.parametrize(("term", "note"), NOTES)
def test_an_empty_answer_says_which_value_was_meant(term: str, note: str) -> None:
    for table in (open_dataset().list(term), open_dataset().total(term)):
        assert note in table.notes


def test_a_misspelt_side_is_an_error_and_a_council_without_awards_is_not() -> None:
    data = open_dataset()
    with pytest.raises(UsageError, match=r"^no award matches `council:leds`$") as caught:
        data.compare("council:leeds", "council:leds")
    assert caught.value.did_you_mean[0] == "council:Leeds"
    with pytest.raises(UsageError, match=r"^no award matches `council:leds`$"):
        data.compare("leeds", "leds", on="council")
    assert [row[2] for row in data.compare("council:leeds", "council:york").rows] == [4, 0]
    assert [row[2] for row in data.compare("fy:2019-20", "fy:1999-00").rows] == [19, 0]


def test_a_report_about_nothing_is_a_message_and_no_file(run: Run) -> None:
    done = run("report", "amount>1m", "-o", "page.html")
    assert (done.code, done.out) == (0, "")
    assert done.err == "note: no page was written; no award matches `amount>1m`; amount runs from 10,000 to 350,000\n"
    assert run("list", "-n", "0", "--data", "page.html").code == 3


def test_a_report_about_nothing_tells_a_script_with_fail_empty(run: Run) -> None:
    assert run("report", "amount>1m", "--fail-empty").code == 4
    assert run("report", "council:leds").code == 2


def test_a_report_about_a_column_finds_it_whatever_its_case(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("Recipient,Amount,Grant Officer\nA,5,Bob\nB,6,Ann\n", encoding="utf-8")
    done = run("report", "x:grant_officer:bob", "--data", str(tmp_path / "x.csv"), "-o", "page.html")
    assert (done.code, done.err) == (0, "Wrote page.html (1 of 2 awards in x.csv)\n")
