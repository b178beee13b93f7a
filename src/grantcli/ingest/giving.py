"""Turns a 360Giving grant into an award: the only place where names of the standard become fields.

Nothing is lost in silence: a value that cannot be read is unknown in its award, and a remark says so with its text. The grant
stays as it was published, for the rules of `check` and for export.
"""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from grantcli.accounting import RowNote, RowOutcome
from grantcli.evidence import Basis
from grantcli.ingest.grant_row import GrantRow, spot
from grantcli.ingest.parse import amounts, currencies, dates
from grantcli.ingest.parse.formats import Formats
from grantcli.model import Award, Organisation, Programme

_LONGEST = 60
EARLIEST, LATEST = "1900-01-02", "2100-12-31"
"""No award has an earlier or a later day: 1 January 1900 is day 1 of a spreadsheet, and means that none is known."""


class _Notes:
    """The remarks on one entry, as they come."""

    def __init__(self, entry: GrantRow) -> None:
        self.place = spot(entry.place)
        self.remarks: list[RowNote] = []

    def add(self, reason: str) -> None:
        self.remarks.append(RowNote(self.place, RowOutcome.AWARD, reason))

    def add_unreadable(self, what: str, value: Any, why: str = "") -> None:  # noqa: ANN401 - whatever JSON holds
        text = str(value) if isinstance(value, str | Decimal) else json.dumps(value, ensure_ascii=False, default=str)
        self.add(f"{what} `{text if len(text) <= _LONGEST else f'{text[:_LONGEST]}…'}` cannot be read{f': {why}' if why else ''}")


def award(entry: GrantRow, formats: Formats | None = None) -> tuple[Award, tuple[RowNote, ...]]:
    """Return the award of an entry, and remarks on values that cannot be read, each with the id of the award.

    The reason for a value that cannot be read is ``amount `tbc` cannot be read``, or the same of a date.
    """
    grant, notes, options = entry.grant, _Notes(entry), formats or Formats()
    funders = _organisations(grant, "fundingOrganization", notes)
    recipients = _organisations(grant, "recipientOrganization", notes)
    currency = _currency(grant, options, notes)
    amount = _amount(grant, currency, options, notes)
    if funders[1:]:
        notes.add("other funders too, not counted as its funder: " + ", ".join(f"`{each.name}`" for each in funders[1:]))
    result = Award(
        id=_text(grant, "id", notes) or f"#{entry.number}",
        programme=_programme(grant, notes),
        funder=funders[0] if funders else None,
        title=_text(grant, "title", notes),
        description=_text(grant, "description", notes),
        lead=recipients[0] if recipients else None,
        partners=tuple(dict.fromkeys(body for body in recipients[1:] if body != recipients[0])),
        individual=_individual(grant, notes),
        awarded=_award_date(grant, options, notes),
        amount=amount,
        currency=currency,
        basis=Basis.UNKNOWN if amount is None else Basis.STATED,
        line=entry.place,
        extra=entry.extra,
        grant=grant,
    )
    return result, tuple(RowNote(each.place, each.outcome, each.reason, result.id) for each in notes.remarks)


def _currency(grant: Mapping[str, Any], options: Formats, notes: _Notes) -> str | None:
    """Return the currency that the grant names; else the one whose mark its amount has."""
    code = _text(grant, "currency", notes)
    value = grant.get("amountAwarded")
    if code and not currencies.is_placeholder(code):
        return currencies.code(code)
    return (options.currency.of(value) or None) if isinstance(value, str) else None


def _amount(grant: Mapping[str, Any], currency: str | None, options: Formats, notes: _Notes) -> Decimal | None:
    value = grant.get("amountAwarded")
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    readable = isinstance(value, str | int | Decimal) and not isinstance(value, bool)
    amount = (amounts.amount(value, options.amount) if isinstance(value, str) else amounts.amount(value)) if readable else None
    codes = amounts.meanings(value) if isinstance(value, str) else ()
    if amount is None:
        twofold = isinstance(value, str) and amounts.SINGLE.fullmatch(amounts.figure(value))
        notes.add_unreadable("amount", value, "it could be two numbers; `--decimal . or ,` says which" if twofold else "")
    elif codes and codes[0] and currency not in codes:
        notes.add(f"amount `{value}` cannot be read: its sign says {codes[0]}, its currency is `{currency}`")
        return None
    return amount


def _award_date(grant: Mapping[str, Any], options: Formats, notes: _Notes) -> Any:  # noqa: ANN401 - a date or nothing
    value = grant.get("awardDate")
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value  # 2019, and 20190417
    date = dates.day(text, options.awarded) if isinstance(text, str) else None
    if date is None:
        twofold = isinstance(value, str) and dates.shows(value) is None
        notes.add_unreadable("date", value, "it could be a month or a financial year; `--periods` says which" if twofold else "")
    elif dates.period(str(value), options.awarded):
        notes.add(f"date `{value}` has a first and a last day: the first is read")
    if date and (str(date.last) < EARLIEST or str(date.first) > LATEST):
        notes.add_unreadable("date", value, "no award is of that day")
        return None
    return date


def _text(grant: Mapping[str, Any], key: str, notes: _Notes) -> str | None:
    """Return a text, trimmed; a number becomes a text as it is written; any other value is dropped, with a remark."""
    value = grant.get(key)
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    if value:
        notes.add_unreadable(key, value)
    return None


def _members(grant: Mapping[str, Any], key: str, notes: _Notes) -> Iterator[Mapping[str, Any]]:
    """Yield the objects in a list; a single object counts as a list of one; any other value is dropped, with a remark."""
    value = grant.get(key)
    for part in value if isinstance(value, list) else [value] if value else []:
        if isinstance(part, dict):
            yield part
        elif part is not None:
            notes.add_unreadable(key, part)


def _organisations(grant: Mapping[str, Any], key: str, notes: _Notes) -> list[Organisation]:
    bodies = []
    for part in _members(grant, key, notes):
        id_ = _text(part, "id", notes)
        if (
            name := _text(part, "name", notes)
            or id_
            or _text(part, "charityNumber", notes)
            or _text(part, "companyNumber", notes)
        ):
            bodies.append(Organisation(id_ or name, name))
        elif any(part.values()):
            notes.add(f"{key} without a name, not read")
    return bodies


def _individual(grant: Mapping[str, Any], notes: _Notes) -> str | None:
    person = next(_members(grant, "recipientIndividual", notes), None)
    if person and grant.get("recipientOrganization"):
        notes.add("its recipients are an organisation and an individual")
    return (_text(person, "name", notes) or "an individual") if person else None


def _programme(grant: Mapping[str, Any], notes: _Notes) -> Programme | None:
    titles = []
    for part in _members(grant, "grantProgramme", notes):
        code = _text(part, "code", notes)
        if title := _text(part, "title", notes) or code:
            titles.append(Programme(code or title, title))
    if titles[1:]:
        notes.add("other programmes too, not counted as its programme: " + ", ".join(f"`{each.title}`" for each in titles[1:]))
    return titles[0] if titles else None
