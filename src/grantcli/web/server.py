"""Datasette over one read-only database, on one address, until it is stopped."""

import asyncio
import gc
import io
import logging
import socket
import sqlite3
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import redirect_stderr
from pathlib import Path
from typing import Any, TextIO

from grantcli.errors import visible, visible_lines
from grantcli.names import fold
from grantcli.web.datasette_metadata import DATABASE, SEVERAL
from grantcli.web.pages import STYLE, award, awards_sql, display_cell, facet_sql, filter_sql, totals_sql, totals_text

FIRST = 8001
"""The port that is tried where none is given; another one where it is in use."""
_HOME = ("127.0.0.1", "localhost", "::1")
_LONGEST = 8_000
"""Bytes of what follows `?` in an address."""
_CELL = 1_000_000
"""Bytes that one value may have: a function that makes one is not cut short when its time is over."""
_HEAP = 512 * 1024**2
"""Bytes that SQLite may take."""
_TEMPLATES = Path(__file__).parent / "templates"
Asgi = Callable[[Mapping[str, Any], Any, Any], Awaitable[None]]


def is_home(host: str) -> bool:
    """Say whether an address is that of this machine only."""
    return host in _HOME


def open_socket(host: str, port: int | None) -> socket.socket:
    """Return a socket that listens there; GrantcliError where it cannot."""
    try:
        return _bind(host, FIRST if port is None else port)
    except OSError:
        if port is None:
            return _bind(host, 0)
        raise


def _bind(host: str, port: int) -> socket.socket:
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
        sock.listen()
    except BaseException:
        sock.close()
        raise
    return sock


def address(sock: socket.socket) -> str:
    """Return the address that a browser takes."""
    host, port = sock.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def serve(
    path: Path, sock: socket.socket, metadata: Mapping[str, Any], settings: Mapping[str, Any], on_start: Callable[[], object]
) -> None:
    """Answer on the socket until an interrupt ends it with KeyboardInterrupt; `on_start` is called when it is ready."""
    import uvicorn

    home = is_home(sock.getsockname()[0])
    app = _explorer(path, metadata, settings)

    class Server(uvicorn.Server):
        """Says when it answers."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            """Begin to answer."""
            await super().startup(sockets)
            on_start()

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            """End, without a word on questions that are cut short by it."""
            logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
            await super().shutdown(sockets)

    with redirect_stderr(_VisibleText(sys.stderr)):
        app = _begin_at_awards(app)
        config = uvicorn.Config(_refuse_other_sites(_only_home(app) if home else app), log_level="warning", access_log=False,
                                timeout_graceful_shutdown=2)  # fmt: skip
        gc.enable()  # a command line is over before it would pay, and a server is not
        asyncio.run(Server(config).serve([sock]))


class _VisibleText(io.TextIOBase):
    """A stream on whose terminal nothing does anything: the server repeats what it was asked there."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        """Write a text as it may be shown."""
        return self.stream.write(visible_lines(text))

    def flush(self) -> None:
        """Let it be seen."""
        self.stream.flush()


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
    datasette = Datasette([], template_dir=str(_TEMPLATES), metadata=dict(metadata), settings=dict(settings))
    datasette.add_database(Database(datasette, path=str(path), is_mutable=False), name=DATABASE)
    app: Asgi = datasette.app()
    return app


def _cells(hookimpl: Callable[..., Any]) -> object:  # noqa: C901 # long: Datasette takes its hooks from one object
    """Return the plugin that shows cells, totals and awards as people read them."""
    from datasette.utils.asgi import Response
    from markupsafe import Markup

    class Cells:
        """Shows amounts and several values, and bounds questions."""

        __name__ = "grantcli"

        @hookimpl
        def render_cell(self, row: Mapping[str, Any], value: object, column: str, table: str | None) -> str | None:
            """Return what people read in a cell; a title leads to the award's page."""
            if table == "explore" and column == "title":
                number = (
                    row["award"]["value"] if isinstance(row["award"], dict) else row["award"]
                )  # Datasette puts labels beside it
                return Markup('<a href="/{}/explore/{}">{}</a>').format(DATABASE, number, visible(str(value or row["id"])))
            return display_cell(row, value, column)

        @hookimpl
        def register_facet_classes(self) -> list[type]:
            """Return the facet that is the total of what is shown, and those of columns with a value and with several."""
            return [_total_facet(), _value_facet(), _several_facet()]

        @hookimpl
        def filters_from_request(self, request: Any, table: str) -> object:  # noqa: ANN401 - as Datasette has it
            """Return how awards with a value among several are found by an index, before Datasette looks at each."""
            return _filter(request) if table == "explore" else None

        @hookimpl
        def register_routes(self) -> list[tuple[str, Callable[[], object]]]:
            """Answer with our own style."""
            return [(r"^/-/grantcli\.css$", lambda: Response(STYLE, content_type="text/css; charset=utf-8"))]

        @hookimpl
        def extra_css_urls(self) -> list[str]:
            """Return where the style is."""
            return ["/-/grantcli.css"]

        @hookimpl
        def extra_template_vars(self, table: str | None, view_name: str, request: Any, datasette: Any) -> object:  # noqa: ANN401 - as Datasette has them
            """Return the award whole for its page."""

            async def variables() -> dict[str, Any]:
                if view_name != "row" or table != "explore":
                    return {}
                return {"award": await award(datasette.get_database(DATABASE).execute, request.url_vars["pks"])}

            return variables

        @hookimpl
        def prepare_connection(self, conn: sqlite3.Connection) -> None:
            """Bound what a question can take, and let it look for a word as `grantcli` does."""
            conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _CELL)
            conn.execute(f"PRAGMA hard_heap_limit = {_HEAP}")
            conn.create_function("fold", 1, lambda text: None if text is None else fold(str(text)), deterministic=True)

    return Cells()


def _total_facet() -> type:
    """Return the facet whose only values are the totals of the awards that are shown, one a currency."""
    from datasette.facets import Facet

    class Total(Facet):  # type: ignore[misc]  # Datasette has no types
        """Shown above the others."""

        type = "total"

        async def facet_results(self) -> tuple[list[dict[str, Any]], list[str]]:
            """Return the totals as values, each with the number of its awards."""
            if not self.get_configs():
                return [], []
            rows = (await self.ds.execute(self.database, totals_sql(await _question(self)), self.params)).rows
            values = [{"value": text, "label": text, "count": row["awards"], "toggle_url": "", "selected": False}
                      for row, text in zip(rows, totals_text(rows), strict=True)]  # fmt: skip
            return [
                {"name": "total", "type": "total", "hideable": False, "toggle_url": "", "results": values, "truncated": False}
            ], []

    return Total


async def _question(facet: Any) -> str:  # noqa: ANN401 - as Datasette has it
    """Return the question for the awards that a facet is of."""
    if facet.table != "explore":
        return str(facet.sql)
    ((count,),) = (await facet.ds.execute(facet.database, "SELECT count(*) FROM explore")).rows
    return awards_sql(facet.sql, every=facet.row_count == count)


def _value_facet() -> type:
    """Return Datasette's facet of a column, by a question that takes less time."""
    from datasette.facets import ColumnFacet

    class Value(ColumnFacet):  # type: ignore[misc]  # Datasette has no types
        """Its values are links to the awards that have them."""

        type = "value"

        async def facet_results(self) -> tuple[list[dict[str, Any]], list[str]]:
            """Return the values that most awards have, and the names of the facets that took too long."""
            if self.get_configs():
                self.sql = await _question(self)
            results: tuple[list[dict[str, Any]], list[str]] = await super().facet_results()
            return results

    return Value


def _filter(request: Any) -> object:  # noqa: ANN401 - as Datasette has it
    """Return the conditions that awards have values of columns with several, beside those of Datasette, which no index serves."""
    from datasette.filters import FilterArguments

    values = [(name, value) for name in SEVERAL for value in request.args.getlist(f"{name}__arraycontains")]
    params = {f"several{number}": value for number, (_, value) in enumerate(values)}
    return FilterArguments([filter_sql(name, f"several{number}") for number, (name, _) in enumerate(values)], params)


def _several_facet() -> type:  # long: a class of Datasette's, which is imported when it is used
    """Return the facet of a column whose values are in `explore_facets`, with the addresses that Datasette has for arrays."""
    from datasette.database import QueryInterrupted
    from datasette.facets import Facet
    from datasette.utils import path_with_added_args, path_with_removed_args

    class Several(Facet):  # type: ignore[misc]  # Datasette has no types
        """Its values are links to the awards that have them."""

        type = "several"

        async def facet_results(self) -> tuple[list[dict[str, Any]], list[str]]:
            """Return the values that most awards have, and the names of the facets that took too long."""
            results, late = [], []
            names = [each["config"]["simple"] for each in self.get_configs()]
            sql = await _question(self) if names else ""
            for name in names:
                try:
                    results.append(await self._result(sql, name))
                except QueryInterrupted:
                    late.append(name)
            return results, late

        async def _result(self, sql: str, name: str) -> dict[str, Any]:
            size = self.get_facet_size()
            answer = await self.ds.execute(
                self.database, facet_sql(sql, size + 1), dict(self.params) | {"facet": name}, truncate=False,
                custom_time_limit=self.ds.setting("facet_time_limit_ms"),
            )  # fmt: skip
            values = [self._value(name, row["value"], row["count"]) for row in answer.rows[:size]]
            return {"name": name, "type": self.type, "hideable": False, "toggle_url": "", "results": values,
                    "truncated": len(answer.rows) > size}  # fmt: skip

        def _value(self, name: str, value: str, count: int) -> dict[str, Any]:
            argument = {f"{name}__arraycontains": value}
            selected = (*argument.items(),)[0] in self.get_querystring_pairs()
            path = (path_with_removed_args if selected else path_with_added_args)(self.request, argument)
            address = self.ds.absolute_url(self.request, path)
            return {"value": value, "label": value, "count": count, "toggle_url": address, "selected": selected}

    return Several


def _begin_at_awards(app: Asgi) -> Asgi:
    """Lead whoever asks for nothing in particular to the list of awards."""

    async def redirect(scope: Mapping[str, Any], receive: Any, send: Any) -> None:  # noqa: ANN401 - as ASGI has them
        if scope["type"] == "http" and scope["path"] == "/":
            headers = [(b"location", f"/{DATABASE}/explore".encode())]
            await send({"type": "http.response.start", "status": 302, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
        else:
            await app(scope, receive, send)

    return redirect


def _refuse_other_sites(app: Asgi) -> Asgi:
    """Answer no question that a page from elsewhere asks, and none that is too long; a plain link to a page is let through.

    A browser says whose page asks (Fetch Metadata); what is no browser does not.
    """

    async def check(scope: Mapping[str, Any], receive: Any, send: Any) -> None:  # noqa: ANN401 - as ASGI has them
        headers, query = dict(scope.get("headers") or ()), scope.get("query_string") or b""
        if query and headers.get(b"sec-fetch-site", b"none") not in {b"none", b"same-origin"}:
            await _refuse(send, 403, "this explorer does not answer requests from other websites")
        elif len(query) > _LONGEST:
            await _refuse(send, 414, f"a question is at most {_LONGEST:,} bytes long here")
        else:
            await app(scope, receive, send)

    return check


async def _refuse(send: Any, status: int, reason: str) -> None:  # noqa: ANN401 - as above
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": f"{reason}\n".encode()})


def _only_home(app: Asgi) -> Asgi:
    """Answer only who asks for this machine by name: a page from elsewhere that has its own name lead here is turned away."""

    async def check(scope: Mapping[str, Any], receive: Any, send: Any) -> None:  # noqa: ANN401 - as ASGI has them
        host = dict(scope.get("headers") or ()).get(b"host", b"").decode("latin-1")
        if scope["type"] == "lifespan" or host.rpartition(":")[0].strip("[]") in _HOME or host in _HOME:
            await app(scope, receive, send)
            return
        await _refuse(send, 421, "this explorer answers only its own machine")

    return check
