"""`grantcli save`: a question under a name."""

import os
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grantcli.backends.address import is_address, mask_passwords
from grantcli.cli import config_files, expectation
from grantcli.cli.command_class import answer, command, source_of
from grantcli.cli.data_input import OURS
from grantcli.cli.destination import say
from grantcli.cli.expectation import Expectation
from grantcli.cli.options import QuestionFile, Texts
from grantcli.cli.panels import argument, option
from grantcli.cli.question_file import NAME, Question, Questions, keep, questions
from grantcli.cli.saved_question import files, read, require_no_file
from grantcli.cli.settings import read_values
from grantcli.errors import UsageError
from grantcli.table import Table, TableStream

if TYPE_CHECKING:
    from grantcli.reports.listing import WholeAwards

_Name = Annotated[str, argument(metavar="NAME", help="letters, digits, `-`, `_` and `.`")]
_Question = Annotated[list[str], argument(metavar="COMMAND...", help="the question, as you would ask it")]
_Expect = Annotated[Texts, option(metavar="FIGURE", help="what a figure should be: total=3556600, 'total of ROW=50000'; without"
                                  " a value, what it is now")]  # fmt: skip
_Replace = Annotated[bool, option("--replace", help="replace the question of this name")]


@command("Saved questions", allow_interspersed_args=False)
def save(
    *, context: typer.Context, name: _Name, question: _Question, file: QuestionFile = None, expect: _Expect = None,
    replace_: _Replace = False,
) -> str:  # fmt: skip
    """Save a question under a name, and what its figures should be.

    Example: grantcli save --expect total lga total funder:lga --by programme
    """
    if not NAME.fullmatch(name):
        hint = "for example `grantcli save lga total funder:lga`; a name is letters, digits, `-`, `_` and `.`"
        raise UsageError(f"`{name}` cannot be the name of a question", hint=hint)
    if question[0].startswith("-"):
        hint = f"`grantcli save {question[0]} ... {name} COMMAND...`"
        raise UsageError(f"`{question[0]}` is after the name; options of save go before it", hint=hint)
    store = questions(file, new=True)
    if name in store.known and not replace_:
        raise UsageError(f"`{name}` is saved already: {store.known[name].run}", hint="--replace saves the new one instead")
    settings = not context.params["no_config"]
    inner = read(question, settings=settings)
    require_no_file(inner)
    if any(mask_passwords(word) != word for word in question):
        hint = "leave it out of the address, and save it where the database looks for it"
        raise UsageError(f"a question with a password in it is not saved: others could read {store.label}", hint=hint)
    # It is asked once, so that none is saved that cannot be asked.
    expectations = [expectation.parse(text) for text in expect or ()]
    say(*_elsewhere(inner, settings=settings))
    figures = _figures(answer(inner), expectations)
    keep(store, Question(name, shlex.join(question), tuple(map(str, figures)), _folder(store, inner)))
    run_command = "grantcli run" + (f" --file {shlex.quote(store.label)}" if file else "") + f" {name}"
    say(f"saved as `{name}` in {store.label}; `{run_command}` asks it", *(f"`{each}` is expected" for each in figures))
    return ""


def _elsewhere(inner: typer.Context, *, settings: bool) -> Iterator[str]:
    """Warn where a question asks the data of a setting: run from elsewhere, it may ask others."""
    if source_of(inner, "data") != "COMMANDLINE" and settings and not inner.params["no_config"] and config_files.any_settings():
        for value in read_values(os.environ)["data"][:1]:
            yield (
                f"it reads the `data` of {value.spot}, and elsewhere the data that is set there;"
                " put --data FILE in the question to keep the file"
            )


def _figures(table: "Table | TableStream | WholeAwards | str", expectations: Sequence[Expectation]) -> list[Expectation]:
    """Return what is expected, each with a figure; one that has none yet is as it is now. Say which are not so now."""
    figures: list[Expectation] = []
    for each in expectations:
        if not isinstance(table, Table):
            raise UsageError("complete awards have no figure to expect", hint="leave --format out of the question")
        cell = expectation.figure(table, each)
        if each.value and not expectation.agrees(cell, each.value):
            say(f"{each.figure} is {expectation.figure_text(cell)} now, not {each.value}")
        figures.append(each if each.value else replace(each, value=expectation.figure_text(cell)))
    return figures


def _folder(store: Questions, inner: typer.Context) -> str:
    """Return the folder that a question's names of files start from; empty where it names none, or they start from its file."""
    relative = [
        name for name in files(inner) if name not in {"-", *OURS} and not is_address(name) and not Path(name).is_absolute()
    ]
    current, store_folder = Path.cwd(), store.path.parent
    if not relative or current == store_folder:
        return ""
    return str(current) if store.own else os.path.relpath(current, store_folder)
