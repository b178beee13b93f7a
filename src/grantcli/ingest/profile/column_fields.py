"""Finds fields for columns whose headings do not name one, by the values in the columns of a plain table.

Rules to keep: a column gets a field by its values only where it is the only candidate, and a note says so; where there are
several, none does, and the note names them. A vague heading, `Department`, is a funder only where most values look like one.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from grantcli.ingest.headings import CONTENT, EXTRA, SYNONYM, TITLE, Match, Texts, fieldless, fill, follows
from grantcli.ingest.parse import amounts, dates
from grantcli.ingest.parse.dates import DateFormat
from grantcli.ingest.parse.formats import FIGURES
from grantcli.ingest.profile import amount_parts, column_notes, currency_columns, money_columns, widths
from grantcli.ingest.profile.column_notes import SAMPLE, YEAR
from grantcli.ingest.profile.date_formats import ends, is_financial
from grantcli.ingest.profile.money_columns import NO_MONEY, is_amount
from grantcli.ingest.titles import heading_key, part_words
from grantcli.ingest.units import unit

_ACRONYM, _CAPITALS = 8, 5
"""An acronym has at most this many letters, and fewer where all texts of its column are in capitals, for words are too."""
_NAMES = 5
"""A note names at most this many columns."""
_SHARE = 0.8
"""This share of a column's texts decides; the others may be `tbc` or totals."""
_FUNDER, _AMOUNT, _DATE = "fundingOrganization/0/name", "amountAwarded", "awardDate"
_RECIPIENT = "recipientOrganization/0/name"
_RECIPIENTS = ("recipientOrganization/", "recipientIndividual")
_NAME = "/name"
"""What says who a recipient is, as its postcode and its numbers do not."""
_VAGUE = frozenset(map(heading_key, ("Department", "Department Name", "Agency", "Entity", "Lead")))
"""Headings that say little by themselves."""
_PART = re.compile(
    r"\b(?:school|faculty|institute|cent(?:re|er)|laborator(?:y|ies)|division|college|medicine|sciences?|studies|engineering"
    r"|surgery|physics|chemistry|biology|mathematics|pediatrics|psychology)\b",
    re.IGNORECASE,
)
"""Words in the name of a department of a university."""
_WORDS_OF_NAME = 8
"""A text with more words is no name."""
_DIFFERENT = 0.5
"""This share of the texts of a column of names is different."""
_FLAGS = frozenset(("yes", "no", "y", "n", "true", "false"))
_ANY_BODY = frozenset(map(heading_key, ("Organisation", "Organization", "Organisation Name", "Organization Name", "Org Name")))
"""Headings of who gets an award, or of who publishes it."""
_BODY = re.compile(
    r"\b(?:department (?:for|of|of the)|dept|ministry|office|council|agency|authority|trust|commission|government|treasury"
    r"|foundation|fund|nhs|service|board|executive|institute|hm)\b",
    re.IGNORECASE,
)
"""Words in the name of an organisation that gives grants."""
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
_NO_NAME = re.compile(
    r"\b(?:type|sector|category|kind|region|country|address|town|city|county|status|website|email|number|no|code|id|ref|reference"
    r"|contact|officer|other|department|size)\b",
    re.IGNORECASE,
)
_OTHER_DATE = re.compile(
    r"\b(?:end|ends|birth|modified|updated|deadline|expiry|expires|close[sd]?|due|applied|application|received|submitted|submission"
    r"|registered|registration|incorporat(?:ed|ion)|published|reported"
    r"|update|extract(?:ed|ion)?|retrieved|uploaded|downloaded|refreshed)\b",
    re.IGNORECASE,
)
_NO_DATE = re.compile(r"\b(?:ends?|until|birth|born|dob|deadline|expir(?:y|es)|close[sd]?|due)\b", re.IGNORECASE)
"""What dates have in their heading that say nothing of when awards were made."""
_OTHER_YEAR = re.compile(
    r"\b(?:end|birth|born|founded|established|formed|registered|reference|opened|built|applied|application|to|per|of)\b",
    re.IGNORECASE,
)
"""What another year is of; `Year of project` has the number of one."""
_DIGITS = 4
_WORDS = {_AMOUNT: "the amount", _DATE: "the date of the award", _RECIPIENT: "the recipient"}
_FIELDS = {_AMOUNT: "amount", _DATE: "awarded", _RECIPIENT: "recipient"}


@dataclass(frozen=True, slots=True)
class ColumnDecision:
    """The field of each column, and the notes on those that their values decided."""

    matches: tuple[Match, ...]
    notes: tuple[str, ...] = ()


def texts(rows: Iterable[Sequence[str]]) -> Texts:
    """Return the texts of each column in the first rows below the headings."""
    result: dict[int, list[str]] = {}
    for row in islice(rows, SAMPLE):
        for index, text in enumerate(row):
            if text and not text.isspace():
                result.setdefault(index, []).append(text)
    return result


def refine(matches: tuple[Match, ...], texts: Texts) -> ColumnDecision:
    """Return the fields of columns once their values are known; a table of the standard does not change."""
    if follows({each.path for each in matches if each.origin == TITLE}):
        notes = [*money_columns.other_amounts(matches, texts), *_dates_notes(matches, texts, ())]
        return ColumnDecision(_with_words(matches, texts), (*notes, *column_notes.version_notes(matches, texts)))
    result, notes = list(matches), list[str]()
    for decide in _DECISIONS:
        result, remarks = decide(result, texts)
        notes += remarks
    for path, could in _SEARCHES.items():
        if not _has(result, path) and not (path == _AMOUNT and _says(notes, _AMOUNT)):
            result, remarks = _choose_column(
                result, path, [index for index in fieldless(result, texts) if could(result[index].heading, texts[index])]
            )
            notes += remarks
    if not _has(result, _DATE) and not _says(notes, _DATE):
        result, remarks = _choose_year(result, texts)
        notes += remarks
    notes += _dates_notes(result, texts, notes)
    result, remarks = currency_columns.choose_currency(result, texts)
    notes += [*remarks, *currency_columns.unit_notes(result, texts)]
    notes += [] if _says(notes, _AMOUNT) else _figures_notes(result, texts)
    result, remarks = _person_names(result, texts)
    notes += [*money_columns.notes(result, texts), *remarks, *column_notes.group_notes(result, texts)]
    notes += [*column_notes.partner_notes(result, texts), *column_notes.version_notes(result, texts)]
    notes += [] if _says(notes, _RECIPIENT) else _names_notes(result, texts)
    return ColumnDecision(_with_words(result, texts), tuple(notes))


def _choose_year(matches: Sequence[Match], texts: Texts) -> tuple[list[Match], list[str]]:
    years = [index for index in fieldless(matches, texts) if _is_year(matches[index].heading, texts[index])]
    return _choose_column(matches, _DATE, years)


def _with_words(matches: Sequence[Match], texts: Texts) -> tuple[Match, ...]:
    """Return the matches, of which the columns beside amounts say whether their texts are words."""
    amounts_before = (None, *(each.path in FIGURES for each in matches))
    return tuple(
        replace(each, has_words=True) if before and widths.are_words(texts.get(index, ())) else each
        for index, (each, before) in enumerate(zip(matches, amounts_before, strict=False))
    )


def _says(notes: Iterable[str], path: str) -> bool:
    return any(_WORDS[path] in note for note in notes)


def _without_total_cost(matches: Sequence[Match], texts: Texts) -> tuple[list[Match], list[str]]:
    """Return the matches without `Total Cost` as the amount, as NIH has it, where another column looks like the award."""
    result = list(matches)
    for index, each in enumerate(matches):
        if each.path == _AMOUNT and each.origin == SYNONYM and heading_key(unit(each.heading)[0]) == "totalcost":
            better = any(is_amount(matches[other].heading, texts[other]) for other in fieldless(matches, texts))
            result[index] = replace(each, path=None, origin=EXTRA, scale=1, currency=None) if better else each
    return result, []


def _without_flags(matches: Sequence[Match], texts: Texts) -> tuple[list[Match], list[str]]:
    """Return the matches without a date or an amount whose texts are neither: `Yes` and `No`, or amounts below `Awarded`."""
    result = list(matches)
    for index, each in enumerate(matches):
        values = texts.get(index, ())
        if each.path in {_DATE, _AMOUNT} and each.origin == SYNONYM and values:
            is_flag = {*map(heading_key, values)} <= _FLAGS
            has_amounts = (
                not _has(matches, _AMOUNT)
                and each.path == _DATE
                and heading_key(each.heading) == "awarded"
                and is_amount(each.heading, values)
            )
            if is_flag or (has_amounts and not _is_date(each.heading, values) and not _is_year("year", values)):
                result[index] = replace(each, path=None, origin=EXTRA, scale=1, currency=None)
    return result, []


def _figures_notes(matches: Sequence[Match], texts: Texts) -> list[str]:
    """Say that no column is the amount, and name those that may be it: columns of figures, or else of what is called money."""
    if _has(matches, _AMOUNT):
        return []
    others = list(fieldless(matches, texts))
    columns = [matches[index].heading for index in others if _is_figures(matches[index].heading, texts[index])]
    columns = columns or [matches[index].heading for index in others if money_columns.is_money(matches[index].heading)]
    return _offers(_AMOUNT, columns) or [
        f"no column is read as {_WORDS[_AMOUNT]}, so every amount is unknown; `--map {_FIELDS[_AMOUNT]}=HEADING` reads one"
    ]


def _offers(path: str, columns: Sequence[str]) -> list[str]:
    """Say which columns may be what none is read as."""
    if not columns:
        return []
    names = ", ".join(f"`{heading}`" for heading in columns[:_NAMES]) + (" and others" if len(columns) > _NAMES else "")
    none = f"no column is read as {_WORDS[path]}, because no heading says so"
    return [f"{none}; {names} may be it; `--map {_FIELDS[path]}=HEADING` reads it"]


def _dates_notes(matches: Sequence[Match], texts: Texts, notes: Iterable[str]) -> list[str]:
    """Name the columns of other dates where none dates awards, or say that days may be those of another time zone."""
    if (parts := column_notes.parts_of_dates(matches, texts)) or (_says(notes, _DATE) and not _has(matches, _DATE)):
        return parts
    if _has(matches, _DATE):
        return column_notes.zone_notes(matches, texts)
    starts = [index for index, each in enumerate(matches) if each.path == "plannedDates/0/startDate" and texts.get(index)]
    others = [
        each
        for each in fieldless(matches, texts)
        if _is_day(texts[each]) and not _NO_DATE.search(part_words(matches[each].heading))
    ]
    names = " or ".join(f"`{matches[index].heading}`" for index in [*starts, *others][:_NAMES])
    when = f"no column is read as {_WORDS[_DATE]}, and {names} may say when: `--map awarded=HEADING` reads it"
    return [when] if names else []


def _names_notes(matches: Sequence[Match], texts: Texts) -> list[str]:
    """Name the columns of names where none is read as the recipient: one may be it all the same."""
    if _has(matches, _RECIPIENT) or not _has(matches, _AMOUNT):
        return []
    vague = [index for index, each in enumerate(matches) if each.path == _FUNDER and heading_key(each.heading) in _VAGUE]
    columns = (*vague, *fieldless(matches, texts))
    return _offers(
        _RECIPIENT, [matches[each].heading for each in columns if _is_names(matches[each].heading, texts.get(each, ()))]
    )


def _is_names(heading: str, texts: Sequence[str]) -> bool:
    """Say whether most texts of a column may be names, of which few are there twice."""
    if _NO_NAME.search(part_words(heading)):
        return False
    names = {text.strip() for text in texts if len(text.split()) <= _WORDS_OF_NAME and _is_word(text)}
    return len(names) >= _DIFFERENT * len(texts)


def _is_word(text: str) -> bool:
    return sum(map(str.isalpha, text)) * 2 > len(text.strip())


def _person_names(matches: Sequence[Match], texts: Texts) -> tuple[list[Match], list[str]]:
    """Return the matches with the two columns of the names of people as the recipient, where nothing else is."""
    result = list(matches)
    names = {index: part_words(matches[index].heading) for index in fieldless(matches, texts)}
    first, last = (next((index for index, name in names.items() if each.fullmatch(name)), None) for each in _PERSON)
    if first is None or last is None or _has(matches, _RECIPIENT):
        return result, []
    result[first] = Match(matches[first].heading, "recipientIndividual/name", CONTENT)
    result[last] = replace(matches[last], is_surname=True)
    why = f"`{matches[first].heading}` and `{matches[last].heading}` are read as the recipient, an individual"
    return result, [f"{why}; `--map recipient=HEADING` says another"]


def _has(matches: Sequence[Match], path: str) -> bool:
    if not path.startswith(_RECIPIENTS):
        return any(each.path == path for each in matches)
    return any(each.path and each.path.startswith(_RECIPIENTS) and each.path.endswith(_NAME) for each in matches)


def _without_vague(matches: Sequence[Match], texts: Texts) -> tuple[list[Match], list[str]]:
    """Return the matches without a funder by a heading that says little, where most of its values do not look like one."""
    result, notes = list(matches), []
    for index, each in enumerate(matches):
        if each.path != _FUNDER or each.origin != SYNONYM or heading_key(each.heading) not in _VAGUE:
            continue
        values = {text.strip() for text in texts.get(index, ())}
        longest = _CAPITALS if all(map(str.isupper, values)) else _ACRONYM
        others = sorted(text for text in values if not (_BODY.search(text) or _is_acronym(text, longest)))
        if len(others) * 2 > len(values):
            result[index] = replace(each, path=None, origin="extra")
            remark = f"`{each.heading}` is not read as the funder, because most of it, such as `{others[0]}`, may be none"
            notes.append(f"{remark}: `--map funder='{each.heading}'` reads it")
        elif parts := sorted(filter(_PART.search, values)):
            remark = f"`{each.heading}` is read as the funder, though `{parts[0]}` may be a part of who receives awards"
            notes.append(f"{remark}; `--map funder=HEADING` says another")
    return result, notes


def _without_payer(matches: Sequence[Match], texts: Texts) -> tuple[list[Match], list[str]]:
    """Return the matches with another column as the recipient, where all rows have one organisation, which pays the others."""
    result = list(matches)
    named = (index for index, each in enumerate(matches) if each.path == _RECIPIENT and heading_key(each.heading) in _ANY_BODY)
    index = next(named, None)
    names = {text.strip() for text in texts.get(index, ())} if index is not None else set()
    if index is None or len(names) != 1 or len(texts[index]) < 2:  # noqa: PLR2004 - one row shows nothing
        return result, []
    others = [
        each
        for each in fieldless(matches, texts)
        if _is_recipient(matches[each].heading, texts[each]) and len({*texts[each]}) > 1
    ]
    if len(others) != 1:
        return result, []
    payer, other = matches[index], matches[others[0]]
    result[index], result[others[0]] = replace(payer, path=None, origin=EXTRA), Match(other.heading, _RECIPIENT, CONTENT)
    why = f"because every row has one `{payer.heading}`, `{names.pop()}`"
    return result, [f"`{other.heading}` is read as the recipient, {why}; `--map recipient=HEADING` says another"]


def _is_acronym(text: str, longest: int) -> bool:
    """Say whether a text is a name in capitals, such as FCO or MoJ."""
    return text.isalpha() and len(text) <= longest and sum(map(str.isupper, text)) > 1


def _choose_column(matches: Sequence[Match], path: str, columns: Sequence[int]) -> tuple[list[Match], list[str]]:
    """Return the matches with the one column that could be read as a path; where several could be, none is."""
    result, field, words = list(matches), _FIELDS[path], _WORDS[path]
    if len(columns) == 1:
        (index,) = columns
        heading = matches[index].heading
        _, scale, currency = unit(heading) if path == _AMOUNT else ("", 1, None)
        result[index] = Match(heading, path, CONTENT, scale, currency)
        return result, [
            f"`{heading}` is read as {words}, because no other column looks like it; `--map {field}=HEADING` says another"
        ]
    if not columns:
        return result, []
    names = ", ".join(f"`{matches[index].heading}`" for index in columns)
    return result, [f"no column is read as {words}; several look like it: {names}; `--map {field}=HEADING` says which"]


def _is_figures(heading: str, texts: Sequence[str]) -> bool:
    """Say whether a column has figures that are neither years nor numbers of rows."""
    if NO_MONEY.search(part_words(heading)):
        return False
    values = [figure for text in texts if (figure := amounts.amount(text)) is not None]
    years = sum(figure == int(figure) and figure in _YEARS for figure in values)
    return (
        len(values) >= _SHARE * len(texts) and years * 2 < len(values) and values != [1 + number for number in range(len(values))]
    )


_YEARS = range(1900, 2101)


def _is_date(heading: str, texts: Sequence[str]) -> bool:
    return not _OTHER_DATE.search(part_words(heading)) and _is_day(texts)


def _is_day(texts: Sequence[str]) -> bool:
    """Say whether a column has dates, whatever they are of."""
    if all(text.strip().isdecimal() for text in texts):
        return False
    values = [text for text in texts if dates.settles(text) is not None or dates.ambiguous(text) or dates.day(text, DateFormat())]
    return len(values) >= _SHARE * len(texts)


def _is_year(heading: str, texts: Sequence[str]) -> bool:
    """Say whether a column has the years of awards, as numbers."""
    heading = part_words(heading)
    values = [text.strip() for text in texts]
    years = sum(len(text) == _DIGITS and text.isdecimal() and int(text) in _YEARS for text in values)
    is_named = ends(heading) or (YEAR.search(heading) is not None and not _OTHER_YEAR.search(heading))
    is_year = is_named and years >= _SHARE * len(values)
    return is_year or (not _OTHER_YEAR.search(heading) and is_financial(heading, values))


def _is_recipient(heading: str, texts: Sequence[str]) -> bool:
    heading = part_words(heading)
    names = [text for text in texts if _is_word(text)]
    receives = _RECEIVES.search(heading) is not None or heading_key(heading) == "name"
    return receives and not _NO_NAME.search(heading) and len(names) >= _SHARE * len(texts)


_SEARCHES: Mapping[str, Callable[[str, Sequence[str]], bool]] = {
    _AMOUNT: is_amount, _DATE: _is_date, _RECIPIENT: _is_recipient,
}  # fmt: skip

_DECISIONS: Sequence[Callable[[Sequence[Match], Texts], tuple[list[Match], list[str]]]] = (
    fill, _without_vague, _without_payer, _without_flags, money_columns.without_percentages, _without_total_cost,
    amount_parts.choose_total, currency_columns.by_currency, currency_columns.stand_ins,
)  # fmt: skip
"""What the values in columns with headings that are known decide, in this order."""
