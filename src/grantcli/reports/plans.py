"""Plans: all questions that a report needs for its rows and its notes, so that an engine answers them at once.

A question that is missing here still gets its answer, but by one more statement.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from grantcli.fields import EXTRA, FIELDS, FieldKind
from grantcli.query import EVERYTHING, And, Comparison, Filter, Not, Op, Or, Total
from grantcli.query.filters import comparisons, conjuncts
from grantcli.reports.data import Data, all_of, is_many
from grantcli.sites import SOURCES

_STATUS = re.compile(
    r"\b(?:status|decision|(?:application|award|bid|grant|panel) (?:outcome|result)|statws|statut|stato|estado|[ée]tat|stav|tila"
    r"|d[ée]cision|entscheidung|decisi[óo]n|decisione|decis[ãa]o|beslissing|besluit|beslutning|beslut|vedtak|decyzja|rozhodnut[íi]e?"
    r"|p[äa][äa]t[öo]s|otsus|d[öo]nt[ée]s|penderfyniad)$",
    re.IGNORECASE,
)
"""What the heading of such a column ends with."""
_REFUSED = (
    "declined", "rejected", "refused", "withdrawn", "unsuccessful", "cancelled", "canceled", "not awarded", "not funded",
    "not approved", "not successful", "ineligible", "pending", "under review", "gwrthod", "aflwyddiannus", "abgelehnt",
    "rechazad", "respint", "afgewezen", "rescinded", "revoked", "lapsed", "not taken up",
    "refus", "rejet", "retiré", "annulé", "non retenu", "en attente", "zurückgezogen", "nicht bewilligt", "storniert",
    "widerrufen", "denegad", "desestimad", "renuncia", "pendiente", "non ammess", "ritirat", "revocat", "indeferid", "recusad",
    "geweigerd",
    "ingetrokken", "niet toegekend", "avslag", "avslått", "afslag", "afvist", "trukket", "avvisad", "återkallad", "odrzucon",
    "odmow", "negatywn", "wycofan", "zamítnut", "zamietnut", "hylätty", "peruttu", "tagasi lükatud", "elutasít", "visszavon",
    "diúltaí",
)  # fmt: skip
"""What a status has in it where nothing was awarded."""
_WHOLE = (
    "refusé", "refusée", "rejeté", "rejetée", "retirée", "rechazado", "rechazada", "denegado", "denegada", "desestimado",
    "desestimada", "respinto", "respinta", "non ammesso", "indeferido", "odrzucony", "odmowa", "zamítnuto",
)  # fmt: skip
"""The same, where the whole text has to be one of them."""
_OUTCOME = re.compile(r"^(?:outcome|result|résultat|ergebnis|resultado|esito|uitslag|resultat|wynik|canlyniad)$", re.IGNORECASE)
"""The heading of a column that says so with nothing else, or what an award has led to."""
_FLAG = re.compile(
    r"^(?:awarded|approved|funded|successful|accepted|grant awarded|accordée?|attribuée?|retenue?|bewilligt|gefördert"
    r"|concedid[ao]|toegekend|innvilget|bevilget|beviljad|przyznan[aoy])\s?\??$",
    re.IGNORECASE,
)
"""The heading of a column that says `No` there."""
_NO = ("no", "n", "false", "non", "nein", "nee", "nei", "nej", "nie", "não", "ei")
_DECISION = re.compile(r"\b(?:d[ée]cision|entscheidung|decisi[óo]n)\??$|^(?:outcome|result)$", re.IGNORECASE)
"""The heading of a column that says either."""
_TYPE = re.compile(
    r"^(?:(?:transaction|entry|payment|record|funding|award|grant|finance|assistance|doc(?:ument)?|invoice|item|line) )?"
    r"type(?: description)?$",
    re.IGNORECASE,
)
"""The heading of a column that says what a row is, where it may be no grant."""
_NO_GRANT = (
    "refund", "repayment", "reversal", "recovery", "returned", "clawback", "credit", "credit note", "loan", "loans",
    "direct loan (e)", "guaranteed/insured loan (f)", "insurance (g)", "direct loan", "guaranteed loan", "guarantee",
    "credit notes", "credit memo", "creditnote", "cr note", "crn",
)  # fmt: skip
_SIDE = re.compile(r"^(?:dr ?/ ?cr|cr ?/ ?dr|debit ?/ ?credit|credit ?/ ?debit)$", re.IGNORECASE)
"""The heading of a column that says on which side of an account a row is."""
_CREDIT = ("credit", "cr", "c")
_UNDONE = re.compile(
    r"^(?:is |was )?(?:(?:project|participant|award|grant) )?"
    r"(?:credit(?: note)?|refund(?:ed)?|revers(?:al|ed)|cancel+ed|withdrawn|declined|rejected|void(?:ed)?|loan)"
    r"(?: from project)?\??$"
    r"|^(?:annulée?|retirée?|refusée?|abgelehnt|zurückgezogen|storniert|rechazad[ao]|anulad[ao]|respint[ao]|ritirat[ao]"
    r"|afgewezen|ingetrokken|trukket|avslått)\s?\??$",
    re.IGNORECASE,
)
"""The heading of a column that says `Yes` where an award was undone or is none."""
_YES = ("yes", "y", "true", "oui", "ja", "sí", "sì", "si", "tak")
_EXACT = ((_TYPE, _NO_GRANT), (_SIDE, _CREDIT), (_FLAG, _NO), (_DECISION, _NO), (_UNDONE, _YES))
"""The words that are the whole value of a column, by its heading."""
_HEADINGS = (_STATUS, _OUTCOME, _FLAG, _TYPE, _SIDE, _UNDONE)


def of_total(
    data: Data, where: Filter, by: Sequence[str], *, top: int | None = None, middle: bool = True, of_whole: bool = True
) -> Iterator[Total]:
    """Yield what `total` asks: medians of groups with `middle`, and with `of_whole` that of all awards too."""
    yield data.question((), where, middle=middle and of_whole)
    yield data.question(by, where, top=top, middle=middle)
    yield from of_notes(data, where, by)


def of_cross(data: Data, where: Filter, by: Sequence[str], across: Sequence[str], *, middle: bool) -> Iterator[Total]:
    """Yield what a cross table asks: its cells, both margins and the whole."""
    yield from (data.question(fields, where, middle=middle) for fields in ((), by, across, (*by, *across)))
    yield from of_notes(data, where, (*by, *across))


def of_comparison(data: Data, sides: Sequence[Filter], where: Filter, by: Sequence[str]) -> Iterator[Total]:
    """Yield what `compare` asks."""
    yield data.question((), where)
    for side in sides:
        yield from (data.question((), term) for term in text_terms(side))
        yield data.question((), all_of(where, side), middle=not by)
        yield data.question(by, all_of(where, side), middle=True)
        yield from of_notes(data, all_of(where, side), by)
    yield data.question((), on_two(sides, where))


def of_list(data: Data, where: Filter, *, why: bool = False) -> Iterator[Total]:
    """Yield what `list` and `filter` ask besides the awards."""
    yield data.question((), where)
    if uses_prices(data, where):
        yield data.question((), without_real_amount(where))
    if compares_money(where):
        yield data.question()
    terms = conjuncts(where) if why else ()
    yield from (data.question((), term) for term in terms)
    yield from (data.question((), And((*terms[:number], *terms[number + 1 :]))) for number in range(len(terms)))


def of_notes(data: Data, where: Filter, by: Sequence[str]) -> Iterator[Total]:
    """Yield what the notes on any total ask."""
    yield data.question((), where)
    if uses_prices(data, where, by):
        yield data.question((), without_real_amount(where))
    if not data.stated:
        yield data.question(("basis",), where)
    if data.split:
        undivided = indivisible(by)
        shared = [name for name in is_many(by) if name not in undivided]
        yield from (data.question((), has_several(where, fields)) for fields in (shared, undivided, ("council",)) if fields)
    elif fields := is_many(by) or [*filter(None, (field_of_recipients(where),))]:
        yield data.question((), has_several(where, fields))
    yield from of_places(data, where, by)
    if compares_money(where):
        yield data.question()
    if not {*by, *(test.field for test in comparisons(where))} & {"regrant", "regrant_type"} and has_regrants(data):
        yield data.question((), regrants(where))
    yield from (data.question((field,), refusals(where, field)) for field in statuses(data, where, by))
    if data.of == "amount" and data.book.programmes:
        yield data.question(("programme",), where)
        if any(programme.stated for programme in data.book.programmes):
            yield data.question(("programme",))


def has_regrants(data: Data) -> bool:
    """Say whether some awards may be granted on, as far as that is cheap to know: of JSON not by its types of regrants."""
    return bool(data.view.givers.ids) or any("regrant_type" in column.fields for column in data.columns)


def regrants(where: Filter) -> Filter:
    """Return the awards that may be granted on."""
    return all_of(where, Comparison("regrant", Op.KNOWN, None, ".."))


def statuses(data: Data, where: Filter, by: Sequence[str]) -> list[str]:
    """Return the columns of a file that say what became of an application, where a question does not name them."""
    named = {*by, *(test.field for test in comparisons(where))}
    columns = ((column.name, column.name.replace("_", " ")) for column in data.columns if column.path is None)
    candidates = (name for name, words in columns if any(each.search(words) for each in _HEADINGS))
    return [field for name in candidates if (field := f"{EXTRA}{name}") not in named]


def refusals(where: Filter, field: str) -> Filter:
    """Return the awards of which a column says that they were refused, withdrawn or not yet decided, or are no grants."""
    name = field.removeprefix(EXTRA).replace("_", " ")
    exact = next((words for heading, words in _EXACT if heading.search(name)), ())
    words = () if exact and not _DECISION.search(name) else _REFUSED
    is_outcome = _OUTCOME.match(name) is not None
    within, words = (Op.IS, (*words, *_WHOLE)) if is_outcome else (Op.HAS, words)
    tests = [
        *(Comparison(field, Op.IS, word, word) for word in exact),
        *(Comparison(field, within, word, word) for word in words),
    ]
    return all_of(where, Or(tuple(tests)))


def has_value(name: str) -> Comparison:
    """Return the awards that have a value of a field."""
    return Comparison(name, Op.KNOWN, None, "..")


def bases_of(by: Sequence[str]) -> list[str]:
    """Return by which places awards are found where these fields are of areas."""
    return list(dict.fromkeys(FIELDS[name].basis for name in by if FIELDS[name].basis))


def indivisible(by: Sequence[str]) -> list[str]:
    """Return the fields of which an award can have several values, but no organisation or place of it has its own."""
    return [name for name in is_many(by) if not FIELDS[name].part and not FIELDS[name].basis]


def of_places(data: Data, where: Filter, by: Sequence[str]) -> Iterator[Total]:
    """Yield what the notes on places ask."""
    for basis in bases_of(by):
        yield from (data.question((), term) for term in place_terms(basis, where))
    yield from (data.question((), wider_place(name, where)) for name in by if FIELDS[name].basis)


def _has_place(basis: str) -> Comparison:
    return has_value("nation" if basis == "best" else f"{basis}_nation")


def place_terms(basis: str, where: Filter) -> tuple[Filter, ...]:
    """Return the awards with a code, those without a place, with and without a code, and those whose place is of a recipient."""
    with_place, with_code = _has_place(basis), Or(tuple(map(has_value, SOURCES[basis])))
    return (all_of(where, with_code), all_of(where, with_code, Not(with_place)), all_of(where, Not(with_code), Not(with_place)),
            all_of(where, has_value("grant_nation")))  # fmt: skip


def wider_place(name: str, where: Filter) -> Filter:
    """Return the awards whose places are no part of one area of this field, but wider."""
    return all_of(where, _has_place(FIELDS[name].basis), Not(has_value(name)))


def field_of_recipients(where: Filter) -> str:
    """Return the first field of a term of which each recipient of an award has its own value; nothing where none is."""
    return next((test.field for test in comparisons(where) if FIELDS[test.field].part), "")


def has_several(where: Filter, fields: Sequence[str]) -> Filter:
    """Return the awards that have more than one value of any of these fields."""
    return all_of(where, Or(tuple(Comparison(name, Op.SEVERAL, None, "") for name in fields)))


def without_real_amount(where: Filter) -> Filter:
    """Return the awards that have an amount, and none in real terms."""
    return all_of(where, Comparison("amount", Op.KNOWN, None, ".."), Not(Comparison("amount_real", Op.KNOWN, None, "..")))


def uses_prices(data: Data, where: Filter, names: Iterable[str] = ()) -> bool:
    """Say whether the total is of amounts in real terms, or a term or one of these fields is of them."""
    fields = {data.of, *names, *(test.field for test in comparisons(where))}
    return any(name.partition(":")[0] == "amount_real" for name in fields)


def compares_money(where: Filter) -> list[Comparison]:
    """Return the comparisons of amounts in which no term names the currency."""
    tests = list(comparisons(where))
    if any(test.field == "currency" for test in tests):
        return []
    return [test for test in tests if FIELDS[test.field].kind is FieldKind.MONEY and test.op is not Op.KNOWN]


def text_terms(where: Filter) -> list[Comparison]:
    """Return the terms that ask for a text or a name."""
    return [
        term
        for term in conjuncts(where)
        if isinstance(term, Comparison)
        and term.op in {Op.HAS, Op.IS}
        and FIELDS[term.field].kind in {FieldKind.TEXT, FieldKind.BODY}
    ]


def on_two(sides: Sequence[Filter], where: Filter = EVERYTHING) -> Filter:
    """Return the awards that are on more than one side: on a side, and on any side before it."""
    pairs = tuple(all_of(sides[one], sides[two]) for one in range(len(sides)) for two in range(one))
    return all_of(where, Or(pairs))
