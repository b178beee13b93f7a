"""Asks a saved question: its command line, with more terms and options, read as one."""

import os
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from grantcli.backends.address import is_address
from grantcli.cli import app, config_files
from grantcli.cli.command_class import source_of
from grantcli.cli.command_table import COMMANDS
from grantcli.cli.data_input import OURS, DataFile
from grantcli.cli.question_file import Question, Questions
from grantcli.cli.settings import defaults, relative_path
from grantcli.errors import Place, QueryError, UsageError, nearest
from grantcli.query.lexer import Mark, tokens

if TYPE_CHECKING:
    from grantcli.cli.command_class import Command

ASKING = ("list", "filter", "show", "total", "compare", "diff", "council", "org", "sources", "check", "duplicates", "fields")
"""Commands that only answer: none of them writes, saves or runs anything."""
_WRITE_OPTIONS = ("output", "save_map")
_LOOKUPS = ("organisations", "places")
"""Options that name a file which says something of the data."""
_DATA_SETTINGS = ("data", "fy-start", "organisations")


def _defaults(words: Sequence[str], names: Collection[str], *, settings: bool) -> dict[str, Any]:
    """Return the settings of these names for a command line, unless it or `settings` says that they do not count."""
    counts = settings and "--no-config" not in words and config_files.any_settings()
    return defaults(words[0], names) if counts else {}


def read(words: Sequence[str], *, settings: bool = True) -> typer.Context:
    """Return the context of a question's command line, with only the settings that choose data; UsageError where it is none."""
    if not words or words[0] not in ASKING:
        is_named = bool(words) and words[0] in COMMANDS
        message = f"`{words[0]}` cannot be saved" if is_named else f"unknown command `{words[0]}`" if words else "give a question"
        guess = nearest(words[0], ASKING) if words and not is_named else ()
        raise UsageError(message, did_you_mean=guess, hint="" if guess else f"a question begins with {', '.join(ASKING)}")
    if not {"--help", "-h"}.isdisjoint(words):
        raise UsageError("--help is not a question", hint=f"`grantcli {words[0]} --help` shows it")
    command = app.load(words[0])
    return _context(command, words, _defaults(words, _DATA_SETTINGS, settings=settings))


def _context(command: "Command", words: Sequence[str], settings: dict[str, Any]) -> typer.Context:
    """Return a context; errors in the words have the same messages as errors in a command line."""
    from typer.exceptions import TyperException

    try:
        return command.read(words[1:], settings)
    except TyperException as error:
        from grantcli.cli.failures import usage

        raise usage(error, words) from error


def require_no_file(context: typer.Context) -> None:
    """Refuse a question that would write a file."""
    for key in _WRITE_OPTIONS:
        if context.params.get(key):
            flag = f"--{key.replace('_', '-')}"
            raise UsageError(f"a saved question writes no file: {flag}", hint=f"give {flag} when you run it")


def parse(store: Questions, question: Question, *, settings: bool = True) -> typer.Context:
    """Return the context of a saved question, with its files named from here; an error names file and line."""
    try:
        context = read(question.words, settings=settings)
        require_no_file(context)
    except QueryError:
        raise
    except UsageError as error:
        error.place = error.place or Place(store.label, question.line, path=question.name)
        raise
    _name_files(context, store.folder(question))
    return context


def _name_files(context: typer.Context, folder: Path, counts: dict[str, int] | None = None) -> None:
    """Make the files of a question relative to this folder, not the one of the question; `counts`: how many of each option."""
    params = context.params

    def at(name: str) -> str:
        return name if name in {"-", *OURS} or is_address(name) else relative_path(Path(os.path.normpath(folder / name)))

    def in_folder(text: str) -> str:
        return text.rename(at) if isinstance(text, DataFile) else at(text)

    for key in ("data", "map"):
        if source_of(context, key) == "COMMANDLINE":
            last = len(params[key]) if counts is None else counts.get(key, 0)
            params[key] = [in_folder(text) if place < last and (key == "data" or "=" not in text) else text
                           for place, text in enumerate(params[key])]  # fmt: skip
    for key in _LOOKUPS:
        if params.get(key) and source_of(context, key) == "COMMANDLINE" and (counts is None or counts.get(key)):
            params[key] = at(params[key])
    for name in ("old", "new") if context.command.name == "diff" else ():
        params[name] = params[name] and at(params[name])
    if context.command.name == "sources" and (params["words"] or [])[:1] == ["verify"]:
        params["words"] = ["verify", *map(at, params["words"][1:])]


def files(context: typer.Context) -> Iterator[str]:
    """Yield the files and folders that a question names."""
    params = context.params
    if source_of(context, "data") == "COMMANDLINE":
        yield from params["data"]
    yield from (text for text in params.get("map") or () if "=" not in text)
    yield from (params[key] for key in _LOOKUPS if params.get(key) and source_of(context, key) == "COMMANDLINE")
    if context.command.name == "diff":
        yield from filter(None, (params["old"], params["new"]))
    if context.command.name == "sources" and (params["words"] or [])[:1] == ["verify"]:
        yield from params["words"][1:]


def combine(store: Questions, question: Question, more: Sequence[str], *, settings: bool = True) -> typer.Context:
    """Return the context of a question with more terms and options, read as one line, so the last of an option counts.

    All settings are those of such a line. Only three things differ from one: files replace files, an award must match all terms
    whatever `or` is among them, and the files of the question are relative to its folder.
    """
    alone = parse(store, question, settings=False)
    command, words = app.load(question.words[0]), [*question.words, *more]
    context = _context(command, words, _defaults(words, config_files.VARIABLES, settings=settings))
    counts = {key: len(alone.params.get(key) or ()) for key in ("data", "map", "terms")}
    if source_of(alone, "data") != "COMMANDLINE":
        counts["data"] = 0
    options = more[: more.index("--") if "--" in more else len(more)]
    for key in _LOOKUPS:
        counts[key] = int(not any(word.partition("=")[0] == f"--{key}" for word in options))
    _name_files(context, store.folder(question), counts)
    if source_of(context, "data") == "COMMANDLINE":
        context.params["data"] = context.params["data"][counts["data"] :] or context.params["data"]
    terms = list(context.params.get("terms") or ())
    own_terms, more_terms = terms[: counts["terms"]], terms[counts["terms"] :]
    if terms:
        context.params["terms"] = [*_group(own_terms, more_terms), *_group(more_terms, own_terms)]
    return context


def _group(terms: Sequence[str], others: Sequence[str]) -> Sequence[str]:
    """Return terms that can be combined with others: in parentheses where there is an `or` among them."""
    has_or = others and any(token.mark is Mark.OR for token in tokens(tuple(terms)))
    return ("(", *terms, ")") if has_or else terms
