"""A plain CSV, asked where it lies: DuckDB reads the columns that a question needs into memory, once.

Plain is a file in UTF-8 whose headings are its first line, whose rows are all awards, each with an identifier of its own or
none at all, and which DuckDB reads without a complaint. Whatever is odd about a file's rows, `readers` do instead; odd values
do not matter.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from grantcli.engines.relations import AWARDS, Layout
from grantcli.ingest.text import Dialect
from grantcli.stores import odd
from grantcli.stores.odd import NotPlainError
from grantcli.stores.parts import Parts

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection

_ALWAYS = ("amount", "amount_odd", "currency", "awarded_from", "awarded_odd")
"""What every answer needs, if only to say what cannot be read."""
_OF = {"basis": "amount", "awarded_to": "awarded_from"}
"""Columns that are made of others."""
_SHORT = 24
"""No total is called anything longer."""
_CORE = (
    "id",
    "title",
    "description",
    "amount_odd",
    "amount",
    "awarded_from",
    "awarded_odd",
    "currency",
    "programme",
    "funder",
    "lead",
)


@dataclass(slots=True, eq=False, repr=False)
class InPlace:
    """The tables of a plain CSV."""

    connection: "DuckDBPyConnection"
    path: str
    form: Dialect
    parts: Parts
    dayfirst: bool | None = None
    loaded: frozenset[str] = frozenset()
    rows: int = 0
    """How many awards there are, once something is loaded."""
    odd: tuple[str, ...] = ()
    """The tables that odd texts are read in."""
    shown: bool = False
    """Whether it is the dates of the file that show whether their day stands first."""
    layout: Layout = field(init=False)

    def __post_init__(self) -> None:
        """Say what the tables hold."""
        self.layout = Layout(lone=True, headings={heading: f"x{number}" for number, heading in enumerate(self.parts.headings)})

    @property
    def numbered(self) -> bool:
        """Whether awards have no identifiers, and are numbered by their rows."""
        return "id" not in self.parts.paths

    def ready(self, text: str) -> None:
        """Load the columns that this SQL names and that are not there yet; NotPlainError where the file is not plain."""
        named = set(re.findall(r"\ba\.(\w+)", text)) - {"n"}
        wanted = frozenset({*_ALWAYS, *(_OF.get(name, name) for name in named)})
        if not wanted <= self.loaded:
            self._load(wanted | self.loaded, first=not self.loaded)

    def unread(self) -> set[Any]:
        """Return the identifiers, or the numbers, of the awards of which an amount or a date cannot be read."""
        tests = []
        if "odd_amounts" in self.odd:
            tests.append(f"m.text IS NOT NULL AND {resolved(self.odd)['amount']} IS NULL")
        if "odd_dates" in self.odd:
            tests.append("t.text IS NOT NULL AND t.first IS NULL")
        if not tests:
            return set()
        if not self.numbered:
            self.ready("a.id")
        where = " OR ".join(f"({test})" for test in tests)
        text = f"SELECT {'n' if self.numbered else 'id'} FROM {joined(self.odd)} WHERE {where}"
        return {row[0] for row in self.connection.execute(text).fetchall()}

    def source(self) -> str:
        """Return the rows of the file as SQL."""
        columns = ", ".join(f"c{number}: 'VARCHAR'" for number in range(len(self.form.headings)))
        path, sign = self.path.replace("'", "''"), self.form.delimiter.replace("\t", "\\t")
        return (
            f"read_csv('{path}', columns = {{{columns}}}, header = true, auto_detect = false, delim = E'{sign}', quote = '\"',"
            " escape = '\"')"
        )

    def _load(self, wanted: Iterable[str], *, first: bool) -> None:
        import _duckdb

        columns = [f"{self.parts.column(name)} AS {name}" for name in sorted(wanted) if name != "id" or not self.numbered]
        if self.numbered:
            columns += ["n"]
        elif first:
            columns += [f"HASH({self.parts.raw('id')}) AS h"]
        if first:
            columns += [f"{self._strange()} AS strange"]
        self.connection.execute(f"SET preserve_insertion_order = {self.numbered}")
        try:
            rows = self.parts.read(self.source(), columns, "ROW_NUMBER() OVER () AS n" if self.numbered else "")
            self.connection.execute(f"CREATE OR REPLACE TABLE loaded AS {rows}")
        except (_duckdb.InvalidInputException, _duckdb.InternalException) as error:
            raise NotPlainError(str(error)) from error
        if first:
            self._check()
            if self.dayfirst is None:
                self.dayfirst = odd.dayfirst(self.connection)
                self.shown = self.dayfirst is not None
            self.odd = odd.put(self.connection, self.dayfirst)
        self.loaded = frozenset(wanted)
        self._view()

    def _strange(self) -> str:
        """Return the condition that a row may be no award: a total, the headings once more, or nothing at all."""
        heading = self.form.headings[0].lower().replace("'", "''")
        short = max(_SHORT, len(heading.encode()) + 2)
        named = f"CONTAINS(LOWER(c0), 'total') OR TRIM(LOWER(c0)) IN ('sum', '{heading}')"
        if self.numbered:
            nothing = " AND ".join(f"{self.parts.column(name)} IS NULL" for name in _CORE)
        else:  # an identifier with blanks at an end is not plain
            key = self.parts.raw("id")
            nothing = f"{key} IS NULL OR {key} < '!' OR ENDS_WITH({key}, ' ')"
        # A CASE works its branches out only for the rows that need them.
        return f"COALESCE(CASE WHEN STRLEN(c0) < {short} THEN {named} ELSE FALSE END OR ({nothing}), FALSE)"

    def _check(self) -> None:
        """See that every row is an award of its own."""
        distinct = "COUNT(*)" if self.numbered else "COUNT(DISTINCT h)"
        text = f"SELECT COUNT(*), {distinct}, COALESCE(BOOL_OR(strange), TRUE) FROM loaded"
        ((self.rows, apart, strange),) = self.connection.execute(text).fetchall()
        if strange or apart != self.rows:
            raise NotPlainError("rows that may be no awards of their own")

    def _view(self) -> None:
        """Make `held` of what is loaded."""
        found = ", ".join(self._column(name) for name in [*AWARDS, *self.layout.headings.values()])
        self.connection.execute(f"CREATE OR REPLACE VIEW held AS SELECT {found} FROM {joined(self.odd)}")

    def _column(self, name: str) -> str:
        if name == "n":
            return "n" if self.numbered else "CAST(0 AS BIGINT) AS n"
        if name == "id" and self.numbered:
            return "'#' || CAST(n AS VARCHAR) AS id"
        if made := resolved(self.odd).get(name):
            return f"{made} AS {name}"
        return name if name in self.loaded else f"CAST(NULL AS {AWARDS.get(name, 'VARCHAR')}) AS {name}"


def joined(odd_tables: Iterable[str]) -> str:
    """Return the loaded columns with what their odd texts are read as, where there are any."""
    joins = {
        "odd_amounts": " LEFT JOIN odd_amounts m ON m.text = amount_odd",
        "odd_dates": " LEFT JOIN odd_dates t ON t.text = awarded_odd",
        "codes": " LEFT JOIN codes e ON e.text = currency",
    }
    return "loaded" + "".join(joins[name] for name in odd_tables)


def resolved(odd_tables: Collection[str]) -> dict[str, str]:
    """Return the columns that odd texts have a part in, as SQL over `joined`."""
    own = "e.code" if "codes" in odd_tables else "loaded.currency"
    same = f"CASE WHEN m.sign IS NULL OR COALESCE({own}, m.sign) = m.sign THEN m.value END"
    amount = f"COALESCE(amount, {same})" if "odd_amounts" in odd_tables else "amount"
    dates = "odd_dates" in odd_tables
    return {
        "currency": f"COALESCE({own}, m.sign)" if "odd_amounts" in odd_tables else own,
        "amount": amount,
        "basis": f"CASE WHEN {amount} IS NULL THEN 'unknown' ELSE 'stated' END",
        "awarded_from": "COALESCE(awarded_from, t.first)" if dates else "awarded_from",
        "awarded_to": "COALESCE(awarded_from, t.last)" if dates else "awarded_from",
    }
