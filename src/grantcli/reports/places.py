"""Notes on a grouping by places: which places it goes by, how many awards have none, and why."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from grantcli.errors import UsageError
from grantcli.fields import FIELDS
from grantcli.query import Filter, Or
from grantcli.reports.data import Data
from grantcli.reports.notes import plural
from grantcli.reports.plans import bases_of, having, place_terms, wider_place
from grantcli.sites import CODES, GRANT, SOURCES

_LISTED = 10_000
"""The codes of more awards than this are not counted by kind: to list them costs more than the total."""
_KINDS = {
    "LSOA": re.compile(r"[EWS]01\d{6}", re.IGNORECASE | re.ASCII),
    "postcode": re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}", re.IGNORECASE | re.ASCII),
}
"""What codes that the table of places does not have look like."""


def place_notes(data: Data, by: Sequence[str], where: Filter) -> list[str]:
    """Say what a grouping by places goes by, and how many awards have none and why."""
    if data.split:
        _refuse_mixed_shares(data, by)
    found = []
    for basis in bases_of(by):
        terms = place_terms(basis, where)
        coded, lost, without, benefit = map(data.count, terms)
        if basis == "best" and not coded:
            continue  # places are those of councils, as the name of the field says
        others = data.count(where) - lost - without - benefit
        found.append(_WORDS[basis].format(benefit=plural(benefit, "award"), others=f"{others:,}"))
        if lost:
            found.append(_unplaced(data, basis, terms[1], lost))
        if without:
            found.append(f"{plural(without, 'award has', 'awards have')} {_NOTHING[basis]}")
        found += _wider_notes(data, [name for name in by if FIELDS[name].basis == basis], where)
    return found


def _wider_notes(data: Data, names: Sequence[str], where: Filter) -> Iterator[str]:
    for name in names:
        if count := data.count(wider_place(name, where)):
            what = name.rpartition("_")[2]
            missing = f"a place of which no {what} is known: it is wider than one, or has none"
            yield f"{plural(count, 'award has', 'awards have')} {missing}"


_WORDS = {
    GRANT: "places are those that awards benefit, by their codes, as the areas are now",
    "recipient": "places are those of recipients, by their codes, or else as the councils that they are, as the areas are now",
    "best": "places are the best that are known: of {benefit} those that they benefit, of {others} those of their recipients",
}
_NOTHING = {
    GRANT: "no code of a place",
    "recipient": "no code of a place of a recipient, and no council as one",
    "best": "no code of a place, and no council as a recipient",
}


def _unplaced(data: Data, basis: str, where: Filter, lost: int) -> str:
    """Say how many awards have only codes of which no place is known, and what the codes look like."""
    if lost > _LISTED:
        known = "codes that are not known, such as those of LSOAs and postcodes; `--places FILE` says which district each lies in"
        return f"{plural(lost, 'award has', 'awards have')} only {known}"
    kinds: Counter[str] = Counter()
    for name in SOURCES[basis]:
        for group in data.counts((name,), where):
            code = str(group.key[0] or "").strip()
            if code:
                kinds[next((kind for kind, form in _KINDS.items() if form.fullmatch(code)), "other code")] += group.awards
    words = ", ".join(plural(count, kind) for kind, count in sorted(kinds.items()))
    hint = "; `--places FILE` says which district each lies in" if kinds["LSOA"] or kinds["postcode"] else ""
    return f"{plural(lost, 'award has', 'awards have')} only codes that are not known: {words}{hint}"


def _refuse_mixed_shares(data: Data, by: Sequence[str]) -> None:
    """Refuse to share amounts among places and recipients at once: no part of an amount belongs to a pair of them."""
    bases = bases_of(by)
    bodies = [name for name in by if FIELDS[name].part and not FIELDS[name].basis]
    if not bases or (len(bases) == 1 and not bodies):
        return
    if len(bases) > 1 or GRANT in bases or data.count(Or(tuple(map(having, CODES)))):
        named = " and ".join(f"`{name}`" for name in by if FIELDS[name].basis or name in bodies)
        raise UsageError(f"--split shares an award among its places or among its recipients, not both: {named}",
                         hint="leave one of them out, or --split")  # fmt: skip
