"""Downloads: kept with what their server said of them, asked again politely, and never read in part."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from threading import Event, Thread

import pytest
from waiting import until
from web_server import CSV, MORE, Page, Web

from conftest import Run
from grantcli.errors import DataError, GrantcliError
from grantcli.published import downloads, files
from grantcli.published.downloads import Download
from grantcli.published.options import FetchOptions

HOW = FetchOptions(seconds=20)


def fetch(address: str, options: FetchOptions = HOW) -> Download:
    return downloads.fetch_latest(address, options, files.judge(address, 0))


def test_a_file_is_asked_for_again_and_comes_only_if_it_has_changed(web: Web, cache: Path) -> None:
    address = web.serve()
    first, again = fetch(address), fetch(address)
    web.serve(page=MORE)
    third = fetch(address)
    assert web.statuses == [200, 304, 200]
    assert [each.path.read_bytes() for each in (again, third)] == [CSV, MORE]
    assert [each.sha256 for each in (first, third)] == [sha256(body).hexdigest() for body in (CSV, MORE)]
    assert cache in third.path.parents


def test_a_date_does_for_a_server_that_has_no_etag(web: Web, cache: Path) -> None:  # noqa: ARG001 - where it is kept
    day = "Mon, 01 Jul 2019 10:00:00 GMT"
    address = web.serve(page=Page(CSV, headers={"Last-Modified": day}, etag=False))
    fetch(address)
    fetch(address)
    assert web.requests[1][1]["If-Modified-Since"] == day


def test_the_same_bytes_sent_again_are_the_same_version(web: Web, cache: Path) -> None:  # noqa: ARG001
    address = web.serve(page=Page(CSV, etag=False))
    first, again = fetch(address), fetch(address)
    assert (again.path, again.fetched, again.sha256) == (first.path, first.fetched, first.sha256)
    assert again.confirmed > first.confirmed


def test_only_the_user_can_look_into_the_cache(web: Web, cache: Path) -> None:
    result = fetch(web.serve())
    modes = [stat.S_IMODE(each.stat().st_mode) for each in (cache / "downloads", result.path.parent)]
    assert modes == [0o700, 0o700]


def test_the_version_before_the_last_is_kept_and_no_other(web: Web, cache: Path) -> None:  # noqa: ARG001
    address = web.serve()
    with pytest.raises(DataError, match="no download of"):
        downloads.stored_version(address, "latest")
    fetch(address)
    with pytest.raises(DataError, match="only one version"):
        downloads.stored_version(address, "previous")
    for body in (MORE, CSV + b"c,Third,Hull,1,GBP,2021-01-01\n"):
        web.serve(page=body)
        last = fetch(address)
    question = len(web.requests)
    assert downloads.stored_version(address, "previous").path.read_bytes() == MORE
    assert downloads.stored_version(address, "latest") == last
    assert len(web.requests) == question
    assert len(list(last.path.parent.iterdir())) == 3  # two versions, and what is written of them


def test_bytes_that_have_changed_on_disk_are_not_answered_from(web: Web, cache: Path) -> None:  # noqa: ARG001
    address = web.serve()
    fetch(address).path.write_bytes(MORE)
    with pytest.raises(DataError, match="has changed on disk"):
        downloads.stored_version(address, "latest")
    assert fetch(address).path.read_bytes() == CSV
    assert web.statuses == [200, 200]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"address": 1}', '{"address": "a", "versions": [{}]}', "\0"])
def test_what_is_written_of_a_download_may_be_damaged(web: Web, cache: Path, text: str) -> None:  # noqa: ARG001
    address = web.serve()
    result = fetch(address)
    (result.path.parent / "about.json").write_text(text)
    assert fetch(address).path.read_bytes() == CSV
    assert len(downloads.entries()) == 1


def test_a_failure_leaves_what_was_kept(web: Web, cache: Path) -> None:  # noqa: ARG001
    address = web.serve()
    result = fetch(address)
    for page in (Page(b"", 500), Page(MORE, cut=9), Page(b"<!doctype html><p>moved</p>")):
        web.serve(page=page)
        with pytest.raises(DataError):
            fetch(address)
    assert downloads.stored_version(address, "latest") == result
    assert sorted(each.name for each in result.path.parent.iterdir()) == sorted([result.sha256, "about.json"])


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"<!doctype html><html><p>sign in</p></html>", "a web page"),
        (b"<?xml version='1.0'?><feed/>", "XML or HTML"),
        (b"%PDF-1.7", "a PDF document"),
        (b"\x89PNG\r\n", "a picture"),
    ],
)
def test_a_file_is_judged_by_what_it_holds_whatever_it_is_called(web: Web, cache: Path, body: bytes, what: str) -> None:
    address = web.serve("/grants.csv", Page(body, headers={"Content-Type": "text/csv"}))
    with pytest.raises(DataError, match=f"seems to be {what}"):
        fetch(address)
    assert not list((cache / "downloads").iterdir())


def test_an_empty_file_is_refused(web: Web, cache: Path) -> None:  # noqa: ARG001
    with pytest.raises(DataError, match="is empty"):
        fetch(web.serve(page=b""))


def test_two_at_once_fetch_a_file_once(web: Web, cache: Path) -> None:  # noqa: ARG001
    page = Page(MORE, etag=False, hold=Event())
    address, result = web.serve(page=page), []
    threads = [Thread(target=lambda: result.append(fetch(address))) for _ in range(2)]
    threads[0].start()
    page.halfway.wait()
    threads[1].start()
    until(lambda: not threads[1].is_alive() or _waits())
    assert page.hold
    page.hold.set()
    for each in threads:
        each.join()
    assert [each.path.read_bytes() for each in result] == [MORE, MORE]
    assert web.statuses == [200]


def _waits() -> bool:
    """Say whether a thread of this process waits for a lock that another holds."""
    own = f":{os.getpid()}"
    lines = Path("/proc/locks").read_text().splitlines() if Path("/proc/locks").exists() else []
    return any("->" in line and "FLOCK" in line and own.strip(":") in line.split() for line in lines) or not lines


@pytest.mark.costly
def test_what_a_killed_run_leaves_is_never_read(web: Web, clean_env: Mapping[str, str], tmp_path: Path, run: Run) -> None:
    page = Page(MORE, hold=Event())
    address, env = web.serve(page=page), {**clean_env, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    command = [sys.executable, "-m", "grantcli", "total", "--data", address, "-f", "csv"]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert page.halfway.wait(60)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    left = [each.name for each in (tmp_path / "cache").rglob("*.part")]
    page.hold = None
    done = run("total", "--data", address, "-f", "csv", env={"XDG_CACHE_HOME": env["XDG_CACHE_HOME"]})
    assert len(left) == 1
    assert (done.code, done.out.splitlines()[1].split(",")[:2]) == (0, ["GBP", "2"])
    assert not list((tmp_path / "cache").rglob("*.part"))


def test_where_nothing_can_be_kept_a_file_is_fetched_for_this_run_alone(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null")
    assert fetch(web.serve()).path.read_bytes() == CSV
    assert fetch(web.serve()).path.read_bytes() == CSV
    assert web.statuses == [200, 200]


def test_a_full_disk_is_an_error(web: Web, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full here, which is a disk without room")
    address = web.serve()
    real = Path.open

    def full(path: Path, mode: str = "r", *more: object, **named: object) -> object:
        at = Path("/dev/full") if path.suffix == ".part" and "x" in mode else path
        return real(at, mode.replace("x", "w") if at != path else mode, *more, **named)  # type: ignore[call-overload]  # as given

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(GrantcliError, match="no space left on device"):
        fetch(address)


def test_what_was_asked_for_longest_ago_goes_when_all_is_too_much(
    web: Web, cache: Path, monkeypatch: pytest.MonkeyPatch  # noqa: ARG001
) -> None:  # fmt: skip
    monkeypatch.setattr(downloads, "LIMIT", len(CSV) * 2)
    for name in "abc":
        fetch(web.serve(f"/{name}.csv"))
    assert [each.address for each in downloads.entries()] == [web.address("/c.csv"), web.address("/b.csv")]


def test_clear_removes_every_download(web: Web, cache: Path) -> None:
    fetch(web.serve())
    assert (downloads.clear(), downloads.entries(), (cache / "downloads").exists()) == ([len(CSV)], [], False)
