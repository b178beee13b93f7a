"""A data file is read as it is written or not at all: every fault of it is told at once, each with its place."""

import json
import os
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from conftest import ROOT, Run
from grantcli.dates import PartialDate
from grantcli.errors import DataError, Fault, Place
from grantcli.evidence import Basis, RejectedClaim
from grantcli.loader import awards, shapes, tree
from grantcli.model import Award, Book, Organisation, Outcome, Programme, StatedFigure
from grantcli.sources import Claim, Source

GOOD = """\
form: grantcli awards 1
version: "7"
organisations:
  - {id: fund, name: Fund board, official: The Fund Board, kind: association, aliases: [FB]}
  - {id: ambridge, name: Ambridge}
  - {id: borchester, name: Borchester}
programmes:
  - id: round
    title: Round one
    aliases: [r1]
    funder: fund
    awarded: 2019-09
    cap: 100
    currency: GBP
    rule: half each
    claims: {awarded: [press/so]}
    stated:
      - what: total
        value: 50
        basis: disputed
        rule: the board says so
        claims: [press/so]
        rejected: [{claim: press/so, of: total, why: rounded}]
    notes: [One award only]
sources:
  - id: press
    document: press.txt
    publisher: The Press
    title: Page
    address: https://example.org/
    dated: 2019-10-01
    sha256: abc
    size: 12
    complete: false
    claims:
      - {id: so, line: 3, says: So it is, figure: 50, names: [Ambridge]}
awards:
  - id: one
    programme: round
    title: Village hall
    description: A new roof
    lead: ambridge
    partners: [borchester]
    unnamed: two more
    stage: beta
    theme: halls
    project: hall
    awarded: 2019-09-12
    amount: 50
    currency: GBP
    basis: derived
    rule: half of the cap
    claims: {amount: [press/so]}
    rejected: [{claim: press/so, of: amount, why: a joke}]
    outcomes:
      - says: It is dry
        saving: 5.25
        basis: stated
        rule: measured
        claims: [press/so]
        rejected: [{claim: press/so, of: saving, why: rounded}]
    notes: [Opened in May]
"""
"""A file with every key in it, and nothing wrong."""

DOCS = "see docs/data.md"
FORM = "see docs/data.md for the form of a data file"
OWN = "give each its own"
QUOTES = "a text with `: ` or ` #` in it needs quotes"
PLAIN = "write the value out, or write a text in quotes"
SEEDS = "write `seeds: FOLDER` at the start of a line, for a folder with a file a source"
Load = Callable[..., Book]
Place_ = tuple[int, str | None]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Read a file with these bytes, called `awards.yaml`; the cache is empty."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def load(content: str | bytes) -> Book:
        path = tmp_path / "awards.yaml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return awards.read(path, "awards.yaml")

    return load


def change(old: str, new: str) -> str:
    """Return the good file with one thing changed."""
    assert GOOD.count(old) == 1
    return GOOD.replace(old, new)


def faults(load: Load, content: str | bytes) -> list[Fault]:
    with pytest.raises(DataError) as caught:
        load(content)
    result = list(caught.value.faults)
    assert caught.value.message == f"`awards.yaml` cannot be used: {len(result)} fault{'s' * (len(result) > 1)}"
    assert caught.value.hint == ""
    return result


def fault(place: Place_, message: str, hint: str = "", file: str = "awards.yaml") -> Fault:
    line, path = place
    return Fault(message, Place(file, line, path=path), hint)


def test_every_key_of_a_file_reaches_the_book(load: Load) -> None:
    book = load(GOOD)
    fund = Organisation("fund", "Fund board", "The Fund Board", "association", ("FB",))
    total = StatedFigure(
        "total", Decimal("50.00"), Basis.DISPUTED, "the board says so", ("press/so",),
        (RejectedClaim("press/so", "rounded", "total"),),
    )  # fmt: skip
    programme = Programme(
        id="round", title="Round one", funder=fund, aliases=("r1",), awarded=PartialDate(2019, 9), cap=Decimal("100.00"),
        currency="GBP", rule="half each", claims={"awarded": ("press/so",)}, stated=(total,), notes=("One award only",),
    )  # fmt: skip
    outcome = Outcome(
        "It is dry", Decimal("5.25"), Basis.STATED, "measured", ("press/so",), (RejectedClaim("press/so", "rounded", "saving"),)
    )
    award = Award(
        id="one", programme=programme, title="Village hall", description="A new roof",
        lead=Organisation("ambridge", "Ambridge"), partners=(Organisation("borchester", "Borchester"),),
        unnamed="two more", stage="beta", theme="halls", project="hall", awarded=PartialDate(2019, 9, 12),
        amount=Decimal("50.00"), currency="GBP", basis=Basis.DERIVED, rule="half of the cap",
        claims={"amount": ("press/so",)}, rejected=(RejectedClaim("press/so", "a joke", "amount"),), outcomes=(outcome,),
        notes=("Opened in May",), line=38,
    )  # fmt: skip
    source = Source(
        id="press", publisher="The Press", title="Page", document="press.txt", address="https://example.org/",
        dated=PartialDate(2019, 10, 1), sha256="abc", size=12, complete=False,
        claims=(Claim("so", "So it is", "50", ("Ambridge",), 3),),
    )  # fmt: skip
    assert (book.awards, book.programmes, book.version, book.sources) == ((award,), (programme,), "7", (source,))


def test_the_manual_shows_every_key_and_no_other() -> None:
    main, source = (ROOT / "docs" / "data.md").read_text("utf-8").split("```yaml\n")[1:3]
    book, page = (tree.read(text.partition("```")[0].encode(), "docs/data.md") for text in (main, source))
    parts = book.tree | {"sources": [page.tree], "follows": "x"}
    award, programme = book.tree["awards"][0], book.tree["programmes"][0]
    records = {
        "book": parts, "organisation": book.tree["organisations"][0], "programme": programme, "award": award,
        "stated": programme["stated"][0], "rejected": award["rejected"][0], "outcome": award["outcomes"][0],
        "source": page.tree, "claim": page.tree["claims"][0],
    }  # fmt: skip
    output = {name: set(record) - ({"follows"} if name == "book" else set()) for name, record in records.items()}
    assert output == {name: set(shapes.SHAPES[name]) for name in records}
    assert (book.faults, page.faults) == ([], [])


def test_a_file_needs_no_more_than_its_form_and_a_list_of_awards(load: Load) -> None:
    book = load("form: grantcli awards 1\nawards: []\n")
    assert (book.awards, book.programmes, book.version, book.sources) == ((), (), None, ())


def test_an_award_takes_date_and_currency_from_its_programme(load: Load) -> None:
    book = load(GOOD.replace("    awarded: 2019-09-12\n", "").replace("    currency: GBP\n    basis", "    basis"))
    assert [(str(award.awarded), award.currency) for award in book.awards] == [("2019-09", "GBP")]


ID = "  - id: one\n    programme: round\n"
LEAD = "    lead: ambridge\n"
AMOUNT = "    amount: 50\n"
CLAIM = "      - {id: so, line: 3, says: So it is, figure: 50, names: [Ambridge]}\n"
BASIS = "    basis: derived\n    rule: half of the cap\n"

FAULTS: dict[str, tuple[str, str, Place_, str, str]] = {
    # what is wrong: what is replaced, by what; where it is found, what is said, what to do
    "an unknown key of an award": (
        LEAD, "    laed: ambridge\n", (42, "awards[0].laed"), "unknown key `laed`", "did you mean `lead`?",
    ),
    "an unknown key of the file": ("version:", "verzion:", (2, "verzion"), "unknown key `verzion`", "did you mean `version`?"),
    "a key that is like none": ("version:", "qqq:", (2, "qqq"), "unknown key `qqq`", DOCS),
    "an unknown key of a claim": (
        "line: 3", "lnie: 3", (36, "sources[0].claims[0].lnie"), "unknown key `lnie`", "did you mean `line`?",
    ),
    "an unknown topic of claims": (
        "{amount:", "{amout:", (53, "awards[0].claims.amout"), "unknown key `amout`", "did you mean `amount`?",
    ),
    "an organisation's id twice": (
        "organisations:\n", "organisations:\n  - {id: fund, name: Another}\n", (5, "organisations[1].id"),
        "`fund` is taken by organisations[0] on line 4", OWN,
    ),
    "an organisation's name twice": (
        "name: Borchester", "name: Ambridge", (6, "organisations[2].name"),
        "`Ambridge` is taken by organisations[1] on line 5", OWN,
    ),
    "a programme's id twice": (
        "sources:\n", "  - {id: round, title: Other}\nsources:\n", (25, "programmes[1].id"),
        "`round` is taken by programmes[0] on line 8", OWN,
    ),
    "a source's id twice": (
        "awards:\n", "  - {id: press, publisher: P, title: T}\nawards:\n", (37, "sources[1].id"),
        "`press` is taken by sources[0] on line 26", OWN,
    ),
    "a claim's id twice": (
        CLAIM, CLAIM + "      - {id: so, says: Again}\n", (37, "sources[0].claims[1].id"),
        "`so` is taken by another claim of this source", "",
    ),
    "an award's id twice": (
        "awards:\n", "awards:\n  - {id: one, amount: 1, basis: stated}\n", (39, "awards[1].id"),
        "`one` is taken by awards[0] on line 38", OWN,
    ),
    "a key twice": (LEAD, LEAD + LEAD, (43, "awards[0]"), "has the key `lead` twice (first on line 42)", ""),
    "a key twice on a line": (
        "line: 3,", "line: 3, line: 4,", (36, "sources[0].claims[0]"), "has the key `line` twice (first on line 36)", "",
    ),
    "a key of the file twice": (
        "awards:\n", "version: 8\nawards:\n", (37, None), "has the key `version` twice (first on line 2)", "",
    ),
    "a key that is a list": (LEAD, LEAD + "    ? [x]\n    : y\n", (43, "awards[0]"), "has a key that is not a plain text", ""),
    "a key with a tag": (LEAD, LEAD + "    !!str x: y\n", (43, "awards[0]"), "has a key that is not a plain text", ""),
    "a key with an anchor": (LEAD, LEAD + "    &x x: y\n", (43, "awards[0]"), "has a key that is not a plain text", ""),
    "a key that is an alias": (LEAD, LEAD + "    ? *x\n    : y\n", (43, "awards[0]"), "has a key that is not a plain text", ""),
    "a text for a list": ("[borchester]", "borchester", (43, "awards[0].partners"), "should be a list", ""),
    "a mapping for a list": ("[borchester]", "{a: b}", (43, "awards[0].partners"), "should be a list", ""),
    "a list for a text": (
        LEAD, "    lead: [ambridge]\n", (42, "awards[0].lead"), "should be one value, not a list or a mapping", "",
    ),
    "a mapping for a text": ("name: Ambridge", "name: {a: b}", (5, "organisations[1].name"),
                             "should be one value, not a list or a mapping", ""),
    "a list for a mapping": ("{amount: [press/so]}", "[press/so]", (53, "awards[0].claims"), "should be a mapping of keys", ""),
    "a text for a record": ("awards:\n", "awards:\n  - none\n", (38, "awards[0]"), "should be a mapping of keys", ""),
    "nothing for a record": ("awards:\n", "awards:\n  -\n", (38, "awards[0]"), "is empty", ""),
    "nothing in a list": ("[borchester]", "[borchester, null]", (43, "awards[0].partners[1]"), "is empty", ""),
    "an empty text": (
        "title: Village hall", 'title: ""', (40, "awards[0].title"), "is an empty text; leave the key out, or write null", "",
    ),
    "a blank id": ("id: one", 'id: " "', (38, "awards[0].id"), "is an empty text; leave the key out, or write null", ""),
    "a form of another program": (
        "grantcli awards 1", "grantcli awards 2", (1, "form"), "`grantcli awards 2` is not one of grantcli awards 1", "",
    ),
    "a basis that is none": (
        "basis: derived", "basis: guessed", (51, "awards[0].basis"),
        "`guessed` is not one of stated, derived, disputed, unknown", "",
    ),
    "a stage that is none": (
        "stage: beta", "stage: gamma", (45, "awards[0].stage"), "`gamma` is not one of discovery, alpha, beta, live", "",
    ),
    "a stage in capitals": (
        "stage: beta", "stage: Beta", (45, "awards[0].stage"), "`Beta` is not one of discovery, alpha, beta, live", "",
    ),
    "a currency in words": (
        "    currency: GBP\n    rule", "    currency: pounds\n    rule", (14, "programmes[0].currency"),
        "`pounds` is not a currency code of three capitals (ISO 4217)", "",
    ),
    "a currency in small letters": (
        "    currency: GBP\n    basis", "    currency: gbp\n    basis", (50, "awards[0].currency"),
        "`gbp` is not a currency code of three capitals (ISO 4217)", "",
    ),
    "a currency of other letters": (
        "    currency: GBP\n    basis", "    currency: ГБР\n    basis", (50, "awards[0].currency"),
        "`ГБР` is not a currency code of three capitals (ISO 4217)", "",
    ),
    "a line in words": ("line: 3", "line: three", (36, "sources[0].claims[0].line"), "`three` is not a whole number", ""),
    "a line of too many digits": (
        "line: 3", f"line: {'9' * 5000}", (36, "sources[0].claims[0].line"), f"`{'9' * 5000}` is not a whole number", "",
    ),
    "a size with decimals": ("size: 12", "size: 1.5", (33, "sources[0].size"), "`1.5` is not a whole number", ""),
    "yes for true": ("complete: false", "complete: yes", (34, "sources[0].complete"), "`yes` is not one of true, false", ""),
    "a missing form": ("form: grantcli awards 1\n", "", (1, None), "`form` is missing", ""),
    "no awards": (GOOD[GOOD.index("awards:\n"):], "", (1, None), "`awards` is missing", ""),
    "awards that are nothing": (GOOD[GOOD.index("awards:\n"):], "awards:\n", (1, None), "`awards` is missing", ""),
    "an award without id": (ID, "  - programme: round\n", (38, "awards[0]"), "`id` is missing", ""),
    "an award with an id of nothing": ("id: one", "id: ~", (38, "awards[0]"), "`id` is missing", ""),
    "an award without basis": (BASIS, "    rule: half of the cap\n", (38, "awards[0]"), "`basis` is missing", ""),
    "an organisation without name": (", name: Borchester", "", (6, "organisations[2]"), "`name` is missing", ""),
    "a programme without title": ("    title: Round one\n", "", (8, "programmes[0]"), "`title` is missing", ""),
    "a source without publisher": ("    publisher: The Press\n", "", (26, "sources[0]"), "`publisher` is missing", ""),
    "a source without title": ("    title: Page\n", "", (26, "sources[0]"), "`title` is missing", ""),
    "a claim that says nothing": ("says: So it is, ", "", (36, "sources[0].claims[0]"), "`says` is missing", ""),
    "a rejected claim without reason": (
        ", why: a joke", "", (54, "awards[0].rejected[0]"), "`why` is missing", "",
    ),
    "a stated figure without a word for it": (
        "what: total\n        value", "value", (18, "programmes[0].stated[0]"), "`what` is missing", "",
    ),
    "an outcome without words": (
        "says: It is dry\n        saving", "saving", (56, "awards[0].outcomes[0]"), "`says` is missing", "",
    ),
    "more than the cap": (
        AMOUNT, "    amount: 100.01\n", (49, "awards[0].amount"), "100.01 is over the cap of 100 of `round`", "",
    ),
    "a claim that does not exist": (
        "{amount: [press/so]}", "{amount: [press/sew]}", (53, "awards[0].claims.amount[0]"),
        "no claim has the id `press/sew`", "did you mean `press/so`?",
    ),
    "a claim of a source that does not exist": (
        "{amount: [press/so]}", "{amount: [wireless/news]}", (53, "awards[0].claims.amount[0]"),
        "no claim has the id `wireless/news`", "",
    ),
    "a programme's claim that does not exist": (
        "{awarded: [press/so]}", "{awarded: [press/so, x/y]}", (16, "programmes[0].claims.awarded[1]"),
        "no claim has the id `x/y`", "",
    ),
    "a stated figure's claim that does not exist": (
        "        claims: [press/so]\n        rejected: [{claim: press/so, of: total",
        "        claims: [x/y]\n        rejected: [{claim: press/so, of: total",
        (22, "programmes[0].stated[0].claims[0]"), "no claim has the id `x/y`", "",
    ),
    "a rejected claim that does not exist": (
        "{claim: press/so, of: amount", "{claim: x/y, of: amount", (54, "awards[0].rejected[0].claim"),
        "no claim has the id `x/y`", "",
    ),
    "an outcome's claim that does not exist": (
        "{claim: press/so, of: saving", "{claim: x/y, of: saving", (61, "awards[0].outcomes[0].rejected[0].claim"),
        "no claim has the id `x/y`", "",
    ),
    "a lead that does not exist": (
        LEAD, "    lead: ambrige\n", (42, "awards[0].lead"), "no organisation has the id `ambrige`", "did you mean `ambridge`?",
    ),
    "a lead by its name": (LEAD, "    lead: FB\n", (42, "awards[0].lead"), "no organisation has the id `FB`", ""),
    "a partner that does not exist": (
        "[borchester]", "[felpersham]", (43, "awards[0].partners[0]"), "no organisation has the id `felpersham`", "",
    ),
    "a funder that does not exist": (
        "funder: fund", "funder: lottery", (11, "programmes[0].funder"), "no organisation has the id `lottery`", "",
    ),
    "a programme that does not exist": (
        "programme: round\n", "programme: rounds\n", (39, "awards[0].programme"),
        "no programme has the id `rounds`", "did you mean `round`?",
    ),
    "following what does not exist": (
        LEAD, LEAD + "    follows: two\n", (43, "awards[0].follows"), "no award has the id `two`", "",
    ),
    "following itself": (LEAD, LEAD + "    follows: one\n", (43, "awards[0].follows"), "an award cannot follow itself", ""),
    "a partner twice": (
        "[borchester]", "[borchester, borchester]", (43, "awards[0].partners[1]"), "`borchester` is in this award twice", "",
    ),
    "the lead as partner": ("[borchester]", "[ambridge]", (43, "awards[0].partners[0]"), "`ambridge` is in this award twice", ""),
    "no amount yet a basis": (AMOUNT, "    amount: null\n", (49, "awards[0].amount"), "is null, so its basis is unknown", ""),
    "no word of an amount": (AMOUNT, "", (38, "awards[0].amount"), "is null, so its basis is unknown", ""),
    "an amount of unknown basis": (
        "basis: derived", "basis: unknown", (49, "awards[0].amount"), "is known, so its basis is not unknown", "",
    ),
    "derived without rule": (
        BASIS, "    basis: derived\n", (38, "awards[0]"), "`rule` is missing: say why the amount is derived", "",
    ),
    "disputed without rule": (
        BASIS, "    basis: disputed\n", (38, "awards[0]"), "`rule` is missing: say why the amount is disputed", "",
    ),
    "unknown without rule": (
        AMOUNT + "    currency: GBP\n" + BASIS, "    basis: unknown\n", (38, "awards[0]"),
        "`rule` is missing: say why the amount is unknown", "",
    ),
    "a tag": (AMOUNT, "    amount: !!int 50\n", (49, "awards[0].amount"),
              "has the tag `tag:yaml.org,2002:int`, which data files do not have", PLAIN),
    "a tag of its own": (
        "title: Village hall", "title: !important hall", (40, "awards[0].title"),
        "has the tag `!important`, which data files do not have", PLAIN,
    ),
    "a tag that says what it is anyway": (
        "title: Village hall", "title: !!str null", (40, "awards[0].title"),
        "has the tag `tag:yaml.org,2002:str`, which data files do not have", PLAIN,
    ),
    "a tag that would run a program": (
        "title: Village hall", "title: !!python/object/apply:os.system [ls]", (40, "awards[0].title"),
        "has the tag `tag:yaml.org,2002:python/object/apply:os.system`, which data files do not have", PLAIN,
    ),
    "an anchor": ("title: Village hall", "title: &hall Village hall", (40, "awards[0].title"),
                  "has the anchor `&hall`, which data files do not have", PLAIN),
    "an alias": ("title: Village hall", "title: *hall", (40, "awards[0].title"),
                 "has the alias `*hall`, which data files do not have", PLAIN),
    "a merge key": (LEAD, "    <<: {lead: ambridge}\n", (42, "awards[0].<<"), "unknown key `<<`", DOCS),
    "a second document": (GOOD[-10:], GOOD[-10:] + "---\nform: grantcli awards 1\n", (63, None), "has a second document", FORM),
}  # fmt: skip


@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_is_told_with_its_place_and_what_to_do(load: Load, what: str) -> None:
    old, new, place, message, hint = FAULTS[what]
    assert faults(load, change(old, new)) == [fault(place, message, hint)]


NO_DATE = "is not a date like 2019, 2019-09 or 2019-09-12"
DATES = {
    "2019-13": "is not in the calendar",
    "2019-00": "is not in the calendar",
    "2019-02-30": "is not in the calendar",
    "2019-02-29": "is not in the calendar",
    "2019-04-31": "is not in the calendar",
    "2019-09-00": "is not in the calendar",
    "0000": "is not in the calendar",
    "19": NO_DATE,
    "20190912": NO_DATE,
    "2019-": NO_DATE,
    "-2019": NO_DATE,
    "2019-09-12-01": NO_DATE,
    "2019/09/12": NO_DATE,
    "12-09-2019": NO_DATE,
    "2019-09-12T10:00": NO_DATE,
    "12 September 2019": NO_DATE,
    "2019-20": "is not in the calendar",
    "٢٠١٩": NO_DATE,
}


@pytest.mark.parametrize("date", DATES)
def test_a_date_that_does_not_exist_is_a_fault(load: Load, date: str) -> None:
    assert faults(load, change("awarded: 2019-09-12", f"awarded: {date}")) == [
        fault((48, "awards[0].awarded"), f"`{date}` {DATES[date]}")
    ]


AMOUNTS = [
    "1.234", "5.000", "1e3", "NaN", "Infinity", "18k", "1000000000000000", "-1000000000000000", "999999999999999.999",
    "1,000", "1 000", "1_000", "0x10", "£5", "+5", "--5", "5-", "5.5.5", ".", "٥", "5 GBP",
]  # fmt: skip


@pytest.mark.parametrize("amount", AMOUNTS)
@pytest.mark.parametrize(
    ("old", "place"),
    [
        ("amount: 50\n", (49, "awards[0].amount")),
        ("cap: 100", (13, "programmes[0].cap")),
        ("value: 50", (19, "programmes[0].stated[0].value")),
        ("saving: 5.25", (57, "awards[0].outcomes[0].saving")),
    ],
)
def test_what_is_no_amount_is_a_fault(load: Load, amount: str, old: str, place: Place_) -> None:
    key = old.partition(":")[0]
    assert faults(load, change(old, f"{key}: {amount}\n")) == [
        fault(place, f"`{amount}` is not an amount like 26000 or 26000.50")
    ]


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("0", "0.00"),
        ("-0", "0.00"),
        ("-5", "-5.00"),
        ("0.1", "0.10"),
        ("99.99", "99.99"),
        ("0012", "12.00"),
        ("100.00", "100.00"),
    ],
)
def test_an_amount_is_held_to_the_penny(load: Load, written: str, amount: str) -> None:
    book = load(change(AMOUNT, f"    amount: {written}\n"))
    assert [str(award.amount) for award in book.awards] == [amount]


def test_the_largest_amount_is_a_penny_below_ten_to_the_fifteenth(load: Load) -> None:
    book = load(GOOD.replace("cap: 100", "cap: null").replace(AMOUNT, "    amount: 999999999999999.99\n"))
    assert [award.amount for award in book.awards] == [Decimal("999999999999999.99")]


ROUND_CURRENCY, OWN_CURRENCY = "    currency: GBP\n    rule", "    currency: GBP\n    basis"


@pytest.mark.parametrize(
    ("programme", "award", "over"),
    [
        ("GBP", "GBP", True),
        ("GBP", None, True),
        (None, "GBP", True),
        (None, None, True),
        ("GBP", "EUR", False),
    ],
)
def test_a_cap_holds_unless_the_award_is_in_another_currency(
    load: Load, programme: str | None, award: str | None, over: bool
) -> None:
    text = change(AMOUNT, "    amount: 101\n")
    for old, code in ((ROUND_CURRENCY, programme), (OWN_CURRENCY, award)):
        text = text.replace(old, old.replace("GBP", code or "null"))
    expected = [fault((49, "awards[0].amount"), "101 is over the cap of 100 of `round`")]
    assert (faults(load, text) if over else load(text).awards[0].currency) == (expected if over else "EUR")


def test_an_amount_in_a_currency_that_is_none_is_over_no_cap(load: Load) -> None:
    text = change(AMOUNT, "    amount: 101\n")
    text = text.replace(ROUND_CURRENCY, "    currency: null\n    rule").replace(OWN_CURRENCY, "    currency: gbp\n    basis")
    message = "`gbp` is not a currency code of three capitals (ISO 4217)"
    assert faults(load, text) == [fault((50, "awards[0].currency"), message)]


NO_YAML: dict[str, tuple[str | bytes, Fault]] = {
    "nothing": ("", Fault("is empty", Place("awards.yaml", 1), FORM)),
    "a comment": ("# awards\n\n", Fault("is empty", Place("awards.yaml", 1), FORM)),
    "a list": ("# awards\n- a\n", Fault("is not a mapping of keys at its top", Place("awards.yaml", 2), FORM)),
    "a text": ("hello\n", Fault("is not a mapping of keys at its top", Place("awards.yaml", 1), FORM)),
    "null": ("null\n", Fault("is not a mapping of keys at its top", Place("awards.yaml", 1), FORM)),
    "a mapping with a tag": (
        "!x {form: y}\n", fault((1, None), "has the tag `!x`, which data files do not have", PLAIN),
    ),
    "Latin-1": (
        GOOD.replace("Borchester", "Börchester").encode("latin-1"),
        Fault("is not UTF-8 text", Place("awards.yaml", 6), "save the file as UTF-8"),
    ),
    "UTF-16": (GOOD.encode("utf-16"), Fault("is not UTF-8 text", Place("awards.yaml", 1), "save the file as UTF-8")),
    "an escape code": (
        GOOD.replace("Village", "\x1b[31mVillage"),
        Fault(
            "is not valid YAML: control characters are not allowed", Place("awards.yaml", 40),
            r"write them escaped in double quotes, as `\x1b`",
        ),
    ),
    "a nought byte": (
        GOOD.replace("The Press", "Prëëëëëëëëss\0"),
        Fault(
            "is not valid YAML: control characters are not allowed", Place("awards.yaml", 28),
            r"write them escaped in double quotes, as `\x1b`",
        ),
    ),
    "an open brace": (
        GOOD.replace("name: Borchester}", "name: Borchester"),
        Fault("is not valid YAML: did not find expected ',' or '}'", Place("awards.yaml", 7, 11), QUOTES),
    ),
    "a colon in a text": (
        GOOD.replace("Village hall", "Village: hall"),
        Fault("is not valid YAML: mapping values are not allowed in this context", Place("awards.yaml", 40, 19), QUOTES),
    ),
    "a tab": (
        GOOD.replace("    title: Village", "\ttitle: Village"),
        Fault("is not valid YAML: found a tab character that violates indentation", Place("awards.yaml", 40, 1), QUOTES),
    ),
    "a text that begins with an at": (
        GOOD.replace("Village hall", "@hall"),
        Fault("is not valid YAML: found character that cannot start any token", Place("awards.yaml", 40, 12), QUOTES),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", NO_YAML)
def test_what_is_no_data_file_is_a_fault(load: Load, what: str) -> None:
    content, expected = NO_YAML[what]
    assert faults(load, content) == [expected]


PLAIN_TEXTS = [
    "NO", "no", "Yes", "on", "OFF", "true", "False", "00123", "0o17", "0x10", "12:30", "190:20:30", "1_000", "1e3", "1.0", "+1",
    ".inf", ".nan", "2019-09-12", "2001-12-14t21:59:43.10-05:00", "=", "Null", "NULL", "None", "a:b", "a#b", "<b>",
]  # fmt: skip
TEXTS = {text: text for text in PLAIN_TEXTS} | {
    '"null"': "null", "'~'": "~", "'[/red]'": "[/red]", "'a #b'": "a #b", r'"\x1b[31m"': "\x1b[31m", r'"\u202e"': "\u202e",
}  # fmt: skip


@pytest.mark.parametrize("written", TEXTS)
def test_a_text_stays_what_was_written(load: Load, written: str) -> None:
    book = load(change("title: Village hall", f"title: {written}"))
    assert [award.title for award in book.awards] == [TEXTS[written]]


@pytest.mark.parametrize("written", ["null", "~", "", "# nothing"])
def test_what_holds_nothing_is_not_known(load: Load, written: str) -> None:
    book = load(change("title: Village hall", f"title: {written}"))
    assert [award.title for award in book.awards] == [None]


def test_ids_that_look_like_other_things_lead_where_they_should(load: Load) -> None:
    book = load(GOOD.replace("ambridge", "NO").replace("borchester", "00123").replace("round", "12:30").replace("one", "1_000"))
    award = book.awards[0]
    assert (award.id, award.lead, award.partners, award.programme and award.programme.id) == (
        "1_000",
        Organisation("NO", "Ambridge"),
        (Organisation("00123", "Borchester"),),
        "12:30",
    )


@pytest.mark.parametrize(
    "content",
    [GOOD.encode("utf-8-sig"), GOOD.replace("\n", "\r\n").encode(), GOOD.encode().rstrip(), b"---\n" + GOOD.encode() + b"...\n"],
    ids=["a byte order mark", "carriage returns", "no last line feed", "document marks"],
)
def test_bytes_round_the_text_change_nothing_but_lines(load: Load, content: bytes) -> None:
    good, other = load(GOOD), load(content)
    assert (other.programmes, other.sources, other.version) == (good.programmes, good.sources, good.version)
    assert [(award.title, award.amount, award.claims) for award in other.awards] == [
        (award.title, award.amount, award.claims) for award in good.awards
    ]


ALL_AT_ONCE = """\
form: grantcli awards 1
verzion: 7
seeds: seeds
organisations:
  - {id: ambridge, name: Ambridge}
  - {id: ambridge, name: Ambridge}
  - &x {id: borchester, name: Borchester}
programmes:
  - {id: round, title: Round one, awarded: 2019-13, cap: 100, currency: GBP}
awards:
  - id: one
    programme: round
    stage: gamma
    amount: 1,000
    basis: stated
    claims: {amount: [press/sew]}
  - id: one
    programme: rounds
    title: Hall
    title: Hall
    amount: 101
    basis: derived
  - id: two
    programme: round
    follows: two
    amount: 101
    basis: stated
    rule: !!str null
    partners: ambridge
"""
PRESS = "id: press\npublisher: The Press\ntitle: Page\nclaims:\n  - {id: so, says: So it is}\n"


@pytest.fixture
def seeds(tmp_path: Path) -> Callable[..., None]:
    """Write source files into the folder `seeds`."""

    def write(**files: str) -> None:
        (tmp_path / "seeds").mkdir(exist_ok=True)
        for name, text in files.items():
            (tmp_path / "seeds" / f"{name}.yaml").write_text(text, "utf-8")

    return write


def test_every_fault_of_a_file_and_of_its_sources_is_told_at_once_in_order_of_line(
    load: Load, seeds: Callable[..., None]
) -> None:
    seeds(
        press=PRESS.replace("title", "titel") + "  - {id: so, says: Again, line: two}\ndated: 2019-02-30\n",
        wireless=PRESS.replace("publisher: The Press\n", ""),
    )
    assert faults(load, ALL_AT_ONCE) == [
        fault((2, "verzion"), "unknown key `verzion`", "did you mean `version`?"),
        fault((6, "organisations[1].name"), "`Ambridge` is taken by organisations[0] on line 5", OWN),
        fault((6, "organisations[1].id"), "`ambridge` is taken by organisations[0] on line 5", OWN),
        fault((7, "organisations[2]"), "has the anchor `&x`, which data files do not have", PLAIN),
        fault((9, "programmes[0].awarded"), "`2019-13` is not in the calendar"),
        fault((13, "awards[0].stage"), "`gamma` is not one of discovery, alpha, beta, live"),
        fault((14, "awards[0].amount"), "`1,000` is not an amount like 26000 or 26000.50"),
        fault((16, "awards[0].claims.amount[0]"), "no claim has the id `press/sew`", "did you mean `press/so`?"),
        fault((17, "awards[1].id"), "`one` is taken by awards[0] on line 11", OWN),
        fault((17, "awards[1]"), "`rule` is missing: say why the amount is derived"),
        fault((18, "awards[1].programme"), "no programme has the id `rounds`", "did you mean `round`?"),
        fault((20, "awards[1]"), "has the key `title` twice (first on line 19)"),
        fault((25, "awards[2].follows"), "an award cannot follow itself"),
        fault((26, "awards[2].amount"), "101 is over the cap of 100 of `round`"),
        fault((28, "awards[2].rule"), "has the tag `tag:yaml.org,2002:str`, which data files do not have", PLAIN),
        fault((29, "awards[2].partners"), "should be a list"),
        fault((1, None), "`title` is missing", file="seeds/press.yaml"),
        fault((3, "titel"), "unknown key `titel`", "did you mean `title`?", "seeds/press.yaml"),
        fault((6, "claims[1].id"), "`so` is taken by another claim of this source", file="seeds/press.yaml"),
        fault((6, "claims[1].line"), "`two` is not a whole number", file="seeds/press.yaml"),
        fault((7, "dated"), "`2019-02-30` is not in the calendar", file="seeds/press.yaml"),
        fault((1, "id"), "`press` is taken by another source", file="seeds/wireless.yaml"),
        fault((1, None), "`publisher` is missing", file="seeds/wireless.yaml"),
    ]


def test_after_fifty_faults_nothing_is_guessed(load: Load) -> None:
    lost = "".join(f"  - {{id: a{number}, lead: ambrige, basis: unknown, rule: lost}}\n" for number in range(60))
    result = faults(load, change("awards:\n", f"awards:\n{lost}"))
    assert [each.hint for each in result] == ["did you mean `ambridge`?"] * 50 + [""] * 10


HIDDEN = {
    # what cannot be read may hold what is referred to, so that only the one fault is told
    "an organisation": (
        "{id: ambridge, name: Ambridge}", "&a {id: ambridge, name: Ambridge}",
        (5, "organisations[1]"), "has the anchor `&a`, which data files do not have", PLAIN,
    ),
    "an organisation's id": (
        "{id: ambridge,", "{id: [ambridge],", (5, "organisations[1].id"), "should be one value, not a list or a mapping", "",
    ),
    "every organisation": (
        GOOD[GOOD.index("organisations:"):GOOD.index("programmes:")], "organisations: all of them\n",
        (3, "organisations"), "should be a list", "",
    ),
    "a programme's id": ("  - id: round", "  - id:", (8, "programmes[0]"), "`id` is missing", ""),
    "a source's id": ("  - id: press", "  - id:", (26, "sources[0]"), "`id` is missing", ""),
    "a claim's id": ("{id: so, line", "{line", (36, "sources[0].claims[0]"), "`id` is missing", ""),
    "every claim": (CLAIM, "      so\n", (36, "sources[0].claims"), "should be a list", ""),
    "the cap": ("cap: 100", "cap: 1k", (13, "programmes[0].cap"), "`1k` is not an amount like 26000 or 26000.50", ""),
    "the rule": (
        "rule: half of the cap", "rule: ''", (52, "awards[0].rule"), "is an empty text; leave the key out, or write null", "",
    ),
    "the basis": (
        "basis: derived", "basis: !x derived", (51, "awards[0].basis"), "has the tag `!x`, which data files do not have", PLAIN,
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", HIDDEN)
def test_a_fault_makes_no_other_of_what_it_hides(load: Load, what: str) -> None:
    old, new, place, message, hint = HIDDEN[what]
    assert faults(load, change(old, new)) == [fault(place, message, hint)]


SEEDED = GOOD[: GOOD.index("sources:")] + "seeds: seeds\n" + GOOD[GOOD.index("awards:\n") :]
"""The good file with its source in a folder, named on line 25."""


def test_sources_are_read_from_their_folder_in_the_order_of_their_names(load: Load, seeds: Callable[..., None]) -> None:
    seeds(b=PRESS, a=PRESS.replace("id: press", "id: wireless"), c=PRESS.replace("id: press", "id: post"))
    assert [source.id for source in load(SEEDED).sources] == ["wireless", "press", "post"]


@pytest.mark.parametrize("written", ["seeds: seeds", "seeds:   'seeds'", 'seeds: "./seeds/"  # here', "seeds: seeds\t"])
def test_the_folder_of_sources_may_be_written_as_people_do(load: Load, seeds: Callable[..., None], written: str) -> None:
    seeds(press=PRESS)
    assert [source.id for source in load(SEEDED.replace("seeds: seeds", written)).sources] == ["press"]


def test_the_folder_of_sources_may_stand_first_after_a_byte_order_mark(load: Load, seeds: Callable[..., None]) -> None:
    seeds(press=PRESS)
    text = "seeds: seeds\n" + SEEDED.replace("seeds: seeds\n", "")
    assert [source.id for source in load(text.encode("utf-8-sig")).sources] == ["press"]


def test_sources_in_the_file_and_in_the_folder_stand_together(load: Load, seeds: Callable[..., None]) -> None:
    seeds(post=PRESS.replace("id: press", "id: post"))
    assert [source.id for source in load(change("sources:\n", "seeds: seeds\nsources:\n")).sources] == ["press", "post"]


def test_a_source_of_the_folder_may_not_have_the_id_of_one_in_the_file(load: Load, seeds: Callable[..., None]) -> None:
    seeds(again=PRESS)
    assert faults(load, change("sources:\n", "seeds: seeds\nsources:\n")) == [
        fault((1, "id"), "`press` is taken by another source", file="seeds/again.yaml")
    ]


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("seeds: nowhere", "nowhere"),
        ("seeds: awards.yaml", "awards.yaml"),
        ("seeds: empty", "empty"),
        (f"seeds: {'long' * 100}", "long" * 100),
        ('"seeds": seeds', "seeds"),
        ("seeds : seeds", "seeds"),
        ("? seeds\n: seeds", "seeds"),
    ],
)
def test_a_folder_without_sources_is_one_fault_with_the_number_of_claims_that_rest_on_it(
    load: Load, seeds: Callable[..., None], tmp_path: Path, written: str, named: str
) -> None:
    seeds(press=PRESS)
    (tmp_path / "empty").mkdir()
    text = SEEDED.replace("seeds: seeds", written).replace("press/so", "press/sew")
    line = 26 if written.startswith("?") else 25
    rests = f", on which {text.count('press/sew')} claims rest"
    assert faults(load, text) == [fault((line, "seeds"), f"no sources are found in the folder `{named}`{rests}", SEEDS)]


UNREADABLE = {
    "no YAML": (
        "id: press\n  x: y\n",
        fault((2, None), "is not valid YAML: mapping values are not allowed in this context", QUOTES),
    ),
    "nothing": ("", fault((1, None), "is empty", FORM)),
    "a list": ("- id: press\n", fault((1, None), "is not a mapping of keys at its top", FORM)),
    "too deep": ("[" * 30, fault((1, "[0]" * 20), "is nested too deeply: more than 20 levels")),
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_a_source_that_cannot_be_read_makes_no_claim_unknown(load: Load, seeds: Callable[..., None], what: str) -> None:
    text, expected = UNREADABLE[what]
    seeds(press=text)
    column = 4 if what == "no YAML" else None
    place = Place("seeds/press.yaml", expected.place.line, column, expected.place.path)
    assert faults(load, SEEDED) == [Fault(expected.message, place, expected.hint)]


BAD = """\
form: grantcli awards 1
awards:
  - {id: one, amout: 5, basis: unknown, rule: "\\e[31m"}
  - {id: two, stage: "\\e[31m", awarded: 2019-13, basis: unknown, rule: lost}
"""


def test_the_command_line_shows_every_fault_and_exits_with_3(run: Run, data_file: Callable[[str], Path]) -> None:
    data_file(BAD)
    result = run("list", "--data", "awards.yaml")
    assert (result.code, result.stdout) == (3, b"")
    assert result.err == (
        "grantcli: error: awards.yaml:3: awards[0].amout: unknown key `amout`\n"
        "hint: did you mean `amount`?\n"
        "grantcli: error: awards.yaml:4: awards[1].stage: `\\x1b[31m` is not one of discovery, alpha, beta, live\n"
        "grantcli: error: awards.yaml:4: awards[1].awarded: `2019-13` is not in the calendar\n"
        "grantcli: error: `awards.yaml` cannot be used: 3 faults\n"
    )


def test_the_command_line_shows_every_fault_as_json(run: Run, data_file: Callable[[str], Path]) -> None:
    data_file(BAD)
    result = run("list", "--data", "awards.yaml", "--errors", "json")
    assert (result.code, result.stdout) == (3, b"")
    places = [
        ("unknown key `amout`", "did you mean `amount`?", 3, "awards[0].amout"),
        ("`\x1b[31m` is not one of discovery, alpha, beta, live", None, 4, "awards[1].stage"),
        ("`2019-13` is not in the calendar", None, 4, "awards[1].awarded"),
    ]
    assert [json.loads(line) for line in result.err.splitlines()] == [
        {
            "kind": "data",
            "message": message,
            "hint": hint,
            "place": {"file": "awards.yaml", "line": line, "path": path},
            "did_you_mean": [],
        }
        for message, hint, line, path in places
    ]


MANY = 30_000
DEEP = {
    "lists": ("a: " + "[" * MANY + "]" * MANY, "a" + "[0]" * 19, ""),
    "lists left open": ("a: " + "[" * MANY, "a" + "[0]" * 19, ""),
    "mappings": ("a: " + "{a: " * MANY + "1" + "}" * MANY, ".".join("a" * 20), ""),
    "lists on a line": ("a:\n  " + "- " * MANY + "x\n", "a" + "[0]" * 19, ""),
    "keys": ("a: " + "{" * MANY, "a", "grantcli: error: awards.yaml:1: a: has a key that is not a plain text\n"),
}


@pytest.mark.parametrize("what", DEEP)
def test_a_file_of_any_depth_ends_in_an_error(run: Run, data_file: Callable[[str], Path], what: str) -> None:
    content, path, before = DEEP[what]
    data_file(content)
    result = run("list", "--data", "awards.yaml")
    place = f"awards.yaml:{2 if 'on a line' in what else 1}: {path + ': ' if path else ''}"
    last = f"`awards.yaml` cannot be used: {'2 faults' if before else '1 fault'}"
    assert (result.code, result.stdout, result.err) == (
        3,
        b"",
        f"{before}grantcli: error: {place}is nested too deeply: more than 20 levels\ngrantcli: error: {last}\n",
    )


def test_a_billion_laughs_end_in_an_error(run: Run, data_file: Callable[[str], Path]) -> None:
    letters = "abcdefghij"
    laughs = [f"{letters[0]}: &{letters[0]} [ha]\n"]
    laughs += [f"{own}: &{own} [{', '.join([f'*{before}'] * 10)}]\n" for before, own in pairwise(letters)]
    data_file("form: grantcli awards 1\nawards: []\n" + "".join(laughs))
    result = run("list", "--data", "awards.yaml")
    have = "which data files do not have\nhint: write the value out, or write a text in quotes\n"
    expected = ""
    for line, (before, own) in enumerate(zip(" " + letters, letters, strict=False), 3):
        place = f"grantcli: error: awards.yaml:{line}: {own}"
        if line > 3:
            expected += "".join(f"{place}[{number}]: has the alias `*{before}`, {have}" for number in range(10))
        expected += f"{place}: has the anchor `&{own}`, {have}{place}: unknown key `{own}`\nhint: see docs/data.md\n"
    expected += "grantcli: error: `awards.yaml` cannot be used: 110 faults\n"
    assert (result.code, result.stdout, result.err) == (3, b"", expected)


GIVE = "hint: give the path of a data file to --data\n"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("missing.yaml", "no such file or directory"),
        ("missing/awards.yaml", "no such file or directory"),
        ("awards.yaml/more", "not a directory"),
        ("circle", "too many levels of symbolic links"),
        ("n" * 300, "file name too long"),
    ],
)
def test_a_file_that_cannot_be_opened_is_an_error(
    run: Run, data_file: Callable[[str], Path], tmp_path: Path, path: str, reason: str
) -> None:
    data_file(GOOD)
    (tmp_path / "circle").symlink_to("circle")
    result = run("list", "--data", path)
    assert (result.code, result.out, result.err) == (3, "", f"grantcli: error: cannot read `{path}`: {reason}\n{GIVE}")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_is_an_error(run: Run, data_file: Callable[[str], Path]) -> None:
    data_file(GOOD).chmod(0)
    result = run("list", "--data", "awards.yaml")
    error = f"grantcli: error: cannot read `awards.yaml`: permission denied\n{GIVE}"
    assert (result.code, result.out, result.err) == (3, "", error)


def test_a_source_that_cannot_be_opened_is_an_error(run: Run, data_file: Callable[[str], Path], tmp_path: Path) -> None:
    data_file(SEEDED)
    (tmp_path / "seeds" / "press.yaml").mkdir(parents=True)
    result = run("list", "--data", "awards.yaml")
    error = f"grantcli: error: cannot read `seeds/press.yaml`: is a directory\n{GIVE}"
    assert (result.code, result.out, result.err) == (3, "", error)


def test_two_programmes_cannot_share_a_title_and_so_be_added_up_as_one(run: Run, data_file: Callable[[str], Path]) -> None:
    data_file("form: grantcli awards 1\nprogrammes:\n  - {id: a, title: Fund}\n  - {id: b, title: Fund}\nawards: []\n")
    result = run("list", "--data", "awards.yaml")
    assert (result.code, result.stdout) == (3, b"")
    assert result.err.startswith(
        "grantcli: error: awards.yaml:4: programmes[1].title: `Fund` is taken by programmes[0] on line 3\n"
    )
