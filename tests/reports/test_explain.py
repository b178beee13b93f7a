"""`--explain`: behind every row stand the awards that it counts, and what their amounts rest on; and they add up to it."""

import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from awkward import AWARDS, BOOK, NAMES

import grantcli
from conftest import Run
from grantcli.dataset import Dataset
from grantcli.engines.memory import Memory
from grantcli.engines.sql import Sql
from grantcli.errors import UsageError
from grantcli.reports import explain
from grantcli.reports.data import Data
from grantcli.table import Cell, Explanation, Kind, Money, Table

ASK = Dataset(Data(Memory(AWARDS), BOOK))
BUNDLED = grantcli.open()

# Two awards and a third whose amount nobody knows, with all that can stand behind an amount.
SMALL = """\
form: grantcli awards 1
programmes:
  - {id: p, title: Fund, currency: GBP, awarded: 2020-05}
awards:
  - {id: one, programme: p, title: One, stage: alpha, amount: 100.50, basis: stated, claims: {amount: [paper/one, web/one]}}
  - id: two
    programme: p
    title: Two
    stage: beta
    amount: 200
    basis: disputed
    rule: "the web has it twice"
    claims: {amount: [web/two], about: [paper/one]}
    rejected:
      - {claim: paper/two, of: amount, why: a nought too many}
      - {claim: paper/who, of: parties, why: not theirs}
  - {id: three, programme: p, title: Three, stage: beta, amount: null, basis: unknown, rule: nobody says}
  - {id: four, programme: p, title: Four, stage: alpha, amount: 100.50, basis: stated, claims: {amount: [paper/one, web/one]}}
sources:
  - id: paper
    document: paper.txt
    publisher: P
    title: T
    claims:
      - {id: one, line: 4, says: One, figure: £100.50}
      - {id: two, line: 7, says: Two, figure: "£2,000"}
      - {id: who, line: 7, says: Who, names: [X]}
  - {id: web, publisher: W, title: T, claims: [{id: one, says: One}, {id: two, says: Two, figure: 200}]}
"""


@pytest.mark.parametrize("size", [1, 2, 5])
def test_rows_that_are_explained_some_at_a_time_are_those_explained_at_once(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    def answers() -> list[Table]:
        return [ASK.list(explain=True), ASK.total(by="council", explain=True), ASK.total("title:nothing", explain="all awards")]

    expected = answers()
    monkeypatch.setattr(explain, "_BATCH", size)
    assert answers() == expected


@pytest.fixture
def small(data_file: Callable[[str], Path]) -> Path:
    """Write the small data file; the program runs in its folder."""
    return data_file(SMALL)


EXPLAINED = {
    "total --by stage -c stage,total": (
        "4 awards in awards.yaml, by stage\n\n"
        "stage                            total\n"
        "──────────────────────────────────────\n"
        "alpha                             £201\n"
        "beta                              £200\n\n"
        "total (each award counted once)   £401\n\n"
        "note: 1 award has no known amount and is left out of the totals\n"
        "note: of this, £201 is stated in a source, £200 is disputed\n\n"
        "alpha\n"
        "  four, one: £100.50 each, stated: paper line 4 (£100.50); web\n\n"
        "beta\n"
        "  two: £200 disputed: web (200)\n"
        "    the web has it twice\n"
        "    paper line 7 (£2,000) rejected: a nought too many\n"
        "  three: amount unknown\n"
        "    nobody says\n"
    ),
    "list stage:beta -c title,amount -s title": (
        "2 of 4 awards in awards.yaml\n\n"
        "title   amount\n"
        "──────────────\n"
        "Three  unknown\n"
        "Two       £200\n\n"
        "note: 1 award has no known amount and is left out of the totals\n\n"
        "three\n"
        "  three: amount unknown\n"
        "    nobody says\n\n"
        "two\n"
        "  two: £200 disputed: web (200)\n"
        "    the web has it twice\n"
        "    paper line 7 (£2,000) rejected: a nought too many\n"
    ),
    "compare stage:alpha amount>9999 -c side,total": (
        "stage:alpha against amount>9999, in awards.yaml\n\n"
        "side         total\n"
        "──────────────────\n"
        "stage:alpha   £201\n"
        "amount>9999     £0\n\n"
        "note: amount>9999: no award matches `amount>9999`; amount runs from 100.50 to 200\n\n"
        "stage:alpha\n"
        "  four, one: £100.50 each, stated: paper line 4 (£100.50); web\n\n"
        "amount>9999\n"
        "  no award\n"
    ),
    "compare id:one stage:beta --by fy -c fy,a_awards,b_awards": (
        "id:one against stage:beta, by fy, in awards.yaml\n\n"
        "         id:one  stage:beta\n"
        "fy       awards      awards\n"
        "───────────────────────────\n"
        "2020-21       1           2\n\n"
        "note: a is id:one: 1 award\n"
        "note: b is stage:beta: 2 awards\n"
        "note: stage:beta: 1 award has no known amount and is left out of the totals\n"
        "note: stage:beta: of this, £200 is disputed\n\n"
        "2020-21\n"
        "  a: one: £100.50 stated: paper line 4 (£100.50); web\n"
        "  b: two: £200 disputed: web (200)\n"
        "    the web has it twice\n"
        "    paper line 7 (£2,000) rejected: a nought too many\n"
        "  b: three: amount unknown\n"
        "    nobody says\n"
    ),
    "show two -c id,explained": (
        "id         two\n"
        "explained  two: £200 disputed: web (200)\n"
        "             the web has it twice\n"
        "             paper line 7 (£2,000) rejected: a nought too many\n"
    ),
    "total --by stage -c total --vertical -n 1": (
        "4 awards in awards.yaml, by stage\n\n"
        "total     £201\n"
        "evidence  four, one: £100.50 each, stated: paper line 4 (£100.50); web\n\n"
        "note: 1 more row not shown because of --limit 1\n"
        "note: 1 award has no known amount and is left out of the totals\n"
        "note: of this, £201 is stated in a source, £200 is disputed\n"
    ),
    "list id:two -c amount -f markdown": (
        "**1 of 4 awards in awards.yaml**\n\n"
        "| amount |\n"
        "| ---: |\n"
        "| £200 |\n\n"
        "**two**\n\n"
        "- two: £200 disputed: web (200)\n"
        "  - the web has it twice\n"
        "  - paper line 7 (£2,000) rejected: a nought too many\n"
    ),
    "list stage:beta -c id -s id -f csv": (
        "id,evidence\n"
        "three,three: amount unknown; nobody says\n"
        'two,"two: £200 disputed: web (200); the web has it twice; paper line 7 (£2,000) rejected: a nought too many"\n'
    ),
    "list id:one -c id -f tsv": "id\tevidence\none\tone: £100.50 stated: paper line 4 (£100.50); web\n",
    "list stage:beta -c id -s id -f json": (
        "[\n"
        '  {"id": "three", "evidence": [{"award": "three", "amount": null, "currency": "GBP", "basis": "unknown", '
        '"rule": "nobody says", "claims": [], "rejected": []}]},\n'
        '  {"id": "two", "evidence": [{"award": "two", "amount": 200.00, "currency": "GBP", "basis": "disputed", '
        '"rule": "the web has it twice", "claims": [{"claim": "web/two", "source": "web", "line": null, "figure": "200"}], '
        '"rejected": [{"claim": "paper/two", "source": "paper", "line": 7, "figure": "£2,000", '
        '"why": "a nought too many"}]}]}\n'
        "]\n"
    ),
    "compare id:one id:two --by fy -c fy -f jsonl": (
        '{"fy": "2020-21", "evidence": [{"side": "a", "award": "one", "amount": 100.50, "currency": "GBP", "basis": "stated", '
        '"rule": null, "claims": [{"claim": "paper/one", "source": "paper", "line": 4, "figure": "£100.50"}, '
        '{"claim": "web/one", "source": "web", "line": null, "figure": null}], "rejected": []}, '
        '{"side": "b", "award": "two", "amount": 200.00, "currency": "GBP", "basis": "disputed", '
        '"rule": "the web has it twice", "claims": [{"claim": "web/two", "source": "web", "line": null, "figure": "200"}], '
        '"rejected": [{"claim": "paper/two", "source": "paper", "line": 7, "figure": "£2,000", '
        '"why": "a nought too many"}]}]}\n'
    ),
}


@pytest.mark.parametrize("line", EXPLAINED)
def test_an_answer_is_explained_row_by_row(line: str, run: Run, small: Path) -> None:
    done = run(*line.split(), "--explain", "--data", small.name)
    assert (done.code, done.out) == (0, EXPLAINED[line])


def test_a_page_explains_each_row_below_its_table(run: Run, small: Path) -> None:
    done = run("list", "stage:beta", "-c", "id", "-s", "id", "-f", "html", "--explain", "--data", small.name)
    assert done.out.partition("</table>\n")[2] == (
        "<h2>three</h2>\n<ul>\n<li>three: amount unknown<br>nobody says</li>\n</ul>\n"
        "<h2>two</h2>\n<ul>\n<li>two: £200 disputed: web (200)<br>the web has it twice<br>"
        "paper line 7 (£2,000) rejected: a nought too many</li>\n</ul>\n</body>\n</html>\n"
    )


BUNDLED_ANSWER = """\
6 of 65 awards in the bundled data, by stage

stage                               total
─────────────────────────────────────────
beta                             £350,000
no stage                         £273,000
discovery                         £80,000
alpha                             £50,000

total (each award counted once)  £753,000

note: of this, £523,000 is stated in a source, £230,000 is disputed

discovery
  ldf2-income: £80,000 disputed: mhclgdigital-2019-09-12 (80000); publictechnology-2019-09-12 (80000)
    two pages give 80,000, and the other five awards leave just that of the stated 753,000; seed-002 prints 800,000 before the \
councils and 73,000 beside the work
    seed-002 line 20 (£800,000) rejected: printed just before these councils, but more than the round's whole total; it looks \
like 80,000 with a nought too many
    seed-002 line 22 (£73,000) rejected: the sum of the death registration award, printed beside the work of this one
    seed-002 line 18 (£80,000) rejected: the right sum, but for unnamed councils and no stated work
"""


def test_one_row_of_the_bundled_awards_is_explained_by_name(run: Run) -> None:
    done = run("total", "programme:ldf2", "--by", "stage", "-c", "stage,total", "--explain-row", "Discovery")
    assert (done.code, done.err, done.out) == (0, "", BUNDLED_ANSWER)


def test_rows_that_are_not_asked_for_are_not_explained(run: Run, small: Path) -> None:
    done = run("total", "--by", "stage", "-c", "stage", "-f", "json", "--explain-row", "alpha", "--data", small.name)
    rows = json.loads(done.out)
    assert [(row["stage"], row["evidence"] and [each["award"] for each in row["evidence"]]) for row in rows] == [
        ("alpha", ["four", "one"]),
        ("beta", None),
    ]


ROWS = [
    (lambda: BUNDLED.total(by="stage", explain="no stage"), ["no stage"]),
    (lambda: BUNDLED.total(by="fy,stage", explain="2019-20, beta"), ["2019-20, beta"]),
    (lambda: BUNDLED.total(by="programme", top=2, explain="other"), ["other (4)"]),
    (lambda: BUNDLED.total("council:leeds", by="fy", across="stage", explain="2015-16"), ["2015-16"]),
    (lambda: BUNDLED.total(explain=True), ["all awards"]),
    (lambda: BUNDLED.list("council:leeds", explain="dtp-ripple"), ["dtp-ripple"]),
    (lambda: BUNDLED.show("dtp-ripple", "ldf2-repairs", explain="ldf2-repairs"), ["ldf2-repairs"]),
    (lambda: BUNDLED.compare("Leeds", "Croydon", on="council", explain="croydon"), ["Croydon"]),
    (lambda: BUNDLED.compare("fy:2015-16", "fy:2019-20", by="stage", explain="BETA"), ["beta"]),
    (lambda: ASK.total(explain=True), ["all awards (EUR)", "all awards (GBP)", "all awards (no currency)"]),
    (lambda: ASK.total(by="lead", explain="Leeds"), ["Leeds (EUR)", "Leeds (GBP)"]),
    (lambda: ASK.total(by="lead", explain="leeds (eur)"), ["Leeds (EUR)"]),
    (lambda: ASK.total(by="title", explain="plain"), ["plain (GBP)", "Plain (GBP)"]),
    (lambda: ASK.total("title:nowhere", by="title", explain="plain"), []),
]


@pytest.mark.parametrize(("call", "names"), ROWS)
def test_a_row_is_called_as_people_see_it(call: Callable[[], Table], names: list[str]) -> None:
    assert [row[-1].row for row in call().rows if isinstance(row[-1], Explanation)] == names


UNKNOWN = [
    (lambda: BUNDLED.total(by="council", explain="leed"), "leed", ("Leeds",)),
    (lambda: BUNDLED.list(explain="dtp-rippel"), "dtp-rippel", ("dtp-ripple",)),
    (lambda: BUNDLED.compare("Leeds", "Croydon", on="council", explain="croyden"), "croyden", ("Croydon",)),
    (lambda: BUNDLED.total(by="stage", explain="nothing like it"), "nothing like it", ()),
]


@pytest.mark.parametrize(("call", "name", "near"), UNKNOWN)
def test_a_row_that_there_is_not_is_refused_with_the_nearest(call: Callable[[], Table], name: str, near: tuple[str, ...]) -> None:
    with pytest.raises(UsageError) as caught:
        call()
    assert caught.value.message == f"no row is called `{name}`"
    assert caught.value.did_you_mean[: len(near)] == near
    assert caught.value.hint


def behind(row: Sequence[Cell]) -> list[Mapping[str, Cell]]:
    assert isinstance(row[-1], Explanation)
    return list(row[-1].records)


def add_up(records: Sequence[Mapping[str, Cell]]) -> Decimal | None:
    """Add up the known amounts; nothing when none is known."""
    known = [amount.amount for record in records if isinstance(amount := record["amount"], Money)]
    return sum(known, Decimal(0)) if known else None


def plain(cell: Cell) -> Decimal | None:
    assert isinstance(cell, Money) or cell is None
    return None if cell is None else cell.amount


def reconcile(table: Table) -> None:
    """The awards behind each row are as many as it counts, and their amounts add up to its total."""
    place = {column.name: index for index, column in enumerate(table.columns)}
    assert table.rows
    for row in table.rows:
        records = behind(row)
        assert len({str(record["award"]) for record in records}) == len(records) == row[place["awards"]]
        assert sum(record["amount"] is None for record in records) == row[place["unknown"]]
        assert {record["currency"] for record in records} == {row[place["currency"]]}
        assert add_up(records) == plain(row[place["total"]])


# A grouping by currency has two columns of the name `currency`, with the same values.
@pytest.mark.parametrize("by", ["", *NAMES, "fy,stage", "council,year", "lead,council"])
@pytest.mark.parametrize("ask", [ASK, BUNDLED], ids=["awkward", "bundled"])
def test_what_stands_behind_a_row_adds_up_to_it(ask: Dataset, by: str) -> None:
    reconcile(ask.total(by=by, explain=True))


@pytest.mark.parametrize("by", ["council", "council_now", "region", "kind", "lead", "partner,stage", "programme"])
@pytest.mark.parametrize("ask", [ASK, BUNDLED, grantcli.dataset.open_dataset(real="2024-25")], ids=["awkward", "bundled", "real"])
def test_shares_and_real_terms_add_up_as_they_were_counted(ask: Dataset, by: str) -> None:
    reconcile(ask.total(by=by, split=True, explain=True))


@pytest.mark.parametrize("top", [1, 2, 5, 99])
@pytest.mark.parametrize("split", [False, True])
@pytest.mark.parametrize("by", ["council", "title", "stage", "council,stage"])
@pytest.mark.parametrize("ask", [ASK, BUNDLED], ids=["awkward", "bundled"])
def test_the_rest_is_explained_by_what_stands_under_no_row_that_is_shown(ask: Dataset, by: str, top: int, split: bool) -> None:
    reconcile(ask.total(by=by, top=top, split=split, explain=True))


def test_a_value_that_is_called_like_the_rest_is_not_taken_for_it(data_file: Callable[[str], Path]) -> None:
    titles = ("b", "a", "other (1)", "other (2)")
    awards = "".join(f"  - {{id: x{n}, title: {title}, amount: {9 - n}, basis: stated}}\n" for n, title in enumerate(titles))
    ask = grantcli.open(data_file("form: grantcli awards 1\nawards:\n" + awards))
    for top in (1, 2, 3, 4):
        reconcile(ask.total(by="title", top=top, explain=True))
    assert [[each["award"] for each in behind(row)] for row in ask.total(by="title", top=2, explain=True).rows] == [
        ["x0"],
        ["x1"],
        ["x2", "x3"],
    ]


@pytest.mark.parametrize("question", ["council:leeds", "stage:beta or fy:2015-16", "amount>=100000", "-lead:.."])
def test_what_stands_behind_a_row_keeps_to_the_question(question: str) -> None:
    table = BUNDLED.total(question, by="programme", explain=True)
    reconcile(table)
    requests = {str(row[0]) for row in BUNDLED.list(question, columns="id").rows}
    assert {str(record["award"]) for row in table.rows for record in behind(row)} == requests


def test_the_largest_amounts_stand_first_and_unknown_ones_last_ties_by_id() -> None:
    (row,) = ASK.total("currency:GBP", by="currency", explain=True).rows
    order = " ".join(str(record["award"]) for record in behind(row))
    assert order == "a06 a09 A12 a02 a11 a01 a04 a05 a03"


def test_stated_only_leaves_only_stated_amounts_behind_a_row() -> None:
    table = BUNDLED.total(by="programme", stated_only=True, explain=True)
    reconcile(table)
    assert {record["basis"] for row in table.rows for record in behind(row)} == {"stated"}


@pytest.mark.parametrize("split", [False, True])
@pytest.mark.parametrize("by", ["stage", "council", "fy,lead"])
def test_each_side_of_a_comparison_is_explained_apart(by: str, split: bool) -> None:
    table = BUNDLED.compare("funder:lga", "council:leeds", by=by, split=split, explain=True)
    place = {column.name: index for index, column in enumerate(table.columns)}
    for row in table.rows:
        for side in "ab":
            mine = [record for record in behind(row) if record["side"] == side]
            assert len(mine) == row[place[f"{side}_awards"]]
            assert (add_up(mine) or Decimal(0)) == (plain(row[place[f"{side}_total"]]) or Decimal(0))


def test_sides_of_the_same_name_are_explained_each_for_itself() -> None:
    table = ASK.compare("Leeds", "Croydon", "Leeds", on="council", explain=True)
    for row in table.rows:
        assert len(behind(row)) == row[2]
        assert (add_up(behind(row)) or Decimal(0)) == (plain(row[3]) or Decimal(0))


def test_a_share_stands_beside_the_amount_that_is_held() -> None:
    (row,) = BUNDLED.total("id:ldf2-family-context", split=True, by="programme", explain=True).rows
    assert [(str(each["amount"]), str(each["whole"])) for each in behind(row)] == [("£350,000", "£350,000")]
    rows = BUNDLED.total("id:ldf2-family-context", split=True, by="council", explain=True).rows
    assert [
        row[-1].lines[0][0].partition(":")[2].partition(" stated")[0] for row in rows if isinstance(row[-1], Explanation)
    ] == [
        " £116,666.68 (£350,000 in all)",
        " £116,666.66 (£350,000 in all)",
        " £116,666.66 (£350,000 in all)",
    ]


QUESTIONS = [
    ("total", lambda explain: BUNDLED.total(by="stage", top=2, explain=explain)),
    ("cross", lambda explain: BUNDLED.total(by="stage", across="fy", explain=explain)),
    ("list", lambda explain: BUNDLED.list("council:leeds", sort="-amount", limit=3, explain=explain)),
    ("show", lambda explain: BUNDLED.show("ldf2-repairs", explain=explain)),
    ("compare", lambda explain: BUNDLED.compare("fy:2015-16", "fy:2019-20", by="stage", explain=explain)),
]


@pytest.mark.parametrize("ask", [ask for _, ask in QUESTIONS], ids=[name for name, _ in QUESTIONS])
def test_an_explanation_adds_a_column_and_changes_nothing_else(ask: Callable[[bool], Table]) -> None:
    bare, explained = ask(False), ask(True)
    assert explained.columns[:-1] == bare.columns
    assert explained.columns[-1].kind is Kind.EXPLANATION
    assert tuple(row[:-1] for row in explained.rows) == bare.rows
    assert tuple(row[:-1] for row in explained.footer) == bare.footer
    assert (explained.title, explained.notes, explained.vertical) == (bare.title, bare.notes, bare.vertical)


def test_each_award_of_a_list_stands_beside_its_own_evidence() -> None:
    table = BUNDLED.list(sort="-amount,title", limit=30, explain=True)
    assert [[each["award"] for each in behind(row)] for row in table.rows] == [[row[0]] for row in table.rows]


REPEATS = """\
Grant ID,Recipient,Amount (GBP),Award Date
A1,A,100,2019-04-17
A1,A,200,2020-05-01
A1,B,200,2020-05-01
A1,B,,2020-06-01
B1,B,5,2020-05-02
"""
REPEAT_QUESTIONS: dict[str, tuple[Callable[[Dataset], Table], list[list[tuple[str, str]]]]] = {
    "a list": (lambda data: data.list(sort="amount", explain=True),
               [[("B1", "5.00")], [("A1", "100.00")], [("A1", "200.00")], [("A1", "200.00")], [("A1", "None")]]),
    "show": (lambda data: data.show("A1", explain=True),
             [[("A1", "100.00")], [("A1", "200.00")], [("A1", "200.00")], [("A1", "None")]]),
    "years": (lambda data: data.total(by="fy", explain=True),
              [[("A1", "100.00")], [("A1", "400.00"), ("B1", "5.00"), ("A1", "None")]]),
    "recipients": (lambda data: data.total(by="recipient", explain=True),
                   [[("A1", "200.00"), ("A1", "100.00")], [("A1", "200.00"), ("B1", "5.00"), ("A1", "None")]]),
    "amounts": (lambda data: data.total("amount>50", by="amount", explain=True), [[("A1", "400.00")], [("A1", "100.00")]]),
    "the rest": (lambda data: data.total(by="fy", top=1, explain=True),
                 [[("A1", "400.00"), ("B1", "5.00"), ("A1", "None")], [("A1", "100.00")]]),
}  # fmt: skip


@pytest.mark.parametrize("engine", ["memory", "duckdb"])
@pytest.mark.parametrize("name", REPEAT_QUESTIONS)
def test_awards_of_one_id_stand_each_with_its_own_amount(name: str, engine: str, tmp_path: Path) -> None:
    ask, expected = REPEAT_QUESTIONS[name]
    path = tmp_path / "a.csv"
    path.write_text(REPEATS)
    rows = ask(grantcli.open(path, engine=engine, cache=False)).rows
    parts = [[(str(each["award"]), each["amount"]) for each in behind(row)] for row in rows]
    assert [
        [(name, str(money.amount) if isinstance(money, Money) else "None") for name, money in row] for row in parts
    ] == expected


def test_awards_that_only_their_recipients_tell_apart_are_explained_together(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(REPEATS)
    (row,) = grantcli.open(path).total("fy:2020-21 amount:200", explain=True).rows
    explanation = row[-1]
    assert isinstance(explanation, Explanation)
    assert explanation.lines == (("A1 (2 awards): £400 together, stated",),)
    assert behind(row)[0]["awards"] == 2


def test_show_keeps_its_own_evidence_beside_the_explanation() -> None:
    names = [column.name for column in BUNDLED.show("ldf2-repairs", explain=True).columns]
    assert (names.count("evidence"), names[-1]) == (1, "explained")


def test_nothing_in_evidence_steers_a_terminal_or_runs_in_a_spreadsheet(run: Run, data_file: Callable[[str], Path]) -> None:
    data_file(
        "form: grantcli awards 1\nawards:\n"
        '  - {id: "=1+1", amount: 1, basis: derived, rule: "a\\e[31mred|<b>\\nb", claims: {amount: ["s\\e[2J/c"]}}\n'
        'sources: [{id: "s\\e[2J", publisher: P, title: T, claims: [{id: c, says: S, figure: "\\e]0;x\\a"}]}]\n'
    )
    words = ("list", "--data", "awards.yaml", "--explain", "-c", "amount")
    table, csv, page = (run(*words, "-f", name).out for name in ("table", "csv", "html"))
    assert table.partition("note")[2].partition("\n\n")[2] == (
        "=1+1\n  =1+1: 1 derived: s\\x1b[2J (\\x1b]0;x\\x07)\n    a\\x1b[31mred|<b>\\nb\n"
    )
    assert csv.startswith('amount,evidence\n1.00,"' + "'=1+1: 1 derived: s\x1b[2J (\x1b]0;x\x07); a\x1b[31mred|<b>\nb" + '"\n')
    assert "<li>=1+1: 1 derived: s\\x1b[2J (\\x1b]0;x\\x07)<br>a\\x1b[31mred|&lt;b&gt;\\nb</li>" in page
    rows = json.loads(run(*words, "-f", "json").out)
    assert rows[0]["evidence"][0]["rule"] == "a\x1b[31mred|<b>\nb"


def test_rows_without_evidence_are_explained_without_a_statement_for_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def statements(awards: int) -> int:
        path = tmp_path / f"{awards}.csv"
        path.write_text(REPEATS + "".join(f"C{n},C{n},{n},2019-05-01\n" for n in range(awards)))
        ask = grantcli.open(path, engine="duckdb", cache=False)
        reconciled = ask.total("id:C", by="recipient", explain=True)
        assert len(reconciled.rows) == awards
        assert isinstance(ask.data.engine, Sql)
        return len(ask.data.engine.statements)

    monkeypatch.setattr(explain, "_BATCH", 1)
    assert statements(2) == statements(9)
