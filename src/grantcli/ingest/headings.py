"""Matches the headings of a table to paths of the 360Giving Data Standard.

Rules to keep: one column a path, the best match wins; a column that is read as nothing stays, as `x:Heading`. A table
that has the standard's identifier, its amount and an organisation or a person follows it, so nothing else in it is guessed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from grantcli.errors import UsageError, nearest
from grantcli.ingest import titles
from grantcli.ingest.options import ReadOptions
from grantcli.ingest.parse.formats import FIGURES
from grantcli.ingest.synonyms import FIELDS, meanings
from grantcli.ingest.titles import display_path, heading_key
from grantcli.ingest.units import unit

Texts = Mapping[int, Sequence[str]]
"""The texts of each column in the first rows, without empty ones."""
OPTION, TITLE, SYNONYM, CONTENT, EXTRA = "option", "title", "synonym", "content", "extra"
_STANDARD = frozenset(("id", "amountAwarded"))
_BODIES = ("recipientOrganization/", "recipientIndividual", "fundingOrganization/")
_NAMES_OF = {
    "amountAwarded": ("amountAwarded",),
    "awardDate": ("awardDate",),
    "currency": ("currency",),
    "recipientOrganization/0/name": ("recipientOrganization", "recipientIndividual"),
    "fundingOrganization/0/name": ("fundingOrganization",),
    "grantProgramme/0/title": ("grantProgramme",),
}
"""What grants of the standard may have in another word, by path: the names of the standard, of which none is there then."""
_VAGUE = frozenset(("department", "departmentname", "departmentfamily", "agency", "startdate"))
"""Headings that do not say it clearly enough beside the titles of the standard."""
_NUMBER = re.compile(r" \(\d+\)$")  # of one that is there several times
_PARTS = re.compile(r"\s+[/|\u2013-]\s+|\s*[|\n]\s*")  # between languages; without blanks a sign is part of a name
_MONEY_BESIDE_SIGN = frozenset(("award", "awards", "grants", "granted", "approved", "dyfarniad"))
"""Headings that are amounts only beside the sign or the code of a currency: `Award £`."""
_LAST_RANK = 1_000_000
_MOST_LINES, _LONG = 4, 200
"""A country has no more languages than four; so long a heading is prose."""
WRAPPERS = frozenset("attributes fields properties _source node item record grant award".split())  # noqa: SIM905 - as read
"""Names of the object around a whole record, in the JSON of some programs."""
LISTED = frozenset(("id", "title", "programme", "lead", "recipient", "amount", "currency", "awarded"))
"""The columns of an answer of `grantcli list`: several recipients are in one cell there, with `; ` between, and people too."""
_ANYWHERE = frozenset(("id", "title", "description", "url", "dateModified", "dataSource"))
"""Paths that tables of all kinds have, so they do not show that a table has awards."""


@dataclass(frozen=True, slots=True)
class Match:
    """What one column is read as."""

    heading: str
    """As it is in the file, trimmed; with a number after it where another column has the same, `column 7` where it is blank."""
    path: str | None
    """Where in a grant, such as `recipientOrganization/0/name`; `None` for a column that is read as nothing."""
    origin: str
    """`title` of the standard, `synonym`, `content` of the column, `asked` by the user, or `extra`."""
    scale: int = 1
    """What its figures are times, from headings such as `Amount (£m)`."""
    currency: str | None = None
    """The currency of its figures, where the heading says one."""
    stands_in: bool = False
    """Whether it is read as the amount in rows where the column of amounts is blank: it has those in another currency."""
    is_surname: bool = False
    """Whether it is the second part of the name of a person, whose first part is the recipient."""
    has_words: bool = False
    """Whether it is beside amounts and its texts are words, so that three digits may be the end of an amount."""
    has_figures: bool = False
    """Whether it is beside amounts and its texts are figures, so that three digits are no end of an amount."""


@dataclass(frozen=True, slots=True)
class ColumnNote:
    """What is said of a decision about columns."""

    text: str
    about: str = ""
    """The path that it decides, or says to be open; empty where nothing else depends on it."""


@dataclass(frozen=True, slots=True, order=True)
class _Candidate:
    rank: int
    column: int
    path: str
    origin: str
    scale: int = 1
    currency: str = ""


def match(headings: Sequence[str], options: ReadOptions) -> tuple[Match, ...]:
    """Return what each column is read as, in their order; UsageError when an asked heading or field is not there."""
    names = _names(headings)
    for field, heading in options.columns.items():
        _path(field)
        if _column(names, heading) is None:
            raise UsageError(
                f"there is no heading `{heading}`", did_you_mean=nearest(heading, names), hint=_find_name(names, heading)
            )
    return _matches(names, options, headings)


def column(matches: Sequence[Match], name: str) -> int:
    """Return the column with a heading, or the one that is read as a field; UsageError where there is none."""
    names = [each.heading for each in matches]
    index = _column(names, name)
    if index is None and (path := FIELDS.get(name.strip().casefold())):
        index = next((place for place, each in enumerate(matches) if each.path == path), None)
    if index is None:
        raise UsageError(f"there is no heading `{name}`", did_you_mean=nearest(name, names), hint=_find_name(names, name))
    return index


def fits(headings: Sequence[str], options: ReadOptions) -> int:
    """Return how many columns have a field; 0 where they do not show awards."""
    matches = _matches(_names(headings), options, headings)
    read_columns = [each for each in matches if each.path]
    is_certain = any(each.origin == OPTION or each.path not in _ANYWHERE for each in read_columns)
    return len(read_columns) if is_certain and not any(heading_key(name) == "ocid" for name in headings) else 0


def is_list_output(matches: Sequence[Match]) -> bool:
    """Say whether a table is an answer of `grantcli list`."""
    return {each.heading for each in matches} >= LISTED


def fieldless(matches: Sequence[Match], texts: Texts) -> Iterator[int]:
    """Yield the columns that have values but no field."""
    return (index for index, each in enumerate(matches) if not each.path and texts.get(index))


def rivals(matches: Sequence[Match]) -> Iterator[tuple[Match, Match]]:
    """Yield each column that is read as nothing because another one is read in its place, with that one."""
    by_path = {each.path: each for each in matches if each.path}
    titled = {each.path for each in matches if each.origin == TITLE}
    for column, each in enumerate(matches):
        candidates = (
            []
            if each.path or (each.heading == "lead" and is_list_output(matches))
            else sorted(_candidates(column, _NUMBER.sub("", each.heading), guess=not follows(titled)))
        )
        if candidates and (winner := by_path.get(candidates[0].path)):
            yield each, winner


def fill(matches: Sequence[Match], texts: Texts) -> tuple[list[Match], list[ColumnNote]]:
    """Return the matches with another column of names that has values where the column that is read has none."""
    result = list(matches)
    blank = {each.path: column for column, each in enumerate(matches) if _may_yield(each) and not texts.get(column)}
    others = [matches.index(rival) for rival, winner in rivals(matches) if winner.path in blank]
    columns = [column for column in others if texts.get(column)]
    for one in sorted(min(_candidates(column, _NUMBER.sub("", matches[column].heading), guess=True)) for column in columns):
        if (winner := blank.pop(one.path, None)) is not None:
            result[one.column] = _match_of(matches[one.column].heading, one)
            result[winner] = Match(matches[winner].heading, None, EXTRA)
    return result, []


def without(matches: Sequence[Match], column: int, texts: Texts) -> list[Match]:
    """Return the matches without the field of a column, which the next best column with values has in its place."""
    result = list(matches)
    others = [matches.index(rival) for rival, winner in rivals(matches) if winner is matches[column]]
    best = min(
        (min(_candidates(each, _NUMBER.sub("", matches[each].heading), guess=True)) for each in others if texts.get(each)),
        default=None,
    )
    result[column] = Match(matches[column].heading, None, EXTRA)
    if best:
        result[best.column] = _match_of(matches[best.column].heading, best)
    return result


def _may_yield(match: Match) -> bool:
    return match.origin != OPTION and match.path is not None and match.path.endswith(("/name", "/title"))


def follows(titled: AbstractSet[str | None]) -> bool:
    """Say whether a table follows the standard, by the paths that its columns have by their titles."""
    return titled >= _STANDARD and any(path and path.startswith(_BODIES) for path in titled)


def lacking(names: AbstractSet[str]) -> frozenset[str]:
    """Return the paths of what grants with these names of the standard, `awardDate` and the like, may have in another word."""
    return frozenset(path for path, others in _NAMES_OF.items() if names.isdisjoint(others))


def replaces(name: str, names: AbstractSet[str]) -> bool:
    """Say whether a name is another word for what grants with these names of the standard lack.

    >>> replaces("date", {"id", "amountAwarded"}), replaces("date", {"awardDate"}), replaces("department", set())
    (True, False, False)
    """
    paths = lacking(names)
    return heading_key(name) not in _VAGUE and any(one.path in paths for one in _candidates(0, name, guess=True))


def same_fields(names: Sequence[str], options: ReadOptions) -> Iterator[tuple[str, str]]:
    """Yield each name that may be another name of a column that is read, in the same unit, with that one."""
    by_path = {each.path: each for each in _matches(_names(names), options, names) if each.path and each.origin != OPTION}
    winners = {each.heading for each in by_path.values()}
    for column, name in enumerate(names):
        best = min(_candidates(column, name, guess=True), default=None)
        winner = by_path.get(best.path) if best else None
        if best and winner and name not in winners:
            equal_units = (best.scale, best.currency or None) == (winner.scale, winner.currency)
            if equal_units and ("start" in name.casefold()) == ("start" in winner.heading.casefold()):
                yield name, winner.heading


def standard(matches: Sequence[Match]) -> bool:
    """Say whether rows of one identifier may be one award: the identifier is the standard's, by title or by path."""
    names = {heading_key(each.heading) for each in matches if each.path == "id" and each.origin == TITLE}
    return "identifier" in names or ("id" in names and any("/" in each.heading and each.path for each in matches))


def _matches(names: Sequence[str], options: ReadOptions, headings: Sequence[str]) -> tuple[Match, ...]:
    lines = [[line.strip() for line in heading.split("\n") if line.strip()] for heading in headings]
    candidates = [one for column, name in enumerate(names) for one in _candidates(column, name, guess=True, lines=lines[column])]
    titled = {one.path for one in candidates if one.origin == TITLE}
    if follows(titled):
        others = lacking({path.partition("/")[0] for path in titled})
        clear = {column for column, name in enumerate(names) if heading_key(name) not in _VAGUE}
        candidates = [one for one in candidates if one.origin == TITLE or (one.path in others and one.column in clear)]
    if set(names) >= LISTED:
        candidates = [replace(one, rank=1) if names[one.column] == "recipient" else one for one in candidates]
    for field, heading in options.columns.items():
        column, path = _column(names, heading), _path(field)
        if column is not None:
            _, scale, currency = unit(names[column]) if path in FIGURES else ("", 1, None)
            candidates.append(_Candidate(-1, column, path, OPTION, scale, currency or ""))
    by_column: dict[int, _Candidate] = {}
    paths: set[str] = set()
    for one in sorted(candidates):
        if one.column not in by_column and one.path not in paths:
            by_column[one.column] = one
            paths.add(one.path)
    return tuple(_match_of(name, by_column.get(column)) for column, name in enumerate(names))


def _match_of(name: str, one: _Candidate | None) -> Match:
    return Match(name, one.path, one.origin, one.scale, one.currency or None) if one else Match(name, None, EXTRA)


def _candidates(column: int, name: str, *, guess: bool, lines: Sequence[str] = ()) -> Iterator[_Candidate]:
    """Yield what a column could be read as: by its title first, then by its title with a unit, then by synonyms.

    `lines` are those of its heading: each may be in another language.
    """
    bare, scale, currency = unit(name)
    where = titles.path(bare)
    if where and bare == name:
        yield _Candidate(0, column, display_path(where), TITLE)
    elif guess:
        yield from _compact_title(column, name)
        if where and display_path(where) in FIGURES:
            yield _Candidate(1, column, display_path(where), SYNONYM, scale, currency or "")
        for rank, path in meanings(name) if bare != name else ():  # `Award Pounds` as a whole is known
            if path in FIGURES:
                yield _Candidate(2 + rank, column, path, SYNONYM, scale, currency or "")
        yield from _beside_sign(column, bare, scale, currency)
        for part, text in enumerate(_languages(bare or "Amount", lines)):
            name_without_unit = unit(text)[0] or "Amount"
            for rank, path in meanings(name_without_unit):
                if part and path.endswith("Number"):  # `Charity / Company Number` may be either
                    continue
                if (bare == name and name_without_unit == text) or path in FIGURES:
                    yield _Candidate(2 + rank + part, column, path, SYNONYM, scale, currency or "")


def _compact_title(column: int, name: str) -> Iterator[_Candidate]:
    """Yield what a heading is that joins the parts of one of the standard in another way: `recipient_org_name`."""
    if len(name) <= _LONG and (where := titles.compact_path(name)):
        yield _Candidate(1, column, display_path(where), SYNONYM)


def _beside_sign(column: int, bare: str, scale: int, currency: str | None) -> Iterator[_Candidate]:
    if currency and heading_key(bare) in _MONEY_BESIDE_SIGN:
        yield _Candidate(_LAST_RANK, column, FIGURES[0], SYNONYM, scale, currency)


def _languages(heading: str, lines: Sequence[str] = ()) -> Iterator[str]:
    """Yield a heading, and what it says in each language where it says it in several: `Swm / Amount`."""
    yield heading
    parts = _PARTS.split(heading) if len(heading) <= _LONG else ()
    yield from (part for part in parts if part and 1 < len(parts) <= _MOST_LINES)
    yield from lines if 1 < len(lines) <= _MOST_LINES else ()


def _names(headings: Sequence[str]) -> list[str]:
    names: dict[str, None] = {}
    repeats: dict[str, int] = {}
    for column, heading in enumerate(headings, 1):
        bare = " ".join(heading.split())
        name = bare or f"column {column}"
        while name in names:
            repeats[bare] = repeats.get(bare, 1) + 1
            name = f"{bare} ({repeats[bare]})"
        names[name] = None
    return list(names)


def _column(names: Sequence[str], heading: str) -> int | None:
    exact = [column for column, name in enumerate(names) if name == " ".join(heading.split())]
    columns = exact or [column for column, name in enumerate(names) if heading_key(name) == heading_key(heading)]
    if not columns and heading.partition("/")[0] in WRAPPERS:  # in JSON an object around a whole record is in no heading
        return _column(names, heading.partition("/")[2])
    return columns[0] if columns else None


def _path(field: str) -> str:
    """Return the path for the name of a field, a path or a title."""
    if path := FIELDS.get(field.strip().casefold()):
        return path
    if where := titles.path(field):
        return display_path(where)
    raise UsageError(f"no column can be read as `{field}`", did_you_mean=nearest(field, FIELDS), hint=_fields(field))


def _fields(field: str) -> str:
    return "" if nearest(field, FIELDS) else f"fields are {', '.join(FIELDS)}, and the titles of the 360Giving Data Standard"


def _find_name(names: Sequence[str], heading: str) -> str:
    return "" if nearest(heading, names) else "headings are " + ", ".join(f"`{name}`" for name in names)
