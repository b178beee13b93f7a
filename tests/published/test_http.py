"""Asking a web server: what comes is the whole file, or an error that says why not; nothing leads out of the web."""

from io import BytesIO
from socket import create_server

import pytest
from web_server import CSV, Page, Web

from grantcli.errors import DataError, UsageError
from grantcli.published import http
from grantcli.published.options import FetchOptions
from grantcli.sizes import display_size, size

HOW = FetchOptions(size=1000, seconds=60)


def message(address: str, options: FetchOptions = HOW) -> str:
    """Return what is said of an address, with what to do; the address is written `URL`, its server `HOST`."""
    into = BytesIO()
    try:
        result = http.fetch(address, into, options)
    except DataError as error:
        host = address.split("/")[2]
        return f"{error.message} | {error.hint}".replace(address, "URL").replace(host, "HOST")
    assert into.getvalue() == CSV
    return "whole" if result.address == address else "whole, elsewhere"


def redirect(to: str, status: int = 302) -> Page:
    return Page(status=status, headers={"Location": to} if to else {}, etag=False)


PAGES: list[tuple[str, Page, str]] = [
    ("a file", Page(CSV), "whole"),
    ("a file in chunks", Page(CSV, chunked=True), "whole"),
    ("a file without a length", Page(CSV, length=False), "whole"),
    ("not there", Page(b"", 404),
     "`URL` is not there: the server answers 404 Not Found | look for where its publisher has it now"),
    ("gone", Page(b"", 410), "`URL` is gone for good: the server answers 410 Gone | look for where its publisher has it now"),
    ("not for all", Page(b"", 403),
     "`URL` is not for everyone to read: the server answers 403 Forbidden | grantcli reads only what is public"),
    ("broken", Page(b"", 500), "`URL` is not available: the server answers 500 Internal Server Error | ask again later"),
    ("busy", Page(b"", 503, {"Retry-After": "60"}),
     "`URL` is not available at the moment: the server answers 503 Service Unavailable | ask again in 60 seconds"),
    ("too often", Page(b"", 429, {"Retry-After": "1"}),
     "`URL` was asked for too often: the server answers 429 Too Many Requests | ask again in 1 second"),
    ("a status that there is not", Page(b"", 299), "`URL` is not available: the server answers 299 | "),
    ("a part", Page(CSV, 206), "`URL` is not available: the server answers 206 Partial Content | "),
    ("unchanged, though nobody asked", Page(b"", 304), "`URL` is not available: the server answers 304 Not Modified | "),
    ("cut off", Page(CSV, cut=20), "`URL` came only in part: the server ended before the file did | ask again"),
    ("cut off before it begins", Page(CSV, cut=0), "`URL` came only in part: the server ended before the file did | ask again"),
    ("cut off in a chunk", Page(CSV, cut=20, chunked=True),
     "`URL` came only in part: the server ended before the file did | ask again"),
    ("too large, and it says so", Page(CSV * 20),
     "`URL` is larger than 1 KB: at least 2.1 KB | `--max-size SIZE` allows more, such as 5GB"),
    ("too large, and it does not say so", Page(CSV * 20, chunked=True),
     "`URL` is larger than 1 KB: at least 2.1 KB | `--max-size SIZE` allows more, such as 5GB"),
    ("packed by the server", Page(CSV, headers={"Content-Encoding": "br"}),
     "`URL` is packed in a way that grantcli did not ask for | let its publisher know"),
    ("moved", redirect("/there"), "whole, elsewhere"),
    ("moved for good", redirect("/there", 308), "whole, elsewhere"),
    ("moved to itself", redirect("/here"), "`URL` is passed on in a circle, or more than 10 times | let its publisher know"),
    ("moved without end", redirect("/hop/1"), "`URL` is passed on in a circle, or more than 10 times | let its publisher know"),
    ("moved to a file here", redirect("file:///etc/passwd"),
     "`URL` is passed on to `file:///etc/passwd`, which is not on the web | let its publisher know"),
    ("moved to another protocol", redirect("ftp://HOST/a"),
     "`URL` is passed on to `ftp://HOST/a`, which is not on the web | let its publisher know"),
    ("moved nowhere", redirect(""), "`URL` is passed on to ``, which is not on the web | let its publisher know"),
    ("moved to nonsense", redirect("http://["),
     "`URL` is passed on to `http://[`, which is not on the web | let its publisher know"),
    ("moved to what is gone", redirect("/gone"),
     "`URL` is not there: the server answers 404 Not Found | look for where its publisher has it now"),
]  # fmt: skip


@pytest.mark.parametrize(("page", "expected"), [row[1:] for row in PAGES], ids=[row[0] for row in PAGES])
def test_what_comes_is_the_whole_file_or_an_error_that_says_why(web: Web, page: Page, expected: str) -> None:
    web.serve("/there")
    for hop in range(1, 20):
        web.serve(f"/hop/{hop}", redirect(f"/hop/{hop + 1}"))
    assert message(web.serve("/here", page)) == expected


def test_a_server_that_says_nothing_is_not_waited_for(web: Web) -> None:
    options = FetchOptions(seconds=1)
    assert (
        message(web.serve(page=Page(CSV, drip=9)), options)
        == "`URL` did not answer in time | ask again later, or give `--timeout SECONDS`"
    )


def test_a_byte_now_and_then_does_not_keep_it_waiting(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    hours = iter(range(0, 10**9, 3600))
    monkeypatch.setattr(http, "monotonic", lambda: next(hours))
    hint = "`--timeout SECONDS` gives it longer, 0 as long as it takes"
    assert message(web.serve(page=Page(CSV, drip=0.01))) == f"`URL` took longer than 60 seconds | {hint}"


def test_a_server_that_is_not_there_is_named() -> None:
    with create_server(("127.0.0.1", 0)) as seconds:
        port = seconds.getsockname()[1]
    hint = "see that the address is right and that you are online; `--from-cache latest` answers from the last download"
    assert message(f"http://127.0.0.1:{port}/a.csv") == f"`URL` cannot be reached: no server answers there | {hint}"


def test_what_does_not_speak_http_is_an_error() -> None:
    with create_server(("127.0.0.1", 0)) as server:
        from threading import Thread

        def answer() -> None:
            line, _ = server.accept()
            with line:
                line.sendall(b"220 mail.example ESMTP\r\n\r\n")

        thread = Thread(target=answer)
        thread.start()
        assert message(f"http://127.0.0.1:{server.getsockname()[1]}/a.csv").startswith("`URL` came only in part")
        thread.join()


def test_a_file_may_take_as_long_as_it_takes_where_that_is_asked_for(web: Web) -> None:
    assert message(web.serve(page=Page(CSV, drip=0.005)), FetchOptions(seconds=0)) == "whole"


def test_a_larger_file_is_taken_where_that_is_asked_for(web: Web) -> None:
    address, into = web.serve(page=CSV * 20), BytesIO()
    http.fetch(address, into, FetchOptions(size=len(CSV) * 20))
    assert into.getvalue() == CSV * 20


def test_the_bytes_that_have_come_are_told(web: Web) -> None:
    texts: list[tuple[str, int, int | None]] = []
    address = web.serve()
    http.fetch(address, BytesIO(), FetchOptions(on_progress=lambda *each: texts.append(each)))
    assert texts[-1] == (address, len(CSV), len(CSV))


def test_the_server_learns_who_asks_and_that_nothing_is_to_be_packed(web: Web) -> None:
    http.fetch(web.serve(), BytesIO(), HOW)
    ((_, headers, _),) = web.requests
    assert (headers["User-Agent"], headers["Accept-Encoding"]) == ("grantcli", "identity")


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("http://", "`http://` is not the address of a file on the web"),
        ("https:///a.csv", "`https:///a.csv` is not the address of a file on the web"),
        ("http://h:1:2/a", "`http://h:1:2/a` is not the address of a file on the web"),
        ("http://h:99999/a", "`http://h:99999/a` is not the address of a file on the web"),
        ("http://[::1/a", "`http://[::1/a` is not the address of a file on the web"),
        ("ftp://h/a", "`ftp://h/a` is not the address of a file on the web"),
        ("https://h/a b.csv", "`https://h/a b.csv` has a blank in it"),
        ("https://ann:secret@h/a.csv", "an address with a name and a password in it can be seen by others"),
        ("https://ann@h/a.csv", "an address with a name and a password in it can be seen by others"),
    ],
)
def test_what_is_no_address_of_a_file_is_refused_before_anyone_is_asked(address: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        http.fetch(address, BytesIO(), HOW)
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("text", "bytes_"), [("1", 1), ("1b", 1), ("2kb", 2000), ("1.5GB", 1_500_000_000), ("3 m", 3_000_000), ("2T", 2 * 10**12)]
)
def test_a_size_is_read_as_people_write_it(text: str, bytes_: int) -> None:
    assert size(text, "--max-size") == bytes_


@pytest.mark.parametrize("text", ["", "0", "0GB", "-1", "GB", "1 XB", "1e9", "1,000", "unlimited", "10 GiB"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        size(text, "--max-size")


def test_a_size_is_shown_in_the_unit_that_suits_it() -> None:
    assert [display_size(each) for each in (0, 1, 999, 1000, 12_345_678, 10**9)] == [
        "0 bytes", "1 bytes", "999 bytes", "1 KB", "12.3 MB", "1 GB",
    ]  # fmt: skip
