"""Breaks the engines on purpose, one way after another, and sees `tests/engines/test_engines.py` fail each time.

Run it with `make break`. It works on a copy of the checkout in a temporary folder. A way that the tests do not see is
`MISSED`, and exits 1: the answer is a row among the awkward awards or a test, not fewer ways.
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

from mutations import checkout, say

TESTS = "tests/engines/test_engines.py"


@dataclass(frozen=True, slots=True)
class Fault:
    """A way to break a module of `grantcli.engines`: the text that is replaced, and which tests (`-k`) see that."""

    breaks: str
    module: str
    old: str
    new: str
    tests: str

    @property
    def path(self) -> Path:
        """Where the module stands in a checkout."""
        return Path("src", "grantcli", "engines", f"{self.module}.py")


FIND, GROUP, PAIRS, WORD = "every_operator", "every_field", "pairs_of_fields", "a_word"
BARE, WHOLE, MEDIANS = "only_its_id_and_name", "back_whole", "medians_are_not_wanted"
FAULTS = (
    # Which awards hold.
    Fault("a word not found is unknown where a text is missing", "predicates",
          'f"COALESCE({_contains(self.use(self.layout.at(sql)), parameter)}, FALSE)" for sql in _WORDS',
          "_contains(self.use(self.layout.at(sql)), parameter) for sql in _WORDS", WORD),
    Fault("a comparison with a missing value is unknown, and so is its opposite", "predicates",
          'return f"COALESCE({test(sql)}, FALSE)"', "return test(sql)", f"{FIND} and amount"),
    Fault("a comparison with a missing date is unknown, and so is its opposite", "predicates",
          'return f"{first} IS NOT NULL AND {self.date(test.op, value, first, last)}"',
          "return self.date(test.op, value, first, last)", f"{FIND} and awarded"),
    Fault("a date known to the year is before another that lies in it", "predicates",
          'f"{ends} < {first} AND {begins} < {first}"', 'f"{begins} < {first}"', f"{FIND} and awarded"),
    Fault("at most a day leaves out the day", "predicates", 'f"{ends} <= {last} AND', 'f"{ends} < {last} AND',
          f"{FIND} and awarded"),
    Fault("after a day takes in the day", "predicates",
          'f"{begins} > {self.day(value.last)}"', 'f"{begins} >= {self.day(value.last)}"',
          f"{FIND} and awarded"),
    Fault("a year is the same as its first month", "predicates",
          'f"{begins} = {self.day(value.first)} AND {ends} = {self.day(value.last)}"',
          'f"{begins} = {self.day(value.first)}"', f"{FIND} and awarded"),
    Fault("a range leaves out its low end", "predicates", 'f"{sql} >= {self.value(value.low)}"',
          'f"{sql} > {self.value(value.low)}"', f"{FIND} and amount"),
    Fault("a range leaves out its high end", "predicates", 'f" AND {sql} <= {self.value(value.high)}"',
          'f" AND {sql} < {self.value(value.high)}"', f"{FIND} and amount"),
    Fault("two bodies of one nation are several nations", "predicates",
          "COUNT(DISTINCT {self.use(place)})", "COUNT({self.use(place)})",
          f"{FIND} and nation"),
    Fault("`%` and `_` stand for any letters", "predicates", 'f"CONTAINS(LOWER({sql}), {parameter})"',
          "f\"LOWER({sql}) LIKE '%' || {parameter} || '%'\"", f"{FIND} and title"),
    Fault("what is asked keeps its capitals", "predicates", "parameter = self.bind(fold(value))", "parameter = self.bind(value)",
          f"{FIND} and title"),
    Fault("what is asked is folded by the rules of whole texts", "predicates", "parameter = self.bind(fold(value))",
          "parameter = self.bind(value.lower())", f"{FIND} and title"),
    Fault("a word keeps its capitals", "predicates", "self.word(fold(text))", "self.word(text)", WORD),
    Fault("equality of texts heeds capitals", "predicates", 'f"LOWER({sql}) = {parameter}"', 'f"{sql} = {parameter}"',
          f"{FIND} and recipient"),
    Fault("a programme is not found by its alias", "predicates",
          'tests.append(self.alias_test("programme", "a.programme_id", "a.programme", passes, within=within))', "pass",
          f"{FIND} and programme"),
    Fault("a whole name is not found that another contains", "predicates",
          'f"{APART_FROM_NAME} AND " if within else ""', 'f"{APART_FROM_NAME} AND "', "that_its_own_contains"),
    Fault("a part of another name is found by the name alone", "relations", "NOT CONTAINS(z.name, z.alias)", "z.name = z.alias",
          "that_its_own_contains"),
    Fault("a recipient is not found by the names that only the register knows", "predicates",
          'tests.append(self.among(key, lambda sql: f"{sql} IN ({ids})"))', "pass", f"{BARE} and recipient"),
    Fault("a range of dates is open at its high end", "predicates",
          'low + (f" AND {self.date(Op.AT_MOST, value.high, begins, ends)}" if value.high is not None else "")', "low",
          f"{FIND} and awarded"),
    Fault("a body is not looked up by its words", "candidates", "return tests\n", "return tests[:1]\n", f"{BARE} and lead"),
    Fault("`&` in a name is not `and`", "candidates", ", '&', ' and ')", ", '&', '&')", f"{BARE} and lead"),
    Fault("the letters of a name are looked up as plain ones", "candidates",
          ' OR STRLEN({sql}) <> LENGTH({sql})"', '"', f"{BARE} and lead"),
    Fault("a body is not found by the names of its heirs", "candidates", "sorted(ids | before)", "sorted(ids)",
          f"{BARE} and now"),
    Fault("texts are compared with their capitals in memory", "memory", "names.fold(test.value) in names.fold(text)",
          "test.value in text", f"{FIND} and title"),
    Fault("more takes in the same in memory", "memory", "Op.MORE: operator.gt", "Op.MORE: operator.ge", f"{FIND} and amount"),
    Fault("nothing has further names", "relations", 'bool(counts["aliases"])', "False", f"{FIND} and funder"),
    # Order.
    Fault("missing values stand first", "compiler", 'NULLS LAST") for part in parts]', 'NULLS FIRST") for part in parts]',
          f"{GROUP} and stage"),
    Fault("of several values the largest counts, the smallest when descending", "compiler",
          '"MAX" if order.descending else "MIN"', '"MIN" if order.descending else "MAX"', f"{GROUP} and council"),
    Fault("capitals stand before small letters", "compiler", 'parts = [f"LOWER({place.sql})", place.sql]',
          "parts = [place.sql]", f"{GROUP} and title"),
    Fault("ties break by the place in the file", "compiler", '("a.id", "a.n")[question.in_file_order :]', '("a.n",)',
          f"{GROUP} and stage"),
    Fault("several values stand in the order of letters", "sql", "for cell in sorted(cells)",
          "for cell in sorted(cells, key=lambda cell: cell[PLACES:])", f"{GROUP} and council"),
    # Groups.
    Fault("unknown amounts are zero", "clauses", "SUM(amount) AS total, MIN", "COALESCE(SUM(amount), 0) AS total, MIN",
          f"{GROUP} and stage"),
    Fault("amounts below zero count as zero", "clauses", "CASE WHEN amount = 0", "CASE WHEN amount <= 0",
          f"{GROUP} and stage"),
    Fault("the middle is not in the middle", "clauses", "QUANTILE_DISC(amount, 0.5) AS low",
          "QUANTILE_DISC(amount, 0.4) AS low", f"{GROUP} and currency"),
    Fault("the upper middle is the lower", "clauses", "QUANTILE_DISC(amount, 0.500000000001) AS high",
          "QUANTILE_DISC(amount, 0.5) AS high", f"{GROUP} and currency"),
    Fault("the upper middle is the lower in memory", "memory", "values[len(values) // 2]", "values[(len(values) - 1) // 2]",
          f"{GROUP} and currency"),
    Fault("an award counts once a body under what bodies share", "compiler", 'f"SELECT DISTINCT {alias}.n',
          'f"SELECT {alias}.n', f"{GROUP} and nation"),
    Fault("the pennies over go to the last body", "clauses", "y.ordinal = 0", "y.ordinal = y.bodies - 1",
          f"{GROUP} and council"),
    Fault("a share below zero loses its sign", "clauses", "{of} < 0 THEN -1 ELSE 1", "{of} < 0 THEN 1 ELSE 1",
          f"{GROUP} and council"),
    Fault("a lead shares as a partner", "compiler",
          'f"CASE WHEN y.position > 0 OR {_LATER_PLACE} THEN y.name END"', '"y.name"',
          f"{GROUP} and partner"),
    Fault("the rest counts an award once a key", "compiler", "if several and question.top is not None:", "if False:",
          f"{GROUP} and council"),
    Fault("the largest of one currency push out those of another", "clauses", "PARTITION BY currency ORDER BY {keys}",
          "ORDER BY {keys}", f"{GROUP} and stage"),
    Fault("unknown totals are the largest", "clauses", '["total DESC NULLS LAST"', '["total DESC NULLS FIRST"',
          f"{GROUP} and awarded"),
    Fault("of equal totals the last key stays", "clauses", 'f"{key} ASC NULLS LAST"', 'f"{key} DESC NULLS LAST"',
          f"{GROUP} and id"),
    Fault("awards without a value are always among the rest", "clauses", "e.{name} IS NOT DISTINCT FROM c.{name}",
          "e.{name} = c.{name}", f"{GROUP} and stage"),
    Fault("the rest without a currency stands for no key", "clauses", "l.currency IS NOT DISTINCT FROM e.currency",
          "l.currency = e.currency", f"{GROUP} and id"),
    # The order of groups.
    Fault("groups of no known total come first", "group_order", 'f"{groups}.total IS NULL"', 'f"{groups}.total IS NOT NULL"',
          GROUP),
    Fault("groups come by size where they have a time", "group_order", "    if not in_time(by):\n        parts",
          "    if by:\n        parts", GROUP),
    Fault("capitals come before small letters in groups of one total", "group_order", '[f"LOWER({text})", text]', "[text]",
          f"{GROUP} or {PAIRS}"),
    Fault("a group without a value comes first", "group_order", 'parts += [f"{key} IS NULL"', 'parts += [f"{key} IS NOT NULL"',
          f"{GROUP} or {PAIRS}"),
    Fault("the currency that is not known comes first", "group_order", 'f"{groups}.currency IS NULL"',
          'f"{groups}.currency IS NOT NULL"', GROUP),
    Fault("an ordered group of three amounts has no middle", "compiler", "f.awards - f.unknown > 2", "f.awards - f.unknown > 3",
          f"{GROUP} or {PAIRS}"),
    Fault("an ordered group without a value is not found again", "compiler", "{one}.{name} IS NOT DISTINCT FROM {other}.{name}",
          "{one}.{name} = {other}.{name}", f"{GROUP} or {PAIRS}"),
    Fault("the shares of an award are several awards in ordered groups", "compiler",
          "grouping(['n', *columns], 'SUM', 'keyed')", "grouping(['n', 'ordinal', *columns], 'SUM', 'keyed')",
          f"{GROUP} or {PAIRS}"),
    Fault("the last of the top is among the rest", "batch", "AND place > {top} AS rest", "AND place >= {top} AS rest",
          f"{MEDIANS} and stage"),
    Fault("groups as large as the last of the top are not ranked", "batch", "COALESCE(g.total < u.bound, TRUE)",
          "COALESCE(g.total <= u.bound, TRUE)", f"{MEDIANS} and stage"),
    Fault("groups without a total are ranked before the rest", "batch", "COALESCE(g.total < u.bound, TRUE)",
          "COALESCE(g.total < u.bound, FALSE) OR g.awards = 1", f"{MEDIANS} and stage"),
    Fault("what is no rest stands for keys", "batch", "CASE WHEN rest THEN COUNT(*) ELSE 0 END AS folded",
          "COUNT(*) AS folded", f"{MEDIANS} and stage"),
    # Where values stand.
    Fault("half a penny goes up", "relations", " AND {parity} = 1)", ")", "half_a_penny"),
    Fault("a lead is a partner", "relations", "FROM parties WHERE position > 0", "FROM parties", f"{FIND} and partner"),
    Fault("who is not in the register has no name of today", "relations", "COALESCE(v.now, y.name) AS now", "v.now AS now",
          f"{GROUP} and council_now"),
    Fault("the lead of today is any body of today", "relations", "WHERE y.position = 0", "WHERE TRUE", f"{GROUP} and lead_now"),
    Fault("a person receives beside the bodies of an award", "relations", " AND q.n IS NULL", "",
          f"{GROUP} and recipient"),
    Fault("a lone person has received nothing", "relations", '"COALESCE(a.lead, a.individual)"', '"a.lead"',
          f"{GROUP} and recipient"),
    Fault("bodies are by their old names", "dimensions", "register.current_name(each.id, each.name)", "each.name",
          f"{GROUP} and council_now"),
    Fault("real terms go the other way", "dimensions", "[ratio[0] for ratio", "[ratio[1] for ratio", "half_a_penny"),
    Fault("the register of an earlier question answers", "duck", "self.dimensions.get(name) is not view",
          "name not in self.dimensions", f"{GROUP} and region"),
    Fault("awards come in the order of their ids", "sql", "IN ({names}) ORDER BY a.n", "IN ({names}) ORDER BY a.id", WHOLE),
    Fault("a middle is there where it is unknown", "sql", "None if low is None else (low, high)", "(low, high)",
          f"{GROUP} and stage"),
    # How an award is kept.
    Fault("the funder of a programme is not that of its awards", "award_rows", "funder = award.giver", "funder = award.funder",
          f"{GROUP} and funder"),
    Fault("the first partner of nobody is the lead", "award_rows", "ordinal if award.lead else ordinal + 1", "ordinal",
          f"{GROUP} and partner"),
    Fault("a date is known to its first day", "award_rows",
          "award.awarded and award.awarded.last", "award.awarded and award.awarded.first",
          f"{GROUP} and awarded"),
    Fault("further names are forgotten", "award_rows", "*body.names[1:]", "*body.names[2:]", f"{FIND} and funder"),
    Fault("pennies are rounded away", "award_rows", 'f"{award.amount:.2f}"', 'f"{award.amount:.0f}"', f"{GROUP} and stage"),
    Fault("columns that are no field change places", "award_rows", "award.extra.get(heading)",
          "award.extra.get(headings[-1 - place])", f"{GROUP} and x"),
    Fault("a place in a workbook is no line", "award_rows", "int(line) if line and line.isdigit() else line",
          "int(line) if line and line.isdigit() else None", WHOLE),
    Fault("a partner comes back as a lead", "award_rows", "if position),", "),", WHOLE),
    Fault("a month comes back as a year", "award_rows", "PartialDate.between(first, last)", "PartialDate(first.year)", WHOLE),
)  # fmt: skip
"""Every way, the texts as they stand in the modules."""


def stop(message: str) -> NoReturn:
    """Say why nothing was shown, and leave."""
    sys.exit(f"engine_faults: error: {message}")


def break_module(fault: Fault, text: str) -> str:
    """Return the text of the module with the fault in it."""
    if text.count(fault.old) != 1:
        stop(f"`{fault.old}` stands {text.count(fault.old)} times in {fault.path}")
    return text.replace(fault.old, fault.new)


def run_tests(copy: Path, selection: str) -> subprocess.CompletedProcess[str]:
    """Run the chosen tests in the copy, up to the first that fails; nothing compiled stays, since a fault is soon repaired."""
    env = {**os.environ, "PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": "1", "XDG_CACHE_HOME": str(copy / "cache")}
    where = subprocess.run(
        [sys.executable, "-c", "import grantcli; print(grantcli.__file__)"],
        env=env, cwd=copy, capture_output=True, text=True, check=True,
    )  # fmt: skip
    if not Path(where.stdout.strip()).is_relative_to(copy):
        stop(f"the copy is not what is tested: {where.stdout.strip()}")
    words = ["-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--tb=short", "-k", selection, TESTS]
    return subprocess.run([sys.executable, *words], env=env, cwd=copy, capture_output=True, text=True, check=False)


def is_noticed(fault: Fault, copy: Path) -> bool:
    """Say whether a test finds another answer (rather than none: a statement that cannot run shows nothing)."""
    path = copy / fault.path
    whole = path.read_text(encoding="utf-8")
    path.write_text(break_module(fault, whole), encoding="utf-8")
    done = run_tests(copy, fault.tests)
    path.write_text(whole, encoding="utf-8")
    return (done.returncode == 1 and "\nE   AssertionError" in done.stdout) or "\nE   assert " in done.stdout


def main() -> None:
    """Break the engines in every way, or in those whose description has a word that was given, and say what was seen."""
    selection = [fault for fault in FAULTS if all(word in f"{fault.module}: {fault.breaks}" for word in sys.argv[1:])]
    with TemporaryDirectory() as folder:
        copy = checkout(Path(folder).resolve())
        whole = run_tests(copy, " or ".join(sorted({f"({fault.tests})" for fault in selection})))
        if whole.returncode:
            stop(f"the tests fail with nothing broken\n{whole.stdout}{whole.stderr}")
        missed = 0
        for fault in selection:
            caught = is_noticed(fault, copy)
            missed += not caught
            say(f"{'caught' if caught else 'MISSED'} {fault.module}: {fault.breaks}")
    say(f"{len(selection)} ways, {missed} missed")
    sys.exit(missed > 0)


if __name__ == "__main__":
    main()
