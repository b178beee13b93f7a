"""Awards that several rows may state: by one identifier, or all alike. What they add to a total, and which of them is used.

Rules to keep: awards of one identifier that differ stay separate unless the user says otherwise, and every answer says how much
they add; an id that only counts the rows of a file (`#7`) identifies nothing in another file.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from grantcli.errors import UsageError
from grantcli.model import Award
from grantcli.query.extra_columns import key
from grantcli.table import Money

_SPEC = re.compile(r"id(?::(?P<which>first|last|latest=(?P<field>.+)))?", re.DOTALL)
_FIELDS = ("awarded", "amount", "title")
_PAYMENT = re.compile(
    r"\b(?:payments?|paid|instal?lments?|disburse(?:d|ments?)?|claim(?:ed|s)?|tranches?|invoiced?|draw ?downs?|milestones?"
    r"|taliad(?:au)?|vers(?:é|ement)s?|zahlung(?:en)?|auszahlung(?:en)?|pagos?|pagament[oi]s?|betaling(?:en)?)\b",
    re.IGNORECASE,
)
_NO_MONEY = re.compile(
    r"\b(?:date|ref|reference|no|number|id|method|type|to|by|terms|status|frequency|schedule|name|description|month|year|period"
    r"|datum|fecha|data|dyddiad)\b",
    re.IGNORECASE,
)
"""What is in the heading of a payment that is no sum."""
_ROLE = re.compile(
    r"(?:(?:participant|partner|organisation|organization|recipient|consortium|project) )?role(?: in (?:the )?project)?"
    r"|(?:participant|partner|organisation) (?:type|order|number|no\.?)|(?:is )?lead(?: partner)?\?|lead ?(?:/|or) ?partner",
    re.IGNORECASE,
)
"""The heading of what an organisation is in a project of several."""
_ALIKE = {
    "recipient": ("recipientOrganization/", "recipientIndividual"),
    "title": ("title",),
    "programme": ("grantProgramme/",),
    "date": ("awardDate",),
    "amount": ("amountAwarded",),
}
"""What rows of one award have in common, by how the paths of such columns begin."""
_ROW_NUMBER = re.compile(r"#\d+")


@dataclass(frozen=True, slots=True)
class RepeatedIds:
    """The awards of one currency whose identifier an earlier award has."""

    currency: str | None
    ids: int
    awards: int
    amount: Decimal | None
    """What they add to a total; `None` where no amount is known."""


@dataclass(frozen=True, slots=True)
class Restatements:
    """The awards of one currency that are as an earlier one is, though each may be a payment of it."""

    currency: str | None
    awards: int
    amount: Decimal
    """What they add to a total."""


@dataclass(frozen=True, slots=True)
class RestatedBy:
    """The column by which rows may be of one award: one of payments, or else one of what a participant is in it."""

    column: str
    title: str
    """The heading of titles; empty where there is none."""
    of_participants: bool
    alike: tuple[str, ...] = ("amount",)
    """What rows of one award have in common, in words, as far as the file has such columns."""


@dataclass(frozen=True, slots=True)
class OnePer:
    """Which award of an identifier is used: the first or last of the file, or the one with the latest value of a field."""

    last: bool = False
    field: str = ""

    @classmethod
    def parse(cls, text: str) -> "OnePer":
        """Return what `id`, `id:first`, `id:last` or `id:latest=FIELD` says; UsageError for anything else."""
        match = _SPEC.fullmatch(text.strip())
        if not match:
            raise UsageError(
                f"--one-per `{text}` does not say which award of an identifier to keep",
                hint="`--one-per id` keeps the first; or `id:last`, `id:latest=awarded`, `id:latest=x:Heading`",
            )
        which, field = match["which"] or "first", (match["field"] or "").strip()
        if field and field not in _FIELDS and not field.lower().startswith("x:"):
            raise UsageError(
                f"--one-per: the latest `{field}` is not known of an award",
                hint=f"fields are {', '.join(_FIELDS)}, and columns of the file as x:Heading",
            )
        return cls(which == "last", field)

    def __str__(self) -> str:
        """Return which one it is, in words."""
        return f"the one with the latest `{self.field}`" if self.field else f"the {'last' if self.last else 'first'}"


def is_row_number(id_: str) -> bool:
    """Say whether an id only counts the rows of its file, as `#7` does."""
    return _ROW_NUMBER.fullmatch(id_) is not None


def repeated_ids(awards: Iterable[Award]) -> list[RepeatedIds]:
    """Return for each currency the awards whose identifier an award before them has, in the order of the codes."""
    known_ids: set[str] = set()
    ids: dict[str | None, set[str]] = {}
    counts: dict[str | None, int] = {}
    amounts: dict[str | None, Decimal | None] = {}
    for award in awards:
        if award.id in known_ids and not is_row_number(award.id):
            ids.setdefault(award.currency, set()).add(award.id)
            counts[award.currency] = counts.get(award.currency, 0) + 1
            sum_before = amounts.setdefault(award.currency, None)
            amounts[award.currency] = sum_before if award.amount is None else (sum_before or 0) + award.amount
        known_ids.add(award.id)
    return [RepeatedIds(code, len(ids[code]), counts[code], amounts[code]) for code in sorted(ids, key=lambda code: code or "~")]


def restatements(awards: Iterable[Award], *, of_participants: bool) -> list[Restatements]:
    """Return for each currency the awards with the recipient, title, programme, date and amount of one before them.

    Where each row is of a participant, the recipient may be another, and there is a title.
    """
    known: set[tuple[object, ...]] = set()
    amounts: dict[str | None, list[Decimal]] = {}
    for award in awards:
        recipient = award.lead.name if award.lead else award.individual
        programme = award.programme.title if award.programme else None
        day = (award.awarded.first, award.awarded.last) if award.awarded else None
        alike = (None if of_participants else recipient, award.title, programme, day, award.amount, award.currency)
        if alike in known and (award.title if of_participants else recipient) and award.amount:
            amounts.setdefault(award.currency, []).append(award.amount)
        known.add(alike)
    return [
        Restatements(code, len(amounts[code]), sum(amounts[code], Decimal()))
        for code in sorted(amounts, key=lambda code: code or "~")
    ]


def restated_by(columns: Iterable[tuple[str, str | None]]) -> RestatedBy | None:
    """Return which column shows that rows of a table without identifiers may be of one award; `None` where none does.

    `columns` are headings with the path that each is read as.

    >>> restated_by([("Project", "title"), ("Amount", "amountAwarded"), ("Payment (£)", None)])
    RestatedBy(column='Payment (£)', title='Project', of_participants=False, alike=('title', 'amount'))
    >>> restated_by([("Project", "title"), ("Amount", "amountAwarded"), ("Role", None)]).of_participants
    True
    >>> restated_by([("Ref", "id"), ("Amount", "amountAwarded"), ("Payment", None)])
    """
    pairs = list(columns)
    paths = {path: name for name, path in pairs}
    if "id" in paths or "amountAwarded" not in paths:
        return None
    others = [name for name, path in pairs if path in {None, "amountDisbursed"}]
    payment = next((name for name in others if _PAYMENT.search(name) and not _NO_MONEY.search(name)), "")
    role = next((name for name in others if _ROLE.fullmatch(name.replace("_", " ").strip())), "") if "title" in paths else ""
    alike = tuple(
        word
        for word, start in _ALIKE.items()
        if any(path and path.startswith(start) for path in paths) and (payment or word != "recipient")
    )
    return RestatedBy(payment or role, paths.get("title", ""), not payment, alike) if payment or role else None


def restatement_notes(restated: Iterable[Restatements], by: RestatedBy) -> Iterator[str]:
    """Say what awards that are as an earlier one add to a total, where a column says that they may be parts of it."""
    what = " and ".join([*([", ".join(by.alike[:-1])] if by.alike[1:] else []), by.alike[-1]])
    part = "participant" if by.of_participants else "payment"
    option = f"`--map id='{by.title}' --one-per id` keeps one of each"
    option = option if by.of_participants else f"`--map amount='{by.column}'` adds up payments"
    for each in restated:
        count = "1 award has" if each.awards == 1 else f"{each.awards:,} awards have"
        adds = f"{'adds' if each.awards == 1 else 'add'} {Money(each.amount, each.currency)} to the total"
        may = f"each row may be a {part} of one award, as `{by.column}` says"
        yield f"{count} the {what} of another and {adds}: {may}; {option}"


def one_per(awards: Sequence[Award], which: OnePer) -> tuple[Award, ...]:
    """Return one award of each identifier, in the order of the file."""
    places: dict[str, int] = {}
    for number, award in enumerate(awards):
        before = places.get(award.id)
        later = before is not None and (
            which.last if not which.field else _rank(award, which.field) >= _rank(awards[before], which.field)
        )
        if before is None or later:
            places[award.id] = number
    numbers = set(places.values())
    return tuple(award for number, award in enumerate(awards) if number in numbers)


def repetition_notes(repeated: Iterable[RepeatedIds], which: OnePer | None) -> Iterator[str]:
    """Say what awards with one identifier add to a total, or which award of each is used."""
    if which:
        yield f"of the awards of one identifier, {which} is kept"
        return
    for each in repeated:
        ids = "1 identifier is" if each.ids == 1 else f"{each.ids:,} identifiers are"
        known = "only unknown amounts" if each.amount is None else f"{Money(each.amount, each.currency)}"
        adds = f"those after the first of each add {known} to the total"
        yield f"{ids} in several awards, and {adds}; `--one-per id` keeps one of each"


def _rank(award: Award, name: str) -> tuple[int, Decimal, str]:
    """Return the sort key of a field's value: nothing, then texts, then numbers; dates are texts in ISO form."""
    if name.lower().startswith("x:"):
        name_key = key(name[2:])
        text = next((value for heading, value in award.extra.items() if key(heading) == name_key), "")
    else:
        text = {"awarded": award.awarded.first if award.awarded else "", "title": award.title or ""}.get(
            name, "" if award.amount is None else str(award.amount)
        )
    try:
        number = Decimal(text) if text else None
    except InvalidOperation:
        number = None
    if number is not None and number.is_finite():
        return (2, number, "")
    return (1 if text else 0, Decimal(0), text)
