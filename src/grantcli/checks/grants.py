"""Our awards as 360Giving grants, so that the rules for published files run on our own files too.

Names of keys are those of the 360Giving Data Standard 1.4. What is not known has no key.
"""

import re
from collections.abc import Iterable

from grantcli.checks.rule import Grant
from grantcli.model import Award, Book, Organisation, Programme

_ORG_ID = re.compile(r"[A-Z]{2}(_[A-Z]+)?-[A-Z0-9][A-Z0-9_]*-.+|360G-.+", re.DOTALL)


def grants(book: Book) -> list[Grant]:
    """Return the awards in the order of the book, a grant each.

    `awardDate` is as exact as the date of the award. `recipientOrganization` has the lead first, then the partners.
    """
    return [grant(award) for award in book.awards]


def grant(award: Award) -> Grant:
    """Return one award as a grant."""
    programme = award.programme
    funder = award.giver
    values = {
        "id": award.id,
        "title": award.title,
        "description": award.description,
        "currency": award.currency,
        "amountAwarded": award.amount,
        "awardDate": str(award.awarded) if award.awarded else None,
        "fundingOrganization": _organisations([funder] if funder else ()),
        "recipientOrganization": _organisations(award.councils),
        "grantProgramme": [_programme(programme)] if programme else None,
    }
    return {key: value for key, value in values.items() if value is not None and value != []}


def _organisations(bodies: Iterable[Organisation]) -> list[Grant]:
    return [_organisation(body) for body in bodies]


def _organisation(body: Organisation) -> Grant:
    """Return name and id; an id that is not in the form of org-id.guide is this file's own, and known nowhere else."""
    name = {"name": body.official or body.name}
    return {"id": body.id, **name} if _ORG_ID.fullmatch(body.id) else name


def _programme(programme: Programme) -> Grant:
    return {"code": programme.id, "title": programme.title}
