"""Identifiers of organisations: which are of one organisation, by rule and by a person's decision.

The rules: leading noughts of charity and company numbers do not count. A charity number and a company number that one award gives
for one organisation are the same organisation. Different numbers of one register never are.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

ORG_ID = r"(?:[A-Za-z]{2}-[A-Za-z0-9]+|360[Gg])-.*[1-9A-Za-z]"
"""What an identifier of an organisation looks like, by org-id.guide and by 360Giving; others may be of rows or of addresses."""
_NUMBERED = r"((?:GB-(?:CHC|COH))-[A-Z]*)0+(?=[1-9])"
_NUMBER = re.compile(_NUMBERED)
_ORG_ID = re.compile(ORG_ID, re.DOTALL)
_REGISTER = re.compile(r"GB-(CHC|COH|SC|NIC)-(.*)", re.DOTALL | re.IGNORECASE)
_CHARITY = (
    ("GB-CHC", re.compile(r"0*[1-9]\d{4,6}")),
    ("GB-SC", re.compile(r"SC\d{6}")),
    ("GB-NIC", re.compile(r"(?:NIC)?1\d{5}")),
)
_COMPANY = re.compile(r"(?=.*[1-9])(?:\d{5,8}|[A-Z]{2}\d{4,6})")
Link = tuple[str, str]
"""Two identifiers that one award gives for one organisation."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """What a person has decided: which identifiers are one organisation, and which are not."""

    same: tuple[tuple[str, ...], ...] = ()
    """The first of each is the one that is shown."""
    different: tuple[tuple[str, ...], ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    """By the first identifier, the name that is shown."""
    label: str = ""
    """The file that says so."""

    def distinct_pairs(self) -> frozenset[frozenset[str]]:
        """Return the pairs of identifiers, by number, that are not one."""
        return frozenset(frozenset(map(number, pair)) for several in self.different for pair in combinations(several, 2))


NONE_DECIDED = Decisions()


def is_org_id(text: str) -> bool:
    """Say whether an identifier is one of an organisation, so that all of its names are one organisation.

    >>> is_org_id("GB-CHC-219279"), is_org_id("360G-fund-12"), is_org_id("GB-CHC-0"), is_org_id("1234"), is_org_id("N/A")
    (True, True, False, False, False)
    """
    text = text.strip()
    if match := _REGISTER.fullmatch(text):
        return re.search(r"[1-9]", match[2]) is not None
    return _ORG_ID.match(text) is not None


def number(id_: str) -> str:
    """Return an identifier as it is compared: those of charities and companies without leading noughts, and in capitals.

    >>> number("GB-COH-00212481"), number("gb-chc-0219279"), number("GB-COH-SC012345"), number("GB-LAE-LDS")
    ('GB-COH-212481', 'GB-CHC-219279', 'GB-COH-SC12345', 'GB-LAE-LDS')
    """
    text = id_.strip()
    if not _REGISTER.fullmatch(text):
        return id_
    return _NUMBER.sub(r"\1", re.sub(r"\s", "", text).upper())


def links_of_numbers(id_: str, charity: str | None, company: str | None) -> list[Link]:
    """Return the identifiers that are the same organisation as `id_`, which has these charity and company numbers.

    Numbers of another form are left out, and so are those of the register that `id_` is of, which they repeat or contradict.
    """
    texts = [re.sub(r"\s", "", text or "").upper() for text in (charity, company)]
    ids = [f"{register}-{texts[0]}" for register, form in _CHARITY if form.fullmatch(texts[0])]
    ids += [f"GB-COH-{texts[1]}"] if _COMPANY.fullmatch(texts[1]) else []
    keys = [number(each) for each in ([id_] if is_org_id(id_) else []) + ids]
    return [(one, other) for one, other in combinations(keys, 2) if _register(one) != _register(other)]


def _register(id_: str) -> str:
    match = _REGISTER.fullmatch(id_.strip())
    return match[1].upper() if match else id_


@dataclass(slots=True)
class Identities:
    """Which identifiers are one organisation: sets that are joined where two are."""

    parents: dict[str, str] = field(default_factory=dict)

    def find(self, key: str) -> str:
        """Return the identifier that represents all that are one with this."""
        while (parent := self.parents.get(key, key)) != key:
            key = parent
        return key

    def join(self, one: str, other: str) -> None:
        """Let two identifiers be one."""
        first, second = sorted((self.find(one), self.find(other)))
        if first != second:
            self.parents[second] = first

    @property
    def sets(self) -> list[set[str]]:
        """Every set of more than one."""
        groups: dict[str, set[str]] = defaultdict(set)
        for key in self.parents:
            groups[self.find(key)] |= {key, self.find(key)}
        return list(groups.values())


def identities(links: Iterable[Link], decisions: Decisions = NONE_DECIDED) -> Identities:
    """Return which identifiers are one by their links and by decisions; linked sets that contradict themselves stay apart.

    A set contradicts itself where two numbers of one register are in it, or two that are decided to be different.
    """
    linked = Identities()
    for one, other in links:
        linked.join(one, other)
    result, different = Identities(), decisions.distinct_pairs()
    for group in linked.sets:
        registers = [_register(each) for each in group]
        if len(set(registers)) < len(registers) or any(pair <= group for pair in different):
            continue
        for each in group:
            result.join(next(iter(group)), each)
    for ids in decisions.same:
        for each in ids[1:]:
            result.join(number(ids[0]), number(each))
    return result
