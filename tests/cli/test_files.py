"""Any grants file at the command line: asked as the bundled awards are, with every row accounted for."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import grantcli
from conftest import ROOT, Run
from grantcli.cli.completion import candidates
from grantcli.errors import UsageError

TABLE = """\
Community fund: awards made in 2019,,,,
Date,Recipient,Amount (£),Purpose,Grant Officer
17/04/2019,Borchester Food Bank,"5,000",Fridges,Ana Lee
02/05/2019,Penny Hassett Hall,"12,500.50",A new roof,Ana Lee
,,,,
28/06/2019,Felpersham Youth Club,tbc,Canoes,Bo Kaur
01/08/2019,Borchester Food Bank,3k,A van,
Total,,"17,500.50",,
"""
EQUATION = "rows read 7 = awards 4 + merged 0 + blank 1 + set aside 2"
NOTES = f"""\
note: {EQUATION}; --rows shows them
note: 1 row set aside as a total, not an award (line 8: `Total`, `17,500.50`)
note: 2 amounts cannot be read, taken as unknown (line 6: `tbc`; line 7: `3k`)
note: dates are read day first, as `17/04/2019` shows (line 3)
"""

Write = Callable[..., Path]


@pytest.fixture
def table(data_file: Write) -> Path:
    return data_file(TABLE, "awards.csv")


def test_a_plain_table_is_asked_like_the_bundled_awards(table: Path, run: Run) -> None:
    done = run("total", "--data", table.name, "--by", "recipient", "-c", "recipient,awards,unknown,total", "-f", "csv")
    assert (done.code, done.out.splitlines()) == (
        0,
        [
            "recipient,awards,unknown,total",
            "Penny Hassett Hall,1,0,12500.50",
            "Borchester Food Bank,2,1,5000.00",
            "Felpersham Youth Club,1,1,",
        ],
    )
    assert done.err == NOTES + "note: 2 awards have no known amount and are left out of the totals\n"


ANSWERS = [
    ("list",),
    ("list", "recipient:nobody"),
    ("filter", "recipient:borchester"),
    ("show", "#1"),
    ("total", "--by", "fy"),
    ("total", "--by", "fy", "--across", "recipient"),
    ("total", "--by", "recipient", "--top", "1"),
    ("compare", "fy:2019-20", "fy:2018-19"),
    ("council", "leeds"),
    ("sources",),
    ("check", "--severity", "error"),
    ("fields",),
    ("fields", "recipient"),
]


@pytest.mark.parametrize("words", ANSWERS, ids=" ".join)
def test_every_answer_says_once_what_became_of_the_rows(words: tuple[str, ...], table: Path, run: Run) -> None:
    done = run(*words, "--data", table.name, "-f", "csv")
    assert done.code == 0
    assert [done.err.count(note) for note in NOTES.splitlines()] == [1] * 4


def test_a_file_of_which_every_row_is_an_award_says_nothing(data_file: Write, run: Run) -> None:
    path = data_file("Date,Recipient,Amount,Currency\n2019-04-17,A,5,GBP\n", "plain.csv")
    done = run("list", "--data", path.name, "-c", "id,recipient,amount,currency,awarded", "-f", "csv")
    assert (done.code, done.out, done.err) == (0, "id,recipient,amount,currency,awarded\n#1,A,5.00,GBP,2019-04-17\n", "")


ROWS = """\
place,outcome,rows,award
line 1,set aside,1,
line 5,blank,1,
line 6,award,1,#4
line 7,award,1,#5
line 8,set aside,1,
"""


def test_rows_shows_each_row_that_is_no_award_or_not_read_whole(table: Path, run: Run) -> None:
    words = ("total", "--by", "recipient", "--data", table.name, "--rows")
    done = run(*words, "-f", "csv", "-c", "place,outcome,rows,award")
    assert (done.code, done.out, done.err) == (0, ROWS, "")
    assert run(*words).out.startswith(f"{EQUATION}\n\nplace ")
    assert run(*words, "-o", "rows.csv").code == 0
    assert (table.parent / "rows.csv").read_text(encoding="utf-8").count("\n") == 6


COLUMNS = [
    (("list", 'x:"Grant Officer":lee', "-c", "id,x:grant_officer"), "id,x:Grant Officer\n#1,Ana Lee\n#2,Ana Lee\n"),
    (("list", "x:grant officer=bo kaur", "-c", "id"), "id\n#4\n"),
    (("list", "-x:GrantOfficer:..", "-c", "id,X:Grant Officer"), "id,x:Grant Officer\n#5,\n"),
    (("list", "-s", "-x:grant-officer,id", "-c", "id"), "id\n#4\n#1\n#2\n#5\n"),
    (("total", "--by", "x:Grant Officer", "-c", "x:grant_officer,awards"), "x:Grant Officer,awards\nAna Lee,2\nBo Kaur,1\n,1\n"),
    (
        ("total", "--by", "fy", "--across", "x:grantofficer", "--measure", "awards", "-c", "fy,Ana Lee,Bo Kaur,blank"),
        "fy,Ana Lee,Bo Kaur,blank\n2019-20,2,1,1\n",
    ),
    (("compare", "ana", "bo", "--on", "x:grant officer", "-c", "side,awards"), "side,awards\nana,2\nbo,1\n"),
    (("fields", "x:grant_officer"), "x:Grant Officer,awards\nAna Lee,2\nBo Kaur,1\n,1\n"),
]


@pytest.mark.parametrize(("words", "out"), COLUMNS, ids=[" ".join(words) for words, _ in COLUMNS])
def test_a_column_that_is_no_field_is_asked_by_its_heading(words: tuple[str, ...], out: str, table: Path, run: Run) -> None:
    done = run(*words, "--data", table.name, "-f", "csv")
    assert (done.code, done.out) == (0, out)


WRONG = [
    (("list", "x:oficer:bob"), 2, "the data have no column `oficer`", "did you mean `x:Grant Officer`?"),
    (("total", "--by", "x:zzz"), 2, "the data have no column `zzz`", "`grantcli fields --data FILE` lists the columns"),
    (("list", "--dayfirst", "--monthfirst"), 2, "--dayfirst and --monthfirst do not go together",
     "give the one that the file's dates have"),
    (("list", "--map", "amount="), 2, "--map amount=: give a field and a heading",
     "for example --map 'amount=Value agreed'"),
    (("list", "--map", "nowhere.yaml"), 3, "cannot read the mapping file `nowhere.yaml`: no such file or directory",
     "give FIELD=HEADING, or the name of a mapping file"),
    (("list", "--map", "awards.csv"), 3, "the mapping file `awards.csv` is not valid YAML",
     "a mapping file has a line `field: heading` for each field"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "code", "message", "hint"), WRONG, ids=[" ".join(words) for words, *_ in WRONG])
def test_what_is_asked_wrongly_is_an_error(
    words: tuple[str, ...], code: int, message: str, hint: str, table: Path, run: Run
) -> None:
    done = run(*words, "--data", table.name)
    assert (done.code, done.out, done.err) == (code, "", f"grantcli: error: {message}\nhint: {hint}\n")


@pytest.mark.parametrize(
    "words", [("--map", "amount=x"), ("--sheet", "x"), ("--dayfirst",), ("--monthfirst",), ("--rows",), ("--save-map", "m.yaml")]
)
def test_how_a_file_is_read_is_said_of_a_file(words: tuple[str, ...], run: Run) -> None:
    done = run("list", *words)
    assert (done.code, done.out) == (2, "")
    assert done.err == f"grantcli: error: {words[0]} goes with --data\nhint: name the file with --data FILE\n"


def test_load_has_no_data_option_to_name(run: Run) -> None:
    done = run("load", "--map", "amount=x", "--to", "postgresql://db.example/grants")
    error = "grantcli: error: --map goes with a file\nhint: name it: `grantcli load FILE --to ADDRESS`\n"
    assert (done.code, done.out, done.err) == (2, "", error)


def test_the_awards_of_our_own_form_are_no_rows(data_file: Write, run: Run) -> None:
    path = data_file("form: grantcli awards 1\nawards: []\n")
    done = run("list", "--data", path.name, "--rows")
    error = "grantcli: error: these awards do not come from rows of a table"
    assert (done.code, done.out, done.err.splitlines()[0]) == (2, "", error)


def test_fields_shows_what_each_column_was_taken_for_and_how(table: Path, run: Run) -> None:
    done = run("fields", "--data", table.name, "-f", "csv", "-c", "name,heading,how")
    result = [line for line in done.out.splitlines() if not line.endswith(",,")]
    assert result == [
        "name,heading,how",
        "description,Purpose,synonym",
        "lead,Recipient,synonym",
        "council,Recipient,synonym",
        "recipient,Recipient,synonym",
        "council_now,Recipient,synonym",
        "lead_now,Recipient,synonym",
        "amount,Amount (£),synonym",
        "amount_real,Amount (£),synonym",
        "currency,Amount (£),synonym",
        "awarded,Date,synonym",
        "year,Date,synonym",
        "fy,Date,synonym",
        "quarter,Date,synonym",
        "month,Date,synonym",
        "recipient_name,Recipient,synonym",
        "x:Grant Officer,Grant Officer,extra",
    ]


def test_a_mapping_that_is_kept_reads_the_file_as_it_was_read(table: Path, run: Run) -> None:
    words = ("list", "--data", table.name, "-c", "id,title,lead,amount", "-f", "csv")
    done = run(*words, "--map", "title=grant officer", "--save-map", "map.yaml")
    copy = (table.parent / "map.yaml").read_text(encoding="utf-8")
    assert copy == "awarded: Date\nlead: Recipient\namount: Amount (£)\ndescription: Purpose\ntitle: Grant Officer\n"
    again = run(*words, "--map", "map.yaml")
    assert (again.code, again.out, again.err) == (0, done.out, done.err)
    assert done.out.splitlines()[1] == "#1,Ana Lee,Borchester Food Bank,5000.00"


def test_a_column_of_the_standard_is_kept_by_its_path(data_file: Write, run: Run) -> None:
    path = data_file("Identifier,Amount Awarded,Recipient Org:0:Identifier\na,1,GB-CHC-1\n", "grants.csv")
    assert run("list", "--data", path.name, "--save-map", "map.yaml").code == 0
    copy = (path.parent / "map.yaml").read_text(encoding="utf-8")
    assert copy == "id: Identifier\namount: Amount Awarded\nrecipientOrganization/0/id: Recipient Org:0:Identifier\n"


def test_what_cannot_be_kept_as_one_mapping_is_refused(data_file: Write, run: Run) -> None:
    files = [data_file("Recipient,Amount\nA,1\n", "a.csv"), data_file("Recipient,Value\nA,1\n", "b.csv")]
    done = run("list", "--data", *(path.name for path in files), "--save-map", "map.yaml")
    assert (done.code, done.err.splitlines()[0]) == (
        2,
        "grantcli: error: --save-map takes one file: these have different headings for a field",
    )
    done = run("list", "--data", data_file(json.dumps({"grants": []}), "grants.json").name, "--save-map", "map.yaml")
    assert (done.code, "nothing to save" in done.err) == (2, True)


def test_a_column_of_the_standard_and_one_of_the_file_are_fields_that_say_how_full_they_are(data_file: Write, run: Run) -> None:
    text = "Identifier,Amount Awarded,Planned Dates:Start Date,Amount (£m)\na,1,2019-01-02,3\n"
    done = run("fields", "--data", data_file(text, "grants.csv").name, "-f", "csv", "-c", "name,filled,heading,how")
    lines = done.out.splitlines()
    assert "planned_start_date,1.000000,Planned Dates:Start Date,title" in lines
    assert "x:Amount (£m),1.000000,Amount (£m),extra" in lines
    filled = [line.split(",")[1] for line in lines[1:]]
    assert filled == sorted(filled, key=lambda share: float(share or 0) == 0)


STDIN = [
    ("Recipient,Amount\nA,1\nB,tbc\n", "awards\n2\n", "standard input"),
    (json.dumps({"grants": [{"id": "a"}]}), "awards\n1\n", ""),
    ("# ours\nform: grantcli awards 1\nawards:\n  - {id: a, basis: unknown, rule: x}\n", "awards\n1\n", ""),
]


@pytest.mark.sample(1)
@pytest.mark.parametrize(("text", "out", "place"), STDIN)
def test_a_file_may_come_from_standard_input(
    text: str, out: str, place: str, clean_env: Mapping[str, str], tmp_path: Path
) -> None:
    env = {**clean_env, "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-m", "grantcli"]
    words = ["total", "--data", "-", "-f", "csv", "-c", "awards"]
    done = subprocess.run([*command, *words], input=text.encode(), env=env, capture_output=True, check=True)
    assert done.stdout.decode() == out
    words = ["show", "#2", "--data", "-", "-f", "csv", "-c", "place"]
    done = subprocess.run([*command, *words], input=text.encode(), env=env, capture_output=True, check=False)
    assert done.stdout.decode() == (f"place\n{place}:3\n" if place else "")
    assert list(tmp_path.iterdir()) == []


GRANT = {
    "id": "360G-x-1",
    "title": "One",
    "currency": "GBP",
    "amountAwarded": 100,
    "awardDate": "2019-09-12",
    "fundingOrganization": [{"id": "GB-CHC-1", "name": "Giver"}],
    "recipientOrganization": [{"id": "GB-LAE-LDS", "name": "Leeds City Council"}],
}


@pytest.fixture
def three(table: Path, data_file: Write) -> list[str]:
    """A table, a JSON file and one of our own form, side by side."""
    ours = "form: grantcli awards 1\nawards:\n  - {id: a, title: A, amount: 1, currency: GBP, basis: stated, rule: given}\n"
    more = [data_file(json.dumps({"grants": [GRANT, 5]}), "grants.json"), data_file(ours)]
    return [path.name for path in (table, *more)]


def _each(names: list[str]) -> list[str]:
    return [word for name in names for word in ("--data", name)]


def test_several_files_are_asked_together_and_every_place_names_its_file(three: list[str], run: Run) -> None:
    done = run("total", *_each(three), "-f", "csv", "-c", "currency,awards,total")
    assert (done.code, done.out) == (0, "currency,awards,total\nGBP,6,17601.50\n")
    assert done.err == (
        "note: rows read 10 = awards 6 + merged 0 + blank 1 + set aside 3; --rows shows them\n"
        "note: 1 row set aside as a total, not an award (awards.csv line 8: `Total`, `17,500.50`)\n"
        "note: 2 amounts cannot be read, taken as unknown (awards.csv line 6: `tbc`; awards.csv line 7: `3k`)\n"
        "note: awards.csv: dates are read day first, as `17/04/2019` shows (line 3)\n"
        "note: 2 awards have no known amount and are left out of the totals\n"
    )
    output = run("show", "awards.csv#1", "360G-x-1", "a", *_each(three), "-f", "csv", "-c", "id,place")
    assert output.out == ("id,place\nawards.csv#1,awards.csv:3\n360G-x-1,grants.json:grants/0\na,awards.yaml:3\n")
    rows = run("list", *_each(three), "--rows", "-f", "csv", "-c", "place,award")
    assert rows.out.splitlines()[1:4] == ["awards.csv line 1,", "awards.csv line 5,", "awards.csv line 6,awards.csv#4"]


def test_files_that_follow_one_another_are_what_a_shell_makes_of_a_pattern(three: list[str], run: Run) -> None:
    spread = run("list", "--data", *three, "recipient:leeds", "-f", "csv")
    assert (spread.code, spread.out) == (0, run("list", "recipient:leeds", *_each(three), "-f", "csv").out)
    assert spread.out.count("\n") == 2


def test_a_column_is_one_column_in_files_that_spell_it_differently(data_file: Write, run: Run) -> None:
    one = data_file("Recipient,Amount,Grant Officer\nA,1,Ana\n", "one.csv")
    two = data_file("Recipient,Amount,grant_officer\nB,2,Bo\n", "two.csv")
    done = run("total", "--data", one.name, two.name, "--by", "x:grant officer", "-f", "csv", "-c", "x:Grant Officer,awards")
    assert done.out == "x:Grant Officer,awards\nBo,1\nAna,1\n"


def test_findings_name_the_file_and_the_line(table: Path, data_file: Write, run: Run) -> None:
    other = data_file(json.dumps({"grants": [GRANT, {**GRANT, "id": "360G-x-2", "amountAwarded": 0}]}), "grants.json")
    words = ("check", "--rule", "amount-zero", "--severity", "info", "-f", "csv", "-c", "award,place,path")
    result = run(*words, "--data", other.name).out
    assert result.splitlines()[-1] == "360G-x-2,grants.json,grants/1/amountAwarded"
    result = run(*words, "--data", table.name, other.name).out
    assert result.splitlines()[-1] == "360G-x-2,grants.json,grants/1/amountAwarded"
    zero = data_file("Recipient,Amount\nA,1\nB,0\n", "zero.csv")
    assert run(*words, "--data", zero.name).out.splitlines()[1].startswith("#2,zero.csv:3,")


def test_a_person_is_a_recipient(data_file: Write, run: Run) -> None:
    person = {**GRANT, "id": "p", "recipientIndividual": {"id": "i", "name": "Ana Lee"}}
    del person["recipientOrganization"]
    path = data_file(json.dumps({"grants": [GRANT, person]}), "grants.json")
    done = run("total", "--data", path.name, "--by", "recipient", "-c", "recipient,awards", "-f", "csv")
    assert done.out == "recipient,awards\nAna Lee,1\nLeeds City Council,1\n"
    assert run("list", "recipient:ana", "--data", path.name, "-c", "id", "-f", "csv").out == "id\np\n"
    assert run("list", "recipient:gb-lae", "--data", path.name, "-c", "id", "-f", "csv").out == "id\n360G-x-1\n"
    assert "recipient" in run("show", "p", "--data", path.name).out


def test_two_awards_of_one_id_are_both_shown(data_file: Write, run: Run) -> None:
    path = data_file(json.dumps({"grants": [GRANT, {**GRANT, "title": "Two"}]}), "grants.json")
    assert run("show", "360G-x-1", "--data", path.name, "-c", "title", "-f", "csv").out == "title\nOne\nTwo\n"


def test_the_same_can_be_said_from_python(table: Path, data_file: Write) -> None:
    ask = grantcli.open(table, columns={"title": "Grant Officer"}, dayfirst=True)
    assert [row[0] for row in ask.list("title:lee", columns="id").rows] == ["#1", "#2"]
    other = data_file("Recipient,Amount\nA,1\n", "other.csv")
    assert grantcli.open([table, other]).data.count() == 5
    with pytest.raises(UsageError, match="no column `zzz`"):
        grantcli.open(table).list("x:zzz:a")


OFFERED = [
    ("list --data awards.csv", "x", ["x:"]),
    ("list --data awards.csv", "x:g", ["x:Grant Officer:"]),
    ("list --data awards.csv", "-x:", ["-x:Grant Officer:"]),
    ("list --data=awards.csv", "x:grant officer:a", ["x:grant officer:Ana Lee"]),
    ("list --data awards.csv", "recipient:b", ["recipient:Borchester Food Bank"]),
    ("list --data awards.csv --map title=Grant_Officer", "title:", ["title:Ana Lee", "title:Bo Kaur"]),
    ("total --data awards.csv --by", "fy,x:", ["fy,x:Grant Officer"]),
    ("list --data awards.csv --sort", "-x:gr", ["-x:Grant Officer"]),
    ("fields --data awards.csv", "x:", ["x:Grant Officer"]),
    ("list --data awards.csv", "x:zzz:a", None),
    ("list", "x:", []),
]


@pytest.mark.parametrize(("before", "current", "offered"), OFFERED)
def test_columns_of_the_file_are_completed(
    before: str, current: str, offered: list[str] | None, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(table.parent)
    if offered is None:
        with pytest.raises(UsageError):  # of which a TAB makes nothing
            candidates(["grantcli", *before.split()], current)
    else:
        assert candidates(["grantcli", *before.split()], current) == offered


def test_the_example_of_the_readme_is_the_table_of_these_tests() -> None:
    example = (ROOT / "data" / "example.csv").read_text(encoding="utf-8")
    assert example == TABLE.replace("A van,\n", "A van,Bo Kaur\n")
