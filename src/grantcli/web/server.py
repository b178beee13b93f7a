"""Datasette over one database that it cannot write, on one address, until it is told to stop."""

import asyncio
import socket
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from grantcli.web.cells import shown
from grantcli.web.described import DATABASE

FIRST = 8001
"""The port that is tried where none is given; another one where it is in use."""
_HOME = ("127.0.0.1", "localhost", "::1")
Asgi = Callable[[Mapping[str, Any], Any, Any], Awaitable[None]]


def is_home(host: str) -> bool:
    """Say whether an address is that of this machine only."""
    return host in _HOME


def listening(host: str, port: int | None) -> socket.socket:
    """Return a socket that listens there; GrantcliError where it cannot."""
    try:
        return _bound(host, FIRST if port is None else port)
    except OSError:
        if port is None:
            return _bound(host, 0)
        raise


def _bound(host: str, port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen()
    except BaseException:
        made.close()
        raise
    return made


def address(sock: socket.socket) -> str:
    """Return the address that a browser takes."""
    host, port = sock.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def serve(
    path: Path, sock: socket.socket, metadata: Mapping[str, Any], settings: Mapping[str, Any], started: Callable[[], object]
) -> None:
    """Answer on the socket until an interrupt comes, which ends it with KeyboardInterrupt; `started` is told when it does."""
    import uvicorn

    home = is_home(sock.getsockname()[0])
    app = _explorer(path, metadata, settings)

    class Server(uvicorn.Server):
        """Says when it answers."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            """Begin to answer."""
            await super().startup(sockets)
            started()

    config = uvicorn.Config(_only_home(app) if home else app, log_level="warning", access_log=False, timeout_graceful_shutdown=2)
    asyncio.run(Server(config).serve([sock]))


def _explorer(path: Path, metadata: Mapping[str, Any], settings: Mapping[str, Any]) -> Asgi:
    """Return Datasette over a database that it takes never to change, with no plugin but ours."""
    # Datasette runs whatever plugins are installed beside it when it is imported, unless it believes that it is tested.
    sys._called_from_test = True  # type: ignore[attr-defined]  # noqa: SLF001 - Datasette's own name for it
    try:
        from datasette import hookimpl
        from datasette.app import Datasette
        from datasette.database import Database
        from datasette.plugins import pm
    finally:
        del sys._called_from_test  # type: ignore[attr-defined]  # noqa: SLF001 - as above

    from datasette import handle_exception  # not before the others: it is a plugin, and must be whole when it is taken as one

    handle_exception.rich = None  # else it draws a traceback on stdout for every question that it refuses
    pm.register(_cells(hookimpl), name="grantcli")
    datasette = Datasette([], metadata=dict(metadata), settings=dict(settings))
    datasette.add_database(Database(datasette, path=str(path), is_mutable=False), name=DATABASE)
    made: Asgi = datasette.app()
    return made


def _cells(hookimpl: Callable[..., Any]) -> object:
    """Return the plugin that shows cells as people read them."""

    class Cells:
        """Shows amounts and several values."""

        __name__ = "grantcli"

        @hookimpl
        def render_cell(self, row: Mapping[str, Any], value: object, column: str) -> str | None:
            """Return what people read in a cell."""
            return shown(row, value, column)

    return Cells()


def _only_home(app: Asgi) -> Asgi:
    """Answer only who asks for this machine by name: a page from elsewhere that has its own name lead here is turned away."""

    async def checked(scope: Mapping[str, Any], receive: Any, send: Any) -> None:  # noqa: ANN401 - as ASGI has them
        named = dict(scope.get("headers") or ()).get(b"host", b"").decode("latin-1")
        if scope["type"] == "lifespan" or named.rpartition(":")[0].strip("[]") in _HOME or named in _HOME:
            await app(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": 421, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": b"this explorer answers to its own machine only\n"})

    return checked
