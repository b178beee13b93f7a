"""Loads a dataset into an engine, a batch at a time: a run skips the batches of earlier runs, so no award is there twice."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from grantcli.backends import remote_tables
from grantcli.backends.batches import SIZE, Batch, Batches, create_bodies, store_of
from grantcli.backends.client import Loader, Schema
from grantcli.errors import GrantcliError
from grantcli.ingest import distinct_texts
from grantcli.ingest.database import connect
from grantcli.model import Award, Organisation
from grantcli.reports.data import Data
from grantcli.reports.notes import plural
from grantcli.table import Column, Kind, Table

_BY = "columns"
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
        schema = remote_tables.schema(list(self.data.engine.headings))
        metadata = self._metadata(schema, replace=replace)
        self.loader.create(schema)
        for name, value in (("form", remote_tables.FORM), ("of", self.of), ("by", metadata.get("by", _BY))):
            self.loader.note(name, value)
        complete = set(self.loader.complete_batches())
        batches = Batches(self.data.engine, self.data.view, self.size)
        counts = self._put(schema, batches, complete)
        evidence = _evidence(self.data, schema)
        if _EVIDENCE not in complete:
            self.loader.put(_EVIDENCE, evidence)
        counts.update(evidence.counts)
        if "about" not in metadata:
            self.loader.finish(schema)
            self.loader.note("about", remote_tables.metadata(self.data, counts, batches.leads, batches.several))
        return self._summary(counts, len(complete - {_EVIDENCE}), nothing_new="about" in metadata)

    def _metadata(self, schema: Schema, *, replace: bool) -> Mapping[str, str]:
        """Return the description of the loaded tables; GrantcliError where they have other contents."""
        metadata = self.loader.metadata()
        if not metadata and self.loader.exists():
            raise GrantcliError(
                f"{self.where}: a table of that name is there, and is not one of grantcli's", hint="name another table"
            )
        if replace and metadata:
            self.loader.drop(schema)
            return {}
        if metadata and "about" not in metadata and metadata.get("by") != _BY:
            hint = "give `--replace` to load these awards from the beginning"
            raise GrantcliError(f"{self.where} has a part of a load by another version of grantcli", hint=hint)
        if metadata and (metadata.get("of"), metadata.get("form")) != (self.of, remote_tables.FORM):
            hint = "name another table, or give `--replace` to replace the awards there with these"
            raise GrantcliError(f"{self.where} has other awards, or the file has changed since", hint=hint)
        return metadata

    def _put(self, schema: Schema, batches: Batches, complete: set[int]) -> Counter[str]:
        """Put the batches there that are not, and return how many rows each table has."""
        counts: Counter[str] = Counter(dict.fromkeys(schema, 0))
        for number, batch in enumerate(batches):
            counts.update(batch.counts)
            if number not in complete:
                self.loader.put(number, batch)
            if self.on_progress:
                self.on_progress(counts["awards"])
        return counts

    def _summary(self, counts: Mapping[str, int], earlier: int, *, nothing_new: bool) -> Table:
        notes = [*self.data.late_notes(), f"`--data` with this address asks them: {self.where}"]
        if nothing_new:
            notes.insert(0, "everything was there already, nothing was loaded again")
        elif earlier:
            notes.insert(
                0, f"{plural(earlier, 'batch', 'batches')} of an earlier run were there already, and were left as they are"
            )
        columns = (Column("table", Kind.TEXT), Column("rows", Kind.NUMBER))
        rows = tuple((name, count) for name, count in counts.items())
        return Table(columns, rows, f"{plural(counts['awards'], 'award')} loaded", tuple(notes))


def _bodies(awards: Iterable[Award]) -> Iterator[Organisation]:
    """Yield the organisations of awards of which more is known than a name."""
    for award in awards:
        for body in (*award.councils, *((award.giver,) if award.giver else ())):
            if body.names[1:] or body.kind:
                yield body


def _evidence(data: Data, schema: Schema) -> Batch:
    """Return programmes, sources, and organisations of which more is known than a name, as tables."""
    store = store_of(data.engine)
    connection = store.connection if store else connect()
    rows = remote_tables.evidence(data.book, dict.fromkeys(_bodies(() if store else data.engine.all_awards())))
    for name, several in rows.items():
        distinct_texts.table(connection, f"batch_{name}", dict(schema[name]), several)
    counts = {name: len(several) for name, several in rows.items()}
    return Batch(connection, {**counts, **({"bodies": create_bodies(store)} if store else {})})
