"""A web server on the loopback address that gives files well and badly, as each test says."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import cast

CSV = b"Identifier,Title,Recipient Org:Name,Amount Awarded,Currency,Award Date\na,First,Leeds,100,GBP,2019-04-01\n"
MORE = CSV + b"b,Second,York,250.50,GBP,2020-01-02\n"


@dataclass
class Page:
    """What is at a path: a body with its status and headers, and how badly it is sent."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    etag: bool = True
    cut: int | None = None
    """So many bytes are sent of it, and then the line is cut."""
    chunked: bool = False
    length: bool = True
    drip: float = 0.0
    """So many seconds pass before each byte."""
    hold: Event | None = None
    """Is waited for in the middle of the body."""
    halfway: Event = field(default_factory=Event)
    """Is set once the first half is sent."""
    head: int | None = None
    """The status of the answer to HEAD, where it is another."""
    silent: bool = False
    """Whether the line is cut without an answer."""
    silence: Event | None = None
    """Is waited for before the answer."""


@dataclass
class Web:
    """The server, seen from a test."""

    port: int
    pages: dict[str, Page] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str], int]] = field(default_factory=list)
    """Each request so far: path, headers and the status of the answer."""
    methods: list[tuple[str, str]] = field(default_factory=list)
    """The method and the path of each request so far, before it is answered."""

    def address(self, path: str = "/grants.csv") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def serve(self, path: str = "/grants.csv", page: Page | bytes = CSV) -> str:
        self.pages[path] = Page(page) if isinstance(page, bytes) else page
        return self.address(path)

    @property
    def statuses(self) -> list[int]:
        return [status for _, _, status in self.requests]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        web = cast("_Server", self.server).web
        web.methods.append((self.command, self.path))
        page = web.pages.get(self.path, Page(b"<!doctype html><title>gone</title>", 404, etag=False))
        tag = f'"{sha256(page.body).hexdigest()[:16]}"'
        unchanged = page.etag and page.status == 200 and self.headers.get("If-None-Match") == tag
        status = 304 if unchanged else page.status
        if self.command == "HEAD":
            status = page.head or page.status
        if page.silence:
            page.halfway.set()
            page.silence.wait(60)
        if page.silent:
            self.close_connection = True
            return
        web.requests.append((self.path, dict(self.headers), status))
        self.close_connection = True
        try:
            self.send_response(status)
            for name, value in page.headers.items():
                self.send_header(name, value)
            if page.etag:
                self.send_header("ETag", tag)
            if unchanged or self.command == "HEAD":
                self.end_headers()
                return
            self._send(page)
        except ConnectionError:
            return

    do_HEAD = do_GET  # noqa: N815 - as it is called

    def _send(self, page: Page) -> None:
        if page.chunked:
            self.send_header("Transfer-Encoding", "chunked")
        elif page.length:
            self.send_header("Content-Length", str(len(page.body)))
        self.send_header("Connection", "close")
        self.end_headers()
        body = page.body if page.cut is None else page.body[: page.cut]
        if page.chunked:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(body), body) + (b"0\r\n\r\n" if page.cut is None else b""))
        elif page.drip:
            for byte in body:
                Event().wait(page.drip)
                self.wfile.write(bytes([byte]))
        elif page.hold:
            self.wfile.write(body[: len(body) // 2])
            self.wfile.flush()
            page.halfway.set()
            page.hold.wait(60)
            self.wfile.write(body[len(body) // 2 :])
        else:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as it is called
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    web: Web

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that is gone is no fault of ours."""


@contextmanager
def serving() -> Iterator[Web]:
    """Run the server until the block ends."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.web = Web(server.server_address[1])
    thread = Thread(target=cast("Callable[[], None]", server.serve_forever), daemon=True)
    thread.start()
    try:
        yield server.web
    finally:
        for page in server.web.pages.values():
            for event in (page.hold, page.silence):
                if event:
                    event.set()
        server.shutdown()
        server.server_close()
        thread.join()
