"""Names lead to the bodies that are meant, by rule: what is only like a name leads nowhere."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import ROOT
from grantcli.loader import awards, tree
from grantcli.model import Book, Organisation
from grantcli.names import key, keys

KEYS = [
    ("Leeds", "leeds"),
    ("  LEEDS ", "leeds"),
    ("Leeds Council", "leeds"),
    ("Leeds City Council", "leeds|city"),
    ("City of Leeds", "leeds|city"),
    ("The Council of the City of Leeds", "leeds|city"),
    ("Leeds MDC", "leeds|district|metropolitan"),
    ("Barnsley MBC", "barnsley|borough|metropolitan"),
    ("Wrexham CBC", "wrexham|borough|county"),
    ("Poole BC", "poole|borough"),
    ("Borough of Poole", "poole|borough"),
    ("Kent CC", "kent|county"),
    ("Kent County Council", "kent|county"),
    ("County Durham", "durham|county"),
    ("Wycombe DC", "wycombe|district"),
    ("London Borough of Croydon", "croydon|borough|london"),
    ("Croydon LBC", "croydon|borough|london"),
    ("Croydon LB", "croydon|borough|london"),
    ("Croydon London Borough", "croydon|borough|london"),
    ("Royal Borough of Greenwich", "greenwich|borough|royal"),
    ("Greenwich RB", "greenwich|borough|royal"),
    ("Greater London", "greater london"),
    ("Greater London Authority", "greater london"),
    ("London", "london"),
    ("City of London", "london|city"),
    ("Royal Leamington Spa", "royal leamington spa"),
    ("Bracknell Forest", "bracknell forest"),
    ("Brighton & Hove", "brighton and hove"),
    ("Brighton&Hove", "brighton and hove"),
    ("Stockton-on-Tees", "stockton on tees"),
    ("St. Helens", "st helens"),
    ("King's Lynn", "kings lynn"),
    ("King\N{RIGHT SINGLE QUOTATION MARK}s Lynn", "kings lynn"),
    ("Ynys M\N{LATIN SMALL LETTER O WITH CIRCUMFLEX}n", "ynys mon"),
    ("Ynys Mo\N{COMBINING CIRCUMFLEX ACCENT}n", "ynys mon"),
    ("Bournemouth, Christchurch and Poole", "bournemouth christchurch and poole"),
    ("Adur and Worthing Councils", "adur and worthing"),
    ("Unitary Authority of Rutland", "rutland|unitary"),
    ("BC", "borough"),
    ("The Council", "the council"),
    ("County", "county"),
    ("", ""),
    ("&", "and"),
    ("…", ""),
]


@pytest.mark.parametrize(("name", "expected"), KEYS)
def test_a_name_has_the_key_of_what_it_is_called_and_of_the_kinds_it_says(name: str, expected: str) -> None:
    assert key(name) == expected


MATCHES = [
    # what is asked, the names of a body, whether it is found
    ("leeds", ["Leeds City Council"], True),
    ("City of Leeds", ["Leeds City Council"], True),
    ("Leeds Council", ["Leeds City Council"], True),
    ("Leeds Borough Council", ["Leeds City Council"], False),
    ("Leeds City Council", ["Leeds"], False),
    ("Leeds City Council", ["Leeds", "Leeds City Council"], True),
    ("Leed", ["Leeds"], False),
    ("Leedsham", ["Leeds"], False),
    ("Dorset", ["Dorset County Council"], True),
    ("Dorset", ["Dorset Council"], True),
    ("Dorset Council", ["Dorset County Council"], True),
    ("Dorset County", ["Dorset Council"], False),
    ("Dorset County Council", ["Dorset Council"], False),
    ("Dorset", ["East Dorset District Council"], False),
    ("East Dorset", ["Dorset Council"], False),
    ("Croydon", ["London Borough of Croydon"], True),
    ("Croydon Borough", ["London Borough of Croydon"], True),
    ("Croydon BC", ["London Borough of Croydon"], True),
    ("Croydon District", ["London Borough of Croydon"], False),
    ("Greater London Borough Council", ["Greater London Authority"], False),
    ("Greater London Authority", ["London Borough of Greenwich"], False),
    ("London", ["London Borough of Croydon"], False),
    ("London", ["City of London"], True),
    ("Stafford", ["Staffordshire County Council"], False),
    ("Gloucester County", ["Gloucester City Council"], False),
    ("Newcastle", ["Newcastle upon Tyne"], False),
    ("Newcastle under Lyme", ["Newcastle-under-Lyme Borough Council"], True),
    ("Hammersmith & Fulham", ["London Borough of Hammersmith and Fulham"], True),
    ("Huntingdon", ["Huntingdonshire District Council"], False),
    ("Huntingdon", ["Huntingdonshire District Council", "Huntingdon"], True),
    ("", ["Leeds"], False),
]


@pytest.mark.parametrize(("question", "names", "expected"), MATCHES)
def test_a_kind_that_is_said_must_be_true_and_one_that_is_not_may_be_any(
    question: str, names: Sequence[str], expected: bool
) -> None:
    assert (key(question) in keys(names)) is expected


def test_a_body_is_found_under_each_name_with_all_some_or_none_of_its_kinds() -> None:
    assert keys(["London Borough of Croydon", "Croydon"]) == {
        "croydon",
        "croydon|borough",
        "croydon|london",
        "croydon|borough|london",
    }
    assert keys(["Leeds City Council", "Leeds MDC"]) == {
        "leeds",
        "leeds|city",
        "leeds|district",
        "leeds|metropolitan",
        "leeds|district|metropolitan",
    }
    assert keys([]) == frozenset()


@given(st.text())
def test_a_body_is_found_under_its_own_name_whatever_that_is(name: str) -> None:
    assert key(name) in keys([name])
    assert key(f"  {name}\t") == key(name)


@given(st.text(st.characters(codec="ascii")))
def test_capitals_and_marks_change_no_key(name: str) -> None:
    assert key(name.upper()) == key(name.lower()) == key(name.replace("-", " ").replace(",", " "))


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield awards.read(ROOT / "data" / "awards.yaml", "data/awards.yaml")


def bodies() -> list[Organisation]:
    content = tree.read((ROOT / "data" / "awards.yaml").read_bytes(), "data/awards.yaml").tree
    return [
        Organisation(part["id"], part["name"], part["official"], part["kind"], tuple(part.get("aliases") or ()))
        for part in content["organisations"]
    ]


BODIES = bodies()


def find(name: str) -> str:
    """Return the ids of the bodies that a name leads to."""
    return " ".join(body.id.removeprefix("GB-LAE-") for body in BODIES if key(name) in keys(body.names))


PRINTED = {
    # every name that a claim holds as printed, and the body that is meant; a joint name is each of its members
    "Adur": "ADU", "Adur & Worthing Councils": "ADU WOT", "Adur and Worthing Council": "ADU WOT",
    "Allerdale": "ALL", "Allerdale Borough Council": "ALL",
    "Barnsley": "BNS", "Barnsley Metropolitan Borough Council": "BNS",
    "Basildon Council": "BAI", "Bexley": "BEX", "Birmingham": "BIR", "Blackpool": "BPL", "Bournemouth": "BMH",
    "Bracknell Forest": "BRC", "Bracknell Forest Council": "BRC", "Breckland": "BRE", "Brentwood Council": "BRW",
    "Brighton & Hove City Council": "BNH", "Brighton and Hove": "BNH", "Bromsgrove": "BRM",
    "Buckinghamshire County": "BKM", "Buckinghamshire County Council": "BKM", "Calderdale Council": "CLD",
    "Cambridgeshire": "CAM", "Cambridgeshire County Council": "CAM", "Camden": "CMD", "Camden Council": "CMD",
    "Cannock Chase": "CAN", "Cherwell": "CHR", "Cherwell District Council": "CHR", "Christchurch": "CHC",
    "City of Lincoln Council": "LIC", "Croydon": "CRY", "Croydon Council": "CRY", "Cumbria": "CMA", "Dacorum": "DAC",
    "Dorset": "DST DOR",  # the county council until March 2019, the unitary council after
    "East Devon District Council": "EDE", "East Dorset": "EDO", "East Sussex": "ESX", "Essex": "ESS",
    "Exeter City Council": "EXE", "Fylde": "FYL", "Gloucester": "GLO", "Gloucestershire": "GLS",
    "Greater London Authority": "GLA", "Greater Manchester Combined Authority": "GMCA", "Greenwich": "GRE",
    "Hackney": "HCK", "Hackney Council": "HCK", "Halton": "HAL", "Hammersmith and Fulham": "HMF",
    "Hertfordshire County Council": "HRT", "Hounslow": "HNS",
    "Huntingdon": "HUN", "Huntingdon District Council": "HUN", "Huntingdonshire": "HUN",
    "Kensington and Chelsea": "KEC", "Kent County Council": "KEN", "Lambeth": "LBH", "Lambeth Council": "LBH",
    "Lancaster": "LAC", "Leeds": "LDS", "Leeds City Council": "LDS", "Lewisham": "LEW", "Lewisham Council": "LEW",
    "Lincoln": "LIC", "London Borough of Croydon": "CRY", "London Borough of Hackney": "HCK",
    "London Borough of Southwark": "SWK", "Luton": "LUT", "Manchester": "MAN", "Manchester City Council": "MAN",
    "Milton Keynes": "MIK", "Newcastle upon Tyne": "NET", "Newcastle-under-Lyme": "NEC", "Norfolk County Council": "NFK",
    "North East Lincolnshire": "NEL", "North East Lincolnshire District Council": "NEL", "North Somerset": "NSM",
    "North Warwickshire": "NWA", "Northumberland": "NBL", "Nottingham": "NGM", "Nuneaton and Bedworth": "NUN",
    "Oxford": "OXO", "Oxford City Council": "OXO", "Peterborough": "PTE", "Poole": "POL", "Preston": "PRE",
    "Reading": "RDG", "Redcar and Cleveland": "RCC", "Redditch": "RED", "Redditch and Bromsgrove Council": "BRM RED",
    "Richmond and Wandsworth Councils": "RIC WND", "Royal Borough of Greenwich": "GRE",
    "Sheffield": "SHF", "Sheffield City Council": "SHF", "Solihull": "SOL", "South Holland": "SHO",
    "South Kesteven": "SKE", "South Kesteven District": "SKE",
    "South Northamptonshire": "SNR", "South Northamptonshire Council": "SNR", "Southampton": "STH",
    "Southwark": "SWK", "Southwark Council": "SWK", "Stafford": "STA", "Staffordshire": "STS",
    "Staffordshire county council": "STS", "Stockport": "SKP", "Stockport Metropolitan Borough Council": "SKP",
    "Stockton-on-Tees": "STT", "Suffolk": "SFK", "Suffolk County Council": "SFK", "Surrey Heath": "SUR",
    "Teignbridge": "TEI", "Teignbridge District Council": "TEI", "Test Valley": "TES", "Thurrock": "THR",
    "Wandsworth": "WND", "West Berkshire Council": "WBK", "West Sussex County Council": "WSX", "Westminster": "WSM",
    "Wigan": "WGN", "Worcestershire": "WOR", "Worcestershire County Council": "WOR", "Worthing": "WOT",
    "Wycombe": "WYO", "Wycombe District Council": "WYO",
}  # fmt: skip


@pytest.mark.parametrize("name", PRINTED)
def test_a_name_as_printed_leads_to_the_body_that_is_meant(name: str) -> None:
    assert find(name) == PRINTED[name]


def test_no_name_that_is_printed_is_left_out(book: Book) -> None:
    assert {name for source in book.sources for claim in source.claims for name in claim.names} == set(PRINTED)


def test_every_name_printed_of_an_award_is_that_of_a_body_in_it(book: Book) -> None:
    lost = [
        (award.id, name)
        for award in book.awards
        for claim in award.claims.get("parties", ())
        for name in book.claim(claim)[1].names
        if not any(key(name) in keys(body.names) for body in award.councils)
    ]
    assert lost == []


UNPRINTED = {
    # bodies in an award that no source names for it, and why they are held
    ("dep-dorset-districts", "CHC"), ("dep-dorset-districts", "EDO"), ("dep-dorset-districts", "NDO"),
    ("dep-dorset-districts", "PUR"), ("dep-dorset-districts", "WDO"), ("dep-dorset-districts", "WEY"),  # all six districts
    ("ldf2-income", "gds"),  # named in words
}  # fmt: skip


def test_every_body_of_an_award_is_named_by_a_source_unless_it_is_told(book: Book) -> None:
    assert {
        (award.id, body.id.removeprefix("GB-LAE-"))
        for award in book.awards
        for body in award.councils
        if not {key(name) for claim in award.claims.get("parties", ()) for name in book.claim(claim)[1].names} & keys(body.names)
    } == UNPRINTED


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body.id)
def test_a_body_alone_has_its_names_but_for_those_of_joint_bodies(body: Organisation) -> None:
    own = body.id.removeprefix("GB-LAE-")
    assert find(body.official) == ("DST DOR" if own == "DST" else own)
    assert find(body.name) == ("DST DOR" if own == "DST" else own)
    assert all(own in find(alias).split() for alias in body.aliases)
