"""Stages a file: its rows as raw texts, a column each, in a relation that DuckDB reads in the order of the file.

Rules to keep: a stage decides nothing about awards. It gives every row below the headings, as it is, with its number. It marks a
row as irregular that texts cannot represent, and the row reader reads those rows from what `source` names.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from grantcli.ingest.headings import Texts
from grantcli.ingest.profile.periods import StatedPeriods
from grantcli.ingest.raw_table import Row, Table, UnreadRows


class Source(StrEnum):
    """What a row is read from when it is wanted whole."""

    CELLS = "cells"
    """Its texts, `c0`, `c1` and so on."""
    ARRAY = "array"
    """`raw`, a JSON array of its cells, in which numbers are numbers: a workbook, Parquet."""
    OBJECT = "object"
    """`raw`, the JSON object that was published: a grant."""


@dataclass(frozen=True, slots=True)
class TextScan:
    """What a look at the bytes of a text shows."""

    is_misread: bool
    """Whether DuckDB may read a row otherwise than Python does."""
    lines: int = 0
    """How many lines are below the headings, where there are lines above them."""
    blank: int = 0
    """How many of these are blank, or are blank lines within a cell; with several in a row there may be more."""


@dataclass(frozen=True, slots=True)
class StagedRows:
    """The rows of a file below its headings."""

    kind: str
    """What the file is, in words, as `FileReader.kind`."""
    headings: tuple[str, ...]
    """As they are in the file; of JSON the paths of the standard, such as `fundingOrganization/0/id`."""
    relation: str
    """The text after FROM: columns `c0` to `cN`, one a heading, VARCHAR; also `raw` unless `source` is CELLS or `whole` has
    it. An empty text, or NULL, means no value. Numbers are written without an exponent and without decimals that are zero.
    """
    number: str
    """SQL of a row's number over `relation`, from 1: `rowid + 1`, `file_row_number + 1` or `ROW_NUMBER() OVER ()`."""
    place: str
    """SQL of a row's place as text over `relation` and `n`, its number: `n + 1`, `'grants/' || (n - 1)`, `'row ' || n`.
    A text of digits alone is a line."""
    source: Source = Source.CELLS
    irregular: str = "FALSE"
    """SQL over `relation`: whether the row reader must read a row whole."""
    texts: Texts = field(default_factory=dict)
    """The texts of each column in its first rows, by which columns are known where headings do not say what they are."""
    above: Sequence[Row] = ()
    """The rows above the headings, each with its place."""
    notes: tuple[str, ...] = ()
    """The notes on how the file was read."""
    lines: Callable[[], int] | None = None
    """Counts the lines below the headings, where `place` is right only if no two rows share one."""
    whole: str = ""
    """The text after FROM where `raw` is needed: the same rows in the same order. Empty where `relation` has it."""
    has_raw: bool = False
    """Whether there is a column `raw`."""
    ends: bool = True
    """Whether another table may be below it, as `Table.ends`."""
    delimited: bool = False
    """As `Table.delimited`."""
    periods: StatedPeriods | None = None
    """The dates of awards that no row states."""
    sides: Sequence[Table] = ()
    """Tables of the same file that add to its awards by their identifiers."""
    skip_reasons: Mapping[int | str, str] = field(default_factory=dict)
    """Why rows at these places are not awards; they are irregular, and nothing but `raw` has their cells."""
    unread: tuple[UnreadRows, ...] = ()
    starts: tuple[int, ...] = ()
    """The numbers of the rows that further sheets begin with, as `Table.starts`."""
    scan: Callable[[], TextScan] | None = None
    """Looks at the whole text, while DuckDB reads it, for what shows that it reads it otherwise than Python does."""
    rewrite: Callable[[], "StagedRows"] | None = None
    """Stages the same rows in a slower way that copes with more, where there is one."""
    trimmed: frozenset[int] = frozenset()
    """Columns in which no text has blanks at its ends, or is empty."""
    values: frozenset[int] = frozenset()
    """Columns of which `relation` also has the values, all of them plain, as `vN`: amounts as DECIMAL(18,2), dates as DATE."""
    is_scan: bool = False
    """Whether `relation` is one scan of a file, beside which DuckDB reads another file of the same rows."""
    in_place: bool = False
    """Whether `relation` is read as quickly as tables of our own would be, so that none are written."""

    @property
    def with_raw(self) -> bool:
        """Whether rows have a column `raw` where they are wanted whole."""
        return self.has_raw or self.source is not Source.CELLS
