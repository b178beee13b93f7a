"""SQLite: a database of awards with their parties, their programmes and their claims.

Amounts are whole pennies (hundredths of the currency): SQLite has no decimals, a sum of its REAL numbers is not exact, and
a sum of INTEGER is. The views `award_list` and `programme_totals` show them as amounts. Ids may repeat in a file that
somebody else wrote, so every table has a number as its key, and the id beside it. The bytes do not depend on the clock.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grantcli.evidence import Evidence, RejectedClaim
from grantcli.exports.giving_json import as_json
from grantcli.exports.sqlite_schema import INDEXES, TABLES
from grantcli.model import Award, Book, Organisation, Programme

if TYPE_CHECKING:
    from grantcli.sources import Source


_DISK = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CORRUPT,
         sqlite3.SQLITE_NOTADB}  # fmt: skip
"""What SQLite says where the disk fails; the last two, where it reads back another thing than it wrote."""


def write(awards: Iterable[Award], book: Book, path: Path, _suffix: str) -> tuple[str, ...]:
    """Fill a new database with the awards, and with every programme and source of the book."""
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            # A file that is moved to its place only when it is complete needs no journal.
            connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + TABLES)
            connection.execute("BEGIN")
            base = _Base(connection)
            for source in book.sources:
                base.source(source)
            for programme in book.programmes:
                base.programme(programme)
            for number, award in enumerate(awards, 1):
                base.award(number, award)
            connection.execute("COMMIT")
            connection.executescript(INDEXES)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF in _DISK:
            raise OSError(str(error)) from error
        raise
    return ()


class _Base:
    """The rows of a database that is being filled."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.organisation = lru_cache(50_000)(self._organisation)
        self.programmes: dict[tuple[str, str], int] = {}

    def add(self, table: str, *values: Any, otherwise: str = "") -> int:  # noqa: ANN401 - what SQLite takes
        """Add a row, and return its number."""
        marks = ", ".join("?" * len(values))
        added = self.connection.execute(f"INSERT {otherwise} INTO {table} VALUES ({marks})", [_clean(each) for each in values])  # noqa: S608 - our own names
        return added.lastrowid or 0

    def source(self, each: "Source") -> None:
        dated = str(each.dated) if each.dated else None
        self.add("sources", each.id, each.publisher, each.title, each.document, each.address, dated, each.sha256, each.size,
                 each.complete)  # fmt: skip
        for claim in each.claims:
            names = "; ".join(claim.names) or None
            self.add("claims", f"{each.id}/{claim.id}", each.id, claim.says, claim.figure, names, claim.line)

    def _organisation(self, body: Organisation) -> int:
        found = self.connection.execute(
            "SELECT organisation FROM organisations WHERE id = ? AND name = ?", (_clean(body.id), _clean(body.name))
        ).fetchone()
        return int(found[0]) if found else self.add("organisations", None, body.id, body.name, body.official or None, body.kind)

    def programme(self, each: Programme) -> int:
        key = each.id, each.title
        if key not in self.programmes:
            funder = self.organisation(each.funder) if each.funder else None
            awarded = str(each.awarded) if each.awarded else None
            number = self.add("programmes", None, each.id, each.title, funder, awarded, _pennies(each.cap), each.currency,
                              _pennies(each.figure("total")), each.rule)  # fmt: skip
            self.programmes[key] = number
            self._claims("programme_claims", number, each.claims, ())
            for stated in each.stated:
                value = None if stated.value is None else f"{stated.value.normalize():f}"
                self.add("stated", number, stated.what, value, str(stated.basis), stated.rule)
                self._claims("programme_claims", number, {stated.what: stated.claims}, stated.rejected)
        return self.programmes[key]

    def award(self, number: int, each: Award) -> None:
        programme = self.programme(each.programme) if each.programme else None
        funder = each.funder or (each.programme.funder if each.programme else None)
        awarded = (str(each.awarded), each.awarded.first, each.awarded.last) if each.awarded else (None, None, None)
        grant = as_json(each.grant) if each.grant is not None else None
        self.add("awards", number, each.id, each.title, each.description, programme,
                 self.organisation(funder) if funder else None, each.individual, each.unnamed, each.stage, each.theme,
                 each.project, each.follows, *awarded, _pennies(each.amount), each.currency, str(each.basis), each.rule,
                 None if each.line is None else str(each.line), grant)  # fmt: skip
        for position, body in enumerate(each.councils):
            role = "lead" if each.lead and position == 0 else "partner"
            self.add("parties", number, position, role, self.organisation(body))
        for position, outcome in enumerate(each.outcomes):
            self.add("outcomes", number, position, outcome.says, _pennies(outcome.saving), str(outcome.basis), outcome.rule)
            self._claims("award_claims", number, {"outcome": outcome.claims}, outcome.rejected)
        for position, note in enumerate(each.notes):
            self.add("notes", number, position, note)
        for heading, value in sorted(each.extra.items()):  # whatever order an engine has them in
            self.add("extras", number, heading, value)
        self._claims("award_claims", number, each.claims, each.rejected)

    def _claims(self, table: str, number: int, held: Evidence, rejected: Iterable[RejectedClaim]) -> None:
        """Note which claims support something, and which were rejected; a claim of an unknown source has no source."""
        rows: list[tuple[str, str, bool, str | None]]
        rows = [(about, claim, True, None) for about, claims in held.items() for claim in claims]
        rows += [(each.of or "amount", each.claim, False, each.why) for each in rejected]
        for about, claim, is_held, why in rows:
            self.add("claims", claim, None, "", None, None, None, otherwise="OR IGNORE")
            self.add(table, number, about, claim, is_held, why, otherwise="OR IGNORE")


def _pennies(amount: Decimal | None) -> int | None:
    return None if amount is None else int(amount * 100)


def _clean(value: Any) -> Any:  # noqa: ANN401 - what SQLite takes
    """Return a text with the characters escaped that UTF-8 cannot encode."""
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value
