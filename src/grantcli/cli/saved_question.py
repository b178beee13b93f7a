"""Asks a saved question: its command line, with more terms and options, read as one."""

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from grantcli.backends.address import is_address
from grantcli.cli import app, config_files
from grantcli.cli.command_class import source_of
from grantcli.cli.command_table import COMMANDS
from grantcli.cli.data_input import OURS, DataFile, spread
from grantcli.cli.options import Input
from grantcli.cli.question_file import Question, Questions
from grantcli.cli.settings import defaults, relative_path
from grantcli.errors import Place, QueryError, UsageError, nearest
from grantcli.query.lexer import group_terms

if TYPE_CHECKING:
    from grantcli.cli.command_class import Command

ASKING = ("list", "filter", "show", "total", "compare", "diff", "council", "org", "sources", "check", "duplicates", "fields")
"""Commands that only answer: none of them writes, saves or runs anything."""
_WRITE_OPTIONS = ("output", "save_map")
_LOOKUPS = ("organisations", "places", "registry")
"""Options that name a file which says something of the data."""
_FILE_FLAGS = ("--data", "--map", *(f"--{name}" for name in _LOOKUPS))
_OPPOSITES = {"--dayfirst": "--monthfirst", "--monthfirst": "--dayfirst"}
_DATA_SETTINGS = tuple(name for name in config_files.VARIABLES if name.replace("-", "_") in {each.name for each in fields(Input)})


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
    folder = store.folder(question)
    try:
        context = read([*_from_here(question.words, folder)], settings=settings)
        require_no_file(context)
    except QueryError:
        raise
    except UsageError as error:
        error.place = error.place or Place(store.label, question.line, path=question.name)
        raise
    params = context.params
    for name in ("old", "new") if context.command.name == "diff" else ():
        params[name] = params[name] and _at(folder, params[name])
    if context.command.name == "sources" and (params["words"] or [])[:1] == ["verify"]:
        params["words"] = ["verify", *(_at(folder, name) for name in params["words"][1:])]
    return context


def _at(folder: Path, name: str) -> str:
    """Return how a file is named from here that has this name in a folder."""
    return name if name in {"", "-", *OURS} or is_address(name) else relative_path(Path(os.path.normpath(folder / name)))


def _from_here(words: Sequence[str], folder: Path, *, data: bool = True) -> Iterator[str]:
    """Yield the words of a question, the values of its options that are files named from here; with no `data`, without those."""
    words = spread(words, folder)
    end = _end(words)
    rest = iter(words[:end])
    for word in rest:
        flag, equals, value = word.partition("=")
        if flag not in _FILE_FLAGS:
            yield word
            continue
        name = value if equals else next(rest, "")
        if data or flag != "--data":
            yield from (flag, name if flag == "--map" and "=" in name else _at(folder, name))
    yield from words[end:]


def _end(words: Sequence[str]) -> int:
    """Return the place where the options among some words end."""
    return words.index("--") if "--" in words else len(words)


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
    own_files, own_terms = (alone.params.get(key) or () for key in ("data", "terms"))
    options = {word.partition("=")[0] for word in more[: _end(more)]}
    by_file = any(isinstance(name, DataFile) for name in own_files)
    data = by_file or "--data" not in options
    own = [*_from_here(question.words, store.folder(question), data=data)]
    if not by_file:  # options that hold for all files hold for those in their place too; others go with their file
        own = [word for word in own if _OPPOSITES.get(word) not in options]
    words = [*own, *more]
    context = _context(app.load(words[0]), words, _defaults(words, config_files.VARIABLES, settings=settings))
    params = context.params
    if data and source_of(context, "data") == "COMMANDLINE":
        params["data"] = params["data"][len(own_files) :] or params["data"]
    for name in ("old", "new") if context.command.name == "diff" else ():
        params[name] = alone.params[name] or params[name]
    if context.command.name == "sources":
        own_words = alone.params["words"] or []
        params["words"] = [*own_words, *(params["words"] or [])[len(own_words) :]]
    if terms := list(params.get("terms") or ()):
        more_terms = terms[len(own_terms) :]
        params["terms"] = [*group_terms(own_terms, more_terms), *group_terms(more_terms, own_terms)]
    return context
