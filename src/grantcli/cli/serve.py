"""`serve`: awards in a database of their own, and a web explorer over it until it is told to stop."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from grantcli.cli.call import Call
from grantcli.cli.options import OPENING
from grantcli.cli.output import cannot_write, say, write_stdout
from grantcli.cli.output import replace as replace_file
from grantcli.cli.progress import heeding, showing
from grantcli.errors import GrantcliError, UsageError, visible
from grantcli.exports import write
from grantcli.table import Table

if TYPE_CHECKING:
    from socket import socket

    from grantcli.web.described import Saved

_SAVEABLE = ("list", "filter", "total", "compare")
_HIGHEST = 65535


def serve(call: Call) -> str:
    """Write the awards, and answer about them until an interrupt; that is how it ends, so its exit code is 0."""
    if find_spec("datasette") is None:
        raise GrantcliError("Datasette is not installed", hint="pip install 'grantcli[web]'")
    from grantcli.web import server
    from grantcli.web.described import metadata, settings

    host = call.text("host") or "127.0.0.1"
    with _ending(), _socket(call, host) as sock, _place(call) as path:
        told = metadata("Grant awards", _about(call), _written(call, path))
        home = server.is_home(host)
        if not home:
            say(f"anybody who can reach {host} can read these awards; free SQL and the file as a whole are off")
        with _stopping():
            server.serve(path, sock, told, settings(home=home), lambda: _told(call, server.address(sock)))
    return ""


def _told(call: Call, address: str) -> None:
    """Say where it answers, on stdout, and how it ends."""
    write_stdout(f"{address}\n")
    say("Ctrl-C ends it")
    if call.on("open"):
        import webbrowser

        webbrowser.open(address)


def _socket(call: Call, host: str) -> "socket":
    """Return a socket on the port that is asked for, or on a free one."""
    from grantcli.web.server import listening

    port = call.number("port")
    if port is not None and not 0 < port <= _HIGHEST:
        raise UsageError(f"--port: {port} is no port", hint=f"a port is 1 to {_HIGHEST}; without one, a free port is found")
    try:
        return listening(host, port)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        hint = "give another with --port, or none for a free one" if port else "--host takes an address of this machine"
        raise GrantcliError(f"cannot answer on {host}{f' port {port}' if port else ''}: {reason}", hint=hint) from error


@contextmanager
def _ending() -> Iterator[None]:
    """Let being told to end be an interrupt, so that nothing is left behind."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _stopping() -> Iterator[None]:
    """Let an interrupt end what runs inside, and nothing else."""
    try:
        yield
    except KeyboardInterrupt:
        say("stopped")


@contextmanager
def _place(call: Call) -> Iterator[Path]:
    """Yield where the database is to stand: the file that is kept, or one that goes when it is over."""
    if kept := call.text("keep"):
        yield Path(kept)
        return
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="grantcli-") as folder:
        yield Path(folder) / "awards.sqlite"


def _written(call: Call, path: Path) -> "list[Saved]":
    """Write the database, and show on a terminal that it takes its time; return the kept questions that are in it."""
    from grantcli.web import explorer

    with heeding(), showing(", ".join(call.files)) as progress:
        told = replace(call, tell=progress.tell if progress else None)
        whole = told.dataset.whole(call.where)
        kept = list(_kept(told))

        def fill(new: Path) -> None:
            notes = write("sqlite", whole.awards, whole.book, new, ".sqlite")
            explorer.add(new, told.dataset.data.view, [(saved.name, table) for saved, table in kept])
            say(*whole.notes, *notes)

        try:
            replace_file(path, fill)
        except OSError as error:
            cannot_write(f"`{path}`" if call.text("keep") else "a temporary file", error)
    return [saved for saved, _ in kept]


def _kept(call: Call) -> "Iterator[tuple[Saved, Table]]":
    """Yield the answers to those questions that are kept and name no data of their own, asked of these."""
    from grantcli.cli.questions import questions
    from grantcli.cli.running import call_of
    from grantcli.web.described import Saved

    reading = {option.key: call.options[option.key] for option in OPENING if call.options.get(option.key)}
    kept = questions(call.text("file"))
    for question in () if "-" in call.files else kept.known.values():
        try:
            command, asked = call_of(kept, question)
            if command.name not in _SAVEABLE or asked.options.get("data"):
                continue
            table = command.run(replace(asked, options={**reading, **asked.options}))
        except GrantcliError as error:
            say(f"`{question.name}` is left out: {error.message}")
            continue
        if isinstance(table, Table):
            yield Saved(question.name, visible(f"grantcli {question.run}"), tuple(map(visible, table.notes))), table


def _about(call: Call) -> str:
    version = f", version {call.dataset.version}" if not call.files and call.dataset.version else ""
    data = ", ".join(Path(name).name for name in call.files) or "the bundled awards"
    asked = f" that match `{call.where}`" if str(call.where) else ""
    return visible(f"Awards of {data}{version}{asked}. Begin with the table `explore`, or with a question that stands ready.")
