"""360Giving: awards as grants of the Data Standard 1.4, in JSON or, by the suffix, CSV.

Nothing is invented. An award that was read from a grant is exported as that whole grant. Any other award is exported as far as it
is known, and a note counts what the schema of the standard requires and nobody knows.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from grantcli.checks.grants import grant
from grantcli.exports.giving_json import as_json
from grantcli.ingest import nonstandard
from grantcli.model import Award, Book, Organisation

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(T.+)?")
Grant = Mapping[str, Any]


def write(awards: Iterable[Award], _book: Book, path: Path, suffix: str) -> tuple[str, ...]:
    """Write the grants as `{"grants": […]}`, or as CSV, and say what the schema misses in them."""
    omissions = _Omissions()
    grants = omissions.count(map(as_grant, awards))
    if suffix == ".csv":
        from grantcli.exports.giving_csv import write_csv

        return (*write_csv(grants, path), *omissions.notes)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('{"grants": [')
        for number, each in enumerate(grants):
            file.write(f"{',' if number else ''}\n  {as_json(each)}")
        file.write("\n]}\n")
    return omissions.notes


def as_grant(award: Award) -> Grant:
    """Return the grant that an award was read from, with the columns beside it, or the award as a grant."""
    base = _known_grant(award) if award.grant is None else award.grant
    own = nonstandard.texts(base)  # by another heading, `team.lead`, they are in the grant already
    return {**base, **{heading: value for heading, value in award.extra.items() if heading not in base and heading not in own}}


def _known_grant(award: Award) -> Grant:
    """Return the known parts of an award; an organisation has the id and the name that its file gives it."""
    bodies = {"fundingOrganization": (award.giver,) if award.giver else (), "recipientOrganization": award.councils}
    parties = {key: [_body(body) for body in several] for key, several in bodies.items() if several}
    person = {"recipientIndividual": {"name": award.individual}} if award.individual else {}
    return {**grant(award), **parties, **person}


def _body(body: Organisation) -> Grant:
    names = {"name": body.name, **({"alternateName": body.official} if body.official else {})}
    return names if body.id == body.name else {"id": body.id, **names}


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
