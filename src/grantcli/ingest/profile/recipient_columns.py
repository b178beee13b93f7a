"""Knows which columns have the names of recipients, and whether the one that is read has who pays them instead.

A rule to keep: another column is read in its place only where it is the one whose heading says so; else a note names those that
may be it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from grantcli.ingest.headings import CONTENT, EXTRA, SYNONYM, ColumnNote, Match, Texts, fieldless
from grantcli.ingest.titles import heading_key, part_words

RECIPIENT = "recipientOrganization/0/name"
_RECIPIENTS = ("recipientOrganization/", "recipientIndividual")
_NAME = "/name"
"""What says who a recipient is, as its postcode and its numbers do not."""
_SHARE = 0.8
"""This share of a column's texts decides; the others may be `tbc` or totals."""
_WORDS_OF_NAME = 8
"""A text with more words is no name."""
_DIFFERENT = 0.5
"""This share of the texts of a column of names is different."""
_NAMES = 5
"""A note names at most this many columns."""
FLAGS = frozenset(("yes", "no", "y", "n", "true", "false"))
_VAGUE = frozenset(
    map(heading_key, ("Lead", "Company Name", "Institution Name", "Institution", "University", "Council Name", "Council"))
)
"""Headings of who gets an award, of who publishes it, or of where it is."""
_ANY_BODY = _VAGUE | frozenset(
    map(heading_key, ("Organisation", "Organization", "Organisation Name", "Organization Name", "Org Name", "Org"))
)
"""Headings of who gets an award, or of who publishes it."""
_PERSON = (
    re.compile(r"(?:first|given|christian) ?names?|forenames?|vorname|pr[ée]nom|enw cyntaf", re.IGNORECASE),
    re.compile(r"surname|(?:last|family|second) ?name|nachname|cyfenw|cognome|apellidos?", re.IGNORECASE),
)
"""The headings of the two names of a person."""
_RECEIVES = re.compile(
    r"recipient|\brecip\b|grantee|beneficiar|awardee|payee|supplier|vendor|organi[sz]ation|awarded to|paid to|charity|group name"
    r"|applicant|grant holder|grantholder|company|donee|club|school|participant"
    r"|b[ée]n[ée]ficiaire|empfänger|derbynnydd|ontvanger|begunstigde"
    r"|sefydliad|destinatario",
    re.IGNORECASE,
)
_GROUP = re.compile(r"(?:(?:the|community|voluntary|local|funded|supported) )*groups?(?: supported| funded)?", re.IGNORECASE)
_RECEIVES_ALONE = re.compile(
    r"recipient|grantee|beneficiar|awardee|payee|awarded to|paid to|charity|donee|voluntary|third sector|group name"
    r"|organi[sz]ation",
    re.IGNORECASE,
)
"""What says who gets an award beside a council, a university or a company of each row."""
_BESIDE = re.compile(
    r"\b(?:partners?|partnership|parent|lead|host|manag\w+|deliver\w+|umbrella|sponsor\w*|fund\w*|co|joint|previous|school)\b",
    re.IGNORECASE,
)
"""What the heading of an organisation has that does not get the award itself."""
_PEOPLE = re.compile(
    r"\b(?:students?|researchers?|fellows?|artists?|investigators?|scholars?|athletes?|players?|writers?|apprentices?"
    r"|(?:award|grant)[ -]?holders?|individuals?|bursars?|interns?)\b",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"\b(?:type|sector|category|kind|region|country|address|town|city|county|status|website|email|number|no|code|id|ref|reference"
    r"|contact|officer|other|department|size)\b",
    re.IGNORECASE,
)


def has_recipient(matches: Sequence[Match]) -> bool:
    """Say whether a column has the name of who gets an award."""
    return any(each.path and each.path.startswith(_RECIPIENTS) and each.path.endswith(_NAME) for each in matches)


def is_recipient(heading: str, texts: Sequence[str]) -> bool:
    """Say whether the heading of a column says that it has who gets an award, and it has words."""
    words = part_words(heading)
    names = [text for text in texts if is_word(text)]
    receives = _RECEIVES.search(words) is not None or heading_key(words) == "name"
    is_group = _GROUP.fullmatch(words.strip()) is not None and is_names(heading, texts)
    return (receives or is_group) and not _NO_NAME.search(words) and len(names) >= _SHARE * len(texts)


def is_names(heading: str, texts: Sequence[str]) -> bool:
    """Say whether most texts of a column may be names, of which few are there twice."""
    if _NO_NAME.search(part_words(heading)):
        return False
    names = {text.strip() for text in texts if len(text.split()) <= _WORDS_OF_NAME and is_word(text)}
    return len(names) >= _DIFFERENT * len(texts)


def is_word(text: str) -> bool:
    """Say whether most of a text is letters."""
    return sum(map(str.isalpha, text)) * 2 > len(text.strip())


def person_names(matches: Sequence[Match], texts: Texts) -> tuple[list[Match], list[str]]:
    """Return the matches with the two columns of the names of people as the recipient, where nothing else is."""
    result = list(matches)
    names = {index: part_words(matches[index].heading) for index in fieldless(matches, texts)}
    first, last = (next((index for index, name in names.items() if each.fullmatch(name)), None) for each in _PERSON)
    if first is None or last is None or has_recipient(matches):
        return result, []
    result[first] = Match(matches[first].heading, "recipientIndividual/name", CONTENT)
    result[last] = replace(matches[last], is_surname=True)
    why = f"`{matches[first].heading}` and `{matches[last].heading}` are read as the recipient, an individual"
    return result, [f"{why}; `--map recipient=HEADING` says another"]


def without_payer(matches: Sequence[Match], texts: Texts) -> tuple[list[Match], list[ColumnNote]]:
    """Return the matches with another column as the recipient, where the one that is read may have who pays, or where.

    All rows have one organisation, or each has a council, a university or the like beside the name of a group.
    """
    result = list(matches)
    index = next((place for place, each in enumerate(matches) if _may_pay(each)), None)
    values = texts.get(index, ()) if index is not None else ()
    if index is None or len(values) < 2:  # noqa: PLR2004 - one row shows nothing
        return result, []
    names, heading = {text.strip() for text in values}, matches[index].heading
    if len(names) > 1 and heading_key(heading) not in _VAGUE:
        return result, []
    others, doubtful = _others(matches, texts, values)
    why = f"every row has one `{heading}`, `{next(iter(names))}`" if len(names) == 1 else f"`{heading}` may be who pays, or where"
    if len(others) == 1:
        other = matches[others[0]].heading
        result[index], result[others[0]] = replace(matches[index], path=None, origin=EXTRA), Match(other, RECIPIENT, CONTENT)
        text = f"`{other}` is read as the recipient, because {why}; `--map recipient=HEADING` says another"
        return result, [ColumnNote(text, RECIPIENT)]
    if not (candidates := [matches[each].heading for each in others or doubtful]):
        return result, []
    return result, [ColumnNote(_may_be(heading, candidates, why), RECIPIENT)]


def _may_pay(match: Match) -> bool:
    return match.path == RECIPIENT and match.origin == SYNONYM and heading_key(match.heading) in _ANY_BODY


def _may_be(heading: str, others: Sequence[str], why: str) -> str:
    names = " or ".join(f"`{each}`" for each in others[:_NAMES])
    option = f"--map recipient='{others[0]}'" if len(others) == 1 else "--map recipient=HEADING"
    return f"`{heading}` is read as the recipient, though {why}, and {names} may be it: `{option}` reads it"


def _others(matches: Sequence[Match], texts: Texts, values: Sequence[str]) -> tuple[list[int], list[int]]:
    """Return the columns whose headings say that they have who gets the awards, and those that may have them."""
    if len({text.strip() for text in values}) == 1:
        varied = [each for each in fieldless(matches, texts) if len({*texts[each]}) > 1 and not _is_flag(texts[each])]
        return (
            [each for each in varied if is_recipient(matches[each].heading, texts[each])],
            [each for each in varied if is_names(matches[each].heading, texts[each])],
        )
    beside = list(_columns_of_groups(matches, texts, values))
    words = {each: part_words(matches[each].heading) for each in beside}
    certain = [each for each in beside if _RECEIVES_ALONE.search(words[each]) or _GROUP.fullmatch(words[each].strip())]
    return certain, [each for each in beside if _PEOPLE.search(words[each])]


def _columns_of_groups(matches: Sequence[Match], texts: Texts, values: Sequence[str]) -> Iterator[int]:
    """Yield the columns of names, as many as rows and no fewer than the bodies beside them."""
    for each in fieldless(matches, texts):
        names, heading = {text.strip() for text in texts[each]}, matches[each].heading
        is_full = len(texts[each]) >= _SHARE * len(values) and len(names) >= len({text.strip() for text in values})
        if is_full and not _BESIDE.search(part_words(heading)) and not _is_flag(names) and is_names(heading, texts[each]):
            yield each


def _is_flag(texts: Sequence[str] | set[str]) -> bool:
    return {*map(heading_key, texts)} <= FLAGS
