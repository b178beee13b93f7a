"""Knows which columns have money, and what a column of money beside the amount says: what an award was, became or counts.

A rule to keep: no column is read here. A note names each that may be the amount as well, and the option that reads it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from grantcli.ingest.headings import EXTRA, OPTION, SYNONYM, ColumnNote, Match, Texts, fieldless, rivals
from grantcli.ingest.labels import is_total as is_label_of_total
from grantcli.ingest.parse import amounts
from grantcli.ingest.parse.dates import YEARS
from grantcli.ingest.parse.formats import FIGURES
from grantcli.ingest.titles import part_words
from grantcli.ingest.units import rounding, uncertain, unit

_NAMES = 5
"""A note names at most this many columns."""
_SHARE = 0.8
"""This share of a column's texts decides; the others may be `tbc` or totals."""
_AMOUNT = "amountAwarded"
_RECIPIENTS = ("recipientOrganization/0/name", "recipientIndividual/name")
_SAMPLE = 1_000
"""Of this many rows texts are known."""
_MONEY = re.compile(
    r"amount|\bamt\b|value|sum\b|award|grant|funding|paid|payment|cost|price|spend|contribution|subsid|montant|subvention|betrag|summe"
    r"|zuschuss|zuwendung|förder|importe|importo|ayuda|aide\b|aiuto|contribut|swm|bedrag|bel[øo]pp?\b|tilskudd?|bidrag|st[øö][dt]"
    r"|avustus|tuki\b|kwota|dotac|dotaz|apoio|deontas|[£€$]",
    re.IGNORECASE,
)
_OTHER_MONEY = re.compile(
    r"\b(?:(?<!grant )(?<!award )costs?|requested|applied|match(?:ed)?|balance|cumulative|running|budget(?:ed)?"
    r"|income|turnover|rateable|loans?|vat|tax|gst|fees?"
    r"|salary|previous|of which|remaining|outstanding|unspent|underspend|returned|refund(?:ed)?|pence|cents"
    r"|sought|ask|asked|bid|eligible|average|rate|ceiling|future|prior|last|forward|[bc]/?f)\b"
    r"|\((?:in )?(?:p|pence|cents|c|¢)\)|\bin p$"
    # What was asked for, what it costs and what is planned, in other languages, also at the end of a longer word.
    r"|demand[ée]|sollicit|beantragt|antragssumme|solicitad|pedid[oa]\b|richiest|gevraagd|wnioskowan|ans[øö]gt|s[øö]kt\b|søknad"
    r"|haettu|požadovan|igényelt|taotlet|gofynn|co[ûu]ts?\b|coste|custo\b|cost[oi]\b|kosten|kostnad|omkostning|kustannu|koszt|náklad"
    r"|presupuest|orçamento|rozpoč|budżet|begroting|eigenmittel|eigenanteil",
    re.IGNORECASE,
)
"""What money has in its heading that is no award."""
_TAXED = re.compile(
    r"\b(?:excl?\w*|incl?\w*|net of|without|before|plus|after|ex)\.? (?:(?:ir)?recoverable )?(?:vat|gst|tax)\b"
    r"|\b(?:vat|gst|tax) (?:incl|excl)\w*",
    re.IGNORECASE,
)
"""What a heading says of a tax beside its amount."""
NO_MONEY = re.compile(
    r"\b(?:id|no|nr|number|code|ref|reference|phone|telephone|post ?code|lat|latitude|long|longitude)\b"
    r"|(?<!\bin )(?<!\bthe )(?<!\bthis )(?<!\bcurrent )\byear\b"
    r"|\b(?:population|count|rank|row)\b|%|percent|date|duration|months"
    r"|\b(?:grants?|awards?|projects?) (?:years|term|length|period)$"
    # How long, and how many, in other languages.
    r"|laufzeit|\b(?:dauer|monate|jahre|durée|mois|duración|meses|durata|mesi|duur|maanden|varighet|varighed|varaktighet|måneder"
    r"|månader|miesięcy|kesto|anzahl|aantal|antall?|nombre de|número de|numero di|liczba|nifer)\b",
    re.IGNORECASE,
)
_RESTATED = re.compile(
    r"\b(?:revised|revision|amended|amendment|original(?:ly)?|initial(?:ly)?|current|latest|final|updated|variation|varied"
    r"|adjust(?:ed|ment)|increased?|additional|uplift|top[ -]?up|supplement\w*|extra|further|second|bonus"
    r"|reduced|reduction|actual|paid|payments?|disbursed|claimed|spent|spend"
    r"|expenditure|drawn|net|gross|withdrawn|repaid|recovered|deobligated|outlay(?:ed|s)?)\b",
    re.IGNORECASE,
)
"""What the heading of money has that an award was before, is now, or became."""
_APPROVED = re.compile(
    r"approv|awarded|agreed|granted|recommend|allocat|offered|confirmed|committed|voted?\b|vot[ée]|accord[ée]|attribu[ée]|octroy"
    r"|bewillig|zugesagt|conce(?:did|ss)|approvat|aprobad|asignad|toegekend|bevilg|beviljat|innvilg|tildelt|przyznan|dyfarn|cymeradw",
    re.IGNORECASE,
)
"""What the heading of figures has that were decided."""
_NO_AWARD = re.compile(
    r"\b(?:people|persons|beneficiaries|participants|members|volunteers|staff|jobs|homes|visits|children|pupils|hours|days|weeks"
    r"|score|points|rounds?|cohort|call|phase|stage|batch|lot|tranche|priority|length|term|period|version|project (?:value|total)"
    r"|value of (?:the )?project|households|employees|applications|projects|organi[sz]ations|area|size)\b",
    re.IGNORECASE,
)
"""What the heading of figures has that are beside an award: whom it serves, when it was, what a project is worth."""
_COUNT = re.compile(
    r"^(?:(?:total )?(?:number|no\.?|nos\.?|count|#) of|number|nifer y|anzahl(?: der)?|nombre d[e']|número de|numero di|aantal)"
    r"\s?"
    r"(?:grants?|awards?|payments?|grantiau|dyfarniadau|förderungen|subventions|subvenciones|contributi|subsidies)"
    r"(?: (?:made|awarded|paid))?$|^(?:grants?|awards?|payments?) (?:count|made|number)$",
    re.IGNORECASE,
)
"""The heading of how many awards a row has."""
_COUNT_ALONE = re.compile(
    r"(?:grants|awards|payments) (?:awarded|made|paid|given)|grants|awards|payments|grantiau", re.IGNORECASE
)
_COUNT_OR_NUMBER = re.compile(r"number|no\.?|nos\.?|#|count|nifer|anzahl|aantal|nombre|número|numero", re.IGNORECASE)
"""The headings of how many awards a row has, where it has few; and those that may be of the number of a row as well."""
_MARKS = frozenset(("0", "1"))
"""What says only whether something was approved."""
_FEW = 3
"""Such numbers have at most this many digits."""
_GIFTS = "(?:grants|awards|donations|gifts|payments|bursaries|scholarships)"
_MANY = rf"(?:{_GIFTS[3:-1]}|individuals|organi[sz]ations|charities|recipients|beneficiaries|students|families|schools|groups)"
_UP_TO = r"(?: (?:(?:of|each|individually) )*(?:under|below|less than|up to|not exceeding|smaller than|£|€).{1,40})"
_SEVERAL = re.compile(
    rf"(?:all |the )?(?:others?|sundry|various|misc(?:ellaneous|\.)?)(?: (?:small|smaller|minor|individual))*"
    rf"(?: {_MANY})?{_UP_TO}?"
    rf"|(?:all |the |total |aggregate |remaining |small |smaller |minor |of )+{_MANY}{_UP_TO}?"
    rf"|\d[\d,]* (?:(?:other|further|additional|small|smaller|individual) )*{_MANY}"
    rf"(?: (?:of|to|under|below|less|up|each|in|\().*)?"
    rf"|{_GIFTS}{_UP_TO}|{_GIFTS} to (?:\d+ )?(?:individuals|students|families)(?: .*)?"
    rf"|individuals(?: ?\(?\d[\d,]*\)?)?|.*\(\d[\d,]* {_MANY}\)",
    re.IGNORECASE,
)
"""What means several recipients: `Other grants under £1,000`, `23 grants`, `Grants to individuals`, `Various`."""
_LONGEST = 80
"""No such text has more characters."""
_TOTAL = re.compile(r"\btotal\b", re.IGNORECASE)
_NO_SUM = re.compile(rf"{NO_MONEY.pattern}|\b(?:reason|type|count|payments? made|number of)\b", re.IGNORECASE)


def is_money(heading: str) -> bool:
    """Say whether a heading is one of money that may be an award, whatever is below it."""
    words = part_words(heading)
    return bool(_MONEY.search(heading)) and not (NO_MONEY.search(words) or _OTHER_MONEY.search(_TAXED.sub("", words)))


def is_amount(heading: str, texts: Sequence[str]) -> bool:
    """Say whether a column has money that may be the amount of awards."""
    words = part_words(heading)
    if NO_MONEY.search(words) or _OTHER_MONEY.search(_TAXED.sub("", words)):
        return False
    figures = _figures(texts)
    count = sum(any(char in text for char in "£€$.,") for text in figures)
    return len(figures) >= _SHARE * len(texts) and (
        _MONEY.search(heading) is not None or unit(heading)[2] is not None or count * 2 > len(texts)
    )


def is_figures(heading: str, texts: Sequence[str]) -> bool:
    """Say whether a column has figures that are neither years nor numbers of rows."""
    if NO_MONEY.search(part_words(heading)):
        return False
    values = [figure for text in texts if (figure := amounts.amount(text)) is not None]
    years = sum(figure == int(figure) and figure in YEARS for figure in values)
    return (
        len(values) >= _SHARE * len(texts) and years * 2 < len(values) and values != [1 + number for number in range(len(values))]
    )


def without_percentages(matches: Sequence[Match], texts: Texts) -> tuple[list[Match], list[ColumnNote]]:
    """Return the matches without amounts whose column has percentages: those are shares of something."""
    result, notes = list(matches), list[ColumnNote]()
    for index, each in enumerate(matches):
        values = texts.get(index, ())
        shares = sum(text.rstrip().endswith("%") for text in values)
        if each.path in FIGURES and each.origin == SYNONYM and values and shares >= _SHARE * len(values):
            result[index] = replace(each, path=None, origin=EXTRA, scale=1, currency=None)
            notes.append(ColumnNote(f"`{each.heading}` has percentages, and is not read as an amount"))
    return result, notes


def _figures(texts: Sequence[str]) -> list[str]:
    return [text for text in texts if amounts.amount(text) is not None or _LOOSE.fullmatch(text.strip())]


_LOOSE = re.compile(r"(?!\d{1,2}\.\d{1,2}\.(?:\d{2}|\d{4})\s*$)[£€$]?\s?-?\d[\d.,' \u00a0]*", re.ASCII)
"""A figure however its digits are parted, and no day as `17.04.2019`."""


def notes(matches: Sequence[Match], texts: Texts) -> Iterator[str]:
    """Yield the notes on the columns of money, once the amount is found."""
    yield from other_amounts(matches, texts)
    yield from _tables_beside(matches, texts)
    has_amount = any(each.path == _AMOUNT for each in matches)
    if has_amount and (example := _shows_several(matches, texts)):
        yield f"a row may have several awards, as `{example}` says, and counts as one: totals are right, means are of rows"
    amount = next((each.heading for each in matches if each.path == _AMOUNT), "")
    quantity = rounding(amount) or uncertain(amount)
    if quantity and not quantity.endswith(("pound", "pounds", "euro", "euros")):
        may = f"`{quantity}` may be their unit"
        yield f"figures below `{amount}` are read as they are written, though {may}; `--scale` says otherwise"


def _tables_beside(matches: Sequence[Match], texts: Texts) -> Iterator[str]:
    """Say that another table may be beside the one that is read: the headings of a recipient and an amount are there again."""
    again = {
        winner.path: index
        for index, (rival, winner) in reversed([(matches.index(pair[0]), pair) for pair in rivals(matches)])
        if texts.get(index) and not rival.stands_in
    }
    paid, who = again.get(_AMOUNT), next((index for path, index in again.items() if path and path.startswith(_RECIPIENTS)), None)
    if paid is None or who is None or not _is_figure_column(texts[paid]):
        return
    last = max(
        index for index, each in enumerate(matches) if each.path and (each.path == _AMOUNT or each.path.startswith(_RECIPIENTS))
    )
    if last < min(paid, who):
        amount, recipient = matches[paid].heading, matches[who].heading
        count = len(texts[paid])
        rows = "1 row is" if count == 1 else f"{count:,} rows{' or more' if count >= _SAMPLE else ''} are"
        option = f"`--map amount='{amount}' --map recipient='{recipient}'` reads those instead"
        yield f"another table may be beside the one that is read, and its awards are missing: {rows} below `{amount}`; {option}"


def _is_figure_column(texts: Sequence[str]) -> bool:
    return len(_figures(texts)) >= _SHARE * len(texts)


def _shows_several(matches: Sequence[Match], texts: Texts) -> str:
    """Return the heading of how many awards rows have, or a recipient that means several; nothing where none does."""
    for index in fieldless(matches, texts):
        if _counts_awards(matches[index].heading, texts[index]):
            return matches[index].heading
    names = (text.strip() for index, each in enumerate(matches) if each.path in _RECIPIENTS for text in texts.get(index, ()))
    return next((name for name in names if len(name) <= _LONGEST and _SEVERAL.fullmatch(name)), "")


def _counts_awards(heading: str, texts: Sequence[str]) -> bool:
    numbers = [text.strip() for text in texts]
    if not all(map(str.isdecimal, numbers)) or all(number in {"0", "1"} for number in numbers):
        return False
    words, few = part_words(heading).strip(), all(len(number) <= _FEW for number in numbers)
    rises = all(int(before) < int(after) for before, after in pairwise(numbers))
    return bool(
        _COUNT.search(words)
        or (few and _COUNT_ALONE.fullmatch(words))
        or (few and not rises and _COUNT_OR_NUMBER.fullmatch(words))
    )


def other_amounts(matches: Sequence[Match], texts: Texts) -> list[str]:
    """Name the columns that have the amount of an award as it was before or is now, or what was paid of it."""
    amount = next((each for each in matches if each.path == _AMOUNT), None)
    if amount is None or amount.origin == OPTION:
        return []
    rivals_named = {rival.heading for rival, _ in rivals(matches)}
    paid = (index for index, each in enumerate(matches) if (each.path, each.origin) == ("amountDisbursed", SYNONYM))
    others = [
        matches[index].heading
        for index in sorted({*fieldless(matches, texts), *paid})
        if _restates(matches[index].heading, texts.get(index, ())) and matches[index].heading not in rivals_named
    ]
    if not others:
        return []
    names = " and ".join([*(f"`{each}`" for each in others[:_NAMES]), *(["others"] if len(others) > _NAMES else [])])
    read = f"--map amount='{others[0]}'` reads it" if len(others) == 1 else "--map amount=HEADING` reads another"
    return [f"`{amount.heading}` is read as the amount, and {names} {'is' if len(others) == 1 else 'are'} not: `{read}"]


def _restates(heading: str, texts: Sequence[str]) -> bool:
    """Say whether a column has figures that may be the amount as well, by its heading."""
    words = _TAXED.sub("", part_words(heading))
    figures = _figures(texts)
    if not figures or len(figures) < _SHARE * len(texts):
        return False
    is_other = _NO_SUM.search(words) is not None or _OTHER_MONEY.search(words) is not None  # `original_loan_subsidy_cost`
    if is_label_of_total(unit(heading)[0]) or (_RESTATED.search(words) is not None and not is_other):
        return True
    if is_other or _NO_AWARD.search(words) or {*figures} <= _MARKS:
        return False
    is_named = any(each.search(words) for each in (_TOTAL, _APPROVED, _MONEY))
    return is_named and is_figures(heading, texts)
