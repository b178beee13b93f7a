"""Checks of amounts, titles, descriptions and all other text of an award."""

import re
from collections.abc import Iterator
from datetime import date

from grantcli.checks.quality_check import Check, GrantSet, Part, Place, Unit, by_grant
from grantcli.checks.rule import Grant, Severity

LONGEST = 140
"""The most characters (code points) that a title may have."""

# One character on either side is enough to know an address, and keeps the search linear; what is shown hides who it is.
_ADDRESS = re.compile(r"[\w.-]@[\w.-]+\.[\w.-]")


def _zero(grant: Grant, _today: date) -> Iterator[Place]:
    if grant.get("amountAwarded") == 0:
        yield "amountAwarded", "the amount is 0"


def texts(grant: Grant) -> Iterator[Place]:
    """Yield the path and text of every text in a grant, in the order of the file, however deep.

    A key that has `email` in it is left out with all that is under it, and so is a list directly inside a list.
    """
    queue: list[tuple[str, object, bool]] = [("", grant, False)]
    while queue:
        path, value, in_list = queue.pop()
        if isinstance(value, str):
            yield path.removeprefix("/"), value
        elif isinstance(value, dict):
            inside = [(f"{path}/{key}", each, False) for key, each in value.items() if "email" not in str(key)]
            queue += reversed(inside)
        elif isinstance(value, list) and not in_list:
            queue += [(f"{path}/{place}", each, True) for place, each in reversed(tuple(enumerate(value)))]


def _addresses(grant: Grant, _today: date) -> Iterator[Place]:
    for path, text in texts(grant):
        if "@" in text and (address := _ADDRESS.search(text)):
            yield path, f"`…{address[0]}…` looks like an e-mail address"


def _find_repeated_title(grant: Grant, _today: date) -> Iterator[Place]:
    title = grant.get("title")
    if title and isinstance(title, str) and title == grant.get("description"):
        yield "description", "the description is the title again"


def _find_long_title(grant: Grant, _today: date) -> Iterator[Place]:
    title = grant.get("title")
    if isinstance(title, str) and len(title) > LONGEST:
        yield "title", f"the title has {len(title):,} characters"


CHECKS = (
    Check(
        "amount-is-zero", Severity.WARNING, Part.ACCURACY, "ZeroAmountTest", Unit.GRANT, GrantSet.ALL, by_grant(_zero),
        fails="The amount awarded is the number 0; `false` is one. An amount that is absent, `null` or text passes, and so does "
        "a negative one.",
        do="give the amount, or leave the key out where it is not known",
    ),
    Check(
        "email-in-text", Severity.WARNING, Part.ACCURACY, "LooksLikeEmail", Unit.OCCURRENCE, GrantSet.ALL, by_grant(_addresses),
        fails="A text anywhere in the award has what looks like an e-mail address; a text counts once however many it has. "
        "Left out: keys with `email` in their name in lower case, with all that is under them, and a list directly in a list.",
        do="take the address out, or give it under `email` where it may be published",
    ),
    Check(
        "description-repeats-title", Severity.INFO, Part.USEFULNESS, "TitleDescriptionSame", Unit.GRANT, GrantSet.ALL,
        by_grant(_find_repeated_title),
        fails="The description is exactly the title.",
        do="say in the description what the award is for",
    ),
    Check(
        "title-too-long", Severity.INFO, Part.USEFULNESS, "TitleLength", Unit.GRANT, GrantSet.ALL, by_grant(_find_long_title),
        fails=f"The title has more than {LONGEST} characters, counted as code points; {LONGEST} pass, though upstream's text "
        "asks for fewer.",
        do="shorten the title and move the rest into the description",
    ),
)  # fmt: skip
"""Each a row, in upstream's order within its list."""
