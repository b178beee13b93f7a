"""Reads a staged file by columns, into the tables of a folder: SQL reads the usual forms, and the row reader the rest.

A rule to keep: SQL reads a row exactly as the row reader would, so that nobody can see which of them read it.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grantcli.accounting import Accounting
from grantcli.ingest import award_tables, distinct_texts, file_reader, headings, nesting, repeated_rows
from grantcli.ingest.database import copy, literal, parquet_relation
from grantcli.ingest.headings import Match
from grantcli.ingest.irregular import Numbered, RowReading, fetch_rows
from grantcli.ingest.ledger import Ledger
from grantcli.ingest.merging import is_placeholder
from grantcli.ingest.nesting import text
from grantcli.ingest.normalise import NormalisedColumns
from grantcli.ingest.options import ReadOptions
from grantcli.ingest.outcomes import SumsNeededError
from grantcli.ingest.parse import currencies, dates
from grantcli.ingest.parse.dates import Order
from grantcli.ingest.parse.formats import AMOUNT, DATE, Formats
from grantcli.ingest.profile import numbers
from grantcli.ingest.profile.column_fields import ColumnDecision
from grantcli.ingest.profile.column_formats import formats, without_columns
from grantcli.ingest.profile.ending import TAIL, add_up, figure_columns, sum_above
from grantcli.ingest.profile.preamble import preamble
from grantcli.ingest.profile.table_layout import line
from grantcli.ingest.raw_table import Row
from grantcli.ingest.row_reader import sheet_name
from grantcli.ingest.stage import Source, StagedRows
from grantcli.ingest.table_metadata import Contents
from grantcli.ingest.text_lines import check_lines, with_line_numbers
from grantcli.ingest.titles import DATES
from grantcli.model import Award

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection

_USUAL = (
    "id",
    "lead, individual",
    "CAST(amount AS VARCHAR), amount_text",
    "CAST(awarded_from AS VARCHAR), awarded_text",
    "programme",
)
"""What most rows of a file have, as expressions over the core columns."""
_UNNAMED = f"(currency IS NULL OR LOWER(currency) IN ({', '.join(map(literal, sorted(currencies.PLACEHOLDERS)))}))"
"""Whether a row names no currency."""
_BY_ROW = "(SELECT * FROM irregular WHERE NOT repeats)"
"""The rows that the row reader reads."""
CORE, LONG, RAW = "core.parquet", "long.parquet", "raw.parquet"


@dataclass(slots=True, eq=False, repr=False)
class ColumnReading:
    """A staged file on its way into a folder."""

    staged: StagedRows
    decided: ColumnDecision
    """The field of each column, and the notes about it."""
    options: ReadOptions
    label: str
    folder: Path
    connection: "DuckDBPyConnection"
    core: str = ""
    """The core columns of every row, with its number."""
    on_progress: Callable[[Iterator[tuple[int, Award]]], Iterator[tuple[int, Award]]] = lambda awards: awards

    @property
    def matches(self) -> tuple[Match, ...]:
        """What each column is read as."""
        return self.decided.matches

    def write(self) -> Contents:  # long: the steps in their order
        """Write the tables, and return their description; DataError as in the row reader."""
        formats = self._core()
        # Texts are compared by their hashes; where two have one hash, a row is only checked again.
        distinct = "COUNT(DISTINCT HASH(id)) FILTER (id IS NOT NULL)"
        ((rows, ids, id_count),) = self._ask(f"SELECT COUNT(*), COUNT(id), {distinct} FROM {self.core}")
        tables = distinct_texts.create_tables(self.connection, self.core, distinct_texts.TextReader(self.matches, formats))
        normalised, ledger = NormalisedColumns(self.staged, self.matches), Ledger()
        skipped = self._create_irregular(tables, repeats=ids != id_count)
        if ids != id_count and self._joins():
            self._separate(formats, ledger)
        self._check_tail(tables, formats)
        row_reading = RowReading(
            self.staged.headings, self.staged.source, self.matches, formats, self.options.every_row, self.staged.sides,
            self.staged.skip_reasons, self.staged.unread, delimited=self.staged.delimited, periods=self.staged.periods,
        )  # fmt: skip
        awards = row_reading.awards(self._irregular(skipped), self._ids() if self._joins() else (), ledger)
        tables_written = award_tables.write(self.on_progress(awards), normalised.extras, self.folder, self.connection)
        for name in (*tables, *(["irregular"] if skipped else [])):
            columns = "n" if name == "irregular" else "*"
            copy(self.connection, f"SELECT {columns} FROM {name}", self.folder / f"{name}.parquet")
        on_columns = () if self.staged.source is Source.OBJECT else (*file_reader.notes(self.matches), *self.decided.notes)
        stated = (self.staged.periods.note,) if self.staged.periods else ()
        notes = (*self.staged.notes, *on_columns, *stated, *formats.notes)
        contents = Contents(
            self.matches, self.staged.headings, formats, notes, _add_regular(ledger.accounting(), rows - skipped), tables_written,
            rows, self.staged.source, self.staged.with_raw, (*tables, *(["irregular"] if skipped else [])), ids != id_count,
            same=normalised.equal_columns(), numbers=tuple(normalised.numbers()), views=self._views(formats),
            rewritten=self.staged.rewrite is None, delimited=self.staged.delimited, periods=self.staged.periods,
        )  # fmt: skip
        contents.write(self.folder)
        return contents

    def _core(self) -> Formats:
        """Write the core, and return how its values are written; IrregularTextError where DuckDB reads rows otherwise."""
        if self.staged.in_place:
            self.core = self._in_place(texts_only=False)
            formats = self._formats(self._order())
            if formats.needs_texts:
                self.core = self._in_place(texts_only=True)
            return formats
        self.core = parquet_relation(self.folder / CORE)
        normalised = NormalisedColumns(self.staged, self.matches)
        with ThreadPoolExecutor(1) as pool:
            scan = pool.submit(self.staged.scan) if self.staged.scan else None
            copy(self.connection, normalised.select(), self.folder / CORE)
        if scan:
            ((rows,),) = self._ask(f"SELECT COUNT(*) FROM {self.core}")
            check_lines(self.connection, self.staged, scan.result(), rows)
        formats = self._formats(self._order())
        if formats.needs_texts:
            self.connection.execute("SET enable_external_file_cache = false")  # it has the file that is rewritten
            copy(self.connection, replace(normalised, texts_only=True).select(), self.folder / CORE)
        return formats

    def _check_tail(self, tables: Sequence[str], formats_read: Formats) -> None:
        """Raise SumsNeededError where the last rows may be another table, which only all rows show.

        A file that is read in place is Parquet, and has nothing below its rows, as a list of objects has not.
        """
        if self.staged.in_place or self.staged.source is Source.OBJECT or not self.staged.ends or self.options.every_row:
            return
        ((rows,),) = self._ask(f"SELECT COUNT(*) FROM {self.core}")
        firsts = (1, *self.staged.starts)
        for first, after in zip(firsts, (*firsts[1:], rows + 1), strict=True):
            if first < after:
                self._check_sheet(range(first, after), tables, formats_read)

    def _check_sheet(self, sheet: range, tables: Sequence[str], formats_read: Formats) -> None:
        """Raise SumsNeededError as `_check_tail`, by the last rows of a sheet, those above them and those of sheets before it."""
        firsts = sorted({1, sheet.start})
        for first in firsts:
            self._check_last(sheet, first, tables, formats_read)
        if not (numbers := self._tail(sheet)):
            return
        self._put_numbers(numbers)
        rows = [cells for _, (_, cells) in fetch_rows(self.connection, self._rows_of("numbers"), self.staged.source)]
        sums = [self._sum_above(range(first, min(numbers)), tables, formats_read) for first in firsts]
        if add_up(rows, sums, figure_columns(nesting.columns(self.matches)), formats_read.amount):
            raise SumsNeededError

    def _check_last(self, sheet: range, first: int, tables: Sequence[str], formats: Formats) -> None:
        """Raise SumsNeededError where the last row of a sheet has the sum of all rows from `first` to it: it may be a total."""
        amount = _figure(tables)
        rows = (
            f"SELECT c.n, {amount} AS amount, i.n IS NOT NULL AS aside"
            f" FROM {self.core} c{distinct_texts.join_clause(tables)} LEFT JOIN {_BY_ROW} i ON i.n = c.n"
            f" WHERE c.n BETWEEN {first} AND {sheet[-1]}"
        )
        query = (
            f"WITH rows AS ({rows}), last AS (SELECT MAX(n) AS n, MAX_BY(amount, n) AS amount FROM rows"
            f" WHERE amount IS NOT NULL AND n >= {sheet[0]})"
            " SELECT last.n, last.amount, SUM(IF(aside, LEAST(r.amount, 0), r.amount)),"
            " SUM(IF(aside, GREATEST(r.amount, 0), r.amount))"
            " FROM rows r, last WHERE r.n < last.n GROUP BY ALL"
        )
        for last, amount, least, most in self._ask(query):  # one, unless no amount is known
            if (
                amount
                and least is not None
                and least <= amount <= most
                and (least == most or amount == self._sum_above(range(first, last), tables, formats))
            ):
                raise SumsNeededError

    def _sum_above(self, numbers: range, tables: Sequence[str], formats: Formats) -> Decimal:
        """Return the sum of the amounts of these rows, without totals, which are among those that SQL leaves out."""
        amount = _figure(tables)
        where = f" ANTI JOIN {_BY_ROW} i ON i.n = c.n WHERE c.n >= {numbers.start} AND c.n < {numbers.stop}"
        regular = f"SELECT SUM({amount}) FROM {self.core} c{distinct_texts.join_clause(tables)}{where}"
        rows = ((n, cells) for n, (_, cells) in fetch_rows(self.connection, self._rows_of(_BY_ROW), self.staged.source))
        others = sum_above(rows, numbers, nesting.columns(self.matches), formats.amount)
        return others + (self._ask(regular)[0][0] or 0)

    def _tail(self, sheet: range) -> list[int]:
        """Return the numbers of the last rows that all lack something that some of the first have; none where they are many."""
        flags = f"SELECT n, {', '.join(f'COALESCE({each}) IS NOT NULL' for each in _USUAL)} FROM {self.core}"
        first = self._ask(f"{flags} WHERE n BETWEEN {sheet[0]} AND {sheet[min(TAIL, len(sheet)) - 1]}")
        lacking = {place for place in range(1, len(_USUAL) + 1) if any(row[place] for row in first)}
        numbers: list[int] = []
        for n, *cells in self._ask(f"{flags} WHERE n BETWEEN {sheet[-min(TAIL, len(sheet))]} AND {sheet[-1]} ORDER BY n DESC"):
            lacking -= {place for place, each in enumerate(cells, 1) if each}
            if not lacking:
                return numbers
            numbers += [n] if any(cells) else []
        return []

    def _in_place(self, *, texts_only: bool, long: bool = False) -> str:
        """Return the core columns of every row, with its number, as the file itself has them."""
        normalised = NormalisedColumns(self.staged, self.matches, texts_only=texts_only)
        return f"({normalised.select(long=long, numbered=True)})"

    def _views(self, formats: Formats) -> dict[str, str]:
        """Return the tables that need not be written."""
        if not self.staged.in_place:
            return {}
        rows = f"SELECT *, CAST({self.staged.place} AS VARCHAR) AS place FROM {self.rows} numbered"
        long = self._in_place(texts_only=formats.needs_texts, long=True)
        return {CORE: self.core, LONG: long, RAW: f"({rows})"}

    def _ask(self, text: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(text).fetchall()

    def _order(self) -> Order:
        """Return whether dates begin with the day: dates of awards are in the core, others are read only if needed."""
        if self.options.dayfirst is not None:
            return Order(self.options.dayfirst)
        if not any(each.path == "awardDate" for each in self.matches):
            return Order()
        query = f"SELECT MIN_BY(awarded_text, n), MIN(n) FROM {self.core} WHERE awarded_text IS NOT NULL"
        texts = self._dates(f"{query} GROUP BY {distinct_texts.without_time('awarded_text')}", main=True)
        unsure = any(dates.ambiguous(text) for _, _, text in texts)
        if unsure and not any(dates.settles(text) is not None for _, _, text in texts):
            for index in self._other_dates():
                others = f"SELECT c{index}, MIN(n) FROM {self.rows} WHERE COALESCE(c{index}, '') <> '' GROUP BY 1"
                texts += self._dates(others, main=False)
        firsts: dict[tuple[bool, bool | None, bool], tuple[bool, int, str]] = {}
        for each in sorted(texts, key=lambda each: each[1]):
            firsts.setdefault((each[0], dates.settles(each[2]), dates.has_points(each[2])), each)
        places = dict(self._places([n for _, n, _ in firsts.values()]))
        return dates.order(((main, places[n], text) for main, n, text in firsts.values()), self.label)

    def _formats(self, order: Order) -> Formats:
        """Return how values are written, from the texts that SQL does not read, and all of a column where those need it."""
        if self.staged.source is Source.OBJECT:  # numbers are numbers there
            return without_columns(order, self.options, self._figures(_UNNAMED))
        paths = {each.path: index for index, each in enumerate(self.matches) if each.path}
        figures = self._figures()
        if AMOUNT in paths and numbers.is_ambiguous(figures):
            cell = f"c{paths[AMOUNT]}"
            figures = self._counts(cell, f"{self.rows} WHERE {cell} IS NOT NULL", distinct_texts.shape("text"))
        dated = f"{self.core} WHERE awarded_text IS NOT NULL AND {DATE in paths}"
        days = self._counts("awarded_text", dated, distinct_texts.without_time("text"))
        ends = self._ask(f"SELECT CAST(MIN(awarded_from) AS VARCHAR), CAST(MAX(awarded_from) AS VARCHAR) FROM {self.core}")[0]
        days |= {day: 1 for day in ends if day}
        unnamed = self._figures(_UNNAMED)
        above = preamble(_above(self.staged.above, self.options.skip))
        return formats({AMOUNT: figures, DATE: days}, unnamed, self.matches, order, above, self.options)

    def _figures(self, where: str = "TRUE") -> dict[str, int]:
        """Return texts of amounts with how many rows have each, as they come in the file: two of each shape."""
        rows = f"{self.core} WHERE amount_text IS NOT NULL AND {where}"
        return self._counts("amount_text", rows, distinct_texts.shape("text"))

    def _counts(self, column: str, rows: str, shape: str) -> dict[str, int]:
        counts = f"SELECT {column} AS text, COUNT(*) AS rows, MIN(n) AS first FROM {rows} GROUP BY 1"
        return distinct_texts.counts_by_shape(self.connection, counts, shape)

    def _dates(self, text: str, *, main: bool) -> list[tuple[bool, int, str]]:
        texts: list[tuple[str, int]] = self.connection.execute(text).fetchall()
        return [(main, n, text) for text, n in texts if dates.settles(text) is not None or (main and dates.ambiguous(text))]

    def _other_dates(self) -> list[int]:
        return [
            index
            for index, each in enumerate(self.matches)
            if each.path and each.path != "awardDate" and each.path.rpartition("/")[2] in DATES
        ]

    @property
    def rows(self) -> str:
        """The staged rows, with their numbers."""
        return f"(SELECT {self.staged.number} AS n, * FROM {self.staged.relation})"

    @property
    def published_rows(self) -> str:
        """The staged rows as they were published, with their numbers."""
        return f"(SELECT {self.staged.number} AS n, * FROM {self.staged.whole or self.staged.relation})"

    def _places(self, numbers: Sequence[int]) -> Iterator[tuple[int, int | str]]:
        if numbers:
            self._put_numbers(numbers)
            for n, (place, _) in fetch_rows(self.connection, self._rows_of("numbers", cells=False), Source.CELLS):
                yield n, place

    def _put_numbers(self, numbers: Sequence[int]) -> None:
        text = "CREATE OR REPLACE TABLE numbers AS SELECT UNNEST(CAST($n AS BIGINT[])) AS n"
        self.connection.execute(text, {"n": list(numbers)})

    def _rows_of(self, numbers: str, *, cells: bool = True) -> str:
        """Return the statement for the rows whose numbers are in a table, with their places."""
        texts = [f"c{index}" for index in range(len(self.matches))] if cells and not self.staged.whole else []
        raw = "raw" if cells and self.staged.with_raw else "NULL AS raw"
        if self.staged.lines:
            ((rows,),) = self._ask(f"SELECT COUNT(*) FROM {self.core}")
            self.staged = with_line_numbers(self.connection, self.staged, rows)
        source = (
            f"SELECT *, CAST({self.staged.place} AS VARCHAR) AS place FROM {self.published_rows if cells else self.rows} numbered"
        )
        return (
            f"SELECT n, place, {', '.join([raw, *texts])} FROM ({source}) placed WHERE n IN (SELECT n FROM {numbers}) ORDER BY n"
        )

    def _create_irregular(self, tables: Sequence[str], *, repeats: bool) -> int:
        """Make the table `irregular` of the rows that the row reader reads, and return how many they are.

        An `unsure` row may be no award, or more than one, and a `doubtful` one needs at least a remark.
        """
        unsure, doubtful = ["c.irregular"], [f"{distinct_texts.JOINS[name][0]}.irregular" for name in tables]
        if self.staged.sides:
            distinct_texts.table(self.connection, "side_ids", {"id": "VARCHAR"}, [(name,) for name in self._side_ids()])
            unsure.append("c.id IN (SELECT id FROM side_ids)")
        repeated = f"c.id IN (SELECT id FROM {self.core} WHERE id IS NOT NULL GROUP BY id HAVING COUNT(*) > 1)"
        kinds = {"unsure": unsure, "doubtful": doubtful, "repeated": [repeated] if repeats and self._joins() else []}
        flags = {name: " OR ".join(f"COALESCE({test}, FALSE)" for test in tests) or "FALSE" for name, tests in kinds.items()}
        columns = ", ".join(f"{test} AS {name}" for name, test in flags.items())
        query = f"SELECT c.n, c.id, {columns}, FALSE AS repeats FROM {self.core} c{distinct_texts.join_clause(tables)}"
        self.connection.execute(
            f"CREATE OR REPLACE TABLE irregular AS SELECT * FROM ({query}) f WHERE {' OR '.join(flags)} ORDER BY n"
        )
        ((count,),) = self._ask("SELECT COUNT(*) FROM irregular")
        return int(count)

    def _separate(self, formats: Formats, ledger: Ledger) -> None:
        """Take from `irregular` the rows that SQL reads although their identifiers repeat, and mark those that repeat them."""
        certain = "repeated AND id NOT IN (SELECT id FROM irregular WHERE unsure AND id IS NOT NULL)"
        self.connection.execute(f"CREATE OR REPLACE TABLE repeated AS SELECT * FROM irregular WHERE {certain} ORDER BY n")
        counts = {
            name: rows for name, rows in self._ask("SELECT id, COUNT(*) FROM repeated GROUP BY id") if not is_placeholder(name)
        }
        doubtful = {n for (n,) in self._ask("SELECT n FROM repeated WHERE doubtful")}
        rows = fetch_rows(self.connection, self._rows_of("repeated"), self.staged.source)
        outcomes = repeated_rows.outcomes(rows, counts, doubtful, self.matches, formats, ledger)
        distinct_texts.table(self.connection, "separate", {"n": "BIGINT", "repeats": "BOOLEAN"}, outcomes)
        query = (
            "SELECT i.n, i.id, COALESCE(s.repeats, FALSE) AS repeats FROM irregular i LEFT JOIN separate s ON s.n = i.n"
            " WHERE s.n IS NULL OR s.repeats ORDER BY i.n"
        )
        self.connection.execute(f"CREATE OR REPLACE TABLE irregular AS {query}")

    def _joins(self) -> bool:
        """Say whether rows of one identifier can be one award: the objects of a list never are."""
        return self.staged.source is not Source.OBJECT and headings.standard(self.matches)

    def _side_ids(self) -> set[str]:
        awards = file_reader.of_sides(self.staged.sides, Formats(), Ledger())
        return {str(entry.grant.get("id", "")).strip() for entry in awards} or {""}

    def _ids(self) -> list[str | None]:
        return [each[0] for each in self._ask(f"SELECT id FROM {_BY_ROW}")]

    def _irregular(self, total: int) -> Iterator[Numbered]:
        """Yield the rows above the headings, and those below that are left to the row reader."""
        if self.staged.above:
            yield from zip(count(1 - len(self.staged.above)), self.staged.above, strict=False)
        if total:
            yield from fetch_rows(self.connection, self._rows_of(_BY_ROW), self.staged.source)


def _above(rows: Sequence[Row], skip: int) -> Iterator[list[str]]:
    """Yield the name of the sheet and the texts of the rows above the headings, without those that are left out."""
    if rows and line(rows[0][0]) > skip:
        yield from sheet_name(rows[0][0])
    for place, cells in rows[:-1]:
        if line(place) > skip:
            yield [text(cell) for cell in cells]


def _figure(tables: Sequence[str]) -> str:
    """Return the SQL of the figure of a row, whatever its currency."""
    return "COALESCE(f.figure, c.amount)" if "figures" in tables else "c.amount"


def _add_regular(account: Accounting, regular: int) -> Accounting:
    return replace(account, read=account.read + regular, awards=account.awards + regular)
