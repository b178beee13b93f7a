"""The fields of the 360Giving Data Standard 1.4: one row each, and everything else about them comes from these rows.

A row has the path of a value in a grant, the titles of its column in a table, its name in questions and its kind. Names and
titles of the standard are those of its schema (CC BY 4.0, see NOTICE). To add a field, add a row.

Rules to keep: values of a field are a function of the grant alone, so that every way to read a file gives the same; a value that
is not what the standard has there is unknown, never guessed; the code of a code list becomes its title.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from typing import Any

from grantcli.codelists import titles as codelist_titles
from grantcli.dates import PartialDate

Grant = Mapping[str, Any]
StandardValue = str | int | Decimal | PartialDate


class ValueKind(StrEnum):
    """What a value of the standard is."""

    TEXT = "text"
    DATE = "date"
    MONEY = "money"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Standard:
    """One field of the standard."""

    path: str
    """Where it stands, without places in lists: `recipientOrganization/postalCode`."""
    titles: str
    """Its title in a table, then after `|` those of older versions: `Recipient Org:Postal Code|Postcode`."""
    name: str
    """What it is called in questions; empty where a field of every award says it, such as `amount`."""
    help: str = ""
    kind: ValueKind = ValueKind.TEXT
    codelist: str = ""
    """The code list that its values are from."""
    first: bool = False
    """Whether only the first of its list counts, as of funders and programmes."""

    @property
    def is_many(self) -> bool:
        """Whether an award may have several."""
        *parents, last = self.path.split("/")
        return not self.first and (last in LISTS or any(name in LISTS for name in parents))

    @property
    def panel(self) -> str:
        """The group that it is shown with."""
        return self.titles.partition("|")[0].rpartition(":")[0].partition(":")[0]


_D, _M, _N = ValueKind.DATE, ValueKind.MONEY, ValueKind.NUMBER
_Part = tuple[str, str, str, str, ValueKind, str]
"""Name in a grant, titles, the end of its name in questions, help (`{}` is what it is of), kind, code list."""


def _part(name: str, titles: str, ending: str, notes: str, kind: ValueKind = ValueKind.TEXT, codelist: str = "") -> _Part:
    return name, titles, ending, notes, kind, codelist


_MODIFIED = _part("dateModified", "Last Modified|Date Modified", "last_modified", "when the details of {} last changed", _D)
_LOCATION = (
    _part("id", "Identifier|ID", "id", "the id of {}"),
    _part("name", "Name", "name", "the name of {}"),
    _part("countryCode", "Country Code", "country", "the country of {}", codelist="countryCode"),
    _part("latitude", "Latitude", "latitude", "the latitude of {}", _N),
    _part("longitude", "Longitude", "longitude", "the longitude of {}", _N),
    _part("description", "Description", "description", "the description of {}"),
    _part("geoCode", "Geographic Code|Geo Code", "code", "the geographic code of {}"),
    _part("geoCodeType", "Geographic Code Type|Geo Code Type", "code_type", "what kind of area the code of {} is",
          codelist="geoCodeType"),
    _MODIFIED,
)  # fmt: skip
_ORGANISATION = (
    _part("id", "Identifier|ID", "id", "the org-id of {}, as it was published"),
    _part("name", "Name", "name", "the name of {}, as it was published"),
    _part("department", "Department", "department", "the department of {}"),
    _part("contactName", "Contact Name", "contact_name", "whom to ask at {}"),
    _part("charityNumber", "Charity Number", "charity_number", "the charity number of {}"),
    _part("companyNumber", "Company Number", "company_number", "the company number of {}"),
    _part("streetAddress", "Street Address", "street_address", "the street of {}"),
    _part("addressLocality", "City", "city", "the town or city of {}"),
    _part("addressRegion", "County", "county", "the county of {}"),
    _part("addressCountry", "Country", "country", "the country of {}"),
    _part("postalCode", "Postal Code|Postcode", "postal_code", "the postcode of {}"),
    _part("telephone", "Phone Number|Telephone", "phone_number", "the telephone number of {}"),
    _part("alternateName", "Alternate Name", "alternate_name", "another name of {}"),
    _part("email", "Email", "email", "the email address of {}"),
    _part("description", "Description", "description", "the description of {}"),
    _part("organisationType", "Organisation Type|Organization Type", "organisation_type", "what kind of organisation {} is"),
    _part("url", "Web Address|URL|Website", "web_address", "the website of {}"),
    *(_part(f"location/{name}", f"Location:{titles}", f"location_{ending}", about.replace("{}", "a location of {}"), kind, codes)
      for name, titles, ending, about, kind, codes in _LOCATION),
    _MODIFIED,
)  # fmt: skip
_EVENT = (
    _part("title", "Title", "title", "what {} is called"),
    _part("startDate", "Start Date", "start_date", "the first day of {}", _D),
    _part("endDate", "End Date", "end_date", "the last day of {}", _D),
    _part("duration", "Duration (months)|Duration", "duration", "how many months {} has", _N),
    _part("description", "Description", "description", "the description of {}"),
    _MODIFIED,
)
_PROGRAMME = (
    _part("code", "Code", "code", "the code of {}"),
    _part("title", "Title", "", "the title of {}"),
    _part("description", "Description", "description", "the description of {}"),
    _part("url", "URL|Web Address", "url", "a page about {}"),
    _MODIFIED,
)
_CLASS = (_part("vocabulary", "Vocabulary", "vocabulary", "the list that {} is from"), *_PROGRAMME)
_DOCUMENT = (
    _part("id", "Identifier", "id", "the id of {}"),
    _part("title", "Title", "title", "the title of {}"),
    _part("url", "Web Address|URL", "url", "where {} is"),
    _part("description", "Description", "description", "the description of {}"),
    _part("documentType", "Document Type", "type", "what kind of document {} is"),
    _MODIFIED,
)
_TRANSACTION = (
    _part("id", "Identifier", "id", "the id of {}"),
    _part("transactionDate", "Transaction Date", "date", "the date of {}", _D),
    _part("currency", "Currency", "currency", "the currency of {}"),
    _part("value", "Value", "value", "how much {} is, in its own currency", _N),
    _part("valueDate", "Value Date", "value_date", "the date of the value of {}", _D),
    _part("description", "Description", "description", "the description of {}"),
    _part("provider", "Provider", "provider", "who made {}"),
    _part("recipient", "Recipient", "recipient", "who received {}"),
    _MODIFIED,
)

_GROUPS: tuple[tuple[str, str, str, str, tuple[_Part, ...]], ...] = (
    ("plannedDates", "Planned Dates", "planned", "the planned time", _EVENT),
    ("actualDates", "Actual Dates", "actual", "the actual time", _EVENT),
    ("recipientIndividual", "Recipient Ind|Recipient Individual", "individual", "the person who received it",
     tuple(each for each in _ORGANISATION if each[0] in {"id", "name"})),
    ("toIndividualsDetails", "To Individuals Details", "", "", (
        _part("primaryGrantReason", "Primary Grant Reason", "primary_grant_reason", "the main reason for a grant to a person",
              codelist="grantToIndividualsReason"),
        _part("secondaryGrantReason", "Secondary Grant Reason", "secondary_grant_reason",
              "the second reason for a grant to a person", codelist="grantToIndividualsReason"),
        _part("grantPurpose", "Grant Purpose", "grant_purpose", "what a grant to a person is for",
              codelist="grantToIndividualsPurpose"),
    )),
    ("recipientOrganization", "Recipient Org|Recipient Organisation", "recipient", "a recipient", _ORGANISATION),
    ("beneficiaryLocation", "Beneficiary Location", "beneficiary_location", "a place that benefits", _LOCATION),
    ("fundingOrganization", "Funding Org|Funding Organisation", "funder", "the funder", _ORGANISATION),
    ("grantProgramme", "Grant Programme|Grant Program", "programme", "the programme", _PROGRAMME),
    ("fundingType", "Funding Type", "funding_type", "a type of funding", _CLASS),
    ("classifications", "Classifications|Classification", "classification", "a classification", _CLASS),
    ("relatedDocument", "Related Document|Related Documents", "document", "a document", _DOCUMENT),
    *((f"{name}Transaction", f"{name}Transaction", f"{name}_transaction", f"a transaction of {what}", _TRANSACTION)
      for name, what in (("application", "an application"), ("commitment", "a commitment"), ("disbursement", "a disbursement"))),
)  # fmt: skip
_FLAT = (
    Standard("id", "Identifier|ID", ""),
    Standard("title", "Title", ""),
    Standard("description", "Description", ""),
    Standard("currency", "Currency", ""),
    Standard("amountAppliedFor", "Amount Applied For", "amount_applied_for", "the amount that was asked for", _M),
    Standard("amountAwarded", "Amount Awarded", ""),
    Standard("amountDisbursed", "Amount Disbursed", "amount_disbursed", "the amount that has been paid", _M),
    Standard("awardDate", "Award Date", ""),
    Standard("url", "URL", "url", "a page about the award"),
    Standard("fromOpenCall", "From An Open Call?", "from_open_call", "whether anybody could apply: Yes or No"),
    Standard("relatedActivity", "Related Activity", "related_activity", "the ids of activities that it belongs to"),
    Standard("dateModified", "Last Modified|Date Modified", "last_modified", "when the data of the award were changed", _D),
    Standard("dataSource", "Data Source", "data_source", "where the data were published"),
    Standard("regrantType", "For Regrant Type", "regrant_type", "how the money is granted on, where it is",
             codelist="regrantType"),
    Standard("locationScope", "Location Scope", "location_scope", "how wide an area it is for", codelist="locationScope"),
)  # fmt: skip
LISTS = frozenset(
    ("relatedActivity", "grantPurpose", "location", *(name for name, *_ in _GROUPS if name not in
                                                      {"recipientIndividual", "toIndividualsDetails"}))
)  # fmt: skip
"""The names of what can be there several times."""
_FIRSTS = frozenset(("fundingOrganization", "grantProgramme"))
_CORE = frozenset(("grantProgramme/title",))
"""What a field of every award says already."""


def _name(start: str, ending: str) -> str:
    return "_".join(part for part in (start, ending) if part)


STANDARD: tuple[Standard, ...] = (
    *_FLAT,
    *(
        Standard(
            f"{group}/{part}", ":".join((title.partition("|")[0], titles)),
            "" if f"{group}/{part}" in _CORE else _name(start, ending), about.format(what), kind, codes, group in _FIRSTS,
        )
        for group, title, start, what, parts in _GROUPS
        for part, titles, ending, about, kind, codes in parts
    ),
)  # fmt: skip
"""Every field, in the order of the schema."""
BY_NAME: Mapping[str, Standard] = {row.name: row for row in STANDARD if row.name}
"""Those that are fields themselves, by name."""
GROUPS: Mapping[str, str] = {name: title for name, title, *_ in _GROUPS}
"""The titles of each object or list of objects in a grant, by its name."""

_ISO = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?", re.ASCII)
_DECIMAL = re.compile(r"-?\d{1,15}(?:\.\d+)?", re.ASCII)
_LARGEST = 2**63
_SCALES = {ValueKind.MONEY: (Decimal("0.01"), Decimal(10) ** 15), ValueKind.NUMBER: (Decimal("0.000001"), Decimal(10) ** 12)}
_NOISE = Decimal("0.000001")


def values(row: Standard, grant: Grant) -> tuple[StandardValue, ...]:
    """Return the values of a field in a grant, each once, in its order; what cannot be read is not among them."""
    return leaf_values(row, _leaves(grant, row.path.split("/"), first=row.first))


def leaf_values(row: Standard, leaves: Iterable[Any]) -> tuple[StandardValue, ...]:
    """Return the values of a field from what stands at its path."""
    reader = _READERS[row.kind]
    if row.path.rpartition("/")[2] in LISTS:
        leaves = (part for each in leaves for part in (each if isinstance(each, list) else (each,)))
    results = (reader(each) for each in leaves)
    read_values = (each for each in results if each is not None)
    if row.codelist:
        read_values = (codelist_titles(row.codelist).get(str(each), each) for each in read_values)
    return tuple(dict.fromkeys(read_values))


def code_title(row: Standard, text: str) -> str:
    """Return the title of a code in the code list of a field; any other text as it is."""
    return codelist_titles(row.codelist).get(text.strip().upper(), text) if row.codelist else text


def _leaves(value: Any, steps: list[str], *, first: bool) -> Iterator[Any]:  # noqa: ANN401 - whatever JSON holds
    """Yield what stands at a path; an object where a list is due is a list of one."""
    if not steps:
        yield value
    elif isinstance(value, list):
        for each in [part for part in value if isinstance(part, dict)][: 1 if first else None]:
            yield from _leaves(each.get(steps[0]), steps[1:], first=False)
    elif isinstance(value, Mapping):
        yield from _leaves(value.get(steps[0]), steps[1:], first=first)


def _text(value: Any) -> str | None:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, str):
        return value.strip() or None
    is_integer = isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LARGEST
    return str(value) if is_integer else None


def _date(value: Any) -> PartialDate | None:  # noqa: ANN401 - whatever JSON holds
    """Return a date in ISO form; a time of day is cut off."""
    text = (_text(value) or "").partition("T")[0].strip()
    if not _ISO.fullmatch(text):
        return None
    try:
        return PartialDate.parse(text)
    except ValueError:
        return None


def _exact(value: Any) -> Decimal | None:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, str):
        value = Decimal(value.strip()) if _DECIMAL.fullmatch(value.strip()) else None
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def _scale(value: Any, kind: ValueKind) -> Decimal | None:  # noqa: ANN401 - whatever JSON holds
    """Return a number to the decimals of its kind; `None` where that changes it by more than noise, or it is too large."""
    exact, (unit, limit) = _exact(value), _SCALES[kind]
    if exact is None or not exact.is_finite() or abs(exact) >= limit:
        return None
    try:
        scaled = exact.quantize(unit)
    except InvalidOperation:
        return None
    close = kind is ValueKind.NUMBER or abs(exact - scaled) < _NOISE
    return (scaled or abs(scaled)) if close and (scaled or not exact) else None


def _money(value: Any) -> Decimal | None:  # noqa: ANN401 - whatever JSON holds
    return _scale(value, ValueKind.MONEY)


def number(value: Any) -> int | Decimal | None:  # noqa: ANN401 - whatever JSON holds
    """Return a number to six decimals, a whole one as `int`; `None` for what is none.

    >>> number("12.50"), number(Decimal("3.000000")), number("a year")
    (Decimal('12.5'), 3, None)
    """
    scaled = _scale(value, ValueKind.NUMBER)
    if scaled is None:
        return None
    return int(scaled) if scaled == scaled.to_integral_value() else scaled.normalize()


_READERS: Mapping[ValueKind, Callable[[Any], StandardValue | None]] = {
    ValueKind.TEXT: _text,
    ValueKind.DATE: _date,
    ValueKind.MONEY: _money,
    ValueKind.NUMBER: number,
}


def paths(value: Any, path: str) -> Iterator[str]:  # noqa: ANN401 - whatever JSON holds
    """Yield the paths below a name of a grant, and its own."""
    yield path
    if isinstance(value, list):
        for each in value:
            if isinstance(each, dict):
                yield from paths(each, path)
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from paths(each, f"{path}/{name}")


@cache
def below(top: str) -> tuple[Standard, ...]:
    """Return the fields that a name of a grant itself leads to."""
    return tuple(row for row in STANDARD if row.name and row.path.partition("/")[0] == top)
