"""The content of files, once they are opened, and the engine that answers about it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from grantcli.accounting import Accounting
from grantcli.engines import Engine
from grantcli.engines.memory import Memory
from grantcli.file_partitions import NamedFile, add_partitions, folder_columns, unread_columns
from grantcli.identity import OnePer, repetition_notes, restated_by, restatement_notes
from grantcli.model import Book
from grantcli.org_ids import NONE_DECIDED, Decisions
from grantcli.published.options import FetchOptions
from grantcli.query import EVERYTHING, Filter
from grantcli.reports.data import FileColumn
from grantcli.reports.row_outcomes import reading_notes

SECONDS = 600
"""How long an engine at an address may take for a question, where nobody says."""


@dataclass(frozen=True, slots=True)
class OpenOptions:
    """How files are asked, whatever is in them."""

    engine: str = "auto"
    currency: str | None = None
    """The currency that awards without one are assumed to be in."""
    memory: str = ""
    """What DuckDB may take."""
    keep: bool = True
    """Whether copies are cached for the next time."""
    timeout: float = SECONDS
    """How many seconds an engine at an address may take for a question, 0 for as long as it takes."""
    on_progress: Callable[[int], None] | None = None
    """Called with the number of awards read so far."""
    one_per: OnePer | None = None
    """Which award of each identifier is used, where only one is."""
    every_spelling: bool = False
    """Whether names of organisations stay as the files have them, however alike."""
    decisions: Decisions = NONE_DECIDED
    """Which organisations a person has decided are one."""
    fetching: FetchOptions = field(default_factory=FetchOptions)
    """How files are fetched from the web."""
    where: Filter = EVERYTHING
    """What the only question is about: a file is not read if the names of its folders show that no award there matches."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DataSource:
    """The combined content of files; `label` begins each place, and is empty where each award names its own file."""

    book: Book
    label: str
    notes: tuple[str, ...] = ()
    columns: tuple[FileColumn, ...] = ()
    engine: Engine | None = None
    """What answers, where that is not the book."""
    repeats: bool = True
    """Whether several awards may share an identifier."""
    read_result: Callable[[], tuple[Accounting | None, tuple[str, ...]]] | None = None
    """How the file was read, where that is only known once it has been asked."""
    origin: tuple[str, ...] = ()
    """Where files of the web came from, and how they may be used."""

    @property
    def current_engine(self) -> Engine:
        """The engine that answers."""
        return self.engine or Memory(self.book.awards)

    def account(self) -> Accounting | None:
        """Return what became of the rows."""
        return self.read_result()[0] if self.read_result else self.book.accounting

    def reading_notes(self) -> tuple[str, ...]:
        """Return what every answer has to say of how the files were read."""
        accounting, notes = self.read_result() if self.read_result else (self.book.accounting, self.notes)
        return (*self.origin, *(reading_notes(accounting) if accounting else ()), *notes)

    def repetition_notes(self, engine: Engine, one_per: OnePer | None) -> tuple[str, ...]:
        """Return what every answer has to say of rows that may be of one award."""
        repeated = engine.repeated_ids() if self.repeats and not one_per else ()
        by = restated_by((each.name, each.path) for each in self.columns)
        restated = restatement_notes(engine.restatements(of_participants=by.of_participants), by) if by else ()
        return (*repetition_notes(repeated, one_per), *restated)


def with_folders(part: DataSource, file: NamedFile) -> DataSource:
    """Return the content of a file with what the names of its folders say."""
    if not file.columns:
        return part
    names = dict.fromkeys(name for award in part.book.awards for name in award.extra)
    columns = (*part.columns, *(FileColumn(name, None, "extra") for name in names))
    awards = tuple(replace(award, extra=add_partitions(award.extra, file.partitions)) for award in part.book.awards)
    notes = (*part.notes, *unread_columns(columns, file.partitions))
    return replace(part, book=replace(part.book, awards=awards), notes=notes, columns=(*part.columns, *folder_columns(file)))
