"""Rules on who is in an award: councils that did not exist at the time, names and codes that do not belong together."""

from collections.abc import Callable, Iterator

from grantcli.bodies import Body
from grantcli.checks.bodies import Mention, RegisterIndex, first_mentions, recipients
from grantcli.checks.rule import Begin, CheckContext, Finding, Rule, Severity, Study, each_award, finding_at
from grantcli.dates import PartialDate
from grantcli.model import Organisation


def _recipients(fails: Callable[[tuple[Body, ...], PartialDate, CheckContext], str]) -> Begin:
    """Return the start of a rule on each organisation of each award; `fails` says what is wrong, given the councils it can be."""

    def find(examined: CheckContext) -> Iterator[Finding]:
        known = RegisterIndex.of(examined.register)
        for placed in examined.placed:
            when = placed.award.awarded
            for part, body in recipients(placed.award) if when else ():
                if when and (bodies := known.certain(body)) and (found := fails(bodies, when, examined)):
                    yield finding_at(placed, part, found)

    return each_award(find)


def _abolition(bodies: tuple[Body, ...], when: PartialDate, examined: CheckContext) -> str:
    dead = [body for body in bodies if body.until and body.until < when.first]
    if len(dead) < len(bodies):
        return ""
    heirs = " and ".join(heir.name for heir in examined.register.successors(dead[-1].id) if heir.id != dead[-1].id)
    after = f"; {heirs} took over" if heirs else ""
    return f"awarded {when}, but {dead[-1].official} existed until {dead[-1].until}{after}"


def _not_yet_born(bodies: tuple[Body, ...], when: PartialDate, _examined: CheckContext) -> str:
    unborn = [body for body in bodies if body.start and body.start > when.last]
    return f"awarded {when}, but {unborn[0].official} exists from {unborn[0].start}" if len(unborn) == len(bodies) else ""


def _name_and_code(whole: CheckContext) -> Study:
    known = RegisterIndex.of(whole.register)

    def contradicts(body: Organisation) -> bool:
        registered = known.by_code.get(body.id)
        return registered is not None and known.contradicts(body, registered)

    def find(mentions: list[Mention]) -> Iterator[Finding]:
        for mention in mentions:
            official, name = known.by_code[mention.body.id].official, mention.body.name
            yield mention.finding(f"`{mention.body.id}` is the code of {official}, not of {name}")

    return first_mentions(whole, contradicts, find)


def _several(
    same: Callable[[RegisterIndex, Organisation], str], find: Callable[[RegisterIndex, str, list[Mention]], Iterator[Finding]]
) -> Begin:
    """Return the start of a rule on organisations that share `same` but have several names or ids.

    For the others, nearly all, only the hash stays in memory: a tenth of the size of their names.
    """

    def begin(whole: CheckContext) -> Study:
        known = RegisterIndex.of(whole.register)
        first: dict[int, int] = {}
        several: set[int] = set()

        def learn(body: Organisation) -> None:
            group, entry = hash(same(known, body)), hash((body.id, body.name))
            if first.setdefault(group, entry) != entry:
                several.add(group)

        def groups(mentions: list[Mention]) -> Iterator[Finding]:
            found: dict[str, list[Mention]] = {}
            for mention in mentions:
                found.setdefault(same(known, mention.body), []).append(mention)
            for name, group in found.items():
                yield from find(known, name, group)

        return first_mentions(whole, lambda body: hash(same(known, body)) in several, groups, learn)

    return begin


def _several_names(known: RegisterIndex, _name: str, mentions: list[Mention]) -> Iterator[Finding]:
    first, *others = mentions
    related = [other for other in others if known.related(first.body, other.body)]
    if related:
        names = [f"{mention.body.name} ({mention.body.id})" for mention in (first, *related)]
        yield related[0].finding(f"one organisation as {' and '.join(names)}")


def _several_bodies(known: RegisterIndex, name: str, mentions: list[Mention]) -> Iterator[Finding]:
    first, *others = mentions
    strange = [other for other in others if not known.related(first.body, other.body)]
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
