"""Every engine gives the answers of the memory engine: whole answers, and the bytes that tables of them render to."""

import json
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from awkward import BOOK
from elsewhere import Elsewhere
from engine_cases import ANSWERS, AWARDS, LONE, NAMES, SOME, VIEWS, WORDS, duck, groups, ids, terms

from grantcli.bands import BANDS, SUFFIX
from grantcli.dataset import Dataset, open_dataset
from grantcli.engines import Engine
from grantcli.engines.memory import Memory
from grantcli.engines.periods import PERIODS
from grantcli.engines.predicates import NAMED
from grantcli.fields import FIELDS, View
from grantcli.model import Award, Organisation, Programme
from grantcli.prices import Prices
from grantcli.query import EVERYTHING, Comparison, Filter, Not, Op, Or, Order, Select, Total, Word
from grantcli.query.parse import parse
from grantcli.render import FORMATS, render
from grantcli.render.style import Style
from grantcli.reports.data import Data
from grantcli.series import Series


@pytest.fixture(scope="module", params=["duckdb-all", "duckdb-lone", "postgres-all"])
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, elsewhere: Elsewhere) -> tuple[Memory, Engine]:
    engine, _, selection = request.param.partition("-")
    awards = AWARDS if selection == "all" else LONE
    if engine == "duckdb":
        return Memory(awards), duck(awards, tmp_path_factory.mktemp("copy") / "awards")
    return Memory(awards), elsewhere.load_awards(engine, awards, f"awkward_{selection}").current_engine


def bare(award: Award) -> Award:
    """Return the award with bodies and a programme of which nothing is known but id and name, as most files have them."""

    def only(body: Organisation) -> Organisation:
        return Organisation(body.id, body.name)

    programme = award.programme
    funder = award.funder or (programme.funder if programme else None)
    return replace(
        award,
        lead=award.lead and only(award.lead),
        partners=tuple(map(only, award.partners)),
        funder=funder and only(funder),
        programme=programme and Programme(programme.id, programme.title),
    )


@pytest.fixture(scope="module", params=["all", "lone"])
def both_bare(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Memory, Engine]:
    awards = tuple(map(bare, AWARDS if request.param == "all" else LONE))
    return Memory(awards), duck(awards, tmp_path_factory.mktemp("bare") / "awards")


@pytest.mark.sample(8)
@pytest.mark.parametrize(
    "where",
    ["funder=ark", "funder:ark", "funder:ar", "funder:boat", "funder=boat", "council=ark", "recipient=ark", "recipient:boat",
     "programme=fleet", "programme:fleet", "programme:sea", "programme=sea", "fleet", "ark", "boat", "org_id:7"],
)  # fmt: skip
def test_a_body_is_found_by_another_name_and_by_one_that_its_own_contains(where: str, tmp_path: Path) -> None:
    ark = Organisation("GB-CHC-7", "Ark (GB-CHC-7)", aliases=("Ark", "Boat"))
    programme = Programme("p", "Fleet (p)", aliases=("Fleet", "Sea"))
    awards = (
        Award("a", funder=ark, lead=Organisation("x", "Other")),
        Award("b", lead=ark, funder=Organisation("y", "Arkwright")),
        Award("c", programme=programme, lead=Organisation("z", "Raft")),
    )
    matches = ids(duck(awards, tmp_path / "awards"), parse([where]), VIEWS["april"])
    assert matches == ids(Memory(awards), parse([where]), VIEWS["april"])
    assert 0 < len(matches) < 3


BANDED = tuple(name + SUFFIX for name in BANDS)


OF_EACH_KIND = ("amount", "awarded", "fy", "nation", "programme", "recipient", "title")
"""Fields of which `make test` asks every term: of each kind one, and of bodies those with names of their own."""


@pytest.mark.sample(3)
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", OF_EACH_KIND)
def test_every_operator_of_a_field_of_each_kind_finds_the_same_awards(name: str, view: str, both: tuple[Memory, Engine]) -> None:
    assert_alike(list(terms(name)), view, both)


@pytest.mark.sample(6)
@pytest.mark.parametrize("part", range(6))
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", [name for name in NAMES if name not in OF_EACH_KIND])
def test_every_operator_of_every_field_finds_the_same_awards(
    name: str, view: str, part: int, both: tuple[Memory, Engine]
) -> None:
    assert_alike(list(terms(name))[part::6], view, both)


def assert_alike(wheres: Sequence[Filter], view: str, both: tuple[Memory, Engine]) -> None:
    """Hold against each other which awards two engines find by each of these filters, and by none of them."""
    memory, other = both
    for where in (*wheres, Not(Or(tuple(wheres)))):
        assert ids(other, where, VIEWS[view]) == ids(memory, where, VIEWS[view]), str(where)


@pytest.mark.sample(3)
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", NAMED)
def test_a_body_is_found_the_same_where_only_its_id_and_name_are_known(
    name: str, view: str, both_bare: tuple[Memory, Engine]
) -> None:
    memory, other = both_bare
    for where in terms(name):
        assert ids(other, where, VIEWS[view]) == ids(memory, where, VIEWS[view]), str(where)


@pytest.mark.sample
@pytest.mark.parametrize("text", WORDS)
def test_a_word_finds_the_same_awards(text: str, both: tuple[Memory, Engine]) -> None:
    memory, other = both
    assert ids(other, Word(text), VIEWS["april"]) == ids(memory, Word(text), VIEWS["april"])
    assert ids(other, Not(Word(text)), VIEWS["april"]) == ids(memory, Not(Word(text)), VIEWS["april"])


VIEWS_AND_FILTERS = (("april", EVERYTHING), ("calendar", SOME))
COUNTED = (
    ("amount", False, None),
    ("amount", True, 1),
    ("amount_real", False, 1),
    ("amount_real", True, None),
    ("saving", True, 3),
)


@pytest.mark.sample(12)
@pytest.mark.parametrize(("view", "where"), VIEWS_AND_FILTERS, ids=["everything", "some"])
@pytest.mark.parametrize(
    "counts", [COUNTED[:1], COUNTED[1:2], COUNTED[2:4], COUNTED[4:]], ids=["whole", "shared", "in real terms", "savings"]
)
@pytest.mark.parametrize("name", [*NAMES, *BANDED])
def test_every_field_reads_sorts_and_groups_the_same(
    name: str, counts: Sequence[tuple[str, bool, int | None]], view: str, where: Filter, both: tuple[Memory, Engine]
) -> None:
    memory, other = both
    for descending, limit in ((False, None), (True, 3)):
        rows = Select(("id", name), where, (Order(name, descending),), limit, VIEWS[view])
        assert other.select(rows) == memory.select(rows)
    for of, split, top in counts:
        groups(memory, other, Total((name,), where, top, of, split, view=VIEWS[view]))


@pytest.mark.sample(17)
@pytest.mark.parametrize("name", [name for name in FIELDS if not FIELDS[name].basis])
@pytest.mark.parametrize("top", [None, 1, 2])
def test_groups_are_the_same_where_medians_are_not_wanted(name: str, top: int | None, both: tuple[Memory, Engine]) -> None:
    memory, other = both
    groups(memory, other, Total((name,), EVERYTHING, top, middle=False, view=VIEWS["april"]))


PAIRS = (
    ("lead", "year"),
    ("council", "region"),
    ("council_now", "fy"),
    ("source", "outcome"),
    ("recipient", "partner"),
    ("awarded", "amount"),
    ("council", "org_id"),
    ("region", "council", "fy"),
    ("recipient", "kind"),
    ("amount:bands", "council"),
)


@pytest.mark.sample
@pytest.mark.parametrize("by", PAIRS, ids="-".join)
@pytest.mark.parametrize("split", [False, True])
@pytest.mark.parametrize("top", [None, 1, 2, 50])
def test_pairs_of_fields_group_the_same(by: tuple[str, ...], split: bool, top: int | None, both: tuple[Memory, Engine]) -> None:
    memory, other = both
    groups(memory, other, Total(by, EVERYTHING, top, "amount", split, view=VIEWS["april"]))


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", PERIODS)
def test_periods_beside_another_field_group_the_same(name: str, view: str, both: tuple[Memory, Engine]) -> None:
    """There they are numbers until the groups are known."""
    memory, other = both
    for top, middle in ((None, True), (None, False), (2, True), (2, False)):
        groups(memory, other, Total(("basis", name), EVERYTHING, top, middle=middle, view=VIEWS[view]))


def test_how_full_fields_are_is_the_same_together_as_one_by_one(both: tuple[Memory, Engine]) -> None:
    memory, other = both
    names, view = list(NAMES), VIEWS["april"]
    known_values = [sum(group.awards for group in memory.total(Total((), _has_value(name), view=view))) for name in names]
    assert memory.count_values(names, view) == known_values
    assert other.count_values(names, view) == known_values


def _has_value(name: str) -> Comparison:
    return Comparison(name, Op.KNOWN, None, "..")


QUARTERS = [f"{year}-Q{quarter}" for year in range(2014, 2022) for quarter in (1, 2, 3, 4)]
DOUBLED = Series("", "", "", {quarter: Decimal(100 if quarter < "2015-Q2" else 200) for quarter in QUARTERS})


def test_half_a_penny_of_real_terms_goes_to_the_even_one(both: tuple[Memory, Engine]) -> None:
    memory, other = both
    rows = Select(("id", "amount", "amount_real"), view=View(prices=Prices(lambda: DOUBLED, "2014-15")))
    assert other.select(rows) == memory.select(rows)


def test_awards_come_back_whole(both: tuple[Memory, Engine]) -> None:
    def known_values(award: Award) -> tuple[object, ...]:
        values = [FIELDS[name].read(award, VIEWS["april"]) for name in NAMES]
        return award.id, values, award.line, award.individual, award.rule, award.claims, award.notes

    memory, other = both
    names = [*(award.id for award in memory.records), "nobody"]
    assert [known_values(award) for award in other.awards_with(names)] == [
        known_values(award) for award in memory.awards_with(names)
    ]


PLANNED: tuple[tuple[tuple[str, float], ...], ...] = (
    (("2019-05-01", 9), ("2021-05-01", 100)), (("2019-05", 10),), (("2018-01-01", 24), ("2022-01-01", 3)), (),
    (("2019-05-01", 100),), (("2020", 2.5),), (("2019-04-30", -1), ("2019-06-30", 7)),
)  # fmt: skip


@pytest.mark.costly
@pytest.mark.parametrize("engine", ["memory", "duckdb"])
@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("planned_start_date", "3715264"), ("-planned_start_date", "3167254"),
        ("planned_duration", "7631254"), ("-planned_duration", "1532764"),
    ],
)  # fmt: skip
def test_awards_with_several_dates_or_numbers_are_sorted_by_the_first_in_that_order(
    sort: str, expected: str, engine: str, tmp_path: Path
) -> None:
    body = [{"id": "GB-CHC-1", "name": "One"}]
    grants = [
        {"id": str(number), "title": "t", "description": "d", "currency": "GBP", "amountAwarded": 5, "awardDate": "2019-01-01",
         "recipientOrganization": body, "fundingOrganization": body,
         "plannedDates": [{"startDate": start, "duration": duration} for start, duration in planned]}
        for number, planned in enumerate(PLANNED, 1)
    ]  # fmt: skip
    (tmp_path / "grants.json").write_text(json.dumps({"grants": grants}), encoding="utf-8")
    answer = open_dataset(tmp_path / "grants.json", engine=engine, cache=False).list(sort=sort)
    assert "".join(str(row[0]) for row in answer.rows) == expected


@pytest.mark.costly
@pytest.mark.parametrize("part", range(16))
def test_whole_tables_and_the_bytes_they_render_to_are_the_same(part: int, tmp_path: Path) -> None:
    engines = (Memory(AWARDS), duck(AWARDS, tmp_path / "awards"))
    here, there = (Dataset(Data(engine, replace(BOOK, awards=AWARDS), VIEWS["april"], "x")) for engine in engines)
    for answer in ANSWERS[part::16]:
        one, other = answer(here), answer(there)
        assert one == other
        for name in FORMATS:
            assert render(one, name, Style()) == render(other, name, Style())
