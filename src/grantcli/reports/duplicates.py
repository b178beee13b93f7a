"""`duplicates`: organisations that may be one, by name and by number, for a person to decide.

Nothing here joins anything: rules about identifiers have joined what is one for certain before, and so have decisions.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from grantcli import names
from grantcli.names import fold
from grantcli.org_ids import Decisions, number
from grantcli.register import Register
from grantcli.reports.data import Data
from grantcli.reports.notes import plural
from grantcli.table import Column, Kind, Table

_COLUMNS = (
    Column("why", Kind.TEXT),
    Column("names", Kind.MANY),
    Column("org_ids", Kind.MANY, title="identifiers", missing="none"),
    Column("awards", Kind.NUMBER),
    Column("decision", Kind.TEXT, title="line of a file of decisions", rank=1),
)
_FORMS = frozenset({"ltd", "limited", "cic", "cio", "plc", "llp", "inc"})
"""Words at the end of a name that say the legal form, which some write and some do not."""
_REGISTERED = re.compile(r"GB-(?:CHC|COH|SC|NIC)-\D*0*([1-9]\d{3,})")
_SHORTEST = 8
"""Only names of at least this many letters may differ by one letter; too many shorter ones are alike."""
_COUNCIL, _ONE_NAME, _SIMILAR_NAMES, _LETTER, _NUMBER = (
    "the name of a council",
    "one name",
    "names that differ by punctuation, accents or legal form",
    "names that differ by a letter",
    "one number in several registers",
)


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation that receives or gives something, as answers show it."""

    name: str
    id: str
    """The name where there is none."""
    awards: int


def duplicates(data: Data, decisions: Decisions, *, funders: bool = False) -> Table:
    """Return a row for each set of recipients, or of funders, that may be one, those with most awards first.

    What is decided is left out, and so are bodies of the register, which are known to be several. A recipient without an
    identifier that has the name of a council is offered as that council, which gives it a region.
    """
    unordered = _funders(data) if funders else _recipients(data)
    parties = sorted(unordered, key=lambda each: (-each.awards, each.name, each.id))
    different, register = decisions.distinct_pairs(), data.view.register.bodies
    sets: dict[frozenset[str], tuple[str, Sequence[Party]]] = {}
    councils = () if funders else _by_register(parties, data.view.register)
    for reason, several in (*councils, *_by_name(parties), *_by_letter(parties), *_by_number(parties)):
        ids = frozenset(number(each.id) for each in several)
        open_pair = any(frozenset(pair) not in different and not register.keys() >= {*pair} for pair in combinations(ids, 2))
        if open_pair and not any(ids <= others for others in sets):
            sets[ids] = reason, several
    rows = sorted((_row(reason, several) for reason, several in sets.values()), key=lambda row: (-int(str(row[3])), row[1]))
    whole = f"{plural(len(parties), 'funder' if funders else 'recipient')} in {data.name}"
    title = f"{plural(len(rows), 'set')} of {whole} that may be one organisation"
    advice = (
        "similar names alone join nothing: copy the lines that are right into a file, and give it with"
        " `--organisations FILE`; `different` instead of `same` says that they are not one"
    )
    return Table(_COLUMNS, tuple(rows), title, (*data.notes, *([advice] if rows else [])))


def _recipients(data: Data) -> Iterator[Party]:
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for group in data.groups(("council", "org_id"), middle=False):
        name, id_ = (None if part is None else str(part) for part in group.key)
        if name is not None:
            counts[name, id_ or name] += group.awards
    for (name, id_), awards in counts.items():
        yield Party(name.removesuffix(f" ({id_})"), id_, awards)


def _funders(data: Data) -> Iterator[Party]:
    """Yield each funder by the name that it is shown under, which no other has; its identifiers are those of its grants."""
    counts: dict[str, int] = defaultdict(int)
    ids: dict[str, list[str]] = defaultdict(list)
    for group in data.groups(("funder", "funder_id"), middle=False):
        name, id_ = (None if part is None else str(part) for part in group.key)
        if name is not None:
            counts[name] += group.awards
            ids[name] += [id_] if id_ else []
    for name, awards in counts.items():
        own = sorted(ids[name], key=lambda id_: (not name.endswith(f" ({id_})"), id_))
        yield Party(name.removesuffix(f" ({own[0]})") if own else name, own[0] if own else name, awards)


def _by_register(parties: Sequence[Party], register: Register) -> Iterator[tuple[str, Sequence[Party]]]:
    """Yield each council of the register with the recipients that have its name, no other council's, and no identifier."""
    by_council: dict[str, list[Party]] = defaultdict(list)
    for each in parties:
        councils = register.by_name(each.name) if each.id == each.name else ()
        if len(councils) == 1:
            by_council[councils[0].id].append(each)
    for org_id, several in by_council.items():
        yield _COUNCIL, (Party(register.bodies[org_id].name, org_id, 0), *several)


def _by_name(parties: Sequence[Party]) -> Iterator[tuple[str, Sequence[Party]]]:
    for group in _sets((name_words(each.name), each) for each in parties):
        yield _ONE_NAME if len({each.name for each in group}) == 1 else _SIMILAR_NAMES, group


def _by_number(parties: Sequence[Party]) -> Iterator[tuple[str, Sequence[Party]]]:
    by_number = ((match[1], each) for each in parties if (match := _REGISTERED.fullmatch(number(each.id))))
    yield from ((_NUMBER, several) for several in _sets(by_number))


def _by_letter(parties: Sequence[Party]) -> Iterator[tuple[str, Sequence[Party]]]:
    """Yield pairs of names of which one becomes the other by one letter: what is left without a letter is the same."""
    by_name: dict[str, Party] = {}
    for each in parties:
        by_name.setdefault(name_words(each.name).replace(" ", ""), each)
    shorter: dict[str, set[str]] = defaultdict(set)
    for name in by_name:
        if len(name) >= _SHORTEST:
            for part in {name, *(name[:place] + name[place + 1 :] for place, letter in enumerate(name) if not letter.isdigit())}:
                shorter[part].add(name)
    pairs = {pair for names in shorter.values() if len(names) > 1 for pair in combinations(sorted(names), 2)}
    for one, other in sorted(pairs):
        if _digits(one) == _digits(other):
            yield _LETTER, (by_name[one], by_name[other])


def _digits(name: str) -> str:
    return re.sub(r"\D", "", name)


def _sets(pairs: Iterable[tuple[str, Party]]) -> Iterator[Sequence[Party]]:
    """Yield the organisations that share a key, where they are several."""
    sets: dict[str, list[Party]] = defaultdict(list)
    for key, each in pairs:
        if key:
            sets[key].append(each)
    yield from (several for several in sets.values() if len({number(each.id) for each in several}) > 1)


def name_words(name: str) -> str:
    """Return a name without case, accents, punctuation, a leading `the` and the legal form at its end.

    >>> name_words("The Ark & Boat Co. Ltd"), name_words("St. Luke's"), name_words("Ltd")
    ('ark and boat co', 'st lukes', 'ltd')
    """
    words = names.words(fold(name))
    words = words[1:] if words[:1] == ["the"] and words[1:] else words
    while len(words) > 1 and words[-1] in _FORMS:
        words.pop()
    return " ".join(words)


def _row(reason: str, several: Sequence[Party]) -> tuple[str, tuple[str, ...], tuple[str, ...] | None, int, str]:
    ids = tuple(dict.fromkeys(each.id for each in several if each.id != each.name))
    first = [*ids, *(each.id for each in several if each.id == each.name)]
    line = f"- same: [{', '.join(map(_yaml_text, dict.fromkeys(first)))}]"
    return reason, tuple(dict.fromkeys(each.name for each in several)), ids or None, sum(each.awards for each in several), line


def _yaml_text(text: str) -> str:
    """Return a text as an item of a list in YAML: in quotation marks, which TSV leaves as they are, unless it is simple."""
    return text if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9]", text) else "'" + text.replace("'", "''") + "'"
