"""The fields of the 360Giving standard as tables, each loaded when a question first needs it.

The file's columns of the standard are staged once, in `standard.parquet`: one row for each row of the file, with the texts of its
columns, or for JSON the values at each path as a JSON list. Each field is read from that when a question needs it.

A rule to keep: texts are copied as they are. Of everything else each different text is read once, by the functions that the
memory
engine uses, so that both give the same. Rows of the row reader bring their values with them.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grantcli.dates import PartialDate
from grantcli.engines.award_rows import detail
from grantcli.engines.relations import DETAIL_COLUMNS, DETAILS, Layout
from grantcli.fields import DETAIL, FieldKind
from grantcli.ingest import distinct_texts, json_values, nesting
from grantcli.ingest.database import copy, literal, parquet, parquet_relation, trim_sql
from grantcli.ingest.json_values import parse
from grantcli.ingest.stage import Source, StagedRows
from grantcli.ingest.table_metadata import Contents
from grantcli.spans import DERIVED, OF, DerivedField
from grantcli.standard import BY_NAME, LISTS, STANDARD, Standard, ValueKind, leaf_values, number, values

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection

TIER = "standard.parquet"
_COLUMNS = {
    ValueKind.TEXT: ("text",),
    ValueKind.MONEY: ("amount",),
    ValueKind.NUMBER: ("figure",),
    ValueKind.DATE: ("first_day", "last_day"),
}
"""The columns of `details` for values of each kind."""
_TRIMMED_PART = trim_sql("(part ->> '$')")
_NO_ROWS = "SELECT * FROM read_details WHERE FALSE"
_PLACES = 1_000
"""More texts than a cell has."""
_OBJECTS = ("recipientIndividual", "toIndividualsDetails")
_MISPLACED = rf'"({"|".join(sorted(LISTS))})"\s*:\s*[^\s\[n]|"({"|".join(_OBJECTS)})"\s*:\s*[^\s{{n]'
"""An object where the standard has a list, or anything but an object where it has one."""


@dataclass(slots=True, eq=False, repr=False)
class Details:
    """The fields of the standard of one file, in a connection."""

    contents: Contents
    connection: "DuckDBPyConnection"
    add: Callable[[str, Callable[[Path], None]], Path]
    """Writes a file of the folder, unless it is there, and returns where it is."""
    staged: Callable[[], StagedRows]
    layout: Layout = field(init=False)
    filled: set[str] = field(default_factory=set)
    """Of JSON, the fields that have any value."""
    loaded: dict[str, str] = field(default_factory=dict)
    """By field, the statement for its values of the rows that SQL reads; empty where they have none.

    A list of every field joins `details` once for each: what has no rows is left out, for a plan has them all each time.
    """

    def __post_init__(self) -> None:
        """Take every field to have several values until it is known better, unless the row reader has read all."""
        layout = self.contents.layout
        self.layout = replace(layout, single=frozenset()) if self.contents.rows else layout

    def open(self) -> None:
        """Load the rows of the row reader into the connection, and the fields that are needed by now."""
        parts = ["SELECT * FROM read_details", *filter(None, self.loaded.values())]
        self.connection.execute(f"CREATE OR REPLACE VIEW details AS {' UNION ALL '.join(parts)}")

    def load(self, names: Iterable[str]) -> None:
        """Let `details` have these fields."""
        missing = [name for name in dict.fromkeys(names) if name not in self.loaded] if self.contents.rows else []
        for name in missing:
            self._want(name)
        if missing:
            self.open()

    def cell(self, name: str) -> int | None:
        """Return the only column of a table that a field is read from, where its values are the texts as they are."""
        if not self.contents.rows or self._objects or name in DERIVED or not _goes_through(BY_NAME[name]):
            return None
        columns = self._cells(BY_NAME[name])
        return columns[0] if len(columns) == 1 and name not in self.contents.written.several else None

    def _want(self, name: str) -> None:
        """Load a field, unless the file has nothing that it is read from."""
        if name in DERIVED:
            for each in OF:
                if each not in self.loaded:
                    self._want(each)
            if any(self.loaded[each] for each in OF):
                self._load(DERIVED[name], self._write_span)
            else:
                self._has_none(name)
        elif self._has_values(BY_NAME[name]):
            tier = self.add(TIER, self._stage)  # not while the other is added: a folder has one lock
            self._load(BY_NAME[name], lambda row, path: self._write(row, tier, path))
        else:
            self._has_none(name)

    def _has_none(self, name: str) -> None:
        """Note that the rows that SQL reads have no value of a field."""
        self.loaded[name] = ""
        self._is_single(name)
        if not self.contents.written.counts["details"]:
            self.layout = replace(self.layout, absent=self.layout.absent | {DETAIL + name})

    def _load(self, row: "Kinded", write: "Callable[[Any, Path], None]") -> None:
        part = f"detail-{row.name}.parquet"
        relation = parquet(self.add(part, lambda path: write(row, path)))
        if self._has_one_each(relation):
            self._is_single(row.name)
        own = {"n": "n", "field": literal(row.name), "position": "position", **{name: name for name in _COLUMNS[row.kind]}}
        cells = (f"{own.get(name, f'CAST(NULL AS {kind})')} AS {name}" for name, kind in DETAILS.items())
        self.loaded[row.name] = f"SELECT {', '.join(cells)} FROM {relation}"

    def _has_one_each(self, relation: str) -> bool:
        """Say whether each award has one row: it has where all are the first, or else each is counted, which costs more."""
        ((last,),) = self.connection.execute(f"SELECT MAX(position) FROM {relation}").fetchall()
        if not last:
            return True
        ((rows, awards),) = self.connection.execute(f"SELECT COUNT(*), COUNT(DISTINCT n) FROM {relation}").fetchall()
        return bool(rows == awards)

    def _is_single(self, name: str) -> None:
        if name not in self.contents.written.several:
            self.layout = replace(self.layout, single=self.layout.single | {DETAIL + name})

    @property
    def _objects(self) -> bool:
        return self.contents.source is Source.OBJECT

    def _has_values(self, row: Standard) -> bool:
        """Say whether the file may have values of a field."""
        if not self._objects:
            return bool(self._cells(row))
        tier = self.add(TIER, self._stage)
        if not self.filled:
            names = list(BY_NAME)
            counts = ", ".join(f"COUNT({name})" for name in [*names, "odd"])
            (flags,) = self.connection.execute(f"SELECT {counts} FROM {parquet_relation(tier)} c").fetchall()
            self.filled = {name for name, count in zip(names, flags, strict=False) if count or flags[-1]}
        return row.name in self.filled

    def _cells(self, row: Standard) -> list[int]:
        """Return the columns of a table that a field is read from, in the order of their places in lists."""
        columns = [
            (tuple(int(step) for step in each.path.split("/") if step.isdigit()), index)
            for index, each in enumerate(self.contents.matches)
            if each.path and re.sub(r"/\d+", "", each.path) == row.path
        ]
        return [index for _, index in sorted(columns)]

    def _write(self, row: Standard, tier: Path, path: Path) -> None:
        """Write the values of a field out of `tier`: `n`, `position` and the columns of its kind, by `n`."""
        anti_join = " ANTI JOIN irregular i ON i.n = c.n" if "irregular" in self.contents.tables else ""
        rows = f"(SELECT c.* FROM {parquet_relation(tier)} c{anti_join})"
        parts = list(self._of_objects(row, rows) if self._objects else self._of_cells(row, rows))
        copy(self.connection, f"{' UNION ALL '.join(parts)} ORDER BY n, position", path)

    def _write_span(self, row: DerivedField, path: Path) -> None:
        """Write what follows from dates, each distinct set of them once."""
        columns = ", ".join(f"STRING_AGG(CASE WHEN field = '{name}' THEN v END, '|' ORDER BY position) AS {name}" for name in OF)
        parts = (
            f"SELECT n, field, position, {_AS_TEXT[BY_NAME[name].kind]} AS v FROM ({self.loaded[name] or _NO_ROWS}) d"
            for name in OF
        )
        dated = f"(SELECT n, {columns} FROM ({' UNION ALL '.join(parts)}) every GROUP BY n)"

        def read(*texts: str | None) -> Sequence[Any]:
            values = [[_from_text(part, BY_NAME[name].kind) for part in (text or "").split("|") if part]
                     for name, text in zip(OF, texts, strict=True)]  # fmt: skip
            value = row.read(values)
            return () if value is None else (value,)

        text = self._value_rows(row, dated, 0, list(OF), read, where=" OR ".join(f"{name} IS NOT NULL" for name in OF))
        copy(self.connection, f"{text} ORDER BY n, position", path)

    def _stage(self, path: Path) -> None:
        """Write what the file has of the standard, one row for each of its rows."""
        staged = self.staged()
        if self._objects:
            copy(self.connection, _object_columns(staged), path)
            return
        indexes = [index for row in STANDARD if row.name for index in self._cells(row)]
        cells = dict.fromkeys([*indexes, *self._beside()])
        rows = f"(SELECT {staged.number} AS n, {', '.join(f'c{index}' for index in cells)} FROM {staged.relation})"
        copy(self.connection, f"SELECT {', '.join(f'c{index}' for index in cells)} FROM {rows} ORDER BY n", path)

    def _beside(self) -> list[int]:
        """Return the columns by which the currency of other amounts is known."""
        paths = {each.path: index for index, each in enumerate(self.contents.matches) if each.path}
        return [paths[path] for path in ("currency", "amountAwarded") if path in paths]

    def _of_cells(self, row: Standard, rows: str) -> Iterator[str]:
        """Yield statements for the values of a field in the cells of a table."""
        for place, index in enumerate(self._cells(row)):
            cell = f"c{index}"
            if _goes_through(row):
                query = f"SELECT n, {place} AS position, {trim_sql(cell)} AS text FROM {rows} c"
                yield f"SELECT * FROM ({query}) t WHERE text IS NOT NULL"
                continue
            unit_columns = self._beside() if row.kind is ValueKind.MONEY else []
            cells_to_read = [cell, *(f"c{other}" for other in unit_columns if other != index)]
            yield self._value_rows(row, rows, place, cells_to_read, self._cell_reader(row, [index, *unit_columns]))

    def _cell_reader(self, row: Standard, indices: Sequence[int]) -> Callable[..., Sequence[Any]]:
        shape = nesting.Shape(nesting.columns(self.contents.matches), self.contents.formats)
        width = len(self.contents.matches)

        def read(*texts: str | None) -> Sequence[Any]:
            cells = [""] * width
            for index, text in zip(dict.fromkeys(indices), texts, strict=True):
                cells[index] = text or ""
            return values(row, shape.grant(cells))

        return read

    def _of_objects(self, row: Standard, rows: str) -> Iterator[str]:
        """Yield statements for the values of a field in grants that were published as JSON."""
        source = f"(SELECT n, {row.name} AS found FROM {rows} c WHERE odd IS NULL AND {row.name} IS NOT NULL)"
        if _goes_through(row):
            each = "GENERATE_SUBSCRIPTS(CAST(found AS JSON[]), 1) AS position, UNNEST(CAST(found AS JSON[])) AS part"
            is_scalar = "JSON_TYPE(part) IN ('VARCHAR', 'UBIGINT', 'BIGINT')"
            text = f"CASE WHEN {is_scalar} THEN {_TRIMMED_PART} END AS text"
            yield (
                f"SELECT * FROM (SELECT n, position, {text} FROM (SELECT n, {each} FROM {source} f) parts) t"
                " WHERE text IS NOT NULL"
            )
        else:
            yield self._value_rows(row, source, 0, ["found"], lambda text: leaf_values(row, parse(text)))
        irregular = [
            {"n": n, "position": position, **detail(row.kind, value)}
            for n, text in self.connection.execute(f"SELECT n, odd FROM {rows} c WHERE odd IS NOT NULL").fetchall()
            for position, value in enumerate(values(row, json_values.parse_element(n, text).value))
        ]
        if irregular:
            yield self._table(f"odd_{row.name}", {"n": "BIGINT", "position": "INTEGER"}, row, irregular)

    def _value_rows(
        self, row: "Kinded", rows: str, place: int, cells: Sequence[str], reader: Callable[..., Sequence[Any]], where: str = "",
    ) -> str:  # fmt: skip
        """Return the statement for values; each different text, with the texts beside it, is read once."""
        condition = where or f"COALESCE({cells[0]}, '') <> ''"
        texts = self.connection.execute(f"SELECT DISTINCT {', '.join(cells)} FROM {rows} c WHERE {condition}").fetchall()
        keys = {f"k{number}": "VARCHAR" for number in range(len(cells))}
        records = [
            {**dict(zip(keys, each, strict=True)), "position": place * _PLACES + position, **detail(row.kind, value)}
            for each in texts
            for position, value in enumerate(reader(*each))
        ]
        name = f"texts_{row.name}_{place}"
        table = self._table(name, {**keys, "position": "INTEGER"}, row, records)
        matches = " AND ".join(f"m.{key} IS NOT DISTINCT FROM c.{cell}" for key, cell in zip(keys, cells, strict=True))
        columns = ", ".join(f"m.{column}" for column in ("position", *_COLUMNS[row.kind]))
        return f"SELECT c.n, {columns} FROM {rows} c JOIN ({table}) m ON {matches}"

    def _table(self, name: str, keys: Mapping[str, str], row: "Kinded", records: Sequence[Mapping[str, Any]]) -> str:
        """Make a small table, and return the statement for its rows."""
        columns = {**keys, **{column: DETAILS[column] for column in _COLUMNS[row.kind]}}
        distinct_texts.table(self.connection, name, columns, [[each[column] for column in columns] for each in records])
        return f"SELECT {', '.join(columns)} FROM {name}"


Kinded = Standard | DerivedField
_AS_TEXT = {
    ValueKind.NUMBER: "CAST(figure AS VARCHAR)",
    ValueKind.DATE: DETAIL_COLUMNS[FieldKind.DATE],
}


def _from_text(text: str, kind: ValueKind) -> Any:  # noqa: ANN401 - a date or a number
    return PartialDate.parse(text) if kind is ValueKind.DATE else number(text)


def _goes_through(row: Standard) -> bool:
    """Say whether the values of a field are texts exactly as in the file."""
    return row.kind is ValueKind.TEXT and not row.codelist and row.path.rpartition("/")[2] not in LISTS


def _object_columns(staged: StagedRows) -> str:
    """Return the statement that splits grants: one column a field, a JSON list of the values at its path."""
    rows = [row for row in STANDARD if row.name]
    shape: dict[str, Any] = {}
    for row in rows:
        node = shape
        *parents, last = row.path.split("/")
        for name in parents:
            node = node.setdefault(name, [{}] if name in LISTS else {})
            node = node[0] if isinstance(node, list) else node
        node[last] = "JSON"
    structure = re.sub(r"'", '"', str(shape))
    cells = (f"CASE WHEN LEN({_list(row)}) > 0 THEN CAST(TO_JSON({_list(row)}) AS VARCHAR) END AS {row.name}" for row in rows)
    misplaced = f"CASE WHEN REGEXP_MATCHES(raw, {literal(_MISPLACED)}) THEN raw END AS odd"
    objects = f"(SELECT {staged.number} AS n, CAST(raw AS VARCHAR) AS raw FROM {staged.whole or staged.relation})"
    parts = f"(SELECT n, raw, JSON_TRANSFORM(raw, {literal(structure)}) AS t FROM {objects})"
    return f"SELECT {', '.join(cells)}, {misplaced} FROM {parts} ORDER BY n"


def _list(row: Standard) -> str:
    """Return the list of the values at a path of a grant `t`, without empty ones."""
    *outer, last = row.path.split("/")
    depth = [name for name in outer if name in LISTS]
    if not depth:
        value = f"t.{row.path.replace('/', '.')}"
        return f"(CASE WHEN {value} IS NOT NULL THEN [{value}] END)"
    several = f"t.{outer[0]}[1:1]" if row.first else f"t.{outer[0]}"
    if len(depth) == 1:
        return f"[x.{last} FOR x IN {several} IF x.{last} IS NOT NULL]"
    return f"[y.{last} FOR y IN FLATTEN([x.{outer[1]} FOR x IN {several} IF x.{outer[1]} IS NOT NULL]) IF y.{last} IS NOT NULL]"
