"""`sources`: what is claimed and what rests on it; and whether documents print what is claimed that they do."""

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

import grantcli
from conftest import SHARED, Run
from grantcli.query.parse import parse
from grantcli.reports.sources import lines, missing_in_line, rejected_claims, verify
from grantcli.sources import Claim

SOURCES = """\
id,dated,document,claims,awards,complete
seed-000,,000_86b1be6b8d6347a5.txt,12,3,yes
seed-001,,001_934a36f0132b7094.txt,36,20,yes
seed-002,,002_0bea1fb4d6ba4e5b.txt,38,6,yes
seed-003,,003_4b400a0542b3e9b7.txt,40,7,yes
seed-004,2016-06-02,004_04714c3c0f9ad783.txt,19,24,yes
24housing-2019,,,7,3,no
computerweekly-252470729,,,8,1,yes
governmentbusiness-2020-03-16,2020-03-16,,1,0,no
govuk-2019-09-12,2019-09-12,,10,2,no
lga-dep-evaluation,,,1,0,yes
lga-dtp-evaluation,,,2,0,no
localgov-38373,,,23,23,no
mfip-2019-09-05,2019-09-05,,4,2,yes
mhclgdigital-2019-09-12,2019-09-12,,10,3,no
mhclgdigital-2020-03-13,2020-03-13,,9,2,no
publictechnology-2019-01-07,2019-01-07,,6,0,no
publictechnology-2019-09-12,2019-09-12,,7,3,no
rsn-2016-06-06,2016-06-06,,3,3,no
theplanner-2019-09-12,2019-09-12,,10,4,no
ukauthority-2016-06-03,2016-06-03,,3,1,no
ukauthority-2019-11-01,2019-11-01,,26,7,no
ukauthority-round-4,,,23,6,no
"""


def test_sources_has_a_row_for_every_document_and_page(run: Run) -> None:
    done = run("sources", "-c", "id,dated,document,claims,awards,complete", "-f", "csv")
    assert (done.code, done.out) == (0, SOURCES)
    assert done.err == "note: awards are counted that name a claim of the source themselves\n"


def test_sources_of_one_has_its_claims_and_what_rests_on_each(run: Run) -> None:
    done = run("sources", "mfip-2019-09-05", "-c", "claim,figure,names,used_by")
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "mfip-2019-09-05: Funding available to councils to improve public services using digital technology, "
        "mfip.org.uk, 2019-09-05\n\n"
        "claim              figure  names       used by\n"
        "──────────────────────────────────────────────────────────────────────────────────────\n"
        "birmingham-amount  69300   Birmingham  ldf1-birmingham amount; ldf1-birmingham parties\n"
        "birmingham-about                       ldf1-birmingham about\n"
        "stockport-amount   100000  Stockport   ldf1-stockport amount; ldf1-stockport parties\n"
        "stockport-about                        ldf1-stockport about\n\n"
        "note: address: https://mfip.org.uk/2019/09/05/funding-available-to-councils-to-improve-public-services-"
        "using-digital-technology-16th-september-2019-england/\n"
    )


USES = [
    ("seed-002", "repairs-amount", "ldf2-income amount (rejected); ldf2-repairs amount (rejected)"),
    ("seed-002", "income-councils", "ldf2-income parties; ldf2-repairs parties (rejected)"),
    ("seed-002", "headline", "local-digital-fund-round-2 total (rejected)"),
    ("seed-002", "total", "local-digital-fund-round-2 total"),
    ("seed-002", "funder", "local-digital-fund-round-2 parties"),
    ("seed-002", "training", ""),
    ("seed-004", "tri-borough-saving", "dep-tri-borough outcome"),
    ("seed-004", "mystaffsapp-cost", "dep-staffordshire outcome (rejected)"),
    ("lga-dtp-evaluation", "councils", "lga-digital-transformation councils (rejected)"),
]


@pytest.mark.parametrize(("source", "claim", "used_by"), USES)
def test_what_rests_on_a_claim_is_told_from_what_rejects_it(source: str, claim: str, used_by: str) -> None:
    rows = {row[0]: row[-1] for row in grantcli.open().sources(source).rows}
    used = rows[claim]
    assert isinstance(used, tuple) or used is None
    assert "; ".join(str(part) for part in used or ()) == used_by


@pytest.mark.parametrize("name", ["seed-002", "002_0bea1fb4d6ba4e5b.txt", "002_"])
def test_a_source_is_named_by_id_document_or_a_beginning_that_no_other_has(name: str) -> None:
    assert grantcli.open().sources(name).title.startswith("seed-002: ")


def test_the_order_of_the_file_changes_nothing(data_file: Callable[[str], Path]) -> None:
    sources = [f"  - {{id: s{n}, document: {n}.txt, publisher: P, title: T, claims: [{{id: c, says: C}}]}}\n" for n in (1, 2, 3)]
    awards = [f"  - {{id: a{n}, amount: 1, basis: stated, claims: {{amount: [s1/c], about: [s2/c, s1/c]}}}}\n" for n in (1, 2)]
    texts = []
    for step in (1, -1):
        text = "form: grantcli awards 1\nawards:\n" + "".join(awards[::step]) + "sources:\n" + "".join(sources[::step])
        ask = grantcli.open(data_file(text))
        texts.append((ask.sources(), ask.sources("s1"), ask.verify(Path(__file__).parent)))
    assert texts[0] == texts[1]
    assert texts[0][1].rows[0][-1] == ("a1 about", "a1 amount", "a2 about", "a2 amount")


def test_an_id_that_begins_another_means_itself(data_file: Callable[[str], Path]) -> None:
    path = data_file(
        "form: grantcli awards 1\nawards: []\nsources:\n"
        "  - {id: a, publisher: P, title: One}\n  - {id: ab, publisher: P, title: Two}\n"
    )
    assert grantcli.open(path).sources("a").title == "a: One, P"


WRONG = [
    (("sed-002",), "no source has the id `sed-002`", "did you mean `seed-002` or `seed-004` or `seed-003`?"),
    (("nothing like it",), "no source has the id `nothing like it`", "`grantcli sources` has all"),
    (
        ("seed-",),
        "`seed-` may be any of 5 sources",
        "did you mean `seed-000` or `seed-001` or `seed-002` or `seed-003` or `seed-004`?",
    ),
    (("verify",), "sources takes one source, or `verify` and a folder", "`grantcli sources verify DIR`"),
    (("seed-000", "seed-001"), "sources takes one source, or `verify` and a folder", "`grantcli sources verify DIR`"),
    (("verify", "a", "b"), "sources takes one source, or `verify` and a folder", "`grantcli sources verify DIR`"),
]


@pytest.mark.parametrize(("words", "message", "hint"), WRONG)
def test_a_source_that_there_is_not_is_refused(words: tuple[str, ...], message: str, hint: str, run: Run) -> None:
    done = run("sources", *words)
    assert (done.code, done.out, done.err) == (2, "", f"grantcli: error: {message}\nhint: {hint}\n")


PRINTED = [
    (("£750", ()), "It is £750.", []),
    (("£750", ()), "It is £7500", ["£750"]),
    (("£750", ()), "It is £750,000.", ["£750"]),
    (("£750", ()), "It is £750.5 exactly", ["£750"]),
    (("750", ()), "It is 1,750", ["750"]),
    (("750", ()), "It is 2.750", ["750"]),
    (("750", ()), "In 2019, 750 came", []),
    (("20", ()), "in 2019", ["20"]),
    (("20", ()), "of the 20th", ["20"]),
    (("20", ()), "20-year-old (20)", []),
    (("Six", ()), "Six of them", []),
    (("Six", ()), "six of them, Sixty", ["Six"]),
    (("March 2015", ()), "in March\N{NO-BREAK SPACE}2015 and later", []),
    (("March 2015", ()), "in March\N{NARROW NO-BREAK SPACE} \t2015 and later", []),
    (("£1 m", ()), "now £1m", ["£1 m"]),
    ((None, ("Leeds", "Adur & Worthing")), "for Adur\N{NO-BREAK SPACE}& Worthing’s and Leeds’", []),
    ((None, ("Leeds", "Dorset")), "for Leedsham, in Dorsetshire", ["Leeds", "Dorset"]),
    (("2", ("Leeds",)), "for 3 and York", ["2", "Leeds"]),
    ((None, ()), "anything", None),
]


@pytest.mark.parametrize(("expected", "line", "missing"), PRINTED)
def test_a_figure_or_name_stands_on_its_line_whole_or_not_at_all(
    expected: tuple[str | None, tuple[str, ...]], line: str, missing: list[str] | None
) -> None:
    assert missing_in_line(Claim("x", "x", *expected, line=2), ["another line", line]) == missing


@pytest.mark.parametrize("line", [None, 0])
def test_a_claim_without_a_line_cannot_be_tested(line: int | None) -> None:
    assert missing_in_line(Claim("x", "x", "20", line=line), ["20"]) is None


@pytest.mark.parametrize("content", [b"a\nb\n", b"a\r\nb\r\n", b"a\rb", b"\xef\xbb\xbfa\nb"])
def test_a_document_has_the_lines_that_an_editor_counts(content: bytes) -> None:
    assert lines(content) == ["a", "b"]


def test_an_empty_document_has_no_line() -> None:
    assert lines(b"") == []


OURS = "Twelve pounds\nare £12 for York\n"


def ours(content: str = OURS, more: str = "") -> str:
    hash_ = sha256(content.encode()).hexdigest()
    return (
        "form: grantcli awards 1\nawards: []\nsources:\n"
        f"  - id: ours\n    document: ours.txt\n    publisher: Us\n    title: Ours\n    sha256: {hash_}\n"
        f"    size: {len(content.encode())}\n    claims:\n"
        "      - {id: sum, line: 2, says: The sum, figure: £12}\n"
        "      - {id: who, line: 2, says: Who, names: [York]}\n"
        "      - {id: both, line: 1, says: Both, figure: Twelve, names: [York]}\n"
        "      - {id: far, line: 9, says: Far, figure: £9}\n"
        "      - {id: words, line: 1, says: Words}\n"
        f"      - {{id: page, says: Nowhere, figure: £12}}\n{more}"
        "  - {id: web, publisher: Them, title: Theirs, claims: [{id: one, says: One, figure: 1}]}\n"
    )


def test_every_claim_gets_its_verdict_and_every_fault_its_note(run: Run, data_file: Callable[[str], Path]) -> None:
    path = data_file(ours())
    (path.parent / "ours.txt").write_bytes(OURS.encode())
    done = run("sources", "verify", ".", "--data", "awards.yaml")
    assert (done.code, done.err) == (4, "")
    assert done.out == (
        "1 document with 6 claims\n\n"
        "source  claim  line  figure  verdict\n"
        "─────────────────────────────────────────────\n"
        "ours                         same document\n"
        "ours    sum       2  £12     holds\n"
        "ours    who       2          holds\n"
        "ours    both      1  Twelve  does not hold\n"
        "ours    far       9  £9      not there\n"
        "ours    words     1          cannot be tested\n"
        "ours    page         £12     cannot be tested\n\n"
        "note: documents: 1 is the same\n"
        "note: claims: 2 hold, 1 does not hold, 1 is on a line that is not there, 2 cannot be tested\n"
        "note: 1 source is a page of which no document is kept, with 1 claim that no file can test\n"
        "note: ours/both: line 1 of 2 lacks `York`\n"
        "note: ours/far: line 9 of 2 lacks `£9`\n"
    )


OTHERS = [
    ("£12", "£13", "does not hold", "ours/sum: line 2 of 2 lacks `£12`"),
    ("York", "Yorks", "does not hold", "ours/who: line 2 of 2 lacks `York`"),
    ("pounds", "Pounds", "", ""),
]


@pytest.mark.parametrize(("old", "new", "verdict", "note"), OTHERS)
def test_a_document_of_the_right_name_with_other_content_is_another_document(
    old: str, new: str, verdict: str, note: str, run: Run, data_file: Callable[[str], Path]
) -> None:
    path = data_file(ours().replace("both, line: 1", "both, line: 0").replace("far, line: 9", "far, line: 0"))
    changed = OURS.replace(old, new).encode()
    (path.parent / "ours.txt").write_bytes(changed)
    done = run("sources", "verify", ".", "--data", "awards.yaml", "-f", "csv", "-c", "claim,verdict", "--limit", "3")
    first = "claim,verdict\n,another document\n"
    verdicts = {"sum": "holds", "who": "holds", **({note[5:8]: verdict} if note else {})}
    assert (done.code, done.out) == (4, first + "".join(f"{claim},{each}\n" for claim, each in verdicts.items()))
    known = (
        f"note: ours.txt is known by {len(OURS.encode())} bytes, SHA-256 {sha256(OURS.encode()).hexdigest()}; "
        f"this one has {len(changed)} bytes, SHA-256 {sha256(changed).hexdigest()}\n"
    )
    assert done.err.endswith(known + (f"note: {note}\n" if note else ""))


def test_a_document_of_another_size_than_is_known_is_another_document(run: Run, data_file: Callable[[str], Path]) -> None:
    path = data_file(ours().replace(f"size: {len(OURS.encode())}", "size: 999"))
    (path.parent / "ours.txt").write_bytes(OURS.encode())
    done = run("sources", "verify", ".", "--data", "awards.yaml", "-f", "csv", "-c", "claim,verdict", "-n", "1")
    assert (done.code, done.out) == (4, "claim,verdict\n,another document\n")


def test_a_document_of_which_no_hash_is_known_is_tested_by_its_claims(run: Run, data_file: Callable[[str], Path]) -> None:
    path = data_file(
        "form: grantcli awards 1\nawards: []\nsources:\n"
        "  - {id: ours, document: ours.txt, publisher: P, title: T, claims: [{id: sum, line: 1, says: S, figure: £1}]}\n"
    )
    (path.parent / "ours.txt").write_text("£1", encoding="utf-8")
    done = run("sources", "verify", ".", "--data", "awards.yaml", "-f", "tsv")
    assert (done.code, done.err) == (0, "note: documents: 1 cannot be tested\nnote: claims: 1 holds\n")
    assert done.out == "source\tclaim\tline\tfigure\tverdict\nours\t\t\t\tcannot be tested\nours\tsum\t1\t£1\tholds\n"


def test_only_the_documents_in_the_folder_itself_are_looked_at(run: Run, data_file: Callable[[str], Path]) -> None:
    path = data_file(ours().replace("document: ours.txt", "document: ../ours.txt"))
    (path.parent / "ours.txt").write_bytes(OURS.encode())
    (path.parent / "in").mkdir()
    done = run("sources", "verify", "in", "--data", "awards.yaml", "-f", "csv", "-n", "1")
    assert (done.code, done.out) == (0, "source,claim,line,figure,verdict\nours,,,,not in the folder\n")


@pytest.mark.parametrize("words", [("sources", "ours"), ("sources", "verify", ".")])
def test_the_number_of_a_line_is_written_without_commas(
    words: tuple[str, ...], run: Run, data_file: Callable[[str], Path]
) -> None:
    data_file(
        "form: grantcli awards 1\nawards: []\nsources:\n"
        "  - {id: ours, document: d, publisher: P, title: T, claims: [{id: far, line: 1234, says: S}]}\n"
    )
    assert "1234" in run(*words, "--data", "awards.yaml", "-c", "claim,line").out


def test_in_an_empty_folder_nothing_can_be_tested_and_nothing_is_wrong(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = run("sources", "verify", "empty", "-f", "csv")
    assert done.code == 0
    assert {line.split(",")[-1] for line in done.out.splitlines()[1:]} == {"not in the folder", "cannot be tested"}
    assert done.err == (
        "note: documents: 5 are not in the folder\n"
        "note: claims: 145 cannot be tested\n"
        "note: 17 sources are pages of which no document is kept, with 153 claims that no file can test\n"
        "note: 000_86b1be6b8d6347a5.txt is not in the folder\n"
        "note: 001_934a36f0132b7094.txt is not in the folder\n"
        "note: 002_0bea1fb4d6ba4e5b.txt is not in the folder\n"
        "note: 003_4b400a0542b3e9b7.txt is not in the folder\n"
        "note: 004_04714c3c0f9ad783.txt is not in the folder\n"
    )


@pytest.mark.parametrize(("name", "what"), [("nowhere", "there is no such folder"), ("file", "is not a folder")])
def test_a_folder_that_cannot_be_looked_into_exits_3(name: str, what: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = run("sources", "verify", name)
    assert (done.code, done.out) == (3, "")
    assert done.err == (
        f"grantcli: error: cannot look for documents in `{name}`: {what}\nhint: give the folder with the documents\n"
    )


@pytest.mark.shared
def test_the_documents_hold_every_claim_that_can_be_tested(run: Run) -> None:
    done = run("sources", "verify", str(SHARED / "seeds"), "-f", "csv")
    assert done.code == 0
    rows = [line.split(",") for line in done.out.splitlines()[1:]]
    assert {(bool(row[1]), row[-1]) for row in rows} == {(False, "same document"), (True, "holds"), (True, "cannot be tested")}
    assert done.err == (
        "note: documents: 5 are the same\n"
        "note: claims: 105 hold, 40 cannot be tested\n"
        "note: 17 sources are pages of which no document is kept, with 153 claims that no file can test\n"
    )


@pytest.mark.shared
def test_a_copy_with_one_digit_changed_exits_4_and_names_the_claim(run: Run, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(SHARED / "seeds", tmp_path / "copy"))
    document = copy / "002_0bea1fb4d6ba4e5b.txt"
    document.write_bytes(document.read_bytes().replace("£350,000".encode(), "£350,001".encode()))
    done = run("sources", "verify", "copy", "-f", "csv")
    assert done.code == 4
    wrong = [line for line in done.out.splitlines() if not line.endswith(("holds", "cannot be tested", "same document"))]
    assert wrong == [
        "source,claim,line,figure,verdict",
        "seed-002,,,,another document",
        'seed-002,family-context-amount,14,"£350,000",does not hold',
    ]
    assert done.err.splitlines()[-1] == "note: seed-002/family-context-amount: line 14 of 30 lacks `£350,000`"


@pytest.mark.shared
def test_a_figure_changed_by_a_digit_holds_no_more() -> None:
    data = grantcli.open().data
    documents = {
        source.document: (SHARED / "seeds" / source.document).read_bytes() for source in data.book.sources if source.document
    }
    for source in data.book.sources:
        printed = lines(documents[source.document]) if source.document else []
        for claim in source.claims if source.document else ():
            if not claim.line or not claim.figure or not re.search("[0-9]", claim.figure):
                continue
            line = " ".join(printed[claim.line - 1].split())
            for digit in re.finditer("[0-9]", claim.figure):
                other = claim.figure[: digit.start()] + str((int(digit[0]) + 1) % 10) + claim.figure[digit.end() :]
                changed = [*printed[: claim.line - 1], line.replace(claim.figure, other)]
                assert missing_in_line(replace(claim, names=()), changed) == [claim.figure], (source.id, claim.id)
    assert verify(data, documents).has_faults is False


REJECTED = """\
form: grantcli awards 1
programmes:
  - id: p
    title: Fund
    currency: GBP
    awarded: 2020-05
    stated: [{what: total, value: 250, basis: disputed, rejected: [{claim: paper/all, why: it counts twice}]}, {what: bids,
      value: 1200, basis: disputed, rejected: [{claim: paper/bids, why: rounded}]}]
awards:
  - id: one
    programme: p
    title: One
    amount: 200
    basis: disputed
    rule: the web has it twice
    claims: {amount: [web/two]}
    rejected: [{claim: paper/two, of: amount, why: a nought too many}, {claim: paper/who, of: parties, why: not theirs}]
  - {id: two, programme: p, title: Two, amount: 50, basis: disputed, rule: the web is newer, claims: {amount: [web/one]}}
  - {id: three, programme: p, title: Three, amount: 1, basis: stated, claims: {amount: [web/one]}}
sources:
  - id: paper
    document: paper.txt
    publisher: P
    title: T
    claims:
      - {id: two, line: 7, says: Two, figure: "£2,000"}
      - {id: who, line: 8, says: Who gets it, names: [X]}
      - {id: all, line: 9, says: All, figure: "£450"}
      - {id: bids, line: 10, says: Bids, figure: 1000}
  - {id: web, publisher: W, title: T, claims: [{id: one, says: One}, {id: two, says: Two, figure: 200}]}
"""


@pytest.mark.parametrize(("place", "other"), [("region:london", "-region:london"), ("nation:england", "-nation:england")])
def test_claims_that_are_not_used_are_those_of_the_awards_of_a_place(place: str, other: str) -> None:
    data = grantcli.open().data
    of_place, of_others, every = (set(rejected_claims(data, parse([term])).rows) for term in (place, other, "id:.."))
    awards = {row[0] for row in grantcli.open().list(place, columns="id").rows}
    ids = {row[0] for row in grantcli.open().list(columns="id").rows}
    assert {row[0] for row in of_place} & ids == {row[0] for row in every if row[0] in awards}
    assert of_place | of_others == every


def test_claims_that_are_not_used_have_what_is_held_what_is_printed_and_why(data_file: Callable[[str], Path]) -> None:
    data = grantcli.open(data_file(REJECTED)).data
    table = rejected_claims(data, parse(["id:.."]))
    assert sorted(table.rows, key=str) == [
        ("Fund", "bids", "1,200", "1000", "paper line 10", "rounded"),
        ("Fund", "total", "£250", "£450", "paper line 9", "it counts twice"),
        ("one", "amount", "£200", "£2,000", "paper line 7", "a nought too many"),
        ("one", "parties", None, "Who gets it", "paper line 8", "not theirs"),
        ("two", "amount", "£50", None, None, "sources disagree: the web is newer"),
    ]
    assert table.title == "5 claims that are not used"
