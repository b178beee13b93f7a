"""Writes the SELECT that makes the columns of `awards` from staged texts.

A rule to keep: SQL reads a value exactly as the row reader would. Unusual texts of amounts and dates stay texts, and each
different one is parsed once elsewhere. A row that may not be exactly one award is `irregular`. Too many rows may be irregular,
never too few: the row reader decides about each.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from grantcli.ingest.database import literal, trim_sql
from grantcli.ingest.giving import EARLIEST, LATEST
from grantcli.ingest.headings import Match, is_list_output
from grantcli.ingest.labels import BALANCE, STAMP, WORDS
from grantcli.ingest.outcomes import EXAMPLE, RULE
from grantcli.ingest.profile.currency_columns import NOUGHT
from grantcli.ingest.profile.periods import StatedPeriods
from grantcli.ingest.profile.widths import END_OF_TEXT, ENDS, FIXED
from grantcli.ingest.stage import StagedRows
from grantcli.organisations import CHARITY_NUMBERS, COMPANY_NUMBERS
from grantcli.standard import BY_NAME

CORE = (
    "id", "currency", "programme", "programme_id", "funder", "funder_id", "lead", "lead_id", "individual", "amount",
    "amount_text", "awarded_from", "awarded_text", "irregular",
)  # fmt: skip
"""The columns that questions need, as they are stored: texts of amounts and dates beside their values."""
LONG = ("title", "description")
"""Texts that few questions need; the columns that are not fields go with them."""

NUMBERS = tuple(name for names in (CHARITY_NUMBERS, COMPANY_NUMBERS) for name in names.values())
"""The fields of charity and company numbers, which are columns beside the core where the file has them."""
_BODIES = ("recipientOrganization", "fundingOrganization")
_NAMES = ("name", "id", "charityNumber", "companyNumber")
_SHORT = 100
"""No total is called anything longer."""
_STAMP = rf"(?i)^\W*{STAMP}"
_NOTHING = "CAST(NULL AS VARCHAR)"
_DAY_OF_AWARD = f"day BETWEEN DATE '{EARLIEST}' AND DATE '{LATEST}'"


@dataclass(frozen=True, slots=True)
class NormalisedColumns:
    """The columns of a staged file that awards are made of."""

    staged: StagedRows
    matches: Sequence[Match]
    texts_only: bool = False
    """Whether amounts are left as texts, however plain: they are in a unit, or have a decimal comma."""
    paths: Mapping[str, int] = field(init=False)
    """By path, which column it is."""

    def __post_init__(self) -> None:
        """Find the column of each path."""
        object.__setattr__(self, "paths", {each.path: index for index, each in enumerate(self.matches) if each.path})

    @property
    def extras(self) -> dict[str, int]:
        """The columns that are not fields, by heading."""
        return {each.heading: index for index, each in enumerate(self.matches) if not each.path}

    def select(self, *, long: bool = False, numbered: bool = False) -> str:  # long: the steps of one statement, read in order
        """Return the statement for the core columns of every row, in the order of the file.

        `long` adds the long texts, `numbered` the numbers of rows, `n`.
        """
        columns = {**self.core(), **(self._long_columns() if long else {})}
        columns = {name: sql for name, sql in columns.items() if name not in self.equal_columns()}
        number = {"n": self.staged.number} if numbered else {}
        texts = {
            f"t{index}": f"c{index}" if index in self.staged.trimmed else trim_sql(f"c{index}")
            for index in self._trimmed_columns(long=long)
        }
        first = [
            *(f"{sql} AS {name}" for name, sql in {**number, **texts}.items()),
            *([f"{_period(self.staged.periods, self.staged.place)} AS period"] if self.staged.periods else []),
            f"COALESCE({self.staged.irregular}, FALSE) AS marked",
        ]
        money, day = (self._value(path) for path in ("amountAwarded", "awardDate"))
        casts = f"{money or 'TRY_CAST(figure AS DECIMAL(18,2))'} AS money, {day or 'TRY_CAST(dated AS DATE)'} AS day"
        iso = f"CAST(day AS VARCHAR) = dated AND STRLEN(dated) = 10 AND dated BETWEEN '{EARLIEST}' AND '{LATEST}' AS iso"
        sum_text = f"CAST(money AS VARCHAR) AS sum, {iso}"
        # A sum is as it was written but for a nought at the end, or a point and two.
        is_plain = "STARTS_WITH(sum, figure) AND STRLEN(sum) - STRLEN(figure) IN (0, 1, 3) AND ABS(money) < 1e15 AS plain"
        if money:
            is_plain = "TRUE AS plain"
        if day:
            sum_text = f"CAST(money AS VARCHAR) AS sum, COALESCE({_DAY_OF_AWARD}, FALSE) AS iso"
        first += [value for value in (money, day) if value]
        values = (
            f"{self.texts('amountAwarded')} AS figure, {'period' if self.staged.periods else self.texts('awardDate')} AS day_text"
        )
        # A time of day is cut off, as the parser of dates does.
        dated = f"CASE WHEN {_has_time('day_text')} THEN SUBSTR(day_text, 1, 10) ELSE day_text END AS dated"
        steps = f"SELECT {', '.join(first)} FROM {self.staged.relation}"
        for step in (values, dated, casts, sum_text, is_plain):
            steps = f"SELECT *, {step} FROM ({steps}) step"
        return f"SELECT {', '.join([*number, *(f'{sql} AS {name}' for name, sql in columns.items())])} FROM ({steps}) step"

    def equal_columns(self) -> dict[str, str]:
        """Return the core columns that equal another, which alone is stored: a name where there is no id, or the reverse."""
        core = self.core()
        pairs = (("programme_id", "programme"), ("funder_id", "funder"), ("lead_id", "lead"))
        return {name: other for name, other in pairs if core[name] == core[other]}

    def texts(self, *paths: str) -> str:
        """Return the first of these that a row has, trimmed."""
        columns = [f"t{self.paths[path]}" for path in paths if path in self.paths]
        return f"COALESCE({', '.join(columns)})" if len(columns) > 1 else columns[0] if columns else _NOTHING

    def _body(self, key: str, *, with_name: bool) -> str:
        """Return the name or the id of an organisation: each replaces the other, then numbers of registers do."""
        names = _NAMES if with_name else ("id", "name", *_NAMES[2:])
        return self.texts(*(f"{key}/0/{name}" for name in names))

    def core(self) -> dict[str, str]:
        """Return the SQL of each core column."""
        scaled = any(each.path == "amountAwarded" and each.scale != 1 for each in self.matches)
        is_plain = "FALSE" if scaled or self.texts_only else "plain"
        return {
            "id": self.texts("id"),
            "currency": self.texts("currency"),
            "programme": self.texts("grantProgramme/0/title", "grantProgramme/0/code"),
            "programme_id": self.texts("grantProgramme/0/code", "grantProgramme/0/title"),
            "funder": self._body("fundingOrganization", with_name=True),
            "funder_id": self._body("fundingOrganization", with_name=False),
            "lead": self._body("recipientOrganization", with_name=True),
            "lead_id": self._body("recipientOrganization", with_name=False),
            "individual": self._individual(),
            "amount": f"CASE WHEN {is_plain} THEN money END",
            "amount_text": f"CASE WHEN {is_plain} THEN NULL ELSE figure END",
            "awarded_from": "CASE WHEN iso THEN day END",
            "awarded_text": _NOTHING if self._value("awardDate") else "CASE WHEN iso THEN NULL ELSE dated END",
            "irregular": f"marked OR COALESCE({' OR '.join(self._irregular())}, FALSE)",
            **{name: self.texts(path) for name, path in self.numbers().items()},
        }

    def numbers(self) -> dict[str, str]:
        """Return the paths of charity and company numbers in the file, by field; rows with further bodies are irregular."""
        paths = {name: BY_NAME[name].path.replace("/", "/0/") for name in NUMBERS}
        return {name: path for name, path in paths.items() if path in self.paths}

    def _long_columns(self) -> dict[str, str]:
        extras = {f"x{number}": f"t{index}" for number, index in enumerate(self.extras.values())}
        return {**{name: self.texts(name) for name in LONG}, **extras}

    def _individual(self) -> str:
        columns = self._of("recipientIndividual/")
        name = self.texts("recipientIndividual/name")
        if surnames := [index for index, each in enumerate(self.matches) if each.is_surname]:
            columns += surnames
            name = f"NULLIF(CONCAT_WS(' ', {', '.join(f't{index}' for index in columns)}), '')"
        return f"CASE WHEN {_any(columns)} THEN COALESCE({name}, 'an individual') END" if columns else _NOTHING

    def _irregular(self) -> Iterator[str]:
        """Yield conditions under which a row may be no award, or more than one, or needs a remark."""
        yield self._no_award()
        for key in _BODIES:
            others = [index for path, index in self.paths.items() if path.startswith(f"{key}/0/") and not path.endswith(_NAMES)]
            if others:
                yield f"({self._body(key, with_name=True)} IS NULL AND ({_any(others)}))"
        several = [index for path, index in self.paths.items()
                   if path.startswith((*_BODIES, "grantProgramme")) and path.split("/")[1] != "0"]  # fmt: skip
        if several:
            yield f"({_any(several)})"
        if is_list_output(self.matches):
            yield f"CONTAINS({self.texts('recipientOrganization/0/name')}, ';')"
            yield from (f"STARTS_WITH(t{index}, {literal(chr(39))})" for index in range(len(self.matches)))
        yield from self._split_amounts()
        if stand_ins := [index for index, each in enumerate(self.matches) if each.stands_in]:
            paid = self.texts("amountAwarded")
            yield f"(({_any(stand_ins)}) AND ({paid} IS NULL OR REGEXP_FULL_MATCH({paid}, {literal(NOUGHT)})))"
        if self._value("awardDate"):
            yield f"NOT {_DAY_OF_AWARD}"
        persons, organisations = self._of("recipientIndividual/"), self._of("recipientOrganization/")
        if persons and organisations:
            yield f"(({_any(persons)}) AND ({_any(organisations)}))"

    def _split_amounts(self) -> Iterator[str]:
        """Yield conditions under which a text may have an amount in two cells, as `widths` says."""
        if not self.staged.delimited:
            return
        fixed = {index for path, index in self.paths.items() if path.rpartition("/")[2] in FIXED}
        for path, index in self.paths.items():
            if path.startswith("amount") and index + 1 < len(self.matches):
                after = f"t{index + 1}"
                end = f"REGEXP_FULL_MATCH({after}, {literal(ENDS[index + 1 in fixed or self.matches[index + 1].has_words])})"
                yield f"CASE WHEN STRLEN({after}) BETWEEN 3 AND 9 THEN {end} ELSE FALSE END"
            if path.startswith("amount") and index:
                end = f"REGEXP_FULL_MATCH(t{index}, {literal(f'(?s){END_OF_TEXT}')})"
                yield f"CASE WHEN t{index} < '1' THEN {end} ELSE FALSE END"

    def _no_award(self) -> str:
        """Return the condition under which a row may be no award: what `outcomes` says that SQL must leave to it."""
        key, dated, paid = (self.paths.get(path) for path in ("id", "awardDate", "amountAwarded"))
        alone = key if key is not None else dated
        tests = [f"t{index} IS NULL" for index in (alone,) if index is not None]
        name_paths = [path for path in self.paths if path.startswith(("recipientOrganization/0/", "recipientIndividual/"))]
        if alone is None:
            tests += [f"COALESCE({self._nulls()}) IS NULL", *([f"{self.texts(*name_paths)} IS NULL"] if name_paths else [])]
        bare = [f"t{index} IS NULL" for index in (paid, dated) if index is not None]
        if bare:
            tests.append(f"({' AND '.join(bare)})")
        if alone in {None, 0} and (not bare or 0 in {paid, dated}):  # else the tests above find such a row
            tests += self._has_nothing_but_first()
        if key is None and dated is not None:
            tests += self._may_be_balance(name_paths)
        tests += self._begins_unusually(next((index for index in (alone, paid) if index is not None), None))
        tests += self._may_be_stamp()
        words = range(len(self.matches)) if alone is None else {alone}
        worded = " OR ".join(self._may_be_total(index) for index in sorted(words))
        if None not in (key, dated):  # a row with a date is neither a total nor headings
            worded = f"CASE WHEN iso THEN FALSE ELSE {worded} END"
        return " OR ".join([*tests, worded])

    def _may_be_balance(self, name_paths: Sequence[str]) -> list[str]:
        """Return the conditions under which a row with a date may be a balance or a total, as its recipient shows."""
        if not name_paths:
            return []
        name = self.texts(*name_paths)
        begins = f"REGEXP_MATCHES({name}, {literal(f'(?i)^{BALANCE}')})"
        balance = f"CASE WHEN {_starts(name, 'BCObco')} THEN {begins} ELSE FALSE END"
        labels = [self._may_be_total(self.paths[path]) for path in name_paths if path.endswith("/name")]
        return [f"{name} IS NULL", balance, *labels]

    def _may_be_stamp(self) -> list[str]:
        """Return the condition under which a row may have the day on which the table was made; its amount is no figure."""
        if not self._read():
            return []
        begins = f"REGEXP_MATCHES(COALESCE({self._nulls()}), {literal(_STAMP)})"
        return [f"CASE WHEN money IS NULL THEN {begins} ELSE FALSE END"]

    def _begins_unusually(self, other: int | None) -> list[str]:
        """Return the conditions under which the first cell is a line, an example, or the number of its column as `other` is."""
        first = next(iter(self._read()), None)
        if first is None:
            return []
        cell, numbers = f"t{first}", [f"t{each} = '{each + 1}'" for each in dict.fromkeys((first, other)) if each is not None]
        begins = f"REGEXP_MATCHES({cell}, {literal('^' + EXAMPLE)})"
        is_example = f"CASE WHEN {_starts(cell, 'Ee')} THEN {begins} ELSE FALSE END"
        return [_may_be_line(cell), is_example, f"({' AND '.join(numbers)})"]

    def _has_nothing_but_first(self) -> list[str]:
        """Return the condition under which no column that is read has anything but the first of all, which reads each of them."""
        others = [index for index in self._read() if index]
        return [f"COALESCE({', '.join(f't{index}' for index in others)}) IS NULL"] if others else []

    def _may_be_total(self, index: int) -> str:
        """Return whether a cell may read as the name of a total, or as its heading.

        Such a name has one of a few words in it; a heading is one, however it is written.
        """
        heading = self.staged.headings[index]
        longest = max(re.findall(r"\w+", heading), key=len, default="")
        spelled = r"[\W_]*".join(char for char in heading if char.isalnum()) if heading.isascii() else ""
        words = "|".join(sorted({*WORDS, *([rf"^[\W_]*{spelled}[\W_]*$"] if spelled else [])}))
        short = max(_SHORT, len(heading.encode()) + 8)
        other = "" if longest.isascii() else f" OR CONTAINS(t{index}, {literal(longest)})"
        # A CASE works its branches out only for the rows that need them.
        test = f"REGEXP_MATCHES(t{index}, {literal(f'(?i){words}')})"
        return f"CASE WHEN STRLEN(t{index}) < {short} THEN {test}{other} ELSE FALSE END"

    def _nulls(self) -> str:
        return ", ".join([*(f"t{index}" for index in self._read()), "NULL"])

    def _read(self) -> list[int]:
        return sorted(self.paths.values())

    def _of(self, start: str) -> list[int]:
        return [index for path, index in self.paths.items() if path.startswith(start)]

    def _trimmed_columns(self, *, long: bool) -> list[int]:
        """Return the columns whose trimmed texts the statement names."""
        expressions = [*self.core().values(), *(self._long_columns().values() if long else ())]
        return sorted({int(text) for sql in expressions for text in _numbers(sql)})

    def _value(self, path: str) -> str:
        """Return the SQL of a value that is there without its text; nothing where it is not."""
        index = self.paths.get(path)
        return f"v{index}" if index in self.staged.values else ""


def _period(periods: StatedPeriods, place: str) -> str:
    """Return the SQL of the text of the date that is stated for the sheet of a row, or for all."""
    sheet = f"REGEXP_REPLACE({place}, '![^!]*$', '')"
    cases = " ".join(f"WHEN {literal(name)} THEN {literal(text)}" for name, text in periods.by_sheet.items())
    return literal(periods.by_sheet[""]) if "" in periods.by_sheet else f"CASE {sheet} {cases} END"


def _has_time(cell: str) -> str:
    """Return whether a time of day follows the ten characters of a date, as in `2019-04-17T10:30` and `2019-04-17 10:30`."""
    day_and_time = "^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{1,2}:[0-9]{2}"
    spaced = f"REGEXP_MATCHES({cell}, {literal(day_and_time)})"
    return f"CASE SUBSTR({cell}, 11, 1) WHEN 'T' THEN TRUE WHEN ' ' THEN {spaced} ELSE FALSE END"


def _numbers(sql: str) -> Iterator[str]:
    yield from re.findall(r"\bt(\d+)\b", sql)


def _any(columns: Sequence[int]) -> str:
    return " OR ".join(f"t{index} IS NOT NULL" for index in columns)


def _starts(cell: str, letters: str) -> str:
    """Return whether a cell begins with one of these letters, which takes less time than an expression."""
    return " OR ".join(f"({cell} >= '{each}' AND {cell} < '{chr(ord(each) + 1)}')" for each in letters)


def _may_be_line(cell: str) -> str:
    """Return whether a cell may be the beginning of a line that is drawn, as `outcomes` knows it."""
    unusual = f"{cell} < '0' OR ({cell} >= ':' AND {cell} < 'A') OR ({cell} >= '[' AND {cell} < 'a') OR {cell} >= '{{'"
    return f"CASE WHEN {unusual} THEN REGEXP_MATCHES({cell}, {literal('^' + RULE)}) ELSE FALSE END"  # an expression takes longer
