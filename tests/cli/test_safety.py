"""Nothing in data steers a terminal: a data file whose every text tries to, asked everything."""

import json
import re
from pathlib import Path

import pytest
from awkward import NAMES

from grantcli.cli.main import run

NASTY = (
    r"\e[31mred\e[0m\e]0;title\a\x9B2J\x9D\x01\b\x7F\r\n\t\u202Eback\u2066\u200F\u061C\u2028"
    " [red]x[/red][/y][link=z] |<b>&amp;`*_"
)
"""As it is written in YAML."""
VISIBLE = (
    r"\x1b[31mred\x1b[0m\x1b]0;title\x07\x9b2J\x9d\x01\x08\x7f\r\n\t\u202eback\u2066\u200f\u061c\u2028"
    " [red]x[/red][/y][link=z] |<b>&amp;`*_"
)
"""As people see it."""
REAL = (
    "\x1b[31mred\x1b[0m\x1b]0;title\x07\x9b2J\x9d\x01\x08\x7f\r\n\t\u202eback\u2066\u200f\u061c\u2028"
    " [red]x[/red][/y][link=z] |<b>&amp;`*_"
)
"""As it is."""
DATA = (
    """\
form: grantcli awards 1
version: "NASTY version"
organisations:
- {id: "NASTY giver", name: "NASTY Giver", official: "NASTY Giver of all", kind: "NASTY kind", aliases: ["NASTY alias"]}
- {id: "NASTY lead", name: "NASTY Lead"}
- {id: "NASTY partner", name: "NASTY Partner", aliases: ["NASTY other"]}
programmes:
- id: "NASTY programme"
  title: "NASTY Programme"
  aliases: ["NASTY round"]
  funder: "NASTY giver"
  awarded: 2019-09
  currency: GBP
  rule: "NASTY rule"
  notes: ["NASTY note"]
  claims: {awarded: ["SOURCE/CLAIM"]}
  stated: [{what: total, value: 1000, basis: derived, rule: "NASTY stated", claims: ["SOURCE/CLAIM"]}]
sources:
- id: "SOURCE"
  publisher: "NASTY publisher"
  title: "NASTY source title"
  document: "NASTY document"
  address: "NASTY address"
  claims: [{id: "CLAIM", line: 3, says: "NASTY says", figure: "NASTY figure", names: ["NASTY name"]}]
awards:
- id: "NASTY one"
  programme: "NASTY programme"
  title: "NASTY Title"
  description: "NASTY Description\\0"
  lead: "NASTY lead"
  partners: ["NASTY partner"]
  unnamed: "NASTY unnamed"
  theme: "NASTY theme"
  project: "NASTY project"
  amount: 10
  basis: derived
  rule: "NASTY derived"
  claims: {amount: ["SOURCE/CLAIM"], about: ["SOURCE/CLAIM"]}
  rejected: [{claim: "SOURCE/CLAIM", of: "NASTY of", why: "NASTY why"}]
  outcomes:
  - says: "NASTY outcome"
    saving: 5
    rule: "NASTY saving"
    claims: ["SOURCE/CLAIM"]
    rejected: [{claim: "SOURCE/CLAIM", why: "NASTY because"}]
  notes: ["NASTY award note"]
- {id: "NASTY two", follows: "NASTY one", title: "NASTY Second", lead: "NASTY partner", basis: unknown, rule: "NASTY unknown"}
""".replace("SOURCE", NASTY.replace("/", "") + " source")
    .replace("CLAIM", NASTY.replace("/", "") + " claim")
    .replace("NASTY", NASTY)
)
FORMATS = [("-f", "table"), ("--vertical",), ("-f", "markdown"), ("-f", "html"), ("-f", "json"), ("-f", "jsonl")]
COLORS = re.compile("\x1b\\[[01]m")


@pytest.fixture(scope="session")
def nasty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data file."""
    path = tmp_path_factory.mktemp("nasty") / "awards.yaml"
    path.write_text(DATA, encoding="utf-8")
    return path


def _ask(nasty: Path, capfdbinary: pytest.CaptureFixture[bytes], *words: str) -> tuple[int, str, str]:
    """Ask the data file, and see that neither stdout nor stderr holds a control character but line feeds."""
    code = run([words[0], "--data", str(nasty), *words[1:]])
    out, err = (text.decode() for text in capfdbinary.readouterr())
    for line in f"{out}\n{err}".split("\n"):
        assert line.isprintable(), line
    return code, out, err


COMMANDS: list[tuple[str, ...]] = [
    ("list",),
    ("list", "-c", ",".join(NAMES)),
    ("list", "-s", "-title,council"),
    ("list", "-n", "1"),
    ("list", "title:nothing"),
    ("list", f'title:"{REAL} nothing"'),
    ("list", f'"{REAL}"'),
    ("list", "--council", f"{REAL} Lead"),
    ("filter", f'title:"{REAL} Titl"', "--why"),
    ("filter", f"funder:{REAL} Givr", f"-theme:{REAL} x", "--why"),
    ("show", f"{REAL} one"),
    ("show", f"{REAL} two", f"{REAL} one"),
    ("total",),
    ("total", "--by", "programme,lead,council"),
    ("compare", f"title:{REAL} Title", f"council:{REAL} Partner"),
    ("compare", f"title:{REAL} Title", f"council:{REAL} Partner", "--by", "title"),
    ("compare", "--on", "council", f"{REAL} Lead", f"{REAL} Partner", "--by", "programme"),
    ("fields",),
]


@pytest.mark.sample
@pytest.mark.usefixtures("clean")
@pytest.mark.parametrize("form", FORMATS, ids=" ".join)
@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words).replace(REAL, "NASTY"))
def test_no_answer_steers_the_terminal(
    nasty: Path, capfdbinary: pytest.CaptureFixture[bytes], words: tuple[str, ...], form: tuple[str, ...]
) -> None:
    code, out, _ = _ask(nasty, capfdbinary, *words, *form)
    assert (code, bool(out) or "jsonl" in form) == (0, True)


@pytest.mark.sample(12)
@pytest.mark.usefixtures("clean")
@pytest.mark.parametrize("form", FORMATS, ids=" ".join)
@pytest.mark.parametrize("name", NAMES)
def test_no_group_and_no_value_of_a_field_steers_the_terminal(
    nasty: Path, capfdbinary: pytest.CaptureFixture[bytes], name: str, form: tuple[str, ...]
) -> None:
    other = "programme" if name != "programme" else "lead"
    for words in (
        ("total", "--by", name),
        ("total", "--by", other, "--across", name),
        ("total", "--by", name, "--top", "1"),
        ("compare", f"council:{REAL} Lead", f"council:{REAL} Partner", "--by", name),
        ("fields", name),
    ):
        assert _ask(nasty, capfdbinary, *words, *form)[0] == 0


@pytest.mark.usefixtures("clean")
@pytest.mark.parametrize("name", ["csv", "tsv"])
@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words).replace(REAL, "NASTY"))
def test_no_note_beside_data_steers_the_terminal(
    nasty: Path, capfdbinary: pytest.CaptureFixture[bytes], words: tuple[str, ...], name: str
) -> None:
    assert run([words[0], "--data", str(nasty), *words[1:], "-f", name]) == 0
    notes = capfdbinary.readouterr().err.decode().splitlines()
    assert [note for note in notes if not note.startswith("note: ") or not note.isprintable()] == []


@pytest.mark.usefixtures("clean")
def test_every_text_can_still_be_read(nasty: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    _, out, _ = _ask(nasty, capfdbinary, "list", "-c", "id,title,description,programme,funder,lead,council,theme,project,outcome")
    for text in ("one", "Title", "Description", "Programme", "Giver", "Lead", "Partner", "theme", "project", "outcome", "Second"):
        assert f"{VISIBLE} {text}" in out
    _, out, _ = _ask(nasty, capfdbinary, "show", f"{REAL} one")
    for text in ("unnamed", "derived", "saving", "award note", "of", "why", "because", "publisher", "figure", "says", "two"):
        assert f"{VISIBLE} {text}" in out


@pytest.mark.usefixtures("clean")
def test_json_gives_back_what_the_file_holds(nasty: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    _, out, _ = _ask(nasty, capfdbinary, "list", "-c", "id,title,council", "-f", "json")
    assert json.loads(out)[0] == {"id": f"{REAL} one", "title": f"{REAL} Title", "council": [f"{REAL} Lead", f"{REAL} Partner"]}


@pytest.mark.usefixtures("clean")
@pytest.mark.parametrize("words", [("list",), ("list", "--vertical"), ("total", "--by", "title")], ids=" ".join)
def test_the_only_escape_codes_are_our_own(
    nasty: Path, capfdbinary: pytest.CaptureFixture[bytes], words: tuple[str, ...]
) -> None:
    assert run([words[0], "--data", str(nasty), *words[1:], "--color", "always"]) == 0
    out, _ = capfdbinary.readouterr()
    assert all(line.isprintable() for line in COLORS.sub("", out.decode()).split("\n"))


WRONG: list[tuple[str, ...]] = [
    ("show", f"{REAL} oen"),
    ("list", f"{REAL}:x"),
    ("list", f"amount:{REAL}"),
    ("list", "-c", REAL),
    ("list", "-s", REAL),
    ("list", "-f", REAL),
    ("list", "-o", f"{REAL}/out.csv"),
    ("list", "-o", f"{REAL}"),
    ("list", "--limit", REAL),
    ("list", "--council", f"{REAL} Laed"),
    ("list", "--from", REAL),
    ("list", f"--{REAL}"),
    ("total", "--by", REAL),
    ("total", "--by", "fy", "--across", "title", "-c", f"{REAL} Titel"),
    ("total", "--by", "fy", "--across", "title", "-s", f"{REAL} Titel"),
    ("compare", "--on", "year", REAL, "x"),
    ("fields", REAL),
]


@pytest.mark.usefixtures("clean")
@pytest.mark.parametrize("more", [(), ("--errors", "json"), ("--debug",)], ids=" ".join)
@pytest.mark.parametrize("words", WRONG, ids=lambda words: " ".join(words).replace(REAL, "NASTY"))
def test_no_error_and_no_hint_steers_the_terminal(
    nasty: Path, capfdbinary: pytest.CaptureFixture[bytes], words: tuple[str, ...], more: tuple[str, ...]
) -> None:
    code, out, err = _ask(nasty, capfdbinary, words[0], *more, *words[1:])
    if code:
        assert (out, bool(err)) == ("", True)


FAULTY = """\
form: "NASTY form"
"NASTY key": 1
organisations: [{id: "NASTY id", name: "NASTY name", "NASTY key": x}, {id: "NASTY id", name: "NASTY name"}]
awards:
- {id: "NASTY", basis: "NASTY", programme: "NASTY", lead: "NASTY", amount: "NASTY", awarded: "NASTY", stage: "NASTY"}
- {id: "NASTY", "NASTY": {"NASTY": [1]}, "NASTY": 2, basis: stated}
"""
DANGLING = """\
form: grantcli awards 1
awards:
- {id: "NASTY", basis: unknown, rule: x, programme: "NASTY", lead: "NASTY", partners: ["NASTY"], follows: "NASTY z"}
- {id: "NASTY", basis: unknown, rule: x, claims: {amount: ["NASTY/x"]}, rejected: [{claim: "NASTY", why: x}]}
"""
UNREADABLE = 'form: grantcli awards 1\n"NASTY": [\n'
TAGGED = 'form: !<NASTY> x\n"NASTY": &x 1\nawards: *x\n'.replace("NASTY", "%1B%5B31m")


@pytest.mark.usefixtures("clean")
@pytest.mark.parametrize("more", [(), ("--errors", "json"), ("--debug",)], ids=" ".join)
@pytest.mark.parametrize("text", [FAULTY, DANGLING, UNREADABLE, TAGGED], ids=["faulty", "dangling", "unreadable", "tagged"])
def test_no_fault_of_a_data_file_steers_the_terminal(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], text: str, more: tuple[str, ...]
) -> None:
    path = tmp_path / f"{REAL.replace('/', '')}.yaml"
    path.write_text(text.replace("NASTY", NASTY), encoding="utf-8")
    code, out, err = _ask(path, capfdbinary, "list", *more)
    assert (code, out, bool(err)) == (3, "", True)


@pytest.fixture
def clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder to work in, a cache of its own and nothing that asks for colour."""
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
