"""A dataset as tables on a server: what there is of it, how questions reach it, and how whole awards are read back."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from grantcli.backends import award_columns
from grantcli.backends.address import Address, TableNames
from grantcli.backends.award_columns import ROWS, AwardColumns
from grantcli.backends.client import Client, Schema
from grantcli.backends.dialects import quote_name, session_relations, translate
from grantcli.data_source import DataSource
from grantcli.engines import award_rows
from grantcli.engines.interfaces import Cursor
from grantcli.engines.relations import SITE_ROWS, TABLES, Layout
from grantcli.engines.sql import Sql
from grantcli.engines.statement import Column, Statement
from grantcli.errors import DataError
from grantcli.fields import DETAIL, View
from grantcli.ingest.award_tables import columns
from grantcli.ingest.table_metadata import read_accounting
from grantcli.model import Award, Book, Organisation, Programme
from grantcli.reports.data import Data, FileColumn
from grantcli.reports.row_outcomes import reading_notes
from grantcli.sites import CODES
from grantcli.sources import Source

if TYPE_CHECKING:
    from grantcli.backends.load_batches import Batches  # imports what reads files, which a question does not need


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RemoteSession:
    """Runs statements by a client."""

    client: Client
    naming: TableNames
    currency: str | None = None
    """The currency that awards without one are assumed to be in."""
    views: dict[str, str] = field(default_factory=dict, init=False)
    """What the session has, by name."""

    @property
    def medians_by_window(self) -> bool:
        """Whether the two middle amounts are found by windows."""
        return self.client.dialect.medians_by_window

    @property
    def materialises_ctes(self) -> bool:
        """Whether a common table expression that is named twice is worked out once."""
        return self.client.dialect.materialises_ctes

    def execute(self, statement: Statement, view: View) -> Cursor:
        """Run a statement of ours."""
        if self.client.dialect.session_views:
            self._create_views(statement, view)
        return self.client.ask(self.translate(statement, view), self._parameters(statement))

    def prepare(self, bases: Collection[str], view: View) -> None:
        """Do nothing: places are loaded with the awards."""

    def translate(self, statement: Statement, view: View) -> str:
        """Return a statement of ours as it is sent."""
        return translate(statement, self.client.dialect, self.naming, self._parameters(statement), view)

    def _parameters(self, statement: Statement) -> Mapping[str, Any]:
        return {**statement.parameters, **({"currency": self.currency} if self.naming.assumed else {})}

    def _create_views(self, statement: Statement, view: View) -> None:
        """Make sure that the session has what a statement needs besides the awards."""
        for name, query in session_relations(statement, self.client.dialect, self.naming, view):
            if self.views.get(name) != query:
                self.client.create_view(name, query)
                self.views[name] = query

    def translate_errors(self) -> AbstractContextManager[None]:
        """Turn what goes wrong inside into errors of ours."""
        return self.client.translate_errors()


FORM = "grantcli tables 7"
"""Change this whenever tables loaded before could not be asked any more."""
ABOUT = {"name": "VARCHAR", "value": "VARCHAR"}
_RECORD = {"place": "INTEGER", "id": "VARCHAR", "title": "VARCHAR", "whole": "VARCHAR"}
PROGRAMMES = {**_RECORD, "funder": "VARCHAR", "currency": "VARCHAR", "cap": "DECIMAL(18,2)"}
BODIES = {"place": "INTEGER", "id": "VARCHAR", "name": "VARCHAR", "whole": "VARCHAR"}
"""Organisations with more than an id and a name."""
SOURCES = {**_RECORD, "publisher": "VARCHAR", "document": "VARCHAR", "address": "VARCHAR"}


RELATIONS = (*TABLES, ROWS, "sites", "programmes", "sources", "bodies")
"""All that a dataset may have there, tables or views."""


def schema(headings: Sequence[str], own: AwardColumns) -> Schema:
    """Return the tables of a dataset whose awards have these headings besides the fields, and these further columns."""
    awards = {**columns("awards", headings), **own.schema()}
    return {"awards": awards, **own.tables(), "sites": SITE_ROWS, "programmes": PROGRAMMES, "sources": SOURCES, "bodies": BODIES}


def evidence(book: Book, organisations: Iterable[Organisation]) -> Mapping[str, list[tuple[Any, ...]]]:
    """Return the programmes and sources of a book as rows, and the organisations with more than a name."""
    programmes = [
        (place, each.id, each.title, _text(each), each.funder.name if each.funder else None, each.currency, each.cap)
        for place, each in enumerate(book.programmes)
    ]
    sources = [
        (place, each.id, each.title, _text(each), each.publisher, each.document, each.address)
        for place, each in enumerate(book.sources)
    ]
    bodies = [(place, each.id, each.name, _text(each)) for place, each in enumerate(organisations)]
    return {"programmes": programmes, "sources": sources, "bodies": bodies}


def _text(record: Programme | Source | Organisation) -> str:
    import msgspec

    return msgspec.json.encode(record).decode()


def metadata(data: Data, counts: Mapping[str, int], batches: "Batches") -> str:
    """Return what is stored about a dataset besides its tables, after everything has been read."""
    account = data.account()
    file_notes = reading_notes(account) if account else ()
    notes = [note for note in data.late_notes() if note not in file_notes]
    return json.dumps({
        "headings": list(data.engine.headings), "counts": counts, "leads": batches.leads,
        "several": sorted(batches.several), "own": batches.columns.mapping(), "repeats": bool(data.engine.repeated_ids()),
        "receiving": sorted(data.engine.givers_that_receive()),
        "accounting": account and asdict(account), "notes": notes, "columns": [asdict(each) for each in data.columns],
        "named": batches.has_file, "label": data.label, "version": data.book.version,
    }, ensure_ascii=False)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RemoteTables:
    """The tables of a loaded dataset."""

    layout: Layout
    programmes: Mapping[str, Programme]
    read_bodies: Callable[[], Mapping[tuple[str, str], Organisation]]
    """Returns the organisations with more than an id and a name: a file may have hundreds of thousands."""
    own: AwardColumns

    def load(self, columns: Collection[Column]) -> None:
        """Do nothing: everything is there."""

    def place(self, name: str, key: str, select: Callable[[], str]) -> None:
        """Do nothing: they are joined."""

    def keep(self, _name: str, select: Callable[[], str]) -> str:
        """Return the relation that a statement makes of these tables."""
        return f"({select()})"

    def whole_awards(self, numbers: Sequence[int], ask: award_rows.Ask) -> Iterator[Award]:
        """Yield the awards with these numbers, in their order, with their programmes and organisations in full."""
        awards = award_rows.read(numbers, self.layout.headings, ask, lone=self.layout.lone, grants=self.own)
        return map(self._whole_award, awards)

    def _whole_award(self, award: Award) -> Award:
        if not (self.programmes or self.read_bodies()):
            return award
        programme = award.programme and self.programmes.get(award.programme.id, award.programme)
        funder = self._body(award.funder)
        return replace(
            award,
            programme=programme,
            funder=None if programme and programme.funder == funder else funder,
            lead=self._body(award.lead),
            partners=tuple(body for each in award.partners if (body := self._body(each))),
        )

    def _body(self, body: Organisation | None) -> Organisation | None:
        return body and self.read_bodies().get((body.id, body.name), body)


def _layout(metadata: Mapping[str, Any]) -> Layout:
    """Return what the tables hold; where no award has a code of a place, none is looked for."""
    layout = Layout.of(metadata["headings"], metadata["counts"], metadata["leads"], metadata["several"])
    return layout if metadata["counts"]["sites"] else replace(layout, absent=frozenset(DETAIL + name for name in CODES))


def open_tables(address: Address, client: Client, currency: str | None) -> DataSource:
    """Return what was loaded; DataError, with what is missing, for tables that are not ours or not complete."""
    with client.translate_errors():
        description = _read_metadata(address, client)
        counts, layout = description["counts"], _layout(description)
        own = award_columns.from_mapping(description["own"])
        tables_there = schema(description["headings"], own)
        naming = TableNames(address.table, tuple(tables_there["awards"]), layout.has_aliases, currency is not None)
        relations = {**tables_there, **{name: TABLES[name] for name in own.views()}}
        client.require(lambda: _require(address, client, naming, relations))
        programmes = tuple(_read(client, naming, "programmes", Programme)) if counts["programmes"] else ()

    def sources() -> tuple[Source, ...]:
        with client.translate_errors():
            return tuple(_read(client, naming, "sources", Source))

    tables = RemoteTables(layout, {each.id: each for each in programmes}, _bodies(client, naming, description), own)
    receiving = frozenset(description["receiving"]) if "receiving" in description else None
    return DataSource(
        Book((), programmes, description["version"], accounting=read_accounting(description["accounting"]), read_sources=sources),
        description["label"],
        tuple(description["notes"]),
        tuple(FileColumn(**{**each, "fields": tuple(each["fields"])}) for each in description["columns"]),
        Sql(tables, RemoteSession(client, naming, currency), award_count=counts["awards"], givers=receiving),
        repeats=description.get("repeats", True),
    )


def _bodies(
    client: Client, naming: TableNames, description: Mapping[str, Any]
) -> Callable[[], Mapping[tuple[str, str], Organisation]]:
    """Return what reads the organisations of which more is known than a name, once, when it is first called."""
    counts = description["counts"]

    @cache
    def bodies() -> Mapping[tuple[str, str], Organisation]:
        with client.translate_errors():
            if description["named"] and counts["aliases"]:
                return organisations(client.ask(other_names(quote_name(naming.of("aliases"), client.dialect)), {}).fetchall())
            several = _read(client, naming, "bodies", Organisation) if counts["bodies"] else ()
            return {(each.id, each.name): each for each in several}

    return bodies


def other_names(aliases: str) -> str:
    """Return the statement for every further text of an organisation: whether it is a name, and whether an identifier.

    An identifier is among both in this table.
    """
    names, ids = (f"SUM(CASE WHEN what = '{what}' THEN 1 ELSE 0 END)" for what in ("body", "id"))
    return (
        f"SELECT id, name, alias, {names} > {ids}, {ids} > 0 FROM {aliases}"
        " WHERE what IN ('body', 'id') AND alias IS NOT NULL GROUP BY id, name, alias"
    )


def organisations(rows: Iterable[tuple[str, str, str, bool, bool]]) -> Mapping[tuple[str, str], Organisation]:
    """Return the organisations that have these further texts, by identifier and name."""
    texts: dict[tuple[str, str], tuple[list[str], list[str]]] = {}
    for id_, name, text, *kinds in sorted(rows):
        for several, is_one in zip(texts.setdefault((id_, name), ([], [])), kinds, strict=True):
            several.extend([text] if is_one else [])
    return {key: Organisation(*key, aliases=tuple(aliases), ids=tuple(ids)) for key, (aliases, ids) in texts.items()}


def _read_metadata(address: Address, client: Client) -> dict[str, Any]:
    table = TableNames(address.table).of("about")

    def require_about() -> None:
        if not set(client.columns(table)) >= set(ABOUT):
            raise DataError(f"{address}: these are not tables of grantcli: `{table}` is missing", hint=_hint(address))

    client.require(require_about)
    text = f"SELECT name, value FROM {quote_name(table, client.dialect)}"
    values = dict(client.ask(text, {}).fetchall())
    if values.get("form") != FORM:
        raise DataError(f"{address}: these tables are of the form `{values.get('form')}`, not `{FORM}`", hint=_hint(address))
    if "about" not in values:
        raise DataError(
            f"{address}: these tables are not fully loaded", hint="the same `grantcli load` again continues where it stopped"
        )
    result: dict[str, Any] = json.loads(values["about"])
    return result


def _require(address: Address, client: Client, naming: TableNames, tables: Schema) -> None:
    """Refuse tables that lack something."""
    missing: list[str] = []
    for relation, names in tables.items():
        present = set(client.columns(naming.of(relation)))
        absent = [name for name in names if name not in present]
        missing += (
            [f"the table `{naming.of(relation)}`"] if not present else [f"`{naming.of(relation)}.{name}`" for name in absent]
        )
    if missing:
        raise DataError(f"{address}: missing there: {', '.join(missing)}", hint=_hint(address))


def _hint(address: Address) -> str:
    return f"`grantcli load FILE --to '{address}'` makes such tables"


def _read(client: Client, naming: TableNames, relation: str, kind: type[Any]) -> Iterator[Any]:
    import msgspec

    record, table, place = (quote_name(name, client.dialect) for name in ("whole", naming.of(relation), "place"))
    for (text,) in client.ask(f"SELECT {record} FROM {table} ORDER BY {place}", {}).fetchall():
        yield msgspec.json.decode(text, type=kind)
