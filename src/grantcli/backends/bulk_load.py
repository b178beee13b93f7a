"""Loads a dataset into an engine, a batch at a time: a run skips the batches of earlier runs, so no award is there twice."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from grantcli.backends import remote_tables
from grantcli.backends.client import Loader, Schema
from grantcli.engines import award_rows
from grantcli.engines.relations import DETAILS, TABLES
from grantcli.errors import GrantcliError
from grantcli.fields import AREAS
from grantcli.model import Award, Organisation
from grantcli.places import Places
from grantcli.reports.data import Data
from grantcli.reports.notes import plural
from grantcli.sites import CODES
from grantcli.standard import BY_NAME, values
from grantcli.table import Column, Kind, Table

BATCH = 50_000
"""How many awards a batch has."""
_FIELD, _POSITION = (list(DETAILS).index(name) for name in ("field", "position"))
_EVIDENCE = -1
"""The number of the batch of programmes and sources."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Load:
    """One dataset on its way; `of` says which, so that no other one goes on where it was."""

    data: Data
    loader: Loader
    where: str
    of: str
    on_progress: Callable[[int], None] | None = None
    size: int = BATCH

    def run(self, *, replace: bool) -> Table:
        """Put everything there that is not yet, and return how many rows each table has."""
        schema = remote_tables.schema(list(self.data.engine.headings))
        known = self._known(schema, replace=replace)
        self.loader.create(schema)
        for name, value in (("form", remote_tables.FORM), ("of", self.of)):
            self.loader.note(name, value)
        before = set(self.loader.done())
        counts, leads, several, bodies = self._put(schema, before)
        evidence = remote_tables.evidence(self.data.book, bodies)
        if _EVIDENCE not in before:
            self.loader.put(_EVIDENCE, evidence)
        counts.update({name: len(rows) for name, rows in evidence.items()})
        if "about" not in known:
            self.loader.finish(schema)
            self.loader.note("about", remote_tables.metadata(self.data, counts, leads, several))
        return self._summary(counts, len(before - {_EVIDENCE}), whole="about" in known)

    def _known(self, schema: Schema, *, replace: bool) -> Mapping[str, str]:
        """Return the description of the loaded tables; GrantcliError where they have other contents."""
        known = self.loader.known()
        if not known and self.loader.there():
            raise GrantcliError(
                f"{self.where}: a table of that name is there, and is not one of grantcli's", hint="name another table"
            )
        if replace and known:
            self.loader.drop(schema)
            return {}
        if known and (known.get("of"), known.get("form")) != (self.of, remote_tables.FORM):
            hint = "name another table, or give `--replace` to replace the awards there with these"
            raise GrantcliError(f"{self.where} has other awards, or the file has changed since", hint=hint)
        return known

    def _put(self, schema: Schema, before: set[int]) -> tuple[Counter[str], int, set[str], Iterable[Organisation]]:
        """Load the batches that are missing; return how many rows and leads there are, and details and organisations.

        Of details these are those that an award has several values of, of organisations those with more than a name.
        """
        bodies: dict[Organisation, None] = {}
        counts: Counter[str] = Counter(dict.fromkeys(schema, 0))
        leads, several = 0, set[str]()
        for number, batch in enumerate(self._batches()):
            rows = _rows(batch, schema, list(self.data.engine.headings))
            rows["sites"] = [row for n, award in batch for row in _sites(n, award, self.data.view.places)]
            counts.update({name: len(found) for name, found in rows.items()})
            several |= {row[_FIELD] for row in rows["details"] if row[_POSITION]}
            leads += sum(award.lead is not None for _, award in batch)
            bodies |= dict.fromkeys(body for _, award in batch for body in _bodies(award) if body.names[1:] or body.kind)
            if number not in before:
                self.loader.put(number, rows)
            if self.on_progress:
                self.on_progress(counts["awards"])
        return counts, leads, several, bodies

    def _batches(self) -> Iterator[Sequence[tuple[int, Award]]]:
        numbered = enumerate(self.data.engine.all_awards())
        while batch := tuple(islice(numbered, self.size)):
            yield batch

    def _summary(self, counts: Mapping[str, int], before: int, *, whole: bool) -> Table:
        notes = [*self.data.late_notes(), f"`--data` with this address asks them: {self.where}"]
        if whole:
            notes.insert(0, "everything was there already, nothing was loaded again")
        elif before:
            notes.insert(
                0, f"{plural(before, 'batch', 'batches')} of an earlier run were there already, and were left as they are"
            )
        columns = (Column("table", Kind.TEXT), Column("rows", Kind.NUMBER))
        rows = tuple((name, count) for name, count in counts.items())
        return Table(columns, rows, f"{plural(counts['awards'], 'award')} loaded", tuple(notes))


def _bodies(award: Award) -> Iterator[Organisation]:
    yield from award.councils
    if award.giver:
        yield award.giver


def _sites(number: int, award: Award, places: Places) -> Iterator[tuple[Any, ...]]:
    """Yield each code of a place of an award with the areas that it lies in, in the order of the columns of `sites`."""
    for name in CODES if award.grant else ():
        for position, value in enumerate(values(BY_NAME[name], award.grant or {})):
            area = places.find(str(value))
            areas = (area.within(what) for what in AREAS) if area else (None for _ in AREAS)
            yield number, name, position, str(value), area and area.code, *areas


def _rows(batch: Sequence[tuple[int, Award]], schema: Schema, headings: Sequence[str]) -> dict[str, list[tuple[Any, ...]]]:
    """Return awards as rows of their relations, in the order of the columns."""
    rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in TABLES}
    for number, award in batch:
        for name, record in award_rows.records(number, award, headings):
            rows[name].append(tuple(record[column] for column in schema[name]))
    return rows
