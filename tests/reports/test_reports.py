"""Reports: whole tables, from awkward awards, with the notes a reader needs."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from awkward import AWARDS, BOOK
from hypothesis import given
from hypothesis import strategies as st

import grantcli
from grantcli.dataset import Dataset
from grantcli.engines.memory import Memory
from grantcli.errors import UsageError
from grantcli.model import Award, Book
from grantcli.render import render
from grantcli.render.style import Style
from grantcli.reports import measures
from grantcli.reports.arrange import arrange, arrange_stream
from grantcli.reports.data import Data
from grantcli.table import Cell, Kind, Money, RowStream, Table, TableStream

ASK = Dataset(Data(Memory(AWARDS), BOOK, label="awkward.yaml"))


def gbp(text: str) -> Money:
    return Money(Decimal(text), "GBP")


def by_name(table: Table, *names: str) -> list[tuple[Cell, ...]]:
    places = [[column.name for column in table.columns].index(name) for name in names]
    return [tuple(row[place] for place in places) for row in table.rows]


def test_a_record_names_the_award_that_it_follows_and_those_that_follow_it() -> None:
    first = next(award for award in AWARDS if not award.follows)
    later = replace(first, id="later", follows=first.id)
    ask = Dataset(Data(Memory((first, later)), replace(BOOK, awards=(first, later)), label="two.yaml"))
    assert by_name(ask.show(first.id, "later"), "follows", "followed_by") == [(None, ("later",)), ((first.id,), None)]


@pytest.mark.parametrize("by", ["region", "recipient", "fy"])
def test_a_key_of_a_field_with_several_values_is_one_value(by: str) -> None:
    assert ASK.total(by=by).columns[0].kind in {Kind.TEXT, Kind.ID}


def test_what_a_total_is_by_never_hides_for_want_of_room() -> None:
    table = ASK.total(by=("lead", "fy"))
    for width in (50, 60, 70, 80):
        text = render(table, "table", Style(width=width)).text
        hidden = next(line for line in text.splitlines() if line.startswith("hidden to fit"))
        assert {"lead", "financial year", "fy"}.isdisjoint(hidden.partition(": ")[2].partition(";")[0].split(", ")), text


def test_a_total_has_a_row_for_each_currency_and_never_adds_two() -> None:
    table = ASK.total()
    assert [column.name for column in table.columns] == ["currency", *measures.MEASURES]
    assert table.rows == (
        ("EUR", 2, 1, Money(Decimal("100000.01"), "EUR"), Decimal("1.000000"), *[Money(Decimal("100000.01"), "EUR")] * 4),
        ("GBP", 9, 1, gbp("217832.84"), Decimal("1.000000"), gbp("27229.10"), gbp("25000.00"), gbp("-500.50"), gbp("100000.01")),
        (None, 1, 0, Money(Decimal("7.00"), None), Decimal("1.000000"), *[Money(Decimal("7.00"), None)] * 4),
    )
    assert table.notes == (
        "2 awards have no known amount and are left out of the totals",
        "1 award is of zero",
        "1 award is negative, and lowers the totals",
        "1 award has no currency; `--currency CODE` says which to assume",
        "amounts in different currencies are never added or ranked together",
        ("Round 1: sources give £50,000 for 4 projects, and the 4 awards come to £60,000, one amount unknown, £10,000 more"),
    )


def test_a_group_without_a_known_amount_is_unknown_and_stands_last() -> None:
    table = ASK.total("lead:croydon or lead:leeds currency:GBP", by="lead,title")
    assert by_name(table, "lead", "title", "total", "share") == [
        ("Leeds", "plain", gbp("25000.00"), Decimal("0.714286")),
        ("Leeds", "Plain", gbp("10000.00"), Decimal("0.285714")),
        ("Croydon", "Zero", gbp("0.00"), Decimal("0.000000")),
        ("Croydon", "Unknown amount", None, None),
    ]


def test_groups_of_time_stand_in_the_order_of_time_with_no_date_last() -> None:
    table = ASK.total("currency:GBP", by="fy")
    assert by_name(table, "fy", "awards", "total") == [
        ("2014-15", 2, gbp("35000.00")),
        ("2015-16", 2, gbp("24499.50")),
        ("2019-20", 2, gbp("100000.01")),
        (None, 3, gbp("58333.33")),
    ]
    assert table.columns[0].missing == "no date"


def test_the_currency_stands_in_one_column_also_when_grouped_by() -> None:
    for table in (ASK.total(by="currency"), ASK.total(by="currency,fy"), ASK.compare("fy:..", "amount:..", by="currency,fy")):
        assert [column.name for column in table.columns].count("currency") == 1
    assert ASK.total("currency:GBP", by="currency").columns[0].for_people
    assert by_name(ASK.total(by="currency"), "currency", "awards") == [("EUR", 2), ("GBP", 9), (None, 1)]


def test_joint_awards_are_noted_and_the_footer_has_the_true_total() -> None:
    table = ASK.total("currency:GBP programme:r1", by="council")
    assert by_name(table, "council", "awards", "total") == [
        ("Leeds", 3, gbp("60000.00")),
        ("Adur", 1, gbp("25000.00")),
        ("Croydon", 2, gbp("25000.00")),
        ("Worthing", 1, gbp("25000.00")),
    ]
    assert table.footer[0][:4] == ("total (each award counted once)", "GBP", 4, 1)
    assert table.footer[0][4] == gbp("60000.00")
    assert table.notes[1] == (
        "2 awards have more than one council and count under each, so the rows add up to more than the total"
    )


def test_top_folds_the_rest_of_each_currency_into_one_row() -> None:
    table = ASK.total(by="title", top=1)
    assert by_name(table, "title", "currency", "awards", "total") == [
        ("In euros", "EUR", 1, Money(Decimal("100000.01"), "EUR")),
        ("other (1)", "EUR", 1, None),
        ("100% social_care", "GBP", 1, gbp("100000.01")),
        ("other (8)", "GBP", 8, gbp("117832.83")),
        ("No currency", None, 1, Money(Decimal("7.00"), None)),
    ]


def test_top_keeps_all_when_there_are_no_more() -> None:
    assert ASK.total(by="fy", top=99).rows == ASK.total(by="fy").rows


@given(st.lists(st.tuples(st.integers(-500, 10**9), st.sampled_from("abcd"), st.booleans()), min_size=1, max_size=12))
def test_top_and_rest_add_up_to_the_total(rows: list[tuple[int, str, bool]]) -> None:
    awards = tuple(
        Award(f"x{number}", stage=stage, amount=Decimal(pence) / 100 if known else None, currency="GBP")
        for number, (pence, stage, known) in enumerate(rows)
    )
    ask = Dataset(Data(Memory(awards), Book(awards)))
    whole, top = ask.total(), ask.total(by="stage", top=2)
    assert sum(int(str(row[2])) for row in top.rows) == len(awards)
    parts = [row[4].amount for row in top.rows if isinstance(row[4], Money)]
    total = whole.rows[0][3]
    assert (sum(parts, Decimal(0)) if parts else None) == (total.amount if isinstance(total, Money) else None)


def test_a_cross_table_has_both_margins_and_tells_nothing_from_unknown() -> None:
    table = ASK.total("currency:GBP lead:..", by="lead", across="year")
    assert [column.name for column in table.columns] == ["lead", "currency", "2015", "2016", "2019", "2020", "no date", "total"]
    zero = gbp("0.00")
    assert table.rows == (
        ("Dorset", "GBP", zero, zero, zero, gbp("100000.01"), zero, gbp("100000.01")),
        ("Leeds", "GBP", gbp("35000.00"), zero, zero, zero, zero, gbp("35000.00")),
        ("ΟΔΟΣ İstanbul", "GBP", zero, zero, zero, zero, gbp("33333.33"), gbp("33333.33")),
        ("Croydon", "GBP", None, zero, zero, zero, zero, zero),
        ("Dorset County", "GBP", zero, gbp("-500.50"), zero, zero, zero, gbp("-500.50")),
    )
    assert table.footer == (
        (
            "total (each award counted once)",
            "GBP",
            gbp("35000.00"),
            gbp("-500.50"),
            zero,
            gbp("100000.01"),
            gbp("33333.33"),
            gbp("167832.84"),
        ),
    )


@pytest.mark.parametrize(("measure", "cell"), [("awards", 0), ("unknown", 0), ("mean", None), ("share", None), ("largest", None)])
def test_a_cross_cell_without_awards_is_zero_only_where_zero_is_true(measure: str, cell: Cell) -> None:
    table = ASK.total("lead:dorset", by="lead", across="year", measure=measure)
    assert table.rows[0][2] == cell


def test_columns_of_a_cross_table_never_share_a_name() -> None:
    awards = (Award("x", title="total", stage="currency"), Award("y", title="y", stage=None))
    ask = Dataset(Data(Memory(awards), Book(awards)))
    names = [column.name for column in ask.total(by="stage", across="title").columns]
    assert names == ["stage", "currency", "total (title)", "y", "total"]


@pytest.mark.parametrize(("by", "across", "hidden"), [
    ("programme", "fy", "2018-19"),
    ("fy", "programme",
     "LGA Digital Experts, LGA Digital Transformation, Local Digital Fund round 1, Local Digital Fund round 3"),
])  # fmt: skip
def test_the_columns_with_least_money_hide_first_where_there_is_no_room(by: str, across: str, hidden: str) -> None:
    text = render(grantcli.open().total(by=by, across=across), "table", Style(width=80)).text
    assert f"hidden to fit 80 columns: {hidden}; " in " ".join(text.split("\n")[1:4])


def test_compare_marks_what_is_new_and_what_is_gone_and_divides_by_nothing() -> None:
    table = ASK.compare("year:2015", "year:2016..2020", where="currency:GBP", by="lead")
    names = ("lead", "a_awards", "a_total", "b_awards", "b_total", "change", "change_share", "status")
    assert by_name(table, *names) == [
        ("Dorset", 0, gbp("0.00"), 1, gbp("100000.01"), gbp("100000.01"), None, "new"),
        ("Leeds", 2, gbp("35000.00"), 0, gbp("0.00"), gbp("-35000.00"), Decimal("-1.000000"), "gone"),
        (None, 1, gbp("25000.00"), 0, gbp("0.00"), gbp("-25000.00"), Decimal("-1.000000"), "gone"),
        ("Croydon", 1, None, 1, gbp("0.00"), None, None, None),
        ("Dorset County", 0, gbp("0.00"), 1, gbp("-500.50"), gbp("-500.50"), None, "new"),
    ]


def test_compare_says_of_each_side_what_is_left_out_of_it() -> None:
    bundled, questions = grantcli.open(), ("stage:alpha", "programme:ldf2", "stage:beta")
    table = bundled.compare(*questions, stated_only=True)
    sides = [bundled.total(where, stated_only=True).notes for where in questions]
    left_out = [note for notes in sides for note in notes if note.startswith("--stated-only")]
    assert len(set(left_out)) > 1
    assert [note.partition(": ")[2] for note in table.notes if ": --stated-only" in note] == left_out


def test_compare_gives_the_notes_of_all_data_once() -> None:
    data = Dataset(replace(ASK.data, notes=("places are of 2024",)))
    assert data.compare("year:2015", "year:2016..2020").notes.count("places are of 2024") == 1
    assert not any(": places" in note for note in data.compare("year:2015", "year:2016..2020").notes)


def test_compare_without_by_has_a_row_a_side_and_the_change_on_the_second() -> None:
    table = ASK.compare("Leeds", "Croydon", on="council", where="currency:GBP")
    names = ("side", "awards", "total", "median", "share", "change", "change_share")
    assert by_name(table, *names) == [
        ("Leeds", 4, gbp("60000.00"), gbp("17500.00"), Decimal("0.275441"), None, None),
        ("Croydon", 3, gbp("25000.00"), gbp("12500.00"), Decimal("0.114767"), gbp("-35000.00"), Decimal("-0.583333")),
    ]
    assert table.notes[-1] == "2 awards are on more than one side"


def test_three_sides_have_no_change() -> None:
    table = ASK.compare("Leeds", "Croydon", "Dorset", on="council")
    assert [column.name for column in table.columns] == ["side", "currency", "awards", "total", "median", "share"]


REFUSED = [
    (lambda: ASK.compare("x"), "compare takes 2 to 26 questions"),
    (lambda: ASK.compare("a", "b", on="amount"), "--on amount: `a` is not an amount like 50000, £50,000 or 50k"),
    (lambda: ASK.total(top=3), "--top needs --by"),
    (lambda: ASK.total(by="lead", top=0), "--top takes 1 or more"),
    (lambda: ASK.total(by="lead", across="lead"), "--across takes one field, and --by one or more others"),
    (lambda: ASK.total(across="lead"), "--across takes one field, and --by one or more others"),
    (lambda: ASK.total(by="lead", across="fy", measure="sum"), "unknown measure `sum`"),
    (lambda: ASK.total(by="lead,lead"), "`lead` is named twice"),
    (lambda: ASK.total(by="leed"), "unknown field `leed`"),
    (lambda: ASK.list(sort="size"), "unknown column to sort by `size`"),
    (lambda: ASK.list(columns="size"), "unknown field `size`"),
    (lambda: ASK.list(limit=-1), "--limit -1: a limit is 0 or more"),
    (lambda: ASK.show("a99"), "no award has the id `a99`"),
    (lambda: ASK.fields("leed"), "unknown field `leed`"),
    (lambda: arrange(ASK.total(by="lead"), columns="size"), "unknown column `size`"),
    (lambda: arrange(ASK.total(by="lead"), sort="-size"), "unknown column to sort by `size`"),
]


@pytest.mark.parametrize(("call", "message"), REFUSED)
def test_what_makes_no_sense_is_refused(call: object, message: str) -> None:
    assert callable(call)
    with pytest.raises(UsageError) as caught:
        call()
    assert caught.value.message == message


NOTHING = [
    ("council:leds", "no award matches `council:leds`; the nearest council is `Leeds`"),
    ("stage:gamma", "no award matches `stage:gamma`; stage is alpha or beta"),
    ("theme:x", "no award matches `theme:x`; no award has a theme"),
    ("year:1999", "no award matches `year:1999`; year runs from 2015 to 2020"),
    ("amount>1m", "no award matches `amount>1m`; amount runs from -500.50 to 100,000.01"),
    ("awarded<2000", "no award matches `awarded<2000`; awarded runs from 2015 to 2020-04-01"),
    ("nowhere", "no award matches `nowhere`"),
    ("lead:leeds lead:croydon", "`lead:croydon` leaves nothing of the 3 awards that match `lead:leeds`"),
]


@pytest.mark.parametrize(("question", "note"), NOTHING)
def test_an_empty_answer_names_the_term_that_emptied_it(question: str, note: str) -> None:
    assert ASK.list(question).notes == (note,)
    assert ASK.list(question).rows == ()
    assert ASK.total(question, by="lead").notes == (note,)


def test_filter_says_how_many_match_and_what_each_term_removes() -> None:
    table = ASK.filter("lead:leeds amount>10000", why=True)
    assert table.notes[:3] == (
        "2 of 12 awards match `lead:leeds amount>10000`",
        "`lead:leeds` removes 9 awards, 4 of which no other term removes",
        "`amount>10000` removes 6 awards, 1 of which no other term removes",
    )


def test_a_cut_list_says_how_many_are_left_out() -> None:
    table = ASK.list("currency:GBP", sort="-amount", limit=2)
    assert by_name(table, "id") == [("a06",), ("a09",)]
    assert table.notes[0] == "7 more awards not shown because of --limit 2"


def test_amounts_in_several_currencies_are_never_ranked_together() -> None:
    assert [row[0] for row in by_name(ASK.list(sort="-amount"), "id")][:3] == ["a07", "a10", "a06"]


def test_a_comparison_of_amounts_says_which_currencies_it_met() -> None:
    assert "`amount>1` compares each amount in its own currency (EUR, GBP, no currency); add `currency:CODE` for one" in (
        ASK.list("amount>1").notes
    )
    assert not any("its own currency" in note for note in ASK.list("amount>1 currency:GBP").notes)


@pytest.mark.parametrize("width", [80, 70, 56, 48, 40, 30])
def test_the_total_is_the_last_figure_that_a_narrow_terminal_hides(width: int) -> None:
    text = render(ASK.total(by="lead"), "table", Style(width=width)).text
    hidden = re.findall(r"hidden to fit \d+ columns: (.*?); --vertical", " ".join(text.split()))[0].split(", ")
    order = ["currency", "awards", "amount unknown", "share", "mean", "median", "smallest", "largest"]
    assert hidden == order[len(order) - len(hidden) :]
    assert "217,832.84" in text


LOST = "the rows are in several currencies; add the column `currency` to see which is which"


@pytest.mark.parametrize(
    ("question", "columns", "lost"),
    [
        ("fy:..", "lead,total", True),
        ("fy:..", "lead,awards", True),
        ("fy:..", "lead,total,currency", False),
        ("fy:..", "lead", False),
        ("fy:..", "", False),
        ("currency:GBP", "lead,total", False),
    ],
)
def test_a_table_that_loses_its_currencies_says_so(question: str, columns: str, lost: bool) -> None:
    assert (LOST in arrange(ASK.total(question, by="lead"), columns=columns).notes) == lost
    stream = arrange_stream(_stream(ASK.total(question, by="lead")), columns=columns)
    assert (LOST in stream.notes) == lost
    fields = columns.replace("total", "amount").replace(",awards", "")
    assert (LOST in ASK.list(question, columns=fields).notes) == (lost and "amount" in fields)


def test_two_sides_that_lose_their_currencies_say_so_too() -> None:
    assert LOST in arrange(ASK.compare("fy:..", "amount:..", by="lead"), columns="lead,a_total").notes


def _stream(table: Table) -> TableStream:
    return TableStream(table.columns, RowStream(table.rows, len(table.rows)), table.title, table.notes)


def test_a_table_can_be_arranged_by_its_own_columns() -> None:
    table = arrange(ASK.total("currency:GBP", by="lead"), columns="lead,total", sort="total", limit=2)
    assert table.rows == (("Dorset County", gbp("-500.50")), ("Croydon", gbp("0.00")))
    assert table.notes[0] == "4 more rows not shown because of --limit 2"
    assert table.footer == (("total (each award counted once)", gbp("217832.84")),)


def test_show_has_everything_about_an_award() -> None:
    table = ASK.show("A12")
    output = dict(zip([column.name for column in table.columns], table.rows[0], strict=True))
    assert output["partner"] == ("Croydon",)
    assert output["programme"] == "Round 1"
    assert output["fy"] == "2015-16"
    assert output["amount"] == gbp("25000.00")
    assert output["outcomes"] == (
        {"says": "First", "saving": None, "basis": "unknown", "rule": None, "where": ""},
        {"says": "Second", "saving": "£0.01", "basis": "unknown", "rule": None, "where": ""},
    )


def test_an_amount_of_the_standard_is_one_with_its_currency_in_a_record(data_file: Callable[..., Path]) -> None:
    path = data_file("Identifier,Currency,Amount Awarded,Amount Applied For,Recipient Org:Name\na,EUR,10,20.5,X\n", "one.csv")
    assert by_name(grantcli.open(path).show("a"), "amount_applied_for") == [(Money(Decimal("20.50"), "EUR"),)]


@pytest.mark.parametrize("engine", ["memory", "duckdb"])
def test_a_figure_with_a_fraction_is_a_number_in_every_answer(engine: str, data_file: Callable[..., Path]) -> None:
    head = "Identifier,Currency,Amount Awarded,Award Date,Recipient Org:Name,Planned Dates:0:Duration (months)"
    lines = (f"a{number},GBP,10,2019-01-01,X,{months}" for number, months in enumerate(["10.5", "2", "1.5", "2.125"]))
    ask = grantcli.open(data_file("\n".join((head, *lines)), "months.csv"), engine=engine)
    ordered = [Decimal("1.5"), 2, Decimal("2.125"), Decimal("10.5")]
    for table in (ask.list(columns="duration,year"), ask.total(by=["duration", "year"])):
        assert [column.kind for column in table.columns[:2]] == [Kind.DECIMAL, Kind.YEAR]
        assert [row[0] for row in arrange(table, sort="duration").rows] == ordered
    assert by_name(ask.total(by="planned_duration"), "planned_duration") == [(each,) for each in ordered]
    assert render(ask.list(columns="id,duration", limit=2), "jsonl", Style()).text == (
        '{"id": "a0", "duration": 10.5}\n{"id": "a1", "duration": 2}\n'
    )


def test_fields_of_one_field_counts_its_values() -> None:
    assert ASK.fields("stage").rows == (("alpha", 1), ("beta", 1), (None, 10))
    assert ASK.fields("year").rows == ((2015, 4), (2016, 1), (2019, 2), (2020, 3), (None, 2))


MEANS = [
    ("10.005", "10.00"),
    ("10.015", "10.02"),
    ("-10.005", "-10.00"),
]


@pytest.mark.parametrize(("exact", "rounded"), MEANS)
def test_pennies_are_rounded_half_even_once(exact: str, rounded: str) -> None:
    assert measures.pennies(Decimal(exact)) == Decimal(rounded)


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("100", "150", "0.500000"),
        ("100", "0", "-1.000000"),
        ("0", "5", None),
        ("-5", "5", None),
        (None, "5", None),
        ("5", None, None),
    ],
)
def test_a_change_is_known_only_from_a_known_amount_above_zero(before: str | None, after: str | None, change: str | None) -> None:
    known = [None if text is None else Decimal(text) for text in (before, after)]
    assert measures.change(*known) == (None if change is None else Decimal(change))
