"""Reads a database that `grantcli list -o awards.sqlite` has written, with all that it keeps of awards and their evidence."""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from json import loads
from pathlib import Path

from grantcli.dates import PartialDate
from grantcli.errors import DataError
from grantcli.evidence import Basis, RejectedClaim
from grantcli.model import Award, Book, Organisation, Outcome, Programme, StatedFigure
from grantcli.sources import Claim, Source

_TABLES = frozenset("awards parties organisations programmes sources claims award_claims outcomes notes extras".split())  # noqa: SIM905 - as read
_COLUMNS = ("id", "title", "description", "individual", "unnamed", "stage", "theme", "project", "follows", "currency", "rule")
"""The columns of an award that the award itself has."""
Row = sqlite3.Row


def read(path: Path, label: str) -> Book:
    """Return the awards of a database; DataError for one that is not ours, or is damaged."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            return _Database(connection, label).book()
    except sqlite3.DatabaseError as error:
        hint = "write it again: `grantcli list -o awards.sqlite`"
        raise DataError(f"`{label}` is an SQLite database that cannot be read: {str(error).lower()}", hint=hint) from error


@dataclass(frozen=True, slots=True)
class _Database:
    connection: sqlite3.Connection
    label: str

    def book(self) -> Book:
        tables = {row["name"] for row in self.rows("sqlite_schema")}
        if not tables >= _TABLES:
            hint = "export the table with the awards as CSV, and give that to --data"
            raise DataError(f"`{self.label}` is an SQLite database, and not one that grantcli has written", hint=hint)
        bodies = {row["organisation"]: Organisation(row["id"], row["name"], row["official"] or "", row["kind"])
                  for row in self.rows("organisations")}  # fmt: skip
        claims = self.group("programme_claims", "programme")
        stated = self.group("stated", "programme")
        programmes = {row["programme"]: _programme(row, bodies, claims[row["programme"]], stated[row["programme"]])
                      for row in self.rows("programmes")}  # fmt: skip
        parts = {name: self.group(name, "award") for name in ("parties", "outcomes", "notes", "extras", "award_claims")}
        awards = []
        for row in self.rows("awards", "award"):
            rows = {name: groups[row["award"]] for name, groups in parts.items()}
            awards.append(_with_bodies(_award(row, rows), row, rows["parties"], bodies, programmes))
        return Book(tuple(awards), tuple(programmes.values()), read_sources=partial(tuple, self._sources()))

    def rows(self, table: str, order: str = "rowid") -> list[sqlite3.Row]:
        return self.connection.execute(f"SELECT * FROM {table} ORDER BY {order}").fetchall()

    def group(self, table: str, by: str) -> defaultdict[int, list[Row]]:
        """Return the rows of a table by what they belong to, in the order of their keys."""
        groups: defaultdict[int, list[Row]] = defaultdict(list)
        for row in self.connection.execute(f"SELECT * FROM {table}"):
            groups[row[by]].append(row)
        return groups

    def _sources(self) -> list[Source]:
        claims: dict[str, list[Claim]] = defaultdict(list)
        for row in self.rows("claims"):
            if row["source"]:
                names = tuple(row["names"].split("; ")) if row["names"] else ()
                claim = Claim(row["id"].removeprefix(f"{row['source']}/"), row["says"], row["figure"], names, row["line"])
                claims[row["source"]].append(claim)
        return [Source(row["id"], row["publisher"], row["title"], row["document"], row["address"],
                       PartialDate.parse(row["dated"]) if row["dated"] else None, row["sha256"], row["size"],
                       bool(row["complete"]), tuple(claims[row["id"]])) for row in self.rows("sources")]  # fmt: skip


def _award(row: Row, parts: Mapping[str, Sequence[Row]]) -> Award:
    of_outcomes = [each["claim"] for each in parts["award_claims"] if each["about"] == "outcome" and each["held"]]
    return Award(
        **{name: row[name] for name in _COLUMNS},
        awarded=_date(row["awarded_from"], row["awarded_to"]),
        amount=_money(row["pennies"]),
        basis=Basis(row["basis"]),
        claims=_texts_by_owner(parts["award_claims"], "outcome"),
        rejected=_read_rejected_claims(parts["award_claims"]),
        outcomes=tuple(
            Outcome(each["says"], _money(each["saving_pennies"]), Basis(each["basis"]), each["rule"], tuple(of_outcomes))
            for each in parts["outcomes"]
        ),
        notes=tuple(each["note"] for each in parts["notes"]),
        line=int(row["place"]) if row["place"] and row["place"].isdecimal() else row["place"],
        extra={each["heading"]: each["value"] for each in parts["extras"]},
        grant=loads(row["published"], parse_float=Decimal) if row["published"] else None,
    )


def _with_bodies(
    award: Award, row: Row, parties: Sequence[Row], bodies: Mapping[int, Organisation], programmes: Mapping[int, Programme]
) -> Award:
    programme = programmes.get(row["programme"])
    funder = bodies.get(row["funder"])
    members = [(each["role"], bodies[each["organisation"]]) for each in parties]
    return replace(
        award, programme=programme, funder=None if programme and programme.funder == funder else funder,
        lead=next((body for role, body in members if role == "lead"), None),
        partners=tuple(body for role, body in members if role == "partner"),
    )  # fmt: skip


def _programme(row: Row, bodies: Mapping[int, Organisation], claims: Sequence[Row], stated: Sequence[Row]) -> Programme:
    names = {each["what"] for each in stated}
    figures = (
        StatedFigure(each["what"], Decimal(each["value"]) if each["value"] else None, Basis(each["basis"]), each["rule"],
               _texts_by_owner(claims).get(each["what"], ()),
                     tuple(one for one in _read_rejected_claims(claims) if one.of == each["what"]))
        for each in stated
    )  # fmt: skip
    return Programme(
        row["id"], row["title"], bodies.get(row["funder"]), (), PartialDate.parse(row["awarded"]) if row["awarded"] else None,
        _money(row["cap_pennies"]), row["currency"], row["rule"], _texts_by_owner(claims, *names), tuple(figures),
    )  # fmt: skip


def _texts_by_owner(rows: Sequence[Row], *without: str) -> dict[str, tuple[str, ...]]:
    claims: dict[str, tuple[str, ...]] = {}
    for row in rows:
        if row["held"] and row["about"] not in without:
            claims[row["about"]] = (*claims.get(row["about"], ()), row["claim"])
    return claims


def _read_rejected_claims(rows: Sequence[Row]) -> tuple[RejectedClaim, ...]:
    return tuple(RejectedClaim(row["claim"], row["why"] or "", row["about"]) for row in rows if not row["held"])


def _money(pennies: int | None) -> Decimal | None:
    return None if pennies is None else Decimal(pennies).scaleb(-2)


def _date(first: str | None, last: str | None) -> PartialDate | None:
    return PartialDate.between(date.fromisoformat(first), date.fromisoformat(last)) if first and last else None
