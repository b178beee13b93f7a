"""The relation over grants that are one a line: DuckDB reads from each the names that awards are made of.

A rule to keep: a grant that DuckDB reads differently from the row reader is irregular. Too many may be irregular, never too few.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grantcli.ingest.database import file, literal
from grantcli.ingest.json_lines import ITEM, PLACE
from grantcli.ingest.stage import Source, StagedRows
from grantcli.ingest.titles import TOP

_TEXTS = ("id", "title", "description", "currency", "amountAwarded", "awardDate")
_NAMES = ("id", "name", "charityNumber", "companyNumber")
LISTS: Mapping[str, Sequence[str]] = {
    "recipientOrganization": _NAMES,
    "fundingOrganization": _NAMES,
    "grantProgramme": ("code", "title"),
}
_PERSON = ("id", "name")
_SETTLED = frozenset(("amountAwarded", "charityNumber", "companyNumber"))
"""Names of values that are checked elsewhere if they are not simple figures, or if an organisation has no better name."""
_OBJECT = 1 << 24
"""An object has at most this many bytes, unless one is longer: DuckDB has several buffers of that size."""


@dataclass(frozen=True, slots=True)
class GrantLines:
    """Grants, one a line, in a file that DuckDB reads."""

    path: Path
    kind: str
    place: str
    """SQL over `n`, as `Staged.place`."""
    extras: Sequence[str]
    """The names outside the standard for which any grant has a text or a number."""
    notes: tuple[str, ...] = ()
    longest: int = 0
    apart: bool = False
    """Whether grants that DuckDB cannot read are written as `ITEM`."""


def stage_lines(lines: GrantLines) -> StagedRows:
    """Return the relation over lines."""
    extras = [name for name in lines.extras if name.lower() not in {each.lower() for each in TOP}]
    apart = len({name.lower() for name in lines.extras}) < len(lines.extras) or len(extras) < len(lines.extras)
    cells = {**_cells(), **{name: _extra(_name(name)) for name in extras}}
    texts = [sql for path, sql in _cells().items() if path.rpartition("/")[2] not in _SETTLED]
    odd = " OR ".join(["TRUE"] if apart else [*map(_needs_row_reader, texts), *_irregular(lines)])
    columns = [*(f"{sql} AS c{index}" for index, sql in enumerate(cells.values())), f"COALESCE({odd}, FALSE) AS irregular"]
    if lines.apart:
        columns.append(f"{_name(PLACE)} AS spot")
    size = f"maximum_object_size = {max(_OBJECT, lines.longest + 1)}"
    given = f"format = 'newline_delimited', compression = 'uncompressed', {size}"
    read = f"read_json({file(lines.path)}, columns = {{{_columns(lines, extras)}}}, {given})"
    whole = f"(SELECT json AS raw{_place(lines)} FROM read_json_objects({file(lines.path)}, {given}))"
    relation = f"(SELECT {', '.join(columns)} FROM {read})"
    return StagedRows(
        lines.kind, tuple(cells), relation, "ROW_NUMBER() OVER ()", lines.place, Source.OBJECT, "irregular", notes=lines.notes,
        whole=whole,
    )  # fmt: skip


def _place(lines: GrantLines) -> str:
    path = literal(f'$."{PLACE}"')
    return f", json ->> {path} AS spot" if lines.apart else ""


def _columns(lines: GrantLines, extras: Sequence[str]) -> str:
    """Return the names that DuckDB reads, with their types."""
    types = {
        **dict.fromkeys(_TEXTS, "VARCHAR"),
        **{name: f"STRUCT({', '.join(f'{part} VARCHAR' for part in parts)})[]" for name, parts in LISTS.items()},
        "recipientIndividual": f"STRUCT({', '.join(f'{part} VARCHAR' for part in _PERSON)})",
        **dict.fromkeys(extras, "JSON"),
        **({PLACE: "VARCHAR", ITEM: "JSON"} if lines.apart else {}),
    }
    return ", ".join(f"{literal(name)}: {literal(kind)}" for name, kind in types.items())


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


def _nameless(text: str) -> str:
    """Return whether a text may be empty, or blank."""
    return f"({text} IS NULL OR {text} < '!' OR {text} >= CHR(127))"


def _needs_row_reader(text: str) -> str:
    """Return whether a text may be another type in the file: a list, an object, true, or a number whose decimals DuckDB changes.

    Nearly every text begins with a capital letter, and that first character rules these out.
    """
    other = f"{text} < CHR(92) OR ({text} >= '{{' AND {text} < '|') OR {text} IN ('true', 'false')"
    exact = f"CONTAINS({text}, '.') OR CONTAINS({text}, 'e') OR CONTAINS({text}, 'E')"
    number = f"LTRIM({text}, '0123456789-+.eE') = '' AND ({exact})"
    return f"CASE WHEN {text} >= '[' THEN {other} WHEN {text} < ':' THEN {number} ELSE FALSE END"


def _extra(value: str) -> str:
    """Return a value of JSON as the text that the row reader has for it; nothing for a list and an object."""
    return (
        f"CASE LEFT({value}, 1) WHEN '\"' THEN {value} ->> '$' WHEN '[' THEN NULL WHEN '{{' THEN NULL WHEN 'n' THEN NULL"
        f" ELSE REGEXP_REPLACE({value}, '\\.0$', '') END"
    )


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
