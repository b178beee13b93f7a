"""What the names of folders say that is a field, as constants of the tables of a file that SQL reads.

Rules to keep: it is what the row reader adds to each award, so the same functions say what it is. It decides about no row. Where
a row may have such a value itself, or where more than columns of awards depends on it, the row reader reads the file.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from grantcli.engines import award_rows
from grantcli.engines.relations import AWARDS, DETAILS
from grantcli.ingest import file_reader, giving
from grantcli.ingest.database import literal
from grantcli.ingest.grant_row import GrantRow
from grantcli.ingest.headings import Match
from grantcli.ingest.options import ReadOptions
from grantcli.ingest.stage import Source
from grantcli.ingest.store import Store
from grantcli.model import Award

_FIELDS = {"awardDate": "awarded", "grantProgramme": "programme", "fundingOrganization": "funder"}
"""By the name of the standard, the field of an award on which nothing but columns of the award depends."""


@dataclass(frozen=True, slots=True)
class FolderFields:
    """What is so of every award of a file."""

    matches: tuple[Match, ...] = ()
    """What each name of a folder is read as."""
    grant: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    """The fields of `Award`."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """By column of `awards`, its SQL."""
    details: Mapping[str, str] = field(default_factory=dict)
    """By field of the standard, the SQL of the columns of its row in `details`, without `n`."""

    def add(self, award: Award) -> Award:
        """Return an award with them."""
        return replace(award, **self.values, grant={**(award.grant or {}), **self.grant}) if self.grant else award

    def rows(self, awards: str, start: int) -> Iterator[str]:
        """Yield statements for the rows of `details` of each of some awards, whose numbers are those of theirs and `start`."""
        for each in self.details.values():
            yield f"SELECT n + {start} AS n, {each} FROM {awards}"


NONE = FolderFields()
"""Where the names of folders say no field."""


def read(options: ReadOptions, read_tables: Callable[[ReadOptions], Store]) -> tuple[Store, FolderFields]:
    """Return the tables of a file that `read_tables` reads, and what its folders say, unless the tables have it already."""
    matches = file_reader.folder_matches(options) if options.folders else ()
    if options.folders and all(_top(each) in _FIELDS for each in matches):
        store = read_tables(replace(options, folders=()))
        if fields := _of_store(store, options, matches):
            return store, fields
    return read_tables(options), NONE


def _of_store(store: Store, options: ReadOptions, matches: tuple[Match, ...]) -> FolderFields | None:
    """Return what folders say of the awards of tables; `None` where an award may have such a value, or a remark about it."""
    contents = store.contents
    if not contents.rows or contents.source is Source.OBJECT:  # the row reader has read it, or any grant may have the names
        return None
    names = set(map(_top, matches))
    whole = file_reader.folder_grant(options, contents.formats)
    grant = {name: whole[name] for name in whole if name in names}  # not the currency of the file, which each award has already
    award, remarks = giving.award(GrantRow(1, 1, grant, {}), contents.formats)
    records = list(award_rows.records(1, award, ()))
    awards = next(record for name, record in records if name == "awards")
    columns = {name: _sql(awards[name], AWARDS[name]) for name in _COLUMNS if awards[name] is not None}
    if remarks or not grant.keys().isdisjoint(map(_top, contents.matches)) or _has_any(store, columns):
        return None
    details = {
        record["field"]: ", ".join(f"{_sql(record[name], kind)} AS {name}" for name, kind in DETAILS.items() if name != "n")
        for name, record in records if name == "details"
    }  # fmt: skip
    values = {_FIELDS[name]: getattr(award, _FIELDS[name]) for name in grant}
    return FolderFields(matches, grant, values, columns, details)


_COLUMNS = ("awarded_from", "awarded_to", "programme", "programme_id", "funder", "funder_id")


def _has_any(store: Store, columns: Mapping[str, str]) -> bool:
    """Say whether any award has a value in one of these columns, as one may that a further sheet adds to."""
    tests = " OR ".join(f"{name} IS NOT NULL" for name in columns) or "FALSE"
    return bool(store.connection.execute(f"SELECT 1 FROM stored_awards WHERE {tests} LIMIT 1").fetchall())


def _top(match: Match) -> str:
    return (match.path or "").partition("/")[0]


def _sql(value: Any, kind: str) -> str:  # noqa: ANN401 - whatever a record holds
    """Return a value as SQL of a type."""
    text = value.isoformat() if isinstance(value, date) else str(value)
    return f"CAST({'NULL' if value is None else literal(text)} AS {kind})"
