"""A dozen awards that are awkward on purpose: every engine must give the same answers about them."""

from decimal import Decimal

from grantcli.dates import PartialDate
from grantcli.evidence import Basis
from grantcli.fields import FIELDS
from grantcli.model import Award, Book, Organisation, Outcome, Programme, StatedFigure

LEEDS = Organisation("GB-LAE-LDS", "Leeds", "Leeds City Council", "metropolitan district")
CROYDON = Organisation("GB-LAE-CRY", "Croydon", "London Borough of Croydon", "london borough")
ADUR = Organisation("GB-LAE-ADU", "Adur", "Adur District Council", "district", ("Adur and Worthing",))
WORTHING = Organisation("GB-LAE-WOT", "Worthing", "Worthing Borough Council", "district", ("Adur and Worthing",))
DORSET_COUNTY = Organisation("GB-LAE-DOR", "Dorset County", "Dorset County Council", "county")
DORSET = Organisation("GB-LAE-DST", "Dorset", "Dorset Council", "unitary")
SIGMA = Organisation("x-sigma", "ΟΔΟΣ İstanbul", "", None, ("%_'\"\\;--",))
GIVER = Organisation("giver", "Local Government Association", "", "association", ("LGA",))
OTHER = Organisation("other", "Ministry", "", "department")

OLD = Programme(
    "old-round", "Round 1", GIVER, ("r1",), PartialDate(2015, 3), currency="GBP",
    stated=(StatedFigure("total", Decimal(50000), Basis.STATED), StatedFigure("projects", Decimal(4), Basis.STATED)),
)  # fmt: skip
NEW = Programme("new-round", "Round 2", OTHER, (), PartialDate(2019, 9, 12), currency="GBP")


def _award(name: str, amount: str | None, currency: str | None = "GBP", **more: object) -> Award:
    value = None if amount is None else Decimal(amount).quantize(Decimal("0.01"))
    basis = Basis.UNKNOWN if amount is None else Basis.STATED
    return Award(name, amount=value, currency=currency, **{"basis": basis, **more})  # type: ignore[arg-type]  # fields of an award


AWARDS = (
    _award("a01", "10000", programme=OLD, title="Plain", lead=LEEDS, awarded=PartialDate(2015, 3), stage="alpha"),
    _award("a02", "25000", programme=OLD, title="Joint", partners=(ADUR, WORTHING, LEEDS), awarded=PartialDate(2015, 3)),
    _award("a03", None, programme=OLD, title="Unknown amount", lead=CROYDON, awarded=PartialDate(2015)),
    _award("a04", "0", programme=NEW, title="Zero", lead=CROYDON, partners=(LEEDS,), awarded=PartialDate(2019, 9, 12)),
    _award("a05", "-500.50", programme=NEW, title="Negative", lead=DORSET_COUNTY, awarded=PartialDate(2016, 2, 29)),
    _award("a06", "100000.01", programme=NEW, title="100% social_care", lead=DORSET, stage="beta",
           awarded=PartialDate(2020, 3, 31)),
    _award("a07", "100000.01", "EUR", programme=NEW, title="In euros", lead=LEEDS, awarded=PartialDate(2020, 4, 1)),
    _award("a08", "7", None, title="No currency", awarded=PartialDate(2019, 12, 31)),
    _award("a09", "33333.33", programme=NEW, title="ΣΊΣΥΦΟΣ in İstanbul", lead=SIGMA, description="Größe, naïve café"),
    _award("a10", None, "EUR", programme=NEW, title=None, partners=(CROYDON, SIGMA), awarded=PartialDate(2020)),
    _award("a11", "25000", title="%_'\"\\;-- DROP TABLE", project="=1+1", outcomes=(Outcome("Saves time", Decimal(22500)),)),
    _award("A12", "25000", programme=OLD, title="plain", lead=LEEDS, partners=(CROYDON,), awarded=PartialDate(2015, 12),
           outcomes=(Outcome("First"), Outcome("Second", Decimal("0.01")))),
)  # fmt: skip
BOOK = Book(AWARDS, (OLD, NEW))

OF_STANDARD = (
    "amount_applied_for", "planned_start_date", "planned_duration", "recipient_postal_code", "beneficiary_location_country",
    "related_activity", "recipient_location_code", "funder_id", "from_open_call",
)  # fmt: skip
"""Fields of the standard, of each kind and each depth, to stand for all of them: their rows are read by the same code."""
NAMES = tuple(name for name, each in FIELDS.items() if each.standard is None or name in OF_STANDARD)
"""The fields that tests ask for; the others of the standard would take too long."""
