"""Awards, filters and questions with which tests compare every engine with the memory engine."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from awkward import AWARDS as AWKWARD
from awkward import CROYDON, GIVER, LEEDS, NEW
from awkward import NAMES as FIELD_NAMES

from grantcli.bundle import prices, register
from grantcli.cli.options import MEASURES
from grantcli.dataset import Dataset
from grantcli.dates import PartialDate
from grantcli.engines import Engine
from grantcli.fields import FIELDS, OPERATORS, FieldKind, View
from grantcli.model import Award, Organisation
from grantcli.query import Comparison, Filter, Group, Op, Or, Select, Total, Word
from grantcli.query.parse import parse
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
    {"amountAppliedFor": "tbc", "plannedDates": {"startDate": "2020-01-01T10:00:00Z", "duration": Decimal("12.125")}},
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
    from grantcli.ingest import award_tables
    from grantcli.open_data import assume

    headings = sorted({heading for award in awards for heading in award.extra})
    folder.mkdir()
    connection = _duckdb.connect(config={"threads": 1})
    tables = award_tables.tables(award_tables.write(enumerate(awards), headings, folder, connection), folder, connection)
    assume(connection, None)
    return in_duckdb(tables, connection)


NAMES = (*FIELD_NAMES, "x:Ward")
SAMPLES = {
    FieldKind.TEXT: ("a", "A1", "leeds", "LGA", "r1", "İ", "ος", "ΣΊ", "größe", "%", "_'", "\\", "england", "E08000035",
                     "alpha", "x", "leeds city", "Hyde Park"),
    FieldKind.BODY: ("leeds", "Leeds City Council", "adur and worthing", "dorset", "Dorset County", "ΟΔΟΣ İstanbul", "odos",
                     "gb-lae-lds", "london borough of croydon", "E08000035", "giver", "nobody", "council",
                     "Bath and Wells", "Cumberland", "Bournemouth, Dorset and Poole"),
    FieldKind.MONEY: ("0", "25000", "100000.01", "-500.50", "0.01"),
    FieldKind.NUMBER: ("12.125", "2015", "2020"),
    FieldKind.DATE: ("2015", "2015-03", "2020-01", "2019-09-12", "2020-03-31", "2016-02-29"),
    FieldKind.PERIOD: (),
}  # fmt: skip
PERIODS = {
    "year": ("2015", "2020"),
    "fy": ("2014-15", "2019-20", "2019"),
    "quarter": ("2019-Q3", "2015-Q1"),
    "month": ("2015-03", "2019-12"),
}


def samples(name: str) -> tuple[str, ...]:
    return PERIODS.get(name) or SAMPLES[FIELDS[name].kind]


def terms(name: str) -> Iterator[Filter]:
    """Yield a filter for each operator of a field and each sample."""
    for op in OPERATORS[FIELDS[name].kind]:
        yield from (parse([f'{name}{op}"{_escape(text)}"']) for text in samples(name))
    yield Comparison(name, Op.KNOWN, None, "..")
    yield Comparison(name, Op.SEVERAL, None, "")
    if FIELDS[name].kind not in {FieldKind.TEXT, FieldKind.BODY}:
        low, *_, high = sorted(samples(name), key=float) if FIELDS[name].kind is FieldKind.MONEY else sorted(samples(name))
        yield from (parse([f"{name}:{text}"]) for text in (f"{low}..{high}", f"{low}..", f"..{high}"))


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def ids(engine: Engine, where: Filter, view: View) -> list[str]:
    return [str(row[0][0]) for row in engine.select(Select(("id",), where, view=view))]


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
SOME = Or((parse(["awarded:2019..2020 (region:london or not kind:..)"]), parse(["amount<0"]), Word("o")))


def groups(memory: Engine, other: Engine, question: Total) -> None:
    """Hold the groups of two engines against each other: in whatever order, and where nothing is left out in that of a report."""

    def sort_groups(engine: Engine) -> list[Group]:
        return sorted(engine.total(question), key=lambda group: (str(group.currency), tuple(map(str, group.key))))

    assert sort_groups(other) == sort_groups(memory), question
    if question.top is None and question.by:
        expected = list(memory.ordered_groups(question))
        assert list(other.ordered_groups(question)) == expected, question
        if len(expected) > 1:
            assert other.totals_if_few([question], 1) == len(expected), question


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
SHARED_BY = [by for by in GROUPED if by != "region,council"]
"""By which amounts can be shared: these awards have codes of places, and a share of a place belongs to no recipient."""
ANSWERS: tuple[Callable[[Dataset], Table], ...] = (
    *(partial(Dataset.total, by=by) for by in GROUPED),
    *(partial(Dataset.total, where="not stage:beta", by=by, top=2, split=True, explain=True) for by in SHARED_BY),
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
