"""What became of the rows of a file: the table of `--rows`, and the notes that every answer carries.

Both are functions of the accounting alone, whoever has read the file.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

from grantcli.accounting import TOTAL, Accounting, RowNote, RowOutcome
from grantcli.reports.notes import plural
from grantcli.table import Column, Detail, Kind, Table

_MOST_PLACES = 3  # a note names at most this many places
_MOST_LETTERS = 100  # a note shows at most this many characters of a text
_VALUE_FAULT = re.compile(r"(\S+) `(.*)` cannot be read(.*)", re.DOTALL)
"""The reason for a value that cannot be read, as `ingest.giving` writes it: the field, its text, and why if that is known."""


def rows(accounting: Accounting) -> Table:
    """Return each row, or run of rows, that is not an award or has a value that cannot be read, with the reason."""
    lines = tuple((each.place, str(each.outcome), each.rows, each.reason, each.award) for each in accounting.remarks)
    return Table(_COLUMNS, lines, str(accounting))


_COLUMNS = (
    Column("place", Kind.ID),
    Column("outcome", Kind.ID),
    Column("rows", Kind.NUMBER),
    Column("reason", Kind.TEXT),
    Column("award", Kind.ID, missing="–", weight=1),
)


def reading_notes(accounting: Accounting) -> tuple[str, ...]:
    """Return the equation, unless every row became an award, and a note for each kind of thing that cannot be read."""
    if accounting.is_complete:
        return ()
    kinds: dict[str, list[RowNote]] = defaultdict(list)
    for each in accounting.remarks:
        if each.outcome is RowOutcome.AWARD:
            kinds[_kind(each.reason)].append(each)
    totals = [each for each in accounting.remarks if each.outcome is RowOutcome.SKIPPED and each.reason.startswith(TOTAL)]
    return (
        Detail(f"{accounting}; --rows shows them"),
        *([_totals(totals)] if totals else []),
        *(_outcome_words(kind, remarks) for kind, remarks in kinds.items()),
    )


def _totals(remarks: Sequence[RowNote]) -> str:
    places = "; ".join(f"{each.place}: {_shorten(each.reason.removeprefix(f'{TOTAL}: '))}" for each in remarks[:_MOST_PLACES])
    return f"{plural(len(remarks), 'row')} set aside as {TOTAL} ({places}{_more(remarks, _MOST_PLACES)})"


def _kind(reason: str) -> str:
    """Return the part that reasons of one kind share: the field that cannot be read, or else how they begin."""
    match = _VALUE_FAULT.fullmatch(reason)
    return f"{match[1]} cannot" if match else " ".join(reason.split()[:2])


def _outcome_words(kind: str, remarks: Sequence[RowNote]) -> str:
    count = sum(each.rows for each in remarks)
    what = kind.removesuffix(" cannot")
    if what == kind:
        return f"{plural(count, 'row')} with a remark ({_shorten(f'{remarks[0].place}: {remarks[0].reason}')}{_more(remarks, 1)})"
    values = plural(count, what) if what in {"amount", "date"} else f"{plural(count, 'value')} of `{what}`"
    places = "; ".join(map(_unreadable_text, remarks[:_MOST_PLACES]))
    return f"{values} cannot be read, taken as unknown ({places}{_more(remarks, _MOST_PLACES)})"


def _unreadable_text(each: RowNote) -> str:
    """Return the place, the text that cannot be read, and why if that is known."""
    match = _VALUE_FAULT.fullmatch(each.reason)
    return f"{each.place}: `{_shorten(match[2])}`{match[3]}" if match else each.place


def _more(remarks: Sequence[RowNote], limit: int) -> str:
    return "; …" if len(remarks) > limit else ""


def _shorten(text: str) -> str:
    return text if len(text) <= _MOST_LETTERS else f"{text[:_MOST_LETTERS]}…"
