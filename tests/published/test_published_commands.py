"""Published files at the command line: `--data https://…`, `registry`, `get`, `--data 360g:…`, and `diff` of then and now."""

import csv
import json
import re
from collections.abc import Callable
from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest
from web_server import CSV, MORE, Page, Web

import grantcli
from conftest import SHARED, Run

GRANTS = {
    "grants": [
        {
            "id": "360G-bcf-1", "title": "Roof", "description": "A new roof", "currency": "GBP", "amountAwarded": 1000,
            "awardDate": "2019-04-01", "fundingOrganization": [{"id": "GB-CHC-1", "name": "Borset"}],
            "recipientOrganization": [{"id": "GB-CHC-2", "name": "Club"}],
        }
    ]
}  # fmt: skip
GRANTNAV = (
    b"Identifier,Title,Description,Currency,Amount Awarded,Award Date,Recipient Org:0:Identifier,Recipient Org:0:Name,"
    b"Funding Org:0:Identifier,Funding Org:0:Name,Grant Programme:0:Title,License (see note),Data Source\n"
    b"360G-bcf-1,Roof,A new roof,GBP,1000,2019-04-01T00:00:00+00:00,GB-CHC-2,Club,GB-CHC-1,Borset,Small grants,"
    b"https://creativecommons.org/licenses/by/4.0/,http://grantnav.threesixtygiving.org/\n"
)
BY = "https://creativecommons.org/licenses/by/4.0/"


def dataset(name: str, address: str, licence: str = BY, publisher: str = "Borset", title: str = "") -> dict[str, object]:
    return {
        "title": title or f"Grants {name}", "identifier": name, "license": licence, "license_name": licence and "CC BY 4.0",
        "modified": "2022-04-27T08:05:23.000+0000", "publisher": {"name": publisher, "prefix": f"360G-{publisher}", "org_id": ""},
        "distribution": [{"downloadURL": address, "accessURL": "https://example.org/page", "title": "x"}],
    }  # fmt: skip


@pytest.fixture
def ask(run: Run, web: Web, tmp_path: Path) -> Callable[..., tuple[int, str, str]]:
    """Run a command with the registry of the test; the address of the server is written `WEB`, SHA-256 and days are left out."""

    def ask(*words: str) -> tuple[int, str, str]:
        env = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "GRANTCLI_REGISTRY": web.address("/data.json")}
        done = run(*words, env=env)
        return done.code, normalise(done.out), normalise(done.err)

    def normalise(text: str) -> str:
        text = re.sub(r"[0-9a-f]{64}", "SHA", text.replace(web.address(""), "WEB"))
        return re.sub(r"20\d\d-\d\d-\d\d(?=, SHA| is still|\n)", "DAY", text)

    return ask


@pytest.fixture
def registry_web(web: Web) -> Web:
    """A server with a registry of two publishers: three files of which one is gone, and a page."""
    web.serve("/a.csv")
    web.serve("/b.json", json.dumps(GRANTS).encode())
    feed = [
        dataset("b-1", web.address("/b.json")), dataset("b-2", web.address("/gone.csv")),
        dataset("a-1", web.address("/a.csv"), licence="", publisher="Abc"), dataset("p-1", "#", publisher="Pages"),
    ]  # fmt: skip
    web.serve("/data.json", json.dumps(feed).encode())
    return web


Ask = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize("body", [CSV, json.dumps(GRANTS).encode(), GRANTNAV], ids=["csv", "json", "grantnav"])
def test_a_file_of_the_web_is_asked_as_one_here(web: Web, ask: Ask, tmp_path: Path, body: bytes) -> None:
    (tmp_path / "here").write_bytes(body)
    address = web.serve("/download?format=any", body)
    words = ("list", "-f", "csv", "-c", "id,title,recipient,funder,programme,amount,currency,awarded")
    here, there = ask(*words, "--data", "here"), ask(*words, "--data", address)
    assert there[:2] == here[:2]
    assert there[2].splitlines()[0] == "note: read from WEB/download?format=any, fetched on DAY, SHA-256 SHA"


@pytest.mark.parametrize("engine", ["memory", "duckdb"])
def test_every_engine_says_where_a_file_came_from(web: Web, ask: Ask, engine: str) -> None:
    code, out, err = ask("total", "-f", "csv", "--data", web.serve(), "--engine", engine)
    assert (code, out.splitlines()[1][:9], err) == (
        0,
        "GBP,1,0,1",
        "note: read from WEB/grants.csv, fetched on DAY, SHA-256 SHA\n",
    )


def test_a_note_names_the_sha_256_of_the_bytes_that_were_published(web: Web, run: Run) -> None:
    assert sha256(CSV).hexdigest() in run("total", "--data", web.serve()).out


def test_several_files_of_the_web_are_asked_together(web: Web, ask: Ask) -> None:
    code, out, err = ask("total", "-f", "csv", "--data", web.serve("/a.csv"), "--data", web.serve("/b.csv", MORE))
    assert (code, out.splitlines()[1][:5], err.count("note: read from WEB/")) == (0, "GBP,3", 2)


FAULTS: list[tuple[str, Page, tuple[str, ...], str]] = [
    ("not there", Page(b"", 404), (), "`WEB/x.csv` is not there: the server answers 404 Not Found"),
    ("a page", Page(b"<!doctype html>"), (), "`WEB/x.csv` seems to be a web page, and has no awards that can be read"),
    ("in a circle", Page(b"", 302, {"Location": "/x.csv"}), (), "`WEB/x.csv` is passed on in a circle, or more than 10 times"),
    ("cut off", Page(CSV, cut=9), (), "`WEB/x.csv` came only in part: the server ended before the file did"),
    ("too large", Page(CSV * 99), ("--max-size", "1KB"), "`WEB/x.csv` is larger than 1 KB: at least 10.3 KB"),
    ("slow", Page(CSV, drip=9), ("--timeout", "1"), "`WEB/x.csv` did not answer in time"),
]


@pytest.mark.parametrize(("page", "more", "message"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_what_cannot_be_had_is_an_error_and_no_answer(
    web: Web, ask: Ask, page: Page, more: tuple[str, ...], message: str
) -> None:
    code, out, err = ask("total", "--data", web.serve("/x.csv", page), *more)
    assert (code, out, err.splitlines()[0]) == (3, "", f"grantcli: error: {message}")


def test_kept_answers_without_the_web(web: Web, ask: Ask) -> None:
    address = web.serve()
    ask("total", "--data", address)
    web.serve(page=MORE)
    now = ask("total", "-f", "csv", "--data", address)
    question = len(web.requests)
    latest, before = (ask("total", "-f", "csv", "--data", address, "--from-cache", which) for which in ("latest", "previous"))
    assert (latest[1], before[1].splitlines()[1][:5], len(web.requests)) == (now[1], "GBP,1", question)


def test_diff_compares_what_was_fetched_before_with_what_is_there_now(web: Web, ask: Ask) -> None:
    address = web.serve()
    message = "grantcli: error: only one version of WEB/grants.csv was ever downloaded, on DAY"
    code, _, err = ask("diff", address)
    assert (code, err.splitlines()[0]) == (3, message)
    web.serve(page=MORE)
    for _ in range(2):
        code, out, _ = ask("diff", address, "-f", "csv", "-c", "change,award")
        assert (code, out) == (0, "change,award\nadded,b\n")


SPELLINGS = (
    b"Identifier,Title,Currency,Amount Awarded,Award Date,Recipient Org:Identifier,Recipient Org:Name\n"
    b"a,A,GBP,1,2019-04-01,GB-CHC-1,Ark\nb,B,GBP,2,2019-04-02,GB-CHC-1,Ark\nc,C,GBP,4,2019-04-03,GB-CHC-1,ARK\n"
)


def test_check_and_diff_take_names_as_files_of_the_web_write_them(web: Web, ask: Ask, tmp_path: Path) -> None:
    files = {"old": SPELLINGS, "new": SPELLINGS.replace(b"ARK", b"Ark")}
    addresses = {name: web.serve(f"/{name}.csv", content) for name, content in files.items()}
    for name, content in files.items():
        (tmp_path / f"{name}.csv").write_bytes(content)
    form = ("-f", "csv", "-c")
    checked = [ask("check", *form, "rule,award", "--data", name)[:2] for name in ("old.csv", addresses["old"])]
    assert "one-body-several-names" in checked[0][1]
    assert checked[1] == checked[0]
    web.serve("/old.csv", files["new"])
    changed = "change,award,field\nchanged,c,lead\nchanged,c,recipient_name\n"
    for names in (("old.csv", "new.csv"), ("old.csv", addresses["new"]), (addresses["old"],)):
        assert ask("diff", *names, *form, "change,award,field")[:2] == (0, changed)


def test_check_and_diff_fetch_a_file_once(web: Web, ask: Ask) -> None:
    address = web.serve()
    assert ask("check", "--data", address, "--save-map", "map.yaml")[0] == 0
    assert web.statuses == [200]
    web.serve(page=MORE)
    assert ask("diff", address)[0] == 0
    assert web.statuses == [200, 200]


def test_diff_of_one_file_here_says_that_it_takes_two(ask: Ask) -> None:
    assert ask("diff", "bundled")[2].splitlines()[0] == "grantcli: error: diff needs NEW"


REGISTRY = """\
publisher,title,identifier,licence,modified,prefix,open,address
Abc,Grants a-1,a-1,,2022-04-27,360G-Abc,no,WEB/a.csv
Borset,Grants b-1,b-1,CC BY 4.0,2022-04-27,360G-Borset,yes,WEB/b.json
Borset,Grants b-2,b-2,CC BY 4.0,2022-04-27,360G-Borset,yes,WEB/gone.csv
Pages,Grants p-1,p-1,CC BY 4.0,2022-04-27,360G-Pages,yes,
"""


def test_the_registry_lists_every_file_with_its_licence(registry_web: Web, ask: Ask) -> None:
    assert ask("registry", "-f", "csv") == (0, REGISTRY, (
        "note: registry: read from WEB/data.json, fetched on DAY, SHA-256 SHA\n"
        "note: 1 file has no open licence that is known: ask the publisher before use\n"
        "note: 1 entry has no file that can be fetched, only a page\n"
    ))  # fmt: skip
    assert registry_web.statuses == [200]


def test_words_choose_files_of_the_registry(registry_web: Web, ask: Ask) -> None:  # noqa: ARG001 - the registry is there
    assert ask("registry", "grants", "BORSET", "-f", "csv", "-c", "identifier")[1] == "identifier\nb-1\nb-2\n"
    code, out, err = ask("registry", "borsett", "-f", "csv", "-c", "identifier")
    assert (code, out, err.splitlines()[-1]) == (0, "identifier\n", "note: no file has these words; did you mean `Borset`?")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"<!doctype html>", "`WEB/data.json` seems to be a web page, and has no awards that can be read"),
        (b"{", "`WEB/data.json` is not the registry: it is not valid JSON"),
        (b"a,b\n", "`WEB/data.json` is not the registry: it should be a list of datasets"),
        (b"{}", "`WEB/data.json` is not the registry: it should be a list of datasets"),
        (b"[1, 2]", "`WEB/data.json` is not the registry: none of its 2 entries has a publisher"),
    ],
)
def test_what_is_no_registry_is_refused(web: Web, ask: Ask, body: bytes, message: str) -> None:
    web.serve("/data.json", body)
    code, _, err = ask("registry")
    assert (code, err.splitlines()[0]) == (3, f"grantcli: error: {message}")


def test_entries_that_say_too_little_are_counted(web: Web, ask: Ask) -> None:
    feed = [dataset("b-1", "#"), 1, {"publisher": None}, {"publisher": {}, "distribution": "x"}]
    web.serve("/data.json", json.dumps(feed).encode())
    _, out, err = ask("registry", "-f", "csv", "-c", "identifier")
    assert (out, "note: registry: 2 entries have no publisher, and are left out" in err) == ('identifier\n""\nb-1\n', True)


def test_the_registry_may_be_a_file(registry_web: Web, ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "feed.json").write_bytes(registry_web.pages["/data.json"].body)
    assert ask("registry", "-f", "csv", "--registry", "feed.json")[:2] == (0, REGISTRY)
    assert registry_web.requests == []


def rows(out: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(out)))


def test_get_fetches_what_has_changed_and_says_of_each_failure_why(registry_web: Web, ask: Ask, tmp_path: Path) -> None:
    words = ("get", "Borset", "a-1", "360G-pages", "-o", "d", "-f", "csv", "-c", "status,file,why")
    missing = "`WEB/gone.csv` is not there: the server answers 404 Not Found"
    page = "the registry has no file of it, only a page: https://example.org/page"
    failed = [f"failed,,{missing}", f'failed,,"{page}"']

    def refusal(first: str, second: str) -> None:
        code, out, err = ask(*words)
        b, a = f"{first},360G-Borset-b-1.json,", f"{second},360G-Abc-a-1.csv,"
        assert (code, out.splitlines()[1:]) == (1, [b, failed[0], a, failed[1]])
        assert f"note: failed: Grants b-2: {missing}\n" in err
        assert "note: 1 file has no open licence that is known: ask the publisher before use\n" in err

    refusal("new", "new")
    refusal("unchanged", "unchanged")
    registry_web.serve("/a.csv", MORE)
    refusal("unchanged", "changed")
    assert [(tmp_path / "d" / at / "360G-Abc-a-1.csv").read_bytes() for at in (".", "previous")] == [MORE, CSV]
    entries = json.loads((tmp_path / "d" / "manifest.json").read_text())["files"]
    assert [(each["file"], each["sha256"], each["licence_address"]) for each in entries] == [
        ("360G-Abc-a-1.csv", sha256(MORE).hexdigest(), ""),
        ("360G-Borset-b-1.json", sha256(json.dumps(GRANTS).encode()).hexdigest(), BY),
    ]
    assert sorted(each.name for each in (tmp_path / "d").iterdir()) == sorted(
        ["360G-Abc-a-1.csv", "360G-Borset-b-1.json", "manifest.json", "previous"]
    )
    assert [status for path, _, status in registry_web.requests if path == "/a.csv"] == [200, 304, 200]


def test_what_get_says_of_a_change_shows_it(registry_web: Web, ask: Ask) -> None:
    ask("get", "a-1", "-o", "d")
    registry_web.serve("/a.csv", MORE)
    _, _, err = ask("get", "a-1", "-o", "d", "-f", "csv")
    command = re.search(r"`grantcli (diff .*)` shows", err)
    assert command
    assert ask(*command[1].split(), "-f", "csv", "-c", "change,award")[1] == "change,award\nadded,b\n"


def test_get_takes_addresses_and_names_files_by_what_they_hold(web: Web, ask: Ask, tmp_path: Path) -> None:
    names = [web.serve("/api/download", json.dumps(GRANTS).encode()), web.serve("/x.php?id=1"), web.serve("/x.php?id=2")]
    assert [row["file"] for row in rows(ask("get", *names, "-o", "d", "-f", "csv")[1])] == ["download.json", "x.csv", "x-2.csv"]
    assert [path for path, _, _ in web.requests] == ["/api/download", "/x.php?id=1", "/x.php?id=2"]
    assert (tmp_path / "d" / "x-2.csv").read_bytes() == CSV


def test_a_failure_leaves_the_file_that_was_there(registry_web: Web, ask: Ask, tmp_path: Path) -> None:
    ask("get", "a-1", "-o", "d")
    registry_web.serve("/a.csv", Page(MORE, cut=50))
    code, out, _ = ask("get", "a-1", "-o", "d", "-f", "csv")
    (row,) = rows(out)
    why = "`WEB/a.csv` came only in part: the server ended before the file did; what was fetched on DAY is still there"
    assert (code, row["why"]) == (1, why)
    assert (tmp_path / "d" / "360G-Abc-a-1.csv").read_bytes() == CSV
    assert not list((tmp_path / "d").glob(".*"))


def test_a_file_that_was_changed_here_is_fetched_again_and_not_lost(registry_web: Web, ask: Ask, tmp_path: Path) -> None:  # noqa: ARG001
    ask("get", "a-1", "-o", "d")
    (tmp_path / "d" / "360G-Abc-a-1.csv").write_bytes(b"mine")
    assert rows(ask("get", "a-1", "-o", "d", "-f", "csv")[1])[0]["status"] == "changed"
    assert [(tmp_path / "d" / at / "360G-Abc-a-1.csv").read_bytes() for at in (".", "previous")] == [CSV, b"mine"]


def test_a_folder_with_another_manifest_is_left_alone(registry_web: Web, ask: Ask, tmp_path: Path) -> None:  # noqa: ARG001
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "manifest.json").write_text('{"name": "my app"}')
    code, _, err = ask("get", "a-1", "-o", "d")
    assert (code, err.splitlines()[0]) == (
        3,
        "grantcli: error: `d/manifest.json` is not the manifest of a folder of `grantcli get`",
    )
    assert [each.name for each in (tmp_path / "d").iterdir()] == ["manifest.json"]


def test_an_unknown_name_is_an_error_with_the_nearest(registry_web: Web, ask: Ask) -> None:  # noqa: ARG001
    code, _, err = ask("get", "borse")
    message = "grantcli: error: the registry has no publisher, prefix or file `borse`"
    assert (code, err.splitlines()) == (2, [message, "hint: did you mean `Borset` or `360G-Borset`?"])


def test_360g_asks_the_files_of_a_publisher_and_says_their_licence(registry_web: Web, ask: Ask) -> None:
    registry_web.serve("/gone.csv", MORE)
    code, out, err = ask("total", "-f", "csv", "--data", "360g:borset")
    assert (code, out.splitlines()[1][:5]) == (0, "GBP,3")
    assert err.splitlines()[:5] == [
        "note: registry: read from WEB/data.json, fetched on DAY, SHA-256 SHA",
        "note: read from WEB/b.json, fetched on DAY, SHA-256 SHA",
        f"note: `Grants b-1` of Borset: licence: CC BY 4.0 ({BY})",
        "note: read from WEB/gone.csv, fetched on DAY, SHA-256 SHA",
        f"note: `Grants b-2` of Borset: licence: CC BY 4.0 ({BY})",
    ]
    assert "`Grants a-1` of Abc: no licence is stated, so it is not open data" in ask("total", "--data", "360G:a-1")[1]


def test_a_saved_question_looks_names_up_in_the_registry_that_is_set_or_that_it_names(
    registry_web: Web, ask: Ask, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "feed.json").write_bytes(registry_web.pages["/data.json"].body)
    assert ask("save", "--file", "q.yaml", "--expect", "awards", "q", "total", "--data", "360g:a-1")[0] == 0
    assert ask("run", "--check", "--file", "q.yaml", "-f", "csv", "-c", "outcome")[:2] == (0, "outcome\nas expected\n")
    words = ("total", "-f", "csv", "-c", "awards", "--data", "360g:a-1", "--registry", "feed.json")
    for file, from_here in (("own.yaml", "sub/own.yaml"), ("../own.yaml", "own.yaml")):
        assert run("save", "--file", file, "q", *words, cwd=tmp_path / "sub").code == 0
        assert run("run", "--file", from_here, "q").out == "awards\n1\n"


@pytest.mark.parametrize(
    ("name", "code", "message"),
    [
        ("360g:b-2", 3, "`WEB/gone.csv` is not there: the server answers 404 Not Found"),
        ("360g:p-1", 3, "the registry has no file of `p-1`, only a page"),
        ("360g:", 2, "`360g:` names no publisher"),
        ("360g:nobody", 2, "the registry has no publisher, prefix or file `nobody`"),
    ],
)
def test_a_name_of_the_registry_that_cannot_be_had_gives_no_answer(
    registry_web: Web, ask: Ask, name: str, code: int, message: str  # noqa: ARG001
) -> None:  # fmt: skip
    assert ask("total", "--data", name)[::2] == (code, ask("total", "--data", name)[2])
    assert ask("total", "--data", name)[2].splitlines()[0] == f"grantcli: error: {message}"


def test_a_file_that_the_registry_has_twice_is_counted_once(web: Web, ask: Ask) -> None:
    feed = [dataset("b-1", web.serve("/a.csv")), dataset("b-2", web.address("/a.csv"))]
    web.serve("/data.json", json.dumps(feed).encode())
    assert ask("total", "-f", "csv", "--data", "360g:Borset")[1].splitlines()[1][:5] == "GBP,1"


@pytest.mark.parametrize(
    ("licence", "is_open"),
    [
        ("https://creativecommons.org/licenses/by/4.0/", True),
        ("http://creativecommons.org/licenses/by-sa/3.0/", True),
        ("https://creativecommons.org/publicdomain/zero/1.0/", True),
        ("http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/", True),
        ("http://www.opendatacommons.org/licenses/pddl/1.0/", True),
        ("https://opendatacommons.org/licenses/odbl/1-0/", True),
        ("https://creativecommons.org/licenses/by-nc/4.0/", False),
        ("https://creativecommons.org/licenses/by-nd/4.0/", False),
        ("https://example.org/terms", False),
        ("", False),
    ],
)
def test_a_licence_is_open_where_it_is_one_that_is_known(web: Web, ask: Ask, licence: str, is_open: bool) -> None:
    web.serve("/data.json", json.dumps([dataset("b-1", "#", licence)]).encode())
    assert ask("registry", "-f", "csv", "-c", "open")[1] == f"open\n{'yes' if is_open else 'no'}\n"


def test_a_tab_never_asks_the_web(web: Web, run: Run) -> None:
    run("list", "fu", env={"GRANTCLI_COMPLETE": "bash", "COMP_LINE": f"grantcli list --data {web.serve()} recipient:L"})
    assert web.requests == []


def test_the_cache_shows_downloads_and_clears_them(web: Web, ask: Ask) -> None:
    ask("total", "--data", web.serve())
    assert [(row["file"], row["what"]) for row in rows(ask("cache", "-f", "csv")[1])] == [("WEB/grants.csv", "download")]
    assert ask("cache", "clear", "-f", "csv")[1] == f"copies,bytes\n1,{len(CSV)}\n"
    assert rows(ask("cache", "-f", "csv")[1]) == []


def test_a_project_file_names_no_registry_on_the_web(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "grantcli.yaml").write_text("registry: https://example.org/data.json\n")
    assert "a project file can name files, but not an address" in ask("config")[2]


@pytest.mark.shared
def test_the_feed_as_it_is_published_is_read(web: Web, ask: Ask) -> None:
    feed = (SHARED / "data" / "registry" / "data.json").read_bytes()
    web.serve("/data.json", feed.replace(b"http://localhost:8888", web.address("").encode()))
    assert [row["identifier"] for row in rows(ask("registry", "-f", "csv")[1])] == ["abc-gone", "abc-valid", "bcf"]


@pytest.mark.costly
@pytest.mark.parametrize("engine", ["memory", "duckdb"])
def test_lookups_and_decisions_are_read_from_an_address_which_the_answer_names(
    web: Web, run: Run, tmp_path: Path, engine: str
) -> None:
    places = web.serve("/places.csv", b"code,district\nE01000001,Leeds\n")
    same = web.serve("/same.yaml", b"- same: [GB-CHC-1, GB-CHC-2]\n")
    grants = [
        {"id": name, "currency": "GBP", "amountAwarded": 1, "recipientOrganization": [{"id": f"GB-CHC-{name}", "name": "R"}],
         "beneficiaryLocation": [{"geoCode": "E01000001"}]}
        for name in "12"
    ]  # fmt: skip
    (tmp_path / "x.json").write_text(json.dumps({"grants": grants}), encoding="utf-8")
    words = ("total", "--by", "district,recipient", "--data", "x.json", "-f", "csv", "-c", "district,awards", "--engine", engine)
    done = run(*words, "--places", places, "--organisations", same, env={"XDG_CACHE_HOME": str(tmp_path / "cache")})
    assert (done.code, done.out) == (0, "district,awards\nLeeds,2\n")
    notes = re.findall(
        rf"note: read from ({re.escape(web.address(''))}\S+), fetched on [0-9-]+, SHA-256 [0-9a-f]{{64}}\n", done.err
    )
    assert sorted(notes) == sorted([places, same])
    missing = run(*words, "--places", web.address("/gone.csv"), env={"XDG_CACHE_HOME": str(tmp_path / "cache")})
    error = f"grantcli: error: `{web.address('/gone.csv')}` is not there: the server answers 404 Not Found"
    assert (missing.code, missing.err.splitlines()[0]) == (3, error)


def test_an_address_of_a_lookup_may_be_given_in_python(web: Web, cache: Path, tmp_path: Path) -> None:  # noqa: ARG001
    (tmp_path / "x.csv").write_text(
        "Identifier,Amount Awarded,Beneficiary Location:Geographic Code\na,1,E01000001\n", encoding="utf-8"
    )
    lookup = b"code,district\nE01000001,Leeds\n"
    (tmp_path / "places.csv").write_bytes(lookup)
    for places in (tmp_path / "places.csv", web.serve("/places.csv", lookup)):
        assert grantcli.open(tmp_path / "x.csv", places=places).total(by="district").rows[0][0] == "Leeds"


def test_a_lookup_or_decisions_that_cannot_be_used_are_named_by_their_address(web: Web, run: Run, tmp_path: Path) -> None:
    env = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    faults = {
        "--places": [
            (b"a,b\n", "`{}` is not a lookup of places"),
            (b"code,district\nE01000001,Atlantis\n", "{}:2: `Atlantis` is not"),
        ],
        "--organisations": [(b"- other: [GB-CHC-1]\n", "`{}` is not a file of decisions about organisations")],
    }
    for option, each in faults.items():
        for number, (content, message) in enumerate(each):
            address = web.serve(f"/{option[2:]}{number}", content)
            done = run("total", "--by", "district", "--data", "example", option, address, env=env)
            assert (done.code, message.format(address) in done.err, "cache" in done.err) == (3, True, False), done.err
