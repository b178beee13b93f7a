"""Which organisations in the tables have a name: SQL finds candidates, and `memory.holds` decides about each.

A rule to keep: there may be too many candidates, never too few.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from grantcli import names
from grantcli.engines.memory import holds
from grantcli.engines.predicates import NAMED
from grantcli.engines.relations import NOTHING, RELATIONS, Layout, Place, with_joins
from grantcli.engines.statement import Needs, Statement
from grantcli.fields import View
from grantcli.model import Award, Organisation
from grantcli.names import fold
from grantcli.query import Comparison, Op

Ask = Callable[[Statement], Sequence[tuple[Any, ...]]]
"""Answers a statement."""

# How `names` reads a name, as far as it can only make it longer: what a word of a name has, this text has.
_FOLDED_NAME = "REPLACE(REPLACE(LOWER({sql}), '''', ''), '&', ' and ')"


@dataclass(frozen=True, slots=True)
class Candidates:
    """Finds organisations in tables of one layout."""

    layout: Layout
    view: View
    ask: Ask

    def find_organisations(self, tests: Sequence[Comparison]) -> dict[Comparison, list[tuple[str, str]]]:
        """Return the ids and names of the organisations that pass each comparison of such a field."""
        names_by_test: dict[Comparison, list[tuple[str, str]]] = {test: [] for test in tests}
        needs = Needs()
        parts = [part for number, test in enumerate(tests) if (part := self._part(number, test, needs))]
        if not parts:
            return names_by_test
        if self.layout.has_aliases:
            parts.append("SELECT -1 AS q, id, name, alias FROM aliases WHERE what = 'body' AND alias IS NOT NULL")
        text = f"SELECT q, id, name, alias FROM ({' UNION ALL '.join(parts)}) named ORDER BY 1, 2, 3, 4"
        rows = self.ask(needs.statement(text))
        aliases: dict[tuple[str, str], list[str]] = {}
        for number, key, name, alias in rows:
            if number < 0:
                aliases.setdefault((key, name), []).append(alias)
            elif self._passes(tests[number], key, name, aliases.get((key, name), ())):
                names_by_test[tests[number]].append((key, name))
        return names_by_test

    def _part(self, number: int, test: Comparison, needs: Needs) -> str:
        """Return the statement for the candidates; none where no award has any organisation."""
        key, name = (self.layout.at(sql) for sql in NAMED[test.field])
        if name.sql == NOTHING:
            return ""
        for place in (key, name):
            place.add_to(needs)
        may = " OR ".join(
            [
                *self._may(number, test, key, name, needs.parameters),
                *([self._has_alias(key, name)] if self.layout.has_aliases else []),
            ]
        )
        source = f"({RELATIONS[name.alias]}) {name.alias}" if name.alias else with_joins((*key.joins, *name.joins), NOTHING)
        columns = f"{number} AS q, {key.sql} AS id, {name.sql} AS name, CAST(NULL AS VARCHAR) AS alias"
        return f"SELECT DISTINCT {columns} FROM {source} WHERE {name.sql} IS NOT NULL AND ({may})"

    @staticmethod
    def _has_alias(key: Place, name: Place) -> str:
        """Return whether an organisation has other names, so that it may pass by one of them."""
        return f"({key.sql}, {name.sql}) IN (SELECT z.id, z.name FROM aliases z WHERE z.what = 'body' AND z.alias IS NOT NULL)"

    def _passes(self, test: Comparison, key: str, name: str, aliases: Sequence[str]) -> bool:
        body = Organisation(key, name, aliases=tuple(aliases))
        award = Award("", partners=(body,)) if test.field == "partner" else Award("", lead=body)
        return holds(test, award, self.view)

    def _may(self, number: int, test: Comparison, key: Place, name: Place, parameters: dict[str, Any]) -> list[str]:
        """Return conditions, of which each candidate meets at least one: by the register, by its letters, or by its words."""
        keys = {f"known{number}_{place}": each for place, each in enumerate(self._register_names(test))}
        parameters |= keys
        tests = [f"{key.sql} IN ({', '.join(f'${name}' for name in keys)})"] if keys else []
        if test.op is Op.IS:
            parameters[f"asked{number}"] = fold(str(test.value))
            return [*tests, f"LOWER({name.sql}) = $asked{number}", f"LOWER({key.sql}) = $asked{number}"]
        words = names.key(str(test.value)).partition("|")[0].split()
        parameters |= {f"word{number}_{place}": word for place, word in enumerate(words)}
        for sql in (name.sql, key.sql):
            folded = _FOLDED_NAME.format(sql=sql)
            has = " AND ".join(f"CONTAINS({folded}, $word{number}_{place})" for place in range(len(words))) or "TRUE"
            tests.append(f"({has}) OR STRLEN({sql}) <> LENGTH({sql})")
        return tests

    def _register_names(self, test: Comparison) -> list[str]:
        """Return the candidates of the register: councils with the name, and councils whose successors have it."""
        register, text = self.view.register, str(test.value)
        ids = {each.id for each in register.by_name(text)}
        if test.op is Op.IS:
            ids |= {each.id for each in register.bodies.values() if fold(text) in map(fold, (*each.names, each.id))}
        before = {each.id for key in ids for each in register.predecessors(key)}
        return sorted(ids | before)
