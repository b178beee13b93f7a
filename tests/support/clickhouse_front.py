"""A front before ClickHouse in process (chdb) that speaks its HTTP as far as its client needs: no server of it can be had."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import parse_qsl, urlsplit

_OURS = {
    "query", "database", "query_id", "session_id", "readonly", "default_format", "compress", "decompress", "session_timeout",
    "client_protocol_version", "cancel_http_readonly_queries_on_client_close", "wait_end_of_query", "role", "buffer_size",
    "send_progress_in_http_headers", "http_headers_progress_interval_ms", "enable_http_compression", "session_check",
}  # fmt: skip
"""What of an address is for the server, and no setting of a question; `readonly` would hold for all that comes after."""


class _Front(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    session: Any = None
    lock = threading.Lock()
    folder = ""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Say nothing."""

    def do_GET(self) -> None:
        self.do_POST()

    def do_POST(self) -> None:
        fields = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        body = self._body()
        if "multipart/form-data" in self.headers.get("Content-Type", ""):
            fields |= _form(self.headers["Content-Type"], body)
            body = b""
        query = fields.get("query", "") or body.decode("utf-8", "surrogateescape")
        if fields.get("query") and body and not query.lstrip().upper().startswith("INSERT"):
            query = f"{query} {body.decode()}"
        with self.lock:
            try:
                answer, code = self._run(query, fields, body), 200
            except Exception as error:  # noqa: BLE001 - a server says what went wrong, whatever it is
                answer, code = str(error).encode(), 500
        self.send_response(code)
        error_code = re.search(rb"Code: (\d+)", answer)
        if code != 200:
            self.send_header("X-ClickHouse-Exception-Code", error_code[1].decode() if error_code else "1")
        self.send_header("X-ClickHouse-Format", "Native")
        self.send_header("X-ClickHouse-Summary", "{}")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def _body(self) -> bytes:
        body = b""
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        else:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        return _unpack(body, self.headers.get("Content-Encoding", ""))

    def _run(self, query: str, fields: dict[str, str], body: bytes) -> bytes:
        for name, value in fields.items():
            if name not in _OURS:
                literal = value.replace("\\", "\\\\").replace("'", "\\'")
                self.session.query(f"SET {name} = '{literal}'")
        match = re.match(
            rb"\s*(INSERT INTO .*?)\s+FORMAT (Native|Parquet)\s*?\n?", query.encode("utf-8", "surrogateescape"), re.DOTALL
        )
        if match:
            place = Path(self.folder) / "insert"
            place.write_bytes(body if fields.get("query") else body[match.end() :])
            query = f"{match[1].decode()} SELECT * FROM file('{place}', '{match[2].decode()}')"  # noqa: S608 - a path of this test
        form = re.search(r"\s+FORMAT (\w+)\s*$", query)
        answer = self.session.query(query[: form.start()] if form else query, form[1] if form else "TabSeparated")
        for name in fields:
            if name not in _OURS and not name.startswith("param_"):
                self.session.query(f"SET {name} = DEFAULT")
        return bytes(answer.bytes())


def _form(kind: str, body: bytes) -> dict[str, str]:
    """Return the fields of a form, as which the client sends a question that has many parameters."""
    whole = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    parts = [part for part in whole.walk() if not part.is_multipart()]
    return {str(part.get_param("name", header="content-disposition")): _text(part.get_payload(decode=True)) for part in parts}


def _text(payload: object) -> str:
    return payload.decode() if isinstance(payload, bytes) else str(payload)


def _unpack(body: bytes, encoding: str) -> bytes:
    if encoding == "lz4":
        import lz4.frame

        return bytes(lz4.frame.decompress(body))
    if encoding == "zstd":
        import zstandard

        return bytes(zstandard.ZstdDecompressor().decompressobj().decompress(body))
    return body


@contextmanager
def clickhouse() -> Iterator[int]:
    """Run ClickHouse in this process behind a port of the loopback address, and yield the port."""
    from chdb.session import Session

    with TemporaryDirectory(prefix="grantcli-ch-") as folder:
        _Front.session, _Front.folder = Session(f"{folder}/data"), folder  # type: ignore[no-untyped-call]  # chdb has no types
        server = ThreadingHTTPServer(("127.0.0.1", 0), _Front)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
            _Front.session.close()
