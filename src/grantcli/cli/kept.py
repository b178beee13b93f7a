"""`save` and `saved`: questions that are kept under a name."""

import os
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from grantcli.backends.address import is_address, masked
from grantcli.cli import expected as figures
from grantcli.cli.call import BUNDLED, Call
from grantcli.cli.commands import Command
from grantcli.cli.expected import Expected
from grantcli.cli.output import say
from grantcli.cli.places import any_settings
from grantcli.cli.questions import NAME, Question, Questions, keep, questions, remove
from grantcli.cli.running import answered, checked, files_among
from grantcli.cli.settings import known
from grantcli.errors import UsageError
from grantcli.table import Column, Kind, Table

if TYPE_CHECKING:
    from grantcli.reports.listing import Whole


def save(outer: Call) -> str:
    """Keep a question: it is asked once, so that none is kept that cannot be asked. Nothing is said on stdout."""
    if not outer.words or not NAME.fullmatch(outer.words[0]):
        said = f"`{outer.words[0]}` is no name for a question" if outer.words else "save needs a name and a question"
        raise UsageError(
            said, hint="for example `grantcli save lga total funder:lga`; a name is letters, digits, `-`, `_` and `.`"
        )
    name, *words = outer.words
    kept = questions(outer.text("file"), new=True)
    if name in kept.known and not outer.on("replace"):
        raise UsageError(f"`{name}` is kept already: {kept.known[name].run}", hint="--replace puts the new one in its place")
    command, call = checked(words)
    if any(masked(word) != word for word in words):
        hint = "leave it out of the address, and put it where the database looks for it"
        raise UsageError(f"a question with a password in it is not kept: others could read {kept.label}", hint=hint)
    wanted = [figures.parse(text) for text in outer.options.get("expect") or ()]
    say(*_elsewhere(call, outer))
    figures_now = _known(answered(command, call, outer), wanted)
    keep(kept, Question(name, shlex.join(words), tuple(map(str, figures_now)), _folder(kept, command, call)))
    asked = f"grantcli run {name}" + (f" --file {shlex.quote(kept.label)}" if outer.text("file") else "")
    say(f"kept as `{name}` in {kept.label}; `{asked}` asks it", *(f"`{each}` is expected" for each in figures_now))
    return ""


def _elsewhere(call: Call, outer: Call) -> Iterator[str]:
    """Warn where a question asks the data of a setting: run from elsewhere, it may ask others."""
    if call.options.get("data") or call.on("no_config") or outer.on("no_config") or not any_settings(os.environ):
        return
    for value in known(os.environ)["data"][:1]:
        yield f"it asks the `data` of {value.spot}, and elsewhere what is set there; --data FILE in the question keeps the file"


def _known(answer: "Table | Whole | str", wanted: Sequence[Expected]) -> list[Expected]:
    """Return what is expected, each with a figure; one that has none yet is as it is now. Say which are not so now."""
    found: list[Expected] = []
    for each in wanted:
        if not isinstance(answer, Table):
            raise UsageError("awards that are written whole have no figure to expect", hint="leave --format out of the question")
        cell = figures.figure(answer, each)
        if each.value and not figures.agrees(cell, each.value):
            say(f"{each.figure} is {figures.written(cell)} now, not {each.value}")
        found.append(each if each.value else replace(each, value=figures.written(cell)))
    return found


def _folder(kept: Questions, command: Command, call: Call) -> str:
    """Return the folder that a question's names of files start from; empty where it names none, or they start from its file."""
    named = [*(call.options.get("data") or ()), *(text for text in call.options.get("map") or () if "=" not in text),
             *(word for place, word in enumerate(call.words) if place in files_among(command, call))]  # fmt: skip
    relative = [name for name in named if name not in {"-", BUNDLED} and not is_address(name) and not Path(name).is_absolute()]
    here, there = Path.cwd(), kept.path.parent
    if not relative or here == there:
        return ""
    return str(here) if kept.own else os.path.relpath(here, there)


def saved(call: Call) -> Table:
    """Return a row for each question that is kept, after those that are to go have been taken out."""
    if call.words:
        raise UsageError("saved takes no words; it lists every question", hint="`grantcli run NAME` asks one")
    kept = questions(call.text("file"))
    for name in call.options.get("remove") or ():
        kept.named(name)
    for name in dict.fromkeys(call.options.get("remove") or ()):
        remove(kept, name)
        say(f"`{name}` is taken out of {kept.label}")
    kept = questions(call.text("file"))
    rows = tuple((each.name, masked(each.run), each.expect) for each in kept.known.values())
    title = f"{len(rows):,} {'question' if len(rows) == 1 else 'questions'} in {kept.label}"
    notes = () if rows else ("none is kept yet: `grantcli save NAME COMMAND...` keeps one",)
    return Table(_SAVED, rows, title, notes)


_SAVED = (Column("name", Kind.ID), Column("question", Kind.TEXT), Column("expected", Kind.MANY))
