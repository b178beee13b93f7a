"""`check --links`: links of awards that no longer answer, asked of a real server; and that nothing is opened without it.

A server on the loopback address stands for every name that the resolver of these tests knows, as no link into a local network is
opened.
"""

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from tls_front import tls
from waiting import until
from web_server import Page, Web

import grantcli
from conftest import Run
from grantcli.errors import UsageError
from grantcli.published.options import LinkOptions
from grantcli.table import Advice

NAME = "www.somewhere.org.uk"
RESOLVE = socket.getaddrinfo
GRANT = {
    "id": "360G-a-1", "title": "A", "description": "For b", "currency": "GBP", "amountAwarded": 10, "awardDate": "2020-01-02",
    "recipientOrganization": [{"id": "GB-COH-09876543", "name": "R"}],
    "fundingOrganization": [{"id": "GB-COH-01234567", "name": "F"}],
}  # fmt: skip


@pytest.fixture(autouse=True)
def lookups(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let some names lead to this machine, and no other name to anything; return the names that are looked up."""
    names, hosts = {NAME: 0, "other.org.uk": 0, "later.org.uk": socket.EAI_AGAIN}, []

    def resolve(host: str, *rest: Any, **more: Any) -> Any:
        hosts.append(host)
        if error := names.get(host, socket.EAI_NONAME if not host.startswith("127.") else 0):
            raise socket.gaierror(error, "no such name")
        return RESOLVE("127.0.0.1", *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return hosts


def write(folder: Path, *links: str, **more: Any) -> Path:
    """Write a file with a grant for each link."""
    path = folder / "grants.json"
    grants = [{**GRANT, "id": f"360G-a-{number}", "url": link, **more} for number, link in enumerate(links, 1)]
    path.write_text(json.dumps({"grants": grants}), encoding="utf-8")
    return path


def check(path: Path, links: bool | LinkOptions = True) -> tuple[list[str], list[str]]:
    """Return what the rule finds, in the order of the file, and the notes on links."""
    table = grantcli.open(path, cache=False).check(today=date(2026, 11, 29), rules=["stale-link"], links=links)
    place = [column.name for column in table.columns].index("found")
    notes = [str(note) for note in table.notes if re.search(r"\blinks?\b", note) and not isinstance(note, Advice)]
    return [str(row[place]) for row in table.rows], notes


def address(web: Web, path: str, name: str = NAME) -> str:
    return f"http://{name}:{web.port}{path}"


def redirect(to: str) -> Page:
    return Page(status=302, headers={"Location": to}, etag=False)


VERDICTS: list[tuple[str, Page | None, str]] = [
    ("a page", Page(b"page"), ""),
    ("not there", Page(b"", 404), "is not there: the server answers 404 Not Found"),
    ("gone", Page(b"", 410), "is gone for good: the server answers 410 Gone"),
    ("not for everyone", Page(b"", 403), ""),
    ("for those with a password", Page(b"", 401), ""),
    ("no method fits", Page(b"", 405), ""),
    ("too often", Page(b"", 429), ""),
    ("another error of the asker", Page(b"", 418), "is not available: the server answers 418 I'm a Teapot"),
    ("an error of the server", Page(b"", 500), "is not available: the server answers 500 Internal Server Error"),
    ("moved", redirect("/there"), ""),
    ("moved to what is gone", redirect("/gone"), "is not there: the server answers 404 Not Found"),
    ("moved to itself", redirect("/here"), "is passed on in a circle, or more than 10 times"),
    ("moved without end", redirect("/hop/1"), "is passed on in a circle, or more than 10 times"),
    ("moved to a file", redirect("file:///etc/passwd"), "is passed on to `file:///etc/passwd`, which is not on the web"),
    ("moved into a local network", redirect("http://127.0.0.1/a"),
     "is passed on to `http://127.0.0.1/a`, which leads into a local network"),
    ("moved to a server that is not there", redirect("http://nowhere.org.uk/"),
     "cannot be reached: there is no server of this name"),
    ("cut off", Page(silent=True), "does not answer: the server ends the connection"),
    ("HEAD is not allowed", Page(b"page", head=405), ""),
    ("HEAD is not known", Page(b"page", head=501), ""),
    ("HEAD is refused where GET finds nothing", Page(b"", 404, head=403), "is not there: the server answers 404 Not Found"),
    ("a large page", Page(b"page" * 1_000_000, head=405), ""),
]  # fmt: skip


@pytest.mark.parametrize(("page", "verdict"), [row[1:] for row in VERDICTS], ids=[row[0] for row in VERDICTS])
def test_a_link_that_no_longer_answers_is_found(web: Web, tmp_path: Path, page: Page, verdict: str) -> None:
    web.serve("/there")
    for hop in range(1, 20):
        web.serve(f"/hop/{hop}", redirect(f"/hop/{hop + 1}"))
    web.serve("/here", page)
    link = address(web, "/here")
    findings, notes = check(write(tmp_path, link))
    assert findings == ([f"`{link}` {verdict}"] if verdict else [])
    assert notes == ["links that were tried: 1"]


def test_a_server_that_says_nothing_is_not_waited_for(web: Web, tmp_path: Path) -> None:
    web.serve("/slow", Page(silence=Event()))
    link = address(web, "/slow")
    findings, _ = check(write(tmp_path, link), LinkOptions(seconds=0.2))
    assert findings == [f"`{link}` did not answer in time"]


@pytest.mark.costly
def test_a_server_whose_certificate_does_not_hold_says_nothing_of_the_link(web: Web, tmp_path: Path) -> None:
    web.serve("/a")
    with tls(web.port, tmp_path, "http/1.1") as (port, _certificate):  # it is signed by nobody, and for another name
        link = f"https://{NAME}:{port}/a"
        findings, notes = check(write(tmp_path, link, address(web, "/a")))
    assert (findings, [path for path, _, _ in web.requests]) == ([], ["/a"])  # nothing was asked of who may be anybody
    assert notes[1:] == ["1 link could not be judged, whose server has a certificate that is not valid"]


def test_a_server_that_cannot_be_reached_is_found_and_tried_once(web: Web, tmp_path: Path, lookups: list[str]) -> None:
    web.serve("/a")
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    links = [address(web, "/a"), "http://nowhere.org.uk/a", "http://nowhere.org.uk/b", f"http://{NAME}:{port}/a"]
    findings, notes = check(write(tmp_path, *links))
    assert findings == [
        f"`{links[1]}` cannot be reached: there is no server of this name",
        f"`{links[2]}` cannot be reached: there is no server of this name",
        f"`{links[3]}` cannot be reached: no server answers there",
    ]
    assert lookups == [NAME, "nowhere.org.uk", NAME]
    assert notes == ["links that were tried: 4"]


def test_a_machine_that_is_offline_finds_no_link_stale(tmp_path: Path) -> None:
    links = ["http://nowhere.org.uk./a", "http://Büro.org.uk/a", f"http://{'a' * 70}.org.uk/"]
    findings, notes = check(write(tmp_path, *links))
    assert findings == []
    assert "2 links could not be judged, whose server could not be looked up: see that you are online" in notes
    assert any(note.startswith("1 link could not be judged, with a fault in the address") for note in notes)


def test_a_name_that_cannot_be_looked_up_now_is_no_finding(web: Web, tmp_path: Path) -> None:
    web.serve("/a")
    findings, notes = check(write(tmp_path, address(web, "/a"), "http://later.org.uk/a"))
    assert findings == []
    assert notes[1:] == ["1 link could not be judged, whose server could not be looked up: see that you are online"]


def test_a_link_is_opened_once_and_found_wherever_it_stands(web: Web, tmp_path: Path) -> None:
    link = address(web, "/gone")
    recipient = [{"id": "GB-COH-09876543", "name": "R", "url": link}]
    path = write(tmp_path, link, f"{link}#part", f" {link} ", recipientOrganization=recipient, dataSource=link)
    table = grantcli.open(path, cache=False).check(today=date(2026, 11, 29), rules=["stale-link"], links=True)
    places = [row[[column.name for column in table.columns].index("path")] for row in table.rows]
    keys = ("dataSource", "recipientOrganization/0/url", "url")
    assert places == [f"grants/{number}/{key}" for number in range(3) for key in keys]
    assert web.methods == [("HEAD", "/gone"), ("GET", "/gone")]


def test_links_that_must_not_be_opened_are_counted_and_nobody_is_asked(web: Web, tmp_path: Path) -> None:
    links = [web.serve("/local"), "www.somewhere.org.uk", f"http://ann:secret@{NAME}:{web.port}/a", address(web, "/ü")]
    web.serve("/%C3%BC")
    findings, notes = check(write(tmp_path, *links))
    assert (findings, web.methods) == ([], [("HEAD", "/%C3%BC")])
    assert notes[1:] == [
        "2 links could not be judged, with a fault in the address itself: see `link-leads-nowhere` and `link-without-https`",
        "1 link could not be judged, with a name or a password in it",
    ]


def test_no_more_links_are_opened_than_are_allowed_and_a_note_says_so(web: Web, tmp_path: Path, run: Run) -> None:
    path = write(tmp_path, *(address(web, f"/{number}") for number in range(4)))
    done = run("check", "--data", str(path), "--links", "--max-links", "3", "--rule", "stale-link", "-f", "csv", "--no-cache")
    assert (done.code, done.out.count("stale-link,warning")) == (0, 3)
    assert "note: 1 of 4 links were not opened, so nothing is known of them; `--max-links 4` opens all\n" in done.err
    assert len(web.methods) == 6


def test_nothing_is_opened_unless_somebody_asks_for_it(web: Web, tmp_path: Path, run: Run) -> None:
    path = write(tmp_path, address(web, "/gone"))
    done = run("check", "--data", str(path), "--severity", "info", "-f", "csv", "--no-cache")
    assert "stale-link" not in done.out + done.err
    assert web.methods == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--rule", "stale-link"],
         "the rule `stale-link` opens links, which nothing does unless you ask for it\nhint: add `--links`"),
        (["--rule", "amount-zero", "--links"],
         "`--links` opens links for the rule `stale-link`, which is left out\nhint: add `--rule stale-link`"),
        (["--max-links", "3"], "--max-links says how many links `--links` opens\nhint: add `--links`"),
    ],
)  # fmt: skip
def test_options_that_contradict_each_other_are_refused(run: Run, words: list[str], message: str) -> None:
    done = run("check", *words)
    assert (done.code, done.err) == (2, f"grantcli: error: {message}\n")


def test_python_refuses_the_rule_without_the_permission_too(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        check(write(tmp_path, "http://nowhere.org.uk/a"), links=False)


@pytest.mark.costly
def test_every_engine_finds_the_same(web: Web, tmp_path: Path) -> None:
    path = write(tmp_path, address(web, "/gone"), address(web, "/also"))
    tables = [
        grantcli.open(path, cache=False, engine=engine).check(today=date(2026, 11, 29), rules=["stale-link"], links=True)
        for engine in ("memory", "duckdb")
    ]
    assert [row[0] for row in tables[0].rows] == ["stale-link"] * 2
    assert tables[0].rows == tables[1].rows


def test_the_number_of_links_is_told_while_they_are_opened(web: Web, tmp_path: Path) -> None:
    message: list[tuple[int, int]] = []
    check(write(tmp_path, address(web, "/a"), address(web, "/b")), LinkOptions(on_progress=lambda *each: message.append(each)))
    assert message == [(0, 2), (1, 2)]


@pytest.mark.costly
def test_an_interrupt_while_a_server_is_silent_is_130(
    web: Web, tmp_path: Path, interrupted_env: Mapping[str, str], interruptible: None  # noqa: ARG001 - for what it does
) -> None:  # fmt: skip
    path, page = write(tmp_path, f"http://{NAME}/slow"), Page(silence=Event())
    web.serve(f"http://{NAME}/slow", page)
    env = {**interrupted_env, "http_proxy": f"http://127.0.0.1:{web.port}"}
    words = [sys.executable, "-m", "grantcli", "check", "--data", str(path), "--links"]
    process = subprocess.Popen(words, env=env, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    until(page.halfway.is_set)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert (process.returncode, out, err) == (130, b"", b"")
