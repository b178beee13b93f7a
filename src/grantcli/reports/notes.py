"""Notes: what a reader needs to know to judge the figures of a table."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from grantcli.dates import PartialDate
from grantcli.errors import nearest_value, starting_with
from grantcli.fields import FIELDS, FieldKind, Value, field_named
from grantcli.model import Programme
from grantcli.query import EVERYTHING, And, Comparison, Filter, Group, Or, Word
from grantcli.query.filters import comparisons, conjuncts
from grantcli.reports import plans
from grantcli.reports.data import Data, currency_rank, is_many
from grantcli.reports.plans import bases_of, compares_money, having, having_several, without_real
from grantcli.sites import GRANT, SOURCES
from grantcli.table import Money

_FEW = 5  # name at most this many values; count more
_NEAR = 3  # suggest at most this many values


def plural(count: int, one: str, many: str = "") -> str:
    """Return the count with its word: `1 award`, `2 awards`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


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
        notes.append("amounts in different currencies are never added or ranked together")
    return notes


def several_notes(data: Data, by: Sequence[str], where: Filter) -> list[str]:
    """Say how many awards a grouping by a field with many values counts more than once."""
    if not data.split:
        return _counted_under_each(data, is_many(by), where)
    indivisible = plans.indivisible(by)
    hint = ": --split shares by `recipient`, `council`, `org_id` or a place, and not by this"
    return [
        *_shared(data, [name for name in is_many(by) if name not in indivisible], where),
        *(note + hint for note in _counted_under_each(data, indivisible, where)),
    ]


def _counted_under_each(data: Data, fields: Sequence[str], where: Filter) -> list[str]:
    several = data.count(having_several(where, fields)) if fields else 0
    counted = "counts" if several == 1 else "count"
    note = f"{plural(several, 'award has', 'awards have')} more than one {' or '.join(fields)} and {counted} under each"
    return [f"{note}, so the rows add up to more than the total"] if several else []


def _shared(data: Data, fields: Sequence[str], where: Filter) -> list[str]:
    several = data.count(having_several(where, fields)) if fields else 0
    if not several:
        return []
    bases = bases_of(fields)
    if bases and (bases[0] == GRANT or data.count(Or(tuple(map(having, SOURCES[bases[0]]))))):
        basis = "places" if bases == [GRANT] else "places or recipients"
        joint = plural(several, "award that counts", "awards that count")
        return [f"the amounts of {joint} under more than one {' or '.join(fields)} are shared equally among their {basis}"]
    several = data.count(having_several(where, ("council",)))
    return [f"the amounts of {plural(several, 'joint award')} are shared equally among their recipients"]


def regrant_notes(data: Data, by: Sequence[str], where: Filter) -> list[str]:
    """Say how much may be granted on, and so be counted twice, where some of it is and nothing was asked about it."""
    asked = {*by, *(test.field for test in comparisons(where))}
    if asked & {"regrant", "regrant_type"} or not plans.has_regrants(data):
        return []
    groups = data.counts((), plans.regrants(where))
    if not groups:
        return []
    amounts = " and ".join(str(Money(group.total, group.currency)) for group in groups if group.total is not None)
    count = plural(sum(group.awards for group in groups), "award")
    why = "the recipient gives awards here too, or the funder says so"
    what = f"{count}{f' ({amounts})' if amounts else ''} may be granted on, and then be counted twice"
    return [f"{what}: {why}; `--by regrant` shows them, `-regrant:..` leaves them out"]


def not_itemised_notes(data: Data, where: Filter) -> list[str]:
    """Say what the programmes of these awards are stated to be beyond the awards that are named."""
    if data.of != "amount":
        return []
    programmes = data.programmes(where)
    groups = data.counts(("programme",)) if any(programme.stated for programme in programmes) else []
    held = [(programme, [group for group in groups if group.key[0] == programme.title]) for programme in programmes]
    return [note for programme, mine in held if (note := _not_itemised(programme, mine))]


def _not_itemised(programme: Programme, groups: Sequence[Group]) -> str:
    stated, projects = programme.figure("total"), programme.figure("projects")
    known = sum((group.total or Decimal(0) for group in groups if group.currency == programme.currency), Decimal(0))
    awards, unknown = sum(group.awards for group in groups), sum(group.unknown for group in groups)
    if stated is None or stated == known:
        return ""
    total, held, gap = (Money(part, programme.currency) for part in (stated, known, abs(stated - known)))
    scope = f" for {plural(int(projects), 'project')}" if projects else ""
    some = "" if not unknown else f", {'one amount' if unknown == 1 else f'{unknown} amounts'} unknown"
    if stated < known:
        return (
            f"{programme.title}: sources give {total}{scope}, and the {plural(awards, 'award')} come to {held}{some}, {gap} more"
        )
    named = f"{awards:,}" if projects else plural(awards, "award")
    return f"{programme.title}: sources give {total}{scope} but name only {named} ({held}{some}); {gap} is not itemised"


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


def real_notes(data: Data, where: Filter) -> list[str]:
    """Say in whose prices real-terms amounts are, and how many awards have none."""
    series = data.view.prices.series
    if series is None:
        return []
    year = data.view.prices.base
    known = f"amounts are in prices of {year}, by the {series.title}, {series.source}, released {series.released}"
    lost = data.count(without_real(where))
    has = "has an amount but no real-terms one" if lost == 1 else "have an amount but no real-terms one"
    return [known, *([f"{plural(lost, 'award')} {has} (no date, no year of the series, or not in pounds)"] if lost else [])]


def currency_notes(data: Data, where: Filter) -> list[str]:
    """Say in which currencies a comparison of amounts was made when there is more than one."""
    tests = compares_money(where)
    if not tests:
        return []
    currencies = data.currencies()
    if len(currencies) < 2:  # noqa: PLR2004 - one currency needs no words
        return []
    codes = ", ".join(code or "no currency" for code in currencies)
    asked = " and ".join(f"`{test}`" for test in tests)
    return [f"{asked} compares each amount in its own currency ({codes}); add `currency:CODE` for one"]


def no_match_notes(data: Data, where: Filter) -> list[str]:
    """Say which term left no award, and what comes nearest to its value."""
    so_far: tuple[Filter, ...] = ()
    for term in conjuncts(where):
        if data.count(term) == 0:
            return [f"no award matches `{term}`{_nearest(data, term)}"]
    for term in conjuncts(where):
        if data.count(And((*so_far, term))) == 0:
            left = data.count(And(so_far))
            matched = f"{plural(left, 'award')} that {'matches' if left == 1 else 'match'} `{And(so_far)}`"
            return [f"`{term}` leaves nothing of the {matched}"]
        so_far = (*so_far, term)
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
        if field.kind is FieldKind.BODY and (bodies := data.view.register.called(term.typed)):
            return f"; `{bodies[0].name}` is in the register of councils"
        return f"; {_known_values(term, [str(value) for value in values], nearest_values(data, term))}"
    low, high = min(values, key=_order), max(values, key=_order)
    return f"; {term.field} runs from {_plain(low)} to {_plain(high)}"


def _field_hint(text: str) -> str:
    """Suggest how to ask for a field, where a word is, or begins with, the name of one."""
    name, _, value = text.partition(" ")
    field = field_named(name)
    return f"; `{field.name}` is a field, and `{field.name}:{value.strip() or 'VALUE'}` asks for it" if field else ""


def nearest_values(data: Data, term: Comparison) -> tuple[str, ...]:
    """Return the values of a text field that are nearest to the one in the question, best first.

    For organisations these are the names in the awards; where none is near, the names in the register.
    """
    values = [str(group.key[0]) for group in data.counts((term.field,)) if group.key[0] is not None]
    if FIELDS[term.field].kind is not FieldKind.BODY:
        return nearest_value(term.typed, values)
    register = (body.name for body in data.view.register.bodies.values())
    return starting_with(term.typed, values)[:_NEAR] or nearest_value(term.typed, (*values, *register), _NEAR)


def value_hint(data: Data, term: Comparison) -> str:
    """Say which values a field of text has, where none is near."""
    values = [str(group.key[0]) for group in data.counts((term.field,)) if group.key[0] is not None]
    return _known_values(term, values, ())


def _known_values(term: Comparison, values: Sequence[str], found: Sequence[str]) -> str:
    if term.typed.casefold() in {"unknown", "none", FIELDS[term.field].missing}:
        return f"`-{term.field}:..` asks for awards without one"
    if found:
        return f"the nearest {term.field} is `{found[0]}`" + ("" if found[0] in values else ", which has no award")
    shown = sorted(set(values))
    return f"{term.field} is {' or '.join(shown)}" if len(shown) <= _FEW else f"`grantcli fields {term.field}` lists the values"


def _order(value: Value) -> tuple[str, Decimal]:
    if isinstance(value, int | Decimal):
        return "", Decimal(value)
    return (value.first if isinstance(value, PartialDate) else value), Decimal(0)


def _plain(value: Value) -> str:
    return f"{value:,f}".removesuffix(".00") if isinstance(value, Decimal) else str(value)
