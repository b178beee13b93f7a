"""What the row of an award has there besides the columns of `engines.relations`: the cells of its row, and fields it has once.

A rule to keep: each text is there once. A column is NULL where another column of the row has the same text, and an empty text
where there is none. So the tables are about as large as the file, and nothing is loaded that the rest of the row says.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from grantcli.dates import PartialDate
from grantcli.engines.relations import DETAILS, TABLES, lead_parties
from grantcli.fields import FIELDS, FieldKind
from grantcli.ingest import nesting
from grantcli.ingest.headings import Match
from grantcli.ingest.parse import formats
from grantcli.ingest.parse.formats import AMOUNT, DATE, Formats

ROWS = "detail_rows"
"""The table of the rows of `details` that are no columns of an award, where any are."""
EQUAL = {"recipient_name": "lead", "recipient_id": "lead_id", "funder_name": "funder", "funder_id": "funder_id"}
"""By field of the standard, the column that has the same text where nothing is joined."""
_EQUAL_CELLS = {
    "id": "id", "title": "title", "description": "description", "currency": "currency", "grantProgramme/0/title": "programme",
    "grantProgramme/0/code": "programme_id", "recipientIndividual/name": "individual", "recipientOrganization/0/name": "lead",
    "recipientOrganization/0/id": "lead_id", "fundingOrganization/0/name": "funder", "fundingOrganization/0/id": "funder_id",
}  # fmt: skip
"""By path of a cell, the column that mostly has the same text."""
SHORT_AMOUNT = "REGEXP_REPLACE(CAST(a.amount AS VARCHAR), '[.]?0*$', '')"
ONE_DAY = "CASE WHEN a.awarded_from = a.awarded_to THEN CAST(a.awarded_from AS VARCHAR) END"
KINDS = {
    FieldKind.TEXT: {"": "text"}, FieldKind.MONEY: {"": "amount"}, FieldKind.NUMBER: {"": "figure"},
    FieldKind.DATE: {"": "first_day", "_last": "last_day"},
}  # fmt: skip
"""By kind of a field, the columns of `details` that it is in, by what the name of the award's column ends with."""


@dataclass(frozen=True)
class AwardColumns:
    """Which columns the awards of a file have there besides those of every file."""

    fields: tuple[str, ...] = ()
    """The fields of the standard that are columns, for no award has several values."""
    texts: Mapping[str, int] = field(default_factory=dict)
    """Of those fields, the column of the file whose texts one has as they are."""
    matches: tuple[Match, ...] = ()
    """Of a table, what each column is read as: its cells are columns, and its grants are made of them."""
    formats: Formats = field(default_factory=Formats)
    lone: bool = False
    """No award has more than its lead, so that `parties` follow from the awards."""

    @property
    def cells(self) -> list[int]:
        """The columns of the file that belong to a grant."""
        return [index for index, each in enumerate(self.matches) if each.path]

    @cached_property
    def fields_of_cells(self) -> Mapping[int, str]:
        """By column of the file, the field that has its texts as they are."""
        return {index: name for name, index in self.texts.items()}

    def schema(self) -> Mapping[str, str]:
        """Return the columns with their types, as DuckDB names them."""
        columns = {f"c{index}": "VARCHAR" for index in self.cells}
        for name in self.fields:
            columns |= {f"d_{name}{end}": DETAILS[column] for end, column in KINDS[FIELDS[name].kind].items()}
        return columns

    def views(self) -> Mapping[str, str]:
        """Return the relations that follow from the awards there, each with its statement."""
        details = [f"SELECT {', '.join(DETAILS)} FROM {ROWS}", *map(self._detail, self.fields)]
        return {
            **({"details": " UNION ALL ".join(details)} if self.fields else {}),
            **({"parties": lead_parties("awards")} if self.lone else {}),
        }

    def tables(self) -> Mapping[str, Mapping[str, str]]:
        """Return the other relations that have rows there, with their columns."""
        views = self.views()
        rows = {ROWS: DETAILS} if "details" in views else {}
        return {**{name: of for name, of in TABLES.items() if name not in {"awards", *views}}, **rows}

    @staticmethod
    def _detail(name: str) -> str:
        """Return the statement for the rows of a field that is a column."""
        own = f"a.d_{name}"
        value = f"NULLIF(COALESCE({own}, a.{EQUAL[name]}), '')" if name in EQUAL else own
        columns = {column: f"{own}{end}" for end, column in KINDS[FIELDS[name].kind].items()}
        if name in EQUAL:
            columns = {"text": value}
        values = {"n": "a.n", "field": f"CAST('{name}' AS VARCHAR)", "position": "0", **columns}
        cells = (f"{values.get(each, f'CAST(NULL AS {kind})')} AS {each}" for each, kind in DETAILS.items())
        return f"SELECT {', '.join(cells)} FROM awards a WHERE {value} IS NOT NULL"

    @property
    def names(self) -> list[str]:
        """The columns that grants are made of, beside those of every file; none where awards are no rows of cells."""
        texts = (f"d_{name}" for name in self.fields_of_cells.values())
        return [*(f"c{index}" for index in self.cells), *texts]

    def grant(self, row: dict[str, Any]) -> dict[str, Any] | None:
        """Return the grant that the cells of an award are, as the row reader makes it."""
        if not self.matches:
            return None
        cells = [""] * len(self.matches)
        for index in self.cells:
            cells[index] = self._cell(index, row)
        return self._shape.grant(cells)

    @cached_property
    def _shape(self) -> nesting.Shape:
        return nesting.Shape(nesting.columns(self.matches), self.formats)

    def _cell(self, index: int, row: Mapping[str, Any]) -> str:
        own: str | None = row[f"c{index}"]
        if own is not None:
            return own
        if index in self.fields_of_cells:
            name = self.fields_of_cells[index]
            text = row[f"d_{name}"]
            return (row[EQUAL[name]] if text is None and name in EQUAL else text) or ""
        path = self.matches[index].path or ""
        if path == AMOUNT:
            return "" if row["amount"] is None else nesting.text(row["amount"])
        if path == DATE:
            first, last = row["awarded_from"], row["awarded_to"]
            return str(PartialDate.between(first, last)) if first is not None and first == last else ""
        return row[_EQUAL_CELLS[path]] or "" if path in _EQUAL_CELLS else ""

    def equal_cell(self, index: int) -> str:
        """Return the SQL over `a` of the text that a cell need not be there beside; NULL where there is none."""
        path = self.matches[index].path or ""
        columns = {AMOUNT: SHORT_AMOUNT, DATE: ONE_DAY, **{each: f"a.{name}" for each, name in _EQUAL_CELLS.items()}}
        return columns.get(path, "NULL")

    def mapping(self) -> dict[str, Any]:
        """Return it as JSON keeps it."""
        return asdict(self)


def from_mapping(parts: Mapping[str, Any]) -> AwardColumns:
    """Return the columns that `mapping` was of."""
    matches = tuple(Match(**each) for each in parts["matches"])
    return AwardColumns(tuple(parts["fields"]), parts["texts"], matches, formats.from_mapping(parts["formats"]), parts["lone"])
