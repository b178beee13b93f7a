"""The fields of awards for questions: one row each.

A row has the getter of a field, the other names that find its values, and its kind, which decides its operators. To add a
field, add a row. A column of a file that is not a field becomes one when it is named, `x:Heading`, and so do the bands of a
field, `amount:bands`.
"""

# long: every field has its row here, so that adding one touches one place

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING

from grantcli import dates
from grantcli.bands import BANDS, SUFFIX, Bands
from grantcli.dates import PartialDate
from grantcli.errors import UsageError, nearest
from grantcli.model import Award, Organisation
from grantcli.places import NOWHERE, Places
from grantcli.prices import UNPRICED, Prices
from grantcli.register import EMPTY, Register
from grantcli.sites import GRANT, Site, coded_sites, council_area, sites
from grantcli.spans import DERIVED, DerivedField, derived_value
from grantcli.standard import BY_NAME, Standard, ValueKind, values

if TYPE_CHECKING:
    from grantcli.bodies import Body

Value = str | int | Decimal | PartialDate
"""One value of a field."""


class Givers:
    """The identifiers of organisations that give and receive in the same data, looked up when they are first asked for."""

    def __init__(self, find: Callable[[], frozenset[str]] = frozenset) -> None:
        """Keep what finds them."""
        self._find = find

    @cached_property
    def ids(self) -> frozenset[str]:
        """The identifiers."""
        return self._find()


NO_GIVERS = Givers()


@dataclass(frozen=True, slots=True)
class View:
    """How awards are looked at."""

    fy_start: int = 4
    """The month (1 to 12) in which a financial year begins."""
    register: Register = EMPTY
    """Who councils are and were."""
    prices: Prices = UNPRICED
    """What turns amounts into those of one year's prices."""
    places: Places = NOWHERE
    """Where the codes of places lie."""
    givers: Givers = NO_GIVERS
    """Who gives awards in the data and receives some too."""


VIEW = View()
"""The usual way."""


class FieldKind(Enum):
    """The kind of the values of a field, which decides its operators."""

    TEXT = "text"
    BODY = "body"
    MONEY = "money"
    NUMBER = "number"
    DATE = "date"
    PERIOD = "period"


OPERATORS = {
    FieldKind.TEXT: (":", "="),
    FieldKind.BODY: (":", "="),
    FieldKind.MONEY: (":", "=", "<", "<=", ">", ">="),
    FieldKind.NUMBER: (":", "=", "<", "<=", ">", ">="),
    FieldKind.DATE: (":", "=", "<", "<=", ">", ">="),
    FieldKind.PERIOD: (":", "=", "<", "<=", ">", ">="),
}
"""The operators that each kind of field takes."""

Read = Callable[[Award, View], tuple[Value, ...]]
Names = Callable[[Award, View], tuple[str, ...]]
Part = Callable[[Award, Organisation, View], tuple[Value, ...]]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `read` gives its values for an award (none when it is not known, several only when `many`)."""

    name: str
    kind: FieldKind
    help: str
    read: Read
    names: Names | None = None
    """For text: everything `:` and `=` look in, when that is more than the values."""
    part: Part | None = None
    """For fields of the organisations in an award: the values of one of them. `--split` shares by these."""
    many: bool = False
    missing: str = "unknown"
    """What people see where there is no value."""
    weight: int = 1
    """Where there is no room for all columns, those of the highest weight hide first."""
    sql: str = ""
    """The same value for engines that speak SQL, over the relations of `engines.relations`."""
    parameters: tuple[str, ...] = ()
    """What its SQL needs to know of the view, as `$name`."""
    bands: Bands | None = None
    """For a field whose values are numbers of bands: what each is called. Its SQL is that of the field before the colon."""
    basis: str = ""
    """For a field of areas: by which places they are found, a key of `sites.SOURCES`. Splitting shares by these."""
    standard: Standard | None = None
    """The field of the 360Giving standard that it is, where it is read from the grant itself."""

    def texts(self, award: Award, view: View) -> tuple[str, ...]:
        """Return every text under which the value of this field is found."""
        return self.names(award, view) if self.names else tuple(str(value) for value in self.read(award, view))

    @property
    def title(self) -> str:
        """What people call the field in a title."""
        name = self.name if self.name.startswith(EXTRA) else self.name.replace("_", " ")
        return f"{name.removesuffix(SUFFIX)} band" if self.bands else name

    @property
    def chronological(self) -> bool:
        """Whether groups of this field come in the order of time, not of size."""
        return self.kind in {FieldKind.NUMBER, FieldKind.DATE, FieldKind.PERIOD}


def _value_of(name: str) -> Read:
    def read(award: Award, _view: View) -> tuple[Value, ...]:
        value = getattr(award, name)
        return () if value is None else (value,)

    return read


def _period(period: Callable[[PartialDate], str | int | None]) -> Read:
    def read(award: Award, _view: View) -> tuple[Value, ...]:
        value = period(award.awarded) if award.awarded else None
        return () if value is None else (value,)

    return read


def _financial_year(award: Award, view: View) -> tuple[Value, ...]:
    return _period(partial(dates.financial_year, start=view.fy_start))(award, view)


def _programme(award: Award, _view: View) -> tuple[Value, ...]:
    return (award.programme.title,) if award.programme else ()


def _programme_names(award: Award, _view: View = VIEW) -> tuple[str, ...]:
    return (award.programme.title, award.programme.id, *award.programme.aliases) if award.programme else ()


def _funder(award: Award) -> tuple[Organisation, ...]:
    return (award.giver,) if award.giver else ()


def _lead(award: Award) -> tuple[Organisation, ...]:
    return (award.lead,) if award.lead else ()


def _names_of(bodies: Callable[[Award], tuple[Organisation, ...]]) -> Read:
    return lambda award, _view: tuple(dict.fromkeys(body.name for body in bodies(award)))


def _all_names_of(bodies: Callable[[Award], tuple[Organisation, ...]]) -> Names:
    """Every name of the organisations, those in the register included."""
    return lambda award, view: tuple(
        name for body in bodies(award) for name in (*body.names, body.id, *view.register.names(body.id))
    )


def _name_of(bodies: Callable[[Award], tuple[Organisation, ...]]) -> Part:
    return lambda award, body, _view: (body.name,) if body in bodies(award) else ()


def _from_register(read: "Callable[[Body], Value | None]") -> Part:
    """Return the register's entry for an organisation, nothing if it has none."""

    def part(_award: Award, body: Organisation, view: View) -> tuple[Value, ...]:
        entry = view.register.bodies.get(body.id)
        value = read(entry) if entry else None
        return () if value is None else (value,)

    return part


def _kind(_award: Award, body: Organisation, view: View) -> tuple[Value, ...]:
    entry = view.register.bodies.get(body.id)
    kind = entry.kind if entry else body.kind
    return (kind,) if kind else ()


def _current_name(_award: Award, body: Organisation, view: View) -> tuple[Value, ...]:
    return (view.register.current_name(body.id, body.name),)


def _current_lead(award: Award, view: View) -> tuple[Value, ...]:
    return _current_name(award, award.lead, view) if award.lead else ()


def _heirs(bodies: Callable[[Award], tuple[Organisation, ...]]) -> Names:
    """Every name of the successors, and of organisations without one."""

    def names(award: Award, view: View) -> tuple[str, ...]:
        successors = [view.register.successors(body.id) for body in bodies(award)]
        current = [name for several in successors for successor in several for name in (*successor.names, successor.id)]
        others = [name for body, several in zip(bodies(award), successors, strict=True) if not several for name in body.names]
        return (*current, *others)

    return names


def _unique_values(part: Part) -> Read:
    """Return the values of all organisations of an award, each once."""

    def read(award: Award, view: View) -> tuple[Value, ...]:
        return tuple(dict.fromkeys(value for body in award.councils for value in part(award, body, view)))

    return read


def _amount_real(award: Award, view: View) -> tuple[Value, ...]:
    real = view.prices.deflate(award.amount, award.currency, award.awarded)
    return () if real is None else (real,)


def _partners(award: Award) -> tuple[Organisation, ...]:
    return award.partners


def _councils(award: Award) -> tuple[Organisation, ...]:
    return award.councils


def _recipients(award: Award, view: View) -> tuple[Value, ...]:
    return _names_of(_councils)(award, view) or ((award.individual,) if award.individual else ())


def _recipient_names(award: Award, view: View) -> tuple[str, ...]:
    return _all_names_of(_councils)(award, view) or ((award.individual,) if award.individual else ())


TO_A_FUNDER = "to a funder"
"""What an award is called whose recipient gives awards in the same data."""


def _regrants(award: Award, view: View) -> tuple[Value, ...]:
    """Return why money may be granted on: what its funder says, and whether a recipient gives awards too."""
    types = values(BY_NAME["regrant_type"], award.grant) if award.grant else ()
    is_funder = any(body.id in view.givers.ids for body in award.councils)
    return (*types, *((TO_A_FUNDER,) if is_funder and TO_A_FUNDER not in types else ()))


def _sources(award: Award, _view: View) -> tuple[Value, ...]:
    claims = [claim for several in award.claims.values() for claim in several]
    claims += [rejected.claim for rejected in award.rejected]
    claims += [claim for outcome in award.outcomes for claim in outcome.claims]
    return tuple(sorted({claim.partition("/")[0] for claim in claims}))


def _outcomes(award: Award, _view: View) -> tuple[Value, ...]:
    return tuple(dict.fromkeys(outcome.says for outcome in award.outcomes))


def _saving(award: Award, _view: View) -> tuple[Value, ...]:
    savings = [outcome.saving for outcome in award.outcomes if outcome.saving is not None]
    return (sum(savings, Decimal(0)),) if savings else ()


_GSS, _ORG_ID = _from_register(lambda body: body.gss), lambda _award, body, _view: (body.id,)


def _org_ids(award: Award, _view: View) -> tuple[str, ...]:
    """Return the identifiers of the organisations, and those that are the same by rule or by decision."""
    return tuple(id_ for body in award.councils for id_ in (body.id, *body.ids))


# SQL that every engine has. A date is known as its first and its last day, which differ where it is coarser than a day.
_DAY, _LAST = "CAST(a.awarded_from AS VARCHAR)", "CAST(a.awarded_to AS VARCHAR)"
_ONE_MONTH = f"SUBSTR({_DAY}, 1, 7) = SUBSTR({_LAST}, 1, 7)"
_ONE_YEAR = "EXTRACT(YEAR FROM a.awarded_from) = EXTRACT(YEAR FROM a.awarded_to)"
_YEAR = f"CASE WHEN {_ONE_YEAR} THEN EXTRACT(YEAR FROM a.awarded_from) END"
_MONTH = f"CASE WHEN {_ONE_MONTH} THEN SUBSTR({_DAY}, 1, 7) END"
_QUARTER = (
    f"CASE WHEN {_ONE_YEAR} AND EXTRACT(QUARTER FROM a.awarded_from) = EXTRACT(QUARTER FROM a.awarded_to)"
    f" THEN SUBSTR({_DAY}, 1, 4) || '-Q' || CAST(EXTRACT(QUARTER FROM a.awarded_from) AS VARCHAR) END"
)
_AWARDED = (
    f"CASE WHEN a.awarded_from = a.awarded_to THEN {_DAY} WHEN {_ONE_MONTH} THEN SUBSTR({_DAY}, 1, 7)"
    f" WHEN {_ONE_YEAR} AND EXTRACT(MONTH FROM a.awarded_from) = 1 AND EXTRACT(MONTH FROM a.awarded_to) = 12"
    f" THEN SUBSTR({_DAY}, 1, 4) ELSE SUBSTR({_DAY}, 1, 7) || '/' || SUBSTR({_LAST}, 1, 7) END"
)
_BEGINS, _ENDS = (
    f"(EXTRACT(YEAR FROM a.{name}) - CASE WHEN EXTRACT(MONTH FROM a.{name}) < $fy_start THEN 1 ELSE 0 END)"
    for name in ("awarded_from", "awarded_to")
)
_FY = (
    f"CASE WHEN {_BEGINS} <> {_ENDS} THEN NULL WHEN $fy_start = 1 THEN SUBSTR({_DAY}, 1, 4)"
    f" ELSE LPAD(CAST({_BEGINS} AS VARCHAR), 4, '0') || '-' || LPAD(CAST(({_BEGINS} + 1) % 100 AS VARCHAR), 2, '0') END"
)
_REAL = "d.amount_real"
_T, _B, _M, _P = FieldKind.TEXT, FieldKind.BODY, FieldKind.MONEY, FieldKind.PERIOD

_KINDS = {
    ValueKind.TEXT: FieldKind.TEXT,
    ValueKind.DATE: FieldKind.DATE,
    ValueKind.MONEY: FieldKind.MONEY,
    ValueKind.NUMBER: FieldKind.NUMBER,
}


def _of_standard(row: Standard) -> Field:
    """Return a field of the standard: its values are in the grant that an award was read from."""

    def read(award: Award, _view: View) -> tuple[Value, ...]:
        return values(row, award.grant) if award.grant else ()

    place = f"{DETAIL}{row.name}.v"
    return Field(row.name, _KINDS[row.kind], row.help, read, many=row.is_many, missing=_MISSING.get(row.kind, "unknown"),
                 weight=6, sql=place, standard=row)  # fmt: skip


def _of_span(row: DerivedField) -> Field:
    """Return a field that follows from the dates of a grant."""

    def read(award: Award, _view: View) -> tuple[Value, ...]:
        return derived_value(row, award.grant) if award.grant else ()

    return Field(row.name, _KINDS[row.kind], row.help, read, missing=_MISSING.get(row.kind, "unknown"), weight=6,
                 sql=f"{DETAIL}{row.name}.v")  # fmt: skip


def _per_year(award: Award, _view: View) -> tuple[Value, ...]:
    months = derived_value(DERIVED["duration"], award.grant) if award.grant else ()
    if award.amount is None or not months or not isinstance(months[0], int | Decimal):
        return ()
    from fractions import Fraction  # not needed to start

    exact = Fraction(award.amount) * _MONTHS / Fraction(months[0])
    return (Decimal(round(exact * 100)).scaleb(-2).quantize(Decimal("0.01")),)


_MONTHS = 12


def _of_place(name: str, basis: str, what: str, about: str, missing: str = "no place known") -> Field:
    """Return the field of the areas of a kind in which the places of an award lie now."""

    def read(award: Award, view: View) -> tuple[Value, ...]:
        places = sites(award, basis, view.register, view.places)
        return tuple(dict.fromkeys(area for site in places for area in site.within(what)))

    def part(award: Award, body: Organisation, view: View) -> tuple[Value, ...]:
        places = coded_sites(award, basis, view.places) or (Site(council_area(body.id, view.register, view.places)),)
        return tuple(dict.fromkeys(area for site in places for area in site.within(what)))

    return Field(name, _T, about, read, part=None if basis == GRANT else part, many=True, missing=missing, weight=6,
                 sql=f"{SITES}{basis}.{what}", basis=basis)  # fmt: skip


def _areas(basis: str, help_: str) -> Iterable[Field]:
    """Return the field of each kind of area by the places of one basis."""
    return (_of_place(f"{basis}_{what}", basis, what, help_.format(about)) for what, about in AREAS.items())


AREAS = {"ward": "ward", "district": "district", "county": "county or unitary", "region": "region", "nation": "nation"}
"""The kinds of areas, each with what people call it."""
SITES = "w_"
"""What the alias of the relation of the places of awards begins with; the basis follows."""
_MISSING = {ValueKind.DATE: "no date"}
DETAIL = "f_"
"""What the alias of the relation of a field of the standard begins with."""

EXTRA = "x:"
"""What the name of a field begins with that is a column of the file."""


class _Fields(dict[str, Field]):
    """The rows by name; one for a column of the file is made when it is named, and is not counted among them."""

    def __missing__(self, name: str) -> Field:
        if name.startswith(EXTRA):
            return _extra(name)
        if _is_bands(name):
            return _band_field(name.removesuffix(SUFFIX))
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or (isinstance(name, str) and (name.startswith(EXTRA) or _is_bands(name)))


def _is_bands(name: str) -> bool:
    return name.endswith(SUFFIX) and name.removesuffix(SUFFIX) in BANDS


@cache
def _band_field(name: str) -> Field:
    """Return the field of the bands that the values of a field with one value are in."""
    of, bands = FIELDS[name], BANDS[name]

    def read(award: Award, view: View) -> tuple[Value, ...]:
        return tuple(bands.number(value) for value in of.read(award, view) if isinstance(value, int | Decimal))

    return Field(name + SUFFIX, FieldKind.NUMBER, f"the range that the {name} is in", read, missing=of.missing, weight=of.weight,
                 bands=bands)  # fmt: skip


@cache
def _extra(name: str) -> Field:
    heading = name.removeprefix(EXTRA)

    def read(award: Award, _view: View) -> tuple[Value, ...]:
        text = award.extra.get(heading, "")
        return (text,) if text.strip() else ()

    return Field(name, _T, f"the column `{heading}` of the file", read, missing="blank", weight=5)


FIELDS: Mapping[str, Field] = _Fields({
    row.name: row
    for row in (
        Field("id", _T, "the award's own id", _value_of("id"), sql="a.id"),
        Field("title", _T, "what the award is for, in a few words", _value_of("title"), sql="a.title"),
        Field("description", _T, "what the award is for, in a sentence", _value_of("description"), weight=6, sql="a.description"),
        Field("programme", _T, "the fund or round, by title, id or alias", _programme, _programme_names, weight=3,
              sql="a.programme"),
        Field("funder", _T, "who gave the award", _names_of(_funder), _all_names_of(_funder), weight=4, sql="a.funder"),
        Field("lead", _B, "the recipient that leads the award", _names_of(_lead), _all_names_of(_lead), missing="no lead",
              weight=2, sql="a.lead"),
        Field("partner", _B, "any other organisation in the award", _names_of(_partners), _all_names_of(_partners),
              _name_of(_partners),
              many=True, missing="no partner", weight=5, sql="p.name"),
        Field("council", _B, "any organisation that takes part, lead or partner",
              _names_of(_councils), _all_names_of(_councils),
              _name_of(_councils), many=True, missing="no council named", weight=5, sql="b.name"),
        Field("recipient", _T, "who received it: lead, partners, or a person", _recipients, _recipient_names, _name_of(_councils),
              many=True, missing="no recipient", weight=5, sql="r.name"),
        Field("council_now", _B, "who has taken over from each organisation that takes part", _unique_values(_current_name),
              _heirs(_councils), _current_name, many=True, missing="no council named", weight=6, sql="k.now"),
        Field("lead_now", _B, "who has taken over from the lead", _current_lead, _heirs(_lead), missing="no lead", weight=6,
              sql="h.now"),
        *(_of_place(what, "best", what, f"the {what} that it benefits, or else that of its recipients", f"no {what}")
          for what in ("district", "region", "nation")),
        Field("kind", _T, "what kind of organisation takes part: county, unitary, london borough…", _unique_values(_kind),
              part=_kind, many=True, missing="no kind", weight=6, sql="k.kind"),
        Field("gss", _T, "the GSS codes of the organisations that take part", _unique_values(_GSS), part=_GSS, many=True,
              missing="no code", weight=6, sql="k.gss"),
        Field("org_id", _T, "the org-ids of the organisations that take part, or the name of one that has none",
              _unique_values(_ORG_ID), _org_ids, _ORG_ID, many=True, missing="no id", weight=6, sql="b.id"),
        Field("stage", _T, "discovery, alpha, beta or live", _value_of("stage"), missing="no stage", weight=4, sql="a.stage"),
        Field("theme", _T, "the service it is about (our own grouping)", _value_of("theme"), missing="no theme", weight=6,
              sql="a.theme"),
        Field("project", _T, "the project, the same for every award to it", _value_of("project"), missing="no project", weight=6,
              sql="a.project"),
        Field("amount", _M, "the amount awarded, in its currency", _value_of("amount"), sql="a.amount"),
        Field("amount_real", _M, "the amount in the prices of one financial year (--real)", _amount_real, weight=5, sql=_REAL),
        Field("currency", _T, "the currency of the amount, as ISO 4217 code", _value_of("currency"), missing="no currency",
              weight=4, sql="a.currency"),
        Field("basis", _T, "how the amount is known: stated, derived (worked out), disputed or unknown", _value_of("basis"),
              weight=5, sql="a.basis"),
        Field("awarded", FieldKind.DATE, "the date of the award, as far as it is known", _value_of("awarded"),
              missing="no date", weight=2, sql=_AWARDED),
        Field("year", FieldKind.NUMBER, "the calendar year of the award", _period(dates.year), missing="no date", weight=4,
              sql=_YEAR),
        Field("fy", _P, "the financial year (April to March, or --fy-start), as 2019-20",
              _financial_year, missing="no date", weight=4, sql=_FY, parameters=("fy_start",)),
        Field("quarter", _P, "the calendar quarter, as 2019-Q3", _period(dates.quarter), missing="no date", weight=4,
              sql=_QUARTER),
        Field("month", _P, "the month, as 2019-09", _period(dates.month), missing="no date", weight=4, sql=_MONTH),
        Field("source", _T, "the sources behind the award, by id", _sources, many=True, missing="no source", weight=6,
              sql="s.text"),
        Field("outcome", _T, "what came of it", _outcomes, many=True, missing="no outcome", weight=6, sql="o.text"),
        Field("regrant", _T, "why it may be granted on: its type of regrant, or `to a funder`",
              _regrants, many=True, missing="not to be granted on", weight=6, sql="j.text"),
        Field("saving", _M, "what it is estimated to save, in the award's currency", _saving, weight=5, sql="a.saving"),
        *map(_of_span, DERIVED.values()),
        Field("per_year", _M, "the amount for a year: by its duration", _per_year, weight=6, sql="f.per_year"),
        *_areas(GRANT, "the {} that it benefits, by the codes of its places"),
        *_areas("recipient", "the {} of a recipient, by its codes, or as a council"),
        *map(_of_standard, BY_NAME.values()),
    )
})  # fmt: skip
"""Every field by name; `FIELDS["x:Heading"]` is the field of a column of the file."""

SYNONYMS = {
    "date": "awarded", "grant": "id", "name": "title", "fund": "programme", "program": "programme", "round": "programme",
    "donor": "funder", "value": "amount", "grantee": "recipient", "authority": "council",
    "body": "council", "financial_year": "fy", "savings": "saving", "status": "stage", "topic": "theme",
}  # fmt: skip
"""Words people try for a field, for the hint only: one idea has one word here."""


def find_field(name: str) -> Field | None:
    """Return the field of this name in any case, or `None`; a heading after `x:` stays as it is."""
    start, rest = name[: len(EXTRA)].lower(), name[len(EXTRA) :].strip()
    if start == EXTRA and rest:
        return FIELDS[EXTRA + rest]
    return FIELDS[name.lower()] if name.lower() in FIELDS else None  # noqa: SIM401 - `get` makes no field


def field(name: str) -> Field:
    """Return the field of this name; UsageError with the nearest names when there is none."""
    result = find_field(name)
    if result is None:
        raise UsageError(f"unknown field `{name}`", did_you_mean=suggestions(name), hint="" if suggestions(name) else HINT)
    return result


def are_party_fields(names: Iterable[str]) -> bool:
    """Say whether several of these fields are about the organisations of an award, so each pair of values is of one of them."""
    return sum(FIELDS[name].part is not None for name in names) > 1


HINT = "`grantcli fields` lists what can be asked"


def suggestions(name: str) -> tuple[str, ...]:
    """Return the fields that an unknown name may mean."""
    synonym = SYNONYMS.get(name.lower())
    names = (each.name for each in FIELDS.values() if not each.standard)
    common = nearest(name, [*names, *(each + SUFFIX for each in BANDS if ":" in name)])
    return (synonym,) if synonym else common or nearest(name, FIELDS)


def search_texts(award: Award) -> tuple[str, ...]:
    """Return every text that a bare word looks in: title, description and all names."""
    names = (*_programme_names(award), *_all_names_of(_funder)(award, VIEW), *_all_names_of(_councils)(award, VIEW))
    return tuple(text for text in (award.title, award.description, award.project, *names) if text)
