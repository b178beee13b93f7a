"""`fields`: what can be asked, and which values there are."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from grantcli.engines.group_order import currency_rank, key_rank
from grantcli.fields import EXTRA, FIELDS, OPERATORS, Field, FieldKind, field
from grantcli.query.questions import Key
from grantcli.reports.data import Data, FileColumn, column
from grantcli.reports.groups import key_cells
from grantcli.reports.notes import plural
from grantcli.table import Cell, Column, Kind, Table


def fields(data: Data) -> Table:
    """Return a row for each field: its name, how many awards have it, kind, operators and what it means.

    A table that was read from a file also says which column each field comes from. The columns that are not fields, which
    questions name as `x:Heading`, are among the rows, by name, for in JSON they have no order that every engine knows. Fields
    that some award has come first.
    """
    awards = data.count()
    rows = [_row(each) for each in FIELDS.values()]
    if not data.columns and not data.extras:
        table_rows = _add_shares(data, rows, awards, [])
        return Table((_COLUMNS[0], _SHARE, *_COLUMNS[1:]), table_rows, _summary(table_rows, ""))
    sources = [[column for column in data.columns if each in column.fields] for each in FIELDS]
    unread = [column for column in data.columns if column.path and not column.fields]
    lines = [(name, *_read_from(columns), *row) for (name, *row), columns in zip(rows, sources, strict=True)]
    folders = {column.name for column in data.columns if column.origin == "folder"}
    lines += [
        (EXTRA + name, (name,), "folder" if name in folders else "extra", *_row(FIELDS[EXTRA + name])[1:])
        for name in sorted(data.extras, key=lambda name: (name.casefold(), name))
    ]
    lines += [(str(each.path), *_read_from([each]), None, None, None, _NO_FIELD) for each in unread]
    name, *rest = _COLUMNS
    table_rows = _add_shares(data, lines, awards, [str(each.path) for each in unread])
    columns = (name, _SHARE, Column("heading", Kind.MANY, missing="–"), Column("how", Kind.TEXT, missing="–", weight=3), *rest)
    return Table(columns, table_rows, _summary(table_rows, f", {plural(len(data.extras), 'further column')}"))


def _add_shares(data: Data, rows: Sequence[tuple[Cell, ...]], awards: int, unread: Sequence[str]) -> tuple[tuple[Cell, ...], ...]:
    """Return rows with the share of the awards that have a value, after the name; fields that some award has come first."""
    fields = [str(name) for name, *_ in rows if name not in unread]
    counts = dict(zip(fields, data.engine.count_values(fields, data.view), strict=True))
    lines = []
    for name, *rest in rows:
        count = counts.get(str(name))
        lines.append((name, None if count is None or not awards else (Decimal(count) / awards).quantize(_MILLIONTH), *rest))
    return tuple(sorted(lines, key=lambda row: not row[1]))


def _summary(rows: Sequence[tuple[Cell, ...]], more: str) -> str:
    filled = sum(bool(row[1]) for row in rows)
    return f"{len(FIELDS)} fields{more}; {filled:,} of them have values here"


_COLUMNS = (
    Column("name", Kind.ID),
    Column("kind", Kind.ID),
    Column("many", Kind.TEXT, title="several values", weight=2),
    Column("operators", Kind.TEXT, weight=1),
    Column("help", Kind.TEXT),
)
_MILLIONTH = Decimal("0.000001")
_SHARE = Column("filled", Kind.SHARE, missing="–")
_NO_FIELD = "kept as published, for `check` and for exports; you cannot ask about it"


def _row(each: Field) -> tuple[Cell, ...]:
    return each.name, each.kind.value, "yes" if each.many else "no", " ".join(OPERATORS[each.kind]), each.help


def _read_from(columns: Sequence[FileColumn]) -> tuple[Cell, Cell]:
    """Return the headings of these columns, and how each came to be taken for what it is."""
    if not columns:
        return None, None
    return tuple(each.name for each in columns), ", ".join(dict.fromkeys(map(_conversion, columns)))


def _conversion(column: FileColumn) -> str:
    return column.origin if column.scale == 1 else f"{column.origin}, times {column.scale:,}"


def values(data: Data, name: str) -> Table:
    """Return each value of a field with the number of awards that have it, awards without one last."""
    each = field(name)
    counts: dict[tuple[Key, str | None], int] = defaultdict(int)
    for group in data.counts((each.name,)):
        counts[group.key, group.currency if each.kind is FieldKind.MONEY or each.bands else None] += group.awards
    places = sorted(counts, key=lambda place: (currency_rank(place[1]), key_rank(place[0])))
    rows = tuple((*key_cells(key, (each.name,), code), counts[key, code]) for key, code in places)
    title = f"{each.name}: {each.help}; takes {' '.join(OPERATORS[each.kind])}"
    return Table((column(each, many=False), Column("awards", Kind.NUMBER)), rows, title)
