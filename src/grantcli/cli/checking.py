"""`run --check`: whether the answers to questions that are kept are still what is expected: a test of the data."""

from collections.abc import Iterator

from grantcli.cli import expected as figures
from grantcli.cli.call import Call
from grantcli.cli.questions import Question, Questions, questions
from grantcli.cli.running import answered, call_of
from grantcli.errors import DataError, GrantcliError, UsageError
from grantcli.table import Column, Kind, Table

_AS_EXPECTED, _DIFFERS, _FAILED = "as expected", "differs", "cannot be asked"
_COLUMNS = (
    Column("question", Kind.ID),
    Column("figure", Kind.TEXT),
    Column("expected", Kind.ID),
    Column("found", Kind.ID, missing="–"),
    Column("outcome", Kind.ID),
)
Row = tuple[str, str, str, str | None, str]


def check(outer: Call) -> Table:
    """Return a row for each figure that is expected of these questions, or of all; one that is not as expected is a fault."""
    kept = questions(outer.text("file"))
    chosen = [kept.named(name) for name in outer.words] or [each for each in kept.known.values() if each.expect]
    for each in chosen:
        if not each.expect:
            raise UsageError(
                f"no figure is expected of `{each.name}`", hint=f"`grantcli save --replace --expect total {each.name} ...`"
            )
    if not chosen:
        raise UsageError(
            f"no figure is expected in {kept.label}", hint="`grantcli save NAME --expect total COMMAND...` expects one"
        )
    notes: list[str] = []
    rows = tuple(row for each in chosen for row in _rows(kept, each, outer, notes))
    good = sum(row[-1] == _AS_EXPECTED for row in rows)
    title = f"{good:,} of {len(rows):,} {'figure' if len(rows) == 1 else 'figures'} as expected"
    return Table(_COLUMNS, rows, title, tuple(notes), found=good < len(rows))


def _rows(kept: Questions, question: Question, outer: Call, notes: list[str]) -> Iterator[Row]:
    """Yield a row for each figure; what keeps a question from being asked is noted, and stops no other one."""
    try:
        answer = answered(*call_of(kept, question), outer)
    except GrantcliError as error:
        answer, faults = None, error.faults if isinstance(error, DataError) else ()
        notes.extend(f"{question.name}: {each}" for each in (*(f"{one.place}: {one.message}" for one in faults), error.message))
    for text in question.expect:
        expected = figures.parse(text)
        if not isinstance(answer, Table):
            yield question.name, expected.figure, expected.value, None, _FAILED
            continue
        try:
            cell = figures.figure(answer, expected)
        except UsageError as error:
            notes.append(f"{question.name}: {error.message}")
            yield question.name, expected.figure, expected.value, None, _DIFFERS
            continue
        outcome = _AS_EXPECTED if figures.agrees(cell, expected.value) else _DIFFERS
        yield question.name, expected.figure, expected.value, figures.written(cell), outcome
