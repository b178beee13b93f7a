"""SQLite: a database of awards with their parties, their programmes and their claims.

Amounts are whole pennies (hundredths of the currency): SQLite has no decimals, a sum of its REAL numbers is not exact, and
a sum of INTEGER is. The views `award_list` and `programme_totals` show them as amounts. Ids may repeat in a file that
somebody else wrote, so every table has a number as its key, and the id beside it. The bytes do not depend on the clock. SQLite
keeps the comments of the tables, so that `.schema` explains them.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grantcli.evidence import Evidence, RejectedClaim
from grantcli.model import Award, Book, Organisation, Programme
from grantcli.render.jsonl import as_json

if TYPE_CHECKING:
    from grantcli.sources import Source

TABLES = """
CREATE TABLE sources (
    id TEXT PRIMARY KEY,
    publisher TEXT NOT NULL,
    title TEXT NOT NULL,
    document TEXT,
    address TEXT,
    dated TEXT,
    sha256 TEXT,
    size INTEGER,
    complete INTEGER NOT NULL
);
CREATE TABLE claims (
    id TEXT PRIMARY KEY, -- source/claim
    source TEXT REFERENCES sources (id),
    says TEXT NOT NULL,
    figure TEXT, -- as printed
    names TEXT, -- as printed
    line INTEGER
);
CREATE TABLE organisations (
    organisation INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    official TEXT,
    kind TEXT,
    UNIQUE (id, name)
);
CREATE TABLE programmes (
    programme INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    funder INTEGER REFERENCES organisations (organisation),
    awarded TEXT, -- as far as it is known
    cap_pennies INTEGER,
    currency TEXT,
    stated_total_pennies INTEGER, -- what a source states, whatever its awards add up to
    rule TEXT
);
CREATE TABLE stated (
    programme INTEGER NOT NULL REFERENCES programmes (programme),
    what TEXT NOT NULL, -- total, projects, councils, bids
    value TEXT, -- an exact decimal
    basis TEXT NOT NULL,
    rule TEXT,
    PRIMARY KEY (programme, what)
) WITHOUT ROWID;
CREATE TABLE awards (
    award INTEGER PRIMARY KEY, -- in the order that was asked for
    id TEXT NOT NULL,
    title TEXT,
    description TEXT,
    programme INTEGER REFERENCES programmes (programme),
    funder INTEGER REFERENCES organisations (organisation),
    individual TEXT, -- a person who received it
    unnamed TEXT, -- bodies that are mentioned and not named
    stage TEXT,
    theme TEXT,
    project TEXT,
    follows TEXT, -- the id of an earlier award
    awarded TEXT, -- as far as it is known: 2019, 2019-09 or 2019-09-12
    awarded_from TEXT, -- the first day that it can be
    awarded_to TEXT, -- the last
    pennies INTEGER, -- the amount in hundredths of its currency; NULL is unknown, never zero
    currency TEXT,
    basis TEXT NOT NULL, -- stated, derived, disputed or unknown
    rule TEXT,
    place TEXT, -- where it stands in its file
    published TEXT -- the 360Giving grant that it was read from, as JSON
);
CREATE TABLE parties (
    award INTEGER NOT NULL REFERENCES awards (award),
    position INTEGER NOT NULL, -- 0 is the first
    role TEXT NOT NULL CHECK (role IN ('lead', 'partner')),
    organisation INTEGER NOT NULL REFERENCES organisations (organisation),
    PRIMARY KEY (award, position)
) WITHOUT ROWID;
CREATE TABLE outcomes (
    award INTEGER NOT NULL REFERENCES awards (award),
    position INTEGER NOT NULL,
    says TEXT NOT NULL,
    saving_pennies INTEGER, -- an estimate
    basis TEXT NOT NULL,
    rule TEXT,
    PRIMARY KEY (award, position)
) WITHOUT ROWID;
CREATE TABLE notes (
    award INTEGER NOT NULL REFERENCES awards (award),
    position INTEGER NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (award, position)
) WITHOUT ROWID;
CREATE TABLE extras (
    award INTEGER NOT NULL REFERENCES awards (award),
    heading TEXT NOT NULL, -- a column of the file that is no field
    value TEXT NOT NULL,
    PRIMARY KEY (award, heading)
) WITHOUT ROWID;
CREATE TABLE award_claims (
    award INTEGER NOT NULL REFERENCES awards (award),
    about TEXT NOT NULL, -- amount, parties, awarded, outcome
    claim TEXT NOT NULL REFERENCES claims (id),
    held INTEGER NOT NULL, -- 0: printed, and not used
    why TEXT, -- why it is not used
    PRIMARY KEY (award, about, claim, held)
) WITHOUT ROWID;
CREATE TABLE programme_claims (
    programme INTEGER NOT NULL REFERENCES programmes (programme),
    about TEXT NOT NULL,
    claim TEXT NOT NULL REFERENCES claims (id),
    held INTEGER NOT NULL,
    why TEXT,
    PRIMARY KEY (programme, about, claim, held)
) WITHOUT ROWID;
"""

INDEXES = """
CREATE INDEX awards_by_id ON awards (id);
CREATE INDEX awards_by_programme ON awards (programme);
CREATE INDEX awards_by_funder ON awards (funder);
CREATE INDEX awards_by_date ON awards (awarded_from);
CREATE INDEX awards_by_amount ON awards (currency, pennies);
CREATE INDEX parties_by_organisation ON parties (organisation);
CREATE INDEX organisations_by_name ON organisations (name);
CREATE INDEX extras_by_heading ON extras (heading, value);
CREATE INDEX award_claims_by_claim ON award_claims (claim);
CREATE VIEW award_list AS
SELECT a.id, a.title, p.title AS programme, f.name AS funder, l.name AS lead,
    a.pennies / 100.0 AS amount, a.currency, a.awarded
FROM awards a
LEFT JOIN programmes p ON p.programme = a.programme
LEFT JOIN organisations f ON f.organisation = a.funder
LEFT JOIN parties y ON y.award = a.award AND y.role = 'lead'
LEFT JOIN organisations l ON l.organisation = y.organisation
ORDER BY a.award;
CREATE VIEW programme_totals AS -- a row for each programme and currency, which never meet
SELECT p.title AS programme, a.currency, COUNT(*) AS awards, COUNT(*) - COUNT(a.pennies) AS unknown,
    SUM(a.pennies) AS pennies, SUM(a.pennies) / 100.0 AS total
FROM awards a LEFT JOIN programmes p ON p.programme = a.programme
GROUP BY p.title, a.currency
ORDER BY p.title, a.currency;
"""


FOR_A_NEW_FILE = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;"
"""A file that is moved to its place only when it is complete needs no journal."""
FOR_INDEXES = "PRAGMA cache_size = -4096;"
"""SQLite sorts the rows of an index in the bytes of its cache, and those of 64 MiB take half as long again as those of 4."""
_DISK = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CORRUPT,
         sqlite3.SQLITE_NOTADB}  # fmt: skip
"""What SQLite says where the disk fails; the last two, where it reads back another thing than it wrote."""


def write(awards: Iterable[Award], book: Book, path: Path, _suffix: str) -> tuple[str, ...]:
    """Fill a new database with the awards, and with every programme and source of the book."""
    with new_database(path) as connection:
        base = _Base(connection)
        for source in book.sources:
            base.source(source)
        for programme in book.programmes:
            base.programme(programme)
        for number, award in enumerate(awards, 1):
            base.award(number, award)
    return ()


LARGE_PAGES = 16_384
"""Bytes of a page where there are many awards: a grant seldom fits into the 4,096 bytes that SQLite takes by itself."""


@contextmanager
def new_database(path: Path, page_size: int = 4_096) -> Iterator[sqlite3.Connection]:
    """Yield a connection to a new database with empty tables, which gets its indexes at the end; OSError where the disk fails.

    Each table and index has at least one page of `page_size` bytes.
    """
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.executescript(f"PRAGMA page_size = {page_size}; {FOR_A_NEW_FILE}{TABLES}")
            connection.execute("BEGIN")
            yield connection
            connection.execute("COMMIT")
            connection.executescript(FOR_INDEXES + INDEXES)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF in _DISK:
            raise OSError(str(error)) from error
        raise


class _Base:
    """The rows of a database that is being filled."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.organisation = lru_cache(50_000)(self._organisation)
        self.programmes: dict[tuple[str, str], int] = {}

    def add(self, table: str, *values: Any, otherwise: str = "") -> int:  # noqa: ANN401 - what SQLite takes
        """Add a row, and return its number."""
        marks = ", ".join("?" * len(values))
        cursor = self.connection.execute(f"INSERT {otherwise} INTO {table} VALUES ({marks})", [_clean(each) for each in values])  # noqa: S608 - our own names
        return cursor.lastrowid or 0

    def source(self, each: "Source") -> None:
        dated = str(each.dated) if each.dated else None
        self.add("sources", each.id, each.publisher, each.title, each.document, each.address, dated, each.sha256, each.size,
                 each.complete)  # fmt: skip
        for claim in each.claims:
            names = "; ".join(claim.names) or None
            self.add("claims", f"{each.id}/{claim.id}", each.id, claim.says, claim.figure, names, claim.line)

    def _organisation(self, body: Organisation) -> int:
        row = self.connection.execute(
            "SELECT organisation FROM organisations WHERE id = ? AND name = ?", (_clean(body.id), _clean(body.name))
        ).fetchone()
        return int(row[0]) if row else self.add("organisations", None, body.id, body.name, body.official or None, body.kind)

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

    def _claims(self, table: str, number: int, evidence: Evidence, rejected: Iterable[RejectedClaim]) -> None:
        """Note which claims support something, and which were rejected; a claim of an unknown source has no source."""
        rows: list[tuple[str, str, bool, str | None]]
        rows = [(about, claim, True, None) for about, claims in evidence.items() for claim in claims]
        rows += [(each.of or "amount", each.claim, False, each.why) for each in rejected]
        for about, claim, supports, reason in rows:
            self.add("claims", claim, None, "", None, None, None, otherwise="OR IGNORE")
            self.add(table, number, about, claim, supports, reason, otherwise="OR IGNORE")


def _pennies(amount: Decimal | None) -> int | None:
    return None if amount is None else int(amount * 100)


def _clean(value: Any) -> Any:  # noqa: ANN401 - what SQLite takes
    """Return a text with the characters escaped that UTF-8 cannot encode."""
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value
