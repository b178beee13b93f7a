"""Finds fields for columns whose headings do not name one, by the values in the columns of a plain table.

Rules to keep: a column gets a field by its values only where it is the only candidate, and a note says so; where there are
several, none does, and the note names them. A vague heading, `Department`, is a funder only where most values look like one.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from grantcli.ingest.headings import CONTENT, EXTRA, SYNONYM, TITLE, ColumnNote, Match, Texts, fieldless, fill, follows, without
from grantcli.ingest.parse import amounts, dates
from grantcli.ingest.parse.dates import YEARS, DateFormat
from grantcli.ingest.parse.formats import FIGURES
from grantcli.ingest.profile import amount_parts, column_notes, currency_columns, money_columns, widths
from grantcli.ingest.profile.column_notes import FINANCIAL, SAMPLE, YEAR
from grantcli.ingest.profile.date_formats import ends, is_day, is_financial
from grantcli.ingest.profile.money_columns import NO_MONEY, is_amount, is_figures
from grantcli.ingest.profile.recipient_columns import (
    FLAGS,
    RECIPIENT,
    has_recipient,
    is_names,
    is_recipient,
    person_names,
    without_payer,
)
from grantcli.ingest.titles import heading_key, part_words
from grantcli.ingest.units import unit

_ACRONYM, _CAPITALS = 8, 5
"""An acronym has at most this many letters, and fewer where all texts of its column are in capitals, for words are too."""
_NAMES = 5
"""A note names at most this many columns."""
_SHARE = 0.8
"""This share of a column's texts decides; the others may be `tbc` or totals."""
_FUNDER, _AMOUNT, _DATE = "fundingOrganization/0/name", "amountAwarded", "awardDate"
_NIH = frozenset(
    map(
        heading_key,
        ("Full Project Num", "Core Project Num", "IC Name", "Administering IC", "Direct Cost Amt", "Direct Cost IC"),
    )
)
"""Headings of NIH, of which its tables have one beside `Total Cost`."""
_VAGUE = frozenset(map(heading_key, ("Department", "Department Name", "Agency", "Entity", "Lead")))
"""Headings that say little by themselves."""
_PART = re.compile(
    r"\b(?:school|faculty|institute|cent(?:re|er)|laborator(?:y|ies)|division|college|medicine|sciences?|studies|engineering"
    r"|surgery|physics|chemistry|biology|mathematics|pediatrics|psychology)\b",
    re.IGNORECASE,
)
"""Words in the name of a department of a university."""
_BODY = re.compile(
    r"\b(?:department (?:for|of|of the)|dept|ministry|office|council|agency|authority|trust|commission|government|treasury"
    r"|foundation|fund|nhs|service|board|executive|institute|hm)\b",
    re.IGNORECASE,
)
"""Words in the name of an organisation that gives grants."""
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
_QUARTER = re.compile(r"\s*(?:q[1-4]\W*\d{4}|\d{4}\W*q[1-4])\s*", re.IGNORECASE)
_DIGITS = 4
"""A year has as many; a day in one number has more."""
_ANY_AMOUNT = frozenset(("amount", "value"))
"""Headings that do not say of what stage of an award an amount is."""
_WORDS = {_AMOUNT: "the amount", _DATE: "the date of the award", RECIPIENT: "the recipient"}
_FIELDS = {_AMOUNT: "amount", _DATE: "awarded", RECIPIENT: "recipient"}


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
    result, remarks = list(matches), list[ColumnNote]()
    for decide in _DECISIONS:
        result, more = decide(result, texts)
        remarks += more
    for path, could in _SEARCHES.items():
        if not _has(result, path) and not (path == _AMOUNT and _is_open(remarks, _AMOUNT)):
            result, more = _choose_column(
                result, path, [index for index in fieldless(result, texts) if could(result[index].heading, texts[index])]
            )
            remarks += more
    if not _has(result, _DATE) and not _is_open(remarks, _DATE):
        result, more = _choose_year(result, texts)
        remarks += more
    result, notes = _beside(result, texts, remarks)
    return ColumnDecision(_with_words(result, texts), (*(each.text for each in remarks), *notes))


def _beside(matches: Sequence[Match], texts: Texts, remarks: Sequence[ColumnNote]) -> tuple[list[Match], list[str]]:
    """Return the matches with what goes with the fields that are decided, such as a currency, and the notes on the others."""
    notes = _dates_notes(matches, texts, remarks)
    result, more = currency_columns.choose_currency(matches, texts)
    notes += [*more, *currency_columns.unit_notes(result, texts)]
    notes += [] if _is_open(remarks, _AMOUNT) else _figures_notes(result, texts)
    result, more = person_names(result, texts)
    notes += [*money_columns.notes(result, texts), *more, *column_notes.group_notes(result, texts)]
    notes += [*column_notes.partner_notes(result, texts), *column_notes.identifier_notes(result, texts)]
    return result, [*notes, *([] if _is_open(remarks, RECIPIENT) else _names_notes(result, texts))]


def _choose_year(matches: Sequence[Match], texts: Texts) -> tuple[list[Match], list[ColumnNote]]:
    years = [index for index in fieldless(matches, texts) if _is_year(matches[index].heading, texts[index])]
    return _choose_column(matches, _DATE, years)


def _with_words(matches: Sequence[Match], texts: Texts) -> tuple[Match, ...]:
    """Return the matches, of which the columns beside amounts say whether their texts are words, or figures."""
    amounts_before = (None, *(each.path in FIGURES for each in matches))
    return tuple(
        _with_kind(each, texts.get(index, ())) if before else each
        for index, (each, before) in enumerate(zip(matches, amounts_before, strict=False))
    )


def _with_kind(match: Match, texts: Sequence[str]) -> Match:
    are_codes = not match.path and NO_MONEY.search(part_words(match.heading)) is not None
    return replace(match, has_words=widths.are_words(texts), has_figures=widths.are_figures(texts, are_codes=are_codes))


def _is_open(remarks: Iterable[ColumnNote], path: str) -> bool:
    """Say whether a note is about the column of a path already."""
    return any(each.about == path for each in remarks)


def _without_total_cost(matches: Sequence[Match], texts: Texts) -> tuple[list[Match], list[ColumnNote]]:
    """Return the matches without `Total Cost` as the amount: only NIH has it, and another column may look like the award."""
    result = list(matches)
    is_of_nih = not _NIH.isdisjoint(heading_key(each.heading) for each in matches)
    for index, each in enumerate(matches):
        if each.path == _AMOUNT and each.origin == SYNONYM and heading_key(unit(each.heading)[0]) == "totalcost":
            better = not is_of_nih or any(is_amount(matches[other].heading, texts[other]) for other in fieldless(matches, texts))
            result[index] = replace(each, path=None, origin=EXTRA, scale=1, currency=None) if better else each
    return result, []


def _without_flags(matches: Sequence[Match], texts: Texts) -> tuple[list[Match], list[ColumnNote]]:
    """Return the matches without a date or an amount whose texts are neither; the next best column is read in its place.

    They are `Yes` and `No`, amounts below `Awarded`, or names below `Grant`.
    """
    result = list(matches)
    for index, each in enumerate(matches):
        values = texts.get(index, ())
        if each.path not in {_DATE, _AMOUNT} or each.origin != SYNONYM or not values:
            continue
        if {*map(heading_key, values)} <= FLAGS or (each.path == _AMOUNT and _has_names(matches, index, texts)):
            result = without(result, index, texts)
        elif each.path == _DATE and _has_amounts(each.heading, values):
            result = _prefer_amount(without(result, index, texts), index)
    return result, []


def _has_amounts(heading: str, values: Sequence[str]) -> bool:
    """Say whether `Awarded` has amounts: figures that are neither years nor days in one number, `20190417`."""
    if heading_key(heading) != "awarded" or not is_amount(heading, values) or _is_date(heading, values) or _are_serials(values):
        return False
    days = [text for text in values if len(text.strip()) > _DIGITS and dates.day(text, DateFormat())]
    return len(days) < _SHARE * len(values) and not _is_year("year", values)


def _are_serials(texts: Sequence[str]) -> bool:
    """Say whether figures are years and days in one number, as spreadsheets have dates of which some are a year alone."""
    bare = [text.strip() for text in texts]
    numbers = [int(text) for text in bare if text.isdecimal() and text.isascii() and len(text) <= _DIGITS + 1]
    are_dates = len(numbers) == len(bare) and all(number in YEARS or number in _DAY_NUMBERS for number in numbers)
    return are_dates and any(number in YEARS for number in numbers)


def _has_names(matches: Sequence[Match], index: int, texts: Texts) -> bool:
    """Say whether a column of amounts has names without a figure, as `Grant` may, and another column may have the amounts."""
    if any(amounts.amount(text) is not None or any(map(str.isdecimal, text)) for text in texts[index]):
        return False
    return any(is_figures(matches[each].heading, texts[each]) for each in fieldless(matches, texts))


def _prefer_amount(matches: Sequence[Match], index: int) -> list[Match]:
    """Return the matches with `Awarded` as the amount where `Amount` is, which may be what was asked for."""
    result = list(matches)
    rival = next((place for place, each in enumerate(matches) if each.path == _AMOUNT and each.origin == SYNONYM), None)
    if rival is None or heading_key(unit(matches[rival].heading)[0]) not in _ANY_AMOUNT:
        return result
    other = matches[rival]
    result[index] = Match(matches[index].heading, _AMOUNT, CONTENT, other.scale, other.currency)
    result[rival] = Match(other.heading, None, EXTRA)
    return result


def _figures_notes(matches: Sequence[Match], texts: Texts) -> list[str]:
    """Say that no column is the amount, and name those that may be it: columns of figures, or else of what is called money."""
    if _has(matches, _AMOUNT):
        return []
    others = list(fieldless(matches, texts))
    columns = [matches[index].heading for index in others if is_figures(matches[index].heading, texts[index])]
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


def _dates_notes(matches: Sequence[Match], texts: Texts, remarks: Iterable[ColumnNote]) -> list[str]:
    """Name the columns of other dates where none dates awards, or say that days may be those of another time zone."""
    if (parts := column_notes.parts_of_dates(matches, texts)) or (_is_open(remarks, _DATE) and not _has(matches, _DATE)):
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
    if _has(matches, RECIPIENT) or not _has(matches, _AMOUNT):
        return []
    vague = [index for index, each in enumerate(matches) if each.path == _FUNDER and heading_key(each.heading) in _VAGUE]
    columns = (*vague, *fieldless(matches, texts))
    return _offers(RECIPIENT, [matches[each].heading for each in columns if is_names(matches[each].heading, texts.get(each, ()))])


def _has(matches: Sequence[Match], path: str) -> bool:
    return has_recipient(matches) if path == RECIPIENT else any(each.path == path for each in matches)


def _without_vague(matches: Sequence[Match], texts: Texts) -> tuple[list[Match], list[ColumnNote]]:
    """Return the matches without a funder by a heading that says little, where most of its values do not look like one."""
    result, notes = list(matches), list[ColumnNote]()
    for index, each in enumerate(matches):
        if each.path != _FUNDER or each.origin != SYNONYM or heading_key(each.heading) not in _VAGUE:
            continue
        values = {text.strip() for text in texts.get(index, ())}
        longest = _CAPITALS if all(map(str.isupper, values)) else _ACRONYM
        others = sorted(text for text in values if not (_BODY.search(text) or _is_acronym(text, longest)))
        if len(others) * 2 > len(values):
            result[index] = replace(each, path=None, origin="extra")
            remark = f"`{each.heading}` is not read as the funder, because most of it, such as `{others[0]}`, may be none"
            notes.append(ColumnNote(f"{remark}: `--map funder='{each.heading}'` reads it"))
        elif parts := sorted(filter(_PART.search, values)):
            remark = f"`{each.heading}` is read as the funder, though `{parts[0]}` may be a part of who receives awards"
            notes.append(ColumnNote(f"{remark}; `--map funder=HEADING` says another"))
    return result, notes


def _is_acronym(text: str, longest: int) -> bool:
    """Say whether a text is a name in capitals, such as FCO or MoJ."""
    return text.isalpha() and len(text) <= longest and sum(map(str.isupper, text)) > 1


def _choose_column(matches: Sequence[Match], path: str, columns: Sequence[int]) -> tuple[list[Match], list[ColumnNote]]:
    """Return the matches with the one column that could be read as a path; where several could be, none is."""
    result, field, words = list(matches), _FIELDS[path], _WORDS[path]
    if not columns:
        return result, []
    if len(columns) > 1:
        names = ", ".join(f"`{matches[index].heading}`" for index in columns)
        several = f"no column is read as {words}; several look like it: {names}; `--map {field}=HEADING` says which"
        return result, [ColumnNote(several, path)]
    (index,) = columns
    heading = matches[index].heading
    _, scale, currency = unit(heading) if path == _AMOUNT else ("", 1, None)
    result[index] = Match(heading, path, CONTENT, scale, currency)
    why = f"because no other column looks like it; `--map {field}=HEADING` says another"
    return result, [ColumnNote(f"`{heading}` is read as {words}, {why}", path)]


_DAY_NUMBERS = range(36526, 54789)
"""The days from 2000 to 2049 as spreadsheets number them."""


def _is_date(heading: str, texts: Sequence[str]) -> bool:
    if FINANCIAL.search(part_words(heading)) and any(map(_QUARTER.fullmatch, texts)):  # which may be that of any year
        return False
    return not _OTHER_DATE.search(part_words(heading)) and _is_day(texts)


def _is_day(texts: Sequence[str]) -> bool:
    """Say whether a column has dates, whatever they are of."""
    if all(text.strip().isdecimal() for text in texts):
        return False
    form = DateFormat(short=True)  # `Apr-17` is a month of a year where all are like it
    return sum(is_day(text, form) for text in texts) >= _SHARE * len(texts)


def _is_year(heading: str, texts: Sequence[str]) -> bool:
    """Say whether a column has the years of awards, as numbers."""
    heading = part_words(heading)
    values = [text.strip() for text in texts]
    years = sum(len(text) == _DIGITS and text.isdecimal() and int(text) in YEARS for text in values)
    is_other = _OTHER_YEAR.search(heading) or FINANCIAL.search(heading)
    is_named = ends(heading) or (YEAR.search(heading) is not None and not is_other)
    is_year = is_named and years >= _SHARE * len(values)
    return is_year or (not _OTHER_YEAR.search(heading) and is_financial(heading, values))


_SEARCHES: Mapping[str, Callable[[str, Sequence[str]], bool]] = {
    _AMOUNT: is_amount, _DATE: _is_date, RECIPIENT: is_recipient,
}  # fmt: skip

_DECISIONS: Sequence[Callable[[Sequence[Match], Texts], tuple[list[Match], list[ColumnNote]]]] = (
    fill, _without_vague, without_payer, _without_flags, money_columns.without_percentages, _without_total_cost,
    amount_parts.choose_total, currency_columns.by_currency, currency_columns.stand_ins,
)  # fmt: skip
"""What the values in columns with headings that are known decide, in this order."""
