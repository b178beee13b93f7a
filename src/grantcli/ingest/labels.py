"""Knows what rows that are no awards are called: totals, figures about a table, the headings of other tables.

A rule to keep: a text is a label only where all of its words are; `Total Insight Theatre` and `Count Me In` are names.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from unicodedata import normalize

from grantcli.ingest.titles import part_words

_TOTAL = frozenset(
    """
    total totals subtotal subtotals sum sums summe zwischensumme gesamtsumme endsumme gesamt gesamtbetrag insgesamt cyfanswm
    isgyfanswm gyfanswm totaux somme suma somma totale totali subtotale totales grandtotal gesamtergebnis totaal totalt summa
    razem overall totalling totaling celkem összesen yhteensä σ ialt totalbeløp totalbeløb totalbelopp totalsumma totalsum
    slutsumma delsumma delsum eindtotaal subtotaal totaalbedrag tussentotaal łącznie lacznie ogółem ogolem wsumie iomlán tiomlán
    móriomlán iomlan kokonaissumma loppusumma součet végösszeg totală ukupno σύνολο итого всего общо toplam
    合計 合计 总计 總計 총계 합계 kokku išviso heildarupphæð samtals guztira aggregate ytd yeartodate
    spendtodate spenttodate paidtodate
    gesamtförderung gesamtfördersumme gesamtkosten hovedsum slutsum sluttsum alleszusammen łączna sumaryczna totaalsom tilsammen
    gesamttotal grandtotaal subtotaux subsomme zwischentotal totalgeneral stotal übertrag àreporter
    """.split()  # noqa: SIM905 - one word a line would take two hundred lines
)  # what a total is called in the languages of Europe, and in some others
_STATISTIC = frozenset(
    """
    average averages median maximum minimum largest smallest highest lowest percentage percent deviation cyfartaledd canolrif
    durchschnitt durchschnittlich mittelwert moyenne médiane promedio gemiddelde underspend overspend unspent unallocated
    uncommitted nifer carried brought variance
    """.split()  # noqa: SIM905 - one word a line would take two hundred lines
)
_WEAK = frozenset(
    """
    mean mode count number nr no nos num max min budget balance remaining all anzahl nombre número numero media mediana aantal
    liczba antal antall samlet samlede sammenlagt soma som spolu skupaj kopā summering allocation ensemble zusammen tot ttl left
    cyllideb gweddill
    """.split()  # noqa: SIM905 - one word a line would take two hundred lines
)  # these are names too
_OF_BUDGET = frozenset("budget balance remaining allocation left cyllideb gweddill".split())  # noqa: SIM905 - as above
"""Of these, the words for a budget and for what is left of it."""
_FILLING = frozenset(
    """
    grand sub all the of for in to and from by per award awards awarded grant grants granted paid payments spend spent
    expenditure funding funds fund amount amounts value year years fy financial period quarter annual gbp eur usd
    january february march april may june july august september october november december q1 q2 q3 q4
    mawr cyffredinol is y yr o a grantiau dyfarnwyd swm
    général generale general sous le la les du de des pour montant accordé accordées subventions année
    der die das für bewilligt bewilligte zuwendungen betrag jahr
    końcowa del los las el importe concedido subvenciones año sigue complessivo dei contributi importo anno generaal kwota
    running cumulative number committed allocated allocation approved offered budget net gross vat gst excl exc excluding incl
    inc including date this month ht ttc
    programme programmes program scheme round report page table sheet column section above below these
    geral global valor montante parcial acumulado monto terfynol dyfarniadau beviljat beviljade bevilget bevilgede bevillinger
    beløb beløp belopp toegekend toegekende bedrag algemeen całkowita częściowa xeral fo gu h an àireamh suim sùim deontas
    deontais soma forward
    """.split()  # noqa: SIM905 - one word a line would take two hundred lines
)
_BESIDE_TOTAL = frozenset(
    """
    cost costs paidout flwyddyn cyfan gyfer aller alle alles förderungen zuschüsse zuwendung bewilligten kosten ausgaben au en
    attribué attribuée attribués attribuées versé versées octroyé octroyées toutes tous aides dépenses exercice
    concedida concedidas concedidos conceder ayudas ayuda ejercicio finanziato finanziati finanziamenti concesso concessi
    erogato erogati assegnato spesa delle das dos da do subvenções atribuído atribuídos apoios verleend verleende toegekende
    subsidie van wszystko wszystkie przyznane przyznana dotacje dofinansowania tildelt tildelte innvilget innvilgede
    utbetalt utbetalat udbetalt tilskud tilskudd bidrag beviljad
    """.split()  # noqa: SIM905 - as above
)
"""Words that only a total has beside it: `Do All` and `Van Max` are names."""
_ABOUT = frozenset(
    """
    size standard recipient recipients organisation organisations organizations beneficiaries project projects application
    applications length grantee grantees cyf ariannol förderung förderungen subvention subvención
    dotacji subsidies contributi subvenciones bewilligungen row record
    """.split()  # noqa: SIM905 - one word a line would take two hundred lines
)  # what figures about a table are of
_COUNTED = frozenset(
    """
    awards grants recipients beneficiaries projects applications grantees payments entries records rows bids schemes
    """.split()  # noqa: SIM905 - one word a line would take two hundred lines
)  # what a table may say the number of, as in `Grants awarded`
_BODIES = frozenset(("organisations", "organizations", "charities", "groups", "individuals", "companies"))
"""What else is counted; each alone may be who gets an award."""
_OF_COUNTED = frozenset(
    """
    made supported funded received successful unsuccessful listed assisted helped benefiting issued individual
    """.split()  # noqa: SIM905 - one word a line would take two hundred lines
)
_OF_BALANCE = frozenset(
    """
    opening closing brought carried b c bf cf bfwd cfwd bd cd at balance bal forward fwd f d down from to as on of
    previous last next year period the month quarter fund budget
    january february march april may june july august september october november december
    """.split()  # noqa: SIM905 - as above
)
"""What a balance is called, as some day of a year has one."""
_PHRASES = (
    "i alt",
    "til sammen",
    "w sumie",
    "iš viso",
    "year to date",
    "spend to date",
    "spent to date",
    "paid to date",
    "t o t a l",
    "alles zusammen",
    "paid out",
    "s/total",
    "à reporter",
)
"""What a total is called in several words, of which none is one by itself."""
_NAME = 200
"""No organisation or place has a longer name."""
_LONG = 100
"""No total is called anything longer."""
_TOKEN = re.compile(r"[^\W_]+|Σ")
_PHRASE = re.compile(rf"\b(?:{'|'.join(_PHRASES)})\b")
_WHO_DECIDES = (
    r"(?:(?:[\w'&-]+ ){0,4}?(?:officers?|committees?|boards?|panels?|members?|councillors?|trustees|cabinet|directors?"
    r"|executives?|mayor|chair\w*|forums?|delegat\w+|partnerships?|foundations?|trusts?)\b|(?:[\w'&-]+ )+council$|the )"
)
"""What follows `by` where awards have a title by who makes them."""
_SUMMED_BY = (
    r"(?:programmes?|programs?|funds?|schemes?|years?|wards?|themes?|regions?|areas?|types?|categor(?:y|ies)|recipients?|funders?"
    r"|count(?:y|ies)|sectors?|months?|quarters?|districts?|boroughs?|constituenc(?:y|ies)|department|directorate|status|purpose"
    r"|priorit(?:y|ies)|amount|size|bands?|organi[sz]ations?|activit(?:y|ies)|locations?|localit(?:y|ies)|postcode|strands?|streams?"
    r"|outcomes?|councils?|countr(?:y|ies))"
)
_SUMMARY = re.compile(
    r"\b(?:summary|summaries|breakdown|statistics|analysis|key figures|crynodeb|dadansoddiad|zusammenfassung|übersicht"
    r"|r[ée]capitulatif|r[ée]sum[ée]|resumen|riepilogo|samenvatting|overzicht|podsumowanie)\b"
    r"|\b(?:totals?|spend|number|figures) (?:(?:awarded|made|paid) )?(?:by|per) "
    rf"|\b(?:awards?|grants?|amounts?) (?:by|per) (?!{_WHO_DECIDES})"
    rf"|\b(?:awards?|grants?|amounts?) (?:awarded|made|paid) (?:by|per) (?!{_WHO_DECIDES})(?:[\w'&-]+ ){{0,2}}?{_SUMMED_BY}\b"
    r"|^(?:by|per) (?:programme|program|fund|scheme|year|ward|theme|region|area|type|category|recipient|funder|county|sector)\b"
    r"|^top (?:\d+|ten|five|twenty)?\s*(?:recipients|grants|awards|organi[sz]ations|funders|programmes|wards)\b",
    re.IGNORECASE,
)
_REFUSED = re.compile(
    r"^(?:list of )?(?:declined|rejected|refused|unsuccessful|withdrawn|cancelled"
    r"|not (?:awarded|funded|approved|successful|supported|recommended)|(?:waiting|reserve|standby)[ -]list"
    r"|gwrthodwyd|aflwyddiannus|abgelehnt|refus(?:[ée]es?|és?)|rechazad[ao]s|respint[aei]|afgewezen)\b"
    r"|\b(?:applications?|bids|grants|requests|ceisiadau|anträge) (?:that were |which were )?"
    r"(?:declined|rejected|refused|withdrawn|not (?:awarded|funded|approved|supported|recommended))\b",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"\b(?:payments?|invoices?|disbursements?|instal?lments?|transactions?|applications?|applicants|budgets?|forecasts?|pipeline"
    r"|templates?|examples?|drafts?|(?:waiting|reserve|standby)[ -]list|(?<!and )(?<!& )loans(?! (?:and|&) grants))\b",
    re.IGNORECASE,
)
_WAITING = re.compile(r"^(?:waiting|reserve|standby)[ -]list\b", re.IGNORECASE)
_AWARDED = re.compile(r"\b(?:approved|successful|awarded|funded|awards|grants awarded)\b", re.IGNORECASE)
_NOTE = re.compile(
    r"\s*(?:[*†‡§©]|\(\d+ rows?(?:\(s\))?(?: affected| returned| selected)?\)\s*$|(?:end|ende|fin|diwedd)\.?\s*$|[\[(]?\d{1,2}[\])]\s|\d\.?\s+[A-Z]|https?://|n\.?\s?b\.?\s|(?:notes?|sources?|footnotes?|disclaimer|licen[cs]e|copyright|contact"
    r"|published|prepared|produced|compiled|(?:last )?updated|figures|data|this (?:table|list|data|file|document)|these"
    r"|all (?:figures|amounts|values)|for (?:more|further)|includes?|excludes?|including|excluding|end of|please|see"
    r"|page|report|key|redacted|number of (?:grants|awards|payments)|for queries|queries"
    r"|quelle|anmerkung(?:en)?|hinweise?|stand|remarques?|nota|notas|note|fuente|fonte|ffynhonnell|nodyn|nodiadau)\b(?!\s*\w+$))",
    re.IGNORECASE,
)
_END = re.compile(
    r"\W*(?:end of (?:the )?(?:report|list|table|data|file|sheet|document|page|extract|records?)"
    r"|ende (?:der|des) (?:liste|tabelle|berichts?)|fin (?:du|de la) (?:rapport|tableau|liste)|diwedd yr adroddiad)\W*",
    re.IGNORECASE,
)
"""What is below the last row: `END OF REPORT`."""
_ROWS = re.compile(
    r"\W*\d[\d,.]* (?:rows?|records?|entries|awards|grants|zeilen|datens\u00e4tze|eintr\u00e4ge|lignes|filas|righe|rijen"
    r"|rader)\W*",
    re.IGNORECASE,
)
"""How many rows a table has, beside the day on which it was made."""
_SENTENCE = re.compile(r".{25,}[.!?]\s*|.{90,}", re.DOTALL)
OF_TOTAL = _TOTAL | _FILLING | _BESIDE_TOTAL
"""Every word that the name of a total may have."""
_OF_LABELS = OF_TOTAL | _STATISTIC | _WEAK
_LABELS = _TOTAL | _FILLING | _STATISTIC | _WEAK | _ABOUT | _COUNTED | _BODIES | _OF_COUNTED
"""Every word that a label may have."""

_PARTS_OF_TOTAL = tuple(
    one for one in sorted((*_TOTAL, *_PHRASES)) if not any(other != one and other in one for other in (*_TOTAL, *_PHRASES))
)
"""Of which each name of a total has one."""


def _any(words: Iterable[str]) -> str:
    """Return an expression for any of these words, whether their accents are characters by themselves or not."""
    return "|".join(sorted({normalize(form, word) for word in words for form in ("NFC", "NFD")}))


_WORD = _any((*_LABELS, *_BESIDE_TOTAL, *_PHRASES))
_NUMBER = r"\w?(?:\d|[^\x00-\x7f])(?:\w|[^\x00-\x7f])*"  # with other digits and letters
PART = "[-\u2013\u2022*(]?\\s*(?:of which|o/w|davon|dont|di cui|waarvan|heraf|herav|varav)\\b"
DASHES = "-\u2013\u2022\u00b7*"
"""How the name of a part of an award begins: in words, as an expression that is RE2 too, or behind one of these."""
BALANCE = (
    r"(?:(?:opening|closing)\W+(?:\w+\W+)?bal(?:ance)?\b|(?:brought|carried)\W+(?:forward|down|fwd?)\b"
    r"|bal(?:ance)?\W+(?:b|c|brought|carried|bf|cf|bfwd|cfwd|bd|cd|at|as|on|from|forward)\b|[bc]/?(?:fwd|f|d)\b)"
)
"""How the name of a balance begins, as RE2 and without case."""
_BALANCE = re.compile(BALANCE, re.IGNORECASE | re.ASCII)
STAMP = (
    r"(?:(?:report|data|list|file|extract|table|version|page)\W+)?(?:date\W+)?(?:of\W+)?(?:(?:last|first|date|report|time)\W+)?"
    r"(?:printed|print(?:out)?|generated|exported|export|extracted|extract|downloaded|created|updated|modified|refreshed|revised"
    r"|published|produced|prepared|compiled|run|issued|as\W+at|as\W+of|as\W+on|correct\W+(?:at|to|as\W+(?:at|of))"
    r"|gedruckt|erstellt|stand|imprim\S{1,2}|stampato|impreso|afgedrukt|udskrevet|utskrevet|utskriven|wydrukowano|argraffwyd)"
    r"(?:\W+(?:on|at|date|time|by|am|le|il|el|op|den|ar|from|to|the))*\W*"
)
"""What a line says beside the date on which the table was made, as RE2 and without case."""
_STAMP = re.compile(rf"\W*{STAMP}(?P<date>(?:\d.*)?)", re.IGNORECASE | re.ASCII | re.DOTALL)
_DAY = re.compile(
    r"\W*\d{1,4}[-/. ](?:\d{1,2}|[a-z]{3,9})[-/. ,]+\d{2,4}(?:[T ,]+\d{1,2}[:.]\d\d.*)?\W*|\d{1,2}:\d\d.{0,6}",
    re.IGNORECASE | re.ASCII,
)
"""A day, or a time of it, and nothing that is a figure."""
CARRIED = r"\b(?:[cb]/(?:fwd|f|d)|[cb]fwd|(?:carried|brought)\W(?:forward|down|fwd|over))\b"
"""What a total at the end or the beginning of a page has beside its name, as RE2 and without case."""
_CARRIED = re.compile(rf"{CARRIED}(?:\W+(?:to|from)(?: the)?(?: next| previous| last)? page(?: \d+)?)?", re.IGNORECASE | re.ASCII)
WORDS = (
    "total",
    CARRIED,
    f"^{BALANCE}",
    f"^[{DASHES}(]\\s*[^\\x00-@]",  # a letter, or a blank or a letter that RE2 does not know
    f"^{PART}",
    rf"^[\W_]*(?:{_any((*_TOTAL, *_PHRASES))})",
    # Between words is at least one other character: `the000`, in an identifier, is no label.
    rf"^[\W_]*(?:{_NUMBER}[\W_]+)*(?:{_WORD})(?:[\W_]+(?:{_WORD}|{_NUMBER}))*[\W_]*$",
)
"""Expressions of which each label of a total or of a figure about a table has one, as RE2 and without case."""


def is_total(name: str) -> bool:
    """Say whether a text is the name of a total and of nothing else.

    >>> is_total("Grand total 2019-20"), is_total("Total c/f"), is_total("Total Insight Theatre")
    (True, True, False)
    """
    words = words_of(_CARRIED.sub("", name))
    return bool(_TOTAL.intersection(words)) and all(word in OF_TOTAL or _is_figure(word) for word in words)


def may_name_total(text: str) -> bool:
    """Say whether a text, such as that of a whole row, may have the name of a total in it: a quick test before `is_total`.

    >>> may_name_total("Grand total 2019-20"), may_name_total("I alt"), may_name_total("Tides of Borchester, 2019-20")
    (True, True, False)
    """
    folded = _fold(text)
    return any(part in folded for part in _PARTS_OF_TOTAL)


def is_statistic(name: str) -> bool:
    """Say whether a text names a figure about a table, such as a mean or a count, and nothing else.

    >>> is_statistic("Average grant (£)"), is_statistic("Number of awards"), is_statistic("Count Me In"), is_statistic("Max")
    (True, True, False, True)
    """
    words = words_of(name)
    is_named = not {*_STATISTIC, *_WEAK}.isdisjoint(words) and all(word in _LABELS or _is_figure(word) for word in words)
    return is_named or _is_count(words)


def _is_count(words: Sequence[str]) -> bool:
    """Say whether words name what is counted, and nothing else: `Grants awarded`, `Charities supported`."""
    counted = _COUNTED | _BODIES if len(words) > 1 else _COUNTED
    return not counted.isdisjoint(words) and all(word in _LABELS or _is_figure(word) for word in words)


def is_label(name: str) -> bool:
    """Say whether a text has nothing but words that labels have: with the sum of all above it, it is the name of that.

    >>> is_label("Spent in year"), is_label("Net spend"), is_label("Spent Theatre"), is_label("2019")
    (True, True, False, False)
    """
    words = words_of(name)
    return any(not _is_figure(word) for word in words) and all(word in _OF_LABELS or _is_figure(word) for word in words)


def is_of_budget(name: str) -> bool:
    """Say whether a text names a budget or what is left of it, and nothing else.

    >>> is_of_budget("Budget"), is_of_budget("Left to spend"), is_of_budget("Media")
    (True, True, False)
    """
    return is_statistic(name) and not _OF_BUDGET.isdisjoint(words_of(name))


def is_balance(name: str) -> bool:
    """Say whether a text names what was left of a budget on a day, and nothing else.

    >>> is_balance("Opening balance 1 April"), is_balance("Balance b/f"), is_balance("Balance Theatre"), is_balance("The Balance")
    (True, True, False, False)
    """
    return bool(_BALANCE.match(name)) and all(word in _OF_BALANCE or _is_figure(word) for word in words_of(name))


def is_stamp(name: str, beside: Sequence[str]) -> bool:
    """Say whether a text and those beside it say on which day the table was made, and nothing else.

    >>> is_stamp("Printed", ["12/03/2021"]), is_stamp("Report run: 12 March 2021 10:33", []), is_stamp("Printed", ["A"])
    (True, True, False)
    >>> is_stamp("Printed Matter", ["12/03/2021"]), is_stamp("Stand", [])
    (False, False)
    """
    match = _STAMP.fullmatch(name) if len(name) < _LONG else None
    days = [*([match["date"]] if match["date"] else []), *beside] if match else []
    days = [each for each in days if not _ROWS.fullmatch(each)]
    return bool(days) and all(map(_DAY.fullmatch, days))


def may_be_name(name: str) -> bool:
    """Say whether the label of a figure may be a name as well, as `Max`, `Media` and `Projects funded` may.

    >>> may_be_name("Max"), may_be_name("Average"), may_be_name("Number of awards"), may_be_name("Projects funded")
    (True, False, False, True)
    """
    words = words_of(name)
    return (len(words) == 1 and _STATISTIC.isdisjoint(words)) or (_is_count(words) and {*_STATISTIC, *_WEAK}.isdisjoint(words))


def starts_total(name: str) -> bool:
    """Say whether the first word of a text is that of a total, as in `Total Eclipse`."""
    return bool(_TOTAL.intersection(words_of(name)[:1]))


def is_summary(text: str) -> bool:
    """Say whether a text above a table says that it sums up another.

    >>> is_summary("Summary by programme"), is_summary("Grants by year"), is_summary("North region")
    (True, True, False)
    """
    return len(text) < _LONG and bool(_SUMMARY.search(text))


def is_refused(text: str) -> bool:
    """Say whether a text above rows says that these were refused, or wait.

    >>> is_refused("Declined applications"), is_refused("Reserve list"), is_refused("Approved"), is_refused("Refuse collection")
    (True, True, False, False)
    """
    return len(text) < _LONG and bool(_REFUSED.search(text.strip()))


def is_note(text: str, *, alone: bool = True) -> bool:
    """Say whether a text is a note about a table; prose is one where it is `alone` in its row.

    >>> is_note("Source: Grants team"), is_note("Page 1 of 2"), is_note("North region")
    (True, True, False)
    """
    return bool(_NOTE.match(text) or (alone and _END.fullmatch(text))) or (alone and bool(_SENTENCE.fullmatch(text.strip())))


def why_no_awards(name: str) -> str:
    """Return why a list or a sheet beside awards has none, as far as its name says; nothing where it may have some.

    >>> why_no_awards("declinedApplications"), why_no_awards("Payments 2019"), why_no_awards("Approved applications")
    ('its name says that they were refused', 'its name says that it has no awards', '')
    """
    words = part_words(name)
    if is_refused(words) and not _WAITING.search(words):
        return "its name says that they were refused"
    return "its name says that it has no awards" if _BESIDE.search(words) and not _AWARDED.search(words) else ""


def _fold(text: str) -> str:
    return (text if text.isascii() else normalize("NFC", text)).casefold().replace("ς", "σ")


@lru_cache(maxsize=1 << 12)  # of one cell it is asked several times
def words_of(name: str) -> tuple[str, ...]:
    """Return the words of what may be a label; none of a longer text."""
    if len(name) >= _LONG:
        return ()
    folded = _fold(name)
    for phrase in _PHRASES:
        if phrase in folded:
            folded = _PHRASE.sub(lambda match: match[0].replace(" ", "").replace("/", ""), folded)
    return tuple(_TOKEN.findall(folded))


def _is_figure(word: str) -> bool:
    return word[0].isdigit() or word[1:].isdigit()
