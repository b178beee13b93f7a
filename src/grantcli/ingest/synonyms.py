"""Headings that real files use for fields of the standard, and the units that they state.

A synonym is a guess by the name of a column alone, so the list has only names with one meaning; users who know better say so
with `--map`. Better names come first: of two columns for one field, the one with the earlier name is read.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from grantcli.ingest.parse import currencies
from grantcli.ingest.titles import plain

SYNONYMS: Mapping[str, str] = {
    "id": "Grant ID, Award ID, Grant Reference, Award Reference, Grant Ref, Grant Number, Reference Number, Reference, Ref,"
    "Award Number, GA ID, Project Reference, Full Project Num, Core Project Num, Assistance Award Unique Key, Ref Number,"
    "Application ID, Cyfeirnod, Référence, Förderkennzeichen",
    "title": "Grant Title, Award Title, Project Title, Project Name, Project, Name of Project, Agreement Title EN, Teitl, Titre,"
    "Intitulé, Titel, Título, Titolo",
    "description": "Grant Description, Grants Description, Award Description, Project Description, Purpose of Grant, Purpose,"
    "Grant Purpose, Aims and Objectives, Summary, Description EN, Objet, Zweck, Verwendungszweck, Objeto, Oggetto, Diben",
    "currency": "Currency Code, Devise, Währung, Moneda, Valuta, Arian",
    "amountAwarded": "Award Amount, Grant Amount, Amount of Award, Amount of Grant, Amount Granted, Grant Awarded,"
    "Awarded Amount, Total Award, Award Value, Grant Value, Amount, Value, Value per year, Amount in Sterling, Award Pounds,"
    "Awarded Amount To Date, Agreement Value, EC Max Contribution, Federal Action Obligation, Total Cost, Montant attribué,"
    "Montant, Montant accordé, Fördersumme, Zuwendung, Betrag, Importe concedido, Importe, Importo, Swm, Grant",
    "amountAppliedFor": "Amount Requested",
    "amountDisbursed": "Amount Paid",
    "awardDate": "Date Awarded, Date of Award, Grant Date, Date of Grant, Date Granted, Decision Date, Date of Decision,"
    "Approval Date, Date Approved, Awarded, Date, Award Notice Date, Agreement Start Date, Action Date, Date of Payment,"
    "Date de décision, Date d'attribution, Bewilligungsdatum, Datum, Fecha de concesión, Fecha, Data, Dyddiad, Start Date",
    "plannedDates/0/startDate": "Planned Start Date, Project Start Date, Start Date",
    "plannedDates/0/endDate": "Planned End Date, Project End Date, End Date",
    "recipientOrganization/0/name": "Recipient Name, Recipient, Recipient Org, Recipient Organisation, Recipient Organization,"
    "Name of Recipient, Grant Recipient, Grantee Name, Grantee, Awarded To, Organisation Name, Organization Name,"
    "Name of Organisation, Organisation, Organization, Beneficiary Name, Beneficiary, Lead, Lead RO Name, Recipient Legal Name,"
    "Supplier Name, Supplier, Org Name, Awardee, Bénéficiaire, Zuwendungsempfänger, Empfänger, Beneficiario,"
    "Derbynnydd, Enw'r derbynnydd",
    "recipientOrganization/0/id": "Recipient ID, Recipient Identifier, Organisation ID",
    "recipientOrganization/0/charityNumber": "Charity Number, Registered Charity Number, Charity No",
    "recipientOrganization/0/companyNumber": "Company Number, Company No",
    "recipientOrganization/0/postalCode": "Recipient Postcode, Postcode, Postal Code",
    "fundingOrganization/0/name": "Funder Name, Funder, Funding Org, Funding Organisation, Funding Organization, Funding Body,"
    "Donor Name, Donor, Grant Maker, Awarding Body, Awarded By, Funding Org Name, Awarding Agency Name, Agency Name, Agency,"
    "Owner Org Title, Department Family, Department Name, Department, Ariannwr, Financeur, Zuwendungsgeber, Financiador",
    "fundingOrganization/0/id": "Funder ID, Funder Identifier",
    "grantProgramme/0/title": "Programme Name, Programme, Program, Grant Programme, Grant Program, Funding Programme, Fund Name,"
    "Fund, Grant Scheme, Scheme Name, Scheme, Funding Stream, Prog Name EN, CFDA Title, Assistance Listing Title, Rhaglen,"
    "Dispositif, Programa, Programma, Funding Scheme",
    "beneficiaryLocation/0/name": "Beneficiary Location",
}
"""Headings by path; a heading in two rows is read as the first of them that no better column is there for."""

FIELDS: Mapping[str, str] = {
    "id": "id",
    "title": "title",
    "description": "description",
    "amount": "amountAwarded",
    "currency": "currency",
    "awarded": "awardDate",
    "funder": "fundingOrganization/0/name",
    "programme": "grantProgramme/0/title",
    "lead": "recipientOrganization/0/name",
    "recipient": "recipientOrganization/0/name",
    "partner": "recipientOrganization/1/name",
}
"""Our fields that a column can be read as, by name."""

_ROW = 100  # more than a row has
_LONG = 100  # a longer text is not a heading, and the expression would take long
_SCALES = {"k": 1_000, "000": 1_000, "thousand": 1_000, "m": 1_000_000, "mn": 1_000_000, "million": 1_000_000}
_UNIT = re.compile(
    r"(?P<bare>.*?)(?:[\s(\[,:/-]*(?:\b(?:in|en)\s+)?(?P<sign>" + currencies.MARK + r")?[\s,]*"
    r"(?:['\u2019]?(?P<scale>000|thousand|million|(?<=[£€$¥])(?:k|mn|m)|(?<=[£€$¥]\s)(?:k|mn|m))s?)?[\s)\]]*)",
    re.IGNORECASE | re.DOTALL,
)
_BRACKETED = re.compile(r"[(\[][^()\[\]]*[)\]]\s*$")
_USUAL = frozenset("GBP EUR USD AUD CAD NZD CHF SEK NOK DKK PLN CZK HUF JPY INR ZAR HKD SGD CNY BRL MXN KES NGN".split())  # noqa: SIM905 - as read
"""Codes that are not words, so that a heading may end with one: `Amount EUR`; others only in brackets."""


def unit(heading: str) -> tuple[str, int, str | None]:
    """Return a heading without the unit that it states, what a figure below it is times, and its currency.

    >>> unit("Amount (£,000s)"), unit("Amount (£m)"), unit("Award Amount GBP"), unit("Amount")
    (('Amount', 1000, 'GBP'), ('Amount', 1000000, 'GBP'), ('Award Amount', 1, 'GBP'), ('Amount', 1, None))
    >>> unit("Value (AUD)"), unit("Amount (kr)"), unit("Top")
    (('Value', 1, 'AUD'), ('Amount', 1, None), ('Top', 1, None))
    """
    found = _UNIT.fullmatch(heading.strip()) if len(heading) <= _LONG else None
    if not found or not (found["sign"] or found["scale"]):
        return heading.strip(), 1, None
    sign = found["sign"]
    if sign and sign[:1].isalpha() and not _is_code(heading, found.start("sign"), sign):
        return heading.strip(), 1, None
    code = currencies.possible(sign)[0] or None if sign else None
    return found["bare"].strip(), _SCALES.get((found["scale"] or "").lower(), 1), code


def _is_code(heading: str, start: int, sign: str) -> bool:
    """Say whether letters in a heading are a currency, and no word or a part of one."""
    if heading.strip()[start - 1 : start].isalpha():
        return False
    return sign.upper() in _USUAL or bool(_BRACKETED.search(heading)) or not sign.isalpha()


def meanings(heading: str) -> Iterator[tuple[int, str]]:
    """Yield each path that a heading is a synonym of, with how good it is: less is better."""
    yield from _places().get(plain(heading), ())


@cache
def _places() -> Mapping[str, tuple[tuple[int, str], ...]]:
    places: dict[str, tuple[tuple[int, str], ...]] = {}
    for row, (path, names) in enumerate(SYNONYMS.items()):
        for place, name in enumerate(names.split(",")):
            places[plain(name)] = (*places.get(plain(name), ()), (row * _ROW + place, path))
    return places
