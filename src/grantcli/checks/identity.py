"""Rules on who is in an award: councils that did not exist at the time, names and codes that do not belong together.

Names match by rule, never by likeness.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from grantcli.bodies import Body
from grantcli.checks.rule import Begin, CheckContext, Finding, NumberedAward, Rule, Severity, Study, each_award, finding_at
from grantcli.dates import PartialDate
from grantcli.model import Award, Book, Organisation
from grantcli.names import key, keys
from grantcli.register import Register

_ORG_ID = re.compile(r"[A-Z]{2}-[A-Z0-9]+-.+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Mention:
    """An organisation in a part of an award, or the funder of the programme that has this path."""

    body: Organisation
    where: NumberedAward | str
    part: str = "funder"

    def finding(self, message: str) -> Finding:
        """Return a finding at this place."""
        if isinstance(self.where, str):
            return Finding(message, None, f"{self.where}.{self.part}")
        return finding_at(self.where, self.part, message)


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
    file: CheckContext,
    choose: Callable[[Organisation], bool],
    find: Callable[[list[Mention]], Iterable[Finding]],
    learn: Callable[[Organisation], None] | None = None,
) -> Study:
    """Return the study of the chosen organisations: each name of each, at its first mention.

    Recipients come before those who only give. `learn` gets every organisation of the file first.
    """
    funders = tuple(_mentions(file.book))
    mentions: dict[tuple[bool, str, str], Mention] = {}

    def keep(mention: Mention) -> None:
        mentions.setdefault((mention.part == "funder", mention.body.id, mention.body.name), mention)

    def see(context: CheckContext) -> tuple[Finding, ...]:
        for numbered in context.numbered_awards:
            for part, body in _bodies(numbered.award):
                if choose(body):
                    keep(Mention(body, numbered, part))
        return ()

    def end() -> Iterable[Finding]:
        firsts: dict[tuple[str, str], Mention] = {}
        for (_, *entry), mention in sorted(mentions.items(), key=lambda each: each[0][0]):
            firsts.setdefault((entry[0], entry[1]), mention)
        return find([mention for mention in firsts.values() if choose(mention.body)])

    for mention in funders:
        keep(mention)
    return Study(see, _learn_from(learn, funders) if learn else None, end)


def _learn_from(learn: Callable[[Organisation], None], funders: Iterable[Mention]) -> Callable[[CheckContext], None]:
    def see(context: CheckContext) -> None:
        for mention in funders:
            learn(mention.body)
        for award in context.book.awards:
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
        by_key: dict[str, tuple[Body, ...]] = {}
        for body in register.bodies.values():
            codes.update({code: body for code in (body.id, body.gss, *body.gss_former) if code})
            official = body.official.casefold()
            officials[official] = (*officials.get(official, ()), body)
            for each in keys(set(body.names) - set(body.joint)):
                by_key[each] = (*by_key.get(each, ()), body)
        return cls(codes, officials, by_key)

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
        bodies = self.by_key.get(name, ())
        return bodies[0].id if len(bodies) == 1 else name

    def are_related(self, one: Organisation, other: Organisation) -> bool:
        """Say whether the names of two entries can be those of one organisation."""
        body = self.by_code.get(one.id) or self.by_code.get(other.id)
        name_keys = keys(one.names), keys(other.names)
        fits = body is not None and not any(keys(body.names).isdisjoint(names) for names in name_keys)
        return fits or not name_keys[0].isdisjoint(name_keys[1])

    def contradicts(self, body: Organisation, registered: Body) -> bool:
        """Say whether every name of an entry belongs to another organisation, or none to this one (the kind may be a slip)."""
        names = keys(registered.names)
        if any(key(name) in names for name in body.names):
            return False
        return names.isdisjoint(keys(body.names)) or any(key(name) in self.by_key for name in body.names)


def _recipients(fails: Callable[[tuple[Body, ...], PartialDate, CheckContext], str]) -> Begin:
    """Return the start of a rule on each organisation of each award; `fails` says what is wrong, given the councils it can be."""

    def find(context: CheckContext) -> Iterator[Finding]:
        index = RegisterIndex.of(context.register)
        for numbered in context.numbered_awards:
            awarded = numbered.award.awarded
            for part, body in recipients(numbered.award) if awarded else ():
                if awarded and (bodies := index.certain(body)) and (message := fails(bodies, awarded, context)):
                    yield finding_at(numbered, part, message)

    return each_award(find)


def _abolition(bodies: tuple[Body, ...], awarded: PartialDate, context: CheckContext) -> str:
    dead = [each for each in bodies if each.until and each.until < awarded.first]
    if len(dead) < len(bodies):
        return ""
    successors = " and ".join(body.name for body in context.register.successors(dead[-1].id) if body.id != dead[-1].id)
    after = f"; {successors} took over" if successors else ""
    return f"awarded {awarded}, but {dead[-1].official} existed until {dead[-1].until}{after}"


def _not_yet_born(bodies: tuple[Body, ...], awarded: PartialDate, _examined: CheckContext) -> str:
    unborn = [body for body in bodies if body.start and body.start > awarded.last]
    return f"awarded {awarded}, but {unborn[0].official} exists from {unborn[0].start}" if len(unborn) == len(bodies) else ""


def _name_and_code(file: CheckContext) -> Study:
    index = RegisterIndex.of(file.register)

    def contradicts(body: Organisation) -> bool:
        registered = index.by_code.get(body.id)
        return registered is not None and index.contradicts(body, registered)

    def find(mentions: list[Mention]) -> Iterator[Finding]:
        for mention in mentions:
            official, name = index.by_code[mention.body.id].official, mention.body.name
            yield mention.finding(f"`{mention.body.id}` is the code of {official}, not of {name}")

    return first_mentions(file, contradicts, find)


def _several(
    key_of: Callable[[RegisterIndex, Organisation], str], find: Callable[[RegisterIndex, str, list[Mention]], Iterator[Finding]]
) -> Begin:
    """Return the start of a rule on organisations that share a key (`key_of`) but have several names or ids.

    For the others, nearly all, only the hash stays in memory: a tenth of the size of their names.
    """

    def begin(file: CheckContext) -> Study:
        index = RegisterIndex.of(file.register)
        first: dict[int, int] = {}
        several: set[int] = set()

        def learn(body: Organisation) -> None:
            group, entry = hash(key_of(index, body)), hash((body.id, body.name))
            if first.setdefault(group, entry) != entry:
                several.add(group)

        def groups(mentions: list[Mention]) -> Iterator[Finding]:
            groups_by_key: dict[str, list[Mention]] = {}
            for mention in mentions:
                groups_by_key.setdefault(key_of(index, mention.body), []).append(mention)
            for name, group in groups_by_key.items():
                yield from find(index, name, group)

        return first_mentions(file, lambda body: hash(key_of(index, body)) in several, groups, learn)

    return begin


def _several_names(index: RegisterIndex, _name: str, mentions: list[Mention]) -> Iterator[Finding]:
    first, *others = mentions
    related = [other for other in others if index.are_related(first.body, other.body)]
    if related:
        names = [f"{mention.body.name} ({mention.body.id})" for mention in (first, *related)]
        yield related[0].finding(f"one organisation as {' and '.join(names)}")


def _several_bodies(index: RegisterIndex, name: str, mentions: list[Mention]) -> Iterator[Finding]:
    first, *others = mentions
    strange = [other for other in others if not index.are_related(first.body, other.body)]
    if strange:
        names = " and ".join(mention.body.name for mention in (first, *strange))
        yield strange[0].finding(f"`{name}` is the id of {names}, which may be several organisations")


_LIFE = (
    "An organisation is known by its code, or by its very official name; a date that is known to the month or the "
    "year counts only where "
    "every day of it is too"
)

RULES = (
    Rule(
        "recipient-abolished", Severity.ERROR, "grantcli, councils: the register of councils",
        f"An organisation in an award no longer existed when the award was made. {_LIFE} late.",
        "name the organisation that took over, or correct the date",
        _recipients(_abolition),
    ),
    Rule(
        "recipient-not-yet-born", Severity.ERROR, "grantcli, councils: the register of councils",
        f"An organisation in an award did not exist yet when the award was made. {_LIFE} early.",
        "name the organisation of the time, or correct the date",
        _recipients(_not_yet_born),
    ),
    Rule(
        "name-and-code-disagree", Severity.ERROR, "grantcli, councils: the register of councils",
        "An organisation has the code of a council, and none of its names is a name of that council, or they are "
          "those of another.",
        "correct the code or the name",
        _name_and_code,
    ),
    Rule(
        "one-body-several-names", Severity.WARNING, "grantcli, councils: names are matched by rule",
        "One organisation is in the data under several names, or under one name with several ids of the file's own, "
          "so that totals "
        "show it more than once. Case, punctuation and words such as Council make no other organisation.",
        "give it one id and one name, and the others as aliases",
        _several(RegisterIndex.identity, _several_names),
    ),
    Rule(
        "one-id-several-bodies", Severity.WARNING, "grantcli, councils: names are matched by rule",
        "One id has names of what may be several organisations: another one, a part of one, or one that was renamed.",
        "give each organisation one id and one name",
        _several(lambda _known, body: body.id, _several_bodies),
    ),
)  # fmt: skip
"""The rules on who is in an award."""
