"""The bodies that a book mentions, and those of the register that they can be. Names are matched by rule, never by likeness."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from grantcli.bodies import Body
from grantcli.checks.programmes import placed
from grantcli.checks.rule import Finding
from grantcli.councils import Register
from grantcli.model import Award, Book, Organisation
from grantcli.names import key, keys

_ORG_ID = re.compile(r"[A-Z]{2}-[A-Z0-9]+-.+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Mention:
    """A body in one award, or as the funder of a programme, with the path of that place."""

    body: Organisation
    path: str
    award: Award | None = None

    def finding(self, found: str) -> Finding:
        """Return a finding at this place."""
        return Finding(found, self.award.id, self.path, self.award.line) if self.award else Finding(found, None, self.path)


def recipients(book: Book) -> Iterator[tuple[Award, Mention]]:
    """Yield each recipient of each award."""
    for path, award in placed(book):
        if award.lead:
            yield award, Mention(award.lead, f"{path}.lead", award)
        yield from ((award, Mention(body, f"{path}.partners[{n}]", award)) for n, body in enumerate(award.partners))


def first_mentions(book: Book) -> list[Mention]:
    """Return every body of the book once for each name that it has there, where it is mentioned first."""
    found: dict[tuple[str, str], Mention] = {}
    for mention in (*(mention for _, mention in recipients(book)), *_funders(book)):
        found.setdefault((mention.body.id, mention.body.name), mention)
    return list(found.values())


def _funders(book: Book) -> Iterator[Mention]:
    for number, programme in enumerate(book.programmes):
        if programme.funder:
            yield Mention(programme.funder, f"programmes[{number}].funder")
    for path, award in placed(book):
        if award.funder:
            yield Mention(award.funder, f"{path}.funder", award)


@dataclass(frozen=True, slots=True)
class Known:
    """The register, by what data can call a body."""

    by_code: Mapping[str, Body]
    """By org-id and by GSS code, former ones too."""
    by_official: Mapping[str, tuple[Body, ...]]
    """By official name, in small letters."""
    by_key: Mapping[str, tuple[Body, ...]]
    """By the key of any name that is its own."""

    @classmethod
    def of(cls, register: Register) -> "Known":
        """Return the bodies of a register."""
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
        """Return the bodies that it is for certain: that of its code, else those of the very official name."""
        by_code = self.by_code.get(body.id)
        return (by_code,) if by_code else self.by_official.get((body.official or body.name).casefold(), ())

    def identity(self, body: Organisation) -> str:
        """Return what two entries for one body share: its code; without one its name, the register's where only one fits."""
        by_code = self.by_code.get(body.id)
        if by_code or _ORG_ID.fullmatch(body.id):
            return by_code.id if by_code else body.id
        name = key(body.official or body.name)
        named = self.by_key.get(name, ())
        return named[0].id if len(named) == 1 else name

    def related(self, one: Organisation, other: Organisation) -> bool:
        """Say whether the names of two entries can be those of one body."""
        body = self.by_code.get(one.id) or self.by_code.get(other.id)
        both = keys(one.names), keys(other.names)
        fits = body is not None and not any(keys(body.names).isdisjoint(names) for names in both)
        return fits or not both[0].isdisjoint(both[1])

    def contradicts(self, body: Organisation, known: Body) -> bool:
        """Say whether no name of an entry is one of this body, or each leads to another (a kind that is wrong may be a slip)."""
        names = keys(known.names)
        if any(key(name) in names for name in body.names):
            return False
        return names.isdisjoint(keys(body.names)) or any(key(name) in self.by_key for name in body.names)
