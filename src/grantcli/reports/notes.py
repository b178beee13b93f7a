"""Notes: what a reader needs to know to judge the figures of a table."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from grantcli.dates import PartialDate
from grantcli.engines.group_order import currency_rank
from grantcli.errors import UsageError, find_by_start, nearest_value
from grantcli.fields import FIELDS, FieldKind, Value, find_field
from grantcli.model import Programme
from grantcli.query import EVERYTHING, And, Comparison, Filter, Group, Not, Op, Or, Word
from grantcli.query.filters import comparisons, conjuncts
from grantcli.reports import plans
from grantcli.reports.data import Data, is_many
from grantcli.reports.plans import bases_of, compares_money, has_several, has_value, place_terms, wider_place, without_real_amount
from grantcli.sites import CODES, GRANT, SOURCES
from grantcli.table import Money

APART = "amounts in different currencies are never added or ranked together"
ADD_CURRENCY = "the rows are in several currencies; add the column `currency` to see which is which"
_VALUES = 5  # name at most this many values; count more
_NEAREST = 3  # suggest at most this many values


def plural(count: int, word: str, plural_word: str = "") -> str:
    """Return the count with its word: `1 award`, `2 awards`."""
    return f"{count:,} {word if count == 1 else plural_word or word + 's'}"


def answer_title(data: Data, where: Filter, count: int) -> str:
    """Return the title: how many awards the table is about, of how many, and in which data."""
    awards = plural(count, "award") if where == EVERYTHING else f"{count:,} of {plural(data.count(), 'award')}"
    return f"{awards} in {data.name}"


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def amount_notes(groups: Iterable[Group]) -> list[str]:
    """Say how many amounts are unknown, zero or negative, and which currencies are separate."""
    groups = list(groups)
    notes = []
    if unknown := sum(group.unknown for group in groups):
        notes.append(f"{plural(unknown, 'award has', 'awards have')} no known amount and {_is(unknown)} left out of the totals")
    if zero := sum(group.zero for group in groups):
        notes.append(f"{plural(zero, 'award is', 'awards are')} of zero")
    if negative := sum(group.negative for group in groups):
        notes.append(f"{plural(negative, 'award is negative, and lowers', 'awards are negative, and lower')} the totals")
    if any(group.currency is None for group in groups):
        count = sum(group.awards for group in groups if group.currency is None)
        notes.append(f"{plural(count, 'award has', 'awards have')} no currency; `--currency CODE` says which to assume")
    if len({group.currency for group in groups}) > 1:
        notes.append(APART)
    return notes


def several_notes(data: Data, by: Sequence[str], where: Filter) -> list[str]:
    """Say how many awards a grouping by a field with many values counts more than once."""
    if not data.split:
        return _overlap_notes(data, is_many(by), where) if is_many(by) else _whole_notes(data, where)
    indivisible = plans.indivisible(by)
    ways = "by `recipient`, `council`, `org_id` or a place"
    divisible = [name for name in is_many(by) if name not in indivisible]
    joint = 0 if divisible else data.count(has_several(where, ("council",)))
    whole = f"{plural(joint, 'joint award counts', 'joint awards count')} whole, for --split shares only {ways}"
    return [
        *_share_notes(data, divisible, where),
        *(f"{note}: --split shares {ways}, and not by this" for note in _overlap_notes(data, indivisible, where)),
        *([whole] if joint and not indivisible else []),
    ]


def _whole_notes(data: Data, where: Filter) -> list[str]:
    """Say how many awards count whole although a term asks for one of their recipients, or of the places of these."""
    field = plans.field_of_recipients(where)
    joint = data.count(has_several(where, (field,))) if field else 0
    count = f"{plural(joint, 'award has', 'awards have')} more than one {field} and count{'s' if joint == 1 else ''} whole"
    return [f"{count}; `--by {field} --split` shows the share of each"] if joint else []


def _overlap_notes(data: Data, fields: Sequence[str], where: Filter) -> list[str]:
    several = data.count(has_several(where, fields)) if fields else 0
    verb = "counts" if several == 1 else "count"
    note = f"{plural(several, 'award has', 'awards have')} more than one {' or '.join(fields)} and {verb} under each"
    return [f"{note}, so the rows add up to more than the total"] if several else []


def _share_notes(data: Data, fields: Sequence[str], where: Filter) -> list[str]:
    several = data.count(has_several(where, fields)) if fields else 0
    if not several:
        return []
    bases = bases_of(fields)
    if bases and (bases[0] == GRANT or data.count(Or(tuple(map(has_value, SOURCES[bases[0]]))))):
        basis = "places" if bases == [GRANT] else "places or recipients"
        joint = plural(several, "award that counts", "awards that count")
        return [f"the amounts of {joint} under more than one {' or '.join(fields)} are shared equally among their {basis}"]
    several = data.count(has_several(where, ("council",)))
    return [f"the amounts of {plural(several, 'joint award')} are shared equally among their recipients"]


def regrant_notes(data: Data, by: Sequence[str], where: Filter) -> list[str]:
    """Say how much may be granted on, and so be counted twice, where some of it is and nothing was asked about it."""
    fields = {*by, *(test.field for test in comparisons(where))}
    if fields & {"regrant", "regrant_type"} or not plans.has_regrants(data):
        return []
    groups = data.counts((), plans.regrants(where))
    if not groups:
        return []
    amounts = _amounts(groups)
    count = plural(sum(group.awards for group in groups), "award")
    reason = "the recipient gives awards here too, or the funder says so"
    what = f"{count}{f' ({amounts})' if amounts else ''} may be granted on, and then be counted twice"
    return [f"{what}: {reason}; `--by regrant` shows them, `-regrant:..` leaves them out"]


def _amounts(groups: Iterable[Group]) -> str:
    """Return the sum of these groups in each currency, and how many of their amounts are unknown."""
    groups = sorted(groups, key=lambda group: currency_rank(group.currency))
    sums: dict[str | None, Decimal] = {}
    for group in groups:
        if group.total is not None:
            sums[group.currency] = sums.get(group.currency, Decimal()) + group.total
    unknown = sum(group.unknown for group in groups)
    texts = [str(Money(total, code)) for code, total in sums.items()]
    return " and ".join([*texts, *([plural(unknown, "unknown amount")] if unknown else [])])


def refused_notes(data: Data, by: Sequence[str], where: Filter) -> list[str]:
    """Say how many awards were refused or withdrawn, as a column says, and are counted, where nothing was asked about it."""
    lines = []
    for field in plans.statuses(data, where, by):
        groups = data.counts((field,), plans.refusals(where, field))
        names = sorted({str(group.key[0]) for group in groups if group.key})
        if not names:
            continue
        listed = ", ".join(f"`{name}`" for name in names[:_VALUES]) + (" and others" if len(names) > _VALUES else "")
        count = plural(sum(group.awards for group in groups), "award that counts", "awards that count")
        terms = " ".join(f"`{Not(Comparison(field, Op.IS, name, name))}`" for name in names[:_VALUES])
        leave = "leaves" if len(names) == 1 else "leave"
        lines.append(f"`{field}` of {count} ({_amounts(groups)}) says {listed}; {terms} {leave} them out")
    return lines


def not_itemised_notes(data: Data, where: Filter) -> list[str]:
    """Say what the programmes of these awards are stated to be beyond the awards that are named."""
    if data.of != "amount":
        return []
    programmes = data.programmes(where)
    groups = data.counts(("programme",)) if any(programme.stated for programme in programmes) else []
    groups_of = [(programme, [group for group in groups if group.key[0] == programme.title]) for programme in programmes]
    return [note for programme, part in groups_of if (note := _itemisation_note(programme, part))]


def _itemisation_note(programme: Programme, groups: Sequence[Group]) -> str:
    stated, projects = programme.figure("total"), programme.figure("projects")
    counted = [group for group in groups if group.currency == programme.currency]
    itemised = sum((group.total or Decimal(0) for group in counted), Decimal(0))
    if stated is None or stated == itemised:
        return ""
    awards, unknown = (sum(getattr(group, name) for group in counted) for name in ("awards", "unknown"))
    total, amount, gap = (Money(part, programme.currency) for part in (stated, itemised, abs(stated - itemised)))
    sources = f"{programme.title}: sources give {total}" + (f" for {plural(int(projects), 'project')}" if projects else "")
    gaps = "" if not unknown else f", {'one amount' if unknown == 1 else f'{unknown} amounts'} unknown"
    sums = f"and the {plural(awards, 'award')} come{'s' * (awards == 1)} to {amount}{gaps}"
    if stated < itemised:
        note = f"{sources}, {sums}, {gap} more"
    elif projects and awards >= projects:
        note = f"{sources}, {sums}; {gap} is not itemised"
    else:
        names = f"{awards:,}" if projects else plural(awards, "award")
        note = f"{sources} but name only {names} ({amount}{gaps}); {gap} is not itemised"
    return note + _other_currencies(programme, [group for group in groups if group not in counted])


def _other_currencies(programme: Programme, groups: Sequence[Group]) -> str:
    """Say how many awards of a programme are in another currency than what is stated of it, and so are not compared with it."""
    count = sum(group.awards for group in groups)
    what = f"{plural(count, 'more award is', 'more awards are')} not in {programme.currency or 'that currency'}"
    return f"; {what} ({_amounts(groups)})" if count else ""


def basis_notes(data: Data, where: Filter) -> list[str]:
    """Say how much of the totals is stated, derived and disputed, where it is not all stated."""
    if data.stated:
        return []
    groups = [group for group in _by_basis(data, where) if group.total is not None]
    if {group.key[0] for group in groups} <= {"stated"}:
        return []
    parts = [f"{Money(group.total or Decimal(0), group.currency)} is {_BASIS[str(group.key[0])]}" for group in groups]
    return [f"of this, {', '.join(parts)}"]


_BASIS = {"stated": "stated in a source", "derived": "worked out", "disputed": "disputed", "unknown": "unknown"}


_BASES = ("stated", "derived", "disputed", "unknown")


def _by_basis(data: Data, where: Filter) -> list[Group]:
    groups = data.counts(("basis",), where)
    return sorted(groups, key=lambda group: (currency_rank(group.currency), _BASES.index(str(group.key[0]))))


def left_out_notes(data: Data, where: Filter) -> list[str]:
    """Say what `--stated-only` leaves out of the awards that match."""
    groups = [group for group in _by_basis(data, where) if group.key[0] != "stated"]
    parts = [
        f"{plural(group.awards, 'award')} {group.key[0]}"
        + ("" if group.total is None else f" ({Money(group.total, group.currency)})")
        for group in groups
    ]
    return [f"--stated-only leaves out {', '.join(parts)}"] if parts else []


def real_notes(data: Data, where: Filter, names: Iterable[str] = ()) -> list[str]:
    """Say in whose prices real-terms amounts are, and how many awards have none, where the total or a field is of those."""
    series = data.view.prices.series
    if series is None or not plans.uses_prices(data, where, names):
        return []
    year = data.view.prices.base
    what = "`amount_real` is" if data.of == "amount" else "amounts are"
    basis = f"{what} in prices of {year}, by the {series.title}, {series.source}, released {series.released}"
    lost = data.count(without_real_amount(where))
    has = "has an amount but no real-terms one" if lost == 1 else "have an amount but no real-terms one"
    return [basis, *([f"{plural(lost, 'award')} {has} (no date, no year of the series, or not in pounds)"] if lost else [])]


def currency_notes(data: Data, where: Filter) -> list[str]:
    """Say in which currencies a comparison of amounts was made when there is more than one."""
    tests = compares_money(where)
    if not tests:
        return []
    currencies = data.currencies()
    if len(currencies) < 2:  # noqa: PLR2004 - one currency needs no words
        return []
    codes = ", ".join(code or "no currency" for code in currencies)
    terms = " and ".join(f"`{test}`" for test in tests)
    return [f"{terms} compares each amount in its own currency ({codes}); add `currency:CODE` for one"]


def no_match_notes(data: Data, where: Filter) -> list[str]:
    """Say which term left no award, and what comes nearest to its value."""
    earlier: tuple[Filter, ...] = ()
    for term in conjuncts(where):
        if data.count(term) == 0:
            return [f"no award matches `{term}`{_nearest(data, term)}"]
    for term in conjuncts(where):
        if data.count(And((*earlier, term))) == 0:
            count = data.count(And(earlier))
            remainder = f"{plural(count, 'award')} that {'matches' if count == 1 else 'match'} `{And(earlier)}`"
            return [f"`{term}` leaves nothing of the {remainder}"]
        earlier = (*earlier, term)
    return []


def _nearest(data: Data, term: Filter) -> str:
    if isinstance(term, Word):
        return _field_hint(term.text)
    if not isinstance(term, Comparison):
        return ""
    field = FIELDS[term.field]
    values = [group.key[0] for group in data.counts((term.field,)) if group.key[0] is not None]
    if not values:
        return f"; no award has a {term.field}"
    if field.kind in {FieldKind.TEXT, FieldKind.BODY}:
        if field.kind is FieldKind.BODY and (bodies := data.view.register.by_name(term.typed)):
            return f"; `{bodies[0].name}` is in the register of councils"
        return f"; {_known_values(term, [str(value) for value in values], nearest_values(data, term))}"
    low, high = min(values, key=_order), max(values, key=_order)
    return f"; {term.field} runs from {_number_text(low)} to {_number_text(high)}"


def _field_hint(text: str) -> str:
    """Suggest how to ask for a field, where a word is, or begins with, the name of one."""
    name, _, value = text.partition(" ")
    field = find_field(name)
    return f"; `{field.name}` is a field, and `{field.name}:{value.strip() or 'VALUE'}` asks for it" if field else ""


def nearest_values(data: Data, term: Comparison) -> tuple[str, ...]:
    """Return the values of a text field that are nearest to the one in the question, best first.

    For organisations these are the names in the awards; where none is near, the names in the register.
    """
    values = [str(group.key[0]) for group in data.counts((term.field,)) if group.key[0] is not None]
    if FIELDS[term.field].kind is not FieldKind.BODY:
        return nearest_value(term.typed, values)
    register = (body.name for body in data.view.register.bodies.values())
    return find_by_start(term.typed, values)[:_NEAREST] or nearest_value(term.typed, (*values, *register), _NEAREST)


def value_hint(data: Data, term: Comparison) -> str:
    """Say which values a field of text has, where none is near."""
    values = [str(group.key[0]) for group in data.counts((term.field,)) if group.key[0] is not None]
    return _known_values(term, values, ())


def _known_values(term: Comparison, values: Sequence[str], near: Sequence[str]) -> str:
    if term.typed.casefold() in {"unknown", "none", FIELDS[term.field].missing}:
        return f"`-{term.field}:..` asks for awards without one"
    if near:
        return f"the nearest {term.field} is `{near[0]}`" + ("" if near[0] in values else ", which has no award")
    choices = sorted(set(values))
    return (
        f"{term.field} is {' or '.join(choices)}"
        if len(choices) <= _VALUES
        else f"`grantcli fields {term.field}` lists the values"
    )


def _order(value: Value) -> tuple[str, Decimal]:
    if isinstance(value, int | Decimal):
        return "", Decimal(value)
    return (value.first if isinstance(value, PartialDate) else value), Decimal(0)


def _number_text(value: Value) -> str:
    return f"{value:,f}".removesuffix(".00") if isinstance(value, Decimal) else str(value)


_LISTED = 10_000
"""The codes of more awards than this are not counted by kind: to list them costs more than the total."""
_KINDS = {
    "LSOA": re.compile(r"[EWS]01\d{6}", re.IGNORECASE | re.ASCII),
    "postcode": re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}", re.IGNORECASE | re.ASCII),
}
"""What codes that the table of places does not have look like."""


def place_notes(data: Data, by: Sequence[str], where: Filter) -> list[str]:
    """Say what a grouping by places goes by, and how many awards have none and why."""
    if data.split:
        _refuse_mixed_shares(data, by)
    lines = []
    for basis in bases_of(by):
        terms = place_terms(basis, where)
        coded, unplaced, no_code, benefit = map(data.count, terms)
        if coded or basis != "best":  # else places are those of councils, as the name of the field says
            of_recipients = data.count(where) - unplaced - no_code - benefit
            lines.append(_WORDS[basis].format(benefit=plural(benefit, "award"), others=f"{of_recipients:,}"))
        if unplaced:
            lines.append(_place_note(data, basis, terms[1], unplaced))
        if no_code:
            lines.append(f"{plural(no_code, 'award has', 'awards have')} {_NOTHING[basis]}")
        lines += _wider_notes(data, [name for name in by if FIELDS[name].basis == basis], where)
    return lines


def _wider_notes(data: Data, names: Sequence[str], where: Filter) -> Iterator[str]:
    for name in names:
        if count := data.count(wider_place(name, where)):
            what = name.rpartition("_")[2]
            description = f"a place of which no {what} is known: it is wider than one, or has none"
            yield f"{plural(count, 'award has', 'awards have')} {description}"


_WORDS = {
    GRANT: "places are those that awards benefit, by their codes, as the areas are now",
    "recipient": "places are those of recipients, by their codes, or else as the councils that they are, as the areas are now",
    "best": "places are the best that are known: of {benefit} those that they benefit, of {others} those of their recipients",
}
_NOTHING = {
    GRANT: "no code of a place",
    "recipient": "no code of a place of a recipient, and no council as one",
    "best": "no code of a place, and no council as a recipient",
}


def _place_note(data: Data, basis: str, where: Filter, awards: int) -> str:
    """Say how many awards have only codes of which no place is known, and what the codes look like."""
    if awards > _LISTED:
        what = "codes that are not known, such as those of LSOAs and postcodes; `--places FILE` says which district each lies in"
        return f"{plural(awards, 'award has', 'awards have')} only {what}"
    kinds: Counter[str] = Counter()
    for name in SOURCES[basis]:
        for group in data.counts((name,), where):
            code = str(group.key[0] or "").strip()
            if code:
                kinds[next((kind for kind, form in _KINDS.items() if form.fullmatch(code)), "other code")] += group.awards
    words = ", ".join(plural(count, kind) for kind, count in sorted(kinds.items()))
    hint = "; `--places FILE` says which district each lies in" if kinds["LSOA"] or kinds["postcode"] else ""
    return f"{plural(awards, 'award has', 'awards have')} only codes that are not known: {words}{hint}"


def _refuse_mixed_shares(data: Data, by: Sequence[str]) -> None:
    """Refuse to share amounts among places and recipients at once: no part of an amount belongs to a pair of them."""
    bases = bases_of(by)
    bodies = [name for name in by if FIELDS[name].part and not FIELDS[name].basis]
    if not bases or (len(bases) == 1 and not bodies):
        return
    if len(bases) > 1 or GRANT in bases or data.count(Or(tuple(map(has_value, CODES)))):
        fields = " and ".join(f"`{name}`" for name in by if FIELDS[name].basis or name in bodies)
        raise UsageError(f"--split shares an award among its places or among its recipients, not both: {fields}",
                         hint="leave one of them out, or --split")  # fmt: skip
