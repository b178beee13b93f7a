"""Headings that real files use for fields of the standard.

A synonym is a guess by the name of a column alone, so the list has only names with one meaning; users who know better say so
with `--map`. Better names come first: of two columns for one field, the one with the earlier name is read.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from grantcli.ingest.titles import heading_key

SYNONYMS: Mapping[str, str] = {
    "id": "Grant ID, Award ID, Grant Reference, Award Reference, Grant Ref, Grant Number, Reference Number, Reference, Ref,"
    "Award Number, GA ID, Project Reference, Full Project Num, Core Project Num, Assistance Award Unique Key, Ref Number,"
    "Application ID, Project Grant Reference, Project Composition Project ID,"
    " Cyfeirnod, Référence, Förderkennzeichen, Grant No, Grant Code, Grant Ref No, Grant Reference Number, Grant Reference No,"
    "Grant ID Number, Grant Identifier, Award No, Award Ref, Award Ref No, Award Reference Number, Award Code, Award Identifier,"
    "Contract Number, Contract No, Contract Reference, Agreement Number, Agreement No, Agreement Reference, Agreement ID,"
    "Case Number, Case No, Case Reference, Case Ref, Application Number, Application No, Application Reference, Application Ref,"
    "Reference No, Reference Code, Ref No, Unique ID, Unique Reference, Unique Reference Number, URN, Aktenzeichen,"
    "Vorgangsnummer, Antragsnummer, Bewilligungsnummer, Saksnummer, Saksnr, Sagsnummer, Sagsnr, Journalnummer, Diarienummer,"
    "Ärendenummer, Diaarinumero, Asianumero, Numéro de dossier, N° dossier, N° de dossier, Nº dossier, Numéro de convention,"
    "N° convention, N° de convention, Nº convention, Référence dossier, Numéro de subvention,"
    "Expediente, Número de expediente, Nº expediente,"
    "Nº de expediente, N° expediente, Codice pratica, Numero pratica, Kenmerk, Zaaknummer, Dossiernummer, Beschikkingsnummer,"
    "Subsidienummer, Numer umowy, Nr umowy, Numer wniosku, Nr wniosku, Znak sprawy, Číslo smlouvy, Číslo žádosti, Iktatószám,"
    "Rhif Grant, Rhif y Grant",
    "title": "Project Composition Project Title,"
    "Grant Title, Award Title, Project Title, Project Name, Project, Name of Project, Agreement Title EN, Teitl, Titre,"
    "Intitulé, Titel, Título, Titolo, Tytuł,"
    "Tittel, Titulo, Teideal, Tiotal",
    "description": "Project Composition Project Abstract Text, Project Abstract Text,"
    "Grant Description, Grants Description, Award Description, Project Description, Purpose of Grant, Purpose,"
    "Grant Purpose, Aims and Objectives, Summary, Description EN, Objet, Zweck, Verwendungszweck, Objeto, Oggetto, Diben",
    "currency": "Currency Code, Devise, Währung, Moneda, Valuta, Arian",
    "amountAwarded": "Award Amount, Grant Amount, Amount of Award, Amount of Grant, Amount Granted, Grant Awarded,"
    "Awarded Amount, Total Grant Awarded, Total Amount Awarded, Total Award, Award Value, Grant Value, Value of Grant,"
    "Value of Award, Amount of Grant Awarded, Grant Award Amount, Amount Approved, Approved Amount, Grant Offered, Grant Offer,"
    "Offer Amount, Amount Offered, Amount, Value, Value per year, Amount in Sterling, Award Pounds,"
    "Awarded Amount To Date, Agreement Value, EC Max Contribution, EC Contribution, Federal Action Obligation, Total Cost,"
    "Total Obligated Amount, Cash Grant Amt, Project Fund Value Pounds, Project Composition Project Fund Value Pounds,"
    "Montant attribué, Montant, Montant accordé, Fördersumme, Zuwendung, Betrag, Importe concedido, Importe, Importo, Bedrag,"
    "Bevilget beløb, Bevilget beløp, Beviljat belopp, Beløb, Beløp, Belopp, Kwota dotacji, Kwota, Valor, Montante, Suim,"
    "Suim an Deontais, Sùim,"
    "Swm y Grant, Swm, Grant, Grant Award, Grant Approved, Award Approved, Award Total, Grant Total, Amount Total, Total Grant,"
    "Total Amount, Total Awarded, Amount Committed, Committed Amount, Grant Committed, Commitment Amount, Commitment, Committed,"
    "Total Committed, Beneficiary's Contracted Amount, Tildelt Beløp, Innvilget Beløp,"
    "Beviljade Medel, Kwota Przyznana, Przyznana Kwota Dotacji, Montant Alloué, Montant Octroyé,"
    "Myönnetty Avustus, Avustus, Schválená Dotace, Dotace, Támogatás Összege, Toetus, Upphæð, Ποσό, Ποσό Επιχορήγησης,"
    "Suma, Suma acordată, Znesek, Iznos, Summa",
    "amountAppliedFor": "Amount Requested",
    "amountDisbursed": "Amount Paid",
    "awardDate": "Date Awarded, Date of Award, Grant Date, Date of Grant, Date Granted, Decision Date, Date of Decision,"
    "Approval Date, Date Approved, Date Agreed, Agreed Date, Awarded, Date, Award Notice Date, Award Base Action Date,"
    "Agreement Start Date, Action Date,"
    "Date of Payment, Project Fund Start, Project Composition Project Fund Start,"
    "Date de décision, Date d'attribution, Date Convention,"
    "Bewilligungsdatum, Datum, Fecha de concesión, Fecha, Data, Dyddiad, Bevillingsdato, Dato, Beslutsdatum, Dáta, Ceann-latha,"
    "Dagsetning, Ημερομηνία,"
    " Start Date",
    "plannedDates/0/startDate": "Planned Start Date, Project Start Date, Start Date",
    "plannedDates/0/endDate": "Planned End Date, Project End Date, End Date",
    "recipientOrganization/0/name": "Recipient Name, Recipient, Recipient Org, Recipient Organisation, Recipient Organization,"
    "Name of Recipient, Grant Recipient, Recip Name,"
    "Recipient Legal Name, Grantee Name, Grantee, Awarded To, Paid To, Payee, Payee Name,"
    "Beneficiary Name, Beneficiary, Name of Beneficiary, Grant Beneficiary, Awardee, Awardee Name, Grant Holder,"
    "Supplier Name, Supplier, Supplier (Beneficiary) Name,"
    "Vendor Name, Vendor, Lead RO Name, Lead Research Organisation Name, Project Lead Organisation Name,"
    "Project Composition Lead Research Organisation Name, Project Lead Research Organisation Name,"
    " Lead Council, Lead Authority, Lead Local Authority,"
    "Lead Organisation, Lead Organization, Lead Participant, Participant, Lead Partner, Lead Applicant, Lead Body,"
    "Lead Recipient, Lead Institution, Lead Partner Name, Lead Partner Organisation, Lead Partner Organization, Lead Beneficiary,"
    "Successful Applicant, Grantee Organisation, Grantee Organization, Beneficiary Organisation, Beneficiary Organization,"
    "Recipient Body, Award Holder, Club Name, Name of Club, Name of Charity, Name of School,"
    "Participant Name, Applicant Name, Applicant Organisation, Applicant Organization, Organisation Awarded, Organisation Funded,"
    "Nom Bénéficiaire, Bénéficiaire, Zuwendungsempfänger, Empfänger, Beneficiario, Derbynnydd, Enw'r derbynnydd, Ontvanger,"
    "Begunstigde, Støttemodtager, Nazwa Beneficjenta, Nazwa Oferenta, Association Bénéficiaire, Saaja, Příjemce, Kedvezményezett,"
    "Toetuse Saaja, Organisation Name, Organization Name, Name of Organisation, Name of Organization, Name of Group,"
    "Name of Organisation or Group, Organisation, Organization, Enw'r Sefydliad, Sefydliad, Modtager,"
    "Mottaker, Tilskudsmodtager, Tilskuddsmottaker, Mottagare, Bidragsmottagare, Beneficjent, Odbiorca, Beneficiário,"
    "Faighteoir, Tairbhí, Buannaiche, Org Name, Org, Lead, Company Name,"
    "Charity Name, Applicant, Oferent, Søker, Sökande, Styrkþegi, Δικαιούχος, Beneficiar, Prejemnik, Korisnik, Gavėjas, Saņēmējs,"
    "Institution Name, Institution, University, Community Group, Third Sector Organisation, Council Name, Council",
    "recipientOrganization/0/id": "Recipient ID, Recipient Identifier, Organisation ID",
    "recipientOrganization/0/charityNumber": "Charity Number, Registered Charity Number, Charity No",
    "recipientOrganization/0/companyNumber": "Company Number, Company No",
    "recipientOrganization/0/postalCode": "Recipient Postcode, Postcode, Postal Code",
    "fundingOrganization/0/name": "Funder Name, Funder, Funding Org, Funding Organisation, Funding Organization, Funding Body,"
    "Donor Name, Donor, Grant Maker, Awarding Body, Awarded By, Funding Org Name, Awarding Agency Name,"
    "Awarding Agency, Agency Name, Agency, Project Fund Funder Name, Project Composition Project Fund Funder Name,"
    "Owner Org Title, Department Family, Department Name, Department, Ariannwr, Financeur, Zuwendungsgeber, Financiador",
    "fundingOrganization/0/id": "Funder ID, Funder Identifier",
    "grantProgramme/0/title": "Programme Name, Programme, Program, Grant Programme, Grant Program, Funding Programme, Fund Name,"
    "Fund, Grant Scheme, Scheme Name, Scheme, Funding Stream, Prog Name EN, CFDA Title, Assistance Listing Title, Rhaglen,"
    "Dispositif, Programa, Programma, Funding Scheme",
    "beneficiaryLocation/0/name": "Beneficiary Location",
}
"""Headings by path; a heading in two rows is read as the first of them that no better column is there for."""

CURRENCIES: Mapping[str, tuple[str, str]] = {
    "Federal Action Obligation": ("USD", "USAspending"),
    "Total Obligated Amount": ("USD", "USAspending"),
    "Awarded Amount To Date": ("USD", "the National Science Foundation"),
    "EC Max Contribution": ("EUR", "CORDIS"),
    "EC Contribution": ("EUR", "CORDIS"),
}
"""The currency of amounts below headings that one publisher alone has, by heading, and that publisher."""

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

_ROW = 1_000  # more than a row has


def currency(heading: str) -> tuple[str, str]:
    """Return the currency of the amounts below a heading that one publisher alone has, and the publisher; empty for others.

    >>> currency("ecMaxContribution"), currency("Amount")
    (('EUR', 'CORDIS'), ('', ''))
    """
    return _currencies().get(heading_key(heading), ("", ""))


@cache
def _currencies() -> Mapping[str, tuple[str, str]]:
    return {heading_key(name): value for name, value in CURRENCIES.items()}


def meanings(heading: str) -> Iterator[tuple[int, str]]:
    """Yield each path that a heading is a synonym of, with how good it is: less is better."""
    yield from _places().get(heading_key(heading), ())


@cache
def _places() -> Mapping[str, tuple[tuple[int, str], ...]]:
    places: dict[str, tuple[tuple[int, str], ...]] = {}
    for row, (path, names) in enumerate(SYNONYMS.items()):
        for place, name in enumerate(names.split(",")):
            places[heading_key(name)] = (*places.get(heading_key(name), ()), (row * _ROW + place, path))
    return places
