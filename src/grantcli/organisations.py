"""One organisation under several names and identifiers: which is shown, and what is said of those that do not fit.

Rules to keep: organisations are one by identifier, by a rule about identifiers or by a person's decision, never because their
names are alike. `--every-spelling` keeps all names apart, and the field `recipient_name` has them as they were published.
Whatever else may be one organisation stays as it is, and is said.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import cached_property

from grantcli.model import Award, Organisation
from grantcli.names import fold
from grantcli.org_ids import NONE_DECIDED, Decisions, Link, identities, is_org_id, links_of_numbers, number
from grantcli.standard import BY_NAME, values

FUNDER = 999_999
"""The place of a funder among the bodies of an award: it comes after all that receive something."""
APART = FUNDER + 1
"""What lies between the places of two awards."""
CHARITY_NUMBERS = {"recipient": "recipient_charity_number", "funder": "funder_charity_number"}
COMPANY_NUMBERS = {"recipient": "recipient_company_number", "funder": "funder_company_number"}
"""The fields with the numbers of an organisation, by whether it receives or gives."""


@dataclass(frozen=True, slots=True)
class OrganisationName:
    """A name as a file has it under one identifier; the identifier is the name itself where the file gives none."""

    id: str
    name: str
    count: int
    """How often it is there."""
    first: int
    """Where it is there first: the number of the award times `APART`, and the place of the body in it."""

    @property
    def is_bare(self) -> bool:
        """Whether the file gives no identifier."""
        return self.id == self.name


@dataclass(frozen=True)
class Organisations:
    """What is made of the names and identifiers of a dataset."""

    labels: Sequence[tuple[str, str, str, str]] = ()
    """Identifier and name of each that is not shown so, with the identifier and the name that are shown instead."""
    notes: tuple[str, ...] = ()
    links: Sequence[Link] = ()
    """The identifiers that stand together for one organisation on an award."""
    shared: AbstractSet[str] = frozenset()
    """Names that several organisations have, so that `label` writes the identifier behind; what is in `labels` comes first."""
    receiving: frozenset[str] | None = None
    """The identifiers, as shown, of those that give one award and receive another; `None` where nobody has looked."""

    @cached_property
    def canonical(self) -> Mapping[tuple[str, str], Organisation]:
        """What is shown, with its other names and identifiers, by each identifier and name."""
        pairs_by_name: dict[tuple[str, str], dict[tuple[str, str], None]] = defaultdict(dict)
        for id_, name, canonical_id, canonical_name in self.labels:
            pairs_by_name[canonical_id, canonical_name][id_, name] = None
        bodies = [
            (_organisation(canonical_name, pairs), (canonical_name, *pairs)) for canonical_name, pairs in pairs_by_name.items()
        ]
        return {pair: body for body, pairs in bodies for pair in pairs}

    @property
    def aliases(self) -> list[tuple[str, str, str, str]]:
        """What, identifier, name and alias of each further name (`body`) and identifier (`body`, and `id` for itself)."""
        bodies = dict.fromkeys((body.id, body.name, body.aliases, body.ids) for body in self.canonical.values())
        return [
            (what, id_, name, alias)
            for id_, name, names, ids in bodies
            for what, several in (("body", (*names, *ids)), ("id", ids))
            for alias in several
        ]

    def canonicalise(self, award: Award) -> Award:
        """Return the award with the names and identifiers that are shown."""
        bodies = [each for each in (*award.councils, award.giver) if each]
        if all(self._canonical(each) is None for each in bodies):
            return award
        giver = award.giver and self._body(award.giver)
        return replace(award, lead=award.lead and self._body(award.lead), partners=tuple(map(self._body, award.partners)),
                       funder=award.funder if giver == award.giver else giver)  # fmt: skip

    def _canonical(self, body: Organisation) -> Organisation | None:
        """Return what is shown instead of an organisation; `None` where it stays as it is."""
        body_of_pair = self.canonical.get((body.id, body.name))
        if body_of_pair or body.name not in self.shared or body.id == body.name or not is_org_id(body.id):
            return body_of_pair
        return _organisation((body.id, label(body.id, body.name)), [(body.id, body.name)])

    def _body(self, body: Organisation) -> Organisation:
        instead = self._canonical(body)
        if instead is None:
            return body
        more = (*instead.aliases, *(name for name in body.names[1:] if name not in instead.aliases and name not in instead.ids))
        return replace(body, id=instead.id, name=instead.name, aliases=more, ids=instead.ids)


def _organisation(identity: tuple[str, str], pairs: Iterable[tuple[str, str]]) -> Organisation:
    """Return what is shown for these identifiers and names; a name without an identifier is its own."""
    id_, name = identity
    names = sorted({each for _, each in pairs} - {name})
    ids = sorted({key for key, each in pairs if key != each} - {id_})
    return Organisation(id_, name, aliases=tuple(names), ids=tuple(ids))


def label(id_: str, name: str) -> str:
    """Return the name of one of several organisations that have it: with its identifier behind, unless that is the name."""
    return name if id_ == name else f"{name} ({id_})"


def name_key(name: str) -> str:
    """Return a name without case, blanks and a leading `the`.

    >>> name_key("The  Royal British Legion") == name_key("royal british LEGION "), name_key("Theatre") == name_key("atre")
    (True, False)
    """
    words = fold(name).split()
    return "".join(words[1:] if words[:1] == ["the"] and words[1:] else words)


def of_awards(awards: Iterable[Award], decisions: Decisions = NONE_DECIDED) -> Organisations:
    """Return what is made of the names and identifiers of these awards."""
    counts: dict[tuple[str, str], int] = {}
    first: dict[tuple[str, str], int] = {}
    links: dict[Link, None] = {}
    for place, award in enumerate(awards):
        bodies = [*enumerate(award.councils), *([(FUNDER, award.giver)] if award.giver else [])]
        for ordinal, body in bodies:
            pair = (body.id, body.name)
            counts[pair] = counts.get(pair, 0) + 1
            first.setdefault(pair, place * APART + ordinal)
        if award.grant:
            links |= dict.fromkeys(_links_of_award(award))
    names = (OrganisationName(*pair, count, first[pair]) for pair, count in counts.items())
    return choose_organisations(names, links, decisions)


def _links_of_award(award: Award) -> Iterable[Link]:
    """Return what the numbers of an award say of its funder, and of its recipient where it is alone."""
    alone = award.councils[0] if len(award.councils) == 1 else None
    for role, body in (("recipient", alone), ("funder", award.giver)):
        if body and award.grant:
            numbers = (values(BY_NAME[names[role]], award.grant) for names in (CHARITY_NUMBERS, COMPANY_NUMBERS))
            yield from links_of_numbers(body.id, *(str(each[0]) if len(each) == 1 else None for each in numbers))


@dataclass(frozen=True, slots=True)
class OrganisationGroup:
    """The names of one organisation, with what is shown of it."""

    names: tuple[OrganisationName, ...]
    id: str
    name: str
    whole: bool
    """Whether it is one by its identifier; without, only spellings of one name are together."""
    decided: bool = False

    @property
    def other_names(self) -> list[str]:
        """The names that are not shown."""
        return list(dict.fromkeys(each.name for each in self.names if each.name != self.name))

    @property
    def ids(self) -> list[str]:
        """The identifiers, the one that is shown first."""
        return list(dict.fromkeys((self.id, *(each.id for each in self.names if not each.is_bare))))


@dataclass(frozen=True, slots=True)
class SharedNames:
    """Names of which each is the name of several: how many they are, and of the first of them some identifiers."""

    count: int = 0
    first: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, groups: Iterable[OrganisationGroup]) -> "SharedNames":
        """Return those of groups, in their order."""
        ids: dict[str, list[str]] = defaultdict(list)
        for group in groups:
            ids[group.name].append(group.id)
        several = {name: own for name, own in ids.items() if len(own) > 1}
        return cls(len(several), several)


def choose_organisations(
    names: Iterable[OrganisationName], links: Iterable[Link] = (), decisions: Decisions = NONE_DECIDED
) -> Organisations:
    """Return which names and identifiers are shown: of one organisation those used most, of several such the first."""
    return OrganisationGroups.of(names, links, decisions).organisations()


@dataclass(frozen=True, slots=True)
class OrganisationGroups:
    """Names and identifiers put together by organisation, in the order in which each is there first."""

    groups: Sequence[OrganisationGroup]
    bare: Sequence[OrganisationName]
    """The names without an identifier, about which nothing is decided."""
    links: Sequence[Link]
    decisions: Decisions

    @classmethod
    def of(
        cls, names: Iterable[OrganisationName], links: Iterable[Link] = (), decisions: Decisions = NONE_DECIDED
    ) -> "OrganisationGroups":
        """Put these names together: those of one identifier, of linked ones, and of those that are one by decision."""
        ordered, links = sorted(names, key=lambda each: each.first), tuple(links)
        one = identities(links, decisions)
        decided = {one.find(number(each)): (same[0], decisions.names.get(same[0])) for same in decisions.same for each in same}
        sets: dict[tuple[str, str], list[OrganisationName]] = defaultdict(list)
        for each in ordered:
            root = one.find(number(each.id))
            whole = root in decided or is_org_id(each.id)
            if whole or not each.is_bare:
                sets[root, "" if whole else name_key(each.name)].append(each)
        groups = [_group(several, decided.get(root), by_id=not part) for (root, part), several in sets.items()]
        bare = [each for each in ordered if each.is_bare and one.find(each.id) not in decided]
        return cls(groups, bare, links, decisions)

    def organisations(self) -> Organisations:
        """Return what is made of them, where these are all the names that there are."""
        called = Counter(group.name for group in self.groups if group.whole)
        shared = {name for name, count in called.items() if count > 1}
        whole, part = (SharedNames.of(each for each in self.groups if each.whole is one) for one in (True, False))
        return Organisations(self.labels(shared), self.notes(whole, part), self.links)

    def labels(self, shared: AbstractSet[str]) -> tuple[tuple[str, str, str, str], ...]:
        """Return which identifiers and names are not shown so, with what is, where several organisations have `shared` names."""
        labels = (label(each.id, each.name) if each.whole and each.name in shared else each.name for each in self.groups)
        return tuple(
            (each.id, each.name, group.id, name)
            for group, name in zip(self.groups, labels, strict=True)
            for each in group.names
            if (each.id, each.name) != (group.id, name)
        )

    def notes(self, whole: SharedNames, part: SharedNames) -> tuple[str, ...]:
        """Return the notes: `whole` are the names that several organisations have, `part` those of several other identifiers."""
        return tuple(_notes(self, whole, part))


def _group(names: Sequence[OrganisationName], decided: tuple[str, str | None] | None, *, by_id: bool) -> OrganisationGroup:
    """Return what is shown of names of one organisation: the spelling used most of the name used most."""
    if len(names) == 1 and not decided:  # most organisations of a large file
        return OrganisationGroup(tuple(names), names[0].id, names[0].name, by_id)
    spellings: dict[str, list[OrganisationName]] = defaultdict(list)
    for each in names:
        spellings[name_key(each.name)].append(each)
    best = max(spellings.values(), key=lambda same: sum(one.count for one in same))  # the first of several, as they stand
    ids = [each for each in names if not each.is_bare] or list(names)
    id_, name = decided or (_most(ids, "id"), None)
    return OrganisationGroup(tuple(names), id_, name or _most(best, "name"), by_id, decided is not None)


def _most(names: Sequence[OrganisationName], what: str) -> str:
    """Return the name or the identifier that is there most often, of several such the first."""
    counts: dict[str, int] = {}
    for each in names:
        counts[getattr(each, what)] = counts.get(getattr(each, what), 0) + each.count
    return max(counts, key=lambda text: counts[text])  # the first of several, since they stand in order


def _notes(of: OrganisationGroups, whole: SharedNames, part: SharedNames) -> Iterable[str]:
    """Yield the notes on names and identifiers; none for a group whose names are all the same."""
    groups, bare, decisions = of.groups, of.bare, of.decisions
    if several := [group for group in groups if group.other_names and not group.decided]:
        count = sum(len(group.other_names) for group in several)
        names = _list([f"{_texts(group.other_names)} {_is(group.other_names)} `{group.name}`" for group in several])
        yield (
            f"{_count(len(several), 'organisation has', 'organisations have')} several names with one identifier, and"
            f" {'is one row' if len(several) == 1 else 'each is one row'} under the name used most: {count:,}"
            f" {'name is' if count == 1 else 'names are'} joined to it ({names}); `--by recipient_name` keeps them apart"
        )
    equal = {group.name: group.ids for group in groups if len(group.ids) > 1 and not group.decided}
    by_rule = "several identifiers that are one by rule, numbers of one award or leading noughts"
    yield from _note(equal, f"organisation has {by_rule}", f"organisations have {by_rule}")
    decided, by_person = {group.name: group.ids for group in groups if group.decided}, f"one by `{decisions.label}`"
    yield from _note(decided, f"organisation is {by_person}", f"organisations are {by_person}")
    yield from _same_names_notes(groups, whole, part)
    yield from _bare_notes(bare)
    ids = dict.fromkeys(id_ for several_ids in (*decisions.same, *decisions.different) for id_ in several_ids)
    numbers = {number(each.id) for each in (*(one for group in groups for one in group.names), *bare)} if ids else set()
    if lost := [id_ for id_ in ids if number(id_) not in numbers]:
        count_lost = _count(len(lost), "identifier", "identifiers")
        yield f"{count_lost} of `{decisions.label}` {_is(lost)} on no award ({_texts(lost)})"


def _is(several: Sequence[object]) -> str:
    return "is" if len(several) == 1 else "are"


def _same_names_notes(groups: Sequence[OrganisationGroup], whole: SharedNames, part: SharedNames) -> Iterable[str]:
    """Yield which names several identifiers have, and which identifiers that are not of organisations have several names."""
    names_by_id: dict[str, dict[str, None]] = defaultdict(dict)
    for group in groups:
        if not group.whole:
            names_by_id[group.id][group.name] = None
    yield from _note({name: list(names) for name, names in names_by_id.items() if len(names) > 1},
                     "identifier that is not an org-id has several names, which stay apart",
                     "identifiers that are not org-ids have several names, which stay apart")  # fmt: skip
    yield from _note(whole.first, "name has several identifiers, and is a row for each",
                     "names have several identifiers, and are a row for each", whole.count,
                     more="; `grantcli duplicates` helps to decide which are one")  # fmt: skip
    yield from _note(part.first, "name has several identifiers that are not org-ids, and is one row",
                     "names have several identifiers that are not org-ids, and each is one row", part.count)  # fmt: skip


def _bare_notes(bare: Sequence[OrganisationName]) -> Iterable[str]:
    """Yield which names without an identifier differ only in their spelling."""
    spellings: dict[str, list[str]] = defaultdict(list)
    for each in bare:
        spellings[name_key(each.name)].append(each.name)
    several = [names for names in spellings.values() if len(names) > 1]
    if several:
        count = sum(map(len, several))
        lists = _list([_texts(names) for names in several])
        yield (f"{count:,} names without an identifier differ only by case, blanks or a leading `the`, and stay apart"
               f" ({lists})")  # fmt: skip


_MOST_NAMES = 3


def _note(several: Mapping[str, Sequence[str]], text: str, plural_text: str, count: int = 0, more: str = "") -> Iterable[str]:
    """Yield the note on these, with the first of them; `count` is how many they are, where others are not among them."""
    if several:
        names = _list([f"`{each}`: {_texts(texts)}" for each, texts in several.items()])
        yield f"{_count(count or len(several), text, plural_text)} ({names}){more}"


def _count(count: int, text: str, plural_text: str) -> str:
    return f"{count:,} {text if count == 1 else plural_text}"


def _list(parts: Sequence[str]) -> str:
    return "; ".join(parts[:_MOST_NAMES]) + ("; …" if len(parts) > _MOST_NAMES else "")


def _texts(names: Sequence[str]) -> str:
    return ", ".join(f"`{each}`" for each in names[:_MOST_NAMES]) + (", …" if len(names) > _MOST_NAMES else "")
