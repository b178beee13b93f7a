"""Every engine gives the answers of the memory engine: whole answers, and the bytes that tables of them render to."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from awkward import AWARDS as AWKWARD
from awkward import BOOK, CROYDON, GIVER, LEEDS, NEW
from awkward import NAMES as CHOSEN
from elsewhere import Elsewhere

from grantcli.bands import BANDS, SUFFIX
from grantcli.bundle import prices, register
from grantcli.cli.options import MEASURES
from grantcli.dataset import Dataset
from grantcli.dates import PartialDate
from grantcli.engines import Engine
from grantcli.engines.memory import Memory
from grantcli.engines.predicates import NAMED
from grantcli.fields import FIELDS, OPERATORS, PLACE, FieldKind, View
from grantcli.model import Award, Organisation, Programme
from grantcli.prices import Prices
from grantcli.query import EVERYTHING, Comparison, Filter, Group, Not, Op, Or, Order, Select, Total, Word
from grantcli.query.parse import parse
from grantcli.render import FORMATS, render
from grantcli.render.style import Style
from grantcli.reports.data import Data
from grantcli.series import Series
from grantcli.table import Table

VIEWS = {
    "april": View(4, register(), prices("2024-25")),
    "calendar": View(1),
}
WELLS = Organisation("x-wells", "Bath & Wells")
ALLERDALE = Organisation("GB-LAE-ALL", "Allerdale", "Allerdale Borough Council")
GRANTS: tuple[dict[str, Any], ...] = (
    {
        "amountAppliedFor": 25000,
        "fromOpenCall": " Yes ",
        "relatedActivity": ["a", "A1", "a"],
        "fundingOrganization": [{"id": "LGA", "location": [{"geoCode": "E1"}]}, {"id": "x"}],
    },
    {
        "amountAppliedFor": "100000.01",
        "plannedDates": [{"startDate": "2019-09-12", "duration": 12}, {"startDate": "2015"}],
        "recipientOrganization": [
            {"postalCode": "LS1 2AB"},
            {"postalCode": "\u0130"},
            {"location": [{"geoCode": "E08000035"}, {"geoCode": "e2"}]},
        ],
        "beneficiaryLocation": [{"countryCode": "GB"}, {"countryCode": "zz"}],
    },
    {"amountAppliedFor": "tbc", "plannedDates": {"startDate": "2020-01-01T10:00:00Z", "duration": Decimal("12.5")}},
    {
        "amountAppliedFor": Decimal("-500.50"),
        "plannedDates": [{"startDate": "2015-03", "duration": "2015"}, 7, None],
        "fromOpenCall": True,
        "recipientOrganization": {"postalCode": 12},
        "fundingOrganization": [],
    },
)
AWARDS = (
    *AWKWARD,
    Award("b1", individual="A person", amount=Decimal("12.35"), currency="GBP", awarded=PartialDate(2020, 5)),
    Award("b2", individual="Another", lead=LEEDS, programme=NEW, funder=GIVER, amount=Decimal(8), extra={"Ward": "Hyde Park"}),
    Award("b3", lead=CROYDON, amount=Decimal(9), extra={"Ward": "100%", "Place": "Here"}),
    Award("b4", lead=WELLS, partners=(CROYDON,), individual="A person", title="Wells", line="grants!A7"),
    Award("b5", lead=ALLERDALE, amount=Decimal("0.01"), currency="GBP", awarded=PartialDate(2021, 1)),
    Award("b6", amount=Decimal(10), currency="GBP", awarded=PartialDate(2019, 4, months=12)),
    Award("b7", amount=Decimal(11), currency="GBP", awarded=PartialDate(2019, 7, months=3)),
    Award("b8", amount=Decimal(12), currency="GBP", awarded=PartialDate(2019, 12, months=2)),
    *(Award(f"g{number}", amount=Decimal(number), currency="GBP", grant=grant) for number, grant in enumerate(GRANTS)),
)
LONE = tuple(award for award in AWARDS if not award.partners and not award.outcomes and not award.claims)


def duck(awards: tuple[Award, ...], folder: Path) -> Engine:
    """Return DuckDB over a copy of these awards."""
    import _duckdb

    from grantcli.engines.duck import duck as in_duckdb
    from grantcli.ingest import records
    from grantcli.open_data import assume

    headings = sorted({heading for award in awards for heading in award.extra})
    folder.mkdir()
    connection = _duckdb.connect()
    tables = records.tables(records.write(enumerate(awards), headings, folder, connection), folder, connection)
    assume(connection, None)
    return in_duckdb(tables, connection)


@pytest.fixture(scope="module", params=["duckdb-all", "duckdb-lone", "postgres-all"])
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, elsewhere: Elsewhere) -> tuple[Memory, Engine]:
    engine, _, chosen = request.param.partition("-")
    awards = AWARDS if chosen == "all" else LONE
    if engine == "duckdb":
        return Memory(awards), duck(awards, tmp_path_factory.mktemp("copy") / "awards")
    return Memory(awards), elsewhere.loaded(engine, awards, f"awkward_{chosen}").current_engine


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


NAMES = (*CHOSEN, "x:Ward")
BANDED = tuple(name + SUFFIX for name in BANDS)
SAMPLES = {
    FieldKind.TEXT: ("a", "A1", "leeds", "LGA", "r1", "İ", "ος", "ΣΊ", "größe", "%", "_'", "\\", "england", "E08000035",
                     "alpha", "x", "leeds city", "Hyde Park"),
    FieldKind.BODY: ("leeds", "Leeds City Council", "adur and worthing", "dorset", "Dorset County", "ΟΔΟΣ İstanbul", "odos",
                     "gb-lae-lds", "london borough of croydon", "E08000035", "giver", "nobody", "council",
                     "Bath and Wells", "Cumberland", "Bournemouth, Dorset and Poole"),
    FieldKind.MONEY: ("0", "25000", "100000.01", "-500.50", "0.01"),
    FieldKind.NUMBER: ("2015", "2020"),
    FieldKind.DATE: ("2015", "2015-03", "2020-01", "2019-09-12", "2020-03-31", "2016-02-29"),
    FieldKind.PERIOD: (),
}  # fmt: skip
PERIODS = {"fy": ("2014-15", "2019-20", "2019"), "quarter": ("2019-Q3", "2015-Q1"), "month": ("2015-03", "2019-12")}


def samples(name: str) -> tuple[str, ...]:
    return PERIODS.get(name) or SAMPLES[FIELDS[name].kind]


def terms(name: str) -> Iterator[Filter]:
    """Yield a filter for each operator of a field and each sample."""
    for op in OPERATORS[FIELDS[name].kind]:
        yield from (parse([f'{name}{op}"{_escaped(text)}"']) for text in samples(name))
    yield Comparison(name, Op.KNOWN, None, "..")
    yield Comparison(name, Op.SEVERAL, None, "")
    if FIELDS[name].kind not in {FieldKind.TEXT, FieldKind.BODY}:
        low, *_, high = sorted(samples(name), key=float) if FIELDS[name].kind is FieldKind.MONEY else sorted(samples(name))
        yield from (parse([f"{name}:{text}"]) for text in (f"{low}..{high}", f"{low}..", f"..{high}"))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def ids(engine: Engine, where: Filter, view: View) -> list[str]:
    return [str(row[0][0]) for row in engine.select(Select(("id",), where, view=view))]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", NAMES)
def test_every_operator_of_every_field_finds_the_same_awards(name: str, view: str, both: tuple[Memory, Engine]) -> None:
    memory, other = both
    for where in terms(name):
        assert ids(other, where, VIEWS[view]) == ids(memory, where, VIEWS[view]), str(where)
    none = Not(Or(tuple(terms(name))))
    assert ids(other, none, VIEWS[view]) == ids(memory, none, VIEWS[view])


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", NAMED)
def test_a_body_is_found_the_same_where_only_its_id_and_name_are_known(
    name: str, view: str, both_bare: tuple[Memory, Engine]
) -> None:
    memory, other = both_bare
    for where in terms(name):
        assert ids(other, where, VIEWS[view]) == ids(memory, where, VIEWS[view]), str(where)


WORDS = (
    "plain",
    "LGA",
    "round 1",
    "old-round",
    "croydon",
    "GB-LAE",
    "%_'",
    "=1+1",
    "ΟΔΟΣ",
    "οδος",
    "istanbul",
    "İ",
    "\\;--",
    "nothing at all",
)


@pytest.mark.parametrize("text", WORDS)
def test_a_word_finds_the_same_awards(text: str, both: tuple[Memory, Engine]) -> None:
    memory, other = both
    assert ids(other, Word(text), VIEWS["april"]) == ids(memory, Word(text), VIEWS["april"])
    assert ids(other, Not(Word(text)), VIEWS["april"]) == ids(memory, Not(Word(text)), VIEWS["april"])


SOME = Or((parse(["awarded:2019..2020 (region:london or not kind:..)"]), parse(["amount<0"]), Word("o")))
ASKED = (("april", EVERYTHING), ("calendar", SOME))
COUNTED = (
    ("amount", False, None),
    ("amount", True, 1),
    ("amount_real", False, 1),
    ("amount_real", True, None),
    ("saving", True, 3),
)


@pytest.mark.parametrize(("view", "where"), ASKED, ids=["everything", "some"])
@pytest.mark.parametrize("name", [*NAMES, *BANDED])
def test_every_field_reads_sorts_and_groups_the_same(name: str, view: str, where: Filter, both: tuple[Memory, Engine]) -> None:
    memory, other = both
    for descending, limit in ((False, None), (True, 3)):
        rows = Select(("id", name), where, (Order(name, descending),), limit, VIEWS[view])
        assert other.select(rows) == memory.select(rows)
    for of, split, top in COUNTED:
        groups(memory, other, Total((name,), where, top, 1, of, split, view=VIEWS[view]))


def groups(memory: Engine, other: Engine, question: Total) -> None:
    """Hold the groups of two engines against each other, in whatever order."""

    def ordered(engine: Engine) -> list[Group]:
        return sorted(engine.total(question), key=lambda group: (str(group.currency), tuple(map(str, group.key))))

    assert ordered(other) == ordered(memory), question


@pytest.mark.parametrize("name", [name for name in FIELDS if not FIELDS[name].sql.startswith(PLACE)])
@pytest.mark.parametrize(("top", "least"), [(None, 1), (1, 1), (2, 2)])
def test_groups_are_the_same_where_medians_are_not_wanted(
    name: str, top: int | None, least: int, both: tuple[Memory, Engine]
) -> None:
    memory, other = both
    groups(memory, other, Total((name,), EVERYTHING, top, least, middle=False, view=VIEWS["april"]))


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


@pytest.mark.parametrize("by", PAIRS, ids="-".join)
@pytest.mark.parametrize("split", [False, True])
@pytest.mark.parametrize(("top", "least"), [(None, 1), (1, 1), (2, 2), (50, 1)])
def test_pairs_of_fields_group_the_same(
    by: tuple[str, ...], split: bool, top: int | None, least: int, both: tuple[Memory, Engine]
) -> None:
    memory, other = both
    groups(memory, other, Total(by, EVERYTHING, top, least, "amount", split, view=VIEWS["april"]))


QUARTERS = [f"{year}-Q{quarter}" for year in range(2014, 2022) for quarter in (1, 2, 3, 4)]
DOUBLED = Series("", "", "", {quarter: Decimal(100 if quarter < "2015-Q2" else 200) for quarter in QUARTERS})


def test_half_a_penny_of_real_terms_goes_to_the_even_one(both: tuple[Memory, Engine]) -> None:
    memory, other = both
    rows = Select(("id", "amount", "amount_real"), view=View(prices=Prices(lambda: DOUBLED, "2014-15")))
    assert other.select(rows) == memory.select(rows)


def test_awards_come_back_whole(both: tuple[Memory, Engine]) -> None:
    def known(award: Award) -> tuple[object, ...]:
        values = [FIELDS[name].read(award, VIEWS["april"]) for name in NAMES]
        return award.id, values, award.line, award.individual, award.rule, award.claims, award.notes

    memory, other = both
    names = [*(award.id for award in memory.held), "nobody"]
    assert [known(award) for award in other.awards_with(names)] == [known(award) for award in memory.awards_with(names)]


GROUPED = (
    "lead",
    "council",
    "region",
    "fy",
    "currency",
    "source,outcome",
    "awarded",
    "council,stage",
    "region,council",
    "amount:bands",
)
ANSWERS: tuple[Callable[[Dataset], Table], ...] = (
    *(partial(Dataset.total, by=by) for by in GROUPED),
    *(partial(Dataset.total, where="not stage:beta", by=by, top=2, split=True, explain=True) for by in GROUPED),
    lambda ask: ask.total("council:leeds", stated_only=True),
    lambda ask: ask.total(by="lead", measures=("lead", "awards", "total"), top=1),
    lambda ask: ask.total("title:nothing"),
    *(partial(Dataset.total, by="lead", across="year", measure=measure) for measure in MEASURES),
    lambda ask: ask.total(by="council", across="amount:bands"),
    lambda ask: ask.list(columns="id,amount,amount:bands", sort="-amount:bands"),
    lambda ask: ask.list(
        columns=[name for name in FIELDS if name != "saving" and not name.startswith("grant_")], sort="-amount,title"
    ),
    lambda ask: ask.list("o amount>=0", sort="council", limit=4, explain=True),
    lambda ask: ask.filter("council_now:dorset or region:london", why=True),
    lambda ask: ask.compare("council:leeds", "council:croydon", by="currency", explain=True),
    lambda ask: ask.compare("leeds", "croydon", on="council", split=True),
    lambda ask: ask.show("a02", "A12", "a11"),
    lambda ask: ask.council("leeds"),
    lambda ask: ask.fields("awarded"),
    lambda ask: ask.check(today=date(2026, 11, 24), severity="info"),
)
"""The tables of every command that asks the engine."""


@pytest.mark.parametrize("name", FORMATS)
def test_whole_tables_and_the_bytes_they_render_to_are_the_same(name: str, tmp_path: Path) -> None:
    view = VIEWS["april"]
    engines = (Memory(AWARDS), duck(AWARDS, tmp_path / "awards"))
    here, there = (Dataset(Data(engine, replace(BOOK, awards=AWARDS), view, "x")) for engine in engines)
    for answer in ANSWERS:
        one, other = answer(here), answer(there)
        assert one == other
        assert render(one, name, Style()) == render(other, name, Style())
