"""`grantcli run`: a saved question, with more terms and options; or whether the figures expected of all are still so."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from grantcli.cli import expectation
from grantcli.cli.command_class import answer, command, leave_out_settings, source_of
from grantcli.cli.options import Output, QuestionFile, Texts
from grantcli.cli.panels import argument, option
from grantcli.cli.question_file import Question, Questions, questions
from grantcli.cli.saved_question import combine, parse
from grantcli.errors import DataError, GrantcliError, UsageError
from grantcli.table import Column, Kind, Table, TableStream

if TYPE_CHECKING:
    from grantcli.reports.listing import WholeAwards

_AS_EXPECTED, _DIFFERS, _FAILED = "as expected", "differs", "cannot be asked"
_COLUMNS = (
    Column("question", Kind.ID),
    Column("figure", Kind.TEXT),
    Column("expected", Kind.ID),
    Column("found", Kind.ID, missing="–"),
    Column("outcome", Kind.ID),
)
Row = tuple[str, str, str, str | None, str]


_RUN_OPTIONS = frozenset({"words", "file", "check"})
"""What no question takes from `run`."""
_Words = Annotated[
    Texts, argument(metavar="NAME [TERMS]...", help="the name of a saved question, then more terms and options for it")
]
_Check = Annotated[bool, option("--check", help="check the expected figures of these questions, or of all; exit 4 when one is"
                                " different")]  # fmt: skip


@command("Saved questions", allow_interspersed_args=False)
def run(
    *, context: typer.Context, words: _Words = None, file: QuestionFile = None, check: _Check = False, output: Output,
) -> "Table | TableStream | WholeAwards | str":  # fmt: skip
    """Ask a saved question again, with more terms and options; or check the expected figures of all.

    Example: grantcli run lga fy:2015-16 -f csv
    """
    store, settings = questions(file), not context.params["no_config"]
    if check:
        return output.arrange(_check(store, words or (), settings=settings))
    if not words:
        raise UsageError("run needs the name of a question", hint="`grantcli saved` lists the names")
    inner = combine(store, store.find(words[0]), words[1:], settings=settings)
    own = [name for name in context.params if source_of(context, name) == "COMMANDLINE" and name not in _RUN_OPTIONS]
    _copy(context, inner, [name for name in own if name in inner.params])
    leave_out_settings(inner)  # those that do not fit the options of `run`
    result = answer(inner, stream=True)
    # It is written as the question's own command would write it.
    context.command, context.params, context.obj = inner.command, {}, inner.obj
    _copy(inner, context, inner.params)
    return result


def _copy(from_: typer.Context, to: typer.Context, names: Iterable[str]) -> None:
    """Give parameters the values that they have in another context, with where these come from."""
    for name in names:
        to.params[name] = from_.params[name]
        if source := from_.get_parameter_source(name):
            to.set_parameter_source(name, source)


def _check(store: Questions, names: Sequence[str], *, settings: bool) -> Table:
    """Return a row for each figure that is expected of these questions, or of all; one that is not as expected is a fault."""
    questions = [store.find(name) for name in names] or [each for each in store.known.values() if each.expect]
    for each in questions:
        if not each.expect:
            hint = f"`grantcli save --replace --expect total {each.name} ...`"
            raise UsageError(f"no figure is expected of `{each.name}`", hint=hint)
    if not questions:
        hint = "`grantcli save --expect total NAME COMMAND...` expects one"
        raise UsageError(f"no figure is expected in {store.label}", hint=hint)
    notes: list[str] = []
    rows = tuple(row for each in questions for row in _rows(store, each, notes, settings=settings))
    good = sum(row[-1] == _AS_EXPECTED for row in rows)
    title = f"{good:,} of {len(rows):,} {'figure' if len(rows) == 1 else 'figures'} as expected"
    return Table(_COLUMNS, rows, title, tuple(notes), has_faults=good < len(rows))


def _rows(store: Questions, question: Question, notes: list[str], *, settings: bool) -> Iterator[Row]:
    """Yield a row for each figure; what keeps a question from being asked is noted, and stops no other one."""
    try:
        inner = parse(store, question, settings=settings)
        result = answer(inner)
    except GrantcliError as error:
        result, faults = None, error.faults if isinstance(error, DataError) else ()
        notes.extend(f"{question.name}: {each}" for each in (*(f"{one.place}: {one.message}" for one in faults), error.message))
    for text in question.expect:
        expected = expectation.parse(text)
        if not isinstance(result, Table):
            yield question.name, expected.figure, expected.value, None, _FAILED
            continue
        try:
            cell = expectation.figure(result, expected)
        except UsageError as error:
            notes.append(f"{question.name}: {error.message}")
            yield question.name, expected.figure, expected.value, None, _DIFFERS
            continue
        outcome = _AS_EXPECTED if expectation.agrees(cell, expected.value) else _DIFFERS
        yield question.name, expected.figure, expected.value, expectation.figure_text(cell), outcome
