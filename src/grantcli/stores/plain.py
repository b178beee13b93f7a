"""The tables of a CSV that may be plain: asked where it lies until something asks for more, then a copy of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grantcli.accounting import Accounting, RowNote
from grantcli.engines.awarded import Ask
from grantcli.engines.copies import put_awards
from grantcli.engines.relations import Layout
from grantcli.engines.tables import Tables
from grantcli.ingest import giving, nesting, rows, text
from grantcli.ingest.headings import Match
from grantcli.ingest.options import ReadOptions
from grantcli.ingest.parse import dates
from grantcli.ingest.table import Table
from grantcli.model import Award
from grantcli.stores.inplace import InPlace
from grantcli.stores.made import Told
from grantcli.stores.odd import NotPlainError

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection


@dataclass(slots=True, eq=False, repr=False)
class Plain:
    """A file in place, with two ways out of it: a copy made by the readers, and a copy of its cells."""

    file: InPlace
    currency: str | None
    read_anew: Callable[[], Tables]
    """Makes a copy with the readers, for a file that is not plain."""
    copied: Callable[[], Tables]
    """Makes a copy of the cells, for what the file in place cannot tell."""
    now: Tables | None = None
    """The copy, once there is one."""

    @property
    def connection(self) -> "DuckDBPyConnection":
        """Where the tables stand."""
        return self.file.connection

    @property
    def layout(self) -> Layout:
        """What they hold."""
        return self.now.layout if self.now else self.file.layout

    def ready(self, text: str) -> None:
        """Load what this SQL names; a copy is made where the file is not plain, or where awards are wanted whole."""
        if self.now:
            return
        try:
            self._load(text)
            if "a.line" in text:
                self.now = self.copied()
        except NotPlainError:
            self.now = self.read_anew()
        if self.now:
            put_awards(self.connection, self.currency)

    def _load(self, text: str) -> None:
        before = self.file.loaded
        self.file.ready(text)
        if self.file.loaded != before:
            put_awards(self.connection, self.currency)

    def whole(self, numbers: Sequence[int], ask: Ask) -> Iterator[Award]:
        """Yield the awards with these numbers, in their order; of a file in place there is a copy by now."""
        assert self.now  # noqa: S101 - `ready` was told of the line
        return self.now.whole(numbers, ask)


def told(file: InPlace, matches: tuple[Match, ...], how: ReadOptions) -> Told:
    """Return how a file in place was read: every row is an award, and remarks say what of them cannot be read."""
    from grantcli.ingest import files

    wanted = file.unread()
    remarks = tuple(_remarks(file, matches, how, wanted)) if wanted else ()
    said = (*files.notes(matches), *([_order(file, how)] if file.shown else []))
    return Told(Accounting(file.rows, file.rows, remarks=remarks), said)


def _order(file: InPlace, how: ReadOptions) -> str:
    """Return the note on what stands first in dates, with the first that shows it."""
    column = file.parts.paths["awardDate"]
    texts = ((True, place, nesting.text(cells[column])) for _, place, cells in rows.below(_table(file, how)))
    return dates.order([next(each for each in texts if dates.settles(each[2]) is not None)], file.path).note


def _table(file: InPlace, how: ReadOptions) -> Table:
    return text.table(Path(file.path), file.path, how)


def _remarks(file: InPlace, matches: tuple[Match, ...], how: ReadOptions, wanted: set[Any]) -> Iterator[RowNote]:
    """Yield what the readers say of these rows, by their identifiers or their numbers, in the order of the file."""
    key = file.parts.paths.get("id")
    shape = nesting.Shape(nesting.columns(matches), dates.Order(file.dayfirst))
    left = len(wanted)
    for number, place, cells in rows.below(_table(file, how)):
        if (number if key is None else nesting.text(cells[key])) in wanted:
            award, remarks = giving.award(rows.entry(number, (place, cells), matches, shape), dayfirst=file.dayfirst)
            yield from (replace(remark, award=award.id) for remark in remarks)
            left -= 1
            if not left:
                return
