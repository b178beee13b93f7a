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
FINANCIAL = re.compile(
    r"\b(?:financial|fiscal\w*|tax|accounting|academic|school|budget|budg\u00e9taire|ariannol|finanziario|boekjaar|fy)\b",
    re.IGNORECASE,
)
"""What is in the heading of a year that may begin in any month."""
_FUNDER, _AMOUNT, _DATE = "fundingOrganization/0/name", "amountAwarded", "awardDate"
_RECIPIENT, _PARTNER = "recipientOrganization/0/name", "recipientOrganization/1/name"
_GROUPS = (_RECIPIENT, "recipientIndividual/name", _FUNDER, "grantProgramme/0/title", _DATE)
"""What a file may have on the first row of a group only."""
_MOST_NAMES = 5
"""A note names at most this many columns."""
_BLANK = 0.2
"""This share of rows at least lacks it there."""
_PART_OF_DATE = re.compile(
    r"(?:(?:award|payment|grant|decision) )?(?:month|day|quarter|qtr|mis|monat|mois|mes|mese|maand)", re.IGNORECASE
)
_FISCAL = re.compile(
    r"f\.?y\.?|(?:financial|fiscal|award|grant|tax|accounting|academic|school|budget) (?:year|quarter)|year(?: of award)?"
    r"|(?:award|grant) period|period|blwyddyn ariannol|ann\u00e9e (?:budg\u00e9taire|fiscale)"
    r"|a\u00f1o fiscal|anno finanziario|boekjaar",
    re.IGNORECASE,
)
_PARTNERS = re.compile(
    r"(?:(?:delivery|project|joint|other|further|consortium|partner|co) )*"
    r"(?:(?:\d(?:st|nd|rd|th)|first|second|third|fourth|fifth) )?"
    r"(?:partners?|partnership|co[ -]?(?:applicants?|recipients?|beneficiaries)|consortium|joint with|recipients)"
    r"(?: (?:councils?|authorit(?:y|ies)|organi[sz]ations?|bod(?:y|ies)|names?|members?))*"
    r"(?: ?\(?(?:\d{1,2}|\b[a-f])\)?)?(?: (?:councils?|organi[sz]ations?|names?))*",
    re.IGNORECASE,
)
"""The heading of a column of those that share an award with its recipient."""
_HOUR = re.compile(r"\d{4}-\d\d-\d\d[T ](00|22|23):00(?::00(?:\.0+)?)?(?:Z|\+00:?00)?", re.ASCII)
_CODE = re.compile(r"(?=\S*\d)[^\W_][\w/.:-]{1,29}")
"""What may be the identifier of an award: one word with a digit."""
_OTHER_CODE = re.compile(
    r"charit|compan|siret|siren|organi|\borg\b|vendor|supplier|customer|account|post ?code|\bzip\b|ward|region|district|council"
    r"|program|fund|scheme|round|phase|budget|cost|phone|\btel\b|year|recipient|grantee|beneficiar|applicant|registration|member"
    r"|country|commune|gemeinde|kommune|version|amend|revision|line|payment|invoice|quarter|month|period|date|lat|lon|status",
    re.IGNORECASE,
)
"""What is in the heading of codes that several awards may share."""
_MOST_ROWS = 10
"""An award has at most this many rows on average."""
_PROJECT = re.compile(r"pro[jg][eè][ck]?t|hanke", re.IGNORECASE)
_VERSION = re.compile(
    r"(.*\w)[\s_/.(-]+(?:version|ver|v|revision|rev|amendment|amdt|amd|variation|var|mod)[\s._-]*\d{1,3}\)?",
    re.ASCII | re.IGNORECASE,
)
"""An identifier with the number of its version behind it."""


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
    if len(headings) < 2:  # noqa: PLR2004 - each by itself
        return [
            f"`{each}` may name others that share an award, and is not read: `--map partner='{each}'` counts it under them too"
            for each in headings
        ]
    names = " and ".join(f"`{each}`" for each in headings[:_MOST_NAMES]) + (" and others" if headings[_MOST_NAMES:] else "")
    options = " ".join(f"--map '{_PARTNER.replace('1', str(place))}={each}'" for place, each in enumerate(headings, 1))
    return [f"{names} may name others that share an award, and are not read: `{options}` counts it under them too"]


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


def zone_notes(matches: Sequence[Match], texts: Texts) -> list[str]:
    """Say that days may be one too early: all times are midnight, in this zone or in one an hour or two to the east."""
    index = next((index for index, each in enumerate(matches) if each.path == _DATE), -1)
    times = [match for text in texts.get(index, ()) if (match := _HOUR.fullmatch(text.strip()))]
    late = [match[0] for match in times if match[1] != "00"]
    if not late or len(times) < len(texts[index]):
        return []
    each = f"the day of each time below `{matches[index].heading}` is read as it is written"
    return [f"{each}, though `{late[0]}` may be the midnight of the next day in another time zone"]


def version_notes(matches: Sequence[Match], texts: Texts) -> list[str]:
    """Say that identifiers may be versions of others, `GA1-V1` of `GA1`: each counts as an award."""
    index = next((index for index, each in enumerate(matches) if each.path == "id"), -1)
    names = list(dict.fromkeys(text.strip() for text in texts.get(index, ())))
    first: dict[str, str] = {name.casefold(): name for name in names if not _VERSION.fullmatch(name)}
    pairs = [
        (earlier, name)
        for name in names
        if (match := _VERSION.fullmatch(name)) and (earlier := first.setdefault(match[1].casefold(), name)) != name
    ]
    if not pairs:
        return []
    which = f"`{pairs[0][1]}` may be a later version of `{pairs[0][0]}`"
    more = f", and so for {len(pairs) - 1:,} more" if len(pairs) > 1 else ""
    return [f"{which}{more}: each counts as a separate award"]


def identifier_notes(matches: Sequence[Match], texts: Texts) -> list[str]:
    """Say what identifiers may mean; where there are none, name a column of codes that rows of one award may share.

    Each code has one recipient, and one amount or one date there.

    Only columns with a text in each row can be compared. Codes of a project may have several recipients.
    """
    columns = {each.path: texts.get(index, ()) for index, each in enumerate(matches) if each.path}
    who, paid, dated = columns.get(_RECIPIENT, ()), columns.get(_AMOUNT, ()), columns.get(_DATE, ())
    if "id" in columns or not paid:
        return version_notes(matches, texts)
    for index in fieldless(matches, texts):
        heading, codes = part_words(matches[index].heading), texts[index]
        if len(codes) != len(paid) or _OTHER_CODE.search(heading) or not _repeats(codes):
            continue
        same = [
            word
            for word, others in (("recipient", who), ("amount", paid), ("date", dated))
            if _agree(codes, others) and len({*others}) > 1
        ]
        if len(same) > 1 and ("recipient" in same or _PROJECT.search(heading)):
            share = f"rows with the same code below `{matches[index].heading}` have the same {' and '.join(same)}"
            return [f"{share}: if they are of one award, `--map id='{matches[index].heading}'` reads it as the identifier"]
    return []


def _repeats(codes: Sequence[str]) -> bool:
    """Say whether texts are codes, of which some are there several times, and most are not in most rows."""
    names = {text.strip() for text in codes}
    return 1 < len(names) < len(codes) <= _MOST_ROWS * len(names) and all(map(_CODE.fullmatch, names))


def _agree(codes: Sequence[str], others: Sequence[str]) -> bool:
    """Say whether all rows of a code have the same other text."""
    return len(others) == len(codes) and len({*zip(codes, others, strict=True)}) == len({*codes})


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
