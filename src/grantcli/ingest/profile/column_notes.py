"""Says what columns may mean beside what they are read as: groups, parts of dates, partners."""

import re
from collections.abc import Sequence

from grantcli.ingest.headings import Match, Texts, fieldless
from grantcli.ingest.labels import is_total
from grantcli.ingest.titles import part_words

SAMPLE = 1_000
"""How many rows below the headings are looked at."""
YEAR = re.compile(r"\b(?:year|yr|année|jahr|año|anno|ano|jaar|år|rok|blwyddyn)\b", re.IGNORECASE)
"""What is in the heading of a year."""
_FUNDER, _AMOUNT, _DATE = "fundingOrganization/0/name", "amountAwarded", "awardDate"
_RECIPIENT, _PARTNER = "recipientOrganization/0/name", "recipientOrganization/1/name"
_GROUPS = (_RECIPIENT, "recipientIndividual/name", _FUNDER, "grantProgramme/0/title", _DATE)
"""What a file may have on the first row of a group only."""
_BLANK = 0.2
"""This share of rows at least lacks it there."""
_PART_OF_DATE = re.compile(
    r"(?:(?:award|payment|grant|decision) )?(?:month|day|quarter|qtr|mis|monat|mois|mes|mese|maand)", re.IGNORECASE
)
_FISCAL = re.compile(
    r"f\.?y\.?|(?:financial|fiscal|award|grant) year|year(?: of award)?|(?:award|grant) period|period", re.IGNORECASE
)
_PARTNERS = re.compile(
    r"(?:(?:delivery|project|joint|other|further|consortium|partner|co) )*"
    r"(?:partners?|partnership|co[ -]?(?:applicants?|recipients?|beneficiaries)|consortium|joint with|recipients)"
    r"(?: (?:councils?|authorit(?:y|ies)|organi[sz]ations?|bod(?:y|ies)|names?|members?))*",
    re.IGNORECASE,
)
"""The heading of a column of those that share an award with its recipient."""


def partner_notes(matches: Sequence[Match], texts: Texts) -> list[str]:
    """Name a column of partners, who share awards and are not counted without it."""
    paths = {each.path for each in matches}
    if _RECIPIENT not in paths or _PARTNER in paths:
        return []
    headings = [
        matches[index].heading
        for index in fieldless(matches, texts)
        if _PARTNERS.fullmatch(part_words(matches[index].heading).strip())
        and any(any(map(str.isalpha, text)) for text in texts[index])  # else it counts them
    ]
    return [
        f"`{each}` may name others that share an award, and is not read: `--map partner='{each}'` counts it under them too"
        for each in headings[:1]
    ]


def group_notes(matches: Sequence[Match], texts: Texts) -> list[str]:
    """Say where a blank may mean the text above: a column has fewer texts than there are amounts, and none of them twice.

    It is not read so, for the name of a person may be left out. A column with a text that is there twice is no column of groups.
    Totals lack what other rows have, so that each row without their label has to have something in one other column.
    """
    paid = next((index for index, each in enumerate(matches) if each.path == _AMOUNT), -1)
    candidates = [
        index
        for index, each in enumerate(matches)
        if each.path in _GROUPS and len({*texts.get(index, ())}) == len(texts.get(index, ())) < len(texts.get(paid, ()))
    ]
    if not candidates:
        return []
    names = {index: [text for text in column if not is_total(text)] for index, column in texts.items()}
    rows = len(names.get(paid, ())) - sum(len(texts[index]) - len(names[index]) for index in texts)
    which = " of the first 1,000" if len(texts[paid]) >= SAMPLE else ""
    return [
        f"`{matches[index].heading}` is blank in {rows - len(names[index]):,} of {rows:,} rows{which} with an amount: if a blank"
        f" means the text above it, `--fill-down '{matches[index].heading}'` reads it so"
        for index in candidates
        if names.get(index)
        and rows - len(names[index]) >= _BLANK * rows > 0
        and any(len(column) >= rows for other, column in names.items() if other not in {index, paid})
    ]


def parts_of_dates(matches: Sequence[Match], texts: Texts) -> list[str]:
    """Say which columns have a part of the date, or a year that may begin in any month, and are not read."""
    date = next((each.heading for each in matches if each.path == _DATE), "")
    if date and not YEAR.search(part_words(date)) and not _FISCAL.fullmatch(date):
        return []
    headings = [matches[index].heading for index in fieldless(matches, texts)]
    parts = [f"`{each}`" for each in headings if (_PART_OF_DATE if date else _FISCAL).fullmatch(part_words(each).strip())]
    if not parts:
        return []
    if date:
        return [
            f"dates are known only as far as `{date}` says: {' and '.join(parts)} {'is' if len(parts) == 1 else 'are'} not read"
        ]
    return [
        f"no column is read as the date of the award, and {' or '.join(parts)} may say when: `--map awarded=HEADING` reads it"
    ]
