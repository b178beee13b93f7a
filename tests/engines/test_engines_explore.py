"""Random awards, filters and questions, of which every engine must say what the memory engine says.

`HYPOTHESIS_PROFILE=explore` looks elsewhere each time, and longer. What it finds becomes a row of
`tests/engines/test_engines.py`.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from awkward import ADUR, CROYDON, DORSET, DORSET_COUNTY, GIVER, LEEDS, NEW, OLD, OTHER, SIGMA, WORTHING
from awkward import NAMES as SOME
from engine_cases import ALLERDALE, VIEWS, WELLS, duck, groups
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as some

from grantcli.dates import PartialDate
from grantcli.engines.memory import Memory
from grantcli.fields import FIELDS, OPERATORS, FieldKind, Givers
from grantcli.model import Award, Organisation, Outcome
from grantcli.query import And, Comparison, Filter, Not, Op, Or, Order, Range, Select, Total, Word

MONEY = [name for name in SOME if FIELDS[name].kind is FieldKind.MONEY]
TEXTS = some.text(some.sampled_from("aA Eeß%_'\"\\İıςΣσéÉ&-;\n日"), max_size=6)
"""Letters that change in number or shape with their case or neighbours, and what SQL may take for its own."""
BODIES = some.sampled_from([LEEDS, CROYDON, ADUR, WORTHING, DORSET, DORSET_COUNTY, SIGMA, WELLS, ALLERDALE, OTHER]) | some.builds(
    Organisation, TEXTS.filter(bool), TEXTS.filter(str.strip)
)
AMOUNTS = some.sampled_from([None, Decimal(0), Decimal("0.01"), Decimal("-0.05")]) | some.decimals(-(10**9), 10**9, places=2)
DAYS = some.dates(date(2014, 1, 1), date(2021, 12, 31))


@some.composite
def dates(draw: some.DrawFn) -> PartialDate:
    day = draw(DAYS)
    known = draw(some.integers(1, 3))
    return PartialDate(*(day.year, day.month, day.day)[:known])


AWARDS = some.builds(
    Award,
    some.just(""),
    programme=some.sampled_from([None, OLD, NEW]),
    funder=some.sampled_from([None, GIVER]) | BODIES,
    title=some.none() | TEXTS.filter(bool),
    lead=some.none() | BODIES,
    partners=some.lists(BODIES, max_size=3, unique=True).map(tuple),
    individual=some.none() | TEXTS.filter(str.strip),
    stage=some.sampled_from([None, "alpha", "Alpha", "beta"]),
    awarded=some.none() | dates(),
    amount=AMOUNTS,
    currency=some.sampled_from([None, "GBP", "EUR"]),
    outcomes=some.lists(some.builds(Outcome, TEXTS.filter(bool), AMOUNTS), max_size=2, unique_by=lambda each: each.says).map(
        tuple
    ),
)


@some.composite
def books(draw: some.DrawFn) -> tuple[Award, ...]:
    """Awards with ids of their own; one in two books has no partners and no outcomes."""
    awards = draw(some.lists(AWARDS, min_size=1, max_size=6))
    ids = draw(some.lists(TEXTS.filter(bool), min_size=len(awards), max_size=len(awards), unique=True))
    if draw(some.booleans()):
        awards = [replace(award, partners=(), outcomes=()) for award in awards]
    return tuple(replace(award, id=name) for award, name in zip(awards, ids, strict=True))


PERIODS = {
    "fy": some.integers(2013, 2021).map(lambda year: f"{year}-{(year + 1) % 100:02}"),
    "quarter": some.builds("{}-Q{}".format, some.integers(2014, 2021), some.integers(1, 4)),
    "month": some.builds("{}-{:02}".format, some.integers(2014, 2021), some.integers(1, 12)),
}
QUESTIONS = {
    FieldKind.TEXT: TEXTS.filter(bool) | some.sampled_from(["leeds", "council", "lga", "england"]),
    FieldKind.BODY: TEXTS.filter(bool) | some.sampled_from(["Leeds City Council", "adur and worthing", "Dorset", "Cumberland"]),
    FieldKind.MONEY: AMOUNTS.filter(lambda amount: amount is not None),
    FieldKind.NUMBER: some.integers(2014, 2021),
    FieldKind.DATE: dates(),
}
"""What each kind of field is asked for, as the parser gives it."""


@some.composite
def comparisons(draw: some.DrawFn) -> Filter:
    name = draw(some.sampled_from(SOME))
    kind = FIELDS[name].kind
    question = PERIODS[name] if name in PERIODS else QUESTIONS[kind]
    ops = [*(Op(sign) for sign in OPERATORS[kind]), Op.KNOWN, Op.SEVERAL]
    op = draw(some.sampled_from(ops))
    if op in {Op.KNOWN, Op.SEVERAL}:
        return Comparison(name, op, None, "")
    if op is Op.HAS and kind not in {FieldKind.TEXT, FieldKind.BODY}:
        low, high = draw(some.none() | question), draw(some.none() | question)
        assume(low is not None or high is not None)
        return Comparison(name, Op.WITHIN, Range(low, high), "")
    return Comparison(name, op, draw(question), "")


FILTERS = some.recursive(
    comparisons() | some.builds(Word, TEXTS.filter(bool)),
    lambda parts: (
        some.builds(Not, parts)
        | some.lists(parts, max_size=3).map(tuple).map(And)
        | some.lists(parts, min_size=1, max_size=3).map(tuple).map(Or)
    ),
    max_leaves=4,
)
NAMES = some.sampled_from(SOME)
SELECTS = some.builds(
    Select,
    some.lists(NAMES, max_size=4).map(lambda names: ("id", *names)),
    FILTERS,
    some.lists(some.builds(Order, NAMES, some.booleans()), max_size=2).map(tuple),
    some.none() | some.integers(0, 4),
    some.sampled_from(list(VIEWS.values())),
)
TOTALS = some.builds(
    Total,
    some.lists(NAMES, max_size=2, unique=True).map(tuple),
    FILTERS,
    some.none() | some.integers(1, 3),
    some.sampled_from(MONEY),
    some.booleans(),
    some.booleans(),
    some.sampled_from(list(VIEWS.values())),
).filter(lambda total: total.by or total.top is None)  # a top of nothing is refused before an engine is asked


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(books(), some.lists(SELECTS, max_size=4), some.lists(TOTALS, max_size=4))
def test_whatever_is_asked_of_whatever_awards_every_engine_says_the_same(
    awards: tuple[Award, ...], selects: list[Select], totals: list[Total]
) -> None:
    with TemporaryDirectory() as folder:
        memory, other = Memory(awards), duck(awards, Path(folder) / "awards")
        givers = Givers(memory.givers_that_receive)  # those of these awards
        for select in selects:
            rows = replace(select, view=replace(select.view, givers=givers))
            assert other.select(rows) == memory.select(rows), str(rows.where)
        for total in totals:
            groups(memory, other, replace(total, view=replace(total.view, givers=givers)))
