"""What is said of the rows of a file: the equation, the kinds of what cannot be read, and the table of `--rows`."""

import pytest

from grantcli.accounting import Accounting, RowNote, RowOutcome
from grantcli.reports.row_outcomes import reading_notes, rows

TITLE = RowNote("line 1", RowOutcome.SKIPPED, "it stands above the headings")
BLANK = RowNote("lines 12 to 640", RowOutcome.BLANK, "no cell holds anything", rows=629)


def _notes(what: str, *places: str) -> tuple[RowNote, ...]:
    return tuple(RowNote(place, RowOutcome.AWARD, f"{what} `{place[-1]}` cannot be read", "a") for place in places)


NOTES: list[tuple[Accounting, tuple[str, ...]]] = [
    (Accounting(3, 3), ()),
    (
        Accounting(4, 3, skipped=1, remarks=(TITLE,)),
        ("rows read 4 = awards 3 + merged 0 + blank 0 + set aside 1; --rows shows them",),
    ),
    (
        Accounting(632, 3, blank=629, remarks=(BLANK,)),
        ("rows read 632 = awards 3 + merged 0 + blank 629 + set aside 0; --rows shows them",),
    ),
    (
        Accounting(3, 3, remarks=_notes("amount", "line 5")),
        (
            "rows read 3 = awards 3 + merged 0 + blank 0 + set aside 0; --rows shows them",
            "1 amount cannot be read, taken as unknown (line 5: `5`)",
        ),
    ),
    (
        Accounting(
            9, 9, remarks=(*_notes("amount", "line 1", "line 2", "line 3", "line 4"), *_notes("date", "line 1", "line 2"))
        ),
        (
            "rows read 9 = awards 9 + merged 0 + blank 0 + set aside 0; --rows shows them",
            "4 amounts cannot be read, taken as unknown (line 1: `1`; line 2: `2`; line 3: `3`; …)",
            "2 dates cannot be read, taken as unknown (line 1: `1`; line 2: `2`)",
        ),
    ),
    (
        Accounting(
            3,
            3,
            remarks=(
                RowNote("line 2", RowOutcome.AWARD, "amount `£5` cannot be read: its sign says GBP, its currency is `USD`", "a"),
                RowNote("line 3", RowOutcome.AWARD, "title `[`7`]` cannot be read", "a"),
                RowNote("line 3", RowOutcome.AWARD, "other funders too: `B`", "a"),
                RowNote("line 4", RowOutcome.AWARD, "has the id of line 3, but another `title`", "b"),
                RowNote("line 5", RowOutcome.AWARD, "has the id of line 2, but another `title`", "a"),
            ),
        ),
        (
            "rows read 3 = awards 3 + merged 0 + blank 0 + set aside 0; --rows shows them",
            "1 amount cannot be read, taken as unknown (line 2: `£5`: its sign says GBP, its currency is `USD`)",
            "1 value of `title` cannot be read, taken as unknown (line 3: `[`7`]`)",
            "1 row with a remark (line 3: other funders too: `B`)",
            "2 rows with a remark (line 4: has the id of line 3, but another `title`; …)",
        ),
    ),
]


@pytest.mark.parametrize(("accounting", "notes"), NOTES)
def test_the_notes_say_everything_that_is_not_plain(accounting: Accounting, notes: tuple[str, ...]) -> None:
    assert reading_notes(accounting) == notes


def test_the_table_has_a_row_for_each_remark_and_the_equation_above_it() -> None:
    table = rows(Accounting(632, 2, blank=629, skipped=1, remarks=(TITLE, BLANK, *_notes("amount", "line 3"))))
    assert table.title == "rows read 632 = awards 2 + merged 0 + blank 629 + set aside 1"
    assert table.rows == (
        ("line 1", "set aside", 1, "it stands above the headings", None),
        ("lines 12 to 640", "blank", 629, "no cell holds anything", None),
        ("line 3", "award", 1, "amount `3` cannot be read", "a"),
    )
