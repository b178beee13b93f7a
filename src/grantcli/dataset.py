"""`Dataset`: an open data file, and the questions that Python code can ask about it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from grantcli import bundle
from grantcli.bundle import bundled_file, prices, register
from grantcli.data_options import (
    assume_currency,
    check_formats,
    check_places,
    check_values,
    data_name,
    engine_options,
    local_file,
    options_of_file,
)
from grantcli.engines.memory import Memory
from grantcli.errors import UsageError
from grantcli.fields import EXTRA, Givers, View, field
from grantcli.ingest.options import ReadOptions
from grantcli.loader import awards
from grantcli.query import EVERYTHING, And, Filter
from grantcli.reports.data import STATED, Data, all_of, names
from grantcli.table import Table, TableStream

if TYPE_CHECKING:
    from grantcli.data_source import OpenOptions
    from grantcli.published.options import FetchOptions, LinkOptions
    from grantcli.reports.listing import ListOptions, WholeAwards

Question = str | Sequence[str] | Filter
"""A question as text, as terms, or parsed."""


def open_dataset(  # noqa: PLR0913 # long: every way in which awards can be opened, by keyword
    path: str | Path | Sequence[str | Path] | None = None, *, currency: str | None = None, fy_start: int = 4,
    real: str | None = None, places: str | Path = "", columns: Mapping[str, str] | None = None,
    sheet: str | tuple[str, ...] = "",
    dayfirst: bool | None = None,
    engine: str = "auto", memory: str = "", cache: bool = True, on_progress: Callable[[int], None] | None = None,
    timeout: float | None = None, header: tuple[int, ...] = (), skip: int = 0, every_row: bool = False,
    decimal: str = "", scale: int | None = None, periods: str = "", one_per: str = "",
    every_spelling: bool = False, century: int = 0, day_numbers: str = "", skip_hidden: bool = False, no_fill: bool = False,
    fill_down: tuple[str, ...] = (), max_unpacked: int = 0, only: Filter = EVERYTHING,
    organisations: str | Path | None = None, each: Sequence[Mapping[str, Any]] = (), fetching: "FetchOptions | None" = None,
) -> "Dataset":  # fmt: skip
    """Return the awards in the file at `path`, in several files together, or the bundled ones.

    `path` may also be the address of a file on the web, `360g:` with the name of a publisher, a prefix or an identifier of the
    360Giving registry, or the address of a database or cluster that awards were loaded to.

    `grantcli.open` describes the options that it takes too. A server may take `timeout` seconds for a question (600 by default; 0
    means no limit). `on_progress` gets the number of awards read now and then. `fetching` has the options of downloads. Where all
    questions are about `only`, files that it leaves out by the names of their folders are not read.

    DataError when a file cannot be read, with every fault.
    """
    check_values(currency, fy_start)
    for changes in (*each, {}):
        check_formats({"decimal": decimal, "scale": scale, "periods": periods, "day_numbers": day_numbers} | {**changes})
    paths = () if path is None else (path,) if isinstance(path, str | Path) else tuple(path)
    lookup, lookup_notes = local_file(str(places), fetching, keep=cache)
    decisions, decision_notes = local_file(str(organisations or ""), fetching, keep=cache)
    check_places(lookup, str(places), paths)
    if paths or decisions or engine != "auto":
        open_options = engine_options(engine, currency, memory, one_per, fetching, keep=cache, timeout=timeout,
                                     on_progress=on_progress, every_spelling=every_spelling,
                                     organisations=decisions, label=str(organisations or ""))  # fmt: skip
        options = ReadOptions(sheet, columns or {}, dayfirst, decimal, scale or 0, periods, currency or "", fy_start, header,
                              skip, every_row, century, day_numbers, skip_hidden, no_fill, fill_down, max_unpacked)  # fmt: skip
        per_file = [options_of_file(options, changes) for changes in each] or [options] * max(len(paths), 1)
        data = _files(paths or (bundled_file(),), replace(open_options, where=only), per_file, "" if paths else _LABEL)
    else:
        book = awards.read(bundled_file(), _LABEL)
        data = Data(Memory(book.awards), book, label=_LABEL)
    labels = {"name": data_name(paths)} if paths else {"name": "the bundled data", "order": ("-amount",)}
    if currency is not None:
        data = assume_currency(data, currency)
    view = View(fy_start, register(), prices(real), bundle.places(lookup, str(places)), Givers(data.engine.givers_that_receive))
    data = replace(data, notes=(*data.notes, *lookup_notes, *decision_notes))
    return Dataset(replace(data, view=view, of="amount" if real is None else "amount_real", **labels))


_AnyTable = TypeVar("_AnyTable", Table, TableStream, Table | TableStream)
_LABEL = "data/awards.yaml"


def _files(paths: Sequence[str | Path], open_options: "OpenOptions", options: Sequence[ReadOptions], label: str) -> Data:
    from grantcli.open_data import open_files

    source = open_files([str(path) for path in paths], options, open_options)
    stated = source.read_result is not None or source.book.accounting is not None
    engine = source.current_engine

    def late_notes() -> tuple[str, ...]:
        return (*source.reading_notes(), *source.repetition_notes(engine, open_options.one_per))

    return Data(engine, source.book, label=label or source.label, columns=source.columns, stated=stated, late_notes=late_notes,
                account=source.account, decisions=open_options.decisions)  # fmt: skip


def as_filter(question: Question) -> Filter:
    """Return the filter that a question means; QueryError when it cannot be read."""
    if not isinstance(question, str | Sequence):
        return question
    if not question:
        return And()
    from grantcli.query.parse import parse

    return parse(question)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Dataset:
    """Awards that can be asked; each method returns a `Table`, and takes the words of the command of its name."""

    data: Data

    @property
    def version(self) -> str | None:
        """The version of the data."""
        return self.data.book.version

    def _parse(self, question: Question) -> Filter:
        """Return the filter that a question means, with columns of the file named as the file does."""
        where = as_filter(question)
        if EXTRA not in str(where).lower():
            return where
        from grantcli.query.extra_columns import resolve_columns

        return resolve_columns(where, self.data.extras)

    def _column_names(self, text: str | Iterable[str]) -> tuple[str, ...]:
        """Return the names in `a,-b`, with columns of the file named as the file does."""
        columns = names(text)
        if not any(name.lower().removeprefix("-").startswith(EXTRA) for name in columns):
            return columns
        from grantcli.query.extra_columns import resolve_field

        signs = ["-" * name.startswith("-") for name in columns]
        return tuple(
            sign + resolve_field(name.removeprefix(sign), self.data.extras) for sign, name in zip(signs, columns, strict=True)
        )

    def _with_notes(self, table: _AnyTable) -> _AnyTable:
        """Return the answer with what every answer has to say of how the data were read."""
        more: tuple[str, ...] = tuple(
            dict.fromkeys(note for note in (*self.data.late_notes(), *self.data.notes) if note not in table.notes)
        )
        return replace(table, notes=(*more, *table.notes)) if more else table

    def _counting(self, where: Filter, *, split: bool, stated_only: bool) -> tuple[Data, Filter]:
        """Return the data that share joint awards, and the filter that leaves only stated amounts, as asked."""
        data = replace(self.data, split=split) if split else self.data
        if not stated_only:
            return data, where
        from grantcli.reports.notes import left_out_notes

        notes = (*data.notes, *left_out_notes(data, where))
        return replace(data, notes=notes), all_of(where, STATED)

    def list(
        self, where: Question = EVERYTHING, *, columns: str | Iterable[str] = (), sort: str | Iterable[str] = (),
        limit: int | None = None, explain: bool | str = False,
    ) -> Table:  # fmt: skip
        """Return the awards, a row each; `explain`, here and below, says what each row rests on, or only the row of a name."""
        from grantcli.reports.listing import listing

        condition, options = self._list_question(where, columns, sort, limit)
        table = listing(self.data, condition, options)
        if explain:
            from grantcli.reports.explain import explain_list

            table = explain_list(self.data, table, condition, sort=options.sort, limit=limit, only=explain)
        return self._with_notes(table)

    def stream_list(
        self, where: Question = EVERYTHING, *, columns: str | Iterable[str] = (), sort: str | Iterable[str] = (),
        limit: int | None = None,
    ) -> TableStream:  # fmt: skip
        """Return the same awards, of which only some are in memory at a time; nothing else may be asked until all are taken."""
        from grantcli.reports.listing import stream_listing

        return self._with_notes(stream_listing(self.data, *self._list_question(where, columns, sort, limit)))

    def filter(
        self, where: Question, *, why: bool = False, columns: str | Iterable[str] = (), sort: str | Iterable[str] = (),
        limit: int | None = None,
    ) -> Table:  # fmt: skip
        """Return the awards that match, and say how many of how many; with `why` what each term removes."""
        from grantcli.reports.listing import listing

        return self._with_notes(listing(self.data, *self._list_question(where, columns, sort, limit, why=why)))

    def stream_filter(
        self, where: Question, *, why: bool = False, columns: str | Iterable[str] = (), sort: str | Iterable[str] = (),
        limit: int | None = None,
    ) -> TableStream:  # fmt: skip
        """Return the same awards and notes as `filter`, in the way of `stream_list`."""
        from grantcli.reports.listing import stream_listing

        return self._with_notes(stream_listing(self.data, *self._list_question(where, columns, sort, limit, why=why)))

    def _list_question(
        self, where: Question, columns: str | Iterable[str], sort: str | Iterable[str], limit: int | None, *,
        why: bool | None = None,
    ) -> "tuple[Filter, ListOptions]":  # fmt: skip
        """Return the filter and the options of a list, with columns of the file named as the file does."""
        from grantcli.reports.listing import ListOptions

        return self._parse(where), ListOptions(self._column_names(columns), self._column_names(sort), limit, why)

    def show(self, *ids: str, explain: bool | str = False) -> Table:
        """Return awards whole, a record each."""
        from grantcli.reports.record import show

        table = show(self.data, ids)
        if explain:
            from grantcli.reports.explain import explain_record

            table = explain_record(self.data, table, only=explain)
        return self._with_notes(table)

    def total(
        self, where: Question = EVERYTHING, *, by: str | Iterable[str] = (), across: str | Iterable[str] = (),
        measure: str = "total", top: int | None = None, split: bool = False, stated_only: bool = False,
        explain: bool | str = False, measures: str | Iterable[str] = (), per_head: bool = False,
    ) -> Table:  # fmt: skip
        """Return counts, sums and shares by the fields of `by`; with `across` a cross table of one measure.

        With `split`, each amount is shared equally among the organisations of its award, exact to the penny; with
        `stated_only`, only amounts that a source prints count. `measures` are those that the caller needs, all when none is
        named; others may be left out. With `per_head`, each total by district, county, region or nation is also divided by
        the people who live there.
        """
        by, across = self._column_names(by), self._column_names(across)
        data, condition = self._counting(self._parse(where), split=split, stated_only=stated_only)
        if across:
            from grantcli.reports.totals import cross

            if per_head:
                raise UsageError("--per-head and --across do not go together", hint="group with --by alone")
            if top is not None:
                raise UsageError("--top and --across do not go together", hint="use --limit to cut the rows")
            table = cross(data, condition, by=by, across=across, measure=measure)
        else:
            from grantcli.reports.totals import total

            people = bundle.population() if per_head else None
            table = total(data, condition, by=by, top=top, measures=names(measures), population=people)
        if explain:
            from grantcli.reports.explain import explain_total

            table = explain_total(data, table, condition, by=by, top=top, only=explain)
        return self._with_notes(table)

    def stream_total(
        self, where: Question = EVERYTHING, *, by: str | Iterable[str], split: bool = False, stated_only: bool = False,
        measures: str | Iterable[str] = (),
    ) -> Table | TableStream:  # fmt: skip
        """Return the same rows; where they are more than some 10,000, only some of them are in memory at a time.

        Nothing else may be asked until all are taken.
        """
        from grantcli.reports.totals import stream_total

        by = self._column_names(by)
        data, condition = self._counting(self._parse(where), split=split, stated_only=stated_only)
        return self._with_notes(stream_total(data, condition, by=by, measures=names(measures)))

    def compare(
        self, *sides: str, on: str | None = None, where: Question = EVERYTHING, by: str | Iterable[str] = (),
        split: bool = False, stated_only: bool = False, explain: bool | str = False,
    ) -> Table:  # fmt: skip
        """Return two or more questions side by side; with `on` each side is a value of that field."""
        from grantcli.query.lexer import split_commas
        from grantcli.query.values import either
        from grantcli.reports.comparison import Side, compare

        if on is None:
            named_sides = [Side(side.strip() or "all awards", self._parse(side)) for side in sides]
        else:
            try:
                named_sides = [Side(side, self._parse(either(field(on), ":", split_commas(side)))) for side in sides]
            except ValueError as error:
                raise UsageError(f"--on {on}: {error}") from error
        by = self._column_names(by)
        every = self._parse(where)
        data, condition = self._counting(every, split=split, stated_only=stated_only)
        data = replace(data, notes=())  # those of all awards come with the answer, and each side has its own
        named_sides = [side.with_left_out(self.data, every) for side in named_sides] if stated_only else named_sides
        table = compare(data, named_sides, condition, by=by)
        if explain:
            from grantcli.reports.explain import explain_comparison

            table = explain_comparison(data, table, [side.where for side in named_sides], condition, by=by, only=explain)
        return self._with_notes(table)

    def require_values(self, where: Question) -> None:
        """Raise UsageError where a term asks for a text that no award and no council has: it is misspelt."""
        from grantcli.reports.comparison import require_values

        require_values(self.data, self._parse(where))

    def org(self, *name: str, where: Question = EVERYTHING) -> Table:
        """Return what an organisation received and gave in these awards, a record for each that has this name or identifier."""
        from grantcli.reports.organisation import organisation

        return self._with_notes(organisation(self.data, name, self._parse(where)))

    def council(self, *names: str, on: str | None = None) -> Table:
        """Return who a council is and was, a record for each name; `on` is a date that settles which one is meant."""
        from grantcli.reports.council import council

        return self._with_notes(council(self.data, names, on))

    def sources(self, name: str | None = None) -> Table:
        """Return the documents and pages; for one, by id or document, its claims and what rests on each."""
        from grantcli.reports.sources import source, sources

        return self._with_notes(sources(self.data) if name is None else source(self.data, name))

    def verify(self, folder: str | Path) -> Table:
        """Return whether the documents in a folder are those of the sources, and print what is claimed that they do."""
        from grantcli.loader.documents import read
        from grantcli.reports.sources import verify

        documents = [source.document for source in self.data.book.sources if source.document]
        return self._with_notes(verify(self.data, read(Path(folder), documents)))

    def check(
        self, *, today: date, rules: Iterable[str] = (), severity: str = "warning", fail_on: str = "error",
        links: "bool | LinkOptions" = False,
    ) -> Table:  # fmt: skip
        """Return what the rules find at `severity` or above; it reports a fault where one is at `fail_on` or above.

        `links` opens the links of the awards, each once, to find those that no longer answer; nothing is opened without it.
        """
        from grantcli.reports.checking import check

        if not links:
            return self._with_notes(check(self.data, today, rules=rules, severity=severity, fail_on=fail_on))
        from grantcli.published.links import LinkVisit

        visit = LinkVisit() if links is True else LinkVisit(links)
        table = check(self.data, today, rules=rules, severity=severity, fail_on=fail_on, open_links=visit.open_links)
        return self._with_notes(replace(table, notes=(*table.notes, *visit.notes)))

    def duplicates(self, *, funders: bool = False) -> Table:
        """Return the recipients, or the funders, that may be one organisation, a row for each set, for a person to decide."""
        from grantcli.reports.duplicates import duplicates

        return self._with_notes(duplicates(self.data, self.data.decisions, funders=funders))

    def fields(self, name: str | None = None) -> Table:
        """Return the fields for questions, and their columns; for one field its values with the number of awards of each."""
        from grantcli.reports.catalogue import fields, values

        if name is None:
            return self._with_notes(fields(self.data))
        (column,) = self._column_names((name,)) or (name,)
        return self._with_notes(values(self.data, column))

    def statements(self) -> str:
        """Return the SQL that has been sent for what was asked so far, laid out; nothing where no engine speaks SQL."""
        from grantcli.engines.sql import Sql
        from grantcli.engines.statement import format_statement

        engine = self.data.engine
        return (
            "\n".join(format_statement(text, parameters) for text, parameters in engine.sent_statements())
            if isinstance(engine, Sql)
            else ""
        )

    def rows(self) -> Table:
        """Return the rows of the file that are not simply an award, or that have a value that cannot be read."""
        from grantcli.reports.row_outcomes import rows

        accounting = self.data.account()
        if accounting is None:
            raise UsageError("these awards do not come from rows of a table", hint="`--data FILE` names a file of rows")
        return rows(accounting)

    def export(self, where: Question = EVERYTHING, *, sort: str | Iterable[str] = (), limit: int | None = None) -> "WholeAwards":
        """Return the awards of `list` whole, to be written in a format of `exports`."""
        from grantcli.reports.listing import whole_awards

        result = whole_awards(self.data, *self._list_question(where, (), sort, limit))
        return replace(result, notes=tuple(dict.fromkeys((*self.data.late_notes(), *self.data.notes, *result.notes))))

    def diff(self, new: "Dataset", where: Question = EVERYTHING) -> Table:
        """Return the changes in a newer file: awards added, withdrawn and changed, and the difference in money."""
        from grantcli.reports.difference import difference

        return difference(self.data, new.data, (self._parse(where), new._parse(where)))  # noqa: SLF001 - of the same class
