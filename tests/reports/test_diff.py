"""`diff`: what became of awards, matched by id; every kind of change, and the money that it moved."""

import csv
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from awkward import AWARDS, BOOK, CROYDON, LEEDS, NEW

import grantcli
from conftest import SHARED, Run
from grantcli.dataset import Dataset
from grantcli.dates import PartialDate
from grantcli.engines.memory import Memory
from grantcli.evidence import Basis
from grantcli.fields import FIELDS
from grantcli.model import Award, Outcome
from grantcli.reports.data import Data
from grantcli.reports.difference import COMPARED
from grantcli.standard import BY_NAME
from grantcli.table import Cell, Money

BASE = replace(AWARDS[0], partners=(CROYDON,), individual=None)


def dataset(*awards: Award, label: str = "file", notes: tuple[str, ...] = ()) -> Dataset:
    return Dataset(Data(Memory(awards), replace(BOOK, awards=awards), label=label, notes=notes))


def rows(old: tuple[Award, ...], new: tuple[Award, ...], where: str = "") -> tuple[tuple[Cell, ...], ...]:
    return dataset(*old).diff(dataset(*new), where).rows


def gbp(amount: str) -> Money:
    return Money(Decimal(amount), "GBP")


LESS = ("amount", "10000.00", None, Money(Decimal("-10000.00"), "GBP"))
"""What leaves a currency that is another now."""
CHANGES: list[tuple[dict[str, object], list[tuple[object, ...]]]] = [
    ({}, []),
    ({"title": "New"}, [("title", "Plain", "New", None)]),
    ({"title": None}, [("title", "Plain", None, None)]),
    ({"description": "New"}, [("description", None, "New", None)]),
    ({"programme": NEW}, [("programme", "Round 1", "Round 2", None),
                          ("funder", "Local Government Association", "Ministry", None)]),
    ({"lead": CROYDON, "partners": (LEEDS,)}, [("lead", "Leeds", "Croydon", None), ("partner", "Croydon", "Leeds", None)]),
    ({"partners": ()}, [("partner", "Croydon", None, None), ("org_id", "GB-LAE-CRY; GB-LAE-LDS", "GB-LAE-LDS", None)]),
    ({"lead": replace(LEEDS, id="x")}, [("org_id", "GB-LAE-CRY; GB-LAE-LDS", "GB-LAE-CRY; x", None)]),
    ({"stage": "beta", "theme": "t", "project": "p"},
     [("stage", "alpha", "beta", None), ("theme", None, "t", None), ("project", None, "p", None)]),
    ({"awarded": PartialDate(2015)}, [("awarded", "2015-03", "2015", None)]),
    ({"amount": Decimal("9999.99")}, [("amount", "10000.00", "9999.99", gbp("-0.01"))]),
    ({"amount": Decimal("0.00")}, [("amount", "10000.00", "0.00", gbp("-10000.00"))]),
    ({"amount": None, "basis": Basis.UNKNOWN}, [("amount", "10000.00", None, None), ("basis", "stated", "unknown", None)]),
    ({"currency": "EUR"}, [LESS, ("amount", None, "10000.00", Money(Decimal("10000.00"), "EUR"))]),
    ({"currency": None}, [LESS, ("amount", None, "10000.00", Money(Decimal("10000.00"), None))]),
    ({"amount": Decimal("2.00"), "currency": "EUR"}, [LESS, ("amount", None, "2.00", Money(Decimal("2.00"), "EUR"))]),
    ({"amount": None, "currency": "EUR"}, [("amount", "10000.00", None, None), ("currency", "GBP", "EUR", None)]),
    ({"basis": Basis.DERIVED}, [("basis", "stated", "derived", None)]),
    ({"claims": {"amount": ("s/1",)}}, [("source", None, "s", None)]),
    ({"outcomes": (Outcome("Good", Decimal("5.00")),)}, [("outcome", None, "Good", None), ("saving", None, "5.00", None)]),
    ({"line": 7, "notes": ("elsewhere",)}, []),
]  # fmt: skip


@pytest.mark.parametrize(("change", "expected"), CHANGES)
def test_a_change_is_told_by_field_with_the_money_that_it_moved(
    change: dict[str, object], expected: list[tuple[object, ...]]
) -> None:
    new = replace(BASE, **change)  # type: ignore[arg-type]  # fields of an award
    result = rows((BASE,), (new,))
    assert [(field, old, after, money) for _, _, field, old, after, money, _ in result] == expected
    assert {(award, what) for award, what, *_ in result} <= {("a01", "changed")}
    assert {currency for *_, money, currency in result if not money} <= {new.currency}


def test_a_person_who_received_an_award_is_compared_as_its_recipient() -> None:
    alone = replace(BASE, lead=None, partners=(), individual="Somebody")
    assert [row[2:5] for row in rows((alone,), (replace(alone, individual="Another"),))] == [("recipient", "Somebody", "Another")]


def test_the_order_of_several_values_is_no_change() -> None:
    joint = replace(AWARDS[1], partners=tuple(reversed(AWARDS[1].partners)))
    assert rows((AWARDS[1],), (joint,)) == ()


def test_every_field_that_a_file_says_itself_is_compared() -> None:
    derived = {"id", "council", "council_now", "lead_now", "kind", "gss", "year", "fy", "quarter", "month",
               "amount_real", "starts", "ends", "duration", "per_year", "regrant"}  # fmt: skip
    placed = {name for name, each in FIELDS.items() if each.basis}
    assert set(COMPARED) == set(FIELDS) - derived - placed - set(BY_NAME)


@pytest.mark.parametrize("engine", ["memory", "duckdb"])
def test_a_field_of_the_standard_that_either_file_has_is_compared(engine: str, tmp_path: Path) -> None:
    head = "Identifier,Title,Amount Awarded,Currency,Award Date,Planned Dates:End Date,Recipient Org:Postal Code"
    before, after = (tmp_path / name for name in ("before.csv", "after.csv"))
    before.write_text(f"{head}\nA1,T,100,GBP,2019-01-01,2020-01-01,\n", encoding="utf-8")
    after.write_text(f"{head}\nA1,T,100,GBP,2019-01-01,2021-01-01,LS1 1UR\n", encoding="utf-8")
    table = grantcli.open(before, engine=engine).diff(grantcli.open(after, engine=engine))
    assert [row[:5] for row in table.rows] == [
        ("A1", "changed", "planned_end_date", "2020-01-01", "2021-01-01"),
        ("A1", "changed", "recipient_postal_code", None, "LS1 1UR"),
    ]


def test_awards_of_one_side_only_are_added_or_withdrawn_with_all_of_their_amount() -> None:
    removed, stays, added, unknown = AWARDS[0], AWARDS[1], AWARDS[6], AWARDS[2]
    assert rows((removed, stays), (stays, added, unknown)) == (
        ("a01", "withdrawn", "title", "Plain", None, gbp("-10000.00"), "GBP"),
        ("a03", "added", "title", None, "Unknown amount", None, "GBP"),
        ("a07", "added", "title", None, "In euros", Money(Decimal("100000.01"), "EUR"), "EUR"),
    )


def test_ids_are_compared_as_they_are_ordered() -> None:
    named = [replace(BASE, id=name) for name in ("B", "a", "é", "z", "\U0001f44d", "10", "9", "")]
    assert rows(tuple(named), tuple(reversed(named))) == ()
    assert [row[:2] for row in rows(tuple(named[:4]), tuple(named[3:]))] == [
        ("", "added"), ("10", "added"), ("9", "added"), ("B", "withdrawn"), ("a", "withdrawn"), ("é", "withdrawn"),
        ("\U0001f44d", "added"),
    ]  # fmt: skip


def test_awards_of_one_id_are_matched_in_order_and_noted() -> None:
    first, second = BASE, replace(BASE, title="Second")
    table = dataset(first, second, label="old").diff(dataset(first, replace(second, title="Third"), second, label="new"))
    assert [row[1:5] for row in table.rows] == [("added", "title", None, "Third")]
    assert table.notes[-2:] == (
        "old: 1 id stands for more than one award, matched where they are the same, then in order",
        "new: 1 id stands for more than one award, matched where they are the same, then in order",
    )


def test_an_id_that_changed_only_its_case_is_one_award_and_that_is_a_change() -> None:
    assert [row[1:6] for row in rows((replace(BASE, id="G4"),), (replace(BASE, id="g4"),))] == [
        ("changed", "id", "G4", "g4", None)
    ]


def test_awards_without_an_id_are_the_same_where_they_say_the_same_in_another_row() -> None:
    removed = replace(BASE, id="#1", title="Gone")
    assert [row[:2] for row in rows((removed, replace(BASE, id="#2")), (replace(BASE, id="#1"),))] == [("#1", "withdrawn")]


@pytest.mark.shared
def test_a_case_of_repeated_ids_has_the_right_differences(run: Run) -> None:
    folder = SHARED / "data" / "cases" / "24-diff-repeated-ids"
    done = run("diff", str(folder / "old.csv"), str(folder / "new.csv"), "-f", "csv", "-c", "award,change,field,money,currency")
    assert done.out.splitlines()[1:] == [
        "G3,withdrawn,title,-300.00,GBP", "g4,changed,id,,GBP", "G6,changed,amount,-600.00,GBP", "G6,changed,amount,600.00,EUR",
        "G7,changed,amount,,GBP", "G7,changed,basis,,GBP",
    ]  # fmt: skip


def test_columns_that_are_no_field_are_compared_where_both_files_have_them() -> None:
    old = replace(BASE, extra={"Grant Officer": "Bo", "Ward": "x"})
    new = replace(BASE, extra={"grant_officer": "Jo", "Town": "y", "Team": "z"})
    table = dataset(old, label="old").diff(dataset(new, label="new"))
    assert [row[2:5] for row in table.rows] == [("x:Grant Officer", "Bo", "Jo")]
    assert table.notes[1:] == (
        "only old has 1 column that cannot be compared: Ward",
        "only new has 2 columns that cannot be compared: Town, Team",
    )


def test_terms_narrow_both_sides() -> None:
    moved = (replace(AWARDS[0], stage="beta"), *AWARDS[1:])
    assert [row[:2] for row in rows(AWARDS, moved, "stage:alpha")] == [("a01", "withdrawn")]
    assert rows(AWARDS, moved, "lead:croydon") == ()


def test_the_notes_count_and_add_up_what_moved_in_each_currency() -> None:
    old = (*AWARDS[:5], AWARDS[7])
    new = (
        replace(AWARDS[0], amount=Decimal("10000.50")), replace(AWARDS[1], amount=None), AWARDS[3], AWARDS[5], AWARDS[6],
        replace(AWARDS[7], amount=Decimal("8.00"), currency="GBP"), AWARDS[9],
    )  # fmt: skip
    table = dataset(*old, label="old", notes=("read so",)).diff(dataset(*new, label="new"))
    assert table.title == "3 added, 2 withdrawn, 3 changed"
    assert table.notes == (
        "6 awards of old, 7 awards of new; 1 the same",
        "EUR: €100,000.01 added; together €100,000.01",
        "GBP: £100,000.01 added, £500.50 withdrawn, £8.50 changed; together £100,509.01",
        "no currency: -7 changed; together -7",
        "1 award changed with an unknown amount, which no sum includes",
        "1 award withdrawn with an unknown amount, which no sum includes",
        "1 award added with an unknown amount, which no sum includes",
        "old: read so",
    )


def test_awards_without_ids_are_matched_by_their_rows_and_noted() -> None:
    awards = (replace(BASE, id="#1"), replace(BASE, id="#2"))
    assert dataset(*awards, label="old").diff(dataset(label="new")).notes[-1] == (
        "old: 2 awards without an id are matched by number of row, or by all that they say"
    )


# the command line


OLD = "id,title,amount,currency\n1,One,10,GBP\n2,Two,20,GBP\n3,Three,,GBP\n"
FRESH = "id,title,amount,currency\n1,One,12.50,GBP\n3,Drei,,GBP\n4,Four,40,EUR\n"


@pytest.fixture
def files(data_file: Callable[..., Path]) -> tuple[str, str]:
    return data_file(OLD, "old.csv").name, data_file(FRESH, "new.csv").name


ANSWER = """\
1 added, 1 withdrawn, 2 changed

award  change     field   old    new      money
───────────────────────────────────────────────
1      changed    amount  10.00  12.50    £2.50
2      withdrawn  title   Two    –      -£20.00
3      changed    title   Three  Drei         –
4      added      title   –      Four    €40.00

note: 3 awards of old.csv, 3 awards of new.csv; 0 the same
note: EUR: €40 added; together €40
note: GBP: -£20 withdrawn, £2.50 changed; together -£17.50
"""


def test_diff_tells_what_became_of_each_award(run: Run, files: tuple[str, str]) -> None:
    done = run("diff", *files)
    assert (done.code, done.out, done.err) == (0, ANSWER, "")


def test_diff_as_csv_adds_up(run: Run, files: tuple[str, str]) -> None:
    done = run("diff", *files, "-f", "csv")
    result = list(csv.DictReader(StringIO(done.out)))
    assert list(result[0]) == ["award", "change", "field", "old", "new", "money", "currency"]
    assert sum(Decimal(row["money"] or 0) for row in result if row["currency"] == "GBP") == Decimal("-17.50")


CODES = [
    (("old.csv", "new.csv"), 0),
    (("old.csv", "new.csv", "--exit-code"), 4),
    (("old.csv", "old.csv", "--exit-code"), 0),
    (("old.csv", "new.csv", "title:nothing", "--exit-code"), 0),
    (("old.csv", "new.csv", "title:four", "--exit-code"), 4),
    (("old.csv", "new.csv", "--exit-code", "-n", "0"), 4),
    (("bundled", "bundled", "--exit-code"), 0),
    (("bundled", "old.csv", "--max", "10", "--exit-code"), 4),
    (("old.csv", "bundled", "--map", "title=title", "id:nothing"), 0),
    (("old.csv", "none.csv"), 3),
]


DOUBT = "Identifier,Title,Amount Awarded,Currency,Recipient Org:Name,Planned Dates:Duration (months),Award Date\n"


def test_how_each_file_was_read_is_noted_and_figures_keep_their_decimals(tmp_path: Path, run: Run) -> None:
    """A change from unknown may be one of writing alone, and 1.504 is not 1.5."""
    (tmp_path / "old.csv").write_text(f"{DOUBT}a,T,about 7,GBP,X,1.504,2019-01-01\n")
    (tmp_path / "new.csv").write_text(f"{DOUBT}a,T,7,GBP,X,1.5,2019-01-01\nTotal,,7,,,,\n")
    done = run("diff", "old.csv", "new.csv", "-f", "csv", "-c", "field,old,new")
    assert done.out == "field,old,new\namount,,7.00\nbasis,unknown,stated\nplanned_duration,1.504,1.5\n"
    assert "note: old.csv: 1 amount cannot be read, taken as unknown (line 2: `about 7`)\n" in done.err
    assert "note: new.csv: 1 row set aside as a total, not an award (line 3: `Total`, `7`)\n" in done.err


@pytest.mark.parametrize(("words", "code"), CODES)
def test_diff_leaves_with_4_only_when_that_is_asked_and_something_differs(
    run: Run, files: tuple[str, str], words: tuple[str, ...], code: int
) -> None:
    assert files == ("old.csv", "new.csv")
    assert run("diff", *words).code == code


@pytest.mark.parametrize(("words", "file"), [((), "OLD"), (("old.csv",), "NEW")])
def test_diff_needs_two_files(run: Run, words: tuple[str, ...], file: str) -> None:
    done = run("diff", *words)
    assert (done.code, done.out, done.err.splitlines()[0]) == (2, "", f"grantcli: error: diff needs {file}")


@pytest.mark.shared
def test_the_twins_of_a_public_file_do_not_differ(run: Run) -> None:
    twins = [str(SHARED / "data" / "360giving" / f"trafford_council_voluntary_sector_grants.{kind}") for kind in ("csv", "json")]
    done = run("diff", *twins, "--exit-code", "-f", "csv")
    assert (done.code, done.out) == (0, "award,change,field,old,new,money,currency\n")
