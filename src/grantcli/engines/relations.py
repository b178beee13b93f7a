"""The relations that SQL reads, and where in them the value of a field is.

- `awards` (alias `a`): a row an award. A date is its first and its last day.
- `parties`: the organisations of each award (`n`), the lead at position 0, partners from 1; `ordinal` counts them from 0,
  `bodies` is their number.
- `links`: texts of which an award has several: its sources and its outcomes.
- `details`: values of the fields of the 360Giving standard, a row each, by the name of the `field`.
- `aliases`: other names of organisations (`what` is `body`) and programmes, and the kinds of those outside the register.
- `sites`: each code of a place in `details`, with the names of the areas that it is in now; `code` is NULL for an unknown one.
- `known`: the register of organisations, `known_areas` where each is; `prices`: by financial year what real terms multiply and
  divide by.

A field's SQL names an alias: `a` is the award itself, any other letter a row of one of `RELATIONS`, of which an award may
have several. Where no award has more than its lead (`Layout.lone`), every value is in the award's own row. The alias of a
field of the standard is `f_` and its name; where no award has several of its values (`Layout.single`), it is joined to the award.
The alias of the places of awards is `w_` and their basis; of those of one field of codes, joined to the award, `g_` and its name.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from grantcli.bands import SUFFIX
from grantcli.engines.statement import Column, Needs, Statement
from grantcli.fields import AREAS, DETAIL, EXTRA, FIELDS, SITES, TO_A_FUNDER, Field, FieldKind
from grantcli.sites import GRANT, SOURCES
from grantcli.spans import DERIVED
from grantcli.standard import BY_NAME

AWARDS = {
    "n": "BIGINT", "id": "VARCHAR", "title": "VARCHAR", "description": "VARCHAR", "programme": "VARCHAR",
    "programme_id": "VARCHAR", "funder": "VARCHAR", "funder_id": "VARCHAR", "lead": "VARCHAR", "lead_id": "VARCHAR",
    "individual": "VARCHAR", "stage": "VARCHAR", "theme": "VARCHAR", "project": "VARCHAR", "amount": "DECIMAL(18,2)",
    "currency": "VARCHAR", "basis": "VARCHAR", "awarded_from": "DATE", "awarded_to": "DATE", "saving": "DECIMAL(18,2)",
    "line": "VARCHAR", "more": "VARCHAR", "published": "VARCHAR",
}  # fmt: skip
"""The columns of `awards`, before those of the file that are not fields."""
PARTIES = {"n": "BIGINT", "position": "INTEGER", "ordinal": "INTEGER", "bodies": "INTEGER", "id": "VARCHAR", "name": "VARCHAR"}
LINKS = {"n": "BIGINT", "position": "INTEGER", "what": "VARCHAR", "text": "VARCHAR"}
ALIASES = {"what": "VARCHAR", "id": "VARCHAR", "name": "VARCHAR", "alias": "VARCHAR", "kind": "VARCHAR"}
DETAILS = {
    "n": "BIGINT", "field": "VARCHAR", "position": "INTEGER", "text": "VARCHAR", "amount": "DECIMAL(18,2)",
    "figure": "DECIMAL(18,6)", "first_day": "DATE", "last_day": "DATE",
}  # fmt: skip
"""A value is in the column of its kind; a date is in two."""
SITE_ROWS = {"n": "BIGINT", "field": "VARCHAR", "position": "INTEGER", "text": "VARCHAR", "code": "VARCHAR",
             **dict.fromkeys(AREAS, "VARCHAR")}  # fmt: skip
"""The columns of `sites`, which are made where they are asked, and loaded to where awards are."""
APART_FROM_NAME = "NOT CONTAINS(z.name, z.alias)"
"""Whether the name does not contain another name of `aliases z`, as `Ark (GB-CHC-1)` contains `Ark`.

A search for a part of a name finds the others by the name. Where a file has hundreds of thousands of these, few are left.
"""
TABLES: Mapping[str, Mapping[str, str]] = {
    "awards": AWARDS, "parties": PARTIES, "links": LINKS, "aliases": ALIASES, "details": DETAILS,
}  # fmt: skip

_KNOWN = (
    "SELECT y.n, y.position, y.id, y.name, COALESCE(v.now, y.name) AS now, v.region, v.nation, v.kind, v.gss"
    " FROM parties y LEFT JOIN known v ON v.id = y.id"
)
_ALONE = (
    "SELECT w.n, 0 AS position, CAST(NULL AS VARCHAR) AS id, w.individual AS name"
    " FROM awards w LEFT JOIN parties q ON q.n = w.n WHERE w.individual IS NOT NULL AND q.n IS NULL"
)
_GIVERS = "SELECT w.funder_id FROM awards w WHERE w.funder_id IS NOT NULL"
GIVERS_THAT_RECEIVE = (
    f"SELECT DISTINCT x.lead_id AS id FROM awards x WHERE x.lead_id IN ({_GIVERS})"
    f" UNION ALL SELECT DISTINCT y.id FROM parties y WHERE y.position > 0 AND y.id IN ({_GIVERS})"
)
"""The statement for the identifiers of organisations that give awards and receive some."""
_REGRANTS = (
    "SELECT n, position, text FROM details WHERE field = 'regrant_type'"
    f" UNION ALL SELECT x.n, 1000 AS position, '{TO_A_FUNDER}' AS text FROM awards x WHERE x.lead_id IN ({_GIVERS})"
    f" UNION ALL SELECT y.n, 1000 AS position, '{TO_A_FUNDER}' AS text FROM parties y"
    f" WHERE y.position > 0 AND y.id IN ({_GIVERS})"
)
RELATIONS: Mapping[str, str] = {
    "j": _REGRANTS,
    "b": "SELECT n, position, id, name FROM parties",
    "p": "SELECT n, position, id, name FROM parties WHERE position > 0",
    "k": _KNOWN,
    "h": f"{_KNOWN} WHERE y.position = 0",
    "r": f"SELECT n, position, id, name FROM parties UNION ALL {_ALONE}",
    "s": "SELECT n, position, text FROM links WHERE what = 'source'",
    "o": "SELECT n, position, text FROM links WHERE what = 'outcome'",
}
"""By alias, the relations of which an award may have several rows; each has its `n` and an order, `position`."""

_DATED = FIELDS["awarded"].sql.replace("a.awarded_from", "first_day").replace("a.awarded_to", "last_day")
DETAIL_COLUMNS = {FieldKind.TEXT: "text", FieldKind.MONEY: "amount", FieldKind.NUMBER: "figure", FieldKind.DATE: _DATED}
"""The SQL of a value of `details` by the kind of its field."""


def lead_parties(rows: str) -> str:
    """Return the statement for `parties` of rows of awards that have nobody but a lead: one for each that has one."""
    columns = "n, 0 AS position, 0 AS ordinal, 1 AS bodies, lead_id AS id, lead AS name"
    return f"SELECT {columns} FROM {rows} WHERE lead IS NOT NULL"


def relation(alias: str) -> str:
    """Return the statement for the relation of an alias: one of `RELATIONS`, the values of a field of the standard, or areas."""
    if alias in RELATIONS:
        return RELATIONS[alias]
    if alias.startswith(SITES):
        return _sites(alias.removeprefix(SITES))
    each = FIELDS[alias.removeprefix(DETAIL)]
    days = "first_day, last_day, " if each.kind is FieldKind.DATE else ""
    return f"SELECT n, position, {days}{DETAIL_COLUMNS[each.kind]} AS v FROM details WHERE field = '{each.name}'"


def _sites(basis: str) -> str:
    """Return the statement for the places of awards: those of the first source that knows any, else its organisations.

    `body` is the position of the organisation that has the place, NULL where a code says it.
    """
    areas = ", ".join(f"e.{what}" for what in AREAS)
    coded = [
        f"SELECT e.n, e.position, CAST(NULL AS INTEGER) AS body, {source} AS source, e.code, {areas}"
        f" FROM sites e WHERE e.field = '{name}'"
        for source, name in enumerate(SOURCES[basis])
    ]
    if basis == GRANT:
        return coded[0]
    last = len(coded)
    bodies = (
        f"SELECT y.n, y.position, y.position AS body, {last} AS source, y.id AS code, CAST(NULL AS VARCHAR) AS ward,"
        " m.district, m.county, v.region, v.nation"
        " FROM parties y LEFT JOIN known v ON v.id = y.id LEFT JOIN known_areas m ON m.id = y.id"
    )
    every = " UNION ALL ".join([*coded, bodies])
    first = f"MIN(CASE WHEN code IS NOT NULL OR source = {last} THEN source END) OVER (PARTITION BY n) AS first"
    return f"SELECT * FROM (SELECT *, {first} FROM ({every}) every) chosen WHERE source = first"


SITE = "g_"
"""What the alias of the places of one field of codes begins with, where no award has several."""
NOTHING = "CAST(NULL AS VARCHAR)"
"""The SQL of a value that no award has."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value is, and what a statement needs that names it."""

    alias: str
    """That of its relation, empty for the award's own row."""
    sql: str
    joins: tuple[str, ...] = ()
    """The aliases of what is joined to the award's own row."""
    columns: tuple[Column, ...] = ()
    """The column of the award that it is."""
    parameters: tuple[str, ...] = ()
    """What its SQL needs to know of the view, as `$name`."""

    def add_to(self, needs: Needs) -> None:
        """Let a statement have what the value needs."""
        needs.columns.update(self.columns)
        for alias in (self.alias, *self.joins):
            add_relation(alias, needs)


def add_relation(alias: str, needs: Needs) -> None:
    """Let a statement have what the rows of an alias are read from."""
    if alias.startswith(SITES):
        basis = alias.removeprefix(SITES)
        needs.columns.update(_columns_of_codes(SOURCES[basis]))
        needs.relations.update(() if basis == GRANT else ("known", "known_areas"))
    elif alias.startswith(SITE):
        needs.columns.update(_columns_of_codes((alias.removeprefix(SITE),)))
    elif alias.startswith(DETAIL):
        needs.columns.add(Column("details", alias.removeprefix(DETAIL)))
    elif alias == "j":
        needs.columns.add(Column("details", "regrant_type"))
    elif alias in _KNOWN_BY:
        needs.relations.add(_KNOWN_BY[alias])


def _columns_of_codes(names: Iterable[str]) -> Iterator[Column]:
    return (Column(relation, name) for name in names for relation in ("details", "sites"))


_KNOWN_BY = {"k": "known", "h": "known", "m": "known_areas", "d": "prices"}
_LONE = {
    "b.name": Place("", "a.lead"), "b.id": Place("", "a.lead_id"), "p.name": Place("", NOTHING), "p.id": Place("", NOTHING),
    "k.now": Place("", "COALESCE(k.now, a.lead)", ("k",)), "h.now": Place("", "COALESCE(k.now, a.lead)", ("k",)),
    "k.name": Place("", "a.lead"), "k.id": Place("", "a.lead_id"), "h.name": Place("", "a.lead"), "h.id": Place("", "a.lead_id"),
    "r.name": Place("", "COALESCE(a.lead, a.individual)"), "r.id": Place("", "a.lead_id"),
    "s.text": Place("", NOTHING), "o.text": Place("", NOTHING),
}  # fmt: skip
"""Where the same value is in the award's own row, when a lead is the only party; NULL where there is none."""


def pence(amount: str) -> str:
    """Return the SQL of an amount in pence, without its sign: times a wide decimal, for 18 digits have no room for two more."""
    return f"ABS({amount}) * CAST(100 AS DECIMAL(19,0))"


def _exact(times: str, by: str, where: str) -> str:
    """Return the amount times one whole number by another: pennies, rounded half-even by whole numbers alone."""
    scaled = f"CAST({pence('a.amount')} AS HUGEINT) * {times}"
    parity, rest = f"(({scaled}) // {by}) % 2", f"2 * (({scaled}) % {by})"
    pennies = f"({scaled}) // {by} + CASE WHEN {rest} > {by} OR ({rest} = {by} AND {parity} = 1) THEN 1 ELSE 0 END"
    signed = f"CAST(({pennies}) * CASE WHEN a.amount < 0 THEN -1 ELSE 1 END AS DECIMAL(36,0))"
    return f"CASE WHEN {where} THEN {signed} * CAST(0.01 AS DECIMAL(2,2)) END"


_MONTHS = f"{DETAIL}duration.v"
_EXACT = {
    "d.amount_real": Place("", _exact("d.multiply", "d.divide", "a.currency = 'GBP'"), ("d",)),
    "f.per_year": Place(
        "", _exact("12000000", f"CAST({_MONTHS} * 1000000 AS HUGEINT)", f"{_MONTHS} > 0"), (f"{DETAIL}duration",)
    ),
}
"""Amounts that are worked out; a duration has six decimals at most."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What the tables contain, as far as statements depend on it."""

    lone: bool = False
    """No award has a partner, a source or an outcome."""
    has_aliases: bool = False
    """There are further names."""
    headings: Mapping[str, str] = field(default_factory=dict)
    """The column of each heading of the file that is not a field."""
    single: AbstractSet[str] = frozenset()
    """The aliases of the fields of the standard that no award has twice."""
    beside: AbstractSet[str] = frozenset()
    """The fields of codes of which the awards have the text and its areas as columns, `g_NAME` and `g_NAME_region`; and the bases
    of which they have the areas that are decided on: `g_best_region`."""
    absent: AbstractSet[str] = frozenset()
    """The aliases of fields of the standard of which no award has a value, as far as it is known."""

    @classmethod
    def of(cls, headings: Sequence[str], counts: Mapping[str, int], leads: int, several: Collection[str]) -> "Layout":
        """Return it by how many rows each table has, how many awards a lead, and which details are there several times.

        Where nobody else takes part, none is joined.
        """
        lone = leads == counts["parties"] and not counts["links"]
        columns = {heading: f"x{place}" for place, heading in enumerate(headings)}
        return cls(lone, bool(counts["aliases"]), columns, frozenset(DETAIL + name for name in {*BY_NAME, *DERIVED} - {*several}))

    def place(self, each: Field) -> Place:
        """Return where the value of a field is; `resolve_columns` of the question has refused columns that no file has."""
        if each.name.startswith(EXTRA):
            return self.at(f"a.{self.headings[each.name.removeprefix(EXTRA)]}")
        if each.bands:
            place = self.place(FIELDS[each.name.removesuffix(SUFFIX)])
            return replace(place, sql=each.bands.sql(place.sql))
        return replace(self.at(each.sql), parameters=each.parameters) if each.parameters else self.at(each.sql)

    def at(self, sql: str) -> Place:
        """Return where a value is that is written `alias.column`, or is an expression over the award."""
        alias, _, column = sql.partition(".")
        if sql in _EXACT:
            return _EXACT[sql]
        if alias == "a":
            return Place("", sql, columns=(Column("awards", column),))
        if alias == "j":  # of an award that has nobody but a lead too
            return Place(alias, sql)
        if alias.startswith(SITES):
            return self.site(alias.removeprefix(SITES), column, Place(alias, sql))
        if alias.startswith(DETAIL):
            name = alias.removeprefix(DETAIL)
            if name in self.beside:
                return Place("", f"a.{SITE}{name}")
            return Place("", sql, (alias,)) if alias in self.single else Place(alias, sql)
        if alias not in RELATIONS:
            return Place("", sql)
        if not self.lone:
            return Place(alias, sql)
        return _LONE.get(sql) or Place("", sql, (alias,))

    def site(self, basis: str, what: str, several: Place) -> Place:
        """Return where the area of a kind stands: in the award's own row where no award has several places."""
        if basis in self.beside:
            return Place("", f"a.{SITE}{basis}_{what}")
        codes = self.codes(basis)
        council = "" if basis == GRANT or what == "ward" else "k" if what in _REGISTERED else "m"
        body = f"{council}.{what}" if council else NOTHING
        if all(DETAIL + name in self.single for name in codes) and (basis == GRANT or self.lone):
            rows = [f"a.{SITE}{name}_" if name in self.beside else f"{SITE}{name}." for name in codes]
            cases = " ".join(f"WHEN {row}code IS NOT NULL THEN {row}{what}" for row in rows)
            coded = (SITE + name for name in codes if name not in self.beside)
            return Place("", f"CASE {cases} ELSE {body} END" if cases else body, (*coded, *([council] if council else [])))
        return several if codes or council != "k" else Place("k", body)

    def codes(self, basis: str) -> list[str]:
        """Return the fields of codes that a basis asks, of which any award may have a value."""
        return [name for name in SOURCES[basis] if DETAIL + name not in self.absent]


def decided_sites(layout: Layout, basis: str, several: Place) -> Statement:
    """Return the statement for the places of awards by a basis, where none has several: `n`, then the columns of a place."""
    needs = Needs()
    places = {what: layout.site(basis, what, several) for what in AREAS}
    for place in places.values():
        place.add_to(needs)
    columns = ", ".join(f"{place.sql} AS {what}" for what, place in places.items())
    joins = [alias for place in places.values() for alias in place.joins]
    rows = with_joins(joins, NOTHING, awards="stored_awards")  # all of them, whichever are asked
    return needs.statement(f"SELECT a.n, {NOTHING} AS text, {NOTHING} AS code, {columns} FROM {rows}")


_REGISTERED = frozenset({"region", "nation"})
"""The areas that the register itself has of a council."""


def with_joins(joins: Iterable[str], april: str, *, awards: str = "awards") -> str:
    """Return `awards a` with what these aliases mean joined to it, each once: `k`, `m`, `d`, details and places.

    `april` is the SQL of the year by which prices go.
    """
    aliases = dict.fromkeys(joins)
    relations_used = {
        "k": " LEFT JOIN known k ON k.id = a.lead_id",
        "m": " LEFT JOIN known_areas m ON m.id = a.lead_id",
        "d": f" LEFT JOIN prices d ON d.year = {april}",
    }
    single = [text for alias, text in relations_used.items() if alias in aliases]
    details = [f" LEFT JOIN ({relation(alias)}) {alias} ON {alias}.n = a.n" for alias in aliases if alias.startswith(DETAIL)]
    coded = [
        f" LEFT JOIN (SELECT * FROM sites WHERE field = '{alias.removeprefix(SITE)}') {alias} ON {alias}.n = a.n"
        for alias in aliases
        if alias.startswith(SITE)
    ]
    return f"{awards} a{''.join(single)}{''.join(details)}{''.join(coded)}"
