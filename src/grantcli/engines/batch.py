"""Several totals as one statement: what they share is read once, and every row says which question it answers.

Counts, sums and extremes of groups follow from those of finer groups: awards are grouped once, by every key and condition that
any of the questions has, and each question is answered from those few groups. Medians do not follow so: they are a part of their
own, with grouping sets over the rows. Questions about keys with several values, shared amounts or the median of a rest are parts
as they are. So every row has the number of a question, keys as text, and what its part knows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from grantcli.engines.clauses import FIGURES, MIDDLE, bounds, ranking
from grantcli.engines.compiler import APRIL, DATED, Compiler
from grantcli.engines.periods import PERIODS
from grantcli.engines.predicates import Predicates
from grantcli.engines.relations import with_joins
from grantcli.engines.statement import Statement
from grantcli.query import EVERYTHING, And, Filter, Total
from grantcli.query.filters import conjuncts

SUMMED = ("awards", "unknown", "zero", "negative")
_SUMS = (
    ", ".join(f"SUM({name}) AS {name}" for name in SUMMED)
    + ", SUM(total) AS total, MIN(smallest) AS smallest, MAX(largest) AS largest"
)
_COUNTS = ", ".join([*SUMMED, "total", "smallest", "largest"])
_NO_TEXT, _NO_COUNT, _NO_SUM = (f"CAST(NULL AS {kind})" for kind in ("VARCHAR", "BIGINT", "DECIMAL(38,2)"))
_NO_FIGURES = ", ".join([_NO_COUNT] * len(SUMMED) + [_NO_SUM] * 3)
_UPTO = "SUM(awards) OVER (PARTITION BY {keys} ORDER BY amount ASC) AS upto, SUM(awards) OVER (PARTITION BY {keys}) AS those"
_WINDOWED = (
    "MIN(CASE WHEN upto >= (CAST(those AS BIGINT) + 1) // 2 THEN amount END) AS low,"
    " MIN(CASE WHEN upto >= CAST(those AS BIGINT) // 2 + 1 THEN amount END) AS high"
)


@dataclass(frozen=True, slots=True)
class Batch:
    """Questions of one view, each another one; `by` fields of theirs may be the same."""

    compiler: Compiler
    questions: Sequence[Total]

    def statement(self) -> Statement:
        """Return the statement: the number of the question, its keys as text, the currency, whether it is the rest, figures.

        A row of medians has no figures, and one of figures no medians, but where a part knows both.
        """
        return self.compiler.predicates.needs.statement(" UNION ALL ".join(self._parts()))

    def statement_of_figures(self, most: int) -> Statement:
        """Return the statement for at most `most` of these rows; each ends with how many rows the first question has."""
        count = "COUNT(CASE WHEN q = 0 THEN 1 END) OVER () AS groups"
        text = f"SELECT *, {count} FROM ({' UNION ALL '.join(self._parts())}) answered LIMIT {int(most)}"
        return self.compiler.predicates.needs.statement(text)

    def statement_of_medians(self) -> Statement | None:
        """Return the statement for the rows that have medians, `None` where no question wants any."""
        grouped_questions, single_questions = self._arrange()
        parts = [self._medians(each) for numbers in grouped_questions for each in self._of_medians(numbers)]
        parts += [self._single_part(number) for number in single_questions if self.questions[number].middle]
        return self.compiler.predicates.needs.statement(" UNION ALL ".join(parts)) if parts else None

    @property
    def width(self) -> int:
        """How many keys a row has, those that its question lacks included."""
        return max((len(question.by) for question in self.questions), default=0)

    def _parts(self) -> Iterator[str]:
        grouped_questions, single_questions = self._arrange()
        for numbers in grouped_questions:
            yield self._figures(numbers)
            for of_medians in self._of_medians(numbers):
                yield self._medians(of_medians)
        for number in single_questions:
            yield self._single_part(number)

    def _arrange(self) -> tuple[list[list[int]], list[int]]:
        """Return the questions to answer together, by the amount they add up, and those that need their own statement.

        Those that no award can match have no groups: they are left out, unless there is nothing else to ask.
        """
        questions = dict(enumerate(self.questions))
        never = {number for number, question in questions.items() if self.compiler.predicates.is_never(question.where)}
        by_source: dict[str, list[int]] = {}
        single: list[int] = []
        ranked_sums: set[str] = set()  # only a single question can decide the order of keys
        for number, question in questions.items():
            if number in never and len(never) < len(questions):
                continue
            if not self._is_simple(question) or (question.top is not None and question.of in ranked_sums):
                single.append(number)
                continue
            by_source.setdefault(question.of, []).append(number)
            if question.top is not None:
                ranked_sums.add(question.of)
        return list(by_source.values()), single

    def _is_simple(self, question: Total) -> bool:
        """Say whether each award is in one group, and the figures of groups say all that is asked."""
        several = any(self.compiler.place(name).alias for name in question.by)
        split = self.compiler.shares(question)
        folds = question.top is not None and question.middle
        return not (several or split or folds)

    def _figures(self, numbers: Sequence[int]) -> str:
        """Return the part with the figures of these questions."""
        totals = {number: self.questions[number] for number in numbers}
        top = next((number for number in numbers if totals[number].top is not None), None)
        first = [*([totals[top]] if top is not None else []), *totals.values()]
        fields = {name: f"f{place}" for place, name in enumerate(dict.fromkeys(name for each in first for name in each.by))}
        scope = self.compiler.predicates.scope()
        where, flags = self._conditions(totals, scope)
        fine = self._fine(totals[numbers[0]].of, fields, where, flags, scope)
        groups, rest = self._groups(totals, fields, flags, fine), "FALSE AS rest, 0 AS folded"
        if top is not None:
            materialises = self.compiler.materialises_ctes
            groups = _top_groups(groups, top, int(totals[top].top or 0), list(fields.values()), materialises=materialises)
            rest = "rest, folded"
        counts = [f"CAST({name} AS BIGINT) AS {name}" for name in SUMMED]
        keys = self._keys(totals, fields, period_numbers=not _are_dated(fields))
        columns = ["q", *keys, "currency", rest, *counts, "total", "smallest", "largest"]
        return f"SELECT {', '.join(columns)}, {_NO_SUM} AS low, {_NO_SUM} AS high FROM ({groups}) answered"

    @staticmethod
    def _conditions(totals: Mapping[int, Total], scope: Predicates) -> tuple[str, dict[Filter, tuple[str, str]]]:
        """Return the condition of all the awards that are wanted, and what each question asks beyond: a name and a condition."""
        holds = scope.holds
        common = _common(totals)
        rests = dict.fromkeys(_extra_terms(question, common) for question in totals.values())
        flags = {rest: (f"w{place}", holds(rest)) for place, rest in enumerate(rests) if rest != EVERYTHING}
        tests = [holds(And(common))] if common else []
        if flags and EVERYTHING not in rests:
            tests.append(" OR ".join(f"({sql})" for _, sql in flags.values()))
        return " AND ".join(f"({test})" for test in tests) or "TRUE", flags

    def _fine(
        self, of: str, fields: Mapping[str, str], where: str, flags: Mapping[Filter, tuple[str, str]], scope: Predicates
    ) -> str:
        """Return the statement for the finest groups. What is made of a date alone is worked out for each day, not each award.

        Beside other fields, periods are numbers.
        """
        by_day = _are_dated(fields)
        days = ["awarded_from", "awarded_to"] if by_day else []
        place = self.compiler.place if by_day else self.compiler.number_place
        keys = {key: scope.use(place(name)) for name, key in fields.items()}
        keys_of_rows = [f"{sql} AS {key}" for key, sql in keys.items() if not by_day]
        columns = [
            "a.currency AS currency", *keys_of_rows, *(f"({sql}) AS {name}" for name, sql in flags.values()),
            *(f"a.{name} AS {name}" for name in days), f"{scope.use(self.compiler.place(of))} AS amount",
        ]  # fmt: skip
        source = with_joins(scope.joins, APRIL)
        rows = f"SELECT {', '.join(columns)} FROM {source} WHERE {where}"
        names = ["currency", *(() if by_day else keys), *(name for name, _ in flags.values()), *days]
        text = f"SELECT {', '.join(names)}, COUNT(*) AS awards, {FIGURES} FROM ({rows}) a GROUP BY {', '.join(names)}"
        keys_of_days = [f"{sql} AS {key}" for key, sql in keys.items()]
        return f"SELECT {', '.join([*names, *keys_of_days])}, {_COUNTS} FROM ({text}) a" if by_day else text

    def _groups(
        self, totals: Mapping[int, Total], fields: Mapping[str, str], flags: Mapping[Filter, tuple[str, str]], fine: str
    ) -> str:
        """Return the statement for the groups of each question: where these are the finest groups, they are not grouped again."""
        finest = [number for number, question in totals.items() if set(question.by) == fields.keys()]
        if flags or _are_dated(fields) or not (len(totals) == 1 or (finest and self.compiler.materialises_ctes)):
            return self._group_parts(totals, fields, flags, fine)
        parts = [f"SELECT {number} AS q, * FROM fine" for number in finest]
        if others := {number: question for number, question in totals.items() if number not in finest}:
            parts.append(self._group_parts(others, fields, flags, "SELECT * FROM fine"))
        return f"WITH fine AS ({fine}) {' UNION ALL '.join(parts)}"

    @staticmethod
    def _group_parts(
        totals: Mapping[int, Total], fields: Mapping[str, str], flags: Mapping[Filter, tuple[str, str]], fine: str
    ) -> str:
        """Return the statement for the groups of each question, from the finest groups."""
        common = _common(totals)
        columns = [f"{_where(totals, name, key)} AS {key}" for name, key in fields.items()]
        tests = [
            f"(q = {number}{f' AND {flags[rest][0]}' if (rest := _extra_terms(question, common)) in flags else ''})"
            for number, question in totals.items()
        ]
        every = f"SELECT {_numbers(list(totals))} AS q, * FROM ({fine}) fine"
        mine = f"SELECT {', '.join(['q', 'currency', *columns])}, {_COUNTS} FROM ({every}) every WHERE {' OR '.join(tests)}"
        keys = ", ".join(["q", "currency", *fields.values()])
        return f"SELECT {keys}, {_SUMS} FROM ({mine}) mine GROUP BY {keys}"

    def _keys(self, totals: Mapping[int, Total], fields: Mapping[str, str], *, period_numbers: bool) -> list[str]:
        """Return the keys of each question as text, in its order, that of a period by its number with `period_numbers`."""
        texts = {
            name: PERIODS[name].text_of(key) if period_numbers and name in PERIODS else f"CAST({key} AS VARCHAR)"
            for name, key in fields.items()
        }
        keys = []
        for place in range(self.width):
            mine = {number: texts[question.by[place]] for number, question in totals.items() if len(question.by) > place}
            whens = " ".join(f"WHEN q = {number} THEN {text}" for number, text in mine.items())
            keys.append(f"{f'CASE {whens} END' if mine else _NO_TEXT} AS k{place}")
        return keys

    def _of_medians(self, numbers: Sequence[int]) -> list[list[int]]:
        """Return the questions that want medians: in one list those of the same awards, each by other fields."""
        sets: list[list[int]] = []
        for number in numbers:
            question = self.questions[number]
            if not question.middle:
                continue
            for those in sets:
                members = [self.questions[other] for other in those]
                if members[0].where == question.where and all(set(other.by) != set(question.by) for other in members):
                    those.append(number)
                    break
            else:
                sets.append([number])
        return sets

    def _medians(self, numbers: Sequence[int]) -> str:
        """Return the part with the medians of these questions, which are of the same awards."""
        totals = {number: self.questions[number] for number in numbers}
        one = totals[numbers[0]]
        names = tuple(dict.fromkeys(name for question in totals.values() for name in question.by))
        fields = {name: f"f{place}" for place, name in enumerate(names)}
        rows = self.compiler.key_amounts(replace(one, by=names), list(fields.values()), split=False, period_numbers=True)
        text = self._by_windows(totals, fields, rows) if self.compiler.medians_by_window else self._by_sets(totals, fields, rows)
        keys = self._keys(totals, fields, period_numbers=True)
        columns = ["q", *keys, "currency", "FALSE AS rest", "0 AS folded", _NO_FIGURES, "low", "high"]
        return f"SELECT {', '.join(columns)} FROM ({text}) answered"

    @staticmethod
    def _by_sets(totals: Mapping[int, Total], fields: Mapping[str, str], rows: str) -> str:
        keys = ["currency", *fields.values()]
        if len(totals) == 1:
            return f"SELECT {next(iter(totals))} AS q, {', '.join(keys)}, {MIDDLE} FROM ({rows}) a GROUP BY {', '.join(keys)}"
        sets = ", ".join(f"({', '.join(['currency', *(fields[name] for name in each.by)])})" for each in totals.values())
        whens = [
            f"WHEN {' AND '.join(f'GROUPING({key}) = {int(name not in each.by)}' for name, key in fields.items())} THEN {number}"
            for number, each in totals.items()
        ]
        which = f"CASE {' '.join(whens)} END AS q"
        return f"SELECT {which}, {', '.join(keys)}, {MIDDLE} FROM ({rows}) a GROUP BY GROUPING SETS ({sets})"

    @staticmethod
    def _by_windows(totals: Mapping[int, Total], fields: Mapping[str, str], rows: str) -> str:
        columns = ", ".join(["currency", *fields.values(), "amount"])
        frequencies = f"SELECT {columns}, COUNT(*) AS awards FROM ({rows}) a GROUP BY {columns}"
        every = f"SELECT {_numbers(list(totals))} AS q, * FROM ({frequencies}) often WHERE amount IS NOT NULL"
        selection = [f"{_where(totals, name, key)} AS {key}" for name, key in fields.items()]
        mine = f"SELECT {', '.join(['q', 'currency', *selection, 'amount', 'awards'])} FROM ({every}) every"
        keys = ", ".join(["q", "currency", *fields.values()])
        running = f"SELECT *, {_UPTO.format(keys=keys)} FROM ({mine}) mine"
        return f"SELECT {keys}, {_WINDOWED} FROM ({running}) counted GROUP BY {keys}"

    def _single_part(self, number: int) -> str:
        """Return the part of a question by itself."""
        question = self.questions[number]
        keys = [
            f"CAST(k{place} AS VARCHAR) AS k{place}" if place < len(question.by) else f"{_NO_TEXT} AS k{place}"
            for place in range(self.width)
        ]
        ends = "low, high" if question.middle else f"{_NO_SUM} AS low, {_NO_SUM} AS high"
        columns = [f"{number} AS q", *keys, "currency", "rest", "folded", _COUNTS, ends]
        return f"SELECT {', '.join(columns)} FROM ({self.compiler.total(question)}) alone"


def _are_dated(fields: Mapping[str, str]) -> bool:
    """Say whether all fields are made of dates: with any other, the groups of each day would be nearly as many as the awards."""
    return bool(fields) and fields.keys() <= DATED


def _common(totals: Mapping[int, Total]) -> tuple[Filter, ...]:
    """Return the terms that every question has."""
    first, *rest = (conjuncts(question.where) for question in totals.values())
    return tuple(term for term in first if all(term in terms for terms in rest))


def _extra_terms(question: Total, common: Sequence[Filter]) -> Filter:
    """Return what a question asks beyond the terms that all have."""
    terms = tuple(term for term in conjuncts(question.where) if term not in common)
    return terms[0] if len(terms) == 1 else And(terms)


def _where(totals: Mapping[int, Total], name: str, key: str) -> str:
    """Return a key where a question has it."""
    numbers = [str(number) for number, question in totals.items() if name in question.by]
    if len(numbers) == len(totals):
        return key
    has_key = f"q IN ({', '.join(numbers)})" if numbers else "FALSE"  # an empty list is no SQL but DuckDB's
    return f"CASE WHEN {has_key} THEN {key} END"


def _numbers(numbers: Sequence[int]) -> str:
    """Return the numbers of questions, a row for each of them."""
    return f"UNNEST([{', '.join(map(str, numbers))}])" if len(numbers) > 1 else str(numbers[0])


def _top_groups(groups: str, number: int, top: int, keys: Sequence[str], *, materialises: bool) -> str:
    """Return the statement that keeps the largest groups of a question in each currency and makes the rest of all others.

    Where the engine `materialises` common tables, groups below the last of the largest are not ranked: the order of many takes
    longer than their sums.
    """
    rank = f"ROW_NUMBER() OVER (PARTITION BY q, currency ORDER BY {ranking(keys)}) AS place"
    ranked = f"SELECT *, {rank} FROM ({groups}) grouped"
    if materialises:
        least = f"g.q = {number} AND u.bound IS NOT NULL AND COALESCE(g.total < u.bound, TRUE)"
        compared = f"SELECT g.*, {least} AS below FROM grouped g LEFT JOIN bounds u ON u.currency IS NOT DISTINCT FROM g.currency"
        ranked = (
            f"WITH grouped AS ({groups}), bounds AS ({bounds(f'grouped WHERE q = {number}', top)}), compared AS ({compared})"
            f" SELECT *, {rank} FROM compared WHERE NOT below UNION ALL SELECT *, {top + 1} AS place FROM compared WHERE below"
        )
    with_rest = f"SELECT q = {number} AND place > {top} AS rest, * FROM ({ranked}) ranked"
    columns = ", ".join(f"CASE WHEN rest THEN NULL ELSE {key} END AS {key}" for key in keys)
    columns = f"SELECT q, currency, rest, {columns}, {_COUNTS} FROM ({with_rest}) told"
    by = ", ".join(["q", "currency", "rest", *keys])
    return f"SELECT {by}, CASE WHEN rest THEN COUNT(*) ELSE 0 END AS folded, {_SUMS} FROM ({columns}) shown GROUP BY {by}"
