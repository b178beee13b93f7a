"""The organisations in a book, and the councils that they can be. Names match by rule, never by likeness."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from grantcli.bodies import Body
from grantcli.checks.places import NumberedAward
from grantcli.checks.rule import CheckContext, Finding, Study, finding_at
from grantcli.councils import Register
from grantcli.model import Award, Book, Organisation
from grantcli.names import key, keys

_ORG_ID = re.compile(r"[A-Z]{2}-[A-Z0-9]+-.+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Mention:
    """An organisation in a part of an award, or the funder of the programme that has this path."""

    body: Organisation
    where: NumberedAward | str
    part: str = "funder"

    def finding(self, found: str) -> Finding:
        """Return a finding at this place."""
        if isinstance(self.where, str):
            return Finding(found, None, f"{self.where}.{self.part}")
        return finding_at(self.where, self.part, found)


def recipients(award: Award) -> Iterator[tuple[str, Organisation]]:
    """Yield each organisation that takes part in an award, with its part of the award."""
    if award.lead:
        yield "lead", award.lead
    for number, body in enumerate(award.partners):
        yield f"partners[{number}]", body


def _bodies(award: Award) -> Iterator[tuple[str, Organisation]]:
    yield from recipients(award)
    if award.funder:
        yield "funder", award.funder


def _mentions(book: Book) -> Iterator[Mention]:
    for number, programme in enumerate(book.programmes):
        if programme.funder:
            yield Mention(programme.funder, f"programmes[{number}]")


def first_mentions(
    whole: CheckContext,
    choose: Callable[[Organisation], bool],
    find: Callable[[list[Mention]], Iterable[Finding]],
    learn: Callable[[Organisation], None] | None = None,
) -> Study:
    """Return the study of the chosen organisations: each name of each, at its first mention.

    Recipients come before those who only give. `learn` gets every organisation of the file first.
    """
    funders = tuple(_mentions(whole.book))
    kept: dict[tuple[bool, str, str], Mention] = {}

    def keep(mention: Mention) -> None:
        kept.setdefault((mention.part == "funder", mention.body.id, mention.body.name), mention)

    def see(examined: CheckContext) -> tuple[Finding, ...]:
        for placed in examined.placed:
            for part, body in _bodies(placed.award):
                if choose(body):
                    keep(Mention(body, placed, part))
        return ()

    def end() -> Iterable[Finding]:
        firsts: dict[tuple[str, str], Mention] = {}
        for (_, *entry), mention in sorted(kept.items(), key=lambda each: each[0][0]):
            firsts.setdefault((entry[0], entry[1]), mention)
        return find([mention for mention in firsts.values() if choose(mention.body)])

    for mention in funders:
        keep(mention)
    return Study(see, _learn_from(learn, funders) if learn else None, end)


def _learn_from(learn: Callable[[Organisation], None], funders: Iterable[Mention]) -> Callable[[CheckContext], None]:
    def see(examined: CheckContext) -> None:
        for mention in funders:
            learn(mention.body)
        for award in examined.book.awards:
            for _, body in _bodies(award):
                learn(body)

    return see


@dataclass(frozen=True, slots=True)
class RegisterIndex:
    """The register, by the names and codes that data can use for an organisation."""

    by_code: Mapping[str, Body]
    """By org-id and by GSS code, former ones too."""
    by_official: Mapping[str, tuple[Body, ...]]
    """By official name, in small letters."""
    by_key: Mapping[str, tuple[Body, ...]]
    """By the key of any name that is its own."""

    @classmethod
    @lru_cache(maxsize=1)
    def of(cls, register: Register) -> "RegisterIndex":
        """Return the organisations of a register."""
        codes: dict[str, Body] = {}
        officials: dict[str, tuple[Body, ...]] = {}
        named: dict[str, tuple[Body, ...]] = {}
        for body in register.bodies.values():
            codes.update({code: body for code in (body.id, body.gss, *body.gss_former) if code})
            official = body.official.casefold()
            officials[official] = (*officials.get(official, ()), body)
            for each in keys(set(body.names) - set(body.joint)):
                named[each] = (*named.get(each, ()), body)
        return cls(codes, officials, named)

    def certain(self, body: Organisation) -> tuple[Body, ...]:
        """Return the organisations that this one certainly is: the one of its code, else those with exactly its official name."""
        by_code = self.by_code.get(body.id)
        return (by_code,) if by_code else self.by_official.get((body.official or body.name).casefold(), ())

    def identity(self, body: Organisation) -> str:
        """Return the key that two entries for one organisation share: its code, else its name (in the register, if one fits)."""
        by_code = self.by_code.get(body.id)
        if by_code or _ORG_ID.fullmatch(body.id):
            return by_code.id if by_code else body.id
        name = key(body.official or body.name)
        named = self.by_key.get(name, ())
        return named[0].id if len(named) == 1 else name

    def related(self, one: Organisation, other: Organisation) -> bool:
        """Say whether the names of two entries can be those of one organisation."""
        body = self.by_code.get(one.id) or self.by_code.get(other.id)
        both = keys(one.names), keys(other.names)
        fits = body is not None and not any(keys(body.names).isdisjoint(names) for names in both)
        return fits or not both[0].isdisjoint(both[1])

    def contradicts(self, body: Organisation, known: Body) -> bool:
        """Say whether every name of an entry belongs to another organisation, or none to this one (the kind may be a slip)."""
        names = keys(known.names)
        if any(key(name) in names for name in body.names):
            return False
        return names.isdisjoint(keys(body.names)) or any(key(name) in self.by_key for name in body.names)
