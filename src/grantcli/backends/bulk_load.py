"""Loads a dataset into an engine, a batch at a time: a run skips the batches of earlier runs, so no award is there twice."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from grantcli.backends import remote_tables
from grantcli.backends.client import Loader, Schema
from grantcli.backends.load_batches import SIZE, Batch, Batches, store_of
from grantcli.errors import GrantcliError
from grantcli.ingest import distinct_texts
from grantcli.ingest.database import connect
from grantcli.model import Award, Organisation
from grantcli.reports.data import Data
from grantcli.reports.notes import plural
from grantcli.table import Column, Kind, Table

_BY = "rows"
"""How batches are made: one that was made otherwise may have other awards under the same number."""
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
    size: int = SIZE

    def run(self, *, replace: bool) -> Table:
        """Put everything there that is not yet, and return how many rows each table has."""
        metadata = self._metadata(replace=replace)
        if "about" in metadata and not replace:
            return self._summary(
                json.loads(metadata["about"])["counts"], "everything was there already, nothing was loaded again"
            )
        with self.loader.transaction():
            return self._load(metadata, replace=replace)

    def _load(self, metadata: Mapping[str, str], *, replace: bool) -> Table:
        progress = self.on_progress or (lambda _count: None)
        batches = Batches(self.data.engine, self.data.view, self.size, in_one=self.loader.in_one, on_progress=progress)
        schema = remote_tables.schema(list(self.data.engine.headings), batches.columns)
        if replace and metadata:
            self.loader.drop(remote_tables.RELATIONS)
        self.loader.create(schema)
        for name, value in (("form", remote_tables.FORM), ("of", self.of), ("by", _BY)):
            self.loader.note(name, value)
        complete = set(self.loader.complete_batches())
        counts = self._load_missing(schema, batches, complete)
        evidence = _evidence(self.data, schema)
        counts.update(evidence.counts() if _EVIDENCE in complete else self.loader.write_batch(_EVIDENCE, evidence))
        if batches.columns.lone:
            counts["parties"] = batches.leads
        self.loader.finish(schema, batches.columns.views())
        self.loader.note("about", remote_tables.metadata(self.data, counts, batches))
        earlier = len(complete - {_EVIDENCE})
        batches_there = f"{plural(earlier, 'batch', 'batches')} of an earlier run were there already, and were left as they are"
        return self._summary(counts, batches_there if earlier else "")

    def _metadata(self, *, replace: bool) -> Mapping[str, str]:
        """Return the description of the loaded tables; GrantcliError where they have other contents."""
        metadata = self.loader.metadata()
        if not metadata and self.loader.exists():
            raise GrantcliError(
                f"{self.where}: a table of that name is there, and is not one of grantcli's", hint="name another table"
            )
        if replace:
            return metadata
        if metadata and "about" not in metadata and metadata.get("by") != _BY:
            hint = "give `--replace` to load these awards from the beginning"
            raise GrantcliError(f"{self.where} has a part of a load by another version of grantcli", hint=hint)
        if metadata and (metadata.get("of"), metadata.get("form")) != (self.of, remote_tables.FORM):
            hint = "name another table, or give `--replace` to replace the awards there with these"
            raise GrantcliError(f"{self.where} has other awards, or the file has changed since", hint=hint)
        return metadata

    def _load_missing(self, schema: Schema, batches: Batches, complete: set[int]) -> Counter[str]:
        """Put the batches there that are not, and return how many rows each table has."""
        counts: Counter[str] = Counter(dict.fromkeys(schema, 0))
        for number, batch in enumerate(batches):
            counts.update(batch.counts() if number in complete else self.loader.write_batch(number, batch))
            if self.on_progress:
                self.on_progress(counts["awards"])
        return counts

    def _summary(self, counts: Mapping[str, int], earlier: str) -> Table:
        notes = [*self.data.late_notes(), f"`--data` with this address asks them: {self.where}"]
        columns = (Column("table", Kind.TEXT), Column("rows", Kind.NUMBER))
        title = f"{plural(counts['awards'], 'award')} loaded"
        return Table(columns, tuple(counts.items()), title, (*([earlier] if earlier else []), *notes))


def _bodies(awards: Iterable[Award]) -> Iterator[Organisation]:
    """Yield the organisations of awards of which more is known than a name."""
    for award in awards:
        for body in (*award.councils, *((award.giver,) if award.giver else ())):
            if body.names[1:] or body.kind:
                yield body


def _evidence(data: Data, schema: Schema) -> Batch:
    """Return programmes, sources, and organisations of which more is known than a name, as tables.

    Of those of a file, `aliases` has everything.
    """
    store = store_of(data.engine)
    connection = store.connection if store else connect()
    rows = remote_tables.evidence(data.book, dict.fromkeys(_bodies(() if store else data.engine.all_awards())))
    for name, several in rows.items():
        distinct_texts.table(connection, f"batch_{name}", dict(schema[name]), several)
    return Batch(connection, {name: f"SELECT * FROM batch_{name}" for name in rows})
