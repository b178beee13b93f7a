"""360Giving: awards as grants of the Data Standard 1.4, in JSON or, by the suffix, CSV.

Nothing is invented. An award that was read from a grant is exported as that whole grant, with the currency that was assumed where
it has none. Any other award is exported as far as it is known. A note counts what the schema of the standard requires and nobody
knows, and another what the standard has no place for.

CSV has a column for each place in a grant, under the standard's title. Which columns there are is known only when every grant has
been seen, so grants wait in a temporary file till then.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from grantcli.cache_folder import temporary_base
from grantcli.checks.grants import grant
from grantcli.evidence import Basis
from grantcli.ingest import nonstandard
from grantcli.ingest.titles import TITLES, display_path, heading_key
from grantcli.model import Award, Book, Organisation
from grantcli.render.csv import quote_cell
from grantcli.render.jsonl import as_json

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(T.+)?")
Grant = Mapping[str, Any]


def write(awards: Iterable[Award], _book: Book, path: Path, suffix: str) -> tuple[str, ...]:
    """Write the grants as `{"grants": […]}`, or as CSV, and say what the schema misses in them."""
    omissions, losses = _Omissions(), _Losses()
    grants = omissions.count(map(as_grant, losses.count(awards)))
    if suffix == ".csv":
        return (*write_csv(grants, path), *omissions.notes, *losses.notes)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('{"grants": [')
        for number, each in enumerate(grants):
            file.write(f"{',' if number else ''}\n  {as_json(each)}")
        file.write("\n]}\n")
    return (*omissions.notes, *losses.notes)


def as_grant(award: Award) -> Grant:
    """Return the grant that an award was read from, with the columns beside it, or the award as a grant.

    A column whose heading is a name that the grant has, such as `id`, is `x:id`, as questions name it.
    """
    base = _known_grant(award) if award.grant is None else award.grant
    if award.currency and base.get("currency") in {None, ""}:
        base = {**base, "currency": award.currency}
    own = nonstandard.texts(base)  # by another heading, `team.lead`, they are in the grant already
    extra = {heading: value for heading, value in award.extra.items() if heading not in own}
    return {**base, **{f"x:{heading}" if heading in base else heading: value for heading, value in extra.items()}}


def _known_grant(award: Award) -> Grant:
    """Return the known parts of an award; an organisation has the id and the name that its file gives it."""
    bodies = {"fundingOrganization": (award.giver,) if award.giver else (), "recipientOrganization": award.councils}
    parties = {key: [_body(body) for body in several] for key, several in bodies.items() if several}
    person = {"recipientIndividual": {"name": award.individual}} if award.individual else {}
    return {**grant(award), **parties, **person}


def _body(body: Organisation) -> Grant:
    names = {"name": body.name, **({"alternateName": body.official} if body.official else {})}
    return names if body.id == body.name else {"id": body.id, **names}


class _Losses:
    """Counts the awards that go by which have what the standard has no place for."""

    def __init__(self) -> None:
        self.awards = 0
        self.parts: Counter[str] = Counter()

    def count(self, awards: Iterable[Award]) -> Iterator[Award]:
        for each in awards:
            parts = () if each.grant else tuple(_without_place(each))
            self.awards += bool(parts)
            self.parts.update(parts)
            yield each

    @property
    def notes(self) -> tuple[str, ...]:
        if not self.awards:
            return ()
        have, go = ("s have", "go") if self.awards > 1 else (" has", "goes")
        parts = ", ".join(f"{count:,} {part}" for part, count in sorted(self.parts.items(), key=lambda each: (-each[1], each[0])))
        return (f"{self.awards:,} award{have} what the 360Giving standard has no place for, and {go} out without it: {parts}",)


def _without_place(award: Award) -> Iterator[str]:
    """Yield what the standard has no place for in an award of our own form."""
    for name in ("stage", "theme", "project"):
        if getattr(award, name):
            yield f"with a {name}"
    if award.follows:
        yield "that follow another"
    if award.unnamed:
        yield "with recipients that no source names"
    if award.outcomes:
        yield "with outcomes"
    if award.basis in {Basis.DERIVED, Basis.DISPUTED}:
        yield f"with a {award.basis} amount"


class _Omissions:
    """Counts the grants that go by which lack what the schema requires, and why."""

    def __init__(self) -> None:
        self.grants = 0
        self.reasons: Counter[str] = Counter()

    def count(self, grants: Iterable[Grant]) -> Iterator[Grant]:
        for each in grants:
            reasons = set(missing_fields(each))
            self.grants += bool(reasons)
            self.reasons.update(reasons)
            yield each

    @property
    def notes(self) -> tuple[str, ...]:
        if not self.grants:
            return ()
        lack, go = ("s lack", "go") if self.grants > 1 else (" lacks", "goes")
        reasons = sorted(self.reasons.items(), key=lambda each: (-each[1], each[0]))
        why = ", ".join(f"{count:,} {reason}" for reason, count in reasons)
        return (f"{self.grants:,} award{lack} what the 360Giving schema requires, and {go} out as far as known: {why}",)


def missing_fields(each: Grant) -> Iterator[str]:
    """Yield why a grant is none that the schema accepts: what it requires, and the form of amount and date."""
    for key, what in (("id", "an id"), ("title", "a title"), ("description", "a description"), ("currency", "a currency")):
        if not isinstance(each.get(key), str):
            yield f"without {what}"
    if isinstance(each.get("amountAwarded"), str | bool | None):
        yield "without an amount"
    if not _DAY.fullmatch(str(each.get("awardDate"))):
        yield "without a date like 2019-09-12"
    if not each.get("fundingOrganization"):
        yield "without a funder"
    yield from _recipient(each)
    for key, what in (("fundingOrganization", "funder"), ("recipientOrganization", "recipient")):
        if any(not _has_name(body) for body in each.get(key) or ()):
            yield f"with a {what} that has no id"


def _recipient(each: Grant) -> Iterator[str]:
    organisation, person = "recipientOrganization" in each, "recipientIndividual" in each
    if not organisation and not person:
        yield "without a recipient"
    if organisation and person:
        yield "with both an organisation and a person as recipient"
    if person and not _has_name(each["recipientIndividual"]):
        yield "with a person that has no id"


def _has_name(body: object) -> bool:
    return isinstance(body, Mapping) and all(isinstance(body.get(key), str) for key in ("id", "name"))


Place = tuple[str | int, ...]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BETWEEN = ";"
"""The separator between several texts in a cell, as flatten-tool reads it."""


_REQUIRED: dict[str, Place] = {name: (name,) for name in ("id", "title", "description", "currency", "amountAwarded", "awardDate")}
"""The columns of a file without grants: those that the standard requires of each and that are in no list."""


def write_csv(grants: Iterable[Mapping[str, Any]], path: Path) -> tuple[str, ...]:
    """Write a row for each grant, and say how many cells a spreadsheet would run as a formula."""
    with TemporaryFile("w+", encoding="utf-8", newline="\n", dir=temporary_base()) as spool:
        columns, formulas = _spool(grants, spool)
        columns = columns or _REQUIRED
        spool.seek(0)
        names = sorted(columns, key=lambda name: _rank(columns[name]))
        steps = ((place, depth, step) for place in columns.values() for depth, step in enumerate(place))
        several = frozenset(_list(place, depth) for place, depth, step in steps if isinstance(step, int) and step > 0)
        with path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            file.write(",".join(map(quote_cell, _headings([columns[name] for name in names], several))) + "\n")
            for line in spool:
                row = json.loads(line)
                file.write((",".join(quote_cell(row.get(name, "")) for name in names) or '""') + "\n")
    cells = f"{formulas:,} cell{'s begin' if formulas > 1 else ' begins'} as a formula does"
    return (f"{cells}; import the file as text rather than open it in a spreadsheet",) if formulas else ()


def _spool(grants: Iterable[Mapping[str, Any]], spool: IO[str]) -> tuple[dict[str, Place], int]:
    """Write the values of each grant into a file, and return every place that occurs and how many values begin a formula."""
    columns: dict[str, Place] = {}
    formulas = 0
    for each in grants:
        row = {}
        for place, value in values(each):
            name = display_path(place)
            columns.setdefault(name, place)
            row[name] = value if isinstance(value, str) else as_json(value)
            formulas += isinstance(value, str) and value.startswith(_FORMULA)
        spool.write(json.dumps(row) + "\n")
    return columns, formulas


def values(value: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:  # noqa: ANN401 - whatever JSON holds
    """Yield each value in a grant with its place; texts of an array are one value, and `null` is none."""
    match value:
        case None:
            return
        case Mapping():
            for key, part in value.items():
                yield from values(part, (*place, key))
        case list() | tuple() if all(isinstance(part, str) and part and _BETWEEN not in part for part in value):
            if value:
                yield place, _BETWEEN.join(value)
        case list() | tuple():
            for number, part in enumerate(value):
                yield from values(part, (*place, number))
        case _:
            yield place, value


def _headings(places: Sequence[Place], several: frozenset[Place]) -> Iterator[str]:
    """Yield the heading of each column: of one outside the standard it is `x:Title` where the standard's own is there."""
    standard = {heading_key(title(place, several)) for place in places if place[0] in _GROUPS}
    for place in places:
        heading = title(place, several)
        is_own = place[0] not in _GROUPS and heading_key(heading) in standard
        yield f"x:{heading}" if is_own else heading


def title(place: Place, several: frozenset[Place] = frozenset()) -> str:
    """Return the heading of the column for a place; lists of `combine` elements are numbered.

    A place that the standard does not know is its own heading.

    >>> title(("recipientOrganization", 0, "name")), title(("officer", 0, "name"))
    ('Recipient Org:Name', 'officer/0/name')
    """
    names = [step for step in place if isinstance(step, str)]
    heading = TITLES.get("/".join(names))
    if heading is None:
        return display_path(place)
    words = iter(heading.partition("|")[0].split(":"))
    parts = [next(words) if isinstance(step, str) else str(step) for step in place]
    numbered = (isinstance(step, str) or _list(place, depth) in several for depth, step in enumerate(place))
    return ":".join(part for part, in_title in zip(parts, numbered, strict=True) if in_title)


def _list(place: Place, depth: int) -> Place:
    """Return the names that lead to the list that the step at this depth is an item of."""
    return tuple(step for step in place[:depth] if isinstance(step, str))


_ORDER = {name: number for number, name in enumerate(TITLES)}
_GROUPS = {name.partition("/")[0]: number for number, name in reversed(list(enumerate(TITLES)))}


def _rank(place: Place) -> tuple[int, tuple[int, ...], int]:
    """Return the sort key of a column: its group, in the order of the standard; columns outside the standard come last."""
    names = [str(step) for step in place if isinstance(step, str)]
    numbers = tuple(step for step in place if isinstance(step, int))
    return _GROUPS.get(names[0], len(_ORDER)), numbers, _ORDER.get("/".join(names), len(_ORDER))
