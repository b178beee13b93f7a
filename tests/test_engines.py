"""Every engine gives the answers of the memory engine: whole answers, and the bytes that tables of them render to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from awkward import AWARDS
from grantcli.bundle import prices, register
from grantcli.engines import Engine
from grantcli.engines.memory import Memory
from grantcli.fields import FIELDS, OPERATORS, FieldKind, View
from grantcli.model import Award
from grantcli.query import EVERYTHING, Comparison, Filter, Group, Not, Op, Or, Order, Select, Total, Word
from grantcli.query.parse import parse

VIEWS = {
    "april": View(4, register(), prices("2024-25")),
    "calendar": View(1),
}
LONE = tuple(award for award in AWARDS if not award.partners and not award.outcomes and not award.claims)


def duck(awards: tuple[Award, ...], folder: Path) -> Engine:
    """Return DuckDB over a copy of these awards."""
    import _duckdb

    from grantcli.engines.copies import open_copy, write
    from grantcli.engines.duck import Duck

    headings = sorted({heading for award in awards for heading in award.extra})
    folder.mkdir()
    write(awards, headings, folder, _duckdb.connect())
    return Duck(open_copy(folder, _duckdb.connect()))


@pytest.fixture(scope="module", params=["all", "lone"])
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Memory, Engine]:
    awards = AWARDS if request.param == "all" else LONE
    return Memory(awards), duck(awards, tmp_path_factory.mktemp("copy") / "awards")


SAMPLES = {
    FieldKind.TEXT: ("a", "A1", "leeds", "LGA", "r1", "İ", "ος", "ΣΊ", "größe", "%", "_'", "\\", "england", "E08000035",
                     "alpha", "x"),
    FieldKind.BODY: ("leeds", "Leeds City Council", "adur and worthing", "dorset", "Dorset County", "ΟΔΟΣ İstanbul", "odos",
                     "gb-lae-lds", "london borough of croydon", "E08000035", "giver", "nobody", "council"),
    FieldKind.MONEY: ("0", "25000", "100000.01", "-500.50", "0.01"),
    FieldKind.NUMBER: ("2015", "2020"),
    FieldKind.DATE: ("2015", "2015-03", "2019-09-12", "2020-03-31", "2016-02-29"),
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
@pytest.mark.parametrize("name", FIELDS)
def test_every_operator_of_every_field_finds_the_same_awards(name: str, view: str, both: tuple[Memory, Engine]) -> None:
    memory, other = both
    for where in terms(name):
        assert ids(other, where, VIEWS[view]) == ids(memory, where, VIEWS[view]), str(where)
    assert ids(other, Not(where), VIEWS[view]) == ids(memory, Not(where), VIEWS[view]), str(where)


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


SOME = Or((parse(["awarded:2019..2020 (region:london or not kind:..)"]), parse(["amount<0"]), Word("o")))
WHOLE = (EVERYTHING, SOME)
COUNTED = (
    ("amount", False, None),
    ("amount", True, 1),
    ("amount_real", False, 1),
    ("amount_real", True, None),
    ("saving", True, 3),
)


@pytest.mark.parametrize("where", WHOLE, ids=["everything", "some"])
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", FIELDS)
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


PAIRS = (
    ("lead", "year"),
    ("council", "region"),
    ("council_now", "fy"),
    ("source", "outcome"),
    ("recipient", "partner"),
    ("awarded", "amount"),
)


@pytest.mark.parametrize("by", PAIRS, ids="-".join)
@pytest.mark.parametrize("split", [False, True])
@pytest.mark.parametrize(("top", "least"), [(None, 1), (1, 1), (2, 2), (50, 1)])
def test_pairs_of_fields_group_the_same(
    by: tuple[str, ...], split: bool, top: int | None, least: int, both: tuple[Memory, Engine]
) -> None:
    memory, other = both
    groups(memory, other, Total(by, EVERYTHING, top, least, "amount", split, view=VIEWS["april"]))


def test_awards_come_back_whole(both: tuple[Memory, Engine]) -> None:
    memory, other = both
    names = ["a02", "A12", "a11", "nobody", "a03"]
    assert [str(award.id) for award in other.awards_with(names)] == [award.id for award in memory.awards_with(names)]
