"""The relation over grants that are one a line: DuckDB reads from each the names that awards are made of.

A rule to keep: a grant that DuckDB reads differently from the row reader is irregular. Too many may be irregular, never too few.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grantcli.ingest.database import file, literal, trim_sql
from grantcli.ingest.json_values import ITEM, PLACE
from grantcli.ingest.nonstandard import Steps
from grantcli.ingest.stage import Source, StagedRows
from grantcli.ingest.titles import TOP

_TEXTS = ("id", "title", "description", "currency", "amountAwarded", "awardDate")
_NAMES = ("id", "name", "charityNumber", "companyNumber")
LISTS: Mapping[str, Sequence[str]] = {
    "recipientOrganization": _NAMES,
    "fundingOrganization": _NAMES,
    "grantProgramme": ("code", "title"),
}
_INDIVIDUAL = "recipientIndividual"
_PERSON = ("id", "name")
_PLAIN = re.compile(r"[\w .:;,@/()+-]+")
"""Names that a path of DuckDB can have between quotation marks."""
_SPECIAL_KEYS = frozenset(("amountAwarded", "charityNumber", "companyNumber"))
"""Names of values that are checked elsewhere if they are not simple figures, or if an organisation has no better name."""
_OBJECT = 1 << 24
"""An object has at most this many bytes, unless one is longer: DuckDB has several buffers of that size."""


@dataclass(frozen=True, slots=True)
class GrantLines:
    """Grants, one a line, in a file that DuckDB reads."""

    path: Path
    kind: str
    place: str
    """SQL over `n`, as `StagedRows.place`."""
    extras: Mapping[str, Steps | None]
    """What is outside the standard of which any grant has a value, by heading: the steps to it, `None` where they differ."""
    notes: tuple[str, ...] = ()
    longest: int = 0
    apart: bool = False
    """Whether grants that DuckDB cannot read are written as `ITEM`."""


def stage_lines(lines: GrantLines) -> StagedRows:
    """Return the relation over lines."""
    extras = _readable(lines.extras)
    cells = {**_cells(), **{name: _extra_text(steps) for name, steps in (extras or {}).items()}}
    by_case = extras is None
    texts = [sql for path, sql in _cells().items() if path.rpartition("/")[2] not in _SPECIAL_KEYS]
    irregular = " OR ".join(["TRUE"] if by_case else [*map(_needs_row_reader, texts), *_irregular(lines)])
    columns = [*(f"{sql} AS c{index}" for index, sql in enumerate(cells.values())), f"COALESCE({irregular}, FALSE) AS irregular"]
    if lines.apart:
        columns.append(f"{_name(PLACE)} AS spot")
    size = f"maximum_object_size = {max(_OBJECT, lines.longest + 1)}"
    options = f"format = 'newline_delimited', compression = 'uncompressed', hive_partitioning = false, {size}"
    source = f"read_json({file(lines.path)}, columns = {{{_columns(lines, extras or {})}}}, {options})"
    objects = f"(SELECT json AS raw{_place(lines)} FROM read_json_objects({file(lines.path)}, {options}))"
    relation = f"(SELECT {', '.join(columns)} FROM {source})"
    return StagedRows(
        lines.kind, tuple(cells), relation, "ROW_NUMBER() OVER ()", lines.place, Source.OBJECT, "irregular", notes=lines.notes,
        whole=objects,
    )  # fmt: skip


def _place(lines: GrantLines) -> str:
    path = literal(f'$."{PLACE}"')
    return f", json ->> {path} AS spot" if lines.apart else ""


def _readable(extras: Mapping[str, Steps | None]) -> dict[str, Steps] | None:
    """Return what is outside the standard where SQL can read all of it; `None` where the row reader must read every grant.

    DuckDB has no names that differ by case alone, and its paths have no sign for some characters.
    """
    steps_by_name = {name: steps for name, steps in extras.items() if steps}
    tops = {steps[0] for steps in steps_by_name.values()} - TOP
    known = {
        name: {*parts, *(steps[2] for steps in steps_by_name.values() if steps[:2] == (name, None))}
        for name, parts in LISTS.items()
    }
    known[_INDIVIDUAL] = {*_PERSON, *(steps[1] for steps in steps_by_name.values() if steps[0] == _INDIVIDUAL)}
    fits = all(_fits(steps) for steps in steps_by_name.values()) and all(
        len({str(name).lower() for name in names}) == len(names) for names in ({*tops, *TOP}, *known.values())
    )
    return steps_by_name if fits and len(steps_by_name) == len(extras) else None


def _fits(steps: Steps) -> bool:
    """Say whether each name can be in a path, and a list is where one is read as such."""
    listed = steps[0] not in LISTS or (len(steps) > 2 and steps[1] is None and steps[2] is not None)  # noqa: PLR2004 - list, item, name
    object_ = steps[0] != _INDIVIDUAL or steps[1] is not None
    return listed and object_ and all(step is None or _PLAIN.fullmatch(step) for step in steps)


def _columns(lines: GrantLines, extras: Mapping[str, Steps]) -> str:
    """Return the names that DuckDB reads, with their types."""
    inside = {name: [steps for steps in extras.values() if steps[0] == name] for name in (*LISTS, _INDIVIDUAL)}
    more = {name: dict.fromkeys(str(each[1 if name == _INDIVIDUAL else 2]) for each in inside[name]) for name in inside}
    types = {
        **dict.fromkeys(_TEXTS, "VARCHAR"),
        **{name: f"{_struct(parts, more[name])}[]" for name, parts in LISTS.items()},
        _INDIVIDUAL: _struct(_PERSON, more[_INDIVIDUAL]),
        **dict.fromkeys((str(steps[0]) for steps in extras.values() if steps[0] not in inside), "JSON"),
        **({PLACE: "VARCHAR", ITEM: "JSON"} if lines.apart else {}),
    }
    return ", ".join(f"{literal(name)}: {literal(kind)}" for name, kind in types.items())


def _struct(parts: Iterable[str], more: Iterable[str]) -> str:
    return f"STRUCT({', '.join([*(f'{part} VARCHAR' for part in parts), *(f'{_name(part)} JSON' for part in more)])})"


def _cells() -> dict[str, str]:
    """Return the SQL of the value at each path."""
    return {
        **{name: name for name in _TEXTS},
        **{f"{name}/0/{part}": f"{name}[1].{part}" for name, parts in LISTS.items() for part in parts},
        **{f"recipientIndividual/{part}": f"recipientIndividual.{part}" for part in _PERSON},
    }


def _irregular(lines: GrantLines) -> Iterator[str]:
    """Yield conditions under which a grant needs a remark, or DuckDB reads it differently from Python."""
    if lines.apart:
        yield f"{_name(ITEM)} IS NOT NULL"
    yield from (f"LEN({name}) > 1" for name in LISTS)
    for name in ("recipientOrganization", "fundingOrganization"):
        yield f"({name}[1] IS NOT NULL AND {_nameless(f'{name}[1].name')} AND {_nameless(f'{name}[1].id')})"
    nameless = " AND ".join(_nameless(f"recipientIndividual.{part}") for part in _PERSON)
    yield f"(recipientIndividual IS NOT NULL AND {nameless})"
    yield f"(LENGTH(amountAwarded) > {_EXACT} AND CONTAINS(amountAwarded, '.'))"


_EXACT = 16
"""DuckDB reads a number with decimals by its nearest double: up to this many characters it is the same to the penny."""


def _nameless(text: str) -> str:
    """Return whether a text may be empty, or blank."""
    return f"({text} IS NULL OR {text} < '!' OR {text} >= CHR(127))"


def _needs_row_reader(text: str) -> str:
    """Return whether a text may be another type in the file: a list, an object, true, or a number whose decimals DuckDB changes.

    Nearly every text begins with a capital letter, and that first character rules these out.
    """
    other = f"{text} < CHR(92) OR ({text} >= '{{' AND {text} < '|') OR {text} IN ('true', 'false')"
    exact = f"CONTAINS({text}, '.') OR CONTAINS({text}, 'e') OR CONTAINS({text}, 'E')"
    number = f"CASE WHEN {exact} THEN REGEXP_FULL_MATCH({text}, '[0-9.eE+-]+') ELSE FALSE END"
    return f"CASE WHEN {text} >= '[' THEN {other} WHEN {text} < ':' THEN {number} ELSE FALSE END"


def _extra_text(steps: Steps) -> str:
    """Return the text of what is outside the standard, as the row reader has it: several values with `; ` between."""
    first = str(steps[0])
    if first in LISTS:  # a grant with more than one of these is left to the row reader
        root, rest = f"{first}[1].{_name(str(steps[2]))}", steps[3:]
    elif first == _INDIVIDUAL:
        root, rest = f"{first}.{_name(str(steps[1]))}", steps[2:]
    else:
        root, rest = _name(first), steps[1:]
    if not rest:
        return _scalar(root)
    path = literal("$" + "".join("[*]" if step is None else f'."{step}"' for step in rest))
    if None not in rest:
        return _scalar(f"JSON_EXTRACT({root}, {path})")
    parts = f"[{trim_sql(_scalar('x'))} FOR x IN JSON_EXTRACT({root}, {path})]"
    return f"ARRAY_TO_STRING({parts}, '; ')"


def _scalar(value: str) -> str:
    """Return a value of JSON as the text that the row reader has for it; nothing for a list and an object."""
    return (
        f"CASE LEFT({value}, 1) WHEN '\"' THEN {value} ->> '$' WHEN '[' THEN NULL WHEN '{{' THEN NULL WHEN 'n' THEN NULL"
        f" ELSE REGEXP_REPLACE({value}, '\\.0$', '') END"
    )


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
