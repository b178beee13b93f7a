"""`serve`: a web explorer whose figures are those of `total` and `list`, on this machine only, that nobody can write to."""

import csv
import io
import json
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from browser import Visitor
from running import in_this_process

from conftest import ROOT, Run
from grantcli.cli.commands.serve import answer_saved_questions
from grantcli.cli.options import Input
from grantcli.query.parse import parse
from grantcli.web.datasette_metadata import READY


@dataclass
class Server:
    """A server that answers."""

    address: str
    process: "subprocess.Popen[bytes]"

    def ask(self, path: str, **headers: str) -> tuple[int, bytes]:
        """Return the status and the body of an answer."""
        request = urllib.request.Request(self.address + path, headers=headers)  # noqa: S310 - our own server
        try:
            with urllib.request.urlopen(request, timeout=600) as answer:  # noqa: S310 - as above
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    def rows(self, path: str) -> list[dict[str, object]]:
        status, body = self.ask(path)
        assert status == 200, body
        rows: list[dict[str, object]] = json.loads(body)
        return rows

    def end(self, number: int = signal.SIGINT) -> tuple[int, str]:
        """Tell it to stop, and return its exit code and what it said on stderr."""
        self.process.send_signal(number)
        _, notes = self.process.communicate(timeout=600)
        return self.process.returncode, notes.decode()


@contextmanager
def serving(env: Mapping[str, str], folder: Path, *words: str) -> Iterator[Server]:
    """Run `grantcli serve` until the block is left."""
    command = [sys.executable, "-m", "grantcli", "serve", *words]
    process = subprocess.Popen(
        command, env={**env, "TMPDIR": str(folder)}, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout
    assert process.stderr
    try:
        line = process.stdout.readline().decode().strip()
        assert line, process.communicate()[1].decode()
        yield Server(line, process)
    finally:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def saved_questions(clean_env: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of kept questions, one of which is about other data."""
    folder = tmp_path_factory.mktemp("questions")
    for name, *question in (
        ("lga", "total", "funder:lga", "--by", "programme"),
        ("large", "list", "amount>=300k"),
        ("other", "total", "--data", str(ROOT / "data" / "example.csv")),
        ("record", "show", "ldf2-repairs"),
    ):
        assert in_this_process(("save", "--file", "kept.yaml", name, *question), clean_env, folder).code == 0
    return folder / "kept.yaml"


@pytest.fixture(scope="module")
def server(clean_env: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory, saved_questions: Path) -> Iterator[Server]:
    """A server over the bundled awards."""
    with serving(clean_env, tmp_path_factory.mktemp("serve"), "--file", str(saved_questions)) as running:
        yield running


TOTALS = {"by-programme": "programme", "by-funder": "funder", "by-recipient": "recipient", "by-year": "fy"}


@pytest.mark.parametrize(("name", "field"), TOTALS.items())
def test_a_ready_total_has_the_figures_of_total(server: Server, run: Run, name: str, field: str) -> None:
    expected = [
        (row[field], int(row["awards"]), int(row["unknown"]), row["total"] and float(row["total"]), row["currency"])
        for row in csv.DictReader(io.StringIO(run("total", "--by", field, "-f", "csv").out))
    ]
    result = [
        (
            row[field] or "",
            row["awards"],
            row["unknown"],
            "" if row["total"] is None else float(str(row["total"])),
            row["currency"],
        )
        for row in server.rows(f"awards/{name}.json?_shape=array")
    ]
    assert result
    assert sorted(result, key=str) == sorted(expected, key=str)


REGIONS = """\
id,recipient,Recipient Org:Identifier,amount,Beneficiary Location:0:Geographic Code
1,Leeds City Council,GB-LAE-LDS,70,E09000001
2,O,GB-CHC-2345678,30,E08000003
3,P,GB-CHC-2345679,ten,
"""


def test_a_page_has_the_regions_of_list_and_the_notes_on_how_the_file_was_read(
    clean_env: Mapping[str, str], run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "places.csv"
    path.write_text(REGIONS)
    done = run("list", "-c", "id,region", "-f", "json", "--data", str(path))
    expected = {row["id"]: row["region"] or [] for row in json.loads(done.out)}
    with serving(clean_env, tmp_path, "--data", str(path)) as running:
        rows = running.rows("awards/explore.json?_shape=array")
        pages = [running.ask(page)[1].decode() for page in ("awards", "awards/explore")]
    assert {str(row["id"]): json.loads(str(row["regions"])) for row in rows} == expected
    assert expected["1"] == ["London"]
    assert all("1 amount cannot be read" in page for page in pages)


@pytest.mark.parametrize("name", READY)
def test_every_ready_question_answers_and_says_what_it_is(server: Server, name: str) -> None:
    status, page = server.ask(f"awards/{name}?word=care")
    assert status == 200
    assert READY[name].title in page.decode()
    rows = server.rows(f"awards/{name}.json?_shape=array&word=care")
    assert rows


def test_the_awards_of_unknown_amount_are_those_of_list(server: Server, run: Run) -> None:
    expected = json.loads(run("list", "-amount:..", "-f", "json").out)
    assert [row["title"] for row in server.rows("awards/unknown.json?_shape=array")] == [row["title"] for row in expected]


@pytest.mark.parametrize(
    ("filter_", "terms"),
    [
        ("programme=Local Digital Fund round 4", 'programme="Local Digital Fund round 4"'),
        ("fy=2019-20", "fy:2019-20"),
        ("stage=beta", "stage:beta"),
        ("recipients__arraycontains=Leeds", "council:Leeds"),
        ("regions__arraycontains=London", "region:London"),
        ("amount__gte=300000", "amount>=300000"),
        ("basis=disputed", "basis:disputed"),
    ],
)
def test_what_is_filtered_is_what_a_term_finds(server: Server, run: Run, filter_: str, terms: str) -> None:
    question = urllib.parse.quote(filter_, safe="=")
    result = [row["id"] for row in server.rows(f"awards/explore.json?_shape=array&_size=max&{question}")]
    expected = run("list", terms, "-c", "id", "-f", "csv").out.splitlines()[1:]
    assert sorted(map(str, result)) == sorted(expected)
    assert expected


def test_kept_questions_about_these_awards_stand_ready(server: Server, run: Run) -> None:
    expected = json.loads(run("total", "funder:lga", "--by", "programme", "-f", "json").out)
    result = server.rows("awards/saved-lga.json?_shape=array")
    assert [(row["programme"], row["total"]) for row in result] == [(row["programme"], row["total"]) for row in expected]
    assert "grantcli total funder:lga --by programme" in server.ask("awards/saved-lga")[1].decode()
    assert len(server.rows("awards/saved-large.json?_shape=array")) > 1
    assert [server.ask(f"awards/saved-{name}")[0] for name in ("other", "record")] == [404, 404]


def test_saved_questions_are_about_the_data_of_a_setting_and_read_as_serve_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GRANTCLI_DATA", str(ROOT / "data" / "awards.yaml"))
    file = tmp_path / "questions.yaml"
    file.write_text("one: total\nother: total --data bundled\n", encoding="utf-8")
    source = Input(data=[str(ROOT / "data" / "example.csv")], fy_start=1)
    ((question, table),) = answer_saved_questions(source, file)
    assert (question.name, table.title) == ("one", source.dataset.total().title)
    assert list(answer_saved_questions(replace(source, engine="duckdb", memory="much"), file)) == []
    assert "`one` is left out: --memory much: " in capfd.readouterr().err


def test_saved_questions_are_about_the_awards_of_the_explorer_alone(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "questions.yaml"
    file.write_text("one: total stage:beta or council:leeds --by programme\nall: total\nsides: compare fy:2019-20 fy:2020-21\n")
    source, where = Input(), parse("funder:mhclg or council:york")
    answers = {question.name: (question.command, table) for question, table in answer_saved_questions(source, file, where)}
    expected = source.dataset.total("(stage:beta or council:leeds) (funder:mhclg or council:york)", by="programme")
    assert answers["one"][1].rows == expected.rows
    assert answers["one"][0] == "grantcli run one 'funder:mhclg or council:york'"
    assert answers["all"][1].rows == source.dataset.total("funder:mhclg or council:york").rows
    assert set(answers) == {"one", "all"}
    assert "`sides` is left out: compare takes no terms" in capfd.readouterr().err


WRITES = [
    "awards?sql=delete+from+awards",
    "awards?sql=insert+into+notes+values(1,1,'x')",
    "awards?sql=update+awards+set+title='x'",
    "awards?sql=drop+table+awards",
    "awards?sql=attach+'/tmp/x.db'+as+x",
    "awards?sql=pragma+writable_schema=1",
    "awards?sql=select+1;+delete+from+awards",
    "awards?sql=with+a+as+(select+1)+insert+into+notes+select+1,1,'x'",
]


def test_nothing_can_be_written(clean_env: Mapping[str, str], tmp_path: Path) -> None:
    with serving(clean_env, tmp_path, "--keep", "kept.sqlite") as running:
        before = (tmp_path / "kept.sqlite").read_bytes()
        assert [running.ask(path)[0] for path in WRITES] == [400] * len(WRITES)
        assert running.ask("awards?sql=select+count(*)+from+awards")[0] == 200
        running.process.send_signal(signal.SIGINT)
        more, _ = running.process.communicate(timeout=600)
        assert (running.process.returncode, more) == (0, b"")  # nothing but the address is on stdout
        assert (tmp_path / "kept.sqlite").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept.sqlite"]


@pytest.mark.slow
def test_a_question_that_takes_too_long_is_cut_short(server: Server) -> None:
    endless = "with+recursive+c(n)+as+(select+1+union+all+select+n%2B1+from+c)+select+count(*)+from+c"
    status, body = server.ask(f"awards?sql={endless}")
    assert (status, b"SQL Interrupted" in body or b"took too long" in body) == (400, True)


HUGE = {
    "a blob": "select+length(randomblob(900000000))",
    "a text": "select+length(printf('%25.900000000c','x'))",
    "doubling": "select+length(replace(replace(hex(zeroblob(400000)),'0','0000000000'),'0','0000000000'))",
    "a sort": "with+recursive+c(n,t)+as+(select+1,hex(randomblob(400000))+union+all+select+n%2B1,hex(randomblob(400000))+from+c)"
    "+select+*+from+c+order+by+t",
}


@pytest.mark.parametrize("name", [pytest.param(each, marks=pytest.mark.slow if each == "a sort" else ()) for each in HUGE])
def test_a_question_that_would_take_all_memory_is_refused(server: Server, name: str) -> None:
    refused = {200, 400} if name == "a text" else {400}  # a text that is too long is NULL in older versions of SQLite
    assert server.ask(f"awards?sql={HUGE[name]}")[0] in refused
    peak = Path(f"/proc/{server.process.pid}/status").read_text().partition("VmHWM:")[2].split()[0]
    assert int(peak) < 1024**2  # KiB


@pytest.mark.parametrize(
    ("path", "site", "status"),
    [
        ("awards?sql=select+1", "cross-site", 403),
        ("awards?sql=select+1", "same-site", 403),
        ("awards?sql=select+1", "same-origin", 200),
        ("awards?sql=select+1", "none", 200),
        ("", "cross-site", 200),
        ("awards/explore", "cross-site", 200),
    ],
)
def test_a_page_from_elsewhere_asks_nothing(server: Server, path: str, site: str, status: int) -> None:
    assert server.ask(path, **{"Sec-Fetch-Site": site})[0] == status


def test_a_question_is_of_limited_length(server: Server) -> None:
    assert server.ask(f"awards?sql=select+1{'+' * 7_000}")[0] == 200
    assert server.ask(f"awards?sql=select+1{'+' * 8_000}")[0] == 414


@pytest.mark.costly
def test_what_is_asked_does_not_steer_the_terminal_of_the_server(clean_env: Mapping[str, str], tmp_path: Path) -> None:
    with serving(clean_env, tmp_path) as running:
        for question in ("select+'%1b]0;x%07'+from+nowhere", "select+'%1b[2J'", "%1b[31m", "select+json('%1b[31m')"):
            running.ask(f"awards?sql={question}")
        running.ask("awards/%1b[31m")
        code, notes = running.end()
    assert (code, [line for line in notes.splitlines() if not line.isprintable()]) == (0, [])


QUESTIONS = (
    "awards/explore", "awards/explore.json?_shape=array&_size=50", "awards/explore?_search=leeds", "awards/explore?_facet=funder",
    "awards?sql=select+count(*)+from+explore", "awards/explore.csv?_size=20", "awards/no-such-table", "", "awards?sql=selec",
)  # fmt: skip


@pytest.mark.slow
def test_memory_stays_flat_over_a_thousand_questions_of_every_kind(clean_env: Mapping[str, str], tmp_path: Path) -> None:
    with serving(clean_env, tmp_path) as running:
        sizes = []
        for _ in range(4):
            for number in range(270):
                running.ask(QUESTIONS[number % len(QUESTIONS)])
            sizes.append(int(Path(f"/proc/{running.process.pid}/statm").read_text().split()[1]) * 4096)
        assert running.end()[0] == 0
    assert sizes[-1] - sizes[0] < 8 * 1024**2, sizes  # 10 KB a question over the last 810


@pytest.mark.costly
def test_it_stops_amid_a_question_and_says_no_more(clean_env: Mapping[str, str], tmp_path: Path) -> None:
    with serving(clean_env, tmp_path) as running:
        endless = "with+recursive+c(n)+as+(select+1+union+all+select+n%2B1+from+c)+select+count(*)+from+c"
        host, port = urllib.parse.urlsplit(running.address).netloc.split(":")
        with socket.create_connection((host, int(port))) as asking:
            asking.sendall(f"GET /awards?sql={endless} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
            code, notes = running.end()
    assert (code, notes.splitlines()[-2:]) == (0, ["note: Ctrl-C stops it", "note: stopped"])


@pytest.mark.parametrize("host", ["elsewhere.test", "127.0.0.1.elsewhere.test", "elsewhere.test:8001", ""])
def test_only_who_asks_for_this_machine_is_answered(server: Server, host: str) -> None:
    assert server.ask("", Host=host or "x")[0] == 421
    assert server.ask("", Host="localhost:1")[0] == 200


def test_it_listens_on_this_machine_only(server: Server) -> None:
    assert server.address.startswith("http://127.0.0.1:")
    port = int(server.address.rstrip("/").rpartition(":")[2])
    with socket.socket() as other:
        other.settimeout(5)
        assert other.connect_ex(("127.0.0.2", port)) != 0  # which whoever listens on every address would answer


@pytest.mark.costly
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_when_told_to_with_exit_code_0_and_leaves_nothing_behind(
    clean_env: Mapping[str, str], tmp_path: Path, number: int
) -> None:
    with serving(clean_env, tmp_path, "funder:lga") as running:
        assert len(running.rows("awards/explore.json?_shape=array&_size=max")) == 44
        assert [path.name.startswith("grantcli-") for path in tmp_path.iterdir()] == [True]
        code, notes = running.end(number)
    assert (code, notes.splitlines()[-2:]) == (0, ["note: Ctrl-C stops it", "note: stopped"])
    assert list(tmp_path.iterdir()) == []


EVERY = "0.0.0.0"  # noqa: S104 - every address of this machine, which is what is tested


@pytest.mark.costly
def test_another_host_is_said_and_has_neither_free_sql_nor_the_file(clean_env: Mapping[str, str], tmp_path: Path) -> None:
    with serving(clean_env, tmp_path, "--host", EVERY) as running:
        running.address = running.address.replace(EVERY, "127.0.0.1")
        assert [running.ask(path)[0] for path in ("awards?sql=select+1", "awards.db", "awards/by-programme")] == [403, 403, 200]
        code, notes = running.end()
    assert code == 0
    assert f"note: anyone who can reach {EVERY} can read these awards; SQL queries and downloads of the database are off" in notes


@pytest.mark.costly
def test_a_port_is_found_where_the_usual_one_is_in_use_and_one_that_is_given_must_be_free(
    server: Server, run: Run, clean_env: Mapping[str, str], tmp_path: Path
) -> None:
    port = server.address.rstrip("/").rpartition(":")[2]
    done = run("serve", "--port", port)
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        f"grantcli: error: cannot answer on 127.0.0.1 port {port}: address already in use\n"
        "hint: give another with --port, or none for a free one\n"
    )
    with serving(clean_env, tmp_path) as other:
        assert other.address != server.address
        assert other.ask("")[0] == 200


WRONG = [
    (("--port", "0"), 2, "--port: `0` is not from 1 to 65535"),
    (("--port", "70000"), 2, "--port: `70000` is not from 1 to 65535"),
    (("--port", "x"), 2, "--port: `x` is not a whole number"),
    (("--host", "203.0.113.1"), 1, "cannot answer on 203.0.113.1: cannot assign requested address"),
    (("--data", "missing.csv"), 3, "cannot read `missing.csv`: no such file or directory"),
    (("fundr:x",), 2, "unknown field `fundr`"),
    (("--keep", "no/such/folder.sqlite"), 1, "cannot write to `no/such/folder.sqlite`: no such file or directory"),
    (("--file", "missing.yaml"), 3, ""),
]


@pytest.mark.parametrize(("words", "code", "message"), WRONG, ids=[" ".join(words) for words, _, _ in WRONG])
def test_what_is_wrong_is_said_before_anything_answers(words: tuple[str, ...], code: int, message: str, run: Run) -> None:
    done = run("serve", *words)
    assert (done.code, done.out) == (code, "")
    assert f"grantcli: error: {message}" in done.err


def test_without_datasette_it_says_what_brings_it(process: Run, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['datasette'] = None\n")
    done = process("serve", env={"PYTHONPATH": str(tmp_path)})
    assert (done.code, done.out) == (1, "")
    assert done.err == "grantcli: error: Datasette is not installed\nhint: pip install 'grantcli[web]'\n"


@pytest.mark.costly
def test_a_plugin_that_happens_to_be_installed_is_not_run(clean_env: Mapping[str, str], tmp_path: Path) -> None:
    site, folder = tmp_path / "site", tmp_path / "empty"
    about = site / "surprise-1.0.dist-info"
    about.mkdir(parents=True)
    folder.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: surprise\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[datasette]\nsurprise = surprise\n")
    (site / "surprise.py").write_text("import pathlib\npathlib.Path(__file__).with_name('ran').touch()\n")
    with serving({**clean_env, "PYTHONPATH": str(site)}, folder) as running:
        assert [each["name"] for each in running.rows("-/plugins.json")] == ["grantcli"]
    assert not (site / "ran").exists()


STEERING = """\
form: grantcli awards 1
awards:
- {id: "<i>", title: "<script>document.title='run'</script>", amount: 5, currency: GBP, basis: stated,
   recipients: {partners: [{name: "<b>bold</b>", id: b}]}}
- {id: b, title: "=1+1", amount: 7.25, currency: EUR, basis: stated}
- {id: c, title: C, amount: 8, basis: stated}
"""


@pytest.mark.costly
def test_what_data_hold_is_text_on_a_page_and_amounts_have_their_currency(clean_env: Mapping[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    path = tmp_path / "awards.yaml"
    path.write_text(re.sub(r",\n   recipients.*\}\}", "}", STEERING, flags=re.DOTALL))
    with serving(clean_env, folder, "--data", str(path)) as running:
        page = running.ask("awards/explore")[1].decode()
        assert "<script>document.title" not in page
        assert "&lt;script&gt;document.title" in page
        assert all(amount in page for amount in (">£5<", ">€7.25<", ">8<"))
        rows = running.rows("awards/explore.json?_shape=array")
        assert [(row["amount"], row["currency"]) for row in rows] == [(5, "GBP"), (7.25, "EUR"), (8, None)]


# In the browser.


@pytest.mark.parametrize("path", ["", "awards", "awards/explore", "awards/by-programme", "awards/saved-lga", "awards/awards/47"])
def test_a_page_fetches_nothing_from_elsewhere_and_complains_of_nothing(visit: Visitor, server: Server, path: str) -> None:
    output = visit(server.address + path)
    assert (output.status, output.refused, output.errors) == (200, [], [])
    assert all(address.startswith(server.address) for address in output.fetched)


def test_from_the_front_page_to_a_value_of_a_facet_and_its_csv(visit: Visitor, server: Server, run: Run) -> None:
    output = visit(server.address)
    page = output.page
    assert page.url == f"{server.address}awards/explore"
    page.get_by_role("link", name="Leeds", exact=True).first.click()
    assert "4 rows" in page.inner_text("h3")
    assert all("Leeds" in text.split("; ") for text in page.locator("td.col-recipients").all_inner_texts())
    assert page.inner_text(".grantcli-total") == "£690,000 in 4 awards"
    ids = page.locator("td.col-id").all_text_contents()
    assert sorted(ids) == sorted(run("list", "council:Leeds", "-c", "id", "-f", "csv").out.splitlines()[1:])
    address = page.get_by_role("link", name="CSV", exact=True).get_attribute("href")
    assert address
    answer = page.request.get(urllib.parse.urljoin(page.url, address))
    rows = list(csv.DictReader(answer.text().splitlines()))
    assert [row["id"] for row in rows] == ids
    assert output.refused == []


def test_a_search_finds_awards_and_a_title_leads_to_the_evidence(visit: Visitor, server: Server, run: Run) -> None:
    page = visit(f"{server.address}awards/explore?_search=invalid").page
    assert page.inner_text("h3").startswith("2 rows")
    page.get_by_role("link", name="Fewer invalid planning applications, second award", exact=True).click()
    text = page.inner_text("body")
    for claim in json.loads(run("show", "ldf4-invalid-planning", "--explain", "-f", "json").out)[0]["evidence"]:
        assert claim["says"] in text
    page.locator(".grantcli-evidence a").first.click()
    assert (page.locator("td.col-address").count(), "/sources/" in page.url) == (1, True)


def test_an_award_has_the_headings_of_show(server: Server) -> None:
    number = json.loads(server.ask("awards/explore.json?id=ldf2-repairs&_shape=objects")[1])["rows"][0]["award"]
    text = server.ask(f"awards/explore/{number}")[1].decode()
    headings = re.findall("<dt>(.*?)</dt>", text)
    assert headings[-3:] == ["basis", "why this amount", "place in file"]


@pytest.mark.costly
def test_the_total_is_of_what_is_shown_and_unknown_is_not_zero(server: Server) -> None:
    def total(query: str) -> list[str]:
        body = json.loads(server.ask(f"awards/explore.json?{query}")[1])
        return [each["label"] for each in body["facet_results"]["total"]["results"]]

    assert total("") == ["£3,556,600 in 65 awards, 1 amount unknown"]
    assert total("amount__isnull=1") == ["no known amount in 1 award, 1 amount unknown"]
    assert total("stage=beta") == ["£1,050,000 in 3 awards"]
    assert total("stage=nothing") == []


def counts(server: Server, query: str) -> dict[str, dict[str, int]]:
    facets = json.loads(server.ask(f"awards/explore.json?_facet_size=max&{query}")[1])["facet_results"]
    return {name: {each["label"]: each["count"] for each in facet["results"]} for name, facet in facets.items()}


COUNTS = {"": 65, "_search=digital": 65, "_search=leeds": 4, "_search=leeds&stage=alpha": 1, "award__gte=1": 65}
"""By part of an address, how many awards a page shows."""


@pytest.mark.parametrize("query", COUNTS)
def test_facets_count_the_awards_that_a_page_is_of(server: Server, query: str) -> None:
    rows = json.loads(server.ask(f"awards/explore.json?_shape=array&_size=1000&{query}")[1])
    assert len(rows) == COUNTS[query]
    facets = counts(server, query)
    for name in ("programme", "fy", "stage"):
        assert facets.get(name, {}) == dict(Counter(row[name] for row in rows if row[name] is not None)), name
    assert facets["recipients"] == dict(Counter(name for row in rows for name in set(json.loads(row["recipients"]))))
    assert sum(facets["total"].values()) == len(rows)


@pytest.mark.parametrize("path", ["awards/explore", "awards/explore/3", "awards/by-programme"])
def test_a_page_fits_1280_pixels_with_its_figures_at_the_right(visit: Visitor, server: Server, path: str) -> None:
    page = visit(server.address + path, width=1280, height=900).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    wide = "[...document.querySelectorAll('.table-wrapper')].map(each => each.scrollWidth - each.clientWidth)"
    assert all(more <= 0 for more in page.evaluate(wide))
    figures = page.locator("td.col-amount, td.col-total")
    for figure in figures.all()[:3]:
        assert figure.evaluate("each => getComputedStyle(each).textAlign") == "right"


def test_a_ready_question_is_found_on_the_page_of_the_database(visit: Visitor, server: Server) -> None:
    page = visit(server.address + "awards").page
    page.get_by_role("link", name="Totals by programme", exact=True).click()
    assert "£1,200,000" in page.inner_text("table")
    assert page.url == f"{server.address}awards/by-programme"
