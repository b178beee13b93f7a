"""`grantcli serve`: awards in a temporary database, and a web explorer over it until you stop it."""

import shlex
import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grantcli.cli.command_class import answer, command, source_of
from grantcli.cli.destination import cannot_write, replace_file, say, write_stdout
from grantcli.cli.interrupts import interruptible
from grantcli.cli.options import AllOptionsBut, Filters, Input, QuestionFile, Terms
from grantcli.cli.panels import option
from grantcli.cli.progress import show_progress
from grantcli.errors import GrantcliError, UsageError, visible
from grantcli.query import EVERYTHING, Filter
from grantcli.table import Table

if TYPE_CHECKING:
    from socket import socket

    from grantcli.cli.question_file import Question, Questions
    from grantcli.web.datasette_metadata import AnsweredQuestion

_SAVEABLE = ("list", "filter", "total", "compare")
_Port = Annotated[int | None, option(min=1, max=65535, metavar="PORT", help="the port (8001 if not given, or a free one where"
                                     " that is in use)")]  # fmt: skip
_Host = Annotated[str, option(metavar="ADDRESS", help="the address to answer on (127.0.0.1 if not given); with another one,"
                              " other people can read the awards")]  # fmt: skip
_Keep = Annotated[str, option(metavar="FILE", help="keep the database, in this file")]
_Open = Annotated[bool, option("--open", help="open it in the web browser")]


@command("Share", live=True)
def serve(
    *, terms: Terms = None, port: _Port = None, host: _Host = "127.0.0.1", keep: _Keep = "", open_: _Open = False,
    file: QuestionFile = None, filters: Filters, source: Annotated[Input, AllOptionsBut("save_map", "rows", "sql", "real")],
) -> str:  # fmt: skip
    """Explore awards in a web browser, from a server on this machine.

    Example: grantcli serve --data awards.csv
    """
    if find_spec("datasette") is None:
        raise GrantcliError("Datasette is not installed", hint="pip install 'grantcli[web]'")
    from sqlite3 import connect

    from grantcli.web import server
    from grantcli.web.datasette_metadata import facets_with_values, metadata, settings

    where = filters.where(terms)
    # An interrupt is how it ends, so its exit code is 0.
    with _termination_as_interrupt(), _socket(host, port) as sock, _place(keep) as path:
        answers, notes = _write_database(source, where, path, file, keep=bool(keep))
        with closing(connect(path)) as database:
            about = metadata("Grant awards", _describe(source, where), notes, answers, facets_with_values(database))
        home = server.is_home(host)
        if not home:
            say(f"anyone who can reach {host} can read these awards; SQL queries and downloads of the database are off")
        with _stop_on_interrupt():
            server.serve(path, sock, about, settings(home=home), lambda: _print_address(server.address(sock), browser=open_))
    return ""


def _print_address(address: str, *, browser: bool) -> None:
    """Say where it answers, on stdout, and how it ends."""
    write_stdout(f"{address}\n")
    say("Ctrl-C stops it")
    if browser:
        import webbrowser

        webbrowser.open(address)


def _socket(host: str, port: int | None) -> "socket":
    """Return a socket on the port of `--port`, or on a free one."""
    from grantcli.web.server import open_socket

    try:
        return open_socket(host, port)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        hint = "give another with --port, or none for a free one" if port else "--host takes an address of this machine"
        raise GrantcliError(f"cannot answer on {host}{f' port {port}' if port else ''}: {reason}", hint=hint) from error


@contextmanager
def _termination_as_interrupt() -> Iterator[None]:
    """Treat a signal to end as an interrupt, so that nothing is left behind."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _stop_on_interrupt() -> Iterator[None]:
    """Let an interrupt end what runs inside, and nothing else."""
    try:
        yield
    except KeyboardInterrupt:
        say("stopped")


@contextmanager
def _place(keep: str) -> Iterator[Path]:
    """Yield the path of the database: the file that the user wants, or a temporary one."""
    if keep:
        yield Path(keep)
        return
    from grantcli.cache_folder import scratch_folder

    with scratch_folder() as folder:
        yield folder / "awards.sqlite"


def _write_database(
    source: Input, where: Filter, path: Path, file: Path | None, *, keep: bool
) -> "tuple[list[AnsweredQuestion], tuple[str, ...]]":
    """Write the database, and show on a terminal that it takes its time; return the saved questions in it, and all notes."""
    from grantcli.backends import write_whole
    from grantcli.web import explorer

    with interruptible(), show_progress(", ".join(source.files)):
        exported = source.dataset.export(where)
        answers = list(answer_saved_questions(source, file, where))

        def fill(new: Path) -> None:
            notes = write_whole("sqlite", exported, new, ".sqlite")
            question = replace(exported.question, fields=("region",))
            regions = ([str(name) for name in names] for (names,) in exported.engine.stream(question))
            explorer.add(new, source.dataset.data.view, [(each.name, table) for each, table in answers], regions)
            say(*exported.notes, *notes)

        try:
            replace_file(path, fill)
        except OSError as error:
            cannot_write(f"`{path}`" if keep else "a temporary file", error)
    return [each for each, _ in answers], tuple(map(visible, exported.notes))


def answer_saved_questions(
    source: Input, file: Path | None, where: Filter = EVERYTHING
) -> "Iterator[tuple[AnsweredQuestion, Table]]":
    """Yield the answers to those saved questions that name no data, for those of these awards that match."""
    from grantcli.cli.question_file import questions
    from grantcli.cli.saved_question import parse
    from grantcli.web.datasette_metadata import AnsweredQuestion

    store = questions(file)
    for question in () if "-" in source.files else store.known.values():
        try:
            context = parse(store, question, settings=False)  # those of `serve` are in its source
            if context.command.name not in _SAVEABLE or context.params.get("data"):
                continue
            context = _narrow(context, store, question, where)
            for name, value in vars(source).items():
                if name in context.params and source_of(context, name) != "COMMANDLINE":
                    context.params[name] = value
            table = answer(context)
        except GrantcliError as error:
            say(f"`{question.name}` is left out: {error.message}")
            continue
        if isinstance(table, Table):
            words = question.run if where == EVERYTHING else shlex.join(["run", question.name, str(where)])
            yield AnsweredQuestion(question.name, visible(f"grantcli {words}"), tuple(map(visible, table.notes))), table


def _narrow(context: typer.Context, store: "Questions", question: "Question", where: Filter) -> typer.Context:
    """Return the context of a saved question about those awards alone that match."""
    from grantcli.cli.saved_question import combine

    if where == EVERYTHING:
        return context
    if "terms" not in context.params:
        raise UsageError(f"{context.command.name} takes no terms, and this explorer has only awards that match `{where}`")
    return combine(store, question, [str(where)], settings=False)


def _describe(source: Input, where: Filter) -> str:
    version = f", version {source.dataset.version}" if not source.files and source.dataset.version else ""
    data = ", ".join(Path(name).name for name in source.files) or "the bundled data"
    terms = f" that match `{where}`" if str(where) else ""
    return visible(f"Awards in {data}{version}{terms}. Start with the table `explore`, or with a ready-made question.")
