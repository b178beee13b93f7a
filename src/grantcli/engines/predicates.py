"""A filter as SQL: the same meaning as `memory.holds`, which is the specification, leaf by leaf.

Logic has two values: each leaf is `COALESCE(…, FALSE)` or `a.n IN (…)` of existing numbers, so that NOT is its plain
complement. No subquery refers to the query around it, because some engines cannot do that. What a user typed reaches SQL
as parameters only. `memory.holds` itself decides which organisations have a name, among the candidates.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from grantcli import dates
from grantcli.dates import PartialDate
from grantcli.engines.relations import APART_FROM_NAME, Layout, Place, relation
from grantcli.engines.statement import Needs
from grantcli.fields import DETAIL, FIELDS, Field, FieldKind, Value, View
from grantcli.names import fold
from grantcli.query import And, Comparison, Filter, Not, Op, Or, Range, Word

Bodies = Callable[[Comparison], Sequence[tuple[str, str]]]
"""The ids and names of the organisations that pass a comparison."""

_WORDS = ("a.title", "a.description", "a.project", "a.programme", "a.programme_id", "a.funder", "a.funder_id")
NAMED = {
    "funder": ("a.funder_id", "a.funder"), "lead": ("a.lead_id", "a.lead"), "partner": ("p.id", "p.name"),
    "council": ("b.id", "b.name"), "council_now": ("k.id", "k.name"), "lead_now": ("h.id", "h.name"),
    "recipient": ("r.id", "r.name"),
}  # fmt: skip
"""The fields whose values are organisations, each with the SQL of their id and name."""


def names_body(test: Comparison) -> bool:
    """Say whether a comparison is about organisations with a name."""
    return FIELDS[test.field].kind is FieldKind.BODY and isinstance(test.value, str)


PERIODS = frozenset({"year", "fy", "quarter", "month"})
"""Fields whose values are parts of time."""


@dataclass(slots=True)
class Predicates:
    """Writes filters over one layout, for the awards `a` of one FROM; `needs` collects what the statement needs."""

    layout: Layout
    view: View
    bodies: Bodies
    needs: Needs = field(default_factory=Needs)
    joins: list[str] = field(default_factory=list)
    """The aliases of what has to be joined to the awards of this FROM."""

    def scope(self) -> "Predicates":
        """Return the writer for another FROM of the same statement."""
        return replace(self, joins=[])

    def bind(self, value: Value | Sequence[str]) -> str:
        """Return how the text refers to a value."""
        name = f"p{len(self.needs.parameters)}"
        self.needs.parameters[name] = value
        return f"${name}"

    def use(self, place: Place) -> str:
        """Return the SQL of a value, and let the statement have what it needs."""
        place.add_to(self.needs)
        self.needs.parameters.update((name, getattr(self.view, name)) for name in place.parameters)
        if not place.alias:
            self.joins += place.joins
        return place.sql

    def holds(self, where: Filter) -> str:
        """Return the condition under which an award `a` matches."""
        match where:
            case And(filters):
                return " AND ".join(f"({self.holds(part)})" for part in filters) or "TRUE"
            case Or(filters):
                return " OR ".join(f"({self.holds(part)})" for part in filters) or "FALSE"
            case Not(inner):
                return f"NOT ({self.holds(inner)})"
            case Word(text):
                return self.word(fold(text))
            case Comparison():
                return self.comparison(where, FIELDS[where.field])

    def is_never(self, where: Filter) -> bool:
        """Say whether no award can match, because it asks for several values of what has one here."""
        match where:
            case And(filters):
                return any(self.is_never(part) for part in filters)
            case Or(filters):
                return all(self.is_never(part) for part in filters)
            case Comparison(op=Op.SEVERAL):
                return not self.layout.place(FIELDS[where.field]).alias
        return False

    def word(self, text: str) -> str:
        """Return whether the text is in the title, the description or any name."""
        parameter = self.bind(text)
        tests = [f"COALESCE({_contains(self.use(self.layout.at(sql)), parameter)}, FALSE)" for sql in _WORDS]
        tests += [self.among(self.layout.at(sql), lambda sql: _contains(sql, parameter)) for sql in ("b.name", "b.id")]
        if self.layout.has_aliases:

            def by_alias(what: str, key: str, name: str) -> str:
                return self.alias_test(what, key, name, lambda sql: _contains(sql, parameter), within=True)

            tests += [by_alias("body", "a.funder_id", "a.funder"), by_alias("programme", "a.programme_id", "a.programme")]
            key, name = self.layout.at("b.id"), self.layout.at("b.name")
            by_name = by_alias("body", self.use(key), name.sql)
            tests.append(self.among(name, lambda _sql: by_name))
        return " OR ".join(tests)

    def among(self, place: Place, test: Callable[[str], str]) -> str:
        """Return whether a value at this place passes; NULL does not."""
        sql, alias = self.use(place), place.alias
        if not alias:
            return f"COALESCE({test(sql)}, FALSE)"
        return f"a.n IN (SELECT {alias}.n FROM ({relation(alias)}) {alias} WHERE {test(sql)})"

    def alias_test(self, what: str, key: str, name: str, test: Callable[[str], str], *, within: bool = False) -> str:
        """Return whether another name of this organisation or programme passes.

        `within` says that this looks for a part of a name, in the name itself too: what a name contains need not be searched.
        """
        other = f"{APART_FROM_NAME} AND " if within else ""
        query = f"SELECT z.id, z.name FROM aliases z WHERE z.what = '{what}' AND {other}{test('z.alias')}"
        return f"COALESCE(({key}, {name}) IN ({query}), FALSE)"

    def comparison(self, test: Comparison, each: Field) -> str:
        """Return whether one of the values of a field compares as asked."""
        place, value = self.layout.place(each), test.value
        if test.op is Op.SEVERAL:
            return self.several(place)
        if test.op is Op.KNOWN:
            return self.among(place, lambda sql: f"{sql} IS NOT NULL")
        if each.kind in {FieldKind.TEXT, FieldKind.BODY} and isinstance(value, str):
            return self.text(test, each, place, value)
        if each.kind is FieldKind.DATE:
            first, last = days(each)
            if first == "a.awarded_from":  # with a value both days are there
                return f"{first} IS NOT NULL AND {self.date(test.op, value, first, last)}"
            return self.among(place, lambda _sql: self.date(test.op, value, first, last))
        if condition := self.period(test, place):
            return condition
        return self.among(place, lambda sql: self.order_test(sql, test.op, value))

    def several(self, place: Place) -> str:
        """Return whether there is more than one value."""
        if not place.alias:
            return "FALSE"
        alias = place.alias
        grouping = f"GROUP BY {alias}.n HAVING COUNT(DISTINCT {self.use(place)}) > 1"
        return f"a.n IN (SELECT {alias}.n FROM ({relation(alias)}) {alias} {grouping})"

    def text(self, test: Comparison, each: Field, place: Place, value: str) -> str:
        """Return whether a text equals, or contains, the value; for organisations whether one has the name."""
        if each.name in NAMED and each.kind is FieldKind.BODY:
            return self.name_comparison(test, each)
        parameter = self.bind(fold(value))

        def passes(sql: str) -> str:
            return f"LOWER({sql}) = {parameter}" if test.op is Op.IS else _contains(sql, parameter)

        if each.name == "programme":
            tests = [f"COALESCE({passes(sql)}, FALSE)" for sql in ("a.programme", "a.programme_id")]
            if self.layout.has_aliases:
                within = test.op is not Op.IS
                tests.append(self.alias_test("programme", "a.programme_id", "a.programme", passes, within=within))
            return " OR ".join(tests)
        if each.name == "org_id" and self.layout.has_aliases:
            key, name = (self.layout.at(sql) for sql in NAMED["council"])
            pair = (self.use(key), self.use(name))
            return f"{self.among(key, passes)} OR {self.among(key, lambda _sql: self.alias_test('id', *pair, passes))}"
        if each.name in NAMED:
            return self.name_test(test, each, passes)
        return self.among(place, passes)

    def name_comparison(self, test: Comparison, each: Field) -> str:
        """Return whether an organisation of this field is one of those with the name."""
        bodies = self.bodies(test)
        if not bodies:
            return "FALSE"
        pairs = ", ".join(f"({self.bind(key)}, {self.bind(name)})" for key, name in bodies)
        key, name = (self.layout.at(sql) for sql in NAMED[each.name])
        return self.among(name, lambda sql: f"({self.use(key)}, {sql}) IN ({pairs})")

    def name_test(self, test: Comparison, each: Field, passes: Callable[[str], str]) -> str:
        """Return whether a name or id of an organisation passes, its names in the register included."""
        key, name = (self.layout.at(sql) for sql in NAMED[each.name])
        text = fold(test.value) if isinstance(test.value, str) else ""
        names_here = [
            body.id
            for body in self.view.register.bodies.values()
            if any(text == fold(each) if test.op is Op.IS else text in fold(each) for each in body.names)
        ]
        tests = [self.among(name, passes), self.among(key, passes)]
        if names_here:
            ids = ", ".join(map(self.bind, names_here))
            tests.append(self.among(key, lambda sql: f"{sql} IN ({ids})"))
        if self.layout.has_aliases:
            within = test.op is not Op.IS
            tests.append(self.among(name, lambda sql: self.alias_test("body", self.use(key), sql, passes, within=within)))
        return " OR ".join(tests)

    def date(self, op: Op, value: object, begins: str, ends: str) -> str:
        """Return whether a date compares certainly, all of its days do; `begins` and `ends` are the SQL of the first and last."""
        if isinstance(value, Range):
            low = self.date(Op.AT_LEAST, value.low, begins, ends) if value.low is not None else f"{begins} IS NOT NULL"
            return low + (f" AND {self.date(Op.AT_MOST, value.high, begins, ends)}" if value.high is not None else "")
        assert isinstance(value, PartialDate)  # noqa: S101 - the parser makes no other; this is for the type checker
        match op:  # by the first day awards are indexed, and parted by year
            case Op.LESS:
                first = self.day(value.first)
                return f"{ends} < {first} AND {begins} < {first}"
            case Op.AT_MOST:
                last = self.day(value.last)
                return f"{ends} <= {last} AND {begins} <= {last}"
            case Op.MORE:
                return f"{begins} > {self.day(value.last)}"
            case Op.AT_LEAST:
                return f"{begins} >= {self.day(value.first)}"
            case Op.IS:
                return f"{begins} = {self.day(value.first)} AND {ends} = {self.day(value.last)}"
            case Op.HAS | Op.WITHIN | Op.KNOWN | Op.SEVERAL:
                raise AssertionError(op)  # the parser makes none of a date

    def day(self, day: str) -> str:
        """Return how the text refers to a day."""
        return f"CAST({self.bind(day)} AS DATE)"

    def period(self, test: Comparison, place: Place) -> str:
        """Return whether a year, quarter or month compares, as a range of days: an index has days, and no periods.

        Nothing where the field is not a period, or the value is not written as the values of the field are.
        """
        if test.field not in PERIODS:
            return ""
        value = test.value
        if isinstance(value, Range):
            bounds = [(Op.AT_LEAST, value.low), (Op.AT_MOST, value.high)]
        else:
            bounds = [(Op.AT_LEAST, value), (Op.AT_MOST, value)] if test.op is Op.IS else [(test.op, value)]
        ends = [(op, dates.period(test.field, str(end), self.view.fy_start)) for op, end in bounds if end is not None]
        if not all(end for _, end in ends):
            return ""
        tests = [self.date(op, end, "a.awarded_from", "a.awarded_to") for op, end in ends]
        # An award that is within one period has that; one between two may reach over several, and have none.
        conditions = [] if test.op is Op.IS else [f"{self.use(place)} IS NOT NULL"]
        return " AND ".join(["a.awarded_from IS NOT NULL", *tests, *conditions])

    def order_test(self, sql: str, op: Op, value: object) -> str:
        """Return whether an amount, a number or a period compares as asked."""
        if isinstance(value, Range):
            low = f"{sql} >= {self.value(value.low)}" if value.low is not None else f"{sql} IS NOT NULL"
            return low + (f" AND {sql} <= {self.value(value.high)}" if value.high is not None else "")
        return f"{sql} {'=' if op is Op.IS else op.value} {self.value(value)}"

    def value(self, value: object) -> str:
        """Return how the text refers to an amount, a number or a period."""
        assert isinstance(value, str | int | Decimal)  # noqa: S101 - the parser makes no other; this is for the type checker
        return self.bind(value)


def days(each: Field) -> tuple[str, str]:
    """Return the SQL of the first and the last day that a date can be."""
    alias = each.sql.partition(".")[0]
    return (f"{alias}.first_day", f"{alias}.last_day") if each.sql.startswith(DETAIL) else ("a.awarded_from", "a.awarded_to")


def _contains(sql: str, parameter: str) -> str:
    return f"CONTAINS(LOWER({sql}), {parameter})"
