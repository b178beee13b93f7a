"""Reads a 360Giving file in JSON: `{"grants": […]}`, each element an award.

Nothing is lost in silence: what is not an object is set aside and counted, and a value that cannot be read leaves its
award with an unknown one, counted and named. The grants themselves are kept as they are, for the rules of `check`.
"""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from grantcli.dates import PartialDate
from grantcli.errors import DataError, Place
from grantcli.evidence import Basis
from grantcli.model import Award, Book, Organisation, Programme, money

_NAMED = 3  # so many places are named in a note


def seems(start: bytes) -> bool:
    """Say whether a file that starts with these bytes is JSON."""
    return start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}


def read(path: Path, label: str) -> tuple[Book, tuple[str, ...]]:
    """Return the awards of the file, and what is to be said of how they were read; DataError when it has no grants."""
    found = _grants(path, label)
    grants = [(number, grant) for number, grant in enumerate(found) if isinstance(grant, dict)]
    faults: dict[str, list[str]] = {}
    awards = tuple(_award(number, grant, faults) for number, grant in grants)
    aside = [f"grants/{number}" for number, grant in enumerate(found) if not isinstance(grant, dict)]
    said = [f"{_count(aside, 'element')} of `grants` set aside: not an object ({_some(aside)})"] if aside else []
    said += [f"{_count(places, what)} that cannot be read, taken as unknown ({_some(places)})" for what, places in faults.items()]
    programmes = {award.programme.id: award.programme for award in awards if award.programme}
    return Book(awards, tuple(programmes.values()), grants=tuple(found)), tuple(said)


def _count(places: list[str], what: str) -> str:
    return f"{len(places):,} {what}{'' if len(places) == 1 else 's'}"


def _some(places: list[str]) -> str:
    return ", ".join(places[:_NAMED]) + (" and so on" if len(places) > _NAMED else "")


def _grants(path: Path, label: str) -> list[Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal, parse_constant=_refuse)
    except UnicodeDecodeError as error:
        raise DataError(f"`{label}` is not UTF-8 text", hint="save it as UTF-8") from error
    except json.JSONDecodeError as error:
        place = Place(label, error.lineno, error.colno)
        raise DataError(f"is not valid JSON: {error.msg.lower()}", place=place, hint="is the file whole?") from error
    except (RecursionError, ValueError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise DataError(f"`{label}` cannot be read: {reason}") from error
    grants = content.get("grants") if isinstance(content, dict) else None
    if not isinstance(grants, list):
        keys = (
            f"an object with {', '.join(f'`{key}`' for key in list(content)[:_NAMED])}" if isinstance(content, dict) else "a list"
        )
        hint = "a 360Giving file is an object with the list `grants`"
        raise DataError(f"`{label}` holds no grants: it is {keys or 'empty'}", hint=hint)
    return grants


def _refuse(constant: str) -> None:
    message = f"{constant} is not a number"
    raise ValueError(message)


def _award(number: int, grant: Mapping[str, Any], faults: dict[str, list[str]]) -> Award:
    place = f"grants/{number}"
    funders = [*_organisations(grant.get("fundingOrganization"))]
    recipients = [*_organisations(grant.get("recipientOrganization"))]
    amount = _read("amount", grant.get("amountAwarded"), place, faults)
    return Award(
        id=_text(grant.get("id")) or f"#{number + 1}",
        programme=_programme(grant.get("grantProgramme")),
        funder=funders[0] if funders else None,
        title=_text(grant.get("title")),
        description=_text(grant.get("description")),
        lead=recipients[0] if recipients else None,
        partners=tuple(dict.fromkeys(body for body in recipients[1:] if body != recipients[0])),
        unnamed=None if recipients or not grant.get("recipientIndividual") else "an individual",
        awarded=_read("date", grant.get("awardDate"), place, faults),
        amount=amount,
        currency=_text(grant.get("currency")),
        basis=Basis.UNKNOWN if amount is None else Basis.STATED,
    )


def _read(what: str, value: Any, place: str, faults: dict[str, list[str]]) -> Any:  # noqa: ANN401 - an amount or a date
    """Return an amount or a date; `None` for one that is not there, and for one that cannot be read, which is noted."""
    if value in (None, ""):
        return None
    try:
        if what == "date" and isinstance(value, str):
            return PartialDate.parse(value.partition("T")[0])
        if what == "amount" and isinstance(value, int | Decimal) and not isinstance(value, bool):
            return money(f"{Decimal(value):f}")
    except ValueError:
        pass
    faults.setdefault(what, []).append(place)
    return None


def _text(value: Any) -> str | None:  # noqa: ANN401 - whatever JSON holds
    return value if isinstance(value, str) and value.strip() else None


def _organisations(value: Any) -> Iterator[Organisation]:  # noqa: ANN401 - whatever JSON holds
    for part in value if isinstance(value, list) else ():
        if isinstance(part, dict) and (name := _text(part.get("name")) or _text(part.get("id"))):
            yield Organisation(_text(part.get("id")) or name, name)


def _programme(value: Any) -> Programme | None:  # noqa: ANN401 - whatever JSON holds
    first = value[0] if isinstance(value, list) and value and isinstance(value[0], dict) else {}
    title = _text(first.get("title")) or _text(first.get("code"))
    return Programme(_text(first.get("code")) or title, title) if title else None
