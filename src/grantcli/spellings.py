"""One organisation under several spellings: which of them is shown, and what is said of names and identifiers that do not fit.

Rules to keep: names are joined only where they have one identifier and differ by nothing but case, blanks or a leading `the`;
`--every-spelling` keeps them apart. Whatever else may be one organisation stays as it is, and is said.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from grantcli.model import Award, Organisation
from grantcli.names import fold

FUNDER = 999_999
"""The place of a funder among the bodies of an award: it comes after all that receive something."""
APART = FUNDER + 1
"""What lies between the places of two awards."""
_NAMED = 3
_HOW = "only by case, blanks or a leading `the`"


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name as a file has it under one identifier; the identifier is the name itself where the file gives none."""

    id: str
    name: str
    count: int
    """How often it is there."""
    first: int
    """Where it is there first: the number of the award times `APART`, and the place of the body in it."""

    @property
    def key(self) -> str:
        """Return what spellings of one name share."""
        return key(self.name)


@dataclass(frozen=True, slots=True)
class Spellings:
    """What is made of the names of a dataset."""

    joined: Sequence[tuple[str, str, str]] = ()
    """Identifier and name of each spelling that is not shown, with the one that is shown instead."""
    notes: tuple[str, ...] = ()
    shown: Mapping[tuple[str, str], str] = field(init=False, repr=False, compare=False)
    """The same by identifier and name."""

    def __post_init__(self) -> None:
        """Find the spelling that is shown by identifier and name."""
        object.__setattr__(self, "shown", {(id_, name): shown for id_, name, shown in self.joined})

    def respelt(self, award: Award) -> Award:
        """Return the award with the spellings that are shown."""
        bodies = [each for each in (*award.councils, award.funder) if each]
        if not any((each.id, each.name) in self.shown for each in bodies):
            return award
        return replace(award, lead=award.lead and self._body(award.lead), funder=award.funder and self._body(award.funder),
                       partners=tuple(map(self._body, award.partners)))  # fmt: skip

    def _body(self, body: Organisation) -> Organisation:
        shown = self.shown.get((body.id, body.name))
        return replace(body, name=shown) if shown else body


def key(name: str) -> str:
    """Return a name without case, blanks and a leading `the`.

    >>> key("The  Royal British Legion") == key("royal british LEGION "), key("Theatre") == key("atre")
    (True, False)
    """
    words = fold(name).split()
    return "".join(words[1:] if words[:1] == ["the"] and words[1:] else words)


def of_awards(awards: Iterable[Award]) -> Spellings:
    """Return what is made of the names of these awards."""
    counts: dict[tuple[str, str], int] = {}
    first: dict[tuple[str, str], int] = {}
    for number, award in enumerate(awards):
        places = [*enumerate(award.councils), *([(FUNDER, award.funder)] if award.funder else [])]
        for place, body in places:
            named = (body.id, body.name)
            counts[named] = counts.get(named, 0) + 1
            first.setdefault(named, number * APART + place)
    return choose_spellings(Spelling(*named, count, first[named]) for named, count in counts.items())


def choose_spellings(found: Iterable[Spelling]) -> Spellings:
    """Return which spellings are shown: of one identifier the one used most, of several such the first of the file."""
    spellings = sorted(found, key=lambda each: each.first)
    by_id: dict[str, dict[str, list[Spelling]]] = defaultdict(lambda: defaultdict(list))
    ids_of: dict[str, list[str]] = defaultdict(list)
    bare: dict[str, list[str]] = defaultdict(list)
    for each in spellings:
        if each.id == each.name:
            bare[each.key].append(each.name)
        else:
            by_id[each.id][each.key].append(each)
            ids_of[each.name].append(each.id)
    joined = tuple(_joined_names(by_id))
    several = {id_: [_best(same).name for same in names.values()] for id_, names in by_id.items() if len(names) > 1}
    notes = (
        *_joined_names_note(joined),
        *_note(several, "identifier has several names, which stay apart", "identifiers have several names, which stay apart"),
        *_note({name: ids for name, ids in ids_of.items() if len(ids) > 1}, "name has several identifiers, and is one row",
               "names have several identifiers, and each is one row"),
        *_bare_note([names for names in bare.values() if len(names) > 1]),
    )  # fmt: skip
    return Spellings(joined, notes)


def _joined_names(by_id: Mapping[str, Mapping[str, Sequence[Spelling]]]) -> Iterator[tuple[str, str, str]]:
    for id_, names in by_id.items():
        for same in names.values():
            best = _best(same)
            yield from ((id_, each.name, best.name) for each in same if each is not best)


def _best(same: Sequence[Spelling]) -> Spelling:
    return min(same, key=lambda each: (-each.count, each.first))


def _joined_names_note(joined: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    if joined:
        count = len({(id_, shown) for id_, _, shown in joined})
        who = "1 organisation has" if count == 1 else f"{count:,} organisations have"
        named = "; ".join(f"`{name}` is `{shown}`" for _, name, shown in joined[:_NAMED])
        spelt = _count(joined, "spelling is", "spellings are")
        yield (
            f"{who} names that differ {_HOW}, with one identifier: {spelt} joined to the one used most ({named}{_more(joined)});"
            " `--every-spelling` keeps them apart"
        )


def _note(several: Mapping[str, Sequence[str]], one: str, many: str) -> Iterator[str]:
    if several:
        named = "; ".join(f"`{each}`: {_list(others)}" for each, others in list(several.items())[:_NAMED])
        yield f"{_count(several, one, many)} ({named}{_more(several)})"


def _bare_note(several: Sequence[Sequence[str]]) -> Iterator[str]:
    if several:
        count = sum(map(len, several))
        named = "; ".join(_list(names) for names in several[:_NAMED])
        yield f"{count:,} names without an identifier differ {_HOW}, and stay apart ({named}{_more(several)})"


def _count(found: Sequence[object] | Mapping[str, object], one: str, many: str) -> str:
    return f"{len(found):,} {one if len(found) == 1 else many}"


def _list(names: Sequence[str]) -> str:
    return ", ".join(f"`{each}`" for each in names[:_NAMED]) + (", …" if len(names) > _NAMED else "")


def _more(found: Sequence[object] | Mapping[str, object]) -> str:
    return "; …" if len(found) > _NAMED else ""
