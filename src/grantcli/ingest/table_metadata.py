"""The description beside the tables of a normalised file: how it was read, and the outcome of its rows."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from grantcli.accounting import Accounting, RowNote, RowOutcome
from grantcli.engines.relations import Layout
from grantcli.ingest.award_tables import WrittenTables
from grantcli.ingest.headings import Match
from grantcli.ingest.parse import formats
from grantcli.ingest.parse.formats import Formats
from grantcli.ingest.profile.periods import StatedPeriods
from grantcli.ingest.stage import Source
from grantcli.organisations import Organisations

_FILE = "contents.json"


@dataclass(frozen=True, slots=True)
class Contents:
    """What is known of a normalised file once it has been read."""

    matches: tuple[Match, ...]
    headings: tuple[str, ...]
    formats: Formats
    notes: tuple[str, ...]
    accounting: Accounting | None
    written: WrittenTables
    """What the row reader made of the rows that SQL left to it."""
    rows: int = 0
    """How many rows SQL read."""
    source: Source = Source.CELLS
    has_raw: bool = False
    """Whether raw rows have a column `raw`."""
    tables: tuple[str, ...] = ()
    """The tables of unusual texts, and of rows left out, that exist."""
    repeats: bool = True
    """Whether several awards may share an identifier."""
    organisations: Organisations = field(default_factory=Organisations)
    """The notes on organisations, which identifiers stand together on an award, and who gives and receives."""
    labels: tuple[str, ...] = ()
    """The tables of `organisations.LABELS` that exist: none where every name and identifier is shown as it is."""
    same: Mapping[str, str] = field(default_factory=dict)
    """By core column that is not stored, the column that equals it."""
    numbers: tuple[str, ...] = ()
    """The columns of charity and company numbers that are beside the core."""
    views: Mapping[str, str] = field(default_factory=dict)
    """By table that is not written, for its file is read as quickly, the statement for its rows with their numbers, `n`."""
    rewritten: bool = False
    """Whether the rows were staged in the slower way that copes with more, so that they must be again."""
    delimited: bool = False
    """As `Table.delimited`."""
    periods: StatedPeriods | None = None
    """The dates of awards that no row states."""

    @property
    def columns(self) -> tuple[Match, ...]:
        """What each column is read as; none of JSON that names its fields itself."""
        return () if self.source is Source.OBJECT else self.matches

    @property
    def layout(self) -> Layout:
        """The description of the tables."""
        return self.written.layout

    def write(self, folder: Path) -> None:
        """Write it into the folder of the tables."""
        import msgspec  # which takes a tenth of the time of `asdict` where many rows have remarks

        of = self.organisations
        content = {
            **asdict(replace(self, organisations=Organisations(), accounting=None)),
            "organisations": {"notes": of.notes, "links": of.links, "receiving": sorted(of.receiving or ())},
            "accounting": msgspec.to_builtins(self.accounting),
        }
        (folder / _FILE).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def read(folder: Path) -> Contents:
    """Return the description in the folder of a normalised file; OSError, ValueError or LookupError when there is none."""
    content = json.loads((folder / _FILE).read_text(encoding="utf-8"))
    tables, of = content.pop("written"), content.pop("organisations")
    periods = content.pop("periods")
    return Contents(
        matches=tuple(Match(**each) for each in content.pop("matches")),
        headings=tuple(content.pop("headings")),
        formats=formats.from_mapping(content.pop("formats")),
        notes=tuple(content.pop("notes")),
        accounting=read_accounting(content.pop("accounting")),
        written=WrittenTables(tuple(tables["headings"]), tables["counts"], tables["leads"], tuple(tables["several"])),
        source=Source(content.pop("source")),
        tables=tuple(content.pop("tables")),
        labels=tuple(content.pop("labels")),
        numbers=tuple(content.pop("numbers")),
        organisations=Organisations((), tuple(of["notes"]), tuple(map(tuple, of["links"])), receiving=frozenset(of["receiving"])),
        periods=StatedPeriods(**periods) if periods else None,
        **content,
    )


def read_accounting(mapping: Mapping[str, Any] | None) -> Accounting | None:
    """Return what became of the rows of a file, as `asdict` has written it."""
    if mapping is None:
        return None
    remarks = tuple(RowNote(**{**each, "outcome": RowOutcome(each["outcome"])}) for each in mapping["remarks"])
    counts = {name: value for name, value in mapping.items() if isinstance(value, int)}
    return Accounting(**counts, remarks=remarks)
