"""The memory engine is the specification: these tables say what every word means."""

from decimal import Decimal

import pytest
from awkward import AWARDS, NAMES

from grantcli.engines.memory import Memory, holds
from grantcli.fields import FIELDS, OPERATORS, VIEW, View
from grantcli.query import EVERYTHING, Comparison, Group, Not, Op, Order, Select, Total
from grantcli.query.parse import parse
from grantcli.query.questions import REST

ENGINE = Memory(AWARDS)
ALL = " ".join(sorted(award.id for award in AWARDS))


def test_many_groups_are_counted_by_the_first_question_and_few_are_given() -> None:
    questions = [Total(("lead",)), Total()]
    answers = ENGINE.totals(questions)
    assert ENGINE.totals_if_few(questions, sum(map(len, answers))) == answers
    assert ENGINE.totals_if_few(questions, len(answers[0])) == len(answers[0]) > 1


def ids(question: str, view: View = VIEW) -> str:
    return " ".join(str(row[0][0]) for row in ENGINE.select(Select(("id",), parse(question), view=view)))


ANSWERS = [
    ("", ALL),
    ("council:leeds", "A12 a01 a02 a04 a07"),
    ("council:LEEDS", "A12 a01 a02 a04 a07"),
    ("council:Leeds City Council", "A12 a01 a02 a04 a07"),
    ("council:leed", ""),
    ("council:GB-LAE-LDS", "A12 a01 a02 a04 a07"),
    ("lead:leeds", "A12 a01 a07"),
    ("partner:leeds", "a02 a04"),
    ("council:dorset", "a05 a06"),
    ('council:"dorset county"', "a05"),
    ('council:"Dorset Council"', "a05 a06"),
    ('council="Dorset Council"', "a06"),
    ('council:"adur and worthing"', "a02"),
    ('council:"adur & worthing"', "a02"),
    ("-lead:..", "a02 a08 a10 a11"),
    ("lead:..", "A12 a01 a03 a04 a05 a06 a07 a09"),
    ("title:plain", "A12 a01"),
    ("title=PLAIN", "A12 a01"),
    ("title:%", "a06 a11"),
    ("title:_", "a06 a11"),
    ("100%", "a06"),
    ('"100% social_care"', "a06"),
    ("title:σίσυφοσ", "a09"),
    ("description:GRÖSSE", ""),
    ("description:größe", "a09"),
    ("café", "a09"),
    ("lga", "A12 a01 a02 a03"),
    ("funder:lga", "A12 a01 a02 a03"),
    ('funder="local government association"', "A12 a01 a02 a03"),
    ("programme:r1", "A12 a01 a02 a03"),
    ("programme:old-round", "A12 a01 a02 a03"),
    ("programme=round", ""),
    ('programme="Round 1"', "A12 a01 a02 a03"),
    ("-programme:..", "a08 a11"),
    ("amount:25000", "A12 a02 a11"),
    ("amount>0", "A12 a01 a02 a06 a07 a08 a09 a11"),
    ("not amount>0", "a03 a04 a05 a10"),
    ("-amount:..", "a03 a10"),
    ("amount:0", "a04"),
    ("amount<0", "a05"),
    ("amount:..7", "a04 a05 a08"),
    ("amount>=£100000.01", "a06"),
    ("amount>=€1", "a07"),
    ("amount:10000..33333.33", "A12 a01 a02 a09 a11"),
    ("-currency:..", "a08"),
    ("awarded:2015", "A12 a01 a02 a03"),
    ("awarded:2015-03", "a01 a02"),
    ("awarded=2015", "a03"),
    ("awarded=2015-03", "a01 a02"),
    ("awarded<2015-03", ""),
    ("awarded<=2015-03", "a01 a02"),
    ("awarded>2015-03", "A12 a04 a05 a06 a07 a08 a10"),
    ("awarded>=2015-03", "A12 a01 a02 a04 a05 a06 a07 a08 a10"),
    ("awarded:2019-04..2020-03", "a04 a06 a08"),
    ("awarded:2020..", "a06 a07 a10"),
    ("-awarded:..", "a09 a11"),
    ("year:2020", "a06 a07 a10"),
    ("year<2016", "A12 a01 a02 a03"),
    ("fy:2014-15", "a01 a02"),
    ("fy:2015-16", "A12 a05"),
    ("fy:2019-20..", "a04 a06 a07 a08"),
    ("fy:2014", "a01 a02"),
    ("fy=2015", "A12 a05"),
    ("fy:2014..2015", "A12 a01 a02 a05"),
    ("fy>2014", "A12 a04 a05 a06 a07 a08"),
    ("fy>=2015", "A12 a04 a05 a06 a07 a08"),
    ("fy<2015", "a01 a02"),
    ("fy<=2015", "A12 a01 a02 a05"),
    ("fy:2014,2015", "A12 a01 a02 a05"),
    ("year:2015-2016", "A12 a01 a02 a03 a05"),
    ("amount:unknown", "a03 a10"),
    ("awarded:unknown", "a09 a11"),
    ("amount > 100000", "a06 a07"),
    ("council:dorset,croydon -council:leeds", "a03 a05 a06 a10"),
    ("fy<2015-16", "a01 a02"),
    ("-fy:..", "a03 a09 a10 a11"),
    ("quarter:2015-Q1", "a01 a02"),
    ("month:2020-03..2020-04", "a06 a07"),
    ("saving>20000", "a11"),
    ("saving:0.01", "A12"),
    ("outcome:second", "A12"),
    ("council:leeds or council:dorset", "A12 a01 a02 a04 a05 a06 a07"),
    ("council:leeds -stage:alpha amount>0", "A12 a02 a07"),
    ("(lead:leeds or lead:croydon) year:2015", "A12 a01 a03"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "expected"), ANSWERS)
def test_every_question_has_these_answers(question: str, expected: str) -> None:
    assert ids(question) == expected


@pytest.mark.parametrize("question", [question for question, _ in ANSWERS if question])
def test_not_is_the_plain_complement(question: str) -> None:
    where = parse(question)
    assert [holds(where, award, VIEW) for award in AWARDS] == [not holds(Not(where), award, VIEW) for award in AWARDS]


YEARS = [
    (1, "fy:2016", "a05"),
    (1, "fy:2015..2016", "A12 a01 a02 a03 a05"),
    (1, "fy>2015", "a04 a05 a06 a07 a08 a10"),
    (1, "fy<=2015", "A12 a01 a02 a03"),
    (2, "fy:2016-17", "a05"),
    (3, "fy:2015-16", "A12 a01 a02 a05"),
    (4, "fy:2015-16", "A12 a05"),
    (12, "fy:2015-16", "A12 a05"),
]


@pytest.mark.parametrize(("start", "question", "expected"), YEARS)
def test_the_financial_year_begins_when_it_is_told_to(start: int, question: str, expected: str) -> None:
    assert ids(question, View(start)) == expected


ORDERS = [
    ((), "A12 a01 a02 a03 a04 a05 a06 a07 a08 a09 a10 a11"),
    ((Order("amount"),), "a05 a04 a08 a01 A12 a02 a11 a09 a06 a07 a03 a10"),
    ((Order("amount", descending=True),), "a06 a07 a09 A12 a02 a11 a01 a08 a04 a05 a03 a10"),
    ((Order("currency"), Order("amount", descending=True)), "a07 a10 a06 a09 A12 a02 a11 a01 a04 a05 a03 a08"),
    ((Order("awarded"),), "a03 a01 a02 A12 a05 a04 a08 a10 a06 a07 a09 a11"),
    ((Order("lead"), Order("amount")), "a04 a03 a06 a05 a01 A12 a07 a09 a08 a02 a11 a10"),
    ((Order("title", descending=True),), "a09 a04 a03 A12 a01 a08 a05 a02 a07 a06 a11 a10"),
]


@pytest.mark.parametrize(("order", "expected"), ORDERS)
def test_missing_values_stand_last_and_ties_break_by_id(order: tuple[Order, ...], expected: str) -> None:
    rows = ENGINE.select(Select(("id",), order=order))
    assert " ".join(str(row[0][0]) for row in rows) == expected


def test_an_order_does_not_depend_on_the_order_of_the_file() -> None:
    question = Select(("id", "title"), order=(Order("title"),))
    assert Memory(AWARDS[::-1]).select(question) == ENGINE.select(question)


def test_a_limit_takes_the_first_of_the_order() -> None:
    rows = ENGINE.select(Select(("id",), order=(Order("amount", descending=True),), limit=2))
    assert rows == [(("a06",),), (("a07",),)]


def test_a_total_counts_what_is_unknown_zero_and_negative_apart() -> None:
    result = {group.currency: group for group in ENGINE.total(Total())}
    most = Decimal("100000.01")
    assert result == {
        "GBP": Group(
            (), "GBP", 9, 1, 1, 1, Decimal("217832.84"), Decimal("-500.50"), Decimal("100000.01"),
            (Decimal("25000.00"), Decimal("25000.00")),
        ),
        "EUR": Group((), "EUR", 2, 1, 0, 0, most, most, most, (most, most)),
        None: Group((), None, 1, 0, 0, 0, Decimal("7.00"), Decimal("7.00"), Decimal("7.00"), (Decimal("7.00"),) * 2),
    }  # fmt: skip


def test_a_group_of_unknown_amounts_has_no_total_rather_than_zero() -> None:
    assert ENGINE.total(Total(where=parse("id:a03"))) == [Group((), "GBP", 1, 1)]


def test_nothing_has_no_groups() -> None:
    assert ENGINE.total(Total(("lead",), where=parse("title:nowhere"))) == []


@pytest.mark.parametrize("name", [name for name in NAMES if not FIELDS[name].many])
def test_groups_of_a_field_with_one_value_add_up_to_the_whole(name: str) -> None:
    for currency in ("GBP", "EUR", None):
        groups = [group for group in ENGINE.total(Total((name,))) if group.currency == currency]
        whole = next(group for group in ENGINE.total(Total()) if group.currency == currency)
        assert sum(group.awards for group in groups) == whole.awards
        assert sum((group.total or Decimal(0) for group in groups), Decimal(0)) == whole.total


def test_an_award_counts_under_each_of_its_councils_and_once_in_the_rest() -> None:
    result = {group.key: group.awards for group in ENGINE.total(Total(("council",), parse("id:a02 or id:a04")))}
    assert result == {("Adur",): 1, ("Worthing",): 1, ("Leeds",): 2, ("Croydon",): 1}
    most = Total(("council",), parse("id:a02 or id:a04"), top=1)
    assert {group.key: (group.awards, group.folded) for group in ENGINE.total(most)} == {("Adur",): (1, 0), REST: (2, 3)}


def test_the_middle_amounts_are_only_worked_out_when_they_are_wanted() -> None:
    assert [group.middle for group in ENGINE.total(Total(middle=False))] == [None] * 3


def test_several_means_more_than_one_value() -> None:
    rows = ENGINE.select(Select(("id",), Comparison("council", Op.SEVERAL, None, "")))
    assert [row[0][0] for row in rows] == ["A12", "a02", "a04", "a10"]


@pytest.mark.parametrize("name", NAMES)
def test_every_operator_of_every_field_can_be_asked(name: str) -> None:
    samples = {"money": "100", "number": "2019", "date": "2019-09", "text": "a", "body": "leeds", "period": ""}
    periods = {"fy": "2019-20", "quarter": "2019-Q3", "month": "2019-09"}
    for op in OPERATORS[FIELDS[name].kind]:
        where = parse([f"{name}{op}{periods.get(name) or samples[FIELDS[name].kind.value]}"])
        assert where != EVERYTHING
        assert len(ENGINE.select(Select(("id",), where))) < len(AWARDS) or name == "id"
