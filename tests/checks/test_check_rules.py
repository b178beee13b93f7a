"""Each rule on award files that it is there for, and on files that come near and that it must leave alone.

The rules of 360Giving's tool have a test of their own; those here are all others.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from awkward import LEEDS, WORTHING

from grantcli.bundle import register
from grantcli.checks import countries, links, quality, sums
from grantcli.checks.programmes import programme_awards
from grantcli.checks.rule import CheckContext
from grantcli.checks.rulebook import RULES, select_rules
from grantcli.dataset import open_dataset
from grantcli.dates import PartialDate
from grantcli.evidence import Basis
from grantcli.model import Award, Book, Organisation, Programme, StatedFigure
from grantcli.register import EMPTY

HEAD = """\
form: grantcli awards 1
organisations:
  - {id: giver, name: Giver}
  - {id: gds, name: Government Digital Service, kind: department}
  - {id: GB-LAE-LDS, name: Leeds, official: Leeds City Council}
  - {id: GB-LAE-CRY, name: Croydon}
  - {id: GB-LAE-ADU, name: Adur}
  - {id: GB-LAE-WOT, name: Worthing}
  - {id: GB-LAE-DOR, name: Dorset County, official: Dorset County Council}
  - {id: GB-LAE-DST, name: Dorset, official: Dorset Council}
  - {id: GB-LAE-WYO, name: Wycombe}
"""
SOURCES = """\
sources:
  - id: paper
    publisher: Press
    title: Councils get money
    claims:
      - {id: eighty, line: 7, says: a sum, figure: £80}
      - {id: eighty-thousand, line: 8, says: a sum, figure: "£80,000"}
      - {id: ten-thousand, line: 8, says: a sum, figure: 10k}
      - {id: misprint, line: 9, says: a sum, figure: "£98,5000"}
      - {id: rounded, says: a sum, figure: £0.5m}
      - {id: words, says: a number, figure: six}
      - {id: five, says: a number, figure: 5}
      - {id: who, line: 9, says: who it is}
"""
COUNCILS = register()
Books = Callable[..., Book]
Findings = list[tuple[str | None, str, str]]


@pytest.fixture
def books(data_file: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Books:
    """Read an award file: what a programme `p` says beside its title, and the lines of awards."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    def read(programme: str, *awards: str, organisations: str = "") -> Book:
        programmes = f"programmes:\n  - {{id: p, title: Round, funder: giver, {programme}}}\n"
        rows = "".join(f"  - {{{award}}}\n" for award in awards)
        return open_dataset(data_file(f"{HEAD}{organisations}{programmes}{SOURCES}awards:\n{rows}")).data.book

    return read


def find(rule: str, book: Book) -> Findings:
    """Return what a rule finds, as award, path and words."""
    examined = CheckContext(book, COUNCILS, (), date(2020, 6, 30))
    return [(each.award, each.path, each.message) for each in select_rules([rule])[0].find(examined)]


def award(
    name: str, amount: str | int | None = 10, more: str = "", lead: str | None = "GB-LAE-LDS", basis: str = "stated"
) -> str:
    """Return the line of an award under the programme `p`."""
    why = "" if basis == "stated" else ", rule: so"
    contents = "" if lead is None else f", lead: {lead}"
    known = "amount: null, basis: unknown, rule: so" if amount is None else f"amount: {amount}, basis: {basis}{why}"
    return f"id: {name}, programme: p, {known}{contents}" + (f", {more}" if more else "")


def facts(**figures: object) -> str:
    """Return the stated figures of a programme in pounds."""
    rows = (f"{{what: {what.replace('_', '-')}, value: {value}, basis: stated}}" for what, value in figures.items())
    return f"currency: GBP, stated: [{', '.join(rows)}]"


def against(claim: str, of: str = "amount") -> str:
    """Return the claim that an award rejects."""
    return f"rejected: [{{claim: paper/{claim}, of: {of}, why: wrong}}]"


GBP = "currency: GBP"
CROYDON_TOO = "partners: [GB-LAE-CRY]"
WITH_GDS = "partners: [GB-LAE-CRY, gds]"
WYCOMBE_ENDED = "but Wycombe District Council existed until 2020-03-31; Buckinghamshire took over"
RATES = facts(rate_single=10, rate_group=25)
AT_LIMIT = ("932.55", "932.55", "932.55", "1000", "1000", "1067.45", "1067.45", "1600")
SEVERAL = [award(name, amount) for name, amount in zip("abcdefgh", (10, 11, 12, 13, 14, 15, 16, 40), strict=True)]

FIRES: list[tuple[str, str, list[str], Findings]] = [
    (
        "total-exceeded", facts(total=19), [award("a"), award("b")],
        [(None, "programmes[0].stated[0]", "Round: £19 is stated; 2 awards listed come to £20, £1 over it")],
    ),
    (
        "total-not-itemised", facts(total=21, projects=3), [award("a"), award("b"), award("c", None)],
        [(None, "programmes[0].stated[0]", ("Round: £21 is stated for 3 projects; 3 awards listed, 1 of them without an amount "
          "in GBP, come to £20; £1 is not itemised"))],
    ),
    (
        "total-not-itemised", facts(bids=4, total="10.50"), [award("a")],
        [(None, "programmes[0].stated[1]", "Round: £10.50 is stated; 1 award listed comes to £10; £0.50 is not itemised")],
    ),
    (
        "total-unreachable", facts(total=21, projects=2), [award("a"), award("b")],
        [(None, "programmes[0].stated[0]", ("Round: £21 is stated for 2 projects; 2 awards listed come to £20; no project is "
          "left for the other £1"))],
    ),
    (
        "total-unreachable", facts(total=41, projects=4, rate_single=10, rate_group=25), [award("a")],
        [(None, "programmes[0].stated[0]", ("Round: £41 is stated for 4 projects; 1 award listed comes to £10; 3 projects left "
          "cannot make up the other £31 at £10 or £25 each"))],
    ),
    (
        "total-unreachable", facts(total=31, projects=4, rate_single=10, rate_group=10), [award("a")],
        [(None, "programmes[0].stated[0]", ("Round: £31 is stated for 4 projects; 1 award listed comes to £10; 3 projects left "
          "cannot make up the other £21 at £10 or £10 each"))],
    ),
    (
        "total-unreachable", facts(total=10, projects=2, rate_single=10, rate_group=25), [award("a")],
        [(None, "programmes[0].stated[0]", ("Round: £10 is stated for 2 projects; 1 award listed comes to £10; 1 project left "
          "cannot make up the other £0 at £10 or £25 each"))],
    ),
    (
        "total-unreachable", f"cap: 20, {facts(total=51, projects=3)}", [award("a")],
        [(None, "programmes[0].stated[0]", ("Round: £51 is stated for 3 projects; 1 award listed comes to £10; 2 projects left "
          "cannot make up the other £41 at no more than £20 each"))],
    ),
    (
        "projects-exceeded", facts(projects=1), [award("a"), award("b", None)],
        [(None, "programmes[0].stated[0]", "Round: 1 project stated; the awards listed are for 2")],
    ),
    (
        "projects-not-itemised", facts(projects=1200), [award("a"), award("b")],
        [(None, "programmes[0].stated[0]", "Round: 1,200 projects stated; the awards listed are for 2; 1,198 not listed")],
    ),
    (
        "councils-differ", facts(projects=1, councils=4), [award("a", more=WITH_GDS)],
        [(None, "programmes[0].stated[1]", "Round: 4 councils stated; the awards listed name 2 to 3, by how they are counted")],
    ),
    (
        "councils-differ", facts(councils=1), [award("a"), award("b", lead="GB-LAE-CRY")],
        [(None, "programmes[0].stated[0]", "Round: 1 council stated; the awards listed name 2")],
    ),
    (
        "amount-breaks-rule", RATES, [award("a", 25), award("b", 10, CROYDON_TOO), award("c", 15, lead=None)],
        [
            ("a", "awards[0].amount", "£25, where a council on its own gets £10"),
            ("b", "awards[1].amount", "£10, where a group of councils gets £25"),
            ("c", "awards[2].amount", "£15, where an award gets £10 or £25"),
        ],
    ),
    (
        "amount-breaks-rule", RATES, [award("a", 10, "unnamed: two others"), award("b", 25, basis="derived")],
        [
            ("a", "awards[0].amount", "£10, where a group of councils gets £25"),
            ("b", "awards[1].amount", "£25, where a council on its own gets £10"),
        ],
    ),
    (
        "amount-breaks-rule", facts(awards_at_10=1), [award("a"), award("b")],
        [(None, "programmes[0].stated[0]", "Round: 1 award of £10 stated; 2 awards listed at it")],
    ),
    (
        "amount-breaks-rule", facts(projects=2, awards_at_10=2), [award("a"), award("b", 20)],
        [(None, "programmes[0].stated[1]", "Round: 2 awards of £10 stated; 1 award listed at it")],
    ),
    (
        "amount-off-by-factor", facts(total=40), [award("a"), award("b", 20), award("c", 100)],
        [("c", "awards[2].amount", "£100; with a tenth of it the awards come to the £40 stated for Round")],
    ),
    (
        "amount-off-by-factor", facts(total=1007), [award("a", 1000), award("b", 7000)],
        [("b", "awards[1].amount", "£7,000; with a thousandth of it the awards come to the £1,007 stated for Round")],
    ),
    (
        "amount-off-by-factor", facts(total=1020, projects=2), [award("a"), award("b", 20)],
        [("a", "awards[0].amount", "£10; with 100 times it the awards come to the £1,020 stated for Round")],
    ),
    (
        "amount-off-by-factor", facts(total=9), [award("a"), award("b", 9)],
        [("a", "awards[0].amount", "£10 is more than the £9 stated for all of Round")],
    ),
    (
        "amount-far-above-others", GBP, [award("a"), award("b", 9), award("c", 100)],
        [("c", "awards[2].amount", "£100 is at least 10 times every other amount; the next is £10")],
    ),
    (
        "sources-disagree", GBP,
        [award("a", more="rejected: [{claim: paper/eighty, why: wrong}, {claim: paper/who, of: parties, why: wrong}]"),
         award("b", basis="disputed")],
        [
            ("a", "awards[0].amount", "amount: £10 is used; rejected: £80 (paper line 7)"),
            ("a", "awards[0].rejected[1]", "parties; rejected: paper line 9"),
            ("b", "awards[1].amount", "amount: £10 is used; disputed"),
        ],
    ),
    (
        "sources-disagree",
        (f"{GBP}, stated: [{{what: total, value: 9, basis: stated, rejected: [{{claim: paper/rounded, why: rounded}}]}}, "
        "{what: councils, value: 1200, basis: disputed, rule: so, rejected: [{claim: paper/words, why: late}]}]"),
        [award("a", more="outcomes: [{says: less, saving: 5, rejected: [{claim: paper/eighty, of: saving, why: a cost}]}]")],
        [
            (None, "programmes[0].stated[0]", "Round, total: £9 is used; rejected: £0.5m (paper/rounded)"),
            (None, "programmes[0].stated[1]", "Round, councils: 1,200 is used; rejected: six (paper/words)"),
            ("a", "awards[0].outcomes[0].saving", "saving: £5 is used; rejected: £80 (paper line 7)"),
        ],
    ),
    (
        "printed-off-by-factor", GBP,
        [award("a", 70, against("eighty-thousand")), award("b", 8000),
         award("c", 80000, against("eighty"))],
        [
            ("a", "awards[0].amount", "paper line 8 prints £80,000: 10 times the £8,000 of `b`"),
            ("c", "awards[2].amount", "paper line 7 prints £80: a thousandth of the £80,000 used here"),
        ],
    ),
    (
        "printed-off-by-factor", GBP,
        [award("a", 70, against("eighty-thousand")), award("b", 8000), award("c", 60, against("eighty-thousand"))],
        [("a", "awards[0].amount", "paper line 8 prints £80,000: 10 times the £8,000 of `b`")],
    ),
    (
        "printed-off-by-factor", GBP,
        [award("a", 80, against("eighty-thousand")), award("b", 800, against("eighty-thousand"))],
        [("a", "awards[0].amount", "paper line 8 prints £80,000: 1,000 times the £80 used here")],
    ),
    (
        "printed-off-by-factor", facts(total=150),
        [award("a", 70, against("eighty-thousand")),
         award("b", 80, against("eighty-thousand"))],
        [("b", "awards[1].amount", ("paper line 8 prints £80,000: 1,000 times the £80 used here and more than the £150 stated "
          "for all of Round"))],
    ),
    (
        "printed-off-by-factor", facts(total=150),
        [award("a", 70, against("rounded"))],
        [("a", "awards[0].amount", "paper/rounded prints £0.5m: more than the £150 stated for all of Round")],
    ),
    (
        "printed-off-by-factor",
        f"{GBP}, stated: [{{what: total, value: 500, basis: stated, {against('rounded')}}}]",
        [award("a", 98500, "rejected: [{claim: paper/misprint, why: a digit too many}]"),
         award("b", more="outcomes: [{says: less, saving: 800, rejected: [{claim: paper/eighty, why: wrong}]}]")],
        [
            (None, "programmes[0].stated[0]", "Round, paper/rounded prints £0.5m: 1,000 times the £500 used here"),
            ("a", "awards[0].amount", ("paper line 9 prints £98,5000: 10 times the £98,500 used here and more than the £500 "
             "stated for all of Round")),
            ("b", "awards[1].outcomes[0].saving", "paper line 7 prints £80: a tenth of the £800 used here"),
        ],
    ),
    (
        "figure-not-printed",
        f"{GBP}, stated: [{{what: total, value: 81, basis: stated, claims: [paper/eighty, paper/who]}}]",
        [award("a", 70, "claims: {amount: [paper/eighty, paper/ten-thousand]}"),
         award("b", 70, "claims: {amount: [paper/eighty]}", basis="disputed"),
         award("c", more="outcomes: [{says: less, saving: 7, basis: stated, claims: [paper/eighty]}]")],
        [
            (None, "programmes[0].stated[0]", "Round, total: £81 is used; its claims print £80 (paper line 7)"),
            ("a", "awards[0].amount", "amount: £70 is used; its claims print £80 (paper line 7), 10k (paper line 8)"),
            ("b", "awards[1].amount", "amount: £70 is used; its claims print £80 (paper line 7)"),
            ("c", "awards[2].outcomes[0].saving", "saving: £7 is used; its claims print £80 (paper line 7)"),
        ],
    ),
    (
        "recipient-abolished", "awarded: 2019-04-01",
        [award("a", lead="GB-LAE-DOR"), award("b", more="partners: [GB-LAE-CRY, GB-LAE-WYO], awarded: 2020-04")],
        [
            ("a", "awards[0].lead", "awarded 2019-04-01, but Dorset County Council existed until 2019-03-31; Dorset took over"),
            ("b", "awards[1].partners[1]", f"awarded 2020-04, {WYCOMBE_ENDED}"),
        ],
    ),
    (
        "recipient-not-yet-born", "awarded: 2019-03-31",
        [award("a", lead="GB-LAE-DST"), award("b", more="partners: [GB-LAE-DST], awarded: 2018")],
        [
            ("a", "awards[0].lead", "awarded 2019-03-31, but Dorset Council exists from 2019-04-01"),
            ("b", "awards[1].partners[0]", "awarded 2018, but Dorset Council exists from 2019-04-01"),
        ],
    ),
    (
        "near-duplicate-award", "awarded: 2019-03",
        [award("a", more='title: "Repairs, online"'), award("b"), award("c", more="title: repairs (Online)")],
        [("c", "awards[2]", "as `a`: the same programme, recipients, amount and title, and both of 2019-03")],
    ),
    (
        "near-duplicate-award", GBP,
        [award("a", more="title: X, awarded: 2019-05-02, partners: [GB-LAE-CRY]"), award("b", more="title: X"),
         award("c", lead="GB-LAE-CRY", more="title: x, awarded: 2019-04-01, partners: [GB-LAE-LDS]"),
         award("d", more="title: X")],
        [
            ("a", "awards[0]", "as `c`: the same programme, recipients, amount and title, awarded 2019-04-01 and 2019-05-02"),
            ("d", "awards[3]", "as `b`: the same programme, recipients, amount and title, and both without a date"),
        ],
    ),
    ("amount-negative", GBP, [award("a", "-0.01")], [("a", "awards[0].amount", "the amount is -£0.01")]),
    ("amount-zero", GBP, [award("a", 0)], [("a", "awards[0].amount", "the amount is £0")]),
    ("amount-unknown", GBP, [award("a", None)], [("a", "awards[0].amount", "the amount is not known: so")]),
    (
        "several-currencies", GBP, [award("a"), award("b"), award("c", more="currency: EUR"), "id: d, basis: unknown, rule: so"],
        [
            (None, "", "the file has awards in EUR (1 award) and GBP (2 awards)"),
            (None, "programmes[0]", "Round has awards in EUR (1 award) and GBP (2 awards)"),
        ],
    ),
    (
        "several-currencies", GBP, [award("a"), "id: b, amount: 5, currency: EUR, basis: stated"],
        [(None, "", "the file has awards in EUR (1 award) and GBP (1 award)")],
    ),
    ("no-currency", "cap: null", [award("a"), award("b")], [(None, "", "no amount has a currency (2 awards)")]),
    ("no-currency", "cap: null", [award("a")], [("a", "awards[0].currency", "the amount has no currency")]),
    (
        "no-currency", "cap: null", [award("a"), award("b", more="currency: GBP"), award("c")],
        [("a", "awards[0].currency", "the amount has no currency"), ("c", "awards[2].currency", "the amount has no currency")],
    ),
    (
        "amount-outlier", GBP, SEVERAL,
        [("h", "awards[7].amount", "£40, where half of 8 amounts are within £2 of £13.50 (score 8.9)")],
    ),
    (
        "awarded-in-future", "awarded: 2020-07",
        [award("a"), award("b", more="awarded: 2020-07-01"), award("c", more="awarded: 2021")],
        [
            ("a", "awards[0].awarded", "awarded 2020-07, which is after 2020-06-30"),
            ("b", "awards[1].awarded", "awarded 2020-07-01, which is after 2020-06-30"),
            ("c", "awards[2].awarded", "awarded 2021, which is after 2020-06-30"),
        ],
    ),
    (
        "awarded-before-1990", "awarded: 1989", [award("a"), award("b", more="awarded: 1989-12-31")],
        [("a", "awards[0].awarded", "awarded 1989"), ("b", "awards[1].awarded", "awarded 1989-12-31")],
    ),
    ("awarded-too-coarse", "awarded: 2019", [award("a")], [("a", "awards[0].awarded", "awarded 2019; the month is not known")]),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "programme", "awards", "result"), FIRES, ids=[f"{n}-{row[0]}" for n, row in enumerate(FIRES)])
def test_a_rule_finds_what_it_is_there_for(rule: str, programme: str, awards: list[str], result: Findings, books: Books) -> None:
    assert find(rule, books(programme, *awards)) == result


SILENT: list[tuple[str, str, str, list[str]]] = [
    ("total-exceeded", "the total is reached", facts(total=20), [award("a"), award("b")]),
    ("total-exceeded", "another currency is never added", facts(total=19), [award("a"), award("b", more="currency: EUR")]),
    ("total-not-itemised", "the total is reached", facts(total=20), [award("a"), award("b")]),
    ("total-not-itemised", "no total is stated", facts(projects=9), [award("a")]),
    ("total-unreachable", "a project is left", facts(total=21, projects=3), [award("a"), award("b")]),
    ("total-unreachable", "an amount is not known", facts(total=21, projects=2), [award("a"), award("b", None)]),
    ("total-unreachable", "an amount is in euros", facts(total=21, projects=2), [award("a"), award("b", more="currency: EUR")]),
    ("total-unreachable", "one project has two awards, one of them unknown", facts(total=21, projects=1),
     [award("a", more="project: x"), award("b", None, "project: x")]),
    ("total-unreachable", "two at one rate and one at the other", facts(total=55, projects=4, rate_single=10, rate_group=25),
     [award("a")]),
    ("total-unreachable", "all at the rate of groups", facts(total=85, projects=4, rate_single=10, rate_group=25), [award("a")]),
    ("total-unreachable", "all at one rate", facts(total=40, projects=4, rate_single=10, rate_group=10), [award("a")]),
    ("total-unreachable", "the cap lets it just pass", f"cap: 20, {facts(total=50, projects=3)}", [award("a")]),
    ("total-unreachable", "the total is passed, which is another fault", facts(total=9, projects=1), [award("a")]),
    ("total-unreachable", "it is reached before the last project", facts(total=10, projects=2), [award("a")]),
    ("projects-exceeded", "as many as stated", facts(projects=1), [award("a")]),
    ("projects-exceeded", "two awards to one project", facts(projects=1),
     [award("a", more="project: x"), award("b", more="project: x")]),
    ("projects-not-itemised", "as many as stated", facts(projects=1), [award("a")]),
    ("councils-differ", "a department is no council", facts(projects=1, councils=2), [award("a", more=WITH_GDS)]),
    ("councils-differ", "every body is counted", facts(projects=1, councils=3), [award("a", more=WITH_GDS)]),
    ("councils-differ", "once in each award", facts(projects=2, councils=2), [award("a"), award("b")]),
    ("councils-differ", "two under a joint name", facts(councils=1),
     [award("a", lead="GB-LAE-ADU", more="partners: [GB-LAE-WOT]")]),
    ("councils-differ", "projects are missing", facts(projects=2, councils=9), [award("a")]),
    ("councils-differ", "nothing says how many projects", facts(councils=9), [award("a")]),
    ("councils-differ", "bodies are not named", facts(projects=1, councils=9), [award("a", more="unnamed: a group")]),
    ("councils-differ", "nobody is named", facts(projects=1, councils=9), [award("a", lead=None)]),
    ("councils-differ", "the number is disputed",
     "stated: [{what: projects, value: 1, basis: stated}, {what: councils, value: 9, basis: disputed}]", [award("a")]),
    ("amount-over-cap", "the cap itself", "cap: 10", [award("a")]),
    ("amount-over-cap", "another currency", "cap: 9, currency: GBP", [award("a", more="currency: EUR")]),
    ("amount-breaks-rule", "each at its rate", RATES,
     [award("a", 10), award("b", 25, CROYDON_TOO), award("c", 25, lead=None), award("d", 10, lead=None)]),
    ("amount-breaks-rule", "one with others is a group", RATES, [award("a", 25, "unnamed: two others")]),
    ("amount-breaks-rule", "a dispute has a rule of its own", RATES, [award("a", 25, basis="disputed")]),
    ("amount-breaks-rule", "only one rate is stated", facts(rate_single=10), [award("a", 25)]),
    ("amount-breaks-rule", "another currency", RATES, [award("a", 25, "currency: EUR")]),
    ("amount-breaks-rule", "as many as stated", facts(projects=2, awards_at_10=1), [award("a"), award("b", 20)]),
    ("amount-breaks-rule", "not all are held", facts(projects=3, awards_at_10=2), [award("a"), award("b", 20)]),
    ("amount-breaks-rule", "one amount is not known", facts(projects=2, awards_at_10=2), [award("a"), award("b", None)]),
    ("amount-off-by-factor", "no factor closes the sum", facts(total=40), [award("a"), award("b", 31)]),
    ("amount-off-by-factor", "the sum is right", facts(total=110), [award("a"), award("b", 100)]),
    ("amount-off-by-factor", "two awards could be the one", facts(total=110), [award("a", 100), award("b", 100)]),
    ("amount-off-by-factor", "two could be too small", facts(total=1010, projects=2), [award("a"), award("b")]),
    ("amount-off-by-factor", "not all are held", facts(total=1020, projects=3), [award("a"), award("b", 20)]),
    ("amount-off-by-factor", "no total is stated", GBP, [award("a"), award("b", 1000)]),
    ("amount-far-above-others", "not quite ten times", GBP, [award("a"), award("b", 9), award("c", "99.99")]),
    ("amount-far-above-others", "two are as large", GBP, [award("a"), award("b", 100), award("c", 100)]),
    ("amount-far-above-others", "only two", GBP, [award("a"), award("b", 1000)]),
    ("amount-far-above-others", "the others are nothing", GBP, [award("a", 0), award("b", 0), award("c")]),
    ("amount-far-above-others", "another currency", GBP, [award("a"), award("b", 9), award("c", 100, "currency: EUR")]),
    ("sources-disagree", "they do not", GBP, [award("a", more="claims: {amount: [paper/eighty]}"), award("b", basis="derived")]),
    ("printed-off-by-factor", "no factor", GBP, [award("a", 70, against("eighty"))]),
    ("printed-off-by-factor", "the same sum", GBP, [award("a", 80, against("eighty"))]),
    ("printed-off-by-factor", "it is used", GBP, [award("a", 8, "claims: {amount: [paper/eighty]}")]),
    ("printed-off-by-factor", "no sum of money", GBP, [award("a", 8, against("eighty", "parties"))]),
    ("printed-off-by-factor", "no figure", GBP, [award("a", 8, against("who"))]),
    ("printed-off-by-factor", "a part of another award", GBP,
     [award("a", 70, against("eighty")), award("b", 800)]),
    ("printed-off-by-factor", "a part of an outcome's award", GBP,
     [award("a", 8, "outcomes: [{says: less, saving: 7, rejected: [{claim: paper/eighty, why: wrong}]}]")]),
    ("printed-off-by-factor", "the total itself", facts(total=80),
     [award("a", 70, against("eighty"))]),
    ("printed-off-by-factor", "a total in another currency", facts(total=9),
     [award("a", 70, "currency: EUR, rejected: [{claim: paper/eighty, of: amount, why: wrong}]")]),
    ("printed-off-by-factor", "zero has no multiples", GBP, [award("a", 0, "rejected: [{claim: paper/eighty, why: so}]")]),
    ("figure-not-printed", "one claim prints it", GBP, [award("a", 80, "claims: {amount: [paper/eighty, paper/rounded]}")]),
    ("figure-not-printed", "it is printed as thousands", GBP, [award("a", 10000, "claims: {amount: [paper/ten-thousand]}")]),
    ("figure-not-printed", "a claim is in words", (f"{GBP}, stated: [{{what: projects, value: 6, basis: stated, "
     "claims: [paper/words, paper/five]}]"), [award("a", more="claims: {amount: [paper/who]}")]),
    ("figure-not-printed", "it follows from others", GBP, [award("a", 70, "claims: {amount: [paper/eighty]}", basis="derived")]),
    ("figure-not-printed", "nothing is used", (f"{GBP}, stated: [{{what: total, value: null, basis: stated, "
     "claims: [paper/eighty]}]"), [award("a", None, "claims: {amount: [paper/eighty]}")]),
    ("recipient-abolished", "its last day", "awarded: 2019-03-31", [award("a", lead="GB-LAE-DOR")]),
    ("recipient-abolished", "perhaps in time", "awarded: 2020", [award("a", lead="GB-LAE-WYO"), award("b")]),
    ("recipient-abolished", "no date", GBP, [award("a", lead="GB-LAE-WYO")]),
    ("recipient-not-yet-born", "its first day", "awarded: 2019-04-01", [award("a", lead="GB-LAE-DST")]),
    ("recipient-not-yet-born", "perhaps in time", "awarded: 2019", [award("a", lead="GB-LAE-DST"), award("b")]),
    ("recipient-not-yet-born", "no date", GBP, [award("a", lead="GB-LAE-DST")]),
    ("near-duplicate-award", "another recipient", "awarded: 2019",
     [award("a", more="title: X"), award("b", more="title: X", lead="GB-LAE-CRY")]),
    ("near-duplicate-award", "another amount", "awarded: 2019", [award("a"), award("b", 11)]),
    ("near-duplicate-award", "another currency", "awarded: 2019", [award("a"), award("b", more="currency: EUR")]),
    ("near-duplicate-award", "another title", "awarded: 2019", [award("a", more="title: X"), award("b", more="title: XY")]),
    ("near-duplicate-award", "another programme", "awarded: 2019",
     [award("a"), "id: b, amount: 10, basis: stated, lead: GB-LAE-LDS, awarded: 2019"]),
    ("near-duplicate-award", "others who are not named", "awarded: 2019",
     [award("a", more="unnamed: two"), award("b", more="unnamed: six")]),
    ("near-duplicate-award", "32 days apart", GBP,
     [award("a", more="awarded: 2019-04-01"), award("b", more="awarded: 2019-05-03")]),
    ("near-duplicate-award", "one has a date", GBP, [award("a", more="awarded: 2019-04-01"), award("b")]),
    ("near-duplicate-award", "one follows the other", "awarded: 2019", [award("a"), award("b", more="follows: a")]),
    ("near-duplicate-award", "the earlier follows the later", "awarded: 2019", [award("a", more="follows: b"), award("b")]),
    ("near-duplicate-award", "nothing is known of either", "awarded: 2019", [award("a", lead=None), award("b", lead=None)]),
    ("amount-negative", "zero", GBP, [award("a", 0), award("b"), award("c", None)]),
    ("amount-zero", "a penny, or unknown", GBP, [award("a", "0.01"), award("b", "-0.01"), award("c", None)]),
    ("amount-missing", "the data say why", GBP, [award("a", None), award("b", 0)]),
    ("amount-unknown", "zero is known", GBP, [award("a", 0)]),
    ("several-currencies", "one, and one that is not known", "cap: null", [award("a", more="currency: GBP"), award("b")]),
    ("no-currency", "no amount either", "cap: null", [award("a", None), award("b", more="currency: GBP")]),
    ("amount-outlier", "seven amounts", GBP, SEVERAL[1:]),
    ("amount-outlier", "nearly all the same", GBP, [*(award(name) for name in "abcdefg"), award("h", 1000)]),
    ("amount-outlier", "not far enough", GBP, [*SEVERAL[:7], award("h", 31)]),
    ("amount-outlier", "just at the limit", GBP,
     [award(name, amount) for name, amount in zip("abcdefgh", AT_LIMIT, strict=True)]),
    ("amount-outlier", "in euros", GBP, [*SEVERAL[:7], award("h", 40, "currency: EUR")]),
    ("awarded-in-future", "today, its month, its year, no date", GBP,
     [award("a", more="awarded: 2020-06-30"), award("b", more="awarded: 2020-06"), award("c", more="awarded: 2020"), award("d")]),
    ("awarded-before-1990", "the first day", GBP,
     [award("a", more="awarded: 1990-01-01"), award("b", more="awarded: 1990"), award("c")]),
    ("awarded-too-coarse", "a month is enough", "awarded: 2019-04", [award("a")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "programme", "awards"), [(rule, programme, awards) for rule, _, programme, awards in SILENT],
    ids=[f"{rule}: {why}" for rule, why, _, _ in SILENT],
)  # fmt: skip
def test_a_rule_leaves_alone_what_comes_near(rule: str, programme: str, awards: list[str], books: Books) -> None:
    assert find(rule, books(programme, *awards)) == []


NAMES: list[tuple[str, str, str, Findings]] = [
    ("recipient-abolished", "a very official name is as good as a code", "{id: w, name: W, official: Wycombe district council}",
     [("a", "awards[0].lead", f"awarded 2020-05-01, {WYCOMBE_ENDED}")]),
    ("recipient-abolished", "a former GSS code", "{id: E07000007, name: High Wycombe}",
     [("a", "awards[0].lead", f"awarded 2020-05-01, {WYCOMBE_ENDED}")]),
    ("recipient-abolished", "a short name is not", "{id: b, name: Barrow}", []),
    ("recipient-not-yet-born", "a body of no register", "{id: x, name: Dorset Trust}", []),
    ("recipient-not-yet-born", "a very official name", "{id: n, name: North Yorkshire Council}",
     [("a", "awards[0].lead", "awarded 2020-05-01, but North Yorkshire Council exists from 2023-04-01")]),
    ("name-and-code-disagree", "the name of another", "{id: GB-LAE-MIK, name: Luton}",
     [("a", "awards[0].lead", "`GB-LAE-MIK` is the code of Milton Keynes Council, not of Luton")]),
    ("name-and-code-disagree", "the county is another body", "{id: GB-LAE-BUC, name: Buckinghamshire County Council}",
     [("a", "awards[0].lead", "`GB-LAE-BUC` is the code of Buckinghamshire Council, not of Buckinghamshire County Council")]),
    ("name-and-code-disagree", "a kind that no other has", "{id: GB-LAE-KEN, name: Kent City Council}", []),
    ("name-and-code-disagree", "one of its names", "{id: GB-LAE-MIK, name: MK, official: Milton Keynes}", []),
    ("name-and-code-disagree", "a code of no register", "{id: GB-CHC-123456, name: Luton}", []),
    ("one-body-several-names", "an id of the file's own", "{id: leeds, name: Leeds City Council}",
     [("a", "awards[0].partners[0]", "one organisation as Leeds City Council (leeds) and Leeds (GB-LAE-LDS)")]),
    ("one-body-several-names", "a GSS code", "{id: E08000035, name: LEEDS CC}",
     [("a", "awards[0].partners[0]", "one organisation as LEEDS CC (E08000035) and Leeds (GB-LAE-LDS)")]),
    ("one-body-several-names", "a funder", "{id: giver2, name: The Giver}",
     [(None, "programmes[0].funder", "one organisation as The Giver (giver2) and Giver (giver)")]),
    ("one-body-several-names", "another body of the name", "{id: GB-CHC-123456, name: Leeds City Council}", []),
    ("one-body-several-names", "two councils may share a name", "{id: GB-LAE-DOR2, name: Leeds Trust}", []),
    ("one-body-several-names", "another name", "{id: leeds, name: Leeds Trust}", []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "body", "result"), [(rule, body, result) for rule, _, body, result in NAMES],
    ids=[f"{rule}: {why}" for rule, why, _, _ in NAMES],
)  # fmt: skip
def test_bodies_are_known_by_code_and_by_rule(rule: str, body: str, result: Findings, books: Books) -> None:
    lead = body.removeprefix("{id: ").partition(",")[0]
    line = award("a", lead=lead, more="awarded: 2020-05-01, partners: [GB-LAE-LDS]")
    assert find(rule, books(GBP, line, organisations=f"  - {body}\n")) == result


def test_dorset_county_and_dorset_are_two_bodies(books: Books) -> None:
    book = books("awarded: 2019-03", award("a", lead="GB-LAE-DOR", more="partners: [GB-LAE-DST]"))
    assert [find(rule, book) for rule in ("one-body-several-names", "one-id-several-bodies", "name-and-code-disagree")] == [
        [],
        [],
        [],
    ]


# What our own form does not let in, and other formats may: ids and names that repeat, amounts over a cap or without a reason.
LEEDS_TOO = Organisation("GB-LAE-LDS", "LEEDS council")
CAPPED = Programme("p", "Round", cap=Decimal(9), currency="GBP")
ONE = Award("a", lead=LEEDS, amount=Decimal(10), currency="GBP", basis=Basis.STATED, line=4)
PAIRS: list[tuple[str, str, Award, Findings]] = [
    ("repeated-award-id", "another amount and title", replace(ONE, amount=Decimal(11), title="X", line=9),
     [("a", "awards[1].id", "`a` is the id of another award on line 4, with other title, amount")]),
    ("repeated-award-id", "the very same", replace(ONE, line=9), []),
    ("repeated-ids-add", "the very same", replace(ONE, line=9),
     [(None, "", "1 id is on several awards: those after the first of each (1) add £10")]),
    ("repeated-ids-add", "an unknown amount", replace(ONE, amount=None, line=9),
     [(None, "", "1 id is on several awards: those after the first of each (1) add only unknown amounts")]),
    ("repeated-ids-add", "another id", replace(ONE, id="A"), []),
    ("repeated-award-id", "another id", replace(ONE, id="A", amount=Decimal(11)), []),
    ("near-duplicate-award", "the very same", replace(ONE, line=9),
     [("a", "awards[1]", "as `a`: the same recipients and amount, and both without a date")]),
    ("near-duplicate-award", "an unknown amount", replace(ONE, id="b", amount=None), []),
    ("one-id-several-bodies", "another name", replace(ONE, id="b", lead=Organisation("GB-LAE-LDS", "Croydon")),
     [("b", "awards[1].lead", "`GB-LAE-LDS` is the id of Leeds and Croydon, which may be several organisations")]),
    ("one-id-several-bodies", "the same name in other words", replace(ONE, id="b", lead=LEEDS_TOO), []),
    ("one-id-several-bodies", "another id", replace(ONE, id="b", lead=WORTHING), []),
    ("one-body-several-names", "one id, in other words", replace(ONE, id="b", lead=LEEDS_TOO),
     [("b", "awards[1].lead", "one organisation as Leeds (GB-LAE-LDS) and LEEDS council (GB-LAE-LDS)")]),
    ("one-body-several-names", "one id, another name", replace(ONE, id="b", lead=Organisation("GB-LAE-LDS", "Croydon")), []),
    ("amount-over-cap", "a penny over", replace(ONE, id="b", programme=CAPPED, amount=Decimal("9.01")),
     [("b", "awards[1].amount", "£9.01 is over the cap of £9 of Round")]),
    ("name-and-code-disagree", "a funder", replace(ONE, id="b", funder=Organisation("GB-LAE-CRY", "Luton")),
     [("b", "awards[1].funder", "`GB-LAE-CRY` is the code of London Borough of Croydon, not of Luton")]),
    ("near-duplicate-award", "another funder", replace(ONE, id="b", funder=WORTHING), []),
    ("amount-missing", "no reason", replace(ONE, id="b", amount=None, basis=Basis.UNKNOWN),
     [("b", "awards[1].amount", "the amount is not known, and nothing says why")]),
    ("amount-unknown", "no reason", replace(ONE, id="b", amount=None, basis=Basis.UNKNOWN), []),
    ("amount-missing", "a reason", replace(ONE, id="b", amount=None, basis=Basis.UNKNOWN, rule="so"), []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "other", "result"), [(rule, other, result) for rule, _, other, result in PAIRS],
    ids=[f"{rule}: {why}" for rule, why, _, _ in PAIRS],
)  # fmt: skip
def test_two_awards_that_our_own_form_does_not_let_in(rule: str, other: Award, result: Findings) -> None:
    assert find(rule, Book((ONE, other), (other.programme,) if other.programme else ())) == result


@pytest.mark.parametrize("ids", [("GB-LAE-NET", "GB-LAE-NET"), ("n", "GB-LAE-NET"), ("E08000021", "GB-LAE-NET")])
def test_names_of_one_council_that_no_rule_leads_to_each_other_are_one_body(ids: tuple[str, str]) -> None:
    newcastle = (Organisation(ids[0], "Newcastle"), Organisation(ids[1], "Newcastle upon Tyne"))
    book = Book(tuple(replace(ONE, id=body.name, lead=body) for body in newcastle))
    assert find("one-id-several-bodies", book) == []
    assert len(find("one-body-several-names", book)) == 1


def test_a_claim_that_is_not_there_breaks_no_rule() -> None:
    book = Book((replace(ONE, claims={"amount": ("gone/missing",)}),))
    assert find("figure-not-printed", book) == []


def test_without_a_register_no_council_is_judged() -> None:
    wycombe = Organisation("GB-LAE-WYO", "Leeds")
    examined = CheckContext(Book((replace(ONE, lead=wycombe, awarded=PartialDate(2021)),)), EMPTY)
    rules = select_rules(["recipient-abolished", "recipient-not-yet-born", "name-and-code-disagree"])
    assert [list(rule.find(examined)) for rule in rules] == [[], [], []]


def test_a_programme_that_the_book_does_not_list_is_not_held_against_its_awards() -> None:
    programme = Programme("p", "Round", stated=(StatedFigure("projects", Decimal(0), Basis.STATED),))
    assert programme_awards(CheckContext(Book((replace(ONE, programme=programme),)))) == []


def test_every_rule_has_a_file_that_it_finds_something_in_and_one_that_comes_near() -> None:
    elsewhere = {rule.id for rule in (*quality.RULES, *sums.RULES, *countries.RULES, *links.RULES)}
    ours = {rule.id for rule in RULES} - elsewhere
    fires = {row[0] for row in (*FIRES, *NAMES, *PAIRS) if row[-1]}
    silent = {row[0] for row in SILENT} | {row[0] for row in (*NAMES, *PAIRS) if not row[-1]}
    assert (ours - fires, ours - silent) == (set(), set())
    assert fires | silent == ours


def test_no_two_rules_have_one_id_and_each_says_what_it_looks_for_and_what_to_do() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.id == rule.id.lower().replace(" ", "-").replace("_", "-")
        assert rule.source
        assert rule.help[0].isupper()
        assert rule.help.endswith(".")
        assert rule.do[0].islower()
        assert not rule.do.endswith(".")


def near_duplicates(*awards: Award) -> list[str]:
    return [message for _, _, message in find("near-duplicate-award", Book(awards))]


def test_two_people_are_not_the_same_recipients() -> None:
    ann = Award("a", individual="Ann", title="Hardship", amount=Decimal(500), currency="GBP")
    assert near_duplicates(ann, replace(ann, id="b", individual="Bob")) == []
    assert near_duplicates(ann, replace(ann, id="b")) == [
        "as `a`: the same recipients, amount and title, and both without a date"
    ]


def test_two_unknown_amounts_are_not_the_same_amount() -> None:
    award = Award("a", lead=LEEDS, title="T")
    assert near_duplicates(award, replace(award, id="b")) == ["as `a`: the same recipients and title, and both without a date"]
