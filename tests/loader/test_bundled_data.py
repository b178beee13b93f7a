"""The bundled awards hold what the documents and pages give, no more and no less, and say what each figure rests on.

The tables are read off the documents and pages, not off the data.
"""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain
from pathlib import Path

import pytest

from conftest import ROOT, SHARED
from grantcli.evidence import Basis, RejectedClaim
from grantcli.loader import awards, tree
from grantcli.model import Award, Book, Outcome, Programme, StatedFigure

DATA = ROOT / "data" / "awards.yaml"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield awards.read(DATA, "data/awards.yaml")


def plain(amount: Decimal | None) -> str:
    """Return an amount as the tables write it."""
    return "unknown" if amount is None else f"{amount:f}".removesuffix(".00")


PROGRAMMES = [
    # id, title, funder, awarded, cap, awards held, of them of unknown amount, sum of the others
    ("lga-digital-experts", "LGA Digital Experts", "lga", "2015-03", "unknown", 24, 1, "350000"),
    ("lga-digital-transformation", "LGA Digital Transformation", "lga", "2016-03", "unknown", 20, 0, "560000"),
    ("local-digital-fund-round-1", "Local Digital Fund round 1", "mhclg", "2018-12", "100000", 2, 0, "169300"),
    ("local-digital-fund-round-2", "Local Digital Fund round 2", "mhclg", "2019-09-12", "unknown", 6, 0, "753000"),
    ("local-digital-fund-round-3", "Local Digital Fund round 3", "mhclg", "2019-11-01", "100000", 7, 0, "524300"),
    ("local-digital-fund-round-4", "Local Digital Fund round 4", "mhclg", "2020-03-13", "unknown", 6, 0, "1200000"),
]


def test_the_six_programmes_hold_so_many_awards_of_so_much(book: Book) -> None:
    result = []
    for programme in book.programmes:
        amounts = [award.amount for award in book.awards if award.programme is programme]
        known = [amount for amount in amounts if amount is not None]
        funder = programme.funder.id if programme.funder else ""
        basis_rows = (len(amounts), len(amounts) - len(known), plain(sum(known, Decimal(0))))
        result.append((programme.id, programme.title, funder, str(programme.awarded), plain(programme.cap), *basis_rows))
    assert result == PROGRAMMES
    assert len(book.awards) == 65
    assert {(programme.currency, *{award.currency for award in book.awards}) for programme in book.programmes} == {("GBP", "GBP")}


STATED = [
    # programme, what sources state of it as a whole, basis, claims that print something else
    ("lga-digital-experts", "total", "390000", "stated", ""),
    ("lga-digital-experts", "projects", "27", "stated", ""),
    ("lga-digital-experts", "councils", "42", "stated", ""),
    ("lga-digital-experts", "rate-single", "10000", "stated", ""),
    ("lga-digital-experts", "rate-group", "25000", "stated", ""),
    ("lga-digital-experts", "evaluated", "13", "stated", ""),
    ("lga-digital-transformation", "total", "560000", "stated", ""),
    ("lga-digital-transformation", "projects", "20", "stated", ""),
    ("lga-digital-transformation", "councils", "34", "disputed", "35"),
    ("lga-digital-transformation", "bids", "111", "stated", ""),
    ("lga-digital-transformation", "awards-at-40000", "4", "stated", ""),
    ("local-digital-fund-round-1", "total", "1251492", "stated", "£1.25m 1.3m"),
    ("local-digital-fund-round-1", "projects", "16", "stated", ""),
    ("local-digital-fund-round-1", "councils", "57", "stated", "16"),
    ("local-digital-fund-round-1", "shortlisted", "27", "stated", ""),
    ("local-digital-fund-round-2", "total", "753000", "stated", "£750,000 £750,000 £750,000 £750,000 £750,000 £750k"),
    ("local-digital-fund-round-2", "projects", "6", "stated", ""),
    ("local-digital-fund-round-2", "councils", "25", "stated", ""),
    ("local-digital-fund-round-3", "total", "unknown", "unknown", "£500,000"),
    ("local-digital-fund-round-3", "projects", "7", "stated", ""),
    ("local-digital-fund-round-3", "bids", "60", "stated", ""),
    ("local-digital-fund-round-3", "shortlisted", "18", "stated", ""),
    ("local-digital-fund-round-4", "total", "1200000", "stated", ""),
    ("local-digital-fund-round-4", "projects", "6", "stated", ""),
    ("local-digital-fund-round-4", "partners", "14", "stated", ""),
]


def test_what_sources_state_of_a_programme_is_held_beside_what_they_print_otherwise(book: Book) -> None:
    assert [
        (programme.id, part.what, plain(part.value), str(part.basis), " ".join(figures(book, part.rejected)))
        for programme in book.programmes
        for part in programme.stated
    ] == STATED


def figures(book: Book, rejected: tuple[RejectedClaim, ...]) -> list[str]:
    return [book.claim(part.claim)[1].figure or "" for part in rejected]


SINGLE, GROUP = ("10000", "derived"), ("25000", "derived")
CLOSES = ("25000", "derived")
AWARDS = [
    # id, amount and basis, lead, partners, stage; a lead of "" where no source marks one
    ("dep-blackpool", *SINGLE, "Blackpool", "", ""),
    ("dep-bournemouth", *GROUP, "", "Bournemouth, Dorset County, Poole", ""),
    ("dep-christchurch", *GROUP, "", "Christchurch, East Dorset", ""),
    ("dep-dacorum", *SINGLE, "Dacorum", "", ""),
    ("dep-dorset-districts", *GROUP, "",
     "Dorset County, Christchurch, East Dorset, North Dorset, Purbeck, West Dorset, Weymouth and Portland", ""),
    ("dep-essex", *SINGLE, "Essex", "", ""),
    ("dep-gloucestershire", *GROUP, "", "Gloucestershire, Gloucester", ""),
    ("dep-lancaster", *GROUP, "", "Lancaster, Preston, Fylde", ""),
    ("dep-luton", *SINGLE, "Luton", "", ""),
    ("dep-milton-keynes", *SINGLE, "Milton Keynes", "", ""),
    ("dep-newcastle-upon-tyne", *SINGLE, "Newcastle upon Tyne", "", ""),
    ("dep-newcastle-lyme", *SINGLE, "Newcastle-under-Lyme", "", ""),
    ("dep-north-warwickshire", *GROUP, "", "North Warwickshire, Nuneaton and Bedworth", ""),
    ("dep-nottingham", *SINGLE, "Nottingham", "", ""),
    ("dep-reading", *SINGLE, "Reading", "", ""),
    ("dep-redcar", *SINGLE, "Redcar and Cleveland", "", ""),
    ("dep-solihull", *SINGLE, "Solihull", "", ""),
    ("dep-south-holland", *GROUP, "", "South Holland, Breckland", ""),
    ("dep-southampton", *SINGLE, "Southampton", "", ""),
    ("dep-stafford", *GROUP, "", "Stafford, Cannock Chase", ""),
    ("dep-staffordshire", *SINGLE, "Staffordshire", "", ""),
    ("dep-stockton", *SINGLE, "Stockton-on-Tees", "", ""),
    ("dep-test-valley", *SINGLE, "Test Valley", "", ""),
    ("dep-tri-borough", "unknown", "unknown", "", "Kensington and Chelsea, Westminster, Hammersmith and Fulham", ""),
    ("dtp-going-local", "40000", "stated", "", "Adur, Worthing, West Sussex", ""),
    ("dtp-kent", "40000", "stated", "", "", ""),
    ("dtp-no-wrong-place", "40000", "stated", "", "Cambridgeshire, Peterborough", ""),
    ("dtp-ripple", "40000", "stated", "", "Leeds, Calderdale", ""),
    ("dtp-bournemouth", *CLOSES, "Bournemouth", "", ""),
    ("dtp-wigan", *CLOSES, "Wigan", "", ""),
    ("dtp-northumberland", *CLOSES, "Northumberland", "", ""),
    ("dtp-bexley", *CLOSES, "Bexley", "", ""),
    ("dtp-thurrock", *CLOSES, "Thurrock", "", ""),
    ("dtp-east-sussex", *CLOSES, "East Sussex", "", ""),
    ("dtp-blackpool", *CLOSES, "Blackpool", "", ""),
    ("dtp-camden", *CLOSES, "Camden", "", ""),
    ("dtp-dorset", *CLOSES, "Dorset County", "", ""),
    ("dtp-lewisham", *CLOSES, "Lewisham", "", ""),
    ("dtp-hounslow", *CLOSES, "Hounslow", "", ""),
    ("dtp-cumbria", *CLOSES, "Cumbria", "", ""),
    ("dtp-north-somerset", *CLOSES, "North Somerset", "", ""),
    ("dtp-worcestershire", *CLOSES, "Worcestershire", "", ""),
    ("dtp-halton", *CLOSES, "Halton", "", ""),
    ("dtp-birmingham", *CLOSES, "Birmingham", "", ""),
    ("ldf1-birmingham", "69300", "stated", "Birmingham", "", ""),
    ("ldf1-stockport", "100000", "stated", "Stockport", "", ""),
    ("ldf2-family-context", "350000", "stated", "Stockport", "Leeds, Manchester", "beta"),
    ("ldf2-community-directory", "50000", "disputed", "Buckinghamshire County", "Adur, Worthing, Croydon, Leeds", "alpha"),
    ("ldf2-planning", "100000", "stated", "Southwark", "Hackney, Greater London Authority, Surrey Heath", ""),
    ("ldf2-repairs", "100000", "disputed", "", "Lincoln, Southwark, South Kesteven, Greenwich", ""),
    ("ldf2-income", "80000", "disputed", "Barnsley", (
        "Allerdale, Cherwell, Huntingdonshire, North East Lincolnshire, Sheffield, South Northamptonshire, "
        "Government Digital Service"
    ), "discovery"),
    ("ldf2-death-data", "73000", "stated", "Worcestershire", "Redditch, Bromsgrove, Suffolk", ""),
    ("ldf3-children-in-care", "100000", "stated", "Greater Manchester Combined Authority", "", "alpha"),
    ("ldf3-invalid-planning", "98500", "stated", "Lambeth", "Wycombe, Southwark, Lewisham, Camden", "alpha"),
    ("ldf3-early-help", "80000", "stated", "", "Richmond upon Thames, Wandsworth, West Berkshire, Croydon", "discovery"),
    ("ldf3-code-sharing", "75000", "stated", "Croydon", "Brighton and Hove, Bracknell Forest, Oxford", "discovery"),
    ("ldf3-childrens-demand", "74000", "stated", "Suffolk", "Cambridgeshire, Norfolk", "alpha"),
    ("ldf3-benefits-data", "71000", "stated", "Teignbridge", "East Devon, Exeter, Basildon, Brentwood", "discovery"),
    ("ldf3-user-research", "25800", "stated", "Croydon", "Hackney, Kent, Hertfordshire", "discovery"),
    ("ldf4-planning", "350000", "stated", "Southwark", "Hackney, Surrey Heath, Greater London Authority", "beta"),
    ("ldf4-invalid-planning", "350000", "stated", "Lambeth", "Southwark, Lewisham, Camden, Wycombe", "beta"),
    ("ldf4-community-directory", "250000", "stated", "Buckinghamshire County", "Adur, Worthing, Croydon, Leeds", ""),
    ("ldf4-code-sharing", "100000", "stated", "Croydon", "Brighton and Hove, Bracknell Forest, Oxford", ""),
    ("ldf4-income", "100000", "stated", "Barnsley", "Dorset, Huntingdonshire", ""),
    ("ldf4-repairs", "50000", "stated", "Greenwich", "Lincoln, Southwark, South Kesteven", ""),
]  # fmt: skip


def row(award: Award) -> tuple[str, ...]:
    lead = award.lead.name if award.lead else ""
    return (
        award.id,
        plain(award.amount),
        str(award.basis),
        lead,
        ", ".join(body.name for body in award.partners),
        award.stage or "",
    )


def test_every_award_has_the_amount_and_the_parties_that_sources_give_it(book: Book) -> None:
    assert [row(award) for award in book.awards] == AWARDS


FOLLOWS = {
    "ldf4-planning": "ldf2-planning",
    "ldf4-invalid-planning": "ldf3-invalid-planning",
    "ldf4-community-directory": "ldf2-community-directory",
    "ldf4-code-sharing": "ldf3-code-sharing",
    "ldf4-income": "ldf2-income",
    "ldf4-repairs": "ldf2-repairs",
}


def test_each_award_of_round_4_carries_on_an_earlier_one_and_no_other_award_does(book: Book) -> None:
    by_id = {award.id: award for award in book.awards}
    assert {award.id: award.follows for award in book.awards if award.follows} == FOLLOWS
    for award, earlier in ((by_id[later], by_id[first]) for later, first in FOLLOWS.items()):
        assert award.awarded is not None
        assert earlier.awarded is not None
        assert (award.project, award.theme) == (earlier.project, earlier.theme)
        assert earlier.awarded.last < award.awarded.first
        assert award.claims["follows"]


def test_awards_share_a_project_only_where_one_follows_the_other(book: Book) -> None:
    counts = Counter(award.project for award in book.awards if award.project)
    assert {project for project, count in counts.items() if count > 1} == {
        award.project for award in book.awards if award.id in FOLLOWS
    }
    assert max(counts.values()) == 2


OUTCOMES = [
    # award, what is saved, basis, where it is printed, what is printed otherwise and where
    ("dep-redcar", "7000", "stated", "rsn-2016-06-06/redcar-saving", ""),
    ("dep-staffordshire", "22500", "disputed", "rsn-2016-06-06/staffordshire-saving", "seed-004/mystaffsapp-cost £22,500 line 9"),
    ("dep-stockton", "1200", "stated", "ukauthority-2016-06-03/stockton-saving", ""),
    ("dep-test-valley", "2000", "stated", "rsn-2016-06-06/test-valley-saving", ""),
    ("dep-tri-borough", "1800000", "stated", "seed-004/tri-borough-saving", ""),
]


def test_what_came_of_awards_is_what_sources_say(book: Book) -> None:
    result = []
    for award in book.awards:
        for outcome in award.outcomes:
            claims = [(part.claim, book.claim(part.claim)[1]) for part in outcome.rejected]
            against = " ".join(f"{name} {claim.figure} line {claim.line}" for name, claim in claims)
            result.append((award.id, plain(outcome.saving), str(outcome.basis), " ".join(outcome.claims), against))
    assert result == OUTCOMES


def test_the_saving_of_staffordshire_is_held_though_a_source_prints_it_as_a_cost(book: Book) -> None:
    award = one(book, "dep-staffordshire")
    assert [part.why for outcome in award.outcomes for part in outcome.rejected] == [
        "prints the saving as a cost, yet says that it came of fewer phone calls"
    ]


def one(book: Book, award_id: str) -> Award:
    return next(award for award in book.awards if award.id == award_id)


def test_the_digital_experts_held_are_15_councils_alone_and_8_groups_paid_by_the_rule(book: Book) -> None:
    basis_rows = [award for award in book.awards if award.id.startswith("dep-") and award.amount is not None]
    assert Counter((plain(award.amount), bool(award.lead), len(award.councils) > 1) for award in basis_rows) == {
        ("10000", True, False): 15,
        ("25000", False, True): 8,
    }
    # 27 projects that share 390,000 at 10,000 or 25,000 each: only 19 and 8 will do.
    assert [groups for groups in range(28) if groups * 25_000 + (27 - groups) * 10_000 == 390_000] == [8]
    # 19 councils alone and the places in the groups make the 42 councils stated.
    assert 19 + sum(len(award.councils) for award in basis_rows if not award.lead) == 42


def test_the_three_boroughs_have_no_amount_and_the_reason_gives_both_that_it_could_be(book: Book) -> None:
    award = one(book, "dep-tri-borough")
    assert (award.amount, award.basis, award.claims.get("amount")) == (None, Basis.UNKNOWN, None)
    assert award.rule is not None
    assert [word for word in ("25,000", "10,000", "390,000", "27") if word in award.rule] == ["25,000", "10,000", "390,000", "27"]


def test_the_digital_transformation_awards_close_the_sum_in_one_way(book: Book) -> None:
    amounts = Counter(plain(award.amount) for award in book.awards if award.id.startswith("dtp-"))
    assert amounts == {"40000": 4, "25000": 16}
    rules = {award.rule for award in book.awards if award.id.startswith("dtp-") and plain(award.amount) == "25000"}
    assert rules == {"only this closes the sum"}
    assert one(book, "dtp-kent").unnamed == "a group of Kent councils"


REJECTED = [
    # award, what it bears on, the claim, the figure as printed, its line
    ("ldf2-family-context", "amount", "seed-002/social-workers-amount", "£50,000", 16),
    ("ldf2-community-directory", "amount", "seed-002/directory-amount", "£100,000", 18),
    ("ldf2-planning", "parties", "seed-002/planning-councils", None, 18),
    ("ldf2-planning", "parties", "seed-002/repairs-councils", None, 18),
    ("ldf2-planning", "parties", "seed-002/planning-four", "four", 18),
    ("ldf2-repairs", "amount", "seed-002/repairs-amount", "£800,000", 20),
    ("ldf2-repairs", "parties", "seed-002/income-councils", None, 20),
    ("ldf2-income", "amount", "seed-002/repairs-amount", "£800,000", 20),
    ("ldf2-income", "amount", "seed-002/payments-amount", "£73,000", 22),
    ("ldf2-income", "amount", "seed-002/nine-amount", "£80,000", 18),
    ("ldf2-income", "parties", "seed-002/nine-councils", "nine", 18),
    ("ldf2-death-data", "about", "seed-002/payments-about", None, 22),
    ("ldf3-invalid-planning", "amount", "ukauthority-2019-11-01/invalid-planning-amount", "£98,5000", None),
    ("ldf3-early-help", "parties", "ukauthority-2019-11-01/early-help-parties", None, None),
]


def test_what_a_source_prints_wrongly_is_kept_as_printed_with_a_reason(book: Book) -> None:
    result = [(award, part, book.claim(part.claim)[1]) for award in book.awards for part in award.rejected]
    assert [(award.id, part.of, part.claim, claim.figure, claim.line) for award, part, claim in result] == REJECTED
    assert [part.claim for _, part, _ in result if not part.why.strip()] == []


@pytest.mark.parametrize("award_id", ["ldf2-repairs", "ldf2-income"])
def test_the_800_000_is_rejected_because_the_whole_round_has_less(book: Book, award_id: str) -> None:
    award = one(book, award_id)
    reasons = [part.why for part in award.rejected if part.claim == "seed-002/repairs-amount"]
    assert [reason for reason in reasons if "the round's whole total" in reason] == reasons != []
    assert award.rule is not None
    assert "753,000" in award.rule
    others = sum(
        (each.amount or 0 for each in book.awards if each.programme is award.programme and each is not award), Decimal(0)
    )
    assert award.amount == Decimal(753_000) - others


def test_round_3_has_no_stated_total_and_says_what_dates_it(book: Book) -> None:
    programme = next(each for each in book.programmes if each.id == "local-digital-fund-round-3")
    assert programme.claims["awarded"] == ("ukauthority-2019-11-01/date",)
    assert programme.notes[0].startswith("Dated by the first page on it;")
    total = next(part for part in programme.stated if part.what == "total")
    assert (total.value, total.claims) == (None, ("seed-003/minister-total",))
    assert total.rule is not None
    assert "524,300" in total.rule


def test_rounds_1_to_3_come_to_what_round_4_is_told_to_follow(book: Book) -> None:
    stated = {programme.id: programme.figure("total") for programme in book.programmes}
    basis_rows = sum((award.amount or 0 for award in book.awards if award.id.startswith("ldf3-")), Decimal(0))
    before = [stated["local-digital-fund-round-1"], stated["local-digital-fund-round-2"], basis_rows]
    assert sum(part or 0 for part in before) == Decimal(2_528_792)
    assert book.claim("ukauthority-round-4/invested-before")[1].figure == "2.5m"


def basis_rows(book: Book) -> Iterator[tuple[str, Award | StatedFigure | Outcome, Decimal | None, tuple[str, ...]]]:
    """Yield everything with a basis: what it is, the thing, its figure and the claims that this rests on."""
    for programme in book.programmes:
        yield from ((f"{programme.id} {part.what}", part, part.value, part.claims) for part in programme.stated)
    for award in book.awards:
        yield award.id, award, award.amount, award.claims.get("amount", ())
        yield from ((f"{award.id} outcome", part, part.saving, part.claims) for part in award.outcomes)


def test_every_figure_rests_on_a_claim(book: Book) -> None:
    assert [what for what, _, figure, claims in basis_rows(book) if figure is not None and not claims] == []


def test_every_figure_that_is_not_stated_has_a_rule_and_no_other_has(book: Book) -> None:
    assert [what for what, thing, _, _ in basis_rows(book) if (thing.basis is Basis.STATED) == bool(thing.rule)] == []


def test_every_figure_is_known_unless_its_basis_says_so(book: Book) -> None:
    assert [what for what, thing, figure, _ in basis_rows(book) if (figure is None) != (thing.basis is Basis.UNKNOWN)] == []


def test_every_stated_amount_is_printed_by_a_claim_it_rests_on(book: Book) -> None:
    unprinted = [
        what
        for what, thing, figure, claims in basis_rows(book)
        if thing.basis is not Basis.DERIVED and figure is not None
        if figure not in {value for name in claims for value in printed_amounts(book.claim(name)[1].figure)}
    ]
    assert unprinted == []


NUMBERS = {"four": 4, "six": 6, "seven": 7, "twenty": 20, "thirty-four": 34}
TIMES = {"": 1, "k": 1000, "m": 1_000_000}


def printed_amounts(figure: str | None) -> list[Decimal]:
    """Return what a figure says as printed: `£1.8m`, `753000`, `Seven`."""
    if figure is None:
        return []
    if figure.lower() in NUMBERS:
        return [Decimal(NUMBERS[figure.lower()])]
    result = re.fullmatch(r"£?([0-9.,]+)([km]?)", figure)
    return [Decimal(result[1].replace(",", "")) * TIMES[result[2]]] if result else []


def test_every_party_and_every_stage_rests_on_a_claim(book: Book) -> None:
    assert [award.id for award in book.awards if not award.claims.get("parties")] == []
    assert [award.id for award in book.awards if bool(award.stage) != bool(award.claims.get("stage"))] == []
    assert [programme.id for programme in book.programmes if not programme.claims.get("awarded")] == []
    assert [programme.id for programme in book.programmes if programme.cap and not programme.claims.get("amount")] == []


def claim_names(book: Book) -> Iterator[str]:
    """Yield the name of every claim that the data rest on, or reject."""
    records: tuple[Programme | Award, ...] = (*book.programmes, *book.awards)
    yield from chain.from_iterable(names for record in records for names in record.claims.values())
    for _, thing, _, claims in basis_rows(book):
        yield from (*claims, *(part.claim for part in thing.rejected))


def test_every_claim_named_is_there(book: Book) -> None:
    known = {f"{source.id}/{claim.id}" for source in book.sources for claim in source.claims}
    assert set(claim_names(book)) - known == set()


def test_every_source_is_used_or_is_a_seed(book: Book) -> None:
    used = {name.partition("/")[0] for name in claim_names(book)}
    seeds = {f"seed-{number:03}" for number in range(5)}
    assert {source.id for source in book.sources} == used | seeds
    assert {source.id for source in book.sources if source.document} == seeds


def test_ids_are_there_once_and_everything_stands_in_order(book: Book) -> None:
    content = tree.read(DATA.read_bytes(), "data/awards.yaml").tree
    bodies = content["organisations"]
    for ids in ([body["id"] for body in bodies], [award.id for award in book.awards], [source.id for source in book.sources]):
        assert [each for each, count in Counter(ids).items() if count > 1] == []
    councils = [body["name"] for body in bodies if body["id"].startswith("GB-LAE-")]
    assert councils == sorted(councils)
    assert [body["id"] for body in bodies][:3] == ["lga", "mhclg", "gds"]
    assert len(councils) == len(bodies) - 3
    assert list(book.programmes) == sorted(book.programmes, key=lambda programme: str(programme.awarded))
    order = [programme.id for programme in book.programmes]
    places = [order.index(award.programme.id) for award in book.awards if award.programme]
    assert places == sorted(places)
    assert [source.id for source in book.sources][:5] == [f"seed-{number:03}" for number in range(5)]


def test_every_organisation_is_in_an_award_or_gives_them(book: Book) -> None:
    content = tree.read(DATA.read_bytes(), "data/awards.yaml").tree
    taking = {body.id for award in book.awards for body in award.councils}
    giving = {programme.funder.id for programme in book.programmes if programme.funder}
    assert {body["id"] for body in content["organisations"]} == taking | giving


COPIED = 8
AS_PRINTED = {"figure", "names", "publisher", "address", "name", "official", "aliases"}
"""What is held as it is printed; so is the title of a source."""


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower().replace("’", "").replace("'", ""))


def runs(text: str) -> set[tuple[str, ...]]:
    """Return every run of so many words in a text."""
    result = words(text)
    return {tuple(result[start : start + COPIED]) for start in range(len(result) - COPIED + 1)}


def texts(content: object, *, source: bool, key: str = "") -> Iterator[str]:
    """Yield every text of ours in a tree."""
    if isinstance(content, dict):
        for name, part in content.items():
            yield from texts(part, source=source, key=name)
    elif isinstance(content, list):
        for part in content:
            yield from texts(part, source=source, key=key)
    elif isinstance(content, str) and key not in AS_PRINTED and not (source and key == "title"):
        yield content


def documents() -> set[tuple[str, ...]]:
    result = [runs(path.read_text("utf-8")) for path in sorted((SHARED / "seeds").glob("*.txt"))]
    assert len(result) == 5
    return set().union(*result)


@pytest.mark.shared
@pytest.mark.parametrize("path", [DATA, *sorted((ROOT / "seeds").glob("*.yaml"))], ids=lambda path: path.name)
def test_no_text_of_ours_copies_eight_words_in_a_row_from_a_document(path: Path) -> None:
    content = path.read_bytes()
    comments = [line for line in content.decode().splitlines() if line.lstrip().startswith("#")]
    ours = [*texts(tree.read(content, path.name).tree, source=path != DATA), "\n".join(comments)]
    assert len(ours) > 3
    assert sorted(set().union(*map(runs, ours)) & documents()) == []


@pytest.mark.shared
def test_eight_words_in_a_row_of_a_document_would_be_found() -> None:
    line = words((SHARED / "seeds" / "000_86b1be6b8d6347a5.txt").read_text("utf-8"))
    copied = " ".join(line[20 : 20 + COPIED])
    assert runs(f"So it says: {copied.upper()}!") & documents()
    assert not runs(f"So it says: {' '.join(line[20 : 19 + COPIED])}!") & documents()
