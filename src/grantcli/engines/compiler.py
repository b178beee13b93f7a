"""Questions as SQL statements: what `memory` does award by award, in one statement for all of them.

The SQL keeps to what other engines have too: grouping, ordering, windows, typed columns. Every order ends with the id.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grantcli.engines.clauses import (
    FIGURES,
    MIDDLE,
    NO_MIDDLE,
    PLACED,
    PLACED_MIDDLE,
    SHARE,
    grouping,
    top_keys,
)  # fmt: skip
from grantcli.engines.group_order import order_by
from grantcli.engines.periods import PERIODS
from grantcli.engines.predicates import Predicates, days
from grantcli.engines.relations import NOTHING, Place, add_relation, relation, with_joins
from grantcli.engines.statement import Statement
from grantcli.fields import FIELDS, SITES, Field, FieldKind, are_party_fields
from grantcli.query import Order, Select, Total
from grantcli.sites import GRANT

APRIL = FIELDS["fy"].sql.replace("$fy_start", "4")
"""The financial year from April to March, by which the deflator goes."""


@dataclass(frozen=True, slots=True)
class Compiler:
    """Writes one statement; what it needs is in `predicates.needs`."""

    predicates: Predicates
    medians_by_window: bool = False
    """Whether the two middle amounts are found by windows."""
    materialises_ctes: bool = False
    """Whether a common table expression that is named twice is worked out once."""

    def place(self, name: str) -> Place:
        """Return where the value of a field is."""
        return self.predicates.layout.place(FIELDS[name])

    def number_place(self, name: str) -> Place:
        """Return where the value of a field is, or for a period where its number is."""
        place = self.place(name)
        return PERIODS[name].of_award(place) if name in PERIODS else place

    def select(self, question: Select) -> Statement:
        """Return the statement for the awards: `n`, then each field, in order.

        Of a field with several values these are texts in one array, in no order, each with its position before it.
        """
        places = [self.place(name) for name in question.fields]
        scope = self.predicates.scope()
        columns = [scope.use(place) if not place.alias else "NULL" for place in places]
        where = scope.holds(question.where)
        joins: list[str] = []
        orders = self._orders(question, scope, joins)
        several = {number: place for number, place in enumerate(places) if place.alias}
        sorted_by = [f"{sql} AS o{number}" for number, (sql, _) in enumerate(orders)] if several else []
        text = ", ".join(["a.n AS n", *(f"{sql} AS v{number}" for number, sql in enumerate(columns)), *sorted_by])
        limit = "" if question.limit is None else f" LIMIT {int(question.limit)}"
        ending = f" ORDER BY {', '.join(f'{sql} {direction}' for sql, direction in orders)}{limit}"
        source = with_joins(scope.joins, APRIL)
        rows = f"SELECT {text} FROM {source}{''.join(joins)} WHERE {where}{ending}"
        if not several:
            return self.predicates.needs.statement(rows)
        cells = [f"s{number}.v" if number in several else f"c.v{number}" for number in range(len(places))]
        values = [f" LEFT JOIN ({self._values(place)}) s{number} ON s{number}.n = c.n" for number, place in several.items()]
        order_by = ", ".join(f"c.o{number} {direction}" for number, (_, direction) in enumerate(orders))
        return self.predicates.needs.statement(
            f"WITH chosen AS ({rows}) SELECT {', '.join(['c.n', *cells])} FROM chosen c{''.join(values)} ORDER BY {order_by}"
        )

    def places(self, question: Select) -> Statement:
        """Return the statement for the awards: `n`, and its `place` in the order that is asked for, from 1."""
        scope, joins = self.predicates.scope(), list[str]()
        where = scope.holds(question.where)
        order_by = ", ".join(f"{sql} {direction}" for sql, direction in self._orders(question, scope, joins))
        source = with_joins(scope.joins, APRIL)
        rows = f"SELECT a.n AS n, ROW_NUMBER() OVER (ORDER BY {order_by}) AS place FROM {source}{''.join(joins)} WHERE {where}"
        limit = "" if question.limit is None else f" WHERE place <= {int(question.limit)}"
        return self.predicates.needs.statement(f"SELECT n, place FROM ({rows}) placed{limit}")

    def _orders(self, question: Select, scope: Predicates, joins: list[str]) -> list[tuple[str, str]]:
        """Return the parts of the order of awards, which ends with the id, or with the place in the file."""
        orders = [part for order in question.order for part in self.order(order, scope, joins)]
        return [*orders, *((sql, "ASC") for sql in ("a.id", "a.n")[question.in_file_order :])]

    def value_counts(self, names: Sequence[str]) -> Statement:
        """Return the statement for the place of each of these fields among them, and how many awards have a value of it."""
        scope = self.predicates.scope()
        places = {number: self.place(name) for number, name in enumerate(names)}
        parts = [
            f"SELECT {number} AS q, COUNT(DISTINCT {alias}.n) AS awards FROM ({relation(alias)}) {alias}"
            f" WHERE {scope.use(place)} IS NOT NULL"
            for number, place in places.items()
            if (alias := place.alias)
        ]
        places_in_awards = {number: scope.use(place) for number, place in places.items() if not place.alias}
        text = ""
        if places_in_awards:
            counts = ", ".join(f"COUNT({sql}) AS c{number}" for number, sql in places_in_awards.items())
            text = f"WITH counted AS (SELECT {counts} FROM {with_joins(scope.joins, APRIL)}) "
            parts += [f"SELECT {number} AS q, c{number} AS awards FROM counted" for number in places_in_awards]
        return scope.needs.statement(text + " UNION ALL ".join(parts))

    def order(self, order: Order, scope: Predicates, joins: list[str]) -> list[tuple[str, str]]:
        """Return the parts of an order by one field, each with its direction; of several values the smallest counts, or largest.

        The relations of several values that they need beside the award are added to `joins`.
        """
        each = FIELDS[order.field]
        place = self.place(order.field)
        if place.sql == NOTHING:
            return []
        scope.use(place)
        if each.kind is FieldKind.DATE and not place.alias:
            parts = list(days(each))
        elif place.alias:
            best, text = "MAX" if order.descending else "MIN", _sort_key(each, place.sql)
            alias, name = place.alias, f"o{len(joins)}"
            first = f"SELECT {alias}.n, {best}({text}) AS v FROM ({relation(alias)}) {alias} GROUP BY {alias}.n"
            joins.append(f" LEFT JOIN ({first}) {name} ON {name}.n = a.n")
            parts = [f"{name}.v"]
        elif each.kind in {FieldKind.TEXT, FieldKind.BODY}:
            parts = [f"LOWER({place.sql})", place.sql]
        else:
            parts = [place.sql]
        return [(part, f"{'DESC' if order.descending else 'ASC'} NULLS LAST") for part in parts]

    def total(self, question: Total) -> str:
        """Return the statement for the groups: each key, whether it is the rest, the currency and the figures of `Group`."""
        keys = _keys(question)
        several = any(self.place(name).alias for name in question.by)
        split = self.shares(question)
        parts, rest = [f"keyed AS ({self.key_amounts(question, keys, split=split)})"], ["FALSE AS rest", "0 AS folded"]
        if question.top is not None:
            parts += top_keys(keys, int(question.top))
            rest = ["rest", "folded"]
        source = "keyed" if question.top is None else "told"
        if several and question.top is not None:  # the rest counts each organisation once, or each award
            source = f"({grouping(['n', 'ordinal', 'currency', *keys, *rest], 'MAX', source)}) once"
        if split:
            source = f"({grouping(['n', 'currency', *keys, *rest], 'SUM', source)}) shares"
            rest = ["rest", "folded"]
        group_by = ", ".join([*keys, "currency", *(["rest", "folded"] if rest[0] == "rest" else [])])
        middle = MIDDLE if question.middle else NO_MIDDLE
        if question.middle and self.medians_by_window:
            source, middle = PLACED.format(grouped=group_by, source=source), PLACED_MIDDLE
        figures = f"COUNT(*) AS awards, {FIGURES}, {middle}"
        return (
            f"WITH {', '.join(parts)} SELECT {', '.join([*keys, 'currency', *rest])}, {figures} FROM {source} GROUP BY {group_by}"
        )

    def ordered_groups(self, question: Total) -> Statement:
        """Return the statement for the groups in order: number 0, each key as text, then as a row of a batch.

        Medians are worked out where there are three amounts or more: two are the smallest and the largest, and of a million
        groups most have so few.
        """
        keys, split = _keys(question), self.shares(question)
        columns, source = ["currency", *keys], "keyed"
        parts = [f"keyed AS ({self.key_amounts(question, keys, split=split)})"]
        if split:
            parts.append(f"shared AS ({grouping(['n', *columns], 'SUM', 'keyed')})")
            source = "shared"
        groups = ", ".join(columns)
        parts.append(f"figures AS (SELECT {groups}, COUNT(*) AS awards, {FIGURES} FROM {source} GROUP BY {groups})")
        middle, middle_join = NO_MIDDLE, ""
        if question.middle:
            parts.append(f"middles AS ({self._middles(columns, source)})")
            middle = "COALESCE(m.low, g.smallest) AS low, COALESCE(m.high, g.largest) AS high"
            middle_join = f" LEFT JOIN middles m ON {_equal('m', 'g', columns)}"
        texts = ", ".join(f"CAST(g.{key} AS VARCHAR) AS t{number}" for number, key in enumerate(keys))
        figures = "g.awards, g.unknown, g.zero, g.negative, g.total, g.smallest, g.largest"
        return self.predicates.needs.statement(
            f"WITH {', '.join(parts)} SELECT 0 AS q, {texts}, g.currency, FALSE AS rest, 0 AS folded, {figures}, {middle}"
            f" FROM figures g{middle_join} ORDER BY {order_by(question.by, keys, 'g')}"
        )

    def _middles(self, columns: Sequence[str], source: str) -> str:
        """Return the statement for the middle amounts of `figures` with three amounts or more."""
        selection = ", ".join(f"e.{name} AS {name}" for name in [*columns, "amount"])
        condition = "f.awards - f.unknown > 2"
        rows = f"(SELECT {selection} FROM {source} e JOIN figures f ON {_equal('f', 'e', columns)} WHERE {condition})"
        groups = ", ".join(columns)
        if self.medians_by_window:
            ranks = PLACED.format(grouped=groups, source=f"{rows} several")
            return f"SELECT {groups}, {PLACED_MIDDLE} FROM {ranks} GROUP BY {groups}"
        return f"SELECT {groups}, {MIDDLE} FROM {rows} several GROUP BY {groups}"

    def key_amounts(self, question: Total, keys: Sequence[str], *, split: bool, period_numbers: bool = False) -> str:
        """Return the statement for the amount that each award, or with `split` each organisation of it, adds to each key.

        A period is a text, or its number with `period_numbers`.
        """
        scope = self.predicates.scope()
        of = scope.use(self.place(question.of))
        several: list[str] = []
        columns = ["a.n AS n", "y.ordinal AS ordinal" if split else "0 AS ordinal", "a.currency AS currency"]
        pairs = {} if split else self.pairs(question, keys, several)
        for key, name in zip(keys, question.by, strict=True):
            if period_numbers and name in PERIODS:
                value = scope.use(self.number_place(name))
            else:
                value = pairs.get(key) or self.key(name, key, scope, several, split=split)
            columns.append(f"{value} AS {key}")
        columns.append(f"{SHARE.format(of=of) if split else of} AS amount")
        where = scope.holds(question.where)
        parties = self.share_join(question) if split else ""
        source = with_joins(scope.joins, APRIL)
        return f"SELECT {', '.join(columns)} FROM {source}{parties}{''.join(several)} WHERE {where}"

    def shares(self, question: Total) -> bool:
        """Say whether amounts are shared: where no award has several places, or several organisations, each keeps its amount."""
        if not question.split:
            return False
        bases = [FIELDS[name].basis for name in question.by if FIELDS[name].basis]
        return bool(self.sites(question.by)) or (bases[:1] != [GRANT] and not self.predicates.layout.lone)

    def sites(self, by: Sequence[str]) -> str:
        """Return the alias of the places of awards for these fields, empty where none is in a separate relation."""
        return next((alias for name in by if (alias := self.place(name).alias).startswith(SITES)), "")

    def share_join(self, question: Total) -> str:
        """Return the join of what each amount is shared among, `y`: the places that the fields go by, or else the bodies."""
        among = "parties"
        self.predicates.needs.relations.add("known")
        if alias := self.sites(question.by):
            add_relation(alias, self.predicates.needs)
            window = "(PARTITION BY w.n ORDER BY w.position)"
            ranked = (
                f"SELECT w.*, p.id, p.name, ROW_NUMBER() OVER {window} - 1 AS ordinal, COUNT(*) OVER (PARTITION BY w.n) AS bodies"
                f" FROM ({relation(alias)}) w LEFT JOIN parties p ON p.n = w.n AND p.position = w.body"
            )
            among = f"({ranked})"
        return f" LEFT JOIN {among} y ON y.n = a.n LEFT JOIN known yk ON yk.id = y.id"

    def pairs(self, question: Total, keys: Sequence[str], several: list[str]) -> dict[str, str]:
        """Return the values of party fields that are asked together, by key: each row has those of one organisation."""
        by_key = {key: name for key, name in zip(keys, question.by, strict=True) if FIELDS[name].part and self.place(name).alias}
        if not by_key or not are_party_fields(question.by):
            return {}
        parts = {key: self.part(name) for key, name in by_key.items()}
        values = ", ".join(f"{sql} AS {key}" for key, sql in parts.items())
        bodies = f"SELECT DISTINCT y.n AS n, {values} FROM {self._organisations_with_places(by_key.values())}"
        several.append(f" LEFT JOIN ({bodies}) pairs ON pairs.n = a.n")
        return {
            key: f"COALESCE(pairs.{key}, a.individual)" if name == "recipient" else f"pairs.{key}" for key, name in by_key.items()
        }

    def _organisations_with_places(self, names: Iterable[str]) -> str:
        """Return the bodies of awards, with what the register knows of each and the places that it has, or its award by codes."""
        aliases = dict.fromkeys(alias for name in names if (alias := self.place(name).alias).startswith(SITES))
        bodies = f"({_EVERY_BODY})" if aliases else "parties"
        self.predicates.needs.relations.add("known")
        for alias in aliases:
            add_relation(alias, self.predicates.needs)
        joins = (
            f" LEFT JOIN ({relation(alias)}) {alias} ON {alias}.n = y.n AND ({alias}.body IS NULL OR {alias}.body = y.position)"
            for alias in aliases
        )
        return f"{bodies} y LEFT JOIN known yk ON yk.id = y.id{''.join(joins)}"

    def part(self, name: str) -> str:
        """Return the value that one organisation `y`, with the register's row `yk`, has in a field."""
        if name == "recipient":
            return "y.name"
        sql = self.place(name).sql
        return _PARTS.get(sql) or sql.replace("k.", "yk.")

    def key(self, name: str, key: str, scope: Predicates, several: list[str], *, split: bool) -> str:
        """Return the value to group by; one of several is joined, unless each organisation that shares has its own."""
        place = self.place(name)
        alias, sql = place.alias, scope.use(place)
        if not alias and name in DATED:  # a text for each day is worked out once, not for each award
            days = "SELECT DISTINCT awarded_from, awarded_to FROM awards"
            texts = f"SELECT a.awarded_from, a.awarded_to, {sql} AS v FROM ({days}) a"
            several.append(
                f" LEFT JOIN ({texts}) {key}s ON {key}s.awarded_from = a.awarded_from AND {key}s.awarded_to = a.awarded_to"
            )
            return f"{key}s.v"
        if not alias:
            return sql
        if split and alias.startswith(SITES):
            return f"y.{sql.partition('.')[2]}"
        if split and FIELDS[name].part:
            return f"COALESCE({self.part(name)}, a.individual)" if name == "recipient" else self.part(name)
        values = f"SELECT DISTINCT {alias}.n, {sql} AS v FROM ({relation(alias)}) {alias} WHERE {sql} IS NOT NULL"
        several.append(f" LEFT JOIN ({values}) {key}s ON {key}s.n = a.n")
        return f"{key}s.v"

    def _values(self, place: Place) -> str:
        """Return the statement for the several values of a field of the awards that are chosen."""
        alias, sql = place.alias, self.predicates.use(place)
        value = f"LPAD(CAST({alias}.position AS VARCHAR), {PLACES}, '0') || CAST({sql} AS VARCHAR)"
        return (
            f"SELECT {alias}.n AS n, ARRAY_AGG({value}) AS v FROM ({relation(alias)}) {alias} WHERE {sql} IS NOT NULL"
            f" AND {alias}.n IN (SELECT n FROM chosen) GROUP BY {alias}.n"
        )


def _keys(question: Total) -> list[str]:
    """Return the names of the keys of a question in a statement."""
    return [f"k{number}" for number in range(len(question.by))]


def _equal(one: str, other: str, columns: Iterable[str]) -> str:
    """Return the condition that two relations have the same in these columns, unknown with unknown too."""
    return " AND ".join(f"{one}.{name} IS NOT DISTINCT FROM {other}.{name}" for name in columns)


PLACES = 9
"""How many digits the position has before each of several values."""


def _sort_key(each: Field, sql: str) -> str:
    """Return what several values of a field are sorted by."""
    if each.kind in {FieldKind.TEXT, FieldKind.BODY}:
        return f"LOWER({sql}) || CHR(1) || {sql}"
    return " || ".join(f"CAST({day} AS VARCHAR)" for day in days(each)) if each.kind is FieldKind.DATE else sql


_EVERY_BODY = (
    "SELECT n, position, id, name FROM parties UNION ALL SELECT w.n, 0 AS position, CAST(NULL AS VARCHAR) AS id,"
    " CAST(NULL AS VARCHAR) AS name FROM awards w LEFT JOIN parties q ON q.n = w.n WHERE q.n IS NULL"
)
"""Every body of an award, or one without a name for an award that has none: its places may be known all the same."""
# An organisation may be lead and partner at once.
_LATER_PLACE = "(y.n, y.id, y.name) IN (SELECT t.n, t.id, t.name FROM parties t WHERE t.position > 0)"
_PARTS = {
    "b.name": "y.name", "b.id": "y.id", "p.name": f"CASE WHEN y.position > 0 OR {_LATER_PLACE} THEN y.name END",
    "k.now": "COALESCE(yk.now, y.name)",
}  # fmt: skip
"""The value of one organisation, where amounts are shared."""

DATED = frozenset({"awarded", "fy", "quarter", "month"})
"""Fields whose values are texts made of dates."""
