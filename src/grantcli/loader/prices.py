"""Reads the price series that real terms are worked out from."""

from decimal import Decimal
from pathlib import Path

from grantcli.loader import form
from grantcli.series import Series


def read(path: Path) -> Series:
    """Return the first series of the file; DataError with every fault."""
    part = form.read(path, "prices")["series"][0]
    quarters = {name: Decimal(value) for name, value in part["quarters"].items()}
    return Series(part["title"], part["source"], part["released"], quarters)
