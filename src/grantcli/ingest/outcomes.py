"""Says which rows below the headings are no awards: totals, notes below a table, headings once more.

A rule to keep: a row is set aside only for a reason that is certain; a row that merely looks like a total or a note stays an
award, and that is said. `--every-row` overrules both.

What SQL must leave to this module: a row without an identifier, without a date or without a recipient, in so far as the file
has such columns; one with neither amount nor date; one of whose cells contains one of `WORDS`, or its heading, unless the file
has identifiers and dates and the row a plain date.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from grantcli.ingest.nesting import Cell, Column, Shape, has_content, text
from grantcli.ingest.titles import plain

WORDS = ("total", "overall", "sum", "gesamt", "cyfanswm", "totaux", "somme", "somma", "totaal", "razem")
"""What the name of a total contains, in English, Welsh, French, German, Spanish, Italian, Dutch, Polish and Swedish."""
_TOTAL = frozenset(
    [
        "total",
        "totals",
        "subtotal",
        "subtotals",
        "sum",
        "summe",
        "zwischensumme",
        "gesamtsumme",
        "endsumme",
        "gesamt",
        "gesamtbetrag",
        "insgesamt",
        "cyfanswm",
        "isgyfanswm",
        "gyfanswm",
        "totaux",
        "somme",
        "suma",
        "somma",
        "totale",
        "totali",
        "subtotale",
        "totales",
        "grandtotal",
        "overall",
        "gesamtergebnis",
        "totaal",
        "totalt",
        "summa",
        "razem",
    ]
)
_FILLING = frozenset(
    [
        "grand",
        "sub",
        "all",
        "the",
        "of",
        "for",
        "in",
        "to",
        "and",
        "from",
        "by",
        "per",
        "award",
        "awards",
        "awarded",
        "grant",
        "grants",
        "granted",
        "paid",
        "payments",
        "spend",
        "spent",
        "expenditure",
        "funding",
        "funds",
        "amount",
        "amounts",
        "value",
        "year",
        "years",
        "fy",
        "financial",
        "period",
        "quarter",
        "annual",
        "gbp",
        "eur",
        "usd",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "q1",
        "q2",
        "q3",
        "q4",
        "mawr",
        "cyffredinol",
        "is",
        "y",
        "yr",
        "o",
        "a",
        "grantiau",
        "dyfarnwyd",
        "swm",
        "général",
        "generale",
        "general",
        "sous",
        "le",
        "la",
        "les",
        "du",
        "de",
        "des",
        "pour",
        "montant",
        "accordé",
        "accordées",
        "subventions",
        "année",
        "der",
        "die",
        "das",
        "für",
        "bewilligt",
        "bewilligte",
        "zuwendungen",
        "betrag",
        "jahr",
        "del",
        "los",
        "las",
        "el",
        "importe",
        "concedido",
        "subvenciones",
        "año",
        "complessivo",
        "dei",
        "running",
        "cumulative",
        "number",
        "committed",
        "allocated",
        "allocation",
        "approved",
        "offered",
        "budget",
        "net",
        "gross",
        "vat",
        "gst",
        "excl",
        "exc",
        "excluding",
        "incl",
        "inc",
        "including",
        "date",
        "this",
        "month",
        "ht",
        "ttc",
        "generaal",
        "kwota",
        "contributi",
        "importo",
        "anno",
    ]
)
_NAME = 200
"""No organisation or place has a longer name."""
_OF_GROUP = re.compile(r"(?:sub[ -]?)?totals?:? (?:for |of |- )?(.+)|(.+?)(?: -)? (?:sub[ -]?)?totals?:?", re.IGNORECASE)
_TOKEN = re.compile(r"[^\W_]+")
_NOTE = re.compile(
    r"\s*(?:[*†‡§©]|(?:end|ende|fin|diwedd)\.?\s*$|[\[(]?\d{1,2}[\])]\s|\d\.?\s+[A-Z]|https?://|n\.?\s?b\.?\s|(?:notes?|sources?|footnotes?|disclaimer|licen[cs]e|copyright|contact"
    r"|published|prepared|produced|compiled|(?:last )?updated|figures|data|this (?:table|list|data|file|document)|these"
    r"|all (?:figures|amounts|values)|for (?:more|further)|includes?|excludes?|including|excluding|end of|please|see"
    r"|page|report|key|redacted|number of (?:grants|awards|payments)|for queries|queries"
    r"|quelle|anmerkung(?:en)?|hinweise?|stand|remarques?|nota|notas|note|fuente|fonte|ffynhonnell|nodyn|nodiadau)\b(?!\s*\w+$))",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r".{25,}[.!?]\s*|.{90,}", re.DOTALL)
_OWN = ("id", "awardDate")
"""What an award has and a total has not."""
_FEW = 3
"""A total has no more cells than its name, its amount and a count."""
_DOUBT = "reads like a total, and stays an award"
_BELOW = "is below `{}` and lacks what all rows above that have, and is still an award"
_LONE = "has nothing but `{}`, and is still an award"


class SumsNeededError(Exception):
    """Whether a row is a total depends on the rows above it, and only some rows are read."""


class RowJudge:
    """Says of each row what it is, from its cells and the rows before it."""

    def __init__(self, headings: Sequence[str], read: Sequence[Column], shape: Shape, *, sums: bool) -> None:
        """Keep which columns say what; `sums` is false where only some of the rows are shown to it."""
        self._headings, self._shape, self._sums = headings, shape, sums
        self._read = {each.index for each in read}
        self._amounts = {each.index for each in read if each.name.startswith("amount") or each.name == "currency"}
        self._amount = next((each.index for each in read if each.steps == ("amountAwarded",)), None)
        self._own = [each.index for each in read if each.name in _OWN and len(each.steps) == 1]
        self._names = [each.index for each in read if each.steps[0] in {"recipientOrganization", "recipientIndividual"}]
        self._always = {*self._own, *self._names}
        self._since = self._all = Decimal()
        self._rows = 0
        self._lone = ""
        """The last row of one text alone: what is below it may be another table."""
        self._before: set[int] = set()
        """What all rows above it have."""
        self._groups: set[str] = set()
        """What the rows since the last total have in their cells, as names are compared."""

    def reason(self, cells: Sequence[Cell]) -> str:
        """Return why a row that holds something is no award; nothing where it may be one. SumsNeededError where that depends."""
        at = [index for index, cell in enumerate(cells) if has_content(cell)]
        first = at[0]
        if first < len(self._headings) and self._is_headings(cells):
            return "the headings once more"
        if self._is_total(cells, at):
            self._since = Decimal()
            self._groups.clear()
            return f"a total, no award: {display_cells(cells)}"
        if not self._read.intersection(at):
            return f"nothing below a heading that is read: {display_cells(cells)}"
        if self._is_note(cells, at):
            return f"a note, no award: {display_cells(cells)}"
        return ""

    def doubt(self, cells: Sequence[Cell]) -> Iterator[str]:
        """Yield the remarks about a row that stays an award and may be none."""
        at = [index for index, cell in enumerate(cells) if has_content(cell)]
        own = any(index in at for index in self._own)
        if at == [0] and len(self._read) > 2:  # noqa: PLR2004 - in a narrow table it lacks only an amount
            if not self._sums:
                raise SumsNeededError
            self._lone = text(cells[at[0]]).strip()
            yield _LONE.format(self._lone)
        elif self._lone and self._before.difference(at):
            yield _BELOW.format(self._lone)
        elif not own and len(at) <= _FEW and (words := _TOKEN.findall(text(cells[at[0]]).casefold())) and words[0] in _TOTAL:
            yield _DOUBT

    def saw(self, grant: Mapping[str, Any], cells: Sequence[Cell]) -> None:
        """Take note of a row that is an award."""
        amount = grant.get("amountAwarded")
        if isinstance(amount, int | Decimal):
            self._since += amount
            self._all += amount
        self._rows += 1
        if self._sums:
            self._groups.update(plain(cell) for cell in cells if isinstance(cell, str) and cell and len(cell) < _NAME)
        if not self._lone:
            self._before = self._always
        if self._always:
            self._always = {index for index in self._always if index < len(cells) and has_content(cells[index])}

    def _is_headings(self, cells: Sequence[Cell]) -> bool:
        pairs = [(text(cell), heading) for cell, heading in zip(cells, self._headings, strict=False) if has_content(cell)]
        return all(plain(cell) == plain(heading) for cell, heading in pairs)

    def _is_total(self, cells: Sequence[Cell], at: Sequence[int]) -> bool:
        if self._amount in at and self._amounts.issuperset(at) and self._read - self._amounts:
            return True
        own = [index for index in self._own if index in at]
        label = next((index for index in at if index not in self._amounts and is_total(text(cells[index]))), None)
        if own and own != [label]:
            return False
        if len(own) > 1:  # one of them is no label
            return False
        if label is not None and not any(index in at and index != label for index in self._names):
            return True
        return self._is_sum(cells, at, named=label is not None) or self._is_group_total(cells, at)

    def _is_group_total(self, cells: Sequence[Cell], at: Sequence[int]) -> bool:
        """Say whether a row is the total of what it names, `Total North` or `Borchester Trust Total`, and has their sum."""
        groups = [group for index in at if index not in self._amounts and (group := group_of_total(text(cells[index])))]
        if len(groups) != 1 or len(at) > _FEW or self._amount not in at or any(index in at for index in self._own):
            return False
        if not self._sums:
            raise SumsNeededError
        amount = self._shape.grant(cells).get("amountAwarded")
        return groups[0] in self._groups and isinstance(amount, int | Decimal) and amount == self._since

    def _is_sum(self, cells: Sequence[Cell], at: Sequence[int], *, named: bool) -> bool:
        """Say whether a row that lacks what the others have has the sum of those above as its amount."""
        if self._amount not in at or (len(at) > _FEW and not named):
            return False
        lacking = {*self._own, *self._names}.difference(at)
        if not named and not lacking:
            return False
        if not self._sums:
            raise SumsNeededError
        if self._rows < 2 or not (named or self._always.difference(at)):  # noqa: PLR2004 - one row has no sum
            return False
        amount = self._shape.grant(cells).get("amountAwarded")
        return isinstance(amount, int | Decimal) and amount != 0 and amount in {self._since, self._all}

    def _is_note(self, cells: Sequence[Cell], at: Sequence[int]) -> bool:
        """Say whether a row is text below a table: it has no amount, no date and no number, and reads as a note."""
        if any(index in self._amounts or (index in self._own and index != at[0]) for index in at):
            return False
        notes = cells[at[0]]
        if not isinstance(notes, str) or any(not isinstance(cells[index], str) for index in at):
            return False
        return bool(_NOTE.match(notes)) or (len(at) == 1 and bool(_SENTENCE.fullmatch(notes.strip())))


def is_total(name: str) -> bool:
    """Say whether a text is the name of a total and of nothing else.

    >>> is_total("Grand total 2019-20"), is_total("Cyfanswm / Total"), is_total("Total Insight Theatre")
    (True, True, False)
    """
    words = _TOKEN.findall(name.casefold()) if len(name) < 100 else []  # noqa: PLR2004 - no total is called anything longer
    return bool(_TOTAL.intersection(words)) and all(
        word in _TOTAL or word in _FILLING or word[0].isdigit() or word[1:].isdigit() for word in words
    )


def group_of_total(name: str) -> str:
    """Return what a text names the total of, as names are compared; nothing where it names none.

    >>> group_of_total("Borchester Trust Total"), group_of_total("Total for North"), group_of_total("North")
    ('borchestertrust', 'north', '')
    """
    found = _OF_GROUP.fullmatch(name.strip()) if len(name) < _NAME else None
    return plain(found[1] or found[2]) if found else ""


def display_cells(cells: Sequence[Cell], most: int = 60) -> str:
    """Return the cells of a row that hold something, as a note shows them."""
    whole = ", ".join(f"`{text(cell).strip()}`" for cell in cells if has_content(cell))
    return whole if len(whole) <= most else f"{whole[:most]}…"
