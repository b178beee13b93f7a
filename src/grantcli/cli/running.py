"""Asks a question that is kept: as it stands, or with more terms and options."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grantcli.backends.address import is_address
from grantcli.cli.call import BUNDLED, Call
from grantcli.cli.commands import COMMANDS, Command
from grantcli.cli.options import KEEPING
from grantcli.cli.questions import Question, Questions, questions
from grantcli.cli.reading import Said, read
from grantcli.cli.settings import shown
from grantcli.errors import Place, QueryError, UsageError, nearest
from grantcli.query.lexer import Mark, tokens
from grantcli.table import Table

if TYPE_CHECKING:
    from grantcli.reports.listing import Whole

ASKING = ("list", "filter", "show", "total", "compare", "diff", "council", "sources", "check", "fields")
"""Commands that only answer: none of them writes, keeps or runs anything."""
_WRITING = ("output", "save_map")


def checked(words: Sequence[str]) -> tuple[Command, Call]:
    """Return what the words of a question ask; UsageError where they are none, or would write a file."""
    if not words or words[0] not in ASKING:
        known = bool(words) and words[0] in COMMANDS
        said = f"`{words[0]}` cannot be kept" if known else f"unknown command `{words[0]}`" if words else "a question is wanted"
        guess = nearest(words[0], ASKING) if words and not known else ()
        raise UsageError(said, did_you_mean=guess, hint="" if guess else f"a question begins with {', '.join(ASKING)}")
    found = read(words)
    if isinstance(found, Said):
        raise UsageError("--help is no question", hint=f"`grantcli {words[0]} --help` shows it")
    for key in _WRITING:
        if found[1].options.get(key):
            flag = f"--{key.replace('_', '-')}"
            raise UsageError(f"a question that is kept writes no file: {flag}", hint=f"give {flag} when you run it")
    return found


def call_of(kept: Questions, question: Question) -> tuple[Command, Call]:
    """Return what a kept question asks, with its files as they are named from here; an error names file and line."""
    try:
        command, call = checked(question.words)
    except QueryError:
        raise
    except UsageError as error:
        error.place = error.place or Place(kept.label, question.line, path=question.name)
        raise
    return command, files_from(command, call, kept.folder(question))


def files_from(command: Command, call: Call, folder: Path) -> Call:
    """Return the call with the files that it names taken from a folder."""

    def at(name: str) -> str:
        return name if name in {"-", BUNDLED} or is_address(name) else shown(Path(os.path.normpath(folder / name)))

    words = [at(word) if place in files_among(command, call) else word for place, word in enumerate(call.words)]
    options = dict(call.options)
    if call.options.get("data"):
        options["data"] = [at(name) for name in call.options["data"]]
    if call.options.get("map"):
        options["map"] = [text if "=" in text else at(text) for text in call.options["map"]]
    return replace(call, words=tuple(words), options=options)


def files_among(command: Command, call: Call) -> Sequence[int]:
    """Return which words of a call are files or folders."""
    if command.name == "diff":
        return (0, 1)
    return (1,) if command.name == "sources" and call.words[:1] == ("verify",) else ()


def expanded(outer: Call) -> tuple[Command, Call] | Said:
    """Return what `run NAME [TERMS]` asks: the question of this name, narrowed by more terms, with more options."""
    if not outer.words or outer.words[0].startswith("-"):
        hint = "options of the question stand behind its name; `grantcli saved` lists the names"
        raise UsageError("run needs the name of a question", hint=hint)
    kept = questions(outer.text("file"))
    command, call = call_of(kept, kept.named(outer.words[0]))
    more = read([command.name, *outer.words[1:]])
    if isinstance(more, Said):
        return more
    given = {key: value for key, value in outer.options.items() if key not in {option.key for option in KEEPING}}
    options = _together(command, _together(command, call.options, given), more[1].options)
    return command, replace(call, words=_joined(command, call.words, more[1].words), options=options)


def _together(command: Command, options: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Return options with more of them: each replaces what there is, but for those that may be given again; files replace too."""
    many = {option.key for option in command.options if option.many} - {"data"}
    given = {key: value for key, value in more.items() if value}
    return {**options, **{key: [*(options.get(key) or ()), *value] if key in many else value for key, value in given.items()}}


def _joined(command: Command, words: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of a question with more of them; all of its terms hold, and all of the others."""
    at = next((place for place, word in enumerate(command.metavar.split()) if "TERMS" in word), None)
    if at is None:
        return (*words, *more)
    return (*words[:at], *_grouped(words[at:], more), *_grouped(more, words[at:]))


def _grouped(terms: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    """Return terms as they stand beside others: in parentheses where there is an `or` among them."""
    either = others and any(token.mark is Mark.OR for token in tokens(terms))
    return ("(", *terms, ")") if either else terms


def answered(command: Command, call: Call, outer: Call) -> "Table | Whole | str":
    """Return the answer to a question, of the data that are set unless `outer` says otherwise; no setting changes its columns."""
    from grantcli.cli.main import made
    from grantcli.cli.places import any_settings

    if not (call.on("no_config") or outer.on("no_config")) and any_settings(os.environ):
        from grantcli.cli.applying import applied

        call = applied(command, call, ("data", "fy-start"))
    return made(command, call)
